//! serde's words about a wrong shape, as a reason.
//!
//! serde hands over sentences and nothing else, so they are read back by their wording. What is not recognised stays as
//! it is: the words of a parser.

use super::{mistakes, near};
use crate::kafka::config::{mistakes as settings, one_of};
use crate::kafka::reason::{Arg, Mistake, Reason};

/// Sentences of ours that travel through serde, and serde's own.
const SENTENCES: &[&Mistake] = &[
    &mistakes::NOT_JSON,
    &mistakes::VERSION_NONE,
    &mistakes::VERSION_NEWER,
    &mistakes::SCALAR_EXPECTED,
    &mistakes::WRONG_TYPE,
    &mistakes::WRONG_VALUE,
    &mistakes::UNKNOWN_VALUE,
];

/// The phrases in them. Of two that fit, the first is the more exact one.
const PHRASES: &[&Mistake] = &[
    &mistakes::A_STRING,
    &mistakes::AN_INTEGER,
    &mistakes::A_FLOAT,
    &mistakes::A_BOOLEAN,
    &mistakes::A_NULL,
    &mistakes::A_LIST,
    &mistakes::A_MAP,
    &mistakes::SOME_LIST,
    &mistakes::SOME_TEXT,
    &mistakes::AN_OBJECT,
    &mistakes::YES_OR_NO,
    &mistakes::WHOLE,
    &mistakes::WHOLE_FROM_TO,
    &mistakes::WHOLE_FROM,
    &mistakes::A_CONFIG,
    &mistakes::SOME_NAMES,
    &mistakes::A_CAPTION,
];

/// The mistake in a text that is no JSON at all.
pub(super) fn syntax(error: &serde_json::Error) -> Reason {
    let sentence = format!("this is not JSON: {error}");
    let wordings = [&mistakes::JSON_ENDS, &mistakes::NOT_JSON];
    let read = wordings.iter().find_map(|wording| wording.read(&sentence));
    read.unwrap_or_else(|| unreadable(&sentence))
}

/// The reason in a message about a value.
pub(super) fn reason(message: &str) -> Reason {
    let sentence = humane(message);
    let read = SENTENCES.iter().find_map(|wording| wording.read(&sentence));
    let reason = read.map(|reason| reason.each_text(phrase));
    // What a person typed may look like the words around it.
    let same = reason.filter(|reason| reason.to_string() == sentence);
    same.unwrap_or_else(|| unreadable(&sentence))
}

/// A field that is missing, is there twice, or that nobody knows.
pub(super) fn of_field(kind: &str, field: &str, message: &str) -> Reason {
    match kind {
        "missing" => (&mistakes::MISSING).into(),
        "duplicate" => (&mistakes::TWICE).into(),
        _ => {
            let allowed: Vec<&str> = quoted(message).skip(1).collect();
            near::unknown_field(field, &allowed)
        }
    }
}

fn unreadable(words: &str) -> Reason {
    mistakes::UNREADABLE.with("parser", words)
}

/// What stands in a blank of a sentence, where that is a phrase.
fn phrase(name: &str, words: &str) -> Arg {
    match name {
        "found" | "expected" => PHRASES
            .iter()
            .find_map(|wording| wording.read(words))
            .unwrap_or_else(|| unreadable(words))
            .into(),
        "allowed" => names(words).into(),
        _ => words.into(),
    }
}

/// "`a` or `b`", or "one of `a`, `b`, `c`".
fn names(words: &str) -> Reason {
    let names: Vec<&str> = quoted(words).collect();
    if words.starts_with("one of ") {
        let names = names.iter().map(|name| settings::WORD.with("word", *name));
        return mistakes::ANY_OF.with("names", Arg::Phrases(names.collect()));
    }
    one_of(&names)
}

/// What stands between the quotes of a message.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// Replaces Rust's names of types by words.
fn humane(message: &str) -> String {
    const WORDS: [(&str, &str); 9] = [
        ("expected u64", "expected a whole number from 0"),
        ("expected u32", "expected a whole number from 0 to 4294967295"),
        ("expected i64", "expected a whole number"),
        ("expected a sequence", "expected a list"),
        ("expected a map", "expected an object"),
        ("expected a string", "expected text"),
        ("expected a boolean", "expected true or false"),
        ("unknown variant", "unknown value"),
        ("sequence", "list"),
    ];
    let expected = WORDS
        .iter()
        .fold(message.to_owned(), |text, (from, to)| text.replace(from, to));
    match expected.find("expected struct ") {
        Some(start) => format!("{}expected an object", &expected[..start]),
        None => expected,
    }
}
