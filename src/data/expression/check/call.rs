//! Calls of functions.

use std::ops::Range;

use super::super::calendar;
use super::super::function::Function;
use super::super::tree::{Part, Tree};
use super::super::typed::{Call, Constant, Node};
use super::{Checked, Checker, convert, words};
use crate::data::ColumnType::{self, Boolean, Category, Date, Integer, Number, Text};
use crate::diag::Problem;

/// The most decimals, on either side of the decimal mark, to which a number is rounded.
const DECIMALS: i64 = 15;

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        name_span: &Range<usize>,
        arguments: &[Tree],
        span: &Range<usize>,
    ) -> Option<Node> {
        let function = match Function::named(name) {
            Ok(function) => function,
            Err(problem) => {
                self.failures.push((problem, name_span.clone()));
                // What else is wrong is worth knowing.
                self.all(arguments);
                return None;
            }
        };
        if !function.takes(arguments.len()) {
            let found = match arguments.len() {
                0 => "nothing was given".to_owned(),
                1 => "one argument was given".to_owned(),
                many => format!("{many} arguments were given"),
            };
            let problem = Problem::new(format!("`{name}` is written `{}`, and {found}", function.usage()));
            self.all(arguments);
            return self.fail(problem, span);
        }
        if function == Function::Date && arguments.len() == 1 {
            return self.date(&arguments[0]);
        }
        let given = self.all(arguments)?;
        if let Some((call, kinds)) = fixed(function) {
            let nodes: Vec<Option<Node>> =
                given.into_iter().zip(kinds).map(|(one, kind)| self.expect(one, *kind, name)).collect();
            return match (call, nodes.into_iter().collect::<Option<Vec<Node>>>()?) {
                (Call::Date, nodes) => self.date_of(nodes, span),
                (call, nodes) => Some(Node::Call(call, nodes)),
            };
        }
        match function {
            Function::CountMissing => {
                Some(Node::Call(Call::CountMissing, given.into_iter().filter_map(|one| one.node).collect()))
                    .filter(|_| self.insist_on_no_literal_missing(arguments))
            }
            Function::IsMissing => self.is_missing(&arguments[0]),
            Function::Coalesce => {
                let (kind, nodes) = self.of_one_type(given, span)?;
                Some(Node::Call(Call::Coalesce(kind), nodes))
            }
            Function::Min | Function::Max => self.extreme(function, given, span),
            Function::Round => self.round(given),
            Function::First | Function::Substring => self.substring(function, given, span),
            _ => self.of_any_type(function, given),
        }
    }

    fn insist_on_no_literal_missing(&mut self, arguments: &[Tree]) -> bool {
        let literal = arguments.iter().find(|argument| argument.part == Part::Missing);
        if let Some(argument) = literal {
            let problem = Problem::new("`missing` is always missing").hint("name the columns to look at");
            self.failures.push((problem, argument.span.clone()));
        }
        literal.is_none()
    }

    /// `date("2023-12-14")`
    fn date(&mut self, argument: &Tree) -> Option<Node> {
        match &argument.part {
            Part::Date(days) => Some(Node::Constant(Constant::Date(*days))),
            Part::Text(text) => match calendar::read(text) {
                Some(days) => Some(Node::Constant(Constant::Date(days))),
                None => self.fail(convert::no_date(text), &argument.span),
            },
            _ => {
                let checked = self.part(argument)?;
                let problem = words::no_date_in_quotes(self.text, &checked);
                self.fail(problem, &checked.span)
            }
        }
    }

    /// `date(2023, 12, 14)`; written with numbers alone, it must be a date.
    fn date_of(&mut self, nodes: Vec<Node>, span: &Range<usize>) -> Option<Node> {
        let written =
            |node: &Node| if let Node::Constant(Constant::Integer(value)) = node { Some(*value) } else { None };
        let numbers: Option<Vec<i64>> = nodes.iter().map(written).collect();
        match numbers.as_deref() {
            Some([year, month, day]) => match calendar::date(*year, *month, *day) {
                Some(days) => Some(Node::Constant(Constant::Date(days))),
                None => {
                    let problem = Problem::new(format!("there is no day {day} in month {month} of the year {year}"))
                        .hint("write the year, the month and the day of a date between the years 1 and 9999");
                    self.fail(problem, span)
                }
            },
            _ => Some(Node::Call(Call::Date, nodes)),
        }
    }

    fn of_one_type(&mut self, given: Vec<Checked>, span: &Range<usize>) -> Option<(ColumnType, Vec<Node>)> {
        if given.iter().all(|one| one.node.is_none()) {
            let problem = Problem::new("all of these are `missing`").hint("name a column or a value");
            return self.fail(problem, span);
        }
        self.alike(given)
    }

    fn extreme(&mut self, function: Function, given: Vec<Checked>, span: &Range<usize>) -> Option<Node> {
        // A text that stands beside a date is one.
        let has_dates = given.iter().any(|one| one.kind() == Some(Date));
        let is_wrong = |one: &&Checked| match one.kind() {
            Some(Category | Boolean) => true,
            Some(Text) => !has_dates,
            _ => false,
        };
        if let Some(wrong) = given.iter().find(is_wrong) {
            let problem = words::no_argument(self.text, wrong, Number, function.name());
            return self.fail(problem, &wrong.span);
        }
        let (kind, nodes) = self.of_one_type(given, span)?;
        let call = if function == Function::Min { Call::Least(kind) } else { Call::Greatest(kind) };
        Some(Node::Call(call, nodes))
    }

    fn round(&mut self, given: Vec<Checked>) -> Option<Node> {
        let mut given = given.into_iter();
        let value = given.next()?;
        let Some(decimals) = given.next() else {
            return match value.kind() {
                Some(Integer) => value.node,
                _ => Some(Node::Call(Call::RoundWhole, vec![self.expect(value, Number, "round")?])),
            };
        };
        let places = self.written_number(&decimals, -DECIMALS..=DECIMALS, "round", "decimals");
        let value = self.expect(value, Number, "round");
        Some(Node::Call(Call::Round(i8::try_from(places?).ok()?), vec![value?]))
    }

    /// A whole number that stands in the expression, and within bounds.
    fn written_number(
        &mut self,
        given: &Checked,
        bounds: std::ops::RangeInclusive<i64>,
        name: &str,
        what: &str,
    ) -> Option<i64> {
        match &given.node {
            Some(Node::Constant(Constant::Integer(value))) if bounds.contains(value) => Some(*value),
            _ => {
                let (least, most) = (bounds.start(), bounds.end());
                let shown = words::shown(self.text, &given.span);
                let expected = match *most == i64::from(i32::MAX) {
                    true => format!("a whole number from {least}"),
                    false => format!("a whole number from {least} to {most}"),
                };
                let problem = Problem::new(format!("`{name}` takes {what} as {expected}, and found `{shown}`"))
                    .hint("write the number itself");
                self.fail(problem, &given.span)
            }
        }
    }

    fn substring(&mut self, function: Function, given: Vec<Checked>, span: &Range<usize>) -> Option<Node> {
        let name = function.name();
        let [first, second, third]: [Option<Checked>; 3] = {
            let mut given = given.into_iter();
            [given.next(), given.next(), given.next()]
        };
        let (text, start, length) = match function {
            Function::First => (second?, None, first?),
            _ => (first?, Some(second?), third?),
        };
        let is_number = |one: &Checked| matches!(one.kind(), Some(Integer));
        if function == Function::First && is_number(&text) && !is_number(&length) {
            let [text, n] = [&length, &text].map(|one| words::shown(self.text, &one.span));
            let problem = Problem::new(format!("`{name}` takes the number of characters first"))
                .hint(format!("write `{name}({n}, {text})`"));
            return self.fail(problem, span);
        }
        let start = match &start {
            Some(start) => {
                self.written_number(start, 1..=i64::from(i32::MAX), name, "the place of the first character")
            }
            None => Some(1),
        };
        let length = self.written_number(&length, 0..=i64::from(i32::MAX), name, "the number of characters");
        let text = self.expect(text, Text, name);
        Some(Node::Call(Call::Substring(start?, length?), vec![text?]))
    }

    /// `abs`, `text` and `number`, which do different things with different types.
    fn of_any_type(&mut self, function: Function, given: Vec<Checked>) -> Option<Node> {
        let value = given.into_iter().next()?;
        let call = match (function, value.kind()) {
            (Function::Abs, Some(Integer)) => Call::Abs(Integer),
            (Function::Abs, Some(Number)) => Call::Abs(Number),
            (Function::Text, Some(Text | Category)) | (Function::Number, Some(Number)) => return value.node,
            (Function::Number, Some(Integer)) => return self.convert(value, Number),
            (Function::Text, Some(kind @ (Boolean | Integer | Date))) => Call::Text(kind),
            (Function::Number, Some(Text | Category)) => Call::Number,
            (Function::Number, Some(Boolean)) => Call::NumberOfBoolean,
            (Function::Text, None) => return Some(Node::Missing(Text)),
            (_, None) => return Some(Node::Missing(Number)),
            _ => {
                let problem = words::no_argument(self.text, &value, Number, function.name());
                return self.fail(problem, &value.span);
            }
        };
        Some(Node::Call(call, vec![value.node?]))
    }
}

/// What functions of fixed types take.
fn fixed(function: Function) -> Option<(Call, &'static [ColumnType])> {
    Some(match function {
        Function::Floor => (Call::Floor, &[Number]),
        Function::Ceil => (Call::Ceil, &[Number]),
        Function::Sqrt => (Call::Sqrt, &[Number]),
        Function::Ln => (Call::Ln, &[Number]),
        Function::Exp => (Call::Exp, &[Number]),
        Function::Year => (Call::Year, &[Date]),
        Function::Month => (Call::Month, &[Date]),
        Function::Day => (Call::Day, &[Date]),
        Function::Date => (Call::Date, &[Integer, Integer, Integer]),
        Function::DaysBetween => (Call::DaysBetween, &[Date, Date]),
        Function::MonthsBetween => (Call::MonthsBetween, &[Date, Date]),
        Function::YearsBetween => (Call::YearsBetween, &[Date, Date]),
        Function::AddDays => (Call::AddDays, &[Date, Integer]),
        Function::AddMonths => (Call::AddMonths, &[Date, Integer]),
        Function::Lower => (Call::Lower, &[Text]),
        Function::Upper => (Call::Upper, &[Text]),
        Function::Trim => (Call::Trim, &[Text]),
        Function::StartsWith => (Call::StartsWith, &[Text, Text]),
        Function::Contains => (Call::Contains, &[Text, Text]),
        Function::Length => (Call::Length, &[Text]),
        _ => return None,
    })
}
