//! Published reviews that the examples compute with.

use super::Study;
use crate::stats::regression::Factor;

/// The trials of the BCG vaccine against tuberculosis of Colditz et al. (1994), as log risk ratios; the data of most
/// papers on the methods of meta-analysis.
pub fn bcg() -> Vec<Study> {
    let tables: [[f64; 4]; 13] = [
        [4.0, 123.0, 11.0, 139.0],
        [6.0, 306.0, 29.0, 303.0],
        [3.0, 231.0, 11.0, 220.0],
        [62.0, 13_598.0, 248.0, 12_867.0],
        [33.0, 5_069.0, 47.0, 5_808.0],
        [180.0, 1_541.0, 372.0, 1_451.0],
        [8.0, 2_545.0, 10.0, 629.0],
        [505.0, 88_391.0, 499.0, 88_391.0],
        [29.0, 7_499.0, 45.0, 7_277.0],
        [17.0, 1_716.0, 65.0, 1_665.0],
        [186.0, 50_634.0, 141.0, 27_338.0],
        [5.0, 2_498.0, 3.0, 2_341.0],
        [27.0, 16_913.0, 29.0, 17_854.0],
    ];
    tables
        .iter()
        .map(|[a, n1, c, n2]| {
            let effect = libm::log(a / n1 / (c / n2));
            Study::new(effect, 1.0 / a - 1.0 / n1 + 1.0 / c - 1.0 / n2)
        })
        .collect::<Result<_, _>>()
        .unwrap_or_default()
}

/// The effects of modified school calendars on achievement in 56 schools of 11 districts of Cooper et al. (2003), with the
/// district of each, as Konstantopoulos (2011) analyses them.
pub fn konstantopoulos() -> (Vec<Study>, Factor) {
    let schools = [
        (-0.18, 0.118),
        (-0.22, 0.118),
        (0.23, 0.144),
        (-0.3, 0.144),
        (0.13, 0.014),
        (-0.26, 0.014),
        (0.19, 0.015),
        (0.32, 0.024),
        (0.45, 0.023),
        (0.38, 0.043),
        (0.29, 0.012),
        (0.16, 0.02),
        (0.65, 0.004),
        (0.36, 0.004),
        (0.6, 0.007),
        (0.08, 0.019),
        (0.04, 0.007),
        (0.19, 0.005),
        (-0.06, 0.004),
        (-0.18, 0.02),
        (0.0, 0.018),
        (0.0, 0.019),
        (-0.28, 0.022),
        (-0.04, 0.02),
        (-0.3, 0.021),
        (0.07, 0.006),
        (0.0, 0.007),
        (0.05, 0.007),
        (-0.08, 0.007),
        (-0.09, 0.007),
        (0.3, 0.015),
        (0.98, 0.011),
        (1.19, 0.01),
        (-0.07, 0.001),
        (-0.05, 0.001),
        (-0.01, 0.001),
        (0.02, 0.001),
        (-0.03, 0.001),
        (0.0, 0.001),
        (0.01, 0.001),
        (-0.1, 0.001),
        (0.5, 0.01),
        (0.66, 0.011),
        (0.2, 0.01),
        (0.0, 0.009),
        (0.05, 0.013),
        (0.07, 0.013),
        (-0.52, 0.031),
        (0.7, 0.031),
        (-0.03, 0.03),
        (0.27, 0.03),
        (-0.34, 0.03),
        (0.12, 0.087),
        (0.61, 0.082),
        (0.04, 0.067),
        (-0.05, 0.067),
    ];
    let sizes = [4, 4, 3, 4, 4, 11, 3, 8, 6, 5, 4];
    let districts: Vec<String> =
        (1..).zip(sizes).flat_map(|(district, size): (u32, usize)| vec![district.to_string(); size]).collect();
    let studies = schools.iter().map(|(effect, variance)| Study::new(*effect, *variance));
    (studies.collect::<Result<_, _>>().unwrap_or_default(), Factor::new(&districts))
}
