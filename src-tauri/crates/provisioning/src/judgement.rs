//! How soon a passphrase that a person made up would be guessed.
//!
//! An estimate, and a cautious one: somebody who finds a firm file tries what people choose first. Known words, the firm's own
//! name, years, repetitions and rows of keys count for little, also with signs instead of letters; other letters count
//! as letters of words, because most are.

/// Guesses of 36 bits take a graphics card's owner years at scrypt's 2^18, and a rack of them weeks.
const LEAST_BITS: u32 = 36;
/// One of what people choose first, and how it is written.
const KNOWN_WORD: u32 = 7;
/// A word of the firm's name, or a year.
const EXPECTED: u32 = 4;
/// A repetition or a row of keys, and where it begins.
const PATTERN: u32 = 5;
const LETTER: u32 = 3;
const DIGIT: u32 = 3;
const SIGN: u32 = 4;
/// Shorter words are parts of others.
const SHORTEST_WORD: usize = 3;
/// Shorter rows occur in words.
const SHORTEST_ROW: usize = 4;

const ROWS: [&str; 8] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
];
const WORDS: &str = "password passphrase passwort kennwort secret geheim welcome willkommen login letmein admin \
administrator master dragon monkey football baseball shadow sunshine princess iloveyou trustno superman batman changeme \
default access hello test user guest office computer laptop windows microsoft google apple quickbooks intuit conductor \
counterfoil accounting accountant accountants bookkeeping bookkeeper books ledger audit taxes tax payroll client clients \
firm company money january february march april june july august september october november december monday tuesday \
wednesday thursday friday saturday sunday spring summer autumn winter the and for";

/// Why a passphrase would be guessed too soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    /// A few characters, again and again, or keys in a row.
    #[error("it repeats itself or follows the keyboard")]
    Pattern,
    /// The firm's own name makes most of it.
    #[error("it is mostly the firm's name or a year")]
    Expected,
    /// Words that everybody chooses make most of it.
    #[error("it is mostly common words")]
    Common,
    /// No pattern, and too few characters.
    #[error("it says too little")]
    Little,
}

/// What is wrong with `passphrase` for a file of the firm called `firm`.
pub(crate) fn weakness(passphrase: &str, firm: &str) -> Option<Weakness> {
    let text: Vec<char> = passphrase.to_lowercase().chars().collect();
    let plain: String = text.iter().copied().map(unleet).collect();
    let plain: Vec<char> = plain.chars().collect();
    let own: Vec<Vec<char>> = firm
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| word.chars().collect())
        .collect();
    let common: Vec<Vec<char>> = WORDS
        .split_whitespace()
        .map(|word| word.chars().collect())
        .collect();
    let mut seen = Seen::default();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let word = |words: &[Vec<char>]| {
            words
                .iter()
                .filter(|word| word.len() >= SHORTEST_WORD)
                .filter(|word| rest.starts_with(word) || plain[at..].starts_with(word))
                .map(Vec::len)
                .max()
                .unwrap_or(0)
        };
        let pattern = repeated(&text, at).max(row(rest));
        let expected = word(&own).max(year(rest));
        let known = word(&common);
        let longest = pattern.max(expected).max(known);
        if longest == 0 {
            seen.bits += match rest[0] {
                c if c.is_alphabetic() => LETTER,
                c if c.is_numeric() => DIGIT,
                ' ' | '-' | '_' | '.' => 1,
                _ => SIGN,
            };
            at += 1;
            continue;
        }
        if longest == pattern {
            seen.pattern += longest;
            seen.bits += PATTERN;
        } else if longest == expected {
            seen.expected += longest;
            seen.bits += EXPECTED;
        } else {
            seen.known += longest;
            seen.bits += KNOWN_WORD;
        }
        at += longest;
    }
    seen.weakness()
}

#[derive(Default)]
struct Seen {
    bits: u32,
    pattern: usize,
    expected: usize,
    known: usize,
}

impl Seen {
    fn weakness(&self) -> Option<Weakness> {
        if self.bits >= LEAST_BITS {
            return None;
        }
        let most = self.pattern.max(self.expected).max(self.known);
        Some(if most == 0 {
            Weakness::Little
        } else if most == self.pattern {
            Weakness::Pattern
        } else if most == self.expected {
            Weakness::Expected
        } else {
            Weakness::Common
        })
    }
}

/// The letter that a sign or digit often replaces.
fn unleet(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// How many characters from `at` on repeat those before them.
fn repeated(text: &[char], at: usize) -> usize {
    (1..=at)
        .map(|back| {
            text[at..]
                .iter()
                .zip(&text[at - back..])
                .take_while(|(a, b)| a == b)
                .count()
        })
        .max()
        .filter(|length| *length >= SHORTEST_WORD)
        .unwrap_or(0)
}

/// How many characters follow each other on a keyboard or in the alphabet, in either direction.
fn row(rest: &[char]) -> usize {
    ROWS.iter()
        .flat_map(|row| [row.chars().collect::<Vec<_>>(), row.chars().rev().collect()])
        .flat_map(|row| {
            (0..row.len())
                .map(|from| {
                    rest.iter()
                        .zip(&row[from..])
                        .take_while(|(a, b)| a == b)
                        .count()
                })
                .collect::<Vec<_>>()
        })
        .max()
        .filter(|length| *length >= SHORTEST_ROW)
        .unwrap_or(0)
}

/// A year of the last century or this one.
fn year(rest: &[char]) -> usize {
    let is_year = rest.len() >= 4
        && rest[..4].iter().all(char::is_ascii_digit)
        && matches!((rest[0], rest[1]), ('1', '9') | ('2', '0'));
    if is_year { 4 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_first_is_refused_with_its_reason() {
        use Weakness::{Common, Expected, Little, Pattern};
        for (passphrase, reason) in [
            ("aaaaaaaaaaaa", Pattern),
            ("abcabcabcabcabc", Pattern),
            ("qwertyuiopasdf", Pattern),
            ("1234567890123456", Pattern),
            ("poiuytrewqlkjhgf", Pattern),
            ("password1234", Common),
            ("P@ssw0rd P@ssw0rd", Pattern),
            ("Welcome-January", Common),
            ("QuickBooks-Client!", Common),
            ("Hale & Ortiz 2026", Expected),
            ("haleortiz2026!", Expected),
            ("Ortiz-Hale-1998", Expected),
            ("1998 2003 1987 2011 bq", Expected),
            ("P@ssw0rd-W3lcome", Common),
            ("bqx-password", Common),
            ("kzvqxjwpfmb", Little),
            ("27 11 19 42 8", Little),
        ] {
            assert_eq!(
                weakness(passphrase, "Hale & Ortiz LLP"),
                Some(reason),
                "{passphrase}"
            );
        }
    }

    #[test]
    fn words_that_have_nothing_to_do_with_each_other_are_taken() {
        for passphrase in [
            "correct horse battery staple",
            "bado-kimu-tepa-lori-jusa",
            "violet kettle umbrella rhubarb",
            "Regenschirm Kanne Dachs Ofen",
            "uP7#kd92-Lw!q",
            "東京 設計 牛乳 傘立て 自転車 横断歩道 灯台",
        ] {
            assert_eq!(
                weakness(passphrase, "Hale & Ortiz LLP"),
                None,
                "{passphrase}"
            );
        }
    }
}
