//! Why Practice could not start.

use std::path::PathBuf;

/// Why Practice could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No port on 127.0.0.1 could be opened.
    #[error("Practice could not open a port on 127.0.0.1: {0}")]
    Bind(std::io::Error),
    /// The folder for what people do in Practice cannot be used.
    #[error("Practice cannot keep its state in {folder}: {source}")]
    Folder {
        /// The folder asked for.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The relay could not be mounted.
    #[error("Practice could not mount the sign-in relay: {0}")]
    Relay(String),
}
