//! Small linear programs. The only file that knows the solver.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, SolveOutcome};

/// A variable: what a unit of it costs, and its range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub cost: f64,
    pub lower: f64,
    pub upper: f64,
}

/// A row: the sum of these columns, each times its factor, is `sum`.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub terms: Vec<(usize, f64)>,
    pub sum: f64,
}

/// The search for whole numbers gives up after so many steps.
const MOST_NODES: u64 = 200;

/// The numbers with the least cost; nothing where there are none, or where the solver finds none.
///
/// With `whole` they are whole numbers.
pub(super) fn least(columns: &[Column], rows: &[Row], whole: bool) -> Option<Vec<f64>> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let variables: Vec<_> = columns
        .iter()
        .map(|column| match whole {
            // The ranges are small whole numbers: see `FAR`.
            true => problem.add_integer_var(column.cost, (column.lower as i32, column.upper as i32)),
            false => problem.add_var(column.cost, (column.lower, column.upper)),
        })
        .collect();
    for row in rows {
        let terms: Vec<_> = row.terms.iter().map(|(column, factor)| (variables[*column], *factor)).collect();
        problem.add_constraint(terms, ComparisonOp::Eq, row.sum);
    }
    let mut options = SolveOptions::default();
    options.node_limit = whole.then_some(MOST_NODES);
    match problem.solve_with(options) {
        Ok(SolveOutcome::Solution(solution)) => {
            Some(variables.iter().map(|variable| solution.var_value(*variable)).collect())
        }
        // Infeasible, or too hard: whoever asks then protects more.
        Ok(SolveOutcome::Interrupted(_)) | Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_cost_is_found() {
        let column = |cost, upper| Column { cost, lower: 0.0, upper };
        let columns = [column(1.0, 2.0), column(3.0, 5.0)];
        let row = Row { terms: vec![(0, 1.0), (1, 1.0)], sum: 3.0 };
        let found = least(&columns, std::slice::from_ref(&row), true).unwrap();
        assert!((found[0] - 2.0).abs() < 1e-6 && (found[1] - 1.0).abs() < 1e-6, "{found:?}");
        assert_eq!(least(&columns, &[Row { sum: 8.0, ..row }], false), None);
    }
}
