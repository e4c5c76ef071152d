//! A planned comparison, and what follows from its assumptions.

use crate::results::Method;
use crate::stats::Undefined;
use crate::stats::power::{
    ArmSizes, ClusteredArms, SignificanceTest, clustered_means_detectable, clustered_means_power,
    clustered_proportions_detectable, clustered_proportions_power, two_means_detectable, two_means_power,
    two_means_size, two_proportions_detectable, two_proportions_power, two_proportions_size,
};

/// What is found from the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Solved {
    Power,
    Size,
    Effect,
}

impl Solved {
    /// The name for templates and charts.
    pub fn name(self) -> &'static str {
        match self {
            Solved::Power => "power",
            Solved::Size => "size",
            Solved::Effect => "effect",
        }
    }
}

/// What an outcome is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    Shares,
    Means,
}

/// The persons of both groups before any loss, or their clusters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size {
    pub treated: f64,
    pub control: f64,
}

/// What holds for all combinations.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub scale: Scale,
    /// The standard deviation of a number.
    pub sd: f64,
    /// Controls for each treated.
    pub ratio: f64,
    /// The share whose outcome will be known.
    pub kept: f64,
    /// The mean size of clusters and the variation of their sizes, where clusters are allocated.
    pub cluster: Option<(f64, f64)>,
    /// Whether the smallest difference is above the control group.
    pub above: bool,
    pub test: SignificanceTest,
    pub solved: Solved,
}

/// One combination of what is assumed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scenario {
    /// The share of the control group; of no meaning for a number.
    pub control: f64,
    /// The share of the treated, or the difference in means.
    pub effect: Option<f64>,
    pub icc: f64,
    pub size: Option<Size>,
    pub power: Option<f64>,
}

/// What is assumed and what is found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    pub effect: Result<f64, Undefined>,
    pub size: Result<Size, Undefined>,
    pub power: Result<f64, Undefined>,
}

/// More clusters than this are not looked for.
const MOST_CLUSTERS: f64 = 1e9;

impl Plan {
    /// The method of what is found.
    pub fn method(&self) -> Method {
        match (self.cluster, self.scale) {
            (Some(_), _) => Method::PowerOfClusters,
            (None, Scale::Shares) => Method::PowerOfProportions,
            (None, Scale::Means) => Method::PowerOfMeans,
        }
    }

    /// The sizes of both groups from that of the treated one.
    pub fn size(&self, treated: f64) -> Size {
        // Rounding errors of a ratio such as 1/3 add nobody.
        Size { treated, control: libm::ceil(treated * self.ratio - 1e-9).max(1.0) }
    }

    fn arms(&self, size: Size) -> Result<ArmSizes, Undefined> {
        ArmSizes::new(size.treated * self.kept, size.control * self.kept)
    }

    fn clusters(&self, (persons, variation): (f64, f64), icc: f64, size: Size) -> Result<ClusteredArms, Undefined> {
        ClusteredArms::new(size.treated as u64, size.control as u64, (persons * self.kept).max(1.0), icc, variation)
    }

    /// The power for an effect and a size.
    pub fn power(&self, scenario: &Scenario, effect: f64, size: Size) -> Result<f64, Undefined> {
        match (self.cluster, self.scale) {
            (None, Scale::Shares) => two_proportions_power(effect, scenario.control, self.arms(size)?, self.test),
            (None, Scale::Means) => two_means_power(effect, self.sd, self.arms(size)?, self.test),
            (Some(cluster), Scale::Shares) => {
                let arms = self.clusters(cluster, scenario.icc, size)?;
                clustered_proportions_power(effect, scenario.control, arms, self.test)
            }
            (Some(cluster), Scale::Means) => {
                clustered_means_power(effect, self.sd, self.clusters(cluster, scenario.icc, size)?, self.test)
            }
        }
    }

    /// The smallest size with this power for an effect, in whole persons or clusters.
    fn size_for(&self, scenario: &Scenario, effect: f64, power: f64) -> Result<Size, Undefined> {
        if self.cluster.is_some() {
            return self.clusters_for(scenario, effect, power);
        }
        let treated = match self.scale {
            Scale::Shares => two_proportions_size(effect, scenario.control, self.ratio, power, self.test)?,
            Scale::Means => two_means_size(effect, self.sd, self.ratio, power, self.test)?,
        };
        let whole = |n: f64| libm::ceil(n / self.kept - 1e-9).max(2.0);
        Ok(Size { treated: whole(treated), control: whole(treated * self.ratio) })
    }

    /// The fewest clusters, by doubling and then halving: the power rises with their number.
    fn clusters_for(&self, scenario: &Scenario, effect: f64, power: f64) -> Result<Size, Undefined> {
        let zero = match self.scale {
            Scale::Shares => effect == scenario.control,
            Scale::Means => effect == 0.0,
        };
        if zero {
            return Err(Undefined::ZeroDifference);
        }
        let enough = |clusters: f64| match self.power(scenario, effect, self.size(clusters)) {
            Ok(found) => Ok(found >= power),
            Err(Undefined::TooFewGroups) => Ok(false),
            Err(why) => Err(why),
        };
        let (mut few, mut many) = (0.0, 1.0);
        while !enough(many)? {
            (few, many) = (many, 2.0 * many);
            if many > MOST_CLUSTERS {
                return Err(Undefined::TooLarge);
            }
        }
        while many - few > 1.0 {
            let middle = libm::floor(0.5 * (few + many));
            if enough(middle)? { many = middle } else { few = middle }
        }
        Ok(self.size(many))
    }

    /// The smallest effect with this power for a size.
    fn detectable(&self, scenario: &Scenario, size: Size, power: f64) -> Result<f64, Undefined> {
        let signed = |difference: f64| if self.above { difference } else { -difference };
        match (self.cluster, self.scale) {
            (None, Scale::Shares) => {
                two_proportions_detectable(scenario.control, self.arms(size)?, self.above, power, self.test)
            }
            (None, Scale::Means) => two_means_detectable(self.sd, self.arms(size)?, power, self.test).map(signed),
            (Some(cluster), Scale::Shares) => {
                let arms = self.clusters(cluster, scenario.icc, size)?;
                clustered_proportions_detectable(scenario.control, arms, self.above, power, self.test)
            }
            (Some(cluster), Scale::Means) => {
                let arms = self.clusters(cluster, scenario.icc, size)?;
                clustered_means_detectable(self.sd, arms, power, self.test).map(signed)
            }
        }
    }

    /// What a combination comes to.
    pub fn answer(&self, scenario: &Scenario) -> Answer {
        let effect = || scenario.effect.ok_or(Undefined::NoObservations);
        let size = || scenario.size.ok_or(Undefined::NoObservations);
        let power = || scenario.power.ok_or(Undefined::NoObservations);
        let mut answer = Answer { effect: effect(), size: size(), power: power() };
        match self.solved {
            Solved::Power => {
                answer.power = effect().and_then(|effect| self.power(scenario, effect, size()?));
            }
            Solved::Size => answer.size = effect().and_then(|effect| self.size_for(scenario, effect, power()?)),
            Solved::Effect => answer.effect = size().and_then(|size| self.detectable(scenario, size, power()?)),
        }
        answer
    }

    /// Whether a group expects fewer than five with or without the outcome, so that the approximation is rough.
    pub fn has_small_counts(&self, scenario: &Scenario, answer: &Answer) -> bool {
        let (Scale::Shares, None, Ok(effect), Ok(size)) = (self.scale, self.cluster, answer.effect, answer.size) else {
            return false;
        };
        let (treated, control) = (size.treated * self.kept, size.control * self.kept);
        let pooled = (treated * effect + control * scenario.control) / (treated + control);
        [treated, control].into_iter().any(|n| n * pooled < 5.0 || n * (1.0 - pooled) < 5.0)
    }
}
