//! Answers of persons to the items of a scale.

use nalgebra::DMatrix;

use crate::stats::Undefined;
use crate::stats::sum::sum;

/// Complete answers: persons by items.
///
/// Persons who left an item open are left out (listwise); how many they are is the difference between the
/// rows given and [`Items::persons`].
///
/// ```
/// use utfall::stats::reliability::Items;
///
/// let items = Items::complete(&[vec![Some(4.0), Some(5.0)], vec![Some(2.0), None], vec![Some(1.0), Some(3.0)]])?;
/// assert_eq!((items.persons(), items.items()), (2, 2));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Items {
    /// Item by item, the persons in canonical order.
    columns: Vec<Vec<f64>>,
    persons: usize,
}

impl Items {
    /// The rows without a missing answer.
    ///
    /// [`Undefined::OutsideDomain`] when rows differ in length, [`Undefined::NotFinite`] for an answer that is
    /// no finite number, [`Undefined::NoObservations`] when no row is complete.
    pub fn complete(rows: &[Vec<Option<f64>>]) -> Result<Items, Undefined> {
        let count = rows.first().map_or(0, Vec::len);
        if rows.iter().any(|row| row.len() != count) {
            return Err(Undefined::OutsideDomain);
        }
        if rows.iter().flatten().flatten().any(|answer| !answer.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let mut complete: Vec<Vec<f64>> =
            rows.iter().filter_map(|row| row.iter().copied().collect::<Option<Vec<f64>>>()).collect();
        if complete.is_empty() || count == 0 {
            return Err(Undefined::NoObservations);
        }
        complete.sort_by(|a, b| {
            let orders = a.iter().zip(b).map(|(a, b)| a.total_cmp(b));
            orders.into_iter().find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
        });
        let column = |item: usize| complete.iter().map(|row| row[item] + 0.0).collect();
        Ok(Items { columns: (0..count).map(column).collect(), persons: complete.len() })
    }

    /// The number of persons with complete answers.
    pub fn persons(&self) -> usize {
        self.persons
    }

    /// The number of items.
    pub fn items(&self) -> usize {
        self.columns.len()
    }

    /// The mean of each item.
    pub(super) fn means(&self) -> Vec<f64> {
        let n = self.persons as f64;
        self.columns.iter().map(|column| sum(column.iter().map(|x| x / n))).collect()
    }

    /// The covariances of the items, with `persons - 1`.
    ///
    /// [`Undefined::TooFewObservations`] for one person, [`Undefined::NotFinite`] on overflow.
    pub(super) fn covariance(&self) -> Result<DMatrix<f64>, Undefined> {
        if self.persons < 2 {
            return Err(Undefined::TooFewObservations);
        }
        let deviations: Vec<Vec<f64>> = self
            .columns
            .iter()
            .zip(self.means())
            .map(|(column, mean)| {
                // Equal answers deviate by nothing, not by the rounding of their mean.
                let constant = column.iter().all(|x| *x == column[0]);
                column.iter().map(|x| if constant { 0.0 } else { x - mean }).collect()
            })
            .collect();
        let df = self.persons as f64 - 1.0;
        let entry = |i: usize, j: usize| sum(deviations[i].iter().zip(&deviations[j]).map(|(a, b)| a * b)) / df;
        let matrix = DMatrix::from_fn(self.items(), self.items(), |i, j| entry(i.max(j), i.min(j)));
        if matrix.iter().all(|entry| entry.is_finite()) { Ok(matrix) } else { Err(Undefined::NotFinite) }
    }
}
