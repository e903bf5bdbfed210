//! What the window shows of the app at a glance.

use jiff::Timestamp;
use roster::Roster;

use super::preview::FirmSummary;
use super::{Session, removal};
use crate::api::{AppOverview, ComputerView, FirmView, ManagedView};
use crate::settings::firm_id::FirmId;
use crate::settings::managed::Managed;
use crate::settings::permissions::allowed;
use crate::settings::{FirmSettings, Profile, Values};

/// The app at a glance. Waits while a firm opens of which nothing can be shown yet.
pub(crate) async fn overview(session: &Session) -> AppOverview {
    session.until_started().await;
    if let Some(summary) = session.preview.summary() {
        return overview_of(
            session,
            Some(&summary),
            None,
            session.settings.managed().view(),
        );
    }
    let managed = managed_view(session).await;
    let open = session.open.lock().await;
    let firm = open.as_ref();
    let (summary, roster) = (
        firm.map(|firm| &firm.summary),
        firm.map(|firm| &firm.roster),
    );
    overview_of(session, summary, roster, managed)
}

/// `roster`: none while the firm opens.
fn overview_of(
    session: &Session,
    summary: Option<&FirmSummary>,
    roster: Option<&Roster>,
    managed: ManagedView,
) -> AppOverview {
    let values = session.settings.get();
    let profile = summary.map_or(Profile::None, |summary| summary.profile);
    let own = match summary.and_then(|summary| summary.id.as_ref()) {
        Some(id) => values.firm_of(id),
        None => values.firm.as_ref(),
    };
    let computer = computer(profile, own, session.settings.managed());
    let (last, next) = roster.map_or((None, None), |roster| roster.scheduler().rounds());
    let firms: Vec<FirmView> = values.firms_to_open().map(firm_view).collect();
    session.note_settings_error();
    let of_services = roster.map(Roster::banners).unwrap_or_default();
    let ask_roles = asks_roles(profile, &values, session.settings.managed());
    let folder_problem = roster
        .filter(|_| profile != Profile::Practice)
        .and_then(|roster| {
            roster
                .change_log()
                .change_log_problem()
                .or_else(|| session.sharing.problem())
        });
    AppOverview {
        opening: summary.is_some() && roster.is_none(),
        profile: profile.into(),
        firm_name: summary.map_or_else(
            || session.settings.managed().firm_name().map(str::to_owned),
            |summary| Some(summary.name.clone()),
        ),
        firm_id: summary
            .and_then(|summary| summary.id.as_ref())
            .map(FirmId::to_string),
        firm_ready: !firms.is_empty(),
        firms,
        computer_name: session.computer_name(),
        computer_id: session.computer.to_string(),
        computer_fingerprint: session
            .sharing
            .fingerprint()
            .filter(|_| profile != Profile::Practice),
        version: session.app.package_info().version.to_string(),
        platform: std::env::consts::OS.to_owned(),
        memory: values.memory_of(profile).into(),
        notices: values.notices.into(),
        checks: values.checks.into(),
        appearance: values.appearance.into(),
        banners: session.listener.all_banners(of_services),
        last_check_at: last.map(Timestamp::as_millisecond),
        next_check_at: next.map(Timestamp::as_millisecond),
        relay: summary.and_then(|summary| summary.relay.clone()),
        accounting_scope: summary.map_or(
            session.settings.managed().accounting_scope() == Some(true),
            |summary| summary.accounting_scope,
        ),
        conductor_ready: summary.is_some_and(|summary| summary.conductor_ready),
        intuit_ready: summary.is_some_and(|summary| summary.intuit_ready),
        ask_roles,
        computer: ComputerView {
            folder_problem,
            ..computer
        },
        managed,
        firm_file: session.pending_firm_file.seen(),
        removal: removal::removal_view(session),
    }
}

/// What the firm's administrators set, and whether the firm file they name waits.
pub(super) async fn managed_view(session: &Session) -> ManagedView {
    let managed = session.settings.managed();
    let mut view = managed.view();
    let own = session.settings.own_firm();
    if own.is_some_and(|firm| managed.is_joined(&firm.computer)) {
        return view;
    }
    match session
        .managed_file
        .get_or_init(|| managed.look_for_firm_file())
        .await
    {
        Ok(seen) => view.firm_file.clone_from(seen),
        Err(problem) => view.firm_file_problem = Some(problem.clone()),
    }
    view
}

/// This computer's place in `firm`, while the firm of `profile` is open.
fn computer(profile: Profile, firm: Option<&FirmSettings>, managed: &Managed) -> ComputerView {
    let signer = firm.and_then(|firm| firm.signer.as_ref());
    ComputerView {
        joined: firm.and_then(|firm| firm.computer.joined.clone().map(Into::into)),
        policy: allowed(profile, firm, managed).into(),
        firm_folder: firm.and_then(|firm| firm.firm_folder.clone()),
        signer_words: signer.map(provisioning::words_of),
        signer_fingerprint: signer.map(signing::PublicKey::fingerprint),
        folder_problem: None,
    }
}

fn firm_view(firm: &FirmSettings) -> FirmView {
    let relay = firm.intuit.as_ref().and_then(|it| it.relay.as_ref());
    FirmView {
        id: firm.id.to_string(),
        name: firm.name.clone(),
        host: relay.and_then(|relay| relay.url.host_str().map(str::to_owned)),
        opened_at: firm.opened_at,
    }
}

/// Whether the open firm's sign-ins ask for roles; the practice firm's always do.
fn asks_roles(profile: Profile, values: &Values, managed: &Managed) -> bool {
    let real = profile != Profile::Practice;
    let settings = values.firm.as_ref().map(|settings| settings.ask_roles);
    !real || settings.or(managed.ask_roles()).unwrap_or(true)
}
