//! Tests of the configuration as a whole; the battery against the real Kafka is `tests/oracle.rs`.

use super::*;

#[test]
fn tables_are_sorted_and_their_defaults_pass() {
    for scope in Scope::ALL {
        assert!(
            scope.table().windows(2).all(|pair| pair[0].name < pair[1].name),
            "{scope:?}"
        );
        assert!(scope.acting().windows(2).all(|pair| pair[0] < pair[1]), "{scope:?}");
        for known in scope.table() {
            let default = known.default.map_or(Ok(()), |value| check(scope, known.name, value));
            assert_eq!(default, Ok(()), "{scope:?}");
        }
        assert_eq!(
            scope.acting().iter().find(|name| definition(scope, name).is_none()),
            None
        );
    }
}

#[test]
fn defaults_are_canonical() {
    for scope in Scope::ALL {
        for known in scope.table() {
            let found = default(scope, known.name);
            let expected = known.default.map(|value| canonical(scope, known.name, value));
            assert_eq!(
                found,
                Some(expected.as_deref().unwrap_or(without_default(known))),
                "{}",
                known.name
            );
        }
    }
}

/// What the model reads where Kafka has no default.
fn without_default(known: &Definition) -> &'static str {
    if known.check == Check::Partitioner {
        "default"
    } else {
        ""
    }
}

#[test]
fn refusals_say_name_value_and_what_is_allowed() {
    fn refused(scope: Scope, name: &str, value: &str, sentence: &str) {
        let said = check(scope, name, value).map_err(|reason| reason.to_string());
        assert_eq!(said, Err(sentence.to_string()));
    }
    use Scope::*;
    refused(
        Producer,
        "acks",
        "2",
        "`acks` cannot be `2`: allowed is `all`, `-1`, `0` or `1`.",
    );
    refused(
        Producer,
        "linger.ms",
        "soon",
        "`linger.ms` cannot be `soon`: allowed is a whole number from 0 to 9223372036854775807.",
    );
    refused(
        Producer,
        "linger",
        "5",
        "`linger` is not a name of Kafka's producer configuration; the nearest one is `linger.ms`.",
    );
    refused(
        Consumer,
        "acks",
        "1",
        "`acks` is not a name of Kafka's consumer configuration: it belongs to the producer configuration.",
    );
    refused(
        Consumer,
        "enable.auto.commit",
        "yes",
        "`enable.auto.commit` cannot be `yes`: allowed is `true` or `false`.",
    );
    refused(
        Topic,
        "segment.bytes",
        "100",
        "`segment.bytes` cannot be `100`: allowed is a whole number from 1048576 to 2147483647.",
    );
    let strange = "x".repeat(5000);
    assert!(check(Broker, &strange, "").is_err_and(|reason| reason.to_string().len() < 200));
    assert!(check(Broker, "num.partitions", &strange).is_err_and(|reason| reason.to_string().len() < 200));
}

#[test]
fn spellings() {
    fn check(scope: Scope, name: &str, value: &str, expected: &str) {
        assert_eq!(super::check(scope, name, value), Ok(()), "{name}");
        assert_eq!(canonical(scope, name, value), expected, "{name}");
    }
    use Scope::*;
    check(Producer, "acks", " -1 ", "all");
    check(
        Producer,
        "partitioner.class",
        "org.apache.kafka.clients.producer.RoundRobinPartitioner",
        "RoundRobinPartitioner",
    );
    check(
        Producer,
        "partitioner.class",
        "org.apache.kafka.clients.producer.internals.DefaultPartitioner",
        "sticky-per-batch",
    );
    check(Producer, "partitioner.class", "default", "default");
    check(Producer, "linger.ms", "+007", "7");
    check(Producer, "security.protocol", "ssl", "SSL");
    check(Consumer, "group.protocol", "CONSUMER", "consumer");
    check(Consumer, "enable.auto.commit", "FALSE", "false");
    check(
        Consumer,
        "partition.assignment.strategy",
        "org.apache.kafka.clients.consumer.StickyAssignor , range",
        "sticky,range",
    );
    check(Topic, "cleanup.policy", "compact , delete", "compact,delete");
    assert!(
        super::check(
            Producer,
            "partitioner.class",
            "org.apache.kafka.clients.producer.UniformStickyPartitioner"
        )
        .is_err()
    );
    assert!(
        super::check(
            Consumer,
            "partition.assignment.strategy",
            "range,org.apache.kafka.clients.consumer.RangeAssignor"
        )
        .is_err()
    );
}

#[test]
fn values_by_hand_go_over_the_pace_and_the_pace_over_defaults() {
    let mut config = Config::new(Scope::Consumer, Pace::Training);
    assert_eq!(config.i64("session.timeout.ms"), 6000);
    assert_eq!(
        config.list("partition.assignment.strategy"),
        ["range", "cooperative-sticky"]
    );
    assert_eq!(config.get("group.id"), "");
    assert!(config.bool("enable.auto.commit"));
    assert_eq!(config.set("session.timeout.ms", "9000"), Ok(()));
    assert_eq!(config.set("client.id", "a"), Ok(()));
    assert!(config.set("session.timeout.ms", "long").is_err());
    assert_eq!(config.i64("session.timeout.ms"), 9000);
    assert_eq!(
        config.entries().collect::<Vec<_>>(),
        [("client.id", "a"), ("session.timeout.ms", "9000")]
    );
    assert_eq!(config.inert().collect::<Vec<_>>(), ["client.id"]);
    assert_eq!(
        config.overridden().collect::<Vec<_>>(),
        [("heartbeat.interval.ms", "3000", "2000")]
    );
    assert_eq!(
        Config::new(Scope::Consumer, Pace::Realistic).i64("session.timeout.ms"),
        45000
    );
    assert_eq!(
        Config::new(Scope::Producer, Pace::Realistic).get("partitioner.class"),
        "default"
    );
}

#[test]
fn defaults_agree_with_each_other() {
    for pace in [Pace::Training, Pace::Realistic] {
        for scope in Scope::ALL {
            assert_eq!(Config::new(scope, pace).check_together(), Ok(()));
        }
    }
}

#[test]
fn topic_names_and_their_broker_defaults() {
    fn check(topic_name: &str, expected: Option<&str>) {
        assert_eq!(broker_synonym(topic_name), expected);
    }
    check("segment.bytes", Some("log.segment.bytes"));
    check("segment.ms", Some("log.roll.ms"));
    check("max.message.bytes", Some("message.max.bytes"));
    check("min.insync.replicas", Some("min.insync.replicas"));
    check("remote.storage.enable", None);
    check("num.partitions", None);
}
