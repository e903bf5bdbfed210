//! Owners and access lists of files on Windows.
//!
//! [`read`] says who owns a file or folder and whom its access list names, [`Access::judge`] whether that is nobody but
//! the person, the system and administrators, and [`make_private`] makes it so. The judgement is pure and is tested on
//! every system; the calls exist on Windows only, in `system.rs`, the one file of the product that may use `unsafe`.
//!
//! Sources: <https://learn.microsoft.com/en-us/windows/win32/secauthz/access-control-lists> and
//! <https://learn.microsoft.com/en-us/windows/win32/secauthz/well-known-sids>.

#[cfg(windows)]
#[allow(unsafe_code)]
mod system;

#[cfg(windows)]
pub use system::{allow_only, current_user, make_private, read};

/// The security identifier of a person or group in its text form, such as `S-1-5-18`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sid(pub String);

/// What Windows keeps about who may do what with a file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Who owns it; `None` where the file system keeps no owner.
    pub owner: Option<Sid>,
    /// Its access list. `None`: it has no list, so everybody may do everything.
    pub entries: Option<Vec<Entry>>,
}

/// One entry of an access list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// `AceType` of winnt.h: 0 allows, 1 denies.
    pub kind: u8,
    /// `AceFlags` of winnt.h.
    pub flags: u8,
    /// What the entry is about, a bit for each right.
    pub rights: u32,
    /// Whom it is about; `None` where an entry of this kind has no place for that which we know.
    pub who: Option<Sid>,
}

/// Whether an access list lets anybody in who has no business there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It lets in the person, the system and administrators at most.
    Private,
    /// Its owner is somebody else.
    Foreign,
    /// It lets in others. The text names their entries, for a log: no path and no name of a person.
    Wide(String),
}

/// `ACCESS_ALLOWED_ACE_TYPE` and its form with a condition, which have a SID in the same place.
const ALLOWS: [u8; 2] = [0x00, 0x09];
/// The four types that deny; whomever they are about, they let nobody in.
const DENIES: [u8; 4] = [0x01, 0x06, 0x0A, 0x0C];
/// `INHERIT_ONLY_ACE`: the entry counts for what is made in the folder, not for the folder.
const INHERIT_ONLY: u8 = 0x08;
/// `CREATOR OWNER`: the person who creates a file or folder.
const CREATOR_OWNER: &str = "S-1-3-0";

/// The system itself.
const SYSTEM: &str = "S-1-5-18";
/// The group of the computer's administrators.
const ADMINISTRATORS: &str = "S-1-5-32-544";
/// `OWNER RIGHTS`: its entry limits what the owner may do.
const OWNER_RIGHTS: &str = "S-1-3-4";
/// The last part of the SIDs of a domain's first administrator, its administrators, and the forest's.
const DOMAIN_ADMINISTRATORS: [&str; 3] = ["500", "512", "519"];

impl Access {
    /// Says whether this lets in anybody but `person`, the system and administrators.
    #[must_use]
    pub fn judge(&self, person: &Sid) -> Judgement {
        if self
            .owner
            .as_ref()
            .is_some_and(|owner| !is_ours(owner, person))
        {
            return Judgement::Foreign;
        }
        let Some(entries) = &self.entries else {
            return Judgement::Wide("no access list".to_owned());
        };
        let others: Vec<String> = entries
            .iter()
            .filter(|entry| entry.lets_in(person))
            .map(Entry::describe)
            .collect();
        if others.is_empty() {
            Judgement::Private
        } else {
            Judgement::Wide(others.join(", "))
        }
    }
}

impl Entry {
    /// Whether it lets in somebody who has no business there. An entry we cannot read does.
    fn lets_in(&self, person: &Sid) -> bool {
        if DENIES.contains(&self.kind) {
            return false;
        }
        match &self.who {
            Some(who) if ALLOWS.contains(&self.kind) => {
                // Only a pattern for what is created in the folder: its creator gets this right.
                let is_pattern = who.0 == CREATOR_OWNER && self.flags & INHERIT_ONLY != 0;
                !is_pattern && !is_ours(who, person)
            }
            _ => true,
        }
    }

    fn describe(&self) -> String {
        let who = self.who.as_ref().map_or("unknown", |who| &who.0);
        format!("{who} (type {}, rights {:#x})", self.kind, self.rights)
    }
}

fn is_ours(who: &Sid, person: &Sid) -> bool {
    who == person
        || [SYSTEM, ADMINISTRATORS, OWNER_RIGHTS].contains(&who.0.as_str())
        || is_administrator_of_our_domain(who, person)
}

/// Another domain's administrators have no rights here.
fn is_administrator_of_our_domain(who: &Sid, person: &Sid) -> bool {
    match (who.0.rsplit_once('-'), person.0.rsplit_once('-')) {
        (Some((domain, number)), Some((ours, _))) => {
            domain == ours
                && domain.starts_with("S-1-5-21-")
                && DOMAIN_ADMINISTRATORS.contains(&number)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: &str = "S-1-5-21-1004336348-1177238915-682003330-1001";
    const OTHER: &str = "S-1-5-21-1004336348-1177238915-682003330-1002";
    const FIRST_ADMINISTRATOR: &str = "S-1-5-21-1004336348-1177238915-682003330-500";
    const OTHER_DOMAINS: &str = "S-1-5-21-99-99-99-512";
    const EVERYONE: &str = "S-1-1-0";
    const READ: u32 = 0x0012_0089;

    fn sid(text: &str) -> Sid {
        Sid(text.to_owned())
    }

    fn entry(kind: u8, flags: u8, who: &str) -> Entry {
        Entry {
            kind,
            flags,
            rights: READ,
            who: Some(sid(who)),
        }
    }

    fn judged(entries: Vec<Entry>) -> Judgement {
        Access {
            owner: Some(sid(ME)),
            entries: Some(entries),
        }
        .judge(&sid(ME))
    }

    #[test]
    fn a_folder_of_a_persons_profile_is_private() {
        let inherited = 0x13;
        let profile = [SYSTEM, ADMINISTRATORS, ME, FIRST_ADMINISTRATOR]
            .map(|who| entry(0, inherited, who))
            .to_vec();
        assert_eq!(judged(profile), Judgement::Private);
        assert_eq!(judged(Vec::new()), Judgement::Private, "it lets nobody in");
    }

    #[test]
    fn anybody_else_is_named_for_the_log() {
        for who in [
            EVERYONE,
            "S-1-5-32-545",
            "S-1-5-11",
            OTHER,
            OTHER_DOMAINS,
            CREATOR_OWNER,
        ] {
            assert_eq!(
                judged(vec![entry(0, 0, ME), entry(0, 0, who), entry(0, 0, SYSTEM)]),
                Judgement::Wide(format!("{who} (type 0, rights 0x120089)"))
            );
        }
        assert_eq!(
            judged(vec![entry(0, 0, OTHER), entry(9, 0, EVERYONE)]),
            Judgement::Wide(format!(
                "{OTHER} (type 0, rights 0x120089), {EVERYONE} (type 9, rights 0x120089)"
            ))
        );
    }

    #[test]
    fn without_a_list_everybody_is_let_in() {
        let access = Access {
            owner: Some(sid(ME)),
            entries: None,
        };
        assert_eq!(
            access.judge(&sid(ME)),
            Judgement::Wide("no access list".to_owned())
        );
    }

    #[test]
    fn an_entry_that_cannot_be_read_is_taken_for_the_worst() {
        for kind in [0x02, 0x05, 0x0B, 0xFF] {
            assert!(
                matches!(judged(vec![entry(kind, 0, ME)]), Judgement::Wide(_)),
                "{kind}"
            );
        }
        let nobody = Entry {
            who: None,
            ..entry(0, 0, ME)
        };
        assert!(matches!(judged(vec![nobody]), Judgement::Wide(_)));
    }

    #[test]
    fn denials_and_patterns_for_owners_let_nobody_in() {
        let denials = DENIES.map(|kind| entry(kind, 0, EVERYONE));
        let pattern = entry(0, INHERIT_ONLY | 0x03, CREATOR_OWNER);
        assert_eq!(
            judged(
                denials
                    .into_iter()
                    .chain([pattern, entry(0, 0, OWNER_RIGHTS)])
                    .collect()
            ),
            Judgement::Private
        );
    }

    #[test]
    fn somebody_elses_file_is_theirs() {
        for (owner, expected) in [
            (OTHER, Judgement::Foreign),
            (EVERYONE, Judgement::Foreign),
            // Administrators' own files belong to their group.
            (ADMINISTRATORS, Judgement::Private),
            (ME, Judgement::Private),
        ] {
            let access = Access {
                owner: Some(sid(owner)),
                entries: Some(vec![entry(0, 0, ME)]),
            };
            assert_eq!(access.judge(&sid(ME)), expected, "{owner}");
        }
    }
}
