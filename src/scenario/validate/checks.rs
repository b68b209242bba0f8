//! The small checks that many fields share.

use super::{Error, count, limits, mistakes};
use std::collections::BTreeSet;

pub(super) type Checked = Result<(), Error>;

pub(super) fn new_name(what: &str, taken: bool, name: &str) -> Checked {
    let reason = || mistakes::NAME_ADDED.with("what", what).with("name", name);
    if taken { Err(Error::new(what, reason())) } else { Ok(()) }
}

/// There must be room for one more.
pub(super) fn room(path: &str, what: &str, have: usize, limit: u32) -> Checked {
    at_most(path, what, have + 1, limit)
}

pub(super) fn at_most(path: &str, what: &str, have: usize, limit: u32) -> Checked {
    let fits = count(have) <= u64::from(limit);
    if fits {
        Ok(())
    } else {
        Err(Error::new(
            path,
            mistakes::AT_MOST.with("limit", limit).with("what", what),
        ))
    }
}

pub(super) fn number(path: &str, number: i64, least: i64) -> Checked {
    if (least..=limits::WHOLE_NUMBER).contains(&number) {
        return Ok(());
    }
    Err(Error::new(
        path,
        mistakes::NOT_BETWEEN
            .with("number", number)
            .with("from", least)
            .with("to", limits::WHOLE_NUMBER),
    ))
}

pub(super) fn record(key: Option<&str>, value: Option<&str>) -> Checked {
    bytes("key", key.unwrap_or_default())?;
    bytes("value", value.unwrap_or_default())
}

pub(super) fn bytes(path: &str, text: &str) -> Checked {
    let (bytes, limit) = (count(text.len()), limits::RECORD_TEXT_BYTES);
    if bytes <= u64::from(limit) {
        return Ok(());
    }
    Err(Error::new(
        path,
        mistakes::BYTES.with("bytes", bytes).with("limit", limit),
    ))
}

pub(super) fn not_empty(path: &str, length: usize) -> Checked {
    if length > 0 {
        Ok(())
    } else {
        Err(Error::new(path, &mistakes::EMPTY))
    }
}

pub(super) fn distinct<T: Ord>(path: &str, list: &[T]) -> Checked {
    let mut seen = BTreeSet::new();
    match list.iter().position(|each| !seen.insert(each)) {
        Some(index) => Err(Error::new(format!("{path}[{index}]"), &mistakes::TWICE)),
        None => Ok(()),
    }
}
