//! The keys of the firm's shared change log: one for each epoch.
//!
//! The firm begins with epoch 0. Changing the key begins the next one: the newest seals, and the former ones stay
//! to read what was written before. A key that somebody kept when they left opens nothing that is
//! written after the change.

use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rand::RngCore as _;
use rand::rngs::OsRng;
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Length of a key, in bytes.
const LENGTH: usize = 32;
/// Most epochs of a firm. Their keys have to fit into one entry of every system's keychain, which in Windows has
/// 2,560 bytes.
pub const MOST_EPOCHS: usize = 24;

/// Key of the firm's shared change log: 32 random bytes, the same on all of the firm's computers. It prints as
/// `[redacted]`.
pub struct FirmKey(SecretBox<[u8; LENGTH]>);

/// All keys of a firm, oldest first; never empty.
#[derive(Debug, Clone)]
pub struct FirmKeys(Vec<Epoch>);

/// One of the firm's keys.
#[derive(Debug, Clone)]
pub struct Epoch {
    /// 0 for the firm's first key, then one more each time.
    pub number: u32,
    /// When it took the place of the one before, in milliseconds; 0 for the first.
    pub since: i64,
    /// The key.
    pub key: FirmKey,
}

impl FirmKeys {
    /// A firm's first key, from the operating system's random numbers.
    #[must_use]
    pub fn generate() -> Self {
        Self::first(FirmKey::generate())
    }

    /// A firm with this key alone.
    #[must_use]
    pub fn first(key: FirmKey) -> Self {
        Self(vec![Epoch {
            number: 0,
            since: 0,
            key,
        }])
    }

    /// From epochs in their order. `None` for none, too many, or ones that do not follow each other.
    #[must_use]
    pub fn of(epochs: Vec<Epoch>) -> Option<Self> {
        let in_order = epochs
            .iter()
            .zip(epochs.iter().skip(1))
            .all(|(one, next)| next.number > one.number && next.since > one.since);
        let begins = epochs.first().is_some_and(|first| first.since == 0);
        (begins && in_order && epochs.len() <= MOST_EPOCHS).then_some(Self(epochs))
    }

    /// Reads what [`Self::to_text`] wrote, and what was kept before there were epochs: the first key alone, in
    /// standard base64.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.starts_with('[') {
            return Some(Self::first(FirmKey::from_base64(text)?));
        }
        let kept: Vec<Kept> = serde_json::from_str(text).ok()?;
        let epochs = kept.iter().map(Kept::epoch).collect::<Option<_>>()?;
        Self::of(epochs)
    }

    /// As it is kept in the vault. A firm with one key keeps it as before there were epochs.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        if let [first] = self.0.as_slice()
            && first.number == 0
        {
            return first.key.to_base64();
        }
        // Room for all of it, as growing would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(2 + self.0.len() * 100));
        for (at, epoch) in self.0.iter().enumerate() {
            text.push(if at == 0 { '[' } else { ',' });
            let (number, since) = (epoch.number, epoch.since);
            // Writing into a text cannot fail.
            let _ = write!(text, "[{number},{since},\"");
            text.push_str(&epoch.key.to_base64());
            text.push_str("\"]");
        }
        text.push(']');
        text
    }

    /// The same with a new key, which counts from `now` on. `None` once there are [`MOST_EPOCHS`].
    #[must_use]
    pub fn changed(&self, now: Timestamp) -> Option<Self> {
        let newest = self.newest();
        let mut epochs = self.0.clone();
        epochs.push(Epoch {
            number: newest.number.checked_add(1)?,
            // A clock that was set back does not put one epoch before the other.
            since: now.as_millisecond().max(newest.since.checked_add(1)?),
            key: FirmKey::generate(),
        });
        Self::of(epochs)
    }

    /// The key that seals.
    #[must_use]
    pub fn newest(&self) -> &Epoch {
        &self.0[self.0.len() - 1]
    }

    /// The firm's first key, by which companies stay recognisable over all epochs.
    #[must_use]
    pub fn oldest(&self) -> &Epoch {
        &self.0[0]
    }

    /// All of them, oldest first.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Epoch> + ExactSizeIterator {
        self.0.iter()
    }

    /// Whether both begin with the same key, which only computers of one firm share.
    #[must_use]
    pub fn is_of_the_same_firm(&self, other: &Self) -> bool {
        self.oldest().key == other.oldest().key
    }

    /// Whether this holds every key of `other`: nothing that `other` can read is lost with it.
    #[must_use]
    pub fn holds_all_of(&self, other: &Self) -> bool {
        other.iter().all(|theirs| self.holds(&theirs.key))
    }

    /// The keys of a computer that has these once it takes a firm file with `brought`: of one firm all of both, each
    /// with its time, so that the newest one stays the newest whatever the file says and what was written before
    /// stays readable. Two computers that changed the key at the same time have two second keys; both stay.
    #[must_use]
    pub fn joined_with(&self, brought: &Self) -> Self {
        if !self.is_of_the_same_firm(brought) {
            return brought.clone();
        }
        let mut epochs = self.0.clone();
        epochs.extend(brought.iter().filter(|it| !self.holds(&it.key)).cloned());
        epochs.sort_by_key(|epoch| epoch.since);
        // The first one names the companies.
        let too_many = epochs.len().saturating_sub(MOST_EPOCHS);
        epochs.drain(1..=too_many);
        let mut since = 0;
        for (number, epoch) in (0..).zip(&mut epochs) {
            epoch.number = number;
            epoch.since = epoch.since.max(since);
            since = epoch.since.saturating_add(1);
        }
        Self(epochs)
    }

    fn holds(&self, key: &FirmKey) -> bool {
        self.iter().any(|ours| ours.key == *key)
    }
}

/// One epoch in the vault: its number, since when, and its key.
#[derive(Deserialize)]
struct Kept(u32, i64, SecretString);

impl Kept {
    fn epoch(&self) -> Option<Epoch> {
        Some(Epoch {
            number: self.0,
            since: self.1,
            // EXPOSE: decoded into the type that hides it.
            key: FirmKey::from_base64(self.2.expose_secret())?,
        })
    }
}

/// One epoch in a firm file that is written. Its key is borrowed from text that is wiped.
#[derive(Serialize)]
pub(crate) struct Written<'a> {
    pub(crate) number: u32,
    pub(crate) since: i64,
    pub(crate) key: &'a str,
}

/// One epoch in a firm file that is read.
#[derive(Deserialize)]
pub(crate) struct Read {
    number: u32,
    since: i64,
    key: SecretString,
}

impl Read {
    pub(crate) fn all(read: Vec<Self>) -> Option<FirmKeys> {
        let epochs = read
            .into_iter()
            .map(|it| Kept(it.number, it.since, it.key).epoch());
        FirmKeys::of(epochs.collect::<Option<_>>()?)
    }
}

impl FirmKey {
    /// Takes the bytes.
    #[must_use]
    pub fn new(bytes: [u8; LENGTH]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// A new one, from the operating system's random numbers.
    #[must_use]
    pub fn generate() -> Self {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        OsRng.fill_bytes(bytes.as_mut());
        Self::new(*bytes)
    }

    /// Reads it from standard base64, or says that it is none.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
        Some(Self::new(bytes.as_slice().try_into().ok()?))
    }

    /// As standard base64, for the vault and the file.
    #[must_use]
    pub fn to_base64(&self) -> Zeroizing<String> {
        // EXPOSE: written into the vault or into the plaintext that is encrypted next.
        Zeroizing::new(STANDARD.encode(self.expose()))
    }

    /// The bytes. Say at every call why they are needed, in a comment beginning with `EXPOSE:`.
    #[must_use]
    pub fn expose(&self) -> &[u8; LENGTH] {
        // EXPOSE: the only accessor; its callers give their reasons.
        self.0.expose_secret()
    }
}

impl PartialEq for FirmKey {
    /// In constant time.
    fn eq(&self, other: &Self) -> bool {
        use subtle::ConstantTimeEq as _;
        // EXPOSE: compared.
        self.expose().ct_eq(other.expose()).into()
    }
}

impl Eq for FirmKey {}

impl Clone for FirmKey {
    fn clone(&self) -> Self {
        // EXPOSE: into another of the same kind.
        Self::new(*self.expose())
    }
}

impl fmt::Debug for FirmKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(millis).unwrap()
    }

    #[test]
    fn what_was_kept_before_there_were_epochs_is_the_first_one() {
        let key = FirmKey::new([7; 32]);
        let keys = FirmKeys::from_text(&format!(" {}\n", *key.to_base64())).unwrap();
        assert!(keys.newest().number == 0 && keys.newest().key == key);
        assert_eq!(
            *keys.to_text(),
            *key.to_base64(),
            "an older Counterfoil reads it"
        );
    }

    #[test]
    fn a_new_epoch_keeps_the_former_keys_and_comes_after_them() {
        let first = FirmKeys::generate();
        let second = first.changed(at(5_000)).unwrap();
        let third = second.changed(at(1_000)).unwrap();
        let numbers: Vec<u32> = third.iter().map(|it| it.number).collect();
        assert_eq!(numbers, [0, 1, 2]);
        assert!(
            third.newest().since > second.newest().since,
            "clock set back"
        );
        assert!(third.newest().key != second.newest().key);
        assert!(third.holds_all_of(&first) && !first.holds_all_of(&third));
        assert!(third.is_of_the_same_firm(&first));
        assert!(!third.is_of_the_same_firm(&FirmKeys::generate()));
        let again = FirmKeys::from_text(&third.to_text()).unwrap();
        assert!(again.holds_all_of(&third) && third.holds_all_of(&again));
    }

    #[test]
    fn a_file_brings_keys_and_never_takes_one_away_or_makes_a_former_one_the_newest() {
        let first = FirmKeys::generate();
        let second = first.changed(at(5_000)).unwrap();
        let third = second.changed(at(9_000)).unwrap();
        let beside = first.changed(at(7_000)).unwrap();
        for (here, brought, newest) in [
            (&first, &third, &third),
            (&third, &first, &third),
            (&third, &second, &third),
            (&third, &beside, &third),
            (&beside, &second, &beside),
            (&second, &beside, &beside),
        ] {
            let after = here.joined_with(brought);
            assert!(after.holds_all_of(here) && after.holds_all_of(brought));
            assert!(after.newest().key == newest.newest().key);
            assert!(after.oldest().key == first.oldest().key);
            assert!(FirmKeys::from_text(&after.to_text()).is_some(), "in order");
        }
        let other = FirmKeys::generate();
        assert!(!second.joined_with(&other).holds_all_of(&first));
        let mut many = first.clone();
        while let Some(next) = many.changed(at(1_000)) {
            many = next;
        }
        let after = many.joined_with(&third);
        assert!(FirmKeys::from_text(&after.to_text()).is_some());
        assert!(after.newest().key == third.newest().key);
        assert!(after.oldest().key == first.oldest().key);
    }

    #[test]
    fn the_keys_of_all_epochs_fit_into_one_entry_of_windows() {
        let mut keys = FirmKeys::generate();
        while let Some(next) = keys.changed(at(1_900_000_000_000)) {
            keys = next;
        }
        assert_eq!(keys.iter().len(), MOST_EPOCHS);
        assert!(keys.to_text().len() <= 2_000, "{}", keys.to_text().len());
    }

    #[test]
    fn what_is_no_ring_of_keys_is_refused() {
        let key = FirmKey::new([1; 32]).to_base64().to_string();
        for text in [
            "",
            "[]",
            "torn",
            "AAAA",
            "[[0,0,\"AAAA\"]]",
            &format!("[[0,5,\"{key}\"]]"),
            &format!("[[1,0,\"{key}\"],[1,9,\"{key}\"]]"),
            &format!("[[0,0,\"{key}\"],[1,0,\"{key}\"]]"),
        ] {
            assert!(FirmKeys::from_text(text).is_none(), "{text}");
        }
        assert!(!format!("{:?}", FirmKeys::generate()).contains("AAAA"));
        assert!(format!("{:?}", FirmKeys::generate()).contains("[redacted]"));
    }
}
