//! One spelling for every value, so that the model compares texts and never cases, spaces or Java class names.

use super::definition::{Check, Definition, Kind};
use super::{Scope, definition, names, text};

/// The spelling of a value that the model reads: trimmed; numbers without leading zeros, booleans in lower case,
/// lists without spaces, Java classes by the contract's names (`org.apache.kafka.clients.consumer.RangeAssignor` is
/// `range`), `acks=-1` as `all`, words that Kafka takes in any case in the case of their default. A value that
/// [`super::check`] refuses, or of an unknown name, comes back trimmed.
pub fn canonical(scope: Scope, name: &str, value: &str) -> String {
    let value = text::trim(value);
    let Some(known) = definition(scope, name) else {
        return value.to_string();
    };
    if scope == Scope::Producer && name == "acks" && value == "-1" {
        return "all".to_string();
    }
    match known.check {
        Check::Partitioner => names::short(names::PARTITIONERS, value).unwrap_or(value).to_string(),
        Check::Assignors => assignors(value),
        Check::OneOfIgnoringCase(_) => in_case_of_default(known, value),
        _ => by_kind(known.kind, value),
    }
}

fn by_kind(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Boolean => value.to_ascii_lowercase(),
        Kind::Short | Kind::Int | Kind::Long => value.parse::<i64>().map_or(value.to_string(), |n| n.to_string()),
        Kind::List => text::entries(value).join(","),
        Kind::Text | Kind::Double | Kind::Class | Kind::Password => value.to_string(),
    }
}

fn assignors(value: &str) -> String {
    let short = |entry| names::short(names::ASSIGNORS, entry).unwrap_or(entry);
    text::entries(value)
        .into_iter()
        .map(short)
        .collect::<Vec<_>>()
        .join(",")
}

fn in_case_of_default(known: &Definition, value: &str) -> String {
    let lower = known
        .default
        .is_some_and(|default| default.chars().any(char::is_lowercase));
    if lower {
        value.to_ascii_lowercase()
    } else {
        value.to_ascii_uppercase()
    }
}
