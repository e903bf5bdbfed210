//! What helps when something went wrong: the log, reports of crashes, the support file.

pub(crate) mod crash_reports;
pub(crate) mod log;
mod log_files;
pub(crate) mod support_file;
