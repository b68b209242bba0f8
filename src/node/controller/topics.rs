//! Topics: created, given partitions, deleted (`ReplicationControlManager`).

use super::{Controller, refuse, set_all, unknown_topic};
use crate::{
    kafka::{
        error::KafkaError,
        ids::Name,
        leadership::Leadership,
        placement::{self, UsableBroker},
    },
    node::{
        api::Refusal,
        because::Because,
        context::{Cx, Dice},
        event::{Fact, Rule, TransactionRule},
        image::{Image, PartitionImage, TRANSACTIONS_TOPIC, TopicImage, is_internal},
    },
};

impl Controller {
    pub(super) fn create_topic(
        &mut self,
        cx: &mut Cx,
        topic: Name,
        partitions: u32,
        replication_factor: Option<u32>,
        config: Vec<(Name, Name)>,
        client: Option<Name>,
    ) -> Result<(), Refusal> {
        if self.image.topics.contains_key(&topic) || is_internal(&topic) {
            return refuse(KafkaError::TopicAlreadyExists, Because::TopicExists { topic });
        }
        // Metric names cannot tell the two apart (`ReplicationControlManager.validateNewTopicNames`).
        let plain = |name: &Name| name.replace('.', "_");
        if let Some(other) = self.image.topics.keys().find(|other| plain(other) == plain(&topic)) {
            return refuse(
                KafkaError::InvalidTopicException,
                Because::TopicCollides {
                    topic,
                    other: other.clone(),
                },
            );
        }
        let default = self.image.config.i64("default.replication.factor").max(1) as u32;
        let replication_factor = replication_factor.unwrap_or(default);
        self.check_replication_factor(replication_factor)?;
        let mut settings = Image::topic_config(self.pace);
        set_all(&mut settings, &config)?;
        let first = self.image.placed;
        let placed = self.place(first, partitions, replication_factor);
        let id = first + 1;
        let image = TopicImage {
            id,
            config: settings,
            partitions: placed,
        };
        self.change(|next| {
            next.placed = id;
            next.topics.insert(topic.clone(), image);
        });
        let why = match client {
            None => Rule::Asked.alone(),
            Some(client) => Rule::AutoCreated { client }.by("auto.create.topics.enable", true),
        };
        cx.tell(
            Fact::TopicCreated {
                topic,
                partitions,
                replication_factor,
            },
            why,
        );
        Ok(())
    }

    /// Simplified: on as many brokers as there are, where `transaction.state.log.replication.factor` asks for more; Kafka would
    /// go on refusing. It begins with the first broker, as `__consumer_offsets` does.
    pub(super) fn create_transactions_topic(
        &mut self,
        cx: &mut Cx,
        partitions: u32,
        wanted: u32,
    ) -> Result<(), Refusal> {
        if !self.image.transactions.is_empty() {
            let topic = TRANSACTIONS_TOPIC.into();
            return refuse(KafkaError::TopicAlreadyExists, Because::TopicExists { topic });
        }
        let brokers = (self.image.brokers.len() - self.image.fenced.len()) as u32;
        let replication_factor = wanted.min(brokers).max(1);
        let placed = placement::place(
            &self.usable(),
            0,
            (partitions, replication_factor),
            placement::unshuffled,
        );
        let placed: Vec<PartitionImage> = placed.into_iter().map(Leadership::new).collect();
        self.change(|next| next.transactions = placed.into());
        let why = Rule::from(TransactionRule::FirstTransactionalId);
        cx.tell(
            Fact::TopicCreated {
                topic: TRANSACTIONS_TOPIC.into(),
                partitions,
                replication_factor,
            },
            why.by("transaction.state.log.replication.factor", wanted),
        );
        Ok(())
    }

    pub(super) fn create_partitions(&mut self, cx: &mut Cx, topic: Name, total: u32) -> Result<(), Refusal> {
        let Some(image) = self.image.topics.get(&topic) else {
            return unknown_topic(&topic);
        };
        let from = image.partitions.len() as u32;
        if total <= from {
            return refuse(
                KafkaError::InvalidPartitions,
                Because::NoIncrease { topic, from, total },
            );
        }
        let first = image.id.saturating_sub(1) + u64::from(from);
        let replication_factor = image
            .partitions
            .first()
            .map_or(1, |placed| placed.replicas.len() as u32);
        self.check_replication_factor(replication_factor)?;
        let added = self.place(first, total - from, replication_factor);
        self.change(|next| {
            if let Some(image) = next.topics.get_mut(&topic) {
                image.partitions.extend(added);
            }
        });
        cx.tell(Fact::PartitionsAdded { topic, from, total }, Rule::Asked.alone());
        Ok(())
    }

    pub(super) fn delete_topic(&mut self, cx: &mut Cx, topic: Name) -> Result<(), Refusal> {
        if !self.image.topics.contains_key(&topic) {
            return unknown_topic(&topic);
        }
        self.change(|next| {
            next.topics.remove(&topic);
        });
        cx.tell(Fact::TopicDeleted { topic }, Rule::Asked.alone());
        Ok(())
    }

    /// There have to be as many brokers that are alive (`StripedReplicaPlacer.throwInvalidReplicationFactorIfTooFewBrokers`).
    fn check_replication_factor(&self, replication_factor: u32) -> Result<(), Refusal> {
        let brokers = (self.image.brokers.len() - self.image.fenced.len()) as u32;
        if replication_factor <= brokers {
            return Ok(());
        }
        let because = Because::TooFewBrokers {
            replication_factor,
            brokers,
        };
        refuse(KafkaError::InvalidReplicationFactor, because)
    }

    /// Goes round the brokers, as `StripedReplicaPlacer` does; but the round begins where the last topic's began
    /// plus one, instead of at random, so that a first lesson looks the same on every seed. What is shuffled after a round
    /// has dice of its own: what clients see does not depend on it.
    fn place(&self, first: u64, partitions: u32, replication_factor: u32) -> Vec<PartitionImage> {
        let mut dice = Dice::new(first);
        let placed = placement::place(&self.usable(), first, (partitions, replication_factor), |bound| {
            dice.below(bound)
        });
        placed.into_iter().map(Leadership::new).collect()
    }

    fn usable(&self) -> Vec<UsableBroker> {
        let usable = |id: &_| UsableBroker {
            id: *id,
            rack: self.image.rack(*id),
            fenced: self.image.fenced.contains(id),
        };
        self.image.brokers.iter().map(usable).collect()
    }
}
