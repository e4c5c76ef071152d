//! The persons behind the effect, drawn anew: what a break-even wage would be in other samples of them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::economy::Model;
use crate::analysis::input::Entry;
use crate::analysis::persons::Persons;
use crate::data::Cell;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::econ::BreakEven;
use crate::econ::bootstrap::{BootstrapPlan, Unit, resampled_means};
use crate::econ::increment::Outcome;
use crate::econ::programme::{Balance, Perspective, Programme};
use crate::results::{ConfidenceInterval, Input, Method, Origin, PersonCell};
use crate::stats::{Interval, sum};

/// The persons whose outcomes are the effect, to be drawn anew.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Resampling {
    /// The data source or population of the persons.
    from: Spanned<String>,
    /// The column of their group.
    group: Spanned<String>,
    /// Its value for those who got the programme.
    treated: Spanned<String>,
    /// Its value for those they are compared with.
    control: Spanned<String>,
    /// The column whose difference in means is the effect: 1 for those in work and 0 for others, or a share of the time.
    outcome: Spanned<String>,
    /// The column of what the programme cost for each of those who got it: its mean varies with them.
    #[serde(default)]
    cost: Option<Spanned<String>>,
    /// How many times they are drawn; 10 000 unless given.
    #[serde(default)]
    draws: Option<Spanned<u64>>,
    /// The seed of the draws.
    #[serde(default = "seed")]
    seed: u64,
}

fn seed() -> u64 {
    2_026
}

/// What the persons give when they are drawn anew.
pub(super) struct Resampled {
    /// The effect in each draw, and the cost of the programme as a share of what it is.
    draws: Vec<(f64, f64)>,
    /// Who is behind the numbers.
    pub(super) cells: Vec<PersonCell>,
    /// Of how many group or outcome is not known.
    pub(super) missing: u64,
    /// The columns that were read.
    pub(super) input: Input,
}

impl Resampling {
    /// Draws the persons anew, within each group.
    pub(super) fn draw(&self, entry: &Entry<'_>, model: &Model) -> Result<Resampled, Diagnostic> {
        let count = self.draws.as_ref().map_or(10_000, |draws| draws.value);
        if !(100..=1_000_000).contains(&count) {
            let problem = Problem::new(format!("`draws` lies between 100 and 1000000, not {count}"));
            return Err(problem.at(self.draws.as_ref().and_then(Spanned::location)));
        }
        let rows = entry.rows(&self.from)?;
        let (groups, outcomes) = (rows.cells(&self.group)?, rows.numbers(&self.outcome)?);
        let costs = self.cost.as_ref().map(|column| rows.numbers(column)).transpose()?;
        let member = |written: &Spanned<String>| -> Result<Cell, Diagnostic> {
            groups.iter().find(|cell| cell.is_written(written)).cloned().ok_or_else(|| {
                let problem = Problem::new(format!("`{}` never has the value `{written}`", self.group));
                problem.at(written.location())
            })
        };
        let members = [member(&self.treated)?, member(&self.control)?];
        if members[0] == members[1] {
            let problem = Problem::new(format!("both groups have the value `{}`", self.treated));
            return Err(problem.hint("give each its own").at(self.control.location()));
        }
        let mut missing = [0, 0];
        let mut persons: [Vec<Outcome>; 2] = [Vec::new(), Vec::new()];
        for (row, cell) in groups.iter().enumerate() {
            let Some(own) = members.iter().position(|member| member == cell) else { continue };
            let cost = match &costs {
                Some(costs) if own == 0 => costs[row],
                _ => Some(0.0),
            };
            match (outcomes[row], cost) {
                (Some(effect), Some(cost)) => persons[own].push(Outcome { cost, effect }),
                _ => missing[own] += 1,
            }
        }
        // In an order that does not depend on that of the rows.
        for own in &mut persons {
            own.sort_by(|one, two| one.effect.total_cmp(&two.effect).then(one.cost.total_cmp(&two.cost)));
        }
        let mean = |own: usize, of: fn(&Outcome) -> f64| sum(persons[own].iter().map(of)) / persons[own].len() as f64;
        let found = mean(0, |person| person.effect) - mean(1, |person| person.effect);
        let mut effects = model.effects();
        let (Some(effect), None) = (effects.next(), effects.next()) else {
            let problem = Problem::new("the persons can be drawn anew for one effect, and there are several");
            return Err(problem.hint("leave out `persons`").at(self.from.location()));
        };
        if (found - effect.value).abs() > 1e-9 || found.is_nan() {
            let problem = Problem::new(format!(
                "the difference in `{}` between these persons is {found:.4}, and the effect is {:.4}",
                self.outcome, effect.value
            ));
            let hint = "name the persons and the column that the effect was estimated from, or leave out `persons`";
            return Err(problem.hint(hint).at(self.outcome.location()));
        }
        let spent = mean(0, |person| person.cost);
        if let Some(cost) = self.cost.as_ref().filter(|_| spent <= 0.0 || spent.is_nan()) {
            let problem = Problem::new(format!("the mean of `{cost}` among those who got the programme is {spent}"));
            return Err(problem.hint("it is what the programme cost for each of them, in kroner").at(cost.location()));
        }
        let units = persons.each_ref().map(|own| own.iter().map(|person| Unit::person(*person)).collect::<Vec<_>>());
        let plan = BootstrapPlan { replicates: count, seed: self.seed };
        let means = resampled_means(&[&units[0], &units[1]], plan).map_err(|why| {
            Problem::new(format!("these persons cannot be drawn anew: {why}")).at(self.from.location())
        })?;
        let share = |cost: f64| if self.cost.is_some() { cost / spent } else { 1.0 };
        let draws = means[0]
            .iter()
            .zip(&means[1])
            .map(|(treated, control)| (treated.effect - control.effect, share(treated.cost)));
        let all = Persons::of(&rows);
        let mut cells = Vec::new();
        for (own, member) in members.iter().enumerate() {
            let of_group = all.with(&self.group, member);
            cells.push(of_group.known(&self.outcome, true).cell(persons[own].len() as u64, [""; 0]));
            cells.push(of_group.known(&self.outcome, false).cell(missing[own], [""; 0]));
        }
        let read = [&self.group, &self.outcome].into_iter().chain(&self.cost);
        let origin = Origin::Data {
            source: self.from.value.clone(),
            columns: read.map(|column| column.value.clone()).collect(),
            rows: (persons[0].len() + persons[1].len()) as u64,
        };
        Ok(Resampled {
            draws: draws.collect(),
            cells,
            missing: missing.iter().sum(),
            input: Input { name: "persons".to_owned(), origin },
        })
    }
}

impl Resampled {
    /// The break-even wage in every draw, rising: 0 where every wage carries the costs, and infinite where none does.
    pub(super) fn wages(&self, model: &Model, programme: &Programme, perspective: Perspective) -> Option<Vec<f64>> {
        let sums = programme.sums().ok()?;
        let balance = programme.balance(perspective, &sums);
        // Person-years are linear in the effect, and what is to be carried in the programme's own cost.
        let each = model.with_effects(programme, &[1.0])?.sums().ok()?.person_years;
        let alone = own_cost(programme, perspective);
        let wage = |&(effect, share): &(f64, f64)| {
            let own = Balance { cost: balance.cost + (share - 1.0) * alone, ..balance };
            match own.break_even_wage(each * effect) {
                BreakEven::Wage(wage) => wage,
                BreakEven::EveryWage => 0.0,
                BreakEven::NoWage => f64::INFINITY,
            }
        };
        let mut wages: Vec<f64> = self.draws.iter().map(wage).collect();
        wages.sort_by(f64::total_cmp);
        Some(wages)
    }
}

/// What the programme alone costs, as far as it must be carried.
pub(super) fn own_cost(programme: &Programme, perspective: Perspective) -> f64 {
    let costs = programme.costs.iter().filter(|cost| !cost.comparison).copied().collect();
    let alone = Programme { costs, ..programme.clone() };
    alone.sums().map_or(0.0, |own| programme.balance(perspective, &own).cost + own.health)
}

/// The percentile interval of wages that rise.
pub(super) fn interval(model: &Model, wages: &[f64]) -> Option<ConfidenceInterval> {
    let level = model.level();
    let tail = 0.5 * level.alpha();
    // The smallest wage that at least such a share of the draws does not exceed: an infinite one has no mean with another.
    let at = |p: f64| wages.get(((p * wages.len() as f64).ceil() as usize).max(1) - 1).copied();
    let bounds = Interval::Bounded { lower: at(tail)?, upper: at(1.0 - tail)? };
    Some(ConfidenceInterval { bounds, level, method: Method::BootstrapPercentile })
}

/// The share of the draws in which a wage carries the costs.
pub(super) fn probability(wages: &[f64], wage: f64) -> f64 {
    wages.partition_point(|needed| *needed <= wage) as f64 / wages.len() as f64
}
