//! The employer's contribution to the National Insurance Scheme, by zone and year.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::{Rules, Topic};

/// A zone of the employer contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Zone {
    /// Zone I.
    I,
    /// Zone Ia, above the tax-free amount; below it the rate is that of zone II.
    Ia,
    /// Zone II.
    #[serde(rename = "II")]
    Ii,
    /// Zone III.
    #[serde(rename = "III")]
    Iii,
    /// Zone IV.
    #[serde(rename = "IV")]
    Iv,
    /// Zone IVa.
    #[serde(rename = "IVa")]
    Iva,
    /// Zone V.
    V,
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Zone::I => "I",
            Zone::Ia => "Ia",
            Zone::Ii => "II",
            Zone::Iii => "III",
            Zone::Iv => "IV",
            Zone::Iva => "IVa",
            Zone::V => "V",
        })
    }
}

/// The ordinary rate of a zone in a year, as a share of the wage; `None` for a year without a source.
///
/// Sources: the rates for 2026 as listed by Langseth revisjon, the same for 2017–2018 (Sticos) and 2024–2025
/// (Kontohjelp). The extra contribution on high wages (2023–2024) is not part of the ordinary rate.
///
/// ```
/// use utfall::econ::payroll::{Zone, rate};
/// assert_eq!(rate(Zone::I, 2026), Some(0.141));
/// assert_eq!(rate(Zone::V, 2018), Some(0.0));
/// assert_eq!(rate(Zone::I, 2016), None); // never an extrapolation
/// ```
pub fn rate(zone: Zone, year: u16) -> Option<f64> {
    Rules::built_in().find(Topic::PayrollTax, &zone.to_string(), year).map(|rule| rule.value)
}
