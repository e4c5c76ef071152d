//! Tests of the whole stage: small cases by hand, and an attack on random reports.

mod attack;
mod cases;
mod world;
