//! What is copied carries the mark that programs with a history of the clipboard look for.

use serde_json::{Value, json};
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt, CreateWindowAux, Window, WindowClass};
use x11rb::rust_connection::RustConnection;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME, NONE};

use super::firms::invoke;
use super::harness::{App, TestEnv};

/// What Klipper, and others after it, look for.
const HINT: &str = "x-kde-passwordManagerHint";

#[tokio::test]
async fn what_is_copied_asks_to_be_left_out_of_the_clipboard_s_history() {
    let mut env = TestEnv::start("clipboard").await;
    let app = App::practice(&mut env).await;
    let copied = invoke(&app, "copy_text", &json!({ "text": "a link" })).await;
    assert_eq!(copied, Value::Null);
    let clipboard = Clipboard::of(&env);
    assert_eq!(clipboard.read("UTF8_STRING"), Some(b"a link".to_vec()));
    assert_eq!(clipboard.read(HINT), Some(b"secret".to_vec()));
}

/// Another program that looks at the clipboard.
struct Clipboard {
    display: RustConnection,
    window: Window,
}

impl Clipboard {
    /// A connection of its own to the test's display.
    fn of(env: &TestEnv) -> Self {
        let (display, screen) = x11rb::connect(env.display()).expect("the display can be opened");
        let window = display.generate_id().expect("an id");
        display
            .create_window(
                COPY_DEPTH_FROM_PARENT,
                window,
                display.setup().roots[screen].root,
                0,
                0,
                1,
                1,
                0,
                WindowClass::INPUT_OUTPUT,
                COPY_FROM_PARENT,
                &CreateWindowAux::new(),
            )
            .expect("a window");
        Self { display, window }
    }

    /// What its owner hands out as `kind`; none where it has no such thing.
    fn read(&self, kind: &str) -> Option<Vec<u8>> {
        let display = &self.display;
        let atom = |name: &str| {
            let asked = display.intern_atom(false, name.as_bytes());
            asked.expect("a request").reply().expect("a name").atom
        };
        let property = atom("COUNTERFOIL_E2E");
        display
            .convert_selection(
                self.window,
                atom("CLIPBOARD"),
                atom(kind),
                property,
                CURRENT_TIME,
            )
            .expect("a request");
        display.flush().expect("the display is there");
        loop {
            if let Event::SelectionNotify(it) = display.wait_for_event().expect("an event") {
                if it.property == NONE {
                    return None;
                }
                let asked =
                    display.get_property(true, self.window, property, AtomEnum::ANY, 0, 1024);
                return Some(asked.expect("a request").reply().expect("a value").value);
            }
        }
    }
}
