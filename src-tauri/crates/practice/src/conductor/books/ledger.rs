//! Everything that was written down, in the order of its days, and what it did to the accounts.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use serde_json::Value;

use super::shape::reference;

/// What kind of account it is decides where a report lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Asset,
    Liability,
    Equity,
    Income,
    Expense,
    /// Orders and estimates.
    None,
}

impl Side {
    pub(super) fn of(account_type: &str) -> Self {
        match account_type {
            "bank"
            | "accounts_receivable"
            | "other_current_asset"
            | "fixed_asset"
            | "other_asset" => Self::Asset,
            "accounts_payable"
            | "credit_card"
            | "other_current_liability"
            | "long_term_liability" => Self::Liability,
            "equity" => Self::Equity,
            "income" | "other_income" => Self::Income,
            "cost_of_goods_sold" | "expense" | "other_expense" => Self::Expense,
            _ => Self::None,
        }
    }

    /// Debits add to assets and expenses, credits to all others.
    pub(super) fn natural(self, cents: i64) -> i64 {
        match self {
            Self::Asset | Self::Expense => cents,
            _ => -cents,
        }
    }

    /// Begins at nothing every year.
    pub(super) fn is_of_the_year(self) -> bool {
        matches!(self, Self::Income | Self::Expense)
    }
}

/// A row of a list that others point to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) list: &'static str,
    pub(super) id: String,
    /// With its parents: `Utilities:Water`.
    pub(super) name: String,
    /// Which side an account is on; none for everything else.
    pub(super) side: Side,
    /// Its place in the rows of its list.
    pub(super) place: usize,
}

/// Points to a row of a list.
pub(super) type Ref = Arc<Named>;

impl Named {
    /// As it is answered.
    pub(super) fn json(&self) -> Value {
        reference(&self.id, &self.name)
    }
}

/// A transaction that something is still open of.
#[derive(Clone)]
pub(super) struct Open {
    /// Its place in the ledger.
    pub(super) entry: usize,
    pub(super) left: i64,
}

/// A transaction being written down.
pub(super) struct Draft {
    pub(super) resource: &'static str,
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) date: Date,
    pub(super) at: DateTime,
    pub(super) number: Option<String>,
    pub(super) memo: Option<String>,
    pub(super) entity: Option<Ref>,
    pub(super) due: Option<Date>,
    /// What is open of it when it is written down; `None` where nothing is ever paid.
    pub(super) open: Option<i64>,
    /// The first is that of the transaction itself, the others are its lines.
    pub(super) posts: Vec<Post>,
    /// Estimates and orders change no balance.
    pub(super) posting: bool,
}

/// Something that is kept in stock. Its cost never changes, so the stock is worth pieces × cost.
pub(super) struct Good {
    pub(super) item: Ref,
    pub(super) price: i64,
    pub(super) cost: i64,
    pub(super) pieces: i64,
    pub(super) is_kit: bool,
}

/// One amount on one account. Debits are positive.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub(super) account: Ref,
    pub(super) cents: i64,
    pub(super) entity: Option<Ref>,
    pub(super) class: Option<Ref>,
    pub(super) item: Option<Ref>,
    /// Pieces of the item: those that came are positive.
    pub(super) pieces: i64,
    pub(super) memo: Option<String>,
    /// On an account of income or expenses.
    pub(super) is_of_the_year: bool,
    /// The id of its line; the transaction's own post has none.
    pub(super) line: Option<String>,
}

impl Post {
    pub(super) fn new(account: &Ref, cents: i64) -> Self {
        Self {
            account: account.clone(),
            cents,
            entity: None,
            class: None,
            item: None,
            pieces: 0,
            memo: None,
            is_of_the_year: account.side.is_of_the_year(),
            line: None,
        }
    }

    pub(super) fn of(mut self, entity: &Ref) -> Self {
        self.entity = Some(entity.clone());
        self
    }

    pub(super) fn line(mut self, id: &str) -> Self {
        self.line = Some(id.to_owned());
        self
    }
}

/// A transaction in the ledger.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) resource: &'static str,
    /// Its place in the rows of its resource.
    pub(super) row: usize,
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) date: Date,
    pub(super) at: jiff::civil::DateTime,
    pub(super) number: Option<String>,
    pub(super) memo: Option<String>,
    pub(super) entity: Option<Ref>,
    pub(super) due: Option<Date>,
    /// What is open of it at the end of the books; negative where we owe.
    pub(super) open: Option<i64>,
    pub(super) posts: Vec<Post>,
    pub(super) posting: bool,
}

impl Entry {
    pub(super) fn of(draft: Draft, row: usize) -> Self {
        Self {
            resource: draft.resource,
            row,
            kind: draft.kind,
            id: draft.id,
            date: draft.date,
            at: draft.at,
            number: draft.number,
            memo: draft.memo,
            entity: draft.entity,
            due: draft.due,
            open: draft.open,
            posts: draft.posts,
            posting: draft.posting,
        }
    }

    /// What the transaction is about: the amount of its own post.
    pub(super) fn amount(&self) -> i64 {
        self.posts.first().map_or(0, |post| post.cents)
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    pub(super) entries: Vec<Entry>,
    /// What was paid of which transaction, and when.
    pub(super) paid: Vec<(String, Date, i64)>,
}

impl Ledger {
    pub(super) fn add(&mut self, entry: Entry) -> usize {
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// Every posting from one day to another, both among them.
    pub(super) fn posts(
        &self,
        from: Option<Date>,
        to: Option<Date>,
    ) -> impl Iterator<Item = (&Entry, &Post)> {
        self.entries
            .iter()
            .filter(move |it| {
                it.posting
                    && from.is_none_or(|from| it.date >= from)
                    && to.is_none_or(|to| it.date <= to)
            })
            .flat_map(|entry| entry.posts.iter().map(move |post| (entry, post)))
    }

    /// The sum of the postings that are chosen, up to a day.
    pub(super) fn balance(&self, to: Date, chosen: impl Fn(&Post) -> bool) -> i64 {
        self.posts(None, Some(to))
            .filter(|(_, post)| chosen(post))
            .map(|(_, post)| post.cents)
            .sum()
    }

    /// What was earned before a day, and so is retained: credits are earnings, so it is negative then.
    pub(super) fn earned_before(&self, day: Date) -> i64 {
        let until = day.saturating_sub(jiff::Span::new().days(1));
        self.balance(until, |post| post.is_of_the_year)
    }

    /// What was open of a transaction at the end of a day.
    pub(super) fn open_on(&self, entry: &Entry, day: Date) -> Option<i64> {
        let later = self.paid.iter();
        let later = later.filter(|(id, on, _)| *id == entry.id && *on > day);
        Some(entry.open? + later.map(|(_, _, cents)| cents).sum::<i64>())
    }
}
