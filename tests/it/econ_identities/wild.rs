//! Any finite input gives numbers or a reason.

use utfall::econ::annuity::Periods;
use utfall::econ::bootstrap::{BootstrapPlan, Unit, bootstrap, icer_wedge};
use utfall::econ::convergence::{self, Simulated};
use utfall::econ::draws::{Distribution, Inputs};
use utfall::econ::duration::Duration;
use utfall::econ::ellipse::Ellipse;
use utfall::econ::frontier::{Standing, frontier};
use utfall::econ::horizon::{FadeOut, FadingEffect, observed_person_years};
use utfall::econ::icer::fieller;
use utfall::econ::increment::{Increment, Outcome, Spread, UncertainIncrement};
use utfall::econ::information::{Metamodel, evpi_normal};
use utfall::econ::price_year::real;
use utfall::econ::quality_adjusted::{Utility, qaly};
use utfall::econ::simulation::Simulation;
use utfall::econ::switching::Assumed;
use utfall::econ::wage_interval::{Uncertainty, payable};
use utfall::econ::{BreakEven, BreakEvenModel, DiscountSchedule, PublicMoney, Timing};
use utfall::stats::{Interval, Level};

use super::{LEVEL, Random};

const WILD: [f64; 12] =
    [0.0, -0.0, 1.0, -1.0, 0.3, 1e-300, -1e-300, 1e300, -1e300, f64::MAX, 9_007_199_254_740_992.0, f64::MIN_POSITIVE];

fn sound(interval: Interval) {
    match interval {
        Interval::Bounded { lower, upper } => assert!(lower <= upper, "{interval:?}"),
        Interval::Complement { lower, upper } => assert!(lower <= upper, "{interval:?}"),
        Interval::Whole => (),
    }
}

#[test]
fn increments() {
    for cost in WILD {
        for effect in WILD {
            let point = Increment { cost, effect };
            let _ = point.quadrant();
            assert!(point.icer().is_ok_and(f64::is_finite) || point.icer().is_err());
            for cost_variance in WILD {
                for effect_variance in WILD {
                    for correlation in [-1.0, 0.0, 0.5, 1.0] {
                        let covariance = correlation * cost_variance.abs().sqrt() * effect_variance.abs().sqrt();
                        let spread = Spread { cost_variance, effect_variance, covariance };
                        let Ok(increment) = UncertainIncrement::new(point, spread) else { continue };
                        if let Ok(set) = fieller(&increment, LEVEL) {
                            sound(set.interval);
                        }
                        let Ok(ellipse) = Ellipse::new(&increment, LEVEL) else { continue };
                        assert!(ellipse.correlation.abs() <= 1.0 && ellipse.cost_reach.is_finite());
                        let _ = ellipse.contains(Increment { cost: effect, effect: cost });
                        for threshold in [0.0, 1.0, 1e300] {
                            if let Ok(benefit) = increment.net_monetary_benefit(threshold, LEVEL) {
                                assert!((0.0..=1.0).contains(&benefit.probability));
                                sound(benefit.estimated.interval);
                            }
                            if let Ok(evpi) = evpi_normal(&increment, threshold) {
                                assert!(evpi >= 0.0 && evpi.is_finite());
                            }
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn models() {
    let mut random = Random(0x5eed_0201);
    let months = Periods::months(&DiscountSchedule::official(), 60, Timing::Mid);
    for _ in 0..20_000 {
        let mut number = || random.choice(&WILD);
        let (cost, person_years, payroll_tax, social_costs, offset) =
            (number(), number(), number(), number(), number());
        let (income_tax, tax_financing, saved_transfers, wage) = (number(), number(), number(), number());
        let (level, lasts, time, cost_variance, person_years_variance) =
            (number(), number(), number(), number(), number());
        let public_money = random.choice(&[PublicMoney::ALL, PublicMoney::COST_ALONE]);
        let model = BreakEvenModel {
            cost,
            person_years,
            payroll_tax,
            social_costs,
            offset,
            income_tax,
            tax_financing,
            saved_transfers,
            public_money,
        };
        if let Ok(account) = model.account(wage) {
            assert!(account.net_present_value.is_finite());
            assert!(account.benefit_cost_ratio().is_ok_and(f64::is_finite) || account.benefit_cost_ratio().is_err());
            let _ = account.per_public_krone();
        }
        for assumed in Assumed::ALL {
            if let Ok(found) = model.switching_value(wage, assumed) {
                assert!(found.value.is_finite() && found.change.is_none_or(f64::is_finite));
            }
        }
        let uncertain = Uncertainty { cost_variance, person_years_variance, covariance: 0.0 };
        if let Ok(set) = model.wage_fieller(uncertain, LEVEL) {
            sound(set.interval);
            sound(payable(set.interval));
        }
        for fade_out in [
            FadeOut::None,
            FadeOut::Linear { months: time },
            FadeOut::Exponential { half_life: time },
            FadeOut::Persistent,
        ] {
            let effect = FadingEffect { level, lasts, fade_out };
            let years = effect.person_years(&months);
            assert!(years.is_err() || years.is_ok_and(f64::is_finite), "{effect:?}");
            let _ = observed_person_years(&[level, 0.1], fade_out, &months);
            if let Ok(Duration::After(paid)) = model.break_even_duration(wage, effect, &months) {
                assert!((0.0..=60.0).contains(&paid.months), "{model:?} {effect:?} {paid:?}");
            }
        }
        if let Ok(Duration::After(paid)) = model.payback(wage, level, &months) {
            assert!((0.0..=60.0).contains(&paid.months));
        }
    }
    // Wages of intervals, for models whose numbers are of this world.
    for _ in 0..1_000 {
        let model = random.specification().complete();
        let (lower, upper) = (random.choice(&WILD), random.choice(&WILD));
        let set = Interval::Bounded { lower: lower.min(upper), upper: lower.max(upper) };
        sound(model.wages(set));
        assert!(model.wages(set).lower().is_some_and(|lower| lower >= 0.0));
        // Beyond this the saved transfers of so many person-years are no number.
        let person_years = lower.clamp(-1e300, 1e300);
        let wage = BreakEvenModel { person_years, ..model }.break_even_wage();
        assert!(!matches!(wage, BreakEven::Wage(wage) if wage.is_nan() || wage < 0.0));
    }
}

#[test]
fn draws_and_data() {
    let mut random = Random(0x5eed_0202);
    for _ in 0..400 {
        let outcomes: Vec<Outcome> =
            (0..5).map(|_| Outcome { cost: random.choice(&WILD), effect: random.choice(&WILD) }).collect();
        let increments: Vec<Increment> = outcomes.iter().map(|outcome| outcome.minus(outcomes[0])).collect();
        if let Ok(placed) = frontier(&outcomes) {
            assert_eq!(placed.len(), 5);
            assert!(
                placed
                    .iter()
                    .all(|placed| !matches!(placed.standing, Standing::Frontier { icer, .. } if icer.is_nan()))
            );
        }
        if let Ok(simulation) = Simulation::of_increments(&increments) {
            for threshold in WILD {
                if let Ok(decisions) = simulation.decisions(&[threshold]) {
                    let decision = &decisions[0];
                    assert!(
                        decision.evpi >= 0.0 && decision.evpi.is_finite() && decision.evpi_standard_error.is_finite()
                    );
                    assert!((decision.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                }
            }
            let input: Vec<f64> = (0..5).map(|_| random.choice(&WILD)).collect();
            for metamodel in [Metamodel::Blocks(2), Metamodel::Polynomial(0), Metamodel::Polynomial(2)] {
                if let Ok(given) = simulation.given(&[&input], metamodel) {
                    let _ = given.decisions(&[1.0]);
                }
            }
            let _ = simulation.cloud(1);
        }
        let units: Vec<Unit> = outcomes.iter().copied().map(Unit::person).collect();
        if let Ok(replicates) = bootstrap(&units[..2], &units[2..], BootstrapPlan { replicates: 20, seed: 1 }) {
            assert!(replicates.iter().all(|replicate| replicate.cost.is_finite() && replicate.effect.is_finite()));
            if let Ok(interval) = icer_wedge(increments[1], &replicates, LEVEL) {
                sound(interval);
            }
        }
        let _ = UncertainIncrement::of_persons(&outcomes[..2], &outcomes[2..]);
        let _ = Ellipse::of_cloud(&increments, LEVEL);
        let values: Vec<f64> = outcomes.iter().map(|outcome| outcome.cost).collect();
        if let Ok(found) = Simulated::new(&values) {
            assert!(found.mean.is_finite() && found.standard_error.is_finite());
            let _ = found.draws_for(1e-300);
        }
        let _ = convergence::quantile(&values, 0.5, Level::new(0.01).unwrap());
        let utilities = [(0.0, values[0]), (values[1], values[2]), (1e300, values[3])]
            .map(|(month, value)| Utility { month, value });
        assert!(qaly(&utilities).is_ok_and(f64::is_finite) || qaly(&utilities).is_err());
        assert!(
            real(values[0], values[1], values[2]).is_ok_and(f64::is_finite)
                || real(values[0], values[1], values[2]).is_err()
        );
    }
}

#[test]
fn distributions() {
    for one in WILD {
        for two in WILD {
            let all = [
                Distribution::fixed(one),
                Distribution::normal(one, two),
                Distribution::log_normal(one, two),
                Distribution::log_normal_of_mean(one, two),
                Distribution::log_normal_of_interval(one, two, LEVEL),
                Distribution::gamma(one, two),
                Distribution::gamma_of_mean(one, two),
                Distribution::beta(one, two),
                Distribution::beta_of_mean(one, two),
            ];
            for distribution in all.into_iter().flatten() {
                let mut inputs = Inputs::new(1);
                inputs.independent("x", distribution).unwrap();
                let draws = inputs.draw(50).unwrap();
                assert!(draws.column("x").unwrap().iter().all(|draw| draw.is_finite()), "{distribution:?}");
                assert!(distribution.mean().is_finite() && distribution.sd() >= 0.0, "{distribution:?}");
            }
            let mut inputs = Inputs::new(1);
            let _ = inputs.correlated(&["a", "b"], &[one, two], &[vec![two, one], vec![one, two]]);
            let _ = inputs.dirichlet(&["c", "d", "e"], &[one, two, 1.0]);
            if let Ok(draws) = inputs.draw(20) {
                assert!(draws.evaluate(|row| row.iter().all(|x| x.is_finite())).into_iter().all(|finite| finite));
            }
        }
    }
}
