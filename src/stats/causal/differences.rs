//! Difference in differences of two groups at two times.

use crate::stats::Undefined;
use crate::stats::means::MeanSummary;
use crate::stats::regression::Contrast;

/// The mean of a group before and after, of other people each time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BeforeAfter {
    /// Before anyone was treated.
    pub before: MeanSummary,
    /// When the treated were.
    pub after: MeanSummary,
}

/// The difference in differences of repeated cross-sections:
/// `(treated after - treated before) - (control after - control before)`.
///
/// It is the effect on the treated if, untreated, they would have changed as much as the controls did. The variance is
/// the sum of the four squared standard errors, with Satterthwaite's degrees of freedom; the people of the four groups
/// are taken to be different ones, and independent: with the same people before and after take
/// [`difference_in_changes`], with few places or schools [`two_way_fixed_effects`](super::two_way_fixed_effects) and
/// clustered errors.
///
/// [`Undefined::TooFewObservations`] for a group of one, [`Undefined::NoVariation`] when none varies.
///
/// ```
/// use utfall::stats::causal::{BeforeAfter, difference_in_differences};
/// use utfall::stats::means::MeanSummary;
///
/// // Card and Krueger (1994), table 3: employment in New Jersey 20.44 (0.51) before and 21.03 (0.52) after the minimum
/// // wage was raised, in Pennsylvania 23.33 (1.35) and 21.17 (0.94): 2.76, before rounding.
/// let summary = |n, mean, error| MeanSummary::from_standard_error(n, mean, error);
/// let jersey = BeforeAfter { before: summary(321, 20.44, 0.51)?, after: summary(319, 21.03, 0.52)? };
/// let pennsylvania = BeforeAfter { before: summary(77, 23.33, 1.35)?, after: summary(77, 21.17, 0.94)? };
/// let effect = difference_in_differences(jersey, pennsylvania)?;
/// assert!((effect.value - 2.76).abs() < 0.015);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Card, D. and Krueger, A. B. (1994). Minimum wages and employment: a case study of the fast-food industry in New
/// Jersey and Pennsylvania. *American Economic Review* 84, 772-793. Angrist, J. D. and Pischke, J.-S. (2009). *Mostly
/// Harmless Econometrics*, section 5.2.
pub fn difference_in_differences(treated: BeforeAfter, control: BeforeAfter) -> Result<Contrast, Undefined> {
    let groups = [treated.after, treated.before, control.after, control.before];
    let value = (treated.after.mean() - treated.before.mean()) - (control.after.mean() - control.before.mean());
    satterthwaite(value, &groups)
}

/// The difference in differences of the same people before and after: the mean change of the treated less that of the
/// controls.
///
/// The arguments summarise the changes, after less before, one for each person. It is Welch's difference of means.
/// Errors as for [`difference_in_differences`].
///
/// ```
/// use utfall::stats::causal::difference_in_changes;
/// use utfall::stats::means::MeanSummary;
///
/// // Card and Krueger (1994), table 3, row 4: changes of 0.47 (0.48) and -2.28 (1.25) in the same restaurants:
/// // 2.75 (1.34).
/// let jersey = MeanSummary::from_standard_error(309, 0.47, 0.48)?;
/// let pennsylvania = MeanSummary::from_standard_error(75, -2.28, 1.25)?;
/// let effect = difference_in_changes(jersey, pennsylvania)?;
/// assert!((effect.value - 2.75).abs() < 5e-3 && (effect.standard_error - 1.34).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn difference_in_changes(treated: MeanSummary, control: MeanSummary) -> Result<Contrast, Undefined> {
    satterthwaite(treated.mean() - control.mean(), &[treated, control])
}

/// A sum or difference of independent means, with `df = variance^2 / sum(variance_i^2 / (n_i - 1))`.
fn satterthwaite(value: f64, groups: &[MeanSummary]) -> Result<Contrast, Undefined> {
    let errors = groups.iter().map(|group| group.standard_error()).collect::<Result<Vec<f64>, _>>()?;
    let standard_error = errors.iter().fold(0.0, |all, error| libm::hypot(all, *error));
    if standard_error == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let share = |error: f64| (error / standard_error) * (error / standard_error);
    let part = |(error, group): (&f64, &MeanSummary)| share(*error) * share(*error) / (group.n() as f64 - 1.0);
    let df = 1.0 / errors.iter().zip(groups).map(part).sum::<f64>();
    if value.is_finite() && standard_error.is_finite() {
        Ok(Contrast { value, standard_error, df: Some(df) })
    } else {
        Err(Undefined::NotFinite)
    }
}
