//! Reading a client's books in QuickBooks Desktop. Each of these that reads asks for [`Permission::ReadBooks`] first; what was
//! read goes to the window and is kept nowhere.

use std::sync::Arc;

use conductor::Filters;
use conductor::catalogue::{ReportKind, Resource};
use roster::Roster;
use roster::view::{BooksBefore, BooksEvent, BooksRecord, BooksReport, ProblemView};
use serde::Serialize;
use tauri::State;
use tauri::ipc::Channel;

use super::{client_id, problem};
use crate::commands::panic_safe;
use crate::session::Session;
use crate::settings::permissions::Permission;

/// Every resource and report, as the crate `conductor` describes them.
#[derive(Serialize)]
pub(super) struct Catalogue {
    resources: &'static [Resource],
    reports: &'static [ReportKind],
}

/// Every list and report that can be asked for, with their filters and fields.
#[tauri::command(root = "panic_safe")]
pub(super) async fn books_catalogue() -> Result<Catalogue, ProblemView> {
    Ok(catalogue())
}

fn catalogue() -> Catalogue {
    Catalogue {
        resources: Resource::all(),
        reports: ReportKind::all(),
    }
}

/// Whether reading makes this connection billable, and whether this person may.
#[tauri::command(root = "panic_safe")]
pub(super) async fn books_before(
    session: State<'_, Session>,
    client_id: String,
) -> Result<BooksBefore, ProblemView> {
    let id = self::client_id(&client_id)?;
    let firm = session.firm().await?;
    let before = firm.roster.books().books_before(id).map_err(problem)?;
    let refused = firm.require(Permission::ReadBooks).err();
    Ok(BooksBefore { refused, ..before })
}

/// A person agreed that reading makes the connection count for this month's bill.
#[tauri::command(root = "panic_safe")]
pub(super) async fn books_agree(
    session: State<'_, Session>,
    client_id: String,
) -> Result<(), ProblemView> {
    let id = self::client_id(&client_id)?;
    readable(&session)
        .await?
        .books()
        .books_agree(id)
        .map_err(problem)
}

/// Reads a list, page after page, up to `most` rows; answers at once with the id of the reading.
#[tauri::command(root = "panic_safe")]
pub(super) async fn books_list(
    session: State<'_, Session>,
    client_id: String,
    resource: String,
    filters: Filters,
    most: u32,
    on_event: Channel<BooksEvent>,
) -> Result<u32, ProblemView> {
    let id = self::client_id(&client_id)?;
    readable(&session)
        .await?
        .books()
        .books_list(id, &resource, filters, most, listener(on_event))
        .map_err(problem)
}

/// Goes on with a reading that ended early, until there are `most` rows in all; none comes twice.
#[tauri::command(root = "panic_safe")]
pub(super) async fn books_more(
    session: State<'_, Session>,
    reading: u32,
    most: u32,
    on_event: Channel<BooksEvent>,
) -> Result<(), ProblemView> {
    readable(&session)
        .await?
        .books()
        .books_more(reading, most, listener(on_event))
        .map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn books_stop(
    session: State<'_, Session>,
    reading: u32,
) -> Result<(), ProblemView> {
    session.roster().await?.books().books_stop(reading);
    Ok(())
}

/// Lets everything go that belongs to this client's books.
#[tauri::command(root = "panic_safe")]
pub(super) async fn books_close(
    session: State<'_, Session>,
    client_id: String,
) -> Result<(), ProblemView> {
    let id = self::client_id(&client_id)?;
    session.roster().await?.books().books_close(id);
    Ok(())
}

/// `on_event` gets the number of the question, for `books_stop`, and what it waits for.
#[tauri::command(root = "panic_safe")]
pub(super) async fn books_record(
    session: State<'_, Session>,
    client_id: String,
    resource: String,
    id: String,
    on_event: Channel<BooksEvent>,
) -> Result<BooksRecord, ProblemView> {
    let client = self::client_id(&client_id)?;
    let roster = readable(&session).await?;
    roster
        .books()
        .books_record(client, &resource, &id, listener(on_event))
        .await
        .map_err(problem)
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn books_report(
    session: State<'_, Session>,
    client_id: String,
    report: String,
    kind: String,
    filters: Filters,
    on_event: Channel<BooksEvent>,
) -> Result<BooksReport, ProblemView> {
    let id = self::client_id(&client_id)?;
    let roster = readable(&session).await?;
    roster
        .books()
        .books_report(id, &report, &kind, filters, listener(on_event))
        .await
        .map_err(problem)
}

/// The open firm's roster, where this computer may read books in that firm. A firm that is opened anew with fewer
/// permissions closes this roster, which reads nothing more.
async fn readable(session: &Session) -> Result<Roster, ProblemView> {
    let firm = session.firm().await?;
    firm.require(Permission::ReadBooks)?;
    Ok(firm.roster)
}

/// Sends to the window. Nothing depends on a window that is gone.
fn listener(window: Channel<BooksEvent>) -> roster::books::BooksListener {
    Arc::new(move |event| {
        // Only events with rows: a panic over any other has nothing of the books to show.
        if matches!(event, BooksEvent::Page { .. }) {
            panic_safe::provoke_with("books", &event);
        }
        let _ = window.send(event);
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::catalogue;

    /// What `books_catalogue` answers, one resource or report in a line, for the tests of the window.
    #[test]
    fn export_bindings_catalogue() {
        let lines = |all: Vec<serde_json::Result<String>>| {
            let all: serde_json::Result<Vec<String>> = all.into_iter().collect();
            all.expect("JSON").join(",\n")
        };
        let all = catalogue();
        let text = format!(
            "{{\"resources\":[\n{}\n],\"reports\":[\n{}\n]}}\n",
            lines(all.resources.iter().map(serde_json::to_string).collect()),
            lines(all.reports.iter().map(serde_json::to_string).collect()),
        );
        let parsed: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(parsed, serde_json::to_value(&all).expect("JSON"));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/tests/fake/generated");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("catalogue.json"), text).expect("a file");
    }

    /// What only ends or describes a reading.
    const FREE: [&str; 4] = [
        "books_catalogue",
        "books_before",
        "books_stop",
        "books_close",
    ];

    #[test]
    fn every_command_that_reads_asks_for_the_right() {
        let source = include_str!("books.rs");
        let (source, _) = source.split_once("#[cfg(test)]").expect("this module");
        let commands: Vec<&str> = source
            .split("#[tauri::command(root = \"panic_safe\")]")
            .skip(1)
            .collect();
        assert_eq!(commands.len(), 9);
        for command in commands {
            let (_, after) = command.split_once("async fn ").expect("a function");
            let (name, body) = after.split_once('(').expect("arguments");
            if FREE.contains(&name) {
                continue;
            }
            // What follows the last command in the file is not part of it.
            let (body, _) = body.split_once("\n}\n").expect("an end");
            assert!(
                body.contains("readable(&session)"),
                "{name} asks for no right"
            );
            assert!(!body.contains(".roster()"), "{name} reads unasked");
        }
    }
}
