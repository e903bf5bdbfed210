//! Every resource and report against the practice service, which is written from the documentation by other hands
//! and has a catalogue of its own.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use conductor::catalogue::{FieldKind, ReportKind, Resource, Shape};
use conductor::{
    Account, DeletedTransaction, EndUserId, Error, FilterError, Filters, PaymentToDeposit,
    Preferences, Record, Transaction, typed,
};
use serde_json::{Value, json};
use stage::Stage;

mod stage;

async fn connected() -> (Stage, EndUserId) {
    let stage = Stage::set().await;
    let acme = stage.acme().await.id;
    stage.apply_scenario(&acme, "complete_flow").await;
    (stage, acme)
}

/// What a list cannot be read without.
async fn required(stage: &Stage, acme: &EndUserId, resource: &Resource) -> Filters {
    let mut filters = Filters::new();
    for filter in resource.filters.iter().filter(|it| it.required) {
        filters = if filter.choices.is_empty() {
            // Bills to pay are asked for by vendor, and not every vendor has some.
            let vendors = all(stage, acme, "vendors", &Filters::new()).await;
            let owed = vendors
                .iter()
                .find(|it| {
                    it["balance"]
                        .as_str()
                        .is_some_and(|it| !it.starts_with('0'))
                })
                .unwrap();
            filters.with(filter.name, owed["id"].as_str().unwrap())
        } else {
            let choices = filter.choices.iter().map(|it| (*it).to_owned());
            filters.with(filter.name, choices.collect::<Vec<_>>())
        };
    }
    filters
}

async fn all(stage: &Stage, acme: &EndUserId, path: &str, filters: &Filters) -> Vec<Record> {
    let resource = Resource::by_path(path).unwrap();
    let mut pages = stage.conductor.books(acme).list(resource, filters).unwrap();
    let mut records = Vec::new();
    while let Some(page) = pages.next().await {
        records.extend(
            page.unwrap_or_else(|error| panic!("{path}: {error}"))
                .records,
        );
    }
    records
}

/// Names of a record that the catalogue does not have, and values that are not of the kind it says.
fn surprises(resource: &Resource, record: &Record, before: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in record {
        let name = format!("{before}{key}");
        match (resource.field(&name).map(|it| it.kind), value) {
            (None, Value::Object(inside)) => {
                found.extend(surprises(resource, inside, &format!("{name}.")));
            }
            // An object that is not there.
            (None, Value::Null) => {
                let inside = format!("{name}.");
                if !resource
                    .fields
                    .iter()
                    .any(|it| it.name.starts_with(&inside))
                {
                    found.push(name);
                }
            }
            (None, _) => found.push(name),
            (Some(_), Value::Null) => {}
            (Some(kind), value) => {
                let fits = match kind {
                    FieldKind::Bool => value.is_boolean(),
                    FieldKind::Number => value.is_number(),
                    FieldKind::Reference => value.is_object(),
                    FieldKind::Texts | FieldKind::References | FieldKind::Lines => value.is_array(),
                    FieldKind::Money => value
                        .as_str()
                        .is_some_and(|it| it.parse::<conductor::Money>().is_ok()),
                    _ => value.is_string() || value.is_number(),
                };
                if !fits {
                    found.push(format!("{name} = {value}"));
                }
            }
        }
    }
    found
}

#[tokio::test]
async fn every_resource_is_listed_and_read() {
    let (stage, acme) = connected().await;
    let mut empty = Vec::new();
    for resource in Resource::all() {
        let filters = required(&stage, &acme, resource).await;
        let records = all(&stage, &acme, resource.path, &filters).await;
        if records.is_empty() {
            empty.push(resource.path);
        }
        let mut keys = BTreeSet::new();
        for record in &records {
            assert_eq!(
                surprises(resource, record, ""),
                [""; 0],
                "{}",
                resource.path
            );
            let key = resource.key_of(record);
            assert_eq!(
                key.is_none(),
                resource.shape == Shape::Singleton,
                "{}",
                resource.path
            );
            assert!(
                keys.insert(key),
                "{} has two rows of one key",
                resource.path
            );
        }
        if let (true, Some(first)) = (resource.can_retrieve, records.first()) {
            let id = resource
                .id_field
                .map_or("", |field| first[field].as_str().unwrap());
            let one = stage
                .conductor
                .books(&acme)
                .retrieve(resource, id)
                .await
                .unwrap();
            assert!(one.request_id.unwrap().starts_with("req_"));
            assert_eq!(
                resource.key_of(&one.record),
                resource.key_of(first),
                "{}",
                resource.path
            );
            assert_eq!(
                surprises(resource, &one.record, ""),
                [""; 0],
                "{}",
                resource.path
            );
        }
    }
    assert_eq!(empty, [""; 0], "nothing to look at in practice");
    stage.practice.stop().await;
}

#[tokio::test]
async fn the_records_the_app_computes_with_are_read() {
    let (stage, acme) = connected().await;
    let none = Filters::new();
    for record in all(&stage, &acme, "accounts", &none).await {
        typed::<Account>(&record).unwrap();
    }
    for record in all(&stage, &acme, "payments-to-deposit", &none).await {
        typed::<PaymentToDeposit>(&record).unwrap();
    }
    for record in all(&stage, &acme, "transactions", &none).await {
        typed::<Transaction>(&record).unwrap();
    }
    let deleted = required(
        &stage,
        &acme,
        Resource::by_path("deleted-transactions").unwrap(),
    )
    .await;
    for record in all(&stage, &acme, "deleted-transactions", &deleted).await {
        typed::<DeletedTransaction>(&record).unwrap();
    }
    for record in all(&stage, &acme, "preferences", &none).await {
        typed::<Preferences>(&record).unwrap();
    }
    stage.practice.stop().await;
}

#[tokio::test]
async fn every_report_is_made() {
    let (stage, acme) = connected().await;
    for kind in ReportKind::all() {
        for of in kind.types() {
            let mut parameters = Filters::new().with("reportType", *of);
            for other in kind
                .parameters
                .iter()
                .filter(|it| it.required && it.name != "reportType")
            {
                parameters = match other.choices.first() {
                    Some(choice) => parameters.with(other.name, *choice),
                    None => parameters.with(other.name, 2026),
                };
            }
            let report = stage.conductor.books(&acme).report(kind, &parameters).await;
            let report = report.unwrap_or_else(|error| panic!("{of}: {error}"));
            assert_eq!(report.report_type, *of);
            assert!(report.request_id.unwrap().starts_with("req_"));
        }
    }
    stage.practice.stop().await;
}

#[tokio::test]
async fn pages_of_two_hold_what_one_page_holds() {
    let (stage, acme) = connected().await;
    let whole = all(&stage, &acme, "invoices", &Filters::new()).await;
    let small = all(&stage, &acme, "invoices", &Filters::new().with("limit", 2)).await;
    assert!(whole.len() > 2);
    assert_eq!(small, whole);
    stage.practice.stop().await;
}

/// Acceptance B3 against a service that answers a repeated cursor with the next page.
#[tokio::test]
async fn a_second_page_that_is_lost_is_asked_for_once() {
    for kind in ["drop", "cut_body", "status", "refused"] {
        let (stage, acme) = connected().await;
        let invoices = Resource::by_path("invoices").unwrap();
        let two = Filters::new().with("limit", 2);
        let mut pages = stage.conductor.books(&acme).list(invoices, &two).unwrap();
        let first = pages.next().await.unwrap().unwrap();
        assert_eq!(first.records.len(), 2);
        let path = "/v1/quickbooks-desktop/invoices";
        let fault = json!({"path": path, "kind": kind, "count": 1, "status": 503});
        stage.order("/practice/faults", fault).await;
        let lost = pages.next().await.unwrap();
        assert!(
            matches!(
                lost,
                Err(Error::Transport { .. } | Error::UnexpectedStatus { .. } | Error::Api(_))
            ),
            "{kind}: {lost:?}"
        );
        assert_eq!(pages.next().await, None, "{kind}");
        let log = stage.log().await;
        let for_more = log.iter().filter(|it| it["cursor"] == true);
        assert_eq!(for_more.count(), 1, "{kind}: {log:#?}");
        stage.practice.stop().await;
    }
}

#[tokio::test]
async fn a_filter_is_refused_here_and_not_there() {
    let (stage, acme) = connected().await;
    let books = stage.conductor.books(&acme);
    let backwards = Filters::new().with("nameFrom", "b").with("nameTo", "a");
    let refused = books.list(Resource::by_path("customers").unwrap(), &backwards);
    assert!(matches!(refused, Err(FilterError::Backwards { .. })));
    stage.practice.stop().await;
}
