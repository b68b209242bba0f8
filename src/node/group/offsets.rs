//! What groups have committed: commits, fetches, and how offsets go (`OffsetMetadataManager`).

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Generation, Name, Offset, TopicPartition},
    },
    node::{
        api::{GroupState, MemberRef, Response},
        context::Cx,
        event::{Fact, Why},
        group::{Coordinator, Group, Kind},
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
    pub fn forget_topics(&mut self, topics: &[Name]) {
        for group in self.groups.values_mut() {
            group.offsets.retain(|tp, _| !topics.contains(&tp.topic));
        }
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
        let group = self
            .groups
            .get_mut(&member.group)
            .ok_or(KafkaError::IllegalGeneration)?;
        group.may_commit(cx, member)?;
        // Checked before the coordinator is asked (`KafkaApis.handleOffsetCommitRequest`); the others are written.
        let (offsets, unknown): (Vec<_>, Vec<_>) =
            offsets.into_iter().partition(|(tp, _)| image.partition(tp).is_some());
        for (tp, offset) in offsets {
            group.write(cx, member, tp, offset, why.clone());
        }
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(KafkaError::UnknownTopicOrPartition)
        }
    }

    /// `OffsetMetadataManager.fetchOffsets`.
    pub(super) fn offsets(&self, group: &Name, partitions: Vec<TopicPartition>) -> Response {
        let group = self.groups.get(group);
        let committed = |tp: &TopicPartition| Some(group?.offsets.get(tp)?.offset);
        let offsets = partitions
            .into_iter()
            .map(|tp| (committed(&tp), tp))
            .map(|(offset, tp)| (tp, offset))
            .collect();
        Response::OffsetFetch { offsets }
    }
}

impl Group {
    /// `ClassicGroup.validateOffsetCommit`; a commit is also a sign of life.
    fn may_commit(&self, cx: &mut Cx, member: &MemberRef) -> Result<(), KafkaError> {
        let Kind::Classic(classic) = &self.kind;
        let by_tool = member.generation == Generation::NONE && member.member_id.is_empty();
        if by_tool && classic.state == GroupState::Empty {
            return Ok(());
        }
        if by_tool {
            return Err(KafkaError::UnknownMemberId);
        }
        classic.check_member(member)?;
        if classic.state == GroupState::CompletingRebalance {
            return Err(KafkaError::RebalanceInProgress);
        }
        classic.reset_session(cx, &member.member_id);
        Ok(())
    }

    fn write(&mut self, cx: &mut Cx, member: &MemberRef, tp: TopicPartition, offset: Offset, why: Option<Why>) {
        let committed = Committed { offset, at_ms: cx.now };
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

    fn client_of(&self, member_id: &Name) -> Option<Name> {
        match &self.kind {
            Kind::Classic(classic) => classic.client_of(member_id),
        }
    }
}
