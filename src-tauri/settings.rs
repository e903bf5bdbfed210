//! Settings, kept with `tauri-plugin-store`. Alone it would lose them: it writes in place, silently turns a torn
//! file into defaults, and overwrites that file when the app exits. So the file is read here first; a torn one is
//! put aside under another name, the last good copy takes its place, and every save writes that copy first. No
//! secret is ever a setting.
//!
//! Long because one type guards one file: every way to read or change it is here.

pub(crate) mod address;
pub(crate) mod firm_id;
mod genuine;
pub(crate) mod managed;
pub(crate) mod permissions;
mod remembered;
mod values;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use roster::atomic_file::{self, Loaded};
use roster::vault::Vault;
use roster::view::{FirmProblem, ProblemView};
use serde::Deserialize;
use serde_json::Value;
use tauri::AppHandle;
use tauri_plugin_store::{Store, StoreExt};

use crate::platform::private_files;
use crate::settings::firm_id::FirmId;
use crate::settings::managed::Managed;

pub(crate) use genuine::SETTINGS_KEY;
use genuine::{Key, Standing, codes, differing, open_to_readers, told, without_services};
pub(crate) use permissions::Permissions;
pub(crate) use remembered::{
    Appearance, BooksColumnWidth, BooksColumns, BooksMemory, BooksView, BooksViewFilter,
    CheckSettings, Density, NoticeSettings, RosterMemory, Theme,
};
use values::VERSION;
pub(crate) use values::{
    Codes, ComputerSettings, FirmSettings, IntuitEnvironment, IntuitSettings, Joined, Profile,
    RelaySettings, Removal, RemovalChoice, ServiceValue, Values,
};

const FILE: &str = "settings.json";

/// What was wrong with the settings when the app started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SettingsError {
    /// The file was torn; it was put aside.
    Damaged,
    /// The folder cannot be written; changes last until the app closes.
    ReadOnly,
    /// A newer Counterfoil wrote them. Nothing of them is used, and the file stays as it is.
    Newer,
}

/// The settings of this computer.
pub(crate) struct Settings {
    /// None where the file must stay as it is: the plugin writes it when the app exits.
    store: Option<Arc<Store<tauri::Wry>>>,
    file: PathBuf,
    /// The person's own: what is in the file.
    values: Mutex<Values>,
    /// What is known of the firms whose keychain was read.
    standings: Mutex<HashMap<FirmId, Standing>>,
    managed: Managed,
    trouble: Mutex<Option<SettingsError>>,
}

/// The firms as they were at a moment, to be put back.
pub(crate) struct FormerFirms {
    current: Option<FirmSettings>,
    others: Vec<FirmSettings>,
    standings: HashMap<FirmId, Standing>,
}

impl Settings {
    /// Reads the settings in `folder`, over which `managed` lie.
    pub(crate) fn open(
        app: &AppHandle,
        folder: &Path,
        managed: Managed,
    ) -> Result<Self, tauri_plugin_store::Error> {
        let file = folder.join(FILE);
        let (values, mut trouble) = read(&file);
        let store = if trouble == Some(SettingsError::Newer) {
            None
        } else {
            let builder = app.store_builder(file.clone());
            Some(builder.disable_auto_save().build()?)
        };
        if trouble.is_none() && !is_writable(folder) {
            trouble = Some(SettingsError::ReadOnly);
        }
        Ok(Self {
            store,
            file,
            values: Mutex::new(values),
            standings: Mutex::default(),
            managed,
            trouble: Mutex::new(trouble),
        })
    }

    /// The same where no app runs.
    pub(crate) fn of_folder(folder: &Path, managed: Managed) -> Self {
        let file = folder.join(FILE);
        let (values, trouble) = read(&file);
        Self {
            store: None,
            file,
            values: Mutex::new(values),
            standings: Mutex::default(),
            managed,
            trouble: Mutex::new(trouble),
        }
    }

    /// The values that hold now: the person's own, with the managed ones over them. A firm that was changed outside
    /// the app has no service of its own in them.
    pub(crate) fn get(&self) -> Values {
        let mut values = self.values.lock().clone();
        values.firm = values.firm.map(|firm| self.safe(firm));
        let others = values.other_firms.into_iter();
        values.other_firms = others.map(|firm| self.safe(firm)).collect();
        self.managed.over(values)
    }

    /// The firm as it is in the file, without what is managed.
    pub(crate) fn own_firm(&self) -> Option<FirmSettings> {
        self.values.lock().firm.clone()
    }

    /// What the firm's administrators set.
    pub(crate) fn managed(&self) -> &Managed {
        &self.managed
    }

    /// What was wrong when they were read or last saved.
    pub(crate) fn error(&self) -> Option<SettingsError> {
        *self.trouble.lock()
    }

    /// Compares the services of this firm with their codes, once its vault can be read; the first time ever, makes
    /// the codes. Nothing may be sent for a firm before this says so ([`Self::is_genuine`]).
    pub(crate) async fn authenticate(&self, id: &FirmId, vault: &dyn Vault) {
        let Some(firm) = self.values.lock().firm_of(id).cloned() else {
            return;
        };
        let key = match Key::read(vault).await {
            Ok(key) => key,
            // Memory in the keychain's place, or a locked keychain.
            Err(error) => {
                tracing::warn!(%error, firm = %id, "the settings cannot be compared");
                return;
            }
        };
        let known = !firm.codes.is_empty();
        let mut changed = match &key {
            Some(Key::Used(key)) => differing(&firm, key),
            Some(Key::Unused(key)) if known => differing(&firm, key),
            None if known => ServiceValue::ALL.to_vec(),
            Some(Key::Unused(_)) | None => Vec::new(),
        };
        changed.extend(open_to_readers(&firm));
        changed.sort_unstable();
        changed.dedup();
        if !changed.is_empty() {
            tracing::warn!(firm = %id, ?changed, "the settings were changed outside the app");
            let standing = Standing::Changed(changed);
            self.standings.lock().insert(id.clone(), standing);
            return;
        }
        let key = match key {
            Some(key) => Ok(key),
            None => Key::make(vault).await,
        };
        match key {
            Ok(key) => self.begin(id, Some(key)),
            Err(error) => {
                tracing::warn!(%error, firm = %id, "the settings get no codes");
                return;
            }
        }
        if !known {
            self.write(|_| ());
        }
        self.note_used(id, vault).await;
    }

    /// Whether [`Self::authenticate`] has said something of this firm.
    pub(crate) fn is_compared(&self, id: &FirmId) -> bool {
        self.standings.lock().contains_key(id)
    }

    /// Whether the services of this firm are those that were set here.
    pub(crate) fn is_genuine(&self, id: &FirmId) -> bool {
        matches!(self.standings.lock().get(id), Some(Standing::Genuine(_)))
    }

    /// What was changed outside the app in this firm's services; none where nothing was.
    pub(crate) fn changed_outside(&self, id: &FirmId) -> Option<Vec<ServiceValue>> {
        let changed = match self.standings.lock().get(id)? {
            Standing::Changed(changed) => changed.clone(),
            Standing::Genuine(_) => return None,
        };
        let firm = self.values.lock().firm_of(id).cloned()?;
        Some(told(&firm, &changed))
    }

    /// Changes the values and saves them. When the disk refuses, the change holds until the app closes.
    ///
    /// What comes from the window may be a managed value handed back, so none of those is kept: the person's
    /// own stays beneath it.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Values)) {
        self.write(|values| {
            let former = values.clone();
            change(values);
            self.managed.keep_own(&former, values);
        });
    }

    /// Takes a firm that comes from elsewhere, such as a firm file, as this computer's own and makes it the
    /// current one: in the place of the firm with its id, or beside the others. `vault` is that firm's. A person
    /// has to have confirmed the firm's services before.
    pub(crate) async fn take_firm(&self, firm: FirmSettings, vault: &dyn Vault) {
        self.take(vault, &firm.id.clone(), |values| values.put_firm(firm))
            .await;
    }

    /// The same for a firm that was typed into the window, where managed values may be handed back.
    pub(crate) async fn take_typed_firm(&self, firm: FirmSettings, vault: &dyn Vault) {
        self.take(vault, &firm.id.clone(), |values| {
            let former = values.clone();
            values.put_firm(firm);
            self.managed.keep_own(&former, values);
        })
        .await;
    }

    async fn take(&self, vault: &dyn Vault, id: &FirmId, change: impl FnOnce(&mut Values)) {
        let key = match Key::read(vault).await {
            Ok(Some(key)) => Ok(key),
            Ok(None) => Key::make(vault).await,
            Err(error) => Err(error),
        };
        // Without a key the firm works until the app closes, as everything does where there is no keychain.
        let key = key.inspect_err(|error| tracing::warn!(%error, "the settings get no codes"));
        self.begin(id, key.ok());
        self.write(change);
        self.note_used(id, vault).await;
    }

    /// The current firm, as a form fills it in. Of a firm that was changed outside
    /// the app only what names no service is kept: it has to be set up anew with its keys.
    pub(crate) fn former_firm(&self) -> Option<FirmSettings> {
        let firm = self.get().firm?;
        Some(match firm {
            firm if self.changed_outside(&firm.id).is_some() => FirmSettings {
                id: firm.id,
                name: firm.name,
                opened_at: firm.opened_at,
                ..FirmSettings::default()
            },
            firm => firm,
        })
    }

    /// Every firm as it is in the file, to be put back by [`Self::put_back_firms`].
    pub(crate) fn own_firms(&self) -> FormerFirms {
        let own = self.values.lock().clone();
        FormerFirms {
            current: own.firm,
            others: own.other_firms,
            standings: self.standings.lock().clone(),
        }
    }

    /// Puts back what [`Self::own_firms`] gave.
    pub(crate) fn put_back_firms(&self, former: FormerFirms) {
        *self.standings.lock() = former.standings;
        self.write(|values| {
            values.firm = former.current;
            values.other_firms = former.others;
        });
    }

    /// Makes the firm of this id the current one; says whether there is one.
    pub(crate) fn make_current(&self, id: &FirmId) -> bool {
        let mut found = false;
        self.write(|values| found = values.make_current(id));
        found
    }

    /// The removal of a firm that was begun.
    pub(crate) fn removal(&self) -> Option<Removal> {
        self.values.lock().removal.clone()
    }

    /// Writes down how far the removal of a firm is; none when the firm is kept.
    pub(crate) fn set_removal(&self, removal: Option<Removal>) {
        self.write(|values| values.removal = removal);
    }

    /// Forgets the firm that was being removed, in one step with its removal. Its folder and its keys are gone.
    pub(crate) fn finish_removal(&self) {
        let Some(removal) = self.removal() else {
            return;
        };
        self.standings.lock().remove(&removal.firm);
        self.write(|values| {
            values.removal = None;
            values.profile = None;
            values.remove_firm(&removal.firm);
        });
    }

    /// Refuses to take a firm while another one is being removed, and where the settings have to stay as they are: its
    /// keys would lie over those of a firm that is not known.
    pub(crate) fn can_keep_firms(&self) -> Result<(), ProblemView> {
        if let Some(removal) = self.removal() {
            return Err(FirmProblem::RemovalOfOpen { firm: removal.name }.into());
        }
        if self.error() != Some(SettingsError::Newer) {
            return Ok(());
        }
        Err(FirmProblem::SettingsNewer.into())
    }

    fn write(&self, change: impl FnOnce(&mut Values)) {
        let mut values = self.values.lock();
        let former = values.clone();
        change(&mut values);
        self.authenticated(&former, &mut values);
        if self.error() == Some(SettingsError::Newer) {
            return;
        }
        if let Err(error) = self.save(&values) {
            tracing::warn!(%error, "the settings could not be saved");
            *self.trouble.lock() = Some(SettingsError::ReadOnly);
        }
    }

    /// Every change of ours passes here. A firm that is genuine stays so; one that is not keeps the codes it had.
    fn authenticated(&self, former: &Values, values: &mut Values) {
        let standings = self.standings.lock();
        for firm in values.firm.iter_mut().chain(&mut values.other_firms) {
            firm.codes = match standings.get(&firm.id) {
                Some(Standing::Genuine(Some(key))) => codes(firm, key),
                Some(Standing::Genuine(None)) => Codes::new(),
                Some(Standing::Changed(_)) | None => former
                    .firm_of(&firm.id)
                    .map(|firm| firm.codes.clone())
                    .unwrap_or_default(),
            };
        }
    }

    /// Takes the firm's values as they are now, or will be with the next change, for genuine.
    fn begin(&self, id: &FirmId, key: Option<Key>) {
        let standing = Standing::Genuine(key.map(Key::secret));
        self.standings.lock().insert(id.clone(), standing);
    }

    /// Marks the key as used, once codes made with it are on the disk.
    async fn note_used(&self, id: &FirmId, vault: &dyn Vault) {
        if self.error().is_some_and(|it| it != SettingsError::Damaged) {
            return;
        }
        let key = match self.standings.lock().get(id) {
            Some(Standing::Genuine(Some(key))) => key.clone(),
            _ => return,
        };
        if let Err(error) = Key::note_used(vault, &key).await {
            tracing::warn!(%error, "the key of the settings stays marked as new");
        }
    }

    fn safe(&self, firm: FirmSettings) -> FirmSettings {
        match self.standings.lock().get(&firm.id) {
            Some(Standing::Changed(changed)) => without_services(firm, changed),
            Some(Standing::Genuine(_)) | None => firm,
        }
    }

    fn save(&self, values: &Values) -> Result<(), Box<dyn std::error::Error>> {
        let Value::Object(fields) = serde_json::to_value(values)? else {
            return Ok(());
        };
        // Not by the plugin: it writes in place. It does so when the app exits, and that is what the copy
        // is for.
        atomic_file::save(&self.file, &serde_json::to_vec_pretty(&fields)?)?;
        if let Some(store) = &self.store {
            // What the file no longer has would come back when the app exits.
            for former in store.keys() {
                if !fields.contains_key(&former) {
                    store.delete(former);
                }
            }
            for (key, value) in fields {
                store.set(key, value);
            }
        }
        Ok(())
    }
}

/// What a whole file holds.
enum Layout {
    Known(Box<Values>),
    /// One that this version does not know.
    Newer,
}

/// Reads the file, or its last good copy; puts a torn file aside so that nothing overwrites it.
fn read(file: &Path) -> (Values, Option<SettingsError>) {
    match atomic_file::read(file, parse) {
        Loaded::Missing => (Values::default(), None),
        Loaded::Current(Layout::Known(values)) => (*values, None),
        Loaded::Backup(Layout::Known(values)) => (*values, Some(SettingsError::Damaged)),
        Loaded::Corrupt => (Values::default(), Some(SettingsError::Damaged)),
        Loaded::Current(Layout::Newer) | Loaded::Backup(Layout::Newer) => {
            (Values::default(), Some(SettingsError::Newer))
        }
    }
}

/// None for a torn text.
fn parse(text: &[u8]) -> Option<Layout> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(default)]
        version: u32,
    }
    let head: Head = serde_json::from_slice(text).ok()?;
    if head.version > VERSION {
        return Some(Layout::Newer);
    }
    let values = serde_json::from_slice(text).ok()?;
    Some(Layout::Known(Box::new(values)))
}

fn is_writable(folder: &Path) -> bool {
    private_files::make_folder(folder).is_ok() && tempfile::NamedTempFile::new_in(folder).is_ok()
}

#[cfg(test)]
mod format_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod upgrade;
