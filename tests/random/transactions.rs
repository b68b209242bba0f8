//! Random transactions of several producers, two of which may have the same id, on a cluster whose brokers fail.

use partitura::{kafka::ids::TopicPartition, scenario::Document, world::World};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

use super::{build, faults, gap, name, of_transaction, pick};

/// A document whose producers begin, send, commit and abort all the time, with readers of both isolation levels.
pub fn document() -> impl Strategy<Value = Document> {
    let topics = vec(1..3u32, 2).prop_map(|partitions| {
        let topic = |(n, partitions)| {
            json!({"do": "create_topic", "topic": format!("t{n}"), "partitions": partitions,
                "replication_factor": 1 + partitions % 3})
        };
        (0..).zip(partitions).map(topic).collect::<Vec<Value>>()
    });
    let producers = vec(producer(), 2..4);
    let setting = (topics, producers).prop_map(|(topics, producers)| {
        let named = (0..).zip(producers).map(
            |(n, config): (u32, Value)| json!({"do": "add_producer", "producer": format!("p{n}"), "config": config}),
        );
        topics.into_iter().chain(named).chain(readers()).collect::<Vec<Value>>()
    });
    (header(), setting, vec((gap(), command()), 10..60)).prop_map(|(header, setting, commands)| {
        // The producers have their numbers by then, most of the time.
        let mut at = 4_000;
        let setting = setting.into_iter().map(|command| (0, command));
        let timed = setting.chain(commands.into_iter().map(|(gap, command)| {
            at += gap;
            (at, command)
        }));
        build(&header, timed)
    })
}

fn header() -> impl Strategy<Value = Value> {
    let config = pick(&[
        ("min.insync.replicas", &[json!(2)]),
        ("broker.session.timeout.ms", &[json!(3000)]),
    ]);
    let network = select(vec![
        json!({}),
        json!({"latency_ms": 20, "jitter_ms": 90}),
        json!({"latency_ms": 1}),
    ]);
    (any::<u32>(), 1..=4u32, config, network).prop_map(|(seed, brokers, mut config, network)| {
        config.insert("offsets.topic.num.partitions".into(), json!(1));
        // Well below the shortest session, also where messages take long.
        config.insert("broker.heartbeat.interval.ms".into(), json!(500));
        config.insert("transaction.state.log.num.partitions".into(), json!(2));
        config.insert(
            "transaction.abort.timed.out.transaction.cleanup.interval.ms".into(),
            json!(1_000),
        );
        json!({"partitura": 1, "seed": seed, "commands": [],
            "cluster": {"brokers": brokers, "config": config, "network": network}})
    })
}

fn producer() -> impl Strategy<Value = Value> {
    let limits = select(vec![
        json!({"transaction.timeout.ms": 8_000}),
        json!({"transaction.timeout.ms": 20_000, "request.timeout.ms": 1500, "delivery.timeout.ms": 6000}),
    ]);
    (select(vec!["x0", "x0", "x1"]), limits).prop_map(|(id, mut config)| {
        config["transactional.id"] = id.into();
        config
    })
}

/// Of both levels, without a group and in one.
fn readers() -> Vec<Value> {
    let config = |isolation: &str| json!({"auto.offset.reset": "earliest", "isolation.level": isolation});
    let both = json!([{"topic": "t0", "partition": 0}, {"topic": "t1", "partition": 0}]);
    vec![
        json!({"do": "add_consumer", "consumer": "c0", "assign": both, "config": config("read_committed")}),
        json!({"do": "add_consumer", "consumer": "c1", "group": "g0", "topics": ["t0"], "commit": "manual",
            "config": config("read_committed")}),
        json!({"do": "add_consumer", "consumer": "c2", "assign": both, "config": config("read_uncommitted")}),
    ]
}

fn command() -> impl Strategy<Value = Value> {
    let of_clients = select(vec![
        "Produce",
        "EndTxn",
        "InitProducerId",
        "TxnOffsetCommit",
        "FindCoordinator",
    ]);
    let of_brokers = select(vec!["WriteTxnMarkers", "AddPartitionsToTxn", "Fetch"]);
    let broker = || (1..=4u32).prop_map(|broker| broker.to_string());
    prop_oneof![
        8 => (name("p"), select(vec!["t0", "t1"]), 1..4u64).prop_map(|(producer, topic, count)| {
            json!({"do": "send", "producer": producer, "topic": topic, "key": "{1..5}", "value": "{n}", "count": count})
        }),
        9 => of_transaction(),
        1 => (select(vec!["crash_producer", "restart_producer", "restart_producer"]), name("p"))
            .prop_map(|(what, producer)| json!({"do": what, "producer": producer})),
        1 => name("c").prop_map(|consumer| json!({"do": "restart_consumer", "consumer": consumer})),
        1 => faults::mishap(of_clients, name("p")),
        1 => faults::mishap(of_brokers, broker()),
        1 => (1..=4u32, any::<bool>())
            .prop_map(|(broker, clean)| json!({"do": "stop_broker", "broker": broker, "clean": clean})),
        2 => (1..=4u32).prop_map(|broker| json!({"do": "start_broker", "broker": broker})),
        1 => (1..=4u32).prop_map(|broker| json!({"do": "cut_broker", "broker": broker})),
        2 => (1..=4u32).prop_map(|broker| json!({"do": "heal_broker", "broker": broker})),
    ]
}

/// Where faults are over and nobody begins anything any more, every transaction is decided, and told to every partition.
pub fn all_are_decided(world: &World) -> Result<(), String> {
    for broker in world.brokers() {
        let led = broker.replicas().filter(|(_, replica)| replica.leading().is_some());
        for (tp, replica) in led {
            let (stable, high) = (replica.last_stable_offset(), replica.high_watermark());
            if stable < high {
                let tp: &TopicPartition = tp;
                return Err(format!("{tp} is undecided from {stable} on, and ends at {high}"));
            }
        }
    }
    Ok(())
}
