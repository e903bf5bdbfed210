//! What the handlers of Intuit's half share.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::OnceCell;

use super::{
    issued::{Issued, IssuedLog, Occasion},
    signing::Signer,
    store::IntuitStore,
};
use crate::{Clock, Endpoints, part::Part};

/// Intuit's half: its store and signing key, its clock, its addresses and keys, and what it gave away.
pub(crate) struct Service {
    store: Part<IntuitStore>,
    signing: Part<Option<String>>,
    signer: OnceCell<Arc<Signer>>,
    clock: Clock,
    endpoints: Endpoints,
    issued: IssuedLog,
}

impl Service {
    /// `signing` is where the text of the signing key is kept.
    pub(crate) fn new(
        store: Part<IntuitStore>,
        signing: Part<Option<String>>,
        clock: Clock,
        endpoints: Endpoints,
    ) -> Self {
        Self {
            store,
            signing,
            signer: OnceCell::new(),
            clock,
            endpoints,
            issued: IssuedLog::default(),
        }
    }

    /// Runs `f` on what this half remembers, alone, and keeps what it changed.
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut IntuitStore) -> R) -> R {
        self.store.with(f)
    }

    /// The time in the practice firm.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether the firm's clock has reached the computer's.
    pub(super) fn caught_up(&self) -> bool {
        self.clock.caught_up()
    }

    pub(super) fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Writes down that a company's tokens are on their way.
    pub(super) fn issued(&self, occasion: Occasion, realm: Option<&str>) {
        self.issued.add(occasion, realm);
    }

    /// What was given away since the last call.
    pub(crate) fn take_issued(&self) -> Vec<Issued> {
        self.issued.take()
    }

    /// How often tokens were given away since the last [`Self::take_issued`].
    pub(crate) fn count_issued(&self) -> usize {
        self.issued.count()
    }

    /// The key that signs id tokens, made when first needed; `None` when it cannot be made.
    pub(crate) async fn signer(&self) -> Option<Arc<Signer>> {
        let made = self.signer.get_or_try_init(|| async {
            let kept = self.signing.with(|key| key.clone());
            let signer = tokio::task::spawn_blocking(move || Signer::open(kept.as_deref()))
                .await
                .map_err(|error| error.to_string())?
                .map_err(|error| error.to_string())?;
            self.signing.with(|key| *key = signer.to_text());
            Ok::<_, String>(Arc::new(signer))
        });
        match made.await {
            Ok(signer) => Some(Arc::clone(signer)),
            Err(error) => {
                tracing::warn!(error, "the practice firm has no signing key");
                None
            }
        }
    }
}
