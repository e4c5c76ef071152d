//! Panels: the same units, persons or places, at several times.

use crate::stats::Undefined;
use crate::stats::regression::{Clustered, Contrast, Design, Factor, JointTest, fixed_effects};

/// The column of the treatment, or of an event time.
const TREATMENT: &str = "treatment";

/// Observations of units at several times, one in each row.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    unit: Factor,
    period: Factor,
    outcome: Vec<f64>,
}

/// The coefficients of an event study.
#[derive(Debug, Clone, PartialEq)]
pub struct EventStudy {
    /// By increasing time since the treatment began, without the reference time.
    pub coefficients: Vec<EventCoefficient>,
    /// The test that all coefficients before the treatment are 0: of whether the groups moved alike until then. `None`
    /// where there are none, or more than the clusters can tell apart.
    pub before: Option<JointTest>,
}

/// The difference between the treated and the others at one time since the treatment began, less that at the reference
/// time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventCoefficient {
    /// Periods since the treatment began; below 0 before it.
    pub time: i64,
    /// The difference.
    pub effect: Contrast,
}

/// Which times since the treatment began an event study tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventWindow {
    /// The first; earlier times are counted with it.
    pub first: i64,
    /// The last; later times are counted with it.
    pub last: i64,
    /// The time with which the others are compared, -1 by custom.
    pub reference: i64,
}

impl Panel {
    /// A panel by the unit, the period and the outcome of each row.
    ///
    /// [`Undefined::OutsideDomain`] for lists of different lengths, or a unit that is observed twice in a period,
    /// [`Undefined::NoObservations`] for none, [`Undefined::NotFinite`] for an outcome that is no finite number,
    /// [`Undefined::TooFewGroups`] with fewer than two units or two periods.
    pub fn new(unit: Factor, period: Factor, outcome: &[f64]) -> Result<Panel, Undefined> {
        if unit.len() != outcome.len() || period.len() != outcome.len() {
            return Err(Undefined::OutsideDomain);
        }
        if outcome.is_empty() {
            return Err(Undefined::NoObservations);
        }
        if outcome.iter().any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        if unit.levels().len() < 2 || period.levels().len() < 2 {
            return Err(Undefined::TooFewGroups);
        }
        let mut seen: Vec<(usize, usize)> = unit.codes().iter().copied().zip(period.codes().iter().copied()).collect();
        seen.sort_unstable();
        if seen.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Undefined::OutsideDomain);
        }
        Ok(Panel { unit, period, outcome: outcome.to_vec() })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.outcome.len()
    }
}

/// The effect of a treatment that units come under at some time, with an effect of its own for every unit and every
/// period.
///
/// `outcome = unit + period + effect * treated`, by least squares; `treated` says of each row whether its unit was
/// under treatment then. With two groups and two periods it is the difference in differences. Errors are robust to
/// dependence within `clusters`: units, or the groups of units that were treated together.
///
/// With units that begin at different times and effects that grow or fade, units that began early serve as controls for
/// later ones, and the estimate can even have the wrong sign: then take the groups that began together one by one, each
/// against the never treated.
///
/// [`Undefined::Collinear`] when no unit changes its treatment, or all at the same time; [`Undefined::TooFewGroups`]
/// with one cluster; [`Undefined::NoVariation`] when the fit is perfect.
///
/// ```
/// use utfall::stats::causal::{Panel, two_way_fixed_effects};
/// use utfall::stats::regression::{Clustered, Factor};
///
/// // Four towns in two years, two of them treated in the second: changes of 5 and 4 against 2 and 1.
/// let panel = Panel::new(
///     Factor::new(&["a", "a", "b", "b", "c", "c", "d", "d"]),
///     Factor::new(&["1", "2", "1", "2", "1", "2", "1", "2"]),
///     &[10.0, 15.0, 20.0, 24.0, 8.0, 10.0, 30.0, 31.0],
/// )?;
/// let treated = [false, true, false, true, false, false, false, false];
/// let towns = Factor::new(&["a", "a", "b", "b", "c", "c", "d", "d"]);
/// let effect = two_way_fixed_effects(&panel, &treated, &towns, Clustered::Cr1)?;
/// assert!((effect.value - 3.0).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bertrand, M., Duflo, E. and Mullainathan, S. (2004). How much should we trust differences-in-differences estimates?
/// *Quarterly Journal of Economics* 119, 249-275. Goodman-Bacon, A. (2021). Difference-in-differences with variation in
/// treatment timing. *Journal of Econometrics* 225, 254-277.
pub fn two_way_fixed_effects(
    panel: &Panel,
    treated: &[bool],
    clusters: &Factor,
    kind: Clustered,
) -> Result<Contrast, Undefined> {
    let treated: Vec<f64> = treated.iter().map(|treated| f64::from(*treated)).collect();
    let design = Design::without_intercept(panel.rows()).numeric(TREATMENT, &treated)?;
    let design = design.factor("period", panel.period.clone())?;
    let model = fixed_effects(&design, &panel.outcome, &panel.unit)?;
    model.clustered(clusters, kind)?.coefficient(0)
}

/// The difference between treated and others at each time since the treatment began, with an effect of its own for
/// every unit and every period.
///
/// `began` says of each row how many periods ago its unit came under treatment, below 0 before; `None` for units that
/// never do, of which there should be some. Times beyond the window count with its ends. Coefficients before the
/// treatment tell whether the groups moved alike: they should be near 0.
///
/// [`Undefined::OutsideDomain`] unless `first < last` and the reference is one of the times of the window, for windows
/// of more than 10,000 periods, or lists of different lengths; [`Undefined::NoObservations`] when nobody is observed at
/// the reference time; [`Undefined::Collinear`] when times since treatment, units and periods cannot be told apart, as
/// when all come under treatment at the same time. Other errors, and the warning about units that begin at different
/// times, as for [`two_way_fixed_effects`].
///
/// ```
/// use utfall::stats::causal::{EventWindow, Panel, event_study};
/// use utfall::stats::regression::{Clustered, Factor};
///
/// // Six towns in three years, two of them treated from the third on; the treated rise by 4 more then, and by none
/// // before.
/// let rows = || (0..18).map(|row| (row / 3, row % 3));
/// let noise = [0.1, -0.1, 0.0, 0.2, 0.1, -0.3, -0.1, 0.1, 0.0, 0.0, -0.2, 0.2, 0.1, 0.0, -0.1, 0.0, 0.1, 0.0];
/// let rise = |town, year| if town < 2 && year == 2 { 4.0 } else { 0.0 };
/// let value = |(town, year): (usize, usize)| (town * 5 + year) as f64 + rise(town, year) + noise[town * 3 + year];
/// let outcome: Vec<f64> = rows().map(value).collect();
/// let towns = Factor::new(&rows().map(|(town, _)| town.to_string()).collect::<Vec<_>>());
/// let years = Factor::new(&rows().map(|(_, year)| year.to_string()).collect::<Vec<_>>());
/// let panel = Panel::new(towns.clone(), years, &outcome)?;
/// let began: Vec<Option<i64>> = rows().map(|(town, year)| (town < 2).then_some(year as i64 - 2)).collect();
/// let window = EventWindow { first: -2, last: 0, reference: -1 };
/// let study = event_study(&panel, &began, window, &towns, Clustered::Cr1)?;
/// let effects: Vec<(i64, f64)> = study.coefficients.iter().map(|at| (at.time, at.effect.value)).collect();
/// assert!(effects[0].0 == -2 && effects[0].1.abs() < 0.3);
/// assert!(effects[1].0 == 0 && (effects[1].1 - 4.0).abs() < 0.3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Freyaldenhoven, S., Hansen, C., Pérez Pérez, J. and Shapiro, J. M. (2021). Visualization, identification, and
/// estimation in the linear panel event-study design. NBER working paper 29170. Sun, L. and Abraham, S. (2021).
/// Estimating dynamic treatment effects in event studies with heterogeneous treatment effects. *Journal of
/// Econometrics* 225, 175-199.
pub fn event_study(
    panel: &Panel,
    began: &[Option<i64>],
    window: EventWindow,
    clusters: &Factor,
    kind: Clustered,
) -> Result<EventStudy, Undefined> {
    const MOST_TIMES: i64 = 10_000;
    let EventWindow { first, last, reference } = window;
    let length = last.checked_sub(first).ok_or(Undefined::OutsideDomain)?;
    let sensible = length > 0 && length <= MOST_TIMES && (first..=last).contains(&reference);
    if !sensible || began.len() != panel.rows() {
        return Err(Undefined::OutsideDomain);
    }
    let times: Vec<Option<i64>> = began.iter().map(|time| time.map(|time| time.clamp(first, last))).collect();
    let mut occurring: Vec<i64> = times.iter().flatten().copied().collect();
    occurring.sort_unstable();
    occurring.dedup();
    if !occurring.contains(&reference) {
        return Err(Undefined::NoObservations);
    }
    occurring.retain(|time| *time != reference);
    let mut design = Design::without_intercept(panel.rows());
    for time in &occurring {
        let indicator: Vec<f64> = times.iter().map(|own| f64::from(*own == Some(*time))).collect();
        design = design.numeric(&format!("{TREATMENT} {time}"), &indicator)?;
    }
    let design = design.factor("period", panel.period.clone())?;
    let coefficients = fixed_effects(&design, &panel.outcome, &panel.unit)?.clustered(clusters, kind)?;
    let effects = occurring
        .iter()
        .enumerate()
        .map(|(place, time)| Ok(EventCoefficient { time: *time, effect: coefficients.coefficient(place)? }));
    let effects = effects.collect::<Result<Vec<_>, Undefined>>()?;
    let before: Vec<usize> = (0..occurring.len()).filter(|place| occurring[*place] < 0).collect();
    Ok(EventStudy { coefficients: effects, before: coefficients.joint_test(&before).ok() })
}
