//! Random expressions, on whose values two evaluators agree. `SEED=4 cargo test` tries others.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::reference::Ast;
use super::{HEIGHT, evaluated, same, shown, table, typed};
use crate::data::{Cell, ColumnType};

/// How many random expressions are compared.
const COMPARED: u64 = 4000;

pub(super) struct Random(ChaCha8Rng);

impl Random {
    /// The same numbers in every run, unless the environment asks for others.
    pub(super) fn new() -> Random {
        let asked = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
        Random(ChaCha8Rng::seed_from_u64(asked.unwrap_or(3)))
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        // The little that the remainder favours does not matter here.
        self.0.next_u64() as usize % end
    }

    pub(super) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// An expression of any type, at most so deep.
    pub(super) fn any(&mut self, depth: usize) -> Ast {
        let kind = self.any_kind();
        self.expression(kind, depth)
    }

    /// An expression of this type, at most so deep.
    fn expression(&mut self, kind: ColumnType, depth: usize) -> Ast {
        if depth == 0 || self.below(8) == 0 {
            return self.leaf(kind);
        }
        if self.below(8) == 0 {
            let condition = self.expression(ColumnType::Boolean, depth - 1);
            let three = [condition, self.expression(kind, depth - 1), self.or_missing(kind, depth - 1)];
            return Ast::If(Box::new(three));
        }
        if self.below(12) == 0 {
            return Ast::Call("coalesce", vec![self.expression(kind, depth - 1), self.expression(kind, depth - 1)]);
        }
        match kind {
            ColumnType::Boolean => self.condition(depth - 1),
            ColumnType::Integer => self.whole(depth - 1),
            ColumnType::Number => self.number(depth - 1),
            ColumnType::Date => self.date(depth - 1),
            ColumnType::Text | ColumnType::Category => self.text(depth - 1),
        }
    }

    fn or_missing(&mut self, kind: ColumnType, depth: usize) -> Ast {
        if self.below(6) == 0 { Ast::Missing } else { self.expression(kind, depth) }
    }

    fn leaf(&mut self, kind: ColumnType) -> Ast {
        if self.below(3) == 0 {
            return Ast::Literal(self.literal(kind));
        }
        Ast::Column(match kind {
            ColumnType::Boolean => self.one_of(&["samtykke", "trukket"]),
            ColumnType::Integer => self.one_of(&["alder", "barn", "stort"]),
            ColumnType::Number => self.one_of(&["timer", "rart"]),
            ColumnType::Date => self.one_of(&["fodt", "dato"]),
            ColumnType::Text | ColumnType::Category => self.one_of(&["status", "tekst", "kommune"]),
        })
    }

    fn literal(&mut self, kind: ColumnType) -> Cell {
        match kind {
            ColumnType::Boolean => Cell::Boolean(self.below(2) == 0),
            ColumnType::Integer => Cell::Integer(self.one_of(&[
                0,
                1,
                2,
                12,
                18,
                30,
                -1,
                -3,
                100,
                9_223_372_036_854_775_807,
                2_147_483_647,
            ])),
            ColumnType::Number => Cell::Number(self.one_of(&[0.0, 0.5, 2.5, -1.25, 1e15, 0.1, 100.0])),
            ColumnType::Date => {
                let text = self.one_of(&["2024-02-29", "2023-01-31", "1999-12-31", "0001-01-01", "9999-12-31"]);
                Cell::Date(text.parse().expect("a date"))
            }
            ColumnType::Text | ColumnType::Category => {
                Cell::text(self.one_of(&["jobb", "", "0301", "\u{e6}\u{f8}\u{e5}", "it's \"so\" \\", "1,5", "B"]))
            }
        }
    }

    fn condition(&mut self, depth: usize) -> Ast {
        match self.below(9) {
            0 => Ast::Unary("not", Box::new(self.expression(ColumnType::Boolean, depth))),
            1 | 2 => {
                let word = self.one_of(&["and", "or"]);
                self.binary(word, ColumnType::Boolean, ColumnType::Boolean, depth)
            }
            3 => {
                let kind = self.any_kind();
                Ast::Unary("is missing", Box::new(self.expression(kind, depth)))
            }
            4 => {
                let kind = self.any_kind();
                let list = (0..=self.below(3)).map(|_| self.literal(kind)).collect();
                Ast::In(Box::new(self.expression(kind, depth)), list)
            }
            5 => {
                let kind = self.one_of(&[ColumnType::Integer, ColumnType::Number, ColumnType::Date]);
                let three = [(); 3].map(|()| self.expression(kind, depth));
                Ast::Between(Box::new(three))
            }
            6 => {
                let name = self.one_of(&["starts_with", "contains"]);
                Ast::Call(
                    name,
                    vec![self.expression(ColumnType::Text, depth), self.expression(ColumnType::Text, depth)],
                )
            }
            _ => {
                let kind = self.any_kind();
                let is_ordered = kind != ColumnType::Boolean;
                let sign =
                    self.one_of(if is_ordered { &["==", "!=", "<", "<=", ">", ">="][..] } else { &["==", "!="][..] });
                let other = match kind {
                    ColumnType::Integer => self.one_of(&[ColumnType::Integer, ColumnType::Number]),
                    kind => kind,
                };
                self.binary(sign, kind, other, depth)
            }
        }
    }

    fn any_kind(&mut self) -> ColumnType {
        self.one_of(&[ColumnType::Boolean, ColumnType::Integer, ColumnType::Number, ColumnType::Date, ColumnType::Text])
    }

    fn binary(&mut self, sign: &'static str, left: ColumnType, right: ColumnType, depth: usize) -> Ast {
        Ast::Binary(sign, Box::new([self.expression(left, depth), self.expression(right, depth)]))
    }

    fn whole(&mut self, depth: usize) -> Ast {
        match self.below(10) {
            0..=3 => {
                let sign = self.one_of(&["+", "-", "*", "div", "mod"]);
                self.binary(sign, ColumnType::Integer, ColumnType::Integer, depth)
            }
            4 => Ast::Unary("-", Box::new(self.expression(ColumnType::Integer, depth))),
            5 => {
                let name = self.one_of(&["days_between", "months_between", "years_between"]);
                Ast::Call(
                    name,
                    vec![self.expression(ColumnType::Date, depth), self.expression(ColumnType::Date, depth)],
                )
            }
            6 => {
                let name = self.one_of(&["year", "month", "day"]);
                Ast::Call(name, vec![self.expression(ColumnType::Date, depth)])
            }
            7 => {
                let name = self.one_of(&["round", "floor", "ceil"]);
                Ast::Call(name, vec![self.expression(ColumnType::Number, depth)])
            }
            8 => {
                let name = self.one_of(&["min", "max"]);
                let values = (0..2 + self.below(2)).map(|_| self.expression(ColumnType::Integer, depth)).collect();
                Ast::Call(name, values)
            }
            _ => match self.below(3) {
                0 => Ast::Call("abs", vec![self.expression(ColumnType::Integer, depth)]),
                1 => Ast::Call("length", vec![self.expression(ColumnType::Text, depth)]),
                _ => {
                    let kinds = [self.any_kind(), self.any_kind()];
                    Ast::Call("count_missing", kinds.map(|kind| self.expression(kind, depth)).into())
                }
            },
        }
    }

    fn number(&mut self, depth: usize) -> Ast {
        match self.below(9) {
            0..=3 => {
                let sign = self.one_of(&["+", "-", "*", "/"]);
                let other = self.one_of(&[ColumnType::Number, ColumnType::Integer]);
                self.binary(sign, ColumnType::Number, other, depth)
            }
            4 => self.binary("/", ColumnType::Integer, ColumnType::Integer, depth),
            5 => Ast::Unary("-", Box::new(self.expression(ColumnType::Number, depth))),
            6 => {
                let decimals = Ast::Literal(Cell::Integer(self.one_of(&[0, 1, 2, 15, -3])));
                Ast::Call("round", vec![self.expression(ColumnType::Number, depth), decimals])
            }
            7 => {
                let name = self.one_of(&["abs", "sqrt", "ln", "exp", "number"]);
                let kind = if name == "number" { ColumnType::Text } else { ColumnType::Number };
                Ast::Call(name, vec![self.expression(kind, depth)])
            }
            _ => {
                let name = self.one_of(&["min", "max"]);
                Ast::Call(
                    name,
                    vec![self.expression(ColumnType::Number, depth), self.expression(ColumnType::Number, depth)],
                )
            }
        }
    }

    fn date(&mut self, depth: usize) -> Ast {
        match self.below(3) {
            0 => {
                let name = self.one_of(&["add_days", "add_months"]);
                Ast::Call(
                    name,
                    vec![self.expression(ColumnType::Date, depth), self.expression(ColumnType::Integer, depth)],
                )
            }
            1 => {
                let year = Ast::Call("year", vec![self.expression(ColumnType::Date, depth)]);
                let [month, day] = [(); 2].map(|()| self.expression(ColumnType::Integer, depth));
                Ast::Call("date", vec![year, month, day])
            }
            _ => {
                let name = self.one_of(&["min", "max"]);
                Ast::Call(
                    name,
                    vec![self.expression(ColumnType::Date, depth), self.expression(ColumnType::Date, depth)],
                )
            }
        }
    }

    fn text(&mut self, depth: usize) -> Ast {
        match self.below(4) {
            0 => {
                let name = self.one_of(&["lower", "upper", "trim"]);
                Ast::Call(name, vec![self.expression(ColumnType::Text, depth)])
            }
            1 => {
                let number = |value| Ast::Literal(Cell::Integer(value));
                let [start, length] = [1 + self.below(3), self.below(4)].map(|value| value as i64);
                let text = self.expression(ColumnType::Text, depth);
                match self.below(2) {
                    0 => Ast::Call("first", vec![number(length), text]),
                    _ => Ast::Call("substring", vec![text, number(start), number(length)]),
                }
            }
            _ => {
                let kind = self.one_of(&[ColumnType::Integer, ColumnType::Date, ColumnType::Boolean]);
                Ast::Call("text", vec![self.expression(kind, depth)])
            }
        }
    }
}

#[test]
fn polars_gives_what_the_second_evaluator_gives() {
    let table = table();
    let frame = table.frame();
    let mut random = Random::new();
    let mut answers = 0_usize;
    for number in 0..COMPARED {
        let ast = random.any(1 + (number % 4) as usize);
        let text = ast.to_string();
        let typed = match typed(&text, &table) {
            Ok(typed) => typed,
            // Deep ones may become too much SQL.
            Err(problems) if problems[0].problem.what.starts_with("too many functions") => continue,
            Err(problems) => panic!("{text}\n{problems:?}"),
        };
        let found = evaluated(&typed, &frame);
        let expected: Vec<Cell> = table.rows.iter().map(|row| ast.value(row)).collect();
        let expected: Vec<Cell> = match typed.kind() {
            ColumnType::Number => {
                expected.into_iter().map(|cell| cell.as_number().map_or(Cell::Missing, Cell::Number)).collect()
            }
            _ => expected,
        };
        assert!(same(&found, &expected), "{text}\n  expected {}\n  found    {}", shown(&expected), shown(&found));
        answers += found.iter().filter(|cell| !cell.is_missing()).count();
    }
    // Most are not just missing.
    assert!(answers * 2 > COMPARED as usize * HEIGHT, "{answers}");
}
