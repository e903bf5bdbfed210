//! What happens to a company or its connection outside the app: somebody disconnects, a person is
//! removed, a life runs out.

use jiff::Timestamp;

use super::{
    company_file::{Company, Member},
    store::{IntuitStore, after},
};
use crate::sample::{self, DAY};

impl IntuitStore {
    /// Brings the company (its name or realm id) to where `scenario` says; `false` when there is no
    /// such company or no such scenario.
    pub(crate) fn apply_scenario(&mut self, company: &str, scenario: &str, now: Timestamp) -> bool {
        let Some((realm, email)) = self.whose(company) else {
            return false;
        };
        match scenario {
            // These are made by the person in front of the browser, not by Intuit.
            "never" | "waiting" | "wrong_company" => {}
            "ok" | "connected" => self.restore(&realm),
            "expired" => self.set_idle(&realm, after(now, -1)),
            "expiring" => self.set_idle(&realm, after(now, 12 * DAY)),
            "expiring_hard" => self.set_hard(&realm, after(now, 45 * DAY)),
            "revoked" | "taken_over" => self.end_grant(&realm),
            "role_unknown" => self.drop_roles_scope(&realm),
            "role_null" => self.change(&realm, |company| company.role_null = true),
            "not_member" => self.change(&realm, |company| {
                company.members.remove(&email);
            }),
            "inactive" => self.change(&realm, |company| {
                if let Some(member) = company.members.get_mut(&email) {
                    member.status = Some("INACTIVE".to_owned());
                }
            }),
            other => {
                let Some(member) = other.strip_prefix("role:").map(member) else {
                    return false;
                };
                self.change(&realm, |company| {
                    company.role_null = false;
                    company.members.insert(email, member);
                });
            }
        }
        true
    }

    /// The company's realm id, and who is meant when its connection changes.
    fn whose(&self, company: &str) -> Option<(String, String)> {
        let company = self
            .companies
            .iter()
            .find(|it| it.realm == company || it.name == company)?;
        let email = self
            .connected_by(&company.realm)
            .unwrap_or_else(|| sample::PEOPLE[0].email.to_owned());
        Some((company.realm.clone(), email))
    }

    fn change(&mut self, realm: &str, change: impl FnOnce(&mut Company)) {
        if let Some(company) = self.company_mut(realm) {
            change(company);
        }
    }

    /// People and roles as the sample has them. What was granted stays as it is: only signing in
    /// again brings back a connection that ended.
    fn restore(&mut self, realm: &str) {
        let original = Self::sample();
        if let Some(original) = original.company(realm) {
            let members = original.members.clone();
            self.change(realm, |company| {
                company.members = members;
                company.role_null = false;
                company.roles_scope = true;
            });
        }
    }
}

/// `TYPE,STATUS,payroll`; an empty part leaves the field out of the answer.
fn member(text: &str) -> Member {
    let mut parts = text
        .split(',')
        .map(|part| Some(part.trim()).filter(|it| !it.is_empty()));
    let mut next = || parts.next().flatten();
    Member {
        role_type: next().map(str::to_owned),
        status: next().map(str::to_owned),
        has_payroll: next().and_then(|it| it.parse().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_role_with_parts_left_out() {
        assert_eq!(
            member("ADMIN,,true"),
            Member {
                role_type: Some("ADMIN".to_owned()),
                status: None,
                has_payroll: Some(true)
            }
        );
        assert_eq!(
            member(""),
            Member {
                role_type: None,
                status: None,
                has_payroll: None
            }
        );
    }

    #[test]
    fn knows_neither_strange_companies_nor_strange_scenarios() {
        let mut store = IntuitStore::sample();
        let now = Timestamp::UNIX_EPOCH;
        assert!(store.apply_scenario("Sue's Bakery LLC", "inactive", now));
        assert!(!store.apply_scenario("Nobody & Sons", "inactive", now));
        assert!(!store.apply_scenario("Sue's Bakery LLC", "eaten", now));
    }
}
