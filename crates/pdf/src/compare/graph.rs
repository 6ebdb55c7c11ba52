//! Who refers to the objects that later revisions speak of, and under which key; it knows nothing of what they mean.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Dictionary, Document, Name, Object, Result};

/// References to the objects of interest, by the object that holds them; object 0 is the trailer.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    from: BTreeMap<u32, Vec<(Name, u32)>>,
}

/// The references of one revision, kept up to date from one to the next.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    wanted: BTreeSet<u32>,
    pub(super) edges: Edges,
}

impl Graph {
    /// Reads every object of the document once and keeps its references to the `wanted` ones.
    pub(super) fn of(document: &Document, wanted: BTreeSet<u32>) -> Result<Graph> {
        let mut graph = Graph {
            wanted,
            edges: Edges::default(),
        };
        graph.renew(document, &document.object_numbers())?;
        Ok(graph)
    }

    /// Reads these objects and the trailer anew.
    pub(super) fn renew(&mut self, document: &Document, numbers: &[u32]) -> Result<()> {
        for number in numbers {
            let object = super::value(document, *number)?;
            self.read(*number, &object);
        }
        // Last: nearly every table lists number 0, the head of the free list, which stands for the trailer here.
        self.read(0, &Object::Dictionary(document.trailer().clone()));
        Ok(())
    }

    fn read(&mut self, from: u32, object: &Object) {
        let mut found = Vec::new();
        // An old cross-reference stream is a trailer that no longer counts.
        let is_trailer = object
            .as_stream()
            .is_some_and(|stream| stream.dictionary.get_name("Type") == Some(b"XRef"));
        if is_trailer {
            return drop(self.edges.from.remove(&from));
        }
        self.look(object, &Name::default(), &mut found);
        match found.is_empty() {
            true => drop(self.edges.from.remove(&from)),
            false => drop(self.edges.from.insert(from, found)),
        }
    }

    fn look(&self, object: &Object, key: &Name, found: &mut Vec<(Name, u32)>) {
        match object {
            Object::Reference(id) if self.wanted.contains(&id.number) => found.push((key.clone(), id.number)),
            Object::Array(items) => items.iter().for_each(|item| self.look(item, key, found)),
            Object::Dictionary(dictionary) => self.look_within(dictionary, found),
            Object::Stream(stream) => self.look_within(&stream.dictionary, found),
            _ => {}
        }
    }

    fn look_within(&self, dictionary: &Dictionary, found: &mut Vec<(Name, u32)>) {
        dictionary
            .iter()
            .for_each(|(key, value)| self.look(value, key, found));
    }
}

impl Edges {
    /// Who refers to this object, and under which key; an object's references to itself do not count.
    pub(super) fn to(&self, number: u32) -> impl Iterator<Item = (u32, &Name)> {
        let all = self.from.iter().filter(move |(from, _)| **from != number);
        all.flat_map(move |(from, edges)| {
            edges
                .iter()
                .filter(move |(_, to)| *to == number)
                .map(|(key, _)| (*from, key))
        })
    }
}
