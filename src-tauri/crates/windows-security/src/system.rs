//! The calls to Windows. Each `unsafe` block holds one call, and says why its arguments are what Windows expects.

use std::ffi::c_void;
use std::io;
use std::os::windows::ffi::OsStrExt as _;
use std::path::Path;

use windows::Win32::Foundation::{HANDLE, HLOCAL, WIN32_ERROR};
use windows::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW,
    GetNamedSecurityInfoW, SDDL_REVISION_1, SE_FILE_OBJECT, SetNamedSecurityInfoW,
};
use windows::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACL, DACL_SECURITY_INFORMATION, GetAce, GetSecurityDescriptorDacl,
    GetTokenInformation, OWNER_SECURITY_INFORMATION, PROTECTED_DACL_SECURITY_INFORMATION,
    PSECURITY_DESCRIPTOR, PSID, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};
use windows::core::{BOOL, Owned, PCWSTR, PWSTR};

use super::{ADMINISTRATORS, ALLOWS, Access, DENIES, Entry, SYSTEM, Sid};

/// The person the program runs as.
pub fn current_user() -> io::Result<Sid> {
    let mut token = HANDLE::default();
    // SAFETY: a pseudo handle that is always valid and is never closed.
    let process = unsafe { GetCurrentProcess() };
    // SAFETY: `token` lives through the call, which fills it.
    unsafe { OpenProcessToken(process, TOKEN_QUERY, &raw mut token) }?;
    // SAFETY: the call above made the handle, and nothing else closes it.
    let token = unsafe { Owned::new(token) };

    // Of pointers' alignment, which `TOKEN_USER` needs. A SID is 68 bytes at most.
    let mut buffer = [0_u64; 16];
    let mut written = 0;
    let size = u32::try_from(size_of_val(&buffer)).unwrap_or(u32::MAX);
    let place: *mut c_void = (&raw mut buffer).cast();
    // SAFETY: `place` has room for `size` bytes, and `written` lives through the call.
    unsafe { GetTokenInformation(*token, TokenUser, Some(place), size, &raw mut written) }?;
    // SAFETY: for `TokenUser` the call wrote a `TOKEN_USER` there, and the buffer is aligned for it.
    let user = unsafe { place.cast::<TOKEN_USER>().read() };
    text_of(user.User.Sid)
}

/// Reads who owns a file or folder, and its access list. Follows no link: a link is examined itself.
pub fn read(path: &Path) -> io::Result<Access> {
    let name = wide(path.as_os_str().encode_wide());
    let mut owner = PSID::default();
    let mut list: *mut ACL = std::ptr::null_mut();
    let mut descriptor = PSECURITY_DESCRIPTOR::default();
    // SAFETY: `name` ends with a zero and, like the three places, lives through the call.
    let answer = unsafe {
        GetNamedSecurityInfoW(
            PCWSTR(name.as_ptr()),
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
            Some(&raw mut owner),
            None,
            Some(&raw mut list),
            None,
            &raw mut descriptor,
        )
    };
    check(answer)?;
    // SAFETY: the call made it for us, with LocalAlloc. `owner` and `list` point into it, so it is kept to the end.
    let _descriptor = unsafe { Owned::new(HLOCAL(descriptor.0)) };
    Ok(Access {
        owner: if owner.0.is_null() {
            None
        } else {
            Some(text_of(owner)?)
        },
        entries: if list.is_null() {
            None
        } else {
            Some(entries(list)?)
        },
    })
}

/// Lets in `person`, the system and administrators, and nobody else.
pub fn make_private(path: &Path, person: &Sid, is_folder: bool) -> io::Result<()> {
    allow_only(path, &[&person.0, SYSTEM, ADMINISTRATORS], is_folder)
}

/// Gives a file or folder an access list of its own that lets these SIDs do everything, and nobody else anything;
/// nothing counts any more from the folder above. What is made in a folder inherits it.
pub fn allow_only(path: &Path, who: &[&str], is_folder: bool) -> io::Result<()> {
    let inherited = if is_folder { "OICI" } else { "" };
    let entries: String = who
        .iter()
        .map(|sid| format!("(A;{inherited};FA;;;{sid})"))
        .collect();
    set(path, &format!("D:P{entries}"))
}

/// Gives a file or folder the access list `text`, which is in Windows' own text form, and nothing from the folder above.
fn set(path: &Path, text: &str) -> io::Result<()> {
    let text = wide(text.encode_utf16());
    let mut descriptor = PSECURITY_DESCRIPTOR::default();
    // SAFETY: `text` ends with a zero and, like `descriptor`, lives through the call.
    unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            PCWSTR(text.as_ptr()),
            SDDL_REVISION_1,
            &raw mut descriptor,
            None,
        )
    }?;
    // SAFETY: the call made it for us, with LocalAlloc. `list` points into it, so it is kept to the end.
    let _descriptor = unsafe { Owned::new(HLOCAL(descriptor.0)) };

    let (mut is_there, mut is_default) = (BOOL::default(), BOOL::default());
    let mut list: *mut ACL = std::ptr::null_mut();
    // SAFETY: the descriptor is a valid one, and the three places live through the call.
    unsafe {
        GetSecurityDescriptorDacl(
            descriptor,
            &raw mut is_there,
            &raw mut list,
            &raw mut is_default,
        )
    }?;
    // To Windows no list at all means that everybody may do everything.
    if !is_there.as_bool() || list.is_null() {
        return Err(io::Error::other("an access list without entries"));
    }
    let name = wide(path.as_os_str().encode_wide());
    // SAFETY: `name` ends with a zero, and it and `list` live through the call.
    let answer = unsafe {
        SetNamedSecurityInfoW(
            PCWSTR(name.as_ptr()),
            SE_FILE_OBJECT,
            DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
            None,
            None,
            Some(list),
            None,
        )
    };
    check(answer)
}

/// The entries of a list that Windows gave us.
fn entries(list: *const ACL) -> io::Result<Vec<Entry>> {
    // SAFETY: Windows made the list, and its head is an `ACL`.
    let count = unsafe { list.read_unaligned() }.AceCount;
    (0..u32::from(count))
        .map(|index| {
            let mut entry: *mut c_void = std::ptr::null_mut();
            // SAFETY: the list is Windows' own, and `entry` lives through the call.
            unsafe { GetAce(list, index, &raw mut entry) }?;
            let entry: *const ACCESS_ALLOWED_ACE = entry.cast();
            // SAFETY: every kind of entry begins with a header and the rights, and has four bytes or more after them.
            let head = unsafe { entry.read_unaligned() };
            let kind = head.Header.AceType;
            let who = if ALLOWS.contains(&kind) || DENIES[..1].contains(&kind) {
                // SAFETY: the pointer stays inside the entry, which `GetAce` gave us.
                let sid = unsafe { &raw const (*entry).SidStart };
                Some(text_of(PSID(sid.cast_mut().cast()))?)
            } else {
                None
            };
            Ok(Entry {
                kind,
                flags: head.Header.AceFlags,
                rights: head.Mask,
                who,
            })
        })
        .collect()
}

fn text_of(sid: PSID) -> io::Result<Sid> {
    let mut text = PWSTR::null();
    // SAFETY: `sid` is a SID that Windows gave us, and `text` lives through the call.
    unsafe { ConvertSidToStringSidW(sid, &raw mut text) }?;
    // SAFETY: the call made the text for us, with LocalAlloc.
    let _memory = unsafe { Owned::new(HLOCAL(text.0.cast())) };
    // SAFETY: the text ends with a zero.
    unsafe { text.to_string() }
        .map(Sid)
        .map_err(|_| io::Error::other("Windows' name of a person is not text"))
}

fn check(answer: WIN32_ERROR) -> io::Result<()> {
    // As the standard library has them, so that "not found" is known for that.
    i32::try_from(answer.0)
        .ok()
        .filter(|&code| code != 0)
        .map_or(Ok(()), |code| Err(io::Error::from_raw_os_error(code)))
}

/// Text as Windows takes it, with a zero at its end.
fn wide(text: impl Iterator<Item = u16>) -> Vec<u16> {
    text.chain([0]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Judgement;
    use super::*;

    #[test]
    fn what_everybody_could_read_is_private_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("roster.db");
        std::fs::write(&file, "names").unwrap();
        let person = current_user().unwrap();
        for (path, is_folder) in [(folder.path(), true), (file.as_path(), false)] {
            set(path, &format!("D:P(A;;FA;;;{})(A;;FR;;;WD)", person.0)).unwrap();
            let Judgement::Wide(others) = read(path).unwrap().judge(&person) else {
                panic!("everybody may read it: {:?}", read(path).unwrap());
            };
            assert!(others.starts_with("S-1-1-0 "), "{others}");
            make_private(path, &person, is_folder).unwrap();
            let access = read(path).unwrap();
            assert_eq!(access.judge(&person), Judgement::Private, "{access:?}");
            let entries = access.entries.unwrap();
            assert!(
                entries
                    .iter()
                    .any(|entry| entry.who.as_ref() == Some(&person))
            );
        }
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "names");
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(&folder.path().join("gone")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
