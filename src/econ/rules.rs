//! Rules and rates by year, as data: what the state lays down and what official statistics say, each with its source.

use std::fmt;
use std::sync::OnceLock;

use super::discount::DiscountSchedule;

/// What a rate is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// The real discount rate a year; `which` is the year of the analysis from which it holds.
    DiscountRate,
    /// The tax-financing cost per krone of net public expenditure.
    TaxFinancing,
    /// The employer contribution as a share of the wage; `which` is the zone.
    PayrollTax,
    /// The basic amount (G) in kroner: `may`, from 1 May, or `average`, over the calendar year.
    BasicAmount,
    /// The average wage in kroner a month; `which` is whose.
    AverageWage,
    /// The consumer price index, 2015 = 100.
    ConsumerPrices,
    /// The value of a statistical life, in kroner.
    StatisticalLife,
    /// The value of a quality-adjusted life year, in kroner; `which` is the use it is meant for.
    QualityAdjustedLifeYear,
}

impl Topic {
    /// All of them, in the order of the table.
    pub const ALL: [Topic; 8] = [
        Topic::DiscountRate,
        Topic::TaxFinancing,
        Topic::PayrollTax,
        Topic::BasicAmount,
        Topic::AverageWage,
        Topic::ConsumerPrices,
        Topic::StatisticalLife,
        Topic::QualityAdjustedLifeYear,
    ];

    /// The name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Topic::DiscountRate => "discount_rate",
            Topic::TaxFinancing => "tax_financing",
            Topic::PayrollTax => "payroll_tax",
            Topic::BasicAmount => "basic_amount",
            Topic::AverageWage => "average_wage",
            Topic::ConsumerPrices => "consumer_prices",
            Topic::StatisticalLife => "statistical_life",
            Topic::QualityAdjustedLifeYear => "quality_adjusted_life_year",
        }
    }

    fn allows(self, value: f64) -> bool {
        match self {
            Topic::DiscountRate => value > -1.0 && value <= 1.0,
            Topic::TaxFinancing | Topic::PayrollTax => (0.0..=1.0).contains(&value),
            _ => value > 0.0 && value.is_finite(),
        }
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What the rate is of.
    pub topic: Topic,
    /// Which of several, such as a zone; `all` where there is one.
    pub which: String,
    /// The first calendar year it holds for.
    pub first: u16,
    /// The last calendar year it holds for.
    pub last: u16,
    /// The rate, index or amount.
    pub value: f64,
    /// Whether the value was read in its source. If not, it is an assumption.
    pub seen: bool,
    /// Where it comes from.
    pub source: String,
}

/// What is wrong with a line of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} of the table of rates: {}", self.line, self.what)
    }
}

/// A table of rates. A year without a line has no rate: nothing is ever extrapolated.
///
/// ```
/// use utfall::econ::rules::{Rules, Topic};
///
/// let rules = Rules::built_in();
/// assert_eq!(rules.find(Topic::BasicAmount, "average", 2016).unwrap().value, 91_740.0);
/// assert_eq!(rules.find(Topic::PayrollTax, "I", 2016), None); // no source for that year
///
/// // A project's own lines come before the built-in ones.
/// let own = Rules::parse("payroll_tax;I;2016;2016;0.141;yes;Skatteetaten")?;
/// assert_eq!(rules.with(own).find(Topic::PayrollTax, "I", 2016).unwrap().value, 0.141);
/// # Ok::<(), utfall::econ::rules::RuleError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    lines: Vec<Rule>,
}

const BUILT_IN: &str = include_str!("rules.csv");

impl Rules {
    /// The table that comes with utfall.
    pub fn built_in() -> &'static Rules {
        static RULES: OnceLock<Rules> = OnceLock::new();
        // A test reads the file; a line that cannot be read would leave the table empty.
        RULES.get_or_init(|| Rules::parse(BUILT_IN).unwrap_or_default())
    }

    /// A table of these lines.
    pub fn new(lines: Vec<Rule>) -> Rules {
        Rules { lines }
    }

    /// Reads a table: seven columns with `;` between them, `#` before a remark.
    ///
    /// # Errors
    /// The first line that is no rate: an unknown topic, a year or number that is none, years that run backwards, or a value
    /// that the topic cannot have.
    pub fn parse(text: &str) -> Result<Rules, RuleError> {
        let mut lines = Vec::new();
        for (index, written) in text.lines().enumerate() {
            let written = written.trim();
            if written.is_empty() || written.starts_with('#') {
                continue;
            }
            let wrong = |what| RuleError { line: index + 1, what };
            let columns: Vec<&str> = written.splitn(7, ';').map(str::trim).collect();
            let [topic, which, first, last, value, seen, source] = columns[..] else {
                return Err(wrong("seven columns are expected: what;which;first;last;value;seen;source"));
            };
            lines.push(Rule::read(topic, which, [first, last], value, seen, source).map_err(wrong)?);
        }
        Ok(Rules { lines })
    }

    /// This table with a project's own lines before its own.
    pub fn with(&self, own: Rules) -> Rules {
        let mut lines = own.lines;
        lines.extend(self.lines.iter().cloned());
        Rules { lines }
    }

    /// All lines, a project's own first.
    pub fn lines(&self) -> &[Rule] {
        &self.lines
    }

    /// The rate of a year, where there is one.
    pub fn find(&self, topic: Topic, which: &str, year: u16) -> Option<&Rule> {
        let found =
            |rule: &&Rule| rule.topic == topic && rule.which == which && (rule.first..=rule.last).contains(&year);
        self.lines.iter().find(found)
    }

    /// Which there are of a topic, in the order of the table.
    pub fn which(&self, topic: Topic) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for rule in self.lines.iter().filter(|rule| rule.topic == topic) {
            if !names.contains(&rule.which.as_str()) {
                names.push(&rule.which);
            }
        }
        names
    }

    /// The years that have a rate, in order.
    pub fn years(&self, topic: Topic, which: &str) -> Vec<u16> {
        let lines = self.lines.iter().filter(|rule| rule.topic == topic && rule.which == which);
        let mut years: Vec<u16> = lines.flat_map(|rule| rule.first..=rule.last).collect();
        years.sort_unstable();
        years.dedup();
        years
    }

    /// The steps of the discount rate in a year, by the year of the analysis from which each holds.
    ///
    /// ```
    /// use utfall::econ::DiscountSchedule;
    /// use utfall::econ::rules::Rules;
    ///
    /// let (schedule, _) = Rules::built_in().discounting(2026).unwrap();
    /// assert_eq!(schedule, DiscountSchedule::official());
    /// assert!(Rules::built_in().discounting(1990).is_none());
    /// ```
    pub fn discounting(&self, year: u16) -> Option<(DiscountSchedule, Vec<&Rule>)> {
        let mut steps: Vec<(u16, &Rule)> = self
            .which(Topic::DiscountRate)
            .into_iter()
            .filter_map(|from| Some((from.parse().ok()?, self.find(Topic::DiscountRate, from, year)?)))
            .collect();
        steps.sort_by_key(|(from, _)| *from);
        if steps.first()?.0 != 0 {
            return None;
        }
        let until = steps.iter().skip(1).map(|(from, _)| f64::from(*from)).chain([f64::INFINITY]);
        let rates: Vec<(f64, f64)> = until.zip(&steps).map(|(until, (_, rule))| (until, rule.value)).collect();
        let schedule = DiscountSchedule::steps(&rates).ok()?;
        Some((schedule, steps.into_iter().map(|(_, rule)| rule).collect()))
    }

    /// An amount of one year in the prices of another, by the consumer price index; `None` where a year has none.
    ///
    /// ```
    /// use utfall::econ::rules::Rules;
    /// assert_eq!(Rules::built_in().in_prices_of(2020, 1_000.0, 2010).unwrap().round(), 1_218.0);
    /// assert_eq!(Rules::built_in().in_prices_of(2031, 1_000.0, 2010), None);
    /// ```
    pub fn in_prices_of(&self, base: u16, amount: f64, year: u16) -> Option<f64> {
        if base == year {
            return Some(amount);
        }
        let index = |year| self.find(Topic::ConsumerPrices, "all", year).map(|rule| rule.value);
        super::price_year::real(amount, index(year)?, index(base)?).ok()
    }
}

impl Rule {
    /// A rule from the words of its columns.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(
        topic: &str,
        which: &str,
        years: [&str; 2],
        value: &str,
        seen: &str,
        source: &str,
    ) -> Result<Rule, &'static str> {
        let topic = Topic::ALL.into_iter().find(|known| known.name() == topic).ok_or("there is no such rate")?;
        let [first, last] = years.map(|year| year.parse::<u16>().ok().filter(|year| (1900..=2199).contains(year)));
        let (Some(first), Some(last)) = (first, last) else { return Err("a year is a number such as 2026") };
        if last < first {
            return Err("the last year comes before the first");
        }
        let value = value.parse::<f64>().map_err(|_| "the value is no number; the decimal mark is a point")?;
        if !topic.allows(value) {
            return Err("this rate cannot have that value; shares are fractions, such as 0.04");
        }
        if topic == Topic::DiscountRate && which.parse::<u16>().is_err() {
            return Err("a discount rate says in `which` from which year of the analysis it holds, such as 0");
        }
        let seen = match seen {
            "yes" | "true" => true,
            "no" | "false" => false,
            _ => return Err("`seen` is `yes` or `no`"),
        };
        if source.is_empty() {
            return Err("a rate needs its source");
        }
        Ok(Rule { topic, which: which.to_owned(), first, last, value, seen, source: source.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_reads_and_no_year_has_two_rates() {
        let rules = Rules::parse(BUILT_IN).unwrap();
        assert!(rules.lines().len() > 90);
        for topic in Topic::ALL {
            assert!(!rules.which(topic).is_empty(), "{topic:?}");
            for which in rules.which(topic) {
                let of = |rule: &&Rule| rule.topic == topic && rule.which == which;
                let counted: usize =
                    rules.lines().iter().filter(of).map(|rule| usize::from(rule.last - rule.first) + 1).sum();
                assert_eq!(counted, rules.years(topic, which).len(), "{topic:?} {which}");
            }
        }
    }

    #[test]
    fn the_average_of_the_basic_amount_follows_from_those_of_may() {
        let rules = Rules::built_in();
        let of = |which, year| rules.find(Topic::BasicAmount, which, year).unwrap().value;
        for year in 2011..=2025 {
            let average: f64 = (4.0 * of("may", year - 1) + 8.0 * of("may", year)) / 12.0;
            assert_eq!(of("average", year), average.round());
        }
    }

    #[test]
    fn lines_that_are_no_rates() {
        let of = |line: &str| Rules::parse(&format!("# remark\n{line}")).unwrap_err();
        assert_eq!(of("payroll_tax;I;2020").line, 2);
        for (line, what) in [
            ("vat;all;2020;2020;0.25;yes;x", "there is no such rate"),
            ("payroll_tax;I;20;2020;0.25;yes;x", "a year is a number such as 2026"),
            ("payroll_tax;I;2021;2020;0.25;yes;x", "the last year comes before the first"),
            ("payroll_tax;I;2020;2020;0,25;yes;x", "the value is no number; the decimal mark is a point"),
            (
                "payroll_tax;I;2020;2020;14.1;yes;x",
                "this rate cannot have that value; shares are fractions, such as 0.04",
            ),
            (
                "discount_rate;0;2020;2020;-1;yes;x",
                "this rate cannot have that value; shares are fractions, such as 0.04",
            ),
            ("payroll_tax;I;2020;2020;0.1;maybe;x", "`seen` is `yes` or `no`"),
            ("payroll_tax;I;2020;2020;0.1;yes;", "a rate needs its source"),
        ] {
            assert_eq!(of(line).what, what, "{line}");
        }
    }
}
