//! What people paste: a link, with whatever a mail program, a chat or a browser put around and into it.

use super::{Callback, CallbackError, HandOff, MAX_LINK, Redirected, parse_of, parse_redirect};
use crate::untrusted_text;

/// Longest text that is read, in characters: a link in the link of a mail filter, and some words.
const LONGEST: usize = 4 * MAX_LINK;
/// Shortest hand-off that can be one: a seal adds a version, a nonce and a tag to what it holds. Asked
/// of pasted text alone, where a stray word would else be sent to the relay.
const MIN_HAND_OFF: usize = 40;
/// The names under which a browser finds this computer, where development keys have Intuit's answer sent.
const THIS_COMPUTER: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// Characters that end a link in a text. None of our links contains one.
const ENDS: &str = "\"'`<>()[]{}|\\^*“”„‘’‚«»‹›";
/// What a sentence may end with.
const STOPS: &str = ".,;:!?…";

/// What was pasted into the code box.
#[derive(Debug, Clone)]
pub enum Pasted {
    /// A whole link.
    Link(Callback),
    /// The address that Intuit sent the browser back to, with development keys.
    Redirect(Redirected),
    /// The hand-off alone. It names no sign-in; the relay opens it only for the right verifier.
    HandOff(HandOff),
}

/// Reads the paste box, for links of `scheme`: a whole link, the address of Intuit's redirect to this computer, what
/// follows the `?` of either, or the hand-off alone. White space anywhere is ignored, since mail programs break long
/// lines; so are invisible characters, and what surrounds a link.
pub fn parse_pasted_of(scheme: &str, text: &str) -> Result<Pasted, CallbackError> {
    let packed: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !is_unseen(*c))
        .take(LONGEST + 1)
        .collect();
    if packed.is_empty() {
        return Err(CallbackError::MissingAnswer);
    }
    if packed.chars().count() > LONGEST {
        return Err(CallbackError::TooLong);
    }
    // Unchanged first: a link needs no repair.
    if let Ok(link) = parse_of(scheme, &packed) {
        return Ok(Pasted::Link(link));
    }
    let text = without_entities(&packed);
    match link_in(scheme, &text) {
        Some(link) => read(scheme, link),
        None => match link_within(scheme, &text) {
            Some(link) => read(scheme, trimmed(&link)),
            None => read(scheme, trimmed(&text)),
        },
    }
}

/// Reads what holds nothing but an answer.
fn read(scheme: &str, text: &str) -> Result<Pasted, CallbackError> {
    if text.len() > MAX_LINK {
        return Err(CallbackError::TooLong);
    }
    if let Some(query) = redirect_query(text) {
        return parse_redirect(query).map(Pasted::Redirect);
    }
    let is_query = |name: &str| text.contains(name) && text.contains("state=");
    if text.contains(':') {
        parse_of(scheme, text).map(Pasted::Link)
    } else if is_query("code=") {
        parse_redirect(after_mark(text)).map(Pasted::Redirect)
    } else if is_query("handoff=") || is_query("rror=") {
        let link = format!("{scheme}://oauth/callback?{}", after_mark(text));
        parse_of(scheme, &link).map(Pasted::Link)
    } else if text.len() < MIN_HAND_OFF {
        Err(CallbackError::BadHandOff)
    } else {
        let handoff = text.strip_prefix("handoff=").unwrap_or(text);
        HandOff::read(handoff.to_owned()).map(Pasted::HandOff)
    }
}

fn after_mark(text: &str) -> &str {
    text.split_once('?').map_or(text, |(_, query)| query)
}

/// The query of `http://localhost:<port>/callback?…`, also without the scheme, which browsers hide. Which port is the
/// right one does not matter: the `state` says which sign-in it is for.
fn redirect_query(text: &str) -> Option<&str> {
    let rest = strip_prefix(text, "http://").unwrap_or(text);
    let rest = THIS_COMPUTER
        .iter()
        .find_map(|name| strip_prefix(rest, name))?;
    let rest = match rest.strip_prefix(':') {
        Some(rest) => rest.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let rest = rest.strip_prefix("/callback")?;
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    rest.strip_prefix('?')
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// The first link of ours in a text, up to where it ends.
fn link_in<'a>(scheme: &str, text: &'a str) -> Option<&'a str> {
    const SIXTH: &str = "http://[::1]";
    let lower = text.to_ascii_lowercase();
    let ours = format!("{scheme}://oauth");
    let starts = [ours.as_str(), "http://localhost", "http://127.0.0.1", SIXTH];
    let start = starts.iter().filter_map(|start| lower.find(start)).min()?;
    let link = &text[start..];
    // The brackets in an address are no end.
    let from = strip_prefix(link, SIXTH).map_or(0, |_| SIXTH.len());
    let end = link[from..]
        .find(|c| ENDS.contains(c))
        .map_or(link.len(), |end| from + end);
    Some(link[..end].trim_end_matches(|c| STOPS.contains(c)))
}

/// A link of ours in a parameter of another, such as a mail filter makes of it.
fn link_within(scheme: &str, text: &str) -> Option<String> {
    let query = text.split_once('?')?.1;
    url::form_urlencoded::parse(query.as_bytes())
        .find_map(|(_, value)| link_in(scheme, &value).map(str::to_owned))
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c| ENDS.contains(c) || STOPS.contains(c))
}

/// `&amp;` and its like, also when it was written so twice.
fn without_entities(text: &str) -> String {
    const ENTITIES: [(&[&str], &str); 5] = [
        (&["&amp;", "&AMP;", "&#38;", "&#x26;", "&#X26;"], "&"),
        (&["&lt;", "&#60;", "&#x3c;", "&#x3C;"], "<"),
        (&["&gt;", "&#62;", "&#x3e;", "&#x3E;"], ">"),
        (
            &["&quot;", "&#34;", "&#x22;", "&#39;", "&apos;", "&#x27;"],
            "\"",
        ),
        (
            &["&nbsp;", "&#160;", "&#xa0;", "&#xA0;", "&zwnj;", "&shy;"],
            "",
        ),
    ];
    let mut text = text.to_owned();
    for _ in 0..2 {
        for (written, meant) in ENTITIES {
            for entity in written {
                text = text.replace(entity, meant);
            }
        }
    }
    text
}

/// Zero-width letters, marks of direction and soft hyphens, which travel with a text that is copied.
fn is_unseen(c: char) -> bool {
    untrusted_text::is_bidi_or_invisible(c)
        || matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}
