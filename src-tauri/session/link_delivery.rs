//! Gives the links that arrive to the firm they belong to.

use std::time::Instant;

use jiff::Timestamp;
use roster::database::Database;
use roster::view::BannerKind;
use roster::{Arrival, waits_for_link};

use super::Session;
use crate::platform::data_folder::ROSTER;
use crate::platform::identity::OWN;
use crate::platform::window;
use crate::settings::FirmSettings;

/// Gives the links that arrived to the open firm.
pub(crate) async fn deliver_links(session: &Session) {
    let Ok(roster) = session.roster().await else {
        return;
    };
    for link in session.links.take() {
        match roster.online().arrive(&link).await {
            Ok(Arrival::Taken(client)) => {
                tracing::info!(%client, "a link arrived");
                // After a sign-in the browser's tab stays blank.
                window::bring_to_front(&session.app);
            }
            Ok(Arrival::Unknown) => match firm_awaiting(session, &link).await {
                Some(firm) => keep_for_other_firm(session, firm, link).await,
                None => link_came_to_nothing(session, &link, "no sign-in waits for it"),
            },
            Err(error) => link_came_to_nothing(session, &link, &error.to_string()),
        }
    }
}

/// Keeps a link for the open firm, or the one that is being opened.
pub(crate) fn keep_link(session: &Session, link: String) {
    match roster::callback::parse_of(OWN.scheme, &link) {
        Ok(_) => session.links.keep(link),
        Err(error) => link_came_to_nothing(session, &link, &error.to_string()),
    }
}

/// The firm of this computer, other than the open one, in which the sign-in of this link began.
async fn firm_awaiting(session: &Session, link: &str) -> Option<FirmSettings> {
    let open = session.open_id().await;
    for firm in session.settings.get().firms() {
        let file = session.folder.join(firm.id.as_str()).join(ROSTER);
        if Some(&firm.id) == open.as_ref() || !file.exists() {
            continue;
        }
        let (vault, status) = session.keychain().await.firm_vault(&firm.id).await;
        let Ok(database) = Database::open_read_only(&file) else {
            continue;
        };
        let now = Timestamp::now();
        if status.is_readable()
            && waits_for_link(&database, vault.as_ref(), OWN.scheme, link, now).await
        {
            return Some(firm.clone());
        }
    }
    None
}

async fn keep_for_other_firm(session: &Session, firm: FirmSettings, link: String) {
    tracing::info!(firm = %firm.id, "a link waits for a firm that is not open");
    let (id, name) = (firm.id, firm.name);
    session
        .listener
        .raise_for(BannerKind::SignInElsewhere, id.as_str(), Some(name));
    session.links.keep_for(id, link);
    session.send_banners().await;
    window::bring_to_front(&session.app);
}

fn link_came_to_nothing(session: &Session, link: &str, reason: &str) {
    let notice = session.links.came_to_nothing(Instant::now());
    if notice.unlogged_before > 0 {
        let count = notice.unlogged_before;
        tracing::warn!(count, "more links came to nothing before, too many to log");
    }
    if notice.log {
        let link = roster::callback::log_safe(link);
        tracing::warn!(reason, link, "a link came to nothing");
    }
    if notice.raise {
        window::bring_to_front(&session.app);
    }
}
