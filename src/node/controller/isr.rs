//! Who is in sync (`ReplicationControlManager.alterPartition`).

use super::{
    Controller,
    reassign::{left, numbers},
};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, LeaderEpoch, TopicPartition},
        leadership::Election,
    },
    node::{
        context::Cx,
        event::{Fact, Why},
        image::{PartitionImage, is_internal},
    },
};

impl Controller {
    /// A leader says who is in sync; `known` are the leader epoch and the partition epoch that it goes by.
    pub(super) fn alter_partition(
        &mut self,
        cx: &mut Cx,
        tp: &TopicPartition,
        known: (LeaderEpoch, u32),
        isr: Vec<BrokerId>,
        why: Why,
    ) -> Result<Box<PartitionImage>, KafkaError> {
        let Some(placed) = self.image.partition(tp) else {
            return Err(KafkaError::UnknownTopicOrPartition);
        };
        self.check_alteration(placed, known, &isr)?;
        let min_isr = self.image.min_isr(tp);
        let may_lead = |broker| self.image.is_active(broker);
        let Some(elected) = placed.with_isr(isr, Election::Online, min_isr, may_lead) else {
            return Ok(Box::new(placed.clone()));
        };
        let before = placed.clone();
        let next = elected.next.clone();
        let fact = Fact::IsrChanged {
            topic: tp.topic.clone(),
            partition: tp.partition,
            isr: numbers(&next.isr),
        };
        let told = next.clone();
        self.change(|image| image.set_partition(tp, told));
        // Of Kafka's own topic it would be told too often.
        if !is_internal(&tp.topic) {
            cx.tell(fact, why);
        }
        self.tell_if_complete(cx, tp, &before, &next);
        self.watch_balance(cx);
        if next.leader == before.leader {
            return Ok(Box::new(next));
        }
        // The one who asks went with a reassignment that is complete now.
        self.tell_elected(cx, tp, &before, &elected, &left(&before));
        Err(KafkaError::NewLeaderElected)
    }

    /// `ReplicationControlManager.validateAlterPartitionData`.
    fn check_alteration(
        &self,
        placed: &PartitionImage,
        (leader_epoch, partition_epoch): (LeaderEpoch, u32),
        isr: &[BrokerId],
    ) -> Result<(), KafkaError> {
        if placed.leader_epoch < leader_epoch || placed.partition_epoch < partition_epoch {
            return Err(KafkaError::NotController);
        }
        if leader_epoch < placed.leader_epoch {
            return Err(KafkaError::FencedLeaderEpoch);
        }
        if partition_epoch < placed.partition_epoch {
            return Err(KafkaError::InvalidUpdateVersion);
        }
        if isr.iter().any(|broker| !self.image.is_active(*broker)) {
            return Err(KafkaError::IneligibleReplica);
        }
        Ok(())
    }
}
