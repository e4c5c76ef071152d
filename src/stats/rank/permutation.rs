//! Exact distributions of sums of midranks, by counting.

use crate::stats::Undefined;

/// The most additions that are spent, about a fifth of a second.
const MOST_WORK: u64 = 200_000_000;

/// The probability that a sum of `chosen` of these twofold midranks is at least as far from its expectation as
/// `observed`, all choices being equally likely.
///
/// [`Undefined::TooLarge`] when counting would take too long.
pub(super) fn as_far_by_choice(doubled: &[u64], chosen: usize, observed: u64) -> Result<f64, Undefined> {
    // Fewer of the two groups, counted from the lowest rank, so that the table is as small as it can be.
    let all: u64 = doubled.iter().sum();
    let (chosen, observed) =
        if 2 * chosen > doubled.len() { (doubled.len() - chosen, all - observed) } else { (chosen, observed) };
    let lowest = doubled.iter().copied().min().unwrap_or(0);
    let ranks: Vec<u64> = doubled.iter().map(|rank| rank - lowest).collect();
    let observed = observed - lowest * chosen as u64;
    let mut largest = ranks.clone();
    largest.sort_unstable();
    let most: u64 = largest.iter().rev().take(chosen).sum();
    let work = (ranks.len() as u64).saturating_mul(chosen as u64).saturating_mul(most);
    if work > MOST_WORK || ranks.len() > 1000 {
        return Err(Undefined::TooLarge);
    }
    let most = most as usize;
    // ways[k][s]: choices of k ranks with sum s.
    let mut ways = vec![vec![0.0; most + 1]; chosen + 1];
    ways[0][0] = 1.0;
    for (seen, rank) in ranks.iter().enumerate() {
        let rank = *rank as usize;
        for k in (1..=chosen.min(seen + 1)).rev() {
            let (fewer, more) = ways.split_at_mut(k);
            for (target, source) in more[0][rank..].iter_mut().zip(&fewer[k - 1]) {
                *target += source;
            }
        }
    }
    // The expectation is the mean rank times the number chosen: compared in whole numbers.
    let n = ranks.len() as u64;
    let centre = ranks.iter().sum::<u64>() * chosen as u64;
    Ok(share_as_far(&ways[chosen], n, centre, observed))
}

/// The probability that a sum of a random subset of these twofold midranks is at least as far from its expectation,
/// half of their sum, as `observed`.
///
/// [`Undefined::TooLarge`] when counting would take too long.
pub(super) fn as_far_by_sign(doubled: &[u64], observed: u64) -> Result<f64, Undefined> {
    let all: u64 = doubled.iter().sum();
    if doubled.len() > 1000 || all.saturating_mul(doubled.len() as u64) > MOST_WORK {
        return Err(Undefined::TooLarge);
    }
    let mut ways = vec![0.0; all as usize + 1];
    ways[0] = 1.0;
    let mut reached = 0;
    for rank in doubled.iter().map(|rank| *rank as usize) {
        reached += rank;
        for sum in (rank..=reached).rev() {
            ways[sum] += ways[sum - rank];
        }
    }
    Ok(share_as_far(&ways, 2, all, observed))
}

/// The share of the ways whose sum `s` has `|n s - centre| >= |n observed - centre|`.
fn share_as_far(ways: &[f64], n: u64, centre: u64, observed: u64) -> f64 {
    let limit = (n * observed).abs_diff(centre);
    let far = |(sum, _): &(usize, &f64)| (n * *sum as u64).abs_diff(centre) >= limit;
    let extreme: f64 = ways.iter().enumerate().filter(far).map(|(_, ways)| ways).sum();
    (extreme / ways.iter().sum::<f64>()).min(1.0)
}
