//! Reads `catalogue.json`, where what repeats is written once.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Catalogue, Field, FieldKind, Filter, FilterKind, Group, Lines, ReportKind, Resource, Shape,
};

const TABLE: &str = include_str!("../../catalogue/catalogue.json");
/// Without these names a filter narrows the list; with them it says what the answer holds of each row.
const SHAPING: [&str; 3] = ["limit", "include", "exclude"];

#[derive(Deserialize)]
struct Raw {
    /// Each part excludes all other parts of its group; a part may be two bounds of one range.
    #[serde(borrow)]
    exclusive: Vec<Vec<&'static str>>,
    filters: BTreeMap<&'static str, RawFilter>,
    shapes: BTreeMap<&'static str, Vec<&'static str>>,
    resources: Vec<RawResource>,
    reports: Vec<RawReport>,
}

#[derive(Deserialize)]
struct RawFilter {
    name: &'static str,
    kind: FilterKind,
    #[serde(default)]
    many: bool,
    #[serde(default)]
    required: bool,
    /// QuickBooks ignores every other filter beside it.
    #[serde(default)]
    alone: bool,
    #[serde(default)]
    choices: &'static str,
    default: Option<&'static str>,
    least: Option<i64>,
    most: Option<i64>,
    #[serde(default)]
    to: &'static str,
}

#[derive(Deserialize)]
struct RawResource {
    path: &'static str,
    label: &'static str,
    singular: &'static str,
    group: Group,
    methods: &'static str,
    shape: Shape,
    id: Option<&'static str>,
    #[serde(default)]
    key: &'static str,
    #[serde(default)]
    in_name_order: bool,
    #[serde(default)]
    filters: &'static str,
    columns: &'static str,
    #[serde(default)]
    lines: BTreeMap<&'static str, &'static str>,
    fields: Vec<&'static str>,
}

#[derive(Deserialize)]
struct RawReport {
    path: &'static str,
    label: &'static str,
    singular: &'static str,
    parameters: &'static str,
}

#[expect(clippy::expect_used, reason = "a constant, read by every test")]
pub(super) fn read() -> Catalogue {
    let raw: Raw = serde_json::from_str(TABLE).expect("the table is as generate.mjs writes it");
    let resources = raw.resources.iter().map(|it| resource(&raw, it));
    let reports = raw.reports.iter().map(|it| ReportKind {
        path: it.path,
        label: it.label,
        singular: it.singular,
        parameters: filters(&raw, it.parameters),
    });
    Catalogue {
        resources: resources.collect(),
        reports: reports.collect(),
    }
}

fn resource(raw: &Raw, it: &RawResource) -> Resource {
    Resource {
        path: it.path,
        label: it.label,
        singular: it.singular,
        group: it.group,
        shape: it.shape,
        can_retrieve: words(it.methods).any(|method| method == "retrieve"),
        id_field: it.id,
        key_fields: words(it.key).collect(),
        in_name_order: it.in_name_order,
        filters: filters(raw, it.filters),
        columns: words(it.columns).collect(),
        fields: fields(raw, &it.fields),
        lines: it
            .lines
            .iter()
            .map(|(path, shape)| Lines {
                path,
                fields: raw
                    .shapes
                    .get(shape)
                    .map_or_else(Vec::new, |it| fields(raw, it)),
            })
            .collect(),
    }
}

fn filters(raw: &Raw, names: &'static str) -> Vec<Filter> {
    let all: Vec<&RawFilter> = words(names)
        .filter_map(|name| raw.filters.get(name))
        .collect();
    let made = all.iter().map(|it| Filter {
        name: it.name,
        kind: it.kind,
        many: it.many,
        required: it.required,
        choices: words(it.choices).collect(),
        default: it.default,
        least: it.least,
        most: it.most,
        to: words(it.to).collect(),
        excludes: all
            .iter()
            .filter(|other| are_exclusive(raw, it, other))
            .map(|other| other.name)
            .collect(),
    });
    made.collect()
}

fn are_exclusive(raw: &Raw, one: &RawFilter, other: &RawFilter) -> bool {
    if one.name == other.name {
        return false;
    }
    // An answer that ignores a filter would be taken for one that follows it. A filter with a default cannot be
    // left out, so it does not count.
    let narrows = |it: &RawFilter| {
        it.default.is_none()
            && !SHAPING
                .iter()
                .any(|beginning| it.name.starts_with(beginning))
    };
    if (one.alone && narrows(other)) || (other.alone && narrows(one)) {
        return true;
    }
    raw.exclusive.iter().any(|group| {
        let part_of = |name: &str| {
            group
                .iter()
                .position(|part| words(part).any(|word| word == name))
        };
        match (part_of(one.name), part_of(other.name)) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        }
    })
}

/// `name`, `name kind`, `name kind target…`; `!` after the name is sensitive, and `name object shape` means
/// what the object holds.
fn fields(raw: &Raw, rows: &[&'static str]) -> Vec<Field> {
    let mut made = Vec::new();
    for row in rows {
        let mut parts = words(row);
        let name = parts.next().unwrap_or_default();
        let (name, sensitive) = match name.strip_suffix('!') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let kind = parts.next().unwrap_or("text");
        if kind == "object" {
            let shape = parts.next().and_then(|shape| raw.shapes.get(shape));
            let inside = shape.map_or_else(Vec::new, |rows| fields(raw, rows));
            made.extend(inside.into_iter().map(|it| Field {
                name: format!("{name}.{}", it.name),
                ..it
            }));
            continue;
        }
        made.push(Field {
            name: name.to_owned(),
            kind: field_kind(kind),
            to: parts.collect(),
            sensitive,
        });
    }
    made
}

fn field_kind(text: &str) -> FieldKind {
    match text {
        "bool" => FieldKind::Bool,
        "number" => FieldKind::Number,
        "money" => FieldKind::Money,
        "decimal" => FieldKind::Decimal,
        "percent" => FieldKind::Percent,
        "date" => FieldKind::Date,
        "date_time" => FieldKind::DateTime,
        "duration" => FieldKind::Duration,
        "texts" => FieldKind::Texts,
        "reference" => FieldKind::Reference,
        "references" => FieldKind::References,
        "lines" => FieldKind::Lines,
        _ => FieldKind::Text,
    }
}

fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split_whitespace()
}
