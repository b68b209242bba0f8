//! The languages say the same: the same messages with the same variables, and a sentence for every fact and rule.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use partitura::kafka::config::{Scope, check};
use partitura::kafka::error::KafkaError;
use partitura::kafka::reason::{Arg, Reason};
use partitura::scenario::{self, Document};

const LOCALES: [(&str, &str); 2] = [
    ("en", include_str!("../src/page/locales/en.ftl")),
    ("ru", include_str!("../src/page/locales/ru.ftl")),
];
const EVENTS: &str = concat!(
    include_str!("../src/node/event.rs"),
    include_str!("../src/node/event/transactions.rs"),
    include_str!("../src/node/rule.rs"),
    include_str!("../src/node/because.rs")
);
/// The blank for the words of a parser.
const PARSER: &str = "parser";
/// What `src/page/draw` asks for.
const DRAWING: &[&str] = &[
    "note-label",
    "note-commit-marker",
    "note-abort-marker",
    "playhead-label",
    "playhead-value",
    "stave-label",
    "stave-scroll",
    "stave-next",
    "stave-high-watermark",
    "stave-log-start",
    "stave-leader",
    "stave-leader-cut",
    "stave-no-leader",
    "timeline-label",
];

/// What the core refuses with: its own words are the English ones, so no English file says them again. What a parser
/// said is English too, so a message may leave it out.
fn mistakes() -> BTreeMap<String, BTreeSet<String>> {
    let mut mistakes = BTreeMap::new();
    for mistake in scenario::mistakes() {
        let blanks = mistake.blanks().filter(|name| *name != PARSER).map(str::to_owned);
        let other = mistakes.insert(format!("mistake-{}", mistake.id()), blanks.collect());
        assert_eq!(other, None, "{} is there once", mistake.id());
    }
    mistakes
}

/// The messages of a file with the variables of each.
fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::<String, BTreeSet<String>>::new();
    let mut current = None;
    for line in text.lines() {
        let id = line
            .split_once(" =")
            .map(|(id, _)| id)
            .filter(|id| id.starts_with(|first: char| first.is_ascii_lowercase()));
        if let Some(id) = id {
            assert!(
                messages.insert(id.to_owned(), BTreeSet::new()).is_none(),
                "{id} is there once"
            );
            current = Some(id.to_owned());
        }
        let Some(variables) = current.as_ref().and_then(|id| messages.get_mut(id)) else {
            continue;
        };
        for part in line.split('$').skip(1) {
            variables.insert(
                part.chars()
                    .take_while(|letter| letter.is_ascii_lowercase() || "_".contains(*letter))
                    .collect(),
            );
        }
    }
    messages
}

fn kebab(camel: &str) -> String {
    let mut text = String::new();
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

/// The variants of an enum in the source, each with the names of its fields.
fn variants(source: &str, name: &str) -> BTreeMap<String, BTreeSet<String>> {
    let body = source
        .split_once(&format!("pub enum {name} {{"))
        .expect("the enum is there")
        .1;
    let body = body.split_once("\n}").expect("the enum ends").0;
    let mut variants = BTreeMap::new();
    let mut current = String::new();
    for word in body
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .flat_map(words)
    {
        if word.starts_with(|first: char| first.is_ascii_uppercase()) {
            current = word.trim_end_matches(['{', ',', ':']).to_owned();
            variants.entry(kebab(&current)).or_insert_with(BTreeSet::new);
        } else if let Some(field) = word.strip_suffix(':') {
            let fields: &mut BTreeSet<String> = variants.entry(kebab(&current)).or_default();
            fields.insert(field.to_owned());
        }
    }
    variants
}

/// The words of a line that name a variant or a field: what follows a field's colon is its type.
fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut after_colon = false;
    for word in line.split_whitespace().filter(|word| !word.starts_with('#')) {
        if !after_colon {
            words.push(word);
        }
        after_colon = word.ends_with(':');
    }
    words
}

#[test]
fn every_file_is_good_fluent() {
    for (tag, text) in LOCALES {
        let parsed = fluent_syntax::parser::parse(text);
        assert!(parsed.is_ok(), "{tag}: {:?}", parsed.err().map(|(_, errors)| errors));
    }
}

/// `src/page/messages.rs` knows text, quoted text without escapes, variables, and a choice by a variable,
/// nothing else of Fluent.
#[test]
fn every_file_keeps_to_what_the_page_speaks() {
    for (tag, text) in LOCALES {
        let resource = fluent_syntax::parser::parse_runtime(text).unwrap_or_else(|(resource, _)| resource);
        for entry in resource.body {
            let Entry::Message(message) = entry else {
                panic!("{tag}: only messages are spoken, not {entry:?}")
            };
            assert!(
                message.attributes.is_empty(),
                "{tag}: {} has attributes",
                message.id.name
            );
            let pattern = message.value.expect("a message without attributes has a value");
            assert!(is_spoken(&pattern), "{tag}: {} uses more of Fluent", message.id.name);
        }
    }
}

fn is_spoken(pattern: &Pattern<&str>) -> bool {
    let is_variable = |inline: &InlineExpression<&str>| matches!(inline, InlineExpression::VariableReference { .. });
    pattern.elements.iter().all(|element| match element {
        PatternElement::TextElement { .. } => true,
        PatternElement::Placeable { expression } => match expression {
            Expression::Inline(InlineExpression::StringLiteral { value }) => !value.contains('\\'),
            Expression::Inline(inline) => is_variable(inline),
            Expression::Select { selector, variants } => {
                is_variable(selector) && variants.iter().all(|variant| is_spoken(&variant.value))
            }
        },
    })
}

#[test]
fn every_language_has_the_same_messages() {
    let [(_, english), others @ ..] = &LOCALES;
    let mut english = messages(english);
    english.extend(mistakes());
    for (tag, text) in others {
        let mut own = messages(text);
        for variables in own.values_mut() {
            variables.remove(PARSER);
        }
        let differ = |from: &BTreeMap<String, BTreeSet<String>>, to: &BTreeMap<String, BTreeSet<String>>| {
            from.iter()
                .filter(|(id, variables)| to.get(*id) != Some(variables))
                .map(|(id, _)| id.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            differ(&english, &own),
            Vec::<String>::new(),
            "{tag} lacks these, or has other variables"
        );
        assert_eq!(differ(&own, &english), Vec::<String>::new(), "{tag} has these alone");
    }
}

#[test]
fn every_fact_and_rule_has_its_sentence() {
    let english = messages(LOCALES[0].1);
    let kinds = [
        ("Fact", "event"),
        ("TransactionFact", "event"),
        ("Rule", "why"),
        ("TransactionRule", "why"),
        ("Because", "because"),
    ];
    for (kind, prefix) in kinds {
        for (variant, mut fields) in variants(EVENTS, kind) {
            let id = format!("{prefix}-{variant}");
            // An enum of its own, whose turn comes too.
            if variant.contains('(') {
                continue;
            }
            // Told by its case, and an error of the protocol by its name: the next test.
            if ["why-refused", "because-error"].contains(&id.as_str()) {
                continue;
            }
            let variables = english.get(&id).unwrap_or_else(|| panic!("there is no message {id}"));
            if fields.remove("run") {
                fields.extend(["topic", "partition", "offset", "last_offset", "count"].map(str::to_owned));
            }
            let derived = [
                ("place", "partition"),
                ("hash_hex", "hash"),
                ("partitions_count", "partitions"),
                ("topics_count", "topics"),
                ("adding_count", "adding"),
                ("removing_count", "removing"),
            ];
            let derived: Vec<_> = derived
                .iter()
                .filter(|(_, from)| fields.contains(*from))
                .map(|(name, _)| (*name).to_owned())
                .collect();
            fields.extend(derived);
            let unknown: Vec<_> = variables.difference(&fields).collect();
            assert!(unknown.is_empty(), "{id} asks for {unknown:?}, and has {fields:?}");
        }
    }
}

#[test]
fn every_error_that_is_answered_has_its_sentence() {
    let english = messages(LOCALES[0].1);
    let mut sources = Vec::new();
    read_all(std::path::Path::new("src/node"), &mut sources);
    let answered: BTreeSet<String> = sources
        .iter()
        .flat_map(|source| source.split("KafkaError::").skip(1))
        .map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|name| KafkaError::ALL.iter().any(|error| format!("{error:?}") == *name))
        .collect();
    assert!(answered.contains("MessageTooLarge"), "{answered:?}");
    // These come with a case of their own, which says more.
    let told = [
        "TopicAlreadyExists",
        "InvalidReplicationFactor",
        "InvalidReplicaAssignment",
        "InvalidPartitions",
        "InvalidConfig",
    ];
    let told = [
        &told[..],
        &["InvalidRequest", "InvalidTopicException", "PolicyViolation"],
    ]
    .concat();
    for name in answered.iter().filter(|name| !told.contains(&name.as_str())) {
        let id = format!("error-{}", kebab(name));
        assert!(english.contains_key(&id), "there is no message {id}");
    }
}

/// Every document that is refused, with the reason. Those in TOML only the command line reads.
fn refused() -> Vec<(String, Reason)> {
    let files = std::fs::read_dir("tests/documents/bad").expect("the folder").flatten();
    let json = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"));
    json.map(|path| {
        let text = std::fs::read_to_string(&path).expect("the document can be read");
        let judged = Document::from_json(&text).and_then(|document| scenario::validate(&document));
        (
            path.display().to_string(),
            judged.expect_err("a bad document is refused").reason,
        )
    })
    .collect()
}

/// What is said of values that hardly any setting takes.
fn refused_settings() -> Vec<(String, Reason)> {
    let values = ["", "nonsense", "-12345", "9999999999999999999", "a,a"];
    let settings = Scope::ALL
        .iter()
        .flat_map(|scope| scope.table().iter().map(move |known| (*scope, known.name)));
    let settings = settings.chain([(Scope::Topic, "nonsense"), (Scope::Topic, "acks")]);
    let judged = settings.flat_map(|(scope, name)| {
        let judge = move |value: &str| Some((format!("{name}={value}"), check(scope, name, value).err()?));
        values.into_iter().filter_map(judge)
    });
    judged.collect()
}

/// A reason and the phrases in it.
fn parts(reason: &Reason) -> Vec<&Reason> {
    let mut parts = vec![reason];
    for (_, arg) in reason.args() {
        if let Arg::Phrases(phrases) = arg {
            parts.extend(phrases.iter().flat_map(self::parts));
        }
    }
    parts
}

/// Whatever is refused has words of the page's own, with every blank filled; only a broken escape in a text is told in
/// the words of the parser.
#[test]
fn every_refusal_can_be_said_in_every_language() {
    let (documents, settings) = (refused(), refused_settings());
    assert!(150 < documents.len() && 500 < settings.len());
    for (what, reason) in documents.iter().chain(&settings) {
        for part in parts(reason) {
            let free = part.mistake().id() == "unreadable" && !what.ends_with("text-broken.json");
            assert!(!free, "{what}: nobody but the parser could say {reason}");
            for blank in part.mistake().blanks() {
                let is_filled = part.args().iter().any(|(name, _)| *name == blank);
                assert!(is_filled, "{what}: {blank} is not filled in {part:?}");
            }
        }
    }
}

fn read_all(folder: &std::path::Path, sources: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            read_all(&path, sources);
        } else {
            sources.push(std::fs::read_to_string(&path).expect("a source"));
        }
    }
}

#[test]
fn the_drawing_finds_its_words() {
    let english = messages(LOCALES[0].1);
    for id in DRAWING {
        assert!(english.contains_key(*id), "there is no message {id}");
    }
}
