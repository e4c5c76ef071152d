//! Small numbers in letters, lists and dates.

use jiff::civil::Date;

use super::{HARD_SPACE, Locale, Style};
use crate::results::Language;

impl Locale {
    /// A whole number in letters up to twelve, in digits from 13.
    ///
    /// One is «én» (nn «éin»), the form of the common gender with the accent that tells it from the article.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::Language;
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.numeral(12), "tolv");
    /// assert_eq!(nb.numeral(13), "13");
    /// ```
    pub fn numeral(self, n: u64) -> String {
        match usize::try_from(n).ok().and_then(|n| self.words().numerals.get(n)) {
            Some(letters) => (*letters).to_owned(),
            None => self.count(n, Style::Text),
        }
    }

    /// Words as a header: with a capital first letter and, in English, without their article.
    pub(crate) fn header(self, text: &str) -> String {
        let bare = match self.language() {
            Language::English => text.strip_prefix("the ").unwrap_or(text),
            Language::Bokmal | Language::Nynorsk => text,
        };
        let mut letters = bare.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// `a, b og c`; with semicolons where an item itself contains a comma, as decimal numbers do.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::Language;
    /// let nb = Locale::new(Language::Bokmal);
    /// assert_eq!(nb.list(&["a", "b", "c"]), "a, b og c");
    /// assert_eq!(nb.list(&["1,02", "1,5", "2,38"]), "1,02; 1,5 og 2,38");
    /// ```
    pub fn list(self, items: &[impl AsRef<str>]) -> String {
        let Some((last, rest)) = items.split_last() else { return String::new() };
        let last = last.as_ref();
        if rest.is_empty() {
            return last.to_owned();
        }
        let separator = if items.iter().any(|item| item.as_ref().contains(',')) { "; " } else { ", " };
        let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
        format!("{} {} {last}", rest.join(separator), self.words().and)
    }

    /// A date: `14. desember 2023` in text, `14.12.2023` in a table; English `14 December 2023` and `2023-12-14`.
    ///
    /// ```
    /// use utfall::locale::{Locale, Style};
    /// use utfall::results::Language;
    /// let nb = Locale::new(Language::Bokmal);
    /// let date = jiff::civil::date(2016, 6, 1);
    /// assert_eq!(nb.date(date, Style::Text), "1.\u{a0}juni 2016");
    /// assert_eq!(nb.date(date, Style::Table), "01.06.2016");
    /// ```
    pub fn date(self, date: Date, style: Style) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        match style {
            Style::Text => format!("{day}{}{HARD_SPACE}{}", self.words().day_mark, self.month_year(date)),
            Style::Table if self.words().dotted_dates => format!("{day:02}.{month:02}.{year}"),
            Style::Table => format!("{year:04}-{month:02}-{day:02}"),
        }
    }

    /// The month and year of a date: `desember 2023`.
    pub fn month_year(self, date: Date) -> String {
        // A month is 1 to 12 by the type of the date.
        let month = usize::try_from(date.month()).unwrap_or(1) - 1;
        format!("{} {}", self.words().months[month], date.year())
    }
}
