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
}
