//! Probabilistic sensitivity analysis: draws of uncertain inputs, one stream of random numbers for each.

mod correlated;
mod distribution;
mod sampler;

use rayon::prelude::*;

pub use distribution::Distribution;

use crate::stats::{Random, Undefined};
use correlated::Factor;
use sampler::Sampler;

/// How many draws of an input come from one section of its stream.
const SECTION: usize = 1_024;

/// The most numbers that are drawn: inputs times draws.
const MOST_NUMBERS: usize = 200_000_000;

/// Uncertain inputs by name, with the seed of their streams.
///
/// The stream of an input is fixed by the seed and its name alone. An input that is changed, added, moved or left out does
/// therefore not reshuffle the others, so that two analyses differ by what was changed and not by chance; more draws begin
/// with the draws there were.
///
/// ```
/// use utfall::econ::draws::{Distribution, Inputs};
///
/// let mut inputs = Inputs::new(2_026);
/// inputs.independent("effect", Distribution::normal(0.10, 0.03)?)?;
/// inputs.independent("cost", Distribution::gamma_of_mean(60_000.0, 8_000.0)?)?;
/// let draws = inputs.draw(10_000)?;
///
/// let mut changed = Inputs::new(2_026);
/// changed.independent("cost", Distribution::gamma_of_mean(75_000.0, 20_000.0)?)?;
/// changed.independent("wage", Distribution::log_normal_of_mean(450_000.0, 40_000.0)?)?;
/// changed.independent("effect", Distribution::normal(0.10, 0.03)?)?;
/// assert_eq!(draws.column("effect"), changed.draw(10_000)?.column("effect"));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Briggs, A., Claxton, K. and Sculpher, M. (2006). *Decision Modelling for Health Economic Evaluation*, chapter 4.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    seed: u64,
    names: Vec<String>,
    /// In the order of the names, which each takes one or several of.
    groups: Vec<Group>,
}

/// Inputs that are drawn together.
#[derive(Debug, Clone, PartialEq)]
enum Group {
    Independent(Distribution),
    /// Means, and the factor of the covariance.
    Normal(Vec<f64>, Factor),
    /// Shapes.
    Dirichlet(Vec<f64>),
}

impl Group {
    fn width(&self) -> usize {
        match self {
            Group::Independent(_) => 1,
            Group::Normal(means, _) => means.len(),
            Group::Dirichlet(shapes) => shapes.len(),
        }
    }

    /// What each of its inputs draws on its own, before they are put together.
    fn samplers(&self) -> Vec<Sampler> {
        match self {
            Group::Independent(distribution) => vec![distribution.sampler()],
            Group::Normal(means, _) => means.iter().map(|_| Sampler::standard_normal()).collect(),
            Group::Dirichlet(shapes) => shapes.iter().map(|shape| Sampler::ln_gamma(*shape)).collect(),
        }
    }

    /// Puts the columns of a group together, row by row.
    fn combine(&self, columns: &mut [Vec<f64>]) {
        if let Group::Independent(_) = self {
            return;
        }
        let count = columns.first().map_or(0, |column| column.len().div_ceil(SECTION));
        let mut chunks: Vec<_> = columns.iter_mut().map(|column| column.chunks_mut(SECTION)).collect();
        let sections: Vec<Vec<&mut [f64]>> =
            (0..count).map(|_| chunks.iter_mut().filter_map(Iterator::next).collect()).collect();
        sections.into_par_iter().for_each(|mut section| {
            let mut row = vec![0.0; section.len()];
            for draw in 0..section.first().map_or(0, |column| column.len()) {
                row.iter_mut().zip(&section).for_each(|(entry, column)| *entry = column[draw]);
                match self {
                    Group::Independent(_) => (),
                    Group::Normal(means, factor) => factor.correlate(means, &mut row),
                    Group::Dirichlet(_) => sampler::shares(&mut row),
                }
                row.iter().zip(&mut section).for_each(|(entry, column)| column[draw] = *entry);
            }
        });
    }
}

impl Inputs {
    /// No inputs yet.
    pub fn new(seed: u64) -> Inputs {
        Inputs { seed, names: Vec::new(), groups: Vec::new() }
    }

    /// Adds an input that depends on no other.
    ///
    /// [`Undefined::OutsideDomain`] for a name that is taken.
    pub fn independent(&mut self, name: &str, distribution: Distribution) -> Result<(), Undefined> {
        self.add(&[name], Group::Independent(distribution))
    }

    /// Adds inputs that are normal together, with these means and this covariance matrix, row by row.
    ///
    /// With z independent and standard normal and L the lower Cholesky factor of the matrix, x = mean + L z: an input depends on
    /// the streams of those before it. [`Undefined::OutsideDomain`] for a matrix that is not square, not symmetric or not positive
    /// definite, and for a name that is taken; [`Undefined::Collinear`] where one input is a combination of others;
    /// [`Undefined::NoObservations`] for no input; [`Undefined::NotFinite`] for numbers that are not finite.
    ///
    /// ```
    /// use utfall::econ::draws::Inputs;
    /// use utfall::stats::Undefined;
    ///
    /// let mut inputs = Inputs::new(1);
    /// inputs.correlated(&["a", "b"], &[1.0, 2.0], &[vec![4.0, 1.0], vec![1.0, 1.0]])?;
    /// let impossible = inputs.correlated(&["c", "d"], &[0.0, 0.0], &[vec![1.0, 2.0], vec![2.0, 1.0]]);
    /// assert_eq!(impossible, Err(Undefined::OutsideDomain));
    /// # Ok::<(), Undefined>(())
    /// ```
    pub fn correlated(&mut self, names: &[&str], means: &[f64], covariance: &[Vec<f64>]) -> Result<(), Undefined> {
        if means.len() != names.len() || covariance.len() != names.len() {
            return Err(Undefined::OutsideDomain);
        }
        let factor = Factor::new(covariance)?;
        // The largest normal number that is drawn is 8.2.
        for (i, mean) in means.iter().enumerate() {
            Distribution::normal(*mean, libm::sqrt(covariance[i][i]))?;
        }
        self.add(names, Group::Normal(means.to_vec(), factor))
    }

    /// Adds shares that sum to 1, with a Dirichlet distribution: for the counts of a category among several, the counts are the
    /// shapes.
    ///
    /// [`Undefined::OutsideDomain`] for fewer than two shares, for a shape that is not above 0 and finite, and for a name that is
    /// taken.
    ///
    /// Briggs, A. H., Ades, A. E. and Price, M. J. (2003). Probabilistic sensitivity analysis for decision trees with multiple
    /// branches: use of the Dirichlet distribution in a Bayesian framework. *Medical Decision Making* 23, 341-350.
    pub fn dirichlet(&mut self, names: &[&str], shapes: &[f64]) -> Result<(), Undefined> {
        if shapes.len() != names.len() || shapes.len() < 2 {
            return Err(Undefined::OutsideDomain);
        }
        for shape in shapes {
            Distribution::gamma(*shape, 1.0)?;
        }
        self.add(names, Group::Dirichlet(shapes.to_vec()))
    }

    fn add(&mut self, names: &[&str], group: Group) -> Result<(), Undefined> {
        let taken =
            |place: usize, name: &str| names[..place].contains(&name) || self.names.iter().any(|known| known == name);
        if names.iter().enumerate().any(|(place, name)| taken(place, name)) {
            return Err(Undefined::OutsideDomain);
        }
        self.names.extend(names.iter().map(|name| (*name).to_owned()));
        self.groups.push(group);
        Ok(())
    }

    /// So many draws of all inputs.
    ///
    /// The same on any number of threads. [`Undefined::OutsideDomain`] for no draws, [`Undefined::TooLarge`] for more than two
    /// hundred million numbers.
    pub fn draw(&self, draws: usize) -> Result<Draws, Undefined> {
        if draws == 0 {
            return Err(Undefined::OutsideDomain);
        }
        if draws.saturating_mul(self.names.len()) > MOST_NUMBERS {
            return Err(Undefined::TooLarge);
        }
        let samplers: Vec<Sampler> = self.groups.iter().flat_map(Group::samplers).collect();
        let mut columns = vec![vec![0.0; draws]; self.names.len()];
        let sections: Vec<(usize, u32, &mut [f64])> = columns
            .iter_mut()
            .enumerate()
            .flat_map(|(input, column)| {
                let sections = column.chunks_mut(SECTION).zip(0_u32..);
                sections.map(move |(section, number)| (input, number, section))
            })
            .collect();
        sections.into_par_iter().for_each(|(input, number, section)| {
            let mut random = Random::new(self.seed, stream(&self.names[input]));
            random.seek(number);
            samplers[input].fill(section, &mut random);
        });
        let mut rest = &mut columns[..];
        for group in &self.groups {
            let (own, others) = rest.split_at_mut(group.width());
            group.combine(own);
            rest = others;
        }
        Ok(Draws { names: self.names.clone(), columns })
    }
}

/// The number of the stream of an input: the 64-bit FNV-1a hash of its name.
///
/// Fowler, G., Noll, L. C. and Vo, K.-P., as in RFC 9923.
fn stream(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Draws of inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
}

impl Draws {
    /// The names of the inputs, in the order in which they were added.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The draws of one input.
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        self.names.iter().position(|known| known == name).map(|place| &self.columns[place][..])
    }

    /// A model evaluated at every draw, in order; it is handed the inputs in the order of their names.
    ///
    /// ```
    /// use utfall::econ::draws::{Distribution, Inputs};
    /// use utfall::econ::increment::Increment;
    ///
    /// let mut inputs = Inputs::new(1);
    /// inputs.independent("cost", Distribution::fixed(60_000.0)?)?;
    /// inputs.independent("effect", Distribution::fixed(0.1)?)?;
    /// let increments = inputs.draw(3)?.evaluate(|x| Increment { cost: x[0], effect: x[1] });
    /// assert_eq!(increments, [Increment { cost: 60_000.0, effect: 0.1 }; 3]);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn evaluate<T: Send>(&self, model: impl Fn(&[f64]) -> T + Sync + Send) -> Vec<T> {
        self.evaluate_with(|| (), |(), x| model(x))
    }

    /// As [`Draws::evaluate`], with a workspace that a model may write over: each thread makes its own, and what a draw gives
    /// must not depend on what another one left in it.
    pub fn evaluate_with<S, T: Send>(
        &self,
        workspace: impl Fn() -> S + Sync + Send,
        model: impl Fn(&mut S, &[f64]) -> T + Sync + Send,
    ) -> Vec<T> {
        let draws = self.columns.first().map_or(0, Vec::len);
        let start = || (workspace(), vec![0.0; self.columns.len()]);
        (0..draws)
            .into_par_iter()
            .with_min_len(SECTION)
            .map_init(start, |(workspace, row), draw| {
                row.iter_mut().zip(&self.columns).for_each(|(entry, column)| *entry = column[draw]);
                model(workspace, row)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(column: &[f64]) -> (f64, f64) {
        let n = column.len() as f64;
        let mean = column.iter().sum::<f64>() / n;
        (mean, (column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt())
    }

    #[test]
    fn correlated_normals_have_their_covariance() {
        let mut inputs = Inputs::new(5);
        let covariance = [vec![4.0, -1.2, 0.3], vec![-1.2, 1.0, 0.1], vec![0.3, 0.1, 0.25]];
        inputs.correlated(&["a", "b", "c"], &[10.0, -3.0, 0.0], &covariance).unwrap();
        let draws = inputs.draw(40_000).unwrap();
        let columns = ["a", "b", "c"].map(|name| draws.column(name).unwrap());
        for (i, row) in covariance.iter().enumerate() {
            let (mean, sd) = moments(columns[i]);
            assert!((mean - [10.0, -3.0, 0.0][i]).abs() < 0.03 && (sd - row[i].sqrt()).abs() < 0.02);
            for j in 0..i {
                let (other, _) = moments(columns[j]);
                let product: Vec<f64> =
                    columns[i].iter().zip(columns[j]).map(|(x, y)| (x - mean) * (y - other)).collect();
                assert!((moments(&product).0 - row[j]).abs() < 0.04, "{i} {j}");
            }
        }
        // The first does not depend on how the others go with it.
        let mut changed = Inputs::new(5);
        changed.correlated(&["a", "b"], &[10.0, 0.0], &[vec![4.0, 1.9], vec![1.9, 1.0]]).unwrap();
        assert_eq!(changed.draw(40_000).unwrap().column("a"), draws.column("a"));
    }

    #[test]
    fn shares_sum_to_one_and_have_their_means() {
        let mut inputs = Inputs::new(5);
        let shapes = [0.02, 3.0, 7.0];
        inputs.dirichlet(&["a", "b", "c"], &shapes).unwrap();
        let draws = inputs.draw(40_000).unwrap();
        let columns = ["a", "b", "c"].map(|name| draws.column(name).unwrap());
        for draw in 0..40_000 {
            let total: f64 = columns.iter().map(|column| column[draw]).sum();
            assert!((total - 1.0).abs() < 1e-15 && columns.iter().all(|column| column[draw] >= 0.0));
        }
        let all: f64 = shapes.iter().sum();
        for (column, shape) in columns.iter().zip(shapes) {
            let (mean, sd) = moments(column);
            let share = shape / all;
            assert!((mean - share).abs() < 0.003 && (sd - (share * (1.0 - share) / (all + 1.0)).sqrt()).abs() < 0.003);
        }
    }

    #[test]
    fn more_draws_begin_with_the_draws_there_were() {
        let mut inputs = Inputs::new(11);
        inputs.independent("a", Distribution::gamma(0.3, 2.0).unwrap()).unwrap();
        inputs.independent("b", Distribution::beta(2.0, 0.4).unwrap()).unwrap();
        let (few, many) = (inputs.draw(1_500).unwrap(), inputs.draw(5_000).unwrap());
        for name in ["a", "b"] {
            assert_eq!(few.column(name).unwrap(), &many.column(name).unwrap()[..1_500]);
        }
        assert_eq!(inputs.independent("a", Distribution::fixed(0.0).unwrap()), Err(Undefined::OutsideDomain));
        assert_eq!(inputs.draw(0), Err(Undefined::OutsideDomain));
        assert_eq!(inputs.draw(usize::MAX), Err(Undefined::TooLarge));
        assert_eq!(few.names(), ["a", "b"]);
    }

    #[test]
    fn streams_of_names() {
        // The test vectors of Noll for «a» and «foobar».
        assert_eq!([stream("a"), stream("foobar")], [0xaf63_dc4c_8601_ec8c, 0x8594_4171_f739_67e8]);
    }
}
