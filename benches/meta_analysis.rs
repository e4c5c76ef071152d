//! The promises about the speed of meta-analysis.
//!
//! `cargo bench --bench meta_analysis` prints, for each promise, the best of many runs by the clock, and the processor time of
//! one run over all threads, the mean of all runs. Other programs that use the machine make the former longer, never shorter,
//! and the latter hardly; the load is printed too.
//!
//! Data are simulated with a generator of their own, so that every run computes the same.

mod timing;

use std::hint::black_box;
use std::time::Duration;

use utfall::stats::meta::bias::{AsymmetryModel, MissingStudies, Predictor, asymmetry, trim_and_fill};
use utfall::stats::meta::sensitivity::leave_one_out;
use utfall::stats::meta::{
    Estimator, Inference, Model, Prediction, Studies, Study, meta_regression, pool, pool_each, prediction_interval,
    q_profile,
};
use utfall::stats::regression::Design;
use utfall::stats::{Level, Undefined};

use self::timing::timed;

const REML: Model = Model::RandomEffects(Estimator::RestrictedMaximumLikelihood);
const KNAPP: Inference = Inference::HartungKnapp;
const LEVEL: Level = Level::NINETY_FIVE;

fn main() -> Result<(), Undefined> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("{threads} processors, load average {}", load.split(' ').take(3).collect::<Vec<_>>().join(" "));
    println!("{:<52} {:>9} {:>11} {:>9}", "", "best", "processor", "promised");

    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let review = review(&mut random, 27)?;
    report("full analysis of 27 studies", Duration::from_millis(1), 5_000, || full_analysis(&review))?;

    let reviews = (0..10_000).map(|_| Studies::new(&self::review(&mut random, 27)?)).collect::<Result<Vec<_>, _>>()?;
    report("10,000 REML and Hartung-Knapp fits of 27 studies", Duration::from_millis(5), 400, || {
        black_box(pool_each(&reviews, REML, KNAPP, LEVEL)).into_iter().try_for_each(|fit| fit.map(drop))
    })?;

    let large = self::review(&mut random, 10_000)?;
    report("pooled effect and Q profile of 10,000 studies", Duration::from_millis(100), 200, || {
        let sorted = Studies::new(&large)?;
        let pooled = black_box(pool(&sorted, REML, KNAPP, LEVEL)?);
        black_box(prediction_interval(&pooled, Prediction::HigginsThompsonSpiegelhalter, LEVEL)?);
        black_box(q_profile(&sorted, LEVEL)).map(drop)
    })?;
    report("full analysis of 10,000 studies", Duration::from_millis(100), 20, || full_analysis(&large))
}

/// Everything that a review of these studies reports.
fn full_analysis(studies: &[Study]) -> Result<(), Undefined> {
    let sorted = Studies::new(studies)?;
    let pooled = pool(&sorted, REML, KNAPP, LEVEL)?;
    black_box(q_profile(&sorted, LEVEL)?);
    black_box(prediction_interval(&pooled, Prediction::HigginsThompsonSpiegelhalter, LEVEL)?);
    black_box(leave_one_out(&sorted, REML, KNAPP, LEVEL));
    black_box(asymmetry(studies, Predictor::StandardError, AsymmetryModel::Egger, LEVEL)?);
    black_box(trim_and_fill(studies, MissingStudies::L0, None, REML, KNAPP, LEVEL)?);
    let moderator: Vec<f64> = (0..studies.len()).map(|i| ((i * 37) % 101) as f64).collect();
    let design = Design::with_intercept(studies.len()).numeric("moderator", &moderator)?;
    black_box(meta_regression(studies, &design, REML, KNAPP, LEVEL)?);
    black_box(pooled);
    Ok(())
}

/// Prints how long the best of some runs took by the clock, and the mean of them in processor time over all threads.
fn report(
    what: &str,
    promise: Duration,
    runs: u32,
    run: impl FnMut() -> Result<(), Undefined>,
) -> Result<(), Undefined> {
    let timed = timed(runs, run)?;
    println!(
        "{what:<52} {:>6.3} ms {:>8.3} ms {:>6} ms {}",
        timed.best(),
        timed.each(),
        promise.as_millis(),
        timed.kept(promise)
    );
    Ok(())
}

/// A review with effects around 0.5, standard deviation 0.2 between studies, and variances that vary hundredfold.
fn review(random: &mut Random, k: usize) -> Result<Vec<Study>, Undefined> {
    (0..k)
        .map(|_| {
            let variance = 0.02 * (0.9 * random.normal()).exp();
            Study::new(0.5 + 0.2 * random.normal() + variance.sqrt() * random.normal(), variance)
        })
        .collect()
}

/// Marsaglia's xorshift, and Box and Muller's normal numbers.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (radius, angle) = (self.uniform(), self.uniform());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }
}
