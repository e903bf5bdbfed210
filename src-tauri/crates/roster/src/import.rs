//! Many clients at once, from a list the firm keeps elsewhere.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use crate::actions::Undoable;
use crate::client::{Client, ClientDraft, ClientId, Lifecycle, QuickBooks, SourceId};
use crate::context::Context;
use crate::event::{ActionId, Event, JournalEntry};
use crate::names::normal_form;
use crate::problem::{BadRow, RosterError};
use crate::roster::Roster;
use crate::view::{Place, Product};

/// One row of a list. What is `None` the list does not say: a client that is here keeps what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Name; never empty.
    pub name: String,
    /// The firm's client number.
    pub number: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Online or Desktop. A new client needs it.
    pub books: Option<Product>,
    /// Where QuickBooks Desktop runs; on another computer in the office where nobody says.
    pub place: Option<Place>,
    /// Label of that computer.
    pub computer: Option<String>,
    /// The firm's id of the client, in a list that Counterfoil wrote on any of its computers.
    pub source_id: Option<SourceId>,
}

/// What became of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// New clients.
    pub added: usize,
    /// Clients that were there and have changed.
    pub changed: usize,
    /// Clients that were there as the list has them.
    pub unchanged: usize,
}

impl Context {
    pub(crate) fn client_of(&self, draft: ClientDraft) -> Client {
        Client::new(ClientId::random(), draft, self.now())
    }
}

impl Roster {
    /// Adds the clients of a list, and changes those that are here already: found by the firm's id, else by number,
    /// else by name. A field the list leaves empty keeps what it has. All of the list or nothing; nothing is
    /// created at any service.
    pub fn import(&self, list: Vec<Listed>) -> Result<Imported, RosterError> {
        let done = self.import_watched(list, |_, _| ControlFlow::Continue(()))?;
        Ok(done.unwrap_or_default())
    }

    /// Like [`Roster::import`], with `watch` asked at every row whether to go on. It gets how many rows are written and
    /// how many there are to write. `None`: it said stop, and nothing of the list was imported.
    pub fn import_watched(
        &self,
        list: Vec<Listed>,
        mut watch: impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Option<Imported>, RosterError> {
        self.inner.ctx.may_change()?;
        let Some(plan) = self.planned(list, &mut watch)? else {
            return Ok(None);
        };
        let total = plan.entries.len();
        let action = ActionId::random();
        let written = self
            .inner
            .ctx
            .database()
            .in_one_batch(Some(action), |batch| {
                // Each client is written with one line of its history.
                let mut steps = 0;
                let mut may_go_on = || {
                    steps += 1;
                    watch(steps / 2, total).is_continue()
                };
                for client in &plan.added {
                    if !may_go_on() {
                        return Ok(None);
                    }
                    batch.insert(client)?;
                }
                for (_, after) in &plan.changed {
                    if !may_go_on() {
                        return Ok(None);
                    }
                    batch.update(after)?;
                }
                for entry in &plan.entries {
                    if !may_go_on() {
                        return Ok(None);
                    }
                    batch.append(entry)?;
                }
                Ok(Some(()))
            })?;
        if written.is_none() {
            return Ok(None);
        }
        let saved: HashSet<ClientId> = (plan.added.iter())
            .chain(plan.changed.iter().map(|(_, after)| after))
            .map(|client| client.id)
            .collect();
        let done = Imported {
            added: plan.added.len(),
            changed: plan.changed.len(),
            unchanged: plan.unchanged,
        };
        self.inner
            .history
            .push(Undoable::imported(plan.added, plan.changed));
        self.inner.change_log.take_over_source_ids()?;
        self.inner.records.changed_together(&saved, &[])?;
        Ok(Some(done))
    }

    /// What a list would write; nothing is written yet. `None`: `watch` said stop.
    fn planned(
        &self,
        list: Vec<Listed>,
        watch: &mut impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Option<Plan>, RosterError> {
        let here = Here::new(self.inner.ctx.database().clients()?);
        let with_end_user: HashSet<ClientId> =
            self.inner.ctx.used_end_users()?.into_values().collect();
        let total = list.len();
        let mut plan = Plan::default();
        let (mut taken, mut taken_ids) = (HashSet::new(), HashSet::new());
        for (index, listed) in list.into_iter().enumerate() {
            if watch(0, total).is_break() {
                return Ok(None);
            }
            let bad = |why: BadRow| RosterError::BadRow {
                row: index + 1,
                why,
            };
            let former = here.find(&listed);
            let source_id = listed.source_id.clone();
            let draft = listed
                .draft(former)
                .and_then(|draft| {
                    let kept = former.and_then(|it| it.email.as_deref());
                    Ok(draft.checked(kept)?)
                })
                .map_err(bad)?;
            let twice = former.map_or_else(|| key(&draft), |former| former.id.to_string());
            if !taken.insert(twice) {
                return Err(bad(BadRow::NameTwice(draft.name)));
            }
            if let Some(source_id) = &source_id
                && !taken_ids.insert(source_id.clone())
            {
                return Err(bad(BadRow::SourceIdTwice(source_id.clone())));
            }
            let Some(former) = former else {
                let mut client = self.inner.ctx.client_of(draft);
                client.source_id = source_id.unwrap_or(client.source_id);
                plan.entries
                    .push(self.inner.ctx.entry(client.id, Event::Added));
                plan.added.push(client);
                continue;
            };
            if former.books.kind() != draft.books.kind()
                && let Some(why) = self.keeps_its_product(former)?
            {
                return Err(bad(why.into()));
            }
            // What has an end-user at Conductor keeps the id that it has there.
            let merged = Client {
                source_id: source_id
                    .filter(|_| !with_end_user.contains(&former.id))
                    .unwrap_or_else(|| former.source_id.clone()),
                name: draft.name,
                number: draft.number,
                email: draft.email,
                books: draft.books,
                ..former.clone()
            };
            if merged == *former {
                plan.unchanged += 1;
            } else {
                plan.entries
                    .push(self.inner.ctx.entry(merged.id, Event::Edited));
                plan.changed.push((former.clone(), merged));
            }
        }
        Ok(Some(plan))
    }
}

/// What a list would write.
#[derive(Default)]
struct Plan {
    added: Vec<Client>,
    /// Before and after.
    changed: Vec<(Client, Client)>,
    entries: Vec<JournalEntry>,
    unchanged: usize,
}

/// The clients there are, by what a list knows them by.
struct Here {
    clients: Vec<Client>,
    by_source_id: HashMap<SourceId, usize>,
    by_number: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
}

impl Here {
    fn new(clients: Vec<Client>) -> Self {
        let index = |of: &dyn Fn(&Client) -> Option<String>| {
            let mut index = HashMap::new();
            // Archived ones first, so that one that is worked with takes their place.
            for archived in [true, false] {
                for (at, client) in clients.iter().enumerate() {
                    if (client.lifecycle == Lifecycle::Archived) == archived
                        && let Some(key) = of(client)
                    {
                        index.insert(key, at);
                    }
                }
            }
            index
        };
        Self {
            by_source_id: (clients.iter().enumerate())
                .map(|(at, client)| (client.source_id.clone(), at))
                .collect(),
            by_number: index(&|client| client.number.as_deref().map(normal_form)),
            by_name: index(&|client| Some(normal_form(&client.name))),
            clients,
        }
    }

    fn find(&self, listed: &Listed) -> Option<&Client> {
        let number = listed.number.as_deref().map(normal_form);
        let by_name = || {
            let found = self
                .clients
                .get(*self.by_name.get(&normal_form(&listed.name))?)?;
            // Two numbers tell two clients of one name apart.
            (found.number.is_none() || number.is_none()).then_some(found)
        };
        let by_number = || {
            let number = number.as_ref().filter(|number| !number.is_empty())?;
            self.clients.get(*self.by_number.get(number)?)
        };
        let own = listed.source_id.as_ref();
        own.and_then(|own| self.clients.get(*self.by_source_id.get(own)?))
            .or_else(by_number)
            .or_else(by_name)
    }
}

impl Listed {
    /// The row with what is known of the client in its gaps.
    fn draft(self, former: Option<&Client>) -> Result<ClientDraft, BadRow> {
        let kind = self
            .books
            .or(former.map(|former| former.books.kind()))
            .ok_or(BadRow::NoProduct)?;
        let books = match kind {
            Product::Online => QuickBooks::Online,
            Product::Desktop => {
                let (place, computer) = match former.map(|former| &former.books) {
                    Some(QuickBooks::Desktop { place, computer }) => (*place, computer.clone()),
                    Some(QuickBooks::Online) | None => (Place::OtherComputer, None),
                };
                QuickBooks::Desktop {
                    place: self.place.unwrap_or(place),
                    computer: self.computer.or(computer),
                }
            }
        };
        Ok(ClientDraft {
            name: self.name,
            number: self.number.or(former.and_then(|it| it.number.clone())),
            email: self.email.or(former.and_then(|it| it.email.clone())),
            books,
        })
    }
}

/// What makes two new rows of a list the same client.
fn key(draft: &ClientDraft) -> String {
    match &draft.number {
        Some(number) => format!("number {}", normal_form(number)),
        None => format!("name {}", normal_form(&draft.name)),
    }
}
