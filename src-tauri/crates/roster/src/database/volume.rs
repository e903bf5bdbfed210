//! On what kind of volume the roster's file is, and how SQLite may write there.
//!
//! A write-ahead log needs memory that all programs with the file open share, which a network file system does not
//! have. Source: <https://www.sqlite.org/wal.html>. There the roster is kept with a rollback journal, by one program
//! at a time.

use std::path::Path;

/// Where a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volume {
    /// On a disk of this computer, as far as the system says.
    Local,
    /// On another computer, or behind a file system that cannot say.
    Network,
}

/// How changes reach the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Journal {
    /// Through a write-ahead log: several programs may have the file open.
    WriteAhead,
    /// Through a rollback journal: one program has the file to itself.
    Rollback,
}

/// How changes are written on such a volume.
#[must_use]
pub fn journal(volume: Volume) -> Journal {
    match volume {
        Volume::Local => Journal::WriteAhead,
        Volume::Network => Journal::Rollback,
    }
}

/// Where the folder of `file` is. One that cannot be asked about counts as local: opening the file says what is wrong.
#[must_use]
pub fn of(file: &Path) -> Volume {
    let folder = file.parent().unwrap_or(Path::new("."));
    system(folder).unwrap_or(Volume::Local)
}

/// File systems of other computers. FUSE is among them because it does not say what is behind it (sshfs, a cloud's
/// drive), and a rollback journal is right everywhere.
/// Source: `statfs(2)` and `include/uapi/linux/magic.h` of Linux.
#[cfg(any(target_os = "linux", test))]
const NETWORK_TYPES: &[u32] = &[
    0x0000_6969, // nfs
    0x0000_517B, // smb
    0xFF53_4D42, // cifs
    0xFE53_4D42, // smb2 and later
    0x0102_1997, // 9p
    0x6573_5546, // fuse
    0x5346_414F, // afs (OpenAFS)
    0x6B41_4653, // afs (of the kernel)
    0x00C3_6400, // ceph
    0x7375_7245, // coda
    0x0BD0_0BD0, // lustre
    0x0116_1970, // gfs2
    0x7461_636F, // ocfs2
    0x786F_4256, // folders of a VirtualBox host
];

#[cfg(any(target_os = "linux", test))]
fn of_linux_type(magic: u32) -> Volume {
    if NETWORK_TYPES.contains(&magic) {
        Volume::Network
    } else {
        Volume::Local
    }
}

#[cfg(target_os = "linux")]
fn system(folder: &Path) -> Option<Volume> {
    let kind = rustix::fs::statfs(folder).ok()?.f_type;
    // A sign-extended 32-bit number on some systems.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the magic number is the lower half"
    )]
    Some(of_linux_type(kind as u32))
}

#[cfg(target_os = "macos")]
fn system(folder: &Path) -> Option<Volume> {
    /// The volume is on this computer. Source: `sys/mount.h` of macOS.
    const MNT_LOCAL: u32 = 0x0000_1000;
    let flags = rustix::fs::statfs(folder).ok()?.f_flags;
    Some(if flags & MNT_LOCAL == 0 {
        Volume::Network
    } else {
        Volume::Local
    })
}

/// A mapped drive and a redirected folder show themselves as the share behind them.
#[cfg(windows)]
fn system(folder: &Path) -> Option<Volume> {
    Some(of_windows_path(&std::fs::canonicalize(folder).ok()?))
}

#[cfg(windows)]
fn of_windows_path(whole: &Path) -> Volume {
    use std::path::{Component, Prefix};
    match whole.components().next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            Prefix::UNC(..) | Prefix::VerbatimUNC(..) => Volume::Network,
            _ => Volume::Local,
        },
        _ => Volume::Local,
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn system(_folder: &Path) -> Option<Volume> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_another_computer_is_kept_without_a_write_ahead_log() {
        assert_eq!(journal(Volume::Local), Journal::WriteAhead);
        assert_eq!(journal(Volume::Network), Journal::Rollback);
    }

    #[test]
    fn network_file_systems_of_linux_are_known() {
        for kind in NETWORK_TYPES {
            assert_eq!(of_linux_type(*kind), Volume::Network, "{kind:#x}");
        }
        // ext4, btrfs, xfs, tmpfs, overlayfs, zfs, ntfs3, apfs-like nothing.
        for kind in [
            0xEF53,
            0x9123_683E,
            0x5846_5342,
            0x0102_1994,
            0x794C_7630,
            0x2FC1_2FC1,
            0x7366_746E,
            0,
        ] {
            assert_eq!(of_linux_type(kind), Volume::Local, "{kind:#x}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_asked_about_is_local() {
        assert_eq!(
            of(Path::new("/no/such/folder/roster.sqlite")),
            Volume::Local
        );
    }

    #[cfg(windows)]
    #[test]
    fn a_share_is_told_from_a_disk() {
        for (path, volume) in [
            (r"\\?\UNC\server\profiles\maria", Volume::Network),
            (r"\\server\profiles\maria", Volume::Network),
            (r"\\?\C:\Users\maria", Volume::Local),
            (r"C:\Users\maria", Volume::Local),
        ] {
            assert_eq!(of_windows_path(Path::new(path)), volume, "{path}");
        }
    }
}
