//! The computers a firm has turned off, by the fingerprints of their keys.

use std::collections::HashSet;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parking_lot::RwLock;
use signing::PublicKey;

/// Computers that get nothing from this relay any more. Clones share one list.
#[derive(Clone, Debug, Default)]
pub struct Denied(Arc<RwLock<HashSet<String>>>);

/// A line of the list, from 1, is no fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {0} is not a computer's fingerprint: 43 letters, digits, - and _")]
pub struct NotADenyList(pub usize);

impl Denied {
    /// Replaces the list: a fingerprint on each line, and what follows a `#` is a comment.
    /// Returns how many computers it names. When a line is wrong, the list before stays.
    pub fn replace(&self, text: &str) -> Result<usize, NotADenyList> {
        let mut named = HashSet::new();
        for (index, line) in text.lines().enumerate() {
            let line = line
                .split_once('#')
                .map_or(line, |(before, _)| before)
                .trim();
            if line.is_empty() {
                continue;
            }
            let is_digest = URL_SAFE_NO_PAD.decode(line).is_ok_and(|it| it.len() == 32);
            if !is_digest {
                return Err(NotADenyList(index + 1));
            }
            named.insert(line.to_owned());
        }
        let count = named.len();
        *self.0.write() = named;
        Ok(count)
    }

    /// Whether a computer is on it.
    pub(crate) fn names(&self, computer: &PublicKey) -> bool {
        let named = self.0.read();
        !named.is_empty() && named.contains(&computer.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use signing::SigningKey;

    use super::*;

    #[test]
    fn a_list_has_comments_and_a_wrong_one_changes_nothing() {
        let denied = Denied::default();
        let [lost, kept] = [(); 2].map(|()| SigningKey::generate().public());
        assert!(!denied.names(&lost));
        let text = format!(
            "# lost on 12 May\n\n  {} # LAPTOP-7\r\n",
            lost.fingerprint()
        );
        assert_eq!(denied.replace(&text), Ok(1));
        assert!(denied.names(&lost) && !denied.names(&kept));
        let wrong = format!("{}\nLAPTOP-7\n", kept.fingerprint());
        assert_eq!(denied.clone().replace(&wrong), Err(NotADenyList(2)));
        assert!(denied.names(&lost) && !denied.names(&kept));
        assert_eq!(denied.replace(""), Ok(0));
        assert!(!denied.names(&lost));
    }
}
