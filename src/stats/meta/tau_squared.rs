//! Estimators of the variance between studies.

use serde::{Deserialize, Serialize};

use super::maximum::{self, Likelihood, Maximum};
use super::weighted::Slope;
use crate::stats::Undefined;

/// How the variance between studies, tau squared, is estimated.
///
/// None of them is negative. With `w_i = 1 / (v_i + t)`, `P` the matrix that takes the effects to their weighted
/// residuals, `df` the number of studies less that of the coefficients, and index 0 for `t = 0`:
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimator {
    /// `(Q - df) / tr P_0`, the estimator of RevMan until 2024; for its treatment of counts see
    /// [`mantel_haenszel_random`](super::mantel_haenszel_random).
    ///
    /// DerSimonian, R. and Laird, N. (1986). Meta-analysis in clinical trials. *Controlled Clinical Trials* 7, 177-188.
    DerSimonianLaird,
    /// The `t` at which `y'P y = df`.
    ///
    /// Paule, R. C. and Mandel, J. (1982). Consensus values and weighting factors. *Journal of Research of the National
    /// Bureau of Standards* 87, 377-385.
    PauleMandel,
    /// The `t` at which the restricted likelihood is highest, wherever it has several maxima; the default.
    ///
    /// Viechtbauer, W. (2005). Bias and efficiency of meta-analytic variance estimators in the random-effects model.
    /// *Journal of Educational and Behavioral Statistics* 30, 261-293, equation 10.
    RestrictedMaximumLikelihood,
    /// The `t` at which the likelihood is highest. It is too small when studies are few.
    ///
    /// Hardy, R. J. and Thompson, S. G. (1996). A likelihood approach to meta-analysis with random effects. *Statistics
    /// in Medicine* 15, 619-629.
    MaximumLikelihood,
    /// Morris' empirical Bayes estimator, which is the same number as [`Estimator::PauleMandel`].
    ///
    /// Morris, C. N. (1983). Parametric empirical Bayes inference. *Journal of the American Statistical Association*
    /// 78, 47-55.
    EmpiricalBayes,
    /// `t0 y'P y / df` with `P` at `t0 = sum((y - mean)^2) / k`: positive unless all effects are equal.
    ///
    /// Sidik, K. and Jonkman, J. N. (2005). Simple heterogeneity variance estimation for meta-analysis. *Applied
    /// Statistics* 54, 367-384.
    SidikJonkman,
    /// The variance of the effects less the mean of their sampling variances, unweighted.
    ///
    /// Hedges, L. V. and Olkin, I. (1985). *Statistical Methods for Meta-Analysis*, chapter 9, equation 9.
    Hedges,
    /// `(Q - k) / sum(w_0)`. It is too small when studies are few.
    ///
    /// Hunter, J. E. and Schmidt, F. L. (2004). *Methods of Meta-Analysis*, 2nd edition.
    HunterSchmidt,
}

impl Estimator {
    /// All of them.
    pub const ALL: [Estimator; 8] = [
        Estimator::DerSimonianLaird,
        Estimator::PauleMandel,
        Estimator::RestrictedMaximumLikelihood,
        Estimator::MaximumLikelihood,
        Estimator::EmpiricalBayes,
        Estimator::SidikJonkman,
        Estimator::Hedges,
        Estimator::HunterSchmidt,
    ];
}

/// A linear model of the effects, to be evaluated at values of the variance between studies; everything scaled.
pub(super) trait Linear {
    /// The slope of the restricted likelihood.
    fn restricted(&mut self, t: f64) -> Slope;
    /// The slope of the plain likelihood.
    fn plain(&mut self, t: f64) -> Slope;
    /// The restricted log-likelihood, but for what does not depend on `t`.
    fn ln_restricted(&mut self, t: f64) -> f64;
    /// The plain log-likelihood, but for what does not depend on `t`.
    fn ln_plain(&mut self, t: f64) -> f64;
    /// The smallest and the largest variance.
    fn variances(&self) -> (f64, f64);
    /// The sum of squared residuals without weights.
    fn spread(&self) -> f64;
    /// The sum of squared residuals without weights, and the sum of the variances of these residuals that sampling
    /// alone would give.
    fn unweighted(&self) -> (f64, f64);
    /// The sum of squared deviations of the effects from their plain mean, and the number of studies.
    fn deviations(&self) -> (f64, f64);
}

/// An estimate of the variance between studies, on the scale of the model.
#[derive(Debug, Clone, Copy)]
pub(super) struct TauSquared {
    pub value: f64,
    /// How many maxima the likelihood has; 1 for other estimators.
    pub maxima: usize,
}

/// The estimate; the degrees of freedom must be positive.
pub(super) fn estimate(model: &mut impl Linear, estimator: Estimator) -> Result<TauSquared, Undefined> {
    let value = match estimator {
        Estimator::RestrictedMaximumLikelihood => return checked(maximum::global(&mut Restricted(model))),
        Estimator::MaximumLikelihood => return checked(maximum::global(&mut Plain(model))),
        Estimator::DerSimonianLaird => {
            let zero = model.restricted(0.0);
            (zero.squares - zero.df) / zero.trace
        }
        Estimator::PauleMandel | Estimator::EmpiricalBayes => {
            let df = model.restricted(0.0).df;
            root_of_squares(model, df)?
        }
        Estimator::SidikJonkman => {
            let (squares, k) = model.deviations();
            let start = squares / k;
            if start == 0.0 {
                0.0
            } else {
                let slope = model.restricted(start);
                start * (slope.squares / slope.df)
            }
        }
        Estimator::Hedges => {
            let (squares, expected) = model.unweighted();
            (squares - expected) / model.restricted(0.0).df
        }
        Estimator::HunterSchmidt => {
            let zero = model.plain(0.0);
            let (_, k) = model.deviations();
            (zero.squares - k) / zero.trace
        }
    };
    checked(Maximum { at: value.max(0.0), maxima: 1 })
}

fn checked(maximum: Maximum) -> Result<TauSquared, Undefined> {
    if maximum.at.is_finite() {
        Ok(TauSquared { value: maximum.at, maxima: maximum.maxima })
    } else {
        Err(Undefined::NotFinite)
    }
}

/// The `t >= 0` at which the residual sum of squares is `target > 0`, or 0 where it is below it already at 0.
///
/// `1 / squares` is increasing and concave, so that Newton's iteration for it climbs to the root without passing it; it
/// arrives in one step when all variances are equal.
pub(super) fn root_of_squares(model: &mut impl Linear, target: f64) -> Result<f64, Undefined> {
    let (least, _) = model.variances();
    let mut t = 0.0;
    for _ in 0..500 {
        let slope = model.restricted(t);
        if slope.squares <= target {
            return Ok(t);
        }
        let step = (slope.squares - target) / slope.fall * (slope.squares / target);
        if !step.is_finite() {
            return Err(Undefined::NotFinite);
        }
        let close = step <= 1e-8 * (t + least);
        t += step;
        if close {
            return Ok(t);
        }
    }
    Err(Undefined::NoConvergence)
}

/// The restricted likelihood of a model.
pub(super) struct Restricted<'a, L>(pub &'a mut L);

impl<L: Linear> Likelihood for Restricted<'_, L> {
    fn slope(&mut self, t: f64) -> Slope {
        self.0.restricted(t)
    }

    fn ln(&mut self, t: f64) -> f64 {
        self.0.ln_restricted(t)
    }

    fn variances(&self) -> (f64, f64) {
        self.0.variances()
    }

    fn spread(&self) -> f64 {
        self.0.spread()
    }
}

/// The plain likelihood of a model.
pub(super) struct Plain<'a, L>(pub &'a mut L);

impl<L: Linear> Likelihood for Plain<'_, L> {
    fn slope(&mut self, t: f64) -> Slope {
        self.0.plain(t)
    }

    fn ln(&mut self, t: f64) -> f64 {
        self.0.ln_plain(t)
    }

    fn variances(&self) -> (f64, f64) {
        self.0.variances()
    }

    fn spread(&self) -> f64 {
        self.0.spread()
    }
}
