//! The files in the firm's folder: which are read, from where, and what is said when they cannot be.

use std::fs;

use provisioning::{FirmKey, FirmKeys};
use roster::view::{BannerKind, FirmProblem, LogFolderReason};

use crate::change_log::{
    Firm, KEY, computer, files, holder, lines, name_of, share, share_with, tom,
};
use crate::harness::{MARIA, SUES, TOM, TestEnv, WREN};

const GENUINE: &str = "BACK-OFFICE-00000001.counterfoil-log";

/// A thousand files that come before [`GENUINE`] by name and have lines that nobody can open.
fn crowd(firm: &Firm) {
    for n in 0..1_000 {
        fs::write(firm.at(&format!("AAB-{n:08x}.counterfoil-log")), "x\n").unwrap();
    }
}

/// Tom's two lines, taken out of the folder: Sue's Bakery, then Wren & Daughters. And what their file was called.
async fn toms_lines(firm: &Firm) -> (Vec<String>, String) {
    firm.tom_connects("Sue's Bakery", SUES).await;
    firm.tom_connects("Wren & Daughters", WREN).await;
    firm.back.change_log().share_change_log(None);
    let file = firm.file_of("BACK-OFFICE");
    let own = lines(&file);
    fs::remove_file(&file).unwrap();
    (own, name_of(&file))
}

#[tokio::test]
async fn what_the_system_says_of_a_folder_is_shown_without_its_error_number() {
    let firm = Firm::new().await;
    fs::write(firm.at("file"), "x").unwrap();
    let place = firm.at("file").join("folder");
    share(&firm.front, &place);
    firm.front.change_log().sync_change_log().await;
    let problem = firm.front.change_log().change_log_problem().unwrap();
    // Windows says of such a path that there is nothing.
    let (why, said) = if cfg!(windows) {
        (LogFolderReason::Missing, None)
    } else {
        (
            LogFolderReason::Unreadable,
            Some("not a directory".to_owned()),
        )
    };
    let folder = place.display().to_string();
    assert_eq!(
        problem.problem,
        FirmProblem::LogFolder { folder, why }.into()
    );
    assert_eq!(problem.detail, said);
}

#[tokio::test]
async fn an_empty_file_is_no_other_firms() {
    let firm = Firm::new().await;
    fs::write(firm.at(GENUINE), "").unwrap();
    firm.front.change_log().sync_change_log().await;
    assert_eq!(firm.front.change_log().change_log_problem(), None);
}

#[tokio::test]
async fn a_file_that_became_shorter_is_read_from_its_beginning() {
    let firm = Firm::new().await;
    let sue = firm.front.add_online("Sue's Bakery");
    let (own, file) = toms_lines(&firm).await;
    fs::write(firm.at(&file), "x".repeat(5_000) + "\n").unwrap();
    firm.front.change_log().sync_change_log().await;
    fs::write(firm.at(&file), format!("{}\n", own[0])).unwrap();
    firm.front.change_log().sync_change_log().await;
    assert_eq!(holder(&firm.front, sue), tom());
}

#[tokio::test]
async fn a_longer_file_with_another_beginning_is_read_from_there() {
    let firm = Firm::new().await;
    let sue = firm.front.add_online("Sue's Bakery");
    let (own, file) = toms_lines(&firm).await;
    fs::write(firm.at(&file), "x\nx\n").unwrap();
    firm.front.change_log().sync_change_log().await;
    fs::write(firm.at(&file), format!("{}\nx\n", own[0])).unwrap();
    firm.front.change_log().sync_change_log().await;
    assert_eq!(holder(&firm.front, sue), tom());
}

#[tokio::test]
async fn a_file_that_was_good_once_comes_first_also_after_it_was_damaged() {
    let firm = Firm::new().await;
    let wren = firm.front.add_online("Wren & Daughters");
    let (own, file) = toms_lines(&firm).await;
    let put = |text: String| fs::write(firm.at(&file), text).unwrap();
    put(format!("{}\n", own[0]));
    firm.front.change_log().sync_change_log().await;
    crowd(&firm);
    put("x\n".to_owned());
    firm.front.change_log().sync_change_log().await;
    put(format!("{}\n{}\n", own[0], own[1]));
    firm.front.change_log().sync_change_log().await;
    assert_eq!(holder(&firm.front, wren), tom());
}

#[tokio::test]
async fn a_file_under_a_key_that_is_not_here_comes_first_too() {
    let firm = Firm::new().await;
    let changed = FirmKeys::first(FirmKey::new(KEY))
        .changed(jiff::Timestamp::from_millisecond(1).unwrap())
        .unwrap();
    share_with(&firm.back, firm.folder.path(), &changed);
    firm.tom_connects("Sue's Bakery", SUES).await;
    let said = || {
        let banners = firm.front.banners().into_iter();
        banners
            .map(|banner| (banner.kind, banner.name))
            .collect::<Vec<_>>()
    };
    let one = [(BannerKind::FirmKeyChanged, Some("1".to_owned()))];
    firm.front.change_log().sync_change_log().await;
    assert_eq!(said(), one);
    crowd(&firm);
    firm.front.change_log().sync_change_log().await;
    assert_eq!(said(), one);
}

/// A folder that was chosen while another one was read: what was wrong with that one no longer matters.
#[tokio::test]
async fn another_folder_chosen_during_a_look_has_nothing_wrong_with_it() {
    let env = TestEnv::new().await;
    let folder = tempfile::tempdir().unwrap();
    let app = computer(&env, "FRONT-DESK").await;
    share(&app, &folder.path().join("gone"));
    // Nothing is waited for in between, so this look begins before the one that sharing asked for.
    let chosen = async { share(&app, folder.path()) };
    tokio::join!(biased; app.change_log().sync_change_log(), chosen);
    assert_eq!(app.change_log().change_log_problem(), None);
}

#[tokio::test]
async fn a_changed_key_begins_another_file_in_the_same_folder() {
    let firm = Firm::new().await;
    let (front, env) = (&firm.front, &firm.env);
    front.connected(env, "Sue's Bakery", MARIA, SUES).await;
    front.change_log().sync_change_log().await;
    let first = firm.file_of("FRONT-DESK");
    let before = lines(&first);
    let changed = FirmKeys::first(FirmKey::new(KEY)).changed(env.practice.now());
    share_with(front, firm.folder.path(), &changed.unwrap());
    front.change_log().sync_change_log().await;
    env.advance(60).await;
    front.connected(env, "Wren", MARIA, WREN).await;
    front.change_log().sync_change_log().await;
    assert_eq!(lines(&first), before);
    let mut others = files(firm.folder.path());
    others.retain(|file| name_of(file).starts_with("FRONT-DESK") && *file != first);
    assert_eq!(others.len(), 1);
    assert_eq!(lines(&others[0]).len(), 2, "what stands is told again");
}

#[tokio::test]
async fn a_connection_is_written_again_once_and_is_in_the_history_once() {
    let firm = Firm::new().await;
    let front = &firm.front;
    let sue = front
        .connected(&firm.env, "Sue's Bakery", MARIA, SUES)
        .await;
    firm.tom_connects("Sue's Bakery", SUES).await;
    front.change_log().sync_change_log().await;
    let from_tom = || {
        let lines = front.timeline(sue).unwrap().into_iter();
        lines.filter(|it| it.computer == "BACK-OFFICE").count()
    };
    assert_eq!(from_tom(), 1);
    fs::remove_file(firm.file_of("BACK-OFFICE")).unwrap();
    firm.back.change_log().sync_change_log().await;
    assert_eq!(lines(&firm.file_of("BACK-OFFICE")).len(), 1, "told again");
    front.change_log().sync_change_log().await;
    assert_eq!(from_tom(), 1);
}

/// The first line the folder ever sees of it says already that it worked later on.
#[tokio::test]
async fn a_connection_that_worked_before_there_was_a_folder_is_known() {
    let firm = Firm::new().await;
    firm.back.change_log().share_change_log(None);
    firm.back
        .connected(&firm.env, "Sue's Bakery", TOM, SUES)
        .await;
    firm.env.advance(2 * 24 * 3600).await;
    firm.back.scheduler().check_all().await;
    share(&firm.back, firm.folder.path());
    firm.back.change_log().sync_change_log().await;
    let sue = firm.front.add_online("Sue's Bakery");
    firm.front.change_log().sync_change_log().await;
    assert_eq!(holder(&firm.front, sue), tom());
    let late = computer(&firm.env, "LATE").await;
    share(&late, firm.folder.path());
    let there = late.add_online("Sue's Bakery");
    late.change_log().sync_change_log().await;
    assert_eq!(holder(&late, there), tom());
}
