//! What the columns of a text file hold, where the codebook does not say it.
//!
//! A text file has no types, and a wrong guess would destroy what the file says (`0301` is a municipality, not the number
//! 301). So a column is taken for something other than text only when *all* its values leave no doubt:
//!
//! * **whole numbers**: digits, after a minus sign or not; no leading zero (`0301`), no plus sign, no group separators,
//!   fewer than 16 digits. Such a number is written in one way only, so that a value written in the specification meets
//!   exactly the cells that read so.
//! * **numbers**: the same with the decimal mark of the file and decimals, or an exponent (`1e+05`), in some of the
//!   values. Where the file's mark is not known, all values have the same mark, and one of them is not of the form `1.234`.
//! * **dates**: all `2023-12-14`, or all `14.12.2023`.
//!
//! Everything else is text, and so is a column without values.

use super::super::column::ColumnType;
use super::super::source::Decimal;
use super::date::{dotted, iso};
use super::marks::Marks;

/// What one value can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Whole,
    /// With this decimal mark; and whether the mark could also separate thousands.
    Decimals(Decimal, bool),
    Exponent,
    Iso,
    Dotted,
    Text,
}

/// What a column with these values holds, and what the marks of its numbers mean.
pub(super) fn guess<'a>(values: impl Iterator<Item = &'a str>, known: Option<Decimal>) -> (ColumnType, Marks) {
    let text = (ColumnType::Text, Marks::default());
    let mut date: Option<Look> = None;
    let (mut numbers, mut with_decimals, mut doubtful) = (false, false, true);
    let mut mark = known;
    for value in values.map(str::trim).filter(|value| !value.is_empty()) {
        match look(value) {
            Look::Text => return text,
            of_date @ (Look::Iso | Look::Dotted) if !numbers && date.is_none_or(|date| date == of_date) => {
                date = Some(of_date);
                continue;
            }
            Look::Iso | Look::Dotted => return text,
            Look::Decimals(its, _) if mark.is_some_and(|mark| mark != its) => return text,
            Look::Decimals(its, either) => {
                mark = Some(its);
                with_decimals = true;
                doubtful &= either;
            }
            Look::Exponent => with_decimals = true,
            Look::Whole => {}
        }
        if date.is_some() {
            return text;
        }
        numbers = true;
    }
    let marks = Marks { decimal: mark, grouped: false };
    match (date, numbers, with_decimals) {
        (Some(_), _, _) => (ColumnType::Date, marks),
        (None, false, _) => text,
        (None, true, false) => (ColumnType::Integer, marks),
        (None, true, true) if known.is_none() && mark.is_some() && doubtful => text,
        (None, true, true) => (ColumnType::Number, marks),
    }
}

fn look(value: &str) -> Look {
    let bytes = value.as_bytes();
    let unsigned = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let count = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = count(unsigned);
    let leading_zero = unsigned.starts_with(b"0") && whole > 1;
    if whole == unsigned.len() {
        let minus_zero = bytes == b"-0";
        let fits = (1..16).contains(&whole) && !leading_zero && !minus_zero;
        return if fits { Look::Whole } else { Look::Text };
    }
    if bytes.len() == 10 && bytes[4] == b'-' && iso(value).is_ok() {
        return Look::Iso;
    }
    if bytes.len() == 10 && bytes[2] == b'.' && dotted(value, 2).is_ok() {
        return Look::Dotted;
    }
    if whole == 0 || leading_zero {
        return Look::Text;
    }
    let (mark, rest) = match &unsigned[whole..] {
        [b',', rest @ ..] => (Some(Decimal::Comma), rest),
        [b'.', rest @ ..] => (Some(Decimal::Point), rest),
        rest => (None, rest),
    };
    let decimals = if mark.is_some() { count(rest) } else { 0 };
    if mark.is_some() && decimals == 0 {
        return Look::Text;
    }
    let exponent = &rest[decimals..];
    let is_exponent = || match exponent {
        [b'e' | b'E', b'+' | b'-', digits @ ..] => matches!(digits.len(), 2 | 3) && count(digits) == digits.len(),
        _ => false,
    };
    match mark {
        _ if !exponent.is_empty() && !is_exponent() => Look::Text,
        Some(mark) => {
            let could_be_a_group = decimals == 3 && whole <= 3 && !unsigned.starts_with(b"0") && exponent.is_empty();
            Look::Decimals(mark, could_be_a_group)
        }
        None => Look::Exponent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> ColumnType {
        guess(values.iter().copied(), None).0
    }

    #[test]
    fn only_what_leaves_no_doubt_is_no_text() {
        assert_eq!(of(&["1", "", "-20", "300"]), ColumnType::Integer);
        assert_eq!(of(&["1", "2.5"]), ColumnType::Number);
        assert_eq!(of(&["1", "2,5", "1e+05"]), ColumnType::Number);
        assert_eq!(of(&["0.125", "1.125"]), ColumnType::Number);
        assert_eq!(of(&["2023-12-14", "1950-01-01"]), ColumnType::Date);
        assert_eq!(of(&["14.12.2023", "01.01.1950"]), ColumnType::Date);
        for text in [
            &["0301", "1103"][..],
            &["1", "+2"],
            &["1 234", "2"],
            &["1234567890123456"],
            &["2.5", "2,5"],
            &["1.234", "2.345"],
            &["1.234.567"],
            &["2023-12-14", "14.12.2023"],
            &["2023-12-14", "1"],
            &["1", "2023-12-14"],
            &["31.02.2023"],
            &["1.2.2023"],
            &["14/12/2023"],
            &["nan", "1"],
            &["1e5"],
            &["-"],
            &["-0"],
            &["5."],
            &[".5"],
            &["ja", "nei"],
            &["", " "],
            &[],
        ] {
            assert_eq!(of(text), ColumnType::Text, "{text:?}");
        }
    }

    #[test]
    fn the_mark_of_the_file_counts() {
        let of = |values: &[&str], mark| guess(values.iter().copied(), Some(mark)).0;
        assert_eq!(of(&["1.234", "2.345"], Decimal::Point), ColumnType::Number);
        assert_eq!(of(&["1.5"], Decimal::Comma), ColumnType::Text);
        assert_eq!(of(&["1", "2"], Decimal::Comma), ColumnType::Integer);
    }
}
