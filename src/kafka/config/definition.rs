//! What is known about one configuration name: its type, its default and which values Kafka takes.

/// The type of a configuration value (`ConfigDef.Type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`, in any case.
    Boolean,
    /// Free text (`STRING`).
    Text,
    /// 16-bit whole number.
    Short,
    /// 32-bit whole number.
    Int,
    /// 64-bit whole number.
    Long,
    /// A decimal number. The model never computes with one, so it stays text.
    Double,
    /// Values separated by commas.
    List,
    /// The name of a Java class.
    Class,
    /// Text that Kafka hides when it prints a configuration.
    Password,
}

/// What Kafka demands of a value beyond its type (`ConfigDef.Validator`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Every value of the type.
    Any,
    /// A whole number that is not smaller.
    AtLeast(i64),
    /// A whole number from the first to the second, both included.
    Between(i64, i64),
    /// As `Between`, or exactly the third.
    BetweenOr(i64, i64, i64),
    /// A decimal number from the first to the second, both included; an empty bound is none.
    Decimal(&'static str, &'static str),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words in any case.
    OneOfIgnoringCase(&'static [&'static str]),
    /// Text that is not empty.
    NonEmpty,
    /// A list without repetition, of these words if any are given, which may be empty or not.
    Distinct { of: &'static [&'static str], empty: bool },
    /// `earliest`, `latest`, `none` or `by_duration:PnDTnHnMn.nS` (KIP-1106).
    OffsetReset,
    /// The same without `none`: a share group always begins somewhere (`ShareGroupAutoOffsetResetStrategy`).
    ShareOffsetReset,
    /// `*` or a list of `partition:broker`.
    ThrottledReplicas,
    /// A list of `id@host:port`.
    Voters,
    /// A list of `host:port`.
    Endpoints,
    /// `partitioner.class`: the names in [`super::names::PARTITIONERS`].
    Partitioner,
    /// `partition.assignment.strategy`: a list of the names in [`super::names::ASSIGNORS`].
    Assignors,
}

/// One name of Kafka's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name, as in a `.properties` file.
    pub name: &'static str,
    /// The type of its value.
    pub kind: Kind,
    /// Kafka's default as Kafka prints it; none where it is `null` or where Kafka demands a value.
    pub default: Option<&'static str>,
    /// What else Kafka demands.
    pub check: Check,
}

/// A line of the tables.
pub(super) const fn row(name: &'static str, kind: Kind, default: Option<&'static str>, check: Check) -> Definition {
    Definition {
        name,
        kind,
        default,
        check,
    }
}
