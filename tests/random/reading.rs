//! Whether the members of groups read all that there is.

use std::collections::BTreeSet;

use partitura::{
    kafka::ids::{Name, TopicPartition},
    node::consumer::{Activity, CommitMode, Consumer, State, Subscription},
    world::World,
};

/// Once a group is at rest each partition that its members subscribe to is read by one of them, up to the high watermark.
/// Who can never come that far says so: it has failed, is stuck at a record, is thrown out for being slow, or waits for nothing.
pub fn everything_is_read(world: &World) -> Result<(), String> {
    for group in world.group_names() {
        let members = || {
            world
                .consumers()
                .filter(move |consumer| consumer.spec.group.as_ref() == Some(group))
        };
        for member in members().filter(|member| reads(member)) {
            is_at_the_end(world, member)?;
        }
        if members().all(|member| reads(member) || matches!(member.state, State::Closed | State::Failed)) {
            all_is_owned(world, group, members().filter(|member| reads(member)).collect())?;
        }
    }
    Ok(())
}

fn reads(consumer: &Consumer) -> bool {
    let number = |name| consumer.spec.config.i64(name);
    let is_slow = consumer.spec.processing_ms > 0 || consumer.spec.commit == CommitMode::Each;
    let is_thrown_out = is_slow && number("max.poll.interval.ms") < 10_000;
    // A slow network and a follower to wait for: no answer comes in time.
    let is_impatient = number("request.timeout.ms") < 5_000;
    consumer.state == State::Running
        && consumer.share.is_none()
        && consumer.stuck.is_none()
        && !is_thrown_out
        && !is_impatient
}

fn is_at_the_end(world: &World, consumer: &Consumer) -> Result<(), String> {
    if matches!(consumer.activity(), Activity::Processing { .. }) {
        return Ok(());
    }
    has_read_all(world, consumer)
}

/// It has what its isolation lets it read, of everything that is not paused.
pub fn has_read_all(world: &World, consumer: &Consumer) -> Result<(), String> {
    for (tp, assigned) in consumer.partitions.iter().filter(|(_, assigned)| !assigned.paused) {
        let Some(replica) = world.leader_replica(tp) else {
            continue;
        };
        let end = match consumer.reads_committed() {
            true => replica.last_stable_offset(),
            false => replica.high_watermark(),
        };
        if assigned.position != Some(end) {
            let name = &consumer.spec.name;
            return Err(format!(
                "{name} is at {:?} of {tp}, which ends at {end}",
                assigned.position
            ));
        }
    }
    Ok(())
}

fn all_is_owned(world: &World, group: &Name, members: Vec<&Consumer>) -> Result<(), String> {
    let owned: BTreeSet<&TopicPartition> = members.iter().flat_map(|member| member.partitions.keys()).collect();
    let subscribed: BTreeSet<&Name> = members
        .iter()
        .filter_map(|member| match &member.spec.subscription {
            Subscription::Topics(topics) => Some(topics),
            _ => None,
        })
        .flatten()
        .collect();
    let Some(image) = world.image() else { return Ok(()) };
    for topic in subscribed {
        let count = image.topics.get(topic).map_or(0, |topic| topic.partitions.len());
        for partition in 0..count as u32 {
            let tp = TopicPartition::new(topic, partition);
            if !owned.contains(&tp) {
                return Err(format!("nobody of {group} reads {tp}"));
            }
        }
    }
    Ok(())
}
