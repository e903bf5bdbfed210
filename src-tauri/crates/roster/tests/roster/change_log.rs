//! Two computers of one firm over one folder: who is warned, who is named, and what a stranger in the folder
//! can do.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use provisioning::{Epoch, FirmKey, FirmKeys};
use roster::change_log::FirmFolder;
use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::computer::{Computer, ComputerId, WriterId};
use roster::database::Database;
use roster::view::{
    AttemptStage, BannerKind, Counterparty, ElsewhereView, EventKind, Place, RosterEvent, State,
};
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
            name: name.to_owned(),
            number: Some(number.to_owned()),
            email: None,
            books: QuickBooks::Online,
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
async fn while_the_folder_is_gone_lines_wait_and_are_written_once() {
    let firm = Firm::new().await;
    let (front, env) = (&firm.front, &firm.env);
    front.change_log().sync_change_log().await;
    assert_eq!(front.change_log().change_log_problem(), None);
    let place = firm.at("share");
    share(front, &place);
    let id = front.connected(env, "Sue's Bakery", MARIA, SUES).await;
    front.change_log().sync_change_log().await;
    let problem = front.change_log().change_log_problem().unwrap();
    assert!(problem.contains("share can't be found"), "{problem}");
    front.scheduler().check_all().await;
    assert_eq!(front.state(id), State::Connected);

    fs::create_dir(&place).unwrap();
    front.change_log().sync_change_log().await;
    front.change_log().sync_change_log().await;
    assert_eq!(front.change_log().change_log_problem(), None);
    let written = files(&place);
    assert_eq!(written.len(), 1);
    assert_eq!(lines(&written[0]).len(), 1);

    fs::rename(&place, firm.at("elsewhere")).unwrap();
    front.online().disconnect_client(id).await.unwrap();
    front.change_log().sync_change_log().await;
    assert!(front.change_log().change_log_problem().is_some());
    fs::rename(firm.at("elsewhere"), &place).unwrap();
    front.change_log().sync_change_log().await;
    front.change_log().sync_change_log().await;
    assert_eq!(lines(&written[0]).len(), 2);

    front.change_log().share_change_log(None);
    assert_eq!(front.change_log().change_log_problem(), None);
}

#[tokio::test]
async fn a_connection_from_before_the_folder_is_written_too() {
    let firm = Firm::new().await;
    let (front, env) = (&firm.front, &firm.env);
    front.change_log().share_change_log(None);
    let id = front.connected(env, "Sue's Bakery", MARIA, SUES).await;
    share(front, firm.folder.path());
    front.change_log().sync_change_log().await;
    front.change_log().sync_change_log().await;
    assert_eq!(lines(&firm.file_of("FRONT-DESK")).len(), 1);
    let theirs = firm.back.add_online("Sue's Bakery");
    firm.back.change_log().sync_change_log().await;
    let told = firm.back.row(theirs).elsewhere.unwrap();
    assert_eq!(told.at, front.row(id).connected_at.unwrap());
}

#[tokio::test]
async fn a_file_that_was_deleted_or_replaced_is_begun_anew() {
    let firm = Firm::new().await;
    let (front, env) = (&firm.front, &firm.env);
    let id = front.connected(env, "Sue's Bakery", MARIA, SUES).await;
    front.change_log().sync_change_log().await;
    firm.back.change_log().sync_change_log().await;
    let first = firm.file_of("FRONT-DESK");
    fs::remove_file(&first).unwrap();
    fs::create_dir(&first).unwrap();
    front.change_log().sync_change_log().await;
    assert_eq!(front.change_log().change_log_problem(), None);
    fs::remove_dir(&first).unwrap();
    let second = firm.file_of("FRONT-DESK");
    assert_ne!(first, second);
    assert_eq!(lines(&second).len(), 1, "what stands is told again");

    // On Windows only administrators make links.
    #[cfg(not(unix))]
    let _ = id;
    #[cfg(unix)]
    {
        let target = firm.at("notes.txt");
        // Longer than what we wrote: otherwise it would count as shortened, whatever it is.
        let notes = "mine\n".repeat(2_000);
        assert!(notes.len() > fs::read(&second).unwrap().len());
        fs::write(&target, &notes).unwrap();
        fs::remove_file(&second).unwrap();
        std::os::unix::fs::symlink(&target, &second).unwrap();
        front.online().disconnect_client(id).await.unwrap();
        front.change_log().sync_change_log().await;
        let is_whole = fs::read_to_string(&target).unwrap() == notes;
        assert!(is_whole, "it was written through the link");
        fs::remove_file(&second).unwrap();
        assert_eq!(
            lines(&firm.file_of("FRONT-DESK")).len(),
            1,
            "the end is told"
        );
    }
}

#[tokio::test]
async fn connections_are_written_again_after_a_file_was_deleted_shortened_or_filled_up() {
    for harm in ["deleted", "shortened", "filled up"] {
        let firm = Firm::new().await;
        let (front, env) = (&firm.front, &firm.env);
        front.connected(env, "Sue's Bakery", MARIA, SUES).await;
        front.connected(env, "Wren", MARIA, WREN).await;
        front.change_log().sync_change_log().await;
        let first = firm.file_of("FRONT-DESK");
        let text = fs::read_to_string(&first).unwrap();
        assert_eq!(text.lines().count(), 2);
        match harm {
            "deleted" => fs::remove_file(&first).unwrap(),
            "shortened" => fs::write(&first, text.split_inclusive('\n').next().unwrap()).unwrap(),
            // No room for another line below the four megabytes that are read of a file.
            _ => fs::write(&first, text + &"x\n".repeat(2 * 1024 * 1024 - 2_000)).unwrap(),
        }
        front.change_log().sync_change_log().await;
        let mut others = files(firm.folder.path());
        others.retain(|file| name_of(file).starts_with("FRONT-DESK") && *file != first);
        assert_eq!(others.len(), 1, "{harm}");
        assert_eq!(lines(&others[0]).len(), 2, "{harm}");
    }
}

#[tokio::test]
async fn a_torn_line_is_left_behind_and_nothing_after_it_is_lost() {
    let firm = Firm::new().await;
    let front = &firm.front;
    let sue = front.add_online("Sue's Bakery");
    let wren = front.add_online("Wren & Daughters");
    firm.tom_connects("Sue's Bakery", SUES).await;
    // It would begin another file when it finds this one cut off.
    firm.back.change_log().share_change_log(None);
    let file = firm.file_of("BACK-OFFICE");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 40]).unwrap();
    front.change_log().sync_change_log().await;
    assert!(holder(front, sue).is_none(), "half a line says nothing");
    fs::write(&file, [&whole[..], b"AQAB"].concat()).unwrap();
    front.change_log().sync_change_log().await;
    assert_eq!(holder(front, sue), tom());

    share(&firm.back, firm.folder.path());
    firm.tom_connects("Wren & Daughters", WREN).await;
    assert_eq!(lines(&file).len(), 3);
    front.change_log().sync_change_log().await;
    assert_eq!(holder(front, wren), tom());
}

#[tokio::test]
async fn foreign_lines_and_lines_out_of_place_change_nothing() {
    let firm = Firm::new().await;
    let front = &firm.front;
    let sue = front.add_online("Sue's Bakery");
    let wren = front.add_online("Wren & Daughters");
    firm.tom_connects("Sue's Bakery", SUES).await;
    firm.tom_connects("Wren & Daughters", WREN).await;
    firm.back.change_log().share_change_log(None);
    let genuine = firm.file_of("BACK-OFFICE");
    let own = lines(&genuine);
    fs::remove_file(&genuine).unwrap();

    let stranger = computer(&firm.env, "STRANGER").await;
    let strange = tempfile::tempdir().unwrap();
    share_under(&stranger, strange.path(), [0x11; 32]);
    stranger
        .connected(&firm.env, "Sue's Bakery", TOM, SUES)
        .await;
    stranger.change_log().sync_change_log().await;
    let foreign = lines(&files(strange.path())[0]);

    let put = |name: &str, lines: &[&str]| {
        fs::write(firm.at(name), format!("{}\n", lines.join("\n"))).unwrap();
    };
    put(&name_of(&genuine), &[&own[1], &own[0]]);
    put("STRANGER-0a0b0c0d.counterfoil-log", &[&foreign[0]]);
    put("COPY-00000001.counterfoil-log", &[&own[0], &own[1]]);
    put(
        "JUNK-00000002.counterfoil-log",
        &["", "AQ", "!!", &"A".repeat(90_000)],
    );
    put(
        "BACK-OFFICE-3f2a9c01 (conflicted copy).counterfoil-log",
        &[&own[0]],
    );
    front.change_log().sync_change_log().await;
    let problem = front.change_log().change_log_problem().unwrap();
    assert!(problem.contains("key doesn't open"), "{problem}");
    for id in [sue, wren] {
        assert_eq!((holder(front, id), front.state(id)), (None, State::Never));
        assert!(from_elsewhere(front, id).is_empty());
    }

    // Put right, and once more from the beginning: each line counts once.
    put(&name_of(&genuine), &[&own[0], &own[1]]);
    front.change_log().sync_change_log().await;
    assert_eq!(front.change_log().change_log_problem(), None);
    assert_eq!((holder(front, sue), holder(front, wren)), (tom(), tom()));
    put(&name_of(&genuine), &[&own[0]]);
    front.change_log().sync_change_log().await;
    put(&name_of(&genuine), &[&own[0], &own[1], &own[0]]);
    front.change_log().sync_change_log().await;
    assert_eq!((holder(front, sue), holder(front, wren)), (tom(), tom()));

    // Our own lines, come back as somebody else's.
    let id = front.connected(&firm.env, "Cedar Loft", MARIA, CEDAR).await;
    front.change_log().sync_change_log().await;
    fs::copy(
        firm.file_of("FRONT-DESK"),
        firm.at("BACK-OFFICE-77777777.counterfoil-log"),
    )
    .unwrap();
    front.change_log().sync_change_log().await;
    assert!(holder(front, id).is_none());
    assert!(from_elsewhere(front, id).is_empty());
}

#[tokio::test]
async fn a_hostile_folder_is_bounded() {
    let firm = Firm::new().await;
    let front = &firm.front;
    let sue = front.add_online("Sue's Bakery");
    firm.tom_connects("Sue's Bakery", SUES).await;
    front.change_log().sync_change_log().await;

    let huge = fs::File::create(firm.at("AAA-00000001.counterfoil-log")).unwrap();
    huge.set_len(1 << 30).unwrap();
    let mut flat = fs::File::create(firm.at("AAA-00000002.counterfoil-log")).unwrap();
    flat.write_all(&vec![b'A'; 4 * 1024 * 1024]).unwrap();
    fs::create_dir(firm.at("AAA-00000003.counterfoil-log")).unwrap();
    #[cfg(unix)]
    {
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(to, firm.at(name)).unwrap();
        };
        link("/dev/zero", "AAA-00000004.counterfoil-log");
        link("nowhere", "AAA-00000005.counterfoil-log");
        link(
            firm.folder.path().to_str().unwrap(),
            "AAA-00000006.counterfoil-log",
        );
        let pipe = firm.at("AAA-00000007.counterfoil-log");
        let made = std::process::Command::new("mkfifo").arg(pipe).status();
        assert!(made.unwrap().success());
    }
    for n in 0..1_000 {
        fs::write(firm.at(&format!("AAB-{n:08x}.counterfoil-log")), "x\n").unwrap();
    }
    firm.tom_connects("Wren & Daughters", WREN).await;
    let wren = front.add_online("Wren & Daughters");
    front.change_log().sync_change_log().await;
    let problem = front.change_log().change_log_problem().unwrap();
    assert!(
        problem.contains(": AAA-00000002.counterfoil-log. They"),
        "{problem}"
    );
    assert_eq!(holder(front, sue), tom());
    assert_eq!(
        holder(front, wren),
        tom(),
        "a file that was good comes first"
    );
}

#[tokio::test]
async fn the_folder_shows_no_name_and_no_company() {
    let firm = Firm::new().await;
    let (front, env) = (&firm.front, &firm.env);
    front.connected(env, "Sue's Bakery", MARIA, SUES).await;
    front.change_log().sync_change_log().await;
    let text = fs::read_to_string(firm.file_of("FRONT-DESK")).unwrap();
    for secret in ["Sue", "Maria", "maria", SUES, "connected"] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(
        text.trim_end()
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    );
}

#[tokio::test]
async fn a_file_in_the_folders_place_is_a_sentence_and_no_more() {
    let firm = Firm::new().await;
    let place = firm.at("not-a-folder");
    fs::write(&place, "x").unwrap();
    share(&firm.front, &place);
    let id = firm
        .front
        .connected(&firm.env, "Sue's Bakery", MARIA, SUES)
        .await;
    firm.front.change_log().sync_change_log().await;
    let problem = firm.front.change_log().change_log_problem().unwrap();
    assert!(
        problem.contains("not-a-folder is not a folder"),
        "{problem}"
    );
    assert_eq!(firm.front.state(id), State::Connected);
    assert!(firm.front.banners().is_empty());
}

#[tokio::test]
async fn another_key_forgets_what_was_said_under_the_first() {
    let firm = Firm::new().await;
    let front = &firm.front;
    let sue = front.add_online("Sue's Bakery");
    firm.tom_connects("Sue's Bakery", SUES).await;
    front.change_log().sync_change_log().await;
    assert_eq!(holder(front, sue), tom());
    share_under(front, firm.folder.path(), [0x22; 32]);
    front.change_log().sync_change_log().await;
    assert_eq!(holder(front, sue), None);
    share(front, firm.folder.path());
    front.change_log().sync_change_log().await;
    assert_eq!(holder(front, sue), tom());
    front.change_log().share_change_log(None);
    assert_eq!(holder(front, sue), None, "without a folder nobody is known");
}

#[tokio::test]
async fn two_computers_of_one_name_are_distinguished() {
    let env = TestEnv::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (
        computer(&env, "DESKTOP").await,
        computer(&env, "DESKTOP").await,
    );
    share(&one, folder.path());
    share(&two, folder.path());
    let id = one.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    env.advance(60).await;
    two.connected(&env, "Sue's Bakery", TOM, SUES).await;
    two.change_log().sync_change_log().await;
    one.change_log().sync_change_log().await;
    assert_eq!(holder(&one, id).unwrap().0, "Tom Becker");
    let computers: Vec<String> = one
        .timeline(id)
        .unwrap()
        .into_iter()
        .filter(|event| event.person.as_deref() == Some("Tom Becker"))
        .map(|event| event.computer)
        .collect();
    assert!(computers[0].starts_with("DESKTOP ("), "{computers:?}");
}

/// The firm's key is changed at the front desk; the back office gets it with its next firm file.
#[tokio::test]
async fn after_the_key_was_changed_what_was_said_stays_known_and_a_new_firm_file_brings_the_rest() {
    let firm = Firm::new().await;
    firm.tom_connects("Wren & Daughters", WREN).await;
    let wren = firm.front.add_online("Wren & Daughters");
    firm.front.change_log().sync_change_log().await;
    let told = firm.front.row(wren).elsewhere.unwrap();

    let now = jiff::Timestamp::from_millisecond(told.at + 1).unwrap();
    let first = FirmKeys::first(FirmKey::new(KEY));
    let changed = first.changed(now).unwrap();
    share_with(&firm.front, firm.folder.path(), &changed);
    firm.front.change_log().sync_change_log().await;
    assert_eq!(
        holder(&firm.front, wren),
        tom(),
        "said under the former key"
    );

    firm.env.advance(60).await;
    firm.front
        .connected(&firm.env, "Sue's Bakery", MARIA, SUES)
        .await;
    firm.front.change_log().sync_change_log().await;
    let sues = firm.back.add_online("Sue's Bakery");
    firm.back.change_log().sync_change_log().await;
    assert!(
        holder(&firm.back, sues).is_none(),
        "the former key reads nothing new"
    );
    share_with(&firm.back, firm.folder.path(), &changed);
    firm.back.change_log().sync_change_log().await;
    assert!(holder(&firm.back, sues).is_some(), "read again");
}

#[tokio::test]
async fn what_is_under_a_key_that_is_not_here_is_counted_and_said_once() {
    let firm = Firm::new().await;
    let said = |app: &AppUnderTest| {
        let banners = app.banners();
        assert!(
            banners
                .iter()
                .all(|it| it.kind == BannerKind::FirmKeyChanged)
        );
        banners
            .into_iter()
            .map(|it| it.name.unwrap())
            .collect::<Vec<_>>()
    };
    let changed = FirmKeys::first(FirmKey::new(KEY))
        .changed(jiff::Timestamp::from_millisecond(1).unwrap())
        .unwrap();
    share_with(&firm.front, firm.folder.path(), &changed);
    for (name, realm) in [("Sue's Bakery", SUES), ("Cedar Lane Books", CEDAR)] {
        firm.env.advance(60).await;
        firm.front.connected(&firm.env, name, MARIA, realm).await;
    }
    firm.front.change_log().sync_change_log().await;
    assert!(said(&firm.front).is_empty(), "it has the key");
    for _ in 0..2 {
        firm.back.change_log().sync_change_log().await;
        assert_eq!(said(&firm.back), ["2"]);
        assert_eq!(
            firm.back.change_log().change_log_problem(),
            None,
            "nothing is wrong with the folder"
        );
    }
    // Somebody without any key of the firm copies the lines to and fro.
    let file = firm.file_of("FRONT-DESK");
    fs::copy(&file, firm.at("FRONT-DESK-00000001.counterfoil-log")).unwrap();
    firm.back.change_log().sync_change_log().await;
    assert_eq!(said(&firm.back), ["2"], "lines out of place are nobody's");

    share_with(&firm.back, firm.folder.path(), &changed);
    firm.back.change_log().sync_change_log().await;
    assert!(said(&firm.back).is_empty(), "the new firm file is here");
}

#[tokio::test]
async fn three_computers_of_one_name_are_three() {
    let env = TestEnv::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut apps = Vec::new();
    for _ in 0..3 {
        let app = computer(&env, "This computer").await;
        share(&app, folder.path());
        apps.push(app);
    }
    let [one, two, three] = &apps[..] else {
        panic!("three")
    };
    let id = one.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    one.change_log().sync_change_log().await;
    env.advance(60).await;
    two.connected(&env, "Sue's Bakery", TOM, SUES).await;
    two.change_log().sync_change_log().await;
    env.advance(60).await;
    // The first lets go of its dead grant; the second holds the company still.
    one.online().disconnect_client(id).await.unwrap();
    one.change_log().sync_change_log().await;
    three.change_log().sync_change_log().await;

    let theirs = three.add_online("Sue's Bakery");
    assert_eq!(holder(three, theirs).unwrap().0, "Tom Becker");
    let before = env.revokes().await;
    three.sign_in(&env, theirs, MARIA, SUES).await;
    three.online().reject_connection(theirs).await.unwrap();
    assert_eq!(env.revokes().await, before, "Tom's connection stays");
}

#[tokio::test]
async fn another_firms_key_learns_nothing_from_before() {
    let env = TestEnv::new().await;
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let laptop = computer(&env, "LAPTOP").await;
    share(&laptop, first.path());
    laptop.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    laptop.change_log().sync_change_log().await;
    assert_eq!(files(first.path()).len(), 1);

    let other = [0x77; 32];
    share_under(&laptop, second.path(), other);
    laptop.change_log().sync_change_log().await;
    laptop.change_log().sync_change_log().await;
    let stranger = computer(&env, "STRANGER").await;
    share_under(&stranger, second.path(), other);
    let theirs = stranger.add_online("sue's bakery");
    stranger.change_log().sync_change_log().await;
    assert_eq!(holder(&stranger, theirs), None);
    assert!(files(second.path()).is_empty(), "not a line");

    // What is connected from now on is that firm's business.
    env.advance(60).await;
    laptop
        .connected(&env, "Wren & Daughters", MARIA, WREN)
        .await;
    laptop.change_log().sync_change_log().await;
    assert_eq!(lines(&files(second.path())[0]).len(), 1);
}

/// Two computers changed the firm's key at the same time, and one of them then takes the other's firm file; or a file
/// that could not be taken brought a newer key, and the former ones were put back.
#[tokio::test]
async fn another_key_ring_of_the_same_firm_continues_the_log() {
    let first = FirmKeys::first(FirmKey::new(KEY));
    let now = jiff::Timestamp::from_millisecond(1).unwrap();
    let (ours, theirs) = (first.changed(now).unwrap(), first.changed(now).unwrap());
    for (before, after) in [
        (&ours, &theirs),
        (&ours, &first),
        (&first, &ours),
        (&ours, &ours.joined_with(&theirs)),
    ] {
        let env = TestEnv::new().await;
        let folder = tempfile::tempdir().unwrap();
        let front = computer(&env, "FRONT-DESK").await;
        share_with(&front, folder.path(), before);
        front.connected(&env, "Sue's Bakery", MARIA, SUES).await;
        front.change_log().sync_change_log().await;

        share_with(&front, folder.path(), after);
        front.change_log().sync_change_log().await;
        let back = computer(&env, "BACK-OFFICE").await;
        share_with(&back, folder.path(), after);
        let sues = back.add_online("Sue's Bakery");
        back.change_log().sync_change_log().await;
        let holder = holder(&back, sues).unwrap();
        assert_eq!(holder, ("Maria Ortiz".to_owned(), "FRONT-DESK".to_owned()));
    }
}

/// Somebody left with a firm's key and put it into the ring of another firm.
#[tokio::test]
async fn another_firm_that_has_our_key_among_its_own_is_another_firm() {
    let env = TestEnv::new().await;
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let laptop = computer(&env, "LAPTOP").await;
    share(&laptop, first.path());
    laptop.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    laptop.change_log().sync_change_log().await;

    let other = ring(&[[0x77; 32], KEY, [0x78; 32]]);
    share_with(&laptop, second.path(), &other);
    laptop.change_log().sync_change_log().await;
    assert!(files(second.path()).is_empty(), "not a line");
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
async fn a_copy_of_a_computer_writes_a_file_of_its_own_and_reads_the_first() {
    let env = TestEnv::new().await;
    let folder = tempfile::tempdir().unwrap();
    let disk = tempfile::tempdir().unwrap();
    let (file, copy) = (disk.path().join("a.sqlite"), disk.path().join("b.sqlite"));
    let vault: Arc<TestVault> = Arc::default();
    let (first, second) = (ComputerId::random(), ComputerId::random());
    let app = computer_over(&env, first, &file, &vault).await;
    share(&app, folder.path());
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    app.change_log().sync_change_log().await;
    app.change_log().share_change_log(None);
    drop(app);
    let whole = rusqlite::Connection::open(&file).unwrap();
    whole
        .execute("VACUUM INTO ?1", [copy.to_str().unwrap()])
        .unwrap();
    drop(whole);

    // The image is played onto another machine.
    let clone = computer_over(&env, second, &copy, &vault).await;
    share(&clone, folder.path());
    clone.change_log().sync_change_log().await;
    let files = files(folder.path());
    assert_eq!(files.len(), 2, "a file of its own");
    assert!(files.iter().all(|file| lines(file).len() == 1));
    assert_eq!(clone.state(id), State::Connected);
    assert_eq!(holder(&clone, id), None, "it is its own connection");
    let connects = |app: &AppUnderTest| {
        let timeline = app.timeline(id).unwrap();
        let connects = timeline
            .into_iter()
            .filter(|it| it.event == EventKind::Connected);
        connects.map(|it| it.computer).collect::<Vec<_>>()
    };
    assert_eq!(
        connects(&clone).len(),
        1,
        "no line of the history stands twice"
    );

    // The first goes on, and the copy learns of it.
    env.advance(60).await;
    let app = computer_over(&env, first, &file, &vault).await;
    share(&app, folder.path());
    app.sign_in(&env, id, TOM, SUES).await;
    app.online().save_connection(id).await.unwrap();
    app.change_log().sync_change_log().await;
    clone.change_log().sync_change_log().await;
    assert_eq!(
        holder(&clone, id),
        Some((
            "Tom Becker".to_owned(),
            WriterId::from(first).beside("FRONT-DESK")
        ))
    );
    let names = connects(&clone);
    assert_eq!(
        names,
        [first, second].map(|id| WriterId::from(id).beside("FRONT-DESK"))
    );
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

#[tokio::test]
async fn lines_from_before_ids_are_read_and_known_by_their_file() {
    // The folder of `tests/fixtures/profile-0.1.0`.
    let kept =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/profile-0.1.0/share");
    let folder = tempfile::tempdir().unwrap();
    for file in files(&kept) {
        fs::copy(&file, folder.path().join(name_of(&file))).unwrap();
    }
    let env = TestEnv::new().await;
    let app = computer(&env, "LAPTOP").await;
    let wren = app.add_online("Wren & Daughters");
    let sue = add_numbered(&app, "Sue's", "1042");
    share(&app, folder.path());
    app.change_log().sync_change_log().await;
    assert_eq!(holder(&app, wren), tom());
    assert_eq!(holder(&app, sue).unwrap().1, "FRONT-DESK");
    let computers = app.change_log().firm_computers().unwrap();
    let ids: Vec<&str> = computers.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["b98561c1", "aaa34406"]);
}

#[tokio::test]
async fn a_line_names_the_computer_and_its_key() {
    let env = TestEnv::new().await;
    let folder = tempfile::tempdir().unwrap();
    let one = computer(&env, "FRONT-DESK").await;
    one.change_log().share_change_log(Some(FirmFolder {
        folder: folder.path().to_owned(),
        keys: FirmKeys::first(FirmKey::new(KEY)),
        fingerprint: Some("made-up-fingerprint".to_owned()),
    }));
    one.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    one.change_log().sync_change_log().await;
    let two = computer(&env, "front-desk").await;
    share(&two, folder.path());
    two.change_log().sync_change_log().await;
    let heard = two.change_log().firm_computers().unwrap();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].fingerprint.as_deref(), Some("made-up-fingerprint"));
    assert!(ComputerId::parse(&heard[0].id).is_some());
    assert!(
        heard[0].name.starts_with("FRONT-DESK ("),
        "{}",
        heard[0].name
    );
}

/// A client of QuickBooks Desktop with a number, as it is typed in.
fn add_desktop_numbered(app: &AppUnderTest, name: &str, number: &str) -> ClientId {
    let row = app
        .add_client(ClientDraft {
            name: name.to_owned(),
            number: Some(number.to_owned()),
            email: None,
            books: QuickBooks::Desktop {
                place: Place::OtherComputer,
                computer: None,
            },
        })
        .unwrap();
    ClientId::parse(&row.id).unwrap()
}

/// A client moves from QuickBooks Online to Desktop at the front desk; the back office knows it by its number alone,
/// under another name.
#[tokio::test]
async fn a_client_that_the_log_knows_has_one_id_and_one_end_user_on_every_computer() {
    let firm = Firm::new().await;
    let (front, back, env) = (&firm.front, &firm.back, &firm.env);
    let here = add_numbered(front, "Sue's Bakery", "1042");
    front.sign_in(env, here, MARIA, SUES).await;
    front.online().save_connection(here).await.unwrap();
    front.change_log().sync_change_log().await;
    back.change_log().sync_change_log().await;

    let unnumbered = back.add_desktop("Sue's Bakery");
    for other in [
        unnumbered,
        add_desktop_numbered(back, "Sue's Bakery", "1043"),
    ] {
        assert_ne!(back.row(other).source_id, front.row(here).source_id);
    }
    let there = add_desktop_numbered(back, "SB Holdings", "1042");
    assert_eq!(back.row(there).source_id, front.row(here).source_id);
    front.online().disconnect_client(here).await.unwrap();
    front
        .edit_client(
            here,
            ClientDraft {
                name: "Sue's Bakery".to_owned(),
                number: Some("1042".to_owned()),
                email: None,
                books: QuickBooks::Desktop {
                    place: Place::OtherComputer,
                    computer: None,
                },
            },
        )
        .unwrap();
    front.desktop().create_end_user(here).await.unwrap();
    back.desktop().create_end_user(there).await.unwrap();
    assert_eq!(env.count("POST", "/v1/end-users").await, 1, "never twice");
    assert_eq!(back.row(there).end_user_id, front.row(here).end_user_id);
}

#[tokio::test]
async fn two_computers_that_knew_a_company_before_the_log_come_to_one_id() {
    let firm = Firm::new().await;
    let (front, back, env) = (&firm.front, &firm.back, &firm.env);
    let here = front.connected(env, "Sue's Bakery", MARIA, SUES).await;
    env.advance(60).await;
    let there = back.connected(env, "Sue's", TOM, SUES).await;
    assert_ne!(front.row(here).source_id, back.row(there).source_id);
    for _ in 0..2 {
        front.change_log().sync_change_log().await;
        back.change_log().sync_change_log().await;
    }
    assert_eq!(front.row(here).source_id, back.row(there).source_id);

    // A name alone is a person's to confirm, and an id has one client.
    let other = front.add_desktop("sue's");
    assert_ne!(front.row(other).source_id, back.row(there).source_id);
    let twin = add_numbered(back, "Sue's Bakery", "7");
    assert_ne!(back.row(twin).source_id, back.row(there).source_id);
}

/// Five files of 4 MB would use up what is read in one look, at every look.
#[tokio::test]
async fn files_without_the_end_of_a_line_hide_no_other_file_and_are_reported() {
    let firm = Firm::new().await;
    let front = &firm.front;
    let junk = |n: u32, more: usize| {
        let file = firm.at(&format!("AAA-0000000{n}.counterfoil-log"));
        fs::write(file, vec![b'A'; 4 * 1024 * 1024 - 9 + more]).unwrap();
    };
    for n in 0..5 {
        junk(n, 0);
    }
    front.change_log().sync_change_log().await;
    let wren = front.add_online("Wren & Daughters");
    firm.tom_connects("Wren & Daughters", WREN).await;
    front.change_log().sync_change_log().await;
    assert_eq!(holder(front, wren), tom(), "not read again");
    let problem = front.change_log().change_log_problem().unwrap();
    let said = "AAA-00000000.counterfoil-log, AAA-00000001.counterfoil-log, AAA-00000002.counterfoil-log and 2 more";
    assert!(problem.contains(said), "{problem}");

    // Nor when somebody keeps changing them.
    for n in 0..5 {
        junk(n, 1);
    }
    let third = computer(&firm.env, "CORNER").await;
    share(&third, firm.folder.path());
    firm.env.advance(60).await;
    third
        .connected(&firm.env, "Cedar Lane Books", MARIA, CEDAR)
        .await;
    third.change_log().sync_change_log().await;
    let cedar = front.add_online("Cedar Lane Books");
    front.change_log().sync_change_log().await;
    assert_eq!(holder(front, cedar).unwrap().1, "CORNER");

    for n in 0..5 {
        fs::remove_file(firm.at(&format!("AAA-0000000{n}.counterfoil-log"))).unwrap();
    }
    front.change_log().sync_change_log().await;
    assert_eq!(front.change_log().change_log_problem(), None);
}
