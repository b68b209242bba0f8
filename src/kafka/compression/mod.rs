//! How the records of a batch are compressed (`compression.type`), and what that makes of their size.
//!
//! The codecs are real and see the bytes that Kafka's client would give them, in the framing that it uses; what comes out
//! is counted and thrown away, because the readers here share the records of a batch as they are. Absent on purpose:
//! decompression, and the levels of LZ4 and zstd, which Kafka takes and these codecs do not have.

mod ratio;
mod zstd;

pub use ratio::Ratio;

use serde::Serialize;

use crate::kafka::config::Config;

/// What a batch is compressed with (`CompressionType`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Codec {
    #[default]
    None,
    Gzip,
    Snappy,
    Lz4,
    Zstd,
}

impl Codec {
    /// The codec of a value of `compression.type`; what is not the name of one does not compress.
    pub fn of(name: &str) -> Codec {
        match name {
            "gzip" => Codec::Gzip,
            "snappy" => Codec::Snappy,
            "lz4" => Codec::Lz4,
            "zstd" => Codec::Zstd,
            _ => Codec::None,
        }
    }

    /// Kafka's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Codec::None => "none",
            Codec::Gzip => "gzip",
            Codec::Snappy => "snappy",
            Codec::Lz4 => "lz4",
            Codec::Zstd => "zstd",
        }
    }
}

/// A codec with its level (`Compression`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compression {
    pub codec: Codec,
    /// `compression.gzip.level`; the other codecs have none here.
    gzip_level: u8,
}

/// What compressing made of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Compressed {
    pub codec: Codec,
    /// The bytes of the batch before it was compressed, with its header.
    pub uncompressed: u64,
    /// What is left of its records, in hundredths; above 100 where they grew.
    pub percent: u64,
}

/// Java's `Deflater.DEFAULT_COMPRESSION` is zlib's level 6.
const GZIP_DEFAULT: u8 = 6;
/// Header and trailer of `GZIPOutputStream`.
const GZIP_FRAME: usize = 10 + 8;
/// `SnappyOutputStream`: its header, its block, and the length before each block.
const SNAPPY_HEADER: usize = 16;
const SNAPPY_BLOCK: usize = 32 * 1024;
/// `Lz4BlockOutputStream`: magic, two flags and their checksum, at the end an empty block.
const LZ4_FRAME: usize = 7 + 4;
/// Its block is 64 KiB. From 65,535 bytes on the codec looks for repeats differently on machines of 32 and of 64 bits, and
/// a scenario has to be the same on both.
const LZ4_BLOCK: usize = 64 * 1024 - 2;
const BLOCK_LENGTH: usize = 4;

impl Compression {
    /// A codec at Kafka's default level (`Compression.of(type).build()`).
    pub fn with(codec: Codec) -> Compression {
        Compression {
            codec,
            gzip_level: GZIP_DEFAULT,
        }
    }

    /// What `compression.type` and `compression.gzip.level` say (`KafkaProducer.configureCompression`).
    pub fn of(config: &Config) -> Compression {
        Compression::with(Codec::of(config.get("compression.type"))).at_level(config.i64("compression.gzip.level"))
    }

    /// With this `compression.gzip.level`.
    pub fn at_level(self, gzip_level: i64) -> Compression {
        Compression {
            gzip_level: match gzip_level {
                1..=9 => gzip_level as u8,
                _ => GZIP_DEFAULT,
            },
            ..self
        }
    }

    /// Whether anything is compressed at all.
    pub fn is_on(self) -> bool {
        self.codec != Codec::None
    }

    /// The bytes that these encoded records need in the log.
    pub fn size(self, records: &[u8]) -> u32 {
        let size = match self.codec {
            Codec::None => records.len(),
            Codec::Gzip => GZIP_FRAME + deflated(records, self.gzip_level),
            Codec::Snappy => SNAPPY_HEADER + blocks(records, SNAPPY_BLOCK, snappy),
            Codec::Lz4 => LZ4_FRAME + blocks(records, LZ4_BLOCK, lz4),
            Codec::Zstd => zstd::size(records),
        };
        size as u32
    }
}

/// The levels of `miniz_oxide` that come nearest to zlib's: its first ones look less far.
fn deflated(records: &[u8], level: u8) -> usize {
    let level = match level {
        1 => 2,
        2 => 3,
        level => level,
    };
    miniz_oxide::deflate::compress_to_vec(records, level).len()
}

fn blocks(records: &[u8], block: usize, size: impl Fn(&[u8]) -> usize) -> usize {
    records.chunks(block).map(|block| BLOCK_LENGTH + size(block)).sum()
}

fn snappy(block: &[u8]) -> usize {
    // It refuses nothing but blocks of four gigabytes.
    snap::raw::Encoder::new()
        .compress_vec(block)
        .map_or(block.len(), |bytes| bytes.len())
}

/// A block that would not shrink is stored as it is.
fn lz4(block: &[u8]) -> usize {
    lz4_flex::block::compress(block).len().min(block.len())
}
