//! What Kafka demands of several values of one configuration together.
//!
//! Absent on purpose: rules about parts that are not modelled (security, remote storage, streams groups,
//! quorum), and rules that only log a warning.

use super::values::Config;
use super::{Scope, mistakes, text};
use crate::kafka::reason::{Mistake, Reason};

type Verdict = Result<(), (String, Reason)>;

impl Config {
    /// Checks the values against each other, as Kafka does when the client is built or the topic is created.
    ///
    /// # Errors
    /// The name to change, and the reason.
    pub fn check_together(&self) -> Result<(), (String, Reason)> {
        match self.scope() {
            Scope::Producer => self.check_delivery_timeout().and_then(|()| self.check_idempotence()),
            Scope::Consumer => self
                .check_group_id()
                .and_then(|()| self.check_group_type())
                .and_then(|()| self.check_group_protocol())
                .and_then(|()| self.check_heartbeat())
                .and_then(|()| self.check_auto_commit())
                .and_then(|()| self.check_instance_id()),
            Scope::Topic => self.check_compaction_lag(),
            Scope::Broker => self.check_server_groups().and_then(|()| self.check_replica_fetch()),
        }
    }

    /// `KafkaProducer.configureDeliveryTimeout`: refused only when it was set by hand, else raised silently.
    fn check_delivery_timeout(&self) -> Verdict {
        let (delivery_ms, request_ms) = (self.i64("delivery.timeout.ms"), self.i64("request.timeout.ms"));
        let least_ms = self.i64("linger.ms").min(i64::from(i32::MAX)) + request_ms;
        let least_ms = least_ms.min(i64::from(i32::MAX));
        refuse(
            self.is_set("delivery.timeout.ms") && delivery_ms < least_ms,
            "delivery.timeout.ms",
            || {
                mistakes::DELIVERY_TIMEOUT
                    .with("value", delivery_ms)
                    .with("least", least_ms)
            },
        )
    }

    /// `ProducerConfig.postProcessAndValidateIdempotenceConfigs`.
    fn check_idempotence(&self) -> Verdict {
        let on = self.bool("enable.idempotence");
        let by_hand = on && self.is_set("enable.idempotence");
        let (retries, in_flight) = (self.i64("retries"), self.i64("max.in.flight.requests.per.connection"));
        refuse(by_hand && retries == 0, "retries", || {
            (&mistakes::IDEMPOTENT_RETRIES).into()
        })?;
        refuse(by_hand && self.get("acks") != "all", "acks", || {
            mistakes::IDEMPOTENT_ACKS.with("value", self.get("acks"))
        })?;
        refuse(on && in_flight > 5, "max.in.flight.requests.per.connection", || {
            mistakes::IDEMPOTENT_IN_FLIGHT.with("value", in_flight)
        })?;
        let idempotent = on && retries != 0 && self.get("acks") == "all";
        refuse(
            self.is_set("transactional.id") && !idempotent,
            "transactional.id",
            || (&mistakes::TRANSACTION_NOT_IDEMPOTENT).into(),
        )?;
        let two_phase = self.bool("transaction.two.phase.commit.enable") && self.is_set("transaction.timeout.ms");
        refuse(two_phase, "transaction.timeout.ms", || {
            excluded("transaction.timeout.ms", "transaction.two.phase.commit.enable", "true")
        })
    }

    /// `KafkaConsumer`: an empty group name is refused since Kafka 4.0.
    fn check_group_id(&self) -> Verdict {
        refuse(
            self.is_set("group.id") && self.get("group.id").is_empty(),
            "group.id",
            || (&mistakes::GROUP_ID_EMPTY).into(),
        )
    }

    /// `ShareConsumerConfig.checkUnsupportedConfigsPostProcess`: what a share consumer does not decide by itself.
    fn check_group_type(&self) -> Verdict {
        const UNSUPPORTED: &[&str] = &[
            "auto.offset.reset",
            "enable.auto.commit",
            "group.instance.id",
            "isolation.level",
            "partition.assignment.strategy",
            "interceptor.classes",
            "session.timeout.ms",
            "heartbeat.interval.ms",
            "group.protocol",
            "group.remote.assignor",
        ];
        let group_type = self.get("group.type");
        let unsupported = match group_type {
            "share" => UNSUPPORTED,
            _ => &["share.auto.offset.reset"],
        };
        let found = unsupported.iter().find(|name| self.is_set(name));
        found.map_or(Ok(()), |name| {
            refuse(true, name, || excluded(name, "group.type", group_type))
        })
    }

    /// `ConsumerConfig.checkUnsupportedConfigsPostProcess`.
    fn check_group_protocol(&self) -> Verdict {
        let protocol = self.get("group.protocol");
        let unsupported: &[&str] = match protocol {
            _ if self.get("group.type") == "share" => &[],
            "consumer" => &[
                "partition.assignment.strategy",
                "heartbeat.interval.ms",
                "session.timeout.ms",
                "share.acknowledgement.mode",
                "share.acquire.mode",
            ],
            _ => &[
                "group.remote.assignor",
                "share.acknowledgement.mode",
                "share.acquire.mode",
            ],
        };
        let found = unsupported
            .iter()
            .find(|name| self.is_set(name) && !text::trim(self.get(name)).is_empty());
        found.map_or(Ok(()), |name| {
            refuse(true, name, || excluded(name, "group.protocol", protocol))
        })
    }

    /// `Heartbeat`: the constructor demands it of a consumer with a group and the classic protocol.
    fn check_heartbeat(&self) -> Verdict {
        let (heartbeat_ms, session_ms) = (self.i64("heartbeat.interval.ms"), self.i64("session.timeout.ms"));
        let classic_group = self.get("group.protocol") == "classic" && self.is_set("group.id");
        let name = if self.is_set("heartbeat.interval.ms") {
            "heartbeat.interval.ms"
        } else {
            "session.timeout.ms"
        };
        refuse(classic_group && heartbeat_ms >= session_ms, name, || {
            self.against(
                &mistakes::SETTING_NOT_LOWER,
                "heartbeat.interval.ms",
                "session.timeout.ms",
            )
        })
    }

    /// `ConsumerConfig.maybeOverrideEnableAutoCommit`.
    fn check_auto_commit(&self) -> Verdict {
        let by_hand = self.is_set("enable.auto.commit") && self.bool("enable.auto.commit");
        refuse(by_hand && !self.is_set("group.id"), "enable.auto.commit", || {
            (&mistakes::AUTO_COMMIT_WITHOUT_GROUP).into()
        })
    }

    /// `JoinGroupRequest.validateGroupInstanceId`, which follows the rules of topic names.
    fn check_instance_id(&self) -> Verdict {
        let id = self.get("group.instance.id");
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let good = !matches!(id, "" | "." | "..") && id.len() <= 249 && id.chars().all(plain);
        refuse(self.is_set("group.instance.id") && !good, "group.instance.id", || {
            (&mistakes::INSTANCE_ID).into()
        })
    }

    /// `LogConfig.validateValues`.
    fn check_compaction_lag(&self) -> Verdict {
        self.check_not_less("max.compaction.lag.ms", "min.compaction.lag.ms")
    }

    /// `GroupCoordinatorConfig`, `ShareGroupConfig`: the limits that the brokers' own settings of `consumer` and share
    /// groups hold among themselves.
    fn check_server_groups(&self) -> Verdict {
        const NOT_LESS: &[(&str, &str)] = &[
            (
                "group.consumer.max.heartbeat.interval.ms",
                "group.consumer.min.heartbeat.interval.ms",
            ),
            (
                "group.consumer.heartbeat.interval.ms",
                "group.consumer.min.heartbeat.interval.ms",
            ),
            (
                "group.consumer.max.heartbeat.interval.ms",
                "group.consumer.heartbeat.interval.ms",
            ),
            (
                "group.consumer.max.session.timeout.ms",
                "group.consumer.min.session.timeout.ms",
            ),
            (
                "group.consumer.session.timeout.ms",
                "group.consumer.min.session.timeout.ms",
            ),
            (
                "group.consumer.max.session.timeout.ms",
                "group.consumer.session.timeout.ms",
            ),
            (
                "group.share.heartbeat.interval.ms",
                "group.share.min.heartbeat.interval.ms",
            ),
            (
                "group.share.max.heartbeat.interval.ms",
                "group.share.heartbeat.interval.ms",
            ),
            ("group.share.session.timeout.ms", "group.share.min.session.timeout.ms"),
            ("group.share.max.session.timeout.ms", "group.share.session.timeout.ms"),
            (
                "group.share.record.lock.duration.ms",
                "group.share.min.record.lock.duration.ms",
            ),
            (
                "group.share.max.record.lock.duration.ms",
                "group.share.record.lock.duration.ms",
            ),
            (
                "group.share.delivery.count.limit",
                "group.share.min.delivery.count.limit",
            ),
            (
                "group.share.max.delivery.count.limit",
                "group.share.delivery.count.limit",
            ),
        ];
        NOT_LESS
            .iter()
            .try_for_each(|(large, small)| self.check_not_less(large, small))?;
        let (heartbeat, session) = (
            "group.consumer.heartbeat.interval.ms",
            "group.consumer.session.timeout.ms",
        );
        refuse(self.i64(heartbeat) >= self.i64(session), heartbeat, || {
            self.against(&mistakes::SETTING_NOT_LESS, heartbeat, session)
        })
    }

    /// `KafkaConfig.validateValues`: followers must be able to wait for records and stay in sync.
    fn check_replica_fetch(&self) -> Verdict {
        self.check_not_less("replica.lag.time.max.ms", "replica.fetch.wait.max.ms")?;
        self.check_not_less("replica.socket.timeout.ms", "replica.fetch.wait.max.ms")
    }

    fn check_not_less(&self, large: &str, small: &str) -> Verdict {
        refuse(self.i64(large) < self.i64(small), large, || {
            self.against(&mistakes::SETTING_TOO_SMALL, large, small)
        })
    }

    /// Two numbers that do not go together.
    fn against(&self, mistake: &'static Mistake, name: &str, other: &str) -> Reason {
        mistake
            .with("name", name)
            .with("value", self.i64(name))
            .with("other", other)
            .with("limit", self.i64(other))
    }
}

fn excluded(name: &str, other: &str, value: &str) -> Reason {
    mistakes::SETTING_EXCLUDED
        .with("name", name)
        .with("other", other)
        .with("value", value)
}

fn refuse(when: bool, name: &str, reason: impl FnOnce() -> Reason) -> Verdict {
    if when {
        Err((name.to_string(), reason()))
    } else {
        Ok(())
    }
}
