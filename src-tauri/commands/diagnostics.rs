//! When something is wrong: the support file, and a fresh start.

use parking_lot::Mutex;
use roster::view::{FileProblem, ProblemView};
use tauri::{AppHandle, Manager, State};

use super::settings::known;
use super::tables::{LastSaved, save_in_downloads};
use crate::api::{SavedFile, SupportFile};
use crate::diagnostics::log;
use crate::diagnostics::support_file::{self, Facts};
use crate::downloads;
use crate::session::Session;
use crate::session::overview;

/// The support file that was shown last: what is saved is what was read.
#[derive(Default)]
pub(crate) struct LastSupport(Mutex<Option<SupportFile>>);

/// Closes the app and opens it again.
#[tauri::command(root = "panic_safe")]
pub(super) async fn restart_app(app: AppHandle) -> Result<(), ProblemView> {
    app.request_restart();
    Ok(())
}

/// Makes the support file, to be read before it is saved.
#[tauri::command(root = "panic_safe")]
pub(super) async fn support_file(
    app: AppHandle,
    session: State<'_, Session>,
    last: State<'_, LastSupport>,
) -> Result<SupportFile, ProblemView> {
    let diagnostics = known(&session).await?;
    let overview = overview::overview(&session).await;
    let rows = match session.roster().await {
        Ok(roster) => roster.rows().map_err(super::problem)?,
        Err(_) => Vec::new(),
    };
    let folder = app.path().app_log_dir();
    let logs = tauri::async_runtime::spawn_blocking(move || {
        folder.map(|folder| log::recent(&folder, support_file::LOG_DAYS, support_file::LOG_BYTES))
    })
    .await
    .ok()
    .and_then(Result::ok)
    .unwrap_or_default();
    let home = app
        .path()
        .home_dir()
        .ok()
        .map(|home| home.display().to_string());
    let made = support_file::write(&Facts {
        at: jiff::Timestamp::now(),
        overview: &overview,
        diagnostics: &diagnostics,
        rows: &rows,
        logs: &logs,
        home: home.as_deref(),
    });
    *last.0.lock() = Some(made.clone());
    if session.listener.is_raised(support_file::ANSWERED) {
        session.listener.clear(support_file::ANSWERED);
        session.send_banners().await;
    }
    Ok(made)
}

/// Saves the support file that was shown last into the person's downloads.
#[tauri::command(root = "panic_safe")]
pub(super) async fn save_support_file(
    app: AppHandle,
    last: State<'_, LastSupport>,
    saved: State<'_, LastSaved>,
) -> Result<SavedFile, ProblemView> {
    let shown = last.0.lock().clone();
    let Some(shown) = shown else {
        return Err(FileProblem::NoSupportFile.into());
    };
    let stem = format!("Counterfoil support {}", jiff::Zoned::now().date());
    let text = support_file::text(&shown);
    save_in_downloads(&app, &saved, move |folder| {
        downloads::save_new(folder, &stem, "txt", text.as_bytes())
    })
    .await
}
