//! What the names and values mean. Pure, so that every system's policy is tested on every system.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use url::Url;

use super::{FirmFilePlace, Managed};
use crate::settings::IntuitEnvironment;
use crate::settings::address::is_private;

/// Longest text of a setting, in characters.
const LONGEST: usize = 400;
/// Longest name of a setting that a sentence repeats, in characters.
const LONGEST_NAME: usize = 60;
/// More sentences than this help nobody.
const MOST_PROBLEMS: usize = 20;
/// Parts of a name that only a secret has.
const SECRET_WORDS: [&str; 5] = ["secret", "password", "passphrase", "token", "credential"];
/// How Conductor's secret keys begin.
const SECRET_KEY: &str = "sk_";

/// Why one setting is left out.
enum Wrong {
    /// No setting has this name.
    Unknown,
    /// The same name was there before, in other letters.
    Twice,
    /// Its name is one of a secret.
    SecretName,
    /// Its value is a secret.
    SecretValue,
    /// Anything else, as it goes on after the name.
    Is(&'static str),
}

/// Reads `values`, which come from `source`.
///
/// Names count in any case, as in Windows' registry. A switch may be 0 or 1, and a text `true` or
/// `false`; a number may be a text: that is what policy editors write.
pub(super) fn read(source: &str, values: &Map<String, Value>) -> Managed {
    let mut managed = Managed {
        source: Some(source.to_owned()),
        ..Managed::default()
    };
    let mut firm_file = None;
    let mut fingerprint = None;
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for (name, value) in values {
        let plain = name.to_ascii_lowercase();
        let taken = if is_secret_name(&plain) {
            Err(Wrong::SecretName)
        } else if is_secret_value(value) {
            Err(Wrong::SecretValue)
        } else if !seen.insert(plain.clone()) {
            Err(Wrong::Twice)
        } else {
            match plain.as_str() {
                "firmfile" => path(value).map(|path| firm_file = Some(path)),
                "firmfilesha256" => sha256(value).map(|sha256| fingerprint = Some(sha256)),
                _ => take(&mut managed, &plain, value),
            }
        };
        if let Err(wrong) = taken {
            problems.push(sentence(source, name, &wrong));
        }
    }
    if managed.relay_operator.is_some() && managed.relay_url.is_none() {
        managed.relay_operator = None;
        problems.push(without(source, "relayOperator", "relayUrl"));
    }
    match (firm_file, fingerprint) {
        (Some(path), Some(sha256)) => managed.firm_file = Some(FirmFilePlace { path, sha256 }),
        (Some(_), None) => problems.push(without(source, "firmFile", "firmFileSha256")),
        (None, Some(_)) => problems.push(without(source, "firmFileSha256", "firmFile")),
        (None, None) => {}
    }
    let more = problems.len().saturating_sub(MOST_PROBLEMS);
    if more > 0 {
        problems.truncate(MOST_PROBLEMS);
        problems.push(format!("{source}: {more} more settings were left out."));
    }
    managed.problems = problems;
    managed
}

fn take(managed: &mut Managed, plain: &str, value: &Value) -> Result<(), Wrong> {
    match plain {
        "firmname" => managed.firm_name = Some(text(value)?),
        "conductorpublishablekey" => managed.publishable_key = Some(word(value)?),
        "intuitclientid" => managed.client_id = Some(word(value)?),
        "intuitenvironment" => managed.environment = Some(environment(value)?),
        "relayurl" => managed.relay_url = Some(address(value)?),
        "relayoperator" => managed.relay_operator = Some(text(value)?),
        "readcompanynames" => managed.accounting_scope = Some(switch(value)?),
        "askforroles" => managed.ask_roles = Some(switch(value)?),
        "firmfolder" => managed.firm_folder = Some(path(value)?.display().to_string()),
        "checkeveryminutes" => managed.check_every = Some(minutes(value)?),
        "notices" => managed.notices = Some(switch(value)?),
        "noticesnameclients" => managed.notice_names = Some(switch(value)?),
        "allowconnect" => managed.connect = Some(switch(value)?),
        "allowdisconnect" => managed.disconnect = Some(switch(value)?),
        "allowdeleteconnections" => managed.delete_connections = Some(switch(value)?),
        "allowexport" => managed.export = Some(switch(value)?),
        "allowchangekeys" => managed.change_keys = Some(switch(value)?),
        "firmsigner" => managed.firm_signer = Some(signer(value)?),
        "allowfirmfiles" => managed.firm_files = Some(switch(value)?),
        "allowmakefirmfiles" => managed.make_firm_files = Some(switch(value)?),
        "allowreadbooks" => managed.read_books = Some(switch(value)?),
        _ => return Err(Wrong::Unknown),
    }
    Ok(())
}

fn is_secret_name(plain: &str) -> bool {
    plain.contains(SECRET_KEY) || SECRET_WORDS.iter().any(|word| plain.contains(word))
}

/// Looks into lists and tables too: whatever they are for, a key does not belong there.
fn is_secret_value(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().to_ascii_lowercase().starts_with(SECRET_KEY),
        Value::Array(values) => values.iter().any(is_secret_value),
        Value::Object(values) => values.values().any(is_secret_value),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn text(value: &Value) -> Result<String, Wrong> {
    let text = value.as_str().ok_or(Wrong::Is("is not a text"))?.trim();
    if text.is_empty() {
        Err(Wrong::Is("is empty"))
    } else if text.chars().count() > LONGEST {
        Err(Wrong::Is("is longer than 400 characters"))
    } else if text.chars().any(char::is_control) {
        Err(Wrong::Is(
            "has a line break or another control character in it",
        ))
    } else {
        Ok(text.to_owned())
    }
}

fn word(value: &Value) -> Result<String, Wrong> {
    let text = text(value)?;
    if text.contains(char::is_whitespace) {
        return Err(Wrong::Is("has a space in it"));
    }
    Ok(text)
}

fn environment(value: &Value) -> Result<IntuitEnvironment, Wrong> {
    match text(value)?.as_str() {
        "production" => Ok(IntuitEnvironment::Production),
        "sandbox" => Ok(IntuitEnvironment::Sandbox),
        _ => Err(Wrong::Is("is neither “production” nor “sandbox”")),
    }
}

fn address(value: &Value) -> Result<Url, Wrong> {
    Url::parse(&text(value)?)
        .ok()
        .filter(is_private)
        .ok_or(Wrong::Is(
            "is not a plain address that begins with https://",
        ))
}

fn path(value: &Value) -> Result<std::path::PathBuf, Wrong> {
    let path = std::path::PathBuf::from(text(value)?);
    if path.is_absolute() {
        Ok(path)
    } else {
        Err(Wrong::Is("is not a whole path, from the root or the drive"))
    }
}

fn sha256(value: &Value) -> Result<[u8; 32], Wrong> {
    const WRONG: Wrong = Wrong::Is("is not a SHA-256 of 64 hexadecimal digits");
    let mut sha256 = [0; 32];
    hex::decode_to_slice(text(value)?, &mut sha256).map_err(|_| WRONG)?;
    Ok(sha256)
}

/// A fingerprint as the window shows it.
fn signer(value: &Value) -> Result<String, Wrong> {
    let text = word(value)?;
    let is_one = text.len() == 43
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if is_one {
        Ok(text)
    } else {
        Err(Wrong::Is("is not the fingerprint of a signing key"))
    }
}

fn switch(value: &Value) -> Result<bool, Wrong> {
    let said = match value {
        Value::Bool(said) => Some(*said),
        Value::Number(number) => match number.as_u64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    };
    said.ok_or(Wrong::Is("is neither true nor false"))
}

fn minutes(value: &Value) -> Result<u16, Wrong> {
    let minutes = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    minutes
        .and_then(|minutes| u16::try_from(minutes).ok())
        .filter(|minutes| (5..=240).contains(minutes))
        .ok_or(Wrong::Is("is not a whole number from 5 to 240"))
}

/// No sentence repeats a value: it may be a secret in the wrong place.
fn sentence(source: &str, name: &str, wrong: &Wrong) -> String {
    let name = quoted(name);
    match wrong {
        Wrong::Unknown => format!(
            "{source}: {name} is no setting of Counterfoil; it was left out, the rest holds."
        ),
        Wrong::Twice => format!(
            "{source}: {name} is there twice, in different letters; the second was left out, the rest holds."
        ),
        Wrong::SecretName => format!(
            "{source}: {name} does not belong there, because others can read that place; it was left out, the rest holds. Put secrets into a firm file and name it with “firmFile”."
        ),
        Wrong::SecretValue => format!(
            "{source}: {name} holds a secret key, which does not belong there, because others can read that place; it was left out, the rest holds. Make a new key in its place and put it into a firm file."
        ),
        Wrong::Is(what) => {
            format!("{source}: {name} {what}; it was left out, the rest holds.")
        }
    }
}

fn without(source: &str, name: &str, other: &str) -> String {
    format!("{source}: “{name}” is there without “{other}”; it was left out, the rest holds.")
}

fn quoted(name: &str) -> String {
    if name.to_ascii_lowercase().contains(SECRET_KEY) {
        return "a setting named like a secret key".to_owned();
    }
    let name: String = name
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    format!("“{name}”")
}
