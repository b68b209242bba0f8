//! Where things go: numbers in, numbers out.
//!
//! Absent on purpose: the document. Nothing here knows of elements, so that all of it is tested natively.

/// The height of one lane of labels.
pub const LANE: f64 = 13.0;
/// The height of the line of one replica.
pub const REPLICA_LANE: f64 = 12.0;
/// Room left of the first note, for what stands before it (a flag, the mark of the log start).
pub const LEFT: f64 = 8.0;
/// Below this width a stave has a narrow head and narrow notes.
const NARROW: f64 = 480.0;

/// The sizes that depend on the width of a card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    pub narrow: bool,
    /// The label column before the stave.
    pub head: f64,
    /// The width of a note.
    pub note: f64,
    /// From one note to the next.
    pub pitch: f64,
    /// The width of the stave itself.
    pub stave: f64,
}

impl Metrics {
    pub fn of(container: f64) -> Self {
        let narrow = container < NARROW;
        let (head, note, pitch) = if narrow { (44.0, 29.0, 32.0) } else { (86.0, 34.0, 38.0) };
        Self {
            narrow,
            head,
            note,
            pitch,
            stave: (container - head).max(0.0),
        }
    }

    /// How many notes fit beside the cell of the next one.
    pub fn notes(&self) -> u32 {
        (((self.stave - LEFT) / self.pitch).floor() - 1.0).clamp(1.0, 400.0) as u32
    }

    /// The left side of a slot.
    pub fn slot_x(&self, slot: f64) -> f64 {
        LEFT + slot * self.pitch
    }

    /// The slot whose left side is nearest.
    pub fn slot_at(&self, x: f64, slots: u32) -> u32 {
        ((x - LEFT) / self.pitch).round().clamp(0.0, f64::from(slots)) as u32
    }
}

/// The heights of one stave, which depend only on how many groups there are, so that rows never jump.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rows {
    pub flag_lanes: u32,
    pub head_lanes: u32,
    /// Low notes without offsets; flags and playheads without names.
    pub compact: bool,
    /// Lines of replicas, where there are several.
    pub replicas: u32,
}

impl Rows {
    pub fn of(groups: u32, compact: bool) -> Self {
        let (flags, heads) = (groups.clamp(1, 3), if groups > 2 { 2 } else { 1 });
        Self {
            flag_lanes: if compact { 1 } else { flags },
            head_lanes: if compact { 1 } else { heads },
            compact,
            replicas: 0,
        }
    }

    /// With a line for each replica where there are several.
    pub fn with_replicas(self, count: usize) -> Self {
        let shows = !self.compact && count > 1;
        Self {
            replicas: if shows { count as u32 } else { 0 },
            ..self
        }
    }

    pub fn note_height(self) -> f64 {
        if self.compact { 16.0 } else { 26.0 }
    }

    pub fn note_top(self) -> f64 {
        if self.compact {
            7.0
        } else {
            f64::from(self.flag_lanes) * LANE + 5.0
        }
    }

    pub fn note_middle(self) -> f64 {
        self.note_top() + self.note_height() / 2.0
    }

    pub fn note_bottom(self) -> f64 {
        self.note_top() + self.note_height()
    }

    /// The top of the lanes of playheads, below the offsets.
    pub fn heads_top(self) -> f64 {
        self.note_bottom() + if self.compact { 1.0 } else { 15.0 }
    }

    pub fn height(self) -> f64 {
        if self.compact {
            return self.heads_top() + 6.0;
        }
        self.replicas_top() + f64::from(self.replicas) * REPLICA_LANE
    }

    /// The top of the lines of replicas, below the playheads.
    pub fn replicas_top(self) -> f64 {
        self.heads_top() + f64::from(self.head_lanes) * LANE + 1.0
    }
}

/// About how wide a text is; no layout is asked.
pub fn text_width(text: &str, size: f64) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | ':' | ' ' | '\'' | '|' | '-' => 0.36,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.92,
        c if c.is_ascii_digit() => 0.62,
        c if c.is_ascii_lowercase() => 0.58,
        c if (c as u32) < 0x2e80 => 0.68,
        _ => 1.05,
    };
    text.chars().map(em).sum::<f64>() * size
}

/// Cuts the middle out of a text that is longer than `limit` characters: the ends tell names apart.
pub fn clip(text: &str, limit: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= limit || limit < 3 {
        return text.to_owned();
    }
    let tail = (limit - 1) / 2;
    let head = limit - 1 - tail;
    chars[..head]
        .iter()
        .chain(['…'].iter())
        .chain(&chars[chars.len() - tail..])
        .collect()
}

/// A label that stands beside a point of the stave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    pub x: f64,
    /// Half of the shape at the point.
    pub shape: f64,
    /// The width of the text.
    pub text: f64,
}

/// Where a label came to stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub lane: u32,
    pub left: bool,
    /// No room: the shape stands alone.
    pub hidden: bool,
}

/// Gives each label, in order of importance, a lane and a side so that no two overprint.
pub fn stack(wishes: &[Wish], lanes: u32, width: f64) -> Vec<Place> {
    let mut taken: Vec<(u32, f64, f64)> = Vec::new();
    let mut places = Vec::with_capacity(wishes.len());
    for (index, wish) in wishes.iter().enumerate() {
        let right = (wish.x - wish.shape, wish.x + wish.shape + 4.0 + wish.text);
        let left = (wish.x - wish.shape - 4.0 - wish.text, wish.x + wish.shape);
        let free =
            |lane: u32, (a, b): (f64, f64)| !taken.iter().any(|&(l, c, d)| l == lane && a < d + 3.0 && c < b + 3.0);
        let options = (0..lanes).flat_map(|lane| [(lane, false, right), (lane, true, left)]);
        let inside = |span: (f64, f64)| span.0 >= -wish.shape - 1.0 && span.1 <= width + wish.shape + 1.0;
        let mut fitting = options.filter(|&(lane, _, span)| inside(span) && free(lane, span));
        if let Some((lane, left, span)) = fitting.next() {
            taken.push((lane, span.0, span.1));
            places.push(Place {
                lane,
                left,
                hidden: false,
            });
            continue;
        }
        let bare = (wish.x - wish.shape, wish.x + wish.shape);
        let lane = (0..lanes)
            .find(|&lane| free(lane, bare))
            .unwrap_or(index as u32 % lanes.max(1));
        taken.push((lane, bare.0, bare.1));
        places.push(Place {
            lane,
            left: false,
            hidden: true,
        });
    }
    places
}

/// How far each of several marks at one place steps aside, so that all can be seen: 0, then right, left, right …
pub fn fan(index: usize, step: f64) -> f64 {
    let side = index.div_ceil(2) as f64 * step;
    if index % 2 == 1 { side } else { -side }
}

/// The time that a ruler shows whose session is this long: a little more than that, in steps of about a tenth.
pub fn scale(end_ms: u64) -> u64 {
    let mut scale = 5_000;
    while scale < end_ms {
        scale += (scale / 10).max(1_000);
    }
    scale
}

/// One path per colour class, with at most one tick per pixel and colour.
pub fn tick_paths(ticks: &[(u64, u8)], end: u64, width: f64, top: f64, height: f64) -> [String; 6] {
    use std::fmt::Write;
    let mut last = [-1i64; 6];
    let mut paths: [String; 6] = Default::default();
    for &(at, class) in ticks {
        let class = usize::from(class).min(5);
        let pixel = (at as f64 / end.max(1) as f64 * width).round() as i64;
        if last[class] != pixel {
            last[class] = pixel;
            let _ = write!(paths[class], "M{pixel} {top}v{height}");
        }
    }
    paths
}

/// The middle of each label on a line from 0 to `width`, most important first: kept apart, shifted a little, or left out.
pub fn spread(labels: &[(f64, f64)], width: f64, shift: f64) -> Vec<Option<f64>> {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut out = Vec::with_capacity(labels.len());
    for &(x, text) in labels {
        let half = text / 2.0;
        let home = x.clamp(half.min(width / 2.0), (width - half).max(width / 2.0));
        let free = |m: f64| {
            let inside = m - half >= -0.5 && m + half <= width + 0.5;
            inside && !taken.iter().any(|&(a, b)| m - half < b + 8.0 && a < m + half + 8.0)
        };
        let steps = (shift / 4.0) as i32;
        let tries = (0..=steps).flat_map(|s| [home + f64::from(s) * 4.0, home - f64::from(s) * 4.0]);
        let found = tries.into_iter().find(|&m| free(m));
        if let Some(m) = found {
            taken.push((m - half, m + half));
        }
        out.push(found);
    }
    out
}

/// Virtual time as it is read: `00:12.340`, with hours only where there are any.
pub fn clock(ms: u64) -> String {
    let (h, m, s, ms) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    if h > 0 {
        format!("{h}:{m:02}:{s:02}.{ms:03}")
    } else {
        format!("{m:02}:{s:02}.{ms:03}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_and_a_desk_show_a_sensible_number_of_notes() {
        assert_eq!(Metrics::of(800.0).notes(), 17);
        assert_eq!(Metrics::of(340.0).notes(), 8);
        assert_eq!(Metrics::of(0.0).notes(), 1);
    }

    #[test]
    fn a_compact_stave_is_thirty_pixels_high_whatever_reads_it() {
        assert_eq!(
            [0, 1, 5].map(|groups| Rows::of(groups, true).with_replicas(3).height()),
            [30.0; 3]
        );
        assert!(Rows::of(1, false).height() > 60.0);
    }

    #[test]
    fn several_replicas_make_a_stave_higher_and_one_does_not() {
        let height = |replicas| Rows::of(1, false).with_replicas(replicas).height();
        assert_eq!(height(0), height(1));
        assert_eq!(height(3), height(1) + 3.0 * REPLICA_LANE);
    }

    #[test]
    fn labels_at_one_place_take_both_sides_then_another_lane() {
        let wish = |x| Wish {
            x,
            shape: 6.0,
            text: 40.0,
        };
        let places = stack(&[wish(100.0), wish(100.0), wish(100.0)], 2, 400.0);
        assert_eq!(
            places[0],
            Place {
                lane: 0,
                left: false,
                hidden: false
            }
        );
        assert_eq!(places[1].lane, 1);
        assert!(places[2].hidden);
    }

    #[test]
    fn a_label_at_the_right_edge_turns_left() {
        assert!(
            stack(
                &[Wish {
                    x: 390.0,
                    shape: 6.0,
                    text: 40.0
                }],
                1,
                400.0
            )[0]
            .left
        );
    }

    #[test]
    fn marks_at_one_place_step_aside_in_turn() {
        assert_eq!([fan(0, 9.0), fan(1, 9.0), fan(2, 9.0)], [-0.0, 9.0, -9.0]);
    }

    #[test]
    fn ticks_of_one_pixel_and_colour_are_one() {
        let paths = tick_paths(&[(0, 1), (1, 1), (1, 2), (1000, 9)], 1000, 100.0, 2.0, 8.0);
        assert_eq!(paths[1], "M0 2v8");
        assert_eq!(paths[2], "M0 2v8");
        assert_eq!(paths[5], "M100 2v8");
    }

    #[test]
    fn labels_on_the_ruler_keep_apart() {
        let placed = spread(&[(50.0, 40.0), (60.0, 40.0), (55.0, 40.0)], 120.0, 40.0);
        assert_eq!(placed[0], Some(50.0));
        assert!(placed[1].is_some_and(|m| m >= 98.0 || m <= 2.0 || (m - 50.0).abs() >= 48.0));
        assert_eq!(placed[2], None);
    }

    #[test]
    fn long_names_keep_both_ends() {
        assert_eq!(clip("payments-service-eu-1", 12), "paymen…-eu-1");
        assert_eq!(clip("c1", 12), "c1");
    }

    #[test]
    fn time_is_read_as_a_clock() {
        assert_eq!(
            (clock(12_340), clock(3_723_004)),
            ("00:12.340".into(), "1:02:03.004".into())
        );
    }
}
