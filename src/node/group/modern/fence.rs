//! How a member of the `consumer` protocol goes: it leaves, is away for a while, is not heard of, or does not give up
//! in time what it was told to (`GroupMetadataManager.consumerGroupLeave`, `consumerGroupFenceMember`).

use super::{Modern, number, session_timeout_ms};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{MemberEpoch, Name},
    },
    node::{
        api::{
            ConsumerGroupHeartbeat, ConsumerGroupHeartbeatAnswer,
            modern::{LEAVE_EPOCH, STATIC_LEAVE_EPOCH},
        },
        context::{Cx, Deadline, Timer},
        event::{Fact, Rule, Why},
        image::Image,
    },
};

impl Modern {
    /// A heartbeat that leaves, for good or (a static member) for a while.
    pub(in crate::node::group) fn on_leave(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        heartbeat: &ConsumerGroupHeartbeat,
    ) -> Result<ConsumerGroupHeartbeatAnswer, KafkaError> {
        let id = &heartbeat.member_id;
        self.check_known(id, heartbeat.instance_id.as_ref())?;
        let consumer = self.client_of(id).ok_or(KafkaError::UnknownMemberId)?;
        let left = match heartbeat.poll_timeout_ms {
            Some(max_poll_interval_ms) => Rule::PollIntervalExceeded {
                consumer: consumer.clone(),
                max_poll_interval_ms,
            }
            .by("max.poll.interval.ms", max_poll_interval_ms),
            None => Rule::Closed.alone(),
        };
        let fact = Fact::MemberLeft {
            group: self.id.clone(),
            consumer: consumer.clone(),
            member_id: id.clone(),
        };
        if heartbeat.member_epoch == STATIC_LEAVE_EPOCH {
            let instance = heartbeat.instance_id.clone().unwrap_or_else(|| "".into());
            cx.tell(
                fact,
                Rule::StaticAway {
                    instance: instance.clone(),
                }
                .by("group.instance.id", instance),
            );
            if let Some(member) = self.members.get_mut(id) {
                (member.current.epoch, member.current.previous_epoch) =
                    (MemberEpoch(STATIC_LEAVE_EPOCH), MemberEpoch(STATIC_LEAVE_EPOCH));
            }
        } else {
            cx.tell(fact, left);
            self.remove(cx, image, id, Rule::MemberGone { consumer }.alone());
        }
        Ok(ConsumerGroupHeartbeatAnswer {
            member_epoch: heartbeat.member_epoch.min(LEAVE_EPOCH),
            assignor: self.assignor.clone().unwrap_or_else(|| "".into()),
            heartbeat_interval_ms: number(image, "group.consumer.heartbeat.interval.ms").max(1),
            assignment: None,
        })
    }

    /// Takes a member out: what it held is free at once. The next heartbeat of another makes a new target assignment,
    /// unless the group goes on as a classic one, which rebalances by itself.
    pub(super) fn remove(&mut self, cx: &mut Cx, image: &Image, id: &Name, why: Why) {
        self.cancel_timers(cx, id);
        self.members.remove(id);
        self.static_members.retain(|_, known| known != id);
        self.target.remove(id);
        if self.may_become_classic(image) {
            return;
        }
        self.bump(cx, why.clone());
        if self.members.is_empty() {
            self.topics.clear();
            let fact = Fact::GroupEmpty {
                group: self.id.clone(),
                generation: self.epoch,
            };
            cx.tell(fact, why);
        }
    }

    /// No heartbeat for the session timeout.
    pub(in crate::node::group) fn on_session_timer(&mut self, cx: &mut Cx, image: &Image, id: &Name) {
        let Some(member) = self.members.get(id) else {
            return;
        };
        let consumer = member.client_id.clone();
        let (timeout, setting) = match &member.classic {
            Some(classic) => (classic.session_timeout_ms, "session.timeout.ms"),
            None => (session_timeout_ms(image), "group.consumer.session.timeout.ms"),
        };
        let rule = Rule::SessionExpired {
            consumer,
            session_timeout_ms: timeout,
        };
        self.fence(cx, image, id, rule.by(setting, timeout));
    }

    /// What the member was waited for has not come in time.
    pub(in crate::node::group) fn on_deadline(&mut self, cx: &mut Cx, image: &Image, id: &Name, deadline: Deadline) {
        let Some(member) = self.members.get(id) else {
            return;
        };
        let (consumer, timeout) = (member.client_id.clone(), member.rebalance_timeout_ms);
        let rule = match deadline {
            Deadline::Revoke => Rule::NotRevoked {
                consumer,
                rebalance_timeout_ms: timeout,
            },
            Deadline::Join | Deadline::Sync => Rule::MissedRebalance {
                consumer,
                rebalance_timeout_ms: timeout,
            },
        };
        self.fence(cx, image, id, rule.by("max.poll.interval.ms", timeout));
    }

    fn fence(&mut self, cx: &mut Cx, image: &Image, id: &Name, why: Why) {
        let Some(consumer) = self.client_of(id) else { return };
        let fact = Fact::MemberRemoved {
            group: self.id.clone(),
            consumer,
            member_id: id.clone(),
        };
        cx.tell(fact, why.clone());
        self.remove(cx, image, id, why);
    }

    pub(super) fn cancel_timers(&self, cx: &mut Cx, id: &Name) {
        cx.cancel_timer(Timer::MemberSession(self.id.clone(), id.clone()));
        for deadline in [Deadline::Revoke, Deadline::Join, Deadline::Sync] {
            cx.cancel_timer(Timer::MemberDeadline(self.id.clone(), id.clone(), deadline));
        }
    }
}
