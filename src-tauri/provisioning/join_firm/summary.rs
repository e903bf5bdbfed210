//! What taking a firm file would do, in the words that are shown before it is taken.

use provisioning::{Environment, FirmFile, Policy};
use roster::untrusted_text;
use roster::view::FirmFileProblem;
use signing::PublicKey;

use crate::api::{
    FirmFileChange, FirmFileHost, FirmFileIntuit, FirmFileService, FirmFileSigner, FirmFileView,
    ManagedField,
};
use crate::settings::{FirmSettings, IntuitEnvironment, Permissions};

/// What a summary is made of besides the file.
pub(super) struct Context<'a> {
    /// Who signed it.
    pub(super) signer: PublicKey,
    /// How that is known.
    pub(super) known: FirmFileSigner,
    /// The firm whose file it is, as it is today.
    pub(super) today: Option<&'a FirmSettings>,
    /// The firm that is here, where the file is of another one.
    pub(super) beside: Option<String>,
    /// The folder is managed, and that of the file counts for nothing.
    pub(super) folder_is_managed: bool,
}

/// The file with its texts as they can be shown, or why it is not taken: an address with characters that cannot be
/// seen would not be the one that is shown.
pub(super) fn cleaned(mut file: FirmFile) -> Result<FirmFile, FirmFileProblem> {
    let mut names = vec![&mut file.firm_name, &mut file.computer, &mut file.made_by];
    if let Some(intuit) = &mut file.intuit {
        names.push(&mut intuit.relay.operator);
    }
    for name in names {
        *name = untrusted_text::sanitize(name, untrusted_text::NAME);
    }
    let conductor = file.conductor.as_ref();
    let exact = [
        file.firm_folder.as_deref(),
        conductor.map(|part| part.publishable_key.as_str()),
        file.intuit.as_ref().map(|part| part.client_id.as_str()),
    ];
    let odd = exact
        .into_iter()
        .flatten()
        .any(|text| text.chars().any(untrusted_text::is_bidi_or_invisible));
    let nameless = [&file.firm_name, &file.computer, &file.made_by]
        .iter()
        .any(|name| name.is_empty());
    if odd || nameless {
        return Err(FirmFileProblem::HiddenCharacters);
    }
    Ok(file)
}

/// What is shown of `file`, whose texts are [`cleaned`].
pub(super) fn view(file: &FirmFile, context: &Context<'_>) -> FirmFileView {
    FirmFileView {
        firm_name: file.firm_name.clone(),
        computer: file.computer.clone(),
        made_by: file.made_by.clone(),
        made_at: file.made_at.as_millisecond(),
        usable_until: file.usable_until.as_millisecond(),
        conductor: file.conductor.is_some(),
        intuit: file.intuit.as_ref().map(|part| FirmFileIntuit {
            environment: environment(part.environment).into(),
            relay_host: part.relay.url.host_str().unwrap_or_default().to_owned(),
            relay_operator: part.relay.operator.clone(),
        }),
        policy: policy(file.policy).into(),
        firm_folder: file.firm_folder.clone(),
        hosts: hosts(file),
        changes: context
            .today
            .map(|today| changes(today, file))
            .unwrap_or_default(),
        signer_words: provisioning::words_of(&context.signer),
        signer: context.known,
        folder_server: new_server(file, context),
        replaces: context.today.map(|firm| firm.name.clone()),
        beside: context.beside.clone(),
    }
}

/// Every host this computer would connect to that is not the service's own.
fn hosts(file: &FirmFile) -> Vec<FirmFileHost> {
    let relay = file.intuit.as_ref().map(|part| FirmFileHost {
        service: FirmFileService::Relay,
        host: address(&part.relay.url),
    });
    let conductor = file
        .conductor
        .as_ref()
        .and_then(|part| part.base_url.as_ref());
    let conductor = conductor.map(|url| FirmFileHost {
        service: FirmFileService::Conductor,
        host: address(url),
    });
    let folder = file.firm_folder.as_deref().and_then(server);
    let folder = folder.map(|host| FirmFileHost {
        service: FirmFileService::Folder,
        host,
    });
    relay.into_iter().chain(conductor).chain(folder).collect()
}

/// Host, and port where it is not the usual one.
fn address(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// What would be otherwise than today, field by field.
fn changes(today: &FirmSettings, file: &FirmFile) -> Vec<FirmFileChange> {
    let intuit = today.intuit.as_ref();
    let brought = file.intuit.as_ref();
    let of_app = |field, was: Option<String>, will: Option<String>| (field, was, will);
    let mut all = vec![
        of_app(
            ManagedField::FirmName,
            Some(today.name.clone()),
            Some(file.firm_name.clone()),
        ),
        of_app(
            ManagedField::RelayUrl,
            intuit
                .and_then(|it| it.relay.as_ref())
                .map(|relay| address(&relay.url)),
            brought.map(|it| address(&it.relay.url)),
        ),
        of_app(
            ManagedField::IntuitClientId,
            intuit.map(|it| it.client_id.clone()),
            brought.map(|it| it.client_id.clone()),
        ),
        of_app(
            ManagedField::IntuitEnvironment,
            intuit.map(|it| environment_name(it.environment)),
            brought.map(|it| environment_name(environment(it.environment))),
        ),
        of_app(
            ManagedField::AccountingScope,
            intuit.map(|it| switch(it.accounting_scope)),
            brought.map(|it| switch(it.accounting_scope)),
        ),
        of_app(
            ManagedField::AskRoles,
            intuit.map(|_| switch(today.ask_roles)),
            brought.map(|it| switch(it.ask_roles)),
        ),
        of_app(
            ManagedField::ConductorPublishableKey,
            today.conductor_publishable_key.clone(),
            file.conductor.as_ref().map(|it| it.publishable_key.clone()),
        ),
        of_app(
            ManagedField::FirmFolder,
            today.firm_folder.clone(),
            file.firm_folder.clone(),
        ),
    ];
    all.extend(rights(today.computer.policy, policy(file.policy)));
    all.into_iter()
        .filter(|(_, was, will)| was != will)
        .map(|(field, was, will)| FirmFileChange { field, was, will })
        .collect()
}

fn rights(
    was: Permissions,
    will: Permissions,
) -> impl Iterator<Item = (ManagedField, Option<String>, Option<String>)> {
    [
        (ManagedField::Connect, was.connect, will.connect),
        (ManagedField::Disconnect, was.disconnect, will.disconnect),
        (
            ManagedField::DeleteConnections,
            was.delete_connections,
            will.delete_connections,
        ),
        (ManagedField::Export, was.export, will.export),
        (ManagedField::ChangeKeys, was.change_keys, will.change_keys),
        (
            ManagedField::MakeFirmFiles,
            was.make_firm_files,
            will.make_firm_files,
        ),
        (ManagedField::ReadBooks, was.read_books, will.read_books),
    ]
    .into_iter()
    .map(|(field, was, will)| (field, Some(switch(was)), Some(switch(will))))
}

/// The server of the file's folder, where this computer does not use that server for the firm already.
pub(super) fn new_server(file: &FirmFile, context: &Context<'_>) -> Option<String> {
    if context.folder_is_managed {
        return None;
    }
    let server_of = |folder: Option<&String>| folder.and_then(|folder| server(folder));
    let brought = server_of(file.firm_folder.as_ref())?;
    let today = context.today.and_then(|firm| firm.firm_folder.as_ref());
    (server_of(today).as_ref() != Some(&brought)).then_some(brought)
}

/// Where a folder is, if not surely on this computer: the server of a network path, or what is mounted. Windows signs
/// a person in at the server of such a path whenever it is opened. Paths of every system are known on every
/// system.
fn server(folder: &str) -> Option<String> {
    let path = folder.trim().replace('/', "\\");
    let lower = path.to_ascii_lowercase();
    for prefix in ["\\\\?\\unc\\", "\\\\.\\unc\\", "\\??\\unc\\"] {
        if let Some(rest) = lower.strip_prefix(prefix) {
            return host(rest);
        }
    }
    for prefix in ["\\\\?\\", "\\\\.\\", "\\??\\"] {
        if let Some(rest) = lower.strip_prefix(prefix) {
            return drive(rest);
        }
    }
    if let Some(rest) = lower.strip_prefix("\\\\") {
        return host(rest);
    }
    // An address instead of a path.
    if let Some((scheme, rest)) = lower.split_once(":\\\\")
        && scheme.len() > 1
    {
        return host(rest);
    }
    drive(&lower).or_else(|| mount(&path))
}

/// `server@ssl@8443\share` is `server`, reached by `WebDAV`.
fn host(rest: &str) -> Option<String> {
    let host = rest.trim_start_matches('\\').split('\\').next()?;
    let host = host.split('@').next()?.trim_end_matches('.');
    (!host.is_empty()).then(|| host.to_owned())
}

/// A drive other than the system's own may be a network's.
fn drive(lower: &str) -> Option<String> {
    let mut letters = lower.chars();
    let letter = letters.next().filter(char::is_ascii_alphabetic)?;
    (letters.next() == Some(':') && letter != 'c')
        .then(|| format!("{}:", letter.to_ascii_uppercase()))
}

/// Where macOS and Linux mount what comes from elsewhere.
fn mount(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('\\').filter(|part| !part.is_empty()).collect();
    let (root, names): (&str, usize) = match parts.as_slice() {
        ["Volumes" | "mnt" | "net" | "media", _, ..] => ("", 2),
        ["run", "user", _, "gvfs", _, ..] => ("", 5),
        _ => return None,
    };
    Some(format!("{root}/{}", parts[..names].join("/")))
}

pub(super) fn policy(policy: Policy) -> Permissions {
    Permissions {
        connect: policy.connect,
        disconnect: policy.disconnect,
        delete_connections: policy.delete_connections,
        export: policy.export,
        change_keys: policy.change_keys,
        make_firm_files: policy.make_firm_files,
        read_books: policy.read_books,
    }
}

pub(super) fn environment(environment: Environment) -> IntuitEnvironment {
    match environment {
        Environment::Production => IntuitEnvironment::Production,
        Environment::Sandbox => IntuitEnvironment::Sandbox,
    }
}

fn environment_name(environment: IntuitEnvironment) -> String {
    match environment {
        IntuitEnvironment::Production => "production",
        IntuitEnvironment::Sandbox => "sandbox",
    }
    .to_owned()
}

fn switch(on: bool) -> String {
    if on { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_of_a_folder_is_found_however_it_is_written() {
        for (folder, expected) in [
            ("\\\\attacker\\share\\x", Some("attacker")),
            ("//ATTACKER/share", Some("attacker")),
            ("/\\attacker\\share", Some("attacker")),
            ("\\\\attacker@SSL\\DavWWWRoot\\x", Some("attacker")),
            ("\\\\attacker@SSL@8443\\DavWWWRoot", Some("attacker")),
            ("\\\\192.0.2.7@80\\x", Some("192.0.2.7")),
            ("\\\\?\\UNC\\attacker\\share", Some("attacker")),
            ("\\\\.\\UNC\\attacker\\share", Some("attacker")),
            ("\\??\\UNC\\attacker\\share", Some("attacker")),
            ("\\\\server.example.\\x", Some("server.example")),
            ("smb://attacker/share", Some("attacker")),
            ("file://attacker/share", Some("attacker")),
            ("Z:\\Firm", Some("Z:")),
            ("\\\\?\\Z:\\Firm", Some("Z:")),
            ("/Volumes/Firm/Counterfoil", Some("/Volumes/Firm")),
            ("/mnt/firm/Counterfoil", Some("/mnt/firm")),
            (
                "/run/user/1000/gvfs/smb-share:server=x/y",
                Some("/run/user/1000/gvfs/smb-share:server=x"),
            ),
            ("C:\\Users\\Maria\\Dropbox", None),
            ("\\\\?\\C:\\Firm", None),
            ("/home/maria/Dropbox", None),
            ("/Users/maria/Dropbox", None),
        ] {
            assert_eq!(server(folder).as_deref(), expected, "{folder}");
        }
    }
}
