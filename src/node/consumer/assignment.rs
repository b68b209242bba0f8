//! What a member gives up before it joins, and what it takes over once it has its assignment (`onJoinPrepare`,
//! `onJoinComplete` of `ConsumerCoordinator`).
//!
//! Eager: everything is given up before. Cooperative (KIP-429): a member goes on reading while it joins, gives up only
//! what the assignment takes from it, and joins once more so that somebody else can have it.

use std::collections::BTreeSet;

use super::{Assigned, Consumer, Subscription, membership, positions::Lookup};
use crate::{
    kafka::{assignor, ids::TopicPartition},
    node::{
        consumer::Membership,
        context::Cx,
        event::{Fact, Rule, Why},
        told,
    },
};

impl Consumer {
    pub(super) fn is_cooperative(&self) -> bool {
        assignor::is_cooperative(membership::strategies(&self.spec))
    }

    /// Whether poll() may return records now.
    pub fn is_reading(&self) -> bool {
        if let Some(share) = &self.share {
            return !share.assignment.is_empty();
        }
        let by_hand = matches!(self.spec.subscription, Subscription::Assign(_));
        let keeps = || !self.partitions.is_empty() && self.is_cooperative();
        by_hand || self.membership == Membership::Stable || keeps()
    }

    /// Gives up what has to be given up first, then asks to join (`onJoinPrepare`, `sendJoinGroupRequest`).
    pub(super) fn revoke_and_join(&mut self, cx: &mut Cx) {
        self.give_up_before_joining(cx);
        self.rejoin_needed = false;
        self.given = None;
        self.auto_commit_at = None;
        self.join(cx);
    }

    pub(super) fn give_up_before_joining(&mut self, cx: &mut Cx) {
        if let Some(error) = self.lost.take() {
            let partitions = self.drop_partitions(|_| true);
            let (consumer, Some(group)) = (self.spec.name.clone(), self.spec.group.clone()) else {
                return;
            };
            if !partitions.is_empty() {
                let fact = Fact::PartitionsLost {
                    consumer,
                    group,
                    partitions: told::labels(&partitions),
                };
                cx.tell(fact, Rule::GenerationLost { error }.alone());
            }
        } else if self.is_cooperative() {
            let topics = self.subscribed_topics();
            self.give_up(cx, |tp| !topics.contains(&tp.topic), Rule::Unsubscribed.alone());
        } else {
            let why = Rule::EagerRevoke.by("partition.assignment.strategy", &self.assignor);
            self.give_up(cx, |_| true, why);
        }
    }

    /// Gives some partitions back to the group; true when there were any.
    pub(super) fn give_up(&mut self, cx: &mut Cx, which: impl Fn(&TopicPartition) -> bool, why: Why) -> bool {
        let partitions = self.drop_partitions(which);
        let (Some(group), false) = (self.spec.group.clone(), partitions.is_empty()) else {
            return false;
        };
        let fact = Fact::PartitionsRevoked {
            consumer: self.spec.name.clone(),
            group,
            partitions: told::labels(&partitions),
        };
        cx.tell(fact, why);
        true
    }

    /// Forgets some partitions, with what was fetched of them and what is being looked up.
    fn drop_partitions(&mut self, which: impl Fn(&TopicPartition) -> bool) -> Vec<TopicPartition> {
        let dropped: Vec<TopicPartition> = self.partitions.keys().filter(|tp| which(tp)).cloned().collect();
        self.partitions.retain(|tp, _| !dropped.contains(tp));
        self.fetched.retain(|data| !dropped.contains(&data.partition));
        self.looking_up.retain(|_, lookup| match lookup {
            Lookup::Committed(partitions) => {
                partitions.retain(|tp| !dropped.contains(tp));
                !partitions.is_empty()
            }
            Lookup::Listed(tp, _) => !dropped.contains(tp),
        });
        self.stuck.take_if(|stuck| dropped.contains(&stuck.partition));
        dropped
    }

    /// Reads from now on the partitions that it was given; inside poll(), so not while it is frozen (`onJoinComplete`).
    pub(super) fn adopt(&mut self, cx: &mut Cx) {
        let Some(assignment) = self.given.take() else { return };
        self.lost = None;
        if !self.is_subscribed_to(&assignment) {
            self.rejoin_needed = true;
            return;
        }
        let given: BTreeSet<&TopicPartition> = assignment.iter().collect();
        let why = Rule::CooperativeRevoke.by("partition.assignment.strategy", &self.assignor);
        self.rejoin_needed |= self.give_up(cx, |tp| !given.contains(tp), why);
        let kept = self.partitions.len();
        let added: Vec<TopicPartition> = assignment
            .iter()
            .filter(|tp| !self.partitions.contains_key(tp))
            .cloned()
            .collect();
        self.partitions
            .extend(added.iter().map(|tp| (tp.clone(), Assigned::new())));
        self.memory
            .keep(&self.assignor, membership::pairs(&assignment), self.generation.0);
        self.begin_auto_commit(cx);
        self.notice_changes();
        if kept == 0 || !added.is_empty() {
            self.tell_assigned(cx, &added);
        }
    }

    /// Whether it still wants what it was given (`SubscriptionState.checkAssignmentMatchedSubscription`).
    fn is_subscribed_to(&self, assignment: &[TopicPartition]) -> bool {
        match &self.spec.subscription {
            Subscription::Topics(topics) => assignment.iter().all(|tp| topics.contains(&tp.topic)),
            _ => true,
        }
    }

    fn tell_assigned(&self, cx: &mut Cx, added: &[TopicPartition]) {
        let Some(group) = self.spec.group.clone() else { return };
        let fact = Fact::PartitionsAssigned {
            consumer: self.spec.name.clone(),
            group,
            generation: self.generation.0,
            partitions: told::labels(added),
        };
        let why = Rule::AssignedByLeader {
            assignor: self.assignor.clone(),
        };
        cx.tell(fact, why.by("partition.assignment.strategy", &self.assignor));
    }
}
