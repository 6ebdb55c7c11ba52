//! Whatever can be extended stays as it was, byte for byte, and holds what was added.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pdf::{Document, Edit, Limits, Object, Update};

fuzz_target!(|data: &[u8]| {
    let limits = Limits { stream_bytes: 1 << 20, ..Limits::default() };
    let Ok(document) = Document::open(data.to_vec(), None, &limits) else { return };
    let Ok(mut update) = Update::new(&document) else { return };
    let id = update.add(Object::Integer(4711));
    let Ok(appended) = update.finish() else { return };
    let extended = [data, &appended].concat();
    let again = Document::open(extended, None, &limits).expect("what was extended can be opened");
    assert!(!again.was_repaired());
    assert_eq!(again.get(id).expect("what was added is there"), Object::Integer(4711));
});
