//! Which character encoding a text has.
//!
//! A text file does not name its encoding, except by Unicode's byte order mark. Where it is not UTF-8 the encoding is
//! guessed, and the other possible ones come along with words from the file, for the person to choose.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::ListError;

/// How the letters of a text were read, where the text does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letters {
    /// The encoding that was used: one of [`Sample::encoding`].
    pub used: String,
    /// The ways to read it, the likeliest first.
    pub samples: Vec<Sample>,
}

/// Words of the file that look different from encoding to encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Name of the encoding as the WHATWG's standard has it, or `ibm850`.
    pub encoding: String,
    /// A few words, as this encoding reads them.
    pub words: Vec<String>,
}

/// Single bytes as spreadsheets on Windows, Mac and DOS write them. Of equally likely ones the first.
const LIKELY: [&str; 10] = [
    "windows-1252",
    "macintosh",
    IBM850,
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1257",
    "IBM866",
];
/// DOS in Western Europe; American DOS has the same letters of Western languages. No encoding of the web, so
/// `encoding_rs` does not have it.
const IBM850: &str = "ibm850";
const IBM850_LETTERS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
/// As many words of a sample.
const WORDS: usize = 4;
/// As many bytes tell which letters they are.
const LOOKED_AT: usize = 64 * 1024;

/// The text of a file, and how its letters were read where the file leaves that open.
pub(crate) fn decode(
    bytes: &[u8],
    chosen: Option<&str>,
) -> Result<(String, Option<Letters>), ListError> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok((encoding.decode(bytes).0.into_owned(), None));
    }
    if let Some(encoding) = unmarked_utf_16(bytes) {
        let pairs = &bytes[..bytes.len() & !1];
        return Ok((
            encoding.decode_without_bom_handling(pairs).0.into_owned(),
            None,
        ));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), None));
    }
    let samples = samples(&bytes[..bytes.len().min(LOOKED_AT)]);
    let used = match chosen {
        Some(chosen) => samples.iter().find(|it| it.encoding == chosen),
        None => samples.first(),
    };
    let used = used.ok_or(ListError::Changed)?.encoding.clone();
    let text = text_of(bytes, &used);
    Ok((text, Some(Letters { used, samples })))
}

/// Every other byte of Latin text in UTF-16 is zero, and none is in other text.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.len() / 2;
    // A last byte without its other half belongs to a file that was cut short.
    let zeros = |at: usize| bytes.chunks_exact(2).filter(|pair| pair[at] == 0).count();
    let many = |zeros: usize| pairs >= 4 && zeros * 10 > pairs * 3;
    match (many(zeros(0)), many(zeros(1))) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

fn samples(bytes: &[u8]) -> Vec<Sample> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny).name();
    let mut names = vec![guessed];
    names.extend(LIKELY.into_iter().filter(|name| *name != guessed));
    let mut rated: Vec<(i64, Sample)> = names
        .into_iter()
        .map(|name| (name, text_of(bytes, name)))
        .filter(|(_, text)| !text.contains('\u{fffd}'))
        .map(|(name, text)| {
            let words = words(&text);
            (
                likelihood(&text),
                Sample {
                    encoding: name.to_owned(),
                    words,
                },
            )
        })
        .collect();
    rated.sort_by_key(|(likely, _)| std::cmp::Reverse(*likely));
    let mut samples: Vec<Sample> = mostly_utf_8(bytes).into_iter().collect();
    for (_, sample) in rated {
        if samples.iter().all(|it| it.words != sample.words) {
            samples.push(sample);
        }
    }
    if samples.is_empty() {
        // No encoding has a letter for each byte: shown with marks where there is none.
        let words = words(&text_of(bytes, guessed));
        samples.push(Sample {
            encoding: guessed.to_owned(),
            words,
        });
    }
    samples
}

/// A file of UTF-8 with a few bytes that are none: two files put together, or one cut short.
fn mostly_utf_8(bytes: &[u8]) -> Option<Sample> {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|it| !it.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    (good >= bad * 2).then(|| Sample {
        encoding: encoding_rs::UTF_8.name().to_owned(),
        words: words(&text_of(bytes, encoding_rs::UTF_8.name())),
    })
}

pub(crate) fn text_of(bytes: &[u8], name: &str) -> String {
    if name == IBM850 {
        let high: Vec<char> = IBM850_LETTERS.chars().collect();
        return bytes
            .iter()
            .map(|byte| match byte.checked_sub(128) {
                None => char::from(*byte),
                Some(at) => high[usize::from(at)],
            })
            .collect();
    }
    let encoding = Encoding::for_label(name.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// How much the letters beyond ASCII look like those of words: letters among letters, small ones after small
/// ones, and no signs within a word.
fn likelihood(text: &str) -> i64 {
    let mut likely = 0;
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        if !letter.is_ascii() {
            likely += rated(before, letter, after);
        }
        before = letter;
    }
    likely
}

fn rated(before: char, letter: char, after: char) -> i64 {
    if letter.is_control() {
        return -5;
    }
    if !letter.is_alphabetic() {
        let of_text = matches!(
            letter,
            '’' | '‘' | '“' | '”' | '–' | '—' | '€' | '£' | '\u{a0}' | '®' | '™'
        );
        let inside = before.is_alphabetic() || after.is_alphabetic();
        return match (of_text, inside) {
            (true, _) if letter != '£' || !before.is_alphabetic() => 1,
            (_, true) => -3,
            (_, false) => -1,
        };
    }
    // Of East Asia: two bytes of the file.
    if letter >= '\u{2e80}' {
        return 4;
    }
    let latin = letter < '\u{250}' || ('\u{1e00}'..='\u{1eff}').contains(&letter);
    if !latin && (before.is_ascii_alphabetic() || after.is_ascii_alphabetic()) {
        return -3;
    }
    let small = letter.is_lowercase();
    let large = letter.is_uppercase();
    if before.is_lowercase() {
        return if small { 2 } else { -2 };
    }
    if before.is_uppercase() && small {
        return if after.is_uppercase() { -2 } else { 2 };
    }
    if !small && !large {
        // A script without small and large letters: never beside Latin ones in one word.
        return if before.is_ascii_alphabetic() || after.is_ascii_alphabetic() {
            -3
        } else {
            1
        };
    }
    1
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|it: char| it.is_whitespace() || ",;|\t\"".contains(it)) {
        if words.len() == WORDS {
            break;
        }
        let word: String = word
            .chars()
            .filter(|it| !it.is_control())
            .take(24)
            .collect();
        if !word.is_ascii() && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}
