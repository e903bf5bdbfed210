//! Starting and stopping.

use std::{net::Ipv4Addr, path::PathBuf, sync::Arc, time::Duration};

use axum::{Router, middleware};
use jiff::Timestamp;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    Clock, Endpoints, Error, Issued, Network,
    app::App,
    conductor,
    connection_control::{ConnectionControl, ControlledListener},
    control,
    endpoints::{ConductorEndpoints, IntuitEndpoints, RelayEndpoints},
    faults, intuit, log, pages, relay_mount,
    saved::{self, Beginning, Firm, Keys},
};

/// How to start Practice.
#[derive(Clone, Debug)]
pub struct Config {
    /// The port on 127.0.0.1; 0 takes the one used last time, else any free one.
    pub port: u16,
    /// The folder of `state.json`; `None` keeps everything in memory.
    pub folder: Option<PathBuf>,
    /// How long before the real time a new firm's clock starts.
    pub start_before: Duration,
    /// Begin with the sample firm's Desktop clients connected, each in its state.
    pub sample: bool,
    /// The books of companies end this month. Otherwise they are those of the year to November 2026, whatever day
    /// it is.
    pub books_follow_the_calendar: bool,
    /// The scheme of the app that sign-ins come back to: `counterfoil`, or that of development builds.
    pub app_scheme: String,
}

impl Default for Config {
    /// Any free port, nothing kept, the real time, an installed Counterfoil.
    fn default() -> Self {
        Self {
            port: 0,
            folder: None,
            start_before: Duration::ZERO,
            sample: false,
            books_follow_the_calendar: false,
            app_scheme: "counterfoil".to_owned(),
        }
    }
}

/// A running Practice. Dropping it stops it without waiting.
pub struct Practice {
    app: Arc<App>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl Practice {
    /// Opens the port and starts to answer.
    pub async fn start(config: Config) -> Result<Self, Error> {
        let mut firm = open_firm(&config)?;
        let listener = bind(config.port, firm.port).await?;
        firm.port = listener.local_addr().map_err(Error::Bind)?.port();
        let clock = Clock::default();
        clock.set_offset_ms(firm.clock_offset_ms);
        let endpoints = endpoints(firm.port, &firm.keys);
        let relay = relay_mount::router(&endpoints, &firm.keys, clock.clone(), &config.app_scheme)?;
        let app = Arc::new(App::new(
            firm,
            endpoints,
            clock,
            config.folder.clone(),
            beginning(&config),
        ));
        app.save();
        let router = router(&app, relay).into_make_service_with_connect_info::<ConnectionControl>();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let served =
                axum::serve(ControlledListener(listener), router).with_graceful_shutdown(async {
                    // A dropped sender stops the server as well.
                    let _ = stopped.await;
                });
            if let Err(error) = served.await {
                tracing::warn!(%error, "Practice stopped listening");
            }
        });
        Ok(Self {
            app,
            stop: Some(stop),
            serving,
        })
    }

    /// Addresses and keys.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        self.app.endpoints()
    }

    /// Makes the key that signs id tokens, if there is none yet. That can take longer than the relay waits for
    /// Intuit's keys, so call it before a sign-in on a slow computer.
    pub async fn make_signing_key(&self) {
        // Without one the sign-in fails, and says so.
        let _ = self.app.intuit.signer().await;
    }

    /// The firm's name and those of its sample clients that are in place, as JSON.
    #[must_use]
    pub fn sample_firm(&self) -> serde_json::Value {
        let end_users = self.app.conductor.with(|store| store.sample_in_place());
        serde_json::json!({ "name": crate::sample::FIRM, "endUsers": end_users })
    }

    /// The time in the practice firm.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.app.now()
    }

    /// A handle to the firm's network that may outlive `self`.
    #[must_use]
    pub fn network(&self) -> Network {
        self.app.network.clone()
    }

    /// A handle to the firm's clock that may outlive `self`.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.app.clock.clone()
    }

    /// Which companies' tokens were given away since the last call, and when: what a test compares with
    /// what the app has kept.
    #[must_use]
    pub fn take_issued(&self) -> Vec<Issued> {
        self.app.intuit.take_issued()
    }

    /// How often tokens were given away since the last [`Self::take_issued`].
    #[must_use]
    pub fn count_issued(&self) -> usize {
        self.app.intuit.count_issued()
    }

    /// Stops listening and lets answers under way finish, for two seconds at most.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if tokio::time::timeout(Duration::from_secs(2), &mut self.serving)
            .await
            .is_err()
        {
            self.serving.abort();
        }
    }
}

fn open_firm(config: &Config) -> Result<Firm, Error> {
    let saved = match &config.folder {
        Some(folder) => saved::load(folder, Timestamp::now()).map_err(|source| Error::Folder {
            folder: folder.clone(),
            source,
        })?,
        None => None,
    };
    Ok(saved.unwrap_or_else(|| Firm::fresh(Keys::generate(), beginning(config))))
}

fn beginning(config: &Config) -> Beginning {
    Beginning {
        start_before: config.start_before,
        sample: config.sample,
        books_follow_the_calendar: config.books_follow_the_calendar,
    }
}

async fn bind(asked: u16, last: u16) -> Result<TcpListener, Error> {
    if asked == 0
        && last != 0
        && let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, last)).await
    {
        return Ok(listener);
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, asked))
        .await
        .map_err(Error::Bind)
}

fn endpoints(port: u16, keys: &Keys) -> Endpoints {
    let origin = format!("http://127.0.0.1:{port}");
    Endpoints {
        conductor: ConductorEndpoints {
            base_url: format!("{origin}/v1"),
            secret_key: keys.conductor_secret.clone(),
            publishable_key: keys.conductor_publishable.clone(),
        },
        intuit: IntuitEndpoints {
            client_id: keys.intuit_client_id.clone(),
            client_secret: keys.intuit_client_secret.clone(),
            discovery_url: format!("{origin}/.well-known/openid_configuration"),
            graphql_url: format!("{origin}/2020-04/graphql"),
            redirect_uri: format!("{origin}/relay/callback"),
        },
        relay: RelayEndpoints {
            base_url: format!("{origin}/relay"),
        },
        origin,
    }
}

/// Layers from the inside out: a fault on request is logged as one, and other hosts reach nothing.
fn router(app: &Arc<App>, relay: Router) -> Router {
    Router::new()
        .merge(control::router(Arc::clone(app)))
        .merge(conductor::router(Arc::clone(&app.conductor)))
        .merge(intuit::router(Arc::clone(&app.intuit)))
        .nest("/relay", relay)
        .layer(middleware::from_fn(pages::safety_headers))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app.faults),
            faults::apply,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app.log),
            log::record,
        ))
        .layer(middleware::from_fn(control::only_this_computer))
}
