//! Dates: `EXTRACT`, comparisons and whole numbers, which all dialects have alike, rather than their own functions, which
//! differ in what they call a month.

use super::super::typed::Call;
use super::{Binding, Sql, TooLong, Writer};
use crate::data::ColumnType;
use crate::data::query::Dialect;

/// December 9999, in months since January of year 0.
const MONTHS: i64 = 119_999;

/// More days than there are between any two dates.
const DAYS: i64 = 4_000_000;

impl Writer<'_> {
    pub(super) fn of_dates(&self, call: Call, written: &[Sql]) -> Result<Sql, TooLong> {
        let operands: Vec<String> = written.iter().map(|one| one.within(Binding::Whole)).collect();
        match (call, operands.as_slice()) {
            (Call::Year, [date]) => Sql::whole(self.extract("YEAR", date)),
            (Call::Month, [date]) => Sql::whole(self.extract("MONTH", date)),
            (Call::Day, [date]) => Sql::whole(self.extract("DAY", date)),
            (Call::DaysBetween, [from, to]) => Sql::whole(self.days_between(from, to)),
            (Call::MonthsBetween, [from, to]) => Sql::new(self.months_between(from, to), Binding::Sum),
            (Call::YearsBetween, [from, to]) => {
                let divide = match self.dialect {
                    Dialect::Postgresql | Dialect::Trino => "/",
                    Dialect::Duckdb => "//",
                    Dialect::Spark => "div",
                };
                Sql::new(format!("({}) {divide} 12", self.months_between(from, to)), Binding::Product)
            }
            (Call::AddDays, [date, days]) => self.add_days(date, days),
            (Call::AddMonths, [date, months]) => self.add_months(date, months),
            (Call::Date, [year, month, day]) => self.date(year, month, day),
            _ => Sql::whole("NULL".to_owned()),
        }
    }

    fn extract(&self, part: &str, date: &str) -> String {
        // A `numeric`, an `int`, and in DuckDB what the optimiser leaves of it; Trino has a `bigint`.
        match self.dialect {
            Dialect::Trino => format!("EXTRACT({part} FROM {date})"),
            _ => format!("CAST(EXTRACT({part} FROM {date}) AS {})", self.dialect.type_of(ColumnType::Integer)),
        }
    }

    /// A whole number for a function that takes a small one, where a larger one has been ruled out.
    ///
    /// Ruling it out is not enough: PostgreSQL evaluates what is constant before it knows which branch of a `CASE` it takes,
    /// so that the cast of a large number stops it there. Larger ones therefore become `most`.
    fn small(&self, number: &str, most: i64) -> String {
        if number.parse::<i64>().is_ok_and(|number| (-most..=most).contains(&number)) {
            return number.to_owned();
        }
        match self.dialect {
            Dialect::Trino => number.to_owned(),
            Dialect::Spark => format!("CAST(LEAST(GREATEST({number}, -{most}L), {most}L) AS INT)"),
            Dialect::Postgresql | Dialect::Duckdb => {
                format!("CAST(LEAST(GREATEST({number}, -{most}), {most}) AS integer)")
            }
        }
    }

    fn days_between(&self, from: &str, to: &str) -> String {
        match self.dialect {
            Dialect::Postgresql => format!("CAST({to} - {from} AS bigint)"),
            Dialect::Spark => format!("CAST(datediff({to}, {from}) AS BIGINT)"),
            Dialect::Duckdb | Dialect::Trino => format!("date_diff('day', {from}, {to})"),
        }
    }

    /// The months by name, less one where the day of the month is not reached, unless the month has no later day.
    fn months_between(&self, from: &str, to: &str) -> String {
        let months = |date: &str| format!("{} * 12 + {}", self.extract("YEAR", date), self.extract("MONTH", date));
        let short = |earlier: &str, later: &str| {
            let [first, last, next] =
                [earlier.to_owned(), later.to_owned(), self.next_day(later)].map(|date| self.extract("DAY", &date));
            format!("{last} < {first} AND {next} > 1")
        };
        format!(
            "{} - ({}) - CASE WHEN {from} <= {to} AND {} THEN 1 WHEN {from} > {to} AND {} THEN -1 ELSE 0 END",
            months(to),
            months(from),
            short(from, to),
            short(to, from)
        )
    }

    fn next_day(&self, date: &str) -> String {
        match self.dialect {
            Dialect::Postgresql | Dialect::Duckdb => format!("({date} + 1)"),
            Dialect::Spark => format!("date_add({date}, 1)"),
            Dialect::Trino => format!("date_add('day', 1, {date})"),
        }
    }

    fn add_days(&self, date: &str, days: &str) -> Result<Sql, TooLong> {
        let [first, last] = ["0001-01-01", "9999-12-31"].map(|end| self.days_between(date, &format!("DATE '{end}'")));
        let small = self.small(days, DAYS);
        let later = match self.dialect {
            Dialect::Postgresql | Dialect::Duckdb => format!("{date} + {small}"),
            Dialect::Spark => format!("date_add({date}, {small})"),
            Dialect::Trino => format!("date_add('day', {small}, {date})"),
        };
        Sql::whole(format!("CASE WHEN {days} BETWEEN {first} AND {last} THEN {later} END"))
    }

    fn add_months(&self, date: &str, months: &str) -> Result<Sql, TooLong> {
        let own = format!("{} * 12 + {} - 1", self.extract("YEAR", date), self.extract("MONTH", date));
        let small = self.small(months, MONTHS);
        let later = match self.dialect {
            Dialect::Postgresql => format!("CAST({date} + {small} * INTERVAL '1 month' AS date)"),
            Dialect::Duckdb => format!("CAST({date} + to_months({small}) AS DATE)"),
            Dialect::Spark => format!("add_months({date}, {small})"),
            Dialect::Trino => format!("date_add('month', {small}, {date})"),
        };
        Sql::whole(format!("CASE WHEN {months} BETWEEN 12 - ({own}) AND {MONTHS} - ({own}) THEN {later} END"))
    }

    /// A date if there is one: asked with numbers, since the dialects disagree on what a date that is none gives.
    fn date(&self, year: &str, month: &str, day: &str) -> Result<Sql, TooLong> {
        let leap = format!("{year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0)");
        let length = format!(
            "CASE WHEN {month} IN (4, 6, 9, 11) THEN 30 WHEN {month} <> 2 THEN 31 WHEN {leap} THEN 29 ELSE 28 END"
        );
        let [small_year, small_month, small_day] = [self.small(year, 9999), self.small(month, 12), self.small(day, 31)];
        let date = match self.dialect {
            Dialect::Postgresql | Dialect::Duckdb | Dialect::Spark => {
                format!("make_date({small_year}, {small_month}, {small_day})")
            }
            Dialect::Trino => format!("CAST(format('%04d-%02d-%02d', {year}, {month}, {day}) AS DATE)"),
        };
        Sql::whole(format!(
            "CASE WHEN {year} BETWEEN 1 AND 9999 AND {month} BETWEEN 1 AND 12 AND {day} BETWEEN 1 AND {length} THEN {date} END"
        ))
    }
}
