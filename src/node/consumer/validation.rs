//! After a change of leaders: does the new leader's log have what was read (KIP-320)? Where an unclean election lost it,
//! the consumer goes back to where the logs part (`OffsetFetcherUtils.validatePositionsOnMetadataChange`,
//! `SubscriptionState.maybeCompleteValidation`).
//!
//! Absent on purpose: leader epochs in committed offsets, so a position is validated only once it came from reading.

use std::collections::BTreeMap;

use super::{Consumer, positions::reset_spec};
use crate::{
    kafka::{
        error::{ClientError, ErrorName, KafkaError},
        ids::{BrokerId, LeaderEpoch, Name, Offset, TopicPartition},
    },
    node::{
        api::{EpochEnd, EpochQuestion, Request},
        because::Because,
        context::{Cx, NodeId},
        event::Rule,
    },
};

/// What is asked about positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Validation {
    /// The answer of Metadata that the leaders were last compared with.
    version: u64,
    /// By correlation: the positions, and who leads there.
    asked: BTreeMap<u64, BTreeMap<TopicPartition, Asked>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    position: Offset,
    leader: (BrokerId, LeaderEpoch),
}

impl Validation {
    /// The question will not be answered; false where it is none of these.
    pub(super) fn is_broken(&mut self, correlation: u64) -> bool {
        self.asked.remove(&correlation).is_some()
    }

    fn is_asked(&self, tp: &TopicPartition) -> bool {
        self.asked.values().any(|asked| asked.contains_key(tp))
    }
}

impl Consumer {
    /// Compares the leaders with those that positions are known to be right for, and asks the new ones.
    pub(super) fn validate_positions(&mut self, cx: &mut Cx) {
        if self.validation.version != self.metadata.version() {
            self.validation.version = self.metadata.version();
            self.notice_leaders(cx);
        }
        self.ask_for_epochs(cx);
    }

    fn notice_leaders(&mut self, cx: &mut Cx) {
        let mut changed = Vec::new();
        for (tp, assigned) in &mut self.partitions {
            let current = self.metadata.current_leader(tp);
            if current.is_none() || assigned.position.is_none() || assigned.leader == current {
                continue;
            }
            assigned.leader = current;
            assigned.is_validated = assigned.offset_epoch.is_none();
            changed.extend(current.map(|(leader, epoch)| (tp.clone(), leader, epoch)));
        }
        for (tp, leader, epoch) in changed {
            let rule = Rule::NewLeaderEpoch {
                leader: leader.0,
                leader_epoch: epoch.0,
            };
            self.read_from_leader(cx, &tp, || rule.alone());
            // What was fetched of the old leader is fetched again.
            if self.partitions.get(&tp).is_some_and(|assigned| !assigned.is_validated) {
                self.fetched.retain(|data| data.partition != tp);
            }
        }
    }

    fn ask_for_epochs(&mut self, cx: &mut Cx) {
        let mut by_leader: BTreeMap<BrokerId, BTreeMap<TopicPartition, Asked>> = BTreeMap::new();
        let mut questions: BTreeMap<BrokerId, Vec<EpochQuestion>> = BTreeMap::new();
        for (tp, assigned) in self.partitions.iter().filter(|(_, assigned)| !assigned.is_validated) {
            let (Some(position), Some(leader_epoch)) = (assigned.position, assigned.offset_epoch) else {
                continue;
            };
            let current = self
                .metadata
                .current_leader(tp)
                .filter(|_| !self.validation.is_asked(tp));
            let Some(leader) = current else { continue };
            let partition = tp.clone();
            let asked = by_leader.entry(leader.0).or_default();
            asked.insert(partition.clone(), Asked { position, leader });
            questions.entry(leader.0).or_default().push(EpochQuestion {
                partition,
                current_leader_epoch: leader.1,
                leader_epoch,
            });
        }
        for ((leader, asked), questions) in by_leader.into_iter().zip(questions.into_values()) {
            let correlation = self.next_correlation();
            self.validation.asked.insert(correlation, asked);
            let request = Request::OffsetsForLeaderEpoch(questions);
            cx.request(NodeId::Broker(leader), correlation, request);
        }
    }

    pub(super) fn on_epochs(
        &mut self,
        cx: &mut Cx,
        correlation: u64,
        ends: Vec<(TopicPartition, Result<EpochEnd, KafkaError>)>,
    ) {
        let Some(asked) = self.validation.asked.remove(&correlation) else {
            return;
        };
        for (tp, end) in ends {
            let (Some(asked), Some(assigned)) = (asked.get(&tp), self.partitions.get_mut(&tp)) else {
                continue;
            };
            // An answer about a position, or from a leader, that is no more.
            let is_current = assigned.position == Some(asked.position) && assigned.leader == Some(asked.leader);
            if assigned.is_validated || !is_current {
                continue;
            }
            match end {
                Ok(Some((_, end))) if asked.position <= end => assigned.is_validated = true,
                Ok(end) => self.on_truncation(cx, &tp, asked.position, end),
                Err(_) => self.metadata.doubt(&tp),
            }
        }
    }

    /// The leader lacks something that was read: it is as if everything from `end` on had not been read.
    fn on_truncation(&mut self, cx: &mut Cx, tp: &TopicPartition, position: Offset, end: EpochEnd) {
        let policy = Name::from(self.spec.config.get("auto.offset.reset"));
        let Some(spec) = reset_spec(&policy, cx.now) else {
            let because = Because::of(tp, |topic, partition| Because::LogTruncated {
                topic,
                partition,
                position: position.0,
                diverging: end.map(|(epoch, offset)| (offset.0, epoch.0)),
            });
            return self.fail(cx, ErrorName::Client(ClientError::LogTruncationException), because);
        };
        let why = Rule::LogTruncated { position: position.0 }.by("auto.offset.reset", &policy);
        let Some((epoch, end)) = end else {
            return self.list(cx, tp, spec, why);
        };
        self.set_position(cx, tp, end, why);
        if let Some(assigned) = self.partitions.get_mut(tp) {
            assigned.offset_epoch = Some(epoch);
        }
    }
}
