//! What follows from the ledger when the year is over: balances, what is open, and the list of all
//! transactions.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::company::LAST;
use super::ledger::{Entry, Ledger, Post, Ref, Side};
use super::lists::push;
use super::maker::{Maker, wire_time};
use super::money;
use super::shape::Row;
use super::stock;

pub(super) fn make(maker: &mut Maker) {
    stock::count_stock(maker);
    account_balances(maker);
    people_balances(maker);
    maker.ledger.entries.sort_by_key(|entry| entry.at);
    to_pay(maker);
    to_deposit(maker);
    for entry in maker.ledger.entries.clone() {
        if entry.kind != "time_tracking" {
            all_transactions(maker, &entry);
        }
    }
    maker.books.sort_transactions();
}

/// Up to the last day; income and expenses of the year only, those before it are in what was retained.
pub(super) fn account_balance(
    ledger: &Ledger,
    account: (&str, &str, &str),
    day: jiff::civil::Date,
) -> i64 {
    let (name, kind, special) = account;
    let side = Side::of(kind);
    let year = day.first_of_year();
    let own: i64 = ledger
        .posts(side.is_of_the_year().then_some(year), Some(day))
        .filter(|(_, post)| post.account.name == name)
        .map(|(_, post)| post.cents)
        .sum();
    // Earnings are credits, and so is what is retained.
    side.natural(own)
        - if special == "retained_earnings" {
            ledger.earned_before(year)
        } else {
            0
        }
}

fn account_balances(maker: &mut Maker) {
    let rows = maker.books.rows("accounts");
    let text = |row: &Row, key: &str| {
        row.get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let own: Vec<_> = rows
        .iter()
        .map(|row| {
            let (name, kind) = (text(row, "fullName"), text(row, "accountType"));
            let special = text(row, "specialAccountType");
            let balance = account_balance(&maker.ledger, (&name, &kind, &special), LAST);
            (name, kind, balance)
        })
        .collect();
    for (row, (name, kind, balance)) in maker.books.rows_mut("accounts").iter_mut().zip(&own) {
        if kind == "non_posting" {
            continue;
        }
        let below = format!("{name}:");
        let total: i64 = own
            .iter()
            .filter(|it| it.0.starts_with(&below))
            .map(|it| it.2)
            .sum();
        row.insert("balance".into(), json!(money::text(*balance)));
        row.insert("totalBalance".into(), json!(money::text(balance + total)));
    }
}

fn people_balances(maker: &mut Maker) {
    for (list, account, sign) in [
        ("customers", "Accounts Receivable", 1),
        ("vendors", "Accounts Payable", -1),
    ] {
        let mut owed: HashMap<String, i64> = HashMap::new();
        for (_, post) in maker.ledger.posts(None, None) {
            if let Some(entity) = post
                .entity
                .as_ref()
                .filter(|_| post.account.name == account)
            {
                *owed.entry(entity.id.clone()).or_default() += post.cents * sign;
            }
        }
        let rows = maker.books.rows_mut(list);
        let mut below: HashMap<String, i64> = HashMap::new();
        for row in rows.iter() {
            let parent = row.get("parent").and_then(|it| it["id"].as_str());
            let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
            if let Some(parent) = parent {
                *below.entry(parent.to_owned()).or_default() += owed.get(id).copied().unwrap_or(0);
            }
        }
        for row in rows {
            let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
            let own = owed.get(id).copied().unwrap_or(0);
            let total = own + below.get(id).copied().unwrap_or(0);
            row.insert("balance".into(), json!(money::text(own)));
            if list == "customers" {
                row.insert("totalBalance".into(), json!(money::text(total)));
            }
        }
    }
}

/// Open bills and credits, asked for one vendor at a time.
fn to_pay(maker: &mut Maker) {
    let payable = maker.account("Accounts Payable");
    for entry in maker.ledger.entries.clone() {
        let Some(open) = entry.open.filter(|it| *it != 0) else {
            continue;
        };
        let Some(vendor) = entry.entity.as_ref().filter(|it| it.list == "vendors") else {
            continue;
        };
        let bill = (open > 0).then(|| {
            json!({
                "billId": entry.id,
                "transactionType": entry.kind,
                "payablesAccount": payable.json(),
                "transactionDate": entry.date.to_string(),
                "refNumber": entry.number,
                "dueDate": entry.due.map(|it| it.to_string()),
                "amountDue": money::text(open),
            })
        });
        let credit = (open < 0).then(|| {
            json!({
                "creditTransactionId": entry.id,
                "transactionType": entry.kind,
                "payablesAccount": payable.json(),
                "transactionDate": entry.date.to_string(),
                "refNumber": entry.number,
                "creditRemaining": money::text(-open),
            })
        });
        let row = json!({
            "bill": bill,
            "credit": credit,
            "_vendorId": vendor.id,
            "_payablesAccountId": payable.id,
            "_dueDate": entry.due.filter(|_| open > 0).map(|it| it.to_string()),
        });
        push(maker, "bills-to-pay", row);
    }
}

fn to_deposit(maker: &mut Maker) {
    let waiting: Vec<_> = {
        let deposited: Vec<_> = maker
            .books
            .rows("deposits")
            .iter()
            .filter_map(|row| row.get("lines")?.as_array())
            .flatten()
            .filter_map(|line| line["paymentTransactionId"].as_str())
            .map(str::to_owned)
            .collect();
        let funds = |entry: &&Entry| {
            ["receive_payment", "sales_receipt"].contains(&entry.kind)
                && entry
                    .posts
                    .first()
                    .is_some_and(|post| post.account.name == "Undeposited Funds")
        };
        maker
            .ledger
            .entries
            .iter()
            .filter(funds)
            .filter(|it| !deposited.contains(&it.id))
            .cloned()
            .collect()
    };
    for entry in waiting {
        let row = json!({
            "paymentTransactionId": entry.id,
            "transactionType": entry.kind,
            "customer": entry.entity.as_ref().map(|it| it.json()),
            "transactionDate": entry.date.to_string(),
            "refNumber": entry.number,
            "amount": money::text(entry.amount()),
        });
        push(maker, "payments-to-deposit", row);
    }
}

fn all_transactions(maker: &mut Maker, entry: &Entry) {
    for (nth, post) in entry.posts.iter().enumerate() {
        let row = transaction(maker, entry, post, nth > 0);
        push(maker, "transactions", row);
    }
}

/// One row of the list of all transactions: the transaction itself, or a line. Amounts are those of the
/// accounts: debits positive.
fn transaction(maker: &Maker, entry: &Entry, post: &Post, is_line: bool) -> Value {
    let json = |it: &Option<Ref>| it.as_ref().map(|it| it.json());
    let updated = maker
        .books
        .rows(entry.resource)
        .get(entry.row)
        .and_then(|row| row.get("updatedAt"))
        .cloned()
        .unwrap_or_else(|| json!(wire_time(entry.at)));
    let entity = if is_line { &post.entity } else { &entry.entity };
    let mut row = json!({
        "transactionType": entry.kind,
        "transactionId": entry.id,
        "transactionLineId": post.line,
        "createdAt": wire_time(entry.at),
        "updatedAt": updated,
        "entity": json(entity),
        "account": post.account.json(),
        "transactionDate": entry.date.to_string(),
        "refNumber": entry.number,
        "amount": money::text(post.cents),
        "memo": post.memo.as_ref().or(entry.memo.as_ref()),
        "_line": is_line,
        "_posting": entry.posting,
    });
    if let Some(open) = entry.open {
        row["_open"] = json!(open != 0);
    }
    if let Some(item) = &post.item {
        row["_itemIds"] = json!([item.id]);
    }
    if let Some(class) = &post.class {
        row["_classIds"] = json!([class.id]);
    }
    row
}
