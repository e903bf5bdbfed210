//! The Conductor half.

use std::sync::Arc;

use axum::Router;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::app::App;

/// Everything the Conductor half remembers.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Store {}

impl Store {
    /// Brings the end-user of `company_name` to where `fate` says; `false` when there is none.
    pub(crate) fn apply_fate(&mut self, _company_name: &str, _fate: &str, _now: Timestamp) -> bool {
        false
    }
}

pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
}
