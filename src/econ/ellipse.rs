//! The ellipse of joint uncertainty in the cost-effectiveness plane.

use super::increment::{Increment, Spread, UncertainIncrement, finite};
use crate::stats::{Level, Undefined, sum};

/// An ellipse that holds a stated share of a bivariate normal distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ellipse {
    /// Its middle: the estimate.
    pub centre: Increment,
    /// Half its width: how far it reaches in effect.
    pub effect_reach: f64,
    /// Half its height: how far it reaches in cost.
    pub cost_reach: f64,
    /// The correlation of cost and effect, which is its slant; 0 where one of them does not vary.
    pub correlation: f64,
}

impl Ellipse {
    /// The ellipse of an estimated increment: the points within √(−2 ln(1 − level)) standard deviations of it.
    ///
    /// It reaches further than the intervals of cost and of effect do on their own, 2.45 standard errors at 95 % and not
    /// 1.96. The distribution is taken as normal whatever its degrees of freedom.
    ///
    /// ```
    /// use utfall::econ::ellipse::Ellipse;
    /// use utfall::econ::increment::{Increment, Spread, UncertainIncrement};
    /// use utfall::stats::Level;
    ///
    /// let point = Increment { cost: 0.0, effect: 0.0 };
    /// let spread = Spread { cost_variance: 1.0, effect_variance: 4.0, covariance: 1.0 };
    /// let ellipse = Ellipse::new(&UncertainIncrement::new(point, spread)?, Level::NINETY_FIVE)?;
    /// // The root of the quantile 5.991465 of chi-squared with two degrees of freedom.
    /// assert!((ellipse.cost_reach - 2.447_747).abs() < 1e-6 && (ellipse.effect_reach - 4.895_493).abs() < 1e-6);
    /// assert_eq!(ellipse.correlation, 0.5);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// van Hout, B. A., Al, M. J., Gordon, G. S. and Rutten, F. F. (1994). Costs, effects and C/E-ratios alongside a
    /// clinical trial. *Health Economics* 3, 309-319.
    pub fn new(increment: &UncertainIncrement, level: Level) -> Result<Ellipse, Undefined> {
        let Spread { cost_variance, effect_variance, covariance } = increment.spread();
        let radius = libm::sqrt(-2.0 * libm::log(level.alpha()));
        let (up, across) = (libm::sqrt(cost_variance), libm::sqrt(effect_variance));
        let correlation = if up > 0.0 && across > 0.0 { (covariance / up / across).clamp(-1.0, 1.0) } else { 0.0 };
        Ok(Ellipse {
            centre: increment.point(),
            effect_reach: finite(radius * across)?,
            cost_reach: finite(radius * up)?,
            correlation,
        })
    }

    /// The ellipse that a cloud of draws or bootstrap replicates would fill if it were normal.
    ///
    /// [`Undefined::NoObservations`] or [`Undefined::TooFewObservations`] for none or one.
    pub fn of_cloud(increments: &[Increment], level: Level) -> Result<Ellipse, Undefined> {
        match increments.len() {
            0 => return Err(Undefined::NoObservations),
            1 => return Err(Undefined::TooFewObservations),
            _ => (),
        }
        let n = increments.len() as f64;
        let mean = Increment {
            cost: finite(sum(increments.iter().map(|increment| increment.cost)) / n)?,
            effect: finite(sum(increments.iter().map(|increment| increment.effect)) / n)?,
        };
        let over = |product: fn(f64, f64) -> f64| {
            let term = |increment: &Increment| product(increment.cost - mean.cost, increment.effect - mean.effect);
            sum(increments.iter().map(term)) / (n - 1.0)
        };
        let spread = Spread {
            cost_variance: over(|cost, _| cost * cost),
            effect_variance: over(|_, effect| effect * effect),
            covariance: over(|cost, effect| cost * effect),
        };
        Ellipse::new(&UncertainIncrement::new(mean, spread)?, level)
    }

    /// The outline as so many points, counter-clockwise from the east.
    ///
    /// ΔE = e + r cos t and ΔC = c + s (ρ cos t + √(1 − ρ²) sin t), t from 0 to 2π.
    pub fn outline(&self, points: usize) -> Vec<Increment> {
        let Ellipse { centre, effect_reach, cost_reach, correlation } = *self;
        let across = libm::sqrt((1.0 - correlation) * (1.0 + correlation));
        let at = |i: usize| {
            let turn = 2.0 * std::f64::consts::PI * i as f64 / points as f64;
            let (sine, cosine) = libm::sincos(turn);
            Increment {
                cost: centre.cost + cost_reach * (correlation * cosine + across * sine),
                effect: centre.effect + effect_reach * cosine,
            }
        };
        (0..points).map(at).collect()
    }

    /// Whether a point lies within, edge included.
    pub fn contains(&self, point: Increment) -> bool {
        let distance = |from: f64, to: f64, reach: f64| match (from == to, reach > 0.0) {
            (true, _) => 0.0,
            (false, true) => (to - from) / reach,
            (false, false) => f64::INFINITY,
        };
        let x = distance(self.centre.effect, point.effect, self.effect_reach);
        let y = distance(self.centre.cost, point.cost, self.cost_reach);
        let rho = self.correlation;
        if rho.abs() == 1.0 {
            x == rho * y && x.abs() <= 1.0
        } else {
            x * x - 2.0 * rho * x * y + y * y <= 1.0 - rho * rho
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outline_lies_on_the_edge() {
        let point = Increment { cost: 5.0, effect: -1.0 };
        let spread = Spread { cost_variance: 9.0, effect_variance: 0.25, covariance: -1.2 };
        let ellipse = Ellipse::new(&UncertainIncrement::new(point, spread).unwrap(), Level::NINETY_FIVE).unwrap();
        let towards = |edge: Increment, share: f64| Increment {
            cost: point.cost + share * (edge.cost - point.cost),
            effect: point.effect + share * (edge.effect - point.effect),
        };
        let outline = ellipse.outline(72);
        assert!(outline.iter().all(|edge| ellipse.contains(towards(*edge, 0.999))));
        assert!(!outline.iter().any(|edge| ellipse.contains(towards(*edge, 1.001))));
        let highest = outline.iter().map(|edge| edge.cost).fold(f64::MIN, f64::max);
        assert!((highest - point.cost - ellipse.cost_reach).abs() < 0.01);
    }

    #[test]
    fn a_line_and_a_point() {
        let point = Increment { cost: 1.0, effect: 1.0 };
        let of = |cost_variance, effect_variance, covariance| {
            let spread = Spread { cost_variance, effect_variance, covariance };
            Ellipse::new(&UncertainIncrement::new(point, spread).unwrap(), Level::NINETY_FIVE).unwrap()
        };
        assert!(of(0.0, 0.0, 0.0).contains(point));
        assert!(!of(0.0, 0.0, 0.0).contains(Increment { cost: 1.1, effect: 1.0 }));
        assert!(of(1.0, 1.0, 1.0).contains(Increment { cost: 2.0, effect: 2.0 }));
        assert!(!of(1.0, 1.0, 1.0).contains(Increment { cost: 2.0, effect: 2.1 }));
        assert!(Ellipse::of_cloud(&[point], Level::NINETY_FIVE).is_err());
    }
}
