//! Measures the built app against its rivals: what `make bench` prints, and writes into docs/reports/performance.md. Run
//! it on a quiet machine. `COUNTERFOIL_PROGRAMS` names the folder of the programs that are measured.
//!
//! Without arguments everything is measured; `start`, `size`, `link`, `window` and `books` choose.

mod harness;

#[path = "bench/books.rs"]
mod books;
#[path = "bench/fill.rs"]
mod fill;
#[path = "bench/link.rs"]
mod link;
#[path = "bench/size.rs"]
mod size;
#[path = "bench/start.rs"]
mod start;
#[path = "bench/table.rs"]
mod table;
#[path = "bench/window.rs"]
mod window;

use std::path::Path;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| chosen.is_empty() || chosen.iter().any(|it| it == name);
    let is_release = std::env::var_os("COUNTERFOIL_PROGRAMS").is_some();
    if !is_release {
        println!("This is a debug build: the figures below mean nothing.");
    }
    // Figures of a debug build, or some of the rows, are printed and not written to the page.
    let kept = chosen.is_empty() && is_release;
    let on = table::machine();
    let mut rows = Vec::new();
    if wanted("start") {
        start::measure(&mut rows).await;
    }
    if wanted("size") {
        size::measure(&mut rows);
    }
    if wanted("link") {
        link::measure(&mut rows).await;
    }
    show("app", &format!("{on}\n\n{}", table::table(&rows)), kept);
    if wanted("window") {
        let table = window::measure().await;
        show("window", &format!("{on}\n\n{table}"), kept);
    }
    if wanted("books") {
        let table = books::measure().await;
        show("books", &format!("{on}\n\n{table}"), kept);
    }
}

/// Prints a part, and puts it into its place in the page.
fn show(name: &str, text: &str, kept: bool) {
    println!("\n{text}");
    if kept {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reports/performance.md");
        table::write(&page, name, text);
    }
}
