//! Which Conductor project an end-user is in, and what a list without it means. End-user ids differ between
//! projects, so another project's keys know none of ours, and that says nothing about any of them.

use std::collections::HashMap;

use conductor::{EndUser, EndUserId};

use super::AuthLinks;
use super::facts::{conductor_failure, is_gone};
use crate::client::ClientId;
use crate::observation::{DesktopFacts, Observation, Source};
use crate::problem::RosterError;
use crate::service_health::Key;

/// Most end-users that a round asks about one by one because the list does not have them.
const DOUBTED_PER_ROUND: usize = 3;

/// What a list of end-users says about ours.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Sorted<'a> {
    /// In the list.
    pub(super) listed: Vec<(ClientId, &'a EndUser)>,
    /// Not in it, though it should be: to be asked about.
    pub(super) doubted: Vec<(ClientId, &'a str)>,
    /// Whether any is another project's.
    pub(super) other_project: bool,
}

/// What `list` says about `ours`, under the keys of the project `here`. `is_whole`: the service did not say
/// that there is more of it.
pub(super) fn sorted<'a>(
    ours: &'a [(ClientId, Observation)],
    list: &'a [EndUser],
    is_whole: bool,
    here: &str,
) -> Sorted<'a> {
    let by_id: HashMap<&str, &EndUser> = list
        .iter()
        .map(|found| (found.id.as_str(), found))
        .collect();
    let mut sorted = Sorted::default();
    for (client, known) in ours {
        let Some(id) = known.desktop.end_user_id.as_deref() else {
            continue;
        };
        match by_id.get(id) {
            Some(end_user) => sorted.listed.push((*client, end_user)),
            None if is_of_other(&known.desktop, here) => sorted.other_project = true,
            None => sorted.doubted.push((*client, id)),
        }
    }
    // Nobody deletes everything between two rounds. Where an earlier version noted no project,
    // only an end-user that is there shows that these keys are the right ones.
    let unproven = || {
        ours.iter()
            .all(|(_, known)| known.desktop.project.is_none())
    };
    if sorted.listed.is_empty() && (sorted.doubted.len() > 1 || unproven()) {
        sorted.other_project |= is_whole && !sorted.doubted.is_empty();
        sorted.doubted.clear();
    }
    if !is_whole {
        sorted.doubted.clear();
    }
    sorted
}

/// Whether an end-user is known to be in another project than `here`.
pub(crate) fn is_of_other(facts: &DesktopFacts, here: &str) -> bool {
    facts
        .project
        .as_deref()
        .is_some_and(|project| project != here)
}

impl AuthLinks {
    /// Asks about end-users that the list does not have, a few at a time: only their own 404 counts.
    pub(super) async fn ask_about(&self, doubted: &[(ClientId, &str)]) -> Result<(), RosterError> {
        let side = self.ctx.conductor()?;
        // Not always the same ones: those that are there after all stay missing from the list.
        let first = rand::random::<usize>()
            .checked_rem(doubted.len())
            .unwrap_or(0);
        let few = doubted.iter().cycle().skip(first).take(doubted.len());
        for (client, id) in few.take(DOUBTED_PER_ROUND) {
            match side.api.retrieve_end_user(&EndUserId::new(*id)).await {
                Ok(end_user) => {
                    self.health
                        .service_answered(Source::Conductor, Key::Accepted);
                    self.see(*client, &end_user).await?;
                }
                Err(error) if is_gone(&error) => self.end_user_gone(*client, id).await?,
                Err(error) => {
                    let failure = self.ctx.placed(conductor_failure(&error, self.ctx.now()));
                    self.health.note(*client, &failure);
                    return Err(failure.into());
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use conductor::PublishableKey;

    use super::*;
    use crate::desktop::facts::fingerprint;

    const HERE: &str = "here";

    fn ours(id: &str, project: Option<&str>) -> (ClientId, Observation) {
        let mut known = Observation::default();
        known.desktop.end_user_id = Some(id.to_owned());
        known.desktop.project = project.map(str::to_owned);
        (ClientId::random(), known)
    }

    fn listed(id: &str) -> EndUser {
        let listed = serde_json::json!({
            "id": id,
            "objectType": "end_user",
            "createdAt": "2025-01-01T00:00:00.000Z",
            "companyName": "",
            "sourceId": "",
            "email": "",
            "integrationConnections": [],
        });
        serde_json::from_value(listed).unwrap()
    }

    /// How many are listed and doubted, and whether another project is seen.
    fn counts(
        ours: &[(ClientId, Observation)],
        list: &[EndUser],
        whole: bool,
    ) -> (usize, usize, bool) {
        let sorted = sorted(ours, list, whole, HERE);
        (
            sorted.listed.len(),
            sorted.doubted.len(),
            sorted.other_project,
        )
    }

    #[test]
    fn what_is_missing_is_doubted_only_where_the_list_should_have_it() {
        let (here, none, other) = (Some(HERE), None, Some("other"));
        let list = [listed("a"), listed("foreign")];
        for (known, list, whole, expected) in [
            (
                vec![ours("a", here), ours("b", here)],
                &list[..],
                true,
                (1, 1, false),
            ),
            (
                vec![ours("a", here), ours("b", here)],
                &list[..],
                false,
                (1, 0, false),
            ),
            (
                vec![ours("a", none), ours("b", none)],
                &list[..],
                true,
                (1, 1, false),
            ),
            (
                vec![ours("a", here), ours("b", other)],
                &list[..],
                true,
                (1, 0, true),
            ),
            // The only one, deleted by somebody: it is asked about.
            (vec![ours("b", here)], &list[..], true, (0, 1, false)),
            (vec![ours("b", here)], &[], true, (0, 1, false)),
            // The only one, under other keys or under no known ones.
            (vec![ours("b", other)], &list[..], true, (0, 0, true)),
            (vec![ours("b", none)], &list[..], true, (0, 0, true)),
            (vec![ours("b", none)], &list[..], false, (0, 0, false)),
            // None of several.
            (
                vec![ours("b", here), ours("c", here)],
                &[],
                true,
                (0, 0, true),
            ),
            (
                vec![ours("b", here), ours("c", here)],
                &[],
                false,
                (0, 0, false),
            ),
        ] {
            let projects: Vec<_> = known.iter().map(|(_, known)| &known.desktop).collect();
            assert_eq!(
                counts(&known, list, whole),
                expected,
                "{projects:?} {whole}"
            );
        }
    }

    #[test]
    fn a_project_has_one_fingerprint_and_another_has_another() {
        let of = |key: &str| fingerprint(&PublishableKey::new(key));
        assert_eq!(of("pk_conductor_a"), of("pk_conductor_a"));
        assert_ne!(of("pk_conductor_a"), of("pk_conductor_b"));
        assert_eq!(of("pk_conductor_a").len(), 16);
    }
}
