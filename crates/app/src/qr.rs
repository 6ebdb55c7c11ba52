//! Addresses as QR codes (ISO/IEC 18004), for a telephone's camera. It says only what stands beside it in letters.

use qrcodegen::{QrCode, QrCodeEcc};

/// Rows of modules, dark ones `true`, without the quiet zone around them; `None` for a text that no code can hold.
pub fn modules(text: &str) -> Option<Vec<Vec<bool>>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let row = |y| (0..code.size()).map(|x| code.get_module(x, y)).collect();
    Some((0..code.size()).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::modules;

    #[test]
    fn a_code_is_a_square_with_its_three_corners() {
        let code = modules("https://podpis.example/verify/7KQ2M-0XV4T-9GHJ3-C5ZRA").unwrap();
        let size = code.len();
        assert!(
            code.iter().all(|row| row.len() == size) && size % 4 == 1,
            "{size}"
        );
        for (x, y) in [(0, 0), (size - 7, 0), (0, size - 7)] {
            let dark = |dx: usize, dy: usize| code[y + dy][x + dx];
            assert!(dark(0, 0) && dark(6, 6) && dark(3, 3) && !dark(1, 1) && !dark(5, 5));
        }
        assert!(modules(&"x".repeat(4_000)).is_none());
    }
}
