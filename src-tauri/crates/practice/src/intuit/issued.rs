//! Which tokens were issued.

use jiff::Timestamp;
use parking_lot::Mutex;

/// Tokens that the Intuit half gave away, and when. No token.
#[derive(Clone, Debug)]
pub struct Issued {
    /// When the answer was ready, by the computer's own clock.
    pub at: Timestamp,
    /// The company.
    pub realm: String,
    /// What it was given for.
    pub occasion: Occasion,
}

/// What a token was given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// An authorization code.
    SignIn,
    /// A refresh token.
    Renewal,
}

/// What was given away since somebody last asked.
#[derive(Default)]
pub(super) struct IssuedLog(Mutex<Vec<Issued>>);

impl IssuedLog {
    /// Writes down that a company's tokens are on their way.
    pub(super) fn add(&self, occasion: Occasion, realm: Option<&str>) {
        const KEPT: usize = 10_000;
        self.locked(|all| {
            if all.len() >= KEPT {
                all.drain(..KEPT / 2);
            }
            all.push(Issued {
                at: Timestamp::now(),
                realm: realm.unwrap_or_default().to_owned(),
                occasion,
            });
        });
    }

    /// What was given away since the last call.
    pub(super) fn take(&self) -> Vec<Issued> {
        self.locked(std::mem::take)
    }

    /// How much that would be.
    pub(super) fn count(&self) -> usize {
        self.locked(|all| all.len())
    }

    fn locked<R>(&self, f: impl FnOnce(&mut Vec<Issued>) -> R) -> R {
        f(&mut self.0.lock())
    }
}
