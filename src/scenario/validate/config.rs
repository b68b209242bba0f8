//! Configurations: each name and value by Kafka's own rules, then all values of one client together.

use super::{Error, Pace, Scope, join, limits, mistakes};
use crate::kafka::config::{Config, broker_synonym, canonical, check, default, definition};
use crate::scenario::fields::ConfigMap;

/// A configuration of a producer, a topic or a broker.
pub(super) fn of(scope: Scope, path: &str, config: &ConfigMap, pace: Pace) -> Result<(), Error> {
    together(path, &collect(scope, path, config, pace)?)
}

/// A consumer's; its group is a field beside the configuration, where Kafka has `group.id`.
pub(super) fn of_consumer(path: &str, config: &ConfigMap, group: Option<&str>, pace: Pace) -> Result<(), Error> {
    let mut values = collect(Scope::Consumer, path, config, pace)?;
    let by_config = config.get("group.id").is_some_and(|other| Some(other) != group);
    if by_config {
        return Err(Error::new(join(path, "group.id"), &mistakes::GROUP_IS_A_FIELD));
    }
    if let Some(group) = group {
        values
            .set("group.id", group)
            .map_err(|reason| Error::new("group", reason))?;
    }
    together(path, &values)
}

/// The cluster's: names of brokers, and names of topics as defaults for all topics.
pub(super) fn cluster(path: &str, config: &ConfigMap, pace: Pace) -> Result<(), Error> {
    let of_topics = |name: &str| definition(Scope::Broker, name).is_none() && broker_synonym(name).is_some();
    for (scope, mine) in [(Scope::Broker, false), (Scope::Topic, true)] {
        let part: ConfigMap = config.iter().filter(|(name, _)| of_topics(name) == mine).collect();
        of(scope, path, &part, pace)?;
    }
    // What a topic takes, its default has to take as well.
    for (name, value) in config.iter().filter(|(name, _)| of_topics(name)) {
        let default = broker_synonym(name).unwrap_or(name);
        check(Scope::Broker, default, value).map_err(|reason| Error::new(join(path, name), reason))?;
    }
    let offsets = "offsets.topic.num.partitions";
    if let Some(count) = config.get(offsets).and_then(|number| number.trim().parse().ok()) {
        super::between(&join(path, offsets), count, 1, u64::from(limits::OFFSETS_PARTITIONS))?;
    }
    match auto_create(config) {
        Some(partitions) if partitions > limits::PARTITIONS_OF_TOPIC => super::between(
            &join(path, "num.partitions"),
            u64::from(partitions),
            1,
            u64::from(limits::PARTITIONS_OF_TOPIC),
        ),
        _ => Ok(()),
    }
}

/// How many partitions a topic gets that nobody created; none unless the document asks for such topics by hand, so
/// that a mistyped name is a mistake and not a topic.
pub(super) fn auto_create(config: &ConfigMap) -> Option<u32> {
    let name = "auto.create.topics.enable";
    let asked = config
        .get(name)
        .is_some_and(|value| canonical(Scope::Broker, name, value) == "true");
    let partitions = config
        .get("num.partitions")
        .map_or(Some(1), |number| number.trim().parse().ok());
    asked.then_some(partitions.unwrap_or(1))
}

/// How many partitions of `__consumer_offsets` can be named: as many as a topic may have at most.
pub(super) fn offsets_partitions(config: &ConfigMap) -> u32 {
    let name = "offsets.topic.num.partitions";
    let number = config.get(name).or_else(|| default(Scope::Broker, name));
    let number = number.and_then(|number| number.trim().parse().ok());
    number.unwrap_or(u32::MAX).min(limits::PARTITIONS_OF_TOPIC)
}

fn collect(scope: Scope, path: &str, config: &ConfigMap, pace: Pace) -> Result<Config, Error> {
    let mut values = Config::new(scope, pace);
    for (name, value) in config.iter() {
        let place = join(path, name);
        check(scope, name, value).map_err(|reason| Error::new(&place, reason))?;
        values.set(name, value).map_err(|reason| Error::new(&place, reason))?;
    }
    Ok(values)
}

fn together(path: &str, values: &Config) -> Result<(), Error> {
    values
        .check_together()
        .map_err(|(name, reason)| Error::new(join(path, &name), reason))
}
