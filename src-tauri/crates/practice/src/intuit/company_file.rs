//! A company, who is in it, and what somebody approved for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::sample;

/// The scope behind the user-role query.
pub(super) const ROLES_SCOPE: &str = "com.intuit.identity.user.roles.read";
/// Full read and write of the books; only an admin of the company may grant it.
pub(super) const ACCOUNTING_SCOPE: &str = "com.intuit.quickbooks.accounting";

/// A company at Intuit.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Company {
    pub(super) realm: String,
    pub(super) name: String,
    pub(super) members: BTreeMap<String, Member>,
    pub(super) role_null: bool,
    pub(super) roles_scope: bool,
    pub(super) first_idle: Option<i64>,
    pub(super) first_hard: Option<i64>,
}

/// A person's place in a company. `None` leaves the field out of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Member {
    pub(super) role_type: Option<String>,
    pub(super) status: Option<String>,
    pub(super) has_payroll: Option<bool>,
}

/// What a sign-in asked for and got.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Approval {
    pub(super) email: String,
    pub(super) realm: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) redirect_uri: String,
    pub(super) realm_claim: bool,
    #[serde(default)]
    pub(super) nonce: Option<String>,
    /// S256 of the verifier that comes with the code.
    #[serde(default)]
    pub(super) code_challenge: Option<String>,
}

impl Company {
    pub(super) fn new(
        name: &str,
        terms: &sample::CompanyTerms,
        connected_by: Option<&str>,
    ) -> Self {
        let admin = Member {
            role_type: Some("ADMIN".to_owned()),
            status: Some("ACTIVE".to_owned()),
            has_payroll: terms.has_payroll,
        };
        // Maria and Tom look after everybody's books; Priya is in the companies she connects.
        let mut members: BTreeMap<String, Member> = sample::PEOPLE[..2]
            .iter()
            .map(|person| (person.email.to_owned(), admin.clone()))
            .collect();
        if let Some(email) = connected_by {
            let role_type = Some(terms.role_type.to_owned());
            members.insert(email.to_owned(), Member { role_type, ..admin });
        }
        Self {
            realm: terms.realm.to_owned(),
            name: name.to_owned(),
            members,
            role_null: terms.role_null,
            roles_scope: terms.roles_scope,
            first_idle: terms.first_idle,
            first_hard: terms.first_hard,
        }
    }

    /// Whether the person may choose this company when signing in.
    pub(super) fn lets_in(&self, email: &str) -> bool {
        self.members
            .get(email)
            .is_some_and(|member| member.status.as_deref() != Some("INACTIVE"))
    }

    /// Only an admin of the company can grant an app the accounting scope (Intuit's help pages).
    pub(super) fn lets_grant(&self, email: &str, scopes: &[String]) -> bool {
        let accounting = scopes.iter().any(|scope| scope == ACCOUNTING_SCOPE);
        self.lets_in(email)
            && (!accounting
                || self
                    .members
                    .get(email)
                    .is_some_and(|member| member.role_type.as_deref() == Some("ADMIN")))
    }
}

impl Approval {
    pub(super) fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}
