//! The clock, the controller and the tools of an administrator.

use serde_json::json;

use crate::{check, document, fast, session};

#[test]
fn no_setting_stops_the_clock() {
    for consumer in [
        json!({"auto.commit.interval.ms": 0}),
        json!({"fetch.max.wait.ms": 0}),
        json!({"fetch.min.bytes": 0}),
        json!({"metadata.max.age.ms": 0}),
        json!({"retry.backoff.ms": 0, "retry.backoff.max.ms": 0}),
    ] {
        let commands = json!([
            {"at": 0, "do": "create_topic", "topic": "t", "partitions": 2},
            {"at": 0, "do": "add_producer", "producer": "p", "config": {"metadata.max.age.ms": 0, "retry.backoff.ms": 0}},
            {"at": 0, "do": "add_consumer", "consumer": "c", "group": "g", "topics": ["t"], "config": consumer},
            {"at": 10, "do": "send", "producer": "p", "topic": "t", "key": "k", "count": 3},
            {"at": 60, "do": "delete_topic", "topic": "t"},
        ]);
        let cluster = fast(json!({"auto.create.topics.enable": false, "group.initial.rebalance.delay.ms": 0}));
        check(document(cluster, commands), 300, &[], json!({"now_ms": 300}));
    }
}

#[test]
fn what_the_controller_and_the_leader_refuse() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "a.b", "partitions": 1},
        {"at": 0, "do": "create_topic", "topic": "a_b", "partitions": 1},
        {"at": 0, "do": "create_topic", "topic": "c", "partitions": 1, "config": {"cleanup.policy": "compact"}},
        {"at": 1000, "do": "delete_records", "topic": "c", "partition": 0, "before_offset": 0},
    ]);
    let facts = [
        (
            1,
            json!({"kind": "command_refused", "target": "a_b", "error": "INVALID_TOPIC_EXCEPTION"}),
        ),
        (
            1,
            json!({"kind": "command_refused", "target": "c-0", "error": "POLICY_VIOLATION"}),
        ),
    ];
    check(document(json!({"brokers": 1}), commands), 2000, &facts, json!({}));
}

#[test]
fn a_step_of_an_idle_group_ends() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_consumer", "consumer": "c", "group": "g", "topics": ["t"]},
    ]);
    let mut session = session(&document(json!({"brokers": 1}), commands));
    let told = (0..1000).take_while(|_| session.step()).count();
    assert!((3..1000).contains(&told), "{told} steps");
}

#[test]
fn the_tools_ask_a_leader_again_that_has_not_heard_of_the_topic() {
    // Broker 2 leads partition 1 and hears of it 250 ms after broker 1, beside which the controller is.
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 2},
        {"at": 0, "do": "add_consumer", "consumer": "c", "group": "h", "topics": ["t"]},
        {"at": 8000, "do": "close_consumer", "consumer": "c"},
        {"at": 10_000, "do": "create_topic", "topic": "u", "partitions": 2},
        {"at": 10_000, "do": "delete_records", "topic": "u", "partition": 0, "before_offset": 0},
        {"at": 10_000, "do": "delete_records", "topic": "u", "partition": 1, "before_offset": 0},
        {"at": 10_000, "do": "reset_offsets", "group": "h", "topic": "u", "to": "latest"},
    ]);
    let facts = [
        (0, json!({"kind": "command_refused"})),
        (2, json!({"kind": "records_deleted", "topic": "u"})),
        (2, json!({"kind": "offsets_reset", "topic": "u", "to": 0})),
    ];
    check(document(json!({"brokers": 2}), commands), 12_000, &facts, json!({}));
}
