//! How closely two variables go together: Pearson, Spearman, Kendall, weighted and partial.
//!
//! People come as [`Pairs`], whose order changes no bit of a result.

mod kendall;
mod partial;
mod pearson;
mod spearman;
mod weighted;

use crate::stats::Undefined;

pub use kendall::{kendall, kendall_coefficient, kendall_exact_test, kendall_test};
pub use partial::{PartialCorrelation, partial};
pub use pearson::{pearson, pearson_coefficient, pearson_test};
pub use spearman::{spearman, spearman_coefficient, spearman_exact_test, spearman_test};
pub use weighted::{weighted, weighted_coefficient};

/// Two numbers of each person, three people at least, in an order that does not depend on that of the rows.
///
/// ```
/// use utfall::stats::{Undefined, correlation::Pairs};
///
/// assert_eq!(Pairs::new(&[1.0, 2.0, 3.0], &[1.0, 2.0]), Err(Undefined::OutsideDomain));
/// assert_eq!(Pairs::new(&[1.0, 2.0], &[1.0, 2.0]), Err(Undefined::TooFewObservations));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Pairs {
    /// [`Undefined::OutsideDomain`] when the lists differ in length, [`Undefined::TooFewObservations`] for fewer than
    /// three pairs, of which any two go together perfectly, [`Undefined::NotFinite`] for numbers that are not finite.
    pub fn new(x: &[f64], y: &[f64]) -> Result<Pairs, Undefined> {
        if x.len() != y.len() {
            return Err(Undefined::OutsideDomain);
        }
        if x.len() < 3 {
            return Err(Undefined::TooFewObservations);
        }
        if x.iter().chain(y).any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let mut pairs: Vec<(f64, f64)> = x.iter().zip(y).map(|(x, y)| (x + 0.0, y + 0.0)).collect();
        pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let (x, y) = pairs.into_iter().unzip();
        Ok(Pairs { x, y })
    }

    /// The number of pairs.
    pub fn total(&self) -> usize {
        self.x.len()
    }

    /// The number of pairs as a real number.
    fn size(&self) -> f64 {
        self.x.len() as f64
    }
}
