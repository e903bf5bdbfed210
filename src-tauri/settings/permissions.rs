//! What may be done on this computer. Permissions prevent mistakes; they do not stop a program that runs as the same person.

use roster::view::{ProblemCode, ProblemView, Profile};

use crate::api::Permissions;
use crate::settings::FirmSettings;
use crate::settings::managed::Managed;

/// Something a firm may not want done on every computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    /// [`Permissions::connect`].
    Connect,
    /// [`Permissions::disconnect`].
    Disconnect,
    /// [`Permissions::delete_connections`].
    DeleteConnections,
    /// [`Permissions::export`].
    Export,
    /// [`Permissions::change_keys`].
    ChangeKeys,
    /// [`Permissions::make_firm_files`].
    MakeFirmFiles,
    /// [`Permissions::read_books`].
    ReadBooks,
}

impl Permission {
    /// All of them.
    pub(crate) const ALL: [Self; 7] = [
        Self::Connect,
        Self::Disconnect,
        Self::DeleteConnections,
        Self::Export,
        Self::ChangeKeys,
        Self::MakeFirmFiles,
        Self::ReadBooks,
    ];

    /// Whether `policy` allows it.
    pub(crate) fn is_allowed_by(self, policy: Permissions) -> bool {
        match self {
            Self::Connect => policy.connect,
            Self::Disconnect => policy.disconnect,
            Self::DeleteConnections => policy.delete_connections,
            Self::Export => policy.export,
            Self::ChangeKeys => policy.change_keys,
            Self::MakeFirmFiles => policy.make_firm_files,
            Self::ReadBooks => policy.read_books,
        }
    }

    /// What it is, after "allow this computer to".
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Connect => "connect clients",
            Self::Disconnect => "disconnect clients",
            Self::DeleteConnections => "delete end-users at Conductor",
            Self::Export => "save lists to files",
            Self::ChangeKeys => "change the firm's keys and folder",
            Self::MakeFirmFiles => "make firm files",
            Self::ReadBooks => "read the clients' books",
        }
    }
}

/// What may be done on this computer while `firm` is the open one, or the practice firm is: what its file allows, and the
/// managed settings. Where no firm is set up everything is allowed that they do not forbid.
pub(crate) fn allowed(
    profile: Profile,
    firm: Option<&FirmSettings>,
    managed: &Managed,
) -> Permissions {
    of_file(profile, firm).and(in_firm(profile, managed.policy()))
}

/// Refuses what `policy` does not allow, in a sentence.
pub(crate) fn require(permission: Permission, policy: Permissions) -> Result<(), ProblemView> {
    if permission.is_allowed_by(policy) {
        return Ok(());
    }
    Err(ProblemView {
        code: ProblemCode::NotAllowed,
        message: format!(
            "Your firm doesn't allow this computer to {}. Ask whoever set it up.",
            permission.words()
        ),
        retryable: false,
    })
}

/// What the firm file allows.
fn of_file(profile: Profile, firm: Option<&FirmSettings>) -> Permissions {
    in_firm(
        profile,
        firm.map(|firm| firm.computer.policy).unwrap_or_default(),
    )
}

/// What `policy` allows in the firm of `profile`. It speaks of the real firm: in the practice firm everything can
/// be tried out, but for what would change the real one.
fn in_firm(profile: Profile, policy: Permissions) -> Permissions {
    if profile == Profile::Practice {
        Permissions {
            change_keys: policy.change_keys,
            make_firm_files: policy.make_firm_files,
            ..Permissions::default()
        }
    } else {
        policy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::ComputerSettings;

    const NOTHING: Permissions = Permissions {
        connect: false,
        disconnect: false,
        delete_connections: false,
        export: false,
        change_keys: false,
        make_firm_files: false,
        read_books: false,
    };

    fn with(policy: Permissions) -> FirmSettings {
        FirmSettings {
            computer: ComputerSettings {
                joined: None,
                policy,
                file: None,
            },
            ..FirmSettings::default()
        }
    }

    #[test]
    fn each_permission_is_refused_by_its_own_flag() {
        for permission in Permission::ALL {
            let allowed = |policy| permission.is_allowed_by(policy);
            assert!(
                allowed(Permissions::default()) && !allowed(NOTHING),
                "{permission:?}"
            );
            let only = Permission::ALL.map(|other| {
                let mut policy = NOTHING;
                match other {
                    Permission::Connect => policy.connect = true,
                    Permission::Disconnect => policy.disconnect = true,
                    Permission::DeleteConnections => policy.delete_connections = true,
                    Permission::Export => policy.export = true,
                    Permission::ChangeKeys => policy.change_keys = true,
                    Permission::MakeFirmFiles => policy.make_firm_files = true,
                    Permission::ReadBooks => policy.read_books = true,
                }
                (other, policy)
            });
            for (other, policy) in only {
                assert_eq!(
                    allowed(policy),
                    other == permission,
                    "{permission:?} by {other:?}"
                );
            }
        }
    }

    #[test]
    fn the_practice_firm_allows_everything_but_what_would_change_the_real_one() {
        let firm = with(NOTHING);
        for profile in [Profile::Live, Profile::Sandbox, Profile::None] {
            assert_eq!(of_file(profile, Some(&firm)), NOTHING);
        }
        let practice = of_file(Profile::Practice, Some(&firm));
        assert!(practice.connect && practice.disconnect && practice.delete_connections);
        assert!(practice.read_books);
        assert!(practice.export && !practice.change_keys && !practice.make_firm_files);
    }

    #[test]
    fn where_no_firm_is_set_up_everything_is_allowed() {
        assert_eq!(of_file(Profile::None, None), Permissions::default());
    }
}
