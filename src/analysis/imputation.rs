//! What analyses of imputed data share: the model of the missing, and the data sets that are analysed.

use schemars::JsonSchema;
use serde::Deserialize;

use super::arms::Groups;
use super::input::{Entry, Event, add_note};
use crate::data::{By, Cell, ColumnType, Ordered, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Note, Section, Unit};
use crate::stats::imputation::{
    Completed, Event as Happening, Imputations, ImputedArms, ImputedEstimate, ImputedMeans, Incomplete, Method, Plan,
    impute,
};
use crate::stats::regression::{
    Contrast, Design, Factor, Link, logistic_or_firth, ordinary_least_squares, persons, standardised_risks,
};
use crate::stats::{Arm, Sample, Undefined};

/// A variable of categories has no more levels than this in a model of the missing.
const MOST_LEVELS: usize = 30;

/// How missing values are imputed: `{seed: 20260115, imputations: 50}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Imputing {
    /// The seed of the random numbers: the same seed gives the same imputations.
    pub seed: Spanned<u64>,
    /// How many data sets are made; 20 unless given. As many as there are per cent of missing information, or more.
    #[serde(default)]
    pub imputations: Option<Spanned<u64>>,
    /// How many times the chains go through the variables; 10 unless given.
    #[serde(default)]
    pub iterations: Option<Spanned<u64>>,
    /// How many observed values a missing one is drawn among, in predictive mean matching; 5 unless given.
    #[serde(default)]
    pub donors: Option<Spanned<u64>>,
    /// Further columns that tell what the missing values are, or who is missing.
    #[serde(default)]
    pub predictors: Vec<Spanned<String>>,
    /// The method of single columns: by default predictive mean matching for numbers, logistic regression for a
    /// yes-or-no, multinomial regression for categories.
    #[serde(default)]
    pub methods: Ordered<Spanned<ImputationMethod>>,
    /// Whether each group is imputed by itself, so that nothing is supposed about how the groups are alike.
    #[serde(default)]
    pub separately: bool,
}

/// How the missing values of one column are imputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ImputationMethod {
    /// The observed value of somebody with a like prediction: numbers.
    PredictiveMeanMatching,
    /// A draw from a normal regression: numbers.
    Normal,
    /// A draw from a logistic regression: a yes-or-no.
    Logistic,
    /// A draw from a multinomial regression: categories.
    Multinomial,
}

impl ImputationMethod {
    fn of_statistics(self) -> Method {
        match self {
            ImputationMethod::PredictiveMeanMatching => Method::PredictiveMeanMatching,
            ImputationMethod::Normal => Method::Normal,
            ImputationMethod::Logistic => Method::Logistic,
            ImputationMethod::Multinomial => Method::Multinomial,
        }
    }
}

/// The outcome that is compared: a column of numbers, or an event.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outcome<'a> {
    Numbers(&'a Spanned<String>),
    Event(&'a Spanned<String>, &'a Event),
}

/// The rows of both groups, with everything that a model of the missing or an analysis reads.
#[derive(Clone, Debug)]
pub(super) struct People {
    /// The column of the outcome.
    pub outcome: String,
    /// Whether it is a yes-or-no.
    pub is_event: bool,
    /// The column of the group.
    pub group: String,
    /// The columns that the analysis adjusts for.
    pub covariates: Vec<String>,
    /// Row by row, whether the person is treated.
    pub treated: Vec<bool>,
    /// Row by row, the outcome; an event is 1 and none 0.
    pub outcomes: Vec<Option<f64>>,
    /// All other columns, covariates first, row by row.
    pub others: Vec<(String, Values)>,
}

/// The values of one column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Values {
    Numbers(Vec<Option<f64>>),
    Answers(Vec<Option<bool>>),
    Levels(Vec<Option<String>>),
}

/// A data set in which nothing is missing.
#[derive(Clone, Debug)]
pub(super) struct Set {
    treated: Vec<bool>,
    outcomes: Vec<f64>,
    covariates: Vec<(String, Complete)>,
}

#[derive(Clone, Debug)]
enum Complete {
    Numbers(Vec<f64>),
    Levels(Vec<String>),
}

impl<'a> Outcome<'a> {
    /// The one that is given: an event, or a column of numbers.
    ///
    /// # Errors
    /// A diagnostic when both are given or none, or an event that is a condition.
    pub fn one_of(
        event: Option<&'a Event>,
        column: Option<&'a Spanned<String>>,
        entry: &Entry<'_>,
    ) -> Result<Outcome<'a>, Diagnostic> {
        match (event, column) {
            (Some(event), None) => match event.by()? {
                By::Column(column) => Ok(Outcome::Event(column, event)),
                By::Condition(when) => {
                    let problem = Problem::new("what is imputed is a column, and this event is a condition");
                    let hint = "make a column of it with `derive` under `data`, and write `event: {column: \u{2026}, equals: \u{2026}}`";
                    Err(problem.hint(hint).at(when.location()))
                }
                By::IsMissing(column) | By::WhyMissing(column) => Ok(Outcome::Event(column, event)),
            },
            (None, Some(column)) => Ok(Outcome::Numbers(column)),
            (Some(event), Some(_)) => Err(Problem::new("the outcome is an event or a column of numbers, not both")
                .hint("remove `column`, or `event`")
                .at(event.location())),
            (None, None) => Err(Problem::new(format!("`{}` has no outcome in the data", entry.id))
                .hint("add `event: {column: \u{2026}, equals: \u{2026}}` for a share, or `column` for a mean")
                .at(entry.location.clone())),
        }
    }

    /// The column.
    pub fn column(self) -> &'a Spanned<String> {
        match self {
            Outcome::Numbers(column) | Outcome::Event(column, _) => column,
        }
    }

    /// Insists that the unit and the decimals of a mean are those of a mean.
    ///
    /// # Errors
    /// A diagnostic at what is wrong with either.
    pub fn check(self, unit: Option<&Spanned<Unit>>, decimals: Option<&Spanned<i8>>) -> Result<(), Diagnostic> {
        if let (Outcome::Event(..), Some(place)) = (self, unit.map(Spanned::location)) {
            let problem = Problem::new("a share has no unit of its own");
            return Err(problem.hint("remove `outcome_unit`").at(place));
        }
        if let Some(unit) = unit.filter(|unit| unit.is_worded()) {
            let problem = Problem::new("this unit is a judgement, which has no mean");
            let hint = "leave it out for points of a scale, or write such as `days`";
            return Err(problem.hint(hint).at(unit.location()));
        }
        match decimals.filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            None => Ok(()),
            Some(decimals) => {
                let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
                Err(problem.at(decimals.location()))
            }
        }
    }

    fn values(self, rows: &Rows<'_>) -> Result<Vec<Option<f64>>, Diagnostic> {
        match self {
            Outcome::Numbers(column) => rows.numbers(column),
            Outcome::Event(column, event) => {
                Ok(rows.cells(column)?.iter().map(|cell| event.holds(cell).map(f64::from)).collect())
            }
        }
    }
}

impl People {
    /// The rows of both groups; those of neither are left out.
    ///
    /// # Errors
    /// Columns that are not there, or cannot stand in a model.
    pub fn of(
        entry: &Entry<'_>,
        rows: &Rows<'_>,
        (from, group): (&Spanned<String>, &Groups),
        outcome: Outcome<'_>,
        covariates: &[Spanned<String>],
        predictors: &[Spanned<String>],
    ) -> Result<(People, [Cell; 2]), Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let tally = rows.tally(&[By::Column(&group.column)])?;
        let members = group.values(entry, from, &tally).map_err(one)?;
        let arms = rows.cells(&group.column).map_err(one)?;
        if let Outcome::Event(column, event) = outcome {
            event.look_at(entry, rows, &rows.tally(&[By::Column(column)])?.values(0));
        }
        let kept: Vec<usize> = (0..arms.len()).filter(|row| members.contains(&arms[*row])).collect();
        let mut problems = Vec::new();
        let mut known = vec![outcome.column().value.clone(), group.column.value.clone()];
        let mut others = Vec::new();
        for column in covariates.iter().chain(predictors) {
            if known.contains(&column.value) {
                let problem = Problem::new(format!("`{column}` is in the model already"));
                problems.push(problem.hint("remove it here").at(column.location()));
                continue;
            }
            known.push(column.value.clone());
            match values_of(rows, column, &kept) {
                Ok(values) => others.push((column.value.clone(), values)),
                Err(problem) => problems.push(problem),
            }
        }
        let outcomes = match outcome.values(rows) {
            Ok(outcomes) => outcomes,
            Err(problem) => {
                problems.push(problem);
                Vec::new()
            }
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let people = People {
            outcome: outcome.column().value.clone(),
            is_event: matches!(outcome, Outcome::Event(..)),
            group: group.column.value.clone(),
            covariates: covariates.iter().map(|column| column.value.clone()).collect(),
            treated: kept.iter().map(|row| arms[*row] == members[0]).collect(),
            outcomes: kept.iter().map(|row| outcomes[*row]).collect(),
            others,
        };
        Ok((people.in_order(), members))
    }

    /// The same persons in an order that they have by themselves: what is drawn for whom does not hang on that of the rows.
    fn in_order(self) -> People {
        let before = |one: Option<f64>, two: Option<f64>| match (one, two) {
            (Some(one), Some(two)) => one.total_cmp(&two),
            (one, two) => one.is_some().cmp(&two.is_some()),
        };
        let mut rows: Vec<usize> = (0..self.treated.len()).collect();
        rows.sort_by(|one, two| {
            let (one, two) = (*one, *two);
            let first = self.treated[one].cmp(&self.treated[two]);
            let first = first.then_with(|| before(self.outcomes[one], self.outcomes[two]));
            self.others.iter().fold(first, |order, (_, values)| {
                order.then_with(|| match values {
                    Values::Numbers(numbers) => before(numbers[one], numbers[two]),
                    Values::Answers(answers) => answers[one].cmp(&answers[two]),
                    Values::Levels(levels) => levels[one].cmp(&levels[two]),
                })
            })
        });
        self.rows(&rows)
    }

    /// How many there are in a group, and of how many of them the outcome is missing.
    pub fn counts(&self, treated: bool) -> (u64, u64) {
        let members = self.treated.iter().zip(&self.outcomes).filter(|(own, _)| **own == treated);
        members.fold((0, 0), |(total, missing), (_, outcome)| (total + 1, missing + u64::from(outcome.is_none())))
    }

    /// How many of a group are known to have the event.
    pub fn events(&self, treated: bool) -> u64 {
        let members = self.treated.iter().zip(&self.outcomes).filter(|(own, _)| **own == treated);
        members.filter(|(_, outcome)| **outcome == Some(1.0)).count() as u64
    }

    /// The chosen rows alone.
    pub fn only(&self, chosen: &dyn Fn(usize) -> bool) -> People {
        self.rows(&(0..self.treated.len()).filter(|row| chosen(*row)).collect::<Vec<usize>>())
    }

    fn rows(&self, rows: &[usize]) -> People {
        fn of<T: Clone>(values: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|row| values[*row].clone()).collect()
        }
        let others = self.others.iter().map(|(name, values)| {
            let values = match values {
                Values::Numbers(numbers) => Values::Numbers(of(numbers, rows)),
                Values::Answers(answers) => Values::Answers(of(answers, rows)),
                Values::Levels(levels) => Values::Levels(of(levels, rows)),
            };
            (name.clone(), values)
        });
        People {
            others: others.collect(),
            treated: of(&self.treated, rows),
            outcomes: of(&self.outcomes, rows),
            ..self.clone()
        }
    }

    /// Takes out the column that numbers the data sets; nothing stands for 0.
    ///
    /// # Errors
    /// A diagnostic at the column when it holds anything but whole numbers.
    pub fn take_numbers(&mut self, column: &Spanned<String>) -> Result<Vec<u64>, Diagnostic> {
        self.covariates.retain(|name| *name != column.value);
        let at = self.others.iter().position(|(name, _)| *name == column.value);
        let values = at.map(|at| self.others.remove(at).1);
        let number = |value: Option<f64>| match value {
            None => Some(0),
            Some(value) if value.fract() == 0.0 && (0.0..1e9).contains(&value) => Some(value as u64),
            Some(_) => None,
        };
        let numbers = match values {
            Some(Values::Numbers(numbers)) => numbers.into_iter().map(number).collect::<Option<Vec<u64>>>(),
            _ => None,
        };
        numbers.ok_or_else(|| {
            Problem::new(format!("`{column}` does not number data sets"))
                .hint("it has whole numbers: 0 in the rows as they were observed, then 1, 2 and so on")
                .at(column.location())
        })
    }

    /// The rows in which the outcome and all covariates are known.
    pub fn complete(&self) -> Set {
        self.set(&|row| self.outcomes[row].is_some() && self.others_known(row)).unwrap_or_else(|| self.nobody())
    }

    /// The rows in which the outcome is known, without covariates.
    pub fn known(&self) -> Set {
        let rows: Vec<usize> = (0..self.treated.len()).filter(|row| self.outcomes[*row].is_some()).collect();
        Set {
            treated: rows.iter().map(|row| self.treated[*row]).collect(),
            outcomes: rows.iter().filter_map(|row| self.outcomes[*row]).collect(),
            covariates: Vec::new(),
        }
    }

    fn nobody(&self) -> Set {
        Set { treated: Vec::new(), outcomes: Vec::new(), covariates: Vec::new() }
    }

    fn others_known(&self, row: usize) -> bool {
        self.covariate_values().all(|(_, values)| match values {
            Values::Numbers(numbers) => numbers[row].is_some(),
            Values::Answers(answers) => answers[row].is_some(),
            Values::Levels(levels) => levels[row].is_some(),
        })
    }

    fn covariate_values(&self) -> impl Iterator<Item = &(String, Values)> {
        self.others.iter().filter(|(name, _)| self.covariates.contains(name))
    }

    /// The chosen rows as a set; nothing where one of their values is missing.
    pub fn set(&self, chosen: &dyn Fn(usize) -> bool) -> Option<Set> {
        let rows: Vec<usize> = (0..self.treated.len()).filter(|row| chosen(*row)).collect();
        let outcomes = rows.iter().map(|row| self.outcomes[*row]).collect::<Option<Vec<f64>>>()?;
        let complete = |(name, values): &(String, Values)| -> Option<(String, Complete)> {
            let complete = match values {
                Values::Numbers(numbers) => {
                    Complete::Numbers(rows.iter().map(|row| numbers[*row]).collect::<Option<_>>()?)
                }
                Values::Answers(answers) => {
                    Complete::Numbers(rows.iter().map(|row| answers[*row].map(f64::from)).collect::<Option<_>>()?)
                }
                Values::Levels(levels) => {
                    Complete::Levels(rows.iter().map(|row| levels[*row].clone()).collect::<Option<_>>()?)
                }
            };
            Some((name.clone(), complete))
        };
        let covariates = self.covariate_values().map(complete).collect::<Option<Vec<_>>>()?;
        Some(Set { treated: rows.iter().map(|row| self.treated[*row]).collect(), outcomes, covariates })
    }

    /// Imputes what is missing.
    ///
    /// # Errors
    /// A plan that is not possible, or data that it does not fit, at its place.
    pub fn impute(&self, plan: &Imputing) -> Result<Imputations, Diagnostic> {
        let refused = |why: Undefined| {
            Problem::new(format!("the missing values cannot be imputed: {why}"))
                .hint("look at the columns under `predictors` and `methods`, and at how many values they have")
                .at(plan.seed.location())
        };
        let mut data = Incomplete::new(self.treated.len());
        let treated: Vec<Option<bool>> = self.treated.iter().map(|treated| Some(*treated)).collect();
        data = data.binary(&self.group, &treated).map_err(refused)?;
        data = match self.is_event {
            true => {
                let events: Vec<Option<bool>> =
                    self.outcomes.iter().map(|value| value.map(|value| value == 1.0)).collect();
                data.binary(&self.outcome, &events).map_err(refused)?
            }
            false => data.numeric(&self.outcome, &self.outcomes).map_err(refused)?,
        };
        for (name, values) in &self.others {
            data = match values {
                Values::Numbers(numbers) => data.numeric(name, numbers),
                Values::Answers(answers) => data.binary(name, answers),
                Values::Levels(levels) => data.nominal(name, levels),
            }
            .map_err(refused)?;
        }
        impute(&data, &self.plan(plan)?).map_err(refused)
    }

    fn plan(&self, plan: &Imputing) -> Result<Plan, Diagnostic> {
        let count = |stated: &Option<Spanned<u64>>, usual: usize, fewest: u64, most: u64, what: &str| match stated {
            None => Ok(usual),
            Some(stated) if (fewest..=most).contains(&stated.value) => Ok(stated.value as usize),
            Some(stated) => {
                let problem = Problem::new(format!("there are {fewest} to {most} {what}, not {stated}"));
                Err(problem.at(stated.location()))
            }
        };
        let mut made = Plan::new(count(&plan.imputations, 20, 2, 1000, "imputations")?, plan.seed.value)
            .with_iterations(count(&plan.iterations, 10, 1, 200, "iterations")?)
            .with_donors(count(&plan.donors, 5, 1, 100, "donors")?);
        for (column, method) in plan.methods.iter() {
            let values = self.others.iter().find(|(name, _)| *name == column.value).map(|(_, values)| values);
            let is_outcome = column.value == self.outcome;
            let fits = match (method.value, values) {
                (ImputationMethod::PredictiveMeanMatching | ImputationMethod::Normal, Some(Values::Numbers(_))) => true,
                (ImputationMethod::Logistic, Some(Values::Answers(_))) => true,
                (ImputationMethod::Multinomial, Some(Values::Levels(_))) => true,
                (ImputationMethod::PredictiveMeanMatching | ImputationMethod::Normal, None) => {
                    is_outcome && !self.is_event
                }
                (ImputationMethod::Logistic, None) => is_outcome && self.is_event,
                _ => false,
            };
            if values.is_none() && !is_outcome {
                let known = self.others.iter().map(|(name, _)| name.as_str()).chain([self.outcome.as_str()]);
                let problem = Problem::new(format!("`{column}` is not in the model of the missing"));
                return Err(problem.closest_of(column, known).at(column.location()));
            }
            if !fits {
                let problem = Problem::new(format!("the values of `{column}` cannot be imputed by this method"));
                let hint = "write `predictive_mean_matching` or `normal` for numbers, `logistic` for a yes-or-no, `multinomial` for categories";
                return Err(problem.hint(hint).at(method.location()));
            }
            made = made.with_method(column, method.value.of_statistics());
        }
        if plan.separately {
            made = made.separately_by(&self.group);
        }
        Ok(made)
    }

    /// One of the imputed data sets.
    pub fn completed(&self, completed: Completed<'_>) -> Result<Set, Undefined> {
        let covariate = |(name, values): &(String, Values)| {
            let complete = match values {
                Values::Numbers(_) | Values::Answers(_) => Complete::Numbers(completed.numeric(name)?),
                Values::Levels(_) => Complete::Levels(completed.labels(name)?.into_iter().map(str::to_owned).collect()),
            };
            Ok((name.clone(), complete))
        };
        Ok(Set {
            treated: completed.binary(&self.group)?,
            outcomes: completed.numeric(&self.outcome)?,
            covariates: self.covariate_values().map(covariate).collect::<Result<_, Undefined>>()?,
        })
    }
}

/// The values of a column as a model reads them.
fn values_of(rows: &Rows<'_>, column: &Spanned<String>, kept: &[usize]) -> Result<Values, Diagnostic> {
    Ok(match rows.column(column)?.kind {
        ColumnType::Integer | ColumnType::Number => {
            let numbers = rows.numbers(column)?;
            Values::Numbers(kept.iter().map(|row| numbers[*row]).collect())
        }
        ColumnType::Boolean => {
            let cells = rows.cells(column)?;
            let answer = |cell: &Cell| match cell {
                Cell::Boolean(answer) => Some(*answer),
                _ => None,
            };
            Values::Answers(kept.iter().map(|row| answer(&cells[*row])).collect())
        }
        ColumnType::Text | ColumnType::Category => {
            let cells = rows.cells(column)?;
            let level = |cell: &Cell| (!cell.is_missing()).then(|| cell.to_string());
            let levels: Vec<Option<String>> = kept.iter().map(|row| level(&cells[*row])).collect();
            let mut distinct: Vec<&String> = levels.iter().flatten().collect();
            distinct.sort_unstable();
            distinct.dedup();
            if distinct.len() > MOST_LEVELS {
                let problem =
                    Problem::new(format!("`{column}` has {} different values, too many for a model", distinct.len()));
                return Err(problem
                    .hint("group them with `derive` under `data`, or leave it out")
                    .at(column.location()));
            }
            Values::Levels(levels)
        }
        ColumnType::Date => {
            let problem = Problem::new(format!("`{column}` holds dates, which a model cannot read"));
            return Err(problem.hint("make a number of them with `derive` under `data`").at(column.location()));
        }
    })
}

impl Set {
    fn outcomes_of(&self, treated: bool) -> Vec<f64> {
        self.outcomes.iter().zip(&self.treated).filter(|(_, own)| **own == treated).map(|(value, _)| *value).collect()
    }

    /// How many persons of a group it has.
    pub fn of(&self, treated: bool) -> u64 {
        self.treated.iter().filter(|own| **own == treated).count() as u64
    }

    /// How many persons it has.
    pub fn len(&self) -> usize {
        self.treated.len()
    }

    /// The means of both groups.
    pub fn means(&self) -> Result<ImputedMeans, Undefined> {
        let arm = |treated: bool| Ok::<_, Undefined>(Sample::new(&self.outcomes_of(treated))?.summary());
        Ok(ImputedMeans { treated: arm(true)?, control: arm(false)? })
    }

    /// Those with the event in both groups.
    pub fn arms(&self) -> Result<ImputedArms, Undefined> {
        let arm = |treated: bool| {
            let outcomes = self.outcomes_of(treated);
            Arm::new(outcomes.iter().filter(|value| **value == 1.0).count() as u64, outcomes.len() as u64)
        };
        Ok(ImputedArms { treated: arm(true)?, control: arm(false)? })
    }

    /// The difference adjusted for the covariates: of means by least squares, of risks by standardisation of a logistic
    /// regression, and whether its likelihood was penalised because the groups are separated.
    pub fn adjusted(&self, is_event: bool) -> Result<(Contrast, bool), Undefined> {
        let treated: Vec<f64> = self.treated.iter().map(|treated| f64::from(*treated)).collect();
        let mut design = Design::with_intercept(self.len()).numeric(TREATED, &treated)?;
        for (name, values) in &self.covariates {
            design = match values {
                Complete::Numbers(numbers) => design.numeric(name, numbers)?,
                Complete::Levels(levels) => design.factor(name, Factor::new(levels))?,
            };
        }
        if is_event {
            let events: Vec<bool> = self.outcomes.iter().map(|value| *value == 1.0).collect();
            let model = logistic_or_firth(&design, &persons(&events))?;
            let risks = standardised_risks(Link::Logit, &model.coefficients()?, &design, TREATED)?;
            return Ok((risks.difference, model.penalised()));
        }
        let place = design.position(TREATED).ok_or(Undefined::OutsideDomain)?;
        Ok((ordinary_least_squares(&design, &self.outcomes)?.coefficients().coefficient(place)?, false))
    }
}

/// The name of the column that tells the groups apart in a design: blanks keep it apart from the columns of the data.
const TREATED: &str = " treated ";

/// A contrast as one of the estimates to be pooled, with its degrees of freedom.
pub(super) fn imputed(contrast: &Contrast) -> ImputedEstimate {
    ImputedEstimate::from_standard_error(contrast.value, contrast.standard_error)
}

/// Says under the table what there is to know about the models of the missing.
pub(super) fn note_of_models(section: &mut Section, imputations: &Imputations) {
    add_note(section, Note::ImputedAtRandom);
    let events = || imputations.notes().iter().map(|note| &note.event);
    if events().any(|event| *event == Happening::Separated) {
        add_note(section, Note::ImputationSeparated);
    }
    if events().any(|event| *event == Happening::NoModel) {
        add_note(section, Note::ImputationWithoutModel);
    }
    if events().any(|event| !matches!(event, Happening::Separated | Happening::NoModel)) {
        add_note(section, Note::ImputationPredictorsLeftOut);
    }
    if imputations.iterations() == 1 {
        add_note(section, Note::ImputedInOnePass);
    }
}

/// The largest potential scale reduction of the chains, of their means or their spread; nothing where there are too few
/// iterations to tell.
pub(super) fn scale_reduction(imputations: &Imputations) -> Option<f64> {
    let each = imputations.chains().iter().flat_map(|chain| {
        [chain.scale_reduction_of_means().ok(), chain.scale_reduction_of_sds().ok()].into_iter().flatten()
    });
    each.filter(|reduction| reduction.is_finite()).reduce(f64::max)
}
