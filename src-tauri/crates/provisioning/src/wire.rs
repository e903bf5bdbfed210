//! The body of a firm file, as JSON. Unknown fields are ignored, so that a later Counterfoil of the
//! same version can add some.

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use signing::SigningKey;
use url::Url;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::file::{ConductorPart, FirmFile, IntuitPart, Key, Policy};
use crate::firm_key;
use crate::{FirmKeys, OpenError, SealError};

/// Room for a file without growing, as growing would leave copies behind.
const ROOM: usize = 32 * 1024;

#[derive(Serialize)]
struct Written<'a> {
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
    firm_keys: Option<Vec<firm_key::Written<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signing_key: Option<&'a str>,
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
    firm_keys: Option<Vec<firm_key::Read>>,
    #[serde(default)]
    signing_key: Option<SecretString>,
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

/// The body of a file.
pub(crate) fn write(file: &FirmFile) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let signing_key = file.signing_key.as_ref().map(SigningKey::to_text);
    let keys = file.firm_keys.as_ref().map(texts);
    let written = Written {
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
            base_url: part.base_url.as_ref().filter(|_| cfg!(debug_assertions)),
        }),
        intuit: file.intuit.as_ref(),
        firm_folder: file.firm_folder.as_deref(),
        firm_keys: keys.as_ref().map(|keys| {
            let written = keys.iter().map(|(number, since, key)| firm_key::Written {
                number: *number,
                since: *since,
                key,
            });
            written.collect()
        }),
        signing_key: signing_key.as_ref().map(|key| key.as_str()),
        policy: file.policy,
    };
    let mut plain = Zeroizing::new(Vec::with_capacity(ROOM));
    serde_json::to_writer(&mut *plain, &written)
        .map_err(|error| SealError::Encryption(error.to_string()))?;
    Ok(plain)
}

/// Reads the body of a file. Its signature fits, which says nothing of who its signer is.
pub(crate) fn read(body: &[u8]) -> Result<FirmFile, OpenError> {
    let read: Read = serde_json::from_slice(body).map_err(|_| OpenError::OtherContents)?;
    let firm_keys = match read.firm_keys {
        Some(keys) => Some(firm_key::Read::all(keys).ok_or(OpenError::OtherContents)?),
        None => None,
    };
    let signing_key = match read.signing_key {
        // EXPOSE: decoded into the type that hides it.
        Some(text) => {
            Some(SigningKey::from_text(text.expose_secret()).ok_or(OpenError::OtherContents)?)
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
            base_url: part.base_url.filter(|_| cfg!(debug_assertions)),
        }),
        intuit: read.intuit,
        firm_folder: read.firm_folder,
        firm_keys,
        signing_key,
        policy: read.policy,
    };
    file.check().map_err(|_| OpenError::OtherContents)?;
    Ok(file)
}

/// Number, beginning and text of every key, which is wiped after it was written.
fn texts(keys: &FirmKeys) -> Vec<(u32, i64, Zeroizing<String>)> {
    keys.iter()
        .map(|epoch| (epoch.number, epoch.since, epoch.key.to_base64()))
        .collect()
}
