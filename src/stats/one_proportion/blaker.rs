//! Blaker's exact methods: the smaller tail, and as much of the other as is no more probable.

use super::{at_least, clopper_pearson, last_where, ordered};
use crate::stats::distribution::Binomial;
use crate::stats::{Arm, Estimated, Level, TestResult, Undefined, root};

/// Outcomes that are equally probable but for rounding count as equal, as in R.
const TIES: f64 = 1.0 + 1e-7;

/// Blaker's exact interval: the hull of the proportions that [`blaker_test`] does not reject.
///
/// Within [`clopper_pearson`]'s, and as exact: it covers with at least the level. Intervals of higher level contain
/// those of lower.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Klaschka (2010): 131 of 134, 0.935973 to 0.993871.
/// let interval = one_proportion::blaker(Arm::new(131, 134)?, Level::NINETY_FIVE)?.interval;
/// assert!((interval.lower().unwrap() - 0.935_973).abs() < 5e-7);
/// assert!((interval.upper().unwrap() - 0.993_871).abs() < 5e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Blaker, H. (2000). Confidence curves and improved exact confidence intervals for discrete distributions. *Canadian
/// Journal of Statistics* 28, 783-798; Klaschka, J. (2010). *COMPSTAT* 2010, 1197-1204.
pub fn blaker(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    estimated(arm, level, 1.0)
}

/// Blaker's interval by mid-p: the hull of the proportions that [`blaker_mid_p_test`] does not reject.
///
/// Shorter than [`blaker`]'s, with coverage near the level rather than nowhere below it.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 100 of 500, 50 %: 0.1881 to 0.2121.
/// let interval = one_proportion::blaker_mid_p(Arm::new(100, 500)?, Level::new(0.50)?)?.interval;
/// assert!((interval.lower().unwrap() - 0.1881).abs() < 5e-5);
/// assert!((interval.upper().unwrap() - 0.2121).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, Lydersen and Laake (2017), section 2.4.7.
pub fn blaker_mid_p(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    estimated(arm, level, 0.5)
}

fn estimated(arm: Arm, level: Level, own: f64) -> Result<Estimated, Undefined> {
    let lower = lower_limit(arm, level, own)?;
    let upper = 1.0 - lower_limit(arm.complement(), level, own)?;
    Ok(Estimated { value: arm.proportion(), standard_error: None, interval: ordered(lower, upper) })
}

/// The smallest proportion that is not rejected, when a share `own` of the observed count itself is counted.
///
/// Let `q` be the largest count whose lower tail is no more probable than the upper tail of the observed one. The
/// acceptability is the sum of the two tails, at most twice the upper one, so that the limit is not below Clopper
/// and Pearson's. As long as `q` stays, the sum falls, then rises; `q` moves up where the two tails of `q + 1` and of
/// the observed count are equal. So it is largest at the ends of these stretches, which are gone through from below.
fn lower_limit(arm: Arm, level: Level, own: f64) -> Result<f64, Undefined> {
    if arm.events() == 0 {
        return Ok(0.0);
    }
    let at = |ln_p: f64| Binomial::new(arm.total(), libm::exp(ln_p).min(1.0));
    let upper_tail = |binomial: &Binomial| at_least(binomial, arm.events());
    let excess = |ln_p: f64, q: Option<u64>| {
        at(ln_p).map_or(f64::NAN, |binomial| {
            let own_part = upper_tail(&binomial) - (1.0 - own) * binomial.pmf(arm.events());
            own_part + q.map_or(0.0, |q| binomial.cdf(q)) - level.alpha()
        })
    };
    let outer = clopper_pearson(arm, level)?.interval.lower().unwrap_or(0.0);
    let mut from = libm::log(outer);
    let at_outer = at(from)?;
    let reach = upper_tail(&at_outer);
    let mut q = last_where(0, arm.events() - 1, |count| at_outer.cdf(count) <= reach);
    for next in q.map_or(0, |q| q + 1)..=arm.events() {
        let apart = |ln_p: f64| at(ln_p).map_or(f64::NAN, |x| upper_tail(&x) - x.cdf(next));
        let to = if apart(from) >= 0.0 {
            from
        } else if apart(0.0) < 0.0 {
            0.0
        } else {
            root::bracketed(apart, from, 0.0)?
        };
        if excess(from, q) >= 0.0 {
            return Ok(libm::exp(from));
        }
        if excess(to, q) >= 0.0 {
            return root::bracketed(|ln_p| excess(ln_p, q), from, to).map(libm::exp);
        }
        (from, q) = (to, Some(next));
    }
    Ok(libm::exp(from))
}

/// Blaker's exact test of `null`: the smaller tail from the observed count, and the opposite tail as far as it is no more
/// probable.
///
/// ```
/// use utfall::stats::{Arm, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 1 of 10 against 1/2, p = 0.02148.
/// assert!((one_proportion::blaker_test(Arm::new(1, 10)?, 0.5)?.p - 0.02148).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Blaker (2000).
pub fn blaker_test(arm: Arm, null: f64) -> Result<TestResult, Undefined> {
    test(arm, null, 1.0)
}

/// [`blaker_test`] with half of the observed count, and half of one in the opposite tail whose tail is exactly as
/// probable.
///
/// ```
/// use utfall::stats::{Arm, one_proportion};
///
/// // 13 of 16 against 1/2: the tails of 13 and of 3 are both 697 / 65536, and 560 of each is at the count itself.
/// let test = one_proportion::blaker_mid_p_test(Arm::new(13, 16)?, 0.5)?;
/// assert!((test.p - 2.0 * (697.0 - 280.0) / 65_536.0).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, Lydersen and Laake (2017), section 2.5.6.
pub fn blaker_mid_p_test(arm: Arm, null: f64) -> Result<TestResult, Undefined> {
    test(arm, null, 0.5)
}

/// Blaker's test with a share `own` of the counts whose tail is that of the observed one.
fn test(arm: Arm, null: f64, own: f64) -> Result<TestResult, Undefined> {
    let (n, x) = (arm.total(), arm.events());
    let binomial = Binomial::new(n, null)?;
    let (lower, upper) = (binomial.cdf(x), at_least(&binomial, x));
    let smaller = lower.min(upper);
    // The counts of the opposite tail, from its end inwards, the last of which may be a tie.
    let opposite: &dyn Fn(u64) -> f64 =
        if lower < upper { &|k| at_least(&binomial, n - k) } else { &|k| binomial.cdf(k) };
    let most = if lower < upper { n - x } else { x };
    let reach = |limit: f64| {
        let last = if most == 0 { None } else { last_where(0, most - 1, |k| opposite(k) <= limit) };
        last.map_or(0.0, opposite)
    };
    let (with_ties, without) = (reach(smaller * TIES), reach(smaller / TIES));
    let other = own * with_ties + (1.0 - own) * without;
    Ok(TestResult::exact(smaller - (1.0 - own) * binomial.pmf(x) + other))
}
