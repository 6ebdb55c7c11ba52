//! What the child says of a signed document that anybody may have made: what its signatures are worth, and pictures of what changed
//! after each of them.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use ades::validate::{Lookup, Policy, Report, gather, judge, lookups};
use ades::x509::{Anchors, Certificate};
use app::ports::VerifyTerms;
use bytes::Bytes;
use pdf::difference::{places, touched_pages};
use pdf::render::{Raster, Renderer};
use pdf::{Document, Limits, SignatureKind, signatures};

use super::read::{Outcome, refusal, refused};
use super::wire::{Answer, PictureFacts, Seen, SeenPage, SeenStep};

/// Pixels across a picture.
const WIDTH: u32 = 720;
/// Pictures of one step, in pairs.
const MAX_PAIRS_OF_STEP: usize = 6;
/// Pictures of a document, in pairs.
const MAX_PAIRS: usize = 24;
/// Changes that are told of one signature.
const MAX_CHANGES: usize = 100;
/// After so long no further picture is begun; the child has time left for its answer.
const DRAWING_TIME: Duration = Duration::from_secs(8);

/// Judges and draws.
pub(super) fn verify(
    body: Bytes,
    password: Option<&str>,
    terms: &VerifyTerms,
    limits: &Limits,
) -> Outcome<(Answer, Vec<u8>)> {
    let password = password.map(str::as_bytes);
    let document = Document::open(body, password, limits).map_err(refusal)?;
    let (mut report, lookups) = judged(&document, terms)?;
    let found = signatures::signatures(&document).map_err(refusal)?;
    let covers: Vec<Option<usize>> = found
        .iter()
        .filter(|signature| signature.kind == SignatureKind::Signature)
        .map(|signature| signature.revision)
        .collect();
    shorten(&mut report, &covers);
    let ends = document.revisions().iter().map(|revision| revision.end as u64);
    let mut drawing = Drawing::new(&document, password);
    let steps = steps(&covers, document.revisions().len())
        .into_iter()
        .filter(|_| !terms.again)
        .map(|(from, to)| drawing.step(from, to))
        .collect();
    let seen = Seen {
        report,
        lookups,
        revision_ends: ends.collect(),
        covers,
        steps,
    };
    Ok((Answer::Verified(Box::new(seen)), drawing.pictures))
}

fn judged(document: &Document, terms: &VerifyTerms) -> Outcome<(Report, Vec<Lookup>)> {
    let broken = |error: ades::Error| refused("BROKEN", &error.to_string());
    let anchors = match terms.anchors_pem.trim() {
        "" => Vec::new(),
        pem => Certificate::all_from_pem(pem.as_bytes())
            .map_err(|error| refused("READER_FAILED", &error.to_string()))?,
    };
    let anchors = Anchors::new(anchors);
    let mut facts = gather(document).map_err(broken)?;
    terms.learned.iter().for_each(|one| facts.learn(one.clone()));
    let open = lookups(&facts, &anchors, terms.now);
    Ok((judge(&facts, &anchors, &Policy::STANDARD, terms.now), open))
}

/// Of what came after a signature: what came before the next one, and what was worst. Three hundred signatures would else say three
/// hundred times what the last of them brought.
fn shorten(report: &mut Report, covers: &[Option<usize>]) {
    for (signature, covered) in report.signatures.iter_mut().zip(covers) {
        let next = covers
            .iter()
            .flatten()
            .filter(|other| Some(**other) > *covered)
            .min();
        // Reports count from 1.
        let until = next.map_or(usize::MAX, |next| next + 1);
        let worst = signature.change_level;
        let modified = signature.modified_after_signing;
        let changes = &mut signature.changes_after;
        changes.retain(|change| change.revision <= until || (modified && change.level == worst));
        changes.truncate(MAX_CHANGES);
    }
}

/// From one signature to the next, and from the last one to the end.
fn steps(covers: &[Option<usize>], revisions: usize) -> Vec<(usize, usize)> {
    let mut stops: BTreeSet<usize> = covers.iter().flatten().copied().collect();
    if stops.is_empty() {
        return Vec::new();
    }
    stops.extend(revisions.checked_sub(1));
    let stops: Vec<usize> = stops.into_iter().collect();
    stops.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// Draws what differs, within bounds.
struct Drawing<'a> {
    document: &'a Document,
    password: Option<&'a [u8]>,
    pictures: Vec<u8>,
    pairs: usize,
    begun: Instant,
}

impl<'a> Drawing<'a> {
    fn new(document: &'a Document, password: Option<&'a [u8]>) -> Drawing<'a> {
        Drawing {
            document,
            password,
            pictures: Vec::new(),
            pairs: 0,
            begun: Instant::now(),
        }
    }

    /// A page that cannot be drawn is not drawn; that leaves the judgement as it is.
    fn step(&mut self, from: usize, to: usize) -> SeenStep {
        let touched = touched_pages(self.document, from, to).unwrap_or_default();
        let mut step = SeenStep {
            from,
            to,
            pages: Vec::new(),
            not_drawn: 0,
        };
        let (before, after) = (self.renderer(from), self.renderer(to));
        for page in touched {
            if step.pages.len() >= MAX_PAIRS_OF_STEP
                || self.pairs >= MAX_PAIRS
                || self.begun.elapsed() > DRAWING_TIME
            {
                step.not_drawn += 1;
                continue;
            }
            let drawn = |renderer: &Option<Renderer>| renderer.as_ref()?.raster(page, WIDTH).ok();
            if let Some(seen) = self.page(page, drawn(&before).as_ref(), drawn(&after).as_ref()) {
                self.pairs += 1;
                step.pages.push(seen);
            }
        }
        step
    }

    fn renderer(&self, revision: usize) -> Option<Renderer> {
        Renderer::open(&self.document.at_revision(revision)?, self.password).ok()
    }

    /// `None`: both look the same, or neither can be drawn.
    fn page(&mut self, page: usize, before: Option<&Raster>, after: Option<&Raster>) -> Option<SeenPage> {
        let places = match (before, after) {
            (Some(before), Some(after)) => places(before, after),
            (Some(only), None) | (None, Some(only)) => vec![[0, 0, only.width, only.height]],
            (None, None) => return None,
        };
        if places.is_empty() {
            return None;
        }
        Some(SeenPage {
            page,
            before: before.and_then(|raster| self.keep(raster)),
            after: after.and_then(|raster| self.keep(raster)),
            places,
        })
    }

    fn keep(&mut self, raster: &Raster) -> Option<PictureFacts> {
        let image = raster.encode().ok()?;
        self.pictures.extend_from_slice(&image.png);
        Some(PictureFacts {
            length: image.png.len(),
            width: image.width,
            height: image.height,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn steps_lead_from_signature_to_signature_and_to_the_end() {
        assert_eq!(steps(&[Some(1), Some(3), None], 6), [(1, 3), (3, 5)]);
        assert_eq!(steps(&[Some(2)], 3), []);
        assert_eq!(steps(&[None], 3), []);
        assert_eq!(steps(&[], 1), []);
    }
}
