//! Registers the app's scheme where no package did: a development build, an `AppImage`, a program in a folder.
//!
//! The deep-link plugin's own registration goes by the program's file name, so two builds would share one
//! entry and the last one started would have the other's links.

use std::path::Path;
use std::process::Command;
use std::{fs, io};

use tauri::utils::config::BundleType;
use tauri::utils::platform::bundle_type;
use tauri::{AppHandle, Manager};

use crate::platform::identity::{Identity, OWN};

/// Makes this program the person's handler of its scheme, if no package registered it. Once: a person who
/// chose another handler since keeps it.
pub(crate) fn register(app: &AppHandle) -> io::Result<()> {
    if matches!(bundle_type(), Some(BundleType::Deb | BundleType::Rpm)) {
        return Ok(());
    }
    let program = match app.env().appimage {
        Some(image) => image.into(),
        None => tauri::utils::platform::current_exe()?,
    };
    let folder = app
        .path()
        .data_dir()
        .map_err(io::Error::other)?
        .join("applications");
    let name = file_name(OWN);
    let entry = entry(OWN, &program);
    if fs::read(folder.join(&name)).is_ok_and(|kept| kept == entry.as_bytes()) {
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(&name), entry)?;
    match run(Command::new("update-desktop-database").arg(&folder)) {
        // Without it desktops still find the default below.
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let kind = format!("x-scheme-handler/{}", OWN.scheme);
    run(Command::new("xdg-mime").args(["default", &name, &kind]))
}

fn run(command: &mut Command) -> io::Result<()> {
    let status = command.status()?;
    let program = command.get_program().to_string_lossy();
    (status.success().then_some(()))
        .ok_or_else(|| io::Error::other(format!("{program} ended with {status}")))
}

fn file_name(identity: &Identity) -> String {
    format!("{}-handler.desktop", identity.identifier)
}

/// The entry by which desktops start `program` with a link.
fn entry(identity: &Identity, program: &Path) -> String {
    let mut exec = String::new();
    // Desktop Entry Specification, "The Exec key": quoted, these four escaped, and % doubled; the file
    // format takes every backslash for the start of an escape once more.
    for letter in program.to_string_lossy().chars() {
        match letter {
            '"' | '`' | '$' => exec.extend(["\\\\", letter.encode_utf8(&mut [0; 4])]),
            '\\' => exec.push_str(r"\\\\"),
            '%' => exec.push_str("%%"),
            _ => exec.push(letter),
        }
    }
    format!(
        "[Desktop Entry]\nType=Application\nName={}\nExec=\"{exec}\" %u\nTerminal=false\n\
         MimeType=x-scheme-handler/{};\nNoDisplay=true\n",
        identity.keychain, identity.scheme
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::identity::{DEVELOPMENT, INSTALLED};

    #[test]
    fn two_builds_share_no_name_folder_scheme_or_keychain_entry() {
        assert_ne!(INSTALLED.identifier, DEVELOPMENT.identifier);
        assert_ne!(INSTALLED.scheme, DEVELOPMENT.scheme);
        assert_ne!(INSTALLED.keychain, DEVELOPMENT.keychain);
        assert_ne!(file_name(&INSTALLED), file_name(&DEVELOPMENT));
        assert_eq!(
            OWN.identifier, DEVELOPMENT.identifier,
            "tests are no product"
        );
    }

    #[test]
    fn the_packages_know_what_people_install() {
        let config: serde_json::Value =
            serde_json::from_str(include_str!("../../tauri.conf.json")).expect("JSON");
        assert_eq!(config["identifier"], INSTALLED.identifier);
        assert_eq!(
            config["plugins"]["deep-link"]["desktop"]["schemes"],
            serde_json::json!([INSTALLED.scheme])
        );
        assert_eq!(INSTALLED.scheme, roster::callback::SCHEME);
    }

    #[test]
    fn a_context_takes_on_the_build_s_identity() {
        let context = crate::app::context();
        assert_eq!(context.config().identifier, DEVELOPMENT.identifier);
        assert_eq!(
            context.config().plugins.0["deep-link"]["desktop"]["schemes"],
            serde_json::json!([DEVELOPMENT.scheme])
        );
    }

    #[test]
    fn a_path_is_quoted_in_the_entry() {
        let entry = entry(&DEVELOPMENT, Path::new("/home/ma\"ria/50% $x/counterfoil"));
        assert!(entry.contains("Exec=\"/home/ma\\\\\"ria/50%% \\\\$x/counterfoil\" %u\n"));
        assert!(entry.contains("MimeType=x-scheme-handler/counterfoil-dev;\n"));
    }
}
