//! What could not be done: a message, and why, in the reader's language when it is told.

use std::fmt;

use super::language::Speech;
use crate::scenario::{Error, LinkError};

/// The id of a message, and what fills its `$reason`.
pub struct Problem(pub &'static str, pub Why);

pub enum Why {
    /// The message says it all.
    Nothing,
    /// A name or a number.
    Text(String),
    Refused(Error),
}

impl Why {
    pub fn tell(&self, speech: &Speech) -> String {
        match self {
            Why::Refused(error) => speech.refusal(error),
            other => other.to_string(),
        }
    }
}

/// In the core's own words.
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Nothing => Ok(()),
            Why::Text(text) => f.write_str(text),
            Why::Refused(error) => error.fmt(f),
        }
    }
}

impl From<&LinkError> for Problem {
    fn from(error: &LinkError) -> Problem {
        match error {
            LinkError::NotALink => Problem("link-foreign", Why::Nothing),
            LinkError::Newer => Problem("link-newer", Why::Nothing),
            LinkError::Cut { .. } => Problem("link-cut", Why::Nothing),
            LinkError::Damaged => Problem("link-damaged", Why::Nothing),
            LinkError::TooLong { characters } => Problem("link-too-long", Why::Text(characters.to_string())),
            LinkError::Inflates => Problem("link-hostile", Why::Nothing),
            LinkError::Document(error) => Problem("link-refused", Why::Refused(error.clone())),
        }
    }
}
