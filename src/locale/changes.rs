//! The words of a report on what changed between two versions of a report.

use super::charts::say;
use super::{HARD_SPACE, Locale, Style};
use crate::results::{Curve, Language, Origin, Point, Role, Unit, Value};

/// One function for each phrase: bokmål, nynorsk, English.
macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident: $nb:literal, $nn:literal, $en:literal;)*) => {
        impl Locale {
            $($(#[$doc])* pub(crate) fn $name(self) -> &'static str { say!(self, $nb, $nn, $en) })*
        }
    };
}

phrases! {
    /// The title of the report.
    change_report: "Endringsrapport", "Endringsrapport", "Change report";
    /// In place of a list without entries.
    nothing_changed: "Ingenting er endret.", "Ingenting er endra.", "Nothing has changed.";
    // Headings of lists, the weightiest first.
    conclusions_changed: "Konklusjoner som er endret", "Konklusjonar som er endra", "Conclusions that changed";
    numbers_changed: "Tall som er vesentlig endret", "Tal som er vesentleg endra", "Numbers that changed materially";
    parts_removed: "Ikke lenger med", "Ikkje lenger med", "Removed";
    parts_added: "Nytt", "Nytt", "Added";
    parts_renamed: "Samme innhold, ny id", "Same innhald, ny id", "Same content, new id";
    digits_changed: "Små endringer i trykte tall", "Små endringar i trykte tal", "Small changes in printed numbers";
    figures_changed: "Figurer med andre data", "Figurar med andre data", "Figures with other data";
    grounds_changed: "Metode og grunnlag", "Metode og grunnlag", "Methods and inputs";
    words_changed: "Tekst", "Tekst", "Words";
    rounding_changed: "Bare avrunding", "Berre avrunding", "Rounding only";
    changed_within_tolerance: "Innenfor toleransen", "Innanfor toleransen", "Within the tolerance";
    change_causes: "Årsaker", "Årsaker", "Causes";
    // Headings of columns.
    change_cause: "Årsak", "Årsak", "Cause";
    change_before: "Før", "Før", "Before";
    change_now: "Nå", "No", "Now";
    change_size: "Endring", "Endring", "Change";
    change_place: "Sted", "Stad", "Place";
    // What of a result, a section or a report is another.
    aspect_estimator: "estimator", "estimator", "estimator";
    aspect_interval: "metode for intervallet", "metode for intervallet", "method of the interval";
    aspect_level: "konfidensnivå", "konfidensnivå", "confidence level";
    aspect_tests: "tester", "testar", "tests";
    aspect_no_effect: "verdien som betyr ingen effekt", "verdien som tyder ingen effekt", "value of no effect";
    aspect_basis: "grunnlag", "grunnlag", "basis";
    aspect_input: "inndata", "inndata", "input";
    aspect_role: "plass i planen", "plass i planen", "standing in the plan";
    aspect_kind: "slag analyse", "slag analyse", "kind of analysis";
    aspect_entry: "oppføring", "oppføring", "entry";
    aspect_facet: "fasett", "fasett", "facet";
    aspect_protected: "tall som ikke vises", "tal som ikkje blir viste", "numbers not shown";
    aspect_edition: "metodeutgave", "metodeutgåve", "method edition";
    aspect_schema: "format", "format", "format";
    aspect_label: "ord for", "ord for", "words for";
    aspect_row: "ord for raden", "ord for rada", "words for the row";
    aspect_note: "merknad", "merknad", "note";
    aspect_source: "kilde", "kjelde", "source";
    aspect_title: "tittel", "tittel", "title";
    aspect_languages: "språk", "språk", "languages";
    aspect_date: "dato", "dato", "date";
    aspect_order: "rekkefølge", "rekkjefølgje", "order";
    aspect_sentence: "setning", "setning", "sentence";
    // What the report says otherwise.
    now_one_range: "Intervallet henger nå sammen", "Intervallet heng no saman", "The interval is now one range";
    no_longer_one_range: "Intervallet henger ikke lenger sammen",
        "Intervallet heng ikkje lenger saman",
        "The interval is no longer one range";
    now_an_effect: "Effekten kan nå oppgis", "Effekten kan no oppgjevast", "The effect can now be stated";
    no_longer_an_effect: "Effekten kan ikke lenger oppgis",
        "Effekten kan ikkje lenger oppgjevast",
        "The effect can no longer be stated";
    now_an_interval: "Effekten har nå et intervall", "Effekten har no eit intervall", "The effect now has an interval";
    no_longer_an_interval: "Effekten har ikke lenger noe konfidensintervall",
        "Effekten har ikkje lenger noko konfidensintervall",
        "The effect no longer has a confidence interval";
    other_direction: "Effekten peker en annen vei", "Effekten peikar ein annan veg", "The effect points another way";
    other_sign: "Tallet har et annet fortegn", "Talet har eit anna forteikn", "The number has another sign";
    other_profitability: "Lønnsomheten er en annen", "Lønsemda er ei anna", "Profitability is another";
    now_exploratory: "Analysen er ikke lenger forhåndsspesifisert",
        "Analysen er ikkje lenger førehandsspesifisert",
        "The analysis is no longer specified beforehand";
    no_longer_exploratory: "Analysen er nå forhåndsspesifisert",
        "Analysen er no førehandsspesifisert",
        "The analysis is now specified beforehand";
    other_sentence: "Setningen sier noe annet", "Setninga seier noko anna", "The sentence says something else";
    // Why.
    cause_specification: "Spesifikasjonen: et tall eller et valg er et annet, eller programmet regner annerledes",
        "Spesifikasjonen: eit tal eller eit val er eit anna, eller programmet reknar annleis",
        "Specification: a number or a choice is another, or the program computes otherwise";
    cause_tool: "Program: utfall", "Program: utfall", "Program: utfall";
    cause_seed: "Startverdi for tilfeldige tall", "Startverdi for tilfeldige tal", "Seed of random numbers";
    cause_alone: "alene", "åleine", "alone";
    sentences_changed: "Setninger med andre tall", "Setningar med andre tal", "Sentences with other numbers";
    numbers_stale: "Håndskrevne tall som ikke lenger stemmer",
        "Handskrivne tal som ikkje lenger stemmer",
        "Hand-written numbers that are no longer right";
    html_skip: "Til endringene", "Til endringane", "To the changes";
    html_overlays: "Figurer lagt over hverandre", "Figurar lagde over kvarandre", "Figures laid over each other";
    html_pages: "Sider som er endret", "Sider som er endra", "Pages that changed";
    html_marks: "Stiplet ramme: sto der før. Hel ramme: står der nå. Tykk ramme: et tall.",
        "Stipla ramme: stod der før. Heil ramme: står der no. Tjukk ramme: eit tal.",
        "Dashed frame: stood there before. Solid frame: stands there now. Thick frame: a number.";
    html_toggle: "Vis eller skjul rammene (m)", "Vis eller gøym rammene (m)", "Show or hide the frames (m)";
    html_keys: "Taster: j går til neste endring, k til den forrige, m viser eller skjuler rammene.",
        "Tastar: j går til neste endring, k til den førre, m viser eller gøymer rammene.",
        "Keys: j goes to the next change, k to the one before, m shows or hides the frames.";
    changed_by: "endret av", "endra av", "changed by";
    cause_hidden: "Personvern: tallet vises ikke lenger",
        "Personvern: talet blir ikkje lenger vist",
        "Privacy: the number is no longer shown";
    cause_shown: "Personvern: tallet vises nå", "Personvern: talet blir no vist", "Privacy: the number is now shown";
    cause_unknown: "Årsaken kan ikke leses av de to resultatene",
        "Årsaka kan ikkje lesast av dei to resultata",
        "The two results do not tell the cause";
}

impl Locale {
    /// Whether an interval covers «no effect»: «Intervallet dekker nå null».
    pub(crate) fn covers_no_effect(self, covers: bool, no_effect: f64) -> String {
        let zero = match no_effect {
            0.0 => say!(self, "null", "null", "zero").to_owned(),
            other => self.exact(other, Unit::Number, Style::Text),
        };
        let covers = match covers {
            true => say!(self, "dekker nå", "dekkjer no", "now covers"),
            false => say!(self, "dekker ikke lenger", "dekkjer ikkje lenger", "no longer covers"),
        };
        format!("{} {covers} {zero}", say!(self, "Intervallet", "Intervallet", "The interval"))
    }

    /// Whether p is below the level of a test, by its name: «p fra Pearsons kjikvadrattest er nå under 0,05».
    pub(crate) fn test_rejects(self, rejects: bool, test: &str, alpha: f64) -> String {
        let alpha = self.exact(alpha, Unit::Number, Style::Text);
        let is = match rejects {
            true => say!(self, "er nå under", "er no under", "is now below"),
            false => say!(self, "er ikke lenger under", "er ikkje lenger under", "is no longer below"),
        };
        format!("{} {test} {is} {alpha}", say!(self, "p fra", "p frå", "p from"))
    }

    /// A judgement that is another, by what it judges: «Ny vurdering (tillit til resultatet)».
    pub(crate) fn other_judgement(self, unit: Unit) -> String {
        let name = self.unit_name(unit, Style::Text);
        say!(
            self,
            format!("Vurderingen er en annen ({name})"),
            format!("Vurderinga er ei anna ({name})"),
            format!("The judgement is another ({name})"),
        )
    }

    /// What came before and what is now, after a colon: «Intervallet dekker nå null: 10,4 → 8,1».
    pub(crate) fn changed_from(self, what: &str, before: &str, now: &str) -> String {
        format!("{what}: {before} → {now}")
    }

    /// The counts at the head of a report on changes, each with its words: 2, «konklusjoner endret».
    pub(crate) fn change_counts(self, counts: [usize; 4]) -> [(usize, &'static str); 4] {
        let words = say!(
            self,
            [
                ["konklusjon endret", "konklusjoner endret"],
                ["annen endring", "andre endringer"],
                ["årsak", "årsaker"],
                ["tall uendret", "tall uendret"],
            ],
            [
                ["konklusjon endra", "konklusjonar endra"],
                ["anna endring", "andre endringar"],
                ["årsak", "årsaker"],
                ["tal uendra", "tal uendra"],
            ],
            [
                ["conclusion changed", "conclusions changed"],
                ["other change", "other changes"],
                ["cause", "causes"],
                ["number unchanged", "numbers unchanged"],
            ],
        );
        std::array::from_fn(|place| (counts[place], words[place][usize::from(counts[place] != 1)]))
    }

    /// After a list that is cut: «og 134 til».
    pub(crate) fn and_more(self, more: usize) -> String {
        say!(self, format!("og {more} til"), format!("og {more} til"), format!("and {more} more"))
    }

    /// The standing of an analysis in the study's plan.
    pub(crate) fn role(self, role: Role) -> &'static str {
        match role {
            Role::Primary => say!(self, "primær", "primær", "primary"),
            Role::Secondary => say!(self, "sekundær", "sekundær", "secondary"),
            Role::Exploratory => say!(self, "eksplorativ", "eksplorativ", "exploratory"),
        }
    }

    /// Where an input comes from.
    pub(crate) fn origin(self, origin: &Origin) -> String {
        match origin {
            Origin::Specification => say!(self, "spesifikasjonen", "spesifikasjonen", "the specification").to_owned(),
            Origin::Edition => say!(self, "metodeutgaven", "metodeutgåva", "the method edition").to_owned(),
            Origin::Result(id) => format!("`{id}`"),
            Origin::Data { source, columns, rows } => {
                let rows = self.change_rows(*rows);
                let of = say!(self, "av", "av", "of");
                format!("{rows} {of} `{source}` ({})", columns.join(", "))
            }
            Origin::ProtectedData { source, columns } => format!("`{source}` ({})", columns.join(", ")),
        }
    }

    /// «408 rader».
    pub(crate) fn change_rows(self, rows: u64) -> String {
        self.counted(rows, say!(self, ["rad", "rader"], ["rad", "rader"], ["row", "rows"]))
    }

    /// «24 punkter».
    pub(crate) fn change_points(self, points: u64) -> String {
        self.counted(points, say!(self, ["punkt", "punkter"], ["punkt", "punkt"], ["point", "points"]))
    }

    /// «11 resultater».
    pub(crate) fn change_results(self, results: u64) -> String {
        self.counted(results, say!(self, ["resultat", "resultater"], ["resultat", "resultat"], ["result", "results"]))
    }

    fn counted(self, count: u64, [one, many]: [&str; 2]) -> String {
        format!("{}{HARD_SPACE}{}", self.count(count, Style::Text), if count == 1 { one } else { many })
    }

    /// Rows that came or went: «Data: to rader er kommet til i `participants` (408 → 410)».
    pub(crate) fn cause_rows(self, source: &str, old: u64, new: u64) -> String {
        let more = self.change_rows(old.abs_diff(new));
        let from_to = format!("{} → {}", self.count(old, Style::Text), self.count(new, Style::Text));
        let moved = match new > old {
            true => say!(self, "er kommet til i", "er komne til i", "more of"),
            false => say!(self, "er falt bort i", "er falle bort i", "fewer of"),
        };
        format!("Data: {more} {moved} `{source}` ({from_to})")
    }

    /// As many rows as before, with other values.
    pub(crate) fn cause_values(self, source: &str) -> String {
        say!(
            self,
            format!("Data: like mange rader i `{source}`, men andre verdier, eller programmet regner annerledes"),
            format!("Data: like mange rader i `{source}`, men andre verdiar, eller programmet reknar annleis"),
            format!("Data: as many rows of `{source}`, but other values, or the program computes otherwise"),
        )
    }

    /// «Side 3».
    pub(crate) fn html_page(self, number: usize) -> String {
        format!("{}{HARD_SPACE}{number}", say!(self, "side", "side", "page"))
    }

    /// How many pages are the same: «5 sider er like.»
    pub(crate) fn html_same_pages(self, pages: usize) -> String {
        match pages {
            1 => say!(self, "Én side er lik.", "Éi side er lik.", "One page is the same.").to_owned(),
            _ => {
                let are = say!(self, "sider er like.", "sider er like.", "pages are the same.");
                format!("{pages}{HARD_SPACE}{are}")
            }
        }
    }

    /// What was compared: «Fra `v1.0` til `HEAD`».
    pub(crate) fn change_from_to(self, old: &str, new: &str) -> String {
        say!(
            self,
            format!("Fra `{old}` til `{new}`"),
            format!("Frå `{old}` til `{new}`"),
            format!("From `{old}` to `{new}`"),
        )
    }

    /// The heading of a part of a report that has none of its own, by its name in a specification.
    pub(crate) fn part_name(self, part: &str) -> &'static str {
        match part {
            "foreword" => say!(self, "Forord", "Forord", "Foreword"),
            "key_messages" => say!(self, "Hovedbudskap", "Hovudbodskap", "Key messages"),
            "summary" => say!(self, "Sammendrag", "Samandrag", "Summary"),
            "english_summary" => "Summary",
            _ => "",
        }
    }

    /// A file that is another, whose rows are not at hand: «Data: `a.csv` er en annen fil (1f2e3d4c → 5a6b7c8d)».
    pub(crate) fn cause_file(self, path: &str, old: &str, new: &str) -> String {
        let is = say!(self, "er en annen fil", "er ei anna fil", "is another file");
        format!("Data: `{path}` {is} (SHA-256 {old} → {new})")
    }

    /// A file that is another, with the same rows: other bytes only.
    pub(crate) fn cause_file_same_rows(self, path: &str) -> String {
        let is = say!(
            self,
            "er en annen fil med de samme verdiene i radene som leses",
            "er ei anna fil med dei same verdiane i radene som blir lesne",
            "is another file with the same values in the rows that are read",
        );
        format!("Data: `{path}` {is}")
    }

    /// What happened to the rows of a file: «Data: `a.csv`: 2 rader kom til, 1 rad falt bort, 3 rader er endret (`jobb`)».
    pub(crate) fn cause_file_rows(self, path: &str, [added, removed, changed]: [u64; 3], columns: &[String]) -> String {
        let phrase = |count: u64, words: &str| (count > 0).then(|| format!("{} {words}", self.change_rows(count)));
        let parts = [
            phrase(added, say!(self, "kom til", "kom til", "added")),
            phrase(removed, say!(self, "falt bort", "fall bort", "removed")),
            phrase(changed, say!(self, "er endret", "er endra", "changed")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let named: Vec<String> = columns.iter().map(|column| format!("`{column}`")).collect();
        let named = if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) };
        format!("Data: `{path}`: {}{named}", parts.join(", "))
    }

    /// Where lines of a specification stand: «Spesifikasjonen, `a.yaml` linje 12».
    pub(crate) fn cause_lines(self, file: &str, line: u64) -> String {
        say!(
            self,
            format!("Spesifikasjonen, `{file}` linje {line}"),
            format!("Spesifikasjonen, `{file}` linje {line}"),
            format!("Specification, `{file}` line {line}"),
        )
    }

    /// A hand-written number that is no longer right: «10,4» er `work.risk_difference`, som nå er 8,1.
    pub(crate) fn stale_number(self, literal: &str, path: &str, now: Option<&str>) -> String {
        match now {
            Some(now) => say!(
                self,
                format!("«{literal}» var `{path}`, som nå er {now}"),
                format!("«{literal}» var `{path}`, som no er {now}"),
                format!("\u{201c}{literal}\u{201d} was `{path}`, which is {now} now"),
            ),
            None => say!(
                self,
                format!("«{literal}» var `{path}`, som ikke lenger finnes"),
                format!("«{literal}» var `{path}`, som ikkje lenger finst"),
                format!("\u{201c}{literal}\u{201d} was `{path}`, which is no longer there"),
            ),
        }
    }

    /// Other columns of a source.
    pub(crate) fn cause_columns(self, source: &str, old: &[String], new: &[String]) -> String {
        let what = say!(
            self,
            format!("Data: andre kolonner av `{source}`"),
            format!("Data: andre kolonnar av `{source}`"),
            format!("Data: other columns of `{source}`"),
        );
        self.changed_from(&what, &old.join(", "), &new.join(", "))
    }

    /// An input from another place.
    pub(crate) fn cause_input(self, section: &str, input: &str) -> String {
        say!(
            self,
            format!("Grunnlag: `{input}` i `{section}` kommer fra et annet sted"),
            format!("Grunnlag: `{input}` i `{section}` kjem frå ein annan stad"),
            format!("Input: `{input}` of `{section}` comes from another place"),
        )
    }

    /// An earlier result that is another.
    pub(crate) fn cause_result(self, id: &str) -> String {
        say!(
            self,
            format!("Følger av `{id}`, som er endret"),
            format!("Følgjer av `{id}`, som er endra"),
            format!("Follows from `{id}`, which changed"),
        )
    }

    /// A point of a curve: «37,4 % (12 måneder)».
    pub(crate) fn changed_point(self, curve: &Curve, point: &Point) -> String {
        let y = self.with_unit(point.y, curve.y_unit, curve.decimals, Style::Table);
        format!("{y} ({})", self.exact(point.x, curve.x_unit, Style::Table))
    }

    /// A stated number that is another: «Oppgitt tall `wage.assumptions.discount_rate.value`».
    pub(crate) fn cause_stated(self, path: &str) -> String {
        format!("{} `{path}`", say!(self, "Oppgitt tall", "Oppgitt tal", "Stated number"))
    }

    /// A confidence level.
    pub(crate) fn change_level(self, level: f64) -> String {
        self.exact(level, Unit::Proportion, Style::Table)
    }

    /// A result as it stands in a list of changes: «10,4 (1,3 til 19,4)», «51», «395 000 kr».
    pub(crate) fn changed_value(self, value: &Value) -> String {
        match value {
            Value::Estimate(estimate) => match &estimate.interval {
                Some(interval) => {
                    let number = self.shown(estimate.value, estimate.unit, estimate.decimals, Style::Table);
                    let bounds = self.interval(&interval.bounds, estimate.unit, estimate.decimals, false);
                    format!("{number} ({bounds})")
                }
                None => self.value_with_unit(value, Style::Table),
            },
            Value::Undefined(_) if value.is_protected() => self.value(value, Style::Text),
            Value::Undefined(undefined) => self.reason(undefined.reason),
            Value::Curve(curve) => self.change_points(curve.points.len() as u64),
            Value::Table(table) => self.change_rows(table.rows.len() as u64),
            _ => self.value_with_unit(value, Style::Table),
        }
    }
}
