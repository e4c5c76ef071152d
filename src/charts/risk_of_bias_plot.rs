//! Judgements of the risk of bias, study by study and domain by domain.

mod lights;

use schemars::JsonSchema;
use serde::Deserialize;

use self::lights::{Domain, Lights, Row};
use super::around::{self, Around};
use super::figure::{Body, Figure, Width};
use super::reference::{Picked, References};
use super::{Draw, studies, theme};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::locale::{Locale, Style};
use crate::results::{Results, Table, Text, Unit, Value};

/// The judgements of a `risk_of_bias` as a table of studies and domains, with a circle for each.
///
/// A circle has a colour and a sign, so that it is read without colour too: `+` low risk, `–` some concerns or moderate
/// risk, `×` high or serious risk, `!` critical risk, `?` no information. A square without a circle was not judged. Many
/// studies stand in two columns; what does not fit on a page is shown in parts, or by its shares alone.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskOfBiasPlot {
    /// The analysis of the kind `risk_of_bias` that is shown.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; none unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analysis unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// Whether each study has its row.
    #[serde(default = "yes")]
    pub studies: bool,
    /// Whether bars show the shares of the judgements in each domain, over all studies.
    #[serde(default)]
    pub summary: bool,
    /// The part of the studies that is shown, such as `{number: 1, of: 2}`; all unless given.
    #[serde(default)]
    pub part: Option<Spanned<Part>>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

fn yes() -> bool {
    true
}

/// Which part of the studies a [`RiskOfBiasPlot`] shows.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Which of the parts, from 1.
    pub number: usize,
    /// How many parts there are.
    pub of: usize,
}

impl Part {
    /// The places of the studies in this part of `all`, which differ by one study at most.
    pub(super) fn places(self, all: usize) -> std::ops::Range<usize> {
        (self.number - 1) * all / self.of..self.number * all / self.of
    }
}

impl Draw for RiskOfBiasPlot {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let only = studies::only(&picked, "risk_of_bias_plot", "risk_of_bias").map_err(|error| vec![error])?;
        let (judged, shown) = self.lights(only, locale).map_err(|error| vec![error])?;
        let width = self.width.millimetres();
        let alt = alt(&judged, locale);
        let canvas = lights::draw(&shown, width, locale).map_err(|most| {
            let problem = Problem::new(format!("{} studies do not fit on a page", shown.rows.len()));
            let parts = shown.rows.len().div_ceil(most.max(1));
            vec![only.error(problem.hint(format!(
                "show them in {parts} charts, the first with `part: {{number: 1, of: {parts}}}`, or show the shares \
                 alone with `studies: false` and `summary: true`"
            )))]
        })?;
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let reading = self.reading(only, &judged, &shown, locale);
        Ok(around.figure(&picked, None, reading, alt, Body::Picture(picture), locale))
    }
}

impl RiskOfBiasPlot {
    /// All judgements, and those that are drawn.
    fn lights(&self, picked: &Picked<'_>, locale: Locale) -> Result<(Lights, Lights), Diagnostic> {
        if !self.studies && !self.summary {
            let problem = Problem::new("there is neither a row for each study nor a summary".to_owned());
            return Err(picked.error(problem.hint("write `summary: true`, or leave out `studies: false`")));
        }
        let table = studies::table(picked, "judgements", "every `risk_of_bias` has one: compute the results anew")?;
        let all = judged(picked, table, self.summary, locale)?;
        let places = match &self.part {
            None => 0..all.rows.len(),
            Some(part) if (1..=part.value.of).contains(&part.value.number) => part.value.places(all.rows.len()),
            Some(part) => {
                let Part { number, of } = part.value;
                let problem = Problem::new(format!("there is no part {number} of {of}"));
                return Err(problem.hint("number the parts from 1 to the number of parts").at(part.location()));
            }
        };
        let rows = if self.studies { all.rows[places].to_vec() } else { Vec::new() };
        let shown = Lights { rows, ..all.clone() };
        Ok((all, shown))
    }

    fn reading(&self, picked: &Picked<'_>, all: &Lights, shown: &Lights, locale: Locale) -> Vec<String> {
        let mut reading = Vec::new();
        if let Some(tool) = picked.section.label("tool") {
            reading.push(locale.note_judged_with(tool.get(locale.language())));
        }
        if shown.rows.iter().any(|row| row.judgements.contains(&None)) {
            reading.push(locale.note_not_judged().to_owned());
        }
        if let Some(part) = self.part.as_ref().filter(|_| self.studies) {
            let places = part.value.places(all.rows.len());
            let (first, last) = (places.start as u64 + 1, places.end as u64);
            reading.push(locale.note_part_of_studies(first, last, all.rows.len() as u64));
        }
        if self.summary {
            reading.push(locale.note_shares_of_studies(all.rows.len() as u64));
        }
        reading
    }
}

/// The judgements in a table, with their shares where they are wanted.
fn judged(picked: &Picked<'_>, table: &Table, summary: bool, locale: Locale) -> Result<Lights, Diagnostic> {
    let of_others = table.rows.iter().flat_map(|row| &row.cells).any(|cell| match cell {
        Value::Quantity(quantity) => quantity.unit == Unit::RiskOfBiasNonRandomised,
        _ => false,
    });
    let (unit, levels): (Unit, &[&str]) = if of_others {
        (Unit::RiskOfBiasNonRandomised, &["low", "moderate", "serious", "critical", "no_information"])
    } else {
        (Unit::RiskOfBias, &["low", "some_concerns", "high"])
    };
    let judgement = |cell: &Value| match cell {
        Value::Quantity(quantity) if quantity.unit == unit => {
            (0..levels.len()).find(|level| *level as f64 == quantity.value)
        }
        _ => None,
    };
    let rows = table
        .rows
        .iter()
        .map(|row| Row { name: studies::name(row, locale), judgements: row.cells.iter().map(judgement).collect() })
        .collect();
    let counts = if summary {
        let table = studies::table(picked, "summary", "compute the results anew, or leave out `summary`")?;
        Some(table)
    } else {
        None
    };
    let domains = table
        .columns
        .iter()
        .map(|column| Domain {
            name: locale.bias_domain(column).to_owned(),
            overall: column == "overall",
            counts: counts.and_then(|table| {
                let row = table.rows.iter().find(|row| row.name == *column)?;
                let count = |level: &&str| match studies::cell(table, row, level) {
                    Some(Value::Count(count)) => *count,
                    _ => 0,
                };
                Some(levels.iter().map(count).collect())
            }),
        })
        .collect();
    let words = (0..levels.len()).map(|level| locale.shown(level as f64, unit, 0, Style::Table)).collect();
    Ok(Lights { unit, words, domains, rows })
}

/// The kind of chart, the judgements over all domains, and where the risk is highest.
fn alt(all: &Lights, locale: Locale) -> String {
    let studies = all.rows.len() as u64;
    let domains = all.domains.iter().filter(|domain| !domain.overall).count() as u64;
    let mut sentences = vec![locale.alt_risk_of_bias(studies, domains)];
    let counted = |column: usize, level: usize| {
        all.rows.iter().filter(|row| row.judgements.get(column) == Some(&Some(level))).count() as u64
    };
    let levels = all.words.len();
    if let Some(overall) = all.domains.iter().position(|domain| domain.overall) {
        let parts: Vec<String> = (0..levels)
            .filter(|level| counted(overall, *level) > 0)
            .map(|level| locale.alt_judged_in(&around::inside(&all.words[level]), counted(overall, level)))
            .collect();
        if !parts.is_empty() {
            sentences.push(locale.alt_judged_overall(&locale.list(&parts)));
        }
    }
    // from serious or high risk upwards, but not «no information»
    let bad = |column: usize| (2..levels.min(4)).map(|level| counted(column, level)).sum::<u64>();
    let worst = (0..all.domains.len()).filter(|column| !all.domains[*column].overall).max_by(|a, b| {
        // of equal ones the first
        bad(*a).cmp(&bad(*b)).then(b.cmp(a))
    });
    match worst.map(|column| (column, bad(column))) {
        Some((column, most)) if most > 0 => {
            sentences.push(locale.alt_worst_domain(&around::inside(&all.domains[column].name), most));
        }
        _ => sentences.push(locale.alt_no_high_risk().to_owned()),
    }
    sentences.join(" ")
}
