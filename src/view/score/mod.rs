//! The stage: what is visible of the world, in the screen's words.

mod cells;
pub(super) mod flight;
mod member;
mod producer;
mod trace;

pub(super) use member::member_card;
pub(super) use producer::named;
use producer::producer_card;

use std::collections::BTreeMap;

use cells::{fated, key_text, visible};
use trace::Search;

use super::{
    compaction,
    report::{lag, written_partitions},
    shares,
    stage::{
        BrokerChip, Flag, GroupCard, MemberCard, Owner, ReplicaMark, SlowWay, Stage, StageRequest, Stave, Text,
        TopicCard,
    },
};
use crate::{
    kafka::ids::{BrokerId, Name, Offset, TopicPartition},
    node::{
        api::GroupState,
        broker::Fate,
        consumer::Consumer,
        group::Group,
        image::{PartitionImage, TopicImage},
    },
    scenario::Session,
    world::World,
};

/// Everything that is visible now.
pub fn stage(session: &Session, request: &StageRequest) -> Stage {
    let world = session.world();
    let order = group_order(world);
    Stage {
        now_ms: world.now(),
        brokers: brokers(world),
        producers: world.producers().map(|own| producer_card(world, own)).collect(),
        topics: topic_cards(world, request, &order),
        internal: internal_cards(world, request, &order),
        groups: group_cards(world, &order),
        solo: world
            .consumers()
            .filter(|consumer| consumer.spec.group.is_none())
            .map(|c| member_card(world, c))
            .collect(),
        flights: world.under_way().filter_map(flight::flight).collect(),
    }
}

/// The staves of one topic; none where there is no such topic.
pub(super) fn staves(session: &Session, topic: &Text, request: &StageRequest) -> Vec<Stave> {
    let (world, order) = (session.world(), group_order(session.world()));
    let image = world.image().and_then(|image| image.topics.get(topic));
    let partitions = image.map_or(0, |topic| topic.partitions.len() as u32);
    (0..partitions)
        .map(|partition| stave(world, &TopicPartition::new(topic, partition), request, &order))
        .collect()
}

/// Groups by name, in the order in which consumers named them: a group keeps its colour when others come.
fn group_order(world: &World) -> BTreeMap<Name, u32> {
    world.group_names().iter().cloned().zip(0..).collect()
}

fn brokers(world: &World) -> Vec<BrokerChip> {
    let chip = |broker: &crate::node::broker::Broker| BrokerChip {
        id: broker.id.0,
        alive: !world.is_off(broker.id),
        serves: world.serves(broker.id),
        reachable: !world.is_cut(broker.id),
        controller: world.active_controller() == Some(broker.id),
        voter: world.controllers().any(|(id, _)| id == broker.id),
        rack: world.image().and_then(|image| image.rack(broker.id)),
        slow: world
            .slow_ways(broker.id)
            .map(|(to, by_ms)| SlowWay { to: to.cloned(), by_ms })
            .collect(),
        cut_links: world.cut_links(broker.id).collect(),
        to_happen: producer::to_happen(world, &broker.id.0.to_string().into()),
        coordinates: broker.groups.groups().map(|(name, _)| name.clone()).collect(),
        transactions: broker.transactions.transactions().map(|(id, _)| id.clone()).collect(),
    };
    world.brokers().map(chip).collect()
}

fn topic_cards(world: &World, request: &StageRequest, order: &BTreeMap<Name, u32>) -> Vec<TopicCard> {
    let Some(image) = world.image() else { return Vec::new() };
    let mut topics: Vec<(&Name, &TopicImage)> = image.topics.iter().collect();
    topics.sort_by_key(|(_, topic)| topic.id);
    let partitions = topics.iter().map(|(_, topic)| topic.partitions.len()).sum();
    let search = request.key.as_deref().map(|key| Search::of(key, partitions));
    let card = |(name, topic): (&Name, &TopicImage)| {
        let staves: Vec<Stave> = (0..topic.partitions.len() as u32)
            .map(|partition| {
                let mut stave = stave(world, &TopicPartition::new(name, partition), request, order);
                if let Some(search) = &search {
                    search.mark(world, &mut stave, request);
                }
                stave
            })
            .collect();
        TopicCard {
            name: name.clone(),
            records: staves
                .iter()
                .map(|stave| (stave.log_end_offset - stave.log_start_offset) as u64)
                .sum(),
            size_bytes: staves.iter().map(|stave| stave.size_bytes).sum(),
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

/// Kafka's own topics where they are wanted, as far as anything was written to them.
fn internal_cards(world: &World, request: &StageRequest, order: &BTreeMap<Name, u32>) -> Vec<TopicCard> {
    let topics = world.image().filter(|_| request.internal).map(|image| image.internal());
    let topics = topics.into_iter().flatten();
    let cards = topics.map(|(name, _)| internal_card(world, name.into(), request, order));
    cards.filter(|card| !card.staves.is_empty()).collect()
}

/// Its notes say what a record is about, not its whole key.
fn internal_card(world: &World, name: Name, request: &StageRequest, order: &BTreeMap<Name, u32>) -> TopicCard {
    let stave = |partition| {
        let mut stave = stave(world, &TopicPartition::new(&name, partition), request, order);
        for cell in &mut stave.cells {
            cell.key = cell.key.as_deref().map(|key| about(key).unwrap_or_else(|| key.into()));
        }
        stave
    };
    let staves: Vec<Stave> = written_partitions(world, &name).into_iter().map(stave).collect();
    TopicCard {
        records: staves.iter().map(|stave| stave.log_end_offset as u64).sum(),
        size_bytes: staves.iter().map(|stave| stave.size_bytes).sum(),
        config: vec![("cleanup.policy".into(), "compact".into())],
        name,
        staves,
    }
}

/// The partition that a commit is for, else the group.
fn about(key: &str) -> Option<Text> {
    let key: serde_json::Value = serde_json::from_str(key).ok()?;
    let data = &key["data"];
    match (data["topic"].as_str(), &data["partition"]) {
        (Some(topic), partition) => Some(format!("{topic}-{partition}").into()),
        (None, _) => (["group", "transactionalId"].iter())
            .find_map(|name| data[name].as_str())
            .map(Text::from),
    }
}

fn stave(world: &World, tp: &TopicPartition, request: &StageRequest, order: &BTreeMap<Name, u32>) -> Stave {
    let leader = world.image().and_then(|image| image.leader(tp));
    let replica = world.shown_replica(tp);
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
    let range = first..first + cells;
    let fated_by = |fate| replica.map(|replica| fated(replica, &range, fate)).unwrap_or_default();
    Stave {
        topic: tp.topic.clone(),
        partition: tp.partition,
        leader: leader.map_or(-1, |leader| leader.0),
        reachable: !leader.is_some_and(|leader| world.is_cut(leader) || world.is_off(leader)),
        log_start_offset: start.0,
        high_watermark: replica.map_or(0, |replica| replica.high_watermark().0),
        log_end_offset: end.0,
        size_bytes: replica.map_or(0, |replica| replica.log.size_bytes()),
        cells: replica
            .map(|r| visible(r.log.batches_from(Offset(first)), first, first + cells))
            .unwrap_or_default(),
        superseded: replica
            .filter(|replica| replica.compacts)
            .map(|r| compaction::superseded(&r.log, Offset(first), compaction::REACH))
            .unwrap_or_default(),
        last_stable_offset: replica.map_or(0, |replica| replica.last_stable_offset().0),
        open: fated_by(Fate::Open),
        aborted: fated_by(Fate::Aborted),
        flags: flags(world, tp, order),
        owners: owners(world, tp, order),
        replicas: replicas(world, tp),
        shares: shares::marks(world, tp, order, first..first + cells),
        trace: None,
    }
}

/// How far each replica is, as it is, whatever the leader knows of it.
fn replicas(world: &World, tp: &TopicPartition) -> Vec<ReplicaMark> {
    let placed = world.image().and_then(|image| image.partition(tp));
    let mark = |placed: &PartitionImage, broker: BrokerId| {
        let replica = world.broker(broker).and_then(|broker| broker.replica(tp));
        ReplicaMark {
            broker: broker.0,
            leads: placed.leader == Some(broker),
            in_sync: placed.isr.contains(&broker),
            adding: placed.adding.contains(&broker),
            removing: placed.removing.contains(&broker),
            eligible: placed.elr.contains(&broker),
            led_last: placed.last_known == Some(broker),
            reachable: !world.is_cut(broker) && !world.is_off(broker),
            log_end_offset: replica.map_or(0, |replica| replica.log.log_end_offset().0),
            high_watermark: replica.map_or(0, |replica| replica.high_watermark().0),
        }
    };
    let marks = |placed: &PartitionImage| placed.replicas.iter().map(|broker| mark(placed, *broker)).collect();
    placed.map(marks).unwrap_or_default()
}

fn flags(world: &World, tp: &TopicPartition, order: &BTreeMap<Name, u32>) -> Vec<Flag> {
    let index = |group: &Name| order.get(group).copied().unwrap_or_default();
    let committed = world.groups().filter_map(|(_, name, group)| {
        let offset = group.offsets.get(tp)?.offset.0;
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
    let shares = |consumer: &Consumer| {
        consumer
            .share
            .as_ref()
            .is_some_and(|share| share.assignment.contains(tp))
    };
    let reads =
        |consumer: &&Consumer| consumer.is_alive() && (consumer.partitions.contains_key(tp) || shares(consumer));
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
        reading: consumer.is_reading(),
    };
    world.consumers().filter(reads).map(owner).collect()
}

fn group_cards(world: &World, order: &BTreeMap<Name, u32>) -> Vec<GroupCard> {
    let named = world.group_names().iter();
    named
        .filter_map(|name| Some(group_card(world, name, *order.get(name)?)))
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
    // Before its coordinator knows the group, it is what its members will make it.
    let wished = if members.iter().any(|member| member.share) {
        "share"
    } else {
        "classic"
    };
    GroupCard {
        group: name.clone(),
        group_index,
        protocol: group.map_or(wished, Group::protocol),
        state: world.group_state(name).map_or("NoCoordinator", GroupState::name).into(),
        generation: group.map_or(0, Group::epoch),
        assignor: group
            .and_then(|group| group.assignor().cloned())
            .unwrap_or_else(|| "".into()),
        coordinator: known.map_or(0, |(broker, _, _)| broker.0),
        reachable: !known.is_some_and(|(broker, _, _)| world.is_cut(broker)),
        lag: group_lag(world, name, group, &members),
        topics,
        members,
        committed: group.map(committed).unwrap_or_default(),
    }
}

fn committed(group: &Group) -> Vec<(Text, u32, i64)> {
    group
        .offsets
        .iter()
        .map(|(tp, committed)| (tp.topic.clone(), tp.partition, committed.offset.0))
        .collect()
}

/// What is committed counts; a partition without a commit counts from where its reader stands, also before a
/// coordinator has heard of the group.
fn group_lag(world: &World, name: &Name, group: Option<&Group>, members: &[MemberCard]) -> i64 {
    let shared: i64 = shares::of_group(world, name)
        .iter()
        .map(|(_, tp, state)| shares::lag(world, tp, state))
        .sum();
    let offsets = || group.into_iter().flat_map(|group| &group.offsets);
    let committed: i64 = offsets().map(|(tp, at)| lag(world, tp, at.offset.0)).sum();
    let uncommitted: i64 = members
        .iter()
        .flat_map(|member| &member.positions)
        .map(|(topic, partition, position)| (TopicPartition::new(topic, *partition), *position))
        .filter(|(tp, _)| !group.is_some_and(|group| group.offsets.contains_key(tp)))
        .map(|(tp, position)| lag(world, &tp, position))
        .sum();
    shared + committed + uncommitted
}
