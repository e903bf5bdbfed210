//! Every state there is, in the practice firm: most are there from the start, the others are one action
//! away.

use std::collections::BTreeSet;

use super::harness::practice::Company;
use super::harness::{App, Practice, SUES, TestEnv};

/// Every key of `State` that a row of the sample firm shows as it is opened.
const STANDING: [&str; 19] = [
    "attention",
    "connected",
    "dialog",
    "expired",
    "expiring",
    "inactive",
    "invited",
    "linkExpired",
    "never",
    "notMember",
    "permission",
    "qbClosed",
    "revoked",
    "singleUser",
    "takenOver",
    "waiting",
    "wcOffline",
    "wrongCompany",
    "wrongFile",
];

const NORTHFIELD: &str = "Northfield Vets";

const ONLINE: [Company; 3] = [
    SUES,
    Company {
        name: "Cedar Loft Interiors",
        realm: "9130349878530471",
    },
    Company {
        name: "Juniper Yoga Studio",
        realm: "9130349878530538",
    },
];

#[tokio::test]
async fn every_state_is_in_the_sample_firm_or_one_step_away() {
    let mut env = TestEnv::start("states").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;
    let found = app
        .script(
            "return [...document.querySelectorAll('[data-client-name]')].map(row => row.dataset.state)",
        )
        .await;
    let found: BTreeSet<String> = serde_json::from_value(found).expect("states are words");
    assert_eq!(found, STANDING.map(str::to_owned).into());

    practice
        .delay("/v1/quickbooks-desktop/health-check", 60_000)
        .await;
    app.select(NORTHFIELD).await;
    app.click("inspector-primary").await;
    app.wait_for_state(NORTHFIELD, "checking").await;
    assert_eq!(app.text("inspector-primary").await, "Stop waiting");
    app.click("inspector-primary").await;
    app.wait_for_state(NORTHFIELD, "connected").await;

    app.click("inspector-pause").await;
    app.wait_for_state(NORTHFIELD, "paused").await;
    assert_eq!(app.text("inspector-primary").await, "Resume");
    app.click("inspector-primary").await;
    app.wait_for_state(NORTHFIELD, "connected").await;
    app.click("inspector-archive").await;
    app.click("token-status").await;
    app.click("token-status-archived").await;
    app.wait_for_state(NORTHFIELD, "archived").await;
}

#[tokio::test]
async fn every_banner_of_the_services_is_one_deed_away() {
    let mut env = TestEnv::start("states-banners").await;
    let app = App::practice(&mut env).await;
    let practice = Practice::of(&env).await;

    practice.fail("/2020-04/graphql", 503, 9).await;
    for client in &ONLINE {
        check(&app, client.name).await;
    }
    let banner = app.text("banner-serviceDown").await;
    assert!(banner.contains("Intuit isn't answering"), "{banner}");
    assert_eq!(
        app.state(SUES.name).await,
        "connected",
        "no row turns red for it"
    );
    assert!(app.status(SUES.name).await.contains("Connected"));

    practice.fail("/v1/", 401, 1).await;
    check(&app, NORTHFIELD).await;
    let banner = app.text("banner-keyBad").await;
    assert!(banner.contains("Key refused"), "{banner}");

    practice.network(false).await;
    check(&app, NORTHFIELD).await;
    app.click("banners-fold").await;
    let banner = app.text("banner-offline").await;
    assert!(banner.contains("You're offline"), "{banner}");
    practice.network(true).await;
    check(&app, NORTHFIELD).await;
    app.wait_until(
        "the banners of the network and the key are gone",
        super::harness::SHORT,
        "return document.querySelector('[data-testid=banner-offline], [data-testid=banner-keyBad]') === null",
    )
    .await;
}

async fn check(app: &App, client: &str) {
    app.select(client).await;
    app.click("inspector-primary").await;
    app.wait_until(
        &format!("{client} was asked"),
        super::harness::SHORT,
        "return document.querySelector('[data-state=checking]') === null",
    )
    .await;
}
