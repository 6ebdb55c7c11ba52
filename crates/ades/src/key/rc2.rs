//! RC2 in CBC mode, RFC 2268: only to open old PKCS#12 files, whose certificates lie under 40-bit RC2. It never encrypts.

use zeroize::Zeroizing;

use crate::error::Error;

/// RFC 2268 §2, the permutation from the digits of π.
#[rustfmt::skip]
const PI: [u8; 256] = [
    0xd9, 0x78, 0xf9, 0xc4, 0x19, 0xdd, 0xb5, 0xed, 0x28, 0xe9, 0xfd, 0x79, 0x4a, 0xa0, 0xd8, 0x9d,
    0xc6, 0x7e, 0x37, 0x83, 0x2b, 0x76, 0x53, 0x8e, 0x62, 0x4c, 0x64, 0x88, 0x44, 0x8b, 0xfb, 0xa2,
    0x17, 0x9a, 0x59, 0xf5, 0x87, 0xb3, 0x4f, 0x13, 0x61, 0x45, 0x6d, 0x8d, 0x09, 0x81, 0x7d, 0x32,
    0xbd, 0x8f, 0x40, 0xeb, 0x86, 0xb7, 0x7b, 0x0b, 0xf0, 0x95, 0x21, 0x22, 0x5c, 0x6b, 0x4e, 0x82,
    0x54, 0xd6, 0x65, 0x93, 0xce, 0x60, 0xb2, 0x1c, 0x73, 0x56, 0xc0, 0x14, 0xa7, 0x8c, 0xf1, 0xdc,
    0x12, 0x75, 0xca, 0x1f, 0x3b, 0xbe, 0xe4, 0xd1, 0x42, 0x3d, 0xd4, 0x30, 0xa3, 0x3c, 0xb6, 0x26,
    0x6f, 0xbf, 0x0e, 0xda, 0x46, 0x69, 0x07, 0x57, 0x27, 0xf2, 0x1d, 0x9b, 0xbc, 0x94, 0x43, 0x03,
    0xf8, 0x11, 0xc7, 0xf6, 0x90, 0xef, 0x3e, 0xe7, 0x06, 0xc3, 0xd5, 0x2f, 0xc8, 0x66, 0x1e, 0xd7,
    0x08, 0xe8, 0xea, 0xde, 0x80, 0x52, 0xee, 0xf7, 0x84, 0xaa, 0x72, 0xac, 0x35, 0x4d, 0x6a, 0x2a,
    0x96, 0x1a, 0xd2, 0x71, 0x5a, 0x15, 0x49, 0x74, 0x4b, 0x9f, 0xd0, 0x5e, 0x04, 0x18, 0xa4, 0xec,
    0xc2, 0xe0, 0x41, 0x6e, 0x0f, 0x51, 0xcb, 0xcc, 0x24, 0x91, 0xaf, 0x50, 0xa1, 0xf4, 0x70, 0x39,
    0x99, 0x7c, 0x3a, 0x85, 0x23, 0xb8, 0xb4, 0x7a, 0xfc, 0x02, 0x36, 0x5b, 0x25, 0x55, 0x97, 0x31,
    0x2d, 0x5d, 0xfa, 0x98, 0xe3, 0x8a, 0x92, 0xae, 0x05, 0xdf, 0x29, 0x10, 0x67, 0x6c, 0xba, 0xc9,
    0xd3, 0x00, 0xe6, 0xcf, 0xe1, 0x9e, 0xa8, 0x2c, 0x63, 0x16, 0x01, 0x3f, 0x58, 0xe2, 0x89, 0xa9,
    0x0d, 0x38, 0x34, 0x1b, 0xab, 0x33, 0xff, 0xb0, 0xbb, 0x48, 0x0c, 0x5f, 0xb9, 0xb1, 0xcd, 0x2e,
    0xc5, 0xf3, 0xdb, 0x47, 0xe5, 0xa5, 0x9c, 0x77, 0x0a, 0xa6, 0x20, 0x68, 0xfe, 0x7f, 0xc1, 0xad,
];

/// Opens CBC with PKCS#7 padding. The effective key length is that of the key, as PKCS#12 has it.
pub(super) fn decrypt_cbc(key: &[u8], iv: &[u8], encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    if key.is_empty() || iv.len() != 8 || encrypted.is_empty() || !encrypted.len().is_multiple_of(8) {
        return Err(Error::Malformed {
            what: "RC2 encryption",
        });
    }
    let schedule = expand(key);
    let mut opened = Zeroizing::new(Vec::with_capacity(encrypted.len()));
    let mut previous = iv;
    for block in encrypted.chunks_exact(8) {
        let plain = decrypt_block(&schedule, block);
        opened.extend(plain.iter().zip(previous).map(|(octet, mask)| octet ^ mask));
        previous = block;
    }
    unpad(opened)
}

/// RFC 2268 §2.
fn expand(key: &[u8]) -> [u16; 64] {
    let mut octets = [0u8; 128];
    let length = key.len().min(128);
    octets[..length].copy_from_slice(&key[..length]);
    for index in length..128 {
        octets[index] = PI[usize::from(octets[index - 1].wrapping_add(octets[index - length]))];
    }
    octets[128 - length] = PI[usize::from(octets[128 - length])];
    for index in (0..128 - length).rev() {
        octets[index] = PI[usize::from(octets[index + 1] ^ octets[index + length])];
    }
    std::array::from_fn(|word| u16::from_le_bytes([octets[2 * word], octets[2 * word + 1]]))
}

/// RFC 2268 §4.
fn decrypt_block(schedule: &[u16; 64], block: &[u8]) -> [u8; 8] {
    let mut words: [u16; 4] =
        std::array::from_fn(|word| u16::from_le_bytes([block[2 * word], block[2 * word + 1]]));
    for round in (0..16).rev() {
        mix_back(&mut words, &schedule[4 * round..4 * round + 4]);
        if round == 5 || round == 11 {
            mash_back(&mut words, schedule);
        }
    }
    let mut plain = [0; 8];
    plain
        .chunks_exact_mut(2)
        .zip(words)
        .for_each(|(pair, word)| pair.copy_from_slice(&word.to_le_bytes()));
    plain
}

fn mix_back(words: &mut [u16; 4], keys: &[u16]) {
    for (index, shift) in [(3, 5), (2, 3), (1, 2), (0, 1)] {
        let [before, second, third] = [3, 2, 1].map(|back| words[(index + back) % 4]);
        words[index] = words[index]
            .rotate_right(shift)
            .wrapping_sub(keys[index])
            .wrapping_sub(before & second)
            .wrapping_sub(!before & third);
    }
}

fn mash_back(words: &mut [u16; 4], schedule: &[u16; 64]) {
    for index in (0..4).rev() {
        let chosen = usize::from(words[(index + 3) % 4] & 63);
        words[index] = words[index].wrapping_sub(schedule[chosen]);
    }
}

fn unpad(mut opened: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>, Error> {
    let padding = opened.last().copied().map_or(0, usize::from);
    let keep = opened.len().checked_sub(padding).ok_or(Error::WrongPassword)?;
    if !(1..=8).contains(&padding) || opened[keep..].iter().any(|octet| usize::from(*octet) != padding) {
        return Err(Error::WrongPassword);
    }
    opened.truncate(keep);
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decrypts_the_vectors_of_rfc_2268() {
        // RFC 2268 §5, those whose effective length is the key's.
        let vectors = [
            ("ffffffffffffffff", "ffffffffffffffff", "278b27e42e2f0d49"),
            ("3000000000000000", "1000000000000001", "30649edf9be7d2c2"),
            (
                "88bca90e90875a7f0f79c384627bafb2",
                "0000000000000000",
                "2269552ab0f85ca6",
            ),
        ];
        for (key, plain, encrypted) in vectors {
            let block = decrypt_block(
                &expand(&hex::decode(key).unwrap()),
                &hex::decode(encrypted).unwrap(),
            );
            assert_eq!(hex::encode(block), plain);
        }
    }
}
