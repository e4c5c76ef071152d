//! Ranges, confidence intervals and p-values.

use super::{HARD_SPACE, Locale, NO_NUMBER, Style};
use crate::results::{Estimate, Unit};
use crate::stats::{Interval, Level};

impl Locale {
    /// A range without its unit: `1,3 til 19,4`, with hard spaces so that it never breaks over a line.
    ///
    /// With `dash`, the form of a table column: `1,03–1,85`, but only where both ends are positive and finite, since a
    /// dash beside a minus sign is not readable.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::{Language, Unit};
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.range(0.0134, 0.194, Unit::ProportionDifference, 1, false), "1,3\u{a0}til\u{a0}19,4");
    /// assert_eq!(nb.range(1.03, 1.85, Unit::Ratio, 2, true), "1,03–1,85");
    /// assert_eq!(nb.range(-0.031, 0.052, Unit::ProportionDifference, 1, true), "−3,1\u{a0}til\u{a0}5,2");
    /// ```
    pub fn range(self, lower: f64, upper: f64, unit: Unit, decimals: i8, dash: bool) -> String {
        let style = if dash { Style::Table } else { Style::Text };
        let [from, to] = [lower, upper].map(|end| self.shown(end, unit, decimals, style));
        let money = matches!(unit, Unit::Kroner { .. } | Unit::KronerPerYear { .. });
        if money && upper == f64::INFINITY {
            // An amount without upper limit is said in words.
            format!("{}{HARD_SPACE}{from}, {}", self.words().at_least, self.no_upper_limit())
        } else if dash && lower > 0.0 && upper.is_finite() {
            format!("{from}–{to}")
        } else {
            format!("{from}{HARD_SPACE}{}{HARD_SPACE}{to}", self.words().to)
        }
    }

    /// A confidence set without its unit: a range, two half-lines or the whole line.
    ///
    /// Two half-lines are written «høyst −120 eller minst 16». For a number needed to treat they are one interval
    /// through infinity, as D. G. Altman writes it («NNTB 6 to ∞ to NNTH 29»; Confidence intervals for the number needed
    /// to treat, BMJ 1998;317:1309–1312): «6 (én flere) til ∞ til 29 (én færre)». More or fewer persons with the outcome
    /// stand in place of benefit and harm, because only the author knows whether the outcome is a good one.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::{Language, Unit};
    /// use utfall::stats::Interval;
    /// let nb = Locale::new(Language::Bokmal);
    /// let outside = Interval::Complement { lower: -28.6, upper: 5.3 };
    /// assert_eq!(nb.interval(&outside, Unit::NumberNeeded, 0, false), "6 (én flere) til ∞ til 29 (én færre)");
    /// assert_eq!(nb.interval(&outside, Unit::Number, 1, false), "høyst −28,6 eller minst 5,3");
    /// assert_eq!(nb.interval(&Interval::Whole, Unit::Number, 1, false), "hele tallinjen");
    /// ```
    pub fn interval(self, bounds: &Interval, unit: Unit, decimals: i8, dash: bool) -> String {
        let words = self.words();
        let style = if dash { Style::Table } else { Style::Text };
        match *bounds {
            Interval::Bounded { lower, upper } => self.range(lower, upper, unit, decimals, dash),
            Interval::Complement { lower, upper } if unit == Unit::NumberNeeded => {
                let more = upper.is_finite().then(|| {
                    format!("{} ({}) {} ", self.shown(upper, unit, decimals, style), words.one_more, words.to)
                });
                let fewer = lower.is_finite().then(|| {
                    format!(" {} {} ({})", words.to, self.shown(lower.abs(), unit, decimals, style), words.one_fewer)
                });
                format!("{}∞{}", more.unwrap_or_default(), fewer.unwrap_or_default())
            }
            Interval::Complement { lower, upper } => {
                let below = format!("{} {}", words.at_most, self.shown(lower, unit, decimals, style));
                let above = format!("{} {}", words.at_least, self.shown(upper, unit, decimals, style));
                match (lower.is_finite(), upper.is_finite()) {
                    (true, true) => format!("{below} {} {above}", words.or),
                    (true, false) => below,
                    (false, true) => above,
                    (false, false) => NO_NUMBER.to_owned(),
                }
            }
            Interval::Whole => words.whole_line.to_owned(),
        }
    }

    /// As [`Locale::interval`], but only the finite end where there is no other: «minst 265 000».
    pub(crate) fn short_interval(self, bounds: &Interval, unit: Unit, decimals: i8) -> String {
        let words = self.words();
        let shown = |end: f64| self.shown(end, unit, decimals, Style::Table);
        match *bounds {
            Interval::Bounded { lower, upper } if lower.is_finite() && upper == f64::INFINITY => {
                format!("{}{HARD_SPACE}{}", words.at_least, shown(lower))
            }
            Interval::Bounded { lower, upper } if lower == f64::NEG_INFINITY && upper.is_finite() => {
                format!("{}{HARD_SPACE}{}", words.at_most, shown(upper))
            }
            _ => self.interval(bounds, unit, decimals, false),
        }
    }

    /// The interval of a number needed to treat without signs: «13 til 75», or «13 til 75 færre» where the programme
    /// takes the outcome from persons.
    pub(crate) fn needed_interval(self, bounds: &Interval, decimals: i8) -> String {
        match *bounds {
            Interval::Bounded { lower, upper } if upper <= 0.0 => {
                let range = self.range(-upper, -lower, Unit::NumberNeeded, decimals, false);
                format!("{range}{HARD_SPACE}{}", self.choose("færre", "færre", "fewer"))
            }
            _ => self.interval(bounds, Unit::NumberNeeded, decimals, false),
        }
    }

    /// The confidence interval of an estimate with its level: `95 % KI 1,3 til 19,4`; `None` where it has none.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::{ConfidenceInterval, Estimate, Language, Method, Unit};
    /// use utfall::stats::{Interval, Level};
    /// let mut difference = Estimate::new(0.1037, Unit::ProportionDifference, 1);
    /// difference.interval = Some(ConfidenceInterval {
    ///     bounds: Interval::Bounded { lower: 0.0134, upper: 0.194 },
    ///     level: Level::NINETY_FIVE,
    ///     method: Method::Wald,
    /// });
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.confidence(&difference).unwrap(), "95\u{a0}%\u{a0}KI\u{a0}1,3\u{a0}til\u{a0}19,4");
    /// let en = Locale::new(Language::English);
    /// assert_eq!(en.confidence(&difference).unwrap(), "95%\u{a0}CI\u{a0}1.3\u{a0}to\u{a0}19.4");
    /// ```
    pub fn confidence(self, estimate: &Estimate) -> Option<String> {
        let interval = estimate.interval?;
        let bounds = self.interval(&interval.bounds, estimate.unit, estimate.decimals, false);
        Some(format!("{}{HARD_SPACE}{bounds}", self.confidence_name(interval.level, Style::Table)))
    }

    /// What an interval of this level is called: `95 prosents konfidensintervall`, or `95 % KI` in a header.
    pub fn confidence_name(self, level: Level, style: Style) -> String {
        let percent = |style| self.exact(level.get(), Unit::Proportion, style);
        match style {
            Style::Text => percent(Style::Text) + self.words().confidence_long,
            Style::Table => format!("{}{HARD_SPACE}{}", percent(Style::Table), self.words().confidence_short),
        }
    }

    /// A p-value with three decimals: `0,027`; `< 0,001` below a thousandth, `> 0,999` where it would round to one.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::Language;
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.p_value(0.0266), "0,027");
    /// assert_eq!(nb.p_value(0.00061), "<\u{a0}0,001");
    /// assert_eq!(nb.p_value(1.0), ">\u{a0}0,999");
    /// ```
    pub fn p_value(self, p: f64) -> String {
        match self.p_parts(p) {
            (Some(sign), number) => format!("{sign}{HARD_SPACE}{number}"),
            (None, number) => number,
        }
    }

    /// A p-value as a statement: `p = 0,027`, `p < 0,001`.
    pub fn p_statement(self, p: f64) -> String {
        let (sign, number) = self.p_parts(p);
        format!("p{HARD_SPACE}{}{HARD_SPACE}{number}", sign.unwrap_or('='))
    }

    fn p_parts(self, p: f64) -> (Option<char>, String) {
        debug_assert!((0.0..=1.0).contains(&p), "a p-value of {p} reached the locale");
        let three = |value: f64| self.number(value, 3, Style::Text);
        let shown = three(p);
        if p < 0.001 {
            (Some('<'), three(0.001))
        } else if shown == three(1.0) {
            (Some('>'), three(0.999))
        } else {
            (None, shown)
        }
    }
}
