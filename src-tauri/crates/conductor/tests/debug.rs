//! What is read of a client's books, asked for or refused prints as names and numbers of things, never as content: what
//! is printed ends in logs, panics and crash reports.

use std::fmt::Debug;

use conductor::{
    Account, AccountingPreferences, ApiError, CurrencyPreferences, DeletedTransaction, Error,
    ErrorType, FilterValue, Filters, Money, Page, PaymentToDeposit, Preferences, Record, Reference,
    ReportTable, Retrieved, Transaction, typed,
};
use serde_json::{Value, json};

/// A name, a number and a memo that are in everything below.
const WORDS: &str = "Sentinel Vendor 90-0010002";
/// An amount.
const AMOUNT: &str = "98765.43";

fn record() -> Record {
    let reference = json!({ "id": WORDS, "fullName": WORDS });
    let all = json!({
        "id": WORDS, "name": WORDS, "fullName": WORDS, "accountType": WORDS,
        "specialAccountType": WORDS, "accountNumber": WORDS, "isActive": true, "parent": reference,
        "balance": AMOUNT, "totalBalance": AMOUNT, "currency": reference,
        "accounting": { "closingDate": "2026-10-31" },
        "multiCurrency": { "isMultiCurrencyEnabled": true, "homeCurrency": reference },
        "paymentTransactionId": WORDS, "paymentTransactionLineId": WORDS, "transactionType": WORDS,
        "customer": reference, "transactionDate": "2026-10-31", "refNumber": WORDS, "amount": AMOUNT,
        "amountInHomeCurrency": AMOUNT, "transactionId": WORDS, "transactionLineId": WORDS,
        "entity": reference, "account": reference, "memo": WORDS,
    });
    match all {
        Value::Object(record) => record,
        _ => unreachable!(),
    }
}

fn table() -> ReportTable {
    serde_json::from_value(json!({
        "category": "aging", "reportType": "ar_aging_summary", "title": WORDS, "subtitle": WORDS,
        "basis": "accrual",
        "columns": [{ "columnId": "1", "columnType": "Label", "titles": [{ "value": WORDS }] }],
        "rows": [{
            "kind": "data", "text": WORDS, "rowDescriptor": { "type": "customer", "value": WORDS },
            "cells": [{ "columnId": "1", "value": WORDS }, { "columnId": "2", "value": AMOUNT }],
        }],
    }))
    .expect("it is as described")
}

fn as_typed<T: serde::de::DeserializeOwned + Debug>() -> String {
    let it: T = typed(&record()).expect("it is as described");
    format!("{it:?} {it:#?}")
}

#[test]
fn what_was_read_prints_no_content() {
    let (record, table) = (record(), table());
    let row = &table.rows[0];
    let mut page = Page::default();
    page.records = vec![record.clone(); 3];
    page.remaining = Some(7);
    page.request_id = Some("req_1".to_owned());
    let mut retrieved = Retrieved::default();
    retrieved.record = record;
    retrieved.request_id = Some("req_2".to_owned());
    let mut accounting = AccountingPreferences::default();
    accounting.closing_date = Some("2026-10-31".parse().unwrap());
    let mut currencies = CurrencyPreferences::default();
    currencies.home_currency = Some(typed(&self::record()).unwrap());
    let money: Money = AMOUNT.parse().unwrap();
    let printed = [
        format!("{page:?} {page:#?}"),
        format!("{retrieved:?} {retrieved:#?}"),
        format!("{table:?} {table:#?}"),
        format!("{:?} {row:?} {:?}", table.columns, row.cells),
        format!("{:?} {:?}", table.columns[0].titles, row.row_descriptor),
        format!("{money:?} {money:#?}"),
        as_typed::<Account>(),
        as_typed::<Preferences>(),
        as_typed::<PaymentToDeposit>(),
        as_typed::<Transaction>(),
        as_typed::<DeletedTransaction>(),
        as_typed::<Reference>(),
        format!("{accounting:?} {currencies:?}"),
    ];
    for text in &printed {
        for content in [WORDS, "9876543", AMOUNT, "2026-10-31"] {
            assert!(!text.contains(content), "{text}");
        }
    }
    for (text, says) in printed.iter().zip(["3 records", "26 fields", "1 rows"]) {
        assert!(text.contains(says), "{text}");
    }
}

#[test]
fn what_is_asked_for_prints_the_names_of_the_filters() {
    let filters = Filters::new()
        .with("fullNames", [WORDS, WORDS])
        .with("totalBalanceGreaterThan", AMOUNT);
    let printed = format!("{filters:?} {filters:#?} {:?}", FilterValue::from(WORDS));
    assert!(
        !printed.contains(WORDS) && !printed.contains(AMOUNT),
        "{printed}"
    );
    assert!(
        printed.contains("fullNames") && printed.contains("2 values"),
        "{printed}"
    );
}

#[test]
fn what_was_refused_prints_codes_and_ids() {
    let mut api = ApiError::new(502, ErrorType::IntegrationError, "QBD_REQUEST_ERROR");
    api.message = WORDS.to_owned();
    api.user_facing_message = WORDS.to_owned();
    api.integration_code = Some("500".to_owned());
    api.request_id = Some("req_3".to_owned());
    let page = Error::UnexpectedStatus {
        status: 502,
        request_id: None,
        excerpt: WORDS.to_owned(),
    };
    let printed = format!("{api:?} {:?} {page:?}", Error::Api(Box::new(api.clone())));
    assert!(!printed.contains(WORDS), "{printed}");
    assert!(
        printed.contains("QBD_REQUEST_ERROR") && printed.contains("req_3"),
        "{printed}"
    );
    assert!(
        Error::Api(Box::new(api)).to_string().contains(WORDS),
        "a person is told"
    );
}

/// A new type of these modules prints by its own rule, or is one of these, which have no content.
#[test]
fn no_type_of_the_books_derives_debug_that_may_hold_content() {
    const EMPTY: [&str; 5] = ["Books", "ErrorType", "FilterError", "NotMoney", "RowKind"];
    let sources = [
        include_str!("../src/books.rs"),
        include_str!("../src/books/filters.rs"),
        include_str!("../src/books/money.rs"),
        include_str!("../src/books/pages.rs"),
        include_str!("../src/books/report.rs"),
        include_str!("../src/books/typed.rs"),
        include_str!("../src/error.rs"),
    ];
    let mut printing = Vec::new();
    for source in sources {
        for part in source.split("#[derive(").skip(1) {
            let (derives, rest) = part.split_once(")]").unwrap();
            if derives.split(", ").all(|it| it != "Debug") {
                continue;
            }
            let words = rest.split(|c: char| !c.is_alphanumeric());
            let mut words = words.skip_while(|word| !["struct", "enum"].contains(word));
            printing.push(words.nth(1).unwrap());
        }
    }
    printing.sort_unstable();
    assert_eq!(printing, EMPTY);
}
