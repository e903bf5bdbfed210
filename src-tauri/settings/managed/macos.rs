//! macOS: managed preferences, which configuration profiles write. A person's own profile goes before the
//! computer's.

use std::path::Path;

use serde_json::{Map, Value};

use super::{Found, guarded};

const FOLDER: &str = "/Library/Managed Preferences";
const FILE: &str = "app.counterfoil.desktop.plist";

/// What is set on this computer.
pub(super) fn find() -> Found {
    let computers = Path::new(FOLDER).join(FILE);
    let persons = std::env::var("USER")
        .ok()
        .filter(|user| !user.is_empty() && !user.starts_with('.') && !user.contains('/'))
        .map(|user| Path::new(FOLDER).join(user).join(FILE));
    let mut sources = Vec::new();
    let mut values = Map::new();
    for path in [Some(computers), persons].into_iter().flatten() {
        match find_at(&path) {
            Ok(None) => {}
            Ok(Some(found)) => {
                values.extend(found);
                sources.push(path.display().to_string());
            }
            Err(problem) => return Found::Refused(path.display().to_string(), problem),
        }
    }
    if sources.is_empty() {
        Found::Nothing
    } else {
        Found::Values(sources.join(" and "), values)
    }
}

fn find_at(path: &Path) -> Result<Option<Map<String, Value>>, String> {
    let Some(bytes) = guarded::read(path, None)? else {
        return Ok(None);
    };
    plist::from_bytes::<plist::Dictionary>(&bytes)
        .map(|found| {
            Some(
                found
                    .into_iter()
                    // A profile's own labels, which some systems leave among the settings.
                    .filter(|(name, _)| !name.starts_with("Payload"))
                    .map(|(name, entry)| (name, value(&entry)))
                    .collect(),
            )
        })
        .map_err(|_| {
            format!(
                "{} is not a whole property list; none of it was taken.",
                path.display()
            )
        })
}

/// Texts, switches and whole numbers; anything else is null, which no setting is.
fn value(entry: &plist::Value) -> Value {
    match entry {
        plist::Value::String(text) => text.clone().into(),
        plist::Value::Boolean(said) => (*said).into(),
        plist::Value::Integer(number) => number.as_unsigned().map_or(Value::Null, Value::from),
        _ => Value::Null,
    }
}
