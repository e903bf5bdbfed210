//! Clients, and asking about them.

use roster::client::{Books, ClientDraft, Upkeep};
use roster::view::{BooksKind, ClientRow, Place, ProblemView, RoleView, TimelineEvent};
use tauri::State;

use super::{client_id, problem};
use crate::api::ClientForm;
use crate::session::Desk;
use crate::settings::permissions::Act;

#[tauri::command(root = "panic_safe")]
pub(super) async fn list_clients(desk: State<'_, Desk>) -> Result<Vec<ClientRow>, ProblemView> {
    desk.rows().await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn client_timeline(
    desk: State<'_, Desk>,
    client_id: String,
) -> Result<Vec<TimelineEvent>, ProblemView> {
    let id = self::client_id(&client_id)?;
    desk.roster().await?.timeline(id).map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn add_client(
    desk: State<'_, Desk>,
    form: ClientForm,
) -> Result<ClientRow, ProblemView> {
    desk.roster()
        .await?
        .add_client(draft(form))
        .map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn edit_client(
    desk: State<'_, Desk>,
    client_id: String,
    form: ClientForm,
) -> Result<ClientRow, ProblemView> {
    let id = self::client_id(&client_id)?;
    desk.roster()
        .await?
        .edit_client(id, draft(form))
        .map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn archive_client(
    desk: State<'_, Desk>,
    client_id: String,
    disconnect: bool,
) -> Result<ClientRow, ProblemView> {
    let id = self::client_id(&client_id)?;
    if disconnect {
        desk.permit(Act::Disconnect).await?;
    }
    let roster = desk.roster().await?;
    roster.archive_client(id, disconnect).await.map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn pause_client(
    desk: State<'_, Desk>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    set_upkeep(&desk, &client_id, Upkeep::Paused).await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn resume_client(
    desk: State<'_, Desk>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    set_upkeep(&desk, &client_id, Upkeep::Active).await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn check_client(
    desk: State<'_, Desk>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    let id = self::client_id(&client_id)?;
    desk.roster().await?.check_client(id).await.map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn check_all(desk: State<'_, Desk>) -> Result<(), ProblemView> {
    desk.roster().await?.check_all().await;
    Ok(())
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn stop_waiting(
    desk: State<'_, Desk>,
    client_id: String,
) -> Result<(), ProblemView> {
    desk.roster()
        .await?
        .stop_waiting(self::client_id(&client_id)?);
    Ok(())
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn query_user_role(
    desk: State<'_, Desk>,
    client_id: String,
) -> Result<RoleView, ProblemView> {
    let id = self::client_id(&client_id)?;
    let row = desk
        .roster()
        .await?
        .query_user_role(id)
        .await
        .map_err(problem)?;
    Ok(row.role)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn refresh_client(
    desk: State<'_, Desk>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    let id = self::client_id(&client_id)?;
    let roster = desk.roster().await?;
    roster.renew_now(id).await;
    roster.check_client(id).await.map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn open_in_quickbooks(
    desk: State<'_, Desk>,
    client_id: String,
) -> Result<(), ProblemView> {
    let id = self::client_id(&client_id)?;
    desk.roster().await?.open_company(id).await.map_err(problem)
}

async fn set_upkeep(
    desk: &Desk,
    client_id: &str,
    upkeep: Upkeep,
) -> Result<ClientRow, ProblemView> {
    let id = self::client_id(client_id)?;
    desk.roster().await?.set_upkeep(id, upkeep).map_err(problem)
}

fn draft(form: ClientForm) -> ClientDraft {
    ClientDraft {
        name: form.name,
        number: Some(form.number),
        email: Some(form.email),
        books: match form.books {
            BooksKind::Online => Books::Online,
            BooksKind::Desktop => Books::Desktop {
                place: form.place.unwrap_or(Place::OtherComputer),
                computer: Some(form.computer),
            },
        },
    }
}
