//! A common effect by maximum likelihood, with a parameter for each stratum.

use super::{Cells, Stratum, tables};
use crate::stats::distribution::{ChiSquared, Normal};
use crate::stats::sum::sum;
use crate::stats::two_proportions::unconditional::Measure;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// More steps than scoring needs.
const MOST_STEPS: usize = 200;

/// The most likely common effect, and the strata that it leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct CommonEffect {
    measure: Measure,
    /// On the scale of the link: the difference, or the logarithm of the ratio.
    effect: f64,
    standard_error: f64,
    /// For each stratum in the order given, its intercept with what its variance needs; `None` for one that says nothing
    /// of the effect.
    intercepts: Vec<Option<Intercept>>,
    /// The chi-squared statistics and degrees of freedom of the tests.
    fit: Fit,
}

/// The linear predictor of the controls of a stratum.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Intercept {
    value: f64,
    /// The reciprocal of its information.
    variance: f64,
    /// The share of the information that the treated have.
    share: f64,
}

/// How far the data are from the fitted counts and the fitted counts from no effect.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fit {
    lack: [f64; 2],
    gain: [f64; 2],
    strata: usize,
}

/// Which chi-squared compares fitted counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FitStatistic {
    /// The likelihood ratio.
    LikelihoodRatio,
    /// Pearson's.
    Pearson,
}

/// Fits a common risk difference, risk ratio or odds ratio, and a level for each stratum, by maximum likelihood.
///
/// A binomial regression on treatment and indicators of the strata, with identity, log or logit link, by scoring. For
/// few large strata: with many small ones the odds ratio is biased away from 1, for pairs squared, where
/// [`exact_odds_ratio`](super::exact_odds_ratio) and
/// [`mantel_haenszel_odds_ratio`](super::mantel_haenszel_odds_ratio) are not. Strata that say nothing of the effect are
/// left out: for ratios those without events, for the odds ratio also those with nothing else.
/// [`Undefined::NoConvergence`] when the most likely proportions are 0 or 1.
///
/// ```
/// use utfall::stats::two_proportions::unconditional::Measure;
/// use utfall::stats::{Arm, Level, stratified_proportions::{Stratum, maximum_likelihood}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 10, smoking and lung cancer: OR 4.2549 (2.3478 to 7.7112).
/// let strata = [(647, 1269, 2, 29), (41, 69, 19, 51)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let odds_ratio = maximum_likelihood(&strata, Measure::OddsRatio)?.effect(Level::NINETY_FIVE);
/// assert!((odds_ratio.value - 4.2549).abs() < 5e-5);
/// assert!((odds_ratio.interval.upper().unwrap() - 7.7112).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Breslow and Day (1980), section 6.5; Fagerland, Lydersen and Laake (2017), section 10.11.
pub fn maximum_likelihood(strata: &[Stratum], measure: Measure) -> Result<CommonEffect, Undefined> {
    let informs = |t: &Cells| match measure {
        Measure::RiskDifference => true,
        Measure::RiskRatio => t.events() > 0.0,
        Measure::OddsRatio => t.is_informative(),
    };
    let sorted: Vec<Cells> = tables(strata).into_iter().filter(informs).collect();
    if sorted.is_empty() {
        return Err(Undefined::ZeroMargin);
    }
    let model = Model { link: measure, tables: sorted };
    let (effect, standard_error, fitted) = model.fit()?;
    let intercepts = strata.iter().map(|stratum| model.intercept(&stratum.cells(), &fitted, effect)).collect();
    Ok(CommonEffect { measure, effect, standard_error, intercepts, fit: model.compare(&fitted, effect) })
}

impl CommonEffect {
    /// The common effect with Wald's interval on the scale of the link, on which the standard error is: the
    /// **logarithm** for ratios.
    pub fn effect(&self, level: Level) -> Estimated {
        let interval = Interval::around(self.effect, level.z() * self.standard_error);
        let back = |x: f64| if self.measure == Measure::RiskDifference { x } else { libm::exp(x) };
        Estimated {
            value: back(self.effect),
            standard_error: Some(self.standard_error),
            interval: interval.map_monotone(back),
        }
    }

    /// Wald's test of no common effect; two-sided.
    pub fn effect_test(&self) -> TestResult {
        let z = self.effect / self.standard_error;
        TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) }
    }

    /// The level of one stratum less that of another, by their places from 0, on the scale of the link.
    ///
    /// [`Undefined::OutsideDomain`] when there is no such stratum, [`Undefined::ZeroMargin`] when one was left out.
    pub fn stratum_contrast(&self, stratum: usize, other: usize, level: Level) -> Result<Estimated, Undefined> {
        let find = |place: usize| {
            self.intercepts.get(place).copied().ok_or(Undefined::OutsideDomain)?.ok_or(Undefined::ZeroMargin)
        };
        let (one, two) = (find(stratum)?, find(other)?);
        let value = one.value - two.value;
        let shift = (one.share - two.share) * self.standard_error;
        let variance = if stratum == other { 0.0 } else { one.variance + two.variance + shift * shift };
        let standard_error = libm::sqrt(variance);
        Ok(Estimated {
            value,
            standard_error: Some(standard_error),
            interval: Interval::around(value, level.z() * standard_error),
        })
    }

    /// The test that the effect is the same in all strata: the distance of the data from the fitted counts, with as many
    /// degrees of freedom as strata less one; [`Undefined::TooFewGroups`] for one.
    ///
    /// ```
    /// use utfall::stats::two_proportions::unconditional::Measure;
    /// use utfall::stats::{Arm, stratified_proportions::{FitStatistic, Stratum, maximum_likelihood}};
    ///
    /// // Fagerland, Lydersen & Laake (2017), chapter 10, smoking and lung cancer: 5.044, p = 0.02471.
    /// let strata = [(647, 1269, 2, 29), (41, 69, 19, 51)]
    ///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
    /// let fit = maximum_likelihood(&strata, Measure::OddsRatio)?;
    /// let test = fit.homogeneity_test(FitStatistic::Pearson)?;
    /// assert!((test.statistic.unwrap() - 5.044).abs() < 5e-4);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn homogeneity_test(&self, statistic: FitStatistic) -> Result<TestResult, Undefined> {
        if self.fit.strata < 2 {
            return Err(Undefined::TooFewGroups);
        }
        chi_squared(self.fit.lack[statistic as usize], (self.fit.strata - 1) as f64)
    }

    /// The test of no common effect: the distance of the fitted counts from those without effect, one degree of freedom.
    pub fn common_effect_test(&self, statistic: FitStatistic) -> Result<TestResult, Undefined> {
        chi_squared(self.fit.gain[statistic as usize], 1.0)
    }
}

fn chi_squared(statistic: f64, df: f64) -> Result<TestResult, Undefined> {
    let statistic = statistic.max(0.0);
    Ok(TestResult { statistic: Some(statistic), df: Some(df), p: ChiSquared::new(df)?.sf(statistic) })
}

/// A proportion and its derivative by the linear predictor.
fn inverse_link(link: Measure, predictor: f64) -> (f64, f64) {
    match link {
        Measure::RiskDifference => (predictor, 1.0),
        Measure::RiskRatio => (libm::exp(predictor), libm::exp(predictor)),
        Measure::OddsRatio => {
            let p = 1.0 / (1.0 + libm::exp(-predictor));
            (p, p * (1.0 - p))
        }
    }
}

struct Model {
    link: Measure,
    tables: Vec<Cells>,
}

/// Score and information of one arm by its linear predictor.
struct Part {
    score: f64,
    information: f64,
}

impl Model {
    fn part(&self, events: f64, n: f64, predictor: f64) -> Part {
        let (p, slope) = inverse_link(self.link, predictor);
        let weight = slope / (p * (1.0 - p));
        Part { score: (events - n * p) * weight, information: n * slope * weight }
    }

    /// The log-likelihood, or minus infinity where a proportion is none.
    fn ln_likelihood(&self, intercepts: &[f64], effect: f64) -> f64 {
        let arm = |events: f64, others: f64, predictor: f64| {
            let (p, _) = inverse_link(self.link, predictor);
            if !(p > 0.0 && p < 1.0) {
                return f64::NEG_INFINITY;
            }
            events * libm::log(p) + others * libm::log1p(-p)
        };
        sum(self.tables.iter().zip(intercepts).map(|(t, a)| arm(t.a, t.b, a + effect) + arm(t.c, t.d, *a)))
    }

    /// The effect, its standard error, and the intercepts.
    fn fit(&self) -> Result<(f64, f64, Vec<f64>), Undefined> {
        let start = |t: &Cells| {
            let p = (t.events() + 0.25) / (t.total + 0.5);
            match self.link {
                Measure::RiskDifference => p,
                Measure::RiskRatio => libm::log(p),
                Measure::OddsRatio => libm::log(p / (1.0 - p)),
            }
        };
        let mut intercepts: Vec<f64> = self.tables.iter().map(start).collect();
        let mut effect = 0.0;
        let mut likelihood = self.ln_likelihood(&intercepts, effect);
        for _ in 0..MOST_STEPS {
            let parts: Vec<(Part, Part)> = self
                .tables
                .iter()
                .zip(&intercepts)
                .map(|(t, a)| (self.part(t.a, t.n1, a + effect), self.part(t.c, t.n2, *a)))
                .collect();
            // The information of the intercepts is diagonal: they are eliminated.
            let share = |(one, two): &(Part, Part)| one.information / (one.information + two.information);
            let information = sum(parts.iter().map(|pair| share(pair) * pair.1.information));
            let score = sum(parts.iter().map(|pair| pair.0.score - share(pair) * (pair.0.score + pair.1.score)));
            let by_effect = score / information;
            let by_intercept: Vec<f64> = parts
                .iter()
                .map(|pair| {
                    let (one, two) = pair;
                    (one.score + two.score - one.information * by_effect) / (one.information + two.information)
                })
                .collect();
            let decrement = score * by_effect
                + sum(parts.iter().map(|(one, two)| {
                    let both = one.score + two.score;
                    both * both / (one.information + two.information)
                }));
            if !decrement.is_finite() {
                return Err(Undefined::NoConvergence);
            }
            if decrement < 1e-18 * (1.0 + likelihood.abs()) {
                return Ok((effect, 1.0 / libm::sqrt(information), intercepts));
            }
            let mut part_of_step = 1.0;
            loop {
                let next: Vec<f64> =
                    intercepts.iter().zip(&by_intercept).map(|(a, step)| a + part_of_step * step).collect();
                let next_effect = effect + part_of_step * by_effect;
                let next_likelihood = self.ln_likelihood(&next, next_effect);
                if next_likelihood >= likelihood {
                    (intercepts, effect, likelihood) = (next, next_effect, next_likelihood);
                    break;
                }
                part_of_step *= 0.5;
                if part_of_step < 1e-10 {
                    // No step raises the likelihood any more: as far as rounding lets it be told, this is the summit,
                    // if it is flat there.
                    let flat = decrement < 1e-9 * (1.0 + likelihood.abs());
                    return if flat {
                        Ok((effect, 1.0 / libm::sqrt(information), intercepts))
                    } else {
                        Err(Undefined::NoConvergence)
                    };
                }
            }
        }
        Err(Undefined::NoConvergence)
    }

    /// The fitted intercept of a stratum that the model holds, with what its variance needs.
    fn intercept(&self, t: &Cells, intercepts: &[f64], effect: f64) -> Option<Intercept> {
        let key = |t: &Cells| (t.a, t.n1, t.c, t.n2);
        let place = self.tables.iter().position(|other| key(other) == key(t))?;
        let value = intercepts[place];
        let (one, two) = (self.part(t.a, t.n1, value + effect), self.part(t.c, t.n2, value));
        let information = one.information + two.information;
        Some(Intercept { value, variance: 1.0 / information, share: one.information / information })
    }

    /// The chi-squared distances of the data from the fit and of the fit from no effect.
    fn compare(&self, intercepts: &[f64], effect: f64) -> Fit {
        let distance = |count: f64, of: f64, from: f64| {
            let likelihood = if count == 0.0 { 0.0 } else { 2.0 * count * libm::log(of / from) };
            [likelihood, (of - from) * (of - from) / from]
        };
        let mut lack = [Vec::new(), Vec::new()];
        let mut gain = [Vec::new(), Vec::new()];
        for (t, a) in self.tables.iter().zip(intercepts) {
            let (p1, p2) = (inverse_link(self.link, a + effect).0, inverse_link(self.link, *a).0);
            let fitted = [t.n1 * p1, t.n1 * (1.0 - p1), t.n2 * p2, t.n2 * (1.0 - p2)];
            let share = t.events() / t.total;
            let none = [t.n1 * share, t.n1 * (1.0 - share), t.n2 * share, t.n2 * (1.0 - share)];
            for (cell, count) in [t.a, t.b, t.c, t.d].into_iter().enumerate() {
                let of_data = if count == 0.0 { [0.0, fitted[cell]] } else { distance(count, count, fitted[cell]) };
                let of_fit = if none[cell] == 0.0 { [0.0, 0.0] } else { distance(count, fitted[cell], none[cell]) };
                for kind in 0..2 {
                    lack[kind].push(of_data[kind]);
                    gain[kind].push(of_fit[kind]);
                }
            }
        }
        let total = |parts: [Vec<f64>; 2]| parts.map(sum);
        Fit { lack: total(lack), gain: total(gain), strata: self.tables.len() }
    }
}
