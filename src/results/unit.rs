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
    /// A share of a whole, 0 to 1; shown as so many of 1000 persons.
    PerThousand,
    /// Years that persons were followed, of all together.
    PersonYears,
    /// Events a person-year; shown as so many in a hundred person-years.
    PerHundredPersonYears,
    /// How an interval lies to a margin: 1 within it, 0 not settled, −1 beyond it; shown in words.
    MarginConclusion,
    /// Points of the outcome's own scale.
    Points,
    /// The certainty of the evidence after GRADE: 1 very low, 2 low, 3 moderate, 4 high; shown in words.
    Certainty,
    /// The size of an effect: 0 trivial, 1 small but important, 2 moderate, 3 large, with the sign of the effect; shown in words.
    EffectMagnitude,
    /// A judgement of RoB 2: 0 low risk of bias, 1 some concerns, 2 high; shown in words.
    RiskOfBias,
    /// A judgement of ROBINS-I: 0 low, 1 moderate, 2 serious, 3 critical risk of bias, 4 no information; shown in words.
    RiskOfBiasNonRandomised,
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
    /// How much an effect without a price matters: 1 little, 2 some, 3 much; shown in words.
    Significance,
    /// How large the change of an effect without a price is: −3 much for the worse to 3 much for the better; shown in words.
    Extent,
    /// The consequence of an effect without a price: −4 to 4; shown as pluses or minuses.
    Consequence,
    /// A change as a share of what it is a change of, such as −0.24; shown in per cent.
    RelativeChange,
    /// Quality-adjusted life years.
    QualityAdjustedLifeYears,
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
    /// The factor from the stored to the shown number: 100 for shares, 1000 for shares in a thousand, 1 for others.
    ///
    /// ```
    /// use utfall::results::Unit;
    /// assert_eq!(Unit::Proportion.shown_factor(), 100.0);
    /// assert_eq!(Unit::Ratio.shown_factor(), 1.0);
    /// ```
    pub fn shown_factor(self) -> f64 {
        match self {
            Unit::Proportion
            | Unit::ProportionDifference
            | Unit::ShareOfWage
            | Unit::RatePerYear
            | Unit::PerKrone
            | Unit::RelativeChange
            | Unit::PerHundredPersonYears => 100.0,
            Unit::PerThousand => 1000.0,
            Unit::Number
            | Unit::Persons
            | Unit::Ratio
            | Unit::NumberNeeded
            | Unit::EffectSize
            | Unit::PersonYears
            | Unit::MarginConclusion
            | Unit::Points
            | Unit::Certainty
            | Unit::EffectMagnitude
            | Unit::RiskOfBias
            | Unit::RiskOfBiasNonRandomised
            | Unit::Kroner { .. }
            | Unit::KronerPerYear { .. }
            | Unit::BasicAmounts
            | Unit::QualityAdjustedLifeYears
            | Unit::Significance
            | Unit::Extent
            | Unit::Consequence
            | Unit::Years
            | Unit::Months
            | Unit::Weeks
            | Unit::Days => 1.0,
        }
    }
}

impl Unit {
    /// Whether the number stands for a word, such as a level of certainty.
    pub fn is_worded(self) -> bool {
        matches!(
            self,
            Unit::Certainty
                | Unit::EffectMagnitude
                | Unit::RiskOfBias
                | Unit::RiskOfBiasNonRandomised
                | Unit::MarginConclusion
                | Unit::Significance
                | Unit::Extent
                | Unit::Consequence
        )
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
