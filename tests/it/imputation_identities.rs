//! What must hold of multiple imputation, whatever the data: of pooling here, of the imputations and of what the
//! missing may change in the files below.

#[path = "imputation_identities/chained.rs"]
mod chained;
#[path = "imputation_identities/sensitivity.rs"]
mod sensitivity;

use utfall::stats::imputation::*;
use utfall::stats::regression::{Design, GeneralizedModel, logistic, persons};
use utfall::stats::{Arm, Interval, Level, Undefined, one_proportion};

const LEVEL: Level = Level::NINETY_FIVE;

/// Numbers in some variety, always the same.
struct Numbers(u64);

impl Numbers {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (u, v) = (self.uniform(), self.uniform());
        (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
    }
}

/// A trial with two outcomes, of which some people lack one or both.
struct Trial {
    arm: Vec<Option<bool>>,
    county: Vec<Option<&'static str>>,
    before: Vec<Option<f64>>,
    after: Vec<Option<f64>>,
    employed: Vec<Option<bool>>,
}

impl Trial {
    fn new(rows: usize, seed: u64) -> Trial {
        let mut numbers = Numbers(seed);
        let mut trial = Trial { arm: vec![], county: vec![], before: vec![], after: vec![], employed: vec![] };
        for i in 0..rows {
            let treated = i % 2 == 0;
            let before = 10.0 + 3.0 * numbers.normal();
            let after = 2.0 + 0.7 * before - 1.5 * f64::from(treated) + 2.0 * numbers.normal();
            let odds = (1.0 - 0.15 * after + 0.8 * f64::from(treated)).exp();
            let employed = numbers.uniform() < odds / (1.0 + odds);
            let keep = |numbers: &mut Numbers, share: f64| numbers.uniform() < share;
            trial.arm.push(Some(treated));
            trial.county.push(keep(&mut numbers, 0.9).then_some(["Agder", "Oslo", "Troms"][i % 3]));
            trial.before.push(keep(&mut numbers, 0.95).then_some(before));
            trial.after.push(keep(&mut numbers, 0.7).then_some(after));
            trial.employed.push(keep(&mut numbers, 0.75).then_some(employed));
        }
        trial
    }

    fn permuted(&self, order: &[usize]) -> Trial {
        fn of<T: Copy>(values: &[T], order: &[usize]) -> Vec<T> {
            order.iter().map(|row| values[*row]).collect()
        }
        Trial {
            arm: of(&self.arm, order),
            county: of(&self.county, order),
            before: of(&self.before, order),
            after: of(&self.after, order),
            employed: of(&self.employed, order),
        }
    }

    fn data(&self) -> Incomplete {
        Incomplete::new(self.arm.len())
            .binary("arm", &self.arm)
            .and_then(|data| data.nominal("county", &self.county))
            .and_then(|data| data.numeric("before", &self.before))
            .and_then(|data| data.numeric("after", &self.after))
            .and_then(|data| data.binary("employed", &self.employed))
            .unwrap()
    }
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + b.abs())
}

fn estimates(seed: u64, count: usize) -> Vec<ImputedEstimate> {
    let mut numbers = Numbers(seed);
    (0..count).map(|_| ImputedEstimate { value: numbers.normal(), variance: 0.2 + numbers.uniform() }).collect()
}

#[test]
fn pooling_follows_scale_shift_and_order() {
    for seed in 0..20 {
        let sets = estimates(seed, 3 + seed as usize);
        let pooled = pool(&sets, 60.0).unwrap();
        let moved: Vec<ImputedEstimate> = sets
            .iter()
            .rev()
            .map(|set| ImputedEstimate { value: 7.0 - 4.0 * set.value, variance: 16.0 * set.variance })
            .collect();
        let other = pool(&moved, 60.0).unwrap();
        assert!(close(other.value, 7.0 - 4.0 * pooled.value, 1e-12));
        assert!(close(other.total(), 16.0 * pooled.total(), 1e-12));
        assert!(close(other.df(), pooled.df(), 1e-12));
        assert!(close(other.fraction_missing(), pooled.fraction_missing(), 1e-12));
        assert!(pooled.df() <= 60.0 && pooled.df() <= pooled.large_sample_df());
        assert!((0.0..=1.0).contains(&pooled.fraction_missing()) && pooled.lambda() <= pooled.fraction_missing());
        assert!((0.0..=1.0).contains(&pooled.relative_efficiency()));
        assert!(close(pooled.lambda(), pooled.relative_increase() / (1.0 + pooled.relative_increase()), 1e-12));
        // The interval excludes 0 exactly when p is below 5 %.
        let interval = pooled.estimated(LEVEL).unwrap().interval;
        assert_eq!(!interval.contains(0.0), pooled.test().unwrap().p < 0.05);
    }
}

#[test]
fn wild_estimates_are_pooled_or_refused() {
    let values = [0.0, -1.0, 1.0, 1e-300, 1e300, f64::MAX, f64::MIN_POSITIVE, f64::NAN, f64::INFINITY];
    let variances = [0.0, 1.0, 1e-300, 1e300, f64::MAX, -1.0, f64::NAN];
    for a in values {
        for b in values {
            for variance in variances {
                for df in [1e-300, 1.0, 1e300, f64::INFINITY, 0.0, f64::NAN] {
                    let sets = [a, b].map(|value| ImputedEstimate { value, variance });
                    let Ok(pooled) = pool(&sets, df) else { continue };
                    assert!(pooled.value.is_finite() && pooled.total().is_finite() && !pooled.df().is_nan());
                    assert!(!pooled.fraction_missing().is_nan());
                    if let Ok(estimated) = pooled.estimated(LEVEL) {
                        assert!(estimated.interval.contains(estimated.value), "{sets:?} {df} {estimated:?}");
                    }
                    if let Ok(test) = pooled.test() {
                        assert!((0.0..=1.0).contains(&test.p), "{sets:?} {df} {test:?}");
                    }
                }
            }
        }
    }
    assert_eq!(pool(&[], 5.0), Err(Undefined::TooFewObservations));
    let equal = [ImputedEstimate { value: 0.3, variance: 0.0 }; 3];
    assert_eq!(pool(&equal, f64::INFINITY).unwrap().test(), Err(Undefined::NoVariation));
}

fn coefficients(seed: u64, count: usize, width: usize) -> Vec<(Vec<f64>, Vec<Vec<f64>>)> {
    let mut numbers = Numbers(seed);
    (0..count)
        .map(|_| {
            let values = (0..width).map(|_| 0.5 * numbers.normal()).collect();
            let root: Vec<Vec<f64>> =
                (0..width).map(|_| (0..width).map(|_| 0.3 * numbers.normal()).collect()).collect();
            let entry = |i: usize, j: usize| {
                let square: f64 = (0..width).map(|k| root[i][k] * root[j][k]).sum();
                square + if i == j { 0.1 } else { 0.0 }
            };
            (values, (0..width).map(|i| (0..width).map(|j| entry(i, j)).collect()).collect())
        })
        .collect()
}

#[test]
fn d1_of_one_coefficient_is_t_squared_and_of_several_knows_no_units() {
    for seed in 0..10 {
        let sets = coefficients(seed, 6, 3);
        let of = |sets: &[(Vec<f64>, Vec<Vec<f64>>)]| {
            sets.iter()
                .map(|(values, covariance)| ImputedCoefficients::new(values, covariance).unwrap())
                .collect::<Vec<_>>()
        };
        let own = of(&sets);
        for place in 0..3 {
            let t = pool_coefficients(&own, f64::INFINITY).unwrap()[place].test().unwrap().statistic.unwrap();
            let d1 = pooled_wald(&own, &[place], None).unwrap();
            assert!(close(d1.statistic, t * t, 1e-12));
        }
        // Sums and differences of the first two, and the third in another unit, test the same.
        let turn = [[1.0, 1.0, 0.0], [1.0, -1.0, 0.0], [0.0, 0.0, 1000.0]];
        let turned: Vec<(Vec<f64>, Vec<Vec<f64>>)> = sets
            .iter()
            .map(|(values, covariance)| {
                let value = |i: usize| (0..3).map(|k| turn[i][k] * values[k]).sum();
                let entry = |i: usize, j: usize| {
                    (0..3)
                        .flat_map(|k| (0..3).map(move |l| (k, l)))
                        .map(|(k, l)| turn[i][k] * covariance[k][l] * turn[j][l])
                        .sum()
                };
                ((0..3).map(value).collect(), (0..3).map(|i| (0..3).map(|j| entry(i, j)).collect()).collect())
            })
            .collect();
        let (plain, other) =
            (pooled_wald(&own, &[0, 1, 2], None).unwrap(), pooled_wald(&of(&turned), &[2, 0, 1], None).unwrap());
        assert!(close(plain.statistic, other.statistic, 1e-10) && close(plain.p, other.p, 1e-10));
        // Reiter's degrees of freedom are fewer, and Li's again for data without end.
        let small = pooled_wald(&own, &[0, 1, 2], Some(80.0)).unwrap();
        let large = pooled_wald(&own, &[0, 1, 2], Some(1e12)).unwrap();
        assert!(small.residual_df.unwrap() < plain.residual_df.unwrap().min(80.0));
        assert!(large.residual_df.unwrap() > small.residual_df.unwrap());
        let same = vec![own[0].clone(); 4];
        assert_eq!(pooled_wald(&same, &[0, 1], None).unwrap().residual_df, None);
        let df = pooled_wald(&same, &[0, 1], Some(80.0)).unwrap().residual_df.unwrap();
        assert!(close(df, 80.0 * 81.0 / 83.0, 1e-12));
    }
    assert_eq!(pooled_wald(&[], &[0], None), Err(Undefined::TooFewObservations));
    let singular = ImputedCoefficients::new(&[1.0, 2.0], &[vec![1.0, 1.0], vec![1.0, 1.0]]).unwrap();
    assert_eq!(pooled_wald(&[singular.clone(), singular], &[0, 1], None), Err(Undefined::Collinear));
}

#[test]
fn d2_and_d3_without_missing_values_are_the_test_itself() {
    let equal = pooled_chi_squared(&[5.5; 4], 2.0).unwrap();
    assert!(close(equal.p, (-2.75_f64).exp(), 1e-12) && equal.residual_df.is_none());
    let ratio = ImputedLikelihoodRatio { fitted: 5.5, at_pooled: 5.5 };
    assert_eq!(pooled_likelihood_ratio(&[ratio; 4], 2.0).unwrap(), equal);
    // Where nothing is left of the statistic there is no evidence.
    assert_eq!(pooled_chi_squared(&[0.0, 30.0, 0.1, 40.0], 1.0).unwrap().p, 1.0);
    let less = ImputedLikelihoodRatio { fitted: 9.0, at_pooled: 6.0 };
    let d3 = pooled_likelihood_ratio(&[ratio, less, less], 2.0).unwrap();
    assert!(d3.relative_increase > 0.0 && d3.p > (-0.5 * (5.5 + 12.0) / 3.0_f64).exp());
}

#[test]
fn d1_d2_and_d3_of_the_same_models_agree() {
    let imputations = impute(&Trial::new(240, 5).data(), &Plan::new(30, 9)).unwrap();
    // Do arm and baseline matter for work?
    let designs = imputations
        .each(|completed| {
            let arm = completed.numeric("arm")?;
            let full =
                Design::with_intercept(240).numeric("arm", &arm)?.numeric("before", &completed.numeric("before")?)?;
            Ok((full, Design::with_intercept(240), completed.binary("employed")?))
        })
        .unwrap();
    let fit = |design: &Design, outcome: &[bool]| logistic(design, &persons(outcome)).unwrap();
    let full: Vec<_> = designs.iter().map(|(full, _, outcome)| fit(full, outcome)).collect();
    let null: Vec<_> = designs.iter().map(|(_, null, outcome)| fit(null, outcome)).collect();
    let coefficients: Vec<_> =
        full.iter().map(|model| ImputedCoefficients::of(&model.coefficients().unwrap())).collect();
    let d1 = pooled_wald(&coefficients, &[1, 2], None).unwrap();
    let ratios: Vec<f64> = full.iter().zip(&null).map(|(full, null)| full.against(null).unwrap().statistic).collect();
    let d2 = pooled_chi_squared(&ratios, 2.0).unwrap();
    let mean = |models: &[GeneralizedModel], place: usize| {
        models.iter().map(|model| model.coefficients().unwrap().values()[place] / models.len() as f64).sum::<f64>()
    };
    let (at_full, at_null) = ([0, 1, 2].map(|place| mean(&full, place)), [mean(&null, 0)]);
    let sets: Vec<ImputedLikelihoodRatio> = designs
        .iter()
        .zip(&ratios)
        .map(|((full, null, outcome), fitted)| {
            let full = log_likelihood_logistic(full, outcome, &at_full).unwrap();
            let null = log_likelihood_logistic(null, outcome, &at_null).unwrap();
            ImputedLikelihoodRatio { fitted: *fitted, at_pooled: 2.0 * (full - null) }
        })
        .collect();
    let d3 = pooled_likelihood_ratio(&sets, 2.0).unwrap();
    assert!(d1.statistic > 1.0 && close(d1.statistic, d3.statistic, 0.1), "{d1:?} {d3:?}");
    assert!(close(d1.relative_increase, d3.relative_increase, 0.1) && close(d2.statistic, d3.statistic, 0.4), "{d2:?}");
    assert!(sets.iter().all(|set| set.at_pooled < set.fitted + 1e-9));
}

#[test]
fn wilsons_interval_is_his_with_nothing_missing_and_keeps_to_proportions() {
    for total in 1..=8 {
        for events in 0..=total {
            let arm = Arm::new(events, total).unwrap();
            let (own, his) = (pooled_wilson(&[arm; 3], LEVEL).unwrap(), one_proportion::wilson(arm, LEVEL).unwrap());
            assert!(close(own.interval.lower().unwrap(), his.interval.lower().unwrap(), 1e-12));
            assert!(close(own.interval.upper().unwrap(), his.interval.upper().unwrap(), 1e-12));
            for other in 0..=total {
                let pair = [arm, Arm::new(other, total).unwrap()];
                let Ok(wilson) = pooled_wilson(&pair, LEVEL) else { panic!("{pair:?}") };
                let Interval::Bounded { lower, upper } = wilson.interval else { panic!("{pair:?}") };
                assert!(0.0 <= lower && lower <= wilson.value && wilson.value <= upper && upper <= 1.0);
                // No events among the one are none of the other.
                let turned = pooled_wilson(&pair.map(Arm::complement), LEVEL).unwrap();
                assert!(close(turned.interval.lower().unwrap(), 1.0 - upper, 1e-12));
                let arms = pair.map(|treated| ImputedArms { treated, control: arm });
                let newcombe = pooled_newcombe(&arms, LEVEL).unwrap();
                assert!(newcombe.interval.contains(newcombe.value));
            }
        }
    }
    assert_eq!(
        pooled_wilson(&[Arm::new(1, 2).unwrap(), Arm::new(1, 3).unwrap()], LEVEL),
        Err(Undefined::OutsideDomain)
    );
}

#[test]
fn ratios_are_pooled_on_the_logarithm() {
    let sets: Vec<ImputedArms> = [(20, 11), (23, 9), (21, 12)]
        .map(|(a, b)| ImputedArms { treated: Arm::new(a, 50).unwrap(), control: Arm::new(b, 45).unwrap() })
        .to_vec();
    let turned: Vec<ImputedArms> =
        sets.iter().map(|arms| ImputedArms { treated: arms.control, control: arms.treated }).collect();
    for measure in [pooled_log_risk_ratio, pooled_log_odds_ratio, pooled_risk_difference] {
        let (own, other) = (measure(&sets).unwrap(), measure(&turned).unwrap());
        assert!(close(own.value, -other.value, 1e-13) && close(own.total(), other.total(), 1e-13));
    }
    let ratio = pooled_log_risk_ratio(&sets).unwrap().ratio(LEVEL).unwrap();
    let mean = |of: fn(&ImputedArms) -> f64| sets.iter().map(of).map(f64::ln).sum::<f64>() / 3.0;
    assert!(close(ratio.value, mean(|arms| arms.treated.proportion() / arms.control.proportion()).exp(), 1e-13));
    let none = ImputedArms { treated: Arm::new(0, 5).unwrap(), control: Arm::new(2, 5).unwrap() };
    assert_eq!(pooled_log_risk_ratio(&[none; 2]), Err(Undefined::ZeroCell));
    assert_eq!(pooled_log_odds_ratio(&[none; 2]), Err(Undefined::ZeroCell));
}
