//! The break-even wage where the effect, and perhaps the cost, is uncertain.

use super::break_even::{BreakEven, BreakEvenModel};
use super::icer::{Fieller, fieller};
use super::increment::{Increment, Spread, UncertainIncrement, finite};
use crate::stats::{Interval, Level, Undefined};

/// How uncertain the cost and the person-years of a [`BreakEvenModel`] are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uncertainty {
    /// The variance of the cost per participant; 0 where it is known.
    pub cost_variance: f64,
    /// The variance of the person-years.
    pub person_years_variance: f64,
    /// The covariance of cost and person-years.
    pub covariance: f64,
}

impl BreakEvenModel {
    /// The break-even wages of all person-years in a set, as an interval of wages that can be paid.
    ///
    /// The wage falls as the effect rises, so that an interval of any method carries over. Where the set reaches down to no
    /// effect the wage has no upper limit, and the end is infinite; where saved transfers alone carry the costs its lower
    /// limit is 0. It is never negative. Of a set in two parts, and of the whole line, nothing is left but 0 to infinity.
    ///
    /// ```
    /// use utfall::econ::{BreakEvenModel, PublicMoney};
    /// use utfall::stats::Interval;
    ///
    /// let model = BreakEvenModel {
    ///     cost: 120_000.0,
    ///     person_years: 0.20,
    ///     payroll_tax: 0.0,
    ///     social_costs: 0.0,
    ///     offset: 0.0,
    ///     income_tax: 0.0,
    ///     tax_financing: 0.0,
    ///     saved_transfers: 0.0,
    ///     public_money: PublicMoney::ALL,
    /// };
    /// let wages = model.wages(Interval::Bounded { lower: 0.10, upper: 0.30 });
    /// assert_eq!(wages, Interval::Bounded { lower: 400_000.0, upper: 1_200_000.0 });
    /// let wages = model.wages(Interval::Bounded { lower: -0.05, upper: 0.30 });
    /// assert_eq!(wages, Interval::Bounded { lower: 400_000.0, upper: f64::INFINITY });
    /// ```
    pub fn wages(&self, person_years: Interval) -> Interval {
        let at = |person_years: f64| {
            // The wage that an effect without end needs.
            let person_years = person_years.min(f64::MAX / 1e30);
            match (BreakEvenModel { person_years, ..*self }).break_even_wage() {
                BreakEven::Wage(wage) => wage,
                BreakEven::EveryWage => 0.0,
                BreakEven::NoWage => f64::INFINITY,
            }
        };
        match person_years {
            Interval::Bounded { lower, upper } => Interval::Bounded { lower: at(upper), upper: at(lower) },
            Interval::Complement { .. } | Interval::Whole => Interval::Bounded { lower: 0.0, upper: f64::INFINITY },
        }
    }

    /// Fieller's set of the break-even wage, W* = [K(1 + λ) − λbE] / {E·[(1 + a + s)(1 − φ) + λ(τ + a)]}, with K and E taken as
    /// normal.
    ///
    /// With a known cost it is what [`BreakEvenModel::wages`] makes of the normal interval of E. The set is in two parts where
    /// the effect is not significant, one of them of negative wages that belong to negative effects: [`payable`] takes
    /// what can be paid. [`Undefined::OutsideDomain`] for variances that cannot be, [`Undefined::ZeroDifference`] where E is 0
    /// without error or a wage is worth nothing.
    ///
    /// ```
    /// use utfall::econ::wage_interval::Uncertainty;
    /// use utfall::econ::{BreakEvenModel, PublicMoney};
    /// use utfall::stats::{Interval, Level};
    ///
    /// let model = BreakEvenModel {
    ///     cost: 120_000.0,
    ///     person_years: 0.20,
    ///     payroll_tax: 0.141,
    ///     social_costs: 0.12,
    ///     offset: 0.0,
    ///     income_tax: 0.25,
    ///     tax_financing: 0.20,
    ///     saved_transfers: 150_000.0,
    ///     public_money: PublicMoney::ALL,
    /// };
    /// let uncertain = Uncertainty { cost_variance: 0.0, person_years_variance: 0.0025, covariance: 0.0 };
    /// let Interval::Bounded { lower, upper } = model.wage_fieller(uncertain, Level::NINETY_FIVE)?.interval else { panic!() };
    /// // The wages at E = 0.20 ± 1.96 · 0.05.
    /// let wages = model.wages(Interval::around(0.20, Level::NINETY_FIVE.z() * 0.05));
    /// assert!((lower / wages.lower().unwrap() - 1.0).abs() < 1e-12);
    /// assert!((upper / wages.upper().unwrap() - 1.0).abs() < 1e-12);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Fieller, E. C. (1954). Some problems in interval estimation. *Journal of the Royal Statistical Society B* 16, 175-185.
    pub fn wage_fieller(&self, uncertain: Uncertainty, level: Level) -> Result<Fieller, Undefined> {
        let Uncertainty { cost_variance, person_years_variance, covariance } = uncertain;
        // Both linear in K and E: to carry = u K − v E, worth = m E.
        let u = 1.0 + self.tax_financing;
        let v = match self.public_money.saved_transfers {
            true => self.tax_financing * self.saved_transfers,
            false => 0.0,
        };
        let m = BreakEvenModel { person_years: 1.0, cost: 0.0, saved_transfers: 0.0, ..*self }.net_present_value(1.0);
        if finite(m)? == 0.0 {
            return Err(Undefined::ZeroDifference);
        }
        let point = Increment { cost: u * self.cost - v * self.person_years, effect: m * self.person_years };
        let spread = Spread {
            cost_variance: u * u * cost_variance + v * v * person_years_variance - 2.0 * u * v * covariance,
            effect_variance: m * m * person_years_variance,
            covariance: m * (u * covariance - v * person_years_variance),
        };
        // What is given must be possible, whatever is made of it.
        let given = Spread { cost_variance, effect_variance: person_years_variance, covariance };
        UncertainIncrement::new(point, given)?;
        let spread = Spread { cost_variance: spread.cost_variance.max(0.0), ..spread };
        fieller(&UncertainIncrement::new(point, spread)?, level)
    }
}

/// What can be paid of [Fieller's set](BreakEvenModel::wage_fieller) of a break-even wage: from 0, with an infinite end where
/// no upper limit can be fixed.
///
/// ```
/// use utfall::econ::wage_interval::payable;
/// use utfall::stats::Interval;
///
/// let set = Interval::Complement { lower: -2_000_000.0, upper: 380_000.0 };
/// assert_eq!(payable(set), Interval::Bounded { lower: 380_000.0, upper: f64::INFINITY });
/// ```
pub fn payable(set: Interval) -> Interval {
    match set {
        Interval::Bounded { lower, upper } => Interval::Bounded { lower: lower.max(0.0), upper: upper.max(0.0) },
        Interval::Complement { lower, upper } => {
            // A part of the lower piece that can be paid leaves no gap that could be stated as one interval.
            Interval::Bounded { lower: if lower > 0.0 { 0.0 } else { upper.max(0.0) }, upper: f64::INFINITY }
        }
        Interval::Whole => Interval::Bounded { lower: 0.0, upper: f64::INFINITY },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::econ::PublicMoney;

    fn model() -> BreakEvenModel {
        BreakEvenModel {
            cost: 90_000.0,
            person_years: 0.08,
            payroll_tax: 0.141,
            social_costs: 0.12,
            offset: 0.1,
            income_tax: 0.25,
            tax_financing: 0.20,
            saved_transfers: 120_000.0,
            public_money: PublicMoney::ALL,
        }
    }

    #[test]
    fn an_effect_that_may_be_nothing_has_no_upper_limit() {
        let sd: f64 = 0.06;
        let uncertain = Uncertainty { cost_variance: 0.0, person_years_variance: sd * sd, covariance: 0.0 };
        let set = model().wage_fieller(uncertain, Level::NINETY_FIVE).unwrap().interval;
        assert!(matches!(set, Interval::Complement { lower, upper } if lower < 0.0 && upper > 0.0), "{set:?}");
        let wages = model().wages(Interval::around(0.08, Level::NINETY_FIVE.z() * sd));
        let (Interval::Bounded { lower: a, upper: b }, Interval::Bounded { lower: c, upper: d }) =
            (payable(set), wages)
        else {
            panic!()
        };
        assert!((a / c - 1.0).abs() < 1e-12 && b == f64::INFINITY && d == f64::INFINITY);
    }

    #[test]
    fn an_uncertain_cost_widens_the_set_to_the_whole_line_at_last() {
        let of = |cost_variance: f64, person_years_variance: f64| {
            let uncertain = Uncertainty { cost_variance, person_years_variance, covariance: 0.0 };
            model().wage_fieller(uncertain, Level::NINETY_FIVE).map(|set| set.interval)
        };
        let (Ok(Interval::Bounded { lower, upper }), Ok(Interval::Bounded { lower: low, upper: high })) =
            (of(0.0, 1e-4), of(1e8, 1e-4))
        else {
            panic!()
        };
        assert!(low < lower && high > upper);
        assert_eq!(of(1e12, 1.0), Ok(Interval::Whole));
        assert_eq!(of(-1.0, 1.0), Err(Undefined::OutsideDomain));
        let worthless = BreakEvenModel { offset: 1.0, public_money: PublicMoney::COST_ALONE, ..model() };
        let uncertain = Uncertainty { cost_variance: 0.0, person_years_variance: 0.01, covariance: 0.0 };
        assert_eq!(worthless.wage_fieller(uncertain, Level::NINETY_FIVE), Err(Undefined::ZeroDifference));
    }

    #[test]
    fn wages_at_the_edges() {
        let free = BreakEvenModel { saved_transfers: 1e9, ..model() };
        assert_eq!(
            free.wages(Interval::Bounded { lower: 0.01, upper: f64::INFINITY }),
            Interval::Bounded { lower: 0.0, upper: 0.0 }
        );
        let none = Interval::Bounded { lower: -0.2, upper: -0.1 };
        assert_eq!(model().wages(none), Interval::Bounded { lower: f64::INFINITY, upper: f64::INFINITY });
        assert_eq!(model().wages(Interval::Whole), Interval::Bounded { lower: 0.0, upper: f64::INFINITY });
    }
}
