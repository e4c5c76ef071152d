//! The k-th smallest of all differences or averages of pairs, without forming them.

use crate::stats::Sample;

/// The `k`-th smallest, counted from 1, of the differences `x - y` over all pairs of the two samples.
pub(super) fn difference(first: &Sample, second: &Sample, k: u128) -> f64 {
    let most = first.maximum() - second.minimum();
    let least = first.minimum() - second.maximum();
    smallest(least, most, |limit| differences_up_to(first, second, limit) >= k)
}

/// How many differences `x - y` are at most `limit`; rounded differences rise with `x` and fall with `y`.
pub(super) fn differences_up_to(first: &Sample, second: &Sample, limit: f64) -> u128 {
    let (values, counts) = (second.values(), second.counts());
    let mut from = 0;
    // How many of the second sample stand at `from` or above.
    let mut left = u128::from(second.total());
    let mut pairs = 0;
    for (x, count) in first.pairs() {
        while from < values.len() && x - values[from] > limit {
            left -= u128::from(counts[from]);
            from += 1;
        }
        pairs += u128::from(count) * left;
    }
    pairs
}

/// The `k`-th smallest, counted from 1, of the averages of all pairs of observations, each with itself too.
pub(super) fn average(sample: &Sample, k: u128) -> f64 {
    smallest(sample.minimum(), sample.maximum(), |limit| averages_up_to(sample, limit) >= k)
}

/// How many averages of pairs are at most `limit`.
fn averages_up_to(sample: &Sample, limit: f64) -> u128 {
    let (values, counts) = (sample.values(), sample.counts());
    let mut to = values.len();
    let mut below: u128 = u128::from(sample.total());
    // Ordered pairs, and those of a value with itself.
    let (mut ordered, mut equal): (u128, u128) = (0, 0);
    for (x, count) in sample.pairs() {
        while to > 0 && 0.5 * x + 0.5 * values[to - 1] > limit {
            to -= 1;
            below -= u128::from(counts[to]);
        }
        ordered += u128::from(count) * below;
        if x <= limit {
            equal += u128::from(count);
        }
    }
    // Each unordered pair of different observations was counted twice, that of one with itself once.
    (ordered + equal) / 2
}

/// The smallest double between `low` and `high` at which the monotone `reached` is true.
fn smallest(low: f64, high: f64, reached: impl Fn(f64) -> bool) -> f64 {
    let (mut below, mut at) = (key(low), key(high));
    if reached(low) {
        return low;
    }
    while at - below > 1 {
        let middle = below + (at - below) / 2;
        if reached(value(middle)) {
            at = middle;
        } else {
            below = middle;
        }
    }
    value(at)
}

/// Doubles as whole numbers in the same order.
fn key(x: f64) -> i128 {
    let bits = (x + 0.0).to_bits() as i64;
    i128::from(if bits < 0 { i64::MIN - bits } else { bits })
}

fn value(key: i128) -> f64 {
    let key = key as i64;
    f64::from_bits((if key < 0 { i64::MIN - key } else { key }) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selects_what_sorting_selects() {
        let one = Sample::new(&[3.0, -1.5, 8.25, 3.0, 0.1, -7.0]).unwrap();
        let two = Sample::new(&[2.0, 0.1, -4.5, 2.0, 1e3]).unwrap();
        let mut differences: Vec<f64> =
            one.observations().flat_map(|x| two.observations().map(move |y| x - y)).collect();
        differences.sort_by(f64::total_cmp);
        for (k, expected) in differences.iter().enumerate() {
            assert_eq!(difference(&one, &two, k as u128 + 1), *expected);
        }
        let values: Vec<f64> = one.observations().collect();
        let mut averages: Vec<f64> = (0..values.len())
            .flat_map(|i| values[i..].iter().map(|y| 0.5 * values[i] + 0.5 * y).collect::<Vec<f64>>())
            .collect();
        averages.sort_by(f64::total_cmp);
        for (k, expected) in averages.iter().enumerate() {
            assert_eq!(average(&one, k as u128 + 1), *expected);
        }
    }
}
