//! The producer's sender: which batches leave when (`Sender`).

use crate::{
    kafka::{
        ids::{BrokerId, Offset, TopicPartition},
        marker::InTransaction,
        record::RecordBatch,
    },
    node::{
        api::{Acks, Request},
        context::{Cx, NodeId, Timer},
        event::{Fact, Rule, Why},
        producer::{Producer, State, accumulator::Ready, batch::Batch},
    },
};

/// A Produce request that is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InFlight {
    pub(super) broker: BrokerId,
    pub(super) batches: Vec<(TopicPartition, Batch)>,
    /// Of these nothing more leaves until the answer is there, whoever leads them by then.
    pub(super) muted: Vec<TopicPartition>,
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
            let why = Rule::AcksNone.by("acks", "0");
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
    pub(super) fn take_in_flight(&mut self, correlation: u64) -> Option<InFlight> {
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
}
