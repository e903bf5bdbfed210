//! What the two examples of the books share: arguments by the names of the service's filters, and CSV.

use std::process::ExitCode;

use conductor::catalogue::Filter;
use conductor::{Conductor, EndUserId, Error, Filters};

use super::error_json::error_json;
use super::{KEYS, client, show};

/// What was asked for.
pub(crate) struct Asked {
    /// Which resource or report.
    pub(crate) name: String,
    pub(crate) end_user: EndUserId,
    pub(crate) filters: Filters,
    /// As comma-separated values, not as JSON.
    pub(crate) csv: bool,
}

/// Reads the arguments and makes the client, or ends with one sentence.
pub(crate) fn prepare(usage: &str) -> Result<(Conductor, Asked), ExitCode> {
    let given: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    if given.iter().any(|argument| argument == "--help") {
        return Err(show(&mut std::io::stdout(), &format!("{usage}\n{KEYS}"), 0));
    }
    let stop = |sentence: String| show(&mut std::io::stderr(), &sentence, 2);
    let asked = parse(&given).map_err(stop)?;
    Ok((client().map_err(stop)?, asked))
}

/// Ends with an error as the other examples do.
pub(crate) fn fail(error: &Error) -> ExitCode {
    match error {
        Error::InvalidRequest(_) | Error::Filter(_) => {
            show(&mut std::io::stderr(), &error.to_string(), 2)
        }
        error => show(
            &mut std::io::stderr(),
            &format!("{:#}", error_json(error)),
            1,
        ),
    }
}

/// One sentence about arguments.
pub(crate) fn refuse(sentence: &str) -> ExitCode {
    show(&mut std::io::stderr(), sentence, 2)
}

/// The filters of a resource or report as arguments.
pub(crate) fn flags(filters: &[Filter]) -> String {
    let names: Vec<String> = filters
        .iter()
        .map(|it| format!("--{}", kebab(it.name)))
        .collect();
    names.join(" ")
}

pub(crate) fn print_csv(rows: &[Vec<String>]) -> ExitCode {
    let written = spreadsheet::write(rows)
        .and_then(|bytes| std::io::Write::write_all(&mut std::io::stdout().lock(), &bytes));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

pub(crate) fn print_json(value: &impl serde::Serialize) -> ExitCode {
    match serde_json::to_string_pretty(value) {
        Ok(json) => show(&mut std::io::stdout(), &json, 0),
        Err(error) => show(&mut std::io::stderr(), &error.to_string(), 1),
    }
}

fn parse(given: &[String]) -> Result<Asked, String> {
    let (mut name, mut end_user, mut csv) = (None, None, false);
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    let mut rest = given.iter().peekable();
    while let Some(argument) = rest.next() {
        let Some(flag) = argument.strip_prefix("--") else {
            if name.replace(argument.clone()).is_some() {
                return Err(format!("\"{argument}\" is one name too many; try --help."));
            }
            continue;
        };
        if flag == "csv" {
            csv = true;
            continue;
        }
        let (flag, attached) = match flag.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (flag, None),
        };
        let value = attached
            .or_else(|| rest.next_if(|next| !next.starts_with("--")).cloned())
            .ok_or_else(|| format!("--{flag} needs a value."))?;
        if flag == "end-user-id" {
            end_user = Some(value);
            continue;
        }
        let filter = camel(flag);
        match values.iter_mut().find(|(name, _)| *name == filter) {
            Some((_, values)) => values.push(value),
            None => values.push((filter, vec![value])),
        }
    }
    Ok(Asked {
        name: name.ok_or("Say what to read; try --help.")?,
        end_user: EndUserId::new(end_user.ok_or("Give --end-user-id: whose QuickBooks to ask.")?),
        filters: values
            .into_iter()
            .fold(Filters::new(), |filters, (name, values)| {
                filters.with(&name, values)
            }),
        csv,
    })
}

/// `transaction-date-from` is the filter `transactionDateFrom`.
fn camel(flag: &str) -> String {
    let mut parts = flag.split('-');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        name.extend(letters.next().map(|it| it.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

fn kebab(name: &str) -> String {
    let mut flag = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            flag.push('-');
        }
        flag.push(letter.to_ascii_lowercase());
    }
    flag
}
