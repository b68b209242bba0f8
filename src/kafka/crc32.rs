//! The CRC-32 of zlib: librdkafka's default hash of a key, and what tells a mistyped link from a good one.
//!
//! Absent on purpose: a table. What is hashed is short, and every kilobyte of random bytes is a kilobyte to download.

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};

const CRC_32: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);

/// The checksum of some bytes.
pub fn crc32(bytes: &[u8]) -> u32 {
    CRC_32.checksum(bytes)
}
