//! From a key to a partition, as data that the inspector can show step by step.

use serde::Serialize;

use crate::kafka::crc32::crc32;
use crate::kafka::murmur2::{murmur2, to_positive};

/// How a key becomes a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// Java's clients, and librdkafka with `murmur2_random`.
    Murmur2,
    /// librdkafka's default: the CRC-32 of zlib.
    Crc32,
}

/// The arithmetic of one keyed choice: `hash(key)`, made positive, modulo the number of **all** partitions, whether
/// or not they have a leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KeyArithmetic {
    /// How the key became a number.
    pub algorithm: Algorithm,
    /// The number. Java shows that of murmur2 as a signed number.
    pub hash: u32,
    /// The number that is divided: without the sign bit for murmur2, the same for CRC-32.
    pub positive: u32,
    /// How many partitions the client believes the topic to have.
    pub partitions: u32,
    /// The remainder.
    pub partition: u32,
}

impl KeyArithmetic {
    /// The arithmetic for the serialized key (`BuiltInPartitioner.partitionForKey`; in librdkafka
    /// `rd_kafka_msg_partitioner_consistent` and `…_murmur2`). `partitions` is at least 1.
    pub fn of(algorithm: Algorithm, key: &[u8], partitions: u32) -> Self {
        assert!(partitions > 0, "a topic has at least one partition");
        let hash = match algorithm {
            Algorithm::Murmur2 => murmur2(key),
            Algorithm::Crc32 => crc32(key),
        };
        let positive = match algorithm {
            Algorithm::Murmur2 => to_positive(hash),
            Algorithm::Crc32 => hash,
        };
        KeyArithmetic {
            algorithm,
            hash,
            positive,
            partitions,
            partition: positive % partitions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic() {
        fn check(algorithm: Algorithm, key: &str, hash: u32, positive: u32, partition_of_7: u32) {
            let arithmetic = KeyArithmetic::of(algorithm, key.as_bytes(), 7);
            assert_eq!((arithmetic.hash, arithmetic.positive), (hash, positive), "{key}");
            assert_eq!(arithmetic.partition, partition_of_7, "{key}");
        }
        check(Algorithm::Crc32, "123456789", 0xcbf4_3926, 0xcbf4_3926, 0xcbf4_3926 % 7);
        check(
            Algorithm::Murmur2,
            "21",
            (-973_932_308_i32) as u32,
            1_173_551_340,
            1_173_551_340 % 7,
        );
    }
}
