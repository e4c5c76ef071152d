//! Sums over all selections of a given size from a risk set.

/// The sum over all selections of `size` members of the product of their risks, with the first and
/// second derivatives by the coefficients.
///
/// Built up member by member: `B[j] <- B[j] + risk B[j - 1]`.
///
/// Gail, M. H., Lubin, J. H. and Rubinstein, L. V. (1981). Likelihood calculations for matched
/// case-control studies and survival studies with tied death times. *Biometrika* 68, 703-707.
pub(super) struct Selections {
    width: usize,
    size: usize,
    members: usize,
    zero: Vec<f64>,
    one: Vec<f64>,
    two: Vec<f64>,
}

impl Selections {
    pub fn new(size: usize, width: usize) -> Selections {
        let mut zero = vec![0.0; size + 1];
        zero[0] = 1.0;
        let (one, two) = (vec![0.0; (size + 1) * width], vec![0.0; (size + 1) * width * width]);
        Selections { width, size, members: 0, zero, one, two }
    }

    pub fn add(&mut self, risk: f64, x: &[f64]) {
        self.members += 1;
        let k = self.width;
        // The largest selection first, so that each is built from those without this member.
        for j in (1..=self.members.min(self.size)).rev() {
            let before = j - 1;
            for (a, x_a) in x.iter().enumerate() {
                for (b, x_b) in x[..=a].iter().enumerate() {
                    let added = self.two[before * k * k + a * k + b]
                        + x_a * self.one[before * k + b]
                        + self.one[before * k + a] * x_b
                        + self.zero[before] * x_a * x_b;
                    self.two[j * k * k + a * k + b] += risk * added;
                }
            }
            for (a, x_a) in x.iter().enumerate() {
                self.one[j * k + a] += risk * (self.one[before * k + a] + x_a * self.zero[before]);
            }
            self.zero[j] += risk * self.zero[before];
        }
    }

    /// The logarithm of the sum, and the mean and the second moment of the sum of the covariates of a
    /// selection.
    pub fn of_all(&self) -> (f64, Vec<f64>, Vec<f64>) {
        let (k, size) = (self.width, self.size);
        let total = self.zero[size];
        let mean = self.one[size * k..].iter().map(|sum| sum / total).collect();
        let second = self.two[size * k * k..].iter().map(|sum| sum / total).collect();
        (libm::log(total), mean, second)
    }
}
