//! The categories of a column, in one order and with names that can stand in the id of a result.

use super::names::free_name;
use crate::data::{Cell, Column};
use crate::results::Text;

/// One value of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Category {
    /// The value in the data.
    pub value: Cell,
    /// Its name in results.
    pub name: String,
    /// What it is called: its label in the codebook, or the value itself.
    pub label: Text,
}

/// The categories that occur: those with a code in the order of the codebook, then the others in their own. None has a
/// name that is `taken` already.
pub(super) fn categories(column: &Column, found: &[Cell], taken: impl Fn(&str) -> bool) -> Vec<Category> {
    let coded = column.codes.iter().filter(|(code, _)| found.contains(code));
    let coded = coded.map(|(code, label)| (code.clone(), label.clone()));
    let others =
        found.iter().filter(|value| !value.is_missing() && !column.codes.iter().any(|(code, _)| code == *value));
    let others = others.map(|value| (value.clone(), Text::from(value.to_string().as_str())));
    let mut categories: Vec<Category> = Vec::new();
    for (value, label) in coded.chain(others) {
        let name =
            category_name(&value.to_string(), |name| taken(name) || categories.iter().any(|other| other.name == name));
        categories.push(Category { value, name, label });
    }
    categories
}

/// The same in the order in which names are listed: those without a code by the alphabet.
pub(super) fn listed(column: &Column, found: &[Cell], taken: impl Fn(&str) -> bool) -> Vec<Category> {
    let mut categories = categories(column, found, taken);
    column.list_by_name(&mut categories, |category| &category.value);
    categories
}

/// The name of a category that has these words; `category_2` for what starts with a figure.
pub(super) fn category_name(words: &str, taken: impl Fn(&str) -> bool) -> String {
    let name = free_name(words, &taken);
    match name.strip_prefix("study").filter(|_| !words.to_lowercase().starts_with("study")) {
        None => name,
        Some(rest) => free_name(&format!("category{rest}"), taken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ColumnType;

    #[test]
    fn names_are_listed_by_the_alphabet_after_codes_and_keep_their_ids() {
        let codes = vec![(Cell::text("\u{c5}s"), Text::from("\u{c5}s"))];
        let column = Column { codes, ..Column::plain("site", ColumnType::Category) };
        let found = ["Alesund", "\u{c5}lesund", "\u{c5}s", "\u{d8}rsta"].map(Cell::text);
        let names = |categories: Vec<Category>| categories.into_iter().map(|one| one.name).collect::<Vec<String>>();
        assert_eq!(names(categories(&column, &found, |_| false)), ["aas", "alesund", "aalesund", "orsta"]);
        assert_eq!(names(listed(&column, &found, |_| false)), ["aas", "alesund", "orsta", "aalesund"]);
    }

    #[test]
    fn codes_come_first_and_names_differ() {
        let column = Column {
            codes: vec![(Cell::text("low"), Text::from("Low")), (Cell::text("high"), Text::from("High"))],
            ..Column::plain("level", ColumnType::Category)
        };
        let found = [Cell::Missing, Cell::text("LOW"), Cell::text("high"), Cell::text("low")];
        let names: Vec<String> =
            categories(&column, &found, |name| name == "all").into_iter().map(|category| category.name).collect();
        assert_eq!(names, ["low", "high", "low_2"]);
        assert_eq!(category_name("3", |_| false), "category_3");
        assert_eq!(category_name("study", |_| false), "study");
    }
}
