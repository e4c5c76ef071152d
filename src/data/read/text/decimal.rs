//! The decimal mark of a text's numbers.

use polars::prelude::Series;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::super::fault::{Fault, Field};
use crate::data::raw::RawColumn;
use crate::data::source::Decimal;
use crate::diag::Problem;

/// A number in a text that shows which mark its decimals have.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sign {
    written: String,
    column: String,
    /// Where it stands, such as `line 3`.
    place: String,
}

/// The first number of each kind in the columns that hold nothing but numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    comma: Option<Sign>,
    point: Option<Sign>,
    /// `1,234`: decimals, or thousands.
    either_comma: Option<Sign>,
    /// `1.234`.
    either_point: Option<Sign>,
}

/// What the marks of one written number say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marks {
    None,
    Comma,
    Point,
    EitherComma,
    EitherPoint,
    NoNumber,
}

impl Signs {
    /// Looks through all columns; the order of the columns and rows decides which number is named.
    ///
    /// `place` says where a row stands.
    pub fn of(columns: &[RawColumn], place: impl Fn(usize) -> String + Sync) -> Signs {
        let each: Vec<Signs> = columns.par_iter().map(|column| Signs::of_column(&column.values, &place)).collect();
        each.into_iter().fold(Signs::default(), Signs::or)
    }

    /// A column whose cells are not all numbers says nothing: it holds texts.
    fn of_column(column: &Series, place: &impl Fn(usize) -> String) -> Signs {
        let mut signs = Signs::default();
        let Ok(cells) = column.str() else { return signs };
        for (row, cell) in cells.iter().enumerate() {
            let Some(cell) = cell else { continue };
            let first = match marks(cell) {
                Marks::None => continue,
                Marks::NoNumber => return Signs::default(),
                Marks::Comma => &mut signs.comma,
                Marks::Point => &mut signs.point,
                Marks::EitherComma => &mut signs.either_comma,
                Marks::EitherPoint => &mut signs.either_point,
            };
            if first.is_none() {
                let (written, column) = (cell.to_owned(), column.name().to_string());
                *first = Some(Sign { written, column, place: place(row) });
            }
        }
        signs
    }

    /// These, and what the others have that these lack.
    pub fn or(self, others: Signs) -> Signs {
        Signs {
            comma: self.comma.or(others.comma),
            point: self.point.or(others.point),
            either_comma: self.either_comma.or(others.either_comma),
            either_point: self.either_point.or(others.either_point),
        }
    }

    /// The decimal mark that they show, with a remark where they leave it open.
    pub fn decimal(&self, stated: Option<Decimal>) -> Result<(Option<Decimal>, Option<String>), Fault> {
        let shown = |sign: &Sign| format!("`{}` ({}, column `{}`)", sign.written, sign.place, sign.column);
        match (stated, &self.comma, &self.point) {
            (Some(Decimal::Comma), None, Some(point)) => Err(contradicted("point", "comma", &shown(point))),
            (Some(Decimal::Point), Some(comma), None) => Err(contradicted("comma", "point", &shown(comma))),
            (Some(stated), _, _) => Ok((Some(stated), None)),
            (None, Some(comma), Some(point)) => Err(mixed(&shown(comma), &shown(point))),
            (None, Some(_), None) => Ok((Some(Decimal::Comma), None)),
            (None, None, Some(_)) => Ok((Some(Decimal::Point), None)),
            (None, None, None) => match (&self.either_comma, &self.either_point) {
                (Some(comma), Some(point)) => Err(mixed(&shown(comma), &shown(point))),
                (Some(comma), None) => Ok((Some(Decimal::Comma), Some(open("comma", "point", &shown(comma))))),
                (None, Some(point)) => Ok((Some(Decimal::Point), Some(open("point", "comma", &shown(point))))),
                (None, None) => Ok((None, None)),
            },
        }
    }
}

fn contradicted(found: &str, stated: &str, sign: &str) -> Fault {
    let problem = Problem::new(format!("has numbers with a decimal {found}, as {sign}, and none with a {stated}"));
    Fault::at(Field::Decimal, problem.hint("leave `decimal` out: it is recognised"))
}

fn mixed(comma: &str, point: &str) -> Fault {
    Problem::new(format!("has numbers with a decimal comma, as {comma}, and with a decimal point, as {point}"))
        .hint("write all numbers of the file with the same mark")
        .hint("or state `decimal: comma` or `decimal: point`: numbers with the other mark are then texts")
        .into()
}

fn open(mark: &str, other: &str, sign: &str) -> String {
    format!(
        "has numbers such as {sign}, read with a decimal {mark}: state `decimal: {other}` if the {mark} parts thousands"
    )
}

/// What a cell shows, if it is a number: digits, perhaps in groups of three, and perhaps decimals.
fn marks(cell: &str) -> Marks {
    let plain = |byte: u8| byte.is_ascii_digit() || byte == b'-';
    let cell = match cell.as_bytes() {
        // Most cells begin and end with a digit: nothing is to be trimmed from them.
        [only] if only.is_ascii_digit() => return Marks::None,
        [first, .., last] if plain(*first) && last.is_ascii_digit() => cell,
        _ => cell.trim(),
    };
    let unsigned = cell.strip_prefix(['-', '+', '\u{2212}']).unwrap_or(cell);
    let bytes = unsigned.as_bytes();
    if bytes.iter().all(u8::is_ascii_digit) {
        return if bytes.is_empty() { Marks::NoNumber } else { Marks::None };
    }
    // Letters come up early in a text.
    if bytes.iter().any(|byte| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E')) {
        return Marks::NoNumber;
    }
    if !bytes.iter().any(u8::is_ascii_digit) {
        return Marks::NoNumber;
    }
    // An exponent stands after decimals, or after whole digits.
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    if exponent.is_some_and(|digits| digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit())) {
        return Marks::NoNumber;
    }
    let space = |character: char| matches!(character, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    let last = mantissa.rfind([',', '.']).map(|at| (at, mantissa.as_bytes()[at]));
    let Some((at, mark)) = last else {
        let spaced = mantissa.contains(space) && in_groups(mantissa.split(space));
        return if spaced || exponent.is_some() && digits(mantissa) { Marks::None } else { Marks::NoNumber };
    };
    let (whole, decimals) = (&mantissa[..at], &mantissa[at + 1..]);
    if !digits(decimals) {
        return Marks::NoNumber;
    }
    let (mine, other, either) = match mark {
        b',' => (Marks::Comma, '.', Marks::EitherComma),
        _ => (Marks::Point, ',', Marks::EitherPoint),
    };
    if whole.is_empty() || digits(whole) {
        // No thousands start with a zero, or have more than three digits before the mark.
        let thousands = decimals.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
        return if thousands && exponent.is_none() { either } else { mine };
    }
    match () {
        // `1 234,5` and `1.234,5`
        () if whole.contains(space) && in_groups(whole.split(space)) => mine,
        () if whole.contains(other) && in_groups(whole.split(other)) => mine,
        // `1.234.567` has two marks of one kind: they part thousands, so the other one marks decimals.
        () if in_groups(mantissa.split(char::from(mark))) => match mark {
            b',' => Marks::Point,
            _ => Marks::Comma,
        },
        () => Marks::NoNumber,
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether digits stand in groups of three, the first of which may be shorter.
fn in_groups<'a>(groups: impl Iterator<Item = &'a str>) -> bool {
    let mut first = true;
    for group in groups {
        let length = if std::mem::take(&mut first) { 1..=3 } else { 3..=3 };
        if !digits(group) || !length.contains(&group.len()) {
            return false;
        }
    }
    !first
}

#[cfg(test)]
mod tests {
    use polars::prelude::NamedFrom;

    use super::super::super::series::plain;
    use super::*;

    #[test]
    fn numbers_show_their_mark() {
        for comma in
            ["3,5", "1 234,5", "1\u{a0}234,5", "1\u{202f}234,50", "1.234,5", "-0,123", "12345,678", ",5", "1.234.567"]
        {
            assert_eq!(marks(comma), Marks::Comma, "{comma}");
        }
        for point in ["3.5", "1 234.5", "1,234.5", "0.123", "12345.678", ".5", "2.5e-3", "1,234,567", "\u{2212}1.5"] {
            assert_eq!(marks(point), Marks::Point, "{point}");
        }
        for neither in ["12", "-7", "1 234", "1\u{a0}234\u{a0}567", "1e6"] {
            assert_eq!(marks(neither), Marks::None, "{neither}");
        }
        assert_eq!([marks("1,234"), marks("1.234")], [Marks::EitherComma, Marks::EitherPoint]);
        for text in [
            "",
            "-",
            "a",
            "14.12.2023",
            "1,2,3",
            "12 34,5",
            "1.2.3",
            "12:30",
            "3,5 kr",
            "1.,",
            "e5",
            "2023-01-02",
            "5e",
        ] {
            assert_eq!(marks(text), Marks::NoNumber, "{text}");
        }
    }

    fn decimal(columns: &[&[&str]], stated: Option<Decimal>) -> Result<(Option<Decimal>, Option<String>), String> {
        let column = |cells: &&[&str]| plain("a".to_owned(), Series::new("a".into(), *cells));
        let columns: Vec<RawColumn> = columns.iter().map(column).collect();
        let signs = Signs::of(&columns, |row| format!("line {}", row + 2));
        signs.decimal(stated).map_err(|fault| fault.problem.what)
    }

    #[test]
    fn the_mark_of_a_file_is_that_of_its_columns_of_numbers() {
        assert_eq!(decimal(&[&["1", "3,5"], &["2.1", "x"]], None), Ok((Some(Decimal::Comma), None)));
        assert_eq!(decimal(&[&["1.234", "3.5"]], None), Ok((Some(Decimal::Point), None)));
        assert_eq!(decimal(&[&["1.234", "3,5"]], None), Ok((Some(Decimal::Comma), None)));
        assert_eq!(decimal(&[&["1", "2"]], None), Ok((None, None)));
        let (mark, remark) = decimal(&[&["1.234"]], None).unwrap();
        assert_eq!(mark, Some(Decimal::Point));
        assert!(remark.unwrap().contains("state `decimal: comma` if the point parts thousands"));
    }

    #[test]
    fn mixed_marks_are_named_with_their_lines() {
        let mixed = decimal(&[&["1", "3,5"], &["2.1", "2"]], None).unwrap_err();
        assert!(mixed.contains("`3,5` (line 3, column `a`)") && mixed.contains("`2.1` (line 2, column `a`)"));
        assert!(decimal(&[&["1,234", "1.234"]], None).is_err());
        assert_eq!(decimal(&[&["3,5"], &["2.1"]], Some(Decimal::Comma)), Ok((Some(Decimal::Comma), None)));
        assert!(decimal(&[&["3,5"]], Some(Decimal::Point)).unwrap_err().contains("and none with a point"));
    }
}
