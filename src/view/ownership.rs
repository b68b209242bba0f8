//! Who owned which partition of a group when, where nobody did, and how the last rebalance went, step by step.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    node::event::{Event, Fact},
    view::stage::Text,
    world::World,
};

/// A partition's owners, one after the other; between them nobody read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// `topic-partition`.
    pub partition: Text,
    pub spans: Vec<Span>,
}

/// A time during which one consumer owned the partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub consumer: Text,
    /// Virtual milliseconds.
    pub from: u64,
    /// `None` where it goes on.
    pub until: Option<u64>,
}

/// How a group shares its partitions out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ownership {
    pub now: u64,
    pub lanes: Vec<Lane>,
    /// The last rebalance, step by step: from what began it to the last member that has what it is to have.
    pub steps: Vec<Arc<Event>>,
}

impl Ownership {
    /// From what the world keeps of the group's life.
    pub fn of(world: &World, group: &str) -> Ownership {
        let mut lanes = Lanes::default();
        let mut steps: Vec<Arc<Event>> = Vec::new();
        let mut is_settled = true;
        for event in world.chronicle().events() {
            if !lanes.note(event, group) {
                continue;
            }
            let begins = matches!(
                event.fact,
                Fact::RebalanceStarted { .. } | Fact::GroupEpochBumped { .. }
            );
            if begins && is_settled {
                steps.retain(|step| step.at == event.at && is_trigger(&step.fact));
            }
            is_settled = match event.fact {
                Fact::AssignmentMade { .. } | Fact::GroupStable { .. } | Fact::GroupEmpty { .. } => true,
                _ => is_settled && !begins,
            };
            steps.push(Arc::new(event.clone()));
        }
        Ownership {
            now: world.now(),
            lanes: lanes.finish(),
            steps,
        }
    }

    /// How long nobody owned the partitions, added up, in milliseconds: from each one's first owner on.
    pub fn unread_ms(&self) -> u64 {
        self.lanes
            .iter()
            .flat_map(|lane| lane.gaps(self.now))
            .map(|(from, until)| until - from)
            .sum()
    }

    /// The longest time that nobody owned a partition, in milliseconds.
    pub fn longest_gap_ms(&self) -> u64 {
        let gaps = self.lanes.iter().flat_map(|lane| lane.gaps(self.now));
        gaps.map(|(from, until)| until - from).max().unwrap_or(0)
    }

    /// How often a partition went to another consumer.
    pub fn moved(&self) -> usize {
        let moves = |lane: &Lane| {
            lane.spans
                .windows(2)
                .filter(|pair| pair[0].consumer != pair[1].consumer)
                .count()
        };
        self.lanes.iter().map(moves).sum()
    }

    /// How long nobody owned anything, after the first owner, in milliseconds: the world stands still.
    pub fn standstill_ms(&self) -> u64 {
        let mut spans: Vec<(u64, u64)> = self
            .lanes
            .iter()
            .flat_map(|lane| &lane.spans)
            .map(|s| (s.from, s.until.unwrap_or(self.now)))
            .collect();
        spans.sort_unstable();
        let mut still = 0;
        let mut read_until = self.since();
        for (from, until) in spans {
            still += from.saturating_sub(read_until);
            read_until = read_until.max(until);
        }
        match self.lanes.is_empty() {
            true => 0,
            false => still + self.now.saturating_sub(read_until),
        }
    }

    /// How often an owner had to stop reading what it was then given back.
    pub fn interrupted(&self) -> usize {
        let stops = |lane: &Lane| {
            lane.spans
                .windows(2)
                .filter(|pair| pair[0].consumer == pair[1].consumer)
                .count()
        };
        self.lanes.iter().map(stops).sum()
    }

    /// When the first partition had its first owner.
    pub fn since(&self) -> u64 {
        let first = self.lanes.iter().filter_map(|lane| lane.spans.first());
        first.map(|span| span.from).min().unwrap_or(0)
    }
}

impl Lane {
    /// From when until when nobody owned the partition, after its first owner.
    pub fn gaps(&self, now: u64) -> Vec<(u64, u64)> {
        let mut gaps: Vec<(u64, u64)> = Vec::new();
        for (at, span) in self.spans.iter().enumerate() {
            let next = self.spans.get(at + 1).map_or(now, |next| next.from);
            gaps.extend(span.until.filter(|until| *until < next).map(|until| (until, next)));
        }
        gaps
    }
}

#[derive(Default)]
struct Lanes(BTreeMap<(String, u32), Vec<Span>>);

impl Lanes {
    /// True when the event is of this group.
    fn note(&mut self, event: &Event, group: &str) -> bool {
        match &event.fact {
            Fact::PartitionsAssigned {
                consumer,
                group: of,
                partitions,
                ..
            } if **of == *group => self.give(consumer, partitions, event.at),
            Fact::PartitionsRevoked {
                consumer,
                group: of,
                partitions,
            }
            | Fact::PartitionsLost {
                consumer,
                group: of,
                partitions,
            } if **of == *group => self.take(consumer, partitions, event.at),
            Fact::ConsumerCrashed { consumer }
            | Fact::ConsumerClosed { consumer }
            | Fact::ConsumerFailed { consumer, .. } => return self.end(consumer, event.at),
            fact => return group_of(fact).is_some_and(|of| **of == *group),
        }
        true
    }

    fn give(&mut self, consumer: &Text, partitions: &[String], at: u64) {
        for key in partitions.iter().filter_map(|label| key(label)) {
            self.0.entry(key).or_default().push(Span {
                consumer: consumer.clone(),
                from: at,
                until: None,
            });
        }
    }

    fn take(&mut self, consumer: &Text, partitions: &[String], at: u64) {
        for key in partitions.iter().filter_map(|label| key(label)) {
            let spans = self.0.entry(key).or_default().iter_mut();
            end_of(spans, consumer, at);
        }
    }

    /// A process ends, and with it all that it owned; true when it owned something here.
    fn end(&mut self, consumer: &Text, at: u64) -> bool {
        let spans = self.0.values_mut().flatten();
        end_of(spans, consumer, at)
    }

    fn finish(self) -> Vec<Lane> {
        let lane = |((topic, partition), spans): ((String, u32), Vec<Span>)| Lane {
            partition: format!("{topic}-{partition}").into(),
            spans,
        };
        self.0.into_iter().map(lane).collect()
    }
}

/// What comes right before a rebalance, and is why there is one.
fn is_trigger(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::MemberJoined { .. } | Fact::MemberLeft { .. } | Fact::MemberRemoved { .. } | Fact::GroupConverted { .. }
    )
}

fn end_of<'a>(spans: impl Iterator<Item = &'a mut Span>, consumer: &Text, at: u64) -> bool {
    let mut ended = false;
    for span in spans.filter(|span| span.until.is_none() && span.consumer == *consumer) {
        span.until = Some(at);
        ended = true;
    }
    ended
}

/// Sorts partition 10 after partition 9.
fn key(label: &str) -> Option<(String, u32)> {
    let (topic, partition) = label.rsplit_once('-')?;
    Some((topic.to_string(), partition.parse().ok()?))
}

fn group_of(fact: &Fact) -> Option<&Text> {
    match fact {
        Fact::MemberJoined { group, .. }
        | Fact::MemberLeft { group, .. }
        | Fact::MemberRemoved { group, .. }
        | Fact::MemberFenced { group, .. }
        | Fact::RebalanceStarted { group, .. }
        | Fact::GenerationStarted { group, .. }
        | Fact::AssignmentMade { group, .. }
        | Fact::GroupEpochBumped { group, .. }
        | Fact::TargetAssigned { group, .. }
        | Fact::RevocationAsked { group, .. }
        | Fact::PartitionsAwaited { group, .. }
        | Fact::GroupStable { group, .. }
        | Fact::GroupConverted { group, .. }
        | Fact::GroupEmpty { group, .. } => Some(group),
        _ => None,
    }
}
