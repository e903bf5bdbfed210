//! Problems of setting a firm up. Their sentences are in `ui/src/features/firm/words/set-up-problems.ts`.

use serde::{Deserialize, Serialize};

use super::KeychainReason;

view! {
    /// Problems of a firm's keys and addresses.
    #[derive(Eq)]
    #[serde(tag = "code", rename_all_fields = "camelCase")]
    pub enum SetUpProblem {
        /// The firm has no name.
        FirmNameMissing,
        /// Neither Conductor nor Intuit has keys.
        NoKeys,
        /// Conductor's publishable key came without the secret one.
        SecretKeyMissing,
        /// Conductor's secret key came without the publishable one.
        PublishableKeyMissing,
        /// Each of Conductor's keys is in the other's field.
        KeysSwapped,
        /// Conductor does not know the secret key that was typed.
        SecretKeyRefused,
        /// Conductor does not know the key in a firm file.
        FileKeyRefused,
        /// Conductor was not reached, so its key was not checked.
        ConductorNotReached,
        /// Conductor answered the check of its key with an error.
        ConductorFailed,
        /// Something of Intuit's was typed without the client ID.
        ClientIdMissing,
        /// The relay's address is none, or does not begin with `https://`.
        RelayAddress,
        /// The relay was not reached.
        RelayNotReached {
            /// Its host.
            host: String,
        },
        /// What answered at the relay's address is no relay.
        RelayFailed {
            /// Its host.
            host: String,
        },
        /// Production keys work through a relay only.
        RelayMissing,
        /// With production keys the client secret belongs on the relay.
        ClientSecretNotHere,
        /// Development keys need their client secret or a relay.
        ClientSecretMissing,
        /// The keychain did not keep the keys.
        KeysNotKept {
            /// Why.
            why: KeychainReason,
        },
    }

    /// Fields of forms that a problem can be about.
    #[derive(Copy, Eq)]
    pub enum FormField {
        /// Name of the firm.
        FirmName,
        /// Conductor's secret key.
        ConductorSecretKey,
        /// Conductor's publishable key.
        ConductorPublishableKey,
        /// Client ID of the firm's app at Intuit.
        IntuitClientId,
        /// Client secret of development keys.
        IntuitClientSecret,
        /// Address of the relay.
        RelayUrl,
        /// The computer that a firm file is for.
        Computer,
        /// Passphrase of a file.
        Passphrase,
    }
}

impl SetUpProblem {
    /// The field that is at fault, if one is: a service that does not answer is no field's fault.
    pub(super) fn field(&self) -> Option<FormField> {
        match self {
            Self::FirmNameMissing => Some(FormField::FirmName),
            Self::NoKeys | Self::SecretKeyMissing | Self::KeysSwapped | Self::SecretKeyRefused => {
                Some(FormField::ConductorSecretKey)
            }
            Self::PublishableKeyMissing => Some(FormField::ConductorPublishableKey),
            Self::ClientIdMissing => Some(FormField::IntuitClientId),
            Self::RelayAddress | Self::RelayMissing | Self::RelayFailed { .. } => {
                Some(FormField::RelayUrl)
            }
            Self::ClientSecretNotHere | Self::ClientSecretMissing => {
                Some(FormField::IntuitClientSecret)
            }
            Self::FileKeyRefused
            | Self::ConductorNotReached
            | Self::ConductorFailed
            | Self::RelayNotReached { .. }
            | Self::KeysNotKept { .. } => None,
        }
    }
}
