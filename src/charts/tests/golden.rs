//! Whole figures as text, in `tests/charts/`; `UPDATE=1` rewrites them.

use std::fmt::Write as _;
use std::path::Path;

use super::super::figure::{Body, Cell, Figure, ForestRow};
use super::fixture::{activity, employment, ips_wages, monthly, results, studies};
use super::{figure, svg};
use crate::results::{Language, Results};

/// Everything that is drawn for the goldens, by name.
fn samples() -> Vec<(&'static str, String, Results, Language)> {
    let all = || results([employment(), activity(), monthly(), studies(), ips_wages()].concat());
    let studies: Vec<String> = (0..17).map(|index| format!("study_{index}")).collect();
    let title = "title: {nb: Deltakere i arbeid, nn: Deltakarar i arbeid, en: Participants in employment}";
    let favours = "favours: {left: favoriserer kontroll, right: favoriserer IPS}";
    let yaml = |kind: &str, of: &str, rest: &str| format!("kind: {kind}\nof: {of}\n{title}\n{rest}\n");
    let mut samples = vec![
        ("forest_studies", yaml("forest_plot", &format!("[{}]", studies.join(", ")), favours), all(), Language::Bokmal),
        (
            "forest_differences",
            yaml("forest_plot", "[employment, activity]", "measure: risk_difference"),
            all(),
            Language::Nynorsk,
        ),
        ("share_follow_ups", yaml("share_over_time", "employment", ""), all(), Language::Bokmal),
        ("share_monthly", yaml("share_over_time", "monthly", "values_at: [12, 18]"), all(), Language::Bokmal),
        ("bar_shares", yaml("bar", "[employment, activity]", ""), all(), Language::Bokmal),
        (
            "bar_differences",
            yaml("bar", "[employment, activity]", "measure: risk_difference\nwidth: text"),
            all(),
            Language::English,
        ),
        ("break_even", yaml("break_even_curve", "break_even", ""), all(), Language::Bokmal),
        ("break_even_nynorsk", yaml("break_even_curve", "break_even", "width: text"), all(), Language::Nynorsk),
    ];
    samples.extend(super::reviews::samples());
    samples.extend(super::forest::samples());
    samples.extend(super::time::samples());
    samples.extend(super::surveys::samples());
    samples
}

/// A figure as text: what is printed around it, then the pictures.
pub(super) fn written(figure: &Figure) -> String {
    let mut text = String::new();
    let Figure { title, unit, alt, notes, source, simulated, width, body } = figure;
    let _ = writeln!(text, "title: {title}\nunit: {unit:?}\nalt: {alt}\nnotes: {notes:#?}\nsource: {source:?}");
    let _ = writeln!(text, "simulated: {simulated}\nwidth: {width:?}");
    if let Body::Forest(forest) = body {
        let _ = writeln!(text, "columns: {:#?}\nfavours: {:?}", forest.columns, forest.favours);
        let _ = writeln!(text, "pitch: {} mm\nmarks: {:?}", forest.pitch_mm, forest.marks);
        for (page, chunk) in forest.chunks.iter().enumerate() {
            if page > 0 {
                let _ = writeln!(text, "==== {}", chunk.alt);
            }
            for row in &chunk.rows {
                let _ = writeln!(text, "{}", row_written(row));
            }
            for row in &chunk.summary {
                let _ = writeln!(text, "= {}", row_written(row));
            }
        }
    }
    for picture in body.pictures() {
        let _ = writeln!(text, "{} x {} mm\n{}", picture.width_mm, picture.height_mm, picture.svg);
    }
    text
}

/// A row of a forest plot as text.
pub(super) fn row_written(row: &ForestRow) -> String {
    let cell = |cell: &Cell| match cell {
        Cell::Text(words) => words.clone(),
        Cell::Marked(words, marks) => format!("{words}^{marks}"),
        Cell::Judgement(judgement) => judgement.sign().to_owned(),
        Cell::Blank => String::new(),
    };
    match row {
        ForestRow::Group(label) => format!("# {label}"),
        ForestRow::Row { cells, strong } => {
            let cells: Vec<String> = cells.iter().map(cell).collect();
            format!("{}{}", if *strong { "* " } else { "" }, cells.join(" | "))
        }
    }
}

#[test]
fn figures_are_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/charts");
    let update = std::env::var_os("UPDATE").is_some_and(|update| update == "1");
    let mut changed = Vec::new();
    for (name, yaml, results, language) in samples() {
        let figure = figure(&yaml, &results, language);
        let (path, now) = (folder.join(format!("{name}.txt")), written(&figure));
        if update {
            std::fs::create_dir_all(&folder).expect("the folder of the goldens");
            std::fs::write(&path, now).expect("a golden");
        } else if std::fs::read_to_string(&path).unwrap_or_default() != now {
            changed.push(name);
        }
        assert_eq!(svg::faults(&figure), [""; 0], "{name}");
    }
    assert!(changed.is_empty(), "{changed:?} changed: look at them, then run with UPDATE=1");
}

#[test]
fn the_same_results_give_the_same_bytes() {
    for (name, yaml, results, language) in samples() {
        assert!(figure(&yaml, &results, language) == figure(&yaml, &results, language), "{name}");
    }
}
