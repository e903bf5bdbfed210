//! The pages behind a set-up link, for the person at the computer that runs QuickBooks Desktop.
//!
//! Conductor's own screens are not public; the steps are those of docs.conductor.is/usage/auth-flow
//! and of the QuickBooks Web Connector. The pages are plain links and forms and need no script.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use url::Url;
use url::form_urlencoded::byte_serialize;

use super::service::Service;
use super::store::Link;
use crate::pages::{Mark, StandsFor, Text, escape, page};

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
                company: company_name,
                // Different from the link's own secret, and the same on every visit.
                password: session.as_str().replace("auth_sess_", "practice-"),
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

/// What every page of one link shares. `path` and `key` are percent-encoded.
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
        let body = html! {
            (head(step))
            (text)
            div.actions { (self.actions(step)) }
        };
        page(StandsFor::SetUp, Mark::Open, title, &body).into_response()
    }

    fn actions(&self, step: usize) -> Markup {
        let here = format!("{}?key={}", self.path, self.key);
        html! {
            @if step > 1 {
                a.button #back href={ (here) "&step=" (step - 1) } { "Back" }
            }
            @if step == STEPS.len() {
                form method="post" action=(here) {
                    button.primary #finish { "Test the connection" }
                }
            } @else {
                a.button.primary #next href={ (here) "&step=" (step + 1) } { "Next" }
                form.skip method="post" action=(here) {
                    button #finish { "Practice: do all of it for me" }
                }
            }
        }
    }

    fn get_ready(&self) -> Markup {
        html! {
            p {
                "You are connecting " b { (Text(&self.company)) } ". Stay on the computer that runs \
                 QuickBooks Desktop; the connection is made from there."
            }
            ol {
                li {
                    "Open QuickBooks Desktop and open the company file of " (Text(&self.company)) "."
                }
                li {
                    "Sign in as the QuickBooks " b { "Admin" } ". Another person\u{2019}s sign-in \
                     cannot allow a new connection."
                }
                li {
                    "Choose " b { "File \u{203a} Switch to Single-user Mode" } ". If the menu offers \
                     multi-user mode instead, you are already there."
                }
            }
            p.after { "Single-user mode is needed only this once, while you allow access." }
        }
    }

    fn download(&self) -> Markup {
        html! {
            p {
                a.button #download href={ (self.path) "/connection.qwc?key=" (self.key) } {
                    "Download the file"
                }
            }
            ol {
                li { "Download the connection file for " (Text(&self.company)) "." }
                li {
                    "Open it. Windows hands it to the " b { "QuickBooks Web Connector" } ", which \
                     came with QuickBooks."
                }
                li {
                    "The Web Connector asks whether to add the application. Choose " b { "OK" } "."
                }
            }
            p.after {
                "Practice: you need not open this file. It leads nowhere and changes nothing in \
                 QuickBooks."
            }
        }
    }

    fn allow(&self) -> Markup {
        html! {
            p {
                "QuickBooks now asks whether this application may read and change the company file \
                 of " (Text(&self.company)) ". Choose the last of its four answers:"
            }
            ul.said {
                li { "No" }
                li { "Yes, prompt each time" }
                li { "Yes, whenever this QuickBooks company file is open" }
                li.right {
                    "Yes, always; allow access even if QuickBooks is not running"
                    small { "The one that keeps working overnight" }
                }
            }
            p { "Then choose " b { "Continue" } " and confirm with " b { "Done" } "." }
            p.after {
                "The other answers seem to work today and fail silently later, because QuickBooks \
                 waits for a click that nobody sees."
            }
        }
    }

    fn sign_in(&self) -> Markup {
        html! {
            p { "The new line in the Web Connector needs its password once:" }
            p { code.password #password { (self.password) } }
            ol {
                li {
                    "In the Web Connector, click in the " b { "Password" } " column, paste the \
                     password and press Enter."
                }
                li { "Choose " b { "Yes" } " when it offers to save the password." }
                li { "Tick " b { "Auto-Run" } " on the same line." }
            }
            p.after { "Keep the Web Connector running. It can start with Windows by itself." }
        }
    }

    fn test(&self) -> Markup {
        html! {
            p {
                "Leave QuickBooks open with the company file of " b { (Text(&self.company)) } " and \
                 test the connection. The first answer can take a minute."
            }
        }
    }
}

fn head(current: usize) -> Markup {
    html! {
        ol.steps aria-label="Steps" {
            @for (step, name) in (1..).zip(STEPS) {
                @let done = (step < current).then_some("done");
                @let here = (step == current).then_some("step");
                li class=[done] aria-current=[here] {
                    (step) ". " (name)
                }
            }
        }
    }
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
            &html! {
                p #expired {
                    "It was made for a limited time, and that time is over. Nothing was changed in \
                     QuickBooks."
                }
                p { "Ask the person who sent it to you for a new link." }
            },
        ),
        Link::Unknown | Link::Open { .. } => notice(
            StatusCode::NOT_FOUND,
            Mark::Nothing,
            "This link is not known",
            &html! {
                p #unknown {
                    "It may have been copied only in part, or the connection it belongs to was \
                     deleted. Nothing was changed in QuickBooks."
                }
                p {
                    "Copy the whole link again, or ask the person who sent it to you for a new one."
                }
            },
        ),
    }
}

/// The redirect is the page's own, not the form's answer: a content security policy that limits
/// where forms lead would stop a form from ending at an address the caller chose.
fn finished(company_name: &str, redirect_url: Option<&str>) -> Response {
    // In its normal form an address is plain ASCII, as a header has to be.
    let target = redirect_url.and_then(|url| Url::parse(url).ok());
    let body = html! {
        p #connected {
            b { (Text(company_name)) } " is connected. QuickBooks answered the test."
        }
        p {
            @if let Some(url) = &target {
                a.button.primary #continue href=(url) { "Continue" }
            } @else {
                "You can close this page."
            }
        }
        p.after {
            "Keep the Web Connector running on this computer. You may switch QuickBooks back to \
             multi-user mode."
        }
    };
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
        &html! {
            p #wrong-key {
                "The part after the question mark is missing or does not belong to this firm. \
                 Nothing was changed in QuickBooks."
            }
            p { "Copy the whole link again, or ask the person who sent it to you for a new one." }
        },
    )
}

fn notice(status: StatusCode, mark: Mark, title: &str, body: &Markup) -> Response {
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
