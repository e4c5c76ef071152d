//! Large reviews without one of their studies, for all studies at once.
//!
//! Fitting `k` reviews of `k - 1` studies takes a time that grows with the square of `k`. But the sums over all studies are
//! smooth functions of the variance between studies, `t`: they are tabulated once, and each study is taken out of them.

use std::sync::OnceLock;

use super::Studies;
use super::one_mean::{Evaluate, Weighing};
use super::tau_squared::Linear;
use super::weighted::Slope;
use crate::stats::sum::{Sum, sum};

/// From this many studies on the table is worth its making.
pub(super) const LARGE: usize = 200;

/// A study with more than this share of the weight is not taken out of sums that it dominates.
const LARGEST_SHARE: f64 = 0.1;

/// The degree of the polynomials. A panel doubles `t + v` for the smallest variance `v`, and the sums are analytic but for
/// poles from `-v` downwards: the error falls by 5.8 with each degree, to below 1e-15.
const DEGREE: usize = 20;

/// More panels than doublings from the smallest variance to any that matters.
const MOST_PANELS: usize = 64;

/// `sum(w^m d^n)` for `m = 1, 2, 3` within `n = 0, 1, 2`, with `d` the distance of an effect from a fixed centre.
type Moments = [f64; 9];

/// The moments of all studies as functions of `t`.
pub(super) struct Table<'a> {
    studies: &'a Studies,
    /// The centre, less the effect of the first study.
    centre: f64,
    panels: [OnceLock<Box<Panel>>; MOST_PANELS],
    /// The sum of the variances.
    variances: f64,
}

/// The moments at the Chebyshev points of one doubling.
struct Panel {
    points: [f64; DEGREE + 1],
    moments: [Moments; DEGREE + 1],
}

impl<'a> Table<'a> {
    pub(super) fn new(studies: &'a Studies) -> Table<'a> {
        let weights = || studies.scaled().map(|(variance, difference)| (1.0 / variance, difference));
        let centre = sum(weights().map(|(w, d)| w * d)) / sum(weights().map(|(w, _)| w));
        let variances = sum(studies.scaled().map(|(variance, _)| variance));
        Table { studies, centre, panels: [const { OnceLock::new() }; MOST_PANELS], variances }
    }

    /// The review without the study at `index` in the sorted order; none where that study has too much of the weight.
    pub(super) fn without(&self, index: usize) -> Option<Without<'_>> {
        let (variance, difference) = self.studies.study(index);
        let share = 1.0 / variance / self.moments(0.0)?[0];
        (share <= LARGEST_SHARE).then_some(Without { table: self, variance, difference })
    }

    /// The moments at `t`; none beyond the last panel.
    fn moments(&self, t: f64) -> Option<Moments> {
        let least = self.studies.least;
        let doublings = libm::ilogb((t + least) / least);
        let place = usize::try_from(doublings).ok().filter(|place| *place < MOST_PANELS)?;
        Some(self.panels[place].get_or_init(|| Box::new(self.panel(place as i32))).at(t))
    }

    fn panel(&self, doublings: i32) -> Panel {
        let least = self.studies.least;
        let start = libm::ldexp(least, doublings);
        let points = std::array::from_fn(|j| {
            let angle = std::f64::consts::PI * j as f64 / DEGREE as f64;
            // Exactly 0 at the first point of the first panel.
            start - least + start * (0.5 - 0.5 * libm::cos(angle))
        });
        Panel { points, moments: points.map(|t| self.direct(t)) }
    }

    /// The moments at `t` from the studies.
    fn direct(&self, t: f64) -> Moments {
        let mut sums = [Sum::default(); 9];
        for (variance, difference) in self.studies.scaled() {
            let terms = terms(variance, difference - self.centre, t);
            sums.iter_mut().zip(terms).for_each(|(sum, term)| sum.add(term));
        }
        sums.map(Sum::value)
    }
}

/// What one study adds to the moments.
fn terms(variance: f64, distance: f64, t: f64) -> Moments {
    let w = 1.0 / (variance + t);
    let (wd, square) = (w * distance, w * w);
    let wdd = wd * distance;
    [w, square, square * w, wd, wd * w, wd * square, wdd, wdd * w, wdd * square]
}

impl Panel {
    /// The polynomial through the points, in the barycentric form.
    ///
    /// Berrut, J.-P. and Trefethen, L. N. (2004). Barycentric Lagrange interpolation. *SIAM Review* 46, 501-517.
    fn at(&self, t: f64) -> Moments {
        let mut whole = 0.0;
        let mut moments = [0.0; 9];
        for (j, (point, values)) in self.points.iter().zip(&self.moments).enumerate() {
            if t == *point {
                return *values;
            }
            let ends = if j == 0 || j == DEGREE { 0.5 } else { 1.0 };
            let sign = if j % 2 == 0 { ends } else { -ends };
            let share = sign / (t - point);
            whole += share;
            moments.iter_mut().zip(values).for_each(|(moment, value)| *moment += share * value);
        }
        moments.map(|moment| moment / whole)
    }
}

/// A review without one of its studies.
pub(super) struct Without<'a> {
    table: &'a Table<'a>,
    variance: f64,
    difference: f64,
}

/// The moments around the weighted mean.
struct Around {
    weights: [f64; 3],
    /// The weighted mean less the effect of the first study.
    mean: f64,
    /// `sum(w^m r)` for `m = 2` and `sum(w^m r^2)` for `m = 1, 2, 3`, with `r` the residuals.
    cross: f64,
    squares: [f64; 3],
}

impl Without<'_> {
    fn around(&self, t: f64) -> Around {
        let own = terms(self.variance, self.difference - self.table.centre, t);
        let all = self.table.moments(t).unwrap_or_else(|| self.table.direct(t));
        let [w1, w2, w3, d1, d2, d3, s1, s2, s3] = std::array::from_fn(|i| all[i] - own[i]);
        let mean = d1 / w1;
        Around {
            weights: [w1, w2, w3],
            mean: mean + self.table.centre,
            cross: d2 - mean * w2,
            squares: [s1 - mean * d1, s2 - mean * (2.0 * d2 - mean * w2), s3 - mean * (2.0 * d3 - mean * w3)]
                .map(|square: f64| square.max(0.0)),
        }
    }

    fn slope(&self, t: f64, restricted: bool) -> Slope {
        let Around { weights: [w1, w2, w3], cross, squares: [squares, fall, curve], .. } = self.around(t);
        let share = w2 / w1;
        let (trace, trace_of_square) =
            if restricted { (w1 - share, w2 - 2.0 * w3 / w1 + share * share) } else { (w1, w2) };
        Slope { at: t, squares, fall, half_curve: curve - cross * (cross / w1), trace, trace_of_square, df: self.df() }
    }

    /// The sum of the weights at `t` of all studies, the one included.
    pub(super) fn weight_of_all(&self, t: f64) -> f64 {
        self.table.moments(t).unwrap_or_else(|| self.table.direct(t))[0]
    }

    fn count(&self) -> f64 {
        (self.table.studies.len() - 1) as f64
    }

    fn df(&self) -> f64 {
        self.count() - 1.0
    }

    fn ln(&self, t: f64, restricted: bool) -> f64 {
        let Around { weights, squares, .. } = self.around(t);
        let logarithms = sum(self.table.studies.scaled().map(|(variance, _)| libm::log(variance + t)));
        let mean = if restricted { libm::log(weights[0]) } else { 0.0 };
        -0.5 * (logarithms - libm::log(self.variance + t) + mean + squares[0])
    }
}

impl Linear for Without<'_> {
    fn restricted(&mut self, t: f64) -> Slope {
        self.slope(t, true)
    }

    fn plain(&mut self, t: f64) -> Slope {
        self.slope(t, false)
    }

    fn ln_restricted(&mut self, t: f64) -> f64 {
        self.ln(t, true)
    }

    fn ln_plain(&mut self, t: f64) -> f64 {
        self.ln(t, false)
    }

    fn variances(&self) -> (f64, f64) {
        // Bounds are all that is asked for.
        (self.table.studies.least, self.table.studies.most)
    }

    fn spread(&self) -> f64 {
        let studies = self.table.studies;
        let away = self.difference - studies.mean_difference;
        (studies.spread - away * away * (1.0 + 1.0 / self.count())).max(0.0)
    }

    fn unweighted(&self) -> (f64, f64) {
        (self.spread(), (self.table.variances - self.variance) * (1.0 - 1.0 / self.count()))
    }

    fn deviations(&self) -> (f64, f64) {
        (self.spread(), self.count())
    }
}

impl Evaluate for Without<'_> {
    fn weighing(&mut self, t: f64) -> Weighing {
        let Around { weights, mean, squares, .. } = self.around(t);
        Weighing { at: t, weight: weights[0], mean, squares: squares[0] }
    }

    fn count(&self) -> usize {
        self.table.studies.len() - 1
    }

    fn studies(&self) -> &Studies {
        self.table.studies
    }
}
