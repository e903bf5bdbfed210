//! Notices of the operating system. What they say and when is the window's decision
//! (`ui/src/features/notifications/`).

use notify_rust::Notification;
use tauri::AppHandle;

/// Longest title and text, in characters; desktops cut far sooner.
const LONGEST: usize = 300;

/// Shows one notice. A click on it brings the window to the front, where the desktop tells us of clicks.
pub(crate) async fn show(app: AppHandle, title: String, body: String) -> Result<(), String> {
    // The desktop may take its time, and so may a person with the click.
    let (sender, shown) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let mut notice = Notification::new();
        notice
            .appname("Counterfoil")
            .summary(&cut(&title))
            .body(&escaped(&cut(&body)));
        #[cfg(target_os = "linux")]
        notice
            .icon("counterfoil")
            .hint(notify_rust::Hint::DesktopEntry("Counterfoil".to_owned()))
            .action("default", "Open Counterfoil");
        #[cfg(target_os = "windows")]
        notice.app_id(&app.config().identifier);
        // Or they would come from the Finder. A second time is refused, which is fine.
        #[cfg(target_os = "macos")]
        let _ = notify_rust::set_application(&app.config().identifier);
        match notice.show() {
            Ok(handle) => {
                let _ = sender.send(Ok(()));
                #[cfg(target_os = "linux")]
                handle.wait_for_action(|action| {
                    if action == "default" {
                        crate::platform::shell::bring_to_front(&app);
                    }
                });
                #[cfg(not(target_os = "linux"))]
                drop((handle, app));
            }
            Err(error) => {
                let _ = sender.send(Err(error.to_string()));
            }
        }
    });
    shown
        .await
        .unwrap_or_else(|_| Err("nobody answered".to_owned()))
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// Linux desktops read the text as markup.
fn escaped(text: &str) -> String {
    if cfg!(target_os = "linux") {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    } else {
        text.to_owned()
    }
}
