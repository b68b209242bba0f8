//! A partition that a broker stores, with the settings of its topic: as its leader or as a follower.

use std::sync::Arc;

use super::leading::{Leading, Moment};
use crate::{
    kafka::{
        compression::{Codec, Compression},
        config::Pace,
        epochs::LeaderEpochs,
        ids::{BrokerId, LeaderEpoch, Offset, TopicPartition},
        log::{Log, RollRule},
        producer_state::{CompletedTxn, ProducerStateManager},
        record::RecordBatch,
    },
    node::{
        api::AbortedTransaction,
        context::Cx,
        event::{Fact, Rule},
        image::{Image, PartitionImage, TRANSACTIONS_TOPIC, TopicImage, is_internal},
    },
};

/// A partition that this broker stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replica {
    /// Tells the topic from an earlier one of the same name.
    pub topic_id: u64,
    pub leader_epoch: LeaderEpoch,
    /// Which version of the controller's registration this broker knows.
    pub partition_epoch: u32,
    pub role: Role,
    pub log: Log,
    /// Which leader wrote which part of the log.
    pub epochs: LeaderEpochs,
    /// What it remembers of the producers that number their batches.
    pub producers: ProducerStateManager,
    /// Whose records were aborted, in the order of the markers (`TransactionIndex`).
    pub(super) aborted: Arc<Vec<AbortedTransaction>>,
    pub(super) high_watermark: Offset,
    pub(super) rule: RollRule,
    pub(super) max_message_bytes: u64,
    pub(super) log_append_time: bool,
    /// `compression.type`; `None` (`producer`) leaves every batch as its producer compressed it.
    pub(super) compression: Option<Compression>,
    /// `min.insync.replicas`
    pub(super) min_insync_replicas: u32,
    /// `cleanup.policy` contains `delete`.
    pub(super) deletes: bool,
    /// `cleanup.policy` contains `compact`.
    pub compacts: bool,
}

/// What a replica does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    Leader(Leading),
    Follower {
        /// `None` while nobody leads.
        leader: Option<BrokerId>,
        /// Something went wrong: it is not fetched again before.
        not_before_ms: u64,
    },
}

impl Replica {
    /// Readers see what lies below it: every replica that counts has it.
    pub fn high_watermark(&self) -> Offset {
        self.high_watermark
    }

    pub fn leading(&self) -> Option<&Leading> {
        match &self.role {
            Role::Leader(leading) => Some(leading),
            Role::Follower { .. } => None,
        }
    }

    pub(super) fn leading_mut(&mut self) -> Option<&mut Leading> {
        match &mut self.role {
            Role::Leader(leading) => Some(leading),
            Role::Follower { .. } => None,
        }
    }

    /// Becomes what the controller registered (`Partition.makeLeader`, `makeFollower`); what is older than what it knows
    /// changes nothing. True where a leader epoch begins.
    pub(super) fn become_registered(&mut self, at: &Moment, placed: &PartitionImage) -> bool {
        if placed.partition_epoch < self.partition_epoch {
            return false;
        }
        let begins = self.leader_epoch < placed.leader_epoch || self.is_undecided();
        if placed.leader == Some(at.me) {
            let (from, now) = (self.log.log_end_offset(), at.now);
            match &mut self.role {
                Role::Leader(leading) if begins => leading.begin_again(at.me, from, now, placed),
                Role::Leader(leading) => leading.take(at.me, placed),
                Role::Follower { .. } => self.role = Role::Leader(Leading::new(at.me, from, now, placed)),
            }
            self.epochs.assign(placed.leader_epoch, from);
        } else if begins || self.leading().is_some() {
            self.role = Role::Follower {
                leader: placed.leader,
                not_before_ms: 0,
            };
        }
        (self.leader_epoch, self.partition_epoch) = (placed.leader_epoch, placed.partition_epoch);
        self.advance(at);
        begins
    }

    /// It was never told who leads.
    fn is_undecided(&self) -> bool {
        matches!(self.role, Role::Follower { leader: None, .. })
    }

    /// Moves the high watermark where the followers allow it. True where it moved (`Partition.maybeIncrementLeaderHW`).
    pub(super) fn advance(&mut self, at: &Moment) -> bool {
        let reach = self.reach(at);
        if let Some(reached) = reach {
            self.set_high_watermark(reached);
        }
        reach.is_some()
    }

    /// Where the followers allow the high watermark to move to.
    pub(super) fn reach(&self, at: &Moment) -> Option<Offset> {
        let leading = self.leading()?;
        if leading.isr.len() < self.enough(leading) {
            return None;
        }
        let reached = leading.reached(at, self.log.log_end_offset());
        (self.high_watermark < reached).then_some(reached)
    }

    /// Tells that the high watermark moved from there, where anybody has to wait for it to.
    pub(super) fn tell_watermark(&self, cx: &mut Cx, tp: &TopicPartition, before: Offset) {
        let Some(leading) = self.leading().filter(|leading| !leading.followers.is_empty()) else {
            return;
        };
        if self.high_watermark <= before || is_internal(&tp.topic) {
            return;
        }
        let fact = Fact::HighWatermarkMoved {
            topic: tp.topic.clone(),
            partition: tp.partition,
            high_watermark: self.high_watermark.0,
        };
        let isr = leading.isr.iter().map(|id| id.0).collect();
        cx.tell(
            fact,
            Rule::Replicated { isr }.by("min.insync.replicas", self.min_insync_replicas),
        );
    }

    fn set_high_watermark(&mut self, high_watermark: Offset) {
        self.high_watermark = high_watermark;
        self.producers.high_watermark_moved(high_watermark);
    }

    /// `min.insync.replicas`, but not more than there are replicas (`Partition.effectiveMinIsr`).
    pub(super) fn enough(&self, leading: &Leading) -> usize {
        (self.min_insync_replicas as usize).min(leading.followers.len() + 1)
    }

    /// Appends a batch as the leader; where it begins.
    pub(super) fn append(&mut self, at: &Moment, mut batch: RecordBatch) -> Offset {
        batch.leader_epoch = self.leader_epoch;
        batch.appended_ms = at.now;
        batch.log_append_time = self.log_append_time;
        let base = self.log.append(batch, self.rule);
        self.advance(at);
        base
    }

    /// Appends what the leader wrote (`Partition.appendRecordsToFollowerOrFutureReplica`).
    pub(super) fn replicate(&mut self, batch: Arc<RecordBatch>) {
        let at = self.log.log_end_offset();
        self.epochs.assign(batch.leader_epoch, at);
        self.learn(&batch, at);
        self.log.copy(batch, self.rule);
    }

    /// What a batch that lies at this offset says of its producer and of its transaction.
    pub(super) fn learn(&mut self, batch: &RecordBatch, at: Offset) {
        if let Some(numbered) = batch.as_numbered() {
            self.producers.replay(&numbered, at);
        }
        if let Some(marker) = batch.as_marker() {
            let completed = self.producers.replay_marker(&marker, at);
            self.note_aborted(completed);
        }
    }

    /// A marker has ended a transaction; readers of committed records have to know which were aborted.
    pub(super) fn note_aborted(&mut self, completed: Option<CompletedTxn>) {
        if let Some(completed) = completed.filter(|completed| completed.aborted) {
            Arc::make_mut(&mut self.aborted).push(AbortedTransaction {
                producer: completed.producer,
                first_offset: completed.first_offset,
                last_offset: completed.last_offset,
            });
        }
    }

    /// The leader's high watermark and log start, as far as they make sense here.
    pub(super) fn follow(&mut self, high_watermark: Offset, log_start_offset: Offset) {
        let high_watermark = high_watermark.min(self.log.log_end_offset());
        if self.high_watermark < high_watermark {
            self.set_high_watermark(high_watermark);
        }
        if self.log.log_start_offset() < log_start_offset {
            self.log.delete_before(log_start_offset);
        }
    }

    /// Cuts off what the leader does not have (`Partition.truncateTo`).
    pub(super) fn truncate_to(&mut self, offset: Offset) {
        self.log.truncate_to(offset);
        self.epochs.truncate_to(self.log.log_end_offset());
        self.high_watermark = self.high_watermark.min(self.log.log_end_offset());
        self.read_producers();
    }

    /// Begins anew where the leader's log begins (`Partition.truncateFullyAndStartAt`).
    pub(super) fn start_at(&mut self, offset: Offset) {
        self.log = Log::starting_at(offset);
        self.epochs = LeaderEpochs::default();
        self.high_watermark = offset;
        self.read_producers();
    }

    /// What the log says of its producers (`ProducerStateManager.truncateAndReload`).
    fn read_producers(&mut self) {
        self.producers = ProducerStateManager::default();
        self.aborted = Arc::default();
        let log = self.log.clone();
        for batch in log.batches_from(log.log_start_offset()) {
            self.learn(batch, batch.base_offset);
        }
        self.producers.high_watermark_moved(self.high_watermark);
    }
}

impl Default for Replica {
    fn default() -> Self {
        Replica {
            topic_id: 0,
            leader_epoch: LeaderEpoch(0),
            partition_epoch: 0,
            role: Role::Follower {
                leader: None,
                not_before_ms: 0,
            },
            log: Log::default(),
            epochs: LeaderEpochs::default(),
            producers: ProducerStateManager::default(),
            aborted: Arc::default(),
            high_watermark: Offset(0),
            rule: RollRule {
                segment_bytes: u64::MAX,
                segment_ms: i64::MAX,
            },
            max_message_bytes: u64::MAX,
            log_append_time: false,
            compression: None,
            min_insync_replicas: 1,
            deletes: true,
            compacts: false,
        }
    }
}

impl Replica {
    /// Takes over the settings of a partition of Kafka's own topics (`GroupCoordinatorService.groupMetadataTopicConfigs`,
    /// `TransactionStateManager.transactionTopicConfigs`).
    pub(super) fn configure_internal(&mut self, image: &Image, topic: &str) {
        let is_transactions = topic == TRANSACTIONS_TOPIC;
        let topic = TopicImage {
            id: 0,
            config: Image::topic_config(Pace::Realistic),
            partitions: Vec::new(),
        };
        self.configure(image, &topic);
        let segment_bytes = match is_transactions {
            true => "transaction.state.log.segment.bytes",
            false => "offsets.topic.segment.bytes",
        };
        self.rule.segment_bytes = image.config.i64(segment_bytes).max(0) as u64;
        if is_transactions {
            let enough = image.config.i64("transaction.state.log.min.isr");
            self.min_insync_replicas = enough.clamp(1, i64::from(u32::MAX)) as u32;
        }
        (self.deletes, self.compacts) = (false, true);
        self.compression = None;
    }

    pub(super) fn configure(&mut self, image: &Image, topic: &TopicImage) {
        let number = |name| image.topic_setting(topic, name).parse::<i64>().unwrap_or(i64::MAX);
        self.rule = RollRule {
            segment_bytes: number("segment.bytes").max(0) as u64,
            segment_ms: number("segment.ms"),
        };
        self.max_message_bytes = number("max.message.bytes").max(0) as u64;
        self.min_insync_replicas = number("min.insync.replicas").clamp(1, i64::from(u32::MAX)) as u32;
        let policy = image.topic_setting(topic, "cleanup.policy");
        let has = |wanted: &str| policy.split(',').any(|part| part.trim() == wanted);
        (self.deletes, self.compacts) = (has("delete"), has("compact"));
        self.log_append_time = image.topic_setting(topic, "message.timestamp.type") == "LogAppendTime";
        let own = image.topic_setting(topic, "compression.type");
        let level = number("compression.gzip.level");
        self.compression = (own != "producer").then(|| Compression::with(Codec::of(own)).at_level(level));
    }
}
