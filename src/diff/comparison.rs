//! The walk through two results: sections, their values, and the report itself.

use super::change::{Aspect, Change, ChangeKind, Content, Contents, Parts};
use super::pairing::{Pairs, by_name, content};
use super::renames::renamed_sections;
use super::{Conclusion, Tolerance};
use crate::results::{Results, Role, Section, Text, Value};

/// What is found on the way.
#[derive(Debug)]
pub(super) struct Comparison<'a> {
    pub tolerance: &'a Tolerance,
    pub changes: Vec<Change>,
    /// The sections that belong together, with the places of their changes.
    pub sections: Vec<Compared<'a>>,
    /// How many numbers and curves are the same.
    pub unchanged: u64,
}

/// Two sections that belong together.
#[derive(Debug)]
pub(super) struct Compared<'a> {
    pub old: &'a Section,
    pub new: &'a Section,
    pub id: &'a str,
    pub changes: std::ops::Range<usize>,
}

/// Where something stands: its id now, and its id before.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    pub old: &'a str,
    pub new: &'a str,
    pub row: Option<&'a Text>,
}

impl At<'_> {
    pub(super) fn change(&self, kind: ChangeKind, aspect: Aspect, contents: Contents) -> Change {
        let mut change = Change::new(self.new.to_owned(), kind, aspect, contents);
        change.old_path = (self.old != self.new).then(|| self.old.to_owned());
        change.row = self.row.cloned();
        change
    }
}

impl<'a> Comparison<'a> {
    pub(super) fn of(old: &'a Results, new: &'a Results, tolerance: &'a Tolerance) -> Comparison<'a> {
        let mut found = Comparison { tolerance, changes: Vec::new(), sections: Vec::new(), unchanged: 0 };
        found.heads(old, new);
        let names = |results: &'a Results| results.sections.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>();
        let (olds, news) = (names(old), names(new));
        let mut pairs = by_name(&olds, &news);
        let renamed: Vec<usize> = renamed_sections(old, new, &mut pairs).into_iter().map(|(_, is)| is).collect();
        let renamed: std::collections::HashSet<usize> = renamed.into_iter().collect();
        for (was, is) in &pairs.both {
            let start = found.changes.len();
            let at = At { old: olds[*was], new: news[*is], row: None };
            if renamed.contains(is) {
                found.renamed(&at);
            }
            let (old, new) = (&old.sections[*was].1, &new.sections[*is].1);
            found.section(&at, old, new);
            found.sections.push(Compared { old, new, id: at.new, changes: start..found.changes.len() });
        }
        let whole =
            |section: &Section| Content::Section { kind: section.kind.clone(), values: section.values.len() as u64 };
        found.left(
            &pairs,
            |place| (olds[place].to_owned(), whole(&old.sections[place].1)),
            |place| (news[place].to_owned(), whole(&new.sections[place].1)),
        );
        let top = At { old: "sections", new: "sections", row: None };
        found.order(&top, &pairs, Parts::Sections, |place| olds[place], |place| news[place]);
        found
    }

    /// What belongs to the whole report.
    fn heads(&mut self, old: &Results, new: &Results) {
        let top = |path| At { old: path, new: path, row: None };
        let name = |text: &str| Some(Content::Name(text.to_owned()));
        let grounds = ChangeKind::MethodOrInput;
        self.differs(&top("schema"), grounds, Aspect::Schema, &old.schema, &new.schema, |text| name(text));
        self.differs(&top("edition"), grounds, Aspect::Edition, &old.edition, &new.edition, |text| name(text));
        let (a, b) = (&old.report, &new.report);
        let text = ChangeKind::Text;
        self.differs(&top("report.title"), text, Aspect::Title, &a.title, &b.title, |text| {
            Some(Content::Text(text.clone()))
        });
        self.differs(&top("report.languages"), text, Aspect::Languages, &a.languages, &b.languages, |all| {
            Some(Content::Names(all.iter().map(ToString::to_string).collect()))
        });
        self.differs(&top("report.date"), text, Aspect::Date, &a.date, &b.date, |date| name(date.as_deref()?));
    }

    fn section(&mut self, at: &At, old: &'a Section, new: &'a Section) {
        self.grounds(at, old, new);
        self.words(at, old, new);
        let names = |section: &'a Section| section.values.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
        let (olds, news) = (names(old), names(new));
        let mut pairs = by_name(&olds, &news);
        let (was, is) = (|place: usize| &old.values[place].1, |place: usize| &new.values[place].1);
        let renamed = renamed_values(&mut pairs, &olds, &news, was, is);
        for (a, b) in &pairs.both {
            let moved = renamed.contains(b);
            if !moved && olds[*a] == news[*b] && was(*a) == is(*b) {
                self.unchanged += numbers(is(*b));
                continue;
            }
            let (before, now) = (format!("{}.{}", at.old, olds[*a]), format!("{}.{}", at.new, news[*b]));
            let at = At { old: &before, new: &now, row: None };
            if moved {
                self.renamed(&at);
            }
            self.value(&at, was(*a), is(*b));
        }
        self.left(
            &pairs,
            |place| (format!("{}.{}", at.old, olds[place]), Content::Value(was(place).clone())),
            |place| (format!("{}.{}", at.new, news[place]), Content::Value(is(place).clone())),
        );
        self.order(at, &pairs, Parts::Values, |place| olds[place], |place| news[place]);
    }

    /// Two values of one name.
    pub(super) fn value(&mut self, at: &At, old: &Value, new: &Value) {
        if old == new {
            self.unchanged += numbers(new);
            return;
        }
        match (old, new) {
            (Value::Curve(old), Value::Curve(new)) => self.curves(at, old, new),
            (Value::Table(old), Value::Table(new)) => self.tables(at, old, new),
            _ => self.scalars(at, old, new),
        }
    }

    /// What is only on one side.
    pub(super) fn left(
        &mut self,
        pairs: &Pairs,
        old: impl Fn(usize) -> (String, Content),
        new: impl Fn(usize) -> (String, Content),
    ) {
        for (path, content) in pairs.removed.iter().map(|place| old(*place)) {
            self.changes.push(Change::new(path, ChangeKind::Removed, Aspect::Itself, (Some(content), None)));
        }
        for (path, content) in pairs.added.iter().map(|place| new(*place)) {
            self.changes.push(Change::new(path, ChangeKind::Added, Aspect::Itself, (None, Some(content))));
        }
    }

    pub(super) fn renamed(&mut self, at: &At) {
        let ids = (Some(Content::Name(at.old.to_owned())), Some(Content::Name(at.new.to_owned())));
        self.changes.push(at.change(ChangeKind::Renamed, Aspect::Itself, ids));
    }

    /// Parts that stand in another order.
    pub(super) fn order<'n>(
        &mut self,
        at: &At,
        pairs: &Pairs,
        parts: Parts,
        old: impl Fn(usize) -> &'n str,
        new: impl Fn(usize) -> &'n str,
    ) {
        let moved = pairs.moved();
        if moved.is_empty() {
            return;
        }
        let before = moved.iter().map(|(was, _)| old(*was).to_owned()).collect();
        let now = moved.iter().map(|(_, is)| new(*is).to_owned()).collect();
        let orders = (Some(Content::Names(before)), Some(Content::Names(now)));
        self.changes.push(at.change(ChangeKind::Text, Aspect::Order(parts), orders));
    }

    /// One thing that is another.
    pub(super) fn differs<T: PartialEq + ?Sized>(
        &mut self,
        at: &At,
        kind: ChangeKind,
        aspect: Aspect,
        old: &T,
        new: &T,
        content: impl Fn(&T) -> Option<Content>,
    ) {
        if old != new {
            self.changes.push(at.change(kind, aspect, (content(old), content(new))));
        }
    }

    /// The standing in the study's plan: to and from «not specified beforehand», the report says something else.
    pub(super) fn roles(&mut self, at: &At, old: Option<Role>, new: Option<Role>) {
        let (was, is) = (old == Some(Role::Exploratory), new == Some(Role::Exploratory));
        if old == new {
            return;
        }
        let contents = (old.map(Content::Role), new.map(Content::Role));
        let mut change = at.change(ChangeKind::MethodOrInput, Aspect::Role, contents);
        if was != is {
            change.kind = ChangeKind::Conclusion;
            change.conclusions = vec![if is { Conclusion::NowExploratory } else { Conclusion::NoLongerExploratory }];
        }
        self.changes.push(change);
    }
}

/// Values of a section with another name and the same content. A content that tells little, such as a count, has to
/// share the first or last part of its name.
fn renamed_values<'a>(
    pairs: &mut Pairs,
    olds: &[&'a str],
    news: &[&'a str],
    was: impl Fn(usize) -> &'a Value,
    is: impl Fn(usize) -> &'a Value,
) -> std::collections::HashSet<usize> {
    let telling = |value: &Value| Some(content(value)).filter(|(_, tells)| *tells).map(|(hash, _)| hash);
    let mut found = pairs.by_content(|place| telling(was(place)), |place| telling(is(place)));
    let last = |name: &'a str| name.rsplit('.').next().filter(|_| name.contains('.'));
    let first = |name: &'a str| name.split('.').next().filter(|_| name.contains('.'));
    for part in [last as fn(&'a str) -> Option<&'a str>, first] {
        found.extend(pairs.by_content(
            |place| Some((content(was(place)), part(olds[place])?)),
            |place| Some((content(is(place)), part(news[place])?)),
        ));
    }
    found.into_iter().map(|(_, is)| is).collect()
}

/// How many numbers and curves a value holds.
pub(super) fn numbers(value: &Value) -> u64 {
    match value {
        Value::Table(table) => table.rows.iter().map(|row| row.cells.len() as u64).sum(),
        _ => 1,
    }
}
