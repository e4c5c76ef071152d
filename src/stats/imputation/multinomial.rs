//! Imputation of categories by multinomial logistic regression.

use nalgebra::{DMatrix, DVector};

use super::draws;
use super::logistic::{Difficulty, Imputed};
use super::regressors::{Regressors, largest_prediction, predictions};
use super::triangle::{Triangle, weighted_squares};
use crate::stats::Undefined;
use crate::stats::newton::{Evaluation, climb};
use crate::stats::orthogonal::dot;
use crate::stats::random::Random;
use crate::stats::sum::sum;

/// Parameters with the triangle of their information.
type Fitted = (Vec<f64>, Triangle, Option<Difficulty>);

/// Categories `0..levels` for the rows where they are missing, by multinomial logistic regression with coefficients
/// drawn from their approximate posterior.
///
/// Where the categories are separated, pseudo-observations of small weight, of each category half a standard deviation
/// to either side of the mean of each predictor, keep the estimate finite. Where no model can be fitted, the
/// proportions are drawn from their posterior with Jeffreys' prior, without regard to the predictors. Levels of which
/// none is observed are not imputed.
///
/// White, I. R., Daniel, R. and Royston, P. (2010). Avoiding bias due to perfect prediction in multiple imputation of
/// incomplete categorical variables. *Computational Statistics & Data Analysis* 54, 2267-2275.
pub(super) fn multinomial(
    regressors: &Regressors,
    outcome: &[f64],
    levels: usize,
    random: &mut Random,
) -> Result<Imputed<usize>, Undefined> {
    let mut counts = vec![0.0; levels];
    outcome.iter().for_each(|code| counts[*code as usize] += 1.0);
    let seen: Vec<usize> = (0..levels).filter(|level| counts[*level] > 0.0).collect();
    let missing = regressors.missing_rows();
    if let [only] = seen[..] {
        return Ok(Imputed { values: vec![only; missing], difficulty: None });
    }
    let codes: Vec<usize> =
        outcome.iter().map(|code| seen.iter().position(|level| *level == *code as usize).unwrap_or(0)).collect();
    let (probabilities, difficulty): (Vec<Vec<f64>>, _) = match fit_multinomial(regressors, &codes, seen.len()) {
        Ok((parameters, triangle, difficulty)) => {
            let step = triangle.solve_transposed(&draws::normals(random, parameters.len()));
            let drawn: Vec<f64> = parameters.iter().zip(step).map(|(fit, step)| fit + step).collect();
            let width = regressors.width();
            let predictors: Vec<Vec<f64>> =
                drawn.chunks(width).map(|part| predictions(&regressors.missing, part)).collect();
            let row = |row: usize| shares(&predictors.iter().map(|column| column[row]).collect::<Vec<f64>>()).1;
            ((0..missing).map(row).collect(), difficulty)
        }
        Err(_) => {
            // Dirichlet, as proportions of what is left.
            let mut left = 1.0;
            let mut drawn = Vec::new();
            for (i, level) in seen.iter().enumerate() {
                let others: f64 = seen[i + 1..].iter().map(|other| counts[*other] + 0.5).sum();
                let share = if others > 0.0 { draws::proportion(random, counts[*level], others - 0.5)? } else { 1.0 };
                drawn.push(left * share);
                left *= 1.0 - share;
            }
            (vec![drawn; missing], Some(Difficulty::NoModel))
        }
    };
    let values = probabilities.iter().map(|shares| seen[category(shares, random.uniform())]).collect();
    Ok(Imputed { values, difficulty })
}

/// The first category by which the cumulated shares exceed a uniform number.
fn category(shares: &[f64], uniform: f64) -> usize {
    let mut passed = 0.0;
    for (place, share) in shares.iter().enumerate() {
        passed += share;
        if uniform < passed {
            return place;
        }
    }
    shares.len() - 1
}

/// The logarithm of the sum of the exponentials, 0 for the first category among them, and the share of each category.
fn shares(predictors: &[f64]) -> (f64, Vec<f64>) {
    let top = predictors.iter().fold(0.0, |top: f64, x| top.max(*x));
    let terms: Vec<f64> = std::iter::once(0.0).chain(predictors.iter().copied()).map(|x| libm::exp(x - top)).collect();
    let all: f64 = terms.iter().sum();
    (top + libm::log(all), terms.into_iter().map(|term| term / all).collect())
}

fn fit_multinomial(regressors: &Regressors, codes: &[usize], levels: usize) -> Result<Fitted, Undefined> {
    let width = regressors.width();
    let start = DVector::zeros(width * (levels - 1));
    let fit = |columns: &[Vec<f64>], codes: &[usize], weights: &[f64]| {
        let change = |step: &DVector<f64>| {
            step.as_slice().chunks(width).map(|part| largest_prediction(columns, part)).fold(0.0, f64::max)
        };
        climb(
            |parameters| multinomial_evaluation(columns, codes, weights, levels, parameters),
            change,
            start.clone(),
            1.0,
        )
    };
    let plain = fit(&regressors.observed, codes, &vec![1.0; codes.len()]);
    let (maximum, difficulty) = match plain {
        Ok(maximum) => (maximum, None),
        Err(Undefined::Separation) => {
            let (columns, codes, weights) = augmented(&regressors.observed, codes, levels);
            (fit(&columns, &codes, &weights)?, Some(Difficulty::Separated))
        }
        Err(why) => return Err(why),
    };
    Ok((maximum.parameters.as_slice().to_vec(), Triangle::new(&maximum.at.information)?, difficulty))
}

fn multinomial_evaluation(
    columns: &[Vec<f64>],
    codes: &[usize],
    weights: &[f64],
    levels: usize,
    parameters: &DVector<f64>,
) -> Evaluation {
    let (width, rows) = (columns.len(), codes.len());
    let predictors: Vec<Vec<f64>> =
        parameters.as_slice().chunks(width).map(|part| predictions(columns, part)).collect();
    let mut value = Vec::with_capacity(rows);
    // By category but the first, then by row.
    let mut p = vec![vec![0.0; rows]; levels - 1];
    for row in 0..rows {
        let own: Vec<f64> = predictors.iter().map(|column| column[row]).collect();
        let (ln_all, shares) = shares(&own);
        let chosen = if codes[row] == 0 { 0.0 } else { own[codes[row] - 1] };
        value.push(weights[row] * (chosen - ln_all));
        p.iter_mut().zip(&shares[1..]).for_each(|(p, share)| p[row] = *share);
    }
    let mut gradient = DVector::zeros(width * (levels - 1));
    let mut information = DMatrix::zeros(width * (levels - 1), width * (levels - 1));
    for a in 0..levels - 1 {
        let scores: Vec<f64> =
            (0..rows).map(|row| weights[row] * (if codes[row] == a + 1 { 1.0 } else { 0.0 } - p[a][row])).collect();
        for (j, column) in columns.iter().enumerate() {
            gradient[a * width + j] = dot(column, &scores);
        }
        for b in 0..=a {
            let products: Vec<f64> =
                (0..rows).map(|row| weights[row] * p[a][row] * (if a == b { 1.0 } else { 0.0 } - p[b][row])).collect();
            let block = weighted_squares(columns, &products);
            for i in 0..width {
                for j in 0..width {
                    information[(a * width + i, b * width + j)] = block[(i, j)];
                    information[(b * width + j, a * width + i)] = block[(i, j)];
                }
            }
        }
    }
    Evaluation { value: sum(value), gradient, information }
}

/// The rows and, with small weights, pseudo-observations of each category on either side of the mean of each predictor.
fn augmented(columns: &[Vec<f64>], codes: &[usize], levels: usize) -> (Vec<Vec<f64>>, Vec<usize>, Vec<f64>) {
    let rows = codes.len() as f64;
    // The first column is the intercept.
    let predictors = columns.len() - 1;
    let added = 2 * predictors * levels;
    let weight = if added > 0 { (predictors + 1) as f64 / added as f64 } else { 0.0 };
    let extended = columns.iter().enumerate().map(|(place, column)| {
        let mean = sum(column.iter().map(|x| x / rows));
        let sd = libm::sqrt(sum(column.iter().map(|x| (x - mean) * (x - mean))) / (rows - 1.0).max(1.0));
        let pseudo = (0..added).map(|row| {
            let (of, side) = (1 + row / (2 * levels), if row % 2 == 0 { 0.5 } else { -0.5 });
            if of == place { mean + side * sd } else { mean }
        });
        column.iter().copied().chain(pseudo).collect()
    });
    let extended: Vec<Vec<f64>> = extended.collect();
    let observed = codes.len();
    let codes = codes.iter().copied().chain((0..added).map(|row| row / 2 % levels)).collect();
    let weights = std::iter::repeat_n(1.0, observed).chain(std::iter::repeat_n(weight, added)).collect();
    (extended, codes, weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::regression::{Design, logistic, persons};

    #[test]
    fn of_two_categories_is_logistic_and_of_three_has_the_shares_of_a_saturated_model() {
        let x = vec![-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 0.25];
        let codes = [0, 0, 1, 0, 0, 1, 0, 1, 1, 1];
        let columns = vec![vec![1.0; 10], x.clone()];
        let regressors = Regressors::new(columns.clone(), columns).0;
        let (found, _, difficulty) = fit_multinomial(&regressors, &codes, 2).unwrap();
        let happened: Vec<bool> = codes.iter().map(|code| *code == 1).collect();
        let design = Design::with_intercept(10).numeric("x", &x).unwrap();
        let model = logistic(&design, &persons(&happened)).unwrap().coefficients().unwrap();
        assert_eq!(difficulty, None);
        assert!(found.iter().zip(model.values()).all(|(own, other)| (own - other).abs() < 1e-8));
        // Two groups: 2, 3 and 1 of six, and 1, 1 and 4 of six.
        let group = [vec![0.0; 6], vec![1.0; 6]].concat();
        let codes = [0, 0, 1, 1, 1, 2, 0, 1, 2, 2, 2, 2];
        let columns = vec![vec![1.0; 12], group];
        let regressors = Regressors::new(columns.clone(), columns).0;
        let (found, _, _) = fit_multinomial(&regressors, &codes, 3).unwrap();
        for (found, expected) in found.iter().zip([1.5_f64, 2.0 / 3.0, 0.5, 8.0]) {
            assert!((found - expected.ln()).abs() < 1e-8, "{found} {expected}");
        }
    }

    #[test]
    fn shares_sum_to_one_however_far_apart() {
        for predictors in [[0.0, 0.0], [800.0, -800.0], [-900.0, -1000.0], [1e5, 1e5]] {
            let (ln_all, shares) = shares(&predictors);
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-15 && ln_all.is_finite());
            assert_eq!(category(&shares, 1.0 - 1e-16), if predictors[1] > -500.0 { 2 } else { category(&shares, 0.5) });
        }
    }
}
