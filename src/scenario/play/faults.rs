//! What goes wrong on purpose: brokers that stop, are slow or cut off, and what happens to messages.

use super::{Because, BrokerId, ClientError, Command, ErrorName, Fact, World};
use crate::world::network::Harm;

pub(super) fn play(world: &mut World, command: &Command) {
    let id = |broker: u32| BrokerId(broker as i32);
    match command {
        Command::StopBroker(it) => world.stop_broker(id(it.broker), it.clean),
        Command::StartBroker(it) => start_broker(world, command, id(it.broker)),
        Command::LoseDisk(it) => world.lose_disk(id(it.broker)),
        Command::CutBroker(it) => world.cut_broker(id(it.broker), it.other()),
        Command::HealBroker(it) => world.heal_broker(id(it.broker), it.other()),
        Command::SlowBroker(it) => world.slow_broker(id(it.broker), it.other(), it.by_ms),
        Command::Lose(it) => world.plan_mishap(it.mishap(Harm::Lost), it.count),
        Command::Delay(it) => world.plan_mishap(it.mishap(), it.count),
        Command::Duplicate(it) => world.plan_mishap(it.mishap(Harm::Twice), it.count),
        // Validation refuses what this version does not act on.
        _ => {}
    }
}

/// The disk of a broker is locked as long as its last process is there (`LogManager.lockLogDirs`).
fn start_broker(world: &mut World, command: &Command, broker: BrokerId) {
    if world.is_stopping(broker) {
        let fact = Fact::CommandRefused {
            command: command.name().into(),
            target: format!("B{}", broker.0).into(),
            error: ErrorName::Client(ClientError::KafkaException),
        };
        world.tell(fact, Because::StillStopping.why());
    } else {
        world.start_broker(broker);
    }
}
