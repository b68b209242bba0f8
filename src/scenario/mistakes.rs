//! What can be wrong with a document or a command, in words. The page says each as its message `mistake-…`, in every
//! language but English, whose words are these. What a parser says fills a blank called `parser`: it is English in every
//! language, so a message leaves it out where it can.

use crate::kafka::reason::mistakes;

mistakes! {
    // The text as a whole.
    DOCUMENT_LONG = "the document has {bytes} bytes; at most {limit} are allowed";
    NOT_JSON = "this is not JSON: {parser} at line {line} column {column}";
    JSON_ENDS = "this is not JSON: EOF {parser} at line {line} column {column}";
    NOT_TOML = "this is not TOML: {parser}";
    VERSION_NONE = "there is no version 0; this is version 1";
    VERSION_NEWER = "version {version} is newer than this Partitura, which reads version {own}";

    // The shape of a field.
    MISSING = "is missing";
    TWICE = "appears twice";
    UNKNOWN_FIELD = "unknown field{near}{allowed}";
    UNKNOWN_COMMAND = "unknown command `{name}`{hint}";
    UNKNOWN_VALUE = "unknown value `{value}`, expected {allowed}";
    NOT_ON_ITS_WAY = "`{value}` is asked by the tools, which run beside the brokers and take no time: nothing can happen to it on its way; expected {allowed}";
    WRONG_TYPE = "invalid type: {found}, expected {expected}";
    WRONG_VALUE = "invalid value: {found}, expected {expected}";
    SCALAR_EXPECTED = "expected text, a number, true or false";
    UNREADABLE = "{parser}";

    // Numbers, lengths and times.
    NOT_BETWEEN = "{number} is not allowed; allowed is {from} to {to}";
    ABOVE = "{number} is more than {limit} allows";
    TOO_LONG = "{ms} ms is too long; at most {limit} ms are allowed";
    TIME_GOES_BACK = "{at} is before the command above, which is at {last}";
    TIMES_GO_BACK = "the times of the commands go back";
    LETTERS = "has {letters} letters; at most {limit} are allowed";
    BYTES = "has {bytes} bytes; at most {limit} are allowed";
    EMPTY = "cannot be empty";
    LANGUAGES = "has {languages} languages; allowed is 1 to {limit}";
    NOT_A_LANGUAGE = "`{code}` is not a language code such as `en` or `pt-BR`";
    COMMANDS = "a document has at most {limit} commands";
    COMMANDS_OF_LINES = "all lines together have at most {limit} commands";
    AT_MOST = "at most {limit} {what} are allowed";
    PARTITIONS = "makes {sum} partitions in all; at most {limit} are allowed";
    RECORDS = "makes {sum} records sent in all; at most {limit} are allowed";

    // Names.
    TOPIC_NAME_EMPTY = "the name of a topic cannot be empty";
    TOPIC_NAME_DOTS = "`{name}` cannot be the name of a topic";
    TOPIC_NAME_LETTERS = "`{name}` cannot be the name of a topic; allowed are a-z, A-Z, 0-9, `.`, `_` and `-`";
    NAME_EMPTY = "a name cannot be empty";
    NAME_UNSEEN = "a name consists of letters that can be seen, and U+{code} cannot";
    NAME_ADDED = "a {what} `{name}` has been added already; restart it, or choose another name";
    NO_TOPIC = "no topic `{name}` has been created before this command{near}";
    NO_PRODUCER = "no producer `{name}` has been added before this command{near}";
    NO_CONSUMER = "no consumer `{name}` has been added before this command{near}";
    NO_ASKER = "no producer or consumer `{name}` has been added before this command, and no broker has that number{near}";
    NO_GROUP = "no group `{name}` has been named by a consumer before this command{near}";
    NO_PARTITION = "topic `{topic}` has no partition {partition}; allowed is 0 to {last}";
    NO_PARTITION_OF_ONE = "topic `{topic}` has no partition {partition}; allowed is only 0";

    // Branches.
    BRANCHES = "has {branches} branches; at most {limit} are allowed";
    BRANCH_COMMANDS = "makes {commands} commands in all lines; at most {limit} are allowed";
    BRANCH_NAME_TAKEN = "another line is called `{name}` already";
    NO_BRANCH = "no branch `{name}` stands before this one";
    BEFORE_BRANCH = "{at} is before the branch begins, which is at {begins}";

    // Fields that do not go together.
    TOPIC_OR_BROKER = "one of `topic` and `broker` must be named";
    TOPIC_AND_BROKER = "only one of `topic` and `broker` can be named";
    NOTHING_TO_CHANGE = "names nothing to change";
    READS_NOTHING = "one of `topics`, `pattern` and `assign` must be given";
    TOGETHER_WITH = "cannot be given together with `{other}`";
    NEEDS_GROUP = "is missing; a consumer with `{field}` needs a group";
    GROUP_IS_A_FIELD = "the group is named by the field `group` of the command";
    COMMIT_WITHOUT_GROUP = "a consumer without a group has nowhere to commit to; allowed is `manual`";
    COMMIT_AUTO_OFF = "`auto` contradicts `enable.auto.commit`, which is set to `false`";
    COMMIT_AND_ACKNOWLEDGE = "contradicts `share.acknowledgement.mode`, which is set to `{value}`: `auto` is implicit, everything else explicit";
    SHARE_READS_TOPICS = "a share consumer reads topics by their names; `{field}` is for consumer groups";
    COMMIT_AUTO_ON = "contradicts `enable.auto.commit`, which is set to `true`; allowed is `auto`";
    BAD_PATTERN = "`{pattern}` cannot be used as a regular expression: {parser}";

    // What this version does not have.

    // Phrases: hints.
    DID_YOU_MEAN = " (did you mean `{name}`?)";
    ALLOWED = "; allowed: {names}";
    NO_FIELDS = "; no fields are allowed here";
    COMMANDS_ARE = "; the commands are {names}";

    // Phrases: what was found, and what was expected. The words are serde's.
    A_STRING = "string \"{value}\"";
    AN_INTEGER = "integer `{value}`";
    A_FLOAT = "floating point `{value}`";
    A_BOOLEAN = "boolean `{value}`";
    A_NULL = "null";
    A_LIST = "list";
    A_MAP = "map";
    SOME_LIST = "a list";
    SOME_TEXT = "text";
    AN_OBJECT = "an object";
    YES_OR_NO = "true or false";
    WHOLE = "a whole number";
    WHOLE_FROM = "a whole number from {from}";
    WHOLE_FROM_TO = "a whole number from {from} to {to}";
    A_CONFIG = "an object of configuration names and values";
    SOME_NAMES = "a list of names, or one name";
    A_CAPTION = "a text, or an object of language codes and texts";
    ANY_OF = "one of {names}";
}
