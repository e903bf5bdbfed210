//! What others may do with our files, on a Unix.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};

use roster::view::BannerKind;

use super::{Narrowed, look, make_folder, options, report, system, write};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").mode() & 0o7777
}

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
}

/// An app's folder as another program may have left it: everything for everybody.
fn wide(at: &Path) -> Vec<PathBuf> {
    let firm = at.join("firm");
    fs::create_dir_all(&firm).expect("a writable folder");
    let files = [
        at.join("settings.json"),
        at.join("settings.json.bak"),
        firm.join("roster.sqlite"),
        firm.join("roster.sqlite-wal"),
        firm.join("roster.sqlite-shm"),
    ];
    for file in &files {
        fs::write(file, "ours").expect("a writable folder");
        set(file, 0o666);
    }
    set(&firm, 0o777);
    set(at, 0o755);
    let mut all = files.to_vec();
    all.extend([firm, at.to_owned()]);
    all
}

fn names(path: &Path) -> [PathBuf; 2] {
    [path.to_owned(), path.join("firm")]
}

#[test]
fn what_is_made_is_private_at_once() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("share/app");
    make_folder(&folder).expect("a writable home");
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&home.path().join("share")), 0o700);
    write(&folder.join("note"), b"text").expect("a writable folder");
    assert_eq!(mode(&folder.join("note")), 0o600);
    let made = folder.join("list.csv");
    options()
        .create_new(true)
        .open(&made)
        .expect("a writable folder");
    assert_eq!(mode(&made), 0o600);
}

#[test]
fn what_is_too_wide_is_narrowed_once_and_nothing_is_said_of_it_after() {
    let home = tempfile::tempdir().expect("a folder");
    let at = home.path().join("app");
    let all = wide(&at);
    let findings = look(&names(&at));
    assert_eq!(findings.len(), all.len(), "{findings:?}");
    assert!(
        report(&findings).is_empty(),
        "what was put right needs no banner"
    );
    for path in &all {
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(path), wanted, "{}", path.display());
    }
    assert!(look(&names(&at)).is_empty());
}

#[test]
fn the_owners_own_bits_stay_and_lent_rights_go() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("file");
    fs::write(&path, "ours").expect("a writable folder");
    for (before, after) in [(0o444, 0o400), (0o6755, 0o700), (0o640, 0o600)] {
        set(&path, before);
        assert!(matches!(system::narrow(&path), Ok(Narrowed::Now(_))));
        assert_eq!(mode(&path), after);
    }
    assert_eq!(system::narrow(&path).ok(), Some(Narrowed::Private));
}

#[test]
fn a_link_is_reported_and_its_target_is_left_alone() {
    let home = tempfile::tempdir().expect("a folder");
    let at = home.path().join("app");
    make_folder(&at).expect("a writable home");
    let elsewhere = home.path().join("elsewhere");
    fs::write(&elsewhere, "somebody's").expect("a writable folder");
    set(&elsewhere, 0o644);
    let link = at.join("settings.json");
    symlink(&elsewhere, &link).expect("links can be made");
    let other = home.path().join("other");
    make_folder(&other).expect("a writable home");
    set(&other, 0o755);
    symlink(&other, at.join("firm")).expect("links can be made");
    let banners = report(&look(&names(&at)));
    assert_eq!(banners.len(), 1, "one banner for both: {banners:?}");
    assert_eq!(banners[0].0, BannerKind::FilesLinked);
    assert_eq!(mode(&elsewhere), 0o644);
    assert_eq!(mode(&other), 0o755);
}

#[test]
fn the_apps_own_folder_may_be_a_link_and_is_narrowed_where_it_is() {
    let home = tempfile::tempdir().expect("a folder");
    let disk = home.path().join("other-disk");
    wide(&disk);
    let at = home.path().join("app");
    symlink(&disk, &at).expect("links can be made");
    assert!(report(&look(&names(&at))).is_empty());
    assert_eq!(mode(&disk), 0o700);
    assert_eq!(mode(&disk.join("settings.json")), 0o600);
    assert_eq!(mode(&disk.join("firm/roster.sqlite")), 0o600);
}

#[test]
fn what_belongs_to_somebody_else_is_reported_and_left_alone() {
    let home = tempfile::tempdir().expect("a folder");
    let theirs = home.path().join("theirs");
    fs::write(&theirs, "theirs").expect("a writable folder");
    set(&theirs, 0o644);
    // Only root can give a file away; anybody else has root's files for an example.
    let (findings, path) = if chown(&theirs, Some(4711), None).is_ok() {
        (look(&[home.path().to_owned()]), theirs)
    } else {
        (look(&[PathBuf::from("/usr")]), PathBuf::from("/usr"))
    };
    let before = mode(&path);
    let banners = report(&findings);
    assert_eq!(banners[0].0, BannerKind::FilesForeign);
    assert!(Path::new(&banners[0].1).starts_with(&path), "{banners:?}");
    assert_eq!(mode(&path), before);
}

#[test]
fn a_folder_that_is_not_there_yet_is_no_finding() {
    let home = tempfile::tempdir().expect("a folder");
    let at = home.path().join("app");
    assert!(look(&names(&at)).is_empty());
    assert_eq!(mode(&at), 0o700, "the first is made");
    assert!(!at.join("firm").exists());
}
