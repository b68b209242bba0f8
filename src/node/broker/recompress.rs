//! A topic that has a compression of its own: the leader stores every batch in it (`LogValidator`).

use std::sync::Arc;

use super::Replica;
use crate::{
    kafka::{compression::Codec, error::KafkaError, ids::Name, record::RecordBatch},
    node::{
        context::Cx,
        event::{Fact, Rule, Run},
    },
};

/// A batch that came in another compression.
pub(super) struct Recompressed {
    from: Codec,
    to: Codec,
    received: u64,
}

/// The batch as the topic stores it: `compression.type` names a codec that it does not have. The same codec at another
/// level is left as it is.
///
/// # Errors
/// `MESSAGE_TOO_LARGE` (`max.message.bytes`), looked for before and after.
pub(super) fn recompress(
    replica: &Replica,
    batch: RecordBatch,
) -> Result<(RecordBatch, Option<Recompressed>), KafkaError> {
    let fits = |batch: RecordBatch| match batch.records.size_bytes() <= replica.max_message_bytes {
        true => Ok(batch),
        false => Err(KafkaError::MessageTooLarge),
    };
    let batch = fits(batch)?;
    let (from, received) = (batch.records.codec(), batch.records.size_bytes());
    let Some(own) = replica.compression.filter(|own| own.codec != from) else {
        return Ok((batch, None));
    };
    let records = Arc::new(batch.records.recompressed(own));
    let recompressed = Recompressed {
        from,
        to: own.codec,
        received,
    };
    Ok((fits(RecordBatch { records, ..batch })?, Some(recompressed)))
}

impl Recompressed {
    pub(super) fn tell(&self, cx: &mut Cx, run: Run, producer: &Name, bytes: u64) {
        let fact = Fact::BatchRecompressed {
            run,
            producer: producer.clone(),
            from: self.from,
            codec: self.to,
            received: self.received,
            bytes,
        };
        let value = match self.to {
            Codec::None => "uncompressed",
            codec => codec.name(),
        };
        cx.tell(
            fact,
            Rule::TopicCompresses { codec: self.to }.by("compression.type", value),
        );
    }
}
