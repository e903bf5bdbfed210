//! Who answers when a second start looks for the first one.
//!
//! The single-instance plugin gives what it was started with, links included, to the owner of the app's name on the
//! session bus, and ends the program silently. Any program of the session may own that name, so its owner is
//! checked first.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use roster::untrusted_text::{self, sanitize};
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;
use zbus::fdo;
use zbus::names::BusName;

use crate::platform::identity::OWN;

/// How long the bus itself may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// An owner may end between two questions about it.
const TRIES: usize = 3;
/// What Linux puts after the path of a program whose file was replaced or deleted since it started.
const REPLACED: &str = " (deleted)";

/// What was found where a second start would look for the first one.
#[derive(Debug)]
pub(crate) enum FirstStart {
    /// Counterfoil itself, or nobody.
    Own,
    /// Another program, in words for a person.
    Stranger(String),
    /// There is no session bus that answers, and why: nobody is found, and nobody finds this start.
    NoBus(String),
}

/// Finds who owns the app's name on the session bus.
///
/// The same program is the one at the same path, also when an upgrade replaced the file meanwhile, or with the same
/// bytes: an `AppImage` runs from another folder each time. The plugin asks again for itself, so a program that takes
/// the name between the two is not noticed.
pub(crate) fn look() -> FirstStart {
    let bus = Builder::session().and_then(|bus| bus.method_timeout(PATIENCE).build());
    match bus {
        Ok(bus) => stranger(&bus).map_or(FirstStart::Own, FirstStart::Stranger),
        Err(error) => FirstStart::NoBus(error.to_string()),
    }
}

fn stranger(bus: &Connection) -> Option<String> {
    let bus = DBusProxy::new(bus).ok()?;
    let name = format!("{}.SingleInstance", OWN.identifier);
    for _ in 0..TRIES {
        let name = BusName::try_from(name.as_str()).ok()?;
        let id = match bus.get_connection_unix_process_id(name) {
            Ok(id) => id,
            Err(fdo::Error::NameHasNoOwner(_)) => return None,
            Err(_) => return Some("a program that the session bus cannot name".to_owned()),
        };
        match program(id) {
            Ok(theirs) => {
                let is_ours = std::env::current_exe()
                    .is_ok_and(|own| is_same_program(&own, &theirs, &running(id)));
                let told = || sanitize(&theirs.to_string_lossy(), untrusted_text::NAME);
                return (!is_ours).then(told);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_) => return Some(format!("process {id}, which belongs to somebody else")),
        }
    }
    None
}

/// Where the system shows the program of a process.
fn running(process: u32) -> PathBuf {
    PathBuf::from(format!("/proc/{process}/exe"))
}

fn program(process: u32) -> io::Result<PathBuf> {
    std::fs::read_link(running(process))
}

/// Whether `theirs`, which can be read at `running`, is the program at `own`.
fn is_same_program(own: &Path, theirs: &Path, running: &Path) -> bool {
    without_mark(own) == without_mark(theirs)
        || have_same_bytes(Path::new("/proc/self/exe"), running).unwrap_or(false)
}

fn without_mark(program: &Path) -> PathBuf {
    let text = program.to_string_lossy();
    text.strip_suffix(REPLACED)
        .map_or_else(|| program.to_owned(), PathBuf::from)
}

fn have_same_bytes(one: &Path, other: &Path) -> io::Result<bool> {
    let (one, other) = (File::open(one)?, File::open(other)?);
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    let (mut left, mut right) = ([0; 8 * 1024], [0; 8 * 1024]);
    loop {
        let length = one.read(&mut left)?;
        if length == 0 {
            return Ok(true);
        }
        other.read_exact(&mut right[..length])?;
        if left[..length] != right[..length] {
            return Ok(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn the_same_program_is_known_after_an_upgrade_and_from_another_folder() {
        let own = std::env::current_exe().expect("a running program knows its path");
        let replaced = PathBuf::from(format!("{}{REPLACED}", own.display()));
        let nowhere = Path::new("/proc/0/exe");
        assert!(is_same_program(&own, &own, nowhere));
        assert!(is_same_program(&own, &replaced, nowhere));
        assert!(is_same_program(&replaced, &own, nowhere));

        let folder = tempfile::tempdir().expect("a folder");
        let copy = folder.path().join("counterfoil");
        fs::copy(&own, &copy).expect("a copy");
        assert!(is_same_program(&own, &copy, &copy));
        // As long, and another in its last byte.
        let mut bytes = fs::read(&copy).expect("the copy");
        *bytes.last_mut().expect("a program has bytes") ^= 1;
        fs::write(&copy, &bytes).expect("the copy can be written");
        assert!(!is_same_program(&own, &copy, &copy));
        bytes.push(0);
        fs::write(&copy, &bytes).expect("the copy can be written");
        assert!(!is_same_program(&own, &copy, &copy));
    }

    #[test]
    fn another_program_is_not_taken_for_this_one() {
        let own = std::env::current_exe().expect("a running program knows its path");
        let mut other = Command::new("cat")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("cat is everywhere");
        let theirs = program(other.id()).expect("our own child");
        let is_ours = is_same_program(&own, &theirs, &running(other.id()));
        drop(other.stdin.take());
        other.wait().expect("it ends with its input");
        assert!(!is_ours, "{}", theirs.display());
    }
}
