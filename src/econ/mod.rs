//! Money and time: discounting, employer contributions, consumer prices, the basic amount, the break-even wage, and what
//! cost-effectiveness analysis adds: ICER, net benefit, acceptability, value of information, sensitivity.
//!
//! Amounts are kroner of one price year, times are years, rates and shares are fractions. Nothing here reads a file.

pub mod account;
pub mod annuity;
pub mod basic_amount;
pub mod bootstrap;
pub mod break_even;
pub mod consumer_prices;
pub mod convergence;
pub mod discount;
pub mod drawn;
pub mod draws;
pub mod duration;
pub mod ellipse;
pub mod frontier;
pub mod horizon;
pub mod icer;
pub mod increment;
pub mod information;
pub mod net_benefit;
pub mod net_benefit_regression;
pub mod payroll;
pub mod price_year;
pub mod programme;
pub mod quality_adjusted;
pub mod rules;
pub mod simulation;
pub mod switching;
pub mod tornado;
pub mod wage_interval;

pub use break_even::{BreakEven, BreakEvenModel, PublicMoney};
pub use discount::{DiscountSchedule, Timing};
