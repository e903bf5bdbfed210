//! Whether the Secret Service is unlocked, without prompting a person to unlock it.

use std::time::Duration;

use zbus::blocking::Proxy;
use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;
use zbus::names::BusName;

/// The names are those of the Secret Service API, <https://specifications.freedesktop.org/secret-service/latest/>.
const SERVICE: &str = "org.freedesktop.secrets";
const DEFAULT: &str = "/org/freedesktop/secrets/aliases/default";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";

/// How long the bus, and the service, may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether there is a default keyring that is not locked. A service that does not run is not started for this. Waits
/// for the bus.
pub(super) fn is_open() -> bool {
    let opened = || -> zbus::Result<bool> {
        let bus = Builder::session()?.method_timeout(PATIENCE).build()?;
        if !DBusProxy::new(&bus)?.name_has_owner(BusName::try_from(SERVICE)?)? {
            return Ok(false);
        }
        let collection = Proxy::new(&bus, SERVICE, DEFAULT, COLLECTION)?;
        Ok(!collection.get_property::<bool>("Locked")?)
    };
    opened().unwrap_or(false)
}
