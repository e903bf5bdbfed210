//! The JSON inside a firm file. Fields that are not known are passed over, so that a later Counterfoil of the
//! same version can add some.

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::file::{ConductorPart, FirmFile, FirmKey, IntuitPart, Key, Policy};
use crate::{OpenError, SealError};

/// Says that this is Counterfoil's.
const FORMAT: &str = "app.counterfoil.provisioning";
/// The layout that is written, and the only one that is read. Version 0 was that of the trials.
const VERSION: u64 = 1;

/// Room for a file without growing, as growing would leave copies behind.
const ROOM: usize = 32 * 1024;

#[derive(Deserialize)]
struct Label {
    format: String,
    version: u64,
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u64,
    id: Uuid,
    made_at: Timestamp,
    made_by: &'a str,
    usable_until: Timestamp,
    computer: &'a str,
    firm_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    conductor: Option<WrittenConductor<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intuit: Option<&'a IntuitPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    firm_folder: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    firm_key: Option<&'a str>,
    policy: Policy,
}

#[derive(Serialize)]
struct WrittenConductor<'a> {
    secret_key: &'a str,
    publishable_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<&'a Url>,
}

#[derive(Deserialize)]
struct Read {
    id: Uuid,
    made_at: Timestamp,
    made_by: String,
    usable_until: Timestamp,
    computer: String,
    firm_name: String,
    #[serde(default)]
    conductor: Option<ReadConductor>,
    #[serde(default)]
    intuit: Option<IntuitPart>,
    #[serde(default)]
    firm_folder: Option<String>,
    #[serde(default)]
    firm_key: Option<SecretString>,
    #[serde(default)]
    policy: Policy,
}

#[derive(Deserialize)]
struct ReadConductor {
    secret_key: SecretString,
    publishable_key: String,
    #[serde(default)]
    base_url: Option<Url>,
}

/// The plaintext of a file.
pub(crate) fn write(file: &FirmFile) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let firm_key = file.firm_key.as_ref().map(FirmKey::to_base64);
    let written = Written {
        format: FORMAT,
        version: VERSION,
        id: file.id,
        made_at: file.made_at,
        made_by: &file.made_by,
        usable_until: file.usable_until,
        computer: &file.computer,
        firm_name: &file.firm_name,
        conductor: file.conductor.as_ref().map(|part| WrittenConductor {
            // EXPOSE: the file exists to bring it to the other computer; it is encrypted next.
            secret_key: part.secret_key.expose(),
            publishable_key: &part.publishable_key,
            base_url: part.base_url.as_ref(),
        }),
        intuit: file.intuit.as_ref(),
        firm_folder: file.firm_folder.as_deref(),
        firm_key: firm_key.as_ref().map(|key| key.as_str()),
        policy: file.policy,
    };
    let mut plain = Zeroizing::new(Vec::with_capacity(ROOM));
    serde_json::to_writer(&mut *plain, &written)
        .map_err(|error| SealError::Encryption(error.to_string()))?;
    Ok(plain)
}

/// Reads the plaintext of a file, which its maker's passphrase has vouched for.
pub(crate) fn read(plain: &[u8]) -> Result<FirmFile, OpenError> {
    let label: Label = serde_json::from_slice(plain).map_err(|_| OpenError::OtherContents)?;
    if label.format != FORMAT {
        return Err(OpenError::OtherContents);
    }
    match label.version {
        VERSION => {}
        0 => return Err(OpenError::Older),
        _ => return Err(OpenError::Newer),
    }
    let read: Read = serde_json::from_slice(plain).map_err(|_| OpenError::OtherContents)?;
    let firm_key = match read.firm_key {
        // EXPOSE: decoded into the type that hides it.
        Some(text) => {
            Some(FirmKey::from_base64(text.expose_secret()).ok_or(OpenError::OtherContents)?)
        }
        None => None,
    };
    let file = FirmFile {
        id: read.id,
        made_at: read.made_at,
        made_by: read.made_by,
        usable_until: read.usable_until,
        computer: read.computer,
        firm_name: read.firm_name,
        conductor: read.conductor.map(|part| ConductorPart {
            secret_key: Key::from(part.secret_key),
            publishable_key: part.publishable_key,
            base_url: part.base_url,
        }),
        intuit: read.intuit,
        firm_folder: read.firm_folder,
        firm_key,
        policy: read.policy,
    };
    file.check().map_err(|_| OpenError::OtherContents)?;
    Ok(file)
}
