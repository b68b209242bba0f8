//! The stage: what is visible of the world, in the screen's words.

use std::collections::BTreeMap;

use super::{
    report::{consumer_state, lag},
    stage::{
        Answer, BrokerChip, Cell, Flag, Flight, GroupCard, MemberCard, Note, Owner, Place, ProducerCard, Rate,
        RecordId, Stage, StageRequest, Stave, Text, TopicCard,
    },
};
use crate::{
    kafka::{
        ids::{Name, Offset, TopicPartition},
        murmur2::murmur2,
        record::RecordBatch,
    },
    node::{
        api::{GroupState, Message, Request, Response},
        consumer::{Activity, Consumer, Membership, Subscription},
        context::{Envelope, NodeId},
        group::classic::Group,
        image::TopicImage,
        producer::{self, Producer},
    },
    scenario::{Command, Session},
    world::World,
};

/// Notes drawn for one partition of a flight.
const NOTES_OF_FLIGHT: usize = 4;
/// Colours for keys; 0 is kept for no key.
const KEY_COLORS: u32 = 5;

/// Everything that is visible now.
pub fn stage(session: &Session, request: &StageRequest) -> Stage {
    let world = session.world();
    let order = group_order(session);
    Stage {
        now_ms: world.now(),
        brokers: brokers(world),
        producers: world.producers().map(producer_card).collect(),
        topics: topic_cards(world, request, &order),
        groups: group_cards(world, &order),
        solo: world
            .consumers()
            .filter(|consumer| consumer.spec.group.is_none())
            .map(|c| member_card(world, c))
            .collect(),
        flights: world.under_way().filter_map(flight).collect(),
    }
}

/// Groups by name, in the order in which consumers named them: a group keeps its colour when others come.
fn group_order(session: &Session) -> BTreeMap<Name, u32> {
    let asked = session
        .document()
        .commands
        .iter()
        .filter_map(|timed| match &timed.command {
            Command::AddConsumer(consumer) => consumer.group.as_deref().map(Name::from),
            _ => None,
        });
    let known = session.world().groups().map(|(_, name, _)| name.clone());
    let mut order = BTreeMap::new();
    for name in asked.chain(known) {
        let next = order.len().try_into().unwrap_or(u32::MAX);
        order.entry(name).or_insert(next);
    }
    order
}

fn brokers(world: &World) -> Vec<BrokerChip> {
    let chip = |broker: &crate::node::broker::Broker| BrokerChip {
        id: broker.id.0,
        alive: true,
        controller: broker.id.0 == 1,
        coordinates: broker.groups.groups().map(|(name, _)| name.clone()).collect(),
    };
    world.brokers().map(chip).collect()
}

fn producer_card(producer: &Producer) -> ProducerCard {
    let config = &producer.spec.config;
    let number = |name| config.i64(name).max(0) as u64;
    ProducerCard {
        name: producer.spec.name.clone(),
        state: match producer.state {
            producer::State::Running => "running",
            producer::State::Closing => "closing",
            producer::State::Closed => "closed",
            producer::State::Crashed => "crashed",
        },
        topic: producer.last_topic.clone(),
        acks: config.get("acks").into(),
        linger_ms: number("linger.ms"),
        batch_size: number("batch.size"),
        partitioner: config.get("partitioner.class").into(),
        key_serializer: producer.spec.key_serializer.name().into(),
        value_serializer: producer.spec.value_serializer.name().into(),
        sending: producer.sending.values().next().map(|sending| Rate {
            topic: sending.topic.clone(),
            every_ms: sending.every_ms,
            key: sending.key.as_ref().map(|key| key.text().clone()),
            value: sending.value.as_ref().map(|value| value.text().clone()),
        }),
        buffered: producer.buffered(),
        in_flight: producer.unanswered(),
        sent: producer.counts.sent,
        acked: producer.counts.acked,
        failed: producer.counts.failed,
        last_answer: producer.last_answer.as_ref().map(|answer| Answer {
            at: answer.at,
            topic: answer.topic.clone(),
            partition: answer.partition,
            offset: answer.offset,
            latency_ms: answer.latency_ms,
            error: answer.error.map(|error| error.name().into()),
        }),
    }
}

fn topic_cards(world: &World, request: &StageRequest, order: &BTreeMap<Name, u32>) -> Vec<TopicCard> {
    let Some(image) = world.image() else { return Vec::new() };
    let mut topics: Vec<(&Name, &TopicImage)> = image.topics.iter().collect();
    topics.sort_by_key(|(_, topic)| topic.id);
    let card = |(name, topic): (&Name, &TopicImage)| {
        let staves: Vec<Stave> = (0..topic.partitions.len() as u32)
            .map(|partition| stave(world, &TopicPartition::new(name, partition), request, order))
            .collect();
        let logs = || {
            staves
                .iter()
                .filter_map(|s| world.leader_replica(&TopicPartition::new(name, s.partition)))
        };
        TopicCard {
            name: name.clone(),
            records: staves
                .iter()
                .map(|stave| (stave.log_end_offset - stave.log_start_offset) as u64)
                .sum(),
            size_bytes: logs().map(|replica| replica.log.size_bytes()).sum(),
            config: topic
                .config
                .entries()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            staves,
        }
    };
    topics.into_iter().map(card).collect()
}

fn stave(world: &World, tp: &TopicPartition, request: &StageRequest, order: &BTreeMap<Name, u32>) -> Stave {
    let leader = world
        .image()
        .and_then(|image| image.partition(tp)?.leader)
        .map_or(0, |leader| leader.0);
    let replica = world.leader_replica(tp);
    let (start, end) = replica.map_or((Offset(0), Offset(0)), |r| {
        (r.log.log_start_offset(), r.log.log_end_offset())
    });
    let cells = i64::from(request.cells_per_stave);
    let moved = request
        .first_visible
        .iter()
        .find(|(topic, partition, _)| *topic == tp.topic && *partition == tp.partition);
    let first = moved
        .map_or(end.0 - cells, |(_, _, first)| *first)
        .clamp(start.0, end.0.max(start.0));
    Stave {
        topic: tp.topic.clone(),
        partition: tp.partition,
        leader,
        log_start_offset: start.0,
        high_watermark: replica.map_or(0, |replica| replica.high_watermark().0),
        log_end_offset: end.0,
        cells: replica
            .map(|r| visible(r.log.batches_from(Offset(first)), first, first + cells))
            .unwrap_or_default(),
        flags: flags(world, tp, order),
        owners: owners(world, tp, order),
    }
}

fn visible<'a>(batches: impl Iterator<Item = &'a RecordBatch>, first: i64, end: i64) -> Vec<Cell> {
    batches
        .take_while(|batch| batch.base_offset.0 < end)
        .flat_map(|batch| batch.iter().map(move |(offset, record)| (batch, offset, record.key)))
        .filter(|(_, offset, _)| (first..end).contains(&offset.0))
        .map(|(batch, offset, key)| {
            let (key, color) = key_text(batch, key);
            Cell {
                offset: offset.0,
                key,
                color,
            }
        })
        .collect()
}

/// A key as text and its colour, which is the same wherever the key is.
fn key_text(batch: &RecordBatch, key: Option<&[u8]>) -> (Option<Text>, u8) {
    let text = super::text_of(batch.records.provenance.key_serializer, key).map(Text::from);
    let color = key.map_or(0, |bytes| color_of(bytes));
    (text, color)
}

/// Keys that end in a number take turns, so that `user-1` to `user-5` differ; others go by their hash.
fn color_of(key: &[u8]) -> u8 {
    let digits = key.iter().rev().take_while(|byte| byte.is_ascii_digit()).count().min(9);
    let number = std::str::from_utf8(&key[key.len() - digits..])
        .ok()
        .and_then(|text| text.parse::<u32>().ok());
    let turn = number.map_or_else(|| murmur2(key), |number| number.wrapping_sub(1));
    (turn % KEY_COLORS) as u8 + 1
}

fn flags(world: &World, tp: &TopicPartition, order: &BTreeMap<Name, u32>) -> Vec<Flag> {
    let index = |group: &Name| order.get(group).copied().unwrap_or_default();
    let committed = world.groups().filter_map(|(_, name, group)| {
        let offset = group.offsets.get(tp)?.0;
        Some(Flag {
            group: name.clone(),
            group_index: index(name),
            consumer: None,
            offset,
        })
    });
    let positions = world.consumers().filter_map(|consumer| {
        let offset = consumer.partitions.get(tp)?.position?.0;
        let group = consumer
            .spec
            .group
            .clone()
            .unwrap_or_else(|| consumer.spec.name.clone());
        let group_index = consumer.spec.group.as_ref().map_or(order.len() as u32, index);
        Some(Flag {
            group,
            group_index,
            consumer: Some(consumer.spec.name.clone()),
            offset,
        })
    });
    committed.chain(positions).collect()
}

fn owners(world: &World, tp: &TopicPartition, order: &BTreeMap<Name, u32>) -> Vec<Owner> {
    let reads = |consumer: &&Consumer| consumer.is_alive() && consumer.partitions.contains_key(tp);
    let owner = |consumer: &Consumer| Owner {
        group: consumer
            .spec
            .group
            .clone()
            .unwrap_or_else(|| consumer.spec.name.clone()),
        group_index: consumer
            .spec
            .group
            .as_ref()
            .map_or(order.len() as u32, |g| order.get(g).copied().unwrap_or_default()),
        consumer: consumer.spec.name.clone(),
        reading: is_reading(consumer),
    };
    world.consumers().filter(reads).map(owner).collect()
}

fn is_reading(consumer: &Consumer) -> bool {
    let by_hand = matches!(consumer.spec.subscription, Subscription::Assign(_));
    by_hand || consumer.membership == Membership::Stable
}

fn group_cards(world: &World, order: &BTreeMap<Name, u32>) -> Vec<GroupCard> {
    let joined = |name: &Name| {
        world
            .consumers()
            .any(|consumer| consumer.spec.group.as_ref() == Some(name))
    };
    let exists = |name: &Name| joined(name) || world.groups().any(|(_, group, _)| group == name);
    let mut groups: Vec<(&Name, u32)> = order.iter().map(|(name, index)| (name, *index)).collect();
    groups.retain(|(name, _)| exists(name));
    groups.sort_by_key(|(_, index)| *index);
    groups
        .into_iter()
        .map(|(name, index)| group_card(world, name, index))
        .collect()
}

fn group_card(world: &World, name: &Name, group_index: u32) -> GroupCard {
    let known = world.groups().find(|(_, group, _)| *group == name);
    let group: Option<&Group> = known.map(|(_, _, group)| group);
    let members: Vec<MemberCard> = world
        .consumers()
        .filter(|consumer| consumer.spec.group.as_ref() == Some(name))
        .map(|consumer| member_card(world, consumer))
        .collect();
    let mut topics: Vec<Text> = members
        .iter()
        .flat_map(|member| member.topics.iter().cloned())
        .collect();
    topics.sort();
    topics.dedup();
    GroupCard {
        group: name.clone(),
        group_index,
        state: group.map_or(GroupState::Dead, |group| group.state).name().into(),
        generation: group.map_or(0, |group| group.generation.0),
        assignor: group
            .and_then(|group| group.protocol.clone())
            .unwrap_or_else(|| "".into()),
        coordinator: known.map_or(0, |(broker, _, _)| broker.0),
        lag: group.map_or(0, |group| group_lag(world, group, &members)),
        topics,
        members,
        committed: group.map(committed).unwrap_or_default(),
    }
}

fn committed(group: &Group) -> Vec<(Text, u32, i64)> {
    group
        .offsets
        .iter()
        .map(|(tp, offset)| (tp.topic.clone(), tp.partition, offset.0))
        .collect()
}

/// What is committed counts; a partition without a commit counts from where its reader stands.
fn group_lag(world: &World, group: &Group, members: &[MemberCard]) -> i64 {
    let committed: i64 = group.offsets.iter().map(|(tp, offset)| lag(world, tp, offset.0)).sum();
    let uncommitted: i64 = members
        .iter()
        .flat_map(|member| &member.positions)
        .map(|(topic, partition, position)| (TopicPartition::new(topic, *partition), *position))
        .filter(|(tp, _)| !group.offsets.contains_key(tp))
        .map(|(tp, position)| lag(world, &tp, position))
        .sum();
    committed + uncommitted
}

fn member_card(world: &World, consumer: &Consumer) -> MemberCard {
    let tps = |chosen: &dyn Fn(&TopicPartition) -> bool| -> Vec<(Text, u32)> {
        consumer
            .partitions
            .keys()
            .filter(|tp| chosen(tp))
            .map(|tp| (tp.topic.clone(), tp.partition))
            .collect()
    };
    let positions: Vec<(Text, u32, i64)> = consumer
        .partitions
        .iter()
        .filter_map(|(tp, assigned)| Some((tp.topic.clone(), tp.partition, assigned.position?.0)))
        .collect();
    let lag = |(topic, partition, at): &(Text, u32, i64)| lag(world, &TopicPartition::new(topic, *partition), *at);
    let record = consumer.record_in_hand().or_else(|| {
        Some((
            consumer.stuck.as_ref()?.partition.clone(),
            consumer.stuck.as_ref()?.offset,
        ))
    });
    MemberCard {
        consumer: consumer.spec.name.clone(),
        state: consumer_state(consumer.state),
        activity: activity(consumer),
        record: record.map(|(tp, offset)| RecordId {
            topic: tp.topic,
            partition: tp.partition,
            offset: offset.0,
        }),
        progress: progress(consumer, world.now()),
        partitions: tps(&|_| true),
        lag: positions.iter().map(lag).sum(),
        positions,
        paused: tps(&|tp| consumer.partitions.get(tp).is_some_and(|assigned| assigned.paused)),
        idle: consumer.is_alive() && is_reading(consumer) && consumer.partitions.is_empty(),
        commit: consumer.spec.commit.name(),
        processing_ms: consumer.spec.processing_ms,
        delivered: consumer
            .deliveries
            .iter()
            .map(|delivery| (delivery.end - delivery.first) as u64)
            .sum(),
        processed: consumer
            .deliveries
            .iter()
            .map(|delivery| (delivery.processed_to - delivery.first) as u64)
            .sum(),
        key_deserializer: consumer.spec.key_deserializer.name().into(),
        value_deserializer: consumer.spec.value_deserializer.name().into(),
        max_poll_records: consumer.spec.config.i64("max.poll.records").max(0) as u64,
        error: consumer
            .failure
            .or(consumer.stuck.as_ref().map(|stuck| stuck.error))
            .map(|error| error.name().into()),
        topics: subscription(consumer),
    }
}

fn subscription(consumer: &Consumer) -> Vec<Text> {
    match &consumer.spec.subscription {
        Subscription::Topics(topics) => topics.clone(),
        Subscription::Pattern(pattern) => vec![pattern.clone()],
        Subscription::Assign(partitions) => partitions.iter().map(|tp| tp.topic.clone()).collect(),
    }
}

fn activity(consumer: &Consumer) -> &'static str {
    if !consumer.is_alive() {
        return "stopped";
    }
    match (consumer.activity(), consumer.membership) {
        (Activity::Processing { .. }, _) => "processing",
        (Activity::Committing, _) => "committing",
        (Activity::Polling, _) if consumer.stuck.is_some() => "stuck",
        (Activity::Polling, _) if is_reading(consumer) => "polling",
        (Activity::Polling, Membership::Syncing) => "syncing",
        (Activity::Polling, Membership::Unjoined | Membership::FindingCoordinator) => "finding_coordinator",
        (Activity::Polling, _) => "joining",
    }
}

fn progress(consumer: &Consumer, now: u64) -> u32 {
    match consumer.activity() {
        Activity::Processing { started, until } if started < until => {
            ((now.min(until) - started) * 1000 / (until - started)) as u32
        }
        _ => 0,
    }
}

/// Messages that a person may want to see: those between clients and brokers.
fn flight((id, envelope, sent_ms, arrives_ms): (u64, &Envelope, u64, u64)) -> Option<Flight> {
    let (notes, error) = match &envelope.message {
        Message::Request(request) => (request_notes(request), None),
        Message::Response(response) => (
            response_notes(response),
            response.error().map(|error| error.name().into()),
        ),
    };
    Some(Flight {
        id,
        api: envelope.message.api(),
        response: matches!(envelope.message, Message::Response(_)),
        from: place(&envelope.from)?,
        to: place(&envelope.to)?,
        sent_ms,
        arrives_ms,
        notes,
        error,
    })
}

fn place(node: &NodeId) -> Option<Place> {
    match node {
        NodeId::Broker(broker) => Some(Place::Broker(broker.0)),
        NodeId::Producer(name) => Some(Place::Producer(name.clone())),
        NodeId::Consumer(name) => Some(Place::Consumer(name.clone())),
        NodeId::Controller | NodeId::Admin => None,
    }
}

fn request_notes(request: &Request) -> Vec<Note> {
    match request {
        Request::Produce { batches, .. } => batches
            .iter()
            .map(|(tp, batch)| note(tp, None, std::slice::from_ref(batch), Offset(0)))
            .collect(),
        _ => Vec::new(),
    }
}

fn response_notes(response: &Response) -> Vec<Note> {
    let Response::Fetch { partitions } = response else {
        return Vec::new();
    };
    let fetched = partitions
        .iter()
        .filter_map(|answer| Some((answer, answer.result.as_ref().ok()?)));
    fetched
        .filter(|(_, data)| !data.batches.is_empty())
        .map(|(answer, data)| note(&answer.partition, Some(answer.offset.0), &data.batches, answer.offset))
        .collect()
}

fn note(tp: &TopicPartition, first_offset: Option<i64>, batches: &[RecordBatch], from: Offset) -> Note {
    let all: u32 = batches.iter().map(|batch| batch.records.count()).sum();
    let skipped = first_offset
        .and_then(|first| Some(first - batches.first()?.base_offset.0))
        .unwrap_or(0);
    let keys = batches
        .iter()
        .flat_map(|batch| batch.iter().map(move |(offset, record)| (batch, offset, record.key)));
    Note {
        topic: tp.topic.clone(),
        partition: tp.partition,
        first_offset,
        count: all - skipped.clamp(0, i64::from(all)) as u32,
        cells: keys
            .filter(|(_, offset, _)| from <= *offset)
            .take(NOTES_OF_FLIGHT)
            .map(|(batch, _, key)| key_text(batch, key))
            .collect(),
    }
}
