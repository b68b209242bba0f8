//! What Kafka demands of several values of one configuration together.
//!
//! Absent on purpose: rules about parts that are not modelled (security, remote storage, share and streams groups,
//! quorum), and rules that only log a warning.

use super::values::Config;
use super::{Scope, text};

type Verdict = Result<(), (String, String)>;

impl Config {
    /// Checks the values against each other, as Kafka does when the client is built or the topic is created.
    ///
    /// # Errors
    /// The name to change, and a full sentence.
    pub fn check_together(&self) -> Result<(), (String, String)> {
        match self.scope() {
            Scope::Producer => self.check_delivery_timeout().and_then(|()| self.check_idempotence()),
            Scope::Consumer => self
                .check_group_id()
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
                format!(
                    "`delivery.timeout.ms` cannot be {delivery_ms}: it must be at least `linger.ms` + \
                     `request.timeout.ms` = {least_ms}."
                )
            },
        )
    }

    /// `ProducerConfig.postProcessAndValidateIdempotenceConfigs`.
    fn check_idempotence(&self) -> Verdict {
        let on = self.bool("enable.idempotence");
        let by_hand = on && self.is_set("enable.idempotence");
        let (retries, in_flight) = (self.i64("retries"), self.i64("max.in.flight.requests.per.connection"));
        refuse(by_hand && retries == 0, "retries", || {
            "`retries` cannot be 0 when `enable.idempotence` is set to `true`.".to_string()
        })?;
        refuse(by_hand && self.get("acks") != "all", "acks", || {
            format!(
                "`acks` must be `all` when `enable.idempotence` is set to `true`, and it is `{}`.",
                self.get("acks")
            )
        })?;
        refuse(on && in_flight > 5, "max.in.flight.requests.per.connection", || {
            format!(
                "`max.in.flight.requests.per.connection` cannot be {in_flight}: an idempotent producer \
                 allows at most 5 (set `enable.idempotence` to `false` for more)."
            )
        })?;
        let idempotent = on && retries != 0 && self.get("acks") == "all";
        refuse(
            self.is_set("transactional.id") && !idempotent,
            "transactional.id",
            || "`transactional.id` cannot be set for a producer that is not idempotent.".to_string(),
        )?;
        let two_phase = self.bool("transaction.two.phase.commit.enable") && self.is_set("transaction.timeout.ms");
        refuse(two_phase, "transaction.timeout.ms", || {
            "`transaction.timeout.ms` cannot be set when `transaction.two.phase.commit.enable` is `true`.".to_string()
        })
    }

    /// `KafkaConsumer`: an empty group name is refused since Kafka 4.0.
    fn check_group_id(&self) -> Verdict {
        refuse(
            self.is_set("group.id") && self.get("group.id").is_empty(),
            "group.id",
            || "`group.id` cannot be empty: leave it out for a consumer without a group.".to_string(),
        )
    }

    /// `ConsumerConfig.checkUnsupportedConfigsPostProcess`.
    fn check_group_protocol(&self) -> Verdict {
        let protocol = self.get("group.protocol");
        let unsupported: &[&str] = match protocol {
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
            refuse(true, name, || {
                format!("`{name}` cannot be set when `group.protocol` is `{protocol}`.")
            })
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
            format!("`heartbeat.interval.ms` ({heartbeat_ms}) must be lower than `session.timeout.ms` ({session_ms}).")
        })
    }

    /// `ConsumerConfig.maybeOverrideEnableAutoCommit`.
    fn check_auto_commit(&self) -> Verdict {
        let by_hand = self.is_set("enable.auto.commit") && self.bool("enable.auto.commit");
        refuse(by_hand && !self.is_set("group.id"), "enable.auto.commit", || {
            "`enable.auto.commit` cannot be set to `true` without `group.id`.".to_string()
        })
    }

    /// `JoinGroupRequest.validateGroupInstanceId`, which follows the rules of topic names.
    fn check_instance_id(&self) -> Verdict {
        let id = self.get("group.instance.id");
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let good = !matches!(id, "" | "." | "..") && id.len() <= 249 && id.chars().all(plain);
        refuse(self.is_set("group.instance.id") && !good, "group.instance.id", || {
            "`group.instance.id` must have 1 to 249 characters of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`, \
             and be neither `.` nor `..`."
                .to_string()
        })
    }

    /// `LogConfig.validateValues`.
    fn check_compaction_lag(&self) -> Verdict {
        self.check_not_less("max.compaction.lag.ms", "min.compaction.lag.ms")
    }

    /// `GroupCoordinatorConfig`: the limits that the brokers of a `consumer` group hold among themselves.
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
        ];
        NOT_LESS
            .iter()
            .try_for_each(|(large, small)| self.check_not_less(large, small))?;
        let (heartbeat, session) = (
            "group.consumer.heartbeat.interval.ms",
            "group.consumer.session.timeout.ms",
        );
        refuse(self.i64(heartbeat) >= self.i64(session), heartbeat, || {
            format!(
                "`{heartbeat}` ({}) must be less than `{session}` ({}).",
                self.i64(heartbeat),
                self.i64(session)
            )
        })
    }

    /// `KafkaConfig.validateValues`: followers must be able to wait for records and stay in sync.
    fn check_replica_fetch(&self) -> Verdict {
        self.check_not_less("replica.lag.time.max.ms", "replica.fetch.wait.max.ms")?;
        self.check_not_less("replica.socket.timeout.ms", "replica.fetch.wait.max.ms")
    }

    fn check_not_less(&self, large: &str, small: &str) -> Verdict {
        refuse(self.i64(large) < self.i64(small), large, || {
            format!(
                "`{large}` ({}) cannot be less than `{small}` ({}).",
                self.i64(large),
                self.i64(small)
            )
        })
    }
}

fn refuse(when: bool, name: &str, sentence: impl FnOnce() -> String) -> Verdict {
    if when {
        Err((name.to_string(), sentence()))
    } else {
        Ok(())
    }
}
