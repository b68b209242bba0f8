//! The broker's part of `__consumer_offsets`: whose groups it coordinates, and the log of what its coordinator keeps.
//!
//! Simplified: the coordinator answers when its leader has written, and does not wait for the followers.
//! Absent on purpose: any telling of these appends; commits and rebalances are told of already.

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Name, TopicPartition},
    },
    node::{
        api::{Request, Response},
        broker::{Broker, Replica, leading::Moment},
        context::{Caller, Cx},
        image::OFFSETS_TOPIC,
    },
};

impl Broker {
    /// Becomes what the controller says for each partition of `__consumer_offsets`: with the leadership of a partition
    /// the groups in it come and go.
    pub(super) fn take_offsets_partitions(&mut self, cx: &mut Cx) {
        let image = self.image.clone();
        let at = Moment::new(cx.now, self.id, &image, &self.fetches);
        let topic: Name = OFFSETS_TOPIC.into();
        for (n, placed) in (0..).zip(image.offsets.iter()) {
            if !placed.replicas.contains(&self.id) {
                continue;
            }
            let fresh = || {
                let mut replica = Replica::default();
                replica.configure_offsets(&image);
                replica
            };
            let tp = TopicPartition::new(&topic, n);
            let replica = self.replicas.or_insert_with(&tp, fresh);
            let led = replica.leading().is_some();
            let begins = replica.become_registered(&at, placed);
            let leads = replica.leading().is_some();
            if led && (!leads || begins) {
                self.groups.unload(cx, &image, n);
            }
            if leads && (!led || begins) {
                self.groups.load(cx, &image, n, &replica.log);
            }
        }
    }

    /// What a group's members and the tools ask of its coordinator.
    pub(super) fn group_request(&mut self, cx: &mut Cx, caller: Caller, request: Request) {
        let coordinates = |group: &Name| {
            let tp = TopicPartition::new(&OFFSETS_TOPIC.into(), self.image.partition_of_group(group));
            self.led(&tp).is_ok()
        };
        if request.group().is_some_and(|group| !coordinates(group)) {
            let (api, error) = (request.api(), KafkaError::NotCoordinator);
            return cx.respond(&caller, Response::Refused { api, error });
        }
        self.groups.on_request(cx, &self.image, caller, request);
        self.write_groups(cx);
    }

    /// Appends what the coordinator has to keep.
    pub(super) fn write_groups(&mut self, cx: &mut Cx) {
        let written = self.groups.take_written();
        let at = Moment::new(cx.now, self.id, &self.image, &self.fetches);
        let mut appended = false;
        for written in written.iter().filter(|written| !written.is_empty()) {
            let tp = TopicPartition::new(&OFFSETS_TOPIC.into(), self.image.partition_of_group(&written.group));
            let batch = written.batch(&format!("broker {}", self.id.0).into(), cx.now);
            let led = self.replicas.get_mut(&tp).filter(|replica| replica.leading().is_some());
            if let Some(replica) = led {
                replica.append(&at, batch);
                appended = true;
            }
        }
        if appended {
            self.answer_waiting(cx);
        }
    }
}
