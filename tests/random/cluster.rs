//! Random clusters whose brokers fail, with producers and lone readers; and what has to be true of their logs.

use std::collections::BTreeMap;

use partitura::{
    kafka::{
        ids::{BrokerId, LeaderEpoch, Name, Offset, TopicPartition},
        record::RecordBatch,
    },
    node::event::{Event, Fact, Rule},
    scenario::Document,
    world::World,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

use super::{build, faults, gap, name, of_transaction, order::Order, pick, racks, reading};

/// A document with replicated topics; brokers fail all the time. No election is unclean.
pub fn document() -> impl Strategy<Value = Document> {
    let topics = vec(topic(), 1..3);
    let clients = vec(prop_oneof![3 => producer(), 1 => reader()], 1..4);
    let setting =
        (racks::of_brokers(), topics, clients).prop_map(|(racks, topics, clients)| [racks, topics, clients].concat());
    (header(), setting, vec((gap(), command()), 0..40)).prop_map(|(header, setting, commands)| {
        let mut at = 0;
        let setting = setting.into_iter().map(|command| (0, command));
        let timed = setting.chain(commands).map(|(gap, command)| {
            at += gap;
            (at, command)
        });
        build(&header, timed)
    })
}

/// The same, where two replicas have to have what is acknowledged, one disk is lost, and no broker crashes otherwise.
pub fn one_disk_lost() -> impl Strategy<Value = Document> {
    (document(), 0..1_000usize, any::<u32>()).prop_map(|(document, place, any)| {
        let broker = 1 + any % document.cluster.brokers;
        let mut whole: Value = serde_json::from_str(&document.to_json()).expect("a document is JSON");
        whole["cluster"]["config"]["min.insync.replicas"] = 2.into();
        // A topic that creates itself has one replica.
        whole["cluster"]["config"]["auto.create.topics.enable"] = false.into();
        let commands = whole["commands"].as_array_mut().expect("a list");
        for command in commands.iter_mut().filter(|command| command["do"] == "stop_broker") {
            command["clean"] = true.into();
        }
        // What lies on one broker alone is lost with its disk.
        let alone = |command: &Value| command["replicas"].as_array().is_some_and(|brokers| brokers.len() < 2);
        commands.retain(|command| !alone(command));
        // The topics are there by then.
        let set = commands.iter().take_while(|command| command["at"] == 0).count();
        let place = set + place % (commands.len() - set + 1);
        let before = place.checked_sub(1).and_then(|last| commands.get(last));
        let at = before
            .map_or(0, |command| command["at"].as_u64().unwrap_or_default())
            .max(1);
        commands.insert(place, json!({"at": at, "do": "lose_disk", "broker": broker}));
        Document::from_json(&whole.to_string()).expect("a good document")
    })
}

fn header() -> impl Strategy<Value = Value> {
    let config = pick(&[
        ("min.insync.replicas", &[json!(1), json!(2)]),
        ("replica.lag.time.max.ms", &[json!(1000), json!(5000)]),
        ("broker.session.timeout.ms", &[json!(3000)]),
        ("leader.imbalance.check.interval.seconds", &[json!(5)]),
        ("segment.bytes", &[json!(1_048_576)]),
        // As short as the slowest of these networks allows: a fetch waits half a second for news, and twice 300 ms on its way.
        ("controller.quorum.fetch.timeout.ms", &[json!(1500)]),
        ("controller.quorum.election.timeout.ms", &[json!(600)]),
        ("controller.quorum.request.timeout.ms", &[json!(1_200)]),
        (
            "transaction.abort.timed.out.transaction.cleanup.interval.ms",
            &[json!(1_000)],
        ),
    ]);
    let config = racks::selector(config);
    let network = select(vec![
        json!({}),
        json!({"latency_ms": 20, "jitter_ms": 90}),
        json!({"latency_ms": 1}),
    ]);
    (any::<u32>(), 2..=4u32, config, network).prop_map(|(seed, brokers, mut config, network)| {
        // There are no groups here.
        config.insert("offsets.topic.num.partitions".into(), json!(1));
        // Well below the shortest session, also where messages take long.
        config.insert("broker.heartbeat.interval.ms".into(), json!(500));
        config.insert("transaction.state.log.num.partitions".into(), json!(2));
        json!({"partitura": 1, "seed": seed, "commands": [],
            "cluster": {"brokers": brokers, "config": config, "network": network}})
    })
}

fn topic() -> impl Strategy<Value = Value> {
    (name("t"), 1..3u32, 2..4u32).prop_map(|(topic, partitions, factor)| {
        json!({"do": "create_topic", "topic": topic, "partitions": partitions, "replication_factor": factor})
    })
}

fn producer() -> impl Strategy<Value = Value> {
    let config = select(vec![
        json!({}),
        json!({"acks": "all", "enable.idempotence": false, "request.timeout.ms": 900}),
        json!({"request.timeout.ms": 700, "delivery.timeout.ms": 9000, "retry.backoff.ms": 30}),
        json!({"acks": "1", "enable.idempotence": false, "retries": 1}),
        json!({"transactional.id": "x0", "request.timeout.ms": 1500, "delivery.timeout.ms": 6000}),
        json!({"transactional.id": "x1", "transaction.timeout.ms": 5000}),
    ]);
    let config = prop_oneof![1 => config, 1 => sending()];
    (name("p"), config)
        .prop_map(|(producer, config)| json!({"do": "add_producer", "producer": producer, "config": config}))
}

/// What keeps order and what does not: numbers, how often a batch is sent again, how much is in flight.
fn sending() -> impl Strategy<Value = Value> {
    let acks = select(vec!["all", "all", "1"]);
    let retries = select(vec![1u32, 3, 2_147_483_647]);
    let in_flight = select(vec![1u32, 1, 2, 5]);
    let request_ms = select(vec![700u64, 1_500]);
    (any::<bool>(), acks, retries, in_flight, request_ms).prop_map(
        |(idempotent, acks, retries, in_flight, request_ms)| {
            let acks = if idempotent { "all" } else { acks };
            json!({"enable.idempotence": idempotent, "acks": acks, "retries": retries,
                "max.in.flight.requests.per.connection": in_flight,
                "request.timeout.ms": request_ms, "delivery.timeout.ms": 20_000, "retry.backoff.ms": 30})
        },
    )
}

fn reader() -> impl Strategy<Value = Value> {
    let set = select(vec!["read_uncommitted", "read_committed"]).prop_map(|isolation| {
        let set = json!({"auto.offset.reset": "earliest", "request.timeout.ms": 2000, "isolation.level": isolation});
        set.as_object().cloned().unwrap_or_default()
    });
    let config = racks::of_client(set);
    (name("c"), name("t"), config).prop_map(|(consumer, topic, config)| {
        json!({"do": "add_consumer", "consumer": consumer, "assign": [{"topic": topic, "partition": 0}],
            "config": config})
    })
}

fn command() -> impl Strategy<Value = Value> {
    let broker = || 1..=4u32;
    prop_oneof![
        6 => (name("p"), name("t"), 1..6u64).prop_map(|(producer, topic, count)| {
            json!({"do": "send", "producer": producer, "topic": topic, "key": "{1..5}", "value": "{n}", "count": count})
        }),
        4 => of_transaction(),
        2 => (broker(), any::<bool>())
            .prop_map(|(broker, clean)| json!({"do": "stop_broker", "broker": broker, "clean": clean})),
        3 => broker().prop_map(|broker| json!({"do": "start_broker", "broker": broker})),
        1 => broker().prop_map(|broker| json!({"do": "cut_broker", "broker": broker})),
        2 => broker().prop_map(|broker| json!({"do": "heal_broker", "broker": broker})),
        1 => faults::cut_link(prop_oneof![2 => (1..=4u32).prop_map(|broker| broker.to_string()), 1 => name("p")]),
        1 => faults::slow(),
        2 => replication(),
        2 => reassign(4),
        2 => faults::mishap(select(vec!["Produce"]), name("p")),
    ]
}

/// Partitions that are to lie elsewhere, or stay; sometimes on a broker that is not there.
pub fn reassign(brokers: u32) -> impl Strategy<Value = Value> {
    let all: Vec<u32> = (1..=brokers).collect();
    let order = (Just(all).prop_shuffle(), 1..=brokers as usize);
    let target = order.prop_map(|(brokers, count)| Some(brokers[..count].to_vec()));
    let target = prop_oneof![4 => target, 1 => Just(None)];
    (name("t"), proptest::option::of(0..2u32), target).prop_map(|(topic, partition, target)| {
        let mut command = json!({"do": "reassign_partitions", "topic": topic});
        if let Some(partition) = partition {
            command["partitions"] = json!([partition]);
        }
        if let Some(target) = target {
            command["replicas"] = json!(target);
        }
        command
    })
}

/// What happens to what followers, leaders and controllers ask each other, and to the answers.
fn replication() -> impl Strategy<Value = Value> {
    let brokers = || (1..=4u32).prop_map(|broker| broker.to_string());
    let asked = vec![
        "AlterPartition",
        "BrokerHeartbeat",
        "BrokerRegistration",
        "Fetch __cluster_metadata",
        "Vote",
        "Vote",
        "BeginQuorumEpoch",
        "EndQuorumEpoch",
        "AllocateProducerIds",
        "AddPartitionsToTxn",
        "WriteTxnMarkers",
    ];
    prop_oneof![
        faults::mishap(select(vec!["Fetch"]), brokers()),
        faults::mishap(select(asked), brokers()),
    ]
}

/// What was promised so far.
#[derive(Default)]
pub struct Promised {
    told: u64,
    /// What each producer's batch at an offset was when a leader appended it: the last one, where there were several.
    appended: BTreeMap<(TopicPartition, Offset, Name), RecordBatch>,
    acknowledged: BTreeMap<TopicPartition, BTreeMap<Offset, RecordBatch>>,
    order: Order,
    epochs: BTreeMap<TopicPartition, LeaderEpoch>,
}

impl Promised {
    /// What was told since the last step, while the logs still have what it is about.
    pub fn follow(&mut self, world: &World) -> Result<(), String> {
        let story = world.story();
        let new: Vec<Event> = match story.told() {
            told if told == self.told => Vec::new(),
            told => story.events(self.told..told).cloned().collect(),
        };
        self.told = story.told();
        for event in &new {
            self.remember(world, event)?;
            moves_are_complete_when_all_are_in_sync(event)?;
        }
        self.order.deliveries(world, &new)
    }

    /// The first promise that is broken, as a sentence.
    pub fn check(&mut self, world: &World) -> Result<(), String> {
        self.acknowledged_records_are_kept(world)?;
        self.leader_epochs_never_go_back(world)
    }

    /// What is acknowledged is what was appended, wherever that is by now: it may be gone before the answer arrives.
    fn remember(&mut self, world: &World, event: &Event) -> Result<(), String> {
        match &event.fact {
            Fact::RecordAppended { run, producer, .. } => {
                let (tp, offset) = (TopicPartition::new(&run.topic, run.partition), Offset(run.offset));
                let is_it = |batch: &&RecordBatch| batch.appended_ms == event.at && batch.base_offset == offset;
                let batch = world
                    .brokers()
                    .filter_map(|broker| broker.replica(&tp)?.log.batch_at(offset))
                    .find(is_it);
                let batch = batch.ok_or_else(|| format!("nobody has the {offset} of {tp} that was appended"))?;
                self.appended.insert((tp, offset, producer.clone()), batch.clone());
            }
            Fact::RecordAcked { run, producer, .. } => {
                let (tp, offset) = (TopicPartition::new(&run.topic, run.partition), Offset(run.offset));
                let batch = self.appended.get(&(tp.clone(), offset, producer.clone()));
                let of_all = matches!(event.why.rule, Rule::AcksAll { .. });
                let Some(batch) = batch else {
                    let sentence =
                        || format!("{producer} learns that {offset} of {tp} is written, and nobody wrote it");
                    return if of_all { Err(sentence()) } else { Ok(()) };
                };
                self.order.acknowledged(world, batch, &tp)?;
                if of_all {
                    let kept = self.acknowledged.entry(tp).or_default();
                    kept.insert(batch.base_offset, batch.clone());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn acknowledged_records_are_kept(&self, world: &World) -> Result<(), String> {
        for (tp, batches) in &self.acknowledged {
            let leading = world.leader_replica(tp).filter(|replica| replica.leading().is_some());
            let Some(replica) = leading else { continue };
            let is_kept = |offset: &Offset, batch: &RecordBatch| {
                let found = replica.log.batch_at(*offset);
                found.is_some_and(|found| found.records == batch.records)
            };
            if let Some((offset, _)) = batches.iter().find(|(offset, batch)| !is_kept(offset, batch)) {
                return Err(format!("the leader of {tp} lacks the acknowledged offset {offset}"));
            }
        }
        Ok(())
    }

    fn leader_epochs_never_go_back(&mut self, world: &World) -> Result<(), String> {
        for (tp, placed) in partitions(world) {
            let before = self.epochs.insert(tp.clone(), placed.leader_epoch);
            if before.is_some_and(|before| placed.leader_epoch < before) {
                return Err(format!("the leader epoch of {tp} went back"));
            }
        }
        Ok(())
    }
}

fn moves_are_complete_when_all_are_in_sync(event: &Event) -> Result<(), String> {
    let (Fact::ReassignmentCompleted { replicas, .. }, Rule::TargetInSync { isr }) = (&event.fact, &event.why.rule)
    else {
        return Ok(());
    };
    match replicas.iter().find(|id| !isr.contains(id)) {
        Some(id) => Err(format!("a reassignment is complete without broker {id}: {event:?}")),
        None => Ok(()),
    }
}

type Placed<'a> = &'a partitura::node::image::PartitionImage;

fn partitions(world: &World) -> Vec<(TopicPartition, Placed<'_>)> {
    let image = world.image().expect("there is a controller");
    let topics = image.topics.iter().flat_map(|(name, topic)| {
        let placed = (0..).zip(&topic.partitions);
        placed.map(move |(n, placed)| (TopicPartition::new(name, n), placed))
    });
    topics.collect()
}

/// Below both high watermarks two replicas have the same.
pub fn replicas_agree(world: &World) -> Result<(), String> {
    for (tp, placed) in partitions(world) {
        let of = |broker: &BrokerId| world.broker(*broker)?.replica(&tp);
        let replicas: Vec<_> = placed.replicas.iter().filter_map(of).collect();
        for pair in replicas.windows(2) {
            let until = pair[0].high_watermark().min(pair[1].high_watermark());
            let upto = |n: usize| {
                let batches = pair[n].log.batches_from(Offset(0));
                batches.take_while(move |batch| batch.base_offset < until)
            };
            let same = |(one, other): (&RecordBatch, &RecordBatch)| {
                one.base_offset == other.base_offset && one.records == other.records
            };
            if !upto(0).zip(upto(1)).all(same) {
                return Err(format!("replicas of {tp} differ below {until}"));
            }
        }
    }
    Ok(())
}

/// No reader has what is not replicated, and where faults are over each of them has read everything.
pub fn readers_are_at_the_end(world: &World) -> Result<(), String> {
    world
        .consumers()
        .try_for_each(|consumer| reading::has_read_all(world, consumer))
}

/// All replicas are in sync and have the same end, nothing is on its way to another broker, and nothing is left where it
/// does not lie any more.
pub fn is_whole(world: &World) -> Result<(), String> {
    for (tp, placed) in partitions(world) {
        let mut stored = world.brokers().filter(|broker| broker.replica(&tp).is_some());
        if let Some(broker) = stored.find(|broker| !placed.replicas.contains(&broker.id)) {
            return Err(format!("broker {} still has {tp}", broker.id.0));
        }
        let ends: Vec<_> = placed
            .replicas
            .iter()
            .filter_map(|broker| Some(world.broker(*broker)?.replica(&tp)?.log.log_end_offset()))
            .collect();
        if placed.is_reassigning() {
            return Err(format!("{tp} is still on its way: {placed:?}"));
        }
        let whole = placed.isr.len() == placed.replicas.len() && ends.windows(2).all(|pair| pair[0] == pair[1]);
        if !whole {
            return Err(format!("{tp} is not whole: in sync {:?}, ends {ends:?}", placed.isr));
        }
    }
    Ok(())
}
