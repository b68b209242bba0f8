//! Kafka's error names: those that a broker answers with, and the exceptions that a client raises by itself.
//!
//! The brokers' errors are read from `org.apache.kafka.common.protocol.Errors` of the released Apache Kafka 4.4.0.
//! Absent on purpose: the sentence that says why in this case; it belongs to the event that carries the name.

use serde::{Serialize, Serializer};

/// What a client may do after an error.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Remedy {
    /// Nothing: the request failed for good.
    Final,
    /// Try again (`RetriableException`).
    Retriable,
    /// Ask for metadata, then try again (`InvalidMetadataException`).
    Stale,
}

macro_rules! kafka_errors {
    ($($variant:ident = $code:literal, $name:literal, $exception:literal, $remedy:ident, $message:literal;)*) => {
        /// An error of Kafka's protocol; `None` (0) is the protocol's word for success.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum KafkaError { $($variant),* }

        impl KafkaError {
            /// Every error, in the order of `Errors`.
            pub const ALL: &'static [KafkaError] = &[$(KafkaError::$variant),*];

            /// The name in the protocol, such as `UNKNOWN_TOPIC_OR_PARTITION`.
            pub fn name(self) -> &'static str {
                match self { $(KafkaError::$variant => $name),* }
            }

            /// The number in the protocol.
            pub fn code(self) -> i16 {
                match self { $(KafkaError::$variant => $code),* }
            }

            /// The Java exception that a client raises for it, without its package; empty for `None`.
            pub fn exception(self) -> &'static str {
                match self { $(KafkaError::$variant => $exception),* }
            }

            /// Kafka's text; empty for `None`.
            pub fn message(self) -> &'static str {
                match self { $(KafkaError::$variant => $message),* }
            }

            fn remedy(self) -> Remedy {
                match self { $(KafkaError::$variant => Remedy::$remedy),* }
            }
        }
    };
}

impl KafkaError {
    /// May the same request succeed later (`RetriableException`)?
    pub fn retriable(self) -> bool {
        self.remedy() != Remedy::Final
    }

    /// Does it tell the client that its metadata is out of date (`InvalidMetadataException`)?
    pub fn refreshes_metadata(self) -> bool {
        self.remedy() == Remedy::Stale
    }
}

/// An exception that a client raises without a broker's answer. The names are those of the Java classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientError {
    /// The offset could not be committed, because the group has moved on without this member.
    CommitFailedException,
    /// Values of a configuration contradict each other.
    ConfigException,
    /// The call makes no sense in the client's present state.
    IllegalStateException,
    /// A topic name that Kafka does not allow.
    InvalidTopicException,
    /// Any other failure.
    KafkaException,
    /// The leader's log lacks what was read, and `auto.offset.reset=none` (KIP-320).
    LogTruncationException,
    /// No committed offset and `auto.offset.reset=none`.
    NoOffsetForPartitionException,
    /// The position is outside the log and `auto.offset.reset=none`.
    OffsetOutOfRangeException,
    /// The group rebalances; the commit may be tried again after the next poll.
    RebalanceInProgressException,
    /// A consumer's deserializer failed; carries partition and offset, so that the record can be skipped (KIP-1036).
    RecordDeserializationException,
    /// The record is larger than `max.request.size` or `buffer.memory`.
    RecordTooLargeException,
    /// The commit failed in a way that may pass.
    RetriableCommitFailedException,
    /// A serializer or deserializer failed.
    SerializationException,
    /// The transaction was aborted before this was sent.
    TransactionAbortedException,
    /// Time ran out: `delivery.timeout.ms`, `max.block.ms`, `default.api.timeout.ms`.
    TimeoutException,
}

impl ClientError {
    /// The name of the Java class, without its package.
    pub fn name(self) -> &'static str {
        match self {
            ClientError::CommitFailedException => "CommitFailedException",
            ClientError::ConfigException => "ConfigException",
            ClientError::IllegalStateException => "IllegalStateException",
            ClientError::InvalidTopicException => "InvalidTopicException",
            ClientError::KafkaException => "KafkaException",
            ClientError::LogTruncationException => "LogTruncationException",
            ClientError::NoOffsetForPartitionException => "NoOffsetForPartitionException",
            ClientError::OffsetOutOfRangeException => "OffsetOutOfRangeException",
            ClientError::RebalanceInProgressException => "RebalanceInProgressException",
            ClientError::RecordDeserializationException => "RecordDeserializationException",
            ClientError::RecordTooLargeException => "RecordTooLargeException",
            ClientError::RetriableCommitFailedException => "RetriableCommitFailedException",
            ClientError::SerializationException => "SerializationException",
            ClientError::TransactionAbortedException => "TransactionAbortedException",
            ClientError::TimeoutException => "TimeoutException",
        }
    }

    /// Is it a `RetriableException`?
    pub fn retriable(self) -> bool {
        matches!(
            self,
            ClientError::RetriableCommitFailedException | ClientError::TimeoutException
        )
    }
}

/// A failure by its name, whoever it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorName {
    /// Answered by a broker.
    Broker(KafkaError),
    /// Raised by a client.
    Client(ClientError),
}

impl ErrorName {
    /// The name in the protocol, or that of the Java class.
    pub fn name(self) -> &'static str {
        match self {
            ErrorName::Broker(error) => error.name(),
            ErrorName::Client(error) => error.name(),
        }
    }

    /// May the same attempt succeed later?
    pub fn retriable(self) -> bool {
        match self {
            ErrorName::Broker(error) => error.retriable(),
            ErrorName::Client(error) => error.retriable(),
        }
    }
}

impl From<KafkaError> for ErrorName {
    fn from(error: KafkaError) -> Self {
        ErrorName::Broker(error)
    }
}

impl From<ClientError> for ErrorName {
    fn from(error: ClientError) -> Self {
        ErrorName::Client(error)
    }
}

macro_rules! written_as_its_name {
    ($($kind:ty),*) => {$(
        impl std::fmt::Display for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl Serialize for $kind {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }
    )*};
}

written_as_its_name!(KafkaError, ClientError, ErrorName);

// One error per line; the columns are those of the macro above.
#[rustfmt::skip]
kafka_errors! {
    UnknownServerError = -1, "UNKNOWN_SERVER_ERROR", "UnknownServerException", Final, "The server experienced an unexpected error when processing the request.";
    None = 0, "NONE", "", Final, "";
    OffsetOutOfRange = 1, "OFFSET_OUT_OF_RANGE", "OffsetOutOfRangeException", Final, "The requested offset is not within the range of offsets maintained by the server.";
    CorruptMessage = 2, "CORRUPT_MESSAGE", "CorruptRecordException", Retriable, "This message has failed its CRC checksum, exceeds the valid size, has a null key for a compacted topic, or is otherwise corrupt.";
    UnknownTopicOrPartition = 3, "UNKNOWN_TOPIC_OR_PARTITION", "UnknownTopicOrPartitionException", Stale, "This server does not host this topic-partition.";
    InvalidFetchSize = 4, "INVALID_FETCH_SIZE", "InvalidFetchSizeException", Final, "The requested fetch size is invalid.";
    LeaderNotAvailable = 5, "LEADER_NOT_AVAILABLE", "LeaderNotAvailableException", Stale, "There is no leader for this topic-partition as we are in the middle of a leadership election.";
    NotLeaderOrFollower = 6, "NOT_LEADER_OR_FOLLOWER", "NotLeaderOrFollowerException", Stale, "For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition.";
    RequestTimedOut = 7, "REQUEST_TIMED_OUT", "TimeoutException", Retriable, "The request timed out.";
    BrokerNotAvailable = 8, "BROKER_NOT_AVAILABLE", "BrokerNotAvailableException", Final, "The broker is not available.";
    ReplicaNotAvailable = 9, "REPLICA_NOT_AVAILABLE", "ReplicaNotAvailableException", Stale, "The replica is not available for the requested topic-partition. Produce/Fetch requests and other requests intended only for the leader or follower return NOT_LEADER_OR_FOLLOWER if the broker is not a replica of the topic-partition.";
    MessageTooLarge = 10, "MESSAGE_TOO_LARGE", "RecordTooLargeException", Final, "The request included a message larger than the max message size the server will accept.";
    StaleControllerEpoch = 11, "STALE_CONTROLLER_EPOCH", "ControllerMovedException", Final, "The controller moved to another broker.";
    OffsetMetadataTooLarge = 12, "OFFSET_METADATA_TOO_LARGE", "OffsetMetadataTooLarge", Final, "The metadata field of the offset request was too large.";
    NetworkException = 13, "NETWORK_EXCEPTION", "NetworkException", Stale, "The server disconnected before a response was received.";
    CoordinatorLoadInProgress = 14, "COORDINATOR_LOAD_IN_PROGRESS", "CoordinatorLoadInProgressException", Retriable, "The coordinator is loading and hence can't process requests.";
    CoordinatorNotAvailable = 15, "COORDINATOR_NOT_AVAILABLE", "CoordinatorNotAvailableException", Retriable, "The coordinator is not available.";
    NotCoordinator = 16, "NOT_COORDINATOR", "NotCoordinatorException", Retriable, "This is not the correct coordinator.";
    InvalidTopicException = 17, "INVALID_TOPIC_EXCEPTION", "InvalidTopicException", Final, "The request attempted to perform an operation on an invalid topic.";
    RecordListTooLarge = 18, "RECORD_LIST_TOO_LARGE", "RecordBatchTooLargeException", Final, "The request included message batch larger than the configured segment size on the server.";
    NotEnoughReplicas = 19, "NOT_ENOUGH_REPLICAS", "NotEnoughReplicasException", Retriable, "Messages are rejected since there are fewer in-sync replicas than required.";
    NotEnoughReplicasAfterAppend = 20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", "NotEnoughReplicasAfterAppendException", Retriable, "Messages are written to the log, but to fewer in-sync replicas than required.";
    InvalidRequiredAcks = 21, "INVALID_REQUIRED_ACKS", "InvalidRequiredAcksException", Final, "Produce request specified an invalid value for required acks.";
    IllegalGeneration = 22, "ILLEGAL_GENERATION", "IllegalGenerationException", Final, "Specified group generation id is not valid.";
    InconsistentGroupProtocol = 23, "INCONSISTENT_GROUP_PROTOCOL", "InconsistentGroupProtocolException", Final, "The group member's supported protocols are incompatible with those of existing members or first group member tried to join with empty protocol type or empty protocol list.";
    InvalidGroupId = 24, "INVALID_GROUP_ID", "InvalidGroupIdException", Final, "The group id is invalid.";
    UnknownMemberId = 25, "UNKNOWN_MEMBER_ID", "UnknownMemberIdException", Final, "The coordinator is not aware of this member.";
    InvalidSessionTimeout = 26, "INVALID_SESSION_TIMEOUT", "InvalidSessionTimeoutException", Final, "The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms).";
    RebalanceInProgress = 27, "REBALANCE_IN_PROGRESS", "RebalanceInProgressException", Final, "The group is rebalancing, so a rejoin is needed.";
    InvalidCommitOffsetSize = 28, "INVALID_COMMIT_OFFSET_SIZE", "InvalidCommitOffsetSizeException", Final, "The committing offset data size is not valid.";
    TopicAuthorizationFailed = 29, "TOPIC_AUTHORIZATION_FAILED", "TopicAuthorizationException", Final, "Topic authorization failed.";
    GroupAuthorizationFailed = 30, "GROUP_AUTHORIZATION_FAILED", "GroupAuthorizationException", Final, "Group authorization failed.";
    ClusterAuthorizationFailed = 31, "CLUSTER_AUTHORIZATION_FAILED", "ClusterAuthorizationException", Final, "Cluster authorization failed.";
    InvalidTimestamp = 32, "INVALID_TIMESTAMP", "InvalidTimestampException", Final, "The timestamp of the message is out of acceptable range.";
    UnsupportedSaslMechanism = 33, "UNSUPPORTED_SASL_MECHANISM", "UnsupportedSaslMechanismException", Final, "The broker does not support the requested SASL mechanism.";
    IllegalSaslState = 34, "ILLEGAL_SASL_STATE", "IllegalSaslStateException", Final, "Request is not valid given the current SASL state.";
    UnsupportedVersion = 35, "UNSUPPORTED_VERSION", "UnsupportedVersionException", Final, "The version of API is not supported.";
    TopicAlreadyExists = 36, "TOPIC_ALREADY_EXISTS", "TopicExistsException", Final, "Topic with this name already exists.";
    InvalidPartitions = 37, "INVALID_PARTITIONS", "InvalidPartitionsException", Final, "Number of partitions is below 1.";
    InvalidReplicationFactor = 38, "INVALID_REPLICATION_FACTOR", "InvalidReplicationFactorException", Final, "Replication factor is below 1 or larger than the number of available brokers.";
    InvalidReplicaAssignment = 39, "INVALID_REPLICA_ASSIGNMENT", "InvalidReplicaAssignmentException", Final, "Replica assignment is invalid.";
    InvalidConfig = 40, "INVALID_CONFIG", "InvalidConfigurationException", Final, "Configuration is invalid.";
    NotController = 41, "NOT_CONTROLLER", "NotControllerException", Retriable, "This is not the correct controller for this cluster.";
    InvalidRequest = 42, "INVALID_REQUEST", "InvalidRequestException", Final, "This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.";
    UnsupportedForMessageFormat = 43, "UNSUPPORTED_FOR_MESSAGE_FORMAT", "UnsupportedForMessageFormatException", Final, "The message format version on the broker does not support the request.";
    PolicyViolation = 44, "POLICY_VIOLATION", "PolicyViolationException", Final, "Request parameters do not satisfy the configured policy.";
    OutOfOrderSequenceNumber = 45, "OUT_OF_ORDER_SEQUENCE_NUMBER", "OutOfOrderSequenceException", Final, "The broker received an out of order sequence number.";
    DuplicateSequenceNumber = 46, "DUPLICATE_SEQUENCE_NUMBER", "DuplicateSequenceException", Final, "The broker received a duplicate sequence number.";
    InvalidProducerEpoch = 47, "INVALID_PRODUCER_EPOCH", "InvalidProducerEpochException", Final, "Producer attempted to produce with an old epoch.";
    InvalidTxnState = 48, "INVALID_TXN_STATE", "InvalidTxnStateException", Final, "The producer attempted a transactional operation in an invalid state.";
    InvalidProducerIdMapping = 49, "INVALID_PRODUCER_ID_MAPPING", "InvalidPidMappingException", Final, "The producer attempted to use a producer id which is not currently assigned to its transactional id.";
    InvalidTransactionTimeout = 50, "INVALID_TRANSACTION_TIMEOUT", "InvalidTxnTimeoutException", Final, "The transaction timeout is larger than the maximum value allowed by the broker (as configured by transaction.max.timeout.ms).";
    ConcurrentTransactions = 51, "CONCURRENT_TRANSACTIONS", "ConcurrentTransactionsException", Retriable, "The producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing.";
    TransactionCoordinatorFenced = 52, "TRANSACTION_COORDINATOR_FENCED", "TransactionCoordinatorFencedException", Final, "Indicates that the transaction coordinator sending a WriteTxnMarker is no longer the current coordinator for a given producer.";
    TransactionalIdAuthorizationFailed = 53, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "TransactionalIdAuthorizationException", Final, "Transactional Id authorization failed.";
    SecurityDisabled = 54, "SECURITY_DISABLED", "SecurityDisabledException", Final, "Security features are disabled.";
    OperationNotAttempted = 55, "OPERATION_NOT_ATTEMPTED", "OperationNotAttemptedException", Final, "The broker did not attempt to execute this operation. This may happen for batched RPCs where some operations in the batch failed, causing the broker to respond without trying the rest.";
    KafkaStorageError = 56, "KAFKA_STORAGE_ERROR", "KafkaStorageException", Stale, "Disk error when trying to access log file on the disk.";
    LogDirNotFound = 57, "LOG_DIR_NOT_FOUND", "LogDirNotFoundException", Final, "The user-specified log directory is not found in the broker config.";
    SaslAuthenticationFailed = 58, "SASL_AUTHENTICATION_FAILED", "SaslAuthenticationException", Final, "SASL Authentication failed.";
    UnknownProducerId = 59, "UNKNOWN_PRODUCER_ID", "UnknownProducerIdException", Final, "This exception is raised by the broker if it could not locate the producer metadata associated with the producerId in question. This could happen if, for instance, the producer's records were deleted because their retention time had elapsed. Once the last records of the producerId are removed, the producer's metadata is removed from the broker, and future appends by the producer will return this exception.";
    ReassignmentInProgress = 60, "REASSIGNMENT_IN_PROGRESS", "ReassignmentInProgressException", Final, "A partition reassignment is in progress.";
    DelegationTokenAuthDisabled = 61, "DELEGATION_TOKEN_AUTH_DISABLED", "DelegationTokenDisabledException", Final, "Delegation Token feature is not enabled.";
    DelegationTokenNotFound = 62, "DELEGATION_TOKEN_NOT_FOUND", "DelegationTokenNotFoundException", Final, "Delegation Token is not found on server.";
    DelegationTokenOwnerMismatch = 63, "DELEGATION_TOKEN_OWNER_MISMATCH", "DelegationTokenOwnerMismatchException", Final, "Specified Principal is not valid Owner/Renewer.";
    DelegationTokenRequestNotAllowed = 64, "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED", "UnsupportedByAuthenticationException", Final, "Delegation Token requests are not allowed on PLAINTEXT/1-way SSL channels and on delegation token authenticated channels.";
    DelegationTokenAuthorizationFailed = 65, "DELEGATION_TOKEN_AUTHORIZATION_FAILED", "DelegationTokenAuthorizationException", Final, "Delegation Token authorization failed.";
    DelegationTokenExpired = 66, "DELEGATION_TOKEN_EXPIRED", "DelegationTokenExpiredException", Final, "Delegation Token is expired.";
    InvalidPrincipalType = 67, "INVALID_PRINCIPAL_TYPE", "InvalidPrincipalTypeException", Final, "Supplied principalType is not supported.";
    NonEmptyGroup = 68, "NON_EMPTY_GROUP", "GroupNotEmptyException", Final, "The group is not empty.";
    GroupIdNotFound = 69, "GROUP_ID_NOT_FOUND", "GroupIdNotFoundException", Final, "The group id does not exist.";
    FetchSessionIdNotFound = 70, "FETCH_SESSION_ID_NOT_FOUND", "FetchSessionIdNotFoundException", Retriable, "The fetch session ID was not found.";
    InvalidFetchSessionEpoch = 71, "INVALID_FETCH_SESSION_EPOCH", "InvalidFetchSessionEpochException", Retriable, "The fetch session epoch is invalid.";
    ListenerNotFound = 72, "LISTENER_NOT_FOUND", "ListenerNotFoundException", Stale, "There is no listener on the leader broker that matches the listener on which metadata request was processed.";
    TopicDeletionDisabled = 73, "TOPIC_DELETION_DISABLED", "TopicDeletionDisabledException", Final, "Topic deletion is disabled.";
    FencedLeaderEpoch = 74, "FENCED_LEADER_EPOCH", "FencedLeaderEpochException", Stale, "The leader epoch in the request is older than the epoch on the broker.";
    UnknownLeaderEpoch = 75, "UNKNOWN_LEADER_EPOCH", "UnknownLeaderEpochException", Retriable, "The leader epoch in the request is newer than the epoch on the broker.";
    UnsupportedCompressionType = 76, "UNSUPPORTED_COMPRESSION_TYPE", "UnsupportedCompressionTypeException", Final, "The requesting client does not support the compression type of given partition.";
    StaleBrokerEpoch = 77, "STALE_BROKER_EPOCH", "StaleBrokerEpochException", Final, "Broker epoch has changed.";
    OffsetNotAvailable = 78, "OFFSET_NOT_AVAILABLE", "OffsetNotAvailableException", Retriable, "The leader high watermark has not caught up from a recent leader election so the offsets cannot be guaranteed to be monotonically increasing.";
    MemberIdRequired = 79, "MEMBER_ID_REQUIRED", "MemberIdRequiredException", Final, "The group member needs to have a valid member id before actually entering a consumer group.";
    PreferredLeaderNotAvailable = 80, "PREFERRED_LEADER_NOT_AVAILABLE", "PreferredLeaderNotAvailableException", Stale, "The preferred leader was not available.";
    GroupMaxSizeReached = 81, "GROUP_MAX_SIZE_REACHED", "GroupMaxSizeReachedException", Final, "The group has reached its maximum size.";
    FencedInstanceId = 82, "FENCED_INSTANCE_ID", "FencedInstanceIdException", Final, "The broker rejected this static consumer since another consumer with the same group.instance.id has registered with a different member.id.";
    EligibleLeadersNotAvailable = 83, "ELIGIBLE_LEADERS_NOT_AVAILABLE", "EligibleLeadersNotAvailableException", Stale, "Eligible topic partition leaders are not available.";
    ElectionNotNeeded = 84, "ELECTION_NOT_NEEDED", "ElectionNotNeededException", Stale, "Leader election not needed for topic partition.";
    NoReassignmentInProgress = 85, "NO_REASSIGNMENT_IN_PROGRESS", "NoReassignmentInProgressException", Final, "No partition reassignment is in progress.";
    GroupSubscribedToTopic = 86, "GROUP_SUBSCRIBED_TO_TOPIC", "GroupSubscribedToTopicException", Final, "Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to it.";
    InvalidRecord = 87, "INVALID_RECORD", "InvalidRecordException", Final, "This record has failed the validation on broker and hence will be rejected.";
    UnstableOffsetCommit = 88, "UNSTABLE_OFFSET_COMMIT", "UnstableOffsetCommitException", Retriable, "There are unstable offsets that need to be cleared.";
    ThrottlingQuotaExceeded = 89, "THROTTLING_QUOTA_EXCEEDED", "ThrottlingQuotaExceededException", Retriable, "The throttling quota has been exceeded.";
    ProducerFenced = 90, "PRODUCER_FENCED", "ProducerFencedException", Final, "There is a newer producer with the same transactionalId which fences the current one.";
    ResourceNotFound = 91, "RESOURCE_NOT_FOUND", "ResourceNotFoundException", Final, "A request illegally referred to a resource that does not exist.";
    DuplicateResource = 92, "DUPLICATE_RESOURCE", "DuplicateResourceException", Final, "A request illegally referred to the same resource twice.";
    UnacceptableCredential = 93, "UNACCEPTABLE_CREDENTIAL", "UnacceptableCredentialException", Final, "Requested credential would not meet criteria for acceptability.";
    InconsistentVoterSet = 94, "INCONSISTENT_VOTER_SET", "InconsistentVoterSetException", Final, "Indicates that the either the sender or recipient of a voter-only request is not one of the expected voters.";
    InvalidUpdateVersion = 95, "INVALID_UPDATE_VERSION", "InvalidUpdateVersionException", Final, "The given update version was invalid.";
    FeatureUpdateFailed = 96, "FEATURE_UPDATE_FAILED", "FeatureUpdateFailedException", Final, "Unable to update finalized features due to an unexpected server error.";
    PrincipalDeserializationFailure = 97, "PRINCIPAL_DESERIALIZATION_FAILURE", "PrincipalDeserializationException", Final, "Request principal deserialization failed during forwarding. This indicates an internal error on the broker cluster security setup.";
    SnapshotNotFound = 98, "SNAPSHOT_NOT_FOUND", "SnapshotNotFoundException", Final, "Requested snapshot was not found.";
    PositionOutOfRange = 99, "POSITION_OUT_OF_RANGE", "PositionOutOfRangeException", Final, "Requested position is not greater than or equal to zero, and less than the size of the snapshot.";
    UnknownTopicId = 100, "UNKNOWN_TOPIC_ID", "UnknownTopicIdException", Stale, "This server does not host this topic ID.";
    DuplicateBrokerRegistration = 101, "DUPLICATE_BROKER_REGISTRATION", "DuplicateBrokerRegistrationException", Final, "This broker ID is already in use.";
    BrokerIdNotRegistered = 102, "BROKER_ID_NOT_REGISTERED", "BrokerIdNotRegisteredException", Final, "The given broker ID was not registered.";
    InconsistentTopicId = 103, "INCONSISTENT_TOPIC_ID", "InconsistentTopicIdException", Stale, "The log's topic ID did not match the topic ID in the request.";
    InconsistentClusterId = 104, "INCONSISTENT_CLUSTER_ID", "InconsistentClusterIdException", Final, "The clusterId in the request does not match that found on the server.";
    TransactionalIdNotFound = 105, "TRANSACTIONAL_ID_NOT_FOUND", "TransactionalIdNotFoundException", Final, "The transactionalId could not be found.";
    FetchSessionTopicIdError = 106, "FETCH_SESSION_TOPIC_ID_ERROR", "FetchSessionTopicIdException", Retriable, "The fetch session encountered inconsistent topic ID usage.";
    IneligibleReplica = 107, "INELIGIBLE_REPLICA", "IneligibleReplicaException", Final, "The new ISR contains at least one ineligible replica.";
    NewLeaderElected = 108, "NEW_LEADER_ELECTED", "NewLeaderElectedException", Final, "The AlterPartition request successfully updated the partition state but the leader has changed.";
    OffsetMovedToTieredStorage = 109, "OFFSET_MOVED_TO_TIERED_STORAGE", "OffsetMovedToTieredStorageException", Final, "The requested offset is moved to tiered storage.";
    FencedMemberEpoch = 110, "FENCED_MEMBER_EPOCH", "FencedMemberEpochException", Final, "The member epoch is fenced by the group coordinator. The member must abandon all its partitions and rejoin.";
    UnreleasedInstanceId = 111, "UNRELEASED_INSTANCE_ID", "UnreleasedInstanceIdException", Final, "The instance ID is still used by another member in the consumer group. That member must leave first.";
    UnsupportedAssignor = 112, "UNSUPPORTED_ASSIGNOR", "UnsupportedAssignorException", Final, "The assignor or its version range is not supported by the consumer group.";
    StaleMemberEpoch = 113, "STALE_MEMBER_EPOCH", "StaleMemberEpochException", Final, "The member epoch is stale. The member must retry after receiving its updated member epoch via the ConsumerGroupHeartbeat API.";
    MismatchedEndpointType = 114, "MISMATCHED_ENDPOINT_TYPE", "MismatchedEndpointTypeException", Final, "The request was sent to an endpoint of the wrong type.";
    UnsupportedEndpointType = 115, "UNSUPPORTED_ENDPOINT_TYPE", "UnsupportedEndpointTypeException", Final, "This endpoint type is not supported yet.";
    UnknownControllerId = 116, "UNKNOWN_CONTROLLER_ID", "UnknownControllerIdException", Final, "This controller ID is not known.";
    UnknownSubscriptionId = 117, "UNKNOWN_SUBSCRIPTION_ID", "UnknownSubscriptionIdException", Final, "Client sent a push telemetry request with an invalid or outdated subscription ID.";
    TelemetryTooLarge = 118, "TELEMETRY_TOO_LARGE", "TelemetryTooLargeException", Final, "Client sent a push telemetry request larger than the maximum size the broker will accept.";
    InvalidRegistration = 119, "INVALID_REGISTRATION", "InvalidRegistrationException", Final, "The controller has considered the broker registration to be invalid.";
    TransactionAbortable = 120, "TRANSACTION_ABORTABLE", "TransactionAbortableException", Final, "The server encountered an error with the transaction. The client can abort the transaction to continue using this transactional ID.";
    InvalidRecordState = 121, "INVALID_RECORD_STATE", "InvalidRecordStateException", Final, "The record state is invalid. The acknowledgement of delivery could not be completed.";
    ShareSessionNotFound = 122, "SHARE_SESSION_NOT_FOUND", "ShareSessionNotFoundException", Retriable, "The share session was not found.";
    InvalidShareSessionEpoch = 123, "INVALID_SHARE_SESSION_EPOCH", "InvalidShareSessionEpochException", Retriable, "The share session epoch is invalid.";
    FencedStateEpoch = 124, "FENCED_STATE_EPOCH", "FencedStateEpochException", Final, "The coordinator rejected the request because the state epoch did not match.";
    InvalidVoterKey = 125, "INVALID_VOTER_KEY", "InvalidVoterKeyException", Final, "The voter key doesn't match the receiving replica's key.";
    DuplicateVoter = 126, "DUPLICATE_VOTER", "DuplicateVoterException", Final, "The voter is already part of the set of voters.";
    VoterNotFound = 127, "VOTER_NOT_FOUND", "VoterNotFoundException", Final, "The voter is not part of the set of voters.";
    InvalidRegularExpression = 128, "INVALID_REGULAR_EXPRESSION", "InvalidRegularExpression", Final, "The regular expression is not valid.";
    RebootstrapRequired = 129, "REBOOTSTRAP_REQUIRED", "RebootstrapRequiredException", Final, "Client metadata is stale. The client should rebootstrap to obtain new metadata.";
    StreamsInvalidTopology = 130, "STREAMS_INVALID_TOPOLOGY", "StreamsInvalidTopologyException", Final, "The supplied topology is invalid.";
    StreamsInvalidTopologyEpoch = 131, "STREAMS_INVALID_TOPOLOGY_EPOCH", "StreamsInvalidTopologyEpochException", Final, "The supplied topology epoch is invalid.";
    StreamsTopologyFenced = 132, "STREAMS_TOPOLOGY_FENCED", "StreamsTopologyFencedException", Final, "The supplied topology epoch is outdated.";
    ShareSessionLimitReached = 133, "SHARE_SESSION_LIMIT_REACHED", "ShareSessionLimitReachedException", Retriable, "The limit of share sessions has been reached.";
    GroupDeletionFailed = 134, "GROUP_DELETION_FAILED", "GroupDeletionFailedException", Final, "DeleteGroups could not complete; see the error message on the per-group result for details.";
    StreamsTopologyDescriptionUpdateFailed = 135, "STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED", "StreamsTopologyDescriptionUpdateFailedException", Final, "The broker could not process the topology description update; see the error message for details.";
    ControllerIdNotRegistered = 136, "CONTROLLER_ID_NOT_REGISTERED", "ControllerIdNotRegisteredException", Final, "The given controller ID was not registered.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_codes_and_remedies() {
        fn check(error: KafkaError, name: &str, code: i16, retriable: bool, refreshes_metadata: bool) {
            assert_eq!((error.name(), error.code()), (name, code));
            assert_eq!(
                (error.retriable(), error.refreshes_metadata()),
                (retriable, refreshes_metadata),
                "{name}"
            );
        }
        check(KafkaError::UnknownServerError, "UNKNOWN_SERVER_ERROR", -1, false, false);
        check(
            KafkaError::UnknownTopicOrPartition,
            "UNKNOWN_TOPIC_OR_PARTITION",
            3,
            true,
            true,
        );
        check(KafkaError::NotEnoughReplicas, "NOT_ENOUGH_REPLICAS", 19, true, false);
        check(KafkaError::IllegalGeneration, "ILLEGAL_GENERATION", 22, false, false);
        check(
            KafkaError::RebalanceInProgress,
            "REBALANCE_IN_PROGRESS",
            27,
            false,
            false,
        );
    }

    #[test]
    fn codes_ascend_without_a_gap() {
        let codes = KafkaError::ALL.iter().map(|error| error.code());
        assert!(codes.eq((-1..).take(KafkaError::ALL.len())));
    }

    #[test]
    fn errors_are_written_as_their_names() {
        fn check(error: impl Into<ErrorName>, expected: &str) {
            let error: ErrorName = error.into();
            assert_eq!(serde_json::to_string(&error).ok(), Some(format!("\"{expected}\"")));
            assert_eq!(error.to_string(), expected);
        }
        check(KafkaError::OffsetOutOfRange, "OFFSET_OUT_OF_RANGE");
        check(ClientError::CommitFailedException, "CommitFailedException");
    }
}
