//! A proportion over ordered groups.
//!
//! The rows of the table are the groups, in order, each with a score; of the two columns the first counts the events.

use std::collections::BTreeMap;

use super::{Contingency, linear_by_linear};
use crate::stats::distribution::{Normal, ln_gamma};
use crate::stats::sum::sum;
use crate::stats::{Arm, Estimated, Interval, Level, TestResult, Undefined};

/// The most states of the exact distribution that are kept.
const MOST_STATES: usize = 400_000;

/// The Cochran-Armitage test of a trend: `z = sum(a_i (x_i - n_i p)) / sqrt(p q sum(n_i (a_i - mean a)^2))`, with `p` the
/// proportion over all groups; two-sided, positive when the proportion rises with the score.
///
/// [`Undefined::OutsideDomain`] unless there are two columns and a score for each row, [`Undefined::NoVariation`] when
/// everyone or no one had the event or the scores in use are equal.
///
/// ```
/// use utfall::stats::tables::{Contingency, trend};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 5: z = 0.817, p = 0.41391.
/// let table = Contingency::new(&[[48, 1706], [38, 1446], [5, 78], [1, 12]])?;
/// let test = trend::cochran_armitage(&table, &[1.0, 2.0, 3.0, 4.0])?;
/// assert!((test.statistic.unwrap() - 0.817).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cochran (1954); Armitage, P. (1955). Tests for linear trends in proportions and frequencies. *Biometrics* 11, 375-386.
pub fn cochran_armitage(table: &Contingency, scores: &[f64]) -> Result<TestResult, Undefined> {
    let mantel = mantel_haenszel(table, scores)?;
    let n = table.total() as f64;
    let z = mantel.statistic.unwrap_or(0.0) * libm::sqrt(n / (n - 1.0));
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// [`cochran_armitage`] with the variance of the hypergeometric distribution: its z times `sqrt((N - 1) / N)`.
///
/// ```
/// use utfall::stats::tables::{Contingency, trend};
///
/// // Of 489 patients; the Cochran-Armitage z is -1.787808.
/// let table = Contingency::new(&[[8, 53], [10, 48], [11, 100], [22, 102], [6, 129]])?;
/// let test = trend::mantel_haenszel(&table, &[1.0, 2.0, 3.0, 4.0, 5.0])?;
/// assert!((test.statistic.unwrap() + 1.787_808 * (488.0_f64 / 489.0).sqrt()).abs() < 1e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Mantel (1963), see [`linear_by_linear`].
pub fn mantel_haenszel(table: &Contingency, scores: &[f64]) -> Result<TestResult, Undefined> {
    two_columns(table)?;
    linear_by_linear(table, scores, &[1.0, 0.0])
}

/// The slope of the proportion per unit of score, by weighted least squares, with an interval that does not suppose
/// equal variances.
///
/// `sum(n_i (a_i - mean a) p_i) / S` with standard error `sqrt(sum(n_i (a_i - mean a)^2 p_i q_i)) / S`, where
/// `S = sum(n_i (a_i - mean a)^2)`. Errors as for [`cochran_armitage`], and [`Undefined::NoObservations`] for an empty
/// group, [`Undefined::NotFinite`] when the scores are so large or so far apart that their squares overflow.
///
/// ```
/// use utfall::stats::{Level, tables::{Contingency, trend}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 5: -0.0194 (-0.0395 to 0.0007).
/// let table = Contingency::new(&[[8, 53], [10, 48], [11, 100], [22, 102], [6, 129]])?;
/// let slope = trend::slope(&table, &[1.0, 2.0, 3.0, 4.0, 5.0], Level::NINETY_FIVE)?;
/// assert!((slope.value + 0.0194).abs() < 5e-5);
/// assert!((slope.interval.upper().unwrap() - 0.0007).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, Lydersen and Laake (2017), section 5.7.1.
pub fn slope(table: &Contingency, scores: &[f64], level: Level) -> Result<Estimated, Undefined> {
    let groups = Groups::new(table, scores)?;
    let spread = sum(groups.each(|n, a, _| n * a * a));
    let value = sum(groups.each(|n, a, p| n * a * p)) / spread;
    let standard_error = libm::sqrt(sum(groups.each(|n, a, p| n * a * a * p * (1.0 - p)))) / spread;
    if !(value.is_finite() && standard_error.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    Ok(Estimated {
        value,
        standard_error: Some(standard_error),
        interval: Interval::around(value, level.z() * standard_error),
    })
}

/// The slope of the logit of the proportion per unit of score, by maximum likelihood, with Wald's interval.
///
/// Errors as for [`slope`], and [`Undefined::Separation`] when the scores separate those with the event from those
/// without.
///
/// ```
/// use utfall::stats::{Level, tables::{Contingency, trend}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 5: -0.1828 (-0.3844 to 0.0188).
/// let table = Contingency::new(&[[8, 53], [10, 48], [11, 100], [22, 102], [6, 129]])?;
/// let slope = trend::logit_slope(&table, &[1.0, 2.0, 3.0, 4.0, 5.0], Level::NINETY_FIVE)?;
/// assert!((slope.value + 0.1828).abs() < 5e-5);
/// assert!((slope.interval.lower().unwrap() + 0.3844).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cox, D. R. (1970). *The Analysis of Binary Data*, section 4.3.
pub fn logit_slope(table: &Contingency, scores: &[f64], level: Level) -> Result<Estimated, Undefined> {
    let groups = Groups::new(table, scores)?;
    let with = |event: bool| {
        let has = move |p: &f64| if event { *p > 0.0 } else { *p < 1.0 };
        let scores = groups.scores.iter().zip(&groups.proportions).filter(move |(_, p)| has(p)).map(|(a, _)| *a);
        scores.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), a| (low.min(a), high.max(a)))
    };
    let ((low1, high1), (low0, high0)) = (with(true), with(false));
    if high1 <= low0 || high0 <= low1 {
        return Err(Undefined::Separation);
    }
    let unit = groups.scores.iter().fold(0.0, |largest: f64, a| largest.max(a.abs()));
    let (mut constant, mut slope, mut information) = (0.0, 0.0, 0.0);
    for _ in 0..100 {
        let fitted = |a: f64| 1.0 / (1.0 + libm::exp(-(constant + slope * (a / unit))));
        let weight = |a: f64| fitted(a) * (1.0 - fitted(a));
        let s0 = sum(groups.each(|n, a, _| n * weight(a)));
        let s1 = sum(groups.each(|n, a, _| n * weight(a) * (a / unit)));
        let s2 = sum(groups.each(|n, a, _| n * weight(a) * (a / unit) * (a / unit)));
        let u0 = sum(groups.each(|n, a, p| n * (p - fitted(a))));
        let u1 = sum(groups.each(|n, a, p| n * (p - fitted(a)) * (a / unit)));
        information = s2 - s1 * s1 / s0;
        let step = (u1 - u0 * s1 / s0) / information;
        let shift = (u0 - s1 * step) / s0;
        // Steps of more than one logit over the range of the scores are cut.
        let cut = 1.0 / (step.abs() + shift.abs()).max(1.0);
        slope += step * cut;
        constant += shift * cut;
        if step.abs() + shift.abs() <= 1e-13 * (1.0 + slope.abs()) {
            break;
        }
    }
    let (value, standard_error) = (slope / unit, 1.0 / libm::sqrt(information) / unit);
    if !(value.is_finite() && standard_error.is_finite()) {
        return Err(Undefined::NoConvergence);
    }
    Ok(Estimated {
        value,
        standard_error: Some(standard_error),
        interval: Interval::around(value, level.z() * standard_error),
    })
}

/// The exact test of a trend: twice the smaller tail of `sum(a_i x_i)`, given the sizes of the groups and the number of
/// events.
///
/// With [`midrank_scores`](super::midrank_scores) of the rows of a transposed table it is the exact Mann-Whitney test of
/// an ordered outcome in two groups. p is 1 when only one value is possible. [`Undefined::TooLarge`] when the
/// distribution has too many values.
///
/// ```
/// use utfall::stats::tables::{Contingency, trend};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 5: p = 0.62494.
/// let table = Contingency::new(&[[8, 53], [10, 48], [11, 100], [22, 102]])?;
/// assert!((trend::exact_test(&table, &[1.0, 2.0, 3.0, 4.0])?.p - 0.62494).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti (1992), section 3; Mehta, C. R., Patel, N. R. and Senchaudhuri, P. (1992). *Journal of Computational and Graphical
/// Statistics* 1, 21-40.
pub fn exact_test(table: &Contingency, scores: &[f64]) -> Result<TestResult, Undefined> {
    let (below, at, above) = tails(table, scores)?;
    Ok(TestResult::exact(2.0 * (below.min(above) + at)))
}

/// [`exact_test`] with half of the observed value in its tail.
///
/// ```
/// use utfall::stats::tables::{Contingency, trend};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 5: p = 0.71754.
/// let table = Contingency::new(&[[0, 5], [1, 4], [1, 10], [2, 10], [0, 12]])?;
/// assert!((trend::mid_p_test(&table, &[1.0, 2.0, 3.0, 4.0, 5.0])?.p - 0.71754).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Lancaster (1961).
pub fn mid_p_test(table: &Contingency, scores: &[f64]) -> Result<TestResult, Undefined> {
    let (below, at, above) = tails(table, scores)?;
    Ok(TestResult::exact(2.0 * (below.min(above) + 0.5 * at)))
}

/// The probabilities of a smaller, the same and a larger `sum(a_i x_i)`.
fn tails(table: &Contingency, scores: &[f64]) -> Result<(f64, f64, f64), Undefined> {
    two_columns(table)?;
    if scores.len() != table.rows() {
        return Err(Undefined::OutsideDomain);
    }
    if scores.iter().any(|score| !score.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let steps = whole_steps(scores);
    let events: u64 = (0..table.rows()).map(|row| table.cell(row, 0)).sum();
    let observed: i128 = (0..table.rows()).map(|row| steps[row] * i128::from(table.cell(row, 0))).sum();
    // ln of the number of ways, by the number of events so far and the sum so far.
    let mut ways: BTreeMap<(u64, i128), f64> = BTreeMap::from([((0, 0), 0.0)]);
    let mut left = table.total();
    for (row, step) in steps.iter().enumerate() {
        let size = table.cell(row, 0) + table.cell(row, 1);
        left -= size;
        let ln_choose =
            |x: u64| ln_gamma(size as f64 + 1.0) - ln_gamma(x as f64 + 1.0) - ln_gamma((size - x) as f64 + 1.0);
        let most = size.min(events);
        if most > MOST_STATES as u64 {
            return Err(Undefined::TooLarge);
        }
        let choose: Vec<f64> = (0..=most).map(ln_choose).collect();
        let mut next: BTreeMap<(u64, i128), f64> = BTreeMap::new();
        for ((before, total), ln_ways) in ways {
            let least = (events - before).saturating_sub(left).min(most + 1);
            for x in least..=most.min(events - before) {
                let key = (before + x, total + step * i128::from(x));
                let more = ln_ways + choose[x as usize];
                next.entry(key).and_modify(|ln| *ln = ln_sum(*ln, more)).or_insert(more);
                if next.len() > MOST_STATES {
                    return Err(Undefined::TooLarge);
                }
            }
        }
        ways = next;
    }
    let largest = ways.values().copied().fold(f64::NEG_INFINITY, f64::max);
    let all = sum(ways.values().map(|ln| libm::exp(ln - largest)));
    let part = |keep: &dyn Fn(i128) -> bool| {
        sum(ways.iter().filter(|((_, total), _)| keep(*total)).map(|(_, ln)| libm::exp(ln - largest))) / all
    };
    Ok((part(&|total| total < observed), part(&|total| total == observed), part(&|total| total > observed)))
}

/// The scores in whole steps from the lowest, so that equal sums are equal: of their common measure, which Euclid's
/// algorithm finds, or of `2^-40` of their range where they have none.
fn whole_steps(scores: &[f64]) -> Vec<i128> {
    let low = scores.iter().copied().fold(f64::INFINITY, f64::min);
    let above: Vec<f64> = scores.iter().map(|score| score - low).collect();
    let range = above.iter().copied().fold(0.0, f64::max);
    let measure = above.iter().filter(|a| **a > 0.0).fold(0.0, |measure: f64, a| {
        let (mut larger, mut smaller) = (measure.max(*a), measure.min(*a));
        while smaller > 1e-9 * range {
            let rest = larger % smaller;
            (larger, smaller) = (smaller, rest.min(smaller - rest));
        }
        larger
    });
    let step = if measure > 1e-6 * range { measure } else { range / (1_u64 << 40) as f64 };
    above.into_iter().map(|a| if a == 0.0 { 0 } else { libm::round(a / step) as i128 }).collect()
}

/// `ln(exp(a) + exp(b))`.
fn ln_sum(a: f64, b: f64) -> f64 {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    high + libm::log1p(libm::exp(low - high))
}

fn two_columns(table: &Contingency) -> Result<(), Undefined> {
    if table.columns() == 2 { Ok(()) } else { Err(Undefined::OutsideDomain) }
}

/// The groups with their proportions and their scores less the mean.
struct Groups {
    sizes: Vec<f64>,
    scores: Vec<f64>,
    proportions: Vec<f64>,
}

impl Groups {
    fn new(table: &Contingency, scores: &[f64]) -> Result<Groups, Undefined> {
        // It says of a table and scores whether there is a trend to speak of.
        mantel_haenszel(table, scores)?;
        let arms: Vec<Arm> = (0..table.rows())
            .map(|row| Arm::new(table.cell(row, 0), table.cell(row, 0) + table.cell(row, 1)))
            .collect::<Result<_, _>>()?;
        let sizes: Vec<f64> = arms.iter().map(|arm| arm.total() as f64).collect();
        let total = table.total() as f64;
        let mean = sum(sizes.iter().zip(scores).map(|(n, a)| n / total * a));
        Ok(Groups {
            sizes,
            scores: scores.iter().map(|a| a - mean).collect(),
            proportions: arms.iter().map(|arm| arm.proportion()).collect(),
        })
    }

    /// A term for each group, of its size, its centred score and its proportion.
    fn each<'a>(&'a self, term: impl Fn(f64, f64, f64) -> f64 + 'a) -> impl Iterator<Item = f64> + 'a {
        (0..self.sizes.len()).map(move |group| term(self.sizes[group], self.scores[group], self.proportions[group]))
    }
}
