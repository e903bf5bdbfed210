//! Settings: one module over `tauri-plugin-store`, which alone would lose them.
//!
//! The plugin writes in place, turns a torn file into defaults without a word, and overwrites that file
//! when the app exits. So the file is read here first; a torn one is put aside under another name, the
//! last good copy takes its place, and every save writes that copy first. No secret is ever a setting.

mod values;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use roster::view::{ProblemCode, ProblemView};
use roster::whole::{self, Found};
use serde::Deserialize;
use serde_json::Value;
use tauri::AppHandle;
use tauri_plugin_store::{Store, StoreExt};

use crate::firm_id::FirmId;
use crate::managed::Managed;
use crate::private_files;

use values::VERSION;
pub(crate) use values::{FirmSettings, IntuitSettings, RelaySettings, SeatSettings, Values};

const FILE: &str = "settings.json";

/// What was wrong with the settings when the app started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The file was torn; it was put aside.
    Damaged,
    /// The folder cannot be written; changes last until the app closes.
    ReadOnly,
    /// A newer Counterfoil wrote them. Nothing of them is used, and the file stays as it is.
    Newer,
}

/// The settings of this seat.
pub(crate) struct Settings {
    /// None where the file must stay as it is: the plugin writes it when the app exits.
    store: Option<Arc<Store<tauri::Wry>>>,
    file: PathBuf,
    /// The person's own: what is in the file.
    values: Mutex<Values>,
    managed: Managed,
    trouble: Mutex<Option<Trouble>>,
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
        let store = if trouble == Some(Trouble::Newer) {
            None
        } else {
            let builder = app.store_builder(file.clone());
            Some(builder.disable_auto_save().build()?)
        };
        if trouble.is_none() && !is_writable(folder) {
            trouble = Some(Trouble::ReadOnly);
        }
        Ok(Self {
            store,
            file,
            values: Mutex::new(values),
            managed,
            trouble: Mutex::new(trouble),
        })
    }

    /// The values that hold now: the person's own, with the managed ones over them.
    pub(crate) fn get(&self) -> Values {
        let own = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        self.managed.over(own.clone())
    }

    /// The firm as it is in the file, without what is managed.
    pub(crate) fn own_firm(&self) -> Option<FirmSettings> {
        let own = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        own.firm.clone()
    }

    /// What the firm's administrators set.
    pub(crate) fn managed(&self) -> &Managed {
        &self.managed
    }

    /// What was wrong when they were read or last saved.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
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
    /// current one: in the place of the firm with its id, or beside the others.
    pub(crate) fn put_own_firm(&self, firm: FirmSettings) {
        self.write(|values| values.put_firm(firm));
    }

    /// Every firm as it is in the file, the current one first, to be put back by [`Self::put_back_firms`].
    pub(crate) fn own_firms(&self) -> Vec<FirmSettings> {
        let own = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        own.firms().cloned().collect()
    }

    /// Puts back what [`Self::own_firms`] gave.
    pub(crate) fn put_back_firms(&self, firms: Vec<FirmSettings>) {
        self.write(|values| {
            let mut firms = firms.into_iter();
            values.firm = firms.next();
            values.other_firms = firms.collect();
        });
    }

    /// Makes the firm of this id the current one; says whether there is one.
    pub(crate) fn make_current(&self, id: &FirmId) -> bool {
        let mut found = false;
        self.write(|values| found = values.make_current(id));
        found
    }

    /// Forgets a firm. Its folder and its keys are the caller's to delete.
    #[allow(dead_code, reason = "removing this computer from a firm will use it")]
    pub(crate) fn remove_firm(&self, id: &FirmId) {
        self.write(|values| values.remove_firm(id));
    }

    /// Refuses to take a firm where the settings have to stay as they are: its keys would lie over those of a
    /// firm that is not known.
    pub(crate) fn can_keep_firms(&self) -> Result<(), ProblemView> {
        if self.trouble() != Some(Trouble::Newer) {
            return Ok(());
        }
        Err(ProblemView {
            code: ProblemCode::Storage,
            message: "A newer Counterfoil wrote the settings of this computer, and this one can't add a firm to them. Install the newest Counterfoil.".to_owned(),
            retryable: false,
        })
    }

    /// The id of a firm that is new to this computer.
    pub(crate) fn new_firm_id(&self) -> FirmId {
        let own = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if own.firm.is_none() {
            return FirmId::first();
        }
        loop {
            let id = FirmId::random();
            if own.firm_of(&id).is_none() {
                return id;
            }
        }
    }

    fn write(&self, change: impl FnOnce(&mut Values)) {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut values);
        if self.trouble() == Some(Trouble::Newer) {
            return;
        }
        if let Err(error) = self.save(&values) {
            tracing::warn!(%error, "the settings could not be saved");
            *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(Trouble::ReadOnly);
        }
    }

    fn save(&self, values: &Values) -> Result<(), Box<dyn std::error::Error>> {
        let Value::Object(fields) = serde_json::to_value(values)? else {
            return Ok(());
        };
        // Not by the plugin: it writes in place. It does so when the app exits, and that is what the copy
        // is for.
        whole::save(&self.file, &serde_json::to_vec_pretty(&fields)?)?;
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
fn read(file: &Path) -> (Values, Option<Trouble>) {
    match whole::read(file, parse) {
        Found::Nothing => (Values::default(), None),
        Found::Whole(Layout::Known(values)) => (*values, None),
        Found::Copy(Layout::Known(values)) => (*values, Some(Trouble::Damaged)),
        Found::Lost => (Values::default(), Some(Trouble::Damaged)),
        Found::Whole(Layout::Newer) | Found::Copy(Layout::Newer) => {
            (Values::default(), Some(Trouble::Newer))
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
#[cfg(test)]
mod tests;
#[cfg(test)]
mod upgrade;
