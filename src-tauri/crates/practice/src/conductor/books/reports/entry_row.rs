//! The columns that describe a transaction, in the reports that list them.

use super::super::ledger::{Entry, Post};
use super::table::Table;

pub(super) fn with_columns(table: Table) -> Table {
    table
        .column("transaction_type", "Type", "string")
        .column("date", "Date", "date")
        .column("ref_number", "Num", "string")
        .column("name", "Name", "string")
        .column("memo", "Memo", "string")
        .column("account", "Account", "string")
}

pub(super) fn cells(entry: &Entry, post: &Post) -> Vec<String> {
    let entity = post.entity.as_ref().or(entry.entity.as_ref());
    vec![
        entry.kind.replace('_', " "),
        entry.date.to_string(),
        entry.number.clone().unwrap_or_default(),
        entity.map_or(String::new(), |it| it.name.clone()),
        post.memo
            .clone()
            .or_else(|| entry.memo.clone())
            .unwrap_or_default(),
        post.account.name.clone(),
    ]
}
