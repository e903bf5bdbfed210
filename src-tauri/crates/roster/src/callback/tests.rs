//! Long because each malformed or hostile link is tried once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use super::*;

const STATE: &str = "v1.AAECAwQFBgcICQoLDA0ODw.E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const SEALED: &str = "AZ9xfake-sealed-hand-off_not-a-real-one-0123456789abcdefghijklmnop";

fn link(query: &str) -> String {
    format!("counterfoil://oauth/callback?{query}")
}

fn good() -> String {
    link(&format!("handoff={SEALED}&state={STATE}"))
}

#[track_caller]
fn hand_off(url: &str) {
    match parse(url) {
        Ok(Callback::HandOff { state, handoff }) => {
            assert_eq!(handoff.expose(), SEALED);
            assert!(state.matches(&SignInState::from_text(STATE.to_owned())));
        }
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn refuses(url: &str, error: CallbackError) {
    match parse(url) {
        Err(found) => assert_eq!(found, error, "{url}"),
        Ok(callback) => panic!("{url} was taken for {callback:?}"),
    }
}

#[test]
fn reads_a_hand_off_in_every_form_browsers_give_it() {
    hand_off(&good());
    hand_off(&format!(
        "counterfoil://oauth/callback/?state={STATE}&handoff={SEALED}"
    ));
    hand_off(&format!(
        "Counterfoil://OAuth/callback?state={STATE}&handoff={SEALED}"
    ));
    hand_off(&format!("{}#_=_", good()));
    hand_off(&format!("{}&iss=https%3A%2F%2Fexample.test&flag", good()));
    hand_off(&good().replace("v1.", "v1%2E"));
}

#[test]
fn reads_a_refusal() {
    for (code, declined) in [
        ("access_denied", true),
        ("server_error", false),
        ("invalid_scope", false),
    ] {
        match parse(&link(&format!("error={code}&state={STATE}"))) {
            Ok(Callback::Refused { error, .. }) => {
                assert_eq!(error.is_declined(), declined);
                assert_eq!(error.to_string(), code);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn reads_a_refusal_however_it_is_written() {
    let declined = [
        "error=access_denied&error=access_denied",
        "Error=Access_Denied",
        "ERROR=ACCESS_DENIED",
        "error=access-denied",
        "error=access+denied",
        "error=user_cancelled",
        "error=server_error&error=access_denied",
        "error=access_denied&error_description=line%0Abreak&x=1&x=2",
        "error=access_denied&handoff=",
        "error=%22access_denied%22",
    ];
    let others = [
        ("error=", "unknown_error"),
        ("error=%3Cb%3E", "b"),
        ("error=%C3%A9", "unknown_error"),
        ("error=Server-Error&error=Server-Error", "server_error"),
        ("Error=Invalid-Scope", "invalid_scope"),
    ];
    let declined = declined.map(|query| (query, "access_denied"));
    for (query, word) in declined.into_iter().chain(others) {
        for state in [
            format!("state={STATE}"),
            format!("State={STATE}"),
            format!("state={STATE}&state={STATE}"),
        ] {
            match parse(&link(&format!("{query}&{state}"))) {
                Ok(Callback::Refused { state, error }) => {
                    assert_eq!(error.to_string(), word, "{query}");
                    assert!(state.matches(&SignInState::from_text(STATE.to_owned())));
                }
                other => panic!("{query}: {other:?}"),
            }
        }
    }
    refuses(&link("error=access_denied"), CallbackError::MissingState);
    refuses(
        &link(&format!("error=access_denied&state={STATE}&state=v1.x.y")),
        CallbackError::Ambiguous,
    );
}

#[test]
fn takes_what_people_paste() {
    let amp = good().replace('&', "&amp;");
    let longer = |text: &str| {
        text.replace("oauth", "oa\u{200b}uth")
            .replace("state", "st\u{2060}ate")
    };
    for text in [
        format!("<{}>", good()),
        format!("<URL:{}>", good()),
        format!("\"{}\"", good()),
        format!("'{}'", good()),
        format!("“{}”", good()),
        format!("«{}»", good()),
        format!("({})", good()),
        format!("[the link]({})", good()),
        format!("`{}`", good()),
        format!("<a href=\"{amp}\">here</a>"),
        format!("Here it is: {}", good()),
        format!("{}.", good()),
        format!("{},", good()),
        format!("{}…", good()),
        format!("<{}>.", good()),
        amp.clone(),
        amp.replace("&amp;", "&amp;amp;"),
        amp.replace("&amp;", "&#38;"),
        format!("&lt;{amp}&gt;"),
        longer(&good()),
        format!("\u{feff}{}\u{200e}", good()),
        good().replace("counterfoil://", "COUNTERFOIL://"),
        good().split_once('?').unwrap().1.to_owned(),
        format!("?{}.", good().split_once('?').unwrap().1),
        format!(
            "https://filter.example/?url={}&data=1",
            url::form_urlencoded::byte_serialize(good().as_bytes()).collect::<String>()
        ),
    ] {
        match parse_pasted(&text) {
            Ok(Pasted::Link(Callback::HandOff { state, handoff })) => {
                assert_eq!(handoff.expose(), SEALED, "{text}");
                assert!(
                    state.matches(&SignInState::from_text(STATE.to_owned())),
                    "{text}"
                );
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    for text in [
        format!("\"{SEALED}\""),
        format!("<{SEALED}>"),
        format!("{SEALED}."),
        format!("{SEALED}\u{200b}"),
        format!("handoff={SEALED}"),
    ] {
        match parse_pasted(&text) {
            Ok(Pasted::HandOff(handoff)) => assert_eq!(handoff.expose(), SEALED, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn takes_the_address_of_intuits_redirect_with_development_keys() {
    let query = format!("code=XAB11700000000abc&state={STATE}&realmId=9130349878530396");
    let plain = format!("http://localhost:8765/callback?{query}");
    for text in [
        plain.clone(),
        plain.replace("http://", ""),
        plain.replace("http://localhost", "HTTP://LocalHost"),
        plain.replace("localhost", "127.0.0.1"),
        plain.replace("localhost", "[::1]"),
        plain.replace(":8765", ":18765"),
        plain.replace("callback?", "callback/?"),
        format!("{plain}#"),
        format!("<{plain}>"),
        format!("\"{plain}\","),
        format!("<{}>.", plain.replace("localhost", "[::1]")),
        plain.replace('&', "&amp;"),
        format!("{plain}."),
        plain.replace("code", "co\u{200b}de"),
        query.clone(),
        format!("?{query}"),
    ] {
        match parse_pasted(&text) {
            Ok(Pasted::Redirect(Redirected {
                state,
                said: Said::Yes { code, realm },
            })) => {
                // EXPOSE: a code of nobody's.
                assert_eq!(code.expose(), "XAB11700000000abc", "{text}");
                assert_eq!(realm.unwrap().tail(), "0396", "{text}");
                assert!(state.matches(&SignInState::from_text(STATE.to_owned())));
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    for refused in [
        "error=access_denied&error=access_denied",
        "Error=User_Cancelled",
    ] {
        let text = format!("<http://localhost:8765/callback?{refused}&state={STATE}>");
        match parse_pasted(&text) {
            Ok(Pasted::Redirect(Redirected {
                said: Said::No(reason),
                ..
            })) => {
                assert!(reason.is_declined());
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    for text in [
        plain.replace("localhost", "localhost.evil.example"),
        plain.replace("/callback", "/other"),
        format!("{plain}&code=another"),
    ] {
        assert!(parse_pasted(&text).is_err(), "{text}");
    }
}

#[test]
fn refuses_other_addresses() {
    let query = format!("handoff={SEALED}&state={STATE}");
    for address in [
        "https://oauth/callback",
        "counterfoil-dev://oauth/callback",
        "counterfoil:/oauth/callback",
        "counterfoil:oauth/callback",
        "counterfoil:///oauth/callback",
        "counterfoil:///callback",
        "counterfoil://oauth.evil.example/callback",
        "counterfoil://evil.example/oauth/callback",
        "counterfoil://me@oauth/callback",
        "counterfoil://oauth:80/callback",
        "counterfoil://%6fauth/callback",
        "counterfoil://oauth/Callback",
        "counterfoil://oauth/callbackx",
        "counterfoil://oauth/callback//",
        "counterfoil://oauth//callback",
        "counterfoil://oauth/x/../callback",
        "counterfoil://oauth/callback/more",
        "counterfoil://oauth",
        "counterfoil://oauth/",
        "counterfoil://reconnect",
        "counterfoilé://oauth/callback",
        "javascript:alert(1)//counterfoil://oauth/callback",
        "",
    ] {
        refuses(&format!("{address}?{query}"), CallbackError::NotOurs);
    }
    refuses("", CallbackError::NotOurs);
    refuses("counterfoil://oaut", CallbackError::NotOurs);
    // Cuts through a character where our origin would end.
    refuses("counterfoil://oautéé/callback", CallbackError::NotOurs);
}

#[test]
fn refuses_missing_empty_doubled_and_contradicting_parameters() {
    use CallbackError::{Ambiguous, MissingAnswer, MissingState};
    refuses("counterfoil://oauth/callback", MissingState);
    refuses("counterfoil://oauth/callback/?", MissingState);
    refuses(&link(&format!("handoff={SEALED}")), MissingState);
    refuses(&link(&format!("handoff={SEALED}&state=")), MissingState);
    refuses(
        &link(&format!("handoff={SEALED}&State={STATE}")),
        MissingState,
    );
    refuses(
        &link(&format!("handoff={SEALED}#state={STATE}")),
        MissingState,
    );
    refuses(&link(&format!("state={STATE}")), MissingAnswer);
    refuses(
        &link(&format!("state={STATE}&code=abc&realmId=1")),
        MissingAnswer,
    );
    refuses(&format!("{}&state={STATE}", good()), Ambiguous);
    refuses(&format!("{}&st%61te=other", good()), Ambiguous);
    refuses(&format!("{}&handoff={SEALED}", good()), Ambiguous);
    refuses(&format!("{}&x=1&x=2", good()), Ambiguous);
    refuses(&format!("{}&error=access_denied", good()), Ambiguous);
}

#[test]
fn refuses_values_of_another_form() {
    use CallbackError::{BadHandOff, BadState, ControlCharacter};
    for state in [
        "a b",
        "a+b",
        "a%2Fb",
        "a..b",
        ".",
        "a=",
        "a%00",
        "%F0%9F%92%A5",
        "é",
        "a%0Ab",
        "v1.a.b.",
    ] {
        let url = link(&format!("handoff={SEALED}&state={state}"));
        assert!(
            matches!(parse(&url), Err(BadState | ControlCharacter)),
            "{state}"
        );
    }
    refuses(
        &link(&format!(
            "handoff={SEALED}&state={}",
            "a".repeat(MAX_STATE + 1)
        )),
        BadState,
    );
    assert!(
        parse(&link(&format!(
            "handoff={SEALED}&state={}",
            "a".repeat(MAX_STATE)
        )))
        .is_ok()
    );
    for handoff in [
        "", "=", "a===", "a=b", "a.b", "a/b", "a%2Bb", "a+b", "%ff", "<script>", "%22",
    ] {
        refuses(
            &link(&format!("handoff={handoff}&state={STATE}")),
            BadHandOff,
        );
    }
}

#[test]
fn refuses_control_characters_and_white_space_plain_or_encoded() {
    for bad in [
        "\0", "\n", "\r\n", "\t", " ", "\u{7f}", "\u{85}", "\u{a0}", "%00", "%0a", "%0D", "%1b",
        "%7F", "%C2%85",
    ] {
        refuses(
            &format!("{}&note=a{bad}b", good()),
            CallbackError::ControlCharacter,
        );
    }
    refuses(&format!(" {}", good()), CallbackError::ControlCharacter);
    refuses(&format!("{}\n", good()), CallbackError::ControlCharacter);
}

#[test]
fn reads_4096_bytes_and_not_one_more() {
    let pad = |length: usize| {
        let start = format!("{}&pad=", good());
        format!("{start}{}", "x".repeat(length - start.len()))
    };
    hand_off(&pad(MAX_LINK));
    refuses(&pad(MAX_LINK + 1), CallbackError::TooLong);
    refuses(&"x".repeat(5_000_000), CallbackError::TooLong);
}

#[test]
fn reads_a_pasted_link_or_hand_off_with_line_breaks() {
    let broken = |text: &str| {
        let lines: Vec<_> = text
            .as_bytes()
            .chunks(20)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        format!("\n  {}\r\n", lines.join("\r\n\t"))
    };
    for text in [good(), broken(&good())] {
        match parse_pasted(&text) {
            Ok(Pasted::Link(Callback::HandOff { handoff, .. })) => {
                assert_eq!(handoff.expose(), SEALED);
            }
            other => panic!("{other:?}"),
        }
    }
    for text in [SEALED.to_owned(), broken(SEALED)] {
        match parse_pasted(&text) {
            Ok(Pasted::HandOff(handoff)) => assert_eq!(handoff.expose(), SEALED),
            other => panic!("{other:?}"),
        }
    }
    match parse_pasted(&link(&format!("error=access_denied&state={STATE}"))) {
        Ok(Pasted::Link(Callback::Refused { error, .. })) => assert!(error.is_declined()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn refuses_other_pasted_text() {
    use CallbackError::{BadHandOff, ControlCharacter, MissingAnswer, NotOurs, TooLong};
    for (text, error) in [
        (String::new(), MissingAnswer),
        (" \n\t ".to_owned(), MissingAnswer),
        ("hello".to_owned(), BadHandOff),
        (
            "handoff, please, and make it a long sentence of words".to_owned(),
            BadHandOff,
        ),
        (format!("{SEALED}\0"), BadHandOff),
        (
            format!("https://relay.example/callback?handoff={SEALED}&state={STATE}"),
            NotOurs,
        ),
        (format!("{}%00", good()), ControlCharacter),
        (SEALED.repeat(100), TooLong),
        ("é".repeat(MAX_LINK), TooLong),
    ] {
        match parse_pasted(&text) {
            Err(found) => assert_eq!(found, error, "{text}"),
            Ok(pasted) => panic!("{text} was taken for {pasted:?}"),
        }
    }
}

#[test]
fn logs_no_more_than_scheme_host_and_path() {
    assert_eq!(log_safe(&good()), "counterfoil://oauth/callback");
    assert_eq!(
        log_safe(&format!(
            "counterfoil://user:{SEALED}@oauth/callback/#{SEALED}"
        )),
        "counterfoil://oauth/callback/"
    );
    assert_eq!(
        log_safe(&format!("counterfoil://oauth/callback&handoff={SEALED}")),
        "counterfoil://oauth/callback"
    );
    assert_eq!(log_safe(&format!("counterfoil:{SEALED}")), "(not a link)");
    assert_eq!(log_safe(SEALED), "(not a link)");
    assert_eq!(log_safe(""), "(not a link)");
    assert_eq!(
        log_safe("counterfoil://oauth/a\nforged=line"),
        "counterfoil://oauth/aforged"
    );
    assert_eq!(log_safe(&"x".repeat(5000)), "(a link of 5000 bytes)");
    let long = log_safe(&format!("counterfoil://oauth/{}", "a".repeat(500)));
    assert_eq!(long.chars().count(), 65);
    assert!(long.ends_with('…'));
}

fn computer() -> signing::PublicKey {
    signing::SigningKey::generate().public()
}

#[test]
fn a_state_carries_the_challenge_of_its_verifier() {
    // The example of RFC 7636, appendix B.
    let known = Verifier::from_text("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
    assert_eq!(
        known.challenge(),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    );

    let verifier = Verifier::random();
    let state = SignInState::new(&verifier, computer());
    let parts: Vec<_> = state.expose().split('.').collect();
    assert_eq!(parts[0], "v2");
    assert_eq!(URL_SAFE_NO_PAD.decode(parts[1]).unwrap().len(), 16);
    assert_eq!(parts[2], verifier.challenge());
    assert_eq!(URL_SAFE_NO_PAD.decode(parts[3]).unwrap().len(), 32);
    assert_eq!(parts.len(), 4);
    assert_eq!(URL_SAFE_NO_PAD.decode(verifier.expose()).unwrap().len(), 32);
    assert!(matches!(
        parse(&link(&format!("handoff={SEALED}&state={}", state.expose()))),
        Ok(Callback::HandOff { state: came_back, .. }) if came_back.matches(&state)
    ));
}

#[test]
fn states_and_verifiers_are_never_the_same_twice() {
    let verifier = Verifier::random();
    assert_ne!(verifier.expose(), Verifier::random().expose());
    let state = SignInState::new(&verifier, computer());
    assert!(!state.matches(&SignInState::new(&verifier, computer())));
    assert!(state.matches(&state.clone()));
    for other in [
        "",
        "v1",
        &state.expose()[1..],
        &format!("{}x", state.expose()),
    ] {
        assert!(!state.matches(&SignInState::from_text(other.to_owned())));
    }
}

#[test]
fn debug_texts_hold_no_secret() {
    let verifier = Verifier::random();
    let state = SignInState::new(&verifier, computer());
    let shown = format!(
        "{:?} {verifier:?} {state:?} {:?}",
        parse(&good()),
        parse_pasted(SEALED)
    );
    assert!(shown.contains("[redacted]"));
    for secret in [SEALED, STATE, verifier.expose(), state.expose()] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// Mutates good links at random, always the same way. Whatever comes out must be read without a panic,
/// and whatever is accepted must still keep the parser's promises.
#[test]
fn survives_mutated_links() {
    const PIECES: [&str; 20] = [
        "%",
        "%0",
        "%00",
        "%ff",
        "&",
        "=",
        "?",
        "#",
        "/",
        "\\",
        "\0",
        "\n",
        "é",
        "💥",
        "\u{202e}",
        "..",
        "state=",
        "handoff=",
        "error=access_denied",
        "counterfoil://oauth/callback?",
    ];
    let seeds = [
        good(),
        link(&format!("error=access_denied&state={STATE}")),
        SEALED.to_owned(),
    ];
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % u64::try_from(below).unwrap()).unwrap()
    };
    let mut accepted = 0;
    for round in 0..60_000 {
        let mut text: Vec<char> = seeds[round % seeds.len()].chars().collect();
        for _ in 0..=next(4) {
            let at = next(text.len() + 1);
            match next(5) {
                0 => text.truncate(at),
                1 => drop(text.splice(at..at, PIECES[next(PIECES.len())].chars())),
                2 if at < text.len() => drop(text.remove(at)),
                3 if at < text.len() => {
                    text[at] = char::from_u32(u32::try_from(next(0x300)).unwrap()).unwrap();
                }
                _ => text.rotate_left(at),
            }
        }
        let text: String = text.into_iter().collect();
        let shown = log_safe(&text);
        assert!(
            shown.chars().count() <= 65 && !shown.chars().any(char::is_control),
            "{shown}"
        );
        let read = [
            parse(&text).ok(),
            match parse_pasted(&text) {
                Ok(Pasted::Link(callback)) => Some(callback),
                Ok(Pasted::HandOff(handoff)) => {
                    assert!(is_base64url(handoff.expose().trim_end_matches('=')));
                    None
                }
                Ok(Pasted::Redirect(_)) | Err(_) => None,
            },
        ];
        for callback in read.into_iter().flatten() {
            accepted += 1;
            let state = match callback {
                Callback::HandOff { state, handoff } => {
                    assert!(is_base64url(handoff.expose().trim_end_matches('=')));
                    state
                }
                Callback::Refused { state, error } => {
                    assert!(error.to_string().is_ascii());
                    state
                }
            };
            assert!(state.expose().split('.').all(is_base64url));
            let packed: String = text.chars().filter(char::is_ascii_graphic).collect();
            let packed = packed.to_ascii_lowercase();
            // What follows the `?` may be pasted alone.
            let ours = ["counterfoil://oauth/callback", "handoff=", "error="];
            assert!(ours.iter().any(|it| packed.contains(it)), "{text}");
        }
    }
    assert!(
        accepted > 1000,
        "too few mutants were accepted to mean anything: {accepted}"
    );
}

#[test]
fn two_builds_do_not_read_each_others_links() {
    let theirs = good().replace("counterfoil:", "counterfoil-dev:");
    refuses(&theirs, CallbackError::NotOurs);
    assert!(matches!(
        parse_of("counterfoil-dev", &theirs),
        Ok(Callback::HandOff { .. })
    ));
    let ours = parse_of("counterfoil-dev", &good());
    assert_eq!(ours.unwrap_err(), CallbackError::NotOurs);
    let pasted = parse_pasted_of("counterfoil-dev", &good());
    assert_eq!(pasted.unwrap_err(), CallbackError::NotOurs);
}
