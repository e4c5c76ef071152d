//! Wild input: no function panics, hangs or returns a NaN.

use utfall::stats::meta::bias::{
    AsymmetryModel, MissingStudies, Predictor, asymmetry, begg_mazumdar, orwin, rosenberg, rosenthal, trim_and_fill,
};
use utfall::stats::meta::effect::{
    AddTo, Addition, ArmRate, EffectiveArm, GroupMean, Quantiles, RepeatedMeans, StandardisedVariance, TwoMeans,
    TwoRates, WithoutContrast, ZeroCells, design_effect, one_group, reported, skewness_test, two_by_two_tables,
};
use utfall::stats::meta::multilevel::{SamplingCovariance, ThreeLevelLikelihood, correlated_effects, three_level};
use utfall::stats::meta::sensitivity::{baujat, cumulative, influence, leave_one_out, residuals};
use utfall::stats::meta::{
    Estimator, Prediction, RobustVariance, Studies, Study, cluster_robust, meta_regression, pool, prediction_interval,
    profile_likelihood, q_profile,
};
use utfall::stats::regression::{Design, Factor};

use super::{INFERENCES, LEVEL, REML, Random, models};

const EFFECTS: [f64; 9] = [0.0, -0.0, 1.0, -1.0 / 3.0, 1e-300, -1e-160, 1e160, 1e300, -1e300];
const VARIANCES: [f64; 8] = [5e-324, 1e-300, 1e-100, 1e-8, 1.0, 1e8, 1e100, 1e300];

/// A text without a NaN; `what` says where it would be.
fn sane(what: &str, found: &impl std::fmt::Debug) {
    let text = format!("{found:?}");
    assert!(!text.contains("NaN"), "{what}: {text}");
}

/// Every function of a review.
pub fn everything(studies: &[Study]) {
    let Ok(sorted) = Studies::new(studies) else { return };
    let what = format!("{studies:?}");
    for (model, inference) in models().flat_map(|model| INFERENCES.map(|inference| (model, inference))) {
        if let Ok(pooled) = pool(&sorted, model, inference, LEVEL) {
            sane(&what, &pooled);
            for prediction in
                [Prediction::Normal, Prediction::StudentKLessOne, Prediction::HigginsThompsonSpiegelhalter]
            {
                sane(&what, &prediction_interval(&pooled, prediction, LEVEL));
            }
        }
    }
    sane(&what, &q_profile(&sorted, LEVEL));
    for estimator in [Estimator::RestrictedMaximumLikelihood, Estimator::MaximumLikelihood] {
        sane(&what, &profile_likelihood(&sorted, estimator, LEVEL));
    }
    let inference = INFERENCES[2];
    sane(&what, &leave_one_out(&sorted, REML, inference, LEVEL));
    sane(&what, &cumulative(studies, REML, inference, LEVEL));
    sane(&what, &influence(&sorted, REML, inference));
    sane(&what, &residuals(&sorted, REML, inference));
    sane(&what, &baujat(&sorted));
    sane(&what, &asymmetry(studies, Predictor::StandardError, AsymmetryModel::Egger, LEVEL));
    sane(&what, &begg_mazumdar(studies));
    sane(&what, &(rosenthal(studies, LEVEL), rosenberg(studies, LEVEL), orwin(studies, 0.1)));
    for missing in [MissingStudies::L0, MissingStudies::R0, MissingStudies::Q0] {
        sane(&what, &trim_and_fill(studies, missing, None, REML, inference, LEVEL));
    }
    let k = studies.len();
    let clusters = Factor::new(&(0..k).map(|i| (i / 2).to_string()).collect::<Vec<_>>());
    let x: Vec<f64> = (0..k).map(|i| (i * i) as f64).collect();
    let Ok(design) = Design::with_intercept(k).numeric("x", &x) else { return };
    if let Ok(fit) = meta_regression(studies, &design, REML, inference, LEVEL) {
        sane(&what, &(fit.coefficients, fit.heterogeneity, fit.r_squared, fit.moderators));
    }
    for variance in [RobustVariance::Cr1, RobustVariance::Cr2] {
        sane(&what, &cluster_robust(studies, &design, &clusters, REML, variance));
        sane(&what, &correlated_effects(studies, &design, &clusters, 0.8, variance));
    }
    let likelihood = ThreeLevelLikelihood::Restricted;
    let sampling = SamplingCovariance::Correlated(0.6);
    sane(&what, &three_level(studies, &Design::with_intercept(k), &clusters, sampling, likelihood, true));
}

#[test]
fn no_review_breaks_anything() {
    let mut random = Random(99);
    let mut pick = |from: &[f64]| from[(random.uniform() * from.len() as f64) as usize];
    for round in 0..60 {
        let k = 1 + round % 7;
        let studies: Vec<Study> =
            (0..k).map(|_| Study::new(pick(&EFFECTS), pick(&VARIANCES)).expect("finite")).collect();
        everything(&studies);
    }
    let mut random = Random(100);
    for spread in [0.1, 5.0, 40.0, 150.0] {
        for k in [2, 4, 9] {
            everything(&random.review(k, spread, 1.0));
        }
    }
}

#[test]
fn no_count_breaks_an_effect() {
    let numbers = [0.0, 0.5, 1.0, 7.0, 1e8, 9_007_199_254_740_992.0, 1e300];
    let policies = [AddTo::None, AddTo::WhereNeeded, AddTo::AllIfAny, AddTo::All]
        .into_iter()
        .flat_map(|to| [Addition::Constant(0.5), Addition::TreatmentArm].map(|add| (add, to)))
        .flat_map(|(add, to)| {
            [WithoutContrast::Keep, WithoutContrast::LeaveOut].map(|without_contrast| ZeroCells {
                add,
                to,
                without_contrast,
            })
        });
    let policies: Vec<ZeroCells> = policies.collect();
    for (a, b) in numbers.iter().flat_map(|a| numbers.map(|b| (*a, b))) {
        let Ok(treated) = EffectiveArm::new(a, a + b) else { continue };
        sane("one", &(one_group::proportion(treated, 0.5), one_group::log_odds(treated, 0.0)));
        sane("one", &(one_group::double_arcsine(treated), one_group::arcsine(treated)));
        sane("one", &one_group::log_proportion(treated, 0.0));
        for (c, d) in numbers.iter().flat_map(|c| numbers.map(|d| (*c, d))) {
            let Ok(control) = EffectiveArm::new(c, c + d) else { continue };
            for policy in &policies {
                for table in two_by_two_tables(&[(treated, control)], *policy).into_iter().flatten() {
                    let ratios = (table.log_risk_ratio(), table.log_odds_ratio(), table.risk_difference());
                    sane("table", &(ratios, table.peto_log_odds_ratio(), table.arcsine_difference()));
                    sane("table", &(table.phi(), table.yules_q(), table.standardised_difference_logistic()));
                }
            }
            if let (Ok(one), Ok(two)) = (ArmRate::new(a, b), ArmRate::new(c, d)) {
                let rates = TwoRates::new(one, two, 0.5).expect("half an event");
                sane("rates", &(rates.log_rate_ratio(), rates.rate_difference(), rates.root_rate_difference()));
            }
        }
    }
}

#[test]
fn no_mean_breaks_an_effect() {
    let numbers = [-1e300, -1.0, 0.0, 1e-300, 2.0, 1e150, 1e300];
    let sizes = [1.5, 2.0, 3.0, 1e16];
    for (mean, sd) in numbers.iter().flat_map(|mean| numbers.map(|sd| (*mean, sd))) {
        for n in sizes {
            let (Ok(treated), Ok(control)) = (GroupMean::new(mean, sd, n), GroupMean::new(1.0, 2.0, 5.0)) else {
                continue;
            };
            let two = TwoMeans { treated, control };
            sane("means", &(two.mean_difference(), two.mean_difference_pooled(), two.glass_delta()));
            for variance in
                [StandardisedVariance::LargeSample, StandardisedVariance::Borenstein, StandardisedVariance::Unbiased]
            {
                sane("means", &two.standardised_mean_difference(variance));
            }
            sane("means", &(two.standardised_mean_difference_unequal(), two.log_ratio_of_means()));
            sane("means", &(two.log_variability_ratio(), two.log_variation_ratio(), two.point_biserial_correlation()));
            sane("means", &(two.log_odds_ratio_logistic(), treated.with(control)));
            if let Ok(twice) = RepeatedMeans::new((mean, 1.0), (sd, 2.0), n, 0.5) {
                sane("twice", &(twice.mean_change(), twice.change_in_units_of_change()));
                sane("twice", &(twice.change_in_units_of_first(), twice.change_in_units_of_first_unequal()));
                sane("twice", &twice.log_ratio_of_means());
            }
        }
        let (low, high) = (mean.min(sd), mean.max(sd));
        for quantiles in [
            Quantiles::Range { least: low, median: 0.5 * low + 0.5 * high, most: high },
            Quantiles::Quartiles { lower: low, median: low, upper: high },
        ] {
            sane("quantiles", &(quantiles.group_mean(30.0), skewness_test(quantiles, 30.0)));
        }
        for scale in [reported::Scale::Plain, reported::Scale::Logarithmic] {
            sane("reported", &reported::from_interval(mean, (low, high), scale, Some(3.0), LEVEL));
            sane("reported", &reported::from_p_value(mean, 0.03, scale, None));
            sane("reported", &reported::asymmetry(mean, (low, high), scale));
        }
        sane("reported", &(reported::from_observed_less_expected(mean, sd), design_effect(mean, 0.1)));
        sane("one", &(one_group::fishers_z(mean, 9.0), one_group::cronbachs_alpha(mean, 5.0, 9.0)));
        sane("one", &(one_group::hakstian_whalen_alpha(mean, 5.0, 9.0), one_group::correlation(sd, 9.0)));
    }
}
