//! The relay as a program of its own. Settings come from the environment.

mod environment;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use intuit::{Endpoints, OAuthConfig, RetryPolicy};
use jiff::Timestamp;
use relay::{Config, KeyRing};
use tokio::net::TcpListener;
use url::Url;

use environment::Settings;

const APP_CALLBACK: &str = "counterfoil://oauth/callback";
const INTUIT_TIMEOUT: Duration = Duration::from_secs(30);
const USAGE: &str = "usage: relay [--generate-key]

Without an argument the relay starts, with its settings from the environment:
  INTUIT_CLIENT_ID, INTUIT_CLIENT_SECRET  the app's keys at Intuit
  INTUIT_ENVIRONMENT                      production or sandbox
  RELAY_PUBLIC_URL                        https address; Intuit knows it with /callback
  RELAY_KEYS                              sealing keys, the first one seals
  RELAY_OPERATOR                          who runs it
  RELAY_LISTEN                            default 127.0.0.1:8080
  INTUIT_DISCOVERY_URL                    default: the environment's own";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {}
        ["--generate-key"] => {
            println!("{}", KeyRing::generate().to_base64().join(","));
            return ExitCode::SUCCESS;
        }
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(tracing::Level::INFO)
        .init();
    let settings = match Settings::read(|name| std::env::var(name).ok()) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    match serve(settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(settings: Settings) -> Result<(), Box<dyn std::error::Error>> {
    let endpoints = endpoints(&settings).await?;
    let router = relay::router(Config {
        intuit: OAuthConfig {
            endpoints,
            client_id: settings.client_id,
            client_secret: settings.client_secret,
            redirect_uri: settings.redirect_uri,
            timeout: INTUIT_TIMEOUT,
            retry: RetryPolicy::none(),
        },
        app_callback: Url::parse(APP_CALLBACK)?,
        keys: settings.keys,
        operator: settings.operator,
        now: Arc::new(Timestamp::now),
    })?;
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", settings.listen))?;
    println!("relay listening on http://{}", listener.local_addr()?);
    axum::serve(listener, router)
        .with_graceful_shutdown(stopped())
        .await?;
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

/// Resolves on Ctrl-C or, where there is one, a termination signal.
async fn stopped() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let terminate = async {
            match signal(SignalKind::terminate()) {
                Ok(mut terminate) => {
                    terminate.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            () = interrupt => {}
            () = terminate => {}
        }
    }
    #[cfg(not(unix))]
    interrupt.await;
}
