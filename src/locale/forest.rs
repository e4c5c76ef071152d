//! Words of a forest plot of a review: headings, the names of rows, and the sentences under and about it.

use super::charts::say;
use super::{HARD_SPACE, Locale, Style};
use crate::results::{Basis, Estimate, Language, Method, Test, Unit};
use crate::stats::{Interval, Level};

/// What a table of pooled estimates goes through, row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Series {
    /// All studies but one.
    LeaveOneOut,
    /// The first studies, one more in each row.
    Cumulative,
    /// Something else: subgroups, other settings.
    Other,
}

impl Locale {
    /// Name and abbreviation of an effect by its name in a specification; `None` for a name that is no effect.
    pub(crate) fn pooled_effect(self, name: &str) -> Option<(&'static str, &'static str)> {
        Some(match name {
            "risk_ratio" => (say!(self, "relativ risiko", "relativ risiko", "risk ratio"), "RR"),
            "odds_ratio" => (say!(self, "oddsratio", "oddsratio", "odds ratio"), "OR"),
            "hazard_ratio" => (say!(self, "hasardratio", "hasardratio", "hazard ratio"), "HR"),
            "rate_ratio" => (say!(self, "rateratio", "rateratio", "rate ratio"), "IRR"),
            "ratio_of_means" => {
                (say!(self, "forhold mellom gjennomsnitt", "forhold mellom gjennomsnitt", "ratio of means"), "RoM")
            }
            "risk_difference" => (
                say!(self, "differanse i prosentpoeng", "differanse i prosentpoeng", "difference in percentage points"),
                "RD",
            ),
            "mean_difference" => {
                (say!(self, "gjennomsnittsforskjell", "gjennomsnittsskilnad", "mean difference"), "MD")
            }
            "standardised_mean_difference" => (
                say!(
                    self,
                    "standardisert gjennomsnittsforskjell",
                    "standardisert gjennomsnittsskilnad",
                    "standardised mean difference"
                ),
                "SMD",
            ),
            _ => return None,
        })
    }

    /// The header over the names of studies.
    pub(crate) fn forest_study(self) -> &'static str {
        say!(self, "Studie", "Studie", "Study")
    }

    /// The header over events and totals of both groups.
    pub(crate) fn forest_events(self) -> &'static str {
        say!(self, "Hendelser/antall", "Hendingar/i alt", "Events/total")
    }

    /// The header over means and standard deviations of both groups.
    pub(crate) fn forest_means(self) -> &'static str {
        say!(self, "Gjennomsnitt (SD)", "Gjennomsnitt (SD)", "Mean (SD)")
    }

    /// The same, where the size of the group stands behind.
    pub(crate) fn forest_means_and_totals(self) -> &'static str {
        say!(self, "Gjennomsnitt (SD); antall", "Gjennomsnitt (SD); tal", "Mean (SD); number")
    }

    /// The header over weights.
    pub(crate) fn forest_weight(self) -> &'static str {
        say!(self, "Vekt", "Vekt", "Weight")
    }

    /// The header over a single judgement of the risk of bias.
    pub(crate) fn forest_bias(self) -> &'static str {
        say!(self, "Risiko", "Risiko", "Bias")
    }

    /// The header over the judgements of all domains.
    pub(crate) fn forest_bias_domains(self) -> &'static str {
        say!(self, "Risiko for skjevheter", "Risiko for skeivleikar", "Risk of bias")
    }

    /// The row of the pooled estimate.
    pub(crate) fn forest_pooled(self) -> &'static str {
        say!(self, "Samlet estimat", "Samla estimat", "Pooled estimate")
    }

    /// The row of the pooled estimate of a subgroup, with its number of studies and I² where that is known.
    pub(crate) fn forest_pooled_of(self, studies: u64, i_squared: Option<&str>) -> String {
        let count = self.study_count(studies);
        let inside = i_squared.map_or(count.clone(), |value| format!("{count}; I²{HARD_SPACE}={HARD_SPACE}{value}"));
        say!(self, format!("Samlet ({inside})"), format!("Samla ({inside})"), format!("Pooled ({inside})"))
    }

    /// The row of the estimate from all studies.
    pub(crate) fn forest_all_studies(self) -> &'static str {
        say!(self, "Alle studiene", "Alle studiane", "All studies")
    }

    /// The row of the prediction interval.
    pub(crate) fn forest_prediction(self, level: Level) -> String {
        let percent = self.exact(level.get(), Unit::Proportion, Style::Table);
        say!(
            self,
            format!("Prediksjonsintervall ({percent})"),
            format!("Prediksjonsintervall ({percent})"),
            format!("Prediction interval ({percent})"),
        )
    }

    /// The row of a series that a study belongs to: «Uten Drake 1999», «Til og med Gold 2006».
    pub(crate) fn forest_step(self, series: Series, study: &str) -> String {
        match series {
            Series::LeaveOneOut => {
                say!(self, format!("Uten {study}"), format!("Utan {study}"), format!("Without {study}"))
            }
            Series::Cumulative => {
                say!(self, format!("Til og med {study}"), format!("Til og med {study}"), format!("Up to {study}"))
            }
            Series::Other => study.to_owned(),
        }
    }

    /// The header over a number of studies, or over rows that tell which studies were pooled.
    pub(crate) fn forest_studies(self) -> &'static str {
        say!(self, "Studier", "Studiar", "Studies")
    }

    /// The header over a number of participants.
    pub(crate) fn forest_participants(self) -> &'static str {
        say!(self, "Deltakere", "Deltakarar", "Participants")
    }

    /// The label over studies that belong to no subgroup.
    pub(crate) fn forest_no_subgroup(self) -> &'static str {
        say!(self, "Ikke oppgitt", "Ikkje oppgitt", "Not stated")
    }

    /// What stands in place of the rows where there are no studies.
    pub(crate) fn forest_no_studies(self) -> &'static str {
        say!(self, "Ingen studier", "Ingen studiar", "No studies")
    }

    /// A group label that goes on after a new page: «USA (forts.)».
    pub(crate) fn forest_continued(self, label: &str) -> String {
        say!(self, format!("{label} (forts.)"), format!("{label} (framh.)"), format!("{label} (cont.)"))
    }

    /// A number of studies: «ingen studier», «én studie», «17 studier».
    pub(crate) fn study_count(self, number: u64) -> String {
        let many = self.numeral(number);
        match number {
            0 => return say!(self, "ingen studier", "ingen studiar", "no studies").to_owned(),
            1 => return say!(self, "én studie", "éin studie", "one study").to_owned(),
            _ => {}
        }
        say!(self, format!("{many} studier"), format!("{many} studiar"), format!("{many} studies"))
    }

    /// An interval in a column: as [`Locale::interval`], but a ratio that would be rounded to zero is «<0,01», and from a
    /// thousand on there are no decimals. The first part ends before the dash or word between the ends.
    pub(crate) fn forest_interval(
        self,
        bounds: &Interval,
        unit: Unit,
        decimals: i8,
        dash: bool,
    ) -> (String, Option<String>) {
        match *bounds {
            Interval::Bounded { lower, upper } => {
                let [from, to] = [lower, upper].map(|end| self.forest_number(end, unit, decimals));
                let rest = if dash && lower > 0.0 && upper.is_finite() {
                    format!("–{to}")
                } else {
                    format!("{HARD_SPACE}{}{HARD_SPACE}{to}", self.words().to)
                };
                (from, Some(rest))
            }
            _ => (self.interval(bounds, unit, decimals, dash), None),
        }
    }

    /// A number in a column of effects; see [`Locale::forest_interval`].
    pub(crate) fn forest_number(self, value: f64, unit: Unit, decimals: i8) -> String {
        let last = libm::exp10(-f64::from(decimals));
        if unit == Unit::Ratio && value > 0.0 && value < last / 2.0 {
            return format!("<{}", self.shown(last, unit, decimals, Style::Table));
        }
        let large = (value * unit.shown_factor()).abs() >= 1000.0;
        self.shown(value, unit, if large { decimals.min(0) } else { decimals }, Style::Table)
    }

    /// Note: the model, and where the interval of the pooled estimate is from.
    pub(crate) fn forest_model(self, model: Method, interval: Option<Method>) -> String {
        let (random, name) = match model {
            Method::RestrictedMaximumLikelihood => (Some(true), "REML"),
            Method::MaximumLikelihood => (Some(true), "ML"),
            Method::DerSimonianLaird => (Some(true), "DerSimonian–Laird"),
            Method::PauleMandel => (Some(true), "Paule–Mandel"),
            Method::EmpiricalBayes => (Some(true), say!(self, "empirisk Bayes", "empirisk Bayes", "empirical Bayes")),
            Method::SidikJonkman => (Some(true), "Sidik–Jonkman"),
            Method::HedgesOlkin => (Some(true), "Hedges–Olkin"),
            Method::HunterSchmidt => (Some(true), "Hunter–Schmidt"),
            Method::MantelHaenszelRandom => (
                Some(true),
                say!(
                    self,
                    "DerSimonian–Laird som i RevMan 5",
                    "DerSimonian–Laird som i RevMan 5",
                    "DerSimonian–Laird as in RevMan 5"
                ),
            ),
            Method::ThreeLevel => (Some(true), say!(self, "tre nivåer, REML", "tre nivå, REML", "three levels, REML")),
            Method::InverseVariance => {
                (Some(false), say!(self, "invers varians", "invers varians", "inverse variance"))
            }
            Method::MantelHaenszel => (Some(false), "Mantel–Haenszel"),
            Method::Peto => (Some(false), "Peto"),
            other => (None, self.method(other)),
        };
        let model = match random {
            Some(true) => say!(
                self,
                format!("Modell med tilfeldige effekter ({name})"),
                format!("Modell med tilfeldige effektar ({name})"),
                format!("Random-effects model ({name})"),
            ),
            None => say!(
                self,
                format!("Samlet estimat: {name}"),
                format!("Samla estimat: {name}"),
                format!("Pooled estimate: {name}"),
            ),
            Some(false) => say!(
                self,
                format!("Modell med felles effekt ({name})"),
                format!("Modell med felles effekt ({name})"),
                format!("Common-effect model ({name})"),
            ),
        };
        let Some(interval) = interval else { return format!("{model}.") };
        let by = match interval {
            Method::Wald => say!(self, "Wald", "Wald", "Wald"),
            Method::HartungKnapp => say!(self, "Hartung og Knapp", "Hartung og Knapp", "Hartung and Knapp"),
            Method::HartungKnappTruncated => say!(
                self,
                "Hartung og Knapp, der standardfeilen aldri er mindre enn Walds",
                "Hartung og Knapp, der standardfeilen aldri er mindre enn Walds",
                "Hartung and Knapp with a standard error that is never below Wald’s",
            ),
            Method::HartungKnappWidest => say!(
                self,
                "Hartung og Knapp eller Wald, det videste av de to",
                "Hartung og Knapp eller Wald, det vidaste av dei to",
                "Hartung and Knapp or Wald, whichever is wider",
            ),
            Method::PooledStudentT => say!(
                self,
                "t-fordelingen med Walds standardfeil",
                "t-fordelinga med Walds standardfeil",
                "the t distribution with Wald’s standard error",
            ),
            other => {
                let name = self.interval_method(other);
                return say!(
                    self,
                    format!("{model}; intervallet er regnet med {name}."),
                    format!("{model}; intervallet er rekna med {name}."),
                    format!("{model}; the interval is from {name}."),
                );
            }
        };
        say!(
            self,
            format!("{model}; intervall etter {by}."),
            format!("{model}; intervall etter {by}."),
            format!("{model}; interval by {by}."),
        )
    }

    /// Note: how much the studies differ; `None` where nothing of it is known.
    pub(crate) fn forest_heterogeneity(
        self,
        tau_squared: Option<&Estimate>,
        i_squared: Option<&Estimate>,
        q: Option<&Test>,
    ) -> Option<String> {
        let equal = |symbol: &str, estimate: &Estimate| {
            let value = self.with_unit(estimate.value, estimate.unit, estimate.decimals, Style::Table);
            let interval = self.confidence(estimate).map_or_else(String::new, |interval| format!(" ({interval})"));
            format!("{symbol}{HARD_SPACE}={HARD_SPACE}{value}{interval}")
        };
        let mut parts = Vec::new();
        parts.extend(tau_squared.map(|estimate| equal("τ²", estimate)));
        parts.extend(i_squared.map(|estimate| equal("I²", estimate)));
        if let Some(test) = q {
            parts.extend(self.test_statistic(test));
            parts.push(self.p_statement(test.p));
        }
        (!parts.is_empty()).then(|| format!("{}.", parts.join("; ")))
    }

    /// Note: what the size of a square is.
    pub(crate) fn forest_squares(self) -> &'static str {
        say!(
            self,
            "Arealet av firkantene følger vekten.",
            "Arealet av firkantane følgjer vekta.",
            "The area of the squares follows the weight.",
        )
    }

    /// Note: what the dotted line and the diamond are; `several` where subgroups have diamonds too.
    pub(crate) fn forest_diamond(self, several: bool) -> &'static str {
        match several {
            false => say!(
                self,
                "Den prikkede linjen er det samlede estimatet, og bredden på ruten er konfidensintervallet.",
                "Den prikka linja er det samla estimatet, og breidda på ruta er konfidensintervallet.",
                "The dotted line is the pooled estimate, and the width of the diamond is its confidence interval.",
            ),
            true => say!(
                self,
                "Den prikkede linjen er det samlede estimatet, og bredden på rutene er konfidensintervallene.",
                "Den prikka linja er det samla estimatet, og breidda på rutene er konfidensintervalla.",
                "The dotted line is the pooled estimate, and the width of the diamonds is their confidence intervals.",
            ),
        }
    }

    /// Note: what a prediction interval is.
    pub(crate) fn forest_prediction_means(self) -> &'static str {
        say!(
            self,
            "Prediksjonsintervallet viser hvor effekten i en ny studie ventes å ligge.",
            "Prediksjonsintervallet viser kvar effekten i ein ny studie er venta å liggje.",
            "The prediction interval shows where the effect in a new study is expected to lie.",
        )
    }

    /// Note: what a row of a series is, and the dotted line beside it.
    pub(crate) fn forest_series_means(self, series: Series) -> &'static str {
        match series {
            Series::LeaveOneOut => say!(
                self,
                "Hver rad er det samlede estimatet når den ene studien er utelatt; den prikkede linjen er estimatet \
                 fra alle studiene.",
                "Kvar rad er det samla estimatet når den eine studien er utelaten; den prikka linja er estimatet frå \
                 alle studiane.",
                "Each row is the pooled estimate without that one study; the dotted line is the estimate from all \
                 studies.",
            ),
            Series::Cumulative => say!(
                self,
                "Hver rad er det samlede estimatet av studien og alle før den; den prikkede linjen er estimatet fra \
                 alle studiene.",
                "Kvar rad er det samla estimatet av studien og alle før han; den prikka linja er estimatet frå alle \
                 studiane.",
                "Each row is the pooled estimate of the study and all before it; the dotted line is the estimate from \
                 all studies.",
            ),
            Series::Other => say!(
                self,
                "Den prikkede linjen er det samlede estimatet fra alle studiene.",
                "Den prikka linja er det samla estimatet frå alle studiane.",
                "The dotted line is the pooled estimate from all studies.",
            ),
        }
    }

    /// Note: what stands for a number that was not reported or does not exist.
    pub(crate) fn forest_missing(self) -> &'static str {
        say!(
            self,
            "– betyr at tallet ikke er oppgitt eller ikke kan regnes ut.",
            "– tyder at talet ikkje er oppgitt eller ikkje kan reknast ut.",
            "– means that the number was not reported or cannot be computed.",
        )
    }

    /// Note: the test of whether subgroups differ. `by` is what divides them, as it stands inside a sentence.
    pub(crate) fn forest_subgroups_differ(self, by: &str, test: &Test) -> String {
        let mut parts = Vec::new();
        parts.extend(self.test_statistic(test));
        parts.push(self.p_statement(test.p));
        let result = parts.join("; ");
        say!(
            self,
            format!("Test for forskjell mellom undergruppene ({by}): {result}."),
            format!("Test for skilnad mellom undergruppene ({by}): {result}."),
            format!("Test for differences between subgroups ({by}): {result}."),
        )
    }

    /// Note: why there is no test of whether subgroups differ.
    pub(crate) fn forest_subgroups_untested(self, by: &str, reason: &str) -> String {
        say!(
            self,
            format!("Forskjellen mellom undergruppene ({by}) er ikke testet: {reason}."),
            format!("Skilnaden mellom undergruppene ({by}) er ikkje testa: {reason}."),
            format!("The difference between subgroups ({by}) is not tested: {reason}."),
        )
    }

    /// Note: the signs of the risk of bias, already worded («+ lav»), and the domains («A måling»), where they are shown.
    pub(crate) fn forest_bias_means(self, tool: Option<&str>, signs: &[String], domains: &[String]) -> String {
        let tool = tool.map_or_else(String::new, |tool| format!(" ({tool})"));
        let (signs, letters) = (signs.join(", "), domains.join(", "));
        match domains.is_empty() {
            true => say!(
                self,
                format!("Risiko for skjevheter samlet{tool}: {signs}."),
                format!("Risiko for skeivleikar samla{tool}: {signs}."),
                format!("Overall risk of bias{tool}: {signs}."),
            ),
            false => say!(
                self,
                format!("Risiko for skjevheter{tool}: {signs}; {letters}."),
                format!("Risiko for skeivleikar{tool}: {signs}; {letters}."),
                format!("Risk of bias{tool}: {signs}; {letters}."),
            ),
        }
    }

    /// Note: how the numbers of the marked studies are known.
    pub(crate) fn forest_basis(self, basis: Basis) -> &'static str {
        match basis {
            Basis::Observed => say!(
                self,
                "Tallene er regnet ut fra persondata.",
                "Tala er rekna ut etter persondata.",
                "Numbers from individual data.",
            ),
            Basis::Published => {
                say!(self, "Tallene er publisert.", "Tala er publiserte.", "Numbers as published.")
            }
            Basis::Reconstructed => say!(
                self,
                "Tallene er regnet tilbake fra publiserte prosenter eller effektmål.",
                "Tala er rekna tilbake frå publiserte prosentar eller effektmål.",
                "Numbers worked back from published percentages or effects.",
            ),
            Basis::Inferred => say!(
                self,
                "Tallene er utledet av andre opplysninger.",
                "Tala er utleidde av andre opplysningar.",
                "Numbers inferred from other information.",
            ),
            Basis::Assumed => say!(self, "Tallene er antatt.", "Tala er tenkte.", "Numbers are assumed."),
            Basis::Rule => {
                say!(self, "Tallene følger av en regel.", "Tala følgjer av ein regel.", "Numbers follow from a rule.",)
            }
            Basis::Simulated => {
                say!(self, "Tallene er simulert.", "Tala er simulerte.", "Numbers are simulated.")
            }
        }
    }

    /// Note: abbreviations with what they stand for, in the order in which they are met. KI is always one of them.
    pub(crate) fn forest_abbreviations(self, others: &[(&str, &str)]) -> String {
        let (short, long) =
            say!(self, ("KI", "konfidensintervall"), ("KI", "konfidensintervall"), ("CI", "confidence interval"));
        let all = others.iter().copied().chain([(short, long)]);
        let worded: Vec<String> = all.map(|(short, long)| format!("{short}:{HARD_SPACE}{long}")).collect();
        format!("{}.", worded.join("; "))
    }

    /// What `SD` stands for.
    pub(crate) fn standard_deviation(self) -> &'static str {
        say!(self, "standardavvik", "standardavvik", "standard deviation")
    }

    /// Alt text: a forest plot of a review. The words of the author follow «for» and «of»; `undefined` of the studies have
    /// no estimate.
    pub(crate) fn alt_review(
        self,
        studies: u64,
        undefined: u64,
        effect: &str,
        outcome: &str,
        groups: Option<(&str, &str)>,
    ) -> String {
        let count = self.study_count(studies);
        let without = self.numeral(undefined);
        let count = match undefined {
            0 => count,
            _ if undefined == studies => say!(
                self,
                format!("{count} uten estimat"),
                format!("{count} utan estimat"),
                format!("{count} without an estimate"),
            ),
            _ => say!(
                self,
                format!("{count}, {without} av dem uten estimat"),
                format!("{count}, {without} av dei utan estimat"),
                format!("{count}, {without} of them without an estimate"),
            ),
        };
        match groups {
            Some((treated, control)) => say!(
                self,
                format!("Forest plot av {count}: {effect} for {outcome}, {treated} sammenlignet med {control}."),
                format!("Forest plot av {count}: {effect} for {outcome}, {treated} samanlikna med {control}."),
                format!("Forest plot of {count}: {effect} of {outcome}, {treated} compared with {control}."),
            ),
            None => say!(
                self,
                format!("Forest plot av {count}: {effect} for {outcome}."),
                format!("Forest plot av {count}: {effect} for {outcome}."),
                format!("Forest plot of {count}: {effect} of {outcome}."),
            ),
        }
    }

    /// Alt text: a forest plot of pooled estimates, row by row.
    pub(crate) fn alt_series(self, series: Series, rows: u64, effect: &str, outcome: &str) -> String {
        let many = self.numeral(rows);
        match series {
            Series::LeaveOneOut => say!(
                self,
                format!(
                    "Forest plot av samlet {effect} for {outcome} når én studie er utelatt om gangen, i {many} rader."
                ),
                format!(
                    "Forest plot av samla {effect} for {outcome} når éin studie er utelaten om gongen, i {many} rader."
                ),
                format!("Forest plot of the pooled {effect} of {outcome} without one study at a time, in {many} rows."),
            ),
            Series::Cumulative => say!(
                self,
                format!("Forest plot av samlet {effect} for {outcome} etter hvert som studiene kom, i {many} rader."),
                format!("Forest plot av samla {effect} for {outcome} etter kvart som studiane kom, i {many} rader."),
                format!("Forest plot of the pooled {effect} of {outcome} as studies were added, in {many} rows."),
            ),
            Series::Other => say!(
                self,
                format!("Forest plot av samlet {effect} for {outcome} i {many} rader."),
                format!("Forest plot av samla {effect} for {outcome} i {many} rader."),
                format!("Forest plot of the pooled {effect} of {outcome} in {many} rows."),
            ),
        }
    }

    /// Alt text: the smallest and the largest of pooled estimates, with the rows in which they stand as they follow
    /// «estimatet»: «uten Drake 1999», «for USA».
    pub(crate) fn alt_range_of_rows(self, least_row: &str, least: &str, most_row: &str, most: &str) -> String {
        say!(
            self,
            format!("Lavest er estimatet {least_row}: {least}; høyest er det {most_row}: {most}."),
            format!("Lågast er estimatet {least_row}: {least}; høgast er det {most_row}: {most}."),
            format!("The lowest estimate is that {least_row}: {least}; the highest is that {most_row}: {most}."),
        )
    }

    /// The row of a series as it stands inside a sentence, after «estimatet».
    pub(crate) fn forest_step_inside(self, series: Series, label: &str) -> String {
        match series {
            Series::LeaveOneOut => {
                say!(self, format!("uten {label}"), format!("utan {label}"), format!("without {label}"))
            }
            Series::Cumulative => {
                say!(self, format!("til og med {label}"), format!("til og med {label}"), format!("up to {label}"))
            }
            Series::Other => format!("for {label}"),
        }
    }

    /// Alt text: the estimate from all studies.
    pub(crate) fn alt_of_all_studies(self, pooled: &str) -> String {
        say!(
            self,
            format!("Med alle studiene er estimatet {pooled}."),
            format!("Med alle studiane er estimatet {pooled}."),
            format!("With all studies the estimate is {pooled}."),
        )
    }

    /// Alt text: in how many of the studies with an estimate the interval covers no effect.
    pub(crate) fn alt_studies_covering(self, covering: u64, all: u64, no_effect: &str) -> String {
        let some = self.numeral(covering);
        match (covering, all) {
            (0, _) => say!(
                self,
                format!("I ingen av studiene dekker intervallet {no_effect}, som betyr ingen effekt."),
                format!("I ingen av studiane dekkjer intervallet {no_effect}, som tyder ingen effekt."),
                format!("In none of the studies does the interval include {no_effect}, which means no effect."),
            ),
            (some, all) if some == all => say!(
                self,
                format!("I alle studiene dekker intervallet {no_effect}, som betyr ingen effekt."),
                format!("I alle studiane dekkjer intervallet {no_effect}, som tyder ingen effekt."),
                format!("In all studies the interval includes {no_effect}, which means no effect."),
            ),
            (1, _) => say!(
                self,
                format!("I én av studiene dekker intervallet {no_effect}, som betyr ingen effekt."),
                format!("I éin av studiane dekkjer intervallet {no_effect}, som tyder ingen effekt."),
                format!("In one of the studies the interval includes {no_effect}, which means no effect."),
            ),
            _ => say!(
                self,
                format!("I {some} av studiene dekker intervallet {no_effect}, som betyr ingen effekt."),
                format!("I {some} av studiane dekkjer intervallet {no_effect}, som tyder ingen effekt."),
                format!("In {some} of the studies the interval includes {no_effect}, which means no effect."),
            ),
        }
    }

    /// Alt text: the pooled estimate, and the prediction interval («0,83 til 5,00») where there is one.
    pub(crate) fn alt_pooled_and_predicted(self, pooled: &str, prediction: Option<&str>) -> String {
        match prediction {
            Some(prediction) => say!(
                self,
                format!("Samlet er estimatet {pooled}, og prediksjonsintervallet er {prediction}."),
                format!("Samla er estimatet {pooled}, og prediksjonsintervallet er {prediction}."),
                format!("The pooled estimate is {pooled}, and the prediction interval is {prediction}."),
            ),
            None => say!(
                self,
                format!("Samlet er estimatet {pooled}."),
                format!("Samla er estimatet {pooled}."),
                format!("The pooled estimate is {pooled}."),
            ),
        }
    }

    /// Alt text: how much the studies differ.
    pub(crate) fn alt_heterogeneity(self, i_squared: &str, tau_squared: Option<&str>) -> String {
        match tau_squared {
            Some(tau_squared) => say!(
                self,
                format!("Heterogeniteten I² er {i_squared}, og variansen mellom studiene τ² er {tau_squared}."),
                format!("Heterogeniteten I² er {i_squared}, og variansen mellom studiane τ² er {tau_squared}."),
                format!("The heterogeneity I² is {i_squared}, and the variance between studies τ² is {tau_squared}."),
            ),
            None => say!(
                self,
                format!("Heterogeniteten I² er {i_squared}."),
                format!("Heterogeniteten I² er {i_squared}."),
                format!("The heterogeneity I² is {i_squared}."),
            ),
        }
    }

    /// Alt text: the pooled estimates of subgroups, already listed; `by` is what divides them.
    pub(crate) fn alt_subgroups(self, by: &str, listed: &str) -> String {
        say!(
            self,
            format!("Etter undergruppe ({by}) er samlet estimat {listed}."),
            format!("Etter undergruppe ({by}) er samla estimat {listed}."),
            format!("By subgroup ({by}) the pooled estimates are {listed}."),
        )
    }

    /// Alt text of the panels after the first: which of the rows they show.
    pub(crate) fn alt_continued(self, first: u64, last: u64) -> String {
        let (first, last) = (self.count(first, Style::Text), self.count(last, Style::Text));
        say!(
            self,
            format!("Forest plot, fortsatt: rad {first} til {last}."),
            format!("Forest plot, framhald: rad {first} til {last}."),
            format!("Forest plot, continued: rows {first} to {last}."),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_and_intervals_are_named() {
        let nb = Locale::new(Language::Bokmal);
        assert_eq!(
            nb.forest_model(Method::RestrictedMaximumLikelihood, Some(Method::HartungKnapp)),
            "Modell med tilfeldige effekter (REML); intervall etter Hartung og Knapp."
        );
        assert_eq!(
            nb.forest_model(Method::ThreeLevel, Some(Method::ClusterRobustCr2)),
            "Modell med tilfeldige effekter (tre nivåer, REML); intervallet er regnet med klyngerobust metode (CR2) med \
             Satterthwaites frihetsgrader."
        );
        let en = Locale::new(Language::English);
        assert_eq!(
            en.forest_model(Method::MantelHaenszel, Some(Method::Wald)),
            "Common-effect model (Mantel–Haenszel); interval by Wald."
        );
    }

    #[test]
    fn extreme_ratios_are_neither_zero_nor_endless() {
        let nb = Locale::new(Language::Bokmal);
        assert_eq!(nb.forest_number(1e-6, Unit::Ratio, 2), "<0,01");
        assert_eq!(nb.forest_number(1e6, Unit::Ratio, 2), "1\u{a0}000\u{a0}000");
        assert_eq!(nb.forest_number(-0.104, Unit::ProportionDifference, 1), "−10,4");
        let bounds = Interval::Bounded { lower: 0.5, upper: f64::INFINITY };
        let (from, rest) = nb.forest_interval(&bounds, Unit::Ratio, 2, true);
        assert_eq!(from + &rest.unwrap(), "0,50\u{a0}til\u{a0}∞");
    }

    #[test]
    fn counts_of_studies_agree() {
        let nn = Locale::new(Language::Nynorsk);
        assert_eq!(nn.forest_pooled_of(1, None), "Samla (éin studie)");
        assert_eq!(nn.forest_pooled_of(17, Some("45\u{a0}%")), "Samla (17 studiar; I²\u{a0}=\u{a0}45\u{a0}%)");
    }
}
