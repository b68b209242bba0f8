//! What a reset of offsets would do, partition by partition: the table that
//! `kafka-consumer-groups --reset-offsets --dry-run` prints, with where each partition stands now.
//!
//! The rule is the tool's own (`ResetTo::new_offset`); only its inputs are looked up here instead of being asked for.
//! Absent on purpose: whether Kafka would refuse, which the state of the group says.

use super::stage::Text;
use crate::{
    kafka::ids::TopicPartition,
    node::{
        admin::{ResetOffsets, Standing},
        group::Group,
    },
    scenario::{Session, command, reset_offsets},
    world::World,
};

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub topic: Text,
    pub partition: u32,
    pub committed: Option<i64>,
    /// `None` where there is nothing to shift from: then the tool resets no partition at all.
    pub new: Option<i64>,
}

/// What the command would do now; no line where the topic is not there.
pub fn reset_plan(session: &Session, command: &command::ResetOffsets) -> Vec<Planned> {
    let (world, ask) = (session.world(), reset_offsets(command));
    let topic = world.image().and_then(|image| image.topics.get(&ask.topic));
    let partitions = 0..topic.map_or(0, |topic| topic.partitions.len() as u32);
    let group = world.groups().find(|(_, name, _)| **name == ask.group);
    let group = group.map(|(_, _, group)| group);
    partitions
        .filter(|partition| ask.partitions.is_empty() || ask.partitions.contains(partition))
        .map(|partition| {
            let standing = standing(world, group, &ask, &TopicPartition::new(&ask.topic, partition));
            Planned {
                topic: ask.topic.clone(),
                partition,
                committed: standing.committed.map(|offset| offset.0),
                new: ask.to.new_offset(&standing).map(|offset| offset.0),
            }
        })
        .collect()
}

fn standing(world: &World, group: Option<&Group>, ask: &ResetOffsets, tp: &TopicPartition) -> Standing {
    let committed = group.and_then(|group| Some(group.offsets.get(tp)?.offset));
    let Some(replica) = world.shown_replica(tp) else {
        return Standing {
            committed,
            ..Standing::default()
        };
    };
    let time = ask.to.timestamp(world.now());
    Standing {
        committed,
        earliest: replica.log.log_start_offset(),
        latest: replica.high_watermark(),
        at_timestamp: time.and_then(|time| replica.log.offset_for_timestamp(time)),
    }
}
