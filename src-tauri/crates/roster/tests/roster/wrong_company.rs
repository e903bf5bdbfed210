//! The company that was chosen is not the one that was meant.
//!
//! Long because it may be nobody's, another client's, or known by four digits alone, and each may be kept or rejected.

use std::sync::Arc;

use roster::RosterError;
use roster::client::{ClientId, Lifecycle};
use roster::problem::BadClient;
use roster::vault::{MemoryVault, SessionVault};
use roster::view::{Action, AttemptStage, ConnectProblem, Counterparty, Ending, EventKind, State};

use crate::harness::{AppUnderTest, LANTERN, MARIA, SUES, TOM, TWIN, TestEnv, WREN};

/// Whether Intuit still gives this client something: a renewal and an answer.
async fn renews(app: &AppUnderTest, id: ClientId) -> bool {
    app.online().renew_now(id).await;
    app.online().query_user_role(id).await.unwrap().state == State::Connected
}

#[tokio::test]
async fn a_company_that_differs_from_the_saved_one_is_not_saved() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let kept = env.vault.entry("company/");

    app.sign_in(&env, id, MARIA, LANTERN).await;
    let sheet = app.sheet(id);
    assert_eq!(sheet.ending(), Some(Ending::WrongCompany));
    let found = sheet.found().unwrap();
    assert_eq!(found.company_tail, LANTERN[LANTERN.len() - 4..]);
    assert_eq!(
        found.expected_tail.as_deref(),
        Some(&SUES[SUES.len() - 4..])
    );
    assert_eq!(found.other_client, None);
    let row = app.row(id);
    assert_eq!(row.state, State::WrongCompany);
    assert_eq!(
        (row.primary, row.secondary),
        (Action::ChooseAgain, Some(Action::SaveAsNew))
    );
    assert_eq!(row.company_tail.as_deref(), Some(&SUES[SUES.len() - 4..]));
    assert_eq!(env.vault.entry("company/"), kept);
    assert!(renews(&app, id).await);

    let refused = app.online().save_connection(id).await;
    assert!(
        matches!(refused, Err(RosterError::NothingPending)),
        "{refused:?}"
    );
    assert_eq!(
        env.revokes().await,
        0,
        "it may still be saved as a new client"
    );
    let sheet = app.online().reject_connection(id).await.unwrap();
    assert_eq!(
        sheet.ending(),
        Some(Ending::WrongCompany),
        "it ended by itself"
    );
    assert_eq!(env.revokes().await, 1);
    assert!(renews(&app, id).await);
}

#[tokio::test]
async fn the_company_of_another_client_is_not_saved_and_stays_that_clients() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let wren = app.add_online("Wren & Daughters");

    app.sign_in(&env, wren, MARIA, SUES).await;
    let sheet = app.sheet(wren);
    assert_eq!(sheet.ending(), Some(Ending::WrongCompany));
    assert_eq!(
        sheet.found().unwrap().other_client.as_deref(),
        Some("Sue's Bakery")
    );
    let row = app.row(wren);
    assert_eq!(row.state, State::WrongCompany);
    assert_eq!(
        row.other,
        Some(Counterparty::Named("Sue's Bakery".to_owned()))
    );
    assert_eq!(row.connected_as, None);

    let refused = app
        .online()
        .save_as_new_client(wren, "Sue's again".to_owned())
        .await;
    assert!(
        matches!(refused, Err(RosterError::AlreadySaved)),
        "{refused:?}"
    );
    assert_eq!(app.rows().unwrap().len(), 2);
    assert_eq!(env.revokes().await, 0, "that would cut Sue's Bakery off");
    // Intuit replaced Sue's grant when it gave this one to the same person.
    assert!(renews(&app, sues).await);
    drop(app);
    assert!(renews(&env.app().await, sues).await, "also after a restart");
}

#[tokio::test]
async fn another_persons_grant_of_another_clients_company_is_dropped() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let kept = env.vault.entry("company/");
    let wren = app.add_online("Wren & Daughters");
    app.sign_in(&env, wren, TOM, SUES).await;
    assert_eq!(app.ending(wren), Some(Ending::WrongCompany));
    assert_eq!(env.revokes().await, 0);
    assert_eq!(env.vault.entry("company/"), kept);
    assert_eq!(app.row(sues).connected_as.unwrap().name, "Maria Ortiz");
}

#[tokio::test]
async fn rejecting_the_company_found_withdraws_its_grant() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    app.sign_in(&env, id, MARIA, LANTERN).await;
    assert_eq!(app.stage(id), AttemptStage::Confirm);
    let sheet = app.online().reject_connection(id).await.unwrap();
    assert_eq!(sheet.ending(), Some(Ending::Rejected));
    assert_eq!(app.state(id), State::Never);
    assert_eq!(env.revokes().await, 1);
    let ended = env.count("POST", "/v2/oauth2/tokens/revoke").await;
    assert_eq!(ended, 1, "Intuit was told");
    let lines = app.timeline(id).unwrap();
    assert!(
        lines
            .iter()
            .all(|line| !matches!(line.event, EventKind::Revoked { .. })),
        "only what waited says that it is over"
    );
    let again = app.online().reject_connection(id).await;
    assert!(
        matches!(again, Err(RosterError::NothingPending)),
        "{again:?}"
    );
}

#[tokio::test]
async fn rejecting_another_person_on_reconnect_does_not_end_the_company_at_intuit() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    app.sign_in(&env, id, TOM, SUES).await;
    assert_eq!(app.stage(id), AttemptStage::Confirm);
    app.online().reject_connection(id).await.unwrap();
    assert_eq!(env.revokes().await, 0);
    assert_eq!(app.row(id).connected_as.unwrap().name, "Maria Ortiz");

    app.sign_in(&env, id, TOM, SUES).await;
    app.online().connect_online(id).await.unwrap();
    assert_eq!(env.revokes().await, 0, "nor does a new attempt");
    app.cancel_connect(id).await.unwrap();
    assert_eq!(env.revokes().await, 0, "nor a cancel");
}

#[tokio::test]
async fn a_wrong_company_can_become_a_client_of_its_own() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    app.sign_in(&env, sues, MARIA, LANTERN).await;

    let nameless = app.online().save_as_new_client(sues, "  ".to_owned()).await;
    assert!(
        matches!(nameless, Err(RosterError::BadClient(BadClient::NoName))),
        "{nameless:?}"
    );
    env.vault.lock(true);
    let locked = app
        .online()
        .save_as_new_client(sues, "Lantern Hill".to_owned())
        .await;
    assert!(matches!(locked, Err(RosterError::Vault(_))), "{locked:?}");
    assert_eq!(
        app.rows().unwrap().len(),
        1,
        "no client without its connection"
    );
    env.vault.lock(false);

    let row = app
        .online()
        .save_as_new_client(sues, "Lantern Hill".to_owned())
        .await
        .unwrap();
    assert_eq!(
        (row.state, row.name.as_str()),
        (State::Connected, "Lantern Hill")
    );
    let lantern = ClientId::parse(&row.id).unwrap();
    assert_eq!(app.state(sues), State::Connected);
    assert!(app.attempt(sues).is_none());
    assert_eq!(env.revokes().await, 0);
    assert!(renews(&app, lantern).await);
    assert!(renews(&app, sues).await);
    let kinds: Vec<EventKind> = app
        .timeline(lantern)
        .unwrap()
        .into_iter()
        .map(|line| line.event)
        .collect();
    assert!(kinds.contains(&EventKind::Added) && kinds.contains(&EventKind::Connected));
}

#[tokio::test]
async fn of_two_sheets_over_one_company_the_first_saved_has_it() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let one = app.add_online("Wren & Daughters");
    let two = app.add_online("Wren & Sons");
    app.sign_in(&env, one, MARIA, WREN).await;
    app.sign_in(&env, two, MARIA, WREN).await;
    assert_eq!(app.stage(two), AttemptStage::Confirm);
    app.online().save_connection(one).await.unwrap();
    let late = app.online().save_connection(two).await.unwrap_err();
    let client = "Wren & Daughters".to_owned();
    assert_eq!(
        late.view().problem,
        ConnectProblem::AlreadySavedAs { client }.into()
    );
    assert_eq!(app.ending(two), Some(Ending::WrongCompany));
    assert_eq!(env.revokes().await, 0);
    assert!(renews(&app, one).await, "the newer grant is the living one");
}

#[tokio::test]
async fn an_archived_clients_company_can_be_connected_again() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let old = app.connected(&env, "Sue's (old)", MARIA, SUES).await;
    app.set_lifecycle(old, Lifecycle::Archived).unwrap();
    let new = app.connected(&env, "Sue's (new)", MARIA, SUES).await;
    assert_eq!(app.state(new), State::Connected);
    let third = app.add_online("Sue's (third)");
    app.sign_in(&env, third, MARIA, SUES).await;
    let found = app.sheet(third).found().unwrap();
    assert_eq!(found.other_client.as_deref(), Some("Sue's (new)"));
    assert!(renews(&app, new).await);
}

#[tokio::test]
async fn a_sheet_that_was_left_alone_lets_its_grant_go() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    app.sign_in(&env, id, MARIA, LANTERN).await;
    env.advance(31 * 60).await;
    let schedule = app.roster.clone();
    let running = tokio::spawn(async move { schedule.scheduler().keep_checking().await });
    app.until_round(None).await;
    running.abort();
    assert!(app.attempt(id).is_none());
    assert_eq!(env.revokes().await, 1);
}

#[tokio::test]
async fn two_companies_with_the_same_last_digits_are_distinguished() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let kept = env.vault.entry("company/");

    app.sign_in(&env, sues, MARIA, TWIN).await;
    assert_eq!(app.ending(sues), Some(Ending::WrongCompany));
    assert_eq!(env.vault.entry("company/"), kept);
    app.online().reject_connection(sues).await.unwrap();

    let twin = app.add_online("Bakewell Street Books");
    app.sign_in(&env, twin, MARIA, TWIN).await;
    let found = app.sheet(twin).found().unwrap();
    assert_eq!((found.other_client, found.maybe_client), (None, None));
    app.online().save_connection(twin).await.unwrap();
    assert!(renews(&app, sues).await);
    assert!(renews(&app, twin).await);
}

#[tokio::test]
async fn an_id_token_that_names_another_company_than_the_redirect_ends_the_sign_in() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_online("Wren & Daughters");
    let page = app.begin(id).await;
    let mut callback = env.approve_at_intuit(page, MARIA, WREN).await;
    let query: Vec<(String, String)> = callback.query_pairs().into_owned().collect();
    let mut changed = callback.query_pairs_mut();
    changed.clear();
    for (name, value) in &query {
        changed.append_pair(name, if name == "realmId" { LANTERN } else { value });
    }
    drop(changed);
    let link = env.redirect(callback).await;
    app.online().arrive(link.as_str()).await.unwrap();

    let sheet = app.sheet(id);
    assert_eq!(sheet.ending(), Some(Ending::Failed));
    assert_eq!(sheet.error().unwrap().code(), "twoCompanies");
    assert_eq!(env.vault.entry("company/"), None);
    assert_eq!(app.state(id), State::Never);
}

#[tokio::test]
async fn without_a_keychain_nothing_is_connected_and_the_browser_stays_closed() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let wren = app.add_online("Wren & Daughters");
    let before = env.everything();
    drop(app);

    let app = env
        .app_with(|parts| parts.vault = Arc::new(SessionVault::new()))
        .await;
    for client in [wren, sues] {
        let refused = app.online().connect_online(client).await.unwrap_err();
        assert!(matches!(refused, RosterError::NothingLasts), "{refused}");
        assert_eq!(refused.view().code(), "nothingLasts");
        assert!(app.attempt(client).is_none());
    }
    assert!(app.shell.opened().is_empty());
    assert_eq!(env.everything(), before);
    drop(app);

    let app = env.app().await;
    assert!(renews(&app, sues).await, "with the keychain back");
    app.sign_in(&env, wren, MARIA, SUES).await;
    assert_eq!(app.ending(wren), Some(Ending::WrongCompany));
    assert!(renews(&app, sues).await);
}

#[tokio::test]
async fn with_an_emptied_keychain_a_company_that_may_be_anothers_is_said_before_it_is_saved() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let wren = app.connected(&env, "Wren & Daughters", MARIA, WREN).await;
    drop(app);

    let app = env
        .app_with(|parts| parts.vault = Arc::new(MemoryVault::new()))
        .await;
    app.sign_in(&env, wren, MARIA, SUES).await;
    assert_eq!(app.ending(wren), Some(Ending::WrongCompany));
    let new = app.add_online("Sue's Cafe");
    app.sign_in(&env, new, MARIA, SUES).await;
    assert_eq!(app.stage(new), AttemptStage::Confirm);
    let found = app.sheet(new).found().unwrap();
    assert_eq!(found.maybe_client.as_deref(), Some("Sue's Bakery"));
    app.cancel_connect(new).await.unwrap();

    // Its own company is recognised by its digits alone, so a person checks it.
    app.sign_in(&env, sues, MARIA, SUES).await;
    assert_eq!(app.stage(sues), AttemptStage::Confirm);
    let found = app.sheet(sues).found().unwrap();
    assert!(found.by_digits);
    assert_eq!(found.maybe_client, None);
    app.online().save_connection(sues).await.unwrap();
    // And from then on by the whole id again.
    app.sign_in(&env, new, MARIA, SUES).await;
    let other = app.sheet(new).found().unwrap().other_client;
    assert_eq!(other.as_deref(), Some("Sue's Bakery"));
}

#[tokio::test]
async fn a_lost_key_is_made_anew_from_the_grants_that_are_left() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let wren = app.add_online("Wren & Daughters");
    drop(app);
    env.vault.take("realm-hash-key");

    let app = env.app().await;
    app.sign_in(&env, wren, MARIA, SUES).await;
    let other = app.sheet(wren).found().unwrap().other_client;
    assert_eq!(other.as_deref(), Some("Sue's Bakery"));
    app.sign_in(&env, sues, MARIA, SUES).await;
    assert_eq!(app.stage(sues), AttemptStage::Done);
}

#[tokio::test]
async fn another_key_than_the_databases_is_refused_and_replaces_nothing() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let sues = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let wren = app.add_online("Wren & Daughters");
    drop(app);
    let (name, genuine) = env.vault.entry("realm-hash-key").unwrap();
    env.vault.put(&name, "the key of another roster");

    let app = env.app().await;
    let refused = app.online().connect_online(wren).await.unwrap_err();
    assert!(matches!(refused, RosterError::OtherCompanyKey), "{refused}");
    assert!(app.shell.opened().is_empty());
    assert!(renews(&app, sues).await, "what is connected goes on");
    let kept = env.vault.entry("realm-hash-key").unwrap().1;
    assert_eq!(kept, "the key of another roster");
    drop(app);

    env.vault.put(&name, &genuine);
    let app = env.app().await;
    app.sign_in(&env, wren, MARIA, SUES).await;
    assert_eq!(app.ending(wren), Some(Ending::WrongCompany));
}

/// The connections are another keychain's, and none of their grants is in this one: nothing here was made with its key.
#[tokio::test]
async fn another_key_beside_no_grant_at_all_is_taken() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let wren = app.add_online("Wren & Daughters");
    drop(app);
    let (name, _) = env.vault.entry("realm-hash-key").unwrap();
    env.vault.put(&name, "the key of another roster");
    let (grant, _) = env.vault.entry("company/").unwrap();
    env.vault.take(&grant);

    let app = env.app().await;
    app.sign_in(&env, wren, MARIA, WREN).await;
    assert_eq!(app.stage(wren), AttemptStage::Confirm);
}
