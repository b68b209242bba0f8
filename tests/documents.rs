//! Documents in, the same documents or the reason of the refusal out.
//!
//! `documents/good` holds documents that must be taken and must survive being written and read again;
//! `documents/bad` holds one document per refusal, with the expected message beside it in a `.txt`. To add a case, add
//! the document and run the test with `BLESS=1`, which writes the message; then read what it wrote.

use partitura::scenario::{Checker, Document, Error, validate};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn good_documents_survive_writing_and_reading() {
    for path in cases("good") {
        let document = read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let text = document.to_json();
        let again = Document::from_json(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(again, document, "{}", path.display());
        assert_eq!(again.to_json(), text, "{}", path.display());
        let through_a_tree = serde_json::to_value(&document).and_then(serde_json::from_value::<Document>);
        assert_eq!(through_a_tree.expect("a tree"), document, "{}", path.display());
    }
}

#[test]
fn bad_documents_are_refused_with_the_place_and_the_reason() {
    for path in cases("bad") {
        let Err(error) = read(&path) else {
            panic!("{} is taken", path.display())
        };
        let expected = path.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, format!("{error}\n")).expect("the message can be written");
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(error.to_string(), expected.trim_end(), "{}", path.display());
    }
}

#[test]
fn no_piece_of_a_document_breaks_the_reader() {
    for path in cases("good") {
        let text = fs::read_to_string(&path).expect("the case can be read");
        for (end, _) in text.char_indices() {
            let _ = Document::from_json(&text[..end]);
            let _ = Document::from_json(&text[end..]);
        }
    }
}

#[test]
fn every_message_belongs_to_a_document() {
    let texts = files("bad")
        .into_iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "txt"));
    for text in texts {
        let has = ["json", "toml"].iter().any(|kind| text.with_extension(kind).exists());
        assert!(has, "{} has no document", text.display());
    }
}

/// A command judged alone, against a document, meets the same verdict as the whole document with it.
#[test]
fn one_more_command_is_judged_as_the_whole_document_would_be() {
    for path in cases("good") {
        let whole = read(&path).expect("a good document");
        for index in 0..whole.commands.len() {
            let mut document = whole.clone();
            let command = document.commands.remove(index);
            if validate(&document).is_err() {
                continue;
            }
            let mut checker = checker_of(&document);
            let mut joined = document.clone();
            let place = document.commands.partition_point(|other| other.at <= command.at);
            joined.commands.insert(place, command.clone());
            let alone = checker.insert(&document, &command);
            assert_eq!(alone, validate(&joined).map(|()| place), "{} {index}", path.display());
        }
    }
}

#[test]
fn a_document_has_a_greatest_size() {
    let note = r#"{"at": 0, "do": "note", "text": "x"}"#;
    let many = format!(r#"{{"partitura": 1, "commands": [{}]}}"#, vec![note; 20_001].join(","));
    let error = Document::from_json(&many)
        .and_then(|document| validate(&document))
        .expect_err("too many");
    assert_eq!(
        error.to_string(),
        "commands[20000]: a document has at most 20000 commands"
    );

    let text = "x".repeat(1024 * 1024 + 1);
    let send = format!(r#"{{"at": 0, "do": "send", "producer": "p", "topic": "t", "value": "{text}"}}"#);
    let topic = r#"{"at": 0, "do": "create_topic", "topic": "t", "partitions": 1}"#;
    let producer = r#"{"at": 0, "do": "add_producer", "producer": "p"}"#;
    let large = format!(r#"{{"partitura": 1, "commands": [{topic}, {producer}, {send}]}}"#);
    let error = Document::from_json(&large)
        .and_then(|document| validate(&document))
        .expect_err("too large");
    assert_eq!(
        error.to_string(),
        "commands[2].value: has 1048577 bytes; at most 1048576 are allowed"
    );

    let error = Document::from_json(&" ".repeat(4 * 1024 * 1024 + 1)).expect_err("too long");
    assert_eq!(
        error.to_string(),
        "the document has 4194305 bytes; at most 4194304 are allowed"
    );
}

fn checker_of(document: &Document) -> Checker {
    let mut checker = Checker::new(document).expect("a good header");
    for command in &document.commands {
        checker.append(command).expect("a good command");
    }
    checker
}

fn read(path: &Path) -> Result<Document, Error> {
    let text = fs::read_to_string(path).expect("the case can be read");
    let toml = path.extension().is_some_and(|kind| kind == "toml");
    let document = if toml {
        Document::from_toml(&text)?
    } else {
        Document::from_json(&text)?
    };
    validate(&document)?;
    Ok(document)
}

fn cases(folder: &str) -> Vec<PathBuf> {
    let cases: Vec<PathBuf> = files(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|kind| kind != "txt"))
        .collect();
    assert!(!cases.is_empty(), "no cases in {folder}");
    cases
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/documents")
        .join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder")
        .map(|file| file.expect("a file").path())
        .collect();
    files.sort();
    files
}
