//! Linear models with one effect for each of many groups, taken out before fitting.

use super::sandwich::Pieces;
use super::{Design, Factor, LinearModel};
use crate::stats::Undefined;
use crate::stats::orthogonal::{Orthogonal, Projected};
use crate::stats::sum::{Sum, sum};

/// Least squares with an effect of its own for every group (person, site), by the deviations of all
/// variables from their means in the group.
///
/// The coefficients, their covariances and degrees of freedom are those of a model with an indicator for each
/// group, at the cost of one without. The design has no intercept ([`Undefined::OutsideDomain`] otherwise);
/// a variable that is constant within groups is [`Undefined::Collinear`]. Other errors as for
/// [`ordinary_least_squares`](super::ordinary_least_squares). Wild bootstrap and
/// [`Clustered::Cr2`](super::Clustered::Cr2) need clusters that hold whole groups.
///
/// ```
/// use utfall::stats::regression::{Design, Factor, fixed_effects};
///
/// // Two persons before and after: both rise by 2, whatever their level.
/// let after = Design::without_intercept(6).numeric("after", &[0.0, 1.0, 0.0, 1.0, 0.0, 1.0])?;
/// let persons = Factor::new(&["a", "a", "b", "b", "c", "c"]);
/// let model = fixed_effects(&after, &[1.0, 3.0, 10.0, 12.5, 4.0, 5.5], &persons)?;
/// let effect = model.coefficients().coefficient(0)?;
/// // The paired t: mean 2 of 2, 2.5 and 1.5, standard error 0.5 / sqrt(3), 2 degrees of freedom.
/// assert!((effect.value - 2.0).abs() < 1e-14);
/// assert!((effect.standard_error - 0.5 / 3_f64.sqrt()).abs() < 1e-14);
/// assert_eq!(effect.df, Some(2.0));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Wooldridge, J. M. (2010). *Econometric Analysis of Cross Section and Panel Data*, 2nd edition, section 10.5.
pub fn fixed_effects(design: &Design, outcome: &[f64], groups: &Factor) -> Result<LinearModel, Undefined> {
    let (rows, width) = (design.rows(), design.columns().len());
    if outcome.len() != rows || groups.len() != rows || design.has_intercept() || width == 0 {
        return Err(Undefined::OutsideDomain);
    }
    if outcome.iter().any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let count = groups.levels().len();
    if rows <= width + count {
        return Err(if rows == 0 { Undefined::NoObservations } else { Undefined::TooFewObservations });
    }
    let codes: Vec<f64> = groups.codes().iter().map(|code| *code as f64).collect();
    let order = design.canonical_order(&[&codes, outcome]);
    let (group, sizes) = in_order(groups, &order);
    let scaled: Vec<f64> = order.iter().map(|row| outcome[*row]).collect();
    let columns = (0..width).map(|j| within(design, groups, &order, j)).collect::<Result<Vec<_>, _>>()?;
    let factored = Orthogonal::new(columns, false)?;
    let Projected { along, residuals } = factored.project(&deviations(&scaled, &group, &sizes));
    let values = factored.coefficients(&along);
    let mean = sum(scaled.iter().map(|y| y / rows as f64));
    let about: Vec<f64> = scaled.iter().map(|y| y - mean).collect();
    let absorbed = Some(group.iter().map(|group| 1.0 / sizes[*group]).collect());
    let pieces = Pieces { order, factored, residuals, absorbed, parameters: width + count };
    let model = LinearModel::new(pieces, values, &about, &scaled, 1, vec![1.0; rows])?;
    Ok(model.with_groups(groups.clone()))
}

/// The group of each row in this order, and how many rows each group has.
fn in_order(groups: &Factor, order: &[usize]) -> (Vec<usize>, Vec<f64>) {
    let group: Vec<usize> = order.iter().map(|row| groups.codes()[*row]).collect();
    let mut sizes = vec![0.0; groups.levels().len()];
    group.iter().for_each(|group| sizes[*group] += 1.0);
    (group, sizes)
}

/// A column of the design without the means of the groups, with its rows in this order.
///
/// [`Undefined::Collinear`] for one that is constant within groups.
pub(super) fn within(design: &Design, groups: &Factor, order: &[usize], j: usize) -> Result<Vec<f64>, Undefined> {
    let (group, sizes) = in_order(groups, order);
    let column: Vec<f64> = order.iter().map(|row| design.row(*row)[j]).collect();
    let within = deviations(&column, &group, &sizes);
    // A column that is constant within groups leaves rounding only.
    let largest = |column: &[f64]| column.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    if largest(&within) <= 1e-14 * largest(&column) { Err(Undefined::Collinear) } else { Ok(within) }
}

/// What is left of a column when each group's mean is taken out, twice for the rounding of the first time.
fn deviations(column: &[f64], group: &[usize], sizes: &[f64]) -> Vec<f64> {
    let mut rest = column.to_vec();
    for _ in 0..2 {
        let mut sums = vec![Sum::default(); sizes.len()];
        group.iter().zip(&rest).for_each(|(group, x)| sums[*group].add(*x / sizes[*group]));
        rest.iter_mut().zip(group).for_each(|(x, group)| *x -= sums[*group].value());
    }
    rest
}
