//! The views, whole.

use super::super::{Changes, Terminal};
use super::{changes, estimate, results, section};
use crate::locale::Locale;
use crate::results::{
    Curve, CurveStyle, Facet, FacetValue, Input, Language, Method, Note, Origin, Point, Quantity, Results, Role, Row,
    Table, Test, Text, Unit, Value,
};

/// The report of page 9 of the look: before and now.
fn report(now: bool) -> Results {
    let pick = |before: f64, is: f64| if now { is } else { before };
    let test =
        |p: f64| vec![Test { method: Method::ChiSquaredPearson, statistic: None, degrees_of_freedom: vec![], p }];
    let mut difference = match now {
        false => estimate(0.104, 0.013, 0.194, Unit::ProportionDifference),
        true => estimate(0.081, -0.010, 0.172, Unit::ProportionDifference),
    };
    difference.tests = test(pick(0.0266, 0.0734));
    let share = |value: f64| Value::Quantity(Quantity { value, unit: Unit::Proportion, decimals: 1 });
    let kroner =
        |value: f64| Value::Quantity(Quantity { value, unit: Unit::KronerPerYear { price_year: 2016 }, decimals: -3 });
    let mut all = results("employment", Vec::new());
    all.report.title = Text::from("Effektevaluering av Individuell jobbstøtte (IPS)");
    let employment = &mut all.sections[0].1;
    employment.values = vec![
        ("control.events".to_owned(), Value::Count(if now { 51 } else { 49 })),
        ("control.total".to_owned(), Value::Count(181)),
        ("control.share".to_owned(), share(pick(49.0, 51.0) / 181.0)),
        ("risk_difference".to_owned(), difference.into()),
    ];
    employment.role = Some(Role::Primary);
    employment.labels = vec![(
        "outcome".to_owned(),
        Text::per_language([(Language::Bokmal, "i ordinært arbeid"), (Language::English, "in competitive employment")]),
    )];
    let months = FacetValue::Number { value: 12.0, unit: Unit::Months };
    employment.facets = vec![Facet { name: "month".to_owned(), value: months, label: None }];
    let rows = if now { 410 } else { 408 };
    let data = Origin::Data { source: "participants".to_owned(), columns: vec!["employed_12m".to_owned()], rows };
    employment.provenance.inputs = vec![Input { name: "control".to_owned(), origin: data }];
    employment.notes = if now { vec![Note::NumberNeededNotGiven] } else { vec![] };
    all.sections[0].0 = all.sections[0].1.id();
    let row = |name: &str, label: &str, value: Value| Row {
        name: name.to_owned(),
        label: Some(Text::from(label)),
        basis: None,
        source: None,
        words: Vec::new(),
        cells: vec![value],
    };
    let rate = Value::Quantity(Quantity { value: pick(0.03, 0.04), unit: Unit::RatePerYear, decimals: 1 });
    let assumptions = Table { columns: vec!["value".to_owned()], rows: vec![row("rate", "kalkulasjonsrente", rate)] };
    let point = |x: f64, y: f64| Point { x, y, band: None };
    let curve = Curve {
        x_unit: Unit::Years,
        y_unit: Unit::KronerPerYear { price_year: 2016 },
        decimals: -3,
        style: CurveStyle::Line,
        level: None,
        points: vec![point(2.0, pick(389_000.0, 395_000.0)), point(3.0, pick(249_000.0, 254_000.0))],
    };
    let mut wages = section(
        "wage",
        vec![
            ("year_2", kroner(pick(389_000.0, 395_000.0))),
            ("year_5", kroner(pick(137_000.0, 137_000.4))),
            ("year_9", kroner(pick(71_000.0, 71_000.0))),
            ("assumptions", Value::Table(assumptions)),
            ("curve", Value::Curve(curve)),
        ],
    );
    wages.labels[0].1 = Text::from(if now { "lønnsomt for staten" } else { "lønnsomt for samfunnet" });
    wages.provenance.inputs = vec![Input { name: "rate".to_owned(), origin: Origin::Specification }];
    all.sections.push(("wage".to_owned(), wages));
    if now {
        all.sections.push(("health".to_owned(), section("health", vec![("persons", Value::Count(7))])));
    }
    all
}

fn found() -> Changes {
    changes(&report(false), &report(true))
}

/// Hard spaces as plain ones, so that the expected texts can be read.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[test]
fn the_terminal_says_the_weightiest_first() {
    let expected = "\
1 conclusion changed · 9 other changes · 2 causes · 2 numbers unchanged

Conclusions that changed
  employment.month_12.risk_difference (in competitive employment, 12 months)
    The interval now covers zero; p from Pearson’s chi-squared test is no longer below 0.05: \
10.4 (1.3 to 19.4), p = 0.027 → 8.1 (−1.0 to 17.2), p = 0.073  [A]

Numbers that changed materially
  employment.month_12.control.events  49 → 51                                  +2      A
  employment.month_12.control.share   27.1% → 28.2%                            +1.1    A
  wage.year_2                         NOK 389,000 a year → NOK 395,000 a year  +6,000  B
  wage.assumptions.rate.value         3.0% a year → 4.0% a year                +1.0    B

Added
  health  1 result

Figures with other data
  wage.curve  NOK 389,000 a year (2 years) → NOK 395,000 a year (2 years)    B

Methods and inputs
  employment.month_12 (input `control`)  408 rows of `participants` (employed_12m) → \
410 rows of `participants` (employed_12m)

Words
  employment.month_12 (note)  {+NNT (the number of people who must get the programme for one more to have the \
outcome) is not given (–) where the confidence interval of the difference covers zero.+}
  wage (words for `outcome`)  lønnsomt for [-samfunnet-] {+staten+}

Rounding only: 1

Causes
  A  Data: 2 rows more of `participants` (408 → 410)
  B  Stated number `wage.assumptions.rate.value`: 3.0% a year → 4.0% a year
";
    assert_eq!(plain(&found().terminal(Terminal::default())), expected);
    // One screen, and no colours that were not asked for.
    assert!(expected.lines().count() <= 40 && !found().terminal(Terminal::default()).contains('\u{1b}'));
    let coloured = found().terminal(Terminal { colour: true, all: true, ..Default::default() });
    assert!(coloured.contains("\u{1b}[1;31mConclusions that changed\u{1b}[0m"), "{coloured}");
    assert!(plain(&coloured).contains("  wage.year_5  137000 → 137000.4    B"), "{coloured}");
    assert_eq!(changes(&report(true), &report(true)).terminal(Terminal::default()), "Nothing has changed.\n");
}

#[test]
fn markdown_is_in_the_language_of_the_report() {
    let expected = "\
# Endringsrapport: Effektevaluering av Individuell jobbstøtte (IPS)

**1** konklusjon endret · **9** andre endringer · **2** årsaker · **2** tall uendret

## Konklusjoner som er endret

### `employment.month_12.risk_difference` – i ordinært arbeid, 12 måneder

Intervallet dekker nå null; p fra Pearsons kjikvadrattest er ikke lenger under 0,05: \
10,4 (1,3 til 19,4), p = 0,027 → 8,1 (−1,0 til 17,2), p = 0,073.

Årsak: A

## Tall som er vesentlig endret

| Sted | Før | Nå | Endring | Årsak |
| --- | --: | --: | --: | --- |
| `employment.month_12.control.events`<br>i ordinært arbeid, 12 måneder | 49 | 51 | +2 | A |
| `employment.month_12.control.share`<br>i ordinært arbeid, 12 måneder | 27,1 % | 28,2 % | +1,1 | A |
| `wage.year_2`<br>lønnsomt for staten | 389 000 kr i året | 395 000 kr i året | +6 000 | B |
| `wage.assumptions.rate.value`<br>lønnsomt for staten, kalkulasjonsrente | 3,0 % i året | 4,0 % i året | +1,0 | B |

## Nytt

| Sted | Nå |
| --- | --- |
| `health`<br>i jobb | 1 resultat |

## Figurer med andre data

| Sted | Før | Nå | Årsak |
| --- | --: | --: | --- |
| `wage.curve`<br>lønnsomt for staten | 389 000 kr i året (2 år) | 395 000 kr i året (2 år) | B |

## Metode og grunnlag

| Sted | Før | Nå |
| --- | --- | --- |
| `employment.month_12`<br>inndata `control`<br>i ordinært arbeid, 12 måneder | 408 rader av `participants` \
(employed\\_12m) | 410 rader av `participants` (employed\\_12m) |

## Tekst

| Sted | Nå |
| --- | --- |
| `employment.month_12`<br>merknad<br>i ordinært arbeid, 12 måneder | NNT (antall som må få tiltaket for at én \
ekstra skal ha utfallet) er ikke oppgitt (–) når konfidensintervallet for differansen dekker null. |
| `wage`<br>ord for `outcome`<br>lønnsomt for staten | lønnsomt for ~~samfunnet~~ **staten** |

Bare avrunding: 1

## Årsaker

- **A** Data: 2 rader er kommet til i `participants` (408 → 410)
- **B** Oppgitt tall `wage.assumptions.rate.value`: 3,0 % i året → 4,0 % i året
";
    assert_eq!(plain(&found().markdown(Locale::new(Language::Bokmal))), expected);
    let nynorsk = plain(&found().markdown(Locale::new(Language::Nynorsk)));
    for line in [
        "**1** konklusjon endra · **9** andre endringar · **2** årsaker · **2** tal uendra",
        "Intervallet dekkjer no null; p frå Pearsons kjikvadrattest er ikkje lenger under 0,05: \
         10,4 (1,3 til 19,4), p = 0,027 → 8,1 (−1,0 til 17,2), p = 0,073.",
        "## Tal som er vesentleg endra",
        "| Stad | Før | No | Endring | Årsak |",
        "- **A** Data: 2 rader er komne til i `participants` (408 → 410)",
    ] {
        assert!(nynorsk.lines().any(|known| known == line), "{line}\n{nynorsk}");
    }
    let english = plain(&found().markdown(Locale::new(Language::English)));
    assert!(english.contains("\n## Conclusions that changed\n"), "{english}");
    let none = changes(&report(true), &report(true)).markdown(Locale::new(Language::Bokmal));
    assert!(none.ends_with("\n\nIngenting er endret.\n"), "{none}");
}

#[test]
fn nothing_that_an_author_writes_is_markdown() {
    let (mut old, mut new) = (report(false), report(false));
    old.sections[1].1.labels[0].1 = Text::from("a | b");
    new.sections[1].1.labels[0].1 = Text::from("a *b* <script> [x](y)\nc");
    let text = changes(&old, &new).markdown(Locale::new(Language::English));
    assert!(text.contains(r"a ~~\| b~~ **\*b\* \<script\> \[x\](y) c**"), "{text}");
}

#[test]
fn json_holds_all_and_reads_back() {
    let found = found();
    let json = found.json().unwrap();
    assert_eq!(serde_json::from_str::<Changes>(&json).unwrap(), found);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&value["schema"], &value["exit_code"]), (&"utfall-changes-1".into(), &3.into()));
    assert_eq!(value["changes"][0]["kind"], "conclusion");
    assert_eq!(value["changes"][0]["conclusions"][0], "now_covers_no_effect");
    assert_eq!(value["causes"][0]["rows"]["new"], 410);
    // Every key of the JSON stands in the schema.
    let schema: serde_json::Value = serde_json::from_str(&super::super::set_schema()).unwrap();
    let properties = |of: &serde_json::Value| of["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let known = properties(&schema["$defs"]["Changes"]);
    assert!(value.as_object().unwrap().keys().all(|key| known.contains(key)), "{known:?}");
    let known = properties(&schema["$defs"]["Change"]);
    for change in value["changes"].as_array().unwrap() {
        assert!(change.as_object().unwrap().keys().all(|key| known.contains(key)), "{known:?}");
    }
}

#[test]
fn a_change_of_each_kind_and_cause_has_words_in_every_language() {
    let mut dice = super::Dice(3);
    for (_, results) in super::golden() {
        for plant in super::plants::PLANTS {
            let mut other = results.clone();
            super::plants::apply(*plant, &mut other, &mut dice);
            for language in Language::ALL {
                let listing = changes(&results, &other).listing(Locale::new(language));
                for entry in listing.groups.iter().flat_map(|group| &group.entries) {
                    assert!(!entry.before.is_empty() || !entry.now.is_empty(), "{plant:?}: {entry:#?}");
                    assert!(entry.before != entry.now, "{plant:?}: {entry:#?}");
                }
            }
        }
    }
}
