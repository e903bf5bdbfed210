//! Changing the key of the firm's change log, after somebody left or a computer was lost.

use jiff::Timestamp;
use provisioning::MOST_EPOCHS;
use roster::vault::{Secret, Vault};
use roster::view::{FirmFileProblem, ProblemView};

use crate::problems;
use crate::provisioning::firm_keys::{FIRM_KEY, FirmKeyError, firm_keys, signing_key};
use crate::session::Session;
use crate::session::change_log;
use crate::settings::FirmSettings;
use crate::settings::permissions::Permission;

/// Begins the firm's next key: from now on the change log is written with it. The former ones stay to read what
/// was written before. Every other computer of the firm needs a new firm file.
pub(crate) async fn change_firm_key(session: &Session) -> Result<(), ProblemView> {
    // Without new firm files no other computer would follow.
    session.own_firm_for(Permission::MakeFirmFiles)?;
    let firm = session.own_firm_for(Permission::ChangeKeys)?;
    let firm = session.genuine(firm).await?;
    let vault = session.vault_of(&firm.id).await;
    change(vault.as_ref(), &firm, Timestamp::now()).await?;
    tracing::info!("the key of the firm's change log was changed");
    change_log::share_firm_log(session).await;
    Ok(())
}

async fn change(vault: &dyn Vault, firm: &FirmSettings, now: Timestamp) -> Result<(), ProblemView> {
    let failed = |error: FirmKeyError| {
        problems::firm_key(&error, |why| FirmFileProblem::KeyNotChanged { why })
    };
    let joined = firm.computer.joined.is_some();
    // Without it no firm file could bring the new key to any other computer.
    signing_key(vault, joined, firm.signer.as_ref())
        .await
        .map_err(failed)?;
    let keys = firm_keys(vault, joined).await.map_err(failed)?;
    let changed = keys
        .changed(now)
        .ok_or_else(|| FirmFileProblem::KeyChangedTooOften {
            times: u32::try_from(MOST_EPOCHS - 1).unwrap_or(u32::MAX),
        })?;
    vault
        .set(FIRM_KEY, Secret::new(changed.to_text().as_str()))
        .await
        .map_err(|error| failed(FirmKeyError::Vault(error)))
}

#[cfg(test)]
mod tests {
    use provisioning::FirmKeys;
    use roster::vault::MemoryVault;
    use signing::SigningKey;

    use super::*;
    use crate::provisioning::firm_keys::SIGNING_KEY;
    use crate::settings::Joined;

    async fn kept(vault: &MemoryVault) -> FirmKeys {
        let kept = vault.get(FIRM_KEY).await.unwrap().unwrap();
        FirmKeys::from_text(kept.expose()).unwrap()
    }

    #[tokio::test]
    async fn the_next_key_seals_and_the_former_ones_stay() {
        let vault = MemoryVault::new();
        let mut firm = FirmSettings::default();
        let first = firm_keys(&vault, false).await.unwrap();
        let now = Timestamp::now();
        change(&vault, &firm, now).await.unwrap();
        let after = kept(&vault).await;
        assert!(after.holds_all_of(&first) && after.newest().key != first.newest().key);
        assert_eq!(after.newest().since, now.as_millisecond());

        // Also on a computer that joined, if its file lets it make firm files.
        firm.computer.joined = Some(Joined {
            computer: "BACK-OFFICE".to_owned(),
            made_by: "FRONT-DESK".to_owned(),
            made_at: 0,
        });
        change(&vault, &firm, now).await.unwrap();
        assert_eq!(kept(&vault).await.iter().len(), 3);
        while kept(&vault).await.iter().len() < MOST_EPOCHS {
            change(&vault, &firm, now).await.unwrap();
        }
        let problem = change(&vault, &firm, now).await.unwrap_err();
        assert_eq!(problem.code(), "keyChangedTooOften");
        assert!(kept(&vault).await.holds_all_of(&first));
    }

    /// It could not hand the new key on, and would cut itself off from the firm.
    #[tokio::test]
    async fn a_computer_that_cannot_sign_a_firm_file_changes_nothing() {
        let vault = MemoryVault::new();
        let first = firm_keys(&vault, false).await.unwrap();
        let signed_by = |signer| FirmSettings {
            signer: Some(signer),
            ..FirmSettings::default()
        };
        let firm = signed_by(SigningKey::generate().public());
        for _ in 0..2 {
            let problem = change(&vault, &firm, Timestamp::now()).await.unwrap_err();
            assert_eq!(problem.code(), "keyNotChanged");
            assert_eq!(kept(&vault).await.to_text(), first.to_text());
            let other = SigningKey::generate().to_text();
            let other = Secret::new(other.as_str());
            vault.set(SIGNING_KEY, other).await.unwrap();
        }
    }
}
