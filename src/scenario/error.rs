//! What a person got wrong in a document, and where.

use crate::kafka::reason::Reason;
use std::fmt;

/// A mistake in a document: the place and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The field, as in `commands[3].topic`; empty where the text as a whole is meant.
    pub path: String,
    /// Its own words are English; by its id and arguments it can be said in any language.
    pub reason: Reason,
}

impl Error {
    /// A mistake at one place.
    pub fn new(path: impl Into<String>, reason: impl Into<Reason>) -> Error {
        Error {
            path: path.into(),
            reason: reason.into(),
        }
    }

    /// The same mistake, seen from outside: `topic` within `commands[3]` is `commands[3].topic`.
    #[must_use]
    pub fn within(self, outer: &str) -> Error {
        Error {
            path: join(outer, &self.path),
            reason: self.reason,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => self.reason.fmt(f),
            path => write!(f, "{path}: {}", self.reason),
        }
    }
}

impl std::error::Error for Error {}

/// Joins two places; an index needs no dot.
pub(super) fn join(outer: &str, inner: &str) -> String {
    let dot = if outer.is_empty() || inner.is_empty() || inner.starts_with('[') {
        ""
    } else {
        "."
    };
    format!("{outer}{dot}{inner}")
}
