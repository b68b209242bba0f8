//! A producer as its card shows it, and what is to happen to a client's messages.

use crate::{
    kafka::ids::Name,
    node::producer::{self, Phase, Producer},
    view::stage::{Answer, ProducerCard, Rate, ToHappen, TransactionCard},
    world::{World, network::Harm},
};

pub fn producer_card(world: &World, producer: &Producer) -> ProducerCard {
    let config = &producer.spec.config;
    let number = |name| config.i64(name).max(0) as u64;
    ProducerCard {
        name: producer.spec.name.clone(),
        state: match producer.state {
            producer::State::Running => "running",
            producer::State::Closing => "closing",
            producer::State::Closed => "closed",
            producer::State::Crashed => "crashed",
        },
        topic: producer.last_topic.clone(),
        acks: config.get("acks").into(),
        linger_ms: number("linger.ms"),
        batch_size: number("batch.size"),
        partitioner: config.get("partitioner.class").into(),
        compression: config.get("compression.type").into(),
        key_serializer: producer.spec.key_serializer.name().into(),
        value_serializer: producer.spec.value_serializer.name().into(),
        sending: producer.sending.values().next().map(|sending| Rate {
            topic: sending.topic.clone(),
            every_ms: sending.every_ms,
            key: sending.key.as_ref().map(|key| key.text().clone()),
            value: sending.value.as_ref().map(|value| value.text().clone()),
        }),
        buffered: producer.buffered(),
        in_flight: producer.unanswered(),
        sent: producer.counts.sent,
        acked: producer.counts.acked,
        failed: producer.counts.failed,
        last_answer: producer.last_answer.as_ref().map(|answer| Answer {
            at: answer.at,
            topic: answer.topic.clone(),
            partition: answer.partition,
            offset: answer.offset,
            latency_ms: answer.latency_ms,
            error: answer.error.map(|error| error.name().into()),
        }),
        idempotent: producer.is_idempotent(),
        transactional: producer.transactional().map(|(id, phase)| TransactionCard {
            id: id.clone(),
            phase: phase_name(phase),
        }),
        request_timeout_ms: producer.request_timeout_ms(),
        to_happen: to_happen(world, &producer.spec.name),
    }
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Initializing => "initializing",
        Phase::Ready => "ready",
        Phase::InTransaction => "in_transaction",
        Phase::Committing => "committing",
        Phase::Aborting => "aborting",
        Phase::AbortableError(_) => "abortable_error",
        Phase::FatalError(_) => "fatal_error",
    }
}

/// What is to happen to a client's messages.
pub fn to_happen(world: &World, client: &Name) -> Vec<ToHappen> {
    let mishaps = world.mishaps_of(client).map(|(mishap, count)| {
        let (harm, by_ms) = named(mishap.harm);
        ToHappen {
            api: mishap.api.clone(),
            response: mishap.response,
            harm,
            by_ms,
            count,
        }
    });
    mishaps.collect()
}

/// The word for what happens, and by how much a message is late.
pub fn named(harm: Harm) -> (&'static str, u64) {
    match harm {
        Harm::Lost => ("lost", 0),
        Harm::Late { by_ms } => ("late", by_ms),
        Harm::Twice => ("twice", 0),
    }
}
