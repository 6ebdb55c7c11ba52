//! Any bytes: opened, inspected and listed, or refused; never a panic, never endless.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pdf::{Document, Limits};

fuzz_target!(|data: &[u8]| {
    let limits = Limits { stream_bytes: 1 << 20, total_stream_bytes: 8 << 20, ..Limits::default() };
    let _ = pdf::inspect(data.to_vec(), None, &limits);
    if let Ok(document) = Document::open(data.to_vec(), None, &limits) {
        let _ = document.pages();
        let _ = pdf::signatures::signatures(&document);
        for number in document.object_numbers().into_iter().take(1000) {
            let _ = document.get(pdf::ObjectId { number, generation: 0 });
        }
    }
});
