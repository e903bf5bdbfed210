//! What is done to one client or to thousands at once, and taking it back.

use std::ops::ControlFlow;

use roster::client::ClientId;
use roster::view::{ActionView, ClientProblem, ProblemView, UndoneView};
use roster::{Roster, RosterError};
use tauri::State;
use tauri::ipc::Channel;

use super::{client_id, problem};
use crate::api::ImportProgress;
use crate::import_progress::{BulkAction, Running};
use crate::session::Session;
use crate::settings::permissions::Permission;

/// Archives clients, all in one step. `disconnect`: their QuickBooks Online connections end here at once, and at Intuit
/// when it answers; then it may take longer, and can be stopped.
#[tauri::command(root = "panic_safe")]
pub(super) async fn archive_clients(
    session: State<'_, Session>,
    bulk: State<'_, BulkAction>,
    client_ids: Vec<String>,
    disconnect: bool,
    on_progress: Channel<ImportProgress>,
) -> Result<ActionView, ProblemView> {
    let firm = session.firm().await?;
    if disconnect {
        firm.require(Permission::Disconnect)?;
    }
    let ids = ids(&client_ids)?;
    let mut running = begin(&bulk)?;
    firm.roster
        .archive_clients(&ids, disconnect, |done, total| {
            report(&mut running, &on_progress, done, total)
        })
        .await
        .map_err(problem)
}

/// Puts archived clients back on the list, all in one step.
#[tauri::command(root = "panic_safe")]
pub(super) async fn restore_clients(
    session: State<'_, Session>,
    bulk: State<'_, BulkAction>,
    client_ids: Vec<String>,
    on_progress: Channel<ImportProgress>,
) -> Result<ActionView, ProblemView> {
    in_one_step(
        &session,
        &bulk,
        &client_ids,
        on_progress,
        |roster, ids, watch| roster.restore_clients(ids, watch),
    )
    .await
}

/// Pauses the checks of clients, all in one step.
#[tauri::command(root = "panic_safe")]
pub(super) async fn pause_clients(
    session: State<'_, Session>,
    bulk: State<'_, BulkAction>,
    client_ids: Vec<String>,
    on_progress: Channel<ImportProgress>,
) -> Result<ActionView, ProblemView> {
    in_one_step(
        &session,
        &bulk,
        &client_ids,
        on_progress,
        |roster, ids, watch| roster.pause_clients(ids, watch),
    )
    .await
}

/// Has paused clients checked again, all in one step.
#[tauri::command(root = "panic_safe")]
pub(super) async fn resume_clients(
    session: State<'_, Session>,
    bulk: State<'_, BulkAction>,
    client_ids: Vec<String>,
    on_progress: Channel<ImportProgress>,
) -> Result<ActionView, ProblemView> {
    in_one_step(
        &session,
        &bulk,
        &client_ids,
        on_progress,
        |roster, ids, watch| roster.resume_clients(ids, watch),
    )
    .await
}

/// Removes clients that were never connected; others stay as they are.
#[tauri::command(root = "panic_safe")]
pub(super) async fn remove_clients(
    session: State<'_, Session>,
    client_ids: Vec<String>,
) -> Result<ActionView, ProblemView> {
    let firm = session.firm().await?;
    let ids = ids(&client_ids)?;
    firm.roster.remove_clients(&ids).map_err(problem)
}

/// Stops what is being done to many clients. What had already ended is not undone; its own answer says which it was.
#[tauri::command(root = "panic_safe")]
pub(super) async fn stop_action(bulk: State<'_, BulkAction>) -> Result<(), ProblemView> {
    bulk.0.cancel();
    Ok(())
}

/// Takes back the last action on clients that was not taken back yet; `None` where there is none. A newer change stays.
#[tauri::command(root = "panic_safe")]
pub(super) async fn undo(session: State<'_, Session>) -> Result<Option<UndoneView>, ProblemView> {
    let roster = session.roster().await?;
    off_the_loop(move || roster.undo()).await
}

/// The watch that a bulk action asks whether to go on.
type Watch<'a> = &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>;

async fn in_one_step(
    session: &Session,
    bulk: &BulkAction,
    client_ids: &[String],
    on_progress: Channel<ImportProgress>,
    act: impl FnOnce(&Roster, &[ClientId], Watch<'_>) -> Result<ActionView, RosterError>
    + Send
    + 'static,
) -> Result<ActionView, ProblemView> {
    let roster = session.roster().await?;
    let ids = ids(client_ids)?;
    let mut running = begin(bulk)?;
    off_the_loop(move || {
        act(&roster, &ids, &mut |done, total| {
            report(&mut running, &on_progress, done, total)
        })
    })
    .await
}

/// Thousands of rows are written and read again: that must hold up nobody else.
async fn off_the_loop<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, RosterError> + Send + 'static,
) -> Result<T, ProblemView> {
    tokio::task::spawn_blocking(act)
        .await
        .map_err(|error| ProblemView::from(ClientProblem::ActionBrokeOff).with_detail(error))?
        .map_err(problem)
}

fn ids(texts: &[String]) -> Result<Vec<ClientId>, ProblemView> {
    texts.iter().map(|text| client_id(text)).collect()
}

fn begin(bulk: &BulkAction) -> Result<Running, ProblemView> {
    let running = bulk.0.begin();
    Ok(running.ok_or(ClientProblem::ActionRunning)?)
}

fn report(
    running: &mut Running,
    on_progress: &Channel<ImportProgress>,
    done: usize,
    total: usize,
) -> ControlFlow<()> {
    running.at(done, total, |progress| {
        // A window that no longer listens gets the result.
        let _ = on_progress.send(progress);
    })
}
