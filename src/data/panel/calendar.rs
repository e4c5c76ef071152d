//! Calendar months, in the forms in which registers write them.
//!
//! A calendar month is a whole number here: twelve times the year, plus the month counted from 0.

use jiff::civil::Date;

/// A calendar month as a number.
pub(super) fn month_of(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

/// The year of a calendar month.
pub(super) fn year_of(month: i32) -> i32 {
    month.div_euclid(12)
}

/// The calendar month of a number of days since 1970.
pub(super) fn of_days(days: i32) -> Option<i32> {
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok().map(month_of)
}

/// The calendar month of a number such as 201603, or 20160315.
pub(super) fn of_number(number: i64) -> Option<i32> {
    let month = match number {
        100_000..=999_999 => number,
        10_000_000..=99_999_999 => {
            let day = i8::try_from(number % 100).ok()?;
            let (year, month) = (number / 10_000, number / 100 % 100);
            Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, day).ok()?;
            number / 100
        }
        _ => return None,
    };
    let (year, month) = (i32::try_from(month / 100).ok()?, i32::try_from(month % 100).ok()?);
    ((1000..=9999).contains(&year) && (1..=12).contains(&month)).then_some(year * 12 + month - 1)
}

/// The calendar month of a text such as `2016-03`, `2016M03`, `201603`, `2016-03-15` or `15.03.2016`.
pub(super) fn of_text(text: &str) -> Option<i32> {
    let text = text.trim();
    if text.len() >= 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return of_number(text.parse().ok()?);
    }
    let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i16>().ok())?;
    let date = |year: &str, month: &str, day: &str| {
        let lengths = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
        let (year, month, day) = (number(year)?, i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?);
        Date::new(year, month, day).ok().filter(|_| lengths).map(month_of)
    };
    if let [day, month, year] = *text.split('.').collect::<Vec<_>>() {
        return date(year, month, day);
    }
    // A time of day behind a date says nothing about the month.
    let day_part = text.split(['T', ' ']).next()?;
    match *day_part.split(['-', 'M']).collect::<Vec<_>>() {
        [year, month] => date(year, month, "1"),
        [year, month, day] => date(year, month, day),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_the_same_month() {
        let march: Option<i32> = Some(2016 * 12 + 2);
        for text in ["2016-03", "2016M03", "201603", "2016-03-15", "15.03.2016", "20160315", "2016-03-15T00:00:00"] {
            assert_eq!(of_text(text), march, "{text}");
        }
        assert_eq!((of_number(201_603), of_number(20_160_315), of_days(16_875)), (march, march, march));
        assert_eq!(march.map(year_of), Some(2016));
        for text in
            ["", "2016", "2016-13", "201600", "2016-02-30", "3/2016", "mars 2016", "16-03", "20161301", "2016-3-x"]
        {
            assert_eq!(of_text(text), None, "{text}");
        }
        assert_eq!(of_number(12), None);
        assert_eq!(of_days(i32::MAX), None);
    }
}
