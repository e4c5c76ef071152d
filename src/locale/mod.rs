//! Numbers, units, intervals, dates and statistical names as Norwegian (bokmål, nynorsk) and English readers expect them.
//!
//! Every number of a report passes through [`Locale`]. The rules are numbered N01 to N34 in the project's page on
//! Norwegian conventions; `tests/it/locale.rs` has a test by the name of each that concerns formatting. In short:
//!
//! * decimal comma, hard space (U+00A0) between groups of three, minus U+2212; English: point, comma, U+2212;
//! * running text groups from five digits (2500, 12 345), tables from four (1 234); English always from four;
//! * rounding is half away from zero on the shortest decimal string of the number, after the exact shift to per cent;
//! * what must not be torn apart at a line end is joined by hard spaces: `18 måneder`, `37,4 %`, `p = 0,027`.
//!
//! `nb.rs`, `nn.rs` and `en.rs` hold the words, one file a language; `charts.rs` holds the sentences of figures. The
//! enums they word are closed and matched exhaustively: a new unit, method, note or reason does not compile before all
//! three languages have a name for it.

mod changes;
mod charts;
mod document;
mod economics;
mod en;
mod explained;
mod forest;
mod formula;
mod grade;
mod hard_space;
mod interval;
mod meta_charts;
mod method_formula;
mod missing_charts;
mod nb;
mod nn;
mod number;
mod phrasing;
mod power_charts;
mod prose;
mod protection;
mod quantity;
mod reference;
mod survey_charts;
mod test_result;
mod time_charts;
mod words;

use crate::results::{Basis, Language, Method, Note, Reason};
use words::Words;

pub(crate) use charts::Effect;
pub(crate) use economics::{Corner, Step};
pub(crate) use forest::Series;
pub use grade::Finding;
pub use hard_space::hard_spaces;
pub use method_formula::method_formula;
pub use phrasing::{Fault, confidence_interval, per_cent, percentage_points, without_interval};
pub use reference::method_reference;

/// The character that keeps two words on one line.
const HARD_SPACE: char = '\u{a0}';

/// What stands where a number is not shown for the sake of privacy (SSB's sign).
const HIDDEN: &str = ":";

/// What stands where there is no number.
const NO_NUMBER: &str = "–";

/// Where a number stands, which decides between words and signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Running text: `37,4 prosent`, `395 000 kroner`, `2500`.
    Text,
    /// A table, a figure or a parenthesis: `37,4 %`, `395 000 kr`, `2 500`.
    Table,
}

/// A language with its conventions for numbers, units, dates and statistical terms.
///
/// ```
/// use utfall::locale::{Locale, Style};
/// use utfall::results::{Language, Unit};
/// let nb = Locale::new(Language::Bokmal);
/// assert_eq!(nb.with_unit(0.3744, Unit::Proportion, 1, Style::Text), "37,4\u{a0}prosent");
/// assert_eq!(nb.with_unit(0.3744, Unit::Proportion, 1, Style::Table), "37,4\u{a0}%");
/// let en = Locale::new(Language::English);
/// assert_eq!(en.with_unit(0.3744, Unit::Proportion, 1, Style::Table), "37.4%");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Locale {
    language: Language,
}

impl Locale {
    /// The conventions of a language.
    pub const fn new(language: Language) -> Locale {
        Locale { language }
    }

    /// The language.
    pub fn language(self) -> Language {
        self.language
    }

    /// The language tag of a document: `nb-NO`, `nn-NO` or `en-GB`, never the macrolanguage `no`.
    pub fn tag(self) -> &'static str {
        self.words().tag
    }

    /// The decimal comma or point.
    pub fn decimal_mark(self) -> char {
        self.words().decimal_mark
    }

    /// The name of a method, as it stands after «Konfidensintervallene er» or «p-verdien kommer fra».
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::{Language, Method};
    /// assert_eq!(Locale::new(Language::Bokmal).method(Method::Wilson), "Wilsons skårintervall");
    /// assert_eq!(Locale::new(Language::English).method(Method::Wilson), "Wilson score intervals");
    /// ```
    pub fn method(self, method: Method) -> &'static str {
        (self.words().method)(method)
    }

    /// The name of a method of intervals, as it stands after «regnet med»: `Wilsons skårmetode`.
    pub(crate) fn interval_method(self, method: Method) -> &'static str {
        (self.words().interval_method)(method)
    }

    /// The name of a test, as it stands after «p er fra».
    pub(crate) fn test_method(self, method: Method) -> &'static str {
        match method {
            Method::AsPublished => self.choose("publikasjonen", "publikasjonen", "the publication"),
            method => self.method(method),
        }
    }

    /// The whole sentence that a note stands for, with its full stop.
    pub fn note(self, note: Note) -> &'static str {
        (self.words().note)(note)
    }

    /// Why a number does not exist, as a phrase without capital and full stop.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::{Language, Reason};
    /// let nn = Locale::new(Language::Nynorsk);
    /// assert_eq!(nn.reason(Reason::EveryWageCarriesTheCosts), "tiltaket er lønsamt ved eitkvart lønsnivå");
    /// ```
    pub fn reason(self, reason: Reason) -> String {
        (self.words().reason)(reason).to_owned()
    }

    /// How a number is known, as an adjective of a table cell: `publisert`, `antatt`.
    pub fn basis(self, basis: Basis) -> &'static str {
        (self.words().basis)(basis)
    }

    /// Where an interval of a break-even value has no upper end: «øvre grense kan ikke fastsettes».
    pub fn no_upper_limit(self) -> &'static str {
        self.words().no_upper_limit
    }

    fn words(self) -> &'static Words {
        match self.language {
            Language::Bokmal => &nb::WORDS,
            Language::Nynorsk => &nn::WORDS,
            Language::English => &en::WORDS,
        }
    }
}
