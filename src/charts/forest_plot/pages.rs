//! How a long forest plot is cut into pages, and how tight its rows stand.

use super::super::figure::{Figure, Forest};
use super::super::metrics::{self, Weight};
use super::sheet::{Line, Sheet};
use super::theme;

/// Height of the text area of a page in millimetres.
const PAGE: f64 = 238.0;
/// Pitches that are tried, from the most comfortable one, in millimetres.
const PITCHES: [f64; 4] = [Forest::PITCH_MM, 5.5, 5.0, 4.5];
/// Line heights of the title, the header, the notes and the words under the axis, in millimetres.
const TITLE_LINE: f64 = 12.5 * theme::POINT;
const HEAD_LINE: f64 = 10.6 * theme::POINT;
const NOTE_LINE: f64 = 10.4 * theme::POINT;
/// Above and below the title, the header and the notes together, in millimetres.
const AIR: f64 = 9.0;
/// The fewest rows beside a summary on a page of their own.
const FEWEST: usize = 4;

/// Where the rows of a sheet are cut, and how high they are.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pages {
    /// The height of a row in millimetres.
    pub(super) pitch: f64,
    /// The number of rows on each page.
    pub(super) rows: Vec<usize>,
}

/// What stands on a page beside the rows, in millimetres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside {
    /// On every page: title, header, axis.
    every: f64,
    /// On the last one: notes and source.
    last: f64,
}

impl Beside {
    /// The height of all that stands around the rows of a figure.
    pub(super) fn of(figure: &Figure, forest: &Forest) -> Beside {
        let width = figure.width.millimetres();
        let lines = |text: &str, size: f64, weight: Weight| metrics::wrap(text, size, weight, width).len() as f64;
        let title = format!("Figur 10. {} {}", figure.title, figure.unit.as_deref().unwrap_or_default());
        let heads = forest.columns.iter().map(|column| {
            column.head.split('\n').count() + usize::from(column.sub.is_some()) + usize::from(column.over.is_some())
        });
        let favours = forest.favours.as_ref().map_or(0.0, |favours| {
            let most = [&favours.left, &favours.right].map(|words| words.split('\n').count()).into_iter().max();
            5.0 + HEAD_LINE * most.unwrap_or(1).saturating_sub(1) as f64
        });
        let marks: Vec<String> = forest.marks.iter().map(|(mark, words)| format!("{mark} {words}")).collect();
        let mark_lines = if marks.is_empty() { 0.0 } else { lines(&marks.join(" "), theme::SMALL, Weight::Regular) };
        let note = figure.notes.join(" ");
        let note_lines = if note.is_empty() { 0.0 } else { lines(&note, theme::SMALL, Weight::Regular) + 0.5 };
        let source = figure.source.as_deref().map_or(0.0, |source| lines(source, theme::SMALL, Weight::Regular) + 0.5);
        Beside {
            every: TITLE_LINE * lines(&title, 9.5, Weight::Semibold)
                + HEAD_LINE * heads.max().unwrap_or(1) as f64
                + AIR
                + Forest::GAP_MM
                + Forest::AXIS_MM
                + favours,
            last: NOTE_LINE * (note_lines + mark_lines + source) + 3.0,
        }
    }
}

impl Pages {
    /// One page where all rows fit at some pitch; else as few pages as there can be, at the largest pitch that needs no
    /// more. `lines` are rows and group labels, `summary` the rows under the rule.
    pub(super) fn of(sheet: &Sheet<'_>, beside: Beside) -> Pages {
        let (lines, summary) = (sheet.rows.len(), sheet.summary.len());
        let summary_gap = if summary > 0 { Forest::GAP_MM } else { 0.0 };
        let full = |pitch: f64| (((PAGE - beside.every) / pitch).floor() as usize).max(8);
        let last = |pitch: f64| {
            let room = PAGE - beside.every - beside.last - summary_gap - pitch * summary as f64;
            ((room / pitch).floor().max(0.0) as usize).max(FEWEST)
        };
        if let Some(pitch) = PITCHES.into_iter().find(|pitch| lines <= last(*pitch)) {
            return Pages { pitch, rows: vec![lines] };
        }
        // the label of a group is repeated on each new page, and may have to leave the foot of the one before
        let repeated = usize::from(sheet.rows.iter().any(Line::is_group));
        let pages =
            |pitch: f64| 1 + lines.saturating_sub(last(pitch) - 2 * repeated).div_ceil(full(pitch) - 2 * repeated);
        let tightest = PITCHES[PITCHES.len() - 1];
        let count = pages(tightest);
        let pitch = PITCHES.into_iter().find(|pitch| pages(*pitch) == count).unwrap_or(tightest);
        let capacities: Vec<usize> =
            (0..count).map(|page| if page + 1 == count { last(pitch) } else { full(pitch) } - 2 * repeated).collect();
        Pages { pitch, rows: shared(&sheet.rows, &capacities) }
    }

    /// Rows of the usual height, cut after as many as one panel holds.
    pub(super) fn plain(sheet: &Sheet<'_>) -> Pages {
        let mut rows = vec![0];
        let (mut on_page, mut grouped) = (0, false);
        for line in &sheet.rows {
            // a label stays with the row under it, and is repeated on the next page
            let needed = if line.is_group() { 2 } else { 1 };
            if on_page + needed > Forest::MOST_ROWS {
                rows.push(0);
                on_page = usize::from(grouped && !line.is_group());
            }
            grouped |= line.is_group();
            on_page += 1;
            if let Some(count) = rows.last_mut() {
                *count += 1;
            }
        }
        Pages { pitch: Forest::PITCH_MM, rows }
    }
}

/// Shares rows among pages in proportion to what each holds, without a group label at the foot of a page or the pooled
/// estimate of a subgroup alone at the head of one.
fn shared(rows: &[Line<'_>], capacities: &[usize]) -> Vec<usize> {
    let all: usize = capacities.iter().sum();
    let mut cuts = Vec::new();
    let (mut taken, mut room) = (0, 0);
    for (page, capacity) in capacities.iter().enumerate() {
        room += capacity;
        let left: usize = all - room;
        if page + 1 == capacities.len() {
            cuts.push(rows.len() - taken);
            break;
        }
        // as many as keeps all pages equally full, but never more than the rest can leave behind
        let mut end = (rows.len() * room).div_ceil(all);
        end = end.max(rows.len().saturating_sub(left)).min(taken + capacity);
        while end > taken + 1 && (rows[end - 1].is_group() || rows.get(end).is_some_and(Line::is_pooled)) {
            end -= 1;
        }
        cuts.push(end - taken);
        taken = end;
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::super::super::figure::{Align, Cell, Column, ForestRow};
    use super::super::sheet::Air;
    use super::*;

    fn sheet(lines: &str, summary: usize) -> Sheet<'static> {
        let row = || Line { row: ForestRow::Row { cells: vec![Cell::Blank], strong: false }, mark: None };
        Sheet {
            columns: vec![Column::new("", Align::Panel)],
            rows: lines.chars().map(|line| if line == '#' { Line::group("A") } else { row() }).collect(),
            summary: (0..summary).map(|_| row()).collect(),
            air: Air::MANY,
        }
    }

    const BESIDE: Beside = Beside { every: 40.0, last: 25.0 };

    #[test]
    fn rows_become_tighter_before_they_run_over() {
        let pitches: Vec<(f64, usize)> = [3, 17, 26, 30, 34]
            .map(|rows| Pages::of(&sheet(&"-".repeat(rows), 2), BESIDE))
            .into_iter()
            .map(|pages| (pages.pitch, pages.rows.len()))
            .collect();
        assert_eq!(pitches, [(6.0, 1), (6.0, 1), (6.0, 1), (5.0, 1), (4.5, 1)]);
    }

    #[test]
    fn long_reviews_fill_their_pages_evenly() {
        for count in [40, 77, 120, 300, 1000] {
            let pages = Pages::of(&sheet(&"-".repeat(count), 2), BESIDE);
            assert_eq!(pages.rows.iter().sum::<usize>(), count);
            assert!(pages.rows.iter().all(|rows| *rows >= FEWEST), "{pages:?}");
            let height = pages.pitch * pages.rows[0] as f64;
            assert!(height <= PAGE - BESIDE.every, "{pages:?}");
            let last = pages.pitch * (pages.rows[pages.rows.len() - 1] + 2) as f64 + Forest::GAP_MM;
            assert!(last <= PAGE - BESIDE.every - BESIDE.last + 1e-9, "{pages:?}");
        }
    }

    #[test]
    fn no_group_label_is_left_at_the_foot() {
        for size in 1..9 {
            let lines = format!("#{}", "-".repeat(size)).repeat(30);
            let pages = Pages::of(&sheet(&lines, 2), BESIDE);
            let mut end = 0;
            for rows in &pages.rows[..pages.rows.len() - 1] {
                end += rows;
                assert_eq!(&lines[end - 1..end], "-", "{size} {pages:?}");
            }
            assert_eq!(pages.rows.iter().sum::<usize>(), lines.len());
        }
    }
}
