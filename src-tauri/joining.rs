//! Joining a firm with a firm file. The file and what is in it stay here; the window hears its name and, once it is
//! open, what taking it would do.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use provisioning::{
    Environment, FirmFile, FirmKeys, OpenError, Passphrase, Policy, Sealed, SignedFile,
};
use roster::outside::Listener as _;
use roster::vault::{Secret, Vault, VaultError};
use roster::view::{ProblemCode, ProblemView, Profile, RosterEvent};

use crate::checking::{self, Origin};
use crate::desk::Desk;
use crate::firm::{CONDUCTOR_KEY, INTUIT_SECRET};
use crate::firm_id::FirmId;
use crate::firm_keys::{FIRM_KEY, SIGNING_KEY};
use crate::managed::fingerprint;
use crate::opened_files;
use crate::settings::{Codes, FirmSettings, IntuitSettings, SeatSettings};
use crate::view::{
    FirmFileIntuit, FirmFileSeen, FirmFileView, IntuitEnvironment, JoinedView, SeatPolicy,
};

/// Longest name of a file that is shown, in characters.
const LONGEST_NAME: usize = 200;

/// The one firm file that waits. A second one takes its place.
#[derive(Default)]
pub(crate) struct Joining(Mutex<Option<Held>>);

struct Held {
    seen: FirmFileSeen,
    /// None for a file that cannot be used.
    sealed: Option<Arc<Sealed>>,
    /// What is in it, once the passphrase was right.
    opened: Option<SignedFile>,
}

impl Joining {
    /// The file that waits.
    pub(crate) fn seen(&self) -> Option<FirmFileSeen> {
        self.held().as_ref().map(|held| held.seen.clone())
    }

    /// Lets it go, and what is in it.
    pub(crate) fn forget(&self) {
        *self.held() = None;
    }

    fn keep(&self, name: &str, read: Result<Sealed, String>) -> FirmFileSeen {
        let (sealed, problem) = match read {
            Ok(sealed) => (Some(Arc::new(sealed)), None),
            Err(problem) => (None, Some(problem)),
        };
        let seen = FirmFileSeen {
            name: shown(name),
            problem,
        };
        *self.held() = Some(Held {
            seen: seen.clone(),
            sealed,
            opened: None,
        });
        seen
    }

    fn sealed(&self) -> Result<Arc<Sealed>, ProblemView> {
        match self.held().as_ref() {
            Some(Held {
                sealed: Some(sealed),
                ..
            }) => Ok(sealed.clone()),
            Some(held) => Err(checking::wrong(
                held.seen.problem.as_deref().unwrap_or_default(),
            )),
            None => Err(nothing_waits()),
        }
    }

    /// Keeps what was in `sealed`, if that is still the file that waits.
    fn keep_opened(&self, sealed: &Arc<Sealed>, file: SignedFile) {
        if let Some(held) = self.held().as_mut()
            && held
                .sealed
                .as_ref()
                .is_some_and(|waiting| Arc::ptr_eq(waiting, sealed))
        {
            held.opened = Some(file);
        }
    }

    fn opened(&self) -> Result<SignedFile, ProblemView> {
        self.held()
            .as_ref()
            .and_then(|held| held.opened.clone())
            .ok_or_else(nothing_waits)
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// Takes the bytes of a firm file, which then waits for its passphrase; refused at once when they are none.
    pub(crate) fn take_firm_file(
        &self,
        name: &str,
        bytes: &[u8],
    ) -> Result<FirmFileSeen, ProblemView> {
        let sealed = Sealed::read(bytes).map_err(|error| refused(&error))?;
        Ok(self.joining.keep(name, Ok(sealed)))
    }

    /// Takes the firm file at `path`, which the operating system asked this app to open, and tells the window of
    /// it, also when it cannot be used.
    pub(crate) async fn take_opened_file(&self, path: PathBuf) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let read = opened_files::read(&path)
            .await
            .and_then(|bytes| Sealed::read(&bytes).map_err(|error| error.to_string()));
        match &read {
            Ok(_) => tracing::info!("a firm file was opened"),
            Err(problem) => {
                tracing::warn!(problem, "a firm file that was opened cannot be used");
            }
        }
        let FirmFileSeen { name, problem } = self.joining.keep(&name, read);
        self.listener
            .notify(RosterEvent::FirmFile { name, problem });
    }

    /// Tries a passphrase on the file that waits.
    pub(crate) async fn open_firm_file(
        &self,
        passphrase: String,
    ) -> Result<FirmFileView, ProblemView> {
        let sealed = self.joining.sealed()?;
        let trying = sealed.clone();
        let file = tokio::task::spawn_blocking(move || {
            trying.open(&Passphrase::new(&passphrase), Timestamp::now())
        })
        .await
        .map_err(|_| stopped())?
        .map_err(|error| refused(&error))?;
        let replaces = self.settings.get().firm.map(|firm| firm.name);
        let view = view(&file.file, replaces);
        self.joining.keep_opened(&sealed, file);
        Ok(view)
    }

    /// Takes the file that was opened: asks its services, keeps its keys in the keychain, then its settings, and
    /// opens the firm. When any of that fails, everything is as it was.
    pub(crate) async fn join(&self) -> Result<(), ProblemView> {
        let SignedFile { signer, file } = self.joining.opened()?;
        let sha256 = self.joining.sealed()?.sha256();
        if file.usable_until <= Timestamp::now() {
            let until = file.usable_until;
            return Err(refused(&OpenError::Expired { until }));
        }
        self.settings.can_keep_firms()?;
        let mut firm = checked(&file).await?;
        firm.seat.file = Some(fingerprint(sha256));
        if let Some(former) = self.settings.own_firm() {
            firm.id = former.id;
        }
        firm.signer = Some(signer);
        let vault = self.firm_vault().await;
        let replaced = Replaced::by(vault.as_ref(), &file).await?;
        let (profile, former) = (self.profile().await, self.settings.own_firms());
        self.settings.take_firm(firm, vault.as_ref()).await;
        if let Err(problem) = self.open_firm().await {
            self.settings.put_back_firms(former);
            replaced.put_back(vault.as_ref()).await;
            let reopened = match profile {
                Profile::Practice => self.open_practice().await,
                Profile::Live | Profile::Sandbox => self.open_firm().await,
                Profile::None => Ok(()),
            };
            if let Err(problem) = reopened {
                tracing::warn!(
                    problem = problem.message,
                    "the former firm did not open again"
                );
            }
            return Err(problem);
        }
        drop_unused(vault.as_ref(), &file).await;
        self.joining.forget();
        tracing::info!(computer = file.computer, "this computer joined a firm");
        Ok(())
    }
}

/// What the vault held before a file's secrets were put there.
struct Replaced(Vec<(&'static str, Option<Secret>)>);

impl Replaced {
    /// Puts the secrets of `file` into the vault: all of them or none.
    async fn by(vault: &dyn Vault, file: &FirmFile) -> Result<Self, ProblemView> {
        let mut replaced = Self(Vec::new());
        for (entry, secret) in secrets(file) {
            let kept = async {
                let former = match vault.get(entry).await {
                    Ok(former) => former,
                    // Nothing lasts here, so nothing was here.
                    Err(VaultError::Missing) => None,
                    Err(error) => return Err(error),
                };
                vault.set(entry, secret).await.map(|()| former)
            };
            match kept.await {
                Ok(former) => replaced.0.push((entry, former)),
                Err(error) => {
                    replaced.put_back(vault).await;
                    return Err(ProblemView {
                        code: ProblemCode::Keychain,
                        message: format!(
                            "The keys weren't kept: {error}. Unlock this computer's keychain and try again."
                        ),
                        retryable: true,
                    });
                }
            }
        }
        Ok(replaced)
    }

    async fn put_back(self, vault: &dyn Vault) {
        for (entry, former) in self.0 {
            let done = match former {
                Some(former) => vault.set(entry, former).await,
                None => vault.delete(entry).await,
            };
            if let Err(error) = done {
                tracing::warn!(%error, entry, "a former key could not be put back");
            }
        }
    }
}

fn secrets(file: &FirmFile) -> Vec<(&'static str, Secret)> {
    let conductor = file.conductor.as_ref().map(|part| {
        // EXPOSE: from the file into the keychain.
        (CONDUCTOR_KEY, Secret::new(part.secret_key.expose()))
    });
    let firm_keys = file
        .firm_keys
        .as_ref()
        .map(|keys| (FIRM_KEY, Secret::new(FirmKeys::to_text(keys).as_str())));
    let signing_key = file
        .signing_key
        .as_ref()
        .map(|key| (SIGNING_KEY, Secret::new(key.to_text().as_str())));
    conductor
        .into_iter()
        .chain(firm_keys)
        .chain(signing_key)
        .collect()
}

/// The keys that the file does not bring belong to what this computer was before.
async fn drop_unused(vault: &dyn Vault, file: &FirmFile) {
    let conductor = file.conductor.is_none().then_some(CONDUCTOR_KEY);
    let signing = file.signing_key.is_none().then_some(SIGNING_KEY);
    for entry in conductor.into_iter().chain(signing).chain([INTUIT_SECRET]) {
        if let Err(error) = vault.delete(entry).await {
            tracing::warn!(%error, entry, "a key that is no longer used is still in the keychain");
        }
    }
}

/// The firm as the file has it, after its services were asked.
async fn checked(file: &FirmFile) -> Result<FirmSettings, ProblemView> {
    if let Some(part) = &file.conductor {
        // EXPOSE: looked at, and sent to Conductor as with every later call.
        let secret = part.secret_key.expose();
        checking::refuse_swapped(secret, &part.publishable_key)?;
        checking::conductor_key(secret, part.base_url.as_ref(), Origin::FirmFile).await?;
    }
    let intuit = match &file.intuit {
        Some(part) => Some(IntuitSettings {
            client_id: part.client_id.clone(),
            environment: environment(part.environment),
            relay: Some(checking::relay(part.relay.url.as_str()).await?),
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
        seat: SeatSettings {
            joined: Some(JoinedView {
                computer: file.computer.clone(),
                made_by: file.made_by.clone(),
                made_at: file.made_at.as_millisecond(),
            }),
            policy: policy(file.policy),
            file: None,
        },
        signer: None,
        opened_at: None,
        codes: Codes::new(),
    })
}

fn view(file: &FirmFile, replaces: Option<String>) -> FirmFileView {
    FirmFileView {
        firm_name: file.firm_name.clone(),
        computer: file.computer.clone(),
        made_by: file.made_by.clone(),
        made_at: file.made_at.as_millisecond(),
        usable_until: file.usable_until.as_millisecond(),
        conductor: file.conductor.is_some(),
        intuit: file.intuit.as_ref().map(|part| FirmFileIntuit {
            environment: environment(part.environment),
            relay_host: part.relay.url.host_str().unwrap_or_default().to_owned(),
            relay_operator: part.relay.operator.clone(),
        }),
        policy: policy(file.policy),
        firm_folder: file.firm_folder.clone(),
        replaces,
    }
}

fn policy(policy: Policy) -> SeatPolicy {
    SeatPolicy {
        connect: policy.connect,
        disconnect: policy.disconnect,
        delete_connections: policy.delete_connections,
        export: policy.export,
        change_keys: policy.change_keys,
        make_firm_files: policy.make_firm_files,
    }
}

fn environment(environment: Environment) -> IntuitEnvironment {
    match environment {
        Environment::Production => IntuitEnvironment::Production,
        Environment::Sandbox => IntuitEnvironment::Sandbox,
    }
}

/// A file's name as it can be shown: no folders, one line.
fn shown(name: &str) -> String {
    Path::new(name)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect()
}

fn refused(error: &OpenError) -> ProblemView {
    ProblemView {
        code: ProblemCode::Invalid,
        message: error.to_string(),
        retryable: *error == OpenError::WrongPassphrase,
    }
}

fn nothing_waits() -> ProblemView {
    ProblemView {
        code: ProblemCode::NothingPending,
        message:
            "No firm file is open. Choose the file ending in .counterfoil that your firm gave you."
                .to_owned(),
        retryable: false,
    }
}

fn stopped() -> ProblemView {
    ProblemView {
        code: ProblemCode::Internal,
        message: "Opening the firm file was stopped. Try again.".to_owned(),
        retryable: true,
    }
}
