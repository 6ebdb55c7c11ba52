//! Object streams (ISO 32000-2 §7.5.7): many small objects in one compressed stream; it keeps a few of them decoded.

use std::collections::HashMap;
use std::sync::Arc;

use crate::lexer::Lexer;
use crate::parser::Parser;
use crate::{Dictionary, Error, Limits, Object, Result};

/// A decoded object stream.
pub(crate) struct ObjectStream {
    data: Vec<u8>,
    /// Object number and offset within the data.
    index: Vec<(u32, usize)>,
}

/// Decoded object streams by the offset of their object.
#[derive(Default)]
pub(crate) struct StreamCache {
    streams: HashMap<usize, Arc<ObjectStream>>,
    bytes: usize,
}

/// Beyond this the cache is emptied.
const MAX_CACHED_BYTES: usize = 32 << 20;

impl ObjectStream {
    /// Reads the numbers and offsets at the beginning of the decoded data.
    pub(crate) fn read(dictionary: &Dictionary, data: Vec<u8>, limits: &Limits) -> Result<ObjectStream> {
        let bound = |key: &str| {
            dictionary
                .get_integer(key)
                .and_then(|value| usize::try_from(value).ok())
        };
        let (Some(count), Some(first)) = (bound("N"), bound("First")) else {
            return Err(Error::malformed("an object stream does not say what it holds"));
        };
        if count > limits.objects {
            return Err(Error::too_large("objects", limits.objects as u64));
        }
        let mut lexer = Lexer::new(&data, 0);
        let mut pairs = || {
            let number = u32::try_from(lexer.take_unsigned()?).ok()?;
            let offset = usize::try_from(lexer.take_unsigned()?).ok()?;
            Some((number, first.checked_add(offset)?))
        };
        let index = (0..count).map_while(|_| pairs()).collect();
        Ok(ObjectStream { data, index })
    }

    /// The object numbers in their order.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.index.iter().map(|(number, _)| *number)
    }

    /// The object with this number, looked for first at its rank.
    pub(crate) fn get(&self, number: u32, rank: u32, limits: &Limits) -> Result<Object> {
        let at_rank = self
            .index
            .get(rank as usize)
            .filter(|(found, _)| *found == number);
        match at_rank.or_else(|| self.index.iter().find(|(found, _)| *found == number)) {
            Some((_, offset)) => Parser::new(&self.data, *offset, limits).object(),
            None => Ok(Object::Null),
        }
    }
}

impl StreamCache {
    pub(crate) fn get(&self, offset: usize) -> Option<Arc<ObjectStream>> {
        self.streams.get(&offset).cloned()
    }

    pub(crate) fn keep(&mut self, offset: usize, stream: &Arc<ObjectStream>) {
        if self.bytes + stream.data.len() > MAX_CACHED_BYTES {
            self.streams.clear();
            self.bytes = 0;
        }
        if self.streams.insert(offset, Arc::clone(stream)).is_none() {
            self.bytes += stream.data.len();
        }
    }
}
