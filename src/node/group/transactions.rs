//! Offsets that a group commits inside a producer's transaction: kept back until its marker comes, and then committed or
//! forgotten (`OffsetMetadataManager.commitTransactionalOffset`, `replayEndTransactionMarker`).
//!
//! Simplified: where a transaction and a plain commit are about the same partition, the one that ends last wins; Kafka
//! compares where the two lie in the log.

use std::collections::BTreeMap;

use super::{Committed, Coordinator, Group, Written};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{LeaderEpoch, Name, ProducerId, TopicPartition},
    },
    node::{
        api::TxnOffsetCommit,
        context::Cx,
        event::{Fact, Rule, TransactionFact, TransactionRule},
        image::Image,
        told,
    },
};

/// By producer: what it wants to commit, and for whom.
pub type PendingOffsets = BTreeMap<ProducerId, BTreeMap<TopicPartition, Committed>>;

impl Coordinator {
    /// `GroupCoordinatorShard.commitTransactionalOffset`
    pub(super) fn commit_in_transaction(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        commit: TxnOffsetCommit,
    ) -> Result<(), KafkaError> {
        let member = &commit.member;
        let group = self
            .groups
            .get_mut(&member.group)
            .ok_or(KafkaError::IllegalGeneration)?;
        group.may_commit(cx, member)?;
        let (offsets, unknown): (Vec<_>, Vec<_>) = commit
            .offsets
            .into_iter()
            .partition(|(tp, _)| image.leader(tp).is_some());
        let mut written = Written::new(&group.id);
        written.transaction = Some(commit.producer);
        let fact = TransactionFact::OffsetsAddedToTransaction {
            transactional_id: commit.transactional_id,
            group: group.id.clone(),
            partitions: told::labels(offsets.iter().map(|(tp, _)| tp)),
        };
        let pending = group.pending.entry(commit.producer.id).or_default();
        for (tp, offset) in offsets {
            let epoch = image
                .partition(&tp)
                .map_or(LeaderEpoch(-1), |placed| placed.leader_epoch);
            let committed = Committed { offset, at_ms: cx.now };
            written.offset(&tp, Some((&committed, epoch)));
            pending.insert(tp, committed);
        }
        cx.tell(Fact::Transaction(fact), Rule::Asked.alone());
        self.written.push(written);
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(KafkaError::UnknownTopicOrPartition)
        }
    }

    /// A marker came to a partition of `__consumer_offsets`.
    pub fn end_transaction(&mut self, cx: &mut Cx, image: &Image, partition: u32, producer: ProducerId, commit: bool) {
        let of_partition = |id: &Name| image.partition_of_group(id) == partition;
        for group in self.groups.values_mut().filter(|group| of_partition(&group.id)) {
            for (tp, committed) in group.end(producer, commit) {
                let fact = Fact::OffsetCommitted {
                    group: group.id.clone(),
                    consumer: None,
                    topic: tp.topic,
                    partition: tp.partition,
                    offset: committed.offset.0,
                };
                cx.tell(fact, TransactionRule::Marked { commit }.alone());
            }
        }
    }
}

impl Group {
    /// What counts from now on.
    pub(super) fn end(&mut self, producer: ProducerId, commit: bool) -> Vec<(TopicPartition, Committed)> {
        let pending = self.pending.remove(&producer).filter(|_| commit).unwrap_or_default();
        let pending: Vec<_> = pending.into_iter().collect();
        self.offsets.extend(pending.iter().cloned());
        pending
    }

    /// Nobody knows yet what will be committed of it (`hasPendingTransactionalOffsets`).
    pub fn is_unstable(&self, tp: &TopicPartition) -> bool {
        self.pending.values().any(|pending| pending.contains_key(tp))
    }
}
