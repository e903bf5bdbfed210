//! What reading books costs at Conductor, as far as is known.
//!
//! "In use" and billed is a connection that is set up and got at least one API call in the billing month (Conductor's
//! FAQ, read in 2026-08). The rest is a guess, and this is its one place: GUESS that the billing month is the
//! calendar month in UTC; GUESS that a health check is such a call, and a call that failed on the way to QuickBooks
//! too. Sample files and trials are free, which no call tells.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Asked;
use super::BooksReader;
use crate::client::ClientId;
use crate::observation::Observation;
use crate::problem::RosterError;
use crate::view::BooksBefore;

/// A billing month.
pub(super) type Month = (i16, i8);

/// Price of a connection for a month in US dollars, and when the FAQ said so.
const PRICE: (u32, &str) = (49, "2026-08");

impl BooksReader {
    /// What has to be known before this client's books are read. Asks nobody.
    pub fn books_before(&self, id: ClientId) -> Result<BooksBefore, RosterError> {
        self.ctx.desktop_client(id)?;
        let now = self.ctx.now();
        let all = self.ctx.database().desktop_observations()?;
        let used = all.iter().filter(|(_, known)| is_used(known, now)).count();
        let this_one = self.ctx.observation(id)?;
        Ok(BooksBefore {
            billable: !is_used(&this_one, now),
            month: format!("{:04}-{:02}", month(now).0, month(now).1),
            used_this_month: u32::try_from(used).unwrap_or(u32::MAX),
            price_usd: PRICE.0,
            price_as_of: PRICE.1.to_owned(),
            refused: None,
        })
    }

    /// A person agreed that reading makes this connection count for the bill of this month.
    pub fn books_agree(&self, id: ClientId) -> Result<(), RosterError> {
        self.ctx.may_change()?;
        self.ctx.desktop_client(id)?;
        self.open.agree(id, month(self.ctx.now()));
        Ok(())
    }

    /// Refuses what would make the connection count without anybody having agreed: also in the middle of a reading,
    /// when a new month begins.
    pub(super) fn check_agreed(&self, asked: &Asked) -> Result<(), RosterError> {
        let (id, now) = (asked.client.id, self.ctx.now());
        if is_used(&self.ctx.observation(id)?, now) || self.open.is_agreed(id, month(now)) {
            return Ok(());
        }
        Err(RosterError::NotAgreed)
    }
}

/// Whether a connection was used in the month of `now`, here or by another computer of the firm: Conductor's last
/// success moves with everybody's requests.
fn is_used(known: &Observation, now: Timestamp) -> bool {
    let is_now = |at: Option<Timestamp>| at.is_some_and(|at| month(at) == month(now));
    known.desktop.end_user_id.is_some()
        && (is_now(known.desktop.last_ok_at) || is_now(known.checked_at))
}

fn month(at: Timestamp) -> Month {
    let date = at.to_zoned(TimeZone::UTC).date();
    (date.year(), date.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_connection_counts_from_its_first_use_in_a_month_on() {
        let mut known = Observation::default();
        let now = at("2026-11-01T00:00:00Z");
        known.desktop.last_ok_at = Some(now);
        assert!(!is_used(&known, now), "there is no connection");
        known.desktop.end_user_id = Some("end_usr_1".to_owned());
        assert!(is_used(&known, now));
        assert!(is_used(&known, at("2026-11-30T23:59:59Z")));
        assert!(!is_used(&known, at("2026-10-31T23:59:59Z")));
        assert!(!is_used(&known, at("2026-12-01T00:00:00Z")));
        assert!(!is_used(&known, at("2027-11-15T00:00:00Z")));
        known.checked_at = Some(at("2026-12-02T10:00:00Z"));
        assert!(
            is_used(&known, at("2026-12-03T00:00:00Z")),
            "a check that failed"
        );
    }
}
