//! The numbered style of medical journals, with the page that a citation names.

use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::{IndependentStyle, Style};

use crate::diag::Problem;

/// The file of the library that holds the style, for the reports that use it.
pub const VANCOUVER: &str = "lib/vancouver.csl";

/// How a work is cited: `[2]`, `[2 (s. 3)]`, `[3–6]`. The page stands in parentheses, as in the manual of the American Medical
/// Association: after a comma it would look like the number of another work.
const CITATION: &str = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Citations</title><id>utfall/vancouver</id><updated>2026-11-23T00:00:00+00:00</updated></info>
  <citation collapse="citation-number">
    <sort><key variable="citation-number"/></sort>
    <layout prefix="[" suffix="]" delimiter=",">
      <group delimiter="&#160;">
        <text variable="citation-number"/>
        <group prefix="(" suffix=")" delimiter="&#160;">
          <label variable="locator" form="short"/>
          <text variable="locator"/>
        </group>
      </group>
    </layout>
  </citation>
</style>"#;

/// The text of [`VANCOUVER`]: the list of references as Typst's `springer-vancouver` has it (Typst 0.15 leaves the authors out of
/// `vancouver` and of `nlm-citation-sequence`), and citations with the page, which all three lose without a word.
///
/// ```
/// let style = utfall::typeset::vancouver().unwrap();
/// assert!(style.contains("citation-number") && style.contains("locator"));
/// ```
///
/// # Errors
/// When Typst has another style under that name than it had.
pub fn vancouver() -> Result<String, Problem> {
    let failed = |why: String| Problem::new(format!("the style `vancouver` cannot be made: {why}"));
    let Style::Independent(mut style) = ArchivedStyle::SpringerVancouver.get() else {
        return Err(failed("`springer-vancouver` leads to another style".to_owned()));
    };
    style.citation = IndependentStyle::from_xml(CITATION).map_err(|error| failed(error.to_string()))?.citation;
    Style::Independent(style).to_xml().map_err(|error| failed(error.to_string()))
}
