//! End-users of which there are as many as somebody asks for.

use jiff::{SignedDuration, Timestamp};

use super::{ConductorStore, Connection, EndUserId};

impl ConductorStore {
    /// Adds end-users and gives their ids. Of ten, one never opened its link, one opened it and went no
    /// further, and the connections of eight worked, each at another time before `now`.
    pub(crate) fn generate(&mut self, end_users: usize, now: Timestamp) -> Vec<EndUserId> {
        let mut at = now - SignedDuration::from_hours(48);
        (0..end_users)
            .map(|nth| {
                let made = self.create_end_user(
                    format!("Client {nth}"),
                    format!("generated-{nth}"),
                    format!("client{nth}@generated.example"),
                    at,
                );
                at = (at + SignedDuration::from_secs(120)).min(now);
                if let (Some(user), 1..) = (self.end_users.last_mut(), nth % 10) {
                    let mut connection = Connection::started(made.created_at);
                    if nth % 10 > 1 {
                        connection.last_request_at = Some(at);
                        connection.last_successful_request_at = Some(at);
                    }
                    user.connection = Some(connection);
                }
                made.id
            })
            .collect()
    }
}
