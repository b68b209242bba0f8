//! How a consumer loses its generation: the group goes on without it, or it leaves because nobody calls poll().
//!
//! Absent on purpose: how it gets the next one, which is `membership.rs`.

use super::{Consumer, Membership};
use crate::{
    kafka::{
        error::{ErrorName, KafkaError},
        ids::Generation,
    },
    node::{
        api::LeaveReason,
        because::Because,
        context::{Cx, Timer},
        event::Fact,
    },
};

impl Consumer {
    /// The group went on without this member: its partitions are somebody else's now.
    pub(super) fn lose_generation(&mut self, cx: &mut Cx, error: KafkaError) {
        if self.generation_is_lost() {
            return;
        }
        if let Some(group) = self.spec.group.clone() {
            let fact = Fact::MemberFenced {
                group,
                consumer: self.spec.name.clone(),
                error: error.into(),
            };
            cx.tell(fact, Because::from(error).why());
        }
        self.forget_generation(error.into());
        if error == KafkaError::UnknownMemberId {
            self.member_id = "".into();
        }
    }

    pub(super) fn forget_generation(&mut self, error: ErrorName) {
        self.generation = Generation::NONE;
        self.lost = Some(error);
        self.rejoin_needed = true;
    }

    /// Was a member, and is none now, and has not joined again.
    pub(super) fn generation_is_lost(&self) -> bool {
        self.lost.is_some() && self.generation == Generation::NONE
    }

    /// The application did not call poll() in time: the client leaves the group by itself
    /// (`AbstractCoordinator.HeartbeatThread`).
    pub(super) fn poll_interval_exceeded(&mut self, cx: &mut Cx) {
        let max_poll_interval_ms = self.settings.max_poll_interval_ms;
        if self.membership != Membership::Stable || cx.now < self.last_poll + max_poll_interval_ms {
            return;
        }
        let reason = LeaveReason::PollTimeout { max_poll_interval_ms };
        if self.share.is_some() {
            return self.leave_share_group(cx, reason);
        }
        self.leave_group(cx, reason);
        if self.is_modern() {
            return self.lose_partitions(cx, KafkaError::UnknownMemberId);
        }
        cx.cancel_timer(Timer::Heartbeat);
        self.forget_generation(KafkaError::UnknownMemberId.into());
        self.member_id = "".into();
    }
}
