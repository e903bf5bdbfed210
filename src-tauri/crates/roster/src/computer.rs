//! Which computer this is, and which computer wrote a line of the change log.

use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// Digits of an id that tell two computers of one name apart in the window.
const SHORT: usize = 4;

random_id! {
    /// The id of a computer: random, made once and kept beside its settings. Names are shown; ids are compared, because
    /// many computers may have one name.
    ComputerId
}

/// This computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computer {
    /// What it is compared by.
    pub id: ComputerId,
    /// What people call it.
    pub name: String,
}

/// What is kept on a computer to know it again: its id, and the machine that it was made on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptComputer {
    /// The id.
    #[serde(rename = "id")]
    pub id: ComputerId,
    /// Keyed hash of the machine's own id, which stays on this computer; none where the system has no such id.
    #[serde(rename = "machine", default)]
    machine: Option<String>,
}

/// What became of a kept id at a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognised {
    /// It is this computer's.
    Same,
    /// There was none.
    First,
    /// It is this computer's and was bound to the machine now, because the machine's id was not known before.
    Bound,
    /// It is another machine's: a disk image or a profile was copied. This computer has an id of its own now.
    OtherMachine,
}

impl KeptComputer {
    /// The computer that `kept` belongs to when it is found on a machine with this id. Where the system does not say
    /// which machine it is, what is kept is believed.
    #[must_use]
    pub fn on(kept: Option<Self>, machine: Option<&str>) -> (Self, Recognised) {
        let Some(kept) = kept else {
            return (Self::anew(machine), Recognised::First);
        };
        let here = machine.map(|machine| machine_hash(kept.id, machine));
        match (&kept.machine, here) {
            (Some(there), Some(here)) if *there != here => {
                (Self::anew(machine), Recognised::OtherMachine)
            }
            (None, Some(here)) => {
                let machine = Some(here);
                (Self { machine, ..kept }, Recognised::Bound)
            }
            _ => (kept, Recognised::Same),
        }
    }

    fn anew(machine: Option<&str>) -> Self {
        let id = ComputerId::random();
        Self {
            id,
            machine: machine.map(|machine| machine_hash(id, machine)),
        }
    }
}

/// `machine-id(5)` asks that the machine's id is never stored or shown, and a keyed hash of it is used instead.
fn machine_hash(id: ComputerId, machine: &str) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(machine.as_bytes()).expect("a key");
    mac.update(b"counterfoil computer ");
    mac.update(id.0.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// The computer that wrote a line of a history: its [`ComputerId`], or the id of its file in the firm's folder where it
/// had none yet (lines of version 1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WriterId(String);

impl WriterId {
    /// Takes the text of the database.
    pub(crate) fn from_text(text: String) -> Self {
        Self(text)
    }

    /// As it is kept in the database.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name, with the beginning of the id behind it: `FRONT-DESK (3f2a)`.
    #[must_use]
    pub fn beside(&self, name: &str) -> String {
        let short: String = self.0.chars().take(SHORT).collect();
        format!("{name} ({short})")
    }
}

impl From<ComputerId> for WriterId {
    fn from(id: ComputerId) -> Self {
        Self(id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_is_known_again_on_its_machine_and_nowhere_else() {
        let (first, how) = KeptComputer::on(None, Some("machine-a"));
        assert_eq!(how, Recognised::First);
        let (again, how) = KeptComputer::on(Some(first.clone()), Some("machine-a"));
        assert_eq!((again, how), (first.clone(), Recognised::Same));

        let (copy, how) = KeptComputer::on(Some(first.clone()), Some("machine-b"));
        assert_eq!(how, Recognised::OtherMachine);
        assert_ne!(copy.id, first.id);
        let (stays, how) = KeptComputer::on(Some(copy.clone()), Some("machine-b"));
        assert_eq!((stays, how), (copy, Recognised::Same));
        let (unknown, how) = KeptComputer::on(Some(first.clone()), None);
        assert_eq!((unknown, how), (first, Recognised::Same), "nobody can say");
    }

    #[test]
    fn without_a_machine_id_it_is_random_and_bound_when_there_is_one() {
        let (first, _) = KeptComputer::on(None, None);
        let (bound, how) = KeptComputer::on(Some(first.clone()), Some("machine-a"));
        assert_eq!((bound.id, how), (first.id, Recognised::Bound));
        let (_, how) = KeptComputer::on(Some(bound), Some("machine-b"));
        assert_eq!(how, Recognised::OtherMachine);
    }

    #[test]
    fn the_machines_own_id_is_not_kept() {
        let machine = "8ab5f0c79e3c4d1f8a90c7f3e1d2b4a6";
        let (kept, _) = KeptComputer::on(None, Some(machine));
        let text = serde_json::to_string(&kept).unwrap_or_default();
        assert!(!text.contains(machine) && text.contains(&kept.id.to_string()));
    }

    #[test]
    fn equal_names_are_distinguished_by_the_beginning_of_the_id() {
        let id = WriterId::from_text("3f2a9c01-0000-4000-8000-000000000000".to_owned());
        assert_eq!(id.beside("FRONT-DESK"), "FRONT-DESK (3f2a)");
    }

    #[test]
    fn what_is_kept_on_a_computer_is_in_these_words() {
        let stored = r#"{"id":"0b51a6c2-6d0e-4a6b-9b51-0123456789ab","machine":"m"}"#;
        let read: KeptComputer = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), stored);
    }
}
