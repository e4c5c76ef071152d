//! What must hold for every regression.

use utfall::stats::regression::*;
use utfall::stats::{Arm, Level, Undefined};

const ROBUST: [Heteroskedastic; 5] =
    [Heteroskedastic::Hc0, Heteroskedastic::Hc1, Heteroskedastic::Hc2, Heteroskedastic::Hc3, Heteroskedastic::Hc4];
const CLUSTERED: [Clustered; 4] = [Clustered::Cr0, Clustered::Cr1, Clustered::Cr1Stata, Clustered::Cr2];

/// Data in some variety, always the same.
struct Data {
    arm: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
    happened: Vec<bool>,
    site: Vec<String>,
}

impl Data {
    fn new(rows: usize, seed: u64) -> Data {
        let mut state = seed;
        let mut below = |sides: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % sides
        };
        let arm: Vec<f64> = (0..rows).map(|_| below(2) as f64).collect();
        let x: Vec<f64> = (0..rows).map(|_| below(60) as f64 / 4.0).collect();
        let noise: Vec<f64> = (0..rows).map(|_| below(1000) as f64 / 100.0).collect();
        let y = (0..rows).map(|i| 3.0 + 0.5 * arm[i] - 0.2 * x[i] + noise[i]).collect();
        let happened = (0..rows).map(|i| noise[i] + arm[i] > 6.0).collect();
        let site = (0..rows).map(|_| below(6).to_string()).collect();
        Data { arm, x, y, happened, site }
    }

    fn reversed(&self) -> Data {
        let turned = |values: &[f64]| values.iter().rev().copied().collect();
        Data {
            arm: turned(&self.arm),
            x: turned(&self.x),
            y: turned(&self.y),
            happened: self.happened.iter().rev().copied().collect(),
            site: self.site.iter().rev().cloned().collect(),
        }
    }

    fn covariates(&self, design: Design) -> Design {
        design.numeric("arm", &self.arm).unwrap().numeric("x", &self.x).unwrap()
    }

    fn design(&self) -> Design {
        self.covariates(Design::with_intercept(self.arm.len()))
    }

    fn linear(&self) -> LinearModel {
        ordinary_least_squares(&self.design(), &self.y).unwrap()
    }

    fn logistic(&self) -> GeneralizedModel {
        logistic(&self.design(), &persons(&self.happened)).unwrap()
    }

    fn sites(&self) -> Factor {
        Factor::new(&self.site)
    }
}

#[track_caller]
fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3), "{a} is not {b}");
}

#[test]
fn the_order_of_rows_changes_no_bit() {
    let data = Data::new(80, 1);
    let turned = data.reversed();
    assert_eq!(data.linear().coefficients(), turned.linear().coefficients());
    for kind in ROBUST {
        assert_eq!(data.linear().robust(kind), turned.linear().robust(kind));
    }
    for kind in CLUSTERED {
        assert_eq!(data.linear().clustered(&data.sites(), kind), turned.linear().clustered(&turned.sites(), kind));
        assert_eq!(data.logistic().clustered(&data.sites(), kind), turned.logistic().clustered(&turned.sites(), kind));
    }
    assert_eq!(data.logistic().coefficients(), turned.logistic().coefficients());
    let one = firth(&data.design(), &persons(&data.happened)).unwrap();
    let other = firth(&turned.design(), &persons(&turned.happened)).unwrap();
    assert_eq!(one.coefficients(), other.coefficients());
}

#[test]
fn units_and_origins_pass_through() {
    let data = Data::new(60, 2);
    let moved = Data {
        x: data.x.iter().map(|x| 1000.0 - 8.0 * x).collect(),
        y: data.y.iter().map(|y| 5.0 + 4.0 * y).collect(),
        ..Data::new(60, 2)
    };
    let (own, other) = (data.linear(), moved.linear());
    near(own.r_squared(), other.r_squared());
    for kind in ROBUST {
        let (own, other) = (own.robust(kind).unwrap(), other.robust(kind).unwrap());
        near(own.values()[2] * 4.0 / -8.0, other.values()[2]);
        near(own.covariance(1, 1) * 16.0, other.covariance(1, 1));
        near(own.covariance(1, 2) * 16.0 / -8.0, other.covariance(1, 2));
    }
    near(data.logistic().coefficients().unwrap().values()[1], moved.logistic().coefficients().unwrap().values()[1]);
    near(data.logistic().deviance(), moved.logistic().deviance());
}

#[test]
fn fixed_effects_are_indicators() {
    let data = Data::new(70, 3);
    let sites = data.sites();
    let with_indicators = data.design().factor("site", sites.clone()).unwrap();
    let long = ordinary_least_squares(&with_indicators, &data.y).unwrap();
    let short = fixed_effects(&data.covariates(Design::without_intercept(70)), &data.y, &sites).unwrap();
    near(long.residual_sd(), short.residual_sd());
    near(long.r_squared(), short.r_squared());
    near(long.log_likelihood(), short.log_likelihood());
    let same = |long: &Coefficients, short: &Coefficients| {
        let (long, short) = (long.coefficient(1).unwrap(), short.coefficient(0).unwrap());
        near(long.value, short.value);
        near(long.standard_error, short.standard_error);
        near(long.df.unwrap(), short.df.unwrap());
    };
    same(&long.coefficients(), &short.coefficients());
    for kind in ROBUST {
        same(&long.robust(kind).unwrap(), &short.robust(kind).unwrap());
    }
    for kind in CLUSTERED {
        same(&long.clustered(&sites, kind).unwrap(), &short.clustered(&sites, kind).unwrap());
    }
}

#[test]
fn a_cluster_of_one_row_is_a_row() {
    let data = Data::new(50, 4);
    let own = Factor::new(&(0..50).map(|i| i.to_string()).collect::<Vec<_>>());
    let model = data.linear();
    for (clustered, robust) in [(Clustered::Cr0, Heteroskedastic::Hc0), (Clustered::Cr2, Heteroskedastic::Hc2)] {
        let (a, b) = (model.clustered(&own, clustered).unwrap(), model.robust(robust).unwrap());
        for i in 0..3 {
            near(a.covariance(i, i), b.covariance(i, i));
        }
    }
    near(
        model.clustered(&own, Clustered::Cr1Stata).unwrap().covariance(1, 1),
        model.robust(Heteroskedastic::Hc1).unwrap().covariance(1, 1),
    );
}

#[test]
fn clusters_of_equal_size_by_cr2_are_a_t_test_of_their_means() {
    // Twelve clusters of five, treated or not as a whole.
    let cluster = |i: usize| i / 5;
    let labels: Vec<String> = (0..60).map(|i| cluster(i).to_string()).collect();
    let data = Data::new(60, 5);
    let arm: Vec<f64> = (0..60).map(|i| if cluster(i) < 5 { 1.0 } else { 0.0 }).collect();
    let design = Design::with_intercept(60).numeric("arm", &arm).unwrap();
    let model = ordinary_least_squares(&design, &data.y).unwrap();
    let found = model.clustered(&Factor::new(&labels), Clustered::Cr2).unwrap().coefficient(1).unwrap();
    let means: Vec<f64> = (0..12).map(|c| data.y[5 * c..5 * c + 5].iter().sum::<f64>() / 5.0).collect();
    let spread = |means: &[f64]| {
        let mean = means.iter().sum::<f64>() / means.len() as f64;
        means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (means.len() - 1) as f64 / means.len() as f64
    };
    let (treated, control) = (spread(&means[..5]), spread(&means[5..]));
    near(found.standard_error.powi(2), treated + control);
    // Bell and McCaffrey's degrees of freedom for two samples: Welch's, with equal variances put in.
    let (a, b) = (1.0 / 5.0, 1.0 / 7.0);
    near(found.df.unwrap(), (a + b) * (a + b) / (a * a / 4.0 + b * b / 6.0));
}

#[test]
fn a_group_of_persons_is_its_persons() {
    let arms = [Arm::new(3, 9).unwrap(), Arm::new(5, 8).unwrap(), Arm::new(2, 11).unwrap()];
    let (arm, x) = ([1.0, 0.0, 1.0], [2.0, 3.0, 7.0]);
    let grouped = Design::with_intercept(3).numeric("arm", &arm).unwrap().numeric("x", &x).unwrap();
    let mut rows = (Vec::new(), Vec::new(), Vec::new());
    for (i, group) in arms.iter().enumerate() {
        for person in 0..group.total() {
            rows.0.push(arm[i]);
            rows.1.push(x[i]);
            rows.2.push(person < group.events());
        }
    }
    let single = Design::with_intercept(28).numeric("arm", &rows.0).unwrap().numeric("x", &rows.1).unwrap();
    let (a, b) = (logistic(&grouped, &arms).unwrap(), logistic(&single, &persons(&rows.2)).unwrap());
    for i in 0..3 {
        near(a.coefficients().unwrap().values()[i], b.coefficients().unwrap().values()[i]);
        near(a.coefficients().unwrap().covariance(i, i), b.coefficients().unwrap().covariance(i, i));
    }
    assert!(a.deviance().abs() < 1e-9);
    let (a, b) = (firth(&grouped, &arms).unwrap(), firth(&single, &persons(&rows.2)).unwrap());
    near(a.coefficients().values()[1], b.coefficients().values()[1]);
    // A weight of two is two persons.
    let weighted = weighted_logistic(&single, &persons(&rows.2), &[2.0; 28]).unwrap();
    let doubled: Vec<Arm> = arms.iter().map(|a| Arm::new(2 * a.events(), 2 * a.total()).unwrap()).collect();
    let doubled = logistic(&grouped, &doubled).unwrap();
    near(weighted.coefficients().unwrap().covariance(2, 2), doubled.coefficients().unwrap().covariance(2, 2));
}

#[test]
fn firth_adds_half_a_person_to_each_cell_and_its_intervals_match_its_tests() {
    let design = Design::with_intercept(2).numeric("arm", &[1.0, 0.0]).unwrap();
    for (treated, control) in [((0, 10), (4, 10)), ((3, 3), (1, 5)), ((0, 4), (5, 5)), ((7, 12), (6, 11))] {
        let arms = [Arm::new(treated.0, treated.1).unwrap(), Arm::new(control.0, control.1).unwrap()];
        let model = firth(&design, &arms).unwrap();
        let odds = |arm: Arm| (arm.events() as f64 + 0.5) / (arm.non_events() as f64 + 0.5);
        let expected = (odds(arms[0]) / odds(arms[1])).ln();
        assert!((model.coefficients().values()[1] - expected).abs() < 1e-8);
        for level in [0.8, 0.95, 0.99] {
            let profile = model.profile(1, Level::new(level).unwrap()).unwrap();
            assert!(profile.interval.contains(profile.value));
            let p = model.test(1).unwrap().p;
            assert_eq!(profile.interval.contains(0.0), p > 1.0 - level, "{profile:?} {p}");
        }
        let separated = arms.iter().any(|arm| arm.events() == 0 || arm.non_events() == 0);
        assert_eq!(logistic_or_firth(&design, &arms).unwrap().penalised(), separated);
    }
}

#[test]
fn the_two_ways_to_a_risk_ratio_agree_without_covariates() {
    let data = Data::new(90, 6);
    let design = Design::with_intercept(90).numeric("arm", &data.arm).unwrap();
    let outcome = persons(&data.happened);
    let binomial = log_binomial(&design, &outcome).unwrap().coefficients().unwrap();
    let modified = modified_poisson(&design, &data.happened).unwrap().coefficients().unwrap();
    for i in 0..2 {
        near(binomial.values()[i], modified.values()[i]);
        near(binomial.covariance(i, i), modified.covariance(i, i));
    }
    // Standardised over no covariates, a logistic model gives the same ratio.
    let model = logistic(&design, &outcome).unwrap();
    let risks = standardised_risks(model.link(), &model.coefficients().unwrap(), &design, "arm").unwrap();
    near(risks.log_ratio.unwrap().value, binomial.values()[1]);
    near(risks.log_ratio.unwrap().standard_error.powi(2), binomial.covariance(1, 1));
    near(risks.difference.value, risks.treated.value - risks.control.value);
}

#[test]
fn marginal_effects_of_a_linear_model_are_its_coefficients() {
    let data = Data::new(40, 7);
    let (model, design) = (data.linear(), data.design());
    for (place, name) in [(1, "arm"), (2, "x")] {
        let effect = average_marginal_effect(Link::Identity, &model.coefficients(), &design, name).unwrap();
        let coefficient = model.coefficients().coefficient(place).unwrap();
        near(effect.value, coefficient.value);
        near(effect.standard_error, coefficient.standard_error);
        assert_eq!(effect.df, coefficient.df);
    }
    // A derivative is the limit of a difference, products included.
    let design = design.interaction(&["arm", "x"]).unwrap();
    let model = logistic(&design, &persons(&data.happened)).unwrap();
    let coefficients = model.coefficients().unwrap();
    let effect = average_marginal_effect(Link::Logit, &coefficients, &design, "x").unwrap();
    let mean = |shift: f64| {
        let x: Vec<f64> = data.x.iter().map(|x| x + shift).collect();
        let arm = &data.arm;
        (0..40)
            .map(|i| {
                let b = coefficients.values();
                let predictor = b[0] + b[1] * arm[i] + b[2] * x[i] + b[3] * arm[i] * x[i];
                1.0 / (1.0 + (-predictor).exp())
            })
            .sum::<f64>()
            / 40.0
    };
    assert!((effect.value - (mean(1e-5) - mean(-1e-5)) / 2e-5).abs() < 1e-8);
}

#[test]
fn the_wild_bootstrap_is_the_same_on_one_thread_and_two() {
    let data = Data::new(60, 8);
    let (model, sites) = (data.linear(), data.sites());
    let run = |threads: usize, weights, replicates| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let plan = WildPlan { weights, replicates, seed: 11 };
        pool.install(|| wild_bootstrap(&model, 1, &sites, plan, Level::NINETY_FIVE).unwrap())
    };
    for (weights, replicates) in [(WildWeights::Rademacher, 999), (WildWeights::Webb, 499)] {
        let found = run(1, weights, replicates);
        assert_eq!(found, run(2, weights, replicates));
        assert_eq!(found.exhaustive, weights == WildWeights::Rademacher);
        assert!(found.interval.contains(found.value));
        assert_eq!(found.interval.contains(0.0), found.p >= 0.05);
    }
    // Every pattern of signs has its mirror image.
    assert_eq!((run(1, WildWeights::Rademacher, 999).p * 64.0) % 2.0, 0.0);
}

#[test]
fn what_cannot_be_estimated_is_named() {
    let data = Data::new(30, 9);
    let ones = vec![1.0; 30];
    let double: Vec<f64> = data.x.iter().map(|x| 3.0 - 2.0 * x).collect();
    for column in [&ones, &double] {
        let design = data.design().numeric("extra", column).unwrap();
        assert_eq!(ordinary_least_squares(&design, &data.y).unwrap_err(), Undefined::Collinear);
        assert_eq!(logistic(&design, &persons(&data.happened)).unwrap_err(), Undefined::Collinear);
        assert_eq!(modified_poisson(&design, &data.happened).unwrap_err(), Undefined::Collinear);
    }
    assert_eq!(ordinary_least_squares(&data.design(), &ones).unwrap_err(), Undefined::NoVariation);
    assert_eq!(logistic(&data.design(), &persons(&[true; 30])).unwrap_err(), Undefined::NoVariation);
    assert_eq!(modified_poisson(&data.design(), &[false; 30]).unwrap_err(), Undefined::NoEvents);
    let apart: Vec<bool> = data.x.iter().map(|x| *x > 7.1).collect();
    assert_eq!(logistic(&data.design(), &persons(&apart)).unwrap_err(), Undefined::Separation);
    let one = Factor::new(&["a"; 30]);
    for kind in CLUSTERED {
        assert_eq!(data.linear().clustered(&one, kind).unwrap_err(), Undefined::TooFewGroups);
        assert_eq!(data.logistic().clustered(&one, kind).unwrap_err(), Undefined::TooFewGroups);
    }
    let sites = data.sites();
    let within = Design::without_intercept(30).factor("site", sites.clone()).unwrap();
    assert_eq!(fixed_effects(&within, &data.y, &sites).unwrap_err(), Undefined::Collinear);
    assert_eq!(Design::with_intercept(2).numeric("x", &[1.0, f64::NAN]).unwrap_err(), Undefined::NotFinite);
    assert_eq!(Design::with_intercept(2).numeric("x", &[1.0]).unwrap_err(), Undefined::OutsideDomain);
}

#[test]
fn separation_is_found_wherever_the_border_lies() {
    // All outcomes of seven persons along a line: separated exactly when one cut tells them apart.
    let x: Vec<f64> = (0..7).map(f64::from).collect();
    let design = Design::with_intercept(7).numeric("x", &x).unwrap();
    for pattern in 1..127_u32 {
        let outcome: Vec<bool> = (0..7).map(|i| pattern >> i & 1 == 1).collect();
        let changes = outcome.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let found = logistic(&design, &persons(&outcome));
        match changes {
            1 => assert_eq!(found.unwrap_err(), Undefined::Separation, "{outcome:?}"),
            _ => assert!(found.is_ok(), "{outcome:?}"),
        }
        let model = firth(&design, &persons(&outcome)).unwrap();
        for place in 0..2 {
            let profile = model.profile(place, Level::NINETY_FIVE).unwrap();
            assert_eq!(profile.interval.contains(0.0), model.test(place).unwrap().p > 0.05, "{outcome:?} {profile:?}");
        }
    }
}

#[test]
fn wild_numbers_are_computed_or_declined() {
    let numbers = [0.0, 1e-300, 1.0, -1e150, 1e300, f64::MAX];
    for a in numbers {
        for b in numbers {
            for rows in 1..6 {
                let x: Vec<f64> = (0..rows).map(|i| if i % 2 == 0 { a } else { b }).collect();
                let y: Vec<f64> = (0..rows).map(|i| if i % 3 == 0 { b } else { a + 1.0 }).collect();
                let happened: Vec<bool> = (0..rows).map(|i| i % 3 == 0).collect();
                let design = Design::with_intercept(rows).numeric("x", &x).unwrap();
                if let Ok(model) = ordinary_least_squares(&design, &y) {
                    for kind in ROBUST {
                        let Ok(coefficients) = model.robust(kind) else { continue };
                        if let Ok(slope) = coefficients.coefficient(1) {
                            assert!(slope.value.is_finite() && slope.standard_error.is_finite());
                        }
                    }
                }
                for model in [logistic(&design, &persons(&happened)), modified_poisson(&design, &happened)] {
                    let Ok(coefficients) = model.and_then(|model| model.coefficients()) else { continue };
                    assert!(coefficients.values().iter().all(|value| value.is_finite()));
                }
                if let Ok(model) = firth(&design, &persons(&happened)) {
                    let _ = model.profile(1, Level::NINETY_FIVE);
                }
            }
        }
    }
}
