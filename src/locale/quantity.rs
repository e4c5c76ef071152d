//! Numbers, and numbers with their unit.

use super::number::{Decimal, Marks, Rounding};
use super::words::Wording;
use super::{HARD_SPACE, HIDDEN, Locale, NO_NUMBER, Style};
use crate::results::{Facet, FacetValue, Language, Reason, Unit, Value};

/// No more decimals than this where the number itself decides.
const MOST_DECIMALS: i8 = 4;

impl Locale {
    /// A number as it is, rounded half away from zero; negative `decimals` round to tens, hundreds, thousands.
    ///
    /// ```
    /// use utfall::locale::{Locale, Style};
    /// use utfall::results::Language;
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.number(-12345.67, 1, Style::Text), "−12\u{a0}345,7");
    /// assert_eq!(nb.number(2500.0, 0, Style::Text), "2500");
    /// assert_eq!(nb.number(2500.0, 0, Style::Table), "2\u{a0}500");
    /// assert_eq!(nb.number(-0.04, 1, Style::Text), "0,0");
    /// assert_eq!(Locale::new(Language::English).number(1234.5, 1, Style::Text), "1,234.5");
    /// ```
    pub fn number(self, value: f64, decimals: i8, style: Style) -> String {
        self.shown(value, Unit::Number, decimals, style)
    }

    /// The number that is shown for a value in its unit, without the unit: 0.374 as `37,4`.
    ///
    /// A judgement, such as a level of certainty, is a word. A number needed to treat is rounded away from zero. Infinity is `∞`; a NaN is a bug of the caller, and `–`.
    ///
    /// ```
    /// use utfall::locale::{Locale, Style};
    /// use utfall::results::{Language, Unit};
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.shown(0.285, Unit::Proportion, 0, Style::Text), "29");
    /// assert_eq!(nb.shown(206.97, Unit::NumberNeeded, 0, Style::Text), "207");
    /// assert_eq!(nb.shown(9.1, Unit::NumberNeeded, 0, Style::Text), "10");
    /// assert_eq!(nb.shown(0.27, Unit::PerThousand, 0, Style::Table), "270");
    /// assert_eq!(nb.shown(2.0, Unit::Certainty, 0, Style::Table), "Lav");
    /// assert_eq!(nb.shown(10.000000000000002, Unit::NumberNeeded, 0, Style::Text), "10");
    /// ```
    pub fn shown(self, value: f64, unit: Unit, decimals: i8, style: Style) -> String {
        debug_assert!(!value.is_nan(), "a NaN reached the locale");
        if unit.is_worded() {
            let word = (self.words().judgement)(unit, value as i64);
            return match style {
                Style::Text => word.to_owned(),
                Style::Table => capitalised(word),
            };
        }
        let Some(decimal) = Decimal::shortest(value) else {
            return if value.is_nan() {
                NO_NUMBER.to_owned()
            } else if value > 0.0 {
                "∞".to_owned()
            } else {
                "\u{2212}∞".to_owned()
            };
        };
        let rounding = match unit {
            Unit::NumberNeeded => Rounding::AwayFromZero,
            _ => Rounding::HalfAwayFromZero,
        };
        decimal.shifted(places(unit)).written(decimals, rounding, self.marks(style))
    }

    /// A value with its unit, joined by a hard space: `37,4 prosent` or `37,4 %`, `395 000 kroner` or `395 000 kr`.
    ///
    /// A noun agrees with the number as shown: singular after `1` alone, plural after `0`, `1,0` and `1,5`.
    ///
    /// ```
    /// use utfall::locale::{Locale, Style};
    /// use utfall::results::{Language, Unit};
    /// let nn = Locale::new(Language::Nynorsk);
    /// assert_eq!(nn.with_unit(1.0, Unit::Months, 0, Style::Text), "1\u{a0}månad");
    /// assert_eq!(nn.with_unit(18.0, Unit::Months, 0, Style::Text), "18\u{a0}månader");
    /// let wage = Unit::KronerPerYear { price_year: 2016 };
    /// let en = Locale::new(Language::English);
    /// assert_eq!(en.with_unit(395_012.0, wage, -3, Style::Text), "NOK\u{a0}395,000 a year");
    /// ```
    pub fn with_unit(self, value: f64, unit: Unit, decimals: i8, style: Style) -> String {
        let shown = self.shown(value, unit, decimals, style);
        if value.is_nan() {
            return shown;
        }
        match (self.words().unit)(unit, style) {
            Wording::Bare => shown,
            Wording::After(one, many) => {
                let noun = if shown.trim_start_matches('\u{2212}') == "1" { one } else { many };
                format!("{shown}{HARD_SPACE}{noun}")
            }
            Wording::Attached(sign) => shown + sign,
            Wording::Around(before, after) => format!("{before}{HARD_SPACE}{shown}{after}"),
        }
    }

    /// A unit on its own, for the header of a column or the title of an axis, in lower case: `prosentpoeng`.
    ///
    /// Money is named with its price year (`2016-kroner i året`), since a header is where that is said once. A plain
    /// number has no unit: the name is empty.
    ///
    /// ```
    /// use utfall::locale::{Locale, Style};
    /// use utfall::results::{Language, Unit};
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.unit_name(Unit::Proportion, Style::Text), "prosent");
    /// assert_eq!(nb.unit_name(Unit::KronerPerYear { price_year: 2016 }, Style::Text), "2016-kroner i året");
    /// ```
    pub fn unit_name(self, unit: Unit, style: Style) -> String {
        (self.words().unit_name)(unit, style)
    }

    /// A scalar without its unit; what does not exist is «ikke definert» in text and `–` in a table, and what is not shown
    /// for the sake of privacy «(tall skjult)» and `:`.
    ///
    /// Curves and tables are no scalars. Whoever lets an author choose a value refuses them before; here they are `–`.
    ///
    /// ```
    /// use utfall::locale::{Locale, Style};
    /// use utfall::results::{Language, Value};
    /// use utfall::stats::Undefined;
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.value(&Value::Count(12_345), Style::Text), "12\u{a0}345");
    /// assert_eq!(nb.value(&Undefined::NoEvents.into(), Style::Text), "ikke definert");
    /// ```
    pub fn value(self, value: &Value, style: Style) -> String {
        match value {
            Value::Count(count) => self.count(*count, style),
            Value::Quantity(quantity) => self.shown(quantity.value, quantity.unit, quantity.decimals, style),
            Value::Estimate(estimate) => self.shown(estimate.value, estimate.unit, estimate.decimals, style),
            Value::Undefined(undefined) if undefined.reason == Reason::Protected => self.hidden(style),
            Value::Undefined(_) => self.undefined(style),
            Value::Curve(_) | Value::Table(_) => NO_NUMBER.to_owned(),
        }
    }

    /// A scalar with its unit; as [`Locale::value`] for what does not exist. A count has no unit.
    pub fn value_with_unit(self, value: &Value, style: Style) -> String {
        match value {
            Value::Quantity(quantity) => self.with_unit(quantity.value, quantity.unit, quantity.decimals, style),
            Value::Estimate(estimate) => self.with_unit(estimate.value, estimate.unit, estimate.decimals, style),
            Value::Count(_) | Value::Undefined(_) | Value::Curve(_) | Value::Table(_) => self.value(value, style),
        }
    }

    /// A share or a chance with its unit. One that is neither none nor all is not written as one of them: 0.002 is
    /// `under 1 prosent` and `< 1 %`, and 0.9996 with a decimal `over 99,9 prosent`.
    ///
    /// ```
    /// use utfall::locale::{Locale, Style};
    /// use utfall::results::Language;
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.share(0.0019, 0, Style::Table), "<\u{a0}1\u{a0}%");
    /// assert_eq!(nb.share(0.9996, 1, Style::Text), "over 99,9\u{a0}prosent");
    /// assert_eq!(nb.share(0.0, 0, Style::Text), "0\u{a0}prosent");
    /// assert_eq!(nb.share(0.005, 0, Style::Text), "1\u{a0}prosent");
    /// ```
    pub fn share(self, value: f64, decimals: i8, style: Style) -> String {
        let shown = |value| self.with_unit(value, Unit::Proportion, decimals, style);
        if !(value > 0.0 && value < 1.0) {
            return shown(value);
        }
        let step = 0.01 * 10_f64.powi(-i32::from(decimals));
        let (under, over) = match style {
            Style::Table => ("<\u{a0}", ">\u{a0}"),
            // the same words in all three languages
            Style::Text => ("under ", "over "),
        };
        match shown(value) {
            none if none == shown(0.0) => format!("{under}{}", shown(step)),
            all if all == shown(1.0) => format!("{over}{}", shown(1.0 - step)),
            share => share,
        }
    }

    /// A whole number of persons or things, exact however large.
    pub fn count(self, count: u64, style: Style) -> String {
        Decimal::whole(count).written(0, Rounding::HalfAwayFromZero, self.marks(style))
    }

    /// A number of participants in running text: `0 deltakere`, `1 deltaker`, `410 deltakere`.
    pub fn participants(self, count: u64) -> String {
        let [one, many] = self.words().participants;
        format!("{}{HARD_SPACE}{}", self.count(count, Style::Text), if count == 1 { one } else { many })
    }

    /// What tells a section from its neighbours: the author's words, else the number with its unit, else the name.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::{Facet, FacetValue, Language, Unit};
    /// let value = FacetValue::Number { value: 18.0, unit: Unit::Months };
    /// let facet = Facet { name: "month".into(), value, label: None };
    /// assert_eq!(Locale::new(Language::Bokmal).facet(&facet), "18\u{a0}måneder");
    /// ```
    pub fn facet(self, facet: &Facet) -> String {
        match (&facet.label, &facet.value) {
            (Some(label), _) => label.get(self.language).to_owned(),
            (None, FacetValue::Number { value, unit }) => self.exact(*value, *unit, Style::Text),
            (None, FacetValue::Name(name)) if facet.name == "stratum" && name == "pooled" => {
                self.choose("Samlet", "Samla", "Pooled").to_owned()
            }
            (None, FacetValue::Name(name)) => name.clone(),
        }
    }

    /// A value that someone chose, with its unit and just the decimals it was given with (four at most).
    pub(super) fn exact(self, value: f64, unit: Unit, style: Style) -> String {
        self.with_unit(value, unit, decimals_of(value, unit, MOST_DECIMALS), style)
    }

    /// A whole number of time units up to twelve in letters, «ett år», «to måneder»; else as [`Locale::plain`].
    pub(crate) fn duration(self, value: f64, unit: Unit) -> String {
        if value == 1.0 {
            let one = match unit {
                Unit::Years => self.choose("ett\u{a0}år", "eitt\u{a0}år", "one\u{a0}year"),
                Unit::Months => self.choose("én\u{a0}måned", "éin\u{a0}månad", "one\u{a0}month"),
                Unit::Weeks => self.choose("én\u{a0}uke", "éi\u{a0}veke", "one\u{a0}week"),
                Unit::Days => self.choose("én\u{a0}dag", "éin\u{a0}dag", "one\u{a0}day"),
                _ => return self.exact(value, unit, Style::Text),
            };
            return one.to_owned();
        }
        let words = self.exact(value, unit, Style::Text);
        if value.fract() != 0.0 || !(2.0..=12.0).contains(&value) {
            return words;
        }
        match words.strip_prefix(&self.number(value, 0, Style::Text)) {
            Some(unit) => format!("{}{unit}", self.numeral(value as u64)),
            None => words,
        }
    }

    /// What stands for a number that is not shown so that it tells of no single persons.
    pub(super) fn hidden(self, style: Style) -> String {
        match (style, self.language()) {
            (Style::Table, _) => HIDDEN.to_owned(),
            (Style::Text, Language::Bokmal) => "(tall skjult)".to_owned(),
            (Style::Text, Language::Nynorsk) => "(tal skjult)".to_owned(),
            (Style::Text, Language::English) => "(number hidden)".to_owned(),
        }
    }

    pub(super) fn undefined(self, style: Style) -> String {
        match style {
            Style::Text => self.words().not_defined.to_owned(),
            Style::Table => NO_NUMBER.to_owned(),
        }
    }

    fn marks(self, style: Style) -> Marks {
        let words = self.words();
        let grouped_from = match style {
            Style::Text => words.grouped_from,
            Style::Table => 4,
        };
        Marks { decimal: words.decimal_mark, group: words.group_mark, grouped_from }
    }
}

/// The same word with a capital first letter.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How many decimals the shown number needs once it is rounded to `most`: none for the 95.00000000000001 of a level.
pub(super) fn decimals_of(value: f64, unit: Unit, most: i8) -> i8 {
    Decimal::shortest(value).map_or(0, |decimal| decimal.shifted(places(unit)).decimals(most))
}

/// The decimal places between the stored and the shown number: 2 for what is shown in per cent.
fn places(unit: Unit) -> i32 {
    match unit.shown_factor() {
        1.0 => 0,
        1000.0 => 3,
        _ => 2,
    }
}
