//! The column of judgements of the risk of bias beside the studies.

use super::super::figure::{Align, Cell, Column, Judgement};
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::locale::{Locale, Style};
use crate::results::{Results, Section, Table, Unit, Value};

/// The domain that stands for all of a study.
const OVERALL: &str = "overall";

/// The judgements of a review.
#[derive(Clone, Debug)]
pub(super) struct Bias<'a> {
    section: &'a Section,
    table: &'a Table,
    unit: Unit,
}

/// How much of the judgements is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// Every domain, and the whole.
    Domains,
    /// The whole alone.
    Overall,
}

impl<'a> Bias<'a> {
    /// The judgements that an id names, of studies with these names.
    ///
    /// # Errors
    /// Where the id names nothing, several sections, no judgements, or judgements of other studies.
    pub(super) fn of(
        token: &Spanned<String>,
        results: &'a Results,
        studies: &[&str],
        review: &str,
    ) -> Result<Bias<'a>, Diagnostic> {
        let name = token.value.as_str();
        let fail = |problem: Problem| Err(problem.at(token.location()));
        let named: Vec<(&str, &Section)> = results
            .sections
            .iter()
            .filter(|(id, section)| id == name || section.entry == name)
            .map(|(id, section)| (id.as_str(), section))
            .collect();
        let judged = |section: &'a Section| match section.value("judgements") {
            Some(Value::Table(table)) => Some(table),
            _ => None,
        };
        let section = match named.as_slice() {
            [(_, section)] => *section,
            [] => {
                let judging = results.sections.iter().filter(|(_, section)| judged(section).is_some());
                let known: Vec<&str> = judging.map(|(id, _)| id.as_str()).collect();
                let problem = Problem::new(format!("there is no analysis `{name}`")).closest_of(name, known.clone());
                return fail(match known.is_empty() {
                    true => problem.hint("an analysis of the kind `risk_of_bias` holds the judgements"),
                    false => problem.hint(format!("judgements are held by {}", one_of(known))),
                });
            }
            several => {
                let ids = several.iter().map(|(id, _)| *id);
                return fail(
                    Problem::new(format!("`{name}` may mean {} sections", several.len()))
                        .hint(format!("write {}", one_of(ids))),
                );
            }
        };
        let Some(table) = judged(section) else {
            let problem = Problem::new(format!("`{name}` holds no judgements of the risk of bias"));
            let hint = format!("`{name}` is of the kind `{}`; name one of the kind `risk_of_bias`", section.kind);
            return fail(problem.hint(hint));
        };
        if !table.rows.iter().any(|row| studies.contains(&row.name.as_str())) {
            let problem = Problem::new(format!("`{name}` judges none of the studies of `{review}`"));
            let judges = table.rows.iter().map(|row| row.name.as_str()).take(3);
            return fail(problem.hint(format!(
                "call the studies the same in both: `{name}` knows {}, `{review}` knows {}",
                one_of(judges),
                one_of(studies.iter().copied().take(3)),
            )));
        }
        let first = table.rows.iter().flat_map(|row| &row.cells).find_map(|cell| match cell {
            Value::Quantity(quantity) => Some(quantity.unit),
            _ => None,
        });
        Ok(Bias { section, table, unit: first.unwrap_or(Unit::RiskOfBias) })
    }

    /// The domains that are shown, in order.
    fn domains(&self, shown: Shown) -> Vec<&'a str> {
        let names = self.table.columns.iter().map(String::as_str);
        match shown {
            Shown::Domains => names.collect(),
            Shown::Overall => names.filter(|name| *name == OVERALL).collect(),
        }
    }

    /// The letter of each domain, as it stands over its column.
    fn letter(index: usize) -> String {
        char::from_u32('A' as u32 + index as u32).map_or_else(String::new, String::from)
    }

    /// The columns.
    pub(super) fn columns(&self, shown: Shown, locale: Locale) -> Vec<Column> {
        let domains = self.domains(shown);
        let count = domains.len();
        let column = |index: usize| match shown {
            Shown::Overall => Column { gap_mm: Some(2.0), ..Column::new(locale.forest_bias(), Align::Middle) },
            Shown::Domains => Column {
                over: (index == 0).then(|| (locale.forest_bias_domains().to_owned(), count)),
                gap_mm: Some(match domains[index] {
                    _ if index == 0 => 2.0,
                    OVERALL => 1.0,
                    _ => 0.0,
                }),
                ..Column::new(Self::letter(index), Align::Middle)
            },
        };
        (0..count).map(column).collect()
    }

    /// The judgement of a study in a domain, where there is one.
    fn judgement(&self, study: &str, domain: &str) -> Option<Judgement> {
        let row = self.table.rows.iter().find(|row| row.name == study)?;
        let column = self.table.columns.iter().position(|column| column == domain)?;
        match row.cells.get(column)? {
            Value::Quantity(quantity) => Judgement::of(quantity.value, quantity.unit),
            _ => None,
        }
    }

    /// The cells of a study; blank where it is not judged.
    pub(super) fn cells(&self, study: &str, shown: Shown) -> Vec<Cell> {
        let cell = |domain: &str| self.judgement(study, domain).map_or(Cell::Blank, Cell::Judgement);
        self.domains(shown).into_iter().map(cell).collect()
    }

    /// What the signs and letters mean.
    pub(super) fn note(&self, studies: &[&str], shown: Shown, locale: Locale) -> String {
        let domains = self.domains(shown);
        let mut found: Vec<Judgement> = Vec::new();
        for study in studies {
            found.extend(domains.iter().filter_map(|domain| self.judgement(study, domain)));
        }
        found.sort_unstable();
        found.dedup();
        let level = |judgement: Judgement| f64::from(judgement as u8);
        let signs: Vec<String> = found
            .into_iter()
            .map(|judgement| {
                let word = locale.shown(level(judgement), self.unit, 0, Style::Text);
                format!("{}\u{a0}{word}", judgement.sign())
            })
            .collect();
        let letters: Vec<String> = match shown {
            Shown::Overall => Vec::new(),
            Shown::Domains => domains
                .iter()
                .enumerate()
                .map(|(index, domain)| {
                    let domain = super::around::inside(locale.bias_domain(domain));
                    format!("{}\u{a0}{domain}", Self::letter(index))
                })
                .collect(),
        };
        let tool = self.section.label("tool").map(|tool| tool.get(locale.language()));
        locale.forest_bias_means(tool, &signs, &letters)
    }
}
