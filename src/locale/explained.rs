//! Where a number comes from, in words: the lines of `utfall explain`.

use super::{Locale, Style, method_reference};
use crate::results::{Estimate, Found, Language, Origin, Row, Section, Table, Value};

impl Locale {
    /// What is known of one result: the number, how it was computed, what it rests on, and what the defaults of other
    /// programs would have given where the section holds that; `files` are the data files with their hashes. One line each, without line feeds.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// # use utfall::results::{Estimate, Language, ReportInfo, Results, Section, Text, Unit, Value, Provenance};
    /// # let mut section = Section { entry: "work".into(), kind: "meta_analysis".into(), combination: vec![],
    /// #     facets: vec![], role: None,
    /// #     labels: vec![], values: vec![], notes: vec![], source: None, provenance: Provenance::default(),
    /// #     protected: vec![], cells: vec![] };
    /// # section.values.push(("pooled".into(), Value::Estimate(Estimate::new(2.04, Unit::Ratio, 2))));
    /// # let report = ReportInfo { title: Text::from("x"), languages: vec![Language::Bokmal], date: None };
    /// # let results = Results { schema: utfall::results::SCHEMA.into(), edition: "2026.1".into(), report,
    /// #     sections: vec![("work".into(), section)] };
    /// let found = results.find("work.pooled").unwrap();
    /// assert_eq!(Locale::new(Language::Bokmal).explained("work.pooled", &found, &[])[0], "work.pooled = 2,04");
    /// ```
    pub fn explained(self, path: &str, found: &Found<'_>, files: &[(String, String)]) -> Vec<String> {
        let mut lines = vec![format!("{path} = {}", self.number_and_interval(found.value))];
        if let Some(formula) = self.formula(found.section, found.name, found.value) {
            lines.push(self.line("formula", &formula));
        }
        match found.value {
            Value::Estimate(estimate) => self.computed(estimate, &mut lines),
            Value::Undefined(undefined) => lines.push(self.line("why", &self.reason(undefined.reason))),
            Value::Table(table) => lines.push(self.line("rows", &self.rows(table))),
            Value::Count(_) | Value::Quantity(_) | Value::Curve(_) => {}
        }
        self.grounds(found.section, found.row, &mut lines);
        for (file, hash) in files {
            lines.push(self.line("input", &format!("{file}: SHA-256 {hash}")));
        }
        if found.name == "pooled"
            && let (Value::Estimate(ours), Some(Value::Table(profiles))) =
                (found.value, found.section.value("profiles"))
        {
            self.other_programs(ours, profiles, &mut lines);
        }
        lines
    }

    /// What the first page says while conclusions have changed that no reviewer has accepted; `rejected` of the `open` ones
    /// were rejected.
    pub fn not_reviewed(self, open: usize, rejected: usize) -> String {
        let (many, refused) = (self.numeral(open as u64), self.numeral(rejected as u64));
        let (one, none) = (open == 1, rejected == 0);
        let first = match (self.language(), one) {
            (Language::Bokmal, true) => {
                "Ikke ferdig gjennomgått: én konklusjon er endret siden siste godkjente gjennomgang".to_owned()
            }
            (Language::Bokmal, false) => {
                format!("Ikke ferdig gjennomgått: {many} konklusjoner er endret siden siste godkjente gjennomgang")
            }
            (Language::Nynorsk, true) => {
                "Ikkje ferdig gjennomgått: éin konklusjon er endra sidan siste godkjende gjennomgang".to_owned()
            }
            (Language::Nynorsk, false) => {
                format!("Ikkje ferdig gjennomgått: {many} konklusjonar er endra sidan siste godkjende gjennomgang")
            }
            (Language::English, true) => {
                "Not fully reviewed: one conclusion has changed since the last accepted review".to_owned()
            }
            (Language::English, false) => {
                format!("Not fully reviewed: {many} conclusions have changed since the last accepted review")
            }
        };
        match (self.language(), none) {
            (_, true) => format!("{first}."),
            (Language::Bokmal, false) => format!("{first}, og gjennomgåeren har avvist {refused}."),
            (Language::Nynorsk, false) => format!("{first}, og den som gjekk gjennom, har avvist {refused}."),
            (Language::English, false) => format!("{first}, and the reviewer rejected {refused} of them."),
        }
    }

    /// The heading of a part of a report that has none of its own, by the name of the part.
    pub fn part_heading(self, part: &str) -> Option<&'static str> {
        Some(match (part, self.language()) {
            ("foreword", Language::Bokmal | Language::Nynorsk) => "Forord",
            ("foreword", Language::English) => "Foreword",
            ("key_messages", Language::Bokmal) => "Hovedbudskap",
            ("key_messages", Language::Nynorsk) => "Hovudbodskap",
            ("key_messages", Language::English) => "Key messages",
            ("summary", Language::Bokmal) => "Sammendrag",
            ("summary", Language::Nynorsk) => "Samandrag",
            ("summary", Language::English) => "Summary",
            ("english_summary", _) => "English summary",
            _ => return None,
        })
    }

    /// Where a report says a number: «står i Resultater: «Ved 18 måneder var …»», or a table by its title.
    pub fn said_in(self, heading: Option<&str>, words: &str, is_table: bool) -> String {
        let quoted = match (self.language(), is_table) {
            (Language::English, true) => format!("the table “{words}”"),
            (Language::English, false) => format!("“{words}”"),
            (_, true) => format!("tabellen «{words}»"),
            (_, false) => format!("«{words}»"),
        };
        self.line("said", &heading.map_or_else(|| quoted.clone(), |heading| format!("{heading}: {quoted}")))
    }

    /// «1,93 (95 % KI 1,50 til 2,49)».
    fn number_and_interval(self, value: &Value) -> String {
        let number = self.value_with_unit(value, Style::Text);
        match value {
            Value::Estimate(estimate) => match self.confidence(estimate) {
                Some(interval) => format!("{number} ({interval})"),
                None => number,
            },
            _ => number,
        }
    }

    fn line(self, name: &str, words: &str) -> String {
        let name = match (name, self.language()) {
            ("why", Language::Bokmal) => "hvorfor",
            ("why", Language::Nynorsk) => "kvifor",
            ("rows", Language::Bokmal | Language::Nynorsk) => "rader",
            ("formula", Language::Bokmal | Language::Nynorsk) => "formel",
            ("said", Language::Bokmal | Language::Nynorsk) => "står i",
            ("said", Language::English) => "said in",
            ("model", Language::English) => "method",
            ("model", _) => "metode",
            ("interval", Language::English) => "interval",
            ("interval", _) => "intervall",
            ("full", Language::Bokmal) => "uavrundet",
            ("full", Language::Nynorsk) => "uavrunda",
            ("full", Language::English) => "unrounded",
            ("basis", Language::English) => "grounds",
            ("basis", _) => "grunnlag",
            ("input", Language::Bokmal | Language::Nynorsk) => "data",
            ("input", Language::English) => "data",
            ("note", Language::English) => "note",
            ("note", _) => "merknad",
            (other, _) => other,
        };
        format!("  {name:<10} {words}")
    }

    fn rows(self, table: &Table) -> String {
        table.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// How an estimate was computed.
    fn computed(self, estimate: &Estimate, lines: &mut Vec<String>) {
        let with_reference = |words: String, method| match method_reference(method) {
            Some(reference) => format!("{words} [{reference}]"),
            None => words,
        };
        let full = match estimate.standard_error {
            Some(error) => format!("{}, SE {error}", estimate.value),
            None => estimate.value.to_string(),
        };
        lines.push(self.line("full", &full));
        if let Some(method) = estimate.method {
            lines.push(self.line("model", &with_reference(self.method(method).to_owned(), method)));
        }
        if let Some(interval) = estimate.interval {
            let words = with_reference(self.method(interval.method).to_owned(), interval.method);
            lines.push(self.line("interval", &words));
            lines.extend(self.interval_formula(estimate).map(|formula| self.line("", &formula)));
        }
        for test in &estimate.tests {
            let statistic = self.test_statistic(test).map(|words| format!("{words}; ")).unwrap_or_default();
            let words = format!("{}: {statistic}{}", self.method(test.method), self.p_statement(test.p));
            lines.push(self.line("test", &words));
        }
    }

    /// What a section rests on.
    fn grounds(self, section: &Section, row: Option<&Row>, lines: &mut Vec<String>) {
        let basis = row.and_then(|row| row.basis).unwrap_or(section.provenance.basis);
        lines.push(self.line("basis", self.basis(basis)));
        for input in &section.provenance.inputs {
            let words = match (&input.origin, self.language()) {
                (Origin::Specification, Language::Bokmal) => "står i spesifikasjonen".to_owned(),
                (Origin::Specification, Language::Nynorsk) => "står i spesifikasjonen".to_owned(),
                (Origin::Specification, Language::English) => "stands in the specification".to_owned(),
                (Origin::Edition, Language::Bokmal) => "standardvalg i metodeutgaven".to_owned(),
                (Origin::Edition, Language::Nynorsk) => "standardval i metodeutgåva".to_owned(),
                (Origin::Edition, Language::English) => "default of the method edition".to_owned(),
                (Origin::Result(id), _) => id.clone(),
                (Origin::Data { source, columns, rows }, language) => {
                    let columns = columns.join(", ");
                    match language {
                        Language::Bokmal => format!("{rows} rader av `{source}`: {columns}"),
                        Language::Nynorsk => format!("{rows} rader av `{source}`: {columns}"),
                        Language::English => format!("{rows} rows of `{source}`: {columns}"),
                    }
                }
                (Origin::ProtectedData { source, columns }, _) => format!("`{source}`: {}", columns.join(", ")),
            };
            lines.push(self.line("input", &format!("{}: {words}", input.name)));
        }
        for note in &section.notes {
            lines.push(self.line("note", self.note(*note)));
        }
    }

    /// What the defaults of other programs give, and which of them makes the difference.
    fn other_programs(self, ours: &Estimate, profiles: &Table, lines: &mut Vec<String>) {
        let shown = |estimate: &Estimate| self.number_and_interval(&Value::Estimate(estimate.clone()));
        let here = shown(ours);
        for row in profiles.rows.iter().filter(|row| !row.name.contains('.')) {
            let name = row.label.as_ref().map_or(row.name.as_str(), |label| label.get(self.language()));
            let theirs = match row.cells.first() {
                Some(Value::Estimate(theirs)) => theirs,
                Some(Value::Undefined(undefined)) => {
                    let why = self.reason(undefined.reason);
                    lines.push(match self.language() {
                        Language::Bokmal => format!("{name} gir ikke noe tall: {why}."),
                        Language::Nynorsk => format!("{name} gir ikkje noko tal: {why}."),
                        Language::English => format!("{name} gives no number: {why}."),
                    });
                    continue;
                }
                _ => continue,
            };
            if shown(theirs) == here {
                lines.push(match self.language() {
                    Language::Bokmal => format!("{name} gir det samme som denne rapporten."),
                    Language::Nynorsk => format!("{name} gir det same som denne rapporten."),
                    Language::English => format!("{name} gives the same as this report."),
                });
                continue;
            }
            let mut because = Vec::new();
            if theirs.method != ours.method {
                because.extend(theirs.method.map(|method| self.method(method).to_owned()));
            }
            let (their, our) = (theirs.interval.map(|of| of.method), ours.interval.map(|of| of.method));
            if their != our {
                because.extend(their.map(|method| self.method(method).to_owned()));
            }
            let cells = profiles.rows.iter().find(|step| step.name == format!("{}.zero_cells", row.name));
            if cells
                .is_some_and(|step| matches!(step.cells.first(), Some(Value::Estimate(alone)) if shown(alone) != here))
            {
                because.push(match self.language() {
                    Language::Bokmal => "en annen regel for tomme celler".to_owned(),
                    Language::Nynorsk => "ein annan regel for tomme celler".to_owned(),
                    Language::English => "another rule for empty cells".to_owned(),
                });
            }
            let because = because.join(" + ");
            lines.push(match (self.language(), because.is_empty()) {
                (_, true) => format!("{name}: {}", shown(theirs)),
                (Language::Bokmal, false) => format!("{name} gir {} fordi: {because}.", shown(theirs)),
                (Language::Nynorsk, false) => format!("{name} gir {} fordi: {because}.", shown(theirs)),
                (Language::English, false) => format!("{name} gives {} because of {because}.", shown(theirs)),
            });
            let prefix = format!("{}.", row.name);
            for step in profiles.rows.iter().filter(|step| step.name.starts_with(&prefix)) {
                let Some(Value::Estimate(alone)) = step.cells.first() else { continue };
                if shown(alone) == here {
                    continue;
                }
                let what = match (&step.name[prefix.len()..], self.language()) {
                    ("model", Language::Bokmal) => "bare modellen",
                    ("model", Language::Nynorsk) => "berre modellen",
                    ("model", Language::English) => "the model alone",
                    ("interval", Language::Bokmal) => "bare intervallet",
                    ("interval", Language::Nynorsk) => "berre intervallet",
                    ("interval", Language::English) => "the interval alone",
                    (_, Language::Bokmal) => "bare tomme celler",
                    (_, Language::Nynorsk) => "berre tomme celler",
                    (_, Language::English) => "empty cells alone",
                };
                lines.push(format!("  {what}: {}", shown(alone)));
            }
        }
    }
}
