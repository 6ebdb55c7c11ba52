//! Any bytes as what authorities say about certificates, and as what they are asked: read or refused.
#![no_main]

use ades::revocation::{Evidence, OcspRequest, OcspResponse, RevocationList};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let response = OcspResponse::from_der(data).ok().map(Evidence::Ocsp);
    let list = RevocationList::from_der(data).ok().map(Evidence::List);
    for evidence in response.into_iter().chain(list) {
        for certificate in evidence.certificates() {
            let _ = evidence.statement(certificate, certificate);
        }
    }
    let _ = OcspRequest::from_der(data);
});
