//! The Intuit half.

use std::sync::Arc;

use axum::Router;
use serde::{Deserialize, Serialize};

use crate::app::App;

/// Everything the Intuit half remembers.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Store {}

pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
}
