//! Strict reading of request bodies: every complaint at once, in the style of the validation
//! messages that Conductor was seen to send (`Too big: expected … at "name"`).

use std::ops::RangeInclusive;

use serde_json::{Map, Value};
use url::Url;

use super::decisions;
use super::problem::Problem;

/// A body being read. What was not read when [`Fields::finish`] is called was not expected.
pub(super) struct Fields {
    left: Map<String, Value>,
    complaints: Vec<String>,
}

impl Fields {
    pub(super) fn new(body: Map<String, Value>) -> Self {
        Self {
            left: body,
            complaints: Vec::new(),
        }
    }

    /// A required string, as given; empty is a string. After a complaint the value is empty and
    /// [`Fields::finish`] fails.
    pub(super) fn string(&mut self, name: &str) -> String {
        let value = self.left.remove(name);
        if let Some(Value::String(text)) = value {
            return text;
        }
        self.expected("string", name, value.as_ref());
        String::new()
    }

    /// An optional number. `null` is not a number: the schema says optional, not nullable.
    pub(super) fn optional_number(
        &mut self,
        name: &str,
        range: &RangeInclusive<f64>,
    ) -> Option<f64> {
        let value = self.left.remove(name)?;
        let Some(number) = value.as_f64() else {
            self.expected("number", name, Some(&value));
            return None;
        };
        let complaint = if number < *range.start() {
            format!("Too small: expected number to be >={}", range.start())
        } else if number > *range.end() {
            format!("Too big: expected number to be <={}", range.end())
        } else {
            return Some(number);
        };
        self.complaints.push(format!("{complaint} at \"{name}\""));
        None
    }

    /// An optional absolute URI.
    pub(super) fn optional_uri(&mut self, name: &str) -> Option<String> {
        let value = self.left.remove(name)?;
        let Value::String(text) = value else {
            self.expected("string", name, Some(&value));
            return None;
        };
        let visitable = Url::parse(&text)
            .is_ok_and(|url| !decisions::REFUSED_REDIRECT_SCHEMES.contains(&url.scheme()));
        if visitable {
            return Some(text);
        }
        self.complaints.push(format!("Invalid URL at \"{name}\""));
        None
    }

    /// Fails with all complaints, if there are any.
    pub(super) fn finish(mut self) -> Result<(), Problem> {
        for key in self.left.keys() {
            self.complaints.push(format!("Unrecognized key: \"{key}\""));
        }
        if self.complaints.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(self.complaints.join("; ")))
        }
    }

    fn expected(&mut self, kind: &str, name: &str, value: Option<&Value>) {
        let received = kind_of(value);
        self.complaints.push(format!(
            "Invalid input: expected {kind}, received {received} at \"{name}\""
        ));
    }
}

/// What a JSON value is called in a complaint.
pub(super) fn kind_of(value: Option<&Value>) -> &'static str {
    match value {
        None => "undefined",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::String(_)) => "string",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
    }
}
