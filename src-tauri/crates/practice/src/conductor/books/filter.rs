//! Which rows of a list were asked for, as QuickBooks chooses them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::catalogue::{Catalogue, Kind, ParameterKind, Resource, Shape};
use super::company::Books;
use super::query::Query;
use super::shape::Row;
use super::{money, names};
use crate::conductor::problem::Problem;
use crate::conductor::{computer, decisions};

/// Filters by exact value and the field each is about. QuickBooks passes over all other filters when one
/// of these is there, and fails when it does not find one of the values: documented. The case of names does
/// not matter, that of numbers does.
const EXACT: [(&str, &str); 4] = [
    ("ids", "id"),
    ("refNumbers", "refNumber"),
    ("fullNames", "fullName"),
    ("names", "name"),
];

/// Lists with a range of names that QuickBooks answers in another order than that of the names.
const UNSORTED: [&str; 6] = [
    "accounts",
    "currencies",
    "inventory-sites",
    "price-levels",
    "sales-representatives",
    "unit-of-measure-sets",
];

/// The places of the chosen rows, in the order of the answer.
pub(super) fn choose(
    books: &Books,
    resource: &'static Resource,
    query: &Query,
) -> Result<Vec<usize>, Problem> {
    let rows = books.rows(resource.path);
    check_ranges(query)?;
    for (parameter, field) in EXACT {
        let wanted = query.all(parameter);
        if wanted.is_empty() {
            continue;
        }
        let field = match (parameter, resource.path) {
            ("ids", _) => resource.id.unwrap_or(field),
            ("names", "sales-representatives") => "initial",
            _ => field,
        };
        let is_name = parameter == "names" || parameter == "fullNames";
        let same = |row: &Row, it: &str| {
            let value = text(row, field).unwrap_or_default();
            value == it || is_name && value.to_lowercase() == it.to_lowercase()
        };
        let missing = |it: &&String| !rows.iter().any(|row| same(row, it));
        if let Some(missing) = wanted.iter().find(missing) {
            return Err(not_found(missing));
        }
        return Ok(places(rows, |row| wanted.iter().any(|it| same(row, it))));
    }
    for (parameter, values) in query.given() {
        if let ParameterKind::Id(targets) = parameter.kind {
            let targets = Catalogue::all().choices(targets);
            let known = |id: &&String| targets.iter().any(|path| books.find(path, id).is_some());
            if let Some(missing) = values.iter().find(|id| !known(id)) {
                return Err(not_found(missing));
            }
        }
    }
    let window = Window::of(query);
    let mut found = places(rows, |row| {
        window.holds(row)
            && has_status(row, query)
            && has_name(row, query)
            && has_ids(row, resource.shape(), query)
            && has_balance(row, query)
            && has_kind(row, query)
    });
    let by_name = query.one("nameFrom").or(query.one("nameTo")).is_some();
    if by_name && !UNSORTED.contains(&resource.path) {
        let name = |at: &usize| whole_name(&rows[*at]);
        found.sort_by(|one, other| names::compare(name(one), name(other)));
    }
    Ok(found)
}

/// What ranges of names are about: with the parents, where a list has any.
fn whole_name(row: &Row) -> &str {
    let names = ["fullName", "name", "_name"];
    let name = names.into_iter().find_map(|field| text(row, field));
    name.unwrap_or_default()
}

/// QuickBooks refuses a range that ends before it begins.
fn check_ranges(query: &Query) -> Result<(), Problem> {
    for (subject, from, to) in [
        ("name", "nameFrom", "nameTo"),
        ("refNumber", "refNumberFrom", "refNumberTo"),
    ] {
        if let (Some(low), Some(high)) = (query.one(from), query.one(to))
            && names::is_before(subject, high, low)
        {
            return Err(decisions::range_goes_backwards(low, high));
        }
    }
    Ok(())
}

/// QuickBooks does not find what was named: status and text are those of qbXML.
pub(super) fn not_found(what: &str) -> Problem {
    computer::request_error(
        "500",
        &format!(
            "The query request has not been fully completed. There was a required element \
             (\"{what}\") that could not be found in QuickBooks."
        ),
    )
}

fn places(rows: &[Row], chosen: impl Fn(&Row) -> bool) -> Vec<usize> {
    let all = rows.iter().enumerate();
    all.filter(|(_, row)| chosen(row))
        .map(|(at, _)| at)
        .collect()
}

fn text<'a>(row: &'a Row, field: &str) -> Option<&'a str> {
    row.get(field)?.as_str()
}

fn flag(row: &Row, field: &str) -> Option<bool> {
    row.get(field)?.as_bool()
}

/// The ranges of time that were asked for.
struct Window {
    moments: Vec<(&'static str, Option<Timestamp>, Option<Timestamp>)>,
    dates: Vec<(&'static str, Option<Date>, Option<Date>)>,
}

impl Window {
    fn of(query: &Query) -> Self {
        let moments = [
            ("updatedAt", "updatedAfter", "updatedBefore"),
            ("deletedAt", "deletedAfter", "deletedBefore"),
        ]
        .map(|(field, after, before)| {
            (
                field,
                query.moment(after, false),
                query.moment(before, true),
            )
        });
        let dates = [
            (
                "transactionDate",
                query.date("transactionDateFrom"),
                query.date("transactionDateTo"),
            ),
            ("_dueDate", None, query.date("dueDate")),
        ];
        Self {
            moments: moments
                .into_iter()
                .filter(|(_, after, before)| after.is_some() || before.is_some())
                .collect(),
            dates: dates
                .into_iter()
                .filter(|(_, from, to)| from.is_some() || to.is_some())
                .collect(),
        }
    }

    /// Both ends belong to a range.
    fn holds(&self, row: &Row) -> bool {
        let moments = self.moments.iter().all(|(field, after, before)| {
            let at = text(row, field).and_then(|at| at.parse().ok());
            within(at.as_ref(), after.as_ref(), before.as_ref())
        });
        moments
            && self.dates.iter().all(|(field, from, to)| {
                let on = text(row, field).and_then(|on| on.parse().ok());
                // Credits have no day on which they are due.
                let is_credit = on.is_none() && *field == "_dueDate";
                is_credit || within(on.as_ref(), from.as_ref(), to.as_ref())
            })
    }
}

fn within<T: PartialOrd>(it: Option<&T>, from: Option<&T>, to: Option<&T>) -> bool {
    it.is_some_and(|it| from.is_none_or(|from| it >= from) && to.is_none_or(|to| it <= to))
}

fn has_status(row: &Row, query: &Query) -> bool {
    let fits = |parameter: &str, field: &str, yes: &str, no: &str| match query.one(parameter) {
        Some(asked) if asked == yes => flag(row, field).unwrap_or(true),
        Some(asked) if asked == no => flag(row, field) == Some(false),
        _ => true,
    };
    let open = |parameter| match query.one(parameter) {
        Some("open") => flag(row, "_open") == Some(true),
        Some("closed") => flag(row, "_open") == Some(false),
        _ => true,
    };
    let detail = match query.one("detailLevel") {
        Some("transactions_without_lines") => flag(row, "_line") != Some(true),
        Some("transaction_lines_only") => flag(row, "_line") == Some(true),
        _ => true,
    };
    let pending = match query.one("pendingStatus") {
        Some("pending") => flag(row, "isPending") == Some(true),
        Some("not_pending") => flag(row, "isPending") != Some(true),
        _ => true,
    };
    fits("status", "isActive", "active", "inactive")
        && fits("paymentStatus", "isPaid", "paid", "not_paid")
        && fits("postingStatus", "_posting", "posting", "non_posting")
        && open("paymentStatus")
        && detail
        && pending
}

fn has_name(row: &Row, query: &Query) -> bool {
    ["name", "refNumber"].into_iter().all(|subject| {
        let field = match subject {
            "name" if !row.contains_key("name") => "_name",
            _ => subject,
        };
        let value = text(row, field).unwrap_or_default();
        let ranged = if subject == "name" {
            whole_name(row)
        } else {
            value
        };
        let lower = value.to_lowercase();
        let part = |end: &str| query.one(&format!("{subject}{end}")).map(str::to_lowercase);
        let bound = |end: &str| query.one(&format!("{subject}{end}"));
        part("Contains").is_none_or(|it| lower.contains(&it))
            && part("StartsWith").is_none_or(|it| lower.starts_with(&it))
            && part("EndsWith").is_none_or(|it| lower.ends_with(&it))
            && bound("From").is_none_or(|low| !names::is_before(subject, ranged, low))
            && bound("To").is_none_or(|high| !names::is_before(subject, high, ranged))
    })
}

/// A row points to one of the ids in the list that the filter is about. Customers, vendors and other people
/// are looked for at the head of a transaction and, where that has none, in its lines; accounts, items and
/// classes in both.
fn has_ids(row: &Row, shape: &Shape, query: &Query) -> bool {
    query.given().all(|(parameter, values)| {
        let ParameterKind::Id(targets) = parameter.kind else {
            return true;
        };
        if let Some(hidden) = row.get(&format!("_{}", parameter.name)) {
            let has = |id: &String| match hidden {
                Value::Array(all) => all.iter().any(|it| it == id),
                one => one == id,
            };
            return values.iter().any(has);
        }
        let targets = Catalogue::all().choices(targets);
        let deep = ["accounts", "classes"].contains(&targets[0]) || parameter.name == "itemIds";
        points(row, shape, (targets, values), deep)
    })
}

fn points(row: &Row, shape: &Shape, (targets, ids): (&[&str], &[String]), deep: bool) -> bool {
    let all = Catalogue::all();
    let mut about = false;
    for field in shape {
        let Kind::Reference(Some(place)) = field.kind else {
            continue;
        };
        if !all.choices(place).iter().any(|it| targets.contains(it)) {
            continue;
        }
        about = true;
        let id = row.get(field.name).and_then(|it| it.get("id"));
        if id.is_some_and(|id| ids.iter().any(|it| id == it)) {
            return true;
        }
    }
    if about && !deep {
        return false;
    }
    shape.iter().any(|field| {
        let Kind::Objects(inner) = field.kind else {
            return false;
        };
        let rows = row.get(field.name).and_then(Value::as_array);
        rows.is_some_and(|rows| {
            let mut rows = rows.iter().filter_map(Value::as_object);
            rows.any(|row| points(row, all.shape(inner), (targets, ids), deep))
        })
    })
}

fn has_balance(row: &Row, query: &Query) -> bool {
    let balance = ["totalBalance", "balance"]
        .into_iter()
        .find_map(|field| text(row, field))
        .map_or(0, money::cents);
    let asked = |end: &str| Some(money::cents(query.one(&format!("totalBalance{end}"))?));
    asked("").is_none_or(|it| balance == it)
        && asked("GreaterThan").is_none_or(|it| balance > it)
        && asked("GreaterThanOrEqualTo").is_none_or(|it| balance >= it)
        && asked("LessThan").is_none_or(|it| balance < it)
        && asked("LessThanOrEqualTo").is_none_or(|it| balance <= it)
}

fn has_kind(row: &Row, query: &Query) -> bool {
    let one_of = |parameter: &str, field: &str| {
        let asked = query.all(parameter);
        asked.is_empty()
            || asked
                .iter()
                .any(|it| it == "all" || text(row, field) == Some(it))
    };
    one_of("transactionTypes", "transactionType")
        && one_of("objectTypes", "listType")
        && one_of("accountType", "accountType")
        && one_of("paymentMethodType", "paymentMethodType")
        && item_type(row, query)
}

/// Item sites hold stock, so the types of items that have none choose nothing.
fn item_type(row: &Row, query: &Query) -> bool {
    match query.one("itemType") {
        None | Some("all_except_fixed_asset" | "inventory_and_assembly") => true,
        Some("inventory") => row.contains_key("inventoryItem"),
        Some("assembly") => row.contains_key("inventoryAssemblyItem"),
        Some(_) => false,
    }
}
