//! Managed settings: what the firm's administrators set for this computer, outside the app.
//!
//! They are read once, before the window opens, and are never written. They lie over a person's own
//! settings and never go into them, so that a person's own values are back when the policy is gone.
//! What a platform's reader finds is one flat map of names and values, and [`read`] alone says what it
//! means; see `docs/many-computers.md`.

mod firm_file;
mod read;

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod guarded;
#[cfg_attr(target_os = "linux", path = "managed/linux.rs")]
#[cfg_attr(target_os = "windows", path = "managed/windows.rs")]
#[cfg_attr(target_os = "macos", path = "managed/macos.rs")]
mod platform;

#[cfg(test)]
pub(crate) mod tests;

use roster::view::ProblemView;
use serde_json::{Map, Value};
use url::Url;

pub(crate) use firm_file::{FirmFilePlace, fingerprint};

use crate::api::{FirmFileSeen, FirmForm, ManagedField, ManagedView};
use crate::settings::{
    ComputerSettings, FirmSettings, IntuitEnvironment, IntuitSettings, Permissions, RelaySettings,
    Values,
};

/// Name of a firm that has none of its own, because it was set up under a managed name that is gone.
const NAMELESS: &str = "Your firm";

/// The managed settings of this computer. What is none is a person's own to set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Managed {
    source: Option<String>,
    problems: Vec<String>,
    firm_name: Option<String>,
    publishable_key: Option<String>,
    client_id: Option<String>,
    environment: Option<IntuitEnvironment>,
    relay_url: Option<Url>,
    relay_operator: Option<String>,
    accounting_scope: Option<bool>,
    ask_roles: Option<bool>,
    firm_folder: Option<String>,
    check_every: Option<u16>,
    notices: Option<bool>,
    notice_names: Option<bool>,
    connect: Option<bool>,
    disconnect: Option<bool>,
    delete_connections: Option<bool>,
    export: Option<bool>,
    change_keys: Option<bool>,
    make_firm_files: Option<bool>,
    read_books: Option<bool>,
    firm_file: Option<FirmFilePlace>,
    firm_signer: Option<String>,
    firm_files: Option<bool>,
}

/// What a platform's reader found.
enum Found {
    /// Nothing is set.
    Nothing,
    /// Names and values, and where they come from.
    Values(String, Map<String, Value>),
    /// Something that is not taken, and the sentence that says why.
    Refused(String, String),
}

impl Managed {
    /// Reads this computer's.
    pub(crate) fn of_this_computer() -> Self {
        let managed = Self::from_found(platform::find());
        for problem in &managed.problems {
            tracing::warn!(problem, "managed settings");
        }
        if let Some(source) = &managed.source {
            let fields = managed.fields().len();
            tracing::info!(source, fields, "managed settings are in force");
        }
        managed
    }

    fn from_found(found: Found) -> Self {
        match found {
            Found::Nothing => Self::default(),
            Found::Values(_, values) if values.is_empty() => Self::default(),
            Found::Values(source, values) => read::read(&source, &values),
            Found::Refused(source, problem) => Self {
                source: Some(source),
                problems: vec![problem],
                ..Self::default()
            },
        }
    }

    /// What the window gets. The firm file is looked for apart: it may be on a slow disk.
    pub(crate) fn view(&self) -> ManagedView {
        ManagedView {
            source: self.source.clone(),
            fields: self.fields(),
            problems: self.problems.clone(),
            firm_file: None,
            firm_file_problem: None,
        }
    }

    /// The firm's name.
    pub(crate) fn firm_name(&self) -> Option<&str> {
        self.firm_name.as_deref()
    }

    /// Where it says a firm file is.
    pub(crate) fn firm_file(&self) -> Option<&FirmFilePlace> {
        self.firm_file.as_ref()
    }

    /// Fingerprint of the key that has to have signed firm files ([`signing::PublicKey::fingerprint`]).
    pub(crate) fn firm_signer(&self) -> Option<&str> {
        self.firm_signer.as_deref()
    }

    /// Whether other firm files than the one it names can be taken.
    pub(crate) fn allows_firm_files(&self) -> bool {
        self.firm_files.unwrap_or(true)
    }

    /// The firm file it names, if it is there and is the one.
    pub(crate) async fn look_for_firm_file(&self) -> Result<Option<FirmFileSeen>, ProblemView> {
        let Some(place) = &self.firm_file else {
            return Ok(None);
        };
        place.bytes().await?;
        Ok(Some(FirmFileSeen {
            name: place.name(),
            problem: None,
        }))
    }

    /// Whether this computer joined with the managed firm file.
    pub(crate) fn is_joined(&self, computer: &ComputerSettings) -> bool {
        self.firm_file
            .as_ref()
            .is_some_and(|place| computer.file == Some(fingerprint(place.sha256)))
    }

    /// Folder of the shared change log.
    pub(crate) fn firm_folder(&self) -> Option<&str> {
        self.firm_folder.as_deref()
    }

    /// Whether Intuit is asked for roles, where that is managed.
    pub(crate) fn ask_roles(&self) -> Option<bool> {
        self.ask_roles
    }

    /// Whether company names are read from Intuit, where that is managed.
    pub(crate) fn accounting_scope(&self) -> Option<bool> {
        self.accounting_scope
    }

    /// What it lets a computer do; what it does not name it allows.
    pub(crate) fn policy(&self) -> Permissions {
        Permissions {
            connect: self.connect.unwrap_or(true),
            disconnect: self.disconnect.unwrap_or(true),
            delete_connections: self.delete_connections.unwrap_or(true),
            export: self.export.unwrap_or(true),
            change_keys: self.change_keys.unwrap_or(true),
            make_firm_files: self.make_firm_files.unwrap_or(true),
            read_books: self.read_books.unwrap_or(true),
        }
    }

    /// The relay, when its address is managed. Its operator is its host where none is named.
    pub(crate) fn relay(&self) -> Option<RelaySettings> {
        let url = self.relay_url.clone()?;
        let host = url.host_str().unwrap_or_default();
        Some(RelaySettings {
            operator: self
                .relay_operator
                .clone()
                .unwrap_or_else(|| host.to_owned()),
            url,
        })
    }

    /// The settings that hold: a person's own, with these over them.
    pub(crate) fn over(&self, mut values: Values) -> Values {
        lay(&mut values.checks.every_minutes, self.check_every);
        lay(&mut values.notices.on, self.notices);
        lay(&mut values.notices.names, self.notice_names);
        values.firm = values.firm.map(|firm| self.over_firm(firm));
        let others = values.other_firms.into_iter();
        values.other_firms = others.map(|firm| self.over_firm(firm)).collect();
        values
    }

    fn over_firm(&self, own: FirmSettings) -> FirmSettings {
        let mut firm = FirmSettings {
            intuit: self.over_intuit(own.intuit),
            ..own
        };
        lay(&mut firm.name, self.firm_name.clone());
        lay(&mut firm.ask_roles, self.ask_roles);
        if firm.name.is_empty() {
            NAMELESS.clone_into(&mut firm.name);
        }
        if self.publishable_key.is_some() {
            firm.conductor_publishable_key
                .clone_from(&self.publishable_key);
        }
        if self.firm_folder.is_some() {
            firm.firm_folder.clone_from(&self.firm_folder);
        }
        firm
    }

    fn over_intuit(&self, own: Option<IntuitSettings>) -> Option<IntuitSettings> {
        let mut intuit = own.unwrap_or_else(no_intuit);
        lay(&mut intuit.client_id, self.client_id.clone());
        lay(&mut intuit.environment, self.environment);
        lay(&mut intuit.accounting_scope, self.accounting_scope);
        if let Some(relay) = self.relay() {
            intuit.relay = Some(relay);
        }
        // Without an app at Intuit the rest means nothing.
        (!intuit.client_id.is_empty()).then_some(intuit)
    }

    /// Puts a person's former own values back wherever `values` would keep a managed one.
    pub(crate) fn keep_own(&self, former: &Values, values: &mut Values) {
        if self.check_every.is_some() {
            values.checks.every_minutes = former.checks.every_minutes;
        }
        if self.notices.is_some() {
            values.notices.on = former.notices.on;
        }
        if self.notice_names.is_some() {
            values.notices.names = former.notices.names;
        }
        for firm in values.firm.iter_mut().chain(&mut values.other_firms) {
            let former = former.firm_of(&firm.id).cloned();
            self.keep_own_firm(former.unwrap_or_default(), firm);
        }
    }

    fn keep_own_firm(&self, former: FirmSettings, firm: &mut FirmSettings) {
        if self.firm_name.is_some() {
            firm.name = former.name;
        }
        if self.publishable_key.is_some() {
            firm.conductor_publishable_key = former.conductor_publishable_key;
        }
        if self.ask_roles.is_some() {
            firm.ask_roles = former.ask_roles;
        }
        if self.firm_folder.is_some() {
            firm.firm_folder = former.firm_folder;
        }
        if let Some(intuit) = &mut firm.intuit {
            let former = former.intuit.unwrap_or_else(no_intuit);
            if self.client_id.is_some() {
                intuit.client_id = former.client_id;
            }
            if self.environment.is_some() {
                intuit.environment = former.environment;
            }
            if self.accounting_scope.is_some() {
                intuit.accounting_scope = former.accounting_scope;
            }
            if self.relay_url.is_some() {
                intuit.relay = former.relay;
            }
        }
    }

    /// The set-up form as it counts: managed values take the place of what was typed.
    ///
    /// A service of which a person entered nothing that only they can enter stays left out.
    pub(crate) fn over_form(&self, mut form: FirmForm) -> FirmForm {
        lay(&mut form.firm_name, self.firm_name.clone());
        if let Some(key) = &self.publishable_key {
            form.conductor_publishable_key = if form.conductor_secret_key.trim().is_empty() {
                String::new()
            } else {
                key.clone()
            };
        }
        if let Some(relay) = &self.relay_url {
            form.relay_url = relay.to_string();
        }
        lay(
            &mut form.intuit_environment,
            self.environment.map(Into::into),
        );
        lay(&mut form.accounting_scope, self.accounting_scope);
        lay(&mut form.ask_roles, self.ask_roles);
        if let Some(client_id) = &self.client_id {
            let nothing =
                form.relay_url.trim().is_empty() && form.intuit_client_secret.trim().is_empty();
            form.intuit_client_id = if nothing {
                String::new()
            } else {
                client_id.clone()
            };
        } else if form.intuit_client_id.trim().is_empty()
            && form.intuit_client_secret.trim().is_empty()
            && self.relay_url.is_some()
        {
            form.relay_url.clear();
        }
        form
    }

    /// Which settings it fixes, in the order of [`ManagedField`].
    fn fields(&self) -> Vec<ManagedField> {
        use ManagedField as Field;
        [
            (self.firm_name.is_some(), Field::FirmName),
            (
                self.publishable_key.is_some(),
                Field::ConductorPublishableKey,
            ),
            (self.client_id.is_some(), Field::IntuitClientId),
            (self.environment.is_some(), Field::IntuitEnvironment),
            (self.relay_url.is_some(), Field::RelayUrl),
            (self.accounting_scope.is_some(), Field::AccountingScope),
            (self.ask_roles.is_some(), Field::AskRoles),
            (self.firm_folder.is_some(), Field::FirmFolder),
            (self.check_every.is_some(), Field::CheckEveryMinutes),
            (self.notices.is_some(), Field::Notices),
            (self.notice_names.is_some(), Field::NoticeNames),
            (self.connect.is_some(), Field::Connect),
            (self.disconnect.is_some(), Field::Disconnect),
            (self.delete_connections.is_some(), Field::DeleteConnections),
            (self.export.is_some(), Field::Export),
            (self.change_keys.is_some(), Field::ChangeKeys),
            (self.make_firm_files.is_some(), Field::MakeFirmFiles),
            (self.read_books.is_some(), Field::ReadBooks),
            (self.firm_signer.is_some(), Field::FirmSigner),
            (self.firm_files.is_some(), Field::FirmFiles),
        ]
        .into_iter()
        .filter_map(|(set, field)| set.then_some(field))
        .collect()
    }
}

fn lay<T>(own: &mut T, managed: Option<T>) {
    if let Some(managed) = managed {
        *own = managed;
    }
}

/// Intuit where nothing of it was set up here.
fn no_intuit() -> IntuitSettings {
    IntuitSettings {
        client_id: String::new(),
        environment: IntuitEnvironment::Production,
        relay: None,
        accounting_scope: false,
    }
}
