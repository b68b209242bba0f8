//! The configuration tables, one per scope. Pure data, so these files may be long.

pub(super) mod broker;
pub(super) mod consumer;
pub(super) mod producer;
pub(super) mod topic;
