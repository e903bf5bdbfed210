//! Removing this computer from a firm.

use roster::view::ProblemView;
use tauri::State;
use tauri::ipc::Channel;

use crate::api::{AppOverview, RemovalChoice, RemovalProgress, RemovedView};
use crate::session::Session;
use crate::session::overview;
use crate::session::removal;

/// Begins a removal, or goes on with the one that was interrupted, whatever is chosen. Needs no permission but that of
/// disconnecting: a computer may always be given back.
#[tauri::command(root = "panic_safe")]
pub(super) async fn remove_firm(
    session: State<'_, Session>,
    choice: Option<RemovalChoice>,
    on_progress: Channel<RemovalProgress>,
) -> Result<RemovedView, ProblemView> {
    removal::remove_firm(&session, choice.map(Into::into), move |progress| {
        // A window that no longer listens still gets the result.
        let _ = on_progress.send(progress);
    })
    .await
}

/// Ends a removal that was interrupted before anything was deleted.
#[tauri::command(root = "panic_safe")]
pub(super) async fn keep_firm(session: State<'_, Session>) -> Result<AppOverview, ProblemView> {
    removal::keep_firm(&session).await?;
    Ok(overview::overview(&session).await)
}
