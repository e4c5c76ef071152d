//! The text columns of a forest plot, and how much room they leave for its picture.

use super::super::figure::{Align, Column};
use super::super::metrics::{self, Weight};
use super::{Estimate, Locale, Row, Style, around, reference, theme};
use crate::locale::Effect;

/// The narrowest and the widest picture, in millimetres.
const PANEL: (f64, f64) = (32.0, 64.0);
/// The air between two columns, in millimetres.
const GAP: f64 = 3.5;
/// How far rows stand in under their group's label, in millimetres.
const INDENT: f64 = 3.0;

/// The columns and the cells of a forest plot.
pub(super) struct Table {
    /// The columns, the panel's among them.
    pub(super) columns: Vec<Column>,
    /// One cell for every column but the panel's, row by row.
    pub(super) cells: Vec<Vec<String>>,
    /// The width of the picture, in millimetres.
    pub(super) panel_width: f64,
    /// Whether there are columns of persons with the outcome.
    pub(super) counted: bool,
}

/// Sets the rows in columns; labels that leave no room for the picture are cut.
pub(super) fn set(rows: &[Row<'_>], effect: Effect, counted: bool, width: f64, locale: Locale) -> Table {
    let estimates = || rows.iter().filter_map(|row| row.estimate);
    let counts = if counted { counts(rows, locale) } else { None };
    let level = around::level(estimates());
    let decimals = around::decimals(estimates());
    let dash = estimates().all(|estimate| around::ends(estimate).is_none_or(|(lower, _)| lower > 0.0));

    let plain = |head: String, align: Align| Column { head, align, muted: false };
    let mut columns = vec![plain(String::new(), Align::Left)];
    if let Some(counts) = &counts {
        columns.extend(counts.heads.iter().map(|head| plain(head.clone(), Align::Right)));
    }
    columns.push(plain(String::new(), Align::Panel));
    columns.push(plain(locale.estimate_head(effect).to_owned(), Align::Right));
    let interval_head = level.map_or_else(String::new, |level| locale.confidence_name(level, Style::Table));
    columns.push(Column { head: interval_head, align: Align::Left, muted: true });

    let interval = |estimate: &Estimate| match (estimate.interval, level) {
        (None, _) => String::new(),
        (Some(interval), Some(_)) => locale.interval(&interval.bounds, estimate.unit, decimals, dash),
        // intervals of several levels: each says its own
        (Some(_), None) => locale.confidence(estimate).unwrap_or_default(),
    };
    let mut cells: Vec<Vec<String>> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let mut cells = vec![row.label.clone()];
            if let Some(counts) = &counts {
                cells.extend(counts.cells[index].iter().cloned());
            }
            match row.estimate {
                Some(estimate) => {
                    cells.push(locale.shown(estimate.value, estimate.unit, decimals, Style::Table));
                    cells.push(interval(estimate));
                }
                None => cells.extend([locale.no_value().to_owned(), String::new()]),
            }
            cells
        })
        .collect();

    let measure = |text: &String| {
        text.split('\n').map(|line| metrics::width(line, theme::TEXT, Weight::Regular)).fold(0.0, f64::max)
    };
    let text_columns = columns.iter().filter(|column| column.align != Align::Panel).enumerate();
    let widths: Vec<f64> = text_columns
        .map(|(index, column)| cells.iter().map(|row| measure(&row[index])).fold(measure(&column.head), f64::max))
        .collect();
    let indent = if rows.iter().any(|row| !row.group.is_empty()) { INDENT } else { 0.0 };
    let numbers: f64 = widths[1..].iter().map(|width| width + GAP).sum();
    let room = width - numbers - GAP - indent;
    let panel_width = (room - widths[0]).clamp(PANEL.0, PANEL.1).floor();
    for row in &mut cells {
        row[0] = metrics::on_one_line(&row[0], theme::TEXT, Weight::Regular, room - panel_width);
    }
    Table { columns, cells, panel_width, counted: counts.is_some() }
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

/// The widest the name of a group may be over its counts, in millimetres.
const WIDEST_HEAD: f64 = 24.0;
