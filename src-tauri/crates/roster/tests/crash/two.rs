//! Two copies of the app on one database and one vault. The app allows one; what gets past that loses
//! nothing either.

use practice::Practice;

use crate::child::Orders;
use crate::firm::{COMPANIES, DESKTOPS, Desk, Services, desktop};
use crate::judge::all_is_well;
use crate::kill::{control, print_line, spawn, start_practice};
use roster::client::QuickBooks;

/// A roster with every company connected and every Desktop client added.
pub(crate) async fn fill(practice: &Practice, folder: &std::path::Path) -> Services {
    let switches = serde_json::json!({ "rotateAlways": true });
    control(practice, "switches", &switches).await;
    let services = Services::new(practice.endpoints());
    let desk = Desk::open(folder, &services, |_| {}).await;
    for company in &COMPANIES {
        let id = desk.add(company.name, QuickBooks::Online).unwrap();
        desk.connect(id, company).await.unwrap();
    }
    for name in DESKTOPS {
        desk.add(name, desktop()).unwrap();
    }
    services
}

#[tokio::test(flavor = "multi_thread")]
async fn two_copies_at_once_lose_nothing() {
    let firm_folder = tempfile::tempdir().unwrap();
    let practice = start_practice(firm_folder.path()).await;
    let folder = tempfile::tempdir().unwrap();
    let services = fill(&practice, folder.path()).await;
    drop(practice.take_issued());
    let orders = |seed| Orders {
        folder: folder.path().to_owned(),
        services: services.clone(),
        seed,
        steps: Some(40),
        settings_from: 1,
        signs_in: false,
    };
    let (one, two) = (spawn(&orders(1)).output(), spawn(&orders(2)).output());
    let (one, two) = tokio::join!(one, two);
    for copy in [one, two] {
        let copy = copy.unwrap();
        let said = String::from_utf8_lossy(&copy.stdout).into_owned();
        assert!(
            copy.status.success() && said.contains("@finished"),
            "{said}"
        );
        assert!(!said.contains("@failed"), "nobody was told to wait: {said}");
    }
    let renewals = practice.take_issued().len();
    all_is_well(folder.path(), &services).await;
    print_line(&format!(
        "two copies at once: {renewals} renewals with single-use refresh tokens, none lost"
    ));
}
