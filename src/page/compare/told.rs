//! Each difference of two lines as a sentence.

use super::super::language::Arg;
use super::PanelProps;
use crate::view::compare::Difference;
use crate::view::stage::Text;

pub(super) fn sentence(props: &PanelProps, difference: &Difference) -> String {
    let speech = &props.speech;
    let mut args = vec![("a", Arg::from(props.name(0))), ("b", Arg::from(props.name(1)))];
    let line = |line: u32| ("line", Arg::from(props.name(line as usize)));
    let or_none = |text: Option<String>| Arg::Text(text.unwrap_or_else(|| speech.word("compare-nobody")));
    let own = |text: &Text| Arg::from(&**text);
    let id = match difference {
        Difference::Topic { topic, line: place } => {
            args.extend([line(*place), ("topic", own(topic))]);
            "diff-topic"
        }
        Difference::Only {
            line: place,
            topic,
            count,
            partition,
            offset,
        } => {
            args.extend([line(*place), ("topic", own(topic)), ("count", Arg::from(*count))]);
            args.extend([("partition", Arg::from(*partition)), ("offset", Arg::from(*offset))]);
            "diff-only"
        }
        Difference::Elsewhere {
            topic,
            count,
            key,
            places: [here, there],
        } => {
            let key = key.as_deref().unwrap_or("∅");
            args.extend([
                ("topic", own(topic)),
                ("count", Arg::from(*count)),
                ("key", Arg::from(key)),
            ]);
            args.extend([("pa", Arg::from(here.0)), ("oa", Arg::from(here.1))]);
            args.extend([("pb", Arg::from(there.0)), ("ob", Arg::from(there.1))]);
            "diff-elsewhere"
        }
        Difference::Twice { group, counts } => {
            args.extend([
                ("group", own(group)),
                ("ca", Arg::from(counts[0])),
                ("cb", Arg::from(counts[1])),
            ]);
            "diff-twice"
        }
        Difference::Passed { group, counts } => {
            args.extend([
                ("group", own(group)),
                ("ca", Arg::from(counts[0])),
                ("cb", Arg::from(counts[1])),
            ]);
            "diff-passed"
        }
        Difference::Owner {
            group,
            topic,
            partition,
            consumers,
        } => {
            args.extend([
                ("group", own(group)),
                ("topic", own(topic)),
                ("partition", Arg::from(*partition)),
            ]);
            let [here, there] = consumers.clone().map(|name| name.map(|name| name.to_string()));
            args.extend([("ca", or_none(here)), ("cb", or_none(there))]);
            "diff-owner"
        }
        Difference::Committed {
            group,
            topic,
            partition,
            offsets,
        } => {
            args.extend([
                ("group", own(group)),
                ("topic", own(topic)),
                ("partition", Arg::from(*partition)),
            ]);
            let [here, there] =
                offsets.map(|offset| Arg::Text(offset.map_or_else(|| "–".to_owned(), |offset| offset.to_string())));
            args.extend([("oa", here), ("ob", there)]);
            "diff-committed"
        }
    };
    speech.say(id, &args)
}
