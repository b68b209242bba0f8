//! The few corners of Java's library that decide where Kafka puts things.

use std::cmp::Ordering;

/// `String.hashCode`: over the UTF-16 units of the text.
pub fn hash_code(text: &str) -> i32 {
    text.encode_utf16()
        .fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

/// Kafka's `Utils.abs`: the absolute value, and 0 for the smallest number, which has none.
pub fn abs(number: i32) -> i32 {
    number.checked_abs().unwrap_or(0)
}

/// `String.compareTo`: the order of UTF-16 units, which differs from the order of characters beyond U+FFFF.
pub fn compare(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

/// The partition of `__consumer_offsets` that keeps a group, whose leader coordinates it
/// (`GroupCoordinatorService.partitionFor`). `partitions` is `offsets.topic.num.partitions`; the same for `__transaction_state`, and 0 for a topic
/// without partitions.
pub fn coordinator_partition(group_id: &str, partitions: u32) -> u32 {
    abs(hash_code(group_id)).unsigned_abs() % partitions.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_codes() {
        fn check(text: &str, expected: i32) {
            assert_eq!(hash_code(text), expected, "{text}");
        }
        check("", 0);
        check("a", 97);
        check("billing", -109_829_509);
        check("группа", 1_749_938_458);
        check("🎼🎵", 1_705_926_137);
        check("polygenelubricants", i32::MIN);
    }

    #[test]
    fn absolute_values() {
        fn check(number: i32, expected: i32) {
            assert_eq!(abs(number), expected);
        }
        check(-5, 5);
        check(5, 5);
        check(i32::MIN, 0);
    }

    #[test]
    fn coordinators() {
        fn check(group_id: &str, partitions: u32, expected: u32) {
            assert_eq!(coordinator_partition(group_id, partitions), expected, "{group_id}");
        }
        check("billing", 50, 9);
        check("группа", 50, 8);
        check("polygenelubricants", 50, 0);
    }

    #[test]
    fn java_orders_surrogates_before_the_end_of_the_basic_plane() {
        assert_eq!(compare("🎼", "\u{ffee}"), Ordering::Less);
        assert_eq!("🎼".cmp("\u{ffee}"), Ordering::Greater);
    }
}
