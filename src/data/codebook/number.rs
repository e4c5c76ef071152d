//! Numbers as people write them: `1 234,5`, `1.234,5`, `1,234.5`, `1234.5`, `-3`, `1e+05`.
//!
//! A mark between three digits and three digits is ambiguous: `1.234` is a thousand or one. What it means is told by
//! [`Marks`].

use super::super::source::Decimal;
use super::marks::Marks;

/// A number as it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Numeral {
    /// Without decimals.
    Whole(i64),
    /// With decimals, or too large for the other.
    Other(f64),
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoNumeral {
    /// It is something else.
    Unlike,
    /// Its decimal mark is not that of the others.
    OtherMark,
    /// `1.234`: a thousand, or one with three decimals.
    Ambiguous,
    /// Larger than any number that can be held.
    TooLarge,
}

/// How the marks of a text can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Digits, in groups by spaces or not.
    Plain,
    /// This mark is the decimal mark; the other one may separate thousands.
    Decimals { mark: Decimal, grouped: bool },
    /// `1.234.567`: the decimal mark is this one, which does not occur.
    Groups { decimal: Decimal },
    /// `1.234`: this mark is the decimal mark or separates thousands.
    Either { mark: Decimal },
}

fn other(mark: Decimal) -> Decimal {
    match mark {
        Decimal::Comma => Decimal::Point,
        Decimal::Point => Decimal::Comma,
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// The parts of a number that is written in digits, marks and spaces.
pub(super) struct Parts<'a> {
    negative: bool,
    pub mantissa: &'a str,
    exponent: &'a str,
}

pub(super) fn parts(text: &str) -> Option<Parts<'_>> {
    let unsigned = text.strip_prefix(['-', '\u{2212}']);
    let (negative, rest) = match unsigned {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, ""));
    let has_exponent = mantissa.len() < rest.len();
    let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let is_exponent = (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    (!has_exponent || is_exponent).then_some(Parts { negative, mantissa, exponent })
}

/// How the marks of a mantissa can be read; nothing where it is no number at all.
pub(super) fn shape(mantissa: &str) -> Option<Shape> {
    let (mut commas, mut points, mut spaces, mut last) = (0, 0, 0, None);
    for (at, c) in mantissa.char_indices() {
        match c {
            '0'..='9' => {}
            ',' => (commas, last) = (commas + 1, Some((at, Decimal::Comma))),
            '.' => (points, last) = (points + 1, Some((at, Decimal::Point))),
            c if is_space(c) => spaces += 1,
            _ => return None,
        }
    }
    let Some((at, mark)) = last else { return is_grouped(mantissa, is_space).then_some(Shape::Plain) };
    let (whole, decimals) = (&mantissa[..at], &mantissa[at + 1..]);
    let of_mark = if mark == Decimal::Comma { commas } else { points };
    let of_other = commas + points - of_mark;
    let byte = |c: char| if mark == Decimal::Comma { c == ',' } else { c == '.' };
    if of_mark > 1 {
        let groups = of_other == 0 && spaces == 0 && is_grouped(mantissa, byte);
        return groups.then_some(Shape::Groups { decimal: other(mark) });
    }
    let fits = !decimals.is_empty() && decimals.bytes().all(|b| b.is_ascii_digit());
    let grouped = of_other > 0;
    let whole_fits = match (grouped, spaces > 0) {
        (true, true) => false,
        (true, false) => is_grouped(whole, |c| c == ',' || c == '.'),
        (false, _) => whole.is_empty() || is_grouped(whole, is_space),
    };
    if !fits || !whole_fits {
        return None;
    }
    let could_be_a_group = !grouped && spaces == 0 && is_grouped(mantissa, byte);
    Some(if could_be_a_group { Shape::Either { mark } } else { Shape::Decimals { mark, grouped } })
}

/// Whether digits stand alone, or in one to three and then threes.
fn is_grouped(text: &str, separates: impl Fn(char) -> bool) -> bool {
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let mut groups = text.split(separates);
    let first = groups.next().unwrap_or_default();
    let mut others = groups.peekable();
    if others.peek().is_none() {
        return digits(first);
    }
    digits(first) && first.len() <= 3 && !first.starts_with('0') && others.all(|g| g.len() == 3 && digits(g))
}

/// Reads a number whose marks mean this.
pub(super) fn numeral(text: &str, marks: Marks) -> Result<Numeral, NoNumeral> {
    let text = text.trim();
    if (1..=18).contains(&text.len())
        && let Some(number) = digits(text.as_bytes())
    {
        return Ok(Numeral::Whole(number));
    }
    if let Some(number) = marks.decimal.and_then(|mark| usual(text, mark)) {
        return Ok(number);
    }
    let parts = parts(text).ok_or(NoNumeral::Unlike)?;
    let decimal = match (shape(parts.mantissa).ok_or(NoNumeral::Unlike)?, marks.decimal) {
        (Shape::Plain, _) => None,
        (Shape::Decimals { mark, .. }, known) if known.is_none_or(|known| known == mark) => Some(mark),
        (Shape::Groups { decimal }, known) if known.is_none_or(|known| known == decimal) => None,
        (Shape::Decimals { .. } | Shape::Groups { .. }, _) => return Err(NoNumeral::OtherMark),
        (Shape::Either { mark }, Some(known)) if known == mark => Some(mark),
        (Shape::Either { .. }, Some(_)) if marks.grouped => None,
        (Shape::Either { .. }, _) => return Err(NoNumeral::Ambiguous),
    };
    let mantissa = Mantissa::of(parts.mantissa, decimal);
    if parts.exponent.is_empty()
        && let Some(number) = mantissa.short(parts.negative)
    {
        return Ok(number);
    }
    let sign = if parts.negative { "-" } else { "" };
    let exponent = if parts.exponent.is_empty() { "0" } else { parts.exponent };
    match format!("{sign}{}e{exponent}", mantissa.written()).parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Numeral::Other(number)),
        Ok(_) => Err(NoNumeral::TooLarge),
        Err(_) => Err(NoNumeral::Unlike),
    }
}

/// Digits, the decimal mark and digits: what most numbers with decimals look like.
fn usual(text: &str, mark: Decimal) -> Option<Numeral> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let mark = if mark == Decimal::Comma { b',' } else { b'.' };
    let at = unsigned.bytes().position(|byte| !byte.is_ascii_digit()).filter(|at| *at > 0)?;
    let (whole, rest) = unsigned.split_at_checked(at)?;
    let is_usual = rest.len() > 1 && rest.as_bytes()[0] == mark && rest.bytes().skip(1).all(|b| b.is_ascii_digit());
    let decimals = rest.get(1..).filter(|_| is_usual)?;
    Mantissa { whole, decimals: Some(decimals) }.short(unsigned.len() < text.len())
}

/// The digits of a number, without what separates its groups.
struct Mantissa<'a> {
    whole: &'a str,
    decimals: Option<&'a str>,
}

impl<'a> Mantissa<'a> {
    fn of(text: &'a str, decimal: Option<Decimal>) -> Mantissa<'a> {
        let mark = match decimal {
            None => return Mantissa { whole: text, decimals: None },
            Some(Decimal::Comma) => ',',
            Some(Decimal::Point) => '.',
        };
        let (whole, decimals) = text.split_once(mark).unwrap_or((text, ""));
        Mantissa { whole, decimals: Some(decimals) }
    }

    fn digits(part: &str) -> impl Iterator<Item = u8> {
        part.bytes().filter(u8::is_ascii_digit)
    }

    /// The number, where its digits are few.
    ///
    /// Fifteen digits and a power of ten below 10^22 are floats without error, so their quotient is rounded once.
    fn short(&self, negative: bool) -> Option<Numeral> {
        let (mut all, mut count, mut scale) = (0i64, 0, 1.0);
        for digit in Self::digits(self.whole).chain(Self::digits(self.decimals.unwrap_or_default())) {
            count += 1;
            // Eighteen digits fit into an i64.
            all = if count > 18 { return None } else { all * 10 + i64::from(digit - b'0') };
        }
        let all = if negative { -all } else { all };
        let Some(decimals) = self.decimals else { return Some(Numeral::Whole(all)) };
        if count > 15 {
            return None;
        }
        decimals.bytes().for_each(|_| scale *= 10.0);
        // A minus before a zero is lost in a whole number.
        let number = all as f64 / scale;
        Some(Numeral::Other(if negative && all == 0 { -0.0 } else { number }))
    }

    /// As Rust writes a number.
    fn written(&self) -> String {
        let plain = |part: &str| Self::digits(part).map(char::from).collect::<String>();
        format!("{}.{}", plain(self.whole), plain(self.decimals.unwrap_or("0")))
    }
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0i64, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Marks = Marks { decimal: Some(Decimal::Comma), grouped: false };
    const POINT: Marks = Marks { decimal: Some(Decimal::Point), grouped: false };

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, marks, value) in [
            ("1 234,5", COMMA, 1234.5),
            ("1\u{a0}234,5", COMMA, 1234.5),
            ("1\u{202f}234\u{202f}567", COMMA, 1_234_567.0),
            ("1.234,5", COMMA, 1234.5),
            ("1,234.5", POINT, 1234.5),
            ("1.234.567", COMMA, 1_234_567.0),
            ("0,125", COMMA, 0.125),
            ("1,125", COMMA, 1.125),
            ("1 234,567", COMMA, 1234.567),
            (",5", COMMA, 0.5),
            ("\u{2212}3,5", COMMA, -3.5),
            ("+4", COMMA, 4.0),
            (" 12 ", POINT, 12.0),
            ("1e+05", POINT, 100_000.0),
            ("1,5E-3", COMMA, 0.0015),
            ("0301", COMMA, 301.0),
            ("123456789012345678901234", COMMA, 123_456_789_012_345_678_901_234.0),
        ] {
            let read = match numeral(text, marks) {
                Ok(Numeral::Whole(whole)) => whole as f64,
                Ok(Numeral::Other(number)) => number,
                Err(why) => panic!("{text}: {why:?}"),
            };
            assert_eq!(read, value, "{text}");
        }
    }

    #[test]
    fn the_short_way_rounds_as_the_long_one() {
        for text in ["0.1", "0.3", "123456.789", "1.234567890123", "-0.5", "999999999999.999", "3.00", "-0.0"] {
            let Ok(Numeral::Other(short)) = numeral(text, POINT) else { panic!("{text}") };
            assert_eq!(short.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
            let Ok(Numeral::Other(long)) = numeral(&format!("{text}0000000000000000"), POINT) else { panic!("{text}") };
            assert_eq!(long.to_bits(), short.to_bits(), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_told_apart() {
        for text in [
            "",
            "x",
            "1,2,3",
            "12.34.5",
            "1 23",
            "12 3456",
            "1,",
            "1e",
            "1e5555",
            "nan",
            "inf",
            "0x1",
            "--1",
            "0.123.456",
        ] {
            assert_eq!(numeral(text, COMMA), Err(NoNumeral::Unlike), "{text}");
        }
        assert_eq!(numeral("1.5", COMMA), Err(NoNumeral::OtherMark));
        assert_eq!(numeral("1,234,567", COMMA), Err(NoNumeral::OtherMark));
        assert_eq!(numeral("1,5", POINT), Err(NoNumeral::OtherMark));
        assert_eq!(numeral("1.234", COMMA), Err(NoNumeral::Ambiguous));
        assert_eq!(numeral("1.234", Marks { grouped: true, ..COMMA }), Ok(Numeral::Whole(1234)));
        assert_eq!(numeral("1.234", Marks::default()), Err(NoNumeral::Ambiguous));
        assert_eq!(numeral("9e999", COMMA), Err(NoNumeral::TooLarge));
    }
}
