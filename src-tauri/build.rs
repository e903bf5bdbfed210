//! Tauri's build step: the window's permissions are one reviewable file, and so is Windows' manifest.

use tauri_build::{AppManifest, Attributes, WindowsAttributes};

/// Windows' manifest: which Windows it is for, its rights, letters and scaling.
const MANIFEST: &str = "src-tauri/windows/counterfoil.manifest";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    println!("cargo:rerun-if-changed={MANIFEST}");
    let permissions = AppManifest::new().permissions_path_pattern("./src-tauri/permissions/*.toml");
    tauri_build::try_build(
        Attributes::new()
            .app_manifest(permissions)
            .windows_attributes(manifest()?),
    )?;
    Ok(())
}

/// Microsoft's linker takes the manifest itself, for the tests' programs as well, which do not start without
/// its common controls; elsewhere it is one of the app's resources.
fn manifest() -> Result<WindowsAttributes, Box<dyn std::error::Error>> {
    if std::env::var("CARGO_CFG_TARGET_ENV").as_deref() != Ok("msvc") {
        let text = std::fs::read_to_string(MANIFEST)?;
        return Ok(WindowsAttributes::new().app_manifest(text));
    }
    let path = std::env::current_dir()?.join(MANIFEST);
    println!("cargo:rustc-link-arg=/MANIFEST:EMBED");
    println!("cargo:rustc-link-arg=/MANIFESTINPUT:{}", path.display());
    Ok(WindowsAttributes::new_without_app_manifest())
}
