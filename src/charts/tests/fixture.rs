//! Results to draw: sections as the analyses of the house make them.

use crate::results::{
    ConfidenceInterval, Curve, CurveStyle, Estimate, Facet, FacetValue, Language, Method, Point, Provenance, Quantity,
    Reason, ReportInfo, Results, Row, Section, Table, Text, Unit, Value,
};
use crate::stats::{Interval, Level, Undefined};

/// Results with these sections.
pub(super) fn results(sections: Vec<Section>) -> Results {
    Results {
        schema: crate::results::SCHEMA.to_owned(),
        edition: "2026.1".to_owned(),
        report: ReportInfo { title: Text::from("Test"), languages: Language::ALL.to_vec(), date: None },
        sections: sections.into_iter().map(|section| (section.id(), section)).collect(),
    }
}

pub(super) fn text(nb: &str, nn: &str, en: &str) -> Text {
    Text::per_language([(Language::Bokmal, nb), (Language::Nynorsk, nn), (Language::English, en)])
}

pub(super) fn section(entry: &str, kind: &str, time: Option<(f64, Unit)>) -> Section {
    let facet = time.map(|(value, unit)| {
        let name = if unit == Unit::Months { "month" } else { "year" };
        Facet { name: name.to_owned(), value: FacetValue::Number { value, unit }, label: None }
    });
    Section {
        entry: entry.to_owned(),
        kind: kind.to_owned(),
        combination: Vec::new(),
        facets: facet.into_iter().collect(),
        role: None,
        labels: Vec::new(),
        values: Vec::new(),
        notes: Vec::new(),
        source: None,
        provenance: Provenance::default(),
        protected: Vec::new(),
        cells: Vec::new(),
    }
}

/// An estimate with a bounded interval.
pub(super) fn estimate(value: f64, (lower, upper): (f64, f64), unit: Unit, decimals: i8) -> Estimate {
    let no_effect = match unit {
        Unit::Ratio => Some(1.0),
        Unit::ProportionDifference => Some(0.0),
        _ => None,
    };
    let bounds = Interval::Bounded { lower, upper };
    let interval = ConfidenceInterval { bounds, level: Level::NINETY_FIVE, method: Method::Wald };
    Estimate { interval: Some(interval), no_effect, ..Estimate::new(value, unit, decimals) }
}

/// Two groups at one time, with Wald's, Katz' and Woolf's intervals; what divides by zero is undefined.
pub(super) fn two_proportions(
    entry: &str,
    outcome: Text,
    month: Option<f64>,
    treated: (u64, u64),
    control: (u64, u64),
) -> Section {
    let mut section = section(entry, "two_proportions", month.map(|month| (month, Unit::Months)));
    section.labels = vec![
        ("outcome".to_owned(), outcome),
        ("treated".to_owned(), Text::from("IPS")),
        ("control".to_owned(), text("kontrollgruppen", "kontrollgruppa", "the control group")),
    ];
    let mut put = |name: String, value: Value| section.values.push((name, value));
    let z = 1.959_963_984_540_054;
    for (name, (events, total)) in [("treated", treated), ("control", control)] {
        let (share, n) = (events as f64 / total as f64, total as f64);
        let centre = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z / (1.0 + z * z / n) * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
        let decimals = crate::results::decimals_for_share(total);
        put(format!("{name}.events"), Value::Count(events));
        put(format!("{name}.total"), Value::Count(total));
        put(
            format!("{name}.proportion"),
            estimate(share, (centre - half, centre + half), Unit::Proportion, decimals).into(),
        );
    }
    let [a, n, b, m] = [treated.0, treated.1, control.0, control.1].map(|count| count as f64);
    let (p, q) = (a / n, b / m);
    let se = (p * (1.0 - p) / n + q * (1.0 - q) / m).sqrt();
    let difference = estimate(p - q, (p - q - z * se, p - q + z * se), Unit::ProportionDifference, 1);
    put("risk_difference".to_owned(), difference.into());
    for (name, value, se) in [
        ("risk_ratio", p / q, (1.0 / a - 1.0 / n + 1.0 / b - 1.0 / m).sqrt()),
        ("odds_ratio", a * (m - b) / (b * (n - a)), (1.0 / a + 1.0 / (n - a) + 1.0 / b + 1.0 / (m - b)).sqrt()),
    ] {
        let bounds = (value * (-z * se).exp(), value * (z * se).exp());
        let defined = value.is_finite() && value > 0.0 && se.is_finite();
        put(
            name.to_owned(),
            if defined { estimate(value, bounds, Unit::Ratio, 2).into() } else { Undefined::ZeroCell.into() },
        );
    }
    section
}

/// Employment at 12 and 18 months, as published.
pub(super) fn employment() -> Vec<Section> {
    let outcome = || text("i ordin\u{e6}rt arbeid", "i ordin\u{e6}rt arbeid", "in competitive employment");
    let mut sections = vec![
        two_proportions("employment", outcome(), Some(12.0), (83, 227), (49, 181)),
        two_proportions("employment", outcome(), Some(18.0), (85, 227), (49, 181)),
    ];
    for section in &mut sections {
        section.source = Some(Text::from("Reme mfl. (2019)."));
    }
    sections
}

/// A second outcome.
pub(super) fn activity() -> Vec<Section> {
    let outcome = || text("i arbeid eller utdanning", "i arbeid eller utdanning", "in work or education");
    vec![
        two_proportions("activity", outcome(), Some(12.0), (96, 227), (60, 181)),
        two_proportions("activity", outcome(), Some(18.0), (98, 227), (59, 181)),
    ]
}

/// Employment month by month.
pub(super) fn monthly() -> Vec<Section> {
    (0..=43_u64)
        .map(|month| {
            let treated = 16 + (month.min(14) * 69) / 14 + month.saturating_sub(14) / 4 + month * 7 % 5;
            let control = 12 + (month.min(13) * 36) / 13 + month.saturating_sub(20) / 4 + month * 3 % 4;
            let outcome = text("i ordin\u{e6}rt arbeid", "i ordin\u{e6}rt arbeid", "in competitive employment");
            let lost = month.saturating_sub(22);
            two_proportions(
                "monthly",
                outcome,
                Some(month as f64),
                (treated, 227 - 2 * lost),
                (control, 181 - 2 * lost),
            )
        })
        .collect()
}

/// Seventeen studies, as pairs of counts.
pub(super) fn studies() -> Vec<Section> {
    [
        ("Drake 1999", (45, 74), (7, 76)),
        ("Gold 2006", (42, 66), (20, 77)),
        ("Killackey 2008", (13, 20), (2, 21)),
        ("Davis 2012", (32, 42), (12, 43)),
        ("Ottomanelli 2012", (21, 81), (8, 76)),
        ("Hoffmann 2014", (30, 46), (18, 54)),
        ("Bond 2015", (13, 42), (3, 43)),
        ("Hellstr\u{f6}m 2017", (72, 162), (62, 164)),
        ("Lones 2017", (11, 22), (1, 23)),
        ("Poremski 2017", (15, 44), (9, 41)),
        ("Davis 2018", (105, 271), (63, 270)),
        ("Killackey 2019", (47, 66), (29, 60)),
        ("Reme 2019", (85, 227), (49, 181)),
        ("Nuechterlein 2020", (25, 36), (5, 15)),
        ("Sveinsdottir 2020", (22, 46), (3, 37)),
        ("Erickson 2021", (34, 47), (25, 50)),
        ("Rognli 2025", (36, 91), (33, 96)),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, (name, treated, control))| {
        two_proportions(&format!("study_{index}"), Text::from(name), None, treated, control)
    })
    .collect()
}

/// Break-even wages at these horizons, with the model's curve and three reference wages.
pub(super) fn break_even(wages: &[(f64, Result<f64, Reason>)], references: &[(&str, f64)]) -> Vec<Section> {
    let unit = Unit::KronerPerYear { price_year: 2016 };
    let mut overview = section("break_even", "break_even_wage", None);
    let rows = references.iter().enumerate().map(|(index, (label, wage))| Row {
        name: format!("reference_{}", index + 1),
        label: Some(Text::from(*label)),
        basis: None,
        source: None,
        words: Vec::new(),
        cells: vec![Value::Quantity(Quantity { value: *wage, unit, decimals: -2 })],
    });
    let table = Table { columns: vec!["wage".to_owned()], rows: rows.collect() };
    overview.values.push(("reference_wages".to_owned(), Value::Table(table)));
    let known: Vec<(f64, f64)> = wages.iter().filter_map(|(at, wage)| Some((*at, (*wage).ok()?))).collect();
    let mut points = Vec::new();
    for pair in known.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        for tenth in 0..10 {
            // a hyperbola between two points, as the annuity makes it
            let x = x0 + (x1 - x0) * f64::from(tenth) / 10.0;
            let share = (1.0 / x - 1.0 / x1) / (1.0 / x0 - 1.0 / x1);
            points.push(Point { x, y: y1 + (y0 - y1) * share, band: None });
        }
    }
    points.extend(known.last().map(|(x, y)| Point { x: *x, y: *y, band: None }));
    if points.len() > 1 {
        let curve =
            Curve { x_unit: Unit::Years, y_unit: unit, decimals: -3, style: CurveStyle::Line, level: None, points };
        overview.values.push(("curve".to_owned(), Value::Curve(curve)));
    }
    let mut sections = vec![overview];
    for (at, wage) in wages {
        let mut section = section("break_even", "break_even_wage", Some((*at, Unit::Years)));
        match wage {
            Ok(wage) => {
                let in_basic_amounts = Quantity { value: wage / 91_740.0, unit: Unit::BasicAmounts, decimals: 1 };
                let wage = estimate(*wage, (wage / 2.2, f64::INFINITY), unit, -3);
                section.values.push(("wage".to_owned(), wage.into()));
                section.values.push(("wage_in_basic_amounts".to_owned(), in_basic_amounts.into()));
            }
            Err(reason) => section.values.push(("wage".to_owned(), (*reason).into())),
        }
        sections.push(section);
    }
    sections
}

/// The four wages of the report, and its reference wages.
pub(super) fn ips_wages() -> Vec<Section> {
    break_even(
        &[(2.0, Ok(395_000.0)), (3.0, Ok(254_000.0)), (4.0, Ok(184_000.0)), (5.0, Ok(142_000.0))],
        &[
            ("Gjennomsnittsl\u{f8}nn", 519_600.0),
            ("Hjelpearbeidere", 368_100.0),
            ("Halv gjennomsnittsl\u{f8}nn", 259_800.0),
        ],
    )
}
