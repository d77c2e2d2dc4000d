//! Fingerprints that are the same on every machine, native and wasm.

use std::hash::{Hash, Hasher};

/// A 64-bit hasher with a fixed key, fed integers of fixed width, so that a digest never depends on the platform.
///
/// It mixes by folded multiplication (as wyhash does). Digests guard replay and compare logs; they are not cryptographic.
#[derive(Clone, Debug)]
pub struct Digest(u64);

const KEY: u64 = 0x9E37_79B9_7F4A_7C15;
const MULTIPLIER: u64 = 0xD6E8_FEB8_6659_FD93;

impl Digest {
    /// A hasher that has seen nothing.
    pub fn new() -> Self {
        Digest(KEY)
    }

    /// The digest of one value.
    pub fn of<T: Hash + ?Sized>(value: &T) -> u64 {
        let mut digest = Digest::new();
        value.hash(&mut digest);
        digest.finish()
    }
}

impl Default for Digest {
    fn default() -> Self {
        Digest::new()
    }
}

// A wide product takes many instructions in wasm, and what is hashed is hashed number by number: one copy does there.
#[cfg_attr(target_arch = "wasm32", inline(never))]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

impl Hasher for Digest {
    fn finish(&self) -> u64 {
        fold(self.0 ^ KEY, MULTIPLIER)
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
        self.write_u64(bytes.len() as u64);
    }
    fn write_u64(&mut self, word: u64) {
        self.0 = fold(self.0 ^ word, MULTIPLIER).wrapping_add(KEY);
    }
    fn write_u8(&mut self, word: u8) {
        self.write_u64(u64::from(word));
    }
    fn write_u16(&mut self, word: u16) {
        self.write_u64(u64::from(word));
    }
    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }
    // A usize is 4 bytes wide in wasm and 8 natively: both are fed as 8.
    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
    fn write_isize(&mut self, word: isize) {
        self.write_u64(word as i64 as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same figures are asserted in Chromium (`tests/wasm.rs`), where a usize has another width.
    #[test]
    fn digests_are_golden() {
        assert_eq!(Digest::of(&(1u8, 2usize, Some("x"))), 11_068_031_155_290_394_830);
    }
}
