//! How a live group changes its protocol (`GroupMetadataManager.convertToConsumerGroup`, `convertToClassicGroup`).
//!
//! The first member that comes with the `consumer` protocol takes a classic group with it; when the last of them goes,
//! those that are left are a classic group again. Nobody's partitions change for that.

use std::sync::Arc;

use super::{ClassicMember, Member, Modern};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{Generation, MemberEpoch, PartitionSet},
        reconcile::{CurrentAssignment, MemberState},
    },
    node::{
        api::{GroupState, MemberSubscription},
        context::Cx,
        event::{Fact, Rule},
        group::classic::{self, Classic},
        image::Image,
    },
};

impl Modern {
    /// The group of the `consumer` protocol that a classic one becomes; its members go on with the classic protocol
    /// (`ConsumerGroup.fromClassicGroup`).
    pub(in crate::node::group) fn from_classic(cx: &mut Cx, image: &Image, mut classic: Classic) -> Self {
        classic.stop(cx, KafkaError::RebalanceInProgress);
        let epoch = classic.generation.0;
        let mut modern = Modern {
            epoch,
            target_epoch: epoch,
            static_members: classic.static_members,
            ..Modern::new(classic.id)
        };
        for (id, member) in classic.members {
            let assigned: PartitionSet = member.assignment.into_iter().collect();
            modern.target.insert(id.clone(), Arc::new(assigned.clone()));
            let current = CurrentAssignment {
                epoch: MemberEpoch(epoch),
                previous_epoch: MemberEpoch(epoch),
                state: MemberState::Stable,
                assigned,
                pending_revocation: PartitionSet::new(),
            };
            let classic = ClassicMember {
                session_timeout_ms: member.session_timeout_ms,
                protocols: member.subscription.protocols,
                join_expected: false,
            };
            let known = Member {
                current,
                rebalance_timeout_ms: member.rebalance_timeout_ms,
                classic: Some(classic),
                named: member.subscription.topics,
                ..Member::new(member.client_id, member.instance_id)
            };
            modern.members.insert(id.clone(), known);
            modern.reset_session(cx, image, &id);
        }
        modern.refresh_topics(image);
        let fact = Fact::GroupConverted {
            group: modern.id.clone(),
            protocol: "consumer".into(),
        };
        cx.tell(
            fact,
            Rule::Upgraded.by("group.consumer.migration.policy", policy(image).to_owned()),
        );
        modern
    }

    /// Whether all members that are left speak the classic protocol, so that the group may as well
    /// (`validateOnlineDowngradeWithFencedMember`).
    pub(in crate::node::group) fn may_become_classic(&self, image: &Image) -> bool {
        let policy = policy(image);
        let allowed = ["downgrade", "bidirectional"]
            .iter()
            .any(|name| policy.eq_ignore_ascii_case(name));
        allowed && !self.members.is_empty() && self.members.values().all(|member| member.classic.is_some())
    }

    /// The classic group that it becomes; where a member has gone, those that are left rebalance
    /// (`ClassicGroup.fromConsumerGroup`).
    pub(in crate::node::group) fn into_classic(self, cx: &mut Cx, image: &Image, rebalance: bool) -> Classic {
        let mut classic = Classic::new(self.id.clone());
        classic.enter(cx, GroupState::Stable);
        classic.has_had_members = true;
        classic.generation = Generation(self.epoch);
        classic.static_members.clone_from(&self.static_members);
        for id in self.members.keys() {
            self.cancel_timers(cx, id);
        }
        let fact = Fact::GroupConverted {
            group: self.id.clone(),
            protocol: "classic".into(),
        };
        cx.tell(
            fact,
            Rule::Downgraded.by("group.consumer.migration.policy", policy(image).to_owned()),
        );
        for (id, member) in &self.members {
            let Some(own) = &member.classic else { continue };
            let subscription = MemberSubscription {
                protocols: own.protocols.clone(),
                topics: member.named.clone(),
                owned: Vec::new(),
                generation: Generation(member.current.epoch.0),
            };
            let assignment = self.target_of(id).iter().cloned().collect();
            let known = classic::Member {
                client_id: member.client_id.clone(),
                instance_id: member.instance_id.clone(),
                session_timeout_ms: own.session_timeout_ms,
                rebalance_timeout_ms: member.rebalance_timeout_ms,
                subscription,
                assignment,
                awaiting_join: None,
                awaiting_sync: None,
                synced: true,
            };
            classic.take_over(cx, id, known);
        }
        classic.protocol = Some(classic.select_protocol());
        if rebalance {
            classic.prepare_rebalance(cx, Rule::Downgraded.alone());
        }
        classic
    }
}

/// Whether a classic group may become one of the `consumer` protocol (`validateOnlineUpgrade`).
pub(in crate::node::group) fn may_upgrade(image: &Image, classic: &Classic) -> bool {
    let policy = policy(image);
    let allowed = ["upgrade", "bidirectional"]
        .iter()
        .any(|name| policy.eq_ignore_ascii_case(name));
    allowed && classic.members.len() as u64 <= super::number(image, "group.consumer.max.size")
}

fn policy(image: &Image) -> &str {
    image.config.get("group.consumer.migration.policy")
}
