//! The notation: what a person asks for, written down.
//!
//! A session is a header and a list of commands, nothing else. This room holds their types, the document that people
//! read and write, the checks that refuse a bad one with the exact place, and the link that carries a good one.
//!
//! `session` plays a document: run, seek, one more command. Absent on purpose: judging what Kafka judges. What Kafka
//! would answer to a command at that moment (a topic that exists already, a group that is not empty) is no mistake of
//! the document and is left to the simulation.

mod afresh;
pub mod branch;
pub mod chaos;
pub mod command;
pub mod document;
mod error;
pub mod fields;
pub mod guarantees;
pub mod history;
pub mod lessons;
pub mod limits;
pub mod link;
mod mistakes;
mod near;
mod play;
mod player;
mod read;
pub mod session;
mod shape;
pub mod validate;

pub use branch::Branch;
pub use command::{Command, Timed};
pub use document::Document;
pub use error::Error;
pub use history::History;
pub use link::LinkError;
pub use play::reset_offsets;
pub use session::Session;
pub use validate::{Checker, validate};

use crate::kafka::config;
use crate::kafka::reason::Mistake;

/// Every wording of a refusal, those of configurations included.
pub fn mistakes() -> impl Iterator<Item = &'static Mistake> {
    mistakes::ALL.iter().chain(config::mistakes::ALL).copied()
}
