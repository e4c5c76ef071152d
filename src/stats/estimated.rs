//! What an estimator and a test return.

use super::Interval;

/// A point estimate with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    /// The estimate, on the scale that people read: a ratio is a ratio, not a logarithm.
    pub value: f64,
    /// The standard error, where the method has one.
    ///
    /// It is on the scale on which the method assumes normality: that of the estimate for
    /// differences, the **natural logarithm** for risk ratios and odds ratios. Each function says
    /// which.
    pub standard_error: Option<f64>,
    /// The confidence set, on the scale of `value`.
    pub interval: Interval,
}

/// The result of a hypothesis test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestResult {
    /// The test statistic; exact tests have none.
    pub statistic: Option<f64>,
    /// The degrees of freedom of the reference distribution; normal and exact tests have none.
    pub df: Option<f64>,
    /// The p-value, in `[0, 1]`.
    pub p: f64,
}

impl TestResult {
    /// An exact test: a p-value and nothing else.
    pub fn exact(p: f64) -> TestResult {
        TestResult { statistic: None, df: None, p: p.clamp(0.0, 1.0) }
    }
}

/// Which departures from the null hypothesis count as evidence against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alternative {
    /// The parameter differs from its null value, in either direction.
    TwoSided,
    /// The parameter is below its null value.
    Less,
    /// The parameter is above its null value.
    Greater,
}
