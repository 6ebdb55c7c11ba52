//! What can be taken home from an agreement's page, and the code that leads to its public page.

use super::PageWriter;
use crate::pages::agreement::FileLink;
use app::attachments::attachments;
use domain::agreement::Status;
use domain::fields::Field;

/// The quiet zone around a QR code, in modules (ISO/IEC 18004 §9.1).
const QUIET: usize = 4;

impl PageWriter<'_> {
    pub(super) fn files(&self) -> Vec<FileLink> {
        let mut files: Vec<FileLink> = self.signed_file().into_iter().collect();
        if self.agreement().status != Status::Draft {
            files.extend(self.proofs());
        }
        files.extend(self.values());
        files.extend(self.handed_in());
        files
    }

    fn file(&self, icon: &'static str, label: String, hint: String, path: &str) -> FileLink {
        FileLink {
            icon,
            label,
            hint,
            href: format!("{}{path}", self.href()),
        }
    }

    fn signed_file(&self) -> Option<FileLink> {
        let (agreement, words) = (self.agreement(), self.words());
        let size = words.bytes(agreement.last_revision()?.length);
        let label = match &agreement.status {
            Status::Completed => "agreement-file-signed",
            _ if agreement.has_signatures() => "agreement-file-so-far",
            _ => "agreement-file-prepared",
        };
        let hint = words.with("agreement-file-signed-hint", &[("size", &size)]);
        Some(self.file("file-check", words.text(label), hint, "/download"))
    }

    /// Report, evidence, and the page where anybody may look it up.
    fn proofs(&self) -> Vec<FileLink> {
        let words = self.words();
        // Only the report of a completed agreement is sealed; before, and of one that ended early, it is made when asked for.
        let sealed = match self.agreement().status {
            Status::Completed => "agreement-file-report-hint",
            _ => "agreement-file-report-interim-hint",
        };
        let report = words.text("agreement-file-report");
        let evidence = words.text("agreement-file-evidence");
        let hint = words.text("agreement-file-evidence-hint");
        let mut files = vec![
            self.file("list-checks", report, words.text(sealed), "/report"),
            self.file("fingerprint", evidence, hint, "/evidence"),
        ];
        files.extend(self.verify_code.as_ref().map(|code| FileLink {
            icon: "shield-check",
            label: words.text("verify-public"),
            hint: words.text("verify-public-hint"),
            href: format!("/verify/{code}"),
        }));
        files
    }

    /// What people filled in, where anything is asked of them.
    fn values(&self) -> Vec<FileLink> {
        let (agreement, words) = (self.agreement(), self.words());
        let asks = |field: &Field| !field.kind.is_mark();
        if agreement.status == Status::Draft || !agreement.fields.iter().any(asks) {
            return Vec::new();
        }
        let file = |format: &str| {
            let label = words.text(&format!("agreement-file-values-{format}"));
            let hint = words.text("agreement-file-values-hint");
            self.file("list-checks", label, hint, &format!("/values/{format}"))
        };
        ["csv", "json"].map(file).into()
    }

    /// The files of the signers, and those of the sender.
    fn handed_in(&self) -> Vec<FileLink> {
        let (agreement, words) = (self.agreement(), self.words());
        let attached = attachments(agreement).into_iter().map(|(field, attached)| {
            let hint = words.with("agreement-file-attached", &[("label", &field.label)]);
            self.file(
                "files",
                attached.name.clone(),
                hint,
                &format!("/files/{}", field.id),
            )
        });
        let originals = agreement.documents.iter().map(|document| {
            let hint = words.text("agreement-file-original");
            self.file(
                "file-text",
                document.name.clone(),
                hint,
                &format!("/documents/{}", document.id),
            )
        });
        attached.chain(originals).collect()
    }

    /// The public verify page as a code for cameras.
    pub(super) fn verify_picture(&self) -> Option<(usize, String)> {
        let code = self.verify_code.as_ref()?;
        let rows = app::qr::modules(&format!("{}/verify/{code}", self.public_url))?;
        let mut path = String::new();
        for (y, row) in rows.iter().enumerate() {
            for x in (0..row.len()).filter(|x| row[*x]) {
                path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
            }
        }
        Some((rows.len() + 2 * QUIET, path))
    }
}
