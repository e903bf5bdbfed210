//! `counterfoil --remove`: removes this computer from all its firms and deletes what Counterfoil keeps here, without a
//! window. For uninstallers, and for uninstalling by hand.
//!
//! Long because its tests are here too; the program itself is one pass over the firms.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use roster::computer::Computer;
use roster::mail::Mail;
use roster::platform::{Browser, BrowserError, Clipboard, ClipboardError, Listener, SystemClock};
use roster::vault::{Vault, VaultError, VaultStatus};
use roster::view::RosterEvent;
use roster::{Dependencies, Left, Parting, Roster, RosterError, WhyLeft};
use url::Url;

use crate::platform::computer;
use crate::platform::data_folder;
use crate::platform::data_folder::ROSTER;
use crate::platform::identity::OWN;
use crate::platform::keychain::Keychain;
use crate::platform::running::{NotAlone, Running};
use crate::session::change_log;
use crate::session::removal::{self, Ended, WipeError};
use crate::session::services::{genuine_sides, open_database};
use crate::settings::firm_id::FirmId;
use crate::settings::managed::Managed;
use crate::settings::permissions::Permission;
use crate::settings::{FirmSettings, Settings};

/// Everything was deleted and nothing is left at Intuit.
const DONE: u8 = 0;
/// Something could not be deleted.
const NOT_DELETED: u8 = 1;
/// Nothing was done.
const REFUSED: u8 = 2;
/// Everything was deleted, and something is left at Intuit or colleagues were not informed.
const LEFT: u8 = 3;

/// How long the services of one firm are asked: an uninstaller waits.
const PATIENCE: Duration = Duration::from_secs(60);

const USAGE: &str = "Usage: counterfoil --remove [--yes]";

/// The exit code, if the program was started with `--remove`.
pub(crate) fn asked_for(arguments: impl Iterator<Item = String>) -> Option<u8> {
    let arguments: Vec<String> = arguments.skip(1).collect();
    if !arguments.iter().any(|it| it == "--remove") {
        return None;
    }
    let known = |it: &String| it == "--remove" || it == "--yes";
    if !arguments.iter().all(known) {
        say(USAGE);
        return Some(REFUSED);
    }
    let confirmed = arguments.iter().any(|it| it == "--yes");
    let Some(places) = Places::of_this_computer() else {
        say("This computer names no folder for programs' data.");
        return Some(NOT_DELETED);
    };
    Some(remove(&places, confirmed))
}

/// Where Counterfoil keeps things.
struct Places {
    data: PathBuf,
    logs: PathBuf,
    /// Where versions before this one had the data.
    former: Option<PathBuf>,
}

impl Places {
    /// The same as Tauri's, which needs a window system to say so.
    fn of_this_computer() -> Option<Self> {
        let usual = dirs::data_dir()?.join(OWN.identifier);
        let local = dirs::data_local_dir()?.join(OWN.identifier);
        let logs = if cfg!(target_os = "macos") {
            dirs::home_dir()?.join("Library/Logs").join(OWN.identifier)
        } else {
            local.join("logs")
        };
        let (data, former) = if cfg!(windows) {
            (local.join(data_folder::FOLDER), Some(usual))
        } else {
            (usual, None)
        };
        Some(Self { data, logs, former })
    }

    fn all(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.data, &self.logs].into_iter().chain(&self.former)
    }
}

fn remove(places: &Places, confirmed: bool) -> u8 {
    if !places.all().any(|place| place.exists()) {
        say("Counterfoil has no data of yours on this computer.");
        return DONE;
    }
    let running = if places.data.exists() {
        match Running::begin(&places.data) {
            Ok(running) => Some(running),
            Err(NotAlone::Another) => {
                say("Counterfoil is running. Close it, then try again. Nothing was removed.");
                return REFUSED;
            }
            Err(NotAlone::Disk(error)) => {
                say(&format!(
                    "{} can't be written: {error}. Nothing was removed.",
                    places.data.display()
                ));
                return NOT_DELETED;
            }
        }
    } else {
        None
    };
    let settings = Settings::of_folder(&places.data, Managed::of_this_computer());
    let firms = firms(&settings, &places.data);
    if !confirmed && !confirm(&firms) {
        say("Nothing was removed.");
        return REFUSED;
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    tauri::async_runtime::block_on(remove_all(places, &settings, firms, running))
}

/// The firms of this computer: those of the settings, and folders that no settings name.
fn firms(settings: &Settings, data: &Path) -> Vec<FirmSettings> {
    let mut firms: Vec<FirmSettings> = settings.get().firms().cloned().collect();
    for folder in FirmId::folders_in(data) {
        let name = folder.file_name().and_then(|name| name.to_str());
        let id = name.and_then(|name| FirmId::parse(name).ok());
        if let Some(id) = id.filter(|id| firms.iter().all(|firm| firm.id != *id)) {
            firms.push(FirmSettings {
                name: format!("The firm in {}", folder.display()),
                id,
                ..FirmSettings::default()
            });
        }
    }
    firms
}

fn confirm(firms: &[FirmSettings]) -> bool {
    if !io::stdin().is_terminal() {
        say("Add --yes to remove everything without being asked.");
        return false;
    }
    say(
        "This disconnects every client that is connected on this computer, and deletes Counterfoil's keys, lists of clients, settings and logs:",
    );
    for firm in firms {
        say(&format!("  {}", firm.name));
    }
    say("It can't be undone. Type yes to go on:");
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("yes")
}

async fn remove_all(
    places: &Places,
    settings: &Settings,
    firms: Vec<FirmSettings>,
    running: Option<Running>,
) -> u8 {
    let keychain = Keychain::find(&places.data).await;
    let mut code = DONE;
    for firm in firms {
        let of_firm = remove_firm(places, settings, &keychain, &firm).await;
        if code != NOT_DELETED && of_firm != DONE {
            code = of_firm;
        }
    }
    let (practice, status) = keychain.practice_vault().await;
    if let Err(error) = practice.wipe().await
        && status.is_readable()
    {
        say(&format!(
            "The practice firm's entries are still in the keychain ({error})."
        ));
        code = NOT_DELETED;
    }
    if code == NOT_DELETED {
        say("Settings and logs stay for the next try.");
        return code;
    }
    drop(running);
    for place in places.all() {
        if let Err(error) = removal::delete(place).await {
            say(&format!("{} is still there ({error}).", place.display()));
            code = NOT_DELETED;
        }
    }
    if code != NOT_DELETED {
        say("Counterfoil's data on this computer is deleted.");
    }
    code
}

async fn remove_firm(
    places: &Places,
    settings: &Settings,
    keychain: &Keychain,
    firm: &FirmSettings,
) -> u8 {
    let (vault, status) = keychain.firm_vault(&firm.id).await;
    let folder = places.data.join(firm.id.as_str());
    let removed = async {
        if status == VaultStatus::Locked {
            return Err(WipeError::Keychain(VaultError::Locked).to_string());
        }
        let ended = if folder.join(ROSTER).exists() {
            end(places, settings, firm, &vault)
                .await
                .map_err(|error| error.to_string())?
        } else {
            Ended::default()
        };
        let no_keychain = status == VaultStatus::Missing;
        removal::wipe(vault.as_ref(), no_keychain, &folder)
            .await
            .map_err(|error| error.to_string())?;
        Ok(ended)
    };
    match removed.await {
        Ok(ended) => {
            for line in lines(&firm.name, &ended, status) {
                say(&line);
            }
            let parted = &ended.parted;
            if parted.left.is_empty() && !parted.untold && !ended.unread {
                DONE
            } else {
                LEFT
            }
        }
        Err(problem) => {
            say(&format!("{}: not removed: {problem}.", firm.name));
            NOT_DELETED
        }
    }
}

/// Ends the firm's connections, or hands them over where this computer may not disconnect.
async fn end(
    places: &Places,
    settings: &Settings,
    firm: &FirmSettings,
    vault: &Arc<dyn Vault>,
) -> Result<Ended, RosterError> {
    let (conductor, intuit) = Box::pin(genuine_sides(settings, &firm.id, vault)).await;
    let (database, _) = open_database(&places.data.join(firm.id.as_str()).join(ROSTER))?;
    let joined = firm.computer.joined.as_ref();
    let roster = Roster::open(Dependencies {
        database,
        vault: vault.clone(),
        clock: Arc::new(SystemClock),
        browser: Arc::new(Nobody),
        clipboard: Arc::new(Nobody),
        listener: Arc::new(Nobody),
        conductor,
        intuit,
        scheme: OWN.scheme,
        computer: Computer {
            id: computer::identify(&places.data),
            name: computer::name(joined.map(|joined| joined.computer.as_str())),
        },
    })
    .await?;
    let genuine = settings.get().firm_of(&firm.id).cloned();
    let (folder, _) = change_log::folder_of(genuine.as_ref(), vault.as_ref()).await;
    roster.change_log().share_change_log(folder);
    let policy = firm.computer.policy.and(settings.managed().policy());
    let how = if Permission::Disconnect.is_allowed_by(policy) {
        Parting::Disconnect
    } else {
        Parting::HandOver
    };
    removal::end(&roster, how, PATIENCE, |_| ()).await
}

/// What came of a firm, a sentence each.
fn lines(firm: &str, ended: &Ended, keychain: VaultStatus) -> Vec<String> {
    let parted = &ended.parted;
    let mut lines = vec![format!("{firm}: removed from this computer.")];
    let mut add = |when: bool, line: String| {
        if when {
            lines.push(format!("  {line}"));
        }
    };
    let count = parted.disconnected;
    add(count > 0, format!("Disconnected at Intuit: {count}."));
    let count = parted.handed_over;
    add(
        count > 0,
        format!(
            "Handed over to the firm's other computers: {count}. This computer may not disconnect."
        ),
    );
    let count = ended.holdings.desktop;
    add(
        count > 0,
        format!("At Conductor, where they stay with the firm: {count}."),
    );
    add(
        parted.untold,
        "The firm's folder couldn't be reached, so its other computers were not told.".to_owned(),
    );
    add(
        ended.unread,
        "Its list of clients was damaged, so no connection was ended.".to_owned(),
    );
    add(
        keychain == VaultStatus::Missing,
        "There is no keychain now. If there was one, delete its entries named Counterfoil."
            .to_owned(),
    );
    for left in &parted.left {
        add(true, left_line(left));
    }
    add(
        ended.unread || !parted.left.is_empty(),
        "End what is left in QuickBooks Online, under Apps > My apps: https://qbo.intuit.com/app/apps/myapps"
            .to_owned(),
    );
    lines
}

fn left_line(left: &Left) -> String {
    let why = match left.why {
        WhyLeft::NoAnswer => "no answer",
        WhyLeft::CannotBe => "can't be ended from here",
    };
    let company = match left.tail.as_str() {
        "" => String::new(),
        tail => format!(", company ending in {tail}"),
    };
    format!("Left at Intuit: {}{company} ({why}).", left.client)
}

/// To a terminal, or to whatever an uninstaller reads. Nobody may be listening.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// There is no window, no browser and no clipboard.
struct Nobody;

impl Browser for Nobody {
    fn open(&self, _url: &Url) -> Result<(), BrowserError> {
        Err(BrowserError("there is no window".to_owned()))
    }

    fn write(&self, _mail: &Mail) -> Result<(), BrowserError> {
        Err(BrowserError("there is no window".to_owned()))
    }

    fn permits(&self, _url: &Url) -> bool {
        false
    }
}

impl Clipboard for Nobody {
    fn copy(&self, _text: &str) -> Result<(), ClipboardError> {
        Err(ClipboardError("there is no window".to_owned()))
    }
}

impl Listener for Nobody {
    fn notify(&self, _event: RosterEvent) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(arguments: &[&str]) -> Option<u8> {
        let all = ["counterfoil"].into_iter().chain(arguments.iter().copied());
        asked_for(all.map(str::to_owned))
    }

    #[test]
    fn anything_else_starts_the_app_and_a_mistyped_word_removes_nothing() {
        for arguments in [
            &[][..],
            &["counterfoil://oauth"],
            &["--yes"],
            &["--removed"],
        ] {
            assert_eq!(asked(arguments), None, "{arguments:?}");
        }
        assert_eq!(asked(&["--remove", "--yess"]), Some(REFUSED));
    }

    #[test]
    fn without_a_terminal_and_without_a_yes_nothing_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = places(folder.path());
        std::fs::create_dir_all(&places.data).expect("writable");
        let _app = Running::begin(&places.data).expect("alone");
        assert_eq!(remove(&places, true), REFUSED, "while the app runs");
        assert!(places.data.exists());
    }

    #[test]
    fn firms_of_the_settings_and_of_folders_are_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings::of_folder(folder.path(), Managed::default());
        settings.change(|values| {
            values.put_firm(FirmSettings {
                name: "Hale & Ortiz LLP".to_owned(),
                ..FirmSettings::default()
            });
        });
        for name in ["firm", "firm-0123abcd", "practice"] {
            std::fs::create_dir_all(folder.path().join(name)).expect("writable");
        }
        let found = firms(&settings, folder.path());
        let ids: Vec<&str> = found.iter().map(|firm| firm.id.as_str()).collect();
        assert_eq!(ids, ["firm", "firm-0123abcd"]);
        assert_eq!(found[0].name, "Hale & Ortiz LLP");
    }

    #[test]
    fn what_is_left_is_named_with_the_way_to_end_it() {
        let mut ended = Ended::default();
        ended.parted.left = vec![Left {
            client: "Sue's Bakery".to_owned(),
            tail: "0396".to_owned(),
            why: WhyLeft::NoAnswer,
        }];
        let text = lines("Hale & Ortiz LLP", &ended, VaultStatus::Ready).join("\n");
        assert!(
            text.contains("Sue's Bakery, company ending in 0396 (no answer)"),
            "{text}"
        );
        assert!(
            text.contains("https://qbo.intuit.com/app/apps/myapps"),
            "{text}"
        );
    }

    fn places(folder: &Path) -> Places {
        Places {
            data: folder.join("data"),
            logs: folder.join("logs"),
            former: None,
        }
    }
}
