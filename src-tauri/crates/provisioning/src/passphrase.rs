//! The passphrase of a firm file.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use crate::judgement::{self, Weakness};

/// Fewest characters a new file's passphrase may have. The passphrase of a file that is found can be guessed for as long as
/// the finder likes.
pub const LEAST_CHARACTERS: usize = 12;

/// What a person typed, without spaces at its ends: they come from copying, and are not read out on the
/// telephone. Everything between stays as it is.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// Takes what was typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(SecretString::from(typed.trim().to_owned()))
    }

    /// Whether a new file may be locked with it.
    #[must_use]
    pub fn is_long_enough(&self) -> bool {
        // EXPOSE: only its characters are counted.
        self.0.expose_secret().chars().count() >= LEAST_CHARACTERS
    }

    /// Why a new file of the firm called `firm` may not be locked with it: it would be guessed too soon.
    #[must_use]
    pub fn weakness(&self, firm: &str) -> Option<Weakness> {
        // EXPOSE: examined, not kept.
        judgement::weakness(self.0.expose_secret(), firm)
    }

    /// For the encryption, which keeps it as carefully.
    pub(crate) fn secret(&self) -> SecretString {
        self.0.clone()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
