//! What can be inspected, and a sheet about one of it: plain rows, in the screen's words.
//!
//! A row's label and the words in it are ids of messages; names, numbers and moments are told as they are. Absent on
//! purpose: sentences, and how anything is drawn.

use super::ownership::Ownership;
use super::stage::{RecordId, RecordSheet, Text, Written};
use crate::kafka::compression::Codec;

/// Anything that a person can point at and ask about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// Whatever lies at this offset.
    Record(RecordId),
    /// One record, also when another has come to lie at its offset.
    Written(Written),
    /// The batch that begins at this offset.
    Batch(RecordId),
    Partition {
        topic: Text,
        partition: u32,
    },
    Topic(Text),
    Broker(i32),
    Producer(Text),
    Consumer(Text),
    Group(Text),
    /// A consumer as its coordinator knows it.
    Member {
        group: Text,
        consumer: Text,
    },
    /// A request or an answer under way.
    Flight(u64),
    /// The controllers that vote, and their log.
    Quorum,
}

/// Everything about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub thing: Thing,
    pub rows: Vec<Row>,
    pub extra: Extra,
}

/// One line of a sheet, or several under one label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The end of a message id, `row-…`.
    pub label: &'static str,
    pub lines: Vec<Vec<Piece>>,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(Text),
    Number(i64),
    /// Milliseconds since the start.
    Moment(u64),
    Ms(u64),
    Bytes(u64),
    /// A message with what it is told.
    Said(&'static str, Vec<(&'static str, Given)>),
    /// Another thing, by the name that it goes by.
    Link(Thing, Text),
}

impl Piece {
    /// What compressing with this codec made of so many bytes.
    pub fn compressed(codec: Codec, uncompressed: u64, bytes: u64) -> Piece {
        let said = vec![
            ("codec", Given::Text(codec.name().into())),
            ("uncompressed", (uncompressed as i64).into()),
            ("bytes", (bytes as i64).into()),
        ];
        Piece::Said("said-compressed", said)
    }
}

/// What a message is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    Number(i64),
    Text(Text),
}

/// What rows cannot show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extra {
    None,
    Record(Box<RecordSheet>),
    /// Of a broker.
    Network {
        /// False while it is cut off.
        reachable: bool,
    },
    /// Of a partition.
    Placed {
        /// A reassignment is under way.
        moves: bool,
    },
    /// Of a request or an answer under way.
    Flight {
        /// It will not arrive.
        lost: bool,
    },
    Stages(Stages),
    States(States),
    Quorum(Quorum),
}

/// The controllers, each as it is itself: one that was cut off may take itself for the active one a while longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quorum {
    pub active: Option<i32>,
    pub voters: Vec<Voter>,
    /// Whose log is told: the active controller's, else the longest of those that run.
    pub told_by: i32,
    /// The newest entries of the metadata log, the last one first.
    pub log: Vec<LogEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voter {
    pub broker: i32,
    /// Kafka's word (`EpochState.name`), or `Off`.
    pub state: &'static str,
    pub reachable: bool,
    pub epoch: u32,
    pub log_end: u64,
    /// Up to there it knows that a majority has it.
    pub committed: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    pub offset: u64,
    pub epoch: u32,
    pub committed: bool,
    pub records: Vec<Text>,
    /// So many more.
    pub more: u64,
}

/// The loop of a consumer's application, in the order of its commit mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stages {
    /// `poll`, `process`, `commit`.
    pub order: [&'static str; 3],
    /// The present one; `None` where it does not run.
    pub now: Option<&'static str>,
    /// In per mille, of the record in hand.
    pub progress: u32,
    /// It is to die in place of its next commit.
    pub doomed: bool,
    /// A record takes no time, so that nothing falls between poll() and its processing.
    pub instant: bool,
    /// Between which two it can be crashed.
    pub points: Vec<Point>,
}

/// A moment between two stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    BeforeProcessing,
    BeforeCommit,
    AfterCommit,
    AfterProcessing,
}

impl Point {
    /// The end of a message id, `crash-…`.
    pub fn id(self) -> &'static str {
        match self {
            Point::BeforeProcessing => "before-processing",
            Point::BeforeCommit => "before-commit",
            Point::AfterCommit => "after-commit",
            Point::AfterProcessing => "after-processing",
        }
    }
}

/// The state machine of a group: where it is and how it came there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct States {
    /// Which states there are: `classic` or `consumer`.
    pub protocol: &'static str,
    pub now: Text,
    /// When it came into which state, the newest last.
    pub history: Vec<(u64, &'static str, i32)>,
    pub ownership: Ownership,
}

impl Row {
    pub(super) fn new(label: &'static str, line: Vec<Piece>) -> Row {
        Row {
            label,
            lines: vec![line],
        }
    }

    pub(super) fn list(label: &'static str, lines: Vec<Vec<Piece>>) -> Row {
        let none = || vec![vec![Piece::word("none")]];
        Row {
            label,
            lines: if lines.is_empty() { none() } else { lines },
        }
    }
}

impl Piece {
    pub(super) fn text(text: &str) -> Piece {
        Piece::Text(text.into())
    }

    /// A message `said-…` without arguments.
    pub(super) fn word(id: &'static str) -> Piece {
        Piece::Said(id, Vec::new())
    }

    pub(super) fn topic(name: &Text) -> Piece {
        Piece::Link(Thing::Topic(name.clone()), name.clone())
    }

    pub(super) fn partition(topic: &Text, partition: u32) -> Piece {
        let thing = Thing::Partition {
            topic: topic.clone(),
            partition,
        };
        Piece::Link(thing, format!("{topic}-{partition}").into())
    }

    pub(super) fn record(topic: &Text, partition: u32, offset: i64) -> Piece {
        let id = RecordId {
            topic: topic.clone(),
            partition,
            offset,
        };
        Piece::Link(Thing::Record(id), offset.to_string().into())
    }

    pub(super) fn broker(id: i32) -> Piece {
        Piece::Link(Thing::Broker(id), format!("B{id}").into())
    }

    pub(super) fn producer(name: &Text) -> Piece {
        Piece::Link(Thing::Producer(name.clone()), name.clone())
    }

    pub(super) fn consumer(name: &Text) -> Piece {
        Piece::Link(Thing::Consumer(name.clone()), name.clone())
    }

    pub(super) fn group(name: &Text) -> Piece {
        Piece::Link(Thing::Group(name.clone()), name.clone())
    }
}

impl From<i64> for Given {
    fn from(number: i64) -> Given {
        Given::Number(number)
    }
}

impl From<&Text> for Given {
    fn from(text: &Text) -> Given {
        Given::Text(text.clone())
    }
}
