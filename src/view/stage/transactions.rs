//! What the picture has of transactions.

use serde::Serialize;

use super::Text;
pub use crate::node::image::TRANSACTIONS_TOPIC;

/// Where a producer is with its transactions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TransactionCard {
    pub id: Text,
    /// `initializing`, `ready`, `in_transaction`, `committing`, `aborting`, `abortable_error`, `fatal_error`.
    pub phase: &'static str,
}

/// What a record has to do with a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum InTransaction {
    /// It is part of one: `open`, `committed` or `aborted`.
    Part { fate: &'static str },
    /// It ends one in its partition, and no application receives it.
    Marker {
        commit: bool,
        producer_id: i64,
        producer_epoch: i16,
        coordinator_epoch: i32,
    },
}
