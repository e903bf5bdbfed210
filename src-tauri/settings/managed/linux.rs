//! Linux: one file that belongs to root.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Found, guarded};

const POLICY: &str = "/etc/counterfoil/policy.json";

/// What is set on this computer.
pub(super) fn find() -> Found {
    let (path, also) = place();
    find_at(&path, also)
}

/// What is set in `path`, which belongs to root or to `also`.
pub(super) fn find_at(path: &Path, also: Option<u32>) -> Found {
    let source = path.display().to_string();
    let bytes = match guarded::read(path, also) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Found::Nothing,
        Err(problem) => return Found::Refused(source, problem),
    };
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(values)) => Found::Values(source, values),
        Ok(_) => {
            let problem = format!(
                "{source} is not one pair of braces with settings in it; none of it was taken."
            );
            Found::Refused(source, problem)
        }
        // The parser's own text may repeat what it read.
        Err(error) => {
            let problem = format!(
                "{source} is not whole JSON (line {}, column {}); none of it was taken.",
                error.line(),
                error.column()
            );
            Found::Refused(source, problem)
        }
    }
}

/// Where the policy is, and who besides root may own it. A test's build can be given another.
fn place() -> (PathBuf, Option<u32>) {
    #[cfg(debug_assertions)]
    if let Some(path) = std::env::var_os("COUNTERFOIL_POLICY") {
        use std::os::unix::fs::MetadataExt as _;
        let me = std::fs::metadata("/proc/self").ok().map(|me| me.uid());
        return (path.into(), me);
    }
    (POLICY.into(), None)
}
