//! Makes OCSP responses (RFC 6960 §4.2) and revocation lists (RFC 5280 §5): the authority's side. It has no memory: what is
//! said of which certificate, and as of when, the caller says.

use jiff::Timestamp;

use crate::algorithm::DigestAlgorithm;
use crate::asn1::{Oid, Writer, oid, tag, time};
use crate::error::Error;
use crate::key::PrivateKey;
use crate::revocation::{CertificateId, State, write_nonce};
use crate::x509::Certificate;

const ENUMERATED: u8 = 0x0a;

/// Who answers OCSP requests for an authority: itself, or a certificate that it issued for this purpose.
#[derive(Clone, Copy, Debug)]
pub struct Responder<'a> {
    /// The key of the responder's certificate.
    pub key: &'a PrivateKey,
    /// The responder's certificate.
    pub certificate: &'a Certificate,
    /// Whether the certificate travels with each answer: needed unless it is the authority's own.
    pub include_certificate: bool,
}

/// What is said of one certificate.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The certificate.
    pub about: CertificateId,
    /// Its state.
    pub state: State,
    /// thisUpdate: the time of which is spoken.
    pub this_update: Timestamp,
    /// nextUpdate, unless something newer can be had at any time.
    pub next_update: Option<Timestamp>,
}

/// Why a responder answers nothing, RFC 6960 §2.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OcspRefusal {
    /// The request is not one.
    MalformedRequest,
    /// Something broke.
    InternalError,
    /// Not now.
    TryLater,
    /// Not about this.
    Unauthorized,
}

impl Responder<'_> {
    /// A whole OCSPResponse. `nonce` is the request's.
    pub fn answer(
        &self,
        answers: &[Answer],
        nonce: Option<&[u8]>,
        produced_at: Timestamp,
    ) -> Result<Vec<u8>, Error> {
        if self.key.public_key() != self.certificate.public_key() {
            return Err(Error::KeyDoesNotFitCertificate);
        }
        self.signed(&self.response_data(answers, nonce, produced_at))
    }

    /// The OCSPResponse around a tbsResponseData.
    fn signed(&self, data: &[u8]) -> Result<Vec<u8>, Error> {
        let algorithm = self.key.default_algorithm()?;
        let signature = self.key.sign_message(algorithm, data)?;
        let basic = Writer::build(|writer| {
            writer.sequence(|basic| {
                basic.raw(data);
                algorithm.write(basic);
                basic.bits(&signature);
                if self.include_certificate {
                    basic.nested(tag::constructed(0), |explicit| {
                        explicit.sequence(|list| list.raw(self.certificate.as_der()));
                    });
                }
            });
        });
        Ok(Writer::build(|writer| {
            writer.sequence(|response| {
                response.value(ENUMERATED, &[0]);
                response.nested(tag::constructed(0), |explicit| {
                    explicit.sequence(|bytes| {
                        bytes.oid(oid::OCSP_BASIC);
                        bytes.octets(&basic);
                    });
                });
            });
        }))
    }

    /// tbsResponseData, with the responder named by its key.
    fn response_data(&self, answers: &[Answer], nonce: Option<&[u8]>, produced_at: Timestamp) -> Vec<u8> {
        let key_hash = DigestAlgorithm::Sha1.digest(&[self.certificate.public_key().key_bits()]);
        Writer::build(|writer| {
            writer.sequence(|data| {
                data.nested(tag::constructed(2), |by_key| by_key.octets(&key_hash));
                time::write_generalized(data, produced_at);
                data.sequence(|list| answers.iter().for_each(|answer| write_answer(list, answer)));
                if let Some(nonce) = nonce {
                    data.nested(tag::constructed(1), |explicit| write_nonce(explicit, nonce));
                }
            });
        })
    }
}

/// An OCSPResponse without an answer.
pub fn refuse_ocsp(refusal: OcspRefusal) -> Vec<u8> {
    let code = match refusal {
        OcspRefusal::MalformedRequest => 1,
        OcspRefusal::InternalError => 2,
        OcspRefusal::TryLater => 3,
        OcspRefusal::Unauthorized => 6,
    };
    Writer::build(|writer| writer.sequence(|response| response.value(ENUMERATED, &[code])))
}

fn write_answer(list: &mut Writer, answer: &Answer) {
    list.sequence(|single| {
        single.raw(answer.about.as_der());
        match answer.state {
            State::Good => single.value(tag::primitive(0), &[]),
            State::Unknown => single.value(tag::primitive(2), &[]),
            State::Revoked { time, reason } => single.nested(tag::constructed(1), |revoked| {
                time::write_generalized(revoked, time);
                if let Some(reason) = reason {
                    revoked.nested(tag::constructed(0), |explicit| {
                        explicit.value(ENUMERATED, &[reason])
                    });
                }
            }),
        }
        time::write_generalized(single, answer.this_update);
        if let Some(next) = answer.next_update {
            single.nested(tag::constructed(0), |explicit| {
                time::write_generalized(explicit, next)
            });
        }
    });
}

/// A revocation list to be issued.
#[derive(Clone, Debug)]
pub struct ListTemplate<'a> {
    /// Whose certificates it lists.
    pub issuer: &'a Certificate,
    /// cRLNumber: grows with each list.
    pub number: u64,
    /// thisUpdate.
    pub this_update: Timestamp,
    /// nextUpdate.
    pub next_update: Timestamp,
    /// The revoked certificates.
    pub revoked: &'a [Revoked],
    /// The distribution point that it is published at, where it speaks only of certificates that name it.
    pub distribution_point: Option<&'a str>,
}

/// An entry of a list.
#[derive(Clone, Debug)]
pub struct Revoked {
    /// The number of the certificate, as its INTEGER's octets.
    pub serial: Vec<u8>,
    /// Since when.
    pub time: Timestamp,
    /// CRLReason, RFC 5280 §5.3.1.
    pub reason: Option<u8>,
}

/// Makes a CertificateList of version 2.
pub fn revocation_list(template: &ListTemplate<'_>, key: &PrivateKey) -> Result<Vec<u8>, Error> {
    if key.public_key() != template.issuer.public_key() {
        return Err(Error::KeyDoesNotFitCertificate);
    }
    let algorithm = key.default_algorithm()?;
    let to_be_signed = Writer::build(|writer| {
        writer.sequence(|fields| {
            fields.small(1);
            algorithm.write(fields);
            fields.raw(template.issuer.subject().as_der());
            time::write(fields, template.this_update);
            time::write(fields, template.next_update);
            if !template.revoked.is_empty() {
                fields.sequence(|list| template.revoked.iter().for_each(|one| write_revoked(list, one)));
            }
            fields.nested(tag::constructed(0), |explicit| {
                explicit.sequence(|list| write_list_extensions(list, template));
            });
        });
    });
    let signature = key.sign_message(algorithm, &to_be_signed)?;
    Ok(Writer::build(|writer| {
        writer.sequence(|list| {
            list.raw(&to_be_signed);
            algorithm.write(list);
            list.bits(&signature);
        });
    }))
}

fn write_revoked(list: &mut Writer, revoked: &Revoked) {
    list.sequence(|entry| {
        entry.value(tag::INTEGER, &revoked.serial);
        time::write(entry, revoked.time);
        if let Some(reason) = revoked.reason {
            entry.sequence(|extensions| {
                extension(extensions, oid::CRL_REASON, false, |value| {
                    value.value(ENUMERATED, &[reason])
                });
            });
        }
    });
}

/// RFC 5280 §5.2: the first two are required.
fn write_list_extensions(list: &mut Writer, template: &ListTemplate<'_>) {
    if let Some(key) = &template.issuer.extensions().subject_key_identifier {
        extension(list, oid::AUTHORITY_KEY_IDENTIFIER, false, |value| {
            value.sequence(|fields| fields.value(tag::primitive(0), key));
        });
    }
    extension(list, oid::CRL_NUMBER, false, |value| value.small(template.number));
    if let Some(address) = template.distribution_point {
        extension(list, oid::ISSUING_DISTRIBUTION_POINT, true, |value| {
            value.sequence(|point| {
                point.nested(tag::constructed(0), |name| {
                    name.nested(tag::constructed(0), |full| {
                        full.value(tag::primitive(6), address.as_bytes())
                    });
                });
            });
        });
    }
}

fn extension(list: &mut Writer, id: Oid, critical: bool, value: impl FnOnce(&mut Writer)) {
    super::certificate::extension(list, id, critical, value);
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;
    use crate::asn1::Reader;
    use crate::revocation::{Evidence, OcspResponse, RevocationList, Unusable};
    use crate::test_pki::{TestPki, now};

    fn answer(pki: &TestPki, state: State) -> Answer {
        Answer {
            about: CertificateId::of(pki.seal.certificate().unwrap(), &pki.root),
            state,
            this_update: now(),
            next_update: Some(now() + 1.hour()),
        }
    }

    #[test]
    fn an_answer_reads_as_it_was_made() {
        let pki = TestPki::new().unwrap();
        let revoked = State::Revoked {
            time: now() - 1.hour(),
            reason: Some(1),
        };
        // RFC 6960 §2.2: how a responder speaks of a number that was never given out.
        let never_issued = State::Revoked {
            time: Timestamp::UNIX_EPOCH,
            reason: Some(6),
        };
        for state in [State::Good, State::Unknown, revoked, never_issued] {
            let made = pki
                .responder()
                .answer(&[answer(&pki, state)], Some(&[9; 16]), now())
                .unwrap();
            let response = OcspResponse::from_der(&made).unwrap();
            assert_eq!(
                (response.produced_at(), response.nonce()),
                (now(), Some(&[9; 16][..]))
            );
            let statement = Evidence::Ocsp(response)
                .statement(pki.seal.certificate().unwrap(), &pki.root)
                .unwrap();
            assert_eq!((statement.state, statement.issued), (state, now()));
            assert_eq!(statement.next_update, Some(now() + 1.hour()));
            assert!(!statement.is_delegated);
        }
    }

    #[test]
    fn a_delegate_answers_for_its_issuer_only() {
        let pki = TestPki::new().unwrap();
        let delegate = pki.ocsp_delegate().unwrap();
        let responder = Responder {
            key: &delegate.key,
            certificate: delegate.certificate().unwrap(),
            include_certificate: true,
        };
        let made = responder
            .answer(&[answer(&pki, State::Good)], None, now())
            .unwrap();
        let evidence = Evidence::Ocsp(OcspResponse::from_der(&made).unwrap());
        let statement = evidence
            .statement(pki.seal.certificate().unwrap(), &pki.root)
            .unwrap();
        assert!(statement.is_delegated && crate::revocation::needs_no_check(&statement.signer));
        // The same words out of a mouth that has no right to them.
        let stranger = Responder {
            key: &pki.seal.key,
            certificate: pki.seal.certificate().unwrap(),
            include_certificate: true,
        };
        let made = stranger
            .answer(&[answer(&pki, State::Good)], None, now())
            .unwrap();
        let evidence = Evidence::Ocsp(OcspResponse::from_der(&made).unwrap());
        assert!(
            evidence
                .statement(pki.seal.certificate().unwrap(), &pki.root)
                .is_err()
        );
    }

    #[test]
    fn a_list_reads_as_it_was_made() {
        let pki = TestPki::new().unwrap();
        let seal = pki.seal.certificate().unwrap();
        let revoked = [Revoked {
            serial: seal.serial().to_vec(),
            time: now() - 1.hour(),
            reason: Some(4),
        }];
        let made = pki.revocation_list(&revoked, now(), now() + 24.hours()).unwrap();
        let list = RevocationList::from_der(&made).unwrap();
        assert_eq!(
            (list.this_update(), list.next_update()),
            (now(), Some(now() + 24.hours()))
        );
        let evidence = Evidence::List(list);
        let state = |certificate: &Certificate| evidence.statement(certificate, &pki.root).unwrap().state;
        assert_eq!(
            state(seal),
            State::Revoked {
                time: now() - 1.hour(),
                reason: Some(4)
            }
        );
        assert_eq!(state(&pki.authority.chain()[0]), State::Good);
    }

    /// A tbsResponseData about the seal with an extension that nobody knows, of the whole or of the answer.
    fn data_with_extension(pki: &TestPki, critical: bool, of_whole: bool) -> Vec<u8> {
        let unknown = |list: &mut Writer| {
            list.nested(tag::constructed(1), |explicit| {
                explicit.sequence(|extensions| {
                    extension(extensions, oid::EKU_SERVER_AUTH, critical, Writer::null);
                });
            });
        };
        let mut single = Writer::build(|list| write_answer(list, &answer(pki, State::Good)));
        if !of_whole {
            let content = Reader::only(&single, tag::SEQUENCE, "test")
                .unwrap()
                .rest()
                .to_vec();
            single = Writer::build(|list| {
                list.sequence(|fields| {
                    fields.raw(&content);
                    unknown(fields);
                });
            });
        }
        let key_hash = DigestAlgorithm::Sha1.digest(&[pki.root.public_key().key_bits()]);
        Writer::build(|writer| {
            writer.sequence(|data| {
                data.nested(tag::constructed(2), |by_key| by_key.octets(&key_hash));
                time::write_generalized(data, now());
                data.sequence(|list| list.raw(&single));
                if of_whole {
                    unknown(data);
                }
            });
        })
    }

    #[test]
    fn a_critical_extension_that_is_not_known_refuses_the_answer() {
        let pki = TestPki::new().unwrap();
        let seal = pki.seal.certificate().unwrap();
        for (critical, of_whole) in [(false, false), (false, true), (true, false), (true, true)] {
            let data = data_with_extension(&pki, critical, of_whole);
            let made = pki.responder().signed(&data).unwrap();
            let evidence = Evidence::Ocsp(OcspResponse::from_der(&made).unwrap());
            let said = evidence.statement(seal, &pki.root);
            match critical {
                true => assert!(matches!(said, Err(Unusable::Unsupported(_))), "{said:?}"),
                false => assert_eq!(said.unwrap().state, State::Good, "of the whole: {of_whole}"),
            }
        }
    }

    #[test]
    fn a_delegate_whose_certificate_demands_what_nobody_knows_does_not_answer() {
        let pki = TestPki::new().unwrap();
        let delegate = pki.ocsp_delegate().unwrap();
        let said = |certificate: &Certificate| {
            let responder = Responder {
                key: &delegate.key,
                certificate,
                include_certificate: true,
            };
            let made = responder
                .answer(&[answer(&pki, State::Good)], None, now())
                .unwrap();
            let evidence = Evidence::Ocsp(OcspResponse::from_der(&made).unwrap());
            evidence.statement(pki.seal.certificate().unwrap(), &pki.root)
        };
        let own = delegate.certificate().unwrap();
        assert!(said(own).is_ok());
        // RFC 5280 §4.2: its key usage is critical; as something that nobody knows it refuses.
        let unknown = pki
            .reissued(own, &[([0x55, 0x1d, 0x0f], [0x55, 0x1d, 0x7f])])
            .unwrap();
        assert!(unknown.is_signed_by(&pki.root));
        assert!(matches!(said(&unknown), Err(Unusable::NotAuthorised(_))));
        // A key usage that signs certificates alone: BIT STRING 0x80 (digitalSignature) becomes 0x04 (keyCertSign).
        let usage = pki
            .reissued(own, &[([0x03, 0x02, 0x07, 0x80], [0x03, 0x02, 0x02, 0x04])])
            .unwrap();
        assert!(matches!(said(&usage), Err(Unusable::NotAuthorised(_))));
    }

    #[test]
    fn a_refusal_is_no_answer() {
        let refused = OcspResponse::from_der(&refuse_ocsp(OcspRefusal::TryLater));
        assert!(matches!(refused, Err(Error::OcspRefused { .. })));
        // RFC 6960 §4.2.1: sigRequired, which we do not send.
        let status = |code: u8| [0x30, 3, ENUMERATED, 1, code];
        let said = |code: u8| OcspResponse::from_der(&status(code)).unwrap_err().to_string();
        assert!(said(5).contains("it wants signed requests"), "{}", said(5));
        assert!(said(4).contains("no known reason"), "{}", said(4));
    }

    #[test]
    fn a_response_of_another_type_is_said_to_be_not_supported() {
        let made = Writer::build(|writer| {
            writer.sequence(|response| {
                response.value(ENUMERATED, &[0]);
                response.nested(tag::constructed(0), |explicit| {
                    explicit.sequence(|bytes| {
                        bytes.oid(oid::OCSP_NONCE);
                        bytes.octets(&[0x30, 0]);
                    });
                });
            });
        });
        let read = OcspResponse::from_der(&made);
        assert!(matches!(read, Err(Error::Unsupported { .. })), "{read:?}");
    }
}
