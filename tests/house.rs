//! The house: which room may use which, and what no room of the core may touch, read from the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// Each room with all that it may import of ours: a whole room, or one module of a room.
///
/// The page tells events in sentences, so it reads `node::event`, which is plain data, and `kafka`'s names for what a
/// person chooses; it never holds a node or a world.
const ROWS: &[(&str, &[&str])] = &[
    ("kafka", &[]),
    ("node", &["kafka"]),
    ("world", &["kafka", "node"]),
    ("scenario", &["kafka", "node", "world"]),
    ("view", &["kafka", "node", "world", "scenario"]),
    ("page", &["kafka", "node::event", "scenario", "view"]),
];

/// The rooms that give the same result on any machine.
const CORE: &[&str] = &["kafka", "node", "world", "scenario", "view"];

/// Clocks, files, threads, networks, chance, floats and maps without an order.
const FORBIDDEN: &[&str] = &[
    "std::time",
    "std::fs",
    "std::thread",
    "std::net",
    "std::env",
    "std::process",
    "std::io::stdin",
    "std::os",
    "Instant",
    "SystemTime",
    "Mutex",
    "RwLock",
    "AtomicU64",
    "AtomicUsize",
    "thread_local",
    "static mut",
    "f32",
    "f64",
    "HashMap",
    "HashSet",
    "RandomState",
    "rand::",
    "getrandom",
    "js_sys",
    "web_sys",
    "wasm_bindgen",
    "println!",
    "eprintln!",
    "unsafe",
];

/// Files that may be longer than others, because they are tables and nothing else.
const TABLES: &[&str] = &[
    "src/kafka/config/tables/broker.rs",
    "src/node/event.rs",
    "src/node/rule.rs",
];

const LONGEST_FILE: usize = 400;

/// Where the program may stop itself, and the reason: a part of the line, by file.
const STOPS: &[(&str, &str)] = &[
    // A document is text, numbers and lists, for which serde_json cannot fail; there is no error to give to anybody.
    (
        "src/scenario/document.rs",
        ".expect(\"a document consists of text, numbers and lists\")",
    ),
    (
        "src/scenario/document.rs",
        ".expect(\"a command consists of text, numbers and lists\")",
    ),
    (
        "src/scenario/link.rs",
        ".expect(\"a document consists of text, numbers and lists\")",
    ),
    // `tests/links.rs` compares the table with the list of all commands.
    (
        "src/scenario/link/commands.rs",
        ".expect(\"the table has every command\")",
    ),
    // Without a window there is no page that could say anything; the names of elements are constants.
    (
        "src/page/draw/svg.rs",
        ".expect(\"the drawing runs in a window with a document\")",
    ),
    ("src/page/draw/svg.rs", ".expect(\"a constant SVG name\")"),
    ("src/page/draw/svg.rs", ".expect(\"a constant HTML name\")"),
];

#[test]
fn rooms_use_only_what_their_row_allows() {
    for (room, allowed) in ROWS {
        for file in files(room) {
            for (line, path) in imports(&file.code) {
                let may = path.starts_with(&format!("{room}::")) || path == *room;
                let may = may
                    || allowed
                        .iter()
                        .any(|row| path == *row || path.starts_with(&format!("{row}::")));
                assert!(may, "{}:{line}: the room `{room}` may not use `{path}`", file.name);
            }
        }
    }
}

#[test]
fn no_room_is_left_by_the_back_door() {
    for (room, _) in ROWS {
        for file in files(room) {
            // src/room/mod.rs is the room itself; each folder and each file below it is one deeper.
            let depth = file
                .name
                .split('/')
                .filter(|part| !["src", "mod.rs"].contains(part))
                .count();
            for (line, text) in lines(&file.code) {
                let up = text.matches("super::").count();
                let chain = "super::".repeat(depth);
                assert!(
                    up < depth || !text.contains(&chain),
                    "{}:{line}: leaves the room by `super`",
                    file.name
                );
            }
        }
    }
}

#[test]
fn the_core_knows_no_clock_no_file_no_chance_and_no_float() {
    for file in core() {
        for (line, text) in lines(&file.code) {
            let found = FORBIDDEN.iter().find(|word| has_word(text, word));
            assert_eq!(found, None, "{}:{line}: {}", file.name, text.trim());
        }
    }
}

#[test]
fn nothing_is_stored_in_a_width_that_differs_between_machines() {
    for file in core() {
        for (line, text) in stored(&file.code) {
            assert!(
                !has_word(&text, "usize") && !has_word(&text, "isize"),
                "{}:{line}: {}",
                file.name,
                text.trim()
            );
        }
    }
}

#[test]
fn nothing_stops_the_program_without_a_reason() {
    let files = all();
    for file in &files {
        // Texts are blanked in `code`, so the reason is read from the source.
        let source: Vec<&str> = file.source.lines().collect();
        for (line, text) in lines(&file.code) {
            let stops = [".unwrap()", ".expect(", "todo!", "unimplemented!", "dbg!"];
            if !stops.iter().any(|stop| text.contains(stop)) {
                continue;
            }
            let whole = source[line - 1];
            let justified = STOPS
                .iter()
                .any(|(name, part)| file.name == *name && whole.contains(part));
            assert!(justified, "{}:{line}: {}", file.name, whole.trim());
        }
    }
    for (name, part) in STOPS {
        let used = files
            .iter()
            .any(|file| file.name == *name && file.source.contains(part));
        assert!(used, "{name}: `{part}` is excused and does not exist");
    }
}

#[test]
fn files_are_short() {
    for file in all() {
        let length = file.code.trim_end().lines().count();
        let table = TABLES.contains(&file.name.as_str());
        assert!(
            table || length <= LONGEST_FILE,
            "{}:{length}: more than {LONGEST_FILE} lines",
            file.name
        );
    }
}

#[test]
fn every_test_named_in_fidelity_exists() {
    let text = read("FIDELITY.md");
    let mut named = 0;
    for (line, row) in text.lines().enumerate().filter(|(_, row)| row.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [_, how, proof] = cells[..] else {
            panic!("FIDELITY.md:{}: a row has three cells", line + 1)
        };
        if how == "how" || how.starts_with("---") {
            continue;
        }
        let known = ["exact", "simplified", "absent"]
            .iter()
            .any(|word| how.starts_with(word));
        assert!(
            known,
            "FIDELITY.md:{}: `{how}` is none of exact, simplified, absent",
            line + 1
        );
        for test in proof.split('`').skip(1).step_by(2) {
            named += 1;
            assert!(exists(test), "FIDELITY.md:{}: there is no `{test}`", line + 1);
        }
        assert!(
            how.starts_with("absent") || proof.contains('`'),
            "FIDELITY.md:{}: nothing shows it",
            line + 1
        );
    }
    assert!(named > 30, "only {named} tests are named");
}

/// A file, or `file::test` with a function of that name in it.
fn exists(test: &str) -> bool {
    let (file, function) = test.split_once("::").unwrap_or((test, ""));
    let path = root().join(file);
    path.exists() && (function.is_empty() || read(file).contains(&format!("fn {function}(")))
}

/// A source file: as it is, and without comments, texts and tests.
struct File {
    name: String,
    source: String,
    code: String,
}

fn core() -> Vec<File> {
    CORE.iter().flat_map(|room| files(room)).collect()
}

fn all() -> Vec<File> {
    ROWS.iter().flat_map(|(room, _)| files(room)).collect()
}

/// The files of a room, without those that are tests. A room that is not built yet has none.
fn files(room: &str) -> Vec<File> {
    let mut found = Vec::new();
    walk(&root().join("src").join(room), &mut found);
    assert!(!found.is_empty() || room == "page", "the room `{room}` is empty");
    found.sort();
    let name = |path: &Path| {
        path.strip_prefix(root())
            .unwrap_or(path)
            .to_string_lossy()
            .replace('\\', "/")
    };
    let names = found
        .iter()
        .map(|path| name(path))
        .filter(|name| !name.ends_with("/tests.rs"));
    names
        .map(|name| {
            let source = read(&name);
            let code = without_tests(&without_text(&source)).to_owned();
            File { name, source, code }
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn lines(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.lines().enumerate().map(|(index, text)| (index + 1, text))
}

/// Blanks comments and the insides of texts; every line keeps its number.
fn without_text(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source;
    while let Some(letter) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("r#\"") {
            rest.find("\"#").map_or(rest.len(), |end| end + 2)
        } else if letter == '"' {
            text_end(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\") {
            rest[2..].find('\'').map_or(rest.len(), |end| end + 3)
        } else {
            code.push(letter);
            rest = &rest[letter.len_utf8()..];
            continue;
        };
        code.push(' ');
        code.extend(rest[..skipped].chars().filter(|letter| *letter == '\n'));
        rest = &rest[skipped..];
    }
    code
}

/// Where a text in quotes ends, behind its last quote.
fn text_end(rest: &str) -> usize {
    let mut escaped = false;
    for (index, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The tests of a file are at its end.
fn without_tests(code: &str) -> &str {
    code.find("#[cfg(test)]").map_or(code, |at| &code[..at])
}

/// What a file imports of ours: `kafka::config::Config` of `use crate::kafka::config::Config`, with its line.
fn imports(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        paths("", &code[at + "crate::".len()..], &mut |path| {
            found.push((line, path.to_owned()))
        });
    }
    found
}

/// All paths of an import tree at the start of a text; the rest of the text behind it.
fn paths<'a>(before: &str, code: &'a str, tell: &mut dyn FnMut(&str)) -> &'a str {
    let code = code.trim_start();
    if let Some(mut rest) = code.strip_prefix('{') {
        loop {
            rest = rest.trim_start();
            if let Some(end) = rest.strip_prefix('}') {
                return end;
            }
            rest = paths(before, rest, tell).trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest);
        }
    }
    let end = code
        .find(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
        .unwrap_or(code.len());
    let (word, rest) = code.split_at(end);
    assert!(
        !word.is_empty() || rest.starts_with('*'),
        "cannot read the import `{}`",
        &code[..code.len().min(60)]
    );
    let path = if before.is_empty() {
        word.to_owned()
    } else {
        format!("{before}::{word}")
    };
    match rest.strip_prefix("::") {
        Some(rest) if rest.starts_with(|next: char| next.is_alphabetic() || "_{".contains(next)) => {
            paths(&path, rest, tell)
        }
        Some(rest) => {
            tell(&path);
            rest.strip_prefix('*').unwrap_or(rest)
        }
        None => {
            tell(&path);
            let renamed = rest
                .trim_start()
                .strip_prefix("as ")
                .map(|rest| rest.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_'));
            renamed.unwrap_or(rest).trim_start_matches('*')
        }
    }
}

/// The lines inside every `struct` and `enum`, and of every `static`.
fn stored(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut depth = 0;
    let mut inside = false;
    for (line, text) in lines(code) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let begins = words
            .iter()
            .take(2)
            .any(|word| ["struct", "enum", "static"].contains(word));
        if begins && depth == 0 {
            inside = true;
        }
        if inside {
            found.push((line, text.to_owned()));
            depth += text.matches(['{', '(']).count() as i32 - text.matches(['}', ')']).count() as i32;
            let ends = depth == 0 && (text.contains(';') || text.contains('}'));
            inside = !ends;
        }
    }
    found
}

/// Whether a name stands in a line by itself, not as a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        let open = |end: Option<char>, neighbour: Option<char>| !(end.is_some_and(part) && neighbour.is_some_and(part));
        open(word.chars().next(), before) && open(word.chars().next_back(), after)
    })
}

/// The readers above must see what they are for.
#[test]
fn the_house_inspector_can_see() {
    for (code, expected) in [
        ("use crate::kafka::config::Config;", vec!["kafka::config::Config"]),
        (
            "use crate::{kafka::{self, log::Log}, node::api};",
            vec!["kafka::self", "kafka::log::Log", "node::api"],
        ),
        (
            "use crate::{\n    world::World,\n    view::*,\n};",
            vec!["world::World", "view"],
        ),
        ("let x = crate::view::text(a);", vec!["view::text"]),
        (
            "use crate::node::{event as told, api::Request};",
            vec!["node::event", "node::api::Request"],
        ),
    ] {
        let found: Vec<String> = imports(code).into_iter().map(|(_, path)| path).collect();
        assert_eq!(found, expected, "{code}");
    }
    assert_eq!(
        without_text("a // f64\nb \"f64 \\\" f64\" c /* f64 */ d '\"' e"),
        "a  \nb   c   d   e"
    );
    for (text, word, expected) in [
        ("x: f64,", "f64", true),
        ("to_f64x", "f64", false),
        ("HashMap::new()", "HashMap", true),
        ("MyHashMap", "HashMap", false),
        ("use rand::Rng", "rand::", true),
        ("operand::x", "rand::", false),
    ] {
        assert_eq!(has_word(text, word), expected, "{text}");
    }
    let code = "struct A {\n    b: usize,\n}\nfn f(c: usize) {}\npub struct D(usize);\nenum E {\n    F(usize),\n}";
    let found = stored(code)
        .into_iter()
        .filter(|(_, text)| has_word(text, "usize"))
        .map(|(line, _)| line);
    assert_eq!(found.collect::<Vec<_>>(), [2, 5, 7]);
}
