//! The classes that the model has, under the names that the contract gives them.
//!
//! A configuration file names Java classes; the model knows a fixed set of them. Everything else that is a class
//! name (interceptors, security) is taken as it is and does nothing. `UniformStickyPartitioner` is absent on purpose:
//! Kafka 4.0 removed it in favour of `partitioner.ignore.keys=true`. `DefaultPartitioner`, removed as well, is still
//! taken, because it is the only name that old configuration files have for `sticky-per-batch`.

/// What `partitioner.class` may be: the contract's name, then the Java classes that mean the same.
pub const PARTITIONERS: &[(&str, &[&str])] = &[
    ("default", &[]),
    (
        "RoundRobinPartitioner",
        &["org.apache.kafka.clients.producer.RoundRobinPartitioner"],
    ),
    ("legacy-round-robin", &[]),
    (
        "sticky-per-batch",
        &["org.apache.kafka.clients.producer.internals.DefaultPartitioner"],
    ),
    ("consistent_random", &[]),
    ("murmur2_random", &[]),
];

/// What an entry of `partition.assignment.strategy` may be: the protocol's name, then the Java class.
pub const ASSIGNORS: &[(&str, &[&str])] = &[
    ("range", &["org.apache.kafka.clients.consumer.RangeAssignor"]),
    ("roundrobin", &["org.apache.kafka.clients.consumer.RoundRobinAssignor"]),
    ("sticky", &["org.apache.kafka.clients.consumer.StickyAssignor"]),
    (
        "cooperative-sticky",
        &["org.apache.kafka.clients.consumer.CooperativeStickyAssignor"],
    ),
];

/// The contract's name for a name or a Java class, if the table has it.
pub fn short(table: &[(&'static str, &[&str])], text: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(name, classes)| *name == text || classes.contains(&text))
        .map(|(name, _)| *name)
}
