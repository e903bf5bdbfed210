//! Lists of clients that come in, and the change log of the firm.

use std::ops::ControlFlow;

use roster::client::Lifecycle;
use roster::view::{ClientProblem, EventKind, Place, Product};
use roster::{Imported, Listed};

use crate::harness::{MARIA, SUES, TestEnv};

fn listed(name: &str, number: &str, books: Option<Product>) -> Listed {
    Listed {
        name: name.to_owned(),
        number: (!number.is_empty()).then(|| number.to_owned()),
        email: None,
        books,
        place: None,
        computer: None,
        source_id: None,
    }
}

#[tokio::test]
async fn a_list_adds_what_is_new_and_changes_what_is_here() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let first = app
        .import(vec![
            listed("Acme Plumbing", "12", Some(Product::Desktop)),
            listed("Sue's Bakery", "", Some(Product::Online)),
        ])
        .unwrap();
    assert_eq!((first.added, first.changed, first.unchanged), (2, 0, 0));

    let again = app
        .import(vec![
            // Found by its number, and called something else now.
            listed("Acme Plumbing & Heating", "12", None),
            // Found by its name.
            listed("SUE'S BAKERY", "7", None),
            listed("Wren & Daughters", "", Some(Product::Online)),
        ])
        .unwrap();
    assert_eq!((again.added, again.changed, again.unchanged), (1, 2, 0));
    let rows = app.rows().unwrap();
    let names: Vec<(&str, Option<&str>)> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.number.as_deref()))
        .collect();
    assert_eq!(
        names,
        [
            ("Acme Plumbing & Heating", Some("12")),
            ("SUE'S BAKERY", Some("7")),
            ("Wren & Daughters", None),
        ]
    );
    assert_eq!(rows[0].books, Product::Desktop, "the product is kept");
    assert_eq!(rows[0].place, Some(Place::OtherComputer));
}

#[tokio::test]
async fn the_same_list_twice_changes_nothing() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let list = vec![
        Listed {
            email: Some("sam@acme.example".to_owned()),
            place: Some(Place::Hosted),
            computer: Some("HOST-7".to_owned()),
            ..listed("Acme Plumbing", "12", Some(Product::Desktop))
        },
        listed("Sue's Bakery", "", Some(Product::Online)),
    ];
    app.import(list.clone()).unwrap();
    let before = app.rows().unwrap();
    let again = app.import(list).unwrap();
    assert_eq!(
        again,
        Imported {
            unchanged: 2,
            ..Imported::default()
        }
    );
    assert_eq!(app.rows().unwrap(), before);
    let gaps = app.import(vec![listed("acme plumbing", "", None)]).unwrap();
    assert_eq!(gaps.changed, 1, "only the name is written differently");
    let row = &app.rows().unwrap()[0];
    assert_eq!(row.email.as_deref(), Some("sam@acme.example"));
    assert_eq!(row.place, Some(Place::Hosted));
    assert_eq!(row.computer.as_deref(), Some("HOST-7"));
}

#[tokio::test]
async fn one_wrong_row_and_nothing_of_the_list_is_taken() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let before = app.rows().unwrap();
    let good = || listed("Acme Plumbing", "12", Some(Product::Desktop));
    for (wrong, reason) in [
        (
            listed("  ", "", Some(Product::Online)),
            ClientProblem::NoName,
        ),
        (listed("New & Co", "", None), ClientProblem::NoProduct),
        (
            listed("acme plumbing", "12", Some(Product::Desktop)),
            ClientProblem::NameTwice {
                name: "acme plumbing".to_owned(),
            },
        ),
        (
            listed("Sue's Bakery", "", Some(Product::Desktop)),
            ClientProblem::ProductConnected {
                client: "Sue's Bakery".to_owned(),
            },
        ),
    ] {
        let refused = app.import(vec![good(), wrong]).unwrap_err().view();
        let problem = ClientProblem::BadRow {
            row: 2,
            why: Box::new(reason),
        };
        assert_eq!(refused.problem, problem.into());
        assert_eq!(app.rows().unwrap(), before);
    }
}

/// A list of 10,000 rows whose first hundred change clients that are here.
fn long_list() -> Vec<Listed> {
    (0..10_000)
        .map(|n| {
            listed(
                &format!("Client {n} Ltd"),
                &n.to_string(),
                Some(Product::Online),
            )
        })
        .collect()
}

#[tokio::test]
async fn a_long_list_that_is_stopped_anywhere_leaves_everything_as_it_was() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    let here = |n| {
        listed(
            &format!("Client {n}"),
            &format!("{n}"),
            Some(Product::Online),
        )
    };
    app.import((0..100).map(here).collect()).unwrap();
    let before = (app.rows().unwrap(), app.activity(None, 500).unwrap());
    for stop_at in [0, 1, 5_000, 9_999] {
        let mut told = Vec::new();
        let mut read = 0;
        let done = app
            .import_watched(long_list(), |done, total| {
                assert_eq!(total, 10_000);
                told.push(done);
                read += usize::from(done == 0);
                // The first stop is among the rows that are only read.
                if (stop_at == 0 && read == 5_000) || (stop_at > 0 && done == stop_at) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .unwrap();
        assert_eq!(done, None);
        assert_eq!(told.last(), Some(&stop_at));
        assert!(told.is_sorted());
        let after = (app.rows().unwrap(), app.activity(None, 500).unwrap());
        assert!(after == before, "stopped at {stop_at}");
    }

    let mut last = 0;
    let done = app
        .import_watched(long_list(), |done, _| {
            last = done;
            ControlFlow::Continue(())
        })
        .unwrap();
    let all = Imported {
        added: 9_900,
        changed: 100,
        unchanged: 0,
    };
    assert_eq!((done, last), (Some(all), 10_000));
    assert_eq!(app.rows().unwrap().len(), 10_000);
}

#[tokio::test]
async fn two_clients_of_one_name_are_distinguished_by_their_numbers() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.import(vec![listed("Smith", "1", Some(Product::Online))])
        .unwrap();
    let done = app
        .import(vec![listed("Smith", "2", Some(Product::Online))])
        .unwrap();
    assert_eq!((done.added, done.changed), (1, 0));
}

#[tokio::test]
async fn the_change_log_of_the_firm_is_read_page_by_page() {
    let env = TestEnv::new().await;
    let app = env.app().await;
    app.import(
        (0..5)
            .map(|n| listed(&format!("Client {n}"), "", Some(Product::Online)))
            .collect(),
    )
    .unwrap();
    let id = app.connected(&env, "Sue's Bakery", MARIA, SUES).await;
    let whole = app.activity(None, 100).unwrap();
    assert!(whole.len() > 5, "{whole:?}");
    assert!(
        whole
            .windows(2)
            .all(|two| (two[0].event.at, two[0].event.id) > (two[1].event.at, two[1].event.id)),
        "newest first"
    );
    let connected = whole
        .iter()
        .find(|line| line.event.event == EventKind::Connected)
        .expect("the connection is in the log");
    assert_eq!(connected.client, "Sue's Bakery");
    assert_eq!(connected.client_id, id.to_string());

    for (lifecycle, event) in [
        (Lifecycle::Paused, EventKind::Paused),
        (Lifecycle::Active, EventKind::Resumed),
        (Lifecycle::Archived, EventKind::Archived),
    ] {
        app.set_lifecycle(id, lifecycle).unwrap();
        assert_eq!(app.activity(None, 1).unwrap()[0].event.event, event);
    }

    let whole = app.activity(None, 100).unwrap();
    let mut pages = app.activity(None, 4).unwrap();
    while let Some(last) = pages.last().map(|line| line.event.id) {
        let page = app.activity(Some(last), 4).unwrap();
        if page.is_empty() {
            break;
        }
        pages.extend(page);
    }
    assert_eq!(pages, whole);
}
