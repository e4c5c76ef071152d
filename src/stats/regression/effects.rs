//! Effects on the scale of the outcome: what a coefficient means for the share who get a job.

use super::{Coefficients, Contrast, Design, Link};
use crate::stats::Undefined;
use crate::stats::sum::{Sum, sum};

/// Risks had everyone been treated, and had nobody, averaged over the covariates of the rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandardisedRisks {
    /// The mean risk with everyone treated.
    pub treated: Contrast,
    /// The mean risk with nobody treated.
    pub control: Contrast,
    /// `treated - control`.
    pub difference: Contrast,
    /// `ln(treated / control)`: [`Contrast::ratio`] gives the ratio. `None` when a mean is not above 0.
    pub log_ratio: Option<Contrast>,
}

/// The average marginal effect of a numeric variable: how much the mean outcome changes, averaged over the
/// rows of the design.
///
/// For a variable that takes the values 0 and 1 alone, the mean difference between the predictions at 1 and
/// at 0; for another, the mean derivative. Products with the variable move along with it. The standard error
/// is by the delta method from the covariance of `coefficients` (robust ones give a robust error), for the
/// covariates that these rows have.
///
/// [`Undefined::OutsideDomain`] when the design has no such numeric variable, or does not belong to the
/// coefficients.
///
/// ```
/// use utfall::stats::Arm;
/// use utfall::stats::regression::{Design, average_marginal_effect, logistic};
///
/// // Without covariates it is the risk difference, with Wald's standard error: 20/40 - 12/60.
/// let design = Design::with_intercept(2).numeric("arm", &[1.0, 0.0])?;
/// let model = logistic(&design, &[Arm::new(20, 40)?, Arm::new(12, 60)?])?;
/// let effect = average_marginal_effect(model.link(), &model.coefficients()?, &design, "arm")?;
/// assert!((effect.value - 0.3).abs() < 1e-14);
/// assert!((effect.standard_error.powi(2) - (0.5 * 0.5 / 40.0 + 0.2 * 0.8 / 60.0)).abs() < 1e-14);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bartus, T. (2005). Estimation of marginal effects using margeff. *Stata Journal* 5, 309-329.
pub fn average_marginal_effect(
    link: Link,
    coefficients: &Coefficients,
    design: &Design,
    variable: &str,
) -> Result<Contrast, Undefined> {
    let values = design.values(variable).ok_or(Undefined::OutsideDomain)?;
    check(coefficients, design)?;
    if values.iter().all(|value| *value == 0.0 || *value == 1.0) {
        return Ok(standardised_risks(link, coefficients, design, variable)?.difference);
    }
    let width = design.columns().len();
    let mut value = Sum::default();
    let mut gradient = vec![Sum::default(); width];
    let share = 1.0 / design.rows() as f64;
    for row in design.canonical_order(&[]) {
        let predictor = design.predictor(row, coefficients.values());
        let along = design.derivative(variable, row);
        let rate: f64 = along.iter().zip(coefficients.values()).map(|(d, b)| d * b).sum();
        let (slope, bend) = (link.slope(predictor), link.bend(predictor));
        value.add(share * slope * rate);
        for ((sum, d), x) in gradient.iter_mut().zip(along).zip(design.row(row)) {
            sum.add(share * (slope * d + bend * rate * x));
        }
    }
    delta(coefficients, value.value(), gradient.iter().map(|sum| sum.value()).collect())
}

/// Regression standardisation (g-computation): the mean outcome predicted with a 0-or-1 variable set to 1
/// for everybody, and to 0, with their difference and ratio.
///
/// In a randomised trial it is the effect in the trial's own population, made more precise by covariates.
/// Errors as for [`average_marginal_effect`].
///
/// Localio, A. R., Margolis, D. J. and Berlin, J. A. (2007). Relative risks and confidence intervals were easily
/// computed indirectly from multivariable logistic regression. *Journal of Clinical Epidemiology* 60, 874-882.
pub fn standardised_risks(
    link: Link,
    coefficients: &Coefficients,
    design: &Design,
    variable: &str,
) -> Result<StandardisedRisks, Undefined> {
    let (treated, control) = (design.with_value(variable, 1.0)?, design.with_value(variable, 0.0)?);
    contrasted(link, coefficients, &treated, &control)
}

/// [`standardised_risks`] between two levels of a factor.
///
/// [`Undefined::OutsideDomain`] when the design has no such factor or level.
pub fn standardised_levels(
    link: Link,
    coefficients: &Coefficients,
    design: &Design,
    factor: &str,
    (treated, control): (&str, &str),
) -> Result<StandardisedRisks, Undefined> {
    contrasted(link, coefficients, &design.with_level(factor, treated)?, &design.with_level(factor, control)?)
}

fn contrasted(
    link: Link,
    coefficients: &Coefficients,
    treated: &Design,
    control: &Design,
) -> Result<StandardisedRisks, Undefined> {
    check(coefficients, treated)?;
    let (one, one_gradient) = mean(link, coefficients, treated);
    let (two, two_gradient) = mean(link, coefficients, control);
    let combined = |a: f64, b: f64| one_gradient.iter().zip(&two_gradient).map(|(x, y)| a * x - b * y).collect();
    let log_ratio = match one > 0.0 && two > 0.0 {
        true => Some(delta(coefficients, libm::log(one / two), combined(1.0 / one, 1.0 / two))?),
        false => None,
    };
    Ok(StandardisedRisks {
        treated: delta(coefficients, one, combined(1.0, 0.0))?,
        control: delta(coefficients, two, combined(0.0, -1.0))?,
        difference: delta(coefficients, one - two, combined(1.0, 1.0))?,
        log_ratio,
    })
}

/// The mean prediction, with its derivatives by the coefficients.
fn mean(link: Link, coefficients: &Coefficients, design: &Design) -> (f64, Vec<f64>) {
    let share = 1.0 / design.rows() as f64;
    let order = design.canonical_order(&[]);
    let predictors: Vec<f64> = order.iter().map(|row| design.predictor(*row, coefficients.values())).collect();
    let value = sum(predictors.iter().map(|predictor| share * link.mean(*predictor)));
    let slope = |j: usize| {
        sum(order.iter().zip(&predictors).map(|(row, predictor)| share * link.slope(*predictor) * design.row(*row)[j]))
    };
    (value, (0..design.columns().len()).map(slope).collect())
}

fn check(coefficients: &Coefficients, design: &Design) -> Result<(), Undefined> {
    let fits = coefficients.values().len() == design.columns().len() && design.rows() > 0;
    if fits { Ok(()) } else { Err(Undefined::OutsideDomain) }
}

fn delta(coefficients: &Coefficients, value: f64, gradient: Vec<f64>) -> Result<Contrast, Undefined> {
    if !value.is_finite() {
        return Err(Undefined::NotFinite);
    }
    Ok(Contrast { value, ..coefficients.contrast(&gradient)? })
}
