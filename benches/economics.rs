//! The promise about the speed of probabilistic sensitivity analysis.
//!
//! `cargo bench --bench economics` prints the best of many runs by the clock, and the processor time of one run over all threads,
//! the mean of all runs. Other programs that use the machine make the former longer, never shorter, and the latter hardly; the
//! load is printed too. The same analysis is made on one thread first, and must give the same bits.

mod timing;

use std::hint::black_box;
use std::time::Duration;

use utfall::econ::drawn::DrawnProgramme;
use utfall::econ::draws::{Distribution, Inputs};
use utfall::econ::horizon::FadeOut;
use utfall::econ::programme::{Cost, EffectCourse, Health, Paid, Parameter, Payer, Period, Perspective, Programme};
use utfall::econ::simulation::{Decision, Simulation};
use utfall::econ::{DiscountSchedule, PublicMoney, Timing};
use utfall::stats::Undefined;

use self::timing::timed;

const DRAWS: usize = 100_000;
const MONTHS: f64 = 60.0;
const WAGE: f64 = 420_000.0;

fn main() -> Result<(), Undefined> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("{threads} processors, load average {}", load.split(' ').take(3).collect::<Vec<_>>().join(" "));

    let (inputs, parameters) = inputs()?;
    let programme = programme()?;
    // Annual wages from 0 to 1 000 000 kroner in steps of 10 000: the probability that the break-even wage is at most so much.
    let wages: Vec<f64> = (0..=100).map(|step| 10_000.0 * f64::from(step)).collect();
    let model = DrawnProgramme::new(&programme, WAGE, &parameters)?;
    let analyse = || -> Result<Vec<Decision>, Undefined> {
        let increments = model.increments(&inputs.draw(DRAWS)?)?;
        Simulation::of_increments(&increments)?.decisions(&wages)
    };

    let on = |threads: usize| -> Result<Vec<Decision>, Undefined> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|_| Undefined::TooLarge)?;
        pool.install(analyse)
    };
    let (one, two) = (on(1)?, on(2)?);
    let same = bits(&one) == bits(&two);
    println!("on one thread and on two: {}", if same { "the same bits" } else { "DIFFERENT BITS" });
    let middle = &one[42];
    println!(
        "at a wage of {} kroner: probability {:.4}, EVPI {:.1} ± {:.1} kroner",
        middle.threshold, middle.probabilities[1], middle.evpi, middle.evpi_standard_error
    );

    println!("{:<52} {:>9} {:>11} {:>9}", "", "best", "processor", "promised");
    let draw = || inputs.draw(DRAWS).map(|draws| drop(black_box(draws)));
    report("  of which the draws", None, 100, draw)?;
    let draws = inputs.draw(DRAWS)?;
    report("  of which the model", None, 100, || model.increments(&draws).map(|found| drop(black_box(found))))?;
    report("  the model with a new programme for each draw", None, 3, || {
        drop(black_box(draws.evaluate(|x| one_by_one(&programme, &parameters, x))));
        Ok(())
    })?;
    let increments = model.increments(&draws)?;
    let simulation = Simulation::of_increments(&increments)?;
    let decide = || simulation.decisions(&wages).map(|decisions| drop(black_box(decisions)));
    report("  of which 101 thresholds", None, 100, decide)?;
    report("100,000 draws over 60 months, with CEAC and EVPI", Some(Duration::from_millis(60)), 100, || {
        analyse().map(|decisions| drop(black_box(decisions)))
    })
}

/// Supported employment over five years: what is paid by whom and when, what was observed, and how it is assumed to fade.
fn programme() -> Result<Programme, Undefined> {
    let cost = |amount, paid, payer, comparison| Cost { amount, paid, payer, comparison };
    Ok(Programme {
        costs: vec![
            cost(5_000.0, Paid::Monthly { from: 1, to: 15 }, Payer::Nav, false),
            cost(12_000.0, Paid::AtStart, Payer::OtherPublic, false),
            cost(3_000.0, Paid::AtStart, Payer::Employer, false),
            cost(1_000.0, Paid::Monthly { from: 1, to: 12 }, Payer::Nav, true),
        ],
        effect: EffectCourse::through(
            &[(6.0, 0.06), (12.0, 0.09), (18.0, 0.1037)],
            FadeOut::Exponential { half_life: 24.0 },
        )?,
        payroll_tax: 0.141,
        social_costs: 0.12,
        lost_leisure: 0.1,
        displacement: 0.1,
        income_tax: 0.25,
        tax_financing: 0.20,
        saved_transfers: 230_000.0,
        public_money: PublicMoney::ALL,
        health: Health { qalys: 0.01, months: 12, value: 1_400_000.0 },
        schedule: DiscountSchedule::official(),
        period: Period::Month,
        timing: Timing::Mid,
        horizon: MONTHS,
    })
}

/// What is uncertain about it, and which number of the model each input is.
fn inputs() -> Result<(Inputs, Vec<Option<Parameter>>), Undefined> {
    let mut inputs = Inputs::new(2_016);
    inputs.independent("cost", Distribution::gamma_of_mean(87_250.0, 9_000.0)?)?;
    inputs.independent("effect", Distribution::normal(0.1037, 0.0459)?)?;
    inputs.independent("half-life", Distribution::log_normal_of_mean(24.0, 10.0)?)?;
    inputs.independent("displacement", Distribution::beta_of_mean(0.1, 0.05)?)?;
    inputs.independent("lost leisure", Distribution::beta_of_mean(0.1, 0.05)?)?;
    inputs.correlated(&["transfers", "social costs"], &[230_000.0, 0.12], &[vec![4e8, 20.0], vec![20.0, 4e-4]])?;
    let parameters = [
        Parameter::Cost,
        Parameter::Effect,
        Parameter::FadeOut,
        Parameter::Displacement,
        Parameter::LostLeisure,
        Parameter::SavedTransfers,
        Parameter::SocialCosts,
    ];
    Ok((inputs, parameters.map(Some).to_vec()))
}

/// The same as the model makes of a draw, with a programme of its own.
fn one_by_one(programme: &Programme, parameters: &[Option<Parameter>], x: &[f64]) -> Result<f64, Undefined> {
    let (mut own, mut wage) = (programme.clone(), WAGE);
    for (parameter, value) in parameters.iter().zip(x) {
        if let Some(parameter) = parameter {
            parameter.set(&mut own, &mut wage, *value)?;
        }
    }
    own.net_present_value(Perspective::Society, wage)
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
    run: impl FnMut() -> Result<(), Undefined>,
) -> Result<(), Undefined> {
    let timed = timed(runs, run)?;
    let kept = match promise {
        None => String::new(),
        Some(promise) => {
            format!("{:>6} ms {}", promise.as_millis(), timed.kept(promise))
        }
    };
    println!("{what:<52} {:>6.2} ms {:>8.2} ms {kept}", timed.best(), timed.each());
    Ok(())
}
