//! Means over time, of ordinary and of extreme results.

use super::fixture::{estimate, results, section, text};
use super::{chart, figure, svg};
use crate::locale::Locale;
use crate::results::{Language, Section, Text, Unit, Value};
use crate::stats::Undefined;

/// Two groups at some times, each mean with so much on either side.
fn course(times: &[f64], means: impl Fn(usize) -> [f64; 2], half: f64) -> Vec<Section> {
    let at = |(index, month): (usize, &f64)| {
        let mut section = section("plage", "repeated_measures", Some((*month, Unit::Months)));
        section.labels = vec![
            ("outcome".to_owned(), Text::from("psykisk plage")),
            ("treated".to_owned(), Text::from("IPS")),
            ("control".to_owned(), text("kontrollgruppen", "kontrollgruppa", "the control group")),
        ];
        for (name, mean) in ["treated", "control"].into_iter().zip(means(index)) {
            let mean = estimate(mean, (mean - half, mean + half), Unit::Points, 1);
            section.values.push((format!("{name}.mean"), mean.into()));
            section.values.push((format!("{name}.total"), Value::Count(120 - index as u64)));
        }
        section
    };
    times.iter().enumerate().map(at).collect()
}

#[test]
fn means_stand_in_every_chart_without_faults() {
    let twelve: Vec<f64> = (0..12).map(|month| f64::from(month) * 3.0).collect();
    let falling = |index: usize| [20.0 - index as f64, 20.0 - 0.5 * index as f64];
    let cases = [
        ("two", course(&[0.0, 12.0], falling, 1.5)),
        ("one", course(&[12.0], falling, 1.5)),
        ("twelve", course(&twelve, falling, 1.5)),
        ("alike", course(&[0.0, 6.0, 12.0], |_| [3.0, 3.0], 0.0)),
        ("below_zero", course(&[0.0, 6.0], |index| [-4.0 - index as f64, -2.0], 0.7)),
        ("large", course(&[0.0, 6.0], |index| [1.2e6 * (1.0 + index as f64), 4.0e5], 3.0e5)),
    ];
    for (name, sections) in cases {
        for width in ["wide", "text"] {
            for language in Language::ALL {
                let yaml = format!("kind: means_over_time\nof: plage\ntitle: Tittel\nwidth: {width}\n");
                let figure = figure(&yaml, &results(sections.clone()), language);
                assert_eq!(svg::faults(&figure), [""; 0], "{name} {width} {language}");
            }
        }
    }
}

#[test]
fn what_is_not_known_is_a_gap() {
    let mut sections = course(&[0.0, 6.0, 12.0], |_| [20.0, 19.0], 1.0);
    for (_, value) in sections[1].values.iter_mut().filter(|(name, _)| name.ends_with("mean")) {
        *value = Undefined::NoConvergence.into();
    }
    let figure = figure("kind: means_over_time\nof: plage\ntitle: T\n", &results(sections), Language::Bokmal);
    assert_eq!(svg::faults(&figure), [""; 0]);
    assert!(
        figure.alt.starts_with("Linjediagram over gjennomsnittlig psykisk plage ved tre tidspunkter"),
        "{}",
        figure.alt
    );
}

#[test]
fn an_axis_that_is_none_and_sections_without_means_are_told() {
    let sections = course(&[0.0, 6.0], |_| [20.0, 19.0], 1.0);
    let message = |yaml: &str, sections: Vec<Section>| {
        let drawn = chart(yaml).draw(&results(sections), Locale::new(Language::Bokmal));
        drawn.err().map(|found| found[0].to_string()).unwrap_or_default()
    };
    let axis = "kind: means_over_time\nof: plage\ntitle: T\naxis: {from: 5, to: 5}\n";
    assert!(message(axis, sections.clone()).contains("goes from 5 to 5"));
    let mut without = sections;
    without[0].values.clear();
    let found = message("kind: means_over_time\nof: plage\ntitle: T\n", without);
    assert!(found.contains("no value `treated.mean`"), "{found}");
}
