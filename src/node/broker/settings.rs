//! What a broker looks at with every message, read from its configuration once: a lookup by name costs as much as half of
//! the work on a message.

use crate::{kafka::ids::BrokerId, node::image::Image};

/// Of the brokers' configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `replica.lag.time.max.ms`
    pub lag_ms: u64,
    /// `replica.fetch.wait.max.ms`
    pub fetch_wait_ms: u64,
    /// `replica.fetch.min.bytes`
    pub fetch_min_bytes: u64,
    /// `replica.fetch.backoff.ms`. Never no time at all, or a follower that is refused would stop the clock.
    pub fetch_backoff_ms: u64,
    /// `replica.fetch.max.bytes`: of a partition.
    pub fetch_max_bytes: u64,
    /// `replica.fetch.response.max.bytes`: of an answer.
    pub response_max_bytes: u64,
    /// `replica.selector.class` sends consumers to a replica in their rack; any other leaves them with the leader.
    pub selects_by_rack: bool,
}

const RACK_AWARE: &str = "org.apache.kafka.common.replica.RackAwareReplicaSelector";

impl Settings {
    pub fn of(image: &Image, broker: BrokerId) -> Self {
        let number = |name| image.config.i64(name).max(0) as u64;
        Settings {
            lag_ms: number("replica.lag.time.max.ms"),
            fetch_wait_ms: number("replica.fetch.wait.max.ms"),
            fetch_min_bytes: number("replica.fetch.min.bytes"),
            fetch_backoff_ms: number("replica.fetch.backoff.ms").max(1),
            fetch_max_bytes: number("replica.fetch.max.bytes"),
            response_max_bytes: number("replica.fetch.response.max.bytes"),
            selects_by_rack: image.broker_setting(broker, "replica.selector.class") == RACK_AWARE,
        }
    }
}
