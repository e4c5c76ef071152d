//! What one way of doing something costs and achieves beyond another: a point of the cost-effectiveness plane.

use crate::stats::{Undefined, sum};

/// The cost and the effect of one person, or the means of one strategy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// The cost, in kroner.
    pub cost: f64,
    /// The effect, in its own unit: quality-adjusted life years, person-years in work.
    pub effect: f64,
}

impl Outcome {
    /// This outcome less that of the control.
    pub fn minus(self, control: Outcome) -> Increment {
        Increment { cost: self.cost - control.cost, effect: self.effect - control.effect }
    }
}

/// The extra cost and the extra effect of the treated, treated − control.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Increment {
    /// The extra cost, ΔC, in kroner.
    pub cost: f64,
    /// The extra effect, ΔE.
    pub effect: f64,
}

/// Where an increment lies in the plane with effect to the east and cost to the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quadrant {
    /// Better and dearer: the ratio is the price of one unit of effect.
    NorthEast,
    /// Better and cheaper: the treatment dominates, and the ratio says nothing.
    SouthEast,
    /// Worse and dearer: the treatment is dominated, and the ratio says nothing.
    NorthWest,
    /// Worse and cheaper: the ratio is what is saved for each unit of effect that is given up.
    SouthWest,
    /// Equal in cost, in effect or in both.
    Axis,
}

impl Increment {
    /// The quadrant of the cost-effectiveness plane.
    ///
    /// ```
    /// use utfall::econ::increment::{Increment, Quadrant};
    ///
    /// assert_eq!(Increment { cost: -2_500.0, effect: 0.05 }.quadrant(), Quadrant::SouthEast);
    /// assert_eq!(Increment { cost: 100.0, effect: 0.0 }.quadrant(), Quadrant::Axis);
    /// ```
    ///
    /// Black, W. C. (1990). The CE plane: a graphic representation of cost-effectiveness. *Medical Decision Making* 10,
    /// 212-214.
    pub fn quadrant(self) -> Quadrant {
        if self.cost == 0.0 || self.effect == 0.0 {
            return Quadrant::Axis;
        }
        match (self.cost > 0.0, self.effect > 0.0) {
            (true, true) => Quadrant::NorthEast,
            (false, true) => Quadrant::SouthEast,
            (true, false) => Quadrant::NorthWest,
            (false, false) => Quadrant::SouthWest,
        }
    }

    /// The incremental cost-effectiveness ratio, ΔC / ΔE.
    ///
    /// A price only where the increment lies [north-east](Quadrant::NorthEast), a compensation only
    /// [south-west](Quadrant::SouthWest); a negative ratio must not be printed, for a treatment that dominates more
    /// clearly may have it smaller or larger. [`Undefined::ZeroDifference`] without a difference in effect,
    /// [`Undefined::NotFinite`] where the ratio is too large.
    ///
    /// ```
    /// use utfall::econ::increment::Increment;
    ///
    /// // VA HERC: from usual care (5 000 for 1) to B (10 000 for 2).
    /// assert_eq!(Increment { cost: 5_000.0, effect: 1.0 }.icer(), Ok(5_000.0));
    /// ```
    pub fn icer(self) -> Result<f64, Undefined> {
        if self.effect == 0.0 {
            return Err(Undefined::ZeroDifference);
        }
        finite(self.cost / self.effect)
    }

    /// The incremental net monetary benefit at a threshold λ, λ ΔE − ΔC, in kroner.
    pub fn net_monetary_benefit(self, threshold: f64) -> f64 {
        threshold * self.effect - self.cost
    }

    /// The incremental net health benefit at a threshold λ, ΔE − ΔC / λ, in units of effect.
    ///
    /// [`Undefined::OutsideDomain`] unless λ is positive.
    pub fn net_health_benefit(self, threshold: f64) -> Result<f64, Undefined> {
        if threshold > 0.0 { finite(self.effect - self.cost / threshold) } else { Err(Undefined::OutsideDomain) }
    }

    /// The increment with treated and control exchanged.
    pub fn swapped(self) -> Increment {
        Increment { cost: 0.0 - self.cost, effect: 0.0 - self.effect }
    }
}

pub(in crate::econ) fn finite(value: f64) -> Result<f64, Undefined> {
    if value.is_finite() { Ok(value) } else { Err(Undefined::NotFinite) }
}

/// The sampling variances of an increment and their covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The variance of ΔC.
    pub cost_variance: f64,
    /// The variance of ΔE.
    pub effect_variance: f64,
    /// The covariance of ΔC and ΔE.
    pub covariance: f64,
}

/// An increment that was estimated, with its spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UncertainIncrement {
    point: Increment,
    spread: Spread,
    df: Option<f64>,
}

impl UncertainIncrement {
    /// An increment with its spread, taken as normal.
    ///
    /// [`Undefined::NotFinite`] for numbers that are not finite, [`Undefined::OutsideDomain`] for a negative variance or
    /// a covariance beyond what the variances allow.
    pub fn new(point: Increment, spread: Spread) -> Result<UncertainIncrement, Undefined> {
        let Spread { cost_variance, effect_variance, covariance } = spread;
        for number in [point.cost, point.effect, cost_variance, effect_variance, covariance] {
            finite(number)?;
        }
        let largest = libm::sqrt(cost_variance) * libm::sqrt(effect_variance);
        // A covariance that was computed may exceed the limit by rounding.
        if cost_variance < 0.0 || effect_variance < 0.0 || covariance.abs() > largest * (1.0 + 1e-9) {
            return Err(Undefined::OutsideDomain);
        }
        let spread = Spread { covariance: covariance.clamp(-largest, largest), ..spread };
        Ok(UncertainIncrement { point, spread, df: None })
    }

    /// The same, compared with Student's t with these degrees of freedom.
    ///
    /// [`Undefined::OutsideDomain`] unless they are positive and finite.
    pub fn with_df(self, df: f64) -> Result<UncertainIncrement, Undefined> {
        if df > 0.0 && df.is_finite() {
            Ok(UncertainIncrement { df: Some(df), ..self })
        } else {
            Err(Undefined::OutsideDomain)
        }
    }

    /// The difference of the means of two groups of persons; the variances are s²/n, added over the groups.
    ///
    /// Errors: [`Undefined::NoObservations`] or [`Undefined::TooFewObservations`] for a group of none or one,
    /// [`Undefined::NotFinite`] for values that are not finite or too large to be squared. For persons in clusters or
    /// with covariates take [`adjusted_increment`](super::net_benefit_regression::adjusted_increment).
    ///
    /// ```
    /// use utfall::econ::increment::{Outcome, UncertainIncrement};
    ///
    /// let person = |cost, effect| Outcome { cost, effect };
    /// let treated = [person(100.0, 1.0), person(300.0, 0.0)];
    /// let control = [person(50.0, 0.0), person(50.0, 0.0)];
    /// let increment = UncertainIncrement::of_persons(&treated, &control)?;
    /// assert_eq!((increment.point().cost, increment.point().effect), (150.0, 0.5));
    /// // s² of 100 and 300 is 20 000, of 1 and 0 it is 0.5, and their covariance is −100; each over 2.
    /// let spread = increment.spread();
    /// assert_eq!((spread.cost_variance, spread.effect_variance, spread.covariance), (10_000.0, 0.25, -50.0));
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn of_persons(treated: &[Outcome], control: &[Outcome]) -> Result<UncertainIncrement, Undefined> {
        let (one, two) = (Moments::new(treated)?, Moments::new(control)?);
        let spread = Spread {
            cost_variance: one.spread.cost_variance + two.spread.cost_variance,
            effect_variance: one.spread.effect_variance + two.spread.effect_variance,
            covariance: one.spread.covariance + two.spread.covariance,
        };
        UncertainIncrement::new(one.mean.minus(two.mean), spread)
    }

    /// The estimate.
    pub fn point(&self) -> Increment {
        self.point
    }

    /// Its sampling variances.
    pub fn spread(&self) -> Spread {
        self.spread
    }

    /// The degrees of freedom of Student's t; `None` for the normal distribution.
    pub fn df(&self) -> Option<f64> {
        self.df
    }

    /// The increment with treated and control exchanged.
    pub fn swapped(self) -> UncertainIncrement {
        UncertainIncrement { point: self.point.swapped(), ..self }
    }
}

/// The mean outcome of a group, with the variances and the covariance of the mean.
pub(in crate::econ) struct Moments {
    pub mean: Outcome,
    pub spread: Spread,
}

impl Moments {
    pub(in crate::econ) fn new(persons: &[Outcome]) -> Result<Moments, Undefined> {
        match persons.len() {
            0 => return Err(Undefined::NoObservations),
            1 => return Err(Undefined::TooFewObservations),
            _ => (),
        }
        let n = persons.len() as f64;
        let mean = Outcome {
            cost: finite(sum(persons.iter().map(|person| person.cost)) / n)?,
            effect: finite(sum(persons.iter().map(|person| person.effect)) / n)?,
        };
        let over = |product: fn(Increment) -> f64| {
            finite(sum(persons.iter().map(|person| product(person.minus(mean)))) / (n - 1.0) / n)
        };
        let spread = Spread {
            cost_variance: over(|d| d.cost * d.cost)?,
            effect_variance: over(|d| d.effect * d.effect)?,
            covariance: over(|d| d.cost * d.effect)?,
        };
        Ok(Moments { mean, spread })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quadrants_and_ratios() {
        let at = |cost, effect| Increment { cost, effect };
        assert_eq!(at(1.0, 1.0).quadrant(), Quadrant::NorthEast);
        assert_eq!(at(1.0, -1.0).quadrant(), Quadrant::NorthWest);
        assert_eq!(at(-1.0, -1.0).quadrant(), Quadrant::SouthWest);
        assert_eq!(at(0.0, 1.0).quadrant(), Quadrant::Axis);
        assert_eq!(at(1.0, 0.0).icer(), Err(Undefined::ZeroDifference));
        assert_eq!(at(1e300, 1e-300).icer(), Err(Undefined::NotFinite));
        assert_eq!(at(60_000.0, 0.1).swapped().icer(), at(60_000.0, 0.1).icer());
        assert_eq!(at(60_000.0, 0.1).net_health_benefit(600_000.0), Ok(0.0));
        assert_eq!(at(1.0, 1.0).net_health_benefit(0.0), Err(Undefined::OutsideDomain));
    }

    #[test]
    fn impossible_spreads_are_refused() {
        let point = Increment { cost: 1.0, effect: 1.0 };
        let new = |cost_variance, effect_variance, covariance| {
            UncertainIncrement::new(point, Spread { cost_variance, effect_variance, covariance }).map(|_| ())
        };
        assert_eq!(new(1.0, 4.0, 2.0), Ok(()));
        assert_eq!(new(1.0, 4.0, 2.1), Err(Undefined::OutsideDomain));
        assert_eq!(new(-1.0, 4.0, 0.0), Err(Undefined::OutsideDomain));
        assert_eq!(new(f64::NAN, 4.0, 0.0), Err(Undefined::NotFinite));
        assert_eq!(UncertainIncrement::of_persons(&[], &[]), Err(Undefined::NoObservations));
    }
}
