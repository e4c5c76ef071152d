//! The tipping point: how far from what was observed the missing must be for a conclusion to change.

use crate::stats::Undefined;

/// The most steps of a search.
const MOST_STEPS: usize = 100_000;

/// Halvings of the step in which the conclusion changes.
const HALVINGS: usize = 60;

/// Where a tipping point is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TippingSearch {
    /// The farthest delta, below 0 to search downwards: beyond it nobody would believe the assumption.
    pub limit: f64,
    /// The number of equal steps from 0 to the limit. A conclusion that changes and changes back within one step is not
    /// seen.
    pub steps: usize,
}

/// What a search for a tipping point found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TippingPoint {
    /// The delta nearest to 0 at which the conclusion is another one.
    At(f64),
    /// The conclusion is the same at every delta up to the limit.
    Beyond,
}

/// The delta nearest to 0, in the direction of the limit, at which a conclusion is not that at 0.
///
/// `conclusion` says for a delta what is concluded: whether an interval excludes no effect, say, or on which side of it
/// the interval lies. It is asked at each step in turn; the step in which its answer changes is halved until the two
/// ends are neighbours in all but the last digits. Its first error is that of the whole.
///
/// [`Undefined::OutsideDomain`] for no steps or a limit that is 0, [`Undefined::NotFinite`] for one that is not finite,
/// [`Undefined::TooLarge`] for more than 100,000 steps.
///
/// ```
/// use utfall::stats::imputation::{TippingPoint, TippingSearch, tipping_point};
///
/// // A difference of 3 with standard error 1, of which a third is imputed: it is 1.96 at delta = -3.12.
/// let search = TippingSearch { limit: -10.0, steps: 50 };
/// let significant = |delta: f64| Ok(3.0 + delta / 3.0 > 1.96);
/// let TippingPoint::At(delta) = tipping_point(search, significant)? else { panic!("there is one") };
/// assert!((delta + 3.12).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Yan, X., Lee, S. and Li, N. (2009). Missing data handling methods in medical device clinical trials. *Journal of
/// Biopharmaceutical Statistics* 19, 1085-1098, section 5; Ratitch, B., O'Kelly, M. and Tosiello, R. (2013). Missing
/// data in clinical trials: from clinical assumptions to statistical analysis using pattern mixture models.
/// *Pharmaceutical Statistics* 12, 337-347.
pub fn tipping_point<C: PartialEq>(
    search: TippingSearch,
    conclusion: impl Fn(f64) -> Result<C, Undefined>,
) -> Result<TippingPoint, Undefined> {
    if !search.limit.is_finite() {
        return Err(Undefined::NotFinite);
    }
    if search.limit == 0.0 || search.steps == 0 {
        return Err(Undefined::OutsideDomain);
    }
    if search.steps > MOST_STEPS {
        return Err(Undefined::TooLarge);
    }
    let first = conclusion(0.0)?;
    let mut near = 0.0;
    for step in 1..=search.steps {
        let mut far = search.limit * (step as f64 / search.steps as f64);
        if conclusion(far)? == first {
            near = far;
            continue;
        }
        for _ in 0..HALVINGS {
            let middle = 0.5 * (near + far);
            if middle == near || middle == far {
                break;
            }
            if conclusion(middle)? == first {
                near = middle;
            } else {
                far = middle;
            }
        }
        return Ok(TippingPoint::At(far));
    }
    Ok(TippingPoint::Beyond)
}
