//! Texts that others wrote, made fit to be shown: a company's name, a person's, a service's message.
//!
//! The window shows them as text and never as markup. What is left to do here is what text alone can do: turn the
//! words around it, hide in it, or fill the screen.

/// Longest name of a company or person, in characters. Intuit's longest company name has 1,024, which nobody reads.
pub const NAME: usize = 200;
/// Longest message of a service, in characters.
pub const MESSAGE: usize = 1_000;
/// Longest code or request id, in characters.
pub const CODE: usize = 200;

/// The text on one line, without characters that cannot be seen, cut after `most` characters.
#[must_use]
pub fn sanitize(text: &str, most: usize) -> String {
    let mut fit = String::with_capacity(text.len().min(4 * most));
    let mut count = 0;
    for c in text.chars().filter(|c| !is_bidi_or_invisible(*c)) {
        let c = if c.is_control() || c.is_whitespace() {
            ' '
        } else {
            c
        };
        if c == ' ' && (fit.is_empty() || fit.ends_with(' ')) {
            continue;
        }
        if count == most {
            // What ends in blanks alone is whole.
            if c == ' ' {
                continue;
            }
            fit.truncate(fit.trim_end().len());
            fit.push('…');
            return fit;
        }
        fit.push(c);
        count += 1;
    }
    fit.truncate(fit.trim_end().len());
    fit
}

/// Whether a character has no shape and decides in which order others are shown, or is there to hide something.
#[must_use]
pub fn is_bidi_or_invisible(c: char) -> bool {
    matches!(c,
        // Marks, embeddings, overrides and isolates of direction.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        // Nothing at all; joiners stay, because words are written with them.
        | '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_people_have_stay_as_they_are() {
        for name in [
            "Sue's Bakery & Café",
            "Hale & Ortiz, LLP <Fresno>",
            "مخبز سو",
            "क्‍ष Traders",
            "東京 設計",
            "👩‍🍳 Kitchen",
        ] {
            assert_eq!(sanitize(name, NAME), name);
        }
    }

    #[test]
    fn markup_stays_text_and_bidi_characters_are_gone() {
        for (text, expected) in [
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("Acme \u{202e}gnp.exe\u{202c}", "Acme gnp.exe"),
            ("A\u{2067}B\u{2069}\u{feff}C\u{200b}", "ABC"),
            (
                "one\r\n\ttwo\u{0}\u{1b}[2Jthree\u{85}\u{2028}",
                "one two [2Jthree",
            ),
            ("\u{e0041}\u{e0042}x", "x"),
            ("   ", ""),
            ("\u{202e}", ""),
        ] {
            assert_eq!(sanitize(text, NAME), expected);
        }
    }

    #[test]
    fn what_is_long_is_cut_between_characters() {
        assert_eq!(sanitize(&"é".repeat(10_000), 5), "ééééé…");
        assert_eq!(sanitize("abcd efgh", 5), "abcd…");
        assert_eq!(sanitize("abcde", 5), "abcde");
        assert_eq!(sanitize("abcde   ", 5), "abcde");
        let long = sanitize(&"<img src=x onerror=alert(1)>".repeat(1_000), NAME);
        assert_eq!(long.chars().count(), NAME + 1);
    }
}
