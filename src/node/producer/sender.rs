//! The producer's sender: which batches leave when, and what their answers mean (`Sender`).

use std::collections::BTreeMap;

use crate::{
    kafka::{
        error::{ClientError, ErrorName, KafkaError},
        ids::{BrokerId, Offset, TopicPartition},
        marker::InTransaction,
        record::RecordBatch,
    },
    node::{
        api::{Acks, Break, Request},
        because::Because,
        context::{Cx, NodeId, Timer},
        event::{Fact, Rule, Run, Why},
        producer::{Answer, Producer, State, Transactions, accumulator::Ready, batch::Batch},
        told,
    },
};

/// A Produce request that is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InFlight {
    broker: BrokerId,
    batches: Vec<(TopicPartition, Batch)>,
    /// Of these nothing more leaves until the answer is there, whoever leads them by then.
    muted: Vec<TopicPartition>,
}

impl InFlight {
    pub fn records(&self) -> u64 {
        self.batches.iter().map(|(_, batch)| u64::from(batch.count())).sum()
    }
}

impl Producer {
    /// Sends what is ready, as far as the connections take it (`Sender.sendProducerData`).
    pub(super) fn send_ready(&mut self, cx: &mut Cx) {
        let mut muted: Vec<BrokerId> = Vec::new();
        loop {
            let flushing = self.state == State::Closing || self.is_out_of_memory() || self.is_ending();
            let ready = self
                .accumulator
                .ready(cx.now, self.settings.linger_ms, flushing, &self.metadata);
            self.metadata_for_leaderless(&ready);
            let Some((&broker, why)) = ready.nodes.iter().find(|(broker, _)| self.has_room(**broker, &muted)) else {
                self.connect(cx, &ready);
                self.set_timers(cx, &ready);
                return;
            };
            if !self.send_to(cx, broker, why) {
                muted.push(broker);
            }
        }
    }

    fn has_room(&self, broker: BrokerId, muted: &[BrokerId]) -> bool {
        let waiting = self
            .in_flight
            .values()
            .filter(|request| request.broker == broker)
            .count() as u64;
        self.connections.is_ready(broker) && waiting < self.settings.max_in_flight && !muted.contains(&broker)
    }

    fn metadata_for_leaderless(&mut self, ready: &Ready) {
        if ready.leaderless {
            self.metadata.mark_stale();
        }
    }

    fn set_timers(&self, cx: &mut Cx, ready: &Ready) {
        match ready.next_at {
            Some(at) => cx.set_timer(Timer::Linger, at),
            None => cx.cancel_timer(Timer::Linger),
        }
        let in_flight = self.in_flight.values().flat_map(|request| &request.batches);
        let waits = in_flight
            .map(|(_, batch)| batch.created_ms)
            .chain(self.accumulator.oldest());
        match waits.min() {
            Some(created) => cx.set_timer(Timer::DeliveryTimeout, created + self.settings.delivery_timeout_ms),
            None => cx.cancel_timer(Timer::DeliveryTimeout),
        }
    }

    /// One request with the first batch of every partition that the broker leads. False when there was none.
    fn send_to(&mut self, cx: &mut Cx, broker: BrokerId, why: &Why) -> bool {
        let limit = self.settings.max_request_size;
        let numbering = self.numbering.as_mut();
        let sent = self.accumulator.drain(cx.now, broker, limit, &self.metadata, numbering);
        if sent.is_empty() {
            return false;
        }
        for (tp, batch) in &sent {
            self.tell_compressed(cx, tp, batch);
            self.tell_sent(cx, tp, batch, why);
        }
        let unwritten = |tp: &TopicPartition, batch: &Batch| {
            let numbered = self.numbering.as_ref().and_then(|own| own.of(tp, batch.id));
            Some(RecordBatch {
                numbered,
                in_transaction: match self.transactions {
                    Some(_) => InTransaction::Part,
                    None => InTransaction::No,
                },
                ..RecordBatch::unwritten(batch.records()?.clone())
            })
        };
        let payload = sent
            .iter()
            .filter_map(|(tp, batch)| Some((tp.clone(), unwritten(tp, batch)?)))
            .collect();
        self.correlation += 1;
        let request = Request::Produce {
            acks: self.settings.acks,
            timeout_ms: self.request_timeout_ms(),
            transactional_id: self.transactional().map(|(id, _)| id.clone()),
            batches: payload,
        };
        cx.request(NodeId::Broker(broker), self.correlation, request);
        if self.settings.acks == Acks::None {
            let why = Rule::AcksNone.by("acks", 0);
            for (tp, batch) in sent {
                self.acknowledge(cx, &tp, &batch, Offset(-1), why.clone());
            }
        } else {
            let muted = self.mute(&sent);
            let request = InFlight {
                broker,
                batches: sent,
                muted,
            };
            self.in_flight.insert(self.correlation, request);
        }
        true
    }

    /// With one request in flight order is guaranteed, also where another broker leads next
    /// (`Sender.guaranteeMessageOrder`).
    fn mute(&mut self, sent: &[(TopicPartition, Batch)]) -> Vec<TopicPartition> {
        if self.settings.max_in_flight != 1 {
            return Vec::new();
        }
        let muted: Vec<TopicPartition> = sent.iter().map(|(tp, _)| tp.clone()).collect();
        self.accumulator.mute(&muted);
        muted
    }

    /// The request is answered, or will not be.
    fn take_in_flight(&mut self, correlation: u64) -> Option<InFlight> {
        let request = self.in_flight.remove(&correlation)?;
        self.accumulator.unmute(&request.muted);
        Some(request)
    }

    /// Compressing happens once, when a batch leaves for the first time.
    fn tell_compressed(&mut self, cx: &mut Cx, tp: &TopicPartition, batch: &Batch) {
        let Some((compressed, why)) = batch.compressed().filter(|_| batch.attempts == 1) else {
            return;
        };
        self.counts.uncompressed_bytes += compressed.uncompressed;
        self.counts.compressed_bytes += u64::from(batch.size_bytes());
        let fact = Fact::BatchCompressed {
            producer: self.spec.name.clone(),
            topic: tp.topic.clone(),
            partition: tp.partition,
            count: batch.count(),
            codec: compressed.codec,
            uncompressed: compressed.uncompressed,
            bytes: u64::from(batch.size_bytes()),
            percent: compressed.percent,
        };
        cx.tell(fact, why);
    }

    fn tell_sent(&self, cx: &mut Cx, tp: &TopicPartition, batch: &Batch, why: &Why) {
        let why = match batch.last_error {
            Some(error) => Rule::Retried {
                attempt: batch.attempts,
                error,
            }
            .by("retries", self.settings.retries),
            None => why.clone(),
        };
        let fact = Fact::BatchSent {
            producer: self.spec.name.clone(),
            topic: tp.topic.clone(),
            partition: tp.partition,
            count: batch.count(),
            bytes: u64::from(batch.size_bytes()),
            attempt: batch.attempts,
        };
        cx.tell(fact, why);
    }

    pub(super) fn on_produced(
        &mut self,
        cx: &mut Cx,
        correlation: u64,
        partitions: Vec<(TopicPartition, Result<Offset, KafkaError>)>,
    ) {
        let Some(request) = self.take_in_flight(correlation) else {
            return;
        };
        let mut answers: BTreeMap<TopicPartition, Result<Offset, KafkaError>> = partitions.into_iter().collect();
        let why = match self.settings.acks {
            Acks::All => Rule::AcksAll {
                leader: request.broker.0,
            }
            .by("acks", "all"),
            _ => Rule::AcksLeader {
                leader: request.broker.0,
            }
            .by("acks", 1),
        };
        for (tp, batch) in request.batches {
            match answers.remove(&tp) {
                Some(Ok(offset)) => self.acknowledge(cx, &tp, &batch, offset, why.clone()),
                // The log has it, and nobody knows any more where.
                Some(Err(KafkaError::DuplicateSequenceNumber)) => {
                    self.acknowledge(cx, &tp, &batch, Offset(-1), why.clone());
                }
                Some(Err(error)) => self.refused(cx, tp, batch, error),
                None => self.refused(cx, tp, batch, KafkaError::UnknownServerError),
            }
        }
    }

    /// The connection that a request waited on ended before the answer.
    pub(super) fn on_broken(&mut self, cx: &mut Cx, correlation: u64, from: &NodeId, how: Break) {
        let NodeId::Broker(broker) = from else { return };
        let opens = self.connections.is_asked(*broker, correlation);
        if !self.lose_connection(cx.now, *broker, correlation, how) {
            return;
        }
        let is_news = self.metadata.is_news(*broker, how);
        let client = self.spec.name.clone();
        let tell = |cx: &mut Cx, api: &str| {
            if is_news {
                let (client, broker, api) = (client.clone(), broker.0, api.into());
                cx.tell(Fact::RequestUnanswered { client, broker, api }, how.why());
            }
        };
        if opens {
            return tell(cx, "ApiVersions");
        }
        if self.metadata.on_broken(cx, correlation, *broker) {
            return tell(cx, "Metadata");
        }
        if self.is_transaction_asked(correlation) {
            return self.on_transaction_broken(cx, *broker);
        }
        if self.is_producer_id_asked(correlation) {
            tell(cx, "InitProducerId");
            self.metadata.try_another_broker(*broker);
            return self.on_producer_id(cx, correlation, Err(how.error()));
        }
        let Some(request) = self.take_in_flight(correlation) else {
            return;
        };
        if how == Break::Refused {
            tell(cx, "Produce");
        }
        for (tp, batch) in request.batches {
            if how == Break::Refused {
                self.not_sent(cx, tp, batch);
            } else {
                self.refused(cx, tp, batch, how.error());
            }
        }
    }

    /// The first connection to a broker could not be opened: no attempt was made (`Sender.sendProducerData` leaves out the
    /// brokers that are not ready).
    fn not_sent(&mut self, cx: &Cx, tp: TopicPartition, mut batch: Batch) {
        batch.attempts = batch.attempts.saturating_sub(1);
        batch.not_before = cx.now + self.settings.backoff.after(1);
        self.accumulator.put_back(tp, batch, self.numbering.is_some());
    }

    fn acknowledge(&mut self, cx: &mut Cx, tp: &TopicPartition, batch: &Batch, base: Offset, why: Why) {
        let count = batch.count();
        let latency_ms = cx.now - batch.created_ms;
        self.counts.acked += u64::from(count);
        let run = match base {
            Offset(-1) => Run {
                topic: tp.topic.clone(),
                partition: tp.partition,
                offset: -1,
                last_offset: -1,
                count,
            },
            base => told::run(tp, base, count),
        };
        self.last_answer = Some(Answer {
            at: cx.now,
            topic: tp.topic.clone(),
            partition: Some(tp.partition),
            offset: Some(run.last_offset),
            latency_ms,
            error: None,
        });
        cx.tell(
            Fact::RecordAcked {
                producer: self.spec.name.clone(),
                run,
                latency_ms,
            },
            why,
        );
        if let Some(numbering) = &mut self.numbering {
            numbering.acknowledged(tp, batch.id);
        }
        self.accumulator.complete(batch);
        self.answered(batch.id);
    }

    /// An error: again where Kafka would, else for good (`Sender.completeBatch`, `canRetry`).
    fn refused(&mut self, cx: &mut Cx, tp: TopicPartition, mut batch: Batch, error: KafkaError) {
        let in_time = cx.now < batch.created_ms + self.settings.delivery_timeout_ms;
        let attempts_left = u64::from(batch.attempts) <= self.settings.retries;
        if error.refreshes_metadata() {
            self.metadata.mark_stale();
        }
        let given_up = self.transactions.as_ref().is_some_and(Transactions::drops_unsent);
        let may_retry = in_time
            && attempts_left
            && !given_up
            && match &mut self.numbering {
                Some(numbering) => numbering.can_retry(&tp, batch.id, error),
                None => error.retriable(),
            };
        if !may_retry {
            if let Some(numbering) = &mut self.numbering {
                if in_time {
                    numbering.failed(&tp, batch.id, error, !attempts_left);
                } else {
                    // As if `delivery.timeout.ms` had been looked at first: nobody knows whether the log has it.
                    numbering.expired(&tp, batch.id, true);
                }
            }
            self.accumulator.complete(&batch);
            self.batch_failed(cx, error);
            self.answered(batch.id);
            let (name, count) = (ErrorName::from(error), batch.count());
            return self.fail(
                cx,
                tp.topic,
                Some(tp.partition),
                count,
                (name, error.message().into()),
                Because::from(error).why(),
            );
        }
        self.counts.retries += 1;
        let fact = Fact::BatchRetried {
            producer: self.spec.name.clone(),
            topic: tp.topic.clone(),
            partition: tp.partition,
            count: batch.count(),
            error: error.into(),
        };
        let attempt = batch.attempts;
        cx.tell(
            fact,
            Rule::Retried {
                attempt,
                error: error.into(),
            }
            .by("retries", self.settings.retries),
        );
        batch.last_error = Some(error.into());
        batch.not_before = cx.now + self.settings.backoff.after(attempt);
        self.accumulator.put_back(tp, batch, self.numbering.is_some());
    }

    /// `delivery.timeout.ms` is over for what waits in the accumulator, or for an answer (`Sender.getExpiredInflightBatches`,
    /// `RecordAccumulator.expiredBatches`).
    pub(super) fn expire(&mut self, cx: &mut Cx) {
        let limit = self.settings.delivery_timeout_ms;
        let mut expired = self.take_expired_in_flight(cx.now);
        expired.extend(self.accumulator.take_expired(cx.now, limit));
        for (tp, batch) in expired {
            let since = cx.now - batch.created_ms;
            let detail = format!(
                "Expiring {} record(s) for {tp}: {since} ms has passed since batch creation.",
                batch.count()
            );
            if let Some(numbering) = &mut self.numbering {
                numbering.expired(&tp, batch.id, batch.last_error.is_some());
            }
            self.batch_failed(cx, KafkaError::RequestTimedOut);
            self.answered(batch.id);
            let why = Rule::TimedOut { timeout_ms: limit }.by("delivery.timeout.ms", limit);
            let error = (ErrorName::Client(ClientError::TimeoutException), detail);
            self.fail(cx, tp.topic, Some(tp.partition), batch.count(), error, why);
        }
    }

    /// The request itself goes on waiting: its answer says nothing of these any more.
    fn take_expired_in_flight(&mut self, now: u64) -> Vec<(TopicPartition, Batch)> {
        let limit = self.settings.delivery_timeout_ms;
        let mut expired = Vec::new();
        for request in self.in_flight.values_mut() {
            let is_late = |batch: &Batch| batch.created_ms.saturating_add(limit) <= now;
            expired.extend(request.batches.extract_if(.., |(_, batch)| is_late(batch)));
        }
        expired.iter().for_each(|(_, batch)| self.accumulator.complete(batch));
        expired
    }
}
