//! The Desktop clients of the sample firm, as they are after the firm connected them.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::ConductorStore;
use crate::sample;

/// A client of the sample firm that is in place.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InPlace {
    id: String,
    company_name: String,
    state: &'static str,
}

impl ConductorStore {
    /// Adds the sample firm's Desktop clients at the moments at which the firm added them, each in its
    /// state. Those it never asked are not there.
    pub(crate) fn add_sample(&mut self, now: Timestamp) {
        let mut clients = sample::clients();
        clients.sort_by_key(|client| -client.seconds_ago);
        for client in clients {
            let Some(minutes) = client.link_minutes() else {
                continue;
            };
            let then = now - SignedDuration::from_secs(client.seconds_ago);
            let user = self.create_end_user(
                client.name.to_owned(),
                client.number.to_owned(),
                client.email.clone(),
                then,
            );
            let life = SignedDuration::from_mins(i64::from(minutes));
            let id = user.id.as_str();
            // The end-user was added on the line before, so there is nothing to fail.
            let _ = self.create_auth_session(id, life, None, then);
            if let Some(scenario) = client.scenario {
                self.apply_scenario(id, scenario, then);
            }
        }
    }

    /// The sample firm's clients that are there now.
    pub(crate) fn sample_in_place(&self) -> Vec<InPlace> {
        sample::clients()
            .into_iter()
            .filter_map(|client| {
                let user = self.find(client.name)?;
                Some(InPlace {
                    id: user.id.as_str().to_owned(),
                    company_name: client.name.to_owned(),
                    state: client.state,
                })
            })
            .collect()
    }
}
