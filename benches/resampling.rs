//! The promises about the speed of resampling: a bootstrap of costs and effects, and multiple imputation.
//!
//! `cargo bench --bench resampling` prints the best of some runs by the clock, and the processor time of one run over all
//! threads. The data of the imputation are `tests/oracle/data/ips_rct.csv`; without them that part is left out, and said
//! so. Both must give the same bits on one thread and on two.

mod timing;

use std::hint::black_box;
use std::time::Duration;

use utfall::econ::bootstrap::{BootstrapPlan, Unit, bootstrap};
use utfall::econ::increment::{Increment, Outcome};
use utfall::stats::imputation::{Incomplete, Plan, impute, pooled_mean_difference};
use utfall::stats::resampling::Bootstrap;
use utfall::stats::{Interval, Level, Undefined};

use self::timing::timed;

const PLAN: BootstrapPlan = BootstrapPlan { replicates: 10_000, seed: 2_016 };

/// Kroner for a unit of effect.
const THRESHOLD: f64 = 500_000.0;

fn main() -> Result<(), Undefined> {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load average {}", load.split(' ').take(3).collect::<Vec<_>>().join(" "));
    let (treated, control) = (persons(228, 1.0), persons(182, 0.0));
    let of_costs = || three_intervals(&treated, &control);
    println!("bootstrap on one thread and on two: {}", same(&of_costs)?);
    report("10,000 BCa replicates of three measures, n = 410", Duration::from_millis(20), 50, || {
        of_costs().map(|intervals| drop(black_box(intervals)))
    })?;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/data");
    let Ok(text) = std::fs::read_to_string(format!("{folder}/ips_rct.csv")) else {
        println!("multiple imputation: left out, for there is no {folder}/ips_rct.csv");
        return Ok(());
    };
    let data = trial(&text)?;
    let of_trial = || -> Result<Vec<Interval>, Undefined> {
        let imputations = impute(&data, &Plan::new(50, 2_016))?;
        let difference = pooled_mean_difference(&imputations.means("hads_12", "arm")?)?;
        Ok(vec![difference.estimated(Level::NINETY_FIVE)?.interval])
    };
    println!("imputation on one thread and on two: {}", same(&of_trial)?);
    report("multiple imputation of ips_rct, m = 50", Duration::from_secs(2), 3, || {
        of_trial().map(|intervals| drop(black_box(intervals)))
    })
}

/// Costs and effects of so many persons, drawn by a rule without a generator.
fn persons(count: u32, effect: f64) -> Vec<Outcome> {
    let uneven = |i: u32, step: f64| (f64::from(i) * step).fract();
    (0..count)
        .map(|i| Outcome {
            cost: 40_000.0 + 160_000.0 * uneven(i, 0.618_033_988_749_894_9).powi(3) + 20_000.0 * effect,
            effect: 0.2 * effect + uneven(i, 0.754_877_666_246_692_7),
        })
        .collect()
}

/// The BCa intervals of the difference in effect, the cost-effectiveness ratio and the net benefit, from one bootstrap.
fn three_intervals(treated: &[Outcome], control: &[Outcome]) -> Result<Vec<Interval>, Undefined> {
    let units = |persons: &[Outcome]| persons.iter().copied().map(Unit::person).collect::<Vec<Unit>>();
    let replicates = bootstrap(&units(treated), &units(control), PLAN)?;
    let mean = |persons: &[Outcome]| {
        let of = |value: fn(&Outcome) -> f64| persons.iter().map(value).sum::<f64>() / persons.len() as f64;
        (of(|person| person.cost), of(|person| person.effect))
    };
    let (one, two) = (mean(treated), mean(control));
    let whole = Increment { cost: one.0 - two.0, effect: one.1 - two.1 };
    // Without one person a mean moves by its deviation over n - 1.
    let without = |persons: &[Outcome], (cost, effect): (f64, f64), sign: f64| -> Vec<Increment> {
        let rest = persons.len() as f64 - 1.0;
        let moved = |person: &Outcome| Increment {
            cost: whole.cost + sign * (cost - person.cost) / rest,
            effect: whole.effect + sign * (effect - person.effect) / rest,
        };
        persons.iter().map(moved).collect()
    };
    let jackknife = [without(treated, one, 1.0), without(control, two, -1.0)].concat();
    let measures: [fn(&Increment) -> f64; 3] = [
        |increment| increment.effect,
        |increment| increment.cost / increment.effect,
        |increment| THRESHOLD * increment.effect - increment.cost,
    ];
    measures
        .iter()
        .map(|measure| {
            let estimate = measure(&whole);
            let influences: Vec<f64> = jackknife.iter().map(|increment| estimate - measure(increment)).collect();
            let bootstrap = Bootstrap::new(estimate, replicates.iter().map(measure).collect(), &influences)?;
            Ok(bootstrap.bca(Level::NINETY_FIVE)?.interval)
        })
        .collect()
}

/// What the trial knows of each person, as far as an analysis of distress reads it.
fn trial(text: &str) -> Result<Incomplete, Undefined> {
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let head = lines.next().unwrap_or_default();
    let rows: Vec<Vec<&str>> = lines.collect();
    let column = |name: &str| -> Result<Vec<Option<f64>>, Undefined> {
        let place = head.iter().position(|known| *known == name).ok_or(Undefined::OutsideDomain)?;
        Ok(rows.iter().map(|row| row.get(place).and_then(|cell| cell.trim().parse().ok())).collect())
    };
    let arm: Vec<Option<bool>> = column("arm")?.into_iter().map(|arm| arm.map(|arm| arm == 1.0)).collect();
    let mut data = Incomplete::new(rows.len()).binary("arm", &arm)?;
    for name in ["age", "hads_0", "hads_6", "hads_12", "eq5d_0", "eq5d_6", "eq5d_12"] {
        data = data.numeric(name, &column(name)?)?;
    }
    Ok(data)
}

/// Whether a computation gives the same bits on one thread and on two.
fn same(run: &(impl Fn() -> Result<Vec<Interval>, Undefined> + Sync)) -> Result<&'static str, Undefined> {
    let on = |threads: usize| -> Result<Vec<Interval>, Undefined> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|_| Undefined::TooLarge)?;
        pool.install(run)
    };
    let bits = |intervals: Vec<Interval>| -> Vec<Option<u64>> {
        let ends = |interval: Interval| [interval.lower(), interval.upper()];
        intervals.into_iter().flat_map(ends).map(|end| end.map(f64::to_bits)).collect()
    };
    Ok(if bits(on(1)?) == bits(on(2)?) { "the same bits" } else { "DIFFERENT BITS" })
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
        "{what:<52} best {:>8.2} ms, processor {:>8.2} ms, promised {} ms: {}",
        timed.best(),
        timed.each(),
        promise.as_millis(),
        timed.kept(promise)
    );
    Ok(())
}
