//! Whether a firm's settings are those that were made here.
//!
//! Any program of the same person can write `settings.json`, and a restored profile brings an older one or
//! another computer's. So the values that say which services learn of the firm's clients carry an HMAC-SHA256
//! each, under a key in the keychain.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use rand::RngCore as _;
use roster::vault::{Secret, Vault, VaultError};
use sha2::Sha256;

use super::values::{Codes, FirmSettings, ServiceValue};
use crate::settings::Permissions;
use crate::settings::address::is_private;

/// Vault entry of the key.
pub(crate) const SETTINGS_KEY: &str = "settings-key";
/// What the entry begins with until the first values that it authenticates are on the disk.
const UNUSED: &str = "new ";
/// Goes into every code, so that the key serves no other purpose.
const DOMAIN: &str = "counterfoil settings 2";

impl ServiceValue {
    pub(super) const ALL: [Self; 9] = [
        Self::RelayUrl,
        Self::IntuitClientId,
        Self::IntuitEnvironment,
        Self::IntuitScopes,
        Self::ConductorPublishableKey,
        Self::ConductorBaseUrl,
        Self::Signer,
        Self::FirmFolder,
        Self::Permissions,
    ];

    /// As its code names it; also in the file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::RelayUrl => "relayUrl",
            Self::IntuitClientId => "intuitClientId",
            Self::IntuitEnvironment => "intuitEnvironment",
            Self::IntuitScopes => "intuitScopes",
            Self::ConductorPublishableKey => "conductorPublishableKey",
            Self::ConductorBaseUrl => "conductorBaseUrl",
            Self::Signer => "signer",
            Self::FirmFolder => "firmFolder",
            Self::Permissions => "seatPolicy",
        }
    }

    /// The value itself as JSON text.
    pub(super) fn of(self, firm: &FirmSettings) -> String {
        let intuit = firm.intuit.as_ref();
        let value = match self {
            Self::RelayUrl => serde_json::to_value(intuit.and_then(|it| it.relay.as_ref())),
            Self::IntuitClientId => serde_json::to_value(intuit.map(|it| &it.client_id)),
            Self::IntuitEnvironment => serde_json::to_value(intuit.map(|it| it.environment)),
            Self::IntuitScopes => {
                serde_json::to_value((intuit.is_some_and(|it| it.accounting_scope), firm.ask_roles))
            }
            Self::ConductorPublishableKey => serde_json::to_value(&firm.conductor_publishable_key),
            Self::ConductorBaseUrl => serde_json::to_value(&firm.conductor_base_url),
            Self::Signer => serde_json::to_value(firm.signer),
            Self::FirmFolder => serde_json::to_value(&firm.firm_folder),
            Self::Permissions => {
                serde_json::to_value((&firm.computer.joined, named(firm.computer.policy)))
            }
        };
        // None of these types can fail; a value that did would agree with nothing.
        value.map_or_else(|error| error.to_string(), |value| value.to_string())
    }
}

/// What is known about one firm's settings.
#[derive(Debug, Clone)]
pub(super) enum Standing {
    /// They are those that were made here. Without a key nothing of them lasts.
    Genuine(Option<Secret>),
    /// These values are not, or lead where nothing may be sent.
    Changed(Vec<ServiceValue>),
}

/// The key of one firm's settings, as the vault has it.
pub(super) enum Key {
    /// Values were authenticated with it.
    Used(Secret),
    /// None were, as far as is known.
    Unused(Secret),
}

impl Key {
    pub(super) fn secret(self) -> Secret {
        match self {
            Self::Used(secret) | Self::Unused(secret) => secret,
        }
    }

    /// Reads the key; none where there is none.
    pub(super) async fn read(vault: &dyn Vault) -> Result<Option<Self>, VaultError> {
        let kept = vault.get(SETTINGS_KEY).await?;
        // EXPOSE: read for its mark.
        Ok(kept.map(|kept| match kept.expose().strip_prefix(UNUSED) {
            Some(key) => Self::Unused(Secret::new(key)),
            None => Self::Used(kept),
        }))
    }

    /// Makes one, marked as unused: whatever interrupts the first save, the next start goes on from there.
    pub(super) async fn make(vault: &dyn Vault) -> Result<Self, VaultError> {
        let mut bytes = [0; 32];
        rand::rngs::OsRng.fill_bytes(&mut bytes);
        let key = URL_SAFE_NO_PAD.encode(bytes);
        vault
            .set(SETTINGS_KEY, Secret::new(format!("{UNUSED}{key}")))
            .await?;
        Ok(Self::Unused(Secret::new(key)))
    }

    /// Takes the mark away: from now on values without their codes are not genuine.
    pub(super) async fn note_used(vault: &dyn Vault, key: &Secret) -> Result<(), VaultError> {
        // EXPOSE: back into the keychain, without its mark.
        vault.set(SETTINGS_KEY, Secret::new(key.expose())).await
    }
}

/// The codes of this firm's values.
pub(super) fn codes(firm: &FirmSettings, key: &Secret) -> Codes {
    ServiceValue::ALL
        .into_iter()
        .map(|value| {
            let code = mac(firm, value, key).finalize().into_bytes();
            (value, URL_SAFE_NO_PAD.encode(code))
        })
        .collect()
}

/// The values of this firm that do not agree with their codes.
pub(super) fn differing(firm: &FirmSettings, key: &Secret) -> Vec<ServiceValue> {
    ServiceValue::ALL
        .into_iter()
        .filter(|value| {
            let code = firm
                .codes
                .get(value)
                .and_then(|code| URL_SAFE_NO_PAD.decode(code).ok());
            code.is_none_or(|code| mac(firm, *value, key).verify_slice(&code).is_err())
        })
        .collect()
}

/// The addresses of this firm to which nothing may be sent, even where their codes fit.
pub(super) fn open_to_readers(firm: &FirmSettings) -> Vec<ServiceValue> {
    let intuit = firm.intuit.as_ref();
    let relay = intuit.and_then(|it| it.relay.as_ref()).map(|it| &it.url);
    [
        (relay, ServiceValue::RelayUrl),
        (
            firm.conductor_base_url.as_ref(),
            ServiceValue::ConductorBaseUrl,
        ),
    ]
    .into_iter()
    .filter_map(|(url, value)| url.filter(|url| !is_private(url)).map(|_| value))
    .collect()
}

/// Which of these values are worth naming: not those that are not set and never were.
pub(super) fn told(firm: &FirmSettings, changed: &[ServiceValue]) -> Vec<ServiceValue> {
    let nothing = FirmSettings::default();
    changed
        .iter()
        .copied()
        .filter(|value| firm.codes.contains_key(value) || value.of(firm) != value.of(&nothing))
        .collect()
}

/// The firm without whatever names a service, and with the one right that is needed to name them again.
pub(super) fn without_services(firm: FirmSettings, changed: &[ServiceValue]) -> FirmSettings {
    let mut safe = FirmSettings {
        conductor_publishable_key: None,
        conductor_base_url: None,
        intuit: None,
        firm_folder: None,
        ..firm
    };
    if changed.contains(&ServiceValue::Signer) {
        safe.signer = None;
    }
    if changed.contains(&ServiceValue::Permissions) {
        safe.computer.policy = Permissions {
            connect: false,
            disconnect: false,
            delete_connections: false,
            export: false,
            change_keys: true,
            make_firm_files: false,
            read_books: false,
        };
    }
    safe
}

/// The policy as it was written before Books, as long as it says nothing else about them: the codes of an earlier
/// version hold on.
fn named(policy: Permissions) -> serde_json::Value {
    let mut value = serde_json::to_value(policy).unwrap_or_default();
    if policy.read_books == policy.make_firm_files
        && let Some(rights) = value.as_object_mut()
    {
        rights.remove("readBooks");
    }
    value
}

fn mac(firm: &FirmSettings, value: ServiceValue, key: &Secret) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    // EXPOSE: computed with, not shown.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose().as_bytes()).expect("any length");
    // The firm's id has a fixed alphabet and no text of JSON has a raw line end, so no two messages are one.
    for part in [
        DOMAIN,
        firm.id.as_str(),
        value.name(),
        value.of(firm).as_str(),
    ] {
        mac.update(part.as_bytes());
        mac.update(b"\n");
    }
    mac
}
