//! Settings: one module over `tauri-plugin-store`, which alone would lose them.
//!
//! The plugin writes in place, turns a torn file into defaults without a word, and overwrites that file
//! when the app exits. So the file is read here first; a torn one is put aside under another name, the
//! last good copy takes its place, and every save writes that copy first. No secret is ever a setting.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use roster::view::Profile;
use roster::whole::{self, Found};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tauri::AppHandle;
use tauri_plugin_store::{Store, StoreExt};

use crate::managed::Managed;
use crate::private_files;
use crate::view::{
    Appearance, CheckSettings, IntuitEnvironment, JoinedView, NoticeSettings, RosterMemory,
    SeatPolicy,
};

const FILE: &str = "settings.json";

/// Everything that is remembered and not secret.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Values {
    /// Version of this layout.
    pub(crate) version: u32,
    /// The firm that was open last.
    pub(crate) profile: Option<Profile>,
    /// Theme, density, zoom.
    pub(crate) appearance: Appearance,
    /// What was looked at last, by firm.
    pub(crate) memory: HashMap<Profile, RosterMemory>,
    /// Notices of the operating system.
    pub(crate) notices: NoticeSettings,
    /// How often clients are looked at.
    pub(crate) checks: CheckSettings,
    /// The real firm, when one is set up.
    pub(crate) firm: Option<FirmSettings>,
}

/// The real firm's settings. Its keys are in the keychain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirmSettings {
    /// Name of the firm.
    pub(crate) name: String,
    /// Goes into every auth link; not a secret.
    pub(crate) conductor_publishable_key: Option<String>,
    /// Where Conductor is, if not at its own address.
    pub(crate) conductor_base_url: Option<url::Url>,
    /// Intuit, if it is set up.
    pub(crate) intuit: Option<IntuitSettings>,
    /// Ask Intuit for people's roles, which needs a scope of its own.
    #[serde(default = "yes")]
    pub(crate) ask_roles: bool,
    /// Folder in which the firm's computers share their change log.
    #[serde(default)]
    pub(crate) firm_folder: Option<String>,
    /// This computer's place in the firm.
    #[serde(default)]
    pub(crate) seat: SeatSettings,
}

impl Default for FirmSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            conductor_publishable_key: None,
            conductor_base_url: None,
            intuit: None,
            ask_roles: true,
            firm_folder: None,
            seat: SeatSettings::default(),
        }
    }
}

/// Where this seat comes from and what its firm file allows; an admin's seat unless a file said otherwise.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct SeatSettings {
    /// The firm file it was made from.
    pub(crate) joined: Option<JoinedView>,
    /// What that file allows.
    pub(crate) policy: SeatPolicy,
    /// SHA-256 of that file in hexadecimal digits, so that it is not offered again.
    pub(crate) file: Option<String>,
}

/// The firm's app at Intuit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IntuitSettings {
    /// Client id; it is part of every sign-in address.
    pub(crate) client_id: String,
    /// Production or sandbox.
    pub(crate) environment: IntuitEnvironment,
    /// The relay; without one, sign-ins come back to this computer with development keys.
    pub(crate) relay: Option<RelaySettings>,
    /// Ask for the accounting scope.
    pub(crate) accounting_scope: bool,
}

/// The sign-in relay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RelaySettings {
    /// Its address.
    pub(crate) url: url::Url,
    /// Who runs it, as it said when it was set up.
    pub(crate) operator: String,
}

/// What was wrong with the settings when the app started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The file was torn; it was put aside.
    Damaged,
    /// The folder cannot be written; changes last until the app closes.
    ReadOnly,
}

/// The settings of this seat.
pub(crate) struct Settings {
    store: Arc<Store<tauri::Wry>>,
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
        let store = app
            .store_builder(file.clone())
            .disable_auto_save()
            .build()?;
        if !is_writable(folder) {
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

    /// Takes a firm that comes from elsewhere, such as a firm file, as this seat's own.
    pub(crate) fn put_own_firm(&self, firm: Option<FirmSettings>) {
        self.write(|values| values.firm = firm);
    }

    fn write(&self, change: impl FnOnce(&mut Values)) {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut values);
        values.version = 1;
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
        for (key, value) in fields {
            self.store.set(key, value);
        }
        Ok(())
    }
}

/// Reads the file, or its last good copy; puts a torn file aside so that nothing overwrites it.
fn read(file: &Path) -> (Values, Option<Trouble>) {
    match whole::read(file, |text| serde_json::from_slice(text).ok()) {
        Found::Nothing => (Values::default(), None),
        Found::Whole(values) => (values, None),
        Found::Copy(values) => (values, Some(Trouble::Damaged)),
        Found::Lost => (Values::default(), Some(Trouble::Damaged)),
    }
}

fn yes() -> bool {
    true
}

fn is_writable(folder: &Path) -> bool {
    private_files::make_folder(folder).is_ok() && tempfile::NamedTempFile::new_in(folder).is_ok()
}

#[cfg(test)]
mod upgrade;

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn saved(folder: &Path, name: &str) -> Values {
        let mut values = Values {
            version: 1,
            profile: Some(Profile::Practice),
            ..Values::default()
        };
        values.appearance.zoom = 1.25;
        let Ok(Value::Object(fields)) = serde_json::to_value(&values) else {
            panic!("settings are an object")
        };
        let text = serde_json::to_vec_pretty(&fields).expect("JSON");
        fs::write(folder.join(name), text).expect("a writable folder");
        values
    }

    #[test]
    fn reads_what_was_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let values = saved(folder.path(), FILE);
        assert_eq!(read(&folder.path().join(FILE)), (values, None));
    }

    #[test]
    fn a_firm_of_an_earlier_version_is_an_admins_and_asks_for_roles() {
        let firm: FirmSettings =
            serde_json::from_str(r#"{ "name": "Hale & Ortiz LLP" }"#).expect("a firm");
        let expected = FirmSettings {
            name: "Hale & Ortiz LLP".to_owned(),
            ..FirmSettings::default()
        };
        assert_eq!(firm, expected);
        assert!(firm.ask_roles && firm.seat.policy == SeatPolicy::default());
    }

    #[test]
    fn a_missing_file_is_a_first_start_and_no_trouble() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(read(&folder.path().join(FILE)), (Values::default(), None));
    }

    #[test]
    fn a_torn_file_is_put_aside_and_the_last_good_copy_used() {
        let folder = tempfile::tempdir().expect("a folder");
        let values = saved(folder.path(), &format!("{FILE}.bak"));
        let file = folder.path().join(FILE);
        fs::write(&file, b"{\"version\":1,\"prof").expect("a writable folder");
        assert_eq!(read(&file), (values.clone(), Some(Trouble::Damaged)));
        let aside: Vec<_> = fs::read_dir(folder.path())
            .expect("the folder")
            .filter_map(Result::ok)
            .filter(|entry| entry.file_name().to_string_lossy().contains(".corrupt-"))
            .collect();
        assert_eq!(aside.len(), 1, "the torn file is kept");
        assert_eq!(
            fs::read(aside[0].path()).expect("the torn file"),
            b"{\"version\":1,\"prof"
        );
        assert_eq!(read(&file), (values, None), "the copy is back in place");
    }

    #[test]
    fn a_torn_file_without_a_copy_starts_anew_and_says_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(FILE);
        fs::write(&file, b"\0\0\0").expect("a writable folder");
        assert_eq!(read(&file), (Values::default(), Some(Trouble::Damaged)));
    }
}
