//! The line between the app and the practice firm: passes every call on as it is, until it is set to what
//! to do to one of them. It speaks HTTP in the clear or behind TLS, one question a connection.
//!
//! Long because it reads and writes HTTP itself: a library would not cut or spoil what it sends.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustls::sign::CertifiedKey;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio_rustls::TlsAcceptor;
use url::Url;

use crate::answers::{PAGE, Written, of_a_later_version, words};
use crate::certificates::{Certificates, Shown, server};
use crate::kinds::{Call, Fault};

/// The body that nobody may read to its end.
pub(crate) const TEN_MEGABYTES: usize = 10 * 1024 * 1024;
/// What the hint of [`Fault::WithHint`] asks for.
pub(crate) const HINT: Duration = Duration::from_secs(1);

/// One fault on one call.
#[derive(Clone, Copy)]
struct Order {
    call: Call,
    fault: Fault,
    /// It is under way: what it follows has been answered.
    begun: bool,
}

pub(crate) struct Line {
    origin: Url,
    shared: Arc<Shared>,
    instructions: mpsc::Sender<Instruction>,
}

struct Shared {
    upstream: SocketAddr,
    elsewhere: Url,
    order: Mutex<Option<Order>>,
    /// When the call under the order was asked.
    asked: Mutex<Vec<Instant>>,
    /// How much of the ten megabytes was taken, at most.
    taken: AtomicUsize,
    shown: Arc<Shown>,
    certificates: Arc<Certificates>,
}

/// What the listener is to do, and the channel that says it is done.
enum Instruction {
    Close(oneshot::Sender<()>),
    Open(oneshot::Sender<()>),
}

impl Line {
    /// A line to the firm at `upstream`; redirects lead to `elsewhere`.
    pub(crate) fn to(
        upstream: &Url,
        elsewhere: &Url,
        tls: bool,
        certificates: &Arc<Certificates>,
    ) -> Self {
        let guard = bound(0);
        let port = guard.local_addr().unwrap().port();
        let shown = Arc::new(Shown(Mutex::new(certificates.good.clone())));
        let acceptor = tls.then(|| TlsAcceptor::from(Arc::new(server(shown.clone()))));
        let shared = Arc::new(Shared {
            upstream: (Ipv4Addr::LOCALHOST, upstream.port().unwrap()).into(),
            elsewhere: elsewhere.clone(),
            order: Mutex::default(),
            asked: Mutex::default(),
            taken: AtomicUsize::new(0),
            shown,
            certificates: certificates.clone(),
        });
        let (instructions, received) = mpsc::channel(1);
        let scheme = if tls { "https" } else { "http" };
        let line = Self {
            origin: Url::parse(&format!("{scheme}://127.0.0.1:{port}/")).unwrap(),
            shared: shared.clone(),
            instructions: instructions.clone(),
        };
        let listening = listener(port);
        tokio::spawn(listen(
            guard,
            listening,
            received,
            acceptor,
            shared,
            instructions,
        ));
        line
    }

    pub(crate) fn at(&self, path: &str) -> Url {
        self.origin.join(path.trim_start_matches('/')).unwrap()
    }

    /// From now on this call fails in this way.
    pub(crate) async fn break_call(&self, call: Call, fault: Fault) {
        *self.shared.order.lock().unwrap() = Some(Order {
            call,
            fault,
            begun: false,
        });
        if call.after().is_none() {
            self.shared.begin(&self.instructions).await;
        }
    }

    /// Everything is as it was before.
    pub(crate) async fn mend(&self) {
        *self.shared.order.lock().unwrap() = None;
        self.shared.show(self.shared.certificates.good.clone());
        let (done, opened) = oneshot::channel();
        self.instructions
            .send(Instruction::Open(done))
            .await
            .unwrap();
        opened.await.unwrap();
    }

    /// When the broken call was asked, each time.
    pub(crate) fn asked(&self) -> Vec<Instant> {
        self.shared.asked.lock().unwrap().clone()
    }

    pub(crate) fn taken(&self) -> usize {
        self.shared.taken.load(Ordering::SeqCst)
    }
}

impl Shared {
    fn show(&self, certificate: Arc<CertifiedKey>) {
        *self.shown.0.lock().unwrap() = certificate;
    }

    /// Begins what can only be done to the whole address.
    async fn begin(&self, instructions: &mpsc::Sender<Instruction>) {
        let fault = {
            let mut order = self.order.lock().unwrap();
            let Some(order) = order.as_mut() else { return };
            order.begun = true;
            order.fault
        };
        match fault {
            Fault::Refused => {
                let (done, closed) = oneshot::channel();
                instructions.send(Instruction::Close(done)).await.unwrap();
                closed.await.unwrap();
            }
            Fault::SelfSigned => self.show(self.certificates.self_signed.clone()),
            Fault::WrongHost => self.show(self.certificates.wrong_host.clone()),
            _ => {}
        }
    }
}

/// A socket that keeps a port for as long as it lives, also while nobody listens there.
fn bound(port: u16) -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, port).into()).unwrap();
    socket
}

fn listener(port: u16) -> TcpListener {
    let socket = bound(port);
    // Little is on its way when somebody stops reading.
    socket.set_send_buffer_size(64 * 1024).unwrap();
    socket.listen(64).unwrap()
}

async fn listen(
    guard: TcpSocket,
    first: TcpListener,
    mut received: mpsc::Receiver<Instruction>,
    acceptor: Option<TlsAcceptor>,
    shared: Arc<Shared>,
    instructions: mpsc::Sender<Instruction>,
) {
    let port = guard.local_addr().unwrap().port();
    let mut open = Some(first);
    loop {
        let accepted = async {
            match &open {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            instruction = received.recv() => match instruction {
                Some(Instruction::Close(done)) => {
                    open = None;
                    let _ = done.send(());
                }
                Some(Instruction::Open(done)) => {
                    open.get_or_insert_with(|| listener(port));
                    let _ = done.send(());
                }
                None => return,
            },
            Ok((stream, _)) = accepted => {
                let (shared, instructions) = (shared.clone(), instructions.clone());
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // A client that hangs up in the middle of an answer is no failure of the line.
                    let _ = match acceptor {
                        Some(acceptor) => match acceptor.accept(stream).await {
                            Ok(stream) => serve(stream, &shared, &instructions).await.map(drop),
                            Err(error) => Err(error),
                        },
                        None => match serve(stream, &shared, &instructions).await {
                            Ok(Some(stream)) => stream.set_zero_linger(),
                            Ok(None) => Ok(()),
                            Err(error) => Err(error),
                        },
                    };
                });
            }
        }
    }
}

/// Answers one question. Gives the stream back if it is to be reset.
async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    shared: &Shared,
    instructions: &mpsc::Sender<Instruction>,
) -> std::io::Result<Option<S>> {
    let Some(question) = read_message(&mut stream).await? else {
        return Ok(None);
    };
    let order = *shared.order.lock().unwrap();
    let fits = |(method, path): (&str, &str)| question.is(method, path);
    let fault = order
        .filter(|order| fits(order.call.address()))
        .map(|order| (order.call, order.fault));
    let Some((call, fault)) = fault else {
        let answer = forward(shared, &question).await?;
        let leads_on =
            order.is_some_and(|order| !order.begun && order.call.after().is_some_and(fits));
        if leads_on {
            shared.begin(instructions).await;
        }
        stream.write_all(&answer.written()).await?;
        stream.shutdown().await?;
        return Ok(None);
    };
    shared.asked.lock().unwrap().push(Instant::now());
    if fault == Fault::Reset {
        return Ok(Some(stream));
    }
    let answer = if fault.is_done() {
        forward(shared, &question).await?
    } else {
        Message::default()
    };
    spoil(&mut stream, shared, call, fault, answer).await?;
    stream.shutdown().await?;
    Ok(None)
}

async fn spoil<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    shared: &Shared,
    call: Call,
    fault: Fault,
    answer: Message,
) -> std::io::Result<()> {
    let good = |body: Vec<u8>| Written {
        status: answer.status(),
        headers: vec![("content-type", "application/json".to_owned())],
        body,
    };
    let written = match fault {
        Fault::SlowFirstByte => return hang(stream).await,
        Fault::SlowBody | Fault::CutBody => {
            let body = &answer.body;
            // An empty body cannot be cut, so one byte is promised.
            let head = head_of(answer.status(), &[], body.len().max(1));
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&body[..body.len() / 2]).await?;
            stream.flush().await?;
            if fault == Fault::SlowBody {
                return hang(stream).await;
            }
            return Ok(());
        }
        Fault::TenMegabytes => return flood(stream, shared).await,
        Fault::Empty => good(Vec::new()),
        Fault::Html => Written {
            status: answer.status(),
            ..Written::page(200)
        },
        Fault::WrongJson => good(br#"{"practice":["not what is documented"]}"#.to_vec()),
        Fault::UnknownFields => good(of_a_later_version(call, &answer.body)),
        Fault::WrongContentType => Written {
            headers: vec![("content-type", "application/octet-stream".to_owned())],
            ..good(answer.body.clone())
        },
        Fault::DoneBut500 => words(call, 500),
        Fault::Words(status) => words(call, status),
        Fault::WithHint => words(call, 429).with("retry-after", HINT.as_secs().to_string()),
        Fault::Page(status) => Written::page(status),
        Fault::Redirect(status) => {
            Written::page(status).with("location", shared.elsewhere.as_str())
        }
        Fault::Refused | Fault::Reset | Fault::SelfSigned | Fault::WrongHost => {
            unreachable!("never gets as far as an answer")
        }
    };
    let head = head_of(written.status, &written.headers, written.body.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&written.body).await
}

/// Says nothing more until the other side gives up.
async fn hang<S: AsyncRead + Unpin>(stream: &mut S) -> std::io::Result<()> {
    let mut byte = [0];
    while stream.read(&mut byte).await? > 0 {}
    Ok(())
}

/// Valid JSON without a length, for as long as somebody reads it.
async fn flood<S: AsyncWrite + Unpin>(stream: &mut S, shared: &Shared) -> std::io::Result<()> {
    let piece = vec![b' '; 16 * 1024];
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{";
    stream.write_all(head.as_bytes()).await?;
    let mut taken = 0;
    while taken < TEN_MEGABYTES {
        stream.write_all(&piece).await?;
        taken += piece.len();
        shared.taken.fetch_max(taken, Ordering::SeqCst);
    }
    stream.write_all(b"}").await
}

fn head_of(status: u16, headers: &[(&'static str, String)], length: usize) -> String {
    let mut head = format!("HTTP/1.1 {status} Spoilt\r\ncontent-length: {length}\r\n");
    for (name, value) in headers {
        head = head + name + ": " + value + "\r\n";
    }
    head + "connection: close\r\n\r\n"
}

async fn forward(shared: &Shared, question: &Message) -> std::io::Result<Message> {
    let mut upstream = TcpStream::connect(shared.upstream).await?;
    upstream.write_all(&question.written()).await?;
    read_message(&mut upstream)
        .await?
        .ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
}

/// A question or an answer, read whole.
#[derive(Default)]
struct Message {
    /// First line and headers but `connection`.
    lines: Vec<String>,
    body: Vec<u8>,
}

impl Message {
    fn is(&self, method: &str, path: &str) -> bool {
        let mut words = self.lines[0].split(' ');
        let asked = words.next() == Some(method);
        let at = words.next().unwrap_or_default();
        let at = at.split('?').next().unwrap_or_default();
        // A path that ends in a slash means everything below it.
        asked && (at == path || (path.ends_with('/') && at.starts_with(path)))
    }

    fn status(&self) -> u16 {
        let word = self.lines[0].split(' ').nth(1);
        word.unwrap().parse().unwrap()
    }

    fn written(&self) -> Vec<u8> {
        let mut bytes = self.lines.join("\r\n").into_bytes();
        bytes.extend_from_slice(b"\r\nconnection: close\r\n\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

async fn read_message<S: AsyncRead + Unpin>(stream: &mut S) -> std::io::Result<Option<Message>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let mut body = bytes.split_off(end + 4);
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut length = 0;
    let mut lines = Vec::new();
    for line in head.split("\r\n") {
        let (name, value) = line.split_once(':').unwrap_or_default();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap();
        }
        if !name.eq_ignore_ascii_case("connection") {
            lines.push(line.to_owned());
        }
    }
    while body.len() < length {
        if stream.read_buf(&mut body).await? == 0 {
            return Ok(None);
        }
    }
    Ok(Some(Message { lines, body }))
}

/// Another host: nobody may come here.
pub(crate) struct Elsewhere {
    pub(crate) url: Url,
    visits: Arc<AtomicUsize>,
}

impl Elsewhere {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let visits = Arc::new(AtomicUsize::new(0));
        let counted = visits.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let head = head_of(200, &[], PAGE.len());
                let _ = stream.write_all(format!("{head}{PAGE}").as_bytes()).await;
            }
        });
        Self {
            url: Url::parse(&format!("http://localhost:{port}/elsewhere")).unwrap(),
            visits,
        }
    }

    pub(crate) fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }
}
