//! `counterfoil://` links: the app's side of a sign-in.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use roster::callback::{
    Callback, CallbackError, MAX_LINK, Pasted, RefusedReason, log_safe, parse, parse_pasted,
};

/// Every sentence for a refused link. None of them repeats the link.
const SENTENCES: [&str; 9] = [
    "it is too long",
    "it has characters that do not belong there",
    "it is not a sign-in link",
    "it says two things at once",
    "it does not say which sign-in it belongs to",
    "it names a sign-in of another kind",
    "it has no answer in it",
    "its answer is damaged or incomplete",
    "its error is not one we can read",
];
/// What cannot be in the text by chance.
const LONG: usize = 16;

/// An accepted link has exactly one `state` and one answer, and printed anew it is read the same. A refused one is
/// reported with one of nine sentences. What is logged of any link is short and has nothing of its query.
pub fn callback(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let read = parse(&text);
    match &read {
        Ok(callback) => accepted(&text, callback),
        Err(error) => refused(*error),
    }
    pasted(&text, read.is_ok());
    logged(&text);
}

fn accepted(text: &str, callback: &Callback) {
    assert!(text.len() <= MAX_LINK);
    assert!(
        !text
            .chars()
            .any(|letter| letter.is_control() || letter.is_whitespace())
    );
    let (printed, secrets) = match callback {
        Callback::HandOff { state, handoff } => {
            assert_eq!(values(text, "state"), [state.expose()], "one sign-in");
            assert_eq!(values(text, "handoff"), [handoff.expose()]);
            assert!(values(text, "error").is_empty(), "one answer");
            let printed = format!(
                "counterfoil://oauth/callback?handoff={}&state={}",
                handoff.expose(),
                state.expose()
            );
            (printed, vec![state.expose(), handoff.expose()])
        }
        Callback::Refused { state, error } => {
            let answers = values(text, "handoff");
            assert!(answers.iter().all(String::is_empty), "one answer");
            assert!(matches!(error, RefusedReason::AccessDenied) || error.to_string().len() <= 64);
            let printed = format!(
                "counterfoil://oauth/callback?error={error}&state={}",
                state.expose()
            );
            (printed, vec![state.expose()])
        }
    };
    if printed.len() <= MAX_LINK {
        let again = parse(&printed).expect("what it was read as");
        match (callback, &again) {
            (
                Callback::HandOff { state, handoff },
                Callback::HandOff {
                    state: other,
                    handoff: same,
                },
            ) => {
                assert!(state.matches(other) && handoff.expose() == same.expose());
            }
            (
                Callback::Refused { state, error },
                Callback::Refused {
                    state: other,
                    error: same,
                },
            ) => {
                assert!(state.matches(other) && error == same);
            }
            _ => panic!("printed anew it says something else"),
        }
    }
    for secret in secrets.into_iter().filter(|secret| secret.len() >= LONG) {
        let shown = format!("{callback:?} {}", log_safe(text));
        assert!(!shown.contains(secret), "shown: {shown}");
    }
}

fn refused(error: CallbackError) {
    assert!(SENTENCES.contains(&error.to_string().as_str()));
}

fn pasted(text: &str, is_link: bool) {
    let packed: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let read = parse_pasted(text);
    match (&read, parse_pasted(&packed)) {
        (Ok(Pasted::Link(_)), Ok(Pasted::Link(_))) => {}
        (Ok(Pasted::HandOff(one)), Ok(Pasted::HandOff(other))) => {
            assert_eq!(one.expose(), other.expose());
            assert!(packed.contains(one.expose()), "nothing is made up");
        }
        (Ok(Pasted::Redirect(one)), Ok(Pasted::Redirect(other))) => {
            assert!(one.state.matches(&other.state));
        }
        (Err(one), Err(other)) => assert_eq!(*one, other),
        _ => panic!("blanks changed what was pasted"),
    }
    assert!(
        !is_link || matches!(read, Ok(Pasted::Link(_))),
        "a link may be pasted"
    );
}

fn logged(text: &str) {
    // Of the text itself, so that no search can put it in the place of a host, which is logged.
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let planted = format!("planted-{:016x}", hasher.finish());
    for link in [
        text.to_owned(),
        format!("{text}?code={planted}"),
        format!("{text}#code={planted}"),
    ] {
        let shown = log_safe(&link);
        assert!(shown.chars().count() <= 65, "{shown}");
        assert!(
            !shown.contains(['?', '#', '@', '\n', '\r', '\u{1b}']),
            "{shown}"
        );
        assert!(!shown.contains(&planted), "{shown}");
    }
}

/// The values of a parameter of a link.
fn values(link: &str, name: &str) -> Vec<String> {
    let link = link.split('#').next().unwrap_or_default();
    in_query(link.split_once('?').map_or("", |(_, query)| query), name)
}

/// The values of a parameter, read by hand: a query that two readers read differently is trouble.
pub(crate) fn in_query(query: &str, name: &str) -> Vec<String> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(key, _)| decoded(key) == name)
        .map(|(_, value)| decoded(value))
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = |at: usize| char::from(*tail.get(at)?).to_digit(16);
        rest = tail;
        match (*first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap());
                rest = &tail[2..];
            }
            (b'+', ..) => bytes.push(b' '),
            (byte, ..) => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
