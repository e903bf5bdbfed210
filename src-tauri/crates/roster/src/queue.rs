//! Whose turn it is at a computer: QuickBooks Desktop answers one question at a time, a health check or a reading of
//! somebody's books.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, watch};

use crate::client::{Client, ClientId, QuickBooks};
use crate::view::{BooksWait, ComputerBusy, Place};

/// The computers that were asked something since the firm was opened.
#[derive(Clone, Default)]
pub(crate) struct Computers(Arc<Mutex<HashMap<Which, Arc<Computer>>>>);

/// Which computer. Of two clients with one label it is the same one.
#[derive(PartialEq, Eq, Hash)]
enum Which {
    This,
    Labelled(String),
    /// Of a client without a label nothing is known but that it is one.
    Of(ClientId),
}

struct Computer {
    turn: Arc<AsyncMutex<()>>,
    asked: watch::Sender<Option<ComputerBusy>>,
}

/// The right to ask a computer's QuickBooks, until it is dropped. The longest waiting gets the next one.
pub(crate) struct Turn {
    computer: Arc<Computer>,
    _turn: OwnedMutexGuard<()>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.computer.asked.send_replace(None);
    }
}

impl Computers {
    /// Waits until nothing else is asked at this client's computer. While it waits, `waits` gets what is.
    pub(crate) async fn computer_turn(
        &self,
        client: &Client,
        what: BooksWait,
        mut waits: impl FnMut(ComputerBusy),
    ) -> Turn {
        let (which, label) = which(client);
        let computer = self
            .0
            .lock()
            .entry(which)
            .or_insert_with(|| {
                Arc::new(Computer {
                    turn: Arc::default(),
                    asked: watch::Sender::new(None),
                })
            })
            .clone();
        let mut asked = computer.asked.subscribe();
        asked.mark_changed();
        let mut turn = pin!(computer.turn.clone().lock_owned());
        let turn = loop {
            tokio::select! {
                // In this order: polling the first one takes the place in the queue.
                biased;
                turn = &mut turn => break turn,
                changed = asked.changed() => {
                    if changed.is_err() {
                        break turn.await;
                    }
                    let now = asked.borrow_and_update().clone();
                    if let Some(now) = now {
                        waits(now);
                    }
                }
            }
        };
        computer.asked.send_replace(Some(ComputerBusy {
            r#for: client.name.clone(),
            computer: label,
            what,
        }));
        Turn {
            computer,
            _turn: turn,
        }
    }
}

fn which(client: &Client) -> (Which, Option<String>) {
    match &client.books {
        QuickBooks::Desktop {
            place: Place::ThisComputer,
            ..
        } => (Which::This, None),
        QuickBooks::Desktop {
            computer: Some(label),
            ..
        } => (Which::Labelled(label.to_lowercase()), Some(label.clone())),
        QuickBooks::Desktop { computer: None, .. } | QuickBooks::Online => {
            (Which::Of(client.id), None)
        }
    }
}
