//! Copies of the roster, and backups of a firm.

use roster::view::ProblemView;
use tauri::{AppHandle, State};

use super::tables::{LastSaved, save_in_downloads};
use crate::api::{AppOverview, BackupView, CopyView, SavedFile};
use crate::downloads;
use crate::session::backup::{ENDING, WaitingBackup};
use crate::session::overview;
use crate::session::{Session, backup};
use crate::settings::permissions::Permission;

/// The copies of a damaged roster, the newest first.
#[tauri::command(root = "panic_safe")]
pub(super) async fn roster_copies(
    session: State<'_, Session>,
) -> Result<Vec<CopyView>, ProblemView> {
    backup::roster_copies(&session).await
}

/// Needs no permission: it is offered for a damaged roster only, which is kept.
#[tauri::command(root = "panic_safe")]
pub(super) async fn restore_copy(
    session: State<'_, Session>,
    name: String,
) -> Result<AppOverview, ProblemView> {
    backup::restore_copy(&session, name).await?;
    Ok(overview::overview(&session).await)
}

/// Makes a backup of the open firm, in the person's downloads (`reveal_saved` shows it).
#[tauri::command(root = "panic_safe")]
pub(super) async fn make_backup(
    app: AppHandle,
    session: State<'_, Session>,
    saved: State<'_, LastSaved>,
    passphrase: String,
) -> Result<SavedFile, ProblemView> {
    let made = backup::make_backup(&session, &passphrase).await?;
    save_in_downloads(&app, &saved, move |folder| {
        downloads::save_new(folder, &made.stem, ENDING, &made.bytes)
    })
    .await
}

/// Hands a backup's bytes over; refused at once when it is none. It waits for its passphrase.
#[tauri::command(root = "panic_safe")]
pub(super) async fn read_backup(
    waiting: State<'_, WaitingBackup>,
    bytes: Vec<u8>,
) -> Result<(), ProblemView> {
    waiting.take(&bytes)
}

/// Opens the waiting backup and says what restoring it would do.
#[tauri::command(root = "panic_safe")]
pub(super) async fn open_backup(
    session: State<'_, Session>,
    waiting: State<'_, WaitingBackup>,
    passphrase: String,
) -> Result<BackupView, ProblemView> {
    backup::open_backup(&session, &waiting, passphrase).await
}

/// Restores it and opens its firm. `typed_name`: the firm's name, where clients of this computer are put aside.
#[tauri::command(root = "panic_safe")]
pub(super) async fn restore_backup(
    session: State<'_, Session>,
    waiting: State<'_, WaitingBackup>,
    typed_name: String,
) -> Result<AppOverview, ProblemView> {
    session.own_firm_for(Permission::ChangeKeys)?;
    backup::restore_backup(&session, &waiting, &typed_name).await?;
    Ok(overview::overview(&session).await)
}

/// Lets the waiting backup go.
#[tauri::command(root = "panic_safe")]
pub(super) async fn forget_backup(waiting: State<'_, WaitingBackup>) -> Result<(), ProblemView> {
    waiting.forget();
    Ok(())
}
