//! The world's randomness: one ChaCha8 stream for each link direction, node and fault source.

use crate::protocol::digest::Digest;
use crate::protocol::sorted::SortedMap;
use crate::protocol::time::Micros;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::hash::Hash;
use std::ops::RangeInclusive;

/// What a number is drawn for. Each has a stream of its own, so that dropping one message, or moving one slider,
/// does not change what is drawn for anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The delay of a message on a link, by its two ends.
    Latency(u16, u16),
    /// Whether a message on a link is lost.
    Loss(u16, u16),
    /// Whether a message on a link is doubled, and the copy's delay.
    Duplicate(u16, u16),
    /// The lengths of a node's timers.
    Timer(u16),
    /// What a swarm does to the world.
    Swarm,
}

impl Source {
    fn stream(self) -> u64 {
        let (kind, a, b) = match self {
            Source::Latency(from, to) => (1, from, to),
            Source::Loss(from, to) => (2, from, to),
            Source::Duplicate(from, to) => (3, from, to),
            Source::Timer(node) => (4, node, 0),
            Source::Swarm => (5, 0, 0),
        };
        kind << 32 | u64::from(a) << 16 | u64::from(b)
    }
}

const BUFFER: usize = 64;

/// All streams of one seed, each with its own counter.
#[derive(Clone, Debug)]
pub struct Streams {
    seed: u32,
    streams: SortedMap<Source, Stream>,
}

#[derive(Debug, Default)]
struct Stream {
    drawn: u64,
    /// The block of words that holds the next one. It follows from seed and counter, so copies leave it behind.
    block: Option<Box<[u32; BUFFER]>>,
}

impl Clone for Stream {
    fn clone(&self) -> Self {
        Stream { drawn: self.drawn, block: None }
    }
}

impl Streams {
    /// The streams of a seed, none of them begun.
    pub fn new(seed: u32) -> Self {
        Streams { seed, streams: SortedMap::new() }
    }

    /// A whole number from 0 to `bound` - 1.
    ///
    /// It is our own, by multiplication and shift, so that no update of a library can change what an old link shows.
    /// Its bias is at most `bound` / 2^32, which nobody sees in delays of microseconds.
    pub fn below(&mut self, source: Source, bound: u32) -> u32 {
        let word = self.word(source);
        ((u64::from(word) * u64::from(bound)) >> 32) as u32
    }

    /// A length within the range, ends included.
    pub fn length(&mut self, source: Source, range: &RangeInclusive<Micros>) -> Micros {
        let span = (*range.end() - *range.start()).0;
        if span == 0 {
            return *range.start();
        }
        // Longer than an hour, a draw is made in milliseconds: a word has 32 bits.
        match u32::try_from(span + 1) {
            Ok(bound) => *range.start() + Micros(u64::from(self.below(source, bound))),
            Err(_) => {
                let bound = u32::try_from(span / 1_000).unwrap_or(u32::MAX);
                *range.start() + Micros(u64::from(self.below(source, bound)) * 1_000)
            }
        }
    }

    /// Whether something happens that happens in `share` tenths of a percent of all cases. Nothing is drawn where it never does.
    pub fn happens(&mut self, source: Source, share: u16) -> bool {
        share > 0 && self.below(source, 1000) < u32::from(share)
    }

    /// A number that tells how much has been drawn from each stream.
    pub fn digest(&self) -> u64 {
        let mut hasher = Digest::new();
        for (source, stream) in self.streams.iter() {
            (source, stream.drawn).hash(&mut hasher);
        }
        std::hash::Hasher::finish(&hasher)
    }

    fn word(&mut self, source: Source) -> u32 {
        let seed = self.seed;
        let stream = self.streams.get_or_insert_with(source, Stream::default);
        let place = (stream.drawn % BUFFER as u64) as usize;
        if place == 0 {
            stream.block = None;
        }
        let block =
            stream.block.get_or_insert_with(|| block(seed, source, stream.drawn / BUFFER as u64));
        stream.drawn += 1;
        block[place]
    }
}

fn block(seed: u32, source: Source, number: u64) -> Box<[u32; BUFFER]> {
    let mut generator = ChaCha8Rng::seed_from_u64(u64::from(seed));
    generator.set_stream(source.stream());
    generator.set_word_pos(u128::from(number) * BUFFER as u128);
    Box::new(std::array::from_fn(|_| generator.next_u32()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An old link must show what it showed: these words may never change.
    #[test]
    fn streams_are_golden() {
        let mut streams = Streams::new(7);
        let words: Vec<u32> = (0..3).map(|_| streams.word(Source::Latency(0, 1))).collect();
        assert_eq!(words, [2_708_218_641, 1_260_854_919, 136_369_186]);
        assert_eq!(streams.word(Source::Timer(4)), 3_692_556_816);
    }

    #[test]
    fn a_copy_goes_on_as_the_original_does() {
        let mut streams = Streams::new(3);
        for drawn in 0..200 {
            let mut copy = streams.clone();
            let (left, right) = (streams.word(Source::Timer(0)), copy.word(Source::Timer(0)));
            assert_eq!(left, right, "after {drawn} words");
        }
    }
}
