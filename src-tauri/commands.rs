//! Everything the window may call. A command parses, calls the roster or the session, and maps the error.
//!
//! A command is named once, by its function: `bindings_tests` writes the handler, the window's permission and its
//! TypeScript from it. `root = "panic_safe"` answers also for a command that panics (see [`panic_safe`]).

mod actions;
mod backups;
#[cfg(test)]
mod bindings_tests;
mod books;
mod clients;
mod connect;
pub(crate) mod diagnostics;
mod firm;
mod firm_files;
mod handler;
mod removal;
mod settings;
pub(crate) mod tables;

use roster::client::ClientId;
use roster::view::ProblemView;
use roster::{Roster, RosterError};

pub(crate) use handler::handler;

use crate::session::Session;
use crate::settings::permissions::Permission;

/// The id the window sent.
fn client_id(text: &str) -> Result<ClientId, ProblemView> {
    ClientId::parse(text).ok_or_else(|| RosterError::UnknownClient.view())
}

/// Does something with one client of the open firm, if this computer may: permission and act are of the same firm.
async fn of_client<T>(
    session: &Session,
    client_id: &str,
    permission: impl Into<Option<Permission>>,
    act: impl AsyncFnOnce(Roster, ClientId) -> Result<T, RosterError>,
) -> Result<T, ProblemView> {
    let firm = session.firm().await?;
    if let Some(permission) = permission.into() {
        firm.require(permission)?;
    }
    let id = self::client_id(client_id)?;
    act(firm.roster, id).await.map_err(problem)
}

/// An error of the domain, in the window's shape.
#[expect(clippy::needless_pass_by_value, reason = "used as `map_err(problem)`")]
fn problem(error: RosterError) -> ProblemView {
    error.view()
}

/// Commands that fail answer: a command runs as a task of its own, and when that task panics the window gets a
/// fault instead of waiting for ever.
///
/// Tauri runs a command as a task and answers when it is done; a task that panics is dropped without an answer.
/// `#[tauri::command(root = "panic_safe")]` makes the command's glue look up its names here instead of in Tauri, and
/// [`ipc::Invoke`](panic_safe::ipc::Invoke) is the one thing that is different. A command without `root` does not
/// compile into the handler.
pub(crate) mod panic_safe {
    /// The names that the glue looks for.
    pub(crate) mod ipc {
        use std::pin::Pin;

        use roster::view::{ProblemView, StorageProblem};
        use tauri::Wry;
        use tauri::ipc::{InvokeError, InvokeMessage, InvokeResolver, InvokeResponseBody};
        use tauri::utils::acl::resolved::ResolvedCommand;

        pub(crate) use tauri::ipc::{CommandArg, CommandItem, private};

        /// A call of the window.
        pub(crate) struct Invoke {
            pub(crate) message: InvokeMessage<Wry>,
            pub(crate) resolver: Answering,
            pub(crate) acl: Option<Vec<ResolvedCommand>>,
        }

        impl From<tauri::ipc::Invoke<Wry>> for Invoke {
            fn from(invoke: tauri::ipc::Invoke<Wry>) -> Self {
                let command = invoke.message.command().to_owned();
                Self {
                    message: invoke.message,
                    resolver: Answering {
                        resolver: invoke.resolver,
                        command,
                    },
                    acl: invoke.acl,
                }
            }
        }

        /// Answers a call, whatever becomes of the command.
        pub(crate) struct Answering {
            resolver: InvokeResolver<Wry>,
            command: String,
        }

        impl Answering {
            /// Runs the command and answers with what it returns, or with a fault when it panics.
            pub(crate) fn respond_async_serialized<F>(self, task: F)
            where
                F: Future<Output = Result<InvokeResponseBody, InvokeError>> + Send + 'static,
            {
                self.answer(Box::pin(task));
            }

            /// On the heap: two tasks of its own for each of the commands are a tenth of the program.
            fn answer(
                self,
                task: Pin<Box<dyn Future<Output = Result<InvokeResponseBody, InvokeError>> + Send>>,
            ) {
                let Self { resolver, command } = self;
                resolver.respond_async_serialized(async move {
                    let provoked = command.clone();
                    let running = tokio::spawn(async move {
                        super::provoke(&provoked);
                        task.await
                    });
                    running.await.unwrap_or_else(|_panicked| {
                        tracing::error!(command, "a command failed and was answered as a fault");
                        Err(InvokeError::from(fault()))
                    })
                });
            }
        }

        fn fault() -> ProblemView {
            StorageProblem::Fault.into()
        }
    }

    /// Says what the handler takes: Tauri's macro leaves that open.
    pub(crate) fn taking<F: Fn(ipc::Invoke) -> bool>(handler: F) -> F {
        handler
    }

    /// For tests: panics when the command of this name runs. `COUNTERFOIL_PANIC` holds the name; with `main:` before
    /// it the whole program ends.
    #[cfg(debug_assertions)]
    #[expect(clippy::panic, reason = "this is what it is for")]
    fn provoke(command: &str) {
        let Ok(wanted) = std::env::var("COUNTERFOIL_PANIC") else {
            return;
        };
        assert!(wanted != command, "asked to fail at {command}");
        if wanted.strip_prefix("main:") == Some(command) {
            // As after a panic in a callback of the operating system's window, which cannot unwind.
            let hook = std::thread::Builder::new().spawn(|| panic!("asked to fail altogether"));
            let _ = hook.map(std::thread::JoinHandle::join);
            std::process::abort();
        }
    }

    #[cfg(not(debug_assertions))]
    fn provoke(_command: &str) {}

    /// The same where something is being handled, which the panic prints.
    #[cfg(debug_assertions)]
    pub(crate) fn provoke_with(what: &str, handled: &impl std::fmt::Debug) {
        let is_wanted = std::env::var("COUNTERFOIL_PANIC").is_ok_and(|wanted| wanted == what);
        assert!(!is_wanted, "asked to fail at {what} with {handled:?}");
    }

    #[cfg(not(debug_assertions))]
    pub(crate) fn provoke_with(_what: &str, _handled: &impl std::fmt::Debug) {}
}
