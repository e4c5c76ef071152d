//! Charts of the time to an event.

use super::chart;
use super::fixture::{estimate, results, section, text};
use super::{figure, svg};
use crate::diag::render;
use crate::locale::Locale;
use crate::results::{
    Curve, CurveStyle, Estimate, Language, Method, Point, Quantity, Reason, Results, Row, Section, Table, Test, Text,
    Unit, Value,
};
use crate::stats::Level;

fn curve(points: &[(f64, f64)], band: Option<f64>) -> Value {
    let point =
        |(x, y): &(f64, f64)| Point { x: *x, y: *y, band: band.map(|half| ((y - half).max(0.0), (y + half).min(1.0))) };
    Value::Curve(Curve {
        x_unit: Unit::Months,
        y_unit: Unit::Proportion,
        decimals: 1,
        style: CurveStyle::Step,
        level: band.map(|_| Level::NINETY_FIVE),
        points: points.iter().map(point).collect(),
    })
}

fn plain_row(name: &str, cells: Vec<Value>) -> Row {
    Row { name: name.to_owned(), label: None, basis: None, source: None, words: Vec::new(), cells }
}

fn table(columns: &[&str], rows: Vec<Row>) -> Value {
    Value::Table(Table { columns: columns.iter().map(|column| (*column).to_owned()).collect(), rows })
}

fn months(value: f64) -> Value {
    Quantity { value, unit: Unit::Months, decimals: 0 }.into()
}

fn share(value: f64) -> Value {
    estimate(value, (value - 0.06, value + 0.06), Unit::Proportion, 1).into()
}

fn tested(p: f64) -> Value {
    let test = Test { method: Method::LogRank, statistic: Some(6.1), degrees_of_freedom: vec![1.0], p };
    Estimate { tests: vec![test], ..Estimate::new(6.1, Unit::Number, 2) }.into()
}

/// Two groups to the first job.
fn first_job() -> Section {
    let mut section = section("first_job", "kaplan_meier", None);
    section.labels = vec![
        ("outcome".to_owned(), text("hatt en jobb", "hatt ein jobb", "had a job")),
        ("treated".to_owned(), Text::from("IPS")),
        ("control".to_owned(), text("kontrollgruppen", "kontrollgruppa", "the control group")),
    ];
    let treated = [(0.0, 0.0), (2.0, 0.11), (5.0, 0.24), (9.0, 0.35), (14.0, 0.44), (22.0, 0.512), (24.0, 0.512)];
    let control = [(0.0, 0.0), (3.0, 0.08), (8.0, 0.17), (15.0, 0.26), (24.0, 0.301)];
    let rows = [(12.0, 0.35, 140, 0.17, 131), (24.0, 0.512, 88, 0.301, 97)];
    let row = |(place, (time, one, n, other, m)): (usize, &(f64, f64, u64, f64, u64))| {
        let cells = vec![months(*time), share(*one), Value::Count(*n), share(*other), Value::Count(*m)];
        plain_row(&format!("time_{}", place + 1), cells)
    };
    let columns = ["time", "treated", "treated_at_risk", "control", "control_at_risk"];
    section.values = vec![
        ("treated.total".to_owned(), Value::Count(227)),
        ("control.total".to_owned(), Value::Count(181)),
        ("times".to_owned(), table(&columns, rows.iter().enumerate().map(row).collect())),
        ("curve_test".to_owned(), tested(0.0135)),
        ("treated.course".to_owned(), curve(&treated, Some(0.06))),
        ("treated.censored".to_owned(), curve(&[(7.0, 0.24), (18.0, 0.44), (24.0, 0.512)], None)),
        ("control.course".to_owned(), curve(&control, Some(0.06))),
        ("control.censored".to_owned(), curve(&[(24.0, 0.301)], None)),
    ];
    section
}

/// Everyone, with two events of which one prevents the other.
fn first_event() -> Section {
    let mut section = section("first_event", "competing_risks", None);
    section.labels = vec![
        ("job".to_owned(), text("fått en jobb", "fått ein jobb", "got a job")),
        ("pension".to_owned(), text("fått uføretrygd", "fått uføretrygd", "got a disability pension")),
        ("everyone".to_owned(), text("deltakerne", "deltakarane", "the participants")),
    ];
    let row = |name: &str, time: f64, value: f64| plain_row(name, vec![months(time), share(value)]);
    let times = vec![
        row("job_1", 12.0, 0.35),
        row("job_2", 24.0, 0.5),
        row("pension_1", 12.0, 0.07),
        row("pension_2", 24.0, 0.12),
    ];
    let at_risk = vec![
        plain_row("time_1", vec![months(12.0), Value::Count(131)]),
        plain_row("time_2", vec![months(24.0), Value::from(Reason::Protected)]),
    ];
    section.values = vec![
        ("everyone.total".to_owned(), Value::Count(408)),
        ("times".to_owned(), table(&["time", "everyone"], times)),
        ("at_risk".to_owned(), table(&["time", "everyone"], at_risk)),
        (
            "everyone.job.course".to_owned(),
            curve(&[(0.0, 0.0), (4.0, 0.2), (12.0, 0.35), (20.0, 0.5), (24.0, 0.5)], Some(0.05)),
        ),
        ("everyone.pension.course".to_owned(), curve(&[(0.0, 0.0), (10.0, 0.07), (23.0, 0.12)], Some(0.03))),
    ];
    section
}

/// What is drawn for the goldens.
pub(super) fn samples() -> Vec<(&'static str, String, Results, Language)> {
    let title = "title: {nb: Deltakere som har hatt en jobb, nn: Deltakarar som har hatt ein jobb, en: Participants who have had a job}";
    let yaml = |of: &str, rest: &str| format!("kind: survival_curve\nof: {of}\n{title}\n{rest}\n");
    let all = || results(vec![first_job(), first_event()]);
    vec![
        ("survival_groups", yaml("first_job", ""), all(), Language::Bokmal),
        (
            "survival_without_event",
            yaml("first_job", "show: without_event\nwidth: text\nbands: false"),
            all(),
            Language::Nynorsk,
        ),
        ("survival_events", yaml("first_event", ""), all(), Language::English),
    ]
}

fn changed(mut section: Section, change: impl Fn(&str, &mut Value)) -> Section {
    for (name, value) in &mut section.values {
        change(name, value);
    }
    section
}

#[test]
fn labels_of_curves_over_time_never_meet() {
    let long = "deltakere i arbeidsmarkedstiltaket varig tilrettelagt arbeid i ordin\u{e6}r virksomhet";
    let mut named = first_job();
    named.labels[1].1 = Text::from(long);
    named.labels[2].1 = Text::from(long);
    let same = changed(first_job(), |name, value| {
        if name.ends_with(".course") {
            *value = curve(&[(0.0, 0.0), (24.0, 0.301)], Some(0.06));
        }
    });
    let nobody = changed(first_job(), |name, value| {
        if name.ends_with(".course") {
            *value = curve(&[(0.0, 0.0)], Some(0.0));
        }
    });
    let everybody = changed(first_job(), |name, value| {
        if name.ends_with(".course") {
            *value = curve(&[(0.0, 1.0), (0.5, 1.0)], None);
        }
    });
    let one_hidden = changed(first_job(), |name, value| {
        if name.starts_with("control.co") {
            *value = Reason::Protected.into();
        }
    });
    let many_persons = changed(first_job(), |name, value| {
        if name.ends_with("total") {
            *value = Value::Count(1_234_567);
        }
    });
    for (name, section) in [
        ("long names", named),
        ("the same course", same),
        ("no step", nobody),
        ("from the start", everybody),
        ("one group hidden", one_hidden),
        ("many persons", many_persons),
        ("as they are", first_job()),
    ] {
        for rest in ["", "show: without_event", "width: text", "at_risk: false\nwidth: text", "top: 30"] {
            let yaml = format!("kind: survival_curve\nof: first_job\ntitle: T\n{rest}\n");
            let figure = figure(&yaml, &results(vec![section.clone()]), Language::Bokmal);
            let faults = svg::faults(&figure);
            assert!(faults.is_empty(), "{name}, {rest}: {faults:#?}");
        }
    }
}

#[test]
fn the_description_says_what_the_curves_show() {
    let all = results(vec![first_job(), first_event()]);
    let alt = |yaml: &str, language| figure(yaml, &all, language).alt;
    let found = alt("kind: survival_curve\nof: first_job\ntitle: T\n", Language::Bokmal);
    assert!(found.starts_with(
        "Trappekurver over andelen i prosent som har hatt en jobb, fra start til 24\u{a0}m\u{e5}neder, for IPS og kontrollgruppen."
    ));
    assert!(found.contains("51,2\u{a0}prosent"), "{found}");
    assert!(
        found.ends_with("Forskjellen mellom kurvene er pr\u{f8}vd med log-rank-testen: p\u{a0}=\u{a0}0,014."),
        "{found}"
    );
    let other = alt("kind: survival_curve\nof: first_job\nshow: without_event\ntitle: T\n", Language::Bokmal);
    assert!(other.contains("48,8\u{a0}prosent"), "{other}");
    let events = alt("kind: survival_curve\nof: first_event\ntitle: T\n", Language::English);
    assert!(events.contains("got a job") && events.contains("got a disability pension"), "{events}");
}

#[test]
fn a_curve_that_cannot_be_drawn_says_why() {
    let hidden = changed(first_job(), |name, value| {
        if name.ends_with(".course") {
            *value = Reason::Protected.into();
        }
    });
    let mut hidden = hidden;
    hidden.entry = "hidden".to_owned();
    let mut other = section("other", "two_means", None);
    other.values = vec![("mean_difference".to_owned(), share(0.1))];
    let all = results(vec![first_job(), first_event(), hidden, other]);
    let message = |yaml: &str| {
        let diagnostics = chart(yaml).draw(&all, Locale::new(Language::Bokmal)).expect_err("no chart");
        render(&diagnostics, false)
    };
    for (rest, what, hint) in [
        ("of: other", "has no curves over time", "`kaplan_meier`"),
        ("of: [first_job, first_event]", "shows one analysis", "one chart for each"),
        ("of: first_job\ncause: job", "has one event", "remove `cause`"),
        ("of: first_event\ncause: pensjon", "has no event `pensjon`", "did you mean `pension`"),
        ("of: first_job\ntop: 0", "cannot end at 0", "above 0"),
        ("of: hidden", "protect persons", "leave the chart out"),
    ] {
        let found = message(&format!("kind: survival_curve\n{rest}\ntitle: T\n"));
        assert!(found.contains(what) && found.contains(hint), "{rest}:\n{found}");
    }
}
