//! The checks of what goes wrong on purpose: brokers that are slow or cut off, messages that come late, twice or never.

use super::checks::Checked;
use super::{Checker, Error, between, limits, mistakes, names};
use crate::node::api::{APIS, Asks};
use crate::scenario::command::{CutBroker, Delay, Message, SlowBroker};

impl Checker {
    pub(super) fn broker(&self, broker: u32) -> Checked {
        between("broker", u64::from(broker), 1, u64::from(self.brokers))
    }

    pub(super) fn message(&self, c: &Message) -> Checked {
        can_be_harmed(&c.what)?;
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

/// Whatever a client, a broker or a controller asks; what the person's tools ask takes no time.
fn can_be_harmed(what: &str) -> Checked {
    let mistake = match APIS.iter().find(|(name, _)| *name == what) {
        Some((_, Asks::Nodes)) => return Ok(()),
        Some((_, Asks::Tools)) => mistakes::NOT_ON_ITS_WAY.with("value", names::shown(what)),
        None => mistakes::UNKNOWN_VALUE.with("value", names::shown(what)),
    };
    let of_nodes = APIS.iter().filter(|(_, asks)| *asks == Asks::Nodes);
    let allowed: Vec<&str> = of_nodes.map(|(name, _)| *name).collect();
    Err(Error::new("what", mistake.with("allowed", allowed.join(", "))))
}
