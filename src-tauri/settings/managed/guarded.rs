//! Files that only administrators can have written.

use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// A larger file is not read.
const LARGEST: u64 = 64 * 1024;
/// Bits of a file's mode that let its group or everybody write.
const OTHERS_WRITE: u32 = 0o022;

/// Reads a file that belongs to root, or to `also`, and that nobody else can write; none where there is no
/// file. The error is a sentence that names the file.
pub(super) fn read(path: &Path, also: Option<u32>) -> Result<Option<Vec<u8>>, String> {
    // Before it is opened: opening a pipe would wait for its other end.
    let is_file = match fs::metadata(path) {
        Ok(about) => about.is_file(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unread(path, &error)),
    };
    if !is_file {
        return Err(format!(
            "{} is not a file; none of it was taken.",
            path.display()
        ));
    }
    let file = File::open(path).map_err(|error| unread(path, &error))?;
    let about = file.metadata().map_err(|error| unread(path, &error))?;
    trusted(about.uid(), about.mode(), also)
        .map_err(|why| format!("{} {why}; none of it was taken.", path.display()))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unread(path, &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!(
            "{} is larger than 64 KB; none of it was taken.",
            path.display()
        ));
    }
    Ok(Some(bytes))
}

/// Whether a file with this owner and mode can only have been written by administrators, or by `also`.
pub(super) fn trusted(owner: u32, mode: u32, also: Option<u32>) -> Result<(), &'static str> {
    if owner != 0 && Some(owner) != also {
        Err("doesn't belong to root, so anybody could have written it")
    } else if mode & OTHERS_WRITE != 0 {
        Err("can be written by others than root (its mode must be 644 or less)")
    } else {
        Ok(())
    }
}

fn unread(path: &Path, error: &std::io::Error) -> String {
    format!(
        "{} can't be read ({error}); none of it was taken.",
        path.display()
    )
}
