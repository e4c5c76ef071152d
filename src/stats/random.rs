//! Random numbers that are the same on every machine and every number of threads.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of random numbers, fixed by a seed that the analysis states and by the number of the replicate.
///
/// Every replicate has its own stream, so that the order in which replicates are computed does not matter.
pub(in crate::stats) struct Random(ChaCha8Rng);

impl Random {
    /// The stream of one replicate.
    pub(in crate::stats) fn new(seed: u64, replicate: u64) -> Random {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(replicate);
        Random(generator)
    }

    /// A whole number from 0 to `count - 1`, all equally likely; 0 when `count` is 0.
    ///
    /// Lemire, D. (2019). Fast random integer generation in an interval. *ACM Transactions on Modeling and
    /// Computer Simulation* 29(1), 3.
    pub(in crate::stats) fn below(&mut self, count: u64) -> u64 {
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(count);
            let (whole, rest) = ((product >> 64) as u64, product as u64);
            if rest >= count || rest >= count.wrapping_neg() % count.max(1) {
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
    }
}
