//! `counterfoil://` links: what they say, and the half of a sign-in that they must match.
//!
//! Any program and any web page may open such a link, so hostile input is this parser's normal input.
//! It says what a link claims, never that the claim is true: that is known once [`SignInState::matches`]
//! finds the sign-in it belongs to.

mod pasted;
mod redirect;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use rand::rngs::OsRng;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use signing::PublicKey;
use subtle::ConstantTimeEq as _;

pub use pasted::{Pasted, parse_pasted_of};
pub use redirect::{Redirected, Said, parse_redirect};

/// The scheme of the links that come back to an installed Counterfoil.
pub const SCHEME: &str = "counterfoil";

/// The longest link we read, in bytes. Windows passes on 2,083 at most; ours have a few hundred.
pub const MAX_LINK: usize = 4096;

/// Longest `state` we read; ours have 113 bytes.
const MAX_STATE: usize = 256;

/// What a link says.
#[derive(Debug, Clone)]
pub enum Callback {
    /// The relay sealed Intuit's answer for us.
    HandOff {
        /// The sign-in it claims to belong to.
        state: SignInState,
        /// The sealed answer.
        handoff: HandOff,
    },
    /// Intuit or the person said no.
    Refused {
        /// The sign-in it claims to belong to.
        state: SignInState,
        /// What was said.
        error: RefusedReason,
    },
}

/// Why a sign-in came back without a hand-off: an OAuth error code (RFC 6749 §4.1.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusedReason {
    /// `access_denied`: the person declined.
    AccessDenied,
    /// Any other word ([`intuit::refusal_word`]).
    Other(String),
}

impl RefusedReason {
    /// Reads the `error` of a redirect, however it is written.
    #[must_use]
    pub fn read(said: &str) -> Self {
        let word = intuit::refusal_word(said);
        if word == "access_denied" {
            Self::AccessDenied
        } else {
            Self::Other(word)
        }
    }

    /// Whether Intuit does not let the app ask for one of the scopes of the sign-in.
    #[must_use]
    pub fn is_scope_refused(&self) -> bool {
        matches!(self, Self::Other(code) if code == "invalid_scope")
    }

    /// Whether the person said no, rather than something having failed.
    #[must_use]
    pub fn is_declined(&self) -> bool {
        *self == Self::AccessDenied
    }
}

impl fmt::Display for RefusedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessDenied => "access_denied",
            Self::Other(code) => code,
        })
    }
}

/// Why a link is not one of ours. No text of the link is repeated: it is a stranger's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// More than [`MAX_LINK`] bytes.
    #[error("it is too long")]
    TooLong,
    /// A control character or white space, plain or percent-encoded.
    #[error("it has characters that do not belong there")]
    ControlCharacter,
    /// Another scheme, host or path.
    #[error("it is not a sign-in link")]
    NotOurs,
    /// A parameter appears twice, or both a hand-off and an error do.
    #[error("it says two things at once")]
    Ambiguous,
    /// No `state`.
    #[error("it does not say which sign-in it belongs to")]
    MissingState,
    /// A `state` of another form than ours.
    #[error("it names a sign-in of another kind")]
    BadState,
    /// Neither a hand-off nor an error.
    #[error("it has no answer in it")]
    MissingAnswer,
    /// A hand-off of another form than the relay's.
    #[error("its answer is damaged or incomplete")]
    BadHandOff,
}

/// Reads a link of [`SCHEME`].
pub fn parse(url: &str) -> Result<Callback, CallbackError> {
    parse_of(SCHEME, url)
}

/// Reads a link of `scheme`; those of any other are not ours.
pub fn parse_of(scheme: &str, url: &str) -> Result<Callback, CallbackError> {
    if url.len() > MAX_LINK {
        return Err(CallbackError::TooLong);
    }
    // Looked for before parsing: URL parsers drop tabs and line breaks silently.
    if url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(CallbackError::ControlCharacter);
    }
    let query = query(scheme, url)?;
    if let Some((state, error)) = redirect::refusal(query, "handoff") {
        let state = sign_in_state(state?)?;
        return Ok(Callback::Refused { state, error });
    }
    let mut said = Answered::default();
    let mut names = BTreeSet::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if name.chars().chain(value.chars()).any(char::is_control) {
            return Err(CallbackError::ControlCharacter);
        }
        match name.as_ref() {
            "state" => said.state = value.into_owned(),
            "handoff" => said.handoff = Some(value.into_owned()),
            "error" => said.error = Some(value.into_owned()),
            // Browsers and relays may add parameters; these are ignored.
            _ => {}
        }
        if !names.insert(name.into_owned()) {
            return Err(CallbackError::Ambiguous);
        }
    }
    said.read()
}

/// Reads the paste box, for links of [`SCHEME`].
pub fn parse_pasted(text: &str) -> Result<Pasted, CallbackError> {
    parse_pasted_of(SCHEME, text)
}

/// What may be logged of a link: scheme, host and path, cut off after 64 characters.
#[must_use]
pub fn log_safe(url: &str) -> String {
    const MAX: usize = 64;
    if url.len() > MAX_LINK {
        return format!("(a link of {} bytes)", url.len());
    }
    // Without a host the "path" may be anything, so it is left out.
    let Some((url, host)) = url::Url::parse(url)
        .ok()
        .and_then(|url| Some((url.clone(), url.host_str()?.to_owned())))
    else {
        return "(not a link)".to_owned();
    };
    let shown = format!("{}://{host}{}", url.scheme(), url.path());
    // Without the `?`, parameters would be part of the path.
    let shown: String = shown
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-._/:%[]".contains(*c))
        .collect();
    match shown.char_indices().nth(MAX) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown,
    }
}

/// The query of `<scheme>://oauth/callback?…`. Compared as text, so that nothing a URL parser
/// forgives (dot segments, user names, ports) can be taken for our address.
fn query<'a>(scheme: &str, url: &'a str) -> Result<&'a str, CallbackError> {
    let ours = format!("{scheme}://oauth");
    let (origin, rest) = url
        .split_at_checked(ours.len())
        .ok_or(CallbackError::NotOurs)?;
    // Scheme and host have no letter case; the path has one.
    if !origin.eq_ignore_ascii_case(&ours) {
        return Err(CallbackError::NotOurs);
    }
    let rest = rest
        .strip_prefix("/callback")
        .ok_or(CallbackError::NotOurs)?;
    // Browsers and Windows may add a slash at the end of a path, or drop it.
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    // A redirect inherits the fragment of the page it came from.
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    match rest.strip_prefix('?') {
        Some(query) => Ok(query),
        None if rest.is_empty() => Ok(""),
        None => Err(CallbackError::NotOurs),
    }
}

#[derive(Default)]
struct Answered {
    state: String,
    handoff: Option<String>,
    error: Option<String>,
}

impl Answered {
    fn read(self) -> Result<Callback, CallbackError> {
        let state = sign_in_state(self.state)?;
        match (self.handoff, self.error) {
            (Some(_), Some(_)) => Err(CallbackError::Ambiguous),
            (None, _) => Err(CallbackError::MissingAnswer),
            (Some(handoff), None) => Ok(Callback::HandOff {
                state,
                handoff: HandOff::read(handoff)?,
            }),
        }
    }
}

fn sign_in_state(state: String) -> Result<SignInState, CallbackError> {
    if state.is_empty() {
        return Err(CallbackError::MissingState);
    }
    if state.len() > MAX_STATE || !state.split('.').all(is_base64url) {
        return Err(CallbackError::BadState);
    }
    Ok(SignInState::from_text(state))
}

fn is_base64url(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    !text.is_empty() && text.bytes().all(letter)
}

/// Intuit's answer, sealed by the relay. Worthless without the verifier, and still not for logs.
#[derive(Clone)]
pub struct HandOff(SecretString);

impl HandOff {
    fn read(text: String) -> Result<Self, CallbackError> {
        // Base64url needs no padding, and two `=` at the end help no attacker.
        let body = text.trim_end_matches('=');
        if text.len() - body.len() > 2 || !is_base64url(body) {
            return Err(CallbackError::BadHandOff);
        }
        Ok(Self(text.into()))
    }

    /// The sealed text, for the relay.
    #[must_use]
    pub fn expose(&self) -> &str {
        // EXPOSE: the caller sends it to the relay, and says so.
        self.0.expose_secret()
    }
}

impl fmt::Debug for HandOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The half of a sign-in that stays on this computer: 32 random bytes, as base64url text. The other
/// half, its [challenge](Self::challenge), travels inside `state`.
#[derive(Clone)]
pub struct Verifier(SecretString);

impl Verifier {
    /// A new one, from the operating system's random source.
    #[must_use]
    pub fn random() -> Self {
        Self(random_text::<32>().into())
    }

    /// One that was kept in the vault.
    #[must_use]
    pub fn from_text(text: String) -> Self {
        Self(text.into())
    }

    /// SHA-256 of the verifier's text, as base64url: `S256` of RFC 7636 §4.2.
    #[must_use]
    pub fn challenge(&self) -> String {
        // EXPOSE: only the digest leaves.
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.expose_secret()))
    }

    /// The text, for the relay and the vault.
    #[must_use]
    pub fn expose(&self) -> &str {
        // EXPOSE: the caller sends it to the relay or keeps it in the vault, and says so.
        self.0.expose_secret()
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// OAuth's `state`: `v2.<nonce>.<challenge>.<public key of this computer>`. One that came in a link is a claim until it
/// [matches](Self::matches) an open sign-in's.
#[derive(Clone)]
pub struct SignInState(SecretString);

impl SignInState {
    /// A new one, bound to a verifier and to the computer it is made at.
    #[must_use]
    pub fn new(verifier: &Verifier, computer: PublicKey) -> Self {
        let (nonce, challenge) = (random_text::<16>(), verifier.challenge());
        Self(format!("v2.{nonce}.{challenge}.{computer}").into())
    }

    /// One that was kept in the vault.
    #[must_use]
    pub fn from_text(text: String) -> Self {
        Self(text.into())
    }

    /// Whether both are the same, in a time that does not tell how much of them is.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        // EXPOSE: compared in constant time.
        let (ours, theirs) = (self.0.expose_secret(), other.0.expose_secret());
        ours.as_bytes().ct_eq(theirs.as_bytes()).into()
    }

    /// The text, for the authorize address and the vault.
    #[must_use]
    pub fn expose(&self) -> &str {
        // EXPOSE: the caller sends it to Intuit or keeps it in the vault, and says so.
        self.0.expose_secret()
    }
}

impl fmt::Debug for SignInState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

fn random_text<const BYTES: usize>() -> String {
    let mut bytes = [0; BYTES];
    OsRng.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
