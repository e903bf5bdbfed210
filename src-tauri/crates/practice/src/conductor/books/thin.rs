//! A few rows of every resource.

use serde_json::{Value, json};

use super::catalogue::{Catalogue, Field, Form, Kind, Resource, Shape};
use super::company::Books;
use super::money;
use super::shape::{Row, reference};

pub(super) fn books(company: &str) -> Books {
    let mut books = Books::default();
    for resource in Catalogue::all().resources() {
        if resource.path.starts_with("reports/") {
            continue;
        }
        let count = match resource.path {
            "classes" => 3,
            _ if resource.lists => 5,
            _ => 1,
        };
        for nth in 0..count {
            let row = row(resource, nth);
            books.rows_mut(resource.path).push(row);
        }
    }
    if let Some(row) = books.rows_mut("company").first_mut() {
        row.insert("companyName".into(), json!(company));
    }
    books
}

fn name(path: &str, nth: usize) -> String {
    if path == "classes" {
        let names = ["Retail", "Retail:Weekends", "Wholesale"];
        return names[nth].to_owned();
    }
    let resource = Catalogue::all().resource(path);
    let singular = resource.map_or(path, |it| it.singular.as_str());
    format!("{singular} {}", nth + 1)
}

fn id(path: &str, nth: usize) -> String {
    let all = Catalogue::all().resources();
    let place = all.iter().position(|it| it.path == path).unwrap_or(0);
    format!("{:X}-1756822440", 0x8000_0000 + place * 256 + nth)
}

fn row(resource: &Resource, nth: usize) -> Row {
    let mut row = fill(resource.shape(), resource.path, nth, true);
    if let Some(field) = resource.id.filter(|field| *field != "taxLineId") {
        row.insert(field.into(), json!(id(resource.path, nth)));
    }
    for key in ["name", "fullName", "initial"] {
        if row.contains_key(key) {
            row.insert(key.into(), json!(name(resource.path, nth)));
        }
    }
    row.insert("_vendorId".into(), json!(id("vendors", nth)));
    row
}

fn fill(shape: &Shape, path: &str, nth: usize, top: bool) -> Row {
    let given = shape.iter().filter_map(|field| {
        let value = value(field, path, nth, top)?;
        Some((field.name.to_owned(), value))
    });
    given.collect()
}

fn value(field: &Field, path: &str, nth: usize, top: bool) -> Option<Value> {
    let all = Catalogue::all();
    Some(match &field.kind {
        Kind::Text(Form::Date) => json!(format!("2026-10-{:02}", nth + 10)),
        Kind::Text(Form::OffsetTime) => json!("2026-10-30T16:02:41-05:00"),
        Kind::Text(Form::UtcTime) => json!("2026-10-30T16:02:41.000Z"),
        Kind::Text(Form::Money | Form::Decimal) => {
            json!(money::text([48_000, 125_000, 31_250, 9_640, 48_000][nth]))
        }
        Kind::Text(Form::Percent) => json!("7.5"),
        Kind::Text(Form::Duration) => json!("PT1H30M"),
        Kind::Text(Form::Any) => match field.name {
            "refNumber" => json!((1041 + nth).to_string()),
            "revisionNumber" => json!("1721172183"),
            "id" => json!(format!("{:X}-1756822440", 0x5B00 + nth)),
            _ if field.nullable => return None,
            name => json!(name),
        },
        Kind::Whole if field.name == "sublevel" => {
            json!(usize::from(path == "classes" && nth == 1))
        }
        Kind::Number | Kind::Whole | Kind::Object(_) | Kind::Reference(None) if field.nullable => {
            return None;
        }
        Kind::Number | Kind::Whole => json!(nth + 1),
        Kind::Bool => json!(field.name == "isActive"),
        Kind::Const(it) => json!(it),
        Kind::Choice(place) => json!(all.choices(*place).first()),
        Kind::Reference(Some(place)) => {
            let target = all.choices(*place)[0];
            if field.nullable && (target == path || target == "currencies") {
                return None;
            }
            {
                let nth = if target == "classes" { nth % 3 } else { nth };
                reference(&id(target, nth), &name(target, nth))
            }
        }
        Kind::Object(shape) => Value::Object(fill(all.shape(*shape), path, nth, false)),
        Kind::Objects(shape) if top && field.name.to_lowercase().ends_with("lines") => {
            json!([fill(all.shape(*shape), path, nth, false)])
        }
        _ => return None,
    })
}
