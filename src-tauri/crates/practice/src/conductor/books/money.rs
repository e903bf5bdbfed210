//! Money as a whole number of cents, and as Conductor writes it.

/// `1234` as `12.34`.
pub(super) fn text(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// `12.34` as `1234`; what is below a cent is passed over. Text that is no amount is nothing.
pub(super) fn cents(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let negative = whole.starts_with('-');
    let whole = whole.trim_start_matches(['-', '+']).parse().unwrap_or(0i64);
    let part = format!("{part:0<2}");
    let part = part.get(..2).and_then(|it| it.parse().ok()).unwrap_or(0i64);
    let cents = whole.saturating_mul(100).saturating_add(part);
    if negative { -cents } else { cents }
}

#[cfg(test)]
mod tests {
    use super::{cents, text};

    #[test]
    fn there_and_back() {
        for (amount, written) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (123_456, "1234.56"),
        ] {
            assert_eq!(text(amount), written);
            assert_eq!(cents(written), amount);
        }
        assert_eq!(
            (cents("12"), cents("12.5"), cents("-0.5")),
            (1200, 1250, -50)
        );
    }
}
