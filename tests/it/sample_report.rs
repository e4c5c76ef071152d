//! A report with one of everything: what the tests of templates and of typesetting read.

use std::sync::Arc;

use utfall::results::{
    Basis, ConfidenceInterval, Curve, CurveStyle, Estimate, Facet, FacetValue, Language, Method, Note, Point, Quantity,
    Reason, ReportInfo, Results, Role, Row, SCHEMA, Section, Table, Test, Text, Unit, Value,
};
use utfall::stats::{Interval, Level};
use utfall::template::{
    Attachment, Document, Figure, FigureBody, Item, Markup, Part, PartRole, ReferenceStyle, References, Relationship,
    Width,
};

fn estimate(value: f64, unit: Unit, decimals: i8, lower: f64, upper: f64, method: Method) -> Estimate {
    let interval = ConfidenceInterval { bounds: Interval::Bounded { lower, upper }, level: Level::NINETY_FIVE, method };
    Estimate { interval: Some(interval), ..Estimate::new(value, unit, decimals) }
}

fn test(method: Method, p: f64) -> Test {
    Test { method, statistic: None, degrees_of_freedom: Vec::new(), p }
}

fn section(entry: &str, kind: &str, facet: Option<(&str, f64, Unit)>) -> Section {
    let facets = facet.map(|(name, value, unit)| Facet {
        name: name.to_owned(),
        value: FacetValue::Number { value, unit },
        label: None,
    });
    Section {
        entry: entry.to_owned(),
        kind: kind.to_owned(),
        combination: Vec::new(),
        facets: facets.into_iter().collect(),
        role: Some(Role::Primary),
        labels: Vec::new(),
        values: Vec::new(),
        notes: Vec::new(),
        source: Some(Text::from("Reme mfl. (2019) og egne beregninger.")),
        provenance: utfall::results::Provenance { basis: Basis::Reconstructed, inputs: Vec::new() },
        protected: Vec::new(),
        cells: Vec::new(),
    }
}

/// Two groups of the trial at one time: events of 227 and of 181.
fn two_proportions(month: f64, treated: u64, effect: [f64; 3], ratio: [f64; 3], odds: [f64; 3], p: f64) -> Section {
    let mut section = section("employment", "two_proportions", Some(("month", month, Unit::Months)));
    let control = Text::per_language([
        (Language::Bokmal, "kontrollgruppen"),
        (Language::Nynorsk, "kontrollgruppa"),
        (Language::English, "the control group"),
    ]);
    let outcome = Text::per_language([
        (Language::Bokmal, "i ordinært arbeid"),
        (Language::Nynorsk, "i ordinært arbeid"),
        (Language::English, "in ordinary employment"),
    ]);
    section.labels =
        vec![("outcome".into(), outcome), ("treated".into(), Text::from("IPS")), ("control".into(), control)];
    let share = |events: u64, total: u64| {
        let share = events as f64 / total as f64;
        Value::from(estimate(share, Unit::Proportion, 1, share - 0.06, share + 0.06, Method::Wilson))
    };
    let tested = |[value, lower, upper]: [f64; 3], unit, decimals, no_effect, method| {
        let estimate = estimate(value, unit, decimals, lower, upper, method);
        Value::from(Estimate {
            no_effect: Some(no_effect),
            tests: vec![test(Method::ChiSquaredPearson, p), test(Method::FisherExact, 0.0337)],
            ..estimate
        })
    };
    section.values = vec![
        ("treated.events".into(), Value::Count(treated)),
        ("treated.total".into(), Value::Count(227)),
        ("treated.proportion".into(), share(treated, 227)),
        ("control.events".into(), Value::Count(49)),
        ("control.total".into(), Value::Count(181)),
        ("control.proportion".into(), share(49, 181)),
        ("risk_difference".into(), tested(effect, Unit::ProportionDifference, 1, 0.0, Method::Wald)),
        ("risk_ratio".into(), tested(ratio, Unit::Ratio, 2, 1.0, Method::Katz)),
        ("odds_ratio".into(), tested(odds, Unit::Ratio, 2, 1.0, Method::Woolf)),
        (
            "number_needed_to_treat".into(),
            estimate(1.0 / effect[0], Unit::NumberNeeded, 0, 1.0 / effect[2], 1.0 / effect[1], Method::Wald).into(),
        ),
    ];
    section.notes = vec![Note::CountsReconstructed, Note::Unadjusted];
    section
}

fn break_even() -> Vec<Section> {
    let wage = Unit::KronerPerYear { price_year: 2016 };
    let quantity = |value: f64, unit: Unit, decimals: i8| Value::Quantity(Quantity { value, unit, decimals });
    let mut overview = section("break_even", "break_even_wage", None);
    let row = |name: &str, basis: Basis, value: Value| Row {
        name: name.to_owned(),
        label: None,
        basis: Some(basis),
        source: None,
        words: Vec::new(),
        cells: vec![value],
    };
    let assumptions = vec![
        row("effect", Basis::Reconstructed, quantity(0.1037, Unit::ProportionDifference, 2)),
        row("discount_rate", Basis::Rule, quantity(0.04, Unit::RatePerYear, 1)),
        row("tax_financing", Basis::Rule, quantity(0.2, Unit::PerKrone, 0)),
        row("cost_per_participant", Basis::Inferred, quantity(87_250.0, Unit::Kroner { price_year: 2016 }, 0)),
    ];
    let reference = Row {
        name: "reference_1".into(),
        label: Some(Text::from("Gjennomsnittslønn")),
        basis: None,
        source: None,
        words: Vec::new(),
        cells: vec![quantity(519_600.0, wage, 0), quantity(5.66, Unit::BasicAmounts, 1)],
    };
    let points = vec![Point { x: 2.0, y: 395_000.0, band: None }, Point { x: 3.0, y: 254_000.0, band: None }];
    let curve = Curve { x_unit: Unit::Years, y_unit: wage, decimals: -3, style: CurveStyle::Line, level: None, points };
    overview.values = vec![
        ("effect".into(), quantity(0.1037, Unit::ProportionDifference, 2)),
        ("cost_per_participant".into(), quantity(87_250.0, Unit::Kroner { price_year: 2016 }, 0)),
        ("basic_amount".into(), quantity(91_740.0, wage, 0)),
        ("assumptions".into(), Value::Table(Table { columns: vec!["value".into()], rows: assumptions })),
        (
            "reference_wages".into(),
            Value::Table(Table { columns: vec!["wage".into(), "in_basic_amounts".into()], rows: vec![reference] }),
        ),
        ("curve".into(), Value::Curve(curve)),
    ];
    overview.notes = vec![Note::EffectInPersons];
    let mut sections = vec![overview];
    for (year, amount) in [(1.0, None), (2.0, Some(394_612.0)), (3.0, Some(254_102.0))] {
        let mut section = section("break_even", "break_even_wage", Some(("year", year, Unit::Years)));
        match amount {
            Some(amount) => {
                section.values.push(("wage".into(), Estimate::new(amount, wage, -3).into()));
                section
                    .values
                    .push(("wage_in_basic_amounts".into(), quantity(amount / 91_740.0, Unit::BasicAmounts, 1)));
            }
            None => section.values.push(("wage".into(), Reason::NoWageCarriesTheCosts.into())),
        }
        sections.push(section);
    }
    sections
}

fn stated() -> Section {
    let mut section = section("study", "stated_numbers", None);
    section.labels = vec![("randomised".into(), Text::from("tilfeldig fordelt"))];
    section.values = vec![
        ("randomised".into(), Value::Count(410)),
        ("share_smi".into(), Value::Quantity(Quantity { value: 0.45, unit: Unit::Proportion, decimals: 0 })),
        ("authors".into(), Value::Count(3)),
    ];
    section
}

fn young() -> Section {
    let mut section = section("young", "one_proportion", None);
    section.labels = vec![
        ("outcome".into(), Text::from("i ordinært arbeid")),
        ("group".into(), Text::from("deltakere under 30 år")),
    ];
    section.values = vec![
        ("group.events".into(), Value::Count(40)),
        ("group.total".into(), Value::Count(49)),
        ("group.proportion".into(), estimate(40.0 / 49.0, Unit::Proportion, 0, 0.69, 0.9, Method::Wilson).into()),
    ];
    section
}

/// The results that all tests here read: one entry of every kind.
pub(crate) fn results() -> Results {
    let mut sections = vec![
        two_proportions(12.0, 83, [0.0949, 0.0048, 0.1851], [1.35, 1.01, 1.81], [1.55, 1.02, 2.37], 0.0423),
        two_proportions(18.0, 85, [0.1037, 0.0134, 0.194], [1.38, 1.03, 1.85], [1.61, 1.06, 2.46], 0.0266),
        stated(),
        young(),
    ];
    sections.extend(break_even());
    let sections = sections.into_iter().map(|section| (section.id(), section)).collect();
    let report = ReportInfo { title: Text::from("IPS"), languages: vec![Language::Bokmal], date: None };
    Results { schema: SCHEMA.to_owned(), edition: "2026.1".into(), report, sections }
}

const BIB: &str =
    "@article{reme2019, author = {Reme, Silje}, title = {IPS in Norway}, journal = {SJWEH}, year = {2019}}";
const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"146mm\" height=\"40mm\" viewBox=\"0 0 146 40\">\
                   <rect x=\"0\" y=\"10\" width=\"60\" height=\"8\" fill=\"#0B4A63\"/></svg>";

pub(crate) fn chapter(text: &str) -> Part {
    Part::new(PartRole::Chapter, Language::Bokmal, Markup::new(text))
}

pub(crate) fn titled(title: &str, language: Language) -> Document {
    Document::new(title, language, jiff::civil::date(2016, 6, 1), Arc::new(results()))
}

/// A report with one of everything.
pub(crate) fn document() -> Document {
    let mut document = titled("Effektevaluering av IPS", Language::Bokmal);
    document.authors = vec!["Kari Nordmann".into(), "Ola Hansen".into()];
    document.institute = Some("Forskningsinstituttet".into());
    document.commissioned_by = vec!["Helsedirektoratet".into()];
    document.keywords = vec!["arbeid".into()];
    document.colophon = vec![("publisher".into(), "Instituttet".into()), ("pages".into(), "auto".into())];
    let figure = Figure {
        id: "employment_over_time".into(),
        title: "Deltakere i arbeid".into(),
        unit: Some("Prosent".into()),
        alt: "Linjediagram.".into(),
        note: None,
        source: Some("@reme2019".into()),
        tag: None,
        width: Width::Wide,
        body: FigureBody::Picture { svg: SVG.into() },
    };
    let mut results = chapter(
        "Se @employment og @employment_over_time. {{ prose(of=\"employment\") }}\n\n{{ prose(of=\"break_even\") }} @reme2019",
    );
    results.title = Some("Resultater".into());
    results.label = Some("results".into());
    results.show = vec![Item::Analysis("employment".into()), Item::Figure(Box::new(figure))];
    let mut section = chapter("{{ study.randomised | count }} personer.");
    section.title = Some("Økonomi".into());
    section.show =
        vec![Item::Analysis("break_even".into()), Item::Analysis("study".into()), Item::Analysis("young".into())];
    results.sections = vec![section];
    let mut english = chapter("The share was {{ employment.month_18.treated | percent }}.");
    (english.role, english.language) = (PartRole::EnglishSummary, Language::English);
    let mut foreword = chapter("Takk til alle.");
    (foreword.role, foreword.signed) = (PartRole::Foreword, vec!["Kari Nordmann".into()]);
    let mut summary = chapter("Kort sagt.");
    summary.role = PartRole::Summary;
    let mut key = chapter("== Funn\n- Flere i jobb.");
    (key.role, key.lead) = (PartRole::KeyMessages, Some(Markup::new("IPS virker.")));
    let mut appendix = chapter("Mer.");
    (appendix.role, appendix.title) = (PartRole::Appendix, Some("Spørreskjema".into()));
    document.parts = vec![results, english, foreword, summary, key, appendix];
    document.references = Some(References {
        name: "references.bib".into(),
        bytes: BIB.into(),
        style: ReferenceStyle::Named("apa".into()),
    });
    let attach = |name: &str, bytes: &str, relationship, mime_type: &str| Attachment {
        name: name.into(),
        bytes: bytes.into(),
        relationship,
        mime_type: mime_type.into(),
        description: format!("Filen {name}."),
    };
    document.attachments = vec![
        attach("ips.yaml", "report:\n  title: IPS\n", Relationship::Source, "application/yaml"),
        attach("results.json", "{}\n", Relationship::Data, "application/json"),
        attach("manifest.json", "{\"tool\": \"utfall\"}\n", Relationship::Supplement, "application/json"),
    ];
    document
}
