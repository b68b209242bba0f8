//! `kafka-consumer-groups --reset-offsets`, step by step: describe the group, find the leaders, ask them, commit.

use std::collections::BTreeMap;

use super::{Admin, Ask, Pending, Topic, all_topics, leader_of, plain, refuse};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, Generation, Name, Offset, TopicPartition},
    },
    node::{
        api::{GroupState, Isolation, MemberRef, OffsetSpec, Refusal, Request, Response},
        because::Because,
        context::{Cx, NodeId},
        event::{Fact, Rule},
    },
};

/// `kafka-consumer-groups --reset-offsets`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetOffsets {
    pub group: Name,
    pub topic: Name,
    /// All partitions of the topic where it is empty.
    pub partitions: Vec<u32>,
    pub to: ResetTo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetTo {
    Earliest,
    Latest,
    Offset(Offset),
    Timestamp(i64),
    ShiftBy(i64),
    ByDuration(u64),
}

/// Where a partition stands when its offset is reset: what its group and its leader say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub committed: Option<Offset>,
    pub earliest: Offset,
    pub latest: Offset,
    /// The first record of the time that is asked for, or a later one.
    pub at_timestamp: Option<Offset>,
}

impl ResetTo {
    /// As `kafka-consumer-groups --reset-offsets` is told it.
    fn option(self) -> String {
        match self {
            ResetTo::Earliest => "--to-earliest".into(),
            ResetTo::Latest => "--to-latest".into(),
            ResetTo::Offset(offset) => format!("--to-offset {offset}"),
            ResetTo::Timestamp(ms) => format!("--to-datetime {ms} ms"),
            ResetTo::ShiftBy(by) => format!("--shift-by {by}"),
            ResetTo::ByDuration(ms) => format!("--by-duration {ms} ms"),
        }
    }

    /// The time to look up, where it goes by time.
    pub fn timestamp(self, now: u64) -> Option<i64> {
        match self {
            ResetTo::Timestamp(ms) => Some(ms),
            ResetTo::ByDuration(ms) => Some(now as i64 - ms as i64),
            _ => None,
        }
    }

    /// The new committed offset of a partition (`ConsumerGroupCommand.prepareOffsetsToReset`): numbers are brought into
    /// the log, and where no record is that young, it is the end. `None` where there is nothing to shift from.
    pub fn new_offset(self, at: &Standing) -> Option<Offset> {
        let clamp = |offset: Offset| offset.max(at.earliest).min(at.latest);
        Some(match self {
            ResetTo::Earliest => at.earliest,
            ResetTo::Latest => at.latest,
            ResetTo::Offset(offset) => clamp(offset),
            ResetTo::Timestamp(_) | ResetTo::ByDuration(_) => at.at_timestamp.unwrap_or(at.latest),
            ResetTo::ShiftBy(by) => clamp(Offset(at.committed?.0.saturating_add(by))),
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Describe,
    Topics,
    Committed,
    Earliest,
    Latest,
    AtTimestamp,
}

/// A reset under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reset {
    pub ask: ResetOffsets,
    pub coordinator: BrokerId,
    pub leaders: Vec<(TopicPartition, BrokerId)>,
    pub standing: BTreeMap<TopicPartition, Standing>,
    /// Leaders that are still to be asked in this step.
    pub left: Vec<(TopicPartition, BrokerId)>,
}

impl Admin {
    /// One answer of a reset, and the next question.
    pub(super) fn go_on(&mut self, cx: &mut Cx, mut reset: Box<Reset>, step: Step, response: Response) {
        match (step, response) {
            (Step::Describe, Response::DescribeGroups { state }) => {
                if !matches!(state, GroupState::Empty | GroupState::Dead) {
                    return refuse(cx, "reset_offsets", &reset.ask.group, active(&reset.ask.group, state));
                }
                self.request(cx, self.controller(), all_topics(), Pending::Reset(reset, Step::Topics));
            }
            (Step::Topics, Response::Metadata { topics, .. }) => {
                reset.leaders = leaders_of(&topics, &reset.ask);
                if reset.leaders.is_empty() {
                    let refusal = plain(KafkaError::UnknownTopicOrPartition);
                    return refuse(cx, "reset_offsets", &reset.ask.group, refusal);
                }
                let partitions = reset.leaders.iter().map(|(tp, _)| tp.clone()).collect();
                let request = Request::OffsetFetch {
                    group: reset.ask.group.clone(),
                    partitions,
                    require_stable: false,
                };
                let coordinator = NodeId::Broker(reset.coordinator);
                self.request(cx, coordinator, request, Pending::Reset(reset, Step::Committed));
            }
            (Step::Committed, Response::OffsetFetch { offsets }) => {
                for (tp, committed) in offsets {
                    reset.standing.entry(tp).or_default().committed = committed.unwrap_or_default();
                }
                reset.left = reset.leaders.clone();
                self.list_next(cx, reset, Step::Earliest);
            }
            (step, Response::ListOffsets { partitions }) => {
                for (tp, result) in partitions {
                    match result {
                        Err(KafkaError::UnknownTopicOrPartition) => {
                            return self.ask_again(cx, Ask::ResetOffsets(reset.ask));
                        }
                        result => reset.listed(step, tp, result.unwrap_or_default()),
                    }
                }
                self.list_next(cx, reset, step);
            }
            _ => {}
        }
    }

    /// Asks the leaders one after another, for the earliest, the latest and, where needed, the offset at a time.
    fn list_next(&mut self, cx: &mut Cx, mut reset: Box<Reset>, step: Step) {
        if let Some((tp, leader)) = reset.left.pop() {
            let spec = match step {
                Step::Earliest => OffsetSpec::Earliest,
                Step::AtTimestamp => OffsetSpec::AtTimestamp(reset.ask.to.timestamp(cx.now).unwrap_or_default()),
                _ => OffsetSpec::Latest,
            };
            let request = Request::ListOffsets {
                isolation: Isolation::ReadUncommitted,
                partitions: vec![(tp, spec)],
            };
            return self.request(cx, NodeId::Broker(leader), request, Pending::Reset(reset, step));
        }
        let by_time = reset.ask.to.timestamp(cx.now).is_some();
        let next = match step {
            Step::Earliest => Step::Latest,
            Step::Latest if by_time => Step::AtTimestamp,
            _ => return self.commit(cx, reset),
        };
        reset.left = reset.leaders.clone();
        self.list_next(cx, reset, next);
    }

    fn commit(&mut self, cx: &mut Cx, reset: Box<Reset>) {
        let offsets: Result<Vec<_>, Refusal> = reset
            .leaders
            .iter()
            .map(|(tp, _)| Ok((tp.clone(), reset.target(tp)?)))
            .collect();
        let offsets = match offsets {
            Ok(offsets) => offsets,
            Err(refusal) => return refuse(cx, "reset_offsets", &reset.ask.group, refusal),
        };
        let member = MemberRef {
            group: reset.ask.group.clone(),
            member_id: "".into(),
            generation: Generation::NONE,
            instance_id: None,
        };
        let request = Request::OffsetCommit {
            member,
            offsets: offsets.clone(),
            why: None,
        };
        self.request(
            cx,
            NodeId::Broker(reset.coordinator),
            request,
            Pending::Commit(reset, offsets),
        );
    }
}

impl Reset {
    fn listed(&mut self, step: Step, tp: TopicPartition, offset: Option<Offset>) {
        let standing = self.standing.entry(tp).or_default();
        match step {
            Step::Earliest => standing.earliest = offset.unwrap_or_default(),
            Step::Latest => standing.latest = offset.unwrap_or_default(),
            _ => standing.at_timestamp = offset,
        }
    }

    fn target(&self, tp: &TopicPartition) -> Result<Offset, Refusal> {
        let standing = self.standing.get(tp).copied().unwrap_or_default();
        self.ask.to.new_offset(&standing).ok_or_else(|| Refusal {
            error: KafkaError::InvalidRequest,
            because: Because::of(tp, |topic, partition| Because::NothingCommitted { topic, partition }),
        })
    }
}

pub(super) fn commit_done(
    cx: &mut Cx,
    reset: &Reset,
    offsets: Vec<(TopicPartition, Offset)>,
    result: Result<(), KafkaError>,
) {
    if let Err(error) = result {
        return refuse(cx, "reset_offsets", &reset.ask.group, plain(error));
    }
    for (tp, offset) in offsets {
        let committed = reset.standing.get(&tp).and_then(|standing| standing.committed);
        let from = committed.map(|offset| offset.0);
        let fact = Fact::OffsetsReset {
            group: reset.ask.group.clone(),
            topic: tp.topic,
            partition: tp.partition,
            from,
            to: offset.0,
        };
        let policy = reset.ask.to.option().into();
        cx.tell(fact, Rule::InactiveGroup { policy }.alone());
    }
}

fn leaders_of(topics: &[Topic], ask: &ResetOffsets) -> Vec<(TopicPartition, BrokerId)> {
    let count = topics
        .iter()
        .find(|(name, _)| *name == ask.topic)
        .and_then(|(_, known)| known.as_ref().ok());
    let all = 0..count.map_or(0, |known| known.leaders.len() as u32);
    all.filter(|p| ask.partitions.is_empty() || ask.partitions.contains(p))
        .map(|p| TopicPartition::new(&ask.topic, p))
        .filter_map(|tp| Some((tp.clone(), leader_of(topics, &tp)?)))
        .collect()
}

/// The sentence of `kafka-consumer-groups`.
fn active(group: &Name, state: GroupState) -> Refusal {
    Refusal {
        error: KafkaError::NonEmptyGroup,
        because: Because::GroupActive {
            group: group.clone(),
            state: state.name().into(),
        },
    }
}
