//! Who may commit, by the state of the group (`ClassicGroup.validateOffsetCommit`).

use std::sync::Arc;

use partitura::{
    kafka::{
        config::{Config, Pace, Scope},
        error::KafkaError::{self, IllegalGeneration, RebalanceInProgress, UnknownMemberId},
        ids::{BrokerId, Generation, Name, Offset, TopicPartition},
    },
    node::{
        api::{
            Assignments, GroupState, JoinGroup, MemberRef, MemberSubscription, Message, Protocol, Request, Response,
            SyncGroup,
        },
        context::{Caller, Cx, Dice, NodeId, Out, Timer},
        group::Coordinator,
        image::{Image, PartitionImage, TopicImage},
    },
};

/// A coordinator of one group, and what it answered last.
struct Group {
    coordinator: Coordinator,
    image: Image,
    dice: Dice,
}

impl Group {
    fn new() -> Group {
        let mut image = Image::new(1, Config::new(Scope::Broker, Pace::Realistic));
        let partition = PartitionImage::new(vec![BrokerId(1)]);
        let topic = TopicImage {
            id: 1,
            config: Image::topic_config(Pace::Realistic),
            partitions: vec![partition],
        };
        image.topics.insert("t".into(), topic);
        Group {
            coordinator: Coordinator::default(),
            image,
            dice: Dice::new(1),
        }
    }

    fn with<R>(&mut self, act: impl FnOnce(&mut Coordinator, &mut Cx, &Image) -> R) -> Vec<Response> {
        let mut out = Out::default();
        let mut cx = Cx {
            now: 0,
            me: NodeId::Broker(BrokerId(1)),
            dice: &mut self.dice,
            out: &mut out,
        };
        act(&mut self.coordinator, &mut cx, &self.image);
        let answers = out
            .sends
            .into_iter()
            .filter_map(|envelope| match Arc::unwrap_or_clone(envelope).message {
                Message::Response(response) => Some(response),
                Message::Request(_) | Message::Broken(_) => None,
            });
        answers.collect()
    }

    fn ask(&mut self, request: Request) -> Vec<Response> {
        let caller = Caller {
            node: NodeId::Consumer("c".into()),
            correlation: 1,
        };
        self.with(|coordinator, cx, image| coordinator.on_request(cx, image, caller, request))
    }

    fn join(&mut self, member_id: &str) -> Vec<Response> {
        let protocol = Protocol {
            name: "range".into(),
            user_data: None,
        };
        self.ask(Request::JoinGroup(JoinGroup {
            group: "g".into(),
            member_id: member_id.into(),
            instance_id: None,
            client_id: "c".into(),
            session_timeout_ms: 45_000,
            rebalance_timeout_ms: 300_000,
            subscription: MemberSubscription {
                protocols: vec![protocol],
                topics: vec!["t".into()],
                owned: Vec::new(),
                generation: Generation::NONE,
            },
        }))
    }

    /// A member that has come back with the id that it was given.
    fn member(&mut self) -> Name {
        let answers = self.join("");
        let [Response::JoinGroup(Err(refused))] = &answers[..] else {
            panic!("{answers:?}");
        };
        self.join(&refused.member_id);
        refused.member_id.clone()
    }

    /// The wait for members is over.
    fn begin_generation(&mut self) {
        self.with(|coordinator, cx, image| coordinator.on_timer(cx, image, Timer::GroupJoin("g".into())));
    }

    fn sync(&mut self, member: &Name) {
        let assignments = Assignments {
            assignor: "range".into(),
            members: Default::default(),
            partitions: 1,
        };
        self.ask(Request::SyncGroup(SyncGroup {
            member: reference(member, 1),
            assignments: Some(assignments),
        }));
    }

    #[track_caller]
    fn check(&mut self, state: GroupState, member: &str, generation: i32, expected: Result<(), KafkaError>) {
        let now = self.coordinator.group("g").map(|group| group.state());
        assert_eq!(now.unwrap_or(GroupState::Dead), state);
        let answers = self.ask(Request::OffsetCommit {
            member: reference(member, generation),
            offsets: vec![(TopicPartition::new(&"t".into(), 0), Offset(1))],
            why: None,
        });
        assert_eq!(answers, [Response::OffsetCommit(expected)], "{state:?}");
    }
}

fn reference(member: &str, generation: i32) -> MemberRef {
    MemberRef {
        group: "g".into(),
        member_id: member.into(),
        generation: Generation(generation),
        instance_id: None,
    }
}

#[test]
fn only_members_of_this_generation_commit_and_others_only_to_an_empty_group() {
    use GroupState::{CompletingRebalance, Dead, Empty, PreparingRebalance, Stable};
    let mut group = Group::new();
    group.check(Dead, "gone", 3, Err(KafkaError::GroupIdNotFound));
    group.check(Dead, "", -1, Ok(()));
    group.check(Empty, "", -1, Ok(()));
    group.check(Empty, "gone", 0, Err(UnknownMemberId));

    let member = group.member();
    group.check(PreparingRebalance, "", -1, Err(UnknownMemberId));
    group.begin_generation();
    group.check(CompletingRebalance, &member, 0, Err(IllegalGeneration));
    group.check(CompletingRebalance, &member, 1, Err(RebalanceInProgress));
    group.sync(&member);
    group.check(Stable, &member, 1, Ok(()));
    group.check(Stable, &member, 0, Err(IllegalGeneration));
    group.check(Stable, &member, 2, Err(IllegalGeneration));
    group.check(Stable, "somebody", 1, Err(UnknownMemberId));
    group.check(Stable, "", -1, Err(UnknownMemberId));

    // Another comes: the old generation may still commit what it has read.
    group.member();
    group.check(PreparingRebalance, &member, 1, Ok(()));
    group.check(PreparingRebalance, &member, 0, Err(IllegalGeneration));
}
