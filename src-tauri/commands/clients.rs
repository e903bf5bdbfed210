//! Clients, and asking about them.

use roster::client::{ClientDraft, Lifecycle, QuickBooks};
use roster::view::{ClientRow, Place, ProblemView, Product, RoleView, TimelineEvent};
use tauri::State;

use super::{client_id, problem};
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
    let id = self::client_id(&client_id)?;
    session.roster().await?.timeline(id).map_err(problem)
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
    let id = self::client_id(&client_id)?;
    session
        .roster()
        .await?
        .edit_client(id, draft(form))
        .map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn archive_client(
    session: State<'_, Session>,
    client_id: String,
    disconnect: bool,
) -> Result<ClientRow, ProblemView> {
    let id = self::client_id(&client_id)?;
    if disconnect {
        session.require(Permission::Disconnect).await?;
    }
    let roster = session.roster().await?;
    roster.archive_client(id, disconnect).await.map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn pause_client(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    set_upkeep(&session, &client_id, Lifecycle::Paused).await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn resume_client(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    set_upkeep(&session, &client_id, Lifecycle::Active).await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn check_client(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    let id = self::client_id(&client_id)?;
    session
        .roster()
        .await?
        .check_client(id)
        .await
        .map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn check_all(session: State<'_, Session>) -> Result<(), ProblemView> {
    session.roster().await?.check_all().await;
    Ok(())
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn stop_waiting(
    session: State<'_, Session>,
    client_id: String,
) -> Result<(), ProblemView> {
    session
        .roster()
        .await?
        .stop_waiting(self::client_id(&client_id)?);
    Ok(())
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn query_user_role(
    session: State<'_, Session>,
    client_id: String,
) -> Result<RoleView, ProblemView> {
    let id = self::client_id(&client_id)?;
    let row = session
        .roster()
        .await?
        .query_user_role(id)
        .await
        .map_err(problem)?;
    Ok(row.role)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn refresh_client(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    let id = self::client_id(&client_id)?;
    let roster = session.roster().await?;
    roster.renew_now(id).await;
    roster.check_client(id).await.map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn open_in_quickbooks(
    session: State<'_, Session>,
    client_id: String,
) -> Result<(), ProblemView> {
    let id = self::client_id(&client_id)?;
    session
        .roster()
        .await?
        .open_company(id)
        .await
        .map_err(problem)
}

async fn set_upkeep(
    session: &Session,
    client_id: &str,
    upkeep: Lifecycle,
) -> Result<ClientRow, ProblemView> {
    let id = self::client_id(client_id)?;
    session
        .roster()
        .await?
        .set_lifecycle(id, upkeep)
        .map_err(problem)
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
