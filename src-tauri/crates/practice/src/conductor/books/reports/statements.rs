//! Trial balance, profit and loss, balance sheet.

use std::collections::HashMap;

use jiff::Span;
use jiff::civil::Date;

use super::super::finish::account_balance;
use super::super::ledger::{Entry, Post, Side};
use super::super::money;
use super::super::shape::Row;
use super::Asked;
use super::period::Period;
use super::table::{Kind, Table};

/// One column of a statement: some days, and what is chosen of them.
type Column<'a> = (String, Period, Box<dyn Fn(&Entry, &Post) -> bool + 'a>);

fn text<'a>(row: &'a Row, key: &str) -> &'a str {
    row.get(key)
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
}

pub(super) fn trial_balance(asked: &Asked<'_>) -> Table {
    let mut table = Table::new("Trial Balance").amount("Debit").amount("Credit");
    let (mut debits, mut credits) = (0, 0);
    for row in asked.books.rows("accounts") {
        let (name, kind) = (text(row, "fullName"), text(row, "accountType"));
        let account = (name, kind, text(row, "specialAccountType"));
        let balance = account_balance(&asked.books.ledger, account, asked.period.to);
        let debit = Side::of(kind).natural(balance);
        if debit != 0 {
            let cell = |cents: i64| {
                if cents > 0 {
                    money::text(cents)
                } else {
                    String::new()
                }
            };
            table.row(
                Kind::Data,
                Some("account"),
                name,
                &[cell(debit), cell(-debit)],
            );
            debits += debit.max(0);
            credits += (-debit).max(0);
        }
    }
    table.sums(Kind::Total, None, "TOTAL", &[debits, credits]);
    table
}

/// The columns that the report or `summarizeColumnsBy` asks for; the last one is the whole.
fn columns<'a>(asked: &'a Asked<'_>) -> Vec<Column<'a>> {
    let by = asked
        .query
        .one("summarizeColumnsBy")
        .unwrap_or(match asked.kind {
            "profit_and_loss_by_class" | "balance_sheet_by_class" => "class",
            "profit_and_loss_by_job" => "customer",
            _ => "total_only",
        });
    let whole = asked.period;
    let mut columns: Vec<Column<'a>> = Vec::new();
    match by {
        "class" => {
            for row in asked.books.rows("classes") {
                let name = text(row, "fullName");
                let chosen = move |_: &Entry, post: &Post| {
                    post.class.as_ref().is_some_and(|it| it.name == name)
                };
                columns.push((name.to_owned(), whole, Box::new(chosen)));
            }
            let none = |_: &Entry, post: &Post| post.class.is_none();
            columns.push(("Unclassified".to_owned(), whole, Box::new(none)));
        }
        "customer" => {
            for row in asked.books.rows("customers") {
                let name = text(row, "fullName");
                let chosen = move |entry: &Entry, post: &Post| {
                    post.entity
                        .as_ref()
                        .or(entry.entity.as_ref())
                        .is_some_and(|it| it.name == name)
                };
                columns.push((name.to_owned(), whole, Box::new(chosen)));
            }
        }
        "month" | "quarter" => {
            for month in whole.months(asked.books.first) {
                columns.push((
                    month.to.strftime("%b %Y").to_string(),
                    month,
                    Box::new(|_, _| true),
                ));
            }
        }
        _ if asked.kind.ends_with("previous_year_comparison") => {
            let before = whole.year_before();
            columns.push(("The year before".to_owned(), before, Box::new(|_, _| true)));
        }
        _ if asked.kind.ends_with("ytd_comparison") => {
            let year = Period {
                from: Some(whole.to.first_of_year()),
                to: whole.to,
            };
            columns.push(("Year to date".to_owned(), year, Box::new(|_, _| true)));
        }
        _ => {}
    }
    columns.push(("TOTAL".to_owned(), whole, Box::new(|_, _| true)));
    columns
}

/// The sums of every account in every column, debits positive.
fn sums<'a>(asked: &'a Asked<'_>, columns: &[Column<'_>]) -> HashMap<&'a str, Vec<i64>> {
    let mut sums: HashMap<&str, Vec<i64>> = HashMap::new();
    for (entry, post) in asked.books.ledger.posts(None, None) {
        if !post.is_of_the_year || !asked.chooses(entry, post) {
            continue;
        }
        let name = post.account.name.as_str();
        let row = sums.entry(name).or_insert_with(|| vec![0; columns.len()]);
        for (cents, (_, period, chosen)) in row.iter_mut().zip(columns) {
            if period.holds(entry.date) && chosen(entry, post) {
                *cents += post.cents;
            }
        }
    }
    sums
}

fn add(to: &mut [i64], sums: &[i64], sign: i64) {
    for (to, cents) in to.iter_mut().zip(sums) {
        *to += sign * cents;
    }
}

pub(super) fn profit_and_loss(asked: &Asked<'_>) -> Table {
    let columns = columns(asked);
    let all = sums(asked, &columns);
    let mut table = Table::new("Profit & Loss");
    for (title, ..) in &columns {
        table = table.amount(title);
    }
    let mut net = vec![0; columns.len()];
    for (title, kind, after) in [
        ("Income", "income", None),
        (
            "Cost of Goods Sold",
            "cost_of_goods_sold",
            Some("Gross Profit"),
        ),
        ("Expense", "expense", Some("Net Ordinary Income")),
        ("Other Income", "other_income", None),
        ("Other Expense", "other_expense", None),
    ] {
        let side = Side::of(kind);
        let sign = if side == Side::Income { 1 } else { -1 };
        let mut section = vec![0; columns.len()];
        table.text(title);
        for row in asked
            .books
            .rows("accounts")
            .iter()
            .filter(|row| text(row, "accountType") == kind)
        {
            let name = text(row, "fullName");
            let Some(sums) = all.get(name) else {
                continue;
            };
            let sums: Vec<_> = sums.iter().map(|cents| side.natural(*cents)).collect();
            if sums.iter().any(|it| *it != 0) {
                table.sums(Kind::Data, Some("account"), name, &sums);
                add(&mut section, &sums, 1);
            }
        }
        table.sums(Kind::Subtotal, None, &format!("Total {title}"), &section);
        add(&mut net, &section, sign);
        if let Some(after) = after {
            table.sums(Kind::Subtotal, None, after, &net);
        }
    }
    table.sums(Kind::Total, None, "Net Income", &net);
    table
}

pub(super) fn balance_sheet(asked: &Asked<'_>) -> Table {
    let mut days: Vec<(String, Date)> = Vec::new();
    if asked.kind.ends_with("previous_year_comparison") {
        days.push(("The year before".to_owned(), asked.period.year_before().to));
    }
    if asked.query.one("summarizeColumnsBy") == Some("month") {
        let months = asked.period.months(asked.books.first);
        days.extend(
            months
                .iter()
                .map(|it| (it.to.strftime("%b %Y").to_string(), it.to)),
        );
    } else {
        days.push((asked.period.to.to_string(), asked.period.to));
    }
    let mut table = Table::new("Balance Sheet");
    for (title, _) in &days {
        table = table.amount(title);
    }
    let mut owned = vec![0; days.len()];
    for (title, side) in [
        ("ASSETS", Side::Asset),
        ("Liabilities", Side::Liability),
        ("Equity", Side::Equity),
    ] {
        table.text(title);
        let mut section = vec![0; days.len()];
        for row in asked.books.rows("accounts") {
            let (name, kind) = (text(row, "fullName"), text(row, "accountType"));
            if Side::of(kind) != side {
                continue;
            }
            let account = (name, kind, text(row, "specialAccountType"));
            let sums: Vec<_> = days
                .iter()
                .map(|(_, day)| account_balance(&asked.books.ledger, account, *day))
                .collect();
            if sums.iter().any(|it| *it != 0) {
                table.sums(Kind::Data, Some("account"), name, &sums);
                add(&mut section, &sums, 1);
            }
        }
        if side == Side::Equity {
            let net: Vec<_> = days
                .iter()
                .map(|(_, day)| net_income(asked, *day))
                .collect();
            table.sums(Kind::Data, None, "Net Income", &net);
            add(&mut section, &net, 1);
        }
        table.sums(Kind::Subtotal, None, &format!("Total {title}"), &section);
        if side == Side::Asset {
            table.sums(Kind::Total, None, "TOTAL ASSETS", &section);
        } else {
            add(&mut owned, &section, 1);
        }
    }
    table.sums(Kind::Total, None, "TOTAL LIABILITIES & EQUITY", &owned);
    table
}

/// What was earned in the year up to a day.
fn net_income(asked: &Asked<'_>, day: Date) -> i64 {
    let ledger = &asked.books.ledger;
    let year = day.first_of_year().saturating_sub(Span::new().days(1));
    let earned = |to| ledger.balance(to, |post| post.is_of_the_year);
    earned(year) - earned(day)
}
