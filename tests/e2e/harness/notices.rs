//! The part of a desktop that shows notices, which writes them down instead.

#![allow(
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the desktop's own interface, of which little is written down"
)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use zbus::connection::Builder;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, interface};

use super::test_env::TestEnv;
use super::wait::{LONG, eventually};

/// A notice as the desktop was asked to show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) title: String,
    pub(crate) body: String,
}

/// The notice service of an environment's session bus.
pub(crate) struct Notices {
    shown: Arc<Mutex<Vec<Notice>>>,
    bus: Connection,
}

impl Notices {
    /// Takes the service's name on the bus, as a desktop does when a person logs in.
    pub(crate) async fn of(env: &TestEnv) -> Self {
        let shown = Arc::default();
        let service = Service {
            shown: Arc::clone(&shown),
        };
        let address = format!("unix:path={}", env.path("run/bus").display());
        let bus = Builder::address(address.as_str())
            .and_then(|bus| bus.name("org.freedesktop.Notifications"))
            .and_then(|bus| bus.serve_at(PATH, service))
            .expect("the notice service is described")
            .build()
            .await
            .expect("the notice service starts");
        Self { shown, bus }
    }

    /// Every notice so far.
    pub(crate) fn shown(&self) -> Vec<Notice> {
        self.shown
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The first `count` notices, once there are so many.
    pub(crate) async fn first(&self, count: usize) -> Vec<Notice> {
        eventually(&format!("{count} notices are shown"), LONG, async || {
            let shown = self.shown();
            (shown.len() >= count).then_some(shown)
        })
        .await
    }

    /// Clicks the last notice.
    pub(crate) async fn click(&self) {
        let last = u32::try_from(self.shown().len()).expect("few notices");
        let service = SignalEmitter::new(&self.bus, PATH).expect("the path is one");
        Service::action_invoked(&service, last, "default")
            .await
            .expect("the click is told");
    }
}

const PATH: &str = "/org/freedesktop/Notifications";

struct Service {
    shown: Arc<Mutex<Vec<Notice>>>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[expect(clippy::too_many_arguments, reason = "the desktop's own interface")]
    fn notify(
        &self,
        _program: &str,
        _replaces: u32,
        _icon: &str,
        title: &str,
        body: &str,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _milliseconds: i32,
    ) -> u32 {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.push(Notice {
            title: title.to_owned(),
            body: body.to_owned(),
        });
        u32::try_from(shown.len()).unwrap_or_default()
    }

    #[zbus(name = "GetCapabilities")]
    fn capabilities(&self) -> Vec<String> {
        ["actions", "body"].map(str::to_owned).to_vec()
    }

    #[zbus(name = "GetServerInformation")]
    fn server(&self) -> (String, String, String, String) {
        ["test", "Counterfoil", "1", "1.2"]
            .map(str::to_owned)
            .into()
    }

    #[zbus(signal)]
    async fn action_invoked(service: &SignalEmitter<'_>, id: u32, action: &str)
    -> zbus::Result<()>;
}
