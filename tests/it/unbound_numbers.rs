//! Numbers that were typed into a chapter.

use utfall::locale::Locale;
use utfall::results::Language;
use utfall::template::{KnownNumbers, unbound_numbers};

use super::sample_report::results;

fn known(language: Language) -> KnownNumbers {
    KnownNumbers::of(&results(), Locale::new(language))
}

fn literals(text: &str) -> Vec<String> {
    let found = unbound_numbers(text, &known(Language::Bokmal));
    assert!(found.iter().all(|number| text[number.range.clone()] == number.literal));
    found.into_iter().map(|number| number.literal).collect()
}

#[test]
fn a_number_that_equals_no_result_is_found() {
    assert_eq!(literals("Det var 38,4 prosent og 396 000 kroner, 12 345 i alt."), ["38,4", "396 000", "12 345"]);
    assert_eq!(literals("Fra 3,7 til −4,9 prosentpoeng, 55–66 personer (n = 77)."), ["3,7", "4,9", "55", "66", "77"]);
    assert_eq!(literals("Bare 5 av dem."), ["5"]);
    assert_eq!(literals("38.4 prosent"), ["38.4"]);
}

#[test]
fn a_number_that_equals_a_result_is_not() {
    for text in [
        "37,4 prosent",
        "395 000 kroner",
        "395\u{a0}000 kr",
        "227 personer",
        "410",
        "10,4 prosentpoeng",
        "(95 % KI 1,3 til 19,4)",
        "p = 0,027",
        "etter 18 måneder",
        "om lag 10 av 100",
        "en forskjell på −1,3",
        "4,3 G",
        "1,03–1,85",
        "82 prosent",
        "45 prosent",
        "87 250 kroner",
        "NNT 10 (6 til 75)",
    ] {
        let rest: Vec<String> = literals(text).into_iter().filter(|literal| literal != "100").collect();
        assert!(rest.is_empty(), "{text}: {rest:?}");
    }
}

#[test]
fn what_is_no_quantity_is_left_alone() {
    for text in [
        "{{ study.randomised | count }} og {% if 33 %}{# 44 #}",
        "I 2016 og 2013–2017",
        "14. desember 2023",
        "1. juni",
        "14.12.2023",
        "2023-12-14",
        "kl. 09.30",
        "den 2. kvartalsrapporten",
        "= 4.2 Tittel",
        "1. Først\n2. Så",
        "1) Først",
        "se kapittel 3 og 4",
        "tabell 7",
        "figur 12",
        "s. 25–28",
        "§ 13",
        "side 99",
        "avsnitt 4.2",
        "R-109/21",
        "COVID-19",
        "IPS-25",
        "H2O",
        "PDF/A-3",
        "NOU 2012: 16",
        "2012:16",
        "AFI-rapport 2024:01",
        "@reme2019",
        "@reme2019[s. 77]",
        "<tab-77>",
        "`77`",
        "```\n77\n```",
        "$x = 77$",
        "// 77\n",
        "/* 77 */",
        "https://example.org/77/88",
        "#v(77mm)",
        "#set text(size: 77pt)",
        "#let x = 77\n",
        "#\"77\"",
        "#image(\"77.png\", alt: \"77 (88\")",
        "\\77",
    ] {
        let found = literals(text);
        let allowed = text == "\\77" && found == ["7"];
        assert!(found.is_empty() || allowed, "{text}: {found:?}");
    }
}

#[test]
fn text_around_code_is_still_read() {
    assert_eq!(literals("Se @employment: 77. #footnote[Eller 88.] *99* $x$ 66"), ["77", "88", "99", "66"]);
    assert_eq!(literals("{{ study.randomised | count }} av 555"), ["555"]);
    assert_eq!(literals("#strong[77] `x` 88 #h(1em)99"), ["77", "88", "99"]);
}

#[test]
fn the_nearest_result_is_named() {
    let found = unbound_numbers("Det var 37,5 prosent.", &known(Language::Bokmal));
    let (path, shown) = found[0].nearest.clone().unwrap();
    assert_eq!((path.as_str(), shown.as_str()), ("employment.month_18.treated.proportion", "37,4\u{a0}%"));
    let found = unbound_numbers("Kravet er 394 000 kroner.", &known(Language::Bokmal));
    assert_eq!(found[0].nearest.as_ref().unwrap().0, "break_even.year_2.wage");
    let found = unbound_numbers("19,5 prosentpoeng", &known(Language::Bokmal));
    assert_eq!(found[0].nearest.as_ref().unwrap().0, "employment.month_18.risk_difference | upper");
}

#[test]
fn english_numbers_have_commas_between_groups() {
    let english = |text: &str| -> Vec<String> {
        let found = unbound_numbers(text, &known(Language::English));
        found.into_iter().map(|number| number.literal).collect()
    };
    assert_eq!(english("NOK 396,000 and 38.4 per cent, 1,234.5"), ["396,000", "38.4", "1,234.5"]);
    assert!(english("NOK 395,000, 37.4 per cent on 1 June 2016").is_empty());
}
