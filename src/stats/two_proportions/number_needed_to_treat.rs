//! The number needed to treat, `1 / (p1 - p2)`.

use crate::stats::{Estimated, Interval, Undefined};

/// Whether the counted events are what one hopes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Events {
    /// Employment, recovery: more of them is a benefit.
    Wanted,
    /// Relapse, dropout: more of them is a harm.
    Unwanted,
}

/// What the treatment does to the number of people that [`from_risk_difference`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// So many treated for one more to benefit.
    Benefit,
    /// So many treated for one more to be harmed.
    Harm,
}

/// Whether a number needed to treat, or an end of its interval, is one to benefit or to harm.
pub fn direction(number: f64, events: Events) -> Direction {
    if (number > 0.0) == (events == Events::Wanted) { Direction::Benefit } else { Direction::Harm }
}

/// The reciprocal of a risk difference and of its interval, by any method.
///
/// The sign is kept: a negative number is the number treated for one event *fewer*; see
/// [`direction`]. An interval of the difference that spans zero becomes a
/// [`Interval::Complement`]: from minus infinity to `1 / lower`, and from `1 / upper` to infinity,
/// for a difference of zero is an infinite number. An end at exactly zero becomes an infinite end.
/// Ends beyond -1 and 1, which a Wald interval may have, are taken as -1 and 1, since no fewer than
/// one can be treated.
///
/// [`Undefined::ZeroDifference`] when the difference is zero.
///
/// ```
/// use utfall::stats::two_proportions::{number_needed_to_treat, risk_difference};
/// use utfall::stats::{Arm, Interval, Level};
///
/// // Davis et al. (2012): 32/42 against 12/43, NNT 2.07.
/// let (treated, control) = (Arm::new(32, 42)?, Arm::new(12, 43)?);
/// let difference = risk_difference::newcombe(treated, control, Level::NINETY_FIVE)?;
/// let number = number_needed_to_treat::from_risk_difference(difference)?;
/// assert!((number.value - 2.07).abs() < 5e-3);
///
/// // 1/2 against 0/2: the interval of the difference is -0.27 to 0.91.
/// let (treated, control) = (Arm::new(1, 2)?, Arm::new(0, 2)?);
/// let difference = risk_difference::newcombe(treated, control, Level::NINETY_FIVE)?;
/// let number = number_needed_to_treat::from_risk_difference(difference)?;
/// let Interval::Complement { lower, upper } = number.interval else { panic!() };
/// assert!((lower + 3.669).abs() < 5e-4 && (upper - 1.104).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Altman, D. G. (1998). Confidence intervals for the number needed to treat. *BMJ* 317, 1309-1312.
pub fn from_risk_difference(difference: Estimated) -> Result<Estimated, Undefined> {
    if difference.value == 0.0 {
        return Err(Undefined::ZeroDifference);
    }
    let interval = match difference.interval {
        Interval::Bounded { lower, upper } => reciprocal(lower.max(-1.0), upper.min(1.0)),
        Interval::Complement { .. } | Interval::Whole => Interval::Whole,
    };
    Ok(Estimated { value: 1.0 / difference.value, standard_error: None, interval })
}

/// The set of reciprocals of `[lower, upper]`, the reciprocal of zero being infinite.
fn reciprocal(lower: f64, upper: f64) -> Interval {
    if lower < 0.0 && upper > 0.0 {
        Interval::Complement { lower: 1.0 / lower, upper: 1.0 / upper }
    } else if lower == 0.0 && upper == 0.0 {
        Interval::Whole
    } else {
        // An end at zero is the limit from the side of the interval, whatever the sign of the zero.
        Interval::Bounded {
            lower: if upper == 0.0 { f64::NEG_INFINITY } else { 1.0 / upper },
            upper: if lower == 0.0 { f64::INFINITY } else { 1.0 / lower },
        }
    }
}
