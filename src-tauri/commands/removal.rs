//! Removing this computer from a firm.

use roster::view::ProblemView;
use tauri::State;
use tauri::ipc::Channel;

use crate::api::{AppOverview, RemovalChoice, RemovalProgress, RemovedView};
use crate::session::Desk;

/// Begins a removal, or goes on with the one that was interrupted, whatever is chosen. Needs no permission but that of
/// disconnecting: a computer may always be given back.
#[tauri::command(root = "panic_safe")]
pub(super) async fn remove_firm(
    desk: State<'_, Desk>,
    choice: Option<RemovalChoice>,
    on_progress: Channel<RemovalProgress>,
) -> Result<RemovedView, ProblemView> {
    desk.remove_firm(choice, move |progress| {
        // A window that no longer listens is told the result.
        let _ = on_progress.send(progress);
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn keep_firm(desk: State<'_, Desk>) -> Result<AppOverview, ProblemView> {
    desk.keep_firm().await?;
    Ok(desk.overview().await)
}
