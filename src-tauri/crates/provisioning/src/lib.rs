//! Firm files: what a firm's next computer needs, in one file encrypted with a passphrase.
//!
//! A file is an [age](https://age-encryption.org/v1) file locked with a passphrase (scrypt), in ASCII armor,
//! and holds one JSON object. [`seal`] makes one, [`Sealed::read`] takes any bytes for one or says why not,
//! and [`Sealed::open`] tries a passphrase.
//!
//! Intuit's client secret is never in one: there is no field for it, and where a file names one it is not
//! read. How long a file can be taken ([`FirmFile::usable_until`]) and what its seat may do ([`Policy`]) are
//! kept by the app that reads it, not by the encryption.

mod error;
mod file;
#[doc(hidden)]
pub mod parts;
mod passphrase;
mod seal;
mod wire;

pub use error::{OpenError, SealError};
pub use file::{ConductorPart, Environment, FirmFile, FirmKey, IntuitPart, Key, Policy, Relay};
pub use passphrase::{LEAST_CHARACTERS, Passphrase};
pub use seal::{LARGEST, MOST_WORK, Sealed, WORK, seal, seal_with_work};
