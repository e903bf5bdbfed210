//! Reads Windows' text form of an access list, and says whether it lets anybody in but the person, the system and
//! administrators. Pure, so that it is tested on every system.
//!
//! Source: <https://learn.microsoft.com/en-us/windows/win32/secauthz/security-descriptor-string-format> and the
//! pages about ACE and SID strings beside it.

/// Who has access to everything on the computer anyway: the system, administrators, a domain's administrators.
const ALWAYS: [&str; 8] = [
    "SY",
    "S-1-5-18",
    "BA",
    "S-1-5-32-544",
    "LA",
    "DA",
    "EA",
    // What an owner may do is a limit, not a grant to somebody else.
    "OW",
];

/// What an access list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Judged {
    /// It lets in the person, the system and administrators at most.
    Private,
    /// Its owner is somebody else.
    Foreign,
    /// It lets in others; what it says about them, for the log.
    Wide(String),
}

/// Judges what Windows says of a file or folder's owner and access list. `person` is the SID of whoever runs the app.
pub(super) fn judge(text: &str, person: &str) -> Judged {
    let parts = Parts::of(text);
    if parts.owner.is_some_and(|owner| !is_ours(owner, person)) {
        return Judged::Foreign;
    }
    // Without a list everybody may do everything.
    let Some(list) = parts.list else {
        return Judged::Wide("no access list".to_owned());
    };
    let (flags, entries) = list.split_at(list.find('(').unwrap_or(list.len()));
    if flags.contains("NO_ACCESS_CONTROL") {
        return Judged::Wide("no access list".to_owned());
    }
    let strangers: Vec<&str> = entries
        .split(['(', ')'])
        .filter(|entry| !entry.is_empty() && lets_in(entry, person))
        .collect();
    if strangers.is_empty() {
        Judged::Private
    } else {
        Judged::Wide(strangers.join(" "))
    }
}

/// The access list of what is `person`'s own. What is made in such a folder inherits it.
pub(super) fn private(person: &str, is_folder: bool) -> String {
    let inherited = if is_folder { "OICI" } else { "" };
    let entries: String = [person, "SY", "BA"]
        .map(|who| format!("(A;{inherited};FA;;;{who})"))
        .concat();
    format!("D:P{entries}")
}

/// Whether an entry of a list lets somebody in who has no business there. One that cannot be read does.
fn lets_in(entry: &str, person: &str) -> bool {
    let mut fields = entry.split(';');
    let (Some(kind), Some(flags), Some(_), Some(_), Some(_), Some(who)) = (
        fields.next(),
        fields.next(),
        fields.next(),
        fields.next(),
        fields.next(),
        fields.next(),
    ) else {
        return true;
    };
    match kind {
        // Denials take away; whoever they are about.
        "D" | "OD" | "XD" => false,
        // Only a pattern for what is made in the folder: whoever makes it there has it.
        "A" if matches!(who, "CO" | "S-1-3-0") && flags.contains("IO") => false,
        _ => !is_ours(who, person),
    }
}

fn is_ours(who: &str, person: &str) -> bool {
    ALWAYS.contains(&who)
        || who.eq_ignore_ascii_case(person)
        // Windows writes its built-in guest, when that is who runs the app, by this name.
        || (who == "LG" && person.ends_with("-501"))
}

/// The parts of the text that matter here; each begins with a letter and a colon.
struct Parts<'a> {
    owner: Option<&'a str>,
    list: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Self {
        // Neither names nor rights hold a colon; conditions do, inside brackets.
        let mut starts = Vec::new();
        let mut depth = 0_usize;
        for (at, c) in text.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                ':' if depth == 0 && at > 0 => starts.push(at - 1),
                _ => {}
            }
        }
        let part = |letter: char| {
            let index = starts
                .iter()
                .position(|&at| text[at..].starts_with(letter))?;
            let end = starts.get(index + 1).copied().unwrap_or(text.len());
            text.get(starts[index] + 2..end)
        };
        Self {
            owner: part('O'),
            list: part('D'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: &str = "S-1-5-21-1004336348-1177238915-682003330-1001";
    const OTHER: &str = "S-1-5-21-1004336348-1177238915-682003330-1002";

    fn judged(list: &str) -> Judged {
        judge(&format!("O:{ME}G:{ME}{list}"), ME)
    }

    #[test]
    fn a_folder_of_a_persons_profile_is_private() {
        let inherited = format!(
            "D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;FA;;;{ME})S:AI(ML;;NW;;;LW)"
        );
        assert_eq!(judged(&inherited), Judged::Private);
    }

    #[test]
    fn what_we_set_is_private() {
        for is_folder in [true, false] {
            let list = private(ME, is_folder);
            assert_eq!(judged(&list), Judged::Private);
        }
        assert_eq!(
            private(ME, true),
            format!("D:P(A;OICI;FA;;;{ME})(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)")
        );
    }

    #[test]
    fn anybody_else_is_named_for_the_log() {
        for (entry, said) in [
            ("(A;;FR;;;WD)", "A;;FR;;;WD"),
            ("(A;OICIID;0x1200a9;;;BU)", "A;OICIID;0x1200a9;;;BU"),
            ("(A;;FA;;;AU)", "A;;FA;;;AU"),
            ("(A;OICIIO;GA;;;IU)", "A;OICIIO;GA;;;IU"),
            ("(OA;;FA;;;WD)", "OA;;FA;;;WD"),
            ("(A;;FA;;;CO)", "A;;FA;;;CO"),
        ] {
            let list = format!("D:PAI(A;;FA;;;{ME}){entry}(A;;FA;;;SY)");
            assert_eq!(judged(&list), Judged::Wide(said.to_owned()), "{list}");
        }
        assert_eq!(
            judged(&format!("D:(A;;FR;;;{OTHER})(A;;FR;;;WD)")),
            Judged::Wide(format!("A;;FR;;;{OTHER} A;;FR;;;WD"))
        );
    }

    #[test]
    fn no_list_lets_everybody_in_and_an_empty_one_nobody() {
        for text in ["", "D:NO_ACCESS_CONTROL", "garbage"] {
            assert_eq!(judged(text), Judged::Wide("no access list".to_owned()));
        }
        assert_eq!(judged("D:P"), Judged::Private);
        assert_eq!(judge("", ME), Judged::Wide("no access list".to_owned()));
    }

    #[test]
    fn an_entry_that_cannot_be_read_is_taken_for_the_worst() {
        for entry in [
            "(A;;FA)",
            "(ZZ;;FA;;;WD)",
            "(XA;;FA;;;WD;(@User.x==\"D:\"))",
        ] {
            let list = format!("D:(A;;FA;;;{ME}){entry}");
            assert!(matches!(judged(&list), Judged::Wide(_)), "{list}");
        }
    }

    #[test]
    fn denials_and_patterns_for_owners_let_nobody_in() {
        let list = format!("D:(D;;FA;;;WD)(A;OICIIO;GA;;;CO)(A;;FA;;;{ME})(A;;RC;;;OW)");
        assert_eq!(judged(&list), Judged::Private);
    }

    #[test]
    fn somebody_elses_file_is_theirs() {
        let text = format!("O:{OTHER}G:{ME}D:(A;;FA;;;{ME})");
        assert_eq!(judge(&text, ME), Judged::Foreign);
        // Administrators' own files belong to their group.
        let text = format!("O:BAG:{ME}D:(A;;FA;;;{ME})");
        assert_eq!(judge(&text, ME), Judged::Private);
    }

    #[test]
    fn no_text_makes_it_fall_over() {
        let whole = format!("O:{ME}G:SYD:PAI(A;OICI;FA;;;{ME})(A;;FR;;;WD)S:AI(ML;;NW;;;é)");
        for end in (0..whole.len()).filter(|&end| whole.is_char_boundary(end)) {
            let _ = judge(&whole[..end], ME);
            let _ = judge(&whole[end..], ME);
        }
    }
}
