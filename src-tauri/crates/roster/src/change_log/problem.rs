//! Why the folder is of no use now.

use super::ChangeLog;
use super::folder::{FolderError, Junk};
use crate::untrusted_text;
use crate::view::{FirmProblem, LogFolderReason, ProblemView};

impl ChangeLog {
    /// Why the firm's folder is of no use now.
    #[must_use]
    pub fn change_log_problem(&self) -> Option<ProblemView> {
        let folder = self.holders.share()?.folder.display().to_string();
        let Some(trouble) = self.state.trouble.lock().clone() else {
            return junk_in(folder, &self.state.junk.lock());
        };
        let (why, detail) = match trouble {
            FolderError::Missing => (LogFolderReason::Missing, String::new()),
            FolderError::NotAFolder => (LogFolderReason::NotAFolder, String::new()),
            FolderError::Unreadable(reason) => (LogFolderReason::Unreadable, reason),
            FolderError::Unwritable(reason) => (LogFolderReason::Unwritable, reason),
            FolderError::Silent => (LogFolderReason::Silent, String::new()),
            FolderError::Foreign => (LogFolderReason::Foreign, String::new()),
        };
        Some(ProblemView::from(FirmProblem::LogFolder { folder, why }).with_detail(detail))
    }
}

/// What there is to say of files that have the name of the log's and nothing of it in them.
fn junk_in(folder: String, junk: &Junk) -> Option<ProblemView> {
    const NAMED: usize = 3;
    let mut names: Vec<&str> = junk.keys().map(String::as_str).collect();
    if names.is_empty() {
        return None;
    }
    names.sort_unstable();
    let more = u32::try_from(names.len().saturating_sub(NAMED)).unwrap_or(u32::MAX);
    let shown = names.iter().take(NAMED);
    let names = shown
        .map(|name| untrusted_text::sanitize(name, untrusted_text::NAME))
        .collect();
    Some(
        FirmProblem::LogFolderJunk {
            folder,
            names,
            more,
        }
        .into(),
    )
}
