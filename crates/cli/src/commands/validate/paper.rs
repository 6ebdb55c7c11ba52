//! A judgement as a document: tagged, PDF/A, to be filed beside what it judges.

use jiff::Timestamp;
use pdf::compose::{Block, Report};
use web::judgement::{FileJudgement, Judgement, SignatureJudgement};

/// The report about these files.
pub(super) fn report(judgement: &Judgement, files: &[FileJudgement], now: Timestamp) -> Report {
    Report {
        title: judgement.title(),
        subtitle: Some(judgement.made(now)),
        language: judgement.words.language().tag().to_owned(),
        created: now,
        producer: "Podpis".to_owned(),
        header: judgement.title(),
        footer: judgement.made(now),
        page_label: "{page} / {pages}".to_owned(),
        blocks: files.iter().flat_map(|file| about(judgement, file)).collect(),
        attachments: Vec::new(),
    }
}

fn about(judgement: &Judgement, file: &FileJudgement) -> Vec<Block> {
    let mut blocks = vec![
        Block::Heading {
            level: 1,
            text: file.name.clone(),
        },
        Block::Paragraph(file.verdict.clone()),
    ];
    let signatures = file.signatures.iter();
    blocks.extend(signatures.flat_map(|one| about_signature(judgement, one)));
    blocks
}

fn about_signature(judgement: &Judgement, signature: &SignatureJudgement) -> Vec<Block> {
    let mut blocks = vec![Block::Heading {
        level: 2,
        text: format!("{}: {}", signature.title, signature.badge),
    }];
    if !signature.why.is_empty() {
        blocks.push(Block::Paragraph(signature.why.clone()));
    }
    blocks.push(Block::Table(signature.facts.clone()));
    if !signature.changes.is_empty() {
        blocks.push(Block::Paragraph(judgement.words.text("verify-came-after")));
        blocks.extend(signature.changes.iter().map(|change| Block::Note(change.clone())));
    }
    blocks
}
