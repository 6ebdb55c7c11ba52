//! Any bytes as a signature, a certificate, a timestamp token: read or refused.
#![no_main]

use ades::timestamp::Token;
use ades::validate::gather_cms;
use ades::x509::Certificate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for form in ["ETSI.CAdES.detached", "adbe.pkcs7.sha1", "ETSI.RFC3161"] {
        let _ = gather_cms(form, data, &[b"covered"]);
    }
    let _ = Certificate::all_from_pem_or_der(data);
    let _ = Token::from_der(data);
});
