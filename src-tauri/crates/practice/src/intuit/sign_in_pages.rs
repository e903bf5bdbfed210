//! The pages of a sign-in: who, which company, what for.

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use maud::{Markup, html};

use super::service::Service;
use super::{
    company_file::{ACCOUNTING_SCOPE, ROLES_SCOPE},
    request::{Problem, SignInRequest},
};
use crate::{
    pages::{Mark, StandsFor, Text, page},
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
        let body = html! {
            p {
                "The app that opened this page did not ask for it in the right way. Close the page, \
                 go back to the app and start again."
            }
            h2 { "For the app\u{2019}s developer" }
            p.dim #problem { (detail) }
        };
        let title = "The app didn\u{2019}t connect";
        page(StandsFor::SignIn, Mark::Wrong, title, &body).into_response()
    }
}

/// Only scripts and stale forms get here.
pub(super) fn refused(reason: &str) -> Response {
    let body = html! {
        p #problem { (reason) }
        p { "Close this page, go back to the app and start again." }
    };
    let page = page(StandsFor::SignIn, Mark::Wrong, "That did not work", &body);
    (StatusCode::BAD_REQUEST, page).into_response()
}

pub(super) fn who(asked: &SignInRequest) -> Html<String> {
    let people = html! {
        div.choices {
            @for person in &sample::PEOPLE {
                button name="person" value=(person.email) {
                    i aria-hidden="true" { (initials(person.name)) }
                    span { b { (Text(person.name)) } small { (person.email) } }
                }
            }
        }
        (actions(None))
    };
    let body = html! {
        p { "Counterfoil asks you to sign in to Intuit. Practice: no password needed." }
        (form(asked, None, None, &people))
    };
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
        html! {
            div.choices {
                @for company in store.companies_of(person.email) {
                    @let may_grant = company.lets_grant(person.email, &scopes);
                    button name="realm" value=(company.realm) disabled[!may_grant] {
                        span {
                            b { (Text(&company.name)) }
                            @if !may_grant {
                                small { "Only an admin of this company can allow this" }
                            }
                        }
                    }
                }
            }
            (actions(None))
        }
    });
    let body = html! {
        p {
            "Signed in as " (Text(person.name))
            ". Choose the company that Counterfoil may connect to."
        }
        (form(asked, Some(person.email), None, &companies))
    };
    page(StandsFor::SignIn, Mark::Open, "Choose a company", &body)
}

pub(super) fn consent(service: &Service, asked: &SignInRequest, person: Person) -> Html<String> {
    let company = service.with(|store| {
        let realm = asked.realm.as_deref()?;
        Some(store.company(realm)?.name.clone())
    });
    let approve = html! {
        button.primary #approve name="decision" value="approve" { "Approve" }
    };
    let body = html! {
        dl.facts {
            @if let Some(name) = company {
                dt { "Company" }
                dd { b { (Text(&name)) } }
            }
            dt { "Signed in as" }
            dd { (Text(person.name)) " " small { (person.email) } }
        }
        h2 { "Counterfoil may" }
        ul {
            @for wish in in_words(&asked.scope) { li { (wish) } }
        }
        p.after { "You can end this at any time in Counterfoil or in QuickBooks." }
        (form(asked, Some(person.email), asked.realm.as_deref(), &actions(Some(approve))))
    };
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

/// A form that carries the whole request along, around `content`.
fn form(
    asked: &SignInRequest,
    person: Option<&str>,
    realm: Option<&str>,
    content: &Markup,
) -> Markup {
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
    html! {
        form method="post" action="/connect/oauth2" {
            @for (name, value) in carried {
                @if let Some(value) = value {
                    input type="hidden" name=(name) value=(value);
                }
            }
            (content)
        }
    }
}

fn actions(first: Option<Markup>) -> Markup {
    html! {
        div.actions {
            @if let Some(first) = first { (first) }
            button #decline name="decision" value="decline" { "Cancel" }
        }
    }
}
