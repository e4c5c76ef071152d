//! The largest value over a parameter that is not of interest.

/// How many points the search looks at before it refines the best.
const POINTS: usize = 500;

/// How many of the local maxima among the points are refined.
const REFINED: usize = 3;

/// The largest value of `f` on `[low, high]`: on a grid of 500 points, the three highest summits of which are refined by
/// golden sections.
///
/// For polynomials whose summits are wider than the grid is fine, as the tails of exact tests of up to some thousands
/// of people are.
pub(in crate::stats) fn largest(f: impl Fn(f64) -> f64, (low, high): (f64, f64)) -> f64 {
    let at = |point: usize| low + (high - low) * (point as f64 / (POINTS - 1) as f64);
    let values: Vec<f64> = (0..POINTS).map(|point| f(at(point))).collect();
    let mut summits: Vec<usize> = (0..POINTS)
        .filter(|&i| (i == 0 || values[i] >= values[i - 1]) && (i + 1 == POINTS || values[i] >= values[i + 1]))
        .collect();
    summits.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    let refined = summits.iter().take(REFINED).map(|&i| {
        let within = (at(i.saturating_sub(1)), at((i + 1).min(POINTS - 1)));
        golden(&f, within).max(values[i])
    });
    refined.fold(0.0, f64::max)
}

/// The summit of a function with one, by golden sections.
fn golden(f: impl Fn(f64) -> f64, (mut low, mut high): (f64, f64)) -> f64 {
    const SHARE: f64 = 0.618_033_988_749_894_9;
    let (mut one, mut two) = (high - SHARE * (high - low), low + SHARE * (high - low));
    let (mut at_one, mut at_two) = (f(one), f(two));
    for _ in 0..40 {
        if at_one >= at_two {
            high = two;
            (two, at_two) = (one, at_one);
            one = high - SHARE * (high - low);
            at_one = f(one);
        } else {
            low = one;
            (one, at_one) = (two, at_two);
            two = low + SHARE * (high - low);
            at_two = f(two);
        }
    }
    at_one.max(at_two)
}

/// The probabilities of 0 to `total` events, each of probability `p`, from the most probable outwards.
pub(in crate::stats) fn binomial_probabilities(total: usize, p: f64) -> Vec<f64> {
    let mut probabilities = vec![0.0; total + 1];
    if p <= 0.0 || p >= 1.0 {
        probabilities[if p <= 0.0 { 0 } else { total }] = 1.0;
        return probabilities;
    }
    let odds = p / (1.0 - p);
    let mode = (libm::floor((total + 1) as f64 * p) as usize).min(total);
    probabilities[mode] = 1.0;
    for k in mode..total {
        probabilities[k + 1] = probabilities[k] * ((total - k) as f64 / (k + 1) as f64 * odds);
    }
    for k in (0..mode).rev() {
        probabilities[k] = probabilities[k + 1] * ((k + 1) as f64 / (total - k) as f64 / odds);
    }
    let sum: f64 = probabilities.iter().sum();
    probabilities.iter_mut().for_each(|probability| *probability /= sum);
    probabilities
}
