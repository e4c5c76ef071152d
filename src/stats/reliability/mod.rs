//! How far measurements can be trusted: scales made of items, and agreement between raters.

mod alpha;
mod fleiss;
mod intraclass;
mod items;
mod kappa;
mod omega;

pub use alpha::{Alpha, ItemDiagnostics, cronbach_alpha};
pub use fleiss::{SeveralRaters, fleiss_kappa};
pub use intraclass::{Intraclass, IntraclassForm, intraclass};
pub use items::Items;
pub use kappa::{Agreement, AgreementWeights, kappa};
pub use omega::{Omega, mcdonald_omega};
