//! The clicks that make the calls: the state before each, the click, and its outcome.

use std::time::Duration;

use conductor::{Conductor, PublishableKey, SecretKey};
use intuit::{AuthorizationCode, ClientSecret, Endpoints, Intuit, OAuth, RealmId};
use roster::callback::SignInState;
use roster::client::ClientId;
use roster::grants::{Answer, Grants, RelayClient, intuit_failure};
use roster::observation::FailureKind;
use roster::view::{
    self, AttemptStage, Ending, LinkDelivery, Problem, ProblemView, ServiceProblem, State,
};
use roster::{ConductorService, IntuitService, RosterError};
use url::Url;

use crate::expected::Came;
use crate::harness::{AppUnderTest, MARIA, TestEnv, WREN, url};
use crate::kinds::{Call, Service};
use crate::line::Line;

pub(crate) const NAME: &str = "Wren & Daughters";
/// Registered by the practice firm for development keys.
const REDIRECT: &str = "http://localhost:8765/callback";

/// What came of a click.
pub(crate) struct Outcome {
    pub(crate) came: Came,
    /// What its sentence is made of.
    pub(crate) message: String,
}

/// A computer whose every call goes through the line.
pub(crate) async fn app(
    env: &TestEnv,
    line: &Line,
    call: Call,
    patience: Duration,
) -> AppUnderTest {
    let conductor = conductor_side(env, line, patience);
    let intuit = intuit_side(env, line, call, patience).await;
    env.app_with(|parts| {
        parts.conductor = Some(conductor);
        parts.intuit = Some(intuit);
    })
    .await
}

fn conductor_side(env: &TestEnv, line: &Line, patience: Duration) -> ConductorService {
    let endpoints = &env.practice.endpoints().conductor;
    let retry =
        conductor::RetryPolicy::default().waits(Duration::from_millis(1), Duration::from_secs(8));
    let api = Conductor::builder(SecretKey::new(endpoints.secret_key.as_str()))
        .base_url(line.at("v1"))
        .timeout(patience)
        .retry(retry)
        .build();
    ConductorService {
        api: api.unwrap(),
        publishable_key: PublishableKey::new(endpoints.publishable_key.as_str()),
    }
}

async fn intuit_side(env: &TestEnv, line: &Line, call: Call, patience: Duration) -> IntuitService {
    let mut side = env.intuit_side().await;
    let through = |at: &mut Url| *at = line.at(at.path());
    through(&mut side.endpoints.token);
    through(&mut side.endpoints.revocation);
    through(&mut side.endpoints.userinfo);
    through(&mut side.endpoints.jwks);
    through(&mut side.endpoints.graphql);
    through(&mut side.endpoints.rest);
    let retry =
        intuit::RetryPolicy::default().waits(Duration::from_millis(1), Duration::from_secs(8));
    side.api = Intuit::builder(side.endpoints.clone())
        .timeout(patience)
        .retry(retry.clone())
        .build()
        .unwrap();
    side.accounting_scope = call == Call::CompanyName;
    side.grants = if call.is_direct() {
        side.redirect_uri = url(REDIRECT);
        Grants::Direct(
            OAuth::builder(
                side.endpoints.clone(),
                side.client_id.clone(),
                ClientSecret::new(env.practice.endpoints().intuit.client_secret.as_str()),
                side.redirect_uri.clone(),
            )
            .timeout(patience)
            .build()
            .unwrap(),
        )
    } else {
        let relay = url(&env.practice.endpoints().relay.base_url);
        let client = RelayClient::new(&relay, &side.client_id, patience).unwrap();
        Grants::Relay(client.through(line.at("relay/"), patience).unwrap())
    };
    side
}

/// A client, as far as it has to be for the call to be the next one.
pub(crate) struct Stage<'a> {
    pub(crate) env: &'a TestEnv,
    pub(crate) line: &'a Line,
    pub(crate) app: &'a AppUnderTest,
    pub(crate) call: Call,
    pub(crate) id: ClientId,
    pub(crate) patience: Duration,
    /// The link that came back, for a sign-in that can go on with it.
    link: Option<Url>,
}

impl<'a> Stage<'a> {
    pub(crate) async fn set(
        env: &'a TestEnv,
        line: &'a Line,
        app: &'a AppUnderTest,
        call: Call,
        patience: Duration,
    ) -> Self {
        let id = match call.service() {
            Service::Conductor => app.add_desktop(NAME),
            _ => app.add_online(NAME),
        };
        let mut stage = Self {
            env,
            line,
            app,
            call,
            id,
            patience,
            link: None,
        };
        match call {
            Call::CreateEndUser | Call::Discovery => {}
            Call::CreateAuthSession => {
                app.desktop().create_end_user(id).await.unwrap();
            }
            _ if call.service() == Service::Conductor => {
                app.desktop()
                    .connect_desktop(id, 60, LinkDelivery::Copied)
                    .await
                    .unwrap();
                env.apply_scenario(NAME, "complete_flow").await;
                app.desktop().look_at_end_user(id).await.unwrap();
            }
            _ if call.is_of_a_sign_in() => stage.link = Some(stage.come_back().await),
            _ => {
                stage.take(&stage.come_back().await).await;
                app.online().save_connection(id).await.unwrap();
            }
        }
        if matches!(call, Call::Refresh | Call::RelayRefresh) {
            // The access token runs out.
            env.advance(2 * 3600).await;
        }
        stage
    }

    /// The same after a restart of the app.
    pub(crate) fn on(self, app: &'a AppUnderTest, patience: Duration) -> Self {
        Self {
            app,
            patience,
            ..self
        }
    }

    /// A person signs in and approves: the address that the browser is sent to.
    async fn come_back(&self) -> Url {
        let page = self.app.begin(self.id).await;
        if self.call.is_direct() {
            self.env.approve_at_intuit(page, MARIA, WREN).await
        } else {
            self.env.approve(page, MARIA, WREN).await
        }
    }

    async fn take(&self, link: &Url) {
        if self.call.is_direct() {
            let field = |wanted: &str| {
                let found = link.query_pairs().find(|(name, _)| name == wanted);
                found.unwrap().1.into_owned()
            };
            let code = AuthorizationCode::new(field("code"));
            let realm = Some(RealmId::new(field("realmId")));
            let state = SignInState::from_text(field("state"));
            self.app
                .online()
                .answer(&state, Answer::Code { code, realm })
                .await;
        } else {
            self.app.online().arrive(link.as_str()).await.unwrap();
        }
    }

    /// The click that makes the call.
    pub(crate) async fn click(&self) -> Outcome {
        let (app, id) = (self.app, self.id);
        match self.call {
            Call::ListEndUsers => self.of(app.desktop().read_end_users().await),
            Call::CreateEndUser => self.of(app.desktop().create_end_user(id).await),
            Call::RetrieveEndUser => self.of(app.desktop().look_at_end_user(id).await),
            Call::DeleteEndUser => self.of(app.desktop().delete_end_user(id, NAME).await),
            Call::CreateAuthSession => self.of(app
                .desktop()
                .connect_desktop(id, 60, LinkDelivery::Copied)
                .await),
            Call::HealthCheck | Call::Refresh | Call::UserRole | Call::RelayRefresh => {
                self.of(app.scheduler().check_client(id).await)
            }
            Call::Revoke | Call::RelayRevoke => self.of(app.online().disconnect_client(id).await),
            Call::Discovery => self.discover().await,
            Call::ExchangeCode
            | Call::RelayToken
            | Call::Jwks
            | Call::UserInfo
            | Call::CompanyName => {
                self.take(self.link.as_ref().unwrap()).await;
                self.of_the_sheet()
            }
        }
    }

    /// The same after everything is well again. A sign-in that ended is begun anew.
    pub(crate) async fn click_again(&self) -> Outcome {
        if !self.call.is_of_a_sign_in() {
            return self.click().await;
        }
        let stage = self.app.attempt(self.id).map(|sheet| sheet.stage());
        match (&self.link, stage) {
            (_, Some(AttemptStage::Confirm)) => {}
            (Some(link), Some(AttemptStage::Waiting)) => self.take(link).await,
            _ => self.take(&self.come_back().await).await,
        }
        self.of_the_sheet()
    }

    fn of<T>(&self, result: Result<T, RosterError>) -> Outcome {
        match result {
            Ok(_) => self.of_the_row(),
            Err(error) => of_a_problem(&error.view()),
        }
    }

    /// What the row says after a click that was answered.
    fn of_the_row(&self) -> Outcome {
        let row = self.app.row(self.id);
        let message = row
            .details
            .map_or_else(String::new, |details| details.message);
        let came = match row.state {
            _ if self.call.is_an_ending() => Came::Fine,
            State::Checking => Came::Probation,
            State::Attention => Came::Said,
            State::Never if self.call == Call::CreateEndUser => Came::Fine,
            State::Never if row.end_user_id.is_some() => Came::NotSetUp,
            State::Never => Came::Gone,
            _ => Came::Fine,
        };
        Outcome { came, message }
    }

    fn of_the_sheet(&self) -> Outcome {
        let sheet = self.app.sheet(self.id);
        let message = sheet
            .error()
            .map_or_else(String::new, |error| format!("{:?}", error.problem));
        let came = match (sheet.stage(), sheet.ending()) {
            (AttemptStage::Confirm, _) => match sheet.found().unwrap().company_name {
                None if self.call == Call::CompanyName => Came::Nameless,
                _ => Came::Fine,
            },
            (AttemptStage::Waiting, _) => Came::WaitsOn,
            (_, Some(Ending::Unreachable)) if message.contains("AskedTooMuch") => {
                Came::Busy(Service::Intuit)
            }
            (_, Some(Ending::RelayUnreachable)) if message.contains("AskedTooMuch") => {
                Came::Busy(Service::Relay)
            }
            (_, Some(Ending::Unreachable)) => Came::Silent(Service::Intuit),
            (_, Some(Ending::RelayUnreachable)) => Came::Silent(Service::Relay),
            (_, Some(Ending::KeyRefused)) => Came::Key,
            (_, Some(Ending::Failed)) => Came::Said,
            (_, Some(Ending::Expired)) => Came::RanOut,
            other => panic!("the sheet says {other:?}"),
        };
        Outcome { came, message }
    }

    async fn discover(&self) -> Outcome {
        let built_in = Endpoints::built_in(intuit::Environment::Sandbox);
        let address = self.line.at(Call::Discovery.address().1);
        match Endpoints::discover(&address, &built_in, self.patience).await {
            Ok(_) => Outcome {
                came: Came::Fine,
                message: String::new(),
            },
            Err(error) => {
                let failure = intuit_failure(&error);
                assert_ne!(failure.kind, FailureKind::KeyRefused);
                of_a_problem(&RosterError::from(failure).view())
            }
        }
    }
}

fn of_a_problem(view: &ProblemView) -> Outcome {
    let Problem::Service(problem) = &view.problem else {
        panic!("{view:?}");
    };
    let of = |service| match service {
        view::Service::Conductor => Service::Conductor,
        view::Service::Intuit => Service::Intuit,
        view::Service::Relay => Service::Relay,
    };
    let came = match problem {
        ServiceProblem::NotAnswering { service, .. } => Came::Silent(of(*service)),
        ServiceProblem::AskedTooMuch { service, .. } => Came::Busy(of(*service)),
        // Only Intuit's refusals are distinguished from silence.
        ServiceProblem::RefusedForNow { .. } => Came::Unable(Service::Intuit),
        ServiceProblem::KeyRefused { .. } => Came::Key,
        ServiceProblem::Answered { .. } | ServiceProblem::AnsweredNothing => Came::Said,
        other => panic!("{other:?}"),
    };
    Outcome {
        came,
        message: format!("{problem:?}"),
    }
}
