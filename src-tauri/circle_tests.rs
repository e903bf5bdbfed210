//! No two files of the app import each other, directly or around a corner, but a module and those inside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the app by their path, and the paths that each one's file names.
fn modules() -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files
        .into_iter()
        .map(|file| {
            let module = module_of(file.strip_prefix(&root).expect("inside"));
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

fn module_of(file: &Path) -> Vec<String> {
    file.with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect()
}

/// Every path of the crate in `source`, those in braces one by one. What tests import does not count.
fn named(source: &str, module: &[String]) -> BTreeSet<Vec<String>> {
    let source = source.split("#[cfg(test)]\nmod tests {").next();
    let code = source.unwrap_or_default().lines();
    let code = code.map(str::trim).filter(|line| !line.starts_with("//"));
    let code = code.collect::<Vec<_>>().join(" ");
    let mut paths = BTreeSet::new();
    for (root, base) in [
        ("crate::", Vec::new()),
        ("super::", module[..module.len() - 1].to_vec()),
    ] {
        for (at, _) in code.match_indices(root) {
            if code[..at].ends_with("::") {
                continue;
            }
            let after = &code[at + root.len()..];
            let (list, is_list) = match after.strip_prefix('{') {
                Some(list) => (list.split('}').next().unwrap_or_default(), true),
                None => (after, false),
            };
            let items: Vec<&str> = if is_list {
                list.split(',').collect()
            } else {
                vec![list]
            };
            for item in items {
                let mut path = base.clone();
                path.extend(
                    item.trim()
                        .split("::")
                        .map(|part| {
                            let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
                            part.chars().take_while(|it| is_name(*it)).collect()
                        })
                        .take_while(|part: &String| !part.is_empty()),
                );
                paths.insert(path);
            }
        }
    }
    paths
}

/// The files that each file imports, but for its own ancestors and descendants.
fn imports() -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let modules = modules();
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
    edges: &'a BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
    from: &'a Vec<String>,
    seen: &mut BTreeSet<&'a Vec<String>>,
) {
    for next in &edges[from] {
        if seen.insert(next) {
            reaches(edges, next, seen);
        }
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let edges = imports();
    assert!(edges.values().map(BTreeSet::len).sum::<usize>() > 100);
    let circles: Vec<String> = edges
        .keys()
        .filter(|module| {
            let mut seen = BTreeSet::new();
            reaches(&edges, module, &mut seen);
            seen.contains(module)
        })
        .map(|module| module.join("::"))
        .collect();
    assert!(circles.is_empty(), "in a circle: {circles:?}");
}

#[test]
fn a_list_of_imports_names_each_of_its_files() {
    let paths = named(
        "use crate::a::b;\nuse super::{c, d::E};\n// use crate::f;",
        &["x".to_owned(), "y".to_owned()],
    );
    let paths: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(paths, ["a::b", "x::c", "x::d::E"]);
}
