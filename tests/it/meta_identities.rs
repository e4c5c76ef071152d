//! What holds of every meta-analysis: of scale, order and repetition; of likelihoods with two maxima; and that no input panics,
//! hangs or gives a NaN.

#[path = "meta_identities/corners.rs"]
mod corners;
#[path = "meta_identities/global_maximum.rs"]
mod global_maximum;
#[path = "meta_identities/wild.rs"]
mod wild;

use utfall::stats::meta::bias::{
    AsymmetryModel, MissingStudies, Predictor, asymmetry, begg_mazumdar, rosenberg, rosenthal, trim_and_fill,
};
use utfall::stats::meta::multilevel::{SamplingCovariance, ThreeLevelLikelihood, correlated_effects, three_level};
use utfall::stats::meta::sensitivity::{baujat, influence, leave_one_out, residuals};
use utfall::stats::meta::{
    Caution, Estimator, Inference, Model, Permutations, Pooled, Prediction, RobustVariance, Studies, Study, TauSharing,
    cluster_robust, examples, mantel_haenszel_rate_ratio, meta_regression, permutation_test, peto, pool, pool_each,
    prediction_interval, profile_likelihood, q_profile, subgroups,
};
use utfall::stats::regression::{Design, Factor};
use utfall::stats::{Level, Undefined};

const REML: Model = Model::RandomEffects(Estimator::RestrictedMaximumLikelihood);
const LEVEL: Level = Level::NINETY_FIVE;
const INFERENCES: [Inference; 5] = [
    Inference::Wald,
    Inference::StudentT,
    Inference::HartungKnapp,
    Inference::HartungKnappTruncated,
    Inference::HartungKnappWidest,
];

/// Common effect and random effects by every estimator.
fn models() -> impl Iterator<Item = Model> {
    std::iter::once(Model::CommonEffect).chain(Estimator::ALL.map(Model::RandomEffects))
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

    /// A review whose variances vary by about `exp(4 spread)` and whose effects have the standard deviation `tau`.
    fn review(&mut self, k: usize, spread: f64, tau: f64) -> Vec<Study> {
        (0..k)
            .map(|_| {
                let variance = 0.02 * (spread * self.normal()).exp();
                study(0.5 + tau * self.normal() + variance.sqrt() * self.normal(), variance)
            })
            .collect()
    }

    fn shuffled<T: Clone>(&mut self, rows: &[T]) -> (Vec<T>, Vec<usize>) {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        for last in (1..order.len()).rev() {
            order.swap(last, (self.uniform() * (last + 1) as f64) as usize);
        }
        (order.iter().map(|place| rows[*place].clone()).collect(), order)
    }
}

fn study(effect: f64, variance: f64) -> Study {
    Study::new(effect, variance).expect("a study")
}

fn pooled(studies: &[Study], model: Model, inference: Inference) -> Pooled {
    pool(&Studies::new(studies).expect("studies"), model, inference, LEVEL).expect("a pooled effect")
}

fn ends(pooled: &Pooled) -> (f64, f64) {
    let interval = pooled.estimated.interval;
    (interval.lower().expect("bounded"), interval.upper().expect("bounded"))
}

fn assert_near(what: &str, found: f64, expected: f64, relative: f64, absolute: f64) {
    let near = (found - expected).abs() <= (relative * expected.abs()).max(absolute);
    assert!(near, "{what}: {found:?}, expected {expected:?}");
}

/// A few reviews of different size and heterogeneity.
fn reviews() -> Vec<Vec<Study>> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let sizes = [(2, 0.5, 0.3), (3, 1.0, 0.0), (5, 0.5, 0.2), (13, 1.5, 0.4), (27, 0.9, 0.2), (260, 1.0, 0.1)];
    let mut reviews: Vec<Vec<Study>> =
        sizes.into_iter().map(|(k, spread, tau)| random.review(k, spread, tau)).collect();
    reviews.push(examples::bcg());
    reviews
}

#[test]
fn a_constant_shifts_the_estimate_and_nothing_else() {
    for review in reviews() {
        for (model, inference) in models().flat_map(|model| INFERENCES.map(|inference| (model, inference))) {
            let shifted: Vec<Study> = review.iter().map(|s| study(s.effect() + 3.0, s.variance())).collect();
            let (one, two) = (pooled(&review, model, inference), pooled(&shifted, model, inference));
            let what = format!("{model:?} {inference:?} of {}", review.len());
            assert_near(&what, two.estimated.value, one.estimated.value + 3.0, 1e-12, 0.0);
            assert_near(&what, two.tau_squared, one.tau_squared, 1e-9, 1e-12);
            let (error, shifted) = (one.estimated.standard_error.unwrap(), two.estimated.standard_error.unwrap());
            assert_near(&what, shifted, error, 1e-9, 0.0);
            assert_near(&what, two.heterogeneity.i_squared, one.heterogeneity.i_squared, 1e-9, 1e-12);
            let q = |pooled: &Pooled| pooled.heterogeneity.q.statistic.unwrap();
            assert_near(&what, q(&two), q(&one), 1e-9, 1e-12);
        }
    }
}

#[test]
fn scaling_scales_exactly_by_powers_of_two() {
    for review in reviews() {
        for (model, inference) in models().flat_map(|model| INFERENCES.map(|inference| (model, inference))) {
            let one = pooled(&review, model, inference);
            for factor in [8.0, 1.0 / 1024.0, 2_f64.powi(300)] {
                let scaled: Vec<Study> = review.iter().map(|s| s.scaled(factor).unwrap()).collect();
                let two = pooled(&scaled, model, inference);
                assert_eq!(two.estimated.value, factor * one.estimated.value);
                assert_eq!(two.tau_squared, factor * factor * one.tau_squared);
                assert_eq!(two.test, one.test);
                assert_eq!(two.weights, one.weights);
                assert_eq!(two.heterogeneity.q, one.heterogeneity.q);
                assert_eq!(two.heterogeneity.i_squared, one.heterogeneity.i_squared);
                assert_eq!(ends(&two), (factor * ends(&one).0, factor * ends(&one).1));
            }
            let negative: Vec<Study> = review.iter().map(|s| s.scaled(-3.0).unwrap()).collect();
            let two = pooled(&negative, model, inference);
            assert_near("negative", two.estimated.value, -3.0 * one.estimated.value, 1e-11, 1e-14);
            assert_near("lower end", ends(&two).0, -3.0 * ends(&one).1, 1e-9, 1e-13);
            assert_near("tau squared", two.tau_squared, 9.0 * one.tau_squared, 1e-9, 1e-12);
        }
    }
}

#[test]
fn order_changes_no_bit() {
    let mut random = Random(77);
    for review in reviews() {
        let k = review.len();
        let moderator: Vec<f64> = (0..k).map(|i| ((i * 7) % 5) as f64).collect();
        let clusters: Vec<String> = (0..k).map(|i| (i % (k / 2).max(2)).to_string()).collect();
        let rows: Vec<(Study, f64, String)> = (0..k).map(|i| (review[i], moderator[i], clusters[i].clone())).collect();
        let (shuffled, order) = random.shuffled(&rows);
        assert_eq!(everything(&rows, &(0..k).collect::<Vec<_>>()), everything(&shuffled, &order), "{k} studies");
    }
}

/// The text of every result, lists of studies in the order that `order` undoes.
fn everything(rows: &[(Study, f64, String)], order: &[usize]) -> Vec<String> {
    let studies: Vec<Study> = rows.iter().map(|row| row.0).collect();
    let moderator: Vec<f64> = rows.iter().map(|row| row.1).collect();
    let labels: Vec<&str> = rows.iter().map(|row| row.2.as_str()).collect();
    let (sorted, factor) = (Studies::new(&studies).expect("studies"), Factor::new(&labels));
    let design = Design::with_intercept(studies.len()).numeric("moderator", &moderator).expect("a design");
    let mut texts = Vec::new();
    for (model, inference) in models().flat_map(|model| INFERENCES.map(|inference| (model, inference))) {
        let mut found = pooled(&studies, model, inference);
        found.weights = in_order(&found.weights, order);
        texts.push(format!("{found:?}"));
        texts.push(format!("{:?}", meta_regression(&studies, &design, model, inference, LEVEL)));
        texts.push(format!("{:?}", cluster_robust(&studies, &design, &factor, model, RobustVariance::Cr2)));
    }
    texts.push(format!("{:?}", q_profile(&sorted, LEVEL)));
    texts.push(format!("{:?}", profile_likelihood(&sorted, Estimator::RestrictedMaximumLikelihood, LEVEL)));
    texts.push(format!("{:?}", in_order(&leave_one_out(&sorted, REML, Inference::HartungKnapp, LEVEL), order)));
    texts.push(format!("{:?}", influence(&sorted, REML, Inference::Wald).map(|rows| in_order(&rows, order))));
    texts.push(format!("{:?}", residuals(&sorted, REML, Inference::Wald).map(|rows| in_order(&rows, order))));
    texts.push(format!("{:?}", baujat(&sorted).map(|rows| in_order(&rows, order))));
    texts.push(format!("{:?}", asymmetry(&studies, Predictor::StandardError, AsymmetryModel::Egger, LEVEL)));
    texts.push(format!("{:?}", begg_mazumdar(&studies)));
    texts.push(format!("{:?}", (rosenthal(&studies, LEVEL), rosenberg(&studies, LEVEL))));
    let filled = trim_and_fill(&studies, MissingStudies::L0, None, REML, Inference::Wald, LEVEL);
    texts.push(format!("{:?}", filled.map(|filled| (filled.missing, filled.side, filled.pooled.estimated))));
    for sharing in [TauSharing::Separate, TauSharing::Common] {
        texts.push(format!("{:?}", subgroups(&studies, &factor, sharing, REML, Inference::Wald, LEVEL)));
    }
    let likelihood = ThreeLevelLikelihood::Restricted;
    let correlated = SamplingCovariance::Correlated(0.5);
    let three = three_level(&studies, &design, &factor, correlated, likelihood, false);
    texts.push(format!("{:?}", three.map(|three| (three.between, three.within, three.coefficients))));
    let robust = correlated_effects(&studies, &design, &factor, 0.8, RobustVariance::Cr2);
    texts.push(format!("{:?}", robust.map(|robust| (robust.tau_squared, robust.coefficients))));
    if studies.len() < 30 {
        let plan = Permutations { replicates: 20, seed: 5 };
        texts.push(format!("{:?}", permutation_test(&studies, &design, REML, Inference::Wald, plan)));
    }
    texts
}

/// What stands in a shuffled order, put back.
fn in_order<T: Clone>(shuffled: &[T], order: &[usize]) -> Vec<T> {
    let mut rows = shuffled.to_vec();
    for (place, value) in order.iter().zip(shuffled) {
        rows[*place] = value.clone();
    }
    rows
}

#[test]
fn a_review_twice_never_widens_the_common_effect() {
    for review in reviews() {
        let twice = [review.as_slice(), &review].concat();
        for inference in INFERENCES {
            let (one, two) =
                (pooled(&review, Model::CommonEffect, inference), pooled(&twice, Model::CommonEffect, inference));
            assert!(ends(&two).1 - ends(&two).0 <= ends(&one).1 - ends(&one).0, "{inference:?}");
            assert_near("estimate", two.estimated.value, one.estimated.value, 1e-12, 1e-15);
        }
    }
}

#[test]
fn many_at_once_are_the_same_as_one_by_one_on_any_number_of_threads() {
    let mut random = Random(3);
    let reviews: Vec<Studies> = (0..300).map(|i| Studies::new(&random.review(2 + i % 40, 1.0, 0.2)).unwrap()).collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| pool_each(&reviews, REML, Inference::HartungKnapp, LEVEL))
    };
    let found = on(1);
    assert_eq!(found, on(2));
    for (studies, fit) in reviews.iter().zip(found) {
        let alone = pool(studies, REML, Inference::HartungKnapp, LEVEL).unwrap();
        assert_eq!(fit.unwrap().estimated(), alone.estimated);
        assert_eq!(fit.unwrap().tau_squared, alone.tau_squared);
    }
    let design = Design::with_intercept(27).numeric("x", &(0..27).map(f64::from).collect::<Vec<_>>()).unwrap();
    let studies = random.review(27, 1.0, 0.2);
    let permuted = |threads: usize| {
        let plan = Permutations { replicates: 200, seed: 11 };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| permutation_test(&studies, &design, REML, Inference::HartungKnapp, plan)).unwrap()
    };
    assert_eq!(permuted(1), permuted(2));
}

#[test]
fn estimators_agree_where_they_must() {
    for review in reviews() {
        let by = |estimator| pooled(&review, Model::RandomEffects(estimator), Inference::Wald);
        assert_eq!(by(Estimator::PauleMandel).tau_squared, by(Estimator::EmpiricalBayes).tau_squared);
        // For the method of moments both definitions of I squared are one.
        let (moments, common) =
            (by(Estimator::DerSimonianLaird), pooled(&review, Model::CommonEffect, Inference::Wald));
        assert_near("I squared", moments.heterogeneity.i_squared, common.heterogeneity.i_squared, 1e-12, 1e-12);
        // At Paule and Mandel's estimate the Hartung-Knapp factor is 1 or below.
        let factor = |model, inference| pooled(&review, model, inference).estimated.standard_error.unwrap();
        let model = Model::RandomEffects(Estimator::PauleMandel);
        let (knapp, wald) = (factor(model, Inference::HartungKnapp), factor(model, Inference::Wald));
        if by(Estimator::PauleMandel).tau_squared > 0.0 {
            assert_near("factor", knapp, wald, 1e-9, 0.0);
        } else {
            assert!(knapp <= wald * (1.0 + 1e-12));
        }
    }
    // Equal variances: every estimator but those that divide by k is the variance of the effects less that of sampling.
    let equal: Vec<Study> = [0.1, 0.5, 0.9, 0.2, 1.4].map(|effect| study(effect, 0.04)).to_vec();
    // Deviations from 0.62: 0.2704 + 0.0144 + 0.0784 + 0.1764 + 0.6084 = 1.148, over 4.
    let expected = 0.287 - 0.04;
    for estimator in
        [Estimator::DerSimonianLaird, Estimator::PauleMandel, Estimator::RestrictedMaximumLikelihood, Estimator::Hedges]
    {
        let found = pooled(&equal, Model::RandomEffects(estimator), Inference::Wald).tau_squared;
        assert_near(&format!("{estimator:?}"), found, expected, 1e-12, 0.0);
    }
}

#[test]
fn a_higher_level_contains_a_lower_one_and_variants_are_ordered() {
    for review in reviews() {
        let sorted = Studies::new(&review).unwrap();
        for (model, inference) in models().flat_map(|model| INFERENCES.map(|inference| (model, inference))) {
            let at = |level: f64| pool(&sorted, model, inference, Level::new(level).unwrap()).unwrap();
            let (narrow, wide) = (ends(&at(0.8)), ends(&at(0.99)));
            assert!(wide.0 <= narrow.0 && narrow.1 <= wide.1, "{model:?} {inference:?}");
            // The test and the interval agree.
            let p = at(0.95).test.p;
            let (lower, upper) = ends(&at(0.95));
            if (p - 0.05).abs() > 1e-9 {
                assert_eq!(p < 0.05, lower > 0.0 || upper < 0.0, "{model:?} {inference:?}");
            }
        }
        let width = |inference| {
            let (lower, upper) = ends(&pooled(&review, REML, inference));
            upper - lower
        };
        let (knapp, wald) = (width(Inference::HartungKnapp), width(Inference::Wald));
        assert!(width(Inference::HartungKnappTruncated) >= knapp.max(width(Inference::StudentT)) * (1.0 - 1e-12));
        assert_near("widest", width(Inference::HartungKnappWidest), knapp.max(wald), 1e-12, 0.0);
        let limits = |level: f64| q_profile(&sorted, Level::new(level).unwrap()).unwrap().tau_squared;
        let (narrow, wide) = (limits(0.8), limits(0.99));
        assert!(wide.lower() <= narrow.lower() && narrow.upper() <= wide.upper());
        let likelihood =
            profile_likelihood(&sorted, Estimator::RestrictedMaximumLikelihood, LEVEL).unwrap().tau_squared;
        assert!(likelihood.contains(pooled(&review, REML, Inference::Wald).tau_squared));
    }
}

#[test]
fn a_large_review_without_each_study_is_what_direct_fits_give() {
    let mut random = Random(41);
    for (spread, tau) in [(0.5, 0.0), (1.0, 0.2), (2.5, 0.5)] {
        let review = random.review(230, spread, tau);
        let sorted = Studies::new(&review).unwrap();
        for model in models() {
            let found = leave_one_out(&sorted, model, Inference::HartungKnapp, LEVEL);
            for index in (0..review.len()).step_by(17) {
                let mut others = review.clone();
                others.remove(index);
                let (direct, found) = (pooled(&others, model, Inference::HartungKnapp), found[index].unwrap());
                let what = format!("{model:?} without {index}");
                assert_near(&what, found.estimated.value, direct.estimated.value, 1e-10, 0.0);
                assert_near(&what, found.tau_squared, direct.tau_squared, 1e-9, 1e-12);
                let error = |estimated: utfall::stats::Estimated| estimated.standard_error.unwrap();
                assert_near(&what, error(found.estimated), error(direct.estimated), 1e-10, 0.0);
                let i_squared = found.heterogeneity.i_squared;
                assert_near(&what, i_squared, direct.heterogeneity.i_squared, 1e-9, 1e-12);
            }
        }
    }
}

#[test]
fn moderators_reduce_to_simpler_models() {
    let review = examples::bcg();
    let groups: Vec<&str> = (0..13).map(|i| if i % 3 == 0 { "a" } else { "b" }).collect();
    for (model, inference) in models().flat_map(|model| INFERENCES.map(|inference| (model, inference))) {
        // An intercept alone is the pooled effect.
        let alone = meta_regression(&review, &Design::with_intercept(13), model, inference, LEVEL).unwrap();
        let whole = pooled(&review, model, inference);
        let (found, expected) = (alone.coefficients.coefficient(0).unwrap(), whole.estimated);
        assert_near("intercept", found.value, expected.value, 1e-10, 0.0);
        assert_near("its error", found.standard_error, expected.standard_error.unwrap(), 1e-10, 0.0);
        assert_near("tau squared", alone.tau_squared, whole.tau_squared, 1e-9, 1e-12);
        assert_near("likelihood", alone.ln_likelihood, whole.ln_likelihood, 1e-9, 0.0);
        assert!(alone.moderators.is_none() && alone.r_squared.is_none());
    }
    // Under a common effect subgroups are the same either way, and Q splits into within and between.
    let by = |sharing| {
        subgroups(&review, &Factor::new(&groups), sharing, Model::CommonEffect, Inference::Wald, LEVEL).unwrap()
    };
    let (separate, common) = (by(TauSharing::Separate), by(TauSharing::Common));
    let q: f64 = separate.groups.iter().map(|g| g.as_ref().unwrap().heterogeneity.q.statistic.unwrap()).sum();
    let total = pooled(&review, Model::CommonEffect, Inference::Wald).heterogeneity.q.statistic.unwrap();
    assert_near("Q", q + separate.between.unwrap().statistic, total, 1e-12, 0.0);
    assert_near("between", separate.between.unwrap().statistic, common.between.unwrap().statistic, 1e-10, 0.0);
    for (one, two) in separate.groups.iter().zip(&common.groups) {
        let (one, two) = (one.as_ref().unwrap(), two.as_ref().unwrap());
        assert_near("effect", two.estimated.value, one.estimated.value, 1e-10, 0.0);
        assert_eq!((one.label.as_str(), one.studies), (two.label.as_str(), two.studies));
    }
}

#[test]
fn two_studies_come_with_a_warning_and_bad_studies_with_a_reason() {
    let two = [study(0.310, 0.04), study(0.311, 0.06)];
    let knapp = pooled(&two, REML, Inference::HartungKnapp);
    // Falsely precise, and said so.
    assert!(ends(&knapp).1 - ends(&knapp).0 < 0.05);
    assert_eq!(knapp.cautions, [Caution::TwoStudies, Caution::NarrowerThanWald]);
    for (model, inference) in models().flat_map(|model| INFERENCES.map(|inference| (model, inference))) {
        let warned = pooled(&two, model, inference).cautions.contains(&Caution::TwoStudies);
        assert_eq!(warned, (model, inference) != (Model::CommonEffect, Inference::Wald));
    }
    assert_eq!(Study::new(0.1, -0.2), Err(Undefined::OutsideDomain));
    assert_eq!(Study::new(0.1, 0.0), Err(Undefined::OutsideDomain));
    assert_eq!(Study::new(f64::NEG_INFINITY, 0.2), Err(Undefined::NotFinite));
    assert_eq!(Study::new(0.1, f64::NAN), Err(Undefined::NotFinite));
    assert_eq!(Studies::new(&[]).map(|_| ()), Err(Undefined::NoObservations));
    let one = Studies::new(&two[..1]).unwrap();
    let alone = pool(&one, Model::CommonEffect, Inference::Wald, LEVEL).unwrap();
    assert_eq!((alone.heterogeneity.q.p, alone.heterogeneity.i_squared), (1.0, 0.0));
    for (model, inference) in models().flat_map(|model| INFERENCES.map(|inference| (model, inference))) {
        if (model, inference) != (Model::CommonEffect, Inference::Wald) {
            let found = pool(&one, model, inference, LEVEL).map(|_| ());
            assert_eq!(found, Err(Undefined::TooFewObservations), "{model:?} {inference:?}");
        }
    }
    let same = [study(0.3, 0.04), study(0.3, 0.06), study(0.3, 0.01)];
    let same = Studies::new(&same).unwrap();
    let knapp = pool(&same, REML, Inference::HartungKnapp, LEVEL).map(|_| ());
    assert_eq!(knapp, Err(Undefined::NoVariation));
    let predicted = |studies: &[Study], model| {
        let found = pooled(studies, model, Inference::Wald);
        prediction_interval(&found, Prediction::HigginsThompsonSpiegelhalter, LEVEL)
    };
    assert_eq!(predicted(&two, REML), Err(Undefined::TooFewObservations));
    assert_eq!(predicted(&examples::bcg(), Model::CommonEffect), Err(Undefined::OutsideDomain));
    assert_eq!(peto(&[], LEVEL).map(|_| ()), Err(Undefined::NoObservations));
    assert_eq!(mantel_haenszel_rate_ratio(&[], LEVEL).map(|_| ()), Err(Undefined::NoObservations));
    // A moderator that is constant, or a combination of others.
    let constant = Design::with_intercept(13).numeric("x", &[7.0; 13]).unwrap();
    let x: Vec<f64> = (0..13).map(f64::from).collect();
    let doubled: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0).collect();
    let collinear = Design::with_intercept(13).numeric("x", &x).unwrap().numeric("y", &doubled).unwrap();
    for design in [constant, collinear] {
        let found = meta_regression(&examples::bcg(), &design, REML, Inference::Wald, LEVEL).map(|_| ());
        assert_eq!(found, Err(Undefined::Collinear));
    }
}
