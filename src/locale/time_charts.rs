//! Words inside charts of the time to an event and of periods before and after a start, whole per language.

use super::Locale;
use super::charts::say;
use crate::results::{Language, Method};

impl Locale {
    /// The header over the persons still followed under a curve.
    pub(crate) fn at_risk_head(self) -> &'static str {
        say!(self, "Antall under oppfølging", "Talet på personar under oppfølging", "Number at risk")
    }

    /// Note: small ticks on curves are persons who left.
    pub(crate) fn note_censoring_ticks(self) -> String {
        say!(
            self,
            "Små streker på kurvene viser når personer ikke lenger ble fulgt.",
            "Små strekar på kurvene viser når personar ikkje lenger vart følgde.",
            "Small ticks on the curves mark when persons were no longer followed.",
        )
        .to_owned()
    }

    /// Alt text: step curves of the share to whom it has happened, or has not; `outcome` follows «har».
    pub(crate) fn alt_curves(self, happened: bool, outcome: Option<&str>, last: &str, groups: &str) -> String {
        match (outcome, happened) {
            (Some(outcome), true) => say!(
                self,
                format!("Trappekurver over andelen i prosent som har {outcome}, fra start til {last}, for {groups}."),
                format!("Trappekurver over delen i prosent som har {outcome}, frå start til {last}, for {groups}."),
                format!("Step curves of the percentage who have {outcome}, from the start to {last}, for {groups}."),
            ),
            (Some(outcome), false) => say!(
                self,
                format!(
                    "Trappekurver over andelen i prosent som ennå ikke har {outcome}, fra start til {last}, for {groups}."
                ),
                format!(
                    "Trappekurver over delen i prosent som enno ikkje har {outcome}, frå start til {last}, for {groups}."
                ),
                format!(
                    "Step curves of the percentage who have not yet {outcome}, from the start to {last}, for {groups}."
                ),
            ),
            (None, _) => say!(
                self,
                format!("Trappekurver over andelen i prosent for hver hendelse, fra start til {last}: {groups}."),
                format!("Trappekurver over delen i prosent for kvar hending, frå start til {last}: {groups}."),
                format!("Step curves of the percentage with each event, from the start to {last}: {groups}."),
            ),
        }
    }

    /// Alt text: the test of the difference between curves.
    pub(crate) fn alt_curve_test(self, method: Method, p: f64) -> String {
        let (name, p) = (self.method(method), self.p_statement(p));
        say!(
            self,
            format!("Forskjellen mellom kurvene er prøvd med {name}: {p}."),
            format!("Skilnaden mellom kurvene er prøvd med {name}: {p}."),
            format!("The difference between the curves is tested with {name}: {p}."),
        )
    }

    /// Note: the open point of an event study.
    pub(crate) fn note_reference_period(self) -> String {
        say!(
            self,
            "Den åpne sirkelen er perioden de andre er sammenlignet med.",
            "Den opne sirkelen er perioden dei andre er samanlikna med.",
            "The open circle is the period that the others are compared with.",
        )
        .to_owned()
    }

    /// The words on either side of a start.
    pub(crate) fn before_and_after(self) -> (&'static str, &'static str) {
        say!(self, ("Før start", "Etter start"), ("Før start", "Etter start"), ("Before the start", "After the start"))
    }

    /// What is counted along an axis of periods that have no unit.
    pub(crate) fn periods_name(self) -> &'static str {
        say!(self, "perioder", "periodar", "periods")
    }

    /// Alt text: an event study of so many periods before and after the start.
    pub(crate) fn alt_event_study(self, treated: &str, control: &str, before: u64, after: u64) -> String {
        let (first, last) = (self.numeral(before), self.numeral(after));
        say!(
            self,
            format!(
                "Punktdiagram over forskjellen mellom {treated} og {control}, med {first} perioder før og {last} etter start."
            ),
            format!(
                "Punktdiagram over skilnaden mellom {treated} og {control}, med {first} periodar før og {last} etter start."
            ),
            format!(
                "Dot plot of the difference between {treated} and {control}, with {first} periods before the start and {last} after."
            ),
        )
    }

    /// Alt text: the difference at a time counted from the start.
    pub(crate) fn alt_event_at(self, distance: &str, time: f64, value: &str) -> String {
        match time {
            time if time < 0.0 => say!(
                self,
                format!("I perioden {distance} før start er den {value}."),
                format!("I perioden {distance} før start er han {value}."),
                format!("At {distance} before the start it is {value}."),
            ),
            0.0 => say!(
                self,
                format!("I den første perioden er den {value}."),
                format!("I den første perioden er han {value}."),
                format!("In the first period it is {value}."),
            ),
            _ => say!(
                self,
                format!("I perioden {distance} etter start er den {value}."),
                format!("I perioden {distance} etter start er han {value}."),
                format!("At {distance} after the start it is {value}."),
            ),
        }
    }

    /// Alt text: how many of the intervals before or after a start include zero.
    pub(crate) fn alt_events_covering(self, is_before: bool, covering: u64, all: u64) -> String {
        let (some, many) = (self.numeral(covering), self.numeral(all));
        match is_before {
            true => say!(
                self,
                format!("Før start dekker {some} av {many} intervaller null."),
                format!("Før start dekkjer {some} av {many} intervall null."),
                format!("Before the start {some} of {many} intervals include zero."),
            ),
            false => say!(
                self,
                format!("Etter start dekker {some} av {many} intervaller null."),
                format!("Etter start dekkjer {some} av {many} intervall null."),
                format!("After the start {some} of {many} intervals include zero."),
            ),
        }
    }

    /// The unit of a Love plot.
    pub(crate) fn standardised_differences(self) -> &'static str {
        say!(self, "Standardiserte differanser", "Standardiserte differansar", "Standardised differences")
    }

    /// The words over the points of a Love plot.
    pub(crate) fn before_and_after_balancing(self) -> (&'static str, &'static str) {
        say!(self, ("Før", "Etter"), ("Før", "Etter"), ("Before", "After"))
    }

    /// Note: how to read a Love plot.
    pub(crate) fn note_love_plot(self, limit: &str) -> String {
        say!(
            self,
            format!(
                "Åpne sirkler er før og fylte etter at gruppene er gjort sammenlignbare. De stiplede linjene er ±{limit}."
            ),
            format!(
                "Opne sirklar er før og fylte etter at gruppene er gjorde samanliknbare. Dei stipla linjene er ±{limit}."
            ),
            format!(
                "Open circles are before and filled ones after the groups were made comparable. The dashed lines are ±{limit}."
            ),
        )
    }

    /// Alt text: a Love plot of so many characteristics.
    pub(crate) fn alt_love_plot(self, number: u64) -> String {
        let many = self.numeral(number);
        if number == 1 {
            return say!(
                self,
                "Punktdiagram over standardisert differanse mellom gruppene for ett kjennetegn, før og etter."
                    .to_owned(),
                "Punktdiagram over standardisert differanse mellom gruppene for eitt kjenneteikn, før og etter."
                    .to_owned(),
                "Dot plot of the standardised difference between the groups for one characteristic, before and after."
                    .to_owned(),
            );
        }
        say!(
            self,
            format!(
                "Punktdiagram over standardiserte differanser mellom gruppene for {many} kjennetegn, før og etter."
            ),
            format!(
                "Punktdiagram over standardiserte differansar mellom gruppene for {many} kjenneteikn, før og etter."
            ),
            format!(
                "Dot plot of standardised differences between the groups for {many} characteristics, before and after."
            ),
        )
    }

    /// Alt text: the largest standardised difference before or after, and how many are beyond the limit.
    pub(crate) fn alt_balance(self, is_after: bool, name: &str, value: &str, beyond: u64, limit: &str) -> String {
        let some = self.numeral(beyond);
        match is_after {
            false => say!(
                self,
                format!("Før er den største {value}, for {name}, og {some} ligger utenfor ±{limit}."),
                format!("Før er den største {value}, for {name}, og {some} ligg utanfor ±{limit}."),
                format!("Before, the largest is {value}, for {name}, and {some} lie outside ±{limit}."),
            ),
            true => say!(
                self,
                format!("Etter er den største {value}, for {name}, og {some} ligger utenfor ±{limit}."),
                format!("Etter er den største {value}, for {name}, og {some} ligg utanfor ±{limit}."),
                format!("After, the largest is {value}, for {name}, and {some} lie outside ±{limit}."),
            ),
        }
    }
}
