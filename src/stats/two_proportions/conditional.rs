//! The odds ratio given both margins.

use super::odds_ratio;
use super::table::Table;
use crate::stats::distribution::NoncentralHypergeometric;
use crate::stats::{Arm, Estimated, Interval, Level, Undefined, root};

/// The conditional maximum-likelihood estimate with the exact interval.
///
/// Given both margins, the events among the treated follow Fisher's noncentral hypergeometric
/// distribution. The estimate is the odds ratio under which their expectation is what was observed;
/// the limits are those under which the tails from the observed count outwards are `alpha / 2`. It is
/// not the sample odds ratio, and lies closer to 1. At zero cells the estimate is 0 or infinite, and
/// so is the limit on its side.
///
/// [`Undefined::ZeroMargin`] when everyone or no one had the event; [`Undefined::TooLarge`] when the
/// smallest cell exceeds some 1e11. Conservative, like every exact interval.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // Fisher's tea tasting (Agresti 1990, p. 61; R's `fisher.test`): 3/4 against 1/4, OR 6.408 (0.2117
/// // to 621.9). R stops early: the root of (1 + 16 x + 36 x^2 + 16 x^3) / (1 + 16 x + 36 x^2 + 16 x^3
/// // + x^4) = 0.025 is 626.2435 (mpmath), and that of the estimate 6.40832, not R's 6.40831.
/// let tea = odds_ratio::conditional(Arm::new(3, 4)?, Arm::new(1, 4)?, Level::NINETY_FIVE)?;
/// assert!((tea.value - 6.408_319_658).abs() < 1e-9);
/// assert!((tea.interval.lower().unwrap() - 0.211_735_595_4).abs() < 1e-10);
/// assert!((tea.interval.upper().unwrap() - 626.243_530_6).abs() < 1e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cornfield (1956); Agresti, A. (1990). *Categorical Data Analysis*, 59-66; R's `fisher.test`.
pub fn conditional(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = Table::new(treated, control);
    if table.has_zero_margin() {
        return Err(Undefined::ZeroMargin);
    }
    let x = treated.events();
    let events = x.checked_add(control.events()).ok_or(Undefined::TooLarge)?;
    let at = |log: f64| NoncentralHypergeometric::new(treated.total(), control.total(), events, libm::exp(log));
    let (_, [at_zero, at_infinity]) = odds_ratio::estimate(&table);
    let added = if table.has_zero_cell() { 0.5 } else { 0.0 };
    let start = libm::log((table.a + added) / (table.b + added)) - libm::log((table.c + added) / (table.d + added));
    let step = 0.5;
    // A failure inside the search, of a table that is too large, is carried out of it.
    let search = |f: &dyn Fn(&NoncentralHypergeometric) -> f64, rising: bool| {
        at(start)?;
        let value = |log: f64| at(log).map_or(f64::NAN, |distribution| f(&distribution));
        root::outwards(value, start, step, (-700.0, 700.0), rising).map(libm::exp).map_err(|_| Undefined::TooLarge)
    };
    let ln_tail = libm::log(0.5 * level.alpha());
    let lower = if at_zero {
        0.0
    } else {
        // P(X >= x) rises with the odds ratio, and a count above the least possible has x > 0.
        search(&|distribution| distribution.ln_sf(x - 1) - ln_tail, true)?
    };
    let upper =
        if at_infinity { f64::INFINITY } else { search(&|distribution| distribution.ln_cdf(x) - ln_tail, false)? };
    let value = if at_zero {
        0.0
    } else if at_infinity {
        f64::INFINITY
    } else {
        let excess = |distribution: &NoncentralHypergeometric| {
            let mode = distribution.mode();
            let from_mode = if mode >= x { (mode - x) as f64 } else { -((x - mode) as f64) };
            from_mode + distribution.mean_beyond_mode()
        };
        search(&excess, true)?
    };
    Ok(Estimated { value, standard_error: None, interval: Interval::Bounded { lower, upper } })
}
