//! Programs started by hand, and a running app reached as its second start reaches it.

use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use zbus::Connection;
use zbus::connection::Builder;

use super::app::App;
use super::identity::OWN;
use super::processes::{bound, output};
use super::test_env::TestEnv;
use super::wait::{SHORT, eventually, in_time};

impl TestEnv {
    /// Starts a program of this desktop and returns its process id.
    pub(crate) fn start_program(&mut self, program: &Path, variables: &[(&str, String)]) -> u32 {
        let mut command = self.furnish(bound(program));
        command
            .envs(variables.iter().map(|(key, value)| (key, value)))
            .stdin(Stdio::null())
            .stdout(self.log("program"))
            .stderr(self.log("program"));
        self.keep(&program.to_string_lossy(), &mut command);
        self.children.last().map_or(0, std::process::Child::id)
    }

    /// Takes the way by which a second start of the app hands on what it was started with.
    pub(crate) async fn second_start(&self) -> SecondStart {
        let address = format!("unix:path={}", self.path("run/bus").display());
        let bus = Builder::address(address.as_str())
            .expect("the bus has an address")
            .build()
            .await
            .expect("the bus is there");
        SecondStart(bus)
    }
}

/// A program that is not the app (this test) and owns the app's name on an environment's session bus.
pub(crate) struct Stranger {
    heard: Arc<Mutex<Vec<String>>>,
    _bus: Connection,
}

impl Stranger {
    /// Takes the name, and whatever a second start would hand over.
    pub(crate) async fn of(env: &TestEnv) -> Self {
        let heard = Arc::default();
        let taker = Taker(Arc::clone(&heard));
        let address = format!("unix:path={}", env.path("run/bus").display());
        let name = format!("{}.SingleInstance", OWN.identifier);
        let path = format!("/{}", name.replace('.', "/"));
        let bus = Builder::address(address.as_str())
            .and_then(|bus| bus.name(name))
            .and_then(|bus| bus.serve_at(path, taker))
            .expect("the stranger is described")
            .build()
            .await
            .expect("nobody has the name yet");
        Self { heard, _bus: bus }
    }

    /// Everything it was handed.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

struct Taker(Arc<Mutex<Vec<String>>>);

#[zbus::interface(name = "org.SingleInstance.DBus")]
impl Taker {
    fn execute_callback(&mut self, arguments: Vec<String>, folder: String) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.extend(arguments);
        heard.push(folder);
    }
}

/// What a second start of the app does, without the time a process takes to start.
pub(crate) struct SecondStart(Connection);

impl SecondStart {
    /// Hands the running app this link.
    pub(crate) async fn hand_over(&self, program: &Path, link: &str) {
        let name = format!("{}.SingleInstance", OWN.identifier);
        let path = format!("/{}", name.replace('.', "/"));
        let arguments = [program.to_string_lossy().into_owned(), link.to_owned()];
        self.0
            .call_method(
                Some(name.as_str()),
                path.as_str(),
                Some("org.SingleInstance.DBus"),
                "ExecuteCallback",
                &(&arguments[..], "/"),
            )
            .await
            .expect("the running app takes the link");
    }
}

impl App {
    /// Closes the window of `class` as a person does, and waits until its program is gone.
    pub(crate) async fn leave(self, env: &TestEnv, class: &str, id: u32) {
        env.raise(class);
        let mut close = env.command("xdotool");
        close.args(["key", "--clearmodifiers", "alt+F4"]);
        assert!(output(&mut close).is_some(), "xdotool cannot press a key");
        eventually("the program has ended", SHORT, async || {
            // Nobody waits for it, so it stays as a name without a program.
            let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            line.is_empty().then_some(())
        })
        .await;
        let _ = in_time("the session's end", SHORT, self.into_client().close()).await;
    }
}
