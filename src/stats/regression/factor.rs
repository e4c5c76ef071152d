//! A categorical variable.

use std::collections::BTreeMap;

use crate::stats::Undefined;

/// A categorical variable; the first level is the reference with which the others are compared.
///
/// ```
/// use utfall::stats::regression::Factor;
///
/// let site = Factor::new(&["10", "9", "10"]);
/// assert_eq!(site.levels(), ["9", "10"]);
/// assert_eq!(site.with_reference("10")?.codes(), [0, 1, 0]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    levels: Vec<String>,
    codes: Vec<usize>,
}

impl Factor {
    /// A factor of the labels that occur, sorted as numbers where all are numbers and as text
    /// otherwise; the first is the reference.
    pub fn new<S: AsRef<str>>(labels: &[S]) -> Factor {
        let mut levels: Vec<&str> = labels.iter().map(AsRef::as_ref).collect();
        levels.sort_unstable();
        levels.dedup();
        let number = |label: &str| label.parse::<f64>().ok().filter(|number| !number.is_nan());
        if levels.iter().all(|level| number(level).is_some()) {
            // Stable: labels of the same number stay in the order of their text.
            levels.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
        }
        let places: BTreeMap<&str, usize> = levels.iter().enumerate().map(|(place, level)| (*level, place)).collect();
        let codes = labels.iter().map(|label| places.get(label.as_ref()).copied().unwrap_or(0)).collect();
        Factor { levels: levels.into_iter().map(str::to_owned).collect(), codes }
    }

    /// The same factor with another reference; the other levels keep their order.
    ///
    /// [`Undefined::OutsideDomain`] when no value has this level.
    pub fn with_reference(&self, level: &str) -> Result<Factor, Undefined> {
        let place = self.levels.iter().position(|known| known == level).ok_or(Undefined::OutsideDomain)?;
        let mut levels = self.levels.clone();
        levels[..=place].rotate_right(1);
        let moved = |code: &usize| match (*code).cmp(&place) {
            std::cmp::Ordering::Less => code + 1,
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Greater => *code,
        };
        Ok(Factor { levels, codes: self.codes.iter().map(moved).collect() })
    }

    /// The levels, the reference first.
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// The place in [`Factor::levels`] of each value.
    pub fn codes(&self) -> &[usize] {
        &self.codes
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The same levels with every value at one of them.
    pub(super) fn all_at(&self, level: &str) -> Result<Factor, Undefined> {
        let place = self.levels.iter().position(|known| known == level).ok_or(Undefined::OutsideDomain)?;
        Ok(Factor { levels: self.levels.clone(), codes: vec![place; self.codes.len()] })
    }
}
