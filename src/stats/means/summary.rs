//! What a mean and its test need to know of a group.

use serde::{Deserialize, Serialize};

use crate::stats::Undefined;

/// Number, mean and standard deviation of a group, validated: as [`Sample::summary`](crate::stats::Sample::summary)
/// returns them, or as a publication prints them.
///
/// ```
/// use utfall::stats::{Undefined, means::MeanSummary};
///
/// let treated = MeanSummary::new(172, 5.12, 1.31)?;
/// assert!((treated.standard_error()? - 0.099_886).abs() < 1e-6);
/// assert_eq!(MeanSummary::new(172, 5.12, -1.0), Err(Undefined::OutsideDomain));
/// assert_eq!(MeanSummary::new(1, 5.12, 0.0), Err(Undefined::TooFewObservations));
/// # Ok::<(), Undefined>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Printed", into = "Printed")]
pub struct MeanSummary {
    n: u64,
    mean: f64,
    /// 0 for a single observation, which has none; [`MeanSummary::sd`] knows.
    sd: f64,
}

/// The unvalidated form of a [`MeanSummary`] in files.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Printed {
    n: u64,
    mean: f64,
    sd: f64,
}

impl MeanSummary {
    /// A summary from published numbers.
    ///
    /// [`Undefined::NoObservations`] when `n` is 0 and [`Undefined::TooFewObservations`] when it is 1, for one
    /// value has no standard deviation; [`Undefined::NotFinite`] or [`Undefined::OutsideDomain`] for numbers that
    /// are no mean or no standard deviation.
    pub fn new(n: u64, mean: f64, sd: f64) -> Result<MeanSummary, Undefined> {
        if n == 0 {
            Err(Undefined::NoObservations)
        } else if n == 1 {
            Err(Undefined::TooFewObservations)
        } else if !(mean.is_finite() && sd.is_finite()) {
            Err(Undefined::NotFinite)
        } else if sd < 0.0 {
            Err(Undefined::OutsideDomain)
        } else {
            Ok(MeanSummary { n, mean, sd })
        }
    }

    /// A summary from a published mean and its standard error: `sd = se sqrt(n)`.
    pub fn from_standard_error(n: u64, mean: f64, standard_error: f64) -> Result<MeanSummary, Undefined> {
        MeanSummary::new(n, mean, standard_error * libm::sqrt(n as f64))
    }

    /// From numbers that are known to be right.
    pub(in crate::stats) fn from_parts(n: u64, mean: f64, sd: f64) -> MeanSummary {
        MeanSummary { n, mean, sd }
    }

    /// From `n` equal values.
    pub(in crate::stats) fn of_equal(n: u64, value: f64) -> MeanSummary {
        MeanSummary { n, mean: value, sd: 0.0 }
    }

    /// The number of observations.
    pub fn n(self) -> u64 {
        self.n
    }

    /// The arithmetic mean.
    pub fn mean(self) -> f64 {
        self.mean
    }

    /// The standard deviation, with `n - 1` in the denominator; [`Undefined::TooFewObservations`] for a single
    /// observation.
    pub fn sd(self) -> Result<f64, Undefined> {
        if self.n < 2 { Err(Undefined::TooFewObservations) } else { Ok(self.sd) }
    }

    /// `sd / sqrt(n)`, the standard error of the mean.
    pub fn standard_error(self) -> Result<f64, Undefined> {
        Ok(self.sd()? / libm::sqrt(self.n as f64))
    }

    /// The number of observations as a real number.
    pub(in crate::stats) fn size(self) -> f64 {
        self.n as f64
    }
}

impl TryFrom<Printed> for MeanSummary {
    type Error = Undefined;

    fn try_from(printed: Printed) -> Result<MeanSummary, Undefined> {
        MeanSummary::new(printed.n, printed.mean, printed.sd)
    }
}

impl From<MeanSummary> for Printed {
    fn from(summary: MeanSummary) -> Printed {
        Printed { n: summary.n, mean: summary.mean, sd: summary.sd }
    }
}
