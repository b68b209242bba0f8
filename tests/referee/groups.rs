//! Groups: who is a member, who leads, who is dropped.

use partitura::view::stage::StageRequest;
use serde_json::json;

use crate::{check, document, has, played, session, times};

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
