//! Why the folder is of no use now, in words.

use super::ChangeLog;
use super::folder::{FolderError, Junk};
use crate::untrusted_text;

impl ChangeLog {
    /// Why the firm's folder is of no use now, as a sentence with the next click.
    #[must_use]
    pub fn change_log_problem(&self) -> Option<String> {
        let folder = self.holders.share()?.folder.display().to_string();
        let Some(trouble) = self.state.trouble.lock().clone() else {
            return junk_in(&folder, &self.state.junk.lock());
        };
        let next = match &trouble {
            FolderError::Missing | FolderError::Silent => {
                "Connect the network drive or start the program that syncs it, or choose another folder."
            }
            FolderError::NotAFolder => "Choose another one.",
            FolderError::Foreign => {
                "Make a firm file on one computer and join with it on the others, so that all have one key."
            }
            FolderError::Unreadable(_) | FolderError::Unwritable(_) => {
                "Ask whoever looks after the share for the right to read and write there, or choose another folder."
            }
        };
        Some(format!(
            "The firm's folder {folder} {trouble}. {next} Until then the other computers don't hear from \
             this one or it doesn't hear from them; nothing is lost."
        ))
    }
}

/// What is said of files that have the name of the log's and nothing of it in them.
fn junk_in(folder: &str, junk: &Junk) -> Option<String> {
    const NAMED: usize = 3;
    let mut names: Vec<&str> = junk.keys().map(String::as_str).collect();
    names.sort_unstable();
    let more = names.len().saturating_sub(NAMED);
    let shown = names.iter().take(NAMED);
    let shown: Vec<String> = shown
        .map(|name| untrusted_text::sanitize(name, untrusted_text::NAME))
        .collect();
    let mut files = shown.join(", ");
    if files.is_empty() {
        return None;
    }
    if more > 0 {
        files = format!("{files} and {more} more");
    }
    Some(format!(
        "The firm's folder {folder} holds files that are not of the change log: {files}. They are not read, and the \
         change log works without them. Ask whoever looks after the share who put them there, and delete them."
    ))
}
