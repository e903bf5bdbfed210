//! The practice firm: the practice services in this process, and a roster that fills itself the way a
//! person would, by connecting each client through the real code. The only
//! practice-only thing is who clicks.

mod filling;
mod sample;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use conductor::SecretKey;
use http_client::HttpError;
use intuit::{ClientId as IntuitClientId, Endpoints};
use jiff::Timestamp;
use practice::Practice;
use roster::platform::{Clock, Network};
use roster::vault::Vault;
use roster::{ConductorService, Dependencies, IntuitService, Roster, RosterError};
use url::Url;

use self::filling::{NullListener, SampleFirm, ScriptedBrowser};
use crate::api::RelayOverview;
use crate::platform::identity::OWN;
use crate::platform::private_files;
use crate::platform::shell::Allowed;
use crate::session::Session;
use crate::session::open_firm::{FirmParts, OpenFirm};
use crate::session::services::{FirmError, IntuitParts, Return, conductor_side, intuit_side};
use crate::settings::Profile;
use crate::settings::permissions::allowed;

/// A new practice firm's clock starts this long ago, so that its history is made by the real code too.
const HISTORY: Duration = Duration::from_secs(11 * 24 * 3600);
/// Written when the history is complete; a firm without it is filled again from the start. Another name
/// where an older firm no longer fits: the second sealed its grants anew.
const FILLED: &str = "filled-2";
/// The vault entry that the first sign-in makes.
const FIRST_SECRET: &str = "realm-hash-key";
/// Loopback answers at once or not at all.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Why the practice firm did not open.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PracticeError {
    #[error("its server didn't start ({0})")]
    Server(#[from] practice::Error),
    #[error("{0}")]
    Firm(#[from] FirmError),
    #[error("{0}")]
    Roster(#[from] RosterError),
    #[error("its server gave no answer ({0})")]
    Wire(#[from] HttpError),
    #[error("{0}")]
    File(#[from] std::io::Error),
    #[error("{0}")]
    Story(String),
}

/// Opens the practice firm.
pub(crate) async fn open(session: &Session) -> Result<OpenFirm, PracticeError> {
    let (vault, namespace) = session.practice_vault().await;
    let folder = session.folder.join(namespace);
    // Its secrets are gone, and nothing in it would work: so it is without a keychain, at every start.
    let has_lost_secrets = matches!(vault.get(FIRST_SECRET).await, Ok(None));
    if has_lost_secrets || !folder.join(FILLED).exists() {
        forget(&folder, &vault).await?;
    }
    private_files::make_folder(&folder)?;
    let practice = Practice::start(practice::Config {
        sample: false,
        books_follow_the_calendar: true,
        port: 0,
        folder: Some(folder.clone()),
        start_before: HISTORY,
        app_scheme: OWN.scheme.to_owned(),
    })
    .await?;
    if !folder.join(FILLED).exists() {
        let browser = ScriptedBrowser::default();
        let mut parts = parts(session, &practice, vault.clone(), namespace).await?;
        parts.browser = Arc::new(browser.clone());
        // The window gets the firm once it is complete, and none of the events before.
        parts.listener = Arc::new(NullListener);
        let roster = Roster::open(parts).await?;
        practice.make_signing_key().await;
        SampleFirm::read(&practice)
            .await?
            .play(&roster, &browser)
            .await?;
        if let Err(error) = private_files::write(&folder.join(FILLED), b"") {
            tracing::warn!(%error, "the practice firm will be filled again at the next start");
        }
    }
    let made = FirmParts {
        profile: Profile::Practice,
        name: "Hale & Ortiz LLP".to_owned(),
        namespace: namespace.to_owned(),
        relay: Some(RelayOverview {
            host: "127.0.0.1".to_owned(),
            operator: "this computer".to_owned(),
        }),
        allowed: allowed(
            Profile::Practice,
            session.settings.get().firm.as_ref(),
            session.settings.managed(),
        ),
        parts: parts(session, &practice, vault, namespace).await?,
        network: Arc::new(PracticeNetwork(practice.network())),
        practice: Some(practice),
    };
    Ok(OpenFirm::open(made).await?)
}

/// The practice server's clock, which tests and its control page can move.
pub(crate) struct PracticeClock(pub(crate) practice::Clock);

impl Clock for PracticeClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

/// The practice firm's network, which its control page can cut.
pub(crate) struct PracticeNetwork(pub(crate) practice::Network);

impl Network for PracticeNetwork {
    fn has_route(&self) -> bool {
        self.0.is_up()
    }

    fn reaches(&self, _address: Option<&Url>) -> bool {
        self.has_route()
    }
}

/// Deletes the practice firm's folder and secrets, and nothing else.
pub(crate) async fn forget(folder: &Path, vault: &Arc<dyn Vault>) -> Result<(), PracticeError> {
    // The vault closes its file in any case; an entry that cannot be deleted opens nothing any more.
    if let Err(error) = vault.wipe().await {
        tracing::warn!(%error, "secrets of the practice firm stay in the keychain");
    }
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

async fn parts(
    session: &Session,
    practice: &Practice,
    vault: Arc<dyn Vault>,
    namespace: &str,
) -> Result<Dependencies, PracticeError> {
    let endpoints = practice.endpoints();
    let allowed = Allowed {
        practice: Some(address(&endpoints.origin)?),
    };
    let (conductor, intuit) = sides(endpoints).await?;
    let clock = Arc::new(PracticeClock(practice.clock()));
    let database = session
        .roster_file(namespace)
        .map_err(|problem| PracticeError::Story(problem.code()))?;
    Ok(session.parts(
        database,
        vault,
        allowed,
        clock,
        Some(conductor),
        Some(intuit),
    ))
}

/// The services as the live firm's are made, only at other addresses.
async fn sides(
    services: &practice::Endpoints,
) -> Result<(ConductorService, IntuitService), PracticeError> {
    let origin = address(&services.origin)?;
    let conductor = conductor_side(
        Some(address(&services.conductor.base_url)?),
        SecretKey::new(services.conductor.secret_key.clone()),
        &services.conductor.publishable_key,
    )?;
    let mut built_in = Endpoints::built_in(intuit::Environment::Sandbox);
    built_in.graphql = address(&services.intuit.graphql_url)?;
    built_in.rest = origin;
    let endpoints = Endpoints::discover(
        &address(&services.intuit.discovery_url)?,
        &built_in,
        TIMEOUT,
    )
    .await
    .map_err(FirmError::from)?;
    let intuit = intuit_side(IntuitParts {
        endpoints,
        client_id: IntuitClientId::new(services.intuit.client_id.clone()),
        back: Return::Relay(address(&services.relay.base_url)?),
        accounting_scope: false,
        ask_roles: true,
        app_url: address(&format!("{}/app/login", services.origin))?,
    })?;
    Ok((conductor, intuit))
}

fn address(text: &str) -> Result<Url, PracticeError> {
    Url::parse(text).map_err(|error| PracticeError::Story(format!("{text}: {error}")))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod two_firms;
