//! Simulations against closed forms, and on any number of threads.

use utfall::econ::bootstrap::{BootstrapPlan, Unit, bootstrap, icer_wedge};
use utfall::econ::convergence::Simulated;
use utfall::econ::draws::{Distribution, Inputs};
use utfall::econ::ellipse::Ellipse;
use utfall::econ::icer::fieller;
use utfall::econ::increment::{Increment, Outcome, Spread, UncertainIncrement};
use utfall::econ::information::{Metamodel, evpi_normal};
use utfall::econ::simulation::{Decision, Simulation};
use utfall::stats::{Interval, Undefined};

use super::{LEVEL, Random, near};

/// The incremental benefit is λ · effect − cost, both normal and correlated.
fn normal(correlation: f64) -> (UncertainIncrement, Vec<Increment>) {
    let point = Increment { cost: 20_000.0, effect: 0.1 };
    let covariance = correlation * 9_000.0 * 0.04;
    let spread = Spread { cost_variance: 8.1e7, effect_variance: 0.0016, covariance };
    let mut inputs = Inputs::new(77);
    let matrix = [vec![8.1e7, covariance], vec![covariance, 0.0016]];
    inputs.correlated(&["cost", "effect"], &[point.cost, point.effect], &matrix).unwrap();
    let draws = inputs.draw(20_000).unwrap().evaluate(|x| Increment { cost: x[0], effect: x[1] });
    (UncertainIncrement::new(point, spread).unwrap(), draws)
}

const THRESHOLDS: [f64; 5] = [0.0, 100_000.0, 200_000.0, 300_000.0, 1_000_000.0];

#[test]
fn simulated_decisions_are_near_the_closed_form() {
    for correlation in [-0.7, 0.0, 0.5] {
        let (increment, draws) = normal(correlation);
        let decisions = Simulation::of_increments(&draws).unwrap().decisions(&THRESHOLDS).unwrap();
        let curve = increment.acceptability(&THRESHOLDS).unwrap();
        for ((decision, probability), threshold) in decisions.iter().zip(curve).zip(THRESHOLDS) {
            assert!((decision.probabilities[1] - probability).abs() < 0.015);
            assert!(near(decision.probabilities.iter().sum(), 1.0, 1e-15));
            let closed = evpi_normal(&increment, threshold).unwrap();
            assert!((decision.evpi - closed).abs() <= 5.0 * decision.evpi_standard_error, "{threshold}");
            assert!(decision.evpi >= 0.0);
            // The mean of the maximum less the maximum of the mean.
            let benefits: Vec<f64> = draws.iter().map(|draw| draw.net_monetary_benefit(threshold)).collect();
            let most = benefits.iter().map(|benefit| benefit.max(0.0)).sum::<f64>() / draws.len() as f64;
            let mean = benefits.iter().sum::<f64>() / draws.len() as f64;
            assert!((decision.evpi - (most - mean.max(0.0))).abs() < 1e-7);
        }
        // The ellipse of the cloud is that of the distribution.
        let (cloud, exact) = (Ellipse::of_cloud(&draws, LEVEL).unwrap(), Ellipse::new(&increment, LEVEL).unwrap());
        assert!(near(cloud.cost_reach, exact.cost_reach, 0.02) && (cloud.correlation - correlation).abs() < 0.02);
        let inside = draws.iter().filter(|draw| exact.contains(**draw)).count() as f64 / draws.len() as f64;
        assert!((inside - 0.95).abs() < 0.006, "{inside}");
        // The wedge of the cloud is Fieller's set, nearly.
        let wedge = icer_wedge(increment.point(), &draws, LEVEL).unwrap();
        let set = fieller(&increment, LEVEL).unwrap().interval;
        let (Interval::Bounded { lower, upper }, Interval::Bounded { lower: low, upper: high }) = (wedge, set) else {
            panic!("{wedge:?} {set:?}")
        };
        assert!(near(lower, low, 0.1) && near(upper, high, 0.15), "{wedge:?} {set:?}");
    }
}

#[test]
fn the_value_of_partial_information_is_that_of_the_closed_form() {
    // The benefit is x + y + z, independent and normal with sds 3, 4 and 1 and means that sum to 2.
    let mut inputs = Inputs::new(3);
    for (name, mean, sd) in [("x", 1.0, 3.0), ("y", 0.5, 4.0), ("z", 0.5, 1.0)] {
        inputs.independent(name, Distribution::normal(mean, sd).unwrap()).unwrap();
    }
    let draws = inputs.draw(40_000).unwrap();
    let increments = draws.evaluate(|x| Increment { cost: -x[0] - x[1] - x[2], effect: 0.0 });
    let simulation = Simulation::of_increments(&increments).unwrap();
    let evpi = |simulation: &Simulation| simulation.decisions(&[0.0]).unwrap()[0].evpi;
    let exact = |variance: f64| {
        let spread = Spread { cost_variance: variance, effect_variance: 0.0, covariance: 0.0 };
        let point = Increment { cost: -2.0, effect: 0.0 };
        evpi_normal(&UncertainIncrement::new(point, spread).unwrap(), 0.0).unwrap()
    };
    let column = |name: &str| draws.column(name).unwrap();
    let all = evpi(&simulation);
    for (names, variance) in
        [(&["x"][..], 9.0), (&["y"], 16.0), (&["z"], 1.0), (&["x", "y"], 25.0), (&["x", "y", "z"], 26.0)]
    {
        let columns: Vec<&[f64]> = names.iter().map(|name| column(name)).collect();
        let found = evpi(&simulation.given(&columns, Metamodel::Polynomial(2)).unwrap());
        assert!((found - exact(variance)).abs() < 0.03, "{names:?} {found} {}", exact(variance));
        assert!(found <= all + 1e-9);
        if let [only] = columns[..] {
            let blocks = evpi(&simulation.given(&[only], Metamodel::Blocks(50)).unwrap());
            assert!((blocks - exact(variance)).abs() < 0.04, "{names:?} {blocks}");
        }
    }
    // Nothing is learnt of what does not vary, and a constant is no trouble.
    let constant = vec![5.0; 40_000];
    assert_eq!(evpi(&simulation.given(&[&constant], Metamodel::Polynomial(3)).unwrap()), 0.0);
    let short = &constant[1..];
    assert_eq!(simulation.given(&[short], Metamodel::Blocks(2)), Err(Undefined::OutsideDomain));
    assert_eq!(simulation.given(&[&constant], Metamodel::Blocks(40_001)), Err(Undefined::TooFewObservations));
    assert_eq!(simulation.given(&[&constant, &constant], Metamodel::Blocks(2)), Err(Undefined::OutsideDomain));
    assert_eq!(simulation.given(&[&constant[..]; 9], Metamodel::Polynomial(4)), Err(Undefined::TooLarge));
}

#[test]
fn exchanging_the_strategies_exchanges_their_probabilities() {
    let mut random = Random(0x5eed_0101);
    let mut strategies: Vec<Vec<Outcome>> = (0..3)
        .map(|_| (0..3_000).map(|_| Outcome { cost: random.between(0.0, 1e5), effect: random.uniform() }).collect())
        .collect();
    let decide = |strategies: &[Vec<Outcome>]| -> Vec<Decision> {
        Simulation::new(strategies).unwrap().decisions(&[0.0, 5e4, 1e5, 1e6]).unwrap()
    };
    let before = decide(&strategies);
    strategies.reverse();
    for (one, two) in before.iter().zip(decide(&strategies)) {
        let reversed: Vec<f64> = two.probabilities.iter().rev().copied().collect();
        assert_eq!((&one.probabilities, one.best), (&reversed, 2 - two.best));
        assert!(near(one.evpi, two.evpi, 1e-12));
        assert_eq!(one.frontier_probability(), one.probabilities[one.best]);
    }
    // A strategy that costs more and does no better is never best; with a million a unit effects alone count.
    let worse = strategies[0].iter().map(|draw| Outcome { cost: draw.cost + 1.0, ..*draw }).collect();
    strategies.push(worse);
    assert!(decide(&strategies).iter().all(|decision| decision.probabilities[3] == 0.0));
}

#[test]
fn threads_make_no_difference() {
    let mut inputs = Inputs::new(9);
    inputs.independent("a", Distribution::gamma(2.5, 1_000.0).unwrap()).unwrap();
    inputs.independent("b", Distribution::beta(3.0, 9.0).unwrap()).unwrap();
    inputs.correlated(&["c", "d"], &[0.0, 0.0], &[vec![1.0, 0.3], vec![0.3, 2.0]]).unwrap();
    inputs.dirichlet(&["e", "f"], &[0.4, 2.0]).unwrap();
    let unit = |i: i32| Unit::person(Outcome { cost: f64::from(i * i % 31), effect: f64::from(i % 7) });
    let units: Vec<Unit> = (0..40).map(unit).collect();
    let all = || {
        let draws = inputs.draw(7_000).unwrap();
        let increments = draws.evaluate(|x| Increment { cost: x[0] + x[2], effect: x[1] + 0.1 * x[3] + x[4] * x[5] });
        let decisions = Simulation::of_increments(&increments).unwrap().decisions(&THRESHOLDS).unwrap();
        let replicates = bootstrap(&units[..15], &units[15..], BootstrapPlan { replicates: 500, seed: 4 }).unwrap();
        (draws, decisions, replicates)
    };
    let on = |threads: usize| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(all);
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(5));
    // The error of a mean of draws is as large as it says.
    let a = Simulated::new(one.0.column("a").unwrap()).unwrap();
    assert!((a.mean - 2_500.0).abs() < 4.0 * a.standard_error);
}

#[test]
fn an_input_that_changes_leaves_the_others_as_they_were() {
    let with = |cost: Distribution, correlation: f64, first: bool| {
        let mut inputs = Inputs::new(2_026);
        if first {
            inputs.independent("new", Distribution::normal(0.0, 1.0).unwrap()).unwrap();
        }
        inputs.independent("cost", cost).unwrap();
        inputs.independent("wage", Distribution::log_normal_of_mean(450_000.0, 50_000.0).unwrap()).unwrap();
        inputs.dirichlet(&["in work", "in school", "neither"], &[30.0, 12.0, 58.0]).unwrap();
        let matrix = [vec![1.0, correlation], vec![correlation, 1.0]];
        inputs.correlated(&["effect", "utility"], &[0.1, 0.05], &matrix).unwrap();
        inputs.draw(3_000).unwrap()
    };
    let before = with(Distribution::gamma(4.0, 15_000.0).unwrap(), 0.2, false);
    let after = with(Distribution::beta(4.0, 1.5).unwrap(), 0.9, true);
    for same in ["wage", "in work", "in school", "neither", "effect"] {
        assert_eq!(before.column(same), after.column(same), "{same}");
    }
    for other in ["cost", "utility"] {
        assert_ne!(before.column(other), after.column(other), "{other}");
    }
}
