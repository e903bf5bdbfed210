//! Checks whether QuickBooks answers on an end-user's computer. It may take a minute.
//!
//! ```sh
//! CONDUCTOR_SECRET_KEY=… cargo run -p conductor --example health_check -- --end-user-id end_usr_…
//! ```

use std::process::ExitCode;

use conductor::EndUserId;
use shared::Flag;

mod shared;

const FLAGS: &[Flag] = &[Flag::required("--end-user-id", "whose QuickBooks to ask")];

#[tokio::main]
async fn main() -> ExitCode {
    shared::run("health_check", FLAGS, async |conductor, arguments| {
        let end_user = EndUserId::new(arguments.text("--end-user-id"));
        conductor.health_check(&end_user).await
    })
    .await
}
