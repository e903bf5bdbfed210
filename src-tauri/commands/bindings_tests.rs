//! Writes what names the commands elsewhere: the handler, the permission of the window and its TypeScript functions. Each is
//! made from the functions in this folder, as rustfmt lays them out, and fails when what was committed differed.
//!
//! Not tauri-specta: it is a release candidate, reads types through a second derive on each of them, and collects
//! commands by Tauri's own glue, in whose place [`super::panic_safe`] is.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// What the window knows more of than Rust's type says: its own type instead.
const NARROWER: [(&str, &str); 5] = [
    ("BooksEvent", "BooksEvent"),
    ("BooksRecord", "OneRecord"),
    ("BooksReport", "OneReport"),
    ("Catalogue", "Catalogue"),
    ("Filters", "Asked"),
];
/// What Tauri gives to a command, and not the window.
const GIVEN: [&str; 2] = ["State<", "AppHandle"];

struct Command {
    module: String,
    name: String,
    docs: Vec<String>,
    /// Names and types.
    arguments: Vec<(String, String)>,
    answer: String,
}

fn commands() -> Vec<Command> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/commands");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let read = files.iter().map(|file| {
        let module = file.file_stem().expect("a name").to_string_lossy();
        let source = fs::read_to_string(file).expect("a file");
        let own = file.file_name().is_some_and(|it| it != "bindings_tests.rs");
        commands_of(if own { &source } else { "" }, &module)
    });
    read.flatten().collect()
}

fn commands_of(source: &str, module: &str) -> Vec<Command> {
    let pieces: Vec<&str> = source
        .split("#[tauri::command(root = \"panic_safe\")]\n")
        .collect();
    let pairs = pieces.iter().zip(pieces.iter().skip(1));
    let commands = pairs.map(|(before, after)| {
        let mut docs: Vec<String> = before
            .lines()
            .rev()
            .map_while(|line| line.strip_prefix("///"))
            .map(|line| line.trim().to_owned())
            .collect();
        docs.reverse();
        let (_, after) = after.split_once("async fn ").expect("a function");
        let (name, after) = after.split_once('(').expect("arguments");
        let (arguments, after) = after.split_once(") -> Result<").expect("an answer");
        let (answer, _) = after.split_once(", ProblemView>").expect("an error");
        let arguments = at_top(arguments).into_iter().map(|argument| {
            let (name, of) = argument.split_once(": ").expect("a type");
            (name.to_owned(), of.to_owned())
        });
        Command {
            module: module.to_owned(),
            name: name.to_owned(),
            docs,
            arguments: arguments
                .filter(|(_, of)| !GIVEN.iter().any(|given| of.starts_with(given)))
                .collect(),
            answer: answer.to_owned(),
        }
    });
    commands.collect()
}

/// The parts between commas outside brackets.
fn at_top(list: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for letter in list.chars() {
        match letter {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("a part").push(letter);
    }
    let parts = parts.into_iter().map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        camel.push_str(&first.to_uppercase());
        camel.push_str(rest);
    }
    camel
}

/// TypeScript's type, and the names in it that have to be imported.
fn type_script(of: &str, names: &mut BTreeSet<String>) -> String {
    let inside = |outer: &str| {
        let rest = of.strip_prefix(outer)?.strip_prefix('<')?;
        rest.strip_suffix('>')
    };
    if let Some(item) = inside("Vec") {
        let item = type_script(item, names);
        let is_choice = item.contains(" | ");
        return if is_choice {
            format!("({item})[]")
        } else {
            format!("{item}[]")
        };
    }
    if let Some(item) = inside("Option") {
        return format!("{} | null", type_script(item, names));
    }
    if let Some(item) = inside("Channel") {
        return format!("(event: {}) => void", type_script(item, names));
    }
    match of {
        "()" => "void".to_owned(),
        "String" => "string".to_owned(),
        "bool" => "boolean".to_owned(),
        "u8" | "u32" | "i64" | "usize" | "f64" => "number".to_owned(),
        name => {
            let narrower = NARROWER.iter().find(|(rust, _)| *rust == name);
            let name = narrower.map_or(name, |(_, window)| window);
            names.insert(name.to_owned());
            name.to_owned()
        }
    }
}

fn handler(commands: &[Command]) -> String {
    let modules: BTreeSet<&str> = commands.iter().map(|it| it.module.as_str()).collect();
    let modules: Vec<&str> = modules.into_iter().collect();
    let mut text = format!(
        "//! Written by the test `export_bindings_commands` from the functions in this folder. Do not edit.\n\n\
         use tauri::Wry;\n\n#[rustfmt::skip]\nuse super::{{{}}};\n\n\
         /// The handler of every command.\n#[rustfmt::skip]\n\
         pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke<Wry>) -> bool + Send + Sync + 'static {{\n    \
         let run = panic_safe::taking(tauri::generate_handler![\n",
        modules.join(", ") + ", panic_safe"
    );
    for Command { module, name, .. } in commands {
        let _ = writeln!(text, "        {module}::{name},");
    }
    text + "    ]);\n    move |invoke| run(invoke.into())\n}\n"
}

fn permission(commands: &[Command]) -> String {
    let mut text = "# Written by the test `export_bindings_commands` from the functions in src-tauri/commands. Do not edit.\n\
         \"$schema\" = \"../../gen/schemas/desktop-schema.json\"\n\n[[permission]]\nidentifier = \"main-window\"\n\
         description = \"Everything the main window may call. Deny by default: a command not named here does not exist for the window.\"\n\
         commands.allow = [\n"
        .to_owned();
    for Command { name, .. } in commands {
        let _ = writeln!(text, "  \"{name}\",");
    }
    text + "]\n"
}

fn window(commands: &[Command]) -> String {
    let mut names = BTreeSet::new();
    let (mut interface, mut calls) = (String::new(), String::new());
    for command in commands {
        let name = camel(&command.name);
        let docs = command.docs.join(" ");
        if !docs.is_empty() {
            // Names as the window has them.
            let docs = docs.replace("[`", "`").replace("`]", "`");
            let docs: Vec<String> = docs
                .split('`')
                .enumerate()
                .map(|(at, part)| {
                    if at % 2 == 1 {
                        camel(part)
                    } else {
                        part.to_owned()
                    }
                })
                .collect();
            let _ = writeln!(interface, "  /** {} */", docs.join("`"));
        }
        let required = command
            .arguments
            .iter()
            .rposition(|(_, of)| !of.starts_with("Option<"))
            .map_or(0, |last| last + 1);
        let typed: Vec<String> = command
            .arguments
            .iter()
            .enumerate()
            .map(|(at, (name, of))| {
                let mark = if at < required { "" } else { "?" };
                format!("{}{mark}: {}", camel(name), type_script(of, &mut names))
            })
            .collect();
        let answer = type_script(&command.answer, &mut names);
        let _ = writeln!(
            interface,
            "  {name}({}): Promise<{answer}>;",
            typed.join(", ")
        );
        let given: Vec<String> = command
            .arguments
            .iter()
            .map(|(name, _)| camel(name))
            .collect();
        let sent: Vec<String> = command
            .arguments
            .iter()
            .map(|(name, of)| {
                let name = camel(name);
                if of.starts_with("Channel<") {
                    format!("{name}: new Channel({name})")
                } else {
                    name
                }
            })
            .collect();
        let sent = if sent.is_empty() {
            String::new()
        } else {
            format!(", {{ {} }}", sent.join(", "))
        };
        let _ = writeln!(
            calls,
            "  {name}: ({}) => invoke('{}'{sent}),",
            given.join(", "),
            command.name
        );
    }
    let is_narrower = |name: &&String| NARROWER.iter().any(|(_, window)| *window == **name);
    let narrower: Vec<&str> = names
        .iter()
        .filter(is_narrower)
        .map(String::as_str)
        .collect();
    let mut text = format!(
        "// Written by the test `export_bindings_commands` from the functions in src-tauri/commands. Do not edit.\n\
         import {{ Channel, invoke }} from '@tauri-apps/api/core';\n\
         import type {{ {} }} from '../../features/books/types';\n",
        narrower.join(", ")
    );
    for name in names.iter().filter(|name| !is_narrower(name)) {
        let _ = writeln!(text, "import type {{ {name} }} from './{name}';");
    }
    let _ = write!(
        text,
        "\n/** Every command. Each rejects with a `ProblemView`. */\nexport interface Ipc {{\n{interface}}}\n\n\
         export const tauriIpc: Ipc = {{\n{calls}}};\n"
    );
    text
}

/// Writes what differs and returns whether nothing did: after a new command, run it twice and commit both.
fn keep(path: &str, text: &str) -> bool {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let is_kept = fs::read_to_string(&path).is_ok_and(|kept| kept == text);
    if !is_kept {
        fs::write(path, text).expect("a file");
    }
    is_kept
}

#[test]
fn export_bindings_commands() {
    let commands = commands();
    assert!(commands.len() > 80, "{} commands", commands.len());
    let kept = [
        keep("src-tauri/commands/handler.rs", &handler(&commands)),
        keep("src-tauri/permissions/main.toml", &permission(&commands)),
        keep("ui/src/ipc/generated/commands.ts", &window(&commands)),
    ];
    assert_eq!(
        kept, [true; 3],
        "written anew: commit them, and run this again"
    );
}

#[test]
fn a_command_is_read_with_its_words_arguments_and_answer() {
    let source = "/// Says `which_one`.\n#[tauri::command(root = \"panic_safe\")]\npub(super) async fn do_it(\n    \
        session: State<'_, Session>,\n    which_one: Vec<Option<String>>,\n    on_event: Channel<Told>,\n    \
        more: Option<u32>,\n) -> Result<Option<Done>, ProblemView> {\n";
    let text = window(&commands_of(source, "some"));
    for line in [
        "  /** Says `whichOne`. */\n",
        "  doIt(whichOne: (string | null)[], onEvent: (event: Told) => void, more?: number | null): Promise<Done | null>;\n",
        "  doIt: (whichOne, onEvent, more) => invoke('do_it', { whichOne, onEvent: new Channel(onEvent), more }),\n",
        "import type { Told } from './Told';\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn the_window_may_call_exactly_the_commands_there_are() {
    let permissions = include_str!("../permissions/main.toml");
    let (_, allowed) = permissions
        .split_once("commands.allow = [")
        .expect("a list");
    let allowed: BTreeSet<&str> = allowed
        .split(|c: char| !(c.is_ascii_lowercase() || c == '_'))
        .filter(|name| !name.is_empty())
        .collect();
    let commands = commands();
    let there: BTreeSet<&str> = commands.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(allowed, there);
    let handler = include_str!("handler.rs");
    for Command { module, name, .. } in &commands {
        assert!(handler.contains(&format!("{module}::{name},")), "{name}");
    }
}
