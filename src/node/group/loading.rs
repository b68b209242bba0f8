//! A coordinator that moves: the new leader of a partition of `__consumer_offsets` reads back what the last one wrote there
//! (`GroupCoordinatorShard.replay`, `GroupMetadataManager.onLoaded`), the old one lets go of it (`onUnloaded`).
//!
//! Simplified: reading takes no time, so nobody is told `COORDINATOR_LOAD_IN_PROGRESS`. The members of a share group are
//! not in the log; they join again. Absent on purpose: what the sticky assignor sends along (`user_data`).

use std::sync::Arc;

use serde_json::Value;

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Generation, MemberEpoch, Name, Offset, PartitionSet, ProducerId, TopicPartition},
        log::Log,
        reconcile::{CurrentAssignment, MemberState},
    },
    node::{
        api::{GroupState, MemberSubscription, Protocol},
        context::Cx,
        event::{Fact, Rule},
        group::{Committed, Coordinator, Group, Kind, classic, classic::Classic, modern::Modern},
        image::Image,
    },
};

impl Coordinator {
    /// Takes over the groups of a partition.
    pub fn load(&mut self, cx: &mut Cx, image: &Image, partition: u32, log: &Log) {
        let start = log.log_start_offset();
        for batch in log.batches_from(start) {
            let producer = batch.numbered.map(|numbered| numbered.producer.id);
            if let Some(marker) = batch.as_marker() {
                let groups = self.groups.values_mut();
                let of_partition = groups.filter(|group| image.partition_of_group(&group.id) == partition);
                of_partition.for_each(|group| drop(group.end(marker.producer.id, marker.commit)));
                continue;
            }
            for (_, record) in batch.iter().filter(|(offset, _)| start <= *offset) {
                let parse = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
                if let Some(key) = record.key.and_then(parse) {
                    self.replay(&key, record.value.and_then(parse).as_ref(), producer);
                }
            }
        }
        let count = image.offsets_partitions();
        let loaded = self
            .groups
            .values_mut()
            .filter(|group| image.partition_of_group(&group.id) == partition);
        for group in loaded {
            match &mut group.kind {
                Kind::Classic(classic) => classic.on_loaded(cx),
                Kind::Consumer(modern) => modern.on_loaded(cx, image),
                Kind::Share(_) => {}
            }
            let fact = Fact::CoordinatorMoved {
                group: group.id.clone(),
                broker: cx.me.broker(),
            };
            cx.tell(
                fact,
                Rule::LeadsOffsets { partition }.by("offsets.topic.num.partitions", count),
            );
        }
        self.look_for_expired(cx, image);
    }

    /// Lets go of the groups of a partition; whoever waits is sent to look for the new coordinator.
    pub fn unload(&mut self, cx: &mut Cx, image: &Image, partition: u32) {
        self.groups.retain(|id, group| {
            let stays = image.partition_of_group(id) != partition;
            if !stays {
                match &mut group.kind {
                    Kind::Classic(classic) => classic.stop(cx, KafkaError::NotCoordinator),
                    Kind::Consumer(modern) => modern.stop(cx),
                    Kind::Share(share) => share.stop(cx),
                }
            }
            stays
        });
    }

    /// Takes one record of the log for true (`GroupCoordinatorShard.replay`).
    fn replay(&mut self, key: &Value, value: Option<&Value>, producer: Option<ProducerId>) {
        let (data, value) = (&key["data"], value.map(|value| &value["data"]));
        let Some(id) = name(&data["group"]) else { return };
        let version = key["version"].as_i64().unwrap_or(-1);
        // A tombstone for the group itself.
        if value.is_none() && [2, 3, 11].contains(&version) {
            self.groups.remove(&id);
            return;
        }
        let group = self.groups.entry(id.clone()).or_insert_with(|| Group::new(id.clone()));
        match (version, value) {
            (0 | 1, value) => replay_offset(group, data, value, producer),
            (2, Some(value)) => group.kind = Kind::Classic(Classic::read(&id, value)),
            (11, Some(value)) => {
                let mut share = Group::new_share(id);
                if let Kind::Share(share) = &mut share.kind {
                    share.read_epoch(number(&value["epoch"]) as i32);
                }
                group.kind = share.kind;
            }
            (_, value) => {
                if !matches!(group.kind, Kind::Consumer(_)) {
                    group.kind = Kind::Consumer(Modern::new(id));
                }
                if let Kind::Consumer(modern) = &mut group.kind {
                    modern.replay(version, data, value);
                }
            }
        }
    }
}

/// `producer`: whose transaction it is part of.
fn replay_offset(group: &mut Group, key: &Value, value: Option<&Value>, producer: Option<ProducerId>) {
    let Some(topic) = name(&key["topic"]) else { return };
    let tp = TopicPartition::new(&topic, number(&key["partition"]) as u32);
    match value {
        None => drop(group.offsets.remove(&tp)),
        Some(value) => {
            let committed = Committed {
                offset: Offset(number(&value["offset"])),
                at_ms: number(&value["commitTimestamp"]) as u64,
            };
            match producer {
                Some(producer) => group.pending.entry(producer).or_default().insert(tp, committed),
                None => group.offsets.insert(tp, committed),
            };
        }
    }
}

impl Classic {
    /// A group as its metadata record has it.
    fn read(id: &Name, value: &Value) -> Self {
        let mut group = Classic::new(id.clone());
        group.has_had_members = value["protocolType"] == "consumer";
        group.generation = Generation(number(&value["generation"]) as i32);
        group.protocol = name(&value["protocol"]);
        group.leader = name(&value["leader"]);
        group.since_ms = value["currentStateTimestamp"].as_u64();
        for value in value["members"].as_array().into_iter().flatten() {
            if let (Some(id), Some(member)) = (name(&value["memberId"]), group.read_member(value)) {
                if let Some(instance) = &member.instance_id {
                    group.static_members.insert(instance.clone(), id.clone());
                }
                group.order.push(id.clone());
                group.members.insert(id, member);
            }
        }
        if !group.members.is_empty() {
            group.state = GroupState::Stable;
        }
        group
    }

    /// Of what a member could do, the log has only the protocol that was chosen.
    fn read_member(&self, value: &Value) -> Option<classic::Member> {
        let protocol = self.protocol.clone().map(|name| Protocol { name, user_data: None });
        let assignment = partitions(&value["assignment"]);
        let subscription = MemberSubscription {
            protocols: protocol.into_iter().collect(),
            topics: names(&value["subscription"]),
            owned: assignment.clone(),
            generation: self.generation,
        };
        Some(classic::Member {
            client_id: name(&value["clientId"])?,
            instance_id: name(&value["groupInstanceId"]),
            session_timeout_ms: number(&value["sessionTimeout"]) as u64,
            rebalance_timeout_ms: number(&value["rebalanceTimeout"]) as u64,
            subscription,
            assignment,
            awaiting_join: None,
            awaiting_sync: None,
            synced: true,
        })
    }

    /// Every member begins a session.
    fn on_loaded(&self, cx: &mut Cx) {
        for id in self.members.keys() {
            self.reset_session(cx, id);
        }
    }
}

/// What a member's current assignment is, in the log.
pub(super) fn read_current(value: &Value) -> CurrentAssignment {
    let set = |value: &Value| partitions(value).into_iter().collect::<PartitionSet>();
    CurrentAssignment {
        epoch: MemberEpoch(number(&value["memberEpoch"]) as i32),
        previous_epoch: MemberEpoch(number(&value["previousMemberEpoch"]) as i32),
        state: match number(&value["state"]) {
            1 => MemberState::UnrevokedPartitions,
            2 => MemberState::UnreleasedPartitions,
            _ => MemberState::Stable,
        },
        assigned: set(&value["assignedPartitions"]),
        pending_revocation: set(&value["partitionsPendingRevocation"]),
    }
}

pub(super) fn read_target(value: &Value) -> Arc<PartitionSet> {
    Arc::new(partitions(&value["topicPartitions"]).into_iter().collect())
}

pub(super) fn name(value: &Value) -> Option<Name> {
    value.as_str().map(Name::from)
}

pub(super) fn names(value: &Value) -> Vec<Name> {
    value.as_array().into_iter().flatten().filter_map(name).collect()
}

pub(super) fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or(0)
}

/// `topic-partition` of each.
fn partitions(value: &Value) -> Vec<TopicPartition> {
    let read = |text: &str| {
        let (topic, partition) = text.rsplit_once('-')?;
        Some(TopicPartition::new(&topic.into(), partition.parse().ok()?))
    };
    let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.filter_map(read).collect()
}
