//! Which computer this is: an id that is kept beside the settings, and the name that people see.

use std::fs;
use std::path::Path;

use roster::computer::{ComputerId, KeptComputer, Recognised};

use crate::platform::private_files;

/// The file in the app's data folder: [`KeptComputer`].
const FILE: &str = "computer.json";
/// What a computer is called that says nothing else.
const NAMELESS: &str = "This computer";

/// The id of this computer: the kept one, or a new one where there is none or it is another machine's. Where the folder
/// cannot be written a new one lasts until the app closes.
pub(crate) fn identify(folder: &Path) -> ComputerId {
    let machine = machine_uid::get()
        .inspect_err(
            |error| tracing::info!(%error, "the system does not say which machine this is"),
        )
        .ok()
        .filter(|machine| !machine.is_empty());
    on_machine(folder, machine.as_deref())
}

fn on_machine(folder: &Path, machine: Option<&str>) -> ComputerId {
    let file = folder.join(FILE);
    let kept = fs::read(&file)
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok());
    let (computer, how) = KeptComputer::on(kept, machine);
    let id = computer.id;
    match how {
        Recognised::Same => return id,
        Recognised::First | Recognised::Bound => tracing::info!(%id, ?how, "this computer"),
        Recognised::OtherMachine => tracing::warn!(
            %id,
            "the data was copied from another machine: this computer has an id of its own now"
        ),
    }
    let written = serde_json::to_vec_pretty(&computer)
        .map_err(std::io::Error::from)
        .and_then(|text| {
            private_files::make_folder(folder).and_then(|()| private_files::write(&file, &text))
        });
    if let Err(error) = written {
        tracing::warn!(%error, "this computer's id could not be kept; it lasts until the app closes");
    }
    id
}

/// The name of this computer: the one of the firm file it joined with, or the system's.
pub(crate) fn name(joined: Option<&str>) -> String {
    // Several of them run side by side in the tests.
    if let Some(computer) = said(std::env::var("COUNTERFOIL_SEAT").ok().as_deref()) {
        return computer;
    }
    let system = gethostname::gethostname();
    said(joined)
        .or_else(|| said(host(&system.to_string_lossy())))
        .unwrap_or_else(|| NAMELESS.to_owned())
}

fn said(name: Option<&str>) -> Option<String> {
    name.map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
}

/// The first label: macOS says `Marias-MacBook.local`, others may say a whole domain. A Mac without a name of its own
/// may have its address for one, which names nobody.
fn host(name: &str) -> Option<&str> {
    let is_address = name.parse::<std::net::IpAddr>().is_ok();
    name.split('.').next().filter(|_| !is_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_lasts_until_the_folder_is_on_another_machine() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = on_machine(folder.path(), Some("a"));
        assert_eq!(on_machine(folder.path(), Some("a")), first);
        assert_eq!(on_machine(folder.path(), None), first);
        let copy = on_machine(folder.path(), Some("b"));
        assert_ne!(copy, first);
        assert_eq!(on_machine(folder.path(), Some("b")), copy);
    }

    #[test]
    fn a_torn_file_makes_a_new_id_and_the_file_whole_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = on_machine(folder.path(), Some("a"));
        fs::write(folder.path().join(FILE), b"{\"id\":\"").expect("writable");
        let second = on_machine(folder.path(), Some("a"));
        assert_ne!(second, first);
        assert_eq!(on_machine(folder.path(), Some("a")), second);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        on_machine(folder.path(), Some("a"));
        let mode = fs::metadata(folder.path().join(FILE)).expect("the file");
        assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_name_is_the_first_label_of_the_systems() {
        assert_eq!(host("Marias-MacBook.local"), Some("Marias-MacBook"));
        assert_eq!(host("FRONT-DESK"), Some("FRONT-DESK"));
        assert_eq!(host("192.168.1.20"), None);
        assert_eq!(said(Some("  ")), None);
        assert_eq!(said(Some(" LAPTOP-7 ")).as_deref(), Some("LAPTOP-7"));
        assert_ne!(name(None), "", "whatever the system says");
    }
}
