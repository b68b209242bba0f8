//! Random lives of one group whose members all speak a protocol that does not stop the world.

use partitura::scenario::Document;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

use super::{build, gap, name};

/// Members come, go, crash and change their minds; partitions are added.
pub fn without_a_stop() -> impl Strategy<Value = Document> {
    let config = select(vec![
        json!({"partition.assignment.strategy": "cooperative-sticky"}),
        json!({"group.protocol": "consumer"}),
        json!({"group.protocol": "consumer", "group.remote.assignor": "range"}),
    ]);
    (any::<u32>(), config, 1..9u32, 1..9u32, vec((gap(), deed()), 4..24)).prop_map(
        |(seed, config, one, other, deeds)| {
            let header = json!({"partitura": 1, "seed": seed, "commands": [],
                "cluster": {"config": {"group.initial.rebalance.delay.ms": 0}}});
            let topics = [("t0", one), ("t1", other)]
                .map(|(topic, partitions)| json!({"do": "create_topic", "topic": topic, "partitions": partitions}));
            let mut at = 0;
            let deeds = deeds.into_iter().map(|(gap, mut deed)| {
                at += gap * 2;
                if deed["do"] == "add_consumer" {
                    deed["config"] = config.clone();
                }
                (at, deed)
            });
            build(&header, topics.into_iter().map(|topic| (0, topic)).chain(deeds))
        },
    )
}

fn deed() -> impl Strategy<Value = Value> {
    let topics = || select(vec![json!(["t0"]), json!(["t0", "t1"]), json!(["t1"])]);
    let of = select(vec!["close_consumer", "crash_consumer"]);
    prop_oneof![
        6 => (name("c"), topics()).prop_map(|(consumer, topics)| {
            json!({"do": "add_consumer", "consumer": consumer, "group": "g", "topics": topics})
        }),
        2 => (of, name("c")).prop_map(|(what, consumer)| json!({"do": what, "consumer": consumer})),
        1 => (name("c"), topics()).prop_map(|(consumer, topics)| {
            json!({"do": "subscribe", "consumer": consumer, "topics": topics})
        }),
        1 => (1..9u32).prop_map(|more| json!({"do": "add_partitions", "topic": "t0", "total": more})),
    ]
}
