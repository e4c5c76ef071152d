//! The highest of several maxima, against a likelihood that is computed here on a fine grid.

use utfall::stats::meta::{Caution, Estimator, Inference, Model, Study};

use super::{Random, pooled, study};

/// Twice the restricted or the plain log-likelihood, but for constants, straight from its definition.
fn height(studies: &[Study], t: f64, restricted: bool) -> f64 {
    let weights: Vec<f64> = studies.iter().map(|study| 1.0 / (study.variance() + t)).collect();
    let total: f64 = weights.iter().sum();
    let mean = weights.iter().zip(studies).map(|(w, study)| w * study.effect()).sum::<f64>() / total;
    let squares: f64 = weights.iter().zip(studies).map(|(w, study)| w * (study.effect() - mean).powi(2)).sum();
    let logarithms: f64 = weights.iter().map(|w| w.ln()).sum();
    logarithms - squares - if restricted { total.ln() } else { 0.0 }
}

/// The highest point, and the number of local maxima, of a fine grid.
fn by_brute_force(studies: &[Study], restricted: bool) -> (f64, usize) {
    let least = studies.iter().map(|study| study.variance()).fold(f64::INFINITY, f64::min);
    let grid: Vec<f64> = (0..3_000).map(|i| least * ((0.012 * f64::from(i)).exp() - 1.0)).collect();
    let heights: Vec<f64> = grid.iter().map(|t| height(studies, *t, restricted)).collect();
    let highest = heights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let is_maximum = |i: &usize| {
        (*i == 0 || heights[*i] > heights[i - 1]) && heights.get(i + 1).is_none_or(|next| heights[*i] >= *next)
    };
    (highest, (0..grid.len()).filter(is_maximum).count())
}

#[test]
fn two_maxima_give_the_higher_one() {
    // One precise study far from the others, two of which are imprecise: the restricted likelihood has a maximum at 0.0002,
    // where the precise studies agree, and one at 1.2. (Found by a search over random reviews.)
    let mut random = Random(0xdead_beef);
    let (mut several, mut compared) = (0, 0);
    for round in 0..2_500 {
        let k = 3 + round % 6;
        let studies: Vec<Study> = (0..k)
            .map(|_| {
                let variance = (4.0 * random.normal()).exp();
                study(3.0 * random.normal() * (0.3 * variance.ln()).exp(), variance)
            })
            .collect();
        for (estimator, restricted) in
            [(Estimator::RestrictedMaximumLikelihood, true), (Estimator::MaximumLikelihood, false)]
        {
            let (highest, maxima) = by_brute_force(&studies, restricted);
            let found = pooled(&studies, Model::RandomEffects(estimator), Inference::Wald);
            let reached = height(&studies, found.tau_squared, restricted);
            assert!(reached >= highest - 1e-9 * highest.abs().max(1.0), "{studies:?}: {reached} below {highest}");
            if maxima > 1 {
                several += 1;
            }
            if (maxima > 1) == found.cautions.contains(&Caution::SeveralMaxima) {
                compared += 1;
            }
        }
    }
    // The grid misses a few maxima that are closer together than its points, or lower than rounding.
    assert!(several > 60, "only {several} likelihoods with several maxima");
    assert!(compared >= 4_994, "only {compared} of 5000 agree on whether there are several");
}
