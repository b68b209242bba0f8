//! What the leaders tell of share groups: runs of records, and what became of them.

use crate::{
    kafka::{
        ids::{Name, TopicPartition},
        share_partition::{Acquired, Change, Fate, Limits},
    },
    node::{
        api::ShareFetch,
        broker::Broker,
        context::Cx,
        event::{Fact, Rule, Why},
        told,
    },
};

impl Broker {
    pub(super) fn tell_acquired(
        &self,
        cx: &mut Cx,
        fetch: &ShareFetch,
        tp: &TopicPartition,
        acquired: &[Acquired],
        limits: Limits,
    ) {
        let mut runs: Vec<Acquired> = Vec::new();
        for next in acquired {
            match runs.last_mut() {
                Some(run) if run.last + 1 == next.first && run.delivery_count == next.delivery_count => {
                    run.last = next.last;
                }
                _ => runs.push(*next),
            }
        }
        for run in runs {
            let fact = Fact::RecordsAcquired {
                group: fetch.group.clone(),
                consumer: self.client_name(&fetch.member_id),
                run: told::run(tp, run.first, (run.last - run.first + 1) as u32),
                delivery_count: run.delivery_count,
            };
            let lock_duration_ms = limits.lock_duration_ms;
            let rule = Rule::AcquisitionLock { lock_duration_ms };
            cx.tell(fact, rule.by("group.share.record.lock.duration.ms", lock_duration_ms));
        }
    }

    pub(super) fn tell_expired(
        &self,
        cx: &mut Cx,
        group: &Name,
        tp: &TopicPartition,
        changes: &[Change],
        limits: Limits,
    ) {
        let lock_duration_ms = limits.lock_duration_ms;
        for change in changes {
            let consumer = self.client_name(&change.member);
            let fact = Fact::LocksExpired {
                group: group.clone(),
                consumer: consumer.clone(),
                run: told::run(tp, change.first, (change.last - change.first + 1) as u32),
                delivery_count: change.delivery_count,
            };
            let rule = Rule::LockExpired {
                consumer,
                lock_duration_ms,
            };
            cx.tell(fact, rule.by("group.share.record.lock.duration.ms", lock_duration_ms));
            if change.fate == Fate::AtLimit {
                self.tell_archived(cx, group, tp, change);
            }
        }
    }

    pub(super) fn client_name(&self, member: &Name) -> Name {
        self.shares.client_of(member).unwrap_or(member).clone()
    }

    pub(super) fn tell_changes(&self, cx: &mut Cx, group: &Name, tp: &TopicPartition, changes: &[Change], why: &Why) {
        for change in changes {
            let (group, consumer) = (group.clone(), self.client_name(&change.member));
            let run = told::run(tp, change.first, (change.last - change.first + 1) as u32);
            let delivery_count = change.delivery_count;
            let fact = match change.fate {
                Fate::Accepted => Fact::RecordsAccepted { group, consumer, run },
                Fate::Rejected => Fact::RecordsRejected { group, consumer, run },
                Fate::Renewed => Fact::RecordsRenewed { group, consumer, run },
                Fate::Gap => Fact::RecordsArchived {
                    group,
                    consumer,
                    run,
                    delivery_count,
                },
                Fate::Released | Fate::AtLimit => Fact::RecordsReleased {
                    group,
                    consumer,
                    run,
                    delivery_count,
                },
            };
            cx.tell(fact, why.clone());
        }
        for change in changes.iter().filter(|change| change.fate == Fate::AtLimit) {
            self.tell_archived(cx, group, tp, change);
        }
    }

    fn tell_archived(&self, cx: &mut Cx, group: &Name, tp: &TopicPartition, change: &Change) {
        let fact = Fact::RecordsArchived {
            group: group.clone(),
            consumer: self.client_name(&change.member),
            run: told::run(tp, change.first, (change.last - change.first + 1) as u32),
            delivery_count: change.delivery_count,
        };
        let limit = super::limits(&self.image).delivery_count;
        cx.tell(
            fact,
            Rule::DeliveryLimit { limit }.by("group.share.delivery.count.limit", limit),
        );
    }
}
