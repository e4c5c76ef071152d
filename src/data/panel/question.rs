//! What the outcomes of a panel ask for, checked as far as the specification alone allows.

use super::outcome::Outcome;
use super::spec::{Month, Panel};
use crate::diag::{Diagnostic, Location, Problem, Spanned, one_of};

/// What an outcome asks for; months are counted from the panel's first, as 0.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::data) enum Question {
    In { state: usize, month: usize, window: Window },
    MonthsIn { state: usize, window: Window },
    FirstMonthIn { state: usize, window: Window },
    SpellsIn { state: usize, window: Window, at_least: usize, gap: usize },
    Total { total: usize, window: Window },
}

/// Months from the first to the last, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data) struct Window {
    pub first: usize,
    pub last: usize,
}

/// A sum over the rows of a person.
#[derive(Clone, Debug)]
pub(in crate::data) struct Total {
    pub column: Spanned<String>,
    pub window: Window,
    pub unit: MoneyUnit,
    /// The column with the year, unless the months are calendar months.
    pub year: Option<Spanned<String>>,
}

/// What a sum is counted in.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::data) enum MoneyUnit {
    /// As the values stand.
    AsIs,
    /// Kroner of this year.
    Kroner(Spanned<i64>),
    /// The average basic amount of each row's year.
    BasicAmounts,
}

/// The outcomes of a panel, checked as far as the specification alone allows.
pub(in crate::data) struct Questions {
    pub named: Vec<(Spanned<String>, Question)>,
    pub totals: Vec<Total>,
}

impl Questions {
    /// What all outcomes of a panel ask for, and everything that is wrong with them.
    pub fn of(panel: &Panel, problems: &mut Vec<Diagnostic>) -> Questions {
        let mut questions = Questions { named: Vec::new(), totals: Vec::new() };
        for (name, outcome) in &panel.outcomes {
            let before = problems.len();
            let question = outcome.question(name, panel, &mut questions.totals, problems);
            if let (Some(question), true) = (question, problems.len() == before) {
                questions.named.push((name.clone(), question));
            }
        }
        questions
    }
}

impl Outcome {
    fn question(
        &self,
        name: &Spanned<String>,
        panel: &Panel,
        totals: &mut Vec<Total>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Question> {
        let of_total = self.total.is_some();
        let chosen = [
            ("in", self.r#in.as_ref().filter(|_| !of_total)),
            ("months_in", self.months_in.as_ref()),
            ("first_month_in", self.first_month_in.as_ref()),
            ("spells_in", self.spells_in.as_ref()),
            ("total", self.total.as_ref()),
        ];
        let mut chosen = chosen.into_iter().filter_map(|(key, value)| Some((key, value?)));
        let Some((key, subject)) = chosen.next() else {
            let problem = Problem::new(format!("the outcome `{name}` does not say what it is"));
            let keys = one_of(["in", "months_in", "first_month_in", "spells_in", "total"]);
            problems.push(problem.hint(format!("give it {keys}")).at(name.location()));
            return None;
        };
        if let Some((other, value)) = chosen.next() {
            let problem = Problem::new(format!("the outcome `{name}` is both `{key}` and `{other}`"));
            problems.push(problem.hint("make it two outcomes").at(value.location()));
            return None;
        }
        self.insist_on_companions(key, problems);
        let mut state = || {
            let known = panel.states.iter().map(|(name, _)| name.as_str());
            let found = known.clone().position(|known| known == subject.as_str());
            if found.is_none() {
                let problem = Problem::new(format!("there is no state `{subject}`")).closest_of(subject, known);
                problems.push(problem.hint("declare it under `states`, with its condition").at(subject.location()));
            }
            found
        };
        match key {
            "in" => {
                let state = state();
                let [first, last] = panel.months.value;
                let Some(month) = &self.month else {
                    let problem = Problem::new(format!("the outcome `{name}` lacks its `month`"));
                    problems.push(problem.hint(format!("add `month: {last}`")).at(subject.location()));
                    return None;
                };
                let month = in_range(month, panel, problems);
                let grace = at_least(self.grace.as_ref(), 0, "grace", problems)?;
                let (month, length) = (month?, usize::try_from(last - first).ok()?);
                let window =
                    Window { first: month.saturating_sub(grace), last: month.saturating_add(grace).min(length) };
                Some(Question::In { state: state?, month, window })
            }
            "months_in" => {
                let state = state();
                Some(Question::MonthsIn { state: state?, window: self.window(panel, problems)? })
            }
            "first_month_in" => {
                let state = state();
                Some(Question::FirstMonthIn { state: state?, window: self.window(panel, problems)? })
            }
            "spells_in" => {
                let state = state();
                let fewest = at_least(self.at_least.as_ref(), 1, "at_least", problems);
                let gap = at_least(self.gap.as_ref(), 0, "gap", problems)?;
                let window = self.window(panel, problems)?;
                Some(Question::SpellsIn { state: state?, window, at_least: fewest?, gap })
            }
            _ => {
                let unit = self.unit(problems)?;
                self.insist_on_years(name, &unit, panel, problems);
                let window = self.window(panel, problems)?;
                totals.push(Total { column: subject.clone(), window, unit, year: self.year.clone() });
                Some(Question::Total { total: totals.len() - 1, window })
            }
        }
    }

    /// Insists that nothing is stated that the outcome has no use for.
    fn insist_on_companions(&self, key: &str, problems: &mut Vec<Diagnostic>) {
        let stated: [(&str, Option<Option<Location>>, &[&str]); 8] = [
            ("month", self.month.as_ref().map(Spanned::location), &["in"]),
            ("grace", self.grace.as_ref().map(Spanned::location), &["in"]),
            ("at_least", self.at_least.as_ref().map(Spanned::location), &["spells_in"]),
            ("gap", self.gap.as_ref().map(Spanned::location), &["spells_in"]),
            ("price_year", self.price_year.as_ref().map(Spanned::location), &["total"]),
            ("year", self.year.as_ref().map(Spanned::location), &["total"]),
            ("from", self.from.as_ref().map(Spanned::location), &["months_in", "first_month_in", "spells_in", "total"]),
            ("to", self.to.as_ref().map(Spanned::location), &["months_in", "first_month_in", "spells_in", "total"]),
        ];
        for (companion, location, of) in stated {
            let Some(location) = location.filter(|_| !of.contains(&key)) else { continue };
            let problem = Problem::new(format!("`{companion}` means nothing beside `{key}`"));
            let hint = format!("leave it out; it belongs to {}", one_of(of.iter().copied()));
            problems.push(problem.hint(hint).at(location));
        }
    }

    fn unit(&self, problems: &mut Vec<Diagnostic>) -> Option<MoneyUnit> {
        match (&self.price_year, &self.r#in) {
            (None, None) => Some(MoneyUnit::AsIs),
            (Some(year), None) => Some(MoneyUnit::Kroner(year.clone())),
            (None, Some(unit)) if unit.as_str() == "basic_amounts" => Some(MoneyUnit::BasicAmounts),
            (None, Some(unit)) => {
                let problem = Problem::new(format!("a total is not counted in `{unit}`"));
                problems.push(problem.hint("write `in: basic_amounts`, or `price_year: 2020`").at(unit.location()));
                None
            }
            (Some(year), Some(_)) => {
                let problem = Problem::new("a total is counted in kroner of one year or in basic amounts, not both");
                problems.push(problem.hint("make it two outcomes").at(year.location()));
                None
            }
        }
    }

    /// Insists that a total that depends on the year of a row has one.
    fn insist_on_years(&self, name: &Spanned<String>, unit: &MoneyUnit, panel: &Panel, problems: &mut Vec<Diagnostic>) {
        let calendar = matches!(panel.month, Month::Calendar(_));
        let location = match unit {
            MoneyUnit::AsIs => {
                if let Some(year) = &self.year {
                    let problem = Problem::new("`year` means nothing without `price_year` or `in: basic_amounts`");
                    problems.push(problem.hint("add one of them, or leave `year` out").at(year.location()));
                }
                return;
            }
            MoneyUnit::Kroner(year) => year.location(),
            MoneyUnit::BasicAmounts => self.r#in.as_ref().and_then(Spanned::location),
        };
        if calendar || self.year.is_some() {
            return;
        }
        let what = format!("`{name}` needs the calendar year of each row, and `month` holds only numbers of months");
        let problem = Problem::new(what)
            .hint("name the column with the year: `year: \u{2026}`")
            .hint("or count months from dates: `month: {date: \u{2026}, since: \u{2026}}`");
        problems.push(problem.at(location));
    }

    fn window(&self, panel: &Panel, problems: &mut Vec<Diagnostic>) -> Option<Window> {
        let [first, last] = panel.months.value;
        let from = self.from.as_ref().map_or(Some(0), |from| in_range(from, panel, problems));
        let whole = usize::try_from(last - first).ok();
        let to = self.to.as_ref().map_or(whole, |to| in_range(to, panel, problems));
        let (from, to) = (from?, to?);
        if from <= to {
            return Some(Window { first: from, last: to });
        }
        let location = self.from.as_ref().or(self.to.as_ref()).and_then(Spanned::location);
        let problem = Problem::new("`from` lies after `to`, so that no month counts");
        problems.push(problem.hint("exchange them").at(location));
        None
    }
}

/// A month, counted from the panel's first.
fn in_range(month: &Spanned<i64>, panel: &Panel, problems: &mut Vec<Diagnostic>) -> Option<usize> {
    let [first, last] = panel.months.value;
    if (first..=last).contains(&month.value) {
        return usize::try_from(month.value - first).ok();
    }
    let problem = Problem::new(format!("month {month} lies outside the months of the panel, {first} to {last}"));
    problems.push(problem.hint("write a month inside, or widen `months`").at(month.location()));
    None
}

/// A number of months that may not be lower than `lowest`, which it is where it is not stated.
fn at_least(stated: Option<&Spanned<i64>>, lowest: usize, key: &str, problems: &mut Vec<Diagnostic>) -> Option<usize> {
    let Some(stated) = stated else { return Some(lowest) };
    if let Some(value) = usize::try_from(stated.value).ok().filter(|value| *value >= lowest) {
        return Some(value);
    }
    let problem = Problem::new(format!("`{key}` is a number of months, {lowest} or more, not {stated}"));
    problems.push(problem.at(stated.location()));
    None
}
