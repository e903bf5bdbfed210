//! What a restart remembers, and its file.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use rand::RngCore as _;
use serde::{Deserialize, Serialize};

use crate::{conductor, intuit, random::random_alphanumeric};

const FILE: &str = "state.json";

/// What a firm begins with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beginning {
    /// How long before the real time its clock starts.
    pub(crate) start_before: Duration,
    /// The sample firm's Desktop clients are in place.
    pub(crate) sample: bool,
    /// The books of companies end this month.
    pub(crate) books_follow_the_calendar: bool,
}

/// Everything Practice knows and keeps.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Firm {
    /// The port used last; a restart asks for it again so that open pages keep working.
    pub(crate) port: u16,
    pub(crate) keys: Keys,
    /// How far the firm's clock is from the computer's, in milliseconds.
    pub(crate) clock_offset_ms: i64,
    pub(crate) conductor: conductor::ConductorStore,
    pub(crate) intuit: intuit::IntuitStore,
}

impl Firm {
    /// A firm in its first state, apart from what `beginning` sets up.
    pub(crate) fn fresh(keys: Keys, beginning: Beginning) -> Self {
        let before = i64::try_from(beginning.start_before.as_millis()).unwrap_or(0);
        let mut firm = Self {
            keys,
            clock_offset_ms: -before,
            intuit: intuit::IntuitStore::sample(),
            ..Self::default()
        };
        if beginning.sample {
            let now = Timestamp::now() - beginning.start_before;
            firm.conductor.add_sample(now);
        }
        firm
    }
}

/// Keys made once per firm; they survive *Start over*, so that the app's own copies stay good.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Keys {
    pub(crate) conductor_secret: String,
    pub(crate) conductor_publishable: String,
    pub(crate) intuit_client_id: String,
    pub(crate) intuit_client_secret: String,
    /// The relay's key ring, base64.
    pub(crate) relay: Vec<String>,
    /// The key that signs id tokens (PKCS#8 DER, base64); made when first needed.
    pub(crate) signing: Option<String>,
}

impl Keys {
    /// Fresh keys that say what they are. Client id and secret are letters and digits only, so
    /// that raw and form-encoded Basic credentials are the same bytes.
    pub(crate) fn generate() -> Self {
        Self {
            conductor_secret: format!("sk_conductor_practice_{}", random_text(24)),
            conductor_publishable: format!("pk_conductor_practice_{}", random_text(12)),
            intuit_client_id: format!("ABpractice{}", random_alphanumeric(40)),
            intuit_client_secret: format!("practice{}", random_alphanumeric(32)),
            relay: relay::KeyRing::generate().to_base64(),
            signing: None,
        }
    }
}

impl Keys {
    /// A file that lost its keys is as damaged as one that cannot be read.
    fn are_whole(&self) -> bool {
        let texts = [
            &self.conductor_secret,
            &self.conductor_publishable,
            &self.intuit_client_id,
            &self.intuit_client_secret,
        ];
        texts.iter().all(|text| !text.is_empty())
            && relay::KeyRing::from_base64(&self.relay).is_ok()
    }
}

/// `bytes` random bytes as base64url text.
pub(crate) fn random_text(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    rand::thread_rng().fill_bytes(&mut buffer);
    URL_SAFE_NO_PAD.encode(buffer)
}

/// Reads the firm kept in `folder`. A file that cannot be understood is set aside, never
/// overwritten.
pub(crate) fn load(folder: &Path, now: Timestamp) -> io::Result<Option<Firm>> {
    fs::create_dir_all(folder)?;
    let path = folder.join(FILE);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let firm = serde_json::from_slice::<Firm>(&text).ok();
    if let Some(firm) = firm.filter(|firm| firm.keys.are_whole()) {
        return Ok(Some(firm));
    }
    let aside = set_aside(&path, now)?;
    tracing::warn!(
        kept = %aside.display(),
        "the practice firm's file was damaged; it was set aside and the firm starts fresh"
    );
    Ok(None)
}

fn set_aside(path: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let aside = path.with_extension(format!("json.corrupt-{}", now.as_millisecond()));
    fs::rename(path, &aside)?;
    Ok(aside)
}

/// Writes `text` beside the file and renames it into place, so that a crash leaves the old one.
pub(crate) fn store(folder: &Path, text: &[u8]) -> io::Result<()> {
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text)?;
    new.persist(folder.join(FILE))?;
    Ok(())
}
