//! Copies of the roster, and backups of a firm.

use roster::view::ProblemView;
use tauri::{AppHandle, State};

use super::tables::{LastSaved, save_in_downloads};
use crate::api::{AppOverview, BackupView, CopyView, SavedFile};
use crate::downloads;
use crate::session::Desk;
use crate::session::backup::{ENDING, WaitingBackup};
use crate::settings::permissions::Act;

/// The copies of a damaged roster, the newest first.
#[tauri::command(root = "panic_safe")]
pub(super) async fn roster_copies(desk: State<'_, Desk>) -> Result<Vec<CopyView>, ProblemView> {
    desk.roster_copies().await
}

/// Needs no permission: it is offered for a damaged roster only, which is kept.
#[tauri::command(root = "panic_safe")]
pub(super) async fn restore_copy(
    desk: State<'_, Desk>,
    name: String,
) -> Result<AppOverview, ProblemView> {
    desk.restore_copy(name).await?;
    Ok(desk.overview().await)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn make_backup(
    app: AppHandle,
    desk: State<'_, Desk>,
    saved: State<'_, LastSaved>,
    passphrase: String,
) -> Result<SavedFile, ProblemView> {
    desk.permit(Act::Export).await?;
    let made = desk.make_backup(&passphrase).await?;
    save_in_downloads(&app, &saved, move |folder| {
        downloads::save_new(folder, &made.stem, ENDING, &made.bytes)
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn read_backup(
    waiting: State<'_, WaitingBackup>,
    bytes: Vec<u8>,
) -> Result<(), ProblemView> {
    waiting.take(&bytes)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn open_backup(
    desk: State<'_, Desk>,
    waiting: State<'_, WaitingBackup>,
    passphrase: String,
) -> Result<BackupView, ProblemView> {
    desk.open_backup(&waiting, passphrase).await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn restore_backup(
    desk: State<'_, Desk>,
    waiting: State<'_, WaitingBackup>,
    typed_name: String,
) -> Result<AppOverview, ProblemView> {
    desk.permit(Act::ChangeKeys).await?;
    desk.restore_backup(&waiting, &typed_name).await?;
    Ok(desk.overview().await)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn forget_backup(waiting: State<'_, WaitingBackup>) -> Result<(), ProblemView> {
    waiting.forget();
    Ok(())
}
