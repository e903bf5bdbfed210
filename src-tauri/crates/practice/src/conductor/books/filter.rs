//! Which rows of a list were asked for, as QuickBooks chooses them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::catalogue::{Catalogue, Kind, ParameterKind, Resource, Shape};
use super::company::Books;
use super::query::Query;
use super::shape::Row;
use super::{money, names};
use crate::conductor::computer;
use crate::conductor::problem::Problem;

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
    let conditions = conditions(resource, query);
    let holds = |row: &Row| conditions.iter().all(|holds| holds(row));
    let (from, to) = (
        query.date("transactionDateFrom"),
        query.date("transactionDateTo"),
    );
    let mut found = if from.is_some() || to.is_some() {
        let mut days = books.between(resource.path, from, to);
        days.retain(|place| holds(&rows[*place]));
        days
    } else {
        places(rows, holds)
    };
    let by_name = query.one("nameFrom").or(query.one("nameTo")).is_some();
    if by_name && !UNSORTED.contains(&resource.path) {
        found.sort_by_cached_key(|at| names::key(whole_name(&rows[*at])));
    }
    Ok(found)
}

/// One thing that is asked of a row.
type Condition<'a> = Box<dyn Fn(&Row) -> bool + 'a>;

/// Everything that is asked of a row. The query is read once, not for every row of the list; what leaves the fewest
/// rows comes first.
fn conditions<'a>(resource: &'static Resource, query: &'a Query) -> Vec<Condition<'a>> {
    let mut all = days(query);
    all.extend(status(query));
    all.extend(kind(query));
    all.extend(
        ["name", "refNumber"]
            .into_iter()
            .filter_map(|it| named(it, query)),
    );
    all.extend(ids(resource.shape(), query));
    all.extend(balance(query));
    all
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
            return Err(computer::range_goes_backwards(low, high));
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

/// The ranges of time that were asked for, but for that of the transactions' own days. Both ends belong to a range.
fn days(query: &Query) -> Vec<Condition<'_>> {
    let mut all: Vec<Condition> = Vec::new();
    if let Some(last) = query.date("dueDate") {
        all.push(Box::new(move |row| {
            let due: Option<Date> = text(row, "_dueDate").and_then(|due| due.parse().ok());
            // Credits have no day on which they are due.
            due.is_none_or(|due| due <= last)
        }));
    }
    for (field, after, before) in [
        ("updatedAt", "updatedAfter", "updatedBefore"),
        ("deletedAt", "deletedAfter", "deletedBefore"),
    ] {
        let (after, before) = (query.moment(after, false), query.moment(before, true));
        if after.is_none() && before.is_none() {
            continue;
        }
        all.push(Box::new(move |row| {
            let at: Option<Timestamp> = text(row, field).and_then(|at| at.parse().ok());
            within(at.as_ref(), after.as_ref(), before.as_ref())
        }));
    }
    all
}

fn within<T: PartialOrd>(it: Option<&T>, from: Option<&T>, to: Option<&T>) -> bool {
    it.is_some_and(|it| from.is_none_or(|from| it >= from) && to.is_none_or(|to| it <= to))
}

fn status(query: &Query) -> Vec<Condition<'_>> {
    let asked = |parameter| query.one(parameter).unwrap_or_default();
    let mut all: Vec<Condition> = Vec::new();
    for (parameter, field, yes, no) in [
        ("status", "isActive", "active", "inactive"),
        ("paymentStatus", "isPaid", "paid", "not_paid"),
        ("postingStatus", "_posting", "posting", "non_posting"),
    ] {
        if asked(parameter) == yes {
            all.push(Box::new(|row| flag(row, field).unwrap_or(true)));
        } else if asked(parameter) == no {
            all.push(Box::new(|row| flag(row, field) == Some(false)));
        }
    }
    let mut is = |field, wanted| all.push(Box::new(move |row| flag(row, field) == Some(wanted)));
    match asked("paymentStatus") {
        "open" => is("_open", true),
        "closed" => is("_open", false),
        _ => {}
    }
    if asked("detailLevel") == "transaction_lines_only" {
        is("_line", true);
    }
    if asked("pendingStatus") == "pending" {
        is("isPending", true);
    }
    if asked("detailLevel") == "transactions_without_lines" {
        all.push(Box::new(|row| flag(row, "_line") != Some(true)));
    }
    if asked("pendingStatus") == "not_pending" {
        all.push(Box::new(|row| flag(row, "isPending") != Some(true)));
    }
    all
}

/// What is asked of a name or number.
fn named<'a>(subject: &'static str, query: &'a Query) -> Option<Condition<'a>> {
    let bound = |end: &str| query.one(&format!("{subject}{end}"));
    let part = |end: &str| bound(end).map(str::to_lowercase);
    let (contains, starts, ends) = (part("Contains"), part("StartsWith"), part("EndsWith"));
    let (low, high) = (bound("From"), bound("To"));
    if [&contains, &starts, &ends].iter().all(|it| it.is_none()) && low.is_none() && high.is_none()
    {
        return None;
    }
    Some(Box::new(move |row| {
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
        contains.as_ref().is_none_or(|it| lower.contains(it))
            && starts.as_ref().is_none_or(|it| lower.starts_with(it))
            && ends.as_ref().is_none_or(|it| lower.ends_with(it))
            && low.is_none_or(|low| !names::is_before(subject, ranged, low))
            && high.is_none_or(|high| !names::is_before(subject, high, ranged))
    }))
}

/// A row points to one of the ids in the list that the filter is about. Customers, vendors and other people
/// are looked for at the head of a transaction and, where that has none, in its lines; accounts, items and
/// classes in both.
fn ids<'a>(shape: &'static Shape, query: &'a Query) -> Vec<Condition<'a>> {
    let mut all: Vec<Condition> = Vec::new();
    for (parameter, values) in query.given() {
        let ParameterKind::Id(targets) = parameter.kind else {
            continue;
        };
        let hidden = format!("_{}", parameter.name);
        let targets = Catalogue::all().choices(targets);
        let deep = ["accounts", "classes"].contains(&targets[0]) || parameter.name == "itemIds";
        all.push(Box::new(move |row| match row.get(&hidden) {
            Some(Value::Array(has)) => values.iter().any(|id| has.iter().any(|it| it == id)),
            Some(has) => values.iter().any(|id| has == id),
            None => points(row, shape, (targets, values), deep),
        }));
    }
    all
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

/// Of what a row has with what is asked for.
type Comparison = fn(i64, i64) -> bool;

fn balance(query: &Query) -> Vec<Condition<'_>> {
    let comparisons: [(&str, Comparison); 5] = [
        ("totalBalance", |has, asked| has == asked),
        ("totalBalanceGreaterThan", |has, asked| has > asked),
        ("totalBalanceGreaterThanOrEqualTo", |has, asked| {
            has >= asked
        }),
        ("totalBalanceLessThan", |has, asked| has < asked),
        ("totalBalanceLessThanOrEqualTo", |has, asked| has <= asked),
    ];
    let mut all: Vec<Condition> = Vec::new();
    for (parameter, fits) in comparisons {
        let Some(asked) = query.one(parameter).map(money::cents) else {
            continue;
        };
        all.push(Box::new(move |row| {
            let has = ["totalBalance", "balance"]
                .into_iter()
                .find_map(|field| text(row, field));
            fits(has.map_or(0, money::cents), asked)
        }));
    }
    all
}

fn kind(query: &Query) -> Vec<Condition<'_>> {
    let mut all: Vec<Condition> = Vec::new();
    for (parameter, field) in [
        ("transactionTypes", "transactionType"),
        ("objectTypes", "listType"),
        ("accountType", "accountType"),
        ("paymentMethodType", "paymentMethodType"),
    ] {
        let asked = query.all(parameter);
        if !asked.is_empty() && !asked.iter().any(|it| it == "all") {
            all.push(Box::new(move |row| {
                text(row, field).is_some_and(|is| asked.iter().any(|it| it == is))
            }));
        }
    }
    // Item sites hold stock, so the types of items that have none choose nothing.
    match query.one("itemType") {
        None | Some("all_except_fixed_asset" | "inventory_and_assembly") => {}
        Some("inventory") => all.push(Box::new(|row| row.contains_key("inventoryItem"))),
        Some("assembly") => all.push(Box::new(|row| row.contains_key("inventoryAssemblyItem"))),
        Some(_) => all.push(Box::new(|_| false)),
    }
    all
}
