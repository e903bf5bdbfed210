//! Removing this computer from a firm: what it holds is ended or handed over, then the firm's secrets and its folder are
//! deleted, then its settings.
//!
//! The settings say first that a removal has begun ([`Removal`]), and such a firm is not opened any more. So whatever
//! interrupts it, nobody connects anything in half a firm, and the next try goes on where the last one ended.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use roster::database::ReadOnly;
use roster::vault::{Vault, VaultError, VaultStatus};
use roster::view::{BannerKind, FirmProblem, ProblemView};
use roster::{Holdings, Parted, Parting, Roster, RosterError};

use crate::api::{RemovalProgress, RemovalView, RemovedView};
use crate::platform::shell;
use crate::problems;
use crate::session::Session;
use crate::settings::firm_id::FirmId;
use crate::settings::permissions::Permission;
use crate::settings::{Profile, Removal, RemovalChoice, SettingsError};

/// How long services are asked for. Each one that answers does so in a fraction of a second.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
/// Renewals that are under way are waited for, as when a firm closes.
const RENEWALS: Duration = Duration::from_secs(5);
/// Windows lets a file go some time after it was closed.
const TRIES: u32 = 10;
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

/// What was ended, and what there was.
#[derive(Default)]
pub(crate) struct Ended {
    pub(crate) parted: Parted,
    pub(crate) holdings: Holdings,
    /// The roster is damaged, so there was nothing to go by.
    pub(crate) unread: bool,
}

/// Why a firm's secrets or files are still there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WipeError {
    /// The keychain.
    #[error("the keychain still has its keys ({0})")]
    Keychain(#[from] VaultError),
    /// The disk.
    #[error("the folder {0} is still there ({1})")]
    Folder(PathBuf, io::Error),
}

/// Removes this computer from the open firm, or goes on with a removal that was interrupted.
pub(crate) async fn remove_firm(
    session: &Session,
    choice: Option<RemovalChoice>,
    notify: impl FnMut(RemovalProgress) + Send,
) -> Result<RemovedView, ProblemView> {
    let removal = match session.settings.removal() {
        Some(begun) => begun,
        None => begin_removal(session, choice).await?,
    };
    let ended = if removal.wiping {
        Ended::default()
    } else {
        Box::pin(end_firm(session, &removal, notify)).await?
    };
    let (vault, status) = session.keychain().await.firm_vault(&removal.firm).await;
    let no_keychain = status == VaultStatus::Missing;
    if status == VaultStatus::Locked {
        return Err(not_wiped(&VaultError::Locked.into()));
    }
    wipe(
        vault.as_ref(),
        no_keychain,
        &session.folder.join(removal.firm.as_str()),
    )
    .await
    .map_err(|error| not_wiped(&error))?;
    session.settings.finish_removal();
    forget_firm(session, &removal.firm);
    tracing::info!(firm = %removal.firm, "this computer was removed from a firm");
    if session.settings.own_firm().is_some()
        && let Err(problem) = session.open_firm().await
    {
        tracing::warn!(code = problem.code(), "the next firm did not open");
    }
    let parted = ended.parted;
    Ok(RemovedView {
        firm_name: removal.name,
        disconnected: number(parted.disconnected),
        handed_over: number(parted.handed_over),
        left: parted.left.into_iter().map(Into::into).collect(),
        desktop: number(ended.holdings.desktop),
        untold: parted.untold,
        no_keychain,
        unread: ended.unread,
    })
}

/// Ends a removal that was interrupted before anything was deleted: the firm opens again as it is.
pub(crate) async fn keep_firm(session: &Session) -> Result<(), ProblemView> {
    match session.settings.removal() {
        Some(removal) if !removal.wiping => {
            session.settings.set_removal(None);
            session.settings.make_current(&removal.firm);
            session.open_firm().await
        }
        Some(_) => Err(FirmProblem::CannotBeKept.into()),
        None => Ok(()),
    }
}

/// The removal that is not finished.
pub(crate) fn removal_view(session: &Session) -> Option<RemovalView> {
    session.settings.removal().map(|removal| RemovalView {
        firm_name: removal.name,
        choice: removal.choice.into(),
        wiping: removal.wiping,
    })
}

/// Checks that the open firm can be removed, and writes down that it is.
async fn begin_removal(
    session: &Session,
    choice: Option<RemovalChoice>,
) -> Result<Removal, ProblemView> {
    let open = session.firm().await.ok();
    let firm = open.as_ref().and_then(|open| open.summary.id.as_ref());
    let firm = firm.and_then(|id| session.settings.get().firm_of(id).cloned());
    let (Some(choice), Some(open), Some(firm)) = (choice, open, firm) else {
        return Err(FirmProblem::OpenFirmToRemove.into());
    };
    if choice == RemovalChoice::Disconnect {
        open.require(Permission::Disconnect)?;
    }
    session.nothing_unsaved().await?;
    session.settings.can_keep_firms()?;
    let (_, status) = session.keychain().await.firm_vault(&firm.id).await;
    if status == VaultStatus::Locked {
        return Err(FirmProblem::LockedForRemoval.into());
    }
    match open.roster.read_only() {
        None | Some(ReadOnly::Damaged) => {}
        Some(why) => return Err(RosterError::ReadOnly(why).view()),
    }
    let removal = Removal {
        firm: firm.id,
        name: firm.name,
        choice,
        wiping: false,
    };
    session.settings.set_removal(Some(removal.clone()));
    if session.settings.error() == Some(SettingsError::ReadOnly) {
        session.settings.set_removal(None);
        return Err(FirmProblem::SettingsNotWritten {
            folder: session.folder.display().to_string(),
        }
        .into());
    }
    Ok(removal)
}

/// Ends what the firm holds and closes it. After an error the firm is open again and nothing was deleted.
async fn end_firm(
    session: &Session,
    removal: &Removal,
    notify: impl FnMut(RemovalProgress) + Send,
) -> Result<Ended, ProblemView> {
    if session.open_id().await.as_ref() != Some(&removal.firm) {
        // It was interrupted: the firm opens once more, to be ended.
        session.settings.make_current(&removal.firm);
        Box::pin(session.open_current()).await?;
    }
    let mut open = session.open.lock().await;
    let Some(firm) = open.as_mut() else {
        return Err(FirmProblem::FirmClosedMeanwhile.into());
    };
    for task in firm.tasks.drain(..) {
        task.abort();
        // It holds the roster's file until it has ended.
        let _ = task.await;
    }
    firm.roster.finish_renewals(RENEWALS).await;
    let ended = end(&firm.roster, removal.choice.into(), PATIENCE, notify).await;
    match ended {
        Ok(ended) => {
            session.settings.set_removal(Some(Removal {
                wiping: true,
                ..removal.clone()
            }));
            session.close_open(&mut open).await;
            Ok(ended)
        }
        Err(error) => {
            session.settings.set_removal(None);
            drop(open);
            if let Err(problem) = Box::pin(session.open_firm()).await {
                tracing::warn!(code = problem.code(), "the firm did not open again");
            }
            Err(error.view())
        }
    }
}

fn forget_firm(session: &Session, firm: &FirmId) {
    session.links.firm_is_open(firm);
    session
        .listener
        .clear_for(BannerKind::SignInElsewhere, firm.as_str());
    shell::set_title(&session.app, None, Profile::None);
}

/// Ends what a roster's computer holds, or hands it over.
pub(crate) async fn end(
    roster: &Roster,
    how: Parting,
    patience: Duration,
    mut notify: impl FnMut(RemovalProgress) + Send,
) -> Result<Ended, RosterError> {
    if roster.read_only().is_some() {
        return Ok(Ended {
            unread: true,
            ..Ended::default()
        });
    }
    let holdings = roster.online().holdings()?;
    let parted = roster
        .online()
        .part(how, patience, move |done, total| {
            notify(RemovalProgress {
                done: number(done),
                total: number(total),
            });
        })
        .await?;
    Ok(Ended {
        parted,
        holdings,
        unread: false,
    })
}

/// Deletes a firm's secrets, then its folder; nothing there is fine too.
pub(crate) async fn wipe(
    vault: &dyn Vault,
    no_keychain: bool,
    folder: &Path,
) -> Result<(), WipeError> {
    match vault.wipe().await {
        Err(VaultError::Missing) if no_keychain => {}
        wiped => wiped?,
    }
    delete(folder)
        .await
        .map_err(|error| WipeError::Folder(folder.to_owned(), error))
}

/// Deletes a folder with everything in it.
pub(crate) async fn delete(folder: &Path) -> io::Result<()> {
    let mut tries = TRIES;
    loop {
        let folder = folder.to_owned();
        let deleted = tokio::task::spawn_blocking(move || std::fs::remove_dir_all(folder)).await;
        tries -= 1;
        match deleted.map_err(io::Error::other)? {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) if tries == 0 => return Err(error),
            Err(_) => tokio::time::sleep(BETWEEN_TRIES).await,
        }
    }
}

fn not_wiped(error: &WipeError) -> ProblemView {
    match error {
        WipeError::Keychain(error) => {
            problems::keychain(error, |why| FirmProblem::KeysNotWiped { why })
        }
        WipeError::Folder(folder, error) => {
            let folder = folder.display().to_string();
            ProblemView::from(FirmProblem::FolderNotWiped { folder }).with_detail(error)
        }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
