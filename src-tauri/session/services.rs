//! Makes a roster out of keys and addresses. Practice and live pass through the same function; they
//! differ in the addresses, the namespace of their secrets and the clock.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use conductor::{Conductor, PublishableKey, SecretKey};
use intuit::{ClientId, ClientSecret, Endpoints, Environment, Intuit, OAuth};
use roster::database::{Database, DatabaseError, ReadOnly};
use roster::grants::{Grants, RelayClient};
use roster::vault::Vault;
use roster::view::BannerKind;
use roster::{ConductorService, IntuitService};
use url::Url;

use crate::platform::private_files;
use crate::settings::address::is_private;
use crate::settings::firm_id::FirmId;
use crate::settings::{FirmSettings, IntuitEnvironment, IntuitSettings, Settings};

/// Vault entry of Conductor's secret key.
pub(crate) const CONDUCTOR_KEY: &str = "conductor-secret-key";
/// Vault entry of Intuit's client secret (development keys only).
pub(crate) const INTUIT_SECRET: &str = "intuit-client-secret";
/// The ports of [`LOCAL_REDIRECTS`].
pub(crate) const LOCAL_PORTS: [u16; 3] = [8765, 18765, 28765];
/// The redirect addresses to register for development keys; this app listens at the first that is free. They are far
/// apart, since Windows reserves ports by the hundred, and below those that systems give out by themselves.
pub(crate) const LOCAL_REDIRECTS: [&str; 3] = [
    "http://localhost:8765/callback",
    "http://localhost:18765/callback",
    "http://localhost:28765/callback",
];

/// A call to Intuit or the relay that takes longer has failed.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The relay gives a whole request 45 s. Giving up before it does loses an answer that may have used up the code or
/// the token.
const RELAY_TIMEOUT: Duration = Duration::from_secs(60);
/// Reading the discovery document must not hold up the window.
const DISCOVERY_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a side could not be made. The text names the field.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FirmError {
    /// The Conductor client.
    #[error("Conductor's settings can't be used: {0}")]
    Conductor(#[from] conductor::Error),
    /// The Intuit client.
    #[error("Intuit's settings can't be used: {0}")]
    Intuit(#[from] intuit::Error),
    /// The relay's address.
    #[error("The relay's address can't be used: {0}")]
    Relay(String),
}

/// Conductor, with its keys.
pub(crate) fn conductor_side(
    base_url: Option<Url>,
    secret_key: SecretKey,
    publishable_key: &str,
) -> Result<ConductorService, FirmError> {
    let mut builder = Conductor::builder(secret_key);
    if let Some(base_url) = base_url {
        builder = builder.base_url(base_url);
    }
    Ok(ConductorService {
        api: builder.build()?,
        publishable_key: PublishableKey::new(publishable_key),
    })
}

/// How Intuit's answers come back.
pub(crate) enum Return {
    /// Through the relay at this address.
    Relay(Url),
    /// To this computer, with development keys.
    Local(ClientSecret),
}

/// What an Intuit side is made of.
pub(crate) struct IntuitParts {
    /// Where Intuit is.
    pub(crate) endpoints: Endpoints,
    /// The firm's app.
    pub(crate) client_id: ClientId,
    /// Relay or local.
    pub(crate) back: Return,
    /// Ask for the accounting scope.
    pub(crate) accounting_scope: bool,
    /// Ask for people's roles.
    pub(crate) ask_roles: bool,
    /// QuickBooks Online's own address.
    pub(crate) app_url: Url,
}

/// Intuit, with the way its answers come back.
pub(crate) fn intuit_side(parts: IntuitParts) -> Result<IntuitService, FirmError> {
    let (grants, redirect_uri) = match parts.back {
        Return::Relay(relay) => {
            let client = RelayClient::new(&relay, &parts.client_id, RELAY_TIMEOUT)
                .map_err(|error| FirmError::Relay(error.to_string()))?;
            (Grants::Relay(client), callback_of(&relay)?)
        }
        Return::Local(client_secret) => {
            let redirect_uri = local_redirect()?;
            let oauth = OAuth::builder(
                parts.endpoints.clone(),
                parts.client_id.clone(),
                client_secret,
                redirect_uri.clone(),
            )
            .timeout(TIMEOUT)
            .build()?;
            (Grants::Direct(oauth), redirect_uri)
        }
    };
    Ok(IntuitService {
        api: Intuit::builder(parts.endpoints.clone())
            .timeout(TIMEOUT)
            .build()?,
        endpoints: parts.endpoints,
        client_id: parts.client_id,
        redirect_uri,
        accounting_scope: parts.accounting_scope,
        ask_roles: parts.ask_roles,
        grants,
        app_url: parts.app_url,
    })
}

/// The two sides of a real firm, once its settings are known to be those that were made here; none before, and
/// none where they were changed outside the app.
pub(crate) async fn genuine_sides(
    settings: &Settings,
    id: &FirmId,
    vault: &Arc<dyn Vault>,
) -> (Option<ConductorService>, Option<IntuitService>) {
    settings.authenticate(id, vault.as_ref()).await;
    let firm = settings.get().firm_of(id).cloned();
    match firm {
        Some(firm) if settings.is_genuine(id) => real_sides(&firm, vault).await,
        _ => (None, None),
    }
}

/// The two sides of the real firm, as far as their keys are there.
async fn real_sides(
    firm: &FirmSettings,
    vault: &Arc<dyn Vault>,
) -> (Option<ConductorService>, Option<IntuitService>) {
    let intuit = async {
        match &firm.intuit {
            Some(settings) => real_intuit(settings, firm.ask_roles, vault).await,
            None => None,
        }
    };
    // Side by side: Intuit is asked where it is, over the network.
    tokio::join!(real_conductor(firm, vault), intuit)
}

/// Opens the roster's database. One that cannot be opened for writing is left as it is: what can be read of it is
/// shown, else an empty one takes its place, in which nothing can be changed. Then there is a banner that says so.
pub(crate) fn open_database(file: &Path) -> Result<(Database, Option<BannerKind>), DatabaseError> {
    let placeholder = |why, banner| Ok((Database::placeholder(why)?, Some(banner)));
    if let Some(folder) = file.parent()
        && private_files::make_folder(folder).is_err()
        && !file.exists()
    {
        return placeholder(ReadOnly::Folder, BannerKind::ReadOnlyFolder);
    }
    let error = match Database::open(file) {
        Ok(database) => return Ok((database, None)),
        Err(error) => error,
    };
    tracing::warn!(%error, "the roster could not be opened");
    match error {
        DatabaseError::Newer { found, .. } => {
            let why = ReadOnly::Newer { found };
            let read = Database::open_newer(file).or_else(|error| {
                tracing::warn!(%error, "a newer roster could not be read");
                Database::placeholder(why)
            });
            Ok((read?, Some(BannerKind::DatabaseNewer)))
        }
        DatabaseError::InUse => placeholder(ReadOnly::InUse, BannerKind::DatabaseInUse),
        _ => match Database::open_read_only(file) {
            Ok(database) if file.exists() => Ok((database, Some(BannerKind::ReadOnlyFolder))),
            Ok(_) => placeholder(ReadOnly::Folder, BannerKind::ReadOnlyFolder),
            Err(_) => placeholder(ReadOnly::Damaged, BannerKind::DatabaseDamaged),
        },
    }
}

/// The relay's callback address, as registered at Intuit.
pub(crate) fn callback_of(relay: &Url) -> Result<Url, FirmError> {
    let mut base = relay.clone();
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    base.join("callback")
        .map_err(|error| FirmError::Relay(error.to_string()))
}

async fn real_conductor(firm: &FirmSettings, vault: &Arc<dyn Vault>) -> Option<ConductorService> {
    let publishable_key = firm.conductor_publishable_key.as_deref()?;
    firm.conductor_base_url
        .as_ref()
        .is_none_or(is_private)
        .then_some(())?;
    let key = vault.get(CONDUCTOR_KEY).await.ok().flatten()?;
    // EXPOSE: Conductor's client sends it with every call.
    let key = SecretKey::new(key.expose());
    // A release build connects to Conductor's own address and to no other, whatever its settings say.
    let base_url = firm.conductor_base_url.clone();
    conductor_side(
        base_url.filter(|_| cfg!(debug_assertions)),
        key,
        publishable_key,
    )
    .inspect_err(|error| tracing::warn!(%error, "Conductor can't be used"))
    .ok()
}

async fn real_intuit(
    settings: &IntuitSettings,
    ask_roles: bool,
    vault: &Arc<dyn Vault>,
) -> Option<IntuitService> {
    let relay = settings.relay.as_ref();
    relay
        .is_none_or(|relay| is_private(&relay.url))
        .then_some(())?;
    let environment = environment(settings.environment);
    let built_in = Endpoints::built_in(environment);
    let endpoints = Endpoints::discover(
        &Endpoints::discovery_url(environment),
        &built_in,
        DISCOVERY_TIMEOUT,
    )
    .await
    .unwrap_or_else(|error| {
        tracing::warn!(%error, "Intuit's discovery document could not be read; the built-in addresses are used");
        built_in
    });
    let back = if let Some(relay) = relay {
        Return::Relay(relay.url.clone())
    } else {
        let secret = vault.get(INTUIT_SECRET).await.ok().flatten()?;
        // EXPOSE: Intuit's token endpoint wants the client secret of development keys.
        Return::Local(ClientSecret::new(secret.expose()))
    };
    intuit_side(IntuitParts {
        endpoints,
        client_id: ClientId::new(settings.client_id.clone()),
        back,
        accounting_scope: settings.accounting_scope,
        ask_roles,
        app_url: app_url(settings.environment),
    })
    .inspect_err(|error| tracing::warn!(%error, "Intuit can't be used"))
    .ok()
}

fn environment(environment: IntuitEnvironment) -> Environment {
    match environment {
        IntuitEnvironment::Production => Environment::Production,
        IntuitEnvironment::Sandbox => Environment::Sandbox,
    }
}

#[expect(clippy::expect_used, reason = "constant addresses, parsed by a test")]
fn app_url(environment: IntuitEnvironment) -> Url {
    Url::parse(match environment {
        IntuitEnvironment::Production => "https://qbo.intuit.com/app/login",
        IntuitEnvironment::Sandbox => "https://sandbox.qbo.intuit.com/app/login",
    })
    .expect("a constant address")
}

fn local_redirect() -> Result<Url, FirmError> {
    Url::parse(LOCAL_REDIRECTS[0]).map_err(|error| FirmError::Relay(error.to_string()))
}

#[cfg(test)]
mod changed_tests;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constant_addresses_are_addresses() {
        assert_eq!(
            app_url(IntuitEnvironment::Production).host_str(),
            Some("qbo.intuit.com")
        );
        assert_eq!(
            app_url(IntuitEnvironment::Sandbox).host_str(),
            Some("sandbox.qbo.intuit.com")
        );
        for (address, port) in LOCAL_REDIRECTS.iter().zip(LOCAL_PORTS) {
            assert_eq!(Url::parse(address).expect("constant").port(), Some(port));
        }
    }

    #[test]
    fn the_app_waits_for_longer_than_a_relay_works_on_a_request() {
        let relay = relay::Limits::default();
        assert!(RELAY_TIMEOUT > relay.request + Duration::from_secs(10));
    }

    #[test]
    fn every_redirect_address_of_development_keys_is_named_where_people_look_for_it() {
        for (place, text) in [
            ("README.md", include_str!("../../README.md")),
            ("going-live.md", include_str!("../../docs/going-live.md")),
            (
                "set-up.ts",
                include_str!("../../ui/src/features/firm/words/set-up.ts"),
            ),
        ] {
            for address in LOCAL_REDIRECTS {
                assert!(text.contains(address), "{place} names {address}");
            }
        }
    }

    #[test]
    fn the_relays_callback_is_below_its_address_with_or_without_a_slash() {
        for relay in [
            "https://relay.example/signin",
            "https://relay.example/signin/",
        ] {
            let relay = Url::parse(relay).expect("an address");
            assert_eq!(
                callback_of(&relay).expect("joins").as_str(),
                "https://relay.example/signin/callback"
            );
        }
    }

    #[test]
    fn a_damaged_database_is_left_alone_and_nothing_can_be_changed_in_what_takes_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("roster.sqlite");
        let damaged = b"this is not a database, and it is longer than one header ".repeat(40);
        std::fs::write(&file, &damaged).expect("a writable folder");
        let (database, banner) = open_database(&file).expect("memory is always there");
        assert_eq!(banner, Some(BannerKind::DatabaseDamaged));
        assert_eq!(database.read_only(), Some(ReadOnly::Damaged));
        assert!(database.clients().expect("an empty roster").is_empty());
        assert_eq!(std::fs::read(&file).expect("the file"), damaged);
    }

    #[test]
    fn a_newer_database_is_shown_with_a_banner_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("roster.sqlite");
        drop(Database::open(&file).expect("a new roster"));
        let newer = rusqlite::Connection::open(&file).expect("SQLite");
        newer
            .pragma_update(None, "user_version", 99)
            .expect("a newer format");
        drop(newer);
        let before = std::fs::read(&file).expect("the file");
        let (database, banner) = open_database(&file).expect("it can be read");
        assert_eq!(banner, Some(BannerKind::DatabaseNewer));
        assert_eq!(database.read_only(), Some(ReadOnly::Newer { found: 99 }));
        assert_eq!(std::fs::read(&file).expect("the file"), before);
    }
}
