//! A record's life: on which brokers it is, how far its readers are with it, and when all that was.

use serde::Serialize;

use super::{RecordId, Text};
use crate::node::event::Event;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Life {
    /// The brokers that are to store it, the preferred leader first.
    pub copies: Vec<Copy>,
    /// It lies below the high watermark.
    pub readable: bool,
    /// The groups that have committed past it.
    pub committed: Vec<Text>,
}

/// A record at one broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Copy {
    pub broker: i32,
    pub leads: bool,
    /// Its log has the record.
    pub has: bool,
    /// Its broker runs and is not cut off.
    pub reachable: bool,
}

/// A record by its writing. A leader gives each offset once in its epoch, so another one that comes to lie at the same
/// offset differs in its epoch, or, where the topic was made anew, in its moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    pub id: RecordId,
    pub leader_epoch: i32,
    pub appended_ms: u64,
}

/// When a record came how far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Moments {
    /// `send()` was called, which serialises the record and chooses its partition as well.
    pub sent_ms: Option<u64>,
    pub appended_ms: Option<u64>,
    /// It came to lie below the high watermark.
    pub readable_ms: Option<u64>,
    /// Its producer heard so.
    pub acked_ms: Option<u64>,
    /// Who processed it, and when first.
    pub processed: Vec<(Text, u64)>,
    /// Which groups committed past it, and when first.
    pub committed: Vec<(Text, u64)>,
}

/// Where a record is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "standing")]
pub enum Standing {
    /// In its log.
    Kept,
    /// Not in the log yet: `unsent`, `waiting` at the producer or `flying`.
    Ahead {
        stage: &'static str,
    },
    Gone(Box<Gone>),
}

/// How a record left its log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gone {
    /// Retention, a person or the end of its topic took it, which is no loss.
    pub deleted: bool,
    /// What made it go, and when; `None` where that is too long ago.
    pub cause: Option<Event>,
    /// Another record lies at its offset now.
    pub replaced: bool,
}
