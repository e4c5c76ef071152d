//! What kind of outcome a generalised linear model explains: the likelihood of one row.

use crate::stats::distribution::ln_gamma;

/// The scale on which a model is linear, between the mean of the outcome and the linear predictor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Link {
    /// The mean itself: coefficients are differences.
    Identity,
    /// The logarithm of the odds: coefficients are log odds ratios.
    Logit,
    /// The logarithm: coefficients are log ratios of risks or of rates.
    Log,
}

impl Link {
    /// The mean at a linear predictor.
    pub fn mean(self, predictor: f64) -> f64 {
        match self {
            Link::Identity => predictor,
            Link::Logit => logistic(predictor),
            Link::Log => libm::exp(predictor),
        }
    }

    /// The derivative of [`Link::mean`].
    pub fn slope(self, predictor: f64) -> f64 {
        match self {
            Link::Identity => 1.0,
            Link::Logit => logistic(predictor) * logistic(-predictor),
            Link::Log => libm::exp(predictor),
        }
    }

    /// The second derivative of [`Link::mean`].
    pub(super) fn bend(self, predictor: f64) -> f64 {
        match self {
            Link::Identity => 0.0,
            Link::Logit => {
                let (p, q) = (logistic(predictor), logistic(-predictor));
                p * q * (q - p)
            }
            Link::Log => libm::exp(predictor),
        }
    }
}

/// The logarithm of the number of ways in which `y` of `m` may have the outcome.
pub(in crate::stats) fn ln_ways(y: f64, m: f64) -> f64 {
    if m == 1.0 { 0.0 } else { ln_gamma(m + 1.0) - ln_gamma(y + 1.0) - ln_gamma(m - y + 1.0) }
}

/// `1 / (1 + exp(-x))`, exact in both tails.
fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let odds = libm::exp(x);
        odds / (1.0 + odds)
    }
}

/// A distribution with its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Binomial with the logit.
    Logistic,
    /// Binomial with the logarithm, the mean below 1.
    LogBinomial,
    /// Poisson with the logarithm.
    Poisson,
}

/// The likelihood of one row at its linear predictor.
pub(super) struct Term {
    pub log_likelihood: f64,
    /// The derivative by the predictor.
    pub score: f64,
    /// The expected negative second derivative.
    pub information: f64,
}

impl Family {
    pub fn link(self) -> Link {
        match self {
            Family::Logistic => Link::Logit,
            Family::LogBinomial | Family::Poisson => Link::Log,
        }
    }

    /// `y` events of `m`; the count and the exposure for Poisson. Constants of the likelihood are left out.
    pub fn term(self, y: f64, m: f64, predictor: f64) -> Term {
        match self {
            Family::Logistic => {
                let (p, q) = (logistic(predictor), logistic(-predictor));
                // ln(1 + e^x), exact in both tails.
                let ln_one_plus = predictor.max(0.0) + libm::log1p(libm::exp(-predictor.abs()));
                Term {
                    log_likelihood: y * predictor - m * ln_one_plus,
                    score: y * q - (m - y) * p,
                    information: m * p * q,
                }
            }
            Family::LogBinomial if predictor >= 0.0 => {
                Term { log_likelihood: f64::NEG_INFINITY, score: f64::NAN, information: f64::NAN }
            }
            Family::LogBinomial => {
                let (p, q) = (libm::exp(predictor), -libm::expm1(predictor));
                let odds = p / q;
                Term {
                    log_likelihood: y * predictor + (m - y) * libm::log(q),
                    score: y - (m - y) * odds,
                    information: m * odds,
                }
            }
            Family::Poisson => {
                let mean = m * libm::exp(predictor);
                Term { log_likelihood: y * predictor - mean, score: y - mean, information: mean }
            }
        }
    }

    /// What [`Family::term`] leaves out of the log-likelihood.
    pub fn constant(self, y: f64, m: f64) -> f64 {
        match self {
            Family::Logistic | Family::LogBinomial => ln_ways(y, m),
            Family::Poisson => {
                let exposure = if y == 0.0 { 0.0 } else { y * libm::log(m) };
                exposure - ln_gamma(y + 1.0)
            }
        }
    }

    /// The largest that [`Family::term`] can be, whatever the predictor.
    pub fn saturated(self, y: f64, m: f64) -> f64 {
        let term = |part: f64, whole: f64| if part == 0.0 { 0.0 } else { part * libm::log(part / whole) };
        match self {
            Family::Logistic | Family::LogBinomial => term(y, m) + term(m - y, m),
            Family::Poisson => term(y, m) - y,
        }
    }

    /// The variance of the outcome at its mean.
    pub fn variance(self, m: f64, mean: f64) -> f64 {
        match self {
            Family::Logistic | Family::LogBinomial => mean * (1.0 - mean / m),
            Family::Poisson => mean,
        }
    }
}
