//! Intraclass correlations of ratings.

use crate::stats::distribution::FisherF;
use crate::stats::sum::sum;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// Which intraclass correlation, by Shrout and Fleiss's numbers: of one rating, or of the mean of `k`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntraclassForm {
    /// ICC(1,1): each subject has raters of its own.
    OneWay,
    /// ICC(2,1): the same raters, a sample of all; their level counts (absolute agreement).
    TwoWayRandom,
    /// ICC(3,1): the same raters, all there are; their level does not count (consistency).
    TwoWayFixed,
    /// ICC(1,k).
    OneWayMean,
    /// ICC(2,k).
    TwoWayRandomMean,
    /// ICC(3,k), which is Cronbach's alpha.
    TwoWayFixedMean,
}

/// An analysis of variance of ratings, from which the intraclass correlations follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intraclass {
    subjects: f64,
    raters: f64,
    /// Mean squares: between subjects, within them, between raters, and of what is left.
    between: f64,
    within: f64,
    of_raters: f64,
    residual: f64,
}

/// The analysis of variance of complete ratings: a row for each subject, a column for each rater.
///
/// [`Undefined::OutsideDomain`] when rows differ in length, [`Undefined::TooFewObservations`] with fewer than two
/// subjects or raters, [`Undefined::NoVariation`] when all ratings of every subject are equal or all subjects are
/// rated alike.
///
/// ```
/// use utfall::stats::Level;
/// use utfall::stats::reliability::{IntraclassForm, intraclass};
///
/// // Shrout and Fleiss (1979), table 2: 0.17, 0.29, 0.71, and of the mean 0.44, 0.62, 0.91.
/// let ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
/// let found = intraclass(&ratings.map(|row| row.map(f64::from)))?;
/// for (form, expected) in [
///     (IntraclassForm::OneWay, 0.17),
///     (IntraclassForm::TwoWayRandom, 0.29),
///     (IntraclassForm::TwoWayFixed, 0.71),
///     (IntraclassForm::OneWayMean, 0.44),
///     (IntraclassForm::TwoWayRandomMean, 0.62),
///     (IntraclassForm::TwoWayFixedMean, 0.91),
/// ] {
///     assert!((found.estimated(form, Level::NINETY_FIVE)?.value - expected).abs() < 5.5e-3);
/// }
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Shrout, P. E. and Fleiss, J. L. (1979). Intraclass correlations: uses in assessing rater reliability.
/// *Psychological Bulletin* 86, 420-428.
pub fn intraclass<R: AsRef<[f64]>>(ratings: &[R]) -> Result<Intraclass, Undefined> {
    let raters = ratings.first().map_or(0, |row| row.as_ref().len());
    if ratings.iter().any(|row| row.as_ref().len() != raters) {
        return Err(Undefined::OutsideDomain);
    }
    if ratings.len() < 2 || raters < 2 {
        return Err(Undefined::TooFewObservations);
    }
    if ratings.iter().flat_map(|row| row.as_ref()).any(|rating| !rating.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let mut rows: Vec<&[f64]> = ratings.iter().map(AsRef::as_ref).collect();
    rows.sort_by(|a, b| {
        a.iter().zip(*b).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    let (n, k) = (rows.len() as f64, raters as f64);
    let mean = sum(rows.iter().flat_map(|row| row.iter().map(|x| x / n / k)));
    let subject: Vec<f64> = rows.iter().map(|row| sum(row.iter().map(|x| x / k))).collect();
    let rater: Vec<f64> = (0..raters).map(|j| sum(rows.iter().map(|row| row[j] / n))).collect();
    let squares = |deviations: &mut dyn Iterator<Item = f64>| sum(deviations.map(|d| d * d));
    let between = k * squares(&mut subject.iter().map(|m| m - mean));
    let of_raters = n * squares(&mut rater.iter().map(|m| m - mean));
    let cells = || rows.iter().zip(&subject).flat_map(|(row, m)| row.iter().zip(&rater).map(move |(x, r)| (x, m, r)));
    let within = squares(&mut cells().map(|(x, m, _)| x - m));
    let residual = squares(&mut cells().map(|(x, m, r)| x - m - r + mean));
    let total = between + within;
    if !total.is_finite() {
        return Err(Undefined::NotFinite);
    }
    let rounding = 1e-24 * (n * k * mean * mean + total);
    let zero = |squares: f64| if squares <= rounding { 0.0 } else { squares };
    let (between, within, residual) = (zero(between), zero(within), zero(residual));
    if within == 0.0 || between == 0.0 {
        return Err(Undefined::NoVariation);
    }
    Ok(Intraclass {
        subjects: n,
        raters: k,
        between: between / (n - 1.0),
        within: within / (n * (k - 1.0)),
        of_raters: zero(of_raters) / (k - 1.0),
        residual: residual / ((n - 1.0) * (k - 1.0)),
    })
}

impl Intraclass {
    /// An intraclass correlation with its interval from the F distribution.
    ///
    /// It can be negative, which says that subjects differ less than chance would have them. The interval of the
    /// two-way random forms is approximate (Satterthwaite). [`Undefined::NoVariation`] for the two-way forms when
    /// raters differ by a constant only.
    ///
    /// McGraw, K. O. and Wong, S. P. (1996). Forming inferences about some intraclass correlation coefficients.
    /// *Psychological Methods* 1, 30-46, tables 4 and 7.
    pub fn estimated(self, form: IntraclassForm, level: Level) -> Result<Estimated, Undefined> {
        use IntraclassForm::{OneWay, OneWayMean, TwoWayFixed, TwoWayFixedMean, TwoWayRandom, TwoWayRandomMean};
        let Intraclass { subjects: n, raters: k, between, of_raters, .. } = self;
        let noise = self.noise(form)?;
        let half = 0.5 * level.alpha();
        let single = |f: f64| (f - 1.0) / (f + k - 1.0);
        let mean = |f: f64| 1.0 - 1.0 / f;
        let f = between / noise;
        let (low, high) = match form {
            TwoWayRandom | TwoWayRandomMean => (0.0, 0.0),
            OneWay | OneWayMean | TwoWayFixed | TwoWayFixedMean => {
                let (df, noise_df) = (n - 1.0, self.noise_df(form));
                (
                    f / FisherF::new(df, noise_df)?.upper_quantile(half)?,
                    f * FisherF::new(noise_df, df)?.upper_quantile(half)?,
                )
            }
        };
        let random = (between - noise) / (between + (k - 1.0) * noise + k * (of_raters - noise) / n);
        let (value, lower, upper) = match form {
            OneWay | TwoWayFixed => (single(f), single(low), single(high)),
            OneWayMean | TwoWayFixedMean => (mean(f), mean(low), mean(high)),
            TwoWayRandom | TwoWayRandomMean => {
                let (lower, upper) = self.random_limits(random, half)?;
                // Spearman and Brown's step from one rating to the mean of all.
                let stepped = |one: f64| k * one / (1.0 + (k - 1.0) * one);
                match form {
                    TwoWayRandom => (random, lower, upper),
                    _ => ((between - noise) / (between + (of_raters - noise) / n), stepped(lower), stepped(upper)),
                }
            }
        };
        if [value, lower, upper].iter().any(|x| x.is_nan()) {
            return Err(Undefined::NotFinite);
        }
        Ok(Estimated { value, standard_error: None, interval: Interval::Bounded { lower, upper } })
    }

    /// The F test that the correlation is 0: that subjects do not differ.
    pub fn test(self, form: IntraclassForm) -> Result<TestResult, Undefined> {
        let f = self.between / self.noise(form)?;
        let df = self.subjects - 1.0;
        let p = FisherF::new(df, self.noise_df(form))?.sf(f);
        Ok(TestResult { statistic: Some(f), df: Some(df), p })
    }

    /// The mean square with which that between subjects is compared.
    fn noise(self, form: IntraclassForm) -> Result<f64, Undefined> {
        let noise = match form {
            IntraclassForm::OneWay | IntraclassForm::OneWayMean => self.within,
            _ => self.residual,
        };
        if noise > 0.0 { Ok(noise) } else { Err(Undefined::NoVariation) }
    }

    fn noise_df(self, form: IntraclassForm) -> f64 {
        match form {
            IntraclassForm::OneWay | IntraclassForm::OneWayMean => self.subjects * (self.raters - 1.0),
            _ => (self.subjects - 1.0) * (self.raters - 1.0),
        }
    }

    /// The limits of ICC(2,1).
    fn random_limits(self, value: f64, half: f64) -> Result<(f64, f64), Undefined> {
        let Intraclass { subjects: n, raters: k, between, of_raters, residual, .. } = self;
        let (a, b) = (k * value * of_raters / residual, n * (1.0 + (k - 1.0) * value) - k * value);
        let v = (k - 1.0) * (n - 1.0) * (a + b) * (a + b) / ((n - 1.0) * a * a + b * b);
        let low = FisherF::new(n - 1.0, v)?.upper_quantile(half)?;
        let high = FisherF::new(v, n - 1.0)?.upper_quantile(half)?;
        let rest = k * of_raters + (k * n - k - n) * residual;
        Ok((
            n * (between - low * residual) / (low * rest + n * between),
            n * (high * between - residual) / (rest + n * high * between),
        ))
    }
}
