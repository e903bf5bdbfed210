//! Clients, and asking about them.

use roster::client::{ClientDraft, Lifecycle, QuickBooks};
use roster::view::{ClientRow, Place, ProblemView, Product, RoleView, RoundView, TimelineEvent};
use tauri::State;

use super::{client_id, of_client, problem};
use crate::api::ClientForm;
use crate::session::Session;
use crate::settings::permissions::Permission;

#[tauri::command(root = "panic_safe")]
pub(super) async fn list_clients(
    session: State<'_, Session>,
) -> Result<Vec<ClientRow>, ProblemView> {
    session.rows().await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn client_timeline(
    session: State<'_, Session>,
    client_id: String,
) -> Result<Vec<TimelineEvent>, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.timeline(id)
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn add_client(
    session: State<'_, Session>,
    form: ClientForm,
) -> Result<ClientRow, ProblemView> {
    session
        .roster()
        .await?
        .add_client(draft(form))
        .map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn edit_client(
    session: State<'_, Session>,
    client_id: String,
    form: ClientForm,
) -> Result<ClientRow, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.edit_client(id, draft(form))
    })
    .await
}

/// `disconnect`: its QuickBooks Online connection ends here at once, and at Intuit when it answers.
#[tauri::command(root = "panic_safe")]
pub(super) async fn archive_client(
    session: State<'_, Session>,
    client_id: String,
    disconnect: bool,
) -> Result<ClientRow, ProblemView> {
    let permission = disconnect.then_some(Permission::Disconnect);
    of_client(&session, &client_id, permission, async |roster, id| {
        roster.archive_client(id, disconnect).await
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn pause_client(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.set_lifecycle(id, Lifecycle::Paused)
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn resume_client(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.set_lifecycle(id, Lifecycle::Active)
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn check_client(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.scheduler().check_client(id).await
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn check_all(session: State<'_, Session>) -> Result<RoundView, ProblemView> {
    Ok(session.roster().await?.scheduler().check_all().await)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn stop_waiting(
    session: State<'_, Session>,
    client_id: String,
) -> Result<(), ProblemView> {
    session
        .roster()
        .await?
        .scheduler()
        .stop_waiting(self::client_id(&client_id)?);
    Ok(())
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn query_user_role(
    session: State<'_, Session>,
    client_id: String,
) -> Result<RoleView, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster
            .online()
            .query_user_role(id)
            .await
            .map(|row| row.role)
    })
    .await
}

/// Renews the grant first, so that its idle clock starts anew.
#[tauri::command(root = "panic_safe")]
pub(super) async fn refresh_client(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.online().renew_now(id).await;
        roster.scheduler().check_client(id).await
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn open_in_quickbooks(
    session: State<'_, Session>,
    client_id: String,
) -> Result<(), ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.online().open_company(id).await
    })
    .await
}

fn draft(form: ClientForm) -> ClientDraft {
    ClientDraft {
        name: form.name,
        number: Some(form.number),
        email: Some(form.email),
        books: match form.books {
            Product::Online => QuickBooks::Online,
            Product::Desktop => QuickBooks::Desktop {
                place: form.place.unwrap_or(Place::OtherComputer),
                computer: Some(form.computer),
            },
        },
    }
}
