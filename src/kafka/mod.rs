//! The rules of Kafka: pure functions and values, without clock, chance or network.

pub mod config;
