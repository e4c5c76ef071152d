//! Power, sample size and the smallest effect that a study can detect.
//!
//! For planning: the power of a finished study at the effect that it found says no more than its p-value. Sample sizes
//! are real numbers, so that nothing is rounded before a design effect is applied; round up at the end.

mod clusters;
mod means;
mod proportions;

use super::distribution::Normal;
use super::{Undefined, root};

pub use clusters::{
    ClusteredArms, clustered_means_detectable, clustered_means_power, clustered_proportions_detectable,
    clustered_proportions_power, clusters_needed, design_effect,
};
pub use means::{
    one_mean_detectable, one_mean_power, one_mean_size, two_means_detectable, two_means_power, two_means_size,
};
pub use proportions::{cohens_h_power, two_proportions_detectable, two_proportions_power, two_proportions_size};

/// Which rejections count towards the power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rejection {
    /// A one-sided test at alpha.
    OneSided,
    /// A two-sided test, of which only rejections in the direction of the effect count: R's `strict = FALSE`.
    TwoSided,
    /// A two-sided test, of which all rejections count: R's `strict = TRUE`.
    TwoSidedEitherWay,
}

/// A test at a level of significance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignificanceTest {
    alpha: f64,
    rejection: Rejection,
}

impl SignificanceTest {
    /// The usual: two-sided at 5 %.
    pub const USUAL: SignificanceTest = SignificanceTest { alpha: 0.05, rejection: Rejection::TwoSided };

    /// [`Undefined::OutsideDomain`] unless alpha is between 0 and 1.
    pub fn new(alpha: f64, rejection: Rejection) -> Result<SignificanceTest, Undefined> {
        if alpha > 0.0 && alpha < 1.0 {
            Ok(SignificanceTest { alpha, rejection })
        } else {
            Err(Undefined::OutsideDomain)
        }
    }

    /// The probability of each rejected tail.
    fn tail(self) -> f64 {
        match self.rejection {
            Rejection::OneSided => self.alpha,
            Rejection::TwoSided | Rejection::TwoSidedEitherWay => 0.5 * self.alpha,
        }
    }

    /// Whether rejections against the direction of the effect count.
    fn counts_both(self) -> bool {
        self.rejection == Rejection::TwoSidedEitherWay
    }
}

/// The numbers of people in the two arms, which need not be whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArmSizes {
    treated: f64,
    control: f64,
}

impl ArmSizes {
    /// [`Undefined::OutsideDomain`] unless both are positive and finite.
    pub fn new(treated: f64, control: f64) -> Result<ArmSizes, Undefined> {
        let valid = |n: f64| n > 0.0 && n.is_finite();
        if valid(treated) && valid(control) { Ok(ArmSizes { treated, control }) } else { Err(Undefined::OutsideDomain) }
    }

    /// As many in each arm.
    pub fn equal(each: f64) -> Result<ArmSizes, Undefined> {
        ArmSizes::new(each, each)
    }

    /// The number of the treated.
    pub fn treated(self) -> f64 {
        self.treated
    }

    /// The number of the controls.
    pub fn control(self) -> f64 {
        self.control
    }
}

/// The power of a z test whose statistic is `shift` away from 0 in units of the standard deviation that it has under
/// the alternative, when it rejects beyond `limit` in the same units.
fn normal_power(shift: f64, limit: f64, both: bool) -> f64 {
    let other = if both { Normal.cdf(-limit - shift) } else { 0.0 };
    (Normal.sf(limit - shift) + other).min(1.0)
}

/// A power that may be asked for: above the chance of a false rejection, below 1.
fn attainable(power: f64, test: SignificanceTest) -> Result<f64, Undefined> {
    if power > test.tail() && power < 1.0 { Ok(power) } else { Err(Undefined::OutsideDomain) }
}

/// The size at which the rising function `power` of it reaches `target`, between `least` and 1e15, from `start`.
fn size_for(
    power: impl Fn(f64) -> Result<f64, Undefined>,
    target: f64,
    start: f64,
    least: f64,
) -> Result<f64, Undefined> {
    if !start.is_finite() || start > 1e14 {
        return Err(Undefined::TooLarge);
    }
    let excess = |ln_size: f64| power(libm::exp(ln_size)).map_or(f64::NAN, |power| power - target);
    let (low, high) = (libm::log(least), libm::log(1e15));
    root::outwards(excess, libm::log(start.max(least)), 0.05, (low, high), true).map(libm::exp)
}
