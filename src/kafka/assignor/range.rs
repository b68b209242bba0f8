//! `RangeAssignor`: each topic for itself is cut into ranges, one per subscriber; the first subscribers get one
//! partition more when it does not come out even. Topics with the same count and subscribers are co-partitioned:
//! their equal partitions go to the same member.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Assignment, Member, by_instance_then_id};

pub(super) fn assign(topics: &BTreeMap<Arc<str>, u32>, members: &[Member]) -> Assignment {
    let mut sorted: Vec<&Member> = members.iter().collect();
    sorted.sort_by(|a, b| by_instance_then_id(a.ids(), b.ids()));
    let mut assignment: Assignment = members.iter().map(|member| (member.id.clone(), Vec::new())).collect();
    for (topic, &partitions) in topics {
        let subscribers = sorted.iter().filter(|member| member.topics.contains(topic));
        let ids: Vec<&Arc<str>> = subscribers.map(|member| &member.id).collect();
        for (id, range) in ids.iter().zip(ranges(partitions, ids.len() as u32)) {
            assignment
                .entry((*id).clone())
                .or_default()
                .extend(range.map(|partition| (topic.clone(), partition)));
        }
    }
    assignment
}

/// Cuts `0..partitions` into `count` ranges, the first ones longer by one where it does not come out even.
pub(super) fn ranges(partitions: u32, count: u32) -> impl Iterator<Item = std::ops::Range<u32>> {
    let (each, extra) = (
        partitions.checked_div(count).unwrap_or(0),
        partitions.checked_rem(count).unwrap_or(0),
    );
    (0..count).map(move |at| {
        let start = at * each + at.min(extra);
        start..start + each + u32::from(at < extra)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_everything_once() {
        fn check(partitions: u32, count: u32, expected: &[std::ops::Range<u32>]) {
            assert_eq!(ranges(partitions, count).collect::<Vec<_>>(), expected);
        }
        check(7, 3, &[0..3, 3..5, 5..7]);
        check(2, 3, &[0..1, 1..2, 2..2]);
        check(3, 0, &[]);
        check(0, 2, &[0..0, 0..0]);
    }

    #[test]
    fn static_members_come_first() {
        let topics = BTreeMap::from([("t".into(), 3)]);
        let member = |id: &str, instance_id: Option<&str>| Member {
            id: id.into(),
            instance_id: instance_id.map(Into::into),
            topics: vec!["t".into(), "absent".into()],
            owned: Vec::new(),
            generation: -1,
            user_data: None,
        };
        let assignment = assign(
            &topics,
            &[member("a", None), member("z", Some("i1")), member("y", Some("i2"))],
        );
        let first = |id: &str| {
            assignment[id]
                .iter()
                .map(|(_, partition)| *partition)
                .collect::<Vec<_>>()
        };
        assert_eq!((first("z"), first("y"), first("a")), (vec![0], vec![1], vec![2]));
    }
}
