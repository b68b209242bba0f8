//! What the controllers say to each other, and to the brokers that fetch the metadata (KIP-595, KIP-996).

use std::sync::Arc;

use crate::{
    kafka::ids::{BrokerId, ControllerEpoch},
    node::{image::Image, quorum::Entry},
};

/// Who leads the quorum, as one node knows (`LeaderAndEpoch`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuorumLeader {
    pub epoch: ControllerEpoch,
    /// `None`: nobody was elected in this epoch yet, as far as it knows.
    pub leader: Option<BrokerId>,
}

/// Where a metadata log ends: the epoch of the last entry, then how many there are. What is greater is more up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogEnd {
    pub epoch: ControllerEpoch,
    pub offset: u64,
}

/// What a voter that follows has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogFetch {
    pub epoch: ControllerEpoch,
    pub end: LogEnd,
    /// How far the log is committed, as it knows (KIP-1166).
    pub high_watermark: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuorumRequest {
    /// A voter wants to lead.
    Vote {
        /// The epoch in which it would lead; before a vote (KIP-996) the one in which it is.
        epoch: ControllerEpoch,
        end: LogEnd,
        /// It only asks whether it would be elected.
        pre_vote: bool,
    },
    /// The one who asks was elected.
    BeginQuorumEpoch { epoch: ControllerEpoch },
    /// The one who asks leads no longer; the successors are named in order.
    EndQuorumEpoch {
        epoch: ControllerEpoch,
        successors: Vec<BrokerId>,
    },
    /// A voter fetches the log.
    Fetch(LogFetch),
    /// A broker fetches what is committed.
    FetchImage {
        known: QuorumLeader,
        /// The version that it has.
        version: u64,
    },
}

/// Every answer says who leads, as the one who answers knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuorumResponse {
    pub leader: QuorumLeader,
    pub answer: QuorumAnswer,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuorumAnswer {
    Vote {
        granted: bool,
    },
    BeginQuorumEpoch,
    EndQuorumEpoch,
    /// The next entries; where the log of the one who asked ends before `from`, they begin with a snapshot.
    Fetch {
        from: u64,
        entries: Vec<Entry>,
        high_watermark: u64,
    },
    /// The logs are not the same beyond this point.
    Diverging {
        end: LogEnd,
    },
    /// Only the leader is fetched from.
    NotLeader,
    /// The newest committed version, if it is another one.
    FetchImage {
        image: Option<Arc<Image>>,
    },
}

/// Fetch of `__cluster_metadata`, by another name than that of a topic's records.
pub(super) const METADATA_FETCH: &str = "Fetch __cluster_metadata";

impl QuorumAnswer {
    pub fn api(&self) -> &'static str {
        match self {
            QuorumAnswer::Vote { .. } => "Vote",
            QuorumAnswer::BeginQuorumEpoch => "BeginQuorumEpoch",
            QuorumAnswer::EndQuorumEpoch => "EndQuorumEpoch",
            QuorumAnswer::Fetch { .. }
            | QuorumAnswer::Diverging { .. }
            | QuorumAnswer::NotLeader
            | QuorumAnswer::FetchImage { .. } => METADATA_FETCH,
        }
    }
}
