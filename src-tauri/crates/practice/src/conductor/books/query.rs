//! Strict reading of a list's or report's query: what Conductor checks before QuickBooks is asked.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::Date;

use super::catalogue::{Catalogue, Paging, Parameter, ParameterKind, Resource};
use super::company::OFFSET;
use crate::conductor::decisions;
use crate::conductor::problem::Problem;

/// What was asked, each value in the form its parameter has.
#[derive(Debug)]
pub(super) struct Query {
    given: HashMap<&'static str, Vec<String>>,
    parameters: &'static [Parameter],
}

impl Query {
    /// Reads the query. Unknown parameters, values out of their form, missing ones and those that
    /// exclude each other are refused: a list that passed over one would be wrong silently.
    pub(super) fn read(resource: &'static Resource, query: Option<&str>) -> Result<Self, Problem> {
        let parameters = resource.parameters();
        let mut given: HashMap<&'static str, Vec<String>> = HashMap::new();
        for (key, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            // The clients write a list as `ids=a&ids=b`; `ids[]=a` is the same in other libraries.
            let key = key.strip_suffix("[]").unwrap_or(&key);
            let Some(parameter) = parameters.iter().find(|it| it.name == key) else {
                return Err(Problem::invalid(format!("Unrecognized key: \"{key}\"")));
            };
            check(parameter, &value)?;
            given
                .entry(parameter.name)
                .or_default()
                .push(value.into_owned());
        }
        let query = Self { given, parameters };
        query.check_whole(resource)?;
        Ok(query)
    }

    /// What was given, or the documented default.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        if let Some(value) = self.given.get(name).and_then(|all| all.first()) {
            return Some(value);
        }
        self.parameters.iter().find(|it| it.name == name)?.default
    }

    pub(super) fn all(&self, name: &str) -> &[String] {
        self.given.get(name).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.one(name) == Some("true")
    }

    pub(super) fn date(&self, name: &str) -> Option<Date> {
        self.one(name)?.parse().ok()
    }

    /// A moment; a date alone is its beginning, or its end where it ends a range.
    pub(super) fn moment(&self, name: &str, ends: bool) -> Option<Timestamp> {
        moment(self.one(name)?, ends)
    }

    /// Parameters that were given and their values.
    pub(super) fn given(&self) -> impl Iterator<Item = (&'static Parameter, &[String])> {
        self.parameters.iter().filter_map(|parameter| {
            let values = self.given.get(parameter.name)?;
            Some((parameter, values.as_slice()))
        })
    }

    /// Rows in a page; as many as there may be where nothing is said.
    pub(super) fn limit(&self, paging: Paging) -> Result<usize, Problem> {
        let allowed: RangeInclusive<usize> = match paging {
            Paging::Cursor => decisions::PAGE,
            Paging::Plain | Paging::Object => 1..=usize::MAX,
        };
        let Some(given) = self.one("limit") else {
            return Ok(*allowed.end());
        };
        given
            .parse()
            .ok()
            .filter(|limit| allowed.contains(limit))
            .ok_or_else(|| {
                let (least, most) = allowed.into_inner();
                Problem::invalid(format!(
                    "Invalid input: expected number >={least} and <={most} at \"limit\""
                ))
            })
    }

    fn check_whole(&self, resource: &Resource) -> Result<(), Problem> {
        for parameter in self.parameters {
            let count = self.all(parameter.name).len();
            if parameter.required && count == 0 {
                return Err(expected(parameter, "undefined"));
            }
            if !parameter.repeatable && count > 1 {
                return Err(expected(parameter, "array"));
            }
        }
        for subject in ["name", "refNumber"] {
            self.check_text_filters(subject)?;
        }
        for (from, to) in [
            ("transactionDateFrom", "transactionDateTo"),
            ("reportDateFrom", "reportDateTo"),
        ] {
            if self
                .date(from)
                .zip(self.date(to))
                .is_some_and(|(from, to)| to < from)
            {
                return Err(backwards(from, to));
            }
        }
        let has = |name: &str| !self.all(name).is_empty();
        let balances: Vec<_> = self
            .parameters
            .iter()
            .map(|it| it.name)
            .filter(|name| name.starts_with("totalBalance") && has(name))
            .collect();
        if let [one, other, ..] = balances[..] {
            return Err(exclusive(one, other));
        }
        if resource.path == "item-sites" && has("itemType") && (has("itemIds") || has("siteIds")) {
            return Err(exclusive("itemType", "itemIds"));
        }
        if has("reportDateMacro") && (has("reportDateFrom") || has("reportDateTo")) {
            return Err(exclusive("reportDateMacro", "reportDateFrom"));
        }
        Ok(())
    }

    /// `Contains`, `StartsWith` and `EndsWith` exclude each other and a range.
    fn check_text_filters(&self, subject: &str) -> Result<(), Problem> {
        let name = |end: &str| format!("{subject}{end}");
        let has = |end: &&str| !self.all(&name(end)).is_empty();
        let matching: Vec<_> = ["Contains", "StartsWith", "EndsWith"]
            .into_iter()
            .filter(has)
            .collect();
        let bounds: Vec<_> = ["From", "To"].into_iter().filter(has).collect();
        if let [one, other, ..] = matching[..] {
            return Err(exclusive(&name(one), &name(other)));
        }
        if let (Some(bound), Some(matching)) = (bounds.first(), matching.first()) {
            return Err(exclusive(&name(bound), &name(matching)));
        }
        Ok(())
    }
}

/// See [`Query::moment`]. A time without an offset is the computer's.
fn moment(text: &str, ends: bool) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let local = match text.parse::<Date>() {
        Ok(date) if text.len() == 10 && ends => date.at(23, 59, 59, 0),
        Ok(date) if text.len() == 10 => date.at(0, 0, 0, 0),
        _ => text.parse().ok()?,
    };
    OFFSET.to_timestamp(local).ok()
}

fn check(parameter: &Parameter, value: &str) -> Result<(), Problem> {
    let fits = match parameter.kind {
        ParameterKind::Text | ParameterKind::Id(_) => true,
        ParameterKind::Bool => matches!(value, "true" | "false"),
        ParameterKind::Whole => value.parse::<i64>().is_ok(),
        ParameterKind::Date => value.len() == 10 && value.parse::<Date>().is_ok(),
        ParameterKind::DateOrTime => moment(value, false).is_some(),
        ParameterKind::Money => value.parse::<f64>().is_ok_and(f64::is_finite),
        ParameterKind::Choice(place) => Catalogue::all().choices(place).contains(&value),
    };
    if fits {
        Ok(())
    } else {
        Err(expected(parameter, &format!("\"{value}\"")))
    }
}

fn expected(parameter: &Parameter, received: &str) -> Problem {
    let what = match parameter.kind {
        ParameterKind::Text | ParameterKind::Id(_) => "string".to_owned(),
        ParameterKind::Bool => "boolean".to_owned(),
        ParameterKind::Whole => "number".to_owned(),
        ParameterKind::Date => "date (YYYY-MM-DD)".to_owned(),
        ParameterKind::DateOrTime => "date or date-time".to_owned(),
        ParameterKind::Money => "decimal string".to_owned(),
        ParameterKind::Choice(place) => {
            format!("one of {}", Catalogue::all().choices(place).join("|"))
        }
    };
    let what = if parameter.repeatable && received == "undefined" {
        "array".to_owned()
    } else {
        what
    };
    let name = parameter.name;
    Problem::invalid(format!(
        "Invalid input: expected {what}, received {received} at \"{name}\""
    ))
}

fn exclusive(one: &str, other: &str) -> Problem {
    Problem::invalid(format!("\"{one}\" cannot be used with \"{other}\""))
}

fn backwards(from: &str, to: &str) -> Problem {
    Problem::invalid(format!("\"{to}\" must not be before \"{from}\""))
}
