//! The built-in sticky partitioner (KIP-794, `BuiltInPartitioner`): for records without a key, one object per
//! producer and topic. It stays on a partition until enough **bytes** went there, then draws the next one.
//!
//! Absent on purpose: the locking between threads, `partitioner.rack.aware`, and the decision when statistics are
//! gathered (`RecordAccumulator.partitionReady`), which belongs to the producer.

use super::{Dice, Partitions};

/// How many batches wait for one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queue {
    /// The partition; only partitions with a known leader are listed.
    pub partition: u32,
    /// Its waiting batches.
    pub batches: u32,
}

/// The sticky partition of one topic and what is needed to leave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltInPartitioner {
    batch_size_bytes: i32,
    current: Option<u32>,
    produced_bytes: i32,
    /// The queues that count, as they were last told.
    queues: Vec<Queue>,
    /// There are others, of partitions that were slow.
    some_are_slow: bool,
}

impl BuiltInPartitioner {
    /// A partitioner that has chosen nothing yet. `batch_size_bytes` is `batch.size`; Kafka takes 0 for 1.
    pub fn new(batch_size_bytes: i32) -> Self {
        BuiltInPartitioner {
            batch_size_bytes: batch_size_bytes.max(1),
            current: None,
            produced_bytes: 0,
            queues: Vec::new(),
            some_are_slow: false,
        }
    }

    /// The sticky partition, drawn if there is none yet (`peekCurrentPartitionInfo`).
    pub fn peek(&mut self, partitions: &Partitions<'_>, dice: Dice<'_>) -> u32 {
        match self.current {
            Some(partition) => partition,
            None => self.switch(partitions, dice),
        }
    }

    /// Accounts bytes to the sticky partition and leaves it when enough went there (`updatePartitionInfo`): at
    /// `batch.size` bytes if `enable_switch`, at twice as many in any case. `enable_switch` is false while the last
    /// batch of the partition could take more. Says whether a new partition was drawn (perhaps the same again).
    pub fn update(&mut self, bytes: i32, enable_switch: bool, partitions: &Partitions<'_>, dice: Dice<'_>) -> bool {
        // The sums overflow as Java's do: from 1 GiB on, `batch.size` doubled is negative and every append switches.
        self.produced_bytes = self.produced_bytes.wrapping_add(bytes);
        let enough = self.produced_bytes >= self.batch_size_bytes && enable_switch;
        let too_much = self.produced_bytes >= self.batch_size_bytes.wrapping_mul(2);
        if enough || too_much {
            self.switch(partitions, dice);
        }
        enough || too_much
    }

    /// Replaces the load statistics (`updatePartitionLoadStats`). Only the first `length` queues count; the others
    /// are those of partitions that were slow (`partitioner.availability.timeout.ms`). No queues: there are no statistics,
    /// because some partition was never tried or `partitioner.adaptive.partitioning.enable` is false.
    pub fn load(&mut self, mut queues: impl Iterator<Item = Queue>, length: u32) {
        self.queues.clear();
        self.queues.extend(queues.by_ref().take(length as usize));
        self.some_are_slow = queues.next().is_some();
    }

    /// Running sums of the weights, with the partition that each sum ends. Empty: every partition weighs the same.
    /// Queues are told much more often than a partition is drawn.
    fn weights(&self) -> Vec<(u32, u32)> {
        let batches = || self.queues.iter().map(|queue| queue.batches);
        let (most, least) = (batches().max(), batches().min());
        let Some(most) = most.filter(|_| most != least || self.some_are_slow) else {
            return Vec::new();
        };
        let mut sum = 0;
        let weigh = |queue: &Queue| {
            sum += most + 1 - queue.batches;
            (sum, queue.partition)
        };
        self.queues.iter().map(weigh).collect()
    }

    /// The sum of all weights; none while every partition weighs the same.
    pub fn load_range_end(&self) -> Option<u32> {
        self.weights().last().map(|(sum, _)| *sum)
    }

    fn switch(&mut self, partitions: &Partitions<'_>, dice: Dice<'_>) -> u32 {
        let partition = self.next(partitions, dice());
        self.current = Some(partition);
        self.produced_bytes = 0;
        partition
    }

    /// `nextPartition`: by weight where there are statistics, else evenly.
    fn next(&self, partitions: &Partitions<'_>, random: u32) -> u32 {
        let weights = self.weights();
        match weights.last() {
            Some((end, _)) => {
                let weighted = random % end;
                let at = weights.partition_point(|(sum, _)| *sum <= weighted);
                weights[at].1
            }
            None => partitions.pick(random),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn load_becomes_weights() {
        fn check(queues: &[u32], length: u32, expected: &[(u32, u32)]) {
            let queues = (0..)
                .zip(queues)
                .map(|(partition, &batches)| Queue { partition, batches });
            let mut partitioner = BuiltInPartitioner::new(100);
            partitioner.load(queues, length);
            assert_eq!(partitioner.weights(), expected);
        }
        check(&[0, 3, 1], 3, &[(4, 0), (5, 1), (8, 2)]);
        check(&[2, 2, 2], 3, &[]);
        check(&[2, 2, 9], 2, &[(1, 0), (2, 1)]);
        check(&[7, 0], 1, &[(1, 0)]);
        check(&[7, 0], 0, &[]);
        check(&[7], 1, &[]);
        check(&[], 0, &[]);
    }

    #[test]
    fn the_record_that_crosses_the_limit_still_goes_to_the_old_partition() {
        let partitions = Partitions {
            count: 3,
            leaderless: &[],
        };
        let mut randoms = [1, 2].into_iter();
        let mut dice = || randoms.next().unwrap_or_default();
        let mut partitioner = BuiltInPartitioner::new(100);
        assert_eq!(partitioner.peek(&partitions, &mut dice), 1);
        assert!(!partitioner.update(100, false, &partitions, &mut dice));
        assert_eq!(partitioner.peek(&partitions, &mut dice), 1);
        assert!(partitioner.update(0, true, &partitions, &mut dice));
        assert_eq!(partitioner.peek(&partitions, &mut dice), 2);
    }
}
