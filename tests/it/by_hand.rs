//! A reader who knows only the report can recompute its break-even wages: the numbers are read off the printed tables, and the
//! arithmetic is done here as one would on paper.

use std::path::Path;

use utfall::diag::Diagnostic;
use utfall::pipeline;
use utfall::results::Language;
use utfall::template::Overrides;

/// What the rows of the table of assumptions are called: effect, discount rate, tax financing, employer contribution, income
/// tax, cost and saved transfers.
fn names(language: Language) -> [&'static str; 7] {
    match language {
        Language::Bokmal => [
            "Flere i arbeid",
            "Kalkulasjonsrente",
            "Skattefinansieringskostnad",
            "Arbeidsgiveravgift",
            "Skatt på lønn",
            "Kostnad per deltaker",
            "Sparte ytelser per ekstra i arbeid",
        ],
        Language::Nynorsk => [
            "Fleire i arbeid",
            "Kalkulasjonsrente",
            "Skattefinansieringskostnad",
            "Arbeidsgivaravgift",
            "Skatt på løn",
            "Kostnad per deltakar",
            "Sparte ytingar per ekstra i arbeid",
        ],
        Language::English => [
            "More persons in work",
            "Discount rate",
            "Cost of tax financing",
            "Employer’s national insurance contributions",
            "Tax on wages",
            "Cost per participant",
            "Saved transfers per extra person in work",
        ],
    }
}

/// A number as it is printed.
fn number(printed: &str, language: Language) -> f64 {
    let plain: String = printed.chars().filter(|letter| !letter.is_whitespace()).collect();
    let plain = plain.replace('\u{2212}', "-");
    let plain = match language {
        Language::English => plain.replace(',', ""),
        Language::Bokmal | Language::Nynorsk => plain.replace(',', "."),
    };
    plain.parse().unwrap_or_else(|_| panic!("`{printed}` is no number"))
}

/// The table of this id, from its first row on.
fn table<'a>(typst: &'a str, id: &str) -> &'a str {
    let start = typst.find(&format!("id: \"{id}\",")).unwrap_or_else(|| panic!("no table `{id}`"));
    let table = &typst[start..];
    &table[..table.find("\n)\n").unwrap_or(table.len())]
}

/// The strings of each row.
fn rows(table: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for row in table.split("  row(").skip(1) {
        let mut strings = Vec::new();
        for (place, part) in row.split('"').enumerate() {
            if place % 2 == 1 {
                strings.push(part.to_owned());
            }
        }
        rows.push(strings);
    }
    rows
}

fn good<T>(result: Result<T, Vec<Diagnostic>>) -> T {
    result.unwrap_or_else(|wrong| panic!("{}", utfall::diag::render(&wrong, false)))
}

/// The break-even wages that are printed for the entry `id`, and those that a reader reckons from its table of assumptions.
fn printed_and_reckoned(typst: &str, id: &str, language: Language) -> Vec<(f64, f64)> {
    let assumptions = rows(table(typst, &format!("{id}_assumptions")));
    let [effect, rate, financing, contribution, tax, cost, transfers] = names(language).map(|name| {
        let row = assumptions.iter().find(|row| row.first().is_some_and(|first| first == name));
        let row = row.unwrap_or_else(|| panic!("no assumption `{name}` in {assumptions:?}"));
        number(&row[1], language)
    });
    let [effect, rate, financing, contribution, tax] =
        [effect, rate, financing, contribution, tax].map(|of_hundred| of_hundred / 100.0);
    let mut both = Vec::new();
    for row in rows(table(typst, id)) {
        let Some((years, _)) = row[0].split_once(|letter: char| letter.is_whitespace()) else { continue };
        let Ok(years) = years.parse::<i32>() else { continue };
        // 1/1.04 + 1/1.04² = 1.8861, and 0.1037 · 1.8861 = 0.19559 person-years.
        let annuity: f64 = (1..=years).map(|year| (1.0 + rate).powi(-year)).sum();
        let person_years = effect * annuity;
        // 87 250 · 1.20 = 104 700, less 0.20 · 268 000 · 0.19559 = 10 484.
        let to_carry = cost * (1.0 + financing) - financing * transfers * person_years;
        // 1.141 + 0.20 · 0.391 = 1.2192.
        let of_a_krone = 1.0 + contribution + financing * (tax + contribution);
        both.push((number(&row[1], language), to_carry / (person_years * of_a_krone)));
    }
    both
}

fn check(path: &str, id: &str) {
    let projects = good(pipeline::load(Path::new(path)));
    let (computed, _) = good(pipeline::compute(&projects));
    let project = &projects[0];
    for language in project.report.header.languages() {
        let output = good(pipeline::render(project, &computed[0], *language, &Overrides::none()));
        let typst = output.files.iter().find(|(path, _)| *path == "report.typ").map(|(_, bytes)| bytes).unwrap();
        let typst = String::from_utf8(typst.to_vec()).unwrap();
        let both = printed_and_reckoned(&typst, id, *language);
        let printed: Vec<f64> = both.iter().map(|(printed, _)| *printed).collect();
        assert_eq!(printed, [395e3, 254e3, 184e3, 142e3], "{path} {language:?}");
        for (printed, reckoned) in both {
            assert_eq!((reckoned / 1e3).round() * 1e3, printed, "{path} {language:?}: {reckoned}");
        }
    }
}

#[test]
fn the_wages_of_the_report_follow_from_its_table_of_assumptions() {
    check("analyses/ips-effektevaluering/ips-effektevaluering.yaml", "break_even");
}

#[test]
fn the_wages_follow_from_the_table_of_assumptions_in_every_language() {
    check("tests/reports/break_even_wage/break_even_wage.yaml", "ordinary");
}

#[test]
fn the_first_wage_on_paper() {
    // With what stands on the page alone, rounded at each step as one writes it down.
    let person_years: f64 = (0.1037_f64 * 1.8861 * 1e5).round() / 1e5;
    assert_eq!(person_years, 0.19559);
    let to_carry = 104_700.0 - (0.2 * 268_000.0 * person_years).round();
    assert_eq!(to_carry, 104_700.0 - 10_484.0);
    let wage = to_carry / (person_years * 1.2192);
    assert_eq!((wage / 100.0).round() * 100.0, 395_100.0);
    assert_eq!((wage / 1e3).round(), 395.0);
}
