//! The files under `templates/` that are part of the program.

macro_rules! files {
    ($($path:literal),* $(,)?) => { [$(($path, include_str!(concat!("../../templates/", $path)))),*] };
}

/// The kinds whose table can hold several outcomes of one entry: it puts the outcome above the rows of each.
pub(super) const TOGETHER: [&str; 2] = ["two_means", "two_proportions"];

/// Every file under `templates/` but the fonts and the pages about them, by its path there. A test compares this table
/// with the folder.
pub(super) const FILES: &[(&str, &str)] = &files![
    "rapport.typ",
    "systematisk-oversikt.typ",
    "systematisk-oversikt/cover.typ",
    "figure.typ",
    "part.typ",
    "changes/report.typ",
    "analyses/baseline_table.typ",
    "analyses/break_even_wage.typ",
    "analyses/competing_risks.typ",
    "analyses/consistency_check.typ",
    "analyses/kaplan_meier.typ",
    "analyses/meta_analysis.influence.typ",
    "analyses/meta_analysis.moderators.typ",
    "analyses/meta_analysis.sensitivity.typ",
    "analyses/meta_analysis.studies.typ",
    "analyses/meta_analysis.typ",
    "analyses/missing_data.typ",
    "analyses/one_proportion.typ",
    "analyses/participant_flow.typ",
    "analyses/published_estimates.typ",
    "analyses/regression.typ",
    "analyses/review_flow.typ",
    "analyses/risk_of_bias.typ",
    "analyses/stated_numbers.typ",
    "analyses/summary_of_findings.typ",
    "analyses/trajectory.typ",
    "analyses/two_means.typ",
    "analyses/two_proportions.typ",
    "prose/en/baseline_table.typ",
    "prose/en/break_even_wage.typ",
    "prose/en/competing_risks.typ",
    "prose/en/consistency_check.typ",
    "prose/en/kaplan_meier.typ",
    "prose/en/meta_analysis.typ",
    "prose/en/missing_data.typ",
    "prose/en/one_proportion.typ",
    "prose/en/participant_flow.typ",
    "prose/en/published_estimates.typ",
    "prose/en/regression.typ",
    "prose/en/review_flow.typ",
    "prose/en/risk_of_bias.typ",
    "prose/en/stated_numbers.typ",
    "prose/en/summary_of_findings.typ",
    "prose/en/trajectory.typ",
    "prose/en/two_means.typ",
    "prose/en/two_proportions.typ",
    "prose/nb/baseline_table.typ",
    "prose/nb/break_even_wage.typ",
    "prose/nb/competing_risks.typ",
    "prose/nb/consistency_check.typ",
    "prose/nb/kaplan_meier.typ",
    "prose/nb/meta_analysis.typ",
    "prose/nb/missing_data.typ",
    "prose/nb/one_proportion.typ",
    "prose/nb/participant_flow.typ",
    "prose/nb/published_estimates.typ",
    "prose/nb/regression.typ",
    "prose/nb/review_flow.typ",
    "prose/nb/risk_of_bias.typ",
    "prose/nb/stated_numbers.typ",
    "prose/nb/summary_of_findings.typ",
    "prose/nb/trajectory.typ",
    "prose/nb/two_means.typ",
    "prose/nb/two_proportions.typ",
    "prose/nn/baseline_table.typ",
    "prose/nn/break_even_wage.typ",
    "prose/nn/competing_risks.typ",
    "prose/nn/consistency_check.typ",
    "prose/nn/kaplan_meier.typ",
    "prose/nn/meta_analysis.typ",
    "prose/nn/missing_data.typ",
    "prose/nn/one_proportion.typ",
    "prose/nn/participant_flow.typ",
    "prose/nn/published_estimates.typ",
    "prose/nn/regression.typ",
    "prose/nn/review_flow.typ",
    "prose/nn/risk_of_bias.typ",
    "prose/nn/stated_numbers.typ",
    "prose/nn/summary_of_findings.typ",
    "prose/nn/trajectory.typ",
    "prose/nn/two_means.typ",
    "prose/nn/two_proportions.typ",
    "words/en.json",
    "words/nb.json",
    "words/nn.json",
    "lib/box.typ",
    "lib/colophon.typ",
    "lib/cover.typ",
    "lib/equation.typ",
    "lib/figure.typ",
    "lib/forest.typ",
    "lib/judgement.typ",
    "lib/landscape.typ",
    "lib/outline.typ",
    "lib/page.typ",
    "lib/report.typ",
    "lib/table.typ",
    "lib/theme.typ",
    "lib/utfall.typ",
    "lib/words.typ",
];

/// The built-in file with this path.
pub(super) fn file(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == path).map(|(_, text)| *text)
}

/// The paths of all built-in files, sorted.
pub fn built_in() -> impl Iterator<Item = &'static str> {
    let mut paths: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
    paths.sort_unstable();
    paths.into_iter()
}
