//! Formatting in three languages: one test per rule of the page on Norwegian conventions (N01 to N34), the parity of
//! the three languages, and ICU as an independent oracle.
//!
//! Not here: N15, N16, N18, N19, N26 and N27 are rules of prose, which no function of `locale` writes.

use icu_decimal::input::Decimal;
use icu_decimal::{DecimalFormatter, DecimalFormatterPreferences};
use jiff::civil::{Date, date};
use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use utfall::locale::{Locale, Style, method_reference};
use utfall::results::{
    Basis, ConfidenceInterval, Estimate, Facet, FacetValue, Language, Method, Note, Quantity, Reason, Test, Text, Unit,
    Value,
};
use utfall::stats::{Interval, Level, Undefined};

const NB: Locale = Locale::new(Language::Bokmal);
const NN: Locale = Locale::new(Language::Nynorsk);
const EN: Locale = Locale::new(Language::English);
const ALL: [Locale; 3] = [NB, NN, EN];
const NORWEGIAN: [Locale; 2] = [NB, NN];
const STYLES: [Style; 2] = [Style::Text, Style::Table];

/// Test vectors are written with `~` for the hard space, so that a reader sees it.
fn hard(text: &str) -> String {
    text.replace('~', "\u{a0}")
}

/// Every unit; `listed` does not compile when one is missing.
fn units() -> Vec<Unit> {
    fn listed(unit: Unit) {
        match unit {
            Unit::Number
            | Unit::Persons
            | Unit::Proportion
            | Unit::ProportionDifference
            | Unit::Ratio
            | Unit::NumberNeeded
            | Unit::EffectSize
            | Unit::Kroner { .. }
            | Unit::KronerPerYear { .. }
            | Unit::PerKrone
            | Unit::ShareOfWage
            | Unit::RatePerYear
            | Unit::BasicAmounts
            | Unit::RelativeChange
            | Unit::Significance
            | Unit::Extent
            | Unit::Consequence
            | Unit::QualityAdjustedLifeYears
            | Unit::Years
            | Unit::Months
            | Unit::Weeks
            | Unit::Days
            | Unit::PerThousand
            | Unit::Points
            | Unit::Certainty
            | Unit::EffectMagnitude
            | Unit::RiskOfBias
            | Unit::RiskOfBiasNonRandomised
            | Unit::PersonYears
            | Unit::PerHundredPersonYears
            | Unit::MarginConclusion => {}
        }
    }
    let units = vec![
        Unit::Number,
        Unit::Persons,
        Unit::Proportion,
        Unit::ProportionDifference,
        Unit::Ratio,
        Unit::NumberNeeded,
        Unit::EffectSize,
        Unit::Kroner { price_year: 2016 },
        Unit::KronerPerYear { price_year: 2016 },
        Unit::PerKrone,
        Unit::ShareOfWage,
        Unit::RatePerYear,
        Unit::BasicAmounts,
        Unit::RelativeChange,
        Unit::Significance,
        Unit::Extent,
        Unit::Consequence,
        Unit::QualityAdjustedLifeYears,
        Unit::Years,
        Unit::Months,
        Unit::Weeks,
        Unit::Days,
        Unit::PerThousand,
        Unit::Points,
        Unit::Certainty,
        Unit::EffectMagnitude,
        Unit::RiskOfBias,
        Unit::RiskOfBiasNonRandomised,
        Unit::PersonYears,
        Unit::PerHundredPersonYears,
        Unit::MarginConclusion,
    ];
    units.iter().copied().for_each(listed);
    units
}

/// Every variant of an enum without fields, from its own schema.
fn variants<T: JsonSchema + DeserializeOwned>() -> Vec<T> {
    let schema = schema_for!(T);
    let schema = schema.as_value();
    let names: Vec<serde_json::Value> = match (schema.get("oneOf"), schema.get("enum")) {
        (Some(all), _) => all.as_array().unwrap().iter().map(|one| one["const"].clone()).collect(),
        (None, Some(all)) => all.as_array().unwrap().clone(),
        (None, None) => panic!("no list of variants in {schema}"),
    };
    assert!(!names.is_empty());
    names.into_iter().map(|name| serde_json::from_value(name).unwrap()).collect()
}

/// Every reason; `listed` does not compile when one is missing.
fn reasons() -> Vec<Reason> {
    fn listed(reason: Reason) {
        match reason {
            Reason::NoWageCarriesTheCosts
            | Reason::EveryWageCarriesTheCosts
            | Reason::CostsNeverCarried
            | Reason::Dominant
            | Reason::Dominated
            | Reason::ExtendedlyDominated
            | Reason::Comparator
            | Reason::PublicPurseGains
            | Reason::Protected => {}
            Reason::Statistics(undefined) => match undefined {
                Undefined::NoObservations
                | Undefined::TooFewObservations
                | Undefined::EventsExceedTotal
                | Undefined::NoEvents
                | Undefined::ZeroCell
                | Undefined::ZeroMargin
                | Undefined::ZeroDifference
                | Undefined::NoVariation
                | Undefined::OutsideDomain
                | Undefined::TooLarge
                | Undefined::BeyondFollowUp
                | Undefined::TooFewGroups
                | Undefined::Collinear
                | Undefined::FullLeverage
                | Undefined::Separation
                | Undefined::NoConvergence
                | Undefined::NotFinite => {}
            },
        }
    }
    let mut reasons = vec![
        Reason::NoWageCarriesTheCosts,
        Reason::EveryWageCarriesTheCosts,
        Reason::CostsNeverCarried,
        Reason::Dominant,
        Reason::Dominated,
        Reason::ExtendedlyDominated,
        Reason::Comparator,
        Reason::PublicPurseGains,
        Reason::Protected,
    ];
    reasons.extend(
        [
            Undefined::NoObservations,
            Undefined::TooFewObservations,
            Undefined::EventsExceedTotal,
            Undefined::NoEvents,
            Undefined::ZeroCell,
            Undefined::ZeroMargin,
            Undefined::ZeroDifference,
            Undefined::NoVariation,
            Undefined::OutsideDomain,
            Undefined::TooLarge,
            Undefined::BeyondFollowUp,
            Undefined::TooFewGroups,
            Undefined::Collinear,
            Undefined::FullLeverage,
            Undefined::Separation,
            Undefined::NoConvergence,
            Undefined::NotFinite,
        ]
        .map(Reason::Statistics),
    );
    reasons.iter().copied().for_each(listed);
    reasons
}

/// Every word and sentence that a language has for the closed enums, with what it belongs to.
fn words(locale: Locale) -> Vec<(String, String)> {
    let mut words = Vec::new();
    for unit in units() {
        for style in STYLES {
            words.push((format!("{unit:?}"), locale.unit_name(unit, style)));
            for value in [0.0, 0.01, 1.0, 2.0] {
                words.push((format!("{unit:?}"), locale.with_unit(value, unit, 0, style)));
            }
        }
    }
    words.extend(variants::<Method>().into_iter().map(|method| (format!("{method:?}"), locale.method(method).into())));
    words.extend(variants::<Note>().into_iter().map(|note| (format!("{note:?}"), locale.note(note).into())));
    words.extend(variants::<Basis>().into_iter().map(|basis| (format!("{basis:?}"), locale.basis(basis).into())));
    words.extend(reasons().into_iter().map(|reason| (format!("{reason:?}"), locale.reason(reason))));
    words.extend((0..13).map(|n| (n.to_string(), locale.numeral(n))));
    words.extend((1..=12).map(|month| (format!("month {month}"), locale.month_year(date(2024, month, 1)))));
    words
}

/// Every string literal of a source file, as the compiler reads it.
fn literals(source: &str) -> Vec<String> {
    let mut code = String::new();
    for line in source.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        code.push_str(line.strip_suffix('\\').unwrap_or(line));
        if !line.ends_with('\\') {
            code.push('\n');
        }
    }
    let mut literals = Vec::new();
    let mut rest = code.as_str();
    while let Some(start) = rest.find('"') {
        rest = &rest[start + 1..];
        let end = rest.find('"').expect("a closing quote");
        literals.push(rest[..end].replace("\\u{a0}", "\u{a0}"));
        rest = &rest[end + 1..];
    }
    literals
}

fn literals_of(locale: Locale) -> Vec<String> {
    literals(match locale.language() {
        Language::Bokmal => include_str!("../../src/locale/nb.rs"),
        Language::Nynorsk => include_str!("../../src/locale/nn.rs"),
        Language::English => include_str!("../../src/locale/en.rs"),
    })
}

fn has_word(text: &str, word: &str) -> bool {
    text.to_lowercase().split(|c: char| !c.is_alphabetic()).any(|part| part == word)
}

/// Numbers of every size, with few and with many digits, from a fixed linear congruential sequence.
fn sample(count: usize) -> impl Iterator<Item = f64> {
    let mut state = 20_260_101_u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let bits = state >> 11;
        let unit = bits as f64 / (1_u64 << 53) as f64 - 0.5;
        match state % 4 {
            0 => unit * 2.0,
            1 => (unit * 2e6).round() / 1000.0,
            2 => (unit * 2e4).round() / 8.0,
            _ => unit * 2e9,
        }
    })
    .take(count)
}

fn estimate(value: f64, unit: Unit, decimals: i8, bounds: Interval) -> Estimate {
    let mut estimate = Estimate::new(value, unit, decimals);
    estimate.interval = Some(ConfidenceInterval { bounds, level: Level::NINETY_FIVE, method: Method::Wald });
    estimate
}

// ---- the rules ----

#[test]
fn n01_decimal_separator() {
    for locale in NORWEGIAN {
        assert_eq!(locale.number(2.4, 1, Style::Text), "2,4");
        assert_eq!(locale.decimal_mark(), ',');
    }
    assert_eq!(EN.number(2.4, 1, Style::Text), "2.4");
    assert_eq!(EN.decimal_mark(), '.');
    for (value, locale) in sample(300).flat_map(|value| ALL.map(|locale| (value, locale))) {
        for style in STYLES {
            let text = locale.number(value, 2, style);
            assert_eq!(text.matches(locale.decimal_mark()).count(), 1, "{text}");
            assert_eq!(text.rsplit(locale.decimal_mark()).next().unwrap().len(), 2, "{text}");
        }
    }
}

#[test]
fn n02_groups_of_three() {
    for digits in 1..=19_usize {
        let number = "1234567890123456789"[..digits].parse::<u64>().unwrap();
        for locale in ALL {
            for style in STYLES {
                let grouped = digits >= 5 || digits == 4 && (style == Style::Table || locale == EN);
                let mark = if locale == EN { ',' } else { '\u{a0}' };
                let text = locale.count(number, style);
                let groups: Vec<&str> = text.split(mark).collect();
                assert_eq!(groups.concat(), number.to_string());
                assert_eq!(groups.len(), if grouped { digits.div_ceil(3) } else { 1 }, "{text}");
                assert!(!grouped || groups[1..].iter().all(|group| group.len() == 3), "{text}");
                if digits <= 15 {
                    assert_eq!(locale.number(number as f64, 0, style), text);
                    assert_eq!(locale.number(-(number as f64), 0, style), format!("\u{2212}{text}"));
                }
            }
        }
    }
    assert_eq!(NB.number(2500.0, 0, Style::Text), "2500");
    assert_eq!(NB.number(2500.0, 0, Style::Table), hard("2~500"));
    assert_eq!(NB.number(12345.0, 0, Style::Text), hard("12~345"));
    assert_eq!(NB.number(9999.5, 0, Style::Text), hard("10~000"), "grouped by the digits that are shown");
    assert_eq!(EN.number(2500.0, 0, Style::Text), "2,500");
}

#[test]
fn n03_the_group_mark_is_a_hard_space() {
    for locale in NORWEGIAN {
        for value in sample(300) {
            let text = locale.number(value * 1e6, 0, Style::Table);
            assert!(!text.contains([' ', '\u{202f}', '\u{2009}', '.', ',']), "{text}");
        }
        assert_eq!(locale.number(-12345.67, 2, Style::Text), hard("−12~345,67"));
    }
}

#[test]
fn n04_decimals_are_not_grouped() {
    assert_eq!(NB.number(0.003_021_5, 7, Style::Table), "0,0030215");
    assert_eq!(NB.number(12_345.123_456, 6, Style::Table), hard("12~345,123456"));
    assert_eq!(EN.number(0.003_021_5, 7, Style::Table), "0.0030215");
}

#[test]
fn n05_years_are_not_grouped() {
    for locale in ALL {
        for year in [1998, 2016, 2024] {
            let year_text = year.to_string();
            assert!(locale.month_year(date(year, 12, 14)).ends_with(&format!(" {year_text}")));
            let price_year = u16::try_from(year).unwrap();
            for unit in [Unit::Kroner { price_year }, Unit::KronerPerYear { price_year }] {
                assert!(STYLES.iter().all(|style| locale.unit_name(unit, *style).contains(&year_text)));
            }
        }
    }
}

#[test]
fn n06_minus_is_u2212_without_space() {
    assert_eq!(NB.number(-5.2, 1, Style::Text), "\u{2212}5,2");
    for locale in ALL {
        for value in sample(500) {
            for unit in units().into_iter().filter(|unit| !unit.is_worded()) {
                let text = locale.shown(-value.abs(), unit, 1, Style::Text);
                assert!(!text.contains(['-', '–']), "{text}");
                assert_eq!(text.starts_with('\u{2212}'), text.contains(['1', '2', '3', '4', '5', '6', '7', '8', '9']));
            }
        }
        for decimals in 0..6 {
            assert!(!locale.number(-1e-7, decimals, Style::Text).contains('\u{2212}'), "zero has no sign");
            assert!(!locale.number(-0.0, decimals, Style::Text).contains('\u{2212}'), "zero has no sign");
        }
    }
    assert_eq!(NB.number(-0.04, 1, Style::Text), "0,0");
    assert_eq!(NB.number(-0.05, 1, Style::Text), "−0,1");
}

#[test]
fn n07_percent_sign_after_a_hard_space() {
    for locale in NORWEGIAN {
        assert_eq!(locale.with_unit(0.37, Unit::Proportion, 0, Style::Table), hard("37~%"));
    }
    assert_eq!(EN.with_unit(0.374, Unit::Proportion, 1, Style::Table), "37.4%");
}

#[test]
fn n08_running_text_has_digits_and_the_word() {
    for locale in NORWEGIAN {
        assert_eq!(locale.with_unit(0.374, Unit::Proportion, 1, Style::Text), hard("37,4~prosent"));
        assert_eq!(locale.with_unit(0.05, Unit::Proportion, 0, Style::Text), hard("5~prosent"));
    }
    assert_eq!(EN.with_unit(0.374, Unit::Proportion, 1, Style::Text), hard("37.4~per cent"));
    for unit in units() {
        for locale in ALL {
            assert!(!locale.with_unit(0.5, unit, 1, Style::Text).contains('%'));
            assert!(!locale.unit_name(unit, Style::Text).contains('%'));
        }
    }
}

#[test]
fn n09_a_difference_is_in_percentage_points() {
    for locale in NORWEGIAN {
        for style in STYLES {
            assert_eq!(locale.with_unit(0.1037, Unit::ProportionDifference, 1, style), hard("10,4~prosentpoeng"));
            assert_eq!(locale.with_unit(0.01, Unit::ProportionDifference, 0, style), hard("1~prosentpoeng"));
            assert_eq!(locale.unit_name(Unit::ProportionDifference, style), "prosentpoeng");
        }
    }
    assert_eq!(EN.with_unit(0.1037, Unit::ProportionDifference, 1, Style::Text), hard("10.4~percentage points"));
    assert_eq!(EN.with_unit(-0.01, Unit::ProportionDifference, 0, Style::Text), hard("−1~percentage point"));
    assert_eq!(EN.with_unit(0.01, Unit::ProportionDifference, 1, Style::Text), hard("1.0~percentage points"));
}

#[test]
fn n10_compounds_are_in_letters() {
    for locale in NORWEGIAN {
        assert_eq!(locale.confidence_name(Level::NINETY_FIVE, Style::Text), hard("95~prosents konfidensintervall"));
        assert_eq!(locale.confidence_name(Level::NINETY_FIVE, Style::Table), hard("95~%~KI"));
    }
    assert_eq!(EN.confidence_name(Level::NINETY_FIVE, Style::Text), hard("95~per cent confidence interval"));
    assert_eq!(EN.confidence_name(Level::NINETY_FIVE, Style::Table), hard("95%~CI"));
    for (level, shown) in [(0.9, "90"), (0.975, "97,5"), (0.99, "99"), (0.999, "99,9"), (1.0 - 0.05, "95")] {
        let level = Level::new(level).unwrap();
        assert_eq!(NB.confidence_name(level, Style::Table), hard(&format!("{shown}~%~KI")));
    }
    let floating = Level::new(0.950_000_000_000_000_1).unwrap();
    assert_eq!(NB.confidence_name(floating, Style::Table), hard("95~%~KI"));
}

#[test]
fn n11_and_n12_ranges() {
    let months = |lower, upper, dash| NB.range(lower, upper, Unit::Months, 0, dash);
    assert_eq!(months(3.0, 5.0, true), "3–5");
    assert_eq!(months(3.0, 5.0, false), "3\u{a0}til\u{a0}5");
    let ends = [f64::NEG_INFINITY, -3.1, -0.001, 0.0, 0.001, 1.02, 5.2, f64::INFINITY];
    for locale in ALL {
        for (i, &lower) in ends.iter().enumerate() {
            for &upper in &ends[i..] {
                let words = locale.range(lower, upper, Unit::Ratio, 2, false);
                let dashed = locale.range(lower, upper, Unit::Ratio, 2, true);
                let to = if locale == EN { "\u{a0}to\u{a0}" } else { "\u{a0}til\u{a0}" };
                assert_eq!(words.matches(to).count(), 1, "{words}");
                if lower > 0.0 && upper.is_finite() {
                    assert_eq!(dashed, words.replace(to, "–"));
                } else {
                    assert_eq!(dashed, words, "no dash beside a minus, a zero or an infinity");
                }
                assert!(!words.contains('–'), "{words}");
            }
        }
    }
    assert_eq!(NB.range(-3.1, 5.2, Unit::Number, 1, true), "−3,1\u{a0}til\u{a0}5,2");
    assert_eq!(EN.range(0.0134, 0.194, Unit::ProportionDifference, 1, false), "1.3\u{a0}to\u{a0}19.4");
    assert_eq!(NB.range(0.0134, f64::INFINITY, Unit::Number, 1, true), "0,0\u{a0}til\u{a0}∞");
}

#[test]
fn n13_decimal_numbers_are_listed_with_semicolons() {
    assert_eq!(NB.list(&["1,02", "1,5", "2,38"]), "1,02; 1,5 og 2,38");
    assert_eq!(NN.list(&["1,02", "2,38"]), "1,02 og 2,38");
    assert_eq!(EN.list(&["1.02", "1.5", "2.38"]), "1.02, 1.5 and 2.38");
    assert_eq!(EN.list(&["1,020", "1,500", "2,380"]), "1,020; 1,500 and 2,380");
    assert_eq!(NB.list(&["arbeid", "helse", "inntekt"]), "arbeid, helse og inntekt");
    assert_eq!(NB.list(&["arbeid"]), "arbeid");
    let none: [&str; 0] = [];
    assert_eq!(NB.list(&none), "");
}

#[test]
fn n14_small_numbers_in_letters() {
    let words = ["null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"];
    for (n, word) in (0..).zip(words) {
        assert_eq!(NB.numeral(n), word);
        assert_eq!(NN.numeral(n), if n == 1 { "éin" } else { word });
    }
    assert_eq!(EN.numeral(12), "twelve");
    for locale in ALL {
        for n in 0..=12 {
            assert!(locale.numeral(n).chars().all(char::is_alphabetic));
        }
        for n in 13..200 {
            assert_eq!(locale.numeral(n), n.to_string());
        }
    }
    assert_eq!(NB.numeral(12_345), hard("12~345"));
    assert_eq!(NB.numeral(u64::MAX), hard("18~446~744~073~709~551~615"));
}

#[test]
fn n17_dates() {
    let december = date(2023, 12, 14);
    for locale in NORWEGIAN {
        assert_eq!(locale.date(december, Style::Text), hard("14.~desember 2023"));
        assert_eq!(locale.date(december, Style::Table), "14.12.2023");
        assert_eq!(locale.date(date(2016, 1, 6), Style::Table), "06.01.2016");
        assert_eq!(locale.month_year(december), "desember 2023");
    }
    assert_eq!(EN.date(december, Style::Text), hard("14~December 2023"));
    assert_eq!(EN.date(december, Style::Table), "2023-12-14");
    let mut day: Date = date(2024, 1, 1);
    while day.year() == 2024 {
        for locale in NORWEGIAN {
            let text = locale.date(day, Style::Text);
            let (number, rest) = text.split_once('\u{a0}').unwrap();
            assert_eq!(number, format!("{}.", day.day()));
            assert!(rest.chars().next().unwrap().is_lowercase() && rest.ends_with(" 2024"));
        }
        day = day.tomorrow().unwrap();
    }
}

#[test]
fn n20_kroner() {
    let kroner = Unit::Kroner { price_year: 2024 };
    for locale in NORWEGIAN {
        assert_eq!(locale.with_unit(500.0, kroner, 0, Style::Text), hard("500~kroner"));
        assert_eq!(locale.with_unit(1.0, kroner, 0, Style::Text), hard("1~krone"));
        assert_eq!(locale.with_unit(500.0, kroner, 0, Style::Table), hard("500~kr"));
        assert_eq!(locale.with_unit(395_012.3, kroner, -3, Style::Text), hard("395~000~kroner"));
        assert_eq!(locale.with_unit(395_012.3, kroner, -3, Style::Table), hard("395~000~kr"));
        assert_eq!(locale.with_unit(-12.5, kroner, 2, Style::Text), hard("−12,50~kroner"));
        let wage = Unit::KronerPerYear { price_year: 2016 };
        assert_eq!(locale.with_unit(254_400.0, wage, -3, Style::Text), hard("254~000~kroner i året"));
        assert_eq!(locale.with_unit(254_400.0, wage, -3, Style::Table), hard("254~000~kr i året"));
        assert_eq!(locale.with_unit(0.2, Unit::PerKrone, 0, Style::Text), hard("20~øre per krone"));
    }
}

#[test]
fn n21_nok_only_in_english_and_before_the_number() {
    for style in STYLES {
        let kroner = Unit::Kroner { price_year: 2016 };
        assert_eq!(EN.with_unit(395_000.0, kroner, -3, style), hard("NOK~395,000"));
        assert_eq!(EN.with_unit(-395_000.0, kroner, -3, style), hard("NOK~−395,000"));
        let wage = Unit::KronerPerYear { price_year: 2016 };
        assert_eq!(EN.with_unit(395_000.0, wage, -3, style), hard("NOK~395,000 a year"));
    }
    for locale in NORWEGIAN {
        assert!(words(locale).iter().all(|(_, text)| !text.contains("NOK")));
    }
}

#[test]
fn n22_money_is_dated_where_it_is_headed() {
    let wage = Unit::KronerPerYear { price_year: 2016 };
    for style in STYLES {
        for locale in NORWEGIAN {
            assert_eq!(locale.unit_name(Unit::Kroner { price_year: 2024 }, style), "2024-kroner");
            assert_eq!(locale.unit_name(wage, style), "2016-kroner i året");
        }
        assert_eq!(EN.unit_name(wage, style), "NOK a year, 2016 prices");
    }
}

#[test]
fn n23_number_and_unit_stay_together() {
    assert_eq!(NB.with_unit(18.0, Unit::Months, 0, Style::Text), hard("18~måneder"));
    for locale in ALL {
        for unit in units().into_iter().filter(|unit| !unit.is_worded()) {
            for style in STYLES {
                for value in [1.0, 2.5, 1_234_567.0] {
                    let (shown, text) = (locale.shown(value, unit, 1, style), locale.with_unit(value, unit, 1, style));
                    assert!(!shown.contains(' '));
                    let (before, after) = text.split_once(&shown).unwrap();
                    assert!(before.is_empty() || before.ends_with('\u{a0}'), "{text}");
                    assert!(after.is_empty() || after.starts_with(['\u{a0}', '%']) || after == " a year", "{text}");
                }
            }
        }
    }
}

#[test]
fn n24_n25_and_n27_typography_of_every_string() {
    for locale in ALL {
        for text in literals_of(locale).into_iter().chain(words(locale).into_iter().map(|(_, text)| text)) {
            assert!(!text.contains(['—', '\'', '"', '„', '”', '\u{202f}']), "{text}");
            assert!(!text.contains(" - ") && !text.contains("  ") && !text.contains(" -1"), "{text}");
            assert!(!text.contains(">=") && !text.contains("<="), "{text}");
        }
    }
}

#[test]
fn n28_nouns_agree_with_the_number_as_shown() {
    let nouns = [
        (Unit::Months, ["måned", "måneder"], ["månad", "månader"], ["month", "months"]),
        (Unit::Weeks, ["uke", "uker"], ["veke", "veker"], ["week", "weeks"]),
        (Unit::Days, ["dag", "dager"], ["dag", "dagar"], ["day", "days"]),
        (Unit::Years, ["år", "år"], ["år", "år"], ["year", "years"]),
        (Unit::Persons, ["person", "personer"], ["person", "personar"], ["person", "people"]),
    ];
    for (unit, nb, nn, en) in nouns {
        for (locale, [one, many]) in [(NB, nb), (NN, nn), (EN, en)] {
            for style in STYLES {
                let cases = [(0.0, 0, many), (1.0, 0, one), (-1.0, 0, one), (2.0, 0, many), (1.0, 1, many)];
                let rounded = [(1.5, 1, many), (0.9, 0, one), (1.4, 0, one), (1.5, 0, many), (0.4, 0, many)];
                for (value, decimals, noun) in cases.into_iter().chain(rounded).chain([(21.0, 0, many)]) {
                    let text = locale.with_unit(value, unit, decimals, style);
                    assert_eq!(text, format!("{}\u{a0}{noun}", locale.shown(value, unit, decimals, style)));
                }
            }
        }
    }
    assert_eq!(NB.participants(0), hard("0~deltakere"));
    assert_eq!(NB.participants(1), hard("1~deltaker"));
    assert_eq!(NN.participants(410), hard("410~deltakarar"));
    assert_eq!(NN.participants(1), hard("1~deltakar"));
    assert_eq!(EN.participants(12_345), hard("12,345~participants"));
}

#[test]
fn n29_p_values() {
    assert_eq!(NB.p_statement(0.0342), hard("p~=~0,034"));
    assert_eq!(NB.p_statement(0.000_99), hard("p~<~0,001"));
    assert_eq!(EN.p_statement(0.000_99), hard("p~<~0.001"));
    assert_eq!(NN.p_value(0.05), "0,050");
    for (p, shown) in [
        (0.0, "<~0,001"),
        (1e-300, "<~0,001"),
        (0.000_999_999, "<~0,001"),
        (0.001, "0,001"),
        (0.0015, "0,002"),
        (0.9994, "0,999"),
        (0.999_49, "0,999"),
        (0.9995, ">~0,999"),
        (1.0, ">~0,999"),
    ] {
        assert_eq!(NB.p_value(p), hard(shown), "{p}");
    }
    for p in (0..=20_000).map(|i| f64::from(i) / 20_000.0) {
        let text = NB.p_value(p);
        let number = text.trim_start_matches(['<', '>', '\u{a0}']);
        assert!(number.len() == 5 && number.starts_with("0,") && number != "0,000", "{p}: {text}");
        assert_eq!(text.starts_with('<'), p < 0.001);
        assert_eq!(text.starts_with('>'), p >= 0.9995);
    }
}

#[test]
fn n30_confidence_intervals() {
    let difference = estimate(0.1037, Unit::ProportionDifference, 1, Interval::Bounded { lower: 0.0134, upper: 0.194 });
    for locale in NORWEGIAN {
        assert_eq!(locale.confidence(&difference).unwrap(), hard("95~%~KI\u{a0}1,3\u{a0}til\u{a0}19,4"));
    }
    assert_eq!(EN.confidence(&difference).unwrap(), hard("95%~CI\u{a0}1.3\u{a0}to\u{a0}19.4"));
    let ratio = Interval::Bounded { lower: 1.02, upper: 2.38 };
    assert_eq!(
        NB.confidence(&estimate(1.56, Unit::Ratio, 2, ratio)).unwrap(),
        hard("95~%~KI\u{a0}1,02\u{a0}til\u{a0}2,38")
    );
    assert_eq!(NB.interval(&ratio, Unit::Ratio, 2, true), "1,02–2,38");
    assert_eq!(NB.confidence(&Estimate::new(1.56, Unit::Ratio, 2)), None);
    let wage = Interval::Bounded { lower: 210_400.0, upper: f64::INFINITY };
    assert_eq!(
        NB.interval(&wage, Unit::KronerPerYear { price_year: 2016 }, -3, false),
        hard("minst~210~000, øvre grense kan ikke fastsettes")
    );
    let below = Interval::Bounded { lower: f64::NEG_INFINITY, upper: 5.0 };
    assert_eq!(NB.interval(&below, Unit::Number, 0, true), "−∞\u{a0}til\u{a0}5");
    assert_eq!(NB.interval(&Interval::Whole, Unit::Number, 0, true), "hele tallinjen");
    assert_eq!(NN.interval(&Interval::Whole, Unit::Number, 0, true), "heile tallinja");
}

#[test]
fn n30_sets_of_two_parts() {
    let set = |lower, upper| Interval::Complement { lower, upper };
    let both = set(-120.0, 16.0);
    assert_eq!(NB.interval(&both, Unit::Number, 0, false), "høyst −120 eller minst 16");
    assert_eq!(NN.interval(&both, Unit::Number, 0, false), "høgst −120 eller minst 16");
    assert_eq!(EN.interval(&both, Unit::Number, 0, true), "at most −120 or at least 16");
    assert_eq!(NB.interval(&set(f64::NEG_INFINITY, 16.0), Unit::Number, 0, false), "minst 16");
    assert_eq!(NB.interval(&set(-120.0, f64::INFINITY), Unit::Number, 0, false), "høyst −120");
    // The reciprocal of a difference of −3.4 to 18.9 per cent: −29.4 and 5.3, away from zero.
    let needed = set(-1.0 / 0.034, 1.0 / 0.189);
    let shown = |locale: Locale| locale.interval(&needed, Unit::NumberNeeded, 0, false);
    assert_eq!(shown(NB), "6 (én flere) til ∞ til 30 (én færre)");
    assert_eq!(shown(NN), "6 (éin fleire) til ∞ til 30 (éin færre)");
    assert_eq!(shown(EN), "6 (one more) to ∞ to 30 (one fewer)");
    assert_eq!(NB.interval(&set(f64::NEG_INFINITY, 6.0), Unit::NumberNeeded, 0, false), "6 (én flere) til ∞");
    assert_eq!(NB.interval(&set(-29.0, f64::INFINITY), Unit::NumberNeeded, 0, false), "∞ til 29 (én færre)");
    assert_eq!(
        NB.interval(&Interval::Bounded { lower: 5.15, upper: f64::INFINITY }, Unit::NumberNeeded, 0, true),
        "6\u{a0}til\u{a0}∞"
    );
}

#[test]
fn n31_abbreviations_are_explained() {
    for locale in ALL {
        let expanded = locale.unit_name(Unit::NumberNeeded, Style::Text);
        for note in [Note::NumberNeededNotGiven, Note::NumberNeededRounded] {
            let text = locale.note(note);
            assert!(text.starts_with("NNT (") && text.contains(&expanded), "{text}");
        }
    }
}

#[test]
fn n32_test_statistics() {
    let test =
        |method, statistic, degrees: &[f64]| Test { method, statistic, degrees_of_freedom: degrees.to_vec(), p: 0.03 };
    let chi = test(Method::ChiSquaredNMinusOne, Some(4.9127), &[1.0]);
    assert_eq!(NB.test_statistic(&chi).unwrap(), hard("χ²(1)~=~4,91"));
    assert_eq!(EN.test_statistic(&chi).unwrap(), hard("χ²(1)~=~4.91"));
    let wald = test(Method::WaldTest, Some(-2.1), &[]);
    assert_eq!(NB.test_statistic(&wald).unwrap(), hard("z~=~−2,10"));
    let two = test(Method::WaldTest, Some(3.1), &[2.0, 324.56]);
    assert_eq!(NB.test_statistic(&two).unwrap(), hard("χ²(2; 324,6)~=~3,10"));
    assert_eq!(EN.test_statistic(&two).unwrap(), hard("χ²(2, 324.6)~=~3.10"));
    assert_eq!(NB.test_statistic(&test(Method::FisherExact, None, &[])), None);
    assert_eq!(NB.test_statistic(&test(Method::Wilson, Some(1.0), &[])), None, "an interval is no test");
}

#[test]
fn n33_decimals_are_those_of_the_value() {
    for locale in ALL {
        for decimals in 0..=6_i8 {
            let text = locale.number(1.0 / 3.0, decimals, Style::Text);
            assert_eq!(text.len(), if decimals == 0 { 1 } else { 2 + decimals as usize });
        }
    }
    let rounded = |decimals| NB.number(394_951.0, decimals, Style::Table);
    assert_eq!([rounded(-1), rounded(-2), rounded(-3)], ["394~950", "395~000", "395~000"].map(hard));
    assert_eq!([rounded(-5), rounded(-6), rounded(-7)], ["400~000", "0", "0"].map(hard));
    assert_eq!(NB.number(500_000.0, -6, Style::Table), hard("1~000~000"));
    assert_eq!(NB.number(499_999.9, -6, Style::Table), "0");
}

#[test]
fn n34_basic_amounts() {
    for style in STYLES {
        assert_eq!(NB.with_unit(1.0, Unit::BasicAmounts, 0, style), hard("1~G"));
        assert_eq!(NN.with_unit(4.3, Unit::BasicAmounts, 1, style), hard("4,3~G"));
        assert_eq!(EN.with_unit(6.0, Unit::BasicAmounts, 0, style), hard("6~G"));
    }
}

// ---- rounding ----

#[test]
fn halves_go_away_from_zero_on_the_decimal_string() {
    let percent = |value| NB.shown(value, Unit::Proportion, 1, Style::Text);
    assert_eq!(percent(0.375), "37,5");
    assert_eq!(percent(0.285), "28,5");
    assert_eq!(NB.shown(0.285, Unit::Proportion, 0, Style::Text), "29", "100 × 0.285 is 28.499999999999996 in floats");
    assert_eq!(NB.shown(0.145, Unit::Proportion, 0, Style::Text), "15");
    assert_eq!(NB.number(1.005, 2, Style::Text), "1,01");
    assert_eq!(NB.number(-2.5, 0, Style::Text), "−3");
    assert_eq!(NB.number(0.5, 0, Style::Text), "1");
    assert_eq!(NB.number(999.95, 1, Style::Table), hard("1~000,0"));
    assert_eq!(NB.number(0.049_999_999_999, 1, Style::Text), "0,0");
    // Every per mille, as a share with and without decimals.
    for thousandths in 0..=1000_u32 {
        let share = f64::from(thousandths) / 1000.0;
        assert_eq!(percent(share), format!("{},{}", thousandths / 10, thousandths % 10));
        let whole = (thousandths + 5) / 10;
        assert_eq!(NB.shown(share, Unit::Proportion, 0, Style::Text), whole.to_string());
        let negative = if whole == 0 { "0".to_owned() } else { format!("−{whole}") };
        assert_eq!(NB.shown(-share, Unit::ProportionDifference, 0, Style::Text), negative);
    }
}

#[test]
fn numbers_of_every_size() {
    assert_eq!(NB.number(f64::MAX, 0, Style::Text).chars().filter(char::is_ascii_digit).count(), 309);
    assert_eq!(NB.number(f64::MIN_POSITIVE, 3, Style::Text), "0,000");
    assert_eq!(NB.number(5e-324, 0, Style::Text), "0");
    assert_eq!(NB.number(1e21, 1, Style::Text), hard("1~000~000~000~000~000~000~000,0"));
    assert_eq!(NB.number(1e-7, 7, Style::Text), "0,0000001");
    assert_eq!(NB.number(f64::INFINITY, 1, Style::Text), "∞");
    assert_eq!(NB.with_unit(f64::NEG_INFINITY, Unit::Months, 0, Style::Text), hard("−∞~måneder"));
}

#[test]
fn the_number_needed_is_rounded_away_from_zero() {
    let needed = |value| NB.shown(value, Unit::NumberNeeded, 0, Style::Text);
    for (value, shown) in [
        (9.6, "10"),
        (9.0001, "10"),
        (206.97, "207"),
        (10.0, "10"),
        (10.000_000_000_000_002, "10"),
        (9.999_999_999_999_998, "10"),
        (10.000_001, "11"),
        (-28.6, "−29"),
        (1.0, "1"),
        (f64::INFINITY, "∞"),
    ] {
        assert_eq!(needed(value), shown, "{value}");
    }
    for whole in 1..=2000_u32 {
        assert_eq!(needed(1.0 / (1.0 / f64::from(whole))), NB.number(f64::from(whole), 0, Style::Text));
        assert_eq!(needed(f64::from(whole) + 0.01), NB.number(f64::from(whole + 1), 0, Style::Text));
    }
    assert_eq!(NB.shown(9.61, Unit::NumberNeeded, 1, Style::Text), "9,7");
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "NaN")]
fn a_nan_is_a_bug_of_the_caller() {
    let _ = NB.number(f64::NAN, 1, Style::Text);
}

/// ICU rounds halves to even and has no policy for running text; so ties are expanded (away from zero), and the table
/// style is compared, which groups from four digits as ICU does. ICU writes an English minus as a hyphen and the
/// negative zero as «−0,0».
#[test]
fn icu_agrees() {
    for (locale, tag) in [(NB, "nb"), (NN, "nn"), (EN, "en-GB")] {
        let preferences = DecimalFormatterPreferences::from_locale_strict(&tag.parse().unwrap()).unwrap();
        let icu = DecimalFormatter::try_new(preferences, Default::default()).unwrap();
        let written = |number: &Decimal| {
            let text = icu.format(number).to_string().replace('-', "\u{2212}");
            let zero = !text.contains(|c: char| ('1'..='9').contains(&c));
            if zero { text.replace('\u{2212}', "") } else { text }
        };
        for value in sample(1500) {
            let exact: Decimal = value.to_string().parse().unwrap();
            for decimals in 0..=4_i8 {
                let position = -i16::from(decimals);
                let nearest = |exact: &Decimal| {
                    let next = position - 1;
                    let tie = exact.absolute.digit_at(next) == 5 && exact.absolute.nonzero_magnitude_end() == next;
                    let mut rounded =
                        if tie { exact.clone().expanded(position) } else { exact.clone().rounded(position) };
                    rounded.absolute.pad_end(position);
                    rounded
                };
                assert_eq!(locale.number(value, decimals, Style::Table), written(&nearest(&exact)), "{value}");
                let percent = exact.clone().absolute.multiplied_pow10(2).trimmed_start();
                let percent = Decimal::new(exact.sign(), percent);
                let shown = locale.shown(value, Unit::Proportion, decimals, Style::Table);
                assert_eq!(shown, written(&nearest(&percent)), "{value}");
            }
            let text = locale.number(value, 1, Style::Text);
            let five_digits = value.abs() >= 9_999.95;
            if five_digits || value.abs() < 999.95 || locale == EN {
                assert_eq!(text, locale.number(value, 1, Style::Table));
            }
        }
    }
}

// ---- values ----

#[test]
fn every_shape_of_value() {
    let count = Value::Count(12_345);
    let share = Value::Quantity(Quantity { value: 0.374, unit: Unit::Proportion, decimals: 1 });
    let ratio = Value::Estimate(Estimate::new(1.3832, Unit::Ratio, 2));
    let months = Value::Estimate(Estimate::new(1.0, Unit::Months, 0));
    let undefined = Value::from(Undefined::ZeroCell);
    assert_eq!(NB.value(&count, Style::Text), hard("12~345"));
    assert_eq!(NB.value_with_unit(&count, Style::Text), hard("12~345"));
    assert_eq!(NB.value(&share, Style::Text), "37,4");
    assert_eq!(NB.value_with_unit(&share, Style::Table), hard("37,4~%"));
    assert_eq!(EN.value(&ratio, Style::Text), "1.38");
    assert_eq!(NN.value_with_unit(&months, Style::Text), hard("1~månad"));
    for (locale, text) in [(NB, "ikke definert"), (NN, "ikkje definert"), (EN, "not defined")] {
        assert_eq!(locale.value(&undefined, Style::Text), text);
        assert_eq!(locale.value_with_unit(&undefined, Style::Text), text);
        assert_eq!(locale.value_with_unit(&undefined, Style::Table), "–");
    }
}

#[test]
fn facets() {
    let mut facet =
        Facet { name: "month".into(), value: FacetValue::Number { value: 18.0, unit: Unit::Months }, label: None };
    assert_eq!(ALL.map(|locale| locale.facet(&facet)), ["18~måneder", "18~månader", "18~months"].map(hard));
    facet.value = FacetValue::Number { value: 1.5, unit: Unit::Years };
    assert_eq!(NB.facet(&facet), hard("1,5~år"));
    facet.value = FacetValue::Name("hads_d".into());
    assert_eq!(NB.facet(&facet), "hads_d");
    facet.label = Some(Text::per_language([(Language::Bokmal, "uke 6"), (Language::Nynorsk, "veke 6")]));
    assert_eq!([NB, NN].map(|locale| locale.facet(&facet)), ["uke 6", "veke 6"]);
}

#[test]
fn tags() {
    assert_eq!(ALL.map(Locale::tag), ["nb-NO", "nn-NO", "en-GB"]);
    assert_eq!(ALL.map(Locale::language), Language::ALL);
}

// ---- the three languages ----

#[test]
fn every_language_words_everything() {
    for locale in ALL {
        for (what, text) in words(locale) {
            assert!(!text.is_empty() || what == "Number", "{what}");
        }
        for note in variants::<Note>() {
            let text = locale.note(note);
            assert!(text.ends_with('.') && !text.starts_with(char::is_lowercase), "a whole sentence: {text}");
        }
        for reason in reasons() {
            let text = locale.reason(reason);
            assert!(text.starts_with(char::is_lowercase) && !text.ends_with('.'), "a phrase: {text}");
        }
        for method in variants::<Method>() {
            assert!(!locale.method(method).ends_with('.'));
        }
    }
}

#[test]
fn no_two_methods_notes_or_reasons_read_the_same() {
    for locale in ALL {
        let methods = variants::<Method>().into_iter().map(|method| locale.method(method).to_owned());
        let notes = variants::<Note>().into_iter().map(|note| locale.note(note).to_owned());
        let reasons = reasons().into_iter().map(|reason| locale.reason(reason));
        let mut all: Vec<String> = methods.chain(notes).chain(reasons).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}

#[test]
fn nynorsk_has_no_word_of_bokmal() {
    let asked = ["ikke", "antall", "økning", "uke", "måned", "kilde", "fra", "forskjell", "noen", "hvis", "også"];
    let more = "uker måneder hver hvor hva jeg en et ett én de dem noe kun imidlertid høyst høyere lavere flere lønn \
             lønnen lønnsnivå lønnsomt oppgitte personer dager deltaker deltakere verdier verdiene tallene \
             estimatene resultatene resultater beregning beregningen utledet antatt regnet rundet betinget \
             betingede linje hele gruppen observasjoner variabler være bære gjelder virkelige størrelser \
             effektstørrelse prosenter parametrene samme";
    for text in literals_of(NN).into_iter().chain(words(NN).into_iter().map(|(_, text)| text)) {
        for word in asked.into_iter().chain(more.split(' ')) {
            assert!(!has_word(&text, word), "«{word}» in «{text}»");
        }
        for part in ["ikke", "antall", "måned", "forskjell", "kilde", "økning"] {
            assert!(!text.to_lowercase().contains(part), "«{part}» in «{text}»");
        }
    }
}

#[test]
fn bokmal_has_no_word_of_nynorsk() {
    let nynorsk = "ikkje ein eit ei éin éi frå veke veker månad månader talet tal løn løna lønsamt lønsnivå kvar noko \
             dei vere bere fleire høgst heile personar dagar";
    for text in literals_of(NB).into_iter().chain(words(NB).into_iter().map(|(_, text)| text)) {
        for word in nynorsk.split(' ') {
            assert!(!has_word(&text, word), "«{word}» in «{text}»");
        }
    }
}

#[test]
fn english_has_no_norwegian() {
    let norwegian = "og til av er ikke ikkje fra prosent intervall kroner kr antall eller en et det den med på tall \
             utfallet tiltaket januar mai desember én";
    for text in literals_of(EN).into_iter().chain(words(EN).into_iter().map(|(_, text)| text)) {
        let text = text.replace("en-GB", "");
        for word in norwegian.split(' ') {
            assert!(!has_word(&text, word), "«{word}» in «{text}»");
        }
        // The hundredth of a krone has no other name in English.
        assert!(!text.replace("øre per krone", "").to_lowercase().contains(['æ', 'ø', 'å']), "{text}");
    }
}

#[test]
fn the_wording_that_was_agreed() {
    let no_wage = Reason::NoWageCarriesTheCosts;
    assert_eq!(NB.reason(no_wage), "tiltaket kan ikke bære kostnadene ved noe lønnsnivå");
    assert_eq!(NN.reason(no_wage), "tiltaket kan ikkje bere kostnadene ved noko lønsnivå");
    assert_eq!(NB.reason(Reason::EveryWageCarriesTheCosts), "tiltaket er lønnsomt ved ethvert lønnsnivå");
    assert_eq!(NN.reason(Reason::EveryWageCarriesTheCosts), "tiltaket er lønsamt ved eitkvart lønsnivå");
    assert_eq!(NB.no_upper_limit(), "øvre grense kan ikke fastsettes");
    assert_eq!(NN.no_upper_limit(), "øvre grense kan ikkje fastsetjast");
    assert_eq!(
        NB.note(Note::CountsReconstructed),
        "Antall personer er regnet tilbake fra publiserte prosenter eller effektmål."
    );
    assert_eq!(NB.note(Note::Rounding), "Avvik skyldes avrunding.");
    assert_eq!(NB.note(Note::Exploratory), "Analysen var ikke forhåndsspesifisert og må tolkes med varsomhet.");
    assert_eq!(NN.note(Note::Exploratory), "Analysen var ikkje førehandsspesifisert og må tolkast varsamt.");
    assert_eq!(NB.method(Method::MiettinenNurminen), "Miettinens og Nurminens skårintervall");
    assert_eq!(NB.method(Method::Katz), "Katz’ logaritmiske intervall");
    assert_eq!(NB.method(Method::ChiSquaredNMinusOne), hard("kjikvadrattesten med faktoren (N~−~1)/N"));
    let bases = variants::<Basis>();
    let worded: Vec<&str> = bases.iter().map(|basis| NB.basis(*basis)).collect();
    let agreed = ["observert", "publisert", "regnet tilbake", "utledet", "antatt", "statens regler", "simulert"];
    assert_eq!(worded, agreed);
}

#[test]
fn every_method_has_its_reference() {
    for method in variants::<Method>() {
        let Some(reference) = method_reference(method) else {
            assert_eq!(method, Method::AsPublished);
            continue;
        };
        assert!(reference.ends_with('.') && !reference.contains("  "), "{reference}");
        let year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
        assert!(reference.split(|c: char| !c.is_ascii_digit()).any(year), "{method:?} has no year");
        let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let hyphens = reference
            .match_indices('-')
            .map(|(at, _)| at)
            .filter(|at| digits(reference[..*at].chars().next_back()) && digits(reference[at + 1..].chars().next()));
        assert_eq!(hyphens.filter(|at| !reference[..*at].ends_with("R-109")).count(), 0, "en dashes: {reference}");
    }
}
