//! What the examples share: arguments, the client from the environment, and how a result is shown.

use std::collections::BTreeMap;
use std::process::ExitCode;

use conductor::{Conductor, Error, SecretKey};
use serde::Serialize;

use error_json::error_json;

#[allow(dead_code, unused_imports, reason = "for the examples of the books")]
pub(crate) mod books;
mod error_json;

const SECRET_KEY: &str = "CONDUCTOR_SECRET_KEY";
const BASE_URL: &str = "CONDUCTOR_BASE_URL";
const KEYS: &str =
    "CONDUCTOR_SECRET_KEY holds the key; CONDUCTOR_BASE_URL may name another server.";

/// One `--name value` that an example takes.
pub(crate) struct Flag {
    pub(crate) name: &'static str,
    pub(crate) meaning: &'static str,
    /// Read when the flag is not given.
    pub(crate) variable: Option<&'static str>,
    pub(crate) required: bool,
}

impl Flag {
    #[allow(dead_code, reason = "not every example has one")]
    pub(crate) const fn required(name: &'static str, meaning: &'static str) -> Self {
        Self {
            name,
            meaning,
            variable: None,
            required: true,
        }
    }

    #[allow(dead_code, reason = "not every example has one")]
    pub(crate) const fn optional(name: &'static str, meaning: &'static str) -> Self {
        Self {
            required: false,
            ..Self::required(name, meaning)
        }
    }

    #[allow(dead_code, reason = "not every example has one")]
    pub(crate) const fn or_variable(self, variable: &'static str) -> Self {
        Self {
            variable: Some(variable),
            ..self
        }
    }
}

/// The values given, by flag.
pub(crate) struct Arguments(BTreeMap<&'static str, String>);

impl Arguments {
    /// A required flag's value; [`run`] has made sure that it is there.
    #[allow(dead_code, reason = "not every example has one")]
    pub(crate) fn text(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// An optional flag's value as the type it must have.
    #[allow(dead_code, reason = "not every example has one")]
    pub(crate) fn parsed<T: std::str::FromStr>(
        &self,
        name: &str,
        expected: &str,
    ) -> Result<Option<T>, Error> {
        let Some(text) = self.0.get(name) else {
            return Ok(None);
        };
        let parsed = text.parse();
        parsed.map(Some).map_err(|_| {
            Error::InvalidRequest(format!("{name} must be {expected}, not \"{text}\"."))
        })
    }
}

/// Runs an example: 0 with the answer as JSON on standard output, 1 with the error as JSON on
/// standard error, 2 with one sentence when it could not be asked at all.
#[allow(dead_code, reason = "not in the examples of the books")]
pub(crate) async fn run<T: Serialize>(
    name: &str,
    flags: &'static [Flag],
    ask: impl AsyncFnOnce(Conductor, Arguments) -> Result<T, Error>,
) -> ExitCode {
    let given: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    if given.iter().any(|argument| argument == "--help") {
        return show(&mut std::io::stdout(), &usage(name, flags), 0);
    }
    let asked = match prepare(flags, &given) {
        Ok((client, arguments)) => ask(client, arguments).await,
        Err(sentence) => return show(&mut std::io::stderr(), &sentence, 2),
    };
    match asked {
        Ok(answer) => match serde_json::to_string_pretty(&answer) {
            Ok(json) => show(&mut std::io::stdout(), &json, 0),
            Err(error) => show(&mut std::io::stderr(), &error.to_string(), 1),
        },
        Err(Error::InvalidRequest(sentence)) => show(&mut std::io::stderr(), &sentence, 2),
        Err(error) => show(
            &mut std::io::stderr(),
            &format!("{:#}", error_json(&error)),
            1,
        ),
    }
}

fn prepare(flags: &'static [Flag], given: &[String]) -> Result<(Conductor, Arguments), String> {
    let arguments = parse(flags, given)?;
    Ok((client()?, arguments))
}

/// The client that the environment asks for.
fn client() -> Result<Conductor, String> {
    let key = variable(SECRET_KEY)
        .ok_or_else(|| format!("Set {SECRET_KEY} to your Conductor secret key."))?;
    let mut builder = Conductor::builder(SecretKey::new(key));
    if let Some(text) = variable(BASE_URL) {
        let base_url = text.parse();
        builder = builder
            .base_url(base_url.map_err(|error| format!("{BASE_URL} is not an address: {error}."))?);
    }
    builder.build().map_err(|error| error.to_string())
}

fn parse(flags: &'static [Flag], given: &[String]) -> Result<Arguments, String> {
    let mut values = BTreeMap::new();
    let mut rest = given.iter().peekable();
    while let Some(argument) = rest.next() {
        let (name, attached) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let flag = flags
            .iter()
            .find(|flag| flag.name == name)
            .ok_or_else(|| format!("There is no argument \"{name}\"; try --help."))?;
        let value = attached
            .or_else(|| rest.next_if(|next| !next.starts_with("--")).cloned())
            .ok_or_else(|| format!("{} needs a value: {}.", flag.name, flag.meaning))?;
        values.insert(flag.name, value);
    }
    for flag in flags {
        if let Some(value) = flag.variable.and_then(variable) {
            values.entry(flag.name).or_insert(value);
        }
        let is_given = values.get(flag.name).is_some_and(|value| !value.is_empty());
        if flag.required && !is_given {
            let other = flag
                .variable
                .map(|name| format!(" (or set {name})"))
                .unwrap_or_default();
            return Err(format!("Give {}{other}: {}.", flag.name, flag.meaning));
        }
    }
    Ok(Arguments(values))
}

fn variable(name: &str) -> Option<String> {
    let text = std::env::var(name).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn usage(name: &str, flags: &[Flag]) -> String {
    let mut text = format!("Usage: {name}");
    for flag in flags {
        let value = format!("{} <{}>", flag.name, flag.meaning);
        if flag.required {
            text = format!("{text} {value}");
        } else {
            text = format!("{text} [{value}]");
        }
    }
    format!("{text}\n{KEYS}")
}

/// A reader that has gone away (`| head`) is no reason to panic.
fn show(to: &mut impl std::io::Write, text: &str, code: u8) -> ExitCode {
    match writeln!(to, "{text}").and_then(|()| to.flush()) {
        Ok(()) => ExitCode::from(code),
        Err(_) => ExitCode::FAILURE,
    }
}
