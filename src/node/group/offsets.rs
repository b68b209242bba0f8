//! What groups have committed: commits, fetches, and how offsets go (`OffsetMetadataManager`).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Generation, LeaderEpoch, Name, Offset, TopicPartition},
    },
    node::{
        api::{GroupState, MemberRef, Response},
        context::{Cx, Timer},
        event::{Fact, Rule, Why},
        group::{Coordinator, Group, Kind, Written, classic::Classic},
        image::Image,
    },
};

/// A committed offset (`OffsetAndMetadata`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The next record to read.
    pub offset: Offset,
    /// When it was committed.
    pub at_ms: u64,
}

impl Coordinator {
    /// Every topic that some group has an offset of.
    pub fn topics(&self) -> impl Iterator<Item = Name> {
        self.groups
            .values()
            .flat_map(|group| group.offsets.keys().map(|tp| tp.topic.clone()))
    }

    /// Deleting a topic deletes its offsets (`OffsetMetadataManager.onPartitionsDeleted`).
    pub fn forget_topics(&mut self, cx: &mut Cx, topics: &[Name]) {
        for group in self.groups.values_mut() {
            let gone = |tp: &TopicPartition, _: &Committed| topics.contains(&tp.topic).then(|| Rule::TopicGone.alone());
            self.written.push(forget(cx, &group.id, &mut group.offsets, gone));
            for pending in group.pending.values_mut() {
                pending.retain(|tp, _| !topics.contains(&tp.topic));
            }
        }
    }

    /// A broker begins to look for expired offsets when it has something to look at
    /// (`GroupCoordinatorShard.scheduleGroupMetadataExpiration`).
    pub(super) fn look_for_expired(&mut self, cx: &mut Cx, image: &Image) {
        if !self.looks_for_expired && !self.groups.is_empty() {
            self.looks_for_expired = true;
            set_expiry_timer(cx, image);
        }
    }

    /// `GroupCoordinatorShard.cleanupGroupMetadata`: offsets that are too old go, then groups with nothing left.
    pub(super) fn expire(&mut self, cx: &mut Cx, image: &Image) {
        let minutes = image.config.i64("offsets.retention.minutes").max(0) as u64;
        self.groups.retain(|id, group| {
            let mut written = group.forget_expired(cx, minutes);
            // What a share group has done is with the leaders: it never expires (`ShareGroup.shouldExpire`).
            let has_offsets = !group.offsets.is_empty() || !group.pending.is_empty();
            let stays = matches!(group.kind, Kind::Share(_)) || has_offsets;
            let left = group.state() != GroupState::Empty || stays;
            if !left {
                written.metadata(None);
                cx.tell(Fact::GroupDeleted { group: id.clone() }, Rule::NothingLeft.alone());
            }
            self.written.push(written);
            left
        });
        set_expiry_timer(cx, image);
    }

    /// `OffsetMetadataManager.commitOffset`.
    pub(super) fn commit(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        member: &MemberRef,
        offsets: Vec<(TopicPartition, Offset)>,
        why: Option<Why>,
    ) -> Result<(), KafkaError> {
        let fresh = || Group::new(member.group.clone());
        if member.generation == Generation::NONE && !self.groups.contains_key(&member.group) {
            self.groups.insert(member.group.clone(), fresh());
        }
        let group = self.groups.get_mut(&member.group).ok_or(KafkaError::GroupIdNotFound)?;
        group.may_commit(cx, member)?;
        // Checked before the coordinator is asked (`KafkaApis.handleOffsetCommitRequest`); the others are written.
        let (offsets, unknown): (Vec<_>, Vec<_>) = offsets.into_iter().partition(|(tp, _)| image.leader(tp).is_some());
        let mut written = Written::new(&group.id);
        for (tp, offset) in offsets {
            // A consumer commits the epoch of the leader that it read from; the tool knows none.
            let epoch = image.partition(&tp).filter(|_| why.is_some());
            let epoch = epoch.map_or(LeaderEpoch(-1), |partition| partition.leader_epoch);
            let committed = Committed { offset, at_ms: cx.now };
            written.offset(&tp, Some((&committed, epoch)));
            group.keep(cx, member, tp, committed, why.clone());
        }
        self.written.push(written);
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(KafkaError::UnknownTopicOrPartition)
        }
    }

    /// `OffsetMetadataManager.fetchOffsets`.
    pub(super) fn offsets(&self, group: &Name, partitions: Vec<TopicPartition>, require_stable: bool) -> Response {
        let group = self.groups.get(group);
        let is_unstable = |tp: &TopicPartition| group.is_some_and(|group| group.is_unstable(tp));
        let committed = |tp: &TopicPartition| match require_stable && is_unstable(tp) {
            true => Err(KafkaError::UnstableOffsetCommit),
            false => Ok(group.and_then(|group| Some(group.offsets.get(tp)?.offset))),
        };
        let offsets = partitions
            .into_iter()
            .map(|tp| (committed(&tp), tp))
            .map(|(offset, tp)| (tp, offset))
            .collect();
        Response::OffsetFetch { offsets }
    }
}

/// Forgets the offsets for which there is a reason; their tombstones.
fn forget(
    cx: &mut Cx,
    group: &Name,
    offsets: &mut BTreeMap<TopicPartition, Committed>,
    reason: impl Fn(&TopicPartition, &Committed) -> Option<Why>,
) -> Written {
    let mut written = Written::new(group);
    offsets.retain(|tp, committed| {
        let Some(why) = reason(tp, committed) else {
            return true;
        };
        let fact = Fact::OffsetRemoved {
            group: group.clone(),
            topic: tp.topic.clone(),
            partition: tp.partition,
            offset: committed.offset.0,
        };
        cx.tell(fact, why);
        written.offset(tp, None);
        false
    });
    written
}

fn set_expiry_timer(cx: &mut Cx, image: &Image) {
    let interval_ms = image.config.i64("offsets.retention.check.interval.ms").max(1) as u64;
    cx.set_timer(Timer::OffsetsExpiry, cx.now + interval_ms);
}

impl Group {
    /// A commit is also a sign of life of a classic member.
    pub(super) fn may_commit(&self, cx: &mut Cx, member: &MemberRef) -> Result<(), KafkaError> {
        match &self.kind {
            Kind::Classic(classic) => classic.check_commit(cx, member),
            Kind::Consumer(modern) => modern.check_commit(&member.member_id, member.generation.0),
            // A share group has no committed offsets (`ShareGroup.validateOffsetCommit`).
            Kind::Share(_) => Err(KafkaError::GroupIdNotFound),
        }
    }

    fn keep(&mut self, cx: &mut Cx, member: &MemberRef, tp: TopicPartition, committed: Committed, why: Option<Why>) {
        let offset = committed.offset;
        let before = self.offsets.insert(tp.clone(), committed).map(|before| before.offset);
        let Some(why) = why.filter(|_| before != Some(offset)) else {
            return;
        };
        let fact = Fact::OffsetCommitted {
            group: self.id.clone(),
            consumer: self.client_of(&member.member_id),
            topic: tp.topic,
            partition: tp.partition,
            offset: offset.0,
        };
        cx.tell(fact, why);
    }

    /// What is written when the group goes with all its offsets (`GroupCoordinatorShard.deleteGroups`).
    pub(super) fn tombstones(&self) -> Written {
        let mut written = Written::new(&self.id);
        self.offsets.keys().for_each(|tp| written.offset(tp, None));
        match self.kind {
            Kind::Share(_) => written.share_epoch(None),
            _ => written.metadata(None),
        }
        written
    }

    /// `OffsetMetadataManager.cleanupExpiredOffsets`: what a member subscribes to never expires.
    fn forget_expired(&mut self, cx: &mut Cx, minutes: u64) -> Written {
        let topics: BTreeSet<Name> = self.members().flat_map(|(_, member)| member.topics).cloned().collect();
        let now = cx.now;
        let age = |committed: &Committed| match &self.kind {
            Kind::Classic(classic) => classic.age(committed, now),
            Kind::Consumer(_) | Kind::Share(_) => {
                let age_ms = now.saturating_sub(committed.at_ms);
                Some((age_ms, Rule::RetentionUnsubscribed { age_ms }))
            }
        };
        let expired = |tp: &TopicPartition, committed: &Committed| {
            let (age_ms, rule) = age(committed).filter(|_| !topics.contains(&tp.topic))?;
            (minutes * 60_000 <= age_ms).then(|| rule.by("offsets.retention.minutes", minutes))
        };
        forget(cx, &self.id, &mut self.offsets, expired)
    }

    fn client_of(&self, member_id: &Name) -> Option<Name> {
        match &self.kind {
            Kind::Classic(classic) => classic.client_of(member_id),
            Kind::Consumer(modern) => modern.client_of(member_id),
            Kind::Share(share) => Some(share.members.get(member_id)?.client_id.clone()),
        }
    }
}

impl Classic {
    /// How long a committed offset has aged, and by which rule; it does not while the group rebalances
    /// (`ClassicGroup.offsetExpirationCondition`).
    fn age(&self, committed: &Committed, now: u64) -> Option<(u64, Rule)> {
        let since_commit = now.saturating_sub(committed.at_ms);
        let (age_ms, rule) = match self.state {
            _ if !self.has_had_members => (since_commit, Rule::RetentionStandalone { age_ms: since_commit }),
            GroupState::Empty => {
                let age_ms = self
                    .since_ms
                    .map_or(since_commit, |since_ms| now.saturating_sub(since_ms));
                (age_ms, Rule::RetentionWithoutMembers { age_ms })
            }
            GroupState::Stable => (since_commit, Rule::RetentionUnsubscribed { age_ms: since_commit }),
            _ => return None,
        };
        Some((age_ms, rule))
    }
}
