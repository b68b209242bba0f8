//! The person's code in a producer: a loop that calls `send` or `send_and_wait`, one record after another.

use std::sync::Arc;

use crate::{
    kafka::{
        error::{ClientError, ErrorName},
        ids::Name,
        partitioner::Partitions,
        record::{self, Choice, Headers, NewRecord},
        serializer::Serializer,
    },
    node::{
        because::Because,
        context::{Cx, Timer},
        event::{Fact, Rule, Why},
        producer::{Answer, Call, Producer, State, Transactions, accumulator::Topic},
        template::Template,
    },
};

/// One call of `send`, or `count` of them in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Send {
    pub topic: Name,
    pub key: Option<Template>,
    pub value: Option<Template>,
    pub partition: Option<u32>,
    pub headers: Headers,
    /// Milliseconds; the time of `send` where it is not given.
    pub timestamp: Option<i64>,
    pub count: u32,
    /// `send_and_wait`: the next one only after the answer.
    pub wait: bool,
}

/// A timer in the application that calls `send`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    pub topic: Name,
    pub every_ms: u64,
    pub key: Option<Template>,
    pub value: Option<Template>,
    /// How many are still to come; `None` for no end.
    pub remaining: Option<u64>,
}

/// A call that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SendJob {
    send: Send,
    pub remaining: u32,
    /// `send` blocks since then, for metadata or for memory.
    blocked_since: Option<u64>,
    /// The batch whose answer `send_and_wait` waits for.
    awaiting: Option<u64>,
    /// Key and value when they are the same for every record.
    serialized: Option<Serialized>,
}

/// What the application does, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Job {
    Send(SendJob),
    /// A method of transactions; once it has begun the application waits for it to return.
    Call {
        call: Call,
        begun: bool,
    },
}

impl Job {
    /// Records that are still to be sent.
    pub fn remaining(&self) -> u64 {
        match self {
            Job::Send(job) => u64::from(job.remaining),
            Job::Call { .. } => 0,
        }
    }

    /// `send` does not return: it waits for metadata or memory.
    pub fn is_blocked(&self) -> bool {
        matches!(self, Job::Send(job) if job.blocked_since.is_some())
    }
}

type Serialized = (Option<Vec<u8>>, Option<Vec<u8>>);

/// How an attempt to send one record ended.
enum Sent {
    Accepted { batch: u64 },
    Blocked,
    Failed(ClientError, Because),
}

impl Producer {
    pub fn send(&mut self, cx: &mut Cx, send: Send) {
        self.last_topic = Some(send.topic.clone());
        self.metadata.want(&send.topic);
        let remaining = send.count;
        self.jobs.push_back(Job::Send(SendJob {
            send,
            remaining,
            blocked_since: None,
            awaiting: None,
            serialized: None,
        }));
        self.pump(cx);
    }

    pub fn start_sending(&mut self, cx: &mut Cx, sending: Sending) {
        let fact = Fact::SendingStarted {
            producer: self.spec.name.clone(),
            topic: sending.topic.clone(),
            every_ms: sending.every_ms,
        };
        cx.tell(fact, Rule::Asked.alone());
        cx.set_timer(Timer::Sending(sending.topic.clone()), cx.now);
        self.sending.insert(sending.topic.clone(), sending);
    }

    /// Ends the sending to one topic, or to all.
    pub fn stop_sending(&mut self, cx: &mut Cx, topic: Option<&Name>) {
        let chosen = |name: &Name| topic.is_none_or(|topic| topic == name);
        let ended: Vec<Name> = self.sending.keys().filter(|name| chosen(name)).cloned().collect();
        for topic in ended {
            self.sending.remove(&topic);
            cx.cancel_timer(Timer::Sending(topic.clone()));
            cx.tell(
                Fact::SendingStopped {
                    producer: self.spec.name.clone(),
                    topic,
                },
                Rule::Asked.alone(),
            );
        }
    }

    pub(super) fn on_sending_timer(&mut self, cx: &mut Cx, topic: &Name) {
        let Some(sending) = self.sending.get_mut(topic) else {
            return;
        };
        if sending.remaining == Some(0) {
            return self.stop_sending(cx, Some(topic));
        }
        sending.remaining = sending.remaining.map(|left| left - 1);
        cx.set_timer(Timer::Sending(topic.clone()), cx.now + sending.every_ms);
        let send = Send {
            topic: sending.topic.clone(),
            key: sending.key.clone(),
            value: sending.value.clone(),
            partition: None,
            headers: Arc::from([]),
            timestamp: None,
            count: 1,
            wait: false,
        };
        self.send(cx, send);
    }

    /// Runs the calls in order until one has to wait.
    pub(super) fn run_jobs(&mut self, cx: &mut Cx) {
        while !self.is_initializing()
            && let Some(mut job) = self.jobs.pop_front()
        {
            let returned = match &mut job {
                Job::Send(job) => self.run_send(cx, job),
                Job::Call { call, begun } => self.run_call(cx, call, begun),
            };
            if !returned {
                self.jobs.push_front(job);
                return;
            }
        }
    }

    /// True when all its records are accepted or refused, and answered where that is waited for.
    fn run_send(&mut self, cx: &mut Cx, job: &mut SendJob) -> bool {
        while job.remaining > 0 && job.awaiting.is_none() {
            match self.send_one(cx, job) {
                Sent::Accepted { batch } => job.accepted(batch),
                Sent::Failed(error, because) => {
                    job.remaining -= 1;
                    job.blocked_since = None;
                    self.counts.sent += 1;
                    let topic = job.send.topic.clone();
                    let error = (ErrorName::Client(error), because.to_string());
                    self.fail(cx, topic, None, 1, error, because.why());
                }
                Sent::Blocked => {
                    let since = *job.blocked_since.get_or_insert(cx.now);
                    cx.set_timer(Timer::MaxBlock, since + self.settings.max_block_ms);
                    return false;
                }
            }
        }
        job.awaiting.is_none()
    }

    fn send_one(&mut self, cx: &mut Cx, job: &mut SendJob) -> Sent {
        let Some(topic) = self.metadata.topic(&job.send.topic) else {
            self.metadata.want(&job.send.topic);
            return Sent::Blocked;
        };
        if let Some((error, because)) = self.transactions.as_ref().and_then(Transactions::refuses_send) {
            return Sent::Failed(error, because);
        }
        if self.settings.buffer_memory < self.accumulator.bytes() {
            return Sent::Blocked;
        }
        let partitions = topic.leaders.len() as u32;
        if job.send.partition.is_some_and(|partition| partitions <= partition) {
            // It may be newer than what is known of the topic (`KafkaProducer.waitOnMetadata`).
            self.metadata.mark_stale();
            return Sent::Blocked;
        }
        let kept = job.serialized.take();
        let (key, value) = match kept.map_or_else(|| self.serialize(cx, &job.send), Ok) {
            Ok(serialized) => serialized,
            Err(because) => return Sent::Failed(ClientError::SerializationException, because),
        };
        let leaderless: Vec<u32> = (0..partitions)
            .filter(|p| topic.leaders[*p as usize].is_none())
            .collect();
        let record = NewRecord {
            timestamp: job.send.timestamp.unwrap_or(cx.now as i64),
            key: key.as_deref(),
            value: value.as_deref(),
            headers: &job.send.headers,
            choice: Choice::Given,
        };
        let size = u64::from(record::size_upper_bound(&record));
        if self.settings.max_request_size < size {
            let limit = self.settings.max_request_size;
            let because = Because::RecordTooLarge { bytes: size, limit };
            return Sent::Failed(ClientError::RecordTooLargeException, because);
        }
        let partitions = Partitions {
            count: partitions,
            leaderless: &leaderless,
        };
        let topic = Topic {
            name: &job.send.topic,
            partitions,
        };
        let batch = self.accumulator.append(cx, &topic, job.send.partition, record);
        self.counts.sent += 1;
        self.transactions.iter_mut().for_each(Transactions::sends);
        let constant = |template: &Option<Template>| template.as_ref().is_none_or(Template::is_constant);
        if constant(&job.send.key) && constant(&job.send.value) {
            job.serialized = Some((key, value));
        }
        Sent::Accepted { batch }
    }

    fn serialize(&self, cx: &mut Cx, send: &Send) -> Result<Serialized, Because> {
        let n = self.counts.sent + 1;
        let mut bytes = |template: &Option<Template>, serializer: Serializer| match template {
            None => Ok(None),
            Some(template) => serializer
                .serialize(template.fill(n, cx.dice))
                .map(Some)
                .map_err(|error| Because::CannotSerialize {
                    serializer: serializer.name().into(),
                    sentence: error.to_string().into(),
                }),
        };
        let key = bytes(&send.key, self.spec.key_serializer)?;
        let value = bytes(&send.value, self.spec.value_serializer)?;
        Ok((key, value))
    }

    /// `max.block.ms` is over: the call fails with a TimeoutException.
    pub(super) fn give_up_blocked(&mut self, cx: &mut Cx) {
        let limit = self.settings.max_block_ms;
        let over = |since: u64| since + limit <= cx.now;
        let Some(job) = self.send_at_front().filter(|job| job.blocked_since.is_some_and(over)) else {
            return;
        };
        job.remaining -= 1;
        job.blocked_since = (job.remaining > 0).then_some(cx.now);
        let (topic, partition) = (job.send.topic.clone(), job.send.partition);
        self.counts.sent += 1;
        let known = self.metadata.topic(&topic).map(|topic| topic.leaders.len() as u32);
        let detail = match (known, partition) {
            (None, _) => format!("Topic {topic} not present in metadata after {limit} ms."),
            (Some(count), Some(partition)) if count <= partition => format!(
                "Partition {partition} of topic {topic} with partition count {count} is not present in metadata after {limit} ms."
            ),
            _ => format!("Failed to allocate memory within the configured max blocking time {limit} ms."),
        };
        let why = Rule::TimedOut { timeout_ms: limit }.by("max.block.ms", limit);
        self.fail(
            cx,
            topic,
            None,
            1,
            (ErrorName::Client(ClientError::TimeoutException), detail),
            why,
        );
    }

    fn send_at_front(&mut self) -> Option<&mut SendJob> {
        match self.jobs.front_mut()? {
            Job::Send(job) => Some(job),
            Job::Call { .. } => None,
        }
    }

    /// A call waits for metadata or memory.
    pub(super) fn is_blocked(&self) -> bool {
        self.jobs.iter().any(Job::is_blocked)
    }

    /// A call waits for memory: what lies in the buffer has to leave (`BufferPool.queued`).
    pub(super) fn is_out_of_memory(&self) -> bool {
        self.settings.buffer_memory < self.accumulator.bytes() && self.is_blocked()
    }

    /// The answer for a batch came, good or bad: `send_and_wait` goes on.
    pub(super) fn answered(&mut self, batch: u64) {
        if let Some(job) = self.send_at_front().filter(|job| job.awaiting == Some(batch)) {
            job.awaiting = None;
        }
    }

    /// Tells the application that `count` of its records failed for good.
    pub(super) fn fail(
        &mut self,
        cx: &mut Cx,
        topic: Name,
        partition: Option<u32>,
        count: u32,
        (error, detail): (ErrorName, String),
        why: Why,
    ) {
        self.counts.failed += u64::from(count);
        self.last_answer = Some(Answer {
            at: cx.now,
            topic: topic.clone(),
            partition,
            offset: None,
            latency_ms: 0,
            error: Some(error),
        });
        let producer = self.spec.name.clone();
        cx.tell(
            Fact::RecordFailed {
                producer,
                topic,
                partition,
                count,
                error,
                detail: detail.into(),
            },
            why,
        );
    }

    pub fn is_open(&self) -> bool {
        self.state == State::Running
    }

    /// Its process runs, if only to end.
    pub fn is_alive(&self) -> bool {
        matches!(self.state, State::Running | State::Closing)
    }
}

impl SendJob {
    fn accepted(&mut self, batch: u64) {
        self.remaining -= 1;
        self.blocked_since = None;
        self.awaiting = self.send.wait.then_some(batch);
    }
}
