//! A forest plot before it is cut into pages: its columns and lines, and how much room they leave for the picture.

use super::super::figure::{Align, Cell, Column, ForestRow};
use super::super::metrics::{self, Weight};
use super::panel::{Mark, Whole};
use super::theme;

/// The widest picture, in millimetres.
const WIDEST: f64 = 64.0;
/// What the table adds before the text of every column but the first and the two at the panel, in millimetres.
pub(super) const INSET: f64 = 3.0 * theme::POINT;
/// How far rows stand in under their group's label, in millimetres.
const INDENT: f64 = 3.0;
/// What the width of a text may be off in a column whose gap is fixed, in millimetres.
const SLACK: f64 = 0.25;
/// The diameter of the disc of a judgement, in millimetres.
const DISC: f64 = 3.4;
/// The labels of studies are never given less than this, in millimetres.
const LABELS: f64 = 24.0;
/// Of so many labels one may be so long that it is cut rather than that a column is left out.
const LONG: usize = 10;

/// How closely columns may stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Air {
    /// The least air before a column whose gap is not fixed, in millimetres.
    gap: f64,
    /// The narrowest picture, in millimetres.
    panel: f64,
}

impl Air {
    /// Few columns.
    pub(super) const FEW: Air = Air { gap: 3.5, panel: 32.0 };
    /// Many columns.
    pub(super) const MANY: Air = Air { gap: 2.4, panel: 32.0 };
    /// More columns than stand well beside each other.
    pub(super) const MOST: Air = Air { gap: 2.0, panel: 29.0 };
}

/// A line of the table with what the panel shows beside it.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// The label of a group, or cells.
    pub(super) row: ForestRow,
    /// The mark in the panel.
    pub(super) mark: Option<Mark<'a>>,
}

impl Line<'_> {
    /// The label of a group.
    pub(super) fn group(label: impl Into<String>) -> Line<'static> {
        Line { row: ForestRow::Group(label.into()), mark: None }
    }

    /// Whether it is the label of a group.
    pub(super) fn is_group(&self) -> bool {
        matches!(self.row, ForestRow::Group(_))
    }

    /// Whether it is the pooled estimate of a subgroup.
    pub(super) fn is_pooled(&self) -> bool {
        matches!(self.mark, Some(Mark::Diamond(_, Whole::Subgroup)))
    }

    fn cells(&self) -> Option<(&[Cell], Weight)> {
        match &self.row {
            ForestRow::Group(_) => None,
            ForestRow::Row { cells, strong } => Some((cells, if *strong { Weight::Semibold } else { Weight::Regular })),
        }
    }
}

/// All columns and lines of a forest plot.
#[derive(Clone, Debug)]
pub(super) struct Sheet<'a> {
    /// The columns, the panel's among them.
    pub(super) columns: Vec<Column>,
    /// The lines over the rule.
    pub(super) rows: Vec<Line<'a>>,
    /// The lines under it.
    pub(super) summary: Vec<Line<'a>>,
    /// How closely columns may stand.
    pub(super) air: Air,
}

/// How wide the parts of a sheet become.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    /// The width of the panel.
    pub(super) panel: f64,
    /// The width of the column of labels.
    labels: f64,
    /// The width from the left edge to the panel.
    left: f64,
}

impl Sheet<'_> {
    /// The widths on a page of this width, where no label has to be cut, or only a few very long ones.
    pub(super) fn fit(&self, width: f64) -> Option<Fit> {
        let room = width - self.others() - self.air.panel;
        let fits = room >= self.usual_label() && self.left(width, self.air.panel) >= self.farthest_label();
        fits.then(|| self.fitted(width, self.widest_label()))
    }

    /// The same with labels cut where they must be; nothing where the other columns leave no room for labels.
    pub(super) fn forced(&self, width: f64) -> Option<Fit> {
        let labels = self.widest_label();
        let room = width - self.others() - self.air.panel;
        (room >= labels.min(LABELS)).then(|| self.fitted(width, labels))
    }

    /// The same, whatever becomes of the labels.
    pub(super) fn anyhow(&self, width: f64) -> Fit {
        self.fitted(width, self.widest_label())
    }

    /// How much wider than the page the columns are, in millimetres.
    pub(super) fn excess(&self, width: f64) -> f64 {
        self.others() + self.air.panel + self.widest_label().min(LABELS) - width
    }

    fn fitted(&self, width: f64, labels: f64) -> Fit {
        let room = width - self.others();
        // a heading, and a label that reaches into empty cells, ends at the panel
        let widest = self.left(width, 0.0) - self.farthest_label().max(self.widest_heading());
        let panel = (room - labels).min(widest).clamp(self.air.panel, WIDEST).floor();
        let labels = labels.min(room - panel).max(0.0);
        Fit { panel, labels, left: self.left(width, panel) }
    }

    /// The width between the left edge and a panel of this width.
    fn left(&self, width: f64, panel: f64) -> f64 {
        let panel_at = self.columns.iter().position(|column| column.align == Align::Panel).unwrap_or(0);
        let after: f64 = self.widths().iter().skip(panel_at).sum();
        width - panel - after - self.gaps(&self.columns[panel_at..])
    }

    /// The same sheet with what is too long cut to these widths.
    pub(super) fn cut(&mut self, fit: Fit) {
        let indent = self.indent();
        for (line, indent) in
            self.rows.iter_mut().map(|line| (line, indent)).chain(self.summary.iter_mut().map(|line| (line, 0.0)))
        {
            match &mut line.row {
                ForestRow::Group(label) => {
                    *label = metrics::on_one_line(label, theme::TEXT, Weight::Semibold, fit.left);
                }
                ForestRow::Row { cells, strong } => {
                    let weight = if *strong { Weight::Semibold } else { Weight::Regular };
                    let reaches = cells.get(1) == Some(&Cell::Blank);
                    let limit = if reaches { fit.left } else { fit.labels } - indent;
                    match cells.first_mut() {
                        Some(Cell::Text(label)) => {
                            *label = metrics::on_one_line(label, theme::TEXT, weight, limit);
                        }
                        Some(Cell::Marked(label, marks)) => {
                            let limit = limit - marked(marks);
                            *label = metrics::on_one_line(label, theme::TEXT, weight, limit);
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// How far rows are indented.
    fn indent(&self) -> f64 {
        if self.rows.iter().any(Line::is_group) { INDENT } else { 0.0 }
    }

    /// The widths of the labels that may not reach into other cells, the heading's first.
    fn label_widths(&self) -> Vec<f64> {
        let indent = self.indent();
        let indented = self.rows.iter().map(|line| (line, indent));
        let lines = indented.chain(self.summary.iter().map(|line| (line, 0.0)));
        let widths = lines.filter_map(|(line, indent)| {
            let (cells, weight) = line.cells().filter(|(cells, _)| cells.get(1) != Some(&Cell::Blank))?;
            Some(cell_width(cells.first()?, weight) + indent)
        });
        self.columns.first().map(head_width).into_iter().chain(widths).collect()
    }

    /// The width that all labels need.
    fn widest_label(&self) -> f64 {
        self.label_widths().into_iter().fold(0.0, f64::max)
    }

    /// The width that all but a few labels need.
    fn usual_label(&self) -> f64 {
        let mut widths = self.label_widths();
        widths.sort_by(|a, b| b.total_cmp(a));
        widths.get(widths.len() / LONG).copied().unwrap_or(0.0)
    }

    /// The width of the labels that may reach into empty cells.
    fn farthest_label(&self) -> f64 {
        let indent = self.indent();
        let of = |lines: &[Line<'_>], indent: f64| {
            let cells = lines.iter().filter_map(Line::cells).filter(|(cells, _)| cells.get(1) == Some(&Cell::Blank));
            cells.filter_map(|(cells, weight)| Some(cell_width(cells.first()?, weight) + indent)).fold(0.0, f64::max)
        };
        of(&self.rows, indent).max(of(&self.summary, 0.0))
    }

    /// The width of the headings over groups of rows.
    fn widest_heading(&self) -> f64 {
        let headings = self.rows.iter().chain(&self.summary).filter_map(|line| match &line.row {
            ForestRow::Group(heading) => Some(text_width(heading, Weight::Semibold)),
            ForestRow::Row { .. } => None,
        });
        headings.fold(0.0, f64::max)
    }

    /// The width of everything but the labels and the panel.
    fn others(&self) -> f64 {
        let widths: f64 = self.widths().iter().skip(1).sum();
        widths + self.gaps(&self.columns[1..])
    }

    /// The space before these columns, with what the table adds.
    fn gaps(&self, columns: &[Column]) -> f64 {
        let gap = |column: &Column| {
            let inset = if column.align == Align::Panel { 0.0 } else { INSET };
            column.gap_mm.map_or(self.air.gap, |gap| gap + inset)
        };
        columns.iter().map(gap).sum()
    }

    /// The width of the text in every column; 0 for the panel and for the labels.
    fn widths(&self) -> Vec<f64> {
        let mut widths: Vec<f64> = Vec::new();
        let mut text = 0;
        for (index, column) in self.columns.iter().enumerate() {
            if column.align == Align::Panel || index == 0 {
                widths.push(0.0);
                text += usize::from(index == 0);
                continue;
            }
            let lines = self.rows.iter().chain(&self.summary).filter_map(Line::cells);
            let cells = lines.filter_map(|(cells, weight)| Some(cell_width(cells.get(text)?, weight)));
            let slack = if column.gap_mm.is_some() { SLACK } else { 0.0 };
            widths.push(cells.fold(head_width(column), f64::max) + slack);
            text += 1;
        }
        for (index, column) in self.columns.iter().enumerate() {
            let Some((over, span)) = &column.over else { continue };
            let spanned = index..(index + span).min(widths.len());
            let between = self.gaps(&self.columns[index + 1..spanned.end]);
            let lacking =
                text_width(over, Weight::Regular) + SLACK - between - widths[spanned.clone()].iter().sum::<f64>();
            if lacking > 0.0 {
                widths[index] += lacking;
            }
        }
        widths
    }
}

fn head_width(column: &Column) -> f64 {
    let sub = column.sub.as_ref().map_or(0.0, |sub| metrics::width(sub, theme::SMALL, Weight::Regular));
    text_width(&column.head, Weight::Regular).max(sub)
}

fn cell_width(cell: &Cell, weight: Weight) -> f64 {
    match cell {
        Cell::Text(words) => text_width(words, weight),
        Cell::Marked(words, marks) => text_width(words, weight) + marked(marks),
        Cell::Judgement(_) => DISC,
        Cell::Blank => 0.0,
    }
}

/// The width of raised letters, and of the hair before them.
fn marked(marks: &str) -> f64 {
    0.3 + 0.72 * metrics::width(marks, theme::TEXT, Weight::Regular)
}

/// The width of a text, which may have several lines; spaces of the width of a figure count as one.
fn text_width(text: &str, weight: Weight) -> f64 {
    let text = text.replace('\u{2007}', "0");
    text.split('\n').map(|line| metrics::width(line, theme::TEXT, weight)).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(label: &str, value: &str) -> Line<'static> {
        let cells = vec![Cell::Text(label.to_owned()), Cell::Text(value.to_owned())];
        Line { row: ForestRow::Row { cells, strong: false }, mark: None }
    }

    fn sheet(labels: &[&str]) -> Sheet<'static> {
        Sheet {
            columns: vec![
                Column::new("Studie", Align::Left),
                Column::new("", Align::Panel),
                Column { gap_mm: Some(1.0), ..Column::new("RR", Align::Right) },
            ],
            rows: labels.iter().map(|label| line(label, "1,23")).collect(),
            summary: Vec::new(),
            air: Air::MANY,
        }
    }

    #[test]
    fn a_long_label_is_cut_and_leaves_room_for_the_panel() {
        let mut labels = vec!["Reme 2019"; 12];
        let longest = "Rehabiliteringsforskning ".repeat(6);
        labels[1] = &longest;
        let mut long = sheet(&labels);
        let fit = long.fit(118.0).expect("it is cut, so it fits");
        assert!((Air::MANY.panel..=WIDEST).contains(&fit.panel));
        long.cut(fit);
        let ForestRow::Row { cells, .. } = &long.rows[1].row else { panic!("a row") };
        assert!(cells[0].words().ends_with('\u{2026}'), "{cells:?}");
        assert!(cell_width(&cells[0], Weight::Regular) <= fit.labels);
    }

    #[test]
    fn short_labels_leave_the_widest_panel() {
        assert_eq!(sheet(&["Reme 2019"]).fit(146.0).map(|fit| fit.panel), Some(WIDEST));
        assert!(sheet(&["Reme 2019"]).fit(45.0).is_none());
        assert!(sheet(&["Reme 2019"]).excess(30.0) > 0.0);
    }

    #[test]
    fn a_label_before_empty_cells_may_reach_into_them() {
        let mut reaching = sheet(&["Reme 2019"]);
        let cells = vec![Cell::Text("Prediksjonsintervall (95 %) for en ny studie".to_owned()), Cell::Blank];
        reaching.summary.push(Line { row: ForestRow::Row { cells, strong: false }, mark: None });
        let fit = reaching.fit(120.0).expect("there is room");
        assert!(fit.panel < WIDEST && fit.left >= reaching.farthest_label(), "{fit:?}");
    }
}
