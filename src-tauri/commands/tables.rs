//! Lists in and out, and the firm's change log.

use std::io;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use roster::Listed;
use roster::client::SourceId;
use roster::event::ActionId;
use roster::view::{ActivityLine, FileProblem, FirmComputerView, ListProblem, ProblemView};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, State};
use tauri_plugin_opener::OpenerExt;

use super::problem;
use crate::api::{ImportForm, ImportOutcome, ImportProgress, ListView, SavedFile, TableKind};
use crate::downloads;
use crate::import_progress::Importing;
use crate::problems;
use crate::session::Session;
use crate::settings::permissions::Permission;

/// Most lines of the change log in one answer.
const PAGE: u32 = 500;

/// The file that was written last: the window asks to see it without naming a path.
#[derive(Default)]
pub(crate) struct LastSaved(Mutex<Option<PathBuf>>);

/// The firm's change log, newest first; `before` is the id of the last line that is known. What one action did to many
/// clients is one line.
#[tauri::command(root = "panic_safe")]
pub(super) async fn firm_activity(
    session: State<'_, Session>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<ActivityLine>, ProblemView> {
    let limit = usize::try_from(limit.min(PAGE)).unwrap_or_default();
    session
        .roster()
        .await?
        .activity(before, limit)
        .map_err(problem)
}

/// The lines that the line `like` of an action sums up, by the clients' names.
#[tauri::command(root = "panic_safe")]
pub(super) async fn action_lines(
    session: State<'_, Session>,
    action: String,
    like: i64,
) -> Result<Vec<ActivityLine>, ProblemView> {
    let Some(action) = ActionId::parse(&action) else {
        return Ok(Vec::new());
    };
    session
        .roster()
        .await?
        .activity_of(action, like)
        .map_err(problem)
}

/// The firm's other computers, as far as its change log names them.
#[tauri::command(root = "panic_safe")]
pub(super) async fn firm_computers(
    session: State<'_, Session>,
) -> Result<Vec<FirmComputerView>, ProblemView> {
    session
        .roster()
        .await?
        .change_log()
        .firm_computers()
        .map_err(problem)
}

/// Writes a table, its first row the header, as CSV into the person's downloads; `about` are parts of its name.
#[tauri::command(root = "panic_safe")]
pub(super) async fn save_table(
    app: AppHandle,
    session: State<'_, Session>,
    saved: State<'_, LastSaved>,
    kind: TableKind,
    rows: Vec<Vec<String>>,
    about: Option<Vec<String>>,
) -> Result<SavedFile, ProblemView> {
    session.firm().await?.require(Permission::Export)?;
    let day = jiff::Zoned::now().date();
    save_in_downloads(&app, &saved, move |folder| {
        downloads::save(folder, kind, &about.unwrap_or_default(), day, &rows)
    })
    .await
}

/// Has `write` put a new file into the person's downloads, and remembers it for [`reveal_saved`].
pub(super) async fn save_in_downloads(
    app: &AppHandle,
    saved: &LastSaved,
    write: impl FnOnce(&Path) -> io::Result<PathBuf> + Send + 'static,
) -> Result<SavedFile, ProblemView> {
    let folder = app
        .path()
        .download_dir()
        .or_else(|_| app.path().home_dir())
        .map_err(|error| problems::not_written(&io::Error::other(error)))?;
    let wanted = folder.clone();
    let path = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&wanted)?;
        write(&wanted)
    })
    .await
    .map_err(|error| problems::not_written(&error.into()))?
    .map_err(|error| problems::not_written(&error))?;
    let word = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let file = SavedFile {
        name: word(&path),
        folder: word(&folder),
    };
    *saved.0.lock() = Some(path);
    Ok(file)
}

/// Shows the file that was written last in its folder.
#[tauri::command(root = "panic_safe")]
pub(super) async fn reveal_saved(
    app: AppHandle,
    saved: State<'_, LastSaved>,
) -> Result<(), ProblemView> {
    let path = saved.0.lock().clone();
    match path {
        Some(path) => reveal(&app, &path),
        None => Err(FileProblem::NothingSaved.into()),
    }
}

/// Shows a file of ours in its folder.
pub(super) fn reveal(app: &AppHandle, path: &std::path::Path) -> Result<(), ProblemView> {
    app.opener().reveal_item_in_dir(path).map_err(|error| {
        let path = path.display().to_string();
        ProblemView::from(FileProblem::FolderNotOpened { path }).with_detail(error)
    })
}

/// Reads a list for its preview. Nothing of it is kept: another sheet or other letters are read from the file again.
#[tauri::command(root = "panic_safe")]
pub(super) async fn read_list(
    bytes: Vec<u8>,
    sheet: Option<String>,
    encoding: Option<String>,
) -> Result<ListView, ProblemView> {
    let choice = spreadsheet::Choice { sheet, encoding };
    spreadsheet::read(&bytes, &choice)
        .map(ListView::from)
        .map_err(|error| problems::not_a_list(&error))
}

/// Imports a list: all of it or nothing. `None`: it was cancelled, and nothing was imported.
#[tauri::command(root = "panic_safe")]
pub(super) async fn import_clients(
    session: State<'_, Session>,
    importing: State<'_, Importing>,
    forms: Vec<ImportForm>,
    on_progress: Channel<ImportProgress>,
) -> Result<Option<ImportOutcome>, ProblemView> {
    let mut running = importing.begin().ok_or(ListProblem::ImportRunning)?;
    let roster = session.roster().await?;
    let list = forms.into_iter().map(listed).collect::<Result<_, _>>()?;
    let done = tokio::task::spawn_blocking(move || {
        roster.import_watched(list, |done, total| {
            running.at(done, total, |progress| {
                // A window that no longer listens gets the result.
                let _ = on_progress.send(progress);
            })
        })
    })
    .await
    .map_err(|error| ProblemView::from(ListProblem::ImportBrokeOff).with_detail(error))?
    .map_err(problem)?;
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(done.map(|done| ImportOutcome {
        added: number(done.added),
        changed: number(done.changed),
        unchanged: number(done.unchanged),
    }))
}

/// Cancels the import that runs. One that had already ended is not undone; its own answer says which it was.
#[tauri::command(root = "panic_safe")]
pub(super) async fn cancel_import(importing: State<'_, Importing>) -> Result<(), ProblemView> {
    importing.cancel();
    Ok(())
}

fn listed(form: ImportForm) -> Result<Listed, ProblemView> {
    let said = |text: String| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let source_id = match said(form.source_id) {
        None => None,
        Some(text) => Some(
            SourceId::parse(&text).ok_or_else(|| ListProblem::BadSourceId {
                client: form.name.clone(),
            })?,
        ),
    };
    Ok(Listed {
        name: form.name,
        number: said(form.number),
        email: said(form.email),
        books: form.books,
        place: form.place,
        computer: said(form.computer),
        source_id,
    })
}
