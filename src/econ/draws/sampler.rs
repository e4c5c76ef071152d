//! Random numbers of each distribution, fast and the same on every machine.

use crate::stats::Random;

/// How a column of draws is filled.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sampler {
    Fixed(f64),
    Normal {
        mean: f64,
        sd: f64,
    },
    LogNormal {
        mean_log: f64,
        sd_log: f64,
    },
    Gamma {
        gamma: Gamma,
        scale: f64,
    },
    /// The logarithm of a gamma number, which does not underflow.
    LnGamma(Gamma),
    /// Both shapes 1 or more.
    Beta(Gamma, Gamma),
    /// In logarithms, since both gamma numbers may underflow.
    LnBeta(Gamma, Gamma),
}

impl Sampler {
    pub fn standard_normal() -> Sampler {
        Sampler::Normal { mean: 0.0, sd: 1.0 }
    }

    pub fn gamma(shape: f64, scale: f64) -> Sampler {
        Sampler::Gamma { gamma: Gamma::new(shape), scale }
    }

    pub fn ln_gamma(shape: f64) -> Sampler {
        Sampler::LnGamma(Gamma::new(shape))
    }

    pub fn beta(a: f64, b: f64) -> Sampler {
        let (one, two) = (Gamma::new(a), Gamma::new(b));
        if a >= 1.0 && b >= 1.0 { Sampler::Beta(one, two) } else { Sampler::LnBeta(one, two) }
    }

    /// Fills a section with draws.
    pub fn fill(self, section: &mut [f64], random: &mut Random) {
        match self {
            Sampler::Fixed(value) => section.fill(value),
            Sampler::Normal { mean, sd } => section.iter_mut().for_each(|draw| *draw = mean + sd * normal(random)),
            Sampler::LogNormal { mean_log, sd_log } => {
                section.iter_mut().for_each(|draw| *draw = libm::exp(mean_log + sd_log * normal(random)));
            }
            Sampler::Gamma { gamma, scale } => section.iter_mut().for_each(|draw| *draw = scale * gamma.draw(random)),
            Sampler::LnGamma(gamma) => section.iter_mut().for_each(|draw| *draw = gamma.draw_ln(random)),
            Sampler::Beta(one, two) => section.iter_mut().for_each(|draw| {
                let (one, two) = (one.draw(random), two.draw(random));
                *draw = one / (one + two);
            }),
            Sampler::LnBeta(one, two) => section.iter_mut().for_each(|draw| {
                let mut pair = [one.draw_ln(random), two.draw_ln(random)];
                shares(&mut pair);
                *draw = pair[0];
            }),
        }
    }
}

/// Turns logarithms into numbers in the same proportions that sum to 1.
pub(super) fn shares(row: &mut [f64]) {
    let largest = row.iter().fold(f64::NEG_INFINITY, |most, entry| most.max(*entry));
    row.iter_mut().for_each(|entry| *entry = libm::exp(*entry - largest));
    let total: f64 = row.iter().sum();
    row.iter_mut().for_each(|entry| *entry /= total);
}

/// A gamma number with unit scale.
///
/// A cube of a normal number, (1 + c z)³ d with d = shape − 1/3 and c = 1/√(9 d), is accepted unless its density is above that
/// of the gamma distribution by chance. A shape below 1 is raised by 1 and the number multiplied by u^(1/shape).
///
/// Marsaglia, G. and Tsang, W. W. (2000). A simple method for generating gamma variables. *ACM Transactions on Mathematical
/// Software* 26, 363-372.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gamma {
    d: f64,
    c: f64,
    ln_d: f64,
    /// 1/shape where the shape was raised.
    power: Option<f64>,
}

impl Gamma {
    fn new(shape: f64) -> Gamma {
        let (raised, power) = if shape < 1.0 { (shape + 1.0, Some(1.0 / shape)) } else { (shape, None) };
        let d = raised - 1.0 / 3.0;
        Gamma { d, c: 1.0 / libm::sqrt(9.0 * d), ln_d: libm::log(d), power }
    }

    fn draw(&self, random: &mut Random) -> f64 {
        let root = self.cube_root(random);
        let draw = self.d * root * root * root;
        match self.power {
            None => draw,
            Some(power) => draw * libm::pow(random.uniform(), power),
        }
    }

    fn draw_ln(&self, random: &mut Random) -> f64 {
        let draw = self.ln_d + 3.0 * libm::log(self.cube_root(random));
        match self.power {
            None => draw,
            Some(power) => draw + power * libm::log(random.uniform()),
        }
    }

    /// The cube root of the draw over d. A number is rejected one time in twenty at most.
    fn cube_root(&self, random: &mut Random) -> f64 {
        loop {
            let z = normal(random);
            let root = 1.0 + self.c * z;
            if root <= 0.0 {
                continue;
            }
            let (square, u) = (z * z, random.uniform());
            // Marsaglia and Tsang's squeeze, which spares the logarithms.
            if u < 1.0 - 0.0331 * square * square {
                return root;
            }
            let cube = root * root * root;
            if libm::log(u) < 0.5 * square + self.d * (1.0 - cube + libm::log(cube)) {
                return root;
            }
        }
    }
}

/// A standard normal number: the quantile of a uniform one, so that it takes exactly one and rises with it.
///
/// The quantile is right to 1 part in 10^16, which a draw does not need but costs nothing; the layer of statistics has one that
/// is right to the last bit and takes ten times as long.
///
/// Wichura, M. J. (1988). Algorithm AS 241: the percentage points of the normal distribution. *Applied Statistics* 37,
/// 477-484, PPND16.
#[inline]
fn normal(random: &mut Random) -> f64 {
    quantile(random.uniform())
}

#[inline]
fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRAL.0, r) / polynomial(&CENTRAL.1, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = libm::sqrt(-libm::log(tail));
    let (table, r) = if r <= 5.0 { (&MIDDLE, r - 1.6) } else { (&FAR, r - 5.0) };
    (polynomial(&table.0, r) / polynomial(&table.1, r)).copysign(q)
}

/// In pairs, after Estrin: a third of the time of Horner's chain.
#[inline]
fn polynomial(c: &[f64; 8], x: f64) -> f64 {
    let square = x * x;
    let low = (c[0] + c[1] * x) + (c[2] + c[3] * x) * square;
    let high = (c[4] + c[5] * x) + (c[6] + c[7] * x) * square;
    low + high * (square * square)
}

/// Numerator and denominator, constants first.
type Ratio = ([f64; 8], [f64; 8]);

const CENTRAL: Ratio = (
    [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
);

const MIDDLE: Ratio = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const FAR: Ratio = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::distribution::Normal;

    #[test]
    fn the_normal_quantile_is_right_everywhere() {
        let near = |p: f64| {
            let (found, exact) = (quantile(p), Normal.quantile(p).unwrap());
            assert!((found - exact).abs() <= 4e-15 * exact.abs().max(0.01), "{p}: {found} {exact}");
        };
        (1..1_000).for_each(|i| near(f64::from(i) / 1_000.0));
        (10..52).for_each(|i| near(f64::exp2(-f64::from(i))));
        (10..52).for_each(|i| near(1.0 - f64::exp2(-f64::from(i))));
    }
}
