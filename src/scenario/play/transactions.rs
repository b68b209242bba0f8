//! Transactions, as an application's own calls.

use super::{Because, Command, World, illegal_state, with_producer, words};
use crate::node::{consumer::Consumer, producer::Call};

pub(super) fn play(world: &mut World, command: &Command) {
    match command {
        Command::BeginTransaction(it) => call(world, command, &it.producer, Call::Begin),
        Command::CommitTransaction(it) => call(world, command, &it.producer, Call::Commit),
        Command::AbortTransaction(it) => call(world, command, &it.producer, Call::Abort),
        Command::SendOffsetsToTransaction(it) => send_offsets(world, command, it),
        _ => {}
    }
}

fn call(world: &mut World, command: &Command, name: &str, call: Call) {
    with_producer(world, command, name, |producer, cx| producer.call(cx, call));
}

/// `sendOffsetsToTransaction(positions, consumer.groupMetadata())`: one application has both at hand.
fn send_offsets(world: &mut World, command: &Command, it: &words::SendOffsetsToTransaction) {
    let consumer = world.consumer(&it.consumer.as_str().into());
    let progress = consumer
        .filter(|consumer| consumer.is_alive())
        .and_then(Consumer::progress);
    with_producer(world, command, &it.producer, |producer, cx| match progress {
        Some((member, offsets)) => producer.call(cx, Call::SendOffsets { member, offsets }),
        None => illegal_state(cx, command, &it.consumer, Because::ConsumerClosed),
    });
}
