//! Connections that break as a whole, disks, the oracle, and reads past the log: with a protocol so small that nothing else
//! can be meant.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::protocol::cluster::{ClientId, Cluster, NodeId};
use quorarium::protocol::command::{Operation, Origin, Reply};
use quorarium::protocol::inspect::{Figure, Inspect, Portrait, Vocabulary};
use quorarium::protocol::outbox::{Effect, Outbox, Request, When, WriteId};
use quorarium::protocol::rule::{Rule, Switch};
use quorarium::protocol::safety::{Check, Invariant, Witness};
use quorarium::protocol::setting::{Choice, Kind, Settings};
use quorarium::protocol::{
    Given, LinkState, Message, Protocol, Stable, Standing, Timer, Transport,
};
use quorarium::sim::act::Act;
use quorarium::sim::network::Body;
use quorarium::sim::ordered;
use quorarium::sim::world::{Setup, World};

/// A number for the peer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Number(u64);

impl Message for Number {
    const KINDS: &'static [&'static str] = &["Number"];
    fn kind(&self) -> &'static str {
        "Number"
    }
    fn is_reply(&self) -> bool {
        false
    }
    fn epoch(&self) -> u64 {
        0
    }
    fn inspect(&self, see: &mut dyn Inspect) {
        see.variable("number", &self.0);
    }
    fn summary(&self) -> String {
        self.0.to_string()
    }
}

/// Fires when a node gives its connections up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum GiveUp {
    Peers,
}

impl Timer for GiveUp {
    const ALL: &'static [Self] = &[GiveUp::Peers];
    fn name(self) -> &'static str {
        "give-up"
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Count(u64);

impl Stable for Count {
    fn inspect(&self, see: &mut dyn Inspect) {
        see.variable("count", &self.0);
    }
    fn give(&mut self, _: &Cluster, _: &str, _: Given) -> Result<(), String> {
        Err("nothing can be given".into())
    }
}

/// `request word`: counts, and sends the count to every peer; at once for the word `now`, else when it is on disk.
/// `request x=1` is applied here and nowhere else, and `request get x` reads what is here.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Talker<const CONNECTED: bool> {
    me: NodeId,
    stable: Count,
    heard: Vec<u64>,
    links: Vec<(NodeId, bool)>,
    synced: Vec<WriteId>,
    leader: Option<NodeId>,
    seen: Vec<u64>,
}

static IN_ORDER: Rule =
    Rule { id: "talker.in-order", section: "nowhere", switch: Switch::Liveness { flags: &[] } };

static ELECTION: Choice = Choice {
    name: "election",
    kind: Kind::Word(&["oracle", "votes"]),
    default: "oracle",
    says: "Who says who leads.",
};

impl<const CONNECTED: bool> Protocol for Talker<CONNECTED> {
    const NAME: &'static str = "talker";
    const TITLE: &'static str = "Talker";
    const SAYS: &'static str = "Nodes that only talk, to test connections.";
    const VOCABULARY: Vocabulary = Vocabulary {
        epoch: "epoch",
        letter: "E",
        sample: "3",
        place: "index",
        decided: "committed",
        log: "log",
    };
    const ROLES: &'static [(Figure, &'static str)] = &[(Figure::Circle, "talker")];
    const TRANSPORT: Transport =
        if CONNECTED { Transport::Connection } else { Transport::Datagram };
    const FIFO: Option<&'static Rule> = Some(&IN_ORDER);
    type Message = Number;
    type Timer = GiveUp;
    type Stable = Count;
    type Ghost = ();

    fn start(me: NodeId, disk: Count, out: &mut Outbox<Self>) -> Self {
        let second = quorarium::protocol::time::Micros::from_millis(1000);
        out.set_timer(GiveUp::Peers, second..=second);
        Talker {
            me,
            stable: disk,
            heard: Vec::new(),
            links: Vec::new(),
            synced: Vec::new(),
            leader: None,
            seen: Vec::new(),
        }
    }
    fn on_message(&mut self, _from: NodeId, Number(number): Number, _out: &mut Outbox<Self>) {
        self.heard.push(number);
    }
    fn on_timer(&mut self, _timer: GiveUp, out: &mut Outbox<Self>) {
        for peer in out.cluster().others(self.me) {
            out.close(peer);
        }
    }
    fn on_request(&mut self, request: Request, out: &mut Outbox<Self>) {
        self.seen.push(request.seen);
        let command = request.command();
        match request.operation {
            Operation::Get { .. } => {
                return out.read(request.client, request.sequence, request.operation);
            }
            Operation::Put { .. } => {
                let origin = Origin { epoch: 1, counter: request.sequence };
                let (index, answer, sessions) = (request.sequence, true, true);
                return out.effect(Effect::Apply { index, origin, command, answer, sessions });
            }
            _ => {}
        }
        self.stable.0 += 1;
        // Sent before the write is declared: it waits for the disk all the same.
        let when = match &request.operation {
            Operation::Word(word) if word == "now" => When::Now,
            _ => When::AfterSync,
        };
        let times = if request.operation == Operation::Word("twice".into()) { 2 } else { 1 };
        for peer in out.cluster().others(self.me) {
            (0..times).for_each(|_| out.send_when(peer, Number(self.stable.0), when));
        }
        out.sync(self.stable.clone());
    }
    fn on_elect(&mut self, leader: NodeId, _out: &mut Outbox<Self>) {
        self.leader = Some(leader);
    }
    fn on_synced(&mut self, write: WriteId, _out: &mut Outbox<Self>) {
        self.synced.push(write);
    }
    fn on_link(&mut self, peer: NodeId, state: LinkState, _out: &mut Outbox<Self>) {
        self.links.push((peer, state == LinkState::Up));
    }
    fn inspect(&self, _see: &mut dyn Inspect) {}
    fn stable(&self) -> &Count {
        &self.stable
    }
    fn standing(&self) -> Standing {
        Standing { role: "talker", epoch: 0, leads: false }
    }
    fn portrait(&self, _cluster: &Cluster) -> Portrait {
        Portrait::new(self.standing(), Figure::Circle, "")
    }
    fn rules() -> &'static [&'static Rule] {
        const { &[&IN_ORDER] }
    }
    fn choices() -> &'static [&'static Choice] {
        const { &[&ELECTION] }
    }
    fn has_oracle(settings: &Settings) -> bool {
        settings.word(&ELECTION) == "oracle"
    }
    fn invariants() -> &'static [Invariant] {
        &[]
    }
    fn checks() -> &'static [Check<Self>] {
        &[]
    }
    fn observe(_ghost: &mut (), _witness: &dyn Witness<Self>) {}
}

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);

fn world<const CONNECTED: bool>(manual: bool, options: &[(&str, &str)]) -> World {
    let mut setup = Setup::of::<Talker<CONNECTED>>(Cluster::of_size(2));
    setup.network_manual = manual;
    setup.timers_manual = true;
    setup.options = options.iter().map(|(o, v)| (o.to_string(), v.to_string())).collect();
    World::new(&setup).unwrap()
}

fn connected(manual: bool) -> World {
    world::<true>(manual, &[])
}

fn does(world: &mut World, act: Act) {
    world.perform(&act, false).unwrap_or_else(|error| panic!("{act:?}: {error}"));
}

fn asks(world: &mut World, to: NodeId, word: &str) {
    let operation = Operation::Word(word.to_string());
    does(world, Act::Request { client: ClientId(1), operation, to });
}

fn node<const C: bool>(world: &World, node: NodeId) -> &Talker<C> {
    world.host(node).process.as_ref().unwrap().process_as()
}

fn run_out(world: &mut World) {
    while world.advance(false).is_some() {}
}

#[test]
fn what_is_sent_first_arrives_first() {
    let mut world = connected(false);
    for _ in 0..50 {
        asks(&mut world, A, "x");
    }
    run_out(&mut world);
    assert_eq!(node::<true>(&world, B).heard, (1..=50).collect::<Vec<_>>());
}

#[test]
fn what_is_delayed_holds_up_what_is_behind_it() {
    let mut world = connected(false);
    (0..3).for_each(|_| asks(&mut world, A, "x"));
    does(&mut world, Act::Delay(1, quorarium::protocol::time::Micros::from_millis(20)));
    asks(&mut world, A, "x");
    run_out(&mut world);
    assert_eq!(node::<true>(&world, B).heard, [1, 2, 3, 4]);
}

#[test]
fn no_hand_delivers_out_of_order() {
    let mut world = connected(true);
    asks(&mut world, A, "x");
    asks(&mut world, A, "x");
    asks(&mut world, B, "x");
    let refused = world.check(&Act::Deliver(2)).unwrap_err();
    assert_eq!(
        refused,
        "message #1 is ahead of it on this connection, which is first-in first-out"
    );
    does(&mut world, Act::Deliver(3));
    does(&mut world, Act::Deliver(1));
    does(&mut world, Act::Deliver(2));
    assert_eq!(node::<true>(&world, B).heard, [1, 2]);

    let mut datagrams = world_of_datagrams();
    does(&mut datagrams, Act::Deliver(2));
    assert_eq!(node::<false>(&datagrams, B).heard, [2]);
}

fn world_of_datagrams() -> World {
    let mut world = world::<false>(true, &[]);
    asks(&mut world, A, "x");
    asks(&mut world, A, "x");
    world
}

#[test]
fn a_cut_breaks_it_as_a_whole_until_both_ends_have_noticed() {
    let mut world = connected(false);
    asks(&mut world, A, "x");
    asks(&mut world, B, "x");
    does(&mut world, Act::Cut(vec![(A, B)]));
    assert!(world.in_flight().is_empty(), "one direction takes the other with it");
    does(&mut world, Act::Heal(vec![(A, B)]));
    assert!(world.links().is_broken(A, B), "nobody has noticed yet, and nobody says anything");
    assert_eq!(heard_of_links(&world), (&[][..], &[][..]));
}

#[test]
fn while_the_link_is_cut_each_end_notices_by_its_own_timer() {
    let mut world = connected(false);
    does(&mut world, Act::Cut(vec![(A, B)]));
    asks(&mut world, A, "x");
    asks(&mut world, B, "x");
    assert!(world.in_flight().is_empty());
    does(&mut world, Act::Fire(A, 0));
    assert_eq!(heard_of_links(&world), (&[][..], &[][..]), "B hears nothing of it");
    does(&mut world, Act::Heal(vec![(A, B)]));
    assert!(world.links().is_broken(A, B), "B has not noticed");
    does(&mut world, Act::Cut(vec![(A, B)]));
    does(&mut world, Act::Fire(B, 0));
    does(&mut world, Act::Heal(vec![(A, B)]));
    assert_eq!(heard_of_links(&world), (&[(B, true)][..], &[(A, true)][..]));
    asks(&mut world, A, "x");
    run_out(&mut world);
    assert_eq!(node::<true>(&world, B).heard, [2]);
}

#[test]
fn what_is_sent_on_a_broken_connection_is_answered_with_a_reset() {
    let mut world = connected(false);
    does(&mut world, Act::Cut(vec![(A, B)]));
    does(&mut world, Act::Heal(vec![(A, B)]));
    asks(&mut world, A, "twice");
    assert_eq!(heard_of_links(&world), (RESET_BY_B, RESET_BY_A));
    assert!(world.in_flight().is_empty(), "all that was said on the old connection is lost");
    assert!(!world.links().is_broken(A, B));
    asks(&mut world, A, "x");
    run_out(&mut world);
    assert_eq!(node::<true>(&world, B).heard, [2]);
}

#[test]
fn a_reset_tells_nothing_to_the_end_that_knows() {
    let mut world = connected(false);
    does(&mut world, Act::Cut(vec![(A, B)]));
    does(&mut world, Act::Fire(A, 0));
    does(&mut world, Act::Heal(vec![(A, B)]));
    asks(&mut world, A, "x");
    assert_eq!(heard_of_links(&world), (&[(B, true)][..], RESET_BY_A));
}

#[test]
fn who_is_down_or_paused_resets_nothing() {
    let mut world = connected(false);
    does(&mut world, Act::Pause(B));
    does(&mut world, Act::Cut(vec![(A, B)]));
    does(&mut world, Act::Heal(vec![(A, B)]));
    asks(&mut world, A, "x");
    does(&mut world, Act::Fire(A, 0));
    assert_eq!(heard_of_links(&world), (&[][..], &[][..]));
    does(&mut world, Act::Resume(B));
    assert!(world.links().is_broken(A, B), "B has not noticed");
    asks(&mut world, B, "x");
    assert_eq!(heard_of_links(&world), (&[(B, true)][..], RESET_BY_A));

    does(&mut world, Act::Crash(B));
    asks(&mut world, A, "x");
    assert_eq!(node::<true>(&world, A).links, [(B, true)]);
    does(&mut world, Act::Restart(B));
    asks(&mut world, A, "x");
    assert_eq!(heard_of_links(&world), (&[(B, true), (B, false), (B, true)][..], &[(A, true)][..]));
}

#[test]
fn a_connection_that_only_a_pause_kept_shut_opens_when_the_node_goes_on() {
    let mut world = connected(false);
    does(&mut world, Act::Cut(vec![(A, B)]));
    does(&mut world, Act::Fire(A, 0));
    does(&mut world, Act::Fire(B, 0));
    does(&mut world, Act::Pause(B));
    does(&mut world, Act::Heal(vec![(A, B)]));
    assert_eq!(heard_of_links(&world), (&[][..], &[][..]), "a paused node accepts nothing");
    does(&mut world, Act::Resume(B));
    assert_eq!(heard_of_links(&world), (&[(B, true)][..], &[(A, true)][..]));
}

#[test]
fn who_gives_up_a_connection_tells_the_other_end() {
    let mut world = connected(false);
    asks(&mut world, A, "x");
    does(&mut world, Act::Fire(A, 0));
    assert!(world.in_flight().is_empty());
    assert_eq!(heard_of_links(&world), (&[(B, true)][..], RESET_BY_A));
    asks(&mut world, A, "x");
    run_out(&mut world);
    assert_eq!(node::<true>(&world, B).heard, [2]);
}

#[test]
fn nothing_arrives_twice() {
    let mut world = connected(true);
    asks(&mut world, A, "x");
    assert_eq!(
        world.check(&Act::Duplicate(1)).unwrap_err(),
        "message #1 arrives once: the connection is first-in first-out, as TCP gives"
    );
    let doubled = |value: &str| Act::Set { option: "duplicate".into(), value: value.into() };
    assert_eq!(
        world.check(&doubled("5%")).unwrap_err(),
        "Talker's messages arrive once: the paper assumes first-in first-out connections, as TCP gives"
    );
    world.check(&doubled("0%")).unwrap();
    world_of_datagrams().check(&doubled("5%")).unwrap();
}

#[test]
fn without_the_rule_of_order_messages_overtake_on_connections_that_still_break() {
    let mut world = connected(true);
    does(&mut world, Act::Rule(&IN_ORDER, false));
    asks(&mut world, A, "x");
    asks(&mut world, A, "x");
    does(&mut world, Act::Duplicate(2));
    does(&mut world, Act::Deliver(3));
    does(&mut world, Act::Deliver(2));
    assert_eq!(node::<true>(&world, B).heard, [2, 2]);
    does(&mut world, Act::Cut(vec![(B, A)]));
    assert!(world.in_flight().is_empty());
}

#[test]
fn the_oracle_is_heard_by_all_at_once_on_new_connections() {
    let mut world = connected(true);
    asks(&mut world, A, "x");
    does(&mut world, Act::Elect { leader: B, followers: vec![A, B] });
    assert!(world.in_flight().is_empty());
    assert_eq!(
        (node::<true>(&world, A).leader, node::<true>(&world, B).leader),
        (Some(B), Some(B))
    );
    assert_eq!(heard_of_links(&world), (&[][..], &[][..]), "they know, and are connected anew");
    asks(&mut world, A, "x");
    assert_eq!(world.in_flight().len(), 1);

    does(&mut world, Act::Pause(A));
    let error = |world: &World| world.check(&Act::Elect { leader: B, followers: vec![A] });
    assert_eq!(error(&world).unwrap_err(), "A is paused");
    does(&mut world, Act::Crash(A));
    assert_eq!(error(&world).unwrap_err(), "A is down");
    does(&mut world, Act::Elect { leader: B, followers: vec![] });

    does(&mut world, Act::Set { option: "election".into(), value: "votes".into() });
    assert_eq!(
        error(&world).unwrap_err(),
        "Talker elects its leader by votes: `set election oracle` first"
    );
}

#[test]
fn a_read_past_the_log_shows_this_copy_and_the_client_tells_how_much_it_has_seen() {
    for options in [&[][..], &[("client-network", "on")][..]] {
        let mut world = world::<false>(false, options);
        let ask = |world: &mut World, command: &str, to| {
            let operation = command.parse().unwrap();
            does(world, Act::Request { client: ClientId(1), operation, to });
            run_out(world);
            world.clients().get(ClientId(1)).unwrap().heard.clone()
        };
        let one = Some(Reply::Value(Some("1".to_string())));
        assert_eq!(ask(&mut world, "x=1", A), Some(Reply::Done));
        assert_eq!(ask(&mut world, "get x", A), one);
        assert_eq!(world.observed().committed_len(), 1, "a read is nothing that is committed");
        assert_eq!(ask(&mut world, "get x", B), Some(Reply::Value(None)), "B's copy lags");
        assert_eq!(ask(&mut world, "get x", A), one);
        assert_eq!(node::<false>(&world, A).seen, [0, 1, 1]);
        assert_eq!(node::<false>(&world, B).seen, [1], "B could have told that it shows the past");
        assert_eq!(world.clients().seen(ClientId(1)), 1);
        let holds = |property| {
            ordered::holds(property, &world.clients().calls(), world.observed().committed())
        };
        assert_eq!(holds("Single System Image"), Some(false));
        assert_eq!(holds("Linearizable Writes"), Some(true));
    }
}

/// What a node has heard of its connections: the peer, and whether a new one is open.
type Heard = [(NodeId, bool)];

/// What A and B have heard of their connection.
fn heard_of_links(world: &World) -> (&Heard, &Heard) {
    (&node::<true>(world, A).links, &node::<true>(world, B).links)
}

/// What A hears when its connection to B is reset, and B of the one to A.
const RESET_BY_B: &Heard = &[(B, false), (B, true)];
const RESET_BY_A: &Heard = &[(A, false), (A, true)];

#[test]
fn while_the_link_is_cut_nothing_opens() {
    let mut world = connected(false);
    does(&mut world, Act::Cut(vec![(B, A)]));
    does(&mut world, Act::Fire(A, 0));
    does(&mut world, Act::Fire(B, 0));
    assert!(world.links().is_broken(A, B));
    does(&mut world, Act::Heal(vec![(B, A)]));
    assert!(!world.links().is_broken(A, B));
    assert_eq!(node::<true>(&world, A).links, [(B, true)]);
}

#[test]
fn a_drop_by_hand_is_noticed_at_once() {
    let mut world = connected(true);
    asks(&mut world, A, "x");
    asks(&mut world, A, "x");
    asks(&mut world, B, "x");
    does(&mut world, Act::Drop(1));
    assert!(world.in_flight().is_empty());
    assert_eq!(node::<true>(&world, A).links, [(B, false), (B, true)]);
    assert_eq!(node::<true>(&world, B).links, [(A, false), (A, true)]);
    asks(&mut world, A, "x");
    does(&mut world, Act::Deliver(4));
    assert_eq!(node::<true>(&world, B).heard, [3]);
}

#[test]
fn a_crash_breaks_it_and_the_other_end_must_notice() {
    let mut world = connected(false);
    asks(&mut world, B, "x");
    does(&mut world, Act::Crash(A));
    assert!(world.in_flight().is_empty());
    does(&mut world, Act::Restart(A));
    assert!(world.links().is_broken(A, B), "B has not noticed");
    does(&mut world, Act::Fire(B, 0));
    assert!(!world.links().is_broken(A, B));
    assert_eq!(heard_of_links(&world), (&[(B, true)][..], &[(A, true)][..]));
    asks(&mut world, B, "x");
    run_out(&mut world);
    assert_eq!(node::<true>(&world, A).heard, [2]);
}

#[test]
fn a_message_waits_for_every_change_of_its_step() {
    let mut world = world::<false>(false, &[("disk", "5ms"), ("latency", "1ms")]);
    asks(&mut world, A, "x");
    assert!(world.in_flight().is_empty());
    assert!(!world.host(A).disk.is_synced());
    let synced = world.advance(false).unwrap();
    assert_eq!((synced.time.0, synced.kind.name()), (5_000, "sync"));
    assert_eq!(world.in_flight().len(), 1);
    assert_eq!(node::<false>(&world, A).synced, [WriteId(1)]);
}

#[test]
fn a_change_during_a_sync_starts_a_second_one() {
    let mut world = world::<false>(true, &[("disk", "5ms")]);
    asks(&mut world, A, "x");
    does(&mut world, Act::Wait(quorarium::protocol::time::Micros::from_millis(2)));
    asks(&mut world, A, "x");
    asks(&mut world, A, "x");
    world.advance(false).unwrap();
    assert_eq!((world.now().0, world.host(A).disk.durable.read::<Count>().0), (5_000, 1));
    assert_eq!(world.in_flight().len(), 1, "the others wait for the second sync");
    world.advance(false).unwrap();
    assert_eq!((world.now().0, world.host(A).disk.durable.read::<Count>().0), (10_000, 3));
    assert_eq!(world.in_flight().len(), 3);
    assert_eq!(node::<false>(&world, A).synced, [WriteId(1), WriteId(3)]);
    assert!(world.host(A).disk.is_synced());
}

#[test]
fn a_crash_takes_what_is_not_on_disk_and_its_messages() {
    let mut world = world::<false>(true, &[("disk", "5ms")]);
    asks(&mut world, A, "x");
    does(&mut world, Act::Sync(A));
    asks(&mut world, A, "x");
    does(&mut world, Act::Crash(A));
    does(&mut world, Act::Restart(A));
    assert_eq!(node::<false>(&world, A).stable, Count(1));
    run_out(&mut world);
    assert_eq!(world.in_flight().len(), 1, "what left before stays in flight");
    asks(&mut world, A, "x");
    does(&mut world, Act::Sync(A));
    assert_eq!(world.host(A).disk.durable.read::<Count>(), &Count(2));
}

#[test]
fn what_may_leave_at_once_does_not_wait() {
    let mut world = world::<false>(true, &[("disk", "5ms")]);
    asks(&mut world, A, "x");
    asks(&mut world, A, "now");
    assert_eq!(world.in_flight().len(), 1);
    let Body::Protocol(letter) = &world.in_flight()[0].body else { panic!("a message") };
    assert_eq!(letter.read::<Number>(), &Number(2));
    does(&mut world, Act::Crash(A));
    does(&mut world, Act::Deliver(1));
    assert_eq!(node::<false>(&world, B).heard, [2], "though its sender has forgotten it");
}

#[test]
fn a_paused_node_hears_of_its_disk_when_it_goes_on() {
    let mut world = world::<false>(true, &[("disk", "5ms")]);
    asks(&mut world, A, "x");
    does(&mut world, Act::Pause(A));
    assert_eq!(
        world.check(&Act::Sync(A)).unwrap_err(),
        "A is paused: it hears of its disk at `resume A`"
    );
    assert!(world.advance(false).is_none());
    does(&mut world, Act::Resume(A));
    assert_eq!(world.advance(false).unwrap().kind.name(), "sync");
}
