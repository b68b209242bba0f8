//! What is measured: scenarios, as documents.

use serde_json::{Value, json};

pub const RECORDS: u64 = 1_000_000;

/// The virtual time by which everything is sent, read and committed.
pub const UNTIL_MS: u64 = 40_000;

/// A million keyed records of 100 bytes over twelve partitions, read and committed by a group of two, in batches.
pub fn whole_path() -> Value {
    serde_json::from_str(include_str!("whole_path.json")).expect("a document of our own is JSON")
}

/// The same without readers.
pub fn produce_only() -> Value {
    let mut document = whole_path();
    if let Some(commands) = document["commands"].as_array_mut() {
        commands.retain(|command| command["do"] != "add_consumer");
    }
    document
}

/// A million records in 24 partitions, 12 consumers, and records that go on coming.
pub fn large_logs() -> Value {
    let mut commands = vec![json!({"at": 0, "do": "create_topic", "topic": "orders", "partitions": 24})];
    for n in 1..=12 {
        commands.push(
            json!({"at": 0, "do": "add_consumer", "consumer": format!("c{n}"), "group": "billing",
            "topics": ["orders"], "config": {"auto.offset.reset": "earliest"}}),
        );
    }
    commands.push(json!({"at": 0, "do": "add_producer", "producer": "shop"}));
    commands.push(
        json!({"at": 3000, "do": "send", "producer": "shop", "topic": "orders", "key": "user-{1..10000}",
        "value": "x".repeat(90), "count": RECORDS}),
    );
    commands.push(
        json!({"at": 30_000, "do": "start_sending", "producer": "shop", "topic": "orders", "every_ms": 50,
        "key": "user-{1..50}", "value": "{n}"}),
    );
    json!({"partitura": 1, "seed": 7, "pace": "realistic", "cluster": {"brokers": 3}, "commands": commands})
}

/// Ten thousand commands, one every 20 ms.
pub fn many_commands() -> Value {
    let mut commands = vec![
        json!({"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3}),
        json!({"at": 0, "do": "add_producer", "producer": "shop"}),
        json!({"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]}),
        json!({"at": 0, "do": "add_consumer", "consumer": "c2", "group": "billing", "topics": ["orders"]}),
    ];
    for n in 0..9_996 {
        commands.push(
            json!({"at": 1000 + n * 20, "do": "send", "producer": "shop", "topic": "orders",
            "key": format!("user-{}", n % 7), "value": n.to_string()}),
        );
    }
    json!({"partitura": 1, "seed": 7, "cluster": {"brokers": 3}, "commands": commands})
}

/// One record every 50 ms: twenty events a second and more.
pub fn hour_of_play() -> Value {
    json!({
        "partitura": 1, "seed": 7, "cluster": {"brokers": 3},
        "commands": [
            {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3},
            {"at": 0, "do": "add_producer", "producer": "shop"},
            {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]},
            {"at": 0, "do": "start_sending", "producer": "shop", "topic": "orders", "every_ms": 200, "value": "{n}"}
        ]
    })
}

/// By then the large cluster is at work.
pub const CLUSTER_STARTS_MS: u64 = 10_000;
/// So much of its time is measured at once.
pub const CLUSTER_RUN_MS: u64 = 5_000;

/// Thirty brokers, 200 partitions on three brokers each, twenty groups of two, a thousand records a second.
pub fn large_cluster() -> Value {
    let mut commands = Vec::new();
    for n in 1..=10 {
        let topic = format!("t{n}");
        commands
            .push(json!({"at": 0, "do": "create_topic", "topic": topic, "partitions": 20, "replication_factor": 3}));
        commands.push(json!({"at": 0, "do": "add_producer", "producer": format!("p{n}")}));
        for group in [n, n + 10] {
            for member in ["a", "b"] {
                commands.push(
                    json!({"at": 0, "do": "add_consumer", "consumer": format!("c{group}{member}"),
                    "group": format!("g{group}"), "topics": [topic]}),
                );
            }
        }
        commands.push(
            json!({"at": 5_000, "do": "start_sending", "producer": format!("p{n}"), "topic": topic, "every_ms": 10,
            "key": "user-{1..1000}", "value": "x".repeat(90)}),
        );
    }
    commands.sort_by_key(|command| command["at"].as_u64());
    json!({"partitura": 1, "seed": 7, "pace": "realistic", "cluster": {"brokers": 30}, "commands": commands})
}
