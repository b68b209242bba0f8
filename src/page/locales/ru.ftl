### Partitura по-русски. Имена сообщений и переменные одни на все языки; это проверяет тест.

## Общее

list-and = и
app-name = Partitura
skip-to-stage = Перейти к топикам
close = Закрыть
cancel = Отмена
save = Сохранить
create = Создать
delete = Удалить
yes = Да
optional = необязательно
more = Ещё для { $name }
show-advanced = Другие настройки
config-label = Настройки Kafka, по одной имя=значение в строке
config-bad-line = «{ $line }» не похоже на имя=значение.
records = { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
  }
partitions = { $count ->
    [one] { $count } партиция
    [few] { $count } партиции
   *[many] { $count } партиций
  }
members = { $count ->
    [one] { $count } участник
    [few] { $count } участника
   *[many] { $count } участников
  }
decimal-sign = ,
bytes = { $size } Б
kilobytes = { $size } КБ
megabytes = { $size } МБ
error-required = Здесь не может быть пусто.
error-taken = Имя { $name } уже занято.
error-number = Нужно целое число от { $from } до { $to }.
error-core = Это не принято:

## Верхняя панель

bar-label = Сессия
title-label = Название сессии
title-placeholder = Сессия без названия
transport = Управление временем
to-start = В начало
step-back = Шаг назад
play = Пуск
pause = Пауза
step = До следующего события
speed = Скорость
speed-value = { $speed }×
virtual-time = Виртуальное время
demos = Примеры
new-session = Новая сессия
language = Язык
theme = Тема
theme-to-dark = Включить тёмную тему
theme-to-light = Включить светлую тему
share = Поделиться
share-hint = Скопировать ссылку на эту сессию

## Продюсеры

producers = Продюсеры
add-producer = продюсер
producers-none = Продюсеров пока нет. Продюсер отправляет записи в топик.
producer-to = в топик
producer-no-topic = топика пока нет
producer-key = ключ
producer-value = значение
producer-no-key = без ключа
producer-wait = ждать каждого ответа
producer-wait-hint = send_and_wait: следующая запись уходит, когда подтверждена эта
send = Отправить
send-to = Отправить от { $producer }
send-ten = ×10
send-ten-from = Отправить десять от { $producer }
rate = Темп
rate-of = Темп { $producer }
rate-off = выкл
rate-value = { $rate }/с
answer-ok = ✓ { $topic }-{ $partition } @ { $offset } · ответ за { $ms } мс
answer-sent = ✓ { $topic }-{ $partition } · отправлено, ответа не ждём
answer-failed = ✕ { $error }
producer-waiting = { $count ->
    [one] { $count } запись в пути
    [few] { $count } записи в пути
   *[many] { $count } записей в пути
  }
producer-buffered = { $count ->
    [one] { $count } запись ждёт в пачке
    [few] { $count } записи ждут в пачке
   *[many] { $count } записей ждут в пачке
  }
producer-linger = задержка { $ms } мс
producer-quiet = пока ничего не отправлено
producer-edit = Настройки…
state-crashed = упал
state-closed = закрыт
state-frozen = завис
state-failed = остановлен ошибкой
crash = Уронить
close-client = Закрыть
restart = Запустить снова
first-click = Нажмите «Отправить»: партицию выберет ключ.
template-hint = {"{n}"} считает, {"{1..5}"} идёт по кругу, {"{1~5}"} выбирает случайно
cluster = Кластер
broker = Брокер { $id }
broker-controller = контроллер
broker-down = не работает
broker-starting = запускается
broker-cut = отрезан
broker-link-cut = обрыв на одной линии
stop-broker = Остановить (другие примут дела)
crash-broker = Уронить
lose-disk = Лишить диска
start-broker = Запустить
cut-broker = Отрезать от сети
heal-broker = Вернуть в сеть
cut-link = Оборвать одну линию…
heal-links = Восстановить его линии
chaos = Хаос
chaos-hint = Минута поломок, выбранных по зерну сессии: по ссылке повторятся те же
faults-over = Поломки закончились.
chaos-drawn = { $count ->
    [one] На следующую минуту выбрана { $count } поломка
    [few] На следующую минуту выбраны { $count } поломки
   *[many] На следующую минуту выбрано { $count } поломок
  }; каждая закончится.
slow-broker = Замедлить…
fast-broker = Вернуть прежнюю скорость
broker-slow = медленный
mishap-menu = Испортить сообщение…
broker-coordinates = координирует { $groups }
broker-coordinates-transactions = координирует transactional.id { $id }
broker-active-controller = активный контроллер
broker-voter = голосует
cluster-leaderless = Активного контроллера нет: некому решить, кто лидер, и создать топик.
cluster-quorum = Кворум контроллеров
thing-quorum = Кворум контроллеров
quorum-active = Активен контроллер рядом с брокером { $broker }: он пишет журнал метаданных, остальные голосующие его копируют.
quorum-cut = Контроллер рядом с брокером { $broker } считает активным себя, но он отрезан: до большинства его записи не доходят, и остальные выберут другого.
quorum-none = Активного контроллера нет. Его выберут, как только большинство голосующих услышит друг друга.
quorum-voter = Голосует
quorum-state = Состояние
quorum-epoch = Эпоха
quorum-end = Конец
quorum-committed = Принято
quorum-log = Журнал метаданных
quorum-told-by = Новейшее в журнале B{ $broker }, последнее сверху
quorum-entry = офсет { $offset }, эпоха { $epoch }
said-broker-voter = брокер и голосующий в кворуме

## Топики

topics = Топики
add-topic = топик
internal-show = Показать служебные топики
internal-hide = Скрыть служебные топики
topics-none = Топиков пока нет. Топик — это журнал с именем, разрезанный на партиции.
topics-none-action = Создать топик
add-partitions = Добавить партиции…
move-replicas = Переместить реплики…
move-back = Отменить переезд
delete-topic = Удалить топик…
delete-records = Удалить записи…
delete-topic-question = Удалить { $topic } со всеми записями?
delete-topic-effect = { $count ->
    [one] Безвозвратно уйдёт { $count } запись
    [few] Безвозвратно уйдут { $count } записи
   *[many] Безвозвратно уйдут { $count } записей
  }, а консьюмеры лишатся его партиций.

## Группы консьюмеров

groups = Группы консьюмеров
add-consumer = консьюмер
add-consumer-to = Добавить консьюмер в { $group }
groups-none = Консьюмеров пока нет. Участники группы делят партиции топика между собой.
solo = Без группы
group-state-stable = Стабильна
group-state-empty = Пуста
group-state-dead = Удалена
group-state-no-coordinator = Нет координатора
group-no-coordinator-hint = Брокер, который координирует эту группу, не работает, и никто его не сменил: участники читают дальше, но ничего не коммитится
group-state-preparing = Ребаланс 1/2
group-state-completing = Ребаланс 2/2
group-state-unknown = Неизвестно
group-state-assigning = Распределяет
group-state-reconciling = Сверяется
group-generation = пок. { $generation }
group-epoch = эпоха { $generation }
group-lag = лаг
group-summary = { $assignor } · координатор B{ $broker }
reset-offsets = Сбросить офсеты…
delete-group = Удалить группу…
delete-group-question = Удалить группу { $group }?
delete-group-effect = Её закоммиченные офсеты будут забыты. Kafka позволяет это, только пока группа пуста.
member-idle = простаивает: участников больше, чем партиций
activity-polling = ждёт записей
activity-reading = прочитано до { $topic }-{ $partition } @ { $offset }
activity-processing = обрабатывает { $topic }-{ $partition } @ { $offset }
activity-processing-any = обрабатывает запись
activity-committing = коммитит офсеты
activity-acknowledging = ждёт ответа на подтверждение
activity-undecided = ждёт, пока подтвердят { $topic }-{ $partition } @ { $offset }
activity-joining = входит: отправлен JoinGroup
activity-syncing = ждёт свою долю: отправлен SyncGroup
activity-finding-coordinator = ищет координатора
activity-stuck = застрял перед { $topic }-{ $partition } @ { $offset }
activity-stopped = остановлен
activity-crashed = упал: группа заметит, когда не дождётся heartbeat
activity-crashed-gone = упал: группа работает без него
activity-closed = закрыт
activity-frozen = завис: не вызывает poll()
activity-failed = остановлен ошибкой
member-lag = лаг { $lag }
member-paused = на паузе
member-progress = Ход обработки у { $consumer }
member-error = { $error }
skip-record = Пропустить запись
seek-menu = Переставить позицию…
pause-partitions = Приостановить чтение
resume-partitions = Возобновить чтение
freeze = Подвесить
thaw = Оживить
commit-now = Закоммитить сейчас
assigned-partition = { $topic }, партиция { $partition }

## События и шкала времени

story = События
timeline = Шкала времени
story-empty = Здесь рассказывается, что произошло и почему.
story-all = всё
story-all-hint = Показывать и пачки, доставки, ответы
story-docs = { $setting } в документации Kafka
chip-topic = топик
chip-refused = отказ
chip-network = сеть
chip-broker = брокер
chip-replica = реплика
chip-note = заметка
chip-producer = продюсер
chip-batch = пачка
chip-appended = записано
chip-acked = ответ
chip-failed = ошибка
chip-retry = повтор
chip-consumer = консьюмер
chip-position = позиция
chip-delivered = доставлено
chip-processed = обработано
chip-poison = poison pill
chip-commit = коммит
chip-reset = сброс
chip-group = группа
chip-rebalance = ребаланс
chip-acquired = захват
chip-accepted = принято
chip-released = возврат
chip-rejected = отказ
chip-renewed = продление
chip-expired = истёк
chip-archived = архив
chip-duplicate = дубль
chip-idle = простой

## Инспектор

inspector = Запись { $topic }-{ $partition } @ { $offset }
inspector-gone = Этой записи больше нет в журнале.
record-key = ключ
record-value = значение
record-null = null
record-key-bytes = байты ключа
record-value-bytes = байты значения
record-headers = заголовки
record-timestamp = метка времени
record-appended = записана
record-producer = продюсер
record-numbered = нумерация
record-serializers = сериализаторы
record-stored = хранит
record-superseded = вытеснена
record-superseded-by = Сжатие журнала удалило бы её: тот же ключ есть дальше
record-leader = B{ $leader }, лидер
record-batch = пачка
record-batch-value = { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
  } с офсета { $base }, { $bytes } байт
acknowledge-accept = Принять (accept)
acknowledge-release = Вернуть в очередь (release)
acknowledge-reject = Отвергнуть (reject)
acknowledge-renew = Продлить захват (renew)
group-of-consumer-hint = Протокол consumer: партиции назначает сам координатор, участники переходят к своей доле по одному (KIP-848)
group-of-share-hint = Share-группа — очередь: каждый участник читает все партиции, запись за записью (KIP-932)
field-group-type = Вид группы
group-type-range = classic: range
group-type-cooperative = classic: cooperative-sticky
group-type-consumer = consumer (KIP-848)
group-type-share = share: очередь (KIP-932)
record-shares = share-группы
queue-available = { $group }: свободна, выдавали { $count ->
    [one] { $count } раз
    [few] { $count } раза
   *[many] { $count } раз
  }
queue-acquired = { $group }: у { $consumer } до { $until }, доставка № { $count }
queue-acknowledged = { $group }: принята
queue-archived = { $group }: в архиве, выдавали { $count ->
    [one] { $count } раз
    [few] { $count } раза
   *[many] { $count } раз
  }
queue-done = { $group }: сделано
queue-untouched = { $group }: ещё никому не выдавали
record-readers = прочитали
record-unread = пока никто
record-processed = обработана
record-in-hand = выдана, не обработана
why-partition = Почему партиция { $partition }?
choice-group = Партицию называет хеш идентификатора группы; её лидер — координатор группы, он это и записал.
choice-given = Продюсер сам назвал партицию.
choice-hash-key = { $algorithm }("{ $key }") = { $hash }
choice-hash-mask = { $hash } & 0x7fffffff = { $positive }
choice-hash-mod = { $positive } mod { $partitions } = { $partition }
choice-hash-moral = Все записи с этим ключом попадают сюда, и их порядок сохраняется, пока в топике { $partitions ->
    [one] { $partitions } партиция.
    [few] { $partitions } партиции.
   *[many] { $partitions } партиций.
  }
choice-round-robin = Ключа нет: продюсер берёт { $partitions ->
    [one] единственную партицию
    [few] { $partitions } партиции по очереди
   *[many] { $partitions } партиций по очереди
  }. Порядок есть только внутри партиции.
choice-sticky = Ключа нет: продюсер держится одной партиции, пока туда не уйдёт { $bytes } байт (batch.size), потом берёт другую.
choice-random = Выбрана случайно, число партиций: { $partitions ->
    [one] { $partitions }.
   *[other] { $partitions }.
  }

## Диалоги

dialog-producer = Новый продюсер
dialog-producer-edit = Настройки { $producer }
dialog-producer-edit-note = Kafka читает настройки клиента, когда он создаётся. При сохранении { $producer } закроется и будет создан заново; его счётчики начнутся с нуля.
dialog-topic = Новый топик
dialog-partitions = Добавить партиции в { $topic }
dialog-partitions-note = Партиции можно добавлять, но нельзя убирать. Ключи распределятся иначе: следующая запись ключа может попасть не туда, где лежат прежние.
dialog-records = Удалить записи из { $topic }
dialog-records-note = Уйдёт всё, что до этого офсета. Офсеты оставшихся записей не изменятся.
dialog-consumer = Новый консьюмер
dialog-seek = Переставить позицию { $consumer }
dialog-seek-note = seek() меняет, откуда этот консьюмер будет читать. Закоммиченный офсет группы останется прежним до следующего коммита.
dialog-slow = Замедлить брокер { $broker }
dialog-slow-note = Всё на этом пути идёт дольше, туда и обратно. Ничего не теряется, и никто об этом не узнаёт.
field-slow-to = Какой путь
field-slow-by = Дольше на (мс)
slow-everybody = всё к нему и от него
slow-do = Замедлить
dialog-cut = Оборвать линию брокера { $broker }
dialog-cut-note = Между этими двумя ничего не проходит, ни туда, ни обратно, и никто об этом не узнаёт. С остальными оба на связи.
field-cut-to = Между ним и
cut-do = Оборвать
dialog-replicas = Переезд реплик { $topic }
dialog-replicas-note = Новая реплика сначала копирует журнал у лидера. Остальные уходят, только когда все новые синхронны; до тех пор для продюсеров и консьюмеров ничего не меняется.
field-replica-order = Брокеры — в том порядке, в каком вы их нажмёте
replica-place = { $broker }, номер { $place }
replicas-none = Выберите хотя бы одного брокера.
replicas-preferred = { $brokers } станет предпочтительным лидером.
replicas-copy = Сначала { $brokers_count ->
    [one] { $brokers } скопирует
   *[other] { $brokers } скопируют
  } { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
  }.
replicas-go = Потом { $brokers_count ->
    [one] { $brokers } удалит свой журнал.
   *[other] { $brokers } удалят свои журналы.
  }
replicas-do = Переместить
dialog-mishap = Испортить сообщение: { $client }
dialog-mishap-note = Со следующим таким сообщением что-то случится в пути. Никто из двоих об этом не узнает.
field-mishap-what = Запрос
field-mishap-side = Что из двух
mishap-request = сам запрос, по пути к брокеру
mishap-response = ответ, на обратном пути
field-mishap-harm = Что с ним случится
harm-lost = потеряется
harm-late = опоздает
harm-twice = придёт дважды
field-mishap-by = Опоздает на (мс)
field-mishap-count = Сколько подряд
mishap-do = Пусть случится
late-message-of-broker = { $side ->
    [request] Он будет выполнен на { $by } мс позже, а всё, что идёт следом по этому соединению, встанет за ним.
   *[response] Запрос будет выполнен сразу, а спросивший узнает об этом на { $by } мс позже.
  } Кто ждёт дольше, чем позволяет время запроса, спросит снова.
twice-message-of-broker = { $side ->
    [request] Он будет выполнен дважды, если его не узнают как старый. Первый ответ будет принят, второй отброшен.
   *[response] Будет принят первый; второй уже не относится ни к какому запросу.
  }
loss-of-broker = { $api ->
    [Fetch] { $side ->
        [request] Этот брокер ничего не копирует с того лидера, пока не перестанет ждать и не спросит снова; если тем временем приходят записи, через replica.lag.time.max.ms он выпадет из синхронных реплик.
       *[response] То, что отправил лидер, не доходит. Перестав ждать, брокер спросит снова с того же офсета; если это дольше replica.lag.time.max.ms, он выпадет из синхронных реплик.
      }
    [AlterPartition] { $side ->
        [request] Синхронные реплики этого лидера не меняются: он продолжает с теми, что есть, и acks=all ждёт их, пока он не спросит снова.
       *[response] Синхронные реплики изменились, а лидер узнает об этом из метаданных; до тех пор он считается и со старыми, и с новыми.
      }
    [BrokerHeartbeat] Потеря одного незаметна: придёт следующий. Если контроллер не слышит ни одного в течение broker.session.timeout.ms, он отгораживает брокер, и лидируют другие; потеряйте несколько подряд, чтобы это увидеть.
    [Vote] { $side ->
        [request] Этого голосующего не спросят. Без большинства никто не станет активным контроллером, и кандидат спросит снова.
       *[response] Голос отдан, но кандидат его не посчитает. Без большинства никто не станет активным контроллером, и кандидат спросит снова.
      }
    [AddPartitionsToTxn] Лидер не узнает, входит ли его партиция в транзакцию, и ничего из неё не запишет, пока продюсер не отправит снова.
    [WriteTxnMarkers] { $side ->
        [request] Маркеры не записаны: транзакция решена, но в этих партициях ещё открыта, и кто читает закоммиченное, ждёт, пока координатор не спросит снова.
       *[response] Маркеры записаны, но координатор этого не знает: он запишет их ещё раз, для читателей это ничего не меняет.
      }
   *[metadata] Спросивший продолжает с теми метаданными, что знает, пока не перестанет ждать и не спросит снова. Голосующий, который не слышит активного контроллера в течение controller.quorum.fetch.timeout.ms, становится кандидатом.
  }
loss-offsets-for-leader-epoch = Консьюмер не узнает, есть ли ещё в журнале нового лидера то, что он прочитал, и до тех пор ничего не читает из этой партиции. Через request.timeout.ms ({ $ms } мс) он спросит снова.
late-message = { $side ->
    [request] Брокер получит его на { $by } мс позже, а всё, что клиент пошлёт ему следом, встанет за ним.
   *[response] Брокер сразу сделает то, о чём просят, а клиент узнает об этом на { $by } мс позже.
  } { $in_time ->
    [yes] Клиент дождётся: request.timeout.ms — { $ms } мс.
   *[no] Клиент подождёт { $ms } мс (request.timeout.ms), закроет соединение и спросит снова. Опоздавшее всё равно будет выполнено.
  }
twice-produce = { $side ->
    [request] Брокер запишет записи дважды: без идемпотентности ему неоткуда знать, что они те же самые.
   *[response] Продюсер возьмёт первый ответ; второй уже не относится ни к какому запросу.
  }
twice-produce-idempotent = { $side ->
    [request] Брокер узнает номера второго запроса и ответит как в первый раз: дважды ничего не запишется.
   *[response] Продюсер возьмёт первый ответ; второй уже не относится ни к какому запросу.
  }
twice-message = { $side ->
    [request] Брокер дважды сделает то, о чём просят, и дважды ответит. Клиент возьмёт первый ответ и выбросит второй.
   *[response] Клиент возьмёт первый; второй уже не относится ни к какому запросу.
  }
loss-produce = { $side ->
    [request] Ничего не записано. Через request.timeout.ms ({ $ms } мс) продюсер отправит пачку снова; то, что он отправил тем временем, может оказаться в журнале раньше неё.
   *[response] Записи уже в журнале, но продюсер этого не знает. Через request.timeout.ms ({ $ms } мс) он отправит их снова, и без идемпотентности они будут в журнале дважды.
  }
loss-produce-idempotent = { $side ->
    [request] Ничего не записано. Через request.timeout.ms ({ $ms } мс) продюсер отправит пачку снова, с теми же номерами, так что порядок сохранится.
   *[response] Записи уже в журнале, но продюсер этого не знает. Через request.timeout.ms ({ $ms } мс) он отправит их снова; брокер узнает их по номерам и второй раз не запишет.
  }
loss-produce-acks-0 = { $side ->
    [request] Записи пропадут совсем, и продюсер об этом не узнает: с acks=0 он не ждёт ответа.
   *[response] С acks=0 ответа нет, терять нечего.
  }
loss-init-producer-id = { $side ->
    [request] Это идемпотентный продюсер спрашивает при запуске. Без id он ничего не отправляет; через request.timeout.ms ({ $ms } мс) спросит снова.
   *[response] Это идемпотентный продюсер спрашивает при запуске. Брокер выдаст id, который никому не достанется; через request.timeout.ms ({ $ms } мс) продюсер спросит снова и получит другой.
  }
loss-metadata = Клиент продолжает с теми брокерами, топиками и лидерами, о которых знает; новому для него придётся подождать. Через request.timeout.ms ({ $ms } мс) он спросит снова.
loss-fetch = { $side ->
    [request] С этого брокера ничего не приходит. Через request.timeout.ms ({ $ms } мс) консьюмер спросит снова с той же позиции, так что ничего не пропустит.
   *[response] Записи прочитаны из журнала, но не доходят. Позиция не сдвинулась: через request.timeout.ms ({ $ms } мс) консьюмер запросит их же снова.
  }
loss-list-offsets = Где нет закоммиченного офсета, консьюмер не узнает, откуда начать. Через request.timeout.ms ({ $ms } мс) он спросит снова; с auto.offset.reset=latest то, что пришло за это время, будет пропущено.
loss-find-coordinator = Консьюмер не узнает, какой брокер координирует группу, и не может ни войти, ни закоммитить. Через request.timeout.ms ({ $ms } мс) он спросит снова.
loss-join-group = { $side ->
    [request] Координатор не узнает, что консьюмер хочет войти. Этого ответа ждут дольше всех других: max.poll.interval.ms и ещё 5 с, ведь сначала должны собраться все участники.
   *[response] Координатор рассчитывает на участника, который об этом не знает. Этого ответа ждут дольше всех других: max.poll.interval.ms и ещё 5 с, ведь сначала должны собраться все участники.
  }
loss-sync-group = { $side ->
    [request] Консьюмер не получит свою долю, а если он лидер группы, то не получит никто. Через request.timeout.ms ({ $ms } мс) он найдёт координатора и войдёт снова.
   *[response] Консьюмер не узнает свою долю, и её никто не читает. Через request.timeout.ms ({ $ms } мс) он найдёт координатора и войдёт снова.
  }
loss-heartbeat = { $side ->
    [request] Потерю одного никто не заметит: за ним придёт следующий. Если координатор не услышит ни одного за session.timeout.ms, он исключит участника, и начнётся ребаланс; чтобы это увидеть, потеряйте несколько подряд.
   *[response] Координатор его услышал, участник остаётся в группе. Если консьюмер не получит ни одного ответа за session.timeout.ms, он станет искать координатора заново.
  }
loss-group-heartbeat = { $side ->
    [request] Координатор его не услышал, а следующий ждёт, пока этот не признают потерянным через request.timeout.ms ({ $ms } мс). Если сессия закончится раньше, участник будет исключён и войдёт заново.
   *[response] Консьюмер не узнает, чем теперь должен владеть. Следующий ждёт, пока этот не признают потерянным через request.timeout.ms ({ $ms } мс); если сессия закончится раньше, участник будет исключён и войдёт заново.
  }
loss-leave-group = { $side ->
    [request] Консьюмер закроется, а группа об этом не узнает: его партиции никто не читает, пока не пройдёт session.timeout.ms.
   *[response] Группа уже знает, для неё ничего не изменится.
  }
loss-offset-commit = { $side ->
    [request] Офсет не закоммичен. Коммит, которого приложение ждёт, повторится через request.timeout.ms ({ $ms } мс); автоматический обгонит следующий. Если консьюмер упадёт раньше, часть записей будет обработана дважды.
   *[response] Офсет закоммичен, но консьюмер этого не знает. Коммит, которого приложение ждёт, повторится через request.timeout.ms ({ $ms } мс) и ничего не изменит.
  }
loss-offset-fetch = Консьюмер не узнает, где остановилась группа, и не может начать чтение. Через request.timeout.ms ({ $ms } мс) он найдёт координатора и спросит снова.
loss-share-fetch = { $side ->
    [request] С этого брокера ничего не приходит, и подтверждение, которое ехало вместе с запросом, не услышано: когда кончится захват, те записи выдадут снова. Через request.timeout.ms ({ $ms } мс) консьюмер спросит заново.
   *[response] Записи захвачены для этого консьюмера, а он об этом не знает; другим они не достанутся. Через request.timeout.ms ({ $ms } мс) консьюмер спросит заново.
  }
loss-share-acknowledge = { $side ->
    [request] Брокер не узнает, что стало с записями: когда кончится захват, их выдадут снова и обработают дважды.
   *[response] Брокер знает, что стало с записями; консьюмер в этом не уверен.
  }
dialog-reset = Сбросить офсеты { $group }
dialog-reset-note = Kafka сбрасывает офсеты, только пока группа неактивна: иначе участники продолжили бы со своих позиций и закоммитили поверх сброса.
dialog-reset-active = В { $group } { $count ->
    [one] { $count } активный участник
    [few] { $count } активных участника
   *[many] { $count } активных участников
  }: Kafka ответила бы NON_EMPTY_GROUP.
dialog-reset-empty = { $group } неактивна: сброс возможен.
plan = Что сейчас сделал бы сброс
reset-anyway = Всё равно спросить Kafka
reset-do = Сбросить
reset-stop = Остановить, сбросить, запустить
field-name = Имя
field-topic = Топик
field-topics = Топики
field-partition = Партиция
field-partition-all = все партиции
field-key-template = Ключ
field-key-hint = Пусто — без ключа
field-value-template = Значение
field-key-serializer = Сериализатор ключа
field-value-serializer = Сериализатор значения
field-key-deserializer = Десериализатор ключа
field-value-deserializer = Десериализатор значения
field-acks = acks
acks-0 = 0: не ждать
acks-1 = 1: есть у лидера
acks-all = all: есть у всех синхронных реплик
field-linger = linger.ms
field-batch = batch.size
field-compression = compression.type
field-partitioner = partitioner.class
partitioner-pace = по умолчанию в сессии
field-partitions = Партиций
field-replicas = Реплик
field-total = Всего партиций
field-before-offset = Удалить до офсета
field-group = Группа
group-new = Новая группа
group-new-name = Имя новой группы
group-solo = без группы (assign)
field-reset-policy = auto.offset.reset
field-commit = Коммит
commit-auto = автоматически
commit-after = после обработки каждой пачки
commit-before = до обработки
commit-each = после каждой записи
commit-manual = только по просьбе
field-processing = Обработка одной записи, мс
field-max-poll = max.poll.records
field-to = Куда
to-beginning = в начало
to-end = в конец
to-offset = на офсет
to-time = на время
to-shift = сдвинуть на
to-duration = на время до этого момента
field-offset = Офсет
field-time = Время, мс от начала
field-shift = Записей (с минусом — назад)
field-duration = Насколько раньше, мс

## Клавиши

shortcuts = Сочетания клавиш
shortcut-play = пуск или пауза
shortcut-step = до следующего события
shortcut-back = шаг назад
shortcut-send = отправить от последнего продюсера
shortcut-help = этот список
shortcut-escape = закрыть открытое
key-space = Пробел
key-escape = Esc

## Примеры

gallery = Примеры
gallery-note = Каждый откроется отдельной сессией. Ваша сохранится; к ней вернёт кнопка браузера «Назад».
own-session = Вернуться к моей сессии
gallery-open = Открыть
gallery-open-named = Открыть пример «{ $title }»
gallery-link = Копировать ссылку
gallery-link-named = Копировать ссылку на пример «{ $title }»

## Ссылки и уведомления

share-done = Ссылка скопирована: { $length ->
    [one] { $length } символ
    [few] { $length } символа
   *[many] { $length } символов
  }. Кто её откроет, увидит эту сессию.
share-dialog = Ссылка на эту сессию
share-dialog-note = Браузер не разрешил копирование. Ссылка выделена: нажмите Ctrl+C или ⌘C.
share-link = Ссылка
link-cut = Ссылка обрезана. Скопируйте её ещё раз целиком; ваша сессия осталась как была.
link-damaged = Ссылка повреждена: часть символов не те, что были. Ваша сессия осталась как была.
link-newer = Ссылка сделана более новой Partitura. Перезагрузите страницу и откройте её снова; ваша сессия осталась как была.
link-foreign = Это не ссылка Partitura. Ваша сессия осталась как была.
link-refused = Сессию из ссылки нельзя проиграть: { $reason }. Ваша сессия осталась как была.
link-too-long = Сессия слишком длинна для ссылки: вышло бы символов { $reason }.
link-hostile = Эта ссылка распаковывается в большее, чем бывает в сессиях. Ваша сессия осталась как была.
lesson-unknown = Примера «{ $id }» нет. Ваша сессия осталась как была.
storage-refused = Браузер не разрешает странице запомнить сессию. Она идёт, но перезагрузку не переживёт; ссылка или файл — переживут.
restore-failed = Сохранённую в браузере сессию открыть не удалось, открыта новая.
notices = Уведомления
dismiss = Убрать
refused-notice = Kafka отказала: { $error }.
reset-offer = Остановить участников и сбросить
reset-pending = Участники { $group } останавливаются, затем будет сброс.
reset-finished = Офсеты { $group } сброшены, её участники запускаются снова.

## Рисунок

note-label = Партиция { $partition }, офсет { $offset }, ключ { $key }
playhead-label = Позиция { $consumer } в партиции { $partition }; потяните, чтобы сделать seek
playhead-value = { $offset } из { $end }
stave-label = { $topic }, партиция { $partition }: { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
  }
stave-scroll = Прокрутка партиции { $partition }
stave-next = дальше
stave-high-watermark = high watermark
stave-log-start = Журнал начинается с офсета { $offset }
stave-leader = Лидер этой партиции — брокер { $broker }
stave-leader-cut = Лидер этой партиции — брокер { $broker }, он недоступен
replica-leads = Брокер { $broker } — лидер: его журнал кончается на { $end }, читателям видно то, что ниже { $watermark }
replica-in-sync = Брокер { $broker } копирует лидера и синхронизирован: его журнал кончается на { $end }, отставание { $behind }; он знает, что всё ниже { $watermark } надёжно
replica-out-of-sync = Брокер { $broker } копирует лидера, но не синхронизирован: его журнал кончается на { $end }, отставание { $behind }
replica-comes = переезжает сюда
replica-goes = уйдёт, когда переезд закончится
replica-eligible = может стать лидером: у неё есть все подтверждённые записи
replica-led-last = последней была лидером
replica-short-eligible = ELR
replica-short-led-last = был
replica-gone = Брокер { $broker } недоступен: его журнал кончается на { $end }, отставание { $behind }
stave-no-leader = Сейчас у этой партиции нет лидера
timeline-label = Момент сессии

## События: что произошло

part-share = { $consumer } читает { $partitions }
part-none = { $consumer } не читает ничего

event-topic-created = Создан топик { $topic }: { $partitions ->
    [one] { $partitions } партиция
    [few] { $partitions } партиции
   *[many] { $partitions } партиций
  }, фактор репликации { $replication_factor }.
event-partitions-added = В топике { $topic } было { $from }, стало { $total ->
    [one] { $total } партиция
    [few] { $total } партиции
   *[many] { $total } партиций
  }.
event-topic-deleted = Топик { $topic } удалён со всеми записями.
event-config-altered = { $target }: { $name } теперь { $value }.
event-records-deleted = { $place } теперь начинается с офсета { $log_start_offset }: всё до него удалено.
event-command-refused = Kafka отказывает: { $command } для { $target } — { $error }.
event-note = { $text }
event-broker-stopping = Брокер { $broker } собирается остановиться: другие принимают то, чем он руководил.
event-broker-stopped = { $clean ->
    [true] Брокер { $broker } остановился.
   *[false] Брокер { $broker } упал: память потеряна, диск цел.
}
event-broker-started = Брокер { $broker } запускается.
event-broker-fenced = Брокер { $broker } отстранён: он ничем не руководит и нигде не считается синхронным.
event-disk-lost = Брокер { $broker } теряет диск, а с ним { $partitions ->
    [0] ничего: партиций на нём не было.
    [one] реплику { $partitions } партиции.
    [few] реплики { $partitions } партиций.
   *[many] реплики { $partitions } партиций.
}
event-broker-unfenced = Брокер { $broker } снова в кластере.
event-leader-elected = { $leader ->
    [0] У { $topic }-{ $partition } нет лидера: нет ни одной реплики, где есть все подтверждённые записи.
   *[other] Лидер { $topic }-{ $partition } теперь брокер { $leader }, эпоха лидера { $leader_epoch }; синхронны: { $isr }.
}
event-controller-elected = Активный контроллер теперь на брокере { $broker }, эпоха контроллера { $controller_epoch }.
event-controller-resigned = На брокере { $broker } больше нет активного контроллера; эпоха контроллера была { $controller_epoch }.
event-coordinator-moved = Координатор группы { $group } теперь брокер { $broker }.
event-high-watermark-moved = High watermark у { $topic }-{ $partition } теперь { $high_watermark }: читателям видно всё, что ниже.
event-isr-changed = Синхронны для { $topic }-{ $partition } теперь: { $isr }.
event-replica-truncated = Брокер { $broker } отрезает от своего журнала { $topic }-{ $partition } { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[other] { $count } записей
}, начиная со смещения { $offset }.
event-reassignment-started = { $place } переезжает на { $replicas }. { $adding_count ->
    [0] Копировать её никому не нужно
    [one] Сначала { $adding } копирует её и становится синхронным
   *[other] Сначала { $adding } копируют её и становятся синхронными
  }{ $removing_count ->
    [0] .
    [one] , потом { $removing } уходит.
   *[other] , потом { $removing } уходят.
  }
event-reassignment-completed = { $place } теперь на { $replicas }; первый из них — её предпочтительный лидер.
event-reassignment-cancelled = Переезд { $place } отменён: она остаётся на { $replicas }.
event-replica-deleted = Брокер { $broker } удаляет свой журнал { $place }.
event-broker-cut = { $to ->
    [none] Брокер { $broker } отрезан: к нему и от него ничего не доходит.
   *[other] Линия между брокером { $broker } и { $to } оборвана: ни туда, ни обратно ничего не проходит.
  }
event-broker-healed = { $to ->
    [none] Брокер { $broker } снова на связи.
   *[other] Линия между брокером { $broker } и { $to } восстановлена.
  }
event-loss-asked = { $side ->
    [request] { $count ->
        [1] Следующий запрос { $api } от { $asker } потеряется.
        [one] Следующий { $count } запрос { $api } от { $asker } потеряется.
        [few] Следующие { $count } запроса { $api } от { $asker } потеряются.
       *[many] Следующие { $count } запросов { $api } от { $asker } потеряются.
      }
   *[response] { $count ->
        [1] Следующий ответ на { $api } от { $asker } потеряется.
        [one] Следующий { $count } ответ на { $api } от { $asker } потеряется.
        [few] Следующие { $count } ответа на { $api } от { $asker } потеряются.
       *[many] Следующие { $count } ответов на { $api } от { $asker } потеряются.
      }
  }
event-delay-asked = { $side ->
    [request] { $count ->
        [1] Следующий запрос { $api } от { $asker } опоздает на { $by_ms } мс.
        [one] Следующий { $count } запрос { $api } от { $asker } опоздает на { $by_ms } мс.
        [few] Следующие { $count } запроса { $api } от { $asker } опоздают на { $by_ms } мс.
       *[many] Следующие { $count } запросов { $api } от { $asker } опоздают на { $by_ms } мс.
      }
   *[response] { $count ->
        [1] Следующий ответ на { $api } от { $asker } опоздает на { $by_ms } мс.
        [one] Следующий { $count } ответ на { $api } от { $asker } опоздает на { $by_ms } мс.
        [few] Следующие { $count } ответа на { $api } от { $asker } опоздают на { $by_ms } мс.
       *[many] Следующие { $count } ответов на { $api } от { $asker } опоздают на { $by_ms } мс.
      }
  }
event-duplicate-asked = { $side ->
    [request] { $count ->
        [1] Следующий запрос { $api } от { $asker } придёт дважды.
        [one] Следующий { $count } запрос { $api } от { $asker } придёт дважды.
        [few] Следующие { $count } запроса { $api } от { $asker } придут дважды.
       *[many] Следующие { $count } запросов { $api } от { $asker } придут дважды.
      }
   *[response] { $count ->
        [1] Следующий ответ на { $api } от { $asker } придёт дважды.
        [one] Следующий { $count } ответ на { $api } от { $asker } придёт дважды.
        [few] Следующие { $count } ответа на { $api } от { $asker } придут дважды.
       *[many] Следующие { $count } ответов на { $api } от { $asker } придут дважды.
      }
  }
event-message-delayed = { $side ->
    [request] Запрос { $api } от { $from } к { $to } идёт на { $by_ms } мс дольше.
   *[response] Ответ { $from } на { $api } от { $to } идёт на { $by_ms } мс дольше.
  }
event-message-duplicated = { $side ->
    [request] Запрос { $api } от { $from } к { $to } приходит дважды.
   *[response] Ответ { $from } на { $api } от { $to } приходит дважды.
  }
event-broker-slowed = { $by_ms ->
    [0] Брокер { $broker } снова работает с прежней скоростью{ $to ->
        [none] .
       *[other] {" "}на пути к { $to }.
      }
   *[other] { $to ->
        [none] Всё к брокеру { $broker } и от него идёт на { $by_ms } мс дольше.
       *[other] Всё между брокером { $broker } и { $to } идёт на { $by_ms } мс дольше.
      }
  }
event-message-lost = { $side ->
    [request] Запрос { $api } от { $from } к { $to } потерян.
   *[response] Ответ { $from } на { $api } от { $to } потерян.
  }
event-request-unanswered = { $api } от { $client } к брокеру { $broker } остался без ответа.
event-producer-started = Продюсер { $producer } запущен.
event-producer-closed = Продюсер { $producer } закрыт: он отправил всё, что было, и дождался ответов.
event-producer-crashed = Продюсер { $producer } упал{ $lost ->
    [0] ; в пути ничего не было.
    [one] , и { $lost } запись без ответа могла дойти, а могла пропасть: узнать нельзя.
    [few] , и { $lost } записи без ответа могли дойти, а могли пропасть: узнать нельзя.
   *[many] , и { $lost } записей без ответа могли дойти, а могли пропасть: узнать нельзя.
  }
event-producer-id-assigned = { $producer } получает producer id { $producer_id }, эпоха { $producer_epoch }.
event-producer-epoch-bumped = { $producer } продолжает в эпохе { $producer_epoch } и снова нумерует пачки с 0; в { $partitions } — сразу.
event-sending-started = { $producer } отправляет в { $topic } каждые { $every_ms } мс.
event-sending-stopped = { $producer } больше не отправляет сам.
event-batch-sent = { $producer } отправляет пачку в { $place }: { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
  }, { $bytes } байт{ $attempt ->
    [1] .
   *[other] , попытка { $attempt }.
  }
event-batch-compressed = { $producer } сжимает { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
  } для { $place }, кодек { $codec }: { $uncompressed } → { $bytes } байт (сами записи: { $percent } %).
event-batch-recompressed = { $codec ->
    [none] Лидер { $place } распаковывает пачку от { $producer }, сжатую кодеком { $from }: { $received } → { $bytes } байт.
   *[other] Лидер { $place } сжимает пачку от { $producer } кодеком { $codec }, она пришла { $from ->
        [none] несжатой
       *[other] сжатой кодеком { $from }
    }: { $received } → { $bytes } байт.
  }
event-record-appended = { $count ->
    [1] Запись от { $producer } записана в { $place } с офсетом { $offset }.
    [one] { $count } запись от { $producer } записана в { $place }, офсеты { $offset }–{ $last_offset }.
    [few] { $count } записи от { $producer } записаны в { $place }, офсеты { $offset }–{ $last_offset }.
   *[many] { $count } записей от { $producer } записаны в { $place }, офсеты { $offset }–{ $last_offset }.
  }
event-duplicate-recognised = { $count ->
    [1] Запись { $producer } для { $place } уже есть с первой попытки, на офсете { $offset }: второй раз её не записывают.
    [one] { $count } запись { $producer } для { $place } уже есть с первой попытки, на офсетах { $offset }–{ $last_offset }: второй раз их не записывают.
    [few] { $count } записи { $producer } для { $place } уже есть с первой попытки, на офсетах { $offset }–{ $last_offset }: второй раз их не записывают.
   *[many] { $count } записей { $producer } для { $place } уже есть с первой попытки, на офсетах { $offset }–{ $last_offset }: второй раз их не записывают.
  }
event-sequence-refused = { $place } не принимает { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
  } от { $producer }: { $error }.
event-record-acked = { $producer } получает ответ: { $place } { $count ->
    [1] @ { $offset } записано
   *[other] @ { $offset }–{ $last_offset } записано
  } ({ $latency_ms } мс).
event-record-failed = { $producer } отказывается от { $count ->
    [one] { $count } записи
   *[other] { $count } записей
  } для { $partition ->
    [none] { $topic }
   *[other] { $place }
  }: { $error }.
event-batch-retried = { $producer } получает { $error } на { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
  } для { $place } и попробует снова.
event-consumer-started = Консьюмер { $consumer } запущен{ $group ->
    [none] {" "}без группы.
   *[other] {" "}и хочет войти в { $group }.
  }
event-consumer-closed = Консьюмер { $consumer } закрыт.
event-consumer-crashed = Консьюмер { $consumer } упал. Группа об этом ещё не знает.
event-consumer-frozen = Консьюмер { $consumer } завис: poll() он больше не вызывает, но heartbeat идут.
event-consumer-thawed = Консьюмер { $consumer } снова вызывает poll().
event-consumer-failed = Консьюмер { $consumer } остановлен: { $error }.
event-subscription-changed = { $consumer } подписан на { $topics }.
event-partitions-paused = { $consumer } приостанавливает { $partitions }.
event-partitions-resumed = { $consumer } возобновляет { $partitions }.
event-position-set = { $consumer } будет читать { $place } с офсета { $offset }.
event-read-replica-set = { $consumer } теперь читает { $place } с брокера { $broker }, у последователя.
event-read-replica-cleared = { $consumer } больше не читает { $place } с брокера { $broker } и снова спрашивает лидера.
event-records-delivered = poll() отдаёт { $consumer } { $count ->
    [1] запись { $place } @ { $offset }.
    [one] { $count } запись из { $place }: { $offset }–{ $last_offset }.
    [few] { $count } записи из { $place }: { $offset }–{ $last_offset }.
   *[many] { $count } записей из { $place }: { $offset }–{ $last_offset }.
  }
event-records-processed = { $consumer } обработал { $place } { $count ->
    [1] @ { $offset }.
   *[other] @ { $offset }–{ $last_offset }.
  }
event-deserialization-failed = { $consumer } не может прочитать { $place } @ { $offset } и стоит перед ней: { $error }.
event-offset-committed = { $consumer ->
    [none] У { $group } закоммичен
   *[other] { $consumer } коммитит
  } офсет { $offset } для { $place }: это следующая запись к чтению.
event-commit-refused = Коммит { $consumer } в { $group } отклонён: { $error }.
event-share-partition-opened = { $group } начинает читать { $place } с офсета { $offset }.
event-records-acquired = { $consumer } захватывает { $place } { $count ->
    [1] @ { $offset }
   *[many] @ { $offset }–{ $last_offset }
  } для { $group }, доставка № { $delivery_count }.
event-records-accepted = { $consumer } подтверждает { $place } { $count ->
    [1] @ { $offset }
   *[many] @ { $offset }–{ $last_offset }
  }: для { $group } это сделано.
event-records-released = { $consumer } возвращает { $place } { $count ->
    [1] @ { $offset }
   *[many] @ { $offset }–{ $last_offset }
  } в очередь { $group }; доставок было { $delivery_count }.
event-records-rejected = { $consumer } отвергает { $place } { $count ->
    [1] @ { $offset }
   *[many] @ { $offset }–{ $last_offset }
  }: в { $group } этого больше никто не получит.
event-records-renewed = { $consumer } продлевает захват { $place } { $count ->
    [1] @ { $offset }
   *[many] @ { $offset }–{ $last_offset }
  }.
event-locks-expired = Захват { $place } { $count ->
    [1] @ { $offset }
   *[many] @ { $offset }–{ $last_offset }
  } у { $consumer } истёк; доставок было { $delivery_count }.
event-records-archived = { $group } больше не пытается обработать { $place } { $count ->
    [1] @ { $offset }
   *[many] @ { $offset }–{ $last_offset }
  }: доставок было { $delivery_count }, запись в архиве.
event-poison-released = { $consumer } не может прочитать { $place } @ { $offset }: poll() бросает { $error }, запись возвращается в очередь.
event-share-group-empty = В { $group } больше нет участников. Сделанное остаётся сделанным.
event-acknowledgement-refused = { $group } не принимает слова { $consumer } о записях { $place }: { $error }.
event-offset-removed = Закоммиченный офсет { $group } для { $place } забыт; он был { $offset }.
event-offsets-reset = Закоммиченный офсет { $group } для { $place } { $from ->
    [none] поставлен на { $to }; раньше его не было.
   *[other] переставлен с { $from } на { $to }.
  }
event-coordinator-found = { $consumer } узнаёт, что группу { $group } координирует брокер { $broker }.
event-coordinator-lost = { $consumer } больше не полагается на брокер { $broker } и заново спрашивает, кто координирует { $group }.
event-member-joined = { $consumer } входит в { $group }.
event-rebalance-started = { $group } начинает ребалансировку (поколение { $generation }, { $members ->
    [one] { $members } участник
    [few] { $members } участника
   *[many] { $members } участников
  }).
event-generation-started = В { $group } началось поколение { $generation }, { $members ->
    [one] { $members } участник
    [few] { $members } участника
   *[many] { $members } участников
  }; { $leader } — лидер и считает распределение ({ $protocol }).
event-assignment-made = { $group }, поколение { $generation }: { $shares }.
event-partitions-assigned = { $consumer } получает { $partitions_count ->
    [0] ни одной партиции
   *[other] { $partitions }
  } в группе { $group }.
event-partitions-revoked = { $consumer } возвращает { $partitions } группе { $group }.
event-partitions-lost = { $consumer } потерял { $partitions }: { $group } ушла вперёд без него.
event-member-idle = { $consumer } нечего читать в группе { $group }.
event-member-left = { $consumer } выходит из { $group }.
event-member-removed = { $group } исключает { $consumer }.
event-member-fenced = { $group } не принимает { $consumer }: { $error }.
event-group-epoch-bumped = { $group } перешла в эпоху { $epoch }, { $members ->
    [one] { $members } участник
    [few] { $members } участника
   *[many] { $members } участников
  }: кому что принадлежит, нужно решить заново.
event-target-assigned = { $group }, эпоха { $epoch }: координатор хочет { $shares }.
event-revocation-asked = { $consumer } должен отдать { $partitions }; остальное он читает дальше.
event-partitions-awaited = { $consumer } получит и { $partitions }, но пока ждёт.
event-group-stable = { $group } стабильна в эпохе { $epoch }: у всех то, что им назначено.
event-group-converted = { $group } продолжает по протоколу { $protocol }.
event-group-empty = { $group } пуста. Закоммиченные офсеты остаются.
event-group-deleted = { $group } удалена вместе с закоммиченными офсетами.

## Почему: какое правило сработало

why-leads-offsets = Он лидер партиции { $partition } в __consumer_offsets, где живёт группа, и прочёл там всё, что записал прежний координатор.
why-broker-silent = Контроллер не слышал о нём { $session_timeout_ms } мс.
why-shuts-down = Брокер { $broker } попросил об остановке.
why-leader-fenced = Брокер { $broker } отстранён: его место занимает первая синхронная реплика, которая на месте.
why-heard = Контроллер слышит его, и он знает, как устроен кластер.
why-returned = Брокер { $broker } вернулся.
why-last-known-leader = Ни о ком не известно, что у него есть все подтверждённые записи; этот был лидером последним и ведёт с тем, что есть на диске.
why-crashed = Брокер { $broker } вернулся после падения, и записей ему может не хватать: выбирать его больше нельзя.
why-unclean = Реплики со всеми подтверждёнными записями нет, а лидером может стать любая другая: чего у неё нет, то потеряно.
why-preferred = Первая реплика становится лидером, когда может.
why-controller-lost = Большинство голосующих { $fetch_timeout_ms } мс не слышало прежнего.
why-controller-went = Прежний ушёл штатно и предупредил остальных. Первым выдвигается тот, чей журнал полнее; за этого проголосовало большинство.
why-no-majority = Большинство голосующих { $silent_ms } мс не читало у него журнал метаданных: возможно, он отрезан. Больше он ничего не решает.
why-newer-controller = Он узнал о более новом, эпоха контроллера { $controller_epoch }.
why-fell-behind = { $replicas }: дольше { $lag_ms } мс не догонял лидера.
why-caught-up = { $replicas }: есть всё, что реплицировано, а большего от последователя не требуют.
why-replicated = Это есть у всех синхронных реплик ({ $isr }).
why-target-in-sync = Все реплики, которые должны остаться, синхронны: { $isr }.
why-same-brokers = Она и так на этих брокерах: копировать нечего, разве что порядок другой.
why-leader-moved-away = Прежний лидер B{ $broker } больше не хранит эту партицию, и ведёт первая синхронная из остальных реплик.
why-lies-elsewhere = Партиция теперь на { $replicas }, а здесь её больше нет.
why-leader-lacks = У лидера эпохи { $leader_epoch } их нет, а считается журнал лидера.
why-unanswered = За { $timeout_ms } мс ответа не было: клиент закрывает соединение, и всё, что на нём ждало, обрывается.
why-connection-refused = Там никто не слушает: процесс брокера не работает.
why-connection-broken = Соединение закрылось раньше, чем пришёл ответ.
why-coordinator-silent = { $session_timeout_ms } мс ни один heartbeat не получил ответа: возможно, координатор уже другой.
why-asked = Об этом попросили.
why-auto-created = { $client } спросил о топике, которого не было, а брокер создаёт такие топики.
why-partition-given = Продюсер сам назвал партицию { $partition }.
why-key-hash = { $algorithm } от ключа { $key } — { $hash_hex }; без знака, mod { $partitions }, это партиция { $partition }.
why-round-robin = Ключа нет, поэтому { $partitions ->
    [1] запись идёт в единственную партицию.
    [one] { $partitions } партиция берётся по очереди; настала очередь { $partition }.
    [few] { $partitions } партиции берутся по очереди; настала очередь { $partition }.
   *[many] { $partitions } партиций берутся по очереди; настала очередь { $partition }.
  }
why-sticky = Ключа нет, поэтому продюсер держится партиции { $partition }, пока туда не уйдёт batch.size байт.
why-random = Случайный выбор, { $partitions ->
    [one] { $partitions } партиция
    [few] { $partitions } партиции
   *[many] { $partitions } партиций
  }: выпала { $partition }.
why-compressed-whole = Все записи пачки сжимаются вместе, её заголовок — нет. Пока пачка была открыта, её считали за { $estimated } байт: по тому, как сжались пачки до неё.
why-nothing-saved = Сжимать почти нечего: обёртка кодека весит больше, чем он экономит. До этого пачку считали за { $estimated } байт.
why-topic-compresses = { $codec ->
    [none] Топик хранит пачки несжатыми, какими бы они ни пришли.
   *[other] У топика свой compression.type: пачку, которая пришла в другом виде, сжимают заново.
  }
why-batch-full = Пачка заполнилась: { $bytes } байт.
why-lingered = Она прождала { $linger_ms } мс, это linger.ms.
why-flushed = close() и flush() не ждут linger.ms.
why-retried = Попытка { $attempt }, после { $error }.
why-acks-none = При acks=0 продюсер считает запись записанной, как только ушёл запрос.
why-acks-leader = При acks=1 достаточно, чтобы запись была у лидера, брокера { $leader }.
why-acks-all = При acks=all лидер, брокер { $leader }, отвечает, когда запись есть у всех синхронных реплик.
why-idempotent = Идемпотентный продюсер нумерует пачки, чтобы брокер узнал ту, что пришла повторно. Для этого ему нужен id.
why-same-sequence = О каждом продюсере помнят пять последних пачек. У продюсера { $producer_id } в эпохе { $producer_epoch } среди них есть номера { $sequence }–{ $last_sequence }.
why-sequence-expected = У пачки порядковый номер { $sequence }, а следующим для продюсера { $producer_id } в эпохе { $producer_epoch } должен быть { $expected }: чего-то перед ней не хватает.
why-producer-epoch-old = Пачка из эпохи { $producer_epoch }, а продюсер { $producer_id } уже в эпохе { $current }.
why-sequence-in-doubt = От пачки, у которой уже был номер, отказались: возможно, в журнале её нет. В новой эпохе нумерация начинается с 0, и пропуска не будет.
why-timed-out = Ответа не было { $timeout_ms } мс.
why-from-committed = Закоммиченный офсет группы — { $committed }, это следующая запись к чтению.
why-from-reset = Закоммиченного офсета нет, поэтому решает auto.offset.reset: { $policy ->
    [earliest] earliest, начало журнала.
    [latest] latest, конец журнала.
   *[other] { $policy }.
  }
why-out-of-range = Позиция { $position } вне журнала, поэтому решает auto.offset.reset: { $policy }.
why-log-truncated = В журнале нового лидера нет всего, что прочитано до позиции { $position }: чтение продолжается оттуда, где журналы расходятся.
why-same-rack = Лидер, брокер { $leader }, не в стойке { $rack }, где консьюмер, а этот последователь — в ней, и он синхронен.
why-leader-serves = Через metadata.max.age.ms ({ $max_age_ms } мс) лидера спросили снова, и он ответил сам: в стойке консьюмера нет синхронного последователя с тем, что нужно.
why-replica-offline = По метаданным, брокера { $broker } нет на месте.
why-new-leader-epoch = Теперь лидер — брокер { $leader }, эпоха лидера { $leader_epoch }, а нового лидера спрашивают первым.
why-sought = seek(): { $to }.
why-poll-returned = Один poll() возвращает не больше { $max_poll_records ->
    [one] { $max_poll_records } записи.
   *[other] { $max_poll_records } записей.
  }
why-processing-took = Приложение обрабатывало её { $processing_ms } мс.
why-cannot-deserialize = Десериализатор { $deserializer } не может прочитать эти байты; при каждой попытке будет то же самое.
why-commit-interval = Автокоммит: к вызову poll() прошло { $interval_ms } мс.
why-commit-before-rebalance = Автокоммит перед возвратом партиций.
why-commit-on-close = Автокоммит при close().
why-commit-after-processing = Приложение коммитит после обработки: после падения записи могут прийти дважды, но ни одна не пропадёт.
why-commit-before-processing = Приложение коммитит до обработки: после падения записи могут пропасть, но ни одна не придёт дважды.
why-commit-each-record = Приложение коммитит после каждой записи.
why-commit-asked = Приложение попросили закоммитить.
why-group-hash = Хеш { $group } — { $hash_hex }; остаток от него указывает партицию топика __consumer_offsets, а её лидер координирует группу.
why-new-member = { $consumer } — новый участник, поэтому партиции делятся заново.
why-member-gone = { $consumer } больше нет, поэтому партиции делятся заново.
why-session-expired = Координатор не слышал heartbeat от { $consumer } { $session_timeout_ms } мс.
why-poll-interval-exceeded = { $consumer } не вызывал poll() { $max_poll_interval_ms } мс, поэтому его клиент вышел из группы.
why-missed-rebalance = { $consumer } не вернулся в группу за { $rebalance_timeout_ms } мс.
why-metadata-changed = { $consumer } увидел, что партиции его топиков изменились.
why-initial-delay = Пустая группа ждёт других участников { $delay_ms } мс, прежде чем начать.
why-all-joined = JoinGroup прислали все: { $members ->
    [one] { $members } участник.
    [few] { $members } участника.
   *[many] { $members } участников.
  }
why-assigned = { $assignor } делит { $partitions ->
    [one] { $partitions } партицию
    [few] { $partitions } партиции
   *[many] { $partitions } партиций
  } на { $members ->
    [one] { $members } участника.
    [few] { $members } участников.
   *[many] { $members } участников.
  }
why-more-members-than-partitions = У партиции один читатель в группе: { $members ->
    [one] { $members } участник
    [few] { $members } участника
   *[many] { $members } участников
  } на { $partitions ->
    [one] { $partitions } партицию
    [few] { $partitions } партиции
   *[many] { $partitions } партиций
  }, кому-то не хватает.
why-nothing-subscribed = Он не подписан ни на один существующий топик.
why-held-back = { $partitions ->
    [1] Одна партиция ещё
    [one] { $partitions } партиция ещё
    [few] { $partitions } партиции ещё
   *[many] { $partitions } партиций ещё
  } у прежних владельцев: когда они их отдадут, группа ребалансируется ещё раз и раздаст их.
why-eager-revoke = Протокол eager: перед ребалансировкой все возвращают всё.
why-cooperative-revoke = Протокол cooperative: возвращается только то, что перейдёт к другому, остальное читается дальше.
why-unsubscribed = Он больше не подписан на этот топик.
why-static-member = Группа знает экземпляр { $instance }: новый процесс занимает место старого, и ничего не переезжает.
why-gave-up = { $consumer } вернул то, что достанется другим, — теперь это можно раздать.
why-static-away = Экземпляр { $instance } обещал вернуться: его партиции ждут, пока не истечёт сессия.
why-subscribed-anew = { $consumer } хочет читать другие топики.
why-topics-changed = Топики группы появились, исчезли или выросли; координатор заметил это на heartbeat от { $consumer }.
why-target-assignment = Так велит целевое назначение эпохи { $epoch }. Отдают только то, что переезжает.
why-not-released = Они ещё у прежних владельцев; координатор отдаёт партицию, только когда её отпустили.
why-all-reconciled = { $members ->
    [1] У единственного участника
    [one] У { $members } участника
    [few] У { $members } участников
   *[many] У { $members } участников
  } то, что велит целевое назначение.
why-not-revoked = { $consumer } не отдал за { $rebalance_timeout_ms } мс то, что должен был.
why-upgraded = Пришёл участник с протоколом consumer: группа переходит на него, а классические участники продолжают работать.
why-downgraded = Последний участник с протоколом consumer ушёл, остальные говорят на classic.
why-assigned-by-coordinator = Так распределил координатор группы: стратегия { $assignor }; участник в эпохе { $epoch }.
why-assigned-by-leader = Так распределил лидер группы: стратегия { $assignor }, её знают все участники.
why-simple-assignor = В share-группе каждый участник читает все партиции своих топиков; кому какая запись — решается для каждой записи.
why-shared-with-all = Share-группа не делит партиции: { $members ->
    [one] { $members } участник читает
    [few] { $members } участника читают
   *[many] { $members } участников читают
  } { $partitions ->
    [1] одну партицию.
    [one] все { $partitions } партицию.
    [few] все { $partitions } партиции.
   *[many] все { $partitions } партиций.
  }
why-acquisition-lock = { $lock_duration_ms } мс их не получит никто другой: это захват записи (acquisition lock).
why-accepted-by-poll = Неявно: следующий poll() подтверждает то, что вернул предыдущий.
why-said-by-application = Приложение подтвердило само.
why-lock-expired = { $consumer } за { $lock_duration_ms } мс не сообщил, что стало с записью.
why-delivery-limit = Больше { $limit } раз запись не выдают.
why-closed = Его закрыли.
why-generation-lost = Группа ушла вперёд: { $error }.
why-inactive-group = Группа неактивна, как и требует сброс; цель — { $policy }.
why-retention-without-members = В группе нет участников уже { $age_ms } мс: все её офсеты истекают вместе, даже если коммит был недавно.
why-retention-unsubscribed = Никто в группе не подписан на этот топик, а коммиту уже { $age_ms } мс.
why-retention-standalone = Участников у группы никогда не было, поэтому каждый офсет истекает сам по себе; коммиту уже { $age_ms } мс.
why-topic-gone = Топик удалён.
why-nothing-left = У неё нет ни участников, ни закоммиченных офсетов.

## Отметки на шкале времени

mark-topic-deleted = { $topic } удалён
mark-command-refused = { $error }
mark-note = { $text }
mark-broker-stopping = B{ $broker } останавливается
mark-disk-lost = B{ $broker } теряет диск
mark-broker-stopped = { $clean ->
    [true] B{ $broker } остановлен
   *[false] B{ $broker } упал
}
mark-broker-started = B{ $broker } запускается
mark-broker-fenced = B{ $broker } отстранён
mark-leader-elected = { $leader ->
    [0] нет лидера
   *[other] лидер B{ $leader }
}
mark-controller-elected = контроллер: B{ $broker }
mark-coordinator-moved = координатор: B{ $broker }
mark-replica-truncated = B{ $broker }: журнал урезан
mark-reassignment-started = { $place } переезжает
mark-reassignment-completed = { $place } переехала
mark-reassignment-cancelled = { $place } остаётся
mark-replica-deleted = B{ $broker } удаляет { $place }
mark-broker-cut = { $to ->
    [none] B{ $broker } отрезан
   *[other] B{ $broker } ✕ { $to }
  }
mark-broker-healed = { $to ->
    [none] B{ $broker } на связи
   *[other] B{ $broker } – { $to }
  }
mark-message-lost = { $side ->
    [request] { $api } потерян
   *[response] { $api }: потерян ответ
  }
mark-message-delayed = { $side ->
    [request] { $api } опаздывает
   *[response] { $api }: ответ опаздывает
  }
mark-message-duplicated = { $side ->
    [request] { $api } дважды
   *[response] { $api }: ответ дважды
  }
mark-broker-slowed = B{ $broker } медленный
mark-producer-crashed = { $producer } упал
mark-record-failed = { $error }
mark-duplicate-recognised = дубль от { $producer }
mark-consumer-crashed = { $consumer } упал
mark-consumer-failed = { $consumer }: ошибка
mark-consumer-frozen = { $consumer } завис
mark-deserialization-failed = { $consumer }: poison pill
mark-offsets-reset = сброс { $group }
mark-locks-expired = захват { $consumer }
mark-records-archived = { $group }: в архив
mark-member-joined = { $consumer } входит
mark-assignment-made = пок. { $generation }
mark-target-assigned = эпоха { $epoch }
mark-group-converted = протокол { $protocol }
mark-member-left = { $consumer } выходит
mark-member-removed = { $consumer } исключён

## Ссылка, файлы, рамки

share-copy = Скопировать
share-terms = Ссылка
share-here = открывает этот момент, { $time }
share-play = сразу запускает
share-look = сохраняет мой язык и тему
share-fresh = без истории
share-fresh-hint = Без истории: те же брокеры, топики, настройки и клиенты с самого начала; ни записей, ни смещений, ни поломок.
share-length = Длина ссылки
share-length-slide = { $length ->
    [one] { $length } символ
    [few] { $length } символа
   *[many] { $length } символов
  }: её QR-код читается со слайда.
share-length-messenger = Символов: { $length }. Пройдёт в любом мессенджере; для QR-кода на слайде длинновато (до 500).
share-length-file = Символов: { $length }. Некоторые мессенджеры обрезают ссылки длиннее 1900. Лучше сохранить файл.
share-length-none = Эта сессия слишком длинна для ссылки. Сохраните её в файл.
share-qr = QR-код ссылки
share-qr-none = Слишком длинна для QR-кода.
share-file-hint = Файл вмещает сессию любой длины. Чтобы открыть его, перетащите файл на страницу.
share-embed = Встроить в страницу
share-embed-label = HTML
share-embed-hint = Откроется так, как выбрано выше; ширина рамки — от 480 пикселей.
share-embed-copy = Скопировать HTML
share-embed-copied = Скопировано.
share-embed-refused = Браузер не разрешил копирование: выделите текст и скопируйте.
page-menu = Ещё об этой странице
file-open = Открыть файл…
file-save = Сохранить в файл
file-opened = Открыт файл { $name }. Ваша собственная сессия ждёт в разделе «Примеры».
file-saved = Сохранено в { $name }.
file-not-saved = Браузер не сохранил { $name }.
file-refused = Файл { $name } не открыт, ваша сессия осталась как была: { $reason }
file-toml = страница открывает JSON; ссылку из TOML делает команда «partitura link FILE».
file-too-long = он длиннее, чем бывает сессия (4 МБ).
file-unread = браузер не смог его прочитать.
embed-open = Открыть в Partitura

## Ведущий

present = Показ
present-end = Закончить
spotlight = Прожектор
spotlight-hint = Приглушить всё, кроме того, на что указывает мышь или фокус (L)
notes = Заметки
notes-open = Заметки во втором окне
notes-refused = Браузер не открыл второе окно. Разрешите этой странице всплывающие окна и попробуйте снова.
notes-window = Заметки ведущего
notes-waiting = Показа здесь больше нет. Откройте заметки с его страницы ещё раз.
notes-clock = Время суток
notes-passed = С открытия заметок
notes-now = Сейчас
notes-next = Дальше
notes-no-next = больше ничего не запланировано
notes-playing = идёт
notes-paused = пауза
notes-forward = Дальше
notes-label = Заметки: видны только в этом окне, хранятся вместе с сессией
notes-placeholder = Что сказать, что спросить, что показать.
key-page-down = Page Down
key-page-up = Page Up
shortcut-present = показ: крупный шрифт, клавиши кликера
shortcut-page-down = вперёд, к следующей строке рассказа
shortcut-page-up = назад, к предыдущей
shortcut-dot = пуск или пауза («чёрный экран» кликера)
shortcut-spotlight = прожектор

## Без сети, и когда что-то ломается

update-ready = Готова новая версия Partitura.
reload = Перезагрузить
save-session = Сохранить сессию в файл
session-apart = Эта сессия продолжилась и в другой вкладке. Сделанное здесь остаётся в этой вкладке: перезагрузку оно переживёт, закрытие вкладки — нет; ссылка или файл — переживут.
share-done-here = Ссылка скопирована: { $length ->
    [one] { $length } символ
    [few] { $length } символа
   *[many] { $length } символов
  }. Эта страница — файл, поэтому ссылка откроется только на этом компьютере; на другом добавьте то, что стоит после #, к адресу другой Partitura.
fault-title = Partitura остановилась
fault-text = Сломалось то, чего не починить, пока страница открыта. Перезагрузите её и продолжите с сессией, какой она была сохранена последней; если остановится снова, сохраните сессию и начните заново.
fault-reason = Что случилось
fault-afresh = Начать заново

## Графики и снимки

foot-shows = Под шкалой времени
charts = Графики
chart-lag = Лаг групп
chart-lag-of = { $group } { $lag ->
    [0] прочитала всё
    [one] отстаёт на { $lag } запись
    [few] отстаёт на { $lag } записи
   *[many] отстаёт на { $lag } записей
  }
chart-lag-none = Ни одна группа ещё не читает.
chart-rate = Записей в секунду
chart-in = пришло
chart-out = прочитано
chart-at = { $time }: { $list }.
chart-travel = Щелчок или Enter перенесёт в этот момент
chart-share = Доля записей в партициях
chart-share-none = Записей пока нет.
chart-share-one = Все записи в одной партиции.
chart-share-same = Записи распределены ровно: по { $from }.
chart-share-even = Записи распределены ровно: от { $from } до { $to }.
chart-share-skew = { $partition } хранит { $percent } записей
chart-keys = { $count ->
    [one] { $count } ключ
    [few] { $count } ключа
   *[many] { $count } ключей
  }
chart-keys-newest = { $count ->
    [one] { $count } ключ
    [few] { $count } ключа
   *[many] { $count } ключей
  } среди новейших { $records }
chart-keys-none = все без ключа
chart-percent = { $number } %
chart-thousands = { $number } тыс.
chart-millions = { $number } млн
life = Семь этапов её жизни
life-sent = Отправлена
life-serialized = Сериализована
life-partitioned = Партиция выбрана
life-stored = Сохранена и реплицирована
life-fetched = Прочитана
life-processed = Обработана
life-committed = Закоммичена
life-by = продюсером { $who }
life-bytes = ключ { $key } Б, значение { $value } Б
life-has = У брокера { $broker } она есть
life-lacks = У брокера { $broker } её нет
life-readable = можно читать
life-unreadable = читать ещё нельзя
life-nobody = ещё нет
life-never = так и не случилось
life-done = готово
life-part = частично
life-not = ещё нет
standing-unsent = Её время ещё не пришло: в этот момент она не отправлена.
standing-waiting = В этот момент она ждёт у продюсера.
standing-flying = В этот момент она на пути к лидеру.
standing-lost = Потеряна: прочитать эту запись больше никто не сможет.
standing-deleted = Удалена: этой записи больше нет в журнале.
standing-acked = Продюсер в { $time } получил ответ, что она сохранена.
standing-unacked = Продюсер так и не узнал, что она сохранена.
standing-since = С { $time }.
standing-replaced = На её месте теперь лежит другая запись:
standing-open = открыть её
standing-vacant = На её месте теперь ничего нет.
life-acked = подтверждена
life-unreadable-again = читателям больше не доступна
life-lost = потеряна
ledger = Сверка…
ledger-title = Что стало с каждой записью к { $time }
ledger-note = Слева то, во что верят продюсеры, справа то, что лежит в журналах. Ниже — сколько раз каждая группа обработала то, что там есть.
ledger-empty = Пока ни один продюсер ничего не отправил.
ledger-believed = Продюсер считает
ledger-true = На самом деле
ledger-producer = Продюсер
ledger-sent = Отправлено
ledger-acked = Подтверждено
ledger-failed = Ошибка
ledger-pending = Ждёт
ledger-kept = В журнале
ledger-deleted = Удалено
ledger-lost = Потеряно
ledger-doubled = Дважды
ledger-unconfirmed = Без ответа
ledger-group = Группа
ledger-once = Обработано один раз
ledger-repeated = Повторно
ledger-skipped = Пропущено
ledger-ahead = Впереди
ledger-records = Записи
ledger-only-troubled = Только проблемные
ledger-all = Все
ledger-first = Первые { $count } из { $total }
ledger-none-written = Ни один лидер пока ничего не записал.
ledger-open = Открыть в инспекторе
ledger-is-acked = подтверждена
ledger-is-awaited = ответа ещё нет
ledger-is-orphaned = продюсер упал раньше ответа
ledger-is-refused = продюсеру сообщили: { $error }
ledger-is-unasked = отправлена с acks=0
ledger-is-kept = в журнале
ledger-is-nowhere = ни в одном журнале
ledger-is-deleted = удалена
ledger-processed = { $times ->
    [0] { $group }: ещё впереди
    [one] { $group }: { $times } раз
    [few] { $group }: { $times } раза
   *[many] { $group }: { $times } раз
  }
ledger-refused = Не удалось отправить, в журнале нет
ledger-refused-note = Продюсерам об этом сообщили. То, что лидер всё же записал, есть выше — вместе с ошибкой.
ledger-refused-line = { $count ->
    [one] { $count } запись от { $producer } в { $place }
    [few] { $count } записи от { $producer } в { $place }
   *[many] { $count } записей от { $producer } в { $place }
  }
ledger-offer = Что стало с записями…
ledger-good = Ничего не потеряно, не записано дважды, не повторено и не пропущено.
ledger-nameless = При acks=0 никто не скажет, какие именно записи потеряны.
ledger-unlisted = { $count ->
    [one] и ещё { $count }
    [few] и ещё { $count }
   *[many] и ещё { $count }
}
ledger-of = ключ { $key }, от { $producer }
fate-lost = подтверждена, но её нет ни в одном журнале
fate-doubled = в журнале { $times ->
    [one] { $times } раз
    [few] { $times } раза
   *[many] { $times } раз
}
fate-unconfirmed = в журнале, пока без подтверждения
fate-refused = в журнале, но продюсеру сообщили: { $error }
fate-orphaned = в журнале, но продюсер упал раньше ответа
fate-repeated = { $group } обработала её { $times ->
    [one] { $times } раз
    [few] { $times } раза
   *[many] { $times } раз
}
fate-skipped = { $group } прошла мимо неё
photo = Сохранить снимок…
photo-title = Сохранить снимок
photo-note = Как на экране сейчас, в теме и на языке страницы. Файл самостоятелен и не требует наших шрифтов.
photo-what = Что снять
photo-page = Страница целиком
photo-score = Топики, группы и продюсеры
photo-timeline = Шкала времени
photo-charts = Графики
photo-format = Формат
photo-svg = SVG, чёткий в любом размере
photo-png = PNG, вдвое крупнее экрана
photo-failed = Браузер не смог сделать этот снимок.
live = Что происходит
live-many = { $count ->
    [one] { $count } событие
    [few] { $count } события
   *[many] { $count } событий
  }, последнее: { $text }
shortcut-charts = Графики или события

## Руки: перетаскивание и его меню

flag-label = Закоммиченный офсет { $group } в партиции { $partition }; потяните, чтобы сбросить, или сдвиньте и нажмите Enter
carry-member = Перетащите в другую группу
carry-new = Перетащите в группу: ещё один участник, как остальные
carry-line = Проведите линию к топику: отправить туда
carry-line-of = Рукоятка { $producer }: проведите линию к топику, чтобы отправить туда
move-member = Перевести в { $group }
moved-member = { $consumer } закрыт. group.id консьюмера неизменен, поэтому в { $group } он возвращается как { $name }.
join-like-others = Добавить участника, как остальные
line-to = Отправить одну в { $topic }
stave-scroll-value = Офсеты { $first }–{ $last } из { $end }
stave-follow = Следовать за концом партиции { $partition }
follow-all = Следовать за концом

## Виды

view = Вид
view-topics = Топики
view-cluster = Брокеры
fold-topic = Партиции { $topic }
compact-topic = Сжатый вид { $topic }
broker-leads = { $count ->
    [one] лидер { $count } партиции
    [few] лидер { $count } партиций
   *[many] лидер { $count } партиций
  }
broker-follows = { $count ->
    [one] Копирует { $count } партицию
    [few] Копирует { $count } партиции
   *[many] Копирует { $count } партиций
}
follows-leader = с B{ $leader }
follows-nobody = лидера нет
follows-end = конец { $end }
follows-out-of-sync = не синхронизирована
follows-comes = переезжает сюда
follows-goes = уйдёт отсюда
broker-leads-none = Не лидер ни одной партиции.
broker-rack = стойка { $rack }
key-box = Найти ключ
key-records = Записи с этим ключом
key-box-any = любой
key-trace = Найти все записи с ключом { $key }
key-found = { $key }: { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
  }
key-only = Только этот ключ
key-clear = Снова показать все ключи одинаково
key-bounded = Просмотрены только новейшие записи каждого журнала; возможно, есть и более ранние.
key-earlier = Возможно, есть и более ранние

## Почему: отказы и переехавшие ключи

chip-moved = ключ переехал
event-key-moved = Ключ { $key } у { $producer } переезжает: теперь он попадает в партицию { $to } топика { $topic }, а прежние записи остаются в { $from }.
why-partition-count = { $algorithm } от него прежний, { $hash_hex }, но mod { $before } это было { $from }, а mod { $now } — { $to }: порядок сохраняется только внутри каждой из двух партиций.
why-subscribed = Он хочет читать { $topics } вместе с остальными с этим group.id.
because-topic-exists = Топик { $topic } уже есть.
because-topic-collides = Имена { $topic } и { $other } неразличимы в метриках, где точка становится подчёркиванием.
because-too-few-brokers = Для фактора репликации { $replication_factor } нужно столько же брокеров, а их { $brokers }.
because-no-increase = В { $topic } уже { $from }, и { $total } не было бы больше; партиции никогда не убавляются.
because-bad-config = Kafka не принимает { $name } = { $value }.
because-group-active = { $group } в состоянии { $state }: участники закоммитили бы поверх сброса, поэтому группа должна быть неактивна.
because-nothing-committed = У { $place } ещё нет закоммиченного офсета, сдвигать не от чего.
because-never-deletes = { $place } только сжимается, удалять из неё нельзя.
because-internal-topic = { $topic } — внутренний топик Kafka: в него пишут только координаторы.
because-beyond-high-watermark = Офсет { $offset } вне { $place }, её high watermark — { $high_watermark }.
because-no-replicas = Не назван ни один брокер, а партиция должна где-то лежать.
because-no-such-broker = Брокера { $broker } в этом кластере нет.
because-broker-twice = Брокер { $broker } назван дважды, а на одном брокере может быть только одна реплика партиции.
because-unclean-revert = Ни одна из прежних реплик { $place } не синхронна, а лидером не может стать та, где записей может не хватать.
because-still-stopping = Он ещё останавливается, и диск до тех пор занят; запустите его, когда он остановится.
because-producer-closed = Продюсер закрыт; сначала перезапустите его.
because-consumer-closed = Консьюмер закрыт; сначала перезапустите его.
because-not-assigned = { $place } ему не назначена.
because-other-subscription = Он создан через assign или по шаблону; топики к этому не добавить.
because-cannot-serialize = Сериализатор { $serializer } не может записать такой текст.
because-record-too-large = После сериализации в ней { $bytes } байт, а в запросе может быть { $limit }.
because-unknown-assignor = Ассайнора { $assignor } нет.
because-commit-outside = CommitFailedException: он сейчас не участник группы, поэтому нет поколения, за которое можно закоммитить.
because-commit-while-joining = RebalanceInProgressException: он вступает в группу; после следующего poll коммит снова возможен.
because-commit-too-late = CommitFailedException: группа продолжила без него, и его партиции принадлежат другому участнику: между двумя poll прошло слишком много времени.
because-commit-in-rebalance = RebalanceInProgressException: в группе идёт ребалансировка; после следующего poll коммит снова возможен.
because-no-share-method = Консьюмер share-группы так не может: у KafkaShareConsumer нет { $method }().
because-implicit-acknowledgement = Он подтверждает неявно: всё подтвердит следующий poll().
because-not-a-share-consumer = Он не в share-группе, подтверждать нечего.
because-not-in-hand = Такой записи у него на руках нет, или он её уже подтвердил.
because-no-offset = У { $place } нет закоммиченного офсета, и нет правила, откуда начать.
because-out-of-range = Позиция { $position } вне { $place }, и нет правила, откуда продолжить.
because-log-truncated = В журнале нового лидера нет всего, что прочитано из { $place } до позиции { $position }, и нет правила, откуда продолжить.
error-unknown-server-error = Лучшей причины брокер не назвал.
error-coordinator-not-available = Координатора группы пока нет.
error-group-id-not-found = Ни один координатор не знает такой группы, или она другого вида.
error-group-max-size-reached = В группе уже столько участников, сколько разрешает брокер.
error-illegal-generation = Группа ушла в более новое поколение, чем у этого участника.
error-inconsistent-group-protocol = У участников нет общего ассайнора, или группа другого вида.
error-invalid-session-timeout = Таймаут сессии вне того, что разрешает брокер.
error-member-id-required = Новый участник сначала получает id, а потом входит с ним.
error-message-too-large = Пачка больше, чем принимает брокер.
error-non-empty-group = В группе ещё есть участники.
error-network-exception = Соединение с брокером оборвалось раньше ответа: неизвестно, сделал ли он то, о чём просили.
error-coordinator-load-in-progress = Брокер пока не может ответить: спросите ещё раз.
error-duplicate-sequence-number = Эта пачка уже есть в журнале, хотя брокер не помнит где.
error-out-of-order-sequence-number = Номер пачки — не следующий для её продюсера.
error-invalid-producer-epoch = Продюсер уже перешёл в более новую эпоху.
error-request-timed-out = Ответ не пришёл вовремя: неизвестно, сделал ли брокер то, о чём просили.
error-duplicate-broker-registration = Контроллер ещё слышит брокера с этим номером.
error-fenced-leader-epoch = Названная эпоха лидера уже закончилась.
error-unknown-leader-epoch = Этот брокер ещё не слышал о такой эпохе лидера.
error-ineligible-replica = Отстранённая или останавливаемая реплика не может быть синхронной.
error-invalid-update-version = Регистрация партиции тем временем изменилась.
error-fetch-session-id-not-found = Лидер больше не знает этой сессии чтения; фолловер начнёт новую.
error-invalid-fetch-session-epoch = Этот запрос — не следующий в своей сессии чтения; фолловер начнёт новую.
error-not-controller = Это не активный контроллер, или он знает меньше того, кто спрашивает.
error-not-coordinator = Этот брокер больше не координирует группу: нужно найти нового координатора.
error-no-reassignment-in-progress = Никакого переезда сейчас нет.
error-new-leader-elected = То, о чём он просил, завершило переезд, и лидер теперь другой.
error-not-enough-replicas = Синхронных реплик меньше, чем требует min.insync.replicas, и при acks=all запись не принимается.
error-not-enough-replicas-after-append = Записано, но синхронных реплик меньше, чем требует min.insync.replicas.
error-offset-not-available = Лидер новый и ещё не знает, насколько продвинулись остальные.
error-not-leader-or-follower = Этот брокер не лидер партиции; лидер — другой.
error-offset-out-of-range = Такого офсета в журнале нет.
error-rebalance-in-progress = Группа ребалансируется; коммит относится к поколению, которое заканчивается.
error-invalid-record-state = Запись уже не у этого участника: захват истёк или её подтвердили раньше.
error-fenced-instance-id = Другой процесс пришёл с тем же group.instance.id и занял место этого — этому остаётся завершиться.
error-fenced-member-epoch = Координатор не принимает эту эпоху: группа ушла вперёд без участника.
error-stale-member-epoch = За это время участник перешёл в другую эпоху.
error-unreleased-instance-id = В группе ещё есть процесс с тем же group.instance.id: он не вышел, и его сессия не истекла.
error-unsupported-assignor = Брокеры не предлагают этот ассайнор (group.consumer.assignors).
error-unknown-member-id = Группа больше не знает этого участника: он исключён или вышел.
error-unknown-topic-or-partition = Такого топика или партиции нет.

## Инспектор: листы обо всём

inspector-back = Назад, к прежнему листу
inspector-landed = Уже дошло.
inspector-lost = Потерялось по пути.
inspector-not-there = В этот момент такого нет.
inspector-story = Что произошло
thing-batch = Пачка { $topic }-{ $partition } с офсета { $offset }
thing-partition = Партиция { $name }
thing-topic = Топик { $name }
thing-producer = Продюсер { $name }
thing-consumer = Консьюмер { $name }
thing-group = Группа { $name }
thing-member = { $consumer } как участник { $group }
thing-flight = В пути
record-read-again = { $group } получила её { $count } { $count ->
    [one] раз
    [few] раза
   *[many] раз
  }: когда чтение вернулось, коммит её не покрывал. Это at-least-once.
moved-title = Раньше ключ был в партиции { $partition }
moved-earlier = Его прежняя запись:
moved-by-count = Тот же хеш, делённый на другое число партиций. Между двумя партициями порядок ничто не хранит.
moved-by-partitioner = Туда её поместил другой партиционер. Между двумя партициями порядок ничто не хранит.
row-partition = партиция
row-producer = продюсер
row-offsets = офсеты
row-records = записи
row-size = размер
row-compression = сжатие
row-batch-size = batch.size
row-appended = записана
row-epoch = эпоха лидера
row-topic = топик
row-leader = лидер
row-replicas = реплики
row-eligible = могут стать лидером (ELR)
row-led-last = последний известный лидер
said-eligible = Не синхронны, но со всеми подтверждёнными записями: когда синхронных не останется, одна из них может стать лидером без потерь (KIP-966).
said-led-last = Был лидером, когда ушла последняя синхронная реплика: если не станет ни синхронных, ни тех, кто вправе стать лидером, партиция ждёт его — у него больше всего записей (KIP-966).
row-reassignment = переезд
row-log-start = начало журнала
row-high-watermark = high watermark
row-log-end = конец журнала
row-batches = пачки
row-readers = читают
row-committed = закоммичено
row-shared = share-группы
said-queue = от { $start } до { $end }, лаг { $lag }
said-all-to-all = каждый участник читает все партиции
row-partitions = партиции
row-settings = настройки
row-groups = читают
row-role = роль
row-network = сеть
row-rack = стойка
row-leads = лидер
row-coordinates = координирует
row-metadata = метаданные
row-quorum = кворум
row-air = в пути
row-mishaps = подстроено
row-state = состояние
row-numbered = нумерация
row-producer-id = producer id
row-serializers = сериализаторы
row-group = группа
row-member = участник
row-in-hand = в работе
row-reads = читает
row-commits = коммитит
row-coordinator = координатор
row-generation = поколение
row-group-epoch = эпоха группы
row-member-epoch = эпоха участника
row-target = должен владеть
row-to-revoke = должен отдать
row-awaited = ждёт
row-assignor = ассайнор
row-arithmetic = арифметика
row-members = участники
row-consumer = консьюмер
row-member-id = member id
row-assignment = назначено
row-subscribes = подписан на
row-protocols = ассайноры
row-session-timeout = session.timeout.ms
row-rebalance-timeout = max.poll.interval.ms
row-api = запрос
row-means = говорит
row-from = от
row-to = кому
row-sent = отправлено
row-arrives = дойдёт
row-carries = несёт
row-error = ошибка
none = нет
said-ms = { $ms } мс
said-numbered = продюсер { $id }, эпоха { $epoch }, порядковый номер { $sequence }
said-numbered-batch = продюсер { $id }, эпоха { $epoch }, порядковые номера { $sequence }–{ $last }
said-producer-id = { $id }, эпоха { $epoch }
said-producer-id-awaited = запрошен
said-batch-size = { $bytes } байт, из них { $header } — заголовок пачки
said-compressed = сжато { $codec }: { $uncompressed } → { $bytes ->
    [one] { $bytes } байт
    [few] { $bytes } байта
   *[many] { $bytes } байт
  }
said-watermark-alone = читателям видно всё до конца журнала: лидер — единственная реплика
said-watermark-safe = читателям видно всё до конца журнала: это есть у каждой синхронной реплики
said-watermark-waits = дальше читателям пока не видно: какая-то реплика отстаёт
said-position = на { $offset }, лаг { $lag }
said-committed = { $offset }, лаг { $lag }
said-committed-at = закоммичен { $offset }
said-looks-up = выясняет, откуда начать
said-from-follower = у последователя
said-controller = брокер и активный контроллер
said-metadata = версия { $version } из { $newest }
said-uncommitted = большинство ещё не получило
said-voter = { $state ->
    [Leader] ведёт кворум, эпоха контроллера { $epoch }
    [Follower] следует за контроллером на B{ $leader }, эпоха контроллера { $epoch }
    [Prospective] спрашивает, избрали бы его, эпоха контроллера { $epoch }
    [Candidate] просит голоса, эпоха контроллера { $epoch }
    [Resigned] вёл в эпохе контроллера { $epoch } и сложил полномочия
    [Off] не работает; на диске эпоха контроллера { $epoch }
   *[other] ищет контроллер, эпоха контроллера { $epoch }
}
said-broker = брокер
said-sent = { $count ->
    [one] { $count } запись принята send()
    [few] { $count } записи приняты send()
   *[many] { $count } записей приняты send()
  }
said-acked = { $count } подтверждено
said-failed = { $count } не удалось
said-retries = { $count ->
    [one] { $count } пачка отправлена снова
    [few] { $count } пачки отправлены снова
   *[many] { $count } пачек отправлены снова
  }
said-buffered = { $count } ждут в пачках
said-unanswered = { $count } пока без ответа
said-delivered = { $count } отдано poll()
said-processed = { $count } обработано
said-processing = { $ms } мс на каждую запись
said-as-coordinator-knows = каким его знает координатор
said-coordinator = хеш «{ $group }» = { $hash }; без знака mod { $partitions } = { $partition }: лидер партиции __consumer_offsets-{ $partition } (offsets.topic.num.partitions={ $partitions })
said-range = { $topic }: партиций { $partitions } ÷ участников { $members } = по { $each }{ $rest ->
    [0] .
    [1] , остаток { $rest }: первый участник получает на одну больше.
   *[other] , остаток { $rest }: первые { $rest } получают на одну больше.
  }
said-shared = Партиций { $partitions } ÷ участников { $members } = по { $each }{ $rest ->
    [0] .
    [1] , остаток { $rest }: один участник получает на одну больше.
   *[other] , остаток { $rest }: столько участников получают на одну больше.
  } У кого партиция была, у того она по возможности и остаётся.
said-leader = лидер
said-leads = лидер: считает распределение за всех
said-told = свою долю узнаёт от координатора; лидера в протоколе consumer нет
said-follows = не лидер: своё назначение получает через SyncGroup
said-not-missed-yet = координатор ещё считает его участником: heartbeat молчит меньше session.timeout.ms
said-not-a-member = Координатор не считает его участником.
said-reachable = на связи
said-leading = лидер
said-in-sync = синхронна
said-out-of-sync = не синхронна{ $behind ->
    [0] { "" }
    [one] , отстаёт на { $behind } запись
    [few] , отстаёт на { $behind } записи
   *[many] , отстаёт на { $behind } записей
  }
said-comes = переезжает сюда: ждут, пока она станет синхронной
said-has-come = переезжает сюда: уже синхронна
said-goes = уйдёт, когда все остающиеся будут синхронны
said-cut-off = отрезан: к нему и от него ничего не доходит
said-never = никогда: потеряется
said-mishap-request = { $count ->
    [1] следующий запрос { $api }
    [one] следующий { $count } запрос { $api }
    [few] следующие { $count } запроса { $api }
   *[many] следующие { $count } запросов { $api }
  }: { $harm ->
    [late] с опозданием на { $by_ms } мс
    [twice] дважды
   *[lost] с потерей
  }
said-mishap-answer = { $count ->
    [1] следующий ответ на { $api }
    [one] следующий { $count } ответ на { $api }
    [few] следующие { $count } ответа на { $api }
   *[many] следующие { $count } ответов на { $api }
  }: { $harm ->
    [late] с опозданием на { $by_ms } мс
    [twice] дважды
   *[lost] с потерей
  }
said-cut-link = между ним и { $to } ничего не проходит
said-slow = { $to ->
    [none] всё идёт на { $by_ms } мс дольше
   *[other] на { $by_ms } мс дольше к { $to }
  }
said-request = запрос
said-response = ответ
api-produce = Вот пачки записей для партиций, где ты лидер; допиши их.
api-init-producer-id = Мне нельзя записать что-либо дважды: дайте id, чтобы нумеровать пачки.
api-fetch = Дай записи этих партиций с этих офсетов; подожди fetch.min.bytes, но не дольше fetch.max.wait.ms.
api-api-versions = Соединение открыто: какие запросы ты знаешь?
api-metadata = Какие есть брокеры и кто лидер партиций этих топиков?
api-list-offsets = Какой офсет первый, последний или первый с такого-то времени?
api-offsets-for-leader-epoch = Где в твоём журнале кончается эта эпоха лидера?
api-find-coordinator = Какой брокер координирует эту группу?
api-share-group-heartbeat = Я жив, вот мои топики. Что мне читать?
api-share-fetch = Дайте записи этих партиций, только для меня; и вот что стало с прошлыми.
api-share-acknowledge = Вот что стало с записями, которые мне выдали.
api-join-group = Хочу быть участником; вот мои топики и ассайноры.
api-sync-group = Готов получить свою долю (а если я лидер — вот доли всех).
api-heartbeat = Я жив; поколение всё то же?
api-consumer-group-heartbeat = Я жив; вот чего хочу и чем владею. Чем должен владеть?
api-leave-group = Выхожу; не ждите конца моей сессии.
api-offset-commit = Запомни для группы эти офсеты: следующие записи к чтению.
api-offset-fetch = Какие офсеты закоммитила группа?
api-other = Один из прочих запросов кластера.
stages = Цикл приложения
stage-poll = poll
stage-process = обработка
stage-commit = коммит
crash-before-processing = Уронить до обработки
crash-before-commit = Уронить до коммита
crash-after-commit = Уронить после коммита
crash-after-processing = Уронить после обработки
crash-pending = Время идёт до нужного момента. { $point }: ждём его.
states-label = Машина состояний группы; сейчас { $state }
owners-title = Кто чем владел
owners-label = Владельцы каждой партиции во времени; где она пунктиром, её никто не читал
owners-now = сейчас
owners-lane = { $partition }: { $owners }; никто — { $ms } мс
owners-sum = Всего никто не читал { $ms } мс, самая долгая пауза — { $longest } мс; { $moved ->
    [0] ни одна партиция не переехала.
    [one] переехала { $moved } партиция.
    [few] переехали { $moved } партиции.
   *[many] переехало { $moved } партиций.
  }
rebalance-title = Последняя ребалансировка, с { $at }
rebalance-after = +{ $ms } мс
protocols-compare = Сравнить протоколы…
protocols-title = { $group } при каждом протоколе ребалансировки
protocols-note = Те же команды, заново до этого момента, с другими настройками участников. Отличается только то, кто кого ждёт.
protocols-protocol = Протокол
protocols-standstill = Стоят все
protocols-unread = Без чтения, по всем партициям
protocols-interrupted = Остановлено зря
protocols-moved = Переехало партиций
protocols-count = { $count }
protocols-running = считается…
protocol-eager-range = classic, eager: range
protocol-eager-sticky = classic, eager: sticky
protocol-cooperative = classic, cooperative-sticky
protocol-consumer = consumer (KIP-848): uniform
states-history = Как она туда пришла
way-emptied = все вышли
way-targeted = цель посчитана
way-reconciled = все на месте
way-joined = вошли все
way-synced = SyncGroup
way-changed = участник пришёл или ушёл
crash-instant = Запись занимает у него 0 мс, поэтому между poll и обработкой ничего не поместится; задайте время обработки, чтобы уронить его там.
why-before-commit = Он должен был упасть вместо следующего коммита, поэтому обработанное с прошлого раза не закоммичено.
crash-doomed = Он упадёт вместо следующего коммита.

## Пути: ветки, сравнение, отмена

history = Отмена и повтор
undo = Отменить
undo-deed = Отменить: { $deed }
redo-deed = Повторить: { $deed }
undo-nothing = Отменять нечего
redo-nothing = Повторять нечего
undone = Отменено: { $deed }.
redone = Снова сделано: { $deed }.
shortcut-undo = отменить (или ⌘Z)
shortcut-redo = повторить (или Ctrl+Y, ⇧⌘Z)
deed-title = новое название
deed-plan = { $count ->
    [one] { $count } будущая команда
    [few] { $count } будущие команды
   *[many] { $count } будущих команд
  }
deed-fork = новый путь ({ $name })
deed-rename = переименование ветки в { $name }
deed-delete = удаление ветки { $name }
deed-command = { $do ->
    [create_topic] создание топика { $about }
    [delete_topic] удаление топика { $about }
    [add_partitions] новые партиции в { $about }
    [reassign_partitions] переезд реплик { $about }
    [alter_config] настройки { $about }
    [delete_records] удаление записей { $about }
    [add_producer] продюсер { $about }
    [close_producer] закрытие { $about }
    [crash_producer] падение { $about }
    [restart_producer] перезапуск { $about }
    [send] отправка из { $about }
    [start_sending] начало отправки из { $about }
    [stop_sending] конец отправки из { $about }
    [add_consumer] потребитель { $about }
    [close_consumer] закрытие { $about }
    [crash_consumer] падение { $about }
    [restart_consumer] перезапуск { $about }
    [acknowledge] подтверждение { $about }
    [freeze_consumer] зависание { $about }
    [thaw_consumer] конец зависания { $about }
    [subscribe] подписка { $about }
    [pause] пауза { $about }
    [resume] конец паузы { $about }
    [seek] seek потребителя { $about }
    [commit] коммит { $about }
    [reset_offsets] сброс офсетов { $about }
    [delete_group] удаление группы { $about }
    [stop_broker] остановка { $about }
    [start_broker] запуск { $about }
    [cut_broker] обрыв сети { $about }
    [heal_broker] возвращение { $about } в сеть
    [lose_disk] потеря диска { $about }
    [slow_broker] другая скорость { $about }
    [lose] потеря сообщения { $about }
    [delay] опоздание сообщения { $about }
    [duplicate] двойное сообщение { $about }
    [begin_transaction] начало транзакции { $about }
    [commit_transaction] фиксация транзакции { $about }
    [abort_transaction] отмена транзакции { $about }
    [send_offsets_to_transaction] офсеты в транзакцию { $about }
    [note] заметка
   *[other] { $do } { $about }
  }
branches = Ветки
branch-main = Основная линия
branch-name = Ветка { $number }
branch-hint = Щелчок — перейти, двойной щелчок или F2 — переименовать
branch-fork = Пойти отсюда иначе
branch-fork-hint = С этого момента начнётся новая ветка; всё, что было дальше, останется на прежней линии
branch-made = Теперь вы на линии «{ $name }». Прежняя осталась как была.
branch-refused = Ещё одну ветку начать нельзя: { $reason }.
branch-offer = Это случилось в прошлом: всё, что было позже, осталось и произойдёт после.
branch-instead = Лучше пойти иначе
branch-deleted = Удалено: { $name }.
branch-rename = Переименовать
branch-rename-label = Название ветки
branch-delete = Удалить ветку
compare = Сравнить
compare-title = Две линии в { $time }
compare-with = Сравнить с
compare-close = К партитуре
compare-row = { $line }: { $topic }, партиция { $partition }
compare-absent = на этой линии его нет
compare-nobody = никто
compare-reads = { $group }: { $consumer }, закоммичено { $offset }
differences = Различия
differences-none = В этот момент различий нет.
mark-only = только на этой линии
mark-passed = { $groups }: пропущена без обработки
mark-twice = { $groups }: обработана больше одного раза
mark-elsewhere = на другой линии — партиция { $partition }, офсет { $offset }
legend-only = только здесь
legend-elsewhere = на другой линии в другом месте
legend-twice = обработана больше одного раза
legend-passed = пропущена без обработки
diff-topic = Топик { $topic } есть только на линии «{ $line }».
diff-only = Только на линии «{ $line }»: { $count ->
    [one] { $count } запись в { $topic }, партиция { $partition }, офсет { $offset }.
    [few] { $count } записи в { $topic }, первая — партиция { $partition }, офсет { $offset }.
   *[many] { $count } записей в { $topic }, первая — партиция { $partition }, офсет { $offset }.
  }
diff-elsewhere = { $count ->
    [one] { $count } запись в { $topic } лежит в другом месте:
    [few] { $count } записи в { $topic } лежат в другом месте; первая
   *[many] { $count } записей в { $topic } лежат в другом месте; первая
  } (ключ { $key }) — партиция { $pa }, офсет { $oa } на линии «{ $a }»; партиция { $pb }, офсет { $ob } на линии «{ $b }».
diff-twice = Прочитано дважды: { $group } обработала больше одного раза { $ca ->
    [one] { $ca } запись
    [few] { $ca } записи
   *[many] { $ca } записей
  } на линии «{ $a }», { $cb } — на линии «{ $b }».
diff-passed = Потеряно для { $group }: закоммичено без обработки { $ca ->
    [one] { $ca } запись
    [few] { $ca } записи
   *[many] { $ca } записей
  } на линии «{ $a }», { $cb } — на линии «{ $b }».
diff-owner = { $topic }, партиция { $partition }: для { $group } её читает { $ca } на линии «{ $a }», { $cb } — на линии «{ $b }».
diff-committed = { $topic }, партиция { $partition }: { $group } закоммитила { $oa } на линии «{ $a }», { $ob } — на линии «{ $b }».

## Отказы: что не так с документом или командой. По-английски их говорит само ядро.

mistake-document-long = в документе { $bytes ->
    [one] { $bytes } байт
    [few] { $bytes } байта
   *[many] { $bytes } байт
  }, а можно не больше { $limit }
mistake-not-json = это не JSON: ошибка в строке { $line }, столбец { $column }
mistake-json-ends = это не JSON: текст обрывается в строке { $line }, столбец { $column }
mistake-not-toml = это не TOML: { $parser }
mistake-version-none = версии 0 не бывает; эта версия — 1
mistake-version-newer = версия { $version } новее, чем эта Partitura: она читает версию { $own }

mistake-missing = поле не задано
mistake-twice = встречается дважды
mistake-unknown-field = такого поля нет{ $near }{ $allowed }
mistake-unknown-command = команды «{ $name }» нет{ $hint }
mistake-unknown-value = значение «{ $value }» не подходит; допустимо: { $allowed }
mistake-not-on-its-way = «{ $value }» спрашивают инструменты: они работают рядом с брокерами и не тратят времени, в пути с этим ничего не случится; допустимо: { $allowed }
mistake-wrong-type = дано: { $found }; нужно: { $expected }
mistake-wrong-value = дано: { $found }; нужно: { $expected }
mistake-scalar-expected = нужен текст, число, true или false
mistake-unreadable = прочитать не удалось, разборщик пишет: { $parser }

mistake-not-between = { $number } не подходит: допустимо от { $from } до { $to }
mistake-above = { $number } не подходит: допустимо не больше { $limit }
mistake-too-long = { $ms } мс — слишком долго: можно не больше { $limit } мс
mistake-time-goes-back = { $at } раньше, чем у команды выше: там { $last }
mistake-times-go-back = времена команд идут назад
mistake-letters = здесь { $letters ->
    [one] { $letters } символ
    [few] { $letters } символа
   *[many] { $letters } символов
  }, а можно не больше { $limit }
mistake-bytes = здесь { $bytes ->
    [one] { $bytes } байт
    [few] { $bytes } байта
   *[many] { $bytes } байт
  }, а можно не больше { $limit }
mistake-empty = не может быть пустым
mistake-languages = здесь { $languages ->
    [one] { $languages } язык
    [few] { $languages } языка
   *[many] { $languages } языков
  }, а допустимо от 1 до { $limit }
mistake-not-a-language = «{ $code }» — не код языка, такой как «en» или «pt-BR»
mistake-commands = команд в документе может быть не больше { $limit }
mistake-commands-of-lines = команд на всех линиях вместе может быть не больше { $limit }
mistake-at-most = { $what ->
    [topics] топиков
    [producers] продюсеров
    [consumers] консьюмеров
    [groups] групп
    [brokers] брокеров
    [headers] заголовков
   *[other] их
  } может быть не больше { $limit }
mistake-partitions = всего получилось бы { $sum ->
    [one] { $sum } партиция
    [few] { $sum } партиции
   *[many] { $sum } партиций
  }, а можно не больше { $limit }
mistake-records = всего получилось бы { $sum ->
    [one] { $sum } отправленная запись
    [few] { $sum } отправленные записи
   *[many] { $sum } отправленных записей
  }, а можно не больше { $limit }

mistake-topic-name-empty = имя топика не может быть пустым
mistake-topic-name-dots = топик не может называться «{ $name }»
mistake-topic-name-letters = топик не может называться «{ $name }»: допустимы a-z, A-Z, 0-9, «.», «_» и «-»
mistake-name-empty = имя не может быть пустым
mistake-name-unseen = имя состоит из видимых символов, а U+{ $code } не виден
mistake-name-added = { $what ->
    [producer] продюсер
   *[consumer] консьюмер
  } «{ $name }» уже добавлен; перезапустите его или выберите другое имя
mistake-no-topic = до этой команды топик «{ $name }» никто не создал{ $near }
mistake-no-producer = до этой команды продюсера «{ $name }» никто не добавил{ $near }
mistake-no-consumer = до этой команды консьюмера «{ $name }» никто не добавил{ $near }
mistake-no-asker = до этой команды никто не добавил ни продюсера, ни консьюмера «{ $name }», и брокера с таким номером нет{ $near }
mistake-no-group = до этой команды группу «{ $name }» не назвал ни один консьюмер{ $near }
mistake-no-partition = в топике «{ $topic }» нет партиции { $partition }: допустимо от 0 до { $last }
mistake-no-partition-of-one = в топике «{ $topic }» нет партиции { $partition }: допустимо только 0

mistake-branches = здесь { $branches ->
    [one] { $branches } ветка
    [few] { $branches } ветки
   *[many] { $branches } веток
  }, а можно не больше { $limit }
mistake-branch-commands = на всех линиях вместе { $commands ->
    [one] { $commands } команда
    [few] { $commands } команды
   *[many] { $commands } команд
  }, а можно не больше { $limit }
mistake-branch-name-taken = имя «{ $name }» уже занято другой линией
mistake-no-branch = ветки «{ $name }» перед этой нет
mistake-before-branch = { $at } раньше, чем начинается ветка: она начинается в { $begins }

mistake-topic-or-broker = нужно назвать что-то одно: «topic» или «broker»
mistake-topic-and-broker = назвать можно только одно: «topic» или «broker»
mistake-nothing-to-change = не сказано, что изменить
mistake-reads-nothing = нужно задать одно из полей «topics», «pattern» и «assign»
mistake-together-with = нельзя задать вместе с «{ $other }»
mistake-needs-group = поле не задано, а консьюмеру с «{ $field }» нужна группа
mistake-group-is-a-field = группу называет поле «group» самой команды
mistake-commit-without-group = консьюмеру без группы некуда коммитить; допустимо «manual»
mistake-commit-auto-off = «auto» противоречит enable.auto.commit: там «false»
mistake-commit-and-acknowledge = противоречит share.acknowledgement.mode: там «{ $value }»; «auto» — неявное подтверждение, всё остальное — явное
mistake-share-reads-topics = консьюмер share-группы читает топики по именам; поле «{ $field }» — для групп консьюмеров
mistake-commit-auto-on = противоречит enable.auto.commit: там «true»; допустимо «auto»
mistake-bad-pattern = «{ $pattern }» не годится как регулярное выражение; разборщик пишет: { $parser }


mistake-did-you-mean = { " " }(может быть, «{ $name }»?)
mistake-allowed = ; допустимы: { $names }
mistake-no-fields = ; полей здесь быть не может
mistake-commands-are = ; есть команды { $names }

mistake-a-string = текст «{ $value }»
mistake-an-integer = число { $value }
mistake-a-float = дробное число { $value }
mistake-a-boolean = логическое { $value }
mistake-a-null = null
mistake-a-list = список
mistake-a-map = объект
mistake-some-list = список
mistake-some-text = текст
mistake-an-object = объект
mistake-yes-or-no = true или false
mistake-whole = целое число
mistake-whole-from = целое число от { $from }
mistake-whole-from-to = целое число от { $from } до { $to }
mistake-a-config = объект с именами и значениями настроек
mistake-some-names = список имён или одно имя
mistake-a-caption = текст или объект с кодами языков и текстами
mistake-any-of = одно из значений { $names }

## Отказы: что не так с настройкой Kafka

mistake-not-a-setting = { $scope ->
    [producer] у продюсера
    [consumer] у консьюмера
    [topic] у топика
   *[broker] у брокера
  } в Kafka нет настройки «{ $name }»
mistake-setting-of-another = { $scope ->
    [producer] у продюсера
    [consumer] у консьюмера
    [topic] у топика
   *[broker] у брокера
  } в Kafka нет настройки «{ $name }»: это настройка { $other ->
    [producer] продюсера
    [consumer] консьюмера
    [topic] топика
   *[broker] брокера
  }
mistake-setting-nearest = { $scope ->
    [producer] у продюсера
    [consumer] у консьюмера
    [topic] у топика
   *[broker] у брокера
  } в Kafka нет настройки «{ $name }»; самая похожая — «{ $nearest }»
mistake-setting-value = { $name } не принимает «{ $value }»; допустимо: { $allowed }

mistake-delivery-timeout = delivery.timeout.ms не может быть { $value }: нужно не меньше linger.ms + request.timeout.ms = { $least }
mistake-idempotent-retries = retries не может быть 0, когда для enable.idempotence задано «true»
mistake-idempotent-acks = когда для enable.idempotence задано «true», acks может быть только «all», а здесь «{ $value }»
mistake-idempotent-in-flight = max.in.flight.requests.per.connection не может быть { $value }: идемпотентному продюсеру можно не больше 5 (чтобы можно было больше, задайте для enable.idempotence «false»)
mistake-transaction-not-idempotent = transactional.id нельзя задать продюсеру, который не идемпотентен
mistake-setting-excluded = { $name } нельзя задать, когда { $other } — «{ $value }»
mistake-group-id-empty = group.id не может быть пустым: для консьюмера без группы не задавайте его вовсе
mistake-auto-commit-without-group = для enable.auto.commit нельзя задать «true» без group.id
mistake-instance-id = в group.instance.id должно быть от 1 до 249 символов из a-z, A-Z, 0-9, «.», «_» и «-», и это не может быть «.» или «..»
mistake-setting-not-lower = { $name } ({ $value }) должно быть меньше, чем { $other } ({ $limit })
mistake-setting-not-less = { $name } ({ $value }) должно быть меньше, чем { $other } ({ $limit })
mistake-setting-too-small = { $name } ({ $value }) не может быть меньше, чем { $other } ({ $limit })

mistake-true-or-false = «true» или «false»
mistake-whole-of-bits = целое число из { $bits ->
    [one] { $bits } бита
   *[many] { $bits } бит
  }
mistake-whole-between = целое число от { $from } до { $to }
mistake-whole-between-or = целое число от { $from } до { $to } или { $other }
mistake-decimal = десятичное число
mistake-decimal-from = десятичное число от { $from }
mistake-decimal-between = десятичное число от { $from } до { $to }
mistake-java-class = имя класса Java
mistake-any-text = текст
mistake-text-not-empty = непустой текст
mistake-word = «{ $word }»
mistake-one-of = { $others } или { $last }
mistake-in-any-case = { $words } в любом регистре
mistake-list-with-commas = список через запятую
mistake-list-once = список без повторов
mistake-list-once-not-empty = непустой список без повторов
mistake-list-once-of = список без повторов из { $words }
mistake-list-once-of-not-empty = непустой список без повторов из { $words }
mistake-list-of-replicas = «*» или список вида «партиция:брокер»
mistake-list-of-voters = список вида «id@host:port»
mistake-list-of-endpoints = список вида «host:port»
mistake-share-offset-reset = «earliest», «latest» или «by_duration:» с длительностью, такой как «PT1H30M»
mistake-offset-reset = «earliest», «latest», «none» или «by_duration:» с длительностью, такой как «PT1H30M»

## Транзакции

chip-transaction = транзакция
event-transaction-begun = { $producer } начинает транзакцию: пока о ней знает только сам продюсер.
event-partitions-added-to-transaction = В транзакцию { $transactional_id } вошли { $partitions }.
event-transaction-refused = Записи { $transactional_id } для { $partitions } не записаны: { $error }.
event-offsets-added-to-transaction = { $group } придерживает офсеты { $partitions }, пока транзакция { $transactional_id } не решена.
event-transaction-decided = Транзакция { $transactional_id } { $commit ->
    [true] зафиксирована
   *[other] отменена
  }: { $partitions_count ->
    [0] маркеры не нужны.
   *[other] маркер должны получить { $partitions }.
  }
event-marker-written = { $place } @ { $offset }: { $commit ->
    [true] маркер фиксации
   *[other] маркер отмены
  } завершает здесь транзакцию { $transactional_id }.
event-transaction-completed = У каждой партиции транзакции { $transactional_id } есть { $commit ->
    [true] маркер фиксации.
   *[other] маркер отмены.
  }
event-transaction-ended = { $producer } { $commit ->
    [true] зафиксировал транзакцию.
   *[other] отменил транзакцию.
  }
event-transaction-failed = { $fatal ->
    [true] { $producer } больше ничего не может: { $error }. Его остаётся закрыть.
   *[other] Транзакция { $producer } не удалась: { $error }. Её остаётся отменить.
  }
event-aborted-records-skipped = { $consumer } пропускает { $count ->
    [1] отменённую запись { $place } @ { $offset }.
    [one] { $count } отменённую запись из { $place }: { $offset }–{ $last_offset }.
    [few] { $count } отменённые записи из { $place }: { $offset }–{ $last_offset }.
   *[other] { $count } отменённых записей из { $place }: { $offset }–{ $last_offset }.
  }
why-transactional = Координатор { $transactional_id } даёт продюсеру собственную эпоху, { $producer_epoch }: прежний владелец этого id отгорожен.
why-first-transactional-id = Кто-то впервые пользуется transactional.id; здесь координаторы ведут свой журнал.
why-first-records = Первые записи для партиции делают её частью транзакции, и только потом записываются.
why-transaction-timed-out = Транзакция длилась дольше { $timeout_ms } мс: координатор отменяет её и отгораживает продюсера.
why-producer-replaced = С transactional.id { $transactional_id } начал другой продюсер: то, что прежний оставил открытым, не считается.
why-marked = Координатор решил, и маркер говорит об этом каждому читателю: { $commit ->
    [true] всё, что в этой транзакции было до него, считается.
   *[other] всё, что в этой транзакции было до него, не считается.
  }
why-numbers-old = Они отправлены в эпохе { $producer_epoch }, а у transactional.id уже эпоха { $current }: с концом каждой транзакции эпоха растёт.
why-nothing-to-deliver = Это маркер транзакции: приложение его не получает, и консьюмер сам подтверждает его как пробел.
why-reads-committed = Читающий только зафиксированное получает и отменённые записи вместе с их списком, но приложению не отдаёт.
mark-transaction-decided = { $transactional_id }: отмена
mark-transaction-failed = { $producer }: { $error }
mark-transaction-refused = { $transactional_id }: { $error }
because-not-transactional = У продюсера нет transactional.id, поэтому нет и транзакций.
because-no-transaction-now = В состоянии { $state } это не имеет смысла.
because-send-outside-transaction = Продюсер с transactional.id отправляет только внутри транзакции, а его состояние — { $state }.
because-in-error-state = До этого что-то пошло не так: { $error }. После отмены можно продолжать, если ошибка не фатальная.
because-transaction-aborted = Транзакцию отменили раньше, чем это успело уйти из продюсера.
error-producer-fenced = Место занял более новый продюсер с тем же transactional.id.
error-invalid-producer-id-mapping = Координатор знает для этого transactional.id другой producer id.
error-concurrent-transactions = Прошлая транзакция этого продюсера ещё завершается.
error-invalid-txn-state = Это не подходит к состоянию транзакции.
error-invalid-transaction-timeout = transaction.timeout.ms больше, чем позволяют брокеры.
error-transaction-abortable = В транзакции что-то пошло не так. Её можно отменить и продолжать.
error-unstable-offset-commit = Офсет придерживает транзакция, которая ещё не решена.
transaction-begin = Начать
transaction-begin-of = Начать транзакцию { $producer }
transaction-commit = Зафиксировать
transaction-commit-of = Зафиксировать транзакцию { $producer }
transaction-abort = Отменить
transaction-abort-of = Отменить транзакцию { $producer }
transaction-hint = transactional.id { $id }: отправленное считается всё вместе или не считается совсем
transaction-initializing = ждёт свои номера
transaction-ready = вне транзакции
transaction-in-transaction = в транзакции
transaction-committing = фиксирует
transaction-aborting = отменяет
transaction-abortable-error = остаётся отменить
transaction-fatal-error = отгорожен или сломан
transaction-offsets = Зафиксировать с ней офсеты { $consumer }
field-transactional-id = transactional.id
field-transactional-hint = С ним всё, что отправлено между «Начать» и «Зафиксировать», считается вместе или не считается совсем
row-transaction = Транзакции
note-commit-marker = Маркер фиксации транзакции, партиция { $partition }, офсет { $offset }
note-abort-marker = Маркер отмены транзакции, партиция { $partition }, офсет { $offset }
error-stale-broker-epoch = У брокера уже другой процесс.
guarantees = Гарантии
guarantees-hint = Не больше раза, не меньше раза, ровно раз: те же записи, те же поломки и счёт
guarantees-title = Гарантии доставки
guarantees-note = Приложение читает записи ({ $count }), обрабатывает каждую и пишет дальше. Оно делает это тремя способами, с теми же записями и теми же поломками: процесс трижды погибает, один брокер падает, сообщения продюсера теряются. Считается то, что получил читатель в конце пути.
guarantees-guarantee = Приложение
guarantees-lost = Потеряно
guarantees-repeated = Повторено
guarantees-play = Посмотреть
guarantees-again = Другие поломки
guarantees-seed = Поломки № { $seed }
guarantees-count = { $count } из { $all }
guarantees-running = считается…
guarantee-at-most-once = Не больше раза (at-most-once)
guarantee-at-most-once-how = сначала коммит, потом обработка; отправка с acks=0
guarantee-at-least-once = Не меньше раза (at-least-once)
guarantee-at-least-once-how = обработка и отправка с acks=all, ожидание ответа, потом коммит
guarantee-exactly-once = Ровно раз (exactly-once)
guarantee-exactly-once-how = отправка и коммит в одной транзакции; читают только зафиксированное
api-add-partitions-to-txn = Этот продюсер пишет в эти партиции: входят ли они в его транзакцию?
api-end-txn = Моя транзакция закончена: зафиксируй её или отмени.
api-write-txn-markers = Решение по транзакции принято: запиши её маркер в эти партиции.
api-txn-offset-commit = Запомни для группы эти офсеты, если моя транзакция будет зафиксирована.
choice-marker = Координатор просит записать маркер в каждую партицию транзакции.
choice-transactional = Партицию называет хеш transactional.id; её лидер — координатор транзакций, он это и записал.
record-in-transaction = { $fate ->
    [open] Часть транзакции, судьба которой не решена: кто читает только зафиксированное, ждёт перед ней.
    [aborted] Часть отменённой транзакции: кто читает только зафиксированное, её пропускает.
   *[committed] Часть зафиксированной транзакции.
  }
record-marker = { $commit ->
    [true] Маркер фиксации
   *[other] Маркер отмены
  } транзакции продюсера { $id }, записан с эпохой { $epoch }; эпоха координатора — { $coordinator }. Он занимает офсет, но ни одно приложение его не получает.
row-in-transaction = транзакция
row-transactions = транзакции
row-last-stable = last stable offset
said-in-transaction = { $fate ->
    [open] не решена
    [aborted] отменена
   *[committed] зафиксирована
  }
said-marker = { $commit ->
    [true] маркер фиксации
   *[other] маркер отмены
  }, продюсер { $id }, эпоха { $epoch }
said-last-stable = отсюда начинается открытая транзакция
loss-end-txn = { $side ->
    [request] Координатор об этом не узнает, и транзакция останется открытой. Через request.timeout.ms ({ $ms } мс) продюсер повторит; если раньше истечёт transaction.timeout.ms, транзакция будет отменена.
   *[response] Решение принято, но продюсер этого не знает. Через request.timeout.ms ({ $ms } мс) он спросит снова и получит тот же ответ: дважды ничего не решается.
  }
loss-txn-offset-commit = { $side ->
    [request] Группа не услышит об офсетах. Через request.timeout.ms ({ $ms } мс) продюсер отправит их снова; до тех пор он не может фиксировать.
   *[response] Группа придержит офсеты для транзакции, но продюсер этого не знает. Через request.timeout.ms ({ $ms } мс) он отправит их снова, и ничего не изменится.
  }
loss-init-transactional = { $side ->
    [request] Это продюсер спрашивает при запуске. Без своих номеров он ничего не отправляет; через request.timeout.ms ({ $ms } мс) спросит снова.
   *[response] Это продюсер спрашивает при запуске. Координатор выдаст эпоху, которая никому не достанется; через request.timeout.ms ({ $ms } мс) продюсер спросит снова и получит следующую.
  }
twice-end-txn = { $side ->
    [request] Координатор увидит, что всё уже решено: дважды ничего не решается.
   *[response] Продюсер возьмёт первый ответ; второй уже не относится ни к какому запросу.
  }
field-isolation = isolation.level
