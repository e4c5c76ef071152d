//! Costs and effects that are stated for each alternative.

use super::{Alternative, CostEffectiveness, Found, Known, Spread};
use crate::analysis::one_proportion::collect;
use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::econ::draws::{Distribution, Inputs};
use crate::econ::increment::{self, Increment, Outcome, UncertainIncrement};
use crate::econ::simulation::Simulation;
use crate::results::{Input, Method, Note, Origin};
use crate::stats::means::{MeanSummary, one_mean};
use crate::stats::{Level, Undefined};

/// One alternative, with the standard errors of its means.
struct Stated {
    total: u64,
    cost: MeanSummary,
    effect: MeanSummary,
    mean: Outcome,
    errors: [f64; 2],
    correlation: f64,
}

impl Alternative {
    fn read(&self) -> Result<Stated, Diagnostic> {
        let label = self.label.get(crate::results::Language::Bokmal);
        let place = || {
            let spreads = [&self.cost, &self.effect].into_iter().flatten().next();
            self.total
                .as_ref()
                .and_then(Spanned::location)
                .or_else(|| spreads.and_then(|spread| spread.mean.location()))
                .or_else(|| self.value.as_ref().and_then(Spanned::location))
        };
        let (Some(total), Some(cost), Some(effect)) = (&self.total, &self.cost, &self.effect) else {
            return Err(Problem::new(format!("`{label}` needs `total`, `cost` and `effect`"))
                .hint("write `total: 227, cost: {mean: 302000, sd: 190000}, effect: {mean: 1.07, sd: 0.23}`")
                .at(place()));
        };
        if let Some(value) = &self.value {
            let problem = Problem::new("stated numbers have no `value` in a data source").hint("remove it");
            return Err(problem.at(value.location()));
        }
        let correlation = self.correlation.as_ref().map_or(0.0, |correlation| correlation.value);
        if !(-1.0..=1.0).contains(&correlation) {
            return Err(Problem::new(format!("a correlation lies between -1 and 1, not {correlation}"))
                .hint("it is that of cost and effect between persons")
                .at(self.correlation.as_ref().and_then(Spanned::location)));
        }
        let (cost, effect) = (cost.summary(total.value)?, effect.summary(total.value)?);
        let error = |summary: MeanSummary| Ok(summary.sd()? / libm::sqrt(total.value as f64));
        let spread = |why: Undefined| {
            Problem::new(format!("`{label}` has too few persons for a spread: {why}")).at(total.location())
        };
        Ok(Stated {
            total: total.value,
            cost,
            effect,
            mean: Outcome { cost: cost.mean(), effect: effect.mean() },
            errors: [error(cost).map_err(spread)?, error(effect).map_err(spread)?],
            correlation,
        })
    }
}

impl Spread {
    fn summary(&self, total: u64) -> Result<MeanSummary, Diagnostic> {
        let wrong = |why: Undefined, place: Option<Location>| {
            Problem::new(format!("these are no mean and spread of {total} persons: {why}"))
                .hint("a group has at least two persons, and its standard deviation or standard error is not negative")
                .at(place)
        };
        match (&self.sd, &self.standard_error) {
            (Some(sd), None) => {
                MeanSummary::new(total, self.mean.value, sd.value).map_err(|why| wrong(why, sd.location()))
            }
            (None, Some(error)) => MeanSummary::from_standard_error(total, self.mean.value, error.value)
                .map_err(|why| wrong(why, error.location())),
            _ => Err(Problem::new("a mean has `sd` or `standard_error`")
                .hint("write `{mean: 302000, sd: 190000}`")
                .at(self.mean.location())),
        }
    }
}

impl CostEffectiveness {
    pub(super) fn of_stated(&self, level: Level) -> Result<Found, Vec<Diagnostic>> {
        if let Some(named) = self.adjust_for.first().or(self.cluster.as_ref()) {
            let problem = Problem::new("stated numbers cannot be adjusted, nor tell of clusters");
            return Err(vec![problem.hint("remove this, or name a data source with `from`").at(named.location())]);
        }
        let alternatives = &self.alternatives.value;
        let stated = collect(alternatives.iter().map(Alternative::read))?;
        if let Some(place) = (1..stated.len()).find(|place| stated[*place].mean.effect == stated[0].mean.effect) {
            let label = |place: usize| alternatives[place].label.get(crate::results::Language::Bokmal);
            let problem = Problem::new(format!("`{}` and `{}` have the same effect", label(place), label(0)));
            let hint = "without a difference in effect there is no cost per effect: compare the costs with `two_means`";
            let place = alternatives[place].effect.as_ref().and_then(|effect| effect.mean.location());
            return Err(vec![problem.hint(hint).at(place)]);
        }
        let known = |stated: &Stated| -> Result<Known, Undefined> {
            Ok(Known {
                total: stated.total,
                cost: one_mean(stated.cost, level)?,
                effect: one_mean(stated.effect, level)?,
            })
        };
        let known: Result<Vec<Known>, Undefined> = stated.iter().map(known).collect();
        let known = known.map_err(|why| {
            vec![Problem::new(format!("these numbers have no interval: {why}")).at(self.alternatives.location())]
        })?;
        let increments: Vec<Result<UncertainIncrement, Undefined>> =
            stated[1..].iter().map(|own| own.over(&stated[0])).collect();
        let thresholds = self.thresholds();
        let benefits = increments
            .iter()
            .map(|increment| {
                let at = |threshold: &f64| increment.and_then(|found| found.net_monetary_benefit(*threshold, level));
                thresholds.iter().map(at).collect()
            })
            .collect();
        Ok(Found {
            known,
            increments,
            benefits,
            simulation: self.drawn(&stated),
            method: Method::Wald,
            notes: vec![Note::DrawsFromNormal],
            inputs: self.names().into_iter().map(|name| Input { name, origin: Origin::Specification }).collect(),
            missing: vec![0; stated.len()],
            cells: Vec::new(),
            lost: Vec::new(),
        })
    }

    /// Draws of the means, one stream for the cost and one for the effect of each alternative.
    fn drawn(&self, stated: &[Stated]) -> Result<Simulation, Undefined> {
        let mut inputs = Inputs::new(self.seed);
        let names = self.names();
        let named = |place: usize| [format!("{} cost", names[place]), format!("{} effect", names[place])];
        for (place, own) in stated.iter().enumerate() {
            let [cost, effect] = named(place);
            add_pair(&mut inputs, [&cost, &effect], own.mean, own.errors, own.correlation)?;
        }
        let draws = inputs.draw(self.number_of_draws() as usize)?;
        let column = |name: &str| draws.column(name).ok_or(Undefined::NoObservations);
        let strategies: Result<Vec<Vec<Outcome>>, Undefined> = (0..stated.len())
            .map(|place| {
                let [cost, effect] = named(place);
                let pairs = column(&cost)?.iter().zip(column(&effect)?);
                Ok(pairs.map(|(cost, effect)| Outcome { cost: *cost, effect: *effect }).collect())
            })
            .collect();
        Simulation::new(&strategies?)
    }
}

impl Stated {
    fn over(&self, control: &Stated) -> Result<UncertainIncrement, Undefined> {
        let both = |of: fn(&Stated) -> f64| of(self) + of(control);
        UncertainIncrement::new(
            self.mean.minus(control.mean),
            increment::Spread {
                cost_variance: both(|own| own.errors[0] * own.errors[0]),
                effect_variance: both(|own| own.errors[1] * own.errors[1]),
                covariance: both(|own| own.correlation * own.errors[0] * own.errors[1]),
            },
        )
    }
}

/// Adds a cost and an effect that are normal together; what has no spread, or is one number with the other, is drawn as that.
pub(super) fn add_pair(
    inputs: &mut Inputs,
    names: [&str; 2],
    mean: Outcome,
    errors: [f64; 2],
    correlation: f64,
) -> Result<(), Undefined> {
    let means = [mean.cost, mean.effect];
    if errors[0] == 0.0 || errors[1] == 0.0 {
        for at in 0..2 {
            let own = if errors[at] == 0.0 {
                Distribution::fixed(means[at])?
            } else {
                Distribution::normal(means[at], errors[at])?
            };
            inputs.independent(names[at], own)?;
        }
        return Ok(());
    }
    // A correlation of one is no positive definite matrix: the nearest that is draws the same to six figures.
    let covariance = correlation.clamp(-1.0 + 1e-12, 1.0 - 1e-12) * errors[0] * errors[1];
    let matrix = [vec![errors[0] * errors[0], covariance], vec![covariance, errors[1] * errors[1]]];
    inputs.correlated(&names, &means, &matrix)
}

/// Draws of an increment that is normal, over a comparator without cost and effect.
pub(super) fn drawn_increments(increment: &UncertainIncrement, seed: u64, draws: u64) -> Result<Simulation, Undefined> {
    let mut inputs = Inputs::new(seed);
    let increment::Spread { cost_variance, effect_variance, covariance } = increment.spread();
    let errors = [libm::sqrt(cost_variance), libm::sqrt(effect_variance)];
    let correlation = if errors[0] > 0.0 && errors[1] > 0.0 { covariance / errors[0] / errors[1] } else { 0.0 };
    let mean = Outcome { cost: increment.point().cost, effect: increment.point().effect };
    add_pair(&mut inputs, ["cost", "effect"], mean, errors, correlation)?;
    Simulation::of_increments(&inputs.draw(draws as usize)?.evaluate(|x| Increment { cost: x[0], effect: x[1] }))
}
