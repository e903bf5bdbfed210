//! Builds and runs the app: plugins, the one window, deep links, and the firm that was open last.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use roster::view::BannerKind;
use tauri::webview::PageLoadEvent;
use tauri::window::Color;
use tauri::{AppHandle, Manager, RunEvent, WebviewWindowBuilder};
use url::Url;

use crate::commands;
use crate::commands::diagnostics::LastSupport;
use crate::commands::tables::LastSaved;
use crate::diagnostics::crash_reports;
use crate::diagnostics::log;
use crate::import_progress::{BulkAction, Importing};
use crate::platform::data_folder::{self, MoveError};
use crate::platform::data_folder::{PRACTICE, PRACTICE_WITHOUT_KEYCHAIN};
use crate::platform::identity::OWN;
use crate::platform::private_files;
use crate::platform::running;
use crate::platform::shell;
use crate::provisioning::join_firm;
use crate::provisioning::opened_files;
use crate::session::Session;
use crate::session::backup::WaitingBackup;
use crate::session::links;
use crate::settings::firm_id::FirmId;
use crate::settings::managed::Managed;
use crate::settings::{Settings, Theme};
use crate::uninstall;

/// Runs the app until its window closes, or what was asked for on the command line.
///
/// Prints a sentence and exits with 1 when the window cannot be opened at all.
pub fn run() {
    if let Some(code) = uninstall::asked_for(std::env::args()) {
        std::process::exit(code.into());
    }
    log::begin();
    crash_reports::begin();
    // One provider for every TLS connection; a second call would be refused, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (stranger, no_bus) = first_start();
    let mut builder = tauri::Builder::default();
    // Another program that answers in the first start's place would get the links, and this one would exit silently.
    if stranger.is_none() {
        // First, so that a second start hands its link to this one before anything else happens.
        builder = builder.plugin(tauri_plugin_single_instance::init(second_start));
    }
    let built = builder
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_store::Builder::default().build())
        .setup(|app| set_up(app.handle(), stranger, no_bus))
        .invoke_handler(commands::handler())
        .build(context());
    match built {
        Ok(app) => app.run(|app, event| {
            if let RunEvent::Exit = event {
                finish(app);
                crash_reports::closed();
            }
            #[cfg(target_os = "macos")]
            if let RunEvent::Opened { urls } = event
                && let Some(file) = urls.iter().find_map(opened_files::at)
            {
                take_file(app, file);
            }
        }),
        Err(error) => {
            tracing::error!(%error, "Counterfoil could not start");
            std::process::exit(1);
        }
    }
}

/// What `tauri.conf.json` says, under the names of this build.
pub(crate) fn context() -> tauri::Context {
    let mut context = tauri::generate_context!();
    let config = context.config_mut();
    OWN.identifier.clone_into(&mut config.identifier);
    config.plugins.0.insert(
        "deep-link".to_owned(),
        serde_json::json!({ "desktop": { "schemes": [OWN.scheme] } }),
    );
    context
}

/// The window is gone; what Intuit has answered must still get into the keychain.
fn finish(app: &AppHandle) {
    const PATIENCE: Duration = Duration::from_secs(5);
    if let Some(session) = app.try_state::<Session>() {
        tauri::async_runtime::block_on(async {
            // A firm that is just being opened may wait for a keychain that nobody unlocks.
            if let Ok(Ok(roster)) = tokio::time::timeout(PATIENCE, session.roster()).await {
                roster.finish_renewals(PATIENCE).await;
            }
        });
    }
}

/// What a second start was started with, in its folder.
#[expect(clippy::needless_pass_by_value, reason = "the plugin's own signature")]
fn second_start(app: &AppHandle, arguments: Vec<String>, folder: String) {
    // A link raises the window when it is a sign-in's: see [`links`].
    let is_link = |it: &String| Url::parse(it).is_ok_and(|url| links::is_link(&url));
    if !arguments.iter().any(is_link) {
        shell::bring_to_front(app);
    }
    let arguments = arguments.into_iter().map(OsString::from);
    if let Some(file) = opened_files::among(arguments, Path::new(&folder)) {
        take_file(app, file);
    }
}

/// `stranger` is a program that has the name by which a second start finds this one, `no_bus` why there is no bus to find
/// it by.
fn set_up(
    app: &AppHandle,
    stranger: Option<String>,
    no_bus: Option<String>,
) -> Result<(), Box<dyn std::error::Error>> {
    let logs = app.path().app_log_dir()?;
    let (folder, unmoved) = data_folder(app)?;
    // Made private before anything is written there.
    let mut private = vec![
        folder.clone(),
        logs.clone(),
        folder.join(PRACTICE),
        folder.join(PRACTICE_WITHOUT_KEYCHAIN),
    ];
    private.extend(FirmId::folders_in(&folder));
    let findings = private_files::look(&private);
    if let Err(error) = running::hold(&folder) {
        // Only `--remove` depends on the mark.
        tracing::warn!(%error, "the data folder could not be marked as in use");
    }
    log::keep_in(&logs);
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        system = std::env::consts::OS,
        identifier = OWN.identifier,
        "Counterfoil starts"
    );
    let settings = Settings::open(app, &folder, Managed::of_this_computer())?;
    let session = Session::new(app.clone(), folder, settings);
    if let Some(error) = unmoved {
        tracing::warn!(%error, "the data stays in the roaming profile");
        session.raise(BannerKind::DataRoams, Some(error.to_string()));
    }
    if let Some(error) = no_bus {
        tracing::warn!(error, "there is no session bus");
        session.raise(BannerKind::NoSessionBus, None);
    }
    if let Some(program) = stranger {
        tracing::error!(
            program,
            "another program has Counterfoil's name on the session bus; nothing is passed on to it"
        );
        session.raise(BannerKind::NameTaken, Some(program));
    }
    for (kind, path) in private_files::report(&findings) {
        session.raise(kind, Some(path));
    }
    if let Some(at) = crash_reports::report_to(app, &logs) {
        session.listener.raise_since(BannerKind::Crashed, at);
    }
    app.manage(session);
    app.manage(LastSupport::default());
    app.manage(LastSaved::default());
    app.manage(Importing::default());
    app.manage(BulkAction::default());
    app.manage(WaitingBackup::default());
    links::take_links(app);
    open_window(app)?;
    let folder = std::env::current_dir().unwrap_or_default();
    let file = opened_files::among(std::env::args_os(), &folder);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let session = app.state::<Session>();
        // First: the window's first call waits for what follows.
        if let Some(file) = file {
            join_firm::take_opened_file(&session, file).await;
        }
        session.open_remembered().await;
        links::deliver_links(&session).await;
    });
    Ok(())
}

/// Where the data is, and why it is not where it should be.
fn data_folder(app: &AppHandle) -> Result<(PathBuf, Option<MoveError>), tauri::Error> {
    let usual = app.path().app_data_dir()?;
    if cfg!(windows) {
        let local = app.path().app_local_data_dir()?.join(data_folder::FOLDER);
        Ok(data_folder::settle(&usual, &local))
    } else {
        Ok((usual, None))
    }
}

/// Takes a firm file that the operating system asked this app to open.
fn take_file(app: &AppHandle, file: PathBuf) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        join_firm::take_opened_file(&app.state::<Session>(), file).await;
    });
}

/// The program in the first start's place, and why there is no bus to look for it on.
#[cfg(target_os = "linux")]
fn first_start() -> (Option<String>, Option<String>) {
    use crate::platform::second_start::{FirstStart, look};

    match look() {
        FirstStart::Own => (None, None),
        FirstStart::Stranger(program) => (Some(program), None),
        FirstStart::NoBus(error) => (None, Some(error)),
    }
}

#[cfg(not(target_os = "linux"))]
fn first_start() -> (Option<String>, Option<String>) {
    (None, None)
}

/// Opens the window last, when everything its first call needs is there.
fn open_window(app: &AppHandle) -> Result<(), Box<dyn std::error::Error>> {
    let config = app
        .config()
        .app
        .windows
        .first()
        .ok_or("tauri.conf.json names no window")?;
    let appearance = app.state::<Session>().settings.get().appearance;
    let mut builder = WebviewWindowBuilder::from_config(app, config)?;
    // The window's own colour before its first paint, so that a dark window does not flash white.
    let (theme, background) = match appearance.theme {
        Theme::System => (None, None),
        Theme::Light => (
            Some(tauri::Theme::Light),
            Some(Color(0xf5, 0xf4, 0xf1, 0xff)),
        ),
        Theme::Dark => (
            Some(tauri::Theme::Dark),
            Some(Color(0x12, 0x12, 0x14, 0xff)),
        ),
    };
    if let Some(background) = background {
        builder = builder.background_color(background);
    }
    builder
        .theme(theme)
        // The window shows the app's own pages and nothing else, whatever a page may ask for.
        .on_navigation(|url| is_own_page(url, cfg!(windows)))
        .on_page_load(|window, page| {
            if page.event() == PageLoadEvent::Started {
                page_is_gone(window.app_handle());
            }
        })
        .build()?;
    #[cfg(target_os = "linux")]
    if let Some(window) = shell::main_window(app) {
        crate::platform::webview::suit_graphics(&window)?;
    }
    shell::set_zoom(app, appearance.zoom);
    Ok(())
}

/// The window loads its page, perhaps anew: nobody shows any more what the page before it asked for.
fn page_is_gone(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        // While no firm is open nothing is read.
        if let Ok(roster) = app.state::<Session>().roster().await {
            roster.books().books_close_all();
        }
    });
}

/// Whether an address is one of the app's own pages: Tauri serves them under a scheme of its own, but on Windows, where
/// `WebView2` knows none, under a host name that it answers itself.
fn is_own_page(url: &Url, on_windows: bool) -> bool {
    let (scheme, host) = if on_windows {
        (["http", "https"].as_slice(), "tauri.localhost")
    } else {
        (["tauri"].as_slice(), "localhost")
    };
    scheme.contains(&url.scheme())
        && url.host_str() == Some(host)
        && url.port().is_none()
        && url.username().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_apps_own_pages_are_shown() {
        // Address; whether it is ours on Linux and macOS; whether on Windows.
        for (address, elsewhere, on_windows) in [
            ("tauri://localhost", true, false),
            ("tauri://localhost/index.html#/clients", true, false),
            ("http://tauri.localhost/", false, true),
            ("https://tauri.localhost/index.html", false, true),
            ("tauri://evil.example/", false, false),
            ("tauri://tauri.localhost/", false, false),
            ("http://localhost/", false, false),
            ("http://tauri.localhost:8080/", false, false),
            ("http://tauri.localhost@evil.example/", false, false),
            ("http://somebody@tauri.localhost/", false, false),
            ("https://tauri.localhost.evil.example/", false, false),
            ("https://evil.example/tauri.localhost", false, false),
            ("file:///etc/passwd", false, false),
            ("data:text/html,tauri.localhost", false, false),
            ("javascript:alert(1)", false, false),
            ("about:blank", false, false),
            ("blob:tauri://localhost/1", false, false),
            ("ipc://localhost/", false, false),
            ("counterfoil://oauth/callback", false, false),
        ] {
            let url: Url = address.parse().expect("an address");
            assert_eq!(is_own_page(&url, false), elsewhere, "{address}");
            assert_eq!(is_own_page(&url, true), on_windows, "{address}, Windows");
        }
    }
}
