//! One number for everything that was told: two runs agree if and only if it does.

use crate::node::event::Event;

/// FNV-1a (64 bits) of the events as JSON, one to a line. Text, because what a struct hashes to differs between
/// native code and WebAssembly.
pub fn fingerprint<'a>(events: impl Iterator<Item = &'a Event>) -> u64 {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    for event in events {
        // Writing to a hash cannot fail, and an event is plain data.
        let _ = serde_json::to_writer(&mut hash, event);
        hash.add(b'\n');
    }
    hash.0
}

struct Fnv(u64);

impl Fnv {
    fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}

impl std::io::Write for Fnv {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        bytes.iter().for_each(|byte| self.add(*byte));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
