//! From results and chapters to Typst source: handles, places of errors, escaping, overrides, words.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use utfall::diag::{Diagnostic, Source, render as shown};
use utfall::results::{ConfidenceInterval, Estimate, Language, Method, Test, Unit, Value};
use utfall::stats::{Interval, Level};
use utfall::template::{Item, Markup, Overrides, Part, PartRole, PercentStyle, Rendered, render};

use super::sample_report::{chapter, document, titled};

fn one_chapter(text: &str) -> Result<Rendered, Vec<Diagnostic>> {
    let mut document = titled("IPS", Language::Bokmal);
    document.parts = vec![chapter(text)];
    render(&document, &Overrides::none())
}

/// What a chapter's text becomes.
fn text(chapter: &str) -> String {
    let rendered =
        one_chapter(&format!("START{chapter}END")).unwrap_or_else(|problems| panic!("{}", shown(&problems, false)));
    let report = String::from_utf8(rendered.files["report.typ"].clone()).unwrap();
    let (_, rest) = report.split_once("START").unwrap();
    rest.split_once("END").unwrap().0.to_owned()
}

/// What is wrong with a chapter's text.
fn error(chapter: &str) -> String {
    match one_chapter(chapter) {
        Ok(rendered) => panic!("{}", String::from_utf8_lossy(&rendered.files["report.typ"])),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn every_filter_writes_what_its_page_says() {
    for (expression, written) in [
        ("employment.month_18.treated.proportion | percent", "37,4\u{a0}prosent"),
        ("employment.month_18.treated | percent", "37,4\u{a0}prosent"),
        ("employment.month_18.risk_difference | points", "10,4\u{a0}prosentpoeng"),
        ("employment.month_18.risk_ratio | ratio", "1,38"),
        ("break_even.year_2.wage | kroner", "395\u{a0}000\u{a0}kroner"),
        ("study.randomised | count", "410"),
        ("employment.month_18.risk_difference | number", "10,4"),
        ("employment.month_18.treated.proportion | short", "37,4\u{a0}%"),
        ("break_even.year_2.wage_in_basic_amounts | quantity", "4,3\u{a0}G"),
        ("break_even.year_1.wage | cell", "–"),
        ("study.authors | in_words", "tre"),
        ("employment.month_18.risk_difference | of_hundred", "ti"),
        ("employment.month_18.risk_difference | ci", "95\u{a0}%\u{a0}KI 1,3 til 19,4"),
        ("employment.month_18.risk_ratio | interval", "1,03 til 1,85"),
        ("employment.month_18.risk_ratio | interval(dash=true)", "1,03–1,85"),
        ("employment.month_18.risk_ratio | level", "95\u{a0}%\u{a0}KI"),
        ("employment.month_18.risk_difference | upper | points", "19,4\u{a0}prosentpoeng"),
        ("employment.month_18.risk_difference | lower | number", "1,3"),
        ("employment.month_18.risk_difference | p", "p\u{a0}=\u{a0}0,027"),
        ("employment.month_18.risk_difference | p_bare", "0,027"),
        ("employment.month_18.risk_difference | interval_method", "Walds intervall"),
        ("employment.month_18.risk_difference | test_name", "Pearsons kjikvadrattest"),
        ("employment.month_18.risk_difference | p(test=\"fisher_exact\")", "p\u{a0}=\u{a0}0,034"),
        ("employment.month_18.risk_difference | test_name(test=\"fisher_exact\")", "Fishers eksakte test"),
        ("break_even.year_1.wage | reason", "tiltaket kan ikke bære kostnadene ved noe lønnsnivå"),
        ("employment.month_18.risk_difference | unit_name", "prosentpoeng"),
        ("employment.month_18.treated | label", "IPS"),
        ("employment | label(of=\"control\")", "kontrollgruppen"),
        ("break_even.reference_wages.reference_1.wage | label", "Gjennomsnittslønn"),
        ("break_even.reference_wages.reference_1.wage | kroner", "519\u{a0}600\u{a0}kroner"),
        ("employment.month_18 | facet", "18\u{a0}måneder"),
        ("break_even.assumptions.discount_rate.value | basis", "statens regler"),
        ("[\"a\", \"b\", \"c\"] | list", "a, b og c"),
        ("\"of_total\" | word(events=study.authors | count, total=\"9\")", "3 av 9"),
        ("\"ordet IPS\" | sentence", "Ordet IPS"),
        ("\"ABC\" | lower", "abc"),
    ] {
        let found = text(&format!("{{{{ {expression} }}}}")).replace('\u{a0}', " ");
        assert_eq!(found, format!("#\"{}\";", written.replace('\u{a0}', " ")), "{expression}");
    }
    assert_eq!(text("#f({{ study.randomised | count | typst_str }})"), "#f(\"410\")");
}

#[test]
fn sentences_can_depend_on_results() {
    for (test, holds) in [
        ("employment.month_18.risk_difference is significant", true),
        ("break_even.year_1.wage is undefined_value", true),
        ("break_even.year_1.wage is estimated", false),
        ("employment.month_18.risk_difference is tested", true),
        ("employment.month_18.risk_difference is positive", true),
        ("employment.month_18.risk_difference is negative", false),
        ("employment.month_18.risk_difference is bounded", true),
        ("employment.month_18.risk_difference | lower is whole_hundred_zero", false),
    ] {
        let expected = if holds { "ja" } else { "nei" };
        assert_eq!(text(&format!("{{% if {test} %}}ja{{% else %}}nei{{% endif %}}")), expected, "{test}");
    }
}

#[test]
fn a_number_is_never_printed_as_something_else() {
    assert_eq!(
        error("Det var {{ employment.month_18.risk_difference | percent }}."),
        "`employment.month_18.risk_difference` is a difference of shares, in percentage points, not what `percent` writes; \
         use `| points`"
    );
    assert!(error("{{ study.randomised | percent }}").contains("is a count"));
    assert!(error("{{ break_even.curve | number }}").contains("is a curve"));
    assert!(error("{{ \"37,4\" | percent }}").contains("`37,4` is a text, not a result"));
    assert!(error("{{ 0.374 | percent }}").contains("not a result"));
    assert!(error("{{ employment.month_18 | percent }}").contains("this names a group of results"));
    assert!(error("{{ employment.month_18.treated.events | ci }}").contains("is no estimate"));
    assert!(error("{{ break_even.year_2.wage | ci }}").contains("has no interval"));
    assert!(error("{{ break_even.year_1.wage | ci }}").contains("is not defined for these data"));
    assert!(error("{{ employment.month_18.risk_ratio | p(test=\"fisher\") }}").contains("`chi_squared_pearson`"));
    assert!(error("{{ employment.month_18.risk_ratio | interval(das=true) }}").contains("did you mean `dash`?"));
}

#[test]
fn a_result_without_a_filter_is_an_error() {
    let bare = error("Det var {{ employment.month_18.treated.proportion }}.");
    assert!(bare.starts_with("`employment.month_18.treated.proportion` is printed without saying how"), "{bare}");
    assert!(error("{{ employment.treated.proportion }}").contains("may mean several results"));
    assert!(error("{{ employment.month_18.treated.proportion | safe }}").contains("without saying how"));
    assert!(error("#f({{ study.randomised | typst_str }})").contains("without saying how"));
    assert!(error("{{ \"a\" ~ study.randomised }}").contains("without saying how"));
}

#[test]
fn a_short_form_names_its_candidates() {
    assert_eq!(text("{{ young.group | percent }}"), "#\"82\u{a0}prosent\";");
    assert_eq!(
        error("{{ employment.treated | percent }}"),
        "`employment.treated.proportion` may mean 2 results; write `employment.month_12.treated.proportion` or \
         `employment.month_18.treated.proportion`"
    );
}

#[test]
fn errors_stand_at_their_place_in_the_specification() {
    let yaml = "chapters:\n  - title: Resultater\n    text: |\n      Først.\n      Av {{ study.randomized | count }} var æ {{ \
                employment.month_18.risk_diference | points }}.\n";
    let source = Arc::new(Source::new("ips.yaml", yaml));
    let at = yaml.find("|\n").unwrap();
    let markup = |text: &str| Markup::located(text, &source.location(at..at + 1));
    let problems_of = |text: &str| {
        let mut document = titled("IPS", Language::Bokmal);
        document.parts = vec![Part::new(PartRole::Chapter, Language::Bokmal, markup(text))];
        render(&document, &Overrides::none()).unwrap_err()
    };
    let first = "Først.\nAv {{ study.randomized | count }} var æ {{ employment.month_18.risk_diference | points }}.\n";
    assert_eq!(
        shown(&problems_of(first), false),
        "\
error: there is no result `study.randomized`
 --> ips.yaml:5:13
  |
5 |       Av {{ study.randomized | count }} var æ {{ employment.month_18.risk_diference | points }}.
  |             ^^^^^^^^^^^^^^^^
help: did you mean `study.randomised`?
"
    );
}

#[test]
fn every_kind_of_mistake_in_a_chapter_has_a_place() {
    let place = |line: &str| {
        let yaml = format!("text: |\n  Første linje.\n  {line}\n");
        let source = Arc::new(Source::new("a.yaml", yaml.clone()));
        let mut document = titled("IPS", Language::Bokmal);
        let text = Markup::located(format!("Første linje.\n{line}\n"), &source.location(6..7));
        document.parts = vec![Part::new(PartRole::Chapter, Language::Bokmal, text)];
        let problems = render(&document, &Overrides::none()).unwrap_err();
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        place("Æ {{ study.randomised | counts }}"),
        "a.yaml:3:27: unknown filter `counts`; did you mean `count`?"
    );
    assert_eq!(place("Æ {{ ordet }}"), "a.yaml:3:8: `ordet` is not defined");
    assert_eq!(
        place("Æ {{ studi.randomised | count }}"),
        "a.yaml:3:8: `studi.randomised` is not defined; did you mean `study`?"
    );
    assert!(place("{% if study.randomised is signifcant %}x{% endif %}").contains("did you mean `significant`?"));
    assert!(place("{{ proes(of=\"employment\") }}").contains("did you mean `prose`?"));
    assert_eq!(
        place("{{ prose(of=\"employmnt\") }}"),
        "a.yaml:3:6: there is no analysis or chart `employmnt`; did you mean `employment`?"
    );
    assert!(place("æ {{ study.randomised | count").starts_with("a.yaml:3:"));
    assert_eq!(
        place("x {{ study.randomised }} y"),
        "a.yaml:3:8: `study.randomised` is printed without saying how; let it pass through a filter: `{{ study.randomised \
         | percent }}`, or `percent`, `points`, `kroner` or `number`"
    );
    assert!(place("{{ employment.month_18.treated | count }}").starts_with("a.yaml:3:"));
}

#[test]
fn all_chapters_with_mistakes_are_reported() {
    let mut document = titled("IPS", Language::Bokmal);
    document.parts = vec![chapter("{{ a.b | count }}"), chapter("Fint."), chapter("{{ study.x | count }}")];
    assert_eq!(render(&document, &Overrides::none()).unwrap_err().len(), 2);
}

#[test]
fn generated_text_leads_back_to_the_line_it_was_written_on() {
    let yaml = "text: |\n  En.\n  To {{ prose(of=\"employment\") }} tre.\n  Fire.\n";
    let source = Arc::new(Source::new("a.yaml", yaml));
    let mut document = titled("IPS", Language::Bokmal);
    let text = Markup::located("En.\nTo {{ prose(of=\"employment\") }} tre.\nFire.\n", &source.location(6..7));
    document.parts = vec![Part::new(PartRole::Chapter, Language::Bokmal, text)];
    let rendered = render(&document, &Overrides::none()).unwrap();
    let report = String::from_utf8(rendered.files["report.typ"].clone()).unwrap();
    assert!(!report.contains(|c: char| ('\u{F0000}'..='\u{F00FF}').contains(&c)), "marks are taken out");
    for (words, line) in [("En.", 2), ("To ", 3), (" tre.", 3), ("Fire.", 4)] {
        let at = report.find(words).unwrap();
        let (_, location) = rendered.origins.iter().find(|(range, _)| range.contains(&at)).unwrap();
        assert_eq!(location.line(), line, "{words}");
    }
    let generated = report.find("av deltakerne").unwrap();
    assert!(!rendered.origins.iter().any(|(range, _)| range.contains(&generated)), "generated sentences have no line");
    assert!(rendered.origins.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start));
}

#[test]
fn percent_can_be_a_sign() {
    let mut document = titled("IPS", Language::Bokmal);
    document.percent = PercentStyle::Sign;
    document.parts = vec![chapter("{{ employment.month_18.treated | percent }}")];
    let report = render(&document, &Overrides::none()).unwrap().files["report.typ"].clone();
    assert!(String::from_utf8(report).unwrap().contains("#\"37,4\u{a0}%\";"));
}

#[test]
fn generated_sentences_are_whole_in_every_language() {
    let plain = |language: Language, id: &str| {
        let mut document = titled("IPS", language);
        document.parts =
            vec![Part::new(PartRole::Chapter, language, Markup::new(format!("START{{{{ prose(of=\"{id}\") }}}}END")))];
        let rendered =
            render(&document, &Overrides::none()).unwrap_or_else(|problems| panic!("{}", shown(&problems, false)));
        let report = String::from_utf8(rendered.files["report.typ"].clone()).unwrap();
        let prose = report.split_once("START").unwrap().1.split_once("END").unwrap().0.to_owned();
        prose.replace("#\"", "").replace("\";", "").replace(['\n', '\u{a0}'], " ")
    };
    assert_eq!(
        plain(Language::Bokmal, "employment"),
        "Etter 12 måneder var 36,6 prosent av deltakerne i IPS i ordinært arbeid, mot 27,1 prosent i kontrollgruppen. \
         Forskjellen er 9,5 prosentpoeng (95 % KI 0,5 til 18,5) og er statistisk signifikant (Pearsons kjikvadrattest, \
         p = 0,042). Det betyr at om lag ni flere av hundre var i ordinært arbeid. Etter 18 måneder var 37,4 prosent i \
         IPS og 27,1 prosent i kontrollgruppen i ordinært arbeid. Forskjellen er 10,4 prosentpoeng (95 % KI 1,3 til \
         19,4) og er statistisk signifikant (Pearsons kjikvadrattest, p = 0,027). Det betyr at om lag ti flere av hundre \
         var i ordinært arbeid."
    );
    assert!(
        plain(Language::Nynorsk, "employment").starts_with("Etter 12 månader var 36,6 prosent av deltakarane i IPS")
    );
    assert!(plain(Language::English, "employment").starts_with("After 12 months, 36.6 per cent of the participants"));
    assert!(plain(Language::Bokmal, "break_even").starts_with(
        "De som kom i arbeid på grunn av tiltaket, må i gjennomsnitt ha en bruttolønn på minst 395 000 kroner"
    ));
    assert!(
        plain(Language::Bokmal, "break_even")
            .ends_with("Hvis effekten varer i ett år, kan tiltaket ikke bære kostnadene ved noe lønnsnivå.")
    );
    assert_eq!(plain(Language::Bokmal, "study"), "Tilfeldig fordelt: 410.");
    for language in Language::ALL {
        for id in ["employment", "break_even", "study", "young"] {
            let prose = plain(language, id);
            assert!(prose.ends_with('.') && !prose.contains("  ") && !prose.contains(['{', '}']), "{prose}");
        }
    }
}

#[test]
fn a_whole_report_renders_in_every_language() {
    for language in Language::ALL {
        let mut document = document();
        document.language = language;
        for part in &mut document.parts {
            if part.role != PartRole::EnglishSummary {
                part.language = language;
                part.sections.iter_mut().for_each(|section| section.language = language);
            }
        }
        let rendered =
            render(&document, &Overrides::none()).unwrap_or_else(|problems| panic!("{}", shown(&problems, false)));
        let report = String::from_utf8(rendered.files["report.typ"].clone()).unwrap();
        assert!(report.contains("The share was #\"37.4\u{a0}per cent\";."), "{report}");
        assert!(
            rendered.files.contains_key("lib/utfall.typ")
                && rendered.files.contains_key("charts/employment_over_time.svg")
        );
    }
}

#[test]
fn a_file_of_the_project_takes_the_place_of_a_built_in_one() {
    let own = |files: &[(&str, &str)]| {
        Overrides::from_files(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())))
    };
    let mut document = document();
    document.template = "notat".into();
    let overrides = own(&[
        (
            "notat.typ",
            "= {{ document.title }}\n{% for part in document.chapters %}{% include \"part.typ\" %}{% endfor %}",
        ),
        ("prose/nb/break_even_wage.typ", "Lønnen er {{ break_even.year_2.wage | kroner }}."),
        ("words/nb.json", "{\"of_total\": \"{events}/{total}\"}"),
        ("lib/extra.typ", "#let x = 1"),
    ]);
    let rendered = render(&document, &overrides.unwrap()).unwrap();
    let report = String::from_utf8(rendered.files["report.typ"].clone()).unwrap();
    assert!(report.starts_with("= #\"Effektevaluering av IPS\";\n"), "{report}");
    assert!(report.contains("Lønnen er #\"395\u{a0}000\u{a0}kroner\";."));
    assert!(report.contains("\"85/227\""));
    assert!(rendered.files.contains_key("lib/extra.typ"));

    let wrong = own(&[("analyses/two_proportion.typ", "x")]).unwrap_err();
    assert_eq!(
        wrong[0].to_string(),
        "`templates/analyses/two_proportion.typ` takes the place of no built-in template; did you mean \
         `analyses/two_proportions.typ`?"
    );
    let bare = own(&[("prose/nb/break_even_wage.typ", "Hei.\nLønnen er {{ break_even.year_2.wage }}.")]).unwrap();
    document.template = "rapport".into();
    let problems = render(&document, &bare).unwrap_err();
    assert!(problems[0].to_string().starts_with("templates/prose/nb/break_even_wage.typ:2:14: "), "{}", problems[0]);
    let broken =
        own(&[("prose/nb/break_even_wage.typ", "Hei.\n{{ entry.sections[0].values.effect | percent }}")]).unwrap();
    let problems = render(&document, &broken).unwrap_err();
    assert!(problems[0].to_string().starts_with("templates/prose/nb/break_even_wage.typ:2:"), "{}", problems[0]);
    document.template = "raport".into();
    let missing = render(&document, &Overrides::none()).unwrap_err();
    assert_eq!(missing[0].to_string(), "there is no template `raport`; did you mean `rapport`?");
}

#[test]
fn the_folder_of_templates_need_not_exist() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("overrides");
    let _ = std::fs::remove_dir_all(&folder);
    assert!(Overrides::read(&folder).is_ok());
    std::fs::create_dir_all(folder.join("prose/nb")).unwrap();
    std::fs::write(folder.join("prose/nb/two_proportions.typ"), "\u{feff}Egen\r\ntekst {{ nei }}.\r\n").unwrap();
    std::fs::write(folder.join(".DS_Store"), [0xff]).unwrap();
    let overrides = Overrides::read(&folder).unwrap();
    let problems = render(&document(), &overrides).unwrap_err();
    let (path, rest) =
        problems[0].to_string().split_once("two_proportions.typ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert!(path.contains("overrides"));
    assert_eq!(rest, ":2:10: `nei` is not defined");
}

#[test]
fn a_chapter_shows_tables_and_figures_where_it_wants() {
    let mut document = document();
    let figure = document.parts[0].show.pop().unwrap();
    let Item::Figure(figure) = figure else { panic!("the second item is a figure") };
    document.figures.push(*figure);
    document.parts[0].show.clear();
    document.parts[0].text = Markup::new("A {{ show(of=\"employment\") }} B {{ show(of=\"employment_over_time\") }} C");
    let rendered = render(&document, &Overrides::none()).unwrap();
    let report = String::from_utf8(rendered.files["report.typ"].clone()).unwrap();
    let at = |words: &str| report.find(words).unwrap();
    let order = [
        at("A #result-table"),
        at("id: \"employment\""),
        at(" B #result-figure"),
        at("charts/employment_over_time.svg"),
        at(" C"),
    ];
    assert!(order.is_sorted(), "{order:?}");
    assert!(rendered.files.contains_key("charts/employment_over_time.svg"));
}

#[test]
fn every_file_under_templates_is_part_of_the_program() {
    fn files(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
            if path.is_dir() {
                files(&path, &format!("{name}/"), found);
            } else if [".typ", ".json", ".csl"].iter().any(|kind| name.ends_with(kind)) {
                found.push(name);
            }
        }
    }
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), "", &mut found);
    found.sort();
    assert_eq!(utfall::template::built_in().map(str::to_owned).collect::<Vec<_>>(), found);
}

#[test]
fn all_languages_have_the_same_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/words");
    let words = |language: Language| -> BTreeMap<String, String> {
        let json = std::fs::read_to_string(folder.join(format!("{language}.json"))).unwrap();
        serde_json::from_str(&json).unwrap()
    };
    let places = |text: &str| text.matches('{').count();
    let shape = |language| words(language).iter().map(|(key, text)| (key.clone(), places(text))).collect::<Vec<_>>();
    let bokmal = shape(Language::Bokmal);
    assert_eq!(shape(Language::Nynorsk), bokmal);
    assert_eq!(shape(Language::English), bokmal);
}

/// The report of the sample, with the values of its second follow-up and of its third horizon replaced.
fn with_values(language: Language, replace: &[(&str, &str, Value)], text: &str) -> String {
    let mut document = titled("IPS", language);
    let mut results = (*document.results).clone();
    for (id, name, value) in replace {
        let section = &mut results.sections.iter_mut().find(|(known, _)| known == id).unwrap().1;
        section.values.iter_mut().find(|(known, _)| known == name).unwrap().1 = value.clone();
    }
    document.results = Arc::new(results);
    document.parts = vec![Part::new(PartRole::Chapter, language, Markup::new(format!("START{text}END")))];
    let rendered =
        render(&document, &Overrides::none()).unwrap_or_else(|problems| panic!("{}", shown(&problems, false)));
    let report = String::from_utf8(rendered.files["report.typ"].clone()).unwrap();
    let part = report.split_once("START").unwrap().1.split_once("END").unwrap().0.to_owned();
    part.replace("#\"", "").replace("\";", "").replace(['\n', '\u{a0}'], " ")
}

fn effect(value: f64, unit: Unit, (lower, upper): (f64, f64), p: f64) -> Value {
    Value::from(Estimate {
        interval: Some(ConfidenceInterval {
            bounds: Interval::Bounded { lower, upper },
            level: Level::NINETY_FIVE,
            method: Method::Wald,
        }),
        no_effect: Some(0.0),
        tests: vec![Test { method: Method::FisherExact, statistic: None, degrees_of_freedom: Vec::new(), p }],
        ..Estimate::new(value, unit, if unit == Unit::ProportionDifference { 1 } else { 0 })
    })
}

#[test]
fn what_is_not_significant_or_depends_on_the_method_is_said_so() {
    let prose = |language, value: f64, ends, p| {
        let difference = effect(value, Unit::ProportionDifference, ends, p);
        let replaced = [("employment.month_18", "risk_difference", difference)];
        with_values(language, &replaced, "{{ prose(of=\"employment\") }}")
    };
    let text = prose(Language::Bokmal, 0.05, (-0.08, 0.18), 0.45);
    assert!(text.contains("og er ikke statistisk signifikant (Fishers eksakte test, p = 0,450)."), "{text}");
    assert!(text.contains("alt fra 8 færre til 18 flere av hundre."), "{text}");
    assert!(text.ends_with("betyr ikke at tiltaket er uten effekt."), "{text}");
    let text = prose(Language::Nynorsk, 0.05, (-0.001, 0.18), 0.051);
    assert!(text.contains("alt frå ingen skilnad til 18 fleire av hundre."), "{text}");
    let text = prose(Language::English, 0.05, (-0.08, 0.001), 0.45);
    assert!(text.contains("anything from eight fewer in a hundred to no difference."), "{text}");
    let text = prose(Language::Bokmal, 0.09, (0.001, 0.18), 0.06);
    assert!(
        text.contains("Intervallet dekker ikke null, men Fishers eksakte test gir p = 0,060; konklusjonen avhenger"),
        "{text}"
    );
    assert!(!text.contains("uten effekt"), "{text}");
    let text = prose(Language::English, 0.09, (-0.001, 0.18), 0.04);
    assert!(text.contains("The interval covers zero, but Fisher’s exact test gives p = 0.040;"), "{text}");
}

#[test]
fn an_interval_without_upper_end_is_shown_and_a_harm_has_no_sign() {
    let wage = Unit::KronerPerYear { price_year: 2016 };
    let Value::Estimate(mut open) = effect(394_612.0, wage, (265_000.0, f64::INFINITY), 0.04) else { panic!() };
    open.decimals = -3;
    let replaced = [("break_even.year_2", "wage", Value::Estimate(open))];
    let table = with_values(Language::Bokmal, &replaced, "{{ show(of=\"break_even\") }}");
    assert!(table.contains("(\"395 000\", \"minst 265 000\")"), "{table}");
    assert!(table.contains("2016-kroner i året (95 % KI)"), "{table}");
    assert!(table.contains("1 G = 91 740 kroner (gjennomsnitt for 2016)."), "{table}");
    let prose = with_values(Language::Bokmal, &replaced, "{{ prose(of=\"break_even\") }}");
    assert!(prose.contains("i året (95 % KI minst 265 000, øvre grense kan ikke fastsettes) for at"), "{prose}");

    let replaced = [
        ("employment.month_18", "risk_difference", effect(-0.1, Unit::ProportionDifference, (-0.18, -0.02), 0.02)),
        ("employment.month_18", "number_needed_to_treat", effect(-10.0, Unit::NumberNeeded, (-50.0, -5.5), 0.02)),
    ];
    let table = with_values(Language::Nynorsk, &replaced, "{{ show(of=\"employment\") }}");
    assert!(table.contains("(\"10\", \"6 til 50 færre\")"), "{table}");
    assert!(table.contains("færre = talet på som må få tiltaket for at éin færre skal ha utfallet."), "{table}");
    assert!(table.contains("Walds metode (differanse), Katz’ logaritmiske metode (RR) og Woolfs logitmetode (OR)"));
}

#[test]
fn every_house_style_has_its_order_of_parts_and_its_colours() {
    let rendered = |style: &str, files: &[(&str, &str)]| {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        let mut document = document();
        document.template = style.to_owned();
        let overrides = Overrides::from_files(files).unwrap_or_else(|problems| panic!("{}", shown(&problems, false)));
        render(&document, &overrides).unwrap_or_else(|problems| panic!("{style}: {}", shown(&problems, false)))
    };
    let text = |rendered: &Rendered, path: &str| String::from_utf8(rendered.files[path].clone()).unwrap();
    let order = |rendered: &Rendered| {
        let report = text(rendered, "report.typ");
        let parts =
            ["#foreword(", "#key-messages(", "#summary[", "#english-summary[", "#contents()", "#show: main-matter"];
        let mut found: Vec<(usize, &str)> = parts.iter().filter_map(|part| Some((report.find(part)?, *part))).collect();
        found.sort_unstable();
        let names = found.iter().map(|(_, part)| part.trim_matches(|c: char| !c.is_ascii_alphabetic()));
        names.map(|name| name.chars().take(3).collect()).collect::<Vec<String>>().join(" ")
    };
    for (style, parts) in [
        ("rapport", "for key sum eng con sho"),
        ("afi", "for key sum eng con sho"),
        ("norce", "for con key sum eng sho"),
        ("systematisk-oversikt", "con key sum eng for sho"),
    ] {
        let report = rendered(style, &[]);
        let mut expected: Vec<&str> = parts.split(' ').collect();
        let found = order(&report);
        expected.retain(|part| found.contains(part));
        assert_eq!(found, expected.join(" "), "{style}");
        let look = text(&report, "lib/style.typ");
        let accent = look.split_once("#let accent = rgb(\"").unwrap().1.split_once('"').unwrap().0;
        let chart = text(&report, "charts/employment_over_time.svg");
        assert!(chart.contains(&format!("fill=\"#{accent}\"")), "{style}: the chart is not in {accent}");
    }
    // A style of one file.
    let own = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/lib/style.typ")).unwrap();
    let own = own.replace("#let accent = rgb(\"0B4A63\")", "#let accent = rgb(\"402060\")");
    let report = rendered("ours", &[("ours/style.typ", &own)]);
    assert!(text(&report, "lib/style.typ") == own && order(&report) == order(&rendered("rapport", &[])));
    assert!(text(&report, "charts/employment_over_time.svg").contains("fill=\"#402060\""));
}

#[test]
fn an_appendix_lists_the_methods_and_where_numbers_come_from() {
    for (language, used, basis) in [
        (Language::Bokmal, "Brukt til", "Hvor tallene kommer fra"),
        (Language::Nynorsk, "Brukt til", "Kvar tala kjem frå"),
        (Language::English, "Used for", "Where the numbers come from"),
    ] {
        let mut document = titled("IPS", language);
        let text = Markup::new("START{{ methods() }}MIDDLE{{ provenance() }}END");
        document.parts = vec![Part::new(PartRole::Appendix, language, text)];
        let rendered =
            render(&document, &Overrides::none()).unwrap_or_else(|problems| panic!("{}", shown(&problems, false)));
        let report = String::from_utf8(rendered.files["report.typ"].clone()).unwrap();
        let (methods, rest) = report.split_once("START").unwrap().1.split_once("MIDDLE").unwrap();
        let provenance = rest.split_once("END").unwrap().0;
        assert!(
            methods.contains(used) && methods.contains("Katz D, Baptista J") && methods.contains("1 / x₁"),
            "{methods}"
        );
        // One row for each method, however often it was used.
        assert_eq!(methods.matches("Katz D, Baptista J").count(), 1, "{methods}");
        assert!(
            provenance.contains(basis) && provenance.contains("employment") && provenance.contains("2026.1"),
            "{provenance}"
        );
    }
    assert!(error("{{ methods(of=\"employment\") }}").contains("`of`"));
}
