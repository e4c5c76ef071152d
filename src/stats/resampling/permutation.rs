//! The permutation test of a difference in means.

use super::BootstrapPlan;
use crate::stats::random::Random;
use crate::stats::{Sample, Undefined, sum};

/// The p-value of a permutation test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permutation {
    /// The p-value, two-sided.
    pub p: f64,
    /// Whether all allocations were gone through, and not a random choice of them.
    pub exact: bool,
}

/// The permutation test that two groups have the same distribution, by the difference of their means; two-sided.
///
/// The share of the allocations of the same persons to groups of the same sizes whose difference is at least as far from
/// 0. Where there are no more of them than the plan has replicates, all are gone through and the p-value is exact; else
/// it is `(b + 1) / (B + 1)` with `b` of `B` random allocations, which is never 0. It tests for any difference between
/// the distributions, spread too, when the groups are of different sizes.
///
/// [`Undefined::NoVariation`] when all values are equal, [`Undefined::NotFinite`] for values whose sum is too large, and
/// the errors of a plan: [`Undefined::OutsideDomain`] without replicates, [`Undefined::TooLarge`] for more than two
/// billion draws.
///
/// ```
/// use utfall::stats::Sample;
/// use utfall::stats::resampling::{BootstrapPlan, permutation_test_of_means};
///
/// // Of the 20 ways to choose three of six, two are as far apart as 4, 5, 6 and 1, 2, 3.
/// let (treated, control) = (Sample::new(&[4.0, 5.0, 6.0])?, Sample::new(&[1.0, 2.0, 3.0])?);
/// let test = permutation_test_of_means(&treated, &control, BootstrapPlan { replicates: 1_000, seed: 1 })?;
/// assert!(test.exact && (test.p - 0.1).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fisher, R. A. (1935). *The Design of Experiments*, section 21. Random allocations: Phipson, B. and Smyth, G. K. (2010).
/// Permutation p-values should never be zero. *Statistical Applications in Genetics and Molecular Biology* 9(1), 39.
pub fn permutation_test_of_means(
    treated: &Sample,
    control: &Sample,
    plan: BootstrapPlan,
) -> Result<Permutation, Undefined> {
    let total = treated.total().checked_add(control.total()).filter(|total| *total <= 100_000_000);
    let total = total.ok_or(Undefined::TooLarge)?;
    let largest = [treated, control].map(|sample| sample.minimum().abs().max(sample.maximum().abs()));
    if !(4.0 * largest[0].max(largest[1]) * total as f64).is_finite() {
        return Err(Undefined::NotFinite);
    }
    let mut values: Vec<f64> = treated.observations().chain(control.observations()).collect();
    values.sort_unstable_by(f64::total_cmp);
    if values[0] == values[values.len() - 1] {
        return Err(Undefined::NoVariation);
    }
    let mean = sum(values.iter().copied()) / total as f64;
    values.iter_mut().for_each(|value| *value -= mean);
    // Both groups tell the same: the smaller one is drawn.
    let drawn = if treated.total() <= control.total() { treated } else { control };
    let size = drawn.total() as usize;
    let observed = sum(drawn.observations().map(|value| value - mean)).abs();
    // Sums that are equal but for rounding are equal.
    let least = observed - 1e-12 * sum(values.iter().map(|value| value.abs()));
    let as_far = |total: f64| total.abs() >= least;
    if plan.replicates == 0 {
        return Err(Undefined::OutsideDomain);
    }
    if let Some(all) = combinations(values.len(), size).filter(|all| *all <= plan.replicates) {
        let count = count_all(&values, size, &as_far);
        return Ok(Permutation { p: count as f64 / all as f64, exact: true });
    }
    let far = plan.each(size as u64, |random| as_far(drawn_sum(&values, size, random)))?;
    let count = far.iter().filter(|far| **far).count() as f64;
    Ok(Permutation { p: (count + 1.0) / (plan.replicates as f64 + 1.0), exact: false })
}

/// How many ways there are to choose so many of `all`; nothing for more than a `u64` holds.
fn combinations(all: usize, chosen: usize) -> Option<u64> {
    let mut ways = 1_u64;
    for i in 0..chosen.min(all - chosen) as u64 {
        ways = ways.checked_mul(all as u64 - i)? / (i + 1);
    }
    Some(ways)
}

/// How many of all choices have a sum that is wanted.
fn count_all(values: &[f64], size: usize, wanted: &impl Fn(f64) -> bool) -> u64 {
    let n = values.len();
    let mut chosen: Vec<usize> = (0..size).collect();
    let mut count = 0;
    loop {
        count += u64::from(wanted(sum(chosen.iter().map(|index| values[*index]))));
        let Some(at) = (0..size).rfind(|at| chosen[*at] < n - size + at) else { return count };
        chosen[at] += 1;
        for next in at + 1..size {
            chosen[next] = chosen[next - 1] + 1;
        }
    }
}

/// The sum of so many values drawn without replacement.
fn drawn_sum(values: &[f64], size: usize, random: &mut Random) -> f64 {
    let mut left: Vec<f64> = values.to_vec();
    for at in 0..size {
        let other = at + random.place(left.len() - at);
        left.swap(at, other);
    }
    sum(left[..size].iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: BootstrapPlan = BootstrapPlan { replicates: 20_000, seed: 5 };

    #[test]
    fn all_allocations_and_random_ones_agree() {
        let treated = Sample::new(&[3.0, 5.0, 8.0, 9.0, 12.0, 7.0, 11.0, 10.0]).unwrap();
        let control = Sample::new(&[2.0, 4.0, 6.0, 8.0, 5.0, 3.0, 9.0, 1.0]).unwrap();
        let exact = permutation_test_of_means(&treated, &control, PLAN).unwrap();
        let random = BootstrapPlan { replicates: 12_000, ..PLAN };
        let random = permutation_test_of_means(&treated, &control, random).unwrap();
        assert!(exact.exact && !random.exact, "12 870 allocations");
        assert!((exact.p - random.p).abs() < 0.005, "{exact:?} {random:?}");
        // Swapped groups and another unit.
        assert_eq!(permutation_test_of_means(&control, &treated, PLAN).unwrap(), exact);
    }

    #[test]
    fn one_person_against_many_has_the_rank_of_that_person() {
        let many: Vec<f64> = (1..=19).map(f64::from).collect();
        let test = permutation_test_of_means(&Sample::new(&[20.0]).unwrap(), &Sample::new(&many).unwrap(), PLAN);
        assert!((test.unwrap().p - 0.1).abs() < 1e-15, "the largest and the smallest of twenty");
    }

    #[test]
    fn equal_values_have_no_test() {
        let equal = Sample::new(&[1.0; 4]).unwrap();
        assert_eq!(permutation_test_of_means(&equal, &equal, PLAN), Err(Undefined::NoVariation));
    }
}
