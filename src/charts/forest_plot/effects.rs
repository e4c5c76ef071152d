//! A forest plot of effects from several analyses, or of a few single ones: rows of their own, nothing pooled.

use super::panel::{Mark, SQUARE};
use super::sheet::{Air, Line, Sheet};
use super::{Drawn, ForestPlot, around, reference, theme};
use crate::charts::effect::Measure;
use crate::charts::figure::{Align, Cell, Column, Figure, ForestRow};
use crate::charts::metrics::{self, Weight};
use crate::charts::reference::Picked;
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Effect, Locale, Style};
use crate::results::{Estimate, Unit, Value};

/// The widest the name of a group may be over its counts, in millimetres.
const WIDEST_HEAD: f64 = 24.0;

/// A row that has an estimate, or would have one.
struct Row<'a> {
    picked: &'a Picked<'a>,
    estimate: Option<&'a Estimate>,
    group: String,
    label: String,
}

impl ForestPlot {
    /// The forest plot of these effects, one row each.
    pub(super) fn draw_effects(&self, picked: &[Picked<'_>], locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let mut errors = self.out_of_place("only a single meta-analysis has studies");
        if let Some(name) = self.emphasise.first() {
            let problem = Problem::new("only a single meta-analysis has studies");
            errors.push(problem.hint("remove `emphasise`").at(name.location()));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let rows = self.rows(picked, locale)?;
        let estimates: Vec<&Estimate> = rows.iter().filter_map(|row| row.estimate).collect();
        let unit = self.unit_of(&rows)?;
        let effect = self.effect(picked);
        let no_effect =
            estimates.iter().find_map(|estimate| estimate.no_effect).map(|value| value * unit.shown_factor());
        let no_effect = no_effect.or(match unit {
            Unit::Ratio => Some(1.0),
            _ => None,
        });

        let counts = if self.counts { counts(&rows, locale) } else { None };
        let sheet = sheet(&rows, Measure::effect(effect_of(effect, unit)), counts.as_ref(), locale);
        let alt = alt(&rows, effect_of(effect, unit), no_effect, unit, locale);
        let fit = sheet.anyhow(self.width.millimetres());
        let mut reading = Vec::new();
        if counts.is_some() {
            reading.push(locale.note_counts());
        }
        let last_notes = rows.iter().any(|row| row.estimate.is_none()).then(|| locale.note_no_estimate());
        self.finish(
            Drawn {
                picked,
                sheet,
                fit,
                estimates,
                whole: Vec::new(),
                pooled: None,
                no_effect,
                unit,
                title_unit: around::capitalised(&effect_words(effect_of(effect, unit), unit, locale)),
                reading,
                last_notes: last_notes.into_iter().collect(),
                marks: Vec::new(),
                alt,
                centre: true,
                tight: false,
            },
            locale,
        )
    }

    /// The rows in the order of the specification, with what they are called.
    fn rows<'a>(&self, picked: &'a [Picked<'a>], locale: Locale) -> Result<Vec<Row<'a>>, Vec<Diagnostic>> {
        let subjects: Vec<String> = picked.iter().map(|picked| around::subject(picked.section, locale)).collect();
        let effect = self.effect(picked);
        let one_subject = subjects.iter().all(|subject| *subject == subjects[0]);
        let distinct = subjects.iter().enumerate().all(|(index, subject)| !subjects[..index].contains(subject));
        let is_subgroup = |picked: &&Picked<'_>| picked.section.label("variable").is_some();
        let divided: Vec<&str> =
            picked.iter().filter(is_subgroup).map(|picked| picked.section.entry.as_str()).collect();
        let mut errors = Vec::new();
        let mut rows = Vec::new();
        for (picked, subject) in picked.iter().zip(subjects) {
            let estimate = match &picked.value {
                None => reference::estimate(picked, self.shown_value(picked)),
                Some((_, Value::Estimate(estimate))) => Ok(Some(estimate)),
                Some((_, Value::Undefined(_))) => Ok(None),
                Some(_) => {
                    let problem = Problem::new(format!("`{}` is no estimate with an interval", picked.token));
                    Err(picked.error(problem.hint("name an effect such as `employment.risk_ratio`")))
                }
            };
            let mut facets = around::facets(picked.section, locale);
            if let (None, Some(measure)) = (effect, self.named(picked)) {
                // several effects of the same analysis are told apart by their names
                let name = locale.effect_name(Measure::effect(Some(measure)));
                facets = if facets.is_empty() { around::capitalised(name) } else { format!("{facets}, {name}") };
            }
            if let Some(variable) = picked.section.label("variable") {
                // a subgroup stands under what people are divided by
                let tested = match picked.section.value("interaction") {
                    Some(Value::Estimate(interaction)) => interaction.tests.first().map(|test| test.p),
                    _ => None,
                };
                let variable = around::capitalised(variable.get(locale.language()));
                match estimate {
                    Ok(estimate) => {
                        rows.push(Row { picked, estimate, group: locale.division(&variable, tested), label: facets });
                    }
                    Err(error) => errors.push(error),
                }
                continue;
            }
            let of_subgroups = picked.section.facets.is_empty() && divided.contains(&picked.section.entry.as_str());
            if of_subgroups {
                facets = locale.everyone().to_owned();
            }
            let (group, label) = match (one_subject || distinct, facets.is_empty()) {
                (_, true) => (String::new(), subject),
                (true, false) if one_subject => (String::new(), facets),
                (true, false) => (String::new(), format!("{subject}, {facets}")),
                (false, false) => (subject, facets),
            };
            match estimate {
                Ok(estimate) => rows.push(Row { picked, estimate, group, label }),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(rows) } else { Err(errors) }
    }

    /// The name of the value that a section shows: the effect of the chart, the measure that an analysis of subgroups is
    /// about, the adjusted estimate of a model, or what a meta-analysis pooled.
    fn shown_value(&self, picked: &Picked<'_>) -> &'static str {
        let has = |name: &str| picked.section.value(name).is_some();
        let own = picked.section.label("measure").map(|measure| measure.get(crate::results::Language::English));
        let about = ["risk_difference", "risk_ratio", "odds_ratio", "mean_difference"];
        if let (None, Some(name)) = (&self.measure, about.into_iter().find(|name| own == Some(name) && has(name))) {
            return name;
        }
        let measure = self.measure().name();
        match ["pooled", "adjusted"].into_iter().find(|name| !has(measure) && has(name)) {
            Some(name) => name,
            None => measure,
        }
    }

    /// The unit that all estimates have.
    fn unit_of(&self, rows: &[Row<'_>]) -> Result<Unit, Vec<Diagnostic>> {
        let mut known = rows.iter().filter_map(|row| Some((row.picked, row.estimate?.unit)));
        let Some((_, unit)) = known.next() else {
            return Ok(if self.measure() == Measure::RiskDifference {
                Unit::ProportionDifference
            } else {
                Unit::Ratio
            });
        };
        let errors: Vec<Diagnostic> = known
            .filter(|(_, other)| *other != unit)
            .map(|(picked, _)| {
                let what = format!("`{}` has another unit than the rows before it", picked.token);
                picked.error(Problem::new(what).hint("make one forest plot for ratios and one for differences"))
            })
            .collect();
        if errors.is_empty() { Ok(unit) } else { Err(errors) }
    }

    /// The effect in all rows, if it is one that has a name of its own.
    fn effect(&self, picked: &[Picked<'_>]) -> Option<Measure> {
        let first = self.named(picked.first()?)?;
        picked.iter().all(|picked| self.named(picked) == Some(first)).then_some(first)
    }

    /// The effect that a row shows: what a meta-analysis pooled, the one that its reference names, else that of the
    /// chart.
    fn named(&self, picked: &Picked<'_>) -> Option<Measure> {
        let name = match &picked.value {
            None => self.shown_value(picked),
            Some((name, _)) => name.as_str(),
        };
        let name = match (name, picked.section.label("measure")) {
            // the name of a measure is the same in all languages
            ("pooled" | "adjusted", Some(measure)) => measure.get(crate::results::Language::English),
            _ => name,
        };
        Measure::ALL.into_iter().find(|measure| measure.name() == name)
    }
}

/// The columns and lines of these rows.
fn sheet<'a>(rows: &[Row<'a>], effect: Effect, counts: Option<&Counts>, locale: Locale) -> Sheet<'a> {
    let estimates = || rows.iter().filter_map(|row| row.estimate);
    let level = around::level(estimates());
    let decimals = around::decimals(estimates());
    let dash = estimates().all(|estimate| around::ends(estimate).is_none_or(|(lower, _)| lower > 0.0));

    let mut columns = vec![Column::new("", Align::Left)];
    if let Some(counts) = counts {
        columns.extend(counts.heads.iter().map(|head| Column::new(head.clone(), Align::Right)));
    }
    columns.push(Column::new("", Align::Panel));
    columns.push(Column::new(locale.estimate_head(effect), Align::Right));
    let interval_head = level.map_or_else(String::new, |level| locale.confidence_name(level, Style::Table));
    columns.push(Column { muted: true, ..Column::new(interval_head, Align::Left) });

    let interval = |estimate: &Estimate| match (estimate.interval, level) {
        (None, _) => String::new(),
        (Some(interval), Some(_)) => locale.interval(&interval.bounds, estimate.unit, decimals, dash),
        // intervals of several levels: each says its own
        (Some(_), None) => locale.confidence(estimate).unwrap_or_default(),
    };
    let mut lines: Vec<Line<'a>> = Vec::new();
    let mut group = "";
    for (index, row) in rows.iter().enumerate() {
        if !row.group.is_empty() && row.group != group {
            lines.push(Line::group(row.group.clone()));
        }
        group = &row.group;
        let mut cells = vec![row.label.clone()];
        if let Some(counts) = counts {
            cells.extend(counts.cells[index].iter().cloned());
        }
        match row.estimate {
            Some(estimate) => {
                cells.push(locale.shown(estimate.value, estimate.unit, decimals, Style::Table));
                cells.push(interval(estimate));
            }
            None => cells.extend([locale.no_value().to_owned(), String::new()]),
        }
        lines.push(Line {
            row: ForestRow::Row { cells: cells.into_iter().map(Cell::Text).collect(), strong: false },
            mark: row.estimate.map(|estimate| Mark::Square(estimate, SQUARE)),
        });
    }
    Sheet { columns, rows: lines, summary: Vec::new(), air: Air::FEW }
}

/// The columns of persons with the outcome, for both groups.
struct Counts {
    heads: [String; 2],
    cells: Vec<[String; 2]>,
}

/// Events and totals of both groups, where every row has them and the groups are the same in all rows.
fn counts(rows: &[Row<'_>], locale: Locale) -> Option<Counts> {
    let mut heads: Option<[String; 2]> = None;
    let mut cells = Vec::new();
    for row in rows {
        let section = row.picked.section;
        let names = ["treated", "control"].map(|group| locale.header(&around::group_words(section, group, locale)));
        if heads.get_or_insert_with(|| names.clone()) != &names {
            return None;
        }
        let cell = |group: &str| {
            let events = reference::count(section, &format!("{group}.events"))?;
            let total = reference::count(section, &format!("{group}.total"))?;
            Some(format!("{}/{}", locale.count(events, Style::Table), locale.count(total, Style::Table)))
        };
        cells.push([cell("treated")?, cell("control")?]);
    }
    let heads = heads?.map(|head| metrics::wrap(&head, theme::TEXT, Weight::Regular, WIDEST_HEAD).join("\n"));
    Some(Counts { heads, cells })
}

fn alt(rows: &[Row<'_>], effect: Option<Measure>, no_effect: Option<f64>, unit: Unit, locale: Locale) -> String {
    let known: Vec<(&Row<'_>, &Estimate)> = rows.iter().filter_map(|row| Some((row, row.estimate?))).collect();
    let name = |row: &Row<'_>| match row.group.as_str() {
        "" => row.label.clone(),
        group => format!("{group}, {}", row.label),
    };
    let inside = |row: &Row<'_>| {
        let subject = around::subject(row.picked.section, locale);
        match name(row).strip_prefix(&subject) {
            Some(rest) => around::subject_words(row.picked.section, locale) + rest,
            None => name(row),
        }
    };
    let mut sentences = vec![locale.alt_forest(Measure::effect(effect), known.len() as u64)];
    let most_told = if known.len() < rows.len() { 2 } else { 3 };
    if known.len() <= most_told {
        sentences.extend(
            known.iter().map(|(row, estimate)| locale.alt_row(&name(row), &locale.value_and_interval(estimate))),
        );
    } else if let (Some(least), Some(most)) = (
        known.iter().min_by(|a, b| a.1.value.total_cmp(&b.1.value)),
        known.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value)),
    ) {
        let value = |(_, estimate): &(&Row<'_>, &Estimate)| locale.value_and_interval(estimate);
        sentences.push(locale.alt_extremes(&value(least), &inside(least.0), &value(most), &inside(most.0)));
    }
    if let Some(no_effect) = no_effect {
        let intervals: Vec<bool> = known.iter().filter_map(|(_, estimate)| estimate.excludes_no_effect()).collect();
        let covering = intervals.iter().filter(|excludes| !**excludes).count() as u64;
        if !intervals.is_empty() {
            let value = locale.shown(no_effect / unit.shown_factor(), unit, 0, Style::Text);
            sentences.push(locale.alt_no_effect(covering, intervals.len() as u64, &value));
        }
    }
    if known.len() < rows.len() {
        sentences.push(locale.alt_undefined((rows.len() - known.len()) as u64));
    }
    sentences.join(" ")
}

/// The effect by its name, unless the unit says that it is another.
fn effect_of(effect: Option<Measure>, unit: Unit) -> Option<Measure> {
    effect.filter(|effect| (*effect == Measure::RiskDifference) == (unit == Unit::ProportionDifference))
}

fn effect_words(effect: Option<Measure>, unit: Unit, locale: Locale) -> String {
    match effect {
        Some(_) => locale.effect_unit(Measure::effect(effect)),
        None => locale.unit_name(unit, Style::Text),
    }
}
