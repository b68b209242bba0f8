//! What the answers to a producer's batches mean: acknowledged, to be sent again, or given up (`Sender`).

use std::collections::BTreeMap;

use crate::{
    kafka::{
        error::{ClientError, ErrorName, KafkaError},
        ids::{Offset, TopicPartition},
    },
    node::{
        api::{Acks, Break},
        because::Because,
        context::{Cx, NodeId},
        event::{Fact, Rule, Run, Why},
        producer::{Answer, Producer, Transactions, batch::Batch},
        told,
    },
};

impl Producer {
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
            .by("acks", "1"),
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

    pub(super) fn acknowledge(&mut self, cx: &mut Cx, tp: &TopicPartition, batch: &Batch, base: Offset, why: Why) {
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
        for (_, request) in self.in_flight.iter_mut() {
            let is_late = |batch: &Batch| batch.created_ms.saturating_add(limit) <= now;
            expired.extend(request.batches.extract_if(.., |(_, batch)| is_late(batch)));
        }
        expired.iter().for_each(|(_, batch)| self.accumulator.complete(batch));
        expired
    }
}
