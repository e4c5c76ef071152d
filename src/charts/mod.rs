//! Charts: results in, drawings at their final size out.
//!
//! One file per chart; the struct that serde fills *is* the chart, and [`Draw::draw`] draws it. A [`Figure`] carries
//! everything that the template prints around the drawing, in the report's language. The same results give the same
//! bytes.
//!
//! Layout is computed here and not left to a library: `metrics` knows the widths of the embedded font, `ticks` makes
//! round numbers, `place` keeps labels off each other and off the data, `canvas` draws through plotters. The
//! charts of reviews share how `studies` reads them, the frame of `scatter`, and the `names` beside their points.

mod acceptability_curve;
mod around;
mod axis;
mod bar;
mod baujat_plot;
mod break_even_curve;
mod bubble_plot;
mod bubbles;
mod canvas;
mod cost_effectiveness_plane;
mod curves;
mod economic_curves;
mod economics;
mod effect;
mod event_study;
mod figure;
mod flow_diagram;
mod forest_plot;
mod funnel_plot;
mod information_value;
mod item_heat_map;
mod labbe_plot;
mod likert;
mod love_plot;
mod means_over_time;
mod metrics;
mod names;
mod place;
mod power_curve;
mod reference;
mod risk_of_bias_plot;
mod scatter;
mod share_over_time;
mod simulated_value;
mod studies;
mod survival_curve;
mod theme;
mod ticks;
mod tipping_map;

#[cfg(test)]
mod tests;
mod tornado;
mod two_way_grid;

use crate::catalogue::kinds;
use crate::diag::Diagnostic;
use crate::locale::Locale;
use crate::results::Results;

pub use figure::{Align, Body, Cell, Chunk, Column, Favours, Figure, Forest, ForestRow, Judgement, Picture, Width};
pub use reference::References;

kinds! {
    /// One entry under `charts`.
    pub enum Chart("chart"): dyn Draw {
        "forest_plot" => forest_plot::ForestPlot,
        "share_over_time" => share_over_time::ShareOverTime,
        "survival_curve" => survival_curve::SurvivalCurve,
        "tipping_map" => tipping_map::TippingMap,
        "means_over_time" => means_over_time::MeansOverTime,
        "event_study" => event_study::EventStudyChart,
        "power_curve" => power_curve::PowerCurve,
        "love_plot" => love_plot::LovePlot,
        "bar" => bar::Bar,
        "flow_diagram" => flow_diagram::FlowDiagram,
        "break_even_curve" => break_even_curve::BreakEvenCurve,
        "break_even_probability" => economic_curves::BreakEvenProbability,
        "net_present_value_curve" => economic_curves::NetPresentValueCurve,
        "funnel_plot" => funnel_plot::FunnelPlot,
        "baujat_plot" => baujat_plot::BaujatPlot,
        "labbe_plot" => labbe_plot::LabbePlot,
        "bubble_plot" => bubble_plot::BubblePlot,
        "risk_of_bias_plot" => risk_of_bias_plot::RiskOfBiasPlot,
        "cost_effectiveness_plane" => cost_effectiveness_plane::CostEffectivenessPlane,
        "acceptability_curve" => acceptability_curve::AcceptabilityCurve,
        "information_value" => information_value::InformationValue,
        "tornado" => tornado::Tornado,
        "two_way_grid" => two_way_grid::TwoWayGrid,
        "simulated_value" => simulated_value::SimulatedValue,
        "likert" => likert::Likert,
        "item_heat_map" => item_heat_map::ItemHeatMap,
    }
}

/// What every kind of chart can do.
pub trait Draw: std::fmt::Debug + Send + Sync {
    /// What the entry says that the chart is of.
    fn of(&self) -> &References;

    /// Draws the chart of these results in one language.
    ///
    /// # Errors
    /// Everything that is wrong with the entry, each at its own place: a reference to nothing, or to something that
    /// this kind of chart cannot show.
    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>>;
}
