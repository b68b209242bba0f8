//! The colours that tell keys and groups apart do so for all eyes, with and without all three cones.

/// How eyes without one of the cones see (Machado, Oliveira, Fernandes 2009), beside how all three do.
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.3039],
        ],
    ),
];

/// The colours of keys or groups in the order of the style sheet, from the place where a theme begins.
fn colors(theme: &str, kind: char) -> Vec<[f64; 3]> {
    const STYLES: &str = include_str!("../www/score.css");
    let part = STYLES.split_once(theme).expect("the theme is there").1;
    let part = part.split_once('}').expect("it ends").0;
    let values = part
        .lines()
        .filter_map(|line| line.trim().strip_prefix(&format!("--{kind}"))?.split_once("#"));
    let linear = |value: f64| {
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let part =
        |hex: &str, at: usize| linear(f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour")) / 255.0);
    values
        .map(|(_, hex)| [part(hex, 0), part(hex, 2), part(hex, 4)])
        .collect()
}

/// CIE L*a*b* of a colour as an eye sees it.
fn seen(eye: &[[f64; 3]; 3], color: &[f64; 3]) -> [f64; 3] {
    let mix = |row: &[f64; 3]| {
        row.iter()
            .zip(color)
            .map(|(own, part)| own * part)
            .sum::<f64>()
            .clamp(0.0, 1.0)
    };
    let [r, g, b] = [mix(&eye[0]), mix(&eye[1]), mix(&eye[2])];
    let root = |value: f64| {
        if value > 0.008856 {
            value.cbrt()
        } else {
            7.787 * value + 16.0 / 116.0
        }
    };
    let x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    let y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
    let z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn colours_of_keys_and_groups_differ_to_all_eyes() {
    for (theme, kind) in [(":root {", 'k'), (":root {", 'g'), ("[data-theme=\"dark\"] {", 'g')] {
        let colors = colors(theme, kind);
        assert_eq!(colors.len(), 6, "{theme} {kind}");
        for (eye, matrix) in &EYES {
            let seen: Vec<_> = colors.iter().map(|color| seen(matrix, color)).collect();
            for (index, one) in seen.iter().enumerate() {
                for (other, two) in seen.iter().enumerate().skip(index + 1) {
                    let apart = one.iter().zip(two).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                    assert!(
                        apart > 10.0,
                        "{kind}{index} and {kind}{other} are {apart:.1} apart with {eye} in {theme}"
                    );
                }
            }
        }
    }
}
