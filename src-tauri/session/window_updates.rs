//! What the window gets of the open firm: its rows, and events about what has changed.

use std::collections::HashMap;

use jiff::Timestamp;
use roster::client::ClientId;
use roster::platform::Listener as _;
use roster::view::{AttemptStage, AttemptView, BannerKind, ClientRow, ProblemView, RosterEvent};

use super::Session;
use crate::api;
use crate::settings::firm_id::FirmId;
use crate::settings::{ServiceValue, SettingsError};

impl Session {
    /// Every client, or what was last known of them while the firm opens.
    pub(crate) async fn rows(&self) -> Result<Vec<ClientRow>, ProblemView> {
        self.until_started().await;
        let rows = match self.preview.rows() {
            Some(rows) => rows,
            None => self.roster().await?.rows().map_err(|error| error.view())?,
        };
        *self.listed.lock() = Some(rows.clone());
        Ok(rows)
    }

    /// Tells a window that just began to listen what it may have missed. Waits while a firm opens.
    pub(crate) async fn catch_up(&self) {
        let Ok(roster) = self.roster().await else {
            return;
        };
        let listed = self.listed.lock().take().unwrap_or_default();
        if let Ok(mut rows) = roster.rows() {
            // A link may have started this program and have been answered before there was a window.
            let attempts: Vec<AttemptView> = rows
                .iter()
                .filter_map(|row| roster.attempt(ClientId::parse(&row.id)?))
                .filter(|attempt| {
                    !matches!(attempt.stage(), AttemptStage::Done | AttemptStage::Ended)
                })
                .collect();
            let listed: HashMap<&str, &ClientRow> =
                listed.iter().map(|row| (row.id.as_str(), row)).collect();
            rows.retain(|row| listed.get(row.id.as_str()) != Some(&row));
            if !rows.is_empty() {
                self.listener.notify(RosterEvent::Rows { rows });
            }
            for attempt in attempts.into_iter().map(Box::new) {
                self.listener.notify(RosterEvent::Attempt { attempt });
            }
        }
        self.listener.notify(RosterEvent::Banners {
            banners: roster.banners(),
        });
        let (last, next) = roster.scheduler().rounds();
        self.listener.notify(RosterEvent::Checked {
            last: last.map(Timestamp::as_millisecond),
            next: next.map(Timestamp::as_millisecond),
        });
    }

    /// Sends all banners to the window: one was raised or cleared.
    pub(crate) async fn send_banners(&self) {
        let banners = match self.roster().await {
            Ok(roster) => roster.banners(),
            Err(_) => Vec::new(),
        };
        self.listener.notify(RosterEvent::Banners { banners });
    }

    /// Raises a banner that stays until the app closes.
    pub(crate) fn raise(&self, kind: BannerKind, name: Option<String>) {
        self.listener.raise(kind, name);
    }

    pub(super) async fn until_started(&self) {
        // An error means that the sender is gone, and with it this session.
        let _ = self.started.subscribe().wait_for(|started| *started).await;
    }

    pub(super) fn note_changed(&self, firm: &FirmId) {
        self.listener.clear(BannerKind::SettingsChanged);
        if let Some(changed) = self.settings.changed_outside(firm) {
            let names: Vec<String> = changed.into_iter().map(window_word).collect();
            self.raise(BannerKind::SettingsChanged, Some(names.join(",")));
        }
    }

    pub(super) fn note_settings_error(&self) {
        match self.settings.error() {
            Some(SettingsError::Damaged) => self.raise(BannerKind::SettingsDamaged, None),
            Some(SettingsError::Newer) => self.raise(BannerKind::SettingsNewer, None),
            Some(SettingsError::ReadOnly) => {
                self.raise(
                    BannerKind::ReadOnlyFolder,
                    Some(self.folder.display().to_string()),
                );
            }
            None => {}
        }
    }
}

/// The window's name of a value.
fn window_word(value: ServiceValue) -> String {
    let value = serde_json::to_value(api::ServiceValue::from(value)).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
