//! Words inside charts of the power of planned studies, whole per language.

use super::charts::say;
use super::{Locale, Style};
use crate::results::Language;

impl Locale {
    /// The vertical axis of a chart of power.
    pub(crate) fn axis_of_power(self) -> &'static str {
        say!(self, "Styrke (prosent)", "Styrke (prosent)", "Power (per cent)")
    }

    /// The horizontal axis of a chart of power by persons.
    pub(crate) fn axis_of_persons(self, group: &str) -> String {
        say!(self, format!("Personer i {group}"), format!("Personar i {group}"), format!("Persons in {group}"))
    }

    /// The horizontal axis of a chart of power by clusters.
    pub(crate) fn axis_of_clusters(self, group: &str) -> String {
        say!(self, format!("Klynger i {group}"), format!("Klynger i {group}"), format!("Clusters in {group}"))
    }

    /// The horizontal axis of a chart of power by the share of a group.
    pub(crate) fn axis_of_share(self, group: &str) -> String {
        say!(
            self,
            format!("Andel i {group} (prosent)"),
            format!("Del i {group} (prosent)"),
            format!("Share in {group} (per cent)"),
        )
    }

    /// The horizontal axis of a chart of power by a difference.
    pub(crate) fn axis_of_difference(self, unit: &str) -> String {
        say!(self, format!("Forskjell ({unit})"), format!("Skilnad ({unit})"), format!("Difference ({unit})"))
    }

    /// So many clusters, in the name of a curve.
    pub(crate) fn clusters_in_name(self, count: u64) -> String {
        let number = self.number(count as f64, 0, Style::Text);
        match count {
            1 => say!(self, format!("{number} klynge"), format!("{number} klynge"), format!("{number} cluster")),
            _ => say!(self, format!("{number} klynger"), format!("{number} klynger"), format!("{number} clusters")),
        }
    }

    /// The share of a group, in the name of a curve.
    pub(crate) fn share_in_name(self, share: &str, group: &str) -> String {
        say!(self, format!("{share} i {group}"), format!("{share} i {group}"), format!("{share} in {group}"))
    }

    /// Note: the lines of a chart of power.
    pub(crate) fn note_power(self, by_effect: bool, level: bool) -> &'static str {
        match (by_effect, level) {
            (false, true) => say!(
                self,
                "De loddrette, stiplede linjene er antallene i tabellen, og de vannrette er ønsket styrke.",
                "Dei loddrette, stipla linjene er tala i tabellen, og dei vassrette er ønskt styrke.",
                "The upright dashed lines are the numbers in the table, and the level ones the power that is wanted.",
            ),
            (false, false) => say!(
                self,
                "De loddrette, stiplede linjene er antallene i tabellen.",
                "Dei loddrette, stipla linjene er tala i tabellen.",
                "The upright dashed lines are the numbers in the table.",
            ),
            (true, _) => say!(
                self,
                "De loddrette, stiplede linjene er de minste forskjellene i tabellen, og de vannrette er ønsket styrke.",
                "Dei loddrette, stipla linjene er dei minste skilnadene i tabellen, og dei vassrette er ønskt styrke.",
                "The upright dashed lines are the smallest differences in the table, and the level ones the power that is wanted.",
            ),
        }
    }

    /// Alt text: a chart of power with so many curves.
    pub(crate) fn alt_power(self, x_name: &str, curves: u64) -> String {
        let number = self.numeral(curves);
        match curves {
            1 => say!(
                self,
                format!("Linjediagram med én kurve over styrken, etter {x_name}."),
                format!("Linjediagram med éi kurve over styrken, etter {x_name}."),
                format!("Line chart with one curve of the power, by {x_name}."),
            ),
            _ => say!(
                self,
                format!("Linjediagram med {number} kurver over styrken, etter {x_name}."),
                format!("Linjediagram med {number} kurver over styrken, etter {x_name}."),
                format!("Line chart with {number} curves of the power, by {x_name}."),
            ),
        }
    }

    /// Alt text: the power at a place of a curve, which may have a name.
    pub(crate) fn alt_power_at(self, name: Option<&str>, x: &str, power: &str) -> String {
        match name {
            Some(name) => say!(
                self,
                format!("For {name} er styrken {power} ved {x}."),
                format!("For {name} er styrken {power} ved {x}."),
                format!("For {name} the power is {power} at {x}."),
            ),
            None => say!(
                self,
                format!("Ved {x} er styrken {power}."),
                format!("Ved {x} er styrken {power}."),
                format!("At {x} the power is {power}."),
            ),
        }
    }
}
