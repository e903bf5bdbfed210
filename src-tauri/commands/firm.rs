//! The app as a whole: which firm is open, how the window looks, and setting a firm up.

use roster::platform::{Browser, Clipboard};
use roster::vault::{Secret, Vault};
use roster::view::{FileProblem, ProblemView, RosterEvent, SetUpProblem};
use serde::Deserialize;
use tauri::State;
use tauri::ipc::Channel;
use url::Url;

use crate::api::{AppOverview, FirmForm};
use crate::platform::shell::{Allowed, SystemBrowser};
use crate::problems;
use crate::provisioning::firm_keys::signing_key;
use crate::provisioning::verify_keys::{self, Origin};
use crate::session::Session;
use crate::session::links;
use crate::session::new_firm;
use crate::session::overview;
use crate::session::services::{CONDUCTOR_KEY, INTUIT_SECRET};
use crate::settings::permissions::Permission;
use crate::settings::{FirmSettings, IntuitEnvironment, IntuitSettings, RelaySettings};

#[tauri::command(root = "panic_safe")]
pub(super) async fn app_overview(session: State<'_, Session>) -> Result<AppOverview, ProblemView> {
    Ok(overview::overview(&session).await)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn open_practice(session: State<'_, Session>) -> Result<AppOverview, ProblemView> {
    session.open_practice().await?;
    links::deliver_links(&session).await;
    Ok(overview::overview(&session).await)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn leave_practice(
    session: State<'_, Session>,
) -> Result<AppOverview, ProblemView> {
    session.close_firm().await;
    Ok(overview::overview(&session).await)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn start_over_practice(
    session: State<'_, Session>,
) -> Result<AppOverview, ProblemView> {
    session.start_over_practice().await?;
    Ok(overview::overview(&session).await)
}

/// The firm of this id, or the one that was open last.
#[tauri::command(root = "panic_safe")]
pub(super) async fn open_firm(
    session: State<'_, Session>,
    firm: Option<String>,
) -> Result<AppOverview, ProblemView> {
    match firm {
        Some(id) => session.open_other_firm(&id).await?,
        None => session.open_firm().await?,
    }
    links::deliver_links(&session).await;
    Ok(overview::overview(&session).await)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn close_firm(session: State<'_, Session>) -> Result<AppOverview, ProblemView> {
    session.close_firm().await;
    Ok(overview::overview(&session).await)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn watch_roster(
    session: State<'_, Session>,
    on_event: Channel<RosterEvent>,
) -> Result<(), ProblemView> {
    session.listener.listen(on_event);
    session.catch_up().await;
    Ok(())
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn copy_text(
    session: State<'_, Session>,
    text: String,
) -> Result<(), ProblemView> {
    session
        .clipboard
        .copy(&text)
        .map_err(|error| ProblemView::from(FileProblem::NotCopied).with_detail(error.0))
}

/// Where QuickBooks Online lists the apps that a company is connected to. A guess: see `docs/assumptions.md`.
const INTUIT_APPS: &str = "https://qbo.intuit.com/app/apps/myapps";

/// Pages the window may ask to open, by name.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub(super) enum HelpTopic {
    StatusIntuit,
    StatusConductor,
    AccountManager,
    IntuitApps,
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn open_help(
    session: State<'_, Session>,
    topic: HelpTopic,
) -> Result<(), ProblemView> {
    let address = match topic {
        HelpTopic::StatusIntuit => "https://status.developer.intuit.com/",
        HelpTopic::StatusConductor => "https://connect.conductor.is/",
        HelpTopic::AccountManager => "https://accounts.intuit.com/app/account-manager/security",
        HelpTopic::IntuitApps => INTUIT_APPS,
    };
    let opened = Url::parse(address)
        .map_err(|error| error.to_string())
        .and_then(|url| {
            SystemBrowser::new(session.app.clone(), Allowed::default())
                .open(&url)
                .map_err(|error| error.0)
        });
    opened.map_err(|reason| {
        let address = address.to_owned();
        ProblemView::from(FileProblem::PageNotOpened { address }).with_detail(reason)
    })
}

/// Checks every key against its service, keeps the keys in the keychain and opens the firm.
#[tauri::command(root = "panic_safe")]
pub(super) async fn set_up_firm(
    session: State<'_, Session>,
    form: FirmForm,
    another: Option<bool>,
) -> Result<AppOverview, ProblemView> {
    // Beside the firms of this computer, and not in the place of the current one.
    let another = another.unwrap_or_default();
    if another {
        session.require_another_firm()?;
    } else {
        session.own_firm_for(Permission::ChangeKeys)?;
    }
    session.settings.can_keep_firms()?;
    let managed = session.settings.managed();
    let form = managed.over_form(form);
    let name = form.firm_name.trim();
    if name.is_empty() {
        return Err(SetUpProblem::FirmNameMissing.into());
    }
    let former = match session.settings.former_firm().filter(|_| !another) {
        Some(current) => current,
        None => FirmSettings {
            id: new_firm::new_firm_id(&session).await,
            ..FirmSettings::default()
        },
    };
    let checked = with_checked(
        former,
        name,
        check_conductor(&form).await?,
        check_intuit(&form, managed.relay()).await?,
        (!form.intuit_client_id.trim().is_empty()).then_some(form.ask_roles),
    )?;
    let vault = session.vault_of(&checked.id).await;
    for (entry, text) in [
        (CONDUCTOR_KEY, &form.conductor_secret_key),
        (INTUIT_SECRET, &form.intuit_client_secret),
    ] {
        keep(vault.as_ref(), entry, text.trim()).await?;
    }
    let checked = with_signer(checked, vault.as_ref()).await;
    session
        .settings
        .take_typed_firm(checked, vault.as_ref())
        .await;
    session.open_firm().await?;
    Ok(overview::overview(&session).await)
}

/// The firm with the key that signs its files, made where it has none and was set up here. A keychain that cannot
/// keep it now does so with the first firm file.
async fn with_signer(mut firm: FirmSettings, vault: &dyn Vault) -> FirmSettings {
    if firm.signer.is_none() && firm.computer.joined.is_none() {
        match signing_key(vault, false, None).await {
            Ok(key) => firm.signer = Some(key.public()),
            Err(error) => tracing::warn!(%error, "the firm's signing key was not made"),
        }
    }
    firm
}

/// Returns the publishable key, or nothing when Conductor was skipped.
async fn check_conductor(form: &FirmForm) -> Result<Option<String>, ProblemView> {
    let (secret, publishable) = (
        form.conductor_secret_key.trim(),
        form.conductor_publishable_key.trim(),
    );
    match (secret.is_empty(), publishable.is_empty()) {
        (true, true) => return Ok(None),
        (true, false) => {
            return Err(SetUpProblem::SecretKeyMissing.into());
        }
        (false, true) => {
            return Err(SetUpProblem::PublishableKeyMissing.into());
        }
        (false, false) => {}
    }
    verify_keys::refuse_swapped(secret, publishable)?;
    verify_keys::conductor_key(secret, None, Origin::Typed).await?;
    Ok(Some(publishable.to_owned()))
}

/// The firm with what was checked now. A service that was left empty stays as it is.
fn with_checked(
    former: FirmSettings,
    name: &str,
    publishable_key: Option<String>,
    intuit: Option<IntuitSettings>,
    ask_roles: Option<bool>,
) -> Result<FirmSettings, ProblemView> {
    let firm = FirmSettings {
        name: name.to_owned(),
        // What is typed belongs to Conductor's own address, and is checked there.
        conductor_base_url: None,
        conductor_publishable_key: publishable_key.or(former.conductor_publishable_key),
        ask_roles: ask_roles.unwrap_or(former.ask_roles),
        intuit: intuit.or(former.intuit),
        ..former
    };
    if firm.conductor_publishable_key.is_none() && firm.intuit.is_none() {
        return Err(SetUpProblem::NoKeys.into());
    }
    Ok(firm)
}

/// Returns Intuit's settings, or nothing when Intuit was skipped. A managed relay is not asked whether it
/// is there: the form could not name another.
async fn check_intuit(
    form: &FirmForm,
    managed: Option<RelaySettings>,
) -> Result<Option<IntuitSettings>, ProblemView> {
    let client_id = form.intuit_client_id.trim();
    let (relay, secret) = (form.relay_url.trim(), form.intuit_client_secret.trim());
    if client_id.is_empty() {
        if relay.is_empty() && secret.is_empty() {
            return Ok(None);
        }
        return Err(SetUpProblem::ClientIdMissing.into());
    }
    let relay = match managed {
        Some(managed) => Some(managed),
        None if relay.is_empty() => None,
        None => Some(verify_keys::relay(relay).await?),
    };
    let environment = form.intuit_environment.into();
    match (environment, &relay, secret.is_empty()) {
        (IntuitEnvironment::Production, None, _) => Err(SetUpProblem::RelayMissing.into()),
        (IntuitEnvironment::Production, Some(_), false) => {
            Err(SetUpProblem::ClientSecretNotHere.into())
        }
        (IntuitEnvironment::Sandbox, None, true) => Err(SetUpProblem::ClientSecretMissing.into()),
        _ => Ok(Some(IntuitSettings {
            client_id: client_id.to_owned(),
            environment,
            relay,
            accounting_scope: form.accounting_scope,
        })),
    }
}

async fn keep(vault: &dyn Vault, entry: &str, text: &str) -> Result<(), ProblemView> {
    if text.is_empty() {
        return Ok(());
    }
    vault
        .set(entry, Secret::new(text))
        .await
        .map_err(|error| problems::keychain(&error, |why| SetUpProblem::KeysNotKept { why }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intuit(client_id: &str) -> IntuitSettings {
        IntuitSettings {
            client_id: client_id.to_owned(),
            environment: IntuitEnvironment::Sandbox,
            relay: None,
            accounting_scope: false,
        }
    }

    #[test]
    fn a_service_that_was_left_empty_stays_set_up() {
        let first = with_checked(
            FirmSettings::default(),
            "Hale & Ortiz",
            Some("pk_test_fake".to_owned()),
            None,
            None,
        )
        .expect("one service is enough");
        let both = with_checked(
            first,
            "Hale & Ortiz LLP",
            None,
            Some(intuit("AB1")),
            Some(false),
        )
        .expect("both are there");
        assert_eq!(both.name, "Hale & Ortiz LLP");
        assert_eq!(
            both.conductor_publishable_key.as_deref(),
            Some("pk_test_fake")
        );
        assert_eq!(both.intuit, Some(intuit("AB1")));
        let newer = with_checked(both, "Hale & Ortiz LLP", None, Some(intuit("AB2")), None)
            .expect("both are there");
        assert_eq!(newer.intuit, Some(intuit("AB2")));
        assert!(!newer.ask_roles, "what was not said stays");
    }

    /// It was neither shown nor checked: the keys that were typed were, at Conductor's own address.
    #[test]
    fn a_hidden_conductor_address_does_not_survive_a_repair_by_hand() {
        let former = FirmSettings {
            conductor_base_url: Url::parse("https://conductor.thief.example/v1").ok(),
            ..FirmSettings::default()
        };
        let key = Some("pk_real".to_owned());
        let repaired = with_checked(former, "Hale & Ortiz", key, None, None).expect("a firm");
        assert_eq!(repaired.conductor_base_url, None);
    }

    #[test]
    fn a_firm_without_any_key_is_refused() {
        assert!(with_checked(FirmSettings::default(), "Hale & Ortiz", None, None, None).is_err());
    }
}
