//! The variables that explain an outcome in a model: columns as the model has them, in the rows where all are known.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::data::{Cell, Column, ColumnType, Rows};
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::results::{Text, Unit};
use crate::stats::Undefined;
use crate::stats::regression::{Design, Factor, independent_columns};

/// The most categories of a variable.
const MOST_CATEGORIES: usize = 100;

/// A variable of a model: the name of a column, or a map that says more.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    /// The column.
    pub column: Spanned<String>,
    reference: Option<Spanned<String>>,
    per: Option<Spanned<f64>>,
    categories: Option<Spanned<bool>>,
    label: Option<Text>,
}

/// A variable with more than its name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Described {
    /// The column.
    column: Spanned<String>,
    /// The category that the others are compared with; the first unless given.
    #[serde(default)]
    reference: Option<Spanned<String>>,
    /// How many units of a number its coefficient is for, such as 10 years; one unless given.
    #[serde(default)]
    per: Option<Spanned<f64>>,
    /// Whether the values of a column of numbers are categories.
    #[serde(default)]
    categories: Option<Spanned<bool>>,
    /// What it is called, instead of the column's label.
    #[serde(default)]
    label: Option<Text>,
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Term, D::Error> {
        use serde::de::value::{MapAccessDeserializer, StrDeserializer};
        use serde::de::{Error, MapAccess, Visitor};
        struct NameOrMap;
        impl<'de> Visitor<'de> for NameOrMap {
            type Value = (Option<String>, Option<Described>);

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("the name of a column, or a map such as `{column: education, reference: primary}`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
                Ok((Some(String::deserialize(StrDeserializer::new(name))?), None))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Ok((None, Some(Described::deserialize(MapAccessDeserializer::new(map))?)))
            }
        }
        struct Read((Option<String>, Option<Described>));
        impl<'de> Deserialize<'de> for Read {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Read, D::Error> {
                deserializer.deserialize_any(NameOrMap).map(Read)
            }
        }
        // The place is that of the name, or of the whole map.
        let read = Spanned::<Read>::deserialize(deserializer)?;
        let place = read.location();
        match read.value.0 {
            (_, Some(Described { column, reference, per, categories, label })) => {
                Ok(Term { column, reference, per, categories, label })
            }
            (name, None) => Ok(Term {
                column: Spanned::new(name.unwrap_or_default(), place),
                reference: None,
                per: None,
                categories: None,
                label: None,
            }),
        }
    }
}

impl JsonSchema for Term {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Term".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let described = generator.subschema_for::<Described>();
        json_schema!({ "anyOf": [{ "type": "string", "description": "The column." }, described] })
    }
}

/// A variable with its values in all rows.
pub(super) struct Read<'a> {
    term: &'a Term,
    column: Column,
    cells: Vec<Cell>,
    is_number: bool,
}

impl Term {
    /// Reads the column.
    ///
    /// # Errors
    /// A column that is not there or holds what cannot explain anything, and words that do not fit it.
    pub fn read<'a>(&'a self, rows: &Rows<'_>) -> Result<Read<'a>, Diagnostic> {
        let column = rows.column(&self.column)?.clone();
        if column.kind == ColumnType::Date {
            let problem = Problem::new(format!("`{}` holds dates, which a model cannot use", self.column));
            return Err(problem.hint("derive a number, such as years since a date").at(self.column.location()));
        }
        let numeric = matches!(column.kind, ColumnType::Integer | ColumnType::Number);
        if let Some(categories) = self.categories.as_ref().filter(|categories| !numeric && !categories.value) {
            let problem = Problem::new(format!("`{}` holds {}, which are no numbers", self.column, column.kind));
            return Err(problem.hint("leave out `categories`").at(categories.location()));
        }
        let as_categories = self.categories.as_ref().map_or(!column.codes.is_empty(), |categories| categories.value);
        let is_number = numeric && !as_categories;
        if let Some(reference) = self.reference.as_ref().filter(|_| is_number) {
            let problem = Problem::new(format!("`{}` holds numbers, which have no reference category", self.column));
            let hint = "write `categories: true` if its values are categories, or leave out `reference`";
            return Err(problem.hint(hint).at(reference.location()));
        }
        if let Some(per) = &self.per {
            if !is_number {
                let problem = Problem::new(format!("`per` is for numbers, and `{}` has categories", self.column));
                return Err(problem.hint("leave it out").at(per.location()));
            }
            if !(per.value > 0.0 && per.value.is_finite()) {
                let problem = Problem::new(format!("a coefficient is for a number of units above 0, not {per}"));
                return Err(problem.at(per.location()));
            }
        }
        let cells = rows.cells(&self.column)?;
        Ok(Read { term: self, column, cells, is_number })
    }
}

impl Read<'_> {
    /// Whether the value of a row is known.
    pub fn is_known(&self, row: usize) -> bool {
        match self.is_number {
            true => self.cells[row].as_number().is_some_and(f64::is_finite),
            false => !self.cells[row].is_missing(),
        }
    }

    /// The value of a row.
    pub fn cell(&self, row: usize) -> &Cell {
        &self.cells[row]
    }

    /// The variable in these rows, where it is known in all.
    ///
    /// # Errors
    /// A reference that nobody has, or more categories than a model can use.
    pub fn in_rows(&self, kept: &[usize]) -> Result<Explanatory, Diagnostic> {
        let name = self.term.column.value.clone();
        let label = self.term.label.clone().or_else(|| self.column.label.clone());
        let label = label.unwrap_or_else(|| Text::from(name.as_str()));
        let cells: Vec<&Cell> = kept.iter().map(|row| &self.cells[*row]).collect();
        if self.is_number {
            let per = self.term.per.as_ref().map_or(1.0, |per| per.value);
            let values = cells.iter().filter_map(|cell| cell.as_number()).collect();
            let unit = self.column.unit.filter(|_| self.term.per.is_some());
            return Ok(Explanatory { name, label, scale: Scale::Number { values, per, unit } });
        }
        let mut found: Vec<Cell> = cells.iter().map(|cell| (*cell).clone()).collect();
        found.sort();
        found.dedup();
        // Declared codes in their order, then what the data have besides.
        let declared = self.column.codes.iter().filter(|(code, _)| found.contains(code));
        let mut levels: Vec<(Cell, Text)> = declared.cloned().collect();
        for cell in &found {
            if !levels.iter().any(|(known, _)| known == cell) {
                levels.push((cell.clone(), Text::from(cell.to_string().as_str())));
            }
        }
        if levels.len() > MOST_CATEGORIES {
            let problem = Problem::new(format!("`{name}` has {} categories", levels.len()));
            let hint = format!("a model takes at most {MOST_CATEGORIES}; divide it into fewer");
            return Err(problem.hint(hint).at(self.term.column.location()));
        }
        if let Some(reference) = &self.term.reference {
            let Some(place) = levels.iter().position(|(cell, _)| cell.is_written(reference)) else {
                let names: Vec<String> = levels.iter().map(|(cell, _)| cell.to_string()).collect();
                let names = || names.iter().map(String::as_str);
                return Err(Problem::new(format!("nobody with known values has `{reference}` in `{name}`"))
                    .closest_of(reference, names())
                    .hint(format!("the categories are {}", one_of(names().take(8))))
                    .at(reference.location()));
            };
            let first = levels.remove(place);
            levels.insert(0, first);
        }
        let place = |cell: &&Cell| levels.iter().position(|(known, _)| known == *cell);
        let codes = cells.iter().filter_map(place).collect();
        let binary = self.column.kind == ColumnType::Boolean && self.column.codes.is_empty();
        Ok(Explanatory { name, label, scale: Scale::Categories { levels, codes, binary } })
    }
}

/// A variable as a model has it, row by row.
#[derive(Clone, Debug)]
pub(super) struct Explanatory {
    /// The name of the column.
    pub name: String,
    /// What it is called.
    pub label: Text,
    /// What its values are.
    pub scale: Scale,
}

/// What the values of a variable are.
#[derive(Clone, Debug)]
pub(super) enum Scale {
    /// Numbers, whose coefficient is for so many units.
    Number {
        /// The values.
        values: Vec<f64>,
        /// How many units a coefficient is for.
        per: f64,
        /// The unit, where it is said.
        unit: Option<Unit>,
    },
    /// Categories, the reference first.
    Categories {
        /// The categories with what they are called.
        levels: Vec<(Cell, Text)>,
        /// The place of each row's category.
        codes: Vec<usize>,
        /// Whether they are true and false, so that the variable's label says it all.
        binary: bool,
    },
}

impl Explanatory {
    /// A division into two, the reference first.
    pub fn of_two(name: &str, label: &Text, levels: [(Cell, Text); 2], codes: Vec<usize>) -> Explanatory {
        let scale = Scale::Categories { levels: levels.to_vec(), codes, binary: true };
        Explanatory { name: name.to_owned(), label: label.clone(), scale }
    }

    /// The levels that have columns of their own: one for a number, all but the reference for categories.
    fn coded(&self) -> std::ops::Range<usize> {
        match &self.scale {
            Scale::Number { .. } => 0..1,
            Scale::Categories { levels, .. } => 1..levels.len(),
        }
    }

    fn value(&self, level: usize, row: usize) -> f64 {
        match &self.scale {
            Scale::Number { values, per, .. } => values[row] / per,
            Scale::Categories { codes, .. } => f64::from(u8::from(codes[row] == level)),
        }
    }

    /// The name of a column of the design.
    pub fn column_name(&self, level: usize) -> String {
        match &self.scale {
            Scale::Number { .. } => self.name.clone(),
            Scale::Categories { levels, .. } => format!("{} = {}", self.name, levels[level].0),
        }
    }

    /// How many rows have a category.
    pub fn count(&self, level: usize) -> u64 {
        match &self.scale {
            Scale::Number { values, .. } => values.len() as u64,
            Scale::Categories { codes, .. } => codes.iter().filter(|code| **code == level).count() as u64,
        }
    }

    /// Whether a row has a category; every row has a number.
    pub fn holds(&self, level: usize, row: usize) -> bool {
        match &self.scale {
            Scale::Number { .. } => true,
            Scale::Categories { codes, .. } => codes[row] == level,
        }
    }
}

/// A column of a design: a variable, or the product of several, each with the place of its category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece(pub Vec<(usize, usize)>);

/// The columns of these variables on their own.
pub(super) fn main_pieces(variables: &[Explanatory], wanted: impl IntoIterator<Item = usize>) -> Vec<Piece> {
    wanted
        .into_iter()
        .flat_map(|place| variables[place].coded().map(move |level| Piece(vec![(place, level)])))
        .collect()
}

/// The columns of the product of two variables.
pub(super) fn product_pieces(variables: &[Explanatory], one: usize, other: usize) -> Vec<Piece> {
    variables[one]
        .coded()
        .flat_map(|a| variables[other].coded().map(move |b| Piece(vec![(one, a), (other, b)])))
        .collect()
}

impl Piece {
    fn name(&self, variables: &[Explanatory]) -> String {
        let names = self.0.iter().map(|(place, level)| variables[*place].column_name(*level));
        names.collect::<Vec<_>>().join(" * ")
    }

    /// The entry of a row.
    pub fn value(&self, variables: &[Explanatory], row: usize) -> f64 {
        self.0.iter().map(|(place, level)| variables[*place].value(*level, row)).product()
    }

    /// Whether it is a variable on its own.
    pub fn is_single(&self) -> bool {
        self.0.len() == 1
    }
}

/// The design of these columns, for so many rows.
///
/// A product whose parts all stand in the design follows them when one of them is set to another value.
pub(super) fn design(
    variables: &[Explanatory],
    pieces: &[&Piece],
    rows: usize,
    intercept: bool,
) -> Result<Design, Undefined> {
    let mut design = if intercept { Design::with_intercept(rows) } else { Design::without_intercept(rows) };
    for piece in pieces {
        let name = piece.name(variables);
        let single = |part: &(usize, usize)| pieces.iter().any(|other| other.0 == [*part]);
        design = if piece.is_single() || !piece.0.iter().all(single) {
            let values: Vec<f64> = (0..rows).map(|row| piece.value(variables, row)).collect();
            design.numeric(&name, &values)?
        } else {
            let names: Vec<String> =
                piece.0.iter().map(|(place, level)| variables[*place].column_name(*level)).collect();
            design.interaction(&names.iter().map(String::as_str).collect::<Vec<_>>())?
        };
    }
    Ok(design)
}

/// Which of these columns are no combination of those before them, of the intercept and of the groups.
pub(super) fn independent(
    variables: &[Explanatory],
    pieces: &[Piece],
    rows: usize,
    groups: Option<&Factor>,
) -> Result<Vec<bool>, Undefined> {
    let all: Vec<&Piece> = pieces.iter().collect();
    let intercept = groups.is_none();
    let kept = independent_columns(&design(variables, &all, rows, intercept)?, groups)?;
    Ok((0..pieces.len()).map(|place| kept.contains(&(place + usize::from(intercept)))).collect())
}

/// A factor of the values of a column in these rows.
pub(super) fn factor(cells: &[Cell], kept: &[usize]) -> Factor {
    Factor::new(&kept.iter().map(|row| cells[*row].to_string()).collect::<Vec<String>>())
}
