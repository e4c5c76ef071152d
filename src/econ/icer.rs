//! Fieller's confidence set of a ratio: of the incremental cost-effectiveness ratio, and of the break-even wage.

use super::increment::{Increment, Spread, UncertainIncrement};
use crate::stats::distribution::StudentT;
use crate::stats::{Interval, Level, Undefined};

/// Fieller's confidence set of a ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fieller {
    /// The set.
    pub interval: Interval,
    /// a, b and c of the inequality a R² + b R + c ≤ 0 that the set solves; infinite where they are too large.
    pub quadratic: [f64; 3],
    /// b² − 4ac.
    pub discriminant: f64,
}

/// All ratios R that the data do not reject: (ΔC − R ΔE)² ≤ q² (var ΔC − 2 R cov + R² var ΔE).
///
/// q is the quantile of the normal distribution, or of Student's t where the increment has degrees of freedom. The set is
/// an interval where ΔE differs from 0 at this level, all but an interval where it does not, and the whole line where
/// ΔC does not either. It says nothing of quadrants: a negative ratio in the set is a treatment that dominates or is
/// dominated. [`Undefined::ZeroDifference`] where ΔE is exactly 0 without error, so that no ratio is possible.
///
/// ```
/// use utfall::econ::icer::fieller;
/// use utfall::econ::increment::{Increment, Spread, UncertainIncrement};
/// use utfall::stats::{Interval, Level};
///
/// // The limits are the ratios at which the net benefit is just significant: (ΔC − R ΔE)² = z² var.
/// let point = Increment { cost: 60_000.0, effect: 0.1 };
/// let spread = Spread { cost_variance: 2.25e8, effect_variance: 0.0016, covariance: 0.0 };
/// let set = fieller(&UncertainIncrement::new(point, spread)?, Level::NINETY_FIVE)?.interval;
/// let Interval::Bounded { lower, upper } = set else { panic!("{set:?}") };
/// assert!((lower - 247_671.712_762).abs() < 1e-5 && (upper - 2_866_246.398_516).abs() < 1e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fieller, E. C. (1954). Some problems in interval estimation. *Journal of the Royal Statistical Society B* 16, 175-185.
/// Willan, A. R. and O'Brien, B. J. (1996). Confidence intervals for cost-effectiveness ratios: an application of
/// Fieller's theorem. *Health Economics* 5, 297-305.
pub fn fieller(increment: &UncertainIncrement, level: Level) -> Result<Fieller, Undefined> {
    let q = quantile(increment.df(), level)?;
    let Increment { cost, effect } = increment.point();
    let Spread { cost_variance, effect_variance, covariance } = increment.spread();
    // In powers of two near the size of each, so that no square overflows or vanishes.
    let (up, across) = (exponent(cost, cost_variance), exponent(effect, effect_variance));
    let (cost, effect) = (scaled(cost, -up), scaled(effect, -across));
    let (cost_variance, effect_variance) = (scaled(cost_variance, -2 * up), scaled(effect_variance, -2 * across));
    let covariance = scaled(covariance, -up - across);
    let square = q * q;
    let a = effect * effect - square * effect_variance;
    let b = -2.0 * (cost * effect - square * covariance);
    let c = cost * cost - square * cost_variance;
    // b² − 4ac with what cancels taken out: the variance of ΔE C − ΔC E, less q² times the determinant.
    let form = effect * effect * cost_variance + cost * cost * effect_variance - 2.0 * cost * effect * covariance;
    let determinant = (cost_variance * effect_variance - covariance * covariance).max(0.0);
    let discriminant = 4.0 * square * (form.max(0.0) - square * determinant);
    let interval = solutions(a, b, c, discriminant)?;
    let back = interval.map_monotone(|ratio| scaled(ratio, up - across));
    let ends = |interval| match interval {
        Interval::Bounded { lower, upper } | Interval::Complement { lower, upper } => [lower, upper],
        Interval::Whole => [0.0, 0.0],
    };
    if ends(back).iter().zip(ends(interval)).any(|(end, before)| end.is_infinite() && before.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    Ok(Fieller {
        interval: back,
        quadratic: [scaled(a, 2 * across), scaled(b, across + up), scaled(c, 2 * up)],
        discriminant: scaled(discriminant, 2 * (across + up)),
    })
}

/// The quantile that an interval of this level reaches to.
pub(in crate::econ) fn quantile(df: Option<f64>, level: Level) -> Result<f64, Undefined> {
    match df {
        None => Ok(level.z()),
        Some(df) => StudentT::new(df)?.upper_quantile(0.5 * level.alpha()),
    }
}

/// The exponent of the power of two next below the size of a number and its standard error; 0 where both are 0.
fn exponent(value: f64, variance: f64) -> i32 {
    let size = value.abs().max(libm::sqrt(variance));
    if size > 0.0 { libm::ilogb(size) } else { 0 }
}

/// A number times a power of two.
fn scaled(number: f64, exponent: i32) -> f64 {
    libm::scalbn(number, exponent)
}

/// All R with a R² + b R + c ≤ 0.
fn solutions(a: f64, b: f64, c: f64, discriminant: f64) -> Result<Interval, Undefined> {
    if a == 0.0 {
        return if b == 0.0 && c > 0.0 {
            Err(Undefined::ZeroDifference)
        } else if b == 0.0 {
            Ok(Interval::Whole)
        } else if b > 0.0 {
            Ok(Interval::Bounded { lower: f64::NEG_INFINITY, upper: -c / b })
        } else {
            Ok(Interval::Bounded { lower: -c / b, upper: f64::INFINITY })
        };
    }
    if a < 0.0 && discriminant <= 0.0 {
        return Ok(Interval::Whole);
    }
    // Where a is positive the estimate itself is a solution, and a negative discriminant is rounding.
    let root = libm::sqrt(discriminant.max(0.0));
    let half = -0.5 * (b + root.copysign(b));
    let (one, two) = if half == 0.0 { (0.0, 0.0) } else { (half / a, c / half) };
    let (lower, upper) = (one.min(two), one.max(two));
    Ok(if a > 0.0 { Interval::Bounded { lower, upper } } else { Interval::Complement { lower, upper } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(cost: f64, effect: f64, cost_variance: f64, effect_variance: f64) -> Result<Interval, Undefined> {
        let spread = Spread { cost_variance, effect_variance, covariance: 0.0 };
        fieller(&UncertainIncrement::new(Increment { cost, effect }, spread)?, Level::NINETY_FIVE)
            .map(|set| set.interval)
    }

    #[test]
    fn degenerate_sets() {
        assert_eq!(set(6.0, 2.0, 0.0, 0.0), Ok(Interval::Bounded { lower: 3.0, upper: 3.0 }));
        assert_eq!(set(6.0, 0.0, 0.0, 0.0), Err(Undefined::ZeroDifference));
        assert_eq!(set(6.0, 0.0, 100.0, 0.0), Ok(Interval::Whole));
        assert!(matches!(set(6.0, 0.0, 0.0, 1.0), Ok(Interval::Complement { .. })));
    }

    #[test]
    fn units_of_money_and_effect_do_not_matter() {
        let plain = set(60_000.0, 0.1, 2.25e8, 0.0016).unwrap();
        let (money, effect) = (2.0_f64.powi(400), 2.0_f64.powi(-380));
        let far = set(60_000.0 * money, 0.1 * effect, 2.25e8 * money * money, 0.0016 * effect * effect).unwrap();
        assert_eq!(far, plain.map_monotone(|ratio| ratio * money / effect));
    }
}
