//! A lesson as its reader plays it, with wrong answers, detours and help.

use super::{OTHER, SMALL, source};
use quorarium::lesson::player::{Goal, Outcome, Player, Question, Seen, Stop};
use quorarium::lesson::prose::{Inline, Prose, Text};
use quorarium::lesson::{Block, Lesson};
use quorarium::scenario::condition::Condition;
use quorarium::scenario::parse::parse_statement;
use quorarium::session::Session;
use std::rc::Rc;

fn lesson() -> Rc<Lesson> {
    Rc::new(source(SMALL.1).lesson)
}

fn enter(part: usize) -> (Player, Session) {
    Player::enter(lesson(), part).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

/// The reader does something by hand, and the player looks what came of it.
fn act(player: &mut Player, session: &mut Session, statement: &str) {
    session.perform(&parse_statement(statement).unwrap()).unwrap();
    player.look(session);
}

fn holds(session: &Session, condition: &str) -> bool {
    condition.parse::<Condition>().unwrap().holds(session.facts()).unwrap()
}

fn question(player: &Player) -> &Question {
    let found = player.seen().iter().find_map(|seen| match seen {
        Seen::Question(question) => Some(question),
        _ => None,
    });
    found.expect("a question is shown")
}

fn goals(player: &Player) -> Vec<&Goal> {
    player.goals().map(|(_, goal)| goal).collect()
}

fn reached(player: &Player) -> Vec<bool> {
    goals(player).iter().map(|goal| goal.is_reached).collect()
}

fn words(text: &Text) -> String {
    let word = |part: &Inline| match part {
        Inline::Words(words) | Inline::Value(words) => words.clone(),
        Inline::Strong(text) | Inline::Emphasis(text) | Inline::Code(text) => words(text),
        Inline::Link(text, _) => words(text),
    };
    text.iter().map(word).collect()
}

/// The paragraphs that are shown.
fn read(player: &Player) -> Vec<String> {
    let prose = player.seen().iter().filter_map(|seen| match seen {
        Seen::Plain(Block::Prose(prose)) => Some(prose),
        _ => None,
    });
    prose.flat_map(Prose::texts).map(words).collect()
}

#[test]
fn a_lesson_is_played_from_its_first_part_to_its_last() {
    let (mut player, mut session) = enter(0);
    let first =
        "A stands in term 1 and needs a vote, §5.2, and its term is no ballot. C has not voted.";
    assert_eq!(read(&player), [first]);
    assert!(matches!(player.stop(), Stop::Question(_)));
    assert_eq!(player.focus(&session).len(), 1);

    player.choose(7);
    assert_eq!(question(&player).chosen, None, "there is no such choice");
    player.choose(0);
    player.choose(1);
    player.go_on(&mut session).unwrap();
    let asked = question(&player);
    assert_eq!((asked.chosen, asked.outcome), (Some(1), Some(Outcome::Right(0))));
    assert_eq!(words(&asked.predict.choices[0].why), "C has voted for A.");
    player.choose(0);
    assert_eq!(question(&player).chosen, Some(1), "what was answered stays answered");

    assert!(matches!(player.stop(), Stop::Moves(_)));
    assert!(!player.is_done());
    assert!(player.focus(&session).is_empty());
    player.go_on(&mut session).unwrap();
    assert!(holds(&session, "leader = A"));
    assert_eq!(player.stop(), Stop::End);
    assert!(player.is_done());

    let (mut player, mut session) = enter(1);
    assert_eq!(read(&player), ["A leads.", "Its log has 1 entry."]);
    assert_eq!(player.stop(), Stop::Goals);
    assert_eq!(words(&goals(&player)[0].task.goal), "Commit a command at A");
    act(&mut player, &mut session, "request x=1");
    assert_eq!(reached(&player), [false, false]);
    act(&mut player, &mut session, "settle");
    assert_eq!(reached(&player), [true, false]);
    assert!(!player.is_done() && read(&player).len() == 2);
    act(&mut player, &mut session, "crash A");
    assert_eq!(reached(&player), [true, true]);
    assert_eq!(read(&player).last().map(String::as_str), Some("Two nodes are left."));
    assert!(player.is_done() && player.wrong().is_empty(), "{:?}", player.wrong());
}

#[test]
fn a_goal_that_was_reached_stays_so_when_the_reader_goes_back() {
    let (mut player, mut session) = enter(1);
    let from = player.goals_from().expect("goals are set");
    act(&mut player, &mut session, "crash A");
    assert_eq!(reached(&player), [false, true]);
    session.seek(from);
    player.look(&mut session);
    assert!(holds(&session, "leader = A"));
    assert_eq!(reached(&player), [false, true]);
    act(&mut player, &mut session, "request x=1");
    act(&mut player, &mut session, "settle");
    assert_eq!(reached(&player), [true, true]);
    assert!(player.is_done());
}

#[test]
fn a_goal_is_reached_by_an_event_that_the_player_did_not_see() {
    let (mut player, mut session) = enter(1);
    for statement in ["crash A", "restart A", "timeout A", "settle"] {
        session.perform(&parse_statement(statement).unwrap()).unwrap();
    }
    player.look(&mut session);
    assert!(holds(&session, "leader = A"));
    assert!(reached(&player)[1], "for a while there was no leader");
}

#[test]
fn hints_come_one_after_the_other() {
    let (mut player, _) = enter(1);
    let block = player.goals().next().map(|(block, _)| block).unwrap();
    for hints in [1, 2, 2] {
        player.hint(block);
        assert_eq!(goals(&player)[0].hints, hints);
    }
    assert_eq!(words(&goals(&player)[0].task.hints[1]), "Send a request to A, and let it settle.");
    player.hint(0);
    player.hint(99);
    assert_eq!(goals(&player)[1].hints, 0);
}

#[test]
fn the_solution_keeps_what_the_reader_did() {
    let (mut player, mut session) = enter(1);
    act(&mut player, &mut session, "cut A-B");
    act(&mut player, &mut session, "request y=2");
    let (here, lines) = (session.position(), session.branches().len());
    let block = player.goals().next().map(|(block, _)| block).unwrap();
    player.show_solution(block, &mut session).unwrap();
    assert!(goals(&player)[0].was_shown && !goals(&player)[1].was_shown);
    assert_eq!(reached(&player), [true, false]);
    assert!(holds(&session, "leader.state[x] = 1 and leader.state[y] = none"));
    let branches = session.branches();
    assert_eq!(branches.len(), lines + 1);
    let mine = branches.iter().find(|line| !line.is_current).expect("the reader's line");
    let back = parse_statement(&format!("switch \"{}\"", mine.name)).unwrap();
    session.perform(&back).unwrap();
    assert_eq!(session.position(), here);
    assert!(holds(&session, "leader.log contains 1:y=2"));
}

#[test]
fn a_reader_who_acts_before_the_answer_leads_the_question_astray() {
    // What the question waits for cannot happen any more, or happens and means something else.
    for (act_of, goes_on) in [("drop A->C RequestVote", false), ("crash C", true)] {
        let (mut player, mut session) = enter(0);
        act(&mut player, &mut session, act_of);
        player.choose(0);
        assert_eq!(player.go_on(&mut session).is_ok(), goes_on, "{act_of}");
        assert_eq!(question(&player).outcome, Some(Outcome::Astray), "{act_of}");
        assert!(matches!(player.stop(), Stop::Moves(_)), "{act_of}: the lesson goes on");
        assert!(player.go_on(&mut session).is_err(), "{act_of}: there is no vote to deliver");
    }
}

#[test]
fn a_part_begins_where_the_script_of_the_one_before_ends() {
    let (mut first, mut session) = enter(0);
    act(&mut first, &mut session, "crash B");
    let (_, session) = enter(1);
    assert!(holds(&session, "leader = A and all.log.length = 1 and B.up = true"));
    let missing = Player::enter(lesson(), 9);
    assert!(missing.is_ok_and(|(player, _)| player.seen().is_empty() && player.is_done()));
}

/// What was reached in the part before is reached there: the next part looks for its own goals, however many they are.
#[test]
fn a_part_looks_for_its_own_goals() {
    let (front, _) = OTHER.1.split_once("\n## ").unwrap();
    let goal = |title: &str, node: &str, scenario: &str| {
        format!(
            "\n## {title}\n{scenario}\nSay so.\n```do\ngoal = \"It is down\"\ncheck = \"not {node}.up\"\n\
             hints = [\"Which?\", \"Crash it.\"]\nsolution = \"crash {node}\"\n```\n"
        )
    };
    let first = goal("One", "A", "```scenario\ncluster raft 3\ntimers manual\n```");
    let lesson = source(&format!("{front}{first}{}", goal("Two", "B", ""))).lesson;
    let (mut player, mut session) = Player::enter(Rc::new(lesson), 1).unwrap();
    assert_eq!(reached(&player), [false], "{:?}", player.wrong());
    act(&mut player, &mut session, "restart A");
    assert_eq!(reached(&player), [false]);
    act(&mut player, &mut session, "crash B");
    assert_eq!(reached(&player), [true]);
}
