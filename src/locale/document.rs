//! The words that the document around the numbers needs.

use super::Locale;
use crate::results::Language;

impl Locale {
    /// The printed edition: `978-82-… (trykt)`.
    pub fn printed(self) -> &'static str {
        self.choose("trykt", "trykt", "print")
    }

    /// The electronic edition: `978-82-… (elektronisk)`.
    pub fn electronic(self) -> &'static str {
        self.choose("elektronisk", "elektronisk", "electronic")
    }

    /// A figure or table that goes on from the one before: «forts.»
    pub fn continued(self) -> &'static str {
        self.choose("forts.", "framh.", "continued")
    }

    /// What the attached specification is.
    pub fn attachment_specification(self) -> &'static str {
        self.choose(
            "Spesifikasjonen som rapporten er laget etter",
            "Spesifikasjonen som rapporten er laga etter",
            "The specification that the report was made from",
        )
    }

    /// What the attached results are.
    pub fn attachment_results(self) -> &'static str {
        self.choose(
            "Alle resultater i rapporten, med full presisjon",
            "Alle resultat i rapporten, med full presisjon",
            "All results of the report, in full precision",
        )
    }

    /// What the attached manifest is.
    pub fn attachment_manifest(self) -> &'static str {
        self.choose(
            "Programversjon, metodeutgave og sjekksummer for alt grunnlag",
            "Programversjon, metodeutgåve og sjekksummar for alt grunnlag",
            "Program version, method edition and checksums of all inputs",
        )
    }

    pub(super) fn choose(self, bokmal: &'static str, nynorsk: &'static str, english: &'static str) -> &'static str {
        match self.language() {
            Language::Bokmal => bokmal,
            Language::Nynorsk => nynorsk,
            Language::English => english,
        }
    }
}
