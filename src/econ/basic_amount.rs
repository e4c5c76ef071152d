//! The basic amount (grunnbeløp, G) of the National Insurance Scheme.

use super::rules::{Rules, Topic};

/// The average G of a calendar year, in kroner; `None` for a year without a source.
///
/// G changes on 1 May, so the average is (4·G of the year before + 8·G of the year)/12, rounded to whole kroner. The
/// values from May are from public source code of NAV (2010–2021, 2025) and trade tables (2022–2024); the averages of
/// 2014 (87 328, Statistics Norway) and 2003 confirm the rule.
///
/// ```
/// use utfall::econ::basic_amount::average;
/// assert_eq!(average(2014), Some(87_328.0));
/// assert_eq!(average(2016), Some(91_740.0));
/// assert_eq!(average(2009), None);
/// ```
pub fn average(year: u16) -> Option<f64> {
    Rules::built_in().find(Topic::BasicAmount, "average", year).map(|rule| rule.value)
}
