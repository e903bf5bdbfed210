//! The placeholders of a support file: one for each client, person and computer.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;
use roster::view::{ClientRow, Counterparty};

use super::Facts;

/// Shorter names are letters of other words.
const SHORTEST: usize = 2;

/// Every name that must not be read, and the mark that takes its place.
pub(crate) struct Names {
    clients: HashMap<String, String>,
    marks: Vec<String>,
    /// None where it could not be made; then nothing can be shown.
    finder: Option<AhoCorasick>,
}

impl Names {
    /// Everybody the open firm knows.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let mut known = Known::default();
        let overview = facts.overview;
        let clients: HashMap<String, String> = facts
            .rows
            .iter()
            .map(|row| (row.id.clone(), known.client(&row.name)))
            .collect();
        for row in facts.rows {
            known.add_client(row, &clients[&row.id]);
        }
        for (name, mark) in [
            (overview.firm_name.as_deref(), "⟨firm⟩"),
            (Some(overview.computer_name.as_str()), "⟨this computer⟩"),
            (facts.home, "⟨home⟩"),
            (overview.computer.firm_folder.as_deref(), "⟨shared folder⟩"),
        ] {
            known.put(name.unwrap_or_default(), mark.to_owned());
        }
        if let Some(relay) = &overview.relay {
            known.put(&relay.host, "⟨relay⟩".to_owned());
            known.put(&relay.operator, "⟨relay's operator⟩".to_owned());
        }
        if let Some(joined) = &overview.computer.joined {
            for computer in [&joined.computer, &joined.made_by] {
                known.mark("computer", computer);
            }
        }
        known.finished(clients)
    }

    /// The mark of the client with this id.
    pub(super) fn client(&self, id: &str) -> &str {
        self.clients.get(id).map_or("⟨client⟩", String::as_str)
    }

    /// `text` with marks in place of names, as whole words and in any case of letters.
    pub(super) fn hide(&self, text: &str) -> String {
        let Some(finder) = &self.finder else {
            return "⟨left out: names could not be taken out of it⟩".to_owned();
        };
        let mut found: Vec<_> = finder
            .find_overlapping_iter(text)
            .filter(|found| {
                !ends_in_letter(&text[..found.start()])
                    && !text[found.end()..].starts_with(char::is_alphanumeric)
            })
            .collect();
        // "Sue's Bakery LLC" before the "Sue's Bakery" in it.
        found.sort_by_key(|found| (found.start(), std::cmp::Reverse(found.end())));
        let mut hidden = String::with_capacity(text.len());
        let mut done = 0;
        for name in found {
            if name.start() >= done {
                hidden.push_str(&text[done..name.start()]);
                hidden.push_str(&self.marks[name.pattern().as_usize()]);
                done = name.end();
            }
        }
        hidden.push_str(&text[done..]);
        hidden
    }
}

fn ends_in_letter(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// Names as they are gathered: the first mark that a name gets is the one it keeps.
#[derive(Default)]
struct Known {
    marks: HashMap<String, String>,
    counts: HashMap<&'static str, u32>,
}

impl Known {
    fn add_client(&mut self, row: &ClientRow, mark: &str) {
        self.put(&row.id, mark.to_owned());
        if let Some(id) = &row.end_user_id {
            self.put(id, format!("{mark}'s end-user"));
        }
        if let Some(email) = &row.email {
            self.mark("e-mail", email);
        }
        if let Some(person) = &row.connected_as {
            self.mark("person", &person.name);
            if let Some(email) = &person.email {
                self.mark("e-mail", email);
            }
        }
        if let Some(computer) = &row.computer {
            self.mark("computer", computer);
        }
        if let Some(elsewhere) = &row.elsewhere {
            self.mark("person", &elsewhere.person);
            self.mark("computer", &elsewhere.computer);
        }
        match &row.other {
            Some(Counterparty::Named(name)) => {
                self.mark("company or person", name);
            }
            Some(Counterparty::Tail(digits)) => {
                self.mark("company or person", &format!("…{digits}"));
            }
            None => {}
        }
    }

    /// The mark of the next client. Two of one name are two clients; their name alone is the first one's.
    fn client(&mut self, name: &str) -> String {
        let count = self.counts.entry("client").or_default();
        *count += 1;
        let mark = format!("⟨client {count}⟩");
        self.put(name, mark.clone());
        mark
    }

    /// The mark of a name: its own if it has one, else the next of its kind.
    fn mark(&mut self, kind: &'static str, name: &str) -> String {
        if let Some(known) = self.marks.get(&key(name)) {
            return known.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let mark = format!("⟨{kind} {count}⟩");
        self.put(name, mark.clone());
        mark
    }

    fn put(&mut self, name: &str, mark: String) {
        let name = key(name);
        if name.chars().count() >= SHORTEST {
            self.marks.entry(name).or_insert(mark);
        }
    }

    fn finished(self, clients: HashMap<String, String>) -> Names {
        let mut patterns: Vec<String> = Vec::new();
        let mut marks: Vec<String> = Vec::new();
        for (name, mark) in self.marks {
            // A log writes texts as Rust does, with a backslash before a quotation mark.
            let escaped = name.escape_debug().to_string();
            if escaped != name {
                patterns.push(escaped);
                marks.push(mark.clone());
            }
            // The finder knows the two cases of ASCII alone.
            for other in [name.to_lowercase(), name.to_uppercase()] {
                if !other.eq_ignore_ascii_case(&name) {
                    patterns.push(other);
                    marks.push(mark.clone());
                }
            }
            patterns.push(name);
            marks.push(mark);
        }
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(&patterns)
            .ok();
        Names {
            clients,
            marks,
            finder,
        }
    }
}

fn key(name: &str) -> String {
    name.trim().to_owned()
}
