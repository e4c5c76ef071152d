//! Arms of possibly fractional size, and what is added to empty cells.

use serde::{Deserialize, Serialize};

use super::TwoByTwo;
use crate::stats::{Arm, Undefined};

/// Events among the members of one arm, either of which may be a fraction: what is left of a cluster-randomised arm
/// after its correction, or half of a control group that two arms share.
///
/// ```
/// use utfall::stats::{Arm, Undefined, meta::effect::EffectiveArm};
///
/// let half = EffectiveArm::from(Arm::new(21, 60)?).divided(2.0)?;
/// assert_eq!((half.events(), half.total()), (10.5, 30.0));
/// assert_eq!(EffectiveArm::new(3.0, 2.5), Err(Undefined::EventsExceedTotal));
/// # Ok::<(), Undefined>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectiveArm {
    events: f64,
    total: f64,
}

impl EffectiveArm {
    /// An arm; `0 <= events <= total`, `0 < total`, both finite.
    pub fn new(events: f64, total: f64) -> Result<EffectiveArm, Undefined> {
        if !events.is_finite() || !total.is_finite() {
            Err(Undefined::NotFinite)
        } else if total <= 0.0 {
            Err(Undefined::NoObservations)
        } else if events < 0.0 {
            Err(Undefined::OutsideDomain)
        } else if events > total {
            Err(Undefined::EventsExceedTotal)
        } else {
            Ok(EffectiveArm { events, total })
        }
    }

    /// The number with the outcome.
    pub fn events(self) -> f64 {
        self.events
    }

    /// The number observed.
    pub fn total(self) -> f64 {
        self.total
    }

    /// The number without the outcome.
    pub fn non_events(self) -> f64 {
        self.total - self.events
    }

    /// Events and total divided by the same number: a [`design_effect`](super::design_effect), or the number of arms
    /// that share a control group. The proportion stays.
    pub fn divided(self, by: f64) -> Result<EffectiveArm, Undefined> {
        if by > 0.0 { EffectiveArm::new(self.events / by, self.total / by) } else { Err(Undefined::OutsideDomain) }
    }

    /// Two arms taken together.
    pub fn with(self, other: EffectiveArm) -> Result<EffectiveArm, Undefined> {
        EffectiveArm::new(self.events + other.events, self.total + other.total)
    }
}

impl From<Arm> for EffectiveArm {
    fn from(arm: Arm) -> EffectiveArm {
        EffectiveArm { events: arm.events() as f64, total: arm.total() as f64 }
    }
}

/// What is added to the cells of a table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addition {
    /// The same number to all four cells, usually 0.5.
    Constant(f64),
    /// To both cells of an arm its share of everyone in the study: more to the larger arm, and 1 over both arms. The
    /// estimate then leans towards no effect whatever the allocation.
    ///
    /// Sweeting, M. J., Sutton, A. J. and Lambert, P. C. (2004). What to add to nothing? *Statistics in Medicine* 23,
    /// 1351-1375, the treatment arm correction.
    TreatmentArm,
}

/// Which studies something is added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddTo {
    /// None: a study with an empty cell has no log ratio.
    None,
    /// The studies with an empty cell; the default everywhere.
    WhereNeeded,
    /// All studies, if one of them has an empty cell.
    AllIfAny,
    /// All studies.
    All,
}

/// What becomes of a study in which everyone or no one had the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutContrast {
    /// It is treated like any other study with an empty cell.
    Keep,
    /// It is left out: it says nothing of a ratio.
    LeaveOut,
}

/// What is done about empty cells: part of the result, and stated with it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ZeroCells {
    /// How much is added.
    pub add: Addition,
    /// Where it is added.
    pub to: AddTo,
    /// Studies with no events, or no non-events, in either arm.
    pub without_contrast: WithoutContrast,
}

impl ZeroCells {
    /// A half to each cell of the studies with an empty one; all studies are kept.
    pub const HALF_WHERE_NEEDED: ZeroCells =
        ZeroCells { add: Addition::Constant(0.5), to: AddTo::WhereNeeded, without_contrast: WithoutContrast::Keep };

    /// Nothing is added to any study.
    pub const NONE: ZeroCells =
        ZeroCells { add: Addition::Constant(0.0), to: AddTo::None, without_contrast: WithoutContrast::Keep };
}

/// The tables of a review, from the treated and the control arm of each study, with a policy for empty cells.
///
/// It takes the whole review, since [`AddTo::AllIfAny`] looks at all of it. A study that is left out by
/// [`WithoutContrast::LeaveOut`] is [`Undefined::ZeroMargin`]; a constant that is negative or not finite makes all
/// studies [`Undefined::OutsideDomain`].
///
/// ```
/// use utfall::stats::{Arm, meta::effect::{ZeroCells, two_by_two_tables}};
///
/// let empty = (Arm::new(0, 12)?.into(), Arm::new(2, 12)?.into());
/// let tables = two_by_two_tables(&[empty], ZeroCells::HALF_WHERE_NEEDED);
/// // metafor: escalc("RR", ai=0, bi=12, ci=2, di=10): -1.6094, the logarithm of (0.5/13) / (2.5/13).
/// assert!((tables[0]?.log_risk_ratio()?.effect() - 0.2_f64.ln()).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn two_by_two_tables(
    studies: &[(EffectiveArm, EffectiveArm)],
    policy: ZeroCells,
) -> Vec<Result<TwoByTwo, Undefined>> {
    let needs = |(treated, control): &(EffectiveArm, EffectiveArm)| {
        [treated, control].iter().any(|arm| arm.events == 0.0 || arm.non_events() == 0.0)
    };
    let any = studies.iter().any(needs);
    studies
        .iter()
        .map(|study| {
            let (treated, control) = *study;
            let no_contrast =
                treated.events + control.events == 0.0 || treated.non_events() + control.non_events() == 0.0;
            if no_contrast && policy.without_contrast == WithoutContrast::LeaveOut {
                return Err(Undefined::ZeroMargin);
            }
            let adds = match policy.to {
                AddTo::None => false,
                AddTo::WhereNeeded => needs(study),
                AddTo::AllIfAny => any,
                AddTo::All => true,
            };
            let (to_treated, to_control) = match policy.add {
                Addition::Constant(added) if !(added >= 0.0 && added.is_finite()) => {
                    return Err(Undefined::OutsideDomain);
                }
                _ if !adds => (0.0, 0.0),
                Addition::Constant(added) => (added, added),
                Addition::TreatmentArm => {
                    let all = treated.total + control.total;
                    (treated.total / all, control.total / all)
                }
            };
            Ok(TwoByTwo::new(treated, control, to_treated, to_control))
        })
        .collect()
}
