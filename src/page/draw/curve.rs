//! The ways that bands and flights take between boxes on the screen.
//!
//! Absent on purpose: the document, so that all of it is tested natively.

/// Slow at both ends: what travels leaves and arrives gently.
pub fn ease(t: f64) -> f64 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// A cubic path between two points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    pub a: (f64, f64),
    pub b: (f64, f64),
    pub c: (f64, f64),
    pub d: (f64, f64),
}

/// A box on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn middle(&self) -> (f64, f64) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    /// The point of the edge that faces `to`, and the way out from there. Sideways where there is room sideways.
    pub fn exit(&self, to: (f64, f64)) -> End {
        let (x, y) = self.middle();
        if to.0 >= self.right {
            return End {
                at: (self.right, y),
                way: (1.0, 0.0),
            };
        }
        if to.0 <= self.left {
            return End {
                at: (self.left, y),
                way: (-1.0, 0.0),
            };
        }
        let (edge, way) = if to.1 > y { (self.bottom, 1.0) } else { (self.top, -1.0) };
        End {
            at: (x, edge),
            way: (0.0, way),
        }
    }
}

/// One end of a curve and the way in which it leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    pub at: (f64, f64),
    pub way: (f64, f64),
}

impl Curve {
    /// Leaves and arrives in the ways of its ends.
    pub fn between(from: End, to: End) -> Self {
        let (dx, dy) = (to.at.0 - from.at.0, to.at.1 - from.at.1);
        let reach = (dx.hypot(dy) * 0.45).clamp(12.0, 150.0);
        let out = |end: End| (end.at.0 + end.way.0 * reach, end.at.1 + end.way.1 * reach);
        Self {
            a: from.at,
            b: out(from),
            c: out(to),
            d: to.at,
        }
    }

    /// From the right end of a stave to the card of its reader: across the gap, or, where the cards lie below the
    /// staves, around the right margin.
    pub fn band(from: (f64, f64), card: Rect, lane: f64) -> Self {
        let y = card.middle().1;
        if card.left > from.0 {
            let way = (1.0, 0.0);
            return Self::between(
                End { at: from, way },
                End {
                    at: (card.left, y),
                    way: (-1.0, 0.0),
                },
            );
        }
        let bulge = 9.0 + lane * 4.0;
        Self {
            a: from,
            b: (from.0 + bulge, from.1),
            c: (card.right + bulge, y),
            d: (card.right, y),
        }
    }

    pub fn at(&self, t: f64) -> (f64, f64) {
        let u = 1.0 - t;
        let (wa, wb, wc, wd) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
        let mix = |a: f64, b: f64, c: f64, d: f64| wa * a + wb * b + wc * c + wd * d;
        (
            mix(self.a.0, self.b.0, self.c.0, self.d.0),
            mix(self.a.1, self.b.1, self.c.1, self.d.1),
        )
    }

    pub fn path(&self) -> String {
        let Self { a, b, c, d } = self;
        format!(
            "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            a.0, a.1, b.0, b.1, c.0, c.1, d.0, d.1
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_starts_and_ends_where_it_says() {
        let end = |at, way| End { at, way: (way, 0.0) };
        let curve = Curve::between(end((0.0, 0.0), 1.0), end((100.0, 50.0), -1.0));
        assert_eq!((curve.at(0.0), curve.at(1.0)), ((0.0, 0.0), (100.0, 50.0)));
        assert_eq!((ease(0.0), ease(0.5), ease(1.0)), (0.0, 0.5, 1.0));
    }

    #[test]
    fn a_card_is_left_by_the_edge_that_faces_the_goal() {
        let card = Rect {
            left: 0.0,
            top: 0.0,
            right: 100.0,
            bottom: 40.0,
        };
        assert_eq!(card.exit((300.0, 0.0)).at, (100.0, 20.0));
        assert_eq!(
            card.exit((50.0, 400.0)),
            End {
                at: (50.0, 40.0),
                way: (0.0, 1.0)
            }
        );
    }
}
