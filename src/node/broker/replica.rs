//! A partition that a broker stores, with the settings of its topic.

use crate::{
    kafka::{
        config::Pace,
        ids::{LeaderEpoch, Offset},
        log::{Log, RollRule},
        producer_state::ProducerStateManager,
    },
    node::image::{Image, TopicImage},
};

/// A partition that this broker stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replica {
    /// Tells the topic from an earlier one of the same name.
    pub topic_id: u64,
    pub leader_epoch: LeaderEpoch,
    pub log: Log,
    /// What it remembers of the producers that number their batches.
    pub producers: ProducerStateManager,
    pub(super) rule: RollRule,
    pub(super) max_message_bytes: u64,
    pub(super) log_append_time: bool,
    /// `cleanup.policy` contains `delete`.
    pub(super) deletes: bool,
    /// `cleanup.policy` contains `compact`.
    pub compacts: bool,
}

impl Replica {
    /// Readers see what lies below it. The leader is the only replica, so it is the log end offset.
    pub fn high_watermark(&self) -> Offset {
        self.log.log_end_offset()
    }
}

impl Default for Replica {
    fn default() -> Self {
        Replica {
            topic_id: 0,
            leader_epoch: LeaderEpoch(0),
            log: Log::default(),
            producers: ProducerStateManager::default(),
            rule: RollRule {
                segment_bytes: u64::MAX,
                segment_ms: i64::MAX,
            },
            max_message_bytes: u64::MAX,
            log_append_time: false,
            deletes: true,
            compacts: false,
        }
    }
}

impl Replica {
    /// A partition of `__consumer_offsets` (`GroupCoordinatorService.groupMetadataTopicConfigs`).
    pub(super) fn of_offsets(image: &Image) -> Self {
        let topic = TopicImage {
            id: 0,
            config: Image::topic_config(Pace::Realistic),
            partitions: Vec::new(),
        };
        let mut replica = Replica::default();
        replica.configure(image, &topic);
        replica.rule.segment_bytes = image.config.i64("offsets.topic.segment.bytes").max(0) as u64;
        (replica.deletes, replica.compacts) = (false, true);
        replica
    }

    pub(super) fn configure(&mut self, image: &Image, topic: &TopicImage) {
        let number = |name| image.topic_setting(topic, name).parse::<i64>().unwrap_or(i64::MAX);
        self.rule = RollRule {
            segment_bytes: number("segment.bytes").max(0) as u64,
            segment_ms: number("segment.ms"),
        };
        self.max_message_bytes = number("max.message.bytes").max(0) as u64;
        let policy = image.topic_setting(topic, "cleanup.policy");
        let has = |wanted: &str| policy.split(',').any(|part| part.trim() == wanted);
        (self.deletes, self.compacts) = (has("delete"), has("compact"));
        self.log_append_time = image.topic_setting(topic, "message.timestamp.type") == "LogAppendTime";
    }
}
