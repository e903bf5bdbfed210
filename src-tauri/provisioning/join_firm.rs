//! Joining a firm with a firm file. The file and what is in it stay here; the window gets its name and, once it is
//! open, what taking it would do.

mod summary;
#[cfg(test)]
mod tests;
pub(crate) mod whose;

use std::path::PathBuf;

use jiff::Timestamp;
use provisioning::{FirmFile, OpenError, Passphrase, Sealed, SignedFile};
use roster::platform::Listener as _;
use roster::view::{FirmFileProblem, ProblemView, RosterEvent};

use crate::api::{FirmFileSeen, FirmFileSigner, FirmFileView};
use crate::problems;
use crate::provisioning::firm_keys::firm_keys;
use crate::provisioning::kept_keys;
use crate::provisioning::opened_files;
use crate::provisioning::verify_keys::{self, Origin};
use crate::session::Session;
use crate::session::new_firm;
use crate::settings::firm_id::FirmId;
use crate::settings::managed::fingerprint;
use crate::settings::{
    Codes, ComputerSettings, FirmSettings, IntuitSettings, Joined, Profile, Values,
};

use summary::Context;
use whose::{Here, Proof, Whose};

/// Takes the bytes of a firm file, which then waits for its passphrase; refused at once when they are none.
pub(crate) fn take_firm_file(
    session: &Session,
    name: &str,
    bytes: &[u8],
) -> Result<FirmFileSeen, ProblemView> {
    let sealed = Sealed::read(bytes).map_err(|error| refused(&error))?;
    whose::allowed_by(session.settings.managed(), sealed.sha256())?;
    Ok(session.pending_firm_file.keep(name, Ok(sealed)))
}

/// Takes the firm file at `path`, which the operating system asked this app to open, and tells the window of
/// it, also when it cannot be used.
pub(crate) async fn take_opened_file(session: &Session, path: PathBuf) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let read = opened_files::read(&path)
        .await
        .and_then(|bytes| Sealed::read(&bytes).map_err(|error| refused(&error)))
        .and_then(|sealed| {
            whose::allowed_by(session.settings.managed(), sealed.sha256())?;
            Ok(sealed)
        });
    match &read {
        Ok(_) => tracing::info!("a firm file was opened"),
        Err(problem) => {
            tracing::warn!(
                code = problem.code(),
                "a firm file that was opened cannot be used"
            );
        }
    }
    let FirmFileSeen { name, problem } = session.pending_firm_file.keep(&name, read);
    let problem = problem.map(Box::new);
    session
        .listener
        .notify(RosterEvent::FirmFile { name, problem });
}

/// Tries a passphrase on the file that waits.
pub(crate) async fn open_firm_file(
    session: &Session,
    passphrase: String,
) -> Result<FirmFileView, ProblemView> {
    let sealed = session.pending_firm_file.sealed()?;
    let trying = sealed.clone();
    let signed = tokio::task::spawn_blocking(move || {
        trying.open(&Passphrase::new(&passphrase), Timestamp::now())
    })
    .await
    .map_err(|_| stopped())?
    .map_err(|error| refused(&error))?;
    let signed = SignedFile {
        file: summary::cleaned(signed.file)?,
        ..signed
    };
    let whose = whose(session, &signed).await?;
    let values = session.settings.get();
    let view = summary::view(&signed.file, &context(session, &signed, &whose, &values));
    session.pending_firm_file.keep_opened(&sealed, signed);
    Ok(view)
}

/// Takes the file that was opened: asks its services, keeps its keys in the keychain, then its settings, and
/// opens the firm. When any of that fails, everything is as it was. A file of a firm that is not here makes a
/// place of its own for it; nothing of the firms that are here is touched.
///
/// `folder_server`: the server a person agreed to, as [`FirmFileView::folder_server`] named it.
pub(crate) async fn join(
    session: &Session,
    folder_server: Option<&str>,
) -> Result<(), ProblemView> {
    let signed = session.pending_firm_file.opened()?;
    let sha256 = session.pending_firm_file.sealed()?.sha256();
    if signed.file.usable_until <= Timestamp::now() {
        let until = signed.file.usable_until;
        return Err(refused(&OpenError::Expired { until }));
    }
    session.settings.can_keep_firms()?;
    whose::allowed_by(session.settings.managed(), sha256)?;
    let whose = whose(session, &signed).await?;
    let values = session.settings.get();
    let new = summary::new_server(&signed.file, &context(session, &signed, &whose, &values));
    if let Some(server) = new.filter(|new| Some(new.as_str()) != folder_server) {
        return Err(FirmFileProblem::AgreeToServer { server }.into());
    }
    let mut firm = checked(&signed.file).await?;
    firm.computer.file = Some(fingerprint(sha256));
    firm.signer = Some(signed.signer);
    firm.id = match whose {
        Whose::Known(id, _) => id,
        Whose::Another => new_firm::new_firm_id(session).await,
    };
    session.pending_firm_file.set_taking(true);
    let taken = take(session, firm, &signed.file).await;
    session.pending_firm_file.set_taking(false);
    taken?;
    session.pending_firm_file.forget();
    tracing::info!("this computer joined a firm");
    Ok(())
}

/// Puts the file's keys and settings in their places and opens the firm, or puts everything back.
async fn take(session: &Session, firm: FirmSettings, file: &FirmFile) -> Result<(), ProblemView> {
    let vault = session.vault_of(&firm.id).await;
    let sha256 = firm.computer.file.clone().unwrap_or_default();
    kept_keys::replace(vault.as_ref(), file, &sha256).await?;
    let (profile, former) = (session.profile().await, session.settings.own_firms());
    session.settings.take_firm(firm, vault.as_ref()).await;
    if let Err(problem) = session.open_firm().await {
        session.settings.put_back_firms(former);
        kept_keys::put_back(vault.as_ref()).await;
        let reopened = match profile {
            Profile::Practice => session.open_practice().await,
            Profile::Live | Profile::Sandbox => session.open_firm().await,
            Profile::None => Ok(()),
        };
        if let Err(problem) = reopened {
            tracing::warn!(code = problem.code(), "the former firm did not open again");
        }
        return Err(problem);
    }
    kept_keys::keep(vault.as_ref()).await;
    Ok(())
}

/// Which firm of this computer the file is of, or why it is not taken here.
async fn whose(session: &Session, signed: &SignedFile) -> Result<Whose, ProblemView> {
    whose::signer_allowed_by(session.settings.managed(), &signed.signer)?;
    let values = session.settings.get();
    let mut here = Vec::new();
    for firm in values.firms() {
        let keys = if firm.signer.is_none() {
            let vault = session.vault_of(&firm.id).await;
            // Where it has none, the file is of another firm.
            firm_keys(vault.as_ref(), true).await.ok()
        } else {
            None
        };
        here.push(Here { firm, keys });
    }
    let whose = whose::whose(&here, &signed.signer, signed.file.firm_keys.as_ref());
    match &whose {
        Whose::Another if !here.is_empty() => session.require_another_firm()?,
        Whose::Another => {}
        Whose::Known(id, _) => {
            let joined = values
                .firm_of(id)
                .and_then(|firm| firm.computer.joined.as_ref());
            if joined.is_some_and(|joined| joined.made_at > signed.file.made_at.as_millisecond()) {
                return Err(FirmFileProblem::OlderThanJoined.into());
            }
        }
    }
    Ok(whose)
}

fn context<'a>(
    session: &Session,
    signed: &SignedFile,
    whose: &Whose,
    values: &'a Values,
) -> Context<'a> {
    let managed = session.settings.managed();
    let (today, known) = match whose {
        Whose::Known(id, proof) => (values.firm_of(id), FirmFileSigner::from(*proof)),
        Whose::Another if managed.firm_signer().is_some() => (None, FirmFileSigner::Managed),
        Whose::Another => (None, FirmFileSigner::Unknown),
    };
    let here = values.firm.as_ref().map(|firm| firm.name.clone());
    Context {
        signer: signed.signer,
        known,
        today,
        beside: here.filter(|_| *whose == Whose::Another),
        folder_is_managed: managed.firm_folder().is_some(),
    }
}

impl From<Proof> for FirmFileSigner {
    fn from(proof: Proof) -> Self {
        match proof {
            Proof::Signer => Self::Pinned,
            Proof::FirmKey => Self::FirmKey,
        }
    }
}

/// The firm as the file has it, after its services were asked.
async fn checked(file: &FirmFile) -> Result<FirmSettings, ProblemView> {
    if let Some(part) = &file.conductor {
        // EXPOSE: read, and sent to Conductor as with every later call.
        let secret = part.secret_key.expose();
        verify_keys::refuse_swapped(secret, &part.publishable_key)?;
        verify_keys::conductor_key(secret, part.base_url.as_ref(), Origin::FirmFile).await?;
    }
    let intuit = match &file.intuit {
        Some(part) => Some(IntuitSettings {
            client_id: part.client_id.clone(),
            environment: summary::environment(part.environment),
            relay: Some(verify_keys::relay(part.relay.url.as_str()).await?),
            accounting_scope: part.accounting_scope,
        }),
        None => None,
    };
    let conductor = file.conductor.as_ref();
    Ok(FirmSettings {
        id: FirmId::first(),
        name: file.firm_name.clone(),
        conductor_publishable_key: conductor.map(|part| part.publishable_key.clone()),
        conductor_base_url: conductor.and_then(|part| part.base_url.clone()),
        intuit,
        ask_roles: file.intuit.as_ref().is_none_or(|part| part.ask_roles),
        firm_folder: file.firm_folder.clone(),
        computer: ComputerSettings {
            joined: Some(Joined {
                computer: file.computer.clone(),
                made_by: file.made_by.clone(),
                made_at: file.made_at.as_millisecond(),
            }),
            policy: summary::policy(file.policy),
            file: None,
        },
        signer: None,
        opened_at: None,
        codes: Codes::new(),
    })
}

fn refused(error: &OpenError) -> ProblemView {
    problems::not_opened(error)
}

fn stopped() -> ProblemView {
    FirmFileProblem::OpeningStopped.into()
}
