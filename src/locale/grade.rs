//! Words of the certainty of evidence and of the risk of bias.

use super::{Locale, NO_NUMBER};

impl Locale {
    /// The short heading of a domain of RoB 2 or ROBINS-I.
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
            _ => NO_NUMBER,
        }
    }
}
