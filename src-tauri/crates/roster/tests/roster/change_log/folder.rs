//! The folder of the change log: what is written there, and what somebody who can write there achieves.

use crate::harness::{CEDAR, MARIA, SUES, TOM, WREN};
use roster::view::{FirmProblem, LogFolderReason, Problem, ProblemView, State};
use std::fs;
use std::io::Write as _;

use super::{
    Firm, computer, files, from_elsewhere, holder, lines, name_of, share, share_under, tom,
};

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
    assert_eq!(trouble(&problem), LogFolderReason::Missing);
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
    assert_eq!(trouble(&problem), LogFolderReason::Foreign);
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
    let (names, more) = junk_in(&problem);
    assert_eq!((names, more), (vec!["AAA-00000002.counterfoil-log"], 0));
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
    assert_eq!(trouble(&problem), LogFolderReason::NotAFolder);
    assert_eq!(firm.front.state(id), State::Connected);
    assert!(firm.front.banners().is_empty());
}

/// Five files of 4 MB would use up what is read in one round, in every round.
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
    let named = [0, 1, 2].map(|n| format!("AAA-0000000{n}.counterfoil-log"));
    let (shown, more) = junk_in(&problem);
    assert_eq!(
        (shown, more),
        (named.each_ref().map(String::as_str).to_vec(), 2)
    );

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

fn trouble(view: &ProblemView) -> LogFolderReason {
    match &view.problem {
        Problem::Firm(FirmProblem::LogFolder { why, .. }) => *why,
        other => panic!("{other:?}"),
    }
}

/// The names that a problem with other files says, and how many more it counts.
fn junk_in(view: &ProblemView) -> (Vec<&str>, u32) {
    match &view.problem {
        Problem::Firm(FirmProblem::LogFolderJunk { names, more, .. }) => {
            (names.iter().map(String::as_str).collect(), *more)
        }
        other => panic!("{other:?}"),
    }
}
