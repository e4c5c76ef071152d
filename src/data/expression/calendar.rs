//! Calendar arithmetic on days since 1 January 1970, in the Gregorian calendar.
//!
//! Every function is total. Dates that arithmetic gives lie in the years 1 to 9999, which every database knows.

/// 1 January of year 1.
pub(super) const FIRST: i32 = -719_162;

/// 31 December 9999.
pub(super) const LAST: i32 = 2_932_896;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day {
    pub year: i64,
    pub month: i64,
    pub day: i64,
}

impl Day {
    /// The day that lies so many days after 1 January 1970.
    ///
    /// Years start in March here, so that the leap day is the last of its year and months have a regular length.
    pub(super) fn of(days: i32) -> Day {
        let since_march_0 = i64::from(days) + 719_468;
        let era = since_march_0.div_euclid(146_097);
        let day_of_era = since_march_0.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Day {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
        }
    }

    /// Months since the start of year 0.
    fn months(self) -> i64 {
        self.year * 12 + self.month - 1
    }

    /// `2023-12-14`.
    pub(super) fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// How many days this month has.
fn length_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The date of a year from 1 to 9999, a month and a day, if there is one.
pub(super) fn date(year: i64, month: i64, day: i64) -> Option<i32> {
    let known = (1..=9999).contains(&year) && (1..=12).contains(&month);
    (known && (1..=length_of_month(year, month)).contains(&day)).then(|| since_1970(year, month, day))
}

fn since_1970(year: i64, month: i64, day: i64) -> i32 {
    let year_from_march = year - i64::from(month <= 2);
    let era = year_from_march.div_euclid(400);
    let year_of_era = year_from_march.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    // Years up to 9999 are far within an i32 of days.
    (era * 146_097 + day_of_era - 719_468) as i32
}

/// The completed months from `from` to `to`; when `to` is earlier, minus those from `to` to `from`.
///
/// A month is completed on the same day of the month, or on the last day of a month that has no such day: so
/// `add_months(from, n)` is the first date at which `n` months are completed.
pub(super) fn months_between(from: i32, to: i32) -> i64 {
    if from > to {
        return -months_between(to, from);
    }
    let (from, to) = (Day::of(from), Day::of(to));
    let completed_on = from.day.min(length_of_month(to.year, to.month));
    to.months() - from.months() - i64::from(to.day < completed_on)
}

/// The completed years: [`months_between`] in twelves.
pub(super) fn years_between(from: i32, to: i32) -> i64 {
    months_between(from, to) / 12
}

/// The same day so many months later, or the last day of that month when it has no such day.
pub(super) fn add_months(from: i32, months: i64) -> Option<i32> {
    let from = Day::of(from);
    let months = from.months().checked_add(months)?;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    date(year, month, from.day.min(length_of_month(year, month)))
}

/// The date so many days later.
pub(super) fn add_days(from: i32, days: i64) -> Option<i32> {
    let later = i32::try_from(i64::from(from).checked_add(days)?).ok()?;
    (FIRST..=LAST).contains(&later).then_some(later)
}

/// The days from `from` to `to`.
pub(super) fn days_between(from: i32, to: i32) -> i64 {
    i64::from(to) - i64::from(from)
}

/// Reads `2023-12-14` or `14.12.2023`.
pub(super) fn read(text: &str) -> Option<i32> {
    let number = |part: &str, lengths: std::ops::RangeInclusive<usize>| -> Option<i64> {
        let digits = lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse().ok())?
    };
    let parts = |separator| -> Option<[&str; 3]> { text.split(separator).collect::<Vec<_>>().try_into().ok() };
    match (parts('-'), parts('.')) {
        (Some([year, month, day]), _) => date(number(year, 4..=4)?, number(month, 2..=2)?, number(day, 2..=2)?),
        (_, Some([day, month, year])) => date(number(year, 4..=4)?, number(month, 1..=2)?, number(day, 1..=2)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::Date;

    use super::*;

    fn jiff_date(days: i32) -> Date {
        jiff::civil::date(1970, 1, 1).checked_add(days.days()).expect("a date")
    }

    fn on(text: &str) -> i32 {
        read(text).expect("a date")
    }

    #[test]
    fn every_day_is_the_one_that_jiff_has() {
        for days in FIRST..=LAST {
            let day = Day::of(days);
            assert_eq!(date(day.year, day.month, day.day), Some(days));
            if days % 7 == 0 {
                let expected = jiff_date(days);
                assert_eq!(day.iso(), expected.to_string());
            }
        }
        assert_eq!((Day::of(FIRST).iso(), Day::of(LAST).iso()), ("0001-01-01".to_owned(), "9999-12-31".to_owned()));
    }

    #[test]
    fn adding_months_is_what_jiff_does() {
        for (number, start) in (-20_000..60_000).step_by(37).enumerate() {
            let months = (number as i64 * 131) % 1000 - 500;
            let expected = jiff_date(start).checked_add(months.months()).expect("a date");
            assert_eq!(add_months(start, months).map(|days| Day::of(days).iso()), Some(expected.to_string()));
        }
    }

    #[test]
    fn months_are_completed_on_the_same_day_or_the_last() {
        let months = |from, to| months_between(on(from), on(to));
        assert_eq!(months("2023-01-15", "2023-02-14"), 0);
        assert_eq!(months("2023-01-15", "2023-02-15"), 1);
        assert_eq!(months("2023-01-31", "2023-02-27"), 0);
        assert_eq!(months("2023-01-31", "2023-02-28"), 1);
        assert_eq!(months("2024-01-31", "2024-02-28"), 0);
        assert_eq!(months("2024-02-29", "2025-02-28"), 12);
        assert_eq!(months("2023-02-28", "2023-03-28"), 1);
        assert_eq!(months("2023-02-15", "2023-01-16"), 0);
        assert_eq!(months("2023-02-15", "2023-01-15"), -1);
        assert_eq!(years_between(on("1994-05-17"), on("2024-05-16")), 29);
        assert_eq!(years_between(on("1994-05-17"), on("2024-05-17")), 30);
    }

    #[test]
    fn completed_months_are_the_most_that_can_be_added() {
        for from in (15_000..16_500).step_by(1) {
            for to in [from, from + 1, from + 27, from + 28, from + 29, from + 30, from + 31, from + 364, from + 366] {
                let months = months_between(from, to);
                assert!(add_months(from, months).is_some_and(|date| date <= to), "{from} {to}");
                assert!(add_months(from, months + 1).is_some_and(|date| date > to), "{from} {to}");
                assert_eq!(months_between(to, from), -months);
            }
        }
    }

    #[test]
    fn what_is_beyond_the_calendar_is_no_date() {
        assert_eq!(add_months(LAST, 1), None);
        assert_eq!(add_months(FIRST, -1), None);
        assert_eq!(add_months(0, i64::MAX), None);
        assert_eq!(add_months(0, i64::MIN), None);
        assert_eq!(add_days(LAST, 1), None);
        assert_eq!(add_days(0, i64::MAX), None);
        assert_eq!(date(2023, 2, 29), None);
        assert_eq!(date(0, 1, 1), None);
        let _ = (Day::of(i32::MAX), Day::of(i32::MIN), months_between(i32::MIN, i32::MAX));
    }

    #[test]
    fn dates_are_read_in_two_forms() {
        assert_eq!(read("2023-12-14"), read("14.12.2023"));
        assert_eq!(read("1.2.2023"), read("2023-02-01"));
        for text in ["", "2023-2-1", "14.12.23", "2023-13-01", "31.02.2023", "+14.12.2023", "2023-12-14T00:00", "a-b-c"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
