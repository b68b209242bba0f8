//! Random documents that make sense.

pub mod cluster;
pub mod faults;
pub mod groups;
pub mod order;
mod racks;
pub mod reading;
pub mod transactions;

use partitura::scenario::{Checker, Document, Timed};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};

/// A document: a random header, a stage that is set at the start, and commands of all kinds.
pub fn document() -> impl Strategy<Value = Document> {
    (header(), setting(), vec((gap(), command()), 0..30)).prop_map(|(header, setting, commands)| {
        let mut at = 0;
        let setting = setting.into_iter().map(|command| (0, command));
        let timed = setting.chain(commands).map(|(gap, command)| {
            at += gap;
            (at, command)
        });
        build(&header, timed)
    })
}

/// Moments as thousandths of the whole.
pub fn moments() -> impl Strategy<Value = Vec<u64>> {
    vec(0..=1000u64, 1..6)
}

/// Every command that makes sense where it stands.
fn build(header: &Value, commands: impl Iterator<Item = (u64, Value)>) -> Document {
    let mut document = Document::from_json(&header.to_string()).expect("a good header");
    let mut checker = Checker::new(&document).expect("a header that makes sense");
    for (at, mut command) in commands {
        command["at"] = at.into();
        if let Ok(timed) = Timed::from_json(&command.to_string())
            && checker.append(&timed).is_ok()
        {
            document.commands.push(timed);
        }
    }
    document
}

fn header() -> impl Strategy<Value = Value> {
    let network = prop_oneof![
        4 => Just(json!({})),
        2 => (0..400u64, 0..200u64).prop_map(|(latency, jitter)| json!({"latency_ms": latency, "jitter_ms": jitter})),
        1 => (0..3u64).prop_map(|jitter| json!({"jitter_ms": jitter})),
    ];
    let pace = prop_oneof![3 => Just("training"), 1 => Just("realistic")];
    let config = pick(&[
        ("auto.create.topics.enable", &[json!(true)]),
        ("num.partitions", &[json!(1), json!(3)]),
        ("group.initial.rebalance.delay.ms", &[json!(0), json!(1000)]),
        ("offsets.topic.num.partitions", &[json!(1), json!(7)]),
        ("group.max.size", &[json!(1), json!(2)]),
        ("group.share.max.size", &[json!(1), json!(3)]),
        ("group.share.delivery.count.limit", &[json!(2)]),
        ("group.share.partition.max.record.locks", &[json!(100)]),
        ("group.share.record.lock.duration.ms", &[json!(20_000)]),
        ("segment.bytes", &[json!(1_048_576)]),
        (
            "transaction.abort.timed.out.transaction.cleanup.interval.ms",
            &[json!(1_000)],
        ),
    ]);
    let brokers = prop_oneof![5 => 1..=3u32, 1 => 4..=9u32];
    let config = racks::selector(config);
    (any::<u32>(), pace, brokers, config, network).prop_map(|(seed, pace, brokers, config, network)| {
        json!({"partitura": 1, "seed": seed, "pace": pace, "commands": [],
            "cluster": {"brokers": brokers, "config": config, "network": network}})
    })
}

/// What there is from the start.
fn setting() -> impl Strategy<Value = Vec<Value>> {
    (
        racks::of_brokers(),
        vec(create_topic(), 1..3),
        vec(add_producer(), 1..3),
        vec(prop_oneof![3 => add_consumer(), 1 => add_share_consumer()], 0..4),
    )
        .prop_map(|(racks, topics, producers, consumers)| [racks, topics, producers, consumers].concat())
}

/// From one command to the next: often at once, sometimes long.
fn gap() -> impl Strategy<Value = u64> {
    prop_oneof![3 => Just(0), 4 => 1..400u64, 3 => 400..3_000u64, 1 => 3_000..9_000u64]
}

fn command() -> impl Strategy<Value = Value> {
    prop_oneof![
        5 => faults::fault(),
        10 => send(),
        4 => start_sending(),
        3 => of_producer(),
        8 => of_transaction(),
        5 => add_consumer(),
        2 => add_share_consumer(),
        3 => acknowledge(),
        8 => of_consumer(),
        5 => seek(),
        4 => commit(),
        4 => reset_offsets(),
        6 => of_topic(),
        2 => add_producer(),
        2 => cluster::reassign(3),
        1 => Just(json!({"do": "note", "text": "here"})),
        1 => prop_oneof![name("g"), name("q")].prop_map(|group| json!({"do": "delete_group", "group": group})),
    ]
}

fn create_topic() -> impl Strategy<Value = Value> {
    let config = pick(&[
        ("segment.bytes", &[json!(1_048_576)]),
        ("segment.ms", &[json!(500)]),
        ("max.message.bytes", &[json!(200), json!(2000)]),
        ("message.timestamp.type", &[json!("LogAppendTime")]),
    ]);
    let replicas = prop_oneof![3 => Just(1u32), 1 => 2..=3u32];
    (name("t"), 1..6u32, replicas, config).prop_map(|(topic, partitions, replicas, config)| {
        json!({"do": "create_topic", "topic": topic, "partitions": partitions, "replication_factor": replicas,
            "config": config})
    })
}

fn of_topic() -> impl Strategy<Value = Value> {
    prop_oneof![
        create_topic(),
        name("t").prop_map(|topic| json!({"do": "delete_topic", "topic": topic})),
        (name("t"), 1..9u32).prop_map(|(topic, total)| json!({"do": "add_partitions", "topic": topic, "total": total})),
        (name("t"), 0..4u32, -1..40i64).prop_map(|(topic, partition, before)| {
            json!({"do": "delete_records", "topic": topic, "partition": partition, "before_offset": before})
        }),
        (name("t"), select(vec![150, 100_000])).prop_map(|(topic, bytes)| {
            json!({"do": "alter_config", "topic": topic, "config": {"max.message.bytes": bytes}})
        }),
    ]
}

fn add_producer() -> impl Strategy<Value = Value> {
    let config = pick(&[
        ("acks", &[json!("0"), json!("1"), json!("all")]),
        ("linger.ms", &[json!(0), json!(100), json!(1500)]),
        ("batch.size", &[json!(0), json!(1), json!(120), json!(1000)]),
        ("partitioner.class", &PARTITIONERS.map(Value::from)),
        ("max.in.flight.requests.per.connection", &[json!(1)]),
        ("max.block.ms", &[json!(0), json!(1000)]),
        ("buffer.memory", &[json!(400)]),
        ("retries", &[json!(0), json!(2)]),
        ("metadata.max.age.ms", &[json!(300), json!(3000)]),
        ("request.timeout.ms", &[json!(700), json!(1500), json!(5000)]),
        ("delivery.timeout.ms", &[json!(40_000), json!(4_000)]),
        ("max.request.size", &[json!(150)]),
        ("transactional.id", &[json!("x0"), json!("x1")]),
        ("transaction.timeout.ms", &[json!(5_000)]),
    ]);
    (name("p"), config, serializer(), serializer()).prop_map(|(producer, mut config, key, value)| {
        if config.contains_key("acks") || config.contains_key("retries") {
            config.remove("transactional.id");
            config.insert("enable.idempotence".into(), json!(false));
        }
        if config.get("delivery.timeout.ms") == Some(&json!(4_000)) {
            config.insert("request.timeout.ms".into(), json!(700));
        }
        json!({"do": "add_producer", "producer": producer, "config": config,
            "key_serializer": key, "value_serializer": value})
    })
}

const PARTITIONERS: [&str; 6] = [
    "default",
    "RoundRobinPartitioner",
    "legacy-round-robin",
    "sticky-per-batch",
    "consistent_random",
    "murmur2_random",
];

fn serializer() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => Just("string"), 1 => Just("int"), 1 => Just("json"), 1 => Just("bytes")]
}

fn text() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![
        3 => Just(None),
        6 => select(vec!["1", "2", "17", "user-{1..5}", "user-{1~5}", "{n}"]).prop_map(Some),
        1 => select(vec!["", "{\"a\": 1}", "ключ", LONG]).prop_map(Some),
    ]
}

const LONG: &str = "a value that is much longer than the others, so that a batch is full after a few of them, \
    and one of the topics refuses it because it takes no batch above two hundred bytes, whoever sends it, and whatever";

fn send() -> impl Strategy<Value = Value> {
    let count = prop_oneof![6 => 1..5u64, 2 => 5..40u64, 1 => Just(600)];
    let partition = prop_oneof![4 => Just(None), 1 => (0..5u32).prop_map(Some)];
    let timestamp = prop_oneof![4 => Just(None), 1 => (0..9_000i64).prop_map(Some)];
    (
        name("p"),
        name("t"),
        text(),
        text(),
        partition,
        count,
        any::<bool>(),
        timestamp,
    )
        .prop_map(|(producer, topic, key, value, partition, count, wait, timestamp)| {
            let mut send = json!({"do": "send", "producer": producer, "topic": topic, "key": key, "value": value,
                "count": if wait { count % 7 + 1 } else { count }, "wait": wait});
            set(&mut send, "partition", partition);
            set(&mut send, "timestamp", timestamp);
            send
        })
}

fn start_sending() -> impl Strategy<Value = Value> {
    let count = prop_oneof![Just(None), (1..40u64).prop_map(Some)];
    let start = (name("p"), name("t"), 60..2_000u64, text(), text(), count).prop_map(
        |(producer, topic, every_ms, key, value, count)| {
            let mut start = json!({"do": "start_sending", "producer": producer, "topic": topic, "every_ms": every_ms,
                "key": key, "value": value});
            set(&mut start, "count", count);
            start
        },
    );
    let stop = (name("p"), prop::option::of(name("t"))).prop_map(|(producer, topic)| {
        let mut stop = json!({"do": "stop_sending", "producer": producer});
        set(&mut stop, "topic", topic);
        stop
    });
    prop_oneof![start, stop]
}

fn of_producer() -> impl Strategy<Value = Value> {
    let what = select(vec![
        "close_producer",
        "crash_producer",
        "restart_producer",
        "restart_producer",
    ]);
    (what, name("p")).prop_map(|(what, producer)| json!({"do": what, "producer": producer}))
}

fn of_transaction() -> impl Strategy<Value = Value> {
    let what = select(vec![
        "begin_transaction",
        "begin_transaction",
        "commit_transaction",
        "abort_transaction",
        "send_offsets_to_transaction",
    ]);
    (what, name("p"), name("c")).prop_map(|(what, producer, consumer)| {
        let mut command = json!({"do": what, "producer": producer});
        set(
            &mut command,
            "consumer",
            (what == "send_offsets_to_transaction").then_some(consumer),
        );
        command
    })
}

fn add_consumer() -> impl Strategy<Value = Value> {
    let config = pick(&[
        (
            "auto.offset.reset",
            &["earliest", "latest", "none", "by_duration:PT3S"].map(Value::from),
        ),
        ("auto.commit.interval.ms", &[json!(0), json!(700)]),
        ("max.poll.records", &[json!(1), json!(7)]),
        ("max.poll.interval.ms", &[json!(1500), json!(4000)]),
        ("session.timeout.ms", &[json!(6000)]),
        ("request.timeout.ms", &[json!(1500), json!(5000)]),
        ("heartbeat.interval.ms", &[json!(500), json!(3000)]),
        ("fetch.min.bytes", &[json!(500), json!(100_000)]),
        ("fetch.max.wait.ms", &[json!(0), json!(2000)]),
        ("fetch.max.bytes", &[json!(200)]),
        ("max.partition.fetch.bytes", &[json!(0), json!(100)]),
        ("metadata.max.age.ms", &[json!(200), json!(3000)]),
        ("group.instance.id", &[json!("one"), json!("two")]),
        ("allow.auto.create.topics", &[json!(false)]),
        ("isolation.level", &[json!("read_committed"), json!("read_committed")]),
        (
            "partition.assignment.strategy",
            &[
                "cooperative-sticky",
                "cooperative-sticky",
                "cooperative-sticky,range",
                "sticky,range,cooperative-sticky",
                "roundrobin,range,cooperative-sticky",
            ]
            .map(Value::from),
        ),
    ]);
    let reads = prop_oneof![
        6 => vec(name("t"), 1..3).prop_map(|topics| ("topics", json!(topics))),
        1 => select(vec!["t.*", "t[01]", "x.*"]).prop_map(|pattern| ("pattern", json!(pattern))),
        1 => vec((name("t"), 0..4u32), 1..4).prop_map(|list| {
            let one = |(topic, partition)| json!({"topic": topic, "partition": partition});
            ("assign", list.into_iter().map(one).collect())
        }),
    ];
    let commit = select(vec![
        None,
        None,
        Some("auto"),
        Some("after"),
        Some("before"),
        Some("each"),
        Some("manual"),
    ]);
    let processing = prop_oneof![3 => Just(0u64), 2 => 1..300u64, 1 => 300..2_500u64];
    let group = prop_oneof![7 => name("g").prop_map(Some), 1 => Just(None)];
    let protocol = prop_oneof![3 => Just(None), 1 => Just(Some("uniform")), 1 => Just(Some("range"))];
    (
        name("c"),
        group,
        reads,
        (racks::of_client(config), protocol),
        (serializer(), serializer()),
        processing,
        commit,
    )
        .prop_map(
            |(consumer, group, (kind, reads), (mut config, protocol), (key, value), processing_ms, commit)| {
                if let Some(assignor) = protocol {
                    speak_consumer_protocol(&mut config, assignor);
                }
                let mut add = json!({"do": "add_consumer", "consumer": consumer, kind: reads, "config": config,
                "key_deserializer": key, "value_deserializer": value, "processing_ms": processing_ms});
                set(&mut add, "commit", commit.filter(|_| group.is_some()));
                set(&mut add, "group", group);
                add
            },
        )
}

/// Groups of its own most often, so that both kinds live, and sometimes the others' groups.
fn add_share_consumer() -> impl Strategy<Value = Value> {
    let config = pick(&[
        (
            "share.auto.offset.reset",
            &["earliest", "earliest", "by_duration:PT3S"].map(Value::from),
        ),
        ("share.acquire.mode", &[json!("record_limit")]),
        ("max.poll.records", &[json!(1), json!(1), json!(7)]),
        ("max.poll.interval.ms", &[json!(1500), json!(4000)]),
        ("fetch.min.bytes", &[json!(500)]),
        ("fetch.max.wait.ms", &[json!(0), json!(2000)]),
        ("fetch.max.bytes", &[json!(200)]),
        ("metadata.max.age.ms", &[json!(200), json!(3000)]),
    ]);
    let commit = select(vec![
        None,
        Some("auto"),
        Some("after"),
        Some("before"),
        Some("each"),
        Some("manual"),
    ]);
    let group = prop_oneof![6 => name("q"), 1 => name("g")];
    let processing = prop_oneof![2 => Just(0u64), 2 => 1..300u64, 1 => 300..20_000u64];
    let topics = vec(name("t"), 1..3);
    (name("c"), group, topics, config, serializer(), processing, commit).prop_map(
        |(consumer, group, topics, mut config, value, processing_ms, commit)| {
            config.insert("group.type".into(), json!("share"));
            let mut add = json!({"do": "add_consumer", "consumer": consumer, "group": group, "topics": topics,
                "config": config, "value_deserializer": value, "processing_ms": processing_ms});
            set(&mut add, "commit", commit);
            add
        },
    )
}

fn acknowledge() -> impl Strategy<Value = Value> {
    let kind = select(vec!["accept", "release", "reject", "renew"]);
    let place = prop::option::of((name("t"), 0..3u32, prop::option::of(0..20i64)));
    (name("c"), kind, place).prop_map(|(consumer, kind, place)| {
        let mut acknowledge = json!({"do": "acknowledge", "consumer": consumer, "type": kind});
        if let Some((topic, partition, offset)) = place {
            acknowledge["topic"] = topic.into();
            acknowledge["partition"] = partition.into();
            set(&mut acknowledge, "offset", offset);
        }
        acknowledge
    })
}

/// Without the settings that the protocol does not know.
fn speak_consumer_protocol(config: &mut Map<String, Value>, assignor: &str) {
    config.retain(|name, _| {
        !name.starts_with("session") && !name.starts_with("heartbeat") && !name.starts_with("partition")
    });
    config.insert("group.protocol".into(), json!("consumer"));
    config.insert("group.remote.assignor".into(), json!(assignor));
}

fn of_consumer() -> impl Strategy<Value = Value> {
    let what = select(vec![
        "close_consumer",
        "crash_consumer",
        "restart_consumer",
        "restart_consumer",
        "freeze_consumer",
        "thaw_consumer",
        "pause",
        "resume",
        "subscribe",
    ]);
    (what, name("c"), vec(name("t"), 1..3), prop::option::of(0..4u32)).prop_map(
        |(what, consumer, topics, partition)| {
            let mut command = json!({"do": what, "consumer": consumer});
            match what {
                "subscribe" => set(&mut command, "topics", Some(topics)),
                "pause" | "resume" => {
                    let one = |partition| json!([{"topic": topics[0], "partition": partition}]);
                    set(&mut command, "partitions", partition.map(one));
                }
                _ => {}
            }
            command
        },
    )
}

fn seek() -> impl Strategy<Value = Value> {
    let to = prop_oneof![
        (0..60i64).prop_map(|offset| json!({"offset": offset})),
        Just(json!("beginning")),
        Just(json!("end")),
        (0..20_000i64).prop_map(|ms| json!({"timestamp": ms})),
    ];
    (name("c"), name("t"), prop::option::of(0..4u32), to).prop_map(|(consumer, topic, partition, to)| {
        let mut seek = json!({"do": "seek", "consumer": consumer, "topic": topic, "to": to});
        set(&mut seek, "partition", partition);
        seek
    })
}

fn commit() -> impl Strategy<Value = Value> {
    let offsets = prop::option::of((name("t"), 0..3u32, 0..30i64));
    (name("c"), offsets).prop_map(|(consumer, offsets)| {
        let mut commit = json!({"do": "commit", "consumer": consumer});
        let list =
            offsets.map(|(t, partition, offset)| json!([{"topic": t, "partition": partition, "offset": offset}]));
        set(&mut commit, "offsets", list);
        commit
    })
}

fn reset_offsets() -> impl Strategy<Value = Value> {
    let to = prop_oneof![
        Just(json!("earliest")),
        Just(json!("latest")),
        (0..60i64).prop_map(|offset| json!({"offset": offset})),
        (0..20_000i64).prop_map(|ms| json!({"timestamp": ms})),
        (-20..20i64).prop_map(|by| json!({"shift_by": by})),
        (0..9_000i64).prop_map(|ms| json!({"by_duration_ms": ms})),
    ];
    let group = prop_oneof![6 => name("g"), 1 => name("q")];
    (group, name("t"), prop::option::of(0..3u32), to).prop_map(|(group, topic, partition, to)| {
        let mut reset = json!({"do": "reset_offsets", "group": group, "topic": topic, "to": to});
        set(&mut reset, "partitions", partition.map(|partition| vec![partition]));
        reset
    })
}

/// One of a few names, the first one most often, so that commands meet.
fn name(letter: &'static str) -> impl Strategy<Value = String> + Clone {
    prop_oneof![5 => Just(0), 3 => Just(1), 2 => Just(2), 1 => Just(3)].prop_map(move |n| format!("{letter}{n}"))
}

/// Some of these settings, each with one of its values. Most are left out.
fn pick(settings: &[(&'static str, &[Value])]) -> impl Strategy<Value = Map<String, Value>> + use<> {
    let mut each = Vec::new();
    for (name, values) in settings {
        let pairs: Vec<(String, Value)> = values.iter().map(|value| (name.to_string(), value.clone())).collect();
        each.push(prop_oneof![5 => Just(None), 1 => select(pairs).prop_map(Some)]);
    }
    each.prop_map(collect)
}

fn collect(settings: Vec<Option<(String, Value)>>) -> Map<String, Value> {
    settings.into_iter().flatten().collect()
}

fn set(command: &mut Value, field: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        command[field] = value.into();
    }
}
