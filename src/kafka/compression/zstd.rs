//! zstd at its default level 3, as Kafka's client calls it.
//!
//! The frame is encoded by `structured-zstd`. Its own search for repeats comes with those of all 22 levels and would be the
//! largest part of the page; so the search of level 3 is here, after `ZSTD_compressBlock_doubleFast_noDict_generic` of
//! zstd 1.5.6, and what it finds is handed over as `ZSTD_compressSequences` takes it. Absent on purpose: other levels, and
//! an end of the search at each block of 128 KiB.

use structured_zstd::encoding::{
    CompressionLevel, FrameCompressor,
    sequences::{ExternalSequence, SequenceReplay},
};

/// Of level 3, for an input whose length is not known before; a repeat may be no further away.
const WINDOW_BYTES: u64 = 1 << 21;
const LONG_BITS: u32 = 17;
const SHORT_BITS: u32 = 16;
/// A table need not be much larger than its input.
const LEAST_BITS: u32 = 8;
/// The hashes read so many bytes.
const READ: u32 = 8;
/// After so many bytes without a find the search begins to skip.
const PATIENCE: u32 = 256;
/// `flush()` ends the block, so that `close()` has to add an empty last one.
const EMPTY_BLOCK: usize = 3;

/// The bytes that Kafka's client would store for this input.
pub(super) fn size(input: &[u8]) -> usize {
    frame(input).len() + EMPTY_BLOCK
}

fn frame(input: &[u8]) -> Vec<u8> {
    let found = Search::new(input).run();
    let window = WINDOW_BYTES.max((input.len() as u64).next_power_of_two());
    let replay = SequenceReplay::new(&found, window);
    let mut frame = Vec::new();
    let mut compressor = FrameCompressor::new_with_matcher(replay, CompressionLevel::Level(3));
    compressor.set_content_size_flag(false);
    compressor.set_source(input);
    compressor.set_drain(&mut frame);
    compressor.compress();
    frame
}

/// Where a hash was seen last. Position 0 stands for nowhere: zstd does not find its first byte again either.
struct Table {
    bits: u32,
    places: Vec<u32>,
}

impl Table {
    fn new(bits: u32) -> Self {
        Table {
            bits,
            places: vec![0; 1 << bits],
        }
    }

    fn slot(&self, hash: u64) -> usize {
        (hash >> (u64::BITS - self.bits)) as usize
    }

    /// Puts this place there; what was there before.
    fn swap(&mut self, hash: u64, place: u32) -> u32 {
        let slot = self.slot(hash);
        self.places
            .get_mut(slot)
            .map_or(0, |found| std::mem::replace(found, place))
    }

    fn get(&self, hash: u64) -> u32 {
        self.places.get(self.slot(hash)).copied().unwrap_or(0)
    }
}

/// A repeat: the bytes from `at` on are those from `from` on.
#[derive(Clone, Copy)]
struct Repeat {
    at: u32,
    from: u32,
}

/// Looks for repeats of eight bytes first, then of five.
struct Search<'a> {
    input: &'a [u8],
    long: Table,
    short: Table,
    /// The last two distances; 0 is none.
    distances: [u32; 2],
    found: Vec<ExternalSequence>,
    /// Everything before it is in `found`.
    done: u32,
}

impl<'a> Search<'a> {
    fn new(input: &'a [u8]) -> Self {
        let enough = u64::BITS - (input.len() as u64).leading_zeros() + 2;
        Search {
            input,
            long: Table::new(enough.clamp(LEAST_BITS, LONG_BITS)),
            short: Table::new(enough.clamp(LEAST_BITS, SHORT_BITS)),
            distances: [1, 0],
            found: Vec::new(),
            done: 0,
        }
    }

    fn run(mut self) -> Vec<ExternalSequence> {
        let last = (self.input.len() as u32).saturating_sub(READ);
        let mut at = 1;
        while let Some(searched) = self.next(at, last) {
            at = self.done;
            if at <= last {
                self.remember(searched + 2, at);
                self.repeat_at_once(last);
                at = self.done;
            }
        }
        self.found
    }

    /// Tells the next repeat from `at` on; the place where it was noticed.
    fn next(&mut self, mut at: u32, last: u32) -> Option<u32> {
        let (mut step, mut patience) = (1, at + PATIENCE);
        let mut ahead = at + step;
        while ahead <= last {
            let far = self.long.swap(self.long_hash(at), at);
            let near = self.short.swap(self.short_hash(at), at);
            let [distance, _] = self.distances;
            if distance > 0 && self.word(at + 1 - distance) == self.word(at + 1) {
                self.tell(at + 1, distance);
                return Some(at);
            }
            if let Some(repeat) = self.choose(at, ahead, far, near) {
                self.take(repeat);
                if step < 4 {
                    self.long.swap(self.long_hash(ahead), ahead);
                }
                return Some(at);
            }
            if patience <= ahead {
                (step, patience) = (step + 1, patience + PATIENCE);
            }
            (at, ahead) = (ahead, ahead + step);
        }
        None
    }

    /// Eight equal bytes here, else the longer of four here and eight one step on.
    fn choose(&self, at: u32, ahead: u32, far: u32, near: u32) -> Option<Repeat> {
        if far > 0 && self.double_word(far) == self.double_word(at) {
            return Some(Repeat { at, from: far });
        }
        if near == 0 || self.word(near) != self.word(at) {
            return None;
        }
        let further = self.long.get(self.long_hash(ahead));
        let better = further > 0
            && self.double_word(further) == self.double_word(ahead)
            && self.length(at, near) < self.length(ahead, further);
        let (at, from) = if better { (ahead, further) } else { (at, near) };
        Some(Repeat { at, from })
    }

    /// Tells a repeat, from as far back as it holds.
    fn take(&mut self, Repeat { mut at, mut from }: Repeat) {
        let distance = at - from;
        while self.done < at && 0 < from && self.byte(at - 1) == self.byte(from - 1) {
            (at, from) = (at - 1, from - 1);
        }
        self.distances = [distance, self.distances[0]];
        self.tell(at, distance);
    }

    /// The distance before the last one often holds right after a repeat.
    fn repeat_at_once(&mut self, last: u32) {
        loop {
            let (at, [first, second]) = (self.done, self.distances);
            if last < at || second == 0 || self.word(at) != self.word(at - second) {
                return;
            }
            self.distances = [second, first];
            self.short.swap(self.short_hash(at), at);
            self.long.swap(self.long_hash(at), at);
            self.tell(at, second);
        }
    }

    /// Some places inside and at the end of a repeat, so that they are found.
    fn remember(&mut self, inside: u32, end: u32) {
        self.long.swap(self.long_hash(inside), inside);
        self.long.swap(self.long_hash(end - 2), end - 2);
        self.short.swap(self.short_hash(inside), inside);
        self.short.swap(self.short_hash(end - 1), end - 1);
    }

    fn tell(&mut self, at: u32, distance: u32) {
        let length = self.length(at, at - distance);
        self.found.push(ExternalSequence {
            offset: distance,
            lit_len: at - self.done,
            match_len: length,
            rep: 0,
        });
        self.done = at + length;
    }

    /// So many bytes are equal.
    fn length(&self, at: u32, from: u32) -> u32 {
        let rest = |from: u32| self.input.get(from as usize..).unwrap_or_default().iter();
        rest(at)
            .zip(rest(from))
            .take_while(|(here, there)| here == there)
            .count() as u32
    }

    fn byte(&self, at: u32) -> u8 {
        self.input.get(at as usize).copied().unwrap_or(0)
    }

    fn word(&self, at: u32) -> u32 {
        let bytes = self.input.get(at as usize..).and_then(<[u8]>::first_chunk);
        bytes.copied().map_or(0, u32::from_le_bytes)
    }

    fn double_word(&self, at: u32) -> u64 {
        let bytes = self.input.get(at as usize..).and_then(<[u8]>::first_chunk);
        bytes.copied().map_or(0, u64::from_le_bytes)
    }

    /// `ZSTD_hash8`
    fn long_hash(&self, at: u32) -> u64 {
        self.double_word(at).wrapping_mul(0xCF1B_BCDC_B7A5_6463)
    }

    /// `ZSTD_hash5`
    fn short_hash(&self, at: u32) -> u64 {
        (self.double_word(at) << 24).wrapping_mul(889_523_592_379)
    }
}

#[cfg(test)]
mod tests {
    use structured_zstd::decoding::FrameDecoder;

    use super::*;

    /// Bytes with repeats near and far, of as many letters as asked for.
    fn text(length: u32, letters: u32, mut seed: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        while (bytes.len() as u32) < length {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let back = (seed >> 16) as usize % (bytes.len() + 1);
            if seed.is_multiple_of(5) {
                bytes.extend_from_within(bytes.len() - back..bytes.len() - back + back.min(40));
            } else {
                bytes.push((seed >> 8) as u8 % letters as u8);
            }
        }
        bytes.truncate(length as usize);
        bytes
    }

    #[test]
    fn every_frame_holds_its_input() {
        for length in (0..200).chain([255, 256, 1000, 4096, 20_000, 131_071, 131_073, 400_000]) {
            for letters in [1, 2, 20, 255] {
                let input = text(length, letters, length + letters);
                let mut read = Vec::with_capacity(input.len() + 1);
                let decoded = FrameDecoder::new().decode_all_to_vec(&frame(&input), &mut read);
                assert!(decoded.is_ok() && read == input, "{length} bytes of {letters} letters");
            }
        }
    }
}
