//! Connecting and disconnecting. No link or code passes through here towards the window.

use roster::view::{
    AdoptedView, AdoptionForm, AttemptView, ClientRow, EndUserView, EndUsersView, LinkDelivery,
    ProblemView,
};
use tauri::State;

use super::{client_id, of_client, problem};
use crate::session::Session;
use crate::settings::permissions::Permission;
use crate::sign_in::loopback::ListenGuard;

#[tauri::command(root = "panic_safe")]
pub(super) async fn connect_online(
    session: State<'_, Session>,
    client_id: String,
) -> Result<AttemptView, ProblemView> {
    let firm = session.firm().await?;
    firm.require(Permission::Connect)?;
    let id = self::client_id(&client_id)?;
    let guard = firm.listen()?;
    firm.roster
        .online()
        .connect_online_at(id, guard.as_ref().and_then(ListenGuard::redirect))
        .await
        .map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn connect_desktop(
    session: State<'_, Session>,
    client_id: String,
    link_minutes: u32,
    handed: LinkDelivery,
) -> Result<AttemptView, ProblemView> {
    of_client(
        &session,
        &client_id,
        Permission::Connect,
        async |roster, id| {
            roster
                .desktop()
                .connect_desktop(id, link_minutes, handed)
                .await
        },
    )
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn create_end_user(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    of_client(
        &session,
        &client_id,
        Permission::Connect,
        async |roster, id| {
            roster.desktop().create_end_user(id).await?;
            roster.client_row(id)
        },
    )
    .await
}

/// Refused with `this_one`: the connections that may be this client's.
#[tauri::command(root = "panic_safe")]
pub(super) async fn end_user_candidates(
    session: State<'_, Session>,
    client_id: String,
) -> Result<Vec<EndUserView>, ProblemView> {
    of_client(
        &session,
        &client_id,
        Permission::Connect,
        async |roster, id| roster.desktop().end_user_candidates(id).await,
    )
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn use_end_user(
    session: State<'_, Session>,
    client_id: String,
    end_user_id: String,
) -> Result<ClientRow, ProblemView> {
    of_client(
        &session,
        &client_id,
        Permission::Connect,
        async |roster, id| roster.desktop().use_end_user(id, &end_user_id).await,
    )
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn make_new_end_user(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    of_client(
        &session,
        &client_id,
        Permission::Connect,
        async |roster, id| roster.desktop().make_new_end_user(id).await,
    )
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn unused_end_users(
    session: State<'_, Session>,
) -> Result<EndUsersView, ProblemView> {
    let firm = session.firm().await?;
    firm.require(Permission::Connect)?;
    firm.roster
        .desktop()
        .unused_end_users()
        .await
        .map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn adopt_end_users(
    session: State<'_, Session>,
    forms: Vec<AdoptionForm>,
) -> Result<AdoptedView, ProblemView> {
    let firm = session.firm().await?;
    firm.require(Permission::Connect)?;
    firm.roster
        .desktop()
        .adopt_end_users(&forms)
        .await
        .map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn current_attempt(
    session: State<'_, Session>,
    client_id: String,
) -> Result<Option<AttemptView>, ProblemView> {
    Ok(session
        .roster()
        .await?
        .attempt(self::client_id(&client_id)?))
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn open_connect_link(
    session: State<'_, Session>,
    client_id: String,
) -> Result<(), ProblemView> {
    hand_over(&session, &client_id, LinkDelivery::Opened).await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn copy_connect_link(
    session: State<'_, Session>,
    client_id: String,
) -> Result<(), ProblemView> {
    hand_over(&session, &client_id, LinkDelivery::Copied).await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn mail_connect_link(
    session: State<'_, Session>,
    client_id: String,
) -> Result<(), ProblemView> {
    hand_over(&session, &client_id, LinkDelivery::Mailed).await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn finish_connect_with_code(
    session: State<'_, Session>,
    client_id: String,
    code: String,
) -> Result<AttemptView, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.online().answer_pasted(id, &code).await
    })
    .await
}

/// Says which company a sign-in was for, when Intuit did not; in the stage `company` only.
#[tauri::command(root = "panic_safe")]
pub(super) async fn provide_company_id(
    session: State<'_, Session>,
    client_id: String,
    company_id: String,
) -> Result<AttemptView, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.online().provide_company_id(id, &company_id).await
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn save_connection(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.online().save_connection(id).await
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn reject_connection(
    session: State<'_, Session>,
    client_id: String,
) -> Result<AttemptView, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.online().reject_connection(id).await
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn save_as_new_client(
    session: State<'_, Session>,
    client_id: String,
    name: String,
) -> Result<ClientRow, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.online().save_as_new_client(id, name).await
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn cancel_connect(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.cancel_connect(id).await
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn disconnect_client(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    of_client(
        &session,
        &client_id,
        Permission::Disconnect,
        async |roster, id| roster.online().disconnect_client(id).await,
    )
    .await
}

/// Dismisses the note that Intuit's permission still exists; the timeline keeps it.
#[tauri::command(root = "panic_safe")]
pub(super) async fn dismiss_left(
    session: State<'_, Session>,
    client_id: String,
) -> Result<ClientRow, ProblemView> {
    of_client(&session, &client_id, None, async |roster, id| {
        roster.online().dismiss_left(id)
    })
    .await
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn delete_end_user(
    session: State<'_, Session>,
    client_id: String,
    typed_name: String,
) -> Result<ClientRow, ProblemView> {
    of_client(
        &session,
        &client_id,
        Permission::DeleteConnections,
        async |roster, id| roster.desktop().delete_end_user(id, &typed_name).await,
    )
    .await
}

async fn hand_over(
    session: &Session,
    client_id: &str,
    handed: LinkDelivery,
) -> Result<(), ProblemView> {
    let id = self::client_id(client_id)?;
    let firm = session.firm().await?;
    let _guard = if firm.roster.online().waits_for_answer() {
        firm.listen_again(id)?
    } else {
        None
    };
    firm.roster.deliver_link(id, handed).await.map_err(problem)
}
