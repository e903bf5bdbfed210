//! This computer's own settings, notices of its operating system, and what is known about it.

use roster::view::{FileProblem, ProblemView};
use tauri::{AppHandle, State};

use super::tables::reveal;
use crate::api::{Appearance, CheckSettings, Diagnostics, NoticeSettings, RosterMemory};
use crate::platform::notifications;
use crate::platform::shell;
use crate::session::Session;
use crate::settings::{self, Profile};

/// Longest word of [`RosterMemory`]: a person's or a computer's name is part of one.
const LONGEST_WORD: usize = 300;

#[tauri::command(root = "panic_safe")]
pub(super) async fn save_appearance(
    session: State<'_, Session>,
    appearance: Appearance,
) -> Result<(), ProblemView> {
    let zoom = appearance.zoom.clamp(0.8, 2.0);
    shell::set_zoom(&session.app, zoom);
    session
        .settings
        .change(|values| values.appearance = Appearance { zoom, ..appearance }.into());
    Ok(())
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn save_memory(
    session: State<'_, Session>,
    memory: RosterMemory,
) -> Result<(), ProblemView> {
    let memory = settings::RosterMemory::from(memory);
    let words = [&memory.sort, &memory.view, &memory.role];
    let profile = session.profile().await;
    if profile == Profile::None
        || words.iter().any(|word| word.len() > LONGEST_WORD)
        || !memory.books.is_plausible()
    {
        return Ok(());
    }
    session
        .settings
        .change(|values| values.remember(profile, memory));
    Ok(())
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn save_notices(
    session: State<'_, Session>,
    notices: NoticeSettings,
) -> Result<(), ProblemView> {
    session
        .settings
        .change(|values| values.notices = notices.into());
    Ok(())
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn save_checks(
    session: State<'_, Session>,
    checks: CheckSettings,
) -> Result<(), ProblemView> {
    session
        .settings
        .change(|values| values.checks = checks.into());
    if let Ok(roster) = session.roster().await {
        // The value in force, because administrators may have set another interval.
        roster
            .scheduler()
            .set_interval(session.settings.get().checks.between_rounds());
    }
    Ok(())
}

/// Has the operating system show a notice.
#[tauri::command(root = "panic_safe")]
pub(super) async fn show_notice(
    app: AppHandle,
    title: String,
    body: String,
) -> Result<(), ProblemView> {
    notifications::show(app, title, body)
        .await
        .map_err(|reason| ProblemView::from(FileProblem::NoticeNotShown).with_detail(reason))
}

#[tauri::command(root = "panic_safe")]
pub(super) async fn diagnostics(session: State<'_, Session>) -> Result<Diagnostics, ProblemView> {
    known(&session).await
}

/// What is known about this computer.
pub(super) async fn known(session: &Session) -> Result<Diagnostics, ProblemView> {
    let clients = match session.roster().await {
        Ok(roster) => roster.rows().map_err(super::problem)?.len(),
        Err(_) => 0,
    };
    Ok(Diagnostics {
        version: session.app.package_info().version.to_string(),
        system: system(),
        webview: webview(),
        folder: session.folder.display().to_string(),
        clients: u32::try_from(clients).unwrap_or(u32::MAX),
        keychain: session.keychain_word().to_owned(),
    })
}

/// Shows the app's own folder.
#[tauri::command(root = "panic_safe")]
pub(super) async fn reveal_folder(session: State<'_, Session>) -> Result<(), ProblemView> {
    reveal(&session.app, &session.folder)
}

fn system() -> String {
    let fallback = || format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let Ok(release) = std::fs::read_to_string("/etc/os-release") else {
        return fallback();
    };
    release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .map_or_else(fallback, |name| {
            format!("{} {}", name.trim_matches('"'), std::env::consts::ARCH)
        })
}

fn webview() -> String {
    let engine = match std::env::consts::OS {
        "windows" => "WebView2",
        "macos" => "WebKit",
        _ => "WebKitGTK",
    };
    tauri::webview_version().map_or_else(
        |_| engine.to_owned(),
        |version| format!("{engine} {version}"),
    )
}
