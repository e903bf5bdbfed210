//! What was asked lately: method, path and status, no query, no body; and of requests to a client's computer
//! whose it is, and how many it had to do at once.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::Serialize;

use crate::{Clock, conductor, pages};

const KEPT: usize = 1_000;

/// The last thousand requests.
pub(crate) struct Log {
    clock: Clock,
    entries: Mutex<VecDeque<Entry>>,
    /// Requests under way, by end-user.
    under_way: Mutex<HashMap<String, usize>>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    at: Timestamp,
    method: String,
    path: String,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_user: Option<String>,
    /// Requests to the same computer when this one began, itself among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_once: Option<usize>,
    /// It asked for the next page of a list.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cursor: bool,
}

impl Log {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            entries: Mutex::default(),
            under_way: Mutex::default(),
        }
    }

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

    /// One more request to a computer, until what comes back is dropped.
    fn begin(&self, end_user: &str) -> UnderWay<'_> {
        let mut all = self.under_way.lock();
        let count = all.entry(end_user.to_owned()).or_default();
        *count += 1;
        UnderWay {
            log: self,
            end_user: end_user.to_owned(),
            at_once: *count,
        }
    }

    fn locked<R>(&self, f: impl FnOnce(&mut VecDeque<Entry>) -> R) -> R {
        f(&mut self.entries.lock())
    }
}

/// A request to a client's computer. Callers that hang up drop it as well.
struct UnderWay<'a> {
    log: &'a Log,
    end_user: String,
    at_once: usize,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let all = self.log.under_way.lock();
        let mut all = all;
        if let Some(count) = all.get_mut(&self.end_user) {
            *count -= 1;
        }
    }
}

/// Writes down every request but Practice's own.
pub(crate) async fn record(State(log): State<Arc<Log>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let method = request.method().to_string();
    let end_user = conductor::asked_end_user(request.headers());
    let query = request.uri().query().unwrap_or_default();
    let cursor = query.split('&').any(|it| it.starts_with("cursor="));
    let under_way = end_user.as_ref().map(|id| log.begin(id));
    let at_once = under_way.as_ref().map(|it| it.at_once);
    let response = next.run(request).await;
    drop(under_way);
    if !pages::is_ours(&path) {
        log.push(Entry {
            at: log.clock.now(),
            method,
            path: without_secrets(&path),
            status: response.status().as_u16(),
            end_user,
            at_once,
            cursor,
        });
    }
    response
}

/// An auth link's path is its secret, and a realm id does not belong here.
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
