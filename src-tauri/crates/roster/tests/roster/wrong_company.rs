//! The company that was chosen is not the one that was meant.

use roster::RosterError;
use roster::client::{ClientId, Upkeep};
use roster::view::{Action, AttemptStage, Ending, EventKind, State};

use crate::harness::{LANTERN, MARIA, SUES, Seat, TOM, WREN, World};

/// Whether Intuit still gives this client something: a renewal and an answer.
async fn renews(seat: &Seat, id: ClientId) -> bool {
    seat.renew_now(id).await;
    seat.query_user_role(id).await.unwrap().state == State::Connected
}

#[tokio::test]
async fn a_company_that_differs_from_the_saved_one_is_not_saved() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let kept = world.vault.entry("company/");

    seat.sign_in(&world, id, MARIA, LANTERN).await;
    let sheet = seat.sheet(id);
    assert_eq!(sheet.ending, Some(Ending::WrongCompany));
    let found = sheet.found.unwrap();
    assert_eq!(found.company_tail, LANTERN[LANTERN.len() - 4..]);
    assert_eq!(
        found.expected_tail.as_deref(),
        Some(&SUES[SUES.len() - 4..])
    );
    assert_eq!(found.other_client, None);
    let row = seat.row(id);
    assert_eq!(row.state, State::WrongCompany);
    assert_eq!(
        (row.primary, row.secondary),
        (Action::ChooseAgain, Some(Action::SaveAsNew))
    );
    assert_eq!(row.company_tail.as_deref(), Some(&SUES[SUES.len() - 4..]));
    assert_eq!(world.vault.entry("company/"), kept);
    assert!(renews(&seat, id).await);

    let refused = seat.save_connection(id).await;
    assert!(
        matches!(refused, Err(RosterError::NothingPending)),
        "{refused:?}"
    );
    assert_eq!(
        world.revokes().await,
        0,
        "it may still be saved as a new client"
    );
    let sheet = seat.reject_connection(id).await.unwrap();
    assert_eq!(
        sheet.ending,
        Some(Ending::WrongCompany),
        "it ended by itself"
    );
    assert_eq!(world.revokes().await, 1);
    assert!(renews(&seat, id).await);
}

#[tokio::test]
async fn the_company_of_another_client_is_not_saved_and_stays_that_clients() {
    let world = World::new().await;
    let seat = world.seat().await;
    let sues = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let wren = seat.add_online("Wren & Daughters");

    seat.sign_in(&world, wren, MARIA, SUES).await;
    let sheet = seat.sheet(wren);
    assert_eq!(sheet.ending, Some(Ending::WrongCompany));
    assert_eq!(
        sheet.found.unwrap().other_client.as_deref(),
        Some("Sue's Bakery")
    );
    let row = seat.row(wren);
    assert_eq!(row.state, State::WrongCompany);
    assert_eq!(row.other.as_deref(), Some("Sue's Bakery"));
    assert_eq!(row.connected_as, None);

    let refused = seat
        .save_as_new_client(wren, "Sue's again".to_owned())
        .await;
    assert!(
        matches!(refused, Err(RosterError::Invalid(_))),
        "{refused:?}"
    );
    assert_eq!(seat.rows().unwrap().len(), 2);
    assert_eq!(world.revokes().await, 0, "that would cut Sue's Bakery off");
    // Intuit replaced Sue's grant when it gave this one to the same person.
    assert!(renews(&seat, sues).await);
    drop(seat);
    assert!(
        renews(&world.seat().await, sues).await,
        "also after a restart"
    );
}

#[tokio::test]
async fn another_persons_grant_of_another_clients_company_is_dropped() {
    let world = World::new().await;
    let seat = world.seat().await;
    let sues = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let kept = world.vault.entry("company/");
    let wren = seat.add_online("Wren & Daughters");
    seat.sign_in(&world, wren, TOM, SUES).await;
    assert_eq!(seat.ending(wren), Some(Ending::WrongCompany));
    assert_eq!(world.revokes().await, 0);
    assert_eq!(world.vault.entry("company/"), kept);
    assert_eq!(seat.row(sues).connected_as.unwrap().name, "Maria Ortiz");
}

#[tokio::test]
async fn rejecting_the_company_found_withdraws_its_grant() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    seat.sign_in(&world, id, MARIA, LANTERN).await;
    assert_eq!(seat.stage(id), AttemptStage::Confirm);
    let sheet = seat.reject_connection(id).await.unwrap();
    assert_eq!(sheet.ending, Some(Ending::Rejected));
    assert_eq!(seat.state(id), State::Never);
    assert_eq!(world.revokes().await, 1);
    let ended = world.count("POST", "/v2/oauth2/tokens/revoke").await;
    assert_eq!(ended, 1, "Intuit was told");
    let again = seat.reject_connection(id).await;
    assert!(
        matches!(again, Err(RosterError::NothingPending)),
        "{again:?}"
    );
}

#[tokio::test]
async fn rejecting_another_person_on_reconnect_does_not_end_the_company_at_intuit() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    seat.sign_in(&world, id, TOM, SUES).await;
    assert_eq!(seat.stage(id), AttemptStage::Confirm);
    seat.reject_connection(id).await.unwrap();
    assert_eq!(world.revokes().await, 0);
    assert_eq!(seat.row(id).connected_as.unwrap().name, "Maria Ortiz");

    seat.sign_in(&world, id, TOM, SUES).await;
    seat.connect_online(id).await.unwrap();
    assert_eq!(world.revokes().await, 0, "nor does a new attempt");
    seat.cancel_connect(id).await.unwrap();
    assert_eq!(world.revokes().await, 0, "nor a cancel");
}

#[tokio::test]
async fn a_wrong_company_can_become_a_client_of_its_own() {
    let world = World::new().await;
    let seat = world.seat().await;
    let sues = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    seat.sign_in(&world, sues, MARIA, LANTERN).await;

    let nameless = seat.save_as_new_client(sues, "  ".to_owned()).await;
    assert!(
        matches!(nameless, Err(RosterError::Invalid(_))),
        "{nameless:?}"
    );
    world.vault.lock(true);
    let locked = seat
        .save_as_new_client(sues, "Lantern Hill".to_owned())
        .await;
    assert!(matches!(locked, Err(RosterError::Vault(_))), "{locked:?}");
    assert_eq!(
        seat.rows().unwrap().len(),
        1,
        "no client without its connection"
    );
    world.vault.lock(false);

    let row = seat
        .save_as_new_client(sues, "Lantern Hill".to_owned())
        .await
        .unwrap();
    assert_eq!(
        (row.state, row.name.as_str()),
        (State::Connected, "Lantern Hill")
    );
    let lantern = ClientId::parse(&row.id).unwrap();
    assert_eq!(seat.state(sues), State::Connected);
    assert!(seat.attempt(sues).is_none());
    assert_eq!(world.revokes().await, 0);
    assert!(renews(&seat, lantern).await);
    assert!(renews(&seat, sues).await);
    let kinds: Vec<EventKind> = seat
        .timeline(lantern)
        .unwrap()
        .iter()
        .map(|line| line.event)
        .collect();
    assert!(kinds.contains(&EventKind::Added) && kinds.contains(&EventKind::Connected));
}

#[tokio::test]
async fn of_two_sheets_over_one_company_the_first_saved_has_it() {
    let world = World::new().await;
    let seat = world.seat().await;
    let one = seat.add_online("Wren & Daughters");
    let two = seat.add_online("Wren & Sons");
    seat.sign_in(&world, one, MARIA, WREN).await;
    seat.sign_in(&world, two, MARIA, WREN).await;
    assert_eq!(seat.stage(two), AttemptStage::Confirm);
    seat.save_connection(one).await.unwrap();
    let late = seat.save_connection(two).await.unwrap_err();
    assert!(late.to_string().contains("Wren & Daughters"), "{late}");
    assert_eq!(seat.ending(two), Some(Ending::WrongCompany));
    assert_eq!(world.revokes().await, 0);
    assert!(
        renews(&seat, one).await,
        "the newer grant is the living one"
    );
}

#[tokio::test]
async fn an_archived_clients_company_can_be_connected_again() {
    let world = World::new().await;
    let seat = world.seat().await;
    let old = seat.connected(&world, "Sue's (old)", MARIA, SUES).await;
    seat.set_upkeep(old, Upkeep::Archived).unwrap();
    let new = seat.connected(&world, "Sue's (new)", MARIA, SUES).await;
    assert_eq!(seat.state(new), State::Connected);
    let third = seat.add_online("Sue's (third)");
    seat.sign_in(&world, third, MARIA, SUES).await;
    let found = seat.sheet(third).found.unwrap();
    assert_eq!(found.other_client.as_deref(), Some("Sue's (new)"));
    assert!(renews(&seat, new).await);
}

#[tokio::test]
async fn a_sheet_that_was_left_alone_lets_its_grant_go() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    seat.sign_in(&world, id, MARIA, LANTERN).await;
    world.advance(31 * 60).await;
    let schedule = seat.roster.clone();
    let running = tokio::spawn(async move { schedule.keep_checking().await });
    seat.until_round(None).await;
    running.abort();
    assert!(seat.attempt(id).is_none());
    assert_eq!(world.revokes().await, 1);
}
