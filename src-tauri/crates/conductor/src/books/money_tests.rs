use serde_json::{Value, json};

use super::{Money, NotMoney};

fn money(text: &str) -> Money {
    text.parse().expect(text)
}

#[test]
fn an_amount_is_shown_as_it_came() {
    for text in [
        "1000.00",
        "-0.05",
        "0",
        "0.00001",
        "123456789012345678.12345678",
        "-7.5",
        "00.10",
    ] {
        assert_eq!(
            money(text).to_string().trim_start_matches('0'),
            text.trim_start_matches('0')
        );
    }
    assert_eq!(money("-0.00").to_string(), "0.00");
    assert_eq!(Money::ZERO.to_string(), "0.00");
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in [
        "", " ", "-", ".", ".5", "5.", "1,000.00", "+1", "1e3", "--1", "0x1", "NaN", "1.2.3", "٣",
    ] {
        assert_eq!(text.parse::<Money>(), Err(NotMoney), "{text}");
    }
    for text in [
        "0.123456789",
        "1234567890123456789",
        &"9".repeat(400),
        &format!("0.{}", "0".repeat(400)),
    ] {
        assert_eq!(text.parse::<Money>(), Err(NotMoney), "{text}");
    }
}

#[test]
fn sums_are_exact() {
    let tenths: Money = std::iter::repeat_n(money("0.1"), 1_000_003).sum();
    assert_eq!(tenths, money("100000.3"));
    let largest: Money = std::iter::repeat_n(money("999999999999999999.99999999"), 1_000_000).sum();
    assert_eq!(largest.to_string(), "999999999999999999999999.99000000");
    assert_eq!(money("0.30") - money("0.1") - money("0.20"), Money::ZERO);
    assert!((money("0.30") - money("0.31")).is_negative());
    assert!(money("2") > money("1.99999") && money("1.0") == money("1.00"));
    assert_eq!([].into_iter().sum::<Money>().to_string(), "0.00");
}

#[test]
fn an_amount_may_be_a_number_on_the_wire() {
    let read = |value: Value| serde_json::from_value::<Money>(value).map(|it| it.to_string());
    for (value, shown) in [
        (json!("12.50"), "12.50"),
        (json!(12.5), "12.5"),
        (json!(-3), "-3"),
        (json!(3), "3"),
    ] {
        assert_eq!(read(value).ok().as_deref(), Some(shown));
    }
    for value in [
        json!("a secret"),
        json!(null),
        json!(true),
        json!([1]),
        json!(1e300),
        json!(1e-300),
    ] {
        let text = read(value).expect_err("no amount").to_string();
        assert!(!text.contains("secret"), "{text}");
    }
}
