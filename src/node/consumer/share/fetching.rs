//! How a share consumer comes to records: it asks the leaders, and poll() returns what they let it acquire
//! (`ShareConsumeRequestManager`, `ShareFetchCollector`).
//!
//! Nothing is fetched ahead: while there are records in the buffer or in hand, no leader is asked for more, because
//! their locks would run while nobody looks at them.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    kafka::{
        error::{ClientError, ErrorName, KafkaError},
        ids::{BrokerId, Offset, TopicPartition},
        record::RecordBatch,
        serializer::Serializer,
        share_partition::{AcknowledgeType, AcquireMode},
    },
    node::{
        api::{Given, Request, ShareFetch, ShareFetched},
        consumer::{
            Consumer, Delivery,
            share::{Asked, Buffered},
        },
        context::{Cx, NodeId},
        event::{Fact, Rule, TransactionRule},
        told,
    },
};

impl Consumer {
    /// One fetch to each leader that has no request under way, with what there is to say to it.
    pub(super) fn send_share_fetches(&mut self, cx: &mut Cx) {
        let Some(share) = &self.share else { return };
        let mut wanted: BTreeMap<BrokerId, Vec<TopicPartition>> = BTreeMap::new();
        let mut unknown = Vec::new();
        for tp in &share.assignment {
            match self.metadata.leader(tp) {
                Some(leader) => wanted.entry(leader).or_default().push(tp.clone()),
                None => unknown.push(tp.topic.clone()),
            }
        }
        for topic in unknown {
            self.metadata.want(&topic);
            self.metadata.mark_stale();
        }
        if share.acquire_mode == AcquireMode::RecordLimit {
            // One broker after another, or they would give more than was asked for together (KIP-1206).
            let turns = |broker: &BrokerId| share.sessions.get(broker).copied().unwrap_or(-1);
            let next = wanted
                .keys()
                .copied()
                .min_by_key(turns)
                .filter(|_| share.asking.is_empty());
            wanted.retain(|broker, _| Some(*broker) == next);
        }
        wanted.retain(|leader, _| share.is_free(*leader));
        for (leader, partitions) in wanted {
            self.send_share_fetch(cx, leader, partitions);
        }
        self.send_acknowledgements(cx);
    }

    fn send_share_fetch(&mut self, cx: &mut Cx, leader: BrokerId, partitions: Vec<TopicPartition>) {
        let acknowledgements = self.take_said_to(leader);
        let correlation = self.next_correlation();
        let (Some(share), Some(group)) = (&mut self.share, self.spec.group.clone()) else {
            return;
        };
        let asked = Asked {
            broker: leader,
            says_something: !acknowledgements.is_empty(),
        };
        share.asking.insert(correlation, asked);
        let fetch = ShareFetch {
            group,
            member_id: self.member_id.clone(),
            session_epoch: share.next_epoch(leader),
            max_wait_ms: self.settings.fetch_max_wait_ms,
            min_bytes: self.settings.fetch_min_bytes,
            max_bytes: self.settings.fetch_max_bytes,
            max_records: self.settings.max_poll_records,
            acquire_mode: share.acquire_mode,
            offset_reset: share.offset_reset.clone(),
            partitions,
            acknowledgements,
        };
        cx.request(NodeId::Broker(leader), correlation, Request::ShareFetch(fetch));
    }

    pub(in crate::node::consumer) fn on_share_fetched(&mut self, cx: &mut Cx, correlation: u64, fetched: ShareFetched) {
        let Some(share) = &mut self.share else { return };
        if share.asking.remove(&correlation).is_none() {
            return;
        }
        self.hear(&fetched.acknowledged);
        for (tp, result) in fetched.partitions {
            match result {
                Ok(given) => self.buffer(&tp, &given),
                Err(_) => self.metadata.doubt(&tp),
            }
        }
        self.go_on_asking(cx);
    }

    /// The connection broke: the session with the broker begins anew, and what was said may not have been heard
    /// (`ShareConsumeRequestManager.handleShareFetchFailure`). False where this was no such question.
    pub(in crate::node::consumer) fn on_share_broken(&mut self, cx: &mut Cx, correlation: u64) -> bool {
        let Some(share) = &mut self.share else { return false };
        let Some(asked) = share.asking.remove(&correlation) else {
            return false;
        };
        share.sessions.remove(&asked.broker);
        self.go_on_asking(cx);
        true
    }

    fn buffer(&mut self, tp: &TopicPartition, given: &Given) {
        let Some(share) = &mut self.share else { return };
        share.fetch_more &= given.acquired.is_empty();
        for run in &given.acquired {
            let of_run = |batch: &&Arc<RecordBatch>| (batch.base_offset..batch.next_offset()).contains(&run.first);
            if let Some(batch) = given.batches.iter().find(of_run) {
                share.buffer.push_back(Buffered {
                    partition: tp.clone(),
                    batch: batch.clone(),
                    next: run.first,
                    last: run.last,
                });
            }
        }
    }

    /// An answer came: what waited for it is sent, and the next question if there were no records.
    pub(super) fn go_on_asking(&mut self, cx: &mut Cx) {
        if self.share.as_ref().is_some_and(|share| share.fetch_more) {
            self.send_share_fetches(cx);
        } else {
            self.send_acknowledgements(cx);
        }
        if self.has_nothing_unsaid() {
            self.resume_after_commit();
        }
    }

    /// Returns up to `max.poll.records` records to the loop; false when there are none.
    pub(super) fn collect_share(&mut self, cx: &mut Cx) -> bool {
        let first_delivery = self.deliveries.len() as u64;
        let mut left = self.settings.max_poll_records;
        while let Some(mut data) = self.share.as_mut().and_then(|share| share.buffer.pop_front()) {
            if data.batch.is_control() {
                let why = TransactionRule::NothingToDeliver.alone();
                self.say(&data.partition, data.next, data.last, AcknowledgeType::Gap, why);
                continue;
            }
            let (end, count, poison) = self.readable(&data, left);
            if 0 < count {
                self.deliver_share(cx, &data, end, count);
                left -= count;
                data.next = end;
            } else if let Some((deserializer, detail)) =
                poison.filter(|_| first_delivery == self.deliveries.len() as u64)
            {
                // poll() throws, the application catches it and calls poll() again: the record is released.
                self.refuse_poison(cx, &data.partition, data.next, deserializer, detail);
                data.next += 1;
            } else {
                self.put_back(data);
                break;
            }
            if data.next <= data.last {
                self.put_back(data);
            }
        }
        let returned = first_delivery < self.deliveries.len() as u64;
        if returned {
            self.begin_work(cx, first_delivery);
        }
        returned
    }

    fn put_back(&mut self, data: Buffered) {
        if let Some(share) = &mut self.share {
            share.buffer.push_front(data);
        }
    }

    /// The offset after what can be returned, how many records that is, and why no more if it is not the limit.
    fn readable(&self, data: &Buffered, most: u32) -> (Offset, u32, Option<(Serializer, String)>) {
        let (mut end, mut count) = (data.next, 0);
        let inside = data.batch.iter().skip_while(|(offset, _)| *offset < data.next);
        for (offset, record) in inside.take_while(|(offset, _)| *offset <= data.last) {
            if count == most {
                break;
            }
            if let Err(poison) = self.deserialize(record.key, record.value) {
                return (end, count, Some(poison));
            }
            end = offset + 1;
            count += 1;
        }
        (end, count, None)
    }

    fn deliver_share(&mut self, cx: &mut Cx, data: &Buffered, end: Offset, count: u32) {
        let fact = Fact::RecordsDelivered {
            consumer: self.spec.name.clone(),
            run: told::run(&data.partition, data.next, count),
        };
        let max_poll_records = self.settings.max_poll_records;
        let rule = Rule::PollReturned { max_poll_records };
        cx.tell(fact, rule.by("max.poll.records", max_poll_records));
        if let Some(share) = &mut self.share {
            let offsets = (data.next.0..end.0).map(|offset| ((data.partition.clone(), Offset(offset)), false));
            share.in_hand.extend(offsets);
        }
        self.delivered += u64::from(count);
        self.deliveries.push_back(Arc::new(Delivery {
            at: cx.now,
            partition: data.partition.clone(),
            batch: data.batch.clone(),
            first: data.next,
            end,
            processed_to: data.next,
        }));
    }

    /// `ShareCompletedFetch`: what cannot be deserialized is released, and after enough deliveries archived.
    fn refuse_poison(
        &mut self,
        cx: &mut Cx,
        tp: &TopicPartition,
        offset: Offset,
        deserializer: Serializer,
        detail: String,
    ) {
        let fact = Fact::PoisonReleased {
            consumer: self.spec.name.clone(),
            topic: tp.topic.clone(),
            partition: tp.partition,
            offset: offset.0,
            error: ErrorName::Client(ClientError::RecordDeserializationException),
            detail: detail.into(),
        };
        let rule = Rule::CannotDeserialize {
            deserializer: deserializer.name().into(),
        };
        let why = rule.alone();
        cx.tell(fact, why.clone());
        self.say(tp, offset, offset, AcknowledgeType::Release, why);
    }

    /// What the leaders answered to the acknowledgements; who lost a record is told by the leader.
    pub(super) fn hear(&mut self, acknowledged: &[(TopicPartition, Result<(), KafkaError>)]) {
        for (tp, result) in acknowledged {
            if result.is_err_and(KafkaError::refreshes_metadata) {
                self.metadata.doubt(tp);
            }
        }
    }
}
