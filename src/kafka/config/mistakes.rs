//! What can be wrong with a configuration, in words; the phrases at the end say what is allowed.

use crate::kafka::reason::mistakes;

mistakes! {
    NOT_A_SETTING = "`{name}` is not a name of Kafka's {scope} configuration.";
    SETTING_OF_ANOTHER = "`{name}` is not a name of Kafka's {scope} configuration: it belongs to the {other} configuration.";
    SETTING_NEAREST = "`{name}` is not a name of Kafka's {scope} configuration; the nearest one is `{nearest}`.";
    SETTING_VALUE = "`{name}` cannot be `{value}`: allowed is {allowed}.";

    DELIVERY_TIMEOUT = "`delivery.timeout.ms` cannot be {value}: it must be at least `linger.ms` + `request.timeout.ms` = {least}.";
    IDEMPOTENT_RETRIES = "`retries` cannot be 0 when `enable.idempotence` is set to `true`.";
    IDEMPOTENT_ACKS = "`acks` must be `all` when `enable.idempotence` is set to `true`, and it is `{value}`.";
    IDEMPOTENT_IN_FLIGHT = "`max.in.flight.requests.per.connection` cannot be {value}: an idempotent producer allows at most 5 (set `enable.idempotence` to `false` for more).";
    TRANSACTION_NOT_IDEMPOTENT = "`transactional.id` cannot be set for a producer that is not idempotent.";
    SETTING_EXCLUDED = "`{name}` cannot be set when `{other}` is `{value}`.";
    GROUP_ID_EMPTY = "`group.id` cannot be empty: leave it out for a consumer without a group.";
    AUTO_COMMIT_WITHOUT_GROUP = "`enable.auto.commit` cannot be set to `true` without `group.id`.";
    INSTANCE_ID = "`group.instance.id` must have 1 to 249 characters of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`, and be neither `.` nor `..`.";
    SETTING_NOT_LOWER = "`{name}` ({value}) must be lower than `{other}` ({limit}).";
    SETTING_NOT_LESS = "`{name}` ({value}) must be less than `{other}` ({limit}).";
    SETTING_TOO_SMALL = "`{name}` ({value}) cannot be less than `{other}` ({limit}).";

    TRUE_OR_FALSE = "`true` or `false`";
    WHOLE_OF_BITS = "a whole number of {bits} bits";
    WHOLE_BETWEEN = "a whole number from {from} to {to}";
    WHOLE_BETWEEN_OR = "a whole number from {from} to {to}, or {other}";
    DECIMAL = "a decimal number";
    DECIMAL_FROM = "a decimal number from {from}";
    DECIMAL_BETWEEN = "a decimal number from {from} to {to}";
    JAVA_CLASS = "the name of a Java class";
    ANY_TEXT = "a text";
    TEXT_NOT_EMPTY = "a text that is not empty";
    WORD = "`{word}`";
    ONE_OF = "{others} or {last}";
    IN_ANY_CASE = "{words} in any case";
    LIST_WITH_COMMAS = "a list separated by commas";
    LIST_ONCE = "a list without repetition";
    LIST_ONCE_NOT_EMPTY = "a list without repetition and not empty";
    LIST_ONCE_OF = "a list of {words}, without repetition";
    LIST_ONCE_OF_NOT_EMPTY = "a list of {words}, without repetition and not empty";
    LIST_OF_REPLICAS = "`*` or a list of `partition:broker`";
    LIST_OF_VOTERS = "a list of `id@host:port`";
    LIST_OF_ENDPOINTS = "a list of `host:port`";
    OFFSET_RESET = "`earliest`, `latest`, `none` or `by_duration:` with a duration such as `PT1H30M`";
    SHARE_OFFSET_RESET = "`earliest`, `latest` or `by_duration:` with a duration such as `PT1H30M`";
}
