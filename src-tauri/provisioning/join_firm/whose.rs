//! Whether a firm file may be taken here, and for which of this computer's firms.

use provisioning::FirmKeys;
use roster::view::FirmFileProblem;
use signing::PublicKey;

use crate::settings::FirmSettings;
use crate::settings::firm_id::FirmId;
use crate::settings::managed::{FirmFilePlace, Managed};

/// Whose file it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Of a firm that is on this computer.
    Known(FirmId, Proof),
    /// Of a firm that is not. It gets a place of its own.
    Another,
}

/// What shows that a file is of a firm that is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// The key that signed it is the one that was pinned.
    Signer,
    /// The firm is from before files were signed, and the file brings the very key of its change log. The signer is
    /// pinned with it.
    FirmKey,
}

/// A firm of this computer, as far as it tells whose a file is.
pub(crate) struct Here<'a> {
    /// Its settings.
    pub(crate) firm: &'a FirmSettings,
    /// The keys of its change log, asked for only where no signer is pinned.
    pub(crate) keys: Option<FirmKeys>,
}

/// Which of the firms `here` a file of this signer is of, which brings these keys. Names do not count: anybody can
/// copy one.
pub(crate) fn whose(here: &[Here<'_>], signer: &PublicKey, brought: Option<&FirmKeys>) -> Whose {
    let known = |it: &Here<'_>, proof| Whose::Known(it.firm.id.clone(), proof);
    if let Some(it) = here.iter().find(|it| it.firm.signer == Some(*signer)) {
        return known(it, Proof::Signer);
    }
    let shares = |it: &&Here<'_>| {
        it.firm.signer.is_none()
            && matches!((&it.keys, brought), (Some(ours), Some(theirs)) if ours.is_of_the_same_firm(theirs))
    };
    here.iter()
        .find(shares)
        .map_or(Whose::Another, |it| known(it, Proof::FirmKey))
}

/// Refuses a file that the managed settings do not allow: before its passphrase is asked for.
pub(crate) fn allowed_by(managed: &Managed, sha256: [u8; 32]) -> Result<(), FirmFileProblem> {
    let own = managed.firm_file().map(FirmFilePlace::sha256);
    if managed.allows_firm_files() || own == Some(sha256) {
        return Ok(());
    }
    Err(if own.is_some() {
        FirmFileProblem::OnlyTheSetFile
    } else {
        FirmFileProblem::NoFirmFilesHere
    })
}

/// The same for who signed it.
pub(crate) fn signer_allowed_by(
    managed: &Managed,
    signer: &PublicKey,
) -> Result<(), FirmFileProblem> {
    match managed.firm_signer() {
        Some(fingerprint) if fingerprint != signer.fingerprint() => {
            Err(FirmFileProblem::NotTheFirmsSigner)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use provisioning::FirmKey;
    use serde_json::json;
    use signing::SigningKey;

    use super::*;
    use crate::settings::managed::tests::managed;

    fn firm(id: &str, signer: Option<PublicKey>) -> FirmSettings {
        FirmSettings {
            id: FirmId::parse(id).unwrap(),
            name: "Hale & Ortiz LLP".to_owned(),
            signer,
            ..FirmSettings::default()
        }
    }

    fn keys(byte: u8) -> FirmKeys {
        FirmKeys::first(FirmKey::new([byte; 32]))
    }

    #[test]
    fn a_file_is_of_the_firm_whose_signer_is_pinned_whatever_names_and_keys_say() {
        let [ours, theirs, other] = [0; 3].map(|_| SigningKey::generate().public());
        let (a, b) = (
            firm("firm", Some(ours)),
            firm("firm-0000000b", Some(theirs)),
        );
        let here = [&a, &b].map(|firm| Here {
            firm,
            keys: Some(keys(1)),
        });
        for (signer, firm) in [(ours, &a), (theirs, &b)] {
            assert_eq!(
                whose(&here, &signer, None),
                Whose::Known(firm.id.clone(), Proof::Signer)
            );
        }
        assert_eq!(
            whose(&here, &other, Some(&keys(1))),
            Whose::Another,
            "an ex-colleague has the key of the change log, and no signature"
        );
        assert_eq!(whose(&[], &ours, None), Whose::Another);
    }

    #[test]
    fn where_no_signer_is_pinned_only_the_firms_own_key_shows_whose_a_file_is() {
        let signer = SigningKey::generate().public();
        let firm = firm("firm", None);
        for (kept, brought, same) in [
            (Some(keys(1)), Some(keys(1)), true),
            (Some(keys(1)), Some(keys(2)), false),
            (Some(keys(1)), None, false),
            (None, Some(keys(1)), false),
            (None, None, false),
        ] {
            let here = [Here {
                firm: &firm,
                keys: kept,
            }];
            let expected = if same {
                Whose::Known(firm.id.clone(), Proof::FirmKey)
            } else {
                Whose::Another
            };
            assert_eq!(whose(&here, &signer, brought.as_ref()), expected);
        }
    }

    #[test]
    fn a_policy_allows_only_its_own_file_and_its_own_signer() {
        let own = [0xab; 32];
        let place = if cfg!(windows) { r"C:\x" } else { "/srv/x" };
        let only_own = managed(json!({
            "allowFirmFiles": false,
            "firmFile": place,
            "firmFileSha256": "ab".repeat(32),
        }));
        assert_eq!(allowed_by(&only_own, own), Ok(()));
        assert_eq!(
            allowed_by(&only_own, [1; 32]),
            Err(FirmFileProblem::OnlyTheSetFile)
        );
        let none = managed(json!({ "allowFirmFiles": false }));
        assert!(allowed_by(&none, own).is_err());
        assert_eq!(allowed_by(&managed(json!({})), own), Ok(()));

        let [ours, other] = [0; 2].map(|_| SigningKey::generate().public());
        let named = managed(json!({ "firmSigner": ours.fingerprint() }));
        assert_eq!(signer_allowed_by(&named, &ours), Ok(()));
        assert_eq!(
            signer_allowed_by(&named, &other),
            Err(FirmFileProblem::NotTheFirmsSigner)
        );
        assert_eq!(signer_allowed_by(&managed(json!({})), &other), Ok(()));
    }
}
