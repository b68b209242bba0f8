//! How well the batches of a topic are expected to compress, learned from those before (`CompressionRatioEstimator`).

/// Millionths: enough for the few digits that Kafka's `float` has.
const ONE: u64 = 1_000_000;
/// `COMPRESSION_RATIO_IMPROVING_STEP`: so much better is expected after a batch that was better than expected.
const IMPROVING_STEP: u64 = 5_000;
/// `COMPRESSION_RATIO_DETERIORATE_STEP`: at least so much worse after one that was worse.
const DETERIORATE_STEP: u64 = 50_000;
/// `COMPRESSION_RATE_ESTIMATION_FACTOR`, in hundredths: a batch is taken for a little larger than expected.
const CAUTION_PERCENT: u64 = 105;

/// Bytes after compressing for each byte before, in millionths.
///
/// Kafka keeps one for each topic and codec in the memory of a process, and all producers of the process share it; here
/// every producer is a process of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio(u64);

impl Default for Ratio {
    /// Before anything was seen, nothing is expected to shrink.
    fn default() -> Self {
        Ratio(ONE)
    }
}

impl Ratio {
    /// Learns from a batch (`CompressionRatioEstimator.updateEstimation`): pessimism comes at once, optimism in small steps.
    pub fn observe(&mut self, uncompressed: u32, compressed: u32) {
        let seen = u64::from(compressed) * ONE / u64::from(uncompressed.max(1));
        if self.0 < seen {
            self.0 = seen.max(self.0 + DETERIORATE_STEP);
        } else if seen < self.0 {
            self.0 = seen.max(self.0.saturating_sub(IMPROVING_STEP));
        }
    }

    /// What so many bytes are taken for while their batch is open (`MemoryRecordsBuilder.estimatedBytesWritten`).
    pub fn estimate(self, uncompressed: u32) -> u32 {
        let bytes = u128::from(uncompressed) * u128::from(self.0 * CAUTION_PERCENT) / u128::from(ONE * 100);
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }
}
