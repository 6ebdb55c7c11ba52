//! What a certificate may be used for, RFC 5280 §4.2.1.3 and §4.2.1.12. It never looks at dates or issuers.

use crate::asn1::oid;
use crate::x509::{Extensions, KeyUsage};

/// Why a certificate may not sign documents, if so.
///
/// An extended key usage is no reason by itself: authorities put e-mail protection, client authentication or a document
/// purpose of their own into signers' certificates. One that names nothing but other machines' purposes is.
pub(crate) fn unfit_for_documents(extensions: &Extensions) -> Option<&'static str> {
    if signs_nothing(extensions) {
        return Some("its key usage allows no signatures over documents");
    }
    let foreign = [
        oid::EKU_SERVER_AUTH,
        oid::EKU_CODE_SIGNING,
        oid::EKU_TIME_STAMPING,
        oid::EKU_OCSP_SIGNING,
    ]
    .map(|oid| oid.to_string());
    match &extensions.purposes {
        Some(purposes) if purposes.iter().all(|purpose| foreign.contains(purpose)) => {
            Some("its extended key usage is for something else than documents")
        }
        _ => None,
    }
}

/// Whether the key usage rules out signatures over anything but certificates and lists: such a key answers no OCSP requests either.
pub(crate) fn signs_nothing(extensions: &Extensions) -> bool {
    let signing = KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::NON_REPUDIATION);
    extensions.key_usage.is_some_and(|usage| !usage.any(signing))
}
