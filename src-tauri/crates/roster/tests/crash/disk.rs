//! A disk that takes no more, and a folder that takes nothing.

use roster::client::Books;
use roster::database::Database;
use roster::view::{ProblemCode, State};

#[cfg(unix)]
use crate::child::Orders;
use crate::firm::{COMPANIES, Desk, roster_file};
use crate::judge::all_is_well;
use crate::kill::start_practice;
#[cfg(unix)]
use crate::kill::{spawn, tell};
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
        assert!(line.contains("The roster couldn't be saved: "), "{line}");
    }
    all_is_well(folder.path(), &services).await;
    tell(&format!(
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
    let kept = desk.vault.written(&format!("company/{id}"));
    desk.roster.renew_now(id).await;
    assert!(desk.vault.written(&format!("company/{id}")) > kept);
    let row = desk.roster.query_user_role(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    desk.add("Added until the app closes", Books::Online)
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
    // Where the new entry would be written there is no place for it.
    let blocked = folder
        .path()
        .join("vault")
        .join(format!("new~{}", std::process::id()));
    std::fs::create_dir(&blocked).unwrap();
    desk.roster.renew_now(id).await;
    let refused = desk.roster.query_user_role(id).await.unwrap_err();
    assert_eq!(refused.view().code, ProblemCode::Keychain);
    std::fs::remove_dir(&blocked).unwrap();
    let row = desk.roster.query_user_role(id).await.unwrap();
    assert_eq!(row.state, State::Connected);
    drop(desk);
    all_is_well(folder.path(), &services).await;
}
