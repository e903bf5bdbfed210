//! Everything the window may call. A command parses, calls the roster or the session, and maps the error.
//!
//! The list below, `permissions/main.toml` and the window's `ipc` file name the same commands; a test
//! compares the first two. `root = "panic_safe"` answers also for a command that panics (see [`crate::commands::panic_safe`]).

mod backups;
mod books;
mod clients;
mod connect;
pub(crate) mod diagnostics;
mod firm;
pub(crate) mod panic_safe;
mod provisioning;
mod removal;
mod settings;
pub(crate) mod tables;

use roster::client::ClientId;
use roster::view::ProblemView;
use roster::{Roster, RosterError};
use tauri::Wry;

use panic_safe::ipc::Invoke;

use crate::session::Session;
use crate::settings::permissions::Permission;

macro_rules! commands {
    ($($module:ident::$name:ident),+ $(,)?) => {
        /// Every command, for the test that compares it with the permissions.
        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name)),+];

        /// The handler of every command.
        pub(crate) fn handler()
        -> impl Fn(tauri::ipc::Invoke<Wry>) -> bool + Send + Sync + 'static {
            let run = taking(tauri::generate_handler![$($module::$name),+]);
            move |invoke| run(invoke.into())
        }
    };
}

commands![
    firm::app_overview,
    firm::open_practice,
    firm::leave_practice,
    firm::start_over_practice,
    firm::set_up_firm,
    firm::open_firm,
    firm::close_firm,
    firm::watch_roster,
    firm::copy_text,
    firm::open_help,
    clients::list_clients,
    clients::client_timeline,
    clients::add_client,
    clients::edit_client,
    clients::archive_client,
    clients::pause_client,
    clients::resume_client,
    clients::check_client,
    clients::check_all,
    clients::stop_waiting,
    clients::query_user_role,
    clients::refresh_client,
    clients::open_in_quickbooks,
    connect::connect_online,
    connect::connect_desktop,
    connect::create_end_user,
    connect::end_user_candidates,
    connect::use_end_user,
    connect::make_new_end_user,
    connect::unused_end_users,
    connect::adopt_end_users,
    connect::current_attempt,
    connect::open_connect_link,
    connect::copy_connect_link,
    connect::mail_connect_link,
    connect::finish_connect_with_code,
    connect::tell_company,
    connect::save_connection,
    connect::reject_connection,
    connect::save_as_new_client,
    connect::cancel_connect,
    connect::disconnect_client,
    connect::dismiss_left,
    connect::delete_end_user,
    settings::save_appearance,
    settings::save_memory,
    settings::save_notices,
    settings::save_checks,
    settings::show_notice,
    settings::diagnostics,
    settings::reveal_folder,
    provisioning::read_firm_file,
    provisioning::read_managed_firm_file,
    provisioning::open_firm_file,
    provisioning::join_firm,
    provisioning::forget_firm_file,
    provisioning::make_firm_file,
    provisioning::change_firm_key,
    provisioning::save_firm_folder,
    tables::firm_activity,
    tables::firm_computers,
    tables::save_table,
    tables::reveal_saved,
    tables::read_list,
    tables::import_clients,
    tables::cancel_import,
    books::books_catalogue,
    books::books_before,
    books::books_agree,
    books::books_list,
    books::books_more,
    books::books_stop,
    books::books_close,
    books::books_record,
    books::books_report,
    backups::roster_copies,
    backups::restore_copy,
    backups::make_backup,
    backups::read_backup,
    backups::open_backup,
    backups::restore_backup,
    backups::forget_backup,
    removal::remove_firm,
    removal::keep_firm,
    diagnostics::restart_app,
    diagnostics::support_file,
    diagnostics::save_support_file,
];

/// Says what the handler takes: its own code leaves that open.
fn taking<F: Fn(Invoke) -> bool>(handler: F) -> F {
    handler
}

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::NAMES;

    #[test]
    fn the_window_may_call_exactly_the_commands_there_are() {
        let permissions = include_str!("permissions/main.toml");
        let (_, allowed) = permissions
            .split_once("commands.allow = [")
            .expect("a list");
        let allowed: BTreeSet<&str> = allowed
            .split(|c: char| !(c.is_ascii_lowercase() || c == '_'))
            .filter(|name| !name.is_empty())
            .collect();
        let there: BTreeSet<&str> = NAMES.iter().copied().collect();
        assert_eq!(allowed, there);
    }
}
