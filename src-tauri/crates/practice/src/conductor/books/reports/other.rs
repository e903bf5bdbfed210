//! Budgets, jobs, hours and wages.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::ledger::{Ref, Side};
use super::Asked;
use super::table::{Kind, Table};

/// The budget of a practice company is what it turned out to be, in whole hundreds.
pub(super) fn budget(asked: &Asked<'_>) -> Table {
    let year = asked
        .query
        .one("fiscalYear")
        .and_then(|it| it.parse::<i16>().ok())
        .unwrap_or(2026);
    let overview = asked.kind.ends_with("overview");
    let of_the_year = !asked.kind.starts_with("balance_sheet");
    let mut table = Table::new(&asked.title());
    for column in if overview {
        &["Budget"][..]
    } else {
        &["Actual", "Budget", "Over budget"]
    } {
        table = table.amount(column);
    }
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for (entry, post) in asked.books.ledger.posts(None, None) {
        let in_year = if of_the_year {
            entry.date.year() == year
        } else {
            entry.date.year() <= year
        };
        if in_year && post.is_of_the_year == of_the_year && asked.chooses(entry, post) {
            *sums.entry(&post.account.name).or_default() += post.account.side.natural(post.cents);
        }
    }
    for (name, actual) in &sums {
        let budget = actual / 10_000 * 10_000;
        let all = [*actual, budget, actual - budget];
        table.sums(
            Kind::Data,
            Some("account"),
            name,
            if overview { &all[1..2] } else { &all },
        );
    }
    table
}

/// What was estimated, earned and spent for every customer and job.
pub(super) fn jobs(asked: &Asked<'_>) -> Table {
    let by_item = asked.kind.starts_with("item_");
    let mut rows: BTreeMap<&str, [i64; 3]> = BTreeMap::new();
    let name = |entity: Option<&Ref>, item: Option<&Ref>| {
        let of = if by_item {
            item.map(|it| &**it)
        } else {
            entity.filter(|it| it.list == "customers").map(|it| &**it)
        };
        of.map(|it| it.name.clone())
    };
    let mut names: Vec<(String, usize, i64)> = Vec::new();
    for entry in asked
        .books
        .ledger
        .entries
        .iter()
        .filter(|it| it.kind == "estimate" && it.date <= asked.period.to)
    {
        let item = entry.posts.get(1).and_then(|post| post.item.as_ref());
        names.extend(name(entry.entity.as_ref(), item).map(|name| (name, 0, entry.amount())));
    }
    for (_, post) in asked.posts() {
        let (column, cents) = match post.account.side {
            Side::Income => (1, -post.cents),
            Side::Expense => (2, post.cents),
            _ => continue,
        };
        names.extend(
            name(post.entity.as_ref(), post.item.as_ref()).map(|name| (name, column, cents)),
        );
    }
    for (name, column, cents) in &names {
        rows.entry(name).or_default()[*column] += cents;
    }
    let mut table = Table::new(&asked.title())
        .amount("Estimated")
        .amount("Actual Revenue")
        .amount("Actual Cost")
        .amount("Difference");
    let mut total = [0; 4];
    for (name, [estimated, earned, spent]) in &rows {
        let sums = [*estimated, *earned, *spent, earned - spent];
        for (to, cents) in total.iter_mut().zip(sums) {
            *to += cents;
        }
        table.sums(Kind::Data, Some("name"), name, &sums);
    }
    table.sums(Kind::Total, None, "TOTAL", &total);
    table
}

/// Hours, as `12:30`.
pub(super) fn time(asked: &Asked<'_>) -> Table {
    let field = match asked.kind {
        "time_by_name" => "entity",
        "time_by_item" => "serviceItem",
        _ => "customer",
    };
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for row in asked.books.rows("time-tracking-activities") {
        let day = row
            .get("transactionDate")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let before = asked
            .period
            .from
            .is_some_and(|from| day < from.to_string().as_str());
        if !before && day <= asked.period.to.to_string().as_str() {
            let name = row
                .get(field)
                .and_then(|it| it["fullName"].as_str())
                .unwrap_or("None");
            *sums.entry(name).or_default() +=
                row.get("_minutes").and_then(Value::as_i64).unwrap_or(0);
        }
    }
    let hours = |minutes: i64| format!("{}:{:02}", minutes / 60, minutes % 60);
    let mut table = Table::new(&asked.title()).column("duration", "Hours", "duration");
    for (name, minutes) in &sums {
        table.row(Kind::Data, Some("name"), name, &[hours(*minutes)]);
    }
    table.row(Kind::Total, None, "TOTAL", &[hours(sums.values().sum())]);
    table
}

/// Wages are checks to employees: gross pay, less what is withheld.
pub(super) fn payroll_summary(asked: &Asked<'_>) -> Table {
    let mut rows: BTreeMap<&str, [i64; 3]> = BTreeMap::new();
    for (entry, post) in asked.posts() {
        let Some(employee) = entry.entity.as_ref().filter(|it| it.list == "employees") else {
            continue;
        };
        let column = match post.account.name.as_str() {
            "Payroll Expenses" => 0,
            "Payroll Liabilities" => 1,
            _ => 2,
        };
        rows.entry(&employee.name).or_default()[column] +=
            if column == 2 { -post.cents } else { post.cents };
    }
    let mut table = Table::new(&asked.title())
        .amount("Gross Pay")
        .amount("Withheld")
        .amount("Net Pay");
    let mut total = [0; 3];
    for (name, sums) in &rows {
        for (to, cents) in total.iter_mut().zip(sums) {
            *to += cents;
        }
        table.sums(Kind::Data, Some("employee"), name, sums);
    }
    table.sums(Kind::Total, None, "TOTAL", &total);
    table
}
