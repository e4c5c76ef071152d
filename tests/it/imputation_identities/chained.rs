//! Imputation by chained equations.

use utfall::stats::imputation::*;
use utfall::stats::regression::{Design, ordinary_least_squares};
use utfall::stats::{Arm, Undefined};

use super::{LEVEL, Numbers, Trial, close};

#[test]
fn the_same_bits_on_one_thread_and_on_two_and_in_any_order_of_rows() {
    let trial = Trial::new(90, 2);
    let plan = Plan::new(6, 77);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| impute(&trial.data(), &plan).unwrap())
    };
    let one = on(1);
    assert_eq!(one, on(2));
    let other = impute(&trial.data(), &Plan::new(6, 78)).unwrap();
    assert_ne!(one.means("after", "arm").unwrap(), other.means("after", "arm").unwrap());
    // The first imputations of more are the same.
    let more = impute(&trial.data(), &Plan::new(8, 77)).unwrap();
    assert_eq!(one.means("after", "arm").unwrap()[..], more.means("after", "arm").unwrap()[..6]);
    let order: Vec<usize> = (0..90).map(|row| row * 37 % 90).collect();
    let turned = impute(&trial.permuted(&order).data(), &plan).unwrap();
    for (own, other) in one.completed().zip(turned.completed()) {
        let (own, other) = (own.numeric("after").unwrap(), other.numeric("after").unwrap());
        assert!(order.iter().zip(&other).all(|(row, value)| own[*row] == *value));
    }
}

#[test]
fn what_is_observed_stays_and_what_is_imputed_occurs() {
    let trial = Trial::new(80, 3);
    let imputations = impute(&trial.data(), &Plan::new(4, 1)).unwrap();
    let seen: Vec<f64> = trial.after.iter().flatten().copied().collect();
    for completed in imputations.completed() {
        let after = completed.numeric("after").unwrap();
        for (value, original) in after.iter().zip(&trial.after) {
            assert!(original.map_or(seen.contains(value), |original| original == *value));
        }
        let county = completed.labels("county").unwrap();
        assert!(county.iter().zip(&trial.county).all(|(value, original)| original.is_none_or(|o| o == *value)));
        let employed = completed.binary("employed").unwrap();
        assert!(employed.iter().zip(&trial.employed).all(|(value, original)| original.is_none_or(|o| o == *value)));
    }
    assert_eq!(imputations.iterations(), 10);
    let names: Vec<&str> = imputations.chains().iter().map(|chain| chain.variable.as_str()).collect();
    assert_eq!(names.len(), 4);
    for chain in imputations.chains() {
        assert!(chain.means.len() == 4 && chain.means.iter().all(|own| own.len() == 10));
        assert!(chain.scale_reduction_of_means().unwrap() < 1.6);
    }
    assert!(imputations.notes().is_empty(), "{:?}", imputations.notes());
    // Numbers that do not occur come from the linear model.
    let plan = Plan::new(2, 1).with_method("after", Method::Normal);
    let normal = impute(&trial.data(), &plan).unwrap();
    let values = normal.completed().next().unwrap().numeric("after").unwrap();
    assert!(values.iter().zip(&trial.after).any(|(value, original)| original.is_none() && !seen.contains(value)));
}

#[test]
fn nothing_missing_everything_missing_and_next_to_nothing() {
    let whole = Incomplete::new(3).numeric("x", &[Some(1.0), Some(2.0), Some(4.0)]).unwrap();
    let imputations = impute(&whole, &Plan::new(3, 1)).unwrap();
    assert!(imputations.completed().all(|completed| completed.numeric("x").unwrap() == [1.0, 2.0, 4.0]));
    assert!(imputations.chains().is_empty());
    let sets = imputations.each(|completed| Ok(completed.sample("x")?.summary())).unwrap();
    assert_eq!(pooled_mean(&sets).unwrap().between, 0.0);
    let lost = whole.clone().numeric("y", &[None; 3]).unwrap();
    assert_eq!(impute(&lost, &Plan::new(3, 1)), Err(Undefined::NoObservations));
    assert!(impute(&Incomplete::new(0), &Plan::new(3, 1)).unwrap().len() == 3);
    // One observed value of each kind.
    let single = Incomplete::new(4)
        .numeric("x", &[Some(1.0), Some(2.0), Some(3.0), Some(4.0)])
        .and_then(|data| data.numeric("y", &[None, Some(7.0), None, None]))
        .and_then(|data| data.binary("z", &[None, None, Some(true), None]))
        .and_then(|data| data.nominal("c", &[None, None, None, Some("a")]))
        .unwrap();
    let imputations = impute(&single, &Plan::new(3, 1)).unwrap();
    assert!(imputations.completed().all(|completed| completed.numeric("y").unwrap() == [7.0; 4]));
    assert!(imputations.completed().all(|completed| completed.labels("c").unwrap() == ["a"; 4]));
    let plan = Plan::new(3, 1).with_method("y", Method::Normal);
    assert!(impute(&single, &plan).unwrap().completed().all(|completed| completed.numeric("y").unwrap() == [7.0; 4]));
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    let data = Trial::new(30, 1).data();
    let refused = |plan: Plan| impute(&data, &plan).unwrap_err();
    assert_eq!(refused(Plan::new(0, 1)), Undefined::OutsideDomain);
    assert_eq!(refused(Plan::new(2, 1).with_iterations(0)), Undefined::OutsideDomain);
    assert_eq!(refused(Plan::new(2, 1).with_donors(0)), Undefined::OutsideDomain);
    assert_eq!(refused(Plan::new(usize::MAX, 1).with_iterations(usize::MAX)), Undefined::TooLarge);
    assert_eq!(refused(Plan::new(2, 1).with_method("nobody", Method::Normal)), Undefined::OutsideDomain);
    assert_eq!(refused(Plan::new(2, 1).with_method("county", Method::Normal)), Undefined::OutsideDomain);
    assert_eq!(refused(Plan::new(2, 1).with_predictors("after", &["after"])), Undefined::OutsideDomain);
    assert_eq!(refused(Plan::new(2, 1).separately_by("after")), Undefined::OutsideDomain);
    assert_eq!(refused(Plan::new(2, 1).separately_by("county")), Undefined::OutsideDomain);
}

#[test]
fn constant_collinear_and_separated_columns_and_a_single_donor() {
    let trial = Trial::new(60, 8);
    let double: Vec<Option<f64>> = trial.before.iter().map(|value| value.map(|x| 2.0 * x - 5.0)).collect();
    // Observed for the treated alone, and always true there; never for those over 12 at the start.
    let separated: Vec<Option<bool>> =
        trial.before.iter().enumerate().map(|(i, x)| x.filter(|_| i % 4 != 0).map(|x| x < 12.0)).collect();
    let groups: Vec<Option<&str>> = trial
        .before
        .iter()
        .enumerate()
        .map(|(i, x)| {
            x.filter(|_| i % 5 != 0).map(|x| {
                if x < 8.0 {
                    "low"
                } else if x < 11.0 {
                    "middle"
                } else {
                    "high"
                }
            })
        })
        .collect();
    let constant: Vec<Option<f64>> = (0..60).map(|i| (i % 3 > 0).then_some(4.0)).collect();
    let always: Vec<Option<bool>> = (0..60).map(|i| (i % 3 > 0).then_some(true)).collect();
    let data = trial
        .data()
        .numeric("double", &double)
        .and_then(|data| data.numeric("constant", &constant))
        .and_then(|data| data.binary("separated", &separated))
        .and_then(|data| data.nominal("groups", &groups))
        .and_then(|data| data.binary("always", &always))
        .unwrap();
    let imputations = impute(&data, &Plan::new(3, 4).with_donors(1).with_iterations(3)).unwrap();
    assert!(imputations.completed().all(|completed| completed.numeric("constant").unwrap() == [4.0; 60]));
    let has = |wanted: &dyn Fn(&Note) -> bool| imputations.notes().iter().any(wanted);
    let left_out = |wanted: Reason, name: &str| {
        has(&|note| match &note.event {
            Event::PredictorLeftOut { predictor, reason, .. } => *reason == wanted && predictor == name,
            Event::Separated | Event::NoModel => false,
        })
    };
    assert!(left_out(Reason::Constant, "constant") && left_out(Reason::Collinear, "double"));
    assert!(has(&|note| note.variable == "separated" && note.event == Event::Separated));
    assert!(has(&|note| note.variable == "groups" && note.event == Event::Separated));
    assert!(!has(&|note| note.event == Event::NoModel));
    // With 40 of 40, hardly anyone of the rest lacks it; but no certainty is claimed.
    let share: f64 = imputations
        .completed()
        .map(|completed| completed.binary("always").unwrap().iter().filter(|yes| **yes).count() as f64 / 180.0)
        .sum();
    assert!(share > 0.95);
    // More predictors than rows.
    let few: Vec<Option<f64>> = (0..60).map(|i| (i < 4).then_some(f64::from(i))).collect();
    let data = data.numeric("few", &few).unwrap();
    let imputations = impute(&data, &Plan::new(2, 4)).unwrap();
    assert!(imputations.notes().iter().any(|note| {
        note.variable == "few" && matches!(note.event, Event::PredictorLeftOut { reason: Reason::TooFewRows, .. })
    }));
}

#[test]
fn wild_numbers_are_imputed_or_refused() {
    for scale in [1e-300, 1.0, 1e300] {
        for method in [Method::PredictiveMeanMatching, Method::Normal] {
            let x: Vec<Option<f64>> = (0..20).map(|i| Some(scale * f64::from(i * i % 7))).collect();
            let y: Vec<Option<f64>> = (0..20).map(|i| (i % 3 > 0).then_some(scale * f64::from(i % 5))).collect();
            let data = Incomplete::new(20).numeric("x", &x).and_then(|data| data.numeric("y", &y)).unwrap();
            let imputed = impute(&data, &Plan::new(2, 1).with_method("y", method));
            match imputed {
                Ok(imputations) => assert!(imputations.completed().all(|set| {
                    set.numeric("y").unwrap().iter().all(|value| value.is_finite() && value.abs() < 1e3 * scale)
                })),
                Err(why) => assert!(why == Undefined::NotFinite && scale > 1.0),
            }
        }
    }
    // The unit of a variable changes nothing but its unit.
    let trial = Trial::new(50, 6);
    let kilo: Vec<Option<f64>> = trial.after.iter().map(|value| value.map(|x| 1024.0 * x)).collect();
    let scaled = Trial { after: kilo, ..trial.permuted(&(0..50).collect::<Vec<_>>()) };
    let (own, other) =
        (impute(&trial.data(), &Plan::new(3, 5)).unwrap(), impute(&scaled.data(), &Plan::new(3, 5)).unwrap());
    for (own, other) in own.means("after", "arm").unwrap().iter().zip(other.means("after", "arm").unwrap()) {
        assert!(close(1024.0 * own.treated.mean(), other.treated.mean(), 1e-12));
    }
}

#[test]
fn a_monotone_pattern_takes_one_pass() {
    let mut numbers = Numbers(4);
    let first: Vec<f64> = (0..60).map(|_| numbers.normal()).collect();
    let second: Vec<Option<f64>> =
        first.iter().enumerate().map(|(i, x)| (i % 6 > 0).then_some(x + numbers.normal())).collect();
    let third: Vec<Option<f64>> =
        second.iter().enumerate().map(|(i, x)| x.filter(|_| i % 6 > 2).map(|x| x + numbers.normal())).collect();
    let first: Vec<Option<f64>> = first.into_iter().map(Some).collect();
    let data = Incomplete::new(60)
        .numeric("third", &third)
        .and_then(|data| data.numeric("second", &second))
        .and_then(|data| data.numeric("first", &first))
        .unwrap();
    assert_eq!(data.monotone_order(), Some(vec!["first", "second", "third"]));
    assert_eq!(data.patterns().iter().map(|pattern| pattern.rows).collect::<Vec<_>>(), [30, 20, 10]);
    let imputations = impute(&data, &Plan::new(3, 1)).unwrap();
    assert_eq!(imputations.iterations(), 1);
    // Predicting the second from the third is a chain again.
    let chained = impute(&data, &Plan::new(3, 1).with_predictors("second", &["third"])).unwrap();
    assert_eq!(chained.iterations(), 10);
    assert_eq!(Trial::new(90, 2).data().monotone_order(), None);
}

#[test]
fn imputing_arms_separately_is_imputing_each_arm() {
    let trial = Trial::new(80, 12);
    let plan = Plan::new(3, 21);
    let apart = impute(&trial.data(), &plan.clone().separately_by("arm")).unwrap();
    let controls: Vec<usize> = (0..80).filter(|row| row % 2 == 1).collect();
    let alone = impute(&trial.permuted(&controls).data(), &plan).unwrap();
    for (both, one) in apart.completed().zip(alone.completed()) {
        let (both, one) = (both.numeric("after").unwrap(), one.numeric("after").unwrap());
        assert!(controls.iter().zip(&one).all(|(row, value)| both[*row] == *value));
    }
    assert!(apart.chains().iter().any(|chain| chain.level.as_deref() == Some("1")));
    assert!(apart.notes().iter().all(|note| note.level.is_some()));
    assert!(apart.arms("employed", "arm").is_ok());
    let shifted = apart.shifted("employed", "arm", Shift::BOTH.times(0.0)).unwrap();
    assert_eq!(shifted.arms("employed", "arm").unwrap(), apart.arms("employed", "arm").unwrap());
}

/// How often the interval of a mean, or of a proportion, covers the truth when values are missing at random.
fn coverage(method: Method) -> (f64, f64) {
    let (runs, rows) = (100, 80);
    let (mut covered, mut bias) = (0, 0.0);
    for run in 0..runs {
        let mut numbers = Numbers(1000 + run);
        let x: Vec<f64> = (0..rows).map(|_| numbers.normal()).collect();
        // Half of the variance is explained; those with a high x are missing more often.
        let y: Vec<f64> = x.iter().map(|x| x + numbers.normal()).collect();
        let kept: Vec<bool> = x.iter().map(|x| numbers.uniform() < 1.0 / (1.0 + (x - 0.5).exp())).collect();
        let values: Vec<Option<f64>> = y.iter().zip(&kept).map(|(y, kept)| kept.then_some(*y)).collect();
        let x: Vec<Option<f64>> = x.into_iter().map(Some).collect();
        let data = Incomplete::new(rows).numeric("x", &x).unwrap();
        let pooled = if method == Method::Logistic {
            let values: Vec<Option<bool>> = values.iter().map(|y| y.map(|y| y > 0.0)).collect();
            let imputations = impute(&data.binary("y", &values).unwrap(), &Plan::new(10, run)).unwrap();
            let arm = |completed: Completed| {
                let yes = completed.binary("y")?;
                Arm::new(yes.iter().filter(|y| **y).count() as u64, rows as u64)
            };
            pooled_wilson(&imputations.each(arm).unwrap(), LEVEL).unwrap()
        } else {
            let plan = Plan::new(10, run).with_method("y", method);
            let imputations = impute(&data.numeric("y", &values).unwrap(), &plan).unwrap();
            let sets = imputations.each(|completed| Ok(completed.sample("y")?.summary())).unwrap();
            pooled_mean(&sets).unwrap().estimated(LEVEL).unwrap()
        };
        let truth = if method == Method::Logistic { 0.5 } else { 0.0 };
        covered += usize::from(pooled.interval.contains(truth));
        bias += (pooled.value - truth) / runs as f64;
    }
    (covered as f64 / runs as f64, bias)
}

#[test]
fn intervals_cover_as_often_as_they_say() {
    // The mean of those observed would be 0.3 too low, and the proportion 0.1.
    for (method, tolerance) in
        [(Method::Normal, 0.06), (Method::PredictiveMeanMatching, 0.09), (Method::Logistic, 0.03)]
    {
        let (share, bias) = coverage(method);
        assert!(share >= 0.89, "{method:?} covers {share}");
        assert!(bias.abs() < tolerance, "{method:?} is off by {bias}");
    }
}

#[test]
fn imported_sets_are_checked_against_what_was_observed() {
    let trial = Trial::new(40, 9);
    let data = trial.data();
    let own = impute(&data, &Plan::new(3, 1)).unwrap();
    let sets: Vec<Incomplete> = own
        .completed()
        .map(|completed| {
            let some = |values: Vec<f64>| values.into_iter().map(Some).collect::<Vec<_>>();
            let yes = |values: Vec<bool>| values.into_iter().map(Some).collect::<Vec<_>>();
            let county: Vec<Option<&str>> = completed.labels("county").unwrap().into_iter().map(Some).collect();
            Incomplete::new(40)
                .nominal("county", &county)
                .and_then(|set| set.binary("employed", &yes(completed.binary("employed").unwrap())))
                .and_then(|set| set.numeric("after", &some(completed.numeric("after").unwrap())))
                .and_then(|set| set.numeric("before", &some(completed.numeric("before").unwrap())))
                .and_then(|set| set.binary("arm", &trial.arm))
                .unwrap()
        })
        .collect();
    let imported = Imputations::imported(&data, &sets).unwrap();
    assert_eq!(imported.means("after", "arm").unwrap(), own.means("after", "arm").unwrap());
    assert_eq!(imported.arms("employed", "arm").unwrap(), own.arms("employed", "arm").unwrap());
    assert!(imported.shifted("after", "arm", Shift::TREATED).is_ok());
    assert_eq!(imported.shifted("employed", "arm", Shift::TREATED), Err(Undefined::OutsideDomain));
    assert_eq!(Imputations::imported(&data, &[]), Err(Undefined::NoObservations));
    assert_eq!(Imputations::imported(&data, std::slice::from_ref(&data)), Err(Undefined::OutsideDomain));
    let other = Trial::new(40, 10).data();
    assert_eq!(Imputations::imported(&other, &sets), Err(Undefined::OutsideDomain));
}

#[test]
fn a_regression_of_each_set_is_pooled() {
    let imputations = impute(&Trial::new(120, 17).data(), &Plan::new(8, 2)).unwrap();
    let ancova = |completed: Completed| {
        let design = Design::with_intercept(120)
            .numeric("arm", &completed.numeric("arm")?)?
            .numeric("before", &completed.numeric("before")?)?
            .factor("county", completed.factor("county")?)?;
        Ok(ordinary_least_squares(&design, &completed.numeric("after")?)?.coefficients())
    };
    let pooled = pool_coefficients(&imputations.coefficients(ancova).unwrap(), 115.0).unwrap();
    let arm = pooled[1].estimated(LEVEL).unwrap();
    assert!(arm.interval.contains(-1.5) && arm.standard_error.unwrap() < 0.7, "{arm:?}");
}

#[test]
fn many_imputations_give_the_regression_estimate() {
    // With one variable that is missing and a normal model the answer is known: the mean of the predictions, and the
    // variance between imputations is that of their draws.
    let mut numbers = Numbers(6);
    let x: Vec<f64> = (0..40).map(|_| numbers.normal()).collect();
    let y: Vec<Option<f64>> =
        x.iter().enumerate().map(|(i, x)| (i % 5 > 1).then_some(1.0 + 2.0 * x + numbers.normal())).collect();
    let (known, values): (Vec<f64>, Vec<f64>) = x.iter().zip(&y).filter_map(|(x, y)| y.map(|y| (*x, y))).unzip();
    let line = ordinary_least_squares(&Design::with_intercept(24).numeric("x", &known).unwrap(), &values).unwrap();
    let line = line.coefficients();
    let predicted = |x: f64| line.values()[0] + line.values()[1] * x;
    let mean = x.iter().zip(&y).map(|(x, y)| y.unwrap_or_else(|| predicted(*x)) / 40.0).sum::<f64>();
    let x: Vec<Option<f64>> = x.into_iter().map(Some).collect();
    let data = Incomplete::new(40).numeric("x", &x).and_then(|data| data.numeric("y", &y)).unwrap();
    let imputations = impute(&data, &Plan::new(800, 8).with_method("y", Method::Normal)).unwrap();
    let pooled = pool(
        &imputations
            .each(|set| Ok(ImputedEstimate { value: set.sample("y")?.summary().mean(), variance: 0.0 }))
            .unwrap(),
        f64::INFINITY,
    );
    let pooled = pooled.unwrap();
    assert!((pooled.value - mean).abs() < 4.0 * (pooled.between / 800.0).sqrt(), "{} {mean}", pooled.value);
    // Of 16 missing: their errors, and that of the line at their mean, with Student's longer tails.
    let sum: f64 = x.iter().zip(&y).filter(|(_, y)| y.is_none()).filter_map(|(x, _)| *x).sum();
    let at_line = line.contrast(&[16.0 / 40.0, sum / 40.0]).unwrap().standard_error.powi(2);
    let residual: f64 = known.iter().zip(&values).map(|(x, y)| (y - predicted(*x)).powi(2)).sum::<f64>() / 22.0;
    let expected = (at_line + 16.0 * residual / 1600.0) * 22.0 / 20.0;
    assert!((pooled.between / expected - 1.0).abs() < 0.2, "{} {expected}", pooled.between);
}
