//! Who of a topic's subscribers is to get a partition next, and who is to give one up
//! (`UniformHeterogeneousAssignmentBuilder.MemberAssignmentBalancer`).
//!
//! Members stand in a row, who has the least first. From the left grows a range of members that are filled up to one
//! level, from the right one of members that are taken down to one level; each round of a range gives or takes one
//! partition of each of its members, and a range grows over those whose level it has reached.

use super::Place;

pub(super) struct Balancer {
    /// The members, by how many partitions they had at the beginning.
    row: Vec<Place>,
    /// The least loaded range ends before this place of the row.
    least_end: Place,
    /// How many partitions each member of that range had when its round began.
    least_level: i64,
    /// The place in the row whose turn to get a partition is next.
    least_next: Place,
    most_start: Place,
    /// The most loaded range ends before this place; behind it are members that have nothing to give up.
    most_end: Place,
    most_level: i64,
    /// Behind the place whose turn to give one up is next; the round goes from right to left.
    most_next: Place,
}

impl Balancer {
    /// A row of these members, of which there has to be one at least. `sizes` is how many partitions each has, here
    /// and in all calls; who calls keeps it up to date.
    pub(super) fn new(members: &[Place], sizes: &[i64]) -> Balancer {
        let mut row = members.to_vec();
        row.sort_by_key(|member| (sizes[*member], *member));
        let size = |member: Option<&Place>| member.map_or(0, |member| sizes[*member]);
        Balancer {
            least_end: 0,
            least_level: size(row.first()) - 1,
            least_next: 0,
            most_start: row.len(),
            most_end: row.len(),
            most_level: size(row.last()) + 1,
            most_next: row.len(),
            row,
        }
    }

    /// The member to which the next partition goes.
    pub(super) fn next_least_loaded(&mut self, sizes: &[i64]) -> Place {
        if self.least_end <= self.least_next {
            self.least_level += 1;
            let has_level = |place: &Place| sizes[self.row[*place]] == self.least_level;
            self.least_end += (self.least_end..self.row.len()).take_while(has_level).count();
            self.least_next = 0;
        }
        self.least_next += 1;
        self.row[self.least_next - 1]
    }

    /// The member from which the next partition is taken; none when nobody has any to give up.
    pub(super) fn next_most_loaded(&mut self, sizes: &[i64]) -> Option<Place> {
        if self.most_next <= self.most_start {
            let is_empty = self.most_end <= self.most_start;
            self.most_level = match self.row[..self.most_start].last() {
                // All of the range had nothing to give up: it goes on with who comes next, however much less that has.
                Some(next) if is_empty => sizes[*next],
                _ => self.most_level - 1,
            };
            let has_level = |place: &Place| sizes[self.row[*place]] == self.most_level;
            self.most_start -= (0..self.most_start).rev().take_while(has_level).count();
            self.most_next = self.most_end;
        }
        self.most_next = self.most_next.checked_sub(1)?;
        Some(self.row[self.most_next])
    }

    /// The member that was told last has nothing to give up: its turn does not come again.
    pub(super) fn exclude_most_loaded(&mut self) {
        self.most_end -= 1;
        self.row.swap(self.most_next, self.most_end);
    }

    /// Whether moving a partition from the one range to the other would make nothing more even.
    pub(super) fn is_balanced(&self) -> bool {
        self.most_level - self.least_level <= 1
    }
}
