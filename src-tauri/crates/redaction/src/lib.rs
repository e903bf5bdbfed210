//! Removes from every log line what no log may show, before it is written.
//!
//! The second line of defence: what is logged is chosen so that nothing secret is in it, and this goes by form
//! alone. It would rather hide a harmless word than show a key.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Replaces a key, token, code or link secret.
const SECRET: &str = "⟨secret⟩";
/// Replaces everything after the `?` or `#` of an address.
const QUERY: &str = "⟨query⟩";
/// Replaces an e-mail address.
const EMAIL: &str = "⟨e-mail⟩";
/// Replaces a long number, such as the id of a company.
const NUMBER: &str = "⟨number⟩";
/// Replaces text in quotation marks in the message of a panic.
const TEXT: &str = "⟨text⟩";

/// Replaces a path on another computer.
const PLACE: &str = "⟨network folder⟩";
/// Replaces the name of a computer in the name of its log.
const COMPUTER: &str = "⟨computer⟩";

/// A run of token characters of this length that looks drawn by a machine is taken for a secret.
const TOKEN: usize = 20;
/// Two are usual. The end is for texts that were made to need more.
const MOST_PASSES: usize = 16;
/// Longest word that is a code: `QBD_REQUEST_TIMEOUT`, `VAL-1002`.
const LONGEST_CODE: usize = 40;

#[expect(
    clippy::expect_used,
    reason = "constant patterns, compiled by every test of this file"
)]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

macro_rules! patterns {
    ($($name:ident = $text:expr;)+) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| pattern($text));)+
    };
}

patterns! {
    // Windows' `\\server\share`, also as Rust prints it, up to what cannot be in a name or ends a part of a sentence.
    UNC = r#"\\{2,}[^\s\\/:*?"<>|,;()⟨⟩]+\\+[^/:*?"<>|,;()\r\n⟨⟩]*"#;
    SHARE = r#"(?i)\b(?:smb|cifs|afp|nfs|davs?|webdavs?)://[^\s"'<>⟨⟩]*"#;
    // A computer's file of the firm's change log, also as programs name a second copy of it.
    LOG_FILE = r#"[A-Za-z0-9-]+-([0-9a-f]{8})(?:[- (][^/\\:"⟨⟩\r\n]{0,60})?\.counterfoil-log\b"#;
    ADDRESS = r#"(?i)\b([a-z][a-z0-9+.-]{1,30}://)([^\s"'<>⟨⟩]*)"#;
    BEARER = r"(?i)\b(bearer|basic)(\s+)[A-Za-z0-9._~+/=-]{8,}";
    // Field names that only secrets have.
    NAMED = r#"(?i)\b(hand_?off|realm_?id|(?:access|refresh|id)_?token|client_?secret|secret_?key|api_?key|(?:code_?)?verifier|password|passphrase|authorization|set-cookie|cookie)(["']?\s*[=:]\s*["']?)[^\s"',;&)}\]⟨⟩]+"#;
    SHORT_NAMED = r#"(?i)(^|[^\w])(token|secret|grant|pin)(=["']?|["']\s*:\s*["'])[^\s"',;&)}\]⟨⟩]+"#;
    // In prose: "client secret abc…", "the key is abc…".
    SPOKEN = r#"(?i)\b((?:secret|token|key|grant|verifier|passphrase|password)s?["'`]?(?:\s+(?:is|was|of|for))?[\s:=("'`>-]{1,6})([A-Za-z0-9+/_~=-]{20,})"#;
    // Base64 as most programs write it, also with JSON's `\/`.
    BASE64 = r"(?:[A-Za-z0-9+]|\\?/){20,}={0,2}";
    // As people write long numbers.
    SPACED = r"[0-9]{2,6}(?:[ \x{a0}\x{2009}\x{202f}][0-9]{2,6}){2,}|[0-9]{3,6}(?:-[0-9]{3,6}){2,}";
    // Field names that error codes have as well.
    MAYBE_NAMED = r#"(?i)(^|[^\w])(state|code|key|realm)(=["']?|["']\s*:\s*["']|:\s+(?:Some\()?["'])([^\s"',;&)}\]⟨⟩]+)"#;
    KEY = r"\b(?:sk|rk)_[A-Za-z0-9_-]{4,}|\bauth_sess_client_secret_[A-Za-z0-9_-]+";
    JWT = r"\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)*";
    // `@` also as forms, pages and JSON write it.
    MAIL = r#"(?i)(?:[^\s"'`<>=:,;()\[\]{}@⟨⟩/|]|&#?[0-9a-z]{1,8};)+(?:@|%40|&#0*64;|&#x0*40;|&commat;|\\u0040)(?:[^\s"'`<>=:,;()\[\]{}@⟨⟩/|?&]|&#?[0-9a-z]{1,8};)+"#;
    RUN = r"[A-Za-z0-9_+~-]{10,}={0,2}";
    DIGITS = r"[0-9]{10,}";
    // Ids that are no secrets and help with support: ours, Conductor's, Intuit's.
    ID = r"^(?:(?:[a-z]{1,4}-)?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|(?:end_usr|int_conn|auth_sess|req)_[A-Za-z0-9]{1,40}|1-[0-9a-f]{8}-[0-9a-f]{24})$";
    QUOTED = r#""(?:[^"\\]|\\.)*"|`[^`]*`"#;
    RUST_NAME = r"^`(?:\w+::[\w:<>!() ]*|Err|Ok|Some|None)`$";
}

/// `text` without anything that has the shape of a secret, an e-mail address or a company's id. What was taken out
/// is between `⟨` and `⟩`. Doing it again changes nothing.
#[must_use]
pub fn redact(text: &str) -> String {
    let mut text = once(text);
    // Removing one address may expose another, in its path.
    for _ in 1..MOST_PASSES {
        let again = once(&text);
        if again == text {
            break;
        }
        text = again;
    }
    text
}

fn once(text: &str) -> String {
    let text = UNC.replace_all(text, PLACE);
    let text = SHARE.replace_all(&text, PLACE);
    let text = LOG_FILE.replace_all(&text, |it: &Captures<'_>| {
        format!("{COMPUTER}-{}.counterfoil-log", &it[1])
    });
    let text = ADDRESS.replace_all(&text, address);
    let text = BEARER.replace_all(&text, |it: &Captures<'_>| {
        format!("{}{}{SECRET}", &it[1], &it[2])
    });
    let text = NAMED.replace_all(&text, |it: &Captures<'_>| {
        format!("{}{}{SECRET}", &it[1], &it[2])
    });
    let text = SHORT_NAMED.replace_all(&text, |it: &Captures<'_>| {
        format!("{}{}{}{SECRET}", &it[1], &it[2], &it[3])
    });
    let text = MAYBE_NAMED.replace_all(&text, |it: &Captures<'_>| {
        let value = &it[4];
        let kept = if is_code(value) || ID.is_match(value) {
            value
        } else {
            SECRET
        };
        format!("{}{}{}{kept}", &it[1], &it[2], &it[3])
    });
    let text = KEY.replace_all(&text, SECRET);
    let text = JWT.replace_all(&text, SECRET);
    let text = MAIL.replace_all(&text, EMAIL);
    let text = SPOKEN.replace_all(&text, |it: &Captures<'_>| {
        let value = &it[2];
        let kept = if ID.is_match(value) || is_code(value) && value.contains('_') {
            value
        } else {
            SECRET
        };
        format!("{}{kept}", &it[1])
    });
    let text = BASE64.replace_all(&text, |it: &Captures<'_>| {
        let run = &it[0];
        if run.contains('/') && looks_encoded(run) {
            SECRET.to_owned()
        } else {
            run.to_owned()
        }
    });
    let text = spaced_numbers(&text);
    RUN.replace_all(&text, |it: &Captures<'_>| run(&it[0]))
        .into_owned()
}

/// The message of a panic without the values in it: a failed `unwrap` prints what it found, and that may be a
/// client's name. What is quoted goes, names of Rust's own stay.
#[must_use]
pub fn without_values(message: &str) -> String {
    QUOTED
        .replace_all(message, |it: &Captures<'_>| {
            if RUST_NAME.is_match(&it[0]) {
                it[0].to_owned()
            } else {
                TEXT.to_owned()
            }
        })
        .into_owned()
}

/// Scheme, host and path; never who signs in there, nor what is asked.
fn address(it: &Captures<'_>) -> String {
    let rest = &it[2];
    let end = rest.find('/').unwrap_or(rest.len());
    let begin = rest[..end].rfind('@').map_or(0, |at| at + 1);
    let rest = &rest[begin..];
    match rest.find(['?', '#']) {
        Some(at) if at + 1 < rest.len() => format!("{}{}?{QUERY}", &it[1], &rest[..at]),
        _ => format!("{}{rest}", &it[1]),
    }
}

/// Whether `value` is a word of a service or of ours: letters with a few digits, joined by `_`, `-` or `.`.
fn is_code(value: &str) -> bool {
    let is_word = |part: &str| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        letters.len() <= 24
            && part.len() - letters.len() <= 5
            && letters.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let is_hex = value.len() == 10
        && value.starts_with("0x")
        && value[2..].bytes().all(|b| b.is_ascii_hexdigit());
    is_hex || (value.len() <= LONGEST_CODE && value.split(['_', '-', '.']).all(is_word))
}

fn run(run: &str) -> String {
    if ID.is_match(run) {
        return run.to_owned();
    }
    if run.len() >= TOKEN && looks_drawn(run) {
        return SECRET.to_owned();
    }
    DIGITS.replace_all(run, NUMBER).into_owned()
}

/// Long numbers in groups: company ids as people write them. Not what is part of a longer run, such as a UUID.
fn spaced_numbers(text: &str) -> String {
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+');
    let mut clean = String::with_capacity(text.len());
    let mut done = 0;
    for found in SPACED.find_iter(text) {
        let digits = found.as_str().bytes().filter(u8::is_ascii_digit).count();
        let alone = !text[..found.start()].ends_with(joins)
            && !text[found.end()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        if digits >= 10 && alone {
            clean.push_str(&text[done..found.start()]);
            clean.push_str(NUMBER);
            done = found.end();
        }
    }
    clean.push_str(&text[done..]);
    clean
}

/// Capitals, small letters and digits in turn, far more often than in the names of folders: of random text two pairs of
/// three change their kind.
fn looks_encoded(run: &str) -> bool {
    let kind = |b: u8| match b {
        b'A'..=b'Z' => 0,
        b'a'..=b'z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let has = |wanted: u8| run.bytes().any(|b| kind(b) == wanted);
    let pairs: Vec<bool> = run
        .as_bytes()
        .windows(2)
        .filter(|pair| kind(pair[0]) != 3 && kind(pair[1]) != 3)
        .map(|pair| kind(pair[0]) != kind(pair[1]))
        .collect();
    let changes = pairs.iter().filter(|changes| **changes).count();
    has(0) && has(1) && changes * 20 >= pairs.len() * 7
}

/// Letters and digits mixed, or capitals in the middle of words more often than names in programs have them.
fn looks_drawn(run: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| run.as_bytes().iter().any(kind);
    if has(u8::is_ascii_digit) {
        return has(u8::is_ascii_alphabetic);
    }
    let switches = run
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .count();
    switches * 6 >= run.len()
}

#[cfg(test)]
mod tests;
