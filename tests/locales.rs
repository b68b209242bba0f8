//! The languages say the same: the same messages with the same variables, and a sentence for every fact and rule.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

const LOCALES: [(&str, &str); 2] = [
    ("en", include_str!("../src/page/locales/en.ftl")),
    ("ru", include_str!("../src/page/locales/ru.ftl")),
];
const EVENTS: &str = concat!(
    include_str!("../src/node/event.rs"),
    include_str!("../src/node/rule.rs")
);
/// What `src/page/draw` asks for.
const DRAWING: &[&str] = &[
    "note-label",
    "playhead-label",
    "playhead-value",
    "stave-label",
    "stave-scroll",
    "stave-next",
    "stave-high-watermark",
    "stave-log-start",
    "stave-leader",
    "stave-no-leader",
    "timeline-label",
];

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
    let english = messages(english);
    for (tag, text) in others {
        let own = messages(text);
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
    for (kind, prefix) in [("Fact", "event"), ("Rule", "why")] {
        for (variant, mut fields) in variants(EVENTS, kind) {
            let id = format!("{prefix}-{variant}");
            let variables = english.get(&id).unwrap_or_else(|| panic!("there is no message {id}"));
            if fields.remove("run") {
                fields.extend(["topic", "partition", "offset", "last_offset", "count"].map(str::to_owned));
            }
            let derived = [
                ("place", "partition"),
                ("hash_hex", "hash"),
                ("partitions_count", "partitions"),
                ("topics_count", "topics"),
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
fn the_drawing_finds_its_words() {
    let english = messages(LOCALES[0].1);
    for id in DRAWING {
        assert!(english.contains_key(*id), "there is no message {id}");
    }
}
