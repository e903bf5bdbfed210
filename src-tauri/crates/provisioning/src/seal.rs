//! Making a firm file, and opening one.

use jiff::Timestamp;
use signing::{PublicKey, SigningKey};

use crate::container::{Lock, Sealed, seal_body};
use crate::{FirmFile, Kind, OpenError, Passphrase, SealError, wire};

/// Makes a firm file, signed with the firm's key, in ASCII armor. Takes most of a second of one processor.
pub fn seal(
    file: &FirmFile,
    key: &SigningKey,
    passphrase: &Passphrase,
) -> Result<Vec<u8>, SealError> {
    seal_with(file, key, passphrase, Lock::default())
}

/// The same with another lock, for tests.
pub fn seal_with(
    file: &FirmFile,
    key: &SigningKey,
    passphrase: &Passphrase,
    lock: Lock,
) -> Result<Vec<u8>, SealError> {
    file.check()?;
    if file
        .signing_key
        .as_ref()
        .is_some_and(|travels| travels.public() != key.public())
    {
        return Err(SealError::OtherSigner);
    }
    seal_body(Kind::Firm, &wire::write(file)?, key, passphrase, lock)
}

/// A firm file with a valid signature.
#[derive(Debug, Clone)]
pub struct SignedFile {
    /// Who signed it. Only a pinned key, or words that were compared, show whether that is the firm.
    pub signer: PublicKey,
    /// What is in it.
    pub file: FirmFile,
}

impl Sealed {
    /// Tries a passphrase on a firm file; see [`Self::open_body`]. A file whose days have passed is refused.
    pub fn open(&self, passphrase: &Passphrase, now: Timestamp) -> Result<SignedFile, OpenError> {
        let opened = self.open_body(passphrase)?;
        let file = wire::read(&opened.body)?;
        if file
            .signing_key
            .as_ref()
            .is_some_and(|travels| travels.public() != opened.signer)
        {
            return Err(OpenError::OtherContents);
        }
        if file.usable_until <= now {
            return Err(OpenError::Expired {
                until: file.usable_until,
            });
        }
        Ok(SignedFile {
            signer: opened.signer,
            file,
        })
    }
}
