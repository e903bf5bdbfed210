//! The firm's keys of the change log: changed, missing, and another firm's.

use crate::harness::{AppUnderTest, CEDAR, MARIA, SUES, TestEnv, WREN};
use provisioning::{FirmKey, FirmKeys};
use roster::view::BannerKind;
use std::fs;

use super::{
    Firm, KEY, computer, connected_laptop, files, holder, lines, ring, share, share_under,
    share_with, tom,
};

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
async fn another_firms_key_learns_nothing_from_before() {
    let env = TestEnv::new().await;
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let laptop = connected_laptop(&env, first.path()).await;
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
    let laptop = connected_laptop(&env, first.path()).await;

    let other = ring(&[[0x77; 32], KEY, [0x78; 32]]);
    share_with(&laptop, second.path(), &other);
    laptop.change_log().sync_change_log().await;
    assert!(files(second.path()).is_empty(), "not a line");
}
