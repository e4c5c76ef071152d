//! Draws of all uncertain assumptions together.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Assumed, Parameter, named, row};
use crate::analysis::economy::standard_error;
use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::econ::convergence::running;
use crate::econ::drawn::DrawnProgramme;
use crate::econ::draws::{Distribution, Draws, Inputs};
use crate::econ::increment::Increment;
use crate::econ::information::Metamodel;
use crate::econ::programme::Perspective;
use crate::econ::simulation::Simulation;
use crate::results::{ConfidenceInterval, Curve, CurveStyle, Estimate, Method, Point, Quantity, Table, Unit, Value};
use crate::stats::{Interval, Level, QuantileType, Sample, Undefined};

/// Which assumptions are drawn, and how.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::analysis) struct Probabilistic {
    /// How many draws; 10 000 unless given.
    #[serde(default)]
    draws: Option<Spanned<u64>>,
    /// The seed of the draws.
    #[serde(default = "seed")]
    seed: u64,
    /// Assumptions that do not depend on one another.
    #[serde(default)]
    independent: Vec<Uncertain>,
    /// Assumptions that are normal together.
    #[serde(default)]
    correlated: Vec<Correlated>,
    /// Shares that sum to 1, with a Dirichlet distribution.
    #[serde(default)]
    dirichlet: Vec<Shares>,
}

fn seed() -> u64 {
    2_026
}

/// An assumption with its distribution: one of `normal`, `gamma`, `beta`, `log_normal`, or `estimated`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Uncertain {
    /// Which assumption.
    parameter: Spanned<String>,
    /// Normal: for differences.
    #[serde(default)]
    normal: Option<MeanSd>,
    /// Gamma: for costs.
    #[serde(default)]
    gamma: Option<MeanSd>,
    /// Beta: for shares.
    #[serde(default)]
    beta: Option<MeanSd>,
    /// Log-normal: for wages and times.
    #[serde(default)]
    log_normal: Option<MeanSd>,
    /// Normal, with the standard error that the effect was estimated with.
    #[serde(default)]
    estimated: bool,
}

/// A mean and a standard deviation of what is uncertain about it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MeanSd {
    /// The mean; what is assumed in the model unless given.
    #[serde(default)]
    mean: Option<Spanned<f64>>,
    /// The standard deviation: the standard error, where the mean is estimated.
    sd: Spanned<f64>,
}

/// Assumptions that are normal together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Correlated {
    /// Which assumptions; their means are what is assumed in the model.
    parameters: Vec<Spanned<String>>,
    /// The standard deviation of each.
    sds: Vec<Spanned<f64>>,
    /// Their correlations, row by row, with 1 on the diagonal.
    correlations: Spanned<Vec<Vec<f64>>>,
}

/// Shares that sum to 1.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Shares {
    /// Which assumptions are all but the last of the shares; the last is what is left.
    parameters: Vec<Spanned<String>>,
    /// The shares, the last one included; they sum to 1.
    shares: Spanned<Vec<f64>>,
    /// How many observations they are worth: the larger, the surer.
    size: Spanned<f64>,
}

impl MeanSd {
    fn with(
        &self,
        assumed: f64,
        of: fn(f64, f64) -> Result<Distribution, Undefined>,
        what: &str,
    ) -> Result<Distribution, Diagnostic> {
        let mean = self.mean.as_ref().map_or(assumed, |mean| mean.value);
        of(mean, self.sd.value).map_err(|_| {
            let place = self.sd.location();
            Problem::new(format!("there is no {what} distribution with mean {mean} and standard deviation {}", self.sd))
                .hint(match what {
                    "beta" => {
                        "the mean lies between 0 and 1, and the standard deviation is below the root of mean (1 \u{2212} mean)"
                    }
                    "normal" => "the standard deviation is positive",
                    _ => "mean and standard deviation are positive",
                })
                .at(place)
        })
    }
}

impl Probabilistic {
    pub(super) fn run(
        &self,
        assumed: &Assumed,
        place: Option<Location>,
    ) -> Result<Vec<(String, Value)>, Vec<Diagnostic>> {
        if assumed.wage.is_none() {
            let problem = Problem::new("draws of the net present value need the wage of those who got work");
            return Err(vec![problem.hint("add `wage`, in kroner a year").at(place)]);
        }
        let count = self.draws.as_ref().map_or(10_000, |draws| draws.value);
        if !(100..=1_000_000).contains(&count) {
            let problem = Problem::new(format!("`draws` lies between 100 and 1000000, not {count}"));
            return Err(vec![problem.at(self.draws.as_ref().and_then(Spanned::location))]);
        }
        let mut inputs = Inputs::new(self.seed);
        let (parameters, places) = self.add(assumed, &mut inputs, place.clone())?;
        let refused =
            |why: Undefined| vec![Problem::new(format!("these draws cannot be made: {why}")).at(place.clone())];
        let draws = inputs.draw(count as usize).map_err(refused)?;
        for ((parameter, at), name) in parameters.iter().zip(&places).zip(draws.names()) {
            let (Some(parameter), Some(column)) = (parameter, draws.column(name)) else { continue };
            let wrong = column.iter().filter(|value| !parameter.allows(**value)).count();
            if wrong > 0 {
                let problem =
                    Problem::new(format!("{wrong} of {count} draws of `{name}` are values that it cannot have"));
                let hint =
                    "choose a distribution that stays in range: `beta` for shares, `gamma` or `log_normal` for amounts";
                return Err(vec![problem.hint(hint).at(at.clone())]);
            }
        }
        let values = DrawnProgramme::new(&assumed.programme, assumed.wage.unwrap_or_default(), &parameters)
            .and_then(|model| model.net_present_values(Perspective::Society, &draws))
            .map_err(refused)?;
        self.described(assumed, &draws, &parameters, &values).map_err(refused)
    }

    /// Adds all that is drawn; what each column stands for, and where it is written.
    fn add(
        &self,
        assumed: &Assumed,
        inputs: &mut Inputs,
        place: Option<Location>,
    ) -> Result<(Vec<Option<Parameter>>, Vec<Option<Location>>), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let (mut parameters, mut places) = (Vec::new(), Vec::new());
        for uncertain in &self.independent {
            match uncertain.read(assumed) {
                Ok((parameter, distribution)) => match inputs.independent(parameter.name(), distribution) {
                    Ok(()) => {
                        parameters.push(Some(parameter));
                        places.push(uncertain.parameter.location());
                    }
                    Err(_) => problems.push(twice(&uncertain.parameter)),
                },
                Err(problem) => problems.push(problem),
            }
        }
        for correlated in &self.correlated {
            match correlated.add(assumed, inputs) {
                Ok(own) => {
                    parameters.extend(own.into_iter().map(Some));
                    places.extend(correlated.parameters.iter().map(Spanned::location));
                }
                Err(problem) => problems.push(problem),
            }
        }
        for (number, shares) in self.dirichlet.iter().enumerate() {
            match shares.add(assumed, inputs, number) {
                Ok(own) => {
                    parameters.extend(own.into_iter().map(Some).chain([None]));
                    places.extend(shares.parameters.iter().map(Spanned::location).chain([None]));
                }
                Err(problem) => problems.push(problem),
            }
        }
        if parameters.is_empty() && problems.is_empty() {
            let problem = Problem::new("nothing is drawn");
            problems
                .push(problem.hint("write such as `independent: [{parameter: effect, estimated: true}]`").at(place));
        }
        if problems.is_empty() { Ok((parameters, places)) } else { Err(problems) }
    }

    fn described(
        &self,
        assumed: &Assumed,
        draws: &Draws,
        parameters: &[Option<Parameter>],
        values: &[f64],
    ) -> Result<Vec<(String, Value)>, Undefined> {
        let unit = Unit::Kroner { price_year: assumed.model.price_year };
        let kroner = |value: f64| -> Value { Quantity { value, unit, decimals: -2 }.into() };
        let share = |value: f64| -> Value { Quantity { value, unit: Unit::Proportion, decimals: 0 }.into() };
        let sample = Sample::new(values)?;
        let at = |p: f64| sample.quantile(p, QuantileType::Seven);
        let count = values.len();
        let checkpoints: Vec<usize> = (1..=50).map(|part| (count * part / 50).max(2)).collect();
        let path = running(values, &checkpoints)?;
        let last = path[path.len() - 1];
        let increments: Vec<Increment> =
            values.iter().map(|value| Increment { cost: 0.0 - value, effect: 0.0 }).collect();
        let simulation = Simulation::of_increments(&increments)?;
        let decision = simulation.decisions(&[0.0])?;
        let bounds = Interval::Bounded { lower: at(0.025)?, upper: at(0.975)? };
        let mean = Estimate {
            interval: Some(ConfidenceInterval { bounds, level: Level::NINETY_FIVE, method: Method::QuantilesOfDraws }),
            no_effect: Some(0.0),
            ..Estimate::new(last.mean, unit, -2)
        };
        let positive = values.iter().filter(|value| **value > 0.0).count() as f64 / count as f64;
        let mut found = vec![
            ("simulated.draws".to_owned(), Value::Count(count as u64)),
            ("simulated.mean".to_owned(), mean.into()),
            ("simulated.median".to_owned(), kroner(at(0.5)?)),
            ("simulated.error".to_owned(), Quantity { value: last.standard_error, unit, decimals: 0 }.into()),
            ("simulated.probability".to_owned(), share(positive)),
            ("simulated.evpi".to_owned(), kroner(decision[0].evpi)),
        ];
        let rows = parameters.iter().zip(draws.names()).filter_map(|(parameter, name)| {
            let (parameter, column) = ((*parameter)?, draws.column(name)?);
            let own = Sample::new(column).and_then(|own| Ok((own.summary().mean(), own.summary().sd()?)));
            let quantity = |value: f64| Value::Quantity(rounded(value, assumed.unit_of(parameter)));
            let partial = simulation
                .given(&[column], Metamodel::Polynomial(3))
                .and_then(|known| Ok(known.decisions(&[0.0])?[0].evpi.min(decision[0].evpi)));
            let cells = match own {
                Ok((mean, sd)) => vec![quantity(mean), quantity(sd), partial.map_or_else(Value::from, kroner)],
                Err(why) => vec![why.into(), why.into(), why.into()],
            };
            Some(row(name, None, cells))
        });
        let columns = ["mean", "sd", "evppi"].map(str::to_owned).to_vec();
        found.push(("simulated_inputs".to_owned(), Value::Table(Table { columns, rows: rows.collect() })));
        found.push(("distribution".to_owned(), Value::Curve(distribution(values, unit))));
        let points = path.iter().map(|known| {
            let reach = Level::NINETY_FIVE.z() * known.standard_error;
            Point { x: known.draws as f64, y: known.mean, band: Some((known.mean - reach, known.mean + reach)) }
        });
        let convergence = Curve {
            x_unit: Unit::Number,
            y_unit: unit,
            decimals: -2,
            style: CurveStyle::Line,
            level: Some(Level::NINETY_FIVE),
            points: points.collect(),
        };
        found.push(("convergence".to_owned(), Value::Curve(convergence)));
        Ok(found)
    }
}

/// A number with three figures.
fn rounded(value: f64, unit: Unit) -> Quantity {
    let shown = (value * unit.shown_factor()).abs();
    let figures = if shown > 0.0 { libm::floor(libm::log10(shown)) } else { 0.0 };
    Quantity { value, unit, decimals: (2.0 - figures).clamp(-6.0, 4.0) as i8 }
}

/// The share of draws in each of forty equal parts between the lowest and the highest, at the middle of each.
fn distribution(values: &[f64], unit: Unit) -> Curve {
    const PARTS: usize = 40;
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let width = (high - low) / PARTS as f64;
    let mut counts = [0_usize; PARTS];
    for value in values {
        let part = if width > 0.0 { ((value - low) / width) as usize } else { 0 };
        counts[part.min(PARTS - 1)] += 1;
    }
    let points = counts.iter().enumerate().map(|(part, count)| Point {
        x: low + width * (part as f64 + 0.5),
        y: *count as f64 / values.len() as f64,
        band: None,
    });
    let points: Vec<Point> = if width > 0.0 { points.collect() } else { Vec::new() };
    Curve { x_unit: unit, y_unit: Unit::Proportion, decimals: 1, style: CurveStyle::Step, level: None, points }
}

impl Uncertain {
    fn read(&self, assumed: &Assumed) -> Result<(Parameter, Distribution), Diagnostic> {
        let parameter = named(&self.parameter)?;
        let place = self.parameter.location();
        let value = assumed.value(parameter, place.clone())?;
        let distribution = match (&self.normal, &self.gamma, &self.beta, &self.log_normal, self.estimated) {
            (Some(own), None, None, None, false) => own.with(value, Distribution::normal, "normal")?,
            (None, Some(own), None, None, false) => own.with(value, Distribution::gamma_of_mean, "gamma")?,
            (None, None, Some(own), None, false) => own.with(value, Distribution::beta_of_mean, "beta")?,
            (None, None, None, Some(own), false) => own.with(value, Distribution::log_normal_of_mean, "log-normal")?,
            (None, None, None, None, true) if parameter == Parameter::Effect => {
                let error = standard_error(&assumed.model.effect);
                error.and_then(|error| Distribution::normal(value, error).ok()).ok_or_else(|| {
                    let problem = Problem::new("the effect has no standard error and no interval of its own");
                    problem.hint("write such as `normal: {sd: 0.03}`").at(place)
                })?
            }
            _ => {
                let problem = Problem::new(format!("`{}` needs one distribution", self.parameter));
                let hint = "write `normal`, `gamma`, `beta` or `log_normal` with `{sd: \u{2026}}`; or `estimated: true` for the effect";
                return Err(problem.hint(hint).at(place));
            }
        };
        Ok((parameter, distribution))
    }
}

impl Correlated {
    fn add(&self, assumed: &Assumed, inputs: &mut Inputs) -> Result<Vec<Parameter>, Diagnostic> {
        let place = self.correlations.location();
        let own: Result<Vec<Parameter>, Diagnostic> = self.parameters.iter().map(named).collect();
        let own = own?;
        let means: Result<Vec<f64>, Diagnostic> = own
            .iter()
            .zip(&self.parameters)
            .map(|(parameter, written)| assumed.value(*parameter, written.location()))
            .collect();
        let means = means?;
        let count = own.len();
        let matrix = &self.correlations.value;
        if count < 2 || self.sds.len() != count || matrix.len() != count || matrix.iter().any(|row| row.len() != count)
        {
            let problem = Problem::new(format!(
                "{count} parameters need {count} standard deviations and {count} rows of {count} correlations"
            ));
            return Err(problem.hint("there are at least two parameters").at(place));
        }
        if let Some(sd) = self.sds.iter().find(|sd| !(sd.value > 0.0 && sd.value.is_finite())) {
            return Err(Problem::new(format!("a standard deviation is positive, not {sd}")).at(sd.location()));
        }
        for (i, line) in matrix.iter().enumerate() {
            for (j, number) in line.iter().enumerate() {
                if !(-1.0..=1.0).contains(number) || (i == j && *number != 1.0) || *number != matrix[j][i] {
                    let problem = Problem::new("this is no matrix of correlations");
                    let hint = "it is symmetric, with 1 on its diagonal and numbers between -1 and 1 beside it";
                    return Err(problem.hint(hint).at(place));
                }
            }
        }
        let covariance: Vec<Vec<f64>> = (0..count)
            .map(|i| (0..count).map(|j| matrix[i][j] * self.sds[i].value * self.sds[j].value).collect())
            .collect();
        let names: Vec<&str> = own.iter().map(|parameter| parameter.name()).collect();
        if let Some(again) = names.iter().position(|name| names.iter().filter(|other| *other == name).count() > 1) {
            return Err(twice(&self.parameters[again]));
        }
        inputs.correlated(&names, &means, &covariance).map_err(|why| match why {
            Undefined::OutsideDomain | Undefined::Collinear => {
                Problem::new("these correlations cannot occur together: the matrix is not positive definite")
                    .hint("make the largest of them smaller, or check that none stands twice")
                    .at(place)
            }
            other => Problem::new(format!("these assumptions cannot be drawn together: {other}")).at(place),
        })?;
        Ok(own)
    }
}

impl Shares {
    fn add(&self, assumed: &Assumed, inputs: &mut Inputs, number: usize) -> Result<Vec<Parameter>, Diagnostic> {
        let own: Result<Vec<Parameter>, Diagnostic> = self.parameters.iter().map(named).collect();
        let own = own?;
        for (parameter, written) in own.iter().zip(&self.parameters) {
            assumed.value(*parameter, written.location())?;
        }
        let (shares, place) = (&self.shares.value, self.shares.location());
        if shares.len() != own.len() + 1 || own.is_empty() {
            let problem = Problem::new(format!("{} parameters need {} shares", own.len(), own.len() + 1));
            return Err(problem.hint("the last share is what is left of the others").at(place));
        }
        let total: f64 = shares.iter().sum();
        if shares.iter().any(|share| *share <= 0.0 || share.is_nan()) || (total - 1.0).abs() > 1e-9 {
            let problem = Problem::new(format!("the shares sum to {total}, not to 1"));
            return Err(problem.hint("each is above 0, and the last one is what is left").at(place));
        }
        if !(self.size.value > 0.0 && self.size.value.is_finite()) {
            let problem = Problem::new(format!("`size` is positive, not {}", self.size));
            return Err(problem.at(self.size.location()));
        }
        let rest = format!("rest {}", number + 1);
        let names: Vec<&str> = own.iter().map(|parameter| parameter.name()).chain([rest.as_str()]).collect();
        let shapes: Vec<f64> = shares.iter().map(|share| share * self.size.value).collect();
        inputs.dirichlet(&names, &shapes).map_err(|_| twice(&self.parameters[0]))?;
        Ok(own)
    }
}

fn twice(parameter: &Spanned<String>) -> Diagnostic {
    let problem = Problem::new(format!("`{parameter}` is drawn twice"));
    problem.hint("keep one of its distributions").at(parameter.location())
}
