//! Firm files: what a firm's next computer needs, in one file encrypted with a passphrase.
//!
//! A file is an [age](https://age-encryption.org/v1) file locked with a passphrase (scrypt), and holds a body that
//! is signed with the firm's key (Ed25519). [`seal`] makes one, [`Sealed::read`] takes any bytes for one or says why
//! not, and [`Sealed::open`] tries a passphrase. Backups of a firm travel in the same container ([`seal_body`],
//! [`Sealed::open_body`]) under a [`Kind`] of their own.
//!
//! A valid signature means that nothing was changed since the owner of the private half made the file. Whether
//! that is the firm is for the caller to know: by the key it pinned when it joined, or by words that people compare
//! ([`words_of`]).
//!
//! Intuit's client secret is never in one: there is no field for it, and where a file names one it is not
//! read. How long a file can be taken ([`FirmFile::usable_until`]) and what its computer may do ([`Policy`]) are
//! kept by the app that reads it, not by the encryption.

mod container;
mod error;
mod file;
mod firm_key;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod judgement;
mod passphrase;
mod seal;
mod spoken;
mod wire;

pub use container::{
    Kind, LARGEST, LARGEST_BACKUP, Lock, MOST_WORK, Opened, Sealed, WORK, seal_body,
};
pub use error::{FileText, OpenError, SealError};
pub use file::{ConductorPart, Environment, FirmFile, IntuitPart, Key, Policy, Relay};
pub use firm_key::{Epoch, FirmKey, FirmKeys, MOST_EPOCHS};
pub use judgement::Weakness;
pub use passphrase::{LEAST_CHARACTERS, Passphrase};
pub use seal::{SignedFile, seal, seal_with};
pub use spoken::words_of;
