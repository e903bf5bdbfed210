//! What may be done on this computer. Permissions prevent mistakes; they do not stop a program that runs as the same person.

use roster::view::{FirmProblem, ProblemView, Right};
use serde::{Deserialize, Serialize};

use crate::settings::managed::Managed;
use crate::settings::{FirmSettings, Profile};

/// What a computer may do. What is off is refused by the app, whatever the window asks for. Permissions prevent
/// mistakes; they do not stop a program that runs as the same person.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one permission, granted or refused by itself"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Permissions {
    /// Start connections: sign in with Intuit, make end-users and auth links at Conductor.
    #[serde(rename = "connect")]
    pub(crate) connect: bool,
    /// Disconnect a company from QuickBooks Online.
    #[serde(rename = "disconnect")]
    pub(crate) disconnect: bool,
    /// Delete an end-user at Conductor, for the whole firm and for good.
    #[serde(rename = "deleteConnections")]
    pub(crate) delete_connections: bool,
    /// Write lists of clients and of the change log to files.
    #[serde(rename = "export")]
    pub(crate) export: bool,
    /// Set the firm up by hand: its name, keys, relay and folder.
    #[serde(rename = "changeKeys")]
    pub(crate) change_keys: bool,
    /// Make firm files for other computers.
    #[serde(rename = "makeFirmFiles")]
    pub(crate) make_firm_files: bool,
    /// Read the clients' books in QuickBooks Desktop.
    #[serde(rename = "readBooks")]
    pub(crate) read_books: bool,
}

/// A policy as versions before Books wrote it, too: what it does not name is allowed, but for reading books, which
/// is an admin's.
#[derive(Default, Deserialize)]
#[serde(default)]
struct NamedRights {
    #[serde(rename = "connect")]
    connect: Option<bool>,
    #[serde(rename = "disconnect")]
    disconnect: Option<bool>,
    #[serde(rename = "deleteConnections")]
    delete_connections: Option<bool>,
    #[serde(rename = "export")]
    export: Option<bool>,
    #[serde(rename = "changeKeys")]
    change_keys: Option<bool>,
    #[serde(rename = "makeFirmFiles")]
    make_firm_files: Option<bool>,
    #[serde(rename = "readBooks")]
    read_books: Option<bool>,
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = NamedRights::deserialize(deserializer)?;
        let make_firm_files = named.make_firm_files.unwrap_or(true);
        Ok(Self {
            connect: named.connect.unwrap_or(true),
            disconnect: named.disconnect.unwrap_or(true),
            delete_connections: named.delete_connections.unwrap_or(true),
            export: named.export.unwrap_or(true),
            change_keys: named.change_keys.unwrap_or(true),
            make_firm_files,
            read_books: named.read_books.unwrap_or(make_firm_files),
        })
    }
}

impl Default for Permissions {
    /// An admin's computer: everything.
    fn default() -> Self {
        Self {
            connect: true,
            disconnect: true,
            delete_connections: true,
            export: true,
            change_keys: true,
            make_firm_files: true,
            read_books: true,
        }
    }
}

impl Permissions {
    /// What both allow.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            connect: self.connect && other.connect,
            disconnect: self.disconnect && other.disconnect,
            delete_connections: self.delete_connections && other.delete_connections,
            export: self.export && other.export,
            change_keys: self.change_keys && other.change_keys,
            make_firm_files: self.make_firm_files && other.make_firm_files,
            read_books: self.read_books && other.read_books,
        }
    }
}

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
}

impl From<Permission> for Right {
    fn from(permission: Permission) -> Self {
        match permission {
            Permission::Connect => Self::Connect,
            Permission::Disconnect => Self::Disconnect,
            Permission::DeleteConnections => Self::DeleteConnections,
            Permission::Export => Self::Export,
            Permission::ChangeKeys => Self::ChangeKeys,
            Permission::MakeFirmFiles => Self::MakeFirmFiles,
            Permission::ReadBooks => Self::ReadBooks,
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

/// Refuses what `policy` does not allow.
pub(crate) fn require(permission: Permission, policy: Permissions) -> Result<(), ProblemView> {
    if permission.is_allowed_by(policy) {
        return Ok(());
    }
    let right = permission.into();
    Err(FirmProblem::NotAllowed { right }.into())
}

/// What the firm file allows.
fn of_file(profile: Profile, firm: Option<&FirmSettings>) -> Permissions {
    in_firm(
        profile,
        firm.map(|firm| firm.computer.policy).unwrap_or_default(),
    )
}

/// What `policy` allows in the firm of `profile`. It is about the real firm: in the practice firm everything can
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
