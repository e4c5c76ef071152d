//! The words of two sections, and what they were computed from.

use super::change::{Aspect, ChangeKind, Content, Parts};
use super::comparison::{At, Comparison};
use super::pairing::by_name;
use crate::results::{Facet, FacetValue, Note, Origin, Quantity, Row, Section, Text, Value};

impl Comparison<'_> {
    /// What two sections were computed from, and as what.
    pub(super) fn grounds(&mut self, at: &At, old: &Section, new: &Section) {
        let kind = ChangeKind::MethodOrInput;
        let name = |text: &String| Some(Content::Name(text.clone()));
        self.differs(at, kind, Aspect::Kind, &old.kind, &new.kind, name);
        // The entry of a renamed section is another with its id.
        if at.old == at.new {
            self.differs(at, kind, Aspect::Entry, &old.entry, &new.entry, name);
        }
        self.roles(at, old.role, new.role);
        let (a, b) = (&old.provenance, &new.provenance);
        self.differs(at, kind, Aspect::Basis, &a.basis, &b.basis, |basis| Some(Content::Basis(*basis)));
        let names = |section: &Section| section.provenance.inputs.iter().map(|input| input.name.clone()).collect();
        let (olds, news): (Vec<String>, Vec<String>) = (names(old), names(new));
        let pairs = by_name(&olds, &news);
        let contents = |origin: Option<&Origin>| origin.cloned().map(Content::Origin);
        for (was, is) in &pairs.both {
            let aspect = Aspect::Input(news[*is].clone());
            let (was, is) = (&a.inputs[*was].origin, &b.inputs[*is].origin);
            self.differs(at, kind, aspect, was, is, |origin| contents(Some(origin)));
        }
        for place in &pairs.removed {
            let aspect = Aspect::Input(olds[*place].clone());
            self.changes.push(at.change(kind, aspect, (contents(Some(&a.inputs[*place].origin)), None)));
        }
        for place in &pairs.added {
            let aspect = Aspect::Input(news[*place].clone());
            self.changes.push(at.change(kind, aspect, (None, contents(Some(&b.inputs[*place].origin)))));
        }
        self.order(at, &pairs, Parts::Inputs, |place| &olds[place], |place| &news[place]);
        let names = |names: &Vec<String>| (!names.is_empty()).then(|| Content::Names(names.clone()));
        self.differs(at, kind, Aspect::Protected, &old.protected, &new.protected, names);
        self.facets(at, old, new);
    }

    fn facets(&mut self, at: &At, old: &Section, new: &Section) {
        let (old, new): (Vec<&Facet>, Vec<&Facet>) = (old.coordinates().collect(), new.coordinates().collect());
        let names = |facets: &[&Facet]| facets.iter().map(|facet| facet.name.clone()).collect();
        let (olds, news): (Vec<String>, Vec<String>) = (names(&old), names(&new));
        let pairs = by_name(&olds, &news);
        let value = |value: &FacetValue| match value {
            FacetValue::Number { value, unit } => {
                Some(Content::Value(Value::Quantity(Quantity { value: *value, unit: *unit, decimals: 0 })))
            }
            FacetValue::Name(name) => Some(Content::Name(name.clone())),
        };
        for (was, is) in &pairs.both {
            let (was, is) = (old[*was], new[*is]);
            let (one, other) = (Aspect::Facet(is.name.clone()), Aspect::FacetLabel(is.name.clone()));
            self.differs(at, ChangeKind::MethodOrInput, one, &was.value, &is.value, value);
            self.differs(at, ChangeKind::Text, other, &was.label, &is.label, text);
        }
        for place in &pairs.removed {
            let facet = old[*place];
            let contents = (value(&facet.value), None);
            self.changes.push(at.change(ChangeKind::MethodOrInput, Aspect::Facet(facet.name.clone()), contents));
        }
        for place in &pairs.added {
            let facet = new[*place];
            let contents = (None, value(&facet.value));
            self.changes.push(at.change(ChangeKind::MethodOrInput, Aspect::Facet(facet.name.clone()), contents));
        }
        self.order(at, &pairs, Parts::Facets, |place| &olds[place], |place| &news[place]);
    }

    /// The words of two sections.
    pub(super) fn words(&mut self, at: &At, old: &Section, new: &Section) {
        self.labels(at, &old.labels, &new.labels);
        let pairs = by_name(&old.notes, &new.notes);
        for place in &pairs.removed {
            let contents = (Some(Content::Note(old.notes[*place])), None);
            self.changes.push(at.change(ChangeKind::Text, Aspect::Note, contents));
        }
        for place in &pairs.added {
            let contents = (None, Some(Content::Note(new.notes[*place])));
            self.changes.push(at.change(ChangeKind::Text, Aspect::Note, contents));
        }
        let names = |section: &Section| section.notes.iter().map(note_name).collect();
        let (olds, news): (Vec<String>, Vec<String>) = (names(old), names(new));
        self.order(at, &pairs, Parts::Notes, |place| &olds[place], |place| &news[place]);
        self.differs(at, ChangeKind::Text, Aspect::Source, &old.source, &new.source, text);
    }

    /// The words of two rows of a table, and how their numbers are known.
    pub(super) fn row_words(&mut self, at: &At, old: &Row, new: &Row) {
        self.differs(at, ChangeKind::Text, Aspect::Label(String::new()), &old.label, &new.label, text);
        self.differs(at, ChangeKind::Text, Aspect::Source, &old.source, &new.source, text);
        self.differs(at, ChangeKind::MethodOrInput, Aspect::Basis, &old.basis, &new.basis, |basis| {
            basis.map(Content::Basis)
        });
        self.labels(at, &old.words, &new.words);
    }

    /// Texts by what they name.
    fn labels(&mut self, at: &At, old: &[(String, Text)], new: &[(String, Text)]) {
        let names = |labels: &[(String, Text)]| labels.iter().map(|(name, _)| name.clone()).collect();
        let (olds, news): (Vec<String>, Vec<String>) = (names(old), names(new));
        let pairs = by_name(&olds, &news);
        let mut differs = |name: &str, old: Option<&Text>, new: Option<&Text>| {
            let aspect = Aspect::Label(name.to_owned());
            self.differs(at, ChangeKind::Text, aspect, &old, &new, |words| text(&words.cloned()));
        };
        for (was, is) in &pairs.both {
            differs(&news[*is], Some(&old[*was].1), Some(&new[*is].1));
        }
        pairs.removed.iter().for_each(|place| differs(&olds[*place], Some(&old[*place].1), None));
        pairs.added.iter().for_each(|place| differs(&news[*place], None, Some(&new[*place].1)));
        self.order(at, &pairs, Parts::Labels, |place| &olds[place], |place| &news[place]);
    }
}

/// The name of a note as it stands in results.
fn note_name(note: &Note) -> String {
    match serde_json::to_value(note) {
        Ok(serde_json::Value::String(name)) => name,
        _ => format!("{note:?}"),
    }
}

fn text(words: &Option<Text>) -> Option<Content> {
    words.clone().map(Content::Text)
}
