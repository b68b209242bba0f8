//! A group of the `consumer` protocol in the log: what is written when it changes, and how it is read back.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{ClassicMember, Member, Modern};
use crate::{
    kafka::{ids::Name, reconcile::MemberState},
    node::{
        api::Protocol,
        context::{Cx, Deadline, Timer},
        group::{
            Written,
            loading::{name, names, number, read_current, read_target},
        },
        image::Image,
    },
};

/// The members as the log has them.
pub(super) type InLog = BTreeMap<Name, Member>;

impl Modern {
    /// What is new: the group's epoch and its target assignment, and every member that has changed or gone.
    pub(in crate::node::group) fn write(&mut self, written: &mut Written) {
        for (id, member) in &self.members {
            let before = self.in_log.get(id);
            if before.is_none_or(|before| !before.says_the_same(member)) {
                written.member(id, Some(member));
            }
        }
        let is_new = std::mem::take(&mut self.unwritten);
        if is_new {
            written.group_epoch(self.epoch);
        }
        if is_new && self.target_epoch == self.epoch {
            written.target_epoch(self.target_epoch);
            self.target
                .iter()
                .for_each(|(id, target)| written.target(id, Some(target)));
        }
        for (id, member) in &self.members {
            if self
                .in_log
                .get(id)
                .is_none_or(|before| before.current != member.current)
            {
                written.current(id, Some(&member.current));
            }
        }
        for id in self.in_log.keys().filter(|id| !self.members.contains_key(*id)) {
            written.current(id, None);
            written.target(id, None);
            written.member(id, None);
        }
        if !written.is_empty() {
            self.in_log.clone_from(&self.members);
        }
    }

    /// Takes one record for true (`GroupMetadataManager.replay`).
    pub(in crate::node::group) fn replay(&mut self, version: i64, key: &Value, value: Option<&Value>) {
        let id = name(&key["memberId"]).unwrap_or_else(|| "".into());
        match (version, value) {
            (3, Some(value)) => self.epoch = number(&value["epoch"]) as i32,
            (5, Some(value)) => {
                let mut member = Member::read(value);
                if let Some(known) = self.members.get(&id) {
                    member.current = known.current.clone();
                }
                if let Some(instance) = &member.instance_id {
                    self.static_members.insert(instance.clone(), id.clone());
                }
                self.members.insert(id, member);
            }
            (5, None) => {
                self.members.remove(&id);
                self.static_members.retain(|_, known| *known != id);
            }
            (6, Some(value)) => self.target_epoch = number(&value["assignmentEpoch"]) as i32,
            (7, Some(value)) => drop(self.target.insert(id, read_target(value))),
            (7, None) => drop(self.target.remove(&id)),
            (8, Some(value)) => {
                if let Some(member) = self.members.get_mut(&id) {
                    member.current = read_current(value);
                }
            }
            _ => {}
        }
    }

    /// Every member begins a session (`GroupMetadataManager.onLoaded`).
    pub(in crate::node::group) fn on_loaded(&mut self, cx: &mut Cx, image: &Image) {
        self.refresh_topics(image);
        self.in_log.clone_from(&self.members);
        for (id, member) in &self.members {
            self.reset_session(cx, image, id);
            if member.current.state == MemberState::UnrevokedPartitions && member.classic.is_none() {
                let timer = Timer::MemberDeadline(self.id.clone(), id.clone(), Deadline::Revoke);
                cx.set_timer(timer, cx.now + member.rebalance_timeout_ms);
            }
        }
    }

    /// Another broker coordinates from now on.
    pub(in crate::node::group) fn stop(&self, cx: &mut Cx) {
        for id in self.members.keys() {
            self.cancel_timers(cx, id);
        }
    }
}

impl Member {
    /// The log need not say anew who it is.
    fn says_the_same(&self, other: &Member) -> bool {
        let said = |member: &Member| Member {
            current: Default::default(),
            topics: Vec::new(),
            classic: member.classic.clone().map(|classic| ClassicMember {
                join_expected: false,
                ..classic
            }),
            ..member.clone()
        };
        said(self) == said(other)
    }

    fn read(value: &Value) -> Self {
        let classic = &value["classicMemberMetadata"];
        let protocol = |name| Protocol { name, user_data: None };
        let classic = classic.is_object().then(|| ClassicMember {
            session_timeout_ms: number(&classic["sessionTimeoutMs"]) as u64,
            protocols: names(&classic["supportedProtocols"])
                .into_iter()
                .map(protocol)
                .collect(),
            join_expected: false,
        });
        let client_id = name(&value["clientId"]).unwrap_or_else(|| "".into());
        Member {
            named: names(&value["subscribedTopicNames"]),
            regex: name(&value["subscribedTopicRegex"]).filter(|regex| !regex.is_empty()),
            rebalance_timeout_ms: number(&value["rebalanceTimeoutMs"]) as u64,
            assignor: name(&value["serverAssignor"]),
            classic,
            ..Member::new(client_id, name(&value["instanceId"]))
        }
    }

    /// The value of its metadata record (`ConsumerGroupMemberMetadataValue`).
    pub(in crate::node::group) fn metadata_value(&self) -> Value {
        let classic = self.classic.as_ref().map(|classic| {
            let protocols: Vec<&str> = classic.protocols.iter().map(|protocol| &*protocol.name).collect();
            serde_json::json!({
                "sessionTimeoutMs": classic.session_timeout_ms,
                "supportedProtocols": protocols,
            })
        });
        serde_json::json!({
            "instanceId": self.instance_id,
            "rackId": null,
            "clientId": self.client_id,
            "clientHost": "",
            "subscribedTopicNames": self.named,
            "subscribedTopicRegex": self.regex.as_deref().unwrap_or_default(),
            "rebalanceTimeoutMs": self.rebalance_timeout_ms,
            "serverAssignor": self.assignor,
            "classicMemberMetadata": classic,
        })
    }
}
