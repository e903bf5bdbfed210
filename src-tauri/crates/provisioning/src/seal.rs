//! Locking a firm file with a passphrase, and trying one on it.

use std::io::{Read as _, Write as _};
use std::iter;

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{FirmFile, OpenError, Passphrase, SealError, wire};

/// Largest file that is read or made, in bytes.
pub const LARGEST: usize = 64 * 1024;
/// Work of one guess at a passphrase, as a power of two: 256 MB of memory and most of a second.
pub const WORK: u8 = 18;
/// Most work that is done for a file, as a power of two: 1 GB and a few seconds. A hostile file cannot
/// freeze the app.
pub const MOST_WORK: u8 = 20;

const ARMOR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const BINARY: &[u8] = b"age-encryption.org/";

/// Makes a firm file, in ASCII armor. Takes most of a second of one processor.
pub fn seal(file: &FirmFile, passphrase: &Passphrase) -> Result<Vec<u8>, SealError> {
    seal_with_work(file, passphrase, WORK, true)
}

/// The same with less work, in armor or in plain bytes. For tests: a file made with less work than [`WORK`]
/// can be guessed at faster.
///
/// # Panics
///
/// With `work` 0 or above 63, which are no works.
pub fn seal_with_work(
    file: &FirmFile,
    passphrase: &Passphrase,
    work: u8,
    armored: bool,
) -> Result<Vec<u8>, SealError> {
    if !passphrase.is_long_enough() {
        return Err(SealError::ShortPassphrase);
    }
    file.check()?;
    let plain = wire::write(file)?;
    let mut recipient = scrypt::Recipient::new(passphrase.secret());
    recipient.set_work_factor(work);
    let failed = |error: std::io::Error| SealError::Encryption(error.to_string());
    let format = if armored {
        Format::AsciiArmor
    } else {
        Format::Binary
    };
    let armor = ArmoredWriter::wrap_output(Vec::new(), format).map_err(failed)?;
    let mut writer = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .map_err(|error| SealError::Encryption(error.to_string()))?
        .wrap_output(armor)
        .map_err(failed)?;
    writer.write_all(&plain).map_err(failed)?;
    let sealed = writer
        .finish()
        .and_then(ArmoredWriter::finish)
        .map_err(failed)?;
    if sealed.len() > LARGEST {
        return Err(SealError::TooLarge);
    }
    Ok(sealed)
}

/// Bytes that look like a firm file, waiting for a passphrase.
#[derive(Debug, Clone)]
pub struct Sealed {
    bytes: Vec<u8>,
    sha256: [u8; 32],
}

impl Sealed {
    /// Takes bytes that look like a firm file; needs no passphrase and almost no work.
    pub fn read(bytes: &[u8]) -> Result<Self, OpenError> {
        if bytes.len() > LARGEST {
            return Err(OpenError::TooLarge);
        }
        let sha256 = Sha256::digest(bytes).into();
        let bytes = without_what_mail_adds(bytes);
        if !bytes.starts_with(ARMOR) && !bytes.starts_with(BINARY) {
            return Err(OpenError::NotAFirmFile);
        }
        let sealed = Self {
            bytes: bytes.to_vec(),
            sha256,
        };
        if sealed.decryptor()?.is_scrypt() {
            Ok(sealed)
        } else {
            Err(OpenError::LockedToAKey)
        }
    }

    /// SHA-256 of the file, as any program for fingerprints gives it.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// Tries a passphrase. Takes most of a second of one processor, and up to a few seconds for a file that
    /// wants [`MOST_WORK`].
    pub fn open(&self, passphrase: &Passphrase, now: Timestamp) -> Result<FirmFile, OpenError> {
        let mut identity = scrypt::Identity::new(passphrase.secret());
        identity.set_max_work_factor(MOST_WORK);
        let mut reader = self
            .decryptor()?
            .decrypt(iter::once(&identity as &dyn age::Identity))
            .map_err(|error| refused(&error))?;
        // Large enough that it never grows, as growing would leave copies behind.
        let mut plain = Zeroizing::new(Vec::with_capacity(LARGEST));
        reader
            .read_to_end(&mut plain)
            .map_err(|_| OpenError::Damaged)?;
        let file = wire::read(&plain)?;
        if file.usable_until <= now {
            return Err(OpenError::Expired {
                until: file.usable_until,
            });
        }
        Ok(file)
    }

    fn decryptor(&self) -> Result<Decryptor<impl std::io::Read + use<'_>>, OpenError> {
        Decryptor::new_buffered(ArmoredReader::new(self.bytes.as_slice()))
            .map_err(|error| refused(&error))
    }
}

/// A mark and blank lines that mail programs and editors put around a text.
fn without_what_mail_adds(bytes: &[u8]) -> &[u8] {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.trim_ascii_start().starts_with(ARMOR) {
        text.trim_ascii()
    } else {
        bytes
    }
}

fn refused(error: &DecryptError) -> OpenError {
    match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            OpenError::WrongPassphrase
        }
        DecryptError::ExcessiveWork { .. } => OpenError::TooMuchWork,
        DecryptError::NoMatchingKeys => OpenError::LockedToAKey,
        DecryptError::UnknownFormat => OpenError::Newer,
        // Header, its seal, or the armor.
        _ => OpenError::Damaged,
    }
}
