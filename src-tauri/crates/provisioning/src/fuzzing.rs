//! What is inside a firm file, without the encryption around it: for tests that make up the bytes. No
//! program calls it.

use signing::{PublicKey, SigningKey};
use zeroize::Zeroizing;

use crate::{FirmFile, Kind, OpenError, SealError, container, wire};

/// What a body's bytes say.
pub fn read(body: &[u8]) -> Result<FirmFile, OpenError> {
    wire::read(body)
}

/// The body of a file.
pub fn write(file: &FirmFile) -> Result<Zeroizing<Vec<u8>>, SealError> {
    wire::write(file)
}

/// The bytes that are encrypted: a signed body.
pub fn envelope(
    kind: Kind,
    body: &[u8],
    key: &SigningKey,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    container::envelope(kind, body, key)
}

/// What is in the bytes that were encrypted, if the signature fits.
pub fn opened(plain: &[u8]) -> Result<(Kind, PublicKey, Zeroizing<Vec<u8>>), OpenError> {
    container::opened(plain).map(|opened| (opened.kind, opened.signer, opened.body))
}
