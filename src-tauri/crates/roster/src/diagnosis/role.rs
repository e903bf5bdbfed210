//! What Intuit said the signed-in person is in the company.

use jiff::Timestamp;

use crate::observation::{RoleAnswerFact, RoleFact};
use crate::view::{RoleAvailability, RoleKind};

/// The role badges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleDiagnosis {
    /// Whether Intuit said at all.
    pub availability: RoleAvailability,
    /// Type of the role; [`RoleKind::Unknown`] unless Intuit reported type and status.
    pub kind: RoleKind,
    /// `false` only when Intuit said `INACTIVE`.
    pub active: bool,
    /// Payroll on, off, or not reported.
    pub payroll: Option<bool>,
    /// When Intuit last answered.
    pub at: Option<Timestamp>,
}

/// Reads a role answer. Anything but the exact text `ADMIN` is not Admin.
#[must_use]
pub fn role_diagnosis(fact: Option<&RoleFact>) -> RoleDiagnosis {
    let unknown = |availability| RoleDiagnosis {
        availability,
        kind: RoleKind::Unknown,
        active: true,
        payroll: None,
        at: fact.map(|fact| fact.at),
    };
    match fact.map(|fact| &fact.answer) {
        // Not a member means no role: no badge, and nothing about a missing scope either.
        None | Some(RoleAnswerFact::NotMember) => unknown(RoleAvailability::NotAsked),
        Some(RoleAnswerFact::Empty | RoleAnswerFact::ScopeMissing) => {
            unknown(RoleAvailability::NotAvailable)
        }
        Some(RoleAnswerFact::Role {
            role_type,
            status,
            has_payroll,
        }) => {
            let role_type = text(role_type.as_deref());
            let reported = role_type.is_some() && text(status.as_deref()).is_some();
            RoleDiagnosis {
                availability: if reported {
                    RoleAvailability::Reported
                } else {
                    RoleAvailability::NotAvailable
                },
                kind: match role_type {
                    Some("ADMIN") if reported => RoleKind::Admin,
                    Some("EMPLOYEE") if reported => RoleKind::Employee,
                    _ => RoleKind::Unknown,
                },
                active: !is_inactive(status.as_deref()),
                payroll: *has_payroll,
                ..unknown(RoleAvailability::NotAsked)
            }
        }
    }
}

/// The same for a firm that may have turned role questions off: then no role is known, which is a normal
/// state, and whatever was answered before is not shown.
#[must_use]
pub fn role_of(fact: Option<&RoleFact>, ask_roles: bool) -> RoleDiagnosis {
    if ask_roles {
        return role_diagnosis(fact);
    }
    RoleDiagnosis {
        availability: RoleAvailability::NotAvailable,
        ..role_diagnosis(None)
    }
}

/// Whether a status text says that access is inactive. Read in any letter case: unlike with `ADMIN`,
/// the mistake to avoid is to overlook it.
pub(super) fn is_inactive(status: Option<&str>) -> bool {
    text(status).is_some_and(|status| status.eq_ignore_ascii_case("INACTIVE"))
}

fn text(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
