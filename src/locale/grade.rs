//! What a review found, and how sure it is: the sentences of GRADE in three languages, one matrix a language.
//!
//! The English sentences are those of Santesso et al. (GRADE guidelines 26, Journal of Clinical Epidemiology 2020;119:126–135);
//! the Norwegian ones follow Folkehelseinstituttet. Every cell is a whole sentence into which the programme `{T}` and the
//! outcome `{U}` are put; no language is made from another by replacing words, because gender and word order differ.

use super::{HARD_SPACE, Locale, Style};
use crate::results::{Estimate, Language, Unit};
use crate::stats::Interval;

/// What the evidence says of an outcome, apart from its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Finding {
    /// A certainty from 1 (very low) to 4 (high), and a size from 0 (trivial) to 3 (large) with the sign of the effect.
    Effect {
        /// 1 very low, 2 low, 3 moderate, 4 high.
        certainty: u8,
        /// 0 trivial, 1 small but important, 2 moderate, 3 large.
        magnitude: i8,
    },
    /// Below the smallest important difference, in Folkehelseinstituttet's words, which tell a very small difference from
    /// one that is not noticeable.
    Unimportant {
        /// 1 very low, 2 low, 3 moderate, 4 high.
        certainty: u8,
        /// 1 where the whole interval is an increase, −1 where it is a reduction, 0 where it holds no difference.
        side: i8,
    },
    /// The risk is twice as high, or more than that; the outcome is worded so that it can follow «sannsynlighet for».
    Doubling {
        /// 2 low, 3 moderate, 4 high.
        certainty: u8,
        /// Whether it is more than twice.
        more: bool,
    },
    /// No study looked at the outcome.
    NoStudies,
    /// The studies give no estimate.
    NotEstimated,
    /// The numbers are not shown for the sake of privacy.
    NotShown,
}

/// The sentences of one language. Rows by certainty: high, moderate, low; columns by size: trivial, small, moderate, large.
struct Sentences {
    increase: [[&'static str; 4]; 3],
    reduction: [[&'static str; 4]; 3],
    /// By certainty: not noticeable, very small increase, very small reduction.
    unimportant: [[&'static str; 3]; 3],
    /// By certainty: twice, and more than twice.
    doubling: [[&'static str; 2]; 3],
    very_low: &'static str,
    no_studies: &'static str,
    not_estimated: &'static str,
    not_shown: &'static str,
}

const NB: Sentences = Sentences {
    increase: [
        [
            "{T} gir liten eller ingen forskjell i {U}.",
            "{T} øker {U} noe.",
            "{T} øker {U}.",
            "{T} gir stor økning i {U}.",
        ],
        [
            "{T} gir trolig liten eller ingen forskjell i {U}.",
            "{T} øker trolig {U} noe.",
            "{T} øker trolig {U}.",
            "{T} gir trolig stor økning i {U}.",
        ],
        [
            "{T} gir muligens liten eller ingen forskjell i {U}.",
            "Det er mulig at {U} øker noe.",
            "{T} øker muligens {U}.",
            "{T} gir muligens stor økning i {U}.",
        ],
    ],
    reduction: [
        [
            "{T} gir liten eller ingen forskjell i {U}.",
            "{T} reduserer {U} noe.",
            "{T} reduserer {U}.",
            "{T} gir stor nedgang i {U}.",
        ],
        [
            "{T} gir trolig liten eller ingen forskjell i {U}.",
            "{T} reduserer trolig {U} noe.",
            "{T} reduserer trolig {U}.",
            "{T} gir trolig stor nedgang i {U}.",
        ],
        [
            "{T} gir muligens liten eller ingen forskjell i {U}.",
            "Det er mulig at {U} går noe ned.",
            "{T} reduserer muligens {U}.",
            "{T} gir muligens stor nedgang i {U}.",
        ],
    ],
    unimportant: [
        [
            "Det er ingen merkbar forskjell når det gjelder {U}.",
            "Det er en svært liten økning i {U}.",
            "Det er en svært liten nedgang i {U}.",
        ],
        [
            "Det er trolig ingen merkbar forskjell når det gjelder {U}.",
            "Det er trolig en svært liten økning i {U}.",
            "Det er trolig en svært liten nedgang i {U}.",
        ],
        [
            "Det er muligens ingen merkbar forskjell når det gjelder {U}.",
            "Det er muligens en svært liten økning i {U}.",
            "Det er muligens en svært liten nedgang i {U}.",
        ],
    ],
    doubling: [
        ["{T} gir dobbelt så stor sannsynlighet for {U}.", "{T} gir mer enn dobbelt så stor sannsynlighet for {U}."],
        [
            "{T} gir trolig dobbelt så stor sannsynlighet for {U}.",
            "{T} gir trolig mer enn dobbelt så stor sannsynlighet for {U}.",
        ],
        [
            "{T} gir muligens dobbelt så stor sannsynlighet for {U}.",
            "{T} gir muligens mer enn dobbelt så stor sannsynlighet for {U}.",
        ],
    ],
    very_low: "Vi har svært lav tillit til resultatet, og kan ikke trekke konklusjoner om effekten av {T} på {U}.",
    no_studies: "Vi fant ingen studier som undersøkte {U}.",
    not_estimated: "Effekten av {T} på {U} lar seg ikke beregne.",
    not_shown: "Resultatet for {U} vises ikke av hensyn til personvern.",
};

const NN: Sentences = Sentences {
    increase: [
        [
            "{T} gir liten eller ingen skilnad i {U}.",
            "{T} aukar {U} noko.",
            "{T} aukar {U}.",
            "{T} gir ein stor auke i {U}.",
        ],
        [
            "{T} gir truleg liten eller ingen skilnad i {U}.",
            "{T} aukar truleg {U} noko.",
            "{T} aukar truleg {U}.",
            "{T} gir truleg ein stor auke i {U}.",
        ],
        [
            "{T} gir moglegvis liten eller ingen skilnad i {U}.",
            "Det er mogleg at {U} aukar noko.",
            "{T} aukar moglegvis {U}.",
            "{T} gir moglegvis ein stor auke i {U}.",
        ],
    ],
    reduction: [
        [
            "{T} gir liten eller ingen skilnad i {U}.",
            "{T} reduserer {U} noko.",
            "{T} reduserer {U}.",
            "{T} gir ein stor nedgang i {U}.",
        ],
        [
            "{T} gir truleg liten eller ingen skilnad i {U}.",
            "{T} reduserer truleg {U} noko.",
            "{T} reduserer truleg {U}.",
            "{T} gir truleg ein stor nedgang i {U}.",
        ],
        [
            "{T} gir moglegvis liten eller ingen skilnad i {U}.",
            "Det er mogleg at {U} går noko ned.",
            "{T} reduserer moglegvis {U}.",
            "{T} gir moglegvis ein stor nedgang i {U}.",
        ],
    ],
    unimportant: [
        [
            "Det er ingen merkbar skilnad når det gjeld {U}.",
            "Det er ein svært liten auke i {U}.",
            "Det er ein svært liten nedgang i {U}.",
        ],
        [
            "Det er truleg ingen merkbar skilnad når det gjeld {U}.",
            "Det er truleg ein svært liten auke i {U}.",
            "Det er truleg ein svært liten nedgang i {U}.",
        ],
        [
            "Det er moglegvis ingen merkbar skilnad når det gjeld {U}.",
            "Det er moglegvis ein svært liten auke i {U}.",
            "Det er moglegvis ein svært liten nedgang i {U}.",
        ],
    ],
    doubling: [
        ["{T} gir dobbelt så stort sannsyn for {U}.", "{T} gir meir enn dobbelt så stort sannsyn for {U}."],
        [
            "{T} gir truleg dobbelt så stort sannsyn for {U}.",
            "{T} gir truleg meir enn dobbelt så stort sannsyn for {U}.",
        ],
        [
            "{T} gir moglegvis dobbelt så stort sannsyn for {U}.",
            "{T} gir moglegvis meir enn dobbelt så stort sannsyn for {U}.",
        ],
    ],
    very_low: "Vi har svært låg tillit til resultatet, og kan ikkje trekkje konklusjonar om effekten av {T} på {U}.",
    no_studies: "Vi fann ingen studiar som undersøkte {U}.",
    not_estimated: "Effekten av {T} på {U} lèt seg ikkje rekne ut.",
    not_shown: "Resultatet for {U} blir ikkje vist av omsyn til personvern.",
};

const EN: Sentences = Sentences {
    increase: [
        [
            "{T} results in little to no difference in {U}.",
            "{T} increases {U} slightly.",
            "{T} increases {U}.",
            "{T} results in a large increase in {U}.",
        ],
        [
            "{T} probably results in little to no difference in {U}.",
            "{T} probably increases {U} slightly.",
            "{T} probably increases {U}.",
            "{T} probably results in a large increase in {U}.",
        ],
        [
            "{T} may result in little to no difference in {U}.",
            "{T} may increase {U} slightly.",
            "{T} may increase {U}.",
            "{T} may result in a large increase in {U}.",
        ],
    ],
    reduction: [
        [
            "{T} results in little to no difference in {U}.",
            "{T} reduces {U} slightly.",
            "{T} reduces {U}.",
            "{T} results in a large reduction in {U}.",
        ],
        [
            "{T} probably results in little to no difference in {U}.",
            "{T} probably reduces {U} slightly.",
            "{T} probably reduces {U}.",
            "{T} probably results in a large reduction in {U}.",
        ],
        [
            "{T} may result in little to no difference in {U}.",
            "{T} may reduce {U} slightly.",
            "{T} may reduce {U}.",
            "{T} may result in a large reduction in {U}.",
        ],
    ],
    unimportant: [
        [
            "There is no noticeable difference in {U}.",
            "There is a very small increase in {U}.",
            "There is a very small reduction in {U}.",
        ],
        [
            "There is probably no noticeable difference in {U}.",
            "There is probably a very small increase in {U}.",
            "There is probably a very small reduction in {U}.",
        ],
        [
            "There may be no noticeable difference in {U}.",
            "There may be a very small increase in {U}.",
            "There may be a very small reduction in {U}.",
        ],
    ],
    doubling: [
        ["{T} doubles the likelihood of {U}.", "{T} more than doubles the likelihood of {U}."],
        ["{T} probably doubles the likelihood of {U}.", "{T} probably more than doubles the likelihood of {U}."],
        ["{T} may double the likelihood of {U}.", "{T} may more than double the likelihood of {U}."],
    ],
    very_low: "The evidence is very uncertain about the effect of {T} on {U}.",
    no_studies: "We found no studies that examined {U}.",
    not_estimated: "The effect of {T} on {U} cannot be estimated.",
    not_shown: "The result for {U} is not shown, to protect privacy.",
};

impl Locale {
    /// What was found of an outcome, as a whole sentence with the programme and the outcome in it.
    ///
    /// At very low certainty the size is not mentioned, whatever it is. A certainty outside 1 to 4 is taken for the nearest.
    ///
    /// ```
    /// use utfall::locale::{Finding, Locale};
    /// use utfall::results::Language;
    /// let nb = Locale::new(Language::Bokmal);
    /// let low_and_large = Finding::Effect { certainty: 2, magnitude: 3 };
    /// assert_eq!(
    ///     nb.finding(low_and_large, "individuell jobbstøtte", "andelen i arbeid"),
    ///     "Individuell jobbstøtte gir muligens stor økning i andelen i arbeid."
    /// );
    /// assert_eq!(
    ///     nb.finding(Finding::Doubling { certainty: 3, more: true }, "IPS", "å komme i arbeid"),
    ///     "IPS gir trolig mer enn dobbelt så stor sannsynlighet for å komme i arbeid."
    /// );
    /// assert_eq!(
    ///     nb.finding(Finding::Unimportant { certainty: 3, side: 1 }, "IPS", "arbeidstakernes inntekt"),
    ///     "Det er trolig en svært liten økning i arbeidstakernes inntekt."
    /// );
    /// ```
    pub fn finding(self, finding: Finding, programme: &str, outcome: &str) -> String {
        let sentences = match self.language() {
            Language::Bokmal => &NB,
            Language::Nynorsk => &NN,
            Language::English => &EN,
        };
        let row = |certainty: u8| usize::from(4 - certainty.clamp(2, 4));
        let sentence = match finding {
            Finding::Effect { certainty: 0 | 1, .. }
            | Finding::Unimportant { certainty: 0 | 1, .. }
            | Finding::Doubling { certainty: 0 | 1, .. } => sentences.very_low,
            Finding::Effect { certainty, magnitude } => {
                let size = usize::from(magnitude.unsigned_abs().min(3));
                let matrix = if magnitude < 0 { &sentences.reduction } else { &sentences.increase };
                matrix[row(certainty)][size]
            }
            Finding::Unimportant { certainty, side } => {
                sentences.unimportant[row(certainty)][match side {
                    0 => 0,
                    1.. => 1,
                    _ => 2,
                }]
            }
            Finding::Doubling { certainty, more } => sentences.doubling[row(certainty)][usize::from(more)],
            Finding::NoStudies => sentences.no_studies,
            Finding::NotEstimated => sentences.not_estimated,
            Finding::NotShown => sentences.not_shown,
        };
        let filled = fill(sentence, programme, outcome);
        let mut letters = filled.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// What a level of certainty means, as a sentence: «Lav tillit: …».
    pub fn certainty_definition(self, certainty: u8) -> &'static str {
        match certainty {
            4 => self.choose(
                "Høy tillit: Effekten ligger trolig svært nær estimatet.",
                "Høg tillit: Effekten ligg truleg svært nær estimatet.",
                "High certainty: the effect is very likely close to the estimate.",
            ),
            3 => self.choose(
                "Moderat tillit: Effekten ligger trolig nær estimatet, men kan avvike vesentlig.",
                "Moderat tillit: Effekten ligg truleg nær estimatet, men kan avvike vesentleg.",
                "Moderate certainty: the effect is probably close to the estimate, but may be substantially different.",
            ),
            2 => self.choose(
                "Lav tillit: Effekten kan avvike vesentlig fra estimatet.",
                "Låg tillit: Effekten kan avvike vesentleg frå estimatet.",
                "Low certainty: the effect may be substantially different from the estimate.",
            ),
            _ => self.choose(
                "Svært lav tillit: Effekten avviker sannsynligvis vesentlig fra estimatet.",
                "Svært låg tillit: Effekten avvik sannsynlegvis vesentleg frå estimatet.",
                "Very low certainty: the effect is likely to be substantially different from the estimate.",
            ),
        }
    }

    /// Why the certainty is lower or higher than what the design of the studies gives, without full stop: «Nedgradert ett
    /// nivå på grunn av upresise resultater». `None` for what is no domain of GRADE.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::Language;
    /// let nn = Locale::new(Language::Nynorsk);
    /// assert_eq!(
    ///     nn.graded("imprecision", 2).as_deref(),
    ///     Some("Nedgradert to nivå på grunn av upresise resultat")
    /// );
    /// ```
    pub fn graded(self, domain: &str, levels: u64) -> Option<String> {
        let levels = match levels {
            1 => self.choose("ett nivå", "eitt nivå", "one level"),
            2 => self.choose("to nivåer", "to nivå", "two levels"),
            _ => self.choose("tre nivåer", "tre nivå", "three levels"),
        };
        let sentence = match domain {
            "risk_of_bias" => self.choose(
                "Nedgradert {} på grunn av risiko for skjevheter",
                "Nedgradert {} på grunn av risiko for skeivleikar",
                "Downgraded {} because of risk of bias",
            ),
            "inconsistency" => self.choose(
                "Nedgradert {} på grunn av manglende samsvar mellom studiene",
                "Nedgradert {} på grunn av manglande samsvar mellom studiane",
                "Downgraded {} because of inconsistency between the studies",
            ),
            "indirectness" => self.choose(
                "Nedgradert {} på grunn av indirekte sammenligning (overførbarhet)",
                "Nedgradert {} på grunn av indirekte samanlikning (overføringsverdi)",
                "Downgraded {} because of indirectness",
            ),
            "imprecision" => self.choose(
                "Nedgradert {} på grunn av upresise resultater",
                "Nedgradert {} på grunn av upresise resultat",
                "Downgraded {} because of imprecision",
            ),
            "publication_bias" => self.choose(
                "Nedgradert {} på grunn av publiseringsskjevhet",
                "Nedgradert {} på grunn av publiseringsskeivleik",
                "Downgraded {} because of publication bias",
            ),
            "large_effect" => self.choose(
                "Oppgradert {} på grunn av stor effekt",
                "Oppgradert {} på grunn av stor effekt",
                "Upgraded {} because of a large effect",
            ),
            "dose_response" => self.choose(
                "Oppgradert {} på grunn av dose–respons-sammenheng",
                "Oppgradert {} på grunn av dose–respons-samanheng",
                "Upgraded {} because of a dose–response relation",
            ),
            "confounding" => self.choose(
                "Oppgradert {} fordi konfundering ville ha redusert effekten",
                "Oppgradert {} fordi konfundering ville ha redusert effekten",
                "Upgraded {} because confounding would have reduced the effect",
            ),
            _ => return None,
        };
        Some(sentence.replace("{}", levels))
    }

    /// A domain of risk of bias as the heading of a column, or `overall`; `–` for what is no domain.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::Language;
    /// assert_eq!(Locale::new(Language::Bokmal).bias_domain("missing_data"), "Manglende data");
    /// ```
    pub fn bias_domain(self, name: &str) -> &'static str {
        match name {
            "randomisation" => self.choose("Tilfeldig fordeling", "Tilfeldig fordeling", "Random allocation"),
            "deviations" => self.choose("Avvik fra tiltaket", "Avvik frå tiltaket", "Deviations"),
            "missing_data" => self.choose("Manglende data", "Manglande data", "Missing data"),
            "measurement" => self.choose("Måling av utfallet", "Måling av utfallet", "Measurement"),
            "reporting" => self.choose("Utvalgte resultater", "Utvalde resultat", "Reported result"),
            "confounding" => self.choose("Konfundering", "Konfundering", "Confounding"),
            "selection" => self.choose("Utvalg av deltakere", "Utval av deltakarar", "Selection of participants"),
            "classification" => {
                self.choose("Klassifisering av tiltak", "Klassifisering av tiltak", "Classification of programmes")
            }
            "overall" => self.choose("Samlet", "Samla", "Overall"),
            _ => super::NO_NUMBER,
        }
    }

    /// A difference without sign: «250 flere» of persons and times, «2,5 høyere» of all else, «0,30 SD høyere» of
    /// standardised ones; nought alone.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::{Language, Unit};
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.more_or_fewer(0.25, Unit::PerThousand, 0), "250\u{a0}flere");
    /// assert_eq!(nb.more_or_fewer(-0.8, Unit::Points, 1), "0,8\u{a0}lavere");
    /// assert_eq!(nb.more_or_fewer(-0.04, Unit::Points, 1), "0,0");
    /// ```
    pub fn more_or_fewer(self, value: f64, unit: Unit, decimals: i8) -> String {
        let shown = self.shown(value.abs(), unit, decimals, Style::Table);
        let standardised = unit == Unit::EffectSize;
        let shown = if standardised { format!("{shown}{HARD_SPACE}SD") } else { shown };
        if !shown.contains(|c: char| ('1'..='9').contains(&c) || c == '∞') {
            return shown;
        }
        let counted =
            matches!(unit, Unit::PerThousand | Unit::Persons | Unit::Years | Unit::Months | Unit::Weeks | Unit::Days);
        let word = match (counted, value > 0.0) {
            (true, true) => self.choose("flere", "fleire", "more"),
            (true, false) => self.choose("færre", "færre", "fewer"),
            (false, true) => self.choose("høyere", "høgare", "higher"),
            (false, false) => self.choose("lavere", "lågare", "lower"),
        };
        format!("{shown}{HARD_SPACE}{word}")
    }

    /// Both ends of an interval of a difference: «8 færre til 224 flere»; nothing where it has no two ends.
    pub fn more_or_fewer_interval(self, estimate: &Estimate) -> Option<String> {
        let Interval::Bounded { lower, upper } = estimate.interval?.bounds else { return None };
        let [lower, upper] = [lower, upper].map(|end| self.more_or_fewer(end, estimate.unit, estimate.decimals));
        Some(format!("{lower} {} {upper}", self.words().to))
    }

    /// Both ends of an interval as a table groups its digits: «70 til 1 000»; nothing where it has no two ends.
    pub fn interval_in_table(self, estimate: &Estimate) -> Option<String> {
        let Interval::Bounded { lower, upper } = estimate.interval?.bounds else { return None };
        let [lower, upper] = [lower, upper].map(|end| self.shown(end, estimate.unit, estimate.decimals, Style::Table));
        Some(format!("{lower}{HARD_SPACE}{}{HARD_SPACE}{upper}", self.words().to))
    }

    /// A difference with its unit and interval, for running text: «100 flere per 1 000 (95 % KI fra 8 flere til 224
    /// flere)», «14 dager (95 % KI 4 til 24)».
    pub fn absolute_difference(self, estimate: &Estimate) -> String {
        let Estimate { value, unit, decimals, .. } = *estimate;
        if unit != Unit::PerThousand {
            let written = match unit {
                Unit::EffectSize => format!("{}{HARD_SPACE}SD", self.shown(value, unit, decimals, Style::Text)),
                _ => self.with_unit(value, unit, decimals, Style::Text),
            };
            return match self.confidence(estimate) {
                Some(interval) => format!("{written} ({interval})"),
                None => written,
            };
        }
        let written = format!(
            "{}{HARD_SPACE}{}",
            self.more_or_fewer(value, unit, decimals),
            self.unit_name(unit, Style::Text).replace(' ', "\u{a0}")
        );
        match (self.more_or_fewer_interval(estimate), estimate.interval) {
            (Some(ends), Some(interval)) => {
                let name = self.confidence_name(interval.level, Style::Table);
                format!("{written} ({name} {} {ends})", self.choose("fra", "frå", "from"))
            }
            _ => written,
        }
    }

    /// The words for an outcome within a sentence: the label with a small first letter, unless that is a name or an
    /// abbreviation, whose second letter is a capital or no letter.
    pub(crate) fn within_sentence(self, label: &str) -> String {
        let mut letters = label.chars();
        match (letters.next(), letters.clone().next()) {
            (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
                first.to_lowercase().chain(letters).collect()
            }
            _ => label.to_owned(),
        }
    }

    /// Where the risk or level without the programme comes from, where the author says it: «Kontrollgruppen: ».
    pub(crate) fn grounds_of_control(self) -> &'static str {
        self.choose("Nivået i kontrollgruppen: ", "Nivået i kontrollgruppa: ", "Level in the control group: ")
    }

    /// The sentence that says by which method the risk without the programme was worked out.
    pub(crate) fn control_risk_by(self, method: &str) -> String {
        match self.language() {
            Language::Bokmal => format!("Risikoen i kontrollgruppen er {method}."),
            Language::Nynorsk => format!("Risikoen i kontrollgruppa er {method}."),
            Language::English => format!("The risk in the control group is {method}."),
        }
    }
}

/// A sentence with the programme and the outcome in their places. What they contain is not looked at again.
fn fill(sentence: &str, programme: &str, outcome: &str) -> String {
    let mut filled = String::with_capacity(sentence.len() + programme.len() + outcome.len());
    let mut rest = sentence;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        let (words, length) = if rest[at..].starts_with("{T}") { (programme, 3) } else { (outcome, 3) };
        filled.push_str(words);
        rest = &rest[at + length..];
    }
    filled.push_str(rest);
    filled
}
