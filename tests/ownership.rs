//! Who owned what when, and what another rebalance protocol would have made of the same commands.

use partitura::scenario::{Document, Session};
use partitura::view::ownership::Ownership;
use partitura::view::protocols::{PROTOCOLS, under};

/// A group of two, a third member, a crash.
const COMMANDS: &str = r#"{"partitura": 1, "cluster": {"config": {"group.initial.rebalance.delay.ms": 0}}, "commands": [
    {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 6},
    {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]},
    {"at": 4000, "do": "add_consumer", "consumer": "c2", "group": "billing", "topics": ["orders"]},
    {"at": 20000, "do": "add_consumer", "consumer": "c3", "group": "billing", "topics": ["orders"]},
    {"at": 40000, "do": "crash_consumer", "consumer": "c1"}
]}"#;

fn document() -> Document {
    Document::from_json(COMMANDS).expect("a document")
}

fn ownership(until: u64) -> Ownership {
    let mut session = Session::new(document()).expect("a session");
    session.seek(until);
    Ownership::of(session.world(), "billing")
}

#[test]
fn every_partition_has_one_owner_after_the_other() {
    let owned = ownership(60_000);
    assert_eq!(owned.lanes.len(), 6);
    for lane in &owned.lanes {
        for pair in lane.spans.windows(2) {
            assert!(pair[0].until.is_some_and(|until| until <= pair[1].from), "{lane:?}");
        }
        assert!(lane.spans.last().is_some_and(|span| span.until.is_none()), "{lane:?}");
        let gaps: u64 = lane.gaps(60_000).iter().map(|(from, until)| until - from).sum();
        let read: u64 = lane
            .spans
            .iter()
            .map(|span| span.until.unwrap_or(60_000) - span.from)
            .sum();
        assert_eq!(gaps + read, 60_000 - lane.spans[0].from, "{lane:?}");
    }
}

#[test]
fn a_crash_ends_what_was_owned_at_once() {
    let owned = ownership(41_000);
    let ended = owned
        .lanes
        .iter()
        .filter(|lane| lane.gaps(41_000).last().is_some_and(|gap| *gap == (40_000, 41_000)));
    assert_eq!(ended.count(), 2);
}

#[test]
fn the_steps_of_the_last_rebalance_begin_with_what_began_it() {
    let told = |until| -> Vec<String> {
        let steps = ownership(until).steps;
        let kind = |event: &std::sync::Arc<_>| {
            let value = serde_json::to_value(&**event).expect("plain data");
            value["kind"].as_str().unwrap_or_default().to_owned()
        };
        steps.iter().map(kind).collect()
    };
    let join = told(30_000);
    assert_eq!(join[..2], ["member_joined", "rebalance_started"]);
    assert_eq!(join.last().map(String::as_str), Some("partitions_assigned"));
    assert_eq!(join.iter().filter(|kind| *kind == "generation_started").count(), 1);
    assert!(told(60_000).contains(&"member_removed".to_owned()));
}

/// With nothing but the protocol different: eager members stop all together, also for what they keep.
#[test]
fn protocols_differ_by_who_stops_for_what() {
    let outcomes = PROTOCOLS.map(|protocol| under(&document(), "billing", &protocol, 38_000).expect("it runs"));
    let [range, sticky, cooperative, consumer] = outcomes;
    for eager in [&range, &sticky] {
        assert!(0 < eager.standstill_ms() && 0 < eager.interrupted(), "{eager:?}");
    }
    for gentle in [&cooperative, &consumer] {
        assert_eq!((gentle.standstill_ms(), gentle.interrupted()), (0, 0), "{gentle:?}");
        assert!(gentle.moved() <= range.moved(), "{gentle:?}");
    }
    assert!(
        consumer.unread_ms() < cooperative.unread_ms(),
        "one rebalance in place of two"
    );
    assert!(sticky.moved() <= range.moved());
}
