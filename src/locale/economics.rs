//! Words of the charts of an economic analysis, whole per language.

use super::Locale;
use super::charts::say;
use crate::results::Language;

/// What an axis of kroner counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Kroner.
    One,
    /// Thousands of kroner.
    Thousand,
    /// Millions of kroner.
    Million,
}

impl Step {
    /// What numbers up to this amount are counted in.
    pub(crate) fn of(highest: f64) -> Step {
        match highest {
            highest if highest >= 5e6 => Step::Million,
            highest if highest >= 1e4 => Step::Thousand,
            _ => Step::One,
        }
    }

    /// Kroner in one of it.
    pub(crate) fn kroner(self) -> f64 {
        match self {
            Step::One => 1.0,
            Step::Thousand => 1e3,
            Step::Million => 1e6,
        }
    }
}

/// A quarter of the cost-effectiveness plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Corner {
    /// Dearer and better.
    DearerBetter,
    /// Dearer and worse.
    DearerWorse,
    /// Cheaper and worse.
    CheaperWorse,
    /// Cheaper and better.
    CheaperBetter,
}

impl Locale {
    /// What amounts on an axis are, in lower case: `tusen 2016-kroner`.
    pub(crate) fn step_of_kroner(self, step: Step, price_year: u16) -> String {
        match step {
            Step::One => say!(
                self,
                format!("{price_year}-kroner"),
                format!("{price_year}-kroner"),
                format!("NOK, {price_year} prices"),
            ),
            Step::Thousand => say!(
                self,
                format!("tusen {price_year}-kroner"),
                format!("tusen {price_year}-kroner"),
                format!("NOK 1,000, {price_year} prices"),
            ),
            Step::Million => say!(
                self,
                format!("millioner {price_year}-kroner"),
                format!("millionar {price_year}-kroner"),
                format!("NOK million, {price_year} prices"),
            ),
        }
    }

    /// The axis of what one unit of effect is worth.
    pub(crate) fn axis_of_thresholds(self, per: &str, amounts: &str) -> String {
        say!(
            self,
            format!("Verdi per {per}, {amounts}"),
            format!("Verdi per {per}, {amounts}"),
            format!("Value per {per}, {amounts}"),
        )
    }

    /// The axis of probabilities of being the best alternative.
    pub(crate) fn axis_of_acceptability(self) -> &'static str {
        say!(
            self,
            "Sannsynlighet for høyest netto nytte (prosent)",
            "Sannsyn for høgast netto nytte (prosent)",
            "Probability of the highest net benefit (per cent)",
        )
    }

    /// The unit after the title of an acceptability curve.
    pub(crate) fn unit_of_acceptability(self) -> &'static str {
        say!(self, "Prosent av trekningene", "Prosent av trekkingane", "Per cent of the draws")
    }

    /// The axis of the value of information.
    pub(crate) fn axis_of_information(self, amounts: &str) -> String {
        say!(
            self,
            format!("Verdi av informasjon per person, {amounts}"),
            format!("Verdi av informasjon per person, {amounts}"),
            format!("Value of information per person, {amounts}"),
        )
    }

    /// The names of the curves of the value of information.
    pub(crate) fn information_about(self, name: &str) -> &'static str {
        match name {
            "evpi" => say!(self, "Perfekt informasjon", "Perfekt informasjon", "Perfect information"),
            "evppi_costs" => say!(self, "Om kostnadene", "Om kostnadene", "About costs"),
            _ => say!(self, "Om effektene", "Om effektane", "About effects"),
        }
    }

    /// The axis of extra effects.
    pub(crate) fn axis_of_extra_effect(self, effect: &str) -> String {
        say!(self, format!("Forskjell i {effect}"), format!("Skilnad i {effect}"), format!("Difference in {effect}"))
    }

    /// The axis of extra costs.
    pub(crate) fn axis_of_extra_cost(self, amounts: &str) -> String {
        say!(
            self,
            format!("Ekstra kostnad per person, {amounts}"),
            format!("Ekstra kostnad per person, {amounts}"),
            format!("Extra cost per person, {amounts}"),
        )
    }

    /// The words in a quarter of the plane.
    pub(crate) fn corner(self, corner: Corner) -> &'static str {
        match corner {
            Corner::DearerBetter => {
                say!(self, "koster mer, gir mer", "kostar meir, gir meir", "costs more, achieves more")
            }
            Corner::DearerWorse => {
                say!(self, "koster mer, gir mindre", "kostar meir, gir mindre", "costs more, achieves less")
            }
            Corner::CheaperWorse => {
                say!(self, "koster mindre, gir mindre", "kostar mindre, gir mindre", "costs less, achieves less")
            }
            Corner::CheaperBetter => {
                say!(self, "koster mindre, gir mer", "kostar mindre, gir meir", "costs less, achieves more")
            }
        }
    }

    /// How to read a plane of one comparison.
    pub(crate) fn note_plane(self, draws: &str, level: &str) -> String {
        say!(
            self,
            format!(
                "De små punktene er {draws} av trekningene, og ellipsen omslutter {level} av det estimatene er forenlige med."
            ),
            format!(
                "Dei små punkta er {draws} av trekkingane, og ellipsen omsluttar {level} av det estimata er i samsvar med."
            ),
            format!(
                "The small points are {draws} of the draws, and the ellipse holds {level} of what the estimates are compatible with."
            ),
        )
    }

    /// How to read a plane of several comparisons.
    pub(crate) fn note_plane_several(self, level: &str) -> String {
        say!(
            self,
            format!("Hver ellipse omslutter {level} av det estimatene er forenlige med."),
            format!("Kvar ellipse omsluttar {level} av det estimata er i samsvar med."),
            format!("Each ellipse holds {level} of what the estimates are compatible with."),
        )
    }

    /// What the dashed line of a plane is.
    pub(crate) fn note_threshold_line(self, amount: &str, per: &str) -> String {
        say!(
            self,
            format!("Under den stiplede linjen er netto nytte positiv når verdien er {amount} per {per}."),
            format!("Under den stipla linja er netto nytte positiv når verdien er {amount} per {per}."),
            format!("Below the dashed line net benefit is positive at a value of {amount} per {per}."),
        )
    }

    /// The share of draws in each quarter.
    pub(crate) fn note_corners(self, shares: &[(Corner, String)]) -> String {
        let listed: Vec<String> =
            shares.iter().map(|(corner, share)| format!("{share} ({})", self.corner(*corner))).collect();
        let listed = self.list(&listed);
        say!(
            self,
            format!("Andel av trekningene: {listed}."),
            format!("Del av trekkingane: {listed}."),
            format!("Share of the draws: {listed}.")
        )
    }

    /// The first sentence of the description of a plane.
    pub(crate) fn alt_plane(self, treated: &str, control: &str) -> String {
        say!(
            self,
            format!(
                "Diagram med forskjell i effekt bortover og ekstra kostnad oppover for {treated} sammenlignet med {control}."
            ),
            format!(
                "Diagram med skilnad i effekt bortover og ekstra kostnad oppover for {treated} samanlikna med {control}."
            ),
            format!(
                "Diagram with the difference in effect across and the extra cost upwards for {treated} compared with {control}."
            ),
        )
    }

    /// Where an alternative lies.
    pub(crate) fn alt_increment(self, treated: &str, cost: &str, effect: &str) -> String {
        say!(
            self,
            format!("{treated}: ekstra kostnad {cost} og forskjell i effekt {effect}."),
            format!("{treated}: ekstra kostnad {cost} og skilnad i effekt {effect}."),
            format!("{treated}: extra cost {cost} and difference in effect {effect}."),
        )
    }

    /// How to read acceptability curves.
    pub(crate) fn note_acceptability(self) -> &'static str {
        say!(
            self,
            "Det brede, lyse båndet følger alternativet som har høyest forventet netto nytte.",
            "Det breie, lyse bandet følgjer alternativet som har høgast forventa netto nytte.",
            "The broad, pale band follows the alternative with the highest expected net benefit.",
        )
    }

    /// The words at a dashed line of a threshold, in the note.
    pub(crate) fn note_thresholds(self, amounts: &str) -> String {
        say!(
            self,
            format!("De loddrette, stiplede linjene er verdsettingene {amounts}."),
            format!("Dei loddrette, stipla linjene er verdsetjingane {amounts}."),
            format!("The upright dashed lines are the values {amounts}."),
        )
    }

    /// The first sentence of the description of acceptability curves.
    pub(crate) fn alt_acceptability(self, names: &str, to: &str) -> String {
        say!(
            self,
            format!(
                "Linjediagram over sannsynligheten for høyest netto nytte for {names}, når verdien av effekten går fra 0 til {to}."
            ),
            format!(
                "Linjediagram over sannsynet for høgast netto nytte for {names}, når verdien av effekten går frå 0 til {to}."
            ),
            format!(
                "Line chart of the probability of the highest net benefit for {names} as the value of the effect goes from 0 to {to}."
            ),
        )
    }

    /// The probability of one alternative at the two ends of the curve, or at a threshold.
    pub(crate) fn alt_probability(self, name: &str, share: &str, at: &str) -> String {
        say!(
            self,
            format!("Ved {at} er sannsynligheten for {name} {share}."),
            format!("Ved {at} er sannsynet for {name} {share}."),
            format!("At {at} the probability of {name} is {share}."),
        )
    }

    /// The first sentence of the description of the value of information.
    pub(crate) fn alt_information(self, highest: &str, at: &str, to: &str) -> String {
        say!(
            self,
            format!(
                "Linjediagram over verdien av informasjon per person når verdien av effekten går fra 0 til {to}. Perfekt informasjon er mest verdt, {highest}, ved {at}."
            ),
            format!(
                "Linjediagram over verdien av informasjon per person når verdien av effekten går frå 0 til {to}. Perfekt informasjon er mest verd, {highest}, ved {at}."
            ),
            format!(
                "Line chart of the value of information per person as the value of the effect goes from 0 to {to}. Perfect information is worth most, {highest}, at {at}."
            ),
        )
    }

    /// The value of information about one thing at a threshold.
    pub(crate) fn alt_information_about(self, name: &str, amount: &str, at: &str) -> String {
        say!(
            self,
            format!("{name}: {amount} ved {at}."),
            format!("{name}: {amount} ved {at}."),
            format!("{name}: {amount} at {at}.")
        )
    }
    /// An assumption of an economic model, as it stands inside a sentence.
    pub(crate) fn parameter(self, name: &str) -> &'static str {
        match name {
            "wage" => say!(
                self,
                "lønnen til dem som kom i arbeid",
                "løna til dei som kom i arbeid",
                "the wage of those who got work"
            ),
            "cost_per_participant" => {
                say!(self, "kostnad per deltaker", "kostnad per deltakar", "cost per participant")
            }
            "comparison_cost" => {
                say!(self, "kostnad for alternativet", "kostnad for alternativet", "cost of the alternative")
            }
            "effect" => say!(self, "flere i arbeid", "fleire i arbeid", "more people in work"),
            "effect_lasts" => {
                say!(self, "tiden effekten er full", "tida effekten er full", "the time the effect is full")
            }
            "fade_out" => {
                say!(self, "tiden effekten avtar over", "tida effekten minkar over", "the time the effect fades over")
            }
            "horizon" => say!(self, "tidshorisont", "tidshorisont", "time horizon"),
            "discount_rate" => say!(self, "kalkulasjonsrente", "kalkulasjonsrente", "discount rate"),
            "payroll_tax" => say!(self, "arbeidsgiveravgift", "arbeidsgivaravgift", "employer contribution"),
            "social_costs" => say!(self, "andre sosiale kostnader", "andre sosiale kostnader", "other social costs"),
            "lost_leisure" => say!(self, "tapt fritid", "tapt fritid", "lost leisure"),
            "displacement" => say!(self, "fortrengning av andre", "fortrenging av andre", "displacement of others"),
            "income_tax" => say!(self, "skatt på lønn", "skatt på løn", "income tax"),
            "tax_financing" => {
                say!(self, "skattefinansieringskostnad", "skattefinansieringskostnad", "tax-financing cost")
            }
            "saved_transfers" => say!(self, "sparte ytelser", "sparte ytingar", "saved transfers"),
            "qalys" => {
                say!(self, "kvalitetsjusterte leveår", "kvalitetsjusterte leveår", "quality-adjusted life years")
            }
            "qaly_value" => say!(
                self,
                "verdien av et kvalitetsjustert leveår",
                "verdien av eit kvalitetsjustert leveår",
                "the value of a quality-adjusted life year",
            ),
            _ => super::NO_NUMBER,
        }
    }

    /// The axis of the result of an economic model.
    pub(crate) fn axis_of_result(self, is_wage: bool, amounts: &str) -> String {
        if is_wage {
            return say!(
                self,
                format!("Nødvendig bruttolønn i året, {amounts}"),
                format!("Nødvendig bruttoløn i året, {amounts}"),
                format!("Break-even wage a year, {amounts}"),
            );
        }
        say!(
            self,
            format!("Netto nåverdi per deltaker, {amounts}"),
            format!("Netto noverdi per deltakar, {amounts}"),
            format!("Net present value per participant, {amounts}"),
        )
    }

    /// The axis of shares of draws.
    pub(crate) fn axis_of_share_of_draws(self) -> &'static str {
        say!(self, "Andel av trekningene (prosent)", "Del av trekkingane (prosent)", "Share of the draws (per cent)")
    }

    /// The axis of numbers of draws.
    pub(crate) fn axis_of_draws(self) -> &'static str {
        say!(self, "Antall trekninger", "Talet på trekkingar", "Number of draws")
    }

    /// The axis of the mean as draws are added.
    pub(crate) fn axis_of_mean_value(self, amounts: &str) -> String {
        say!(
            self,
            format!("Gjennomsnittlig netto nåverdi, {amounts}"),
            format!("Gjennomsnittleg netto noverdi, {amounts}"),
            format!("Mean net present value, {amounts}"),
        )
    }

    /// How to read a tornado diagram.
    pub(crate) fn note_tornado(self) -> &'static str {
        say!(
            self,
            "Den mørke delen av hver søyle er lav verdi av forutsetningen, den grå er høy verdi. Den loddrette linjen er hovedanslaget.",
            "Den mørke delen av kvar søyle er låg verdi av føresetnaden, den grå er høg verdi. Den loddrette linja er hovudanslaget.",
            "The dark part of each bar is the low value of the assumption, the grey part the high one. The upright line is the main estimate.",
        )
    }

    /// The first sentence of the description of a tornado diagram.
    pub(crate) fn alt_tornado(self, bars: u64, main: &str) -> String {
        say!(
            self,
            format!(
                "Søylediagram over hvor mye resultatet endres når én av {bars} forutsetninger endres om gangen. Hovedanslaget er {main}."
            ),
            format!(
                "Søylediagram over kor mykje resultatet endrar seg når éin av {bars} føresetnader blir endra om gongen. Hovudanslaget er {main}."
            ),
            format!(
                "Bar chart of how far the result moves as one of {bars} assumptions is changed at a time. The main estimate is {main}."
            ),
        )
    }

    /// One bar of a tornado diagram.
    pub(crate) fn alt_tornado_bar(self, name: &str, low: &str, high: &str) -> String {
        say!(
            self,
            format!("{name}: {low} ved lav verdi og {high} ved høy verdi."),
            format!("{name}: {low} ved låg verdi og {high} ved høg verdi."),
            format!("{name}: {low} at the low value and {high} at the high one."),
        )
    }

    /// The description of the distribution of draws.
    pub(crate) fn alt_distribution(self, mean: &str, probability: &str) -> String {
        say!(
            self,
            format!(
                "Fordelingen av netto nåverdi i trekningene. Gjennomsnittet er {mean}, og {probability} av trekningene er positive."
            ),
            format!(
                "Fordelinga av netto noverdi i trekkingane. Gjennomsnittet er {mean}, og {probability} av trekkingane er positive."
            ),
            format!(
                "The distribution of net present value in the draws. The mean is {mean}, and {probability} of the draws are positive."
            ),
        )
    }

    /// How to read the distribution of draws.
    pub(crate) fn note_distribution(self, probability: &str) -> String {
        say!(
            self,
            format!("Det tonede feltet er trekningene med positiv netto nåverdi, {probability}."),
            format!("Det tona feltet er trekkingane med positiv netto noverdi, {probability}."),
            format!("The tinted part is the draws with a positive net present value, {probability}."),
        )
    }

    /// The description of how a mean settles.
    pub(crate) fn alt_convergence(self, mean: &str) -> String {
        say!(
            self,
            format!(
                "Linjediagram over gjennomsnittlig netto nåverdi etter hvert som trekninger legges til. Til slutt er det {mean}."
            ),
            format!(
                "Linjediagram over gjennomsnittleg netto noverdi etter kvart som trekkingar blir lagde til. Til slutt er det {mean}."
            ),
            format!("Line chart of the mean net present value as draws are added. In the end it is {mean}."),
        )
    }

    /// How to read how a mean settles.
    pub(crate) fn note_convergence(self) -> &'static str {
        say!(
            self,
            "Båndet er gjennomsnittet pluss og minus 1,96 ganger feilen som skyldes at antallet trekninger er endelig.",
            "Bandet er gjennomsnittet pluss og minus 1,96 gonger feilen som kjem av at talet på trekkingar er endeleg.",
            "The band is the mean plus and minus 1.96 times the error that a finite number of draws leaves.",
        )
    }

    /// The first sentence of the description of a grid of two assumptions.
    pub(crate) fn alt_grid(self, rows: &str, columns: &str) -> String {
        say!(
            self,
            format!("Rutenett med resultatet etter to forutsetninger: {rows} nedover og {columns} bortover."),
            format!("Rutenett med resultatet etter to føresetnader: {rows} nedover og {columns} bortover."),
            format!("Grid of the result by two assumptions: {rows} down the side and {columns} across."),
        )
    }

    /// One field of a grid of two assumptions.
    pub(crate) fn alt_field(self, result: &str, row: &str, column: &str) -> String {
        say!(
            self,
            format!("Med {row} og {column} er resultatet {result}."),
            format!("Med {row} og {column} er resultatet {result}."),
            format!("With {row} and {column} the result is {result}."),
        )
    }

    /// How to read a grid of two assumptions.
    pub(crate) fn note_grid(self) -> &'static str {
        say!(
            self,
            "Jo mørkere en rute er, desto lenger er tallet fra null. Grå ruter er under null.",
            "Jo mørkare ei rute er, desto lenger er talet frå null. Grå ruter er under null.",
            "The darker a field, the further its number is from nought. Grey fields are below nought.",
        )
    }
}
