//! Tests by permutation, for reviews too small for the t distribution.

use rayon::prelude::*;

use super::Study;
use super::moderated::Moderated;
use super::moderators::Regressed;
use super::pool::Model;
use super::reference::Inference;
use crate::stats::random::Random;
use crate::stats::regression::Design;
use crate::stats::{Level, Undefined};

/// How many permutations are made, and from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Permutations {
    /// The number of permutations, the observed one among them; where all there are is no more than that, all are made.
    pub replicates: u32,
    /// The seed of the random ones.
    pub seed: u64,
}

/// P-values by permutation.
#[derive(Debug, Clone, PartialEq)]
pub struct PermutationTest {
    /// The p-value of each coefficient, in the order of the columns of the design.
    pub coefficients: Vec<f64>,
    /// The p-value of all moderators together; none without moderators.
    pub moderators: Option<f64>,
    /// The number of permutations.
    pub permutations: u64,
    /// Whether these are all that there are.
    pub exact: bool,
}

/// The tests of a meta-regression by permutation of the moderators among the studies or, without moderators, of the pooled
/// effect by changing the signs of effects.
///
/// The p-value is the share of permutations, the observed one included, in which the statistic (`|b / se|` of a coefficient,
/// the joint statistic of all moderators) is at least as large as observed. It holds in small reviews, where it can be no
/// smaller than one over the number of permutations. Errors as for [`meta_regression`](super::meta_regression), and
/// [`Undefined::OutsideDomain`] without replicates.
///
/// ```
/// use utfall::stats::meta::{Estimator, Inference, Model, Permutations, Study, permutation_test};
/// use utfall::stats::{Level, regression::Design};
///
/// // Four studies whose effects follow the moderator exactly in order: 2 of the 24 permutations are as extreme.
/// let studies = [0.1, 0.2, 0.4, 0.5].map(|effect| Study::new(effect, 0.01).unwrap());
/// let design = Design::with_intercept(4).numeric("dose", &[1.0, 2.0, 3.0, 4.0])?;
/// let plan = Permutations { replicates: 1000, seed: 1 };
/// let test = permutation_test(&studies, &design, Model::CommonEffect, Inference::Wald, plan)?;
/// assert!(test.exact && test.permutations == 24);
/// assert!((test.coefficients[1] - 2.0 / 24.0).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Follmann, D. A. and Proschan, M. A. (1999). Valid inference in random effects meta-analysis. *Biometrics* 55, 732-737;
/// Higgins, J. P. T. and Thompson, S. G. (2004). Controlling the risk of spurious findings from meta-regression.
/// *Statistics in Medicine* 23, 1663-1682.
pub fn permutation_test(
    studies: &[Study],
    design: &Design,
    model: Model,
    inference: Inference,
    plan: Permutations,
) -> Result<PermutationTest, Undefined> {
    if plan.replicates == 0 {
        return Err(Undefined::OutsideDomain);
    }
    let base = Moderated::new(studies, design)?;
    let first = usize::from(design.has_intercept());
    let shuffle = Shuffle::new(&base, studies, first, plan);
    let statistics = |model_of: Moderated| -> Result<Statistics, Undefined> {
        let mut moderated = model_of;
        let fit = Regressed::new(&mut moderated, model, inference, Level::NINETY_FIVE)?.coefficients;
        let width = fit.values().len();
        let each = (0..width).map(|i| Ok(fit.coefficient(i)?.test()?.statistic.unwrap_or(0.0).abs()));
        let coefficients = each.collect::<Result<Vec<f64>, Undefined>>()?;
        let places: Vec<usize> = (first..width).collect();
        let all = if places.is_empty() { None } else { Some(fit.joint_test(&places)?.statistic) };
        Ok(Statistics { coefficients, all })
    };
    let observed = statistics(base.clone())?;
    let counts = (0..shuffle.count())
        .into_par_iter()
        .map(|replicate| {
            let found = statistics(shuffle.make(&base, design, replicate)?)?;
            let each = found.coefficients.iter().zip(&observed.coefficients).map(|(f, o)| u64::from(reaches(*f, *o)));
            let all = found.all.zip(observed.all).map(|(f, o)| u64::from(reaches(f, o)));
            Ok((each.collect::<Vec<u64>>(), all))
        })
        .collect::<Result<Vec<_>, Undefined>>()?;
    // The observed order counts as one of the random ones, and is among all of them anyway.
    let start = u64::from(!shuffle.exact());
    let total = counts.len() as u64 + start;
    let share = |count: u64| (count + start) as f64 / total as f64;
    let coefficients =
        (0..observed.coefficients.len()).map(|i| share(counts.iter().map(|(each, _)| each[i]).sum())).collect();
    let moderators = observed.all.map(|_| share(counts.iter().filter_map(|(_, all)| *all).sum()));
    Ok(PermutationTest { coefficients, moderators, permutations: total, exact: shuffle.exact() })
}

/// What is compared.
struct Statistics {
    coefficients: Vec<f64>,
    all: Option<f64>,
}

/// Whether a statistic is as large as the observed one, but for rounding.
fn reaches(found: f64, observed: f64) -> bool {
    found >= observed * (1.0 - 1e-8)
}

/// How the data are permuted.
enum Shuffle {
    /// All orders of the rows.
    AllRows(Vec<Vec<usize>>),
    /// All signs, as the bits of the number of the replicate.
    AllSigns(Vec<Study>),
    /// Random orders of the rows.
    RandomRows(Permutations),
    /// Random signs.
    RandomSigns(Vec<Study>, Permutations),
}

impl Shuffle {
    fn new(base: &Moderated, studies: &[Study], first: usize, plan: Permutations) -> Shuffle {
        let most = f64::from(plan.replicates);
        if base.width() == first {
            let sorted: Vec<Study> = base.order.iter().map(|place| studies[*place]).collect();
            return if libm::pow(2.0, sorted.len() as f64) <= most {
                Shuffle::AllSigns(sorted)
            } else {
                Shuffle::RandomSigns(sorted, plan)
            };
        }
        let kinds = kinds(base);
        if arrangements(&kinds) <= most { Shuffle::AllRows(all_orders(&kinds)) } else { Shuffle::RandomRows(plan) }
    }

    fn exact(&self) -> bool {
        matches!(self, Shuffle::AllRows(_) | Shuffle::AllSigns(_))
    }

    /// The number of permutations to make; the observed one is not among the random ones.
    fn count(&self) -> u64 {
        match self {
            Shuffle::AllRows(orders) => orders.len() as u64,
            Shuffle::AllSigns(studies) => 1 << studies.len(),
            Shuffle::RandomRows(plan) | Shuffle::RandomSigns(_, plan) => u64::from(plan.replicates - 1),
        }
    }

    /// The permuted data of one replicate.
    fn make(&self, base: &Moderated, design: &Design, replicate: u64) -> Result<Moderated, Undefined> {
        let random = |plan: &Permutations| Random::new(plan.seed, replicate);
        let flipped = |studies: &[Study], flips: &mut dyn FnMut(usize) -> bool| -> Result<Moderated, Undefined> {
            let sign = |(place, study): (usize, &Study)| study.scaled(if flips(place) { -1.0 } else { 1.0 });
            let studies = studies.iter().enumerate().map(sign).collect::<Result<Vec<_>, _>>()?;
            Moderated::new(&studies, design)
        };
        match self {
            Shuffle::AllRows(orders) => base.with_rows(&orders[replicate as usize]),
            Shuffle::RandomRows(plan) => {
                let mut random = random(plan);
                let mut rows: Vec<usize> = (0..base.len()).collect();
                for last in (1..rows.len()).rev() {
                    rows.swap(last, random.below(last as u64 + 1) as usize);
                }
                base.with_rows(&rows)
            }
            Shuffle::AllSigns(studies) => flipped(studies, &mut |place| replicate >> place & 1 == 1),
            Shuffle::RandomSigns(studies, plan) => {
                let mut random = random(plan);
                flipped(studies, &mut |_| random.below(2) == 1)
            }
        }
    }
}

/// Which distinct row each study has, by the place of the first study with it.
fn kinds(base: &Moderated) -> Vec<usize> {
    let rows: Vec<Vec<f64>> = (0..base.len()).map(|index| base.row(index)).collect();
    let kind = |row: &Vec<f64>| rows.iter().position(|other| other == row).unwrap_or(0);
    rows.iter().map(kind).collect()
}

/// The number of distinct orders.
fn arrangements(kinds: &[usize]) -> f64 {
    let mut seen = vec![0_u32; kinds.len()];
    let mut count = 1.0;
    for (place, kind) in kinds.iter().enumerate() {
        seen[*kind] += 1;
        count *= (place + 1) as f64 / f64::from(seen[*kind]);
    }
    count.round()
}

/// All distinct orders, as rows: for each study the study whose row it gets.
fn all_orders(kinds: &[usize]) -> Vec<Vec<usize>> {
    let mut order = kinds.to_vec();
    order.sort_unstable();
    let mut orders = vec![order.clone()];
    // The next order of a multiset in the order of the dictionary.
    while let Some(rise) = (1..order.len()).rev().find(|i| order[i - 1] < order[*i]) {
        let larger = (rise..order.len()).rev().find(|i| order[*i] > order[rise - 1]).unwrap_or(rise);
        order.swap(rise - 1, larger);
        order[rise..].reverse();
        orders.push(order.clone());
    }
    orders
}
