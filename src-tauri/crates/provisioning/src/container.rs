//! The container of firm files and backups: an [age](https://age-encryption.org/v1) file locked with a passphrase
//! (scrypt), and in it a signed body.
//!
//! What is encrypted is one JSON object, [`Envelope`]. Its signature is made over the exact bytes of the body, so
//! that nothing depends on how JSON is written; the body is in base64url, which has no escapes, so that
//! reading it leaves no copies of its secrets behind.

use std::io::{Read as _, Write as _};
use std::iter;

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use signing::{Domain, PublicKey, SigningKey};
use zeroize::Zeroizing;

use crate::{OpenError, Passphrase, SealError};

/// Largest firm file that is read or made, in bytes.
pub const LARGEST: usize = 64 * 1024;
/// Largest backup that is read or made, in bytes.
pub const LARGEST_BACKUP: usize = 64 * 1024 * 1024;
/// Work of one guess at a passphrase, as a power of two: 256 MB of memory and most of a second.
pub const WORK: u8 = 18;
/// Most work that is done for a file, as a power of two: 1 GB and a few seconds. A hostile file cannot
/// freeze the app.
pub const MOST_WORK: u8 = 20;

/// Marks a file of Counterfoil's.
const FORMAT: &str = "app.counterfoil.provisioning";
/// The layout that is written, and the only one that is read. Version 1 was not signed.
const VERSION: u64 = 2;

const ARMOR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const BINARY: &[u8] = b"age-encryption.org/";

/// What a file is for. Its signature holds for that alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Makes a computer part of the firm.
    Firm,
    /// The firm's clients and history.
    Backup,
}

impl Kind {
    /// Largest file of this kind, in bytes.
    #[must_use]
    pub fn largest(self) -> usize {
        match self {
            Self::Firm => LARGEST,
            Self::Backup => LARGEST_BACKUP,
        }
    }

    fn domain(self) -> Domain {
        match self {
            Self::Firm => Domain("counterfoil firm file v2"),
            Self::Backup => Domain("counterfoil backup v2"),
        }
    }
}

/// A body with a valid signature. Whether `signer` is trusted is for the caller to decide.
pub struct Opened {
    /// What the file is for.
    pub kind: Kind,
    /// Public half of the key it was signed with.
    pub signer: PublicKey,
    /// The exact bytes that were signed; wiped from memory when dropped.
    pub body: Zeroizing<Vec<u8>>,
}

/// How a body is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    /// Work of one guess, as a power of two, from 1 to 63. Less than [`WORK`] is for tests: such a file can be
    /// guessed at faster.
    pub work: u8,
    /// As text that survives mail, a third larger.
    pub armored: bool,
}

impl Default for Lock {
    /// As firm files are: [`WORK`], in armor.
    fn default() -> Self {
        Self {
            work: WORK,
            armored: true,
        }
    }
}

/// Signs `body` and locks it with a passphrase. Takes most of a second of one processor.
pub fn seal_body(
    kind: Kind,
    body: &[u8],
    key: &SigningKey,
    passphrase: &Passphrase,
    lock: Lock,
) -> Result<Vec<u8>, SealError> {
    if !passphrase.is_long_enough() {
        return Err(SealError::ShortPassphrase);
    }
    let sealed = encrypt(&envelope(kind, body, key)?, passphrase, lock)?;
    if sealed.len() > kind.largest() {
        return Err(SealError::TooLarge(kind));
    }
    Ok(sealed)
}

/// Bytes that look like a file of Counterfoil's, waiting for a passphrase.
#[derive(Debug, Clone)]
pub struct Sealed {
    kind: Kind,
    bytes: Vec<u8>,
    sha256: [u8; 32],
}

impl Sealed {
    /// Takes bytes that look like a firm file; needs no passphrase and almost no work.
    pub fn read(bytes: &[u8]) -> Result<Self, OpenError> {
        Self::read_as(Kind::Firm, bytes)
    }

    /// Takes bytes that look like a file of this kind. Only [`Self::open_body`] can tell which kind it is.
    pub fn read_as(kind: Kind, bytes: &[u8]) -> Result<Self, OpenError> {
        if bytes.len() > kind.largest() {
            return Err(OpenError::TooLarge(kind));
        }
        let sha256 = Sha256::digest(bytes).into();
        let bytes = without_what_mail_adds(bytes);
        if !bytes.starts_with(ARMOR) && !bytes.starts_with(BINARY) {
            return Err(OpenError::NotAFirmFile);
        }
        let sealed = Self {
            kind,
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

    /// Tries a passphrase, and checks the signature. Takes most of a second of one
    /// processor, and up to a few seconds for a file that wants [`MOST_WORK`].
    pub fn open_body(&self, passphrase: &Passphrase) -> Result<Opened, OpenError> {
        let mut identity = scrypt::Identity::new(passphrase.secret());
        identity.set_max_work_factor(MOST_WORK);
        let mut reader = self
            .decryptor()?
            .decrypt(iter::once(&identity as &dyn age::Identity))
            .map_err(|error| refused(&error))?;
        // What is inside is never longer than the file. So this never grows, which would leave copies behind.
        let mut plain = Zeroizing::new(Vec::with_capacity(self.bytes.len()));
        reader
            .read_to_end(&mut plain)
            .map_err(|_| OpenError::Damaged)?;
        let opened = opened(&plain)?;
        if opened.kind == self.kind {
            Ok(opened)
        } else {
            Err(OpenError::OtherKind(opened.kind))
        }
    }

    fn decryptor(&self) -> Result<Decryptor<impl std::io::Read + use<'_>>, OpenError> {
        Decryptor::new_buffered(ArmoredReader::new(self.bytes.as_slice()))
            .map_err(|error| refused(&error))
    }
}

#[derive(Deserialize)]
struct Label {
    format: String,
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct Envelope<'a> {
    format: &'a str,
    version: u64,
    kind: Kind,
    signer: PublicKey,
    signature: &'a str,
    body: &'a str,
}

/// What is encrypted: `body` with its signature.
pub(crate) fn envelope(
    kind: Kind,
    body: &[u8],
    key: &SigningKey,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let signature = key.sign(kind.domain(), body);
    let body = Zeroizing::new(URL_SAFE_NO_PAD.encode(body));
    // Room for all of it, as growing would leave copies behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(body.len() + 512));
    serde_json::to_writer(
        &mut *plain,
        &Envelope {
            format: FORMAT,
            version: VERSION,
            kind,
            signer: key.public(),
            signature: &signature,
            body: &body,
        },
    )
    .map_err(|error| SealError::Encryption(error.to_string()))?;
    Ok(plain)
}

/// Reads what was encrypted. Anybody who knew the passphrase may have written it.
pub(crate) fn opened(plain: &[u8]) -> Result<Opened, OpenError> {
    let label: Label = serde_json::from_slice(plain).map_err(|_| OpenError::OtherContents)?;
    if label.format != FORMAT {
        return Err(OpenError::OtherContents);
    }
    match label.version {
        VERSION => {}
        0 => return Err(OpenError::Older),
        1 => return Err(OpenError::Unsigned),
        _ => return Err(OpenError::Newer),
    }
    let envelope: Envelope<'_> =
        serde_json::from_slice(plain).map_err(|_| OpenError::OtherContents)?;
    let body = URL_SAFE_NO_PAD
        .decode(envelope.body)
        .map(Zeroizing::new)
        .map_err(|_| OpenError::OtherContents)?;
    let Envelope { kind, signer, .. } = envelope;
    if !signer.verifies(kind.domain(), &body, envelope.signature) {
        return Err(OpenError::Forged);
    }
    Ok(Opened { kind, signer, body })
}

fn encrypt(plain: &[u8], passphrase: &Passphrase, lock: Lock) -> Result<Vec<u8>, SealError> {
    let mut recipient = scrypt::Recipient::new(passphrase.secret());
    recipient.set_work_factor(lock.work.clamp(1, 63));
    let failed = |error: std::io::Error| SealError::Encryption(error.to_string());
    let format = if lock.armored {
        Format::AsciiArmor
    } else {
        Format::Binary
    };
    let armor = ArmoredWriter::wrap_output(Vec::new(), format).map_err(failed)?;
    let mut writer = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .map_err(|error| SealError::Encryption(error.to_string()))?
        .wrap_output(armor)
        .map_err(failed)?;
    writer.write_all(plain).map_err(failed)?;
    writer
        .finish()
        .and_then(ArmoredWriter::finish)
        .map_err(failed)
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
        DecryptError::UnknownFormat => OpenError::Newer,
        // Header, its seal, or the armor.
        _ => OpenError::Damaged,
    }
}
