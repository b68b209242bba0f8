//! Random racks of brokers and consumers, and whether leaders look at them.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};

type Config = Map<String, Value>;

/// `broker.rack` of the first brokers; those that the cluster does not have are left out where the document is built.
pub fn of_brokers() -> impl Strategy<Value = Vec<Value>> {
    vec(select(vec!["a", "b", "b", "c"]), 0..4).prop_map(|racks| {
        let set = |(broker, rack)| json!({"do": "alter_config", "broker": broker, "config": {"broker.rack": rack}});
        (1..).zip(racks).map(set).collect()
    })
}

/// `replica.selector.class` every other time.
pub fn selector(config: impl Strategy<Value = Config>) -> impl Strategy<Value = Config> {
    (config, any::<bool>()).prop_map(|(mut config, by_rack)| {
        if by_rack {
            let class = "org.apache.kafka.common.replica.RackAwareReplicaSelector";
            config.insert("replica.selector.class".into(), class.into());
        }
        config
    })
}

/// `client.rack` most of the time.
pub fn of_client(config: impl Strategy<Value = Config>) -> impl Strategy<Value = Config> {
    (config, select(vec![None, Some("a"), Some("b"), Some("b")])).prop_map(|(mut config, rack)| {
        if let Some(rack) = rack {
            config.insert("client.rack".into(), rack.into());
        }
        config
    })
}
