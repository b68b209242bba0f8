### Partitura in English. Ids and variables are the same in every language; a test holds that.

## General

list-and = and
app-name = Partitura
skip-to-stage = Skip to the topics
close = Close
cancel = Cancel
save = Save
create = Create
delete = Delete
yes = Yes
optional = optional
more = More for { $name }
show-advanced = More settings
config-label = Kafka settings, one name=value per line
config-bad-line = “{ $line }” is not of the form name=value.
records = { $count ->
    [one] { $count } record
   *[other] { $count } records
  }
partitions = { $count ->
    [one] { $count } partition
   *[other] { $count } partitions
  }
members = { $count ->
    [one] { $count } member
   *[other] { $count } members
  }
decimal-sign = .
bytes = { $size } B
kilobytes = { $size } KB
megabytes = { $size } MB
error-required = This cannot be empty.
error-taken = { $name } is taken already.
error-number = A whole number from { $from } to { $to }, please.
error-core = That was not accepted:

## Bar

bar-label = Session
title-label = Title of the session
title-placeholder = Untitled session
transport = Transport
to-start = Back to the start
step-back = Step back
play = Play
pause = Pause
step = Step to the next event
speed = Speed
speed-value = { $speed }×
virtual-time = Virtual time
demos = Demos
new-session = New session
language = Language
theme = Theme
theme-to-dark = Switch to the dark theme
theme-to-light = Switch to the light theme
share = Share
share-hint = Copy a link to this session

## Producers

producers = Producers
add-producer = producer
producers-none = No producers yet. A producer sends records to a topic.
producer-to = to topic
producer-no-topic = no topic yet
producer-key = key
producer-value = value
producer-no-key = no key
producer-wait = wait for each answer
producer-wait-hint = send_and_wait: the next record leaves when this one is acknowledged
send = Send
send-to = Send from { $producer }
send-ten = ×10
send-ten-from = Send ten from { $producer }
rate = Rate
rate-of = Rate of { $producer }
rate-off = off
rate-value = { $rate }/s
answer-ok = ✓ { $topic }-{ $partition } @ { $offset } · acked in { $ms } ms
answer-sent = ✓ { $topic }-{ $partition } · sent, no answer asked for
answer-failed = ✕ { $error }
producer-waiting = { $count ->
    [one] { $count } record on its way
   *[other] { $count } records on their way
  }
producer-buffered = { $count ->
    [one] { $count } record waits in the batch
   *[other] { $count } records wait in the batch
  }
producer-linger = lingers { $ms } ms
producer-quiet = nothing sent yet
producer-edit = Settings…
state-crashed = crashed
state-closed = closed
state-frozen = frozen
state-failed = failed
crash = Crash
close-client = Close
restart = Restart
first-click = Click Send: the key decides the partition.
template-hint = {"{n}"} counts, {"{1..5}"} goes round, {"{1~5}"} draws
cluster = Cluster
broker = Broker { $id }
broker-controller = controller
broker-down = down
broker-starting = starting
broker-cut = cut off
broker-link-cut = a link is cut
stop-broker = Stop (others take over first)
crash-broker = Crash
lose-disk = Lose the disk
start-broker = Start
cut-broker = Cut off from the network
heal-broker = Reconnect to the network
cut-link = Cut one link…
heal-links = Make its links whole again
chaos = Chaos
chaos-hint = A minute of faults, drawn from the seed of this session: the link plays the same ones
faults-over = The faults are over.
chaos-drawn = { $count ->
    [one] { $count } fault
   *[other] { $count } faults
  } drawn for the next minute; each of them ends.
slow-broker = Slow down…
fast-broker = As fast as before
broker-slow = slow
mishap-menu = Harm a message…
broker-coordinates = coordinates { $groups }
broker-coordinates-transactions = coordinates transactional.id { $id }
broker-active-controller = active controller
broker-voter = voter
cluster-leaderless = No active controller: nobody can decide who leads or create a topic.
cluster-quorum = Quorum of controllers
thing-quorum = Quorum of controllers
quorum-active = The controller beside broker { $broker } is the active one: it writes the metadata log, and the other voters copy it.
quorum-cut = The controller beside broker { $broker } takes itself for the active one, but it is cut off: what it writes reaches no majority, and the others elect another.
quorum-none = There is no active controller. One is elected as soon as a majority of the voters can hear each other.
quorum-voter = Voter
quorum-state = State
quorum-epoch = Epoch
quorum-end = Log end
quorum-committed = Committed
quorum-log = Metadata log
quorum-told-by = The newest entries in the log of B{ $broker }, the last one first
quorum-entry = offset { $offset }, epoch { $epoch }
said-broker-voter = broker and voter of the quorum

## Topics

topics = Topics
add-topic = topic
internal-show = Show Kafka's own topics
internal-hide = Hide Kafka's own topics
topics-none = No topics yet. A topic is a named log, cut into partitions.
topics-none-action = Create a topic
add-partitions = Add partitions…
move-replicas = Move replicas…
move-back = Take the move back
delete-topic = Delete topic…
delete-records = Delete records…
delete-topic-question = Delete { $topic } with all its records?
delete-topic-effect = Its { $count ->
    [one] { $count } record goes
   *[other] { $count } records go
  } for good, and consumers lose their partitions.

## Consumer groups

groups = Consumer groups
add-consumer = consumer
add-consumer-to = Add a consumer to { $group }
groups-none = No consumers yet. The members of a group share the partitions of a topic.
solo = Without a group
group-state-stable = Stable
group-state-empty = Empty
group-state-dead = Dead
group-state-no-coordinator = No coordinator
group-no-coordinator-hint = The broker that coordinates this group does not run, and no other has taken over: members read on, but nothing is committed
group-state-preparing = Rebalancing 1/2
group-state-completing = Rebalancing 2/2
group-state-unknown = Unknown
group-state-assigning = Assigning
group-state-reconciling = Reconciling
group-generation = gen { $generation }
group-epoch = epoch { $generation }
group-lag = lag
group-summary = { $assignor } · coordinator B{ $broker }
reset-offsets = Reset offsets…
delete-group = Delete group…
delete-group-question = Delete the group { $group }?
delete-group-effect = Its committed offsets are forgotten. Kafka allows this only while the group is empty.
member-idle = idle: more members than partitions
activity-polling = waits for records
activity-reading = read up to { $topic }-{ $partition } @ { $offset }
activity-processing = processes { $topic }-{ $partition } @ { $offset }
activity-processing-any = processes a record
activity-committing = commits its offsets
activity-acknowledging = waits for the answer to its acknowledgement
activity-undecided = waits until { $topic }-{ $partition } @ { $offset } is acknowledged
activity-joining = joins: JoinGroup sent
activity-syncing = waits for its assignment: SyncGroup sent
activity-finding-coordinator = looks for the coordinator
activity-stuck = stuck before { $topic }-{ $partition } @ { $offset }
activity-stopped = stopped
activity-crashed = crashed: its group notices when heartbeats stay away
activity-crashed-gone = crashed: its group goes on without it
activity-closed = closed
activity-frozen = frozen: does not call poll()
activity-failed = failed
member-lag = lag { $lag }
member-paused = paused
member-progress = Progress of { $consumer }
member-error = { $error }
skip-record = Skip the record
seek-menu = Move the position…
pause-partitions = Pause reading
resume-partitions = Resume reading
freeze = Freeze
thaw = Thaw
commit-now = Commit now
assigned-partition = { $topic }, partition { $partition }

## Story and timeline

story = Story
timeline = Timeline
story-empty = What happens is told here, with its reasons.
story-all = everything
story-all-hint = Show batches, deliveries and answers too
story-docs = { $setting } in the Kafka documentation
chip-topic = topic
chip-refused = refused
chip-network = network
chip-broker = broker
chip-replica = replica
chip-note = note
chip-producer = producer
chip-batch = batch
chip-appended = appended
chip-acked = acked
chip-failed = failed
chip-retry = retry
chip-consumer = consumer
chip-position = position
chip-delivered = delivered
chip-processed = processed
chip-poison = poison pill
chip-commit = commit
chip-reset = reset
chip-group = group
chip-rebalance = rebalance
chip-acquired = acquired
chip-accepted = accepted
chip-released = released
chip-rejected = rejected
chip-renewed = renewed
chip-expired = lock
chip-archived = archived
chip-idle = idle
chip-duplicate = duplicate

## Inspector

inspector = Record { $topic }-{ $partition } @ { $offset }
inspector-gone = The record is no longer in the log.
record-key = key
record-value = value
record-null = null
record-key-bytes = key bytes
record-value-bytes = value bytes
record-headers = headers
record-timestamp = timestamp
record-appended = appended
record-producer = producer
record-numbered = numbered
record-serializers = serializers
record-stored = stored on
record-superseded = superseded
record-superseded-by = Compaction would remove it: its key comes again
record-leader = B{ $leader }, the leader
record-batch = batch
record-batch-value = { $count ->
    [one] { $count } record
   *[other] { $count } records
  } from offset { $base }, { $bytes } bytes
acknowledge-accept = Accept
acknowledge-release = Release (try again)
acknowledge-reject = Reject (never again)
acknowledge-renew = Renew the lock
group-of-consumer-hint = The consumer protocol: the coordinator itself assigns, and members move to their share one by one (KIP-848)
group-of-share-hint = A share group: a queue. Every member reads every partition, record by record (KIP-932)
field-group-type = Kind of group
group-type-range = classic: range
group-type-cooperative = classic: cooperative-sticky
group-type-consumer = consumer (KIP-848)
group-type-share = share: a queue (KIP-932)
record-shares = share groups
queue-available = { $group }: to be had, delivered { $count ->
    [one] { $count } time
   *[other] { $count } times
  }
queue-acquired = { $group }: { $consumer } has it until { $until }, delivery { $count }
queue-acknowledged = { $group }: accepted
queue-archived = { $group }: archived after { $count ->
    [one] { $count } delivery
   *[other] { $count } deliveries
  }
queue-done = { $group }: done
queue-untouched = { $group }: nobody was given it yet
record-readers = read by
record-unread = nobody yet
record-processed = processed
record-in-hand = handed over, not processed
why-partition = Why partition { $partition }?
choice-group = The hash of the group's id names the partition; its leader is the group's coordinator, and wrote this.
choice-given = The producer named the partition itself.
choice-hash-key = { $algorithm }("{ $key }") = { $hash }
choice-hash-mask = { $hash } & 0x7fffffff = { $positive }
choice-hash-mod = { $positive } mod { $partitions } = { $partition }
choice-hash-moral = Every record with this key lands here, so its order is kept, for as long as the topic has { $partitions ->
    [one] { $partitions } partition.
   *[other] { $partitions } partitions.
  }
choice-round-robin = No key: the producer takes the { $partitions ->
    [one] one partition
   *[other] { $partitions } partitions
  } in turn. Order holds within a partition only.
choice-sticky = No key: the producer stays with one partition until { $bytes } bytes (batch.size) have gone there, then takes another.
choice-random = Drawn at random from { $partitions ->
    [one] one partition.
   *[other] { $partitions } partitions.
  }

## Dialogs

dialog-producer = New producer
dialog-producer-edit = Settings of { $producer }
dialog-producer-edit-note = Kafka reads a client's settings when the client is created. Saving closes { $producer } and creates it anew; its counters start again.
dialog-topic = New topic
dialog-partitions = Add partitions to { $topic }
dialog-partitions-note = Partitions can be added, never taken away. Keys will be spread anew: the next record of a key may land on another partition than its earlier ones.
dialog-records = Delete records of { $topic }
dialog-records-note = Everything before the offset goes. The offsets of what stays do not change.
dialog-consumer = New consumer
dialog-seek = Move the position of { $consumer }
dialog-seek-note = seek() changes where this consumer reads next. The group's committed offset stays until the next commit.
dialog-slow = Slow down broker { $broker }
dialog-slow-note = Everything that goes this way takes longer, there and back. Nothing is lost, and nobody is told.
field-slow-to = Which way
field-slow-by = Longer by (ms)
slow-everybody = everything to and from it
slow-do = Slow down
dialog-cut = Cut a link of broker { $broker }
dialog-cut-note = Nothing gets through between the two, in either direction, and nobody is told. Both reach everybody else.
field-cut-to = Between it and
cut-do = Cut the link
dialog-replicas = Move replicas of { $topic }
dialog-replicas-note = A new replica first copies the log from the leader. Only when all of them are in sync do the others go; until then nothing changes for producers and consumers.
field-replica-order = Brokers, in the order in which you click them
replica-place = { $broker }, number { $place }
replicas-none = Choose at least one broker.
replicas-preferred = { $brokers } is to be the preferred leader.
replicas-copy = { $brokers_count ->
    [one] { $brokers } has
   *[other] { $brokers } have
  } to copy { $count ->
    [one] { $count } record
   *[other] { $count } records
  } first.
replicas-go = Then { $brokers_count ->
    [one] { $brokers } deletes its log.
   *[other] { $brokers } delete their logs.
  }
replicas-do = Move
dialog-mishap = Harm a message of { $client }
dialog-mishap-note = Something happens to the next such message on its way. Neither side is told.
field-mishap-what = Request
field-mishap-side = Which of the two
mishap-request = the request, on its way to the broker
mishap-response = the answer, on its way back
field-mishap-harm = What happens to it
harm-lost = it gets lost
harm-late = it comes late
harm-twice = it comes twice
field-mishap-by = Late by (ms)
field-mishap-count = How many in a row
mishap-do = Let it happen
late-message-of-broker = { $side ->
    [request] It is carried out { $by } ms later, and what follows on this connection waits behind it.
   *[response] It is carried out at once, and the one who asked learns it { $by } ms later.
  } Who waits longer than the time of the request allows asks again.
twice-message-of-broker = { $side ->
    [request] It is carried out twice, unless it is recognised as old. The first answer is taken, the other dropped.
   *[response] The first answer is taken; the second belongs to no request any more.
  }
loss-of-broker = { $api ->
    [Fetch] { $side ->
        [request] This broker copies nothing from that leader until it gives the request up and asks again; where records come meanwhile, it leaves the in-sync replicas after replica.lag.time.max.ms.
       *[response] What the leader sent does not arrive. This broker asks again from the same offset when it gives the request up; where that takes longer than replica.lag.time.max.ms, it leaves the in-sync replicas.
      }
    [AlterPartition] { $side ->
        [request] The in-sync replicas of this leader do not change: it goes on with those that it has, and acks=all waits for them, until it asks again.
       *[response] The in-sync replicas have changed, and this leader learns it from the metadata; until it does it counts on both, the old ones and the new ones.
      }
    [BrokerHeartbeat] One is not missed: the next one follows. If the controller hears none for broker.session.timeout.ms, it fences this broker and others lead; lose several in a row to see that.
    [Vote] { $side ->
        [request] That voter is not asked. Without a majority nobody becomes the active controller, and the candidate asks again.
       *[response] The voter has voted, and the candidate does not count it. Without a majority nobody becomes the active controller, and the candidate asks again.
      }
    [AddPartitionsToTxn] This leader does not learn whether its partition is part of the transaction, and writes nothing of it until the producer sends again.
    [WriteTxnMarkers] { $side ->
        [request] The markers are not written: the transaction is decided and still open in these partitions, and who reads committed records waits until the coordinator asks again.
       *[response] The markers are written, and the coordinator does not know: it writes them again, which changes nothing for readers.
      }
   *[metadata] Who asked goes on with the metadata that it knows, until it gives the request up and asks again. A voter that hears nothing of the active controller for controller.quorum.fetch.timeout.ms becomes a candidate.
  }
loss-offsets-for-leader-epoch = The consumer does not learn whether the new leader's log still has what it has read, and reads nothing of this partition until then. After request.timeout.ms ({ $ms } ms) it asks again.
late-message = { $side ->
    [request] The broker gets it { $by } ms later, and what the client sends it afterwards waits behind it.
   *[response] The broker does at once what was asked, and the client learns it { $by } ms later.
  } { $in_time ->
    [yes] The client waits for that: request.timeout.ms is { $ms } ms.
   *[no] The client waits { $ms } ms (request.timeout.ms), closes the connection and asks again. What was late is done all the same.
  }
twice-produce = { $side ->
    [request] The broker writes the records twice: without idempotence nothing tells it that they are the same.
   *[response] The producer takes the first answer; the second belongs to no request any more.
  }
twice-produce-idempotent = { $side ->
    [request] The broker recognises the numbers of the second one and answers as it did the first time: nothing is written twice.
   *[response] The producer takes the first answer; the second belongs to no request any more.
  }
twice-message = { $side ->
    [request] The broker does what it is asked twice, and answers twice. The client takes the first answer and drops the other.
   *[response] The client takes the first one; the second belongs to no request any more.
  }
loss-produce = { $side ->
    [request] Nothing is written. After request.timeout.ms ({ $ms } ms) the producer sends the batch again; what it sent meanwhile may be in the log before it.
   *[response] The records are written, but the producer does not know. After request.timeout.ms ({ $ms } ms) it sends them again, and without idempotence they are in the log twice.
  }
loss-produce-idempotent = { $side ->
    [request] Nothing is written. After request.timeout.ms ({ $ms } ms) the producer sends the batch again, with the same numbers, so the order is kept.
   *[response] The records are written, but the producer does not know. After request.timeout.ms ({ $ms } ms) it sends them again; the broker recognises their numbers and does not write them twice.
  }
loss-produce-acks-0 = { $side ->
    [request] The records are lost for good, and the producer never learns of it: with acks=0 it waits for no answer.
   *[response] With acks=0 there is no answer that could get lost.
  }
loss-init-producer-id = { $side ->
    [request] An idempotent producer asks this when it starts. Without an id it sends nothing; after request.timeout.ms ({ $ms } ms) it asks again.
   *[response] An idempotent producer asks this when it starts. The broker gives away an id that nobody gets; after request.timeout.ms ({ $ms } ms) the producer asks again and gets another.
  }
loss-metadata = The client goes on with the brokers, topics and leaders that it knows; what is new to it has to wait. After request.timeout.ms ({ $ms } ms) it asks again.
loss-fetch = { $side ->
    [request] Nothing comes from this broker. After request.timeout.ms ({ $ms } ms) the consumer asks again from the same position, so nothing is skipped.
   *[response] Records were read from the log and do not arrive. The position has not moved: after request.timeout.ms ({ $ms } ms) the consumer asks for the same ones again.
  }
loss-list-offsets = Where no offset is committed, the consumer does not learn where to begin. After request.timeout.ms ({ $ms } ms) it asks again; with auto.offset.reset=latest what came meanwhile is skipped.
loss-find-coordinator = The consumer does not learn which broker coordinates its group, so it can neither join nor commit. After request.timeout.ms ({ $ms } ms) it asks again.
loss-join-group = { $side ->
    [request] The coordinator does not learn that the consumer wants to join. No answer is waited for longer: max.poll.interval.ms and 5 s more, because all members have to come together first.
   *[response] The coordinator counts on a member that does not know it. No answer is waited for longer: max.poll.interval.ms and 5 s more, because all members have to come together first.
  }
loss-sync-group = { $side ->
    [request] The consumer does not get its share, and if it leads the group, nobody does. After request.timeout.ms ({ $ms } ms) it looks for the coordinator and joins again.
   *[response] The consumer does not learn its share, and nobody reads it. After request.timeout.ms ({ $ms } ms) it looks for the coordinator and joins again.
  }
loss-heartbeat = { $side ->
    [request] One is not missed: the next one follows. If the coordinator hears none for session.timeout.ms, it removes the member and the group rebalances; lose several in a row to see that.
   *[response] The coordinator has heard it, so the member stays. A consumer that gets no answer at all for session.timeout.ms looks for the coordinator anew.
  }
loss-group-heartbeat = { $side ->
    [request] The coordinator has not heard it, and the next one waits until this one is given up after request.timeout.ms ({ $ms } ms). If the session ends before, the member is removed and has to join again.
   *[response] The consumer does not learn what it is to own now. The next one waits until this one is given up after request.timeout.ms ({ $ms } ms); if the session ends before, the member is removed and has to join again.
  }
loss-leave-group = { $side ->
    [request] The consumer closes, and its group does not know: its partitions are read by nobody until session.timeout.ms has passed.
   *[response] The group knows, and nothing is different for it.
  }
loss-offset-commit = { $side ->
    [request] The offset is not committed. A commit that the application waits for is tried again after request.timeout.ms ({ $ms } ms); an automatic one is overtaken by the next. If the consumer dies before, some records are processed twice.
   *[response] The offset is committed, but the consumer does not know. A commit that the application waits for is tried again after request.timeout.ms ({ $ms } ms), which changes nothing.
  }
loss-offset-fetch = The consumer does not learn where its group was and cannot begin to read. After request.timeout.ms ({ $ms } ms) it looks for the coordinator and asks again.
loss-share-fetch = { $side ->
    [request] Nothing comes from this broker, and an acknowledgement that went along is not heard: when their locks end, those records are handed out again. After request.timeout.ms ({ $ms } ms) the consumer asks anew.
   *[response] The records are locked for this consumer, which does not know it; nobody else gets them. After request.timeout.ms ({ $ms } ms) the consumer asks anew.
  }
loss-share-acknowledge = { $side ->
    [request] The broker does not learn what became of the records: when their locks end, they are handed out again and processed twice.
   *[response] The broker knows what became of the records; the consumer is not sure that it does.
  }
dialog-reset = Reset the offsets of { $group }
dialog-reset-note = Kafka resets offsets only while the group is inactive: otherwise its members would go on from their own positions and commit over the reset.
dialog-reset-active = { $group } has { $count ->
    [one] { $count } active member
   *[other] { $count } active members
  }: Kafka would answer NON_EMPTY_GROUP.
dialog-reset-empty = { $group } is inactive: the reset can go ahead.
plan = What the reset would do now
reset-anyway = Ask Kafka anyway
reset-do = Reset
reset-stop = Stop, reset, start again
field-name = Name
field-topic = Topic
field-topics = Topics
field-partition = Partition
field-partition-all = all partitions
field-key-template = Key
field-key-hint = Empty means no key
field-value-template = Value
field-key-serializer = Key serializer
field-value-serializer = Value serializer
field-key-deserializer = Key deserializer
field-value-deserializer = Value deserializer
field-acks = acks
acks-0 = 0: do not wait
acks-1 = 1: the leader has it
acks-all = all: every in-sync replica has it
field-linger = linger.ms
field-batch = batch.size
field-compression = compression.type
field-partitioner = partitioner.class
partitioner-pace = default of this session
field-partitions = Partitions
field-replicas = Replicas
field-total = Partitions in total
field-before-offset = Delete before offset
field-group = Group
group-new = New group
group-new-name = Name of the new group
group-solo = no group (assign)
field-reset-policy = auto.offset.reset
field-commit = Commit
commit-auto = automatic
commit-after = after processing each batch
commit-before = before processing
commit-each = after each record
commit-manual = only when asked
field-processing = Processing time per record, ms
field-max-poll = max.poll.records
field-to = To
to-beginning = the beginning
to-end = the end
to-offset = an offset
to-time = a time
to-shift = shift by
to-duration = a time before now
field-offset = Offset
field-time = Time, ms since the start
field-shift = Records (negative: back)
field-duration = How long before now, ms

## Shortcuts

shortcuts = Keyboard shortcuts
shortcut-play = play or pause
shortcut-step = step to the next event
shortcut-back = step back
shortcut-send = Send, from the producer used last
shortcut-help = this list
shortcut-escape = close what is open
key-space = Space
key-escape = Esc

## Gallery

gallery = Demos
gallery-note = Each opens as a session of its own. Yours is kept and comes back with the browser's Back button.
own-session = Back to my session
gallery-open = Open
gallery-open-named = Open the demo “{ $title }”
gallery-link = Copy link
gallery-link-named = Copy the link of the demo “{ $title }”

## Sharing and notices

share-done = Link copied: { $length ->
    [one] { $length } character
   *[other] { $length } characters
  }. Whoever opens it sees this session.
share-dialog = Link to this session
share-dialog-note = The browser did not allow copying. The link is selected: press Ctrl+C or ⌘C.
share-link = Link
link-cut = This link is cut short. Copy it again, whole; your own session is as it was.
link-damaged = This link is damaged: some of its characters are not as they were. Your own session is as it was.
link-newer = This link was made by a newer Partitura. Reload the page, then open it again; your own session is as it was.
link-foreign = This is not a link of Partitura. Your own session is as it was.
link-refused = This link holds a session that cannot be played: { $reason }. Your own session is as it was.
link-too-long = This session is too long for a link: it would have { $reason } characters.
link-hostile = This link unpacks to more than any session has. Your own session is as it was.
lesson-unknown = There is no demo “{ $id }”. Your own session is as it was.
storage-refused = The browser does not let this page remember the session. It plays on, but will not survive a reload; a shared link or a file will.
restore-failed = The session kept in this browser could not be opened, so a new one was.
notices = Notices
dismiss = Dismiss
refused-notice = Kafka refused: { $error }.
reset-offer = Stop the members and reset
reset-pending = Stopping the members of { $group }, then resetting.
reset-finished = The offsets of { $group } are reset and its members start again.

## Drawing

note-label = Partition { $partition }, offset { $offset }, key { $key }
playhead-label = Position of { $consumer } in partition { $partition }; drag it to seek
playhead-value = { $offset } of { $end }
stave-label = { $topic }, partition { $partition }: { $count ->
    [one] { $count } record
   *[other] { $count } records
  }
stave-scroll = Scroll partition { $partition }
stave-next = next
stave-high-watermark = high watermark
stave-log-start = The log starts at offset { $offset }
stave-leader = Broker { $broker } leads this partition
stave-leader-cut = Broker { $broker } leads this partition and is out of reach
replica-leads = Broker { $broker } leads: its log ends at { $end }, readers see what is below { $watermark }
replica-in-sync = Broker { $broker } follows and is in sync: its log ends at { $end }, { $behind } behind; it knows that all below { $watermark } is safe
replica-out-of-sync = Broker { $broker } follows and is not in sync: its log ends at { $end }, { $behind } behind
replica-comes = it comes with a reassignment
replica-goes = it goes when the reassignment is complete
replica-eligible = eligible to lead: it has every acknowledged record
replica-led-last = it led last
replica-short-eligible = ELR
replica-short-led-last = led
replica-gone = Broker { $broker } is out of reach: its log ends at { $end }, { $behind } behind
stave-no-leader = No broker leads this partition now
timeline-label = Moment of the session

## Events: what happened

part-share = { $consumer } reads { $partitions }
part-none = { $consumer } reads nothing

event-topic-created = Topic { $topic } is created with { $partitions ->
    [one] { $partitions } partition
   *[other] { $partitions } partitions
  } and replication factor { $replication_factor }.
event-partitions-added = Topic { $topic } grows from { $from } to { $total ->
    [one] { $total } partition
   *[other] { $total } partitions
  }.
event-topic-deleted = Topic { $topic } is deleted with all its records.
event-config-altered = { $target }: { $name } is now { $value }.
event-records-deleted = { $place } now starts at offset { $log_start_offset }: everything before is deleted.
event-command-refused = Kafka refuses { $command } for { $target }: { $error }.
event-note = { $text }
event-broker-stopping = Broker { $broker } wants to stop: others take over what it leads.
event-broker-stopped = { $clean ->
    [true] Broker { $broker } has stopped.
   *[false] Broker { $broker } has crashed: its memory is gone, its disk is not.
}
event-broker-started = Broker { $broker } starts.
event-broker-fenced = Broker { $broker } is fenced: it leads nothing and counts as in sync with nothing.
event-disk-lost = Broker { $broker } loses its disk, and with it { $partitions ->
    [0] nothing: it stored no partition.
    [one] its replica of { $partitions } partition.
   *[other] its replicas of { $partitions } partitions.
}
event-broker-unfenced = Broker { $broker } is part of the cluster again.
event-leader-elected = { $leader ->
    [0] Nobody leads { $topic }-{ $partition }: no replica that has every acknowledged record is there.
   *[other] Broker { $leader } leads { $topic }-{ $partition } now, in leader epoch { $leader_epoch }; in sync: { $isr }.
}
event-controller-elected = Broker { $broker } is the active controller now, in controller epoch { $controller_epoch }.
event-controller-resigned = Broker { $broker } is not the active controller any more; its controller epoch was { $controller_epoch }.
event-coordinator-moved = Broker { $broker } coordinates { $group } now.
event-high-watermark-moved = The high watermark of { $topic }-{ $partition } is { $high_watermark } now: readers see what lies below.
event-isr-changed = In sync for { $topic }-{ $partition } now: { $isr }.
event-replica-truncated = Broker { $broker } cuts { $count ->
    [one] { $count } record
   *[other] { $count } records
} off its log of { $topic }-{ $partition }, from offset { $offset } on.
event-reassignment-started = { $place } is to lie on { $replicas }. { $adding_count ->
    [0] Nobody has to copy it
    [one] First { $adding } copies it and gets in sync
   *[other] First { $adding } copy it and get in sync
  }{ $removing_count ->
    [0] .
    [one] , then { $removing } goes.
   *[other] , then { $removing } go.
  }
event-reassignment-completed = { $place } lies on { $replicas } now; the first of them is its preferred leader.
event-reassignment-cancelled = The reassignment of { $place } is taken back: it stays on { $replicas }.
event-replica-deleted = Broker { $broker } deletes its log of { $place }.
event-broker-cut = { $to ->
    [none] Broker { $broker } is cut off: nothing gets to it, and nothing from it.
   *[other] The link between broker { $broker } and { $to } is cut: nothing gets through, in either direction.
  }
event-broker-healed = { $to ->
    [none] Broker { $broker } is reachable again.
   *[other] The link between broker { $broker } and { $to } is whole again.
  }
event-loss-asked = { $side ->
    [request] { $count ->
        [one] The next { $api } request of { $asker } will be lost.
       *[other] The next { $count } { $api } requests of { $asker } will be lost.
      }
   *[response] { $count ->
        [one] The next answer to a { $api } of { $asker } will be lost.
       *[other] The next { $count } answers to { $api } of { $asker } will be lost.
      }
  }
event-delay-asked = { $side ->
    [request] { $count ->
        [one] The next { $api } request of { $asker } will be { $by_ms } ms late.
       *[other] The next { $count } { $api } requests of { $asker } will be { $by_ms } ms late.
      }
   *[response] { $count ->
        [one] The next answer to a { $api } of { $asker } will be { $by_ms } ms late.
       *[other] The next { $count } answers to { $api } of { $asker } will be { $by_ms } ms late.
      }
  }
event-duplicate-asked = { $side ->
    [request] { $count ->
        [one] The next { $api } request of { $asker } will come twice.
       *[other] The next { $count } { $api } requests of { $asker } will come twice.
      }
   *[response] { $count ->
        [one] The next answer to a { $api } of { $asker } will come twice.
       *[other] The next { $count } answers to { $api } of { $asker } will come twice.
      }
  }
event-message-delayed = { $side ->
    [request] The { $api } request of { $from } to { $to } takes { $by_ms } ms longer.
   *[response] The answer of { $from } to the { $api } of { $to } takes { $by_ms } ms longer.
  }
event-message-duplicated = { $side ->
    [request] The { $api } request of { $from } to { $to } arrives twice.
   *[response] The answer of { $from } to the { $api } of { $to } arrives twice.
  }
event-broker-slowed = { $by_ms ->
    [0] Broker { $broker } is as fast as before{ $to ->
        [none] .
       *[other] {" "}on the way to { $to }.
      }
   *[other] { $to ->
        [none] Everything to and from broker { $broker } takes { $by_ms } ms longer.
       *[other] Everything between broker { $broker } and { $to } takes { $by_ms } ms longer.
      }
  }
event-message-lost = { $side ->
    [request] The { $api } request of { $from } to { $to } is lost.
   *[response] The answer of { $from } to the { $api } of { $to } is lost.
  }
event-request-unanswered = { $api } of { $client } to broker { $broker } is not answered.
event-producer-started = Producer { $producer } starts.
event-producer-closed = Producer { $producer } closes: it has sent what it had and waited for the answers.
event-producer-crashed = Producer { $producer } crashes{ $lost ->
    [0] ; nothing was on its way.
    [one] , and { $lost } record without an answer is lost or not: nobody can tell.
   *[other] , and { $lost } records without an answer are lost or not: nobody can tell.
  }
event-producer-id-assigned = { $producer } is given the producer id { $producer_id }, epoch { $producer_epoch }.
event-producer-epoch-bumped = { $producer } goes on in epoch { $producer_epoch } and numbers its batches from 0 again, in { $partitions } at once.
event-sending-started = { $producer } sends to { $topic } every { $every_ms } ms.
event-sending-stopped = { $producer } stops sending on its own.
event-batch-sent = { $producer } sends a batch of { $count ->
    [one] { $count } record
   *[other] { $count } records
  } ({ $bytes } bytes) to { $place }{ $attempt ->
    [one] .
   *[other] , attempt { $attempt }.
  }
event-batch-compressed = { $producer } compresses { $count ->
    [one] { $count } record
   *[other] { $count } records
  } for { $place } with { $codec }: { $uncompressed } → { $bytes } bytes (the records alone: { $percent } %).
event-batch-recompressed = { $codec ->
    [none] The leader of { $place } decompresses a batch of { $producer } that came in { $from }: { $received } → { $bytes } bytes.
   *[other] The leader of { $place } compresses a batch of { $producer } with { $codec }, it came { $from ->
        [none] uncompressed
       *[other] in { $from }
    }: { $received } → { $bytes } bytes.
  }
event-record-appended = { $count ->
    [one] A record of { $producer } is appended to { $place } at offset { $offset }.
   *[other] { $count } records of { $producer } are appended to { $place } at offsets { $offset } to { $last_offset }.
  }
event-duplicate-recognised = { $count ->
    [one] The record of { $producer } for { $place } has been there since the first attempt, at offset { $offset }: it is not written again.
   *[other] The { $count } records of { $producer } for { $place } have been there since the first attempt, at offsets { $offset } to { $last_offset }: they are not written again.
  }
event-sequence-refused = { $place } does not take { $count ->
    [one] { $count } record
   *[other] { $count } records
  } of { $producer }: { $error }.
event-record-acked = { $producer } is told: { $place } { $count ->
    [one] @ { $offset } is
   *[other] @ { $offset } to { $last_offset } are
  } written ({ $latency_ms } ms).
event-record-failed = { $producer } gives up on { $count ->
    [one] { $count } record
   *[other] { $count } records
  } for { $partition ->
    [none] { $topic }
   *[other] { $place }
  }: { $error }.
event-batch-retried = { $producer } gets { $error } for { $count ->
    [one] { $count } record
   *[other] { $count } records
  } of { $place } and will try again.
event-consumer-started = Consumer { $consumer } starts{ $group ->
    [none] {" "}without a group.
   *[other] {" "}and wants to join { $group }.
  }
event-consumer-closed = Consumer { $consumer } closes.
event-consumer-crashed = Consumer { $consumer } crashes. Its group does not know it yet.
event-consumer-frozen = Consumer { $consumer } freezes: it no longer calls poll(), but its heartbeats go on.
event-consumer-thawed = Consumer { $consumer } calls poll() again.
event-consumer-failed = Consumer { $consumer } stops with { $error }.
event-subscription-changed = { $consumer } subscribes to { $topics }.
event-partitions-paused = { $consumer } pauses { $partitions }.
event-partitions-resumed = { $consumer } resumes { $partitions }.
event-position-set = { $consumer } will read { $place } from offset { $offset }.
event-read-replica-set = { $consumer } reads { $place } from broker { $broker } now, a follower.
event-read-replica-cleared = { $consumer } no longer reads { $place } from broker { $broker }: it asks the leader again.
event-records-delivered = poll() gives { $consumer } { $count ->
    [one] the record { $place } @ { $offset }.
   *[other] { $count } records of { $place }, { $offset } to { $last_offset }.
  }
event-records-processed = { $consumer } has processed { $place } { $count ->
    [one] @ { $offset }.
   *[other] @ { $offset } to { $last_offset }.
  }
event-deserialization-failed = { $consumer } cannot read { $place } @ { $offset } and stays before it: { $error }.
event-offset-committed = { $consumer ->
    [none] { $group } has
   *[other] { $consumer } commits
  } offset { $offset } for { $place }: the next record to read.
event-commit-refused = A commit of { $consumer } in { $group } is refused: { $error }.
event-share-partition-opened = { $group } begins to read { $place } at offset { $offset }.
event-records-acquired = { $consumer } acquires { $place } { $count ->
    [one] @ { $offset }
   *[other] @ { $offset } to { $last_offset }
  } for { $group }: delivery { $delivery_count }.
event-records-accepted = { $group } is done with { $place } { $count ->
    [one] @ { $offset }
   *[other] @ { $offset } to { $last_offset }
  }: { $consumer } accepts.
event-records-released = { $consumer } releases { $place } { $count ->
    [one] @ { $offset }
   *[other] @ { $offset } to { $last_offset }
  } back to { $group } { $delivery_count ->
    [one] after { $delivery_count } delivery.
   *[other] after { $delivery_count } deliveries.
  }
event-records-rejected = { $consumer } rejects { $place } { $count ->
    [one] @ { $offset }
   *[other] @ { $offset } to { $last_offset }
  }: nobody in { $group } will get it again.
event-records-renewed = { $consumer } keeps { $place } { $count ->
    [one] @ { $offset }
   *[other] @ { $offset } to { $last_offset }
  }: the lock begins anew.
event-locks-expired = The lock of { $consumer } on { $place } { $count ->
    [one] @ { $offset }
   *[other] @ { $offset } to { $last_offset }
  } ends, after { $delivery_count ->
    [one] { $delivery_count } delivery.
   *[other] { $delivery_count } deliveries.
  }
event-records-archived = { $group } gives { $place } { $count ->
    [one] @ { $offset }
   *[other] @ { $offset } to { $last_offset }
  } up after { $delivery_count ->
    [one] { $delivery_count } delivery: archived.
   *[other] { $delivery_count } deliveries: archived.
  }
event-poison-released = { $consumer } cannot read { $place } @ { $offset }: poll() throws { $error }, and the record is released.
event-share-group-empty = { $group } has no members any more. What it has done stays done.
event-acknowledgement-refused = What { $consumer } says of records of { $place } is refused by { $group }: { $error }.
event-offset-removed = The committed offset of { $group } for { $place } is forgotten; it was { $offset }.
event-offsets-reset = The committed offset of { $group } for { $place } is set { $from ->
    [none] to { $to }; there was none.
   *[other] from { $from } to { $to }.
  }
event-coordinator-found = { $consumer } learns that broker { $broker } coordinates { $group }.
event-coordinator-lost = { $consumer } no longer counts on broker { $broker } and asks anew who coordinates { $group }.
event-member-joined = { $consumer } joins { $group }.
event-rebalance-started = { $group } begins to rebalance (generation { $generation }, { $members ->
    [one] { $members } member
   *[other] { $members } members
  }).
event-generation-started = { $group } is at generation { $generation } with { $members ->
    [one] { $members } member
   *[other] { $members } members
  }; { $leader } leads and works out the assignment ({ $protocol }).
event-assignment-made = { $group }, generation { $generation }: { $shares }.
event-partitions-assigned = { $consumer } is given { $partitions_count ->
    [0] no partition
   *[other] { $partitions }
  } in { $group }.
event-partitions-revoked = { $consumer } gives { $partitions } back to { $group }.
event-partitions-lost = { $consumer } has lost { $partitions }: { $group } went on without it.
event-member-idle = { $consumer } has nothing to read in { $group }.
event-member-left = { $consumer } leaves { $group }.
event-member-removed = { $group } removes { $consumer }.
event-member-fenced = { $consumer } is refused by { $group }: { $error }.
event-group-epoch-bumped = { $group } is at epoch { $epoch } with { $members ->
    [one] { $members } member
   *[other] { $members } members
  }: what belongs to whom has to be worked out anew.
event-target-assigned = { $group }, epoch { $epoch }: the coordinator wants { $shares }.
event-revocation-asked = { $consumer } is told to give up { $partitions } and reads the rest on.
event-partitions-awaited = { $consumer } is to have { $partitions } too, and waits for them.
event-group-stable = { $group } is stable at epoch { $epoch }: all have what they are to have.
event-group-converted = { $group } goes on with the protocol { $protocol }.
event-group-empty = { $group } is empty. Its committed offsets stay.
event-group-deleted = { $group } is deleted with its committed offsets.

## Whys: the rule that made it happen

why-leads-offsets = It leads partition { $partition } of __consumer_offsets, which the group is in, and has read there what the last coordinator wrote.
why-broker-silent = The controller has not heard of it for { $session_timeout_ms } ms.
why-shuts-down = Broker { $broker } said that it wants to stop.
why-leader-fenced = Broker { $broker } is fenced: the first replica in sync that is there takes over.
why-heard = The controller hears of it, and it knows how the cluster is.
why-returned = Broker { $broker } is back.
why-last-known-leader = Nobody is known to have every acknowledged record; it led last, so it leads with what its disk has.
why-crashed = Broker { $broker } comes back from a crash and may lack records: it is not eligible any more.
why-unclean = No replica with every acknowledged record is there, and any other may lead: what it lacks is lost.
why-preferred = The first replica leads where it can.
why-controller-lost = A majority of the voters had not heard of the last one for { $fetch_timeout_ms } ms.
why-controller-went = The last one went in order and told the others. The voter with most of the log stands for election first; this one got the votes of a majority.
why-no-majority = No majority of the voters has fetched the metadata log from it for { $silent_ms } ms: it may be cut off. It decides nothing more.
why-newer-controller = It hears of a newer one, of controller epoch { $controller_epoch }.
why-fell-behind = { $replicas } had not caught up with the leader for more than { $lag_ms } ms.
why-caught-up = { $replicas } has all that was replicated, and more cannot be asked of a follower.
why-replicated = Every replica in sync ({ $isr }) has it.
why-target-in-sync = All replicas that are to stay are in sync: { $isr }.
why-same-brokers = It lies on these brokers already: nothing has to be copied, at most their order is another.
why-leader-moved-away = B{ $broker }, which led, is no longer one of its replicas, so the first of the others that is in sync leads.
why-lies-elsewhere = The partition lies on { $replicas }, and not here any more.
why-leader-lacks = The leader of leader epoch { $leader_epoch } does not have them, and the leader’s log is the one that counts.
why-unanswered = There was no answer within { $timeout_ms } ms: the client closes the connection, and all that waits on it ends.
why-connection-refused = Nobody listens there: the broker’s process does not run.
why-connection-broken = The connection was closed before the answer came.
why-coordinator-silent = No heartbeat was answered for { $session_timeout_ms } ms: the coordinator may be another broker by now.
why-asked = It was asked for.
why-auto-created = { $client } asked for a topic that did not exist, and the broker creates such topics.
why-partition-given = The producer named partition { $partition } itself.
why-key-hash = { $algorithm } of the key { $key } is { $hash_hex }; without its sign, mod { $partitions }, that is partition { $partition }.
why-round-robin = There is no key, so the { $partitions ->
    [one] one partition takes it.
   *[other] { $partitions } partitions take turns; this was the turn of { $partition }.
  }
why-sticky = There is no key, so the producer stays with partition { $partition } until batch.size bytes have gone there.
why-random = A draw among { $partitions ->
    [one] one partition
   *[other] { $partitions } partitions
  } gave { $partition }.
why-compressed-whole = All records of a batch are compressed together, its header is not. While it was open it was taken for { $estimated } bytes, by how well the batches before it had compressed.
why-nothing-saved = So little is there that the codec’s own frame weighs more than it saves. Until then the batch was taken for { $estimated } bytes.
why-topic-compresses = { $codec ->
    [none] The topic stores its batches uncompressed, however they come.
   *[other] The topic has a compression.type of its own: every batch that comes in another is compressed again.
  }
why-batch-full = The batch was full: { $bytes } bytes.
why-lingered = It had waited for { $linger_ms } ms, which is linger.ms.
why-flushed = close() and flush() do not wait for linger.ms.
why-retried = Attempt { $attempt }, after { $error }.
why-acks-none = With acks=0 the producer counts a record as written as soon as the request has left.
why-acks-leader = With acks=1 it is enough that the leader, broker { $leader }, has it.
why-acks-all = With acks=all the leader, broker { $leader }, answers when every in-sync replica has it.
why-idempotent = An idempotent producer numbers its batches, so that a broker recognises one that comes again. For that it needs an id.
why-same-sequence = The last five batches of each producer are remembered: producer { $producer_id }, epoch { $producer_epoch }, sequences { $sequence } to { $last_sequence } are among them.
why-sequence-expected = The batch has sequence { $sequence }, and { $expected } is next for producer { $producer_id }, epoch { $producer_epoch }: something before it is missing.
why-producer-epoch-old = The batch is of epoch { $producer_epoch }, and producer { $producer_id } has gone on to epoch { $current }.
why-sequence-in-doubt = A batch that had a number was given up, so the log may lack it. In a new epoch the numbers begin with 0, and nothing is missing.
why-timed-out = There was no answer for { $timeout_ms } ms.
why-from-committed = The group's committed offset is { $committed }, the next record to read.
why-from-reset = There is no committed offset, so auto.offset.reset decides: { $policy ->
    [earliest] earliest, the start of the log.
    [latest] latest, the end of the log.
   *[other] { $policy }.
  }
why-out-of-range = Position { $position } is outside the log, so auto.offset.reset decides: { $policy }.
why-log-truncated = The new leader’s log does not have all that was read, up to position { $position }: reading goes on where the two logs part.
why-same-rack = The leader, broker { $leader }, is not in rack { $rack }, where the consumer is; this follower is, and it is in sync.
why-leader-serves = After metadata.max.age.ms ({ $max_age_ms } ms) the leader was asked again, and it answered itself: no follower in the consumer’s rack is in sync and has what is wanted.
why-replica-offline = According to the metadata broker { $broker } is not there.
why-new-leader-epoch = Broker { $leader } leads now, in leader epoch { $leader_epoch }, and a new leader is asked first.
why-sought = seek() to { $to }.
why-poll-returned = One poll() returns at most { $max_poll_records ->
    [one] { $max_poll_records } record.
   *[other] { $max_poll_records } records.
  }
why-processing-took = The application took { $processing_ms } ms for it.
why-cannot-deserialize = The { $deserializer } deserializer cannot read these bytes; the record would fail again at every attempt.
why-commit-interval = Auto-commit: { $interval_ms } ms had passed at a poll().
why-commit-before-rebalance = Auto-commit before the partitions are given back.
why-commit-on-close = Auto-commit on close().
why-commit-after-processing = The application commits after it has processed: after a crash records may come twice, none is lost.
why-commit-before-processing = The application commits before it processes: after a crash records may be lost, none comes twice.
why-commit-each-record = The application commits after each record.
why-commit-asked = The application was asked to commit.
why-group-hash = The hash of { $group } is { $hash_hex }; its remainder picks a partition of __consumer_offsets, and that partition's leader coordinates the group.
why-new-member = { $consumer } is new, so the partitions are shared out again.
why-member-gone = { $consumer } is gone, so the partitions are shared out again.
why-session-expired = The coordinator heard no heartbeat of { $consumer } for { $session_timeout_ms } ms.
why-poll-interval-exceeded = { $consumer } did not call poll() for { $max_poll_interval_ms } ms, so its client left the group.
why-missed-rebalance = { $consumer } did not rejoin within { $rebalance_timeout_ms } ms.
why-metadata-changed = { $consumer } saw that its topics have other partitions now.
why-initial-delay = An empty group waits { $delay_ms } ms for more members before it starts.
why-all-joined = All { $members ->
    [one] of it: the one member
   *[other] { $members } members
  } had sent JoinGroup.
why-assigned = { $assignor } shares { $partitions ->
    [one] { $partitions } partition
   *[other] { $partitions } partitions
  } out among { $members ->
    [one] { $members } member.
   *[other] { $members } members.
  }
why-more-members-than-partitions = A partition has one reader in a group: { $members ->
    [one] { $members } member
   *[other] { $members } members
  } share { $partitions ->
    [one] { $partitions } partition
   *[other] { $partitions } partitions
  }, so somebody is left without.
why-nothing-subscribed = It is subscribed to no topic that exists.
why-held-back = { $partitions ->
    [one] One partition is
   *[other] { $partitions } partitions are
  } still with who had them; once they have given them up, the group rebalances once more and hands them out.
why-eager-revoke = The eager protocol: everyone gives everything back before a rebalance.
why-cooperative-revoke = The cooperative protocol: only what goes to somebody else is given back, everything else is read on.
why-unsubscribed = It does not subscribe to the topic any more.
why-static-member = The group knows the instance { $instance }: a new process takes the place of the old one, and nothing moves.
why-gave-up = { $consumer } has given back what others are to have, so it can be handed out now.
why-static-away = The instance { $instance } has said that it will be back: its partitions wait for it until its session runs out.
why-subscribed-anew = { $consumer } wants to read other topics.
why-topics-changed = Topics of the group came, went or grew; the coordinator saw it at the heartbeat of { $consumer }.
why-target-assignment = The target assignment of epoch { $epoch } says so. Only what moves is given up.
why-not-released = They are still with who had them; the coordinator gives a partition away only when it has been let go of.
why-all-reconciled = { $members ->
    [one] The member owns
   *[other] All { $members } members own
  } what the target assignment says.
why-not-revoked = { $consumer } did not give up within { $rebalance_timeout_ms } ms what it was told to.
why-upgraded = A member came with the consumer protocol: the group changes over while its classic members go on.
why-downgraded = The last member with the consumer protocol has gone, and all others speak the classic one.
why-assigned-by-coordinator = The group’s coordinator worked it out with the assignor { $assignor }; the member is at epoch { $epoch }.
why-assigned-by-leader = The group’s leader computed it with the assignor { $assignor }, which all members know.
why-simple-assignor = In a share group every member reads every partition of its topics; who gets a record is decided record by record.
why-shared-with-all = A share group hands out no partitions: { $members ->
    [one] { $members } member reads
   *[other] { $members } members read
  } { $partitions ->
    [one] { $partitions } partition.
   *[other] all { $partitions } partitions.
  }
why-acquisition-lock = Nobody else gets them for { $lock_duration_ms } ms: that is the acquisition lock.
why-accepted-by-poll = Implicitly: the next poll() accepts what the last one returned.
why-said-by-application = The application acknowledged it itself.
why-lock-expired = { $consumer } did not say within { $lock_duration_ms } ms what became of it.
why-delivery-limit = A record is delivered at most { $limit } times.
why-closed = It was closed.
why-generation-lost = The group has moved on: { $error }.
why-inactive-group = The group is inactive, as a reset requires; the target was { $policy }.
why-retention-without-members = The group has had no members for { $age_ms } ms: all its offsets expire together, however new a commit is.
why-retention-unsubscribed = No member of the group subscribes to the topic, and the commit is { $age_ms } ms old.
why-retention-standalone = The group never had members, so each offset expires by itself; the commit is { $age_ms } ms old.
why-topic-gone = Its topic is deleted.
why-nothing-left = It has neither members nor committed offsets.

## Marks on the timeline

mark-topic-deleted = { $topic } deleted
mark-command-refused = { $error }
mark-note = { $text }
mark-broker-stopping = B{ $broker } stopping
mark-disk-lost = B{ $broker } loses its disk
mark-broker-stopped = { $clean ->
    [true] B{ $broker } stopped
   *[false] B{ $broker } crashed
}
mark-broker-started = B{ $broker } starts
mark-broker-fenced = B{ $broker } fenced
mark-leader-elected = { $leader ->
    [0] no leader
   *[other] B{ $leader } leads
}
mark-controller-elected = controller: B{ $broker }
mark-coordinator-moved = coordinator: B{ $broker }
mark-replica-truncated = B{ $broker } cuts off
mark-reassignment-started = { $place } moves
mark-reassignment-completed = { $place } has moved
mark-reassignment-cancelled = { $place } stays
mark-replica-deleted = B{ $broker } deletes { $place }
mark-broker-cut = { $to ->
    [none] B{ $broker } cut off
   *[other] B{ $broker } ✕ { $to }
  }
mark-broker-healed = { $to ->
    [none] B{ $broker } is back
   *[other] B{ $broker } – { $to }
  }
mark-message-lost = { $side ->
    [request] { $api } lost
   *[response] { $api }: answer lost
  }
mark-message-delayed = { $side ->
    [request] { $api } late
   *[response] { $api }: answer late
  }
mark-message-duplicated = { $side ->
    [request] { $api } twice
   *[response] { $api }: answer twice
  }
mark-broker-slowed = B{ $broker } slow
mark-producer-crashed = { $producer } crashes
mark-record-failed = { $error }
mark-duplicate-recognised = duplicate of { $producer }
mark-consumer-crashed = { $consumer } crashes
mark-consumer-failed = { $consumer } fails
mark-consumer-frozen = { $consumer } freezes
mark-deserialization-failed = { $consumer }: poison pill
mark-offsets-reset = { $group } reset
mark-locks-expired = lock of { $consumer }
mark-records-archived = { $group } archives
mark-member-joined = { $consumer } joins
mark-assignment-made = gen { $generation }
mark-target-assigned = epoch { $epoch }
mark-group-converted = { $protocol } protocol
mark-member-left = { $consumer } leaves
mark-member-removed = { $consumer } removed

## Share, files, frames

share-copy = Copy
share-terms = The link
share-here = opens at this moment, { $time }
share-play = plays at once
share-look = keeps my language and theme
share-fresh = without history
share-fresh-hint = Without history: the same brokers, topics, settings and clients, from the start; no records, no offsets, nothing broken.
share-length = Length of the link
share-length-slide = { $length ->
    [one] { $length } character
   *[other] { $length } characters
  }: its QR code can be read from a slide.
share-length-messenger = { $length } characters: any messenger takes it; for a QR code on a slide it is too long (up to 500).
share-length-file = { $length } characters: some messengers cut links beyond 1,900. Save a file instead.
share-length-none = This session is too long for a link. Save it as a file.
share-qr = QR code of the link
share-qr-none = Too long for a QR code.
share-file-hint = A file holds a session of any length. It opens by dropping it on the page.
share-embed = Embed in a page
share-embed-label = HTML
share-embed-hint = Opens as chosen above, in frames from 480 pixels wide.
share-embed-copy = Copy the HTML
share-embed-copied = Copied.
share-embed-refused = The browser did not allow copying: select the text and copy it.
page-menu = More about this page
file-open = Open a file…
file-save = Save as a file
file-opened = Opened { $name }. Your own session waits under Demos.
file-saved = Saved as { $name }.
file-not-saved = The browser did not save { $name }.
file-refused = { $name } was not opened, and your session is as it was: { $reason }
file-toml = the page opens JSON; “partitura link FILE” on the command line makes a link of TOML.
file-too-long = it is longer than any session may be (4 MB).
file-unread = the browser could not read it.
embed-open = Open in Partitura

## Presenter

present = Present
present-end = End
spotlight = Spotlight
spotlight-hint = Dim all but what the pointer or the focus is on (L)
notes = Notes
notes-open = Notes in a second window
notes-refused = The browser did not open a second window. Allow pop-ups for this page and try again.
notes-window = Presenter’s notes
notes-waiting = No page is being presented here any more. Open the notes from it again.
notes-clock = Time of day
notes-passed = Since the notes were opened
notes-now = Now
notes-next = Next
notes-no-next = nothing more is planned
notes-playing = playing
notes-paused = paused
notes-forward = Next
notes-label = Notes: shown only in this window, kept with the session
notes-placeholder = What to say, what to ask, what to show.
key-page-down = Page Down
key-page-up = Page Up
shortcut-present = present: large type, a clicker’s keys
shortcut-page-down = on to the next line of the story
shortcut-page-up = back to the one before
shortcut-dot = play or pause (a clicker’s “black screen”)
shortcut-spotlight = spotlight

## Offline, and when something breaks

update-ready = A newer version of Partitura is ready.
reload = Reload
save-session = Save the session as a file
session-apart = This session went on in another tab, too. What you do here stays in this tab and survives a reload, but not the end of the tab; a shared link or a file will.
share-done-here = Link copied: { $length ->
    [one] { $length } character
   *[other] { $length } characters
  }. This page is a file, so the link opens on this computer only; elsewhere, put what follows the # behind the address of another Partitura.
fault-title = Partitura has stopped
fault-text = Something broke that cannot be mended while the page is open. Reload to go on with the session as it was last kept; if it stops again, save the session and start afresh.
fault-reason = What happened
fault-afresh = Start afresh

## Charts and pictures

foot-shows = Below the timeline
charts = Charts
chart-lag = Lag per group
chart-lag-of = { $group } { $lag ->
    [0] has read everything
    [one] is { $lag } record behind
   *[other] is { $lag } records behind
  }
chart-lag-none = No group reads yet.
chart-rate = Records per second
chart-in = in
chart-out = out
chart-at = At { $time }: { $list }.
chart-travel = Click or press Enter to go to this moment
chart-share = Share of records per partition
chart-share-none = No records yet.
chart-share-one = One partition has every record.
chart-share-same = An even spread: { $from } each.
chart-share-even = An even spread: { $from } to { $to } each.
chart-share-skew = { $partition } has { $percent } of the records
chart-keys = { $count ->
    [one] { $count } key
   *[other] { $count } keys
  }
chart-keys-newest = { $count ->
    [one] { $count } key
   *[other] { $count } keys
  } among its newest { $records }
chart-keys-none = none has a key
chart-percent = { $number }%
chart-thousands = { $number }k
chart-millions = { $number }M
life = The seven stages of its life
life-sent = Sent
life-serialized = Serialized
life-partitioned = Partitioned
life-stored = Stored and replicated
life-fetched = Fetched
life-processed = Processed
life-committed = Committed
life-by = by { $who }
life-bytes = key { $key } B, value { $value } B
life-has = Broker { $broker } has it
life-lacks = Broker { $broker } does not have it
life-readable = can be read
life-unreadable = cannot be read yet
life-nobody = not yet
life-never = never
life-done = done
life-part = in part
life-not = not yet
standing-unsent = Its time has not come yet: at this moment it is not sent.
standing-waiting = At this moment it waits with its producer.
standing-flying = At this moment it is on its way to the leader.
standing-lost = Lost: no reader can get this record any more.
standing-deleted = Deleted: this record is no longer in its log.
standing-acked = Its producer had heard at { $time } that it was stored.
standing-unacked = Its producer never heard that it was stored.
standing-since = Since { $time }.
standing-replaced = Another record lies at its offset now:
standing-open = open that one
standing-vacant = Nothing lies at its offset now.
life-acked = acknowledged
life-unreadable-again = in no reader’s reach any more
life-lost = lost
ledger = Ledger…
ledger-title = What became of every record, up to { $time }
ledger-note = On the left what the producers believe, on the right what is in the logs. Below, how often each group processed the records that are there.
ledger-empty = No producer has sent anything yet.
ledger-believed = The producer believes
ledger-true = The truth
ledger-producer = Producer
ledger-sent = Sent
ledger-acked = Acknowledged
ledger-failed = Failed
ledger-pending = Waiting
ledger-kept = In the log
ledger-deleted = Deleted
ledger-lost = Lost
ledger-doubled = Twice
ledger-unconfirmed = Unconfirmed
ledger-group = Group
ledger-once = Processed once
ledger-repeated = Repeatedly
ledger-skipped = Skipped
ledger-ahead = Still ahead
ledger-records = Records
ledger-only-troubled = Only what went wrong
ledger-all = All
ledger-first = The first { $count } of { $total }
ledger-none-written = No leader has written a record yet.
ledger-open = Open it in the inspector
ledger-is-acked = acknowledged
ledger-is-awaited = not answered yet
ledger-is-orphaned = its producer crashed before the answer
ledger-is-refused = its producer was told: { $error }
ledger-is-unasked = sent with acks=0
ledger-is-kept = in the log
ledger-is-nowhere = in no log
ledger-is-deleted = deleted
ledger-processed = { $times ->
    [0] { $group }: still to come
    [one] { $group }: once
   *[other] { $group }: { $times } times
  }
ledger-refused = Failed, and not written
ledger-refused-note = Producers were told so. What a leader wrote all the same stands above, with the error.
ledger-refused-line = { $count ->
    [one] { $count } record of { $producer } to { $place }
   *[other] { $count } records of { $producer } to { $place }
  }
ledger-offer = What became of the records…
ledger-good = Nothing was lost, written twice, repeated or skipped.
ledger-nameless = With acks=0 nobody can say which records were lost.
ledger-unlisted = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
ledger-of = key { $key }, from { $producer }
fate-lost = acknowledged, and in no log
fate-doubled = in the log { $times } times
fate-unconfirmed = in the log, not acknowledged yet
fate-refused = in the log, but its producer was told: { $error }
fate-orphaned = in the log, but its producer crashed before the answer
fate-repeated = { $group } processed it { $times } times
fate-skipped = { $group } went past it
photo = Save a picture…
photo-title = Save a picture
photo-note = As it is shown now, in the theme and language of the page. The file stands alone and needs no fonts of ours.
photo-what = What
photo-page = The whole page
photo-score = Topics, groups and producers
photo-timeline = Timeline
photo-charts = Charts
photo-format = Format
photo-svg = SVG, sharp at any size
photo-png = PNG, twice the size of the screen
photo-failed = The browser could not make this picture.
live = What happens
live-many = { $count } events, the latest: { $text }
shortcut-charts = Charts or story

## Hands: dragging and its menus

flag-label = Committed offset of { $group } in partition { $partition }; drag it to reset, or move it and press Enter
carry-member = Drag onto another group
carry-new = Drag onto a group: one more member like the others
carry-line = Draw a line to a topic: send there
carry-line-of = Handle of { $producer }: draw a line to a topic to send there
move-member = Move to { $group }
moved-member = { $consumer } closed. A consumer’s group.id is fixed for its life, so it comes back in { $group } as { $name }.
join-like-others = Add a member like the others
line-to = Send one to { $topic }
stave-scroll-value = Offsets { $first } to { $last } of { $end }
stave-follow = Follow the end of partition { $partition }
follow-all = Follow the end

## Views

view = View
view-topics = Topics
view-cluster = Brokers
fold-topic = Staves of { $topic }
compact-topic = Compact staves of { $topic }
broker-leads = { $count ->
    [one] leads { $count } partition
   *[other] leads { $count } partitions
  }
broker-follows = { $count ->
    [one] Follows { $count } partition
   *[other] Follows { $count } partitions
}
follows-leader = from B{ $leader }
follows-nobody = nobody leads
follows-end = end { $end }
follows-out-of-sync = not in sync
follows-comes = comes
follows-goes = goes
broker-leads-none = Leads no partition.
broker-rack = rack { $rack }
key-box = Find key
key-records = Records with this key
key-box-any = any
key-trace = Find all records with the key { $key }
key-found = { $key }: { $count ->
    [one] { $count } record
   *[other] { $count } records
  }
key-only = Only this key
key-clear = Show all keys alike again
key-bounded = Only the newest records of each log were searched; there may be earlier ones.
key-earlier = There may be earlier ones

## Why: refusals, and keys that move

chip-moved = key moved
event-key-moved = The key { $key } of { $producer } moves: from now on it goes to partition { $to } of { $topic }, and its earlier records stay in { $from }.
why-partition-count = { $algorithm } of it is { $hash_hex } as before, but mod { $before } that was { $from }, and mod { $now } it is { $to }: its order is kept only within each of the two partitions.
why-subscribed = It wants to read { $topics } with the others of this group.id.
because-topic-exists = There is a topic { $topic } already.
because-topic-collides = The names { $topic } and { $other } cannot be told apart in metrics, where a dot becomes an underscore.
because-too-few-brokers = { $replication_factor } replicas need as many brokers, and there are { $brokers }.
because-no-increase = { $topic } has { $from } already, so { $total } would not be more; partitions are never taken away.
because-bad-config = Kafka does not take { $name } = { $value }.
because-group-active = { $group } is { $state }: its members would commit over the reset, so it has to be inactive.
because-nothing-committed = { $place } has no committed offset yet, so there is nothing to shift from.
because-never-deletes = { $place } is compacted, never deleted from.
because-internal-topic = { $topic } is an internal topic of Kafka: only the coordinators write to it.
because-beyond-high-watermark = Offset { $offset } is outside { $place }, whose high watermark is { $high_watermark }.
because-no-replicas = It names no broker, and a partition has to lie somewhere.
because-no-such-broker = There is no broker { $broker } in this cluster.
because-broker-twice = Broker { $broker } is named twice, and a broker has one replica of a partition at most.
because-unclean-revert = None of the replicas of { $place } from before is in sync, and one that may lack records must not lead.
because-still-stopping = It is still about to stop, and its disk is locked so long; start it when it has stopped.
because-producer-closed = The producer has been closed; restart it first.
because-consumer-closed = The consumer has been closed; restart it first.
because-not-assigned = { $place } is not assigned to it.
because-other-subscription = It was made with assign or with a pattern; topics cannot be added to that.
because-cannot-serialize = The { $serializer } serializer cannot write this text.
because-record-too-large = It has { $bytes } bytes when serialized, and a request may have { $limit }.
because-unknown-assignor = There is no assignor { $assignor }.
because-commit-outside = CommitFailedException: it is not a member of the group now, so there is no generation to commit for.
because-commit-while-joining = RebalanceInProgressException: it is joining the group; after the next poll it may commit again.
because-commit-too-late = CommitFailedException: the group has gone on without it, and its partitions belong to another member: too much time passed between two polls.
because-commit-in-rebalance = RebalanceInProgressException: the group is rebalancing; after the next poll it may commit again.
because-no-share-method = A share consumer cannot do that: KafkaShareConsumer has no { $method }().
because-implicit-acknowledgement = It acknowledges implicitly: the next poll() accepts everything.
because-not-a-share-consumer = It is in no share group, so there is nothing to acknowledge.
because-not-in-hand = It has no such record in hand, or has acknowledged it already.
because-no-offset = There is no committed offset for { $place }, and no reset policy to fall back on.
because-out-of-range = Position { $position } is outside { $place }, and there is no reset policy to fall back on.
because-log-truncated = The new leader’s log does not have all that was read of { $place }, up to position { $position }, and there is no reset policy to fall back on.
error-unknown-server-error = The broker gave no better reason.
error-coordinator-not-available = The group's coordinator is not there yet.
error-group-id-not-found = No coordinator knows this group, or it is of another type.
error-group-max-size-reached = The group has as many members as the broker allows.
error-illegal-generation = The group is at a newer generation than this member.
error-inconsistent-group-protocol = The members have no assignor in common, or the group is of another type.
error-invalid-session-timeout = The session timeout is outside what the broker allows.
error-member-id-required = A new member first gets an id, then joins with it.
error-message-too-large = The batch is larger than the broker takes.
error-non-empty-group = The group still has members.
error-network-exception = The connection to the broker ended before it answered; nobody knows whether it did what it was asked.
error-coordinator-load-in-progress = The broker cannot say yet; ask again.
error-duplicate-sequence-number = The log has this batch, though the broker does not remember where.
error-out-of-order-sequence-number = The number of the batch is not the next one of its producer.
error-invalid-producer-epoch = The producer has gone on to a newer epoch.
error-request-timed-out = There was no answer in time; nobody knows whether the broker did what it was asked.
error-duplicate-broker-registration = The controller still hears of a broker with this number.
error-fenced-leader-epoch = The leader epoch that was named is over.
error-unknown-leader-epoch = This broker has not heard of that leader epoch yet.
error-ineligible-replica = A replica that is fenced or about to stop cannot be in sync.
error-invalid-update-version = The partition’s registration has changed meanwhile.
error-fetch-session-id-not-found = The leader does not know this session of fetches any more; the follower begins a new one.
error-invalid-fetch-session-epoch = This fetch is not the next one of its session; the follower begins a new one.
error-not-controller = This is not the active controller, or it knows less than the one who asks.
error-not-coordinator = This broker does not coordinate the group any more; the new coordinator has to be found.
error-no-reassignment-in-progress = Nothing is on its way to another broker.
error-new-leader-elected = What it asked for completed a reassignment, and by that another one leads.
error-not-enough-replicas = Fewer replicas are in sync than min.insync.replicas asks for, and with acks=all nothing is taken then.
error-not-enough-replicas-after-append = It was written, but fewer replicas are in sync than min.insync.replicas asks for.
error-offset-not-available = The leader is new and does not know yet how far the others are.
error-not-leader-or-follower = This broker does not lead the partition; another one does.
error-offset-out-of-range = The log does not have this offset.
error-rebalance-in-progress = The group is rebalancing; the commit belongs to a generation that ends.
error-invalid-record-state = The record is not this member’s any more: its lock ended, or it was acknowledged before.
error-fenced-instance-id = Another process has come with the same group.instance.id and taken its place; this one has to end.
error-fenced-member-epoch = The coordinator does not accept this member epoch: the group has gone on without the member.
error-stale-member-epoch = The member has moved to another epoch in the meantime.
error-unreleased-instance-id = Another process with the same group.instance.id is still in the group: it has not left, and its session has not run out.
error-unsupported-assignor = The brokers do not offer this assignor (group.consumer.assignors).
error-unknown-member-id = The group does not know this member any more: it was removed, or it left.
error-unknown-topic-or-partition = There is no such topic or partition.

## Inspector: sheets of everything

inspector-back = Back to the sheet before
inspector-landed = It has arrived.
inspector-lost = It got lost on its way.
inspector-not-there = It is not there at this moment.
inspector-story = What happened
thing-batch = Batch { $topic }-{ $partition } from offset { $offset }
thing-partition = Partition { $name }
thing-topic = Topic { $name }
thing-producer = Producer { $name }
thing-consumer = Consumer { $name }
thing-group = Group { $name }
thing-member = { $consumer } as a member of { $group }
thing-flight = In the air
record-read-again = { $group } was given it { $count } times: its commit did not cover it when reading went back. That is at-least-once.
moved-title = The key was in partition { $partition } before
moved-earlier = Its earlier record:
moved-by-count = The same hash, divided by another number of partitions. Across the two partitions nothing keeps the order.
moved-by-partitioner = Another partitioner placed it there. Across the two partitions nothing keeps the order.
row-partition = partition
row-producer = producer
row-offsets = offsets
row-records = records
row-size = size
row-compression = compression
row-batch-size = batch.size
row-numbered = numbered
row-producer-id = producer id
row-appended = appended
row-epoch = leader epoch
row-topic = topic
row-leader = leader
row-replicas = replicas
row-eligible = eligible leaders (ELR)
row-led-last = last known leader
said-eligible = Not in sync, yet with every acknowledged record: when nobody is in sync any more, one of them may lead without loss (KIP-966).
said-led-last = It led when the last replica in sync went: where nobody is in sync and nobody eligible is there, the partition waits for it, because it has most (KIP-966).
row-reassignment = reassignment
row-log-start = log start
row-high-watermark = high watermark
row-log-end = log end
row-batches = batches
row-readers = read by
row-committed = committed
row-shared = share groups
said-queue = from { $start } to { $end }, lag { $lag }
said-all-to-all = every member reads every partition
row-partitions = partitions
row-settings = settings
row-groups = read by
row-role = role
row-network = network
row-rack = rack
row-leads = leads
row-coordinates = coordinates
row-metadata = metadata
row-quorum = quorum
row-air = in the air
row-mishaps = arranged
row-state = state
row-serializers = serializers
row-group = group
row-member = member
row-in-hand = in hand
row-reads = reads
row-commits = commits
row-coordinator = coordinator
row-generation = generation
row-group-epoch = group epoch
row-member-epoch = member epoch
row-target = is to own
row-to-revoke = has to give up
row-awaited = waits for
row-assignor = assignor
row-arithmetic = arithmetic
row-members = members
row-consumer = consumer
row-member-id = member id
row-assignment = assigned
row-subscribes = subscribes
row-protocols = assignors
row-session-timeout = session.timeout.ms
row-rebalance-timeout = max.poll.interval.ms
row-api = request
row-means = says
row-from = from
row-to = to
row-sent = sent
row-arrives = arrives
row-carries = carries
row-error = error
none = none
said-ms = { $ms } ms
said-numbered = producer { $id }, epoch { $epoch }, sequence { $sequence }
said-numbered-batch = producer { $id }, epoch { $epoch }, sequences { $sequence } to { $last }
said-producer-id = { $id }, epoch { $epoch }
said-producer-id-awaited = asked for
said-batch-size = { $bytes } bytes, { $header } of them the batch header
said-compressed = compressed with { $codec }: { $uncompressed } → { $bytes ->
    [one] { $bytes } byte
   *[other] { $bytes } bytes
  }
said-watermark-alone = readers see everything up to the log end: the leader is the only replica
said-watermark-safe = readers see everything up to the log end: every replica in sync has it
said-watermark-waits = readers do not see what follows yet: some replica is behind
said-position = at { $offset }, lag { $lag }
said-committed = { $offset }, lag { $lag }
said-committed-at = committed { $offset }
said-looks-up = looks up where to begin
said-from-follower = from the follower
said-controller = broker and active controller
said-metadata = version { $version } of { $newest }
said-uncommitted = no majority has it yet
said-voter = { $state ->
    [Leader] leads the quorum in controller epoch { $epoch }
    [Follower] follows the controller on B{ $leader }, controller epoch { $epoch }
    [Prospective] asks whether it would be elected, controller epoch { $epoch }
    [Candidate] stands for election in controller epoch { $epoch }
    [Resigned] led in controller epoch { $epoch }, and has resigned
    [Off] does not run; its disk has controller epoch { $epoch }
   *[other] looks for a controller, controller epoch { $epoch }
}
said-broker = broker
said-sent = { $count ->
    [one] { $count } record accepted by send()
   *[other] { $count } records accepted by send()
  }
said-acked = { $count } acknowledged
said-failed = { $count } failed
said-retries = { $count ->
    [one] { $count } batch sent again
   *[other] { $count } batches sent again
  }
said-buffered = { $count } in the batches that wait
said-unanswered = { $count } without an answer yet
said-delivered = { $count } returned by poll()
said-processed = { $count } processed
said-processing = { $ms } ms for each record
said-as-coordinator-knows = as its coordinator knows it
said-coordinator = hash of “{ $group }” = { $hash }; without its sign mod { $partitions } = { $partition }: the leader of __consumer_offsets-{ $partition } (offsets.topic.num.partitions={ $partitions })
said-range = { $topic }: { $partitions } partitions ÷ { $members } members = { $each } each{ $rest ->
    [0] .
    [one] , remainder { $rest }: the first member gets one more.
   *[other] , remainder { $rest }: the first { $rest } members get one more.
  }
said-shared = { $partitions } partitions ÷ { $members } members = { $each } each{ $rest ->
    [0] .
    [one] , remainder { $rest }: one member gets one more.
   *[other] , remainder { $rest }: { $rest } members get one more.
  } Who had a partition keeps it where that fits.
said-leader = leader
said-leads = leads: it works out the assignment for all
said-told = is told its share by the coordinator; nobody leads in the consumer protocol
said-follows = follows: the leader's assignment comes by SyncGroup
said-not-missed-yet = the coordinator still counts it: no heartbeat is missing for session.timeout.ms yet
said-not-a-member = The coordinator does not count it among the members.
said-reachable = reachable
said-leading = leads
said-in-sync = in sync
said-out-of-sync = not in sync{ $behind ->
    [0] { "" }
    [one] , { $behind } record behind
   *[other] , { $behind } records behind
  }
said-comes = comes: it is waited for until it is in sync
said-has-come = comes: it is in sync already
said-goes = goes when all that stay are in sync
said-cut-off = cut off: nothing gets to it, and nothing from it
said-never = never: it gets lost
said-mishap-request = { $count ->
    [one] the next { $api } request
   *[other] the next { $count } { $api } requests
  }: { $harm ->
    [late] { $by_ms } ms late
    [twice] twice
   *[lost] lost
  }
said-mishap-answer = { $count ->
    [one] the next answer to { $api }
   *[other] the next { $count } answers to { $api }
  }: { $harm ->
    [late] { $by_ms } ms late
    [twice] twice
   *[lost] lost
  }
said-cut-link = nothing gets through between it and { $to }
said-slow = { $to ->
    [none] everything takes { $by_ms } ms longer
   *[other] { $by_ms } ms longer to { $to }
  }
said-request = a request
said-response = an answer
api-produce = Here are batches of records for partitions that you lead; append them.
api-init-producer-id = I must not write anything twice: give me an id to number my batches by.
api-fetch = Records of these partitions from these offsets on, please; wait for fetch.min.bytes up to fetch.max.wait.ms.
api-api-versions = The connection is open: which requests do you know?
api-metadata = Which brokers are there, and who leads the partitions of these topics?
api-list-offsets = What is the first, the last, or the first offset since a time?
api-offsets-for-leader-epoch = Where does this leader epoch end in your log?
api-find-coordinator = Which broker coordinates this group?
api-share-group-heartbeat = I am alive; these are my topics. What do I read?
api-share-fetch = Records of these partitions, please, for me alone; and this is what became of the last ones.
api-share-acknowledge = This is what became of the records that I was given.
api-join-group = I want to be a member; these are my topics and my assignors.
api-sync-group = I am ready for my share (and if I lead, here are the shares of all).
api-heartbeat = I am alive; is the generation still the same?
api-consumer-group-heartbeat = I am alive; this is what I want and own. What am I to own?
api-leave-group = I leave; do not wait for my session to end.
api-offset-commit = Remember these offsets for the group: the next records to read.
api-offset-fetch = Which offsets has the group committed?
api-other = One of the cluster's other requests.
stages = The application's loop
stage-poll = poll
stage-process = process
stage-commit = commit
crash-before-processing = Crash before processing
crash-before-commit = Crash before the commit
crash-after-commit = Crash after the commit
crash-after-processing = Crash after processing
crash-pending = Time runs on to the moment. { $point }: waiting for it.
states-label = State machine of the group; it is { $state } now
owners-title = Who owned what
owners-label = Owners of each partition along time; where a lane is dashed, nobody read it
owners-now = now
owners-lane = { $partition }: { $owners }; nobody for { $ms } ms
owners-sum = Nobody read for { $ms } ms in all, { $longest } ms at the longest; { $moved ->
    [0] no partition moved.
    [one] one partition moved.
   *[other] { $moved } partitions moved.
  }
rebalance-title = The last rebalance, from { $at } on
rebalance-after = +{ $ms } ms
protocols-compare = Compare protocols…
protocols-title = { $group } under each rebalance protocol
protocols-note = The same commands, run again up to now with other settings of the members. Only who waits for whom is different.
protocols-protocol = Protocol
protocols-standstill = All stand still
protocols-unread = Unread, all partitions together
protocols-interrupted = Stopped for nothing
protocols-moved = Partitions moved
protocols-count = { $count }
protocols-running = running…
protocol-eager-range = classic, eager: range
protocol-eager-sticky = classic, eager: sticky
protocol-cooperative = classic, cooperative-sticky
protocol-consumer = consumer (KIP-848): uniform
states-history = How it came there
way-emptied = all have left
way-targeted = target made
way-reconciled = all are there
way-joined = all have joined
way-synced = SyncGroup
way-changed = a member comes or goes
crash-instant = A record takes it 0 ms, so nothing can fall between poll and process; give it a processing time to crash it there.
why-before-commit = It was to die in place of its next commit, so what it has processed since the last one is not committed.
crash-doomed = It dies in place of its next commit.

## Ways: branches, comparing, undo

history = Undo and redo
undo = Undo
undo-deed = Undo: { $deed }
redo-deed = Redo: { $deed }
undo-nothing = Nothing to undo
redo-nothing = Nothing to redo
undone = Undone: { $deed }.
redone = Done again: { $deed }.
shortcut-undo = undo (also ⌘Z)
shortcut-redo = redo (also Ctrl+Y, ⇧⌘Z)
deed-title = change the title
deed-plan = { $count ->
    [one] { $count } command to come
   *[other] { $count } commands to come
  }
deed-fork = go another way ({ $name })
deed-rename = rename a branch to { $name }
deed-delete = delete branch { $name }
deed-command = { $do ->
    [create_topic] create topic { $about }
    [delete_topic] delete topic { $about }
    [add_partitions] add partitions to { $about }
    [reassign_partitions] move replicas of { $about }
    [alter_config] change settings of { $about }
    [delete_records] delete records of { $about }
    [add_producer] add producer { $about }
    [close_producer] close { $about }
    [crash_producer] crash { $about }
    [restart_producer] restart { $about }
    [send] send from { $about }
    [start_sending] start sending from { $about }
    [stop_sending] stop sending from { $about }
    [add_consumer] add consumer { $about }
    [close_consumer] close { $about }
    [crash_consumer] crash { $about }
    [restart_consumer] restart { $about }
    [acknowledge] acknowledgement by { $about }
    [freeze_consumer] freeze { $about }
    [thaw_consumer] thaw { $about }
    [subscribe] subscribe { $about }
    [pause] pause { $about }
    [resume] resume { $about }
    [seek] seek { $about }
    [commit] commit of { $about }
    [reset_offsets] reset offsets of { $about }
    [delete_group] delete group { $about }
    [stop_broker] stop { $about }
    [start_broker] start { $about }
    [cut_broker] cut off { $about }
    [heal_broker] reconnect { $about }
    [lose_disk] disk of { $about } lost
    [slow_broker] other speed of { $about }
    [lose] lose a message of { $about }
    [delay] delay a message of { $about }
    [duplicate] double a message of { $about }
    [begin_transaction] begin a transaction of { $about }
    [commit_transaction] commit the transaction of { $about }
    [abort_transaction] abort the transaction of { $about }
    [send_offsets_to_transaction] send offsets to the transaction of { $about }
    [note] note
   *[other] { $do } { $about }
  }
branches = Branches
branch-main = Main line
branch-name = Branch { $number }
branch-hint = Click to go there, double-click or F2 to rename
branch-fork = Go another way from here
branch-fork-hint = A new branch begins at this moment; what came after stays on the line you leave
branch-made = You are on { $name } now. The line you left stays as it was.
branch-refused = There can be no other branch: { $reason }.
branch-offer = This happened in the past: what came later stays and will happen after it.
branch-instead = Go another way instead
branch-deleted = { $name } is deleted.
branch-rename = Rename
branch-rename-label = Name of the branch
branch-delete = Delete branch
compare = Compare
compare-title = Two lines at { $time }
compare-with = Compare with
compare-close = Back to the score
compare-row = { $line }: { $topic }, partition { $partition }
compare-absent = does not exist on this line
compare-nobody = nobody
compare-reads = { $group }: { $consumer }, committed { $offset }
differences = Differences
differences-none = Nothing differs at this moment.
mark-only = only on this line
mark-passed = { $groups }: passed over without processing
mark-twice = { $groups }: processed more than once
mark-elsewhere = on the other line in partition { $partition } at offset { $offset }
legend-only = only here
legend-elsewhere = elsewhere on the other line
legend-twice = processed more than once
legend-passed = passed over without processing
diff-topic = Topic { $topic } exists only on { $line }.
diff-only = Only on { $line }: { $count ->
    [one] { $count } record of { $topic }, in partition { $partition } at offset { $offset }.
   *[other] { $count } records of { $topic }, the first in partition { $partition } at offset { $offset }.
  }
diff-elsewhere = { $count ->
    [one] { $count } record of { $topic } lies elsewhere:
   *[other] { $count } records of { $topic } lie elsewhere; the first
  } (key { $key }) is in partition { $pa } at offset { $oa } on { $a }, in partition { $pb } at offset { $ob } on { $b }.
diff-twice = Read twice: { $group } processed { $ca ->
    [one] { $ca } record
   *[other] { $ca } records
  } more than once on { $a }, { $cb } on { $b }.
diff-passed = Lost for { $group }: it committed past { $ca ->
    [one] { $ca } record
   *[other] { $ca } records
  } without processing on { $a }, { $cb } on { $b }.
diff-owner = { $topic }, partition { $partition }: for { $group } it is read by { $ca } on { $a }, by { $cb } on { $b }.
diff-committed = { $topic }, partition { $partition }: { $group } has committed { $oa } on { $a }, { $ob } on { $b }.

## Transactions

chip-transaction = transaction
event-transaction-begun = { $producer } begins a transaction: so far nobody but the producer knows.
event-partitions-added-to-transaction = The transaction of { $transactional_id } now takes in { $partitions }.
event-transaction-refused = Records from { $transactional_id } for { $partitions } are not written: { $error }.
event-offsets-added-to-transaction = { $group } keeps the offsets of { $partitions } back until the transaction of { $transactional_id } is decided.
event-transaction-decided = The transaction of { $transactional_id } { $commit ->
    [true] is committed
   *[other] is aborted
  }: { $partitions_count ->
    [0] there is nothing to mark.
   *[other] { $partitions } are to get a marker.
  }
event-marker-written = { $place } @ { $offset }: { $commit ->
    [true] a commit marker
   *[other] an abort marker
  } ends the transaction of { $transactional_id } here.
event-transaction-completed = Every partition of the transaction of { $transactional_id } has its { $commit ->
    [true] commit marker.
   *[other] abort marker.
  }
event-transaction-ended = { $producer } { $commit ->
    [true] has committed its transaction.
   *[other] has aborted its transaction.
  }
event-transaction-failed = { $fatal ->
    [true] { $producer } can do nothing more: { $error }. It has to be closed.
   *[other] The transaction of { $producer } has failed: { $error }. Only an abort leads on.
  }
event-aborted-records-skipped = { $consumer } passes over { $count ->
    [one] the aborted record { $place } @ { $offset }.
   *[other] { $count } aborted records of { $place }, { $offset } to { $last_offset }.
  }
why-transactional = The coordinator of { $transactional_id } gives its producer an epoch of its own, { $producer_epoch }: whoever used the id before is fenced.
why-first-transactional-id = Somebody uses a transactional.id for the first time; its coordinators keep their log here.
why-first-records = The first records for a partition make it a part of the transaction, before they are written.
why-transaction-timed-out = The transaction took longer than { $timeout_ms } ms, so its coordinator aborts it and fences the producer.
why-producer-replaced = Another producer has begun with the transactional.id { $transactional_id }: what the one before left open does not count.
why-marked = The coordinator has decided, and the marker says it to every reader: { $commit ->
    [true] what came before it in this transaction counts.
   *[other] what came before it in this transaction does not count.
  }
why-numbers-old = They were sent in epoch { $producer_epoch }, and the transactional.id is in epoch { $current }: with every end of a transaction the epoch grows.
why-nothing-to-deliver = This is the marker of a transaction: no application receives it, and the consumer acknowledges it by itself as a gap.
why-reads-committed = A reader of committed records gets the aborted ones too, with a list of them, and does not return them.
mark-transaction-decided = { $transactional_id }: aborted
mark-transaction-failed = { $producer }: { $error }
mark-transaction-refused = { $transactional_id }: { $error }
because-not-transactional = The producer has no transactional.id, so it has no transactions.
because-no-transaction-now = That makes no sense in the state { $state }.
because-send-outside-transaction = A producer with a transactional.id sends only inside a transaction; its state is { $state }.
because-in-error-state = Something went wrong before: { $error }. After an abort it may go on, unless that is fatal.
because-transaction-aborted = The transaction was aborted before this had left the producer.
error-producer-fenced = A newer producer with the same transactional.id has taken over.
error-invalid-producer-id-mapping = The coordinator knows another producer id for this transactional.id.
error-concurrent-transactions = The last transaction of this producer is still being ended.
error-invalid-txn-state = That does not fit the state of the transaction.
error-invalid-transaction-timeout = transaction.timeout.ms is longer than the brokers allow.
error-transaction-abortable = Something went wrong in the transaction. It can be aborted, and then go on.
error-unstable-offset-commit = A transaction that is not decided keeps the offset back.
transaction-begin = Begin
transaction-begin-of = Begin a transaction of { $producer }
transaction-commit = Commit
transaction-commit-of = Commit the transaction of { $producer }
transaction-abort = Abort
transaction-abort-of = Abort the transaction of { $producer }
transaction-hint = transactional.id { $id }: what it sends counts together or not at all
transaction-initializing = waits for its numbers
transaction-ready = no transaction
transaction-in-transaction = in a transaction
transaction-committing = commits
transaction-aborting = aborts
transaction-abortable-error = has to abort
transaction-fatal-error = fenced or broken
transaction-offsets = Commit the offsets of { $consumer } with it
field-transactional-id = transactional.id
field-transactional-hint = With it, what is sent between Begin and Commit counts together or not at all
row-transaction = Transactions
note-commit-marker = Commit marker of a transaction, partition { $partition }, offset { $offset }
note-abort-marker = Abort marker of a transaction, partition { $partition }, offset { $offset }
error-stale-broker-epoch = The broker has another process by now.
guarantees = Guarantees
guarantees-hint = At most once, at least once, exactly once: the same records and the same faults, counted
guarantees-title = Delivery guarantees
guarantees-note = An application reads { $count } records, processes each and writes it on. Three times it does so, with the same records and the same faults: its process dies three times, a broker crashes, and messages of its producer are lost. What is counted is what a reader at the end of the way got.
guarantees-guarantee = The application
guarantees-lost = Lost
guarantees-repeated = Repeated
guarantees-play = Play it
guarantees-again = Other faults
guarantees-seed = Faults number { $seed }
guarantees-count = { $count } of { $all }
guarantees-running = running…
guarantee-at-most-once = At most once
guarantee-at-most-once-how = commits first, then processes; sends with acks=0
guarantee-at-least-once = At least once
guarantee-at-least-once-how = processes and sends with acks=all, waits for the answer, then commits
guarantee-exactly-once = Exactly once
guarantee-exactly-once-how = sends and commits in one transaction; readers read committed records only
api-add-partitions-to-txn = This producer writes to these partitions: are they part of its transaction?
api-end-txn = My transaction is over: commit it, or abort it.
api-write-txn-markers = This transaction is decided: write its marker into these partitions.
api-txn-offset-commit = Remember these offsets for the group if my transaction is committed.
choice-marker = The coordinator has a marker written into every partition of the transaction.
choice-transactional = The hash of the transactional.id names the partition; its leader is the transaction coordinator, and wrote this.
record-in-transaction = { $fate ->
    [open] Part of a transaction that is not decided: whoever reads committed records waits before it.
    [aborted] Part of a transaction that was aborted: whoever reads committed records passes it over.
   *[committed] Part of a transaction that was committed.
  }
record-marker = { $commit ->
    [true] The commit marker
   *[other] The abort marker
  } of the transaction of producer { $id }, written with epoch { $epoch }; the coordinator's epoch is { $coordinator }. It takes an offset, and no application receives it.
row-in-transaction = transaction
row-transactions = transactions
row-last-stable = last stable offset
said-in-transaction = { $fate ->
    [open] not decided
    [aborted] aborted
   *[committed] committed
  }
said-marker = { $commit ->
    [true] commit marker
   *[other] abort marker
  }, producer { $id }, epoch { $epoch }
said-last-stable = from here on a transaction is open
loss-end-txn = { $side ->
    [request] The coordinator does not learn of it, and the transaction stays open. After request.timeout.ms ({ $ms } ms) the producer says it again; if transaction.timeout.ms is over before, the transaction is aborted.
   *[response] The transaction is decided, but the producer does not know. After request.timeout.ms ({ $ms } ms) it asks again, and is answered the same: nothing is decided twice.
  }
loss-txn-offset-commit = { $side ->
    [request] The group does not hear of the offsets. After request.timeout.ms ({ $ms } ms) the producer sends them again; until then it cannot commit.
   *[response] The group keeps the offsets for the transaction, but the producer does not know. After request.timeout.ms ({ $ms } ms) it sends them again, which changes nothing.
  }
loss-init-transactional = { $side ->
    [request] A producer asks this when it starts. Without its numbers it sends nothing; after request.timeout.ms ({ $ms } ms) it asks again.
   *[response] A producer asks this when it starts. The coordinator gives out an epoch that nobody gets; after request.timeout.ms ({ $ms } ms) the producer asks again and gets the next.
  }
twice-end-txn = { $side ->
    [request] The coordinator recognises that it is decided already: nothing is decided twice.
   *[response] The producer takes the first answer; the second belongs to no request any more.
  }
field-isolation = isolation.level
