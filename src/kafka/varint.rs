//! The variable-length numbers of record format v2 (`ByteUtils`): zig-zag, then seven bits to a byte.

/// Zig-zag, then seven bits a byte (`ByteUtils.writeVarlong`).
pub(super) fn write_varint(bytes: &mut Vec<u8>, value: i64) {
    let mut rest = zigzag(value);
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

pub(super) fn read_varint(bytes: &mut &[u8]) -> i64 {
    let mut value = 0u64;
    let mut shift = 0;
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 || shift > 63 {
            break;
        }
    }
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

pub(super) fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

pub(super) fn varint_len(value: i64) -> u32 {
    let bits = 64 - (zigzag(value) | 1).leading_zeros();
    bits.div_ceil(7)
}

/// A length and the bytes; -1 stands for null.
pub(super) fn write_slice(bytes: &mut Vec<u8>, slice: Option<&[u8]>) {
    match slice {
        None => write_varint(bytes, -1),
        Some(slice) => {
            write_varint(bytes, slice.len() as i64);
            bytes.extend_from_slice(slice);
        }
    }
}

pub(super) fn slice_len(slice: Option<&[u8]>) -> u32 {
    match slice {
        None => varint_len(-1),
        Some(slice) => varint_len(slice.len() as i64) + slice.len() as u32,
    }
}

pub(super) fn read_slice<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = read_varint(bytes);
    let (slice, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(slice)
}
