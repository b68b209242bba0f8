//! Two lines of a session side by side: each kind of difference, from a document that makes it happen.

use partitura::{
    scenario::{Document, Session},
    view::{
        compare,
        compare::{Comparison, Difference, Mark},
    },
};
use serde_json::{Value, json};

/// The main line and a branch that leaves it at a moment, both at another.
fn compared(common: Value, main: Value, at: u64, branch: Value, now: u64) -> Comparison {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let line = [list(&common), list(&main)].concat();
    let document = json!({
        "partitura": 1, "cluster": {"config": {"group.initial.rebalance.delay.ms": 0}},
        "commands": line,
        "branches": [{"name": "other", "at": at, "commands": branch}],
    });
    let document = Document::from_json(&document.to_string()).expect("a good document");
    let session = |name: Option<&str>| {
        let mut session = Session::new(document.line(name).expect("a line")).expect("a good line");
        session.run(now);
        session
    };
    compare([&session(None), &session(Some("other"))], 20)
}

fn common(consumer: Value) -> Value {
    let mut add = json!({"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]});
    add.as_object_mut()
        .expect("an object")
        .extend(consumer.as_object().cloned().unwrap_or_default());
    json!([
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 2},
        {"at": 0, "do": "add_producer", "producer": "shop"},
        add,
        {"at": 5000, "do": "send", "producer": "shop", "topic": "orders", "partition": 0, "value": "{n}", "count": 3},
    ])
}

fn mark(comparison: &Comparison, line: usize, partition: usize, offset: i64) -> Option<&Mark> {
    let strip = comparison.topics[0].partitions[partition][line].as_ref()?;
    strip.marks.get(&offset)
}

#[test]
fn lines_that_do_the_same_do_not_differ() {
    let send = json!([{"at": 8000, "do": "send", "producer": "shop", "topic": "orders", "value": "x"}]);
    let comparison = compared(common(json!({})), send.clone(), 6000, send, 20_000);
    assert_eq!(comparison.differences, []);
    let strips = comparison.topics[0].partitions.iter().flatten().flatten();
    assert!(strips.clone().all(|strip| strip.marks.is_empty()));
    assert_eq!(strips.map(|strip| strip.stave.cells.len()).sum::<usize>(), 2 * 4);
}

#[test]
fn a_record_of_one_line_moves_the_others() {
    let send = |at: u64, value: &str| json!({"at": at, "do": "send", "producer": "shop", "topic": "orders", "partition": 0, "key": "k", "value": value});
    let comparison = compared(
        common(json!({})),
        json!([send(8000, "both")]),
        6000,
        json!([send(7000, "extra"), send(8000, "both")]),
        9_000,
    );
    let only = Difference::Only {
        line: 1,
        topic: "orders".into(),
        count: 1,
        partition: 0,
        offset: 3,
    };
    let elsewhere = Difference::Elsewhere {
        topic: "orders".into(),
        count: 1,
        key: Some("k".into()),
        places: [(0, 3), (0, 4)],
    };
    assert_eq!(
        comparison.differences[..2],
        [only, elsewhere],
        "{:?}",
        comparison.differences
    );
    assert!(mark(&comparison, 1, 0, 3).is_some_and(|mark| mark.only));
    assert_eq!(mark(&comparison, 0, 0, 3).and_then(|mark| mark.elsewhere), Some((0, 4)));
    assert_eq!(mark(&comparison, 1, 0, 4).and_then(|mark| mark.elsewhere), Some((0, 3)));
    assert_eq!(mark(&comparison, 0, 0, 0), None, "what is shared is not marked");
}

#[test]
fn a_crash_after_processing_reads_twice() {
    let again = |crash: &str| {
        json!([
            {"at": 7000, "do": crash, "consumer": "c1"},
            {"at": 15_000, "do": "add_consumer", "consumer": "c2", "group": "billing", "topics": ["orders"],
                "config": {"auto.offset.reset": "earliest"}}
        ])
    };
    let auto = json!({"config": {"auto.commit.interval.ms": 60_000, "auto.offset.reset": "earliest"}});
    let comparison = compared(
        common(auto),
        again("crash_consumer"),
        6000,
        again("close_consumer"),
        30_000,
    );
    let twice = Difference::Twice {
        group: "billing".into(),
        counts: [3, 0],
    };
    assert!(comparison.differences.contains(&twice), "{:?}", comparison.differences);
    let marked = mark(&comparison, 0, 0, 2).expect("the last one too");
    assert!(marked.twice.contains("billing") && !marked.only);
    assert_eq!(mark(&comparison, 1, 0, 2), None);
}

#[test]
fn a_crash_before_processing_passes_over_what_was_committed() {
    let before = json!({"commit": "before", "processing_ms": 2000, "config": {"auto.offset.reset": "earliest"}});
    let again = json!({"at": 20_000, "do": "restart_consumer", "consumer": "c1"});
    let comparison = compared(
        common(before),
        json!([{"at": 8000, "do": "crash_consumer", "consumer": "c1"}, again]),
        7000,
        json!([]),
        40_000,
    );
    let passed = comparison.differences.iter().find_map(|difference| match difference {
        Difference::Passed { counts, .. } => Some(*counts),
        _ => None,
    });
    let [lost, kept] = passed.expect("records were lost");
    assert!(0 < lost && kept == 0, "{lost} {kept}");
    assert!(mark(&comparison, 0, 0, 2).is_some_and(|mark| mark.passed.contains("billing")));
}

#[test]
fn another_owner_and_another_offset_are_told() {
    let joins = json!([{"at": 7000, "do": "add_consumer", "consumer": "c2", "group": "billing", "topics": ["orders"]}]);
    let topic = json!([{"at": 7000, "do": "create_topic", "topic": "clicks", "partitions": 1},
        {"at": 7000, "do": "send", "producer": "shop", "topic": "orders", "partition": 1, "value": "x"}]);
    let comparison = compared(common(json!({})), joins, 6000, topic, 20_000);
    let topic = Difference::Topic {
        topic: "clicks".into(),
        line: 1,
    };
    let owner = Difference::Owner {
        group: "billing".into(),
        topic: "orders".into(),
        partition: 1,
        consumers: [Some("c2".into()), Some("c1".into())],
    };
    let committed = |difference: &Difference| matches!(difference, Difference::Committed { partition: 1, .. });
    assert!(comparison.differences.contains(&topic), "{:?}", comparison.differences);
    assert!(comparison.differences.contains(&owner), "{:?}", comparison.differences);
    assert!(
        comparison.differences.iter().any(committed),
        "{:?}",
        comparison.differences
    );
    assert_eq!(comparison.topics[1].partitions[0][0], None);
}
