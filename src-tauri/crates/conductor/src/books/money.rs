//! Amounts, exact to the last place.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::without_content;

/// The most decimal places. QuickBooks has 2, or 5 for prices.
const PLACES: u8 = 8;
/// The most digits before the point. QuickBooks has 13.
const DIGITS: usize = 18;

/// An amount as the service writes it: a decimal number with up to 18 digits before the point and 8 after it.
///
/// It is a whole number of 10⁻⁸ underneath, so sums and comparisons are exact, and a sum has room for a trillion of
/// the largest amounts. The decimal places are kept for [`Display`](fmt::Display). Amounts of different currencies
/// are not to be added; the record says which currency it is.
///
/// ```
/// use conductor::Money;
///
/// let tenth: Money = "0.10".parse()?;
/// let sum: Money = [tenth; 3].into_iter().sum();
/// assert_eq!(sum, "0.3".parse()?);
/// assert_eq!(sum.to_string(), "0.30");
/// # Ok::<(), conductor::NotMoney>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Money {
    /// Of 10⁻⁸ each.
    units: i128,
    /// How many decimal places are shown.
    places: u8,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self {
        units: 0,
        places: 2,
    };

    /// Whether it is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    /// Whether it is less than nothing.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.units < 0
    }
}

/// A text that is no amount. It does not quote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount has to be a decimal number such as 1000.00")]
pub struct NotMoney;

impl FromStr for Money {
    type Err = NotMoney;

    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let text = text.trim();
        let (digits, is_negative) = match text.strip_prefix('-') {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
        let has_point = whole.len() < digits.len();
        if whole.is_empty()
            || (has_point && part.is_empty())
            || !all_digits(whole)
            || !all_digits(part)
        {
            return Err(NotMoney);
        }
        if whole.trim_start_matches('0').len() > DIGITS {
            return Err(NotMoney);
        }
        let places = u8::try_from(part.len())
            .ok()
            .filter(|it| *it <= PLACES)
            .ok_or(NotMoney)?;
        let number = format!("{whole}{part}")
            .parse::<i128>()
            .map_err(|_| NotMoney)?;
        let units = number * 10_i128.pow(u32::from(PLACES - places));
        Ok(Self {
            units: if is_negative { -units } else { units },
            places,
        })
    }
}

impl fmt::Display for Money {
    /// Without marks of thousands, with the decimal places it came with.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10_u128.pow(u32::from(PLACES));
        let units = self.units.unsigned_abs();
        let sign = if self.is_negative() { "-" } else { "" };
        write!(f, "{sign}{}", units / one)?;
        if self.places > 0 {
            let part = units % one / 10_u128.pow(u32::from(PLACES - self.places));
            write!(f, ".{part:0width$}", width = usize::from(self.places))?;
        }
        Ok(())
    }
}

without_content!(Money);

impl PartialEq for Money {
    fn eq(&self, other: &Self) -> bool {
        self.units == other.units
    }
}

impl Eq for Money {}

impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Money {
    fn cmp(&self, other: &Self) -> Ordering {
        self.units.cmp(&other.units)
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            // No number of rows that fits into memory comes near the limit.
            units: self.units.saturating_add(other.units),
            places: self.places.max(other.places),
        }
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            units: self.units.saturating_neg(),
            ..self
        }
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    /// From a text, or from a number, as two fields of the service have it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Amount;

        impl Visitor<'_> for Amount {
            type Value = Money;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Money, E> {
                text.parse()
                    .map_err(|_| E::invalid_type(serde::de::Unexpected::Other("a text"), &self))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Money, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Money, E> {
                self.visit_str(&number.to_string())
            }

            // Its shortest decimal form is what was on the wire.
            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Money, E> {
                self.visit_str(&number.to_string())
            }
        }

        deserializer.deserialize_any(Amount)
    }
}

#[cfg(test)]
#[path = "money_tests.rs"]
mod tests;
