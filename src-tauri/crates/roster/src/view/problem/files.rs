//! Problems of lists, files, and what the system is asked for. Their sentences are in `ui/src/features/import/words-problems.ts`
//! and `ui/src/lib/words-problems.ts`.

use serde::{Deserialize, Serialize};

use std::io;

view! {
    /// Problems of a list that is imported.
    #[derive(Eq)]
    #[serde(tag = "code", rename_all_fields = "camelCase")]
    pub enum ListProblem {
        /// There is nothing in it.
        ListEmpty,
        /// It is larger than any client list.
        ListTooLarge,
        /// It has too many columns and lines.
        ListTooMany,
        /// A quotation mark never closes.
        OpenQuote {
            /// Its row, from 1.
            row: u32,
            /// Lines after it.
            lost: u32,
        },
        /// A workbook that does not open.
        BrokenWorkbook,
        /// A workbook with a password.
        WorkbookLocked,
        /// A file of another kind.
        NotAList {
            /// Which.
            kind: OtherFile,
        },
        /// The file changed since it was looked at.
        ListChanged,
        /// Another list is being imported.
        ImportRunning,
        /// The import broke off.
        ImportBrokeOff,
        /// The Counterfoil ID of a row is none.
        BadSourceId {
            /// Name of its client.
            client: String,
        },
    }
    /// Files that are not lists.
    #[derive(Copy, Eq)]
    pub enum OtherFile {
        /// A PDF.
        Pdf,
        /// A zip file, or a document in one.
        Zip,
        /// Another compressed file.
        Compressed,
        /// A picture.
        Picture,
        /// A text document.
        Document,
        /// Contact cards.
        ContactCards,
        /// A web page.
        WebPage,
        /// An XML file.
        Xml,
        /// A document of an old office program.
        OldDocument,
        /// A workbook in Excel's binary form.
        BinaryWorkbook,
    }
    /// Problems of files and of what the system is asked for.
    #[derive(Eq)]
    #[serde(tag = "code", rename_all_fields = "camelCase")]
    pub enum FileProblem {
        /// A file was not written.
        FileNotWritten {
            /// Why.
            why: DiskReason,
        },
        /// No file was written since Counterfoil was opened.
        NothingSaved,
        /// The folder of a file did not open.
        FolderNotOpened {
            /// The file.
            path: String,
        },
        /// The clipboard did not take a text.
        NotCopied,
        /// The browser did not open a page.
        PageNotOpened {
            /// Its address.
            address: String,
        },
        /// The system did not show a notice.
        NoticeNotShown,
        /// No support file was made yet.
        NoSupportFile,
    }
    /// Why a file could not be read or written.
    #[derive(Copy, Eq)]
    pub enum DiskReason {
        /// The disk is full.
        Full,
        /// This account may not.
        Denied,
        /// The file or its folder is not there.
        Missing,
        /// It is something else than a file.
        NotAFile,
        /// Its folder did not answer.
        Silent,
        /// Another reason, which is in the detail.
        Other,
    }
}

impl From<&io::Error> for DiskReason {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::Denied,
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            io::ErrorKind::IsADirectory => Self::NotAFile,
            io::ErrorKind::TimedOut => Self::Silent,
            _ => Self::Other,
        }
    }
}
