//! What a forest plot and a funnel plot of 27 studies cost, from results to SVG: 3 ms together at most.
//!
//! `cargo bench --profile release --bench review_charts`

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use utfall::charts::Chart;
use utfall::locale::Locale;
use utfall::pipeline;
use utfall::results::Language;

/// A specification of a review of this many studies.
fn specification(studies: u32) -> String {
    let mut text = "report: {title: R, language: nb, date: 2026-01-15}\ndata:\n  trials:\n    rows:\n".to_owned();
    for study in 1..=studies {
        let (treated, control) = (20 + 7 * (study % 11), 18 + 5 * (study % 13));
        let (a, b) = (treated * (3 + study % 4) / 10, control * (2 + study % 3) / 10);
        writeln!(
            text,
            "      - {{study: Studie {study}, x1: {a}, n1: {treated}, x0: {b}, n0: {control}, land: L{}}}",
            study % 5
        )
        .unwrap();
    }
    text += "analyses:\n  work:\n    kind: meta_analysis\n    outcome: arbeid\n    measure: risk_ratio\n    from: trials\n    study: study\n    \
             columns: {land: Land}\n    treated: {label: IPS, events: x1, total: n1}\n    control: {label: kontroll, events: x0, total: n0}\n\
             chapters:\n  - {title: R, text: T, show: [work]}\n";
    text
}

fn main() {
    let folder = std::env::temp_dir().join(format!("utfall-review-charts-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for studies in [27, 120] {
        let path = folder.join("review.yaml");
        std::fs::write(&path, specification(studies)).unwrap();
        let projects = pipeline::load(&path).unwrap();
        let (computed, _) = pipeline::compute(&projects).unwrap();
        let results = &computed[0].results;
        let locale = Locale::new(Language::Bokmal);
        let chart = |json: &str| -> Chart { serde_json::from_str(json).unwrap() };
        let forest = chart(r#"{"kind": "forest_plot", "of": "work", "columns": ["land"], "title": "T"}"#);
        let funnel = chart(r#"{"kind": "funnel_plot", "of": "work", "contours": true, "filled": true, "title": "T"}"#);
        for (name, charts) in [("forest", vec![&forest]), ("funnel", vec![&funnel]), ("both", vec![&forest, &funnel])] {
            let mut best = Duration::MAX;
            for _ in 0..300 {
                let start = Instant::now();
                for chart in &charts {
                    black_box(chart.draw(results, locale).unwrap());
                }
                best = best.min(start.elapsed());
            }
            println!("{name:<8} {studies:>4} studies  {:.3} ms at best of 300", best.as_secs_f64() * 1e3);
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
