//! With development keys Intuit's answer comes back to this computer: a listener on the first registered
//! loopback address whose port is free, open only while a sign-in waits in the browser.
//!
//! Any program and any web page can connect to it, so it takes one thing: `GET /callback`, under the registered
//! name, with the `state` of a sign-in that waits. That sign-in is then closed to any second answer, and a little while
//! after the last one the listener closes. Until then a second visit, as of a page that is loaded again, gets the same page
//! and takes nothing. Everything else gets no answer, changes nothing and closes nothing.
//!
//! Long because what an answer may do, and until when, is one set of states under one lock.

mod request;
#[cfg(test)]
mod tests;

use std::future::poll_fn;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use parking_lot::Mutex;
use roster::Roster;
use roster::callback::{Redirected, Said, SignInState};
use roster::client::ClientId;
use roster::grants::Answer;
use roster::view::{ConnectProblem, PortReason, PortTrouble, ProblemView};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use url::Url;

use request::{CallbackRequest, Page};

/// Read timeout for the head of a request.
const PATIENCE: Duration = Duration::from_secs(5);
/// A browser opens one or two.
const MOST_CONNECTIONS: usize = 32;
/// How long a second visit still gets the page of the first, counted from the last answer.
const SECOND_VISIT: Duration = Duration::from_secs(10);
/// Answers that are remembered for that.
const MOST_ANSWERED: usize = 32;
/// Longest head of a request, in bytes. Browsers' have one or two thousand.
const LARGEST_HEAD: usize = 16 * 1024;

/// The way back to this computer.
pub(crate) struct LoopbackListener {
    roster: Roster,
    /// The registered ones, in the order in which they are tried.
    ports: Vec<u16>,
    second_visit: Duration,
    state: Arc<State>,
}

/// The sign-ins that were answered since the port was opened.
#[derive(Default)]
struct Answered {
    states: Vec<SignInState>,
    last: Option<Instant>,
}

struct State {
    /// How many want it open although no sign-in waits yet.
    guards: watch::Sender<usize>,
    /// The task that listens, if any. Locked while that changes.
    open: Mutex<Option<Open>>,
    answered: Mutex<Answered>,
    refused: AtomicUsize,
}

impl State {
    fn answer_taken(&self, of: SignInState) {
        let mut answered = self.answered.lock();
        if answered.states.len() == MOST_ANSWERED {
            answered.states.remove(0);
        }
        answered.states.push(of);
        answered.last = Some(Instant::now());
    }

    fn was_answered(&self, of: &SignInState) -> bool {
        self.answered
            .lock()
            .states
            .iter()
            .any(|state| state.matches(of))
    }

    /// Until when a second visit may come.
    fn visited_until(&self, second_visit: Duration) -> Option<Instant> {
        let until = self.answered.lock().last? + second_visit;
        (until > Instant::now()).then_some(until)
    }
}

struct Open {
    port: u16,
    task: JoinHandle<()>,
}

/// Keeps the listener open until it is dropped, so that a sign-in can begin.
pub(crate) struct ListenGuard {
    state: Arc<State>,
    port: u16,
}

impl ListenGuard {
    /// The redirect address at which Intuit's answer is waited for.
    pub(crate) fn redirect(&self) -> Option<Url> {
        Url::parse(&format!("http://localhost:{}/callback", self.port)).ok()
    }
}

impl Drop for ListenGuard {
    fn drop(&mut self) {
        self.state.guards.send_modify(|guards| *guards -= 1);
    }
}

impl LoopbackListener {
    /// A closed one.
    pub(crate) fn new(roster: Roster, ports: Vec<u16>) -> Self {
        Self {
            roster,
            ports,
            second_visit: SECOND_VISIT,
            state: Arc::new(State {
                guards: watch::Sender::new(0),
                open: Mutex::default(),
                answered: Mutex::default(),
                refused: AtomicUsize::new(0),
            }),
        }
    }

    /// Opens it for a new sign-in, if it is not open. It closes when what is returned is gone and no sign-in waits.
    pub(crate) fn open(&self) -> Result<ListenGuard, ProblemView> {
        // Those that wait first: their answers come back there.
        let mut ports = self.awaited(None);
        let others = self.ports.iter().filter(|port| !ports.contains(port));
        let others: Vec<u16> = others.copied().collect();
        ports.extend(others);
        self.open_first(&ports)
    }

    /// Opens it where the answer to a sign-in that waits comes back: to that of this client, or to any.
    pub(crate) fn open_again(&self, of: Option<ClientId>) -> Result<ListenGuard, ProblemView> {
        let ports = self.awaited(of);
        if ports.is_empty() {
            return self.open();
        }
        self.open_first(&ports)
    }

    /// Where sign-ins wait.
    fn awaited(&self, of: Option<ClientId>) -> Vec<u16> {
        let awaited = self.roster.online().awaited_at(of);
        let mut ports: Vec<u16> = awaited.iter().filter_map(Url::port).collect();
        ports.retain(|port| self.ports.contains(port));
        ports.sort_unstable();
        ports.dedup();
        ports
    }

    fn open_first(&self, ports: &[u16]) -> Result<ListenGuard, ProblemView> {
        let mut open = self.state.open.lock();
        let port = match &*open {
            Some(open) if ports.contains(&open.port) => open.port,
            Some(open) => return Err(elsewhere(open.port)),
            None => {
                let (port, listeners) = bind_first(ports).map_err(|failed| taken(&failed))?;
                *self.state.answered.lock() = Answered::default();
                let keeping = keep(
                    listeners,
                    self.roster.clone(),
                    port,
                    self.second_visit,
                    self.state.clone(),
                );
                let task = tokio::spawn(keeping);
                *open = Some(Open { port, task });
                port
            }
        };
        self.state.guards.send_modify(|guards| *guards += 1);
        Ok(ListenGuard {
            state: self.state.clone(),
            port,
        })
    }

    /// Closes it, also while a sign-in waits.
    pub(crate) async fn close(&self) {
        let open = self.state.open.lock().take();
        if let Some(Open { task, .. }) = open {
            task.abort();
            // The error is that it was aborted; after that the port is free.
            let _ = task.await;
        }
    }
}

/// A port that could not be opened, and why.
type Failed = (u16, io::Error);

fn taken(failed: &[Failed]) -> ProblemView {
    tracing::warn!(?failed, "Intuit's answers could not come back here");
    let said = failed
        .iter()
        .map(|(port, error)| format!("{port}: {error}"));
    let said: Vec<_> = said.collect();
    let ports = failed.iter().map(|(port, error)| PortTrouble {
        port: *port,
        why: why(error),
    });
    let ports = ports.collect();
    ProblemView::from(ConnectProblem::PortsTaken { ports }).with_detail(said.join("; "))
}

/// A sign-in began at another port than the one that is open since, after a restart.
fn elsewhere(port: u16) -> ProblemView {
    ConnectProblem::OtherPort { port }.into()
}

fn why(error: &io::Error) -> PortReason {
    /// Windows' `WSAEACCES`: the port is in a range that Windows keeps for itself, as Hyper-V, WSL and Docker have it
    /// do, or another program has it alone.
    const RESERVED: i32 = 10013;
    if error.raw_os_error() == Some(RESERVED) {
        PortReason::Reserved
    } else if error.kind() == io::ErrorKind::AddrInUse {
        PortReason::Taken
    } else {
        PortReason::Other
    }
}

/// Listens at the first port where that is possible.
fn bind_first(ports: &[u16]) -> Result<(u16, Vec<TcpListener>), Vec<Failed>> {
    let mut failed = Vec::new();
    for &port in ports {
        match bind(port) {
            Ok(listeners) => return Ok((port, listeners)),
            Err(error) => failed.push((port, error)),
        }
    }
    Err(failed)
}

/// Listens under both of this computer's own addresses: a browser takes either for `localhost`, so the one that is
/// left out would be somebody else's to take.
fn bind(port: u16) -> io::Result<Vec<TcpListener>> {
    let mut listeners = vec![listen(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?];
    match listen(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
        Ok(listener) => listeners.push(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
        // This computer has no IPv6.
        Err(error) => tracing::debug!(%error, "there is no ::1"),
    }
    Ok(listeners)
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

/// Listens until nobody needs it.
async fn keep(
    listeners: Vec<TcpListener>,
    roster: Roster,
    port: u16,
    second_visit: Duration,
    state: Arc<State>,
) {
    tracing::info!(port, "waiting here for Intuit's answer");
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut guards = state.guards.subscribe();
    loop {
        let unneeded = async {
            roster.online().no_sign_in_waits().await;
            // An error means that the listener is gone.
            let _ = guards.wait_for(|guards| *guards == 0).await;
            if let Some(until) = state.visited_until(second_visit) {
                tokio::time::sleep_until(until).await;
            }
        };
        let accepted = tokio::select! {
            accepted = accept(&listeners) => accepted,
            () = unneeded => {
                let mut open = state.open.lock();
                let is_visited = state.visited_until(second_visit).is_some();
                if *state.guards.borrow() == 0 && !roster.online().waits_for_answer() && !is_visited {
                    // While `open` is locked, so that the next listener finds the port free.
                    drop(listeners);
                    *open = None;
                    break;
                }
                continue;
            }
        };
        let Ok((stream, _)) = accepted else {
            // Out of file handles: the next try may find one.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            continue;
        };
        let (roster, state) = (roster.clone(), state.clone());
        // On its own: the browser gets its page also when this was the last answer.
        tokio::spawn(async move {
            let _place = place;
            let attended = attend(stream, &roster, port, &state);
            // A client that reads too slowly gets no answer.
            let _ = tokio::time::timeout(PATIENCE * 2, attended).await;
        });
    }
    let refused = state.refused.swap(0, Ordering::Relaxed);
    tracing::info!(port, refused, "no longer waiting here for Intuit's answer");
}

/// The next connection to any of them.
async fn accept(listeners: &[TcpListener]) -> io::Result<(TcpStream, SocketAddr)> {
    poll_fn(|context| {
        listeners
            .iter()
            .map(|listener| listener.poll_accept(context))
            .find(Poll::is_ready)
            .unwrap_or(Poll::Pending)
    })
    .await
}

/// Reads one request, answers it, and ends the connection.
async fn attend<S>(mut stream: S, roster: &Roster, port: u16, state: &State) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Ok(head) = tokio::time::timeout(PATIENCE, head(&mut stream)).await else {
        return Ok(());
    };
    let page = match request::read(&head?, port) {
        Ok(request) => take(roster, request, state),
        Err(page) => page,
    };
    if page != Page::Done && state.refused.fetch_add(1, Ordering::Relaxed) == 0 {
        // Once each time the listener is open; how many there were is logged when it closes.
        tracing::warn!(
            status = page.status(),
            "rejected a request that is not an OAuth callback"
        );
    }
    stream.write_all(page.text().as_bytes()).await?;
    stream.shutdown().await?;
    // What is still coming is read and dropped, or closing would take the page away again.
    let mut rest = [0; 1024];
    let mut left = 256 * 1024_usize;
    while left > 0 {
        match stream.read(&mut rest).await {
            Ok(0) | Err(_) => break,
            Ok(read) => left = left.saturating_sub(read),
        }
    }
    Ok(())
}

/// Everything up to the empty line, or the first bytes of what is too long.
async fn head<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(2048);
    while head.len() <= LARGEST_HEAD {
        if stream.read_buf(&mut head).await? == 0 || head.windows(4).any(|end| end == b"\r\n\r\n") {
            break;
        }
    }
    Ok(head)
}

/// Takes the answer when a sign-in waits for it. What Intuit makes of the code is waited for in the window and not
/// in the browser.
fn take(roster: &Roster, request: CallbackRequest, listener: &State) -> Page {
    let Redirected { state, said } = request.answer;
    if listener.was_answered(&state) {
        return Page::Done;
    }
    if !roster.online().expects(&state) {
        return Page::Unknown;
    }
    // The same page, and nothing taken: the person's own visit comes next.
    if request.is_ahead {
        return Page::Done;
    }
    listener.answer_taken(state.clone());
    let roster = roster.clone();
    tokio::spawn(async move {
        match said {
            Said::Yes { code, realm } => {
                roster
                    .online()
                    .answer(&state, Answer::Code { code, realm })
                    .await
            }
            Said::No(reason) => roster.online().refused(&state, &reason).await,
        }
    });
    Page::Done
}
