//! `cargo run -p practice -- --port 4010`

fn main() {}
