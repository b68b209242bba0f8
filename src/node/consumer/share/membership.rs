//! A share consumer's place in its group: heartbeats, and what they bring (`ShareHeartbeatRequestManager`,
//! `ShareMembershipManager`).

use crate::{
    kafka::{error::KafkaError, ids::Name},
    node::{
        api::{JOIN_EPOCH, LEAVE_EPOCH, LeaveReason, Request, ShareGroupHeartbeat, ShareMembership},
        because::Because,
        consumer::{Consumer, Membership},
        context::{Cx, NodeId, Timer},
        event::{Fact, Rule},
        told,
    },
};

impl Consumer {
    /// Finds the coordinator, then joins.
    pub(super) fn poll_share_membership(&mut self, cx: &mut Cx) {
        let Some(group) = self
            .spec
            .group
            .clone()
            .filter(|_| self.membership == Membership::Unjoined)
        else {
            return;
        };
        if !self.find_coordinator(cx, group) {
            return;
        }
        if self.member_id.is_empty() {
            self.member_id = self.draw_member_id(cx);
        }
        self.membership = Membership::Joining;
        self.share_heartbeat(cx);
    }

    /// KIP-1082: the client's own, for as long as the process lives.
    fn draw_member_id(&self, cx: &mut Cx) -> Name {
        format!("{}-{:016x}", self.spec.name, cx.dice.next_u64()).into()
    }

    /// Tells the coordinator that it lives, and what it wants to read.
    pub(in crate::node::consumer) fn share_heartbeat(&mut self, cx: &mut Cx) {
        let is_member = matches!(self.membership, Membership::Joining | Membership::Stable);
        if is_member && self.coordinator.is_none() {
            return self.look_for_coordinator(cx);
        }
        let Some(share) = self.share.as_mut().filter(|_| is_member) else {
            return;
        };
        if share.heartbeat_asked.is_some() {
            share.heartbeat_again = true;
            return;
        }
        let epoch = share.member_epoch;
        let correlation = self.send_share_heartbeat(cx, epoch, None);
        if let Some(share) = &mut self.share {
            share.heartbeat_asked = correlation;
        }
    }

    fn send_share_heartbeat(&mut self, cx: &mut Cx, epoch: i32, leaving: Option<LeaveReason>) -> Option<u64> {
        let (group, coordinator) = (self.spec.group.clone()?, self.coordinator?);
        let heartbeat = ShareGroupHeartbeat {
            group,
            member_id: self.member_id.clone(),
            member_epoch: epoch,
            client_id: self.spec.name.clone(),
            topics: self.subscribed_topics(),
            leaving,
        };
        let correlation = self.next_correlation();
        let request = Request::ShareGroupHeartbeat(heartbeat);
        cx.request(NodeId::Broker(coordinator), correlation, request);
        Some(correlation)
    }

    /// Whether the heartbeat was heard is unknown; the next one follows when the coordinator is found.
    pub(in crate::node::consumer) fn on_share_heartbeat_broken(&mut self, correlation: u64) {
        if let Some(share) = &mut self.share {
            share.heartbeat_asked.take_if(|asked| *asked == correlation);
        }
    }

    pub(in crate::node::consumer) fn on_share_heartbeat(
        &mut self,
        cx: &mut Cx,
        correlation: u64,
        result: Result<ShareMembership, KafkaError>,
    ) {
        let Some(share) = self
            .share
            .as_mut()
            .filter(|share| share.heartbeat_asked == Some(correlation))
        else {
            return;
        };
        share.heartbeat_asked = None;
        let again = std::mem::take(&mut share.heartbeat_again);
        match result {
            Ok(membership) => self.follow(cx, membership),
            Err(KafkaError::UnknownMemberId | KafkaError::FencedMemberEpoch) => self.be_fenced(cx, result.err()),
            Err(error) => return self.fail(cx, error.into(), error.into()),
        }
        if again {
            self.share_heartbeat(cx);
        }
    }

    fn follow(&mut self, cx: &mut Cx, membership: ShareMembership) {
        let (Some(share), Some(group)) = (&mut self.share, self.spec.group.clone()) else {
            return;
        };
        share.member_epoch = membership.member_epoch;
        self.membership = Membership::Stable;
        cx.set_timer(Timer::Heartbeat, cx.now + membership.heartbeat_interval_ms.max(1));
        let Some(assignment) = membership.assignment else {
            return;
        };
        let fact = Fact::PartitionsAssigned {
            consumer: self.spec.name.clone(),
            group,
            generation: membership.member_epoch,
            partitions: told::labels(&assignment),
        };
        cx.tell(fact, Rule::SimpleAssignor.by("group.share.assignors", "simple"));
        assignment.iter().for_each(|tp| self.metadata.want(&tp.topic));
        share.assignment = assignment;
        self.go_on_asking(cx);
    }

    /// The group went on without it: it joins again, under the same id. What it had acquired stays locked.
    fn be_fenced(&mut self, cx: &mut Cx, error: Option<KafkaError>) {
        if let (Some(group), Some(error)) = (self.spec.group.clone(), error) {
            let fact = Fact::MemberFenced {
                group,
                consumer: self.spec.name.clone(),
                error: error.into(),
            };
            cx.tell(fact, Because::from(error).why());
        }
        self.leave_share_assignment(cx);
        self.poll_share_membership(cx);
    }

    fn leave_share_assignment(&mut self, cx: &mut Cx) {
        cx.cancel_timer(Timer::Heartbeat);
        self.membership = Membership::Unjoined;
        if let Some(share) = &mut self.share {
            share.member_epoch = JOIN_EPOCH;
            share.assignment.clear();
            share.heartbeat_asked = None;
        }
    }

    /// Good-bye; the coordinator's answer is not waited for.
    pub(in crate::node::consumer) fn leave_share_group(&mut self, cx: &mut Cx, reason: LeaveReason) {
        if matches!(self.membership, Membership::Joining | Membership::Stable) {
            self.send_share_heartbeat(cx, LEAVE_EPOCH, Some(reason));
        }
        self.leave_share_assignment(cx);
    }
}
