//! A minute of faults, drawn from the seed of a session: which broker crashes, is cut off or slow, which link is cut,
//! whose messages are late, doubled or lost, which consumer dies or hangs; and when each of them ends.
//!
//! What is drawn are plain commands, so that a link holds them and plays the very same minute. One fault follows the
//! other and at most one broker is harmed at a time, so that what replication promises can be seen to hold. Absent on
//! purpose: faults that do not end, and clients that appear or go.

use serde_json::{Value, json};

use super::{Command, Error, Session, Timed};
use crate::node::context::Dice;

/// So long after the first fault the last one has ended, in virtual milliseconds.
pub const LENGTH_MS: u64 = 60_000;
/// From one fault to the next, at least, and so much more at most.
const PAUSE_MS: (u64, u64) = (2_500, 4_000);
/// How long a fault lasts, at least, and so much more at most.
const LASTS_MS: (u64, u64) = (2_000, 8_000);
/// What a producer sends, and what a consumer does, as far as that can be harmed.
const OF_PRODUCERS: [&str; 1] = ["Produce"];
const OF_CONSUMERS: [&str; 2] = ["Fetch", "OffsetCommit"];

/// Draws the faults of the minute that begins now. Another moment of the same session has others.
///
/// # Errors
/// None for a session that is played: the commands name what there is.
pub fn plan(session: &Session) -> Result<Vec<Timed>, Error> {
    let now = session.now_ms();
    let mut draw = Draw {
        dice: Dice::new(session.document().seed ^ now.rotate_left(32)),
        session,
    };
    let (mut commands, mut at) = (Vec::new(), now);
    while at < now + LENGTH_MS - LASTS_MS.0 - LASTS_MS.1 {
        let until = at + draw.between(LASTS_MS);
        let (fault, end) = draw.fault();
        commands.push((at, fault));
        commands.extend(end.map(|end| (until, end)));
        at = until.max(at + draw.between(PAUSE_MS));
    }
    let timed = |(at, mut command): (u64, Value)| {
        command["at"] = at.into();
        Timed::from_json(&command.to_string())
    };
    commands.into_iter().map(timed).collect()
}

struct Draw<'a> {
    dice: Dice,
    session: &'a Session,
}

impl Draw<'_> {
    fn between(&mut self, (least, more): (u64, u64)) -> u64 {
        least + self.dice.below(more + 1)
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.dice.below(of.len() as u64) as usize).cloned()
    }

    /// A fault, and what ends it where it does not end by itself.
    fn fault(&mut self) -> (Value, Option<Value>) {
        let world = self.session.world();
        let producers: Vec<String> = world.producers().map(|one| one.spec.name.to_string()).collect();
        let consumers = world.consumers().filter(|one| one.is_alive());
        let consumers: Vec<String> = consumers.map(|one| one.spec.name.to_string()).collect();
        match self.dice.below(10) {
            0..2 => self.message(&producers, &OF_PRODUCERS),
            2..4 => self.message(&consumers, &OF_CONSUMERS),
            4..6 => self.consumer(&consumers),
            _ => None,
        }
        .unwrap_or_else(|| self.broker())
    }

    fn broker(&mut self) -> (Value, Option<Value>) {
        let brokers = u64::from(self.session.document().cluster.brokers);
        let broker = 1 + self.dice.below(brokers);
        let (fault, end) = match self.dice.below(6) {
            0..3 => (
                json!({"do": "stop_broker", "clean": false}),
                json!({"do": "start_broker"}),
            ),
            3 => (json!({"do": "cut_broker"}), json!({"do": "heal_broker"})),
            4 => self.link(broker),
            _ => {
                let by_ms = self.between((200, 2_800));
                let slow = |by_ms: u64| json!({"do": "slow_broker", "by_ms": by_ms});
                (slow(by_ms), slow(0))
            }
        };
        let of = |mut command: Value| {
            command["broker"] = broker.into();
            command
        };
        (of(fault), Some(of(end)))
    }

    /// The link between this broker and another one, or a client.
    fn link(&mut self, broker: u64) -> (Value, Value) {
        let world = self.session.world();
        let brokers = world.brokers().map(|other| other.id.0.to_string());
        let brokers = brokers.filter(|other| *other != broker.to_string());
        let producers = world.producers().map(|one| one.spec.name.to_string());
        let consumers = world.consumers().map(|one| one.spec.name.to_string());
        let ends: Vec<String> = brokers.chain(producers).chain(consumers).collect();
        let to = self.one(&ends);
        let command = |name: &str| {
            let mut command = json!({"do": name});
            if let Some(to) = &to {
                command["to"] = to.as_str().into();
            }
            command
        };
        (command("cut_broker"), command("heal_broker"))
    }

    fn message(&mut self, clients: &[String], what: &[&str]) -> Option<(Value, Option<Value>)> {
        let mut command = match self.dice.below(4) {
            0..2 => json!({"do": "lose"}),
            2 => json!({"do": "delay", "by_ms": self.between((500, 4_500))}),
            _ => json!({"do": "duplicate"}),
        };
        command["from"] = self.one(clients)?.into();
        command["what"] = self.one(what)?.into();
        command["side"] = self.one(&["request", "response"])?.into();
        Some((command, None))
    }

    fn consumer(&mut self, consumers: &[String]) -> Option<(Value, Option<Value>)> {
        let consumer = self.one(consumers)?;
        let (fault, end) = self.one(&[
            ("crash_consumer", "restart_consumer"),
            ("freeze_consumer", "thaw_consumer"),
        ])?;
        let of = |command: &str| json!({"do": command, "consumer": consumer});
        Some((of(fault), Some(of(end))))
    }
}

/// Among the commands to come is a fault, or the end of one.
pub fn is_to_come(session: &Session) -> bool {
    let concerns_fault = |command: &Command| {
        is_fault(command)
            || matches!(
                command,
                Command::LoseDisk(_)
                    | Command::StartBroker(_)
                    | Command::HealBroker(_)
                    | Command::RestartConsumer(_)
                    | Command::ThawConsumer(_)
            )
    };
    let mut upcoming = session.upcoming().iter();
    upcoming.any(|timed| concerns_fault(&timed.command))
}

/// The kinds of commands that such a plan has.
pub fn is_fault(command: &Command) -> bool {
    matches!(
        command,
        Command::StopBroker(_)
            | Command::CutBroker(_)
            | Command::SlowBroker(_)
            | Command::Lose(_)
            | Command::Delay(_)
            | Command::Duplicate(_)
            | Command::CrashConsumer(_)
            | Command::FreezeConsumer(_)
    )
}
