//! Partitions that move to other brokers (`ReplicationControlManager.alterPartitionReassignments`, KIP-455).
//!
//! Absent on purpose: ListPartitionReassignments; the view has what is under way. That a replication factor must not change
//! (KIP-860), because the tool does not ask for it by itself.

use super::{Controller, election};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, Name, TopicPartition},
        leadership::{Elected, Leadership},
    },
    node::{
        api::Refusal,
        because::Because,
        context::Cx,
        event::{Fact, Rule},
        image::Image,
    },
};

impl Controller {
    /// Moves partitions of a topic to these brokers, the preferred leader first, or takes back what is under way. Without
    /// partitions all of them are meant, or all that are on their way. What is refused, with the name of each.
    pub(super) fn alter_reassignments(
        &mut self,
        cx: &mut Cx,
        topic: &Name,
        partitions: Vec<u32>,
        target: Option<Vec<BrokerId>>,
    ) -> Vec<(Name, Refusal)> {
        let refused = |name: Name, error: KafkaError| vec![(name, plain(error))];
        let of_topic = self.partitions().filter(|(tp, _)| tp.topic == *topic);
        let all: Vec<(u32, bool)> = of_topic
            .map(|(tp, placed)| (tp.partition, placed.is_reassigning()))
            .collect();
        if all.is_empty() {
            return refused(topic.clone(), KafkaError::UnknownTopicOrPartition);
        }
        let meant = |(partition, moves): &(u32, bool)| (*moves || target.is_some()).then_some(*partition);
        let chosen: Vec<u32> = match partitions.is_empty() {
            true => all.iter().filter_map(meant).collect(),
            false => partitions,
        };
        if chosen.is_empty() {
            return refused(topic.clone(), KafkaError::NoReassignmentInProgress);
        }
        let (mut next, mut changed, mut refusals) = (Image::clone(&self.image), Vec::new(), Vec::new());
        for partition in chosen {
            let tp = TopicPartition::new(topic, partition);
            match self.alter_reassignment(&tp, target.as_deref()) {
                Ok((before, elected)) => {
                    if let Some(elected) = &elected {
                        next.set_partition(&tp, elected.next.clone());
                    }
                    changed.push((tp, before, elected));
                }
                Err(refusal) => refusals.push((tp.to_string().into(), refusal)),
            }
        }
        if changed.iter().any(|(.., elected)| elected.is_some()) {
            self.replace(next);
        }
        for (tp, before, elected) in &changed {
            self.tell_reassigned(cx, tp, before, elected.as_ref(), target.as_deref());
        }
        self.watch_balance(cx);
        refusals
    }

    /// The partition as it is, and what becomes of it; `None` where that is the same.
    fn alter_reassignment(
        &self,
        tp: &TopicPartition,
        target: Option<&[BrokerId]>,
    ) -> Result<(Leadership, Option<Elected>), Refusal> {
        let Some(placed) = self.image.partition(tp) else {
            return Err(plain(KafkaError::UnknownTopicOrPartition));
        };
        let (election, min_isr) = (election(&self.image, tp), self.image.min_isr(tp));
        let may_lead = |id| self.image.is_active(id);
        let elected = match target {
            Some(target) => {
                self.check_target(target)?;
                placed.reassigned(target, min_isr, may_lead)
            }
            None => {
                self.check_revert(tp, placed)?;
                placed.reverted(election, min_isr, may_lead)
            }
        };
        Ok((placed.clone(), elected))
    }

    /// `ReplicationControlManager.validateManualPartitionAssignment`.
    fn check_target(&self, target: &[BrokerId]) -> Result<(), Refusal> {
        let mut sorted = target.to_vec();
        sorted.sort_unstable();
        let wrong = (0..sorted.len()).find_map(|n| {
            let broker = sorted[n].0;
            if !self.image.brokers.contains(&sorted[n]) {
                return Some(Because::NoSuchBroker { broker });
            }
            (0 < n && sorted[n - 1] == sorted[n]).then_some(Because::BrokerTwice { broker })
        });
        match wrong.or(target.is_empty().then_some(Because::NoReplicas)) {
            None => Ok(()),
            Some(because) => Err(Refusal {
                error: KafkaError::InvalidReplicaAssignment,
                because,
            }),
        }
    }

    fn check_revert(&self, tp: &TopicPartition, placed: &Leadership) -> Result<(), Refusal> {
        if !placed.is_reassigning() {
            return Err(plain(KafkaError::NoReassignmentInProgress));
        }
        let (_, unclean) = placed.reassignment().revert(&placed.isr);
        if unclean && !self.image.elects_unclean(tp) {
            return Err(Refusal {
                error: KafkaError::InvalidReplicaAssignment,
                because: Because::of(tp, |topic, partition| Because::UncleanRevert { topic, partition }),
            });
        }
        Ok(())
    }

    /// What a person asked for is told even where nothing changes by it.
    fn tell_reassigned(
        &self,
        cx: &mut Cx,
        tp: &TopicPartition,
        before: &Leadership,
        elected: Option<&Elected>,
        target: Option<&[BrokerId]>,
    ) {
        let next = elected.map_or(before, |elected| &elected.next);
        let (topic, partition) = (tp.topic.clone(), tp.partition);
        match target {
            None => {
                let replicas = numbers(&next.replicas);
                let fact = Fact::ReassignmentCancelled {
                    topic,
                    partition,
                    replicas,
                };
                cx.tell(fact, Rule::Asked.alone());
            }
            Some(target) if next.is_reassigning() => {
                let fact = Fact::ReassignmentStarted {
                    topic,
                    partition,
                    replicas: numbers(target),
                    adding: numbers(&next.adding),
                    removing: numbers(&next.removing),
                };
                cx.tell(fact, Rule::Asked.alone());
            }
            Some(_) => self.tell_complete(cx, tp, before, next),
        }
        if let Some(elected) = elected.filter(|elected| elected.next.leader != before.leader) {
            self.tell_elected(cx, tp, before, elected, &left(before));
        }
    }

    /// A change of who is in sync ended a reassignment.
    pub(super) fn tell_if_complete(&self, cx: &mut Cx, tp: &TopicPartition, before: &Leadership, next: &Leadership) {
        if before.is_reassigning() && !next.is_reassigning() {
            self.tell_complete(cx, tp, before, next);
        }
    }

    fn tell_complete(&self, cx: &mut Cx, tp: &TopicPartition, before: &Leadership, next: &Leadership) {
        let fact = Fact::ReassignmentCompleted {
            topic: tp.topic.clone(),
            partition: tp.partition,
            replicas: numbers(&next.replicas),
        };
        let stays = |id| next.replicas.contains(id);
        let is_same = !before.is_reassigning() && before.replicas.len() == next.replicas.len();
        let why = if is_same && before.replicas.iter().all(stays) {
            Rule::SameBrokers
        } else {
            let isr = numbers(&next.isr);
            Rule::TargetInSync { isr }
        };
        cx.tell(fact, why.alone());
    }
}

/// Why another one leads after a reassignment, or after it was taken back.
pub(super) fn left(before: &Leadership) -> crate::node::event::Why {
    let broker = before.leader.map_or(0, |leader| leader.0);
    Rule::LeaderMovedAway { broker }.alone()
}

pub(super) fn numbers(brokers: &[BrokerId]) -> Vec<i32> {
    brokers.iter().map(|id| id.0).collect()
}

fn plain(error: KafkaError) -> Refusal {
    Refusal {
        error,
        because: error.into(),
    }
}
