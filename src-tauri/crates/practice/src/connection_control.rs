//! Connections that can be hung up in the middle, for faults no answer can express.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

const CLOSED: u8 = 1;
const RESET: u8 = 2;

/// Hangs up the connection a request came in on, instead of answering.
#[derive(Clone, Default)]
pub(crate) struct ConnectionControl(Arc<AtomicU8>);

impl ConnectionControl {
    /// Closes without an answer.
    pub(crate) fn close(&self) {
        self.0.store(CLOSED, Ordering::SeqCst);
    }

    /// Closes with a reset, as a port without a listener would.
    pub(crate) fn reset(&self) {
        self.0.store(RESET, Ordering::SeqCst);
    }
}

impl Connected<IncomingStream<'_, ControlledListener>> for ConnectionControl {
    fn connect_info(stream: IncomingStream<'_, ControlledListener>) -> Self {
        stream.io().control.clone()
    }
}

/// The listener.
pub(crate) struct ControlledListener(pub(crate) TcpListener);

impl Listener for ControlledListener {
    type Io = ControlledConnection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (ControlledConnection, SocketAddr) {
        let (stream, from) = Listener::accept(&mut self.0).await;
        let connection = ControlledConnection {
            stream,
            control: ConnectionControl::default(),
        };
        (connection, from)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection that refuses to carry an answer once it has to hang up.
pub(crate) struct ControlledConnection {
    stream: TcpStream,
    control: ConnectionControl,
}

impl ControlledConnection {
    fn check(&self) -> io::Result<()> {
        match self.control.0.load(Ordering::SeqCst) {
            0 => Ok(()),
            how => {
                if how == RESET {
                    self.stream.set_zero_linger()?;
                }
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }
}

impl AsyncRead for ControlledConnection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for ControlledConnection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
