//! Any bytes as a stranger's file on the verify page, and as what a child answers that has read one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    providers::documents::fuzzing::verify(data);
    providers::documents::fuzzing::answer(data);
});
