//! Functions of numbers and texts.

use super::super::texts::LETTERS;
use super::super::typed::{Call, Node};
use super::{Binding, Sql, TooLong, Writer};
use crate::data::ColumnType;
use crate::data::query::Dialect;

/// What `trim` takes away, written so that it can be seen.
const BLANK: &str = "' ' || chr(9) || chr(10) || chr(13) || chr(160)";

/// What reads as a number, in the words of every dialect's regular expressions.
const NUMBER: &str = "'^[+-]?(?:[0-9]{1,18}(?:[.,][0-9]{1,18})?|[.,][0-9]{1,18})$'";

/// 2^63, and the number below −2^63: what whole numbers lie strictly between.
const BEYOND: [&str; 2] = ["-9223372036854777856", "9223372036854775808"];

impl Writer<'_> {
    pub(super) fn call(&self, call: Call, arguments: &[Node]) -> Result<Sql, TooLong> {
        let written: Result<Vec<Sql>, TooLong> = arguments.iter().map(|one| self.part(one)).collect();
        let written = written?;
        let texts: Vec<&str> = written.iter().map(|one| one.text.as_str()).collect();
        match (call, texts.as_slice()) {
            (Call::Coalesce(_), all) => Sql::whole(format!("COALESCE({})", all.join(", "))),
            (Call::CountMissing, _) => {
                let count = |one: &Sql| format!("CASE WHEN {} IS NULL THEN 1 ELSE 0 END", one.within(Binding::Whole));
                let counts: Vec<String> = written.iter().map(count).collect();
                Sql::new(counts.join(" + "), Binding::Sum)
            }
            (Call::Least(_), _) => self.extreme("LEAST", arguments, &written),
            (Call::Greatest(_), _) => self.extreme("GREATEST", arguments, &written),
            (Call::StartsWith, [text, start]) => Sql::whole(match self.dialect {
                Dialect::Spark => format!("startswith({text}, {start})"),
                _ => format!("starts_with({text}, {start})"),
            }),
            (Call::Contains, [text, part]) => match self.dialect {
                Dialect::Duckdb | Dialect::Spark => Sql::whole(format!("contains({text}, {part})")),
                _ => Sql::new(format!("strpos({text}, {part}) > 0"), Binding::Comparison),
            },
            (_, [only]) if !is_of_dates(call) => self.of_one(call, only),
            _ => self.of_dates(call, &written),
        }
    }

    /// The least or greatest of values none of which is missing. Most dialects pass over missing values.
    fn extreme(&self, function: &str, arguments: &[Node], written: &[Sql]) -> Result<Sql, TooLong> {
        let texts: Vec<&str> = written.iter().map(|one| one.text.as_str()).collect();
        let extreme = format!("{function}({})", texts.join(", "));
        let asked: Vec<String> = arguments
            .iter()
            .zip(written)
            .filter(|(argument, _)| !argument.is_never_missing())
            .map(|(_, one)| format!("{} IS NOT NULL", one.within(Binding::Whole)))
            .collect();
        match asked.is_empty() || self.dialect == Dialect::Trino {
            true => Sql::whole(extreme),
            false => Sql::whole(format!("CASE WHEN {} THEN {extreme} END", asked.join(" AND "))),
        }
    }

    fn of_one(&self, call: Call, x: &str) -> Result<Sql, TooLong> {
        match call {
            Call::Abs(ColumnType::Integer) => self.abs(x),
            Call::Abs(_) => Sql::whole(format!("abs({x})")),
            Call::RoundWhole => {
                let rounded = self.half_away_from_zero(x);
                self.to_whole(&rounded)
            }
            Call::Floor => self.to_whole_by("floor", x),
            Call::Ceil => self.to_whole_by("ceil", x),
            Call::Round(decimals) => self.round(x, decimals),
            Call::Sqrt => Sql::whole(format!("CASE WHEN {x} >= 0 THEN sqrt({x}) END")),
            Call::Ln => Sql::whole(format!("CASE WHEN {x} > 0 THEN ln({x}) END")),
            Call::Exp => match self.dialect {
                // It stops with an error beyond these bounds.
                Dialect::Postgresql => Sql::whole(format!(
                    "CASE WHEN {x} < -745.1332191019411 THEN 0 WHEN {x} <= 709.782712893384 THEN exp({x}) END"
                )),
                _ => self.missing_unless_finite(&format!("exp({x})")),
            },
            Call::Lower | Call::Upper => {
                let capitals: String = LETTERS.iter().map(|(capital, _)| capital).collect();
                let small: String = LETTERS.iter().map(|(_, small)| small).collect();
                let (from, to) = if call == Call::Lower { (capitals, small) } else { (small, capitals) };
                Sql::whole(format!("translate({x}, '{from}', '{to}')"))
            }
            Call::Trim => self.trim(x),
            Call::Length => match self.dialect {
                Dialect::Postgresql | Dialect::Spark => self.cast(format!("char_length({x})"), ColumnType::Integer),
                Dialect::Duckdb | Dialect::Trino => Sql::whole(format!("length({x})")),
            },
            Call::Substring(start, length) => Sql::whole(format!("substr({x}, {start}, {length})")),
            // A cast would ask the session how it likes its dates.
            Call::Text(ColumnType::Date) if self.dialect == Dialect::Postgresql => {
                Sql::whole(format!("to_char({x}, 'YYYY-MM-DD')"))
            }
            Call::Text(_) => self.cast(x.to_owned(), ColumnType::Text),
            Call::Number => self.number(x),
            Call::NumberOfBoolean => Sql::whole(format!(
                "CASE WHEN {x} IS NOT NULL THEN CASE WHEN {x} THEN {} ELSE {} END END",
                self.number_literal(1.0)?.text,
                self.number_literal(0.0)?.text
            )),
            // What takes several arguments, and dates, stand elsewhere.
            _ => Sql::whole(x.to_owned()),
        }
    }

    fn abs(&self, x: &str) -> Result<Sql, TooLong> {
        match self.dialect {
            Dialect::Postgresql => self.whole_if_it_fits(&format!("abs(CAST({x} AS numeric))")),
            Dialect::Duckdb => Sql::whole(format!("TRY_CAST(abs(CAST({x} AS HUGEINT)) AS BIGINT)")),
            Dialect::Spark => Sql::whole(format!("CASE WHEN {x} >= 0 THEN {x} ELSE try_subtract(0L, {x}) END")),
            Dialect::Trino => Sql::whole(format!("TRY(abs({x}))")),
        }
    }

    fn to_whole_by(&self, function: &str, x: &str) -> Result<Sql, TooLong> {
        match self.dialect {
            // They give whole numbers there, the largest one for all that are larger.
            Dialect::Spark => {
                let [low, high] = BEYOND.map(|end| format!("{end}D"));
                Sql::whole(format!("{function}({})", self.strictly_between(x, &low, &high)))
            }
            _ => self.to_whole(&format!("{function}({x})")),
        }
    }

    /// A number without decimals as a whole number, missing where it is too large for one.
    fn to_whole(&self, rounded: &str) -> Result<Sql, TooLong> {
        match self.dialect {
            Dialect::Postgresql => {
                let [low, high] = BEYOND;
                let fitting = self.strictly_between(rounded, low, high);
                self.cast(fitting, ColumnType::Integer)
            }
            Dialect::Spark => {
                let [low, high] = BEYOND.map(|end| format!("{end}D"));
                let fitting = self.strictly_between(rounded, &low, &high);
                self.cast(fitting, ColumnType::Integer)
            }
            Dialect::Duckdb | Dialect::Trino => Sql::whole(format!("TRY_CAST({rounded} AS BIGINT)")),
        }
    }

    /// Rounded to no decimals. PostgreSQL rounds halves to even, and Trino goes by way of whole numbers.
    fn half_away_from_zero(&self, x: &str) -> String {
        let truncate = match self.dialect {
            Dialect::Duckdb | Dialect::Spark => return format!("round({x})"),
            Dialect::Postgresql => "trunc",
            Dialect::Trino => "truncate",
        };
        format!("({truncate}({x}) + {truncate}((({x}) - {truncate}({x})) * 2))")
    }

    fn round(&self, x: &str, decimals: i8) -> Result<Sql, TooLong> {
        let power = self.number_literal(10_f64.powi(i32::from(decimals.unsigned_abs())))?.text;
        let (before, after) = if decimals < 0 { ("/", "*") } else { ("*", "/") };
        let rounded = self.half_away_from_zero(&format!("({x}) {before} {power}"));
        self.missing_unless_finite(&format!("{rounded} {after} {power}"))
    }

    fn trim(&self, x: &str) -> Result<Sql, TooLong> {
        Sql::whole(match self.dialect {
            Dialect::Postgresql => format!("btrim({x}, {BLANK})"),
            Dialect::Duckdb => format!("trim({x}, {BLANK})"),
            Dialect::Spark | Dialect::Trino => format!("trim(BOTH ({BLANK}) FROM {x})"),
        })
    }

    fn number(&self, x: &str) -> Result<Sql, TooLong> {
        let trimmed = self.trim(x)?.text;
        let (found, cast) = match self.dialect {
            Dialect::Postgresql => (format!("substring({trimmed} FROM {NUMBER})"), "CAST"),
            Dialect::Duckdb | Dialect::Trino => (format!("regexp_extract({trimmed}, {NUMBER})"), "TRY_CAST"),
            Dialect::Spark => (format!("regexp_extract({trimmed}, {NUMBER}, 0)"), "TRY_CAST"),
        };
        Sql::whole(format!("{cast}(replace({found}, ',', '.') AS {})", self.dialect.type_of(ColumnType::Number)))
    }
}

fn is_of_dates(call: Call) -> bool {
    matches!(call, Call::Year | Call::Month | Call::Day)
}
