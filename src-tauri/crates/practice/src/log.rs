//! What was asked lately: method, path and status, no query, no body.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use jiff::Timestamp;
use serde::Serialize;

use crate::app::App;

const KEPT: usize = 1_000;

/// The last thousand requests.
#[derive(Default)]
pub(crate) struct Log(Mutex<VecDeque<Entry>>);

#[derive(Clone, Serialize)]
pub(crate) struct Entry {
    at: Timestamp,
    method: String,
    path: String,
    status: u16,
}

impl Log {
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.locked(|entries| entries.iter().cloned().collect())
    }

    pub(crate) fn clear(&self) {
        self.locked(VecDeque::clear);
    }

    fn push(&self, entry: Entry) {
        self.locked(|entries| {
            if entries.len() == KEPT {
                entries.pop_front();
            }
            entries.push_back(entry);
        });
    }

    fn locked<R>(&self, f: impl FnOnce(&mut VecDeque<Entry>) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes down every request but Practice's own.
pub(crate) async fn record(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let method = request.method().to_string();
    let response = next.run(request).await;
    if !crate::control::is_ours(&path) {
        app.log.push(Entry {
            at: app.now(),
            method,
            path: without_secrets(&path),
            status: response.status().as_u16(),
        });
    }
    response
}

/// An auth link's path is its secret, and a realm id is nobody's business here.
fn without_secrets(path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["", "qbd", ..] => parts.iter_mut().skip(2).take(1).for_each(hide),
        ["", "v3", "company", ..] => {
            parts.iter_mut().skip(3).step_by(2).for_each(hide);
        }
        _ => {}
    }
    parts.join("/")
}

fn hide(part: &mut &str) {
    *part = "\u{2026}";
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn paths_lose_their_secrets() {
        for (path, logged) in [
            ("/v1/end-users/end_usr_1", "/v1/end-users/end_usr_1"),
            ("/qbd/auth_sess_client_secret_x", "/qbd/\u{2026}"),
            ("/qbd/auth_sess_client_secret_x/step", "/qbd/\u{2026}/step"),
            (
                "/v3/company/123/companyinfo/123",
                "/v3/company/\u{2026}/companyinfo/\u{2026}",
            ),
        ] {
            assert_eq!(without_secrets(path), logged);
        }
    }
}
