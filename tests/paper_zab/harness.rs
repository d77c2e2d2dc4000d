//! A ZAB server alone, of three, and what it is handed.

pub use crate::alone::Start;
use quorarium::protocol::cluster::{Cluster, NodeId};
use quorarium::protocol::command::{Command, Operation};
use quorarium::protocols::zab::Zab;
use quorarium::protocols::zab::history::{History, Transaction, Zxid};
use quorarium::protocols::zab::message::{Text, ZabMessage};
use quorarium::protocols::zab::node::Persistent;
use quorarium::protocols::zab::vote::{Notice, ServerState, Vote};

pub const A: NodeId = NodeId(0);
pub const B: NodeId = NodeId(1);

pub fn z(epoch: u64, counter: u64) -> Zxid {
    Zxid { epoch, counter }
}

/// Zxids of epoch 0, as ZooKeeper's own tests write them.
pub fn plain(counters: impl IntoIterator<Item = u64>) -> Vec<Zxid> {
    counters.into_iter().map(|counter| z(0, counter)).collect()
}

pub fn history(zxids: &[(u64, u64)]) -> History {
    let transaction = |(epoch, counter): &(u64, u64)| {
        let word = Operation::Word(format!("t{epoch}{counter}"));
        Transaction { zxid: z(*epoch, *counter), command: Command::new(word, None) }
    };
    zxids.iter().map(transaction).collect()
}

pub fn disk(accepted_epoch: u64, current_epoch: u64, zxids: &[(u64, u64)]) -> Persistent {
    Persistent { accepted_epoch, current_epoch, history: history(zxids) }
}

/// B, under an oracle.
pub fn server(disk: Persistent) -> Start<Zab> {
    Start::new(B, Cluster::of_size(3), disk).set("election", "oracle")
}

pub fn new_epoch(epoch: u64) -> ZabMessage {
    ZabMessage::LeaderInfo { epoch, of: Text::Paper }
}

pub fn notice(leader: u8, zxid: Zxid, epoch: u64, round: u64, state: ServerState) -> Notice {
    Notice { vote: Vote { epoch, zxid, leader: NodeId(leader) }, round, state }
}
