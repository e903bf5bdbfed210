//! Prints every end-user of the project.
//!
//! ```sh
//! CONDUCTOR_SECRET_KEY=… cargo run -p conductor --example list_end_users
//! ```

use std::process::ExitCode;

mod shared;

#[tokio::main]
async fn main() -> ExitCode {
    shared::run("list_end_users", &[], async |conductor, _| {
        conductor.list_end_users().await
    })
    .await
}
