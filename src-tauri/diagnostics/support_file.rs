//! The support file: what somebody who helps has to know, with every client, person and computer taken out.
//!
//! What is taken out leaves a mark between `⟨` and `⟩`, numbered so that one client can be followed through the
//! whole file. The window shows the text before anything is written.

mod names;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;
use roster::log_safe;
use roster::view::{BannerKind, ClientRow, Product, Urgency};

use crate::api::{AppOverview, Diagnostics, SupportFile, SupportSection};
use crate::diagnostics::log;

pub(crate) use names::Names;

/// Days of the log that go in.
pub(crate) const LOG_DAYS: usize = 2;
/// Most bytes of the log that go in.
pub(crate) const LOG_BYTES: u64 = 500_000;

/// What a support file is made of.
pub(crate) struct Facts<'a> {
    pub(crate) at: Timestamp,
    pub(crate) overview: &'a AppOverview,
    pub(crate) diagnostics: &'a Diagnostics,
    pub(crate) rows: &'a [ClientRow],
    pub(crate) logs: &'a [(Date, String)],
    /// The person's own folder: its name is often theirs.
    pub(crate) home: Option<&'a str>,
}

/// Makes the file. Nothing but this text may leave the app.
pub(crate) fn write(facts: &Facts<'_>) -> SupportFile {
    let names = Names::of(facts);
    // Names first: an e-mail address that is known gets its number.
    let clean = |text: &str| log::redact(&names.hide(text));
    let parts = [
        ("What this is", about(facts)),
        // A computer may be called "debian"; only the folder is a person's.
        ("Versions", versions(facts, &clean)),
        ("Settings", clean(&settings(facts.overview))),
        ("Set by the firm", clean(&managed(facts.overview))),
        ("States", names.hide(&states(facts.rows, &names))),
        ("Last errors", names.hide(&errors(facts.rows, &names))),
    ]
    .map(|(heading, text)| (heading.to_owned(), text));
    let logs = facts
        .logs
        .iter()
        .map(|(day, text)| (format!("Log of {day}"), clean(text)));
    let sections: Vec<SupportSection> = parts
        .into_iter()
        .chain(logs)
        .map(|(heading, text)| SupportSection { heading, text })
        .collect();
    let hidden = sections
        .iter()
        .map(|section| section.text.matches('⟨').count())
        .sum::<usize>();
    SupportFile {
        // The first part explains the marks with one of them.
        hidden: u32::try_from(hidden.saturating_sub(1)).unwrap_or(u32::MAX),
        sections,
    }
}

/// The file as it is saved and copied.
pub(crate) fn text(file: &SupportFile) -> String {
    let mut text = String::new();
    for section in &file.sections {
        let _ = write!(
            text,
            "{}\n{}\n\n{}\n\n",
            section.heading,
            "=".repeat(section.heading.chars().count()),
            section.text.trim_end()
        );
    }
    text
}

fn about(facts: &Facts<'_>) -> String {
    format!(
        "A support file of Counterfoil, made {}.\n\
         A mark such as ⟨this⟩ stands for what was taken out; the same number is the same client, person, computer \
         or address throughout.\n\
         No key, no sign-in and nothing of anybody's books is in it.",
        facts.at
    )
}

fn versions(facts: &Facts<'_>, clean: &impl Fn(&str) -> String) -> String {
    let known = facts.diagnostics;
    lines(&[
        ("Counterfoil", known.version.clone()),
        ("System", known.system.clone()),
        ("Window engine", known.webview.clone()),
        ("Folder", clean(&known.folder)),
        ("Keychain", known.keychain.clone()),
        ("Clients", known.clients.to_string()),
    ])
}

fn settings(overview: &AppOverview) -> String {
    let ready = |is: bool| if is { "set up" } else { "not set up" }.to_owned();
    let asked = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let moment = |at: Option<i64>| at.map_or_else(|| "not yet".to_owned(), moment);
    let notices = &overview.notices;
    let banners: Vec<String> = overview
        .banners
        .iter()
        .map(|banner| {
            let kind = word(&banner.kind);
            format!(
                "{kind} {} since {}",
                banner.service,
                self::moment(banner.at)
            )
        })
        .collect();
    let text = lines(&[
        ("Firm", overview.firm_name.clone().unwrap_or_default()),
        ("Kind", word(&overview.profile)),
        ("This computer", overview.computer_name.clone()),
        ("Conductor", ready(overview.conductor_ready)),
        ("Intuit", ready(overview.intuit_ready)),
        (
            "Sign-in relay",
            overview
                .relay
                .as_ref()
                .map_or_else(|| "none".to_owned(), |relay| relay.host.clone()),
        ),
        ("Asks for company names", asked(overview.accounting_scope)),
        ("Asks for roles", asked(overview.ask_roles)),
        ("Firm file taken", asked(overview.computer.joined.is_some())),
        (
            "Shared folder",
            asked(overview.computer.firm_folder.is_some()),
        ),
        (
            "Minutes between checks",
            overview.checks.every_minutes.to_string(),
        ),
        ("Last check", moment(overview.last_check_at)),
        ("Next check", moment(overview.next_check_at)),
        (
            "Notices",
            format!(
                "on: {}, names: {}, quiet hours: {}",
                asked(notices.on),
                asked(notices.names),
                asked(notices.quiet)
            ),
        ),
        (
            "Theme, rows, zoom",
            format!(
                "{}, {}, {}",
                word(&overview.appearance.theme),
                word(&overview.appearance.density),
                overview.appearance.zoom
            ),
        ),
    ]);
    if banners.is_empty() {
        text
    } else {
        format!("{text}\nMessages:\n  {}", banners.join("\n  "))
    }
}

fn managed(overview: &AppOverview) -> String {
    let managed = &overview.managed;
    let Some(source) = &managed.source else {
        return "Nothing is set for this computer.".to_owned();
    };
    let fields: Vec<String> = managed.fields.iter().map(word).collect();
    let mut text = lines(&[("Where", source.clone()), ("Fields", fields.join(", "))]);
    for problem in &managed.problems {
        let _ = write!(text, "\nProblem: {problem}");
    }
    text
}

/// Counts, and one line per client that somebody has to look at.
fn states(rows: &[ClientRow], names: &Names) -> String {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows {
        *counts.entry(word(&row.state)).or_default() += 1;
    }
    let mut text = String::new();
    for (state, count) in &counts {
        let _ = writeln!(text, "{count:>5}  {state}");
    }
    text.push('\n');
    for row in rows {
        if !matches!(
            row.urgency,
            Urgency::Critical | Urgency::Warning | Urgency::Pending
        ) {
            continue;
        }
        let _ = write!(
            text,
            "{}: {}, {}, asked {}, last answer {}",
            names.client(&row.id),
            word(&row.state),
            product(row),
            row.checked_at.map_or_else(|| "never".to_owned(), moment),
            row.last_ok_at.map_or_else(|| "never".to_owned(), moment),
        );
        if let Some(details) = &row.details {
            let _ = write!(text, ", {}", code(&details.code));
            if let Some(behind) = &details.integration_code {
                let _ = write!(text, " {}", code(behind));
            }
        }
        text.push('\n');
    }
    text
}

fn errors(rows: &[ClientRow], names: &Names) -> String {
    let mut found: Vec<(i64, String)> = Vec::new();
    for row in rows {
        // Not its message: that may name a company file and its folder.
        if let Some(details) = &row.details {
            found.push((
                details.at,
                format!(
                    "{}  {}  {}  code {}  behind it {}  request {}\n",
                    moment(details.at),
                    names.client(&row.id),
                    details.service,
                    code(&details.code),
                    details
                        .integration_code
                        .as_deref()
                        .map_or_else(|| "none".to_owned(), code),
                    details
                        .request_id
                        .as_deref()
                        .map_or("none", log_safe::code_or_placeholder),
                ),
            ));
        }
    }
    if found.is_empty() {
        return "None that explains a state now.".to_owned();
    }
    found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    found.into_iter().map(|(_, line)| line).collect()
}

/// A code of a service, unless it is something else.
fn code(text: &str) -> String {
    log::redact(log_safe::code_or_placeholder(text))
}

fn product(row: &ClientRow) -> &'static str {
    match row.books {
        Product::Online => "QuickBooks Online",
        Product::Desktop => "QuickBooks Desktop",
    }
}

fn lines(facts: &[(&str, String)]) -> String {
    facts
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn moment(at: i64) -> String {
    Timestamp::from_millisecond(at).map_or_else(|_| "at no time".to_owned(), |at| at.to_string())
}

/// The name of a fieldless enum as the window knows it.
fn word(kind: &impl serde::Serialize) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Banners that the support file answers: once it was shown, the person has seen what happened.
pub(crate) const ANSWERED: BannerKind = BannerKind::Crashed;

#[cfg(test)]
mod tests;
