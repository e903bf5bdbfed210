//! How the errors of the crates below become problems of the window.

use std::io;

use provisioning::{Kind, OpenError, SealError, Weakness};
use roster::database::DatabaseError;
use roster::database::copies::CopyError;
use roster::vault::VaultError;
use roster::view::{
    BackupProblem, DiskReason, FileProblem, FileText, FirmFileProblem, FirmKeyReason,
    KeychainReason, ListProblem, OtherFile, ProblemView, WeakReason,
};
use spreadsheet::{ListError, OtherKind};

use crate::provisioning::firm_keys::FirmKeyError;

/// A problem over an error of the keychain.
pub(crate) fn keychain<P: Into<ProblemView>>(
    error: &VaultError,
    problem: impl FnOnce(KeychainReason) -> P,
) -> ProblemView {
    let view = problem(error.into()).into();
    match error {
        VaultError::File(said) | VaultError::Other(said) => view.with_detail(said),
        _ => view,
    }
}

/// A problem over a key of the firm.
pub(crate) fn firm_key<P: Into<ProblemView>>(
    error: &FirmKeyError,
    problem: impl FnOnce(FirmKeyReason) -> P,
) -> ProblemView {
    match error {
        FirmKeyError::Vault(error) => {
            keychain(error, |why| problem(FirmKeyReason::Keychain { why }))
        }
        FirmKeyError::Damaged => problem(FirmKeyReason::Damaged).into(),
        FirmKeyError::KeyNotBrought => problem(FirmKeyReason::KeyNotBrought).into(),
        FirmKeyError::SignerNotBrought => problem(FirmKeyReason::SignerNotBrought).into(),
        FirmKeyError::OtherSigner => problem(FirmKeyReason::OtherSigner).into(),
    }
}

/// A problem over an error of the disk.
pub(crate) fn disk<P: Into<ProblemView>>(
    error: &io::Error,
    problem: impl FnOnce(DiskReason) -> P,
) -> ProblemView {
    problem(error.into()).into().with_detail(error)
}

/// A file that was not written.
pub(crate) fn not_written(error: &io::Error) -> ProblemView {
    disk(error, |why| FileProblem::FileNotWritten { why })
}

/// Why a firm file or a backup was not opened.
pub(crate) fn not_opened(error: &OpenError) -> ProblemView {
    match error {
        OpenError::NotAFirmFile => FirmFileProblem::NotAFirmFile.into(),
        OpenError::LockedToAKey => FirmFileProblem::LockedToAKey.into(),
        OpenError::WrongPassphrase => FirmFileProblem::WrongPassphrase.into(),
        OpenError::Damaged => FirmFileProblem::FileDamaged.into(),
        OpenError::TooLarge(Kind::Firm) => FirmFileProblem::LargerThanFirmFile.into(),
        OpenError::TooLarge(Kind::Backup) => FirmFileProblem::LargerThanBackup.into(),
        OpenError::OtherContents => FirmFileProblem::OtherContents.into(),
        OpenError::Newer => FirmFileProblem::FileNewer.into(),
        OpenError::Unsigned => FirmFileProblem::FileUnsigned.into(),
        OpenError::Forged => FirmFileProblem::FileForged.into(),
        OpenError::OtherKind(Kind::Firm) => FirmFileProblem::FirmFileNotBackup.into(),
        OpenError::OtherKind(Kind::Backup) => FirmFileProblem::BackupNotFirmFile.into(),
        OpenError::Older => FirmFileProblem::FileOlder.into(),
        OpenError::Expired { until } => FirmFileProblem::FileExpired {
            until: until.as_millisecond(),
        }
        .into(),
        OpenError::TooMuchWork => FirmFileProblem::TooMuchWork.into(),
    }
}

/// Why a firm file was not made.
pub(crate) fn not_made(error: &SealError) -> ProblemView {
    match error {
        SealError::ShortPassphrase => FirmFileProblem::PassphraseShort.into(),
        SealError::Text(what) => FirmFileProblem::FileText {
            what: match what {
                provisioning::FileText::FirmName => FileText::FirmName,
                provisioning::FileText::Computer => FileText::Computer,
                provisioning::FileText::MadeBy => FileText::MadeBy,
                provisioning::FileText::ConductorKeys => FileText::ConductorKeys,
                provisioning::FileText::ClientId => FileText::ClientId,
                provisioning::FileText::Operator => FileText::Operator,
                provisioning::FileText::Folder => FileText::Folder,
            },
        }
        .into(),
        SealError::Empty => FirmFileProblem::FileNeedsService.into(),
        SealError::Spent => FirmFileProblem::FileSpent.into(),
        SealError::TooLarge(Kind::Firm) => FirmFileProblem::FileTooLarge.into(),
        SealError::TooLarge(Kind::Backup) => BackupProblem::BackupTooLarge.into(),
        SealError::SigningKey => FirmFileProblem::SigningKeyTravels.into(),
        SealError::OtherSigner => FirmFileProblem::OtherSigningKey.into(),
        SealError::Encryption(said) => {
            ProblemView::from(FirmFileProblem::NotEncrypted).with_detail(said)
        }
    }
}

/// A passphrase that could be guessed.
pub(crate) fn weak(weakness: Weakness) -> ProblemView {
    FirmFileProblem::PassphraseWeak {
        why: match weakness {
            Weakness::Pattern => WeakReason::Pattern,
            Weakness::Expected => WeakReason::Expected,
            Weakness::Common => WeakReason::Common,
            Weakness::Little => WeakReason::Little,
        },
    }
    .into()
}

/// Why a copy of the roster was not restored.
pub(crate) fn copy_not_restored(error: &CopyError) -> ProblemView {
    match error {
        CopyError::Database(error) => {
            let why = error.into();
            with_database(BackupProblem::CopyNotRestoredRoster { why }, error)
        }
        CopyError::Disk(error) => disk(error, |why| BackupProblem::CopyNotRestoredDisk { why }),
        CopyError::Gone => BackupProblem::CopyGone.into(),
    }
}

/// A problem with what the database said.
pub(crate) fn with_database(problem: impl Into<ProblemView>, error: &DatabaseError) -> ProblemView {
    problem.into().with_detail(error)
}

/// Why a list was not read.
pub(crate) fn not_a_list(error: &ListError) -> ProblemView {
    match error {
        ListError::Empty => ListProblem::ListEmpty,
        ListError::TooLarge => ListProblem::ListTooLarge,
        ListError::TooMany => ListProblem::ListTooMany,
        ListError::OpenQuote { row, lost } => ListProblem::OpenQuote {
            row: *row,
            lost: u32::try_from(*lost).unwrap_or(u32::MAX),
        },
        ListError::BrokenWorkbook => ListProblem::BrokenWorkbook,
        ListError::Locked => ListProblem::WorkbookLocked,
        ListError::Other(kind) => ListProblem::NotAList {
            kind: match kind {
                OtherKind::Pdf => OtherFile::Pdf,
                OtherKind::Zip => OtherFile::Zip,
                OtherKind::Compressed => OtherFile::Compressed,
                OtherKind::Picture => OtherFile::Picture,
                OtherKind::Document => OtherFile::Document,
                OtherKind::ContactCards => OtherFile::ContactCards,
                OtherKind::WebPage => OtherFile::WebPage,
                OtherKind::Xml => OtherFile::Xml,
                OtherKind::OldDocument => OtherFile::OldDocument,
                OtherKind::BinaryWorkbook => OtherFile::BinaryWorkbook,
            },
        },
        ListError::Changed => ListProblem::ListChanged,
    }
    .into()
}
