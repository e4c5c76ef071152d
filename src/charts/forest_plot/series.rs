//! A forest plot of a table of pooled estimates: without one study at a time, one study more at a time, by subgroup.

use super::numbers::{Named, Numbers, estimate};
use super::panel::{Mark, Whole};
use super::review::{Review, unknown};
use super::sheet::{Air, Line, Sheet};
use super::{Drawn, ForestPlot, around};
use crate::charts::figure::{Align, Cell, Column, Figure, ForestRow};
use crate::charts::reference::Picked;
use crate::charts::studies::{cell, name};
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Series, Style};
use crate::results::{Estimate, Row, Section, Table, Unit, Value};

/// The columns that may hold the estimates.
const ESTIMATES: [&str; 2] = ["pooled", "effect"];
/// Columns of numbers of studies and persons, beside the labels.
const COUNTS: [&str; 2] = ["studies", "participants"];
/// Columns of how much studies differ, after the estimates.
const HETEROGENEITY: [&str; 2] = ["i_squared", "tau_squared"];

/// A table of pooled estimates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps<'a> {
    path: &'a str,
    section: &'a Section,
    table: &'a Table,
    /// The column of the estimates.
    column: &'static str,
    series: Series,
}

impl<'a> Steps<'a> {
    /// The table behind a name, if it is one of pooled estimates.
    pub(super) fn of(picked: &'a Picked<'a>) -> Option<Steps<'a>> {
        let Some((name, Value::Table(table))) = &picked.value else { return None };
        let column = ESTIMATES.into_iter().find(|column| table.columns.iter().any(|known| known == column))?;
        let series = match name.as_str() {
            "leave_one_out" => Series::LeaveOneOut,
            "cumulative" => Series::Cumulative,
            _ => Series::Other,
        };
        Some(Steps { path: &picked.token.value, section: picked.section, table, column, series })
    }

    fn estimate(&self, row: &'a Row) -> Option<&'a Estimate> {
        estimate(cell(self.table, row, self.column))
    }

    /// The columns of a list that the table has.
    fn known(&self, columns: [&'static str; 2]) -> Vec<&'static str> {
        columns.into_iter().filter(|column| self.table.columns.iter().any(|known| known == column)).collect()
    }
}

impl ForestPlot {
    /// The forest plot of a table of pooled estimates.
    pub(super) fn draw_steps<'a>(
        &self,
        picked: &'a [Picked<'a>],
        steps: Steps<'a>,
        locale: Locale,
    ) -> Result<Figure, Vec<Diagnostic>> {
        let Steps { path, section, table, series, .. } = steps;
        let mut errors = self.out_of_place(&format!("`{path}` is a table of pooled estimates"));
        if let Some(measure) = &self.measure {
            let problem = Problem::new(format!("`{path}` shows the effect that was pooled"));
            errors.push(problem.hint("remove `measure`").at(measure.location()));
        }
        let names: Vec<&str> = table.rows.iter().map(|row| row.name.as_str()).collect();
        errors.extend(unknown(&self.emphasise, &names, path));
        if !errors.is_empty() {
            return Err(errors);
        }

        let language = locale.language();
        let estimates: Vec<&Estimate> = table.rows.iter().filter_map(|row| steps.estimate(row)).collect();
        let pooled = Review::pooled(section);
        // the last step of a cumulative series is the whole
        let whole = pooled.filter(|_| series != Series::Cumulative);
        let unit = estimates.first().copied().or(pooled).map_or(Unit::Ratio, |estimate| estimate.unit);
        let named = Named::of(section.label("measure").map(|name| name.get(language)), unit, locale);
        let others: Vec<&Estimate> = whole.into_iter().collect();
        let numbers = Numbers::of(&estimates, &others, unit, locale);
        let (counts, heterogeneity) = (steps.known(COUNTS), steps.known(HETEROGENEITY));

        let head = match series {
            Series::Other => path
                .rsplit_once('.')
                .and_then(|(_, by)| section.label(&format!("column.{by}")))
                .map_or_else(String::new, |text| text.get(language).to_owned()),
            Series::LeaveOneOut | Series::Cumulative => locale.forest_studies().to_owned(),
        };
        let mut columns = vec![Column::new(head, Align::Left)];
        columns.extend(counts.iter().map(|name| match *name {
            "studies" => Column::new(locale.forest_studies(), Align::Right),
            _ => Column::new(locale.forest_participants(), Align::Right),
        }));
        // what room is left stands before the panel where there is nothing but labels
        let gap_mm = (columns.len() > 1).then_some(1.0);
        columns.push(Column { gap_mm, ..Column::new("", Align::Panel) });
        columns.push(Column { gap_mm: Some(0.5), ..Column::new(named.head.clone(), Align::Right) });
        columns.push(Column { gap_mm: Some(0.5), muted: true, ..Column::new(numbers.head(), Align::Left) });
        columns.extend(heterogeneity.iter().map(|name| match *name {
            "i_squared" => Column {
                sub: Some(locale.unit_name(Unit::Proportion, Style::Text)),
                gap_mm: Some(1.5),
                ..Column::new("I²", Align::Right)
            },
            _ => Column { gap_mm: Some(2.0), ..Column::new("τ²", Align::Right) },
        }));

        let written = |value: Option<&Value>| value.map_or_else(String::new, |value| locale.value(value, Style::Table));
        let line = |label: String, estimate: Option<&'a Estimate>, undefined: Option<&Value>| {
            let cells = match estimate {
                Some(estimate) => [numbers.value(estimate), numbers.interval(estimate)],
                None => [written(undefined), String::new()],
            };
            (label, cells)
        };
        let rows = table.rows.iter().map(|row| {
            let estimate = steps.estimate(row);
            let (label, [value, interval]) =
                line(locale.forest_step(series, &name(row, locale)), estimate, cell(table, row, steps.column));
            let of =
                |names: &[&str]| -> Vec<String> { names.iter().map(|name| written(cell(table, row, name))).collect() };
            let texts: Vec<String> =
                [vec![label], of(&counts), vec![value, interval], of(&heterogeneity)].into_iter().flatten().collect();
            let strong = self.emphasise.iter().any(|name| name.value == row.name);
            Line {
                row: ForestRow::Row { cells: texts.into_iter().map(Cell::Text).collect(), strong },
                mark: estimate.map(Mark::Point),
            }
        });
        let rows: Vec<Line<'a>> = rows.collect();
        let summary: Vec<Line<'a>> = whole
            .into_iter()
            .map(|pooled| {
                let own = |name: &&str| match *name {
                    "studies" => written(section.value("study_count")),
                    name => written(section.value(name)),
                };
                let (label, [value, interval]) = line(locale.forest_all_studies().to_owned(), Some(pooled), None);
                let texts: Vec<String> = [
                    vec![label],
                    counts.iter().map(own).collect(),
                    vec![value, interval],
                    heterogeneity.iter().map(own).collect(),
                ]
                .into_iter()
                .flatten()
                .collect();
                Line {
                    row: ForestRow::Row { cells: texts.into_iter().map(Cell::Text).collect(), strong: true },
                    mark: Some(Mark::Diamond(pooled, Whole::Review)),
                }
            })
            .collect();
        let sheet = Sheet { columns, rows, summary, air: Air::MANY };
        let width = self.width.millimetres();
        let fit = sheet.fit(width).or_else(|| sheet.forced(width)).unwrap_or_else(|| sheet.anyhow(width));

        let mut reading = Vec::new();
        if pooled.is_some() {
            reading.push(locale.forest_series_means(series).to_owned());
        }
        if estimates.len() < table.rows.len() {
            reading.push(locale.note_no_estimate());
        }
        let abbreviations: Vec<(&str, &str)> =
            named.short.as_ref().map(|(short, long)| (short.as_str(), long.as_str())).into_iter().collect();
        let abbreviations = locale.forest_abbreviations(&abbreviations);
        let alt = steps.alt(&named, pooled, locale);
        let no_effect = estimates.iter().copied().chain(pooled).find_map(|estimate| estimate.no_effect);
        self.finish(
            Drawn {
                picked,
                sheet,
                fit,
                estimates,
                whole: others,
                pooled: pooled.map(around::shown),
                no_effect: no_effect.map(|value| value * unit.shown_factor()),
                unit,
                title_unit: named.unit,
                reading,
                last_notes: vec![abbreviations],
                marks: Vec::new(),
                alt,
                centre: false,
                tight: true,
            },
            locale,
        )
    }
}

impl<'a> Steps<'a> {
    fn alt(&self, named: &Named, pooled: Option<&Estimate>, locale: Locale) -> String {
        let label = |row: &'a Row| locale.forest_step_inside(self.series, &name(row, locale));
        let known: Vec<(&'a Row, &Estimate)> =
            self.table.rows.iter().filter_map(|row| Some((row, self.estimate(row)?))).collect();
        let outcome = around::subject_words(self.section, locale);
        let mut sentences = vec![locale.alt_series(self.series, self.table.rows.len() as u64, &named.name, &outcome)];
        let told = |estimate: &Estimate| locale.value_and_interval(estimate);
        let least = known.iter().min_by(|a, b| a.1.value.total_cmp(&b.1.value));
        let most = known.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value));
        match (least, most) {
            (Some((first, least)), Some((last, most))) if known.len() > 1 => {
                sentences.push(locale.alt_range_of_rows(&label(first), &told(least), &label(last), &told(most)));
            }
            (Some((row, estimate)), _) => {
                sentences.push(locale.alt_row(&locale.forest_step(self.series, &name(row, locale)), &told(estimate)));
            }
            _ => sentences.push(locale.alt_nothing()),
        }
        if let Some(pooled) = pooled {
            sentences.push(locale.alt_of_all_studies(&told(pooled)));
        }
        if known.len() < self.table.rows.len() && !known.is_empty() {
            sentences.push(locale.alt_undefined((self.table.rows.len() - known.len()) as u64));
        }
        sentences.join(" ")
    }
}
