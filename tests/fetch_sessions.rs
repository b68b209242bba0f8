//! Sessions of Fetch between brokers (KIP-227): who asks for what, and what happens where a question is lost or doubled.

use std::collections::BTreeMap;

use partitura::{
    kafka::error::KafkaError,
    node::{
        api::{FetchMetadata, Message, Request, Response},
        context::NodeId,
    },
    scenario::{Document, Session},
    world::World,
};
use serde_json::{Value, json};

const PARTITIONS: u64 = 20;

/// What followers asked, by the number of the message: the question of the session, and how many partitions it names.
type Asked = BTreeMap<u64, (FetchMetadata, usize)>;

/// A topic of many partitions, and records for one of them.
fn session(more: &[Value]) -> Session {
    let mut commands = vec![
        json!({"at": 0, "do": "create_topic", "topic": "orders", "partitions": PARTITIONS, "replication_factor": 3}),
        json!({"at": 0, "do": "add_producer", "producer": "shop"}),
        json!({"at": 5_000, "do": "send", "producer": "shop", "topic": "orders", "partition": 3, "value": "{n}"}),
        json!({"at": 20_000, "do": "send", "producer": "shop", "topic": "orders", "partition": 3, "value": "{n}"}),
    ];
    commands.extend_from_slice(more);
    commands.sort_by_key(|command| command["at"].as_u64());
    let document = json!({"partitura": 1, "cluster": {"brokers": 3}, "commands": commands});
    let document = Document::from_json(&document.to_string()).expect("a good document");
    Session::new(document).expect("a session")
}

fn look(world: &World, asked: &mut Asked, refused: &mut Vec<KafkaError>) {
    for under_way in world.under_way() {
        match (&under_way.envelope.to, &under_way.envelope.message) {
            (NodeId::Broker(_), Message::Request(Request::Fetch(fetch))) => {
                if let Some((_, metadata)) = fetch.replica {
                    asked.insert(under_way.id, (metadata, fetch.partitions.len()));
                }
            }
            (NodeId::Broker(_), Message::Response(Response::Refused { api: "Fetch", error })) => {
                refused.push(*error);
            }
            _ => {}
        }
    }
}

/// Everything is replicated in the end, whatever happens on the way.
fn play(mut session: Session, until_ms: u64) -> (Asked, Vec<KafkaError>) {
    let (mut asked, mut refused) = (Asked::new(), Vec::new());
    session.watch(until_ms, |world| look(world, &mut asked, &mut refused));
    for broker in session.world().brokers() {
        for (tp, replica) in broker.replicas().filter(|(tp, _)| &*tp.topic == "orders") {
            let expected = if tp.partition == 3 { 2 } else { 0 };
            let ends = (replica.log.log_end_offset().0, replica.high_watermark().0);
            assert_eq!(ends, (expected, expected), "{tp} on broker {}", broker.id.0);
        }
    }
    refused.dedup();
    (asked, refused)
}

#[test]
fn a_session_names_only_what_changed() {
    let (asked, refused) = play(session(&[]), 30_000);
    assert_eq!(refused, []);
    let begun = asked
        .values()
        .filter(|(metadata, _)| *metadata == FetchMetadata::INITIAL);
    let named: usize = begun.map(|(_, named)| named).sum();
    assert!(
        2 * PARTITIONS as usize <= named,
        "each partition has two followers: {named}"
    );
    // Of two records in one partition two followers have something to say, twice; partitions without records once.
    let later = asked.values().filter(|(metadata, _)| 1 < metadata.epoch);
    let named: Vec<usize> = later.map(|(_, named)| *named).filter(|named| 0 < *named).collect();
    assert_eq!(named, [1, 1, 1, 1]);
}

#[test]
fn a_doubled_question_is_refused_and_the_session_begins_anew() {
    let twice = json!({"at": 10_000, "do": "duplicate", "what": "Fetch", "side": "request", "from": "2"});
    let (_, refused) = play(session(&[twice]), 60_000);
    assert_eq!(refused, [KafkaError::InvalidFetchSessionEpoch]);
}

#[test]
fn a_leader_that_was_away_knows_no_session() {
    let crash = json!({"at": 8_000, "do": "stop_broker", "broker": 1, "clean": false});
    let start = json!({"at": 12_000, "do": "start_broker", "broker": 1});
    let (asked, _) = play(session(&[crash, start]), 90_000);
    let begun = asked
        .values()
        .filter(|(metadata, _)| *metadata == FetchMetadata::INITIAL);
    assert!(6 < begun.count(), "every pair of brokers, and again after the crash");
}

#[test]
fn a_lost_answer_ends_the_session() {
    let lost = json!({"at": 10_000, "do": "lose", "what": "Fetch", "side": "response", "from": "2"});
    let (asked, refused) = play(session(&[lost]), 90_000);
    assert_eq!(refused, []);
    let begun = asked
        .values()
        .filter(|(metadata, _)| *metadata == FetchMetadata::INITIAL);
    assert!(6 < begun.count(), "the connection was closed");
}
