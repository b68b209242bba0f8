//! The checks of what goes wrong on purpose: brokers that are slow or cut off, messages that come late, twice or never.

use super::checks::Checked;
use super::{Checker, Error, between, limits, mistakes, names};
use crate::scenario::command::{CutBroker, Delay, Message, SlowBroker};

/// Kafka's names of the requests that clients send, and coordinators and leaders for their transactions.
const APIS: [&str; 22] = [
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
    "OffsetsForLeaderEpoch",
    "AddPartitionsToTxn",
    "EndTxn",
    "WriteTxnMarkers",
    "TxnOffsetCommit",
];

impl Checker {
    pub(super) fn broker(&self, broker: u32) -> Checked {
        between("broker", u64::from(broker), 1, u64::from(self.brokers))
    }

    pub(super) fn message(&self, c: &Message) -> Checked {
        if !APIS.contains(&c.what.as_str()) {
            let mistake = mistakes::UNKNOWN_VALUE.with("value", names::shown(&c.what));
            return Err(Error::new("what", mistake.with("allowed", APIS.join(", "))));
        }
        between("count", c.count, 1, limits::RECORDS_OF_COMMAND)?;
        self.asker("from", &c.from)
    }

    pub(super) fn delay(&self, c: &Delay) -> Checked {
        between("by_ms", c.by_ms, 1, limits::NETWORK_MS)?;
        self.message(&c.message())
    }

    pub(super) fn cut_broker(&self, c: &CutBroker) -> Checked {
        self.broker(c.broker)?;
        c.to.as_deref().map_or(Ok(()), |to| self.asker("to", to))
    }

    pub(super) fn slow_broker(&self, c: &SlowBroker) -> Checked {
        self.broker(c.broker)?;
        between("by_ms", c.by_ms, 0, limits::NETWORK_MS)?;
        c.to.as_deref().map_or(Ok(()), |to| self.asker("to", to))
    }
}
