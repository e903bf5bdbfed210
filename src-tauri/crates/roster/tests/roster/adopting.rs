//! End-users that Conductor has already: made by another computer of the firm, or before Counterfoil.

use roster::client::{ClientId, QuickBooks, SourceId};
use roster::view::{
    AdoptionForm, ClientProblem, EndUserMatch, EndUserView, EventKind, LinkDelivery, Place,
    Problem, Product, State,
};
use roster::{Listed, RosterError};
use serde_json::json;

use crate::harness::{AppUnderTest, TestEnv};

fn listed(name: &str, source_id: Option<&str>) -> Listed {
    Listed {
        name: name.to_owned(),
        number: None,
        email: None,
        books: Some(Product::Desktop),
        place: None,
        computer: None,
        source_id: source_id.and_then(SourceId::parse),
    }
}

fn form(end_user: &EndUserView, client: Option<ClientId>) -> AdoptionForm {
    AdoptionForm {
        end_user_id: end_user.id.clone(),
        client_id: client.map(|id| id.to_string()),
    }
}

fn named(app: &AppUnderTest, name: &str) -> ClientId {
    let rows = app.rows().unwrap();
    let row = rows.iter().find(|row| row.name == name).unwrap();
    ClientId::parse(&row.id).unwrap()
}

fn events(app: &AppUnderTest, id: ClientId) -> Vec<EventKind> {
    let lines = app.timeline(id).unwrap();
    lines.into_iter().map(|line| line.event).collect()
}

/// p3 of the review, turned round: two computers, one client, one end-user.
#[tokio::test]
async fn two_computers_make_one_end_user_for_one_client() {
    let env = TestEnv::new().await;
    let first = env.app().await;
    let here = first.add_desktop("Acme Plumbing, Inc.");
    first
        .desktop()
        .connect_desktop(here, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    env.apply_scenario("Acme Plumbing, Inc.", "complete_flow")
        .await;

    // Typed by hand on the other computer, in other letters: a person is asked.
    let second = env.other_computer().await;
    let there = second.add_desktop("ACME plumbing inc");
    for asked in [
        second
            .desktop()
            .connect_desktop(there, 60, LinkDelivery::Copied)
            .await
            .map(|_| ()),
        second.desktop().create_end_user(there).await.map(|_| ()),
    ] {
        let problem = asked.unwrap_err().view();
        assert_eq!(problem.code(), "thisOne");
    }
    assert_eq!(env.end_users().await.len(), 1);
    assert!(second.attempt(there).is_none() && second.shell.copied().is_empty());
    let [one] = &second.desktop().end_user_candidates(there).await.unwrap()[..] else {
        panic!("one was made");
    };
    assert_eq!(
        (
            one.company_name.as_str(),
            one.source_id.as_str(),
            one.connections
        ),
        ("Acme Plumbing, Inc.", first.row(here).source_id.as_str(), 1)
    );
    assert!(one.last_success_at.is_some() && one.created_at.is_some());
    let row = second.desktop().use_end_user(there, &one.id).await.unwrap();
    assert_eq!(
        (row.state, row.end_user_id),
        (State::Connected, first.row(here).end_user_id)
    );
    assert_eq!(
        row.source_id,
        first.row(here).source_id,
        "and it travels on from here"
    );
    assert!(events(&second, there).contains(&EventKind::EndUserAdopted));
    second
        .desktop()
        .connect_desktop(there, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    assert_eq!(env.end_users().await.len(), 1);
    assert_eq!(env.count("POST", "/v1/end-users").await, 1);
}

/// The firm's id in a list finds it without a question, whatever the client is called meanwhile.
#[tokio::test]
async fn the_firms_id_travels_in_lists_and_finds_the_end_user() {
    let env = TestEnv::new().await;
    let first = env.app().await;
    let here = first.add_desktop("Acme Plumbing");
    let made = first.desktop().create_end_user(here).await.unwrap();
    let firms_id = first.row(here).source_id;
    assert_eq!(firms_id, here.to_string());

    let second = env.other_computer().await;
    second
        .import(vec![listed("Acme Plumbing & Sons", Some(&firms_id))])
        .unwrap();
    let there = named(&second, "Acme Plumbing & Sons");
    assert_ne!(there, here);
    assert_eq!(second.desktop().create_end_user(there).await.unwrap(), made);
    assert_eq!(env.count("POST", "/v1/end-users").await, 1);

    // Found by it also when the list has another name; and never twice in one list.
    let again = second
        .import(vec![listed("Acme", Some(&firms_id))])
        .unwrap();
    assert_eq!((again.added, again.changed), (0, 1));
    assert_eq!(second.row(there).name, "Acme");
    second
        .import(vec![listed("One", Some("x-1")), listed("Two", Some("x-1"))])
        .unwrap_err();
    // A client that was typed here takes the firm's id, unless Conductor knows it by its own.
    let typed = second.add_desktop("Northwind Tools");
    second
        .import(vec![listed("Northwind Tools", Some("x-2"))])
        .unwrap();
    assert_eq!(second.row(typed).source_id, "x-2");
    second.desktop().create_end_user(typed).await.unwrap();
    second
        .import(vec![listed("Northwind Tools", Some("x-3"))])
        .unwrap();
    assert_eq!(second.row(typed).source_id, "x-2");
}

#[tokio::test]
async fn make_a_new_one_is_a_persons_word_and_never_shares_an_id() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    env.make_end_user("Acme Plumbing", "x@y.example", "old-1")
        .await;
    let id = app.add_desktop("Acme Plumbing");
    let asked = app.desktop().create_end_user(id).await;
    assert!(matches!(asked, Err(RosterError::ThisOne)), "{asked:?}");
    let row = app.desktop().make_new_end_user(id).await.unwrap();
    assert_eq!(env.end_users().await.len(), 2);
    assert_eq!(row.source_id, id.to_string());
    app.desktop().make_new_end_user(id).await.unwrap();
    assert_eq!(env.end_users().await.len(), 2, "it has one");

    // Two end-users with its own id: a person says which; a third gets an id of its own.
    let other = app.add_desktop("Northwind Tools");
    let own = other.to_string();
    for _ in 0..2 {
        env.make_end_user("Northwind", "", &own).await;
    }
    let asked = app.desktop().create_end_user(other).await;
    assert!(matches!(asked, Err(RosterError::ThisOne)), "{asked:?}");
    assert_eq!(
        app.desktop()
            .end_user_candidates(other)
            .await
            .unwrap()
            .len(),
        2
    );
    let row = app.desktop().make_new_end_user(other).await.unwrap();
    assert_ne!(row.source_id, own);
    let ids: Vec<String> = env
        .end_users()
        .await
        .iter()
        .map(|it| it["sourceId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.iter().filter(|it| **it == row.source_id).count(), 1);
}

#[tokio::test]
async fn an_end_user_of_another_client_is_never_shared() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let first = app.add_desktop("Acme Plumbing");
    let used = app.desktop().create_end_user(first).await.unwrap();
    // Of the same name, and even with the same firm's id at Conductor.
    let second = app.add_desktop("Acme Plumbing");
    assert!(
        app.desktop()
            .end_user_candidates(second)
            .await
            .unwrap()
            .is_empty()
    );
    let refused = app
        .desktop()
        .use_end_user(second, used.as_str())
        .await
        .unwrap_err();
    let client = "Acme Plumbing".to_owned();
    let taken = ClientProblem::EndUserTaken { client };
    assert_eq!(refused.view().problem, taken.into());
    let view = app.desktop().unused_end_users().await.unwrap();
    assert!(view.end_users.is_empty() && view.whole);
    let forms = [AdoptionForm {
        end_user_id: used.to_string(),
        client_id: None,
    }];
    let done = app.desktop().adopt_end_users(&forms).await.unwrap();
    assert_eq!((done.adopted, done.refused.len()), (0, 1));
    assert_eq!(
        app.rows().unwrap().len(),
        2,
        "and no client was added for it"
    );
    let made = app.desktop().create_end_user(second).await.unwrap();
    assert_ne!(made, used);
}

/// A list that says it is not whole is no ground to make anything.
#[tokio::test]
async fn a_list_that_is_not_whole_makes_nothing_without_a_word() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    let page = json!({ "objectType": "list", "url": "/v1/end-users", "data": [], "hasMore": true });
    env.fault(json!({ "path": "/v1/end-users", "kind": "wrong_json", "body": page }))
        .await;
    let asked = app.desktop().create_end_user(id).await;
    assert!(matches!(asked, Err(RosterError::ThisOne)), "{asked:?}");
    assert_eq!(env.end_users().await.len(), 0);
}

/// A roster of four, one of them with an end-user, and six end-users of which it knows nothing: Acme, Umbra and the
/// client that is Online.
async fn six_more(env: &TestEnv, app: &AppUnderTest) -> (ClientId, ClientId, ClientId) {
    let used = app.add_desktop("Two Rivers");
    app.desktop().create_end_user(used).await.unwrap();
    let acme = app.add_desktop("Acme Plumbing");
    let umbra = app.add_desktop("Umbra Lighting");
    let paused = app.add("Only Online", None, QuickBooks::Online);
    env.make_end_user("acme PLUMBING", "SAM@client.example", "crm-1")
        .await;
    env.make_end_user("Umbra Lighting", "", "crm-2").await;
    env.make_end_user("Umbra-Lighting", "", "crm-3").await;
    env.make_end_user("Only Online", "two@a.example, b@c.example", "crm-4")
        .await;
    env.make_end_user("Two Rivers", "", "crm-5").await;
    env.make_end_user("  ", "", "crm-6").await;
    env.apply_scenario("acme PLUMBING", "complete_flow").await;
    (acme, umbra, paused)
}

#[tokio::test]
async fn what_nobody_uses_is_shown_with_the_client_it_may_be_of() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let (acme, umbra, _) = six_more(&env, &app).await;
    let before = (env.end_users().await, env.everything());
    let view = app.desktop().unused_end_users().await.unwrap();
    let seen: Vec<(&str, Option<EndUserMatch>, Option<&str>, u32)> = view
        .end_users
        .iter()
        .map(|it| {
            (
                it.source_id.as_str(),
                it.matched_by,
                it.client_id.as_deref(),
                it.twins,
            )
        })
        .collect();
    let (acme_id, umbra_id) = (acme.to_string(), umbra.to_string());
    assert_eq!(
        seen,
        [
            ("crm-6", None, None, 1),
            (
                "crm-1",
                Some(EndUserMatch::NameAndEmail),
                Some(acme_id.as_str()),
                1
            ),
            ("crm-4", None, None, 1),
            ("crm-5", None, None, 2),
            (
                "crm-2",
                Some(EndUserMatch::Name),
                Some(umbra_id.as_str()),
                2
            ),
            (
                "crm-3",
                Some(EndUserMatch::Name),
                Some(umbra_id.as_str()),
                2
            ),
        ]
    );
    assert_eq!(
        (env.end_users().await, env.everything()),
        before,
        "looking changes nothing"
    );
}

#[tokio::test]
async fn what_conductor_has_is_brought_in_and_nothing_is_written_there() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let (acme, umbra, paused) = six_more(&env, &app).await;
    let there = env.end_users().await;
    let view = app.desktop().unused_end_users().await.unwrap();
    let end_users = &view.end_users;
    let forms = [
        form(&end_users[0], None),
        form(&end_users[1], Some(acme)),
        form(&end_users[2], None),
        form(&end_users[4], Some(umbra)),
        form(&end_users[5], Some(umbra)),
        form(&end_users[3], Some(paused)),
    ];
    let done = app.desktop().adopt_end_users(&forms).await.unwrap();
    assert_eq!((done.adopted, done.added), (3, 1));
    let refused: Vec<_> = done.refused.into_iter().map(|it| it.why.problem).collect();
    assert_eq!(
        refused,
        [
            ClientProblem::NoName,
            ClientProblem::HasEndUser {
                client: "Umbra Lighting".to_owned(),
            },
            ClientProblem::NotDesktop {
                client: "Only Online".to_owned(),
            },
        ]
        .map(Problem::from)
    );
    let row = app.row(acme);
    assert_eq!(
        (row.state, row.source_id.as_str()),
        (State::Connected, "crm-1")
    );
    let added = app.rows().unwrap();
    let added = added
        .iter()
        .find(|row| row.name == "Only Online" && row.books == Product::Desktop)
        .unwrap();
    assert_eq!(
        (
            added.email.as_deref(),
            added.place,
            added.source_id.as_str()
        ),
        (None, Some(Place::OtherComputer), "crm-4")
    );
    let lines = events(&app, ClientId::parse(&added.id).unwrap());
    assert!(lines.contains(&EventKind::Added) && lines.contains(&EventKind::EndUserAdopted));
    assert_eq!(
        env.end_users().await,
        there,
        "nothing was written at Conductor"
    );
    let left = app.desktop().unused_end_users().await.unwrap();
    assert_eq!(left.end_users.len(), 3);
    assert_eq!(
        app.desktop()
            .adopt_end_users(&forms[1..2])
            .await
            .unwrap()
            .adopted,
        1,
        "again is the same"
    );
}
