//! The order in which QuickBooks answers names, and how it compares numbers of transactions.

use std::cmp::Ordering;

/// Case does not matter; punctuation comes before digits and digits before letters.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    one.chars().map(weight).cmp(other.chars().map(weight))
}

/// What a name is sorted by: the same order as [`compare`]'s.
pub(super) fn key(name: &str) -> Vec<(u8, char)> {
    name.chars().map(weight).collect()
}

fn weight(letter: char) -> (u8, char) {
    let letter = letter.to_lowercase().next().unwrap_or(letter);
    let class = if letter.is_alphabetic() {
        2
    } else {
        u8::from(letter.is_numeric())
    };
    (class, letter)
}

/// As numbers where both are all digits, else as names.
pub(super) fn compare_numbers(one: &str, other: &str) -> Ordering {
    match (one.parse::<u128>(), other.parse::<u128>()) {
        (Ok(one), Ok(other)) => one.cmp(&other),
        _ => compare(one, other),
    }
}

/// Whether `one` comes before `other` in the range filter of `subject` (`name` or `refNumber`).
pub(super) fn is_before(subject: &str, one: &str, other: &str) -> bool {
    let order = match subject {
        "name" => compare(one, other),
        _ => compare_numbers(one, other),
    };
    order == Ordering::Less
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_digits_letters_whatever_the_case() {
        let mut names = [
            "beech",
            "Alder",
            "~x",
            "3M",
            "alder 2",
            "(none)",
            "Ångström",
        ];
        let mut by_key = names;
        by_key.sort_by_cached_key(|name| key(name));
        names.sort_by(|one, other| compare(one, other));
        assert_eq!(by_key, names);
        assert_eq!(
            names,
            [
                "(none)",
                "~x",
                "3M",
                "Alder",
                "alder 2",
                "beech",
                "Ångström"
            ]
        );
    }

    #[test]
    fn numbers_compare_as_numbers_only_where_both_are() {
        assert!(is_before("refNumber", "99", "1041"));
        assert!(is_before("refNumber", "1041A", "99"));
        assert!(is_before("name", "1041", "99"));
    }
}
