//! From a finished chart to what the templates read.

use crate::charts::{self, Align, Body, ForestRow};
use crate::template::{Cell, Column, Favours, Figure, FigureBody, Forest, ForestPart, Item, Row, Width};

/// What an id under `show` stands for: a chart, or else an analysis.
pub(super) fn item(id: &str, figures: &[(String, charts::Figure)]) -> Item {
    match figures.iter().find(|(known, _)| known == id) {
        Some((_, figure)) => Item::Figure(Box::new(placed(id, figure))),
        None => Item::Analysis(id.to_owned()),
    }
}

/// A chart with its id.
pub(super) fn placed(id: &str, figure: &charts::Figure) -> Figure {
    Figure {
        id: id.to_owned(),
        title: figure.title.clone(),
        unit: figure.unit.clone(),
        alt: figure.alt.clone(),
        note: (!figure.notes.is_empty()).then(|| figure.notes.join(" ")),
        source: figure.source.clone(),
        tag: figure.simulated.then(|| "illustration".to_owned()),
        width: match figure.width {
            charts::Width::Wide => Width::Wide,
            charts::Width::Text => Width::Text,
        },
        body: match &figure.body {
            Body::Picture(picture) => FigureBody::Picture { svg: picture.svg.clone() },
            Body::Forest(forest) => FigureBody::Forest(self::forest(forest)),
        },
    }
}

fn forest(forest: &charts::Forest) -> Forest {
    Forest {
        columns: forest.columns.iter().map(column).collect(),
        parts: forest
            .chunks
            .iter()
            .map(|chunk| ForestPart {
                rows: chunk.rows.iter().map(row).collect(),
                summary: chunk.summary.iter().map(row).collect(),
                panel_svg: chunk.panel.svg.clone(),
                alt: chunk.alt.clone(),
            })
            .collect(),
        panel_width_mm: forest.chunks.first().map_or(0.0, |chunk| chunk.panel.width_mm),
        pitch_mm: forest.pitch_mm,
        favours: forest.favours.as_ref().map(|favours| Favours {
            left: favours.left.clone(),
            right: favours.right.clone(),
            at_mm: favours.at_mm,
        }),
        marks: forest.marks.clone(),
    }
}

fn column(column: &charts::Column) -> Column {
    Column {
        head: column.head.clone(),
        sub: column.sub.clone(),
        over: column.over.clone(),
        align: match column.align {
            Align::Left => Some("left"),
            Align::Right => Some("right"),
            Align::Middle => Some("center"),
            Align::Panel => None,
        },
        plot: column.align == Align::Panel,
        muted: column.muted,
        gap_mm: column.gap_mm,
    }
}

fn row(row: &ForestRow) -> Row {
    match row {
        ForestRow::Group(label) => Row::Group(label.clone()),
        ForestRow::Row { cells, strong } => Row::Cells { cells: cells.iter().map(cell).collect(), strong: *strong },
    }
}

fn cell(cell: &charts::Cell) -> Cell {
    match cell {
        charts::Cell::Text(words) => Cell::Text(words.clone()),
        charts::Cell::Marked(words, marks) => Cell::Marked(words.clone(), marks.clone()),
        charts::Cell::Judgement(judgement) => Cell::Judgement(judgement.name()),
        charts::Cell::Blank => Cell::Blank,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{Chunk, Judgement, Picture};

    #[test]
    fn a_forest_plot_over_pages_is_one_figure_with_its_parts() {
        let chunk = |alt: &str| Chunk {
            rows: vec![
                ForestRow::Group("USA".to_owned()),
                ForestRow::Row {
                    cells: vec![
                        charts::Cell::Marked("Drake 1999".to_owned(), "a".to_owned()),
                        charts::Cell::Judgement(Judgement::High),
                        charts::Cell::Blank,
                    ],
                    strong: true,
                },
            ],
            summary: Vec::new(),
            panel: Picture { svg: "<svg/>".to_owned(), width_mm: 39.0, height_mm: 23.0 },
            alt: alt.to_owned(),
        };
        let forest = charts::Forest {
            columns: vec![charts::Column::new("Studie", Align::Left), charts::Column::new("", Align::Panel)],
            chunks: vec![chunk("first"), chunk("second")],
            favours: None,
            pitch_mm: 4.5,
            marks: vec![("a".to_owned(), "Tallene er antatt.".to_owned())],
        };
        let figure = charts::Figure {
            title: "T".to_owned(),
            unit: None,
            alt: "first".to_owned(),
            notes: vec!["One.".to_owned(), "Two.".to_owned()],
            source: None,
            simulated: true,
            width: charts::Width::Text,
            body: Body::Forest(forest),
        };
        let Figure { body: FigureBody::Forest(forest), note, tag, width, .. } = placed("forest", &figure) else {
            panic!("a forest plot")
        };
        assert_eq!(note.as_deref(), Some("One. Two."));
        assert_eq!((tag.as_deref(), width), (Some("illustration"), Width::Text));
        assert_eq!(forest.parts.iter().map(|part| part.alt.as_str()).collect::<Vec<_>>(), ["first", "second"]);
        assert_eq!((forest.panel_width_mm, forest.pitch_mm, forest.marks.len()), (39.0, 4.5, 1));
        let Row::Cells { cells, strong: true } = &forest.parts[1].rows[1] else { panic!("a strong row") };
        assert_eq!(cells[1..], [Cell::Judgement("high"), Cell::Blank]);
        assert_eq!(forest.columns[0].align, Some("left"));
        assert!(forest.columns[1].plot);
    }
}
