//! An empty Tauri window: what the app's start, memory and size are measured against.

fn main() {
    let built = tauri::Builder::default().build(tauri::generate_context!(
        "tests/bench/empty/tauri.conf.json"
    ));
    match built {
        Ok(app) => app.run(|_, _| {}),
        Err(error) => {
            eprintln!("The empty window did not open: {error}");
            std::process::exit(1);
        }
    }
}
