//! The promise about the speed of mixed models: a logistic one on the simulated trial `ips_rct` in less than half a second.
//!
//! `cargo bench --bench models` prints the best of many runs by the clock. Other programs that use the machine make it longer,
//! never shorter; the load is printed too.

use std::hint::black_box;
use std::time::{Duration, Instant};

use utfall::stats::mixed::{
    self, Criterion, Dependence, RandomEffects, linear_mixed, logistic_mixed, repeated_measures,
};
use utfall::stats::regression::{Design, Factor, logistic, persons};
use utfall::stats::{Arm, Undefined};

/// The simulated trial of the oracle: 410 persons at six sites.
const TRIAL: &str = include_str!("../tests/oracle/data/ips_rct.csv");

/// How long a model may take.
const PROMISED: Duration = Duration::from_millis(500);

fn main() -> Result<(), Undefined> {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load average {}", load.split(' ').take(3).collect::<Vec<_>>().join(" "));
    let trial = Trial::read();
    let design = trial.design()?;
    let sites = Factor::new(&trial.text("site"));
    let outcome = persons(&trial.number("employed_18").into_iter().map(|value| value == 1.0).collect::<Vec<_>>());

    println!("{:<58} {:>12} {:>9}", "", "best", "promised");
    report("logistic regression", None, || logistic(&design, &outcome).map(drop))?;
    for points in [1, 9, 25] {
        let name = format!("logistic mixed model, {points} points");
        report(&name, Some(PROMISED), || fit(&design, &outcome, &sites, points))?;
    }
    let cost = trial.number("cost");
    report("linear mixed model, random intercept and slope", None, || {
        let arm = trial.number("arm");
        linear_mixed(&design, &cost, &sites, RandomEffects::InterceptAndSlope(&arm), Criterion::Reml).map(drop)
    })?;
    report("repeated measures, two times, unstructured", None, || trial.repeated().map(drop))
}

fn fit(design: &Design, outcome: &[Arm], sites: &Factor, points: usize) -> Result<(), Undefined> {
    logistic_mixed(design, outcome, sites, points).map(|model| drop(black_box(model)))
}

/// Prints the best of twenty runs.
fn report(name: &str, promised: Option<Duration>, run: impl Fn() -> Result<(), Undefined>) -> Result<(), Undefined> {
    let mut best = Duration::MAX;
    for _ in 0..20 {
        let start = Instant::now();
        run()?;
        best = best.min(start.elapsed());
    }
    let promised = promised.map_or_else(String::new, |promised| format!("{} ms", promised.as_millis()));
    println!("{name:<58} {:>9.2} ms {promised:>9}", best.as_secs_f64() * 1e3);
    Ok(())
}

/// The trial as text, by column.
struct Trial {
    names: Vec<&'static str>,
    rows: Vec<Vec<&'static str>>,
}

impl Trial {
    fn read() -> Trial {
        let mut lines = TRIAL.lines();
        let names = lines.next().unwrap_or_default().split(',').collect();
        Trial { names, rows: lines.map(|line| line.split(',').collect()).collect() }
    }

    fn text(&self, name: &str) -> Vec<&'static str> {
        let place = self.names.iter().position(|known| *known == name).expect("a column of the trial");
        self.rows.iter().map(|row| row[place]).collect()
    }

    fn number(&self, name: &str) -> Vec<f64> {
        self.text(name).into_iter().map(|value| value.parse().unwrap_or(f64::NAN)).collect()
    }

    /// Group, age, sex and work at the start.
    fn design(&self) -> Result<Design, Undefined> {
        let male: Vec<f64> = self.text("sex").iter().map(|sex| if *sex == "M" { 1.0 } else { 0.0 }).collect();
        Design::with_intercept(self.rows.len())
            .numeric("arm", &self.number("arm"))?
            .numeric("age", &self.number("age"))?
            .numeric("male", &male)?
            .numeric("work_baseline", &self.number("work_baseline"))
    }

    /// The distress of everyone who was asked, after 6 and 12 months.
    fn repeated(&self) -> Result<mixed::RepeatedMeasures, Undefined> {
        let (arm, start) = (self.number("arm"), self.number("hads_0"));
        let (mut person, mut time, mut y) = (Vec::new(), Vec::new(), Vec::new());
        for (visit, name) in ["hads_6", "hads_12"].into_iter().enumerate() {
            for (row, value) in self.number(name).into_iter().enumerate() {
                if value.is_finite() && start[row].is_finite() {
                    person.push(row);
                    time.push(visit);
                    y.push(value);
                }
            }
        }
        let of = |values: &[f64]| person.iter().map(|row| values[*row]).collect::<Vec<f64>>();
        let late: Vec<f64> = time.iter().map(|visit| *visit as f64).collect();
        let design = Design::with_intercept(y.len())
            .numeric("arm", &of(&arm))?
            .numeric("late", &late)?
            .numeric("start", &of(&start))?
            .interaction(&["arm", "late"])?;
        let factor = |codes: &[usize]| Factor::new(&codes.iter().map(usize::to_string).collect::<Vec<_>>());
        repeated_measures(&design, &y, &factor(&person), &factor(&time), Dependence::Unstructured, Criterion::Reml)
    }
}
