//! Creates an auth session and prints it, with its link: treat the output as a secret.
//!
//! ```sh
//! CONDUCTOR_SECRET_KEY=… CONDUCTOR_PUBLISHABLE_KEY=… \
//!     cargo run -p conductor --example create_auth_session -- \
//!     --end-user-id end_usr_… --link-expiry-mins 1440
//! ```

use std::process::ExitCode;

use conductor::{AuthSessionCreate, EndUserId, PublishableKey};
use shared::Flag;

mod shared;

const FLAGS: &[Flag] = &[
    Flag::required("--publishable-key", "the project's publishable key")
        .or_variable("CONDUCTOR_PUBLISHABLE_KEY"),
    Flag::required("--end-user-id", "who is to connect"),
    Flag::optional("--link-expiry-mins", "life of the link in minutes"),
    Flag::optional("--redirect-url", "where the browser goes afterwards"),
];

#[tokio::main]
async fn main() -> ExitCode {
    shared::run(
        "create_auth_session",
        FLAGS,
        async |conductor, arguments| {
            let mut new = AuthSessionCreate::new(
                PublishableKey::new(arguments.text("--publishable-key")),
                EndUserId::new(arguments.text("--end-user-id")),
            );
            new.link_expiry_mins = arguments.parsed("--link-expiry-mins", "a whole number")?;
            new.redirect_url = arguments.parsed("--redirect-url", "an address")?;
            Ok(conductor.create_auth_session(&new).await?.to_wire_json())
        },
    )
    .await
}
