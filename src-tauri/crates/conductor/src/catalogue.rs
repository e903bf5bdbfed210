//! Every resource and report of QuickBooks Desktop as Conductor offers it: names, filters and fields.
//!
//! One table, `catalogue/catalogue.json`, which `catalogue/generate.mjs` makes from the data of Conductor's OpenAPI
//! document (2026-08-21). It is read once, when it is first asked for.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod table;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(table::read);

struct Catalogue {
    resources: Vec<Resource>,
    reports: Vec<ReportKind>,
}

/// One resource, such as invoices.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Resource {
    /// As in the address: `invoices`. Unique.
    pub path: &'static str,
    /// As in Conductor's navigation: `Customers / Jobs`.
    pub label: &'static str,
    /// For one of them: `Customer / Job`.
    pub singular: &'static str,
    /// Where the navigation has it.
    pub group: Group,
    /// What [`Books::list`](crate::Books::list) reads.
    pub shape: Shape,
    /// Whether [`Books::retrieve`](crate::Books::retrieve) can read one. Six can only be listed.
    pub can_retrieve: bool,
    /// The field that `retrieve` takes, where it is one.
    pub id_field: Option<&'static str>,
    /// The fields that together tell a row from all others; see [`key_of`](Self::key_of).
    pub key_fields: Vec<&'static str>,
    /// Whether a list with a bound of names comes in their order, so that it can go on from the last name.
    /// Source: Conductor's texts of 2026-10; for accounts and price levels they say the opposite.
    pub in_name_order: bool,
    /// What a list can be narrowed by, in the service's order.
    pub filters: Vec<Filter>,
    /// The fields that suit a table, in order.
    pub columns: Vec<&'static str>,
    /// The fields of a record, in the service's order and by their dotted names: `customer`, `billingAddress.city`.
    pub fields: Vec<Field>,
    /// The fields of what a record lists: `lines`, `lineGroups.lines`.
    pub lines: Vec<Lines>,
}

impl Resource {
    /// All 61, in the order of the navigation.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &CATALOGUE.resources
    }

    /// The one with this [`path`](Self::path).
    #[must_use]
    pub fn by_path(path: &str) -> Option<&'static Self> {
        Self::all().iter().find(|it| it.path == path)
    }

    /// The filter with this name.
    #[must_use]
    pub fn filter(&self, name: &str) -> Option<&Filter> {
        self.filters.iter().find(|it| it.name == name)
    }

    /// The field with this dotted name. That of a part of a reference (`customer.fullName`) is the reference.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        let whole = |name: &str| self.fields.iter().find(|it| it.name == name);
        whole(name).or_else(|| {
            let (reference, part) = name.rsplit_once('.')?;
            whole(reference)
                .filter(|it| it.kind == FieldKind::Reference && matches!(part, "id" | "fullName"))
        })
    }

    /// What tells this row from all others of the resource, to leave out those that come twice. `None` where the
    /// row lacks it, as a singleton does.
    #[must_use]
    pub fn key_of(&self, record: &Record) -> Option<String> {
        let parts: Vec<String> = self
            .key_fields
            .iter()
            .filter_map(|name| match value_at(record, name)? {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
            .collect();
        (!parts.is_empty()).then(|| parts.join("/"))
    }
}

/// A record as the service sent it, by the names of [`Resource::fields`].
pub type Record = Map<String, Value>;

/// The value with a dotted name. `None` where it is not there or null.
#[must_use]
pub fn value_at<'a>(record: &'a Record, name: &str) -> Option<&'a Value> {
    let mut parts = name.split('.');
    let mut value = record.get(parts.next()?)?;
    for part in parts {
        value = value.get(part)?;
    }
    (!value.is_null()).then_some(value)
}

/// Where the navigation has a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Invoices, bills, checks.
    Transactions,
    /// Lists: customers, accounts, the company itself.
    General,
    /// What is bought and sold.
    Items,
}

/// What a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Pages with a cursor, at most 150 rows each.
    Paged,
    /// All in one answer.
    List,
    /// One object without an id: the company, the preferences.
    Singleton,
}

/// What a list or a report can be narrowed by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Filter {
    /// As in the query: `transactionDateFrom`.
    pub name: &'static str,
    /// What a value is.
    pub kind: FilterKind,
    /// Whether it takes several values.
    pub many: bool,
    /// Whether the service refuses a request without it.
    pub required: bool,
    /// The values it takes, for [`FilterKind::Choice`].
    pub choices: Vec<&'static str>,
    /// What holds when it is not given.
    pub default: Option<&'static str>,
    /// The least number it takes.
    pub least: Option<i64>,
    /// The largest number it takes.
    pub most: Option<i64>,
    /// The resources whose ids it takes.
    pub to: Vec<&'static str>,
    /// The filters that cannot be given together with it.
    pub excludes: Vec<&'static str>,
}

/// What the value of a filter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterKind {
    /// Any text, and ids.
    Text,
    /// One of [`Filter::choices`].
    Choice,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Number,
    /// A decimal number, as text.
    Money,
    /// `2026-10-01`, in the time zone of QuickBooks' computer.
    Date,
    /// As [`Date`](Self::Date), or with a time: `2026-10-01T12:34:56+00:00`.
    DateOrTime,
}

/// A value of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Field {
    /// The dotted name.
    pub name: String,
    /// What the value is. It may be null.
    pub kind: FieldKind,
    /// The resources that a reference may point to. Conductor has none for a few.
    pub to: Vec<&'static str>,
    /// Whether it is shown on request only and never written to a log.
    pub sensitive: bool,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Text, ids and choices.
    Text,
    /// True or false.
    Bool,
    /// A JSON number.
    Number,
    /// An amount, as text: `"1000.00"`.
    Money,
    /// A price or rate, as text.
    Decimal,
    /// Percent, as text. Not of one scale: to be shown as given.
    Percent,
    /// `2026-10-01`.
    Date,
    /// `2026-10-01T12:34:56+00:00`.
    DateTime,
    /// `PT1H30M`.
    Duration,
    /// Several texts.
    Texts,
    /// `{"id": …, "fullName": …}`, each of them and the whole perhaps null.
    Reference,
    /// Several of them.
    References,
    /// A table of its own: see [`Resource::lines`].
    Lines,
}

/// What a record lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Lines {
    /// The dotted name of the field: `lines`, `lineGroups.lines`.
    pub path: &'static str,
    /// The fields of one line.
    pub fields: Vec<Field>,
}

/// One call for reports; [`types`](Self::types) are the reports it makes.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReportKind {
    /// As in the address: `reports/aging`. Unique among resources and reports.
    pub path: &'static str,
    /// As in Conductor's navigation: `Aging Reports`.
    pub label: &'static str,
    /// For one of them.
    pub singular: &'static str,
    /// What it takes, in the service's order.
    pub parameters: Vec<Filter>,
}

impl ReportKind {
    /// All ten, in the order of the navigation.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &CATALOGUE.reports
    }

    /// The one with this [`path`](Self::path).
    #[must_use]
    pub fn by_path(path: &str) -> Option<&'static Self> {
        Self::all().iter().find(|it| it.path == path)
    }

    /// The reports this call makes, such as `ar_aging_summary`.
    #[must_use]
    pub fn types(&self) -> &[&'static str] {
        let it = self.parameters.iter().find(|it| it.name == "reportType");
        it.map_or(&[], |it| &it.choices)
    }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
