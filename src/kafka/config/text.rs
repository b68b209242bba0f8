//! Reading values as Java reads them: trimming, decimal numbers and ISO-8601 durations, without floats.

/// `String.trim()`: cuts every character up to and including the space from both ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c| c <= ' ')
}

/// The entries of a list, as `ConfigDef.parseType` splits it: an empty text is an empty list.
pub fn entries(text: &str) -> Vec<&str> {
    let text = trim(text);
    if text.is_empty() {
        Vec::new()
    } else {
        text.split(',').map(trim).collect()
    }
}

/// A decimal number in steps of 10^-18, the last step rounded away from zero so that nothing outside a bound seems
/// to stand on it. None when Java's `Double.parseDouble` would refuse it (hexadecimal floats are refused too, and
/// what does not fit is cut to the largest value).
pub fn decimal(text: &str) -> Option<i128> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if unsigned == "Infinity" {
        return Some(if negative { i128::MIN } else { i128::MAX });
    }
    let unsigned = unsigned.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(unsigned);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    if digits().next().is_none() || !digits().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let shift = i64::from(exponent) + 18 - i64::try_from(fraction.len()).ok()?;
    let magnitude = scale(digits(), shift);
    Some(if negative { -magnitude } else { magnitude })
}

/// The digits as a number times ten to the power `shift`, cut to `i128::MAX` and rounded up.
fn scale(digits: impl Iterator<Item = u8>, shift: i64) -> i128 {
    let mut digits: Vec<u8> = digits.map(|b| b - b'0').collect();
    let mut rest = false;
    for _ in shift..0 {
        match digits.pop() {
            Some(digit) => rest |= digit != 0,
            None => break,
        }
    }
    let number = digits
        .iter()
        .fold(0_i128, |n, &d| n.saturating_mul(10).saturating_add(i128::from(d)));
    let zeros = if number == 0 { 0 } else { shift.clamp(0, 40) };
    let number = (0..zeros).fold(number, |n, _| n.saturating_mul(10));
    number.saturating_add(i128::from(rest))
}

/// A `java.time.Duration` such as `P1DT2H3M4.5S` in milliseconds, cut towards zero. None when Java would refuse it or
/// when it does not fit.
pub fn duration_ms(text: &str) -> Option<i64> {
    let upper = text.to_ascii_uppercase();
    let (negative, rest) = match upper.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, upper.strip_prefix('+').unwrap_or(&upper)),
    };
    let rest = rest.strip_prefix('P')?;
    let (date, time) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (rest, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let nanos = units(date, &[('D', 86_400)])?.checked_add(units(time, &[('H', 3_600), ('M', 60), ('S', 1)])?)?;
    let nanos = if negative { -nanos } else { nanos };
    i64::try_from(nanos / 1_000_000).ok()
}

/// Numbers that end in the given letters, in that order, each at most once; the sum in nanoseconds.
fn units(mut text: &str, letters: &[(char, i128)]) -> Option<i128> {
    let mut sum = 0_i128;
    for (letter, seconds) in letters {
        let Some((number, rest)) = text.split_once(*letter) else {
            continue;
        };
        let nanos = if *letter == 'S' {
            seconds_ns(number)?
        } else {
            i128::from(signed(number)?) * 1_000_000_000
        };
        sum = sum.checked_add(nanos.checked_mul(*seconds)?)?;
        text = rest;
    }
    text.is_empty().then_some(sum)
}

/// Seconds with up to nine decimals, after a point or a comma, in nanoseconds.
fn seconds_ns(text: &str) -> Option<i128> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nanos: i128 = if fraction.is_empty() {
        0
    } else {
        format!("{fraction:0<9}").parse().ok()?
    };
    let whole_ns = i128::from(signed(whole)?) * 1_000_000_000;
    Some(if whole.starts_with('-') {
        whole_ns - nanos
    } else {
        whole_ns + nanos
    })
}

/// A whole number with an optional sign and at least one digit.
fn signed(text: &str) -> Option<i64> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals() {
        fn check(text: &str, thousandths: Option<i128>) {
            assert_eq!(decimal(text), thousandths.map(|n| n * 1_000_000_000_000_000), "{text}");
        }
        check("0.5", Some(500));
        check("-1", Some(-1000));
        check("+1.25d", Some(1250));
        check(".5", Some(500));
        check("5.", Some(5000));
        check("5e-1", Some(500));
        check("0e999999", Some(0));
        check("", None);
        check(".", None);
        check("half", None);
        check("1e", None);
        assert!(decimal("1.0000000000000000000000001") > decimal("1.0"));
        assert_eq!(decimal("1.7976931348623157E308"), Some(i128::MAX));
        assert_eq!(decimal("1e-2147483648"), Some(1));
    }

    #[test]
    fn durations() {
        fn check(text: &str, ms: Option<i64>) {
            assert_eq!(duration_ms(text), ms, "{text}");
        }
        check("PT1H", Some(3_600_000));
        check("p1dt2h3m4.5s", Some(93_784_500));
        check("-PT1S", Some(-1000));
        check("PT-1.5S", Some(-1500));
        check("P", None);
        check("PT", None);
        check("P1DT", None);
        check("PT1M1H", None);
        check("PT1.5H", None);
        check("1h", None);
    }
}
