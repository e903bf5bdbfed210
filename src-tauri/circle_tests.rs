//! No two files of a crate import each other, directly or around a corner, but a module and those inside it.
//!
//! `roster` is not among them yet: its parts are composed of each other (a sign-in needs the records, a record its
//! diagnosis, a diagnosis the client), and types that several of them need still lie with the part that makes them.
//! `node scripts/house.mjs HEAD --detail` lists its circles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The path of a module in its crate; the crate's own file has none.
type Module = Vec<String>;

/// The folders of sources, by the crate's name.
fn crates() -> BTreeMap<String, PathBuf> {
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri");
    let entries = fs::read_dir(app.join("crates")).expect("a folder");
    let mut crates: BTreeMap<String, PathBuf> = entries
        .map(|entry| entry.expect("an entry"))
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, entry.path().join("src"))
        })
        .collect();
    crates.remove("roster").expect("a crate");
    crates.insert("counterfoil".to_owned(), app);
    crates
}

/// The modules of a crate, and the paths that each one's file names.
fn modules(root: &Path) -> BTreeMap<Module, BTreeSet<Module>> {
    let mut files = Vec::new();
    collect(root, &mut files);
    files
        .into_iter()
        .map(|file| {
            let module = module_of(file.strip_prefix(root).expect("inside"));
            let source = fs::read_to_string(&file).expect("a file");
            let paths = named(&source, &module);
            (module, paths)
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("crates") {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
}

fn module_of(file: &Path) -> Module {
    let parts = file.with_extension("");
    let mut module: Module = parts
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if matches!(module.last().map(String::as_str), Some("lib" | "mod")) {
        module.pop();
    }
    module
}

/// Every path of the crate in `source`, those in braces one by one. What tests import does not count.
fn named(source: &str, module: &[String]) -> BTreeSet<Module> {
    let source = source.split("#[cfg(test)]\nmod tests {").next();
    let code = source.unwrap_or_default().lines();
    let code = code.map(str::trim).filter(|line| !line.starts_with("//"));
    let code = code.collect::<Vec<_>>().join(" ");
    let mut paths = BTreeSet::new();
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            if !code[..at].ends_with([':', '_']) && !code[..at].ends_with(char::is_alphanumeric) {
                tree(&code[at..], module, &[], &mut paths);
            }
        }
    }
    paths
}

/// Reads one path, or a tree of them as `use` has it, and returns what follows.
fn tree<'a>(
    code: &'a str,
    module: &[String],
    base: &[String],
    paths: &mut BTreeSet<Module>,
) -> &'a str {
    let mut path = base.to_vec();
    let mut rest = code.trim_start();
    loop {
        if let Some(mut inside) = rest.strip_prefix('{') {
            while !inside.is_empty() && !inside.starts_with('}') {
                inside = tree(inside, module, &path, paths).trim_start();
                // Past the comma, and an `as` before it.
                let end = inside.find([',', '}']).unwrap_or(inside.len());
                inside = inside[end..].trim_start_matches(',').trim_start();
            }
            return inside.get(1..).unwrap_or_default();
        }
        let length = rest
            .find(|it: char| !it.is_ascii_alphanumeric() && it != '_')
            .unwrap_or(rest.len());
        match &rest[..length] {
            "crate" => path.clear(),
            "super" if path.len() == base.len() && base.is_empty() => {
                path = module[..module.len().saturating_sub(1)].to_vec();
            }
            "super" => drop(path.pop()),
            "" | "self" => {}
            name => path.push(name.to_owned()),
        }
        rest = &rest[length..];
        match rest.strip_prefix("::") {
            Some(after) => rest = after,
            None => break,
        }
    }
    paths.insert(path);
    rest
}

/// The files that each file imports, but for its own ancestors and descendants.
fn imports(root: &Path) -> BTreeMap<Module, BTreeSet<Module>> {
    let modules = modules(root);
    let edges = modules.iter().map(|(module, paths)| {
        let targets = paths.iter().filter_map(|path| {
            (1..=path.len())
                .rev()
                .map(|length| path[..length].to_vec())
                .find(|path| modules.contains_key(path))
        });
        let targets = targets.filter(|it| !it.starts_with(module) && !module.starts_with(it));
        (module.clone(), targets.collect())
    });
    edges.collect()
}

fn reaches<'a>(
    edges: &'a BTreeMap<Module, BTreeSet<Module>>,
    from: &'a Module,
    seen: &mut BTreeSet<&'a Module>,
) {
    for next in &edges[from] {
        if seen.insert(next) {
            reaches(edges, next, seen);
        }
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut circles = Vec::new();
    let mut imported = 0;
    for (name, root) in crates() {
        let edges = imports(&root);
        imported += edges.values().map(BTreeSet::len).sum::<usize>();
        circles.extend(edges.keys().filter_map(|module| {
            let mut seen = BTreeSet::new();
            reaches(&edges, module, &mut seen);
            let is_in_one = seen.contains(module);
            is_in_one.then(|| format!("{name}::{}", module.join("::")))
        }));
    }
    assert!(imported > 300, "{imported}");
    assert!(circles.is_empty(), "in a circle: {circles:?}");
}

#[test]
fn a_list_of_imports_names_each_of_its_files() {
    let paths = named(
        "use crate::a::b;\nuse super::{c, d::{E, f::{G as H, self}}, i::J};\n// use crate::f;\n\
         use super::super::k;\nfn l(_: crate::m::N) {}",
        &["x".to_owned(), "y".to_owned(), "z".to_owned()],
    );
    let paths: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(
        paths,
        [
            "a::b",
            "m::N",
            "x::k",
            "x::y::c",
            "x::y::d::E",
            "x::y::d::f",
            "x::y::d::f::G",
            "x::y::i::J"
        ]
    );
}
