//! Connecting a QuickBooks Desktop client: its end-user, and the link that somebody has to open.
//!
//! Long because each step of it is lost, refused, repeated or cancelled once.

use roster::client::{ClientDraft, QuickBooks};
use roster::vault::{Secret, Vault};
use roster::view::{
    AttemptStage, ConnectProblem, Ending, EventKind, LinkDelivery, Place, Product, State,
};
use roster::{Listed, RosterError};
use serde_json::{Value, json};

use crate::harness::{TestEnv, conductor_at, is_unreached, url};

fn link_in(env: &TestEnv) -> Option<String> {
    let (_, entry) = env.vault.entry("link/")?;
    let entry: Value = serde_json::from_str(&entry).unwrap();
    Some(entry["url"].as_str().unwrap().to_owned())
}

fn listed(name: &str, email: &str) -> Listed {
    Listed {
        name: name.to_owned(),
        number: None,
        email: Some(email.to_owned()),
        books: Some(Product::Desktop),
        place: None,
        computer: None,
        source_id: None,
    }
}

#[tokio::test]
async fn an_end_user_is_made_once_and_found_again() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    let first = app.desktop().create_end_user(id).await.unwrap();
    let second = app.desktop().create_end_user(id).await.unwrap();
    assert_eq!(first, second);
    let made = env.end_users().await;
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["sourceId"], id.to_string());
    assert_eq!(made[0]["companyName"], "Acme Plumbing");
    assert_eq!(made[0]["email"], "sam@client.example");
    assert_eq!(app.row(id).end_user_id.as_deref(), Some(first.as_str()));
    assert_eq!(app.state(id), State::Never);

    // Also without an address, and for a client whose association was lost.
    let books = QuickBooks::Desktop {
        place: Place::ThisComputer,
        computer: None,
    };
    let nameless = app.add("Northwind Tools", None, books);
    app.desktop().create_end_user(nameless).await.unwrap();
    assert_eq!(env.end_users().await.len(), 2);
}

#[tokio::test]
async fn a_create_whose_answer_was_lost_is_reconciled() {
    for lost in ["cut_body", "drop", "wrong_json"] {
        let env = TestEnv::new().await;
        let app = env.app().await;
        let id = app.add_desktop("Acme Plumbing");
        env.fault(json!({ "path": "/v1/end-users", "method": "POST", "kind": lost }))
            .await;
        let end_user = app.desktop().create_end_user(id).await.unwrap();
        assert_eq!(env.end_users().await.len(), 1, "{lost}");
        assert_eq!(app.desktop().create_end_user(id).await.unwrap(), end_user);
        assert_eq!(env.count("POST", "/v1/end-users").await, 1, "{lost}");
    }
}

#[tokio::test]
async fn a_create_whose_answer_and_list_were_lost_is_found_the_next_time() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    env.fault(json!({ "path": "/v1/end-users", "method": "POST", "kind": "drop" }))
        .await;
    // The first list is the search before the create; the searches after it fail.
    let before = json!({ "path": "/v1/end-users", "method": "GET", "kind": "delay", "delayMs": 1 });
    env.fault(before).await;
    env
        .fault(json!({ "path": "/v1/end-users", "method": "GET", "kind": "status", "status": 503, "count": 3 }))
        .await;
    let failed = app.desktop().create_end_user(id).await.unwrap_err();
    assert!(is_unreached(&failed.view()));
    assert_eq!(app.row(id).end_user_id, None);
    app.desktop().create_end_user(id).await.unwrap();
    assert_eq!(env.end_users().await.len(), 1);
}

#[tokio::test]
async fn a_create_that_was_refused_is_not_tried_again() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    env.fault(
        json!({ "path": "/v1/end-users", "method": "POST", "kind": "status", "status": 400 }),
    )
    .await;
    let failed = app.desktop().create_end_user(id).await.unwrap_err();
    assert_eq!(failed.view().code(), "answered");
    assert_eq!(env.count("POST", "/v1/end-users").await, 1);
    assert_eq!(env.end_users().await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_creates_make_one() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    let mut creating = tokio::task::JoinSet::new();
    for n in 0..8 {
        let roster = app.roster.clone();
        creating.spawn(async move {
            if n % 2 == 0 {
                roster.desktop().create_end_user(id).await.map(|_| ())
            } else {
                roster
                    .desktop()
                    .connect_desktop(id, 30, LinkDelivery::Copied)
                    .await
                    .map(|_| ())
            }
        });
    }
    for made in creating.join_all().await {
        made.unwrap();
    }
    assert_eq!(env.end_users().await.len(), 1);
    assert_eq!(env.count("POST", "/v1/end-users").await, 1);
}

#[tokio::test]
async fn a_link_lives_from_fifteen_minutes_to_seven_days() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    for minutes in [0, 14, 10_081, u32::MAX] {
        let refused = app
            .desktop()
            .connect_desktop(id, minutes, LinkDelivery::Copied)
            .await;
        assert!(
            matches!(refused, Err(RosterError::LinkLifetime)),
            "{minutes}"
        );
    }
    assert_eq!(env.end_users().await.len(), 0, "nothing was made for them");
    for minutes in [15, 10_080] {
        let sheet = app
            .desktop()
            .connect_desktop(id, minutes, LinkDelivery::Copied)
            .await
            .unwrap();
        let row = app.row(id);
        let link = row.link.unwrap();
        assert_eq!(
            link.expires_at - link.created_at,
            i64::from(minutes) * 60_000
        );
        assert_eq!(sheet.expires_at, link.expires_at);
        assert_eq!(
            (row.state, row.until),
            (State::Invited, Some(link.expires_at))
        );
    }
    assert_eq!(env.end_users().await.len(), 1);
}

#[tokio::test]
async fn the_link_is_in_the_vault_and_leaves_the_app_the_way_that_was_chosen() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme & Sons Plumbing");

    let sheet = app
        .desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    assert_eq!(sheet.stage(), AttemptStage::Waiting);
    let link = link_in(&env).unwrap();
    assert!(link.contains("/qbd/"), "{link}");
    assert_eq!(app.shell.copied(), std::slice::from_ref(&link));
    assert!(app.shell.opened().is_empty());
    assert_eq!(app.state(id), State::Invited);
    let secret = link.split(['/', '?']).find(|part| part.len() > 30).unwrap();
    assert!(!String::from_utf8_lossy(&env.disk()).contains(secret));

    app.deliver_link(id, LinkDelivery::Opened).await.unwrap();
    assert_eq!(app.shell.last_opened().as_str(), link);
    assert_eq!(app.state(id), State::Waiting);
    assert!(app.sheet(id).opened_at().is_some());

    app.deliver_link(id, LinkDelivery::Mailed).await.unwrap();
    let mail = app.shell.last_opened();
    assert_eq!(
        (mail.scheme(), mail.path()),
        ("mailto", "sam@client.example")
    );
    let query = mail.query().unwrap();
    assert!(query.contains("%20") && !query.contains('+'), "{query}");
    let fields: Vec<(String, String)> = mail.query_pairs().into_owned().collect();
    assert_eq!(fields[0].1, "Connect QuickBooks for Acme & Sons Plumbing");
    assert!(fields[1].1.contains(&link), "{}", fields[1].1);
    assert_eq!(app.row(id).link.unwrap().delivery, LinkDelivery::Mailed);
    assert_eq!(app.state(id), State::Invited);
    drop(app);

    let app = env.app().await;
    app.deliver_link(id, LinkDelivery::Copied).await.unwrap();
    assert_eq!(app.shell.copied(), [link], "also after a restart");
}

#[tokio::test]
async fn an_address_cannot_add_to_the_mail() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let odd = "sam@client.example?bcc=thief@evil.example&x=";
    let draft = |name: &str, email: &str| ClientDraft {
        email: Some(email.to_owned()),
        ..ClientDraft::new(
            name,
            QuickBooks::Desktop {
                place: Place::ClientOffice,
                computer: None,
            },
        )
    };
    app.add_client(draft("Acme", odd)).unwrap_err();
    app.import(vec![listed("Acme", odd)]).unwrap_err();
    assert!(app.rows().unwrap().is_empty());

    // What an earlier version took stays as it is, can be worked with, and is written to nobody.
    let id = app.add_desktop("Acme");
    let stored = rusqlite::Connection::open(env.file()).unwrap();
    stored
        .execute("UPDATE clients SET email = ?1", [odd])
        .unwrap();
    let refused = app
        .desktop()
        .connect_desktop(id, 60, LinkDelivery::Mailed)
        .await
        .unwrap_err()
        .view();
    let typed = odd.to_owned();
    assert_eq!(
        refused.problem,
        ConnectProblem::NoMailAddress { typed }.into()
    );
    assert_eq!(env.end_users().await.len(), 0, "nothing was made for it");
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    app.deliver_link(id, LinkDelivery::Mailed)
        .await
        .unwrap_err();
    assert_eq!(app.shell.opened(), []);
    assert_eq!(
        app.edit_client(id, draft("Acme & Sons", odd))
            .unwrap()
            .email
            .as_deref(),
        Some(odd)
    );
    let done = app.import(vec![Listed {
        number: Some("7".to_owned()),
        email: None,
        ..listed("Acme & Sons", "")
    }]);
    assert_eq!(done.unwrap().changed, 1);

    app.edit_client(id, draft("Acme", "o&m=x?y%@client.example"))
        .unwrap();
    app.deliver_link(id, LinkDelivery::Mailed).await.unwrap();
    let mail = app.shell.last_opened();
    assert_eq!(mail.path(), "o%26m%3Dx%3Fy%25@client.example");
    let names: Vec<String> = mail
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(names, ["subject", "body"], "{mail}");
}

/// Mutation H of the review: what is in the keychain is not believed because it is there.
#[tokio::test]
async fn a_kept_link_is_compared_with_the_allowed_hosts_again() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    let copied = app.shell.copied();
    let (name, entry) = env.vault.entry("link/").unwrap();
    for elsewhere in [
        "https://connect.conductor.is.evil.example/qbd/x?key=pk",
        "mailto:thief@evil.example?body=x",
        "file:///etc/passwd",
    ] {
        let mut entry: Value = serde_json::from_str(&entry).unwrap();
        entry["url"] = json!(elsewhere);
        let entry = Secret::new(entry.to_string());
        env.vault.set(&name, entry).await.unwrap();
        for delivery in [
            LinkDelivery::Opened,
            LinkDelivery::Copied,
            LinkDelivery::Mailed,
        ] {
            let refused = app.deliver_link(id, delivery).await;
            assert!(
                matches!(refused, Err(RosterError::ForeignAddress { .. })),
                "{elsewhere} {delivery:?}"
            );
        }
    }
    assert_eq!(app.shell.opened(), []);
    assert_eq!(app.shell.copied(), copied);
    assert_eq!(app.row(id).link.unwrap().delivery, LinkDelivery::Copied);
}

#[tokio::test]
async fn a_new_link_takes_the_old_ones_place_only_when_it_is_there() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    let first = link_in(&env).unwrap();
    env.fault(json!({ "path": "/v1/auth-sessions", "kind": "status", "status": 503 }))
        .await;
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap_err();
    assert_eq!(link_in(&env).unwrap(), first);
    assert_eq!(app.stage(id), AttemptStage::Waiting);
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    assert_ne!(link_in(&env).unwrap(), first);
    assert_eq!(env.end_users().await.len(), 1);
}

#[tokio::test]
async fn a_link_that_cannot_be_handed_over_says_so_and_stays() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    app.shell.break_it();
    let sheet = app
        .desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    assert_eq!(sheet.error().unwrap().code(), "linkNotCopied");
    assert!(link_in(&env).is_some());
    app.deliver_link(id, LinkDelivery::Opened)
        .await
        .unwrap_err();
    assert_eq!(app.state(id), State::Invited, "it did not leave");
}

#[tokio::test]
async fn an_end_user_that_was_deleted_at_conductor_is_made_anew_on_connect() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    let first = app.desktop().create_end_user(id).await.unwrap();
    env.delete_end_user(first.as_str()).await;
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    let made = env.end_users().await;
    assert_eq!(made.len(), 1);
    assert_ne!(made[0]["id"], first.as_str());
    assert_eq!(app.row(id).end_user_id.as_deref(), made[0]["id"].as_str());
}

#[tokio::test]
async fn the_customer_is_seen_to_begin_and_to_finish() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Opened)
        .await
        .unwrap();
    let link = link_in(&env).unwrap();
    app.desktop().look_at_end_user(id).await.unwrap();
    assert!(!app.sheet(id).started_at_service());

    env.open_link(&link).await;
    app.desktop().look_at_end_user(id).await.unwrap();
    let sheet = app.sheet(id);
    assert!(sheet.started_at_service());
    assert_eq!(sheet.stage(), AttemptStage::Waiting);
    assert_eq!(app.state(id), State::Waiting, "begun is not connected");

    env.finish_link(&link).await;
    app.desktop().look_at_end_user(id).await.unwrap();
    assert_eq!(app.stage(id), AttemptStage::Done);
    let row = app.row(id);
    assert_eq!(row.state, State::Connected);
    assert!(row.link.is_none() && row.last_ok_at.is_some());
    assert_eq!(link_in(&env), None, "nobody needs it any more");
    let connected = app.timeline(id).unwrap();
    let connected = connected
        .iter()
        .filter(|line| line.event == EventKind::Connected);
    assert_eq!(connected.count(), 1);
}

#[tokio::test]
async fn a_link_runs_out_unused() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    app.desktop()
        .connect_desktop(id, 15, LinkDelivery::Mailed)
        .await
        .unwrap();
    assert_eq!(app.state(id), State::Invited);
    env.advance(15 * 60).await;
    assert_eq!(app.state(id), State::LinkExpired);
    let late = app.deliver_link(id, LinkDelivery::Copied).await;
    assert!(matches!(late, Err(RosterError::NothingPending)), "{late:?}");
    let schedule = app.roster.clone();
    let running = tokio::spawn(async move { schedule.scheduler().keep_checking().await });
    let sheet = app.until_stage(id, AttemptStage::Ended).await;
    running.abort();
    assert_eq!(sheet.ending(), Some(Ending::Expired));
    assert_eq!(link_in(&env), None);
    assert_eq!(app.state(id), State::LinkExpired);
}

#[tokio::test]
async fn cancelling_a_link_stops_the_waiting() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Opened)
        .await
        .unwrap();
    let link = link_in(&env).unwrap();
    let row = app.cancel_connect(id).await.unwrap();
    assert_eq!(row.state, State::Never);
    assert_eq!(app.ending(id), Some(Ending::Cancelled));
    assert_eq!(link_in(&env), None);
    let before = env.everything();
    app.cancel_connect(id).await.unwrap();
    assert_eq!(env.everything(), before);

    // Conductor cannot call the link back: finishing it all the same connects.
    env.finish_link(&link).await;
    app.desktop().read_end_users().await.unwrap();
    assert_eq!(app.state(id), State::Connected);
}

#[tokio::test]
async fn deleting_an_end_user_needs_the_clients_name() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let id = app.add_desktop("Acme Plumbing");
    let early = app.desktop().delete_end_user(id, "Acme Plumbing").await;
    assert!(matches!(early, Err(RosterError::NotConnected)), "{early:?}");
    app.desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap();
    for typed in ["", "acme plumbing", "Acme", "Acme  Plumbing"] {
        let refused = app.desktop().delete_end_user(id, typed).await;
        assert!(
            matches!(refused, Err(RosterError::NameNotRepeated(_))),
            "{typed}"
        );
    }
    assert_eq!(env.end_users().await.len(), 1);
    env.fault(
        json!({ "path": "/v1/end-users/", "method": "DELETE", "kind": "status", "status": 503 }),
    )
    .await;
    app.desktop()
        .delete_end_user(id, "Acme Plumbing")
        .await
        .unwrap_err();
    assert!(app.row(id).end_user_id.is_some() && link_in(&env).is_some());

    let row = app
        .desktop()
        .delete_end_user(id, " Acme Plumbing ")
        .await
        .unwrap();
    assert_eq!((row.state, row.end_user_id), (State::Never, None));
    assert_eq!(env.end_users().await.len(), 0);
    assert_eq!(link_in(&env), None);
    assert!(app.attempt(id).is_none());

    let end_user = app.desktop().create_end_user(id).await.unwrap();
    env.delete_end_user(end_user.as_str()).await;
    let row = app
        .desktop()
        .delete_end_user(id, "Acme Plumbing")
        .await
        .unwrap();
    assert_eq!(row.end_user_id, None, "somebody else was faster");
}

#[tokio::test]
async fn a_refused_key_makes_nothing() {
    let env = TestEnv::new().await;
    let endpoints = env.practice.endpoints().conductor.clone();
    let app = env
        .app_with(|parts| {
            let base = url(&endpoints.base_url);
            let wrong = "sk_conductor_test_not_a_real_key";
            parts.conductor = Some(conductor_at(base, wrong, &endpoints.publishable_key));
        })
        .await;
    let id = app.add_desktop("Acme Plumbing");
    let failed = app
        .desktop()
        .connect_desktop(id, 60, LinkDelivery::Copied)
        .await
        .unwrap_err();
    assert_eq!(failed.view().code(), "keyRefused");
    assert!(app.attempt(id).is_none());
    assert_eq!(env.end_users().await.len(), 0);
}
