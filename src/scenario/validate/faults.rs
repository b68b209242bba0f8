//! The checks of what goes wrong on purpose: brokers that are cut off, messages that are lost.

use super::checks::Checked;
use super::{Checker, Error, between, limits, mistakes, names};
use crate::scenario::command::Lose;

/// Kafka's names of the requests that clients send.
const APIS: [&str; 17] = [
    "Metadata",
    "Produce",
    "InitProducerId",
    "Fetch",
    "ListOffsets",
    "FindCoordinator",
    "JoinGroup",
    "SyncGroup",
    "Heartbeat",
    "LeaveGroup",
    "OffsetCommit",
    "OffsetFetch",
    "ConsumerGroupHeartbeat",
    "ShareGroupHeartbeat",
    "ShareFetch",
    "ShareAcknowledge",
    "CreateTopics",
];

impl Checker {
    pub(super) fn broker(&self, broker: u32) -> Checked {
        between("broker", u64::from(broker), 1, u64::from(self.brokers))
    }

    pub(super) fn lose(&self, c: &Lose) -> Checked {
        if !APIS.contains(&c.what.as_str()) {
            let mistake = mistakes::UNKNOWN_VALUE.with("value", names::shown(&c.what));
            return Err(Error::new("what", mistake.with("allowed", APIS.join(", "))));
        }
        between("count", c.count, 1, limits::RECORDS_OF_COMMAND)?;
        self.asker("from", &c.from)
    }
}
