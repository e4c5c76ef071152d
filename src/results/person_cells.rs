//! How many persons stand behind a result: what disclosure control needs to know, and nobody else.

use super::{Results, Section, Value};

/// A group of persons that a section counts, and where the section shows the count.
///
/// The group is all persons of a data source who have these categories, one of each dimension; none at all is everyone.
/// The categories of one dimension leave each other out, for disclosure control reckons that a group is the sum of its
/// parts along any dimension. What divides persons is therefore a dimension of its own:
///
/// * a column that groups them, `("arm", "ips")`;
/// * a subgroup, `("under_30", "yes")` against `("under_30", "no")`, not `("subgroup", "under_30")`;
/// * a population within another, `("analysed", "included")` against `("analysed", "lost")`;
/// * the site of a site report, `("municipality", "0301")`;
/// * an outcome, `("employed_18", "yes")` against `("employed_18", "no")`, and, where it is missing for some, whether it
///   is known, in [`PersonCell::known`].
///
/// One group has one count wherever it is listed. Where two sections count it differently, because they leave out
/// different persons, whom they leave out is a dimension that is missing.
///
/// A binary outcome gives both cells, those with it and those without: a share shows either.
///
/// ```
/// use utfall::results::PersonCell;
/// let arm = ("arm", "ips");
/// let known = PersonCell::known("employed_18");
/// let group = [arm, (known.as_str(), "yes")];
/// let with = PersonCell::new("persons", [group[0], group[1], ("employed_18", "yes")], 85)
///     .shown_in(["treated.events", "treated.proportion", "risk_difference"]);
/// let without = PersonCell::new("persons", [group[0], group[1], ("employed_18", "no")], 142)
///     .shown_in(["treated.proportion", "risk_difference"]);
/// let total = PersonCell::new("persons", group, 227)
///     .shown_in(["treated.total", "treated.proportion", "risk_difference"]);
/// let missing = PersonCell::new("persons", [arm, (known.as_str(), "no")], 3).shown_in(["treated.missing"]);
/// assert_eq!(with.count + without.count, total.count);
/// assert_eq!(missing.keys[1], ("employed_18 known".to_owned(), "no".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonCell {
    /// The name of the data source under `data`.
    pub source: String,
    /// The categories that the persons have in common, by dimension, sorted.
    pub keys: Vec<(String, String)>,
    /// How many they are.
    pub count: u64,
    /// The values of the section that show the count or betray it: `treated.events`, `risk_difference`; `shares[12]` for
    /// the point of a curve at 12; `table/row/column` for a cell of a table.
    pub shown_in: Vec<String>,
}

impl PersonCell {
    /// So many persons of a source who have these categories, shown nowhere yet.
    pub fn new<'a>(
        source: impl Into<String>,
        keys: impl IntoIterator<Item = (&'a str, &'a str)>,
        count: u64,
    ) -> PersonCell {
        let mut keys: Vec<(String, String)> =
            keys.into_iter().map(|(dimension, category)| (dimension.to_owned(), category.to_owned())).collect();
        keys.sort_unstable();
        keys.dedup();
        PersonCell { source: source.into(), keys, count, shown_in: Vec::new() }
    }

    /// The same cell, shown or betrayed by these values too.
    #[must_use]
    pub fn shown_in<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> PersonCell {
        self.shown_in.extend(names.into_iter().map(str::to_owned));
        self
    }

    /// The dimension of whether an outcome is known of a person, with the categories `yes` and `no`.
    pub fn known(outcome: &str) -> String {
        format!("{outcome}{KNOWN}")
    }

    /// The dimension of several categories of a column taken as one, such as all positive answers.
    pub fn merged(column: &str) -> String {
        format!("{column}{MERGED}")
    }

    /// The column that a dimension is of: its own name, but for [`PersonCell::merged`].
    pub fn column(dimension: &str) -> &str {
        dimension.strip_suffix(MERGED).unwrap_or(dimension)
    }

    /// Whether a dimension is one of [`PersonCell::known`].
    pub fn is_known(dimension: &str) -> bool {
        dimension.ends_with(KNOWN)
    }
}

/// What the name of a dimension of [`PersonCell::merged`] ends with.
const MERGED: &str = " side";

/// What the name of such a dimension ends with.
const KNOWN: &str = " known";

impl Section {
    /// The values of the section that stand for persons without a cell saying so, although the section has cells: a test
    /// of a kind of analysis asserts which these are, such as the constants of a model.
    pub fn values_without_cells(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (name, value) in &self.values {
            let parts: Vec<String> = match value {
                Value::Curve(curve) => curve.points.iter().map(|point| format!("{name}[{}]", point.x)).collect(),
                Value::Table(table) => {
                    let cells = |row: &super::Row| {
                        let row = row.name.clone();
                        table.columns.iter().map(move |column| format!("{name}/{row}/{column}")).collect::<Vec<_>>()
                    };
                    table.rows.iter().flat_map(cells).collect()
                }
                _ => vec![name.clone()],
            };
            let listed = |wanted: &String| self.cells.iter().any(|cell| cell.shown_in.contains(wanted));
            if !listed(name) {
                names.extend(parts.into_iter().filter(|part| !listed(part)));
            }
        }
        names
    }
}

impl Results {
    /// The cells that a value shows or betrays, for a section whose `names` are worked out from that value: they betray
    /// the same counts.
    ///
    /// Nothing for a path that names no value, and for one that shows no persons of a data source.
    pub fn cells_behind(&self, path: &str, names: &[&str]) -> Vec<PersonCell> {
        let Ok(found) = self.find(path) else { return Vec::new() };
        // The name of the value, or the part of a table.
        let table = format!("{}/", found.name);
        let shows = |name: &String| name == found.name || (found.row.is_some() && name.starts_with(&table));
        found
            .section
            .cells
            .iter()
            .filter(|cell| cell.shown_in.iter().any(shows))
            .map(|cell| PersonCell {
                shown_in: names.iter().map(|name| (*name).to_owned()).collect(),
                source: cell.source.clone(),
                keys: cell.keys.clone(),
                count: cell.count,
            })
            .collect()
    }
}
