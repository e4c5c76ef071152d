//! R's formulas over named columns: `y ~ arm * month + factor(site) + strata(x)`.

use std::collections::BTreeMap;

use utfall::stats::regression::{Column, Design, Factor};

use super::super::case::{Case, Field};
use super::undefined;

/// Columns by name.
#[derive(Default, Clone)]
pub struct Columns(BTreeMap<String, Values>);

#[derive(Clone)]
pub enum Values {
    Numbers(Vec<f64>),
    Texts(Vec<String>),
}

impl Columns {
    /// The lists of numbers in the input of a case.
    pub fn of_case(case: &Case) -> Columns {
        let lists = case.input_names().filter_map(|name| Some((name.to_owned(), Values::Numbers(case.numbers(name)?))));
        Columns(lists.collect())
    }

    pub fn of_pairs(pairs: impl IntoIterator<Item = (String, Values)>) -> Columns {
        Columns(pairs.into_iter().collect())
    }

    pub fn numbers(&self, name: &str) -> Result<&[f64], String> {
        match self.0.get(name) {
            Some(Values::Numbers(values)) => Ok(values),
            _ => Err(format!("no numbers `{name}`")),
        }
    }

    /// The labels of a column; whole numbers without a decimal point, as R writes them.
    pub fn factor(&self, name: &str) -> Result<Factor, String> {
        match self.0.get(name) {
            Some(Values::Numbers(values)) => Ok(Factor::new(&values.iter().map(f64::to_string).collect::<Vec<_>>())),
            Some(Values::Texts(values)) => Ok(Factor::new(values)),
            None => Err(format!("no column `{name}`")),
        }
    }
}

/// The two sides of a formula; the right one as its terms, each a list of variables, main effects first.
pub fn sides(formula: &str) -> (String, Vec<Vec<String>>) {
    let (left, right) = formula.split_once('~').unwrap_or(("", formula));
    let (mut main, mut products): (Vec<Vec<String>>, Vec<Vec<String>>) = Default::default();
    for term in right.split('+').map(str::trim) {
        let parts: Vec<String> = term.split([':', '*']).map(|part| part.trim().to_owned()).collect();
        if term.contains('*') || parts.len() == 1 {
            main.extend(parts.iter().filter(|part| *part != "1").map(|part| vec![part.clone()]));
        }
        if parts.len() > 1 {
            products.push(parts);
        }
    }
    main.extend(products);
    (left.trim().to_owned(), main)
}

/// The design of the right side, but for terms like `strata(x)` and `(1|site)`.
pub fn design(formula: &str, columns: &Columns, rows: usize, intercept: bool) -> Result<Design, String> {
    let mut design = if intercept { Design::with_intercept(rows) } else { Design::without_intercept(rows) };
    for term in sides(formula).1 {
        let [variable] = &term[..] else {
            let names: Vec<&str> = term.iter().map(String::as_str).collect();
            design = design.interaction(&names).map_err(undefined)?;
            continue;
        };
        if variable.starts_with('(') || variable.starts_with("strata(") {
            continue;
        }
        let inside = variable.strip_prefix("factor(").and_then(|rest| rest.strip_suffix(')'));
        design = match (inside, columns.0.get(variable)) {
            (None, Some(Values::Numbers(values))) => design.numeric(variable, values),
            (None, Some(Values::Texts(values))) => design.factor(variable, Factor::new(values)),
            (None, None) => return Err(format!("no column `{variable}`")),
            (Some(name), _) => design.factor(variable, columns.factor(name)?),
        }
        .map_err(undefined)?;
    }
    Ok(design)
}

/// The names that R gives the columns.
pub fn terms(columns: &[Column]) -> Field {
    let name = |column: &Column| {
        if column.parts.is_empty() {
            return Field::Text("(Intercept)".to_owned());
        }
        let parts = column.parts.iter().map(|(name, level)| format!("{name}{}", level.as_deref().unwrap_or_default()));
        Field::Text(parts.collect::<Vec<_>>().join(":"))
    };
    Field::List(columns.iter().map(name).collect())
}

/// A list of numbers.
pub fn list(values: impl IntoIterator<Item = f64>) -> Field {
    Field::List(values.into_iter().map(Field::Number).collect())
}
