//! What Conductor's half remembers: end-users, their connections and the links to set them up.

mod generated;
mod sample;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::books::{Books, Cursors, Size};
use super::computer::{self, Computer};
use super::ids::{AuthSessionId, ConnectionId, EndUserId, LinkSecret};
use super::problem::Problem;

/// Kept with the firm. Times are the practice clock's.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ConductorStore {
    /// In the order of their creation.
    end_users: Vec<EndUser>,
    auth_sessions: Vec<AuthSession>,
    /// Not kept with the firm: the books are as they were at every start.
    #[serde(skip)]
    cursors: Cursors,
    #[serde(skip)]
    books: HashMap<String, Arc<Books>>,
    /// How much there is in the books of whom, where it is not the usual.
    #[serde(skip)]
    sizes: HashMap<String, Size>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EndUser {
    pub(super) id: EndUserId,
    pub(super) created_at: Timestamp,
    pub(super) company_name: String,
    pub(super) source_id: String,
    pub(super) email: String,
    pub(super) connection: Option<Connection>,
    pub(super) computer: Computer,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Connection {
    pub(super) id: ConnectionId,
    pub(super) created_at: Timestamp,
    pub(super) last_request_at: Option<Timestamp>,
    pub(super) last_successful_request_at: Option<Timestamp>,
}

impl Connection {
    fn started(now: Timestamp) -> Self {
        Self {
            id: ConnectionId::new(),
            created_at: now,
            last_request_at: None,
            last_successful_request_at: None,
        }
    }

    /// The set-up ends with a test that succeeds, so a connection without a success is one whose
    /// set-up was only started.
    pub(super) fn is_set_up(&self) -> bool {
        self.last_successful_request_at.is_some()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthSession {
    pub(super) id: AuthSessionId,
    pub(super) created_at: Timestamp,
    pub(super) end_user_id: EndUserId,
    pub(super) client_secret: LinkSecret,
    pub(super) expires_at: Timestamp,
    pub(super) redirect_url: Option<String>,
    /// When somebody reached the end of its pages. Never on the wire: an auth session does not say
    /// whether it was used.
    pub(super) finished_at: Option<Timestamp>,
}

/// What the bearer of a set-up link may see.
#[derive(Clone, Debug)]
pub(super) enum Link {
    Open {
        company_name: String,
        session: AuthSessionId,
    },
    Finished {
        company_name: String,
        redirect_url: Option<String>,
    },
    Expired,
    Unknown,
}

impl ConductorStore {
    /// The end-user with this id.
    pub(crate) fn end_user(&self, id: &str) -> Option<&EndUser> {
        self.end_users.iter().find(|user| user.id.as_str() == id)
    }

    /// Lets what happens to one sample client happen. `client` is an end-user's id, or a company
    /// name, of which the newest is meant. False if there is no such end-user or no such scenario.
    pub(crate) fn apply_scenario(&mut self, client: &str, scenario: &str, now: Timestamp) -> bool {
        let Some(id) = self.find(client).map(|user| user.id.clone()) else {
            return false;
        };
        match scenario {
            // These come about by themselves, or by time.
            "never" | "waiting" | "invited" | "link_expired" => true,
            "start_flow" => {
                self.start_flow(id.as_str(), now);
                true
            }
            _ => match Computer::from_scenario(scenario) {
                Some(computer) => {
                    self.apply_computer(id.as_str(), computer, now);
                    true
                }
                None => false,
            },
        }
    }

    /// A second end-user with the same `source_id` is created like any other (see `decisions`).
    pub(super) fn create_end_user(
        &mut self,
        company_name: String,
        source_id: String,
        email: String,
        now: Timestamp,
    ) -> EndUser {
        let user = EndUser {
            id: EndUserId::new(),
            created_at: now,
            company_name,
            source_id,
            email,
            connection: None,
            computer: Computer::default(),
        };
        self.end_users.push(user.clone());
        user
    }

    /// Newest first (see `decisions`).
    pub(super) fn newest_first(&self) -> impl Iterator<Item = &EndUser> {
        self.end_users.iter().rev()
    }

    /// Removes the end-user, its connection and its links.
    pub(super) fn delete_end_user(&mut self, id: &str) -> Result<(), Problem> {
        let before = self.end_users.len();
        self.end_users.retain(|user| user.id.as_str() != id);
        if self.end_users.len() == before {
            return Err(Problem::no_such_end_user(id));
        }
        self.auth_sessions
            .retain(|session| session.end_user_id.as_str() != id);
        self.books.remove(id);
        Ok(())
    }

    /// A link that works for `life` from `now`.
    pub(super) fn create_auth_session(
        &mut self,
        end_user_id: &str,
        life: SignedDuration,
        redirect_url: Option<String>,
        now: Timestamp,
    ) -> Result<AuthSession, Problem> {
        let user = self
            .end_user(end_user_id)
            .ok_or_else(|| Problem::no_such_end_user(end_user_id))?;
        let session = AuthSession {
            id: AuthSessionId::new(),
            created_at: now,
            end_user_id: user.id.clone(),
            client_secret: LinkSecret::new(),
            expires_at: now + life,
            redirect_url,
            finished_at: None,
        };
        self.auth_sessions.push(session.clone());
        Ok(session)
    }

    /// Asks the client's computer for something: who is asked, and how the computer will take it.
    /// Stamps the request (see `decisions`) unless there is no connection to send it to.
    pub(super) fn begin_request(&mut self, id: &str, now: Timestamp) -> Result<EndUser, Problem> {
        let user = self
            .end_user_mut(id)
            .ok_or_else(|| Problem::no_such_end_user(id))?;
        match &mut user.connection {
            Some(connection) if connection.is_set_up() => {
                connection.last_request_at = Some(now);
                Ok(user.clone())
            }
            _ => Err(computer::not_set_up()),
        }
    }

    /// The request that began has been answered. Nothing to do if the end-user is gone by now.
    pub(super) fn request_succeeded(&mut self, id: &str, now: Timestamp) {
        if let Some(connection) = self.end_user_mut(id).and_then(|u| u.connection.as_mut()) {
            connection.last_successful_request_at = Some(now);
        }
    }

    /// Lists of books that are being read.
    pub(super) fn cursors(&mut self) -> &mut Cursors {
        &mut self.cursors
    }

    /// The books of an end-user's company, if somebody asked for them before.
    pub(super) fn books(&self, id: &str) -> Option<Arc<Books>> {
        self.books.get(id).cloned()
    }

    /// How much there is in an end-user's books.
    pub(super) fn size_of_books(&self, id: &str) -> Size {
        self.sizes.get(id).copied().unwrap_or_default()
    }

    /// Gives an end-user's company so many transactions, and so many names that begin alike. False if
    /// there is no such end-user.
    pub(crate) fn enlarge_books(
        &mut self,
        client: &str,
        transactions: usize,
        names: usize,
    ) -> bool {
        let Some(id) = self.find(client).map(|user| user.id.as_str().to_owned()) else {
            return false;
        };
        self.books.remove(&id);
        let size = Size {
            transactions,
            names,
        };
        self.sizes.insert(id, size);
        true
    }

    /// Keeps an end-user's books until the practice server stops.
    pub(super) fn keep_books(&mut self, id: &str, books: Arc<Books>) {
        self.books.insert(id.to_owned(), books);
    }

    /// What the link shows now.
    pub(super) fn link(&self, secret: &str, now: Timestamp) -> Link {
        let Some(session) = self.session(secret) else {
            return Link::Unknown;
        };
        let Some(user) = self.end_user(session.end_user_id.as_str()) else {
            return Link::Unknown;
        };
        let company_name = user.company_name.clone();
        if session.finished_at.is_some() {
            let redirect_url = session.redirect_url.clone();
            Link::Finished {
                company_name,
                redirect_url,
            }
        } else if now >= session.expires_at {
            Link::Expired
        } else {
            Link::Open {
                company_name,
                session: session.id.clone(),
            }
        }
    }

    /// Somebody opened the link: a connection appears, without times until it has been tested.
    pub(super) fn open_link(&mut self, secret: &str, now: Timestamp) -> Link {
        let link = self.link(secret, now);
        if let (Link::Open { .. }, Some(session)) = (&link, self.session(secret)) {
            let id = session.end_user_id.clone();
            self.start_flow(id.as_str(), now);
        }
        link
    }

    /// Somebody reached the end of the link's pages and the test succeeded.
    pub(super) fn finish_link(&mut self, secret: &str, now: Timestamp) -> Link {
        if let (Link::Open { .. }, Some(session)) = (self.link(secret, now), self.session(secret)) {
            let id = session.end_user_id.clone();
            self.finish_flow(id.as_str(), now);
            for session in &mut self.auth_sessions {
                if session.client_secret.matches(secret) {
                    session.finished_at = Some(now);
                }
            }
        }
        self.link(secret, now)
    }

    fn start_flow(&mut self, id: &str, now: Timestamp) {
        if let Some(user) = self.end_user_mut(id) {
            user.connection
                .get_or_insert_with(|| Connection::started(now));
        }
    }

    /// The connection works now, whatever was wrong with it before.
    fn finish_flow(&mut self, id: &str, now: Timestamp) {
        if let Some(user) = self.end_user_mut(id) {
            let connection = user
                .connection
                .get_or_insert_with(|| Connection::started(now));
            connection.last_request_at = Some(now);
            connection.last_successful_request_at = Some(now);
            user.computer = Computer::Answers;
        }
    }

    /// A failing computer was set up before it failed, so a set-up that is still missing is done
    /// first, over the client's newest link if there is one.
    fn apply_computer(&mut self, id: &str, computer: Computer, now: Timestamp) {
        let set_up = self
            .end_user(id)
            .and_then(|user| user.connection.as_ref())
            .is_some_and(Connection::is_set_up);
        if !set_up || computer == Computer::Answers {
            self.finish_flow(id, now);
            let newest = self
                .auth_sessions
                .iter_mut()
                .rfind(|session| session.end_user_id.as_str() == id);
            if let Some(session) = newest {
                session.finished_at.get_or_insert(now);
            }
        }
        if let Some(user) = self.end_user_mut(id) {
            user.computer = computer;
        }
    }

    fn find(&self, client: &str) -> Option<&EndUser> {
        self.end_user(client)
            .or_else(|| self.newest_first().find(|u| u.company_name == client))
    }

    fn end_user_mut(&mut self, id: &str) -> Option<&mut EndUser> {
        self.end_users
            .iter_mut()
            .find(|user| user.id.as_str() == id)
    }

    fn session(&self, secret: &str) -> Option<&AuthSession> {
        self.auth_sessions
            .iter()
            .find(|session| session.client_secret.matches(secret))
    }
}

impl EndUser {
    /// As given when it was created.
    pub(crate) fn company_name(&self) -> &str {
        &self.company_name
    }
}
