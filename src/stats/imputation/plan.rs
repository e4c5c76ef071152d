//! How missing values are imputed.

use std::collections::BTreeMap;

use super::Incomplete;
use super::incomplete::{Kind, Variable};
use crate::stats::Undefined;

/// The most iterations times imputations times missing values.
const MOST_DRAWS: usize = 2_000_000_000;

/// The most imputations, and the most iterations.
const MOST: usize = 100_000;

/// By what model a variable is imputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// The value of a donor: one of those whose predictions by a linear model are nearest. It gives values that occur,
    /// and supposes neither normality nor a straight line. For numbers, a yes-or-no and ordered categories (by their
    /// ranks).
    PredictiveMeanMatching,
    /// A linear model with normal errors, its coefficients and variance drawn from their posterior. For numbers.
    Normal,
    /// Logistic regression, its coefficients drawn from their approximate posterior; by Firth's penalised likelihood
    /// where the outcome is separated. For a yes-or-no.
    Logistic,
    /// Multinomial logistic regression, with pseudo-observations where the categories are separated. For categories.
    Multinomial,
}

/// How many imputations are made, and how.
///
/// ```
/// use utfall::stats::imputation::{Method, Plan};
///
/// let plan = Plan::new(50, 20160601).with_method("cost", Method::Normal).with_predictors("hads", &["arm", "age"]);
/// assert_eq!((plan.iterations, plan.donors), (10, 5));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The number of imputed data sets; a rule of thumb is one for each per cent of rows that are incomplete.
    pub imputations: usize,
    /// How many times the chain goes through the variables; not used for a monotone pattern.
    pub iterations: usize,
    /// Among how many donors predictive mean matching chooses.
    pub donors: usize,
    /// The seed; the same seed gives the same values everywhere.
    pub seed: u64,
    methods: BTreeMap<String, Method>,
    predictors: BTreeMap<String, Vec<String>>,
    group: Option<String>,
}

/// A variable that is to be imputed.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub place: usize,
    pub method: Method,
    /// The variables that it is predicted by.
    pub predictors: Vec<usize>,
}

impl Plan {
    /// Ten iterations, five donors, and each variable from all others: numbers and ordered categories by predictive
    /// mean matching, a yes-or-no by logistic and categories by multinomial regression.
    pub fn new(imputations: usize, seed: u64) -> Plan {
        let (methods, predictors) = (BTreeMap::new(), BTreeMap::new());
        Plan { imputations, iterations: 10, donors: 5, seed, methods, predictors, group: None }
    }

    /// The same plan with so many passes through the variables.
    pub fn with_iterations(self, iterations: usize) -> Plan {
        Plan { iterations, ..self }
    }

    /// The same plan with so many donors.
    pub fn with_donors(self, donors: usize) -> Plan {
        Plan { donors, ..self }
    }

    /// The same plan with another model for one variable.
    pub fn with_method(mut self, variable: &str, method: Method) -> Plan {
        self.methods.insert(variable.to_owned(), method);
        self
    }

    /// The same plan with one variable predicted by these alone.
    ///
    /// Everything that the analysis uses must be among them, or what the analysis looks for is diluted.
    pub fn with_predictors(mut self, variable: &str, predictors: &[&str]) -> Plan {
        self.predictors.insert(variable.to_owned(), predictors.iter().map(|name| (*name).to_owned()).collect());
        self
    }

    /// The same plan for each level of one variable on its own: nothing is borrowed from one arm of a trial to impute
    /// the other, so that an effect may differ between people of different kinds.
    ///
    /// The variable must have categories or be a yes-or-no, with none missing; every other variable must be observed
    /// for somebody at each level.
    ///
    /// Sullivan, T. R., White, I. R., Salter, A. B., Ryan, P. and Lee, K. J. (2018). Should multiple imputation be the
    /// method of choice for handling missing data in randomized trials? *Statistical Methods in Medical Research* 27,
    /// 2610-2626.
    pub fn separately_by(mut self, variable: &str) -> Plan {
        self.group = Some(variable.to_owned());
        self
    }

    /// The variable at whose levels the data are imputed separately.
    pub(super) fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// The variables to impute, in order, and whether once is enough.
    pub(super) fn targets(&self, data: &Incomplete) -> Result<(Vec<Target>, bool), Undefined> {
        let counts = [self.imputations, self.iterations, self.donors];
        if counts.contains(&0) {
            return Err(Undefined::OutsideDomain);
        }
        let missing: usize = data.variables().iter().map(|variable| variable.missing.len()).sum();
        let draws = self.imputations.saturating_mul(self.iterations).saturating_mul(missing);
        if counts.iter().any(|count| *count > MOST) || draws > MOST_DRAWS {
            return Err(Undefined::TooLarge);
        }
        for name in self.methods.keys().chain(self.predictors.keys()).chain(self.predictors.values().flatten()) {
            data.place(name)?;
        }
        if self.predictors.iter().any(|(name, predictors)| predictors.contains(name)) {
            return Err(Undefined::OutsideDomain);
        }
        let order = data.by_missing();
        let incomplete = order.iter().filter(|place| !data.variables()[**place].missing.is_empty());
        let mut targets = incomplete.map(|place| self.target(data, *place)).collect::<Result<Vec<Target>, _>>()?;
        let before =
            |place: usize, other: usize| order.iter().take_while(|known| **known != place).any(|known| *known == other);
        // The joint distribution as a product: each variable given those before it.
        let chosen = |target: &Target| self.predictors.contains_key(&data.variables()[target.place].name);
        let once = data.monotone_order().is_some()
            && targets
                .iter()
                .filter(|target| chosen(target))
                .all(|target| target.predictors.iter().all(|other| before(target.place, *other)));
        if once {
            for target in &mut targets {
                let place = target.place;
                target.predictors.retain(|other| before(place, *other));
            }
        }
        Ok((targets, once))
    }

    fn target(&self, data: &Incomplete, place: usize) -> Result<Target, Undefined> {
        let Variable { name, kind, missing, .. } = &data.variables()[place];
        if missing.len() == data.rows() {
            return Err(Undefined::NoObservations);
        }
        let usual = match kind {
            Kind::Numeric | Kind::Ordered(_) => Method::PredictiveMeanMatching,
            Kind::Binary => Method::Logistic,
            Kind::Nominal(_) => Method::Multinomial,
        };
        let method = self.methods.get(name).copied().unwrap_or(usual);
        let possible = match method {
            Method::PredictiveMeanMatching => !matches!(kind, Kind::Nominal(_)),
            Method::Normal => matches!(kind, Kind::Numeric),
            Method::Logistic => matches!(kind, Kind::Binary),
            Method::Multinomial => matches!(kind, Kind::Nominal(_) | Kind::Ordered(_)),
        };
        if !possible {
            return Err(Undefined::OutsideDomain);
        }
        let predictors = match self.predictors.get(name) {
            Some(names) => names.iter().map(|name| data.place(name)).collect::<Result<_, _>>()?,
            None => (0..data.variables().len()).filter(|other| *other != place).collect(),
        };
        Ok(Target { place, method, predictors })
    }
}
