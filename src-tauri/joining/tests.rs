//! Waiting, opening, and putting secrets where they were.

use provisioning::{ConductorPart, FirmKey, Key, Lock};
use roster::vault::{BoxFuture, MemoryVault, VaultStatus};
use signing::SigningKey;

use super::*;

#[test]
fn a_second_file_takes_the_firsts_place_and_a_late_passphrase_opens_nothing() {
    let joining = Joining::default();
    assert_eq!(joining.seen(), None);
    joining.keep("one.counterfoil", Ok(sealed()));
    let first = joining.sealed().expect("it waits");
    joining.keep("../two\n.counterfoil", Ok(sealed()));
    assert_eq!(
        joining.seen().expect("it waits").name,
        "two.counterfoil",
        "no folder, one line"
    );
    joining.keep_opened(&first, signed());
    assert!(
        joining.opened().is_err(),
        "that was the first file's passphrase"
    );
    let second = joining.sealed().expect("it waits");
    joining.keep_opened(&second, signed());
    assert_eq!(
        joining.opened().expect("open").file.firm_name,
        "Hale & Ortiz LLP"
    );
    joining.forget();
    assert!(joining.opened().is_err() && joining.seen().is_none());
}

#[test]
fn a_file_that_cannot_be_used_says_why_again_when_a_passphrase_is_tried() {
    let joining = Joining::default();
    let seen = joining.keep("x.counterfoil", Err("It is damaged.".to_owned()));
    assert_eq!(seen.problem.as_deref(), Some("It is damaged."));
    let problem = joining.sealed().expect_err("unusable");
    assert_eq!(problem.message, "It is damaged.");
}

#[tokio::test]
async fn when_the_second_secret_is_not_kept_the_first_is_as_it_was() {
    for former in [None, Some("sk_former_fake")] {
        let vault = Full(MemoryVault::new());
        if let Some(former) = former {
            vault
                .0
                .set(CONDUCTOR_KEY, Secret::new(former))
                .await
                .unwrap();
        }
        let problem = Replaced::by(&vault, &file()).await.err().expect("full");
        assert_eq!(problem.code, ProblemCode::Keychain);
        let kept = vault.0.get(CONDUCTOR_KEY).await.unwrap();
        assert_eq!(kept.as_ref().map(Secret::expose), former);
    }
}

#[tokio::test]
async fn a_files_secrets_are_kept_and_what_it_does_not_bring_is_dropped() {
    let vault = MemoryVault::new();
    vault.set(INTUIT_SECRET, Secret::new("fake")).await.unwrap();
    assert!(Replaced::by(&vault, &file()).await.is_ok());
    drop_unused(&vault, &file()).await;
    let kept = vault.get(CONDUCTOR_KEY).await.unwrap().expect("kept");
    assert_eq!(kept.expose(), "sk_conductor_test_not_a_real_key");
    let kept = vault.get(FIRM_KEY).await.unwrap().expect("kept");
    let kept = FirmKeys::from_text(kept.expose()).expect("a key");
    assert_eq!(kept.newest().key, FirmKey::new([7; 32]));
    assert!(vault.get(INTUIT_SECRET).await.unwrap().is_none());
}

/// Has room for one kind of secret only.
struct Full(MemoryVault);

impl Vault for Full {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Secret>, VaultError>> {
        self.0.get(name)
    }

    fn set<'a>(&'a self, name: &'a str, secret: Secret) -> BoxFuture<'a, Result<(), VaultError>> {
        if name == FIRM_KEY {
            Box::pin(async { Err(VaultError::Locked) })
        } else {
            self.0.set(name, secret)
        }
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        self.0.delete(name)
    }

    fn status(&self) -> BoxFuture<'_, VaultStatus> {
        self.0.status()
    }
}

fn sealed() -> Sealed {
    let passphrase = Passphrase::new("correct horse battery staple");
    let lock = Lock {
        work: 1,
        armored: true,
    };
    let key = SigningKey::generate();
    let bytes = provisioning::seal_with(&file(), &key, &passphrase, lock).expect("a file");
    Sealed::read(&bytes).expect("a file")
}

fn signed() -> SignedFile {
    SignedFile {
        signer: SigningKey::generate().public(),
        file: file(),
    }
}

fn file() -> FirmFile {
    FirmFile {
        id: uuid::Uuid::nil(),
        made_at: Timestamp::UNIX_EPOCH,
        made_by: "FRONT-DESK".to_owned(),
        usable_until: Timestamp::MAX,
        computer: "LAPTOP-7".to_owned(),
        firm_name: "Hale & Ortiz LLP".to_owned(),
        conductor: Some(ConductorPart {
            secret_key: Key::new("sk_conductor_test_not_a_real_key"),
            publishable_key: "pk_conductor_test_not_a_real_key".to_owned(),
            base_url: None,
        }),
        intuit: None,
        firm_folder: None,
        firm_keys: Some(FirmKeys::first(FirmKey::new([7; 32]))),
        signing_key: None,
        policy: Policy::default(),
    }
}
