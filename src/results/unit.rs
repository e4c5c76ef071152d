//! The units a number of a report can have. Closed, so that every language must name each of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a number counts or measures. Values are stored in these units; per cent exists only in `locale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Unit {
    /// A plain number without unit.
    Number,
    /// Persons.
    Persons,
    /// A share of a whole, 0 to 1; shown in per cent.
    Proportion,
    /// A difference of two shares, −1 to 1; shown in percentage points.
    ProportionDifference,
    /// A ratio, 1 where nothing differs (relative risk, odds ratio).
    Ratio,
    /// Persons who must get the programme for one more to have the outcome; shown rounded away from zero.
    NumberNeeded,
    /// A difference in standard deviations or another standardised scale (Cohen's h, Hedges' g).
    EffectSize,
    /// Norwegian kroner of a price year.
    Kroner {
        /// The year whose prices the amount is in.
        price_year: u16,
    },
    /// Norwegian kroner a year, of a price year (a wage).
    KronerPerYear {
        /// The year whose prices the amount is in.
        price_year: u16,
    },
    /// Kroner of tax-financing cost per krone of public money, as a share; shown in øre per krone.
    PerKrone,
    /// A share of a wage, 0 to 1; shown in per cent.
    ShareOfWage,
    /// A share a year, such as a real discount rate; shown in per cent.
    RatePerYear,
    /// The basic amount of the National Insurance Scheme (G).
    BasicAmounts,
    /// Years.
    Years,
    /// Months.
    Months,
    /// Weeks.
    Weeks,
    /// Days.
    Days,
}

impl Unit {
    /// The factor from the stored to the shown number: 100 for shares, 1 for others.
    ///
    /// ```
    /// use utfall::results::Unit;
    /// assert_eq!(Unit::Proportion.shown_factor(), 100.0);
    /// assert_eq!(Unit::Ratio.shown_factor(), 1.0);
    /// ```
    pub fn shown_factor(self) -> f64 {
        match self {
            Unit::Proportion | Unit::ProportionDifference | Unit::ShareOfWage | Unit::RatePerYear | Unit::PerKrone => {
                100.0
            }
            Unit::Number
            | Unit::Persons
            | Unit::Ratio
            | Unit::NumberNeeded
            | Unit::EffectSize
            | Unit::Kroner { .. }
            | Unit::KronerPerYear { .. }
            | Unit::BasicAmounts
            | Unit::Years
            | Unit::Months
            | Unit::Weeks
            | Unit::Days => 1.0,
        }
    }
}

/// How many decimals a per cent of `total` persons is shown with: none below 100, one from 100.
///
/// ```
/// use utfall::results::decimals_for_share;
/// assert_eq!((decimals_for_share(99), decimals_for_share(100)), (0, 1));
/// ```
pub fn decimals_for_share(total: u64) -> i8 {
    if total < 100 { 0 } else { 1 }
}
