//! What can be wrong, each with the sentence a person reads.

use jiff::Timestamp;

use crate::Kind;

/// Why a firm file was not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Nothing of an age file in it.
    #[error(
        "This is not a firm file. Choose the file ending in .counterfoil that your firm gave you."
    )]
    NotAFirmFile,
    /// An age file for the owner of a key.
    #[error(
        "This file is locked to a key, and a firm file is locked with a passphrase. Choose the file ending in .counterfoil that your firm gave you."
    )]
    LockedToAKey,
    /// The passphrase does not fit. A file damaged in the few bytes that the passphrase opens first looks
    /// the same.
    #[error(
        "The passphrase doesn't fit this file. Check capitals and spaces, or ask whoever made the file to say it again."
    )]
    WrongPassphrase,
    /// Cut short, or changed after it was made.
    #[error(
        "This firm file is damaged: part of it is missing or was changed on the way. Ask for it to be sent again, best inside a .zip."
    )]
    Damaged,
    /// More than [`Kind::largest`].
    #[error("{}", too_large(*.0))]
    TooLarge(Kind),
    /// An age file with a passphrase, from another program.
    #[error(
        "The passphrase is right, but the file was not made by Counterfoil. Choose the file ending in .counterfoil that your firm gave you."
    )]
    OtherContents,
    /// Made by a later Counterfoil.
    #[error(
        "This firm file was made by a newer Counterfoil. Update Counterfoil on this computer and open the file again."
    )]
    Newer,
    /// Made before firm files were signed.
    #[error(
        "This firm file was made by an earlier Counterfoil and is not signed, so nobody can tell who made it. Ask for a new file."
    )]
    Unsigned,
    /// The signature is of another key or of other contents.
    #[error(
        "This file was changed after it was made: its signature doesn't fit. Don't use it, and ask whoever should have made it, by another way than the file came."
    )]
    Forged,
    /// A file of Counterfoil's for another purpose.
    #[error("{}", other_kind(*.0))]
    OtherKind(Kind),
    /// Of a layout that is no longer read.
    #[error(
        "This firm file was made by an early Counterfoil and can no longer be read. Ask for a new one."
    )]
    Older,
    /// [`crate::FirmFile::usable_until`] has passed.
    #[error(
        "This firm file could be used until {}. Ask whoever made it for a new one; it takes a minute.",
        day(*.until)
    )]
    Expired {
        /// When it expired.
        until: Timestamp,
    },
    /// Trying the passphrase would take this computer too long: Counterfoil makes no such file.
    #[error(
        "This file asks for far more work than a firm file needs, so Counterfoil didn't try it. Ask for a new one."
    )]
    TooMuchWork,
}

/// Why a firm file was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Shorter than [`crate::LEAST_CHARACTERS`].
    #[error("Choose a passphrase of at least 12 characters, such as four words.")]
    ShortPassphrase,
    /// A text that is empty, too long, or not on one line.
    #[error("Give {0} one line of at most 300 characters.")]
    Text(&'static str),
    /// It would bring no service.
    #[error("A firm file needs Conductor's key, the sign-in with Intuit, or both.")]
    Empty,
    /// It would be expired already.
    #[error("A firm file must be usable after the moment it is made.")]
    Spent,
    /// More than [`Kind::largest`].
    #[error("The file would be larger than {}.", most(*.0))]
    TooLarge(Kind),
    /// The firm's signing key travels exactly to computers that may make firm files.
    #[error("The firm's signing key goes to computers that may make firm files, and to no other.")]
    SigningKey,
    /// The signing key in the file is another one than it would be signed with.
    #[error("A firm file can't bring another signing key than it is signed with.")]
    OtherSigner,
    /// The encryption itself failed.
    #[error("The firm file couldn't be encrypted: {0}.")]
    Encryption(String),
}

fn day(at: Timestamp) -> jiff::civil::Date {
    at.to_zoned(jiff::tz::TimeZone::system()).date()
}

fn most(kind: Kind) -> &'static str {
    match kind {
        Kind::Firm => "64 KB",
        Kind::Backup => "64 MB",
    }
}

fn too_large(kind: Kind) -> &'static str {
    match kind {
        Kind::Firm => {
            "This file is too large for a firm file, which has at most 64 KB. Choose the file ending in .counterfoil."
        }
        Kind::Backup => {
            "This file is too large for a backup of Counterfoil's, which has at most 64 MB. Choose the file that Counterfoil saved."
        }
    }
}

fn other_kind(found: Kind) -> &'static str {
    match found {
        Kind::Firm => {
            "This is a firm file, not a backup. Choose the backup that Counterfoil saved."
        }
        Kind::Backup => {
            "This is a backup of a firm, not a firm file. Choose the firm file that your firm gave you."
        }
    }
}
