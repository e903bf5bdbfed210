//! What a list or a report is narrowed by, and whether it can be.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::catalogue::{Filter, FilterKind, ReportKind, Resource};
use crate::error::FilterError;

/// The filters of one request, by name. [`Resource::filters`](crate::catalogue::Resource::filters) says which there
/// are; [`Books::list`](crate::Books::list) checks them before anything is sent.
///
/// ```
/// use conductor::Filters;
/// use jiff::civil::date;
///
/// let filters = Filters::new()
///     .with("transactionDateFrom", date(2026, 10, 1))
///     .with("customerIds", ["80000001-1234567890"])
///     .with("includeLineItems", false);
/// assert_eq!(filters.get("transactionDateFrom"), Some(&["2026-10-01".to_owned()][..]));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filters(BTreeMap<String, Vec<String>>);

/// What a report takes.
pub type ReportParameters = Filters;

impl Filters {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this one, in place of an earlier one of the same name.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<FilterValue>) -> Self {
        self.0.insert(name.to_owned(), value.into().0);
        self
    }

    /// The values of a filter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[String]> {
        self.0.get(name).map(Vec::as_slice)
    }

    /// Every filter with its values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0
            .iter()
            .map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Whether a resource or report with these filters takes them, and then as the query says it.
    pub(crate) fn checked(
        &self,
        of: &'static str,
        known: &'static [Filter],
    ) -> Result<Vec<(&'static str, &str)>, FilterError> {
        let mut query = Vec::new();
        for (name, values) in self.iter() {
            let filter =
                known
                    .iter()
                    .find(|it| it.name == name)
                    .ok_or_else(|| FilterError::Unknown {
                        filter: name.to_owned(),
                        of,
                    })?;
            check_values(filter, values)?;
            if let Some(with) = filter.excludes.iter().find(|it| self.0.contains_key(**it)) {
                return Err(FilterError::Exclusive {
                    filter: filter.name,
                    with,
                });
            }
            query.extend(values.iter().map(|value| (filter.name, value.as_str())));
        }
        if let Some(missing) = known
            .iter()
            .find(|it| it.required && !self.0.contains_key(it.name))
        {
            return Err(FilterError::Missing {
                filter: missing.name,
                of,
            });
        }
        for filter in known {
            self.check_range(filter, known)?;
        }
        Ok(query)
    }

    /// `nameTo` before `nameFrom` is an error at the service, and no other range that runs backwards finds anything.
    fn check_range(&self, from: &Filter, known: &[Filter]) -> Result<(), FilterError> {
        for (beginning, end) in [("From", "To"), ("After", "Before")] {
            let Some(stem) = from.name.strip_suffix(beginning) else {
                continue;
            };
            let Some(to) = known
                .iter()
                .find(|it| it.name.strip_suffix(end) == Some(stem))
            else {
                continue;
            };
            let (Some([first]), Some([last])) = (self.get(from.name), self.get(to.name)) else {
                continue;
            };
            let backwards = match from.kind {
                FilterKind::Date | FilterKind::DateOrTime => is_later(first, last),
                _ if stem == "name" => name_sorts_after(first, last),
                _ => is_larger_number(first, last),
            };
            if backwards {
                return Err(FilterError::Backwards {
                    from: from.name,
                    to: to.name,
                });
            }
        }
        Ok(())
    }
}

impl Resource {
    /// Whether a list takes these filters. [`Books::list`](crate::Books::list) checks the same.
    ///
    /// # Errors
    /// Why it does not.
    pub fn accepts(&'static self, filters: &Filters) -> Result<(), FilterError> {
        filters.checked(self.path, &self.filters).map(drop)
    }
}

impl ReportKind {
    /// Whether it takes these parameters. [`Books::report`](crate::Books::report) checks the same.
    ///
    /// # Errors
    /// Why it does not.
    pub fn accepts(&'static self, parameters: &Filters) -> Result<(), FilterError> {
        parameters.checked(self.path, &self.parameters).map(drop)
    }
}

/// The names, and how many values each has.
impl fmt::Debug for Filters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(
                self.0
                    .iter()
                    .map(|(name, values)| (name, Count(values.len()))),
            )
            .finish()
    }
}

impl<'de> Deserialize<'de> for Filters {
    /// From a JSON object of texts, numbers, `true` and `false`, and lists of them. `null` is as if not there.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = BTreeMap::<String, Value>::deserialize(deserializer)?;
        let mut filters = Self::new();
        for (name, value) in given {
            let values = match value {
                Value::Null => continue,
                Value::Array(values) => values,
                one => vec![one],
            };
            let texts = values.into_iter().map(|value| match value {
                Value::String(text) => Ok(text),
                Value::Number(number) => Ok(number.to_string()),
                Value::Bool(is) => Ok(is.to_string()),
                _ => Err(serde::de::Error::custom(
                    "a filter is a text, a number, true or false, or a list of them",
                )),
            });
            filters.0.insert(name, texts.collect::<Result<_, _>>()?);
        }
        Ok(filters)
    }
}

/// One value or several.
#[derive(Clone, PartialEq, Eq)]
pub struct FilterValue(Vec<String>);

impl fmt::Debug for FilterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Count(self.0.len()).fmt(f)
    }
}

impl From<&str> for FilterValue {
    fn from(text: &str) -> Self {
        Self(vec![text.to_owned()])
    }
}

impl From<String> for FilterValue {
    fn from(text: String) -> Self {
        Self(vec![text])
    }
}

impl From<bool> for FilterValue {
    fn from(is: bool) -> Self {
        Self(vec![is.to_string()])
    }
}

impl From<u32> for FilterValue {
    fn from(number: u32) -> Self {
        Self(vec![number.to_string()])
    }
}

impl From<jiff::civil::Date> for FilterValue {
    fn from(date: jiff::civil::Date) -> Self {
        Self(vec![date.to_string()])
    }
}

impl From<jiff::Timestamp> for FilterValue {
    fn from(time: jiff::Timestamp) -> Self {
        Self(vec![time.to_string()])
    }
}

impl From<Vec<String>> for FilterValue {
    fn from(texts: Vec<String>) -> Self {
        Self(texts)
    }
}

impl<const N: usize> From<[&str; N]> for FilterValue {
    fn from(texts: [&str; N]) -> Self {
        Self(texts.iter().map(|text| (*text).to_owned()).collect())
    }
}

/// So many values.
struct Count(usize);

impl fmt::Debug for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} values", self.0)
    }
}

fn check_values(filter: &Filter, values: &[String]) -> Result<(), FilterError> {
    if values.is_empty() || (values.len() > 1 && !filter.many) {
        return Err(FilterError::Count {
            filter: filter.name,
            many: filter.many,
        });
    }
    match values.iter().find_map(|value| expected(filter, value)) {
        Some(expected) => Err(FilterError::Value {
            filter: filter.name,
            expected,
        }),
        None => Ok(()),
    }
}

/// What a value should have been, where it is not.
fn expected(filter: &Filter, value: &str) -> Option<String> {
    let (is, expected) = match filter.kind {
        FilterKind::Text => (!value.trim().is_empty(), "a text".to_owned()),
        FilterKind::Choice => (
            filter.choices.contains(&value),
            format!("one of {}", filter.choices.join(", ")),
        ),
        FilterKind::Bool => (
            matches!(value, "true" | "false"),
            "true or false".to_owned(),
        ),
        FilterKind::Number => {
            let (least, most) = (filter.least, filter.most);
            let is = value.parse::<i64>().is_ok_and(|number| {
                least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most)
            });
            let expected = match (least, most) {
                (Some(least), Some(most)) => format!("a whole number from {least} to {most}"),
                (Some(least), None) => format!("a whole number from {least}"),
                _ => "a whole number".to_owned(),
            };
            (is, expected)
        }
        FilterKind::Money => (is_decimal(value), "an amount such as 1000.00".to_owned()),
        FilterKind::Date => (
            date(value).is_some(),
            "a date such as 2026-10-01".to_owned(),
        ),
        FilterKind::DateOrTime => (
            date(value).is_some() || time(value).is_some(),
            "a date such as 2026-10-01, or with a time such as 2026-10-01T12:34:56+00:00"
                .to_owned(),
        ),
    };
    (!is).then_some(expected)
}

fn is_decimal(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part]
        .iter()
        .all(|digits| !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit()))
}

/// jiff takes more forms than the service.
fn date(value: &str) -> Option<jiff::civil::Date> {
    let is_in_form = value.len() == 10
        && value.bytes().enumerate().all(|(at, it)| {
            if matches!(at, 4 | 7) {
                it == b'-'
            } else {
                it.is_ascii_digit()
            }
        });
    is_in_form.then(|| value.parse().ok()).flatten()
}

/// Without an offset it is QuickBooks' own time.
fn time(value: &str) -> Option<jiff::civil::DateTime> {
    let begins_with_date = value.get(..10).is_some_and(|it| date(it).is_some());
    (begins_with_date && value.as_bytes().get(10) == Some(&b'T'))
        .then(|| {
            let with_offset = || value.parse::<jiff::Timestamp>().ok();
            value
                .parse::<jiff::civil::DateTime>()
                .ok()
                .or_else(|| Some(with_offset()?.to_zoned(jiff::tz::TimeZone::UTC).datetime()))
        })
        .flatten()
}

fn is_later(first: &str, last: &str) -> bool {
    match (date(first), date(last)) {
        (Some(first), Some(last)) => first > last,
        // One of them has a time: which of two moments of one day is earlier depends on QuickBooks' time zone.
        _ => matches!(
            (date(first.get(..10).unwrap_or(first)), date(last.get(..10).unwrap_or(last))),
            (Some(first), Some(last)) if first.saturating_sub(jiff::Span::new().days(1)) > last
        ),
    }
}

/// Only where both are all digits does QuickBooks compare them as numbers; of texts its order is not known here.
fn is_larger_number(first: &str, last: &str) -> bool {
    let digits = |text: &str| -> Option<String> {
        text.bytes()
            .all(|it| it.is_ascii_digit())
            .then(|| text.trim_start_matches('0').to_owned())
    };
    match (digits(first), digits(last)) {
        (Some(first), Some(last)) => (first.len(), first) > (last.len(), last),
        _ => false,
    }
}

/// QuickBooks' order of names: upper and lower case alike; punctuation, then digits, then letters. Within
/// punctuation and beyond ASCII it is not documented, and nothing is refused.
fn name_sorts_after(first: &str, last: &str) -> bool {
    let rank = |it: char| match it {
        _ if it.is_ascii_alphabetic() => 2,
        _ if it.is_ascii_digit() => 1,
        _ => 0,
    };
    let mut last = last.chars().map(|it| it.to_ascii_lowercase());
    for one in first.chars().map(|it| it.to_ascii_lowercase()) {
        let Some(other) = last.next() else {
            return true;
        };
        if !one.is_ascii() || !other.is_ascii() {
            return false;
        }
        match rank(one).cmp(&rank(other)) {
            Ordering::Equal if one == other => {}
            Ordering::Equal => return rank(one) > 0 && one > other,
            order => return order == Ordering::Greater,
        }
    }
    false
}
