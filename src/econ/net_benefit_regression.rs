//! Net benefit of persons with covariates, and of persons in clusters.

use super::increment::{Increment, Outcome, Spread, UncertainIncrement};
use super::net_benefit::{NetBenefit, positive};
use crate::stats::regression::{Clustered, Contrast, Design, Factor, Heteroskedastic, ordinary_least_squares};
use crate::stats::{Level, Undefined};

/// How the errors of persons are taken to be distributed.
#[derive(Debug, Clone, Copy)]
pub enum Errors<'a> {
    /// Equal variances, independent.
    Equal,
    /// Unequal variances, independent.
    Robust(Heteroskedastic),
    /// Dependent within clusters.
    Clustered(&'a Factor, Clustered),
}

/// Persons whose costs and effects are known, with who was treated.
#[derive(Debug, Clone, Copy)]
pub struct Persons<'a> {
    /// The cost and the effect of each.
    pub outcomes: &'a [Outcome],
    /// Whether each was treated.
    pub treated: &'a [bool],
    /// The covariates, one row a person; [`Design::with_intercept`] alone for none.
    pub covariates: &'a Design,
}

/// The name of the column for treatment.
const TREATED: &str = "treated";

/// The incremental net monetary benefit at each threshold by regression: λ E − C of each person on treatment and
/// covariates, by least squares.
///
/// Without covariates it is the difference of means; with them it is adjusted. Errors as for
/// [`ordinary_least_squares`] and its covariances, and [`Undefined::OutsideDomain`] where the numbers of persons differ or
/// a covariate is named `treated`.
///
/// ```
/// use utfall::econ::increment::Outcome;
/// use utfall::econ::net_benefit_regression::{Errors, Persons, net_benefit_regression};
/// use utfall::stats::Level;
/// use utfall::stats::regression::Design;
///
/// // The coefficient is the difference of the mean net benefits: at 1 000 it is 1 000 · 0.5 − 150.
/// let person = |cost, effect| Outcome { cost, effect };
/// let outcomes = [person(100.0, 1.0), person(300.0, 0.0), person(40.0, 0.0), person(60.0, 0.0)];
/// let design = Design::with_intercept(4);
/// let persons = Persons { outcomes: &outcomes, treated: &[true, true, false, false], covariates: &design };
/// let benefits = net_benefit_regression(persons, Errors::Equal, &[1_000.0], Level::NINETY_FIVE)?;
/// assert!((benefits[0].estimated.value - 350.0).abs() < 1e-10);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hoch, J. S., Briggs, A. H. and Willan, A. R. (2002). Something old, something new, something borrowed, something blue: a
/// framework for the marriage of health econometrics and cost-effectiveness analysis. *Health Economics* 11, 415-430.
pub fn net_benefit_regression(
    persons: Persons<'_>,
    errors: Errors<'_>,
    thresholds: &[f64],
    level: Level,
) -> Result<Vec<NetBenefit>, Undefined> {
    let fit = Fit::new(persons, errors)?;
    let at = |threshold: f64| {
        let contrast = fit.treatment(|outcome| threshold * outcome.effect - outcome.cost)?;
        Ok(NetBenefit {
            estimated: contrast.estimated(level)?,
            probability: positive(contrast.value, contrast.standard_error, contrast.df)?,
        })
    };
    thresholds.iter().map(|threshold| at(*threshold)).collect()
}

/// The adjusted increment with its spread, from regressions of cost, of effect, and of their sum and difference: for Fieller's
/// set, the acceptability curve and the ellipse of adjusted or clustered data.
///
/// With C and E each in units of its standard error, the correlation is [var(C + E) − var(C − E)] / 4. The degrees of freedom are
/// those of the regression of costs. Errors as for [`net_benefit_regression`], and [`Undefined::NoVariation`] where cost or effect
/// does not vary.
///
/// Willan, A. R., Briggs, A. H. and Hoch, J. S. (2004). Regression methods for covariate adjustment and subgroup analysis for
/// non-censored cost-effectiveness data. *Health Economics* 13, 461-475.
pub fn adjusted_increment(persons: Persons<'_>, errors: Errors<'_>) -> Result<UncertainIncrement, Undefined> {
    let fit = Fit::new(persons, errors)?;
    let cost = fit.treatment(|outcome| outcome.cost)?;
    let effect = fit.treatment(|outcome| outcome.effect)?;
    if cost.standard_error == 0.0 || effect.standard_error == 0.0 {
        return Err(Undefined::NoVariation);
    }
    // var(C/s + E/t) − var(C/s − E/t) = 4 cov / (s t), where neither variance drowns the other.
    let (s, t) = (cost.standard_error, effect.standard_error);
    let variance = |sign: f64| match fit.treatment(|outcome| outcome.cost / s + sign * outcome.effect / t) {
        Ok(contrast) => Ok(contrast.standard_error * contrast.standard_error),
        // Cost and effect are one number: their sum or difference is constant.
        Err(Undefined::NoVariation) => Ok(0.0),
        Err(why) => Err(why),
    };
    let correlation = (0.25 * (variance(1.0)? - variance(-1.0)?)).clamp(-1.0, 1.0);
    let point = Increment { cost: cost.value, effect: effect.value };
    let spread = Spread { cost_variance: s * s, effect_variance: t * t, covariance: correlation * s * t };
    let increment = UncertainIncrement::new(point, spread)?;
    match cost.df {
        None => Ok(increment),
        Some(df) => increment.with_df(df),
    }
}

/// A design with treatment in it, and what is done with the errors.
struct Fit<'a> {
    design: Design,
    place: usize,
    outcomes: &'a [Outcome],
    errors: Errors<'a>,
}

impl<'a> Fit<'a> {
    fn new(persons: Persons<'a>, errors: Errors<'a>) -> Result<Fit<'a>, Undefined> {
        let Persons { outcomes, treated, covariates } = persons;
        if outcomes.len() != treated.len() {
            return Err(Undefined::OutsideDomain);
        }
        let treated: Vec<f64> = treated.iter().map(|treated| f64::from(u8::from(*treated))).collect();
        let design = covariates.clone().numeric(TREATED, &treated)?;
        let place = design.position(TREATED).ok_or(Undefined::OutsideDomain)?;
        Ok(Fit { design, place, outcomes, errors })
    }

    /// The coefficient of treatment in the regression of one number a person.
    fn treatment(&self, number: impl Fn(&Outcome) -> f64) -> Result<Contrast, Undefined> {
        let outcome: Vec<f64> = self.outcomes.iter().map(number).collect();
        let model = ordinary_least_squares(&self.design, &outcome)?;
        let coefficients = match self.errors {
            Errors::Equal => model.coefficients(),
            Errors::Robust(kind) => model.robust(kind)?,
            Errors::Clustered(clusters, kind) => model.clustered(clusters, kind)?,
        };
        coefficients.coefficient(self.place)
    }
}
