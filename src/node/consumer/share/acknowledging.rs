//! What a share consumer says of the records that it was given: implicitly with the next poll(), or one by one.

use crate::{
    kafka::{
        ids::{BrokerId, Offset, TopicPartition},
        share_partition::AcknowledgeType,
    },
    node::{
        api::{Acknowledged, Acknowledgement, FINAL_EPOCH, LeaveReason, Request, ShareAcknowledge},
        because::Because,
        consumer::{CommitMode, Consumer, share::Asked},
        context::{Cx, NodeId},
        event::{Rule, Why},
    },
};

/// Which of the records in hand a person speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    pub partition: Option<TopicPartition>,
    pub offset: Option<Offset>,
}

impl Consumer {
    /// Remembers to say something of a run of records; it is said with the next request to their leader.
    pub(super) fn say(&mut self, tp: &TopicPartition, first: Offset, last: Offset, kind: AcknowledgeType, why: Why) {
        let Some(share) = &mut self.share else { return };
        match share.said.last_mut() {
            Some(run) if run.partition == *tp && run.last + 1 == first && run.kind == kind && run.why == why => {
                run.last = last;
            }
            _ => share.said.push(Acknowledgement {
                partition: tp.clone(),
                first,
                last,
                kind,
                why,
            }),
        }
    }

    /// Speaks of all records in hand that `which` chooses; how many there were.
    fn say_of(
        &mut self,
        kind: AcknowledgeType,
        why: &Why,
        which: impl Fn(&TopicPartition, Offset, bool) -> bool,
    ) -> u64 {
        let Some(share) = &mut self.share else { return 0 };
        let chosen: Vec<(TopicPartition, Offset)> = share
            .in_hand
            .iter()
            .filter(|((tp, offset), processed)| which(tp, *offset, **processed))
            .map(|(place, _)| place.clone())
            .collect();
        for (tp, offset) in &chosen {
            self.say(tp, *offset, *offset, kind, why.clone());
            if let Some(share) = self.share.as_mut().filter(|_| kind != AcknowledgeType::Renew) {
                share.in_hand.remove(&(tp.clone(), *offset));
            }
        }
        chosen.len() as u64
    }

    /// The next poll() accepts what the last one returned (`acknowledgeBatchIfImplicitAcknowledgement`); false where the
    /// process dies instead.
    pub(super) fn accept_what_was_polled(&mut self, cx: &mut Cx) -> bool {
        let has_some = self.share.as_ref().is_some_and(|share| !share.in_hand.is_empty());
        if has_some && self.doomed.is_some_and(|before| before < self.processed) {
            self.crash(cx);
            return false;
        }
        let why = Rule::AcceptedByPoll.by("share.acknowledgement.mode", "implicit");
        self.say_of(AcknowledgeType::Accept, &why, |_, _, _| true);
        true
    }

    /// Accepts what the application has processed, or all before it begins, and commits: false when there was nothing.
    pub(in crate::node::consumer) fn accept_and_commit(&mut self, cx: &mut Cx) -> bool {
        let all = self.spec.commit == CommitMode::Before;
        let why = Rule::SaidByApplication.by("share.acknowledgement.mode", "explicit");
        let said = self.say_of(AcknowledgeType::Accept, &why, |_, _, processed| all || processed);
        self.send_acknowledgements(cx);
        0 < said
    }

    /// The handler is done with some records.
    pub(in crate::node::consumer) fn mark_processed(&mut self, tp: &TopicPartition, from: Offset, to: Offset) {
        let Some(share) = &mut self.share else { return };
        for offset in (from.0..to.0).map(Offset) {
            if let Some(processed) = share.in_hand.get_mut(&(tp.clone(), offset)) {
                *processed = true;
            }
        }
    }

    /// Everything that was said is heard.
    pub(super) fn has_nothing_unsaid(&self) -> bool {
        let silent = |share: &super::ShareClient| {
            share.said.is_empty() && share.asking.values().all(|asked| !asked.says_something)
        };
        self.share.as_ref().is_none_or(|share| silent(share))
    }

    /// What is to be said to this broker, as it leads the partitions.
    pub(super) fn take_said_to(&mut self, broker: BrokerId) -> Vec<Acknowledgement> {
        let Some(share) = &mut self.share else {
            return Vec::new();
        };
        let (metadata, said) = (&self.metadata, std::mem::take(&mut share.said));
        let (mine, others) = said
            .into_iter()
            .partition(|one| metadata.leader(&one.partition) == Some(broker));
        share.said = others;
        mine
    }

    /// Sends what was said to every leader that has no request under way.
    pub(super) fn send_acknowledgements(&mut self, cx: &mut Cx) {
        let Some(share) = &mut self.share else { return };
        // A topic that is gone has nobody to hear of it.
        let metadata = &self.metadata;
        let heard = |one: &Acknowledgement| metadata.leader(&one.partition).is_some();
        share
            .said
            .retain(|one| heard(one) || share.assignment.contains(&one.partition));
        let mut leaders: Vec<BrokerId> = share
            .said
            .iter()
            .filter_map(|one| self.metadata.leader(&one.partition))
            .collect();
        leaders.sort();
        leaders.dedup();
        leaders.retain(|leader| share.is_free(*leader));
        let lost = share
            .said
            .iter()
            .any(|one| self.metadata.leader(&one.partition).is_none());
        if lost {
            self.metadata.mark_stale();
        }
        for leader in leaders {
            let acknowledgements = self.take_said_to(leader);
            let Some(share) = &mut self.share else { return };
            let epoch = share.next_epoch(leader);
            let correlation = self.send_acknowledge(cx, leader, epoch, acknowledgements);
            if let (Some(share), Some(correlation)) = (&mut self.share, correlation) {
                let asked = Asked {
                    broker: leader,
                    says_something: true,
                };
                share.asking.insert(correlation, asked);
            }
        }
    }

    fn send_acknowledge(
        &mut self,
        cx: &mut Cx,
        leader: BrokerId,
        session_epoch: i32,
        acknowledgements: Vec<Acknowledgement>,
    ) -> Option<u64> {
        let request = Request::ShareAcknowledge(ShareAcknowledge {
            group: self.spec.group.clone()?,
            member_id: self.member_id.clone(),
            session_epoch,
            acknowledgements,
        });
        let correlation = self.next_correlation();
        cx.request(NodeId::Broker(leader), correlation, request);
        Some(correlation)
    }

    pub(in crate::node::consumer) fn on_acknowledged(
        &mut self,
        cx: &mut Cx,
        correlation: u64,
        acknowledged: &Acknowledged,
    ) {
        let known = self.share.as_mut().and_then(|share| share.asking.remove(&correlation));
        if known.is_some() {
            self.hear(acknowledged);
            self.go_on_asking(cx);
        }
    }

    /// close(): says what is left to be said and ends the sessions; what was not spoken of is released. Records that
    /// the last poll() returned are not accepted by it, because there is no next one.
    pub(in crate::node::consumer) fn close_share(&mut self, cx: &mut Cx) {
        let sessions: Vec<BrokerId> = self
            .share
            .iter()
            .flat_map(|share| share.sessions.keys().copied())
            .collect();
        for broker in sessions {
            let last_words = self.take_said_to(broker);
            self.send_acknowledge(cx, broker, FINAL_EPOCH, last_words);
        }
        self.leave_share_group(cx, LeaveReason::Closed);
    }

    /// A person calls commitAsync(): what was acknowledged is sent; implicitly, everything in hand is.
    pub(in crate::node::consumer) fn commit_share(&mut self, cx: &mut Cx) {
        if self.acknowledges_implicitly() {
            self.say_of(AcknowledgeType::Accept, &Rule::Asked.alone(), |_, _, _| true);
        }
        self.send_acknowledgements(cx);
        self.run(cx);
    }

    /// A person calls acknowledge() and commitAsync(): of the named records, else of the one that the handler has, else of all in
    /// hand.
    ///
    /// # Errors
    /// No share consumer, not an explicit one, or nothing of that in hand.
    pub fn acknowledge(&mut self, cx: &mut Cx, kind: AcknowledgeType, chosen: &Chosen) -> Result<(), Because> {
        if self.share.is_none() {
            return Err(Because::NotAShareConsumer);
        }
        if self.acknowledges_implicitly() {
            return Err(Because::ImplicitAcknowledgement);
        }
        if self.is_doomed() {
            self.crash(cx);
            return Ok(());
        }
        let handled = self.record_in_hand().filter(|_| *chosen == Chosen::default());
        let is_chosen = |tp: &TopicPartition, offset: Offset| match &handled {
            Some((of, at)) => of == tp && *at == offset,
            None => {
                let of = |partition: &TopicPartition| partition == tp;
                chosen.partition.as_ref().is_none_or(of) && chosen.offset.is_none_or(|at| at == offset)
            }
        };
        if self.say_of(kind, &Rule::Asked.alone(), |tp, offset, _| is_chosen(tp, offset)) == 0 {
            return Err(Because::NotInHand);
        }
        self.send_acknowledgements(cx);
        self.run(cx);
        Ok(())
    }
}
