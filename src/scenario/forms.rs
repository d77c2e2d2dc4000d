//! The table of statements: for each first word, how the statement is written and how the rest of its line is read.

mod cluster;

use super::command::CommandText;
use super::condition::{Condition, end_of_condition};
use super::phrase::{CheckVerb, End, GivenValue, Link, MessageVerb, NodeVerb, Selector};
use super::setting;
use super::statement::Statement;
use super::token::{Kind, Token, Words};
use super::word::{Fault, Mode, Switch, Word, check_name, did_you_mean};

/// One row: how a statement is written, its first word first, and what reads the rest of its line.
struct Form {
    usage: &'static str,
    read: fn(&mut Words) -> Result<Statement, Fault>,
}

const fn form(usage: &'static str, read: fn(&mut Words) -> Result<Statement, Fault>) -> Form {
    Form { usage, read }
}

/// How a statement is written that is for one protocol of a comparison; it holds another statement.
const IN: &str = "in PROTOCOL STATEMENT";

/// Every statement but those that differ in their verb alone, and `title` and `note`, which take their line as it is.
#[rustfmt::skip]
const FORMS: &[Form] = &[
    form("cluster PROTOCOL 5, cluster PROTOCOL A B C or cluster PROTOCOL ROLE=2 ROLE=5", |words| {
        Ok(Statement::Cluster(cluster::cluster(words)?))
    }),
    form("compare PROTOCOL 5 or compare PROTOCOL 5 with OPTION=VALUE", |words| {
        Ok(Statement::Compare(cluster::column(words)?))
    }),
    form("watch COMMAND", |words| Ok(Statement::Watch(command(words)?))),
    form(IN, |words| Err(words.wanted("a protocol"))),
    form("seed 7", |words| Ok(Statement::Seed(number(words, "a seed", 0)?))),
    form("set OPTION VALUE", set),
    form("timers auto or timers manual", |words| Ok(Statement::Timers(mode(words)?))),
    form("network auto or network manual", |words| Ok(Statement::Network(mode(words)?))),
    form("rule off RULE-ID or rule on RULE-ID", rule),
    form("given A VARIABLE=VALUE LIST=[VALUE VALUE]", given),
    form("step or step 12", step),
    form("run 100ms or run until CONDITION within 5s", run),
    form("delay A->B KIND by 20ms", delay),
    form("settle", |_| Ok(Statement::Settle)),
    form("timeout A or timeout A TIMER", timeout),
    form("cut A-B, cut A->B or cut A-B C->D", |words| Ok(Statement::Cut(links(words)?))),
    form("heal, heal A-B, heal A->B or heal A-B C->D", |words| {
        Ok(Statement::Heal(if words.is_empty() { Vec::new() } else { links(words)? }))
    }),
    form("partition A B | C D E", partition),
    form("request COMMAND as CLIENT to NODE", request),
    form("propose P1 VALUE n=4", propose),
    form("retry CLIENT", |words| Ok(Statement::Retry(words.word("a client")?))),
    form("elect A with A B C", elect),
    form("reconfigure A B C", |words| Ok(Statement::Reconfigure(words.nodes()?))),
    form("transfer to A", transfer),
    form("branch \"NAME\" at 41", branch),
    form("switch \"NAME\" or switch \"NAME\" at 41", switch),
];

impl Form {
    fn word(&self) -> &'static str {
        self.usage.split([' ', ',']).next().unwrap_or(self.usage)
    }
}

/// The statement that these words are.
pub(super) fn statement(tokens: &[Token]) -> Result<Statement, Fault> {
    let Some(first) = tokens.first() else {
        return Err(Fault { column: 1, message: "a statement is missing".into() });
    };
    let word = if first.kind == Kind::Bare { first.word.text.as_str() } else { "" };
    let begin = |usage: String| {
        let mut words = Words::new(tokens, usage);
        words.next();
        words
    };
    let (words, statement) = if let Some(verb) = NodeVerb::of(word) {
        let mut words = begin(format!("{verb} A"));
        let node = words.node()?;
        (words, Statement::Node(verb, node))
    } else if let Some(verb) = MessageVerb::of(word) {
        let mut words = begin(format!("{verb} A->B KIND all, {verb} #41 or {verb} all"));
        let messages = selector(&mut words)?;
        (words, Statement::Message(verb, messages))
    } else if let Some(verb) = CheckVerb::of(word) {
        let mut words = begin(format!("{verb} CONDITION"));
        let condition = Condition::read(&mut words)?;
        end_of_condition(&words)?;
        (words, Statement::Check(verb, condition))
    } else if let (true, [_, protocol, inner @ ..]) = (IN.starts_with(&format!("{word} ")), tokens)
    {
        return within(&protocol.word, statement(inner)?);
    } else {
        let form = FORMS.iter().find(|form| form.word() == word).ok_or_else(|| unknown(first))?;
        let mut words = begin(form.usage.to_string());
        let statement = (form.read)(&mut words)?;
        (words, statement)
    };
    words.finish()?;
    Ok(statement)
}

/// A statement that is for one protocol of a comparison.
fn within(protocol: &Word, statement: Statement) -> Result<Statement, Fault> {
    match statement {
        Statement::Cluster(_)
        | Statement::Compare(_)
        | Statement::Watch(_)
        | Statement::In { .. } => {
            Err(protocol.fault("`in` is for moves, settings and expectations of one protocol"))
        }
        _ => Ok(Statement::In { protocol: protocol.clone(), statement: Box::new(statement) }),
    }
}

/// The first word of every statement.
fn first_words() -> impl Iterator<Item = &'static str> {
    let node_verbs = NodeVerb::ALL.iter().map(|verb| verb.word());
    let message_verbs = MessageVerb::ALL.iter().map(|verb| verb.word());
    let check_verbs = CheckVerb::ALL.iter().map(|verb| verb.word());
    let verbs = node_verbs.chain(message_verbs).chain(check_verbs);
    FORMS.iter().map(Form::word).chain(verbs).chain(["title", "note"])
}

fn unknown(first: &Token) -> Fault {
    let word = &first.word;
    if word.text.starts_with('#') {
        return word.fault(format!(
            "\"{word}\" is a message's number: a comment needs a space after its #"
        ));
    }
    let meant = did_you_mean(&word.text, first_words());
    word.fault(format!("unknown statement \"{word}\"{meant}"))
}

fn set(words: &mut Words) -> Result<Statement, Fault> {
    let option = words.word("an option")?;
    if option.text == "clock" {
        let node = words.node()?;
        let rate = setting::rate(&words.word("a speed")?)?;
        return Ok(Statement::SetClock { node, rate });
    }
    Ok(Statement::Set { option, value: words.value("a value")? })
}

fn mode(words: &mut Words) -> Result<Mode, Fault> {
    let word = words.peek().and_then(|token| Mode::of(&token.word.text));
    let mode = word.ok_or_else(|| words.wanted("\"auto\" or \"manual\""))?;
    words.next();
    Ok(mode)
}

fn rule(words: &mut Words) -> Result<Statement, Fault> {
    let word = words.peek().and_then(|token| Switch::of(&token.word.text));
    let switch = word.ok_or_else(|| words.wanted("\"on\" or \"off\""))?;
    words.next();
    Ok(Statement::Rule(switch, words.word("a rule")?))
}

fn given(words: &mut Words) -> Result<Statement, Fault> {
    let node = words.node()?;
    let mut values: Vec<(Word, GivenValue)> = Vec::new();
    while values.is_empty() || !words.is_empty() {
        let word = words.word("VARIABLE=VALUE")?;
        // Right behind a bracket a # begins no comment, but printed after a space it would.
        let is_name = |name: &str| !name.is_empty() && !name.starts_with('#');
        let Some((name, text)) = word.halves().filter(|(name, _)| is_name(&name.text)) else {
            return Err(word.fault(format!("\"{word}\" should be VARIABLE=VALUE")));
        };
        if values.iter().any(|(earlier, _)| *earlier == name) {
            return Err(name.fault(format!("{name} is given twice")));
        }
        let value = match text.text.is_empty() {
            false => GivenValue::Word(text),
            true if !words.peek().is_some_and(|next| next.glued) => {
                return Err(word.fault(format!("{name} needs its value right behind the =")));
            }
            true if words.take("[") => GivenValue::List(list(words)?),
            true => GivenValue::Word(words.value("a value")?),
        };
        values.push((name, value));
    }
    Ok(Statement::Given { node, values })
}

/// The elements of a list whose opening bracket has been read.
fn list(words: &mut Words) -> Result<Vec<Word>, Fault> {
    let mut items = Vec::new();
    while !words.take("]") {
        items.push(words.value("an element or \"]\"")?);
    }
    Ok(items)
}

/// A whole number of at most the type's size.
fn number<N: TryFrom<u64>>(words: &mut Words, what: &str, least: u64) -> Result<N, Fault> {
    let word = words.word(what)?;
    let value = setting::count(&word, least..=u64::MAX).map_err(|_| {
        word.fault(format!("\"{word}\" is not {what}: a whole number from {least}"))
    })?;
    N::try_from(value).map_err(|_| word.fault(format!("\"{word}\" is too large")))
}

fn step(words: &mut Words) -> Result<Statement, Fault> {
    let count = if words.is_empty() { 1 } else { number(words, "a number of steps", 1)? };
    Ok(Statement::Step(count))
}

fn run(words: &mut Words) -> Result<Statement, Fault> {
    if !words.take("until") {
        return Ok(Statement::Run(words.duration()?));
    }
    let condition = Condition::read(words)?;
    let within = if words.take("within") { Some(words.duration()?) } else { None };
    if within.is_none() {
        end_of_condition(words)?;
    }
    Ok(Statement::RunUntil { condition, within })
}

fn delay(words: &mut Words) -> Result<Statement, Fault> {
    let messages = selector(words)?;
    words.expect("by")?;
    Ok(Statement::Delay { messages, by: words.duration()? })
}

/// `all`, `#41`, or a link with a kind and `all` behind it.
fn selector(words: &mut Words) -> Result<Selector, Fault> {
    if words.take("all") {
        return Ok(Selector::All);
    }
    if let Some(token) = words.peek().filter(|token| token.kind == Kind::Bare)
        && let Some(digits) = token.word.text.strip_prefix('#')
    {
        words.next();
        let digits = Word { text: digits.to_string(), column: token.word.column };
        return match setting::count(&digits, 1..=u64::MAX) {
            Ok(number) => Ok(Selector::Number(number)),
            Err(_) => Err(token
                .word
                .fault(format!("\"{}\" is not a message's number, such as #41", token.word))),
        };
    }
    let link = link(words)?;
    let more = |words: &Words| words.peek().is_some_and(|next| !next.is("all") && !next.is("by"));
    let kind = if more(words) { Some(words.word("a kind of message")?) } else { None };
    Ok(Selector::Link { link, kind, all: words.take("all") })
}

fn link(words: &mut Words) -> Result<Link, Fault> {
    let word = words.word("a link, such as A->B,")?;
    let (from, arrow, to) = match (word.text.split_once("->"), word.text.split_once('-')) {
        (Some((from, to)), _) => (from, "->", to),
        (None, Some((from, to))) => (from, "-", to),
        (None, None) => {
            return Err(
                word.fault(format!("\"{word}\" is not a link: A->B is one direction, A-B both"))
            );
        }
    };
    let offset = u32::try_from(from.chars().count() + arrow.len()).unwrap_or(0);
    let to_column = word.column.saturating_add(offset);
    let from = end(Word { text: from.to_string(), column: word.column })?;
    let to = end(Word { text: to.to_string(), column: to_column })?;
    Ok(Link { from, to, both_ways: arrow == "-" })
}

fn end(word: Word) -> Result<End, Fault> {
    if word.text == "*" {
        return Ok(End::Any);
    }
    check_name(&word.text).map_err(|message| word.fault(message))?;
    Ok(End::Node(word))
}

fn timeout(words: &mut Words) -> Result<Statement, Fault> {
    let node = words.node()?;
    let timer = if words.is_empty() { None } else { Some(words.word("a timer")?) };
    Ok(Statement::Timeout { node, timer })
}

/// All links from here to the end, at least one: they are cut or healed in one event.
fn links(words: &mut Words) -> Result<Vec<Link>, Fault> {
    let mut links = vec![link(words)?];
    while !words.is_empty() {
        links.push(link(words)?);
    }
    Ok(links)
}

fn partition(words: &mut Words) -> Result<Statement, Fault> {
    let mut groups: Vec<Vec<Word>> = Vec::new();
    loop {
        let mut group = Vec::new();
        while group.is_empty() || words.peek().is_some_and(|next| !next.is("|")) {
            let node = words.node()?;
            if groups.iter().flatten().chain(&group).any(|earlier| *earlier == node) {
                return Err(node.fault(format!("{node} is named twice")));
            }
            group.push(node);
        }
        groups.push(group);
        if !words.take("|") {
            return Ok(Statement::Partition(groups));
        }
    }
}

fn command(words: &mut Words) -> Result<CommandText, Fault> {
    let first = words.word("a command")?;
    let text = match first.text.as_str() {
        "get" => format!("get {}", words.word("a key")?),
        "as" | "to" => return Err(first.fault(format!("\"{first}\" cannot be a command"))),
        other => other.to_string(),
    };
    text.parse().map_err(|message: String| first.fault(message))
}

fn request(words: &mut Words) -> Result<Statement, Fault> {
    let command = command(words)?;
    let (mut client, mut to) = (None, None);
    loop {
        if client.is_none() && words.take("as") {
            client = Some(words.word("a client")?);
        } else if to.is_none() && words.take("to") {
            to = Some(words.node()?);
        } else {
            return Ok(Statement::Request { command, client, to });
        }
    }
}

fn propose(words: &mut Words) -> Result<Statement, Fault> {
    let proposer = words.node()?;
    let value = words.value("a value")?;
    let round = match words.is_empty() {
        true => None,
        false => {
            let word = words.word("n=ROUND")?;
            let round = word
                .text
                .strip_prefix("n=")
                .and_then(|digits| setting::count(&digits.into(), 0..=u64::MAX).ok());
            Some(round.ok_or_else(|| {
                word.fault(format!("\"{word}\" should be the number's round, such as n=4"))
            })?)
        }
    };
    Ok(Statement::Propose { proposer, value, round })
}

fn elect(words: &mut Words) -> Result<Statement, Fault> {
    let leader = words.node()?;
    words.expect("with")?;
    Ok(Statement::Elect { leader, followers: words.nodes()? })
}

fn transfer(words: &mut Words) -> Result<Statement, Fault> {
    words.expect("to")?;
    Ok(Statement::Transfer(words.node()?))
}

fn branch(words: &mut Words) -> Result<Statement, Fault> {
    let name = branch_name(words)?;
    words.expect("at")?;
    Ok(Statement::Branch { name, at: number(words, "a step", 0)? })
}

fn switch(words: &mut Words) -> Result<Statement, Fault> {
    let name = branch_name(words)?;
    let at = if words.take("at") { Some(number(words, "a step", 0)?) } else { None };
    Ok(Statement::Switch { name, at })
}

fn branch_name(words: &mut Words) -> Result<Word, Fault> {
    let name = words.value("a branch's name")?;
    if name.text.is_empty() { Err(name.fault("a branch needs a name")) } else { Ok(name) }
}
