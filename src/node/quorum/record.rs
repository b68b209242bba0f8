//! What an entry of the metadata log says, in the names of Kafka's own records (`metadata/src/main/resources/common/metadata`).
//!
//! Absent on purpose: their encoding, and records about features, quotas and security.

use std::fmt;

use crate::{
    kafka::ids::{BrokerId, Name},
    node::image::{Image, OFFSETS_TOPIC, PartitionImage, TRANSACTIONS_TOPIC, TopicImage},
};

use super::Entry;

/// One change to the metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetadataRecord {
    /// A voter was elected.
    LeaderChange {
        epoch: u32,
    },
    Topic {
        topic: Name,
    },
    RemoveTopic {
        topic: Name,
    },
    Partition {
        topic: Name,
        partition: u32,
        replicas: Vec<BrokerId>,
    },
    PartitionChange {
        topic: Name,
        partition: u32,
        leader: Option<BrokerId>,
        isr: Vec<BrokerId>,
    },
    Config {
        target: Name,
    },
    RegisterBroker {
        broker: BrokerId,
    },
    BrokerRegistrationChange {
        broker: BrokerId,
        fenced: bool,
        stopping: bool,
    },
    ProducerIds {
        next: i64,
    },
}

impl MetadataRecord {
    /// What an entry changes; `before` is the entry before it.
    pub fn between(before: &Entry, entry: &Entry) -> Vec<MetadataRecord> {
        let (old, new) = (&*before.image, &*entry.image);
        let mut records = Vec::new();
        if before.epoch != entry.epoch {
            let epoch = entry.epoch.0;
            records.push(MetadataRecord::LeaderChange { epoch });
        }
        brokers(old, new, &mut records);
        topics(old, new, &mut records);
        let internal = [
            (OFFSETS_TOPIC, &old.offsets, &new.offsets),
            (TRANSACTIONS_TOPIC, &old.transactions, &new.transactions),
        ];
        for (name, old, new) in internal {
            let topic = Name::from(name);
            if old.is_empty() && !new.is_empty() {
                records.push(MetadataRecord::Topic { topic: topic.clone() });
            }
            partitions(&topic, old, new, &mut records);
        }
        if old.next_producer_id != new.next_producer_id {
            let next = new.next_producer_id;
            records.push(MetadataRecord::ProducerIds { next });
        }
        records
    }
}

fn brokers(old: &Image, new: &Image, records: &mut Vec<MetadataRecord>) {
    for broker in &new.brokers {
        let broker = *broker;
        if new.registrations.get(&broker).map(|it| it.epoch) != old.registrations.get(&broker).map(|it| it.epoch) {
            records.push(MetadataRecord::RegisterBroker { broker });
        }
        let state = |image: &Image| (image.fenced.contains(&broker), image.shutting_down.contains(&broker));
        let (fenced, stopping) = state(new);
        if state(old) != (fenced, stopping) {
            records.push(MetadataRecord::BrokerRegistrationChange {
                broker,
                fenced,
                stopping,
            });
        }
        if new.broker_configs.get(&broker) != old.broker_configs.get(&broker) {
            let target = broker.0.to_string().into();
            records.push(MetadataRecord::Config { target });
        }
    }
}

fn topics(old: &Image, new: &Image, records: &mut Vec<MetadataRecord>) {
    let known = |image: &Image, name: &Name, id: u64| image.topics.get(name).is_some_and(|topic| topic.id == id);
    let gone = old.topics.iter().filter(|(name, topic)| !known(new, name, topic.id));
    for (topic, _) in gone {
        let topic = topic.clone();
        records.push(MetadataRecord::RemoveTopic { topic });
    }
    for (name, topic) in &new.topics {
        let before = old.topics.get(name).filter(|before| before.id == topic.id);
        if before.is_none() {
            records.push(MetadataRecord::Topic { topic: name.clone() });
        }
        let set = |topic: Option<&TopicImage>| topic.map(|topic| topic.config.clone());
        if before.is_some() && set(before) != set(Some(topic)) {
            records.push(MetadataRecord::Config { target: name.clone() });
        }
        let placed = before.map_or(&[][..], |before| &before.partitions);
        partitions(name, placed, &topic.partitions, records);
    }
}

fn partitions(topic: &Name, old: &[PartitionImage], new: &[PartitionImage], records: &mut Vec<MetadataRecord>) {
    for (partition, placed) in (0..).zip(new) {
        let topic = topic.clone();
        match old.get(partition as usize) {
            None => records.push(MetadataRecord::Partition {
                topic,
                partition,
                replicas: placed.replicas.clone(),
            }),
            Some(before) if before != placed => records.push(MetadataRecord::PartitionChange {
                topic,
                partition,
                leader: placed.leader,
                isr: placed.isr.clone(),
            }),
            Some(_) => {}
        }
    }
}

impl fmt::Display for MetadataRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MetadataRecord::LeaderChange { epoch } => write!(f, "LeaderChangeMessage epoch {epoch}"),
            MetadataRecord::Topic { topic } => write!(f, "TopicRecord {topic}"),
            MetadataRecord::RemoveTopic { topic } => write!(f, "RemoveTopicRecord {topic}"),
            MetadataRecord::Partition {
                topic,
                partition,
                replicas,
            } => write!(f, "PartitionRecord {topic}-{partition} replicas {}", numbers(replicas)),
            MetadataRecord::PartitionChange {
                topic,
                partition,
                leader,
                isr,
            } => {
                let leader = leader.map_or(-1, |leader| leader.0);
                let isr = numbers(isr);
                write!(f, "PartitionChangeRecord {topic}-{partition} leader {leader} isr {isr}")
            }
            MetadataRecord::Config { target } => write!(f, "ConfigRecord {target}"),
            MetadataRecord::RegisterBroker { broker } => write!(f, "RegisterBrokerRecord {}", broker.0),
            MetadataRecord::BrokerRegistrationChange {
                broker,
                fenced,
                stopping,
            } => {
                let state = match (fenced, stopping) {
                    (true, _) => "FENCE",
                    (false, true) => "IN_CONTROLLED_SHUTDOWN",
                    (false, false) => "UNFENCE",
                };
                write!(f, "BrokerRegistrationChangeRecord {} {state}", broker.0)
            }
            MetadataRecord::ProducerIds { next } => write!(f, "ProducerIdsRecord next {next}"),
        }
    }
}

fn numbers(brokers: &[BrokerId]) -> String {
    let numbers: Vec<String> = brokers.iter().map(|id| id.0.to_string()).collect();
    format!("[{}]", numbers.join(","))
}
