//! Dates as people write them: `2023-12-14`, `14.12.2023`, and `14/12/2023` where it is stated or can mean one day only.

use jiff::civil::Date;

/// How the parts of a date with slashes follow each other in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slashes {
    /// `14/12/2023`
    DayFirst,
    /// `12/14/2023`
    MonthFirst,
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoDate {
    /// It is something else.
    Unlike,
    /// `31.02.2023`
    NoSuchDay,
    /// `03/04/2023`, where nothing tells which is the month.
    Ambiguous,
}

/// A stated way to write dates, such as `dd/mm/yyyy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Piece>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// So many digits; one, where one or two may stand.
    Day(usize),
    Month(usize),
    Year,
    Literal(char),
}

impl Pattern {
    /// The pattern that is written so; nothing where day, month or year is not there exactly once.
    ///
    /// `dd` and `mm` are two digits, `d` and `m` one or two, and `yyyy` is four.
    pub fn of(written: &str) -> Option<Pattern> {
        let mut pieces = Vec::new();
        let mut rest = written;
        while let Some(c) = rest.chars().next() {
            let run = rest.chars().take_while(|next| *next == c).count();
            let (piece, length) = match (c, run) {
                ('d', 1 | 2) => (Piece::Day(run), run),
                ('m', 1 | 2) => (Piece::Month(run), run),
                ('y', 4) => (Piece::Year, run),
                (c, _) if !c.is_alphanumeric() => (Piece::Literal(c), c.len_utf8()),
                _ => return None,
            };
            pieces.push(piece);
            rest = &rest[length..];
        }
        let count = |of: fn(&Piece) -> bool| pieces.iter().filter(|piece| of(piece)).count();
        let days = count(|piece| matches!(piece, Piece::Day(_)));
        let months = count(|piece| matches!(piece, Piece::Month(_)));
        let years = count(|piece| matches!(piece, Piece::Year));
        ((days, months, years) == (1, 1, 1)).then_some(Pattern(pieces))
    }

    fn day_of(&self, text: &str) -> Result<i32, NoDate> {
        let (mut year, mut month, mut day) = (0, 0, 0);
        let mut rest = text;
        for piece in &self.0 {
            match piece {
                Piece::Literal(c) => rest = rest.strip_prefix(*c).ok_or(NoDate::Unlike)?,
                Piece::Year => (year, rest) = digits(rest, 4, 4).ok_or(NoDate::Unlike)?,
                Piece::Month(least) => (month, rest) = digits(rest, *least, 2).ok_or(NoDate::Unlike)?,
                Piece::Day(least) => (day, rest) = digits(rest, *least, 2).ok_or(NoDate::Unlike)?,
            }
        }
        if rest.is_empty() { day_number(year, month, day).ok_or(NoDate::NoSuchDay) } else { Err(NoDate::Unlike) }
    }
}

/// The number that starts a text, of so many digits, and what follows it.
fn digits(text: &str, least: usize, most: usize) -> Option<(i32, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    Some((number(&text.as_bytes()[..count], least, most)?, &text[count..]))
}

/// The days from 1 January 1970 to this one, where there is such a day; the year 1 is the first.
fn day_number(year: i32, month: i32, day: i32) -> Option<i32> {
    let (year, month, day) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok().filter(|_| year >= 1).map(days_to)
}

/// The days from 1 January 1970 to this one.
pub(in crate::data) fn days_to(date: Date) -> i32 {
    let hours = date.duration_since(Date::constant(1970, 1, 1)).as_hours();
    i32::try_from(hours / 24).unwrap_or(i32::MAX)
}

/// Three numbers with the same mark between them.
fn three(text: &str, mark: u8) -> Option<[&[u8]; 3]> {
    let text = text.as_bytes();
    let first = text.iter().position(|byte| *byte == mark)?;
    let second = first + 1 + text[first + 1..].iter().position(|byte| *byte == mark)?;
    Some([&text[..first], &text[first + 1..second], &text[second + 1..]])
}

/// A number of so many digits.
fn number(digits: &[u8], least: usize, most: usize) -> Option<i32> {
    let fits = (least..=most).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    fits.then(|| digits.iter().fold(0, |number, digit| number * 10 + i32::from(digit - b'0')))
}

/// Reads `2023-12-14`, also with midnight behind it.
pub(super) fn iso(text: &str) -> Result<i32, NoDate> {
    let date = text.get(..10).ok_or(NoDate::Unlike)?;
    let time = &text[10..];
    let midnight = time.strip_prefix(['T', ' ']).or(time.is_empty().then_some("")).ok_or(NoDate::Unlike)?;
    let [year, month, day] = three(date, b'-').ok_or(NoDate::Unlike)?;
    let parts = (number(year, 4, 4), number(month, 2, 2), number(day, 2, 2));
    let (Some(year), Some(month), Some(day)) = parts else { return Err(NoDate::Unlike) };
    if !midnight.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')) {
        return Err(NoDate::Unlike);
    }
    day_number(year, month, day).ok_or(NoDate::NoSuchDay)
}

/// Reads `14.12.2023`, of two digits for day and month, or of one or two.
pub(super) fn dotted(text: &str, least: usize) -> Result<i32, NoDate> {
    let [day, month, year] = three(text, b'.').ok_or(NoDate::Unlike)?;
    let parts = (number(year, 4, 4), number(month, least, 2), number(day, least, 2));
    let (Some(year), Some(month), Some(day)) = parts else { return Err(NoDate::Unlike) };
    day_number(year, month, day).ok_or(NoDate::NoSuchDay)
}

/// The numbers of `14/12/2023`.
fn slashed(text: &str) -> Option<(i32, i32, i32)> {
    let [first, second, year] = three(text, b'/')?;
    Some((number(first, 1, 2)?, number(second, 1, 2)?, number(year, 4, 4)?))
}

/// How the dates with slashes of a column are to be read: as all of them can be, where some can in one way only.
pub(super) fn slashes<'a>(values: impl Iterator<Item = &'a str>) -> Option<Slashes> {
    let (mut first, mut second) = (false, false);
    for (a, b, _) in values.filter(|value| value.contains('/')).filter_map(|value| slashed(value.trim())) {
        first |= a > 12;
        second |= b > 12;
    }
    match (first, second) {
        (true, false) => Some(Slashes::DayFirst),
        (false, true) => Some(Slashes::MonthFirst),
        _ => None,
    }
}

/// Reads a date as days from 1 January 1970: as it is stated, or in any way that can mean one day only.
pub(super) fn date(text: &str, stated: Option<&Pattern>, slashes: Option<Slashes>) -> Result<i32, NoDate> {
    let text = text.trim();
    if let Some(pattern) = stated {
        return pattern.day_of(text);
    }
    if text.contains('/') {
        let (first, second, year) = slashed(text).ok_or(NoDate::Unlike)?;
        return match slashes {
            Some(Slashes::DayFirst) => day_number(year, second, first).ok_or(NoDate::NoSuchDay),
            Some(Slashes::MonthFirst) => day_number(year, first, second).ok_or(NoDate::NoSuchDay),
            None => Err(NoDate::Ambiguous),
        };
    }
    match iso(text) {
        Err(NoDate::Unlike) => dotted(text, 1),
        read => read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day_number(1970, 1, 1), Some(0));
        assert_eq!(day_number(2000, 2, 29), Some(11_016));
        assert_eq!(day_number(1900, 2, 29), None);
        assert_eq!(day_number(1969, 12, 31), Some(-1));
        assert_eq!(day_number(1, 1, 1), Some(-719_162));
        assert_eq!(day_number(2023, 13, 1), None);
        let mut days = Vec::new();
        for year in 1896..2104 {
            days.extend((1..=12).flat_map(|month| (1..=31).filter_map(move |day| day_number(year, month, day))));
        }
        assert!(days.windows(2).all(|pair| pair[1] == pair[0] + 1));
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        let day = day_number(2023, 12, 4);
        for text in ["2023-12-04", "04.12.2023", "4.12.2023", " 4.12.2023 ", "2023-12-04T00:00:00", "2023-12-04 00:00"]
        {
            assert_eq!(date(text, None, None).ok(), day, "{text}");
        }
        assert_eq!(date("4/12/2023", None, Some(Slashes::DayFirst)).ok(), day);
        assert_eq!(date("12/4/2023", None, Some(Slashes::MonthFirst)).ok(), day);
        for (text, pattern) in [("20231204", "yyyymmdd"), ("4/12-2023", "d/m-yyyy"), ("12/04/2023", "mm/dd/yyyy")] {
            assert_eq!(date(text, Pattern::of(pattern).as_ref(), None).ok(), day, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_told_apart() {
        for text in [
            "",
            "x",
            "2023",
            "14.12.23",
            "2023-12-14T12:00",
            "2023-1-1",
            "14-12-2023",
            "1.2.3.2023",
            "\u{e6}\u{e6}\u{e6}\u{e6}\u{e6}\u{e6}",
        ] {
            assert_eq!(date(text, None, None), Err(NoDate::Unlike), "{text}");
        }
        assert_eq!(date("31.02.2023", None, None), Err(NoDate::NoSuchDay));
        assert_eq!(date("0000-01-01", None, None), Err(NoDate::NoSuchDay));
        assert_eq!(date("03/04/2023", None, None), Err(NoDate::Ambiguous));
        for pattern in ["", "dd.mm", "dd.mm.yy", "dd.mm.yyyy.dd", "dd.mmm.yyyy", "%d"] {
            assert_eq!(Pattern::of(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn one_date_of_a_column_can_tell_how_the_others_are_meant() {
        assert_eq!(slashes(["03/04/2023", "14/12/2023"].into_iter()), Some(Slashes::DayFirst));
        assert_eq!(slashes(["03/04/2023", "12/14/2023"].into_iter()), Some(Slashes::MonthFirst));
        assert_eq!(slashes(["13/04/2023", "12/14/2023"].into_iter()), None);
        assert_eq!(slashes(["03/04/2023"].into_iter()), None);
    }
}
