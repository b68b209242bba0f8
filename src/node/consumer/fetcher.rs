//! Reading: fetches to every broker that is read from, what they brought, and what poll() returns of it (`Fetcher`, `FetchCollector`).

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use crate::{
    kafka::{
        error::{ClientError, ErrorName, KafkaError},
        ids::{BrokerId, Offset, TopicPartition},
        record::RecordBatch,
        serializer::Serializer,
    },
    node::{
        api::{Fetch, FetchPartition, Fetched, FetchedPartition, Request},
        because::Because,
        consumer::{
            Assigned, Consumer, Delivery, Stuck,
            isolation::{Aborted, Verdict},
        },
        context::{Cx, NodeId},
        event::{Fact, Rule},
        told,
    },
};

/// Records that were fetched and not returned (`CompletedFetch`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FetchedData {
    pub partition: TopicPartition,
    batches: VecDeque<Arc<RecordBatch>>,
    aborted: Aborted,
}

/// How far poll() came in one partition's data.
enum Collected {
    /// `end` is the offset after the last record taken.
    Records {
        batch: Arc<RecordBatch>,
        first: Offset,
        end: Offset,
        count: u32,
    },
    /// Nothing of this batch is returned.
    PassedOver(Arc<RecordBatch>, Verdict),
    Poison {
        offset: Offset,
        deserializer: Serializer,
        detail: String,
    },
    Nothing,
}

impl Consumer {
    /// One fetch to each broker that has none under way, for the partitions with nothing in the buffer.
    pub(super) fn send_fetches(&mut self, cx: &mut Cx) {
        self.leave_offline_replicas(cx);
        let mut wanted: BTreeMap<BrokerId, Vec<FetchPartition>> = BTreeMap::new();
        // Who was served last comes last (`SubscriptionState.movePartitionToEnd`): fetch.max.bytes starves nobody.
        let assigned = self.partitions.iter();
        let mut in_turn: Vec<_> = assigned
            .filter_map(|(tp, assigned)| Some((tp, assigned, assigned.fetchable()?)))
            .collect();
        if in_turn.is_empty() {
            return;
        }
        in_turn.sort_by_key(|(_, assigned, _)| assigned.served);
        for (tp, assigned, offset) in in_turn {
            if self.fetched.iter().any(|data| data.partition == *tp) {
                continue;
            }
            let Some((leader, current_leader_epoch)) = self.metadata.current_leader(tp) else {
                self.metadata.want(&tp.topic);
                self.metadata.mark_stale();
                continue;
            };
            let max_bytes = self.settings.max_partition_fetch_bytes;
            let follower = assigned.read_replica.filter(|replica| cx.now <= replica.until);
            let broker = follower.map_or(leader, |replica| replica.broker);
            if self.fetching.values().any(|(asked, _)| *asked == broker) {
                continue;
            }
            wanted.entry(broker).or_default().push(FetchPartition {
                partition: tp.clone(),
                offset,
                current_leader_epoch,
                max_bytes,
                follower: None,
            });
        }
        for (broker, partitions) in wanted {
            self.send_fetch(cx, broker, partitions);
        }
    }

    fn send_fetch(&mut self, cx: &mut Cx, broker: BrokerId, partitions: Vec<FetchPartition>) {
        let named: Vec<TopicPartition> = partitions.iter().map(|p| p.partition.clone()).collect();
        for tp in &named {
            if let Some(assigned) = self.partitions.get_mut(tp) {
                assigned.in_flight = true;
            }
        }
        let correlation = self.next_correlation();
        self.fetching.insert(correlation, (broker, named));
        let fetch = Fetch {
            replica: None,
            rack: self.settings.rack.clone(),
            max_wait_ms: self.settings.fetch_max_wait_ms,
            min_bytes: self.settings.fetch_min_bytes,
            max_bytes: self.settings.fetch_max_bytes,
            isolation: self.settings.isolation,
            partitions,
        };
        cx.request(NodeId::Broker(broker), correlation, Request::Fetch(fetch));
    }

    pub(super) fn on_fetched(&mut self, cx: &mut Cx, correlation: u64, partitions: Vec<FetchedPartition>) {
        let Some((broker, named)) = self.fetching.remove(&correlation) else {
            return;
        };
        for tp in &named {
            if let Some(assigned) = self.partitions.get_mut(tp) {
                assigned.in_flight = false;
            }
        }
        for answer in partitions {
            let tp = answer.partition;
            // An answer for a position that is no more: somebody sought, or the partition came back anew; or it is not
            // known to be right.
            let holds = |assigned: &Assigned| assigned.is_validated && assigned.position == Some(answer.offset);
            if !self.partitions.get(&tp).is_some_and(holds) {
                continue;
            }
            match answer.result {
                Ok(data) => self.take_in(cx, correlation, broker, tp, data),
                Err(error) => self.on_fetch_error(cx, &tp, answer.offset, broker, error),
            }
        }
    }

    /// Keeps what a broker gave for poll() to return; or it said who gives it (`FetchCollector.handleInitializeSuccess`).
    fn take_in(&mut self, cx: &mut Cx, correlation: u64, broker: BrokerId, tp: TopicPartition, data: Fetched) {
        match data.preferred_read_replica {
            Some(follower) => self.read_from_follower(cx, &tp, follower),
            None => self.is_served_by(cx, &tp, broker),
        }
        if data.batches.is_empty() {
            return;
        }
        if let Some(assigned) = self.partitions.get_mut(&tp) {
            assigned.served = correlation;
        }
        self.fetched.push_back(FetchedData {
            partition: tp,
            batches: data.batches.into(),
            aborted: Aborted::new(data.aborted),
        });
    }

    /// `FetchCollector.handleInitializeErrors`.
    fn on_fetch_error(&mut self, cx: &mut Cx, tp: &TopicPartition, at: Offset, broker: BrokerId, error: KafkaError) {
        let assigned = self.partitions.get(tp);
        let was_follower = assigned.is_some_and(|assigned| assigned.read_replica() == Some(broker));
        match error {
            // The broker has yet to hear of this epoch: it is asked again.
            KafkaError::UnknownLeaderEpoch => return,
            KafkaError::OffsetOutOfRange if !was_follower => return self.out_of_range(cx, tp, at),
            // The leader knows better what there is.
            KafkaError::OffsetOutOfRange => {}
            _ if was_follower => self.metadata.mark_stale(),
            _ => self.metadata.doubt(tp),
        }
        if was_follower {
            self.read_from_leader(cx, tp, || Because::from(error).why());
        }
    }

    /// Returns up to `max.poll.records` records to the loop; false when there are none.
    pub(super) fn collect(&mut self, cx: &mut Cx) -> bool {
        let first_delivery = self.deliveries.len() as u64;
        let mut left = self.settings.max_poll_records;
        let mut turns = self.fetched.len();
        while left > 0 && turns > 0 && self.stuck.is_none() {
            let Some(mut data) = self.fetched.pop_front() else {
                break;
            };
            let Some(assigned) = self.partitions.get(&data.partition) else {
                continue;
            };
            let Some(position) = assigned.position else { continue };
            if assigned.paused || self.is_giving_up(&data.partition) {
                self.fetched.push_back(data);
                turns -= 1;
                continue;
            }
            match self.take(&mut data, position, left) {
                Collected::Nothing => {
                    turns -= 1;
                    continue;
                }
                Collected::PassedOver(batch, verdict) => self.pass_over(cx, &data.partition, &batch, verdict),
                Collected::Records {
                    batch,
                    first,
                    end,
                    count,
                } => {
                    left -= count;
                    self.deliver(cx, &data.partition, batch, first, end, count);
                }
                Collected::Poison {
                    offset,
                    deserializer,
                    detail,
                } => {
                    // What came before it is returned first; the next poll() throws.
                    if first_delivery == self.deliveries.len() as u64 {
                        self.poison(cx, data.partition.clone(), offset, deserializer, detail);
                    }
                    left = 0;
                }
            }
            self.fetched.push_front(data);
        }
        let returned = first_delivery < self.deliveries.len() as u64;
        if returned {
            self.begin_work(cx, first_delivery);
        }
        returned
    }

    /// The records of the next batch from `position` on, at most `most`.
    fn take(&self, data: &mut FetchedData, position: Offset, most: u32) -> Collected {
        let is_behind = |batch: &Arc<RecordBatch>| batch.next_offset() <= position;
        while data.batches.front().is_some_and(is_behind) {
            if let Some(batch) = data.batches.pop_front() {
                data.aborted.judge(&batch);
            }
        }
        let Some(batch) = data.batches.front() else {
            return Collected::Nothing;
        };
        let verdict = data.aborted.judge(batch);
        if verdict != Verdict::Returned {
            return Collected::PassedOver(batch.clone(), verdict);
        }
        let first = position.max(batch.base_offset);
        let (mut end, mut count) = (first, 0);
        for (offset, record) in batch.iter().skip_while(|(offset, _)| *offset < first) {
            if count == most {
                break;
            }
            if let Err((deserializer, detail)) = self.deserialize(record.key, record.value) {
                if count == 0 {
                    return Collected::Poison {
                        offset,
                        deserializer,
                        detail,
                    };
                }
                break;
            }
            end = offset + 1;
            count += 1;
        }
        Collected::Records {
            batch: batch.clone(),
            first,
            end,
            count,
        }
    }

    pub(super) fn deserialize(&self, key: Option<&[u8]>, value: Option<&[u8]>) -> Result<(), (Serializer, String)> {
        for (bytes, deserializer) in [(key, self.spec.key_deserializer), (value, self.spec.value_deserializer)] {
            if let Some(Err(error)) = bytes.map(|bytes| deserializer.check(bytes)) {
                return Err((deserializer, error.to_string()));
            }
        }
        Ok(())
    }

    fn deliver(
        &mut self,
        cx: &mut Cx,
        tp: &TopicPartition,
        batch: Arc<RecordBatch>,
        first: Offset,
        end: Offset,
        count: u32,
    ) {
        if let Some(assigned) = self.partitions.get_mut(tp) {
            assigned.position = Some(end);
            assigned.offset_epoch = Some(batch.leader_epoch);
        }
        let fact = Fact::RecordsDelivered {
            consumer: self.spec.name.clone(),
            run: told::run(tp, first, count),
        };
        let max_poll_records = self.settings.max_poll_records;
        cx.tell(
            fact,
            Rule::PollReturned { max_poll_records }.by("max.poll.records", max_poll_records),
        );
        let delivery = Delivery {
            at: cx.now,
            partition: tp.clone(),
            batch,
            first,
            end,
            processed_to: first,
        };
        self.delivered += u64::from(count);
        self.deliveries.push_back(Arc::new(delivery));
    }

    /// poll() throws, and will throw again until somebody seeks past the record (KIP-334).
    fn poison(&mut self, cx: &mut Cx, tp: TopicPartition, offset: Offset, deserializer: Serializer, detail: String) {
        let error = ErrorName::Client(ClientError::RecordDeserializationException);
        let fact = Fact::DeserializationFailed {
            consumer: self.spec.name.clone(),
            topic: tp.topic.clone(),
            partition: tp.partition,
            offset: offset.0,
            error,
            detail: detail.into(),
        };
        cx.tell(
            fact,
            Rule::CannotDeserialize {
                deserializer: deserializer.name().into(),
            }
            .alone(),
        );
        self.stuck = Some(Stuck {
            partition: tp,
            offset,
            error,
        });
    }
}
