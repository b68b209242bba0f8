//! Where a partition lies: each of its replicas, and what is on its way to another broker.

use crate::{
    kafka::ids::{BrokerId, TopicPartition},
    node::image::PartitionImage,
    view::thing::{Extra, Piece, Row},
    world::World,
};

/// The replicas, the preferred leader first; and what a reassignment waits for.
pub(super) fn rows(world: &World, tp: &TopicPartition) -> Vec<Row> {
    let Some(placed) = world.image().and_then(|image| image.partition(tp)) else {
        return Vec::new();
    };
    let replicas = placed.replicas.iter().map(|id| replica(world, tp, placed, *id));
    let mut rows = vec![Row::list("replicas", replicas.collect())];
    if !placed.elr.is_empty() {
        rows.push(after_sync("eligible", &placed.elr, "said-eligible"));
    }
    if let Some(last) = placed.last_known {
        rows.push(after_sync("led-last", &[last], "said-led-last"));
    }
    if placed.is_reassigning() {
        let told = |id: &BrokerId, word: &'static str| vec![Piece::broker(id.0), Piece::text(" · "), Piece::word(word)];
        let comes = placed.adding.iter().map(|id| match placed.isr.contains(id) {
            true => told(id, "said-has-come"),
            false => told(id, "said-comes"),
        });
        let goes = placed.removing.iter().map(|id| told(id, "said-goes"));
        rows.push(Row::list("reassignment", comes.chain(goes).collect()));
    }
    rows
}

/// Who may lead without being in sync, and what that is for.
fn after_sync(label: &'static str, brokers: &[BrokerId], what_for: &'static str) -> Row {
    let mut line = Vec::new();
    for broker in brokers {
        line.extend([Piece::broker(broker.0), Piece::text(" ")]);
    }
    Row::list(label, vec![line, vec![Piece::word(what_for)]])
}

/// What can be done with it.
pub(super) fn extra(world: &World, tp: &TopicPartition) -> Extra {
    let placed = world.image().and_then(|image| image.partition(tp));
    Extra::Placed {
        moves: placed.is_some_and(PartitionImage::is_reassigning),
    }
}

fn replica(world: &World, tp: &TopicPartition, placed: &PartitionImage, id: BrokerId) -> Vec<Piece> {
    let end = |id: BrokerId| Some(world.broker(id)?.replica(tp)?.log.log_end_offset().0);
    let whole = world
        .shown_replica(tp)
        .map_or(0, |replica| replica.log.log_end_offset().0);
    let behind = (whole - end(id).unwrap_or(0)).max(0);
    let state = match (placed.leader == Some(id), placed.isr.contains(&id)) {
        (true, _) => Piece::word("said-leading"),
        (false, true) => Piece::word("said-in-sync"),
        (false, false) => Piece::Said("said-out-of-sync", vec![("behind", behind.into())]),
    };
    vec![Piece::broker(id.0), Piece::text(" · "), state]
}
