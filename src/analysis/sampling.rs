//! How the people of a survey were drawn: weights, strata and clusters, from columns of its data source.

use schemars::JsonSchema;
use serde::Deserialize;

use super::input::Entry;
use crate::data::{Cell, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::stats::regression::Factor;
use crate::stats::survey::{SurveyDesign, kish_effective_size};

/// How the people of a survey were drawn: `{weights: weight, strata: county, clusters: office}`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// The column of the weights: how many of the population each row stands for. Rows without one are left out.
    #[serde(default)]
    pub weights: Option<Spanned<String>>,
    /// The column of the strata, within which people were drawn apart.
    #[serde(default)]
    pub strata: Option<Spanned<String>>,
    /// The column of the clusters, such as offices, that were drawn before people.
    #[serde(default)]
    pub clusters: Option<Spanned<String>>,
    /// The column of how many clusters (or persons, without clusters) the stratum has in the population, where that is
    /// small.
    #[serde(default)]
    pub populations: Option<Spanned<String>>,
}

/// A design read from rows.
#[derive(Clone, Debug)]
pub(super) struct Sampled {
    pub design: SurveyDesign,
    /// The weight of each row; 0 where it has none.
    pub weights: Vec<f64>,
}

impl Sampling {
    /// The columns that are named, in order.
    pub fn columns(&self) -> impl Iterator<Item = &Spanned<String>> {
        [&self.weights, &self.strata, &self.clusters, &self.populations].into_iter().flatten()
    }

    /// The design of these rows.
    ///
    /// # Errors
    /// A column that is not there or holds no numbers, a negative weight, a stratum or cluster that is missing, or no
    /// column at all.
    pub(super) fn read(&self, entry: &Entry<'_>, rows: &Rows<'_>) -> Result<Sampled, Diagnostic> {
        let Some(first) = self.columns().next() else {
            let problem = Problem::new("a sample is described by at least one column");
            return Err(problem.hint("write `sampling: {weights: …}`, or leave it out").at(entry.location.clone()));
        };
        let source = rows.frame().name();
        let weights: Vec<f64> = match &self.weights {
            None => vec![1.0; rows.cells(first)?.len()],
            Some(column) => {
                let found = rows.numbers(column)?;
                let without = found.iter().filter(|weight| weight.is_none()).count();
                if without > 0 {
                    let problem = Problem::new(format!("{without} rows of `{source}` have no weight and are left out"));
                    entry.warn(problem.at(column.location()));
                }
                found.into_iter().map(|weight| weight.unwrap_or(0.0)).collect()
            }
        };
        let of_weights = self.weights.as_ref().unwrap_or(first);
        let mut design = SurveyDesign::new(&weights).map_err(|why| {
            Problem::new(format!("`{of_weights}` holds no weights: {why}"))
                .hint("a weight is a number from 0 on, and at least one is above 0")
                .at(of_weights.location())
        })?;
        let unfit = |column: &Spanned<String>| {
            Problem::new(format!("`{column}` does not describe the rows of `{source}`")).at(column.location())
        };
        if let Some(column) = &self.strata {
            design = design.with_strata(factor(rows, column)?).map_err(|_| unfit(column))?;
        }
        if let Some(column) = &self.clusters {
            design = design.with_clusters(factor(rows, column)?).map_err(|_| unfit(column))?;
        }
        if let Some(column) = &self.populations {
            let sizes: Option<Vec<f64>> = rows.numbers(column)?.into_iter().collect();
            let sizes = sizes.ok_or_else(|| missing(column))?;
            design = design.with_populations(&sizes).map_err(|_| unfit(column))?;
        }
        Ok(Sampled { design, weights })
    }
}

impl Sampled {
    /// The size of a sample without weights whose means would be as exact, by Kish.
    pub(super) fn effective_size(&self) -> Option<f64> {
        kish_effective_size(&self.weights).ok()
    }
}

fn missing(column: &Spanned<String>) -> Diagnostic {
    Problem::new(format!("`{column}` has missing values"))
        .hint("leave such rows out with a population, or complete them")
        .at(column.location())
}

fn factor(rows: &Rows<'_>, column: &Spanned<String>) -> Result<Factor, Diagnostic> {
    let cells = rows.cells(column)?;
    if cells.iter().any(Cell::is_missing) {
        return Err(missing(column));
    }
    let labels: Vec<String> = cells.iter().map(Cell::to_string).collect();
    Ok(Factor::new(&labels))
}
