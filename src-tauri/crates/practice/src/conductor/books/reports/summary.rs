//! Summaries: one row a name, an item or an account.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::ledger::{Entry, Post, Side};
use super::super::money;
use super::table::{Kind, Table};
use super::{Asked, statements};

pub(super) fn run(asked: &Asked<'_>) -> Table {
    match asked.kind {
        "trial_balance" => statements::trial_balance(asked),
        kind if kind.starts_with("profit_and_loss") => statements::profit_and_loss(asked),
        kind if kind.starts_with("balance_sheet") => statements::balance_sheet(asked),
        kind if kind.starts_with("inventory") || kind.starts_with("physical") => stock(asked),
        "customer_balance_summary" => balances(asked, "Accounts Receivable", 1),
        "vendor_balance_summary" => balances(asked, "Accounts Payable", -1),
        // No lots and no serial numbers are kept.
        kind if kind.contains("_number_in_stock") => Table::new(&asked.title()).amount("Quantity"),
        _ => grouped(asked, &asked.title(), |entry, post| {
            subject(asked, entry, post)
        }),
    }
}

/// `summarizeRowsBy` says what a row is; every posting is counted once.
pub(super) fn custom(asked: &Asked<'_>) -> Table {
    let by = asked.query.one("summarizeRowsBy").unwrap_or("account");
    match by {
        "income_statement" => statements::profit_and_loss(asked),
        "balance_sheet" => statements::balance_sheet(asked),
        _ => grouped(asked, "Custom Summary Report", |entry, post| {
            Some((group(by, entry, post), post.cents))
        }),
    }
}

/// What a row is called in a report whose rows are grouped by something.
pub(super) fn group(by: &str, entry: &Entry, post: &Post) -> String {
    let entity = post.entity.as_ref().or(entry.entity.as_ref());
    let of = |list: &str| {
        entity
            .filter(|it| it.list == list)
            .map(|it| it.name.clone())
    };
    let name = match by {
        "customer" => of("customers"),
        "vendor" => of("vendors"),
        "employee" => of("employees"),
        "payee" => entity.map(|it| it.name.clone()),
        "class" => post.class.as_ref().map(|it| it.name.clone()),
        "item_detail" => post.item.as_ref().map(|it| it.name.clone()),
        "day" => Some(entry.date.to_string()),
        "month" => Some(entry.date.strftime("%Y-%m").to_string()),
        "year" => Some(entry.date.strftime("%Y").to_string()),
        "total_only" => Some("All".to_owned()),
        _ => Some(post.account.name.clone()),
    };
    name.unwrap_or_else(|| "None".to_owned())
}

/// Whose row a posting belongs to, and how much it adds there; `None` if it is not of the report.
fn subject(asked: &Asked<'_>, entry: &Entry, post: &Post) -> Option<(String, i64)> {
    let side = post.account.side;
    let name = |by: &str| group(by, entry, post);
    let sold = side == Side::Income;
    let spent = side == Side::Expense;
    let bought = [
        "bill",
        "item_receipt",
        "vendor_credit",
        "check",
        "credit_card_charge",
    ];
    let (chosen, by, sign) = match asked.kind {
        "sales_by_customer_summary" => (sold, name("customer"), -1),
        "income_by_customer_summary" => {
            (sold || spent && post.item.is_some(), name("customer"), -1)
        }
        "sales_by_item_summary" => (sold, name("item_detail"), -1),
        "sales_by_sales_representative_summary" => {
            let invoiced = entry.kind == "invoice";
            (sold, if invoiced { "EM" } else { "None" }.to_owned(), -1)
        }
        "purchase_by_vendor_summary" => (
            post.line.is_some() && bought.contains(&entry.kind) && post.item.is_some(),
            name("vendor"),
            1,
        ),
        "purchase_by_item_summary" => (
            post.line.is_some() && bought.contains(&entry.kind) && post.item.is_some(),
            name("item_detail"),
            1,
        ),
        "expense_by_vendor_summary" => (spent && post.item.is_none(), name("vendor"), 1),
        "sales_tax_liability" | "sales_tax_revenue_summary" => (
            post.account.name == "Sales Tax Payable",
            name("item_detail"),
            -1,
        ),
        "income_tax_summary" => {
            let row = asked.books.find("accounts", &post.account.id);
            let line = row.and_then(|row| row.get("taxLineDetails")?["taxLineName"].as_str());
            (sold || spent, line.unwrap_or("No tax line").to_owned(), -1)
        }
        _ => (sold || spent, name("account"), -1),
    };
    chosen.then_some((by, sign * post.cents))
}

fn grouped(
    asked: &Asked<'_>,
    title: &str,
    subject: impl Fn(&Entry, &Post) -> Option<(String, i64)>,
) -> Table {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for (name, cents) in asked
        .posts()
        .filter_map(|(entry, post)| subject(entry, post))
    {
        *sums.entry(name).or_default() += cents;
    }
    let mut table = Table::new(title).amount("TOTAL");
    for (name, cents) in &sums {
        table.sums(Kind::Data, Some("name"), name, &[*cents]);
    }
    table.sums(Kind::Total, None, "TOTAL", &[sums.values().sum()]);
    table
}

/// What everybody owes, or is owed, at the end of the last day.
fn balances(asked: &Asked<'_>, account: &str, sign: i64) -> Table {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for (entry, post) in asked.books.ledger.posts(None, Some(asked.period.to)) {
        if post.account.name == account && asked.chooses(entry, post) {
            let name = post.entity.as_ref().map_or("None", |it| it.name.as_str());
            *sums.entry(name).or_default() += sign * post.cents;
        }
    }
    let mut table = Table::new(&asked.title()).amount("TOTAL");
    for (name, cents) in sums.iter().filter(|it| *it.1 != 0) {
        table.sums(Kind::Data, Some("name"), name, &[*cents]);
    }
    table.sums(Kind::Total, None, "TOTAL", &[sums.values().sum()]);
    table
}

/// Pieces and their value, at the end of the last day.
fn stock(asked: &Asked<'_>) -> Table {
    let mut pieces: BTreeMap<&str, i64> = BTreeMap::new();
    for (_, post) in asked.books.ledger.posts(None, Some(asked.period.to)) {
        if let Some(item) = post.item.as_ref().filter(|_| post.pieces != 0) {
            *pieces.entry(&item.name).or_default() += post.pieces;
        }
    }
    let mut table = Table::new(&asked.title())
        .column("quantity_on_hand", "On Hand", "quantity")
        .amount("Avg Cost")
        .amount("Asset Value");
    let mut worth = 0;
    let lists = ["inventory-items", "inventory-assembly-items"];
    for row in lists.iter().flat_map(|list| asked.books.rows(list)) {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
        let cost = money::cents(text("averageCost"));
        let there = pieces.get(text("fullName")).copied().unwrap_or(0);
        worth += there * cost;
        let cells = [
            there.to_string(),
            money::text(cost),
            money::text(there * cost),
        ];
        table.row(Kind::Data, Some("item"), text("fullName"), &cells);
    }
    table.row(
        Kind::Total,
        None,
        "TOTAL",
        &[String::new(), String::new(), money::text(worth)],
    );
    table
}
