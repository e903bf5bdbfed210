//! The rows of a roster that is not open yet: from the disk alone. No keychain and no service is asked, so
//! nothing here can be taken for lost because one of them did not answer.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::client::{Client, ClientId};
use crate::computer::ComputerId;
use crate::database::{Database, DatabaseError};
use crate::diagnosis::{Diagnosis, Now, diagnose};
use crate::observation::Observation;
use crate::refusals::Refusals;
use crate::rows::to_client_row;
use crate::view::ClientRow;

/// Every client as it was last known, diagnosed at `now`, for a firm that asks for roles or does not.
pub fn preview_rows(
    database: &Database,
    now: Timestamp,
    computer: ComputerId,
    ask_roles: bool,
) -> Result<Vec<ClientRow>, DatabaseError> {
    database.adopt_computer(computer)?;
    let (clients, observations) = (database.clients()?, database.observations()?);
    let refusals = Refusals::of(database, computer, &clients, &observations)?;
    Ok(map_loaded_clients(
        &clients,
        &observations,
        |client, observation| {
            let context = DiagnosisContext {
                now,
                computer,
                ask_roles,
                next_check: None,
                keys_doubted: refusals.excuses(client.id),
            };
            to_client_row(
                client,
                observation,
                &context.diagnose(database, client, observation, false),
            )
        },
    ))
}

/// What a diagnosis depends on beside the client.
pub(crate) struct DiagnosisContext {
    pub(crate) now: Timestamp,
    pub(crate) computer: ComputerId,
    pub(crate) ask_roles: bool,
    pub(crate) next_check: Option<Timestamp>,
    pub(crate) keys_doubted: bool,
}

impl DiagnosisContext {
    pub(crate) fn diagnose(
        &self,
        database: &Database,
        client: &Client,
        observation: &Observation,
        checking: bool,
    ) -> Diagnosis {
        let takeover = observation.online.connection.as_ref().and_then(|saved| {
            database
                .takeover(client.id, saved.connected_at, self.computer)
                .ok()
                .flatten()
        });
        diagnose(
            client,
            observation,
            &Now {
                now: self.now,
                checking,
                takeover: takeover.as_deref(),
                next_check: self.next_check,
                ask_roles: self.ask_roles,
                keys_doubted: self.keys_doubted,
            },
        )
    }
}

/// Makes something of every client and what is known about it.
pub(crate) fn map_clients<T>(
    database: &Database,
    make: impl Fn(&Client, &Observation) -> T,
) -> Result<Vec<T>, DatabaseError> {
    Ok(map_loaded_clients(
        &database.clients()?,
        &database.observations()?,
        make,
    ))
}

fn map_loaded_clients<T>(
    clients: &[Client],
    observations: &HashMap<ClientId, Observation>,
    make: impl Fn(&Client, &Observation) -> T,
) -> Vec<T> {
    let unknown = Observation::default();
    let known = |id: &ClientId| observations.get(id).unwrap_or(&unknown);
    clients
        .iter()
        .map(|client| make(client, known(&client.id)))
        .collect()
}
