//! For tests: whether an answer is what Conductor's description says it is.

use jiff::civil::Date;
use serde_json::Value;

use super::catalogue::{Catalogue, Field, Form, Kind, Shape};

/// What is wrong with an object: keys missing or too many, values of another kind, choices that do not
/// exist. Empty if nothing is.
pub(super) fn faults(shape: &Shape, value: &Value, at: &str) -> Vec<String> {
    let Some(object) = value.as_object() else {
        return vec![format!("{at} is no object")];
    };
    let mut faults = Vec::new();
    for key in object.keys() {
        if !shape.iter().any(|field| field.name == key) {
            faults.push(format!("{at}.{key} is not described"));
        }
    }
    for field in shape {
        let place = format!("{at}.{}", field.name);
        match object.get(field.name) {
            None => faults.push(format!("{place} is missing")),
            Some(Value::Null) if field.nullable => {}
            Some(value) => field_faults(field, value, &place, &mut faults),
        }
    }
    faults
}

fn field_faults(field: &Field, value: &Value, at: &str, faults: &mut Vec<String>) {
    let all = Catalogue::all();
    let rows = || value.as_array().map(Vec::as_slice);
    let fits = match &field.kind {
        Kind::Text(form) => value.as_str().is_some_and(|text| is_in_form(*form, text)),
        Kind::Number => value.is_number(),
        Kind::Whole => value.is_i64() || value.is_u64(),
        Kind::Bool => value.is_boolean(),
        Kind::Const(it) => value == it,
        Kind::Choice(place) => all.choices(*place).iter().any(|it| value == it),
        Kind::Reference(_) => is_reference(value),
        Kind::References(_) => rows().is_some_and(|rows| rows.iter().all(is_reference)),
        Kind::Object(shape) => {
            faults.extend(self::faults(all.shape(*shape), value, at));
            true
        }
        Kind::Objects(shape) => rows().is_some_and(|rows| {
            let shape = all.shape(*shape);
            for (nth, row) in rows.iter().enumerate() {
                faults.extend(self::faults(shape, row, &format!("{at}[{nth}]")));
            }
            true
        }),
        Kind::Variants(shapes) => rows().is_some_and(|rows| {
            for (nth, row) in rows.iter().enumerate() {
                let of = shapes.iter().map(|it| all.shape(*it)).find(|shape| {
                    let kind = shape.iter().find(|field| field.name == "kind");
                    kind.is_some_and(
                        |it| matches!(it.kind, Kind::Const(kind) if row["kind"] == kind),
                    )
                });
                match of {
                    Some(shape) => faults.extend(self::faults(shape, row, &format!("{at}[{nth}]"))),
                    None => faults.push(format!("{at}[{nth}] has no known kind")),
                }
            }
            true
        }),
    };
    if !fits {
        faults.push(format!("{at} is {value}"));
    }
}

fn is_reference(value: &Value) -> bool {
    let text = |key| value.get(key).is_some_and(Value::is_string);
    value.as_object().is_some_and(|it| it.len() == 2) && text("id") && text("fullName")
}

fn is_in_form(form: Form, text: &str) -> bool {
    let places = |least: usize, most: usize| {
        let digits = text.trim_start_matches('-');
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
        !whole.is_empty() && all(whole) && all(part) && (least..=most).contains(&part.len())
    };
    match form {
        Form::Any => true,
        Form::Date => text.len() == 10 && text.parse::<Date>().is_ok(),
        Form::OffsetTime => text.len() == 25 && text.parse::<jiff::Timestamp>().is_ok(),
        Form::UtcTime => text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok(),
        Form::Money => places(2, 2),
        Form::Decimal | Form::Percent => places(0, 5),
        Form::Duration => text.starts_with("PT"),
    }
}
