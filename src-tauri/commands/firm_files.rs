//! Firm files: joining a firm with one, and making one for another computer. The content of a file never passes
//! through here towards the window.

use roster::view::{FirmFileProblem, ProblemView};
use tauri::{AppHandle, State};

use super::tables::{LastSaved, save_in_downloads};
use crate::api::{AppOverview, FirmFileForm, FirmFileMade, FirmFileSeen, FirmFileView};
use crate::downloads;
use crate::provisioning::change_key;
use crate::provisioning::create_firm_file::{self, MadeFile};
use crate::provisioning::join_firm;
use crate::session::Session;
use crate::session::change_log;
use crate::session::links;
use crate::session::overview;

/// Hands a firm file's bytes over; refused at once when it is none. It waits for its passphrase.
#[tauri::command(root = "panic_safe")]
pub(super) async fn read_firm_file(
    session: State<'_, Session>,
    name: String,
    bytes: Vec<u8>,
) -> Result<FirmFileSeen, ProblemView> {
    join_firm::take_firm_file(&session, &name, &bytes)
}

/// The file that the managed settings name: read anew, and compared with its fingerprint anew.
#[tauri::command(root = "panic_safe")]
pub(super) async fn read_managed_firm_file(
    session: State<'_, Session>,
) -> Result<FirmFileSeen, ProblemView> {
    let place = session.settings.managed().firm_file();
    let place = place.ok_or(FirmFileProblem::NoFileSet)?;
    let bytes = place.bytes().await?;
    join_firm::take_firm_file(&session, &place.name(), &bytes)
}

/// Opens the waiting file and says what taking it would do.
#[tauri::command(root = "panic_safe")]
pub(super) async fn open_firm_file(
    session: State<'_, Session>,
    passphrase: String,
) -> Result<FirmFileView, ProblemView> {
    join_firm::open_firm_file(&session, passphrase).await
}

/// Needs no permission: its own firm's signature gives new keys to one that may not change them, and a
/// file of another firm touches nothing of this one. What the managed settings forbid is refused in there.
#[tauri::command(root = "panic_safe")]
pub(super) async fn join_firm(
    session: State<'_, Session>,
    folder_server: Option<String>,
) -> Result<AppOverview, ProblemView> {
    join_firm::join(&session, folder_server.as_deref()).await?;
    links::deliver_links(&session).await;
    Ok(overview::overview(&session).await)
}

/// Lets the waiting file go.
#[tauri::command(root = "panic_safe")]
pub(super) async fn forget_firm_file(session: State<'_, Session>) -> Result<(), ProblemView> {
    session.pending_firm_file.forget();
    Ok(())
}

/// Makes a firm file for another computer, in the person's downloads (`reveal_saved` shows it).
#[tauri::command(root = "panic_safe")]
pub(super) async fn make_firm_file(
    app: AppHandle,
    session: State<'_, Session>,
    saved: State<'_, LastSaved>,
    form: FirmFileForm,
) -> Result<FirmFileMade, ProblemView> {
    let MadeFile {
        stem,
        bytes,
        signer_words,
    } = create_firm_file::make_firm_file(&session, form).await?;
    let file = save_in_downloads(&app, &saved, move |folder| {
        downloads::save_new(folder, &stem, "counterfoil", &bytes)
    })
    .await?;
    Ok(FirmFileMade { file, signer_words })
}

/// Begins the next key of the firm's change log; every other computer needs a new firm file then.
#[tauri::command(root = "panic_safe")]
pub(super) async fn change_firm_key(
    session: State<'_, Session>,
) -> Result<AppOverview, ProblemView> {
    change_key::change_firm_key(&session).await?;
    Ok(overview::overview(&session).await)
}

/// Sets the folder in which the firm's computers share their change log; empty means none.
#[tauri::command(root = "panic_safe")]
pub(super) async fn save_firm_folder(
    session: State<'_, Session>,
    folder: String,
) -> Result<AppOverview, ProblemView> {
    create_firm_file::save_firm_folder(&session, &folder).await?;
    change_log::share_firm_log(&session).await;
    Ok(overview::overview(&session).await)
}
