//! Whether a text that an author wrote is whole Typst markup by itself.

use std::ops::Range;

use typst::syntax::{LinkedNode, Source, SyntaxKind};

use crate::diag::Problem;

/// What is wrong with a piece of markup, and where in it: what is opened but not closed, and code that cannot be read.
///
/// Each text is checked before it is put among others, where an open bracket or comment would swallow what follows.
///
/// ```
/// use utfall::typeset::syntax_problems;
/// assert!(syntax_problems("*Flere* kom i arbeid, se @employment.").is_empty());
/// let (place, problem) = syntax_problems("Se data/*.csv for data.").remove(0);
/// assert_eq!(place, 7..9);
/// assert!(problem.what.contains("comment"), "{problem}");
/// assert_eq!(syntax_problems("en [to").len(), 0, "a bracket in markup is a bracket");
/// assert_eq!(syntax_problems("#strong[en").len(), 1);
/// ```
pub fn syntax_problems(text: &str) -> Vec<(Range<usize>, Problem)> {
    let source = Source::detached(text);
    let mut problems = Vec::new();
    collect(&LinkedNode::new(source.root()), &mut problems);
    problems
}

fn collect(node: &LinkedNode, problems: &mut Vec<(Range<usize>, Problem)>) {
    if node.kind() == SyntaxKind::BlockComment && !node.leaf_text().ends_with("*/") {
        let start = node.range().start;
        let problem = Problem::new("`/*` opens a comment that never ends, and hides everything after it")
            .hint("write `\\/*` for the two signs, or end the comment with `*/`");
        problems.push((start..start + 2, problem));
    }
    if node.kind() == SyntaxKind::Error {
        let (errors, _) = node.get().errors_and_warnings();
        for error in errors {
            let problem = Problem::new(format!("this cannot be read as Typst markup: {}", error.message));
            let problem = error.hints.iter().fold(problem, |problem, hint| problem.hint(hint.v.as_str()));
            problems.push((node.range(), problem));
        }
    }
    for child in node.children() {
        collect(&child, problems);
    }
}
