//! Net benefit: what an extra effect is worth at a threshold, less what it costs.

use super::icer::quantile;
use super::increment::{Spread, UncertainIncrement, finite};
use crate::stats::distribution::{Normal, StudentT};
use crate::stats::{Estimated, Interval, Level, Undefined};

/// An incremental net benefit at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetBenefit {
    /// The net benefit with its standard error and interval.
    pub estimated: Estimated,
    /// The probability that the net benefit is positive, with the estimate's distribution taken as that of the truth: one
    /// point of the acceptability curve, and one minus the one-sided p-value.
    pub probability: f64,
}

impl UncertainIncrement {
    /// The incremental net monetary benefit at a threshold λ: λ ΔE − ΔC, with variance λ² var ΔE + var ΔC − 2 λ cov.
    ///
    /// Defined for any λ and any quadrant, where the ratio is not. Without error the probability is 1 or 0.
    /// [`Undefined::NotFinite`] where the numbers are too large.
    ///
    /// ```
    /// use utfall::econ::increment::{Increment, Spread, UncertainIncrement};
    /// use utfall::stats::Level;
    ///
    /// // At the ratio itself the net benefit is 0, and the probability one half.
    /// let point = Increment { cost: 60_000.0, effect: 0.1 };
    /// let spread = Spread { cost_variance: 1.21e8, effect_variance: 0.0016, covariance: 55.0 };
    /// let increment = UncertainIncrement::new(point, spread)?;
    /// let benefit = increment.net_monetary_benefit(point.icer()?, Level::NINETY_FIVE)?;
    /// assert_eq!((benefit.estimated.value, benefit.probability), (0.0, 0.5));
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Stinnett, A. A. and Mullahy, J. (1998). Net health benefits: a new framework for the analysis of uncertainty in
    /// cost-effectiveness analysis. *Medical Decision Making* 18, S68-S80.
    pub fn net_monetary_benefit(&self, threshold: f64, level: Level) -> Result<NetBenefit, Undefined> {
        let value = finite(self.point().net_monetary_benefit(finite(threshold)?))?;
        let Spread { cost_variance, effect_variance, covariance } = self.spread();
        let variance = threshold * threshold * effect_variance + cost_variance - 2.0 * threshold * covariance;
        // The largest covariance makes a variance of 0, less rounding.
        let standard_error = libm::sqrt(finite(variance)?.max(0.0));
        Ok(NetBenefit {
            estimated: Estimated {
                value,
                standard_error: Some(standard_error),
                interval: Interval::around(value, quantile(self.df(), level)? * standard_error),
            },
            probability: positive(value, standard_error, self.df())?,
        })
    }

    /// The incremental net health benefit at a threshold λ, ΔE − ΔC / λ: the net monetary benefit in units of effect.
    ///
    /// [`Undefined::OutsideDomain`] unless λ is positive.
    pub fn net_health_benefit(&self, threshold: f64, level: Level) -> Result<NetBenefit, Undefined> {
        if threshold <= 0.0 {
            return Err(Undefined::OutsideDomain);
        }
        let NetBenefit { estimated, probability } = self.net_monetary_benefit(threshold, level)?;
        Ok(NetBenefit {
            estimated: Estimated {
                value: finite(estimated.value / threshold)?,
                standard_error: estimated.standard_error.map(|error| error / threshold),
                interval: estimated.interval.map_monotone(|end| end / threshold),
            },
            probability,
        })
    }

    /// The acceptability curve: the probability that the treatment is cost-effective at each threshold, as
    /// [`UncertainIncrement::net_monetary_benefit`] gives it.
    ///
    /// It need not rise, nor start at 0 or end at 1. With draws take
    /// [`Simulation::decisions`](super::simulation::Simulation::decisions).
    ///
    /// van Hout, B. A., Al, M. J., Gordon, G. S. and Rutten, F. F. (1994). Costs, effects and C/E-ratios alongside a
    /// clinical trial. *Health Economics* 3, 309-319. Fenwick, E., O'Brien, B. J. and Briggs, A. (2004). Cost-effectiveness
    /// acceptability curves: facts, fallacies and frequently asked questions. *Health Economics* 13, 405-415.
    pub fn acceptability(&self, thresholds: &[f64]) -> Result<Vec<f64>, Undefined> {
        let level = Level::NINETY_FIVE;
        thresholds.iter().map(|threshold| Ok(self.net_monetary_benefit(*threshold, level)?.probability)).collect()
    }
}

/// The probability that what is estimated is positive.
pub(in crate::econ) fn positive(value: f64, standard_error: f64, df: Option<f64>) -> Result<f64, Undefined> {
    if standard_error == 0.0 {
        return Ok(if value > 0.0 { 1.0 } else { 0.0 });
    }
    let z = value / standard_error;
    Ok(match df {
        None => Normal.cdf(z),
        Some(df) => StudentT::new(df)?.cdf(z),
    })
}
