//! Imputed data sets, and the analysis of each.

use rayon::prelude::*;

use super::incomplete::Kind;
use super::logistic::Latent;
use super::{Chain, ImputedArms, ImputedCoefficients, ImputedMeans, Incomplete, Reason};
use crate::stats::means::MeanSummary;
use crate::stats::regression::{Coefficients, Factor};
use crate::stats::{Arm, Sample, Undefined};

/// Data sets in which what was missing is imputed.
#[derive(Debug, Clone, PartialEq)]
pub struct Imputations {
    pub(super) data: Incomplete,
    /// For each data set and variable, the values of its missing rows.
    pub(super) sets: Vec<Vec<Vec<f64>>>,
    /// The same, how each was drawn, for a yes-or-no that was drawn from a model.
    pub(super) latent: Vec<Vec<Option<Vec<Latent>>>>,
    pub(super) chains: Vec<Chain>,
    pub(super) notes: Vec<Note>,
    pub(super) iterations: usize,
}

/// Something to know about how a variable was imputed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The variable that was imputed.
    pub variable: String,
    /// The level of the variable at whose levels the data were imputed [separately](super::Plan::separately_by).
    pub level: Option<String>,
    /// What happened.
    pub event: Event,
    /// How many times, over all imputations and iterations.
    pub times: usize,
}

/// What happened to the model of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A predictor, or the indicator of one of its levels, was left out.
    PredictorLeftOut {
        /// The predictor.
        predictor: String,
        /// The level, of a variable with categories.
        level: Option<String>,
        /// Why.
        reason: Reason,
    },
    /// The outcome was separated, and the likelihood penalised.
    Separated,
    /// No model could be fitted, and values were drawn without regard to the predictors.
    NoModel,
}

/// One of the data sets of [`Imputations`], with nothing missing.
#[derive(Debug, Clone, Copy)]
pub struct Completed<'a> {
    imputations: &'a Imputations,
    set: usize,
}

impl Imputations {
    /// Data sets that another program has imputed.
    ///
    /// `data` is what they were imputed from. [`Undefined::NoObservations`] for no sets, [`Undefined::OutsideDomain`]
    /// for a set in which anything is missing, with other variables or rows, or which differs from what was observed.
    ///
    /// ```
    /// use utfall::stats::imputation::{Imputations, Incomplete, pooled_mean};
    ///
    /// let data = Incomplete::new(3).numeric("hads", &[Some(7.0), None, Some(11.0)])?;
    /// let set = |imputed| Incomplete::new(3).numeric("hads", &[Some(7.0), Some(imputed), Some(11.0)]).unwrap();
    /// let imputations = Imputations::imported(&data, &[set(6.0), set(9.0)])?;
    /// let summaries = imputations.each(|completed| Ok(completed.sample("hads")?.summary()))?;
    /// assert!((pooled_mean(&summaries)?.value - 8.5).abs() < 1e-14);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn imported(data: &Incomplete, sets: &[Incomplete]) -> Result<Imputations, Undefined> {
        if sets.is_empty() {
            return Err(Undefined::NoObservations);
        }
        let imputed = sets.iter().map(|set| values_where_missing(data, set)).collect::<Result<Vec<_>, _>>()?;
        Ok(Imputations {
            data: data.clone(),
            latent: vec![vec![None; data.variables().len()]; imputed.len()],
            sets: imputed,
            chains: Vec::new(),
            notes: Vec::new(),
            iterations: 0,
        })
    }

    /// The number of data sets.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Whether there are none, which never happens.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// What was imputed from.
    pub fn data(&self) -> &Incomplete {
        &self.data
    }

    /// How many times the chains went through the variables: 1 for a monotone pattern, 0 for imported data.
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// The chains of the imputed variables, in the order in which they were visited; none for imported data.
    pub fn chains(&self) -> &[Chain] {
        &self.chains
    }

    /// What there is to know about the models, variable by variable.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The data sets in order.
    pub fn completed(&self) -> impl Iterator<Item = Completed<'_>> {
        (0..self.sets.len()).map(|set| Completed { imputations: self, set })
    }

    /// The results of the same analysis of each data set, in order; the first error of them is that of the whole.
    ///
    /// The data sets may be analysed side by side.
    pub fn each<T: Send>(
        &self,
        analysis: impl Fn(Completed<'_>) -> Result<T, Undefined> + Sync,
    ) -> Result<Vec<T>, Undefined> {
        let results: Vec<Result<T, Undefined>> =
            (0..self.sets.len()).into_par_iter().map(|set| analysis(Completed { imputations: self, set })).collect();
        results.into_iter().collect()
    }

    /// The coefficients of the same regression of each data set.
    pub fn coefficients(
        &self,
        regression: impl Fn(Completed<'_>) -> Result<Coefficients, Undefined> + Sync,
    ) -> Result<Vec<ImputedCoefficients>, Undefined> {
        self.each(|completed| Ok(ImputedCoefficients::of(&regression(completed)?)))
    }

    /// The means of a numeric outcome in the two arms of each data set; `group` is a yes-or-no, yes for the treated.
    ///
    /// [`Undefined::OutsideDomain`] for variables that do not exist or are of another kind,
    /// [`Undefined::NoObservations`] when an arm is empty.
    pub fn means(&self, outcome: &str, group: &str) -> Result<Vec<ImputedMeans>, Undefined> {
        self.each(|completed| {
            let (outcome, group) = (completed.numeric(outcome)?, completed.binary(group)?);
            let arm = |treated: bool| -> Result<MeanSummary, Undefined> {
                let values: Vec<f64> =
                    outcome.iter().zip(&group).filter(|(_, g)| **g == treated).map(|(y, _)| *y).collect();
                Ok(Sample::new(&values)?.summary())
            };
            Ok(ImputedMeans { treated: arm(true)?, control: arm(false)? })
        })
    }

    /// Those with a yes-or-no outcome in the two arms of each data set. Errors as for [`Imputations::means`].
    pub fn arms(&self, outcome: &str, group: &str) -> Result<Vec<ImputedArms>, Undefined> {
        self.each(|completed| {
            let (outcome, group) = (completed.binary(outcome)?, completed.binary(group)?);
            let arm = |treated: bool| {
                let members = outcome.iter().zip(&group).filter(|(_, g)| **g == treated);
                let (events, total) =
                    members.fold((0, 0), |(events, total), (y, _)| (events + u64::from(*y), total + 1));
                Arm::new(events, total)
            };
            Ok(ImputedArms { treated: arm(true)?, control: arm(false)? })
        })
    }

    /// The values of a variable in one data set.
    pub(super) fn filled(&self, set: usize, place: usize) -> Vec<f64> {
        let variable = &self.data.variables()[place];
        let mut values = variable.values.clone();
        for (row, imputed) in variable.missing.iter().zip(&self.sets[set][place]) {
            values[*row] = *imputed;
        }
        values
    }
}

/// The values of a set where those of the data are missing, if all else is the same.
fn values_where_missing(data: &Incomplete, set: &Incomplete) -> Result<Vec<Vec<f64>>, Undefined> {
    if set.rows() != data.rows() || set.variables().len() != data.variables().len() {
        return Err(Undefined::OutsideDomain);
    }
    let mut values = Vec::new();
    for variable in data.variables() {
        let other = &set.variables()[set.place(&variable.name)?];
        if !other.missing.is_empty() {
            return Err(Undefined::OutsideDomain);
        }
        // Levels may differ, since some may occur among the imputed alone or be given in another order.
        let translated: Vec<f64> = match (&variable.kind, &other.kind) {
            (Kind::Numeric, Kind::Numeric) | (Kind::Binary, Kind::Binary) => other.values.clone(),
            (Kind::Nominal(own) | Kind::Ordered(own), Kind::Nominal(levels) | Kind::Ordered(levels)) => {
                let place = |level: &String| own.iter().position(|known| known == level).map(|place| place as f64);
                let places: Vec<Option<f64>> = levels.iter().map(place).collect();
                let translate = |code: &f64| places[*code as usize].ok_or(Undefined::OutsideDomain);
                other.values.iter().map(translate).collect::<Result<_, _>>()?
            }
            _ => return Err(Undefined::OutsideDomain),
        };
        let observed = variable.observed();
        let differs = |row: usize| observed[row] && translated[row] != variable.values[row];
        if (0..data.rows()).any(differs) {
            return Err(Undefined::OutsideDomain);
        }
        values.push(variable.missing.iter().map(|row| translated[*row]).collect());
    }
    Ok(values)
}

impl Completed<'_> {
    /// The values of a numeric variable, row by row; of a yes-or-no 1 and 0.
    ///
    /// [`Undefined::OutsideDomain`] when there is no such variable or it has categories.
    pub fn numeric(&self, name: &str) -> Result<Vec<f64>, Undefined> {
        let place = self.imputations.data.place(name)?;
        match self.imputations.data.variables()[place].kind {
            Kind::Numeric | Kind::Binary => Ok(self.imputations.filled(self.set, place)),
            Kind::Nominal(_) | Kind::Ordered(_) => Err(Undefined::OutsideDomain),
        }
    }

    /// The values of a numeric variable as a sample. Errors as for [`Completed::numeric`].
    pub fn sample(&self, name: &str) -> Result<Sample, Undefined> {
        Sample::new(&self.numeric(name)?)
    }

    /// The values of a yes-or-no, row by row; [`Undefined::OutsideDomain`] when there is no such variable.
    pub fn binary(&self, name: &str) -> Result<Vec<bool>, Undefined> {
        let place = self.imputations.data.place(name)?;
        match self.imputations.data.variables()[place].kind {
            Kind::Binary => Ok(self.imputations.filled(self.set, place).iter().map(|value| *value == 1.0).collect()),
            _ => Err(Undefined::OutsideDomain),
        }
    }

    /// The levels of a variable with categories, row by row; [`Undefined::OutsideDomain`] when there is no such
    /// variable.
    pub fn labels(&self, name: &str) -> Result<Vec<&str>, Undefined> {
        let place = self.imputations.data.place(name)?;
        match &self.imputations.data.variables()[place].kind {
            Kind::Nominal(levels) | Kind::Ordered(levels) => {
                let codes = self.imputations.filled(self.set, place);
                Ok(codes.iter().map(|code| levels[*code as usize].as_str()).collect())
            }
            Kind::Numeric | Kind::Binary => Err(Undefined::OutsideDomain),
        }
    }

    /// A variable with categories, for a design; errors as for [`Completed::labels`].
    pub fn factor(&self, name: &str) -> Result<Factor, Undefined> {
        Ok(Factor::new(&self.labels(name)?))
    }
}
