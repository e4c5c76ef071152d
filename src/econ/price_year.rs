//! Amounts of several years in the prices of one.

use super::consumer_prices;
use super::increment::finite;
use crate::stats::Undefined;

/// An amount of one year in the prices of another, by any price index: amount · index(base) / index(year).
///
/// [`Undefined::OutsideDomain`] where an index is not above 0, [`Undefined::NotFinite`] for numbers that are not finite.
///
/// ```
/// use utfall::econ::price_year::real;
///
/// // 1 000 kroner of 2013 (index 95.9) in prices of 2015 (index 100).
/// assert!((real(1_000.0, 95.9, 100.0)? - 1_042.752_867_570_386).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn real(amount: f64, index: f64, base: f64) -> Result<f64, Undefined> {
    let (index, base) = (finite(index)?, finite(base)?);
    if index <= 0.0 || base <= 0.0 {
        return Err(Undefined::OutsideDomain);
    }
    finite(finite(amount)? * (base / index))
}

/// An amount of one year in the prices of another, by the [consumer price index](consumer_prices).
///
/// [`Undefined::OutsideDomain`] for a year whose index is not known here: never an extrapolation.
///
/// ```
/// use utfall::econ::price_year::in_prices_of;
///
/// assert_eq!(in_prices_of(2020, 1_000.0, 2010)?.round(), 1_218.0);
/// assert!(in_prices_of(2031, 1_000.0, 2010).is_err());
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn in_prices_of(base: u16, amount: f64, year: u16) -> Result<f64, Undefined> {
    let index = |year| consumer_prices::average(year).ok_or(Undefined::OutsideDomain);
    real(amount, index(year)?, index(base)?)
}
