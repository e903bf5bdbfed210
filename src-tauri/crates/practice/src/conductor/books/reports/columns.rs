//! The columns of a detail report: those it has by itself, or those that `includeColumns` names.

use super::super::ledger::{Entry, Post};
use super::super::money;
use super::Asked;
use super::table::Table;

const USUAL: [&str; 8] = [
    "transaction_type",
    "date",
    "ref_number",
    "name",
    "memo",
    "account",
    "amount",
    "running_balance",
];

pub(super) struct Columns<'a>(Vec<&'a str>);

impl<'a> Columns<'a> {
    pub(super) fn of(asked: &'a Asked<'_>) -> Self {
        let wanted = asked.query.all("includeColumns");
        if wanted.is_empty() {
            return Self(USUAL.to_vec());
        }
        Self(wanted.iter().map(String::as_str).collect())
    }

    pub(super) fn add_to(&self, table: Table) -> Table {
        self.0.iter().fold(table, |table, name| {
            table.column(name, &title(name), data(name))
        })
    }

    /// A row; what the practice firm does not keep is left empty.
    pub(super) fn cells(
        &self,
        entry: &Entry,
        post: &Post,
        amount: i64,
        balance: i64,
    ) -> Vec<String> {
        let cell = |name: &&str| match *name {
            "amount" => money::text(amount),
            "running_balance" => money::text(balance),
            "debit" if post.cents > 0 => money::text(post.cents),
            "credit" if post.cents < 0 => money::text(-post.cents),
            name => text(name, entry, post).unwrap_or_default(),
        };
        self.0.iter().map(cell).collect()
    }

    /// A row of sums.
    pub(super) fn sums(&self, amount: i64, balance: Option<i64>) -> Vec<String> {
        let cell = |name: &&str| match *name {
            "amount" => money::text(amount),
            "running_balance" => balance.map_or(String::new(), money::text),
            _ => String::new(),
        };
        self.0.iter().map(cell).collect()
    }
}

fn text(name: &str, entry: &Entry, post: &Post) -> Option<String> {
    let entity = post.entity.as_ref().or(entry.entity.as_ref());
    match name {
        "transaction_type" => Some(entry.kind.replace('_', " ")),
        "date" => Some(entry.date.to_string()),
        "ref_number" => entry.number.clone(),
        "name" | "source_name" => entity.map(|it| it.name.clone()),
        "memo" | "description" => post.memo.clone().or_else(|| entry.memo.clone()),
        "account" => Some(post.account.name.clone()),
        "split_account" => {
            let mut others = entry.posts.iter().filter(|it| it.account != post.account);
            match (others.next(), others.next()) {
                (Some(other), None) => Some(other.account.name.clone()),
                _ => Some("-SPLIT-".to_owned()),
            }
        }
        "class" => post.class.as_ref().map(|it| it.name.clone()),
        "item" => post.item.as_ref().map(|it| it.name.clone()),
        "quantity" => Some(post.pieces)
            .filter(|it| *it != 0)
            .map(|it| it.to_string()),
        "due_date" => entry.due.map(|due| due.to_string()),
        "open_balance" => entry.open.map(money::text),
        "original_amount" => Some(money::text(entry.amount())),
        "transaction_id" => Some(entry.id.clone()),
        _ => None,
    }
}

fn data(name: &str) -> &'static str {
    match name {
        "amount" | "running_balance" | "debit" | "credit" | "open_balance" | "original_amount" => {
            "amount"
        }
        "date" | "due_date" => "date",
        "quantity" => "quantity",
        _ => "string",
    }
}

/// `due_date` as `Due Date`.
fn title(name: &str) -> String {
    match name {
        "transaction_type" => return "Type".to_owned(),
        "ref_number" => return "Num".to_owned(),
        "running_balance" => return "Balance".to_owned(),
        "split_account" => return "Split".to_owned(),
        _ => {}
    }
    let words = name.split('_').map(|word| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_uppercase() + rest
    });
    words.collect::<Vec<_>>().join(" ")
}
