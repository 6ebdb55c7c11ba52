//! What changed between two revisions of a document, judged by rules that vouch for changes; all else is forbidden.
//!
//! Revision by revision, every object that existed and has another value now must be vouched for by a rule, and so must every
//! way in which the rest of the document uses it: an appearance that is also a page's content is no appearance. New objects need
//! no rule of their own, because nothing but a vouched object can lead to them; that nothing old was waiting for their
//! number is checked. See `rules` for what is allowed. It judges, and never changes or repairs anything.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::signatures::{self, SignatureKind};
use crate::{Document, Error, FieldLock, Name, Object, ObjectId, Result};

mod equal;
mod form;
mod graph;
mod list;
mod rules;
mod store;
#[cfg(test)]
mod tests;

use equal::same;
use graph::{Edges, Graph};

/// How far a document was changed, from harmless to forbidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModificationLevel {
    /// Nothing was changed.
    #[default]
    None,
    /// Validation data, document timestamps and metadata were added (EN 319 142-1 §5.4).
    LtaUpdates,
    /// Existing fields were filled or signed, or signature fields added.
    FormFilling,
    /// Comments were added.
    Annotations,
    /// Something else was changed, or nobody can say what.
    Other,
}

/// What a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// The document information was changed.
    InformationChanged,
    /// The metadata were changed.
    MetadataChanged,
    /// Developer extensions, version or marks of the catalog were changed.
    ExtensionsChanged,
    /// Validation data were added.
    ValidationDataAdded,
    /// A document timestamp was added.
    TimestampAdded,
    /// A signature field was added.
    SignatureFieldAdded,
    /// A signature was added.
    SignatureAdded,
    /// A field was filled, or its appearance renewed.
    FieldFilled,
    /// A field was made read-only or its like.
    FieldFlagsChanged,
    /// The form's own settings or resources were changed.
    FormSettingsChanged,
    /// A comment was added.
    AnnotationAdded,
    /// A page shows other content.
    PageChanged,
    /// A field that is no signature field was added.
    FieldAdded,
    /// A field was removed.
    FieldRemoved,
    /// A field was changed in more than its value.
    FieldChanged,
    /// A field that a signature locks was changed.
    LockedFieldChanged,
    /// An existing signature was changed.
    SignatureChanged,
    /// A visible signature field was added to a certified document.
    VisibleFieldAfterCertification,
    /// An annotation was removed or replaced.
    AnnotationRemoved,
    /// The catalog or the trailer was changed in more than is allowed.
    StructureChanged,
    /// Validation data were changed in a way that is not allowed.
    ValidationDataChanged,
    /// An object was changed that no rule vouches for.
    ObjectChanged,
    /// An object was changed that is also used where no rule vouches for it.
    ObjectUsedElsewhere,
    /// An object was deleted.
    ObjectDeleted,
    /// An object was made that an older one had been waiting for.
    WaitingReferenceFilled,
    /// Revisions are out of order, the cross-reference is broken, or bytes follow the end.
    FileStructureUnclear,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// In which revision, counted from 0.
    pub revision: usize,
    /// How far it goes.
    pub level: ModificationLevel,
    /// What it is.
    pub kind: ChangeKind,
    /// Which object.
    pub object: Option<ObjectId>,
    /// Which field, by full name.
    pub field: Option<String>,
    /// More about it, in English, for experts.
    pub detail: String,
}

/// All that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The furthest that any change goes.
    pub level: ModificationLevel,
    /// Every change, revision by revision.
    pub changes: Vec<Change>,
}

impl ModificationLevel {
    /// Whether this is allowed after a certification of this level, or after a signature without one.
    ///
    /// ISO 32000-2 Table 257; comments after a mere signature are not allowed here, which is stricter than some viewers.
    pub fn is_permitted(self, certification: Option<u8>) -> bool {
        self <= match certification {
            Some(1) => ModificationLevel::LtaUpdates,
            Some(3) => ModificationLevel::Annotations,
            _ => ModificationLevel::FormFilling,
        }
    }
}

/// What changed after the revision `base` (counted from 0) up to the end of the file.
pub fn compare(document: &Document, base: usize) -> Result<Comparison> {
    compare_between(document, base, document.revisions().len().saturating_sub(1))
}

/// What changed after the revision `base` up to and with the revision `last`.
pub fn compare_between(document: &Document, base: usize, last: usize) -> Result<Comparison> {
    let mut comparison = Comparison::default();
    if let Some(why) = unclear(document, last) {
        comparison.note(Change::unclear(last, why));
        return Ok(comparison);
    }
    let (Some(mut old), true) = (document.at_revision(base), base < last) else {
        return Ok(comparison);
    };
    if let Some(index) = (base + 1..=last).find(|index| document.is_ambiguous_in(*index)) {
        comparison.note(Change::unclear(
            index,
            "its cross-reference can be read in two ways",
        ));
        return Ok(comparison);
    }
    let terms = Terms::of(&old)?;
    let candidates: BTreeSet<u32> = (base + 1..=last)
        .flat_map(|index| document.changed_in(index))
        .collect();
    let mut graph = Graph::of(&old, candidates)?;
    for index in base + 1..=last {
        let Some(new) = document.at_revision(index) else {
            break;
        };
        let mut step = Step::new(&old, &new, index, &terms, document.changed_in(index))?;
        let before = graph.clone();
        graph.renew(&new, &step.renewed)?;
        step.judge(&before.edges, &graph.edges)?;
        comparison.changes.append(&mut step.changes);
        old = new;
    }
    comparison.level = comparison
        .changes
        .iter()
        .map(|change| change.level)
        .max()
        .unwrap_or_default();
    Ok(comparison)
}

/// Why nothing can be said at all, if that is so.
fn unclear(document: &Document, last: usize) -> Option<&'static str> {
    let whole = last + 1 == document.revisions().len();
    if document.was_repaired() {
        return Some("the cross-reference was rebuilt");
    }
    if !document.has_orderly_revisions() {
        return Some("the revisions are out of order");
    }
    let end = document.revisions().last().map_or(0, |revision| revision.end);
    let tail = document.bytes().get(end..).unwrap_or_default();
    (whole && tail.iter().any(|byte| !byte.is_ascii_whitespace() && *byte != 0))
        .then_some("bytes follow the end of the file")
}

impl Comparison {
    fn note(&mut self, change: Change) {
        self.level = self.level.max(change.level);
        self.changes.push(change);
    }
}

impl Change {
    fn unclear(revision: usize, why: &str) -> Change {
        let (level, kind) = (ModificationLevel::Other, ChangeKind::FileStructureUnclear);
        Change {
            revision,
            level,
            kind,
            object: None,
            field: None,
            detail: why.into(),
        }
    }
}

/// What the signatures of the base revision forbid.
struct Terms {
    locks: Vec<FieldLock>,
    certified: bool,
}

impl Terms {
    fn of(base: &Document) -> Result<Terms> {
        let signatures = signatures::signatures(base)?;
        Ok(Terms {
            certified: signatures
                .iter()
                .any(|signature| signature.certification.is_some()),
            locks: signatures
                .into_iter()
                .filter(|signature| signature.kind == SignatureKind::Signature)
                .filter_map(|signature| signature.lock)
                .collect(),
        })
    }

    fn lock(&self, field: &str) -> bool {
        self.locks.iter().any(|lock| lock.holds(field))
    }
}

/// How an object that a rule vouches for may be used by the rest of the document.
enum Uses {
    /// In any way: what changed in it means nothing elsewhere.
    Any,
    /// Under these keys.
    Keys(&'static [&'static str]),
    /// Only by these objects under these keys; object 0 is the trailer.
    Exactly(BTreeSet<(u32, Name)>),
}

/// One revision against the one before it.
struct Step<'a> {
    old: &'a Document,
    new: &'a Document,
    revision: usize,
    terms: &'a Terms,
    /// Numbers that the revision speaks of.
    renewed: Vec<u32>,
    /// Those of them that existed and have another value now.
    changed: BTreeSet<u32>,
    /// What rules say of objects, changed ones and those that lead to them.
    permits: BTreeMap<u32, Uses>,
    /// Unchanged objects on which a change depends, so that they must be used as the rules say, too.
    held: BTreeSet<u32>,
    changes: Vec<Change>,
}

impl<'a> Step<'a> {
    fn new(
        old: &'a Document,
        new: &'a Document,
        revision: usize,
        terms: &'a Terms,
        renewed: Vec<u32>,
    ) -> Result<Self> {
        let mut changed = BTreeSet::new();
        for number in renewed
            .iter()
            .copied()
            .filter(|number| old.has(ObjectId::new(*number)))
        {
            if !same(&value(old, number)?, &value(new, number)?) {
                changed.insert(number);
            }
        }
        Ok(Step {
            old,
            new,
            revision,
            terms,
            renewed,
            changed,
            permits: BTreeMap::new(),
            held: BTreeSet::new(),
            changes: Vec::new(),
        })
    }

    fn judge(&mut self, before: &Edges, after: &Edges) -> Result<()> {
        rules::trailer(self)?;
        rules::catalog(self)?;
        store::security_store(self)?;
        let widgets = form::form(self)?;
        rules::pages(self, &widgets)?;
        self.check_containers();
        self.check_changed(after);
        self.check_waiting(before);
        self.check_held()
    }

    /// An object stream that was replaced changes objects that the revision does not speak of.
    fn check_containers(&mut self) {
        let replaced: Vec<u32> = self
            .new
            .containers()
            .into_iter()
            .filter(|container| self.changed.contains(container))
            .collect();
        for container in replaced {
            self.refuse(
                ChangeKind::ObjectChanged,
                Some(container),
                "an object stream was replaced",
            );
        }
    }

    fn check_changed(&mut self, after: &Edges) {
        for number in self.changed.clone() {
            let deleted = !self.new.has(ObjectId::new(number));
            let verdict = match deleted {
                true => Some((ChangeKind::ObjectDeleted, "deleted".to_owned())),
                false => self.stray_use(number, after),
            };
            if let Some((kind, words)) = verdict {
                self.refuse(kind, Some(number), words);
            }
        }
    }

    /// A use of the object that no rule vouches for.
    fn stray_use(&self, number: u32, edges: &Edges) -> Option<(ChangeKind, String)> {
        let is_old = |(from, _): &(u32, &Name)| *from == 0 || self.old.has(ObjectId::new(*from));
        let mut uses = edges.to(number).filter(is_old);
        let (kind, stray) = match self.permits.get(&number) {
            None => (ChangeKind::ObjectChanged, uses.next()),
            Some(permit) => {
                let stray = uses.find(|(from, key)| !permit.allows(*from, key));
                (ChangeKind::ObjectUsedElsewhere, stray)
            }
        };
        stray.map(|(from, key)| (kind, use_words(from, key)))
    }

    /// An unchanged object that leads to a changed one hands the change on to everybody who uses it.
    fn check_held(&mut self) -> Result<()> {
        let mut waiting: Vec<u32> = self.changed.union(&self.held).copied().collect();
        while let Some(number) = waiting.pop() {
            let Some(Uses::Exactly(places)) = self.permits.get(&number) else {
                continue;
            };
            for (from, _) in places {
                let leads = !self.changed.contains(from) && self.permits.contains_key(from);
                if leads && self.held.insert(*from) {
                    waiting.push(*from);
                }
            }
        }
        if self.held.is_empty() {
            return Ok(());
        }
        let graph = Graph::of(self.new, self.held.clone())?;
        for number in self.held.clone() {
            if let Some((kind, words)) = self.stray_use(number, &graph.edges) {
                self.refuse(kind, Some(number), words);
            }
        }
        Ok(())
    }

    /// The shadow attack: an old object refers to a number that did not exist, and a later revision supplies it.
    fn check_waiting(&mut self, before: &Edges) {
        for number in self.renewed.clone() {
            let is_new = !self.old.has(ObjectId::new(number)) && self.new.has(ObjectId::new(number));
            let waiting = before.to(number).next().filter(|_| is_new);
            if let Some((from, key)) = waiting {
                self.refuse(
                    ChangeKind::WaitingReferenceFilled,
                    Some(number),
                    use_words(from, key),
                );
            }
        }
    }

    /// Lets an object have changed, if it is used only so.
    fn permit(&mut self, number: u32, uses: Uses) {
        match (self.permits.remove(&number), uses) {
            (Some(Uses::Exactly(mut known)), Uses::Exactly(more)) => {
                known.extend(more);
                self.permits.insert(number, Uses::Exactly(known));
            }
            // Two rules that disagree on an object's part in the document: the narrower one holds.
            (Some(known @ Uses::Exactly(_)), _) => drop(self.permits.insert(number, known)),
            (_, uses) => drop(self.permits.insert(number, uses)),
        }
    }

    /// Lets the object that `value` refers to have changed, if `from` alone uses it, under `key`.
    fn permit_at(&mut self, value: Option<&Object>, from: u32, key: impl AsRef<[u8]>) {
        if let Some(id) = value.and_then(Object::as_reference) {
            self.permit(id.number, Uses::Exactly(BTreeSet::from([(from, Name::new(key))])));
        }
    }

    /// Holds the object that `value` refers to, though unchanged, to what is permitted to it: a change depends on it.
    fn hold(&mut self, value: Option<&Object>) {
        let id = value.and_then(Object::as_reference);
        self.held.extend(
            id.map(|id| id.number)
                .filter(|number| !self.changed.contains(number)),
        );
    }

    fn allow(
        &mut self,
        level: ModificationLevel,
        kind: ChangeKind,
        object: Option<u32>,
        field: Option<&str>,
    ) {
        self.note(level, kind, object, field, String::new());
    }

    fn refuse(&mut self, kind: ChangeKind, object: Option<u32>, detail: impl Into<String>) {
        self.note(ModificationLevel::Other, kind, object, None, detail.into());
    }

    fn refuse_field(&mut self, kind: ChangeKind, object: u32, field: &str, detail: impl Into<String>) {
        self.note(
            ModificationLevel::Other,
            kind,
            Some(object),
            Some(field),
            detail.into(),
        );
    }

    fn note(
        &mut self,
        level: ModificationLevel,
        kind: ChangeKind,
        object: Option<u32>,
        field: Option<&str>,
        detail: String,
    ) {
        let (revision, object, field) = (self.revision, object.map(ObjectId::new), field.map(str::to_owned));
        self.changes.push(Change {
            revision,
            level,
            kind,
            object,
            field,
            detail,
        });
    }
}

impl Uses {
    fn allows(&self, from: u32, key: &Name) -> bool {
        match self {
            Uses::Any => true,
            Uses::Keys(keys) => keys.iter().any(|allowed| allowed.as_bytes() == key.as_bytes()),
            Uses::Exactly(places) => places.contains(&(from, key.clone())),
        }
    }
}

/// What an object is; one that cannot be read is nothing to anybody.
fn value(document: &Document, number: u32) -> Result<Object> {
    match document.get(ObjectId::new(number)) {
        Err(too_large @ Error::TooLarge { .. }) => Err(too_large),
        other => Ok(other.unwrap_or_default()),
    }
}

fn use_words(from: u32, key: &Name) -> String {
    format!(
        "used by object {from} as /{}",
        String::from_utf8_lossy(key.as_bytes())
    )
}
