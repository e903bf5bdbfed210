//! Makes a company's books by double entry: whatever is written down is posted, and every posting belongs
//! to something that is written down.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

use super::catalogue::Catalogue;
use super::company::{Books, FIRST, OFFSET, Size};
use super::ledger::{Draft, Entry, Good, Ledger, Named, Open, Ref, Side};
use super::money;
use super::random::Random;
use super::shape::Row;

/// When the lists were set up.
const SET_UP: Date = jiff::civil::date(2025, 11, 24);

pub(super) struct Maker {
    pub(super) random: Random,
    pub(super) size: Size,
    pub(super) books: Books,
    pub(super) ledger: Ledger,
    named: HashMap<&'static str, HashMap<String, Ref>>,
    /// Rows of every list that are in use, in its order.
    active: HashMap<&'static str, Vec<Ref>>,
    lists: u32,
    transactions: u32,
    pub(super) numbers: HashMap<&'static str, u32>,
    pub(super) goods: Vec<Good>,
    pub(super) invoices: Vec<Open>,
    pub(super) bills: Vec<Open>,
    /// Payments and sales receipts that wait for their deposit.
    pub(super) waiting: Vec<usize>,
}

impl Maker {
    pub(super) fn new(company: &str, size: Size) -> Self {
        Self {
            random: Random::of(company),
            size,
            books: Books::default(),
            ledger: Ledger::default(),
            named: HashMap::new(),
            active: HashMap::new(),
            lists: 0,
            transactions: 0x5A00,
            numbers: HashMap::new(),
            goods: Vec::new(),
            invoices: Vec::new(),
            bills: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// Adds a row to a list; `parent` is the full name of the row above it.
    pub(super) fn list(
        &mut self,
        list: &'static str,
        parent: Option<&str>,
        name: &str,
        more: Value,
    ) -> Ref {
        self.lists += 1;
        let at = self.random.working_hour(SET_UP);
        let full = parent.map_or(name.to_owned(), |parent| format!("{parent}:{name}"));
        let named = Arc::new(Named {
            list,
            id: format!("{:X}-{}", 0x8000_0000 + self.lists, seconds(at)),
            name: full.clone(),
            side: Side::of(more["accountType"].as_str().unwrap_or_default()),
            place: self.books.rows(list).len(),
        });
        let mut row = head(&named.id, at);
        for (key, value) in [
            ("isActive", json!(true)),
            ("name", json!(name)),
            ("fullName", json!(full)),
            ("sublevel", json!(full.matches(':').count())),
        ] {
            if has_field(list, key) {
                row.insert(key.into(), value);
            }
        }
        if let Some(parent) = parent {
            row.insert("parent".into(), self.named(list, parent).json());
        }
        if let Value::Object(more) = more {
            row.extend(more);
        }
        if row.get("isActive").is_none_or(|it| *it == true) {
            self.active
                .entry(list)
                .or_default()
                .push(Arc::clone(&named));
        }
        self.books.rows_mut(list).push(row);
        let known = self.named.entry(list).or_default();
        known.insert(full, Arc::clone(&named));
        named
    }

    /// The row of this list with this full name. The lists are made before anything points to them; a name
    /// that is in none is a slip of this crate, and its tests find it.
    pub(super) fn named(&self, list: &'static str, full_name: &str) -> Ref {
        let known = self.named.get(list).and_then(|all| all.get(full_name));
        debug_assert!(known.is_some(), "{list} has no {full_name}");
        known.cloned().unwrap_or_else(|| {
            Arc::new(Named {
                list,
                id: String::new(),
                name: full_name.to_owned(),
                side: Side::None,
                place: 0,
            })
        })
    }

    /// A field of a row in a list.
    pub(super) fn field(&self, of: &Ref, name: &str) -> Option<&Value> {
        self.books.rows(of.list).get(of.place)?.get(name)
    }

    pub(super) fn account(&self, name: &str) -> Ref {
        self.named("accounts", name)
    }

    /// One row of a list by chance, of the first `count` that are in use.
    pub(super) fn any(&mut self, list: &'static str, count: usize) -> Ref {
        let known = self.active.get(list).map_or(0, Vec::len).min(count);
        let nth = self.random.below(known);
        let chosen = self.active.get(list).and_then(|all| all.get(nth)).cloned();
        chosen.unwrap_or_else(|| self.named(list, ""))
    }

    /// The next number of a series.
    pub(super) fn number(&mut self, series: &'static str, first: u32) -> String {
        let next = self.numbers.entry(series).or_insert(first);
        *next += 1;
        (*next - 1).to_string()
    }

    pub(super) fn line_id(&mut self) -> String {
        self.transactions += 1;
        format!("{:X}-{}", self.transactions, seconds(FIRST.at(9, 0, 0, 0)))
    }

    pub(super) fn draft(
        &mut self,
        resource: &'static str,
        kind: &'static str,
        date: Date,
    ) -> Draft {
        self.transactions += 1;
        let at = self.random.working_hour(date);
        Draft {
            resource,
            kind,
            id: format!("{:X}-{}", self.transactions, seconds(at)),
            date,
            at,
            number: None,
            memo: None,
            entity: None,
            due: None,
            open: None,
            posts: Vec::new(),
            posting: true,
        }
    }

    /// Writes a transaction down: its row, its postings and its rows in the list of all transactions.
    pub(super) fn write(&mut self, draft: Draft, more: Value) -> Open {
        let sum: i64 = draft.posts.iter().map(|post| post.cents).sum();
        debug_assert!(!draft.posting || sum == 0, "{} is off by {sum}", draft.kind);
        let mut row = head(&draft.id, draft.at);
        row.insert("transactionDate".into(), json!(draft.date.to_string()));
        for (key, value) in [("refNumber", &draft.number), ("memo", &draft.memo)] {
            if has_field(draft.resource, key) {
                row.insert(key.into(), json!(value));
            }
        }
        if let Value::Object(more) = more {
            row.extend(more);
        }
        let rows = self.books.rows_mut(draft.resource);
        rows.push(row);
        let place = rows.len() - 1;
        let left = draft.open.unwrap_or(0);
        let entry = self.ledger.add(Entry::of(draft, place));
        Open { entry, left }
    }

    /// The row of something that was written down.
    pub(super) fn row(&mut self, entry: usize) -> &mut Row {
        let (resource, place) = {
            let entry = &self.ledger.entries[entry];
            (entry.resource, entry.row)
        };
        &mut self.books.rows_mut(resource)[place]
    }

    /// Somebody changed it, which QuickBooks sees in its revision.
    pub(super) fn touch(&mut self, entry: usize, at: DateTime) {
        let row = self.row(entry);
        row.insert("updatedAt".into(), json!(wire_time(at)));
        row.insert("revisionNumber".into(), json!(seconds(at).to_string()));
    }

    /// Two transactions that belong together name each other.
    pub(super) fn link(&mut self, one: usize, other: usize, kind: &str, cents: i64) {
        for (here, there) in [(one, other), (other, one)] {
            let there = &self.ledger.entries[there];
            let link = json!({
                "id": there.id,
                "transactionType": there.kind,
                "transactionDate": there.date.to_string(),
                "refNumber": there.number,
                "linkType": kind,
                "amount": money::text(-cents),
            });
            if has_field(self.ledger.entries[here].resource, "linkedTransactions") {
                let links = self.row(here).entry("linkedTransactions");
                if let Value::Array(links) = links.or_insert_with(|| json!([])) {
                    links.push(link);
                }
            }
        }
    }

    /// How a payment names what it pays.
    pub(super) fn applied(&self, to: &Open, cents: i64) -> Value {
        let entry = &self.ledger.entries[to.entry];
        json!({
            "transactionId": entry.id,
            "transactionType": entry.kind,
            "transactionDate": entry.date.to_string(),
            "refNumber": entry.number,
            "balanceRemaining": money::text(entry.open.unwrap_or(0) - cents),
            "amount": money::text(cents),
        })
    }

    /// So much of an invoice or a bill is paid now.
    pub(super) fn settle(&mut self, of: &Open, cents: i64, at: jiff::civil::DateTime) {
        let entry = &mut self.ledger.entries[of.entry];
        let left = entry.open.unwrap_or(0) - cents;
        entry.open = Some(left);
        let id = entry.id.clone();
        let (kind, total) = (entry.kind, entry.amount().abs());
        self.ledger.paid.push((id, at.date(), cents));
        let row = self.row(of.entry);
        row.insert("isPaid".into(), json!(left == 0));
        if kind == "invoice" {
            row.insert("appliedAmount".into(), json!(money::text(total - left)));
            row.insert("balanceRemaining".into(), json!(money::text(left)));
        } else {
            row.insert("openAmount".into(), json!(money::text(left)));
        }
        self.touch(of.entry, at);
    }
}

fn has_field(resource: &str, name: &str) -> bool {
    let resource = Catalogue::all().resource(resource);
    resource.is_some_and(|it| it.shape().iter().any(|field| field.name == name))
}

/// What every row begins with.
fn head(id: &str, at: DateTime) -> Row {
    let mut row = Row::new();
    row.insert("id".into(), json!(id));
    row.insert("createdAt".into(), json!(wire_time(at)));
    row.insert("updatedAt".into(), json!(wire_time(at)));
    row.insert("revisionNumber".into(), json!(seconds(at).to_string()));
    row
}

/// What QuickBooks writes for a moment: the computer's offset, no fractions.
pub(super) fn wire_time(at: DateTime) -> String {
    format!("{}-05:00", at.strftime("%Y-%m-%dT%H:%M:%S"))
}

fn seconds(at: DateTime) -> i64 {
    OFFSET
        .to_timestamp(at)
        .map_or(0, jiff::Timestamp::as_second)
}
