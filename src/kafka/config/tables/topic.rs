//! Every name of Kafka's topic configuration, read from `LogConfig.configDefCopy()` of the released Apache Kafka 4.4.0.
//!
//! Data only, sorted by name, as the release prints it; what the model does with a name is said in `config/mod.rs`.

use crate::kafka::config::definition::Check::{
    Any, AtLeast, Between, BetweenOr, Decimal, Distinct, OneOf, ThrottledReplicas,
};
use crate::kafka::config::definition::Kind::{Boolean, Double, Int, List, Long, Text};
use crate::kafka::config::definition::{Definition, row};

pub(in crate::kafka::config) static ROWS: &[Definition] = &[
    row(
        "cleanup.policy",
        List,
        Some("delete"),
        Distinct {
            of: &["compact", "delete"],
            empty: true,
        },
    ),
    row("compression.gzip.level", Int, Some("-1"), BetweenOr(1, 9, -1)),
    row("compression.lz4.level", Int, Some("9"), Between(1, 17)),
    row(
        "compression.type",
        Text,
        Some("producer"),
        OneOf(&["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]),
    ),
    row("compression.zstd.level", Int, Some("3"), Between(-131072, 22)),
    row("delete.retention.ms", Long, Some("86400000"), AtLeast(0)),
    row("errors.deadletterqueue.group.enable", Boolean, Some("false"), Any),
    row("file.delete.delay.ms", Long, Some("60000"), AtLeast(0)),
    row("flush.messages", Long, Some("9223372036854775807"), AtLeast(1)),
    row("flush.ms", Long, Some("9223372036854775807"), AtLeast(0)),
    row(
        "follower.replication.throttled.replicas",
        List,
        Some(""),
        ThrottledReplicas,
    ),
    row("index.interval.bytes", Int, Some("4096"), AtLeast(0)),
    row("internal.segment.bytes", Int, None, Any),
    row(
        "leader.replication.throttled.replicas",
        List,
        Some(""),
        ThrottledReplicas,
    ),
    row("local.retention.bytes", Long, Some("-2"), AtLeast(-2)),
    row("local.retention.ms", Long, Some("-2"), AtLeast(-2)),
    row("max.compaction.lag.ms", Long, Some("9223372036854775807"), AtLeast(1)),
    row(
        "max.decompressed.message.bytes",
        Int,
        Some("2147483639"),
        Between(1, 2147483639),
    ),
    row("max.message.bytes", Int, Some("1048588"), AtLeast(0)),
    row("message.timestamp.after.max.ms", Long, Some("3600000"), AtLeast(0)),
    row(
        "message.timestamp.before.max.ms",
        Long,
        Some("9223372036854775807"),
        AtLeast(0),
    ),
    row(
        "message.timestamp.type",
        Text,
        Some("CreateTime"),
        OneOf(&["CreateTime", "LogAppendTime"]),
    ),
    row("min.cleanable.dirty.ratio", Double, Some("0.5"), Decimal("0", "1")),
    row("min.compaction.lag.ms", Long, Some("0"), AtLeast(0)),
    row("min.insync.replicas", Int, Some("1"), AtLeast(1)),
    row("preallocate", Boolean, Some("false"), Any),
    row("remote.copy.lag.bytes", Long, Some("-1"), AtLeast(-1)),
    row("remote.copy.lag.ms", Long, Some("0"), AtLeast(-1)),
    row("remote.log.copy.disable", Boolean, Some("false"), Any),
    row("remote.log.delete.on.disable", Boolean, Some("false"), Any),
    row("remote.storage.enable", Boolean, Some("false"), Any),
    row("retention.bytes", Long, Some("-1"), Any),
    row("retention.ms", Long, Some("604800000"), AtLeast(-1)),
    row("segment.bytes", Int, Some("1073741824"), AtLeast(1048576)),
    row("segment.index.bytes", Int, Some("10485760"), AtLeast(4)),
    row("segment.jitter.ms", Long, Some("0"), AtLeast(0)),
    row("segment.ms", Long, Some("604800000"), AtLeast(1)),
    row("unclean.leader.election.enable", Boolean, Some("false"), Any),
];
