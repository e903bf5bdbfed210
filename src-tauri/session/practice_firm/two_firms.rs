//! A computer that works for one firm joins another: the second learns nothing of the first.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use provisioning::{FirmFile, FirmKeys, Policy};
use roster::change_log::FirmFolder;
use roster::client::{ClientDraft, QuickBooks};
use roster::computer::{Computer, ComputerId};
use roster::database::Database;
use roster::vault::{MemoryVault, Secret};
use signing::{PublicKey, SigningKey};

use super::sample::SampleClient;
use super::*;
use crate::platform::shell::SystemClipboard;
use crate::provisioning::firm_keys::{FIRM_KEY, firm_keys};
use crate::provisioning::join_firm::whose::{Here, Whose, whose};
use crate::provisioning::kept_keys;
use crate::settings::firm_id::FirmId;
use crate::settings::managed::Managed;
use crate::settings::{ComputerSettings, FirmSettings, Joined, Settings};

async fn open(
    practice: &Practice,
    browser: &ScriptedBrowser,
    folder: &Path,
    vault: Arc<dyn Vault>,
) -> Roster {
    fs::create_dir_all(folder).unwrap();
    let (conductor, intuit) = sides(practice.endpoints()).await.unwrap();
    Roster::open(Dependencies {
        database: Database::open(&folder.join("roster.sqlite")).unwrap(),
        vault,
        clock: Arc::new(PracticeClock(practice.clock())),
        browser: Arc::new(browser.clone()),
        clipboard: Arc::new(SystemClipboard::default()),
        listener: Arc::new(NullListener),
        conductor: Some(conductor),
        intuit: Some(intuit),
        scheme: OWN.scheme,
        computer: Computer {
            id: ComputerId::random(),
            name: "LAPTOP".to_owned(),
        },
    })
    .await
    .unwrap()
}

/// As [`Session::share_firm_log`] does for the firm that is open.
async fn share(roster: &Roster, settings: &Settings, vault: &dyn Vault) {
    let firm = settings.get().firm.unwrap();
    let keys = firm_keys(vault, firm.computer.joined.is_some())
        .await
        .unwrap();
    roster.change_log().share_change_log(Some(FirmFolder {
        folder: firm.firm_folder.unwrap().into(),
        keys,
        fingerprint: None,
    }));
    roster.change_log().sync_change_log().await;
}

fn lines_in(folder: &Path) -> usize {
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    files
        .map(|file| fs::read_to_string(file).unwrap().lines().count())
        .sum()
}

/// A firm file with that folder and these keys.
fn file_of(folder: &Path, keys: &FirmKeys) -> FirmFile {
    FirmFile {
        id: uuid::Uuid::new_v4(),
        made_at: Timestamp::now(),
        made_by: "BOOK-1".to_owned(),
        usable_until: Timestamp::MAX,
        computer: "LAPTOP".to_owned(),
        firm_name: "Hale & Ortiz LLP".to_owned(),
        conductor: None,
        intuit: None,
        firm_folder: Some(folder.display().to_string()),
        firm_keys: Some(keys.clone()),
        signing_key: None,
        policy: Policy::default(),
    }
}

/// The firm of such a file, under an id of its own.
fn joined_with(file: &FirmFile, signer: PublicKey) -> FirmSettings {
    FirmSettings {
        id: FirmId::random(),
        name: file.firm_name.clone(),
        firm_folder: file.firm_folder.clone(),
        signer: Some(signer),
        computer: ComputerSettings {
            joined: Some(Joined {
                computer: file.computer.clone(),
                made_by: file.made_by.clone(),
                made_at: file.made_at.as_millisecond(),
            }),
            ..ComputerSettings::default()
        },
        ..FirmSettings::default()
    }
}

#[tokio::test]
async fn a_computer_that_joins_another_firm_tells_it_nothing_of_the_first() {
    let data = tempfile::tempdir().unwrap();
    let (ours, theirs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let practice = Practice::start(practice::Config {
        start_before: HISTORY,
        app_scheme: OWN.scheme.to_owned(),
        ..practice::Config::default()
    })
    .await
    .unwrap();
    let story = SampleFirm::read(&practice).await.unwrap();
    let mut samples = story
        .clients
        .iter()
        .filter(|it| it.connect.is_some() && it.attempt.is_none() && it.journal.is_empty());
    let (sue, other) = (samples.next().unwrap(), samples.next().unwrap());
    let browser = ScriptedBrowser::default();
    let settings = Settings::of_folder(data.path(), Managed::default());

    // The computer connects a company of its first firm.
    let vault: Arc<dyn Vault> = Arc::new(MemoryVault::new());
    let firm = FirmSettings {
        name: "Hale & Ortiz LLP".to_owned(),
        firm_folder: Some(ours.path().display().to_string()),
        signer: Some(SigningKey::generate().public()),
        ..FirmSettings::default()
    };
    settings.take_firm(firm.clone(), vault.as_ref()).await;
    let first = open(
        &practice,
        &browser,
        &data.path().join("firm"),
        vault.clone(),
    )
    .await;
    share(&first, &settings, vault.as_ref()).await;
    story.add(&first, &browser, sue).await.unwrap();
    first.change_log().sync_change_log().await;
    assert_eq!(lines_in(ours.path()), 1, "its own firm is told");

    // A file of another firm, with that firm's folder and key.
    let signer = SigningKey::generate().public();
    let keys = FirmKeys::generate();
    let file = file_of(theirs.path(), &keys);
    let here = [Here {
        firm: &firm,
        keys: None,
    }];
    assert_eq!(whose(&here, &signer, Some(&keys)), Whose::Another);
    let vault: Arc<dyn Vault> = Arc::new(MemoryVault::new());
    kept_keys::replace(vault.as_ref(), &file, "sha")
        .await
        .unwrap();
    let joined = joined_with(&file, signer);
    let folder = data.path().join(joined.id.as_str());
    settings.take_firm(joined, vault.as_ref()).await;
    kept_keys::keep(vault.as_ref()).await;
    let second = open(&practice, &browser, &folder, vault.clone()).await;
    share(&second, &settings, vault.as_ref()).await;
    second.change_log().sync_change_log().await;
    assert_eq!(lines_in(theirs.path()), 0, "not a line of the first firm");

    // A computer of the other firm has a client of that name and number.
    let their_vault: Arc<dyn Vault> = Arc::new(MemoryVault::new());
    let key = Secret::new(keys.to_text().as_str());
    their_vault.set(FIRM_KEY, key).await.unwrap();
    let stranger = open(
        &practice,
        &browser,
        &data.path().join("other"),
        their_vault.clone(),
    )
    .await;
    share(&stranger, &settings, their_vault.as_ref()).await;
    let named = |it: &SampleClient| ClientDraft {
        number: it.number.clone(),
        ..ClientDraft::new(it.name.clone(), QuickBooks::Online)
    };
    let sues = stranger.add_client(named(sue)).unwrap();
    assert!(sues.elsewhere.is_none());

    // What is connected in the second firm is that firm's, and nobody else's.
    story.add(&second, &browser, other).await.unwrap();
    second.change_log().sync_change_log().await;
    stranger.change_log().sync_change_log().await;
    assert_eq!((lines_in(theirs.path()), lines_in(ours.path())), (1, 1));
    let others = stranger.add_client(named(other)).unwrap();
    assert!(others.elsewhere.is_some(), "under that firm's key");
    let rows = stranger.rows().unwrap();
    let sues = rows.iter().find(|row| row.id == sues.id).unwrap();
    assert!(sues.elsewhere.is_none(), "nor later");
    practice.stop().await;
}
