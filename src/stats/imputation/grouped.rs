//! Imputation at each level of a variable on its own.

use super::chained::impute_part;
use super::incomplete::{Kind, Variable};
use super::logistic::Latent;
use super::{Chain, Event, Imputations, Incomplete, Note, Plan};
use crate::stats::Undefined;

/// Imputes the rows at each level of `group` by themselves, and puts them together again.
pub(super) fn impute_parts(data: &Incomplete, plan: &Plan, group: &str) -> Result<Imputations, Undefined> {
    let variable = &data.variables()[data.place(group)?];
    let levels: Vec<String> = match &variable.kind {
        Kind::Nominal(levels) | Kind::Ordered(levels) => levels.clone(),
        Kind::Binary => vec!["0".to_owned(), "1".to_owned()],
        Kind::Numeric => return Err(Undefined::OutsideDomain),
    };
    if !variable.missing.is_empty() {
        return Err(Undefined::OutsideDomain);
    }
    let nothing = |variables: &[Variable]| -> Vec<Vec<f64>> {
        variables.iter().map(|variable| vec![0.0; variable.missing.len()]).collect()
    };
    let mut whole = Imputations {
        data: data.clone(),
        sets: vec![nothing(data.variables()); plan.imputations],
        latent: vec![vec![None; data.variables().len()]; plan.imputations],
        chains: Vec::new(),
        notes: Vec::new(),
        iterations: 1,
    };
    for (code, level) in levels.iter().enumerate() {
        let rows: Vec<usize> = (0..data.rows()).filter(|row| variable.values[*row] == code as f64).collect();
        if !rows.is_empty() {
            let part = impute_part(&data.subset(&rows), plan, code)?;
            whole.take(part, &rows, group, level);
        }
    }
    Ok(whole)
}

impl Imputations {
    /// Takes over what was imputed for these rows.
    fn take(&mut self, part: Imputations, rows: &[usize], group: &str, level: &str) {
        let of_level = || Some(level.to_owned());
        self.iterations = self.iterations.max(part.iterations);
        self.chains.extend(part.chains.into_iter().map(|chain| Chain { level: of_level(), ..chain }));
        // At its own level the group is constant, which is no news.
        let is_group = |event: &Event| matches!(event, Event::PredictorLeftOut { predictor, .. } if predictor == group);
        let notes = part.notes.into_iter().filter(|note| !is_group(&note.event));
        self.notes.extend(notes.map(|note| Note { level: of_level(), ..note }));
        for (place, variable) in part.data.variables().iter().enumerate() {
            let all = &self.data.variables()[place].missing;
            let at: Vec<usize> =
                variable.missing.iter().map(|row| all.binary_search(&rows[*row]).unwrap_or(0)).collect();
            for set in 0..part.sets.len() {
                for (value, at) in part.sets[set][place].iter().zip(&at) {
                    self.sets[set][place][*at] = *value;
                }
                if let Some(drawn) = &part.latent[set][place] {
                    let unknown = Latent { predictor: 0.0, uniform: 0.5 };
                    let own = self.latent[set][place].get_or_insert_with(|| vec![unknown; all.len()]);
                    for (latent, at) in drawn.iter().zip(&at) {
                        own[*at] = *latent;
                    }
                }
            }
        }
    }
}
