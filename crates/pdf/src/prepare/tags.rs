//! Gives new fields a place in the structure tree of a tagged document, where that is simple; else it leaves the tree alone.

use crate::form::Created;
use crate::{Dictionary, Edit, Object, ObjectId, Result};

/// Adds a `Form` element for each field (ISO 32000-2 §14.8.4.8, §14.7.5).
pub(super) fn describe(edit: &mut dyn Edit, created: &[Created]) -> Result<()> {
    let catalog = edit.dictionary(edit.document().catalog_id()?)?;
    let Some(root_id) = catalog
        .get_reference("StructTreeRoot")
        .filter(|_| !created.is_empty())
    else {
        return Ok(());
    };
    let mut root = edit.dictionary(root_id)?;
    // Some writers keep the tree within its holder; one of its own is as good, and can be extended alike.
    if let Some(Object::Dictionary(tree)) = root.get("ParentTree") {
        let tree = tree.clone();
        root.set("ParentTree", edit.add(tree.into()));
    }
    let Some((tree_id, first_key)) = next_key(edit, &root)? else {
        return Ok(());
    };
    let parent = document_element(edit, &root)?.unwrap_or(root_id);
    let mut numbers = Vec::new();
    let mut elements = Vec::new();
    for (key, placed) in (first_key..).zip(created) {
        let element = edit.add(element(placed, parent).into());
        let mut widget = edit.dictionary(placed.id)?;
        widget.set("StructParent", key);
        edit.set(placed.id, widget.into());
        numbers.extend([Object::Integer(key), element.into()]);
        elements.push(Object::Reference(element));
    }
    extend_tree(edit, tree_id, first_key, numbers)?;
    root.set("ParentTreeNextKey", first_key + elements.len() as i64);
    edit.set(root_id, root.into());
    append_kids(edit, parent, elements)
}

fn element(placed: &Created, parent: ObjectId) -> Dictionary {
    let reference = Dictionary::from_entries([
        ("Type", Object::name("OBJR")),
        ("Obj", placed.id.into()),
        ("Pg", placed.page.into()),
    ]);
    Dictionary::from_entries([
        ("Type", Object::name("StructElem")),
        ("S", Object::name("Form")),
        ("P", parent.into()),
        ("Pg", placed.page.into()),
        ("K", reference.into()),
    ])
}

/// The parent tree and the first key that is free in it; none where either cannot be told.
fn next_key(edit: &dyn Edit, root: &Dictionary) -> Result<Option<(ObjectId, i64)>> {
    let Some(tree_id) = root.get_reference("ParentTree") else {
        return Ok(None);
    };
    let tree = edit.dictionary(tree_id)?;
    let in_leaf = |numbers: &[Object]| numbers.iter().step_by(2).filter_map(Object::as_integer).max();
    let highest = match (
        edit.lookup_array(&tree, "Nums")?,
        edit.lookup_array(&tree, "Kids")?,
    ) {
        (Some(numbers), None) => Some(in_leaf(&numbers).unwrap_or(-1)),
        (None, Some(kids)) => {
            let last = kids
                .last()
                .map(|kid| edit.resolve(kid))
                .transpose()?
                .unwrap_or_default();
            let limits = last.as_dictionary().and_then(|kid| kid.get_array("Limits"));
            limits
                .and_then(|limits| limits.last())
                .and_then(Object::as_integer)
        }
        _ => None,
    };
    let stated = root.get_integer("ParentTreeNextKey").unwrap_or(0);
    Ok(highest.map(|highest| (tree_id, stated.max(highest + 1))))
}

/// The first element below the root, under which everything else usually stands.
fn document_element(edit: &dyn Edit, root: &Dictionary) -> Result<Option<ObjectId>> {
    let first = match edit.lookup(root, "K")? {
        Object::Array(kids) => kids.first().and_then(Object::as_reference),
        Object::Dictionary(_) => root.get_reference("K"),
        _ => None,
    };
    let Some(id) = first else { return Ok(None) };
    Ok(edit.dictionary(id)?.contains("S").then_some(id))
}

/// New numbers as a further leaf, or at the end of the only one.
fn extend_tree(edit: &mut dyn Edit, tree_id: ObjectId, first: i64, numbers: Vec<Object>) -> Result<()> {
    let mut tree = edit.dictionary(tree_id)?;
    if let Some(mut kids) = edit.lookup_array(&tree, "Kids")? {
        let last = first + numbers.len() as i64 / 2 - 1;
        let limits = vec![Object::Integer(first), Object::Integer(last)];
        let leaf = Dictionary::from_entries([("Limits", limits.into()), ("Nums", numbers.into())]);
        kids.push(edit.add(leaf.into()).into());
        tree.set("Kids", kids);
    } else {
        let mut all = edit.lookup_array(&tree, "Nums")?.unwrap_or_default();
        all.extend(numbers);
        tree.set("Nums", all);
    }
    edit.set(tree_id, tree.into());
    Ok(())
}

fn append_kids(edit: &mut dyn Edit, parent: ObjectId, elements: Vec<Object>) -> Result<()> {
    let mut dictionary = edit.dictionary(parent)?;
    let mut kids = match edit.lookup(&dictionary, "K")? {
        Object::Array(kids) => kids,
        Object::Null => Vec::new(),
        _ => dictionary.get("K").cloned().into_iter().collect(),
    };
    kids.extend(elements);
    dictionary.set("K", kids);
    edit.set(parent, dictionary.into());
    Ok(())
}
