//! The preview of a reset is what the reset does.

use partitura::{
    scenario::{Command, Document, Session},
    view::{
        self,
        plan::Planned,
        report::{Report, Wanted},
    },
};
use serde_json::{Value, json};

/// Three partitions: one that was read, one that was read and cut, one that the group has not committed.
fn session() -> Session {
    let document = json!({"partitura": 1, "cluster": {"brokers": 1, "config": {"group.initial.rebalance.delay.ms": 0}}, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3},
        {"at": 0, "do": "add_producer", "producer": "shop"},
        {"at": 0, "do": "add_consumer", "consumer": "c", "group": "billing", "config": {"auto.offset.reset": "earliest"}, "commit": "after",
         "assign": [{"topic": "orders", "partition": 0}, {"topic": "orders", "partition": 1}]},
        {"at": 1000, "do": "send", "producer": "shop", "topic": "orders", "count": 12},
        {"at": 3000, "do": "send", "producer": "shop", "topic": "orders", "count": 12},
        {"at": 9000, "do": "crash_consumer", "consumer": "c"},
        {"at": 10000, "do": "delete_records", "topic": "orders", "partition": 1, "before_offset": 3},
    ]});
    let mut session = Session::new(Document::from_json(&document.to_string()).expect("a document")).expect("a session");
    session.run(12_000);
    session
}

fn committed(session: &Session) -> Vec<(u32, i64)> {
    let report: Report = view::report(session, Wanted::default());
    let offsets = report.groups.iter().flat_map(|group| &group.offsets);
    offsets.map(|offset| (offset.partition, offset.committed)).collect()
}

/// What is planned for each partition; the reset then does it, or nothing where one partition has no plan.
fn check(to: Value, partitions: Option<Value>, planned: &[(u32, Option<i64>)]) {
    let mut session = session();
    let mut command = json!({"do": "reset_offsets", "group": "billing", "topic": "orders", "to": to});
    if let Some(partitions) = partitions {
        command["partitions"] = partitions;
    }
    let command = Command::from_json(&command.to_string()).expect("a command");
    let Command::ResetOffsets(reset) = &command else {
        panic!("{command:?} resets nothing");
    };
    let plan = view::reset_plan(&session, reset);
    let new: Vec<_> = plan.iter().map(|line| (line.partition, line.new)).collect();
    assert_eq!(new, planned, "{command:?}");
    let before = committed(&session);
    let stands = |line: &Planned| (line.partition, line.committed);
    for (partition, offset) in plan.iter().map(stands) {
        assert_eq!(before.iter().find(|(p, _)| *p == partition).map(|(_, o)| *o), offset);
    }
    session.command(command.clone()).expect("the command is good");
    session.run(12_001);
    let whole: Option<Vec<(u32, i64)>> = planned.iter().map(|(p, new)| Some((*p, (*new)?))).collect();
    let after = committed(&session);
    match whole {
        Some(all) => assert!(all.iter().all(|line| after.contains(line)), "{command:?}: {after:?}"),
        None => assert_eq!(after, before, "{command:?}"),
    }
}

#[test]
fn a_reset_does_what_its_preview_says() {
    let all = |a, b, c| [(0, Some(a)), (1, Some(b)), (2, Some(c))];
    check(json!("earliest"), None, &all(0, 3, 0));
    check(json!("latest"), None, &all(8, 8, 8));
    check(json!({"offset": 2}), None, &all(2, 3, 2));
    check(json!({"offset": 99}), None, &all(8, 8, 8));
    check(json!({"timestamp": 2000}), None, &all(4, 4, 4));
    check(json!({"timestamp": 3001}), None, &all(8, 8, 8));
    check(json!({"by_duration_ms": 10_000}), None, &all(4, 4, 4));
    check(json!({"by_duration_ms": 60_000}), None, &all(0, 3, 0));
    let read = Some(json!([0, 1]));
    check(json!({"shift_by": -6}), read.clone(), &[(0, Some(2)), (1, Some(3))]);
    check(json!({"shift_by": 1}), read, &[(0, Some(8)), (1, Some(8))]);
    check(json!({"shift_by": -6}), None, &[(0, Some(2)), (1, Some(3)), (2, None)]);
}
