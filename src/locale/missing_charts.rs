//! Words of the charts about missing outcomes, whole per language.

use super::Locale;
use super::charts::say;
use crate::results::{Language, Unit};

impl Locale {
    /// What the axes of a map of persons count, in lower case.
    pub(crate) fn tipping_persons(self) -> &'static str {
        say!(self, "antall personer", "talet på personar", "number of persons")
    }

    /// The name of an axis of persons.
    pub(crate) fn tipping_axis_of_persons(self, group: &str) -> String {
        say!(
            self,
            format!("{group}: antall med utfallet blant dem som mangler"),
            format!("{group}: talet på dei med utfallet blant dei som manglar"),
            format!("{group}: number with the outcome among the missing"),
        )
    }

    /// The name of an axis of shifts.
    pub(crate) fn tipping_axis_of_shifts(self, group: &str, unit: &str) -> String {
        say!(
            self,
            format!("{group}: forskyvning av imputerte verdier ({unit})"),
            format!("{group}: forskyving av imputerte verdiar ({unit})"),
            format!("{group}: shift of imputed values ({unit})"),
        )
    }

    /// The name of the field in which the treated have significantly more.
    pub(crate) fn tipping_more(self, shares: bool, treated: &str) -> String {
        match shares {
            true => say!(
                self,
                format!("Statistisk signifikant høyere andel i {treated}"),
                format!("Statistisk signifikant høgare del i {treated}"),
                format!("Statistically significantly higher share in {treated}"),
            ),
            false => say!(
                self,
                format!("Statistisk signifikant høyere i {treated}"),
                format!("Statistisk signifikant høgare i {treated}"),
                format!("Statistically significantly higher in {treated}"),
            ),
        }
    }

    /// The name of the field in which the treated have significantly less.
    pub(crate) fn tipping_less(self, shares: bool, treated: &str) -> String {
        match shares {
            true => say!(
                self,
                format!("Statistisk signifikant lavere andel i {treated}"),
                format!("Statistisk signifikant lågare del i {treated}"),
                format!("Statistically significantly lower share in {treated}"),
            ),
            false => say!(
                self,
                format!("Statistisk signifikant lavere i {treated}"),
                format!("Statistisk signifikant lågare i {treated}"),
                format!("Statistically significantly lower in {treated}"),
            ),
        }
    }

    /// The name of the field in which the interval covers no difference.
    pub(crate) fn tipping_unclear(self) -> &'static str {
        say!(self, "Ikke statistisk signifikant", "Ikkje statistisk signifikant", "Not statistically significant")
    }

    /// The name of the point where nothing differs from those known.
    pub(crate) fn tipping_point_named(self, shares: bool) -> &'static str {
        match shares {
            true => say!(self, "Som de kjente", "Som dei kjende", "Like those known"),
            false => say!(self, "Som imputert", "Som imputert", "As imputed"),
        }
    }

    /// How to read the map.
    pub(crate) fn note_tipping_map(self, shares: bool) -> &'static str {
        match shares {
            true => say!(
                self,
                "Hvert sted i kartet er et mulig antall med utfallet blant dem som mangler i hver gruppe. Punktet er der de som mangler, er som dem med kjent utfall i samme gruppe.",
                "Kvar stad i kartet er eit mogleg tal på dei med utfallet blant dei som manglar i kvar gruppe. Punktet er der dei som manglar, er som dei med kjent utfall i same gruppe.",
                "Each place on the map is a possible number with the outcome among the missing of each group. The point is where the missing are like those of the same group whose outcome is known.",
            ),
            false => say!(
                self,
                "Hvert sted i kartet er en forskyvning av de imputerte verdiene i hver gruppe. I punktet er ingenting forskjøvet.",
                "Kvar stad i kartet er ei forskyving av dei imputerte verdiane i kvar gruppe. I punktet er ingenting forskove.",
                "Each place on the map is a shift of the imputed values of each group. At the point nothing is shifted.",
            ),
        }
    }

    /// The first sentence of the description of a map of persons.
    pub(crate) fn alt_tipping_persons(self, [treated, control]: &[String; 2], [rows, columns]: [u64; 2]) -> String {
        let [rows, columns] = [rows, columns].map(|count| self.plain(count as f64, Unit::Number));
        say!(
            self,
            format!(
                "Kart over konklusjonen for alle mulige antall med utfallet blant de {rows} som mangler i {treated} (vannrett), og de {columns} som mangler i {control} (loddrett)."
            ),
            format!(
                "Kart over konklusjonen for alle moglege tal på dei med utfallet blant dei {rows} som manglar i {treated} (vassrett), og dei {columns} som manglar i {control} (loddrett)."
            ),
            format!(
                "Map of the conclusion for all possible numbers with the outcome among the {rows} missing in {treated} (across) and the {columns} missing in {control} (upwards)."
            ),
        )
    }

    /// In how many combinations the conclusion is that of those known.
    pub(crate) fn alt_tipping_combinations(self, same: u64, all: u64) -> String {
        let [same, all] = [same, all].map(|count| self.plain(count as f64, Unit::Number));
        say!(
            self,
            format!("Konklusjonen er den samme som blant dem med kjent utfall i {same} av {all} kombinasjoner."),
            format!("Konklusjonen er den same som blant dei med kjent utfall i {same} av {all} kombinasjonar."),
            format!("The conclusion is that of those whose outcome is known in {same} of {all} combinations."),
        )
    }

    /// The first sentence of the description of a map of shifts.
    pub(crate) fn alt_tipping_shifts(self, [treated, control]: &[String; 2], limit: &str) -> String {
        say!(
            self,
            format!(
                "Kart over konklusjonen når imputerte verdier i {treated} (vannrett) og {control} (loddrett) forskyves inntil {limit} ned og opp."
            ),
            format!(
                "Kart over konklusjonen når imputerte verdiar i {treated} (vassrett) og {control} (loddrett) blir forskovne inntil {limit} ned og opp."
            ),
            format!(
                "Map of the conclusion when imputed values in {treated} (across) and {control} (upwards) are shifted by up to {limit} downwards and upwards."
            ),
        )
    }

    /// What is concluded at the point; `conclusion` begins with a small letter.
    pub(crate) fn alt_tipping_point(self, shares: bool, conclusion: &str) -> String {
        match shares {
            true => say!(
                self,
                format!("Når de som mangler, er som de kjente, er konklusjonen: {conclusion}."),
                format!("Når dei som manglar, er som dei kjende, er konklusjonen: {conclusion}."),
                format!("When the missing are like those known, the conclusion is: {conclusion}."),
            ),
            false => say!(
                self,
                format!("Uten forskyvning er konklusjonen: {conclusion}."),
                format!("Utan forskyving er konklusjonen: {conclusion}."),
                format!("Without a shift the conclusion is: {conclusion}."),
            ),
        }
    }

    /// A shift at which the conclusion changes.
    pub(crate) fn alt_tipping_shift(self, group: &str, by: &str, lower: bool) -> String {
        match lower {
            true => say!(
                self,
                format!("Konklusjonen endres når de som mangler i {group}, ligger {by} lavere enn imputert."),
                format!("Konklusjonen blir ein annan når dei som manglar i {group}, ligg {by} lågare enn imputert."),
                format!("The conclusion changes when those missing in {group} are {by} lower than imputed."),
            ),
            false => say!(
                self,
                format!("Konklusjonen endres når de som mangler i {group}, ligger {by} høyere enn imputert."),
                format!("Konklusjonen blir ein annan når dei som manglar i {group}, ligg {by} høgare enn imputert."),
                format!("The conclusion changes when those missing in {group} are {by} higher than imputed."),
            ),
        }
    }

    /// No shift of one group changes the conclusion.
    pub(crate) fn alt_tipping_never(self) -> &'static str {
        say!(
            self,
            "Ingen forskyvning av én gruppe alene endrer konklusjonen.",
            "Inga forskyving av éi gruppe åleine endrar konklusjonen.",
            "No shift of one group alone changes the conclusion.",
        )
    }
}
