//! The consumer price index (konsumprisindeksen, KPI) of Statistics Norway.

use super::rules::{Rules, Topic};

/// The average consumer price index of a calendar year, 2015 = 100; `None` for a year without a source.
///
/// Statistics Norway, table 08981 (the same figures as tables 03014 and 08184), published with one decimal. The values
/// of 1990–2022 were taken from the replication code of a published study of Norwegian register data, and the value of
/// 2024 from public code that cites the table; the changes of 1995–2016 that Norges Bank prints confirm them. The value
/// of 2023 is the only one with one decimal that gives both changes that Statistics Norway states: 5.5 % from 2022, and
/// 3.1 % to 2024.
///
/// ```
/// use utfall::econ::consumer_prices::average;
/// assert_eq!(average(2015), Some(100.0));
/// assert_eq!(average(2020), Some(112.2));
/// assert_eq!(average(2025), None); // never an extrapolation
/// // 1 000 kroner of 2010 in kroner of 2020.
/// let kroner = 1_000.0 * average(2020).unwrap() / average(2010).unwrap();
/// assert_eq!(kroner.round(), 1_218.0);
/// ```
pub fn average(year: u16) -> Option<f64> {
    Rules::built_in().find(Topic::ConsumerPrices, "all", year).map(|rule| rule.value)
}

#[cfg(test)]
mod tests {
    use super::average;

    #[test]
    fn the_changes_that_norges_bank_prints() {
        // Monetary Policy Report 1/17, annual change of the index with 1998 = 100, in per cent; two indices with one decimal
        // may give changes that differ by 0.15.
        let changes = [
            2.5, 1.2, 2.6, 2.2, 2.3, 3.1, 3.0, 1.3, 2.5, 0.4, 1.6, 2.3, 0.8, 3.8, 2.1, 2.5, 1.2, 0.8, 2.1, 2.0, 2.1,
            3.6,
        ];
        for (year, change) in (1995..).zip(changes) {
            let (before, after) = (average(year - 1).unwrap(), average(year).unwrap());
            assert!(((after / before - 1.0) * 100.0 - change).abs() < 0.2, "{year}");
        }
    }

    #[test]
    fn the_changes_that_statistics_norway_states() {
        let change = |year| ((average(year).unwrap() / average(year - 1).unwrap() - 1.0) * 1000.0).round() / 10.0;
        assert_eq!([2022, 2023, 2024].map(change), [5.8, 5.5, 3.1]);
        assert_eq!(average(1989), None);
    }
}
