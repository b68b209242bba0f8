//! MurmurHash2 as Kafka's Java client computes it (`Utils.murmur2`, `Utils.toPositive`).

const SEED: u32 = 0x9747_b28c;
const M: u32 = 0x5bd1_e995;

/// `Utils.murmur2`: the 32-bit hash of the bytes. Java shows it as a signed number.
pub fn murmur2(data: &[u8]) -> u32 {
    // Java's arrays are never longer than 2^31, so that the cut changes nothing that Kafka could hash.
    let mut hash = SEED ^ (data.len() as u32);
    let (words, rest) = data.as_chunks::<4>();
    for word in words {
        let mut k = u32::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> 24;
        hash = hash.wrapping_mul(M) ^ k.wrapping_mul(M);
    }
    if !rest.is_empty() {
        let tail = rest.iter().rev().fold(0, |tail, byte| (tail << 8) | u32::from(*byte));
        hash = (hash ^ tail).wrapping_mul(M);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(M);
    hash ^ (hash >> 15)
}

/// `Utils.toPositive`: clears the sign bit (which is not the absolute value).
pub fn to_positive(hash: u32) -> u32 {
    hash & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of Kafka's own `UtilsTest.testMurmur2`; the many others are in `tests/oracle.rs`.
    #[test]
    fn known_hashes() {
        fn check(text: &str, expected: i32) {
            assert_eq!(murmur2(text.as_bytes()) as i32, expected, "{text}");
        }
        check("21", -973_932_308);
        check("foobar", -790_332_482);
        check("a-little-bit-long-string", -985_981_536);
        check("a-little-bit-longer-string", -1_486_304_829);
        check("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971);
        check("abc", 479_470_107);
    }
}
