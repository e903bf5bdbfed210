//! The seal of a line.
//!
//! A sealed line is base64url of: version byte, 24-byte nonce, XChaCha20-Poly1305 ciphertext. Nonces are
//! random, because all computers seal with one key and none knows the others' counters. The computer and the
//! number of the line are authenticated, so that a line opens in its own place only. Lines are padded: their
//! length tells nothing about the names in them.
//!
//! A line under a later key than the firm's first has a mark behind its version byte, made with the first: a computer
//! that does not have the later key yet learns that the line is of its firm, and nothing more.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use intuit::RealmId;
use provisioning::{FirmKey, FirmKeys};
use rand::RngCore as _;
use rand::rngs::OsRng;
use secrecy::{ExposeSecret as _, SecretBox};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::entry::Entry;

/// Version of the seal under the firm's first key.
const SEAL: u8 = 1;
/// The same under a later one.
const MARKED_SEAL: u8 = 2;
const KEY_LENGTH: usize = 32;
const NONCE_LENGTH: usize = 24;
const MARK_LENGTH: usize = 16;
/// What is sealed is filled up to a multiple of this.
const PADDED_TO: usize = 512;
/// A longer line is none of ours.
pub(super) const LONGEST_LINE: usize = 12 * 1024;

/// The keys of a firm's change log, each for its purpose.
pub(super) struct Keys {
    /// Oldest first; the last one seals.
    epochs: Vec<Epoch>,
    /// Of the firm's first key, so that a company stays the same over all epochs. Somebody who left with it can compute
    /// a company's name in the log, but seal no line.
    company: SecretBox<[u8; KEY_LENGTH]>,
    /// Of the firm's first key: marks lines under the later ones.
    mark: SecretBox<[u8; KEY_LENGTH]>,
    /// Tells the newest key from others; not a secret.
    pub(super) id: String,
    /// Tells the firm from others, whatever its newest key is; not a secret.
    pub(super) firm: String,
    /// As `id`, of the former keys.
    former: Vec<String>,
}

/// What came of opening a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opened {
    /// It says this.
    Entry(Box<Entry>),
    /// It is of this firm, under a key that this computer does not have.
    KeyMissing,
    /// Nothing that was sealed for this place while its key counted.
    Nothing,
}

/// One of the firm's keys, and how long it counted.
struct Epoch {
    cipher: XChaCha20Poly1305,
    /// When the next key took its place, in milliseconds. What claims to be newer is not taken under this key:
    /// somebody may have left with it.
    until: Option<i64>,
}

impl Keys {
    pub(super) fn new(firm: &FirmKeys) -> Self {
        let ends = firm.iter().skip(1).map(|next| Some(next.since));
        let epochs = firm.iter().zip(ends.chain([None]));
        let mut ids: Vec<String> = firm.iter().map(|it| id_of(&it.key)).collect();
        Self {
            epochs: epochs
                .map(|(epoch, until)| Epoch {
                    cipher: XChaCha20Poly1305::new(&derive(&epoch.key, b"seal").into()),
                    until,
                })
                .collect(),
            company: SecretBox::new(Box::new(derive(&firm.oldest().key, b"company"))),
            mark: SecretBox::new(Box::new(derive(&firm.oldest().key, b"later key"))),
            firm: hex::encode(&derive(&firm.oldest().key, b"firm")[..16]),
            id: ids.pop().unwrap_or_default(),
            former: ids,
        }
    }

    /// By which the firm's computers recognise a company without naming it.
    pub(super) fn company(&self, realm: &RealmId) -> String {
        // EXPOSE: both are hashed at once.
        let (key, realm) = (self.company.expose_secret(), realm.expose());
        hex::encode(keyed(key, &[realm.as_bytes()]))
    }

    /// Seals line `number` of a computer's file. `None` for what [`Self::open`] would not take.
    pub(super) fn seal(&self, file_id: &str, number: u64, entry: &Entry) -> Option<String> {
        if !entry.is_sound() {
            return None;
        }
        let mut text = serde_json::to_vec(entry).ok()?;
        text.resize(text.len().next_multiple_of(PADDED_TO), b' ');
        let mut nonce = [0; NONCE_LENGTH];
        OsRng.fill_bytes(&mut nonce);
        let place = place(file_id, number);
        let sealed = Payload {
            msg: &text,
            aad: &place,
        };
        let newest = self.epochs.last()?;
        let sealed = newest
            .cipher
            .encrypt(XNonce::from_slice(&nonce), sealed)
            .ok()?;
        let sealed = [&nonce[..], &sealed].concat();
        let line = if self.epochs.len() == 1 {
            [&[SEAL], &sealed[..]].concat()
        } else {
            [&[MARKED_SEAL], &self.mark(&place, &sealed)[..], &sealed].concat()
        };
        let line = URL_SAFE_NO_PAD.encode(line);
        (line.len() <= LONGEST_LINE).then_some(line)
    }

    /// Opens line `number` of a computer's file.
    pub(super) fn open(&self, file_id: &str, number: u64, line: &[u8]) -> Opened {
        self.parts(file_id, number, line).unwrap_or(Opened::Nothing)
    }

    fn parts(&self, file_id: &str, number: u64, line: &[u8]) -> Option<Opened> {
        if line.len() > LONGEST_LINE {
            return None;
        }
        let place = place(file_id, number);
        let bytes = URL_SAFE_NO_PAD.decode(line).ok()?;
        let (&version, rest) = bytes.split_first()?;
        let (sealed, is_ours) = match version {
            SEAL => (rest, false),
            MARKED_SEAL => {
                let (mark, sealed) = rest.split_at_checked(MARK_LENGTH)?;
                bool::from(self.mark(&place, sealed).ct_eq(mark)).then_some((sealed, true))?
            }
            _ => return None,
        };
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LENGTH)?;
        let opened = self.epochs.iter().rev().find_map(|epoch| {
            let sealed = Payload {
                msg: sealed,
                aad: &place,
            };
            let text = epoch.cipher.decrypt(XNonce::from_slice(nonce), sealed);
            Some((text.ok()?, epoch.until))
        });
        let Some((text, until)) = opened else {
            return is_ours.then_some(Opened::KeyMissing);
        };
        let entry: Entry = serde_json::from_slice(&text).ok()?;
        let in_time = until.is_none_or(|until| entry.at < until);
        (in_time && entry.is_sound()).then(|| Opened::Entry(Box::new(entry)))
    }

    /// What shows that somebody with the firm's first key sealed this for this place.
    fn mark(&self, place: &[u8], sealed: &[u8]) -> [u8; MARK_LENGTH] {
        // EXPOSE: hashed at once.
        let whole = keyed(self.mark.expose_secret(), &[place, sealed]);
        let mut mark = [0; MARK_LENGTH];
        mark.copy_from_slice(&whole[..MARK_LENGTH]);
        mark
    }

    /// Whether what an earlier start kept is of this firm. `firm` is [`Self::firm`]; versions before it kept `id`
    /// alone.
    pub(super) fn is_of(&self, firm: &str, id: &str) -> bool {
        if firm.is_empty() {
            self.id == id || self.former.iter().any(|former| former == id)
        } else {
            self.firm == firm
        }
    }
}

/// A key for one purpose.
fn derive(firm: &FirmKey, purpose: &[u8]) -> [u8; KEY_LENGTH] {
    // EXPOSE: only what is derived from it is used.
    keyed(firm.expose(), &[b"counterfoil firm log v1 ", purpose])
}

fn id_of(firm: &FirmKey) -> String {
    hex::encode(&derive(firm, b"id")[..4])
}

/// The place of a line, for its seal.
fn place(file_id: &str, number: u64) -> Vec<u8> {
    let number = number.to_be_bytes();
    [
        b"counterfoil firm log v1 line ",
        file_id.as_bytes(),
        b" ",
        &number,
    ]
    .concat()
}

fn keyed(key: &[u8; KEY_LENGTH], message: &[&[u8]]) -> [u8; KEY_LENGTH] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = <Hmac<Sha256> as hmac::Mac>::new_from_slice(key).expect("a key");
    for part in message {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

    use super::super::entry::{Event, LONGEST_FIELD, Named, VERSION};
    use super::*;
    use crate::computer::ComputerId;

    /// What a line says, where it says something.
    fn open(keys: &Keys, file_id: &str, number: u64, line: &[u8]) -> Option<Entry> {
        match keys.open(file_id, number, line) {
            Opened::Entry(entry) => Some(*entry),
            Opened::KeyMissing | Opened::Nothing => None,
        }
    }

    fn entry(keys: &Keys) -> Entry {
        Entry {
            v: VERSION,
            at: 1_763_500_000_000,
            computer_name: "FRONT-DESK".to_owned(),
            event: Event::Connected,
            company: keys.company(&RealmId::new("9130349878530396")),
            client_name: "Sue's Bakery".to_owned(),
            client_number: Some("1042".to_owned()),
            person: Named {
                name: "Maria Ortiz".to_owned(),
                email: None,
            },
            computer: Some(ComputerId::random()),
            key: None,
            source_id: None,
            confirmed_at: None,
        }
    }

    #[test]
    fn a_line_opens_in_its_own_place_under_its_own_key_and_nowhere_else() {
        let firm = FirmKeys::generate();
        let keys = Keys::new(&firm);
        let entry = entry(&keys);
        let line = keys.seal("3f2a9c01", 7, &entry).unwrap();
        assert_eq!(
            open(&keys, "3f2a9c01", 7, line.as_bytes()),
            Some(entry.clone())
        );
        assert_eq!(open(&keys, "3f2a9c01", 8, line.as_bytes()), None);
        assert_eq!(open(&keys, "3f2a9c02", 7, line.as_bytes()), None);
        let others = Keys::new(&FirmKeys::generate());
        assert_eq!(open(&others, "3f2a9c01", 7, line.as_bytes()), None);
        for at in 0..line.len() {
            let mut bent = line.clone().into_bytes();
            bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(open(&keys, "3f2a9c01", 7, &bent), None, "bent at {at}");
        }
        assert_ne!(
            keys.seal("3f2a9c01", 7, &entry).unwrap(),
            line,
            "two nonces"
        );

        let again = Keys::new(&FirmKeys::from_text(&firm.to_text()).unwrap());
        assert_eq!(open(&again, "3f2a9c01", 7, line.as_bytes()), Some(entry));
        assert_eq!(again.id, keys.id);
    }

    #[test]
    fn the_longest_names_there_are_make_a_line() {
        let keys = Keys::new(&FirmKeys::generate());
        let longest = "\u{1f4d7}".repeat(LONGEST_FIELD);
        let entry = Entry {
            computer_name: longest.clone(),
            client_name: longest.clone(),
            client_number: Some(longest.clone()),
            person: Named {
                name: longest.clone(),
                email: Some(longest.clone()),
            },
            key: Some(longest.clone()),
            source_id: Some(longest),
            ..entry(&keys)
        };
        let line = keys.seal("3f2a9c01", 0, &entry).unwrap();
        assert_eq!(open(&keys, "3f2a9c01", 0, line.as_bytes()), Some(entry));
    }

    #[test]
    fn what_no_other_computer_would_believe_is_not_written() {
        let keys = Keys::new(&FirmKeys::generate());
        let good = entry(&keys);
        let changed = |change: &dyn Fn(&mut Entry)| {
            let mut entry = good.clone();
            change(&mut entry);
            keys.seal("3f2a9c01", 0, &entry)
        };
        assert!(changed(&|_| ()).is_some());
        let longest = "x".repeat(LONGEST_FIELD);
        assert!(changed(&|it| it.client_name.clone_from(&longest)).is_some());
        for (what, line) in [
            ("letters", changed(&|it| it.company = "z".repeat(64))),
            ("short", changed(&|it| it.company.truncate(62))),
            ("long", changed(&|it| it.company.push_str("00"))),
            ("no name", changed(&|it| it.client_name = " ".to_owned())),
            ("no person", changed(&|it| it.person.name.clear())),
            (
                "bell",
                changed(&|it| it.client_number = Some("1\u{7}".to_owned())),
            ),
            (
                "too long",
                changed(&|it| it.client_name = format!("{longest}x")),
            ),
            ("no computer", changed(&|it| it.computer = None)),
            ("another version", changed(&|it| it.v = VERSION + 1)),
            (
                "a removal of a client",
                changed(&|it| it.event = Event::Removed),
            ),
        ] {
            assert!(line.is_none(), "{what}");
        }
    }

    #[test]
    fn a_line_shows_neither_names_nor_how_long_they_are() {
        let keys = Keys::new(&FirmKeys::generate());
        let short = entry(&keys);
        let long = Entry {
            client_name: "The Honourable Society of Bakers and Confectioners".to_owned(),
            ..short.clone()
        };
        let sealed = |entry| keys.seal("3f2a9c01", 0, entry).unwrap();
        assert_eq!(sealed(&short).len(), sealed(&long).len());
    }

    #[test]
    fn what_a_row_cannot_show_is_neither_sealed_nor_opened() {
        let keys = Keys::new(&FirmKeys::generate());
        for name in [String::new(), "two\nlines".to_owned(), "x".repeat(201)] {
            let odd = Entry {
                client_name: name,
                ..entry(&keys)
            };
            assert_eq!(keys.seal("3f2a9c01", 0, &odd), None);
        }
    }

    /// Somebody left with the firm's key, and the key was changed.
    #[test]
    fn with_the_former_key_alone_nothing_new_is_read_or_made() {
        let first = FirmKeys::generate();
        let change = jiff::Timestamp::from_millisecond(1_763_600_000_000).unwrap();
        let both = first.changed(change).unwrap();
        let (left, stayed) = (Keys::new(&first), Keys::new(&both));
        let before = entry(&left);
        let after = Entry {
            at: change.as_millisecond(),
            ..before.clone()
        };

        let new = stayed.seal("3f2a9c01", 0, &after).unwrap();
        assert_eq!(
            left.open("3f2a9c01", 0, new.as_bytes()),
            Opened::KeyMissing,
            "it learns that there is a newer key"
        );
        for (file_id, number) in [("3f2a9c01", 1), ("3f2a9c02", 0)] {
            let moved = left.open(file_id, number, new.as_bytes());
            assert_eq!(
                moved,
                Opened::Nothing,
                "and that only in the line's own place"
            );
        }
        let others = Keys::new(&FirmKeys::generate());
        assert_eq!(others.open("3f2a9c01", 0, new.as_bytes()), Opened::Nothing);
        assert_eq!(
            open(&stayed, "3f2a9c01", 0, new.as_bytes()),
            Some(after.clone())
        );
        let forged = left.seal("3f2a9c01", 1, &after).unwrap();
        assert_eq!(open(&stayed, "3f2a9c01", 1, forged.as_bytes()), None);

        let old = left.seal("3f2a9c01", 2, &before).unwrap();
        assert_eq!(
            open(&stayed, "3f2a9c01", 2, old.as_bytes()),
            Some(before.clone()),
            "what was written before stays readable"
        );
        assert_eq!(entry(&stayed).company, before.company, "the same company");
        assert!(stayed.firm == left.firm && stayed.id != left.id);
        // Versions that did not keep the firm kept the newest key's id.
        assert!(stayed.is_of("", &left.id) && stayed.is_of("", &stayed.id));
        assert!(!left.is_of("", &stayed.id) && !others.is_of("", &left.id));
    }

    /// Two lines as the build of November 2026 sealed them, under the firm's first key and under a later one.
    #[test]
    fn lines_of_earlier_builds_open() {
        let first = "WlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=";
        let later = format!(
            r#"[[0,0,"{first}"],[1,1763500000000,"W1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1s="]]"#
        );
        for (firm, sealed) in [
            (first, include_str!("seal/first-key.line")),
            (&later, include_str!("seal/later-key.line")),
        ] {
            let keys = Keys::new(&FirmKeys::from_text(firm).unwrap());
            let read = open(&keys, "3f2a9c01", 7, sealed.trim_end().as_bytes());
            let expected = Entry {
                computer: ComputerId::parse("0b51a6c2-6d0e-4a6b-9b51-0123456789ab"),
                ..entry(&keys)
            };
            assert_eq!(read, Some(expected));
        }
    }
}
