//! The same commands under each rebalance protocol: what a group's members would have seen with another one.

use super::ownership::Ownership;
use crate::scenario::{Command, Document, Error, Session, command::AddConsumer};

/// A way to share partitions out: its id, and the settings of the members that choose it.
pub struct Protocol {
    /// The end of a message id, `protocol-…`.
    pub id: &'static str,
    settings: &'static [(&'static str, &'static str)],
}

/// Those that are compared, from the one that stops most to the one that stops least.
pub const PROTOCOLS: [Protocol; 4] = [
    Protocol {
        id: "eager-range",
        settings: &[("partition.assignment.strategy", "range")],
    },
    Protocol {
        id: "eager-sticky",
        settings: &[("partition.assignment.strategy", "sticky")],
    },
    Protocol {
        id: "cooperative",
        settings: &[("partition.assignment.strategy", "cooperative-sticky")],
    },
    Protocol {
        id: "consumer",
        settings: &[("group.protocol", "consumer")],
    },
];

/// The settings that choose a protocol, and those that one of them does not know.
const CHOICE: [&str; 5] = [
    "group.protocol",
    "group.remote.assignor",
    "partition.assignment.strategy",
    "session.timeout.ms",
    "heartbeat.interval.ms",
];

/// What becomes of the group under a protocol, with the same commands until the same moment.
///
/// # Errors
/// The commands cannot be carried out with these settings.
pub fn under(document: &Document, group: &str, protocol: &Protocol, until: u64) -> Result<Ownership, Error> {
    let mut commands = document.commands.clone();
    for timed in &mut commands {
        if let Command::AddConsumer(add) = &mut timed.command
            && add.group.as_deref() == Some(group)
            && add.assign.is_none()
        {
            choose(add, protocol);
        }
    }
    let mut session = Session::new(document.with(commands))?;
    session.seek(until);
    Ok(Ownership::of(session.world(), group))
}

fn choose(add: &mut AddConsumer, protocol: &Protocol) {
    let kept = add.config.iter().filter(|(name, _)| !CHOICE.contains(name));
    add.config = kept.chain(protocol.settings.iter().copied()).collect();
}
