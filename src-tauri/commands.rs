//! Everything the window may call. A command parses, calls the roster or the session, and maps the error.
//!
//! A command is named once, by its function: `bindings_tests` writes the handler, the window's permission and its
//! TypeScript from it. `root = "panic_safe"` answers also for a command that panics (see [`panic_safe`]).

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
pub(crate) mod panic_safe;
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
