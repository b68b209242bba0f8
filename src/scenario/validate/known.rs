//! What the commands before have named: topics and their partitions, clients, groups.

use super::checks::{Checked, at_most, distinct, not_empty, room};
use super::{Checker, Error, join, limits, mistakes, names};
use crate::kafka::reason::Mistake;
use crate::node::image::OFFSETS_TOPIC;
use crate::scenario::fields::TopicPartition;
use crate::scenario::near;

impl Checker {
    /// A topic that a command before has created, or that the cluster creates by itself, or Kafka's own.
    pub(super) fn topic(&mut self, path: &str, name: &str) -> Checked {
        names::topic(path, name)?;
        if self.topics.contains_key(name) || name == OFFSETS_TOPIC {
            return Ok(());
        }
        match self.auto_create {
            Some(partitions) => self.name_topic(path, path, name, partitions),
            None => Err(unknown(path, &mistakes::NO_TOPIC, name, self.topics.keys())),
        }
    }

    pub(super) fn topics(&mut self, list: &[String]) -> Checked {
        not_empty("topics", list.len())?;
        at_most("topics", "topics", list.len(), limits::TOPICS)?;
        distinct("topics", list)?;
        list.iter()
            .enumerate()
            .try_for_each(|(index, name)| self.topic(&format!("topics[{index}]"), name))
    }

    /// A name has so many partitions from now on, or has had more: what was deleted and created again counts with the
    /// most that it ever had, because only the run knows which of the commands succeed.
    pub(super) fn name_topic(&mut self, topic_path: &str, number_path: &str, name: &str, partitions: u32) -> Checked {
        let before = self.topics.get(name).copied();
        if before.is_none() {
            room(topic_path, "topics", self.topics.len(), limits::TOPICS)?;
        }
        let most = partitions.max(before.unwrap_or(0));
        self.partitions += most - before.unwrap_or(0);
        if self.partitions > limits::PARTITIONS {
            let (sum, limit) = (self.partitions, limits::PARTITIONS);
            let reason = mistakes::PARTITIONS.with("sum", sum).with("limit", limit);
            return Err(Error::new(number_path, reason));
        }
        self.topics.insert(name.to_owned(), most);
        Ok(())
    }

    pub(super) fn partition(&mut self, path: &str, topic: &str, partition: u32) -> Checked {
        self.topic(&join(path, "topic"), topic)?;
        self.within_topic(&join(path, "partition"), topic, partition)
    }

    pub(super) fn within_topic(&self, path: &str, topic: &str, partition: u32) -> Checked {
        let own = || {
            if topic == OFFSETS_TOPIC {
                self.offsets_partitions
            } else {
                0
            }
        };
        let partitions = self.topics.get(topic).copied().unwrap_or_else(own);
        if partition < partitions {
            return Ok(());
        }
        let last = partitions.saturating_sub(1);
        let mistake = match partitions {
            1 => &mistakes::NO_PARTITION_OF_ONE,
            _ => &mistakes::NO_PARTITION,
        };
        let reason = mistake.with("topic", topic).with("partition", partition);
        Err(Error::new(path, reason.with("last", last)))
    }

    pub(super) fn partitions(&mut self, path: &str, list: &[TopicPartition]) -> Checked {
        not_empty(path, list.len())?;
        distinct(path, list)?;
        list.iter()
            .enumerate()
            .try_for_each(|(index, each)| self.partition(&format!("{path}[{index}]"), &each.topic, each.partition))
    }

    pub(super) fn producer(&self, name: &str) -> Checked {
        let known = self.producers.contains(name);
        if known {
            Ok(())
        } else {
            Err(unknown("producer", &mistakes::NO_PRODUCER, name, self.producers.iter()))
        }
    }

    pub(super) fn consumer(&self, name: &str) -> Checked {
        let known = self.consumers.contains(name);
        if known {
            Ok(())
        } else {
            Err(unknown("consumer", &mistakes::NO_CONSUMER, name, self.consumers.iter()))
        }
    }

    /// Who can ask a broker something: a client by its name, a broker by its number.
    pub(super) fn asker(&self, path: &str, name: &str) -> Checked {
        let brokers: Vec<String> = (1..=self.brokers).map(|broker| broker.to_string()).collect();
        let known = || self.producers.iter().chain(self.consumers.iter()).chain(&brokers);
        if known().any(|own| own == name) {
            Ok(())
        } else {
            Err(unknown(path, &mistakes::NO_ASKER, name, known()))
        }
    }

    pub(super) fn group(&self, name: &str) -> Checked {
        let known = self.groups.contains(name);
        if known {
            Ok(())
        } else {
            Err(unknown("group", &mistakes::NO_GROUP, name, self.groups.iter()))
        }
    }
}

fn unknown<'a>(path: &str, mistake: &'static Mistake, name: &str, known: impl Iterator<Item = &'a String>) -> Error {
    let known: Vec<&str> = known.map(String::as_str).collect();
    let near = near::did_you_mean(name, &known);
    Error::new(path, mistake.with("name", names::shown(name)).with("near", near))
}
