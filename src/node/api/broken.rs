//! Connections that end before the answer came.

use crate::{
    kafka::error::KafkaError,
    node::{
        because::Because,
        event::{Rule, Why},
    },
};

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// Something was not answered within `request.timeout.ms`.
    TimedOut { timeout_ms: u64 },
    /// Nobody listens there: the request was never sent.
    Refused,
    /// The one who was asked is gone.
    Closed,
    /// The one who asked closed it.
    HungUp,
    /// It did not end, but the coordinator is another one, or cannot write.
    Coordinator(KafkaError),
}

impl Break {
    pub fn why(self) -> Why {
        match self {
            Break::TimedOut { timeout_ms } => Rule::Unanswered { timeout_ms }.by("request.timeout.ms", timeout_ms),
            Break::Refused => Rule::ConnectionRefused.alone(),
            Break::Coordinator(error) => Because::from(error).why(),
            Break::Closed | Break::HungUp => Rule::ConnectionBroken.alone(),
        }
    }

    /// What the producer makes of it (`Sender.handleProduceResponse`).
    pub fn error(self) -> KafkaError {
        match self {
            Break::TimedOut { .. } => KafkaError::RequestTimedOut,
            Break::Coordinator(error) => error,
            Break::Refused | Break::Closed | Break::HungUp => KafkaError::NetworkException,
        }
    }
}
