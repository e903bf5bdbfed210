use std::collections::BTreeSet;

use serde_json::json;

use super::{FieldKind, Group, ReportKind, Resource, Shape};

fn resource(path: &str) -> &'static Resource {
    Resource::by_path(path).expect(path)
}

#[test]
fn everything_in_the_navigation_is_there() {
    assert_eq!(Resource::all().len(), 61);
    assert_eq!(ReportKind::all().len(), 10);
    let count = |group| {
        Resource::all()
            .iter()
            .filter(|it| it.group == group)
            .count()
    };
    assert_eq!(
        [Group::Transactions, Group::General, Group::Items].map(count),
        [27, 23, 11]
    );
    let paths: BTreeSet<_> = Resource::all().iter().map(|it| it.path).collect();
    assert_eq!(paths.len(), 61);
    let types: usize = ReportKind::all().iter().map(|it| it.types().len()).sum();
    assert_eq!(types, 29 + 34 + 5 + 5 + 6 + 4 + 1 + 1 + 5 + 3);
}

#[test]
fn a_resource_has_its_names_and_filters() {
    let customers = resource("customers");
    assert_eq!(customers.label, "Customers / Jobs");
    assert_eq!(customers.singular, "Customer / Job");
    assert_eq!(customers.shape, Shape::Paged);
    assert!(customers.in_name_order);
    let name_from = customers.filter("nameFrom").expect("a filter");
    assert_eq!(
        name_from.excludes,
        [
            "ids",
            "fullNames",
            "nameContains",
            "nameStartsWith",
            "nameEndsWith"
        ]
    );
    let status = customers.filter("status").expect("a filter");
    assert_eq!(status.choices, ["active", "all", "inactive"]);
    assert_eq!(status.default, Some("active"));
    assert_eq!(status.excludes, [""; 0]);
}

#[test]
fn every_name_that_is_used_is_known() {
    for it in Resource::all() {
        for column in &it.columns {
            // Of preferences, a column is a whole group of fields.
            let is_group = it.fields.iter().any(|field| {
                field
                    .name
                    .strip_prefix(column)
                    .is_some_and(|rest| rest.starts_with('.'))
            });
            assert!(
                it.field(column).is_some() || is_group,
                "{} {column}",
                it.path
            );
        }
        for lines in &it.lines {
            assert!(!lines.fields.is_empty(), "{} {}", it.path, lines.path);
        }
        let targets = it
            .fields
            .iter()
            .chain(it.lines.iter().flat_map(|it| &it.fields));
        for target in targets
            .flat_map(|it| &it.to)
            .chain(it.filters.iter().flat_map(|it| &it.to))
        {
            assert!(Resource::by_path(target).is_some(), "{} {target}", it.path);
        }
        for field in &it.fields {
            let has_table = it.lines.iter().any(|lines| lines.path == field.name);
            assert_eq!(
                field.kind == FieldKind::Lines,
                has_table,
                "{} {}",
                it.path,
                field.name
            );
        }
    }
}

#[test]
fn what_has_to_be_hidden_is_marked() {
    let sensitive = |path| {
        let it = resource(path);
        let all = it.fields.iter().filter(|it| it.sensitive);
        all.map(|it| it.name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(sensitive("company"), ["ein", "ssn"]);
    assert_eq!(sensitive("accounts"), ["bankAccountNumber"]);
    assert_eq!(sensitive("vendors"), ["taxIdentificationNumber"]);
    assert_eq!(
        sensitive("receive-payments"),
        ["creditCardTransaction.request.number"]
    );
    assert!(sensitive("customers").contains(&"creditCard.number"));
    let employees = sensitive("employees");
    for name in [
        "ssn",
        "birthDate",
        "targetBonus",
        "employeePayroll.earnings",
        "employeePayroll.sickHours.hoursUsed",
    ] {
        assert!(employees.contains(&name), "{name}");
    }
    let earnings = resource("employees")
        .lines
        .iter()
        .find(|it| it.path == "employeePayroll.earnings");
    assert!(earnings.is_some_and(|it| it.fields.iter().all(|it| it.sensitive)));
    for path in ["lines", "lineGroups.lines"] {
        let lines = resource("sales-receipts")
            .lines
            .iter()
            .find(|it| it.path == path);
        let hidden = lines.into_iter().flat_map(|it| &it.fields);
        let hidden: Vec<&str> = hidden
            .filter(|it| it.sensitive)
            .map(|it| it.name.as_str())
            .collect();
        assert_eq!(hidden, ["creditCardTransaction.request.number"], "{path}");
    }
}

#[test]
fn a_row_is_known_by_what_is_its_id() {
    let key = |path, row: serde_json::Value| resource(path).key_of(row.as_object().expect("a row"));
    assert_eq!(
        key("invoices", json!({"id": "1-2"})).as_deref(),
        Some("1-2")
    );
    let line = json!({"transactionId": "1-2", "transactionLineId": "3"});
    assert_eq!(key("transactions", line).as_deref(), Some("1-2/3"));
    let whole = json!({"transactionId": "1-2", "transactionLineId": null});
    assert_eq!(key("transactions", whole).as_deref(), Some("1-2"));
    assert_eq!(
        key("account-tax-lines", json!({"taxLineId": 7})).as_deref(),
        Some("7")
    );
    let credit = json!({"bill": null, "credit": {"creditTransactionId": "9"}});
    assert_eq!(key("bills-to-pay", credit).as_deref(), Some("9"));
    assert_eq!(key("company", json!({"id": "1"})), None);
}
