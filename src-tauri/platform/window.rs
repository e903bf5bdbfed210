//! The app's one window.

use crate::settings::Profile;
use tauri::{AppHandle, Manager as _, WebviewWindow};

/// Names the window after the firm, so that no picture of it can mislead.
pub(crate) fn set_title(app: &AppHandle, firm: Option<&str>, profile: Profile) {
    let kind = match profile {
        Profile::Practice => " (Practice)",
        Profile::Sandbox => " (Sandbox)",
        Profile::Live | Profile::None => "",
    };
    let title = firm.map_or_else(
        || "Counterfoil".to_owned(),
        |firm| format!("Counterfoil — {firm}{kind}"),
    );
    if let Some(window) = main(app)
        && let Err(error) = window.set_title(&title)
    {
        tracing::warn!(%error, "the window could not be named");
    }
}

/// Zooms the window's page; 1 is 100 %.
pub(crate) fn set_zoom(app: &AppHandle, zoom: f64) {
    if let Some(window) = main(app)
        && let Err(error) = window.set_zoom(zoom)
    {
        tracing::warn!(%error, "the window could not be zoomed");
    }
}

/// Brings the window to the front: after a sign-in the browser's tab stays blank.
pub(crate) fn bring_to_front(app: &AppHandle) {
    if let Some(window) = main(app) {
        // A window manager may refuse any of these; the roster is right all the same.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

pub(crate) fn main(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window("main")
}
