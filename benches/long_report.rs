//! What a long report costs beside its typesetting: 60 pages with 25 charts and 40 tables, at most 1.15 times what Typst alone
//! needs for the same document.
//!
//! `cargo bench --bench long_report` makes such a report from its specification, results, charts and text and all, and then typesets
//! the finished document alone, each time from nothing but loaded fonts. It takes turns, and prints the best of each by the
//! clock and the mean processor time over all threads.

mod timing;

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use utfall::pipeline;
use utfall::results::Language;
use utfall::stats::Undefined;
use utfall::template::Overrides;
use utfall::typeset;

use self::timing::timed;

const RUNS: u32 = 12;
const PROMISE: f64 = 1.15;

const CHAPTERS: u32 = 20;
const FORESTS: u32 = 5;
const PARAGRAPHS: u32 = 8;

fn main() -> Result<(), Undefined> {
    let folder = std::env::temp_dir().join(format!("utfall-long-report-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("long.yaml");
    std::fs::write(&path, specification()).unwrap();

    let output = build(&path);
    let text = String::from_utf8(output.files["report.typ"].clone()).unwrap();
    let (figures, tables) = (
        text.matches("#result-figure(").count() + text.matches("#forest(").count(),
        text.matches("#result-table(").count(),
    );
    println!("{} pages with {figures} charts and {tables} tables", output.pages);
    let mut files = output.files;
    files.remove("report.pdf");
    let project = typeset::Project::new("report.typ", files);
    let options = typeset::Options { date: Some(jiff::civil::date(2026, 1, 15)), ident: "long".to_owned() };

    let whole = timed(RUNS, || {
        typeset::forget(0);
        black_box(build(&path));
        Ok(())
    })?;
    let alone = timed(RUNS, || {
        typeset::forget(0);
        black_box(typeset::typeset(&project, &options).unwrap());
        Ok(())
    })?;
    std::fs::remove_dir_all(&folder).unwrap();

    println!("{:<24} {:>9} {:>11}", "", "best", "processor");
    for (name, found) in [("the report", &whole), ("Typst alone", &alone)] {
        println!("{name:<24} {:>6.0} ms {:>8.0} ms", found.best(), found.each());
    }
    let (clock, processor) = (whole.best() / alone.best(), whole.each() / alone.each());
    let kept = whole.kept(Duration::from_secs_f64(1e-3 * PROMISE * alone.best()));
    println!("{:<24} {clock:>9.3} {processor:>11.3}   promised {PROMISE} by the clock: {kept}", "ratio");
    Ok(())
}

/// The report in bokmål, from its specification.
fn build(path: &Path) -> pipeline::Output {
    let projects = pipeline::load(path).unwrap();
    let (computed, _) = pipeline::compute(&projects).unwrap();
    pipeline::render(&projects[0], &computed[0], Language::Bokmal, &Overrides::none()).unwrap()
}

/// Chapters with text, two tables each, a bar chart each, and a forest plot in some.
fn specification() -> String {
    let mut text = "report: {title: En lang rapport, language: nb, date: 2026-01-15}\nanalyses:\n".to_owned();
    let arms = "treated: {label: IPS}\n    control: {label: kontrollgruppen}\n    follow_up:\n";
    for chapter in 1..=CHAPTERS {
        for part in ["work", "school"] {
            let outcome = if part == "work" { "i ordinært arbeid" } else { "i utdanning" };
            write!(
                text,
                "  {part}_{chapter}:\n    kind: two_proportions\n    outcome: {outcome}\n    basis: simulated\n    source: Prøvetall.\n    {arms}"
            )
            .unwrap();
            for month in 1..=4 {
                let treated = 60 + 3 * chapter + 5 * month;
                let control = 40 + 2 * chapter + 6 * month;
                writeln!(
                    text,
                    "      - {{month: {}, treated: {{events: {treated}, total: 227}}, control: {{events: {control}, total: 181}}}}",
                    6 * month
                )
                .unwrap();
            }
        }
    }
    text += "charts:\n";
    for chapter in 1..=CHAPTERS {
        writeln!(text, "  bars_{chapter}: {{kind: bar, of: work_{chapter}, title: Andel i arbeid i område {chapter}}}")
            .unwrap();
    }
    for chapter in 1..=FORESTS {
        writeln!(
            text,
            "  forest_{chapter}: {{kind: forest_plot, of: [work_{chapter}, school_{chapter}], title: Forskjeller i område {chapter}}}"
        )
        .unwrap();
    }
    text += "chapters:\n";
    for chapter in 1..=CHAPTERS {
        let forest = if chapter <= FORESTS { format!(", forest_{chapter}") } else { String::new() };
        writeln!(text, "  - title: Område {chapter}\n    text: |").unwrap();
        for paragraph in 1..=PARAGRAPHS {
            let month = 6 * (1 + paragraph % 4);
            let work = format!("work_{chapter}.month_{month}");
            writeln!(
                text,
                "      Etter {month} måneder var {{{{ {work}.treated.proportion | percent }}}} av deltakerne i ordinært arbeid, mot\n      \
                 {{{{ {work}.control.proportion | percent }}}} i kontrollgruppen. Forskjellen er {{{{ {work}.risk_difference | points }}}}\n      \
                 ({{{{ {work}.risk_difference | ci }}}}). Avsnittet handler ellers om hvordan arbeidsrettede tiltak, oppfølgingstjenester og\n      \
                 samarbeidet mellom helsetjenesten og arbeids- og velferdsforvaltningen virket der tiltaket ble prøvd ut, og om hva\n      \
                 deltakerne, jobbspesialistene og arbeidsgiverne fortalte om erfaringene sine (se tabell @work_{chapter}).\n"
            )
            .unwrap();
        }
        writeln!(text, "    show: [work_{chapter}, bars_{chapter}, school_{chapter}{forest}]").unwrap();
    }
    text
}
