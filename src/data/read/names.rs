//! The names of columns, checked alike in every format.

use std::collections::HashMap;

use crate::diag::Problem;

/// Insists that every name can be written in a specification, and that no two are the same.
///
/// `place` says where the name of a column stands, such as `column 3`.
pub(super) fn insist_on_names(names: &[String], place: impl Fn(usize) -> String) -> Result<(), Problem> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (index, name) in names.iter().enumerate() {
        if name.starts_with('\u{1}') {
            return Err(Problem::new(format!(
                "has a column whose name starts with a control character, as {}",
                place(index)
            ))
            .hint("rename it"));
        }
        if let Some(first) = known.insert(name, index) {
            let what = format!("has two columns called `{name}`, as {} and {}", place(first), place(index));
            return Err(Problem::new(what).hint("rename one of them"));
        }
    }
    Ok(())
}
