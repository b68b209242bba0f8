//! What a person asks for: every command of the vocabulary, typed.
//!
//! The table below is the one place where a command gets its name. To add one: its fields as a struct in `cluster`,
//! `producer` or `consumer`, a row here, its checks in `validate`, and a row at the end of the link's table.

mod cluster;
mod consumer;
mod producer;

pub use cluster::*;
pub use consumer::*;
pub use producer::*;

use super::Error;
use super::read::{self, Fields};
use super::{mistakes, near};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// A command with the virtual time at which it applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timed {
    /// Virtual milliseconds since the start.
    pub at: u64,
    /// What is asked for.
    #[serde(flatten)]
    pub command: Command,
}

macro_rules! commands {
    ($($(#[$doc:meta])* $name:literal => $variant:ident($fields:ty),)*) => {
        /// What a person asks for.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(tag = "do")]
        pub enum Command {
            $($(#[$doc])* #[serde(rename = $name)] $variant($fields),)*
        }

        impl Command {
            /// The names of all commands, as `do` has them.
            pub const NAMES: &[&str] = &[$($name),*];

            /// The name, as `do` has it.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Command::$variant(_) => $name,)*
                }
            }

            fn of(name: &str, fields: Fields) -> Result<Command, Error> {
                match name {
                    $($name => fields.into().map(Command::$variant),)*
                    other => Err(unknown(other)),
                }
            }
        }
    };
}

commands! {
    /// A topic appears.
    "create_topic" => CreateTopic(CreateTopic),
    /// A topic goes, with its records.
    "delete_topic" => DeleteTopic(TopicName),
    /// A topic gets more partitions.
    "add_partitions" => AddPartitions(AddPartitions),
    /// Partitions move to other brokers.
    "reassign_partitions" => ReassignPartitions(ReassignPartitions),
    /// The configuration of a topic or a broker changes while it runs.
    "alter_config" => AlterConfig(AlterConfig),
    /// The oldest records of a partition go.
    "delete_records" => DeleteRecords(DeleteRecords),
    /// A broker stops, cleanly or as if the power went.
    "stop_broker" => StopBroker(BrokerPower),
    /// A broker starts again.
    "start_broker" => StartBroker(BrokerPower),
    /// A broker loses its disk, with all that it stored.
    "lose_disk" => LoseDisk(BrokerId),
    /// A broker is cut off from the network, or one of its links is cut.
    "cut_broker" => CutBroker(CutBroker),
    /// A broker is back in the network, or one of its links is whole again.
    "heal_broker" => HealBroker(CutBroker),
    /// The next messages of a kind are lost on their way.
    "lose" => Lose(Message),
    /// They are late.
    "delay" => Delay(Delay),
    /// They arrive twice.
    "duplicate" => Duplicate(Message),
    /// A broker, or one of its links, gets slow.
    "slow_broker" => SlowBroker(SlowBroker),
    /// A producer appears.
    "add_producer" => AddProducer(AddProducer),
    /// A producer flushes and closes.
    "close_producer" => CloseProducer(ProducerName),
    /// A producer dies with what it had not sent.
    "crash_producer" => CrashProducer(ProducerName),
    /// A producer starts again, as a new process.
    "restart_producer" => RestartProducer(ProducerName),
    /// Records are given to a producer.
    "send" => Send(Send),
    /// A producer gets a record again and again.
    "start_sending" => StartSending(StartSending),
    /// That ends.
    "stop_sending" => StopSending(StopSending),
    /// A producer begins a transaction.
    "begin_transaction" => BeginTransaction(ProducerName),
    /// A producer commits its transaction.
    "commit_transaction" => CommitTransaction(ProducerName),
    /// A producer aborts its transaction.
    "abort_transaction" => AbortTransaction(ProducerName),
    /// The progress of a consumer becomes part of a producer's transaction.
    "send_offsets_to_transaction" => SendOffsetsToTransaction(SendOffsetsToTransaction),
    /// A consumer appears.
    "add_consumer" => AddConsumer(AddConsumer),
    /// A consumer leaves its group and closes.
    "close_consumer" => CloseConsumer(ConsumerName),
    /// A consumer dies without a word to its group.
    "crash_consumer" => CrashConsumer(CrashConsumer),
    /// A consumer starts again, as a new process.
    "restart_consumer" => RestartConsumer(ConsumerName),
    /// A consumer stops calling poll; its heartbeats go on.
    "freeze_consumer" => FreezeConsumer(ConsumerName),
    /// A consumer calls poll again.
    "thaw_consumer" => ThawConsumer(ConsumerName),
    /// A consumer subscribes to other topics.
    "subscribe" => Subscribe(Subscribe),
    /// A consumer no longer fetches some partitions, or all of its own.
    "pause" => Pause(Partitions),
    /// A consumer fetches them again.
    "resume" => Resume(Partitions),
    /// A consumer goes on reading at another place.
    "seek" => Seek(Seek),
    /// A consumer commits its progress.
    "commit" => Commit(Commit),
    /// A share consumer says what became of records that it was given.
    "acknowledge" => Acknowledge(Acknowledge),
    /// The progress of a group without members is moved.
    "reset_offsets" => ResetOffsets(ResetOffsets),
    /// A group goes, with its progress.
    "delete_group" => DeleteGroup(GroupName),
    /// A caption; it changes nothing.
    "note" => Note(Note),
}

impl Command {
    /// Reads a command that has no time yet: `{"do": "send", …}`.
    ///
    /// # Errors
    /// The place within the command, and the reason.
    pub fn from_json(json: &str) -> Result<Command, Error> {
        read::text::<Fields>(json)?.command()
    }
}

impl Timed {
    /// Reads a command with its time: `{"at": 0, "do": "send", …}`.
    ///
    /// # Errors
    /// The place within the command, and the reason.
    pub fn from_json(json: &str) -> Result<Timed, Error> {
        read::text::<Fields>(json)?.timed()
    }
}

impl Fields {
    /// Reads the fields as a command with its time.
    pub(super) fn timed(mut self) -> Result<Timed, Error> {
        let at = self.take("at").ok_or_else(|| Error::new("at", &mistakes::MISSING))?;
        let at = read::value(&at).map_err(|error| error.within("at"))?;
        Ok(Timed {
            at,
            command: self.command()?,
        })
    }

    fn command(mut self) -> Result<Command, Error> {
        let name = self.take("do").ok_or_else(|| Error::new("do", &mistakes::MISSING))?;
        let name: String = read::value(&name).map_err(|error| error.within("do"))?;
        Command::of(&name, self)
    }
}

fn unknown(name: &str) -> Error {
    let all = || mistakes::COMMANDS_ARE.with("names", Command::NAMES.join(", "));
    let hint = near::did_you_mean(name, Command::NAMES).unwrap_or_else(all);
    Error::new("do", mistakes::UNKNOWN_COMMAND.with("name", name).with("hint", hint))
}

// For those who hold a command inside a type of their own; the place is then part of the message.

impl<'de> Deserialize<'de> for Command {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer)?.command().map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Timed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer)?.timed().map_err(D::Error::custom)
    }
}
