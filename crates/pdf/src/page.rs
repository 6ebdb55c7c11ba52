//! The page tree (ISO 32000-2 §7.7.3): pages in order with what they inherit; it draws nothing.

use std::collections::HashSet;

use crate::{Dictionary, Document, Error, Object, ObjectId, PageSpace, Rect, Resolve, Result};

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its object.
    pub id: ObjectId,
    /// Its place in the document, from 0.
    pub index: usize,
    /// Its dictionary, with `Resources`, `MediaBox`, `CropBox` and `Rotate` as inherited.
    pub dictionary: Dictionary,
    /// The whole sheet in user space.
    pub media_box: [f64; 4],
    /// The visible part in user space.
    pub crop_box: [f64; 4],
    /// Clockwise turn for display: 0, 90, 180 or 270.
    pub rotate: u16,
    /// Size of a user space unit in points.
    pub user_unit: f64,
    /// Width as displayed, in points.
    pub width: f64,
    /// Height as displayed, in points.
    pub height: f64,
}

impl Page {
    /// How this page's user space is displayed.
    pub fn space(&self) -> PageSpace {
        PageSpace {
            crop_box: self.crop_box,
            rotate: self.rotate,
            user_unit: self.user_unit,
        }
    }

    /// A displayed rectangle as left, bottom, right, top of user space.
    pub fn to_page_space(&self, rect: Rect) -> [f64; 4] {
        self.space().to_page_space(rect)
    }

    /// A rectangle of user space as displayed.
    pub fn from_page_space(&self, rectangle: [f64; 4]) -> Rect {
        self.space().from_page_space(rectangle)
    }

    fn new(objects: &dyn Resolve, id: ObjectId, index: usize, dictionary: Dictionary) -> Result<Page> {
        let media_box = rectangle(objects, &dictionary, "MediaBox")?.unwrap_or(LETTER);
        let crop_box = rectangle(objects, &dictionary, "CropBox")?.and_then(|crop| overlap(crop, media_box));
        let crop_box = crop_box.unwrap_or(media_box);
        let turn = objects
            .lookup(&dictionary, "Rotate")?
            .as_integer()
            .unwrap_or(0)
            .rem_euclid(360);
        let unit = objects.lookup(&dictionary, "UserUnit")?.as_number();
        let user_unit = unit.filter(|unit| unit.is_finite() && *unit > 0.0).unwrap_or(1.0);
        let rotate = if turn % 90 == 0 { turn as u16 } else { 0 };
        let space = PageSpace {
            crop_box,
            rotate,
            user_unit,
        };
        let (width, height) = (space.width(), space.height());
        Ok(Page {
            id,
            index,
            dictionary,
            media_box,
            crop_box,
            rotate,
            user_unit,
            width,
            height,
        })
    }
}

/// All pages in order.
pub(crate) fn all(document: &Document) -> Result<Vec<Page>> {
    collect(
        document,
        document.catalog()?,
        document.limits().pages.saturating_add(1),
        document.limits(),
    )
}

/// All pages of anything that holds objects, such as a document with pending changes.
pub fn pages_of(objects: &dyn Resolve, catalog: &Dictionary, limits: &crate::Limits) -> Result<Vec<Page>> {
    collect(objects, catalog.clone(), limits.pages.saturating_add(1), limits)
}

/// One page, without reading those after it.
pub(crate) fn one(document: &Document, index: usize) -> Result<Page> {
    let pages = collect(
        document,
        document.catalog()?,
        index.saturating_add(1),
        document.limits(),
    )?;
    pages.into_iter().nth(index).ok_or(Error::NoSuchPage(index))
}

/// Walks the tree until `wanted` pages are found.
fn collect(
    objects: &dyn Resolve,
    catalog: Dictionary,
    wanted: usize,
    limits: &crate::Limits,
) -> Result<Vec<Page>> {
    let mut walk = Walk {
        objects,
        wanted,
        limits,
        seen: HashSet::new(),
        pages: Vec::new(),
    };
    if let Some(root) = catalog.get("Pages") {
        walk.node(root, &Dictionary::new(), 0)?;
    }
    Ok(walk.pages)
}

struct Walk<'a> {
    objects: &'a dyn Resolve,
    wanted: usize,
    limits: &'a crate::Limits,
    seen: HashSet<ObjectId>,
    pages: Vec<Page>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Object, inherited: &Dictionary, depth: usize) -> Result<()> {
        if self.pages.len() >= self.wanted {
            return Ok(());
        }
        let id = match node.as_reference() {
            Some(id) => id,
            None if node.is_null() => return Ok(()),
            // ISO 32000-2 §7.7.3.2 asks for references; nothing could be placed on a page without a number.
            None => return Err(Error::malformed("a page is no object of its own")),
        };
        if !self.seen.insert(id) {
            return Err(Error::malformed("the page tree goes round in a circle"));
        }
        if depth > self.limits.nesting {
            return Err(Error::too_large(
                "nesting of the page tree",
                self.limits.nesting as u64,
            ));
        }
        let Object::Dictionary(mut dictionary) = self.objects.resolve(node)? else {
            return Ok(());
        };
        inherit(&mut dictionary, inherited);
        match self.objects.lookup_array(&dictionary, "Kids")? {
            Some(kids) if dictionary.get_name("Type") != Some(b"Page") => {
                self.kids(&kids, &dictionary, depth)
            }
            _ => self.page(id, dictionary),
        }
    }

    fn kids(&mut self, kids: &[Object], parent: &Dictionary, depth: usize) -> Result<()> {
        let inherited = inheritable(parent);
        kids.iter()
            .try_for_each(|kid| self.node(kid, &inherited, depth + 1))
    }

    fn page(&mut self, id: ObjectId, dictionary: Dictionary) -> Result<()> {
        // An intermediate node without kids is an empty branch, not a page.
        if dictionary.get_name("Type") == Some(b"Pages") {
            return Ok(());
        }
        if self.pages.len() >= self.limits.pages {
            return Err(Error::too_large("pages", self.limits.pages as u64));
        }
        let page = Page::new(self.objects, id, self.pages.len(), dictionary)?;
        self.pages.push(page);
        Ok(())
    }
}

/// ISO 32000-2 Table 31: what pages inherit from the nodes above them.
const INHERITABLE: [&str; 4] = ["Resources", "MediaBox", "CropBox", "Rotate"];

fn inherit(dictionary: &mut Dictionary, inherited: &Dictionary) {
    for (key, value) in inherited.iter() {
        if !dictionary.contains(key.as_bytes()) {
            dictionary.set(key.as_bytes(), value.clone());
        }
    }
}

fn inheritable(dictionary: &Dictionary) -> Dictionary {
    let entries = INHERITABLE
        .iter()
        .filter_map(|key| Some((*key, dictionary.get(key)?.clone())));
    Dictionary::from_entries(entries)
}

fn rectangle(objects: &dyn Resolve, dictionary: &Dictionary, key: &str) -> Result<Option<[f64; 4]>> {
    let Some(items) = objects.lookup_array(dictionary, key)? else {
        return Ok(None);
    };
    let items = items
        .iter()
        .map(|item| objects.resolve(item))
        .collect::<Result<Vec<_>>>()?;
    let found = Object::Array(items).as_rectangle();
    Ok(found.filter(|[left, bottom, right, top]| right - left > 0.0 && top - bottom > 0.0))
}

/// ISO 32000-2 §14.11.2: the visible part of a crop box is what lies within the media box.
fn overlap(a: [f64; 4], b: [f64; 4]) -> Option<[f64; 4]> {
    let both = [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])];
    (both[2] > both[0] && both[3] > both[1]).then_some(both)
}

/// What readers take where a page has no size.
const LETTER: [f64; 4] = [0.0, 0.0, 612.0, 792.0];
