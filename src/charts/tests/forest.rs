//! Forest plots of reviews: what stands in them, what is wrong with their options, and how long ones are cut.

use super::super::figure::{Body, Cell, Figure, Forest, ForestRow, Judgement};
use super::golden::row_written;
use super::trials::{Study, judgements, many, means, review, trials};
use super::{chart, figure, fixture, svg};
use crate::diag::render;
use crate::locale::Locale;
use crate::results::{Basis, Language, Method, Note, Results, Section, Text, Value};
use crate::stats::Undefined;

const TITLE: &str = "title: {nb: Deltakere i arbeid, nn: Deltakarar i arbeid, en: Participants in employment}";
const FAVOURS: &str = "favours: {left: {nb: favoriserer kontroll, nn: favoriserer kontroll, en: favours control}, \
                       right: {nb: favoriserer IPS, nn: favoriserer IPS, en: favours IPS}}";

fn results(sections: Vec<Section>) -> Results {
    fixture::results(sections)
}

fn yaml(of: &str, rest: &str) -> String {
    format!("kind: forest_plot\nof: {of}\n{TITLE}\n{rest}\n")
}

fn forest(figure: &Figure) -> &Forest {
    match &figure.body {
        Body::Forest(forest) => forest,
        Body::Picture(_) => panic!("a forest plot"),
    }
}

fn rows(figure: &Figure) -> Vec<String> {
    forest(figure).chunks.iter().flat_map(|chunk| chunk.rows.iter().map(row_written)).collect()
}

fn summary(figure: &Figure) -> Vec<String> {
    forest(figure).chunks.iter().flat_map(|chunk| chunk.summary.iter().map(row_written)).collect()
}

/// The reviews among the goldens.
pub(super) fn samples() -> Vec<(&'static str, String, Results, Language)> {
    let whole = || results(vec![review("work", &trials()), judgements("rob", &trials(), true)]);
    let mut marked = trials();
    marked[0].basis = Some(Basis::Reconstructed);
    marked[3].basis = Some(Basis::Assumed);
    vec![
        (
            "forest_review",
            yaml("work", &format!("columns: [country]\nemphasise: [reme_2019]\n{FAVOURS}")),
            whole(),
            Language::Bokmal,
        ),
        (
            "forest_review_groups",
            yaml("work", "by: country\ncolumns: [year]\nsort: effect\nrisk_of_bias: rob"),
            whole(),
            Language::Nynorsk,
        ),
        (
            "forest_review_bias",
            yaml("work", "counts: false\nrisk_of_bias: rob\nsort: weight"),
            results(vec![review("work", &marked), judgements("rob", &marked, false)]),
            Language::English,
        ),
        ("forest_review_means", yaml("quality", ""), results(vec![means("quality")]), Language::Bokmal),
        ("forest_leave_one_out", yaml("work.leave_one_out", ""), whole(), Language::Bokmal),
        ("forest_cumulative", yaml("work.cumulative", "emphasise: [reme_2019]"), whole(), Language::Nynorsk),
    ]
}

#[test]
fn a_review_has_its_studies_their_sums_and_the_prediction_interval() {
    let (_, yaml, results, language) = samples().swap_remove(0);
    let figure = figure(&yaml, &results, language);
    let lines = rows(&figure);
    assert_eq!(lines.len(), 17);
    assert_eq!(lines[0], "Drake 1999 | USA | 45/74 | 7/76 | 6,60 | 3,18\u{2013}13,69 | 5,1");
    assert_eq!(lines[12], "* Reme 2019 | Norge | 85/227 | 49/181 | 1,38 | 1,03\u{2013}1,85 | 8,3");
    assert_eq!(
        summary(&figure),
        [
            "* Samlet estimat |  | 648/1\u{a0}383 | 349/1\u{a0}327 | 2,04 | 1,53\u{2013}2,71 | 100,0",
            "Prediksjonsintervall (95\u{a0}%) |  |  |  |  | 0,82\u{2013}5,02 | ",
        ]
    );
    let note = figure.notes.join(" ");
    for part in [
        "Modell med tilfeldige effekter (REML); intervall etter Hartung og Knapp.",
        "I\u{b2}\u{a0}=\u{a0}69\u{a0}%",
        "Q(16)",
        "Arealet av firkantene",
        "Pilene viser",
        "RR:\u{a0}relativ risiko; KI:\u{a0}konfidensintervall.",
    ] {
        assert!(note.contains(part), "{part} is not in {note}");
    }
}

#[test]
fn squares_have_the_area_of_their_weight() {
    let (_, yaml, results, language) = samples().swap_remove(0);
    let figure = figure(&yaml, &results, language);
    let svg = &forest(&figure).chunks[0].panel.svg;
    let sides: Vec<f64> = svg
        .lines()
        .filter(|line| line.starts_with("<rect"))
        .map(|line| {
            let (_, rest) = line.split_once("width=\"").expect("a width");
            rest.split('"').next().and_then(|width| width.parse().ok()).expect("a number")
        })
        .collect();
    assert_eq!(sides.len(), 17);
    // Drake has 5.1 per cent, Reme 8.3
    assert!(((sides[0] / sides[12]).powi(2) - 5.1 / 8.3).abs() < 0.02, "{sides:?}");
}

#[test]
fn every_subgroup_has_its_studies_and_its_own_estimate() {
    let results = results(vec![review("work", &trials())]);
    let figure = figure(&yaml("work", "by: country"), &results, Language::Bokmal);
    let lines = rows(&figure);
    let labels: Vec<&str> = lines.iter().filter(|line| line.starts_with('#')).map(String::as_str).collect();
    assert_eq!(labels, ["# USA", "# Australia", "# Sveits", "# Danmark", "# Canada", "# Norge"]);
    assert!(lines.iter().any(|line| line.starts_with("Samlet (tre studier; I\u{b2}")), "{lines:?}");
    // a single study is not pooled with itself
    assert_eq!(lines.iter().filter(|line| line.starts_with("Samlet")).count(), 4);
    assert!(figure.notes.iter().any(|note| note.starts_with("Test for forskjell mellom undergruppene (land): Q(5)")));
}

#[test]
fn a_study_of_no_subgroup_stands_last() {
    let mut section = review("work", &trials());
    for (name, value) in &mut section.values {
        if let ("studies", Value::Table(table)) = (name.as_str(), value) {
            table.rows[0].words.retain(|(name, _)| name != "country");
        }
    }
    let figure = figure(&yaml("work", "by: country"), &results(vec![section]), Language::English);
    let lines = rows(&figure);
    assert_eq!(lines[lines.len() - 2], "# Not stated");
    assert!(lines[lines.len() - 1].starts_with("Drake 1999"));
}

#[test]
fn studies_are_sorted_as_asked() {
    let results = results(vec![review("work", &trials())]);
    let first = |sort: &str| {
        let figure = figure(&yaml("work", &format!("sort: {sort}")), &results, Language::Bokmal);
        let lines = rows(&figure);
        lines[0].split(" | ").next().unwrap_or_default().to_owned()
    };
    assert_eq!(first("given"), "Drake 1999");
    assert_eq!(first("year"), "Drake 1999");
    assert_eq!(first("effect"), "Rognli 2025");
    assert!(["Hellstr\u{f6}m 2017", "Davis 2018"].contains(&first("weight").as_str()));
}

#[test]
fn the_risk_of_bias_is_a_sign_in_a_disc() {
    let sections = vec![review("work", &trials()), judgements("rob", &trials(), true)];
    let all = results(sections);
    let with_counts = figure(&yaml("work", "risk_of_bias: rob\nwidth: text"), &all, Language::Bokmal);
    let discs = |figure: &Figure| {
        let ForestRow::Row { cells, .. } = &forest(figure).chunks[0].rows[1] else { panic!("a row") };
        cells.iter().filter(|cell| matches!(cell, Cell::Judgement(_))).count()
    };
    assert_eq!(discs(&with_counts), 1, "beside the counts there is room for the whole alone");
    let note = with_counts.notes.join(" ");
    let legend = "Risiko for skjevheter samlet (RoB 2): +\u{a0}lav, \u{2013}\u{a0}noe bekymring, \u{d7}\u{a0}h\u{f8}y.";
    assert!(note.contains(legend), "{note}");
    let without = figure(&yaml("work", "counts: false\nrisk_of_bias: rob"), &all, Language::Bokmal);
    assert_eq!(discs(&without), 6);
    let note = without.notes.join(" ");
    assert!(note.contains("A\u{a0}tilfeldig fordeling"), "{note}");
    // what is not judged is empty
    let ForestRow::Row { cells, .. } = &forest(&without).chunks[0].rows[16] else { panic!("a row") };
    assert_eq!(cells.iter().filter(|cell| matches!(cell, Cell::Judgement(_))).count(), 5);
    assert_eq!(Judgement::of(4.0, crate::results::Unit::RiskOfBias), None);
}

#[test]
fn the_templates_have_the_same_signs() {
    let discs = include_str!("../../../templates/lib/forest.typ");
    for judgement in [Judgement::Low, Judgement::Some, Judgement::High, Judgement::Critical, Judgement::Unknown] {
        let start = format!("  {}: (", judgement.name());
        let line = discs.lines().find(|line| line.starts_with(&start)).expect("a disc of each judgement");
        assert!(line.contains(&format!("\"{}\"", judgement.sign())), "{line}");
    }
}

#[test]
fn letters_tell_studies_whose_numbers_are_known_otherwise() {
    let (_, yaml, results, language) = samples().swap_remove(2);
    let figure = figure(&yaml, &results, language);
    let marks: Vec<&str> = forest(&figure).marks.iter().map(|(letter, _)| letter.as_str()).collect();
    assert_eq!(marks, ["a", "b"]);
    assert!(rows(&figure).iter().any(|line| line.starts_with("Drake 1999^a |")));
    assert!(rows(&figure).iter().any(|line| line.starts_with("Gold 2006 |")));
}

#[test]
fn leaving_out_and_adding_studies() {
    let all = results(vec![review("work", &trials())]);
    let out = figure(&yaml("work.leave_one_out", ""), &all, Language::Bokmal);
    let lines = rows(&out);
    assert!(lines[0].starts_with("Uten Drake 1999 | "), "{lines:?}");
    assert!(summary(&out)[0].starts_with("* Alle studiene | 2,04 | 1,53\u{2013}2,71"), "{:?}", summary(&out));
    let up = figure(&yaml("work.cumulative", ""), &all, Language::English);
    assert!(rows(&up)[1].starts_with("Up to Gold 2006 | "));
    assert!(summary(&up).is_empty());
    let groups = figure(&yaml("work.subgroups.country", ""), &all, Language::Bokmal);
    assert!(rows(&groups)[0].starts_with("USA | 8 | "), "{:?}", rows(&groups));
}

#[test]
fn several_reviews_have_a_row_each() {
    let all = results(vec![review("work", &trials()), review("early", &trials()[..8])]);
    let figure = figure(&yaml("[work, early]", ""), &all, Language::Bokmal);
    assert_eq!(figure.unit.as_deref(), Some("Relativ risiko (RR)"));
    assert_eq!(rows(&figure).len(), 2);
    assert!(rows(&figure)[0].ends_with("2,04 | 1,53\u{2013}2,71"), "{:?}", rows(&figure));
}

fn message(of: &str, rest: &str) -> String {
    let mut common = review("common", &trials());
    common.values.retain(|(name, _)| name != "prediction");
    let mut bare = review("bare", &trials());
    if let Some((_, Value::Table(table))) = bare.values.iter_mut().find(|(name, _)| name == "studies") {
        for (index, row) in table.rows.iter_mut().enumerate() {
            row.words.clear();
            row.label = Some(Text::from(format!("Study {index}").as_str()));
        }
    }
    bare.values.retain(|(name, _)| !name.starts_with("subgroups."));
    let mut wordy = review("wordy", &trials());
    if let Some((_, Value::Table(table))) = wordy.values.iter_mut().find(|(name, _)| name == "studies") {
        let words = Text::from("arbeidsmarkedstiltak i kommunal sektor og i staten");
        table.rows.iter_mut().for_each(|row| row.words.push(("target".to_owned(), words.clone())));
    }
    let mut sections = vec![review("work", &trials()), wordy, common, bare, judgements("rob", &trials(), true)];
    sections.push(judgements("other_rob", &many(3), true));
    sections.extend(fixture::employment());
    let yaml = format!("kind: forest_plot\nof: {of}\ntitle: T\n{rest}\n");
    match chart(&yaml).draw(&results(sections), Locale::new(Language::Bokmal)) {
        Ok(_) => panic!("{of} {rest}: no error"),
        Err(diagnostics) => render(&diagnostics, false),
    }
}

#[test]
fn a_wrong_option_is_an_error_at_its_own_place() {
    for (of, rest, place, what, hint) in [
        ("work", "columns: [contry]", "4:11", "have no column `contry`", "did you mean `country`?"),
        ("work", "columns: [year, year]", "4:17", "stands twice", "remove one"),
        ("bare", "columns: [country]", "4:11", "have no column `country`", "columns: {country"),
        ("work", "by: contry", "4:5", "has no subgroups by `contry`", "did you mean `country`?"),
        ("bare", "by: country", "4:5", "has no subgroups by `country`", "subgroups: [{by: country}]"),
        ("work", "emphasise: [reme_2018]", "4:13", "has no study `reme_2018`", "did you mean `reme_2019`?"),
        ("work", "emphasise: [Reme 2019]", "4:13", "has no study `Reme 2019`", "did you mean `reme_2019`?"),
        ("bare", "sort: year", "4:7", "have no `year`", "columns: {year"),
        ("work", "risk_of_bias: robb", "4:15", "there is no analysis `robb`", "did you mean `rob`?"),
        ("work", "risk_of_bias: common", "4:15", "holds no judgements", "of the kind `meta_analysis`"),
        ("work", "risk_of_bias: other_rob", "4:15", "judges none of the studies", "call the studies the same"),
        ("work", "measure: odds_ratio", "4:10", "the effect that it pools", "remove `measure`"),
        ("common", "prediction: true", "4:13", "has no prediction interval", "remove `prediction`"),
        ("work", "axis: {from: 0, to: 3}", "4:7", "cannot start at 0", "above zero"),
        ("wordy", "width: text\ncolumns: [year, target]", "5:17", "mm more than the figure", "width: wide"),
        ("employment", "by: country", "4:5", "only a single meta-analysis", "remove `by`"),
        ("employment", "emphasise: [a]", "4:13", "only a single meta-analysis", "remove `emphasise`"),
        ("[work, common]", "sort: effect", "4:7", "only a single meta-analysis", "remove `sort`"),
        ("work.leave_one_out", "columns: [year]", "4:11", "is a table of pooled estimates", "remove `columns`"),
        ("work.cumulative", "emphasise: [gold_2005]", "4:13", "has no study `gold_2005`", "`gold_2006`"),
        ("work.leave_on_out", "", "2:5", "no analysis or result `work.leave_on_out`", "`work.leave_one_out`"),
    ] {
        let message = message(of, rest);
        assert!(message.contains(&format!("charts.yaml:{place}\n")), "{of} {rest}: {message}");
        assert!(message.contains(what) && message.contains(hint), "{of} {rest}: {message}");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let message = message("work", "by: contry\nemphasise: [a, b]\nrisk_of_bias: x");
    assert_eq!(message.matches("error:").count(), 4, "{message}");
}

fn extreme(studies: &[Study]) -> Vec<(&'static str, Section)> {
    let mut cases = vec![
        ("one", review("work", &studies[..1])),
        ("two", review("work", &studies[..2])),
        ("thirty", review("work", &many(30))),
        ("hundred", review("work", &many(120))),
        ("none", review("work", &[])),
    ];
    let mut zero = studies.to_vec();
    zero.iter_mut().for_each(|study| study.control.0 = 0);
    cases.push(("undefined", review("work", &zero)));
    let mut far = studies[..6].to_vec();
    far[0].treated = (1_000_000, 2_000_000);
    far[0].control = (1, 2_000_000);
    far[1].treated = (1, 2_000_000);
    far[1].control = (1_000_000, 2_000_000);
    cases.push(("far", review("work", &far)));
    let mut long = studies.to_vec();
    long[4].label =
        "Deltakere i arbeidsmarkedstiltaket varig tilrettelagt arbeid i ordin\u{e6}r virksomhet 2012".to_owned();
    cases.push(("long", review("work", &long)));
    let mut hidden = review("work", studies);
    for (name, value) in &mut hidden.values {
        if let ("studies", Value::Table(table)) = (name.as_str(), value) {
            table.rows[2].cells[0] = crate::results::Reason::Protected.into();
            table.rows[2].cells[2] = crate::results::Reason::Protected.into();
            table.rows[3].cells[..4].fill(Undefined::NoObservations.into());
        }
    }
    hidden.notes = vec![Note::CountsReconstructed, Note::HalfAddedWhereNeeded];
    cases.push(("hidden", hidden));
    cases.push(("means", means("work")));
    let mut fixed = review("work", studies);
    fixed.values.retain(|(name, _)| name != "prediction" && name != "tau_squared");
    for (name, value) in &mut fixed.values {
        if let ("pooled", Value::Estimate(pooled)) = (name.as_str(), value) {
            pooled.method = Some(Method::MantelHaenszel);
        }
    }
    cases.push(("fixed", fixed));
    cases
}

#[test]
fn extreme_reviews_stay_on_their_pages_and_are_described() {
    let studies = trials();
    let options = [
        "",
        "by: country\ncolumns: [year, country]\nsort: year",
        "counts: false\nrisk_of_bias: rob\nprediction: false",
        "width: text\ncolumns: [year]",
    ];
    for (name, section) in extreme(&studies) {
        let judged = match section.value("studies") {
            Some(Value::Table(table)) => !table.rows.is_empty(),
            _ => false,
        };
        let all = results(vec![section, judgements("rob", &[studies.clone(), many(120)].concat(), true)]);
        for language in Language::ALL {
            for option in options {
                let (divided, has_words) = (name != "means" && name != "undefined", judged);
                if (!divided || !judged) && option.starts_with("by:") || !has_words && !option.is_empty() {
                    continue;
                }
                let figure = figure(&yaml("work", option), &all, language);
                assert_eq!(svg::faults(&figure), [""; 0], "{name} {language} {option}");
                let sentences = figure.alt.matches(". ").count() + 1;
                assert!((2..=5).contains(&sentences) && figure.alt.ends_with('.'), "{name}: {}", figure.alt);
                for text in figure.notes.iter().chain([&figure.alt]) {
                    assert!(!text.contains("NaN") && !text.contains("  ") && !text.contains(".."), "{name}: {text}");
                }
                let plot = forest(&figure);
                for (page, chunk) in plot.chunks.iter().enumerate() {
                    let (rows, under) = (chunk.rows.len() as f64, chunk.summary.len() as f64);
                    let gap = if under > 0.0 { Forest::GAP_MM } else { 0.0 };
                    let height = Forest::GAP_MM + plot.pitch_mm * (rows + under) + gap + Forest::AXIS_MM;
                    assert!((chunk.panel.height_mm - height).abs() < 1e-9, "{name} {option}");
                    assert!(height < 215.0, "{name} {option}: page {page} is {height} mm high");
                    assert!(page + 1 == plot.chunks.len() || chunk.summary.is_empty());
                    assert!(
                        name == "none" || !matches!(chunk.rows.last(), Some(ForestRow::Group(_))),
                        "{name} {option}"
                    );
                }
            }
        }
    }
}

#[test]
fn one_study_is_not_pooled_and_none_is_told() {
    let studies = trials();
    let one = figure(&yaml("work", ""), &results(vec![review("work", &studies[..1])]), Language::Bokmal);
    assert!(summary(&one).is_empty());
    assert!(
        one.alt.starts_with("Forest plot av \u{e9}n studie: relativ risiko for ordin\u{e6}rt arbeid, IPS"),
        "{}",
        one.alt
    );
    let mut zero = studies.clone();
    zero.iter_mut().for_each(|study| study.control.0 = 0);
    let none = figure(&yaml("work", ""), &results(vec![review("work", &zero)]), Language::Bokmal);
    assert!(rows(&none).iter().all(|row| row.contains("| \u{2013} |")), "{:?}", rows(&none));
    assert!(none.notes.join(" ").contains("\u{2013} betyr at tallet"), "{:?}", none.notes);
}

#[test]
fn a_long_review_repeats_its_axis_and_pools_once() {
    let all = results(vec![review("work", &many(120))]);
    let figure = figure(&yaml("work", &format!("by: country\n{FAVOURS}")), &all, Language::Bokmal);
    let plot = forest(&figure);
    assert!(plot.chunks.len() > 2, "{}", plot.chunks.len());
    assert_eq!(plot.chunks.iter().filter(|chunk| !chunk.summary.is_empty()).count(), 1);
    for chunk in &plot.chunks[1..] {
        assert!(matches!(&chunk.rows[0], ForestRow::Group(_)), "a page says what its first rows are");
        assert!(svg::labels(&chunk.panel).iter().any(|label| label.text == "1"), "each panel has its axis");
        assert!(chunk.alt.starts_with("Forest plot, fortsatt: rad "), "{}", chunk.alt);
    }
    let studies = plot.chunks.iter().flat_map(|chunk| &chunk.rows).map(row_written);
    assert_eq!(studies.filter(|row| !row.starts_with('#') && !row.starts_with("Samlet")).count(), 120);
}

#[test]
fn measures_have_their_names() {
    for (measure, head, unit) in [
        ("odds_ratio", "OR", "Oddsratio (OR)"),
        ("hazard_ratio", "HR", "Hasardratio (HR)"),
        ("nothing_known", "Estimat", "Ratio"),
    ] {
        let mut section = review("work", &trials());
        for (name, text) in &mut section.labels {
            if name == "measure" {
                *text = Text::from(measure);
            }
        }
        let figure = figure(&yaml("work", ""), &results(vec![section]), Language::Bokmal);
        assert!(forest(&figure).columns.iter().any(|column| column.head == head), "{measure}");
        if head != "Estimat" {
            assert_eq!(figure.unit.as_deref(), Some(unit));
        }
    }
}
