//! What decimal points and commas mean in a column.
//!
//! A mark between three digits and three digits is ambiguous: `1.234` is a thousand or one. The decimal mark that the
//! specification states counts, then that which was recognised in the file, then that which most values of the column have.
//! The *other* mark separates thousands only where the specification states the decimal mark, or where another value of
//! the column can be read in no other way (`1.234.567`, `1.234,5`); else a value such as `1.234` is a mistake, for read
//! wrongly it would be wrong by a factor of a thousand.

use super::super::source::Decimal;
use super::number::{Shape, parts, shape};

/// What the marks of a column mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// The decimal mark; none where no value tells.
    pub decimal: Option<Decimal>,
    /// Whether the other mark separates thousands.
    pub grouped: bool,
}

/// What the marks of these values mean.
pub(super) fn marks<'a>(
    values: impl Iterator<Item = &'a str>,
    stated: Option<Decimal>,
    recognised: Option<Decimal>,
) -> Marks {
    if stated.is_some() {
        return Marks { decimal: stated, grouped: true };
    }
    // Comma, point.
    let mut decimals = [0usize; 2];
    let mut groups = [false; 2];
    let place = |mark: Decimal| usize::from(mark == Decimal::Point);
    // A value without the other mark says nothing that the file has not said.
    let telling: &[u8] = match recognised {
        None => b",.",
        Some(Decimal::Comma) => b".",
        Some(Decimal::Point) => b",",
    };
    let marked = values.filter(|value| value.bytes().any(|byte| telling.contains(&byte)));
    for parts in marked.filter_map(|value| parts(value.trim())) {
        match shape(parts.mantissa) {
            Some(Shape::Decimals { mark, grouped }) => {
                decimals[place(mark)] += 1;
                groups[place(mark)] |= grouped;
            }
            Some(Shape::Groups { decimal }) => groups[place(decimal)] = true,
            Some(Shape::Plain | Shape::Either { .. }) | None => {}
        }
    }
    let of_column = match (decimals, groups) {
        ([0, 0], [true, false]) => Some(Decimal::Comma),
        ([0, 0], [false, true]) => Some(Decimal::Point),
        ([0, 0], _) => None,
        ([comma, point], _) => Some(if point > comma { Decimal::Point } else { Decimal::Comma }),
    };
    let decimal = recognised.or(of_column);
    Marks { decimal, grouped: decimal.is_some_and(|mark| groups[place(mark)]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_tells_what_its_marks_mean() {
        let of = |values: &[&str]| marks(values.iter().copied(), None, None);
        assert_eq!(of(&["1", "2"]), Marks::default());
        assert_eq!(of(&["1.234", "5.678"]), Marks::default());
        assert_eq!(of(&["1.234", "5.678,5"]), Marks { decimal: Some(Decimal::Comma), grouped: true });
        assert_eq!(of(&["1.234", "1.234.567"]), Marks { decimal: Some(Decimal::Comma), grouped: true });
        assert_eq!(of(&["0.5", "0.7", "0,7"]), Marks { decimal: Some(Decimal::Point), grouped: false });
        assert_eq!(
            marks(["0.5"].into_iter(), None, Some(Decimal::Comma)),
            Marks { decimal: Some(Decimal::Comma), grouped: false }
        );
        assert!(marks(["0.5"].into_iter(), Some(Decimal::Comma), None).grouped);
    }
}
