//! Phrases in hand-written text that say more, or something else, than the numbers do.

mod tokens;

use std::ops::Range;

use tokens::{Token, What, tokens};

use crate::diag::Problem;
use crate::locale::{Fault, Locale, Style, confidence_interval, per_cent, percentage_points, without_interval};
use crate::results::{Language, Results, Unit, Value};

/// A phrase in a chapter that should not stand there.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrasing {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What is wrong, with the sentence that should stand there.
    pub problem: Problem,
    /// Whether it only asks to be looked at.
    pub is_warning: bool,
}

/// The phrases in the text of a chapter that say more, or something else, than its numbers do.
///
/// * «ingen effekt» of a result that is not significant, «trend mot», «nesten signifikant», «beviser at … virker»;
/// * «1,4 ganger større» of a ratio, which is 1.4 times *as* large;
/// * per cent where a difference of percentages is meant;
/// * a p-value without the interval of its estimate in the same paragraph, and an interval without its level.
///
/// What stands in quotation marks is another's. `language` is that of the text, which in the English summary of a
/// Norwegian report is not that of the report.
///
/// ```
/// use utfall::results::{Language, Results, ReportInfo, Text};
/// use utfall::template::phrasing;
/// # let report = ReportInfo { title: Text::from("x"), languages: vec![Language::Bokmal], date: None };
/// # let schema = utfall::results::SCHEMA.to_owned();
/// let results = Results { schema, edition: "2026.1".into(), report, sections: Vec::new() };
/// let found = phrasing("Tiltaket hadde ingen effekt.", &results, Language::Bokmal);
/// assert_eq!(found.len(), 1);
/// assert!(found[0].problem.what.contains("ingen effekt"));
/// assert!(phrasing("Tiltaket har trolig liten eller ingen effekt.", &results, Language::Bokmal).is_empty());
/// ```
pub fn phrasing(text: &str, results: &Results, language: Language) -> Vec<Phrasing> {
    let tokens = tokens(text);
    let checks = Checks { text, tokens: &tokens, results, language };
    let mut found = checks.phrases();
    found.extend(checks.percentages());
    found.extend(checks.lonely_p_values());
    found.extend(checks.intervals_without_level());
    found.sort_by_key(|phrase| phrase.range.start);
    found
}

struct Checks<'a> {
    text: &'a str,
    tokens: &'a [Token<'a>],
    results: &'a Results,
    language: Language,
}

impl Checks<'_> {
    fn phrases(&self) -> Vec<Phrasing> {
        let mut found: Vec<Phrasing> = Vec::new();
        for fault in Fault::ALL {
            for phrase in fault.phrases(self.language) {
                let pattern: Vec<&str> = phrase.split(' ').collect();
                for start in 0..self.tokens.len() {
                    let Some(end) = matched(&self.tokens[start..], &pattern) else { continue };
                    let words = &self.tokens[start..start + end];
                    let before = start.checked_sub(1).and_then(|at| self.tokens[at].word());
                    let excused = before.is_some_and(|word| fault.unless_after(self.language).contains(&word));
                    let excused = excused || self.is_denied(start, fault);
                    if excused || words.iter().any(|token| token.quoted) || !one_sentence(words) {
                        continue;
                    }
                    let range = self.tokens[start].range.start..self.tokens[start + end - 1].range.end;
                    let shown = self.text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
                    found.push(Phrasing {
                        range,
                        problem: Problem::new(format!("«{shown}» {}", why(fault)))
                            .hint(format!("write «{}»", fault.instead(self.language))),
                        is_warning: fault == Fault::Proof,
                    });
                }
            }
        }
        found
    }

    /// Whether the sentence says that something does *not mean* what the phrase says.
    fn is_denied(&self, start: usize, fault: Fault) -> bool {
        let Some(needed) = fault.unless_denied(self.language) else { return false };
        let before =
            || self.tokens[..start].iter().rev().take_while(|token| token.sentence == self.tokens[start].sentence);
        needed.iter().all(|words| before().any(|token| token.word().is_some_and(|word| words.contains(&word))))
    }

    /// «10,4 prosent» where 10.4 percentage points are meant.
    fn percentages(&self) -> Vec<Phrasing> {
        let mut found = Vec::new();
        for pair in self.tokens.windows(2) {
            let [number, unit] = pair else { continue };
            let is_per_cent = unit.word().is_some_and(|word| per_cent(self.language).contains(&word));
            if !is_per_cent || unit.quoted || !self.text[number.range.end..unit.range.start].trim().is_empty() {
                continue;
            }
            let path = match &number.what {
                What::Result { path, .. } => {
                    self.unit_of(path).filter(|unit| *unit == Unit::ProportionDifference).map(|_| (*path).to_owned())
                }
                What::Number(number) => self.only_a_difference(number),
                What::Word(_) => None,
            };
            let Some(path) = path else { continue };
            let points = percentage_points(self.language);
            found.push(Phrasing {
                range: number.range.start..unit.range.end,
                problem: Problem::new(format!("`{path}` is a difference of percentages, which is no percentage"))
                    .hint(format!("write `{{{{ {path} | points }}}}`, which gives «… {points}»")),
                is_warning: false,
            });
        }
        found
    }

    /// The unit of the result that an expression names.
    fn unit_of(&self, path: &str) -> Option<Unit> {
        match self.results.find(path).ok()?.value {
            Value::Estimate(estimate) => Some(estimate.unit),
            Value::Quantity(quantity) => Some(quantity.unit),
            _ => None,
        }
    }

    /// The path of the difference that reads so, where no share does.
    fn only_a_difference(&self, number: &str) -> Option<String> {
        let locale = Locale::new(self.language);
        let mut difference = None;
        for (id, section) in &self.results.sections {
            for (name, value) in &section.values {
                let (value, unit, decimals) = match value {
                    Value::Estimate(estimate) => (estimate.value, estimate.unit, estimate.decimals),
                    Value::Quantity(quantity) => (quantity.value, quantity.unit, quantity.decimals),
                    Value::Table(table) => {
                        let cells = table.rows.iter().flat_map(|row| &row.cells);
                        let known = cells.filter(|cell| !matches!(cell, Value::Undefined(_)));
                        if known.into_iter().any(|cell| locale.value(cell, Style::Text) == number) {
                            return None;
                        }
                        continue;
                    }
                    _ => continue,
                };
                if locale.shown(value.abs(), unit, decimals, Style::Text) != number {
                    continue;
                }
                match unit {
                    Unit::ProportionDifference => difference = difference.or(Some(format!("{id}.{name}"))),
                    _ => return None,
                }
            }
        }
        difference
    }

    /// A p-value tells nothing of how large an effect is: the interval belongs in the same paragraph.
    fn lonely_p_values(&self) -> Vec<Phrasing> {
        let lonely = |token: &&Token<'_>| {
            let paragraph = || self.tokens.iter().filter(|other| other.paragraph == token.paragraph);
            let named =
                |words: &[&str]| paragraph().any(|other| other.word().is_some_and(|word| words.contains(&word)));
            !token.quoted
                && self.has_interval(token)
                && !paragraph().any(|other| other.has_filter(&["ci", "interval", "lower", "needed_interval"]))
                && !named(confidence_interval(self.language))
                && !self.is_written_out(token)
                && !named(without_interval(self.language))
        };
        let p_values = self.tokens.iter().filter(|token| token.has_filter(&["p", "p_bare"]));
        let phrase = |token: &Token<'_>| {
            let What::Result { path, .. } = &token.what else { return None };
            let hint = format!("write `{{{{ {path} | ci }}}}` beside it: it says how large the effect may be");
            Some(Phrasing {
                range: token.range.clone(),
                problem: Problem::new(format!("the p-value of `{path}` stands without its confidence interval"))
                    .hint(hint),
                is_warning: false,
            })
        };
        p_values.filter(lonely).filter_map(phrase).collect()
    }

    /// Whether the text also has the sentences or the table of the result's entry, with its interval.
    fn is_written_out(&self, token: &Token<'_>) -> bool {
        let What::Result { path, .. } = &token.what else { return false };
        let entry = path.split('.').next().unwrap_or(path);
        self.tokens.iter().any(|other| match &other.what {
            What::Result { path, .. } => {
                (path.starts_with("prose(") || path.starts_with("show(")) && path.contains(&format!("\"{entry}\""))
            }
            _ => false,
        })
    }

    /// Whether the result that a token prints has an interval at all.
    fn has_interval(&self, token: &Token<'_>) -> bool {
        let What::Result { path, .. } = &token.what else { return false };
        matches!(self.results.find(path), Ok(found) if matches!(found.value, Value::Estimate(estimate) if estimate.interval.is_some()))
    }

    /// «KI 1,3 til 19,4», which may be of any level.
    fn intervals_without_level(&self) -> Vec<Phrasing> {
        let mut found = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let is_short = token.word().is_some_and(|word| confidence_interval(self.language).first() == Some(&word));
            let ends = self
                .tokens
                .get(at + 1)
                .is_some_and(|next| matches!(&next.what, What::Number(_)) || next.has_filter(&["interval", "lower"]));
            let level = at.checked_sub(1).map(|before| &self.tokens[before]).is_some_and(|before| {
                before.word().is_some_and(|word| per_cent(self.language).contains(&word) || word == "prosents")
            });
            if is_short && ends && !level && !token.quoted {
                found.push(Phrasing {
                    range: token.range.clone(),
                    problem: Problem::new("a confidence interval stands without its level").hint(
                        "write `{{ … | ci }}`, which gives the level and the ends, or put the level before it, as in «95 % KI»",
                    ),
                    is_warning: false,
                });
            }
        }
        found
    }
}

/// What is wrong, in the tool's own language.
fn why(fault: Fault) -> &'static str {
    match fault {
        Fault::NoEffect => "says more than a result that is not statistically significant can",
        Fault::Trend => "reads a direction into a result that is not statistically significant",
        Fault::NearlySignificant => "makes a result significant that is not",
        Fault::Proof => "takes an estimate for a proof",
        Fault::TimesLarger => "words a ratio as an increase: 1.4 times as large is an increase of 40 per cent",
    }
}

fn one_sentence(tokens: &[Token<'_>]) -> bool {
    tokens.first().map(|token| token.sentence) == tokens.last().map(|token| token.sentence)
}

/// How many tokens from the first one on match the pattern.
fn matched(tokens: &[Token<'_>], pattern: &[&str]) -> Option<usize> {
    let Some((first, rest)) = pattern.split_first() else { return Some(0) };
    if *first == "*" {
        return (1..=8.min(tokens.len())).find_map(|skipped| Some(skipped + matched(&tokens[skipped..], rest)?));
    }
    let token = tokens.first()?;
    let fits = match (&token.what, *first) {
        (What::Number(_) | What::Result { .. }, "#") => true,
        (What::Word(word), words) => words.split('|').any(|one| one == word),
        _ => false,
    };
    if fits { Some(1 + matched(&tokens[1..], rest)?) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::{ConfidenceInterval, Estimate, Method, Provenance, ReportInfo, SCHEMA, Section, Test, Text};
    use crate::stats::{Interval, Level};

    fn results() -> Results {
        let mut difference = Estimate::new(0.104, Unit::ProportionDifference, 1);
        difference.no_effect = Some(0.0);
        difference.interval = Some(ConfidenceInterval {
            bounds: Interval::Bounded { lower: 0.013, upper: 0.194 },
            level: Level::NINETY_FIVE,
            method: Method::Newcombe,
        });
        difference.tests.push(Test {
            method: Method::ChiSquaredPearson,
            statistic: None,
            degrees_of_freedom: vec![],
            p: 0.027,
        });
        let share = Estimate::new(0.374, Unit::Proportion, 1);
        let section = Section {
            entry: "work".into(),
            kind: "two_proportions".into(),
            combination: vec![],
            facets: vec![],
            role: None,
            labels: vec![],
            values: vec![("risk_difference".into(), difference.into()), ("treated.proportion".into(), share.into())],
            notes: vec![],
            source: None,
            provenance: Provenance::default(),
            protected: vec![],
            cells: vec![],
        };
        let report = ReportInfo { title: Text::from("x"), languages: vec![Language::Bokmal], date: None };
        Results { schema: SCHEMA.into(), edition: "2026.1".into(), report, sections: vec![("work".into(), section)] }
    }

    fn found(text: &str, language: Language) -> Vec<String> {
        phrasing(text, &results(), language).into_iter().map(|phrase| text[phrase.range].to_owned()).collect()
    }

    #[test]
    fn phrases_that_say_too_much_are_found_in_each_language() {
        for (language, text, wanted) in [
            (Language::Bokmal, "IPS hadde ingen effekt på helse.", "ingen effekt"),
            (Language::Bokmal, "Vi ser en trend mot bedre helse.", "trend mot"),
            (Language::Bokmal, "Forskjellen er nesten statistisk\nsignifikant.", "nesten statistisk\nsignifikant"),
            (Language::Bokmal, "Studien beviser at IPS virker.", "beviser at IPS virker"),
            (Language::Bokmal, "Andelen er {{ work.x | ratio }} ganger større.", "{{ work.x | ratio }} ganger større"),
            (Language::Bokmal, "Andelen er 1,4 ganger høyere.", "1,4 ganger høyere"),
            (Language::Nynorsk, "IPS hadde inga verknad.", "inga verknad"),
            (Language::Nynorsk, "Talet er 1,4 gonger høgare.", "1,4 gonger høgare"),
            (Language::English, "It had no effect.", "no effect"),
            (Language::English, "A trend towards more work.", "trend towards"),
        ] {
            assert_eq!(found(text, language), [wanted], "{text}");
        }
    }

    #[test]
    fn what_is_right_or_quoted_is_left_alone() {
        for text in [
            "IPS har trolig liten eller ingen effekt.",
            "Verdien for ingen effekt er 0.",
            "De skrev at tiltaket hadde «ingen effekt».",
            "Vi finner ingen statistisk signifikant forskjell.",
            "Det var ingen. Effekten er målt.",
            "Det betyr ikke at tiltaket hadde ingen effekt.",
            "Andelen er 1,4 ganger så stor.",
            "Vi viser at IPS er prøvd. Metoden virker.",
            "`ingen effekt` er et søkeord.",
        ] {
            assert_eq!(found(text, Language::Bokmal), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn percentages_are_told_from_percentage_points() {
        let wrong = ["10,4 prosent", "{{ work.risk_difference | number }} prosent", "10,4 %"];
        for text in wrong {
            assert_eq!(found(&format!("Andelen økte med {text} fra før."), Language::Bokmal), [text]);
        }
        for text in ["10,4 prosentpoeng", "37,4 prosent", "{{ work.treated | percent }}", "12 prosent"] {
            assert_eq!(found(&format!("Andelen er {text} nå."), Language::Bokmal), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_p_value_needs_its_interval_and_an_interval_its_level() {
        let p = "{{ work.risk_difference | p }}";
        assert_eq!(found(&format!("Forskjellen er signifikant ({p})."), Language::Bokmal), [p]);
        for beside in ["{{ work.risk_difference | ci }}", "95 % KI 1,3 til 19,4"] {
            let text = format!("Forskjellen er sikker ({beside}, {p}).");
            assert_eq!(found(&text, Language::Bokmal), Vec::<String>::new(), "{text}");
        }
        assert_eq!(found(&format!("Vi ser ikke samspill ({p})."), Language::Bokmal), Vec::<String>::new());
        assert_eq!(found("Forskjellen er 10,4 (KI 1,3 til 19,4).", Language::Bokmal), ["KI"]);
        assert_eq!(found("The difference (95% CI 1.3 to 19.4).", Language::English), Vec::<String>::new());
    }
}
