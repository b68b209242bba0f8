//! Who is in sync: leaders that leave out who falls behind and take back who has caught up, by asking the controller
//! (`Partition.maybeShrinkIsr`, `AlterPartitionManager`).
//!
//! Absent on purpose: several partitions in one request.

use super::{Asked, Broker, Changed, Replica, leading::Moment};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, TopicPartition},
    },
    node::{
        api::Request,
        context::{Cx, Timer},
        event::{Rule, Why},
        image::PartitionImage,
    },
};

/// So long a broker waits before it asks the controller again.
pub(super) const CONTROLLER_RETRY_MS: u64 = 100;

impl Broker {
    /// Followers are looked at every half of `replica.lag.time.max.ms`, once there are any (`ReplicaManager.startup`).
    pub(super) fn watch_followers(&mut self, cx: &mut Cx) {
        let has_followers = self
            .replicas
            .iter()
            .filter_map(|(_, replica)| replica.leading())
            .any(|leading| !leading.followers.is_empty());
        if has_followers && !self.watches_followers {
            self.watches_followers = true;
            let half = self.settings.lag_ms / 2;
            cx.set_timer(Timer::IsrExpiration, cx.now + half.max(1));
        }
    }

    pub(super) fn shrink_isrs(&mut self, cx: &mut Cx) {
        self.watches_followers = false;
        let at = Moment::new(cx.now, self.id, &self.image, &self.fetches, &self.settings);
        let mut late = Vec::new();
        for (tp, replica) in self.replicas.iter() {
            let Some(leading) = replica.leading() else { continue };
            let out = leading.late(&at, replica.log.log_end_offset());
            if !out.is_empty() {
                let left = leading.isr.iter().copied().filter(|id| !out.contains(id)).collect();
                late.push((tp.clone(), left, out));
            }
        }
        for (tp, left, out) in late {
            self.ask_for_isr(cx, &tp, left, &out);
        }
        self.watch_followers(cx);
    }

    /// Asks the controller to have it so; `changed` are those who go or come.
    pub(super) fn ask_for_isr(&mut self, cx: &mut Cx, tp: &TopicPartition, isr: Vec<BrokerId>, changed: &[BrokerId]) {
        let lag_ms = self.settings.lag_ms;
        let Some(replica) = self.replicas.get_mut(tp) else {
            return;
        };
        let (leader_epoch, partition_epoch) = (replica.leader_epoch, replica.partition_epoch);
        let Some(leading) = replica.leading_mut() else { return };
        let why = why(isr.len() < leading.isr.len(), changed, lag_ms);
        leading.asked = Some(isr.clone());
        let correlation = self.remember(Asked::Isr(tp.clone()));
        let request = Request::AlterPartition {
            partition: tp.clone(),
            leader_epoch,
            partition_epoch,
            isr,
            why,
        };
        cx.request(self.controller(), correlation, request);
    }

    /// The controller decided (`Partition.handleAlterPartitionUpdate`, `handleAlterPartitionError`).
    pub(super) fn on_isr(&mut self, cx: &mut Cx, tp: &TopicPartition, result: Result<Box<PartitionImage>, KafkaError>) {
        let at = Moment::new(cx.now, self.id, &self.image, &self.fetches, &self.settings);
        let Some(replica) = self.replicas.get_mut(tp) else {
            return;
        };
        match result {
            Ok(placed) => {
                let before = replica.high_watermark();
                replica.become_registered(&at, &placed);
                replica.tell_watermark(cx, tp, before);
                self.logs_changed(cx, Changed::These(&[tp]));
            }
            // It was not done, and nothing else changed. For other errors newer metadata is under way.
            Err(KafkaError::IneligibleReplica) => {
                if let Some(leading) = replica.leading_mut() {
                    leading.asked = None;
                }
            }
            Err(_) => {}
        }
    }

    /// There is no controller, or it did not answer (`NodeToControllerRequestThread.doWork`).
    pub(super) fn ask_for_isr_later(&mut self, cx: &mut Cx, tp: TopicPartition) {
        self.isrs_to_ask.insert(tp);
        cx.set_timer(Timer::AskController, cx.now + CONTROLLER_RETRY_MS);
    }

    /// The controller is asked again, where that is still wanted.
    pub(super) fn ask_for_isrs_again(&mut self, cx: &mut Cx) {
        for tp in std::mem::take(&mut self.isrs_to_ask) {
            let leading = self.replicas.get_mut(&tp).and_then(Replica::leading_mut);
            if let Some((leading, isr)) = leading.and_then(|leading| Some((&leading.isr, leading.asked.take()?))) {
                let changed = difference(&isr, leading);
                self.ask_for_isr(cx, &tp, isr, &changed);
            }
        }
    }
}

fn difference(one: &[BrokerId], other: &[BrokerId]) -> Vec<BrokerId> {
    let lacks = |of: &[BrokerId], id: &BrokerId| !of.contains(id);
    let gone = other.iter().filter(|id| lacks(one, id));
    one.iter().filter(|id| lacks(other, id)).chain(gone).copied().collect()
}

fn why(shrinks: bool, changed: &[BrokerId], lag_ms: u64) -> Why {
    let replicas = changed.iter().map(|id| id.0).collect();
    if shrinks {
        Rule::FellBehind { replicas, lag_ms }.by("replica.lag.time.max.ms", lag_ms)
    } else {
        Rule::CaughtUp { replicas }.alone()
    }
}
