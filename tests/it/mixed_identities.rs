//! What must hold for every mixed model, and the growth data of Potthoff and Roy.

use utfall::stats::mixed::*;
use utfall::stats::regression::{Coefficients, Design, Factor, logistic, ordinary_least_squares, persons};
use utfall::stats::{Arm, Undefined};

/// Potthoff and Roy (1964), *Biometrika* 51, 313-326: the distance from pituitary to maxillary fissure of 11
/// girls and 16 boys at ages 8, 10, 12 and 14, in mm.
const GROWTH: [[f64; 4]; 27] = [
    [21.0, 20.0, 21.5, 23.0],
    [21.0, 21.5, 24.0, 25.5],
    [20.5, 24.0, 24.5, 26.0],
    [23.5, 24.5, 25.0, 26.5],
    [21.5, 23.0, 22.5, 23.5],
    [20.0, 21.0, 21.0, 22.5],
    [21.5, 22.5, 23.0, 25.0],
    [23.0, 23.0, 23.5, 24.0],
    [20.0, 21.0, 22.0, 21.5],
    [16.5, 19.0, 19.0, 19.5],
    [24.5, 25.0, 28.0, 28.0],
    [26.0, 25.0, 29.0, 31.0],
    [21.5, 22.5, 23.0, 26.5],
    [23.0, 22.5, 24.0, 27.5],
    [25.5, 27.5, 26.5, 27.0],
    [20.0, 23.5, 22.5, 26.0],
    [24.5, 25.5, 27.0, 28.5],
    [22.0, 22.0, 24.5, 26.5],
    [24.0, 21.5, 24.5, 25.5],
    [23.0, 20.5, 31.0, 26.0],
    [27.5, 28.0, 31.0, 31.5],
    [23.0, 23.0, 23.5, 25.0],
    [21.5, 23.5, 24.0, 28.0],
    [17.0, 24.5, 26.0, 29.5],
    [22.5, 25.5, 25.5, 26.0],
    [23.0, 24.5, 26.0, 30.0],
    [22.0, 21.5, 23.5, 25.0],
];

/// Long format: one row for each child and age.
struct Growth {
    distance: Vec<f64>,
    boy: Vec<f64>,
    age: Vec<f64>,
    child: Factor,
}

impl Growth {
    fn new() -> Growth {
        let rows = || (0..27).flat_map(|child| (0..4).map(move |visit| (child, visit)));
        Growth {
            distance: rows().map(|(child, visit): (usize, usize)| GROWTH[child][visit]).collect(),
            boy: rows().map(|(child, _)| if child < 11 { 0.0 } else { 1.0 }).collect(),
            age: rows().map(|(_, visit)| 8.0 + 2.0 * visit as f64).collect(),
            child: Factor::new(&rows().map(|(child, _)| child.to_string()).collect::<Vec<_>>()),
        }
    }

    /// A line for each sex.
    fn lines(&self) -> Design {
        let design = Design::with_intercept(108).numeric("boy", &self.boy).unwrap();
        design.numeric("age", &self.age).unwrap().interaction(&["boy", "age"]).unwrap()
    }

    fn visits(&self) -> Factor {
        Factor::new(&self.age.iter().map(f64::to_string).collect::<Vec<_>>())
    }

    fn random(&self, effects: RandomEffects<'_>, criterion: Criterion) -> LinearMixed {
        linear_mixed(&self.lines(), &self.distance, &self.child, effects, criterion).unwrap()
    }

    fn repeated(&self, dependence: Dependence, criterion: Criterion) -> RepeatedMeasures {
        repeated_measures(&self.lines(), &self.distance, &self.child, &self.visits(), dependence, criterion).unwrap()
    }
}

#[track_caller]
fn near(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1.0), "{a} is not {b}");
}

/// Verbeke, G. and Molenberghs, G. (2000), *Linear Mixed Models for Longitudinal Data*, table 17.2: minus twice the
/// log-likelihoods of lines for boys and girls with different covariances.
#[test]
fn the_likelihoods_of_the_growth_data_are_those_printed() {
    let growth = Growth::new();
    let ml = Criterion::MaximumLikelihood;
    let printed = |log_likelihood: f64, deviance: f64| {
        assert!((-2.0 * log_likelihood - deviance).abs() < 5.1e-4, "{} is not {deviance}", -2.0 * log_likelihood);
    };
    printed(growth.repeated(Dependence::Unstructured, ml).log_likelihood(), 419.477);
    printed(growth.repeated(Dependence::Autoregressive, ml).log_likelihood(), 440.681);
    printed(growth.repeated(Dependence::CompoundSymmetry, ml).log_likelihood(), 428.639);
    printed(growth.random(RandomEffects::Intercept, ml).log_likelihood(), 428.639);
    printed(growth.random(RandomEffects::InterceptAndSlope(&growth.age), ml).log_likelihood(), 427.806);
}

fn same(one: &Coefficients, other: &Coefficients) {
    for i in 0..one.values().len() {
        let (a, b) = (one.coefficient(i).unwrap(), other.coefficient(i).unwrap());
        near(a.value, b.value, 1e-6);
        near(a.standard_error, b.standard_error, 1e-5);
        near(a.df.unwrap(), b.df.unwrap(), 1e-3);
    }
}

#[test]
fn compound_symmetry_is_a_random_intercept() {
    let growth = Growth::new();
    for criterion in [Criterion::Reml, Criterion::MaximumLikelihood] {
        let (one, other) = (
            growth.random(RandomEffects::Intercept, criterion),
            growth.repeated(Dependence::CompoundSymmetry, criterion),
        );
        near(one.log_likelihood(), other.log_likelihood(), 1e-10);
        near(one.random_sd()[0].powi(2), other.between_visits(0, 1), 1e-5);
        near(one.residual_sd().powi(2), other.between_visits(2, 2) - other.between_visits(2, 3), 1e-5);
        same(&one.coefficients(), &other.coefficients());
    }
}

#[test]
fn balanced_growth_has_the_degrees_of_freedom_of_a_t_test_of_slopes() {
    // With complete data and a random slope, the difference in slopes is that of the children's own slopes.
    let growth = Growth::new();
    let slope = |row: &[f64; 4]| (-3.0 * row[0] - row[1] + row[2] + 3.0 * row[3]) / 20.0;
    let slopes: Vec<f64> = GROWTH.iter().map(slope).collect();
    let boys: Vec<f64> = (0..27).map(|child| if child < 11 { 0.0 } else { 1.0 }).collect();
    let test = ordinary_least_squares(&Design::with_intercept(27).numeric("boy", &boys).unwrap(), &slopes).unwrap();
    let expected = test.coefficients().coefficient(1).unwrap();
    for found in [
        growth.random(RandomEffects::InterceptAndSlope(&growth.age), Criterion::Reml).coefficients(),
        growth.repeated(Dependence::Unstructured, Criterion::Reml).coefficients(),
    ] {
        let found = found.coefficient(3).unwrap();
        near(found.value, expected.value, if found.value == expected.value { 0.0 } else { 0.15 });
        assert!(found.df.unwrap() > 20.0 && found.df.unwrap() < 30.0, "{found:?}");
    }
    let found = growth.random(RandomEffects::InterceptAndSlope(&growth.age), Criterion::Reml).coefficients();
    let found = found.coefficient(3).unwrap();
    near(found.value, expected.value, 1e-8);
    near(found.standard_error, expected.standard_error, 1e-4);
    near(found.df.unwrap(), 25.0, 1e-3);
}

#[test]
fn units_pass_through_and_the_order_of_rows_changes_no_bit() {
    let growth = Growth::new();
    let effects = RandomEffects::InterceptAndSlope(&growth.age);
    let own = growth.random(effects, Criterion::Reml);
    let months: Vec<f64> = growth.age.iter().map(|age| 12.0 * age).collect();
    let design = Design::with_intercept(108).numeric("boy", &growth.boy).unwrap();
    let design = design.numeric("age", &months).unwrap().interaction(&["boy", "age"]).unwrap();
    let inches: Vec<f64> = growth.distance.iter().map(|mm| 7.0 + mm / 25.4).collect();
    let other =
        linear_mixed(&design, &inches, &growth.child, RandomEffects::InterceptAndSlope(&months), Criterion::Reml)
            .unwrap();
    near(own.coefficients().values()[3], 12.0 * 25.4 * other.coefficients().values()[3], 1e-7);
    near(own.random_sd()[1], 12.0 * 25.4 * other.random_sd()[1], 1e-5);
    near(own.correlation().unwrap(), other.correlation().unwrap(), 1e-5);
    let turned = |values: &[f64]| values.iter().rev().copied().collect::<Vec<f64>>();
    let reversed = Growth {
        distance: turned(&growth.distance),
        boy: turned(&growth.boy),
        age: turned(&growth.age),
        child: Factor::new(
            &growth.child.codes().iter().rev().map(|c| growth.child.levels()[*c].clone()).collect::<Vec<_>>(),
        ),
    };
    let other = reversed.random(RandomEffects::InterceptAndSlope(&reversed.age), Criterion::Reml);
    assert_eq!(own.coefficients(), other.coefficients());
    assert_eq!(own.log_likelihood(), other.log_likelihood());
    let dependence = Dependence::Unstructured;
    assert_eq!(
        growth.repeated(dependence, Criterion::Reml).coefficients(),
        reversed.repeated(dependence, Criterion::Reml).coefficients()
    );
}

#[test]
fn groups_that_do_not_differ_leave_least_squares() {
    let y: Vec<f64> = (0..24).map(|i| f64::from((i * 7 + 3) % 5)).collect();
    let groups = Factor::new(&(0..24).map(|i| (i / 6).to_string()).collect::<Vec<_>>());
    let arm: Vec<f64> = (0..24).map(|i| f64::from(i % 2)).collect();
    let design = Design::with_intercept(24).numeric("arm", &arm).unwrap();
    let model = linear_mixed(&design, &y, &groups, RandomEffects::Intercept, Criterion::Reml).unwrap();
    assert!(model.singular());
    assert_eq!(model.intraclass_correlation(), Ok(0.0));
    let plain = ordinary_least_squares(&design, &y).unwrap();
    for i in 0..2 {
        let (a, b) = (model.coefficients().coefficient(i).unwrap(), plain.coefficients().coefficient(i).unwrap());
        near(a.value, b.value, 1e-12);
        near(a.standard_error, b.standard_error, 1e-12);
        near(a.df.unwrap(), b.df.unwrap(), 1e-9);
    }
}

/// Persons in groups that differ, always the same.
fn yes_or_no() -> (Design, Vec<bool>, Factor) {
    let mut state = 5_u64;
    let mut below = |sides: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let level: Vec<u64> = (0..12).map(|_| below(60)).collect();
    let groups: Vec<usize> = (0..180).map(|i| i % 12).collect();
    let arm: Vec<f64> = (0..180).map(|_| below(2) as f64).collect();
    let happened = (0..180).map(|i| below(100) < 15 + level[groups[i]] + 15 * arm[i] as u64).collect();
    let design = Design::with_intercept(180).numeric("arm", &arm).unwrap();
    (design, happened, Factor::new(&groups.iter().map(usize::to_string).collect::<Vec<_>>()))
}

#[test]
fn more_points_converge_and_a_group_of_persons_is_its_persons() {
    let (design, happened, groups) = yes_or_no();
    let model = |points| logistic_mixed(&design, &persons(&happened), &groups, points).unwrap();
    let (laplace, nine, many) = (model(1), model(9), model(30));
    near(nine.log_likelihood(), many.log_likelihood(), 1e-7);
    near(nine.random_sd(), many.random_sd(), 1e-4);
    assert!((laplace.random_sd() - many.random_sd()).abs() < 0.1);
    // The same people as counts by group and arm.
    let mut counts = std::collections::BTreeMap::new();
    for (i, happened) in happened.iter().enumerate() {
        let key = (groups.codes()[i], design.row(i)[1] as u64);
        let (events, total): &mut (u64, u64) = counts.entry(key).or_default();
        *events += u64::from(*happened);
        *total += 1;
    }
    let arm: Vec<f64> = counts.keys().map(|(_, arm)| *arm as f64).collect();
    let labels: Vec<String> = counts.keys().map(|(group, _)| groups.levels()[*group].clone()).collect();
    let outcome: Vec<Arm> = counts.values().map(|(events, total)| Arm::new(*events, *total).unwrap()).collect();
    let grouped = Design::with_intercept(arm.len()).numeric("arm", &arm).unwrap();
    let grouped = logistic_mixed(&grouped, &outcome, &Factor::new(&labels), 9).unwrap();
    near(grouped.coefficients().values()[1], nine.coefficients().values()[1], 1e-6);
    near(grouped.coefficients().covariance(1, 1), nine.coefficients().covariance(1, 1), 1e-5);
    near(grouped.random_sd(), nine.random_sd(), 1e-5);
    // Swapping yes and no turns the signs.
    let turned: Vec<bool> = happened.iter().map(|happened| !happened).collect();
    let turned = logistic_mixed(&design, &persons(&turned), &groups, 9).unwrap();
    near(turned.coefficients().values()[1], -nine.coefficients().values()[1], 1e-6);
    near(turned.log_likelihood(), nine.log_likelihood(), 1e-10);
    // The odds ratio within groups is further from 1 than that of all together.
    let together = logistic(&design, &persons(&happened)).unwrap().coefficients().unwrap();
    assert!(nine.coefficients().values()[1].abs() > together.values()[1].abs());
}

#[test]
fn what_cannot_be_estimated_is_named() {
    let growth = Growth::new();
    let fit = |y: &[f64], groups: &Factor| {
        linear_mixed(&growth.lines(), y, groups, RandomEffects::Intercept, Criterion::Reml).map(|_| ())
    };
    let label = |count: usize| Factor::new(&(0..108).map(|i| (i % count).to_string()).collect::<Vec<_>>());
    assert_eq!(fit(&growth.distance, &label(1)), Err(Undefined::TooFewGroups));
    assert_eq!(fit(&growth.distance, &label(108)), Err(Undefined::TooFewObservations));
    assert_eq!(fit(&growth.age, &growth.child), Err(Undefined::NoVariation));
    assert_eq!(fit(&[f64::NAN; 108], &growth.child), Err(Undefined::NotFinite));
    let (design, happened, groups) = yes_or_no();
    let one = Factor::new(&["a"; 180]);
    let outcome = persons(&happened);
    assert_eq!(logistic_mixed(&design, &outcome, &one, 1).map(|_| ()), Err(Undefined::TooFewGroups));
    assert_eq!(logistic_mixed(&design, &outcome, &groups, 0).map(|_| ()), Err(Undefined::OutsideDomain));
    let all = persons(&[true; 180]);
    assert_eq!(logistic_mixed(&design, &all, &groups, 1).map(|_| ()), Err(Undefined::NoVariation));
}

#[test]
fn wild_numbers_are_computed_or_declined() {
    for scale in [1e-300, 1e-150, 1.0, 1e150, 1e300] {
        for spread in [0.0, 1e-9, 1.0, 1e9] {
            let y: Vec<f64> = (0..12).map(|i| scale * (f64::from(i % 5) + spread * f64::from(i / 4))).collect();
            let groups = Factor::new(&(0..12).map(|i| (i / 4).to_string()).collect::<Vec<_>>());
            let visits = Factor::new(&(0..12).map(|i| (i % 4).to_string()).collect::<Vec<_>>());
            let design = Design::with_intercept(12);
            for criterion in [Criterion::Reml, Criterion::MaximumLikelihood] {
                if let Ok(model) = linear_mixed(&design, &y, &groups, RandomEffects::Intercept, criterion) {
                    assert!(model.coefficients().values()[0].is_finite() && model.residual_sd().is_finite());
                }
                for dependence in [Dependence::Unstructured, Dependence::CompoundSymmetry, Dependence::Autoregressive] {
                    if let Ok(model) = repeated_measures(&design, &y, &groups, &visits, dependence, criterion) {
                        assert!(model.coefficients().values()[0].is_finite() && model.log_likelihood().is_finite());
                    }
                }
            }
            let shares: Vec<Arm> = (0..12).map(|i| Arm::new(i % 3, 2 + (1 << (4 * (i % 12)))).unwrap()).collect();
            if let Ok(model) = logistic_mixed(&design, &shares, &groups, 5) {
                assert!(model.random_sd().is_finite() && model.log_likelihood().is_finite());
            }
        }
    }
}
