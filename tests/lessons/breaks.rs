//! Ways to break a lesson, and what its author is told: the message and the line.

use super::{OTHER, SMALL, file, listed};
use quorarium::lesson::assembled::{File, assemble};
use quorarium::lesson::check::check;
use quorarium::lesson::compile::Complaint;

/// One way to break [`SMALL`].
struct Break {
    /// What is taken out of it; it stands there once.
    from: &'static str,
    /// What is put in its place.
    to: &'static str,
    /// Words that stand in the line of the complaint alone; without them it is the line where the new words begin.
    at: Option<&'static str>,
    /// Words of the complaint.
    says: &'static str,
}

const fn put(from: &'static str, to: &'static str, says: &'static str) -> Break {
    Break { from, to, at: None, says }
}

const fn at(line: &'static str, from: &'static str, to: &'static str, says: &'static str) -> Break {
    Break { from, to, at: Some(line), says }
}

const FRONT_MATTER: &[Break] = &[
    put("+++\nformat = 1", "format = 1", "begins with its front matter"),
    put("minutes = 3", "length = 3", "unknown field `length`"),
    put("minutes = 3", "minutes = \"three\"", "invalid type"),
    at("format = 1", "title = \"A small lesson\"\n", "", "missing field `title`"),
    put("title = \"A small lesson\"", "title = \" \"", "a lesson needs its title"),
    put("format = 1", "format = 7", "write `format = 1`"),
    put("id = \"small\"", "id = \"Small lesson\"", "an id is made of small letters"),
    put("id = \"small\"", "id = \"little\"", "must be called <number>-little.md"),
    put("after = [\"other\"]", "after = [\"othr\"]", "no lesson \"othr\", did you mean \"other\"?"),
    put(
        "vote = \"What",
        "ballot = \"A vote.\"\nvote = \"What",
        "\"ballot\" is explained in lessons/1-paxos/01-other.md already",
    ),
    put(
        "vote = \"What",
        "seat = \"A place.\"\nvote = \"What",
        "explains \"seat\" and never links it",
    ),
];

const PROSE: &[Break] = &[
    put(
        "(rule:raft.start-election)",
        "(rule:raft.start-elction)",
        "no rule \"raft.start-elction\"",
    ),
    put(
        "(term:ballot)",
        "(term:balot)",
        "the term \"balot\" stands under [terms] in the front matter of no lesson, did you mean",
    ),
    put("(lesson:other)", "(lesson:another)", "no lesson \"another\""),
    put("(look:leader)", "(javascript:x)", "\"javascript:x\" leads nowhere"),
    put("(look:leader)", "(http://raft.github.io)", "\"http://raft.github.io\" leads nowhere"),
    put("(look:leader)", "(raft)", "\"raft\" leads nowhere"),
    put("(look:leader)", "(look:)", "look: needs what is to be looked at"),
    put("(look:leader)", "(look:D)", "no \"D\" to look at"),
    put("The vote is on", "The <b>vote</b> is on", "HTML has no place"),
    put("The vote is on", "<div>\n\nThe vote is on", "HTML has no place"),
    put("The vote is on", "![A vote](vote.png) is on", "an image has no place"),
    put("The vote is on", "> The vote is on", "a quotation has no place"),
    put("The vote is on", "### The vote is on", "a heading other than ##"),
    put("The vote is on", "---\n\nThe vote is on", "a rule across the page"),
    put("The vote is on", "Vote 3 is on", "\"3\" is typed"),
    put("**C** has not", "**C** has seen 17 and not", "\"17\" is typed"),
    put("One of everything", "All 21 of everything", "\"21\" is typed"),
    put("The audience knows", "The 40 listeners know", "\"40\" is typed"),
    put("- Its log has", "- Its 12 slots have", "\"12\" is typed"),
    put("\"Refuse it\"]", "\"Refuse it 9 times\"]", "\"9\" is typed"),
    put("## A command", "## A command for 3 nodes", "\"3\" is typed"),
    put("## A command", "## A command for {leader}", "a heading"),
    put("**C** has not", "**B** has not", "**B** is a node's name"),
    put("{A.currentTerm}", "{A.currentTerm", "a { without a }"),
    put("Votes of {A.votesGranted}", "Votes of {A.votes", "a { without a }"),
    put("{A.votesGranted}", "{A.votes granted}", "{A.votes granted}: "),
    put("{A.votesGranted}", "{A.nonsense}", "{A.nonsense} cannot be filled"),
];

const PARTS: &[Break] = &[
    at("## An election", "cluster raft 3\ntimers", "timers", "must begin with a scenario block"),
    put("cluster raft 3", "cluster rafd 3", "rafd"),
    put("cluster raft 3", "cluster raft 300", "300"),
    put("timeout A", "timeot A", "unknown statement \"timeot\""),
    put("expect A.role = candidate", "expect A.role = leader", "A.role"),
    put("deliver C->A RequestVoteReply", "delver C->A RequestVoteReply", "unknown statement"),
    put("deliver C->A RequestVoteReply", "seed 4", "this is set-up"),
    put("expect leader = A", "expect leader = B", "leader is A"),
    put(
        "```scenario\ndeliver C->A",
        "```scenario\ncluster raft 3\ndeliver C->A",
        "a cluster is set up at the beginning of a part",
    ),
    put("settle\n```\n\n- {leader}", "# nothing\n```\n\n- {leader}", "there is no statement"),
    put("```compare", "```comparison", "and not \"comparison\""),
    put("lost-leader", "lost-leadr", "no comparison \"lost-leadr\", did you mean \"lost-leader\"?"),
    put("## A command", "## Nothing\n\n## A command", "the part \"Nothing\" is empty"),
    put(
        "## An election",
        "```note\nWelcome.\n```\n\n## An election",
        "a fenced block belongs to a part",
    ),
    put("Two nodes are left.", "```scenario\nstep\n```", "after a do only"),
    put(
        "Two nodes are left.",
        "```predict\nask = \"Who leads?\"\nchoices = [\"B\", \"Nobody\"]\nanswer = [\"leader = B\", \"leader = none\"]\nwhy = [\"No.\", \"Yes.\"]\n```",
        "after a do only",
    ),
];

const QUESTIONS: &[Break] = &[
    put("ask = \"What", "asks = \"What", "unknown field `asks`"),
    put("until = \"deliver A->C", "until = \"delver A->C", "unknown statement \"delver\""),
    put("until = \"deliver A->C RequestVote\"", "until = \"\"", "there is no statement"),
    at(
        "deliver C->B",
        "until = \"deliver A->C RequestVote\"",
        "until = \"\"\"\ndeliver A->C RequestVote\ndeliver C->B\n\"\"\"",
        "C->B",
    ),
    at(
        "deliver C->B",
        "until = \"deliver A->C RequestVote\"",
        "until = '''\ndeliver A->C RequestVote\ndeliver C->B\n'''",
        "C->B",
    ),
    put(
        "until = \"deliver A->C",
        "until = \"run until cited raft.grant-vot\" # ",
        "raft.grant-vot",
    ),
    put("answer = [\"C.votedFor = A\"", "answer = [\"C.votedFor is A\"", "\"C.votedFor is A\": "),
    at("```predict", "\"C.votedFor = A\"", "\"C.votes = A\"", "\"C.votes = A\": unknown variable"),
    put(
        "cited raft.refuse-voted",
        "cited raft.refuse-vot",
        "no rule \"raft.refuse-vot\" in docs/rules.md, did you mean",
    ),
    put(
        ", \"Refuse it\"]\nuntil = \"deliver A->C RequestVote\"\nanswer = [\"C.votedFor = A\", \"cited raft.refuse-voted\"]\nwhy = [\"C has voted for {C.votedFor}.\", \"C has one vote a term.\"]",
        "]\nanswer = [\"C.votedFor = A\"]\nwhy = [\"It does.\"]",
        "a question has two to four choices",
    ),
    put(", \"cited raft.refuse-voted\"]", "]", "its answer: of 2 choices, 1 have one"),
    put(", \"C has one vote a term.\"]", "]", "its why: of 2 choices, 1 have one"),
    at("```predict", "\"C.votedFor = A\"", "\"C.votedFor = B\"", "none of the answers holds"),
    at("```predict", "cited raft.refuse-voted", "A.votedFor = A", "exactly one answer must hold"),
    at(
        "```predict",
        "focus = [\"A->C RequestVote\"]",
        "focus = [\"A->D RequestVote\"]",
        "no \"A->D RequestVote\"",
    ),
    at("```predict", "{C.votedFor}", "{C.vote}", "{C.vote} cannot be filled"),
    put("{C.votedFor}", "{C voted}", "{C voted}: "),
    at("```predict", "Grant it", "[Grant it](look:D)", "no \"D\" to look at"),
    at(
        "```predict",
        "C has one vote a term",
        "[C](look:D) has one vote a term",
        "no \"D\" to look at",
    ),
    put("What will C do?", "What?\\n\\nAnd why?", "this must be one paragraph"),
];

const GOALS: &[Break] = &[
    put("hints = [\"Who leads?\", \"Crash A.\"]", "hints = []", "a goal needs at least one hint"),
    at(
        "goal = \"See it fail\"",
        "hints = [\"Who leads?\", \"Crash A.\"]\n",
        "",
        "missing field `hints`",
    ),
    put("check = \"leader = none\"", "check = \"leader none\"", "\"leader none\": "),
    put("check = \"leader = none\"", "check = \"cited raft.none\"", "no rule \"raft.none\""),
    put("request x=1", "reqest x=1", "unknown statement \"reqest\", did you mean \"request\"?"),
    put("solution = \"crash A\"", "solution = \"crash D\"", "D"),
    put("solution = \"crash A\"", "solution = \"\"", "there is no statement"),
    put("request x=1", "request x=1 to D", "D"),
];

/// A goal is complained of as a whole: where its fence begins.
const FENCES: &[Break] = &[
    put(
        SEE_IT_FAIL,
        "```do\ngoal = \"See it fail\"\ncheck = \"leader = A\"",
        "it holds before anything is done",
    ),
    put(
        SEE_IT_FAIL,
        "```do\ngoal = \"See it fail\"\ncheck = \"leader = B\"",
        "its solution does not reach",
    ),
    put(
        SEE_IT_FAIL,
        "```do\ngoal = \"See it fail\"\ncheck = \"A.log.length >= 2\"",
        "it is reached before its own solution is played",
    ),
    put(
        "```do\ngoal = \"See it fail\"\ncheck = \"leader = none\"\nhints = [\"Who leads?\"",
        "```do\ngoal = \"See it fail\"\ncheck = \"leader = none\"\nhints = [\"[Who](look:D) leads?\"",
        "no \"D\" to look at",
    ),
    put(
        SEE_IT_FAIL,
        "```do\ngoal = \"See it fail\"\ncheck = \"A.nonsense = 1\"",
        "its solution does not reach",
    ),
    put(
        SEE_IT_FAIL,
        "```do\nfocus = [\"D\"]\ngoal = \"See it fail\"\ncheck = \"leader = none\"",
        "no \"D\" to look at",
    ),
    put(
        SEE_IT_FAIL,
        "```do\ngoal = \"See {A.nothing} fail\"\ncheck = \"leader = none\"",
        "{A.nothing} cannot be filled",
    ),
];

const SEE_IT_FAIL: &str = "```do\ngoal = \"See it fail\"\ncheck = \"leader = none\"";

/// What [`check`] says of a course of these files, or reading them, with the path.
fn complaints(files: &[File]) -> Vec<(String, Complaint)> {
    let made = assemble(files);
    let mut wrong = made.wrong;
    if wrong.is_empty() {
        for (path, source) in &made.lessons {
            let found = check(source).err().into_iter().flatten();
            wrong.extend(found.map(|it| (path.clone(), it)));
        }
    }
    wrong
}

/// The lesson broken in this way, and the line of the complaint.
fn broken(way: &Break) -> (String, u32) {
    let text = SMALL.1;
    assert_eq!(text.matches(way.from).count(), 1, "{:?} stands there once", way.from);
    let made = text.replacen(way.from, way.to, 1);
    let place = match way.at {
        None => text.find(way.from),
        Some(words) => made.find(words).filter(|place| made.rfind(words) == Some(*place)),
    };
    let before = place.and_then(|place| made.get(..place)).expect("one line is meant");
    let line = 1 + before.matches('\n').count();
    (made, u32::try_from(line).unwrap())
}

/// Every way is found once, in its line, in words that name it.
fn all_are_found(ways: &[Break]) {
    let mut missed = Vec::new();
    for way in ways {
        let (text, line) = broken(way);
        let found = complaints(&[file(OTHER), file((SMALL.0, &text))]);
        let is_found = matches!(&found[..], [(path, it)]
            if path == SMALL.0 && it.line == line && it.message.contains(way.says));
        if !is_found {
            let said = found.iter().map(|(path, it)| listed(path, std::slice::from_ref(it)));
            let said = said.collect::<Vec<_>>().join("\n    ");
            missed.push(format!("{:?}: line {line}, {:?}\n    {said}", way.to, way.says));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn the_small_lesson_holds() {
    assert_eq!(complaints(&[file(OTHER), file(SMALL)]), []);
}

#[test]
fn front_matter() {
    all_are_found(FRONT_MATTER);
}

#[test]
fn prose() {
    all_are_found(PROSE);
}

#[test]
fn parts_and_their_scenarios() {
    all_are_found(PARTS);
}

#[test]
fn questions() {
    all_are_found(QUESTIONS);
}

#[test]
fn goals() {
    all_are_found(GOALS);
    all_are_found(FENCES);
}

#[test]
fn a_lesson_without_parts() {
    let text = SMALL.1.split_inclusive("\n+++\n").next().unwrap_or_default();
    let found = complaints(&[file(OTHER), file((SMALL.0, text))]);
    let line = 1 + u32::try_from(text.lines().count()).unwrap();
    let [(_, complaint)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(complaint.line, line);
    assert!(complaint.message.contains("a lesson needs parts"), "{complaint:?}");
}

#[test]
fn an_id_that_two_lessons_have() {
    let again = ("lessons/3-raft/01-small.md", SMALL.1);
    let found = complaints(&[file(OTHER), file(SMALL), file(again)]);
    let said: Vec<String> =
        found.iter().map(|(path, it)| listed(path, std::slice::from_ref(it))).collect();
    assert!(
        said.iter().any(|it| it.ends_with("02-small.md has the id \"small\" too")),
        "{said:#?}"
    );
    assert!(found.iter().all(|(path, _)| path == again.0), "{said:#?}");
}
