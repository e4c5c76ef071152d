//! Fisher's noncentral hypergeometric distribution.

use super::binomial::smallest_count;
use super::special::{ln_1m_exp, ln_binomial_kernel};
use crate::stats::Undefined;

/// Beyond this standard deviation sums over the bulk of the distribution take too long.
const LARGEST_DEVIATION: f64 = 3e5;

/// The number of events in the first group, given the number in both together, when the odds of the
/// first are `odds` times those of the second.
///
/// `P(x)` is proportional to `C(group1, x) C(group2, draws - x) odds^x`. The weights are computed from
/// two binomial probabilities at the fitted odds, so that the largest is of the order of 1 whatever
/// the totals, and are summed from the mode outwards until they are negligible: the work grows with
/// the standard deviation, not with the totals. Above a standard deviation of 300 000 (smallest cell
/// some 1e11) construction fails with [`Undefined::TooLarge`].
///
/// ```
/// use utfall::stats::distribution::NoncentralHypergeometric;
///
/// let x = NoncentralHypergeometric::new(8, 9, 2, 2.5).unwrap();
/// assert!((x.mean() - 1.355_498_721_227_621_5).abs() < 1e-14);
/// assert!((x.cdf(1) - 0.552_429_667_519_181_5).abs() < 1e-14);
/// ```
///
/// Fisher, R. A. (1935). The logic of inductive inference. *Journal of the Royal Statistical Society*
/// 98, 39-82.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoncentralHypergeometric {
    group1: u64,
    group2: u64,
    draws: u64,
    odds: f64,
    /// The fitted proportions of events and non-events in the two groups.
    fitted: [f64; 4],
    mode: u64,
    ln_mode: f64,
    /// The sum of all weights, relative to that of the mode, and the first two moments around it.
    total: f64,
    first: f64,
    second: f64,
}

impl NoncentralHypergeometric {
    /// The distribution; `draws` must not exceed the groups together, and `odds` must be positive and
    /// finite.
    pub fn new(group1: u64, group2: u64, draws: u64, odds: f64) -> Result<NoncentralHypergeometric, Undefined> {
        let valid = odds > 0.0 && odds.is_finite();
        let most = group1.checked_add(group2).ok_or(Undefined::TooLarge)?;
        if !valid || draws > most {
            return Err(Undefined::OutsideDomain);
        }
        let (n1, n2) = (group1 as f64, group2 as f64);
        let cells = fitted_cells(n1, n2, draws as f64, (most - draws) as f64, odds);
        let deviation = libm::sqrt(1.0 / cells.iter().map(|cell| 1.0 / cell).sum::<f64>());
        if deviation > LARGEST_DEVIATION {
            return Err(Undefined::TooLarge);
        }
        let [a, b, c, d] = cells;
        let mut new = NoncentralHypergeometric {
            group1,
            group2,
            draws,
            odds,
            fitted: [a / n1, b / n1, c / n2, d / n2],
            mode: 0,
            ln_mode: 0.0,
            total: 1.0,
            first: 0.0,
            second: 0.0,
        };
        new.find_mode(a);
        new.ln_mode = new.ln_weight(new.mode);
        new.sum_up();
        Ok(new)
    }

    /// The smallest and the largest possible count.
    pub fn support(&self) -> (u64, u64) {
        (self.draws.saturating_sub(self.group2), self.group1.min(self.draws))
    }

    /// A most probable count.
    pub fn mode(&self) -> u64 {
        self.mode
    }

    /// The expected count.
    pub fn mean(&self) -> f64 {
        self.mode as f64 + self.mean_beyond_mode()
    }

    /// The expected count less the [mode](Self::mode), which is small where the mean is not.
    pub(in crate::stats) fn mean_beyond_mode(&self) -> f64 {
        self.first / self.total
    }

    /// The variance of the count.
    pub fn variance(&self) -> f64 {
        let mean = self.mean_beyond_mode();
        (self.second / self.total - mean * mean).max(0.0)
    }

    /// `P(X = x)`.
    pub fn pmf(&self, x: u64) -> f64 {
        libm::exp(self.ln_pmf(x))
    }

    /// `ln P(X = x)`.
    pub fn ln_pmf(&self, x: u64) -> f64 {
        let (lowest, highest) = self.support();
        if x < lowest || x > highest {
            return f64::NEG_INFINITY;
        }
        self.ln_weight(x) - self.ln_mode - libm::log(self.total)
    }

    /// `P(X <= x)`.
    pub fn cdf(&self, x: u64) -> f64 {
        libm::exp(self.ln_cdf(x))
    }

    /// `P(X > x)`.
    pub fn sf(&self, x: u64) -> f64 {
        libm::exp(self.ln_sf(x))
    }

    /// `ln P(X <= x)`.
    pub fn ln_cdf(&self, x: u64) -> f64 {
        let (lowest, highest) = self.support();
        if x < lowest {
            f64::NEG_INFINITY
        } else if x >= highest {
            0.0
        } else if x < self.mode {
            self.ln_outer_tail(x, false)
        } else {
            ln_1m_exp(self.ln_outer_tail(x + 1, true))
        }
    }

    /// `ln P(X > x)`.
    pub fn ln_sf(&self, x: u64) -> f64 {
        let (lowest, highest) = self.support();
        if x < lowest {
            0.0
        } else if x >= highest {
            f64::NEG_INFINITY
        } else if x >= self.mode {
            self.ln_outer_tail(x + 1, true)
        } else {
            ln_1m_exp(self.ln_outer_tail(x, false))
        }
    }

    /// The smallest `x` with `P(X <= x) >= p`.
    pub fn quantile(&self, p: f64) -> Result<u64, Undefined> {
        let (lowest, highest) = self.support();
        smallest_count(p, highest - lowest, |k| self.cdf(lowest + k)).map(|k| lowest + k)
    }

    /// The weight of `x`, up to a constant factor of the order of 1.
    fn ln_weight(&self, x: u64) -> f64 {
        let [p1, q1, p2, q2] = self.fitted;
        let others = self.draws - x;
        let one = ln_binomial_kernel(x as f64, (self.group1 - x) as f64, p1, q1);
        let two = ln_binomial_kernel(others as f64, (self.group2 - others) as f64, p2, q2);
        // A group of nobody has one outcome; 0/0 must not make it a NaN.
        let keep = |group: u64, ln: f64| if group == 0 { 0.0 } else { ln };
        keep(self.group1, one) + keep(self.group2, two)
    }

    /// The weight of `x + 1` over that of `x`.
    fn ratio(&self, x: u64) -> f64 {
        let free = (self.group2 + x + 1 - self.draws) as f64;
        ((self.group1 - x) as f64 / (x + 1) as f64) * ((self.draws - x) as f64 / free) * self.odds
    }

    /// The mode lies within a step or two of the fitted count.
    fn find_mode(&mut self, fitted: f64) {
        let (lowest, highest) = self.support();
        let mut mode = (fitted as u64).clamp(lowest, highest);
        for _ in 0..8 {
            if mode < highest && self.ratio(mode) > 1.0 {
                mode += 1;
            } else if mode > lowest && self.ratio(mode - 1) < 1.0 {
                mode -= 1;
            } else {
                break;
            }
        }
        self.mode = mode;
    }

    /// Sums the weights and their first two moments around the mode.
    fn sum_up(&mut self) {
        let (lowest, highest) = self.support();
        let (mut total, mut first, mut second) = (1.0, 0.0, 0.0);
        let mut term = 1.0;
        let mut distance = 0.0;
        for x in self.mode..highest {
            term *= self.ratio(x);
            distance += 1.0;
            total += term;
            first += distance * term;
            second += distance * distance * term;
            if distance * distance * term < 1e-20 * total {
                break;
            }
        }
        term = 1.0;
        distance = 0.0;
        for x in (lowest..self.mode).rev() {
            term /= self.ratio(x);
            distance += 1.0;
            total += term;
            first -= distance * term;
            second += distance * distance * term;
            if distance * distance * term < 1e-20 * total {
                break;
            }
        }
        (self.total, self.first, self.second) = (total, first, second);
    }

    /// The logarithm of the probability from `x` outwards, away from the mode.
    fn ln_outer_tail(&self, x: u64, upwards: bool) -> f64 {
        let (lowest, highest) = self.support();
        let (mut term, mut sum) = (1.0, 1.0);
        let mut add = |ratio: f64| {
            term *= ratio;
            sum += term;
            term > 1e-18 * sum
        };
        if upwards {
            let _ = (x..highest).all(|k| add(self.ratio(k)));
        } else {
            let _ = (lowest..x).rev().all(|k| add(1.0 / self.ratio(k)));
        }
        (self.ln_pmf(x) + libm::log(sum)).min(0.0)
    }
}

/// The cells of the table with margins `n1`, `n2` (groups) and `events`, `non_events` whose odds ratio
/// is `odds`: events and non-events of group 1, events and non-events of group 2.
///
/// Each cell is the root of its own quadratic, in the form that does not cancel, so that even a cell
/// of `1e-300` is right to the last digits.
pub(in crate::stats) fn fitted_cells(n1: f64, n2: f64, events: f64, non_events: f64, odds: f64) -> [f64; 4] {
    let inverse = 1.0 / odds;
    [
        fitted_cell(n1, n2, events, non_events, odds),
        fitted_cell(n1, n2, non_events, events, inverse),
        fitted_cell(n2, n1, events, non_events, inverse),
        fitted_cell(n2, n1, non_events, events, odds),
    ]
}

/// The `a` between 0 and both of its margins with `a (n2 - m + a) = odds (n1 - a) (m - a)`.
fn fitted_cell(n1: f64, n2: f64, m: f64, rest: f64, odds: f64) -> f64 {
    if n1 == 0.0 || m == 0.0 {
        return 0.0;
    }
    // Both sides are divided by the odds when these are large, so that nothing overflows.
    let (weight, unit) = if odds > 1.0 { (1.0, 1.0 / odds) } else { (odds, 1.0) };
    let linear = weight * (n1 + m) + unit * (n2 - m);
    let one = weight * (n1 - m);
    let two = unit * (n2 - m);
    let root = libm::sqrt(one * one + two * two + 2.0 * weight * unit * (n1 * n2 + m * rest));
    let cell =
        if linear >= 0.0 { 2.0 * weight * n1 * m / (linear + root) } else { (root - linear) / (2.0 * (unit - weight)) };
    cell.min(n1).min(m)
}
