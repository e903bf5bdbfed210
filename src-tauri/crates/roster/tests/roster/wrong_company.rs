//! The company that was chosen is not the one that was meant.

use std::sync::Arc;

use roster::RosterError;
use roster::client::{ClientId, Lifecycle};
use roster::problem::BadClient;
use roster::vault::{MemoryVault, SessionVault};
use roster::view::{Action, AttemptStage, Ending, EventKind, ProblemCode, State};

use crate::harness::{LANTERN, MARIA, SUES, Seat, TOM, TWIN, WREN, World};

/// Whether Intuit still gives this client something: a renewal and an answer.
async fn renews(seat: &Seat, id: ClientId) -> bool {
    seat.online().renew_now(id).await;
    seat.online().query_user_role(id).await.unwrap().state == State::Connected
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

    let refused = seat.online().save_connection(id).await;
    assert!(
        matches!(refused, Err(RosterError::NothingPending)),
        "{refused:?}"
    );
    assert_eq!(
        world.revokes().await,
        0,
        "it may still be saved as a new client"
    );
    let sheet = seat.online().reject_connection(id).await.unwrap();
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
        .online()
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
    let sheet = seat.online().reject_connection(id).await.unwrap();
    assert_eq!(sheet.ending, Some(Ending::Rejected));
    assert_eq!(seat.state(id), State::Never);
    assert_eq!(world.revokes().await, 1);
    let ended = world.count("POST", "/v2/oauth2/tokens/revoke").await;
    assert_eq!(ended, 1, "Intuit was told");
    let lines = seat.timeline(id).unwrap();
    assert!(
        lines.iter().all(|line| line.event != EventKind::Revoked),
        "only what waited says that it is over"
    );
    let again = seat.online().reject_connection(id).await;
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
    seat.online().reject_connection(id).await.unwrap();
    assert_eq!(world.revokes().await, 0);
    assert_eq!(seat.row(id).connected_as.unwrap().name, "Maria Ortiz");

    seat.sign_in(&world, id, TOM, SUES).await;
    seat.online().connect_online(id).await.unwrap();
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

    let nameless = seat
        .online()
        .save_as_new_client(sues, "  ".to_owned())
        .await;
    assert!(
        matches!(nameless, Err(RosterError::BadClient(BadClient::NoName))),
        "{nameless:?}"
    );
    world.vault.lock(true);
    let locked = seat
        .online()
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
        .online()
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
    seat.online().save_connection(one).await.unwrap();
    let late = seat.online().save_connection(two).await.unwrap_err();
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
    seat.set_lifecycle(old, Lifecycle::Archived).unwrap();
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
    let running = tokio::spawn(async move { schedule.scheduler().keep_checking().await });
    seat.until_round(None).await;
    running.abort();
    assert!(seat.attempt(id).is_none());
    assert_eq!(world.revokes().await, 1);
}

#[tokio::test]
async fn two_companies_with_the_same_last_digits_are_told_apart() {
    let world = World::new().await;
    let seat = world.seat().await;
    let sues = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let kept = world.vault.entry("company/");

    seat.sign_in(&world, sues, MARIA, TWIN).await;
    assert_eq!(seat.ending(sues), Some(Ending::WrongCompany));
    assert_eq!(world.vault.entry("company/"), kept);
    seat.online().reject_connection(sues).await.unwrap();

    let twin = seat.add_online("Bakewell Street Books");
    seat.sign_in(&world, twin, MARIA, TWIN).await;
    let found = seat.sheet(twin).found.unwrap();
    assert_eq!((found.other_client, found.maybe_client), (None, None));
    seat.online().save_connection(twin).await.unwrap();
    assert!(renews(&seat, sues).await);
    assert!(renews(&seat, twin).await);
}

#[tokio::test]
async fn an_id_token_that_names_another_company_than_the_redirect_ends_the_sign_in() {
    let world = World::new().await;
    let seat = world.seat().await;
    let id = seat.add_online("Wren & Daughters");
    let page = seat.begin(id).await;
    let mut callback = world.approve_at_intuit(page, MARIA, WREN).await;
    let query: Vec<(String, String)> = callback.query_pairs().into_owned().collect();
    let mut changed = callback.query_pairs_mut();
    changed.clear();
    for (name, value) in &query {
        changed.append_pair(name, if name == "realmId" { LANTERN } else { value });
    }
    drop(changed);
    let link = world.redirect(callback).await;
    seat.online().arrive(link.as_str()).await.unwrap();

    let sheet = seat.sheet(id);
    assert_eq!(sheet.ending, Some(Ending::Failed));
    let said = sheet.error.unwrap().message;
    assert!(said.contains("two different companies"), "{said}");
    assert_eq!(world.vault.entry("company/"), None);
    assert_eq!(seat.state(id), State::Never);
}

#[tokio::test]
async fn without_a_keychain_nothing_is_connected_and_the_browser_stays_closed() {
    let world = World::new().await;
    let seat = world.seat().await;
    let sues = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let wren = seat.add_online("Wren & Daughters");
    let before = world.everything();
    drop(seat);

    let seat = world
        .seat_with(|parts| parts.vault = Arc::new(SessionVault::new()))
        .await;
    for client in [wren, sues] {
        let refused = seat.online().connect_online(client).await.unwrap_err();
        assert!(matches!(refused, RosterError::NothingLasts), "{refused}");
        assert_eq!(refused.view().code, ProblemCode::Keychain);
        assert!(seat.attempt(client).is_none());
    }
    assert!(seat.shell.opened().is_empty());
    assert_eq!(world.everything(), before);
    drop(seat);

    let seat = world.seat().await;
    assert!(renews(&seat, sues).await, "with the keychain back");
    seat.sign_in(&world, wren, MARIA, SUES).await;
    assert_eq!(seat.ending(wren), Some(Ending::WrongCompany));
    assert!(renews(&seat, sues).await);
}

#[tokio::test]
async fn with_an_emptied_keychain_a_company_that_may_be_anothers_is_said_before_it_is_saved() {
    let world = World::new().await;
    let seat = world.seat().await;
    let sues = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let wren = seat
        .connected(&world, "Wren & Daughters", MARIA, WREN)
        .await;
    drop(seat);

    let seat = world
        .seat_with(|parts| parts.vault = Arc::new(MemoryVault::new()))
        .await;
    seat.sign_in(&world, wren, MARIA, SUES).await;
    assert_eq!(seat.ending(wren), Some(Ending::WrongCompany));
    let new = seat.add_online("Sue's Cafe");
    seat.sign_in(&world, new, MARIA, SUES).await;
    assert_eq!(seat.stage(new), AttemptStage::Confirm);
    let found = seat.sheet(new).found.unwrap();
    assert_eq!(found.maybe_client.as_deref(), Some("Sue's Bakery"));
    seat.cancel_connect(new).await.unwrap();

    // Its own company is recognised by its digits alone, so a person looks at it.
    seat.sign_in(&world, sues, MARIA, SUES).await;
    assert_eq!(seat.stage(sues), AttemptStage::Confirm);
    let found = seat.sheet(sues).found.unwrap();
    assert!(found.by_digits);
    assert_eq!(found.maybe_client, None);
    seat.online().save_connection(sues).await.unwrap();
    // And from then on by the whole id again.
    seat.sign_in(&world, new, MARIA, SUES).await;
    let other = seat.sheet(new).found.unwrap().other_client;
    assert_eq!(other.as_deref(), Some("Sue's Bakery"));
}

#[tokio::test]
async fn a_lost_key_is_made_anew_from_the_grants_that_are_left() {
    let world = World::new().await;
    let seat = world.seat().await;
    let sues = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let wren = seat.add_online("Wren & Daughters");
    drop(seat);
    world.vault.take("realm-hash-key");

    let seat = world.seat().await;
    seat.sign_in(&world, wren, MARIA, SUES).await;
    let other = seat.sheet(wren).found.unwrap().other_client;
    assert_eq!(other.as_deref(), Some("Sue's Bakery"));
    seat.sign_in(&world, sues, MARIA, SUES).await;
    assert_eq!(seat.stage(sues), AttemptStage::Done);
}

#[tokio::test]
async fn another_key_than_the_databases_is_refused_and_replaces_nothing() {
    let world = World::new().await;
    let seat = world.seat().await;
    let sues = seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let wren = seat.add_online("Wren & Daughters");
    drop(seat);
    let (name, genuine) = world.vault.entry("realm-hash-key").unwrap();
    world.vault.put(&name, "the key of another roster");

    let seat = world.seat().await;
    let refused = seat.online().connect_online(wren).await.unwrap_err();
    assert!(matches!(refused, RosterError::OtherCompanyKey), "{refused}");
    assert!(seat.shell.opened().is_empty());
    assert!(renews(&seat, sues).await, "what is connected goes on");
    let kept = world.vault.entry("realm-hash-key").unwrap().1;
    assert_eq!(kept, "the key of another roster");
    drop(seat);

    world.vault.put(&name, &genuine);
    let seat = world.seat().await;
    seat.sign_in(&world, wren, MARIA, SUES).await;
    assert_eq!(seat.ending(wren), Some(Ending::WrongCompany));
}

/// The connections are another keychain's, and none of their grants is in this one: nothing here was made with its key.
#[tokio::test]
async fn another_key_beside_no_grant_at_all_is_taken() {
    let world = World::new().await;
    let seat = world.seat().await;
    seat.connected(&world, "Sue's Bakery", MARIA, SUES).await;
    let wren = seat.add_online("Wren & Daughters");
    drop(seat);
    let (name, _) = world.vault.entry("realm-hash-key").unwrap();
    world.vault.put(&name, "the key of another roster");
    let (grant, _) = world.vault.entry("company/").unwrap();
    world.vault.take(&grant);

    let seat = world.seat().await;
    seat.sign_in(&world, wren, MARIA, WREN).await;
    assert_eq!(seat.stage(wren), AttemptStage::Confirm);
}
