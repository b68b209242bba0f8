//! The nodes, each with what the world keeps for it.

use litemap::LiteMap;

use super::{Place, connections::Connections};
use crate::node::{
    Node,
    context::{NodeId, Timer},
};

/// A node, and what the world keeps for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    pub id: NodeId,
    pub node: Node,
    pub timers: LiteMap<Timer, Alarm>,
    /// What it asked.
    pub connections: Connections,
}

/// When a timer is to wake its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// `None`: not any more.
    pub wanted: Option<Place>,
    /// The place that the queue has, no later than that: most timers are put off again and again, and never ring.
    pub queued: Place,
}

/// All of them, in order: one is looked up with every step, and seldom is one added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hosts(Vec<Host>);

impl Hosts {
    /// Adds a node, or takes it in place of the one of this name.
    pub fn insert(&mut self, id: NodeId, node: Node) {
        let place = self.0.binary_search_by(|host| host.id.cmp(&id));
        let host = Host {
            id,
            node,
            timers: LiteMap::new(),
            connections: Connections::default(),
        };
        match place {
            Ok(place) => self.0[place] = host,
            Err(place) => self.0.insert(place, host),
        }
    }

    /// Where it is: until one is added.
    pub fn place(&self, id: &NodeId) -> Option<usize> {
        self.0.binary_search_by(|host| host.id.cmp(id)).ok()
    }

    pub fn get(&self, id: &NodeId) -> Option<&Host> {
        self.0.get(self.place(id)?)
    }

    pub fn get_mut(&mut self, id: &NodeId) -> Option<&mut Host> {
        let place = self.place(id)?;
        self.0.get_mut(place)
    }

    pub fn look_at(&self, place: usize) -> Option<&Host> {
        self.0.get(place)
    }

    pub fn at(&mut self, place: usize) -> Option<&mut Host> {
        self.0.get_mut(place)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Host> {
        self.0.iter()
    }
}
