//! The pages of a sign-in: who, which company, what for.

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

use super::service::Service;
use super::{
    company_file::{ACCOUNTING_SCOPE, ROLES_SCOPE},
    request::{Problem, SignInRequest},
};
use crate::{
    pages::{Mark, StandsFor, escape, page},
    sample::{self, Person},
};

impl IntoResponse for Problem {
    /// Intuit shows a page and, as far as is known, answers 200.
    fn into_response(self) -> Response {
        let detail = match self {
            Self::Client => "The client_id is not one of this firm\u{2019}s apps.",
            Self::Redirect => {
                "The redirect_uri is not valid. It must be listed for the app and match exactly."
            }
            Self::State => "The state parameter is missing.",
            Self::ResponseType => "The response_type must be code.",
            Self::Scope => "The scope parameter is missing.",
        };
        let body = format!(
            "<p>The app that opened this page did not ask for it in the right way. Close the page, \
             go back to the app and start again.</p>\
             <h2>For the app\u{2019}s developer</h2><p class=\"dim\" id=\"problem\">{detail}</p>"
        );
        let title = "The app didn\u{2019}t connect";
        page(StandsFor::SignIn, Mark::Wrong, title, &body).into_response()
    }
}

/// Only scripts and stale forms get here.
pub(super) fn refused(reason: &str) -> Response {
    let body = format!(
        "<p id=\"problem\">{}</p><p>Close this page, go back to the app and start again.</p>",
        escape(reason)
    );
    let page = page(StandsFor::SignIn, Mark::Wrong, "That did not work", &body);
    (StatusCode::BAD_REQUEST, page).into_response()
}

pub(super) fn who(asked: &SignInRequest) -> Html<String> {
    let people = sample::PEOPLE
        .iter()
        .map(|person| {
            format!(
                "<button name=\"person\" value=\"{}\"><i aria-hidden=\"true\">{}</i>\
                 <span><b>{}</b><small>{0}</small></span></button>",
                escape(person.email),
                escape(&initials(person.name)),
                escape(person.name),
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let body = format!(
        "<p>Counterfoil asks you to sign in to Intuit. Practice: no password needed.</p>{}\
         <div class=\"choices\">{people}</div>{}</form>",
        form_start(asked, None, None),
        actions("")
    );
    page(StandsFor::SignIn, Mark::Open, "Who are you?", &body)
}

fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|part| part.chars().next())
        .collect()
}

pub(super) fn which_company(
    service: &Service,
    asked: &SignInRequest,
    person: Person,
) -> Html<String> {
    let scopes: Vec<String> = asked.scope.split_whitespace().map(str::to_owned).collect();
    let companies = service.with(|store| {
        let companies = store.companies_of(person.email).into_iter();
        companies
            .map(|company| {
                let (disabled, note) = if company.lets_grant(person.email, &scopes) {
                    ("", "")
                } else {
                    (
                        " disabled",
                        "<small>Only an admin of this company can allow this</small>",
                    )
                };
                format!(
                    "<button name=\"realm\" value=\"{}\"{disabled}>\
                     <span><b>{}</b>{note}</span></button>",
                    escape(&company.realm),
                    escape(&company.name)
                )
            })
            .collect::<Vec<_>>()
            .concat()
    });
    let body = format!(
        "<p>Signed in as {}. Choose the company that Counterfoil may connect to.</p>{}\
         <div class=\"choices\">{companies}</div>{}</form>",
        escape(person.name),
        form_start(asked, Some(person.email), None),
        actions("")
    );
    page(StandsFor::SignIn, Mark::Open, "Choose a company", &body)
}

pub(super) fn consent(service: &Service, asked: &SignInRequest, person: Person) -> Html<String> {
    let company = service.with(|store| {
        let realm = asked.realm.as_deref()?;
        Some(store.company(realm)?.name.clone())
    });
    let company = company.map_or_else(String::new, |name| {
        format!("<dt>Company</dt><dd><b>{}</b></dd>", escape(&name))
    });
    let wishes = in_words(&asked.scope)
        .into_iter()
        .map(|wish| format!("<li>{wish}</li>"))
        .collect::<Vec<_>>()
        .concat();
    let body = format!(
        "<dl class=\"facts\">{company}<dt>Signed in as</dt><dd>{} <small>{}</small></dd></dl>\
         <h2>Counterfoil may</h2><ul>{wishes}</ul>\
         <p class=\"after\">You can end this at any time in Counterfoil or in QuickBooks.</p>{}{}\
         </form>",
        escape(person.name),
        escape(person.email),
        form_start(asked, Some(person.email), asked.realm.as_deref()),
        actions(
            "<button class=\"primary\" id=\"approve\" name=\"decision\" value=\"approve\">\
             Approve</button>"
        )
    );
    page(
        StandsFor::SignIn,
        Mark::Open,
        "Allow the connection?",
        &body,
    )
}

/// What the scopes allow, for people.
fn in_words(scope: &str) -> Vec<&'static str> {
    let mut wishes = Vec::new();
    let mut add = |wish| {
        if !wishes.contains(&wish) {
            wishes.push(wish);
        }
    };
    for scope in scope.split_whitespace() {
        add(match scope {
            "openid" => "know that it is you",
            "profile" => "see your name",
            "email" => "see your e-mail address",
            "phone" => "see your phone number",
            "address" => "see your postal address",
            ROLES_SCOPE => "see what your role is in this company, and whether it has payroll",
            ACCOUNTING_SCOPE => "read and change the company\u{2019}s books",
            "com.intuit.quickbooks.payment" => "handle the company\u{2019}s payments",
            _ => "use further parts of QuickBooks in this company",
        });
    }
    wishes
}

fn form_start(asked: &SignInRequest, person: Option<&str>, realm: Option<&str>) -> String {
    let carried = [
        ("client_id", Some(asked.client_id.as_str())),
        ("redirect_uri", Some(&asked.redirect_uri)),
        ("response_type", Some(&asked.response_type)),
        ("scope", Some(&asked.scope)),
        ("state", Some(&asked.state)),
        ("claims", Some(&asked.claims)),
        ("nonce", Some(&asked.nonce)),
        ("code_challenge", Some(&asked.code_challenge)),
        ("code_challenge_method", Some(&asked.code_challenge_method)),
        ("person", person),
        ("realm", realm),
    ];
    let fields = carried
        .into_iter()
        .filter_map(|(name, value)| Some((name, escape(value?))))
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">"))
        .collect::<Vec<_>>()
        .concat();
    format!("<form method=\"post\" action=\"/connect/oauth2\">{fields}")
}

fn actions(first: &str) -> String {
    format!(
        "<div class=\"actions\">{first}<button id=\"decline\" name=\"decision\" \
         value=\"decline\">Cancel</button></div>"
    )
}
