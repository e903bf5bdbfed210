//! What is inside a firm file, without the encryption around it: for tests that make up the bytes. No
//! program calls it.

use zeroize::Zeroizing;

use crate::{FirmFile, OpenError, SealError, wire};

/// What an opened file's bytes say.
pub fn read(plain: &[u8]) -> Result<FirmFile, OpenError> {
    wire::read(plain)
}

/// The bytes that are encrypted.
pub fn write(file: &FirmFile) -> Result<Zeroizing<Vec<u8>>, SealError> {
    wire::write(file)
}
