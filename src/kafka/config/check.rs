//! Would Kafka take this value? Each refusal is one sentence that says the name, the value and what is allowed.
//!
//! Values are judged one by one; what Kafka demands of several together is in `together.rs`.

use super::definition::{Check, Definition, Kind};
use super::{Scope, definition, mistakes, names, text};
use crate::kafka::reason::{Arg, Mistake, Reason};

/// Longest piece of a foreign text that a sentence repeats, in characters.
const SHOWN_CHARS: usize = 80;

/// Checks that Kafka has the name and would take the value (`ConfigDef.parseType` and the name's validator).
///
/// # Errors
/// A full sentence with the name, the value and what is allowed; for an unknown name, the nearest known one.
pub fn check(scope: Scope, name: &str, value: &str) -> Result<(), Reason> {
    let known = definition(scope, name).ok_or_else(|| unknown(scope, name))?;
    let value = text::trim(value);
    if fits_kind(known, value) && fits_check(known, value) {
        Ok(())
    } else {
        Err(refusal(known, value))
    }
}

fn fits_kind(known: &Definition, value: &str) -> bool {
    match known.kind {
        Kind::Boolean => value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
        Kind::Short => value.parse::<i16>().is_ok(),
        Kind::Int => value.parse::<i32>().is_ok(),
        Kind::Long => value.parse::<i64>().is_ok(),
        Kind::Double => text::decimal(value).is_some(),
        Kind::Class => known.check == Check::Partitioner || is_class_name(value),
        Kind::Text | Kind::List | Kind::Password => true,
    }
}

fn fits_check(known: &Definition, value: &str) -> bool {
    let whole = || value.parse::<i64>().unwrap_or_default();
    match known.check {
        Check::Any => true,
        Check::AtLeast(from) => whole() >= from,
        Check::Between(from, to) => (from..=to).contains(&whole()),
        Check::BetweenOr(from, to, or) => (from..=to).contains(&whole()) || whole() == or,
        Check::Decimal(from, to) => fits_decimal(value, from, to),
        Check::OneOf(words) => words.contains(&value),
        Check::OneOfIgnoringCase(words) => words.iter().any(|word| word.eq_ignore_ascii_case(value)),
        Check::NonEmpty => !value.is_empty(),
        Check::Distinct { of, empty } => fits_list(&text::entries(value), of, empty),
        Check::OffsetReset => fits_offset_reset(value),
        Check::ShareOffsetReset => value != "none" && fits_offset_reset(value),
        Check::ThrottledReplicas => value == "*" || text::entries(value).iter().all(|e| e.is_empty() || is_replica(e)),
        Check::Voters => text::entries(value).iter().all(|entry| is_voter(entry)),
        Check::Endpoints => text::entries(value).iter().all(|entry| is_endpoint(entry)),
        Check::Partitioner => names::short(names::PARTITIONERS, value).is_some(),
        Check::Assignors => fits_assignors(&text::entries(value)),
    }
}

fn fits_decimal(value: &str, from: &str, to: &str) -> bool {
    let Some(number) = text::decimal(value) else {
        return false;
    };
    text::decimal(from).is_none_or(|from| number >= from) && text::decimal(to).is_none_or(|to| number <= to)
}

fn fits_list(entries: &[&str], of: &[&str], empty: bool) -> bool {
    (empty || !entries.is_empty()) && distinct(entries) && (of.is_empty() || entries.iter().all(|e| of.contains(e)))
}

fn fits_assignors(entries: &[&str]) -> bool {
    let short: Option<Vec<&str>> = entries
        .iter()
        .map(|entry| names::short(names::ASSIGNORS, entry))
        .collect();
    short.is_some_and(|short| !short.is_empty() && distinct(&short))
}

fn fits_offset_reset(value: &str) -> bool {
    matches!(value, "earliest" | "latest" | "none") || super::reset_duration_ms(value).is_some()
}

fn distinct(entries: &[&str]) -> bool {
    entries.iter().collect::<std::collections::BTreeSet<_>>().len() == entries.len()
}

/// A Java class name: identifiers joined by dots.
fn is_class_name(value: &str) -> bool {
    value.split('.').all(|part| {
        part.chars()
            .next()
            .is_some_and(|c| c.is_alphabetic() || c == '_' || c == '$')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$')
    })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_replica(entry: &str) -> bool {
    entry
        .split_once(':')
        .is_some_and(|(partition, broker)| is_digits(partition) && is_digits(broker))
}

fn is_voter(entry: &str) -> bool {
    entry
        .split_once('@')
        .is_some_and(|(id, endpoint)| id.parse::<i32>().is_ok() && is_endpoint(endpoint))
}

/// `Utils.getHost` and `Utils.getPort`: a host, perhaps in brackets, and a port.
fn is_endpoint(entry: &str) -> bool {
    let Some((host, port)) = entry.rsplit_once(':') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-%._:[]".contains(c);
    !host.is_empty() && host.chars().all(plain) && is_digits(port) && port.parse::<u16>().is_ok()
}

fn refusal(known: &Definition, value: &str) -> Reason {
    let kind_fits = fits_kind(known, value);
    let allowed = if kind_fits || bounds_say_it_all(known) {
        allowed_by_check(known)
    } else {
        allowed_kind(known.kind)
    };
    mistakes::SETTING_VALUE
        .with("name", known.name)
        .with("value", shown(value))
        .with("allowed", allowed)
}

/// Whether naming the bounds also tells which type is meant.
fn bounds_say_it_all(known: &Definition) -> bool {
    matches!(
        known.check,
        Check::Between(..) | Check::AtLeast(_) | Check::BetweenOr(..) | Check::Decimal(..)
    )
}

fn allowed_kind(kind: Kind) -> Reason {
    let bits = |bits: u32| mistakes::WHOLE_OF_BITS.with("bits", bits);
    match kind {
        Kind::Boolean => (&mistakes::TRUE_OR_FALSE).into(),
        Kind::Short => bits(16),
        Kind::Int => bits(32),
        Kind::Long => bits(64),
        Kind::Double => (&mistakes::DECIMAL).into(),
        Kind::Class => (&mistakes::JAVA_CLASS).into(),
        Kind::Text | Kind::Password => (&mistakes::ANY_TEXT).into(),
        Kind::List => (&mistakes::LIST_WITH_COMMAS).into(),
    }
}

fn allowed_by_check(known: &Definition) -> Reason {
    match known.check {
        Check::Any => allowed_kind(known.kind),
        Check::AtLeast(from) => between(&mistakes::WHOLE_BETWEEN, known.kind, from, i64::MAX),
        Check::Between(from, to) => between(&mistakes::WHOLE_BETWEEN, known.kind, from, to),
        Check::BetweenOr(from, to, or) => between(&mistakes::WHOLE_BETWEEN_OR, known.kind, from, to).with("other", or),
        Check::Decimal(from, "") => mistakes::DECIMAL_FROM.with("from", from),
        Check::Decimal(from, to) => mistakes::DECIMAL_BETWEEN.with("from", from).with("to", to),
        Check::OneOf(words) => one_of(words),
        Check::OneOfIgnoringCase(words) => mistakes::IN_ANY_CASE.with("words", one_of(words)),
        Check::NonEmpty => (&mistakes::TEXT_NOT_EMPTY).into(),
        Check::Distinct { of: [], empty: true } => (&mistakes::LIST_ONCE).into(),
        Check::Distinct { of: [], empty: false } => (&mistakes::LIST_ONCE_NOT_EMPTY).into(),
        Check::Distinct { of, empty: true } => mistakes::LIST_ONCE_OF.with("words", one_of(of)),
        Check::Distinct { of, empty: false } => mistakes::LIST_ONCE_OF_NOT_EMPTY.with("words", one_of(of)),
        Check::OffsetReset => (&mistakes::OFFSET_RESET).into(),
        Check::ShareOffsetReset => (&mistakes::SHARE_OFFSET_RESET).into(),
        Check::ThrottledReplicas => (&mistakes::LIST_OF_REPLICAS).into(),
        Check::Voters => (&mistakes::LIST_OF_VOTERS).into(),
        Check::Endpoints => (&mistakes::LIST_OF_ENDPOINTS).into(),
        Check::Partitioner => one_of_table(names::PARTITIONERS),
        Check::Assignors => mistakes::LIST_ONCE_OF_NOT_EMPTY.with("words", one_of_table(names::ASSIGNORS)),
    }
}

fn between(phrase: &'static Mistake, kind: Kind, from: i64, to: i64) -> Reason {
    let kind_to = match kind {
        Kind::Short => i64::from(i16::MAX),
        Kind::Int => i64::from(i32::MAX),
        _ => i64::MAX,
    };
    phrase.with("from", from).with("to", to.min(kind_to))
}

/// `a`, `b` or `c`.
pub(crate) fn one_of(words: &[&str]) -> Reason {
    let mut words: Vec<Reason> = words.iter().map(|word| mistakes::WORD.with("word", *word)).collect();
    match (words.pop(), words.is_empty()) {
        (Some(only), true) => only,
        (last, _) => mistakes::ONE_OF.with("others", Arg::Phrases(words)).with("last", last),
    }
}

fn one_of_table(table: &[(&str, &[&str])]) -> Reason {
    let names = table.iter().map(|(name, _)| *name);
    let classes = table.iter().flat_map(|(_, classes)| classes.iter().copied());
    one_of(&names.chain(classes).collect::<Vec<_>>())
}

fn shown(foreign: &str) -> String {
    if foreign.chars().count() <= SHOWN_CHARS {
        return foreign.to_string();
    }
    foreign.chars().take(SHOWN_CHARS).chain(['…']).collect()
}

fn unknown(scope: Scope, name: &str) -> Reason {
    let say = |mistake: &'static Mistake| mistake.with("name", shown(name)).with("scope", scope.word());
    if let Some(other) = Scope::ALL.iter().find(|other| definition(**other, name).is_some()) {
        return say(&mistakes::SETTING_OF_ANOTHER).with("other", other.word());
    }
    match nearest(scope, name) {
        Some(near) => say(&mistakes::SETTING_NEAREST).with("nearest", near),
        None => say(&mistakes::NOT_A_SETTING),
    }
}

/// The known name with the fewest edits to reach it; the first of them in the order of names. None for a name too
/// long to be a slip of the hand.
fn nearest(scope: Scope, name: &str) -> Option<&'static str> {
    if name.chars().count() > SHOWN_CHARS {
        return None;
    }
    scope
        .table()
        .iter()
        .map(|known| known.name)
        .min_by_key(|known| edits(known, name))
}

/// Levenshtein's distance: insertions, deletions and replacements of characters.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, from) in a.chars().enumerate() {
        let mut diagonal = above[0];
        above[0] = row + 1;
        for (column, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = above[column + 1];
            above[column + 1] = replaced.min(diagonal + 1).min(above[column] + 1);
        }
    }
    above[b.len()]
}
