//! Words inside charts and the sentences that describe them, whole per language.

use super::{Locale, NO_NUMBER, Style};
use crate::results::{Estimate, Language, Unit};
use crate::stats::Level;

/// The effect that a forest plot or a bar chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Difference of two shares.
    RiskDifference,
    /// Relative risk.
    RiskRatio,
    /// Odds ratio.
    OddsRatio,
    /// Any other estimate.
    Other,
}

/// One of three texts, by language.
macro_rules! say {
    ($locale:expr, $nb:expr, $nn:expr, $en:expr $(,)?) => {
        match $locale.language() {
            Language::Bokmal => $nb,
            Language::Nynorsk => $nn,
            Language::English => $en,
        }
    };
}

pub(super) use say;

impl Locale {
    /// A group that the author has not named, as it stands inside a sentence.
    pub(crate) fn group_name(self, treated: bool) -> &'static str {
        match treated {
            true => say!(self, "tiltaksgruppen", "tiltaksgruppa", "the programme group"),
            false => say!(self, "kontrollgruppen", "kontrollgruppa", "the control group"),
        }
    }

    /// The name of an effect, in lower case.
    pub(crate) fn effect_name(self, effect: Effect) -> &'static str {
        match effect {
            Effect::RiskDifference => {
                say!(self, "differanse i prosentpoeng", "differanse i prosentpoeng", "difference in percentage points")
            }
            Effect::RiskRatio => say!(self, "relativ risiko", "relativ risiko", "risk ratio"),
            Effect::OddsRatio => say!(self, "oddsratio", "oddsratio", "odds ratio"),
            Effect::Other => say!(self, "effekt", "effekt", "effect"),
        }
    }

    /// The name of an effect as a unit after a title: with the abbreviation that stands over its column.
    pub(crate) fn effect_unit(self, effect: Effect) -> String {
        let name = self.effect_name(effect);
        match effect {
            Effect::RiskRatio | Effect::OddsRatio => format!("{name} ({})", self.estimate_head(effect)),
            Effect::RiskDifference | Effect::Other => name.to_owned(),
        }
    }

    /// The header over the estimates of a forest plot.
    pub(crate) fn estimate_head(self, effect: Effect) -> &'static str {
        match effect {
            Effect::RiskDifference => say!(self, "Differanse", "Differanse", "Difference"),
            Effect::RiskRatio => "RR",
            Effect::OddsRatio => "OR",
            Effect::Other => say!(self, "Estimat", "Estimat", "Estimate"),
        }
    }

    /// The header over the numbers under a course over time.
    pub(crate) fn observed_head(self) -> &'static str {
        say!(self, "Antall observert", "Talet på observerte", "Number observed")
    }

    /// The box of those who were assessed for eligibility.
    pub(crate) fn flow_assessed(self) -> &'static str {
        say!(self, "Vurdert for deltakelse", "Vurderte for deltaking", "Assessed for eligibility")
    }

    /// Those who were not allocated.
    pub(crate) fn flow_not_allocated(self) -> &'static str {
        say!(self, "Ikke fordelt", "Ikkje fordelte", "Not allocated")
    }

    /// The box of those who were allocated.
    pub(crate) fn flow_allocated(self) -> &'static str {
        say!(self, "Fordelt", "Fordelte", "Allocated")
    }

    /// Those for whom the condition of a population does not hold.
    pub(crate) fn flow_condition(self) -> &'static str {
        say!(self, "Oppfyller ikke vilkårene", "Oppfyller ikkje vilkåra", "Does not meet the conditions")
    }

    /// The words before those who left, in a description.
    pub(crate) fn flow_left(self) -> &'static str {
        say!(self, "Gikk ut:", "Gjekk ut:", "Left:")
    }

    /// The stages of a review by their names in results.
    pub(crate) fn flow_review(self, name: &str) -> &'static str {
        match name {
            "identified" => say!(
                self,
                "Funnet i databaser og registre",
                "Funne i databasar og register",
                "Identified in databases and registers"
            ),
            "other_methods" => say!(self, "Funnet på andre måter", "Funne på andre måtar", "Identified in other ways"),
            "removed" => {
                say!(self, "Fjernet før vurdering", "Fjerna før vurdering", "Removed before screening")
            }
            "screened" => say!(
                self,
                "Vurdert på tittel og sammendrag",
                "Vurderte på tittel og samandrag",
                "Screened by title and abstract"
            ),
            "excluded_on_screening" => say!(self, "Utelukket", "Utelukka", "Excluded"),
            "sought" => say!(self, "Søkt i fulltekst", "Søkte i fulltekst", "Sought for retrieval"),
            "not_retrieved" => say!(self, "Ikke funnet i fulltekst", "Ikkje funne i fulltekst", "Not retrieved"),
            "assessed" => say!(self, "Vurdert i fulltekst", "Vurderte i fulltekst", "Assessed in full text"),
            _ => say!(self, "Utelukket etter fulltekst", "Utelukka etter fulltekst", "Excluded after full text"),
        }
    }

    /// The last box of a review.
    pub(crate) fn flow_included(self, studies: &str, reports: &str) -> String {
        say!(
            self,
            format!("Inkludert: {studies} studier i {reports} publikasjoner"),
            format!("Inkludert: {studies} studiar i {reports} publikasjonar"),
            format!("Included: {studies} studies in {reports} reports")
        )
    }

    /// The title of an axis of years that an effect lasts.
    pub(crate) fn duration_of_effect(self) -> &'static str {
        say!(self, "varighet av effekten", "kor lenge effekten varer", "duration of the effect")
    }

    /// The title of an axis of horizons, where the effect does not last as long.
    pub(crate) fn time_horizon(self) -> &'static str {
        say!(self, "tidshorisont", "tidshorisont", "time horizon")
    }

    /// The name of an axis of the years or months that are counted.
    pub(crate) fn horizon_axis(self, in_years: bool) -> &'static str {
        match in_years {
            true => say!(self, "år", "år", "years"),
            false => say!(self, "måneder", "månader", "months"),
        }
    }

    /// The name of an axis of wages.
    pub(crate) fn wage_axis(self, price_year: u16) -> String {
        say!(
            self,
            format!("bruttolønn, tusen {price_year}-kroner i året"),
            format!("bruttoløn, tusen {price_year}-kroner i året"),
            format!("gross wage, NOK 1,000 a year, {price_year} prices"),
        )
    }

    /// The unit of an axis of what a programme is worth per participant.
    pub(crate) fn kroner_per_participant(self, price_year: u16, thousands: bool) -> String {
        match thousands {
            true => say!(
                self,
                format!("tusen {price_year}-kroner per deltaker"),
                format!("tusen {price_year}-kroner per deltakar"),
                format!("NOK 1,000 per participant, {price_year} prices"),
            ),
            false => say!(
                self,
                format!("{price_year}-kroner per deltaker"),
                format!("{price_year}-kroner per deltakar"),
                format!("NOK per participant, {price_year} prices"),
            ),
        }
    }

    /// Alt text: what a chart of net present values shows.
    pub(crate) fn alt_value_curves(self, listed: &str) -> String {
        say!(
            self,
            format!(
                "Linjer over netto nåverdi per deltaker etter hvor lang tid som regnes med. Ved slutten er den {listed}."
            ),
            format!(
                "Linjer over netto noverdi per deltakar etter kor lang tid som er rekna med. Ved slutten er han {listed}."
            ),
            format!(
                "Lines of the net present value per participant by how long is counted. At the end it is {listed}."
            ),
        )
    }

    /// One of the items of [`Locale::alt_value_curves`].
    pub(crate) fn alt_value_at(self, name: &str, value: &str, time: &str) -> String {
        say!(
            self,
            format!("{value} etter {time} for {name}"),
            format!("{value} etter {time} for {name}"),
            format!("{value} after {time} for {name}"),
        )
    }

    /// Alt text: what a chart of the probability of breaking even shows.
    pub(crate) fn alt_chances(self) -> &'static str {
        say!(
            self,
            "Linjer over sannsynligheten for at tiltaket bærer kostnadene, etter bruttolønnen for dem som kom i arbeid, én for hver tidshorisont.",
            "Linjer over sannsynet for at tiltaket ber kostnadene, etter bruttoløna for dei som kom i arbeid, éi for kvar tidshorisont.",
            "Lines of the probability that the programme carries its costs, by the gross wage of those who found work, one for each horizon.",
        )
    }

    /// Alt text: the probabilities at a wage, already listed.
    pub(crate) fn alt_chances_at(self, wage: &str, listed: &str) -> String {
        say!(
            self,
            format!("Ved {wage} er den {listed}."),
            format!("Ved {wage} er det {listed}."),
            format!("At {wage} it is {listed}."),
        )
    }

    /// The unit of an axis in thousands of kroner of a price year.
    pub(crate) fn thousand_kroner(self, price_year: u16) -> String {
        say!(
            self,
            format!("tusen {price_year}-kroner i året"),
            format!("tusen {price_year}-kroner i året"),
            format!("NOK 1,000 a year, {price_year} prices"),
        )
    }

    /// The unit of an axis in millions of kroner of a price year.
    pub(crate) fn million_kroner(self, price_year: u16) -> String {
        say!(
            self,
            format!("millioner {price_year}-kroner i året"),
            format!("millionar {price_year}-kroner i året"),
            format!("NOK million a year, {price_year} prices"),
        )
    }

    /// Note: bands are intervals.
    pub(crate) fn note_bands(self, level: Level) -> String {
        let name = self.confidence_name(level, Style::Text);
        say!(self, format!("Feltene er {name}er."), format!("Felta er {name}."), format!("The bands are {name}s."))
    }

    /// Note: thin lines are intervals.
    pub(crate) fn note_lines(self, level: Level) -> String {
        let name = self.confidence_name(level, Style::Text);
        say!(
            self,
            format!("De tynne linjene er {name}er."),
            format!("Dei tynne linjene er {name}."),
            format!("The thin lines are {name}s."),
        )
    }

    /// Note: arrows go on outside the axis.
    pub(crate) fn note_arrows(self) -> String {
        say!(
            self,
            "Pilene viser intervaller som går ut over aksen.",
            "Pilene viser intervall som går ut over aksen.",
            "Arrows mark intervals that reach beyond the axis.",
        )
        .to_owned()
    }

    /// Note: the columns of counts in a forest plot.
    pub(crate) fn note_counts(self) -> String {
        say!(
            self,
            "Kolonnene for gruppene viser antall med utfallet og antall i alt.",
            "Kolonnane for gruppene viser talet på dei med utfallet og talet i alt.",
            "Group columns show people with the outcome out of all in the group.",
        )
        .to_owned()
    }

    /// Note: what stands for a number that does not exist.
    pub(crate) fn note_no_estimate(self) -> String {
        say!(
            self,
            "– betyr at tallet ikke kan regnes ut.",
            "– tyder at talet ikkje kan reknast ut.",
            "– means that the number cannot be computed.",
        )
        .to_owned()
    }

    /// Note: what a gap in a line means.
    pub(crate) fn note_gaps(self) -> String {
        say!(
            self,
            "Linjene mangler der tallet ikke er kjent eller ikke vises.",
            "Linjene manglar der talet ikkje er kjent eller ikkje blir vist.",
            "Lines are missing where the number is not known or not shown.",
        )
        .to_owned()
    }

    /// Note: why there is no wage for some horizons, which are listed.
    pub(crate) fn note_no_wage(self, horizons: &str, reason: &str) -> String {
        say!(
            self,
            format!("Ikke vist for {horizons}: {reason}."),
            format!("Ikkje vist for {horizons}: {reason}."),
            format!("Not shown for {horizons}: {reason}."),
        )
    }

    /// A number that someone chose, with its unit, in a sentence: `18 måneder`.
    pub(crate) fn plain(self, value: f64, unit: Unit) -> String {
        self.exact(value, unit, Style::Text)
    }

    /// What stands where there is no number.
    pub(crate) fn no_value(self) -> &'static str {
        NO_NUMBER
    }

    /// A value with its unit and interval in a sentence: `37,4 prosent (95 % KI 31,3 til 43,9)`.
    pub(crate) fn value_and_interval(self, estimate: &Estimate) -> String {
        let value = self.with_unit(estimate.value, estimate.unit, estimate.decimals, Style::Text);
        match self.confidence(estimate) {
            Some(interval) => format!("{value} ({interval})"),
            None => value,
        }
    }

    /// Alt text: a forest plot of `number` estimates.
    pub(crate) fn alt_forest(self, effect: Effect, number: u64) -> String {
        let name = self.effect_name(effect);
        if number == 0 {
            return say!(
                self,
                format!("Forest plot for {name}, uten estimater."),
                format!("Forest plot for {name}, utan estimat."),
                format!("Forest plot of the {name}, without estimates."),
            );
        }
        if number == 1 {
            return say!(
                self,
                format!("Forest plot med ett estimat for {name}."),
                format!("Forest plot med eitt estimat for {name}."),
                format!("Forest plot of one estimate of the {name}."),
            );
        }
        let many = self.numeral(number);
        say!(
            self,
            format!("Forest plot med {many} estimater for {name}."),
            format!("Forest plot med {many} estimat for {name}."),
            format!("Forest plot of {many} estimates of the {name}."),
        )
    }

    /// Alt text: a bar chart of an effect.
    pub(crate) fn alt_bars_of_effect(self, effect: Effect, number: u64) -> String {
        let (name, many) = (self.effect_name(effect), self.numeral(number));
        if number == 1 {
            return say!(
                self,
                format!("Stolpediagram med én stolpe for {name}."),
                format!("Stolpediagram med éin stolpe for {name}."),
                format!("Bar chart with one bar for the {name}."),
            );
        }
        say!(
            self,
            format!("Stolpediagram med {many} stolper for {name}."),
            format!("Stolpediagram med {many} stolpar for {name}."),
            format!("Bar chart with {many} bars for the {name}."),
        )
    }

    /// Alt text: a bar chart of shares, of these groups.
    pub(crate) fn alt_bars_of_shares(self, groups: &str) -> String {
        say!(
            self,
            format!("Stolpediagram over andeler i prosent for {groups}."),
            format!("Stolpediagram over delar i prosent for {groups}."),
            format!("Bar chart of percentages for {groups}."),
        )
    }

    /// Alt text: one row with what it shows.
    pub(crate) fn alt_row(self, label: &str, value: &str) -> String {
        format!("{label}: {value}.")
    }

    /// Alt text: the smallest and the largest of many estimates.
    pub(crate) fn alt_extremes(self, least: &str, least_label: &str, most: &str, most_label: &str) -> String {
        say!(
            self,
            format!("Estimatene går fra {least} for {least_label} til {most} for {most_label}."),
            format!("Estimata går frå {least} for {least_label} til {most} for {most_label}."),
            format!("The estimates range from {least} for {least_label} to {most} for {most_label}."),
        )
    }

    /// Alt text: the smallest and the largest share of a group.
    pub(crate) fn alt_range_of_group(self, group: &str, least: &str, most: &str) -> String {
        say!(
            self,
            format!("Andelen går fra {least} til {most} for {group}."),
            format!("Delen går frå {least} til {most} for {group}."),
            format!("The percentage ranges from {least} to {most} for {group}."),
        )
    }

    /// Alt text: how many of `all` intervals hold the value that means no effect.
    pub(crate) fn alt_no_effect(self, covering: u64, all: u64, no_effect: &str) -> String {
        let (some, many) = (self.numeral(covering), self.numeral(all));
        match (covering, all) {
            (0, 1) => say!(
                self,
                format!("Verdien {no_effect} betyr ingen effekt; intervallet dekker den ikke."),
                format!("Verdien {no_effect} tyder ingen effekt; intervallet dekkjer han ikkje."),
                format!("The value {no_effect} means no effect; the interval does not include it."),
            ),
            (_, 1) => say!(
                self,
                format!("Verdien {no_effect} betyr ingen effekt; intervallet dekker den."),
                format!("Verdien {no_effect} tyder ingen effekt; intervallet dekkjer han."),
                format!("The value {no_effect} means no effect; the interval includes it."),
            ),
            (0, _) => say!(
                self,
                format!("Verdien {no_effect} betyr ingen effekt; ingen av intervallene dekker den."),
                format!("Verdien {no_effect} tyder ingen effekt; ingen av intervalla dekkjer han."),
                format!("The value {no_effect} means no effect; none of the intervals includes it."),
            ),
            (covering, all) if covering == all => say!(
                self,
                format!("Verdien {no_effect} betyr ingen effekt; alle intervallene dekker den."),
                format!("Verdien {no_effect} tyder ingen effekt; alle intervalla dekkjer han."),
                format!("The value {no_effect} means no effect; all intervals include it."),
            ),
            (1, _) => say!(
                self,
                format!("Verdien {no_effect} betyr ingen effekt; ett av {many} intervaller dekker den."),
                format!("Verdien {no_effect} tyder ingen effekt; eitt av {many} intervall dekkjer han."),
                format!("The value {no_effect} means no effect; one of {many} intervals includes it."),
            ),
            _ => say!(
                self,
                format!("Verdien {no_effect} betyr ingen effekt; {some} av {many} intervaller dekker den."),
                format!("Verdien {no_effect} tyder ingen effekt; {some} av {many} intervall dekkjer han."),
                format!("The value {no_effect} means no effect; {some} of {many} intervals include it."),
            ),
        }
    }

    /// Alt text: how many rows have no number.
    pub(crate) fn alt_undefined(self, number: u64) -> String {
        let rows = self.numeral(number);
        if number == 1 {
            return say!(
                self,
                "I én rad finnes det ikke noe tall.".to_owned(),
                "I éi rad finst det ikkje noko tal.".to_owned(),
                "One row has no number.".to_owned(),
            );
        }
        say!(
            self,
            format!("I {rows} rader finnes det ikke noe tall."),
            format!("I {rows} rader finst det ikkje noko tal."),
            format!("In {rows} rows there is no number."),
        )
    }

    /// Alt text: there is no number at all.
    pub(crate) fn alt_nothing(self) -> String {
        say!(
            self,
            "Ingen av tallene kan regnes ut.",
            "Ingen av tala kan reknast ut.",
            "None of the numbers can be computed.",
        )
        .to_owned()
    }

    /// Alt text: a course over time.
    pub(crate) fn alt_course(self, times: u64, first: &str, last: &str, groups: &str) -> String {
        if times == 1 {
            return say!(
                self,
                format!("Punktdiagram over andelen i prosent ved {first} for {groups}."),
                format!("Punktdiagram over delen i prosent ved {first} for {groups}."),
                format!("Dot plot of the percentage at {first} for {groups}."),
            );
        }
        let many = self.numeral(times);
        say!(
            self,
            format!("Linjediagram over andelen i prosent ved {many} tidspunkter fra {first} til {last} for {groups}."),
            format!("Linjediagram over delen i prosent ved {many} tidspunkt frå {first} til {last} for {groups}."),
            format!("Line chart of the percentage at {many} times from {first} to {last} for {groups}."),
        )
    }

    /// Alt text: means over time.
    pub(crate) fn alt_means(self, outcome: &str, times: u64, first: &str, last: &str, groups: &str) -> String {
        if times == 1 {
            return say!(
                self,
                format!("Punktdiagram over gjennomsnittlig {outcome} ved {first} for {groups}."),
                format!("Punktdiagram over gjennomsnittleg {outcome} ved {first} for {groups}."),
                format!("Dot plot of mean {outcome} at {first} for {groups}."),
            );
        }
        let many = self.numeral(times);
        say!(
            self,
            format!(
                "Linjediagram over gjennomsnittlig {outcome} ved {many} tidspunkter fra {first} til {last} for {groups}."
            ),
            format!(
                "Linjediagram over gjennomsnittleg {outcome} ved {many} tidspunkt frå {first} til {last} for {groups}."
            ),
            format!("Line chart of mean {outcome} at {many} times from {first} to {last} for {groups}."),
        )
    }

    /// Alt text: the means of groups at one time.
    pub(crate) fn alt_mean_at(self, time: &str, groups: &[(String, String)]) -> String {
        let items: Vec<String> = groups.iter().map(|(value, group)| self.alt_value_of(value, group)).collect();
        let values = self.list(&items);
        say!(
            self,
            format!("Ved {time} er gjennomsnittet {values}."),
            format!("Ved {time} er gjennomsnittet {values}."),
            format!("At {time} the mean is {values}."),
        )
    }

    /// What people are divided by in a forest plot of subgroups, with the p-value of the test of interaction.
    pub(crate) fn division(self, variable: &str, interaction: Option<f64>) -> String {
        let Some(p) = interaction else { return variable.to_owned() };
        let p = self.p_statement(p);
        say!(
            self,
            format!("{variable} (samspill: {p})"),
            format!("{variable} (samspel: {p})"),
            format!("{variable} (interaction: {p})"),
        )
    }

    /// Everyone, as a row of a forest plot of subgroups.
    pub(crate) fn everyone(self) -> &'static str {
        say!(self, "Alle", "Alle", "All")
    }

    /// A value and the group it is of, inside a list.
    pub(crate) fn alt_value_of(self, value: &str, group: &str) -> String {
        format!("{value} for {group}")
    }

    /// Alt text: the smallest and the largest of many values.
    pub(crate) fn alt_range(self, least: &str, most: &str) -> String {
        say!(
            self,
            format!("Verdiene går fra {least} til {most}."),
            format!("Verdiane går frå {least} til {most}."),
            format!("The values range from {least} to {most}."),
        )
    }

    /// Alt text: the values of the groups at one time; each `group` is a pair of value and name.
    pub(crate) fn alt_at(self, time: &str, groups: &[(String, String)]) -> String {
        let items: Vec<String> = groups.iter().map(|(value, group)| self.alt_value_of(value, group)).collect();
        let values = self.list(&items);
        say!(
            self,
            format!("Ved {time} er andelen {values}."),
            format!("Ved {time} er delen {values}."),
            format!("At {time} it is {values}."),
        )
    }

    /// Alt text: at which of `all` times the interval of the difference between the groups covers zero.
    pub(crate) fn alt_differences(self, covering: &[String], all: u64) -> String {
        let some = covering.len() as u64;
        let (number, many) = (self.numeral(some), self.numeral(all));
        match (some, all) {
            (0, 1) => say!(
                self,
                "Intervallet for forskjellen dekker ikke null.".to_owned(),
                "Intervallet for skilnaden dekkjer ikkje null.".to_owned(),
                "The interval of the difference does not include zero.".to_owned(),
            ),
            (_, 1) => say!(
                self,
                "Intervallet for forskjellen dekker null.".to_owned(),
                "Intervallet for skilnaden dekkjer null.".to_owned(),
                "The interval of the difference includes zero.".to_owned(),
            ),
            (0, _) => say!(
                self,
                "Intervallet for forskjellen dekker ikke null ved noe tidspunkt.".to_owned(),
                "Intervallet for skilnaden dekkjer ikkje null ved noko tidspunkt.".to_owned(),
                "The interval of the difference does not include zero at any time.".to_owned(),
            ),
            (some, all) if some == all => say!(
                self,
                "Intervallet for forskjellen dekker null ved alle tidspunktene.".to_owned(),
                "Intervallet for skilnaden dekkjer null ved alle tidspunkta.".to_owned(),
                "The interval of the difference includes zero at all times.".to_owned(),
            ),
            (some, _) if some > 6 => say!(
                self,
                format!("Intervallet for forskjellen dekker null ved {number} av {many} tidspunkter."),
                format!("Intervallet for skilnaden dekkjer null ved {number} av {many} tidspunkt."),
                format!("The interval of the difference includes zero at {number} of {many} times."),
            ),
            _ => {
                let times = self.list(covering);
                say!(
                    self,
                    format!("Intervallet for forskjellen dekker null ved {times}."),
                    format!("Intervallet for skilnaden dekkjer null ved {times}."),
                    format!("The interval of the difference includes zero at {times}."),
                )
            }
        }
    }

    /// Alt text: the wage that is needed at the only horizon.
    pub(crate) fn alt_wage(self, horizon: &str) -> String {
        say!(
            self,
            format!("Nødvendig bruttolønn når effekten varer i {horizon}."),
            format!("Nødvendig bruttoløn når effekten varer i {horizon}."),
            format!("The gross wage that is needed when the effect lasts for {horizon}."),
        )
    }

    /// Alt text: a curve of the wage that is needed, by how long the effect lasts.
    pub(crate) fn alt_wages(self, first: &str, last: &str) -> String {
        say!(
            self,
            format!("Kurve over nødvendig bruttolønn når effekten varer fra {first} til {last}."),
            format!("Kurve over nødvendig bruttoløn når effekten varer frå {first} til {last}."),
            format!("Curve of the gross wage that is needed when the effect lasts from {first} to {last}."),
        )
    }

    /// Alt text: the wages at the horizons, already listed («395 000 kroner ved 2 år»).
    pub(crate) fn alt_wages_are(self, listed: &str) -> String {
        say!(
            self,
            format!("Kravet er {listed}."),
            format!("Kravet er {listed}."),
            format!("The wage needed is {listed}."),
        )
    }

    /// One of the items of [`Locale::alt_wages_are`].
    pub(crate) fn alt_wage_at(self, wage: &str, horizon: &str) -> String {
        say!(self, format!("{wage} ved {horizon}"), format!("{wage} ved {horizon}"), format!("{wage} at {horizon}"))
    }

    /// Alt text: the reference wages, already listed.
    pub(crate) fn alt_references(self, listed: &str) -> String {
        say!(
            self,
            format!("Vannrette linjer viser {listed}."),
            format!("Vassrette linjer viser {listed}."),
            format!("Horizontal lines mark {listed}."),
        )
    }

    /// Alt text: from which horizons the wage needed is below reference wages, already listed.
    pub(crate) fn alt_below(self, listed: &str) -> String {
        say!(
            self,
            format!("Kravet er lavere enn {listed}."),
            format!("Kravet er lågare enn {listed}."),
            format!("The wage needed is below {listed}."),
        )
    }

    /// One of the items of [`Locale::alt_below`].
    pub(crate) fn alt_below_from(self, reference: &str, horizon: &str) -> String {
        say!(
            self,
            format!("{reference} fra {horizon}"),
            format!("{reference} frå {horizon}"),
            format!("{reference} from {horizon}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentences_agree_with_their_numbers() {
        let nb = Locale::new(Language::Bokmal);
        assert_eq!(nb.alt_forest(Effect::RiskRatio, 17), "Forest plot med 17 estimater for relativ risiko.");
        assert_eq!(nb.alt_no_effect(4, 17, "1"), "Verdien 1 betyr ingen effekt; fire av 17 intervaller dekker den.");
        let nn = Locale::new(Language::Nynorsk);
        assert_eq!(nn.alt_forest(Effect::OddsRatio, 1), "Forest plot med eitt estimat for oddsratio.");
        assert_eq!(nn.note_bands(Level::NINETY_FIVE), "Felta er 95\u{a0}prosents konfidensintervall.");
        let en = Locale::new(Language::English);
        let times = ["6\u{a0}months".to_owned(), "12\u{a0}months".to_owned()];
        assert_eq!(en.alt_differences(&times, 2), "The interval of the difference includes zero at all times.");
        assert_eq!(
            nb.alt_differences(&["6\u{a0}måneder".to_owned()], 2),
            "Intervallet for forskjellen dekker null ved 6\u{a0}måneder."
        );
    }
}
