//! The rules of Kafka: pure functions and values, without clock, chance or network.

pub mod assignor;
pub mod compression;
pub mod config;
pub mod crc32;
pub mod epochs;
pub mod error;
pub mod ids;
pub mod java;
pub mod leadership;
pub mod log;
pub mod marker;
pub mod murmur2;
pub mod partitioner;
pub mod placement;
pub mod producer_state;
pub mod reason;
pub mod reassignment;
pub mod reconcile;
pub mod record;
pub mod serializer;
pub mod share_partition;
pub mod transaction;
mod varint;
