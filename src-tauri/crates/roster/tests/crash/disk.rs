//! A full disk, and a folder that cannot be written.

use roster::client::QuickBooks;
use roster::database::Database;
use roster::vault::Vault as _;
use roster::view::{KeychainReason, Problem, State, StorageProblem};

#[cfg(unix)]
use crate::child::Orders;
use crate::firm::{COMPANIES, Desk, roster_file};
use crate::judge::all_is_well;
use crate::kill::start_practice;
#[cfg(unix)]
use crate::kill::{print_line, spawn};
use crate::two::fill;

/// The child's files may not grow beyond this, as on a full disk. Settings and vault entries stay below
/// it, the database does not.
#[cfg(unix)]
const KIB: usize = 96;

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_loses_nothing() {
    let firm_folder = tempfile::tempdir().unwrap();
    let practice = start_practice(firm_folder.path()).await;
    let folder = tempfile::tempdir().unwrap();
    let services = fill(&practice, folder.path()).await;
    let orders = Orders {
        folder: folder.path().to_owned(),
        services: services.clone(),
        seed: 1,
        steps: Some(40),
        settings_from: 1,
        signs_in: true,
    };
    let child = spawn(&orders);
    let child = child.as_std();
    // The limit's signal would end the process; without it a write fails, as one to a full disk does.
    let limit = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", KIB * 1024 / 512);
    let mut limited = tokio::process::Command::new("sh");
    limited
        .args(["-c", &limit, "sh"])
        .arg(child.get_program())
        .args(child.get_args())
        .envs(
            child
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
    let ended = limited.output().await.unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(
        ended.status.success() && said.contains("@finished"),
        "{said}"
    );
    let refused: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("@failed"))
        .collect();
    assert!(!refused.is_empty(), "the disk was never full");
    for line in &refused {
        assert!(line.contains(": rosterNotSaved ("), "{line}");
    }
    all_is_well(folder.path(), &services).await;
    print_line(&format!(
        "full disk: {} changes refused with a sentence, nothing lost",
        refused.len()
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_folder_that_cannot_be_written_grants_are_renewed_and_kept() {
    let firm_folder = tempfile::tempdir().unwrap();
    let practice = start_practice(firm_folder.path()).await;
    let folder = tempfile::tempdir().unwrap();
    let services = fill(&practice, folder.path()).await;
    let file = roster_file(folder.path());
    let before = std::fs::read(&file).unwrap();
    let vault = folder.path().join("vault");
    let database = Database::open_read_only(&file).unwrap();
    let desk = Desk::over(database, &vault, &services, |_| {}).await;
    let id = desk.find(COMPANIES[0].name).unwrap();
    let grant = async || {
        let kept = desk.vault.get(&format!("company/{id}")).await.unwrap();
        // EXPOSE: a test compares it.
        kept.unwrap().expose().to_owned()
    };
    let kept = grant().await;
    desk.roster.online().renew_now(id).await;
    assert_ne!(grant().await, kept);
    let row = desk.roster.online().query_user_role(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    desk.add("Added until the app closes", QuickBooks::Online)
        .unwrap();
    drop(desk);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    all_is_well(folder.path(), &services).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_on_a_full_disk_keeps_the_renewal_in_memory_until_there_is_room() {
    let firm_folder = tempfile::tempdir().unwrap();
    let practice = start_practice(firm_folder.path()).await;
    let folder = tempfile::tempdir().unwrap();
    let services = fill(&practice, folder.path()).await;
    let desk = Desk::open(folder.path(), &services, |_| {}).await;
    let id = desk.find(COMPANIES[0].name).unwrap();
    // Somebody has the vault's file to themselves, which is refused like a full disk.
    let blocked = Blocked::new(desk.vault.file());
    desk.roster.online().renew_now(id).await;
    let refused = desk.roster.online().query_user_role(id).await.unwrap_err();
    assert_eq!(refused.view().code(), "signInNotKept");
    drop(blocked);
    let row = desk.roster.online().query_user_role(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    drop(desk);
    all_is_well(folder.path(), &services).await;
}

/// As in a folder that cannot be written: what could be read could not be replaced.
#[tokio::test(flavor = "multi_thread")]
async fn where_the_vaults_file_cannot_be_written_nothing_is_renewed_and_nothing_lost() {
    let firm_folder = tempfile::tempdir().unwrap();
    let practice = start_practice(firm_folder.path()).await;
    let folder = tempfile::tempdir().unwrap();
    let services = fill(&practice, folder.path()).await;
    let mut log = folder.path().join("vault/vault.sqlite").into_os_string();
    log.push("-wal");
    // The vault that filled it closes the file on a thread of its own.
    while std::fs::create_dir(&log).is_err() {
        tokio::task::yield_now().await;
    }
    drop(practice.take_issued());
    let desk = Desk::open(folder.path(), &services, |_| {}).await;
    let id = desk.find(COMPANIES[0].name).unwrap();
    desk.roster.online().renew_now(id).await;
    let refused = desk.roster.online().query_user_role(id).await.unwrap_err();
    assert_eq!(
        refused.view().problem,
        Problem::Storage(StorageProblem::SignInNotKept {
            why: KeychainReason::File
        }),
        "{refused}"
    );
    assert!(practice.take_issued().is_empty(), "Intuit was not asked");
    drop(desk);
    std::fs::remove_dir(&log).unwrap();
    all_is_well(folder.path(), &services).await;
}

/// Another program's lock on a database.
struct Blocked(rusqlite::Connection);

impl Blocked {
    fn new(file: &std::path::Path) -> Self {
        let connection = rusqlite::Connection::open(file).unwrap();
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        Self(connection)
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        self.0.execute_batch("ROLLBACK").unwrap();
    }
}
