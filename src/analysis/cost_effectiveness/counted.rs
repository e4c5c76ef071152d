//! Costs and effects of persons, from the rows of a data source.

use super::stated::drawn_increments;
use super::{Columns, CostEffectiveness, Found, Known};
use crate::analysis::comparison::ClusterAdjustment;
use crate::analysis::input::Entry;
use crate::analysis::one_proportion::collect;
use crate::analysis::persons::Persons as Behind;
use crate::data::{By, Cell, Rows};
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::econ::bootstrap::{self, BootstrapPlan, resampled_means};
use crate::econ::increment::{Outcome, UncertainIncrement};
use crate::econ::net_benefit::NetBenefit;
use crate::econ::net_benefit_regression::{Errors, Persons, adjusted_increment, net_benefit_regression};
use crate::econ::simulation::Simulation;
use crate::results::{Input, Method, Note, Origin};
use crate::stats::means::one_mean;
use crate::stats::regression::{Clustered, Design, Factor, Heteroskedastic};
use crate::stats::{Level, Sample, Undefined};

/// A person of whom all is known.
#[derive(Clone, Debug)]
struct Person {
    alternative: usize,
    outcome: Outcome,
    covariates: Vec<Cell>,
    cluster: Option<Cell>,
}

/// The persons of all alternatives, in an order that does not depend on that of the rows.
struct Everyone {
    persons: Vec<Person>,
    missing: Vec<u64>,
}

impl CostEffectiveness {
    pub(super) fn of_rows(
        &self,
        entry: &Entry<'_>,
        from: &Spanned<String>,
        columns: &Columns,
        level: Level,
    ) -> Result<Found, Vec<Diagnostic>> {
        let rows = entry.rows(from).map_err(|problem| vec![problem])?;
        let members = self.members(entry, &rows, from, columns)?;
        let everyone = self.everyone(&rows, columns, &members).map_err(|problem| vec![problem])?;
        let group = |place: usize| everyone.persons.iter().filter(move |person| person.alternative == place);
        let clusters_in = |place: usize| -> Vec<&Cell> {
            let mut clusters: Vec<&Cell> = group(place).filter_map(|person| person.cluster.as_ref()).collect();
            clusters.sort();
            clusters.dedup();
            clusters
        };
        let crossed = (1..members.len()).any(|place| {
            (0..place).any(|other| clusters_in(other).iter().any(|cluster| clusters_in(place).contains(cluster)))
        });
        if let Some(named) = self.adjust_for.first().filter(|_| members.len() > 2) {
            let problem = Problem::new("an adjusted comparison has two alternatives");
            let hint = "leave out `adjust_for`, or compare the alternatives two at a time";
            return Err(vec![problem.hint(hint).at(named.location())]);
        }
        if let Some(cluster) = self.cluster.as_ref().filter(|_| crossed && members.len() > 2) {
            let problem = Problem::new(format!("some clusters of `{cluster}` have persons in several alternatives"));
            let hint = "compare the alternatives two at a time";
            return Err(vec![problem.hint(hint).at(cluster.location())]);
        }
        let mut known = Vec::new();
        for (place, member) in members.iter().enumerate() {
            let of = |number: fn(&Outcome) -> f64| {
                let values: Vec<f64> = group(place).map(|person| number(&person.outcome)).collect();
                one_mean(Sample::new(&values)?.summary(), level)
            };
            match (of(|outcome| outcome.cost), of(|outcome| outcome.effect)) {
                (Ok(cost), Ok(effect)) => known.push(Known { total: group(place).count() as u64, cost, effect }),
                (Err(why), _) | (_, Err(why)) => {
                    let problem = Problem::new(format!("`{member}` has no mean cost and effect: {why}"));
                    let hint = "a group needs two persons of whom cost and effect are known";
                    let place = self.alternatives.value[place].value.as_ref().and_then(Spanned::location);
                    return Err(vec![problem.hint(hint).at(place)]);
                }
            }
        }
        let modelled = !self.adjust_for.is_empty() || self.cluster.is_some();
        let thresholds = self.thresholds();
        let mut increments = Vec::new();
        let mut benefits: Vec<Vec<Result<NetBenefit, Undefined>>> = Vec::new();
        for place in 1..members.len() {
            if modelled {
                let fitted = self.fitted(&everyone, place, &thresholds, level);
                match fitted {
                    Ok((increment, at)) => {
                        increments.push(Ok(increment));
                        benefits.push(at.into_iter().map(Ok).collect());
                    }
                    Err(why) => {
                        increments.push(Err(why));
                        benefits.push(thresholds.iter().map(|_| Err(why)).collect());
                    }
                }
            } else {
                let outcomes = |place| -> Vec<Outcome> { group(place).map(|person| person.outcome).collect() };
                let increment = UncertainIncrement::of_persons(&outcomes(place), &outcomes(0));
                let at = |threshold: &f64| increment.and_then(|found| found.net_monetary_benefit(*threshold, level));
                benefits.push(thresholds.iter().map(at).collect());
                increments.push(increment);
            }
        }
        let from_normal = !self.adjust_for.is_empty() || crossed;
        let (simulation, drawn) = if from_normal {
            let drawn = increments[0].and_then(|found| drawn_increments(&found, self.seed, self.number_of_draws()));
            (drawn, Note::DrawsFromNormal)
        } else {
            let note = if self.cluster.is_some() { Note::DrawsFromClusterBootstrap } else { Note::DrawsFromBootstrap };
            (self.resampled(&everyone, members.len()), note)
        };
        let mut notes = vec![drawn];
        if everyone.missing.iter().any(|missing| *missing > 0) {
            notes.push(Note::MissingOutcomes);
        }
        notes.push(if self.adjust_for.is_empty() { Note::Unadjusted } else { Note::AdjustedByRegression });
        let method = match (&self.cluster, modelled) {
            (Some(_), _) => self.cluster_method.method(),
            (None, true) => Method::RobustRegression,
            (None, false) => Method::Wald,
        };
        let of_all = Behind::of(&rows);
        let dimension = format!("{} + {}", columns.cost, columns.effect);
        let (mut cells, mut lost) = (Vec::new(), Vec::new());
        for (place, member) in members.iter().enumerate() {
            let own = of_all.with(&columns.group, member);
            cells.push(own.known(&dimension, true).cell(known[place].total, [""; 0]));
            lost.push(own.known(&dimension, false).cell(everyone.missing[place], [""; 0]));
        }
        let read = [&columns.group, &columns.cost, &columns.effect];
        let read = read.into_iter().chain(&self.adjust_for).chain(&self.cluster);
        let origin = Origin::Data {
            source: from.value.clone(),
            columns: read.map(|column| column.value.clone()).collect(),
            rows: everyone.persons.len() as u64,
        };
        Ok(Found {
            known,
            increments,
            benefits,
            simulation,
            method,
            notes,
            inputs: vec![Input { name: "rows".to_owned(), origin }],
            missing: everyone.missing,
            cells,
            lost,
        })
    }

    /// The values of the alternatives in the column of the group.
    fn members(
        &self,
        entry: &Entry<'_>,
        rows: &Rows<'_>,
        from: &Spanned<String>,
        columns: &Columns,
    ) -> Result<Vec<Cell>, Vec<Diagnostic>> {
        let tally = rows.tally(&[By::Column(&columns.group)])?;
        let known = tally.values(0);
        let names: Vec<String> = known.iter().filter(|cell| !cell.is_missing()).map(Cell::to_string).collect();
        let members = collect(self.alternatives.value.iter().map(|alternative| {
            let Some(written) = &alternative.value else {
                let label = alternative.label.get(crate::results::Language::Bokmal);
                return Err(Problem::new(format!("`{label}` needs its `value` in `{}`", columns.group))
                    .hint(format!("the column has {}", one_of(names.iter().take(8).map(String::as_str))))
                    .at(columns.group.location()));
            };
            known.iter().find(|cell| cell.is_written(written)).cloned().ok_or_else(|| {
                Problem::new(format!("`{}` never has the value `{written}`", columns.group))
                    .closest_of(written, names.iter().map(String::as_str))
                    .hint(format!("it has {}", one_of(names.iter().take(8).map(String::as_str))))
                    .at(written.location())
            })
        }))?;
        for (place, member) in members.iter().enumerate() {
            if members[..place].contains(member) {
                let problem = Problem::new(format!("two alternatives have the value `{member}`"));
                let place = self.alternatives.value[place].value.as_ref().and_then(Spanned::location);
                return Err(vec![problem.hint("give each its own").at(place)]);
            }
        }
        let others = tally.sum(|cells| !members.contains(&cells[0]));
        if others > 0 {
            let problem = Problem::new(format!("{others} rows of `{from}` belong to no alternative and are left out"));
            entry.warn(problem.at(columns.group.location()));
        }
        Ok(members)
    }

    /// The persons of whom group, cost, effect, covariates and cluster are known.
    fn everyone(&self, rows: &Rows<'_>, columns: &Columns, members: &[Cell]) -> Result<Everyone, Diagnostic> {
        let group = rows.cells(&columns.group)?;
        let (costs, effects) = (rows.numbers(&columns.cost)?, rows.numbers(&columns.effect)?);
        let covariates: Vec<Vec<Cell>> =
            self.adjust_for.iter().map(|column| rows.cells(column)).collect::<Result<_, _>>()?;
        let clusters = self.cluster.as_ref().map(|column| rows.cells(column)).transpose()?;
        let mut everyone = Everyone { persons: Vec::new(), missing: vec![0; members.len()] };
        for (row, cell) in group.iter().enumerate() {
            let Some(alternative) = members.iter().position(|member| member == cell) else { continue };
            let own: Vec<Cell> = covariates.iter().map(|column| column[row].clone()).collect();
            let cluster = clusters.as_ref().map(|column| column[row].clone());
            let lacks = own.iter().chain(&cluster).any(Cell::is_missing);
            match (costs[row], effects[row]) {
                (Some(cost), Some(effect)) if !lacks => everyone.persons.push(Person {
                    alternative,
                    outcome: Outcome { cost, effect },
                    covariates: own,
                    cluster,
                }),
                _ => everyone.missing[alternative] += 1,
            }
        }
        everyone.persons.sort_by(|one, two| {
            one.alternative
                .cmp(&two.alternative)
                .then(one.outcome.cost.total_cmp(&two.outcome.cost))
                .then(one.outcome.effect.total_cmp(&two.outcome.effect))
                .then_with(|| one.covariates.cmp(&two.covariates))
                .then_with(|| one.cluster.cmp(&two.cluster))
        });
        Ok(everyone)
    }

    /// An increment over the first alternative by regression, and its net benefit at each threshold.
    fn fitted(
        &self,
        everyone: &Everyone,
        place: usize,
        thresholds: &[f64],
        level: Level,
    ) -> Result<(UncertainIncrement, Vec<NetBenefit>), Undefined> {
        let persons: Vec<&Person> =
            everyone.persons.iter().filter(|person| person.alternative == 0 || person.alternative == place).collect();
        let outcomes: Vec<Outcome> = persons.iter().map(|person| person.outcome).collect();
        let treated: Vec<bool> = persons.iter().map(|person| person.alternative == place).collect();
        let mut design = Design::with_intercept(persons.len());
        for (at, column) in self.adjust_for.iter().enumerate() {
            // The place keeps a covariate apart from the column of treatment, whatever it is called.
            let name = format!("{}: {column}", at + 1);
            let cells: Vec<&Cell> = persons.iter().map(|person| &person.covariates[at]).collect();
            let numbers: Option<Vec<f64>> = cells.iter().map(|cell| number(cell)).collect();
            design = match numbers {
                Some(numbers) => design.numeric(&name, &numbers)?,
                None => {
                    let labels: Vec<String> = cells.iter().map(|cell| cell.to_string()).collect();
                    design.factor(&name, Factor::new(&labels))?
                }
            };
        }
        let labels: Vec<String> =
            persons.iter().map(|person| person.cluster.as_ref().map_or_else(String::new, Cell::to_string)).collect();
        let clusters = Factor::new(&labels);
        let errors = match (&self.cluster, self.cluster_method) {
            (None, _) => Errors::Robust(Heteroskedastic::Hc2),
            (Some(_), ClusterAdjustment::Cr1) => Errors::Clustered(&clusters, Clustered::Cr1),
            (Some(_), ClusterAdjustment::Cr2) => Errors::Clustered(&clusters, Clustered::Cr2),
        };
        let persons = Persons { outcomes: &outcomes, treated: &treated, covariates: &design };
        Ok((adjusted_increment(persons, errors)?, net_benefit_regression(persons, errors, thresholds, level)?))
    }

    /// Draws of the means: persons, or clusters of them, drawn anew within each alternative.
    fn resampled(&self, everyone: &Everyone, alternatives: usize) -> Result<Simulation, Undefined> {
        let units: Result<Vec<Vec<bootstrap::Unit>>, Undefined> = (0..alternatives)
            .map(|place| {
                let mut own: Vec<&Person> =
                    everyone.persons.iter().filter(|person| person.alternative == place).collect();
                // Those of a cluster stand together; persons without one stay in their order.
                own.sort_by(|one, two| one.cluster.cmp(&two.cluster));
                let same = |one: &&Person, two: &&Person| one.cluster.is_some() && one.cluster == two.cluster;
                own.chunk_by(same)
                    .map(|cluster| {
                        let outcomes: Vec<Outcome> = cluster.iter().map(|person| person.outcome).collect();
                        bootstrap::Unit::cluster(&outcomes)
                    })
                    .collect()
            })
            .collect();
        let units = units?;
        let groups: Vec<&[bootstrap::Unit]> = units.iter().map(Vec::as_slice).collect();
        let plan = BootstrapPlan { replicates: self.number_of_draws(), seed: self.seed };
        Simulation::new(&resampled_means(&groups, plan)?)
    }
}

/// The number of a covariate that is one; true is 1.
fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Boolean(holds) => Some(f64::from(u8::from(*holds))),
        other => other.as_number(),
    }
}
