//! The same results in other forms than the report.

pub mod csv;
