//! The one form in which names and numbers are compared.

use icu_normalizer::ComposingNormalizerBorrowed;

/// Letters composed and small, one blank between words, one kind of apostrophe, quotation mark and dash, and nothing
/// invisible. The window has the same (`format.ts`), and both are tried on `tests/fixtures/normal-form.json`.
pub(crate) fn normal_form(text: &str) -> String {
    const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
    // Before the letters are composed: that would make a blank of a single accent.
    let plain: String = text
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .map(|letter| match letter {
            '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{2bc}' | '`' | '\u{b4}' => '\'',
            '\u{201c}'..='\u{201f}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other,
        })
        .collect();
    let composed = NFKC.normalize(&plain);
    let words: Vec<&str> = composed.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

    use super::*;

    #[test]
    fn is_the_window_s_too() {
        let file = include_str!("../../../../tests/fixtures/normal-form.json");
        let pairs: Vec<(String, String)> = serde_json::from_str(file).unwrap();
        for (text, expected) in pairs {
            assert_eq!(normal_form(&text), expected, "{text:?}");
        }
    }
}
