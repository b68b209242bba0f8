//! Batches in every compression, against those of Kafka's own client.

use std::sync::Arc;

use partitura::kafka::compression::{Codec, Compression, Ratio};
use partitura::kafka::ids::Name;
use partitura::kafka::record::{Choice, NewRecord, Provenance, RecordsBuilder};
use partitura::kafka::serializer::Serializer;
use serde::Deserialize;

use super::{run, same};

#[derive(Deserialize)]
struct Case {
    id: String,
    count: u64,
    key: Option<String>,
    value: Option<String>,
    step_ms: i64,
    header: bool,
    bytes: Bytes,
}

#[derive(Deserialize)]
struct Bytes {
    none: u64,
    gzip: u64,
    snappy: u64,
    lz4: u64,
    zstd: u64,
    #[serde(rename = "gzip:1")]
    gzip_1: u64,
    #[serde(rename = "gzip:9")]
    gzip_9: u64,
}

/// How far a size may be from Kafka's own: so many bytes, and so many per mille.
const NEAR: [(Codec, u64, u64); 5] = [
    (Codec::None, 0, 0),
    (Codec::Gzip, 6, 20),
    (Codec::Snappy, 3, 5),
    (Codec::Lz4, 3, 35),
    (Codec::Zstd, 17, 35),
];

/// A word that looks like chance, and is the same in Java.
fn noise(n: u64) -> String {
    let mut word = n
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        word = (word ^ (word >> 33)).wrapping_mul(factor);
    }
    format!("{:016x}", word ^ (word >> 33))
}

fn fill(text: &str, n: u64) -> String {
    let words = [1_000_000, 2_000_000, 3_000_000].map(|apart| noise(n + apart)).concat();
    text.replace("{n}", &n.to_string())
        .replace("{5}", &(n % 5 + 1).to_string())
        .replace("{x}", &noise(n))
        .replace("{y}", &words)
        .replace("{a}", &"a".repeat(2000))
}

fn size(case: &Case, compression: Compression) -> u64 {
    let headers: [(Name, Arc<[u8]>); 1] = [("trace".into(), Arc::from(&b"7"[..]))];
    let mut builder = RecordsBuilder::new(1000).compressed(compression, Ratio::default());
    for n in 0..case.count {
        let filled = |text: &Option<String>| text.as_ref().map(|text| fill(text, n));
        let (key, value) = (filled(&case.key), filled(&case.value));
        builder.append(&NewRecord {
            timestamp: 1000 + n as i64 * case.step_ms,
            key: key.as_deref().map(str::as_bytes),
            value: value.as_deref().map(str::as_bytes),
            headers: if case.header { &headers } else { &[] },
            choice: Choice::Given,
        });
    }
    let provenance = Arc::new(Provenance {
        producer: "p".into(),
        key_serializer: Serializer::String,
        value_serializer: Serializer::String,
        batch_size: 16384,
    });
    builder.build(provenance).size_bytes()
}

#[test]
fn batches_compress_to_what_kafka_makes_of_them() {
    run("compression", |case: &Case| {
        let bytes = &case.bytes;
        let expected = [bytes.none, bytes.gzip, bytes.snappy, bytes.lz4, bytes.zstd];
        for ((codec, by, per_mille), expected) in NEAR.into_iter().zip(expected) {
            let found = size(case, Compression::with(codec));
            if found.abs_diff(expected) > by.max(expected * per_mille / 1000) {
                return Err(format!(
                    "{} {}: found {found}, Kafka has {expected}",
                    case.id,
                    codec.name()
                ));
            }
        }
        for (level, expected) in [(1, bytes.gzip_1), (9, bytes.gzip_9)] {
            let found = size(case, Compression::with(Codec::Gzip).at_level(level));
            if found.abs_diff(expected) > 6.max(expected * 50 / 1000) {
                return Err(format!("{} gzip {level}: found {found}, Kafka has {expected}", case.id));
            }
        }
        Ok(())
    });
}

#[derive(Deserialize)]
struct Seen {
    uncompressed: u32,
    compressed: u32,
    estimate: u32,
}

#[test]
fn the_expected_ratio_moves_as_kafkas_does() {
    let ratio = std::cell::Cell::new(Ratio::default());
    run("compression_ratio", |seen: &Seen| {
        let mut now = ratio.get();
        now.observe(seen.uncompressed, seen.compressed);
        ratio.set(now);
        // Kafka's `float` is a little less than 1.26.
        let near = now.estimate(10_000).abs_diff(seen.estimate) <= 1;
        same(
            &format!("{}/{}: {now:?}", seen.compressed, seen.uncompressed),
            near,
            true,
        )
    });
}
