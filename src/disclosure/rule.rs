//! `disclosure:` — what is protected, and how.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{PersonCell, Text};

/// How single persons are protected in what a report shows.
///
/// It concerns results that are counted in data on persons, and is on without this key: no count of one to four persons
/// is shown, nor anything from which one could be worked out. Published and stated numbers are left alone.
///
/// ```yaml
/// disclosure:
///   minimum: 10
///   zeros: suppress
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// The smallest count of persons that is shown, 5 unless given. It is at least 3: where only ones are hidden, the
    /// mark that stands in their place says that it is one.
    #[serde(default)]
    minimum: Option<Spanned<u64>>,
    /// `suppress` (small numbers are not shown, nor others from which they follow) or `round` (all counts are rounded).
    #[serde(default)]
    method: Spanned<Method>,
    /// The number that counts are rounded to multiples of, 3 (unless given) or 5; only with `method: round`.
    #[serde(default)]
    base: Option<Spanned<u64>>,
    /// Whether it is shown that nobody in a group has something, or everybody: `show` or `suppress`.
    #[serde(default)]
    zeros: Spanned<Zeros>,
    /// What is no secret however few it concerns: the names of columns and populations, such as a column of groups, or
    /// `missing` for persons whose outcome is not known. A count is shown where all that it divides persons by is here.
    #[serde(default)]
    public: Vec<Spanned<String>>,
    /// Why nothing is protected, in words that the report prints. With it there are no other fields.
    #[serde(default)]
    off_because: Option<Spanned<Text>>,
}

/// How small counts are protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Method {
    /// Small numbers are not shown, nor others from which they follow.
    #[default]
    Suppress,
    /// All counts are rounded to multiples of a base.
    Round,
}

/// Whether it is shown that nobody in a group has something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Zeros {
    /// Noughts are shown, and pointed out in `disclosure.json` where they tell something of everyone in a group.
    #[default]
    Show,
    /// A nought is protected like a small count, for what holds for nobody, or for everybody, is known of each.
    Suppress,
}

/// The rule of a report, with its numbers checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The smallest count that is shown.
    pub minimum: u64,
    /// The number that counts are rounded to multiples of, where they are rounded.
    pub base: Option<u64>,
    /// Whether noughts are protected.
    pub zeros: bool,
    /// What is no secret however few it concerns.
    pub public: Vec<String>,
    /// Why nothing is protected.
    pub off: Option<Text>,
}

/// The smallest count that is shown unless the specification says another.
const MINIMUM: u64 = 5;

/// The word for persons whose outcome is not known.
const MISSING: &str = "missing";

impl Default for Rule {
    fn default() -> Rule {
        Disclosure::default().rule()
    }
}

impl Disclosure {
    /// Everything that is well-formed but cannot be.
    pub fn check(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if let Some(minimum) = &self.minimum
            && !(3..=1000).contains(&minimum.value)
        {
            let problem =
                Problem::new(format!("the smallest count that is shown lies between 3 and 1000, not {minimum}"));
            let hint = match minimum.value {
                2 => "where only ones are hidden, the mark in their place says that it is one: write 3",
                _ => "write 3, 5 or 10, or `off_because` with the reason why nothing needs protection",
            };
            found.push(problem.hint(hint).at(minimum.location()));
        }
        match (&self.base, self.method.value) {
            (Some(base), Method::Suppress) => found.push(
                Problem::new("counts that are suppressed have no base")
                    .hint("add `method: round`, or remove `base`")
                    .at(base.location()),
            ),
            (Some(base), Method::Round) if !matches!(base.value, 3 | 5) => found.push(
                Problem::new(format!("counts are rounded to multiples of 3 or 5, not {base}"))
                    .hint("write `base: 3` or `base: 5`")
                    .at(base.location()),
            ),
            _ => {}
        }
        if self.method.value == Method::Round && self.zeros.value == Zeros::Suppress {
            let problem = Problem::new("rounding makes noughts of small counts and of none alike");
            found.push(problem.hint("remove `zeros`, or `method: round`").at(self.zeros.location()));
        }
        if let Some(reason) = &self.off_because
            && (self.minimum.is_some()
                || self.base.is_some()
                || self.method.value == Method::Round
                || self.zeros.value == Zeros::Suppress
                || !self.public.is_empty())
        {
            let problem = Problem::new("a rule is given together with a reason why there is none");
            found.push(problem.hint("keep `off_because` alone, or remove it").at(reason.location()));
        }
        found
    }

    /// The rule; where [`Disclosure::check`] finds something wrong, the default stands in its place.
    pub fn rule(&self) -> Rule {
        let minimum = self.minimum.as_ref().map_or(MINIMUM, |minimum| minimum.value);
        let base = self.base.as_ref().map_or(3, |base| base.value);
        Rule {
            minimum: if (3..=1000).contains(&minimum) { minimum } else { MINIMUM },
            base: (self.method.value == Method::Round).then_some(if base == 5 { 5 } else { 3 }),
            zeros: self.zeros.value == Zeros::Suppress,
            public: self.public.iter().map(|name| name.value.clone()).collect(),
            off: self.off_because.as_ref().map(|reason| reason.value.clone()),
        }
    }
}

impl Rule {
    /// Whether a count that divides persons by these dimensions is no secret.
    pub(super) fn is_public<'a>(&self, mut dimensions: impl Iterator<Item = &'a str>) -> bool {
        let public = |dimension: &str| {
            self.public.iter().any(|known| {
                known == PersonCell::column(dimension) || (known == MISSING && PersonCell::is_known(dimension))
            })
        };
        !self.public.is_empty() && dimensions.all(public)
    }

    /// The multiple of the base that is nearest to a count; the base is odd, so that there is always one.
    pub(super) fn rounded(count: u64, base: u64) -> u64 {
        (count + base / 2) / base * base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_word_counts_below_five_are_protected() {
        let rule = Rule::default();
        assert_eq!((rule.minimum, rule.base, rule.zeros, rule.off), (5, None, false, None));
    }

    #[test]
    fn a_rule_that_protects_nobody_is_refused() {
        let wrong = |json: &str| serde_json::from_str::<Disclosure>(json).unwrap().check().len();
        assert_eq!(wrong(r#"{"minimum": 2}"#), 1);
        assert_eq!(wrong(r#"{"minimum": 0}"#), 1);
        assert_eq!(wrong(r#"{"base": 3}"#), 1);
        assert_eq!(wrong(r#"{"method": "round", "base": 4}"#), 1);
        assert_eq!(wrong(r#"{"method": "round", "zeros": "suppress"}"#), 1);
        assert_eq!(wrong(r#"{"off_because": "x", "minimum": 5}"#), 1);
        assert_eq!(wrong(r#"{"off_because": "x"}"#), 0);
        assert_eq!(wrong(r#"{"minimum": 10, "zeros": "suppress", "public": ["arm"]}"#), 0);
        assert_eq!(wrong(r#"{"method": "round", "base": 5}"#), 0);
    }

    #[test]
    fn counts_go_to_the_nearest_multiple() {
        let rounded = |base| (0..=8).map(|count| Rule::rounded(count, base)).collect::<Vec<_>>();
        assert_eq!(rounded(3), [0, 0, 3, 3, 3, 6, 6, 6, 9]);
        assert_eq!(rounded(5), [0, 0, 0, 5, 5, 5, 5, 5, 10]);
    }

    #[test]
    fn a_count_is_public_when_all_that_divides_it_is() {
        let rule = Rule { public: vec!["arm".into(), "missing".into()], ..Rule::default() };
        assert!(rule.is_public(["arm", "employed known"].into_iter()));
        assert!(!rule.is_public(["arm", "employed"].into_iter()));
        let answers = Rule { public: vec!["q1".into()], ..Rule::default() };
        assert!(answers.is_public([PersonCell::merged("q1").as_str(), "q1"].into_iter()));
        assert!(!answers.is_public([PersonCell::merged("q2").as_str()].into_iter()));
        assert!(!Rule::default().is_public(std::iter::empty()));
    }
}
