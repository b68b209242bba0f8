//! Would Kafka take this value? Each refusal is one sentence that says the name, the value and what is allowed.
//!
//! Values are judged one by one; what Kafka demands of several together is in `together.rs`.

use super::definition::{Check, Definition, Kind};
use super::{Scope, definition, names, text};

/// Longest piece of a foreign text that a sentence repeats, in characters.
const SHOWN_CHARS: usize = 80;

/// Checks that Kafka has the name and would take the value (`ConfigDef.parseType` and the name's validator).
///
/// # Errors
/// A full sentence with the name, the value and what is allowed; for an unknown name, the nearest known one.
pub fn check(scope: Scope, name: &str, value: &str) -> Result<(), String> {
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

fn refusal(known: &Definition, value: &str) -> String {
    let kind_fits = fits_kind(known, value);
    let allowed = if kind_fits || bounds_say_it_all(known) {
        allowed_by_check(known)
    } else {
        allowed_kind(known.kind)
    };
    format!("`{}` cannot be `{}`: allowed is {allowed}.", known.name, shown(value))
}

/// Whether naming the bounds also tells which type is meant.
fn bounds_say_it_all(known: &Definition) -> bool {
    matches!(
        known.check,
        Check::Between(..) | Check::AtLeast(_) | Check::BetweenOr(..) | Check::Decimal(..)
    )
}

fn allowed_kind(kind: Kind) -> String {
    match kind {
        Kind::Boolean => "`true` or `false`",
        Kind::Short => "a whole number of 16 bits",
        Kind::Int => "a whole number of 32 bits",
        Kind::Long => "a whole number of 64 bits",
        Kind::Double => "a decimal number",
        Kind::Class => "the name of a Java class",
        Kind::Text | Kind::Password => "a text",
        Kind::List => "a list separated by commas",
    }
    .to_string()
}

fn allowed_by_check(known: &Definition) -> String {
    match known.check {
        Check::Any => allowed_kind(known.kind),
        Check::AtLeast(from) => between(known.kind, from, i64::MAX),
        Check::Between(from, to) => between(known.kind, from, to),
        Check::BetweenOr(from, to, or) => format!("{}, or {or}", between(known.kind, from, to)),
        Check::Decimal(from, "") => format!("a decimal number from {from}"),
        Check::Decimal(from, to) => format!("a decimal number from {from} to {to}"),
        Check::OneOf(words) => one_of(words.iter().copied()),
        Check::OneOfIgnoringCase(words) => format!("{} in any case", one_of(words.iter().copied())),
        Check::NonEmpty => "a text that is not empty".to_string(),
        Check::Distinct { of: [], empty } => format!("a list {}", without_repetition(empty)),
        Check::Distinct { of, empty } => format!(
            "a list of {}, {}",
            one_of(of.iter().copied()),
            without_repetition(empty)
        ),
        Check::OffsetReset => {
            "`earliest`, `latest`, `none` or `by_duration:` with a duration such as `PT1H30M`".to_string()
        }
        Check::ThrottledReplicas => "`*` or a list of `partition:broker`".to_string(),
        Check::Voters => "a list of `id@host:port`".to_string(),
        Check::Endpoints => "a list of `host:port`".to_string(),
        Check::Partitioner => one_of_table(names::PARTITIONERS),
        Check::Assignors => format!(
            "a list of {}, {}",
            one_of_table(names::ASSIGNORS),
            without_repetition(false)
        ),
    }
}

fn between(kind: Kind, from: i64, to: i64) -> String {
    let kind_to = match kind {
        Kind::Short => i64::from(i16::MAX),
        Kind::Int => i64::from(i32::MAX),
        _ => i64::MAX,
    };
    format!("a whole number from {from} to {}", to.min(kind_to))
}

fn without_repetition(empty: bool) -> &'static str {
    if empty {
        "without repetition"
    } else {
        "without repetition and not empty"
    }
}

fn one_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

fn one_of_table(table: &[(&str, &[&str])]) -> String {
    let classes = table.iter().flat_map(|(_, classes)| classes.iter().copied());
    one_of(table.iter().map(|(name, _)| *name).chain(classes))
}

fn shown(foreign: &str) -> String {
    if foreign.chars().count() <= SHOWN_CHARS {
        return foreign.to_string();
    }
    foreign.chars().take(SHOWN_CHARS).chain(['…']).collect()
}

fn unknown(scope: Scope, name: &str) -> String {
    let start = format!(
        "`{}` is not a name of Kafka's {} configuration",
        shown(name),
        scope.word()
    );
    if let Some(other) = Scope::ALL.iter().find(|other| definition(**other, name).is_some()) {
        return format!("{start}: it belongs to the {} configuration.", other.word());
    }
    match nearest(scope, name) {
        Some(near) => format!("{start}; the nearest one is `{near}`."),
        None => format!("{start}."),
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
