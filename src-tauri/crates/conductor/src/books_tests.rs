use jiff::civil::date;
use serde_json::json;

use super::{FilterError, Filters, ReportTable, RowKind, typed};
use crate::catalogue::{ReportKind, Resource};
use crate::{Account, Conductor, EndUserId, Error, Preferences, SecretKey};

fn conductor() -> Conductor {
    Conductor::builder(SecretKey::new("sk_conductor_test_not_a_real_key"))
        .build()
        .expect("a client")
}

fn refused(path: &str, filters: &Filters) -> Option<FilterError> {
    let resource = Resource::by_path(path).expect(path);
    conductor()
        .books(&EndUserId::new("end_usr_1"))
        .list(resource, filters)
        .err()
}

fn with(pairs: &[(&str, &str)]) -> Filters {
    pairs.iter().fold(Filters::new(), |filters, (name, value)| {
        filters.with(name, *value)
    })
}

#[test]
fn filters_that_fit_are_taken() {
    let october = Filters::new()
        .with("transactionDateFrom", date(2026, 10, 1))
        .with("transactionDateTo", date(2026, 10, 31))
        .with("customerIds", ["1-2", "3-4"])
        .with("includeLineItems", false)
        .with("limit", 150);
    assert_eq!(refused("invoices", &october), None);
    for filters in [
        with(&[
            ("refNumbers", "1042"),
            ("paymentStatus", "paid"),
            ("includeLinkedTransactions", "true"),
        ]),
        with(&[
            ("updatedAfter", "2026-10-01T12:34:56+00:00"),
            ("updatedBefore", "2026-10-01T12:34:56"),
        ]),
        with(&[
            ("updatedAfter", "2026-10-02"),
            ("updatedBefore", "2026-10-02T00:00:00Z"),
        ]),
        with(&[("refNumberFrom", "INV-9"), ("refNumberTo", "INV-10")]),
        with(&[("refNumberFrom", "9"), ("refNumberTo", "10")]),
    ] {
        assert_eq!(refused("invoices", &filters), None, "{filters:?}");
    }
    for (from, to) in [
        ("abc", "ABD"),
        ("9", "a"),
        ("-", "1"),
        ("b", "é"),
        ("Acme", "Acme"),
        ("a", "ab"),
    ] {
        let filters = with(&[("nameFrom", from), ("nameTo", to), ("status", "all")]);
        assert_eq!(refused("customers", &filters), None, "{from} {to}");
    }
}

#[test]
fn filters_that_exclude_each_other_are_refused_by_name() {
    for (path, one, other) in [
        (
            "invoices",
            ("refNumberContains", "4"),
            ("refNumberStartsWith", "4"),
        ),
        (
            "invoices",
            ("refNumberFrom", "4"),
            ("refNumberEndsWith", "4"),
        ),
        (
            "invoices",
            ("ids", "1-2"),
            ("transactionDateFrom", "2026-10-01"),
        ),
        ("customers", ("nameTo", "b"), ("nameContains", "a")),
        (
            "customers",
            ("fullNames", "Acme"),
            ("updatedAfter", "2026-10-01"),
        ),
        (
            "vendors",
            ("totalBalanceGreaterThan", "1.00"),
            ("totalBalanceLessThan", "9.00"),
        ),
        ("item-sites", ("itemType", "inventory"), ("siteIds", "1-2")),
    ] {
        let error = refused(path, &with(&[one, other])).expect(path);
        let mut names = match error {
            FilterError::Exclusive { filter, with } => [filter, with],
            other => panic!("{other:?}"),
        };
        names.sort_unstable();
        let mut expected = [one.0, other.0];
        expected.sort_unstable();
        assert_eq!(names, expected);
        assert_eq!(
            error.to_string(),
            format!("{} and {} cannot be given together.", names[0], names[1])
        );
    }
}

#[test]
fn a_range_that_runs_backwards_is_refused() {
    for (path, from, to) in [
        ("customers", ("nameFrom", "b"), ("nameTo", "A")),
        ("customers", ("nameFrom", "a"), ("nameTo", "9")),
        ("customers", ("nameFrom", "Acme Inc."), ("nameTo", "acme")),
        (
            "invoices",
            ("transactionDateFrom", "2026-10-02"),
            ("transactionDateTo", "2026-10-01"),
        ),
        ("invoices", ("refNumberFrom", "10"), ("refNumberTo", "009")),
        (
            "invoices",
            ("updatedAfter", "2026-10-03"),
            ("updatedBefore", "2026-10-01T00:00:00Z"),
        ),
    ] {
        let error = refused(path, &with(&[from, to]));
        assert_eq!(
            error,
            Some(FilterError::Backwards {
                from: from.0,
                to: to.0
            }),
            "{from:?}"
        );
    }
}

#[test]
fn what_a_resource_does_not_take_is_refused_by_name() {
    let unknown = refused("deposits", &with(&[("refNumbers", "1042")]));
    assert_eq!(
        unknown.as_ref().map(ToString::to_string).as_deref(),
        Some("deposits cannot be filtered by refNumbers.")
    );
    // Only the reader may have the cursor.
    let cursor = refused("invoices", &with(&[("cursor", "x")]));
    assert!(
        matches!(cursor, Some(FilterError::Unknown { .. })),
        "{cursor:?}"
    );
    for (path, missing) in [
        ("bills-to-pay", "vendorId"),
        ("deleted-transactions", "transactionTypes"),
        ("deleted-list-objects", "objectTypes"),
    ] {
        let error = refused(path, &Filters::new());
        assert_eq!(
            error,
            Some(FilterError::Missing {
                filter: missing,
                of: path
            })
        );
    }
    for (name, value) in [
        ("transactionDateFrom", "2026-02-30"),
        ("transactionDateFrom", "2026-10-1"),
        ("transactionDateFrom", "2026-10-01T00:00:00Z"),
        ("updatedAfter", "yesterday"),
        ("updatedAfter", "2026-10-01 12:00"),
        ("updatedAfter", "2026-10-01T25:00:00"),
        ("paymentStatus", "open"),
        ("includeLineItems", "yes"),
        ("limit", "0"),
        ("limit", "151"),
        ("refNumberContains", " "),
    ] {
        let error = refused("invoices", &with(&[(name, value)])).expect(name);
        assert!(
            matches!(&error, FilterError::Value { filter, .. } if *filter == name),
            "{error:?}"
        );
        let quoted = error.to_string();
        assert!(
            value.trim().len() < 4 || !quoted.contains(value),
            "{quoted}"
        );
    }
    for filters in [
        Filters::new().with("ids", Vec::new()),
        Filters::new().with("refNumberContains", ["1", "2"]),
    ] {
        assert!(matches!(
            refused("invoices", &filters),
            Some(FilterError::Count { .. })
        ));
    }
    let amount = |text: &str| refused("customers", &with(&[("totalBalance", text)]));
    assert_eq!(amount("-12.50"), None);
    assert!(amount("12,50").is_some() && amount(".5").is_some() && amount("-").is_some());
}

#[test]
fn filters_can_be_read_from_json() {
    let filters: Filters = serde_json::from_value(json!({
        "ids": ["1-2", "3-4"], "limit": 5, "includeLineItems": false, "refNumberContains": null,
    }))
    .expect("filters");
    let expected = Filters::new()
        .with("ids", ["1-2", "3-4"])
        .with("limit", 5)
        .with("includeLineItems", false);
    assert_eq!(filters, expected);
    assert!(serde_json::from_value::<Filters>(json!({"ids": {"a": 1}})).is_err());
}

#[tokio::test]
async fn a_report_is_checked_as_a_list_is() {
    let aging = ReportKind::by_path("reports/aging").expect("a report");
    let conductor = conductor();
    let end_user = EndUserId::new("end_usr_1");
    let books = conductor.books(&end_user);
    let untyped = books.report(aging, &Filters::new()).await;
    assert_eq!(
        untyped,
        Err(Error::Filter(FilterError::Missing {
            filter: "reportType",
            of: "reports/aging"
        }))
    );
    let both = with(&[
        ("reportType", "ar_aging_summary"),
        ("reportDateMacro", "today"),
        ("reportDateTo", "2026-10-31"),
    ]);
    let refused = books.report(aging, &both).await;
    assert!(
        matches!(refused, Err(Error::Filter(FilterError::Exclusive { .. }))),
        "{refused:?}"
    );
}

#[test]
fn a_report_is_read_by_the_kind_of_its_rows() {
    let report: ReportTable = serde_json::from_value(json!({
        "objectType": "qbd_report", "category": "general_summary", "reportType": "trial_balance",
        "title": "Trial Balance", "subtitle": null, "basis": "accrual", "rowCount": 3, "columnCount": 2,
        "columnTitleRowCount": 1,
        "columns": [
            {"columnId": "1", "columnType": "Blank", "dataType": "STRTYPE", "titles": []},
            {"columnId": "2", "columnType": "Debit", "dataType": "AMTTYPE",
             "titles": [{"rowNumber": 1, "value": "Debit"}]},
        ],
        "rows": [
            {"kind": "text", "rowNumber": 1, "text": "Ordinary Income/Expense"},
            {"kind": "data", "rowNumber": 2, "rowDescriptor": {"type": "account", "value": "Checking"},
             "cells": [{"columnId": "1", "value": "Checking", "dataType": null},
                       {"columnId": "2", "value": "1000.00", "dataType": null}]},
            {"kind": "total", "rowNumber": 3, "rowDescriptor": null,
             "cells": [{"columnId": "2", "value": "1000.00", "dataType": null}]},
            {"kind": "a_kind_of_2027", "rowNumber": 4},
        ],
    }))
    .expect("a report");
    let kinds: Vec<_> = report.rows.iter().map(|it| it.kind).collect();
    assert_eq!(
        kinds,
        [RowKind::Text, RowKind::Data, RowKind::Total, RowKind::Other]
    );
    assert_eq!(
        report.rows[0].text.as_deref(),
        Some("Ordinary Income/Expense")
    );
    assert_eq!(report.rows[1].cell("1"), Some("Checking"));
    assert_eq!(report.rows[1].amount("1"), None);
    assert_eq!(report.rows[2].amount("2"), "1000.00".parse().ok());
    assert_eq!(report.columns[1].titles[0].value.as_deref(), Some("Debit"));
}

#[test]
fn a_typed_record_takes_what_it_needs_and_quotes_nothing() {
    let record = json!({
        "id": "1-2", "name": "Undeposited Funds", "fullName": "Undeposited Funds",
        "accountType": "a_type_of_2027", "specialAccountType": "undeposited_funds", "balance": "-12.50",
    });
    let account: Account = typed(record.as_object().expect("a record")).expect("an account");
    assert!(account.balance.is_some_and(crate::Money::is_negative));
    assert_eq!(account.total_balance, None);
    let open: Preferences = typed(
        json!({"accounting": {"closingDate": null}})
            .as_object()
            .expect("a record"),
    )
    .expect("preferences");
    assert_eq!(open.accounting.closing_date, None);
    let closed = json!({"accounting": {"closingDate": "2026-10-31"}, "reports": {}});
    let closed: Preferences = typed(closed.as_object().expect("a record")).expect("preferences");
    assert_eq!(closed.accounting.closing_date, Some(date(2026, 10, 31)));
    for record in [
        json!({"accounting": {"closingDate": "expected secret"}}),
        json!({"accounting": {"closingDate": ["secret"]}}),
        json!({"accounting": "secret"}),
    ] {
        let error =
            typed::<Preferences>(record.as_object().expect("a record")).expect_err("no date");
        assert!(
            !format!("{error} {error:?}").contains("secret"),
            "{error:?}"
        );
    }
    let empty = typed::<Preferences>(json!({}).as_object().expect("a record"));
    assert!(empty.is_err(), "{empty:?}");
    let nameless = typed::<Account>(json!({"id": "1-2"}).as_object().expect("a record"));
    assert!(
        nameless
            .expect_err("no name")
            .to_string()
            .contains("missing field `name`")
    );
}
