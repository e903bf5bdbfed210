//! What is open, by age.

use std::collections::BTreeMap;

use super::super::ledger::Entry;
use super::super::money;
use super::Asked;
use super::entry_row::{cells, with_columns};
use super::table::{Kind, Table};

const AGES: [&str; 5] = ["Current", "1 - 30", "31 - 60", "61 - 90", "> 90"];

pub(super) fn run(asked: &Asked<'_>) -> Table {
    match asked.kind {
        "ar_aging_summary" => summary(asked, "A/R Aging Summary", "Accounts Receivable"),
        "ap_aging_summary" => summary(asked, "A/P Aging Summary", "Accounts Payable"),
        "ar_aging_detail" => detail(asked, "A/R Aging Detail", "Accounts Receivable"),
        "ap_aging_detail" => detail(asked, "A/P Aging Detail", "Accounts Payable"),
        _ => open(asked, "Accounts Receivable"),
    }
}

/// What is open on the last day of the report: the transaction, how much, and its age.
fn items<'a>(
    asked: &'a Asked<'_>,
    account: &'a str,
) -> impl Iterator<Item = (&'a Entry, i64, usize)> {
    let day = asked.period.to;
    let ledger = &asked.books.ledger;
    let entries = ledger.entries.iter().filter(move |entry| {
        let in_account = entry.posts.iter().find(|post| post.account.name == account);
        entry.date <= day && in_account.is_some_and(|post| asked.chooses(entry, post))
    });
    entries.filter_map(move |entry| {
        let open = ledger.open_on(entry, day).filter(|it| *it != 0)?;
        let late = (day - entry.due.unwrap_or(entry.date)).get_days();
        // Credits are as old as the transaction.
        let age = usize::try_from((late + 29).max(0) / 30).unwrap_or(0).min(4);
        Some((entry, open, age))
    })
}

fn name(entry: &Entry) -> &str {
    entry.entity.as_ref().map_or("None", |it| it.name.as_str())
}

fn summary(asked: &Asked<'_>, title: &str, account: &str) -> Table {
    let mut table = Table::new(title);
    for age in AGES {
        table = table.amount(age);
    }
    table = table.amount("TOTAL");
    let mut rows: BTreeMap<&str, [i64; 6]> = BTreeMap::new();
    let mut total = [0; 6];
    for (entry, open, age) in items(asked, account) {
        let row = rows.entry(name(entry)).or_default();
        for sums in [row, &mut total] {
            sums[age] += open;
            sums[5] += open;
        }
    }
    for (name, sums) in &rows {
        table.sums(Kind::Data, Some("name"), name, sums);
    }
    table.sums(Kind::Total, None, "TOTAL", &total);
    table
}

fn detail(asked: &Asked<'_>, title: &str, account: &str) -> Table {
    let items: Vec<_> = items(asked, account).collect();
    let mut table = with_due(with_columns(Table::new(title)));
    for (age, title) in AGES.iter().enumerate() {
        table.text(title);
        let of_age: Vec<_> = items.iter().filter(|it| it.2 == age).copied().collect();
        listed(asked, &mut table, &of_age);
        total(
            &mut table,
            Kind::Subtotal,
            &format!("Total {title}"),
            &of_age,
        );
    }
    total(&mut table, Kind::Total, "TOTAL", &items);
    table
}

/// Everything open, by name.
pub(super) fn open(asked: &Asked<'_>, account: &str) -> Table {
    let items: Vec<_> = items(asked, account).collect();
    let mut names: BTreeMap<&str, Vec<(&Entry, i64, usize)>> = BTreeMap::new();
    for item in &items {
        names.entry(name(item.0)).or_default().push(*item);
    }
    let mut table = with_due(with_columns(Table::new(&asked.title())));
    for (name, theirs) in &names {
        table.text(name);
        listed(asked, &mut table, theirs);
        total(&mut table, Kind::Subtotal, &format!("Total {name}"), theirs);
    }
    total(&mut table, Kind::Total, "TOTAL", &items);
    table
}

fn with_due(table: Table) -> Table {
    table
        .column("due_date", "Due Date", "date")
        .column("aging", "Aging", "quantity")
        .column("open_balance", "Open Balance", "amount")
}

fn listed(asked: &Asked<'_>, table: &mut Table, items: &[(&Entry, i64, usize)]) {
    for (entry, open, _) in items {
        let Some(post) = entry.posts.first() else {
            continue;
        };
        let late = entry.due.map(|due| (asked.period.to - due).get_days());
        let mut cells = cells(entry, post);
        cells.push(entry.due.map_or(String::new(), |due| due.to_string()));
        cells.push(
            late.filter(|it| *it > 0)
                .map_or(String::new(), |it| it.to_string()),
        );
        cells.push(money::text(*open));
        table.row(Kind::Data, None, "", &cells);
    }
}

fn total(table: &mut Table, kind: Kind, label: &str, items: &[(&Entry, i64, usize)]) {
    let mut cells = vec![String::new(); 8];
    cells.push(money::text(items.iter().map(|it| it.1).sum()));
    table.row(kind, None, label, &cells);
}
