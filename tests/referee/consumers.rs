//! Consumers: positions, commits, the end of a process.

use serde_json::json;

use crate::{check, document, has, played};

#[test]
fn an_answer_to_a_dead_process_does_not_reach_its_successor() {
    // The first process waits in the group's initial delay when it dies; the second gets a name of its own.
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_consumer", "consumer": "c", "group": "g", "topics": ["t"]},
        {"at": 2500, "do": "restart_consumer", "consumer": "c"},
    ]);
    let facts = [
        (1, json!({"kind": "partitions_assigned"})),
        (1, json!({"kind": "member_removed", "why": {"rule": "session_expired"}})),
    ];
    let end = json!({"groups": [{"state": "Stable", "members": [{"consumer": "c"}]}]});
    check(document(json!({"brokers": 1}), commands), 30_000, &facts, end);
}

#[test]
fn the_last_seek_wins_over_answers_to_earlier_ones() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "p"},
        {"at": 0, "do": "send", "producer": "p", "topic": "t", "count": 5},
        {"at": 3000, "do": "add_consumer", "consumer": "c", "assign": [{"topic": "t", "partition": 0}]},
        {"at": 6000, "do": "pause", "consumer": "c"},
        {"at": 6000, "do": "seek", "consumer": "c", "topic": "t", "partition": 0, "to": "beginning"},
        {"at": 6010, "do": "seek", "consumer": "c", "topic": "t", "partition": 0, "to": "end"},
    ]);
    let end = json!({"consumers": [{"positions": [{"position": 5}]}]});
    check(document(json!({"brokers": 1}), commands), 9000, &[], end);
}

#[test]
fn a_reader_by_hand_may_commit_once_the_members_of_its_group_are_gone() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_consumer", "consumer": "member", "group": "g", "topics": ["t"]},
        {"at": 0, "do": "add_consumer", "consumer": "reader", "group": "g", "assign": [{"topic": "t", "partition": 0}], "commit": "manual"},
        {"at": 8000, "do": "commit", "consumer": "reader", "offsets": [{"topic": "t", "partition": 0, "offset": 7}]},
        {"at": 9000, "do": "close_consumer", "consumer": "member"},
        {"at": 11000, "do": "commit", "consumer": "reader", "offsets": [{"topic": "t", "partition": 0, "offset": 8}]},
    ]);
    let facts = [
        (
            1,
            json!({"kind": "commit_refused", "consumer": "reader", "error": "UNKNOWN_MEMBER_ID"}),
        ),
        (0, json!({"kind": "member_fenced"})),
        (1, json!({"kind": "offset_committed", "offset": 8})),
    ];
    check(document(json!({"brokers": 1}), commands), 13_000, &facts, json!({}));
}

#[test]
fn no_offset_of_a_topic_that_is_not_there_is_committed() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_consumer", "consumer": "c", "group": "g", "assign": [{"topic": "t", "partition": 0}], "commit": "manual"},
        {"at": 3000, "do": "commit", "consumer": "c", "offsets": [{"topic": "t", "partition": 0, "offset": 4}]},
        {"at": 5000, "do": "delete_topic", "topic": "t"},
        {"at": 5000, "do": "commit", "consumer": "c"},
        {"at": 5000, "do": "create_topic", "topic": "u", "partitions": 1},
    ]);
    let facts = [(
        1,
        json!({"kind": "commit_refused", "error": "UNKNOWN_TOPIC_OR_PARTITION"}),
    )];
    let cluster = json!({"brokers": 1, "config": {"auto.create.topics.enable": false}});
    check(
        document(cluster, commands),
        8000,
        &facts,
        json!({"groups": [{"offsets": []}]}),
    );
}

#[test]
fn who_is_closing_cannot_be_thawed_open() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "p"},
        {"at": 0, "do": "add_consumer", "consumer": "c", "group": "g", "topics": ["t"], "processing_ms": 3000},
        {"at": 6000, "do": "send", "producer": "p", "topic": "t"},
        {"at": 8000, "do": "close_consumer", "consumer": "c"},
        {"at": 8100, "do": "freeze_consumer", "consumer": "c"},
        {"at": 8200, "do": "thaw_consumer", "consumer": "c"},
    ]);
    check(
        document(json!({"brokers": 1}), commands),
        15_000,
        &[],
        json!({"consumers": [{"state": "closed"}]}),
    );
}

#[test]
fn a_poison_pill_that_is_paused_lets_the_others_through() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 2},
        {"at": 0, "do": "add_producer", "producer": "p", "config": {"linger.ms": 0}},
        {"at": 0, "do": "send", "producer": "p", "topic": "t", "partition": 0, "value": "no number"},
        {"at": 0, "do": "add_consumer", "consumer": "c", "group": "g", "assign": [{"topic": "t", "partition": 0}, {"topic": "t", "partition": 1}],
         "value_deserializer": "int", "config": {"auto.offset.reset": "earliest"}},
        {"at": 5000, "do": "add_producer", "producer": "q", "value_serializer": "int"},
        {"at": 5000, "do": "send", "producer": "q", "topic": "t", "partition": 1, "value": "7"},
        {"at": 9000, "do": "pause", "consumer": "c", "partitions": [{"topic": "t", "partition": 0}]},
    ]);
    let facts = [
        (1, json!({"kind": "deserialization_failed"})),
        (1, json!({"kind": "records_delivered", "partition": 1, "offset": 0})),
    ];
    check(document(json!({"brokers": 1}), commands), 14_000, &facts, json!({}));
}

#[test]
fn a_reader_without_a_reset_policy_fails_once() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 2},
        {"at": 0, "do": "add_consumer", "consumer": "c", "assign": [{"topic": "t", "partition": 0}, {"topic": "t", "partition": 1}],
         "config": {"auto.offset.reset": "none"}},
    ]);
    let facts = [(
        1,
        json!({"kind": "consumer_failed", "error": "NoOffsetForPartitionException"}),
    )];
    check(document(json!({"brokers": 1}), commands), 3000, &facts, json!({}));
}

#[test]
fn a_refused_commit_tells_what_the_application_catches() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "p"},
        {"at": 0, "do": "add_consumer", "consumer": "c", "group": "g", "topics": ["t"], "commit": "manual",
         "processing_ms": 20_000, "config": {"max.poll.interval.ms": 6000}},
        {"at": 8000, "do": "send", "producer": "p", "topic": "t", "value": "x"},
        {"at": 20_000, "do": "commit", "consumer": "c"},
    ]);
    let view = played(&document(json!({"brokers": 1}), commands), 21_000);
    let refused = json!({"kind": "commit_refused", "error": "UNKNOWN_MEMBER_ID"});
    let events = view["events"].as_array().expect("the story");
    let refused = events
        .iter()
        .find(|event| has(event, &refused))
        .expect("a refused commit");
    let reason = refused["why"]["reason"].as_str().expect("a reason");
    assert!(
        reason.starts_with("CommitFailedException: Offset commit cannot be completed"),
        "{reason}"
    );
}
