//! Sheets of producers and consumers, and the stages of a consumer's loop.

use super::air;
use crate::{
    kafka::{compression::Codec, ids::TopicPartition},
    node::{
        consumer::{CommitMode, Consumer},
        producer::{Producer, State},
    },
    view::{
        report::{consumer_state, lag},
        score::member_card,
        stage::{MemberCard, Place, Text},
        thing::{Piece, Point, Row, Stages, Thing},
    },
    world::World,
};

/// Deliveries that are looked at, from the newest back: what a loop has in hand is among the last.
const LOOKED_AT: usize = 64;

const SETTINGS: &[&str] = &[
    "max.poll.records",
    "max.poll.interval.ms",
    "session.timeout.ms",
    "heartbeat.interval.ms",
    "auto.offset.reset",
];

const SHARE_SETTINGS: &[&str] = &[
    "group.type",
    "max.poll.records",
    "max.poll.interval.ms",
    "share.acquire.mode",
    "share.auto.offset.reset",
];

pub(super) fn producer(world: &World, name: &Text) -> Option<Vec<Row>> {
    let producer = world.producer(name)?;
    let config = &producer.spec.config;
    let state = match producer.state {
        State::Running => "running",
        State::Closing => "closing",
        State::Closed => "closed",
        State::Crashed => "crashed",
    };
    let counted = |id: &'static str, count: u64| vec![Piece::Said(id, vec![("count", (count as i64).into())])];
    let counts = vec![
        counted("said-sent", producer.counts.sent),
        counted("said-acked", producer.counts.acked),
        counted("said-failed", producer.counts.failed),
        counted("said-retries", producer.counts.retries),
        counted("said-buffered", producer.buffered()),
        counted("said-unanswered", producer.unanswered()),
    ];
    let mut rows = vec![
        Row::new("state", vec![Piece::text(state)]),
        Row::new("producer-id", producer_id(producer)),
        Row::new("transaction", transaction(producer)),
        settings(
            |name| config.get(name),
            &[
                "acks",
                "linger.ms",
                "batch.size",
                "compression.type",
                "partitioner.class",
                "enable.idempotence",
                "retries",
                "delivery.timeout.ms",
            ],
        ),
        Row::new(
            "serializers",
            vec![Piece::text(&format!(
                "{} / {}",
                producer.spec.key_serializer.name(),
                producer.spec.value_serializer.name()
            ))],
        ),
        Row::list("records", counts),
        Row::list("air", air::of(world, &Place::Producer(name.clone()))),
    ];
    rows.extend(compressed(producer));
    rows.extend(air::mishaps(world, name));
    Some(rows)
}

/// What compressing has made of all its batches together.
fn compressed(producer: &Producer) -> Option<Row> {
    let (before, after) = (producer.counts.uncompressed_bytes, producer.counts.compressed_bytes);
    let codec = Codec::of(producer.spec.config.get("compression.type"));
    (0 < before).then(|| Row::new("compression", vec![Piece::compressed(codec, before, after)]))
}

fn producer_id(producer: &Producer) -> Vec<Piece> {
    let piece = match producer.producer_id() {
        _ if !producer.is_idempotent() => Piece::word("none"),
        None => Piece::word("said-producer-id-awaited"),
        Some(own) => {
            let (id, epoch) = (own.id.0, i64::from(own.epoch.0));
            Piece::Said("said-producer-id", vec![("id", id.into()), ("epoch", epoch.into())])
        }
    };
    vec![piece]
}

/// Its `transactional.id`, and Kafka's name of where it is.
fn transaction(producer: &Producer) -> Vec<Piece> {
    match producer.transactional() {
        None => vec![Piece::word("none")],
        Some((id, phase)) => vec![Piece::text(id), Piece::text(" · "), Piece::text(phase.name())],
    }
}

fn settings<'a>(value: impl Fn(&str) -> &'a str, names: &[&str]) -> Row {
    let line = |name: &&str| vec![Piece::text(&format!("{name}={}", value(name)))];
    Row::list("settings", names.iter().map(line).collect())
}

pub(super) fn consumer(world: &World, name: &Text) -> Option<(Vec<Row>, Stages)> {
    let consumer = world.consumer(name)?;
    let card = member_card(world, consumer);
    let config = &consumer.spec.config;
    let mut rows = vec![Row::new("state", vec![Piece::text(consumer_state(consumer.state))])];
    if let Some(group) = &consumer.spec.group {
        let member = Thing::Member {
            group: group.clone(),
            consumer: name.clone(),
        };
        let seen = Piece::Link(member, name.clone());
        rows.push(Row::new("group", vec![Piece::group(group)]));
        rows.push(Row::new(
            "member",
            vec![seen, Piece::text(" "), Piece::word("said-as-coordinator-knows")],
        ));
    }
    if let Some(record) = &card.record {
        let link = Piece::record(&record.topic, record.partition, record.offset);
        rows.push(Row::new(
            "in-hand",
            vec![
                Piece::partition(&record.topic, record.partition),
                Piece::text(" @ "),
                link,
            ],
        ));
    }
    let rack = config.get("client.rack");
    if !rack.is_empty() {
        rows.push(Row::new("rack", vec![Piece::text(rack)]));
    }
    rows.push(Row::list("reads", reads(world, consumer)));
    let counted = |id: &'static str, count: u64| vec![Piece::Said(id, vec![("count", (count as i64).into())])];
    rows.push(Row::list(
        "records",
        vec![
            counted("said-delivered", consumer.delivered),
            counted("said-processed", consumer.processed),
        ],
    ));
    let takes = vec![("ms", (consumer.spec.processing_ms as i64).into())];
    rows.push(Row::new(
        "commits",
        vec![
            Piece::word(commit_word(consumer.spec.commit)),
            Piece::text(" · "),
            Piece::Said("said-processing", takes),
        ],
    ));
    rows.push(settings(
        |name| config.get(name),
        if consumer.share.is_some() {
            SHARE_SETTINGS
        } else {
            SETTINGS
        },
    ));
    rows.push(Row::list("air", air::of(world, &Place::Consumer(name.clone()))));
    rows.extend(air::mishaps(world, name));
    Some((rows, stages(consumer, &card)))
}

fn reads(world: &World, consumer: &Consumer) -> Vec<Vec<Piece>> {
    let partition = |tp: &TopicPartition| vec![Piece::partition(&tp.topic, tp.partition)];
    match &consumer.share {
        None => positions(world, consumer),
        Some(share) => share.assignment.iter().map(partition).collect(),
    }
}

fn positions(world: &World, consumer: &Consumer) -> Vec<Vec<Piece>> {
    let lines = consumer.partitions.iter().map(|(tp, assigned)| {
        let mut line = vec![Piece::partition(&tp.topic, tp.partition), Piece::text(" ")];
        match assigned.position {
            Some(at) => {
                let said = vec![("offset", at.0.into()), ("lag", lag(world, tp, at.0).into())];
                line.push(Piece::Said("said-position", said));
            }
            None => line.push(Piece::word("said-looks-up")),
        }
        if let Some(follower) = assigned.read_replica() {
            let said = [Piece::text(" · "), Piece::word("said-from-follower"), Piece::text(" ")];
            line.extend(said);
            line.push(Piece::broker(follower.0));
        }
        if let Some(offset) = committed(world, consumer, tp) {
            line.extend([
                Piece::text(" · "),
                Piece::Said("said-committed-at", vec![("offset", offset.into())]),
            ]);
        }
        line
    });
    lines.collect()
}

fn commit_word(mode: CommitMode) -> &'static str {
    match mode {
        CommitMode::Auto => "commit-auto",
        CommitMode::After => "commit-after",
        CommitMode::Before => "commit-before",
        CommitMode::Each => "commit-each",
        CommitMode::Manual => "commit-manual",
    }
}

fn stages(consumer: &Consumer, card: &MemberCard) -> Stages {
    let now = match card.activity {
        "stopped" => None,
        "processing" => Some("process"),
        "committing" | "acknowledging" | "undecided" => Some("commit"),
        _ => Some("poll"),
    };
    let before = consumer.spec.commit == CommitMode::Before;
    let points = match (card.state, before, consumer.spec.group.is_some()) {
        ("running", _, _) if card.share && consumer.spec.commit == CommitMode::Manual => vec![Point::BeforeProcessing],
        ("running", _, _) if card.share => vec![Point::BeforeProcessing, Point::BeforeCommit],
        ("running", true, true) => vec![Point::BeforeCommit, Point::BeforeProcessing, Point::AfterProcessing],
        ("running", false, true) => vec![Point::BeforeProcessing, Point::BeforeCommit, Point::AfterCommit],
        ("running", _, false) => vec![Point::BeforeProcessing, Point::AfterProcessing],
        _ => Vec::new(),
    };
    let instant = consumer.spec.processing_ms == 0;
    let mut points: Vec<Point> = points;
    points.retain(|point| !(instant && *point == Point::BeforeProcessing));
    let order = if before {
        ["poll", "commit", "process"]
    } else {
        ["poll", "process", "commit"]
    };
    Stages {
        order,
        now,
        progress: card.progress,
        instant,
        doomed: consumer.is_doomed(),
        points,
    }
}

fn committed(world: &World, consumer: &Consumer, tp: &TopicPartition) -> Option<i64> {
    let group = consumer.spec.group.as_ref()?;
    let (_, _, group) = world.groups().find(|(_, name, _)| *name == group)?;
    group.offsets.get(tp).map(|committed| committed.offset.0)
}

/// What a wish to crash at a point has to know of the moment at which it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    processed: u64,
    committed: Vec<(TopicPartition, Option<i64>)>,
}

/// The consumer as it is when the wish is made.
pub fn before(world: &World, name: &Text) -> Before {
    let Some(consumer) = world.consumer(name) else {
        return Before {
            processed: 0,
            committed: Vec::new(),
        };
    };
    let own = consumer.partitions.keys();
    Before {
        processed: consumer.processed,
        committed: own.map(|tp| (tp.clone(), committed(world, consumer, tp))).collect(),
    }
}

/// Whether commits come by themselves: then processing and commit may be one moment, and only the consumer itself can
/// die between them (`crash_consumer` with `before`).
pub fn commits_by_itself(world: &World, name: &Text) -> bool {
    let mode = world.consumer(name).map(|consumer| consumer.spec.commit);
    mode.is_some_and(|mode| mode != CommitMode::Manual)
}

/// Whether the consumer is between the two stages now. Only what is so at the end of a millisecond can be told, since
/// a command happens after everything else of its moment.
pub fn reached(world: &World, name: &Text, point: Point, before: &Before) -> bool {
    let Some(consumer) = world.consumer(name).filter(|consumer| consumer.is_alive()) else {
        return false;
    };
    let in_hand = consumer.record_in_hand().is_some();
    let recent = || consumer.deliveries.iter().rev().take(LOOKED_AT);
    let uncommitted = |tp: &TopicPartition, to: i64| committed(world, consumer, tp).is_none_or(|offset| offset < to);
    match point {
        Point::BeforeProcessing => in_hand,
        Point::BeforeCommit => {
            let done = |d: &&std::sync::Arc<crate::node::consumer::Delivery>| {
                d.first < d.processed_to && consumer.partitions.contains_key(&d.partition)
            };
            !in_hand
                && consumer.has_no_commit_under_way()
                && recent()
                    .filter(done)
                    .any(|d| uncommitted(&d.partition, d.processed_to.0))
        }
        Point::AfterCommit => before
            .committed
            .iter()
            .any(|(tp, old)| *old < committed(world, consumer, tp)),
        Point::AfterProcessing => !in_hand && before.processed < consumer.processed,
    }
}
