//! The checks of each command, against what the commands before it have named.

use super::checks::{Checked, at_most, bytes, distinct, new_name, not_empty, number, record, room};
use regex_lite::Regex;

use super::{Checker, Error, Scope, between, config, duration, join, letters, limits, mistakes, names};
use crate::scenario::command::{
    Acknowledge, AddConsumer, AddPartitions, AddProducer, AlterConfig, Command, Commit, CommitMode, CreateTopic,
    DeleteRecords, ResetOffsets, ResetTo, Seek, SeekTo, Send, StartSending,
};

impl Checker {
    pub(super) fn take_command(&mut self, command: &Command) -> Checked {
        match command {
            Command::CreateTopic(c) => self.create_topic(c),
            Command::DeleteTopic(c) => self.topic("topic", &c.topic),
            Command::AddPartitions(c) => self.add_partitions(c),
            Command::ReassignPartitions(c) => self.reassign_partitions(c),
            Command::AlterConfig(c) => self.alter_config(c),
            Command::DeleteRecords(c) => self.delete_records(c),
            Command::AddProducer(c) => self.add_producer(c),
            Command::CloseProducer(c)
            | Command::CrashProducer(c)
            | Command::RestartProducer(c)
            | Command::BeginTransaction(c)
            | Command::CommitTransaction(c)
            | Command::AbortTransaction(c) => self.producer(&c.producer),
            Command::Send(c) => self.send(c),
            Command::StartSending(c) => self.start_sending(c),
            Command::StopSending(c) => {
                self.producer(&c.producer)?;
                c.topic.as_ref().map_or(Ok(()), |topic| self.topic("topic", topic))
            }
            Command::AddConsumer(c) => self.add_consumer(c),
            Command::CrashConsumer(c) => self.consumer(&c.consumer),
            Command::CloseConsumer(c)
            | Command::RestartConsumer(c)
            | Command::FreezeConsumer(c)
            | Command::ThawConsumer(c) => self.consumer(&c.consumer),
            Command::Subscribe(c) => {
                self.consumer(&c.consumer)?;
                self.topics(&c.topics)
            }
            Command::Pause(c) | Command::Resume(c) => {
                self.consumer(&c.consumer)?;
                c.partitions
                    .as_ref()
                    .map_or(Ok(()), |list| self.partitions("partitions", list))
            }
            Command::Seek(c) => self.seek(c),
            Command::Commit(c) => self.commit(c),
            Command::Acknowledge(c) => self.acknowledge(c),
            Command::ResetOffsets(c) => self.reset_offsets(c),
            Command::DeleteGroup(c) => self.group(&c.group),
            Command::Note(c) => super::caption("text", Some(&c.text)),
            Command::StopBroker(c) | Command::StartBroker(c) => self.broker(c.broker),
            Command::LoseDisk(c) => self.broker(c.broker),
            Command::CutBroker(c) | Command::HealBroker(c) => self.cut_broker(c),
            Command::Lose(c) | Command::Duplicate(c) => self.message(c),
            Command::Delay(c) => self.delay(c),
            Command::SlowBroker(c) => self.slow_broker(c),
            Command::SendOffsetsToTransaction(c) => {
                self.producer(&c.producer)?;
                self.consumer(&c.consumer)
            }
        }
    }

    fn create_topic(&mut self, c: &CreateTopic) -> Checked {
        names::topic("topic", &c.topic)?;
        between(
            "partitions",
            u64::from(c.partitions),
            1,
            u64::from(limits::PARTITIONS_OF_TOPIC),
        )?;
        if let Some(factor) = c.replication_factor {
            between("replication_factor", u64::from(factor), 1, u64::from(limits::BROKERS))?;
        }
        config::of(Scope::Topic, "config", &c.config, self.pace)?;
        self.name_topic("topic", "partitions", &c.topic, c.partitions)
    }

    fn add_partitions(&mut self, c: &AddPartitions) -> Checked {
        self.topic("topic", &c.topic)?;
        between("total", u64::from(c.total), 1, u64::from(limits::PARTITIONS_OF_TOPIC))?;
        self.name_topic("topic", "total", &c.topic, c.total)
    }

    fn alter_config(&mut self, c: &AlterConfig) -> Checked {
        let scope = match (&c.topic, c.broker) {
            (Some(topic), None) => {
                self.topic("topic", topic)?;
                Scope::Topic
            }
            (None, Some(broker)) => {
                between("broker", u64::from(broker), 1, u64::from(self.brokers))?;
                Scope::Broker
            }
            (Some(_), Some(_)) => return Err(Error::new("broker", &mistakes::TOPIC_AND_BROKER)),
            (None, None) => return Err(Error::new("topic", &mistakes::TOPIC_OR_BROKER)),
        };
        if c.config.is_empty() {
            return Err(Error::new("config", &mistakes::NOTHING_TO_CHANGE));
        }
        config::of(scope, "config", &c.config, self.pace)
    }

    fn delete_records(&mut self, c: &DeleteRecords) -> Checked {
        self.partition("", &c.topic, c.partition)?;
        number("before_offset", c.before_offset, -1)
    }

    fn add_producer(&mut self, c: &AddProducer) -> Checked {
        names::client("producer", &c.producer)?;
        config::of(Scope::Producer, "config", &c.config, self.pace)?;
        room("producer", "producers", self.producers.len(), limits::PRODUCERS)?;
        new_name(
            "producer",
            self.producers.insert(c.producer.clone()).is_some(),
            &c.producer,
        )
    }

    fn send(&mut self, c: &Send) -> Checked {
        self.producer(&c.producer)?;
        match c.partition {
            Some(partition) => self.partition("", &c.topic, partition)?,
            None => self.topic("topic", &c.topic)?,
        }
        record(c.key.as_deref(), c.value.as_deref())?;
        at_most("headers", "headers", c.headers.len(), limits::HEADERS)?;
        c.headers.iter().try_for_each(|(name, text)| {
            bytes("headers", name)?;
            bytes(&join("headers", name), text)
        })?;
        c.timestamp.map_or(Ok(()), |time| number("timestamp", time, 0))?;
        between("count", c.count, 1, limits::RECORDS_OF_COMMAND)?;
        self.records += c.count;
        if self.records <= limits::RECORDS {
            return Ok(());
        }
        let (sum, limit) = (self.records, limits::RECORDS);
        Err(Error::new(
            "count",
            mistakes::RECORDS.with("sum", sum).with("limit", limit),
        ))
    }

    fn start_sending(&mut self, c: &StartSending) -> Checked {
        self.producer(&c.producer)?;
        self.topic("topic", &c.topic)?;
        between("every_ms", c.every_ms, 1, limits::TIME_MS)?;
        record(c.key.as_deref(), c.value.as_deref())?;
        c.count
            .map_or(Ok(()), |count| between("count", count, 1, limits::RECORDS_OF_COMMAND))
    }

    fn add_consumer(&mut self, c: &AddConsumer) -> Checked {
        names::client("consumer", &c.consumer)?;
        c.group.as_ref().map_or(Ok(()), |group| names::client("group", group))?;
        self.reads(c)?;
        config::of_consumer("config", &c.config, c.group.as_deref(), self.pace)?;
        duration("processing_ms", c.processing_ms, limits::TIME_MS)?;
        commit_mode(c)?;
        room("consumer", "consumers", self.consumers.len(), limits::CONSUMERS)?;
        new_name(
            "consumer",
            self.consumers.insert(c.consumer.clone()).is_some(),
            &c.consumer,
        )?;
        match &c.group {
            Some(group) if !self.groups.contains(group) => {
                room("group", "groups", self.groups.len(), limits::GROUPS)?;
                self.groups.insert(group.clone());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn reads(&mut self, c: &AddConsumer) -> Checked {
        let given = [
            ("topics", c.topics.is_some()),
            ("pattern", c.pattern.is_some()),
            ("assign", c.assign.is_some()),
        ];
        let mut given = given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name);
        let (Some(first), second) = (given.next(), given.next()) else {
            return Err(Error::new("topics", &mistakes::READS_NOTHING));
        };
        if let Some(second) = second {
            return Err(Error::new(second, mistakes::TOGETHER_WITH.with("other", first)));
        }
        if c.is_share() && first != "topics" {
            return Err(Error::new(first, mistakes::SHARE_READS_TOPICS.with("field", first)));
        }
        if c.group.is_none() && first != "assign" {
            return Err(Error::new("group", mistakes::NEEDS_GROUP.with("field", first)));
        }
        c.topics.as_ref().map_or(Ok(()), |list| self.topics(list))?;
        if let Some(pattern) = &c.pattern {
            not_empty("pattern", pattern.len())?;
            letters("pattern", pattern, limits::PATTERN_LETTERS)?;
            Regex::new(pattern).map_err(|error| {
                Error::new(
                    "pattern",
                    mistakes::BAD_PATTERN
                        .with("pattern", names::shown(pattern))
                        .with("parser", error.to_string()),
                )
            })?;
        }
        c.assign.as_ref().map_or(Ok(()), |list| self.partitions("assign", list))
    }

    fn seek(&mut self, c: &Seek) -> Checked {
        self.consumer(&c.consumer)?;
        match c.partition {
            Some(partition) => self.partition("", &c.topic, partition)?,
            None => self.topic("topic", &c.topic)?,
        }
        match c.to {
            SeekTo::Offset(offset) => number("to.offset", offset, 0),
            SeekTo::Timestamp(time) => number("to.timestamp", time, 0),
            SeekTo::Beginning | SeekTo::End => Ok(()),
        }
    }

    fn commit(&mut self, c: &Commit) -> Checked {
        self.consumer(&c.consumer)?;
        for (index, each) in c.offsets.iter().flatten().enumerate() {
            let place = format!("offsets[{index}]");
            self.partition(&place, &each.topic, each.partition)?;
            number(&join(&place, "offset"), each.offset, 0)?;
        }
        c.offsets
            .as_ref()
            .map_or(Ok(()), |list| not_empty("offsets", list.len()))
    }

    /// Either nothing is named, or a partition, or a record of it.
    fn acknowledge(&mut self, c: &Acknowledge) -> Checked {
        self.consumer(&c.consumer)?;
        match (&c.topic, c.partition) {
            (Some(topic), Some(partition)) => self.partition("", topic, partition)?,
            (Some(_), None) => return Err(Error::new("partition", &mistakes::MISSING)),
            (None, Some(_)) => return Err(Error::new("topic", &mistakes::MISSING)),
            (None, None) if c.offset.is_some() => return Err(Error::new("topic", &mistakes::MISSING)),
            (None, None) => {}
        }
        c.offset.map_or(Ok(()), |offset| number("offset", offset, 0))
    }

    fn reset_offsets(&mut self, c: &ResetOffsets) -> Checked {
        self.group(&c.group)?;
        self.topic("topic", &c.topic)?;
        c.partitions
            .as_ref()
            .map_or(Ok(()), |list| distinct("partitions", list))?;
        for (index, partition) in c.partitions.iter().flatten().enumerate() {
            self.within_topic(&format!("partitions[{index}]"), &c.topic, *partition)?;
        }
        c.partitions
            .as_ref()
            .map_or(Ok(()), |list| not_empty("partitions", list.len()))?;
        match c.to {
            ResetTo::Offset(offset) => number("to.offset", offset, 0),
            ResetTo::Timestamp(time) => number("to.timestamp", time, 0),
            ResetTo::ShiftBy(steps) => number("to.shift_by", steps, -limits::WHOLE_NUMBER),
            ResetTo::ByDurationMs(ms) => number("to.by_duration_ms", ms, 0),
            ResetTo::Earliest | ResetTo::Latest => Ok(()),
        }
    }
}

fn commit_mode(c: &AddConsumer) -> Checked {
    let Some(mode) = c.commit else { return Ok(()) };
    if let Some(said) = c.setting("share.acknowledgement.mode") {
        let fits = (mode == CommitMode::Auto) == (said == "implicit");
        return match fits {
            true => Ok(()),
            false => Err(Error::new(
                "commit",
                mistakes::COMMIT_AND_ACKNOWLEDGE.with("value", said),
            )),
        };
    }
    if c.group.is_none() && mode != CommitMode::Manual {
        return Err(Error::new("commit", &mistakes::COMMIT_WITHOUT_GROUP));
    }
    match (mode, c.auto_commit()) {
        (CommitMode::Auto, Some(false)) => Err(Error::new("commit", &mistakes::COMMIT_AUTO_OFF)),
        (CommitMode::Auto, _) | (_, None | Some(false)) => Ok(()),
        _ => Err(Error::new("commit", &mistakes::COMMIT_AUTO_ON)),
    }
}
