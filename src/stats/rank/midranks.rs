//! Ranks of a column.

/// The rank of each value from 1, equal values sharing the mean of theirs; in the order of the values.
pub(in crate::stats) fn midranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|a, b| (values[*a] + 0.0).total_cmp(&(values[*b] + 0.0)));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for same in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = before as f64 + 0.5 * (same.len() + 1) as f64;
        for place in same {
            ranks[*place] = rank;
        }
        before += same.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::midranks;

    #[test]
    fn equal_values_share_their_ranks() {
        assert_eq!(midranks(&[3.0, 1.0, 3.0, -0.0, 0.0]), [4.5, 3.0, 4.5, 1.5, 1.5]);
    }
}
