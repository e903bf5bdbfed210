//! How the page is painted on Linux.

use std::fs;
use std::path::Path;

use tauri::WebviewWindow;
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

/// Where Linux names its graphics cards.
const CARDS: &str = "/dev/dri";

/// Lets `WebKitGTK` paint the page itself where no graphics card does it. Otherwise it hands the page to a card that Mesa
/// imitates in software, with a compiler of its own: some 90 MB, and a tenth of a second until the first paint.
pub(crate) fn suit_graphics(window: &WebviewWindow) -> tauri::Result<()> {
    if has_card(Path::new(CARDS)) {
        return Ok(());
    }
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Whether there is a card that draws for programs: only those have a render node.
fn has_card(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_render_node_is_a_card() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(!has_card(&folder.path().join("dri")), "no folder at all");
        fs::write(folder.path().join("card0"), "").expect("a file");
        assert!(
            !has_card(folder.path()),
            "a screen without a card that draws"
        );
        fs::write(folder.path().join("renderD128"), "").expect("a file");
        assert!(has_card(folder.path()));
    }
}
