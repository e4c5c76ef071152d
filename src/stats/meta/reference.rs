//! How an estimate is referred to its distribution.

use serde::{Deserialize, Serialize};

use crate::stats::distribution::{Normal, StudentT};
use crate::stats::{Level, TestResult, Undefined};

/// How the uncertainty of a pooled effect, or of a coefficient, is assessed.
///
/// `se` is the model-based standard error, `1 / sqrt(sum(w_i))` for a pooled effect; `df` is the number of studies less
/// that of the coefficients, and `q = y'P y / df` the weighted variance of the residuals, which is 1 on average when
/// tau squared is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inference {
    /// `se` and the normal distribution. Too narrow when studies are few; what RevMan printed until 2024.
    Wald,
    /// `se` and Student's t with `df` degrees of freedom.
    StudentT,
    /// `se sqrt(q)` and Student's t with `df` degrees of freedom; the default.
    ///
    /// With few and similar studies it may be *narrower* than [`Inference::Wald`]; [`Caution`](super::Caution) says so.
    ///
    /// Hartung, J. and Knapp, G. (2001). A refined method for the meta-analysis of controlled clinical trials with
    /// binary outcome. *Statistics in Medicine* 20, 3875-3889; Knapp, G. and Hartung, J. (2003). Improved tests for a
    /// random effects meta-regression with a single covariate. *Statistics in Medicine* 22, 2693-2710.
    HartungKnapp,
    /// [`Inference::HartungKnapp`] with `q` not below 1, so that the standard error is at least that of Wald.
    ///
    /// Knapp and Hartung (2003), section 2.2; Roever, C., Knapp, G. and Friede, T. (2015). Hartung-Knapp-Sidik-Jonkman
    /// approach and its modification for random-effects meta-analysis with few studies. *BMC Medical Research
    /// Methodology* 15, 99.
    HartungKnappTruncated,
    /// Whichever of the intervals of [`Inference::HartungKnapp`] and [`Inference::Wald`] is wider.
    ///
    /// Jackson, D., Law, M., Ruecker, G. and Schwarzer, G. (2017). The Hartung-Knapp modification for random-effects
    /// meta-analysis: a useful refinement but are there any residual concerns? *Statistics in Medicine* 36, 3923-3934.
    HartungKnappWidest,
}

/// Cochrane's choice of the interval of a mean under random effects: [`Inference::HartungKnapp`] for more than two studies
/// between which a variance was estimated, else [`Inference::Wald`].
///
/// Where tau squared is 0 the effects differ no more than chance lets expect, and Hartung and Knapp's interval is narrower than
/// that of a common effect as a rule, at times absurdly; with one degree of freedom it is useless. The price is a jump: as tau squared
/// rises above 0 with few studies, the interval may become several times as wide.
///
/// ```
/// use utfall::stats::Level;
/// use utfall::stats::meta::{Estimator, Inference, Model, Studies, cochrane_inference, examples, pool};
///
/// let (studies, model) = (Studies::new(&examples::bcg())?, Model::RandomEffects(Estimator::RestrictedMaximumLikelihood));
/// let tau_squared = pool(&studies, model, Inference::Wald, Level::NINETY_FIVE)?.tau_squared;
/// assert_eq!(cochrane_inference(studies.len(), tau_squared), Inference::HartungKnapp);
/// assert_eq!(cochrane_inference(2, tau_squared), Inference::Wald);
/// assert_eq!(cochrane_inference(13, 0.0), Inference::Wald);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Deeks, J. J., Higgins, J. P. T., Altman, D. G., McKenzie, J. E. and Veroniki, A. A. (2024). Analysing data and undertaking
/// meta-analyses. In *Cochrane Handbook* 6.5, chapter 10; Roever, Knapp and Friede (2015) on both cases.
pub fn cochrane_inference(studies: usize, tau_squared: f64) -> Inference {
    if studies > 2 && tau_squared > 0.0 { Inference::HartungKnapp } else { Inference::Wald }
}

/// The distribution that an estimate over its standard error is compared with, and its quantile.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    df: Option<f64>,
    pub quantile: f64,
}

impl Reference {
    /// The standard normal distribution.
    pub(super) fn normal(level: Level) -> Reference {
        Reference { df: None, quantile: level.z() }
    }

    /// Student's t; [`Undefined::TooFewObservations`] without degrees of freedom.
    pub(super) fn student(df: f64, level: Level) -> Result<Reference, Undefined> {
        if df <= 0.0 {
            return Err(Undefined::TooFewObservations);
        }
        Ok(Reference { df: Some(df), quantile: StudentT::new(df)?.upper_quantile(0.5 * level.alpha())? })
    }

    /// Whether it is the normal distribution.
    pub(super) fn is_normal(&self) -> bool {
        self.df.is_none()
    }

    /// The two-sided test of `estimate = 0`.
    pub(super) fn test(&self, estimate: f64, standard_error: f64) -> Result<TestResult, Undefined> {
        let statistic = finite(estimate / standard_error)?;
        let p = match self.df {
            None => Normal.two_sided(statistic),
            Some(df) => StudentT::new(df)?.two_sided(statistic),
        };
        Ok(TestResult { statistic: Some(statistic), df: self.df, p })
    }
}

/// The references that an [`Inference`] needs at given degrees of freedom.
///
/// Quantiles cost more than a fit, so that they are computed once for many fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quantiles {
    inference: Inference,
    normal: Option<Reference>,
    student: Option<Reference>,
}

impl Quantiles {
    /// What the inference needs; [`Undefined::TooFewObservations`] when it needs degrees of freedom and has none.
    pub(super) fn new(inference: Inference, df: f64, level: Level) -> Result<Quantiles, Undefined> {
        let normal = matches!(inference, Inference::Wald | Inference::HartungKnappWidest);
        let student = inference != Inference::Wald;
        Ok(Quantiles {
            inference,
            normal: normal.then(|| Reference::normal(level)),
            student: if student { Some(Reference::student(df, level)?) } else { None },
        })
    }

    /// The factor of the model-based standard error, and the reference to use with it.
    ///
    /// `q` is the residual sum of squares over its degrees of freedom. [`Undefined::NoVariation`] when the standard
    /// error would be zero.
    pub(super) fn choose(&self, q: f64) -> Result<(f64, Reference), Undefined> {
        let missing = Undefined::TooFewObservations;
        Ok(match self.inference {
            Inference::Wald => (1.0, self.normal.ok_or(missing)?),
            Inference::StudentT => (1.0, self.student.ok_or(missing)?),
            Inference::HartungKnapp if q > 0.0 => (libm::sqrt(q), self.student.ok_or(missing)?),
            Inference::HartungKnapp => return Err(Undefined::NoVariation),
            Inference::HartungKnappTruncated => (libm::sqrt(q.max(1.0)), self.student.ok_or(missing)?),
            Inference::HartungKnappWidest => {
                let (normal, student) = (self.normal.ok_or(missing)?, self.student.ok_or(missing)?);
                let factor = libm::sqrt(q);
                if factor * student.quantile >= normal.quantile { (factor, student) } else { (1.0, normal) }
            }
        })
    }
}

/// The number, unless it is infinite or a NaN.
pub(super) fn finite(x: f64) -> Result<f64, Undefined> {
    if x.is_finite() { Ok(x) } else { Err(Undefined::NotFinite) }
}
