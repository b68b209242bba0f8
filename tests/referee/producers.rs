//! Producers: what is sent, expires, comes back.

use serde_json::json;

use crate::{check, document};

#[test]
fn batches_that_came_back_out_of_order_still_expire() {
    for acks in ["1", "all"] {
        let commands = json!([
            {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
            {"at": 0, "do": "add_producer", "producer": "p", "config": {
                "acks": acks, "linger.ms": 0, "retry.backoff.ms": 1000, "request.timeout.ms": 1000, "delivery.timeout.ms": 5000}},
            {"at": 0, "do": "send", "producer": "p", "topic": "t"},
            {"at": 2000, "do": "delete_topic", "topic": "t"},
            {"at": 2000, "do": "send", "producer": "p", "topic": "t"},
            {"at": 2010, "do": "send", "producer": "p", "topic": "t"},
            {"at": 3000, "do": "close_producer", "producer": "p"},
        ]);
        let cluster = json!({"brokers": 1, "config": {"auto.create.topics.enable": false}});
        let facts = [
            (2, json!({"kind": "record_failed", "error": "TimeoutException"})),
            (1, json!({"kind": "producer_closed"})),
        ];
        check(
            document(cluster, commands),
            20_000,
            &facts,
            json!({"producers": [{"acked": 1, "failed": 2}]}),
        );
    }
}

#[test]
fn records_for_partitions_that_are_no_more_are_not_forgotten() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 3},
        {"at": 0, "do": "add_producer", "producer": "p", "config": {
            "linger.ms": 4000, "metadata.max.age.ms": 500, "request.timeout.ms": 1000, "delivery.timeout.ms": 6000}},
        {"at": 0, "do": "send", "producer": "p", "topic": "t", "partition": 2},
        {"at": 1000, "do": "delete_topic", "topic": "t"},
        {"at": 1000, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 3000, "do": "send", "producer": "p", "topic": "t", "key": "k"},
        {"at": 9000, "do": "close_producer", "producer": "p"},
    ]);
    let facts = [(1, json!({"kind": "producer_closed"}))];
    let end = json!({"producers": [{"sent": 2, "acked": 1, "failed": 1}]});
    check(document(json!({"brokers": 1}), commands), 20_000, &facts, end);
}

#[test]
fn a_producer_that_dies_while_it_closes_says_what_is_lost() {
    for death in ["restart_producer", "crash_producer"] {
        let commands = json!([
            {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
            {"at": 0, "do": "add_producer", "producer": "p"},
            {"at": 0, "do": "send", "producer": "p", "topic": "t"},
            {"at": 600, "do": "close_producer", "producer": "p"},
            {"at": 610, "do": death, "producer": "p"},
        ]);
        let facts = [(1, json!({"kind": "producer_crashed", "lost": 1}))];
        check(document(json!({"brokers": 1}), commands), 3000, &facts, json!({}));
    }
}

#[test]
fn an_error_about_the_leader_refreshes_metadata_also_without_retries() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "p", "config": {"retries": 0, "linger.ms": 0}},
        {"at": 0, "do": "send", "producer": "p", "topic": "t"},
        {"at": 3000, "do": "delete_topic", "topic": "t"},
        {"at": 3000, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 5000, "do": "send", "producer": "p", "topic": "t"},
        {"at": 8000, "do": "send", "producer": "p", "topic": "t"},
    ]);
    let facts = [(1, json!({"kind": "record_failed", "error": "NOT_LEADER_OR_FOLLOWER"}))];
    let end = json!({"producers": [{"acked": 2, "failed": 1}]});
    check(document(json!({"brokers": 2}), commands), 12_000, &facts, end);
}

#[test]
fn a_producer_looks_for_a_partition_that_is_newer_than_its_metadata() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "p", "config": {"linger.ms": 0, "max.block.ms": 3000}},
        {"at": 0, "do": "send", "producer": "p", "topic": "t"},
        {"at": 3000, "do": "add_partitions", "topic": "t", "total": 2},
        {"at": 3000, "do": "send", "producer": "p", "topic": "t", "partition": 1},
        {"at": 8000, "do": "delete_topic", "topic": "t"},
        {"at": 8000, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 9000, "do": "send", "producer": "p", "topic": "t", "partition": 0},
        {"at": 12000, "do": "add_partitions", "topic": "t", "total": 2},
    ]);
    let end = json!({"producers": [{"sent": 3, "acked": 3, "failed": 0}]});
    check(document(json!({"brokers": 1}), commands), 20_000, &[], end);
}

#[test]
fn memory_of_a_producer_is_free_when_the_answer_comes() {
    // Two batches of one record fill the memory; the next one waits for the answer, 500 ms later.
    for (acks, by_then) in [("1", 2), ("0", 6)] {
        let producer = json!({"acks": acks, "buffer.memory": 150, "batch.size": 1, "enable.idempotence": false});
        let commands = json!([
            {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
            {"at": 0, "do": "add_producer", "producer": "p", "config": producer},
            {"at": 2000, "do": "send", "producer": "p", "topic": "t", "partition": 0, "value": "x".repeat(30)},
            {"at": 4000, "do": "send", "producer": "p", "topic": "t", "partition": 0, "value": "x".repeat(30), "count": 5},
        ]);
        let sent = |count: u64| json!({"producers": [{"sent": count}]});
        let all = document(json!({"brokers": 1}), commands);
        check(all.clone(), 4400, &[], sent(1 + by_then.min(5)));
        check(all, 20_000, &[(6, json!({"kind": "record_appended"}))], sent(6));
    }
}
