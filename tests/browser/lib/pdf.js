// A PDF written by hand, so that the tests need no file of anybody else's.
import { Buffer } from "node:buffer";

/** A document of so many A4 pages, each with its number and some lines on it. */
export function contract(pages, title = "Contract") {
  const objects = ["<< /Type /Catalog /Pages 2 0 R >>"];
  const kids = Array.from({ length: pages }, (_, index) => `${4 + 2 * index} 0 R`).join(" ");
  objects.push(`<< /Type /Pages /Count ${pages} /Kids [${kids}] >>`, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  for (let index = 0; index < pages; index += 1) {
    const content = drawn(title, index + 1, pages);
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents ${5 + 2 * index} 0 R >>`);
    objects.push(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  return file(objects);
}

function drawn(title, page, pages) {
  const lines = Array.from({ length: 14 }, (_, line) => `0 -18 Td (${line + 1}. The parties agree on what stands on page ${page} of ${pages}.) Tj`);
  return `BT /F 20 Tf 72 760 Td (${title}) Tj /F 11 Tf 0 -20 Td (Page ${page}) Tj ${lines.join(" ")} ET`;
}

/** Objects, cross-reference table, trailer: ISO 32000-2 §7.5. */
function file(objects) {
  let text = "%PDF-1.7\n";
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  text += offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}
