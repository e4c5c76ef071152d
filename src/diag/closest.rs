//! «Did you mean …?»

/// The candidate that `word` was most likely meant to be, if one is near enough to be worth suggesting.
///
/// Case and the difference between `-` and `_` do not count, and two letters that changed places are one mistake. One
/// mistake in three letters is allowed. Of equally near candidates the first wins.
///
/// ```
/// use utfall::diag::closest;
/// let columns = ["person", "employed_12m", "arm"];
/// assert_eq!(closest("employd_12m", columns), Some("employed_12m"));
/// assert_eq!(closest("PERSON", columns), Some("person"));
/// assert_eq!(closest("income", columns), None);
/// ```
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace('-', "_");
    let word = plain(word);
    let length = word.chars().count();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &plain(candidate)), candidate))
        .filter(|(mistakes, candidate)| {
            *mistakes <= (length.max(candidate.chars().count()) / 3).max(1) && *mistakes < length
        })
        .min_by_key(|(mistakes, _)| *mistakes)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_word_may_have_one_mistake_but_not_be_all_mistake() {
        assert_eq!(closest("ni", ["nb", "nn"]), Some("nb"));
        assert_eq!(closest("x", ["y"]), None);
        assert_eq!(closest("", ["a"]), None);
        assert_eq!(closest("two-proprotions", ["two_means", "two_proportions"]), Some("two_proportions"));
    }
}
