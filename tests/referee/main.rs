//! Cases that a reader of Kafka's source would try: a scenario, what has to be told, what must not be, and how it ends.
//!
//! An expected fact or view is a part: an object matches one that has at least its fields, an array one that is as
//! long. Every case also keeps the invariants and reaches its end, so that a stopped clock shows as a test that hangs.

mod consumers;
mod groups;
mod producers;
mod tools;

use partitura::{
    scenario::{Document, Session},
    view::report::{self, Wanted},
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
        ..Wanted::default()
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
