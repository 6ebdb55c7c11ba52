//! Any bytes as the body of `POST /agreements` and of `PUT …/formFields`: refused, or what comes of it is kept and read back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    web::api::fuzzing::body(data);
});
