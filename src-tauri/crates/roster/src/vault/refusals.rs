//! What the keychains of the operating systems say when they refuse, in our terms: one place for all of them.

use std::error::Error as StdError;
use std::io;

use keyring_core::Error;
use secrecy::zeroize::Zeroize;

use super::VaultError;

/// What the `secret-service` crate says (`Error::NoResult`) when asked for a default keyring that was
/// never made. Seen with gnome-keyring 42 in a new home folder.
const NO_KEYRING: &str = "result not returned from SS API";

/// What Windows says (the number after these words) in `windows-native-keyring-store` 1.1. Its own words for 1312 mean
/// that this session has no credentials at all, as that of a service. The Credential Manager answers 8
/// (`ERROR_NOT_ENOUGH_MEMORY`) when it takes no further entry; the others are like it.
/// Source: <https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes--0-499->.
const WINDOWS_CODE: &str = "Windows error code ";
const WINDOWS_FULL: [&str; 4] = ["8", "14", "112", "1816"];
const WINDOWS_NO_SESSION: &str = "Windows ERROR_NO_SUCH_LOGON_SESSION";

/// What macOS says, as the debug text of `security-framework`'s error has it.
/// Source: `SecBase.h`.
const MACOS_CODE: &str = "code: ";
/// `errSecDiskFull`, `errSecAllocate`.
const MACOS_FULL: [&str; 2] = ["-34", "-108"];
/// `errSecUserCanceled`, `errSecAuthFailed`, `errSecInteractionNotAllowed`, `errSecInteractionRequired`.
const MACOS_CLOSED: [&str; 4] = ["-128", "-25293", "-25308", "-25315"];
/// `errSecNotAvailable`, `errSecNoSuchKeychain`, `errSecInvalidKeychain`, `errSecNoDefaultKeychain`.
const MACOS_GONE: [&str; 4] = ["-25291", "-25294", "-25295", "-25307"];

/// What a keychain's error means to us. Texts are the store's own where they cannot hold an entry.
pub(super) fn classify(error: Error) -> VaultError {
    match error {
        Error::NoDefaultStore => VaultError::Missing,
        // A Linux keyring service without a default keyring: there is nothing to unlock.
        Error::NoStorageAccess(error) if error.to_string().contains(NO_KEYRING) => {
            VaultError::Missing
        }
        Error::NoStorageAccess(error) => by_number(error.as_ref()).unwrap_or(VaultError::Locked),
        Error::PlatformFailure(error) => {
            by_number(error.as_ref()).unwrap_or_else(|| classify_platform(error.as_ref()))
        }
        Error::NoEntry => VaultError::Other("an entry disappeared".to_owned()),
        Error::BadEncoding(mut bytes) => {
            bytes.zeroize();
            VaultError::Other("an entry is not text".to_owned())
        }
        Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            VaultError::Other("an entry is malformed".to_owned())
        }
        Error::BadStoreFormat(reason) => VaultError::Other(format!("it is malformed: {reason}")),
        Error::TooLong(what, limit) => {
            VaultError::Other(format!("{what} is longer than {limit} characters"))
        }
        // The reason may quote the value.
        Error::Invalid(what, _) => VaultError::Other(format!("{what} is not valid")),
        Error::Ambiguous(entries) => {
            VaultError::Other(format!("{} entries have the same name", entries.len()))
        }
        Error::NotSupportedByStore(what) => VaultError::Other(format!("not supported: {what}")),
        _ => VaultError::Other("an error of a new kind".to_owned()),
    }
}

/// By the numbers of Windows and macOS, where the error has one that is known.
fn by_number(error: &(dyn StdError + Send + Sync + 'static)) -> Option<VaultError> {
    let text = error.to_string();
    if text == WINDOWS_NO_SESSION {
        return Some(VaultError::Missing);
    }
    if let Some(code) = text.strip_prefix(WINDOWS_CODE) {
        return WINDOWS_FULL.contains(&code).then_some(VaultError::Full);
    }
    let text = format!("{error:?}");
    let (_, rest) = text.split_once(MACOS_CODE)?;
    let code = rest.split([',', ' ', '}']).next()?;
    let is_one_of = |codes: &[&str]| codes.contains(&code);
    if is_one_of(&MACOS_FULL) {
        Some(VaultError::Full)
    } else if is_one_of(&MACOS_CLOSED) {
        Some(VaultError::Locked)
    } else {
        is_one_of(&MACOS_GONE).then_some(VaultError::Missing)
    }
}

/// Stores box their platform's errors, whose types this crate does not know; the names of D-Bus errors
/// are part of its specification, the other words are those of zbus
/// and the `secret-service` crate.
/// Source: <https://dbus.freedesktop.org/doc/dbus-specification.html>, secret-service 5 `error.rs`.
fn classify_platform(error: &(dyn StdError + Send + Sync + 'static)) -> VaultError {
    const GONE: [&str; 8] = [
        "DBus.Error.ServiceUnknown",
        "DBus.Error.NameHasNoOwner",
        "DBus.Error.NoServer",
        "DBus.Error.Disconnected",
        "DBus.Error.Spawn",
        "Failed to connect to address",
        "no secret service provider",
        "connection closed",
    ];
    const CLOSED: [&str; 3] = ["object locked", "Secret.Error.IsLocked", "prompt dismissed"];
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(current) = cause {
        let text = current.to_string();
        if CLOSED.iter().any(|word| text.contains(word)) {
            return VaultError::Locked;
        }
        let unreachable = current.downcast_ref::<io::Error>().is_some_and(|error| {
            matches!(
                error.kind(),
                io::ErrorKind::NotFound
                    | io::ErrorKind::ConnectionRefused
                    | io::ErrorKind::ConnectionReset
                    | io::ErrorKind::BrokenPipe
            )
        });
        if unreachable || GONE.iter().any(|word| text.contains(word)) {
            return VaultError::Missing;
        }
        cause = current.source();
    }
    VaultError::Other(error.to_string())
}
