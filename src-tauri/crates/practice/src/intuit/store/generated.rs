//! Companies of which there are as many as somebody asks for, connected without a sign-in.

use jiff::Timestamp;

use super::{Approval, Company, IntuitStore, ROLES_SCOPE};
use crate::intuit::company_file::Member;
use crate::sample::PEOPLE;

/// Sixteen digits, like the sample firm's, and none of those.
const FIRST_REALM: u64 = 4_620_816_365_000_000;

/// A company that was connected, with what the app would have kept of the sign-in.
pub(crate) struct Generated {
    pub(crate) realm: String,
    pub(crate) refresh_token: String,
}

impl IntuitStore {
    /// Adds companies and connects them, all by the same person. Every third time that person is an
    /// employee, every second company has payroll.
    pub(crate) fn generate(&mut self, companies: usize, now: Timestamp) -> Vec<Generated> {
        (0..companies)
            .zip(FIRST_REALM + self.next_grant..)
            .map(|(nth, realm)| self.connected(nth, realm.to_string(), now))
            .collect()
    }

    fn connected(&mut self, nth: usize, realm: String, now: Timestamp) -> Generated {
        let email = PEOPLE[0].email.to_owned();
        let role_type = if nth % 3 == 2 { "EMPLOYEE" } else { "ADMIN" };
        let member = Member {
            role_type: Some(role_type.to_owned()),
            status: Some("ACTIVE".to_owned()),
            has_payroll: Some(nth.is_multiple_of(2)),
        };
        self.companies.push(Company {
            realm: realm.clone(),
            name: format!("Company {nth}"),
            members: [(email.clone(), member)].into(),
            role_null: false,
            roles_scope: true,
            first_idle: None,
            first_hard: None,
        });
        let approval = Approval {
            email,
            realm: Some(realm.clone()),
            scopes: vec!["openid".to_owned(), ROLES_SCOPE.to_owned()],
            redirect_uri: String::new(),
            realm_claim: true,
            nonce: None,
            code_challenge: None,
        };
        self.next_grant += 1;
        let (_, refresh_token) = self.grant(self.next_grant, approval, now);
        Generated {
            realm,
            refresh_token,
        }
    }
}
