//! Where a record is, and who is past it.

use crate::{
    kafka::{
        ids::{BrokerId, Offset, TopicPartition},
        record::RecordBatch,
    },
    node::image::PartitionImage,
    view::stage::{Copy, Life},
    world::World,
};

pub(super) fn life(world: &World, tp: &TopicPartition, offset: Offset, batch: &RecordBatch) -> Life {
    let placed = world.image().and_then(|image| image.partition(tp));
    let copies = |placed: &PartitionImage| {
        let copies = placed
            .replicas
            .iter()
            .map(|id| copy(world, tp, placed, *id, offset, batch));
        copies.collect()
    };
    let past = world.groups().filter(|(_, _, group)| {
        let committed = group.offsets.get(tp);
        committed.is_some_and(|committed| offset < committed.offset)
    });
    let readable = world
        .shown_replica(tp)
        .is_some_and(|replica| offset < replica.high_watermark());
    Life {
        copies: placed.map(copies).unwrap_or_default(),
        readable,
        committed: past.map(|(_, name, _)| name.clone()).collect(),
    }
}

fn copy(
    world: &World,
    tp: &TopicPartition,
    placed: &PartitionImage,
    broker: BrokerId,
    offset: Offset,
    batch: &RecordBatch,
) -> Copy {
    let replica = world.broker(broker).and_then(|broker| broker.replica(tp));
    let found = replica.and_then(|replica| replica.log.batch_at(offset));
    Copy {
        broker: broker.0,
        leads: placed.leader == Some(broker),
        has: found.is_some_and(|found| found.records == batch.records),
        reachable: !world.is_cut(broker) && !world.is_off(broker),
    }
}
