//! The functions of the language: one list, from which calls are checked and mistaken names are put right.

use crate::diag::Problem;

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Min,
    Max,
    Round,
    Floor,
    Ceil,
    Sqrt,
    Ln,
    Exp,
    Year,
    Month,
    Day,
    Date,
    DaysBetween,
    MonthsBetween,
    YearsBetween,
    AddDays,
    AddMonths,
    Coalesce,
    CountMissing,
    IsMissing,
    Lower,
    Upper,
    Trim,
    StartsWith,
    Contains,
    Length,
    Text,
    Number,
    First,
    Substring,
}

/// Each function: its name, how many arguments it takes, and how it is written.
pub(super) const FUNCTIONS: &[(Function, &str, usize, usize, &str)] = &[
    (Function::Abs, "abs", 1, 1, "abs(x)"),
    (Function::Min, "min", 2, MANY, "min(a, b, \u{2026})"),
    (Function::Max, "max", 2, MANY, "max(a, b, \u{2026})"),
    (Function::Round, "round", 1, 2, "round(x)` or `round(x, 2)"),
    (Function::Floor, "floor", 1, 1, "floor(x)"),
    (Function::Ceil, "ceil", 1, 1, "ceil(x)"),
    (Function::Sqrt, "sqrt", 1, 1, "sqrt(x)"),
    (Function::Ln, "ln", 1, 1, "ln(x)"),
    (Function::Exp, "exp", 1, 1, "exp(x)"),
    (Function::Year, "year", 1, 1, "year(date)"),
    (Function::Month, "month", 1, 1, "month(date)"),
    (Function::Day, "day", 1, 1, "day(date)"),
    (Function::Date, "date", 1, 3, "date(\"2023-12-14\")` or `date(year, month, day)"),
    (Function::DaysBetween, "days_between", 2, 2, "days_between(from, to)"),
    (Function::MonthsBetween, "months_between", 2, 2, "months_between(from, to)"),
    (Function::YearsBetween, "years_between", 2, 2, "years_between(from, to)"),
    (Function::AddDays, "add_days", 2, 2, "add_days(date, n)"),
    (Function::AddMonths, "add_months", 2, 2, "add_months(date, n)"),
    (Function::Coalesce, "coalesce", 2, MANY, "coalesce(a, b, \u{2026})"),
    (Function::CountMissing, "count_missing", 1, MANY, "count_missing(a, b, \u{2026})"),
    (Function::IsMissing, "is_missing", 1, 1, "is_missing(x)"),
    (Function::Lower, "lower", 1, 1, "lower(text)"),
    (Function::Upper, "upper", 1, 1, "upper(text)"),
    (Function::Trim, "trim", 1, 1, "trim(text)"),
    (Function::StartsWith, "starts_with", 2, 2, "starts_with(text, start)"),
    (Function::Contains, "contains", 2, 2, "contains(text, part)"),
    (Function::Length, "length", 1, 1, "length(text)"),
    (Function::Text, "text", 1, 1, "text(x)"),
    (Function::Number, "number", 1, 1, "number(x)"),
    (Function::First, "first", 2, 2, "first(n, text)"),
    (Function::Substring, "substring", 3, 3, "substring(text, start, n)"),
];

/// As many arguments as there is room for.
const MANY: usize = usize::MAX;

/// What other languages call something, and what it is here.
const FOREIGN: &[(&[&str], &str)] = &[
    (&["ifelse", "if_else", "iif", "iff", "case_when"], "write `if \u{2026} then \u{2026} else \u{2026}`"),
    (&["isnull", "is_null", "isna", "is_na", "is_nan", "isnan", "missing"], "write `x is missing`, or `is_missing(x)`"),
    (&["ifnull", "nvl", "isnull2", "replace_na"], "write `coalesce(x, 0)`"),
    (&["log", "log10", "log2"], "write `ln(x)`, the natural logarithm, and divide it by `ln(10)` for another base"),
    (&["pow", "power"], "multiply instead: `x * x`"),
    (&["int", "integer", "trunc", "as_integer"], "write `round(x)`, `floor(x)` or `ceil(x)`"),
    (&["ceiling"], "write `ceil(x)`"),
    (&["left", "head"], "write `first(2, text)`"),
    (&["substr", "mid"], "write `substring(text, 1, 2)`"),
    (&["len", "nchar", "strlen", "char_length"], "write `length(text)`"),
    (&["tolower", "lowercase", "lcase"], "write `lower(text)`"),
    (&["toupper", "uppercase", "ucase"], "write `upper(text)`"),
    (&["str", "string", "as_character", "tostring"], "write `text(x)`"),
    (&["as_numeric", "as_number", "float", "real", "numeric"], "write `number(x)`"),
    (&["age", "alder"], "write `years_between(birth, date)`"),
    (&["datediff", "date_diff"], "write `days_between(from, to)`, or months or years"),
    (&["edate", "dateadd", "date_add"], "write `add_months(date, n)` or `add_days(date, n)`"),
    (&["today", "now"], "write the date itself: the same specification gives the same report on any day"),
    (
        &["mean", "avg", "average", "sum", "total"],
        "write `{sum: [a, b], missing: \u{2026}}` or `mean:` under `derive`, or `+`",
    ),
    (&["concat", "paste", "paste0"], "combine codes in a `recode` or with `if` instead"),
];

impl Function {
    /// The function of this name.
    ///
    /// # Errors
    /// A problem that names what was probably meant.
    pub(super) fn named(name: &str) -> Result<Function, Problem> {
        if let Some((function, ..)) = FUNCTIONS.iter().find(|(_, known, ..)| *known == name) {
            return Ok(*function);
        }
        let problem = Problem::new(format!("there is no function `{name}`"));
        let plain = name.to_lowercase();
        Err(match FOREIGN.iter().find(|(names, _)| names.contains(&plain.as_str())) {
            Some((_, hint)) => problem.hint(*hint),
            None => problem.closest_of(name, FUNCTIONS.iter().map(|(_, known, ..)| *known)),
        })
    }

    fn entry(self) -> (&'static str, usize, usize, &'static str) {
        // Every function is in the list; a test sees to it.
        let entry = FUNCTIONS.iter().find(|(function, ..)| *function == self);
        entry.map_or(("", 0, MANY, ""), |(_, name, least, most, usage)| (name, *least, *most, usage))
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        self.entry().0
    }

    /// How it is written, within backticks.
    pub(super) fn usage(self) -> &'static str {
        self.entry().3
    }

    /// Whether it takes so many arguments.
    pub(super) fn takes(self, arguments: usize) -> bool {
        let (_, least, most, _) = self.entry();
        (least..=most).contains(&arguments) && !(self == Function::Date && arguments == 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_found_by_its_name_and_documented() {
        for (function, name, .., usage) in FUNCTIONS {
            assert_eq!(Function::named(name), Ok(*function));
            for form in usage.split("` or `") {
                let documented = include_str!("mod.rs").contains(&format!("`{}`", form));
                assert!(documented, "`{form}` is not documented in mod.rs");
            }
        }
    }

    #[test]
    fn other_names_lead_to_the_right_one() {
        let hints = |name| Function::named(name).expect_err("unknown").hints;
        assert_eq!(hints("month_between"), ["did you mean `months_between`?"]);
        assert_eq!(hints("IFELSE"), ["write `if \u{2026} then \u{2026} else \u{2026}`"]);
        assert_eq!(hints("xyzzy"), Vec::<String>::new());
    }
}
