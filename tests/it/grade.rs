//! Risk of bias and summaries of findings: the sentences in three languages, absolute effects, and what is said of mistakes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use utfall::diag::Diagnostic;
use utfall::locale::{Finding, Locale};
use utfall::pipeline;
use utfall::results::{Estimate, Language, Quantity, Results, Unit, Value};

const NB: Locale = Locale::new(Language::Bokmal);
const NN: Locale = Locale::new(Language::Nynorsk);
const EN: Locale = Locale::new(Language::English);
const ALL: [Locale; 3] = [NB, NN, EN];

/// What a nynorsk text never has.
const BOKMAL: [&str; 11] =
    ["ikke", "antall", "økning", "uke", "måned", "kilde", "fra", "forskjell", "forskjellig", "imidlertid", "kun"];
const CERTAINTIES: [u8; 4] = [1, 2, 3, 4];
const DOMAINS: [&str; 8] = [
    "risk_of_bias",
    "inconsistency",
    "indirectness",
    "imprecision",
    "publication_bias",
    "large_effect",
    "dose_response",
    "confounding",
];
const BIAS_DOMAINS: [&str; 9] = [
    "randomisation",
    "confounding",
    "selection",
    "classification",
    "deviations",
    "missing_data",
    "measurement",
    "reporting",
    "overall",
];

/// All that the sentences can say: four certainties, four sizes and two directions, doublings, and what is no effect.
fn findings() -> Vec<Finding> {
    let mut all = vec![Finding::NoStudies, Finding::NotEstimated, Finding::NotShown];
    for certainty in CERTAINTIES {
        all.extend((-3..=3).map(|magnitude| Finding::Effect { certainty, magnitude }));
        all.extend([false, true].map(|more| Finding::Doubling { certainty, more }));
        all.extend((-1..=1).map(|side| Finding::Unimportant { certainty, side }));
    }
    all
}

/// Whether a sentence names the programme and the outcome.
fn names(finding: Finding) -> (bool, bool) {
    let at_low_certainty = |magnitude: i8| magnitude.abs() == 1;
    match finding {
        Finding::Effect { certainty: 2, magnitude } => (!at_low_certainty(magnitude), true),
        Finding::NoStudies | Finding::NotShown | Finding::Unimportant { certainty: 2.., .. } => (false, true),
        _ => (true, true),
    }
}

#[test]
fn the_matrix_is_complete_and_distinct_in_three_languages() {
    for locale in ALL {
        let mut sentences: BTreeMap<String, Finding> = BTreeMap::new();
        for finding in findings() {
            let sentence = locale.finding(finding, "Programmet", "UTFALLET");
            assert!(
                sentence.ends_with('.') && !sentence.contains(['{', '}']) && !sentence.contains("  "),
                "{sentence}"
            );
            assert!(sentence.starts_with(char::is_uppercase), "{sentence}");
            assert_eq!(sentence.matches("UTFALLET").count(), 1, "{sentence}");
            let (programme, _) = names(finding);
            // English names the programme at low certainty as well.
            assert!(sentence.matches("Programmet").count() == 1 || !programme, "{sentence}");
            if let Some(known) = sentences.insert(sentence.clone(), finding) {
                let very_low = |finding: Finding| {
                    matches!(
                        finding,
                        Finding::Effect { certainty: 1, .. }
                            | Finding::Doubling { certainty: 1, .. }
                            | Finding::Unimportant { certainty: 1, .. }
                    )
                };
                let trivial = |finding: Finding| matches!(finding, Finding::Effect { magnitude: 0, .. });
                assert!(
                    very_low(known) && very_low(finding) || trivial(known) && trivial(finding),
                    "{known:?} and {finding:?}: {sentence}"
                );
            }
        }
        // Three certainties of seven sizes, two doublings and three that are too small to matter, very low, and the three that are no effect.
        assert_eq!(sentences.len(), 3 * 7 + 3 * 2 + 3 * 3 + 1 + 3);
    }
    let whole = |finding| ALL.map(|locale| locale.finding(finding, "IPS", "livskvalitet"));
    for finding in findings() {
        let distinct: BTreeSet<String> = whole(finding).into_iter().collect();
        let high = matches!(finding, Finding::Effect { certainty: 4, magnitude: -2 });
        // «IPS reduserer livskvalitet.» is both bokmål and nynorsk.
        assert_eq!(distinct.len(), if high { 2 } else { 3 }, "{finding:?}: {distinct:?}");
    }
}

#[test]
fn attested_sentences_are_as_they_were_written() {
    let low = |magnitude| Finding::Effect { certainty: 2, magnitude };
    let doubling = |certainty, more| Finding::Doubling { certainty, more };
    for (locale, finding, outcome, sentence) in [
        (
            NB,
            doubling(2, false),
            "å komme i vanlig arbeid",
            "IPS gir muligens dobbelt så stor sannsynlighet for å komme i vanlig arbeid.",
        ),
        (NB, low(1), "tid i vanlig arbeid", "Det er mulig at tid i vanlig arbeid øker noe."),
        (
            NB,
            Finding::Effect { certainty: 3, magnitude: 0 },
            "livskvalitet",
            "IPS gir trolig liten eller ingen forskjell i livskvalitet.",
        ),
        (
            NB,
            Finding::Unimportant { certainty: 3, side: 1 },
            "arbeidstakernes inntekt",
            "Det er trolig en svært liten økning i arbeidstakernes inntekt.",
        ),
        (
            NB,
            Finding::Unimportant { certainty: 3, side: 0 },
            "arbeidstakernes livskvalitet",
            "Det er trolig ingen merkbar forskjell når det gjelder arbeidstakernes livskvalitet.",
        ),
        (
            NB,
            Finding::Effect { certainty: 1, magnitude: 3 },
            "arbeid",
            "Vi har svært lav tillit til resultatet, og kan ikke trekke konklusjoner om effekten av IPS på arbeid.",
        ),
        (NB, Finding::NoStudies, "uønskede hendelser", "Vi fant ingen studier som undersøkte uønskede hendelser."),
        (NN, doubling(3, false), "å kome i arbeid", "IPS gir truleg dobbelt så stort sannsyn for å kome i arbeid."),
        (NN, low(3), "arbeid", "IPS gir moglegvis ein stor auke i arbeid."),
        (EN, low(-1), "symptoms", "IPS may reduce symptoms slightly."),
        (
            EN,
            Finding::Effect { certainty: 4, magnitude: 0 },
            "income",
            "IPS results in little to no difference in income.",
        ),
    ] {
        assert_eq!(locale.finding(finding, "IPS", outcome), sentence);
    }
}

/// What the author writes is never taken for a place to fill.
#[test]
fn words_of_authors_are_not_looked_into() {
    let effect = Finding::Effect { certainty: 4, magnitude: 2 };
    assert_eq!(NB.finding(effect, "{U}", "{T}"), "{U} øker {T}.");
}

#[test]
fn nynorsk_has_no_bokmal_words() {
    let mut texts: Vec<String> = findings().into_iter().map(|finding| NN.finding(finding, "IPS", "arbeid")).collect();
    texts.extend(CERTAINTIES.map(|level| NN.certainty_definition(level).to_owned()));
    for domain in DOMAINS {
        texts.extend((1..=3).map(|levels| NN.graded(domain, levels).unwrap()));
    }
    texts.extend(BIAS_DOMAINS.map(|domain| NN.bias_domain(domain).to_owned()));
    texts.extend([-2.0, 0.0, 2.0].map(|value| NN.more_or_fewer(value, Unit::Points, 1)));
    texts.extend([-0.2, 0.2].map(|value| NN.absolute_difference(&Estimate::new(value, Unit::PerThousand, 0))));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for kind in ["risk_of_bias", "summary_of_findings"] {
        texts.push(fs::read_to_string(folder.join(format!("prose/nn/{kind}.typ"))).unwrap());
    }
    let words = fs::read_to_string(folder.join("words/nn.json")).unwrap();
    let words: BTreeMap<String, String> = serde_json::from_str(&words).unwrap();
    let own = words.into_iter().filter(|(key, _)| key.starts_with("findings_") || key.starts_with("rob_"));
    texts.extend(own.map(|(_, text)| text));
    for text in texts {
        let lower = text.to_lowercase();
        let wrong = lower.split(|c: char| !c.is_alphabetic()).find(|word| BOKMAL.contains(word));
        assert_eq!(wrong, None, "{text}");
    }
}

#[test]
fn every_domain_has_its_words_in_every_language() {
    for locale in ALL {
        let words = |of: &dyn Fn(&str) -> String, all: &[&str]| -> usize {
            let distinct: BTreeSet<String> = all.iter().map(|name| of(name)).collect();
            assert!(distinct.iter().all(|words| words.chars().count() > 3 && !words.contains('{')), "{distinct:?}");
            distinct.len()
        };
        for levels in 1..=3 {
            assert_eq!(words(&|name| locale.graded(name, levels).unwrap(), &DOMAINS), DOMAINS.len());
        }
        assert_eq!(words(&|name| locale.bias_domain(name).to_owned(), &BIAS_DOMAINS), BIAS_DOMAINS.len());
        assert_eq!((locale.graded("blinding", 1), locale.bias_domain("blinding")), (None, "–"));
        let levels: BTreeSet<&str> = CERTAINTIES.into_iter().map(|level| locale.certainty_definition(level)).collect();
        assert_eq!(levels.len(), 4);
    }
}

#[test]
fn differences_are_said_without_signs() {
    let hard = |text: &str| text.replace('~', "\u{a0}");
    for (locale, value, unit, decimals, written) in [
        (NB, 0.1, Unit::PerThousand, 0, "100~flere"),
        (NB, -0.1, Unit::PerThousand, 0, "100~færre"),
        (NN, 0.1, Unit::PerThousand, 0, "100~fleire"),
        (EN, 1.2, Unit::PerThousand, 0, "1,200~more"),
        (NB, 14.0, Unit::Days, 0, "14~flere"),
        (NN, -2.5, Unit::Points, 1, "2,5~lågare"),
        (EN, 2.5, Unit::Number, 1, "2.5~higher"),
        (NB, -0.3, Unit::EffectSize, 2, "0,30~SD~lavere"),
        (NB, 0.0004, Unit::PerThousand, 0, "0"),
        (NB, 2500.0, Unit::Kroner { price_year: 2024 }, 0, "2~500~høyere"),
    ] {
        assert_eq!(locale.more_or_fewer(value, unit, decimals), hard(written));
    }
}

/// The results of a specification, or what is wrong with it.
fn compute(path: &Path) -> Result<Results, Vec<Diagnostic>> {
    let projects = pipeline::load(path)?;
    let (mut computed, _) = pipeline::compute(&projects)?;
    Ok((*computed.remove(0).results).clone())
}

/// A specification of one summary of findings after these analyses.
struct Specification(PathBuf);

impl Specification {
    fn new(name: &str, analyses: &str, outcomes: &str) -> Specification {
        let folder = std::env::temp_dir().join(format!("utfall-grade-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let text = format!(
            "report: {{title: Test, date: 2026-01-15}}\ndata:\n  trials: {{file: trials.csv, id: study}}\nanalyses:\n{analyses}  \
             findings:\n    kind: summary_of_findings\n    population: people\n    treated: {{label: IPS}}\n    control: \
             {{label: other}}\n    start: high\n    thresholds: {{small: 20, moderate: 50, large: 100}}\n    outcomes:\n{outcomes}"
        );
        fs::write(folder.join("spec.yaml"), text).unwrap();
        let trials = "study;x1;n1;x0;n0;country\nA;30;100;10;100;USA\nB;20;50;10;50;Norge\nC;40;80;8;80;USA\n";
        fs::write(folder.join("trials.csv"), trials).unwrap();
        Specification(folder)
    }

    fn results(&self) -> Results {
        compute(&self.0.join("spec.yaml")).unwrap_or_else(|wrong| panic!("{}", utfall::diag::render(&wrong, false)))
    }

    fn warnings(&self) -> String {
        let checked = pipeline::check(&self.0.join("spec.yaml"));
        assert!(checked.problems.is_empty(), "{}", utfall::diag::render(&checked.problems, false));
        utfall::diag::render(&checked.warnings, false)
    }
}

impl Drop for Specification {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The number of a cell of an outcome.
fn number(results: &Results, path: &str) -> f64 {
    match results.find(&format!("findings.outcomes.{path}")).unwrap().value {
        Value::Quantity(Quantity { value, .. }) | Value::Estimate(Estimate { value, .. }) => *value,
        Value::Count(count) => *count as f64,
        other => panic!("{path}: {other:?}"),
    }
}

const REVIEW: &str = "  work:\n    kind: meta_analysis\n    outcome: work\n    measure: risk_ratio\n    from: trials\n    \
                      study: study\n    treated: {label: IPS, events: x1, total: n1}\n    control: {label: other, events: x0, \
                      total: n0}\n    subgroups: [{by: country}]\n";

#[test]
fn a_meta_analysis_gives_effect_measure_people_and_risk() {
    let outcomes = "      pooled: {label: Work, effect: work.pooled, baseline_risk: {from: work}}\n      median: {label: Work, \
                    effect: work.pooled, baseline_risk: {from: work, use: median}}\n      usa: {label: Work, effect: \
                    work.subgroups.country.usa.effect, baseline_risk: 0.1}\n";
    let results = Specification::new("meta", REVIEW, outcomes).results();
    assert_eq!(number(&results, "usa.participants"), 360.0);
    assert_eq!(number(&results, "usa.studies"), 2.0);
    let pooled = number(&results, "pooled.relative");
    assert!((number(&results, "pooled.control_risk") - 28.0 / 230.0).abs() < 1e-15);
    assert!((number(&results, "median.control_risk") - 0.1).abs() < 1e-15);
    for outcome in ["pooled", "median"] {
        let control = number(&results, &format!("{outcome}.control_risk"));
        assert!((number(&results, &format!("{outcome}.treated_risk")) - (control * pooled).min(1.0)).abs() < 1e-15);
        assert_eq!(number(&results, &format!("{outcome}.participants")), 460.0);
        assert_eq!(number(&results, &format!("{outcome}.studies")), 3.0);
        assert_eq!(number(&results, &format!("{outcome}.certainty")), 4.0);
        assert_eq!(number(&results, &format!("{outcome}.magnitude")), 3.0);
    }
}

/// The size of the effect is decided by the author's thresholds alone: precision and certainty do not move it.
#[test]
fn the_size_follows_the_thresholds_and_nothing_else() {
    let outcome = |name: &str, lower: f64, upper: f64, more: &str| {
        format!(
            "      {name}: {{label: Work, stated: {{measure: risk_ratio, value: 1.2, lower: {lower}, upper: {upper}}}, \
             participants: 100, studies: 1, baseline_risk: 0.3{more}}}\n"
        )
    };
    let outcomes = outcome("precise", 1.19, 1.21, "")
        + &outcome("vague", 0.2, 7.2, ", downgrade: [{domain: imprecision, levels: 2}]")
        + &outcome("own", 1.1, 1.3, ", thresholds: {small: 60.1, moderate: 70, large: 80}");
    let results = Specification::new("size", "", &outcomes).results();
    assert_eq!(number(&results, "precise.magnitude"), 2.0);
    assert_eq!(number(&results, "vague.magnitude"), 2.0);
    assert_eq!(number(&results, "own.magnitude"), 0.0);
    assert_eq!(number(&results, "vague.certainty"), 2.0);
}

#[test]
fn more_than_seven_outcomes_are_warned_of() {
    let outcomes: String = (1..=8).map(|n| format!("      o{n}: {{label: Outcome {n}, no_studies: true}}\n")).collect();
    let warned = Specification::new("eight", "", &outcomes).warnings();
    assert!(warned.contains("at most 7 outcomes, and this one has 8"), "{warned}");
    let outcomes: String = (1..=7).map(|n| format!("      o{n}: {{label: Outcome {n}, no_studies: true}}\n")).collect();
    assert_eq!(Specification::new("seven", "", &outcomes).warnings(), "");
}

#[test]
fn an_overall_judgement_that_is_better_than_a_domain_is_warned_of() {
    let rob = "  rob:\n    kind: risk_of_bias\n    tool: rob_2\n    studies:\n      - {study: A, randomisation: high, \
               deviations: low, missing_data: low, measurement: low, reporting: low, overall: low}\n";
    let warned = Specification::new("better", rob, "      o: {label: Outcome, no_studies: true}\n").warnings();
    assert!(
        warned.contains("the overall risk of bias of `A` is lower than that of its domain `randomisation`"),
        "{warned}"
    );
}

/// What is worked out from small counts is hidden with them, in the table and in the sentence.
#[test]
fn small_counts_stay_hidden_in_what_follows_from_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/summary_of_findings/summary_of_findings.yaml");
    let results = compute(&path).unwrap_or_else(|wrong| panic!("{}", utfall::diag::render(&wrong, false)));
    let cell =
        |column: &str| results.find(&format!("all_scales.outcomes.small_counts.{column}")).unwrap().value.clone();
    for column in ["control_risk", "treated_risk", "difference", "relative", "participants", "magnitude"] {
        assert!(cell(column).is_protected(), "{column}: {:?}", cell(column));
    }
    assert!(!cell("certainty").is_protected());
}
