//! Intuit's redirect, and where the browser goes on from it: to the app, with a sealed hand-off or a refusal.

use intuit::RealmId;

use crate::Config;
use crate::binding;
use crate::grants::{HANDOFF_LIFE_SECONDS, Handoff};
use crate::seal::Purpose;

/// Intuit documents 512 characters for a code. With twice as many, the link to the app is still one that the
/// app reads.
const LONGEST_CODE: usize = 1024;

/// Where a browser that came from Intuit goes on.
pub(crate) struct Sent {
    /// The app's address, with the answer in it.
    pub(crate) to: String,
    /// The code of Intuit's refusal, if it was one.
    pub(crate) refused: Option<String>,
}

/// Why a browser is not sent to the app.
pub(crate) enum NotSent {
    NotOurs,
    NotSealed,
}

impl Sent {
    pub(crate) fn back(config: &Config, query: &str) -> Result<Self, NotSent> {
        let redirect = Redirect::parse(query).ok_or(NotSent::NotOurs)?;
        let (state, said) = redirect
            .state
            .as_deref()
            .and_then(|state| Some((state, binding::State::read(state)?)))
            .ok_or(NotSent::NotOurs)?;
        // Base64url, dots and lower-case words: nothing in them has to be escaped.
        let to = |key: &str, value: &str| {
            let app = config.app_callback.as_str();
            format!("{app}?{key}={value}&state={state}")
        };
        let refused = match (redirect.error, redirect.code) {
            (Some(error), _) => intuit::refusal_word(&error),
            // Intuit always sends one of the two; the app gets an error so that it need not wait.
            (None, None) => "invalid_request".to_owned(),
            (None, Some(_)) if config.rules.require_computer && said.computer.is_none() => {
                "update_required".to_owned()
            }
            (None, Some(code)) => {
                let handoff = Handoff {
                    code,
                    realm_id: redirect.realm_id,
                    challenge: said.challenge.to_text(),
                    computer: said.computer,
                    expires_at: (config.now)().as_second() + HANDOFF_LIFE_SECONDS,
                };
                let sealed = config
                    .keys
                    .seal(Purpose::Handoff, &handoff)
                    .ok_or(NotSent::NotSealed)?;
                return Ok(Self {
                    to: to("handoff", &sealed),
                    refused: None,
                });
            }
        };
        Ok(Self {
            to: to("error", &refused),
            refused: Some(refused),
        })
    }
}

/// The parameters of Intuit's redirect; each at most once.
#[derive(Default)]
struct Redirect {
    code: Option<String>,
    state: Option<String>,
    realm_id: Option<String>,
    error: Option<String>,
}

impl Redirect {
    /// `None` when a parameter comes twice or cannot be one of Intuit's.
    fn parse(query: &str) -> Option<Self> {
        let mut redirect = Self::default();
        let mut is_doubled = false;
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            // A refusal is read in any form, so that the sign-in that waits for it ends.
            if name.trim().eq_ignore_ascii_case("error") {
                let word = intuit::refusal_word(&value);
                let is_plainer = word == "access_denied" || redirect.error.is_none();
                if is_plainer && !value.is_empty() {
                    redirect.error = Some(word);
                }
                continue;
            }
            let slot = match name.as_ref() {
                "code" => &mut redirect.code,
                "state" => &mut redirect.state,
                "realmId" => &mut redirect.realm_id,
                _ => continue,
            };
            let said = value.into_owned();
            if slot.as_ref().is_some_and(|before| *before != said) {
                return None;
            }
            is_doubled |= slot.replace(said).is_some();
        }
        // A parameter of an answer comes once; a refusal may repeat them, as it opens nothing.
        if is_doubled && redirect.error.is_none() {
            return None;
        }
        // Intuit leaves a parameter out or sends it empty: the same thing.
        redirect.code = redirect.code.filter(|code| !code.is_empty());
        redirect.realm_id = redirect.realm_id.filter(|realm| !realm.is_empty());
        let code_fits = redirect
            .code
            .as_ref()
            // The characters of RFC 6749 §A.11, without the space. Others grow when they are sealed.
            .is_none_or(|code| {
                code.len() <= LONGEST_CODE && code.bytes().all(|byte| byte.is_ascii_graphic())
            });
        let realm_fits = redirect
            .realm_id
            .as_ref()
            .is_none_or(|realm| RealmId::new(realm.as_str()).is_well_formed());
        (code_fits && realm_fits).then_some(redirect)
    }
}
