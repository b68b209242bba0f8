//! Where to read: the committed offset, else `auto.offset.reset`, else where a person seeks to
//! (`SubscriptionState`, `OffsetFetcher`).

use std::collections::BTreeSet;

use regex_lite::Regex;

use crate::{
    kafka::{
        config,
        error::{ClientError, ErrorName, KafkaError},
        ids::{Name, Offset, TopicPartition},
    },
    node::{
        api::{Isolation, OffsetSpec, Request},
        because::Because,
        consumer::{Consumer, Subscription},
        context::{Cx, NodeId, Timer},
        event::{Fact, Rule, Why},
    },
};

/// How the position of a partition is to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// The group's committed offset; without one the reset policy.
    Committed,
    /// An offset that the leader has to be asked for, and the story of it.
    Listed(OffsetSpec, Why),
}

/// A question about positions that is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lookup {
    Committed(Vec<TopicPartition>),
    Listed(TopicPartition, OffsetSpec),
}

/// Where a person seeks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeekTo {
    Offset(Offset),
    Beginning,
    End,
    /// The first record with this timestamp (milliseconds) or a later one.
    Timestamp(i64),
}

impl Consumer {
    /// The topics that its subscription means, as far as it knows the cluster.
    pub(super) fn subscribed_topics(&self) -> Vec<Name> {
        match &self.spec.subscription {
            Subscription::Topics(topics) => topics.clone(),
            Subscription::Assign(partitions) => partitions.iter().map(|tp| tp.topic.clone()).collect(),
            Subscription::Pattern(pattern) => match Regex::new(&format!("^(?:{pattern})$")) {
                Ok(regex) => self
                    .metadata
                    .topics()
                    .map(|(name, _)| name)
                    .filter(|name| regex.is_match(name))
                    .cloned()
                    .collect(),
                Err(_) => Vec::new(),
            },
        }
    }

    /// Whether its topics are others than those that it last joined with.
    pub(super) fn subscription_changed(&self) -> bool {
        let set = |topics: &[Name]| topics.iter().cloned().collect::<BTreeSet<Name>>();
        set(&self.subscribed_topics()) != set(&self.joined_topics)
    }

    pub(super) fn follow_subscription(&mut self) {
        let all = matches!(self.spec.subscription, Subscription::Pattern(_));
        let topics = if all { Vec::new() } else { self.subscribed_topics() };
        self.metadata.want_only(&topics, all);
    }

    /// Asks for what is missing: first the group's offsets, then the leaders'.
    pub(super) fn look_up_positions(&mut self, cx: &mut Cx) {
        // Most of the time all are known.
        if self.partitions.values().all(|assigned| assigned.position.is_some()) {
            return;
        }
        let asked: Vec<&TopicPartition> = self
            .looking_up
            .values()
            .flat_map(|lookup| match lookup {
                Lookup::Committed(partitions) => partitions.as_slice(),
                Lookup::Listed(partition, _) => std::slice::from_ref(partition),
            })
            .collect();
        let open: Vec<(TopicPartition, Want)> = self
            .partitions
            .iter()
            .filter(|(tp, assigned)| assigned.position.is_none() && !asked.contains(tp))
            .map(|(tp, assigned)| (tp.clone(), assigned.want.clone()))
            .collect();
        let committed = open
            .iter()
            .filter(|(_, want)| *want == Want::Committed)
            .map(|(tp, _)| tp.clone())
            .collect();
        self.look_up_committed(cx, committed);
        for (tp, want) in open {
            if let Want::Listed(spec, _) = want {
                self.look_up_listed(cx, tp, spec);
            }
        }
    }

    fn look_up_committed(&mut self, cx: &mut Cx, partitions: Vec<TopicPartition>) {
        if partitions.is_empty() || cx.now < self.unstable_until {
            return;
        }
        if self.spec.group.is_some() && self.coordinator.is_none() {
            return self.look_for_coordinator(cx);
        }
        let (Some(group), Some(coordinator)) = (self.spec.group.clone(), self.coordinator) else {
            // Without a group there are no committed offsets.
            for tp in partitions {
                if self.is_alive() {
                    self.reset_by_policy(cx, &tp);
                }
            }
            return;
        };
        let correlation = self.next_correlation();
        self.looking_up
            .insert(correlation, Lookup::Committed(partitions.clone()));
        cx.request(
            NodeId::Broker(coordinator),
            correlation,
            Request::OffsetFetch {
                group,
                partitions,
                require_stable: self.settings.isolation == Isolation::ReadCommitted,
            },
        );
    }

    fn look_up_listed(&mut self, cx: &mut Cx, tp: TopicPartition, spec: OffsetSpec) {
        let Some(leader) = self.metadata.leader(&tp) else {
            self.metadata.want(&tp.topic);
            return self.metadata.mark_stale();
        };
        let correlation = self.next_correlation();
        self.looking_up.insert(correlation, Lookup::Listed(tp.clone(), spec));
        cx.request(
            NodeId::Broker(leader),
            correlation,
            Request::ListOffsets {
                isolation: self.settings.isolation,
                partitions: vec![(tp, spec)],
            },
        );
    }

    pub(super) fn on_offsets(
        &mut self,
        cx: &mut Cx,
        correlation: u64,
        offsets: Vec<(TopicPartition, Result<Option<Offset>, KafkaError>)>,
    ) {
        let Some(Lookup::Committed(_)) = self.looking_up.remove(&correlation) else {
            return;
        };
        for (tp, committed) in offsets {
            let waiting = self
                .partitions
                .get(&tp)
                .is_some_and(|a| a.position.is_none() && a.want == Want::Committed);
            match committed {
                _ if !waiting => {}
                // A transaction keeps it back: asked again, until that is decided.
                Err(_) => self.look_up_later(cx),
                Ok(Some(offset)) => {
                    self.set_position(cx, &tp, offset, Rule::FromCommitted { committed: offset.0 }.alone());
                }
                Ok(None) => self.reset_by_policy(cx, &tp),
            }
        }
    }

    fn look_up_later(&mut self, cx: &mut Cx) {
        self.unstable_until = cx.now + self.settings.retry_backoff_ms.max(1);
        cx.set_timer(Timer::StableOffsets, self.unstable_until);
    }

    /// `auto.offset.reset`: no committed offset, or one that the log does not have.
    fn reset_by_policy(&mut self, cx: &mut Cx, tp: &TopicPartition) {
        let policy = Name::from(self.spec.config.get("auto.offset.reset"));
        let why = Rule::FromReset { policy: policy.clone() }.by("auto.offset.reset", &policy);
        match reset_spec(&policy, cx.now) {
            Some(spec) => self.list(cx, tp, spec, why),
            None => {
                let because = Because::of(tp, |topic, partition| Because::NoOffset { topic, partition });
                self.fail(
                    cx,
                    ErrorName::Client(ClientError::NoOffsetForPartitionException),
                    because,
                );
            }
        }
    }

    pub(super) fn list(&mut self, cx: &mut Cx, tp: &TopicPartition, spec: OffsetSpec, why: Why) {
        if let Some(assigned) = self.partitions.get_mut(tp) {
            assigned.position = None;
            (assigned.offset_epoch, assigned.is_validated) = (None, true);
            assigned.want = Want::Listed(spec, why);
            self.look_up_listed(cx, tp.clone(), spec);
        }
    }

    pub(super) fn on_listed(
        &mut self,
        cx: &mut Cx,
        correlation: u64,
        partitions: Vec<(TopicPartition, Result<Option<Offset>, KafkaError>)>,
    ) {
        let Some(Lookup::Listed(_, asked)) = self.looking_up.remove(&correlation) else {
            return;
        };
        for (tp, result) in partitions {
            let want = self
                .partitions
                .get(&tp)
                .filter(|a| a.position.is_none())
                .map(|a| a.want.clone());
            // The answer to an earlier question is not the answer to this one: somebody sought in between.
            let Some(Want::Listed(_, why)) =
                want.filter(|want| matches!(want, Want::Listed(spec, _) if *spec == asked))
            else {
                continue;
            };
            match result {
                Ok(Some(offset)) => self.set_position(cx, &tp, offset, why),
                // No record is that young: the end.
                Ok(None) => self.list(cx, &tp, OffsetSpec::Latest, why),
                Err(_) => self.metadata.doubt(&tp),
            }
        }
    }

    pub(super) fn set_position(&mut self, cx: &mut Cx, tp: &TopicPartition, offset: Offset, why: Why) {
        let Some(assigned) = self.partitions.get_mut(tp) else {
            return;
        };
        assigned.position = Some(offset);
        (assigned.offset_epoch, assigned.is_validated) = (None, true);
        assigned.leader = self.metadata.current_leader(tp);
        let fact = Fact::PositionSet {
            consumer: self.spec.name.clone(),
            topic: tp.topic.clone(),
            partition: tp.partition,
            offset: offset.0,
        };
        cx.tell(fact, why);
    }

    /// The broker does not have the offset that was asked for.
    pub(super) fn out_of_range(&mut self, cx: &mut Cx, tp: &TopicPartition, position: Offset) {
        let policy = Name::from(self.spec.config.get("auto.offset.reset"));
        let why = Rule::OutOfRange {
            position: position.0,
            policy: policy.clone(),
        }
        .by("auto.offset.reset", &policy);
        match reset_spec(&policy, cx.now) {
            Some(spec) => self.list(cx, tp, spec, why),
            None => {
                let because = Because::of(tp, |topic, partition| Because::OutOfRange {
                    topic,
                    partition,
                    position: position.0,
                });
                self.fail(cx, ErrorName::Client(ClientError::OffsetOutOfRangeException), because);
            }
        }
    }

    /// A person moves the playhead. An error where the partition is not this consumer's.
    pub fn seek(&mut self, cx: &mut Cx, tp: &TopicPartition, to: SeekTo) -> Result<(), Because> {
        if !self.partitions.contains_key(tp) {
            return Err(Because::of(tp, |topic, partition| Because::NotAssigned {
                topic,
                partition,
            }));
        }
        self.fetched.retain(|data| data.partition != *tp);
        if self.stuck.as_ref().is_some_and(|stuck| stuck.partition == *tp) {
            self.stuck = None;
        }
        let told = |text: &str| Rule::Sought { to: text.into() }.alone();
        match to {
            SeekTo::Offset(offset) => {
                let why = told(&offset.to_string());
                self.set_position(cx, tp, offset, why);
            }
            SeekTo::Beginning => self.list(cx, tp, OffsetSpec::Earliest, told("beginning")),
            SeekTo::End => self.list(cx, tp, OffsetSpec::Latest, told("end")),
            SeekTo::Timestamp(ms) => self.list(cx, tp, OffsetSpec::AtTimestamp(ms), told(&format!("{ms} ms"))),
        }
        self.run(cx);
        Ok(())
    }
}

/// What a reset policy asks the leader for; `None` for `none`.
pub(super) fn reset_spec(policy: &str, now: u64) -> Option<OffsetSpec> {
    match policy {
        "earliest" => Some(OffsetSpec::Earliest),
        "latest" => Some(OffsetSpec::Latest),
        _ => config::reset_duration_ms(policy).map(|back| OffsetSpec::AtTimestamp(now as i64 - back)),
    }
}
