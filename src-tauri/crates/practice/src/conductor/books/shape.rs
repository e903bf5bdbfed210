//! From the few values that a row of the books has to the whole object that Conductor answers.

use serde_json::{Map, Value, json};

use super::catalogue::{Catalogue, Field, Kind, Shape};

/// A row as the books keep it: what has a value. Keys that begin with `_` are for filters and never
/// answered.
pub(super) type Row = Map<String, Value>;

/// Every key of the shape: what the row does not have is null, or the least that the shape allows.
pub(super) fn complete(shape: &Shape, mut row: Row) -> Row {
    let whole = shape
        .iter()
        .map(|field| (field.name.to_owned(), value(field, row.remove(field.name))))
        .collect();
    debug_assert!(
        row.keys().all(|key| key.starts_with('_')),
        "not in the shape: {:?}",
        row.keys()
    );
    whole
}

fn value(field: &Field, given: Option<Value>) -> Value {
    let all = Catalogue::all();
    match (&field.kind, given) {
        (_, None | Some(Value::Null)) if field.nullable => Value::Null,
        (Kind::Object(shape), given) => {
            let row = given.and_then(into_row).unwrap_or_default();
            Value::Object(complete(all.shape(*shape), row))
        }
        (Kind::Objects(shape), Some(Value::Array(rows))) => rows
            .into_iter()
            .filter_map(into_row)
            .map(|row| Value::Object(complete(all.shape(*shape), row)))
            .collect(),
        (_, Some(given)) => given,
        (Kind::Objects(_) | Kind::References(_) | Kind::Variants(_), None) => json!([]),
        (Kind::Const(it), None) => json!(it),
        (Kind::Choice(place), None) => json!(all.choices(*place).first()),
        (Kind::Bool, None) => json!(false),
        (Kind::Number | Kind::Whole, None) => json!(0),
        (Kind::Text(_), None) => json!(""),
        (Kind::Reference(_), None) => json!({ "id": null, "fullName": null }),
    }
}

fn into_row(value: Value) -> Option<Row> {
    match value {
        Value::Object(row) => Some(row),
        _ => None,
    }
}

/// `{id, fullName}`, the way one row points to another.
pub(super) fn reference(id: &str, full_name: &str) -> Value {
    json!({ "id": id, "fullName": full_name })
}
