//! The quorum of controllers: a row for each voter, and the newest of the metadata log as a list.

use yew::prelude::*;

use crate::page::app::Msg;
use crate::page::language::{Arg, Speech};
use crate::page::opens::opens;
use crate::view::thing::{LogEntry, Quorum, Thing, Voter};

pub fn overview(speech: &Speech, quorum: &Quorum, send: &Callback<Msg>) -> Html {
    let cut = |id: i32| quorum.voters.iter().any(|voter| voter.broker == id && !voter.reachable);
    let decides = quorum.active.filter(|id| !cut(*id));
    let said = match quorum.active {
        Some(id) if decides.is_none() => speech.say("quorum-cut", &[("broker", Arg::from(id))]),
        Some(id) => speech.say("quorum-active", &[("broker", Arg::from(id))]),
        None => speech.word("quorum-none"),
    };
    html! {
        <>
            <p class={classes!("standing", decides.is_none().then_some("lost"))}>{said}</p>
            {voters(speech, quorum, send)}
            <h3>{speech.word("quorum-log")}</h3>
            <p class="muted small-text">{speech.say("quorum-told-by", &[("broker", Arg::from(quorum.told_by))])}</p>
            <ol class="metadata-log">{ for quorum.log.iter().map(|entry| self::entry(speech, entry)) }</ol>
        </>
    }
}

fn voters(speech: &Speech, quorum: &Quorum, send: &Callback<Msg>) -> Html {
    let head = |id: &str| html! { <th scope="col">{speech.word(id)}</th> };
    let row = |voter: &Voter| {
        let active = quorum.active == Some(voter.broker) && voter.reachable;
        let class = match voter.state {
            _ if active => Some("good"),
            "Off" => Some("bad"),
            _ if !voter.reachable => Some("bad"),
            "Follower" => None,
            _ => Some("warn"),
        };
        let cut = (!voter.reachable && voter.state != "Off").then(|| speech.word("broker-cut"));
        html! {
            <tr key={voter.broker}>
                <th scope="row">{opens(send, Thing::Broker(voter.broker), html! { {format!("B{}", voter.broker)} })}</th>
                <td class={classes!(class)}>{voter.state}{ for cut.map(|cut| html! { <small>{cut}</small> }) }</td>
                <td class="num">{voter.epoch}</td><td class="num">{voter.log_end}</td><td class="num">{voter.committed}</td>
            </tr>
        }
    };
    html! {
        <table class="protocols voters">
            <thead><tr>{head("quorum-voter")}{head("quorum-state")}{head("quorum-epoch")}{head("quorum-end")}{head("quorum-committed")}</tr></thead>
            <tbody>{ for quorum.voters.iter().map(row) }</tbody>
        </table>
    }
}

fn entry(speech: &Speech, entry: &LogEntry) -> Html {
    let place = [
        ("offset", Arg::from(entry.offset)),
        ("epoch", Arg::from(u64::from(entry.epoch))),
    ];
    let record = |record: &crate::view::stage::Text| {
        // Kafka's name of the record, and what it is about.
        let (name, rest) = record.split_once(' ').unwrap_or((&**record, ""));
        html! { <li><b>{name}</b>{" "}<span>{rest}</span></li> }
    };
    html! {
        <li key={entry.offset}>
            <div class="row wrap tight">
                <span class="mono">{speech.say("quorum-entry", &place)}</span>
                if !entry.committed { <span class="chip warn">{speech.word("said-uncommitted")}</span> }
            </div>
            <ul>
                { for entry.records.iter().map(record) }
                if entry.more > 0 { <li class="muted">{speech.say("ledger-unlisted", &[("count", Arg::from(entry.more))])}</li> }
            </ul>
        </li>
    }
}
