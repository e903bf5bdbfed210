//! The folder: this computer's file is written, the other computers' files are read. Everything here blocks, and
//! everything found here may have been put there by anybody.
//!
//! Long because writing and reading share the rules of a file's name, its lines and their limits.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use rand::RngCore as _;
use rand::rngs::OsRng;

use super::entry::Entry;
use super::seal::{Keys, LONGEST_LINE, Opened};

const EXTENSION: &str = ".counterfoil-log";
/// A larger file is not read, and a computer whose own file comes near it begins another one.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;
/// Room for what is written at once.
const ROOM: u64 = 512 * 1024;
/// Files read in one look, of those that have the right name …
const MOST_FILES: usize = 200;
/// … among this many things in the folder …
const MOST_SEEN: usize = 10_000;
/// … and bytes of them.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// Letters of the computer's name in a file's name.
const LONGEST_NAME: usize = 40;
/// Hexadecimal digits of a computer's id.
const ID_LENGTH: usize = 8;

/// This computer's file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct OwnLogFile {
    /// Id of the file. Random; a new file has a new one, so that no two lines ever have the same place.
    #[serde(rename = "seat")]
    pub(super) id: String,
    /// Its name in the folder.
    #[serde(rename = "file")]
    pub(super) file: String,
    /// Lines it was seen to have.
    #[serde(rename = "lines")]
    pub(super) lines: u64,
    /// And bytes.
    #[serde(rename = "bytes")]
    pub(super) bytes: u64,
}

impl OwnLogFile {
    /// A file that is not there yet.
    pub(super) fn new(computer: &str) -> Self {
        let mut id = [0; ID_LENGTH / 2];
        OsRng.fill_bytes(&mut id);
        let id = hex::encode(id);
        Self {
            file: format!("{}-{id}{EXTENSION}", tidy(computer)),
            id,
            lines: 0,
            bytes: 0,
        }
    }
}

/// How far a file was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ReadOffset {
    pub(super) bytes: u64,
    pub(super) lines: u64,
    /// When it had last been changed, in milliseconds.
    pub(super) changed: i64,
    /// At least one line of it could be opened.
    pub(super) good: bool,
    /// Lines of the firm under a key that this computer does not have.
    pub(super) key_missing: u64,
}

/// What is to be done in the folder.
pub(super) struct SyncRequest {
    pub(super) folder: PathBuf,
    pub(super) keys: Arc<Keys>,
    pub(super) own: OwnLogFile,
    /// To be written, oldest first.
    pub(super) waiting: Vec<Entry>,
    pub(super) marks: HashMap<String, ReadOffset>,
    /// Ids of this computer's files, now and before: they are no news.
    pub(super) ours: HashSet<String>,
    /// What the last look found to be no file of the log.
    pub(super) junk: Junk,
}

/// Files that have the name of one and no line that could be one, with their size and when they were changed. They are
/// not read again as long as they stay so.
pub(super) type Junk = HashMap<String, (u64, i64)>;

/// What came of it.
pub(super) struct SyncResult {
    pub(super) written: Written,
    pub(super) heard: Vec<RemoteEntry>,
    pub(super) marks: HashMap<String, ReadOffset>,
    pub(super) junk: Junk,
    pub(super) trouble: Option<FolderError>,
}

/// What became of this computer's file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Everything that waited is in it.
    All(OwnLogFile),
    /// It was deleted, shortened or replaced, or it is full: another one has to be begun.
    Lost,
    /// It could not be written.
    Nothing,
}

/// A line of another computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RemoteEntry {
    pub(super) file_id: String,
    pub(super) line: u64,
    pub(super) entry: Entry,
}

/// Why the folder is of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum FolderError {
    #[error("can't be found")]
    Missing,
    #[error("is not a folder")]
    NotAFolder,
    #[error("can't be read ({0})")]
    Unreadable(String),
    #[error("can't be written to ({0})")]
    Unwritable(String),
    #[error("doesn't answer")]
    Silent,
    #[error("has other computers' files that this computer's key doesn't open")]
    Foreign,
}

/// Writes what waits and reads what is new.
pub(super) fn sync_folder(request: &SyncRequest) -> SyncResult {
    let mut result = SyncResult {
        written: Written::Nothing,
        heard: Vec::new(),
        marks: HashMap::new(),
        junk: Junk::new(),
        trouble: None,
    };
    match fs::metadata(&request.folder) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => result.trouble = Some(FolderError::NotAFolder),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            result.trouble = Some(FolderError::Missing);
        }
        Err(error) => result.trouble = Some(FolderError::Unreadable(reason(&error))),
    }
    if result.trouble.is_some() {
        return result;
    }
    match write(request) {
        Ok(written) => result.written = written,
        Err(error) => result.trouble = Some(FolderError::Unwritable(reason(&error))),
    }
    match read(request) {
        Ok(RemoteLines { heard, marks, junk }) => {
            // Two computers that were set up by hand have two keys, and would never notice.
            let opened = marks.values().any(|mark| mark.good || mark.key_missing > 0);
            if !opened && marks.values().any(|mark| mark.lines > 0) {
                result.trouble = result.trouble.or(Some(FolderError::Foreign));
            }
            (result.heard, result.marks, result.junk) = (heard, marks, junk);
        }
        Err(error) => result.trouble = Some(FolderError::Unreadable(reason(&error))),
    }
    result
}

fn write(request: &SyncRequest) -> io::Result<Written> {
    let own = &request.own;
    let path = request.folder.join(&own.file);
    let mut options = OpenOptions::new();
    options.read(true).append(true);
    let mut file = match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if own.lines > 0 {
                return Ok(Written::Lost);
            }
            if request.waiting.is_empty() {
                return Ok(Written::All(own.clone()));
            }
            // Never through a link that somebody puts there meanwhile.
            options.create_new(true).open(&path)?
        }
        Err(error) => return Err(error),
        Ok(found) => {
            let len = found.len();
            if !found.is_file() || len < own.bytes || len > LARGEST_FILE - ROOM {
                return Ok(Written::Lost);
            }
            if request.waiting.is_empty() {
                return Ok(Written::All(own.clone()));
            }
            let file = options.open(&path)?;
            if !is_same(&found, &file.metadata()?) {
                return Ok(Written::Lost);
            }
            file
        }
    };
    let (lines, torn) = count(&mut file)?;
    let lines = append(request, &mut file, lines, torn)?;
    file.sync_all()?;
    Ok(Written::All(OwnLogFile {
        lines,
        bytes: file.metadata()?.len(),
        ..own.clone()
    }))
}

/// Each line in one piece, so that a reader sees it whole or torn at the end, and never two in one.
fn append(request: &SyncRequest, file: &mut File, lines: u64, torn: bool) -> io::Result<u64> {
    let mut number = lines;
    if torn {
        // A line that was cut off becomes one that nobody can open.
        file.write_all(b"\n")?;
        number += 1;
    }
    for entry in &request.waiting {
        let Some(line) = request.keys.seal(&request.own.id, number, entry) else {
            continue;
        };
        file.write_all(format!("{line}\n").as_bytes())?;
        number += 1;
    }
    Ok(number)
}

/// Lines of a file, and whether its last one was cut off.
fn count(file: &mut File) -> io::Result<(u64, bool)> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(LARGEST_FILE).read_to_end(&mut bytes)?;
    let lines = bytes.split(|&b| b == b'\n').count() - 1;
    Ok((lines as u64, bytes.last().is_some_and(|&b| b != b'\n')))
}

#[derive(Default)]
struct RemoteLines {
    heard: Vec<RemoteEntry>,
    marks: HashMap<String, ReadOffset>,
    junk: Junk,
}

fn read(request: &SyncRequest) -> io::Result<RemoteLines> {
    let mut files: Vec<(String, String)> = fs::read_dir(&request.folder)?
        .take(MOST_SEEN)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| Some((file_id_of(&name)?.to_owned(), name)))
        .filter(|(file_id, _)| !request.ours.contains(file_id))
        .collect();
    // What was good before comes first, then what is new: files made to be in the way push out nobody.
    let rank = |name: &str| match request.marks.get(name) {
        Some(mark) if mark.good || mark.key_missing > 0 => 0,
        None => 1,
        Some(_) => 2,
    };
    files.sort_by(|(_, a), (_, b)| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    files.truncate(MOST_FILES);
    let (mut all, mut left) = (RemoteLines::default(), MOST_BYTES);
    for (file_id, name) in files {
        let before = request.marks.get(&name).copied().unwrap_or_default();
        let after = match news(request, &file_id, &name, before, &mut left) {
            Ok(Found::Lines(found, after)) => {
                all.heard.extend(found);
                after
            }
            Ok(Found::Junk(seen)) => {
                all.junk.insert(name.clone(), seen);
                before
            }
            Err(error) => {
                tracing::info!(file = name, %error, "a file of the firm's change log was left out");
                before
            }
        };
        all.marks.insert(name, after);
    }
    Ok(all)
}

/// What one file has.
enum Found {
    Lines(Vec<RemoteEntry>, ReadOffset),
    /// No end of a line where one would have to be. Its size, and when it was changed.
    Junk((u64, i64)),
}

/// What is new in one file.
fn news(
    request: &SyncRequest,
    file_id: &str,
    name: &str,
    before: ReadOffset,
    left: &mut u64,
) -> io::Result<Found> {
    let path = request.folder.join(name);
    // Opening a pipe or a device could wait for ever; a link leads out of the folder.
    let found = fs::symlink_metadata(&path)?;
    let changed = changed(&found);
    let is_known = found.len() == before.bytes && changed == before.changed;
    if !found.is_file() || found.len() > LARGEST_FILE || is_known {
        return Ok(Found::Lines(Vec::new(), before));
    }
    let seen = (found.len(), changed);
    if request.junk.get(name) == Some(&seen) {
        return Ok(Found::Junk(seen));
    }
    let good = before.good;
    let anew = ReadOffset {
        changed,
        ..ReadOffset::default()
    };
    let from = if found.len() > before.bytes {
        ReadOffset { changed, ..before }
    } else {
        anew
    };
    let mut read = lines(request, file_id, &path, from, left)?;
    if !read.all && from.bytes > 0 {
        // The file is not the one we knew: another beginning moves every line.
        read = lines(request, file_id, &path, anew, left)?;
    }
    if read.endless {
        return Ok(Found::Junk(seen));
    }
    let good = good || read.after.good;
    Ok(Found::Lines(read.heard, ReadOffset { good, ..read.after }))
}

struct Lines {
    heard: Vec<RemoteEntry>,
    after: ReadOffset,
    /// All of them could be opened.
    all: bool,
    /// What comes after the last of them is longer than any line, and none of them could be opened.
    endless: bool,
}

/// The whole lines after `from`.
fn lines(
    request: &SyncRequest,
    file_id: &str,
    path: &Path,
    from: ReadOffset,
    left: &mut u64,
) -> io::Result<Lines> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from.bytes))?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE.min(*left)).read_to_end(&mut bytes)?;
    *left -= bytes.len() as u64;
    let (mut heard, mut after, mut all, mut rest) = (Vec::new(), from, true, 0);
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        let Some(text) = line.strip_suffix(b"\n") else {
            rest = line.len();
            break;
        };
        match request.keys.open(file_id, after.lines, text) {
            Opened::Entry(entry) => heard.push(RemoteEntry {
                file_id: file_id.to_owned(),
                line: after.lines,
                entry: *entry,
            }),
            Opened::KeyMissing => after.key_missing += 1,
            Opened::Nothing => all = false,
        }
        after.bytes += line.len() as u64;
        after.lines += 1;
    }
    after.good |= !heard.is_empty();
    let endless = rest > LONGEST_LINE && !after.good && after.key_missing == 0;
    Ok(Lines {
        heard,
        after,
        all,
        endless,
    })
}

/// The computer's id in the name of a file of the log.
fn file_id_of(name: &str) -> Option<&str> {
    let (_, id) = name.strip_suffix(EXTENSION)?.rsplit_once('-')?;
    let is_id = id.len() == ID_LENGTH && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_id.then_some(id)
}

/// A computer's name as part of a file's name on any system.
fn tidy(computer: &str) -> String {
    let mut name: String = computer
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(LONGEST_NAME)
        .collect();
    if name.bytes().all(|b| b == b'-') {
        "seat".clone_into(&mut name);
    }
    name
}

#[cfg(unix)]
fn is_same(seen: &Metadata, opened: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (seen.dev(), seen.ino()) == (opened.dev(), opened.ino())
}

#[cfg(not(unix))]
fn is_same(_seen: &Metadata, opened: &Metadata) -> bool {
    opened.is_file()
}

fn changed(found: &Metadata) -> i64 {
    let since = found
        .modified()
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

/// The operating system's words without their number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let plain = text.split(" (os error").next().unwrap_or(&text).trim();
    let mut letters = plain.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use provisioning::{FirmKey, FirmKeys};

    use super::*;

    #[test]
    fn a_files_name_is_safe_everywhere_and_names_its_computer() {
        for (computer, name) in [
            ("FRONT-DESK", "FRONT-DESK"),
            ("Büro 3/../x", "B-ro-3----x"),
            ("…", "seat"),
            ("", "seat"),
        ] {
            let own = OwnLogFile::new(computer);
            assert_eq!(own.file, format!("{name}-{}.counterfoil-log", own.id));
            assert_eq!(file_id_of(&own.file), Some(own.id.as_str()));
        }
        assert!(OwnLogFile::new(&"x".repeat(300)).file.len() < 80);
    }

    #[test]
    fn other_names_are_no_files_of_the_log() {
        for name in [
            "FRONT-DESK-3f2a9c01 (conflicted copy).counterfoil-log",
            "FRONT-DESK-3f2a9c01.counterfoil-log.tmp",
            "FRONT-DESK-3F2A9C01.counterfoil-log",
            "FRONT-DESK-3f2a.counterfoil-log",
            "3f2a9c01.counterfoil-log",
            "desktop.ini",
        ] {
            assert_eq!(file_id_of(name), None, "{name}");
        }
    }

    /// Five files of 4 MB, each of them allowed by itself, are more than is read in one look.
    #[test]
    fn one_look_reads_sixteen_megabytes_and_no_more() {
        const FILES: usize = 5;
        let folder = tempfile::tempdir().unwrap();
        let one = "x\n".repeat(2 * 1024 * 1024);
        for n in 0..FILES {
            let name = format!("A-{n:08x}{EXTENSION}");
            fs::write(folder.path().join(name), &one).unwrap();
        }
        let mut request = SyncRequest {
            folder: folder.path().to_owned(),
            keys: Arc::new(Keys::new(&FirmKeys::first(FirmKey::new([0x5a; 32])))),
            own: OwnLogFile::new("FRONT-DESK"),
            waiting: Vec::new(),
            marks: HashMap::new(),
            ours: HashSet::new(),
            junk: Junk::new(),
        };
        let read = |request: &SyncRequest| sync_folder(request).marks;
        let bytes =
            |marks: &HashMap<String, ReadOffset>| marks.values().map(|it| it.bytes).sum::<u64>();
        let first = read(&request);
        assert_eq!(first.len(), FILES, "every file is looked at");
        assert_eq!(bytes(&first), 16 * 1024 * 1024);
        request.marks = first;
        assert_eq!(bytes(&read(&request)), 20 * 1024 * 1024, "the rest is next");
    }
}
