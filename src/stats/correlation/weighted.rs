//! Pearson's correlation of rows that weigh differently.

use super::pearson::{coefficient, fisher};
use crate::stats::sum::sum;
use crate::stats::{Estimated, Level, Undefined};

/// Pearson's correlation with a weight for each row: all means in its formula are weighted.
///
/// For services of different size, say. Weights are not negative; a weight of 0 takes the row out. The scale of the
/// weights does not matter, nor does the order of the rows. [`Undefined::OutsideDomain`] for a negative weight or lists
/// of different lengths, [`Undefined::TooFewObservations`] for fewer than three rows with a weight,
/// [`Undefined::NoVariation`] when a variable is constant.
///
/// ```
/// use utfall::stats::correlation::{Pairs, pearson_coefficient, weighted_coefficient};
///
/// // A weight of 2 is the same as two rows.
/// let weighted = weighted_coefficient(&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 2.0, 5.0], &[1.0, 2.0, 1.0, 1.0])?;
/// let rows = Pairs::new(&[1.0, 2.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 3.0, 2.0, 5.0])?;
/// assert!((weighted - pearson_coefficient(&rows)?).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// R's `cov.wt`.
pub fn weighted_coefficient(x: &[f64], y: &[f64], weights: &[f64]) -> Result<f64, Undefined> {
    let rows = Rows::new(x, y, weights)?;
    coefficient(&rows.x, &rows.y, &rows.weights)
}

/// [`weighted_coefficient`] with Fisher's interval for the effective number of rows, `sum(w)^2 / sum(w^2)`.
///
/// `tanh(atanh(r) +- z / sqrt(n_eff - 3))`; the standard error is on Fisher's scale. A rough interval: it takes the
/// rows to be equally variable and the weights to be given. With few rows a bootstrap over them is better.
/// [`Undefined::TooFewObservations`] when the effective number is 3 or less; else as for the coefficient.
///
/// ```
/// use utfall::stats::{Level, correlation};
///
/// // Equal weights give Pearson's own interval.
/// let (x, y) = ([1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 1.0, 4.0, 3.0, 5.0]);
/// let weighted = correlation::weighted(&x, &y, &[0.5; 5], Level::NINETY_FIVE)?;
/// let plain = correlation::pearson(&correlation::Pairs::new(&x, &y)?, Level::NINETY_FIVE)?;
/// assert!((weighted.interval.lower().unwrap() - plain.interval.lower().unwrap()).abs() < 1e-14);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Kish, L. (1965). *Survey Sampling*, section 11.7 (the effective number); Fisher (1921).
pub fn weighted(x: &[f64], y: &[f64], weights: &[f64], level: Level) -> Result<Estimated, Undefined> {
    let rows = Rows::new(x, y, weights)?;
    let total = sum(rows.weights.iter().copied());
    let effective = total / sum(rows.weights.iter().map(|weight| weight * (weight / total)));
    fisher(coefficient(&rows.x, &rows.y, &rows.weights)?, 1.0 / (effective - 3.0), level)
}

/// The rows with a weight, in an order that does not depend on theirs; the largest weight is 1.
struct Rows {
    x: Vec<f64>,
    y: Vec<f64>,
    weights: Vec<f64>,
}

impl Rows {
    fn new(x: &[f64], y: &[f64], weights: &[f64]) -> Result<Rows, Undefined> {
        if x.len() != y.len() || x.len() != weights.len() {
            return Err(Undefined::OutsideDomain);
        }
        if x.iter().chain(y).chain(weights).any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        if weights.iter().any(|weight| *weight < 0.0) {
            return Err(Undefined::OutsideDomain);
        }
        let largest = weights.iter().copied().fold(0.0, f64::max);
        let mut rows: Vec<[f64; 3]> = (0..x.len())
            .filter(|row| weights[*row] > 0.0)
            .map(|row| [x[row] + 0.0, y[row] + 0.0, weights[row] / largest])
            .collect();
        if rows.len() < 3 {
            return Err(Undefined::TooFewObservations);
        }
        let order =
            |a: &[f64; 3], b: &[f64; 3]| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])).then(a[2].total_cmp(&b[2]));
        rows.sort_unstable_by(order);
        let column = |place: usize| rows.iter().map(|row| row[place]).collect();
        Ok(Rows { x: column(0), y: column(1), weights: column(2) })
    }
}
