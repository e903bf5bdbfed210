//! Intuit's redirect, where it comes back to this computer or is pasted: with development keys.

use intuit::{AuthorizationCode, RealmId};

use super::{CallbackError, RefusedReason, SignInState};

const LONGEST_STATE: usize = 256;
const LONGEST_CODE: usize = 512;
const LONGEST_REALM: usize = 64;

/// What a redirect of Intuit's says.
#[derive(Debug, Clone)]
pub struct Redirected {
    /// The sign-in it claims to belong to.
    pub state: SignInState,
    /// What came of it.
    pub said: Said,
}

/// Yes or no.
#[derive(Debug, Clone)]
pub enum Said {
    /// The person agreed.
    Yes {
        /// The authorization code.
        code: AuthorizationCode,
        /// The company chosen; empty where Intuit has none to name.
        realm: Option<RealmId>,
    },
    /// Intuit or the person said no.
    No(RefusedReason),
}

/// Reads the query of a redirect. As strict as with links: nothing twice, and nothing that is not of the form that it is
/// known to have. A refusal is read however it is written ([`refusal`]).
pub fn parse_redirect(query: &str) -> Result<Redirected, CallbackError> {
    if let Some((state, reason)) = refusal(query, "code") {
        return Ok(Redirected {
            state: sign_in(state?)?,
            said: Said::No(reason),
        });
    }
    let [mut state, mut code, mut realm, mut error] = [const { None }; 4];
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let place = match name.as_ref() {
            "state" => &mut state,
            "code" => &mut code,
            "realmId" => &mut realm,
            "error" => &mut error,
            // Intuit may add parameters; these are ignored.
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return Err(CallbackError::Ambiguous);
        }
    }
    if error.is_some_and(|error| !error.is_empty()) {
        return Err(CallbackError::Ambiguous);
    }
    let code = code
        .filter(|code| fits(code, LONGEST_CODE))
        .ok_or(CallbackError::MissingAnswer)?;
    if realm
        .as_ref()
        .is_some_and(|realm| realm.len() > LONGEST_REALM || !is_printable(realm))
    {
        return Err(CallbackError::BadHandOff);
    }
    Ok(Redirected {
        state: sign_in(state.ok_or(CallbackError::MissingState)?)?,
        said: Said::Yes {
            code: AuthorizationCode::new(code),
            realm: realm.map(RealmId::new),
        },
    })
}

/// The refusal in a query: it has an `error` and no `answer`. How often and in which letter case it says so does not
/// matter, for without the `state` of an open sign-in it ends none; two different ones of that are an error.
pub(super) fn refusal(
    query: &str,
    answer: &str,
) -> Option<(Result<String, CallbackError>, RefusedReason)> {
    let mut reasons = Vec::new();
    let mut states: Vec<String> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let name = name.trim().to_ascii_lowercase();
        if name == answer && !value.is_empty() {
            return None;
        }
        if name == "error" {
            reasons.push(RefusedReason::read(&value));
        } else if name == "state" && !states.iter().any(|state| *state == value) {
            states.push(value.into_owned());
        }
    }
    let plainest = reasons
        .iter()
        .position(RefusedReason::is_declined)
        .or_else(|| reasons.iter().position(RefusedReason::is_scope_refused))
        .unwrap_or_default();
    let reason = reasons.into_iter().nth(plainest)?;
    let state = match states.len() {
        0 => Err(CallbackError::MissingState),
        1 => Ok(states.remove(0)),
        _ => Err(CallbackError::Ambiguous),
    };
    Some((state, reason))
}

fn sign_in(state: String) -> Result<SignInState, CallbackError> {
    if fits(&state, LONGEST_STATE) {
        Ok(SignInState::from_text(state))
    } else {
        Err(CallbackError::BadState)
    }
}

fn fits(text: &str, most: usize) -> bool {
    !text.is_empty() && text.len() <= most && is_printable(text)
}

fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}
