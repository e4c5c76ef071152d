//! Data of which some values are missing.

use std::collections::BTreeMap;

use crate::stats::Undefined;

/// Named variables of which some values are missing.
///
/// ```
/// use utfall::stats::imputation::Incomplete;
///
/// let data = Incomplete::new(4)
///     .numeric("hads", &[Some(11.0), None, Some(7.0), Some(9.0)])?
///     .binary("employed", &[Some(true), Some(false), None, None])?
///     .nominal("county", &[Some("Oslo"), Some("Agder"), Some("Oslo"), None])?;
/// assert_eq!(data.missing("employed")?, 2);
/// assert_eq!(data.complete_rows(), 1);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Incomplete {
    rows: usize,
    variables: Vec<Variable>,
}

/// What the numbers of a variable stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Numeric,
    /// 0 or 1.
    Binary,
    /// The place of a level.
    Nominal(Vec<String>),
    /// The place of a level, of levels in order.
    Ordered(Vec<String>),
}

/// One variable; categories are held as the places of their levels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Variable {
    pub name: String,
    pub kind: Kind,
    /// 0 where missing.
    pub values: Vec<f64>,
    /// The rows where it is missing, in order.
    pub missing: Vec<usize>,
}

impl Variable {
    /// For each row whether it is observed.
    pub fn observed(&self) -> Vec<bool> {
        let mut observed = vec![true; self.values.len()];
        self.missing.iter().for_each(|row| observed[*row] = false);
        observed
    }
}

/// Rows that have the same variables missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// For each variable, in the order of the data, whether it is observed.
    pub observed: Vec<bool>,
    /// The number of rows.
    pub rows: usize,
}

impl Incomplete {
    /// Data of so many rows, without any variable yet.
    pub fn new(rows: usize) -> Incomplete {
        Incomplete { rows, variables: Vec::new() }
    }

    /// Adds a measurement.
    ///
    /// [`Undefined::NotFinite`] for a value that is no finite number, [`Undefined::OutsideDomain`] for another number
    /// of rows or a name that is taken.
    pub fn numeric(self, name: &str, values: &[Option<f64>]) -> Result<Incomplete, Undefined> {
        if values.iter().flatten().any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        // Adding zero makes -0 a 0, so that equal numbers are equal bits.
        self.add(name, Kind::Numeric, values.iter().map(|value| value.map(|value| value + 0.0)).collect())
    }

    /// Adds a yes-or-no. Errors as for [`Incomplete::numeric`].
    pub fn binary(self, name: &str, values: &[Option<bool>]) -> Result<Incomplete, Undefined> {
        self.add(name, Kind::Binary, values.iter().map(|value| value.map(f64::from)).collect())
    }

    /// Adds categories without an order; those that occur are its levels. Errors as for [`Incomplete::numeric`].
    pub fn nominal<S: AsRef<str>>(self, name: &str, values: &[Option<S>]) -> Result<Incomplete, Undefined> {
        let mut levels: Vec<&str> = values.iter().flatten().map(AsRef::as_ref).collect();
        levels.sort_unstable();
        levels.dedup();
        let levels = levels.into_iter().map(str::to_owned).collect::<Vec<String>>();
        let values = coded(&levels, values)?;
        self.add(name, Kind::Nominal(levels), values)
    }

    /// Adds categories in the order of `levels`.
    ///
    /// [`Undefined::OutsideDomain`] for a value that is no level, or a level that is given twice; other errors as for
    /// [`Incomplete::numeric`].
    pub fn ordered<S: AsRef<str>>(
        self,
        name: &str,
        levels: &[&str],
        values: &[Option<S>],
    ) -> Result<Incomplete, Undefined> {
        let levels: Vec<String> = levels.iter().map(|level| (*level).to_owned()).collect();
        if (1..levels.len()).any(|i| levels[..i].contains(&levels[i])) {
            return Err(Undefined::OutsideDomain);
        }
        let values = coded(&levels, values)?;
        self.add(name, Kind::Ordered(levels), values)
    }

    fn add(mut self, name: &str, kind: Kind, values: Vec<Option<f64>>) -> Result<Incomplete, Undefined> {
        if values.len() != self.rows || self.variables.iter().any(|variable| variable.name == name) {
            return Err(Undefined::OutsideDomain);
        }
        let missing = (0..values.len()).filter(|row| values[*row].is_none()).collect();
        let values = values.into_iter().map(|value| value.unwrap_or(0.0)).collect();
        self.variables.push(Variable { name: name.to_owned(), kind, values, missing });
        Ok(self)
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The names of the variables, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|variable| variable.name.as_str())
    }

    /// How many values of a variable are missing; [`Undefined::OutsideDomain`] when there is no such variable.
    pub fn missing(&self, name: &str) -> Result<usize, Undefined> {
        Ok(self.variables[self.place(name)?].missing.len())
    }

    /// The number of rows in which nothing is missing.
    pub fn complete_rows(&self) -> usize {
        self.patterns()
            .iter()
            .filter(|pattern| pattern.observed.iter().all(|seen| *seen))
            .map(|pattern| pattern.rows)
            .sum()
    }

    /// Which variables are missing together, the most frequent pattern first; equally frequent ones with the most
    /// observed first.
    ///
    /// ```
    /// use utfall::stats::imputation::Incomplete;
    ///
    /// let data = Incomplete::new(4)
    ///     .numeric("before", &[Some(1.0), Some(2.0), Some(3.0), Some(4.0)])?
    ///     .numeric("after", &[Some(1.0), None, Some(3.0), None])?
    ///     .numeric("later", &[Some(1.0), None, None, None])?;
    /// let patterns = data.patterns();
    /// assert_eq!((patterns[0].observed.as_slice(), patterns[0].rows), ([true, false, false].as_slice(), 2));
    /// // Who is missing once is missing from then on.
    /// assert_eq!(data.monotone_order(), Some(vec!["before", "after", "later"]));
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn patterns(&self) -> Vec<Pattern> {
        let observed: Vec<Vec<bool>> = self.variables.iter().map(Variable::observed).collect();
        let mut counts: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
        for row in 0..self.rows {
            *counts.entry(observed.iter().map(|observed| observed[row]).collect()).or_default() += 1;
        }
        let mut patterns: Vec<Pattern> =
            counts.into_iter().map(|(observed, rows)| Pattern { observed, rows }).collect();
        let seen = |pattern: &Pattern| pattern.observed.iter().filter(|seen| **seen).count();
        patterns
            .sort_by(|a, b| b.rows.cmp(&a.rows).then(seen(b).cmp(&seen(a))).then_with(|| b.observed.cmp(&a.observed)));
        patterns
    }

    /// The variables in an order in which whoever lacks one lacks all that follow; `None` when there is no such order.
    ///
    /// Dropout from a study gives such a monotone pattern. It needs no iteration: [`impute`](super::impute) then draws
    /// each variable once, from those before it.
    pub fn monotone_order(&self) -> Option<Vec<&str>> {
        let order = self.by_missing();
        let nested = order.windows(2).all(|pair| {
            let later = self.variables[pair[1]].observed();
            self.variables[pair[0]].missing.iter().all(|row| !later[*row])
        });
        nested.then(|| order.iter().map(|place| self.variables[*place].name.as_str()).collect())
    }

    /// The variables, those with the fewest missing first.
    pub(super) fn by_missing(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.variables.len()).collect();
        order.sort_by_key(|place| self.variables[*place].missing.len());
        order
    }

    pub(super) fn variables(&self) -> &[Variable] {
        &self.variables
    }

    pub(super) fn place(&self, name: &str) -> Result<usize, Undefined> {
        self.variables.iter().position(|variable| variable.name == name).ok_or(Undefined::OutsideDomain)
    }

    /// These rows alone.
    pub(super) fn subset(&self, rows: &[usize]) -> Incomplete {
        let variables = self.variables.iter().map(|variable| {
            let observed = variable.observed();
            Variable {
                name: variable.name.clone(),
                kind: variable.kind.clone(),
                values: rows.iter().map(|row| variable.values[*row]).collect(),
                missing: (0..rows.len()).filter(|row| !observed[rows[*row]]).collect(),
            }
        });
        Incomplete { rows: rows.len(), variables: variables.collect() }
    }

    /// An order of the rows that does not depend on the order of the input.
    pub(super) fn canonical_order(&self) -> Vec<usize> {
        let observed: Vec<Vec<bool>> = self.variables.iter().map(Variable::observed).collect();
        let mut order: Vec<usize> = (0..self.rows).collect();
        order.sort_by(|a, b| {
            let pairs = self.variables.iter().zip(&observed).map(|(variable, observed)| {
                observed[*b].cmp(&observed[*a]).then(variable.values[*a].total_cmp(&variable.values[*b]))
            });
            pairs.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
        order
    }
}

/// The place of each value among the levels.
fn coded<S: AsRef<str>>(levels: &[String], values: &[Option<S>]) -> Result<Vec<Option<f64>>, Undefined> {
    let places: BTreeMap<&str, usize> =
        levels.iter().enumerate().map(|(place, level)| (level.as_str(), place)).collect();
    let code = |value: &Option<S>| match value {
        None => Ok(None),
        Some(value) => places.get(value.as_ref()).map(|place| Some(*place as f64)).ok_or(Undefined::OutsideDomain),
    };
    values.iter().map(code).collect()
}
