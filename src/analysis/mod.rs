//! The kinds of analysis: one file each, one row each.
//!
//! The struct that serde fills *is* the analysis: its fields are what a specification can say, and [`Analyse::run`]
//! computes from them. A new kind is one file here, one row in the table below, one template per language and one
//! fixture. Nothing outside this file asks «which kind is this?».

mod arms;
mod assumption;
mod balance;
mod baseline_table;
mod break_even_wage;
mod categories;
mod characteristics;
mod checklist;
mod comparison;
mod competing_risks;
mod complier_effect;
mod consistency_check;
mod contingency_table;
mod correlation;
mod cost_effectiveness;
mod cox;
mod difference_in_differences;
mod economy;
mod explanatory;
mod fidelity;
mod flow;
mod follow_up_time;
mod for_each;
mod imputation;
mod input;
mod kaplan_meier;
mod likert;
mod margin;
mod meta_analysis;
mod missing_data;
mod mixed_model;
mod multiple_imputation;
mod multiplicity;
mod names;
mod net_present_value;
mod one_proportion;
mod paired;
mod participant_flow;
mod persons;
mod power;
mod proportion_methods;
mod published_estimates;
mod rank_comparison;
mod rates;
mod regression;
mod reliability;
mod repeated_measures;
mod resampled;
mod review_flow;
mod risk_of_bias;
mod sampling;
mod sensitivity;
mod stated_numbers;
mod stratified_proportions;
mod subgroups;
mod summary_of_findings;
mod tipping_point;
mod trajectory;
mod two_means;
mod two_proportions;

use crate::catalogue::kinds;
use crate::diag::{Diagnostic, Spanned};
use crate::results::Section;

pub use economy::Economy;
pub use for_each::{Combination, FOR_EACH, ForEach, Word};
pub use input::Entry;

kinds! {
    /// One entry under `analyses`.
    pub enum Analysis("analysis"): dyn Analyse, for_each: ForEach {
        "stated_numbers" => stated_numbers::StatedNumbers,
        "one_proportion" => one_proportion::OneProportion,
        "two_proportions" => two_proportions::TwoProportions,
        "two_means" => two_means::TwoMeans,
        "stratified_proportions" => stratified_proportions::StratifiedProportions,
        "paired" => paired::Paired,
        "rank_comparison" => rank_comparison::RankComparison,
        "contingency_table" => contingency_table::ContingencyTable,
        "correlation" => correlation::Correlation,
        "rates" => rates::Rates,
        "baseline_table" => baseline_table::BaselineTable,
        "missing_data" => missing_data::MissingData,
        "multiple_imputation" => multiple_imputation::MultipleImputation,
        "tipping_point" => tipping_point::TippingPoint,
        "participant_flow" => participant_flow::ParticipantFlow,
        "review_flow" => review_flow::ReviewFlow,
        "trajectory" => trajectory::Trajectory,
        "regression" => regression::Regression,
        "subgroups" => subgroups::Subgroups,
        "mixed_model" => mixed_model::MixedModel,
        "repeated_measures" => repeated_measures::RepeatedMeasuresAnalysis,
        "kaplan_meier" => kaplan_meier::KaplanMeierAnalysis,
        "competing_risks" => competing_risks::CompetingRisks,
        "likert" => likert::Likert,
        "reliability" => reliability::Reliability,
        "cox" => cox::CoxAnalysis,
        "difference_in_differences" => difference_in_differences::DifferenceInDifferences,
        "balance" => balance::BalanceAnalysis,
        "complier_effect" => complier_effect::ComplierEffect,
        "fidelity" => fidelity::Fidelity,
        "meta_analysis" => meta_analysis::MetaAnalysis,
        "multiplicity" => multiplicity::Multiplicity,
        "power" => power::PowerAnalysis,
        "consistency_check" => consistency_check::ConsistencyCheck,
        "published_estimates" => published_estimates::PublishedEstimates,
        "risk_of_bias" => risk_of_bias::RiskOfBias,
        "summary_of_findings" => summary_of_findings::SummaryOfFindings,
        "break_even_wage" => break_even_wage::BreakEvenWage,
        "checklist" => checklist::Checklist,
        "cost_effectiveness" => cost_effectiveness::CostEffectiveness,
        "net_present_value" => net_present_value::NetPresentValue,
        "sensitivity" => sensitivity::Sensitivity,
    }
}

/// What every kind of analysis can do.
pub trait Analyse: std::fmt::Debug + Send + Sync {
    /// Computes the entry's sections, in the order in which they are shown.
    ///
    /// # Errors
    /// Everything that is wrong with the entry, each at its own place.
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>>;

    /// The further tables that a chapter can show, each as `entry.table`; their templates are `<kind>.<table>.typ`.
    fn tables(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether its sections are times of follow-up, which one table shows in its rows; then the times of a `for_each`
    /// are such times too, and no analyses of their own.
    fn follows_up(&self) -> bool {
        false
    }

    /// What the entry says of an economic model, which later entries may take from it; nothing for kinds without one.
    fn economy(&self) -> Option<Economy> {
        None
    }

    /// The ids of chapters that the entry names; each must be there.
    fn chapters(&self) -> Vec<&Spanned<String>> {
        Vec::new()
    }

    /// The entries whose table or chart the entry sends its reader to; a chapter must show each.
    fn shown(&self) -> Vec<&Spanned<String>> {
        Vec::new()
    }
}
