//! Cases that a reader of Kafka's source would try: a scenario, what has to be told, what must not be, and how it ends.
//!
//! An expected fact or view is a part: an object matches one that has at least its fields, an array one that is as
//! long. Every case also keeps the invariants and reaches its end, so that a stopped clock shows as a test that hangs.

use partitura::{
    scenario::{Document, Session},
    view::{
        report::{self, Wanted},
        stage::StageRequest,
    },
    world::invariants::Invariants,
};
use serde_json::{Value, json};

/// A scenario's commands by the time they happen at.
fn document(cluster: Value, commands: Value) -> Value {
    json!({"partitura": 1, "cluster": cluster, "commands": commands})
}

fn session(document: &Value) -> Session {
    let document = Document::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"));
    Session::new(document).unwrap_or_else(|error| panic!("{error}"))
}

/// Runs to `until`; the whole view with its events.
fn played(document: &Value, until: u64) -> Value {
    let (mut session, mut invariants) = (session(document), Invariants::default());
    while session.now_ms() < until {
        session.run(50.min(until - session.now_ms()));
        if let Err(broken) = invariants.check(session.world()) {
            panic!("at {} ms: {broken}", session.now_ms());
        }
    }
    let wanted = Wanted {
        records: true,
        events: true,
    };
    serde_json::to_value(report::report(&session, wanted)).expect("a view is plain data")
}

fn has(actual: &Value, part: &Value) -> bool {
    match (actual, part) {
        (Value::Object(actual), Value::Object(part)) => part
            .iter()
            .all(|(name, part)| actual.get(name).is_some_and(|actual| has(actual, part))),
        (Value::Array(actual), Value::Array(part)) => {
            actual.len() == part.len() && actual.iter().zip(part).all(|(actual, part)| has(actual, part))
        }
        _ => actual == part,
    }
}

fn times(view: &Value, fact: &Value) -> usize {
    let events = view["events"].as_array().expect("the story");
    events.iter().filter(|event| has(event, fact)).count()
}

/// Facts are told so many times each, and the end looks like `end`.
#[track_caller]
fn check(document: Value, until: u64, facts: &[(usize, Value)], end: Value) {
    let view = played(&document, until);
    for (expected, fact) in facts {
        let found = times(&view, fact);
        let story = || serde_json::to_string_pretty(&view["events"]).expect("text");
        assert_eq!(found, *expected, "times of {fact} in {}", story());
    }
    for (name, part) in end.as_object().expect("parts of the view") {
        assert!(has(&view[name], part), "{name} is {:#}, not {part:#}", view[name]);
    }
}

fn fast(config: Value) -> Value {
    json!({"brokers": 1, "config": config, "network": {"latency_ms": 0}})
}

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
fn a_follower_finds_partitions_that_it_never_heard_of() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 2},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "g", "topics": ["t"], "config": {"metadata.max.age.ms": 3000}},
        {"at": 9000, "do": "add_consumer", "consumer": "c2", "group": "g", "topics": ["t"]},
        {"at": 16000, "do": "add_partitions", "topic": "t", "total": 4},
    ]);
    let end = json!({"consumers": [
        {"positions": [{"partition": 0, "position": 0}, {"partition": 1, "position": 0}]},
        {"positions": [{"partition": 2, "position": 0}, {"partition": 3, "position": 0}]},
    ]});
    check(document(json!({"brokers": 1}), commands), 30_000, &[], end);
}

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
fn a_frozen_application_does_not_begin_a_rebalance() {
    // c1 is frozen while its commit before the rebalance is under way: the rebalance waits until it polls again.
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 2},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "g", "topics": ["t"]},
        {"at": 10000, "do": "add_consumer", "consumer": "c2", "group": "g", "topics": ["t"]},
    ]);
    let mut document = document(json!({"brokers": 1}), commands);
    let revoked = json!({"kind": "partitions_revoked", "consumer": "c1"});
    let view = played(&document, 16_000);
    let mut story = view["events"].as_array().expect("the story").iter();
    let at = story.find(|event| has(event, &revoked)).expect("an eager rebalance")["at"].as_u64();
    let frozen = json!({"at": at.expect("a time") - 100, "do": "freeze_consumer", "consumer": "c1"});
    document["commands"].as_array_mut().expect("commands").push(frozen);
    let view = played(&document, 20_000);
    assert_eq!(
        times(&view, &revoked),
        0,
        "c1 gave up its partitions without poll(): {:#}",
        view["events"]
    );
    assert_eq!(view["groups"][0]["state"], "PreparingRebalance");
}

#[test]
fn the_leader_watches_the_topics_of_all_members() {
    // Topic b goes and comes back; c1 leads the group, assigns b's partition and does not read b itself.
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "a", "partitions": 1},
        {"at": 0, "do": "create_topic", "topic": "b", "partitions": 1},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "g", "topics": ["a"], "config": {"metadata.max.age.ms": 1000}},
        {"at": 9000, "do": "add_consumer", "consumer": "c2", "group": "g", "topics": ["b"]},
        {"at": 20000, "do": "delete_topic", "topic": "b"},
        {"at": 30000, "do": "create_topic", "topic": "b", "partitions": 1},
    ]);
    let cluster = json!({"brokers": 1, "config": {"auto.create.topics.enable": false}});
    let end = json!({"groups": [{"members": [
        {"consumer": "c1", "assignment": [{"topic": "a", "partitions": [0]}]},
        {"consumer": "c2", "assignment": [{"topic": "b", "partitions": [0]}]}]}]});
    check(document(cluster, commands), 45_000, &[], end);
}

#[test]
fn a_refused_join_leaves_no_group_behind() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_consumer", "consumer": "c", "group": "g", "topics": ["t"],
         "config": {"session.timeout.ms": 5000, "heartbeat.interval.ms": 1000}},
    ]);
    let facts = [(
        1,
        json!({"kind": "consumer_failed", "error": "INVALID_SESSION_TIMEOUT"}),
    )];
    check(
        document(json!({"brokers": 1}), commands),
        5000,
        &facts,
        json!({"groups": []}),
    );
}

#[test]
fn a_member_that_never_asks_for_its_assignment_is_dropped() {
    // c2 dies between its JoinGroup answer and its SyncGroup; its session would last much longer.
    let config = json!({"session.timeout.ms": 60000, "max.poll.interval.ms": 10000});
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 2},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "g", "topics": ["t"], "config": config},
        {"at": 200, "do": "add_consumer", "consumer": "c2", "group": "g", "topics": ["t"], "config": config},
        {"at": 0, "do": "note", "text": "the crash is put here"},
    ]);
    let mut document = document(json!({"brokers": 1}), commands);
    document["commands"][3]["at"] = json!(300);
    let view = played(&document, 9000);
    let started = view["events"].as_array().expect("the story").iter();
    let at = started
        .filter(|event| event["kind"] == "generation_started" && event["members"] == 2)
        .map(|event| event["at"].as_u64().expect("a time"))
        .next()
        .expect("a generation of two");
    document["commands"][3] = json!({"at": at + 100, "do": "crash_consumer", "consumer": "c2"});
    let facts = [(
        1,
        json!({"kind": "member_removed", "consumer": "c2", "why": {"rule": "missed_rebalance"}}),
    )];
    check(
        document,
        at + 20_000,
        &facts,
        json!({"groups": [{"state": "Stable", "members": [{"consumer": "c1"}]}]}),
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
fn subscribing_to_the_same_topics_changes_nothing() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_consumer", "consumer": "c", "group": "g", "topics": ["t"]},
        {"at": 0, "do": "add_consumer", "consumer": "hand", "assign": [{"topic": "t", "partition": 0}]},
        {"at": 8000, "do": "subscribe", "consumer": "c", "topics": ["t"]},
        {"at": 8000, "do": "subscribe", "consumer": "hand", "topics": ["t"]},
    ]);
    let facts = [
        (1, json!({"kind": "rebalance_started"})),
        (
            1,
            json!({"kind": "command_refused", "command": "subscribe", "error": "IllegalStateException"}),
        ),
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
fn a_group_keeps_its_place_when_others_come() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "z", "topics": ["t"]},
        {"at": 0, "do": "add_consumer", "consumer": "c2", "group": "a", "topics": ["t"]},
    ]);
    let mut session = session(&document(json!({"brokers": 1}), commands));
    session.run(100);
    let stage = partitura::view::stage(&session, &StageRequest::default());
    let groups: Vec<_> = stage
        .groups
        .iter()
        .map(|card| (&*card.group, card.group_index))
        .collect();
    assert_eq!(groups, [("z", 0), ("a", 1)]);
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

#[test]
fn a_frozen_consumer_takes_its_assignment_over_when_it_polls() {
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 2},
        {"at": 0, "do": "add_consumer", "consumer": "c", "group": "g", "topics": ["t"]},
        {"at": 4800, "do": "freeze_consumer", "consumer": "c"},
        {"at": 20_000, "do": "thaw_consumer", "consumer": "c"},
    ]);
    let cluster = json!({"brokers": 1, "config": {"group.initial.rebalance.delay.ms": 3000}});
    let document = document(cluster, commands);
    let assigned = json!({"kind": "partitions_assigned"});
    let (none, both) = (
        json!({"consumers": [{"positions": []}]}),
        json!({"groups": [{"state": "Stable"}]}),
    );
    check(
        document.clone(),
        19_000,
        &[(1, json!({"kind": "assignment_made"})), (0, assigned.clone())],
        none,
    );
    check(document, 21_000, &[(1, assigned)], both);
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
