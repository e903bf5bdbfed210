//! Creates an end-user and prints it.
//!
//! ```sh
//! CONDUCTOR_SECRET_KEY=… cargo run -p conductor --example create_end_user -- \
//!     --company-name "Acme Inc." --email alice@acme.com --source-id 12345678
//! ```

use std::process::ExitCode;

use conductor::EndUserCreate;
use shared::Flag;

mod shared;

const FLAGS: &[Flag] = &[
    Flag::required("--company-name", "the company's name"),
    Flag::required("--email", "an e-mail address of the company"),
    Flag::required("--source-id", "your own id for this company"),
];

#[tokio::main]
async fn main() -> ExitCode {
    shared::run("create_end_user", FLAGS, async |conductor, arguments| {
        let new = EndUserCreate::new(
            arguments.text("--company-name"),
            arguments.text("--source-id"),
            arguments.text("--email"),
        );
        conductor.create_end_user(&new).await
    })
    .await
}
