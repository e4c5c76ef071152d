//! Words of the charts of questionnaires and scales, and the sentences that describe them, whole per language.

use super::charts::say;
use super::{HIDDEN, Locale};
use crate::results::Language;

impl Locale {
    /// The positive answers to an item, where the author has no words for them; after «andelen».
    pub(crate) fn positive_answers(self) -> &'static str {
        say!(self, "positive svar", "positive svar", "positive answers")
    }

    /// What stands where a number is not shown for reasons of privacy.
    pub(crate) fn hidden_mark(self) -> &'static str {
        HIDDEN
    }

    /// Note: what that mark means.
    pub(crate) fn note_hidden(self) -> String {
        say!(
            self,
            ": betyr at tallene ikke vises av hensyn til personvern.",
            ": tyder at tala ikkje blir viste av omsyn til personvern.",
            ": means that the numbers are not shown for reasons of privacy.",
        )
        .to_owned()
    }

    /// Note: how diverging bars are read, with the words for positive answers.
    pub(crate) fn note_diverging(self) -> String {
        say!(
            self,
            "Negative svar står til venstre for midtlinjen, positive til høyre; tallene ved endene er summene.",
            "Negative svar står til venstre for midtlinja, positive til høgre; tala ved endane er summane.",
            "Negative answers are left of the middle line, positive ones right; the numbers at the ends are the sums.",
        )
        .to_owned()
    }

    /// Alt text: diverging bars of the answers to so many items.
    pub(crate) fn alt_diverging(self, items: u64, answers: &str) -> String {
        let number = self.numeral(items);
        if items == 1 {
            return say!(
                self,
                format!("Stolpe som deler svarene på ett spørsmål om en midtlinje, fra {answers}."),
                format!("Stolpe som deler svara på eitt spørsmål om ei midtlinje, frå {answers}."),
                format!("A bar that divides the answers to one question around a middle line, from {answers}."),
            );
        }
        say!(
            self,
            format!("Stolper som deler svarene på {number} spørsmål om en midtlinje, fra {answers}."),
            format!("Stolpar som deler svara på {number} spørsmål om ei midtlinje, frå {answers}."),
            format!("Bars that divide the answers to {number} questions around a middle line, from {answers}."),
        )
    }

    /// The first and the last answer of a scale, after «fra» or «from».
    pub(crate) fn between_answers(self, first: &str, last: &str) -> String {
        say!(
            self,
            format!("«{first}» til «{last}»"),
            format!("«{first}» til «{last}»"),
            format!("“{first}” to “{last}”"),
        )
    }

    /// Alt text: the shares of an item; `positive` is what the positive answers are called.
    pub(crate) fn alt_shares_of_item(self, item: &str, positive: &str, share: &str, negative: &str) -> String {
        say!(
            self,
            format!("{item}: {share} {positive}, {negative} negative svar."),
            format!("{item}: {share} {positive}, {negative} negative svar."),
            format!("{item}: {share} {positive}, {negative} negative answers."),
        )
    }

    /// Alt text: the items with the largest and the smallest share of positive answers.
    pub(crate) fn alt_share_range(
        self,
        positive: &str,
        (most, high): (&str, &str),
        (least, low): (&str, &str),
    ) -> String {
        say!(
            self,
            format!("Andelen {positive} går fra {low} på «{least}» til {high} på «{most}»."),
            format!("Delen {positive} går frå {low} på «{least}» til {high} på «{most}»."),
            format!("The share of {positive} ranges from {low} on “{least}” to {high} on “{most}”."),
        )
    }
    /// The head of the totals of services.
    pub(crate) fn total_of_items(self) -> &'static str {
        say!(self, "Sum", "Sum", "Total")
    }

    /// The unit of the points of an item, from the least to the most.
    pub(crate) fn unit_of_item_points(self, [least, most]: [f64; 2]) -> String {
        say!(
            self,
            format!("Poeng, {least} til {most}"),
            format!("Poeng, {least} til {most}"),
            format!("Points, {least} to {most}"),
        )
    }

    /// Note: how a field of points is read.
    pub(crate) fn note_item_field(self, by_total: bool) -> String {
        match by_total {
            true => say!(
                self,
                "Flere poeng har mørkere farge. Tjenestene står etter samlet skår, den høyeste øverst.",
                "Fleire poeng har mørkare farge. Tenestene står etter samla skår, den høgaste øvst.",
                "More points are darker. The services are ordered by their total, the highest first.",
            ),
            false => say!(
                self,
                "Flere poeng har mørkere farge.",
                "Fleire poeng har mørkare farge.",
                "More points are darker.",
            ),
        }
        .to_owned()
    }

    /// Note: what a square without a number is.
    pub(crate) fn note_item_not_rated(self) -> &'static str {
        say!(
            self,
            "– betyr at punktet ikke er vurdert.",
            "– tyder at punktet ikkje er vurdert.",
            "– means that the item was not rated.",
        )
    }

    /// Note: which services a part of a chart shows.
    pub(crate) fn note_part_of_services(self, first: u64, last: u64, all: u64) -> String {
        say!(
            self,
            format!("Figuren viser tjeneste {first} til {last} av {all}."),
            format!("Figuren viser teneste {first} til {last} av {all}."),
            format!("The chart shows services {first} to {last} of {all}."),
        )
    }

    /// Alt text: a field of the points of so many services on so many items.
    pub(crate) fn alt_item_field(self, services: u64, items: u64) -> String {
        let (number, points) = (self.numeral(services), self.numeral(items));
        if services == 1 {
            return say!(
                self,
                format!("Rutenett med poengene til én tjeneste på {points} punkter."),
                format!("Rutenett med poenga til éi teneste på {points} punkt."),
                format!("A grid of the points of one service on {points} items."),
            );
        }
        say!(
            self,
            format!("Rutenett med poengene til {number} tjenester på {points} punkter."),
            format!("Rutenett med poenga til {number} tenester på {points} punkt."),
            format!("A grid of the points of {number} services on {points} items."),
        )
    }

    /// Alt text: the services with the highest and the lowest total.
    pub(crate) fn alt_total_range(self, (most, high): (&str, &str), (least, low): (&str, &str)) -> String {
        say!(
            self,
            format!("Samlet skår går fra {low} ({least}) til {high} ({most})."),
            format!("Samla skår går frå {low} ({least}) til {high} ({most})."),
            format!("Totals range from {low} ({least}) to {high} ({most})."),
        )
    }

    /// Alt text: the items with the highest and the lowest mean.
    pub(crate) fn alt_item_range(self, (most, high): (&str, &str), (least, low): (&str, &str)) -> String {
        say!(
            self,
            format!("Høyest gjennomsnitt har «{most}» ({high}), lavest «{least}» ({low})."),
            format!("Høgast gjennomsnitt har «{most}» ({high}), lågast «{least}» ({low})."),
            format!("The highest mean has “{most}” ({high}), the lowest “{least}” ({low})."),
        )
    }
}
