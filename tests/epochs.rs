//! What consumers are told when the leader epoch that they know is not that of the broker that they ask.

use std::collections::BTreeSet;

use partitura::{
    kafka::error::KafkaError,
    node::{
        api::{Message, Response},
        context::NodeId,
    },
    scenario::{Document, Session},
    world::World,
};
use serde_json::{Value, json};

/// Broker 2 leads `orders`, broker 3 follows; the consumer reads all along, and the leader goes in order. A record is
/// written before where it is to have `read` something, and so has an epoch to ask about.
fn handed_over(read: bool, more: &[Value]) -> Document {
    let mut commands = vec![
        json!({"at": 0, "do": "create_topic", "topic": "filler", "partitions": 1}),
        json!({"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1, "replication_factor": 2}),
        json!({"at": 0, "do": "add_producer", "producer": "shop"}),
        json!({"at": 0, "do": "add_consumer", "consumer": "reader", "assign": [{"topic": "orders", "partition": 0}],
               "config": {"auto.offset.reset": "earliest"}}),
    ];
    if read {
        commands.push(json!({"at": 4000, "do": "send", "producer": "shop", "topic": "orders", "value": "{n}"}));
    }
    commands.extend(more.iter().cloned());
    commands.push(json!({"at": 10_000, "do": "stop_broker", "broker": 2}));
    commands.push(json!({"at": 30_000, "do": "send", "producer": "shop", "topic": "orders", "value": "{n}"}));
    let document = json!({"partitura": 1, "cluster": {"brokers": 3}, "commands": commands});
    Document::from_json(&document.to_string()).expect("a good document")
}

/// The errors in answers to the consumer's fetches, and to what it asks about epochs.
fn errors(world: &World) -> Vec<&'static str> {
    let to_consumer = world
        .under_way()
        .filter(|under_way| matches!(under_way.envelope.to, NodeId::Consumer(_)));
    let told = to_consumer.map(|under_way| match &under_way.envelope.message {
        Message::Response(Response::Fetch { partitions, .. }) => {
            let errors = partitions.iter().filter_map(|answer| answer.result.as_ref().err());
            errors.map(|error| error.name()).collect()
        }
        Message::Response(Response::OffsetsForLeaderEpoch(ends)) => {
            let errors = ends.iter().filter_map(|(_, end)| end.as_ref().err());
            errors.map(|error| error.name()).collect()
        }
        _ => Vec::new(),
    });
    told.flatten().collect()
}

/// Whatever it is told, it reads everything once.
fn check(document: Document, error: KafkaError) {
    let sent = document.to_json().matches("\"send\"").count() as u64;
    let mut session = Session::new(document).expect("a session");
    let mut told = BTreeSet::new();
    session.watch(60_000, |world| told.extend(errors(world)));
    assert!(told.contains(error.name()), "{told:?}");
    let reader = session.world().consumer(&"reader".into()).expect("the consumer");
    assert_eq!(reader.delivered, sent);
}

#[test]
fn who_asks_with_an_old_epoch_is_told_so_by_the_broker_that_led() {
    check(handed_over(true, &[]), KafkaError::FencedLeaderEpoch);
}

#[test]
fn who_knows_of_an_epoch_before_its_leader_does_asks_again() {
    let slow = json!({"at": 8000, "do": "slow_broker", "broker": 3, "to": "1", "by_ms": 700});
    for read in [true, false] {
        let document = handed_over(read, std::slice::from_ref(&slow));
        check(document, KafkaError::UnknownLeaderEpoch);
    }
}
