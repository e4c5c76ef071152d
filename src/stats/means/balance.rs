//! Standardised differences, as tables of baseline characteristics print them.

use super::MeanSummary;
use crate::stats::sum::sum;
use crate::stats::{Arm, Estimated, Interval, Level, Undefined};

/// The standardised difference of two means, `(mean1 - mean2) / sqrt((sd1^2 + sd2^2) / 2)`, with its sign.
///
/// It says how well groups are balanced, whatever their size: no test. 0.1 is the usual limit of what is negligible.
/// Unlike [`cohens_d`](super::cohens_d) it weights the two variances equally. 0 when the groups are constant and equal;
/// [`Undefined::NoVariation`] when they are constant and differ.
///
/// ```
/// use utfall::stats::means::{MeanSummary, standardised_difference_of_means};
///
/// let (treated, control) = (MeanSummary::new(100, 12.0, 3.0)?, MeanSummary::new(50, 10.0, 4.0)?);
/// // 2 / sqrt((9 + 16) / 2)
/// assert!((standardised_difference_of_means(treated, control)? - 0.565_685_424_949_238).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Austin, P. C. (2009). Balance diagnostics for comparing the distribution of baseline covariates between treatment
/// groups in propensity-score matched samples. *Statistics in Medicine* 28, 3083-3107, section 2.
pub fn standardised_difference_of_means(treated: MeanSummary, control: MeanSummary) -> Result<f64, Undefined> {
    let difference = treated.mean() - control.mean();
    let sd = libm::hypot(treated.sd()?, control.sd()?) * std::f64::consts::FRAC_1_SQRT_2;
    ratio(difference, sd)
}

/// The standardised difference of two proportions, `(p1 - p2) / sqrt((p1 q1 + p2 q2) / 2)`, with its sign.
///
/// 0 when nobody or everybody has the characteristic in both groups; [`Undefined::NoVariation`] when everybody has it
/// in one and nobody in the other.
///
/// ```
/// use utfall::stats::{Arm, means::standardised_difference_of_proportions};
///
/// // Austin (2009), section 3: 10 % against 15 % and so on; here 0.2 against 0.1: 0.1 / sqrt((0.16 + 0.09) / 2).
/// let d = standardised_difference_of_proportions(Arm::new(20, 100)?, Arm::new(10, 100)?)?;
/// assert!((d - 0.282_842_712_474_619).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Austin (2009), section 2.
pub fn standardised_difference_of_proportions(treated: Arm, control: Arm) -> Result<f64, Undefined> {
    let variance = |arm: Arm| {
        let total = arm.total() as f64;
        arm.events() as f64 / total * (arm.non_events() as f64 / total)
    };
    // The difference from the integers, so that equal proportions differ by exactly 0.
    let product = |x: u64, y: u64| u128::from(x) * u128::from(y);
    let (more, less) = (product(treated.events(), control.total()), product(control.events(), treated.total()));
    let size = more.abs_diff(less) as f64 / treated.total() as f64 / control.total() as f64;
    let difference = if more >= less { size } else { -size };
    ratio(difference, libm::sqrt(0.5 * (variance(treated) + variance(control))))
}

fn ratio(difference: f64, sd: f64) -> Result<f64, Undefined> {
    if difference == 0.0 {
        Ok(0.0)
    } else if sd == 0.0 {
        Err(Undefined::NoVariation)
    } else if (difference / sd).is_finite() {
        Ok(difference / sd)
    } else {
        Err(Undefined::NotFinite)
    }
}

/// The standardised difference of a characteristic with several categories, by the number of people in each; never
/// negative.
///
/// Yang and Dalton's is the Mahalanobis distance of the proportions `p1k` and `p2k`, with the average of their two
/// covariance matrices. The inverse of that matrix has a closed form, which gives
/// `d^2 = sum((p1k - p2k)^2 / (p1k + p2k)) / sum(p1k p2k / (p1k + p2k))`;
/// for two categories that is the square of [`standardised_difference_of_proportions`]. Empty categories count for
/// nothing. [`Undefined::NoObservations`] when a group is empty, [`Undefined::OutsideDomain`] when the lists are not
/// equally long, [`Undefined::NoVariation`] when no category occurs in both groups.
///
/// ```
/// use utfall::stats::means::standardised_difference_of_categories;
///
/// // (0.2, 0.3, 0.5) against (0.4, 0.3, 0.3): the distance by hand is sqrt(28 / 113).
/// let d = standardised_difference_of_categories(&[20, 30, 50], &[40, 30, 30])?;
/// assert!((d - (28.0_f64 / 113.0).sqrt()).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Yang, D. and Dalton, J. E. (2012). A unified approach to measuring the effect size between two groups using SAS.
/// *SAS Global Forum 2012*, paper 335-2012.
pub fn standardised_difference_of_categories(treated: &[u64], control: &[u64]) -> Result<f64, Undefined> {
    if treated.len() != control.len() {
        return Err(Undefined::OutsideDomain);
    }
    let total = |counts: &[u64]| counts.iter().map(|count| u128::from(*count)).sum::<u128>();
    let (all1, all2) = (total(treated), total(control));
    if all1 == 0 || all2 == 0 {
        return Err(Undefined::NoObservations);
    }
    let (n1, n2) = (all1 as f64, all2 as f64);
    let shares = || treated.iter().zip(control).map(|(x1, x2)| (*x1 as f64 / n1, *x2 as f64 / n2, (*x1, *x2)));
    let apart = sum(shares().filter(|(p1, p2, _)| p1 + p2 > 0.0).map(|(p1, p2, (x1, x2))| {
        let difference = match (u128::from(x1).checked_mul(all2), u128::from(x2).checked_mul(all1)) {
            // Exactly 0 for equal shares.
            (Some(one), Some(two)) if one == two => 0.0,
            _ => p1 - p2,
        };
        difference * difference / (p1 + p2)
    }));
    let together = sum(shares().filter(|(p1, p2, _)| p1 + p2 > 0.0).map(|(p1, p2, _)| p1 * (p2 / (p1 + p2))));
    if together == 0.0 { Err(Undefined::NoVariation) } else { Ok(libm::sqrt(apart / together)) }
}

/// The large-sample interval of a standardised difference `d` of groups of `n1` and `n2`:
/// `d +- z sqrt((n1 + n2) / (n1 n2) + d^2 / (2 (n1 + n2)))`.
///
/// For the signed differences; for [`standardised_difference_of_categories`], whose distribution near 0 is not normal,
/// the lower limit is only a rough guide. [`Undefined::NoObservations`] when a group is empty.
///
/// Yang and Dalton (2012), the formula after (2); Hedges, L. V. and Olkin, I. (1985), 5.B.
pub fn standardised_difference_interval(d: f64, n1: u64, n2: u64, level: Level) -> Result<Estimated, Undefined> {
    if n1 == 0 || n2 == 0 {
        return Err(Undefined::NoObservations);
    }
    if !d.is_finite() {
        return Err(Undefined::NotFinite);
    }
    let (n1, n2) = (n1 as f64, n2 as f64);
    let standard_error = libm::hypot(libm::sqrt(1.0 / n1 + 1.0 / n2), d / libm::sqrt(2.0 * (n1 + n2)));
    Ok(Estimated {
        value: d,
        standard_error: Some(standard_error),
        interval: Interval::around(d, level.z() * standard_error),
    })
}
