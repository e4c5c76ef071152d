//! The design matrix: named variables, treatment coding and products.

use std::cmp::Ordering;
use std::fmt;

use super::Factor;
use crate::stats::Undefined;

/// The explanatory variables of a model and the matrix that they become.
///
/// An intercept (or none), then one column per numeric variable, `levels - 1` indicator columns per
/// factor, and products of those for interactions, in the order in which they are added.
///
/// ```
/// use utfall::stats::regression::{Design, Factor};
///
/// let design = Design::with_intercept(3)
///     .numeric("age", &[31.0, 40.0, 52.0])?
///     .factor("county", Factor::new(&["Oslo", "Agder", "Oslo"]))?
///     .interaction(&["age", "county"])?;
/// let names: Vec<String> = design.columns().iter().map(|column| column.to_string()).collect();
/// assert_eq!(names, ["intercept", "age", "county = Oslo", "age * county = Oslo"]);
/// assert_eq!(design.row(2), [1.0, 52.0, 1.0, 52.0]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    rows: usize,
    variables: Vec<(String, Variable)>,
    columns: Vec<Column>,
    /// Row after row.
    entries: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq)]
enum Variable {
    Numeric(Vec<f64>),
    Factor(Factor),
}

/// One column of a [`Design`]: a product of variables, of none for the intercept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The variables, each with the level that an indicator of a factor stands for.
    pub parts: Vec<(String, Option<String>)>,
    /// Where the variables and the levels stand.
    indices: Vec<(usize, usize)>,
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.parts.is_empty() {
            return f.write_str("intercept");
        }
        for (i, (variable, level)) in self.parts.iter().enumerate() {
            let times = if i == 0 { "" } else { " * " };
            match level {
                Some(level) => write!(f, "{times}{variable} = {level}")?,
                None => write!(f, "{times}{variable}")?,
            }
        }
        Ok(())
    }
}

impl Design {
    /// A design of `rows` rows with an intercept and nothing else yet.
    pub fn with_intercept(rows: usize) -> Design {
        let intercept = Column { parts: Vec::new(), indices: Vec::new() };
        Design { rows, variables: Vec::new(), columns: vec![intercept], entries: vec![1.0; rows] }
    }

    /// A design of `rows` rows without an intercept: for Cox models, and for data that are centred.
    ///
    /// Factors are coded against their reference level here too.
    pub fn without_intercept(rows: usize) -> Design {
        Design { rows, variables: Vec::new(), columns: Vec::new(), entries: Vec::new() }
    }

    /// Adds a numeric variable, or a yes-or-no as 0 and 1.
    ///
    /// [`Undefined::NotFinite`] for a value that is no finite number, [`Undefined::OutsideDomain`] for
    /// another number of rows or a name that is taken.
    pub fn numeric(self, name: &str, values: &[f64]) -> Result<Design, Undefined> {
        if values.iter().any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        self.variable(name, Variable::Numeric(values.to_vec()), values.len())
    }

    /// Adds a categorical variable: one 0-or-1 column for each level but the reference.
    ///
    /// [`Undefined::OutsideDomain`] for another number of rows or a name that is taken. A factor with
    /// one level adds no column.
    pub fn factor(self, name: &str, factor: Factor) -> Result<Design, Undefined> {
        let rows = factor.len();
        self.variable(name, Variable::Factor(factor), rows)
    }

    /// Adds the products of variables that are in the design: one column for each combination of their
    /// columns, those of the first variable varying fastest.
    ///
    /// [`Undefined::OutsideDomain`] for a name that is not in the design, or for fewer than two.
    pub fn interaction(mut self, names: &[&str]) -> Result<Design, Undefined> {
        let find = |name: &&str| self.variables.iter().position(|(known, _)| known == name);
        let indices = names.iter().map(find).collect::<Option<Vec<usize>>>().ok_or(Undefined::OutsideDomain)?;
        if indices.len() < 2 {
            return Err(Undefined::OutsideDomain);
        }
        self.add_products(&indices);
        Ok(self)
    }

    fn variable(mut self, name: &str, variable: Variable, rows: usize) -> Result<Design, Undefined> {
        if rows != self.rows || self.variables.iter().any(|(known, _)| known == name) {
            return Err(Undefined::OutsideDomain);
        }
        self.variables.push((name.to_owned(), variable));
        self.add_products(&[self.variables.len() - 1]);
        Ok(self)
    }

    fn add_products(&mut self, indices: &[usize]) {
        // (variable, level) for each column of each variable; the level of a numeric one is not used.
        let mut products: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
        for &index in indices {
            let own: Vec<(usize, usize)> = match &self.variables[index].1 {
                Variable::Numeric(_) => vec![(index, 0)],
                Variable::Factor(factor) => (1..factor.levels().len()).map(|level| (index, level)).collect(),
            };
            products = own
                .iter()
                .flat_map(|part| products.iter().map(move |product| [product.as_slice(), &[*part]].concat()))
                .collect();
        }
        for indices in products {
            let part = |(variable, level): &(usize, usize)| {
                let (name, variable) = &self.variables[*variable];
                match variable {
                    Variable::Numeric(_) => (name.clone(), None),
                    Variable::Factor(factor) => (name.clone(), Some(factor.levels()[*level].clone())),
                }
            };
            self.columns.push(Column { parts: indices.iter().map(part).collect(), indices });
        }
        self.fill();
    }

    /// Computes the entries from the variables.
    fn fill(&mut self) {
        let mut entries = Vec::with_capacity(self.rows * self.columns.len());
        for row in 0..self.rows {
            entries.extend(self.columns.iter().map(|column| self.product(&column.indices, row)));
        }
        self.entries = entries;
    }

    fn product(&self, indices: &[(usize, usize)], row: usize) -> f64 {
        indices.iter().map(|part| self.part(*part, row)).product()
    }

    fn part(&self, (variable, level): (usize, usize), row: usize) -> f64 {
        match &self.variables[variable].1 {
            Variable::Numeric(values) => values[row],
            Variable::Factor(factor) => f64::from(u8::from(factor.codes()[row] == level)),
        }
    }

    /// The columns, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The entries of one row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.entries[row * self.columns.len()..(row + 1) * self.columns.len()]
    }

    /// The place of the column of a numeric variable on its own.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| matches!(&column.parts[..], [(part, None)] if part == name))
    }

    /// Whether the first column is the intercept.
    pub fn has_intercept(&self) -> bool {
        self.columns.first().is_some_and(|column| column.parts.is_empty())
    }

    /// The values of a numeric variable.
    pub fn values(&self, name: &str) -> Option<&[f64]> {
        self.variables.iter().find_map(|(known, variable)| match variable {
            Variable::Numeric(values) if known == name => Some(values.as_slice()),
            _ => None,
        })
    }

    /// The same design with a numeric variable set to `value` in every row, products included.
    ///
    /// [`Undefined::OutsideDomain`] when there is no such variable, [`Undefined::NotFinite`] when `value`
    /// is not a finite number.
    pub fn with_value(&self, name: &str, value: f64) -> Result<Design, Undefined> {
        if !value.is_finite() {
            return Err(Undefined::NotFinite);
        }
        let mut changed = self.clone();
        let variable = changed.variables.iter_mut().find(|(known, _)| known == name);
        match variable {
            Some((_, Variable::Numeric(values))) => values.fill(value),
            _ => return Err(Undefined::OutsideDomain),
        }
        changed.fill();
        Ok(changed)
    }

    /// The same design with everyone at one level of a factor, products included.
    ///
    /// [`Undefined::OutsideDomain`] when there is no such factor or level.
    pub fn with_level(&self, name: &str, level: &str) -> Result<Design, Undefined> {
        let mut changed = self.clone();
        let variable = changed.variables.iter_mut().find(|(known, _)| known == name);
        match variable {
            Some((_, Variable::Factor(factor))) => *factor = factor.all_at(level)?,
            _ => return Err(Undefined::OutsideDomain),
        }
        changed.fill();
        Ok(changed)
    }

    /// The derivative of a row by a numeric variable, column by column.
    pub(super) fn derivative(&self, name: &str, row: usize) -> Vec<f64> {
        let slope = |column: &Column| -> f64 {
            let parts = &column.indices;
            let is_variable = |part: &(usize, usize)| self.variables[part.0].0 == name;
            (0..parts.len())
                .filter(|i| is_variable(&parts[*i]))
                .map(|i| -> f64 { (0..parts.len()).filter(|j| *j != i).map(|j| self.part(parts[j], row)).product() })
                .sum()
        };
        self.columns.iter().map(slope).collect()
    }

    /// An order of the rows that does not depend on the order of the input: by the columns of `first`, then
    /// by the design.
    pub(in crate::stats) fn canonical_order(&self, first: &[&[f64]]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.rows).collect();
        order.sort_by(|a, b| {
            let before = first.iter().map(|column| column[*a].total_cmp(&column[*b]));
            let own = self.row(*a).iter().zip(self.row(*b)).map(|(x, y)| x.total_cmp(y));
            before.chain(own).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        order
    }

    /// `row . coefficients`.
    pub(in crate::stats) fn predictor(&self, row: usize, coefficients: &[f64]) -> f64 {
        self.row(row).iter().zip(coefficients).map(|(x, b)| x * b).sum()
    }
}
