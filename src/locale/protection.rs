//! What was done so that no number tells of single persons, in one or two sentences.

use super::Locale;
use crate::results::{Language, Protection};

impl Locale {
    /// What was done so that no number tells of single persons; nothing where no data on persons stand behind a report.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::{Language, Protection};
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.protection(&Protection::NotNeeded), None);
    /// let said = nb.protection(&Protection::Suppressed { minimum: 5, zeros: false, hidden: 0 }).unwrap();
    /// assert!(said.starts_with("Antall fra én til fire personer vises ikke"));
    /// let said = nb.protection(&Protection::Suppressed { minimum: 5, zeros: true, hidden: 0 }).unwrap();
    /// assert!(said.starts_with("Antall under fem personer vises ikke"), "none is hidden too");
    /// ```
    pub fn protection(self, protection: &Protection) -> Option<String> {
        let (first, hidden) = match protection {
            Protection::NotNeeded => return None,
            Protection::Off(reason) => {
                let reason = reason.get(self.language()).trim_end_matches('.').to_owned();
                return Some(match self.language() {
                    Language::Bokmal => format!("Små antall er ikke skjermet: {reason}."),
                    Language::Nynorsk => format!("Små tal er ikkje skjerma: {reason}."),
                    Language::English => format!("Small counts are not protected: {reason}."),
                });
            }
            Protection::Suppressed { minimum, zeros, hidden } => (self.suppressed(*minimum, *zeros), *hidden),
            Protection::Rounded { base, hidden, .. } => (self.rounded(*base), *hidden),
        };
        let count = self.numeral(hidden);
        let second = match (self.language(), hidden) {
            (Language::Bokmal, 0) => "Ingen tall måtte skjules.".to_owned(),
            (Language::Bokmal, 1) => "Ett tall er skjult.".to_owned(),
            (Language::Bokmal, _) => format!("Det gjelder {count} tall i rapporten."),
            (Language::Nynorsk, 0) => "Ingen tal måtte skjulast.".to_owned(),
            (Language::Nynorsk, 1) => "Eitt tal er skjult.".to_owned(),
            (Language::Nynorsk, _) => format!("Det gjeld {count} tal i rapporten."),
            (Language::English, 0) => "No number had to be hidden.".to_owned(),
            (Language::English, 1) => "One number is hidden.".to_owned(),
            (Language::English, _) => format!("This concerns {count} numbers in the report."),
        };
        Some(format!("{first} {second}"))
    }

    /// Which counts are not shown: «fra én til fire personer», or «under fem personer» where none is hidden too.
    fn suppressed(self, minimum: u64, zeros: bool) -> String {
        let (under, most) = (self.numeral(minimum), self.numeral(minimum.saturating_sub(1)));
        let counts = match (self.language(), zeros, minimum) {
            (Language::Bokmal, true, _) => format!("under {under} personer"),
            (Language::Bokmal, false, ..=2) => "på én person".to_owned(),
            (Language::Bokmal, false, _) => format!("fra én til {most} personer"),
            (Language::Nynorsk, true, _) => format!("på under {under} personar"),
            (Language::Nynorsk, false, ..=2) => "på éin person".to_owned(),
            (Language::Nynorsk, false, _) => format!("frå éin til {most} personar"),
            (Language::English, true, _) => format!("below {under} persons"),
            (Language::English, false, ..=2) => "of one person".to_owned(),
            (Language::English, false, _) => format!("from one to {most} persons"),
        };
        match self.language() {
            Language::Bokmal => format!("Antall {counts} vises ikke, og heller ikke tall som de kan regnes ut av."),
            Language::Nynorsk => {
                format!("Tal {counts} blir ikkje viste, og heller ikkje tal som dei kan reknast ut av.")
            }
            Language::English => {
                format!("Counts {counts} are not shown, nor numbers from which they could be worked out.")
            }
        }
    }

    /// What all counts are rounded to.
    fn rounded(self, base: u64) -> String {
        let base = self.numeral(base);
        match self.language() {
            Language::Bokmal => format!("Antall personer er rundet av til nærmeste tall som kan deles på {base}."),
            Language::Nynorsk => format!("Talet på personar er runda av til nærmaste tal som kan delast på {base}."),
            Language::English => format!("Counts of persons are rounded to the nearest multiple of {base}."),
        }
    }
}
