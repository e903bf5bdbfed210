//! Every row of the table of states, every boundary of a number, and combinations nobody thought of.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod boundaries;
mod combinations;
mod desktop_signals;
mod online_signals;
mod precedence;
mod states;

use super::*;
use crate::client::{ClientDraft, ClientId};
use crate::observation::{
    AuthLink, ConnectionFact, DesktopFacts, OnlineConnection, OnlineFacts, OpenSignIn, Person,
    Refusal, RoleAnswerFact, RoleFact, Source, WrongCompany,
};
use crate::view::{LinkDelivery, RoleAvailability, RoleKind};

/// A Wednesday.
const NOW: &str = "2026-11-18T12:00:00Z";

const SECOND: SignedDuration = SignedDuration::from_secs(1);

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

fn days(count: i64) -> SignedDuration {
    hours(24 * count)
}

fn ago(span: SignedDuration) -> Timestamp {
    now() - span
}

fn ahead(span: SignedDuration) -> Timestamp {
    now() + span
}

fn client(books: QuickBooks) -> Client {
    let id = ClientId::random();
    Client::new(id, ClientDraft::new("Sue's Bakery", books), ago(days(400)))
}

fn desktop_at(place: Place) -> Client {
    client(QuickBooks::Desktop {
        place,
        computer: Some("OFFICE-PC-3".to_owned()),
    })
}

/// A client, what is known of it, and what is known beside it.
struct Case {
    client: Client,
    observation: Observation,
    checking: bool,
    takeover: Option<&'static str>,
    keys_doubted: bool,
    next_check: Option<Timestamp>,
    at: Timestamp,
}

impl Case {
    fn of(client: Client, observation: Observation) -> Self {
        Self {
            client,
            observation,
            checking: false,
            takeover: None,
            keys_doubted: false,
            next_check: None,
            at: now(),
        }
    }

    /// An Online client that connected 30 days ago and answered 12 minutes ago.
    fn online(change: impl FnOnce(&mut OnlineFacts)) -> Self {
        let mut facts = OnlineFacts {
            connection: Some(saved()),
            last_ok_at: Some(ago(minutes(12))),
            role: Some(role("ADMIN", "ACTIVE")),
            ..OnlineFacts::default()
        };
        change(&mut facts);
        Self::of(
            client(QuickBooks::Online),
            Observation {
                online: facts,
                ..Observation::default()
            },
        )
    }

    /// An Online client without a connection.
    fn unconnected(change: impl FnOnce(&mut OnlineFacts)) -> Self {
        Self::online(|facts| {
            *facts = OnlineFacts::default();
            change(facts);
        })
    }

    /// A Desktop client whose connection has worked and answered 12 minutes ago.
    fn desktop(change: impl FnOnce(&mut DesktopFacts)) -> Self {
        let mut facts = DesktopFacts {
            end_user_id: Some("end_usr_1234567890".to_owned()),
            connection: ConnectionFact::Worked,
            last_ok_at: Some(ago(minutes(12))),
            ..DesktopFacts::default()
        };
        change(&mut facts);
        Self::of(
            desktop_at(Place::OtherComputer),
            Observation {
                desktop: facts,
                ..Observation::default()
            },
        )
    }

    /// A Desktop client with an end-user and nothing else.
    fn not_set_up(change: impl FnOnce(&mut DesktopFacts)) -> Self {
        Self::desktop(|facts| {
            facts.connection = ConnectionFact::None;
            facts.last_ok_at = None;
            change(facts);
        })
    }

    /// A Desktop client that worked two hours ago and failed a minute ago.
    fn failing(code: &str, integration_code: Option<&str>) -> Self {
        Self::desktop(|facts| {
            facts.last_ok_at = Some(ago(hours(2)));
            facts.failure = Some(failure(code, integration_code));
        })
    }

    fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.client.lifecycle = lifecycle;
        self
    }

    fn on(mut self, place: Place) -> Self {
        self.client.books = desktop_at(place).books;
        self
    }

    fn checking(mut self) -> Self {
        self.checking = true;
        self
    }

    fn taken_by(mut self, person: &'static str) -> Self {
        self.takeover = Some(person);
        self
    }

    fn next_check(mut self, at: Timestamp) -> Self {
        self.next_check = Some(at);
        self
    }

    fn at(mut self, at: Timestamp) -> Self {
        self.at = at;
        self
    }

    fn says(&self, message: &str) -> Self {
        let mut observation = self.observation.clone();
        let facts = [
            &mut observation.desktop.failure,
            &mut observation.online.failure,
        ];
        for failure in facts.into_iter().flatten() {
            message.clone_into(&mut failure.message);
        }
        Self::of(self.client.clone(), observation)
    }

    fn diagnose(&self) -> Diagnosis {
        diagnose(
            &self.client,
            &self.observation,
            &Now {
                ask_roles: true,
                keys_doubted: self.keys_doubted,
                now: self.at,
                checking: self.checking,
                takeover: self.takeover,
                next_check: self.next_check,
            },
        )
    }

    fn state(&self) -> State {
        self.diagnose().state
    }
}

fn saved() -> OnlineConnection {
    OnlineConnection {
        connected_at: ago(days(30)),
        person: Person {
            sub: "sub-1".to_owned(),
            name: Some("Maria Ortiz".to_owned()),
            email: Some("maria@haleortiz.example".to_owned()),
        },
        realm_tail: "4821".to_owned(),
        realm_hash: "hash".to_owned(),
        company_name: None,
        renewed_at: ago(days(2)),
        idle_expires_at: Some(ahead(days(98))),
        hard_expires_at: Some(ahead(days(1700))),
    }
}

fn role(role_type: &str, status: &str) -> RoleFact {
    answered(RoleAnswerFact::Role {
        role_type: Some(role_type.to_owned()),
        status: Some(status.to_owned()),
        has_payroll: Some(true),
    })
}

fn answered(answer: RoleAnswerFact) -> RoleFact {
    RoleFact {
        at: ago(minutes(12)),
        answer,
    }
}

fn failure(code: &str, integration_code: Option<&str>) -> Failure {
    Failure {
        at: ago(minutes(1)),
        source: Source::Conductor,
        kind: FailureKind::Answered,
        code: code.to_owned(),
        integration_code: integration_code.map(str::to_owned),
        message: "The service's own sentence.".to_owned(),
        request_id: Some("req_1234567890".to_owned()),
    }
}

/// An answer that says nothing about the client.
fn nothing(kind: FailureKind, code: &str) -> Failure {
    Failure {
        kind,
        ..failure(code, None)
    }
}

fn refused(first: SignedDuration, last: SignedDuration) -> Refusal {
    Refusal {
        first_at: ago(first),
        last_at: ago(last),
        intuit_tid: Some("1-tid".to_owned()),
        description: None,
    }
}

fn link(delivery: LinkDelivery, expires_at: Timestamp) -> AuthLink {
    AuthLink {
        created_at: ago(hours(1)),
        expires_at,
        delivery,
    }
}

fn sign_in(expires_at: Timestamp) -> OpenSignIn {
    OpenSignIn {
        started_at: ago(minutes(5)),
        expires_at,
    }
}

fn wrong_company(at: Timestamp) -> WrongCompany {
    WrongCompany {
        at,
        realm_tail: "9999".to_owned(),
        name: Some("Bill's Butchers".to_owned()),
    }
}
