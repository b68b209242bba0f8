//! A share consumer (`KafkaShareConsumer`, KIP-932): the same application's loop over records of a queue.
//!
//! `membership` is its place in the group, `fetching` how it comes to records, `acknowledging` what it says of them. At
//! most one request to each broker is under way; what is said meanwhile waits for its answer, as in Kafka
//! (`ShareConsumeRequestManager`). Absent on purpose: gaps and control records, which no log here has.

mod acknowledging;
mod fetching;
mod membership;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

pub use acknowledging::Chosen;

use crate::{
    kafka::{
        ids::{BrokerId, Name, Offset, TopicPartition},
        record::RecordBatch,
        share_partition::AcquireMode,
    },
    node::{
        api::Acknowledgement,
        consumer::{CommitMode, Consumer, Spec},
        context::Cx,
    },
};

/// What a consumer knows for being in a share group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareClient {
    /// 0 while it is no member.
    pub member_epoch: i32,
    /// The partitions that it asks for records of, together with all others.
    pub assignment: Vec<TopicPartition>,
    /// What poll() returned and the application has not spoken of, and whether it has processed it.
    pub in_hand: BTreeMap<(TopicPartition, Offset), bool>,
    acquire_mode: AcquireMode,
    offset_reset: Name,
    /// Fetches and acknowledgements that went to each broker.
    sessions: BTreeMap<BrokerId, i32>,
    asking: BTreeMap<u64, Asked>,
    buffer: VecDeque<Buffered>,
    /// Said, and not sent yet.
    said: Vec<Acknowledgement>,
    /// The application waits for records: an empty answer is followed by the next question.
    fetch_more: bool,
    /// The subscription changed while a heartbeat was under way.
    heartbeat_again: bool,
    heartbeat_asked: Option<u64>,
}

/// The request to a broker that is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    broker: BrokerId,
    says_something: bool,
}

/// Records that were acquired and not returned: of one batch, from `next` to `last`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Buffered {
    partition: TopicPartition,
    batch: Arc<RecordBatch>,
    next: Offset,
    last: Offset,
}

impl ShareClient {
    /// `None` for a consumer of a consumer group.
    pub(super) fn of(spec: &Spec) -> Option<Box<ShareClient>> {
        let acquire_mode = match spec.config.get("share.acquire.mode") {
            "RECORD_LIMIT" => AcquireMode::RecordLimit,
            _ => AcquireMode::BatchOptimized,
        };
        spec.is_share().then(|| {
            Box::new(ShareClient {
                member_epoch: 0,
                assignment: Vec::new(),
                in_hand: BTreeMap::new(),
                acquire_mode,
                offset_reset: spec.config.get("share.auto.offset.reset").into(),
                sessions: BTreeMap::new(),
                asking: BTreeMap::new(),
                buffer: VecDeque::new(),
                said: Vec::new(),
                fetch_more: false,
                heartbeat_again: false,
                heartbeat_asked: None,
            })
        })
    }

    fn is_free(&self, broker: BrokerId) -> bool {
        self.asking.values().all(|asked| asked.broker != broker)
    }

    /// The epoch of the next request in the session with a broker.
    fn next_epoch(&mut self, broker: BrokerId) -> i32 {
        let epoch = self.sessions.entry(broker).or_insert(-1);
        *epoch = epoch.wrapping_add(1).max(0);
        *epoch
    }
}

impl Spec {
    /// Whether it is made as a `KafkaShareConsumer` (`group.type=share`).
    pub fn is_share(&self) -> bool {
        self.config.get("group.type") == "share"
    }
}

impl Consumer {
    pub(super) fn acknowledges_implicitly(&self) -> bool {
        self.spec.commit == CommitMode::Auto
    }

    /// The application waits until somebody has spoken of all that it has in hand: before, poll() would throw
    /// (`share.acknowledgement.mode=explicit`).
    pub fn awaits_acknowledgement(&self) -> bool {
        let in_hand = self.share.as_ref().is_some_and(|share| !share.in_hand.is_empty());
        in_hand && !self.acknowledges_implicitly()
    }

    /// A share consumer's part of poll(); true when it returned records.
    pub(super) fn poll_share(&mut self, cx: &mut Cx) -> bool {
        if self.acknowledges_implicitly() && !self.accept_what_was_polled(cx) {
            return false;
        }
        self.poll_share_membership(cx);
        let returned = self.collect_share(cx);
        if returned {
            self.send_acknowledgements(cx);
        } else if let Some(share) = &mut self.share {
            share.fetch_more = true;
            self.send_share_fetches(cx);
        }
        if self.is_alive() {
            self.metadata.refresh(cx, &mut self.correlation);
        }
        returned
    }
}
