//! Tauri's build step: the window's permissions are one reviewable file.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(
        tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/*.toml"),
    ))?;
    Ok(())
}
