//! The promise about the speed of probabilistic sensitivity analysis.
//!
//! `cargo bench --bench economics` prints the best of many runs by the clock, and the processor time of one run over all threads,
//! the mean of all runs. Other programs that use the machine make the former longer, never shorter, and the latter hardly; the
//! load is printed too. The same analysis is made on one thread first, and must give the same bits.

use std::hint::black_box;
use std::time::{Duration, Instant};

use utfall::econ::annuity::Periods;
use utfall::econ::draws::{Distribution, Inputs};
use utfall::econ::horizon::{FadeOut, FadingEffect};
use utfall::econ::increment::Increment;
use utfall::econ::simulation::{Decision, Simulation};
use utfall::econ::{BreakEvenModel, DiscountSchedule, PublicMoney, Timing};
use utfall::stats::Undefined;

const DRAWS: usize = 100_000;
const MONTHS: usize = 60;

fn main() -> Result<(), Undefined> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("{threads} processors, load average {}", load.split(' ').take(3).collect::<Vec<_>>().join(" "));

    let inputs = inputs()?;
    // 0 to 2 000 000 kroner for each person-year in work, in steps of 20 000.
    let thresholds: Vec<f64> = (0..=100).map(|step| 20_000.0 * f64::from(step)).collect();
    let months = Periods::months(&DiscountSchedule::official(), MONTHS, Timing::Mid);
    let analyse = || -> Result<Vec<Decision>, Undefined> {
        let increments = inputs.draw(DRAWS)?.evaluate(|x| increment(x, &months));
        let increments = increments.into_iter().collect::<Result<Vec<Increment>, Undefined>>()?;
        Simulation::of_increments(&increments)?.decisions(&thresholds)
    };

    let on = |threads: usize| -> Result<Vec<Decision>, Undefined> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|_| Undefined::TooLarge)?;
        pool.install(analyse)
    };
    let (one, two) = (on(1)?, on(2)?);
    let same = bits(&one) == bits(&two);
    println!("on one thread and on two: {}", if same { "the same bits" } else { "DIFFERENT BITS" });
    let middle = &one[50];
    println!(
        "at {} kroner: probability {:.4}, EVPI {:.1} ± {:.1} kroner",
        middle.threshold, middle.probabilities[1], middle.evpi, middle.evpi_standard_error
    );

    println!("{:<52} {:>9} {:>11} {:>9}", "", "best", "processor", "promised");
    let draw = || inputs.draw(DRAWS).map(|draws| drop(black_box(draws)));
    report("  of which the draws", None, 100, draw)?;
    let draws = inputs.draw(DRAWS)?;
    report("  of which the model", None, 100, || {
        drop(black_box(draws.evaluate(|x| increment(x, &months))));
        Ok(())
    })?;
    let increments = draws.evaluate(|x| increment(x, &months)).into_iter().collect::<Result<Vec<_>, _>>()?;
    let simulation = Simulation::of_increments(&increments)?;
    let decide = || simulation.decisions(&thresholds).map(|decisions| drop(black_box(decisions)));
    report("  of which 101 thresholds", None, 100, decide)?;
    report("100,000 draws over 60 months, with CEAC and EVPI", Some(Duration::from_millis(60)), 100, || {
        analyse().map(|decisions| drop(black_box(decisions)))
    })
}

/// Supported employment: what is uncertain about its cost, its effect and how that fades.
fn inputs() -> Result<Inputs, Undefined> {
    let mut inputs = Inputs::new(2_016);
    inputs.independent("cost", Distribution::gamma_of_mean(87_250.0, 9_000.0)?)?;
    // 85 of 227 against 49 of 181 in work.
    inputs.independent("in work, treated", Distribution::beta(86.0, 143.0)?)?;
    inputs.independent("in work, control", Distribution::beta(50.0, 133.0)?)?;
    inputs.independent("half-life", Distribution::log_normal_of_mean(24.0, 10.0)?)?;
    inputs.independent("displacement", Distribution::beta_of_mean(0.1, 0.05)?)?;
    inputs.correlated(&["transfers", "social costs"], &[230_000.0, 0.12], &[vec![4e8, 20.0], vec![20.0, 4e-4]])?;
    Ok(inputs)
}

/// The extra net cost to society, production apart, and the extra person-years in work.
fn increment(x: &[f64], months: &Periods) -> Result<Increment, Undefined> {
    let &[cost, treated, control, half_life, displacement, saved_transfers, social_costs] = x else {
        return Err(Undefined::OutsideDomain);
    };
    let effect = FadingEffect { level: treated - control, lasts: 18.0, fade_out: FadeOut::Exponential { half_life } };
    let model = BreakEvenModel {
        cost,
        person_years: effect.person_years(months)? * (1.0 - displacement),
        payroll_tax: 0.141,
        social_costs,
        offset: 0.0,
        income_tax: 0.25,
        tax_financing: 0.20,
        saved_transfers,
        public_money: PublicMoney::ALL,
    };
    Ok(Increment { cost: -model.net_present_value(0.0), effect: model.person_years })
}

/// All numbers of the decisions, bit by bit.
fn bits(decisions: &[Decision]) -> Vec<u64> {
    let numbers = |decision: &Decision| {
        let rest = [decision.threshold, decision.best as f64, decision.evpi, decision.evpi_standard_error];
        [&rest[..], &decision.expected, &decision.probabilities].concat()
    };
    decisions.iter().flat_map(numbers).map(f64::to_bits).collect()
}

/// Prints how long the best of some runs took by the clock, and the mean of them in processor time over all threads.
fn report(
    what: &str,
    promise: Option<Duration>,
    runs: u32,
    mut run: impl FnMut() -> Result<(), Undefined>,
) -> Result<(), Undefined> {
    let mut best = Duration::MAX;
    let before = processor_time();
    for _ in 0..runs {
        let start = Instant::now();
        run()?;
        best = best.min(start.elapsed());
    }
    let each = processor_time().saturating_sub(before) / runs;
    let milliseconds = |time: Duration| 1e3 * time.as_secs_f64();
    let kept = match promise {
        None => String::new(),
        Some(promise) => {
            format!("{:>6} ms {}", promise.as_millis(), if best <= promise { "kept" } else { "BROKEN" })
        }
    };
    println!("{what:<52} {:>6.2} ms {:>8.2} ms {kept}", milliseconds(best), milliseconds(each));
    Ok(())
}

/// The processor time of all threads, as Linux counts it; 0 elsewhere.
fn processor_time() -> Duration {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return Duration::ZERO };
    let of_thread = |thread: std::io::Result<std::fs::DirEntry>| -> Option<u64> {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    Duration::from_nanos(threads.filter_map(of_thread).sum())
}
