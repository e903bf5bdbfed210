//! What must hold of every parser of foreign text, whatever the text.
//!
//! Each [`Target`] is one function over any bytes that panics when a promise is broken. `tests/fuzz` searches for
//! such bytes; `tests/kept.rs` runs the same functions over the inputs that were kept, and over mutations of them.
//!
//! No input holds a secret: where one belongs, a control character takes its place (see [`planted`]).

#![expect(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "to panic is what these functions are for"
)]

mod callback;
mod conductor_answer;
#[path = "../../../src-tauri/crates/conductor/examples/shared/error_json.rs"]
mod conductor_error_json;
mod firm_file;
mod id_token;
mod intuit_answer;
#[path = "../../../src-tauri/crates/intuit/examples/shared/error_json.rs"]
mod intuit_error_json;
mod log_line;
pub mod relay;
mod table;

pub use callback::callback;
pub use conductor_answer::conductor_error;
pub use firm_file::{
    firm_file, firm_file_contents, sample as firm_file_sample, signer as firm_file_signer,
};
pub use id_token::{CLAIMS as ID_TOKEN_CLAIMS, id_token};
pub use intuit_answer::{intuit_answer, intuit_error};
pub use log_line::log_line;
pub use relay::{relay_callback, relay_seal};
pub use table::table;

/// One parser.
pub struct Target {
    /// Its name, and that of its folder of kept inputs.
    pub name: &'static str,
    /// Panics when a promise is broken.
    pub holds: fn(&[u8]),
    /// Longest input worth trying, in bytes.
    pub longest: usize,
    /// Pieces to put into mutated inputs.
    pub words: &'static [&'static str],
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target {
        name: "callback",
        holds: callback,
        longest: 4200,
        words: &[
            "counterfoil://oauth/callback?",
            "state=",
            "&state=",
            "&handoff=",
            "&error=",
            "access_denied",
            "%00",
            "%3D",
            "#",
            "..",
            "=",
            "v1.",
        ],
    },
    Target {
        name: "conductor_error",
        holds: conductor_error,
        longest: 4096,
        words: &[
            "{\"error\":{",
            "}}",
            "\"message\":\"",
            "\"userFacingMessage\":",
            "\"type\":\"",
            "\"code\":\"",
            "\"requestId\":",
            "\"integrationCode\":",
            "\u{1}",
            "\u{2}",
            "INVALID_REQUEST_ERROR",
            "null",
            ",",
        ],
    },
    Target {
        name: "intuit_error",
        holds: intuit_error,
        longest: 4096,
        words: &[
            "{\"error\":\"",
            "\"errors\":[{",
            "\"extensions\":{",
            "\"code\":\"VAL-1002\"",
            "\"fault\":{",
            "\"Fault\":{\"Error\":[",
            "\"message\":\"",
            "\"path\":[",
            "\"detail\":\"",
            "9130349878530396",
            "\u{1}",
            "\u{2}",
            "\u{3}",
            "invalid_grant",
            "}",
            "]",
        ],
    },
    Target {
        name: "intuit_answer",
        holds: intuit_answer,
        longest: 4096,
        words: &[
            "{\"data\":{\"user\":{\"role\":{",
            "\"type\":\"ADMIN\"",
            "\"status\":\"ACTIVE\"",
            "\"errors\":[",
            "{\"CompanyInfo\":{\"CompanyName\":\"",
            "https://",
            ".intuit.com/",
            "\"jwks_uri\":",
            "\u{1}",
            "\u{2}",
            "null",
            "}",
        ],
    },
    Target {
        name: "id_token",
        holds: id_token,
        longest: 4096,
        words: &[
            ".",
            "\n",
            "=",
            "{\"keys\":[",
            "\"kid\":\"one\"",
            "eyJhbGciOiJub25lIn0",
            "AQAB",
        ],
    },
    Target {
        name: "firm_file",
        holds: firm_file,
        longest: 4096,
        words: &[
            "-----BEGIN AGE ENCRYPTED FILE-----\n",
            "-----END AGE ENCRYPTED FILE-----\n",
            "age-encryption.org/v1\n",
            "-> scrypt ",
            "-> X25519 ",
            "\n--- ",
            "\r\n",
            "\u{feff}",
            " 1\n",
            " 21\n",
        ],
    },
    Target {
        name: "firm_file_contents",
        holds: firm_file_contents,
        longest: 4096,
        words: &[
            "\"firm_keys\":[{\"number\":0,\"since\":0,\"key\":\"",
            "\"signing_key\":\"",
            "\"conductor\":{",
            "\"secret_key\":",
            "\"base_url\":\"",
            "\"intuit\":{",
            "\"relay\":{\"url\":\"https://",
            "\"policy\":{",
            "null",
            "\\u0000",
            "\"made_at\":\"2026-11-22T10:00:00Z\"",
            "}",
            ",",
        ],
    },
    Target {
        name: "table",
        holds: table,
        longest: 4096,
        words: &[
            ",",
            ";",
            "\t",
            "\r\n",
            "\"",
            "\"\"",
            "'=",
            "=HYPERLINK(\"",
            "+",
            "-",
            "@",
            "\u{feff}",
            "|",
            "\u{1f}",
            "\u{1e}",
            "\u{a0}",
        ],
    },
    Target {
        name: "relay_callback",
        holds: relay_callback,
        longest: 4096,
        words: &[
            "code=",
            "&code=",
            "&state=",
            "&realmId=",
            "&error=",
            "access_denied",
            "%00",
            "%22",
            "+",
            "v1.",
            relay::CHALLENGE,
        ],
    },
    Target {
        name: "relay_seal",
        holds: relay_seal,
        longest: 4096,
        words: &[
            "{\"handoff\":\"",
            "{\"grant\":\"",
            "\",\"verifier\":\"",
            relay::VERIFIER,
            "\"}",
            "=",
            "-",
            "_",
        ],
    },
    Target {
        name: "log_line",
        holds: log_line,
        longest: 1024,
        words: &[
            "\u{1}", "https://", "?", "code=", "token=", "\"", "Bearer ", "@", "⟨", "⟩", "eyJ",
            "state: ", "sk_", "=", "..",
        ],
    },
];

/// `body` with `secrets[0]` in place of every byte 1, the same escaped as JSON may escape it in place of every
/// byte 2, and `secrets[1]` in place of every byte 3.
fn planted(body: &[u8], secrets: [&str; 2]) -> Vec<u8> {
    let mut text = Vec::with_capacity(body.len());
    for byte in body {
        match byte {
            1 => text.extend_from_slice(secrets[0].as_bytes()),
            2 => {
                for unit in secrets[0].encode_utf16() {
                    text.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            }
            3 => text.extend_from_slice(secrets[1].as_bytes()),
            other => text.push(*other),
        }
    }
    text
}
