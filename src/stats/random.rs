//! Random numbers that are the same on every machine and every number of threads.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of random numbers, fixed by a seed that the analysis states and by the number of the replicate.
///
/// Every replicate has its own stream, so that the order in which replicates are computed does not matter.
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    /// The stream of one replicate.
    pub(crate) fn new(seed: u64, replicate: u64) -> Random {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(replicate);
        Random(generator)
    }

    /// Jumps to the beginning of a section of the stream, each long enough for any use: numbers of the first section never
    /// depend on whether a second is drawn.
    pub(crate) fn seek(&mut self, section: u32) {
        const WORDS: u128 = 1 << 36;
        self.0.set_word_pos(u128::from(section) * WORDS);
    }

    /// A number strictly between 0 and 1: the midpoint of one of 2^52 equal parts.
    ///
    /// Of 2^53 parts the last would round to 1.
    #[inline]
    pub(crate) fn uniform(&mut self) -> f64 {
        const PART: f64 = 1.0 / (1_u64 << 52) as f64;
        ((self.0.next_u64() >> 12) as f64 + 0.5) * PART
    }

    /// A whole number from 0 to `count - 1`, all equally likely; 0 when `count` is 0.
    ///
    /// Lemire, D. (2019). Fast random integer generation in an interval. *ACM Transactions on Modeling and
    /// Computer Simulation* 29(1), 3.
    pub(crate) fn below(&mut self, count: u64) -> u64 {
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(count);
            let (whole, rest) = ((product >> 64) as u64, product as u64);
            if rest >= count || rest >= count.wrapping_neg() % count.max(1) {
                return whole;
            }
        }
    }

    /// The place of one of `count` things, all equally likely; 0 when `count` is 0.
    ///
    /// As [`Random::below`], from half as many random bits: a bootstrap draws the place of a person millions of times.
    #[inline]
    pub(crate) fn place(&mut self, count: usize) -> usize {
        let Ok(few) = u32::try_from(count) else { return self.below(count as u64) as usize };
        loop {
            let product = u64::from(self.0.next_u32()) * u64::from(few);
            let (whole, rest) = ((product >> 32) as usize, product as u32);
            if rest >= few || rest >= few.wrapping_neg() % few.max(1) {
                return whole;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn streams_repeat_and_differ_and_are_even() {
        let draw = |replicate| {
            let mut random = Random::new(7, replicate);
            (0..600).map(|_| random.below(6)).collect::<Vec<_>>()
        };
        assert_eq!(draw(3), draw(3));
        assert_ne!(draw(3), draw(4));
        for face in 0..6 {
            let count = draw(3).iter().filter(|drawn| **drawn == face).count();
            assert!((60..140).contains(&count), "{face} came up {count} times");
        }
        assert_eq!(Random::new(1, 1).below(0), 0);
        let mut random = Random::new(7, 3);
        let mut counts = [0; 6];
        (0..600).for_each(|_| counts[random.place(6)] += 1);
        assert!(counts.iter().all(|count| (60..140).contains(count)), "{counts:?}");
        assert_eq!(random.place(0), 0);
    }

    #[test]
    fn sections_are_reached_in_any_order() {
        let mut random = Random::new(7, 3);
        let first = random.uniform();
        random.seek(1);
        let second = random.uniform();
        random.seek(0);
        assert_eq!(random.uniform(), first);
        assert!(first != second && (0.0..1.0).contains(&first) && (0.0..1.0).contains(&second));
    }
}
