//! The risk that an effect makes of a risk without it.

use super::Undefined;

/// A risk, and whether the effect would have taken it out of what a risk can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AbsoluteRisk {
    /// The risk, from 0 to 1.
    pub risk: f64,
    /// Whether it was set to 0 or 1 because the effect leads beyond.
    pub limited: bool,
}

impl AbsoluteRisk {
    fn within(risk: f64) -> AbsoluteRisk {
        AbsoluteRisk { risk: risk.clamp(0.0, 1.0), limited: !(0.0..=1.0).contains(&risk) }
    }
}

/// The risk with a risk ratio: p·RR, at most 1.
///
/// An infinite ratio, such as the upper end of an exact interval, gives 1.
///
/// # Errors
/// [`Undefined::OutsideDomain`] for a control risk that is not between 0 and 1, ends left out, or a negative ratio.
///
/// Of 22 persons 11 got a job, of 23 controls one (Lones et al., Journal of Vocational Rehabilitation 2017): RR 11.5.
///
/// ```
/// use utfall::stats::absolute_risk::with_risk_ratio;
/// assert!((with_risk_ratio(1.0 / 23.0, 11.5)?.risk - 0.5).abs() < 1e-15);
/// let beyond = with_risk_ratio(1.0 / 23.0, 81.8)?;
/// assert_eq!((beyond.risk, beyond.limited), (1.0, true));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn with_risk_ratio(control: f64, ratio: f64) -> Result<AbsoluteRisk, Undefined> {
    check(control, ratio)?;
    Ok(AbsoluteRisk::within(control * ratio))
}

/// The risk with an odds ratio, by the exact conversion: p·OR/(1 − p + p·OR).
///
/// # Errors
/// [`Undefined::OutsideDomain`] for a control risk that is not between 0 and 1, ends left out, or a negative ratio.
///
/// The same persons as above, whose odds ratio is 22:
///
/// ```
/// use utfall::stats::absolute_risk::with_odds_ratio;
/// assert!((with_odds_ratio(1.0 / 23.0, 22.0)?.risk - 0.5).abs() < 1e-15);
/// assert_eq!(with_odds_ratio(0.3, f64::INFINITY)?.risk, 1.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn with_odds_ratio(control: f64, ratio: f64) -> Result<AbsoluteRisk, Undefined> {
    check(control, ratio)?;
    let risk = if ratio.is_infinite() { 1.0 } else { control * ratio / (1.0 - control + control * ratio) };
    Ok(AbsoluteRisk::within(risk))
}

/// The risk with a hazard ratio, where hazards are proportional: 1 − (1 − p)^HR.
///
/// # Errors
/// [`Undefined::OutsideDomain`] for a control risk that is not between 0 and 1, ends left out, or a negative ratio.
///
/// ```
/// use utfall::stats::absolute_risk::with_hazard_ratio;
/// assert!((with_hazard_ratio(0.5, 2.0)?.risk - 0.75).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn with_hazard_ratio(control: f64, ratio: f64) -> Result<AbsoluteRisk, Undefined> {
    check(control, ratio)?;
    Ok(AbsoluteRisk::within(-libm::expm1(ratio * libm::log1p(-control))))
}

/// The risk with a risk difference: p + RD, from 0 to 1.
///
/// # Errors
/// [`Undefined::OutsideDomain`] for a control risk outside 0 to 1 or a difference that is no number.
///
/// ```
/// use utfall::stats::absolute_risk::with_risk_difference;
/// assert_eq!(with_risk_difference(0.25, 0.25)?.risk, 0.5);
/// let below = with_risk_difference(0.1, -0.2)?;
/// assert_eq!((below.risk, below.limited), (0.0, true));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn with_risk_difference(control: f64, difference: f64) -> Result<AbsoluteRisk, Undefined> {
    if !(0.0..=1.0).contains(&control) || difference.is_nan() {
        return Err(Undefined::OutsideDomain);
    }
    Ok(AbsoluteRisk::within(control + difference))
}

fn check(control: f64, ratio: f64) -> Result<(), Undefined> {
    let inside = control > 0.0 && control < 1.0 && ratio >= 0.0;
    if inside { Ok(()) } else { Err(Undefined::OutsideDomain) }
}

#[cfg(test)]
mod tests {
    use super::*;

    type With = fn(f64, f64) -> Result<AbsoluteRisk, Undefined>;
    const RATIOS: [With; 3] = [with_risk_ratio, with_odds_ratio, with_hazard_ratio];

    fn grid() -> impl Iterator<Item = (f64, f64)> {
        let risks = (1..100).map(|k| f64::from(k) / 100.0).chain([1e-6, 1e-3, 0.999, 1.0 - 1e-6]);
        risks.flat_map(|risk| [0.0, 0.01, 0.2, 0.5, 0.9, 1.0, 1.1, 1.9, 2.0, 5.0, 80.0].map(|ratio| (risk, ratio)))
    }

    #[test]
    fn swapping_the_groups_turns_the_effect_round() {
        for (control, ratio) in grid().filter(|(_, ratio)| *ratio > 0.0) {
            for with in RATIOS {
                let treated = with(control, ratio).unwrap();
                // The risk of nearly all loses digits that no ratio brings back.
                if treated.limited || treated.risk > 0.999 {
                    continue;
                }
                let back = with(treated.risk, 1.0 / ratio).unwrap();
                assert!((back.risk - control).abs() <= 1e-9 * control, "{control} {ratio}: {}", back.risk);
            }
            let difference = with_risk_difference(control, ratio - 1.0).unwrap();
            if !difference.limited {
                let back = with_risk_difference(difference.risk, 1.0 - ratio).unwrap();
                assert!((back.risk - control).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn risks_are_risks_and_rise_with_the_effect() {
        for (control, ratio) in grid() {
            for with in RATIOS {
                let risk = with(control, ratio).unwrap().risk;
                assert!((0.0..=1.0).contains(&risk), "{control} {ratio}: {risk}");
                assert!(risk <= with(control, ratio + 0.1).unwrap().risk);
                assert!((risk >= control) == (ratio >= 1.0) || (risk - control).abs() < 1e-12);
            }
            // Of the three the risk ratio is the largest step, the odds ratio the smallest.
            let [risk, odds, hazard] = RATIOS.map(|with| with(control, ratio).unwrap().risk);
            let between =
                if ratio >= 1.0 { odds <= hazard && hazard <= risk } else { risk <= hazard && hazard <= odds };
            assert!(between || (risk - odds).abs() < 1e-12, "{control} {ratio}: {risk} {odds} {hazard}");
        }
    }

    #[test]
    fn only_the_risk_ratio_and_the_difference_lead_beyond() {
        for (control, ratio) in grid() {
            assert_eq!(with_risk_ratio(control, ratio).unwrap().limited, control * ratio > 1.0);
            assert!(!with_odds_ratio(control, ratio).unwrap().limited);
            assert!(!with_hazard_ratio(control, ratio).unwrap().limited);
        }
        assert!(with_risk_difference(0.9, 0.2).unwrap().limited && with_risk_difference(0.1, -0.2).unwrap().limited);
    }

    #[test]
    fn what_is_no_risk_has_no_effect() {
        for with in RATIOS {
            for (control, ratio) in [(0.0, 2.0), (1.0, 2.0), (-0.1, 2.0), (1.1, 2.0), (f64::NAN, 2.0), (0.5, -1.0)] {
                assert_eq!(with(control, ratio), Err(Undefined::OutsideDomain));
            }
            assert_eq!(with(0.5, f64::NAN), Err(Undefined::OutsideDomain));
        }
        assert_eq!(with_risk_difference(1.1, 0.0), Err(Undefined::OutsideDomain));
        assert_eq!(with_risk_difference(0.0, 0.1).unwrap().risk, 0.1);
    }
}
