//! Sheets of what is stored, and of who stores it: batch, partition, topic, broker.

use super::{air, placed, quorum, transactions};
use crate::{
    kafka::{
        ids::{Offset, TopicPartition},
        record::{BATCH_OVERHEAD, RecordBatch},
    },
    node::image::{OFFSETS_TOPIC, is_internal},
    view::{
        report::{lag, written_partitions},
        shares,
        stage::{Place, RecordId, Text},
        thing::{Given, Piece, Row},
    },
    world::World,
};

/// So many records of a batch are named.
const NAMED: u32 = 24;

pub(super) fn batch(world: &World, id: &RecordId) -> Option<Vec<Row>> {
    let tp = TopicPartition::new(&id.topic, id.partition);
    let replica = world.shown_replica(&tp)?;
    let batch = replica.log.batch_at(Offset(id.offset))?;
    let (base, count) = (batch.base_offset.0, batch.records.count());
    let provenance = &batch.records.provenance;
    let mut records: Vec<Piece> = Vec::new();
    for n in 0..count.min(NAMED) {
        records.push(Piece::record(&id.topic, id.partition, base + i64::from(n)));
        records.push(Piece::text(" "));
    }
    if NAMED < count {
        records.push(Piece::text("…"));
    }
    let said = vec![
        ("bytes", (batch.records.size_bytes() as i64).into()),
        ("header", i64::from(BATCH_OVERHEAD).into()),
    ];
    let mut rows = vec![
        Row::new("partition", vec![Piece::partition(&id.topic, id.partition)]),
        Row::new("producer", vec![writer(&id.topic, batch)]),
        Row::new(
            "offsets",
            vec![Piece::text(&format!("{base}–{}", base + i64::from(count) - 1))],
        ),
        Row::new("records", records),
        Row::new("size", vec![Piece::Said("said-batch-size", said)]),
        Row::new("batch-size", vec![Piece::Bytes(provenance.batch_size.into())]),
        Row::new("appended", vec![Piece::Moment(batch.appended_ms)]),
        Row::new("epoch", vec![Piece::Number(batch.leader_epoch.0.into())]),
    ];
    if let Some(compressed) = batch.records.compressed() {
        let piece = Piece::compressed(compressed.codec, compressed.uncompressed, batch.records.size_bytes());
        rows.insert(5, Row::new("compression", vec![piece]));
    }
    if let Some(numbered) = batch.as_numbered() {
        let said = vec![
            ("id", numbered.producer.id.0.into()),
            ("epoch", i64::from(numbered.producer.epoch.0).into()),
            ("sequence", i64::from(numbered.base_sequence).into()),
            ("last", i64::from(numbered.last_sequence()).into()),
        ];
        rows.push(Row::new("numbered", vec![Piece::Said("said-numbered-batch", said)]));
    }
    rows.extend(transactions::row(replica, batch));
    Some(rows)
}

/// A producer, or the broker that keeps its groups there, or that wrote a marker.
fn writer(topic: &Text, batch: &RecordBatch) -> Piece {
    let name = &batch.records.provenance.producer;
    if is_internal(topic) || batch.is_control() {
        Piece::text(name)
    } else {
        Piece::producer(name)
    }
}

pub(super) fn partition(world: &World, topic: &Text, partition: u32) -> Option<Vec<Row>> {
    let tp = TopicPartition::new(topic, partition);
    let image = world.image()?;
    let leader = image.leader(&tp);
    if leader.is_none() {
        image.partition(&tp)?;
    }
    let mut rows = vec![
        Row::new("topic", vec![Piece::topic(topic)]),
        Row::new(
            "leader",
            vec![leader.map_or(Piece::word("none"), |leader| Piece::broker(leader.0))],
        ),
    ];
    rows.extend(placed::rows(world, &tp));
    if let Some(replica) = world.shown_replica(&tp) {
        let (start, end) = (replica.log.log_start_offset().0, replica.log.log_end_offset().0);
        let high = replica.high_watermark().0;
        let is_alone = image.partition(&tp).is_none_or(|placed| placed.replicas.len() < 2);
        let why = match (high < end, is_alone) {
            (true, _) => "said-watermark-waits",
            (false, true) => "said-watermark-alone",
            (false, false) => "said-watermark-safe",
        };
        let batches = replica.log.batches_from(Offset(start)).take(10_000).count() as i64;
        rows.extend([
            Row::new("log-start", vec![Piece::Number(start)]),
            Row::new(
                "high-watermark",
                vec![Piece::Number(high), Piece::text(" · "), Piece::word(why)],
            ),
            Row::new("log-end", vec![Piece::Number(end)]),
            Row::new("records", vec![Piece::Number(end - start)]),
            Row::new("batches", vec![Piece::Number(batches)]),
            Row::new("size", vec![Piece::Bytes(replica.log.size_bytes())]),
        ]);
    }
    rows.extend(world.shown_replica(&tp).and_then(transactions::last_stable));
    rows.push(Row::list("readers", readers(world, &tp)));
    rows.push(Row::list("committed", committed(world, &tp)));
    let shared: Vec<Vec<Piece>> = shares::of_partition(world, &tp)
        .map(|(_, group, state)| vec![Piece::group(group), Piece::text(" "), super::shared(world, &tp, state)])
        .collect();
    if !shared.is_empty() {
        rows.push(Row::list("shared", shared));
    }
    Some(rows)
}

fn readers(world: &World, tp: &TopicPartition) -> Vec<Vec<Piece>> {
    let reading = world.consumers().filter_map(|consumer| {
        let position = consumer.partitions.get(tp)?.position?.0;
        let said = vec![("offset", position.into()), ("lag", lag(world, tp, position).into())];
        let mut line = vec![
            Piece::consumer(&consumer.spec.name),
            Piece::text(" "),
            Piece::Said("said-position", said),
        ];
        if let Some(group) = &consumer.spec.group {
            line.extend([Piece::text(" · "), Piece::group(group)]);
        }
        Some(line)
    });
    reading.collect()
}

fn committed(world: &World, tp: &TopicPartition) -> Vec<Vec<Piece>> {
    let offsets = world.groups().filter_map(|(_, name, group)| {
        let offset = group.offsets.get(tp)?.offset.0;
        let said = vec![("offset", offset.into()), ("lag", lag(world, tp, offset).into())];
        Some(vec![
            Piece::group(name),
            Piece::text(" "),
            Piece::Said("said-committed", said),
        ])
    });
    offsets.collect()
}

/// A partition in the list of its topic: who leads it and how much it holds.
fn line(world: &World, name: &Text, partition: u32) -> Vec<Piece> {
    let tp = TopicPartition::new(name, partition);
    let mut line = vec![Piece::partition(name, partition)];
    if let Some(leader) = world.image().and_then(|image| image.leader(&tp)) {
        line.extend([Piece::text(" · "), Piece::broker(leader.0)]);
    }
    if let Some(log) = world.shown_replica(&tp).map(|replica| &replica.log) {
        let count = log.log_end_offset().0 - log.log_start_offset().0;
        line.extend([
            Piece::text(" · "),
            Piece::Said("records", vec![("count", count.into())]),
        ]);
    }
    line
}

/// A topic of Kafka's own, as far as anything was written to it.
fn internal_topic(world: &World, name: &Text) -> Vec<Row> {
    let partitions = written_partitions(world, name).into_iter();
    let groups = world.groups().filter(|_| **name == *OFFSETS_TOPIC);
    let groups: Vec<_> = groups.map(|(_, group, _)| vec![Piece::group(group)]).collect();
    let mut rows = vec![
        Row::list(
            "partitions",
            partitions.map(|partition| line(world, name, partition)).collect(),
        ),
        Row::list("settings", vec![vec![Piece::text("cleanup.policy=compact")]]),
    ];
    rows.extend((!groups.is_empty()).then(|| Row::list("groups", groups)));
    rows
}

pub(super) fn topic(world: &World, name: &Text) -> Option<Vec<Row>> {
    if is_internal(name) {
        return Some(internal_topic(world, name));
    }
    let topic = world.image()?.topics.get(name)?;
    let set = topic
        .config
        .entries()
        .map(|(name, value)| vec![Piece::text(&format!("{name}={value}"))]);
    let mut groups: Vec<&Text> = world
        .groups()
        .filter(|(_, _, group)| group.members().any(|(_, member)| member.topics.contains(name)))
        .map(|(_, group, _)| group)
        .collect();
    groups.sort();
    Some(vec![
        Row::list(
            "partitions",
            (0..topic.partitions.len() as u32)
                .map(|partition| line(world, name, partition))
                .collect(),
        ),
        Row::list("settings", set.collect()),
        Row::list(
            "groups",
            groups.into_iter().map(|group| vec![Piece::group(group)]).collect(),
        ),
    ])
}

pub(super) fn broker(world: &World, id: i32) -> Option<Vec<Row>> {
    let broker = world.brokers().find(|broker| broker.id.0 == id)?;
    let image = world.image()?;
    let mut led: Vec<(&Text, u32)> = image
        .topics
        .iter()
        .flat_map(|(name, topic)| topic.partitions.iter().zip(0..).map(move |(p, n)| (name, n, p.leader)))
        .filter(|(_, _, leader)| *leader == Some(broker.id))
        .map(|(name, partition, _)| (name, partition))
        .collect();
    led.sort();
    let mut leads: Vec<Piece> = Vec::new();
    for (name, partition) in led {
        leads.extend([Piece::partition(name, partition), Piece::text(" ")]);
    }
    let groups = broker.groups.groups().map(|(name, group)| {
        vec![
            Piece::group(name),
            Piece::text(" · "),
            Piece::text(group.state().name()),
        ]
    });
    let slow = world.slow_ways(broker.id).map(|(to, by_ms)| {
        let to = to.cloned().unwrap_or_else(|| "none".into());
        let args = vec![("to", Given::Text(to)), ("by_ms", (by_ms as i64).into())];
        vec![Piece::Said("said-slow", args)]
    });
    let cut = world
        .cut_links(broker.id)
        .map(|to| vec![Piece::Said("said-cut-link", vec![("to", Given::Text(to))])]);
    let network = if world.is_cut(broker.id) {
        "said-cut-off"
    } else {
        "said-reachable"
    };
    let role = if world.active_controller() == Some(broker.id) {
        "said-controller"
    } else if world.controllers().any(|(id, _)| id == broker.id) {
        "said-broker-voter"
    } else {
        "said-broker"
    };
    let rack = image
        .rack(broker.id)
        .map(|rack| Row::new("rack", vec![Piece::text(&rack)]));
    let first = std::iter::once(Row::new("role", vec![Piece::word(role)])).chain(rack);
    let rest = vec![
        Row::list(
            "network",
            std::iter::once(vec![Piece::word(network)])
                .chain(cut)
                .chain(slow)
                .collect(),
        ),
        Row::list("leads", if leads.is_empty() { Vec::new() } else { vec![leads] }),
        quorum::metadata(world, broker),
        Row::list("coordinates", groups.collect()),
        Row::list("air", air::of(world, &Place::Broker(id))),
    ];
    let mut rows: Vec<Row> = first.chain(rest).collect();
    let place = rows.len() - 1;
    let more = transactions::coordinated(broker)
        .into_iter()
        .chain(quorum::voter(world, broker))
        .chain(air::mishaps(world, &id.to_string().into()));
    rows.splice(place..place, more);
    Some(rows)
}
