//! Matching on the propensity score.

use super::Propensity;
use crate::stats::means::MeanSummary;
use crate::stats::regression::Contrast;
use crate::stats::{Sample, Undefined};

/// How the treated are matched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchingPlan {
    /// How many controls each of the treated gets, if there are enough.
    pub controls: usize,
    /// How far apart, at most, the log odds of the scores may be, in their standard deviations; `None` for any
    /// distance. 0.2 is Austin's advice.
    pub caliper: Option<f64>,
}

/// One of the treated and the controls that are most alike, by their rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedSet {
    /// The row of the treated.
    pub treated: usize,
    /// The rows of the controls, the nearest first.
    pub controls: Vec<usize>,
}

/// The treated with their controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matches {
    /// Those who were matched, in the order of their rows.
    pub sets: Vec<MatchedSet>,
    /// The rows of the treated for whom nobody was near enough.
    pub unmatched: Vec<usize>,
    rows: usize,
}

/// Matches each of the treated with the nearest controls by the log odds of the score, each control at most once.
///
/// The treated choose in turn, from the highest score to the lowest, until all have one control; then for a second one,
/// and so on. The standard deviation of the caliper is `sqrt((var1 + var0) / 2)` of the log odds in the two groups.
/// Equally near controls are taken in the order of the rows, lower scores first; let that order mean nothing. The
/// outcome plays no part: look at the [balance](super::balance) with [`Matches::weights`] before it.
///
/// [`Undefined::OutsideDomain`] for no controls or a caliper that is not above 0.
///
/// ```
/// use utfall::stats::causal::{MatchingPlan, Propensity, nearest_neighbours};
/// use utfall::stats::regression::Design;
///
/// // One covariate, so that the nearest score is the nearest age.
/// let age = [30.0, 40.0, 50.0, 29.0, 33.0, 41.0, 52.0, 60.0, 20.0];
/// let treated = [true, true, true, false, false, false, false, false, false];
/// let propensity = Propensity::new(&Design::with_intercept(9).numeric("age", &age)?, &treated)?;
/// let matches = nearest_neighbours(&propensity, MatchingPlan { controls: 1, caliper: None })?;
/// let pairs: Vec<(usize, usize)> = matches.sets.iter().map(|set| (set.treated, set.controls[0])).collect();
/// assert_eq!(pairs, [(0, 3), (1, 5), (2, 6)]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Rosenbaum, P. R. and Rubin, D. B. (1985). Constructing a control group using multivariate matched sampling methods
/// that incorporate the propensity score. *The American Statistician* 39, 33-38. Austin, P. C. (2011). Optimal caliper
/// widths for propensity-score matching when estimating differences in means and differences in proportions in
/// observational studies. *Pharmaceutical Statistics* 10, 150-161.
pub fn nearest_neighbours(propensity: &Propensity, plan: MatchingPlan) -> Result<Matches, Undefined> {
    if plan.controls == 0 || plan.caliper.is_some_and(|caliper| caliper.is_nan() || caliper <= 0.0) {
        return Err(Undefined::OutsideDomain);
    }
    let group = |wanted: bool| -> Vec<usize> {
        let mut rows: Vec<usize> =
            (0..propensity.treated.len()).filter(|row| propensity.treated[*row] == wanted).collect();
        rows.sort_by(|a, b| propensity.predictors[*a].total_cmp(&propensity.predictors[*b]));
        rows
    };
    let (mut treated, controls) = (group(true), group(false));
    treated.reverse();
    let farthest = match plan.caliper {
        None => f64::INFINITY,
        Some(caliper) => caliper * spread(propensity, &treated, &controls)?,
    };
    let mut free = Free::new(controls.iter().map(|row| propensity.predictors[*row]).collect());
    let mut chosen: Vec<Vec<usize>> = vec![Vec::new(); treated.len()];
    for round in 0..plan.controls.min(controls.len()) {
        let mut found = false;
        for (row, own) in treated.iter().zip(&mut chosen) {
            // Who found nobody in one round finds nobody in the next.
            if own.len() == round
                && let Some(place) = free.take_nearest(propensity.predictors[*row], farthest)
            {
                own.push(controls[place]);
                found = true;
            }
        }
        if !found {
            break;
        }
    }
    let mut matches = Matches { sets: Vec::new(), unmatched: Vec::new(), rows: propensity.treated.len() };
    for (row, controls) in treated.into_iter().zip(chosen) {
        if controls.is_empty() {
            matches.unmatched.push(row);
        } else {
            matches.sets.push(MatchedSet { treated: row, controls });
        }
    }
    matches.sets.sort_by_key(|set| set.treated);
    matches.unmatched.sort_unstable();
    Ok(matches)
}

/// The standard deviation of the log odds, the variance being the mean of those of the two groups.
fn spread(propensity: &Propensity, treated: &[usize], controls: &[usize]) -> Result<f64, Undefined> {
    let sd = |rows: &[usize]| -> Result<f64, Undefined> {
        let values: Vec<f64> = rows.iter().map(|row| propensity.predictors[*row]).collect();
        Ok(Sample::new(&values)?.summary().sd().unwrap_or(0.0))
    };
    Ok(libm::hypot(sd(treated)?, sd(controls)?) * std::f64::consts::FRAC_1_SQRT_2)
}

/// Sorted numbers of which the nearest that is left can be taken.
struct Free {
    values: Vec<f64>,
    /// Where to look for the next free place upwards: itself when free, `values.len()` when there is none.
    above: Vec<usize>,
    /// The same downwards, one higher, 0 when there is none.
    below: Vec<usize>,
}

impl Free {
    fn new(values: Vec<f64>) -> Free {
        let count = values.len();
        Free { values, above: (0..=count).collect(), below: (0..=count).collect() }
    }

    /// The first free place from `place` on, shortening the way for the next time.
    fn find(links: &mut [usize], place: usize) -> usize {
        let mut end = place;
        while links[end] != end {
            end = links[end];
        }
        let mut at = place;
        while links[at] != end {
            (at, links[at]) = (links[at], end);
        }
        end
    }

    fn take_nearest(&mut self, value: f64, farthest: f64) -> Option<usize> {
        let from = self.values.partition_point(|x| *x < value);
        let up = Free::find(&mut self.above, from);
        let down = Free::find(&mut self.below, from);
        let above = self.values.get(up).map(|x| x - value);
        let below = down.checked_sub(1).map(|place| value - self.values[place]);
        let (place, distance) = match (below, above) {
            (Some(below), Some(above)) if below <= above => (down - 1, below),
            (_, Some(above)) => (up, above),
            (Some(below), None) => (down - 1, below),
            (None, None) => return None,
        };
        if distance > farthest {
            return None;
        }
        self.above[place] = place + 1;
        self.below[place + 1] = place;
        Some(place)
    }
}

impl Matches {
    /// A weight for each row: 1 for the treated who were matched, and for their controls 1 over the number in the set.
    pub fn weights(&self) -> Vec<f64> {
        let mut weights = vec![0.0; self.rows];
        for set in &self.sets {
            weights[set.treated] = 1.0;
            set.controls.iter().for_each(|row| weights[*row] = 1.0 / set.controls.len() as f64);
        }
        weights
    }

    /// The effect on the treated who were matched: the mean, over the sets, of the outcome of the treated less the mean
    /// of those of the controls.
    ///
    /// Each set is one observation, as pairs are in a paired t test, with one less degree of freedom than sets. For a
    /// yes-or-no as 0 and 1 it is the risk difference.
    ///
    /// [`Undefined::OutsideDomain`] for another number of outcomes than people, [`Undefined::TooFewObservations`] for
    /// fewer than two sets, [`Undefined::NoVariation`] when all differ by the same.
    ///
    /// ```
    /// use utfall::stats::causal::{MatchingPlan, Propensity, nearest_neighbours};
    /// use utfall::stats::regression::Design;
    ///
    /// let age = [30.0, 40.0, 50.0, 29.0, 33.0, 41.0, 52.0, 60.0, 20.0];
    /// let treated = [true, true, true, false, false, false, false, false, false];
    /// let propensity = Propensity::new(&Design::with_intercept(9).numeric("age", &age)?, &treated)?;
    /// let matches = nearest_neighbours(&propensity, MatchingPlan { controls: 1, caliper: None })?;
    /// // Differences of 1, 2 and 3.
    /// let effect = matches.difference(&[2.0, 4.0, 6.0, 1.0, 0.0, 2.0, 3.0, 0.0, 0.0])?;
    /// assert!((effect.value - 2.0).abs() < 1e-15 && (effect.standard_error - 1.0 / 3.0_f64.sqrt()).abs() < 1e-15);
    /// assert_eq!(effect.df, Some(2.0));
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Austin, P. C. (2011). Comparing paired vs non-paired statistical methods of analyses when making inferences
    /// about absolute risk reductions in propensity-score matched samples. *Statistics in Medicine* 30, 1292-1301.
    pub fn difference(&self, outcome: &[f64]) -> Result<Contrast, Undefined> {
        if outcome.len() != self.rows {
            return Err(Undefined::OutsideDomain);
        }
        let difference = |set: &MatchedSet| {
            let mean: f64 = set.controls.iter().map(|row| outcome[*row] / set.controls.len() as f64).sum();
            outcome[set.treated] - mean
        };
        let differences: Vec<f64> = self.sets.iter().map(difference).collect();
        let summary: MeanSummary = match differences.len() {
            0 | 1 => return Err(Undefined::TooFewObservations),
            _ => Sample::new(&differences)?.summary(),
        };
        let standard_error = summary.standard_error()?;
        if standard_error == 0.0 {
            return Err(Undefined::NoVariation);
        }
        Ok(Contrast { value: summary.mean(), standard_error, df: Some(summary.n() as f64 - 1.0) })
    }
}
