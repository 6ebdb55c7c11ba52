//! What a document and a pending change of it have in common: both answer "what is object 12 now?".

use crate::{Dictionary, Object, ObjectId, Result};

/// Something that holds indirect objects.
pub trait Resolve {
    /// The object with this number, decrypted; null where there is none (ISO 32000-2 §7.3.10).
    fn get(&self, id: ObjectId) -> Result<Object>;

    /// The object itself, or what it refers to, through any number of references up to a bound.
    fn resolve(&self, object: &Object) -> Result<Object> {
        let mut current = object.clone();
        for _ in 0..MAX_HOPS {
            let Object::Reference(id) = current else {
                return Ok(current);
            };
            current = self.get(id)?;
        }
        Ok(Object::Null)
    }

    /// The value of `key`, resolved; null where there is none.
    fn lookup(&self, dictionary: &Dictionary, key: &str) -> Result<Object> {
        dictionary
            .get(key)
            .map_or(Ok(Object::Null), |value| self.resolve(value))
    }

    /// The dictionary (or stream dictionary) under `key`, resolved.
    fn lookup_dictionary(&self, dictionary: &Dictionary, key: &str) -> Result<Option<Dictionary>> {
        Ok(match self.lookup(dictionary, key)? {
            Object::Dictionary(found) => Some(found),
            Object::Stream(stream) => Some(stream.dictionary),
            _ => None,
        })
    }

    /// The array under `key`, resolved; its elements may still be references.
    fn lookup_array(&self, dictionary: &Dictionary, key: &str) -> Result<Option<Vec<Object>>> {
        Ok(if let Object::Array(items) = self.lookup(dictionary, key)? {
            Some(items)
        } else {
            None
        })
    }

    /// The dictionary that this id stands for; empty where there is none.
    fn dictionary(&self, id: ObjectId) -> Result<Dictionary> {
        Ok(match self.get(id)? {
            Object::Dictionary(found) => found,
            Object::Stream(stream) => stream.dictionary,
            _ => Dictionary::new(),
        })
    }
}

/// A reference to a reference is not legal, but harmless.
const MAX_HOPS: usize = 8;
