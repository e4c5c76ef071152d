//! The hull of the parameters that a test by the probability of outcomes does not reject.

use super::{Undefined, root};

/// Beyond this many outcomes below the observed one the search takes too long.
const MOST_OUTCOMES: u64 = 5_000;

/// A count whose probabilities are `exp(ln_weight(k) + eta k)` up to a factor: binomial, hypergeometric.
pub(in crate::stats) trait Tilted {
    /// The smallest possible count.
    fn lowest(&self) -> u64;

    /// The logarithm of the weight of a count at an `eta` of 0.
    fn ln_weight(&self, count: u64) -> f64;

    /// `P(X <= low) + P(X >= observed)`, the first being 0 for `None`, and `P(X = observed)`, at a value of `eta`.
    fn tails(&self, eta: f64, low: Option<u64>, observed: u64) -> Result<(f64, f64), Undefined>;
}

/// The smallest `eta` in the closure of those at which the outcomes that are no more probable than the observed one have
/// together a probability of `alpha` or more; of the observed one, a share of `own` counts.
///
/// Let `low` be the largest count below the observed one that is no more probable. As `eta` grows, `low` moves up at
/// known places. Between two of them the sum of both tails falls, then rises, so that its largest values are at the
/// ends, and the limit is found by going through the stretches from below.
pub(in crate::stats) fn lower_limit(
    family: &impl Tilted,
    observed: u64,
    own: f64,
    alpha: f64,
    (least, most): (f64, f64),
) -> Result<f64, Undefined> {
    let lowest = family.lowest();
    if observed - lowest > MOST_OUTCOMES {
        return Err(Undefined::TooLarge);
    }
    let value = |eta: f64, low: Option<u64>| {
        family.tails(eta, low, observed).map(|(tails, at_observed)| tails - (1.0 - own) * at_observed)
    };
    let place = |count: u64| {
        let apart = family.ln_weight(count) - family.ln_weight(observed);
        (apart / (observed - count) as f64).clamp(least, most)
    };
    let root_within = |from: f64, to: f64, low: Option<u64>| {
        root::bracketed(|eta| value(eta, low).map_or(f64::NAN, |value| value - alpha), from, to)
    };
    let (mut from, mut low) = (least, None);
    for next in lowest..observed {
        let to = place(next);
        if value(to, low)? >= alpha {
            return if value(from, low)? >= alpha { Ok(from) } else { root_within(from, to, low) };
        }
        (from, low) = (to, Some(next));
        if value(from, low)? >= alpha {
            return Ok(from);
        }
    }
    if value(most, low)? < alpha { Ok(most) } else { root_within(from, most, low) }
}
