//! What can be wrong. The sentences are the window's; these texts are for logs.

use jiff::Timestamp;

use crate::Kind;

/// Why a firm file was not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Nothing of an age file in it.
    #[error("not an age file")]
    NotAFirmFile,
    /// An age file for the owner of a key.
    #[error("locked to a key")]
    LockedToAKey,
    /// The passphrase does not fit. A file damaged in the few bytes that the passphrase opens first looks
    /// the same.
    #[error("the passphrase does not fit")]
    WrongPassphrase,
    /// Cut short, or changed after it was made.
    #[error("cut short or changed")]
    Damaged,
    /// More than [`Kind::largest`].
    #[error("larger than a {0:?} file may be")]
    TooLarge(Kind),
    /// An age file with a passphrase, from another program.
    #[error("made by another program")]
    OtherContents,
    /// Made by a later Counterfoil.
    #[error("made by a newer version")]
    Newer,
    /// Made before firm files were signed.
    #[error("not signed")]
    Unsigned,
    /// The signature is of another key or of other contents.
    #[error("the signature does not fit")]
    Forged,
    /// A file of Counterfoil's for another purpose.
    #[error("it is a {0:?} file")]
    OtherKind(Kind),
    /// Of a layout that is no longer read.
    #[error("a layout that is no longer read")]
    Older,
    /// [`crate::FirmFile::usable_until`] has passed.
    #[error("usable until {until}")]
    Expired {
        /// When it expired.
        until: Timestamp,
    },
    /// Trying the passphrase would take this computer too long: Counterfoil makes no such file.
    #[error("asks for too much work")]
    TooMuchWork,
}

/// A text of a firm file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileText {
    /// The firm's name.
    FirmName,
    /// Name of the computer it is for.
    Computer,
    /// Name of the computer that makes it.
    MadeBy,
    /// One of Conductor's keys.
    ConductorKeys,
    /// Client ID of the firm's app at Intuit.
    ClientId,
    /// Who runs the relay.
    Operator,
    /// Path of the firm's folder.
    Folder,
}

/// Why a firm file was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Shorter than [`crate::LEAST_CHARACTERS`].
    #[error("the passphrase is too short")]
    ShortPassphrase,
    /// A text that is empty, too long, or not on one line.
    #[error("{0:?} is empty, too long, or not on one line")]
    Text(FileText),
    /// It would bring no service.
    #[error("it would bring no service")]
    Empty,
    /// It would be expired already.
    #[error("it would have expired")]
    Spent,
    /// More than [`Kind::largest`].
    #[error("larger than a {0:?} file may be")]
    TooLarge(Kind),
    /// The firm's signing key travels exactly to computers that may make firm files.
    #[error("the signing key goes with the right to make firm files")]
    SigningKey,
    /// The signing key in the file is another one than it would be signed with.
    #[error("another signing key than it is signed with")]
    OtherSigner,
    /// The encryption itself failed.
    #[error("the encryption failed: {0}")]
    Encryption(String),
}
