//! The only test binary: one link, and every test in it.

#[path = "it/by_hand.rs"]
mod by_hand;
#[path = "it/causal_identities.rs"]
mod causal_identities;
#[path = "it/command_line.rs"]
mod command_line;
#[path = "it/contrast.rs"]
mod contrast;
#[path = "it/dependencies.rs"]
mod dependencies;
#[path = "it/diff.rs"]
mod diff;
#[path = "it/econ_identities.rs"]
mod econ_identities;
#[path = "it/economics.rs"]
mod economics;
#[path = "it/errors.rs"]
mod errors;
#[path = "it/finished.rs"]
mod finished;
#[path = "it/folder.rs"]
mod folder;
#[path = "it/four_eyes.rs"]
mod four_eyes;
#[path = "it/grade.rs"]
mod grade;
#[path = "it/imputation_identities.rs"]
mod imputation_identities;
#[path = "it/layers.rs"]
mod layers;
#[path = "it/locale.rs"]
mod locale;
#[path = "it/meta_identities.rs"]
mod meta_identities;
#[path = "it/mixed_identities.rs"]
mod mixed_identities;
#[path = "it/oracle.rs"]
mod oracle;
#[path = "it/pages.rs"]
mod pages;
#[path = "it/phrases.rs"]
mod phrases;
#[path = "it/proportions_identities.rs"]
mod proportions_identities;
#[path = "it/readers.rs"]
mod readers;
#[path = "it/references.rs"]
mod references;
#[path = "it/registers.rs"]
mod registers;
#[path = "it/regression_identities.rs"]
mod regression_identities;
#[path = "it/reliability_identities.rs"]
mod reliability_identities;
#[path = "it/reports.rs"]
mod reports;
#[path = "it/reviews.rs"]
mod reviews;
#[path = "it/same_numbers.rs"]
mod same_numbers;
#[path = "it/sample_report.rs"]
mod sample_report;
#[path = "it/seeds.rs"]
mod seeds;
#[path = "it/spelling.rs"]
mod spelling;
#[path = "it/survival_identities.rs"]
mod survival_identities;
#[path = "it/tags.rs"]
mod tags;
#[path = "it/template.rs"]
mod template;
#[path = "it/typeset.rs"]
mod typeset;
#[path = "it/unbound_numbers.rs"]
mod unbound_numbers;
