//! Several effects of the same people or trial: the pooled effect with regard to their dependence.

use super::MetaAnalysis;
use super::pooled::{model_of, with_effect};
use super::settings::Settings;
use super::studies::Gathered;
use crate::analysis::input::Entry;
use crate::analysis::proportion_methods::test;
use crate::diag::{Diagnostic, Problem};
use crate::results::{Estimate, Method, Section, Value};
use crate::stats::meta::multilevel::{SamplingCovariance, ThreeLevelLikelihood, three_level};
use crate::stats::meta::{RobustVariance, Study, cluster_robust};
use crate::stats::regression::{Contrast, Design, Factor};
use crate::stats::{Level, Undefined};

use super::groups::number;

impl MetaAnalysis {
    /// The pooled effect of a three-level model, and that of the main model with cluster-robust errors.
    ///
    /// # Errors
    /// A column that is not there, and an effect that belongs to nothing.
    pub(super) fn dependent_effects(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        gathered: &Gathered,
        effects: &[Result<Study, Undefined>],
        settings: Settings,
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        let Some(column) = &self.dependent_within else { return Ok(()) };
        let cells = entry.rows(&self.from).and_then(|rows| rows.cells(column)).map_err(|problem| vec![problem])?;
        let (places, studies) = with_effect(effects);
        if let Some(gap) = places.iter().find(|place| cells[**place].is_missing()) {
            let problem = Problem::new(format!("the study `{}` has no value in `{column}`", gathered.rows[*gap].label));
            let hint = "name what its effect has in common with others, or give it a name of its own";
            return Err(vec![problem.hint(hint).at(column.location())]);
        }
        let names: Vec<String> = places.iter().map(|place| cells[*place].to_string()).collect();
        let clusters = Factor::new(&names);
        let design = Design::with_intercept(studies.len());
        let shown = |contrast: Contrast, method: Method, interval: Method, tested: Method| {
            let effect = Estimate {
                method: Some(method),
                tests: contrast.test().map(|result| vec![test(tested, result)]).unwrap_or_default(),
                ..self.shown().effect(contrast.estimated(level)?, level, interval)
            };
            Ok::<Value, Undefined>(effect.into())
        };
        let fit = three_level(
            &studies,
            &design,
            &clusters,
            SamplingCovariance::Independent,
            ThreeLevelLikelihood::Restricted,
            true,
        );
        let three = fit.as_ref().map_err(|why| *why).and_then(|fit| {
            let contrast = fit.coefficients.coefficient(0)?;
            shown(contrast, Method::ThreeLevel, Method::PooledStudentT, Method::PooledStudentTest)
        });
        section.values.push(("dependent.three_level".to_owned(), three.unwrap_or_else(Value::from)));
        for (name, variance) in
            [("between", fit.as_ref().map(|fit| fit.between)), ("within", fit.as_ref().map(|fit| fit.within))]
        {
            let value = variance.map_or_else(|why| Value::from(*why), number);
            section.values.push((format!("dependent.{name}"), value));
        }
        let model = model_of(settings);
        let robust = cluster_robust(&studies, &design, &clusters, model, RobustVariance::Cr2)
            .and_then(|coefficients| coefficients.coefficient(0))
            .and_then(|contrast| {
                let method =
                    if settings.model.is_random() { settings.tau_squared.method() } else { Method::InverseVariance };
                shown(contrast, method, Method::ClusterRobustCr2, Method::ClusterRobustTest)
            });
        section.values.push(("dependent.robust".to_owned(), robust.unwrap_or_else(Value::from)));
        Ok(())
    }
}
