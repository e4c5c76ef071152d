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
}
