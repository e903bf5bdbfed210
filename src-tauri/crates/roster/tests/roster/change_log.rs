//! Two computers of one firm over one folder: who is warned, who is named, and what a stranger in the folder
//! can do.

mod folder;
mod identity;
mod keys;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use provisioning::{Epoch, FirmKey, FirmKeys};
use roster::change_log::FirmFolder;
use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::computer::{Computer, ComputerId};
use roster::database::Database;
use roster::view::{AttemptStage, Counterparty, ElsewhereView, EventKind, RosterEvent, State};
use tempfile::TempDir;

use crate::harness::{AppUnderTest, CEDAR, MARIA, SUES, TOM, TestEnv, TestVault, WREN};

/// Not a key of any firm.
pub(crate) const KEY: [u8; 32] = [0x5a; 32];

pub(crate) fn share(app: &AppUnderTest, folder: &Path) {
    share_under(app, folder, KEY);
}

pub(crate) fn share_under(app: &AppUnderTest, folder: &Path, key: [u8; 32]) {
    share_with(app, folder, &FirmKeys::first(FirmKey::new(key)));
}

/// The keys of a firm, the oldest first.
pub(crate) fn ring(keys: &[[u8; 32]]) -> FirmKeys {
    let epochs = (0..).zip(keys).map(|(number, key)| Epoch {
        number,
        since: i64::from(number),
        key: FirmKey::new(*key),
    });
    FirmKeys::of(epochs.collect()).unwrap()
}

pub(crate) fn share_with(app: &AppUnderTest, folder: &Path, keys: &FirmKeys) {
    app.change_log().share_change_log(Some(FirmFolder {
        folder: folder.to_owned(),
        keys: keys.clone(),
        fingerprint: None,
    }));
}

/// A computer whose connection of a company is in the change log of this folder.
pub(crate) async fn connected_laptop(env: &TestEnv, folder: &Path) -> AppUnderTest {
    let laptop = computer(env, "LAPTOP").await;
    share(&laptop, folder);
    laptop.connected(env, "Sue's Bakery", MARIA, SUES).await;
    laptop.change_log().sync_change_log().await;
    laptop
}

/// A computer with a roster and a keychain of its own.
pub(crate) async fn computer(env: &TestEnv, name: &str) -> AppUnderTest {
    env.app_with(|parts| {
        parts.database = Database::in_memory().unwrap();
        parts.vault = std::sync::Arc::new(TestVault::default());
        parts.computer = Computer {
            id: ComputerId::random(),
            name: name.to_owned(),
        };
    })
    .await
}

/// Front desk and back office, sharing a folder.
pub(crate) struct Firm {
    pub(crate) env: TestEnv,
    pub(crate) folder: TempDir,
    pub(crate) front: AppUnderTest,
    pub(crate) back: AppUnderTest,
}

impl Firm {
    pub(crate) async fn new() -> Self {
        let env = TestEnv::new().await;
        let folder = tempfile::tempdir().unwrap();
        let front = computer(&env, "FRONT-DESK").await;
        let back = computer(&env, "BACK-OFFICE").await;
        share(&front, folder.path());
        share(&back, folder.path());
        Self {
            env,
            folder,
            front,
            back,
        }
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The back office connects a company as Tom and writes it down.
    pub(crate) async fn tom_connects(&self, name: &str, realm: &str) -> ClientId {
        self.env.advance(60).await;
        let id = self.back.connected(&self.env, name, TOM, realm).await;
        self.back.change_log().sync_change_log().await;
        id
    }

    pub(crate) fn file_of(&self, computer: &str) -> PathBuf {
        let mut files = files(self.folder.path());
        files.retain(|file| name_of(file).starts_with(computer));
        assert_eq!(files.len(), 1, "{computer}");
        files.remove(0)
    }
}

pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

pub(crate) fn name_of(file: &Path) -> String {
    file.file_name().unwrap().to_str().unwrap().to_owned()
}

pub(crate) fn lines(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(str::to_owned).collect()
}

pub(crate) fn add_numbered(app: &AppUnderTest, name: &str, number: &str) -> ClientId {
    let row = app
        .add_client(ClientDraft {
            number: Some(number.to_owned()),
            ..ClientDraft::new(name, QuickBooks::Online)
        })
        .unwrap();
    ClientId::parse(&row.id).unwrap()
}

/// Who is said to hold a client's company.
pub(crate) fn holder(app: &AppUnderTest, id: ClientId) -> Option<(String, String)> {
    let ElsewhereView {
        person, computer, ..
    } = app.row(id).elsewhere?;
    Some((person, computer))
}

#[expect(clippy::unnecessary_wraps, reason = "compared with `holder`")]
pub(crate) fn tom() -> Option<(String, String)> {
    Some(("Tom Becker".to_owned(), "BACK-OFFICE".to_owned()))
}

/// Lines of a client's history that another computer wrote.
pub(crate) fn from_elsewhere(
    app: &AppUnderTest,
    id: ClientId,
) -> Vec<(EventKind, Option<String>, String)> {
    let timeline = app.timeline(id).unwrap();
    timeline
        .into_iter()
        .filter(|event| event.computer != "FRONT-DESK")
        .map(|event| (event.event, event.person, event.computer))
        .collect()
}

#[tokio::test]
async fn a_second_connector_is_named_after_the_fact() {
    let firm = Firm::new().await;
    let (front, env) = (&firm.front, &firm.env);
    let id = front.connected(env, "Sue's Bakery", MARIA, SUES).await;
    front.change_log().sync_change_log().await;
    firm.back.change_log().sync_change_log().await;
    let theirs = firm.tom_connects("Sue's Bakery LLC", SUES).await;
    assert!(holder(&firm.back, theirs).is_none(), "theirs is the newest");

    front.change_log().sync_change_log().await;
    assert_eq!(
        front.state(id),
        State::Connected,
        "a line alone proves nothing"
    );
    assert_eq!(holder(front, id), tom());
    let lines = [(
        EventKind::Connected,
        Some("Tom Becker".to_owned()),
        "BACK-OFFICE".to_owned(),
    )];
    assert_eq!(from_elsewhere(front, id), lines);

    // What Intuit is believed to do with the connection before.
    env.apply_scenario("Sue's Bakery LLC", "taken_over").await;
    front.scheduler().check_all().await;
    env.advance(2 * 3600).await;
    front.scheduler().check_all().await;
    env.advance(2 * 3600).await;
    front.scheduler().check_all().await;
    let row = front.row(id);
    assert_eq!(row.state, State::TakenOver, "{row:?}");
    assert_eq!(
        row.other,
        Some(Counterparty::Named("Tom Becker".to_owned()))
    );
    assert_eq!(from_elsewhere(front, id), lines, "however often it looks");

    front.sign_in(env, id, MARIA, SUES).await;
    front.change_log().sync_change_log().await;
    assert!(holder(front, id).is_none(), "ours is the newest now");
    firm.back.change_log().sync_change_log().await;
    assert_eq!(
        holder(&firm.back, theirs).unwrap().1,
        "FRONT-DESK",
        "and they hear of it"
    );
}

#[tokio::test]
async fn a_client_that_nobody_connected_here_is_warned_of() {
    let firm = Firm::new().await;
    let front = &firm.front;
    let by_name = front.add_online("  wren & DAUGHTERS");
    let by_number = add_numbered(front, "Cedar Loft", "1107");
    let other_number = add_numbered(front, "Cedar Loft Interiors", "9");
    let desktop = front.add_desktop("Wren & Daughters");
    firm.tom_connects("Wren & Daughters", WREN).await;
    let theirs = add_numbered(&firm.back, "Cedar Loft Interiors", "1107");
    firm.back.sign_in(&firm.env, theirs, TOM, CEDAR).await;
    firm.back.online().save_connection(theirs).await.unwrap();
    firm.back.change_log().sync_change_log().await;

    front.change_log().sync_change_log().await;
    assert_eq!(holder(front, by_name), tom());
    assert_eq!(holder(front, by_number), tom());
    assert!(holder(front, other_number).is_none(), "two numbers");
    assert!(holder(front, desktop).is_none());
    assert!(
        from_elsewhere(front, by_name).is_empty(),
        "a name alone is no history"
    );
    let later = front.add_online("Wren & Daughters");
    assert_eq!(holder(front, later), tom(), "also one that is added later");

    // The verify step goes by the company itself.
    front.sign_in(&firm.env, by_name, MARIA, WREN).await;
    let found = front.sheet(by_name).found().unwrap();
    assert_eq!(found.elsewhere.unwrap().person, "Tom Becker");
    front.online().save_connection(by_name).await.unwrap();
    assert!(holder(front, by_name).is_none());

    firm.back.online().disconnect_client(theirs).await.unwrap();
    firm.back.change_log().sync_change_log().await;
    front.change_log().sync_change_log().await;
    assert!(holder(front, by_number).is_none(), "they let go of it");
}

#[tokio::test]
async fn after_a_line_is_written_the_others_are_read_at_once() {
    let firm = Firm::new().await;
    let sues = firm
        .front
        .connected(&firm.env, "Sue's Bakery", MARIA, SUES)
        .await;
    let untouched = firm.front.add_online("Bluebell Nursery").to_string();
    firm.front.change_log().sync_change_log().await;
    firm.tom_connects("Sue's Bakery", SUES).await;
    firm.front.forget_events().await;
    firm.front
        .connected(&firm.env, "Wren & Daughters", MARIA, WREN)
        .await;
    let rows = firm
        .front
        .until(|event| match event {
            RosterEvent::Rows { rows } => rows
                .iter()
                .any(|row| row.id == sues.to_string() && row.elsewhere.is_some())
                .then(|| rows.clone()),
            _ => None,
        })
        .await;
    assert!(
        rows.iter().all(|row| row.id != untouched),
        "only what changed"
    );
    assert_eq!(holder(&firm.front, sues), tom());
}

#[tokio::test]
async fn what_we_ended_ourselves_is_nobody_elses() {
    let firm = Firm::new().await;
    let front = &firm.front;
    firm.tom_connects("Sue's Bakery", SUES).await;
    firm.env.advance(60).await;
    let id = front
        .connected(&firm.env, "Sue's Bakery", MARIA, SUES)
        .await;
    front.online().disconnect_client(id).await.unwrap();
    front.change_log().sync_change_log().await;
    assert!(
        holder(front, id).is_none(),
        "Tom's ended when we connected it"
    );
    assert_eq!(lines(&firm.file_of("FRONT-DESK")).len(), 2);
}

#[tokio::test]
async fn a_rejected_sign_in_does_not_end_the_connection_of_a_colleague() {
    let firm = Firm::new().await;
    firm.tom_connects("Sue's Bakery", SUES).await;
    let front = &firm.front;
    front.change_log().sync_change_log().await;
    let id = front.add_online("Sue's Bakery");
    front.sign_in(&firm.env, id, MARIA, SUES).await;
    assert_eq!(front.stage(id), AttemptStage::Confirm);
    front.online().reject_connection(id).await.unwrap();
    assert_eq!(firm.env.revokes().await, 0);
    let other = front.add_online("Wren & Daughters");
    front.sign_in(&firm.env, other, MARIA, WREN).await;
    front.online().reject_connection(other).await.unwrap();
    assert_eq!(firm.env.revokes().await, 1, "nobody's is withdrawn");
}

#[tokio::test]
async fn a_hidden_end_does_not_hold_a_company_for_ever() {
    let firm = Firm::new().await;
    let (front, env) = (&firm.front, &firm.env);
    firm.tom_connects("Sue's Bakery", SUES).await;
    // From here on nothing of the back office arrives, not even the end of Tom's connection.
    firm.back.change_log().share_change_log(None);
    env.advance(60).await;
    let id = front.connected(env, "Sue's Bakery", MARIA, SUES).await;
    front.online().disconnect_client(id).await.unwrap();
    env.advance(60).await;
    let before = env.revokes().await;
    front.sign_in(env, id, MARIA, SUES).await;
    front.online().reject_connection(id).await.unwrap();
    assert_eq!(env.revokes().await, before + 1, "ours was newer");
}

#[tokio::test]
async fn a_hold_that_nobody_confirms_is_the_last_that_was_known() {
    let firm = Firm::new().await;
    let (front, env) = (&firm.front, &firm.env);
    firm.tom_connects("Sue's Bakery", SUES).await;
    firm.back.change_log().share_change_log(None);
    front.change_log().sync_change_log().await;
    env.advance(101 * 24 * 3600).await;
    let id = front.add_online("Sue's Bakery");
    assert_eq!(holder(front, id), tom(), "it is still told");
    let before = env.revokes().await;
    front.sign_in(env, id, MARIA, SUES).await;
    front.online().reject_connection(id).await.unwrap();
    assert_eq!(env.revokes().await, before + 1);
}

/// A computer over a roster in a file, with a keychain that others may have a copy of.
pub(crate) async fn computer_over(
    env: &TestEnv,
    id: ComputerId,
    file: &Path,
    vault: &Arc<TestVault>,
) -> AppUnderTest {
    env.app_with(|parts| {
        parts.database = Database::open(file).unwrap();
        parts.vault = vault.clone();
        parts.computer = Computer {
            id,
            name: "FRONT-DESK".to_owned(),
        };
    })
    .await
}

#[tokio::test]
async fn a_hold_that_is_confirmed_lasts() {
    let firm = Firm::new().await;
    let (front, env) = (&firm.front, &firm.env);
    let theirs = firm.tom_connects("Sue's Bakery", SUES).await;
    front.change_log().sync_change_log().await;
    env.advance(90 * 24 * 3600).await;
    firm.back.scheduler().check_all().await;
    firm.back.change_log().sync_change_log().await;
    firm.back.change_log().sync_change_log().await;
    assert_eq!(
        lines(&firm.file_of("BACK-OFFICE")).len(),
        2,
        "one line more"
    );
    assert_eq!(firm.back.state(theirs), State::Connected);
    front.change_log().sync_change_log().await;
    env.advance(60 * 24 * 3600).await;
    let id = front.add_online("Sue's Bakery");
    assert!(!front.row(id).elsewhere.unwrap().last_known);
    let before = env.revokes().await;
    front.sign_in(env, id, MARIA, SUES).await;
    front.online().reject_connection(id).await.unwrap();
    assert_eq!(env.revokes().await, before);
}
