//! What the Intuit half remembers, and what may be done with it. Pure: time comes in, nothing
//! goes out.
//!
//! Long because a grant's whole life is here: its code, its tokens, their renewals and every way it ends.

mod generated;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    company_file::{Approval, Company, ROLES_SCOPE},
    secrets::{access_token, authorization_code, digest, refresh_token},
};
use crate::sample;

/// Intuit's documentation: an access token lives one hour.
pub(super) const ACCESS_LIFE: i64 = 3_600;
/// What Intuit answers on a fresh refresh token: 101 days.
pub(super) const IDLE_LIFE: i64 = 8_726_400;
/// Intuit's announcement of 2025-11-12: five years from the first approval.
pub(super) const HARD_LIFE: i64 = 157_680_000;
/// Not stated by Intuit; the shortest life that integrators report.
const CODE_LIFE: i64 = 300;
/// A refresh younger than this answers the same refresh token again (Intuit's OAuth FAQ).
const ROTATE_AFTER: i64 = 24 * 3_600;

/// Everything the Intuit half remembers. Codes and tokens are kept as digests only.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct IntuitStore {
    pub(super) companies: Vec<Company>,
    codes: BTreeMap<String, Code>,
    grants: Vec<Grant>,
    access: BTreeMap<String, Access>,
    next_grant: u64,
    pub(crate) switches: Switches,
}

/// Where Intuit's behaviour is unknown, or differs by environment, a test may choose.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an independent question to Intuit"
)]
pub(crate) struct Switches {
    /// Answer `VAL-1002` with HTTP 400; the status is not documented, and 200 is the default.
    pub(crate) not_member_is_400: bool,
    /// Rotate the refresh token at every refresh, not only after a day.
    pub(crate) rotate_always: bool,
    /// Take the refresh token before the newest one as well, until the newest is used, whether a renewal
    /// or a new sign-in brought it. Intuit does not say which it does; dropping the old one at once is
    /// the strictest reading, and the default.
    pub(crate) honours_previous: bool,
    /// Sign id tokens as Intuit's own issuer: its JavaScript SDK accepts no other.
    pub(crate) issuer_is_intuit: bool,
    /// Leave `realmId` out of the redirect, as a sign-in with OpenID scopes alone does.
    pub(crate) redirect_without_realm: bool,
    /// Leave `realmid` out of the `id_token`: Intuit promises it only to who is signed in to QuickBooks.
    pub(crate) id_token_without_realm: bool,
    /// End a sign-in that asks for the roles scope with `invalid_scope`: the app is not onboarded to it.
    pub(crate) roles_scope_refused: bool,
    /// Put the request's `nonce` into the `id_token`. Intuit documents neither that it does nor that it does not.
    pub(crate) echoes_nonce: bool,
    /// Exchange a code only with the `code_verifier` of its `code_challenge`, and only without one where there was
    /// none. Intuit documents no such thing; ignoring both is the default.
    pub(crate) enforces_code_challenge: bool,
}

#[derive(Serialize, Deserialize)]
struct Code {
    approval: Approval,
    expires: Timestamp,
    /// The grant it was exchanged for; a second exchange revokes that.
    used_for: Option<u64>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Grant {
    id: u64,
    approval: Approval,
    refresh: String,
    /// The former refresh token, until its successor is used.
    #[serde(default)]
    previous: Option<String>,
    rotated: Timestamp,
    idle_until: Timestamp,
    hard_until: Timestamp,
    /// A refresh leaves `idle_until` alone while the firm's clock is behind the computer's.
    idle_held: bool,
    alive: bool,
}

#[derive(Serialize, Deserialize)]
struct Access {
    grant: u64,
    expires: Timestamp,
}

/// A token answer before it is put into JSON.
pub(super) struct Issued {
    pub(super) access_token: String,
    pub(super) refresh_token: String,
    pub(super) idle_seconds: i64,
    pub(super) hard_seconds: i64,
    pub(super) approval: Approval,
}

/// Whose token it is.
pub(super) struct Bearer {
    pub(super) approval: Approval,
}

/// The code or refresh token is no good; Intuit says no more than that either.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InvalidGrant;

/// Why a bearer token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Missing,
    Malformed,
    Expired,
    Revoked,
}

impl IntuitStore {
    /// The companies of the sample firm, none connected.
    pub(crate) fn sample() -> Self {
        let clients = sample::clients().into_iter().filter_map(|client| {
            let by = client.connected_by();
            client
                .company
                .map(|terms| Company::new(client.name, &terms, by))
        });
        let others = sample::other_companies()
            .into_iter()
            .map(|(name, terms)| Company::new(name, &terms, None));
        Self {
            companies: clients.chain(others).collect(),
            ..Self::default()
        }
    }

    pub(super) fn company(&self, realm: &str) -> Option<&Company> {
        self.companies.iter().find(|company| company.realm == realm)
    }

    pub(super) fn company_mut(&mut self, realm: &str) -> Option<&mut Company> {
        self.companies
            .iter_mut()
            .find(|company| company.realm == realm)
    }

    /// Companies in which the person may sign in, by name.
    pub(super) fn companies_of(&self, email: &str) -> Vec<&Company> {
        let mut companies: Vec<_> = self
            .companies
            .iter()
            .filter(|company| company.lets_in(email))
            .collect();
        companies.sort_by(|a, b| a.name.cmp(&b.name));
        companies
    }

    /// Makes the authorization code of an approval.
    pub(super) fn approve(&mut self, approval: Approval, now: Timestamp) -> String {
        self.forget_old(now);
        let code = authorization_code(now);
        self.codes.insert(
            digest(&code),
            Code {
                approval,
                expires: after(now, CODE_LIFE),
                used_for: None,
            },
        );
        code
    }

    /// Exchanges a code once. A second exchange fails and revokes what the first one gave.
    pub(super) fn exchange(
        &mut self,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
        now: Timestamp,
    ) -> Result<Issued, InvalidGrant> {
        let is_strict = self.switches.enforces_code_challenge;
        let code = self.codes.get_mut(&digest(code)).ok_or(InvalidGrant)?;
        if let Some(grant) = code.used_for {
            self.kill(grant);
            return Err(InvalidGrant);
        }
        if now >= code.expires || redirect_uri != code.approval.redirect_uri {
            return Err(InvalidGrant);
        }
        // The digest of what is kept is S256 (RFC 7636 §4.2).
        if is_strict && code.approval.code_challenge != verifier.map(digest) {
            return Err(InvalidGrant);
        }
        self.next_grant += 1;
        let id = self.next_grant;
        code.used_for = Some(id);
        let approval = code.approval.clone();
        let grant = self.grant(id, approval, now);
        Ok(self.issue(grant, now))
    }

    /// One grant per company: the newest approval replaces whatever was there.
    fn grant(&mut self, id: u64, mut approval: Approval, now: Timestamp) -> (Grant, String) {
        let mut idle = None;
        let mut hard = None;
        if let Some(realm) = &approval.realm {
            if !self.switches.honours_previous {
                kill_older(&mut self.grants, realm, id);
            }
            if let Some(company) = self.companies.iter_mut().find(|it| it.realm == *realm) {
                idle = company.first_idle.take();
                hard = company.first_hard.take();
                if !company.roles_scope {
                    approval.scopes.retain(|scope| scope != ROLES_SCOPE);
                }
            }
        }
        let refresh = refresh_token(now, after(now, IDLE_LIFE));
        let grant = Grant {
            id,
            approval,
            refresh: digest(&refresh),
            previous: None,
            rotated: now,
            idle_until: after(now, idle.unwrap_or(IDLE_LIFE)),
            hard_until: after(now, hard.unwrap_or(HARD_LIFE)),
            idle_held: idle.is_some(),
            alive: true,
        };
        self.grants.push(grant.clone());
        (grant, refresh)
    }

    /// Refreshes. `caught_up` says whether the firm's clock has reached the computer's: until then
    /// a client meant to show *Expires in 12 days* is not refreshed out of that state.
    pub(super) fn refresh(
        &mut self,
        token: &str,
        caught_up: bool,
        now: Timestamp,
    ) -> Result<Issued, InvalidGrant> {
        let rotate_always = self.switches.rotate_always;
        let honours_previous = self.switches.honours_previous;
        let presented = digest(token);
        let grant = self
            .grants
            .iter_mut()
            .find(|grant| {
                let is_previous = honours_previous && grant.previous.as_ref() == Some(&presented);
                grant.alive && (grant.refresh == presented || is_previous)
            })
            .filter(|grant| now < grant.idle_until && now < grant.hard_until)
            .ok_or(InvalidGrant)?;
        let mut answer = token.to_owned();
        let is_previous = grant.refresh != presented;
        grant.previous = None;
        if is_previous || rotate_always || seconds(grant.rotated, now) >= ROTATE_AFTER {
            answer = refresh_token(now, after(now, IDLE_LIFE));
            grant.refresh = digest(&answer);
            grant.previous = Some(presented);
            grant.rotated = now;
        }
        if caught_up || !grant.idle_held {
            grant.idle_held = false;
            grant.idle_until = after(now, IDLE_LIFE);
        }
        let grant = grant.clone();
        if let Some(realm) = &grant.approval.realm {
            kill_older(&mut self.grants, realm, grant.id);
        }
        Ok(self.issue((grant, answer), now))
    }

    fn issue(&mut self, (grant, refresh_token): (Grant, String), now: Timestamp) -> Issued {
        let access_token = access_token();
        self.access.insert(
            digest(&access_token),
            Access {
                grant: grant.id,
                expires: after(now, ACCESS_LIFE),
            },
        );
        let hard_seconds = seconds(now, grant.hard_until);
        Issued {
            access_token,
            refresh_token,
            idle_seconds: seconds(now, grant.idle_until).min(hard_seconds),
            hard_seconds,
            approval: grant.approval,
        }
    }

    /// Either token of a pair ends both. Unknown tokens are answered as revoked already.
    pub(super) fn revoke(&mut self, token: &str) {
        let presented = digest(token);
        let grant = self
            .grants
            .iter()
            .find(|grant| grant.refresh == presented)
            .map(|grant| grant.id)
            .or_else(|| self.access.get(&presented).map(|access| access.grant));
        if let Some(grant) = grant {
            self.kill(grant);
        }
    }

    fn kill(&mut self, id: u64) {
        for grant in &mut self.grants {
            if grant.id == id {
                grant.alive = false;
            }
        }
    }

    /// Whose bearer token this is now.
    pub(super) fn bearer(&self, token: Option<&str>, now: Timestamp) -> Result<Bearer, Refused> {
        let token = token.ok_or(Refused::Missing)?;
        let access = self.access.get(&digest(token)).ok_or(Refused::Malformed)?;
        if now >= access.expires {
            return Err(Refused::Expired);
        }
        self.grants
            .iter()
            .find(|grant| grant.id == access.grant && grant.alive)
            .map(|grant| Bearer {
                approval: grant.approval.clone(),
            })
            .ok_or(Refused::Revoked)
    }

    /// Drops codes and access tokens over for a day, so that the file stays small.
    fn forget_old(&mut self, now: Timestamp) {
        let old = after(now, -sample::DAY);
        self.codes.retain(|_, code| code.expires > old);
        self.access.retain(|_, access| access.expires > old);
        let access = &self.access;
        self.grants
            .retain(|grant| grant.alive || access.values().any(|it| it.grant == grant.id));
    }

    /// Changes the grant of a company that is alive now, if there is one.
    fn with_grant(&mut self, realm: &str, change: impl FnOnce(&mut Grant)) {
        let grant = self
            .grants
            .iter_mut()
            .find(|grant| grant.alive && grant.approval.realm.as_deref() == Some(realm));
        if let Some(grant) = grant {
            change(grant);
        }
    }

    /// Who holds the company's grant.
    pub(super) fn connected_by(&self, realm: &str) -> Option<String> {
        self.grants
            .iter()
            .find(|grant| grant.alive && grant.approval.realm.as_deref() == Some(realm))
            .map(|grant| grant.approval.email.clone())
    }

    /// Whether the company has a grant that was not ended.
    pub(crate) fn is_connected(&self, realm: &str) -> bool {
        self.connected_by(realm).is_some()
    }

    pub(super) fn end_grant(&mut self, realm: &str) {
        self.with_grant(realm, |grant| grant.alive = false);
    }

    pub(super) fn set_idle(&mut self, realm: &str, until: Timestamp) {
        self.with_grant(realm, |grant| {
            grant.idle_until = until;
            grant.idle_held = true;
        });
    }

    pub(super) fn set_hard(&mut self, realm: &str, until: Timestamp) {
        self.with_grant(realm, |grant| grant.hard_until = until);
    }

    pub(super) fn drop_roles_scope(&mut self, realm: &str) {
        if let Some(company) = self.company_mut(realm) {
            company.roles_scope = false;
        }
        self.with_grant(realm, |grant| {
            grant.approval.scopes.retain(|scope| scope != ROLES_SCOPE);
        });
    }
}

/// One grant per company: ends those before `id`.
fn kill_older(grants: &mut [Grant], realm: &str, id: u64) {
    for grant in grants {
        if grant.id < id && grant.approval.realm.as_deref() == Some(realm) {
            grant.alive = false;
        }
    }
}

pub(super) fn after(time: Timestamp, seconds: i64) -> Timestamp {
    time.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(time)
}

fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs()
}
