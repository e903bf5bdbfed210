//! Making a firm file for another of the firm's computers.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use provisioning::{
    ConductorPart, Environment, FirmFile, FirmKeys, IntuitPart, Key, Passphrase, Policy, Relay,
    SealError,
};
use roster::vault::{Secret, Vault};
use roster::view::{FirmFileProblem, ProblemView};
use signing::{PublicKey, SigningKey};
use subtle::ConstantTimeEq as _;

use crate::api::FirmFileForm;
use crate::problems;
use crate::provisioning::firm_keys::{FirmKeyError, firm_keys, signing_key};
use crate::provisioning::verify_keys::{self, Origin};
use crate::session::Session;
use crate::session::services::CONDUCTOR_KEY;
use crate::settings::firm_id::FirmId;
use crate::settings::permissions::{Permission, allowed};
use crate::settings::{FirmSettings, IntuitEnvironment, IntuitSettings, Permissions, Profile};

/// Longest part of a file's name, in characters: systems take 255 bytes for all of it.
const LONGEST_PART: usize = 40;

/// A firm file ready to be written.
pub(crate) struct MadeFile {
    /// Its name without the ending.
    pub(crate) stem: String,
    /// What is in it, encrypted.
    pub(crate) bytes: Vec<u8>,
    /// The key that signed it, as words that two people compare.
    pub(crate) signer_words: String,
}

/// Makes a firm file after the form: this computer's own firm, with a key of Conductor's made for the other
/// computer. Intuit is in it where sign-ins pass through a relay; development keys stay where they are, as
/// their client secret may not travel.
pub(crate) async fn make_firm_file(
    session: &Session,
    asked: FirmFileForm,
) -> Result<MadeFile, ProblemView> {
    let own = session.own_firm_for(Permission::MakeFirmFiles)?;
    let allowed = allowed(Profile::None, own.as_ref(), session.settings.managed());
    let firm = session.genuine(own).await?;
    let granted = Permissions::from(asked.policy);
    if let Some(act) = more_than(granted, allowed) {
        return Err(FirmFileProblem::MoreThanAllowed { right: act.into() }.into());
    }
    if !(1..=90).contains(&asked.days) {
        return Err(FirmFileProblem::DaysOutOfRange.into());
    }
    let passphrase = Passphrase::new(&asked.passphrase);
    if !passphrase.is_long_enough() {
        return Err(FirmFileProblem::PassphraseShort.into());
    }
    if let Some(weakness) = passphrase.weakness(&firm.name) {
        return Err(problems::weak(weakness));
    }
    let vault = session.vault_of(&firm.id).await;
    let conductor = conductor(&asked.conductor_secret_key, &firm, vault.as_ref()).await?;
    let intuit = firm
        .intuit
        .as_ref()
        .and_then(|settings| intuit(settings, firm.ask_roles));
    if conductor.is_none() && intuit.is_none() {
        return Err(if firm.intuit.is_some() {
            FirmFileProblem::FileNeedsKeyOnly
        } else {
            FirmFileProblem::FileNeedsKey
        }
        .into());
    }
    let (firm_keys, key) = own_keys(vault.as_ref(), &firm).await?;
    pin_signer(session, &firm.id, key.public());
    let now = Timestamp::now();
    let file = FirmFile {
        id: uuid::Uuid::new_v4(),
        made_at: now,
        made_by: session.computer_name(),
        usable_until: now + SignedDuration::from_hours(24 * i64::from(asked.days)),
        computer: asked.computer.trim().to_owned(),
        firm_name: firm.name.clone(),
        conductor,
        intuit,
        firm_folder: firm.firm_folder.clone(),
        firm_keys: Some(firm_keys),
        signing_key: granted.make_firm_files.then(|| key.clone()),
        policy: policy(granted),
    };
    let signer_words = provisioning::words_of(&key.public());
    let stem = stem(&file.firm_name, &file.computer);
    let bytes = tokio::task::spawn_blocking(move || provisioning::seal(&file, &key, &passphrase))
        .await
        .map_err(|error| problems::not_made(&SealError::Encryption(error.to_string())))?
        .map_err(|error| problems::not_made(&error))?;
    Ok(MadeFile {
        stem,
        bytes,
        signer_words,
    })
}

/// Keeps who signs the firm's files, where that was not known.
fn pin_signer(session: &Session, of: &FirmId, signer: PublicKey) {
    session.settings.change(|values| {
        if let Some(firm) = values.firm_mut(of) {
            firm.signer.get_or_insert(signer);
        }
    });
}

/// Sets, or with an empty text takes away, the folder in which the firm's computers share their change log.
pub(crate) async fn save_firm_folder(session: &Session, folder: &str) -> Result<(), ProblemView> {
    let firm = session.own_firm_for(Permission::ChangeKeys)?;
    let firm = session.genuine(firm).await?.id;
    // A managed folder stays, whatever is asked for.
    if session.settings.managed().firm_folder().is_some() {
        return Ok(());
    }
    let folder = folder.trim();
    if !folder.is_empty() {
        is_usable(folder.into()).await?;
    }
    let folder = (!folder.is_empty()).then(|| folder.to_owned());
    session.settings.change(|values| {
        if let Some(firm) = values.firm_mut(&firm) {
            firm.firm_folder = folder;
        }
    });
    Ok(())
}

/// The firm's keys as they go into a file, and the one that signs it. Where the firm has none yet, they are made.
async fn own_keys(
    vault: &dyn Vault,
    firm: &FirmSettings,
) -> Result<(FirmKeys, SigningKey), ProblemView> {
    let joined = firm.computer.joined.is_some();
    let failed = |error: FirmKeyError| {
        problems::firm_key(&error, |why| FirmFileProblem::FileNotMade { why })
    };
    let signer = signing_key(vault, joined, firm.signer.as_ref())
        .await
        .map_err(failed)?;
    let keys = firm_keys(vault, joined).await.map_err(failed)?;
    Ok((keys, signer))
}

/// Conductor's part, after Conductor took its key; nothing without one.
async fn conductor(
    secret_key: &str,
    firm: &FirmSettings,
    vault: &dyn Vault,
) -> Result<Option<ConductorPart>, ProblemView> {
    let secret = secret_key.trim();
    if secret.is_empty() {
        return Ok(None);
    }
    let publishable = firm
        .conductor_publishable_key
        .as_deref()
        .ok_or(FirmFileProblem::ConductorNotSetUpHere)?;
    verify_keys::refuse_swapped(secret, publishable)?;
    let own = vault.get(CONDUCTOR_KEY).await.map_err(|error| {
        let error = FirmKeyError::Vault(error);
        problems::firm_key(&error, |why| FirmFileProblem::FileNotMade { why })
    })?;
    if own.is_some_and(|own| is_same(&own, secret)) {
        return Err(FirmFileProblem::OwnKey.into());
    }
    verify_keys::conductor_key(secret, firm.conductor_base_url.as_ref(), Origin::Typed).await?;
    Ok(Some(ConductorPart {
        secret_key: Key::new(secret),
        publishable_key: publishable.to_owned(),
        base_url: firm.conductor_base_url.clone(),
    }))
}

fn intuit(settings: &IntuitSettings, ask_roles: bool) -> Option<IntuitPart> {
    let relay = settings.relay.as_ref()?;
    Some(IntuitPart {
        client_id: settings.client_id.clone(),
        environment: match settings.environment {
            IntuitEnvironment::Production => Environment::Production,
            IntuitEnvironment::Sandbox => Environment::Sandbox,
        },
        relay: Relay {
            url: relay.url.clone(),
            operator: relay.operator.clone(),
        },
        accounting_scope: settings.accounting_scope,
        ask_roles,
    })
}

fn is_same(own: &Secret, given: &str) -> bool {
    // EXPOSE: compared, without the time it takes saying where they differ.
    own.expose().as_bytes().ct_eq(given.as_bytes()).into()
}

/// What `asked` allows and `allowed` does not.
fn more_than(asked: Permissions, allowed: Permissions) -> Option<Permission> {
    Permission::ALL
        .into_iter()
        .find(|act| act.is_allowed_by(asked) && !act.is_allowed_by(allowed))
}

fn policy(policy: Permissions) -> Policy {
    Policy {
        connect: policy.connect,
        disconnect: policy.disconnect,
        delete_connections: policy.delete_connections,
        export: policy.export,
        change_keys: policy.change_keys,
        make_firm_files: policy.make_firm_files,
        read_books: policy.read_books,
    }
}

/// `Hale & Ortiz LLP - LAPTOP-7`, as every system takes it for a file's name.
pub(crate) fn stem(firm: &str, computer: &str) -> String {
    format!("{} - {}", part(firm), part(computer))
}

/// A text as part of a file's name: without what some system refuses there, and without marks that turn the
/// direction of reading, which would hide how the name ends.
pub(crate) fn part(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept: String = text
        .chars()
        .map(|c| {
            if c.is_control() || turns(c) || "<>:\"/\\|?*".contains(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    let short: String = words.join(" ").chars().take(LONGEST_PART).collect();
    short.trim_matches(['.', ' ']).to_owned()
}

/// Whether the folder is there and can be written; a network's folder may take its time.
async fn is_usable(folder: PathBuf) -> Result<(), ProblemView> {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
    let named = folder.display().to_string();
    let looked = tokio::task::spawn_blocking(move || look_at(&folder));
    match tokio::time::timeout(PATIENCE, looked).await {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Ok(Err(problem))) => Err(problem(named).into()),
        Ok(Err(_)) | Err(_) => Err(FirmFileProblem::FolderSilent { folder: named }.into()),
    }
}

/// What is wrong with a folder, said of its path.
type OfFolder = fn(String) -> FirmFileProblem;

fn look_at(folder: &Path) -> Result<(), OfFolder> {
    if !folder.is_absolute() {
        return Err(|folder| FirmFileProblem::FolderNotWhole { folder });
    }
    if !folder.is_dir() {
        return Err(|folder| FirmFileProblem::FolderNotThere { folder });
    }
    let tried = tempfile::NamedTempFile::new_in(folder);
    tried.map(|_| ()).map_err(|_| {
        let problem: OfFolder = |folder| FirmFileProblem::FolderNotWritable { folder };
        problem
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_one_that_every_system_takes() {
        for (firm, computer, expected) in [
            (
                "Hale & Ortiz LLP",
                "LAPTOP-7",
                "Hale & Ortiz LLP - LAPTOP-7",
            ),
            ("A/B: C\\D", "x\n*?\"<>|y.", "A B C D - x y"),
            ("../..", "..", " - "),
            ("Ærø ☾ Bücher", "電話", "Ærø ☾ Bücher - 電話"),
        ] {
            assert_eq!(stem(firm, computer), expected);
        }
        assert_eq!(part(&"x".repeat(300)).len(), LONGEST_PART);
    }

    #[test]
    fn nobody_allows_more_than_is_allowed_here() {
        let everything = Permissions::default();
        let less = Permissions {
            delete_connections: false,
            ..everything
        };
        assert_eq!(
            more_than(everything, less),
            Some(Permission::DeleteConnections)
        );
        assert_eq!(more_than(less, less), None);
        assert_eq!(more_than(less, everything), None);
    }

    #[test]
    fn only_the_very_same_key_is_this_computers_own() {
        let own = Secret::new("sk_conductor_test_one");
        assert!(is_same(&own, "sk_conductor_test_one"));
        for other in ["sk_conductor_test_two", "sk_conductor_test_on", ""] {
            assert!(!is_same(&own, other), "{other}");
        }
    }

    #[tokio::test]
    async fn a_folder_has_to_be_whole_and_there_and_writable() {
        let folder = tempfile::tempdir().expect("a folder");
        is_usable(folder.path().to_owned()).await.expect("usable");
        assert_eq!(
            std::fs::read_dir(folder.path())
                .expect("the folder")
                .count(),
            0,
            "nothing is left behind"
        );
        let file = folder.path().join("file");
        std::fs::write(&file, b"x").expect("a writable folder");
        for (wrong, code) in [
            (PathBuf::from("firm/folder"), "folderNotWhole"),
            (folder.path().join("none"), "folderNotThere"),
            (file, "folderNotThere"),
        ] {
            let problem = is_usable(wrong).await.expect_err("unusable");
            assert_eq!(problem.code(), code);
        }
    }
}
