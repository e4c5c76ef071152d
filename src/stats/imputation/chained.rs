//! Multiple imputation by chained equations.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::grouped::impute_parts;
use super::logistic::{Latent, logistic};
use super::multinomial::multinomial;
use super::plan::Target;
use super::problem::{Happening, Problem, standardised};
use super::regressors::Regressors;
use super::{Chain, Imputations, Incomplete, Method, Note, Plan, linear};
use crate::stats::random::Random;
use crate::stats::{Sample, Undefined};

/// Multiple imputation by chained equations.
///
/// Every missing value starts as a random observed one. Then, again and again, each incomplete variable in turn, that
/// with the fewest missing first, is regressed on the others in the rows where it is observed; the parameters are drawn
/// from their posterior, and its missing values from the model with those parameters ([`Method`]). For a monotone
/// pattern ([`Incomplete::monotone_order`]) one pass is enough, each variable predicted by those before it, and is what
/// is done.
///
/// The imputations suppose that values are missing at random: that those missing differ from those observed in no other
/// way than the predictors tell. [`Imputations::shifted`] supposes otherwise. Give the data everything that the
/// analysis uses, the outcome and the treatment too, and what tells who is missing; one row for each person. Predictors
/// that are constant or combinations of others are left out of a model, and [`Imputations::notes`] says so.
///
/// Each imputation and variable has its own stream of random numbers and the rows are taken in an order of their own,
/// so that the result depends neither on the number of threads nor on the order of the rows.
///
/// Nothing missing gives data sets that are all as observed. [`Undefined::NoObservations`] when all values of a
/// variable are missing, [`Undefined::OutsideDomain`] for a plan without imputations, iterations or donors, or that
/// does not fit the data, [`Undefined::TooLarge`] for more than two billion draws, [`Undefined::NotFinite`] when an
/// imputed value overflows.
///
/// ```
/// use utfall::stats::imputation::{Incomplete, Plan, impute, pooled_mean_difference};
/// use utfall::stats::Level;
///
/// // Ten persons, two of whom did not come to the second interview.
/// let before = [12.0, 9.0, 15.0, 8.0, 11.0, 14.0, 7.0, 10.0, 13.0, 6.0].map(Some);
/// let after = [Some(9.0), Some(7.0), None, Some(7.0), Some(8.0), Some(13.0), Some(7.0), None, Some(12.0), Some(6.0)];
/// let arm = [true, true, true, true, true, false, false, false, false, false].map(Some);
/// let data = Incomplete::new(10).binary("arm", &arm)?.numeric("before", &before)?.numeric("after", &after)?;
/// let imputations = impute(&data, &Plan::new(20, 1))?;
/// let difference = pooled_mean_difference(&imputations.means("after", "arm")?)?;
/// assert!(difference.estimated(Level::NINETY_FIVE)?.interval.contains(difference.value));
/// assert!(difference.fraction_missing() > 0.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// van Buuren, S. and Groothuis-Oudshoorn, K. (2011). mice: multivariate imputation by chained equations in R. *Journal
/// of Statistical Software* 45(3). van Buuren, S. (2018). *Flexible Imputation of Missing Data*, 2nd edition, algorithm
/// 4.3.
pub fn impute(data: &Incomplete, plan: &Plan) -> Result<Imputations, Undefined> {
    match plan.group() {
        None => impute_part(data, plan, 0),
        Some(group) => impute_parts(data, plan, group),
    }
}

/// Imputes part of a data set, all of it for the part 0.
pub(super) fn impute_part(data: &Incomplete, plan: &Plan, part: usize) -> Result<Imputations, Undefined> {
    let (targets, once) = plan.targets(data)?;
    let iterations = if once { 1 } else { plan.iterations };
    let problem = Problem::new(data, &targets, plan)?;
    let runs: Vec<Run> = (0..plan.imputations)
        .into_par_iter()
        .map(|imputation| Run::new(&problem, part * plan.imputations + imputation).through(iterations))
        .collect::<Result<_, Undefined>>()?;
    let mut counts: BTreeMap<(usize, Happening), usize> = BTreeMap::new();
    let mut chains: Vec<Chain> =
        targets.iter().map(|target| Chain::new(&data.variables()[target.place].name)).collect();
    let mut sets = Vec::new();
    let mut latent = Vec::new();
    for run in runs {
        for (key, count) in &run.happened {
            *counts.entry(*key).or_default() += count;
        }
        for (chain, states) in chains.iter_mut().zip(&run.states) {
            chain.add(states);
        }
        let (values, drawn) = run.imputed();
        sets.push(values);
        latent.push(drawn);
    }
    let note = |((target, happening), times): (&(usize, Happening), &usize)| Note {
        variable: data.variables()[targets[*target].place].name.clone(),
        level: None,
        event: problem.event(*happening),
        times: *times,
    };
    let notes = counts.iter().map(note).collect();
    Ok(Imputations { data: data.clone(), sets, latent, chains, notes, iterations })
}

/// One imputation under way.
struct Run<'a> {
    problem: &'a Problem<'a>,
    values: Vec<Vec<f64>>,
    columns: Vec<Vec<f64>>,
    randoms: Vec<Random>,
    latent: Vec<Vec<Latent>>,
    /// For each target, the mean and standard deviation of the imputed values after each iteration.
    states: Vec<Vec<(f64, Option<f64>)>>,
    happened: BTreeMap<(usize, Happening), usize>,
}

impl<'a> Run<'a> {
    fn new(problem: &'a Problem<'a>, imputation: usize) -> Run<'a> {
        let count = problem.targets.len();
        let variables = problem.data.variables().len();
        let stream = |target: usize| (imputation * variables + problem.targets[target].place) as u64;
        let mut randoms: Vec<Random> =
            (0..count).map(|target| Random::new(problem.plan.seed, stream(target))).collect();
        let mut values = problem.values.clone();
        for (target, random) in randoms.iter_mut().enumerate() {
            let (own, observed) = (&mut values[problem.targets[target].place], &problem.observed[target]);
            for row in &problem.missing[target] {
                own[*row] = own[observed[random.below(observed.len() as u64) as usize]];
            }
        }
        let column = |(place, within): &(usize, usize)| {
            values[*place].iter().map(|value| problem.codings[*place].code(*value, *within)).collect()
        };
        let columns = problem.columns.iter().map(column).collect();
        Run {
            problem,
            values,
            columns,
            randoms,
            latent: vec![Vec::new(); count],
            states: vec![Vec::new(); count],
            happened: BTreeMap::new(),
        }
    }

    fn through(mut self, iterations: usize) -> Result<Run<'a>, Undefined> {
        for _ in 0..iterations {
            for target in 0..self.problem.targets.len() {
                self.visit(target)?;
            }
        }
        Ok(self)
    }

    /// Imputes one variable from the others as they are now.
    fn visit(&mut self, target: usize) -> Result<(), Undefined> {
        let problem = self.problem;
        let Target { place, method, .. } = problem.targets[target];
        let (regressors, outcome) = self.model(target);
        let random = &mut self.randoms[target];
        let mut difficulty = None;
        let drawn: Vec<f64> = match method {
            Method::PredictiveMeanMatching | Method::Normal => {
                let (center, scale) = problem.scales[target];
                let standard: Vec<f64> = outcome.iter().map(|y| standardised(*y, center, scale)).collect();
                if method == Method::Normal {
                    let drawn = linear::normal(&regressors, &standard, random)?;
                    drawn.into_iter().map(|z| center + scale * z).collect()
                } else {
                    let donors = linear::matched(&regressors, &standard, problem.plan.donors, random)?;
                    donors.into_iter().map(|donor| outcome[donor]).collect()
                }
            }
            Method::Logistic => {
                let drawn = logistic(&regressors, &outcome, random)?;
                difficulty = drawn.difficulty;
                let happened = drawn.values.iter().map(|latent| f64::from(latent.happens(0.0))).collect();
                self.latent[target] = drawn.values;
                happened
            }
            Method::Multinomial => {
                let drawn = multinomial(&regressors, &outcome, problem.codings[place].levels, random)?;
                difficulty = drawn.difficulty;
                drawn.values.into_iter().map(|level| level as f64).collect()
            }
        };
        if let Some(difficulty) = difficulty {
            *self.happened.entry((target, Happening::Difficult(difficulty))).or_default() += 1;
        }
        let summary = Sample::new(&drawn)?.summary();
        self.states[target].push((summary.mean(), summary.sd().ok()));
        let coding = &problem.codings[place];
        for (row, value) in problem.missing[target].iter().zip(drawn) {
            self.values[place][*row] = value;
            for within in 0..coding.width() {
                self.columns[problem.first_column[place] + within][*row] = coding.code(value, within);
            }
        }
        Ok(())
    }

    /// The explanatory columns of a variable, and its observed values.
    fn model(&mut self, target: usize) -> (Regressors, Vec<f64>) {
        let problem = self.problem;
        let Target { place, predictors, .. } = &problem.targets[target];
        let (observed, missing) = (&problem.observed[target], &problem.missing[target]);
        let ids: Vec<usize> = predictors
            .iter()
            .flat_map(|other| (0..problem.codings[*other].width()).map(|within| problem.first_column[*other] + within))
            .collect();
        let over = |rows: &[usize]| -> Vec<Vec<f64>> {
            let columns = ids.iter().map(|id| rows.iter().map(|row| self.columns[*id][*row]).collect());
            std::iter::once(vec![1.0; rows.len()]).chain(columns).collect()
        };
        let (regressors, dropped) = Regressors::new(over(observed), over(missing));
        for (column, reason) in dropped {
            *self.happened.entry((target, Happening::Without(reason, ids[column - 1]))).or_default() += 1;
        }
        let outcome = observed.iter().map(|row| self.values[*place][*row]).collect();
        (regressors, outcome)
    }

    /// The imputed values of each variable, and how those of a yes-or-no were drawn, in the order of its missing rows.
    fn imputed(self) -> (Vec<Vec<f64>>, Vec<Option<Vec<Latent>>>) {
        let variables = self.problem.data.variables();
        let mut values: Vec<Vec<f64>> = variables.iter().map(|variable| vec![0.0; variable.missing.len()]).collect();
        let mut latent: Vec<Option<Vec<Latent>>> = vec![None; variables.len()];
        for (target, rows) in self.problem.missing.iter().enumerate() {
            let place = self.problem.targets[target].place;
            let own = &self.latent[target];
            let mut ordered = vec![Latent { predictor: 0.0, uniform: 0.5 }; own.len()];
            for (i, (row, at)) in rows.iter().zip(&self.problem.places[target]).enumerate() {
                values[place][*at] = self.values[place][*row];
                if let Some(drawn) = own.get(i) {
                    ordered[*at] = *drawn;
                }
            }
            if !own.is_empty() {
                latent[place] = Some(ordered);
            }
        }
        (values, latent)
    }
}
