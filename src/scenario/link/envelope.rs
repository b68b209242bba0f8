//! What tells a cut or mistyped link from a good one.
//!
//! `[length * 2 + deflated?][body][CRC-32]`. The length comes first, so that even a short rest of a link knows how long
//! it was; the checksum comes last, where a CRC finds every change of up to 32 neighbouring bits: of any one character.

use super::bytes::{Input, write_number};
use super::{LinkError, limits};
use crate::kafka::crc32::crc32;
use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

const CHECKSUM_BYTES: u64 = 4;

/// Reads also a link that was cut in the middle of a byte.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

pub(super) fn seal(body: &[u8]) -> String {
    let deflated = compress_to_vec(body, 10);
    let (flag, body) = if deflated.len() < body.len() {
        (1, deflated.as_slice())
    } else {
        (0, body)
    };
    let mut bytes = Vec::new();
    write_number(&mut bytes, length(body) * 2 + flag);
    bytes.extend_from_slice(body);
    let checksum = crc32(&bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn open(payload: &str) -> Result<Vec<u8>, LinkError> {
    if payload.len() > limits::LINK_CHARACTERS {
        return Err(LinkError::TooLong {
            characters: length(payload.as_bytes()),
        });
    }
    let bytes = characters(payload)?;
    let mut input = Input(&bytes);
    let cut = |whole: Option<u64>| LinkError::Cut {
        have: with_tag(length(payload.as_bytes())),
        whole: whole.map(with_tag),
    };
    let head = match input.number() {
        Ok(head) => head,
        Err(_) if bytes.iter().all(|byte| *byte >= 0x80) && bytes.len() < 4 => return Err(cut(None)),
        Err(_) => return Err(LinkError::Damaged),
    };
    let whole_bytes = length(&bytes) - length(input.0) + (head >> 1).saturating_add(CHECKSUM_BYTES);
    let whole = whole_bytes.saturating_mul(4).div_ceil(3);
    if whole > u64::try_from(limits::LINK_CHARACTERS).unwrap_or(u64::MAX) {
        return Err(LinkError::Damaged);
    }
    if length(payload.as_bytes()) < whole {
        return Err(cut(Some(whole)));
    }
    let body = checked(&bytes, &mut input, head >> 1, payload)?;
    if head & 1 == 0 {
        Ok(body.to_vec())
    } else {
        inflate(body)
    }
}

/// The bytes of as much of a payload as there is.
fn characters(payload: &str) -> Result<Vec<u8>, LinkError> {
    let whole = match payload.len() % 4 {
        1 => payload.char_indices().next_back().map_or(0, |(last, _)| last),
        _ => payload.len(),
    };
    let known = payload
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !known {
        return Err(LinkError::Damaged);
    }
    LENIENT.decode(&payload[..whole]).map_err(|_| LinkError::Damaged)
}

/// The body, if the checksum fits and the payload is exactly what [`seal`] would have written.
fn checked<'a>(all: &[u8], input: &mut Input<'a>, body: u64, payload: &str) -> Result<&'a [u8], LinkError> {
    let body = input.take(body)?;
    let (covered, checksum) = all.split_last_chunk::<4>().ok_or(LinkError::Damaged)?;
    let exact = input.0 == checksum && URL_SAFE_NO_PAD.encode(all) == payload;
    if exact && crc32(covered) == u32::from_le_bytes(*checksum) {
        Ok(body)
    } else {
        Err(LinkError::Damaged)
    }
}

fn inflate(body: &[u8]) -> Result<Vec<u8>, LinkError> {
    decompress_to_vec_with_limit(body, limits::INFLATED_BYTES).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => LinkError::Inflates,
        _ => LinkError::Damaged,
    })
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// People count the characters of the link with its `1.`.
fn with_tag(characters: u64) -> u32 {
    u32::try_from(characters + 2).unwrap_or(u32::MAX)
}
