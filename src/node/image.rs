//! How the cluster is: what the controller decides and the brokers are told (`MetadataImage`).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    kafka::{
        config::{Config, Pace, Scope, broker_synonym},
        ids::{BrokerId, Name, TopicPartition},
        java,
        leadership::Leadership,
        placement::{self, UsableBroker},
    },
    node::api::TopicMetadata,
};

/// The topic in which coordinators keep what they know. It is there from the start, and no part of `Image::topics`:
/// Kafka creates it when a coordinator is first looked for, and nobody can tell the difference here.
pub const OFFSETS_TOPIC: &str = "__consumer_offsets";

/// The topic in which transaction coordinators keep what they know. It is created when the coordinator of a
/// `transactional.id` is first looked for (`AutoTopicCreationManager`).
pub const TRANSACTIONS_TOPIC: &str = "__transaction_state";

/// A topic that only brokers write to (`Topic.isInternal`).
pub fn is_internal(topic: &str) -> bool {
    topic == OFFSETS_TOPIC || topic == TRANSACTIONS_TOPIC
}

/// One version of the cluster's metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Grows with every change: the offset in the metadata log after which the cluster is like this.
    pub version: u64,
    /// The brokers that vote for the active controller, and store the metadata log.
    pub voters: Vec<BrokerId>,
    /// All that are registered.
    pub brokers: Vec<BrokerId>,
    /// Of those that have started anew.
    pub registrations: BTreeMap<BrokerId, Registration>,
    /// Those that the controller has not heard of for too long, or that have gone: they lead nothing.
    pub fenced: BTreeSet<BrokerId>,
    /// Those that are going, in order.
    pub shutting_down: BTreeSet<BrokerId>,
    /// Cluster-wide broker configuration.
    pub config: Config,
    pub broker_configs: BTreeMap<BrokerId, Config>,
    pub topics: BTreeMap<Name, TopicImage>,
    /// The partitions of `__consumer_offsets`.
    pub offsets: Arc<Vec<PartitionImage>>,
    /// The partitions of `__transaction_state`, once it was created.
    pub transactions: Arc<Vec<PartitionImage>>,
    /// How many topics were ever placed: the next one begins at another broker.
    pub placed: u64,
    /// Where the next block of producer ids begins (`ProducerIdsRecord`).
    pub next_producer_id: i64,
}

/// What a broker said when it started (`RegisterBrokerRecord`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Which process of the broker it is: the first one has 0.
    pub epoch: u64,
    /// The version of the metadata since which it is registered.
    pub version: u64,
    /// It came back with another disk, and has not been heard of since.
    pub new_disk: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicImage {
    /// Tells a topic from an earlier one of the same name (KIP-516).
    pub id: u64,
    /// What was set by hand for this topic.
    pub config: Config,
    pub partitions: Vec<PartitionImage>,
}

/// A partition as the controller registers it.
pub type PartitionImage = Leadership;

impl Image {
    pub fn new(brokers: u32, config: Config) -> Self {
        let ids: Vec<BrokerId> = (1..=brokers as i32).map(BrokerId).collect();
        Image {
            version: 1,
            voters: voters_of(&ids),
            registrations: BTreeMap::new(),
            offsets: Arc::new(place_offsets(&ids, &config)),
            transactions: Arc::default(),
            brokers: ids,
            fenced: BTreeSet::new(),
            shutting_down: BTreeSet::new(),
            config,
            broker_configs: BTreeMap::new(),
            topics: BTreeMap::new(),
            placed: 0,
            next_producer_id: 0,
        }
    }

    /// Which process of a broker is registered: the first one has 0.
    pub fn broker_epoch(&self, broker: BrokerId) -> u64 {
        self.registrations.get(&broker).map_or(0, |registered| registered.epoch)
    }

    pub fn partition(&self, partition: &TopicPartition) -> Option<&PartitionImage> {
        self.partitions_of(&partition.topic)?.get(partition.partition as usize)
    }

    fn partitions_of(&self, topic: &str) -> Option<&Vec<PartitionImage>> {
        match topic {
            OFFSETS_TOPIC => Some(&*self.offsets),
            TRANSACTIONS_TOPIC => Some(&*self.transactions).filter(|placed| !placed.is_empty()),
            _ => Some(&self.topics.get(topic)?.partitions),
        }
    }

    /// Kafka's own topics with their partitions.
    pub fn internal(&self) -> [(&'static str, &Arc<Vec<PartitionImage>>); 2] {
        [(OFFSETS_TOPIC, &self.offsets), (TRANSACTIONS_TOPIC, &self.transactions)]
    }

    /// Registers a partition's new state.
    pub fn set_partition(&mut self, tp: &TopicPartition, next: PartitionImage) {
        let partitions = match &*tp.topic {
            OFFSETS_TOPIC => Some(Arc::make_mut(&mut self.offsets)),
            TRANSACTIONS_TOPIC => Some(Arc::make_mut(&mut self.transactions)),
            topic => self.topics.get_mut(topic).map(|topic| &mut topic.partitions),
        };
        if let Some(placed) = partitions.and_then(|partitions| partitions.get_mut(tp.partition as usize)) {
            *placed = next;
        }
    }

    /// A broker that may lead and be in sync (`ClusterControlManager.isActive`).
    pub fn is_active(&self, broker: BrokerId) -> bool {
        self.brokers.contains(&broker) && !self.fenced.contains(&broker) && !self.shutting_down.contains(&broker)
    }

    /// `broker.rack` of a broker.
    pub fn rack(&self, broker: BrokerId) -> Option<Name> {
        let own = self.broker_configs.get(&broker)?.get("broker.rack");
        Some(own).filter(|rack| !rack.is_empty()).map(Name::from)
    }

    /// A setting of a broker: its own, else the cluster's.
    pub fn broker_setting(&self, broker: BrokerId, name: &str) -> &str {
        let own = self.broker_configs.get(&broker).filter(|own| own.is_set(name));
        own.unwrap_or(&self.config).get(name)
    }

    /// `min.insync.replicas` of a topic, but not more than its first partition has replicas
    /// (`ReplicationControlManager.getTopicEffectiveMinIsr`).
    pub fn min_isr(&self, tp: &TopicPartition) -> u32 {
        let setting = self.setting_of(tp, "min.insync.replicas").parse().unwrap_or(1);
        let first = self.partition(&TopicPartition::new(&tp.topic, 0));
        first.map_or(setting, |first| setting.min(first.replicas.len() as u32))
    }

    /// `unclean.leader.election.enable` of a topic.
    pub fn elects_unclean(&self, tp: &TopicPartition) -> bool {
        self.setting_of(tp, "unclean.leader.election.enable") == "true"
    }

    fn setting_of<'a>(&'a self, tp: &TopicPartition, name: &str) -> &'a str {
        match self.topics.get(&tp.topic) {
            Some(topic) => self.topic_setting(topic, name),
            None if *tp.topic == *TRANSACTIONS_TOPIC && name == "min.insync.replicas" => {
                self.config.get("transaction.state.log.min.isr")
            }
            // Kafka's own topics have no settings of their own for what is asked here.
            None => self.config.get(name),
        }
    }

    /// Who leads a partition, of Kafka's own topic too; `None` also where there is no such partition.
    pub fn leader(&self, tp: &TopicPartition) -> Option<BrokerId> {
        self.partition(tp)?.leader
    }

    /// What clients are told of a topic; `None` where there is no such topic.
    pub fn metadata(&self, topic: &str) -> Option<TopicMetadata> {
        // Kafka's own topics are never deleted, so they need no id.
        let id = self.topics.get(topic).map_or(0, |topic| topic.id);
        let partitions = self.partitions_of(topic)?;
        let online = |placed: &PartitionImage| {
            let replicas = placed.replicas.iter();
            replicas.filter(|id| !self.fenced.contains(id)).copied().collect()
        };
        Some(TopicMetadata {
            id,
            leaders: partitions.iter().map(|placed| placed.leader).collect(),
            leader_epochs: partitions.iter().map(|placed| placed.leader_epoch).collect(),
            online: partitions.iter().map(online).collect(),
        })
    }

    /// The value that is in force for a topic: its own, else the cluster's, else Kafka's default
    /// (`KafkaConfig.extractLogConfigMap` names the pairs).
    pub fn topic_setting<'a>(&'a self, topic: &'a TopicImage, name: &str) -> &'a str {
        if topic.config.is_set(name) {
            return topic.config.get(name);
        }
        match broker_synonym(name).filter(|broker_name| self.config.is_set(broker_name)) {
            Some(broker_name) => self.config.get(broker_name),
            None => topic.config.get(name),
        }
    }

    /// The broker that leads the partition of `__consumer_offsets` a group belongs to
    /// (`GroupCoordinatorService.partitionFor`).
    pub fn coordinator(&self, partition: u32) -> Option<BrokerId> {
        self.offsets.get(partition as usize)?.leader
    }

    /// The partition of `__consumer_offsets` that a group is in.
    pub fn partition_of_group(&self, group: &str) -> u32 {
        java::coordinator_partition(group, self.offsets_partitions())
    }

    /// How many partitions `__consumer_offsets` has.
    pub fn offsets_partitions(&self) -> u32 {
        self.offsets.len() as u32
    }

    /// The partition of `__transaction_state` that a `transactional.id` is in (`TransactionStateManager.partitionFor`).
    pub fn partition_of_transactions(&self, transactional_id: &str) -> u32 {
        java::coordinator_partition(transactional_id, self.transactions.len() as u32)
    }

    /// An empty topic configuration.
    pub fn topic_config(pace: Pace) -> Config {
        Config::new(Scope::Topic, pace)
    }
}

/// Three voters where there are as many brokers, else one.
fn voters_of(brokers: &[BrokerId]) -> Vec<BrokerId> {
    let count = if brokers.len() < 3 { 1 } else { 3 };
    brokers.iter().copied().take(count).collect()
}

/// They go round the brokers, beginning with the first; on as many of them as there are, where
/// `offsets.topic.replication.factor` asks for more.
fn place_offsets(brokers: &[BrokerId], config: &Config) -> Vec<PartitionImage> {
    let usable = |id: &BrokerId| UsableBroker {
        id: *id,
        rack: None,
        fenced: false,
    };
    let usable: Vec<_> = brokers.iter().map(usable).collect();
    let replicas = config.i64("offsets.topic.replication.factor").max(1) as u32;
    let count = config.i64("offsets.topic.num.partitions").max(1) as u32;
    let placed = placement::place(&usable, 0, (count, replicas), placement::unshuffled);
    placed.into_iter().map(Leadership::new).collect()
}

/// A shared image.
pub type SharedImage = Arc<Image>;
