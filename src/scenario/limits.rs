//! Every limit of a document and of a link, in one place. Each exists so that no input, however hostile, can take the
//! reader's memory or time; each error message names the limit it met.

/// Brokers of a cluster.
pub const BROKERS: u32 = 30;
/// Topics that may ever be created in a session.
pub const TOPICS: u32 = 100;
/// Partitions of one topic.
pub const PARTITIONS_OF_TOPIC: u32 = 200;
/// Partitions of `__consumer_offsets`.
pub const OFFSETS_PARTITIONS: u32 = 1_000;
/// Partitions of all topics together.
pub const PARTITIONS: u32 = 2_000;
/// Producers that may ever be added.
pub const PRODUCERS: u32 = 200;
/// Consumers that may ever be added.
pub const CONSUMERS: u32 = 200;
/// Groups that may ever be named.
pub const GROUPS: u32 = 100;
/// Branches of a document.
pub const BRANCHES: u32 = 8;
/// Commands of a document, those of its branches included.
pub const COMMANDS: u32 = 20_000;
/// Records of one `send` or `start_sending`.
pub const RECORDS_OF_COMMAND: u64 = 1_000_000;
/// Records of all `send` together.
pub const RECORDS: u64 = 5_000_000;
/// Headers of a record.
pub const HEADERS: u32 = 100;
/// Bytes of a key, a value or a header.
pub const RECORD_TEXT_BYTES: u32 = 1024 * 1024;
/// Letters of a title, of notes and of a caption, in each language.
pub const CAPTION_LETTERS: u32 = 2_000;
/// Languages of a title, of notes and of a caption.
pub const LANGUAGES: u32 = 50;
/// Letters of the name of a topic, as in Kafka.
pub const TOPIC_LETTERS: u32 = 249;
/// Letters of the name of a client or a group.
pub const NAME_LETTERS: u32 = 100;
/// Letters of a pattern of topics.
pub const PATTERN_LETTERS: u32 = 1_000;
/// Any virtual time and duration: 30 days.
pub const TIME_MS: u64 = 30 * 24 * 60 * 60 * 1000;
/// Latency and jitter of the network: an hour.
pub const NETWORK_MS: u64 = 60 * 60 * 1000;
/// The greatest whole number that JavaScript keeps exactly: for seeds, offsets and timestamps.
pub const WHOLE_NUMBER: i64 = 9_007_199_254_740_991;
/// Bytes of the text of a document.
pub const DOCUMENT_BYTES: usize = 4 * 1024 * 1024;
/// Characters of a link.
pub const LINK_CHARACTERS: usize = 64 * 1024;
/// Bytes that a link may inflate to, and that its texts may take together.
pub const INFLATED_BYTES: usize = 4 * 1024 * 1024;
