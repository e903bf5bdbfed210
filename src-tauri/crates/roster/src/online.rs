//! Connecting a QuickBooks Online client, from *Connect* to *Save connection*, and asking for the role.

use hmac::{Hmac, Mac};
use intuit::{RealmId, RoleAnswer, Scope};
use jiff::Timestamp;
use sha2::Sha256;

use crate::attempt::{Attempt, PendingConnection, SIGN_IN_LIFE, SignIn};
use crate::callback::{Callback, CallbackError, SignInState, Verifier};
use crate::client::{Client, ClientDraft, ClientId, Upkeep};
use crate::company::{AccessError, after, refused_again};
use crate::diagnosis::role_diagnosis;
use crate::grants::{Answer, GrantError, Granted, intuit_failure};
use crate::observation::{
    Failure, FailureKind, OnlineConnection, OpenSignIn, Person, RoleAnswerFact, RoleFact, Source,
    WrongCompany,
};
use crate::problem::RosterError;
use crate::roster::{IntuitSide, Roster, lock};
use crate::rows::{person_view, role_view};
use crate::vault::{Secret, VaultError};
use crate::view::{
    AttemptStage, AttemptView, BooksKind, ClientRow, Ending, EventKind, FoundCompany, ProblemCode,
    ProblemView, RosterEvent,
};

/// What became of a `counterfoil://` link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It belongs to the open sign-in of this client.
    Taken(ClientId),
    /// It belongs to no open sign-in: used before, too old, or not ours.
    Unknown,
}

impl Roster {
    /// Starts a sign-in: opens Intuit's page in the system browser and waits for the deep link.
    pub async fn connect_online(&self, id: ClientId) -> Result<AttemptView, RosterError> {
        self.online_client(id)?;
        self.intuit()?;
        self.discard(id, Ending::Replaced).await;
        let now = self.now();
        let verifier = Verifier::random();
        let sign_in = SignIn {
            state: SignInState::new(&verifier),
            verifier,
            started_at: now,
            expires_at: now + SIGN_IN_LIFE,
        };
        let mut attempt = Attempt::new(id, BooksKind::Online, now, sign_in.expires_at);
        attempt.stage = AttemptStage::Waiting;
        attempt.sign_in = Some(sign_in.clone());
        lock(&self.inner.attempts).insert(id, attempt);
        if let Err(error) = self.vault().set(&sign_in_entry(id), sign_in.write()).await {
            tracing::warn!(%error, "this sign-in will not survive a restart");
        }
        self.observe(id, Vec::new(), |observation| {
            observation.online.wrong_company = None;
            observation.online.sign_in = Some(OpenSignIn {
                started_at: now,
                expires_at: sign_in.expires_at,
            });
        })?;
        self.inner.wake.notify_one();
        if let Err(error) = self.open_sign_in(id) {
            self.update(id, |attempt| attempt.problem = Some(error.view()));
        }
        self.attempt(id).ok_or(RosterError::NothingPending)
    }

    /// Opens the page of the running sign-in (again).
    pub fn open_sign_in(&self, id: ClientId) -> Result<(), RosterError> {
        let url = self.sign_in_url(id)?;
        self.inner.parts.browser.open(&url)?;
        let now = self.now();
        self.update(id, |attempt| {
            attempt.opened_at = Some(now);
            attempt.problem = None;
        });
        Ok(())
    }

    /// The address of the running sign-in. It carries `state`, so it goes to the browser or the
    /// clipboard and never to the window.
    pub fn sign_in_url(&self, id: ClientId) -> Result<url::Url, RosterError> {
        let side = self.intuit()?;
        let attempts = lock(&self.inner.attempts);
        let sign_in = attempts
            .get(&id)
            .and_then(|attempt| attempt.sign_in.as_ref())
            .ok_or(RosterError::NothingPending)?;
        Ok(intuit::authorize_url(
            &side.endpoints,
            &side.client_id,
            &side.redirect_uri,
            &Scope::sign_in(side.accounting_scope),
            // EXPOSE: `state` travels to Intuit and back; its other half, the verifier, stays here.
            sign_in.state.expose(),
        ))
    }

    /// Takes a deep link. A link that belongs to no open sign-in changes nothing.
    pub async fn arrive(&self, link: &str) -> Result<Arrival, CallbackError> {
        let (state, answer) = match crate::callback::parse(link)? {
            Callback::HandOff { state, handoff } => (state, Ok(Answer::HandOff(handoff))),
            Callback::Refused { state, error } => (state, Err(error)),
        };
        Ok(match answer {
            Ok(answer) => self.answer(&state, answer).await,
            Err(reason) => {
                self.refused(&state, reason.is_declined(), &reason.to_string())
                    .await
            }
        })
    }

    /// Takes the person's refusal at Intuit.
    pub async fn refused(&self, state: &SignInState, declined: bool, reason: &str) -> Arrival {
        let Some((id, _)) = self.take_sign_in(state) else {
            return Arrival::Unknown;
        };
        let (ending, problem) = if declined {
            (Ending::Declined, None)
        } else {
            (
                Ending::Failed,
                Some(ProblemView {
                    code: ProblemCode::ServiceError,
                    message: format!("Intuit ended the sign-in: {reason}."),
                    retryable: true,
                }),
            )
        };
        self.end_sign_in(id, ending, problem).await;
        Arrival::Taken(id)
    }

    /// Takes what the browser brought back, for the sign-in that `state` belongs to.
    pub async fn answer(&self, state: &SignInState, answer: Answer) -> Arrival {
        let Some((id, sign_in)) = self.take_sign_in(state) else {
            return Arrival::Unknown;
        };
        self.verify(id, answer, &sign_in.verifier).await;
        Arrival::Taken(id)
    }

    /// Finishes the open sign-in of a client with a hand-off that was pasted.
    pub async fn answer_pasted(
        &self,
        id: ClientId,
        pasted: &str,
    ) -> Result<AttemptView, RosterError> {
        let pasted = crate::callback::parse_pasted(pasted).map_err(|error| {
            RosterError::Invalid(format!("That isn't a Counterfoil code: {error}."))
        })?;
        match pasted {
            crate::callback::Pasted::Link(Callback::HandOff { state, handoff }) => {
                if self.answer(&state, Answer::HandOff(handoff)).await != Arrival::Taken(id) {
                    return Err(RosterError::Invalid(
                        "This code belongs to another sign-in, or was used before.".to_owned(),
                    ));
                }
            }
            crate::callback::Pasted::Link(Callback::Refused { state, error }) => {
                self.refused(&state, error.is_declined(), &error.to_string())
                    .await;
            }
            crate::callback::Pasted::HandOff(handoff) => {
                let sign_in = lock(&self.inner.attempts)
                    .get_mut(&id)
                    .filter(|attempt| attempt.stage == AttemptStage::Waiting)
                    .and_then(|attempt| attempt.sign_in.take())
                    .ok_or(RosterError::NothingPending)?;
                self.verify(id, Answer::HandOff(handoff), &sign_in.verifier)
                    .await;
            }
        }
        self.attempt(id).ok_or(RosterError::NothingPending)
    }

    /// Saves what the verify step showed.
    pub async fn save_connection(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        let pending = self.take_pending(id, |attempt| attempt.stage == AttemptStage::Confirm)?;
        self.save(id, pending).await
    }

    /// Says that the company found is not this client's. Its grant is withdrawn, unless another client
    /// lives in that company: one app has one grant per company, so withdrawing would cut that one off.
    pub async fn reject_connection(&self, id: ClientId) -> Result<AttemptView, RosterError> {
        let pending = self.take_pending(id, |_| true)?;
        self.let_go(pending).await;
        self.end_sign_in(id, Ending::Rejected, None).await;
        self.attempt(id).ok_or(RosterError::NothingPending)
    }

    /// Keeps the company that was chosen by mistake as a client of its own.
    pub async fn save_as_new_client(
        &self,
        id: ClientId,
        name: String,
    ) -> Result<ClientRow, RosterError> {
        let client = self.online_client(id)?;
        let held_elsewhere = lock(&self.inner.attempts).get(&id).is_some_and(|attempt| {
            attempt
                .found
                .as_ref()
                .is_some_and(|found| found.other_client.is_some())
        });
        if held_elsewhere {
            return Err(RosterError::Invalid(
                "That company is already in the roster. Choose the right company for this client."
                    .to_owned(),
            ));
        }
        let added = self.add_client(ClientDraft {
            name,
            number: None,
            email: None,
            books: client.books,
        })?;
        let new_id = ClientId::parse(&added.id).ok_or(RosterError::UnknownClient)?;
        let pending = self.take_pending(id, |_| true)?;
        self.discard(id, Ending::Cancelled).await;
        self.observe(id, Vec::new(), |observation| {
            observation.online.wrong_company = None
        })?;
        self.save(new_id, pending).await
    }

    /// Disconnects at Intuit, then here. The history stays.
    pub async fn disconnect_client(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.online_client(id)?;
        let grants = &self.intuit()?.grants;
        if let Some(grant) = self.grant(id).await? {
            match grants.revoke(&grant).await {
                Ok(()) | Err(GrantError::Refused { .. }) => {}
                // 400 after a disconnect at Intuit's side: there is nothing left to withdraw.
                Err(GrantError::Failed(failure)) if failure.kind == FailureKind::Answered => {}
                Err(GrantError::Failed(failure)) => {
                    return Err(Failure {
                        at: self.now(),
                        ..failure
                    }
                    .into());
                }
                Err(GrantError::HandOffRefused | GrantError::NoCompany) => {}
            }
        }
        self.delete_grant(id).await?;
        self.forget_company(id);
        self.discard(id, Ending::Cancelled).await;
        let events = vec![self.entry(id, EventKind::Disconnected)];
        self.observe(id, events, |observation| {
            observation.online = Default::default()
        })
    }

    /// Asks Intuit what the signed-in person is in the company, and records the answer.
    pub async fn query_user_role(&self, id: ClientId) -> Result<ClientRow, RosterError> {
        self.online_client(id)?;
        if self.observation(id)?.online.connection.is_none() {
            return Err(RosterError::NotConnected);
        }
        let asked = self.ask_role(id).await;
        let at = self.now();
        let row = self.observe(id, Vec::new(), |observation| {
            observation.checked_at = Some(at);
            let online = &mut observation.online;
            match &asked {
                Ok(answer) => {
                    online.role = Some(RoleFact {
                        at,
                        answer: answer.clone(),
                    });
                    online.refused = None;
                    online.failure = None;
                    if *answer != RoleAnswerFact::NotMember {
                        online.last_ok_at = Some(at);
                        online.wrong_company = None;
                    }
                }
                Err(AccessError::Refused { intuit_tid }) => {
                    online.refused = Some(refused_again(
                        online.refused.as_ref(),
                        at,
                        intuit_tid.clone(),
                    ));
                }
                Err(AccessError::NoGrant) => online.failure = Some(grant_missing(at)),
                // The keychain's trouble says nothing about the connection.
                Err(AccessError::Vault(_)) => {}
                Err(AccessError::Failed(failure)) => {
                    Failure {
                        at,
                        ..failure.clone()
                    }
                    .replace(&mut online.failure);
                }
            }
        })?;
        match asked {
            Ok(_) => {
                self.service_answered(Source::Intuit);
                Ok(row)
            }
            Err(AccessError::Refused { .. } | AccessError::NoGrant) => Ok(row),
            Err(AccessError::Vault(error)) => Err(error.into()),
            Err(AccessError::Failed(failure)) => {
                self.service_failed(id, &failure);
                Err(failure.into())
            }
        }
    }

    /// Renews the grant now, to reset the idle clock.
    pub async fn renew_now(&self, id: ClientId) {
        self.drop_access(id).await;
        if let Err(AccessError::Failed(failure)) = self.access(id).await {
            self.service_failed(id, &failure);
        }
    }

    /// Opens the client's company in QuickBooks Online.
    pub async fn open_company(&self, id: ClientId) -> Result<(), RosterError> {
        let url = self.company_address(id).await?;
        Ok(self.inner.parts.browser.open(&url)?)
    }

    /// The address that opens the client's company in QuickBooks Online. The form is widely used and
    /// the one in Intuit's own invoice links, but not documented.
    async fn company_address(&self, id: ClientId) -> Result<url::Url, RosterError> {
        let side = self.intuit()?;
        let grant = self.grant(id).await?.ok_or(RosterError::NotConnected)?;
        let mut url = side.app_url.clone();
        url.query_pairs_mut()
            .append_pair("pagereq", "homepage")
            // EXPOSE: QuickBooks Online opens the company by its realm id.
            .append_pair("deeplinkcompanyid", grant.realm().expose());
        Ok(url)
    }

    /// Takes up the sign-ins that were open when the app was closed.
    pub(crate) async fn resume_sign_ins(&self) -> Result<(), RosterError> {
        let now = self.now();
        let open: Vec<ClientId> = self
            .database()
            .observations()?
            .into_iter()
            .filter(|(_, seen)| {
                seen.online
                    .sign_in
                    .as_ref()
                    .is_some_and(|open| open.expires_at > now)
            })
            .map(|(id, _)| id)
            .collect();
        for id in open {
            if let Ok(Some(entry)) = self.vault().get(&sign_in_entry(id)).await
                && let Some(sign_in) = SignIn::read(&entry)
            {
                lock(&self.inner.attempts).insert(id, Attempt::resumed(id, sign_in));
            }
        }
        Ok(())
    }

    /// Ends a sign-in and everything kept for it.
    pub(crate) async fn end_sign_in(
        &self,
        id: ClientId,
        ending: Ending,
        problem: Option<ProblemView>,
    ) {
        if let Err(error) = self.vault().delete(&sign_in_entry(id)).await {
            tracing::warn!(%error, "a finished sign-in could not be removed from the keychain");
        }
        let mut entry = self.entry(id, EventKind::SignInEnded);
        entry.detail = serde_json::to_value(ending)
            .ok()
            .and_then(|word| word.as_str().map(str::to_owned));
        let recorded = self.observe(id, vec![entry], |observation| {
            observation.online.sign_in = None
        });
        if let Err(error) = recorded {
            tracing::warn!(%error, "the end of a sign-in could not be recorded");
        }
        self.update(id, |attempt| attempt.end(ending, problem));
    }

    /// Drops a client's attempt, with whatever grant it holds.
    pub(crate) async fn discard(&self, id: ClientId, ending: Ending) {
        let Some(mut attempt) = lock(&self.inner.attempts).remove(&id) else {
            return;
        };
        if attempt.books == BooksKind::Online {
            if let Err(error) = self.vault().delete(&sign_in_entry(id)).await {
                tracing::warn!(%error, "a sign-in could not be removed from the keychain");
            }
            if let Some(pending) = attempt.pending.take() {
                self.let_go(pending).await;
            }
        }
        if attempt.is_open() {
            attempt.end(ending, None);
            self.tell_attempt(&attempt);
        }
    }

    /// The connect sheet of a client.
    #[must_use]
    pub fn attempt(&self, id: ClientId) -> Option<AttemptView> {
        lock(&self.inner.attempts).get(&id).map(Attempt::view)
    }

    /// Changes an attempt and tells the window.
    pub(crate) fn update(&self, id: ClientId, change: impl FnOnce(&mut Attempt)) {
        let mut attempts = lock(&self.inner.attempts);
        if let Some(attempt) = attempts.get_mut(&id) {
            change(attempt);
            self.tell_attempt(attempt);
        }
    }

    pub(crate) fn tell_attempt(&self, attempt: &Attempt) {
        self.tell(RosterEvent::Attempt {
            attempt: Box::new(attempt.view()),
        });
    }

    /// Finds the open sign-in of a `state` and takes its secrets out, so that a second link finds nothing.
    fn take_sign_in(&self, state: &SignInState) -> Option<(ClientId, SignIn)> {
        let now = self.now();
        let mut attempts = lock(&self.inner.attempts);
        let (id, attempt) = attempts.iter_mut().find(|(_, attempt)| {
            attempt.stage == AttemptStage::Waiting
                && attempt.expires_at > now
                && attempt
                    .sign_in
                    .as_ref()
                    .is_some_and(|open| open.state.matches(state))
        })?;
        Some((*id, attempt.sign_in.take()?))
    }

    async fn verify(&self, id: ClientId, answer: Answer, verifier: &Verifier) {
        self.update(id, |attempt| attempt.stage = AttemptStage::Verifying);
        match self.establish(id, answer, verifier).await {
            Ok((pending, found)) => self.confirm_or_save(id, pending, found).await,
            Err((ending, error)) => {
                self.end_sign_in(id, ending, error.map(|error| error.view()))
                    .await;
            }
        }
    }

    /// Redeems the answer and asks Intuit who and what that is.
    async fn establish(
        &self,
        id: ClientId,
        answer: Answer,
        verifier: &Verifier,
    ) -> Result<(PendingConnection, FoundCompany), (Ending, Option<RosterError>)> {
        let side = self
            .intuit()
            .map_err(|error| (Ending::Failed, Some(error)))?;
        let granted = side
            .grants
            .redeem(answer, verifier)
            .await
            .map_err(|error| self.redemption_ended(error))?;
        let granted_at = self.now();
        match self.identify(id, side, &granted, granted_at).await {
            Ok((person, role, company_name)) => self
                .compare(id, granted, granted_at, person, role, company_name)
                .await
                .map_err(|error| (Ending::Failed, Some(error))),
            Err(ended) => {
                // We hold a grant we will not keep. Nobody is told "connected", so nothing may stay behind.
                if let Ok(false) = self.known_company(id, &granted.grant.realm()).await {
                    let _ = side.grants.revoke(&granted.grant).await;
                }
                Err(ended)
            }
        }
    }

    fn redemption_ended(&self, error: GrantError) -> (Ending, Option<RosterError>) {
        let answered = |code: &str, message: &str| {
            RosterError::from(Failure {
                at: self.now(),
                source: Source::Intuit,
                kind: FailureKind::Answered,
                code: code.to_owned(),
                integration_code: None,
                message: message.to_owned(),
                request_id: None,
            })
        };
        match error {
            GrantError::Refused { .. } | GrantError::HandOffRefused => (Ending::Expired, None),
            GrantError::NoCompany => (
                Ending::Failed,
                Some(answered(
                    "no_company",
                    "Intuit didn't say which company was chosen. Choose a company on Intuit's page.",
                )),
            ),
            GrantError::Failed(failure) => {
                let ending = match (failure.kind, failure.source) {
                    (FailureKind::KeyRefused, _) => Ending::KeyRefused,
                    (FailureKind::Unreachable | FailureKind::Offline, Source::Relay) => {
                        Ending::RelayUnreachable
                    }
                    (FailureKind::Unreachable | FailureKind::Offline, _) => Ending::Unreachable,
                    (FailureKind::Answered, _) => Ending::Failed,
                };
                (
                    ending,
                    Some(
                        Failure {
                            at: self.now(),
                            ..failure
                        }
                        .into(),
                    ),
                )
            }
        }
    }

    async fn identify(
        &self,
        id: ClientId,
        side: &IntuitSide,
        granted: &Granted,
        now: Timestamp,
    ) -> Result<(Person, Option<RoleAnswerFact>, Option<String>), (Ending, Option<RosterError>)>
    {
        let failed = |error: intuit::Error| {
            let failure = Failure {
                at: now,
                ..intuit_failure(&error)
            };
            let ending = match failure.kind {
                FailureKind::KeyRefused => Ending::KeyRefused,
                FailureKind::Answered => Ending::Failed,
                FailureKind::Unreachable | FailureKind::Offline => Ending::Unreachable,
            };
            (ending, Some(failure.into()))
        };
        let realm = granted.grant.realm();
        if let Some(token) = &granted.id_token {
            let jwks = side.api.jwks().await.map_err(failed)?;
            let claims =
                intuit::verify_id_token(token, &jwks, &side.endpoints.issuer, &side.client_id, now)
                    .map_err(|error| failed(intuit::Error::IdToken(error)))?;
            if claims
                .realm_id
                .as_ref()
                .is_some_and(|claimed| *claimed != realm)
            {
                return Err((Ending::Failed, Some(RosterError::Invalid(
                    "Intuit named two different companies in one answer, so nothing was saved. Try again.".to_owned(),
                ))));
            }
        }
        let user = side
            .api
            .userinfo(&granted.access_token)
            .await
            .map_err(failed)?;
        if user.email_verified == Some(false) {
            return Err((Ending::EmailUnverified, None));
        }
        let names: Vec<&str> = [user.given_name.as_deref(), user.family_name.as_deref()]
            .into_iter()
            .flatten()
            .filter(|name| !name.is_empty())
            .collect();
        let person = Person {
            name: Some(names.join(" ")).filter(|name| !name.is_empty()),
            email: user.email,
            sub: user.sub,
        };
        let role = match side
            .api
            .query_user_role(&granted.access_token, &realm)
            .await
        {
            Ok(answer) => Some(role_fact(&answer)),
            Err(error) if error.is_not_member() => Some(RoleAnswerFact::NotMember),
            Err(error) if error.is_scope_missing() => Some(RoleAnswerFact::ScopeMissing),
            // The connection itself works; the role is asked for again at the next check.
            Err(error) => {
                tracing::warn!(client = %id, code = error.code(), "the role could not be read at sign-in");
                None
            }
        };
        let company_name = if side.accounting_scope {
            side.api
                .company_name(&granted.access_token, &realm)
                .await
                .ok()
                .flatten()
        } else {
            None
        };
        Ok((person, role, company_name))
    }

    /// Compares the company found with the one expected.
    async fn compare(
        &self,
        id: ClientId,
        granted: Granted,
        granted_at: Timestamp,
        person: Person,
        role: Option<RoleAnswerFact>,
        company_name: Option<String>,
    ) -> Result<(PendingConnection, FoundCompany), RosterError> {
        let realm = granted.grant.realm();
        let realm_hash = self.realm_hash(&realm).await?;
        let saved = self.observation(id)?.online.connection;
        let other: Option<Client> = self
            .database()
            .find_by_realm_hash(&realm_hash)?
            .filter(|other| *other != id)
            .map(|other| self.client(other))
            .transpose()?
            .filter(|other| other.upkeep != Upkeep::Archived);
        let differs = saved
            .as_ref()
            .is_some_and(|saved| saved.realm_hash != realm_hash);
        let found = FoundCompany {
            company_name: company_name.clone(),
            company_tail: realm.tail().to_owned(),
            expected_tail: saved.as_ref().map(|saved| saved.realm_tail.clone()),
            other_client: other.as_ref().map(|other| other.name.clone()),
            person: person_view(&person),
            previous_person: saved
                .as_ref()
                .filter(|saved| saved.person.sub != person.sub)
                .map(|saved| person_view(&saved.person)),
            role: role_view(&role_diagnosis(
                role.clone()
                    .map(|answer| RoleFact {
                        at: granted_at,
                        answer,
                    })
                    .as_ref(),
            )),
            not_member: role == Some(RoleAnswerFact::NotMember),
        };
        let pending = PendingConnection {
            belongs_elsewhere: other.is_some() || differs,
            granted,
            granted_at,
            person,
            realm_hash,
            company_name,
            role,
        };
        Ok((pending, found))
    }

    async fn confirm_or_save(&self, id: ClientId, pending: PendingConnection, found: FoundCompany) {
        if pending.belongs_elsewhere {
            return self.wrong_company(id, pending, found).await;
        }
        // The same company and the same person as before: nothing to decide.
        let same = found.expected_tail.is_some() && found.previous_person.is_none();
        if same {
            self.update(id, |attempt| attempt.found = Some(found));
            if let Err(error) = self.save(id, pending).await {
                self.end_sign_in(id, Ending::Failed, Some(error.view()))
                    .await;
            }
            return;
        }
        self.update(id, |attempt| {
            attempt.stage = AttemptStage::Confirm;
            attempt.found = Some(found);
            attempt.pending = Some(pending);
        });
    }

    /// Nothing is saved. The grant is held in memory for *Save as new client* and let go with the sheet.
    async fn wrong_company(&self, id: ClientId, pending: PendingConnection, found: FoundCompany) {
        let fact = WrongCompany {
            at: self.now(),
            realm_tail: found.company_tail.clone(),
            name: found
                .other_client
                .clone()
                .or_else(|| found.company_name.clone()),
        };
        let recorded = self.observe(id, Vec::new(), |observation| {
            observation.online.wrong_company = Some(fact);
        });
        if let Err(error) = recorded {
            tracing::warn!(%error, "a wrong company could not be recorded");
        }
        self.update(id, |attempt| {
            attempt.found = Some(found);
            attempt.pending = Some(pending);
        });
        self.end_sign_in(id, Ending::WrongCompany, None).await;
    }

    async fn save(
        &self,
        id: ClientId,
        pending: PendingConnection,
    ) -> Result<ClientRow, RosterError> {
        // The vault first: a saved connection always has a grant behind it.
        self.keep(id, &pending.granted, pending.granted_at).await?;
        let at = pending.granted_at;
        let mut event = self.entry(id, EventKind::Connected);
        event.person = Some(pending.person.label().to_owned());
        let row = self.observe(id, vec![event], |observation| {
            let online = &mut observation.online;
            online.connection = Some(OnlineConnection {
                connected_at: at,
                realm_tail: pending.granted.grant.realm().tail().to_owned(),
                realm_hash: pending.realm_hash,
                company_name: pending.company_name,
                renewed_at: at,
                idle_expires_at: after(at, pending.granted.refresh_expires_in),
                hard_expires_at: after(at, pending.granted.refresh_hard_expires_in),
                person: pending.person,
            });
            online.role = pending.role.map(|answer| RoleFact { at, answer });
            online.last_ok_at = Some(at);
            online.sign_in = None;
            online.wrong_company = None;
            online.refused = None;
            online.failure = None;
            observation.checked_at = Some(at);
        })?;
        if let Err(error) = self.vault().delete(&sign_in_entry(id)).await {
            tracing::warn!(%error, "a finished sign-in could not be removed from the keychain");
        }
        self.update(id, |attempt| attempt.stage = AttemptStage::Done);
        Ok(row)
    }

    /// Withdraws a grant nobody wants, unless another client lives in that company.
    pub(crate) async fn let_go(&self, pending: PendingConnection) {
        if pending.belongs_elsewhere {
            // `belongs_elsewhere` also covers "differs from the saved one"; only a client in that very
            // company would lose its access.
            if !matches!(
                self.database().find_by_realm_hash(&pending.realm_hash),
                Ok(None)
            ) {
                return;
            }
        }
        if let Ok(side) = self.intuit()
            && let Err(error) = side.grants.revoke(&pending.granted.grant).await
        {
            tracing::warn!(%error, "an unwanted grant could not be withdrawn");
        }
    }

    fn take_pending(
        &self,
        id: ClientId,
        allowed: impl Fn(&Attempt) -> bool,
    ) -> Result<PendingConnection, RosterError> {
        lock(&self.inner.attempts)
            .get_mut(&id)
            .filter(|attempt| allowed(attempt))
            .and_then(|attempt| attempt.pending.take())
            .ok_or(RosterError::NothingPending)
    }

    async fn ask_role(&self, id: ClientId) -> Result<RoleAnswerFact, AccessError> {
        let side = self.intuit().map_err(|_| AccessError::NoGrant)?;
        for last in [false, true] {
            let access = self.access(id).await?;
            match side.api.query_user_role(&access.token, &access.realm).await {
                Ok(answer) => return Ok(role_fact(&answer)),
                Err(error) if error.is_not_member() => return Ok(RoleAnswerFact::NotMember),
                Err(error) if error.is_scope_missing() => return Ok(RoleAnswerFact::ScopeMissing),
                // An access token may die early (disconnected at Intuit): renew once and look again.
                Err(intuit::Error::Gateway { status: 401, .. }) if !last => {
                    self.drop_access(id).await
                }
                Err(error) => {
                    let failure = Failure {
                        at: self.now(),
                        ..intuit_failure(&error)
                    };
                    return Err(AccessError::Failed(failure));
                }
            }
        }
        unreachable!("the second round returns")
    }

    async fn known_company(&self, id: ClientId, realm: &RealmId) -> Result<bool, RosterError> {
        let hash = self.realm_hash(realm).await?;
        let holder = self.database().find_by_realm_hash(&hash)?;
        Ok(holder.is_some_and(|holder| holder != id) || {
            let saved = self.observation(id)?.online.connection;
            saved.is_some_and(|saved| saved.realm_hash == hash)
        })
    }

    /// Hash of a realm id under a key that only the vault has: the database alone cannot tell which
    /// companies the firm works for.
    async fn realm_hash(&self, realm: &RealmId) -> Result<String, RosterError> {
        const KEY: &str = "realm-hash-key";
        let kept = match self.vault().get(KEY).await {
            // Without a keychain the key lasts as long as the grants beside it: until the app closes.
            Err(VaultError::Missing) => None,
            kept => kept?,
        };
        let key = if let Some(key) = kept {
            key
        } else {
            let key = Verifier::random();
            // EXPOSE: a fresh random key on its way into the vault.
            let key = Secret::new(key.expose().to_owned());
            self.vault().set(KEY, key.clone()).await?;
            key
        };
        // EXPOSE: the key is used here and nowhere else.
        let mut mac = Hmac::<Sha256>::new_from_slice(key.expose().as_bytes())
            .map_err(|error| RosterError::Invalid(error.to_string()))?;
        // EXPOSE: hashed at once.
        mac.update(realm.expose().as_bytes());
        Ok(mac
            .finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect())
    }
}

/// The role answer as a fact, with Intuit's own texts.
fn role_fact(answer: &RoleAnswer) -> RoleAnswerFact {
    match &answer.role {
        None => RoleAnswerFact::Empty,
        Some(role) => RoleAnswerFact::Role {
            role_type: role.role_type.as_ref().map(|kind| kind.as_str().to_owned()),
            status: role
                .status
                .as_ref()
                .map(|status| status.as_str().to_owned()),
            has_payroll: role.has_payroll,
        },
    }
}

fn grant_missing(at: Timestamp) -> Failure {
    Failure {
        at,
        source: Source::Intuit,
        kind: FailureKind::Answered,
        code: "grant_missing".to_owned(),
        integration_code: None,
        message: "The sign-in for this company is not in this computer's keychain any more."
            .to_owned(),
        request_id: None,
    }
}

fn sign_in_entry(id: ClientId) -> String {
    format!("sign-in/{id}")
}
