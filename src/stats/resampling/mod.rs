//! Resampling: bootstrap intervals and permutation tests, with seeds that an analysis states.
//!
//! Every replicate has its own stream of random numbers, and groups are taken in sorted order, so that results depend
//! neither on the number of threads nor on the order of the rows.

mod bootstrap;
mod means;
mod permutation;

pub use bootstrap::{Bootstrap, BootstrapPlan};
pub use means::{StudentisedReplicates, bootstrap_mean_difference, studentised_mean_difference};
pub use permutation::{Permutation, permutation_test_of_means};

use rayon::prelude::*;

use super::Undefined;
use super::random::Random;

/// The most draws of a whole bootstrap or test, some ten seconds.
const MOST_WORK: u64 = 2_000_000_000;

impl BootstrapPlan {
    /// What `replicate` gives for each replicate, in order; each takes so many draws.
    ///
    /// [`Undefined::OutsideDomain`] without replicates, [`Undefined::TooLarge`] for more than two billion draws.
    pub(crate) fn each<T: Send>(
        self,
        draws: u64,
        replicate: impl Fn(&mut Random) -> T + Sync,
    ) -> Result<Vec<T>, Undefined> {
        if self.replicates == 0 {
            return Err(Undefined::OutsideDomain);
        }
        if self.replicates.saturating_mul(draws) > MOST_WORK {
            return Err(Undefined::TooLarge);
        }
        let one = |number: u64| replicate(&mut Random::new(self.seed, number));
        Ok((0..self.replicates).into_par_iter().map(one).collect())
    }
}
