//! The shape of a YAML file: every key and value with the bytes it takes up.
//!
//! The outline is read before anything else. It finds what a typed reader cannot tell well (keys given twice, aliases
//! that grow without bound, nesting without end), tells where each entry starts and stops, so that every entry can be
//! read on its own, and says what stands at the place of an error.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use serde_yaml::granit_parser::{self, Event, Parser, ScalarStyle, Span};

use super::scan::scan_problem;
use crate::diag::Problem;

/// Deeper nesting than this is an error; a reader that follows it down must not run out of stack.
const MAX_DEPTH: usize = 40;

/// More values than this are data, and do not belong in a specification.
const MAX_VALUES: usize = 200_000;

/// Aliases may repeat this many values in all.
const MAX_REPEATED: usize = 50_000;

/// One value, with what it holds.
#[derive(Debug)]
pub(super) struct Node {
    /// Where it stands; a block collection ends where the next key or item starts.
    pub bytes: Range<usize>,
    pub content: Content,
    /// The number of the anchor on it, or zero.
    anchor: usize,
}

#[derive(Debug)]
pub(super) enum Content {
    /// A word, a number or a text; plain when it stands without quotes.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<Pair>),
    /// `*name`, by the number of its anchor.
    Alias(usize),
}

/// A key and its value.
#[derive(Debug)]
pub(super) struct Pair {
    pub key: Node,
    pub value: Node,
}

/// A value, and what holds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub node: &'a Node,
    /// The nearest key above it.
    pub key: Option<&'a Node>,
    /// Whether it is an item of the list under that key, and not the value of the key itself.
    pub item: bool,
}

/// What is wrong with the shape of a file, and where: a problem of the whole file has no bytes.
pub(super) type Misshapen = (Problem, Option<Range<usize>>);

impl Node {
    /// The word or text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether nothing stands there.
    pub fn is_nothing(&self) -> bool {
        matches!(&self.content, Content::Scalar { text, plain: true } if text.is_empty() || text == "~" || text == "null")
    }

    /// Its keys and values; none for anything but a map.
    pub fn pairs(&self) -> &[Pair] {
        match &self.content {
            Content::Map(pairs) => pairs,
            _ => &[],
        }
    }

    /// The value under this key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.pairs().iter().find(|pair| pair.key.text() == Some(key)).map(|pair| &pair.value)
    }

    fn children(&self) -> Vec<&Node> {
        match &self.content {
            Content::Scalar { .. } | Content::Alias(_) => Vec::new(),
            Content::List(items) => items.iter().collect(),
            Content::Map(pairs) => pairs.iter().flat_map(|pair| [&pair.key, &pair.value]).collect(),
        }
    }

    /// This value and everything in it, from top to bottom.
    pub fn everything(&self) -> Vec<&Node> {
        let mut all = vec![self];
        let mut next = 0;
        while let Some(node) = all.get(next) {
            all.extend(node.children());
            next += 1;
        }
        all.sort_by_key(|node| node.bytes.start);
        all
    }

    /// Whether it repeats something that stands outside it.
    pub fn borrows(&self) -> bool {
        let all = self.everything();
        all.iter().any(|node| match node.content {
            Content::Alias(anchor) => !all.iter().any(|other| other.anchor == anchor),
            _ => false,
        })
    }

    /// The values of the file in `text` that an entry can be read without, from top to bottom: those that neither hold it
    /// nor hold what it repeats. What stands in brackets is not taken apart.
    pub fn apart_from(&self, entry: &Node, text: &str) -> Vec<Range<usize>> {
        let file = self.everything();
        let mut repeated = BTreeSet::new();
        let mut open = vec![entry];
        while let Some(node) = open.pop() {
            if let Content::Alias(anchor) = node.content
                && repeated.insert(anchor)
            {
                open.extend(file.iter().filter(|other| other.anchor == anchor));
            }
            open.extend(node.children());
        }
        let mut apart = Vec::new();
        self.leave_out(text, &|node| std::ptr::eq(node, entry) || repeated.contains(&node.anchor), &mut apart);
        apart
    }

    /// Collects the values that hold nothing wanted; whether this one does.
    fn leave_out(&self, text: &str, wanted: &impl Fn(&Node) -> bool, apart: &mut Vec<Range<usize>>) -> bool {
        if wanted(self) {
            return true;
        }
        let before = apart.len();
        let mut holds = false;
        match &self.content {
            Content::Scalar { .. } | Content::Alias(_) => {}
            Content::List(items) => items.iter().for_each(|item| holds |= item.leave_out(text, wanted, apart)),
            Content::Map(pairs) => pairs.iter().for_each(|pair| holds |= pair.value.leave_out(text, wanted, apart)),
        }
        if !holds {
            apart.truncate(before);
            apart.push(self.bytes.clone());
        } else if text[self.bytes.start..].starts_with(['[', '{']) {
            apart.truncate(before);
        }
        holds
    }

    /// The map and the pair that hold this byte, for every map around it, from the outside in.
    pub fn pairs_around(&self, byte: usize) -> Vec<(&Node, &Pair)> {
        let mut around = Vec::new();
        let mut node = self;
        loop {
            let inner = match &node.content {
                Content::List(items) => items.iter().rfind(|item| item.bytes.start <= byte),
                Content::Map(pairs) => pairs.iter().rfind(|pair| pair.key.bytes.start <= byte).map(|pair| {
                    around.push((node, pair));
                    &pair.value
                }),
                _ => None,
            };
            match inner {
                Some(inner) => node = inner,
                None => return around,
            }
        }
    }

    /// The innermost value that starts at this byte; of a block map and its first key, the map.
    pub fn value_at(&self, byte: usize) -> Option<Place<'_>> {
        fn search<'a>(place: Place<'a>, byte: usize) -> Option<Place<'a>> {
            let node = place.node;
            if byte < node.bytes.start || byte > node.bytes.end {
                return None;
            }
            let inner = match &node.content {
                Content::List(items) => {
                    items.iter().find_map(|node| search(Place { node, key: place.key, item: true }, byte))
                }
                Content::Map(pairs) => pairs
                    .iter()
                    .find_map(|pair| search(Place { node: &pair.value, key: Some(&pair.key), item: false }, byte)),
                _ => None,
            };
            inner.or_else(|| (node.bytes.start == byte).then_some(place))
        }
        search(Place { node: self, key: None, item: false }, byte)
    }

    /// The key that starts at this byte, and the map that it is in.
    pub fn key_at(&self, byte: usize) -> Option<(Place<'_>, &Pair)> {
        fn search<'a>(place: Place<'a>, byte: usize) -> Option<(Place<'a>, &'a Pair)> {
            match &place.node.content {
                Content::List(items) => {
                    items.iter().find_map(|node| search(Place { node, key: place.key, item: true }, byte))
                }
                Content::Map(pairs) => pairs.iter().find_map(|pair| {
                    if pair.key.bytes.start == byte {
                        return Some((place, pair));
                    }
                    search(Place { node: &pair.value, key: Some(&pair.key), item: false }, byte)
                }),
                _ => None,
            }
        }
        search(Place { node: self, key: None, item: false }, byte)
    }
}

/// The outline of the one document in `text`; an empty file has none.
///
/// # Errors
/// What keeps it from being one well-formed document of a reasonable size, in words of our own.
pub(super) fn outline(text: &str) -> Result<Option<Node>, Misshapen> {
    let options = granit_parser::options! { flow_nesting_limit: MAX_DEPTH, block_nesting_limit: MAX_DEPTH };
    let mut builder =
        Builder { text, open: Vec::new(), root: None, documents: 0, sizes: HashMap::new(), values: 0, repeated: 0 };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| scan_problem(&error, text))?;
        builder.accept(event, span)?;
    }
    Ok(builder.root)
}

/// A collection that is not closed yet.
struct Open {
    start: usize,
    anchor: usize,
    content: Content,
    key: Option<Node>,
    size: usize,
}

struct Builder<'a> {
    text: &'a str,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    /// How many values each anchor stands for.
    sizes: HashMap<usize, usize>,
    values: usize,
    repeated: usize,
}

impl Builder<'_> {
    fn accept(&mut self, event: Event<'_>, span: Span) -> Result<(), Misshapen> {
        let bytes = span.byte_range().unwrap_or_default();
        if let Some(tag) = span.tag_span().and_then(|tag| tag.byte_range()) {
            let problem =
                Problem::new(format!("`{}` is a YAML tag, and a specification has none", &self.text[tag.clone()]));
            return Err((problem.hint("remove it; a text that starts with `!` must stand in quotes"), Some(tag)));
        }
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let problem = Problem::new("a second document starts here, but a specification is one document")
                        .hint("remove the line `---`, or move what follows to a file of its own");
                    return Err((problem, Some(bytes.start..bytes.end.max(bytes.start + 3))));
                }
            }
            Event::Scalar(text, style, anchor, _) => {
                let content = Content::Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain };
                self.close(Node { bytes, content, anchor }, 1)?;
            }
            Event::Alias(anchor) => {
                let size = self.sizes.get(&anchor).copied().unwrap_or(1);
                self.repeated += size;
                if self.repeated > MAX_REPEATED {
                    let problem = Problem::new(format!("aliases repeat more than {MAX_REPEATED} values"))
                        .hint("write out what this alias stands for, or remove it");
                    return Err((problem, Some(bytes)));
                }
                self.close(Node { bytes, content: Content::Alias(anchor), anchor: 0 }, size)?;
            }
            Event::SequenceStart(_, anchor, _) => self.push(bytes, anchor, Content::List(Vec::new()))?,
            Event::MappingStart(_, anchor, _) => self.push(bytes, anchor, Content::Map(Vec::new()))?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let node = Node { bytes: open.start..bytes.end, content: open.content, anchor: open.anchor };
                    self.close(node, open.size + 1)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, bytes: Range<usize>, anchor: usize, content: Content) -> Result<(), Misshapen> {
        if self.open.len() >= MAX_DEPTH {
            return Err((too_deep(), Some(bytes)));
        }
        self.open.push(Open { start: bytes.start, anchor, content, key: None, size: 0 });
        Ok(())
    }

    /// Puts a finished value where it belongs.
    fn close(&mut self, node: Node, size: usize) -> Result<(), Misshapen> {
        if node.anchor > 0 {
            self.sizes.insert(node.anchor, size);
        }
        self.values += 1;
        if self.values > MAX_VALUES {
            let problem = Problem::new(format!("more than {MAX_VALUES} values in one specification"));
            return Err((
                problem.hint("move data into files of their own, and name them under `data`"),
                Some(node.bytes),
            ));
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.size += size;
        match (&mut open.content, open.key.take()) {
            (Content::Map(pairs), Some(key)) => pairs.push(Pair { key, value: node }),
            (Content::Map(_), None) => {
                if node.text().is_none() {
                    return Err(self.no_word(node.bytes));
                }
                open.key = Some(node);
            }
            (Content::List(items), _) => items.push(node),
            (Content::Scalar { .. } | Content::Alias(_), _) => {}
        }
        Ok(())
    }

    /// Two braces start an expression in a text, but a map within a map in YAML.
    fn no_word(&self, bytes: Range<usize>) -> Misshapen {
        let before = &self.text[..bytes.start];
        if self.text[bytes.start..].starts_with('{') && before.ends_with('{') {
            let problem = Problem::new("a text that starts with `{{` must stand in quotes")
                .hint("put the whole text in quotes, or on lines of its own after `text: |`");
            return (problem, Some(bytes.start - 1..bytes.start + 1));
        }
        let problem = Problem::new("a key must be a word, but this is a list, a map or an alias")
            .hint("a text that starts with `{`, `[` or `*` must stand in quotes");
        (problem, Some(bytes))
    }
}

/// What is said about nesting without end.
pub(super) fn too_deep() -> Problem {
    Problem::new(format!("more than {MAX_DEPTH} levels inside each other"))
        .hint("a specification needs far fewer; is a bracket left open?")
}
