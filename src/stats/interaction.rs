//! Whether an effect is the same in several subgroups.

use super::distribution::ChiSquared;
use super::regression::Contrast;
use super::sum::sum;
use super::{TestResult, Undefined};

/// The difference between the effects in two subgroups of different people, `first - second`.
///
/// The effects are on the scale on which they are normal: logarithms of ratios, whose difference
/// [`Contrast::ratio`] turns into a ratio of ratios. The standard error is the root of the sum of the squares.
///
/// [`Undefined::NotFinite`] for effects or errors that are no finite numbers, [`Undefined::NoVariation`] where both
/// errors are 0.
///
/// ```
/// use utfall::stats::interaction::{Effect, difference_of_effects};
///
/// // Altman and Bland (2003): fractures among women below 60 and above, log risk ratios -0.4005 and -0.1278 with
/// // standard errors 0.1929 and 0.1070: -0.2727 with 0.2206, z = -1.24, p = 0.2.
/// let difference = difference_of_effects(
///     Effect { value: -0.4005, standard_error: 0.1929 },
///     Effect { value: -0.1278, standard_error: 0.1070 },
/// )?;
/// assert!((difference.value + 0.2727).abs() < 1e-12 && (difference.standard_error - 0.2206).abs() < 5e-5);
/// let test = difference.test()?;
/// assert!((test.statistic.unwrap() + 1.24).abs() < 5e-3 && (test.p - 0.2).abs() < 0.05);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Altman, D. G. and Bland, J. M. (2003). Interaction revisited: the difference between two estimates. *BMJ* 326, 219.
pub fn difference_of_effects(first: Effect, second: Effect) -> Result<Contrast, Undefined> {
    check(&[first, second])?;
    Ok(Contrast {
        value: first.value - second.value,
        standard_error: libm::hypot(first.standard_error, second.standard_error),
        df: None,
    })
}

/// An effect in one subgroup, on the scale on which it is normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The effect.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// The test that the effects in several subgroups of different people are the same: `sum w (effect - mean)^2` with
/// `w = 1 / error^2` and the mean weighted by `w`, chi-squared with one degree of freedom less than there are subgroups.
///
/// With two subgroups it is the square of the test of [`difference_of_effects`]. It has little power: a high p-value
/// does not say that effects are alike.
///
/// [`Undefined::TooFewGroups`] with fewer than two subgroups, [`Undefined::NoVariation`] where an error is 0.
///
/// ```
/// use utfall::stats::interaction::{Effect, equal_effects};
///
/// // By hand: weights 4, 1 and 1, mean 0.5, squares 4 * 0.25 + 0.25 + 2.25.
/// let effect = |value, standard_error| Effect { value, standard_error };
/// let test = equal_effects(&[effect(0.0, 0.5), effect(1.0, 1.0), effect(2.0, 1.0)])?;
/// assert!((test.statistic.unwrap() - 3.5).abs() < 1e-14);
/// assert_eq!(test.df, Some(2.0));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cochran, W. G. (1954). The combination of estimates from different experiments. *Biometrics* 10, 101-129.
pub fn equal_effects(effects: &[Effect]) -> Result<TestResult, Undefined> {
    if effects.len() < 2 {
        return Err(Undefined::TooFewGroups);
    }
    check(effects)?;
    if effects.iter().any(|effect| effect.standard_error == 0.0) {
        return Err(Undefined::NoVariation);
    }
    // From the smallest error, so that no weight is above 1.
    let least = effects.iter().map(|effect| effect.standard_error).fold(f64::INFINITY, f64::min);
    let weight = |effect: &Effect| (least / effect.standard_error) * (least / effect.standard_error);
    let mut order: Vec<&Effect> = effects.iter().collect();
    order.sort_by(|a, b| a.value.total_cmp(&b.value).then(a.standard_error.total_cmp(&b.standard_error)));
    let total = sum(order.iter().map(|effect| weight(effect)));
    let mean = sum(order.iter().map(|effect| weight(effect) / total * effect.value));
    let square = |effect: &Effect| {
        let distance = (effect.value - mean) / effect.standard_error;
        distance * distance
    };
    let statistic = sum(order.iter().map(|effect| square(effect)));
    if !statistic.is_finite() {
        return Err(Undefined::NotFinite);
    }
    let df = (effects.len() - 1) as f64;
    Ok(TestResult { statistic: Some(statistic), df: Some(df), p: ChiSquared::new(df)?.sf(statistic) })
}

fn check(effects: &[Effect]) -> Result<(), Undefined> {
    let numbers = |effect: &Effect| effect.value.is_finite() && (0.0..f64::INFINITY).contains(&effect.standard_error);
    if !effects.iter().all(numbers) {
        return Err(Undefined::NotFinite);
    }
    if effects.iter().all(|effect| effect.standard_error == 0.0) {
        return Err(Undefined::NoVariation);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(value: f64, standard_error: f64) -> Effect {
        Effect { value, standard_error }
    }

    #[test]
    fn two_subgroups_give_the_square_of_z() {
        let (a, b) = (effect(0.0527, 0.0812), effect(0.1147, 0.0496));
        let z = difference_of_effects(a, b).and_then(Contrast::test).unwrap();
        let q = equal_effects(&[a, b]).unwrap();
        assert!((q.statistic.unwrap() - z.statistic.unwrap().powi(2)).abs() < 1e-12);
        assert!((q.p - z.p).abs() < 1e-12);
        let turned = difference_of_effects(b, a).and_then(Contrast::test).unwrap();
        assert_eq!(turned.statistic, z.statistic.map(|z| -z));
        assert_eq!(equal_effects(&[b, a]), Ok(q));
    }

    /// R: `employed_18` of the simulated trial by age: -0.0620, z = -0.6509, p = 0.5151.
    #[test]
    fn the_oracle_on_subgroups_by_age() {
        let young = effect(0.052_709_359_605_911_33, 0.081_214_402_364_978_19);
        let old = effect(0.114_663_170_633_319_88, 0.049_645_678_410_469_8);
        let test = difference_of_effects(young, old).and_then(Contrast::test).unwrap();
        assert!((test.statistic.unwrap() + 0.650_867_524_401_516_5).abs() < 1e-12);
        assert!((test.p - 0.515_132_006_840_793_4).abs() < 1e-12);
    }

    #[test]
    fn wild_numbers_have_a_reason_or_a_result() {
        let values = [0.0, 1.0, -1e300, 1e300, 1e-300, f64::MAX];
        for a in values {
            for b in values {
                for error in [0.0, 1e-300, 1.0, 1e300] {
                    let both = [effect(a, error), effect(b, 1.0), effect(1.0, error)];
                    if let Ok(test) = equal_effects(&both) {
                        assert!((0.0..=1.0).contains(&test.p));
                    }
                    if let Ok(test) = difference_of_effects(both[0], both[1]).and_then(Contrast::test) {
                        assert!((0.0..=1.0).contains(&test.p));
                    }
                }
            }
        }
        assert_eq!(equal_effects(&[effect(1.0, 1.0)]), Err(Undefined::TooFewGroups));
        assert_eq!(equal_effects(&[effect(1.0, 0.0), effect(1.0, 1.0)]), Err(Undefined::NoVariation));
        assert_eq!(equal_effects(&[effect(f64::NAN, 1.0), effect(1.0, 1.0)]), Err(Undefined::NotFinite));
    }
}
