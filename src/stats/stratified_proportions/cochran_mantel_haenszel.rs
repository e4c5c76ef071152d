//! The test of conditional independence.

use super::{Stratum, tables, total};
use crate::stats::distribution::ChiSquared;
use crate::stats::{TestResult, Undefined};

/// The Cochran-Mantel-Haenszel test: `sum(a - E)^2 / sum(V)` with one degree of freedom, where `E = n1 m1 / N` and
/// `V = n1 n2 m1 m0 / (N^2 (N - 1))` of each stratum.
///
/// The usual test of a common effect over strata. It cancels effects that go opposite ways. For one stratum it is
/// [`two_proportions::tests::n_minus_1`](crate::stats::two_proportions::tests::n_minus_1).
/// [`Undefined::ZeroMargin`] when in every stratum everyone or no one had the event.
///
/// ```
/// use utfall::stats::{Arm, stratified_proportions::{Stratum, cochran_mantel_haenszel}};
///
/// // R's UCBAdmissions, admission by sex over six departments: chi-squared 1.5246 without correction.
/// let admitted = [(512, 825, 89, 108), (353, 560, 17, 25), (120, 325, 202, 593), (138, 417, 131, 375),
///     (53, 191, 94, 393), (22, 373, 24, 341)];
/// let departments = admitted
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// assert!((cochran_mantel_haenszel(&departments)?.statistic.unwrap() - 1.5246).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cochran, W. G. (1954). *Biometrics* 10, 417-451; Mantel and Haenszel (1959).
pub fn cochran_mantel_haenszel(strata: &[Stratum]) -> Result<TestResult, Undefined> {
    test(strata, 0.0)
}

/// [`cochran_mantel_haenszel`] with half an event taken from `|sum(a - E)|`, if it is at least that, as R's
/// `mantelhaen.test` does by default.
///
/// Imitates the [`exact_test`](super::exact_test), and is as conservative.
///
/// ```
/// use utfall::stats::{Arm, stratified_proportions::{Stratum, cochran_mantel_haenszel_corrected}};
///
/// // R: mantelhaen.test(UCBAdmissions): 1.4269, p = 0.2323.
/// let admitted = [(512, 825, 89, 108), (353, 560, 17, 25), (120, 325, 202, 593), (138, 417, 131, 375),
///     (53, 191, 94, 393), (22, 373, 24, 341)];
/// let departments = admitted
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let test = cochran_mantel_haenszel_corrected(&departments)?;
/// assert!((test.statistic.unwrap() - 1.4269).abs() < 5e-5 && (test.p - 0.2323).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Mantel and Haenszel (1959).
pub fn cochran_mantel_haenszel_corrected(strata: &[Stratum]) -> Result<TestResult, Undefined> {
    test(strata, 0.5)
}

fn test(strata: &[Stratum], correction: f64) -> Result<TestResult, Undefined> {
    let tables = tables(strata);
    // a - E = (a d - b c) / N, which does not cancel when a is huge.
    let excess = total(&tables, |t| t.a / t.total * t.d - t.b / t.total * t.c);
    let variance = total(&tables, |t| {
        // A stratum of one person decides nothing.
        if t.is_informative() {
            (t.n1 / t.total) * (t.n2 / t.total) * (t.events() / (t.total - 1.0)) * t.non_events()
        } else {
            0.0
        }
    });
    if variance == 0.0 {
        return Err(Undefined::ZeroMargin);
    }
    let size = if excess.abs() >= correction { excess.abs() - correction } else { excess.abs() };
    let statistic = size / variance * size;
    Ok(TestResult { statistic: Some(statistic), df: Some(1.0), p: ChiSquared::new(1.0)?.sf(statistic) })
}
