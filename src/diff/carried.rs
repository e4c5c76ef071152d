//! Which of several causes carried a change: what each of them alone makes of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::change::{Aspect, Content};
use super::changes::number_causes;
use super::conclusion::conclusions;
use super::{Cause, Change, Changes, Conclusion};
use crate::locale::Locale;
use crate::results::{Language, Results, Value};

/// What a cause alone makes of a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alone {
    /// The cause, as a place in [`Changes::causes`].
    pub cause: usize,
    /// What the number is when only this is as it is now; nothing for a curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Whether that is the whole change: what is printed is what stands now, and it says the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_whole: bool,
    /// What the report says otherwise because of this cause alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conclusions: Vec<Conclusion>,
}

impl Changes {
    /// Says of each number that changed what each cause alone makes of it, given the results with only that cause as it
    /// is now and everything else as it was.
    ///
    /// Causes that alone move a number replace those of the same sort that do not. Where none moves it alone, because
    /// only several together do, its causes stay as they were.
    pub fn carried_by(&mut self, alone: &[(Cause, Results)]) {
        let mut causes = std::mem::take(&mut self.causes);
        let known: Vec<usize> = alone
            .iter()
            .map(|(cause, _)| {
                causes.iter().position(|one| one == cause).unwrap_or_else(|| {
                    causes.push(cause.clone());
                    causes.len() - 1
                })
            })
            .collect();
        for change in &mut self.changes {
            let moved: Vec<Alone> =
                known.iter().zip(alone).filter_map(|(cause, (_, results))| moved(change, *cause, results)).collect();
            if moved.is_empty() {
                continue;
            }
            let first: Vec<usize> = moved.iter().map(|one| one.cause).collect();
            change.why.retain(|cause| !known.contains(cause));
            change.why.splice(0..0, first);
            change.alone = moved;
        }
        number_causes(&mut self.changes, &mut causes);
        self.causes = causes;
    }
}

/// What a cause alone makes of a number, where it moves it.
fn moved(change: &Change, cause: usize, results: &Results) -> Option<Alone> {
    let (Aspect::Itself, Some(Content::Value(old)), Some(Content::Value(new))) =
        (&change.aspect, &change.old, &change.new)
    else {
        return None;
    };
    let paths = [Some(change.path.as_str()), change.old_path.as_deref()];
    let value = paths.into_iter().flatten().find_map(|path| value_at(results, path))?;
    if let (Value::Curve(before), Value::Curve(_), Value::Curve(found)) = (old, new, value) {
        // Of curves a change holds only the points that differ.
        let stays = before.points.iter().all(|point| found.points.contains(point));
        return (!stays).then_some(Alone { cause, value: None, is_whole: false, conclusions: Vec::new() });
    }
    if value == old {
        return None;
    }
    let locale = Locale::new(Language::English);
    let said = conclusions(old, value);
    let is_whole = locale.changed_value(value) == locale.changed_value(new) && said == change.conclusions;
    Some(Alone { cause, value: Some(value.clone()), is_whole, conclusions: said })
}

/// The value with exactly this id.
fn value_at<'a>(results: &'a Results, path: &str) -> Option<&'a Value> {
    let ends = path.char_indices().filter(|(_, letter)| *letter == '.').map(|(at, _)| at);
    let mut ends: Vec<usize> = ends.collect();
    ends.reverse();
    ends.into_iter().find_map(|end| results.section(&path[..end])?.find(&path[end + 1..]))
}
