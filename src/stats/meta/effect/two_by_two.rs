//! Effects from the events of two arms.

use super::{EffectiveArm, study};
use crate::stats::Undefined;
use crate::stats::meta::Study;

/// `sqrt(3) / pi`, the standard deviation of a logistic variable inverted.
const LOGISTIC: f64 = 0.551_328_895_421_792_1;

/// Cox's factor between the log odds ratio and a standardised difference.
const COX: f64 = 1.65;

/// The events and non-events of two arms, with and without what was added to the cells.
///
/// Made by [`two_by_two_tables`](super::two_by_two_tables), so that the policy for empty cells is always stated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoByTwo {
    /// Events and non-events of the treated, then of the controls, with what was added.
    cells: [f64; 4],
    /// The same as counted.
    counted: [f64; 4],
}

impl TwoByTwo {
    pub(super) fn new(treated: EffectiveArm, control: EffectiveArm, to_treated: f64, to_control: f64) -> TwoByTwo {
        let counted = [treated.events(), treated.non_events(), control.events(), control.non_events()];
        let [a, b, c, d] = counted;
        TwoByTwo { cells: [a + to_treated, b + to_treated, c + to_control, d + to_control], counted }
    }

    /// The log risk ratio, `ln(p1 / p2)`, with variance `1/a - 1/n1 + 1/c - 1/n2`.
    ///
    /// [`Undefined::ZeroCell`] when an arm has no events and nothing was added; [`Undefined::NoVariation`] when everyone
    /// had the event.
    ///
    /// ```
    /// use utfall::stats::{Arm, meta::effect::{ZeroCells, two_by_two_tables}};
    ///
    /// // Viechtbauer (2010), section 3.1: Aronson (1948), 4/123 against 11/139: -0.8893, variance 0.3256.
    /// let arms = (Arm::new(4, 123)?.into(), Arm::new(11, 139)?.into());
    /// let aronson = two_by_two_tables(&[arms], ZeroCells::HALF_WHERE_NEEDED)[0]?.log_risk_ratio()?;
    /// assert!((aronson.effect() + 0.8893).abs() < 5e-5);
    /// assert!((aronson.variance() - 0.3256).abs() < 5e-5);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Viechtbauer, W. (2010). Conducting meta-analyses in R with the metafor package. *Journal of Statistical Software*
    /// 36 (3).
    pub fn log_risk_ratio(self) -> Result<Study, Undefined> {
        let [a, b, c, d] = self.cells;
        if a == 0.0 || c == 0.0 {
            return Err(Undefined::ZeroCell);
        }
        let (n1, n2) = (a + b, c + d);
        // 1/a - 1/n1 = b / (a n1)
        study(libm::log((a / n1) / (c / n2)), b / a / n1 + d / c / n2)
    }

    /// The log odds ratio, `ln(a d / (b c))`, with variance `1/a + 1/b + 1/c + 1/d`.
    ///
    /// [`Undefined::ZeroCell`] when a cell is empty and nothing was added.
    ///
    /// ```
    /// use utfall::stats::{Arm, meta::effect::{ZeroCells, two_by_two_tables}};
    ///
    /// // metafor: escalc("OR", ai=4, bi=119, ci=11, di=128): -0.9387, variance 0.3571.
    /// let arms = (Arm::new(4, 123)?.into(), Arm::new(11, 139)?.into());
    /// let aronson = two_by_two_tables(&[arms], ZeroCells::NONE)[0]?.log_odds_ratio()?;
    /// assert!((aronson.effect() + 0.9387).abs() < 5e-5);
    /// assert!((aronson.variance() - 0.3571).abs() < 5e-5);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Woolf, B. (1955). On estimating the relation between blood group and disease. *Annals of Human Genetics* 19,
    /// 251-253.
    pub fn log_odds_ratio(self) -> Result<Study, Undefined> {
        let [a, b, c, d] = self.cells;
        if self.cells.contains(&0.0) {
            return Err(Undefined::ZeroCell);
        }
        study(libm::log(a / b / (c / d)), 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d)
    }

    /// The risk difference, `p1 - p2`, with variance `p1 q1 / n1 + p2 q2 / n2`.
    ///
    /// [`Undefined::NoVariation`] when both variances are zero.
    ///
    /// ```
    /// use utfall::stats::{Arm, meta::effect::{ZeroCells, two_by_two_tables}};
    ///
    /// // metafor: escalc("RD", ai=4, bi=119, ci=11, di=128): -0.0466, variance 0.0008.
    /// let arms = (Arm::new(4, 123)?.into(), Arm::new(11, 139)?.into());
    /// let aronson = two_by_two_tables(&[arms], ZeroCells::NONE)[0]?.risk_difference()?;
    /// assert!((aronson.effect() + 0.0466).abs() < 5e-5);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn risk_difference(self) -> Result<Study, Undefined> {
        let [a, b, c, d] = self.cells;
        let (n1, n2) = (a + b, c + d);
        study(a / n1 - c / n2, a / n1 * (b / n1) / n1 + c / n2 * (d / n2) / n2)
    }

    /// Peto's log odds ratio, `(a - E) / V` with variance `1 / V`, where `E` and `V` are the mean and variance of `a`
    /// given the margins.
    ///
    /// For rare events and arms of similar size; biased when either fails. [`Undefined::ZeroMargin`] when everyone or no
    /// one had the event.
    ///
    /// ```
    /// use utfall::stats::{Arm, meta::effect::{ZeroCells, two_by_two_tables}};
    ///
    /// // metafor: escalc("PETO", ai=4, bi=119, ci=11, di=128): -0.8604, variance 0.2828.
    /// let arms = (Arm::new(4, 123)?.into(), Arm::new(11, 139)?.into());
    /// let aronson = two_by_two_tables(&[arms], ZeroCells::NONE)[0]?.peto_log_odds_ratio()?;
    /// assert!((aronson.effect() + 0.8604).abs() < 5e-5);
    /// assert!((aronson.variance() - 0.2828).abs() < 5e-5);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Yusuf, S., Peto, R., Lewis, J., Collins, R. and Sleight, P. (1985). Beta blockade during and after myocardial
    /// infarction. *Progress in Cardiovascular Diseases* 27, 335-371.
    pub fn peto_log_odds_ratio(self) -> Result<Study, Undefined> {
        let [a, b, c, d] = self.cells;
        let (n1, n2) = (a + b, c + d);
        let n = n1 + n2;
        let variance = (n1 / n) * (n2 / n) * ((a + c) / (n - 1.0)) * (b + d);
        if variance.is_nan() || variance <= 0.0 {
            return Err(Undefined::ZeroMargin);
        }
        // a - E = (a d - b c) / n
        Study::new((a / n * d - b / n * c) / variance, 1.0 / variance)
    }

    /// The difference of arcsines, `asin(sqrt(p1)) - asin(sqrt(p2))`, with variance `1 / (4 n1) + 1 / (4 n2)`; nothing is
    /// ever added to the cells.
    ///
    /// Defined for any counts, hard to interpret.
    ///
    /// Ruecker, G., Schwarzer, G., Carpenter, J. and Olkin, I. (2009). Why add anything to nothing? *Statistics in
    /// Medicine* 28, 721-738.
    pub fn arcsine_difference(self) -> Result<Study, Undefined> {
        let [a, b, c, d] = self.counted;
        let (n1, n2) = (a + b, c + d);
        // The arcsine of the root of p is the angle whose tangent is the root of the odds.
        let angle = |events: f64, others: f64| libm::atan2(libm::sqrt(events), libm::sqrt(others));
        Study::new(angle(a, b) - angle(c, d), 0.25 / n1 + 0.25 / n2)
    }

    /// The phi coefficient, `(a d - b c) / sqrt(n1 n2 m1 m0)`, with its large-sample variance under multinomial
    /// sampling; nothing is ever added to the cells.
    ///
    /// [`Undefined::ZeroMargin`] when everyone or no one had the event.
    ///
    /// Yule, G. U. (1912). On the methods of measuring association between two attributes. *Journal of the Royal
    /// Statistical Society* 75, 579-652.
    pub fn phi(self) -> Result<Study, Undefined> {
        let [a, b, c, d] = self.counted;
        let n = a + b + c + d;
        let (row1, row2) = ((a + b) / n, (c + d) / n);
        let (column1, column2) = ((a + c) / n, (b + d) / n);
        if column1 == 0.0 || column2 == 0.0 {
            return Err(Undefined::ZeroMargin);
        }
        let (rows, columns) = (libm::sqrt(row1 * row2), libm::sqrt(column1 * column2));
        let phi = (a / n * (d / n) - b / n * (c / n)) / (rows * columns);
        let (skew1, skew2) = ((row1 - row2) / rows, (column1 - column2) / columns);
        let square = phi * phi;
        let variance =
            1.0 - square + phi * (1.0 + 0.5 * square) * skew1 * skew2 - 0.75 * square * (skew1 * skew1 + skew2 * skew2);
        study(phi, variance / n)
    }

    /// Yule's Q, `(OR - 1) / (OR + 1)`, with variance `(1 - Q^2)^2 / 4` times that of the log odds ratio.
    ///
    /// [`Undefined::ZeroCell`] when a cell is empty and nothing was added.
    ///
    /// Yule (1912).
    pub fn yules_q(self) -> Result<Study, Undefined> {
        let log = self.log_odds_ratio()?;
        // (e^x - 1) / (e^x + 1)
        let q = libm::tanh(0.5 * log.effect());
        let slope = 0.5 * (1.0 - q * q);
        study(q, slope * slope * log.variance())
    }

    /// The log odds ratio as a standardised mean difference, taking the outcome to be a cut normal variable: divided by
    /// Cox's 1.65.
    ///
    /// Cox, D. R. and Snell, E. J. (1989). *Analysis of Binary Data*, 2nd edition.
    pub fn standardised_difference_normal(self) -> Result<Study, Undefined> {
        self.log_odds_ratio()?.scaled(1.0 / COX)
    }

    /// The log odds ratio as a standardised mean difference, taking the outcome to be a cut logistic variable: times
    /// `sqrt(3) / pi`.
    ///
    /// Chinn, S. (2000). A simple method for converting an odds ratio to effect size for use in meta-analysis. *Statistics
    /// in Medicine* 19, 3127-3131.
    pub fn standardised_difference_logistic(self) -> Result<Study, Undefined> {
        self.log_odds_ratio()?.scaled(LOGISTIC)
    }
}
