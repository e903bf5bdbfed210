//! Backups of a firm: made here, and restored on a new computer. The content of one never passes towards the window.
//!
//! Long because its tests are here too, and restoring is the other half of making.

use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::Mutex;
use provisioning::{Kind, Lock, OpenError, Opened, Passphrase, Sealed, seal_body};
use roster::backup::{self, BackupError, Header};
use roster::database::ReadOnly;
use roster::database::copies::{self, CopyError};
use roster::untrusted_text::{NAME, sanitize};
use roster::view::{BackupProblem, FirmFileProblem, ProblemView};
use signing::SigningKey;

use crate::api::{BackupView, CopyView};
use crate::problems;
use crate::provisioning::firm_keys::signing_key;
use crate::session::Session;
use crate::session::new_firm;
use crate::settings::permissions::Permission;
use crate::settings::{FirmSettings, Profile};

/// Ending of a backup's name.
pub(crate) const ENDING: &str = "counterfoil-backup";

/// A backup that was made.
pub(crate) struct MadeBackup {
    /// Its name without the ending.
    pub(crate) stem: String,
    /// What is in it, encrypted.
    pub(crate) bytes: Vec<u8>,
}

/// The backup that waits for its passphrase or for a person's word.
#[derive(Default)]
pub(crate) struct WaitingBackup(Mutex<Option<Waiting>>);

#[derive(Clone)]
struct Waiting {
    sealed: Arc<Sealed>,
    opened: Option<Arc<Opened>>,
}

impl WaitingBackup {
    /// Takes the bytes of a backup; refused at once when they are none.
    pub(crate) fn take(&self, bytes: &[u8]) -> Result<(), ProblemView> {
        let sealed = Sealed::read_as(Kind::Backup, bytes).map_err(|error| refused(&error))?;
        *self.0.lock() = Some(Waiting {
            sealed: Arc::new(sealed),
            opened: None,
        });
        Ok(())
    }

    /// Lets it go.
    pub(crate) fn forget(&self) {
        *self.0.lock() = None;
    }

    fn waiting(&self) -> Result<Waiting, ProblemView> {
        let waiting = self.0.lock().clone();
        Ok(waiting.ok_or(BackupProblem::NoBackup)?)
    }
}

/// The copies of the current firm's roster that can be restored.
pub(crate) async fn roster_copies(session: &Session) -> Result<Vec<CopyView>, ProblemView> {
    let file = session.current_roster();
    let listed = tokio::task::spawn_blocking(move || copies::list(&file)).await;
    Ok(listed
        .unwrap_or_default()
        .into_iter()
        .map(|copy| CopyView {
            name: copy.name,
            at: copy.at.as_millisecond(),
            clients: number(copy.clients),
            before_format: copy.before_format,
        })
        .collect())
}

/// Puts a copy in the place of the damaged roster. One that can be used is never replaced.
pub(crate) async fn restore_copy(session: &Session, name: String) -> Result<(), ProblemView> {
    let open = session.firm().await?;
    let damaged = open.roster.read_only() == Some(ReadOnly::Damaged);
    if open.summary.profile == Profile::Practice || !damaged {
        return Err(BackupProblem::RosterNotDamaged.into());
    }
    let restored = session
        .with_file_closed(move |file| copies::restore(file, &name))
        .await?;
    match restored {
        Ok(_) => {
            tracing::info!("a copy of the roster was restored");
            Ok(())
        }
        Err(error) => Err(problems::copy_not_restored(&error)),
    }
}

/// Makes a backup of the open firm.
pub(crate) async fn make_backup(
    session: &Session,
    passphrase: &str,
) -> Result<MadeBackup, ProblemView> {
    let open = session.firm().await?;
    open.require(Permission::Export)?;
    if open.summary.profile == Profile::Practice {
        return Err(BackupProblem::PracticeBackup.into());
    }
    let roster = open.roster;
    let own = open
        .summary
        .id
        .and_then(|id| session.settings.get().firm_of(&id).cloned());
    let firm = session.genuine(own).await?;
    let passphrase = Passphrase::new(passphrase);
    if !passphrase.is_long_enough() {
        return Err(FirmFileProblem::PassphraseShort.into());
    }
    if let Some(weakness) = passphrase.weakness(&firm.name) {
        return Err(problems::weak(weakness));
    }
    let key = backup_key(session, &firm).await;
    let made_at = Timestamp::now();
    let header = Header {
        format: backup::FORMAT,
        firm_name: firm.name.clone(),
        computer: session.computer_name(),
        made_at,
        clients: 0,
        connected: 0,
        settings: travelling(&firm),
    };
    let bytes = tokio::task::spawn_blocking(move || {
        let body = roster.back_up(header).map_err(|error| not_made(&error))?;
        let lock = Lock {
            armored: false,
            ..Lock::default()
        };
        seal_body(Kind::Backup, &body, &key, &passphrase, lock)
            .map_err(|error| problems::not_made(&error))
    })
    .await
    .map_err(|error| ProblemView::from(BackupProblem::BackupNotMade).with_detail(error))??;
    let day = jiff::Zoned::now().date();
    Ok(MadeBackup {
        stem: crate::provisioning::create_firm_file::stem(&firm.name, &day.to_string()),
        bytes,
    })
}

/// The firm's signing key, where this computer has it; else one for this backup alone, which proves that nothing
/// was changed since and not who made it.
async fn backup_key(session: &Session, firm: &FirmSettings) -> SigningKey {
    let vault = session.vault_of(&firm.id).await;
    let joined = firm.computer.joined.is_some();
    // A key that nobody pinned yet is made with the first firm file, not here.
    if firm.signer.is_none() {
        return SigningKey::generate();
    }
    signing_key(vault.as_ref(), joined, firm.signer.as_ref())
        .await
        .unwrap_or_else(|_| SigningKey::generate())
}

/// Tries a passphrase on the backup that waits, and says what restoring it would do.
pub(crate) async fn open_backup(
    session: &Session,
    waiting: &WaitingBackup,
    passphrase: String,
) -> Result<BackupView, ProblemView> {
    let sealed = waiting.waiting()?.sealed;
    let trying = sealed.clone();
    let opened =
        tokio::task::spawn_blocking(move || trying.open_body(&Passphrase::new(&passphrase)))
            .await
            .map_err(|error| ProblemView::from(FirmFileProblem::OpeningStopped).with_detail(error))?
            .map_err(|error| refused(&error))?;
    let (header, _) = backup::read(&opened.body).map_err(|error| not_restored(&error))?;
    let view = backup_view(session, &header, &opened).await;
    *waiting.0.lock() = Some(Waiting {
        sealed,
        opened: Some(Arc::new(opened)),
    });
    Ok(view)
}

async fn backup_view(session: &Session, header: &Header, opened: &Opened) -> BackupView {
    let settings = settings_of(header);
    let here = session.settings.own_firm();
    let replaces = match clients_of(session, header).await {
        0 => None,
        clients => Some(clients),
    };
    BackupView {
        firm_name: sanitize(&header.firm_name, NAME),
        computer: sanitize(&header.computer, NAME),
        made_at: header.made_at.as_millisecond(),
        clients: number(header.clients),
        connected: number(header.connected),
        relay_host: settings
            .intuit
            .and_then(|intuit| intuit.relay)
            .and_then(|relay| relay.url.host_str().map(str::to_owned)),
        signed_by_firm: here.is_some_and(|firm| firm.signer == Some(opened.signer)),
        replaces,
    }
}

/// How many clients of this computer a backup would put aside.
async fn clients_of(session: &Session, header: &Header) -> u32 {
    if !is_this_firm(session, header) {
        return 0;
    }
    let file = session.current_roster();
    let count = tokio::task::spawn_blocking(move || copies::count(&file)).await;
    count.ok().and_then(Result::ok).map_or(0, number)
}

/// Whether a backup goes into the current firm. Another firm is another firm.
fn is_this_firm(session: &Session, header: &Header) -> bool {
    session
        .settings
        .own_firm()
        .is_some_and(|firm| firm.name.trim() == header.firm_name.trim())
}

/// Restores the backup that was opened. `typed` is the firm's name where that puts clients of this computer aside.
pub(crate) async fn restore_backup(
    session: &Session,
    waiting: &WaitingBackup,
    typed: &str,
) -> Result<(), ProblemView> {
    let opened = waiting
        .waiting()?
        .opened
        .ok_or(BackupProblem::BackupPassphraseMissing)?;
    let (header, _) = backup::read(&opened.body).map_err(|error| not_restored(&error))?;
    let clients = clients_of(session, &header).await;
    if clients > 0 && typed.trim() != header.firm_name.trim() {
        let firm = header.firm_name;
        return Err(BackupProblem::TypeFirmName { firm, clients }.into());
    }
    session.settings.can_keep_firms()?;
    let former = session.settings.own_firms();
    let is_new = !is_this_firm(session, &header);
    if is_new {
        let firm = FirmSettings {
            id: new_firm::new_firm_id(session).await,
            ..settings_of(&header)
        };
        let vault = session.vault_of(&firm.id).await;
        session.settings.take_firm(firm, vault.as_ref()).await;
    }
    let restored = session
        .with_file_closed(move |file| {
            if let Some(folder) = file.parent() {
                crate::platform::private_files::make_folder(folder)
                    .map_err(|error| BackupError::Copy(error.into()))?;
            }
            let (_, rows) = backup::read(&opened.body)?;
            backup::restore(rows, file, Timestamp::now())
        })
        .await?;
    match restored {
        Ok(clients) => {
            tracing::info!(clients, "a backup was restored");
            waiting.forget();
            Ok(())
        }
        Err(error) => {
            if is_new {
                session.settings.put_back_firms(former);
                session.close_firm().await;
            }
            Err(not_restored(&error))
        }
    }
}

/// What of a firm's settings travels: who it is and which services it uses. Not this computer's place in it, not what
/// is shown nowhere, and never a key.
fn travelling(firm: &FirmSettings) -> serde_json::Value {
    let firm = FirmSettings {
        name: firm.name.clone(),
        conductor_publishable_key: firm.conductor_publishable_key.clone(),
        intuit: firm.intuit.clone(),
        ask_roles: firm.ask_roles,
        ..FirmSettings::default()
    };
    serde_json::to_value(firm).unwrap_or_default()
}

/// The settings in a backup, of which the same is taken that [`travelling`] gives. What cannot be read is left out.
fn settings_of(header: &Header) -> FirmSettings {
    let found: Option<FirmSettings> = serde_json::from_value(header.settings.clone()).ok();
    let found = found.unwrap_or_default();
    FirmSettings {
        name: sanitize(&header.firm_name, NAME),
        conductor_publishable_key: found.conductor_publishable_key,
        intuit: found.intuit,
        ask_roles: found.ask_roles,
        ..FirmSettings::default()
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn refused(error: &OpenError) -> ProblemView {
    match error {
        OpenError::NotAFirmFile => {
            let ending = ENDING.to_owned();
            BackupProblem::NotABackup { ending }.into()
        }
        other => problems::not_opened(other),
    }
}

fn not_made(error: &BackupError) -> ProblemView {
    match error {
        BackupError::Copy(CopyError::Database(error)) => {
            let why = error.into();
            problems::with_database(BackupProblem::BackupNotMadeRoster { why }, error)
        }
        other => ProblemView::from(BackupProblem::BackupNotMade).with_detail(other),
    }
}

fn not_restored(error: &BackupError) -> ProblemView {
    match error {
        BackupError::Damaged => BackupProblem::BackupDamaged.into(),
        BackupError::Newer => BackupProblem::BackupNewer.into(),
        BackupError::Copy(CopyError::Database(error)) => {
            let why = error.into();
            problems::with_database(BackupProblem::BackupNotRestoredRoster { why }, error)
        }
        BackupError::Copy(CopyError::Disk(error)) => {
            problems::disk(error, |why| BackupProblem::BackupNotRestoredDisk { why })
        }
        BackupError::Copy(CopyError::Gone) => BackupProblem::BackupCopyGone.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn firm() -> FirmSettings {
        let mut firm = FirmSettings {
            name: "Hale & Ortiz LLP".to_owned(),
            conductor_publishable_key: Some("pk_live_1".to_owned()),
            firm_folder: Some(r"\\server\share".to_owned()),
            conductor_base_url: Some("https://elsewhere.example".parse().expect("an address")),
            ..FirmSettings::default()
        };
        firm.computer.policy.connect = false;
        firm
    }

    fn header(settings: serde_json::Value) -> Header {
        Header {
            format: backup::FORMAT,
            firm_name: "Hale & Ortiz LLP".to_owned(),
            computer: "FRONT-DESK".to_owned(),
            made_at: Timestamp::UNIX_EPOCH,
            clients: 0,
            connected: 0,
            settings,
        }
    }

    #[test]
    fn only_who_the_firm_is_and_which_services_it_uses_travels() {
        let there = settings_of(&header(travelling(&firm())));
        assert_eq!(there.name, "Hale & Ortiz LLP");
        assert_eq!(
            there.conductor_publishable_key.as_deref(),
            Some("pk_live_1")
        );
        // Also from a backup that somebody made up.
        let made_up = serde_json::to_value(firm()).expect("JSON");
        for settings in [travelling(&firm()), made_up, serde_json::Value::Null] {
            let there = settings_of(&header(settings));
            assert_eq!((there.firm_folder, there.conductor_base_url), (None, None));
            assert!(there.computer.joined.is_none() && there.computer.policy.connect);
            assert!(there.signer.is_none() && there.codes.is_empty());
        }
    }

    #[test]
    fn a_backup_travels_through_its_container_and_waits_for_its_passphrase() {
        let key = SigningKey::generate();
        let passphrase = Passphrase::new("four words that hold well");
        let lock = Lock {
            work: 2,
            armored: false,
        };
        let bytes =
            seal_body(Kind::Backup, b"body", &key, &passphrase, lock).expect("it is sealed");
        let waiting = WaitingBackup::default();
        assert!(waiting.take(b"no such file").is_err());
        assert!(waiting.waiting().is_err());
        waiting.take(&bytes).expect("it looks like one");
        let opened = waiting
            .waiting()
            .expect("it waits")
            .sealed
            .open_body(&passphrase)
            .expect("it opens");
        assert_eq!(opened.body.as_slice(), b"body");
        assert_eq!(opened.signer, key.public());
        waiting.forget();
        assert!(waiting.waiting().is_err());
    }
}
