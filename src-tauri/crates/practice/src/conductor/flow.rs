//! The pages behind a set-up link, for the person at the computer that runs QuickBooks Desktop.
//!
//! Conductor's own screens are not public; the steps are those of docs.conductor.is/usage/auth-flow
//! and of the QuickBooks Web Connector. The pages are plain links and forms and need no script.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use url::Url;
use url::form_urlencoded::byte_serialize;

use super::service::Service;
use super::store::Link;
use crate::pages::{Mark, StandsFor, escape, page};

const STEPS: [&str; 5] = ["Get ready", "Download", "Allow", "Sign in", "Test"];

pub(super) fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/qbd/{secret}", get(open).post(finish))
        .route("/qbd/{secret}/connection.qwc", get(download))
}

type Asked = Query<HashMap<String, String>>;

/// Opening the link starts the set-up; `step` says which of its pages to show.
async fn open(
    State(service): State<Arc<Service>>,
    Path(secret): Path<String>,
    Query(asked): Asked,
) -> Response {
    if !has_key(&service, &asked) {
        return wrong_key();
    }
    let now = service.now();
    match service.with(|store| store.open_link(&secret, now)) {
        Link::Open {
            company_name,
            session,
        } => {
            let step = asked
                .get("step")
                .and_then(|step| step.parse::<usize>().ok())
                .map_or(1, |step| step.clamp(1, STEPS.len()));
            let pages = Pages {
                path: format!("/qbd/{}", encode(&secret)),
                key: encode(&service.endpoints().conductor.publishable_key),
                company: escape(&company_name),
                // Different from the link's own secret, and the same on every visit.
                password: escape(&session.as_str().replace("auth_sess_", "practice-")),
            };
            pages.step(step)
        }
        closed => closed_page(&closed),
    }
}

/// The test at the end succeeds: everything about the connection works from now on.
async fn finish(
    State(service): State<Arc<Service>>,
    Path(secret): Path<String>,
    Query(asked): Asked,
) -> Response {
    if !has_key(&service, &asked) {
        return wrong_key();
    }
    let now = service.now();
    match service.with(|store| store.finish_link(&secret, now)) {
        Link::Finished { .. } => {
            let key = encode(&service.endpoints().conductor.publishable_key);
            Redirect::to(&format!("/qbd/{}?key={key}", encode(&secret))).into_response()
        }
        closed => closed_page(&closed),
    }
}

/// A file as the Web Connector reads it, which leads nowhere and says so.
async fn download(
    State(service): State<Arc<Service>>,
    Path(secret): Path<String>,
    Query(asked): Asked,
) -> Response {
    if !has_key(&service, &asked) {
        return wrong_key();
    }
    let now = service.now();
    match service.with(|store| store.link(&secret, now)) {
        Link::Open { company_name, .. } => {
            let file = connection_file(&service.endpoints().origin, &company_name);
            let headers = [
                (header::CONTENT_TYPE, "application/octet-stream"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"practice-connection.qwc\"",
                ),
            ];
            (headers, file).into_response()
        }
        closed => closed_page(&closed),
    }
}

/// What every page of one link shares, escaped for HTML.
struct Pages {
    path: String,
    key: String,
    company: String,
    password: String,
}

impl Pages {
    fn step(&self, step: usize) -> Response {
        let (title, text) = match step {
            1 => ("Get QuickBooks ready", self.get_ready()),
            2 => ("Download the connection file", self.download()),
            3 => ("Allow access in QuickBooks", self.allow()),
            4 => ("Sign in to the Web Connector", self.sign_in()),
            _ => ("Test the connection", self.test()),
        };
        let body = format!(
            "{}{text}\n<div class=\"actions\">{}</div>",
            head(step),
            self.actions(step)
        );
        page(StandsFor::SetUp, Mark::Open, title, &body).into_response()
    }

    fn actions(&self, step: usize) -> String {
        let Self { path, key, .. } = self;
        let link = |to: usize| format!("{path}?key={key}&amp;step={to}");
        let back = if step > 1 {
            format!(
                "<a class=\"button\" id=\"back\" href=\"{}\">Back</a>\n",
                link(step - 1)
            )
        } else {
            String::new()
        };
        if step == STEPS.len() {
            return format!(
                "{back}<form method=\"post\" action=\"{path}?key={key}\">\
                 <button class=\"primary\" id=\"finish\">Test the connection</button></form>"
            );
        }
        format!(
            "{back}<a class=\"button primary\" id=\"next\" href=\"{}\">Next</a>\n\
             <form class=\"skip\" method=\"post\" action=\"{path}?key={key}\">\
             <button id=\"finish\">Practice: do all of it for me</button></form>",
            link(step + 1)
        )
    }

    fn get_ready(&self) -> String {
        format!(
            "<p>You are connecting <b>{}</b>. Stay on the computer that runs QuickBooks Desktop; the \
             connection is made from there.</p>\n<ol>\n\
             <li>Open QuickBooks Desktop and open the company file of {0}.</li>\n\
             <li>Sign in as the QuickBooks <b>Admin</b>. Another person\u{2019}s sign-in cannot allow \
             a new connection.</li>\n\
             <li>Choose <b>File \u{203a} Switch to Single-user Mode</b>. If the menu offers \
             multi-user mode instead, you are already there.</li>\n</ol>\n\
             <p class=\"after\">Single-user mode is needed only this once, while you allow access.</p>",
            self.company
        )
    }

    fn download(&self) -> String {
        format!(
            "<p><a class=\"button\" id=\"download\" href=\"{}/connection.qwc?key={}\">Download the \
             file</a></p>\n<ol>\n\
             <li>Download the connection file for {}.</li>\n\
             <li>Open it. Windows hands it to the <b>QuickBooks Web Connector</b>, which came with \
             QuickBooks.</li>\n\
             <li>The Web Connector asks whether to add the application. Choose <b>OK</b>.</li>\n</ol>\n\
             <p class=\"after\">Practice: you need not open this file. It leads nowhere and changes \
             nothing in QuickBooks.</p>",
            self.path, self.key, self.company
        )
    }

    fn allow(&self) -> String {
        format!(
            "<p>QuickBooks now asks whether this application may read and change the company file of \
             {}. Choose the last of its four answers:</p>\n<ul class=\"said\">\n\
             <li>No</li>\n<li>Yes, prompt each time</li>\n\
             <li>Yes, whenever this QuickBooks company file is open</li>\n\
             <li class=\"right\">Yes, always; allow access even if QuickBooks is not running\
             <small>The one that keeps working overnight</small></li>\n</ul>\n\
             <p>Then choose <b>Continue</b> and confirm with <b>Done</b>.</p>\n\
             <p class=\"after\">The other answers seem to work today and fail silently later, because \
             QuickBooks waits for a click that nobody sees.</p>",
            self.company
        )
    }

    fn sign_in(&self) -> String {
        format!(
            "<p>The new line in the Web Connector needs its password once:</p>\n\
             <p><code class=\"password\" id=\"password\">{}</code></p>\n<ol>\n\
             <li>In the Web Connector, click in the <b>Password</b> column, paste the password and \
             press Enter.</li>\n\
             <li>Choose <b>Yes</b> when it offers to save the password.</li>\n\
             <li>Tick <b>Auto-Run</b> on the same line.</li>\n</ol>\n\
             <p class=\"after\">Keep the Web Connector running. It can start with Windows by itself.</p>",
            self.password
        )
    }

    fn test(&self) -> String {
        format!(
            "<p>Leave QuickBooks open with the company file of <b>{}</b> and test the connection. The \
             first answer can take a minute.</p>",
            self.company
        )
    }
}

fn head(current: usize) -> String {
    let mut head = "<ol class=\"steps\" aria-label=\"Steps\">\n".to_owned();
    for (step, name) in (1..).zip(STEPS) {
        let mark = match step.cmp(&current) {
            Ordering::Less => " class=\"done\"",
            Ordering::Equal => " aria-current=\"step\"",
            Ordering::Greater => "",
        };
        head.extend(["<li", mark, ">", &step.to_string(), ". ", name, "</li>\n"]);
    }
    head.push_str("</ol>\n");
    head
}

/// The page of a link that cannot be walked (any more).
fn closed_page(link: &Link) -> Response {
    match link {
        Link::Finished {
            company_name,
            redirect_url,
        } => finished(company_name, redirect_url.as_deref()),
        Link::Expired => notice(
            StatusCode::GONE,
            Mark::Nothing,
            "This link has expired",
            "<p id=\"expired\">It was made for a limited time, and that time is over. Nothing was \
             changed in QuickBooks.</p>\n<p>Ask the person who sent it to you for a new link.</p>",
        ),
        Link::Unknown | Link::Open { .. } => notice(
            StatusCode::NOT_FOUND,
            Mark::Nothing,
            "This link is not known",
            "<p id=\"unknown\">It may have been copied only in part, or the connection it belongs to \
             was deleted. Nothing was changed in QuickBooks.</p>\n\
             <p>Copy the whole link again, or ask the person who sent it to you for a new one.</p>",
        ),
    }
}

/// The redirect is the page's own, not the form's answer: a content security policy that limits
/// where forms lead would stop a form from ending at an address the caller chose.
fn finished(company_name: &str, redirect_url: Option<&str>) -> Response {
    // In its normal form an address is plain ASCII, as a header has to be.
    let target = redirect_url.and_then(|url| Url::parse(url).ok());
    let next = target.as_ref().map_or_else(
        || "<p>You can close this page.</p>".to_owned(),
        |url| {
            let url = escape(url.as_str());
            format!(
                "<p><a class=\"button primary\" id=\"continue\" href=\"{url}\">Continue</a></p>"
            )
        },
    );
    let company = escape(company_name);
    let body = format!(
        "<p id=\"connected\"><b>{company}</b> is connected. QuickBooks answered the test.</p>\n{next}\n\
         <p class=\"after\">Keep the Web Connector running on this computer. You may switch QuickBooks \
         back to multi-user mode.</p>"
    );
    let page = notice(StatusCode::OK, Mark::Done, "Connected", &body);
    match target {
        Some(url) => ([(header::REFRESH, format!("0;url={url}"))], page).into_response(),
        None => page,
    }
}

fn wrong_key() -> Response {
    notice(
        StatusCode::FORBIDDEN,
        Mark::Wrong,
        "This link is not complete",
        "<p id=\"wrong-key\">The part after the question mark is missing or does not belong to this \
         firm. Nothing was changed in QuickBooks.</p>\n\
         <p>Copy the whole link again, or ask the person who sent it to you for a new one.</p>",
    )
}

fn notice(status: StatusCode, mark: Mark, title: &str, body: &str) -> Response {
    (status, page(StandsFor::SetUp, mark, title, body)).into_response()
}

fn has_key(service: &Service, asked: &HashMap<String, String>) -> bool {
    asked.get("key") == Some(&service.endpoints().conductor.publishable_key)
}

/// Percent-encodes what goes into a path or query.
fn encode(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// The elements of a Web Connector file, with ids that belong to nobody.
fn connection_file(origin: &str, company_name: &str) -> String {
    let company = escape(company_name);
    format!(
        "<?xml version=\"1.0\"?>\n<QBWCXML>\n\
         <AppName>Practice connection for {company}</AppName>\n<AppID></AppID>\n\
         <AppURL>{origin}/qbd/practice</AppURL>\n\
         <AppDescription>Practice file. It leads nowhere; do not add it to a real Web Connector.\
         </AppDescription>\n<AppSupport>{origin}/qbd/practice</AppSupport>\n\
         <UserName>practice</UserName>\n\
         <OwnerID>{{00000000-0000-4000-8000-000000000001}}</OwnerID>\n\
         <FileID>{{00000000-0000-4000-8000-000000000002}}</FileID>\n\
         <QBType>QBFS</QBType>\n</QBWCXML>\n"
    )
}
