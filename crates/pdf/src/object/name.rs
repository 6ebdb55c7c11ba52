//! Names (ISO 32000-2 §7.3.5), small and on the spot; it knows nothing of what they mean.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::{is_delimiter, write_hex_byte};

/// A name, as the bytes that it stands for.
#[derive(Clone)]
pub struct Name(NameBytes);

/// Nearly all names are short, and a file has so many that each on the heap would cost more than all else about reading it.
#[derive(Clone)]
enum NameBytes {
    Short { length: u8, bytes: [u8; SHORT_NAME] },
    Long(Box<[u8]>),
}

/// As many as fit into the room that a string takes, too.
const SHORT_NAME: usize = 22;

impl Name {
    /// A name from the bytes that it stands for.
    pub fn new(name: impl AsRef<[u8]>) -> Name {
        let name = name.as_ref();
        let mut bytes = [0; SHORT_NAME];
        match (bytes.get_mut(..name.len()), u8::try_from(name.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(name);
                Name(NameBytes::Short { length, bytes })
            }
            _ => Name(NameBytes::Long(name.into())),
        }
    }

    /// The bytes that it stands for.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            NameBytes::Short { length, bytes } => bytes.get(..usize::from(*length)).unwrap_or_default(),
            NameBytes::Long(bytes) => bytes,
        }
    }

    /// Appends the name with its solidus, escaped where needed.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.push(b'/');
        for byte in self.as_bytes() {
            // ISO 32000-2 §7.3.5
            if byte.is_ascii_graphic() && !is_delimiter(*byte) && *byte != b'#' {
                out.push(*byte);
            } else {
                out.push(b'#');
                write_hex_byte(*byte, out);
            }
        }
    }
}

impl Default for Name {
    fn default() -> Name {
        Name::new([])
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Name {}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Name) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "/{}", String::from_utf8_lossy(self.as_bytes()))
    }
}
