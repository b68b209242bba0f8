//! A producer as its card shows it, and what is to be lost of a client's messages.

use crate::{
    kafka::ids::Name,
    node::producer::{self, Producer},
    view::stage::{Answer, ProducerCard, Rate, ToLose},
    world::World,
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
        request_timeout_ms: producer.request_timeout_ms(),
        to_lose: to_lose(world, &producer.spec.name),
    }
}

/// What is to be lost of a client's messages.
pub fn to_lose(world: &World, client: &Name) -> Vec<ToLose> {
    let losses = world.losses_of(client).map(|(loss, count)| ToLose {
        api: loss.api.clone(),
        response: loss.response,
        count,
    });
    losses.collect()
}
