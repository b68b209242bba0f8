//! The few names of a consumer's configuration that Kafka has elsewhere.
//!
//! In Kafka the class `KafkaShareConsumer` makes a share consumer, and the configuration of the group (`GroupConfig`)
//! says where it begins to read; a document has neither classes nor a command for groups.

use super::Scope;
use super::definition::Check::{OneOf, ShareOffsetReset};
use super::definition::Kind::Text;
use super::definition::{Definition, row};

static ROWS: &[Definition] = &[
    row("group.type", Text, Some("consumer"), OneOf(&["consumer", "share"])),
    row("share.auto.offset.reset", Text, Some("latest"), ShareOffsetReset),
];

pub(super) fn definition(scope: Scope, name: &str) -> Option<&'static Definition> {
    let mine = scope == Scope::Consumer;
    ROWS.iter().find(|known| mine && known.name == name)
}
