//! Moments along the whole of time, as many as can be told apart on a screen: a session of hours has no more of them
//! than one of minutes.

/// Classes of moments, told apart by colour.
const CLASSES: u64 = 6;

/// A moment that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot<T> {
    pub at: u64,
    /// Below 6.
    pub class: u8,
    pub what: T,
}

/// Moments in the order of time, at most so many.
#[derive(Clone, Debug)]
pub struct Thinned<T> {
    limit: u32,
    spots: Vec<Spot<T>>,
    thinnings: u32,
}

impl<T> Thinned<T> {
    /// Of more than `limit` moments half as many stay: in each stretch of time the first one of each class.
    pub fn new(limit: u32) -> Self {
        let (spots, thinnings) = (Vec::new(), 0);
        Thinned {
            limit,
            spots,
            thinnings,
        }
    }

    pub fn spots(&self) -> &[Spot<T>] {
        &self.spots
    }

    /// How often moments went; as long as it stays, moments were only added.
    pub fn thinnings(&self) -> u32 {
        self.thinnings
    }

    /// Adds a moment that is not before the last one.
    pub fn add(&mut self, at: u64, class: u8, what: T) {
        self.spots.push(Spot { at, class, what });
        if self.limit as usize <= self.spots.len() {
            self.thin(at);
        }
    }

    /// Lets go of what is later.
    pub fn end_at(&mut self, ms: u64) {
        self.spots.truncate(self.spots.partition_point(|spot| spot.at <= ms));
        self.thinnings += 1;
    }

    fn thin(&mut self, end: u64) {
        let stretches = (u64::from(self.limit) / 2 / CLASSES).max(1);
        // Doubling keeps the borders where they were: stretches that only grew a little would eat their neighbours.
        let stretch_ms = (end / stretches + 1).next_power_of_two();
        let mut last = [None; CLASSES as usize];
        self.spots.retain(|spot| {
            let stretch = Some(spot.at / stretch_ms);
            last.get_mut(usize::from(spot.class))
                .is_none_or(|last| std::mem::replace(last, stretch) != stretch)
        });
        self.thinnings += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_has_no_more_moments_than_a_minute_and_no_hole() {
        let mut thinned = Thinned::new(1_200);
        for n in 0..100_000u64 {
            thinned.add(n * 36, (n % 3) as u8, n);
            assert!(thinned.spots().len() < 1_200);
        }
        for class in 0..3 {
            let times: Vec<u64> = thinned
                .spots()
                .iter()
                .filter(|s| s.class == class)
                .map(|s| s.at)
                .collect();
            assert!(times.is_sorted());
            let hole = times.windows(2).map(|pair| pair[1] - pair[0]).max();
            // Two stretches, of a fiftieth of the hour each at most.
            assert!(
                hole < Some(2 * 3_600_000 / 50),
                "{hole:?} ms without a moment of class {class}"
            );
        }
    }

    #[test]
    fn few_moments_all_stay_until_time_ends_before_them() {
        let mut thinned = Thinned::new(1_200);
        (0..1_000u64).for_each(|n| thinned.add(n / 10, 1, n));
        assert_eq!((thinned.spots().len(), thinned.thinnings()), (1_000, 0));
        thinned.end_at(49);
        assert_eq!(thinned.spots().last().map(|spot| spot.what), Some(499));
        assert_eq!(thinned.thinnings(), 1);
    }
}
