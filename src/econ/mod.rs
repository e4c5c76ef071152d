//! Money and time: discounting, employer contributions, consumer prices, the basic amount, and the break-even wage.
//!
//! Amounts are kroner of one price year, times are years, rates and shares are fractions. Nothing here reads a file.

pub mod basic_amount;
pub mod break_even;
pub mod consumer_prices;
pub mod discount;
pub mod payroll;

pub use break_even::{BreakEven, BreakEvenModel, PublicMoney};
pub use discount::{DiscountSchedule, Timing};
