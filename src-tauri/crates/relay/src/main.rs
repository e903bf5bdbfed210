//! The relay as a program of its own. Settings come from the environment.

mod environment;
mod key_file;

use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderName;
use intuit::{Endpoints, OAuth};
use jiff::Timestamp;
use relay::{Config, KeyRing};
use tokio::net::TcpListener;
use url::Url;

use environment::{Process, Settings, SettingsError};

/// Well below the limit for a whole request, so that an answer of Intuit's can still be passed on.
const INTUIT_TIMEOUT: Duration = Duration::from_secs(20);
const USAGE: &str = "usage: relay [--generate-key [FILE] | --key-ids | --help]

  --generate-key [FILE]  writes a new sealing key for RELAY_KEYS into a new file, or prints it
  --key-ids              prints the names the logs give to the keys of RELAY_KEYS

Without an argument the relay starts, with its settings from the environment:
  INTUIT_CLIENT_ID       the app's client ID at Intuit
  INTUIT_CLIENT_SECRET   its client secret; or INTUIT_CLIENT_SECRET_FILE, a file's path
  INTUIT_ENVIRONMENT     production or sandbox
  RELAY_PUBLIC_URL       https address; Intuit knows it with /callback
  RELAY_KEYS             sealing keys, the first one seals; or RELAY_KEYS_FILE, a file's path
  RELAY_OPERATOR         who runs it
  RELAY_LISTEN           default 127.0.0.1:8080
  RELAY_ADDRESS_HEADER   the header in which the proxy in front names the client; default none
  RELAY_RATE_PER_MINUTE  requests of one address in a minute, over time; default 600
  RELAY_RATE_BURST       requests of one address at once; default 300
  RELAY_APP_SCHEME       counterfoil-dev where engineers try development builds; default counterfoil
  RELAY_DENIED_COMPUTERS_FILE  a file of fingerprints of computers the firm has turned off, one a line;
                         read again on SIGHUP
  RELAY_REQUIRE_NONCE    yes: a sign-in whose nonce Intuit does not echo is refused; default no
  RELAY_REQUIRE_COMPUTER yes: apps before 0.2 are refused; default no
  RELAY_CONNECTIONS      connections at one time; default 1024
  INTUIT_DISCOVERY_URL   default: the environment's own";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => start().await,
        ["--generate-key"] => {
            println!("{}", KeyRing::generate().to_base64().join(","));
            ExitCode::SUCCESS
        }
        ["--generate-key", path] => generate_into(Path::new(path)),
        ["--key-ids"] => match Settings::keys(&Process) {
            Ok(keys) => {
                keys.ids().iter().for_each(|id| println!("{id}"));
                ExitCode::SUCCESS
            }
            Err(error) => refused(&error),
        },
        ["--help" | "-h"] => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn generate_into(path: &Path) -> ExitCode {
    let key = format!("{}\n", KeyRing::generate().to_base64().join(","));
    match key_file::write_new(path, &key) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            eprintln!(
                "{} is there already and was left as it is: grants may be sealed with the key in it. Give another name.",
                path.display()
            );
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!(
                "The key could not be written to {}: {error}.",
                path.display()
            );
            ExitCode::FAILURE
        }
    }
}

async fn start() -> ExitCode {
    // The level is fixed: below it the HTTP crates print addresses with codes in them.
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_max_level(tracing::Level::INFO)
        .init();
    let settings = match Settings::read(&Process) {
        Ok(settings) => settings,
        Err(error) => return refused(&error),
    };
    match serve(settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn refused(error: &SettingsError) -> ExitCode {
    eprintln!("{error}");
    ExitCode::from(2)
}

async fn serve(settings: Settings) -> Result<(), Box<dyn std::error::Error>> {
    // Signals are handled from here on: one that comes before the relay listens is not lost.
    let stop = stop_signal()?;
    #[cfg(unix)]
    read_again_on_hangup(&settings)?;
    let endpoints = endpoints(&settings).await?;
    let config = Config {
        intuit: OAuth::builder(
            endpoints,
            settings.client_id,
            settings.client_secret,
            settings.redirect_uri,
        )
        .timeout(INTUIT_TIMEOUT)
        .build()?,
        app_callback: Url::parse(&format!("{}://oauth/callback", settings.app_scheme))?,
        keys: settings.keys,
        operator: settings.operator,
        now: Arc::new(Timestamp::now),
        rules: settings.rules,
    };
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", settings.listen))?;
    tracing::info!(
        address = %listener.local_addr()?,
        version = env!("CARGO_PKG_VERSION"),
        keys = ?config.keys.ids(),
        address_header = settings.limits.address_header.as_ref().map(HeaderName::as_str),
        "listening"
    );
    relay::serve(listener, config, settings.limits, stop).await?;
    tracing::info!("stopped");
    Ok(())
}

/// From Intuit's discovery document, as Intuit asks of every app; from the documented addresses
/// when it cannot be read, so that a restart does not depend on it. A document somebody named
/// has no such substitute: their secret must not go to Intuit instead.
async fn endpoints(settings: &Settings) -> Result<Endpoints, intuit::Error> {
    let built_in = Endpoints::built_in(settings.environment);
    if let Some(named) = &settings.discovery {
        return Endpoints::discover(named, &built_in, INTUIT_TIMEOUT).await;
    }
    let own = Endpoints::discovery_url(settings.environment);
    match Endpoints::discover(&own, &built_in, INTUIT_TIMEOUT).await {
        Ok(found) => Ok(found),
        Err(error) => {
            tracing::warn!(%error, "using the built-in addresses of Intuit");
            Ok(built_in)
        }
    }
}

/// Reads the list of computers that were turned off whenever a hang-up signal comes. A list with a fault is not taken:
/// the one before stays.
#[cfg(unix)]
fn read_again_on_hangup(settings: &Settings) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangup = signal(SignalKind::hangup())?;
    let (denied, file) = (settings.rules.denied.clone(), settings.denied_file.clone());
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            let Some(file) = &file else { continue };
            match environment::read_denied(&Process, file, &denied) {
                Ok(computers) => tracing::info!(computers, "read which computers are turned off"),
                Err(error) => tracing::error!(%error, "the list from before stays"),
            }
        }
    });
    Ok(())
}

/// Resolves on Ctrl-C or, where there is one, a termination signal.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Resolves on Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
