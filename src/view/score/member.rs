//! A consumer as a member card shows it.

use super::producer::to_happen;
use crate::{
    kafka::ids::TopicPartition,
    node::consumer::{Activity, Consumer, Membership, Subscription},
    view::{
        report::{consumer_state, lag},
        stage::{MemberCard, RecordId, Text},
    },
    world::World,
};

pub fn member_card(world: &World, consumer: &Consumer) -> MemberCard {
    let tps = |chosen: &dyn Fn(&TopicPartition) -> bool| -> Vec<(Text, u32)> {
        let shared = consumer.share.iter().flat_map(|share| &share.assignment);
        consumer
            .partitions
            .keys()
            .chain(shared)
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
    let undecided = || Some(consumer.share.as_ref()?.in_hand.keys().next()?.clone());
    let record = consumer.record_in_hand().or_else(undecided).or_else(|| {
        Some((
            consumer.stuck.as_ref()?.partition.clone(),
            consumer.stuck.as_ref()?.offset,
        ))
    });
    let known = |group: &crate::kafka::ids::Name| {
        let group = world.groups().find(|(_, name, _)| *name == group);
        group.is_some_and(|(_, _, group)| {
            group
                .members()
                .any(|(_, member)| *member.client_id == consumer.spec.name)
        })
    };
    MemberCard {
        counted: consumer.spec.group.as_ref().is_some_and(known),
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
        idle: consumer.is_alive()
            && consumer.is_reading()
            && consumer.partitions.is_empty()
            && consumer.share.is_none(),
        commit: consumer.spec.commit.name(),
        share: consumer.share.is_some(),
        in_hand: consumer.share.as_ref().map_or(0, |share| share.in_hand.len() as u64),
        processing_ms: consumer.spec.processing_ms,
        delivered: consumer.delivered,
        processed: consumer.processed,
        key_deserializer: consumer.spec.key_deserializer.name().into(),
        value_deserializer: consumer.spec.value_deserializer.name().into(),
        max_poll_records: consumer.spec.config.i64("max.poll.records").max(0) as u64,
        error: consumer
            .failure
            .or(consumer.stuck.as_ref().map(|stuck| stuck.error))
            .map(|error| error.name().into()),
        topics: subscription(consumer),
        protocol: protocol(consumer),
        request_timeout_ms: consumer.request_timeout_ms(),
        to_happen: to_happen(world, &consumer.spec.name),
    }
}

fn protocol(consumer: &Consumer) -> &'static str {
    match (&consumer.spec.group, &consumer.share) {
        (None, _) => "none",
        (_, Some(_)) => "share",
        _ if consumer.spec.config.get("group.protocol") == "consumer" => "consumer",
        _ => "classic",
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
        (Activity::Committing, _) if consumer.share.is_some() => "acknowledging",
        (Activity::Committing, _) => "committing",
        (Activity::Polling, _) if consumer.awaits_acknowledgement() => "undecided",
        (Activity::Polling, _) if consumer.stuck.is_some() => "stuck",
        (Activity::Polling, _) if consumer.is_reading() => "polling",
        (Activity::Polling, Membership::Syncing) => "syncing",
        (Activity::Polling, Membership::Unjoined) => "finding_coordinator",
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
