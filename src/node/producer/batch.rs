//! A batch of records for one partition, from its first record to the request that carries it (`ProducerBatch`).

use std::{collections::VecDeque, sync::Arc};

use crate::{
    kafka::{
        compression::{Compressed, Compression, Ratio},
        error::ErrorName,
        record::{self, NewRecord, Provenance, Records, RecordsBuilder},
    },
    node::event::{Rule, Why},
};

/// A batch of records for one partition (`ProducerBatch`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    pub id: u64,
    pub created_ms: u64,
    /// How often it was sent.
    pub attempts: u32,
    pub last_error: Option<ErrorName>,
    /// Not to be sent again before this time.
    pub not_before: u64,
    /// The bytes that it may grow to.
    limit: u32,
    /// What it was taken for before it was compressed.
    estimated: u32,
    /// Before it leaves, nobody looks at what compressing made of it.
    has_left: bool,
    body: Body,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Body {
    Open(RecordsBuilder),
    Sealed(Arc<Records>),
}

impl Batch {
    pub fn count(&self) -> u32 {
        match &self.body {
            Body::Open(builder) => builder.count(),
            Body::Sealed(records) => records.count(),
        }
    }

    /// Its size with its header, in bytes; where it is compressed, an estimate until it leaves
    /// (`MemoryRecordsBuilder.estimatedSizeInBytes`).
    pub fn size_bytes(&self) -> u32 {
        match &self.body {
            Body::Open(builder) => builder.size_bytes(),
            Body::Sealed(_) if !self.has_left => self.estimated,
            Body::Sealed(records) => records.size_bytes() as u32,
        }
    }

    /// Its records, once it is sealed.
    pub fn records(&self) -> Option<&Arc<Records>> {
        match &self.body {
            Body::Open(_) => None,
            Body::Sealed(records) => Some(records),
        }
    }

    /// It is sealed, and has these.
    pub fn is_of(&self, records: &Records) -> bool {
        self.records().is_some_and(|own| own.identity() == records.identity())
    }

    /// Takes no more records; from now on copies share its bytes (`ProducerBatch.closeForRecordAppends`).
    pub fn seal(&mut self, provenance: &Arc<Provenance>) {
        if let Body::Open(builder) = &mut self.body {
            self.estimated = builder.size_bytes();
            let full = std::mem::replace(builder, RecordsBuilder::new(0));
            self.body = Body::Sealed(full.build(provenance.clone()));
        }
    }

    /// Goes into a request, with its real size, which its topic learns from (`ProducerBatch.close`).
    pub fn leave(&mut self, provenance: &Arc<Provenance>, ratio: &mut Ratio) {
        self.seal(provenance);
        self.has_left = true;
        self.attempts += 1;
        if let Body::Sealed(records) = &self.body {
            records.teach(ratio);
        }
    }

    /// What compressing made of it, and what rules there; `None` where it is not compressed.
    pub fn compressed(&self) -> Option<(Compressed, Why)> {
        let compressed = self.records()?.compressed()?;
        let estimated = self.estimated.into();
        let rule = if u64::from(self.size_bytes()) < compressed.uncompressed {
            Rule::CompressedWhole { estimated }
        } else {
            Rule::NothingSaved { estimated }
        };
        Some((compressed, rule.by("compression.type", compressed.codec.name())))
    }

    pub fn is_full(&self) -> bool {
        match &self.body {
            Body::Open(builder) => self.limit <= builder.size_bytes(),
            Body::Sealed(_) => true,
        }
    }

    pub fn has_room(&self, record: &NewRecord) -> bool {
        match &self.body {
            Body::Open(builder) => builder.count() == 0 || builder.size_bytes() + builder.size_of(record) <= self.limit,
            Body::Sealed(_) => false,
        }
    }
}

impl Batch {
    /// Begins one of `size` bytes with room for its first record.
    pub fn begin(id: u64, now: u64, size: u32, record: &NewRecord, how: (Compression, Ratio)) -> Batch {
        Batch {
            id,
            created_ms: now,
            attempts: 0,
            last_error: None,
            not_before: 0,
            limit: size.max(record::size_upper_bound(record)),
            estimated: 0,
            has_left: false,
            body: Body::Open(RecordsBuilder::new(record.timestamp).compressed(how.0, how.1)),
        }
    }

    /// The reason to send it now, or the time at which there will be one. `full` has `batch.size` where that is reached.
    pub fn why_ready(&self, now: u64, linger_ms: u64, flushing: bool, full: Option<u32>) -> Result<Why, u64> {
        let lingered_at = self.created_ms + linger_ms;
        if now < self.not_before {
            return Err(self.not_before);
        }
        // One that could not be sent is sealed, and need not be full.
        let is_old = self.has_left && lingered_at <= now;
        if let Some(batch_size) = full.filter(|_| !is_old) {
            let bytes = u64::from(self.size_bytes());
            return Ok(Rule::BatchFull { bytes }.by("batch.size", batch_size));
        }
        if lingered_at <= now {
            return Ok(Rule::Lingered { linger_ms }.by("linger.ms", linger_ms));
        }
        if flushing {
            Ok(Rule::Flushed.alone())
        } else {
            Err(lingered_at)
        }
    }
}

/// Appends to the last batch: its id, the bytes that it grew by (a new batch with its header), whether it is full.
pub(super) fn add(queue: &mut VecDeque<Batch>, record: &NewRecord) -> (u64, u32, bool) {
    let Some(last) = queue.back_mut() else {
        return (0, 0, false);
    };
    let before = if last.count() == 0 { 0 } else { last.size_bytes() };
    if let Body::Open(builder) = &mut last.body {
        builder.append(record);
    }
    (last.id, last.size_bytes() - before, last.is_full())
}
