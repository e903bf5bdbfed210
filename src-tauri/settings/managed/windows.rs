//! Windows: the registry's policies, which only administrators can write.

use serde_json::{Map, Value};
use windows_registry::{LOCAL_MACHINE, Type, Value as Entry};

use super::Found;

const POLICY: &str = r"Software\Policies\Counterfoil";

/// What is set on this computer.
pub(super) fn find() -> Found {
    let source = format!(r"HKLM\{POLICY}");
    let Ok(key) = LOCAL_MACHINE.open(POLICY) else {
        return Found::Nothing;
    };
    match key.values() {
        Ok(entries) => {
            let values: Map<String, Value> = entries
                // The key's own unnamed value belongs to nobody.
                .filter(|(name, _)| !name.is_empty())
                .map(|(name, entry)| (name, value(entry)))
                .collect();
            Found::Values(source, values)
        }
        Err(error) => {
            let problem = format!("{source} can't be read ({error}); none of it was taken.");
            Found::Refused(source, problem)
        }
    }
}

/// `REG_SZ` and `REG_DWORD`; anything else is null, which no setting is.
fn value(entry: Entry) -> Value {
    match entry.ty() {
        Type::String => String::try_from(entry).map_or(Value::Null, Value::from),
        Type::U32 => u32::try_from(entry).map_or(Value::Null, Value::from),
        _ => Value::Null,
    }
}
